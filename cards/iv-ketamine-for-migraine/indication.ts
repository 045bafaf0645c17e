import { itemsOf, type Code, type Concept, type Condition, type Facts, type Order, type Reason } from '../guidance.ts'
import { anyWord, wordsOf } from '../terminology.ts'
import { days, mayBeWithin, span } from '../time.ts'
import { codes } from './codes.ts'
import type { Indication } from './finding.ts'
import type { Policy } from './policy.ts'

/** Sections 2 and 3 of the decision table: is it for migraine, and who says so? */

const migraineWord = /(?<![\p{L}\p{N}])migrain(?:e|es|ous|osus)(?![\p{L}\p{N}])/giu
const negation =
  /(?:^|[^\p{L}\p{N}])(?:no|denies|denied|without|rule out|rule-out|ruled out|r\/o|not|family|fh|negative)(?:[\s:,.-]+(?:of|for|a|any|prior|known|hx|history))*[\s:,.-]*$/iu
const pastOnly = /(?:^|[^\p{L}\p{N}])(?:history of|hx of|hx|h\/o|past)[\s:,.-]*$/iu
const abdominalWord = anyWord(['abdominal migraine'])
const unspecificHeadacheText =
  /^(?:(?:acute|severe|unspecified|persistent|recurrent|nos|pain)[\s,]+)*(?:headache|headaches|ha)(?:[\s,]+(?:nos|unspecified))?\.?$/i
const proceduralWords = anyWord([
  'sedation',
  'procedural sedation',
  'conscious sedation',
  'anesthesia',
  'anaesthesia',
  'anesthetic',
  'induction',
  'intubation',
  'rsi',
  'rapid sequence',
  'procedure',
  'psa',
])
const competingWords = anyWord([
  'sedation',
  'anesthesia',
  'anaesthesia',
  'induction',
  'intubation',
  'intubated',
  'rsi',
  'rapid sequence',
  'ventilated',
  'mechanical ventilation',
  'fracture',
  'dislocation',
  'reduction',
  'burn',
  'burns',
  'trauma',
  'postoperative',
  'post-operative',
  'post-op',
  'sickle',
  'cancer pain',
  'crps',
  'complex regional pain',
  'neuropathic',
  'depression',
  'depressive',
  'suicidal',
  'suicide',
  'ptsd',
  'status epilepticus',
  'agitation',
  'agitated',
  'status asthmaticus',
  'procedure',
])
const orderTextHints = anyWord(['induction', 'rsi', 'sedation', 'procedure', 'psa', 'ketofol', 'pca', 'trd'])

/** Words count for a reason only where there is no code at all. Every mention is looked at: one that stands is enough. */
function migraineInWords(text: string, policy: Policy): boolean {
  if (policy.abdominalMigraine === 'not-migraine' && abdominalWord(text)) return false
  for (const match of text.matchAll(migraineWord)) {
    const before = text.slice(0, match.index)
    if (!negation.test(before) && !pastOnly.test(before)) return true
  }
  return false
}

/** Codes of the migraine set, without history-of codes and, by policy, abdominal migraine. */
export function migraineCode(concept: Concept, policy: Policy): Code | undefined {
  if (codes.historyOfMigraine.holds(concept)) return undefined
  return concept.codes.find(
    (code) =>
      codes.migraine.has(code) && (policy.abdominalMigraine === 'migraine' || !codes.abdominalMigraine.has(code)),
  )
}

const isMigraine = (concept: Concept, policy: Policy): boolean =>
  concept.codes.length > 0 ? migraineCode(concept, policy) !== undefined : migraineInWords(concept.text ?? '', policy)

const isUnspecificHeadache = (concept: Concept): boolean =>
  concept.codes.length > 0
    ? codes.unspecificHeadache.holds(concept)
    : unspecificHeadacheText.test((concept.text ?? '').trim())

const isProcedural = (concept: Concept): boolean =>
  codes.procedural.holds(concept) || (concept.codes.length === 0 && wordsOf(concept).some(proceduralWords))

export const stands = ({ verificationStatus }: Pick<Condition, 'verificationStatus'>): boolean =>
  verificationStatus !== 'refuted' && verificationStatus !== 'entered-in-error'

export const isActive = ({ clinicalStatus }: Pick<Condition, 'clinicalStatus'>): boolean =>
  clinicalStatus === undefined ||
  clinicalStatus === 'active' ||
  clinicalStatus === 'recurrence' ||
  clinicalStatus === 'relapse'

/** A working diagnosis is enough where the order or encounter names it, and not where it only stands on the list. */
const isSettled = ({ verificationStatus }: Condition): boolean =>
  verificationStatus !== 'unconfirmed' && verificationStatus !== 'provisional' && verificationStatus !== 'differential'

/** A reason that refers to a problem says what the problem says; a refuted one says nothing. */
const conceptsOf = (reasons: readonly Reason[]): readonly Concept[] =>
  reasons
    .filter((reason) => reason.unresolved !== true && (reason.condition === undefined || stands(reason.condition)))
    .map((reason) => reason.condition?.concept ?? reason.concept)

const hasWordsOrCodes = (concept: Concept): boolean => concept.codes.length > 0 || wordsOf(concept).length > 0

/** What is known of a draft's purpose from the draft alone (steps 1 to 3 of section 2). */
export type OrderReason =
  | { readonly kind: 'migraine'; readonly concept: Concept; readonly alsoProcedural: boolean }
  | { readonly kind: 'headache' }
  | { readonly kind: 'other' }
  | { readonly kind: 'none' }
  /** A reason was given that could not be followed: it may be migraine, and it may not. */
  | { readonly kind: 'unresolved' }

export function reasonOf(order: Order, policy: Policy): OrderReason {
  const named = order.reasons.some(
    (reason) => reason.unresolved !== true && hasWordsOrCodes(reason.condition?.concept ?? reason.concept),
  )
  const concepts = conceptsOf(order.reasons).filter(hasWordsOrCodes)
  const migraine = concepts.find((concept) => isMigraine(concept, policy))
  if (migraine !== undefined)
    return { kind: 'migraine', concept: migraine, alsoProcedural: concepts.some(isProcedural) }
  if (order.reasons.some((reason) => reason.unresolved === true)) return { kind: 'unresolved' }
  if (!named) return { kind: 'none' }
  return concepts.length > 0 && concepts.every(isUnspecificHeadache) ? { kind: 'headache' } : { kind: 'other' }
}

/**
 * Diagnoses of this encounter: conditions recorded in it. One of category encounter-diagnosis without an encounter
 * counts when it may have been recorded since the encounter began, or within seven days where that is not known.
 */
export function encounterDiagnoses(facts: Facts): readonly Condition[] {
  const [encounter] = itemsOf(facts.encounter)
  const began = span(encounter?.start)
  const now = span(facts.now)
  const length = began === undefined || now === undefined ? days(7) : Math.max(days(1), now.to - began.from)
  return itemsOf(facts.conditions).filter(
    (condition) =>
      stands(condition) &&
      isActive(condition) &&
      (condition.ofThisEncounter === true ||
        (condition.encounterDiagnosis &&
          condition.ofThisEncounter === undefined &&
          mayBeWithin(condition.recorded ?? condition.onset, length, facts.now))),
  )
}

/** Reasons of the encounter, from the encounter and from its diagnoses. */
function encounterConcepts(facts: Facts): {
  readonly said: readonly Concept[]
  readonly diagnosed: readonly Concept[]
  readonly recorded: readonly Concept[]
} {
  const [encounter] = itemsOf(facts.encounter)
  const diagnoses = encounterDiagnoses(facts)
  return {
    said: conceptsOf(encounter?.reasons ?? []).filter(hasWordsOrCodes),
    diagnosed: diagnoses.filter((condition) => condition.encounterDiagnosis).map((condition) => condition.concept),
    recorded: diagnoses.map((condition) => condition.concept),
  }
}

const activeMigraine = (facts: Facts, policy: Policy, settledOnly: boolean): Concept | undefined =>
  itemsOf(facts.conditions).find(
    (condition) =>
      stands(condition) &&
      isActive(condition) &&
      (!settledOnly || isSettled(condition)) &&
      migraineCode(condition.concept, policy) !== undefined,
  )?.concept

/** The dose as ordered, from the structured fields or the words: milligrams, and whether it is for each kilogram. */
function bolus(order: Order): { readonly mg: number; readonly perKg: boolean } | undefined {
  for (const { dose, rate, text = '' } of order.dosages) {
    if (rate !== undefined) continue
    if (dose !== undefined && (dose.unit === 'mg' || dose.unit === 'mg/kg'))
      return { mg: dose.value, perKg: dose.unit === 'mg/kg' }
    const found = /(\d+(?:\.\d+)?)\s*mg(\s*\/\s*kg)?(?!\s*\/\s*(?:kg|h|hr|hour|min|ml))/i.exec(text)
    if (found?.[1] !== undefined) return { mg: Number(found[1]), perKg: found[2] !== undefined }
  }
  return undefined
}

const kilograms: Readonly<Record<string, number>> = { kg: 1, g: 0.001, lb: 0.45359237, '[lb_av]': 0.45359237 }

function weightOf(facts: Facts): number | undefined {
  const weights = itemsOf(facts.observations).flatMap(({ concept, when = '', status, value }) => {
    const factor = value === undefined ? undefined : kilograms[value.unit]
    const usable =
      factor !== undefined &&
      value !== undefined &&
      value.value > 0 &&
      status !== 'entered-in-error' &&
      status !== 'cancelled'
    return usable && codes.weight.holds(concept) ? [{ when, kg: value.value * factor }] : []
  })
  return weights.toSorted((a, b) => a.when.localeCompare(b.when) || a.kg - b.kg).at(-1)?.kg
}

/** One milligram for each kilogram and more is in the anaesthetic range of the label (1 to 4.5 mg/kg). */
function isAnaestheticDose(order: Order, facts: Facts): boolean {
  const dose = bolus(order)
  if (dose === undefined) return false
  if (dose.perKg) return dose.mg >= 1
  const weight = weightOf(facts)
  return weight === undefined ? dose.mg >= 70 : dose.mg / weight >= 1
}

/** 0.5 mg/kg over about 40 minutes, and a depression diagnosis anywhere on the chart. */
function isAntidepressantRegimen(order: Order, facts: Facts): boolean {
  const depressed = itemsOf(facts.conditions).some(
    (condition) => stands(condition) && isActive(condition) && codes.depression.holds(condition.concept),
  )
  if (!depressed) return false
  const weight = weightOf(facts)
  return order.dosages.some(({ dose, rate, minutes, text = '' }) => {
    const slow =
      (minutes !== undefined && minutes >= 30 && minutes <= 60) ||
      /\b(?:over|in)\s+(?:3\d|4\d|5\d|60)\s*min/i.test(text)
    const inWords = /(?<![\d.])0?\.(?:4|45|5|50|55|6)\s*mg\s*\/\s*kg(?!\s*\/)/i.test(text)
    const amount =
      dose?.unit === 'mg/kg'
        ? dose.value
        : dose?.unit === 'mg' && weight !== undefined
          ? dose.value / weight
          : undefined
    return rate === undefined && slow && (inWords || (amount !== undefined && amount >= 0.4 && amount <= 0.6))
  })
}

/** Without the semantic tag of a SNOMED CT name: every procedure's ends in "(procedure)". */
const withoutTag = (words: string): string => words.replace(/\s*\([a-z /]+\)$/, '')

/** Section 3: another purpose is more likely. Asked only when the order states no reason. */
export function competes(order: Order, facts: Facts): boolean {
  const [encounter] = itemsOf(facts.encounter)
  const { said, recorded } = encounterConcepts(facts)
  const setting = [
    ...said,
    ...recorded,
    ...(encounter?.service ?? []),
    ...facts.procedures.flatMap(({ concept, reasons }) => [concept, ...conceptsOf(reasons)]),
  ]
  const ordered = [
    ...order.dosages.map(({ text }) => text ?? ''),
    ...wordsOf(order.drug.concept),
    ...order.drug.ingredients.flatMap(wordsOf),
  ]
  return (
    setting.some(
      (concept) =>
        codes.competing.holds(concept) ||
        (!codes.migraine.holds(concept) && wordsOf(concept).map(withoutTag).some(competingWords)),
    ) ||
    ordered.some(orderTextHints) ||
    isAnaestheticDose(order, facts) ||
    isAntidepressantRegimen(order, facts)
  )
}

const itemsCut = (reading: Facts['conditions']): boolean => reading.state === 'read' && reading.cut !== undefined

export type Purpose =
  | {
      readonly kind: 'migraine'
      readonly indication: Indication
      readonly concept: Concept
      readonly alsoProcedural: boolean
    }
  | { readonly kind: 'silent'; readonly because: SilentPurpose }
  | { readonly kind: 'undecided'; readonly missing: 'conditions' | 'reason' }

export type SilentPurpose =
  'other-reason-on-order' | 'other-encounter-reason' | 'competing-indication' | 'no-migraine-evidence'

/** Section 2, first match wins. */
export function purposeOf(order: Order, facts: Facts, policy: Policy): Purpose {
  const own = reasonOf(order, policy)
  if (own.kind === 'migraine')
    return { kind: 'migraine', indication: 'order', concept: own.concept, alsoProcedural: own.alsoProcedural }
  if (own.kind === 'other') return { kind: 'silent', because: 'other-reason-on-order' }
  if (own.kind === 'unresolved') return { kind: 'undecided', missing: 'reason' }

  const { said, diagnosed, recorded } = encounterConcepts(facts)
  const atEncounter = [...said, ...recorded].find((concept) => isMigraine(concept, policy))
  const fromEncounter = (concept: Concept): Purpose => ({
    kind: 'migraine',
    indication: 'encounter',
    concept,
    alsoProcedural: false,
  })
  const silent = (because: SilentPurpose): Purpose => ({ kind: 'silent', because })
  const unread = facts.conditions.state === 'unread'
  // A list that was cut short may hold the migraine that was not found.
  const unsure = unread || itemsCut(facts.conditions)

  if (own.kind === 'headache') {
    const known = atEncounter ?? activeMigraine(facts, policy, false)
    if (known !== undefined) return fromEncounter(known)
    return unsure ? { kind: 'undecided', missing: 'conditions' } : silent('no-migraine-evidence')
  }
  const competing = competes(order, facts)
  if (atEncounter !== undefined)
    return competing
      ? silent('competing-indication')
      : unread
        ? { kind: 'undecided', missing: 'conditions' }
        : fromEncounter(atEncounter)

  const encounterReasons = [...said, ...diagnosed]
  if (encounterReasons.length > 0 && !encounterReasons.some(isUnspecificHeadache))
    return silent('other-encounter-reason')
  if (competing) return silent('competing-indication')
  if (unread) return { kind: 'undecided', missing: 'conditions' }
  const onChart = activeMigraine(facts, policy, true)
  if (onChart === undefined)
    return unsure ? { kind: 'undecided', missing: 'conditions' } : silent('no-migraine-evidence')
  return encounterReasons.length > 0
    ? fromEncounter(onChart)
    : { kind: 'migraine', indication: 'chart', concept: onChart, alsoProcedural: false }
}
