import type { Concept, Condition, FhirDate } from '../../cards/facts.ts'
import { snomed } from '../../cards/terminology.ts'
import { span, spanOfNow } from '../../cards/time.ts'
import type { Resource } from './chart.ts'
import { isOfThisEncounter } from './encounters.ts'
import {
  type Mutable,
  concept,
  conceptOrNothing,
  date,
  first,
  hasToken,
  isTrue,
  records,
  token,
} from './facts-values.ts'
import type { Reader } from './reader.ts'

export function conditionOf(resource: Resource, reader: Reader): Condition {
  const condition: Mutable<Condition> = {
    concept: graded(conceptOrNothing(resource['code']), resource, reader),
    encounterDiagnosis: hasToken(resource['category'], encounterDiagnosis),
  }
  if (condition.encounterDiagnosis && hasToken(resource['category'], listed)) condition.alsoListed = true
  const onset = date(resource['onsetDateTime']) ?? date(first(resource['onsetPeriod'])?.['start'])
  const recorded = date(resource['recordedDate']) ?? date(resource['assertedDate']) ?? date(resource['dateRecorded'])
  const ended = date(resource['abatementDateTime']) ?? date(first(resource['abatementPeriod'])?.['end'])
  const isOver = hasAbated(resource) || isPast(ended, [onset, recorded], reader.now)
  const clinicalStatus = statedStatus(resource['clinicalStatus']) ?? (isOver ? 'resolved' : undefined)
  if (clinicalStatus !== undefined) condition.clinicalStatus = clinicalStatus
  const verificationStatus = token(resource['verificationStatus'])
  if (verificationStatus !== undefined) condition.verificationStatus = verificationStatus
  const ofThisEncounter = isOfThisEncounter(resource, reader)
  if (ofThisEncounter !== undefined) condition.ofThisEncounter = ofThisEncounter
  if (onset !== undefined) condition.onset = onset
  if (recorded !== undefined) condition.recorded = recorded
  const abated = ended ?? date(first(resource['abatementPeriod'])?.['start'])
  if (abated !== undefined) condition.abated = abated
  return condition
}

/** SNOMED CT 24484000, of the value set Condition/Diagnosis Severity (http://hl7.org/fhir/R4/valueset-condition-severity.html). */
const severe = '24484000'
const saysSevere = /^severe(?: \((?:severity modifier|qualifier value)\))?$/i
/** A problem is staged in one or two systems, in a word or two. */
const mostStages = 4
const longestStage = 80

/** `Chronic kidney disease` of `Stage 4` becomes `Chronic kidney disease, Stage 4`; if severe, `Severe Chronic ...`. */
export function graded(named: Concept, { stage, severity }: Resource, { guidance }: Reader): Concept {
  if ((stage ?? severity ?? null) === null) return named
  const words = (named.text ?? named.codes.find(({ display }) => display !== undefined)?.display)?.replace(
    / \((?:disorder|finding)\)$/,
    '',
  )
  if (words === undefined || words.length > longestName || guidance.isGraded?.(words) === false) return named
  const stages = records(stage)
    .slice(0, mostStages)
    .flatMap(({ summary }) => wordsIn(summary).slice(0, 1))
    .filter((said) => said.length <= longestStage)
  const how = isSevere(severity) && !/^severe\b/i.test(words) ? `Severe ${words}` : words
  return { ...named, text: stages.length === 0 ? how : stages.map((said) => `${how}, ${said}`).join('; ') }
}
const longestName = 200

const wordsIn = (value: unknown): readonly string[] => {
  const said = concept(value)
  return [said?.text, ...(said?.codes.map(({ display }) => display) ?? [])].filter((one) => one !== undefined)
}

/** FHIR R4 and R5, condition-clinical, without R5's `unknown`. */
const clinicalStatuses: ReadonlySet<string> = new Set([
  'active',
  'recurrence',
  'relapse',
  'inactive',
  'remission',
  'resolved',
])
/** A status that cannot be read (`unknown`, a code of another system) says as little as none; its name may be telling. */
function statedStatus(value: unknown): string | undefined {
  const status = token(value)
  return status === undefined || clinicalStatuses.has(status)
    ? status
    : (wordsIn(value)
        .map((said) => said.toLowerCase())
        .find((said) => clinicalStatuses.has(said)) ?? (saysOver([status, ...wordsIn(value)]) ? 'inactive' : undefined))
}

/** Over, by words or by a code that is one, or by SNOMED CT (C-CDA, Problem Status: inactive, resolved, in remission, known absent). */
const saidOver =
  /^(?!.*\b(?:not|un|non|partial(?:ly)?)\b).*\b(?:resolved|inactive|in[ -](?:full[ -]|complete[ -])?remission|closed|historical|past|cured|deleted|known[ -]absent|entered[ -]in[ -]error)\b/i
const overCodes: ReadonlySet<string> = new Set(['73425007', '394775005', '413322009', '277022003', '410516002'])
const saysOver = (said: readonly string[]): boolean => said.some((one) => saidOver.test(one) || overCodes.has(one))

const isSevere = (severity: unknown): boolean =>
  concept(severity)?.codes.some(({ system, code }) => system === snomed && code === severe) === true ||
  wordsIn(severity).some((said) => saysSevere.test(said))

const encounterDiagnosis: ReadonlySet<string> = new Set(['encounter-diagnosis', 'encounter diagnosis'])
const listed: ReadonlySet<string> = new Set(['problem-list-item', 'problem list item'])

/** Over, though no date says since when: "abated", "at 40 years". */
const hasAbated = (resource: Resource): boolean =>
  isTrue(resource['abatementBoolean']) ||
  (resource['abatementAge'] ?? resource['abatementRange'] ?? resource['abatementString'] ?? null) !== null

/** Until 1971 nobody wrote charts like these: 1900 and 1970 stand for no date. */
const firstEnd = Date.UTC(1971, 0)

/** Whether an end is past, is plausible as a date, and does not lie before the beginning. */
function isPast(ended: FhirDate | undefined, begun: readonly (FhirDate | undefined)[], now: FhirDate): boolean {
  const end = span(ended)
  if (end === undefined || end.from < firstEnd || end.to >= (spanOfNow(now)?.from ?? -Infinity)) return false
  return begun.every((beginning) => (span(beginning)?.from ?? -Infinity) <= end.to)
}
