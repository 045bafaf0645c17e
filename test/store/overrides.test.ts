import type { Store } from '../../src/store/store.ts'
import { aCall, anAcceptance, anOverride } from './events.ts'
import { eventually, places, question } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { engines, postgres, sqlite, storeAt } = places()

describe.each(engines)('an override on %s', (_engine, place) => {
  let store: Store
  let before: boolean
  const call = aCall()

  beforeEach(async () => {
    store = await storeAt(await place())
    store.record(call)
    before = store.alreadyAnswered(question(call))
    await store.feedback(call.service, call.client, [anOverride(call.card.uuid)])
  })

  it('silences the same rule for the same patient and encounter at once, as long as the quiet hours last', () => {
    expect(before).toBe(false)
    expect(store.alreadyAnswered(question(call))).toBe(true)
    expect(store.alreadyAnswered({ ...question(call), indicator: 'info' })).toBe(true)
    expect(store.alreadyAnswered({ ...question(call), now: '2026-03-03T10:00:20.000Z' })).toBe(true)
    expect(store.alreadyAnswered({ ...question(call), now: '2026-03-03T10:00:20.001Z' })).toBe(false)
  })

  it('never silences a card of a higher indicator', () => {
    expect(store.alreadyAnswered({ ...question(call), indicator: 'critical' })).toBe(false)
  })

  it.each([
    ['encounter', { encounter: 'another' }],
    ['patient', { patient: 'another' }],
    ['rule', { rule: 'another' }],
    ['client', { client: 'south' }],
  ])('never silences across one %s and another', (_what, differs) => {
    expect(store.alreadyAnswered({ ...question(call), ...differs })).toBe(false)
  })
})

it('an acceptance silences nothing, and an override without a known encounter neither', async () => {
  const store = await storeAt(sqlite())
  const accepted = aCall()
  const { encounter: _encounter, ...call } = aCall({ patient: 'patient-88' })
  store.record(accepted)
  store.record(call)
  await store.feedback(call.service, call.client, [
    anAcceptance(accepted.card.uuid, accepted.card.suggestions[0]?.uuid ?? ''),
    anOverride(call.card?.uuid ?? ''),
  ])

  expect(store.alreadyAnswered(question(accepted))).toBe(false)
  expect(store.alreadyAnswered({ ...question(accepted), patient: 'patient-88', encounter: '' })).toBe(false)
})

it('an outcome before its card counts as told at the card, so that a clock that runs behind does not shorten the quiet', async () => {
  const store = await storeAt(sqlite())
  const call = aCall()
  store.record(call)
  await store.feedback(call.service, call.client, [
    anOverride(call.card.uuid, { outcomeAt: '2026-03-01T02:00:20.000Z' }),
  ])

  expect(store.alreadyAnswered({ ...question(call), now: '2026-03-03T10:00:00.000Z' })).toBe(true)
  expect(store.alreadyAnswered({ ...question(call), now: '2026-03-03T10:00:00.001Z' })).toBe(false)
})

it('an outcome in the future counts as now, so that a clock that runs ahead does not lengthen the quiet', async () => {
  const store = await storeAt(sqlite())
  const call = aCall()
  store.record(call)
  await store.feedback(call.service, call.client, [
    anOverride(call.card.uuid, { outcomeAt: '2027-03-02T10:00:20.000Z' }),
  ])

  expect(store.alreadyAnswered({ ...question(call), now: '2026-03-03T12:00:00.000Z' })).toBe(true)
  expect(store.alreadyAnswered({ ...question(call), now: '2026-03-03T12:00:00.001Z' })).toBe(false)
})

describe('two instances on one PostgreSQL', () => {
  it('migrate it both at once, take feedback at either, tell equal numbers, and refuse a token used at the other', async () => {
    const place = await postgres()
    const [one, two] = await Promise.all([storeAt(place), storeAt(place)])
    expect([one.health().state, two.health().state]).toEqual(['ok', 'ok'])
    const calls = Array.from({ length: 40 }, (_, index) => aCall({ encounter: `encounter-${index}` }))
    calls.forEach((call, index) => (index % 2 === 0 ? one : two).record(call))
    await eventually(async () => (await one.stats({}, 'day')).totals.fired === 40)

    // Every card is answered at both, at once: one of them counts.
    const receipts = await Promise.all(
      calls.flatMap((call) =>
        [one, two].map(async (store) => store.feedback(call.service, call.client, [anOverride(call.card.uuid)])),
      ),
    )

    expect(receipts.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(40)
    const stats = await one.stats({}, 'day')
    expect(stats.totals).toMatchObject({ answered: 40, overridden: 40, unknownCards: 0 })
    expect(await two.stats({}, 'day')).toEqual(stats)
    const expires = Date.parse('2026-03-02T12:05:00.000Z') / 1000
    expect(one.replay.shared).toBe(true)
    expect(await one.replay.remember('issuer token', expires)).toBe('new')
    expect(await two.replay.remember('issuer token', expires)).toBe('seen')
    expect(await two.trace(calls[0]?.hookInstance ?? '')).toHaveLength(1)
  })

  it('learn of an override at the other within two seconds', async () => {
    const place = await postgres()
    const [one, two] = [await storeAt(place), await storeAt(place)]
    const call = aCall()
    one.record(call)
    await one.feedback(call.service, call.client, [anOverride(call.card.uuid)])
    const start = performance.now()

    await eventually(() => two.alreadyAnswered(question(call)))

    expect(performance.now() - start).toBeLessThan(2000)
  })
})
