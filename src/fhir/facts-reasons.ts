import { hasResult, type Code, type Concept, type Reason } from '../../cards/guidance.ts'
import { dataAbsentReason, loinc, nullFlavor, snomed } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import { concept, noConcept, none } from './facts-values.ts'
import { observationOf } from './facts-observations.ts'

/** What a reason says that is written in codes for "nothing", or observed instead of diagnosed. */

/**
 * Codes that say that no reason is given, or that words give it. `masked` and `other` say that there is one. Sources: HL7
 * Terminology, code systems data-absent-reason and v3-NullFlavor.
 */
const dataAbsent: ReadonlySet<string> = new Set([
  'unknown',
  'asked-unknown',
  'temp-unknown',
  'not-asked',
  'asked-declined',
  'not-applicable',
  'unsupported',
  'as-text',
  'error',
])
const nullFlavors: ReadonlySet<string> = new Set(['NI', 'UNK', 'ASKU', 'NAV', 'NASK', 'NAVU', 'NA', 'UNC'])
const absences: Readonly<Record<string, ReadonlySet<string>>> = {
  [dataAbsentReason]: dataAbsent,
  [nullFlavor]: nullFlavors,
}
const isAbsence = ({ system, code }: Code): boolean =>
  Object.hasOwn(absences, system) && absences[system]?.has(code) === true

const saysNothing = /^(?:unknown|no information|not (?:asked|applicable|available|known)|n\/?a)$/i

/** What is typed where a reason is asked for and none is given. */
const placeholder =
  /^(?:none(?: (?:given|stated|specified|entered))?|unspecified|not (?:specified|given|stated|documented|provided|entered)|see (?:chart|notes?)|[^\p{L}\p{N}]+)$/iu

/** Words without a code that say that no reason is given. */
export const isPlaceholder = ({ codes, text = '' }: Concept): boolean =>
  codes.length === 0 && (saysNothing.test(text.trim()) || placeholder.test(text.trim()))

/** Without the codes that stand where none is known, and without what these say in words. */
export function toldBy(said: Concept | undefined): Concept | undefined {
  if (said?.codes.some(isAbsence) !== true) return said
  const { text } = said
  const codes = said.codes.filter((code) => !isAbsence(code))
  const repeats = said.codes.some(({ code, display }) => text === display || text === code)
  if (text !== undefined && !repeats && !saysNothing.test(text)) return { codes, text }
  return codes.length === 0 ? undefined : { codes }
}

/** What HL7 calls the codes above, beyond what `saysNothing` takes. */
const absenceNames =
  /^(?:no ?information|(?:asked|temporarily)(?: but)? (?:unknown|declined|unavailable)|un-?(?:encoded|supported)|as text|error)$/i

/** The same of a route or a method: what stands there in the place of the code's own name is what was written. */
export function namedBy(said: Concept | undefined): Concept | undefined {
  const told = toldBy(said)
  if (told !== undefined || said === undefined) return told
  const words = wordsIn(said).trim()
  const isCode = said.codes.some(({ code }) => code === words)
  const isName = absenceNames.test(words) || isPlaceholder({ codes: none, text: words })
  return words === '' || isCode || isName ? undefined : { codes: none, text: words }
}

/** Yes, present, positive: LOINC answers, and SNOMED CT qualifiers. */
const affirmative: ReadonlySet<string> = new Set(['LA33-6', 'LA9633-4', '373066001', '52101004', '10828004'])
/** No, absent, negative. */
const negative: ReadonlySet<string> = new Set(['LA32-8', 'LA9634-2', '373067005', '2667000', '260385009'])
/** Unknown. */
const unanswered: ReadonlySet<string> = new Set(['LA4489-6', '261665006'])
const isAnswer = ({ codes }: Concept, answers: ReadonlySet<string>): boolean =>
  codes.some(({ system, code }) => (system === loinc || system === snomed) && answers.has(code))

const wordsIn = ({ text, codes }: Concept): string => text ?? codes.find(({ display }) => display)?.display ?? ''

/** Of a finding: that it is there, how bad it is, or how much of it. */
const affirms =
  /^(?:yes|y|true|present|positive|pos|detected|confirmed|mild|moderate|severe|acute|chronic|current|active|\d{1,3}(?:\s?\/\s?\d{1,3})?)\W*$/i
/** A bare answer; of a finding, also what begins as one. */
const denies = /^(?:no|n|none|not|false|never|absent|negative|neg|denie[sd]|not (?:present|detected|found))\W*$/i
const deniesFinding =
  /^(?:no|none|not|non|0|false|never|absent|negative|neg|denie[sd]|without|resolved|ruled out|excluded|unlikely)\b/i

const asksWhat = /\b(?:complaints?|reasons?|indications?|diagnos[ie]s|problems?|symptoms?|purpose)\b/i
/** A question, whose answer is what was found. Other codes name a finding, of which the value tells more. */
const isQuestion = (asked: Concept): boolean =>
  asked.codes.some(({ system }) => system === loinc) || asksWhat.test(wordsIn(asked))

/** What an Observation says as a reason: its finding, or the answer to its question. One that is denied counts as refuted. */
export function observedReason(resource: Resource): Reason {
  const observation = observationOf(resource)
  const { concept: asked, value, valueConcept } = observation
  if (!hasResult(observation)) return refuted(asked, 'entered-in-error')
  if (value?.value === 0) return refuted(asked, 'refuted')
  if (valueConcept === undefined) return { concept: isWithoutValue(resource) ? noConcept : asked }
  const found = toldBy(valueConcept)
  if (found === undefined) return { concept: noConcept }
  const words = wordsIn(found)
  if (isAnswer(found, unanswered) || saysNothing.test(words.trim())) return { concept: noConcept }
  if (isAnswer(found, negative) || denies.test(words)) return refuted(asked, 'refuted')
  if (isAnswer(found, affirmative) || affirms.test(words)) return { concept: asked }
  if (isQuestion(asked)) return { concept: found }
  if (deniesFinding.test(words)) return refuted(asked, 'refuted')
  const text = [wordsIn(asked), words].filter((part) => part !== '').join(': ')
  return { concept: { codes: [...asked.codes, ...found.codes], text } }
}

const isWithoutValue = (resource: Resource): boolean => concept(resource['dataAbsentReason']) !== undefined

const refuted = (finding: Concept, verificationStatus: string): Reason => ({
  concept: finding,
  condition: { concept: finding, verificationStatus, encounterDiagnosis: false },
})
