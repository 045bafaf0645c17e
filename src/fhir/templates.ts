import type { Need } from '../../cards/facts.ts'
import type { Guidance } from '../../cards/guidance.ts'
import { loinc } from '../../cards/terminology.ts'
import { days } from '../../cards/time.ts'
import { idInUrl } from '../urls.ts'

/** FHIR types that answer each need. The first is the one of R4, which is asked for. */
export const typesOf: Readonly<Record<Need, readonly [string, ...string[]]>> = {
  patient: ['Patient'],
  encounter: ['Encounter'],
  conditions: ['Condition'],
  allergies: ['AllergyIntolerance'],
  medications: ['MedicationRequest', 'MedicationOrder', 'MedicationStatement', 'MedicationUsage'],
  administrations: ['MedicationAdministration'],
  observations: ['Observation'],
}

/** SMART scopes that the reads of a recommendation need. Orders on the chart may refer to a Medication. */
export const scopesOf = ({ needs }: Pick<Guidance, 'needs'>): readonly string[] =>
  needs
    .flatMap((need) => (need === 'medications' ? [typesOf[need][0], 'Medication'] : [typesOf[need][0]]))
    .map((type) => `patient/${type}.rs`)

/** What of a recommendation the queries are made of. */
type Sought = Pick<Guidance, 'observationCodes' | 'daysBack'>

/** What follows the type. */
type Query = (guidance: Sought, patient: string, encounter: string, ago: (n: number) => string) => string

/**
 * One FHIR read or search for each need, the same for prefetch templates and for the service's own reads.
 * No status filters: rules look at what ended and at what ever was. No modifiers, chains or includes (CDS Hooks prefetch).
 */
const searches: Readonly<Record<Need, Query>> = {
  patient: (_, patient) => `/${patient}`,
  encounter: (_, _patient, encounter) => `/${encounter}`,
  conditions: (_, patient) => `?patient=${patient}`,
  allergies: (_, patient) => `?patient=${patient}`,
  medications: (_, patient) => `?patient=${patient}`,
  administrations: ({ daysBack }, patient, _encounter, ago) =>
    `?patient=${patient}&effective-time=ge${ago(daysBack.administrations)}`,
  observations: ({ observationCodes, daysBack }, patient, _encounter, ago) =>
    `?patient=${patient}&code=${observationCodes.map((code) => `${loinc}|${code}`).join(',')}&date=ge${ago(daysBack.observations)}`,
}

const queryOf = (need: Need, ...asked: Parameters<Query>): string => `${typesOf[need][0]}${searches[need](...asked)}`

/** Prefetch templates for discovery: key = the need's name. Minimum necessary: only what the guidance reads. */
export const prefetchTemplates = (guidance: Guidance): Record<string, string> =>
  Object.fromEntries(
    guidance.needs.map((need) => [
      need,
      queryOf(need, guidance, '{{context.patientId}}', '{{context.encounterId}}', (n) => `{{today() - ${n} days}}`),
    ]),
  )

/**
 * Turning the small pages that some servers give would take longer than a call may last. No order of results is asked for:
 * servers that do not sort may refuse the whole search.
 */
const ofAPage = '&_count=200'

/** The same query for the service's own read, relative to the FHIR base URL; a search also asks for long pages. */
export function ownQuery(
  need: Need,
  guidance: Sought,
  ids: { patient: string; encounter?: string },
  now: Date,
): string | undefined {
  if (need === 'encounter' && ids.encounter === undefined) return undefined
  const ago = (n: number): string => new Date(now.getTime() - days(n)).toISOString().slice(0, 10)
  const query = queryOf(need, guidance, idInUrl(ids.patient), idInUrl(ids.encounter ?? ''), ago)
  return query.includes('?') ? `${query}${ofAPage}` : query
}
