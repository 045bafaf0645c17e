import type { Concept, Facts, MedicationUse, Patient } from '../../../cards/facts.ts'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import { ago, aMedication, read, words } from './builders.ts'
import { defaults, onTheList, ordered, spoken } from './decisions.ts'
import { triptans } from './screened.ts'

/** The row and the indicator, the reason for silence, or what is missing. */
export const verdict = (given: Facts): string => {
  const decision = decide(given, defaults)
  if (decision.kind !== 'speaks')
    return decision.kind === 'silent' ? decision.because : `412 ${decision.missing.join()}`
  return `${decision.row} ${decision.card.indicator}`
}
export const taking = (...uses: readonly MedicationUse[]): Facts => ordered({}, { medications: read(...uses) })
export const stopped = (name: string, days: number): MedicationUse =>
  aMedication(words(name), { status: 'stopped', start: ago({ days: 60 }), end: ago({ days }) })
export const woman = (...concepts: readonly Concept[]): Facts =>
  ordered({}, { patient: read<Patient>({ birthDate: '1990-01-01', sex: 'female' }), ...onTheList(...concepts) })

export const removed = (given: Facts): readonly string[] => [
  ...new Set(spoken(given).card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key))),
]
/** `out`, or what remains to be watched: `adjusted`, `warned`, `fits`. */
export function standing(given: Facts, agent: string): string {
  const remarks = spoken(given).options.find(({ alternative }) => alternative === agent)?.remarks ?? []
  const effects = remarks.map(({ effect }) => effect)
  if (effects.includes('excluded')) return 'out'
  return (['warned', 'adjusted'] as const).filter((effect) => effects.includes(effect)).join('+') || 'fits'
}
export const every = (given: Facts, ...agents: readonly string[]): string =>
  [...new Set(agents.map((agent) => standing(given, agent)))].join('|')

export const noTriptan = (given: Facts): boolean => every(given, ...triptans) === 'out'
