import { type Facts, isWhole, itemsOf, type Observation, type Quantity } from '../guidance.ts'
import { type CodeList, codeLists, type ValueSets } from '../terminology.ts'
import { days, hours, mayBeWithin, span } from '../time.ts'
import { type Agent, type AgentClass, oral, subcutaneous } from './agents.ts'
import { codes } from './codes.ts'
import observationSets from './codes/observations.json' with { type: 'json' }
import { type AllergyFact, type Cited, citeConcept, type Evidence, happenedWithin, type Medicine } from './evidence.ts'
import type { Context } from './finding.ts'
import { rolesOf, substancesOf } from './medications.ts'
import type { Criterion, Situation, Treatment } from './rule.ts'
import { rules } from './rules.ts'

/** Whether a patient's facts meet a criterion, and which fact does. */
export interface Examined {
  meets(criterion: Criterion, agent: Agent): Cited | undefined
  readonly triptansFailed: number
  readonly nsaidOrAacFailed: boolean
  readonly triptanUsed: boolean
  /** Triptans on the home list, by their words. */
  readonly homeTriptans: readonly string[]
}

const list = codeLists(observationSets as unknown as ValueSets)
const observationLists: ReadonlyMap<string, CodeList> = new Map(
  rules.flatMap(({ criterion }) =>
    criterion.kind === 'observation' ? criterion.lists.map((id) => [id, list(id)] as const) : [],
  ),
)
const weights = list('observation-body-weight')

const never: ReadonlySet<string | undefined> = new Set(['entered-in-error', 'cancelled', 'registered'])

/** A result below what is measured (`< 30`) lies under the limit of that name. */
const amount = ({ value, comparator }: Quantity): number =>
  comparator === '<' ? value - Number.EPSILON * value : value

function valueOf(observation: Observation, wanted: CodeList): number | undefined {
  const found = wanted.holds(observation.concept)
    ? observation.value
    : observation.components.find(({ concept }) => wanted.holds(concept))?.value
  return found === undefined ? undefined : amount(found)
}

/** The latest values of a kind; an undated one may be the latest. Readings of one moment all count. */
function latest(facts: Facts, wanted: CodeList, within?: number): readonly number[] {
  const found = itemsOf(facts.observations).flatMap((one) => {
    const value = never.has(one.status) ? undefined : valueOf(one, wanted)
    const inside = within === undefined || mayBeWithin(one.when, within, facts.now)
    return value === undefined || !inside ? [] : [{ value, at: span(one.when)?.to ?? Infinity }]
  })
  const dated = found.filter(({ at }) => at < Infinity)
  const last = Math.max(...dated.map(({ at }) => at))
  return found.filter(({ at }) => at === Infinity || at === last).map(({ value }) => value)
}

const classesOf = ({ ingredients, roles, lowDoseAspirin }: Medicine): ReadonlySet<AgentClass> => {
  const has = (name: string): boolean => ingredients.includes(name)
  const found = new Set<AgentClass>()
  if (roles.has('drug-triptan')) found.add('triptan')
  if (roles.has('drug-nsaid') && !lowDoseAspirin) found.add('nsaid')
  if (roles.has('drug-gepant')) found.add('gepant')
  if (has('acetaminophen')) found.add('acetaminophen')
  if (has('aspirin') && has('acetaminophen') && has('caffeine')) found.add('aac')
  return found
}

/** Combination analgesics of the overuse criteria: with caffeine or butalbital, or two simple ones. */
const isCombination = ({ ingredients, roles }: Medicine): boolean =>
  (roles.has('drug-nsaid') || ingredients.includes('acetaminophen')) &&
  (ingredients.includes('caffeine') ||
    ingredients.includes('butalbital') ||
    (roles.has('drug-nsaid') && ingredients.includes('acetaminophen')))

const intervals: Readonly<Record<AgentClass, number>> = { triptan: 24, aac: 24, nsaid: 6, acetaminophen: 6, gepant: 24 }

const within = (medicine: Medicine, length: number, now: string): boolean =>
  medicine.taken && medicine.until >= (span(now)?.from ?? 0) - hours(length)

/** The same treatment, given or ordered for this attack. A home prescription is neither. */
function givenOrOrdered(medicine: Medicine, name: AgentClass, facts: Facts): string | undefined {
  const { kind, use, current, inEncounter } = medicine
  const length = hours(intervals[name])
  if (!medicine.taken || kind === 'draft') return undefined
  if (kind === 'administration') {
    return mayBeWithin(use.end ?? use.start, length, facts.now) ? `given within ${intervals[name]} hours` : undefined
  }
  const dated = use.start !== undefined || use.end !== undefined
  if (!dated && !current) return 'ended, date not known'
  const lately = (date: string | undefined, before: number): boolean =>
    date !== undefined && mayBeWithin(date, before, facts.now)
  if (kind === 'statement') {
    return lately(use.start, length) || lately(use.end, length) ? `taken within ${intervals[name]} hours` : undefined
  }
  if (inEncounter) return 'ordered in this encounter'
  if (lately(use.start, hours(24)) || (use.end !== undefined && !current && lately(use.end, length))) {
    return 'ordered within 24 hours'
  }
  const home = use.category === 'community' || use.ofThisEncounter === false
  return dated || home ? undefined : 'ordered, date not known'
}

const inefficacy =
  /\b(?:ineffective|inefficacy|not effective|lack of effect|lack of efficacy|no effect|no relief|no response|not respond|did not work|didn'?t work|not work|fail(?:ed|ure)?|inadequate|insufficient|unsuccessful|no benefit|no improvement)/i
const intolerance =
  /\b(?:sintol|salg|intoleran|not tolerate|side[ -]effects?|adverse|allerg|reaction|could not tolerate|unable to tolerate)/i

interface Failure {
  readonly medicine: Medicine
  readonly why: string
  readonly tolerated: boolean
}

/** Documented, or given in this encounter long enough ago: the ketamine order says that the attack goes on. */
function failureOf(medicine: Medicine, facts: Facts): Failure | undefined {
  const words = (medicine.use.statusReason ?? []).flatMap((reason) => [
    ...(reason.text === undefined ? [] : [reason.text]),
    ...reason.codes.flatMap(({ code, display = '' }) => [code, display]),
  ])
  if (words.some((one) => intolerance.test(one))) return { medicine, why: 'not tolerated', tolerated: false }
  if (words.some((one) => inefficacy.test(one))) return { medicine, why: 'did not help', tolerated: true }
  const { kind, inEncounter, use } = medicine
  if (kind !== 'administration' || !medicine.taken || !inEncounter) return undefined
  const at = span(use.start)
  const wait = hours(isSubcutaneous(medicine) ? 1 : 2)
  const long = at !== undefined && at.from <= (span(facts.now)?.to ?? 0) - wait
  return long ? { medicine, why: 'given in this encounter, attack not over', tolerated: true } : undefined
}

const isSubcutaneous = ({ use }: Medicine): boolean =>
  use.dosages.some(
    ({ route }) =>
      route !== undefined &&
      (route.codes.some(({ code }) => code === subcutaneous.code) ||
        /\b(?:subcut\w*|sc|sq|subq)\b/i.test([route.text, ...route.codes.map(({ display }) => display)].join(' '))),
  )

const cite = ({ cited }: Medicine, why: string): Cited => ({ words: `${cited.words} ${why}` })

/** Milligrams of acetaminophen in 24 hours, ordered or given, whichever is more. Repeated resources count once. */
function acetaminophenDaily(medicines: readonly Medicine[], facts: Facts): number {
  const known = new Map(
    medicines
      .filter(({ ingredients, taken }) => taken && ingredients.includes('acetaminophen'))
      .map((medicine) => [JSON.stringify([medicine.kind, medicine.use]), medicine] as const),
  )
  let ordered = 0
  let given = 0
  for (const { kind, current, daily, single, use } of known.values()) {
    if (kind === 'administration') given += mayBeWithin(use.start, hours(24), facts.now) ? single : 0
    else if (current) ordered += daily
  }
  return Math.max(ordered, given)
}

/** Whether a criterion asks for more of an agent than that its rule names it. All others hold for all agents or none. */
export const asksOfAgent = (criterion: Criterion): boolean =>
  criterion.kind === 'treatment' || (criterion.kind === 'situation' && criterion.is === 'overuse-of-class')

/** Reads what every criterion asks about, once. */
export function examine(facts: Facts, context: Context, evidence: Evidence, untriedOnly: boolean): Examined {
  const { conditions, allergies, medicines } = evidence
  const failures = medicines.flatMap((medicine) => failureOf(medicine, facts) ?? [])
  const failed = (name: AgentClass, unlessTolerated = false): Failure | undefined =>
    failures.find((one) => classesOf(one.medicine).has(name) && !(unlessTolerated && one.tolerated))
  const failedTriptans = new Set(
    failures.flatMap(({ medicine }) =>
      classesOf(medicine).has('triptan') ? medicine.ingredients.filter((name) => name.endsWith('triptan')) : [],
    ),
  )
  const acetaminophen = acetaminophenDaily(medicines, facts)
  const home = medicines.filter(
    (medicine) =>
      medicine.current &&
      (medicine.kind === 'order' || medicine.kind === 'statement') &&
      ![...classesOf(medicine)].some((name) => givenOrOrdered(medicine, name, facts) !== undefined),
  )
  const overused = overusedClasses(facts, context, medicines)

  const situations: Readonly<Record<Situation, (agent: Agent) => string | Cited | undefined>> = {
    pregnant: () => (context.pregnancy === 'pregnant' ? 'pregnancy' : undefined),
    'pregnant-from-20-weeks-or-unknown': () =>
      context.pregnancy === 'pregnant' && context.gestation !== 'under-20-weeks'
        ? 'pregnancy from 20 weeks, or weeks unknown'
        : undefined,
    breastfeeding: () => (context.breastfeeding ? 'breastfeeding' : undefined),
    'oral-route-unusable': () => (context.nonOral ? 'oral route not usable' : undefined),
    'pressure-hazard': () => (context.pressureHazard === undefined ? undefined : citeConcept(context.pressureHazard)),
    'age-65-or-more': () => ((context.age?.most ?? 0) >= 65 ? 'age 65 or more' : undefined),
    'age-60-or-more': () => ((context.age?.most ?? 0) >= 60 ? 'age 60 or more' : undefined),
    'under-19': () => ((context.age?.least ?? 99) < 19 ? 'age under 19' : undefined),
    'overuse-of-class': ({ counts }) =>
      counts.some((name) => overused.has(name)) ? 'medication-overuse headache' : undefined,
    'overuse-unknown-class': () => (context.overuse && overused.size === 0 ? 'medication-overuse headache' : undefined),
    'age-unknown': () => (context.age === undefined ? 'birth date not known' : undefined),
    'conditions-unread': () => (unread(facts, context, 'conditions') ? 'problem list not read in full' : undefined),
    'medications-unread': () =>
      unread(facts, context, 'medications') ? 'medication list not read in full' : undefined,
  }

  const light = latest(facts, weights).some((kg) => kg < 50)
  const frail = light || (context.age?.most ?? 0) >= 75
  const near = (limit: number): Cited | undefined =>
    acetaminophen + 1000 > limit ? { words: `acetaminophen ${acetaminophen} mg a day` } : undefined
  const first = (wanted: (medicine: Medicine) => string | undefined): Cited | undefined => {
    for (const medicine of medicines) {
      const why = wanted(medicine)
      if (why !== undefined) return cite(medicine, why)
    }
    return undefined
  }
  const onHomeList = (name: AgentClass, asNeeded: boolean): Cited | undefined =>
    home.find(
      ({ use, ...medicine }) =>
        classesOf({ ...medicine, use }).has(name) &&
        (use.dosages.length > 0 && use.dosages.every((dosage) => dosage.asNeeded === true)) === asNeeded,
    )?.cited

  const treatments: Readonly<Record<Treatment, (agent: Agent, of: AgentClass) => Cited | undefined>> = {
    'given-or-ordered': (_, name) =>
      first((medicine) => (classesOf(medicine).has(name) ? givenOrOrdered(medicine, name, facts) : undefined)),
    drafted: ({ counts }) =>
      first((medicine) =>
        medicine.kind === 'draft' && counts.some((name) => classesOf(medicine).has(name))
          ? 'drafted in this session'
          : undefined,
      ),
    failed: (agent) => {
      const failure = failureFor(agent, failures, failed)
      return failure === undefined ? undefined : cite(failure.medicine, failure.why)
    },
    'triptans-failed-twice': () =>
      failedTriptans.size >= 2 ? { words: [...failedTriptans].toSorted().join(' and ') } : undefined,
    'tried-before': ({ counts }) =>
      untriedOnly
        ? first((medicine) => (counts.some((name) => classesOf(medicine).has(name)) ? 'tried before' : undefined))
        : undefined,
    'acetaminophen-4000': () => near(4000),
    'acetaminophen-3000': () => (frail ? near(3000) : undefined),
    'acetaminophen-on-list': () => home.find(({ ingredients }) => ingredients.includes('acetaminophen'))?.cited,
    'on-home-list': (_, name) => onHomeList(name, true),
    'nsaid-on-list': () => onHomeList('nsaid', false),
    'low-dose-aspirin': () => medicines.find(({ current, lowDoseAspirin }) => current && lowDoseAspirin)?.cited,
  }

  const meets = (criterion: Criterion, agent: Agent): Cited | undefined => {
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
            (medicine.current || (withinHours !== undefined && within(medicine, withinHours, facts.now))),
        )?.cited
      }
      case 'allergy':
        return allergies.find(
          (fact) => criterion.lists.some((id) => fact.roles.has(id)) && reacts(fact, criterion.reaction),
        )?.cited
      case 'observation':
        return observed(criterion, facts, context)
      case 'situation': {
        const words = situations[criterion.is](agent)
        return typeof words === 'string' ? { words } : words
      }
      case 'treatment':
        return treatments[criterion.is](agent, criterion.of ?? agent.shownAs)
    }
  }

  return {
    meets,
    triptansFailed: failedTriptans.size,
    nsaidOrAacFailed: failed('nsaid') !== undefined || failed('aac') !== undefined,
    triptanUsed: medicines.some((medicine) => medicine.kind !== 'draft' && classesOf(medicine).has('triptan')),
    homeTriptans: [...new Set(home.filter((one) => classesOf(one).has('triptan')).map(({ cited }) => cited.words))],
  }
}

const unread = (facts: Facts, context: Context, need: 'conditions' | 'medications'): boolean =>
  context.missing.includes(need) || !isWhole<unknown>(facts[need])

const reacts = (fact: AllergyFact, reaction: 'immune' | 'stomach' | 'anaphylaxis' | undefined): boolean =>
  reaction === undefined ||
  (reaction === 'anaphylaxis' ? fact.anaphylaxis : reaction === 'stomach' ? fact.stomachOnly : !fact.stomachOnly)

function observed(
  { lists, label, below = Infinity, from = -Infinity, recent }: Extract<Criterion, { readonly kind: 'observation' }>,
  facts: Facts,
  context: Context,
): Cited | undefined {
  const length = context.acuteSetting ? hours(24) : days(90)
  const values = lists.flatMap((id) => {
    const wanted = observationLists.get(id)
    return wanted === undefined ? [] : latest(facts, wanted, recent === true ? length : undefined)
  })
  // Platelets per microlitre, where they are usually told in thousands.
  const scaled = values.map((value) => (label === 'platelets' && value >= 3000 ? value / 1000 : value))
  const met = scaled.filter((value) => value < below && value >= from).toSorted((a, b) => a - b)
  const worst = from === -Infinity ? met[0] : met.at(-1)
  return worst === undefined ? undefined : { words: `${label} ${worst}` }
}

/**
 * A failure of a triptan is that drug's (by mouth: not of its injection); of another class, the class's. A combination
 * fails with its parts, but an NSAID that was tolerated and did not help leaves sumatriptan with naproxen.
 */
function failureFor(
  { ingredients, counts, shownAs, route }: Agent,
  failures: readonly Failure[],
  failed: (name: AgentClass, unlessTolerated?: boolean) => Failure | undefined,
): Failure | undefined {
  if (shownAs !== 'triptan') {
    for (const name of counts) {
      const failure = failed(name)
      if (failure !== undefined) return failure
    }
    return undefined
  }
  const own = failures.find(
    ({ medicine, tolerated }) =>
      classesOf(medicine).has('triptan') &&
      ingredients.some((name) => name.endsWith('triptan') && medicine.ingredients.includes(name)) &&
      (route !== subcutaneous || isSubcutaneous(medicine) || !tolerated),
  )
  return own ?? (counts.includes('nsaid') && route === oral ? failed('nsaid', true) : undefined)
}

/** The overused class as the diagnosis names it; else every acute class in use. */
function overusedClasses(facts: Facts, context: Context, medicines: readonly Medicine[]): ReadonlySet<AgentClass> {
  const found = new Set<AgentClass>()
  if (!context.overuse) return found
  const concepts = [
    ...itemsOf(facts.conditions).map(({ concept }) => concept),
    ...facts.orders.flatMap(({ reasons }) => reasons.map(({ concept }) => concept)),
    ...itemsOf(facts.encounter).flatMap(({ reasons }) => reasons.map(({ concept }) => concept)),
  ].filter((concept) => codes.overuse.holds(concept))
  for (const concept of concepts) {
    const { ingredients, classes } = substancesOf(concept)
    for (const name of ingredients) {
      if (rolesOf(name).has('drug-triptan')) found.add('triptan')
      else if (rolesOf(name).has('drug-nsaid')) found.add('nsaid')
      else if (name === 'acetaminophen') found.add('acetaminophen')
    }
    if (ingredients.includes('caffeine')) found.add('aac')
    if (classes.includes('class-triptan')) found.add('triptan')
    if (classes.includes('class-nsaid')) found.add('nsaid')
  }
  if (found.size > 0) return found
  for (const medicine of medicines.filter(({ current, kind }) => current && kind !== 'draft')) {
    if (isCombination(medicine)) found.add('aac')
    else for (const name of classesOf(medicine)) found.add(name)
  }
  return found
}
