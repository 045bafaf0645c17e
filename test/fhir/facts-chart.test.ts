import { aDraft, bundle, factsOf, items } from './a-call.ts'

const conditionsOf = async (differs: object): Promise<unknown> =>
  items(
    (await factsOf({ prefetch: { conditions: bundle({ resourceType: 'Condition', id: 'c1', ...differs }) } }))
      .conditions,
  )[0]

const conditionIn = (encounter?: object): object => ({ resourceType: 'Condition', encounter })

const until = (end?: string): object => ({ timing: { repeat: { boundsPeriod: { end } } } })
const orderUntil = (...ends: readonly (string | undefined)[]): object => ({
  resourceType: 'MedicationRequest',
  dosageInstruction: ends.map(until),
})

describe('what the chart says', () => {
  it('counts a problem that is over as resolved where no status is given', async () => {
    expect(await conditionsOf({ abatementBoolean: true })).toMatchObject({ clinicalStatus: 'resolved' })
    expect(await conditionsOf({ abatementAge: { value: 40 } })).toMatchObject({ clinicalStatus: 'resolved' })
    expect(await conditionsOf({ abatementBoolean: false })).not.toHaveProperty('clinicalStatus')
  })

  it('takes HL7’s status before a vendor’s', async () => {
    const clinicalStatus = {
      coding: [
        { system: 'urn:vendor', code: 'X' },
        { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'Active' },
      ],
    }
    expect(await conditionsOf({ clinicalStatus })).toMatchObject({ clinicalStatus: 'active' })
  })

  it('tells apart this encounter, another and none', async () => {
    const facts = await factsOf({
      context: { encounterId: 'Encounter/e1' },
      prefetch: {
        conditions: bundle(
          conditionIn({ reference: 'Encounter/e1' }),
          conditionIn({ reference: 'Encounter/e2' }),
          conditionIn(),
          conditionIn({ reference: 'EpisodeOfCare/e1' }),
        ),
      },
    })
    expect(items(facts.conditions).map(({ ofThisEncounter }) => ofThisEncounter)).toEqual([
      true,
      false,
      undefined,
      undefined,
    ])
  })

  it('keeps the end of a use open where one of its dosages is open', async () => {
    const facts = await factsOf({
      prefetch: {
        medications: bundle(orderUntil('2026-01-01', '2026-02-01'), orderUntil('2026-01-01', undefined), orderUntil()),
      },
    })
    expect(items(facts.medications).map(({ end }) => end)).toEqual(['2026-02-01', undefined, undefined])
  })

  it.each([
    ['a partial one', '2026-01-15', '2026'],
    ['one of the next day in another zone', '2026-01-15T20:00:00-08:00', '2026-01-16T03:00:00Z'],
    ['one that is none, which may be any', '0001-01-01', '2026-01-15'],
    ['one that no calendar has', '2026-01-15', '2026-02-30'],
  ])('ends a use with the later of its ends: %s', async (_, one, other) => {
    const ends = await Promise.all(
      [orderUntil(one, other), orderUntil(other, one)].map(async (order) =>
        items((await factsOf({ prefetch: { medications: bundle(order) } })).medications).map(({ end }) => end),
      ),
    )
    const last = ['0001-01-01', '2026-02-30', '2026'].find((end) => end === one || end === other) ?? one
    expect(ends).toEqual([[last], [last]])
  })

  it.each<readonly [string, object, string | undefined]>([
    ['ends no use', { status: 'active' }, undefined],
    ['ends none that was stopped, of which nobody says when', { status: 'stopped' }, undefined],
    [
      'ends one that was stopped where it lasts beyond a year',
      { status: 'stopped', authoredOn: '2024-06-01' },
      '2026-02-01',
    ],
    ['ends no active one, however old', { status: 'active', authoredOn: '2024-06-01' }, undefined],
    ['lengthens a use whose end is told', { dosageInstruction: [until('2026-01-01')] }, '2026-02-01'],
    ['shortens none', { dosageInstruction: [until('2026-03-01')] }, '2026-03-01'],
  ])('the last day on which a drug may be dispensed %s', async (_, over, end) => {
    const dispenseRequest = { validityPeriod: { end: '2026-02-01' } }
    const use = { resourceType: 'MedicationRequest', authoredOn: '2025-12-01', dispenseRequest, ...over }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it('leaves out dispenses', async () => {
    const facts = await factsOf({
      prefetch: {
        medications: bundle(
          { resourceType: 'MedicationRequest', id: 'm1' },
          { resourceType: 'MedicationDispense', id: 'd1' },
        ),
      },
    })
    expect(items(facts.medications)).toHaveLength(1)
  })

  it('does not take a draft of this call for a medication the patient has', async () => {
    const facts = await factsOf({ prefetch: { medications: bundle(aDraft(), { ...aDraft(), id: 'other' }) } })
    expect(items(facts.medications).map(({ key }) => key)).toEqual(['MedicationRequest/other'])
  })

  it.each([{ status: 'stopped' }, { status: 'cancelled' }, { status: 'entered-in-error' }, { doNotPerform: true }])(
    'keeps the medication that a draft of this call ends: %j',
    async (over) => {
      const active = { ...aDraft(), status: 'active' }
      const facts = await factsOf({ drafts: [aDraft(over)], prefetch: { medications: bundle(active) } })
      expect(items(facts.medications).map(({ status }) => status)).toEqual(['active'])
    },
  )

  it.each([{ status: 'active' }, { status: 'on-hold' }, { status: undefined }])(
    'takes a draft of this call for the newer of the two: %j',
    async (over) => {
      const facts = await factsOf({ drafts: [aDraft(over)], prefetch: { medications: bundle(aDraft()) } })
      expect(items(facts.medications)).toEqual([])
    },
  )

  it('calls a dose that was not given not done', async () => {
    const administration = {
      resourceType: 'MedicationAdministration',
      status: 'completed',
      wasNotGiven: true,
      effectiveTimePeriod: { start: '2026-01-01', end: '2026-01-02' },
    }
    const facts = await factsOf({ prefetch: { administrations: bundle(administration) } })
    expect(items(facts.administrations)[0]).toMatchObject({
      status: 'not-done',
      start: '2026-01-01',
      end: '2026-01-02',
    })
  })

  it('reads values that are concepts, words and dates', async () => {
    const observations = [
      { valueCodeableConcept: { text: 'Pregnant' } },
      { valueString: 'Positive' },
      { valueDateTime: '2026-09-01' },
    ]
    const facts = await factsOf({
      prefetch: { observations: bundle(...observations.map((one) => ({ resourceType: 'Observation', ...one }))) },
    })
    const [concept, words, due] = items(facts.observations)
    expect([concept?.valueConcept?.text, words?.valueConcept?.text, due?.valueDate]).toEqual([
      'Pregnant',
      'Positive',
      '2026-09-01',
    ])
  })

  it('reads a yes, a no and a count', async () => {
    const observations = [{ valueBoolean: true }, { valueBoolean: false }, { valueInteger: 0 }]
    const facts = await factsOf({
      prefetch: { observations: bundle(...observations.map((one) => ({ resourceType: 'Observation', ...one }))) },
    })
    const [yes, no, none] = items(facts.observations)
    expect([yes?.valueConcept?.text, no?.valueConcept?.text, none?.value?.value]).toEqual(['Yes', 'No', 0])
  })

  it('reads a vendor’s class of encounter by its words', async () => {
    const encounter = {
      resourceType: 'Encounter',
      id: 'e1',
      class: { system: 'urn:oid:1.2.3', code: '3', display: 'Inpatient' },
    }
    const facts = await factsOf({ prefetch: { encounter } })
    expect(items(facts.encounter)[0]?.class?.codes).toContainEqual({
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: 'IMP',
    })
  })
})
