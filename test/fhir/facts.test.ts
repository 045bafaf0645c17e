import fc from 'fast-check'
import type { Facts } from '../../cards/facts.ts'
import { aDraft, bundle, factsOf, items, open } from './a-call.ts'
import { samePatient } from './same-patient/index.ts'

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
      notes: [],
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
      expect.objectContaining({
        kind: 'administration',
        key: 'MedicationAdministration/g1',
        drug: { concept: coded(rxnorm, '5640', 'Ibuprofen'), ingredients: [], named: true },
        status: 'completed',
        doNotPerform: false,
        start: '2026-03-01T09:00:00Z',
        ofThisEncounter: true,
        dosages: [{ text: 'given', route: coded(snomed, '47625008', 'Intravenous'), dose: { value: 5, unit: 'mg' } }],
        end: undefined,
        reasons: undefined,
        statusReason: undefined,
      }),
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
    // The order that the draft continues is in no list, and is looked for where the recommendation is about the drug.
    const concerns = (): boolean => false
    const { chart, connections } = await open({ drafts, prefetch, concerns, context: { encounterId: 'e1' } })
    expect(await chart.complete()).toEqual(expected(version === 'DSTU2' ? 'MedicationOrder' : 'MedicationRequest'))
    expect(chart.version).toBe(version)
    expect(connections()).toBe(0)
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
  expect(Math.min(...times)).toBeLessThan(500)
})
