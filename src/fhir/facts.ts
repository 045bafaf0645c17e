import type { Asked, Encounter, Facts, HookName, MedicationUse, Need, Reading } from '../../cards/guidance.ts'
import type { DraftEntry, HookContext } from '../../hooks/hook.ts'
import type { Resource } from './chart.ts'
import {
  type Reader,
  allergyOf,
  conditionOf,
  encounterOf,
  medicationUseOf,
  observationOf,
  patientOf,
} from './facts-chart.ts'
import { isMedicationOrder, orderOf, proceduresOf } from './facts-orders.ts'
import { keyOf } from './references.ts'

/** The resources that answer a need, or why there are none. */
export type Resources = Reading<Resource>

export interface Questions {
  readonly hook: HookName
  readonly context: Pick<HookContext, 'userId'>
  readonly now: Date
  /** Drafts of this patient. */
  readonly drafts: readonly DraftEntry[]
}

/** What the request alone tells: orders and procedures among the drafts. */
export function askedFrom({ hook, context, now, drafts }: Questions, reader: Reader): Asked {
  return {
    hook,
    now: now.toISOString(),
    orders: drafts
      .filter(({ resource }) => isMedicationOrder(resource))
      .map((draft) => orderOf(draft, reader, context.userId)),
    procedures: drafts.flatMap((draft) => proceduresOf(draft, reader)),
  }
}

function each<T>(resources: Resources, read: (resource: Resource) => T): Reading<T> {
  return resources.state === 'unread' ? resources : { ...resources, items: resources.items.map(read) }
}

/** The facts of a call: the last line that sees FHIR on the way in. */
export function factsFrom(questions: Questions, reader: Reader, resources: Readonly<Record<Need, Resources>>): Facts {
  const use = (resource: Resource): MedicationUse => medicationUseOf(resource, reader)
  const encounter = (resource: Resource): Encounter => encounterOf(resource, reader)
  return {
    ...askedFrom(questions, reader),
    patient: each(resources.patient, patientOf),
    encounter: each(resources.encounter, encounter),
    conditions: each(resources.conditions, (resource) => conditionOf(resource, reader)),
    allergies: each(resources.allergies, allergyOf),
    medications: each(withoutDrafts(resources.medications, questions.drafts), use),
    administrations: each(resources.administrations, use),
    observations: each(resources.observations, observationOf),
  }
}

/** Servers list unsigned orders too: a draft of this call is not a medication the patient has. */
function withoutDrafts(medications: Resources, drafts: readonly DraftEntry[]): Resources {
  if (medications.state === 'unread') return medications
  const keys = new Set(drafts.map(({ resource }) => keyOf(resource)).filter((key) => key !== undefined))
  return { ...medications, items: medications.items.filter((resource) => !keys.has(keyOf(resource) ?? '')) }
}
