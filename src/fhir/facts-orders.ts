import type { Concept, Order, ProcedureOrder } from '../../cards/guidance.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import { type Reader, reasonsOf } from './facts-chart.ts'
import { dosagesOf } from './facts-dosage.ts'
import { drugOf } from './facts-drug.ts'
import {
  concept,
  conceptOrNothing,
  concepts,
  date,
  first,
  isTrue,
  known,
  list,
  records,
  token,
} from './facts-values.ts'
import { type References, keyOf, referenceIn } from './references.ts'
import type { Resource } from './chart.ts'

const medicationOrders: ReadonlySet<string> = new Set(['MedicationRequest', 'MedicationOrder'])
const procedureOrders: ReadonlySet<string> = new Set([
  'ServiceRequest',
  'ProcedureRequest',
  'DiagnosticOrder',
  'Procedure',
])

export const isMedicationOrder = (resource: Resource): boolean => medicationOrders.has(resource.resourceType)

/** @param userId of the hook's context: who orders, where the draft itself names nobody */
export function orderOf({ resource, underReview }: DraftEntry, reader: Reader, userId: string): Order {
  return known({
    key: keyOf(resource),
    underReview,
    status: token(resource['status']),
    intent: token(resource['intent']),
    doNotPerform: isTrue(resource['doNotPerform']),
    authoredOn: date(resource['authoredOn']) ?? date(resource['dateWritten']),
    drug: drugOf(resource, reader.references),
    dosages: dosagesOf(resource),
    reasons: reasonsOf(resource, reader),
    replaces: replacedOrder(resource, reader.references),
    requesterSpecialty: specialtyOf(resource, reader.references, userId),
  })
}

const replacesExtension = 'http://hl7.org/fhir/StructureDefinition/request-replaces'

/** `Type/id` of the order that goes before. */
function replacedOrder(resource: Resource, references: References): string | undefined {
  const extension = records(resource['extension']).find((item) => item['url'] === replacesExtension)
  const reference = referenceIn(resource['priorPrescription']) ?? referenceIn(extension?.['valueReference'])
  if (reference === undefined) return undefined
  const found = references.find(reference, resource, resource.resourceType)?.resource
  return (found === undefined ? undefined : keyOf(found)) ?? references.key(reference, resource.resourceType)
}

/** Requester in R4, `requester.agent` in STU3, `prescriber` in DSTU2. */
function specialtyOf(resource: Resource, references: References, userId: string): Concept | undefined {
  const requester = first(resource['requester'])
  const reference = referenceIn(requester?.['agent']) ?? referenceIn(requester) ?? referenceIn(resource['prescriber'])
  const candidates = [reference, userId].filter((name) => name !== undefined)
  for (const name of candidates) {
    const role = references.find(name, resource)?.resource
    const specialty = concept([
      ...list(role?.['specialty']),
      // DSTU2 keeps roles inside the Practitioner.
      ...records(role?.['practitionerRole']).flatMap((inner) => list(inner['specialty'])),
    ])
    if (specialty !== undefined) return specialty
  }
  return undefined
}

/** Procedures and services among the drafts; DSTU2's DiagnosticOrder holds one for each item. */
export function proceduresOf({ resource }: DraftEntry, reader: Reader): readonly ProcedureOrder[] {
  if (!procedureOrders.has(resource.resourceType)) return []
  const reasons = reasonsOf(resource, reader)
  const items = concepts(records(resource['item']).map((item) => item['code']))
  const named = items.length > 0 ? items : [conceptOrNothing(resource['code'])]
  return named.map((name) => ({ concept: name, reasons }))
}
