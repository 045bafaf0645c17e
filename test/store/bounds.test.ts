import { randomUUID } from 'node:crypto'
import type { FeedbackEntry } from '../../src/store/events.ts'
import { aCall, anAcceptance, anOverride } from './events.ts'
import { eventually, places, textOf } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { engines, storeAt } = places()

const at = (second: number): string => new Date(Date.parse('2026-03-02T10:00:00.000Z') + second * 1000).toISOString()

describe.each(engines)('what a client can make a store on %s keep', (_engine, place) => {
  it('is twenty answers a card, which count as one card, and no more of them than are told', async () => {
    const store = await storeAt(await place())
    const call = aCall()
    store.record(call)
    const { uuid, suggestions } = call.card
    const told = Array.from({ length: 30 }, (_, second) => anOverride(uuid, { outcomeAt: at(second) }))

    expect(await store.feedback(call.service, call.client, told)).toEqual({
      recorded: 20,
      repeated: 0,
      unknownCards: 0,
      surplus: 10,
    })
    expect(await store.feedback(call.service, call.client, told.slice(15, 25))).toEqual({
      recorded: 0,
      repeated: 5,
      unknownCards: 0,
      surplus: 5,
    })
    const late = anAcceptance(uuid, suggestions[0]?.uuid ?? '', { outcomeAt: at(60) })
    expect(await store.feedback(call.service, call.client, [late])).toMatchObject({ recorded: 0, surplus: 1 })

    expect((await store.trace(call.hookInstance))[0]?.feedback).toHaveLength(20)
    const { totals, overrides } = await store.stats({}, 'day')
    expect(totals).toMatchObject({ answered: 1, overridden: 1, accepted: 0, overrideRate: 1 })
    expect(overrides).toEqual([{ rule: 'a-rule', code: 'protocol', system: 'urn:reasons', count: 1 }])
  })

  it('counts each reason of a card once, and that none was stated only where none was', async () => {
    const store = await storeAt(await place())
    const [one, two] = [aCall(), aCall()]
    store.record(one)
    store.record(two)
    const tell = async (card: string, second: number, reasons: FeedbackEntry['reasons']): Promise<unknown> =>
      store.feedback(one.service, one.client, [anOverride(card, { outcomeAt: at(second), reasons })])
    await tell(one.card.uuid, 1, [{ code: 'protocol' }])
    await tell(one.card.uuid, 2, [{ code: 'protocol' }, { code: 'benefit-risk' }])
    await tell(one.card.uuid, 3, [])
    await tell(two.card.uuid, 4, [])
    await tell(two.card.uuid, 5, [])

    expect((await store.stats({}, 'day')).overrides.map(({ code, count }) => [code, count])).toEqual([
      ['benefit-risk', 1],
      ['protocol', 1],
      ['unstated', 1],
    ])
  })

  it('is fifty reasons by name a day, besides those of the card, and the numbers tell the commonest', async () => {
    const store = await storeAt(await place(), { storeComments: true })
    const days = ['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z']
    const calls = days.flatMap((day) => Array.from({ length: 4 }, () => aCall({ at: day })))
    for (const call of calls) store.record(call)
    const told = calls.map(({ card, at: day }, index) =>
      anOverride(card.uuid, {
        reasons: [
          ...Array.from({ length: 20 }, (_, code) => ({ code: `${day.slice(0, 10)}-${(index % 4) * 20 + code}` })),
          { code: 'common' },
          { code: 'protocol' },
        ],
      }),
    )
    await store.feedback('a-rule-order-sign', 'north', told)

    const { overrides } = await store.stats({ from: '2026-03-02' }, 'day')
    const count = (code: string): number | undefined => overrides.find((one) => one.code === code)?.count
    // 49 of the 80 were counted by name; with the other one, the card's and what is other, two too many to tell.
    expect([count('common'), count('protocol'), count('other')]).toEqual([4, 4, 80 - 49 + 2])
    expect(overrides.length).toBeLessThanOrEqual(51)
    const all = await store.stats({}, 'day')
    expect(all.overrides.length).toBeLessThanOrEqual(51)
    expect(all.overrides.reduce((sum, { count: n }) => sum + n, 0)).toBe(8 * 22)
    expect(all.overrides.slice(0, 3).map(({ code }) => code)).toEqual(['other', 'common', 'protocol'])
  })

  it('is some thousand rows of feedback on cards that never were, for each client and day; the rest is counted', async () => {
    let now = new Date('2026-03-02T12:00:00.000Z')
    const store = await storeAt(await place(), { now: () => now })
    const strays = (count: number): FeedbackEntry[] => Array.from({ length: count }, () => anOverride(randomUUID()))
    const kept = strays(10_000)
    expect(await store.feedback('one', 'north', kept)).toMatchObject({ recorded: 10_000, unknownCards: 10_000 })
    expect(await store.feedback('two', 'north', [...strays(30), ...kept.slice(0, 2)])).toMatchObject({ recorded: 0 })
    expect(await store.feedback('one', 'north', kept.slice(0, 2))).toEqual({
      recorded: 0,
      repeated: 2,
      unknownCards: 0,
    })
    expect(await store.feedback('one', 'south', strays(3))).toMatchObject({ recorded: 3 })
    // A card of its own is answered all the same.
    const call = aCall()
    store.record(call)
    await eventually(async () => (await store.trace(call.hookInstance)).length === 1)
    expect(await store.feedback(call.service, call.client, [anOverride(call.card.uuid), ...strays(1)])).toEqual({
      recorded: 1,
      repeated: 0,
      unknownCards: 1,
      surplus: 1,
    })

    expect((await store.stats({}, 'day')).totals).toMatchObject({ answered: 1, unknownCards: 10_000 + 32 + 3 + 1 })
    const lines = (await textOf(store.exportRows({}, 'ndjson', () => undefined))).trim().split('\n')
    expect(lines).toHaveLength(1 + 10_000 + 3)
    now = new Date('2026-03-03T12:00:00.000Z')
    expect(await store.feedback('one', 'north', strays(1))).toMatchObject({ recorded: 1 })
  })
})
