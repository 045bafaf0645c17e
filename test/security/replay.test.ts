import { makeReplayMemory, replayKey } from '../../src/security/replay.ts'
import { moment, seconds } from './client.ts'

describe('the memory of used tokens', () => {
  it('keeps an id until it expires, and gives the room back after', () => {
    let now = moment
    const memory = makeReplayMemory(() => now, 2)
    expect(memory.remember('a', '1', seconds + 60)).toBe('new')
    expect(memory.remember('a', '2', seconds + 600)).toBe('new')
    expect(memory.remember('a', '1', seconds + 60)).toBe('seen')
    expect(memory.remember('a', '3', seconds + 60)).toBe('full')
    now = new Date(moment.getTime() + 61_000)
    expect(memory.remember('a', '3', seconds + 120)).toBe('new')
    expect(memory.remember('a', '2', seconds + 600)).toBe('seen')
    expect(memory.remember('a', '4', seconds + 120)).toBe('full')
  })

  it('gives the room back also after the clock was set back', () => {
    let now = new Date(moment.getTime() + 3_600_000)
    const memory = makeReplayMemory(() => now, 1)
    now = moment
    expect(memory.remember('a', '1', seconds + 60)).toBe('new')
    now = new Date(moment.getTime() + 95_000)
    expect(memory.remember('a', '2', seconds + 120)).toBe('new')
  })

  it('forgets nothing of one client for the sake of another', () => {
    const memory = makeReplayMemory(() => moment, 1)
    expect(memory.remember('busy', '1', seconds + 60)).toBe('new')
    expect(memory.remember('busy', '2', seconds + 60)).toBe('full')
    expect(memory.remember('quiet', '1', seconds + 60)).toBe('new')
    expect(memory.remember('busy', '1', seconds + 60)).toBe('seen')
  })

  it('keeps so many of one client that a busy one is not turned away', () => {
    const memory = makeReplayMemory(() => moment)
    const verdicts = Array.from({ length: 100_001 }, (_, n) => memory.remember('busy', String(n), seconds + 60))
    expect(verdicts.indexOf('full')).toBe(100_000)
  })

  it('tells ids of issuers and tenants apart, however they are written', () => {
    const keys = [
      replayKey('a', 'b', 'c'),
      replayKey('d', 'b', 'c'),
      replayKey('a', undefined, 'c'),
      replayKey('a', 'b","c', ''),
      replayKey('ab', '', 'c'),
      replayKey('a', 'null', 'c'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => key.length === 43)).toBe(true)
  })
})
