import type { MedicationRequest, Quantity as FhirQuantity } from 'fhir/r4.js'
import type { Prescription, Quantity } from '../../cards/guidance.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import type { HookRequest } from './cds-hooks.ts'

const ucum = 'http://unitsofmeasure.org'

const quantity = ({ value, unit }: Quantity): FhirQuantity => ({
  value,
  unit: unit.replace(/^\{(.*)\}$/, '$1'),
  system: ucum,
  code: unit,
})

const reference = (value: unknown): string | undefined => {
  const target = typeof value === 'object' && value !== null ? (value as { reference?: unknown }).reference : undefined
  return typeof target === 'string' && !target.startsWith('#') ? target : undefined
}

const patientReference = (patientId: string): string => (patientId.includes('/') ? patientId : `Patient/${patientId}`)

const prescriber = (userId: string): string | undefined =>
  /^(Practitioner|PractitionerRole)\//.test(userId) ? userId : undefined

/**
 * A prescription as a FHIR R4 draft order. The patient is the call's, however a draft spells its reference; encounter and
 * prescriber come from the call and the draft it replaces; nothing of that draft's dosage is copied.
 */
export function medicationRequest(
  prescription: Prescription,
  request: HookRequest,
  replaced: DraftEntry['resource'] | undefined,
): MedicationRequest {
  const { drug, text, route, sig, dose, maxPerDay, reason } = prescription
  const { context } = request
  const encounter =
    context.encounterId === undefined
      ? reference(replaced?.['encounter'])
      : `Encounter/${context.encounterId.replace(/^Encounter\//, '')}`
  const requester = reference(replaced?.['requester']) ?? prescriber(context.userId)
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: { coding: [{ ...drug }], text },
    subject: { reference: patientReference(context.patientId) },
    ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
    ...(requester === undefined ? {} : { requester: { reference: requester } }),
    reasonCode: [
      {
        ...(reason.codes.length > 0 ? { coding: reason.codes.map((code) => ({ ...code })) } : {}),
        ...(reason.text === undefined ? {} : { text: reason.text }),
      },
    ],
    dosageInstruction: [
      {
        text: sig,
        route: { coding: [{ ...route }], ...(route.display === undefined ? {} : { text: route.display }) },
        doseAndRate: [{ doseQuantity: quantity(dose) }],
        ...(maxPerDay === undefined
          ? {}
          : {
              maxDosePerPeriod: {
                numerator: quantity(maxPerDay),
                denominator: { value: 24, unit: 'h', system: ucum, code: 'h' },
              },
            }),
      },
    ],
  }
}
