import { type Answers, aDraft, bundle, condition, factsOf, items, now, open } from './a-call.ts'

const medication = { resourceType: 'Medication', id: 'm1', code: { text: 'Metoprolol' } }
const encounter = (id: string): object => ({ resourceType: 'Encounter', id, period: { start: '2026-03-01' } })

describe('the encounter of the call', () => {
  it('is the one the context names, among several', async () => {
    const facts = await factsOf({
      needs: ['encounter'],
      context: { encounterId: 'e2' },
      prefetch: { all: bundle(encounter('e1'), { ...encounter('e2'), period: { start: '2026-02-02' } }) },
    })
    expect(items(facts.encounter).map(({ start }) => start)).toEqual(['2026-02-02'])
  })

  it('is the one that was supplied without an id, beside which there is no other', async () => {
    const facts = await factsOf({
      needs: ['encounter'],
      context: { encounterId: 'e2' },
      prefetch: { visit: { ...encounter('e2'), id: undefined } },
    })
    expect(items(facts.encounter)).toHaveLength(1)
  })

  it('is read when another one was supplied', async () => {
    const { chart, asked } = await open({
      needs: ['encounter'],
      context: { encounterId: 'e2' },
      prefetch: { encounter: encounter('e1') },
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual(['Encounter/e2'])
    expect(chart.explain('encounter')).toBe(
      'prefetch key "encounter": another encounter supplied; read Encounter/{id}: HTTP 500',
    )
  })

  it('is the draft’s where the context names none', async () => {
    const { chart, asked } = await open({
      needs: ['encounter'],
      drafts: [aDraft({ encounter: { reference: 'Encounter/e3' } })],
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual(['Encounter/e3'])
  })

  it('is none of a draft that is not under review', async () => {
    const written = (id: string, visit: string): object =>
      aDraft({ id, encounter: { reference: `Encounter/${visit}` } })
    const drafts = [written('other', 'e2'), written('draft-1', 'e3')]
    const { chart } = await open({ hook: 'order-select', drafts })
    expect(chart.encounter).toBe('e3')
  })

  it('is the only one supplied where nothing names one, and then tells whose conditions are of this encounter', async () => {
    const own = { ...condition('c1'), encounter: { reference: 'Encounter/e1' } }
    const facts = await factsOf({ needs: ['encounter'], prefetch: { visit: encounter('e1'), conditions: bundle(own) } })
    expect(items(facts.encounter)).toHaveLength(1)
    expect(items(facts.conditions)[0]?.ofThisEncounter).toBe(true)
  })

  const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString()
  const supplied = async (differs: object, ...others: object[]) =>
    (
      await factsOf({
        needs: ['encounter'],
        prefetch: { encounter: bundle({ ...encounter('e1'), ...differs }, ...others) },
      })
    ).encounter

  it.each([
    ['finished', { status: 'finished', period: { start: '2022-01-01', end: '2022-01-02' } }],
    ['finished, nobody knows when', { status: 'finished' }],
    ['completed (R5)', { status: 'completed', actualPeriod: { start: '2022-01-01' }, period: undefined }],
    ['discontinued (R5)', { status: 'discontinued' }],
    ['ended two days ago, whatever its status', { status: 'in-progress', period: { end: hoursAgo(48) } }],
    ['ended 25 hours ago', { status: 'finished', period: { end: hoursAgo(25) } }],
    ['ended two days ago (R5)', { status: 'discharged', actualPeriod: { end: hoursAgo(48) }, period: undefined }],
    ['ended at a time that cannot be read', { status: 'finished', period: { end: '0001-01-01' } }],
  ])('is not the only one supplied where that is over: %s', async (_, differs) => {
    expect(await supplied(differs)).toEqual({
      state: 'unread',
      why: 'prefetch key "encounter": the only encounter is over; the request names no encounter',
    })
  })

  it.each([
    ['in progress', { status: 'in-progress' }],
    ['finished an hour ago', { status: 'finished', period: { start: '2022-01-01', end: hoursAgo(1) } }],
    ['finished 23 hours ago', { status: 'finished', period: { start: '2022-01-01', end: hoursAgo(23) } }],
    ['completed an hour ago (R5)', { status: 'completed', actualPeriod: { end: hoursAgo(1) }, period: undefined }],
    ['of a day, it may be yesterday', { status: 'finished', period: { end: '2026-02-28' } }],
    ['discharged (R5)', { status: 'discharged', period: undefined }],
    ['without a status', {}],
  ])('is the only one supplied where that is not over: %s', async (_, differs) => {
    expect(items(await supplied(differs))).toHaveLength(1)
  })

  it.each(['cancelled', 'entered-in-error'])('is none that is %s', async (status) => {
    expect(await supplied({ status })).toMatchObject({
      state: 'unread',
      why: expect.stringContaining('the encounter is cancelled or entered in error'),
    })
    expect(items(await supplied({}, { ...encounter('e2'), status }))).toHaveLength(1)
    const { chart } = await open({
      needs: ['encounter'],
      context: { encounterId: 'e1' },
      prefetch: { encounter: { ...encounter('e1'), status } },
      server: { 'Encounter/e1': [{ ...encounter('e1'), status }] },
    })
    expect((await chart.complete()).encounter).toEqual({
      state: 'unread',
      why: 'prefetch key "encounter": the encounter is cancelled or entered in error; read Encounter/{id}: the encounter is cancelled or entered in error',
    })
  })

  it('is over where the request says that it is this one', async () => {
    const finished = { ...encounter('e1'), status: 'finished', period: { start: '2022-01-01', end: '2022-01-02' } }
    for (const call of [
      { context: { encounterId: 'e1' } },
      { drafts: [aDraft({ encounter: { reference: 'Encounter/e1' } })] },
    ])
      expect(items((await factsOf({ ...call, needs: ['encounter'], prefetch: { finished } })).encounter)).toHaveLength(
        1,
      )
  })

  it('is not guessed among several', async () => {
    const { chart, asked } = await open({
      needs: ['encounter'],
      prefetch: { visits: bundle(encounter('e1'), encounter('e2')) },
      server: {},
    })
    expect((await chart.complete()).encounter).toEqual({
      state: 'unread',
      why: 'prefetch key "encounter": the request names no encounter',
    })
    expect(asked).toEqual([])
  })

  it('is unread where the request names none', async () => {
    const { chart } = await open({ needs: ['encounter'], server: {} })
    expect((await chart.complete()).encounter).toEqual({
      state: 'unread',
      why: 'prefetch key "encounter": not supplied; the request names no encounter',
    })
  })
})

/** Drafts that refer to Medications without words, and the server that has these. */
function byReference(count: number): { readonly drafts: readonly object[]; readonly server: Answers } {
  const ids = Array.from({ length: count }, (_, n) => `m${n}`)
  return {
    drafts: ids.map((id) =>
      aDraft({ id, medicationCodeableConcept: undefined, medicationReference: { reference: `Medication/${id}` } }),
    ),
    server: Object.fromEntries(ids.map((id) => [`Medication/${id}`, [{ ...medication, id }]])),
  }
}

const withReason = (...references: readonly object[]): object => aDraft({ reasonReference: references })

describe('a reason that is a reference', () => {
  const at = { reference: 'Condition/c9' }

  it('leads to a Condition in the prefetch before anything is read', async () => {
    const { chart } = await open({
      drafts: [withReason({ reference: 'Condition/c1' })],
      prefetch: { x: bundle(condition('c1')) },
    })
    expect(chart.asked.orders[0]?.reasons).toEqual([
      {
        concept: { codes: [], text: 'Problem c1' },
        condition: { concept: { codes: [], text: 'Problem c1' }, encounterDiagnosis: false },
      },
    ])
  })

  it('has the words beside it where the resource that it leads to has no name', async () => {
    const words = { codes: [], text: 'Migraine' }
    const reasonsIn = async (resource: object): Promise<unknown> => {
      const { resourceType, id } = resource as { resourceType: string; id: string }
      const drafts = [withReason({ reference: `${resourceType}/${id}`, display: 'Migraine' })]
      return (await open({ drafts, prefetch: { x: bundle(resource) } })).chart.asked.orders[0]?.reasons
    }
    expect(await reasonsIn({ ...condition('c1'), code: undefined, clinicalStatus: 'resolved' })).toEqual([
      { concept: words, condition: { concept: words, encounterDiagnosis: false, clinicalStatus: 'resolved' } },
    ])
    expect(await reasonsIn({ resourceType: 'Procedure', id: 'p1' })).toEqual([{ concept: words }])
  })

  it.each(['Observation', 'Procedure', 'DiagnosticReport'])('is read where it is a %s', async (resourceType) => {
    const key = `${resourceType}/x1`
    const { chart, asked } = await open({
      needs: [],
      drafts: [withReason({ reference: key })],
      server: { [key]: [{ resourceType, id: 'x1', code: { text: 'Migraine' } }] },
    })
    await chart.complete()
    expect(asked).toEqual([key])
  })

  it('leads to a contained Condition', async () => {
    const draft = {
      ...withReason({ reference: '#c' }),
      contained: [{ resourceType: 'Condition', id: 'c', code: { text: 'Inside' } }],
    }
    expect((await open({ drafts: [draft] })).chart.asked.orders[0]?.reasons[0]?.concept.text).toBe('Inside')
  })

  it('is read on completion where nothing at hand resolves it', async () => {
    const { chart, asked } = await open({
      needs: ['conditions'],
      prefetch: { conditions: bundle() },
      drafts: [withReason(at)],
      server: { 'Condition/c9': [condition('c9')] },
    })
    expect(chart.asked.orders[0]?.reasons).toEqual([{ concept: { codes: [] }, unresolved: true }])
    const facts = await chart.complete()
    expect(asked).toEqual(['Condition/c9'])
    expect(facts.conditions).toEqual({ state: 'read', items: [] })
    expect(facts.orders[0]?.reasons[0]).toMatchObject({ concept: { text: 'Problem c9' }, condition: {} })
    expect(facts.orders[0]?.reasons[0]?.unresolved).toBeUndefined()
  })

  it('is still open before anything is read even where it carries words, and counts as its words after', async () => {
    const { chart } = await open({ needs: [], drafts: [withReason({ ...at, display: 'Migraine' })], server: {} })
    expect(chart.asked.orders[0]?.reasons).toEqual([{ concept: { codes: [], text: 'Migraine' }, unresolved: true }])
    expect((await chart.complete()).orders[0]?.reasons).toEqual([{ concept: { codes: [], text: 'Migraine' } }])
  })

  it('stays unresolved without words when the read fails, and says why', async () => {
    const { chart } = await open({ needs: [], drafts: [withReason(at)], server: {} })
    expect((await chart.complete()).orders[0]?.reasons).toEqual([{ concept: { codes: [] }, unresolved: true }])
    expect(chart.explain('reason')).toBe(
      'draftOrders: a reasonReference leads to nothing in draftOrders or prefetch; read Condition/{id}: HTTP 500',
    )
  })

  it.each([
    '#nope',
    'urn:uuid:11111111-1111-4111-8111-111111111111',
    'CarePlan/1',
    'no reference at all',
    'https://other.example.org/fhir/Condition/c9',
    'Condition?patient=p1',
  ])('is no reason, or its words, where nobody could read it: %s', async (reference) => {
    const fhirServer = 'https://ehr.example.org/fhir'
    const drafts = [withReason({ reference }), withReason({ reference, display: 'Migraine' })]
    const { chart, asked } = await open({ needs: [], drafts, fhirServer, server: {} })
    const words = { concept: { codes: [], text: 'Migraine' } }
    expect(chart.asked.orders.map(({ reasons }) => reasons)).toEqual([[], [words]])
    expect((await chart.complete()).orders.map(({ reasons }) => reasons)).toEqual([[], [words]])
    expect(asked).toEqual([])
  })

  it.each([
    ['there is no server to read it from', 'Condition/c9', undefined],
    [
      'no server is named, and a URL may be of the one that is meant',
      'https://ehr.example.org/fhir/Condition/c9',
      undefined,
    ],
    ['it names the server otherwise', 'https://direct.example.org/fhir/Condition/c9', 'https://proxy.example.org/fhir'],
  ])('stays unresolved without words where it may be read in principle: %s', async (_, reference, fhirServer) => {
    const { chart } = await open({
      needs: [],
      drafts: [withReason({ reference })],
      aliases: ['https://direct.example.org/fhir'],
      ...(fhirServer === undefined ? {} : { fhirServer }),
    })
    expect((await chart.complete()).orders[0]?.reasons).toEqual([{ concept: { codes: [] }, unresolved: true }])
  })

  it('is no reason when the server has no such Condition', async () => {
    const facts = await factsOf({ needs: [], drafts: [withReason(at)], server: { 'Condition/c9': [] } })
    expect(facts.orders[0]?.reasons).toEqual([])
  })

  it('is no reason when it leads to another patient', async () => {
    const { chart } = await open({
      needs: [],
      drafts: [withReason(at)],
      server: { 'Condition/c9': [condition('c9', 'p2')] },
    })
    expect((await chart.complete()).orders[0]?.reasons).toEqual([])
    expect(chart.strangers).toBe(1)
  })

  it('is not followed to another patient’s Condition in the prefetch', async () => {
    const { chart } = await open({ drafts: [withReason(at)], prefetch: { x: bundle(condition('c9', 'p2')) } })
    expect(chart.asked.orders[0]?.reasons[0]?.condition).toBeUndefined()
  })

  it('is followed a bounded number of times', async () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ reference: `Condition/c${n}` }))
    const { chart, asked } = await open({ needs: [], drafts: [withReason(...many)], server: {} })
    await chart.complete()
    expect(asked).toHaveLength(12)
    expect(chart.explain('reason')).toContain('more references than are followed')
  })

  it.each([
    ['another drug', {}],
    ['a drug that nobody can name', { medicationCodeableConcept: undefined, medicationReference: { reference: '#m' } }],
  ])('of an order that the recommendation is about is followed before those of %s', async (_, differs) => {
    const reasons = Array.from({ length: 40 }, (_one, n) => ({ reference: `Condition/c${n}` }))
    const other = aDraft({ id: 'other', reasonReference: reasons, ...differs })
    const ours = aDraft({ medicationCodeableConcept: { text: 'Ours' }, reasonReference: [at] })
    const { chart, asked } = await open({
      needs: [],
      drafts: [other, ours],
      concerns: ({ concept }) => concept.text === 'Ours',
      server: { 'Condition/c9': [condition('c9')] },
    })
    const facts = await chart.complete()
    expect(asked.slice(0, 2)).toEqual(['Condition/c9', 'Condition/c0'])
    expect(facts.orders[1]?.reasons[0]?.concept.text).toBe('Problem c9')
  })

  it('is followed however many Medications the drafts refer to', async () => {
    const { drafts, server } = byReference(20)
    const { chart } = await open({
      needs: [],
      drafts: [...drafts, withReason(at)],
      server: { ...server, 'Condition/c9': [condition('c9')] },
    })
    expect((await chart.complete()).orders.at(-1)?.reasons[0]?.concept.text).toBe('Problem c9')
  })

  it('is not followed to what gives no reason', async () => {
    const { chart, asked } = await open({
      needs: [],
      drafts: [withReason({ reference: 'Medication/m1', display: 'Migraine' })],
      server: { 'Medication/m1': [medication] },
    })
    expect((await chart.complete()).orders[0]?.reasons).toEqual([{ concept: { codes: [], text: 'Migraine' } }])
    expect(asked).toEqual([])
  })

  it('of an encounter that was read is followed too', async () => {
    const visit = { ...encounter('e1'), diagnosis: [{ condition: at }] }
    const facts = await factsOf({
      needs: ['encounter'],
      context: { encounterId: 'e1' },
      server: { 'Encounter/e1': [visit], 'Condition/c9': [condition('c9')] },
    })
    expect(items(facts.encounter)[0]?.reasons[0]?.concept.text).toBe('Problem c9')
  })
})

it('reads the Medications that orders on the chart refer to without words', async () => {
  const order = { resourceType: 'MedicationRequest', id: 'm9', medicationReference: { reference: 'Medication/m1' } }
  const facts = await factsOf({
    needs: ['medications'],
    server: { 'MedicationRequest?patient=p1': [order], 'Medication/m1': [medication] },
  })
  expect(items(facts.medications)[0]?.drug.concept.text).toBe('Metoprolol')
})

describe('Medications that drafts refer to without words', () => {
  it('are read at once, as many as anybody signs together', async () => {
    const { chart, asked } = await open({ needs: [], ...byReference(50) })
    expect(asked).toHaveLength(50)
    expect(chart.drugs.every(({ named }) => named)).toBe(true)
  })

  it('are bounded', async () => {
    const { chart, asked } = await open({ needs: [], ...byReference(60) })
    await chart.complete()
    expect(asked).toHaveLength(50)
    expect(chart.explain('medication')).toContain('more references than are followed')
  })

  it('leave as many for the orders on the chart, which are bounded, too', async () => {
    const { drafts, server } = byReference(50)
    const orders = Array.from({ length: 60 }, (_, n) => ({
      resourceType: 'MedicationRequest',
      id: `order-${n}`,
      medicationReference: { reference: `Medication/chart-${n}` },
    }))
    const { chart, asked } = await open({
      needs: ['medications'],
      drafts,
      prefetch: { medications: bundle(...orders) },
      server,
    })
    await chart.complete()
    expect(asked.filter((query) => query.startsWith('Medication/chart-'))).toHaveLength(30)
  })
})
