import { itemsOf, type Code, type Concept, type Condition, type Facts, type Order, type Reason } from '../guidance.ts'
import { anyStanding, isNegated } from '../negation.ts'
import { remembered } from '../remember.ts'
import { anyWord, bounded, wordPattern, wordsOf } from '../terminology.ts'
import { days, mayBeWithin, span, spanOfNow } from '../time.ts'
import { codes } from './codes.ts'
import { isAnaestheticDose, isAntidepressantRegimen } from './dose.ts'
import type { Indication } from './finding.ts'
import { mostTelling } from './most-telling.ts'
import type { Policy } from './policy.ts'
import { conceptsOf, isActive, stands } from './standing.ts'

/** Sections 2 and 3 of the decision table: is it for migraine, and who says so? */

const migraineWord = /(?<![\p{L}\p{N}])migrain(?:e|es|ous|osus)(?![\p{L}\p{N}])/giu
const pastOnly = /(?:^|[^\p{L}\p{N}])(?:history of|hx of|hx|h\/o|past)[\s:,.-]*$/iu
const abdominalWord = anyWord(['abdominal migraine'])
const headache = /^(?:headaches?|ha|h\/a)$/
const ofWhenAndHowBad = new RegExp(
  `^(?:${[
    'very|severe|moderate|mild|intense|bad|pain|severity|rated|\\d{1,2}\\/10',
    'acute|chronic|persistent|recurrent|constant|intermittent|ongoing|unspecified|nos',
    'x|for|over|since|lasting|started|began|onset|the|this|last|past|ago|of|to|or|history',
    'x?\\d{1,3}|an?|one|two|three|four|five|six|seven|several|few|couple',
    '(?:x?\\d{1,3})?(?:min(?:ute)?s?|h|h(?:ou)?rs?|d|days?|w|w(?:ee)?ks?|mo(?:nth)?s?|y(?:ea)?rs?)',
    'today|tonight|yesterday|morning|afternoon|evening|night|(?:mon|tues|wednes|thurs|fri|satur|sun)day',
  ].join('|')})$`,
)
/** A history of some days is of now; one without is of another time. */
const earlier = /(?<!\b(?:min(?:ute)?|h|h(?:ou)?r|d|day|w|w(?:ee)?k|mo(?:nth)?|y(?:ea)?r)s? )\bhistory\b|^past\b/

/**
 * One headache, and of it only when and how bad. Every other word may tell its cause, and a red flag: sudden, new, worst,
 * after a fall.
 */
function isHeadacheText(text: string): boolean {
  const plain = text
    .toLowerCase()
    .replaceAll(/ ?\/ ?10\b/g, '/10')
    .replaceAll(/[\s,;:()–-]+|\.(?!\d)/g, ' ')
    .trim()
  const said = plain.split(' ')
  const other = said.filter((word) => !headache.test(word))
  return said.length - other.length === 1 && other.every((word) => ofWhenAndHowBad.test(word)) && !earlier.test(plain)
}
const proceduralWords = anyStanding(
  wordPattern([
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
  ]),
)
/** Of something done to a bone or joint; risks, weights and doses are reduced too. */
const reduction =
  /(?<!\b(?:risk|weight|dose|dosage|stress|pressure|anxiety|pain|harm|salt|breast|medication|headache)[ -])\breduction\b(?! (?:of|in) (?:pain|headaches?|dose|medications?|weight|migraines?))/iu
const either = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'iu')

/** What an encounter, or a procedure's reason, is for. */
const competingWords = anyStanding(
  either(
    wordPattern([
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
    ]),
    reduction,
  ),
)
/** What is done. A screening for depression, a head scan after trauma or a tray for a procedure needs no ketamine. */
const competingProcedureWords = anyStanding(
  either(
    wordPattern([
      'sedation',
      'anesthesia',
      'anaesthesia',
      'intubation',
      'rsi',
      'rapid sequence',
      'mechanical ventilation',
      'ventilator',
      'fracture',
      'dislocation',
      'burn debridement',
      'burn dressing',
      'burn care',
      'trauma activation',
      'trauma team',
    ]),
    reduction,
  ),
)
const orderTextHints = anyStanding(
  wordPattern(['induction', 'rsi', 'sedation', 'procedure', 'psa', 'ketofol', 'pca', 'trd']),
)
/** Sedation as what is watched for, and procedure as a rule of the house, are no purposes. */
const houseWords =
  /\b(?:(?:hold|stop|watch|monitor|assess|observe)(?:\s+\w+){0,2}\s+for|monitor(?:ing)?|risk\s+of|avoid|excess(?:ive)?|not(?:\s+intended)?\s+for)\s+(?:(?:excessive|deep|procedural|level\s+of|depth\s+of)\s+)?sedation\b|\bsedation\s+(?:scores?|scales?|levels?|assessments?|monitoring)\b|\b(?:infusion|hospital|nursing|policy|standard(?:\s+operating)?|policy\s+(?:and|&))\s+procedure\b/gi

/** Whether abdominal migraine counts as migraine headache. */
type Abdominal = Policy['abdominalMigraine']

/** Words count for a reason only where there is no code at all. Every mention is looked at: one that stands is enough. */
function migraineInWords(text: string, abdominal: Abdominal): boolean {
  const said = bounded(text)
  if (abdominal === 'not-migraine' && abdominalWord(said)) return false
  for (const { index } of said.matchAll(migraineWord)) {
    if (!isNegated(said, index) && !pastOnly.test(said.slice(Math.max(0, index - 20), index))) return true
  }
  return false
}

const codedMigraine = (abdominal: Abdominal) =>
  remembered((concept): Code | undefined =>
    codes.historyOfMigraine.holds(concept) || !codes.migraine.holds(concept)
      ? undefined
      : concept.codes.find(
          (code) => codes.migraine.has(code) && (abdominal === 'migraine' || !codes.abdominalMigraine.has(code)),
        ),
  )
const migraineCodes = { migraine: codedMigraine('migraine'), 'not-migraine': codedMigraine('not-migraine') } as const

/** Codes of the migraine set, without history-of codes and, by policy, abdominal migraine. */
export const migraineCode = (concept: Concept, { abdominalMigraine }: Policy): Code | undefined =>
  migraineCodes[abdominalMigraine](concept)

const migraineBy = (abdominal: Abdominal) =>
  remembered((concept) =>
    concept.codes.length > 0
      ? migraineCodes[abdominal](concept) !== undefined
      : migraineInWords(concept.text ?? '', abdominal),
  )
const migraines = { migraine: migraineBy('migraine'), 'not-migraine': migraineBy('not-migraine') } as const
const isMigraine = (concept: Concept, { abdominalMigraine }: Policy): boolean => migraines[abdominalMigraine](concept)

const isUnspecificHeadache = remembered((concept) =>
  concept.codes.length > 0 ? codes.unspecificHeadache.holds(concept) : isHeadacheText(bounded(concept.text ?? '')),
)

/** Without the semantic tag of a SNOMED CT name: every procedure's ends in "(procedure)". */
const withoutTag = (words: string): string => words.replace(/\([a-z /]{1,40}\)$/, '')

const isProcedural = remembered(
  (concept) => codes.procedural.holds(concept) || wordsOf(concept).map(withoutTag).some(proceduralWords),
)

/** Another purpose, as the reason of an encounter or of a procedure. */
const isCompeting = remembered(
  (concept) =>
    codes.competing.holds(concept) ||
    (!codes.migraine.holds(concept) && wordsOf(concept).map(withoutTag).some(competingWords)),
)
const isCompetingProcedure = remembered(
  (concept) => codes.competing.holds(concept) || wordsOf(concept).map(withoutTag).some(competingProcedureWords),
)

/** A working diagnosis is enough where the order or encounter names it, and not where it only stands on the list. */
const isSettled = ({ verificationStatus }: Condition): boolean =>
  verificationStatus !== 'unconfirmed' && verificationStatus !== 'provisional' && verificationStatus !== 'differential'

export const concernsPurpose = (concept: Concept): boolean =>
  codes.migraine.holds(concept) || codes.depression.holds(concept)

const hasWordsOrCodes = (concept: Concept): boolean => concept.codes.length > 0 || wordsOf(concept).length > 0

/** What is known of a draft's purpose from the draft alone (steps 1 to 3 of section 2). */
export type OrderReason =
  | { readonly kind: 'migraine'; readonly concept: Concept; readonly alsoProcedural: boolean }
  | { readonly kind: 'headache' }
  | { readonly kind: 'other' }
  | { readonly kind: 'none' }
  /** A reason was given that could not be followed: it may be migraine, and it may not. */
  | { readonly kind: 'unresolved' }

/** The reasons of one draft, and the codings of each, come in the sender's order: of several migraines the first counts. */
export function reasonOf({ reasons }: Order, policy: Policy): OrderReason {
  const concepts = conceptsOf(reasons).filter(hasWordsOrCodes)
  const migraine = concepts.find((concept) => isMigraine(concept, policy))
  if (migraine !== undefined)
    return { kind: 'migraine', concept: migraine, alsoProcedural: concepts.some(isProcedural) }
  if (reasons.some((reason) => reason.unresolved === true)) return { kind: 'unresolved' }
  // A reason that no longer stands is one all the same.
  if (!reasons.some((reason) => hasWordsOrCodes(reason.condition?.concept ?? reason.concept))) return { kind: 'none' }
  return concepts.length > 0 && concepts.every(isUnspecificHeadache) ? { kind: 'headache' } : { kind: 'other' }
}

/**
 * Diagnoses of this encounter: conditions recorded in it. One of category encounter-diagnosis without an encounter
 * counts when it may have been recorded since the encounter began, or within seven days where that is not known.
 */
export function encounterDiagnoses(facts: Facts): readonly Condition[] {
  let length: number | undefined
  return itemsOf(facts.conditions).filter((condition) => {
    const { ofThisEncounter, encounterDiagnosis } = condition
    if (ofThisEncounter === false || !(ofThisEncounter === true || encounterDiagnosis)) return false
    if (!stands(condition) || !isActive(condition)) return false
    if (ofThisEncounter === true) return true
    length ??= sinceArrival(facts)
    return mayBeWithin(condition.recorded ?? condition.onset, length, facts.now)
  })
}

function sinceArrival(facts: Facts): number {
  const began = span(itemsOf(facts.encounter)[0]?.start)
  const now = spanOfNow(facts.now)
  return began === undefined || now === undefined ? days(7) : Math.max(days(1), now.to - began.from)
}

interface EncounterConcepts {
  readonly said: readonly Concept[]
  readonly diagnosed: readonly Concept[]
  readonly recorded: readonly Concept[]
}

/** Reasons of the encounter, from the encounter and from its diagnoses. Only the order itself may name a migraine that is over. */
function encounterConcepts(facts: Facts, policy: Policy): EncounterConcepts {
  const [encounter] = itemsOf(facts.encounter)
  const diagnoses = encounterDiagnoses(facts)
  const isOver = ({ condition }: Reason): boolean =>
    condition !== undefined &&
    !isActive(condition) &&
    (isMigraine(condition.concept, policy) || isUnspecificHeadache(condition.concept))
  return {
    said: conceptsOf((encounter?.reasons ?? []).filter((reason) => !isOver(reason))).filter(hasWordsOrCodes),
    diagnosed: diagnoses.filter((condition) => condition.encounterDiagnosis).map((condition) => condition.concept),
    recorded: diagnoses.map((condition) => condition.concept),
  }
}

/** Of several migraines the same one, in whatever order the chart lists them. */
export const quoted = (concepts: readonly Concept[], policy: Policy): Concept | undefined =>
  mostTelling(concepts, (concept) => migraineCode(concept, policy))

function activeMigraine(facts: Facts, policy: Policy, settledOnly: boolean): Concept | undefined {
  const found: Concept[] = []
  for (const condition of itemsOf(facts.conditions)) {
    const counts = stands(condition) && isActive(condition) && (!settledOnly || isSettled(condition))
    if (counts && migraineCode(condition.concept, policy) !== undefined) found.push(condition.concept)
  }
  return quoted(found, policy)
}

/** What the encounter itself says comes first, in the sender's order; then its diagnoses, which are in none. */
function migraineAt({ said, recorded }: EncounterConcepts, policy: Policy): Concept | undefined {
  const counts = (concept: Concept): boolean => isMigraine(concept, policy)
  return said.find(counts) ?? quoted(recorded.filter(counts), policy)
}

/** Section 3: another purpose is more likely. Asked only when the order states no reason. */
function competes(order: Order, facts: Facts, { said, recorded }: EncounterConcepts): boolean {
  const [encounter] = itemsOf(facts.encounter)
  const setting = [
    ...said,
    ...recorded,
    ...(encounter?.service ?? []),
    ...facts.procedures.flatMap(({ reasons }) => conceptsOf(reasons)),
  ]
  const ordered = [
    ...order.dosages.map(({ text }) => bounded(text ?? '').replace(houseWords, ' ')),
    ...wordsOf(order.drug.concept),
    ...order.drug.ingredients.flatMap(wordsOf),
  ]
  return (
    setting.some(isCompeting) ||
    facts.procedures.some(({ concept }) => isCompetingProcedure(concept)) ||
    ordered.some(orderTextHints) ||
    isAnaestheticDose(order, facts) ||
    isAntidepressantRegimen(order, facts)
  )
}

/** Another patient's list counts as empty here; only what was cut short may hold more of this patient's. */
const itemsCut = (reading: Facts['conditions']): boolean =>
  reading.state === 'read' && reading.cut !== undefined && reading.strangers !== true

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

/** Section 2, first match wins. `own` is what the order itself says. */
export function purposeOf(order: Order, own: OrderReason, facts: Facts, policy: Policy): Purpose {
  if (own.kind === 'migraine')
    return { kind: 'migraine', indication: 'order', concept: own.concept, alsoProcedural: own.alsoProcedural }
  if (own.kind === 'other') return { kind: 'silent', because: 'other-reason-on-order' }
  if (own.kind === 'unresolved') return { kind: 'undecided', missing: 'reason' }

  const atThis = encounterConcepts(facts, policy)
  const { said, diagnosed } = atThis
  const atEncounter = migraineAt(atThis, policy)
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
  const competing = competes(order, facts, atThis)
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
