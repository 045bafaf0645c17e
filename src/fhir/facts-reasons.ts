import { hasResult, type Code, type Concept, type Reason } from '../../cards/facts.ts'
import { getOrAdd } from '../../cards/once.ts'
import { dataAbsentReason, loinc, nullFlavor, snomed } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import { conditionOf, graded } from './facts-conditions.ts'
import { observationOf } from './facts-observations.ts'
import { type Json, both, concept, concepts, list, noConcept, none, record, records } from './facts-values.ts'
import { isReadAsReason } from './given.ts'
import type { Reader } from './reader.ts'
import { type References, displayIn, referenceIn } from './references.ts'

/** R5's `Encounter.reason` holds its CodeableReferences one level down. */
const reasonElements = (resource: Resource): readonly Json[] =>
  records(resource['reason']).flatMap((item) => (item['value'] === undefined ? [item] : records(item['value'])))

function writtenReasons(resource: Resource): readonly unknown[] {
  const { reason } = resource
  const coded = both(resource['reasonCode'], resource['reasonCodeableConcept'])
  if (reason === undefined) return coded
  return [...coded, ...reasonElements(resource), ...list(reason).filter((item) => typeof item === 'string')]
}

/** A comorbidity: the encounter is not for it (HL7 Terminology, diagnosis-role). STU3 calls the member `role`. */
const isComorbidity = ({ use, role }: Json): boolean =>
  concepts(use ?? role).some(({ codes }) =>
    codes.some(({ system, code }) => system.endsWith('diagnosis-role') && code === 'CM'),
  )

function referredReasons(resource: Resource): readonly unknown[] {
  const { reasonReference, indication, reason } = resource
  const diagnosis = resource.resourceType === 'Encounter' ? resource['diagnosis'] : undefined
  if (indication === undefined && reason === undefined && diagnosis === undefined) return list(reasonReference)
  return [
    ...list(reasonReference),
    ...list(indication),
    ...reasonElements(resource).filter((item) => item['reference'] !== undefined),
    ...records(diagnosis)
      .filter((item) => !isComorbidity(item))
      .flatMap((item) => list(item['condition'])),
  ]
}

/** More reasons than anything has; further ones are left out. */
const mostReasons = 1_000

/** Reasons of an order or an encounter, of any FHIR version; an encounter's diagnoses are reasons too. */
export function reasonsOf(resource: Resource, reader: Reader): readonly Reason[] {
  const reasons: Reason[] = []
  for (const value of writtenReasons(resource)) {
    if (reasons.length >= mostReasons) break
    const said = toldBy(concept(value))
    if (said !== undefined && !isPlaceholder(said)) reasons.push({ concept: said })
  }
  const referred = referredReasons(resource)
  for (const value of referred) {
    if (reasons.length >= mostReasons) break
    const reference = referenceIn(value)
    const said = wordsOfReference(value)
    if (reference !== undefined) {
      const reason = reasonBehind(reference, said, resource, reader)
      if (reason !== undefined) reasons.push(reason)
    } else if (said !== undefined) reasons.push({ concept: said })
  }
  return referred.length > 1 ? [...new Set(reasons)] : reasons
}

/** A concept (R5), or the display of a reference that refers by identifier only. */
function wordsOfReference(value: unknown): Concept | undefined {
  const display = displayIn(value)
  return (
    toldBy(concept(record(value)?.['concept'])) ?? (display === undefined ? undefined : { codes: [], text: display })
  )
}

/** @param said the words beside the reference */
function reasonBehind(
  reference: string,
  said: Concept | undefined,
  owner: Resource,
  reader: Reader,
): Reason | undefined {
  const words = said ?? noConcept
  const found = reader.references.find(reference, owner, 'Condition')
  if (found === undefined) {
    const key = reader.references.key(reference, 'Condition')
    // Where the server does not have it, or nothing of its type is read, reading more cannot help.
    const mayBeRead = key !== undefined && isReadAsReason(key) && !reader.gone.has(key)
    if (!mayBeRead && said === undefined) return undefined
    const isOpen = mayBeRead && (said === undefined || reader.beforeReading)
    return isOpen ? { concept: words, unresolved: true } : { concept: words }
  }
  const reason = getOrAdd(getOrAdd(reasonsFound, reader, newReasons), found.resource, () =>
    reasonIn(found.resource, reader),
  )
  if (isNamed(reason.concept) || found.resource.resourceType === 'Observation') return reason
  return reason.condition === undefined
    ? { concept: words }
    : { concept: words, condition: { ...reason.condition, concept: words } }
}

/** Reasons by the resource they were found in: one that thousands refer to is read once, and shared. */
const reasonsFound = new WeakMap<Reader, Map<Resource, Reason>>()
const newReasons = (): Map<Resource, Reason> => new Map()

function reasonIn(resource: Resource, reader: Reader): Reason {
  if (resource.resourceType === 'Observation') return observedReason(resource)
  const own = toldBy(concept(resource['code']))
  const named = own === undefined ? noConcept : graded(own, resource, reader)
  if (resource.resourceType !== 'Condition') return { concept: named }
  return { concept: named, condition: { ...conditionOf(resource, reader), concept: named } }
}

const isNamed = ({ codes, text: words }: Concept): boolean => codes.length > 0 || words !== undefined

/** `Type/id` of reasons that nothing at hand resolves and that the request's own server may have. */
export function openReasons(resource: Resource, references: References): readonly string[] {
  return referredReasons(resource).flatMap((value) => {
    const reference = referenceIn(value)
    if (reference === undefined || references.find(reference, resource, 'Condition') !== undefined) return []
    const key = references.key(reference, 'Condition')
    return key === undefined ? [] : [key]
  })
}

// ------------------------------------------------------------------------------------------------ reasons that give none

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
const isPlaceholder = ({ codes, text = '' }: Concept): boolean =>
  codes.length === 0 && (saysNothing.test(text.trim()) || placeholder.test(text.trim()))

/** A concept without codes that only say that none is known, and without the words of these. */
function toldBy(said: Concept | undefined): Concept | undefined {
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

/** The same for a route or method: words beside such a code that are not its own name are what somebody wrote. */
export function namedBy(said: Concept | undefined): Concept | undefined {
  const told = toldBy(said)
  if (told !== undefined || said === undefined) return told
  const words = wordsIn(said).trim()
  const isCode = said.codes.some(({ code }) => code === words)
  const isName = absenceNames.test(words) || isPlaceholder({ codes: none, text: words })
  return words === '' || isCode || isName ? undefined : { codes: none, text: words }
}

// ------------------------------------------------------------------------------------------------ reasons that were observed

/** Yes, present, positive: LOINC answers, and SNOMED CT qualifiers. */
const affirmative: ReadonlySet<string> = new Set(['LA33-6', 'LA9633-4', '373066001', '52101004', '10828004'])
/** No, absent, negative. */
const negative: ReadonlySet<string> = new Set(['LA32-8', 'LA9634-2', '373067005', '2667000', '260385009'])
/** Unknown. */
const unanswered: ReadonlySet<string> = new Set(['LA4489-6', '261665006'])
const isAnswer = ({ codes }: Concept, answers: ReadonlySet<string>): boolean =>
  codes.some(({ system, code }) => (system === loinc || system === snomed) && answers.has(code))

const wordsIn = ({ text, codes }: Concept): string => text ?? codes.find(({ display }) => display)?.display ?? ''

/** Answers that affirm a finding: that it is there, how bad it is, or how much of it. */
const affirms =
  /^(?:yes|y|true|present|positive|pos|detected|confirmed|mild|moderate|severe|acute|chronic|current|active|(?!0+\b)\d{1,3}(?:\s?\/\s?\d{1,3})?)\W*$/i
/** A bare answer that denies; `deniesFinding`: of a finding, also words that begin like one. */
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
