/** Requests as an EHR sends them, for what measures or runs the whole service. */

const coding = (system: string, code: string, display: string): object => ({
  coding: [{ system, code, display }],
  text: display,
})
const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const snomed = 'http://snomed.info/sct'
const icd = 'http://hl7.org/fhir/sid/icd-10-cm'
const migraine = coding(icd, 'G43.009', 'Migraine without aura, not intractable, without status migrainosus')
const clinical = (kind: string, code: string): object => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${kind}`, code }],
})

const drugs = {
  ketamine: coding(rxnorm, '238084', 'ketamine 50 MG/ML Injectable Solution'),
  metoprolol: coding(rxnorm, '866924', 'metoprolol tartrate 25 MG Oral Tablet'),
} as const

interface Named {
  readonly resourceType: string
  readonly id: string
  readonly [member: string]: unknown
}

const searchset = (resources: readonly Named[]): object => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  entry: resources.map((resource) => ({
    fullUrl: `https://ehr.example.org/fhir/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: 'match' },
  })),
})

export interface Asked {
  readonly hook?: 'order-select' | 'order-sign'
  readonly drug?: keyof typeof drugs
  readonly patient?: string
  readonly hookInstance?: string
  /** Conditions and MedicationRequests in the prefetch beside those that matter, half of each. */
  readonly resources?: number
  /** Where the service may read; without it everything needed is in the prefetch. */
  readonly fhirServer?: string
  readonly prefetch?: boolean
}

/** Problems and medications of a long chart that bear on nothing. */
function filler(count: number, patient: string): { readonly conditions: Named[]; readonly medications: Named[] } {
  const subject = { reference: `Patient/${patient}` }
  const conditions = Array.from({ length: Math.ceil(count / 2) }, (_, index) => ({
    resourceType: 'Condition',
    id: `condition-${index}`,
    clinicalStatus: clinical('condition-clinical', 'active'),
    verificationStatus: clinical('condition-ver-status', 'confirmed'),
    category: [clinical('condition-category', 'problem-list-item')],
    code: coding(icd, `M${10 + (index % 80)}.${index % 10}`, `Disorder of the musculoskeletal system ${index}`),
    subject,
    onsetDateTime: '2019-05-04',
    recordedDate: '2019-05-04',
  }))
  const medications = Array.from({ length: Math.floor(count / 2) }, (_, index) => ({
    resourceType: 'MedicationRequest',
    id: `medication-${index}`,
    status: 'completed',
    intent: 'order',
    medicationCodeableConcept: coding(rxnorm, String(300_000 + index), `Something 10 MG Oral Tablet ${index}`),
    subject,
    authoredOn: '2020-02-03',
    dosageInstruction: [{ text: '1 tablet daily', route: coding(snomed, '26643006', 'Oral use') }],
  }))
  return { conditions, medications }
}

/** What the patient's chart holds, by FHIR type. */
export function chart({ patient = 'p1', resources = 0 }: Asked = {}): Readonly<Record<string, readonly Named[]>> {
  const subject = { reference: `Patient/${patient}` }
  const { conditions, medications } = filler(resources, patient)
  return {
    Patient: [{ resourceType: 'Patient', id: patient, gender: 'female', birthDate: '1990-04-01' }],
    Condition: [
      {
        resourceType: 'Condition',
        id: 'migraine',
        clinicalStatus: clinical('condition-clinical', 'active'),
        verificationStatus: clinical('condition-ver-status', 'confirmed'),
        category: [clinical('condition-category', 'problem-list-item')],
        code: migraine,
        subject,
        onsetDateTime: '2015-01-01',
      },
      ...conditions,
    ],
    AllergyIntolerance: [],
    MedicationRequest: medications,
    MedicationAdministration: [],
    Observation: [],
  }
}

/** One hook call. */
export function hookRequest(asked: Asked = {}): object {
  const { hook = 'order-sign', drug = 'ketamine', patient = 'p1', fhirServer, prefetch = true } = asked
  const draft = {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patient}` },
    medicationCodeableConcept: drugs[drug],
    reasonCode: drug === 'ketamine' ? [migraine] : [coding(icd, 'I10', 'Essential hypertension')],
    dosageInstruction: [
      {
        route:
          drug === 'ketamine'
            ? coding(snomed, '47625008', 'Intravenous route')
            : coding(snomed, '26643006', 'Oral use'),
        doseAndRate: [{ doseQuantity: { value: 20, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
      },
    ],
  }
  const { Patient = [], ...searched } = chart(asked)
  return {
    hook,
    hookInstance: asked.hookInstance ?? 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: {
      userId: 'Practitioner/example',
      patientId: patient,
      ...(hook === 'order-select' ? { selections: ['MedicationRequest/draft-1'] } : {}),
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: draft }] },
    },
    ...(fhirServer === undefined
      ? {}
      : {
          fhirServer,
          fhirAuthorization: {
            access_token: 'not-a-real-token',
            token_type: 'Bearer',
            expires_in: 300,
            scope: 'patient/*.rs',
            subject: 'cds',
          },
        }),
    ...(prefetch
      ? {
          prefetch: {
            patient: Patient[0],
            conditions: searchset(searched['Condition'] ?? []),
            allergies: searchset([]),
            medications: searchset(searched['MedicationRequest'] ?? []),
            administrations: searchset([]),
            observations: searchset([]),
          },
        }
      : {}),
  }
}

export const servicePath = (hook: 'order-select' | 'order-sign'): string =>
  `/cds-services/iv-ketamine-for-migraine-${hook}`
