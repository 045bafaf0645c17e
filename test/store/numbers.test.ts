import { aCall, anAcceptance, anOverride, aSilence } from './events.ts'
import { eventually, places, textOf } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { engines, storeAt } = places()

describe.each(engines)('the numbers of a store on %s', (_engine, place) => {
  it('tells acceptance by alternative, overrides by reason, silence by reason, and what would have fired', async () => {
    const store = await storeAt(await place())
    const calls = Array.from({ length: 4 }, () => aCall())
    for (const call of calls) store.record(call)
    store.record(aSilence())
    store.record(aSilence({ because: 'no-route' }))
    store.record(aSilence({ because: 'no-route' }))
    const { card: _card, ...hidden } = aCall({ outcome: 'would-have-fired' })
    store.record(hidden)
    const [first, second, third] = calls
    await store.feedback('a-rule-order-sign', 'north', [
      anAcceptance(first?.card.uuid ?? '', first?.card.suggestions[0]?.uuid ?? ''),
      anAcceptance(second?.card.uuid ?? '', second?.card.suggestions[2]?.uuid ?? ''),
      anOverride(third?.card.uuid ?? '', {
        reasons: [{ code: 'protocol', system: 'urn:reasons' }, { code: 'benefit-risk' }],
      }),
    ])
    await eventually(async () => (await store.stats({}, 'week')).totals.calls === 8)

    const stats = await store.stats({}, 'week')
    const rule = { rule: 'a-rule' }

    expect(stats.totals).toMatchObject({ fired: 4, silent: 3, wouldHaveFired: 1, firingRate: 0.625, answered: 3 })
    expect(stats.alternatives).toEqual([
      { ...rule, alternative: 'rest', offered: 4, recommended: 0, wouldHaveOffered: 1, accepted: 0, acceptanceRate: 0 },
      {
        ...rule,
        alternative: 'walk',
        offered: 4,
        recommended: 4,
        wouldHaveOffered: 1,
        accepted: 1,
        acceptanceRate: 0.25,
      },
    ])
    // A removal is offered on nearly every card and was never counted as such.
    expect(stats.removals).toBe(1)
    expect(stats.overrides).toEqual([
      { rule: 'a-rule', system: 'urn:reasons', code: 'benefit-risk', count: 1 },
      { rule: 'a-rule', system: 'urn:reasons', code: 'protocol', count: 1 },
    ])
    expect(stats.silence).toEqual([
      { ...rule, because: 'no-route', count: 2 },
      { ...rule, because: 'another-reason', count: 1 },
    ])
    expect(stats.rows).toEqual([{ ...rule, row: '1', count: 5 }])
    expect(stats.leftOut).toEqual([{ recommendation: 'a-rule', rule: 'no-pool', count: 5 }])
    expect(stats.timeToAnswer).toMatchObject({ count: 3, p50: 15 })
    expect(stats.latency).toEqual([expect.objectContaining({ client: 'north', count: 8, p50: 12.5 })])
  })

  it('breaks the numbers down by client, content version and week, and filters them', async () => {
    const store = await storeAt(await place())
    store.record(aCall({ at: '2026-02-27T10:00:00.000Z' }))
    store.record(aCall({ at: '2026-03-01T23:59:59.999Z', contentVersion: '1.1.0' }))
    store.record(aCall({ at: '2026-03-02T00:00:00.000Z', client: 'south', contentVersion: '1.1.0' }))
    store.record(aSilence({ at: '2026-03-02T00:00:00.000Z', client: 'south', service: 'other' }))
    await eventually(async () => (await store.stats({}, 'week')).totals.calls === 4)

    const stats = await store.stats({}, 'week')

    expect(stats.byPeriod.map(({ period, calls, fired }) => [period, calls, fired])).toEqual([
      ['2026-02-23', 2, 2],
      ['2026-03-02', 2, 1],
    ])
    expect(stats.byClient.map(({ client, calls }) => [client, calls])).toEqual([
      ['north', 2],
      ['south', 2],
    ])
    expect(stats.byContentVersion.map(({ contentVersion, calls }) => [contentVersion, calls])).toEqual([
      ['1.0.0', 2],
      ['1.1.0', 2],
    ])
    const calls = async (filter: object) => (await store.stats(filter, 'day')).totals.calls
    expect(await calls({ from: '2026-03-01', to: '2026-03-01' })).toBe(1)
    expect(await calls({ from: '2026-03-01' })).toBe(3)
    expect(await calls({ to: '9999-12-31' })).toBe(4)
    expect((await textOf(store.exportRows({ to: '9999-12-31' }, 'csv', () => undefined))).split('\r\n')).toHaveLength(6)
    expect(await calls({ client: 'south' })).toBe(2)
    expect(await calls({ contentVersion: '1.1.0' })).toBe(2)
    expect(await calls({ service: 'other' })).toBe(1)
    expect(await calls({ service: 'other', client: 'north' })).toBe(0)
  })

  it('counts a call that is not its business, and keeps nothing else of it', async () => {
    const where = await place()
    const store = await storeAt(where)
    const passing = { ...aSilence(), notMine: true }
    store.record(passing)
    store.record(passing)
    await store.close()

    const again = await storeAt(where)

    expect((await again.stats({}, 'day')).totals).toMatchObject({ calls: 2, notMine: 2, silent: 0, firingRate: null })
    // Among nearly all calls, which take no time, those that take long would not be seen.
    expect((await again.stats({}, 'day')).latency).toEqual([])
    expect((await again.stats({ from: '2026-03-02', to: '2026-03-02' }, 'day')).byPeriod).toHaveLength(1)
    expect(await again.trace(passing.hookInstance)).toEqual([])
    expect(await textOf(again.exportRows({}, 'ndjson', () => undefined))).toBe('')
  })

  it('folds the hours of calls that were not its business into days, and tells the same numbers', async () => {
    const where = await place()
    const store = await storeAt(where)
    for (const at of [
      '2026-02-01T10:00:00.000Z',
      '2026-02-01T11:00:00.000Z',
      '2026-03-01T10:00:00.000Z',
      '2026-03-01T11:00:00.000Z',
    ]) {
      store.record({ ...aSilence({ at }), notMine: true })
    }
    await store.close()
    const again = await storeAt(where)
    const before = await again.stats({}, 'day')

    await Promise.all([again.purge(), again.purge()])

    expect(before.totals).toMatchObject({ calls: 4, notMine: 4 })
    expect(before.byPeriod.map(({ period, notMine }) => [period, notMine])).toEqual([
      ['2026-02-01', 2],
      ['2026-03-01', 2],
    ])
    expect(await again.stats({}, 'day')).toEqual(before)
  })
})
