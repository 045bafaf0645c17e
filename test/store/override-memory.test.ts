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

  it('is of one client, rule, patient and encounter', () => {
    const memory = overrideMemory()
    memory.learn([overrideOf('p1')])
    const question = { ...place, patient: 'p1', indicator: 'warning', since: Date.parse(at) } as const
    expect(memory.answers(question)).toBe(true)
    for (const differs of [{ client: 'b' }, { rule: 'other' }, { patient: 'p2' }, { encounter: 'f' }])
      expect(memory.answers({ ...question, ...differs })).toBe(false)
  })
})
