import type { Allergy } from '../../cards/guidance.ts'
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

  it.each<readonly [string, object, object]>([
    ['onsetDateTime', { onsetDateTime: '2026-01-01' }, { onset: '2026-01-01' }],
    ['onsetPeriod', { onsetPeriod: { start: '2026-01-01', end: '2026-02-01' } }, { onset: '2026-01-01' }],
    ['recordedDate', { recordedDate: '2026-01-01' }, { recorded: '2026-01-01' }],
    ['assertedDate of STU3', { assertedDate: '2026-01-01' }, { recorded: '2026-01-01' }],
    ['dateRecorded of DSTU2', { dateRecorded: '2026-01-01' }, { recorded: '2026-01-01' }],
    ['abatementDateTime', { abatementDateTime: '2026-01-01' }, { abated: '2026-01-01', clinicalStatus: 'resolved' }],
    [
      'abatementPeriod',
      { abatementPeriod: { start: '2026-01-01', end: '2026-02-01' } },
      { abated: '2026-02-01', clinicalStatus: 'resolved' },
    ],
    ['an abatementPeriod without an end', { abatementPeriod: { start: '2026-01-01' } }, { abated: '2026-01-01' }],
  ])('dates a problem by its %s', async (_, differs, said) => {
    const nothing = { concept: { codes: [] }, encounterDiagnosis: false }
    expect(await conditionsOf(differs)).toEqual({ ...nothing, ...said })
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

  it('knows this encounter and another by the urn of their entries', async () => {
    const urn = (n: number): string => `urn:uuid:5b9d1f3e-0000-4000-8000-00000000000${n}`
    const visits = ['e1', 'e2'].map((id, n) => ({ fullUrl: urn(n), resource: { resourceType: 'Encounter', id } }))
    const facts = await factsOf({
      context: { encounterId: 'e1' },
      prefetch: {
        visits: { resourceType: 'Bundle', entry: visits },
        conditions: bundle(...[0, 1, 2].map((n) => conditionIn({ reference: urn(n) }))),
      },
    })
    expect(items(facts.conditions).map(({ ofThisEncounter }) => ofThisEncounter)).toEqual([true, false, undefined])
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

  it.each<readonly [string, object, string | undefined]>([
    ['ends an order that was stopped', { status: 'stopped' }, '2026-02-27'],
    [
      'ends one that was stopped earlier than planned',
      { status: 'ended', dosageInstruction: [until('2026-06-01')] },
      '2026-02-27',
    ],
    ['ends no active order', { status: 'active' }, undefined],
    ['ends none on hold', { status: 'on-hold' }, undefined],
    ['lengthens one that was completed beyond a year', { status: 'completed' }, '2026-02-27'],
    [
      'ends none that was completed within the year, for the drug may last',
      { status: 'completed', authoredOn: '2026-02-01' },
      undefined,
    ],
    [
      'leaves a planned end of what was completed',
      { status: 'completed', dosageInstruction: [until('2025-01-01')] },
      '2025-01-01',
    ],
    ['that cannot be read ends none', { status: 'stopped', statusChanged: 'lately' }, undefined],
  ])('the day on which a status changed %s', async (_, over, end) => {
    const use = { resourceType: 'MedicationRequest', authoredOn: '2024-10-15', statusChanged: '2026-02-27', ...over }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it.each<readonly [string, object, string | undefined]>([
    ['ends one that was over by then, and began more than a year before', { status: 'stopped' }, '2026-02-27'],
    ['ends none within the year', { status: 'stopped', effectivePeriod: { start: '2026-01-01' } }, undefined],
    ['ends none that goes on', { status: 'active' }, undefined],
    [
      'leaves an end that is told',
      { status: 'stopped', effectivePeriod: { start: '2024-01-01', end: '2025-01-01' } },
      '2025-01-01',
    ],
  ])('the day of a statement %s', async (_, over, end) => {
    const use = {
      resourceType: 'MedicationStatement',
      effectivePeriod: { start: '2024-10-15' },
      dateAsserted: '2026-02-27',
      ...over,
    }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it.each<readonly [string, object, object, string | undefined]>([
    ['a duration', { boundsDuration: { value: 10, code: 'd' } }, {}, '2026-02-11T12:00:00.000Z'],
    ['a single dose', { count: 1 }, {}, '2026-02-01T12:00:00.000Z'],
    ['a number of doses', { count: 20, frequency: 2, period: 1, periodUnit: 'd' }, {}, '2026-02-11T12:00:00.000Z'],
    ['no length', { frequency: 2, period: 1, periodUnit: 'd' }, {}, undefined],
    [
      'a duration of what is refilled',
      { boundsDuration: { value: 10, code: 'd' } },
      { dispenseRequest: { numberOfRepeatsAllowed: 3 } },
      undefined,
    ],
    [
      'a duration of what is refilled once',
      { boundsDuration: { value: 10, code: 'd' } },
      { dispenseRequest: { numberOfRepeatsAllowed: 1 } },
      undefined,
    ],
    [
      'a duration of what began on a day not told',
      { boundsDuration: { value: 10, code: 'd' } },
      { authoredOn: undefined },
      undefined,
    ],
    ['a duration of what goes on', { boundsDuration: { value: 10, code: 'd' } }, { status: 'active' }, undefined],
  ])('an order that is over ends by %s', async (_, repeat, over, end) => {
    const use = {
      resourceType: 'MedicationRequest',
      status: 'completed',
      authoredOn: '2026-02-01T12:00:00Z',
      dosageInstruction: [{ timing: { repeat } }],
      ...over,
    }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it('tells until when a completed order is to be taken: it may have been dispensed in full before', async () => {
    const plannedEnd = async (over: object): Promise<unknown> => {
      const order = { resourceType: 'MedicationRequest', status: 'completed', dosageInstruction: [until('2026-03-05')] }
      return items((await factsOf({ prefetch: { medications: bundle({ ...order, ...over }) } })).medications)[0]
        ?.plannedEnd
    }
    expect(await plannedEnd({})).toBe('2026-03-05')
    expect(await plannedEnd({ status: 'active' })).toBeUndefined()
    expect(await plannedEnd({ dosageInstruction: [until('2026-03-05'), until()] })).toBeUndefined()
    expect(await plannedEnd({ resourceType: 'MedicationStatement' })).toBeUndefined()
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

  it.each([
    ['active', { clinicalStatus: 'active' }],
    ['inactive', { clinicalStatus: 'inactive' }],
    ['resolved', { clinicalStatus: 'resolved' }],
    ['unconfirmed', { verificationStatus: 'unconfirmed' }],
    ['confirmed', { verificationStatus: 'confirmed' }],
    ['refuted', { verificationStatus: 'refuted' }],
    ['entered-in-error', { verificationStatus: 'entered-in-error' }],
  ])('tells by the one status of DSTU2 whether an allergy stands: %s', async (status, said) => {
    const allergy = { resourceType: 'AllergyIntolerance', substance: { text: 'Latex' }, status }
    const facts = await factsOf({ prefetch: { allergies: bundle(allergy) } })
    expect(items(facts.allergies)).toEqual([{ concept: { codes: [], text: 'Latex' }, reactions: [], ...said }])
  })

  it.each([
    ['effectiveDateTime', 'effectivePeriod'],
    ['effectiveTimeDateTime', 'effectiveTimePeriod'],
    ['occurenceDateTime', 'occurencePeriod'],
    ['occurrenceDateTime', 'occurrencePeriod'],
  ])('dates a dose by its moment or its period: %s, %s', async (moment, period) => {
    const dose = (over: object): object => ({ resourceType: 'MedicationAdministration', ...over })
    const facts = await factsOf({
      prefetch: {
        administrations: bundle(
          dose({ [moment]: '2026-02-28' }),
          dose({ [period]: { start: '2026-02-27', end: '2026-02-28' } }),
        ),
      },
    })
    expect(items(facts.administrations).map(({ start, end }) => [start, end])).toEqual([
      ['2026-02-28', undefined],
      ['2026-02-27', '2026-02-28'],
    ])
  })

  it.each([
    ['low', 'low'],
    ['high', 'high'],
    ['unable-to-assess', 'unable-to-assess'],
    ['CRITL', 'low'],
    ['CRITH', 'high'],
    ['CRITU', 'unable-to-assess'],
  ])('reads how critical an allergy is, in the codes of any version: %s', async (criticality, read) => {
    const allergy = { resourceType: 'AllergyIntolerance', code: { text: 'Latex' }, criticality }
    const facts = await factsOf({ prefetch: { allergies: bundle(allergy) } })
    expect(items(facts.allergies)[0]?.criticality).toBe(read)
  })

  describe('an allergy', () => {
    const snomed = 'http://snomed.info/sct'
    const to = async (over: object): Promise<Allergy['concept'] | undefined> =>
      items(
        (await factsOf({ prefetch: { allergies: bundle({ resourceType: 'AllergyIntolerance', ...over }) } })).allergies,
      )[0]?.concept
    const ibuprofen = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '5640' }] }
    const reaction = [{ substance: ibuprofen, manifestation: [{ text: 'hives' }] }]
    const drugAllergy = { system: snomed, code: '416098002', display: 'Allergy to drug (finding)' }

    it.each<readonly [string, object]>([
      ['a code for any drug', { coding: [drugAllergy] }],
      ['that code, and the same in words', { coding: [drugAllergy], text: 'Drug allergy' }],
      ['the code of an intolerance', { coding: [{ system: snomed, code: '59037007' }] }],
      ['words', { text: 'Drug Allergies' }],
      ['a vendor’s code with words', { coding: [{ system: 'urn:vendor', code: '1', display: 'Medication allergy' }] }],
    ])('is to the substance of its reactions where it names none: %s', async (_, code) => {
      expect(await to({ code, reaction })).toEqual({ codes: [{ ...ibuprofen.coding[0] }] })
      expect((await to({ code }))?.codes).toHaveLength(code['coding' as keyof typeof code] === undefined ? 0 : 1)
    })
    it('is to each of them', async () => {
      const reactions = [...reaction, { substance: { text: 'ketamine' } }, { substance: { text: 'naproxen' } }]
      expect(await to({ code: { coding: [drugAllergy] }, reaction: reactions })).toMatchObject({
        codes: [{ code: '5640' }],
        text: 'ketamine, naproxen',
      })
    })
    it('keeps words of its own that say more', async () => {
      const code = { coding: [drugAllergy], text: 'allergy to toradol' }
      expect(await to({ code, reaction })).toMatchObject({ codes: [{ code: '5640' }], text: 'allergy to toradol' })
    })
    it.each<readonly [string, object]>([
      ['one substance', { coding: [{ system: snomed, code: '372687004', display: 'Amoxicillin' }] }],
      ['a drug beside the code for any', { coding: [drugAllergy, { system: snomed, code: '372687004' }] }],
      ['none at all', { text: 'No known drug allergy' }],
    ])('is to what it names: %s', async (_, code) => {
      expect(await to({ code, reaction })).toEqual(await to({ code }))
    })
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

  it.each([
    [{ code: 'IMP' }, 'IMP'],
    [{ code: 'IMP', display: 'Hospital stay' }, 'IMP'],
    [{ code: 'IMP', display: 'inpatient encounter' }, 'IMP'],
    [{ display: 'Inpatient acute' }, 'ACUTE'],
    [[{ coding: [{ display: 'Emergency' }] }], 'EMER'],
    [{ code: 'ACUTE' }, 'ACUTE'],
    [{ code: 'OBSENC' }, 'OBSENC'],
    [{ code: 'EMER' }, 'EMER'],
    [[{ coding: [{ code: 'IMP' }] }], 'IMP'],
    ['inpatient', 'IMP'],
    ['emergency', 'EMER'],
    ['observation', 'OBSENC'],
    ['ambulatory', 'AMB'],
    ['outpatient', 'AMB'],
    [{ system: 'urn:vendor', code: '4', display: 'Inpatient acute' }, 'ACUTE'],
    [{ system: 'urn:vendor', code: '5', display: 'Inpatient non-acute' }, 'NONAC'],
    [{ system: 'urn:vendor', code: '6', display: 'Observation encounter' }, 'OBSENC'],
    [{ system: 'urn:vendor', code: '7', display: 'Emergency' }, 'EMER'],
  ])('reads a class of encounter without its system: %j', async (kind, code) => {
    const facts = await factsOf({ prefetch: { encounter: { resourceType: 'Encounter', id: 'e1', class: kind } } })
    expect(items(facts.encounter)[0]?.class?.codes).toContainEqual({
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code,
    })
  })

  it('reads the rooms and departments where the patient is, not those of before and after', async () => {
    const at = (display: string, over: object = {}): object => ({ location: { display }, ...over })
    const location = [
      at('Infusion Center', { status: 'active', period: { start: '2026-03-01T08:00:00Z' } }),
      at('Chair 4'),
      at('Emergency Department', { status: 'completed' }),
      at('Triage', { period: { start: '2026-03-01T07:00:00Z', end: '2026-03-01T08:00:00Z' } }),
      at('Ward 3', { status: 'planned' }),
      at('Ward 4', { status: 'reserved' }),
      { location: { reference: 'Location/l1' } },
      'junk',
    ]
    const facts = await factsOf({ prefetch: { encounter: { resourceType: 'Encounter', id: 'e1', location } } })
    expect(items(facts.encounter)[0]?.places).toEqual([
      { text: 'Infusion Center', codes: [] },
      { text: 'Chair 4', codes: [] },
    ])
  })

  it.each<readonly [string, object, string | undefined]>([
    ['the day it was written', { authoredOn: '2026-01-01', dateWritten: '2026-01-02' }, '2026-01-01'],
    ['that day in DSTU2', { dateWritten: '2026-01-02' }, '2026-01-02'],
    [
      'the start of its dosages',
      { dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: '2026-01-03' } } } }] },
      '2026-01-03',
    ],
    ['when it may be dispensed', { dispenseRequest: { validityPeriod: { start: '2026-01-04' } } }, '2026-01-04'],
    ['nothing', {}, undefined],
  ])('has an order begin by %s', async (_, differs, start) => {
    const order = { resourceType: 'MedicationRequest', ...differs }
    const facts = await factsOf({ prefetch: { medications: bundle(order) } })
    expect(items(facts.medications).map((one) => one.start)).toEqual([start])
  })
})
