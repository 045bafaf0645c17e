import fc from 'fast-check'
import type { Facts, Order } from '../../cards/guidance.ts'
import { aDraft, bundle, factsOf, items, open } from './a-call.ts'
import { samePatient } from './same-patient.ts'

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const snomed = 'http://snomed.info/sct'
const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm'
const coded = (system: string, code: string, text: string): object => ({ codes: [{ system, code }], text })

/** What the four versions of the same patient say. */
const expected = (type: string): object => ({
  hook: 'order-sign',
  now: '2026-03-01T12:00:00.000Z',
  orders: [
    {
      key: `${type}/draft-1`,
      underReview: true,
      status: 'draft',
      ...(type === 'MedicationOrder' ? {} : { intent: 'order' }),
      doNotPerform: false,
      authoredOn: '2026-03-01T11:00:00Z',
      drug: {
        concept: coded(rxnorm, '866924', 'Metoprolol tartrate 25 MG'),
        ingredients: [coded(rxnorm, '6918', 'Metoprolol')],
        form: coded(snomed, '385055001', 'Tablet'),
        named: true,
      },
      dosages: [
        {
          text: 'IV twice daily',
          route: coded(snomed, '47625008', 'Intravenous'),
          method: coded(snomed, '422145002', 'Inject'),
          dose: { value: 5, unit: 'mg' },
          rate: { value: 5, unit: 'mg/h' },
          minutes: 30,
          maxPerDay: { value: 100, unit: 'mg' },
          perDay: 2,
          asNeeded: false,
        },
      ],
      reasons: [{ concept: coded(icd10, 'I10', 'Hypertension') }],
      replaces: `${type}/before`,
      requesterSpecialty: coded(snomed, '394579002', 'Cardiology'),
    },
  ],
  procedures: [
    { concept: coded(snomed, '271807003', 'Rash'), reasons: [{ concept: coded(icd10, 'I10', 'Hypertension') }] },
  ],
  patient: { state: 'read', items: [{ birthDate: '1980-05-04', sex: 'female' }] },
  encounter: {
    state: 'read',
    items: [
      {
        reasons: [
          { concept: coded(icd10, 'R07.9', 'Chest pain') },
          {
            concept: coded(icd10, 'I10', 'Hypertension'),
            condition: expect.objectContaining({ clinicalStatus: 'active', ofThisEncounter: true }),
          },
        ],
        class: expect.objectContaining({
          codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' }],
        }),
        service: [coded(snomed, '271807003', 'Rash')],
        start: '2026-03-01',
      },
    ],
  },
  conditions: {
    state: 'read',
    items: [
      {
        concept: coded(icd10, 'I10', 'Hypertension'),
        clinicalStatus: 'active',
        verificationStatus: 'confirmed',
        encounterDiagnosis: true,
        ofThisEncounter: true,
        onset: '2020',
        recorded: '2020-02-03',
      },
      {
        concept: coded(icd10, 'R07.9', 'Chest pain'),
        clinicalStatus: 'resolved',
        verificationStatus: 'confirmed',
        encounterDiagnosis: false,
        abated: '2021-01-01',
      },
    ],
  },
  allergies: {
    state: 'read',
    items: [
      {
        concept: coded(snomed, '111088007', 'Latex'),
        type: 'allergy',
        verificationStatus: 'confirmed',
        criticality: 'high',
        reactions: [{ manifestations: [coded(snomed, '271807003', 'Rash')], severity: 'mild' }],
      },
    ],
  },
  medications: {
    state: 'read',
    items: [
      expect.objectContaining({
        kind: 'order',
        key: `${type}/m1`,
        drug: { concept: coded(rxnorm, '5640', 'Ibuprofen'), ingredients: [], named: true },
        status: 'active',
        start: '2026-01-01',
        end: '2026-06-01',
        dosages: [{ text: 'one daily' }],
      }),
      expect.objectContaining({
        kind: 'statement',
        status: 'not-taken',
        start: '2025-01-01',
        end: '2025-02-01',
        statusReason: [coded(snomed, '58848006', 'Lack of drug action')],
      }),
    ],
  },
  administrations: {
    state: 'read',
    items: [
      {
        kind: 'administration',
        key: 'MedicationAdministration/g1',
        drug: { concept: coded(rxnorm, '5640', 'Ibuprofen'), ingredients: [], named: true },
        status: 'completed',
        doNotPerform: false,
        start: '2026-03-01T09:00:00Z',
        ofThisEncounter: true,
        dosages: [{ text: 'given', route: coded(snomed, '47625008', 'Intravenous'), dose: { value: 5, unit: 'mg' } }],
      },
    ],
  },
  observations: {
    state: 'read',
    items: [
      {
        concept: coded('http://loinc.org', '2160-0', 'Creatinine'),
        when: '2026-02-20',
        status: 'final',
        value: { value: 1.1, unit: 'mg/dL' },
        components: [
          { concept: coded('http://loinc.org', '8480-6', 'Systolic'), value: { value: 120, unit: 'mm[Hg]' } },
        ],
      },
    ],
  },
})

describe('the same patient gives the same facts', () => {
  it.each(['DSTU2', 'STU3', 'R4', 'R5'] as const)('in %s', async (version) => {
    const { drafts, prefetch } = samePatient[version]
    const { chart, connections } = await open({ drafts, prefetch, context: { encounterId: 'e1' } })
    expect(await chart.complete()).toEqual(expected(version === 'DSTU2' ? 'MedicationOrder' : 'MedicationRequest'))
    expect(chart.version).toBe(version)
    expect(connections()).toBe(0)
  })
})

const orderOf = async (differs: object, prefetch?: unknown, more: readonly object[] = []): Promise<Order | undefined> =>
  (await open({ drafts: [aDraft(differs), ...more], prefetch })).chart.asked.orders[0]

describe('what is ordered', () => {
  const medication = { resourceType: 'Medication', id: 'm1', code: { text: 'Metoprolol' } }
  const byReference = { medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/m1' } }

  it.each<readonly [string, object, unknown, readonly object[]]>([
    ['a Medication beside it among the drafts', byReference, undefined, [medication]],
    ['a Medication in the prefetch, whichever key', byReference, { x: bundle(medication) }, []],
    ['a Medication given by itself', byReference, { x: medication }, []],
    ['a reference with words only', { ...byReference, medicationReference: { display: 'Metoprolol' } }, undefined, []],
    [
      'a reference that leads nowhere, with words',
      { ...byReference, medicationReference: { reference: 'Medication/x', display: 'Metoprolol' } },
      undefined,
      [],
    ],
    [
      'R5’s concept',
      { medicationCodeableConcept: undefined, medication: { concept: { text: 'Metoprolol' } } },
      undefined,
      [],
    ],
    ['a plain word', { medicationCodeableConcept: 'Metoprolol' }, undefined, []],
    ['a display without a code', { medicationCodeableConcept: { coding: [{ display: 'Metoprolol' }] } }, undefined, []],
  ])('is named by %s', async (_, differs, prefetch, more) => {
    const order = await orderOf(differs, prefetch, more)
    expect(order?.drug.concept.text).toBe('Metoprolol')
    expect(order?.drug.named).toBe(true)
  })

  it('is not named by a reference that leads nowhere and carries no words', async () => {
    expect((await orderOf({ ...byReference, medicationReference: { reference: 'Medication/x' } }))?.drug.named).toBe(
      false,
    )
  })

  it('is nothing, and nothing is missing, before the clinician has chosen a drug', async () => {
    const order = await orderOf({ medicationCodeableConcept: undefined })
    expect(order?.drug).toEqual({ concept: { codes: [] }, ingredients: [], named: true })
  })

  it('keeps every coding under its canonical system', async () => {
    const order = await orderOf({
      medicationCodeableConcept: {
        coding: [
          { system: 'urn:oid:2.16.840.1.113883.6.88', code: '6918' },
          { system: 'urn:oid:2.16.840.1.113883.6.69', code: '0517-2602-25', display: 'Vial' },
          { system: 'urn:oid:1.2.840.114350.1.13', code: '77' },
          { system: 'constructor', code: '1' },
        ],
      },
    })
    expect(order?.drug.concept.codes).toEqual([
      { system: rxnorm, code: '6918' },
      { system: 'http://hl7.org/fhir/sid/ndc', code: '00517260225', display: 'Vial' },
      { system: 'urn:oid:1.2.840.114350.1.13', code: '77' },
      { system: 'constructor', code: '1' },
    ])
  })

  it('lists the ingredients of a mix whose parts are Medications themselves', async () => {
    const mix = {
      resourceType: 'Medication',
      id: 'mix',
      ingredient: [
        { itemReference: { reference: 'Medication/m1' } },
        { itemReference: { reference: 'Medication/gone', display: 'Saline' } },
        { itemCodeableConcept: { text: 'Magnesium' } },
      ],
    }
    const order = await orderOf({ ...byReference, medicationReference: { reference: 'Medication/mix' } }, undefined, [
      mix,
      medication,
    ])
    expect(order?.drug.ingredients.map(({ text }) => text)).toEqual(['Metoprolol', 'Saline', 'Magnesium'])
    expect(order?.drug.named).toBe(true)
  })

  it('survives a mix that contains itself', async () => {
    const circle = {
      resourceType: 'Medication',
      id: 'm1',
      code: { text: 'X' },
      ingredient: [{ itemReference: { reference: 'Medication/m1' } }],
    }
    expect((await orderOf(byReference, undefined, [circle]))?.drug.ingredients.length).toBeLessThan(5)
  })
})

describe('how it is given', () => {
  const dosage = async (instruction: unknown): Promise<Order['dosages'][number] | undefined> =>
    (await orderOf({ dosageInstruction: instruction }))?.dosages[0]
  const per = (value: number, unit: string, denominator: object): object => ({
    numerator: { value, unit },
    denominator,
  })

  it.each<readonly [string, object, string, number]>([
    ['a ratio', { rateRatio: per(50, 'mg', { value: 1, unit: 'h' }) }, 'mg/h', 50],
    ['a ratio over several hours', { rateRatio: per(50, 'mg', { value: 2, unit: 'hours' }) }, 'mg/h', 25],
    ['a ratio of a weight-based amount', { rateRatio: per(0.2, 'mg/kg', { value: 1, unit: 'hr' }) }, 'mg/kg/h', 0.2],
    [
      'a ratio whose denominator has the weight',
      { rateRatio: per(0.2, 'mg', { value: 1, unit: 'kg.h' }) },
      'mg/kg/h',
      0.2,
    ],
    ['a quantity', { rateQuantity: { value: 0.2, unit: 'mg/kg/hr' } }, 'mg/kg/h', 0.2],
    ['words', { rateQuantity: { value: 0.2, unit: 'mg per kg per hour' } }, 'mg/kg/h', 0.2],
    [
      'UCUM with brackets',
      { rateQuantity: { value: 0.2, system: 'http://unitsofmeasure.org', code: 'mg/(kg.h)' } },
      'mg/kg/h',
      0.2,
    ],
    [
      'UCUM with exponents',
      { rateQuantity: { value: 0.2, system: 'http://unitsofmeasure.org', code: 'mg.kg-1.h-1' } },
      'mg/kg/h',
      0.2,
    ],
    ['micrograms as ug', { rateQuantity: { value: 5, unit: 'ug/kg/min' } }, 'mcg/kg/min', 5],
    ['micrograms as µg', { rateQuantity: { value: 5, unit: 'µg/kg/minute' } }, 'mcg/kg/min', 5],
    ['a number in the denominator', { rateQuantity: { value: 240, unit: 'mg/24.h' } }, 'mg/h', 10],
    [
      'the upper end of a range',
      { rateRange: { low: { value: 1, unit: 'mg/h' }, high: { value: 3, unit: 'mg/h' } } },
      'mg/h',
      3,
    ],
    ['a number written as a string', { rateQuantity: { value: '0.2', unit: 'mg/kg/h' } }, 'mg/kg/h', 0.2],
  ])('reads a rate from %s', async (_, amounts, unit, value) => {
    for (const instruction of [[{ doseAndRate: [amounts] }], { doseAndRate: amounts }, [amounts]]) {
      const rate = (await dosage(instruction))?.rate
      expect(rate?.unit).toBe(unit)
      expect(rate?.value).toBeCloseTo(value)
    }
  })

  it('gives no rate where the time is zero or unknown', async () => {
    expect(await dosage({ rateRatio: per(5, 'mg', { value: 0, unit: 'h' }) })).toEqual({})
    expect(await dosage({ rateRatio: per(5, 'mg', {}) })).toEqual({})
  })

  it('takes the dose as ordered before the one calculated for the weight', async () => {
    const doseAndRate = [
      { type: { coding: [{ code: 'calculated' }] }, doseQuantity: { value: 21, unit: 'mg' } },
      { type: { coding: [{ code: 'ordered' }] }, doseQuantity: { value: 0.3, unit: 'mg/kg' } },
    ]
    expect((await dosage([{ doseAndRate }]))?.dose).toEqual({ value: 0.3, unit: 'mg/kg' })
  })

  it('takes the words of the dosage and for the patient, and not the note', async () => {
    const order = await orderOf({
      dosageInstruction: [{ text: 'IV once', patientInstruction: 'slowly' }],
      note: [{ text: 'for induction' }],
    })
    expect(order?.dosages).toEqual([{ text: 'IV once; slowly' }])
  })

  it('takes a route with a vendor’s system and words', async () => {
    const route = {
      coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11' }],
      text: 'Intravenous',
    }
    expect((await dosage([{ route }]))?.route).toEqual({
      codes: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11' }],
      text: 'Intravenous',
    })
  })

  it.each([
    [
      { numerator: { value: 2, unit: 'g' }, denominator: { value: 1, unit: 'd' } },
      { value: 2, unit: 'g' },
    ],
    [
      { numerator: { value: 100, unit: 'mg' }, denominator: { value: 12, unit: 'h' } },
      { value: 200, unit: 'mg' },
    ],
    [
      { numerator: { value: 700, unit: 'mg' }, denominator: { value: 1, unit: 'wk' } },
      { value: 100, unit: 'mg' },
    ],
  ])('reckons a maximum by the day', async (maxDosePerPeriod, most) => {
    expect((await dosage([{ maxDosePerPeriod }]))?.maxPerDay).toEqual(most)
  })

  it.each([
    [{ frequency: 1, period: 8, periodUnit: 'h' }, 3],
    [{ frequency: 1, frequencyMax: 2, period: 1, periodUnit: 'd' }, 2],
    [{ frequency: 1, period: 2, periodUnit: 'd' }, 0.5],
  ])('reckons doses by the day', async (repeat, perDay) => {
    expect((await dosage([{ timing: { repeat } }]))?.perDay).toBe(perDay)
  })

  it('knows “as needed” from a flag and from words', async () => {
    expect((await dosage([{ asNeededBoolean: true }]))?.asNeeded).toBe(true)
    expect((await dosage([{ asNeededCodeableConcept: { text: 'pain' } }]))?.asNeeded).toBe(true)
    expect((await dosage([{ asNeededFor: [{ text: 'pain' }] }]))?.asNeeded).toBe(true)
    expect((await dosage([{}]))?.asNeeded).toBeUndefined()
  })
})

describe('what the chart says', () => {
  const conditionsOf = async (differs: object): Promise<unknown> =>
    items(
      (await factsOf({ prefetch: { conditions: bundle({ resourceType: 'Condition', id: 'c1', ...differs }) } }))
        .conditions,
    )[0]

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
    const of = (encounter?: object): object => ({ resourceType: 'Condition', encounter })
    const facts = await factsOf({
      context: { encounterId: 'Encounter/e1' },
      prefetch: {
        conditions: bundle(
          of({ reference: 'Encounter/e1' }),
          of({ reference: 'Encounter/e2' }),
          of(),
          of({ reference: 'EpisodeOfCare/e1' }),
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
    const order = (...ends: readonly (string | undefined)[]): object => ({
      resourceType: 'MedicationRequest',
      dosageInstruction: ends.map((end) => ({ timing: { repeat: { boundsPeriod: { end } } } })),
    })
    const facts = await factsOf({
      prefetch: { medications: bundle(order('2026-01-01', '2026-02-01'), order('2026-01-01', undefined), order()) },
    })
    expect(items(facts.medications).map(({ end }) => end)).toEqual(['2026-02-01', undefined, undefined])
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

const resourceTypes = [
  'MedicationRequest',
  'MedicationOrder',
  'ServiceRequest',
  'DiagnosticOrder',
  'Medication',
  'Condition',
  'Encounter',
  'Patient',
  'AllergyIntolerance',
  'MedicationStatement',
  'MedicationAdministration',
  'Observation',
  'Bundle',
  'OperationOutcome',
]

/** Members that readers look at, with anything in them. */
const members = [
  'id',
  'code',
  'contained',
  'medication',
  'medicationReference',
  'medicationCodeableConcept',
  'reasonReference',
  'reason',
  'diagnosis',
  'dosageInstruction',
  'dosage',
  'status',
  'class',
  'category',
  'reaction',
  'component',
  'entry',
  'subject',
  'encounter',
  'ingredient',
  'requester',
  'priorPrescription',
  'extension',
  'clinicalStatus',
  'dispenseRequest',
  'type',
]

const hostile = fc
  .tuple(
    fc.constantFrom(...resourceTypes),
    fc.dictionary(fc.constantFrom(...members), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 12 }),
  )
  .map(([resourceType, rest]) => ({ ...rest, resourceType }))

it('makes facts of anything without throwing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(hostile, { maxLength: 4 }),
      fc.array(hostile, { maxLength: 6 }),
      fc.jsonValue(),
      async (drafts, resources, junk) => {
        const prefetch = { all: bundle(...resources), conditions: junk, encounter: resources[0] }
        const facts: Facts = await factsOf({ drafts: [aDraft(), ...drafts], prefetch, server: {} })
        expect(facts.orders.length).toBeGreaterThan(0)
        expect(() => JSON.stringify(facts)).not.toThrow()
      },
    ),
    { numRuns: 300 },
  )
})

it('makes facts of a large chart in little time', async () => {
  const coding = [
    { system: 'urn:oid:2.16.840.1.113883.6.90', code: 'I10' },
    { system: snomed, code: '38341003' },
  ]
  const conditions = Array.from({ length: 2000 }, (_, n) => ({
    resourceType: 'Condition',
    id: `c${n}`,
    subject: { reference: 'https://ehr.example.org/fhir/Patient/p1' },
    encounter: { reference: 'Encounter/e2' },
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding, text: 'Hypertension' },
    recordedDate: '2020-01-01',
  }))
  const medications = Array.from({ length: 1000 }, (_, n) => ({
    resourceType: 'MedicationRequest',
    id: `m${n}`,
    subject: { reference: 'https://ehr.example.org/fhir/Patient/p1' },
    status: 'active',
    medicationReference: { reference: '#m' },
    contained: [{ resourceType: 'Medication', id: 'm', code: { coding: [{ system: rxnorm, code: '6918' }] } }],
    dosageInstruction: [
      {
        text: 'daily',
        route: { coding: [{ system: snomed, code: '26643006' }] },
        timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: { value: 25, unit: 'mg' } }],
      },
    ],
  }))
  const prefetch = { conditions: bundle(...conditions), medications: bundle(...medications) }
  const call = {
    prefetch,
    needs: ['conditions', 'medications'],
    context: { encounterId: 'e1' },
    fhirServer: 'https://ehr.example.org/fhir',
  } as const
  await factsOf(call)
  const times: number[] = []
  for (let run = 0; run < 7; run += 1) {
    const started = performance.now()
    const facts = await factsOf(call)
    times.push(performance.now() - started)
    expect(items(facts.conditions)).toHaveLength(2000)
    expect(items(facts.medications)).toHaveLength(1000)
  }
  // About 10 ms where it was written; a quadratic step would take seconds.
  expect(Math.min(...times)).toBeLessThan(100)
})
