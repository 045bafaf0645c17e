import type { Concept, Drug, Order, ProcedureOrder } from '../../cards/facts.ts'
import { getOrAdd } from '../../cards/once.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import { dosagesOf, notesOf } from './facts-dosage.ts'
import { drugAsWritten, drugOf } from './facts-drug.ts'
import { reasonsOf } from './facts-reasons.ts'
import {
  type Mutable,
  concept,
  conceptOrNothing,
  concepts,
  date,
  first,
  isTrue,
  list,
  none,
  records,
  text,
  token,
} from './facts-values.ts'
import { medicationOrders } from './given.ts'
import type { Reader } from './reader.ts'
import { type Found, type References, displayIn, keyOf, referenceIn } from './references.ts'
import type { Resource } from './chart.ts'

const procedureOrders: ReadonlySet<string> = new Set([
  'ServiceRequest',
  'ProcedureRequest',
  'DiagnosticOrder',
  'Procedure',
  'NutritionOrder',
])

const withdrawn: ReadonlySet<string | undefined> = new Set(['revoked', 'cancelled', 'rejected', 'entered-in-error'])

export const isMedicationOrder = (resource: Resource): boolean => medicationOrders.has(resource.resourceType)
export const isProcedureOrder = (resource: Resource): boolean => procedureOrders.has(resource.resourceType)

/** What each medication draft says of its drug by itself; `undefined` for those that refer to a Medication. */
export function drugsAsWritten(drafts: readonly DraftEntry[]): readonly (Drug | undefined)[] {
  const drugs: (Drug | undefined)[] = []
  for (const { resource } of drafts) if (isMedicationOrder(resource)) drugs.push(drugAsWritten(resource))
  return drugs
}

/** @param userId of the hook's context: who orders, where the draft itself names nobody */
export function orderOf({ resource, underReview }: DraftEntry, reader: Reader, userId: string): Order {
  const order: Mutable<Order> = {
    underReview,
    doNotPerform: isTrue(resource['doNotPerform']),
    drug: drugOf(resource, reader.references),
    dosages: dosagesOf(resource),
    notes: notesOf(resource),
    reasons: reasonsOf(resource, reader),
  }
  const key = keyOf(resource)
  if (key !== undefined) order.key = key
  const status = token(resource['status'])
  if (status !== undefined) order.status = status
  const intent = token(resource['intent'])
  if (intent !== undefined) order.intent = intent
  const authoredOn = date(resource['authoredOn']) ?? date(resource['dateWritten'])
  if (authoredOn !== undefined) order.authoredOn = authoredOn
  const replaces = replacedOrder(resource, reader.references)
  if (replaces !== undefined) order.replaces = replaces
  const requesterSpecialty = specialtyOf(resource, reader.references, userId)
  if (requesterSpecialty !== undefined) order.requesterSpecialty = requesterSpecialty
  return order
}

const replacesExtension = 'http://hl7.org/fhir/StructureDefinition/request-replaces'

/** `Type/id` of the order that this one replaces or continues. */
export function replacedOrder(resource: Resource, references: References): string | undefined {
  const extension = records(resource['extension']).find((item) => item['url'] === replacesExtension)
  const reference = referenceIn(resource['priorPrescription']) ?? referenceIn(extension?.['valueReference'])
  if (reference === undefined) return undefined
  const found = references.find(reference, resource, resource.resourceType)?.resource
  return (found === undefined ? undefined : keyOf(found)) ?? references.key(reference, resource.resourceType)
}

/** Requester in R4, `requester.agent` in STU3, `prescriber` in DSTU2. */
function specialtyOf(resource: Resource, references: References, userId: string): Concept | undefined {
  const requester = first(resource['requester'])
  const who = [requester?.['agent'], requester, resource['prescriber']].find(
    (value) => referenceIn(value) !== undefined,
  )
  const reference = referenceIn(who)
  const named = reference === undefined ? undefined : specialtyAt(reference, resource, references)
  const service = serviceIn(who ?? requester?.['agent'] ?? requester)
  if (service !== undefined) return named === undefined ? { codes: none, text: service } : ofService(named, service)
  return named?.concept ?? (reference === userId ? undefined : specialtyAt(userId, resource, references)?.concept)
}

/** What is known of who orders, and with the names by which orders call their service. */
interface Specialty {
  readonly concept: Concept | undefined
  readonly withService: Map<string, Concept>
}

/** Thousands of orders may refer to one role: what it says is not written out for each. */
const mostServices = 8

function ofService({ concept: own, withService }: Specialty, service: string): Concept {
  if (own === undefined) return { codes: none, text: service }
  if (withService.size >= mostServices && !withService.has(service)) return own
  return getOrAdd(withService, service, () => ({ codes: own.codes, text: joined([own.text, service]) }))
}

const persons: ReadonlySet<string> = new Set(['Practitioner', 'Patient', 'RelatedPerson', 'Device'])

/** The display of a requester that is no person: a service, an organisation, or somebody in a role there. */
function serviceIn(requester: unknown): string | undefined {
  const type = token(first(requester)?.['type'])
  const reference = referenceIn(requester)
  const isPerson = [...persons].some(
    (person) => type === person.toLowerCase() || reference?.includes(`${person}/`) === true,
  )
  return isPerson ? undefined : displayIn(requester)
}

function specialtyAt(reference: string, owner: Resource, references: References): Specialty | undefined {
  const found = references.find(reference, owner)
  return found === undefined ? undefined : references.ask(specialtyOfRole, found)
}

const specialtyOfRole = (found: Found): Specialty => ({ concept: specialtyIn(found), withService: new Map() })

/** More than anybody has. */
const mostSpecialties = 20

function specialtyIn({ resource }: Found): Concept | undefined {
  // DSTU2 keeps roles inside the Practitioner.
  const roles = records(resource['practitionerRole']).slice(0, mostSpecialties)
  const held = [resource, ...roles].flatMap((role) => list(role['specialty']).slice(0, mostSpecialties))
  const specialty = concept(held.slice(0, mostSpecialties))
  const places = [
    resource.resourceType === 'Organization' ? text(resource['name']) : undefined,
    displayIn(resource['organization']),
    ...list(resource['healthcareService']).slice(0, mostSpecialties).map(displayIn),
  ]
  const names = joined([specialty?.text, ...places])
  return names === '' ? specialty : { codes: specialty?.codes ?? none, text: names }
}

const joined = (names: readonly (string | undefined)[]): string => names.filter((name) => name !== undefined).join('; ')

/** Procedures, services and diets among the drafts; DSTU2's DiagnosticOrder holds one for each item, and one list of reasons. */
export function proceduresOf(resource: Resource, reader: Reader): readonly ProcedureOrder[] {
  if (withdrawn.has(token(resource['status']))) return none
  const reasons = reasonsOf(resource, reader)
  const items = concepts([
    ...records(resource['item']).map((item) => item['code']),
    ...records(resource['oralDiet']).flatMap((diet) => list(diet['type'])),
  ])
  const named = items.length > 0 ? items : [conceptOrNothing(resource['code'])]
  return named.map((name, n) => ({ concept: name, reasons: n === 0 ? reasons : none }))
}
