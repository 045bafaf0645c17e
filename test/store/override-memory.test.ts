import { overrideMemory } from '../../src/store/override-memory.ts'
import type { Override } from '../../src/store/writing.ts'

const at = '2026-11-20T12:00:00.000Z'
const place = { client: 'a', rule: 'a-recommendation', encounter: 'e' }
const overrideOf = (patient: string): Override => ({ ...place, patient, at, indicator: 'warning', id: 1 })
const isKnown = (memory: ReturnType<typeof overrideMemory>, patient: string): boolean =>
  memory.answers({ ...place, patient, indicator: 'warning', since: Date.parse(at) })

describe('the memory of overrides', () => {
  it('keeps so many, and gives up first what it heard of longest ago', () => {
    const memory = overrideMemory(2)
    memory.learn([overrideOf('p1'), overrideOf('p2'), overrideOf('p1'), overrideOf('p3')])
    expect(['p1', 'p2', 'p3'].map((patient) => isKnown(memory, patient))).toEqual([true, false, true])
  })

  it('lets an override silence cards of its gravity and milder ones, and no graver one', () => {
    const gravities = ['info', 'warning', 'critical'] as const
    const silenced = gravities.map((overridden) => {
      const memory = overrideMemory()
      memory.learn([{ ...overrideOf('p1'), indicator: overridden }])
      const question = { ...place, patient: 'p1', since: Date.parse(at) }
      return gravities.filter((indicator) => memory.answers({ ...question, indicator }))
    })
    expect(silenced).toEqual([['info'], ['info', 'warning'], ['info', 'warning', 'critical']])
  })

  it('keeps the latest override of each gravity, in whatever order they are heard of', () => {
    const hour = (n: number): string => new Date(Date.parse(at) + n * 3_600_000).toISOString()
    const memory = overrideMemory()
    for (const [indicator, when] of [
      ['warning', hour(2)],
      ['info', hour(3)],
      ['warning', hour(1)],
    ] as const)
      memory.learn([{ ...overrideOf('p1'), indicator, at: when }])
    const isSilent = (indicator: 'info' | 'warning' | 'critical', since: string): boolean =>
      memory.answers({ ...place, patient: 'p1', indicator, since: Date.parse(since) })
    expect([isSilent('warning', hour(2)), isSilent('warning', hour(2.1))]).toEqual([true, false])
    expect([isSilent('info', hour(3)), isSilent('info', hour(3.1))]).toEqual([true, false])
    expect(isSilent('critical', '1970-01-01T00:00:00Z')).toBe(false)
  })

  it('forgets what was overridden before, and nothing later', () => {
    const memory = overrideMemory()
    memory.learn([overrideOf('p1'), { ...overrideOf('p2'), at: '2026-11-20T12:00:01.000Z' }])
    memory.forget(Date.parse(at))
    expect(isKnown(memory, 'p1')).toBe(true)
    memory.forget(Date.parse(at) + 1)
    expect([isKnown(memory, 'p1'), isKnown(memory, 'p2'), memory.isEmpty()]).toEqual([false, true, false])
    memory.forget(Infinity)
    expect(memory.isEmpty()).toBe(true)
  })

  it('is of one client, rule, patient and encounter', () => {
    const memory = overrideMemory()
    memory.learn([overrideOf('p1')])
    const question = { ...place, patient: 'p1', indicator: 'warning', since: Date.parse(at) } as const
    expect(memory.answers(question)).toBe(true)
    for (const differs of [{ client: 'b' }, { rule: 'other' }, { patient: 'p2' }, { encounter: 'f' }])
      expect(memory.answers({ ...question, ...differs })).toBe(false)
  })
})
