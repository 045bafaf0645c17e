import type { Asked, Facts, FhirDate, HookName, Need, Reading, Reason } from '../../cards/facts.ts'
import type { DraftEntry, HookContext } from '../../hooks/hook.ts'
import type { Resource } from './chart.ts'
import { allergyOf } from './facts-allergies.ts'
import { conditionOf } from './facts-conditions.ts'
import { encounterOf } from './facts-encounter.ts'
import { medicationUseOf } from './facts-medication.ts'
import { observationOf } from './facts-observations.ts'
import { isMedicationOrder, isProcedureOrder, orderOf, proceduresOf } from './facts-orders.ts'
import { patientOf } from './facts-patient.ts'
import { isTrue, text, token } from './facts-values.ts'
import type { Reader } from './reader.ts'
import { keyOf } from './references.ts'

/** The resources that answer a need, or why there are none. */
export type Resources = Reading<Resource>

interface Questions {
  readonly hook: HookName
  readonly context: Pick<HookContext, 'userId'>
  readonly now: FhirDate
  /** Drafts of this patient. */
  readonly drafts: readonly DraftEntry[]
}

/** What the request alone tells: orders and procedures among the drafts. */
export function askedFrom({ hook, context, now, drafts }: Questions, reader: Reader): Asked {
  const orders = drafts
    .filter(({ resource }) => isMedicationOrder(resource))
    .map((draft) => orderOf(draft, reader, context.userId))
  const procedures = drafts
    .filter(({ resource }) => isProcedureOrder(resource))
    .flatMap(({ resource }) => proceduresOf(resource, reader))
  return { hook, now, orders, procedures }
}

/**
 * Whether what was asked reads the same after nothing was read: no reason is open.
 * @param encounterKnown whether the encounter was already known: it decides which conditions behind reasons are of today
 */
export function isSettled({ orders, procedures }: Asked, encounterKnown: boolean): boolean {
  const isOpen = ({ condition, unresolved }: Reason): boolean =>
    unresolved !== undefined || (condition !== undefined && !encounterKnown)
  return ![...orders, ...procedures].some(({ reasons }) => reasons.some(isOpen))
}

function each<T>(resources: Resources, read: (resource: Resource, reader: Reader) => T, reader: Reader): Reading<T> {
  if (resources.state === 'unread') return resources
  if (resources.items.length === 0) return resources as Reading<never>
  return { ...resources, items: resources.items.map((resource) => read(resource, reader)) }
}

/** The facts of a call: the last line that sees FHIR on the way in. */
export function factsFrom(
  { hook, now, orders, procedures }: Asked,
  reader: Reader,
  resources: (need: Need) => Resources,
  drafts: readonly DraftEntry[],
): Facts {
  return {
    hook,
    now,
    orders,
    procedures,
    patient: each(resources('patient'), patientOf, reader),
    encounter: each(resources('encounter'), encounterOf, reader),
    conditions: each(resources('conditions'), conditionOf, reader),
    allergies: each(resources('allergies'), allergyOf, reader),
    medications: each(withoutDrafts(resources('medications'), drafts), medicationUseOf, reader),
    administrations: each(resources('administrations'), medicationUseOf, reader),
    observations: each(resources('observations'), observationOf, reader),
  }
}

const ordering: ReadonlySet<string | undefined> = new Set([undefined, 'draft', 'active', 'on-hold'])

/** Whether a draft orders its drug: one that stops or cancels an order, or forbids the drug, says that the patient has had it. */
const isOrdering = ({ resource }: DraftEntry): boolean =>
  ordering.has(token(resource['status'])) && !isTrue(resource['doNotPerform'])

/** Servers list unsigned orders too: a draft of this call is not a medication the patient has. */
function withoutDrafts(medications: Resources, all: readonly DraftEntry[]): Resources {
  if (medications.state === 'unread' || medications.items.length === 0) return medications
  const drafts = all.filter(isOrdering)
  const keys = new Set(drafts.map(({ resource }) => keyOf(resource)))
  // In a long chart few ids are a draft's: keys are made for these alone.
  const ids = new Set(drafts.map(({ resource }) => text(resource.id)))
  const isDraft = (resource: Resource): boolean => {
    const id = text(resource.id)
    return id !== undefined && ids.has(id) && keys.has(keyOf(resource))
  }
  return { ...medications, items: medications.items.filter((resource) => !isDraft(resource)) }
}
