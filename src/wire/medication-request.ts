import type { CodeableConcept, MedicationRequest, Quantity as FhirQuantity, Reference } from 'fhir/r4.js'
import type { Quantity } from '../../cards/facts.ts'
import type { Prescription } from '../../cards/guidance.ts'
import type { Resource } from '../../hooks/hook.ts'
import type { HookRequest } from './cds-hooks.ts'
import { codeableConcept, named, reference, type ReferenceAsSent } from './datatypes.ts'
import { lasting } from './json.ts'

const ucum = 'http://unitsofmeasure.org'

const quantity = ({ value, unit }: Quantity): FhirQuantity => ({
  value,
  unit: unit.replace(/^\{(.*)\}$/, '$1'),
  system: ucum,
  code: unit,
})

const patients: ReadonlySet<string> = new Set(['Patient'])
const encounters: ReadonlySet<string> = new Set(['Encounter'])
const callers: ReadonlySet<string> = new Set(['Practitioner', 'PractitionerRole'])
/** Who may request in R4, except patients and their relatives, who prescribe nothing. */
const requesters: ReadonlySet<string> = new Set([...callers, 'Organization', 'Device'])

/** A draft's reference, in a member of that name. */
const referred = (draft: Resource | undefined, member: string): unknown =>
  (draft?.[member] as ReferenceAsSent | null | undefined)?.reference

/** Leads nowhere from outside the drafts, though it names somebody. */
const inward = /^(?:#|urn:)/i

/** The prescriber of the draft; the one who calls only where the draft names nobody: it may be another who enters it. */
function requesterOf(draft: Resource | undefined, userId: string): Reference | undefined {
  const requester = (draft?.['requester'] ?? {}) as ReferenceAsSent
  const { reference: written } = requester
  const isInward = typeof written === 'string' && inward.test(written)
  // Told to be a patient or a relative, who prescribe nothing.
  const isNoCaller = typeof requester.type === 'string' && !requesters.has(requester.type)
  const inWords = (written === undefined || isInward) && !isNoCaller ? named(requester) : undefined
  return reference(written, requesters) ?? inWords ?? (isInward ? undefined : reference(userId, callers))
}

const categories = 'http://terminology.hl7.org/CodeSystem/medicationrequest-category'
/** STU3's name of it stands in orders of R4, too. */
const categorySystems: ReadonlySet<unknown> = new Set([categories, 'http://hl7.org/fhir/medication-request-category'])
/** @see {@link https://hl7.org/fhir/R4/codesystem-medicationrequest-category.html} */
const categoryCodes: ReadonlySet<unknown> = new Set(['inpatient', 'outpatient', 'community', 'discharge'])

/** Where the draft is to be used, as R4 codes it: an order of a ward stays one. Clients send one object for a list, too. */
function categoryOf(draft: Resource | undefined): CodeableConcept[] | undefined {
  const written = [draft?.['category'] ?? []].flat() as readonly { readonly coding?: unknown }[]
  const codes = new Set<string>()
  for (const one of written.flatMap((said) => (Array.isArray(said?.coding) ? (said.coding as Coded[]) : [])))
    if (categorySystems.has(one?.system) && categoryCodes.has(one?.code)) codes.add(one?.code as string)
  return codes.size === 0 ? undefined : [...codes].map((code) => ({ coding: [{ system: categories, code }] }))
}

/** A coding as it was sent: it may be `null`. */
type Coded = { readonly system?: unknown; readonly code?: unknown } | null | undefined

/** @param id bare, or with its type in front of it */
const typed = (type: string, id: string): string => (id.startsWith(`${type}/`) ? id : `${type}/${id}`)

type Orderable = Required<Pick<MedicationRequest, 'medicationCodeableConcept' | 'dosageInstruction'>>

/** What is the same for every patient, by drug: the form that was ordered last, of the few that a drug has. */
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
 * prescriber come from the call and the draft it replaces, whose dosage is not copied. `undefined` where the call's patient
 * has no id that an order could refer to.
 */
export function medicationRequest(
  prescription: Prescription,
  request: HookRequest,
  replaced: Resource | undefined,
): MedicationRequest | undefined {
  const { medicationCodeableConcept, dosageInstruction } = orderable(prescription)
  const { patientId, encounterId, userId } = request.context
  const subject = reference(typed('Patient', patientId), patients)
  if (subject === undefined) return undefined
  const encounter = reference(
    encounterId === undefined ? referred(replaced, 'encounter') : typed('Encounter', encounterId),
    encounters,
  )
  const requester = requesterOf(replaced, userId)
  const reason = codeableConcept(prescription.reason)
  const category = categoryOf(replaced)
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    ...(category === undefined ? {} : { category }),
    medicationCodeableConcept,
    subject,
    ...(encounter === undefined ? {} : { encounter }),
    ...(requester === undefined ? {} : { requester }),
    ...(reason === undefined ? {} : { reasonCode: [reason] }),
    dosageInstruction,
  }
}
