/**
 * One patient and one draft, as four versions of FHIR write them down. The facts are the same, so every test that
 * reads them must get the same.
 */
export interface Told {
  readonly draft: object
  readonly drafts: readonly object[]
  readonly prefetch: Readonly<Record<string, object>>
}

export const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const snomed = 'http://snomed.info/sct'
export const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm'
export const ucum = 'http://unitsofmeasure.org'

export const coded = (system: string, code: string, text: string): object => ({ coding: [{ system, code }], text })
export const amount = (value: number, code: string): object => ({ value, unit: code, system: ucum, code })
export const bundleOf = (...resources: readonly object[]): object => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
})

export const patient = { reference: 'Patient/p1' }
export const encounter = { reference: 'Encounter/e1' }
export const ofPatient = { subject: patient }
export const product = coded(rxnorm, '866924', 'Metoprolol tartrate 25 MG')
export const ingredient = coded(rxnorm, '6918', 'Metoprolol')
export const form = coded(snomed, '385055001', 'Tablet')
export const reason = coded(icd10, 'I10', 'Hypertension')
export const complaint = coded(icd10, 'R07.9', 'Chest pain')
export const route = coded(snomed, '47625008', 'Intravenous')
export const method = coded(snomed, '422145002', 'Inject')
export const dose = amount(5, 'mg')
export const rate = { numerator: amount(10, 'mg'), denominator: amount(2, 'h') }
export const timing = { repeat: { frequency: 2, period: 1, periodUnit: 'd', duration: 30, durationUnit: 'min' } }
export const dstu2Timing = { repeat: { frequency: 2, period: 1, periodUnits: 'd', duration: 0.5, durationUnits: 'h' } }
export const most = { numerator: amount(100, 'mg'), denominator: amount(24, 'h') }
export const person = { resourceType: 'Patient', id: 'p1', birthDate: '1980-05-04', gender: 'female' }
export const active = (version: string, code: string): object =>
  coded(`http://terminology.hl7.org/CodeSystem/${version}`, code, code)
export const rash = coded(snomed, '271807003', 'Rash')
export const latex = coded(snomed, '111088007', 'Latex')
export const ibuprofen = coded(rxnorm, '5640', 'Ibuprofen')
export const creatinine = coded('http://loinc.org', '2160-0', 'Creatinine')
export const systolic = coded('http://loinc.org', '8480-6', 'Systolic')
export const value = amount(1.1, 'mg/dL')
export const observation = {
  resourceType: 'Observation',
  id: 'o1',
  ...ofPatient,
  status: 'final',
  code: creatinine,
  effectiveDateTime: '2026-02-20',
  valueQuantity: value,
  component: [{ code: systolic, valueQuantity: amount(120, 'mm[Hg]') }],
}
export const given = { text: 'given', route, dose }
export const specialty = [coded(snomed, '394579002', 'Cardiology')]
export const noBenefit = coded(snomed, '58848006', 'Lack of drug action')
