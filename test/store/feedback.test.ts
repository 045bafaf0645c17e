import { randomUUID } from 'node:crypto'
import type { FeedbackEntry } from '../../src/store/events.ts'
import { together } from '../../src/store/writing.ts'
import { growthOf } from '../tools/growth.ts'
import { aCall, anAcceptance, anOverride } from './events.ts'
import { eventually, places, question, textOf } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { engines, storeAt } = places()

it('joins entries of one moment in a time that grows no faster than they do', () => {
  const card = randomUUID()
  const growth = growthOf(
    (size) => {
      const entries = Array.from({ length: size }, () =>
        // So few that a set of them all stays in the processor's cache.
        anAcceptance(card, '', { suggestions: Array.from({ length: 4 }, () => randomUUID()) }),
      )
      return () => void together(entries)
    },
    50,
    800,
  )
  expect(growth).toBeLessThan(1.5)
})

describe.each(engines)('feedback in a store on %s', (_engine, place) => {
  it('counts feedback once, however often and however it is repeated', async () => {
    const store = await storeAt(await place())
    const call = aCall()
    store.record(call)
    const accepted = anAcceptance(call.card.uuid, call.card.suggestions[0]?.uuid ?? '')
    const overridden = anOverride(call.card.uuid)

    expect(await store.feedback(call.service, call.client, [accepted, accepted])).toEqual({
      recorded: 1,
      repeated: 1,
      unknownCards: 0,
    })
    expect(await store.feedback(call.service, call.client, [accepted, overridden])).toEqual({
      recorded: 1,
      repeated: 1,
      unknownCards: 0,
    })
    const receipts = await Promise.all(
      Array.from({ length: 8 }, async () => store.feedback(call.service, call.client, [overridden])),
    )

    expect(receipts.map(({ recorded }) => recorded)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    const { totals, timeToAnswer } = await store.stats({}, 'day')
    expect(totals).toMatchObject({
      fired: 1,
      answered: 1,
      accepted: 1,
      overridden: 1,
      acceptanceRate: 0.5,
      overrideRate: 0.5,
    })
    expect(timeToAnswer.count).toBe(1)
  })

  it('counts feedback apart for a card it never issued, also for one of another client or service', async () => {
    const store = await storeAt(await place())
    const call = aCall()
    store.record(call)
    const at = anOverride(call.card.uuid)

    expect(await store.feedback(call.service, call.client, [anOverride(randomUUID())])).toEqual({
      recorded: 1,
      repeated: 0,
      unknownCards: 1,
    })
    expect(await store.feedback(call.service, 'south', [at])).toEqual({ recorded: 1, repeated: 0, unknownCards: 1 })
    expect(await store.feedback('another', call.client, [at])).toEqual({ recorded: 1, repeated: 0, unknownCards: 1 })

    expect((await store.stats({}, 'day')).totals).toMatchObject({ answered: 0, overridden: 0, unknownCards: 3 })
    expect(store.alreadyAnswered({ ...question(call), client: 'south' })).toBe(false)
    expect(store.alreadyAnswered(question(call))).toBe(false)
    expect(await textOf(store.exportRows({}, 'ndjson', () => undefined))).toContain('"kind":"feedback"')
  })

  it('counts a suggestion as accepted once, however often an EHR tells', async () => {
    const store = await storeAt(await place())
    const call = aCall()
    store.record(call)
    await eventually(async () => (await store.trace(call.hookInstance)).length === 1)
    const suggestion = call.card.suggestions[0]?.uuid ?? ''
    const told = (second: number): FeedbackEntry =>
      anAcceptance(call.card.uuid, suggestion, { outcomeAt: `2026-03-02T10:00:${second}.000Z` })
    // An EHR may tell first of a suggestion by an id of its own.
    await store.feedback(call.service, call.client, [{ ...told(19), suggestions: [] }, told(20), told(21)])
    await store.feedback(call.service, call.client, [told(22)])
    const { alternatives, totals } = await store.stats({}, 'day')
    expect(alternatives).toContainEqual(
      expect.objectContaining({ alternative: 'walk', offered: 1, accepted: 1, acceptanceRate: 1 }),
    )
    expect(totals.answered).toBe(1)
  })

  it('counts no removal where the order was replaced, told at once or one after the other', async () => {
    const store = await storeAt(await place())
    const calls = [aCall(), aCall(), aCall()] as const
    for (const call of calls) store.record(call)
    await eventually(async () => (await store.stats({}, 'day')).totals.fired === calls.length)
    const [swapped, apart, removed] = calls
    const taken = ({ card }: (typeof calls)[number], which: readonly number[], second = 20): FeedbackEntry =>
      anAcceptance(card.uuid, '', {
        suggestions: which.map((index) => card.suggestions[index]?.uuid ?? ''),
        outcomeAt: `2026-03-02T10:00:${second}.000Z`,
      })
    await store.feedback(swapped.service, swapped.client, [taken(swapped, [0, 2])])
    await store.feedback(apart.service, apart.client, [
      taken(apart, [2]),
      taken(apart, [1], 21),
      taken(removed, [2, 2]),
    ])
    await store.feedback(apart.service, apart.client, [taken(apart, [2], 22), taken(apart, [1], 23)])

    const { alternatives, removals } = await store.stats({}, 'day')

    expect(removals).toBe(1)
    expect(alternatives.map(({ alternative, accepted }) => [alternative, accepted])).toEqual([
      ['rest', 1],
      ['walk', 1],
    ])
  })

  it('takes entries of one card, outcome and moment for one answer, whatever each of them tells', async () => {
    const store = await storeAt(await place())
    const call = aCall()
    store.record(call)
    await eventually(async () => (await store.trace(call.hookInstance)).length === 1)
    const { uuid, suggestions } = call.card

    const receipt = await store.feedback(call.service, call.client, [
      anAcceptance(uuid, randomUUID()),
      anAcceptance(uuid, suggestions[1]?.uuid ?? ''),
      anOverride(uuid, { reasons: [{ code: '1' }] }),
      anOverride(uuid, { reasons: [{ code: '2' }] }),
    ])

    expect(receipt).toEqual({ recorded: 2, repeated: 2, unknownCards: 0 })
    const { alternatives, overrides } = await store.stats({}, 'day')
    expect(alternatives).toContainEqual(expect.objectContaining({ alternative: 'rest', accepted: 1 }))
    expect(overrides.map(({ code, count }) => [code, count])).toEqual([
      ['1', 1],
      ['2', 1],
    ])
  })

  it('joins all feedback that waits, however much it is', async () => {
    const store = await storeAt(await place())
    const calls = Array.from({ length: 1_100 }, () => aCall())
    const [{ service, client }] = calls as [ReturnType<typeof aCall>]
    await store.feedback(
      service,
      client,
      calls.map((call) => anOverride(call.card.uuid)),
    )
    for (const call of calls) store.record(call)
    await eventually(async () => (await store.stats({}, 'day')).totals.fired === calls.length)
    await store.reconcile()
    expect((await store.stats({}, 'day')).totals).toMatchObject({ answered: calls.length, unknownCards: 0 })
  })

  it('counts a card once also where feedback is joined while more of it comes in', async () => {
    const where = await place()
    const store = await storeAt(where)
    const other = where.databaseUrl === undefined ? store : await storeAt(where)
    const calls = Array.from({ length: 80 }, () => aCall())
    const answers = (second: number): FeedbackEntry[] =>
      calls.map(({ card }) =>
        anAcceptance(card.uuid, card.suggestions[0]?.uuid ?? '', { outcomeAt: `2026-03-02T10:00:${second}.000Z` }),
      )
    await store.feedback('a-rule-order-sign', 'north', answers(20))
    for (const call of calls) store.record(call)
    await eventually(async () => (await other.stats({}, 'day')).totals.fired === calls.length)
    await Promise.all([
      store.reconcile(),
      ...answers(30).map((answer) => other.feedback('a-rule-order-sign', 'north', [answer])),
    ])
    const { totals, alternatives } = await store.stats({}, 'day')
    expect(totals).toMatchObject({ answered: calls.length, unknownCards: 0 })
    expect(alternatives).toContainEqual(expect.objectContaining({ alternative: 'walk', accepted: calls.length }))
  })

  it('joins feedback with a card that was written after it', async () => {
    const where = await place()
    const store = await storeAt(where)
    const call = aCall()
    const answer = anOverride(call.card.uuid)
    expect(await store.feedback(call.service, call.client, [answer])).toMatchObject({ unknownCards: 1 })
    store.record(call)
    await eventually(async () => (await store.trace(call.hookInstance)).length === 1)

    await store.reconcile()
    await store.reconcile()

    expect((await store.stats({}, 'day')).totals).toMatchObject({ overridden: 1, answered: 1, unknownCards: 0 })
    expect(store.alreadyAnswered(question(call))).toBe(true)
    expect((await store.trace(call.hookInstance))[0]?.feedback).toHaveLength(1)
  })
})
