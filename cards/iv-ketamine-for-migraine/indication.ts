import { itemsOf, type Code, type Concept, type Condition, type Facts, type Order, type Reason } from '../facts.ts'
import { isNegated } from '../negation.ts'
import { once } from '../once.ts'
import { remembered } from '../remember.ts'
import { bounded, icd10cm, icd9cm, snomed, wordsOf } from '../terminology.ts'
import { days, mayBeWithin, span, spanOfNow } from '../time.ts'
import { codes } from './codes.ts'
import { competition, isForRegimen, isOfAnotherPlace, isProcedural, otherHeadacheWords } from './competing.ts'
import type { Indication, Place } from './finding.ts'
import { isCompanionText, isHeadacheText } from './headache-words.ts'
import { mostTelling } from './most-telling.ts'
import type { Policy } from './policy.ts'
import { readingsOf } from './readings.ts'
import { conceptsOf, isActive, stands } from './standing.ts'

/** Section 2 of the decision table: is it for migraine, and who says so? */

/** `Migrainous neuralgia` is what British terms call cluster headache. */
const migraineWord = /(?<![\p{L}\p{N}])migrain(?:e|es|ous|osus)(?![\p{L}\p{N}])(?! neuralg)/giu
const pastOnly =
  /(?:^|[^\p{L}\p{N}])(?:(?:past medical history|pmhx?)(?: of)?|history of|hx of|hx|h\/o|past|prior|previous|comorbid(?:it(?:y|ies))?(?: with)?)[\s:,.-]*$/iu
/** A relative's, unless the relative only tells or came along: `per mother: migraine`, `brought in by son. Migraine`. */
const ofRelative =
  /(?<![\p{L}\p{N}])(?<!\b(?:per|from|by|with) (?:(?:his|her|the) )?)(?:mother|father|sister|brother|parent|daughter|son)s?(?: (?:has|had|have|with|w\/))?[\s:-]*$/iu
/**
 * One item of a history that began before it: `hx asthma and migraine`, `PMH: HTN, migraine`. A full stop, a word of now or
 * a complaint ends the history.
 */
const inHistoryList =
  /(?:^|[^\p{L}\p{N}])(?:(?:past )?medical history|pmhx?|(?<!\b(?:min(?:ute)?|h|h(?:ou)?r|d|day|w|w(?:ee)?k|mo(?:nth)?|y(?:ea)?r)s? )history(?= of\b|:)|hx|h\/o|comorbid(?:ities)?)(?:(?!\b(?:here|now|today|presents?|presenting|complain\w{0,3}|c\/o|with|for|in|has|having|but|since|acute|current|active|migrain\w{1,4}|headaches?|ha)\b)[^.;()\p{N}]){1,60}(?:,|\/|&|\+|\band\b)\s*$/iu
/** A time behind it tells of now: `hx HTN, migraine x 3 days`. */
const ofNow = /^\s*(?:x\s?\d|for\b|since\b|today\b|now\b|started\b|began\b|with\b|\d)/iu
/** `migraine hx`, `migraines in the past`, `migraine-free`; not `migraine history of 3 days`, nor `in the past 3 days`. */
const pastBehind =
  /^(?:\s+(?:(?:hx|history)(?!\s+of\b)|in the past(?! (?:\d|(?:few|several|two|three|hour|day|night|week|month|year)s?\b))|surgery)|[\s-]free(?! of\b))(?![\p{L}\p{N}])/iu
/** Said of the mention at whose end it stands: in `migraine - ruled out SAH` something else was ruled out. */
const refuted =
  /^:?\s*(?:(?:is|was|has been)\s+)?(?:ruled out|excluded|denied|(?:un|not |less )likely|doubtful|absent|resolved|no|none)\s*(?:$|[,;.)])/iu
/** Said in front of it. */
const doubted =
  /(?<![\p{L}\p{N}])(?:not\s(?:c\/w|consistent\swith|typical\s(?:of|for)|likely|(?:felt|thought)\sto\sbe)|(?<!\b(?:no|without(?:\sa)?|beyond(?:\sa)?)\s)doubt|less\slikely)\s(?:an?\s)?$/iu
const ofTheAbdomen = /(?<![\p{L}\p{N}])abd(?:om(?:inal)?)?\.?[\s-]+(?:type\s+)?$/iu
/** As ICD-10-CM's title of G43.A has it: `Cyclical vomiting, in migraine`, no headache. */
const vomitingIn = /(?<![\p{L}\p{N}])cyclic(?:al)?\s+vomiting(?:\s+syndrome)?,?\s+in\s+$/iu

/** Whether abdominal migraine counts as migraine headache. */
type Abdominal = Policy['abdominalMigraine']

/**
 * Code systems whose migraines are listed. A code of another one, as EHRs have of their own for reasons of a visit, tells
 * nothing here, so that the words beside it count.
 */
const clinical: ReadonlySet<string> = new Set([icd10cm, icd9cm, snomed])
const isCoded = ({ codes: own }: Concept): boolean => own.some(({ system }) => clinical.has(system))

/** Words count for a reason only where no code tells it. Every mention is looked at: one that stands is enough. */
function migraineInWords(text: string, abdominal: Abdominal): boolean {
  const said = bounded(text)
  for (const { index, 0: mention } of said.matchAll(migraineWord)) {
    const behind = index + mention.length
    if (abdominal === 'not-migraine' && ofTheAbdomen.test(said.slice(Math.max(0, index - 20), index))) continue
    if (vomitingIn.test(said.slice(Math.max(0, index - 40), index))) continue
    const front = said.slice(Math.max(0, index - 30), index)
    if (doubted.test(front) || isNegated(said, index) || pastOnly.test(front) || ofRelative.test(front)) continue
    const rest = said.slice(behind, behind + 30)
    if (pastBehind.test(rest)) continue
    if (inHistoryList.test(said.slice(Math.max(0, index - 90), index)) && !ofNow.test(rest)) continue
    if (!refuted.test(rest)) return true
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
    isCoded(concept)
      ? migraineCodes[abdominal](concept) !== undefined
      : wordsOf(concept).some((words) => migraineInWords(words, abdominal)),
  )
const migraines = { migraine: migraineBy('migraine'), 'not-migraine': migraineBy('not-migraine') } as const
export const isMigraine = (concept: Concept, { abdominalMigraine }: Policy): boolean =>
  migraines[abdominalMigraine](concept)

const saysHeadache = (words: readonly string[]): boolean => words.length > 0 && words.every(isHeadacheText)
const isUnspecificHeadache = remembered((concept) =>
  isCoded(concept) ? codes.unspecificHeadache.holds(concept) : saysHeadache(wordsOf(concept)),
)

const isCompanion = remembered((concept) => {
  if (isCoded(concept)) return codes.companion.holds(concept)
  const said = wordsOf(concept)
  return said.length > 0 && said.every(isCompanionText)
})

/** A headache that is explained without a migraine. */
const isOtherHeadache = remembered(
  (concept) =>
    codes.otherHeadache.holds(concept) || (!isCoded(concept) && readingsOf(concept).some(otherHeadacheWords)),
)

/** A working diagnosis is enough where the order or encounter names it, and not where it only stands on the list. */
const isSettled = ({ verificationStatus }: Condition): boolean =>
  verificationStatus !== 'unconfirmed' && verificationStatus !== 'provisional' && verificationStatus !== 'differential'

export const concernsPurpose = (concept: Concept): boolean => codes.migraine.holds(concept) || isForRegimen(concept)

const hasWordsOrCodes = ({ codes: coded, text = '' }: Concept): boolean => coded.length > 0 || text.trim() !== ''
/** A reason that no longer stands is one all the same. */
export const statesReason = ({ reasons }: Order): boolean =>
  reasons.some((reason) => hasWordsOrCodes(reason.condition?.concept ?? reason.concept))

/** What is known of a draft's purpose from the draft alone (steps 1 to 3 of section 2). */
type OrderReason =
  | { readonly kind: 'migraine'; readonly concept: Concept; readonly alsoProcedural: boolean }
  | { readonly kind: 'headache' }
  | { readonly kind: 'other' }
  | { readonly kind: 'none' }
  /** A reason was given that could not be followed: it may be migraine, and it may not. */
  | { readonly kind: 'unresolved' }

/** What leaves the purpose open; a draft for something else goes no further than the gates. */
export type OpenReason = Exclude<OrderReason, { readonly kind: 'other' }>

/** The reasons of one draft, and the codings of each, come in the sender's order: of several migraines the first counts. */
export function reasonOf(order: Order, policy: Policy): OrderReason {
  const { reasons, dosages } = order
  const concepts = conceptsOf(reasons).filter(hasWordsOrCodes)
  const migraine = concepts.find((concept) => isMigraine(concept, policy))
  if (migraine !== undefined)
    return { kind: 'migraine', concept: migraine, alsoProcedural: concepts.some(isProcedural) }
  if (reasons.some((reason) => reason.unresolved === true)) return { kind: 'unresolved' }
  if (!statesReason(order)) {
    // An order to be given as needed often has no other reason. Of others than a migraine section 3 speaks.
    const neededFor = dosages.flatMap((dosage) => dosage.neededFor ?? []).filter(hasWordsOrCodes)
    const needed = neededFor.find((concept) => isMigraine(concept, policy))
    return needed === undefined
      ? { kind: 'none' }
      : { kind: 'migraine', concept: needed, alsoProcedural: neededFor.some(isProcedural) }
  }
  const isHeadache =
    concepts.some(isUnspecificHeadache) &&
    concepts.every((concept) => isUnspecificHeadache(concept) || isCompanion(concept))
  return isHeadache ? { kind: 'headache' } : { kind: 'other' }
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

interface OnChart {
  readonly concept: Concept
  readonly foundOn: 'chart' | 'diagnosis'
}

function activeMigraine(facts: Facts, policy: Policy, settledOnly: boolean): OnChart | undefined {
  const listed: Concept[] = []
  const diagnosed: Concept[] = []
  for (const condition of itemsOf(facts.conditions)) {
    const counts = stands(condition) && isActive(condition) && (!settledOnly || isSettled(condition))
    if (!counts || migraineCode(condition.concept, policy) === undefined) continue
    ;(condition.encounterDiagnosis && condition.alsoListed !== true ? diagnosed : listed).push(condition.concept)
  }
  // Of two alike the one on the problem list.
  const concept = quoted([...listed, ...diagnosed], policy)
  return concept && { concept, foundOn: listed.includes(concept) ? 'chart' : 'diagnosis' }
}

/**
 * What the encounter itself says comes first, in the sender's order; then its diagnoses, which are in none. A diagnosis
 * beside the pain of another place, which the encounter says it is for, is one of several.
 */
function migraineAt({ said, recorded }: EncounterConcepts, policy: Policy): Concept | undefined {
  const counts = (concept: Concept): boolean => isMigraine(concept, policy)
  const named = said.find(counts)
  if (named !== undefined) return named
  if (said.some(isOfAnotherPlace) && !said.some(isUnspecificHeadache)) return undefined
  return quoted(recorded.filter(counts), policy)
}

/** What the drafts of a call are judged by; each part is worked out when a draft first needs it. */
export interface Circumstances {
  readonly facts: Facts
  readonly encounter: () => EncounterConcepts
  readonly atEncounter: () => Concept | undefined
  /** The encounter's headache is one of another kind. */
  readonly explained: () => boolean
  readonly onChart: (settledOnly: boolean) => OnChart | undefined
  readonly competes: (order: Order) => boolean
}

export function circumstancesOf(facts: Facts, policy: Policy): Circumstances {
  const encounter = once(() => encounterConcepts(facts, policy))
  const ofEncounter = (): readonly Concept[] => [...encounter().said, ...encounter().recorded]
  const onChart = {
    settled: once(() => activeMigraine(facts, policy, true)),
    any: once(() => activeMigraine(facts, policy, false)),
  }
  return {
    facts,
    encounter,
    atEncounter: once(() => migraineAt(encounter(), policy)),
    explained: once(() => ofEncounter().some(isOtherHeadache)),
    onChart: (settledOnly) => (settledOnly ? onChart.settled() : onChart.any()),
    competes: competition(facts, ofEncounter),
  }
}

/** Another patient's list counts as empty here; only what was cut short may hold more of this patient's. */
const itemsCut = (reading: Facts['conditions']): boolean =>
  reading.state === 'read' && reading.cut !== undefined && reading.strangers !== true

/** What makes a draft one for migraine. */
export interface ForMigraine {
  readonly indication: Indication
  readonly foundOn: Place
  readonly concept: Concept
  readonly alsoProcedural: boolean
}

type Purpose =
  | (ForMigraine & { readonly kind: 'migraine' })
  | { readonly kind: 'silent'; readonly because: SilentPurpose }
  | { readonly kind: 'undecided'; readonly missing: 'conditions' | 'reason' }

type SilentPurpose = 'other-encounter-reason' | 'competing-indication' | 'no-migraine-evidence'

const forMigraine = (indication: Indication, foundOn: Place, concept: Concept, alsoProcedural = false): Purpose => ({
  kind: 'migraine',
  indication,
  foundOn,
  concept,
  alsoProcedural,
})

/** Section 2, first match wins. `own` is what the order itself says. */
export function purposeOf(order: Order, own: OpenReason, circumstances: Circumstances): Purpose {
  if (own.kind === 'migraine') return forMigraine('order', 'order', own.concept, own.alsoProcedural)
  if (own.kind === 'unresolved') return { kind: 'undecided', missing: 'reason' }

  const { facts } = circumstances
  const { said, diagnosed } = circumstances.encounter()
  const atEncounter = circumstances.atEncounter()
  const silent = (because: SilentPurpose): Purpose => ({ kind: 'silent', because })
  const unread = facts.conditions.state === 'unread'
  // A list that was cut short may hold the migraine that was not found.
  const unsure = unread || itemsCut(facts.conditions)

  if (own.kind === 'headache') {
    if (atEncounter === undefined && circumstances.explained()) return silent('other-encounter-reason')
    if (atEncounter !== undefined) return forMigraine('encounter', 'encounter', atEncounter)
    const known = circumstances.onChart(false)
    if (known !== undefined) return forMigraine('encounter', known.foundOn, known.concept)
    return unsure ? { kind: 'undecided', missing: 'conditions' } : silent('no-migraine-evidence')
  }
  const competing = circumstances.competes(order)
  if (atEncounter !== undefined)
    return competing
      ? silent('competing-indication')
      : unread
        ? { kind: 'undecided', missing: 'conditions' }
        : forMigraine('encounter', 'encounter', atEncounter)

  const encounterReasons = [...said, ...diagnosed]
  if (encounterReasons.length > 0 && (circumstances.explained() || !encounterReasons.some(isUnspecificHeadache)))
    return silent('other-encounter-reason')
  if (competing) return silent('competing-indication')
  const onChart = circumstances.onChart(true)
  if (onChart === undefined)
    return unsure ? { kind: 'undecided', missing: 'conditions' } : silent('no-migraine-evidence')
  return forMigraine(encounterReasons.length > 0 ? 'encounter' : 'chart', onChart.foundOn, onChart.concept)
}
