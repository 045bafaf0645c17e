import { days } from '../../cards/time.ts'
import type { Alarm } from '../../src/store/alarm.ts'
import type { Connection } from '../../src/store/connection.ts'
import type { Engine } from '../../src/store/engine.ts'
import { overrideMemory } from '../../src/store/override-memory.ts'
import { Upkeep } from '../../src/store/upkeep.ts'
import type { Override } from '../../src/store/writing.ts'

const now = new Date('2026-03-02T12:00:00.000Z')
const ago = (n: number): string => new Date(now.getTime() - days(n)).toISOString()
const [second, minute, hour] = [1000, 60_000, 3_600_000]

const place = { client: 'north', rule: 'a-rule', encounter: 'e', indicator: 'warning' } as const
const overrideOf = (id: number, at = ago(0)): Override => ({ ...place, id, at, patient: `p${id}` })

/** An upkeep, what it asks of a database that answers this, and what it would do from time to time. */
function upkeepOf(answers: Partial<Engine> = {}) {
  const asked: string[] = []
  const logged: object[] = []
  const rounds: { ms: number; first: number; work: (open: Engine) => Promise<void> }[] = []
  const connection = {
    isStopped: false,
    every: (ms: number, work: (open: Engine) => Promise<void>, first = ms) => void rounds.push({ ms, first, work }),
  }
  const open = new Proxy(answers, {
    get:
      (given, name: keyof Engine) =>
      async (...args: readonly unknown[]) => {
        asked.push([name, ...args].map(String).join(' '))
        return (given[name] as ((...all: readonly unknown[]) => unknown) | undefined)?.(...args) ?? 0
      },
  }) as Engine
  const memory = overrideMemory()
  const log = { info: () => {}, warn: (fields: object) => void logged.push(fields), error: () => {} }
  const options = { connection: connection as unknown as Connection, memory, retentionDays: 400, reasons: [], log }
  return { upkeep: new Upkeep({ ...options, now: () => now }), asked, logged, rounds, connection, open, memory }
}

/** A database that has these overrides. */
const having = (...all: readonly Override[]): Partial<Engine> => ({
  overrides: async (after, _since, limit) => all.filter(({ id }) => id > after).slice(0, limit),
})

it('learns all overrides that may still silence a card, 500 at a time', async () => {
  const all = Array.from({ length: 1000 }, (_, index) => overrideOf(index + 1))
  const { upkeep, asked, open, memory } = upkeepOf(having(...all))

  await upkeep.learn(open)

  expect(asked).toEqual([0, 500, 1000].map((after) => `overrides ${after} ${ago(31)} 500`))
  const isKnown = (patient: string): boolean => memory.answers({ ...place, patient, since: Date.parse(ago(1)) })
  expect(['p1', 'p500', 'p501', 'p1000', 'p1001'].map(isKnown)).toEqual([true, true, true, true, false])
  await upkeep.reconcile(open)
  expect(asked[4]).toBe(`overrides 0 ${ago(31)} 500`)
})

it('looks again at the last overrides: few every second where others write, a thousand every minute', async () => {
  const { upkeep, asked, rounds, open } = upkeepOf({ ...having(overrideOf(1500)), reconcile: async () => false })
  await upkeep.learn(open)
  upkeep.start(true)
  expect(rounds.map(({ ms, first }) => [ms, first])).toEqual([
    [second, second],
    [minute, minute],
    [hour, 10 * second],
    [hour, 30 * second],
  ])
  asked.length = 0

  await rounds[0]?.work(open)
  await rounds[1]?.work(open)

  expect(asked).toEqual([`overrides 1400 ${ago(31)} 500`, `reconcile ${ago(1)} `, `overrides 500 ${ago(31)} 500`])
  const alone = upkeepOf()
  alone.upkeep.start(false)
  expect(alone.rounds.map(({ ms }) => ms)).toEqual([minute, hour, hour])
})

it('looks again at all overrides where there were few', async () => {
  const few = upkeepOf({ ...having(overrideOf(40)), reconcile: async () => false })
  await few.upkeep.learn(few.open)
  await few.upkeep.reconcile(few.open)
  expect(few.asked.at(-1)).toBe(`overrides 0 ${ago(31)} 500`)
})

it('watches soon after the start, and purges every hour', async () => {
  const { upkeep, asked, rounds, open } = upkeepOf({ alarms: async () => [] })
  upkeep.start(false)
  await rounds[1]?.work(open)
  await rounds[2]?.work(open)
  expect(asked).toEqual(['alarms 2026-03-02', `purge ${ago(400)} ${now.toISOString()} 500`, 'fold 2026-02-16 500'])
})

it('deletes and folds in steps until nothing is left of either', async () => {
  const deleted = [500, 3, 7, 0, 0]
  const folded = [0, 0, 7, 7, 0]
  const { upkeep, asked, open, memory } = upkeepOf({
    purge: async () => deleted.shift() ?? 0,
    fold: async () => folded.shift() ?? 0,
  })
  memory.learn([overrideOf(1, ago(31.1)), overrideOf(2, ago(30.9))])

  await upkeep.purge(open)

  expect(asked.map((words) => words.split(' ')[0])).toEqual(Array.from({ length: 5 }, () => ['purge', 'fold']).flat())
  const since = Date.parse(ago(60))
  expect(['p1', 'p2'].map((patient) => memory.answers({ ...place, patient, since }))).toEqual([false, true])
})

it('lets feedback have its turn between two steps', async () => {
  let left = 2
  const { upkeep, open } = upkeepOf({ purge: async () => (left -= 1) })
  let turns = 0
  const turn = setInterval(() => (turns += 1), 1)
  await upkeep.purge(open)
  clearInterval(turn)
  expect(turns).toBeGreaterThan(0)
})

it('begins no further step once the store is closing', async () => {
  const { upkeep, asked, connection, open } = upkeepOf({
    ...having(),
    purge: async () => 500,
    reconcile: async () => true,
  })
  connection.isStopped = true
  await upkeep.purge(open)
  await upkeep.reconcile(open)
  expect(asked.map((words) => words.split(' ')[0])).toEqual(['purge', 'fold', 'overrides'])
})

it('joins feedback until none waits', async () => {
  const more = [true, true, false]
  const { upkeep, asked, open } = upkeepOf({ ...having(), reconcile: async () => more.shift() ?? false })
  await upkeep.reconcile(open)
  expect(asked.map((words) => words.split(' ')[0])).toEqual(['reconcile', 'reconcile', 'reconcile', 'overrides'])
})

it('logs each alarm once, and tells those of the last look', async () => {
  const one: Alarm = {
    client: 'north',
    service: 'a-rule-order-sign',
    kind: 'firing-rate',
    day: '2026-03-01',
    value: 0,
    low: 0.2,
    high: 0.6,
    days: 60,
  }
  const others = [
    { client: 'south' },
    { service: 'another' },
    { kind: 'calls' as const },
    { day: '2026-02-28' },
    // The same letters, parted elsewhere.
    { client: 'northa', service: one.service.slice(1) },
  ].map((differs) => ({ ...one, ...differs }))
  const looks = [[one], [one, ...others], []]
  const { upkeep, logged, open } = upkeepOf({ alarms: async () => looks.shift() ?? [] })
  expect(upkeep.alarms).toEqual([])
  await upkeep.watch(open)
  expect([upkeep.alarms, logged]).toEqual([[one], [one]])
  await upkeep.watch(open)
  expect([upkeep.alarms, logged]).toEqual([
    [one, ...others],
    [one, ...others],
  ])
  await upkeep.watch(open)
  expect(upkeep.alarms).toEqual([])
})
