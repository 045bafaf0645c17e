import { type Concept, type Facts, hasResult, itemsOf, type Quantity, type Result, withParts } from '../facts.ts'
import { getOrAdd } from '../once.ts'
import { remembered } from '../remember.ts'
import { CodeIndex, wordsOf } from '../terminology.ts'
import { days, hours, mayBeLatest, mayBeWithin, type Span, spanOfNow, takenAt } from '../time.ts'
import type { Agent, AgentClass } from './agents.ts'
import { type Cited, citeAs, citeConcept } from './cited.ts'
import observationSets from './codes/observations.json' with { type: 'json' }
import { type Evidence, happenedWithin, type Medicine } from './evidence.ts'
import { kilogramsOf } from './dose.ts'
import type { Context } from './finding.ts'
import type { AllergyFact } from './reactions.ts'
import type { Criterion, Reaction, Situation } from './rule.ts'
import { rules } from './rules.ts'
import { overusedClasses, type Treatments, treatmentsOf } from './treatments.ts'

/** Whether a patient's facts meet a criterion, and which fact does. */
export interface Examined {
  /** @param agent for a criterion that asks of one; it is not met without */
  meets(criterion: Criterion, agent?: Agent): Cited | undefined
  readonly treatments: Treatments
  readonly measured: Measured
}

const weight = 'observation-body-weight'
const observationLists: ReadonlySet<string> = new Set([
  weight,
  ...rules.flatMap(({ criterion }) => (criterion.kind === 'observation' ? criterion.lists : [])),
])
const index = new CodeIndex([observationSets], (id) => observationLists.has(id))
/** The kinds of result that the rules ask for (ids of value sets) to which a concept belongs. */
const measuredBy = remembered((concept): readonly string[] => [
  ...new Set(concept.codes.flatMap((code) => index.idsOf(code))),
])

/** Counts per microlitre or litre, as they are written: `/uL`, `cells/mm3`, `{cells}/uL`, `per microliter`, `1/L`. */
const countPer = String.raw`^(?:1|#|\{[a-z]+\}|cells?|plts?|platelets?)?\s?(?:\/|per\s)\s?`
const perMicrolitre = new RegExp(
  String.raw`${countPer}(?:[uµμ]l|mcl|mm3|mm\^3|mm³|cu\.?\s?mm\.?|cmm|microlit(?:er|re))$`,
  'i',
)
const perLitre = new RegExp(String.raw`${countPer}(?:l|lit(?:er|re))$`, 'i')

/**
 * Thousands per microlitre; where the unit is another one or none, or cannot be (145 a litre), the size tells which was
 * meant.
 */
const plateletsOf = ({ value, unit }: Quantity): number => {
  if (perLitre.test(unit) && value >= 1e6) return value / 1e9
  return perMicrolitre.test(unit) || value >= 3000 ? value / 1000 : value
}

/** Millimetres of mercury. One is 133.322 Pa (general knowledge; public unit tables agree). */
const pressureOf = ({ value, unit }: Quantity): number =>
  /^kpa$/i.test(unit) ? Math.round(value * 7.50062) : /^cm\s?\[?hg\]?$/i.test(unit) ? value * 10 : value

/** Millilitres a minute. */
const filtrationOf = ({ value, unit }: Quantity): number =>
  /^ml\/s(?:ec)?(?![a-z])/i.test(unit) ? Math.round(value * 600) / 10 : value

/** The number that the rules compare, where it depends on the unit. */
const inUsualUnit: Readonly<Record<string, (quantity: Quantity) => number | undefined>> = {
  [weight]: kilogramsOf,
  'observation-platelets': plateletsOf,
  'observation-egfr': filtrationOf,
  'observation-systolic-bp': pressureOf,
  'observation-diastolic-bp': pressureOf,
}

function inUnitOfRules(kind: string, result: Result): Result {
  const converted = (value: number): number => inUsualUnit[kind]?.({ ...result, value }) ?? value
  const { value, to } = result
  return { ...result, value: converted(value), ...(to === undefined ? {} : { to: converted(to) }) }
}

/** Words that say that there is no result. */
const without = /^\s*(?:not?|non|none|unable|cannot|can't|n\/a|tnp|qns|pending|cancel\w{0,4}|test not)\b/i
/** Words that only say where to look: `See Note 1`, `see report dated 2/1/26`, `Performed at outside lab 123`. */
const elsewhere =
  /^\s*(?:(?:see|refer to) )?(?:the )?(?:comments?|notes?|reports?|footnotes?)(?: (?:below|above|attached))?(?:\s?[:#]?\s?\d)?(?:,? (?:dated |of |from )?\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?)?[\s.]*$|^\s*performed (?:at|by|in|on)\b(?!.*(?:[<>=:;]|\b(?:e?gfr|ml|plt|platelets?|k|results?|values?|ll?|low|decreased|reduced|critical|severe(?:ly)?|failure)\b))/i
const tells = /\d|\b(?:ll?|low|decreased|reduced|critical|severe(?:ly)?|failure|thrombocytopa?enia)\b/i
/** Words that tell of a result out of which no number could be read. */
const unreadWords = remembered((concept): string | undefined =>
  wordsOf(concept).find((words) => tells.test(words) && !without.test(words) && !elsewhere.test(words)),
)

interface Measurement {
  /** Words that tell of a result and in which no number could be read. */
  readonly words?: string
  readonly result?: Result
  readonly when: string | undefined
  readonly at: Span | undefined
}

/** The results of each kind. */
type Measured = ReadonlyMap<string, readonly Measurement[]>

const nothingMeasured: Measured = new Map()

function measure(facts: Facts): Measured {
  const observations = itemsOf(facts.observations)
  if (observations.length === 0) return nothingMeasured
  const measured = new Map<string, Measurement[]>()
  const put = (kind: string, result: Result | undefined, when: string | undefined, said?: Concept): void => {
    const words = result === undefined && said !== undefined ? unreadWords(said) : undefined
    if (result === undefined && words === undefined) return
    getOrAdd(measured, kind, () => []).push({
      when,
      at: takenAt(when, facts.now),
      ...(result === undefined ? {} : { result: inUnitOfRules(kind, result) }),
      ...(words === undefined ? {} : { words }),
    })
  }
  for (const { concept, value, valueConcept, when } of observations.filter(hasResult).flatMap(withParts))
    for (const kind of measuredBy(concept)) put(kind, value, when, valueConcept)
  return measured
}

/** Those of a kind that may be the latest. */
const latest = (all: readonly Measurement[] = [], now: string, within?: number): readonly Measurement[] =>
  mayBeLatest(within === undefined ? all : all.filter(({ when }) => mayBeWithin(when, within, now)))

const endedWithin = (medicine: Medicine, length: number, now: string): boolean =>
  medicine.taken && medicine.until >= (spanOfNow(now)?.from ?? 0) - hours(length)

/** Whether the answer differs between agents. Other criteria are met for all agents that a rule names, or for none. */
export const asksOfAgent = (criterion: Criterion): boolean =>
  criterion.kind === 'treatment' || (criterion.kind === 'situation' && criterion.is === 'overuse-of-class')

/** Reads what every criterion asks about, once. */
export function examine(facts: Facts, context: Context, evidence: Evidence, untriedOnly: boolean): Examined {
  const { conditions, allergies, medicines } = evidence
  const measured = measure(facts)
  const isFrail = (): boolean =>
    (context.age?.most ?? 0) >= 75 ||
    latest(measured.get(weight), facts.now).some(({ result }) => result !== undefined && result.value < 50)
  const treatments = treatmentsOf(medicines, facts, { isFrail, untriedOnly, allergies })
  const overused = overusedClasses(facts, context, medicines)

  const meets = (criterion: Criterion, agent?: Agent): Cited | undefined => {
    switch (criterion.kind) {
      case 'condition':
        return criterion.lists
          .flatMap((id) => conditions.get(id) ?? [])
          .find((fact) =>
            criterion.time === 'ever'
              ? true
              : criterion.time === 'current'
                ? fact.current
                : happenedWithin(fact, criterion.time, facts.now),
          )?.cited
      case 'conditions-together':
        return criterion.lists.every((id) => conditions.has(id))
          ? conditions.get(criterion.lists[0] ?? '')?.[0]?.cited
          : undefined
      case 'medication': {
        const { lists, withinHours } = criterion
        return medicines.find(
          (medicine) =>
            lists.some((id) => medicine.roles.has(id)) &&
            (medicine.current || (withinHours !== undefined && endedWithin(medicine, withinHours, facts.now))),
        )?.cited
      }
      case 'allergy':
        return allergies.find(
          (fact) => criterion.lists.some((id) => fact.roles.has(id)) && reacts(fact, criterion.reaction),
        )?.cited
      case 'observation':
        return observed(criterion, measured, facts.now, context)
      case 'situation': {
        const words = situated(criterion.is, agent, context, overused)
        return typeof words === 'string' ? { words } : words
      }
      case 'treatment':
        return agent && treatments.meets(criterion.is, agent, criterion.of ?? agent.shownAs)
    }
  }

  return { meets, treatments, measured }
}

const when = (met: boolean, words: string): string | undefined => (met ? words : undefined)

function situated(
  situation: Situation,
  agent: Agent | undefined,
  context: Context,
  overused: ReadonlySet<AgentClass>,
): string | Cited | undefined {
  const { age, breastfeeding, nonOral, overuse, pregnantBy, pressureHazard, missing } = context
  switch (situation) {
    case 'pregnant':
      return pregnantBy && citeAs('pregnancy', pregnantBy)
    case 'breastfeeding':
      // Local proposal: after a delivery breastfeeding that is not on record is not known to be none.
      return breastfeeding === undefined
        ? when(context.postpartum, 'recent delivery')
        : citeAs('breastfeeding', breastfeeding)
    case 'oral-route-unusable':
      return nonOral && citeAs('oral route not usable', nonOral)
    case 'pressure-hazard':
      return pressureHazard && citeConcept(pressureHazard)
    case 'age-65-or-more':
      return when((age?.most ?? 0) >= 65, 'age 65 or more')
    case 'age-60-or-more':
      return when((age?.most ?? 0) >= 60, 'age 60 or more')
    case 'under-19':
      return when((age?.least ?? 99) < 19, 'age under 19')
    case 'overuse-of-class':
      return agent?.counts.some((name) => overused.has(name)) === true && overuse !== undefined
        ? citeAs('medication-overuse headache', overuse)
        : undefined
    case 'overuse':
      return overuse && citeAs('medication-overuse headache', overuse)
    case 'age-unknown':
      return when(age === undefined, 'age not known')
    case 'conditions-unread':
      return when(missing.includes('conditions'), 'problem list not read in full')
    case 'medications-unread':
      return when(missing.includes('medications'), 'medication list not read in full')
  }
}

function reacts({ anaphylaxis, stomachOnly }: AllergyFact, reaction: Reaction): boolean {
  switch (reaction) {
    case 'any':
      return true
    case 'immune':
      return !stomachOnly
    case 'stomach':
      return stomachOnly
    case 'anaphylaxis':
      return anaphylaxis
  }
}

type ObservationCriterion = Extract<Criterion, { readonly kind: 'observation' }>

/**
 * Below a limit: of a range the lower end counts; `< 30` is below 30, and `<= 30` may be, so it counts too. At or above a
 * limit: of a range the upper end counts.
 */
function isBeyond({ value, to = value, comparator }: Result, { below, from }: ObservationCriterion): boolean {
  if (below !== undefined && !(value < below || (value === below && (comparator === '<' || comparator === '<='))))
    return false
  return from === undefined || to > from || (to === from && comparator !== '<')
}

const signs = { '<': '<', '<=': '≤', '>=': '≥', '>': '>' } as const

const shown = ({ value, to, comparator }: Result): string =>
  to === undefined ? `${comparator === undefined ? '' : signs[comparator]}${value}` : `${value}-${to}`

function observed(
  criterion: ObservationCriterion,
  measured: Measured,
  now: string,
  { acuteSetting }: Context,
): Cited | undefined {
  const { lists, label, from, recent } = criterion
  const length = acuteSetting ? hours(24) : days(90)
  const found = lists.flatMap((id) => latest(measured.get(id), now, recent === true ? length : undefined))
  const met = found
    .flatMap(({ result }) => (result !== undefined && isBeyond(result, criterion) ? [result] : []))
    .toSorted((a, b) => a.value - b.value)
  const worst = from === undefined ? met[0] : met.at(-1)
  if (worst !== undefined) return { words: `${label} ${shown(worst)}` }
  // A laboratory result that cannot be read may be arbitrarily low, and an older one says nothing about it.
  const [unread] = from === undefined ? found.flatMap(({ words = [] }) => words).toSorted() : []
  return unread === undefined ? undefined : { words: `${label} not read as a number: ${unread}` }
}
