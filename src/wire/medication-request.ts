import type { MedicationRequest, Quantity as FhirQuantity } from 'fhir/r4.js'
import type { Prescription, Quantity } from '../../cards/guidance.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import type { HookRequest } from './cds-hooks.ts'
import { lasting } from './json.ts'

const ucum = 'http://unitsofmeasure.org'

const quantity = ({ value, unit }: Quantity): FhirQuantity => ({
  value,
  unit: unit.replace(/^\{(.*)\}$/, '$1'),
  system: ucum,
  code: unit,
})

/** Without those into the draft or its Bundle, which lead nowhere from an order that stands by itself. */
const reference = (value: unknown): string | undefined => {
  const target = typeof value === 'object' && value !== null ? (value as { reference?: unknown }).reference : undefined
  return typeof target === 'string' && !/^(?:#|urn:)/i.test(target) ? target : undefined
}

const patientReference = (patientId: string): string => (patientId.includes('/') ? patientId : `Patient/${patientId}`)

const prescriber = (userId: string): string | undefined =>
  /^(Practitioner|PractitionerRole)\//.test(userId) ? userId : undefined

type Orderable = Required<Pick<MedicationRequest, 'medicationCodeableConcept' | 'dosageInstruction'>>

/** What is the same for every patient, by the drug; of the few forms that a drug has, the one that was ordered last. */
const orderables = new WeakMap<object, { readonly of: Prescription; readonly is: Orderable }>()

const isSameForm = (one: Prescription, other: Prescription): boolean =>
  one.sig === other.sig &&
  one.text === other.text &&
  one.route === other.route &&
  one.dose === other.dose &&
  one.limit === other.limit

function orderable(prescription: Prescription): Orderable {
  const { drug, text, route, sig, dose, limit } = prescription
  const known = orderables.get(drug)
  if (known !== undefined && isSameForm(known.of, prescription)) return known.is
  const is: Orderable = {
    medicationCodeableConcept: lasting({ coding: [{ ...drug }], text }),
    dosageInstruction: lasting([
      {
        text: sig,
        route: { coding: [{ ...route }], ...(route.display === undefined ? {} : { text: route.display }) },
        doseAndRate: [{ doseQuantity: quantity(dose) }],
        ...(limit === undefined
          ? {}
          : {
              maxDosePerPeriod: {
                numerator: quantity(limit.dose),
                denominator: quantity({ value: limit.hours, unit: 'h' }),
              },
            }),
      },
    ]),
  }
  // The reason is the patient's.
  orderables.set(drug, { of: { ...prescription, reason: { codes: [] } }, is })
  return is
}

/**
 * A prescription as a FHIR R4 draft order. The patient is the call's, however a draft spells its reference; encounter and
 * prescriber come from the call and the draft it replaces; nothing of that draft's dosage is copied.
 */
export function medicationRequest(
  prescription: Prescription,
  request: HookRequest,
  replaced: DraftEntry['resource'] | undefined,
): MedicationRequest {
  const { reason } = prescription
  const { medicationCodeableConcept, dosageInstruction } = orderable(prescription)
  const { context } = request
  const encounter =
    context.encounterId === undefined ? reference(replaced?.['encounter']) : `Encounter/${context.encounterId}`
  const requester = reference(replaced?.['requester']) ?? prescriber(context.userId)
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept,
    subject: { reference: patientReference(context.patientId) },
    ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
    ...(requester === undefined ? {} : { requester: { reference: requester } }),
    reasonCode: [
      {
        ...(reason.codes.length > 0 ? { coding: reason.codes.map((code) => ({ ...code })) } : {}),
        ...(reason.text === undefined ? {} : { text: reason.text }),
      },
    ],
    dosageInstruction,
  }
}
