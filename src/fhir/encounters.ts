import type { FhirDate } from '../../cards/facts.ts'
import { hours, mayBeWithin, span } from '../../cards/time.ts'
import type { Resource } from './chart.ts'
import { date, first, none, token } from './facts-values.ts'
import type { Reader } from './reader.ts'
import { keyOf, referenceIn } from './references.ts'

/** The encounters of the call among those there are; `why`, in words, where there are some but none is of the call. */
export interface EncountersOfTheCall {
  readonly ours: readonly Resource[]
  readonly why?: string
}

export const noEncounter = 'the request names no encounter'

/** The same from DSTU2 to R5. */
const neverTookPlace: ReadonlySet<string | undefined> = new Set(['cancelled', 'entered-in-error'])

/** `finished` up to R4, the others in R5. Orders for a patient who was `discharged` may still come. */
const over: ReadonlySet<string | undefined> = new Set(['finished', 'completed', 'discontinued'])

/** Orders are signed after the patient has left, too. */
const stillOpenMs = hours(24)

/**
 * @param id the encounter that the request names
 * @param now the moment of the call
 */
export function encountersOfTheCall(
  all: readonly Resource[],
  id: string | undefined,
  now: FhirDate,
): EncountersOfTheCall {
  if (all.length === 0) return { ours: none }
  const held = all.filter((encounter) => !neverTookPlace.has(token(encounter['status'])))
  const [only, ...others] = held
  if (only === undefined) return { ours: none, why: 'the encounter is cancelled or entered in error' }
  if (id === undefined) {
    if (others.length > 0) return { ours: none, why: noEncounter }
    return isOver(only, now) ? { ours: none, why: 'the only encounter is over' } : { ours: held }
  }
  const ours = held.filter((encounter) => encounter.id === undefined || encounter.id === id)
  return ours.length > 0 ? { ours } : { ours, why: 'another encounter supplied' }
}

/** `period` up to R4, `actualPeriod` in R5. The status counts only where no end is told: it says nothing of since when. */
function isOver(encounter: Resource, now: FhirDate): boolean {
  const end = date(first(encounter['period'])?.['end']) ?? date(first(encounter['actualPeriod'])?.['end'])
  return span(end) === undefined ? over.has(token(encounter['status'])) : !mayBeWithin(end, stillOpenMs, now)
}

/** The encounter a resource was recorded in; STU3 calls it context, which may also be an episode of care. */
export const encounterReference = (resource: Resource): string | undefined =>
  referenceIn(resource['encounter']) ?? referenceIn(resource['context'])

/** Whether a resource was recorded in the encounter of the call; `undefined` where the encounter of either is not known. */
export function isOfThisEncounter(resource: Resource, reader: Reader): boolean | undefined {
  const reference = encounterReference(resource)
  if (reference === undefined || reader.encounter === undefined) return undefined
  const found = reference.startsWith('urn:') ? reader.references.find(reference, resource)?.resource : undefined
  const key = reader.references.key(reference, 'Encounter') ?? (found === undefined ? undefined : keyOf(found))
  return key?.startsWith('Encounter/') === true ? key === reader.encounter : undefined
}
