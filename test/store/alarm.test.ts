import { alarms, expectedRates, shift, type Alarm, type Day } from '../../src/store/alarm.ts'
import { openStore } from '../../src/store/store.ts'
import { aCall, aSilence, storeOptions, type Logged } from './events.ts'
import { aFolder } from '../server/process.ts'

/** A Thursday; yesterday is a weekday, too. */
const today = '2026-03-05'
const yesterday = '2026-03-04'

/** A pseudo-random number of 0 to 1 that is the same in every run. */
const chance = (seed: number): number => {
  const value = Math.sin(seed * 12.9898) * 43_758.5453
  return value - Math.floor(value)
}

/** Days up to yesterday of a site with about 200 calls on a weekday and 40 on a weekend, of which a tenth is ours and half of that fires. */
function history(days: number, differs: (day: string) => Partial<Day> = () => ({})): Day[] {
  return Array.from({ length: days }, (_, index) => {
    const day = shift(yesterday, index - days + 1)
    const weekend = [0, 6].includes(new Date(day).getUTCDay())
    const calls = Math.round((weekend ? 400 : 2000) * (0.9 + 0.2 * chance(index)))
    const mine = Math.round(calls / 10)
    const fired = Math.round(mine * (0.45 + 0.1 * chance(index + 1000)))
    return { day, client: 'north', service: 'a-rule', calls, mine, fired, ...differs(day) }
  })
}

const kinds = (found: readonly Alarm[]): string[] => found.map(({ kind, day }) => `${kind} ${day}`)
const only = (day: string, differs: Partial<Day>) => (one: string) => (one === day ? differs : {})

it('is quiet on an ordinary history, on every day of the week', () => {
  const days = history(120)

  for (let back = 0; back < 14; back += 1) expect(kinds(alarms(days, shift(today, -back)))).toEqual([])
})

it('tells of a rule that fires no more', () => {
  const [alarm, ...more] = alarms(history(60, only(yesterday, { calls: 2000, mine: 200, fired: 0 })), today)

  expect(more).toEqual([])
  expect(alarm).toMatchObject({ client: 'north', service: 'a-rule', kind: 'firing-rate', day: yesterday, value: 0 })
  expect(alarm?.low).toBeGreaterThan(0.3)
  expect(alarm?.high).toBeLessThan(0.7)
})

it('tells of a rule that fires at everything', () => {
  expect(kinds(alarms(history(60, only(yesterday, { calls: 2000, mine: 200, fired: 200 })), today))).toEqual([
    `firing-rate ${yesterday}`,
  ])
})

it('tells of it on the same day, when there are cases enough', () => {
  const now = (mine: number): Day => ({
    day: today,
    client: 'north',
    service: 'a-rule',
    calls: 5 * mine,
    mine,
    fired: 0,
  })

  expect(kinds(alarms([...history(60), now(40)], today))).toEqual([`firing-rate ${today}`])
  expect(kinds(alarms([...history(60), now(19)], today))).toEqual([])
})

it('tells of an EHR that calls no more: a day without a row is a day without calls', () => {
  const found = alarms(history(60).slice(0, -1), today)

  expect(found).toEqual([expect.objectContaining({ kind: 'calls', day: yesterday, value: 0 })])
})

it('tells of it for two weeks: whoever was taken out of the clients, or renamed, would be told of for six otherwise', () => {
  const days = history(90)
  const told = Array.from({ length: 40 }, (_, index) => shift(today, index)).filter(
    (day) => kinds(alarms(days, day)).length > 0,
  )

  expect(told).toEqual(Array.from({ length: 13 }, (_, index) => shift(today, index + 1)))
})

it('does not tell once more, on the day it calls again, that it had not called', () => {
  const day = shift(today, 20)
  const back = (fired: number): readonly Alarm[] => {
    const now = { day, client: 'north', service: 'a-rule', calls: 2000, mine: 200, fired }
    return alarms([...history(90), now], day)
  }

  expect(kinds(back(100))).toEqual([])
  expect(kinds(back(0))).toEqual([`firing-rate ${day}`])
})

it('tells of orders that are not recognised any more, though as many calls come as ever', () => {
  const found = alarms(history(60, only(yesterday, { calls: 2000, mine: 0, fired: 0 })), today)

  expect(found).toEqual([expect.objectContaining({ kind: 'orders', day: yesterday, value: 0 })])
  expect(kinds(alarms(history(60, only(yesterday, { calls: 2000, mine: 19, fired: 0 })), today))).toEqual([
    `orders ${yesterday}`,
  ])
})

it('tells of orders that are not recognised any more on a day of more calls than ever, too', () => {
  expect(kinds(alarms(history(60, only(yesterday, { calls: 4500, mine: 0, fired: 0 })), today))).toEqual([
    `calls ${yesterday}`,
    `orders ${yesterday}`,
  ])
})

it('tells of calls that doubled', () => {
  expect(kinds(alarms(history(60, only(yesterday, { calls: 4500, mine: 200, fired: 100 })), today))).toEqual([
    `calls ${yesterday}`,
  ])
})

it('compares weekends with weekends', () => {
  const monday = '2026-03-02'
  const days = history(120).filter(({ day }) => day < monday)
  const loud = days.map((one) => (one.day === '2026-03-01' ? { ...one, calls: 2000 } : one))

  expect(kinds(alarms(days, monday))).toEqual([])
  expect(kinds(alarms(loud, monday))).toEqual(['calls 2026-03-01'])
})

it('says nothing before there are fourteen days like this one', () => {
  const broken = only(yesterday, { calls: 0, mine: 200, fired: 0 })

  expect(kinds(alarms(history(18, broken), today))).toEqual([])
  expect(kinds(alarms(history(24, broken), today))).toEqual([`firing-rate ${yesterday}`, `calls ${yesterday}`])
})

it('says nothing of a site that has hardly any cases', () => {
  expect(kinds(alarms(history(60, () => ({ calls: 8, mine: 2, fired: 1 })).slice(0, -1), today))).toEqual([])
})

it('keeps clients and services apart', () => {
  const south = history(60, only(yesterday, { calls: 2000, mine: 200, fired: 0 })).map((day) => ({
    ...day,
    client: 'south',
  }))

  expect(alarms([...history(60), ...south], today).map(({ client }) => client)).toEqual(['south'])
})

describe('what is expected of a firing rate', () => {
  it('is the band that the alarm goes by', () => {
    const days = history(60, only(yesterday, { calls: 2000, mine: 200, fired: 0 }))
    const [alarm] = alarms(days, today)
    expect(expectedRates(days).get(yesterday)).toEqual({ low: alarm?.low, high: alarm?.high, days: alarm?.days })
  })

  it('is not told of a day before there are fourteen like it, nor of one with hardly any cases', () => {
    const quiet = shift(yesterday, -1)
    const days = history(60, only(quiet, { mine: 19, fired: 9 }))
    const told = [...expectedRates(days).keys()]
    // They begin on a Sunday: fourteen weekdays and five days of weekends come first. Of seventeen of these three are left.
    expect(told[0]).toBe(days[19]?.day)
    expect(told.filter((day) => [0, 6].includes(new Date(day).getUTCDay()))).toHaveLength(3)
    expect(told).not.toContain(quiet)
    expect(told.at(-1)).toBe(yesterday)
    expect(expectedRates([])).toEqual(new Map())
  })
})

describe('the width of a band', () => {
  const [lastDay] = history(1) as [Day]
  /** Weekdays and weekends alike. */
  const steady = (days: number, one: (index: number) => Partial<Day>): Day[] =>
    history(days).map((day, index) => ({ ...day, ...one(index) }))
  const rate = (days: readonly Day[]): unknown => expectedRates(days).get(yesterday)
  const band = (low: number, high: number): unknown =>
    expect.objectContaining({ low: expect.closeTo(low, 10), high: expect.closeTo(high, 10) })

  it('of a rate is three standard errors of the day where few cases came', () => {
    expect(rate(steady(60, () => ({ mine: 100, fired: 50 })))).toEqual(band(0.35, 0.65))
    expect(rate(steady(60, () => ({ mine: 100, fired: 90 })))).toEqual(band(0.81, 0.99))
    expect(rate(steady(60, () => ({ mine: 100, fired: 98 })))).toEqual(band(0.93, 1))
  })

  it('of a rate is five points at least', () => {
    expect(rate(steady(60, () => ({ mine: 10_000, fired: 5_000 })))).toEqual(band(0.45, 0.55))
  })

  it('of a rate is three robust standard deviations where it strays', () => {
    const days = steady(60, (index) => ({ mine: 10_000, fired: [4_000, 5_000, 6_000][index % 3] ?? 0 }))
    expect(rate(days)).toEqual(band(0.5 - 3 * 1.4826 * 0.1, 0.5 + 3 * 1.4826 * 0.1))
  })

  it.each([
    ['a tenth, of many', 1_000, 100],
    ['three roots, of few', 100, 30],
  ])('of a count is %s', (_title, usual, width) => {
    const found = (calls: number): string[] =>
      kinds(alarms([...steady(60, () => ({ calls: usual })).slice(0, -1), { ...lastDay, calls }], today))
    for (const calls of [usual - width, usual + width]) expect(found(calls)).toEqual([])
    for (const calls of [usual - width - 1, usual + width + 1]) expect(found(calls)).toEqual([`calls ${yesterday}`])
  })

  it('of a count is three robust standard deviations where it strays', () => {
    const found = (calls: number): string[] => {
      const before = steady(60, (index) => ({ calls: [800, 1_000, 1_200][index % 3] ?? 0 }))
      return kinds(alarms([...before.slice(0, -1), { ...lastDay, calls }], today))
    }
    for (const calls of [111, 1_889]) expect(found(calls)).toEqual([])
    for (const calls of [110, 1_890]) expect(found(calls)).toEqual([`calls ${yesterday}`])
  })

  it('comes of the last sixty days alike, and of days with twenty cases or more', () => {
    const alike = (days: readonly Day[]): number | undefined => expectedRates(days).get(yesterday)?.days
    expect(alike(steady(200, () => ({ mine: 100, fired: 50 })))).toBe(60)
    const quiet = (day: string): Partial<Day> => (day < shift(yesterday, -30) ? { mine: 19, fired: 19 } : {})
    expect(alike(history(60, quiet))).toBe(22)
    expect(alike(history(60, (day) => (day < shift(yesterday, -30) ? { mine: 20, fired: 10 } : {})))).toBe(42)
  })
})

it('says nothing of calls where twenty a day are not usual', () => {
  const found = (calls: number): string[] => kinds(alarms(history(60, () => ({ calls, mine: 0 })).slice(0, -1), today))
  expect(found(19)).toEqual([])
  expect(found(20)).toEqual([`calls ${yesterday}`])
})

it('the store logs an alarm once, and tells it with the numbers', async () => {
  const dataDir = aFolder()
  const logged: Logged[] = []
  const now = () => new Date(`${today}T08:00:00.000Z`)
  const store = await openStore(storeOptions({ dataDir, now }, logged))
  for (let back = 40; back >= 1; back -= 1) {
    const at = `${shift(today, -back)}T10:00:00.000Z`
    for (let call = 0; call < 30; call += 1) {
      const { card: _card, ...spoke } = aCall({ at })
      store.record(back > 1 && call % 2 === 0 ? spoke : aSilence({ at }))
    }
  }
  while (store.health().queue > 0) await new Promise((resolve) => setTimeout(resolve, 20))

  await store.watch()
  await store.watch()

  const told = store.alarms()
  expect(told).toEqual([expect.objectContaining({ kind: 'firing-rate', day: yesterday, value: 0 })])
  expect((await store.stats({}, 'week')).alarms).toEqual(told)
  expect((await store.stats({ client: 'south' }, 'week')).alarms).toEqual([])
  // Calls that are not of the days or the content asked for have not stopped.
  expect((await store.stats({ to: shift(today, -10) }, 'week')).alarms).toEqual(told)
  expect((await store.stats({ contentVersion: '0.9.0' }, 'week')).alarms).toEqual(told)
  // Made of the days before those that were asked for, too, of whatever content; weeks have none.
  const [{ low, high } = { low: Number.NaN, high: Number.NaN }] = told
  for (const filter of [{}, { from: yesterday }, { from: yesterday, contentVersion: '1.0.0' }])
    expect((await store.stats(filter, 'day')).byPeriod.at(-1)).toMatchObject({
      period: yesterday,
      firingRate: 0,
      expectedFiringRate: { low, high },
    })
  expect((await store.stats({ client: 'north' }, 'day')).byPeriod[0]).toMatchObject({ expectedFiringRate: null })
  expect((await store.stats({}, 'week')).byPeriod.at(-1)).toMatchObject({ expectedFiringRate: null })
  expect(logged.filter(({ level }) => level === 'warn')).toHaveLength(1)
  await store.close()
})

it('the store tells of no calls that stopped where the content changed', async () => {
  const dataDir = aFolder()
  const store = await openStore(storeOptions({ dataDir, now: () => new Date(`${today}T08:00:00.000Z`) }))
  for (let back = 40; back >= 1; back -= 1) {
    const contentVersion = back > 3 ? '1.0.0' : '1.1.0'
    for (let call = 0; call < 30; call += 1)
      store.record(aSilence({ at: `${shift(today, -back)}T10:00:00.000Z`, contentVersion }))
  }
  while (store.health().queue > 0) await new Promise((resolve) => setTimeout(resolve, 20))

  for (const contentVersion of ['1.0.0', '1.1.0'])
    expect((await store.stats({ contentVersion }, 'day')).alarms).toEqual([])
  await store.close()
})
