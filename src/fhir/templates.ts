import type { Guidance, Need } from '../../cards/guidance.ts'
import type { Hook } from '../../hooks/hook.ts'
import { idInUrl } from '../urls.ts'

/** LOINC codes in one search parameter stay below common URL limits. */
const observationDays = 365

type Query = (
  guidance: Pick<Guidance, 'observationCodes'>,
  patient: string,
  encounter: string,
  ago: (days: number) => string,
) => string

/**
 * One FHIR read or search for each need, the same for prefetch templates and for the service's own reads.
 * No status filters: rules look at what ended and at what ever was. No modifiers, chains or includes (CDS Hooks prefetch).
 */
const queries: Readonly<Record<Need, Query>> = {
  patient: (_, patient) => `Patient/${patient}`,
  encounter: (_, _patient, encounter) => `Encounter/${encounter}`,
  conditions: (_, patient) => `Condition?patient=${patient}`,
  allergies: (_, patient) => `AllergyIntolerance?patient=${patient}`,
  medications: (_, patient) => `MedicationRequest?patient=${patient}`,
  administrations: (_, patient, _encounter, ago) =>
    `MedicationAdministration?patient=${patient}&effective-time=ge${ago(3)}`,
  observations: ({ observationCodes }, patient, _encounter, ago) =>
    `Observation?patient=${patient}&code=${observationCodes.map((code) => `http://loinc.org|${code}`).join(',')}&date=ge${ago(observationDays)}`,
}

/** Prefetch templates for discovery: key = the need's name. Minimum necessary: only what the guidance reads. */
export function prefetchTemplates(guidance: Guidance, hook: Hook): Record<string, string> {
  const token = (field: string): string => `{{context.${field}}}`
  const usable = guidance.needs.filter((need) => need !== 'encounter' || hook.prefetchTokens.includes('encounterId'))
  return Object.fromEntries(
    usable.map((need) => [
      need,
      queries[need](guidance, token('patientId'), token('encounterId'), (days) => `{{today() - ${days} days}}`),
    ]),
  )
}

/** The same query for the service's own read, relative to the FHIR base URL. */
export function ownQuery(
  need: Need,
  guidance: Pick<Guidance, 'observationCodes'>,
  ids: { patient: string; encounter?: string },
  now: Date,
): string | undefined {
  if (need === 'encounter' && ids.encounter === undefined) return undefined
  const day = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
  return queries[need](guidance, idInUrl(ids.patient), idInUrl(ids.encounter ?? ''), day)
}
