const icd = (code: string): object => ({ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] })
const sedation = { coding: [{ system: 'http://snomed.info/sct', code: '72641008' }] }
const bundle = { resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] }

/** A whole order-sign request of one patient: ketamine IV, for migraine or for sedation. */
export function orderOf(patient: string, reason: 'migraine' | 'sedation', hasCoronaryDisease = false): object {
  const subject = { reference: `Patient/${patient}` }
  const coronary = { resourceType: 'Condition', id: 'cad', subject, code: icd('I25.10') }
  const order = {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    subject,
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '238084' }],
      text: 'Ketamine 50 mg/mL injection',
    },
    reasonCode: [reason === 'migraine' ? icd('G43.009') : sedation],
    dosageInstruction: [{ route: { coding: [{ system: 'http://snomed.info/sct', code: '47625008' }] } }],
  }
  return {
    hook: 'order-sign',
    hookInstance: `instance-${patient}`,
    context: {
      userId: 'Practitioner/1',
      patientId: patient,
      encounterId: `visit-${patient}`,
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: patient, birthDate: '1984-02-01', gender: 'male' },
      encounter: {
        resourceType: 'Encounter',
        id: `visit-${patient}`,
        status: 'in-progress',
        class: { code: 'EMER' },
        subject,
      },
      conditions: hasCoronaryDisease ? { ...bundle, total: 1, entry: [{ resource: coronary }] } : bundle,
      allergies: bundle,
      medications: bundle,
      administrations: bundle,
      observations: bundle,
    },
  }
}
