import { type Answers, type Call, bundle, items, open } from './a-call.ts'
import { anIvKetamineDraft, decided, icd, outcomeOf } from './decided.ts'

/** A draft that continues an order which only the FHIR server holds. */

const ketamine = (over: object = {}): object =>
  anIvKetamineDraft({ reasonCode: [icd('G43.909')], encounter: { reference: 'Encounter/e1' }, ...over })
const running = (over: object = {}): object => ketamine({ id: 'run1', status: 'active', ...over })
const change = ketamine({ priorPrescription: { reference: 'MedicationRequest/run1' } })

async function verdict(server: Answers, call: Call = {}): Promise<string> {
  const decision = await decided({ drafts: [change], context: { encounterId: 'e1' }, server, ...call }, 'male')
  return outcomeOf(decision)
}

it('is read, and keeps the card away where it is running', async () => {
  expect(await verdict({ 'MedicationRequest/run1': [running()] })).toBe('change-of-running-infusion')
})
it('is read with the Medication that it refers to', async () => {
  const order = running({ medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/k' } })
  const medication = { resourceType: 'Medication', id: 'k', code: { text: 'ketamine' } }
  expect(await verdict({ 'MedicationRequest/run1': [order], 'Medication/k': [medication] })).toBe(
    'change-of-running-infusion',
  )
})
it('is found by the extension of R4 that says what a request replaces', async () => {
  const valueReference = { reference: 'MedicationRequest/run1' }
  const extended = (url: string): object =>
    ketamine({
      extension: [
        { url: 'urn:other', valueReference: { reference: 'MedicationRequest/x' } },
        { url, valueReference },
      ],
    })
  const server = { 'MedicationRequest/run1': [running()] }
  const replaces = 'http://hl7.org/fhir/StructureDefinition/request-replaces'
  expect(await verdict(server, { drafts: [extended(replaces)] })).toBe('change-of-running-infusion')
  expect(await verdict(server, { drafts: [extended('urn:another')] })).toBe('row 1')
})
it('is added to the medications that were read, and takes none of their place', async () => {
  const other = { ...running(), id: 'm2', medicationCodeableConcept: { text: 'Warfarin' } }
  const server = { 'MedicationRequest/run1': [running()], 'MedicationRequest?patient=p1': [other] }
  const { chart } = await open({ drafts: [change], needs: ['medications'], server })
  const { medications } = await chart.complete()
  expect(items(medications).map(({ key }) => key)).toEqual(['MedicationRequest/m2', 'MedicationRequest/run1'])
})
it('is read where the medications are not supplied, and cannot be read', async () => {
  expect(await verdict({ 'MedicationRequest/run1': [running()] }, { prefetch: { medications: 'junk' } })).toBe(
    'change-of-running-infusion',
  )
})
it.each<[string, Answers]>([
  ['has been stopped', { 'MedicationRequest/run1': [running({ status: 'stopped' })] }],
  ['is of another encounter', { 'MedicationRequest/run1': [running({ encounter: { reference: 'Encounter/e0' } })] }],
  ['is of another drug', { 'MedicationRequest/run1': [running({ medicationCodeableConcept: { text: 'Saline' } })] }],
  ['does not exist', { 'MedicationRequest/run1': [] }],
  ['cannot be read', {}],
])('does not where it %s', async (_, server) => {
  expect(await verdict(server)).toBe('row 1')
})
it('tells nothing of this patient where it is another’s', async () => {
  const strange = running({ subject: { reference: 'Patient/p2' } })
  expect(await verdict({ 'MedicationRequest/run1': [strange] })).toBe('undecided: medications')
})
it.each<[string, Call, number]>([
  ['once', {}, 1],
  [
    'once for several drafts',
    { drafts: [change, ketamine({ id: 'd2', priorPrescription: { reference: 'MedicationRequest/run2' } })] },
    1,
  ],
  ['not where a list holds it', { prefetch: { medications: bundle(running()) } }, 0],
  ['not for a draft that names none', { drafts: [ketamine()] }, 0],
  ['not for a draft that is not under review', { hook: 'order-select', context: { selections: [] } }, 0],
  ['not for another drug', { concerns: () => false }, 0],
  ['not where the recommendation reads no medications', { needs: [] }, 0],
  [
    'not from another server',
    { drafts: [ketamine({ priorPrescription: { reference: 'https://other.example.org/MedicationRequest/run1' } })] },
    0,
  ],
])('is read %s', async (_, call, reads) => {
  const fhirServer = 'https://ehr.example.org/fhir'
  const { chart, asked } = await open({
    drafts: [change],
    needs: ['medications'],
    prefetch: { medications: bundle() },
    fhirServer,
    server: {},
    ...call,
  })
  await chart.complete()
  expect(asked.filter((query) => query.startsWith('MedicationRequest/'))).toHaveLength(reads)
})
