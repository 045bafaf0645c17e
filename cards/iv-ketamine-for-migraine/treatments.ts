import { type Facts, itemsOf } from '../facts.ts'
import { bounded, nameOf, wordsOf } from '../terminology.ts'
import { listed } from '../text.ts'
import { hours, isAfter, mayBeWithin, span, spanOfNow } from '../time.ts'
import { type Agent, type AgentClass, agents, oral, subcutaneous } from './agents.ts'
import type { Cited } from './cited.ts'
import { isOveruse } from './context-words.ts'
import { slowingRimegepant } from './drug-classes.ts'
import { detailsOf, type Medicine, noClass } from './evidence.ts'
import type { Context } from './finding.ts'
import { rolesOf, substancesOf } from './medications.ts'
import type { AllergyFact } from './reactions.ts'
import type { Treatment } from './rule.ts'
import { reasonsOfToday } from './standing.ts'
import { isScheduled, isSubcutaneous, ofOneDose } from './taken.ts'
import { briefly } from './written.ts'

/** What was done about this attack and about earlier ones. */
export interface Treatments {
  /** Whether a treatment is on record, and which. `of` is a class. */
  meets(treatment: Treatment, agent: Agent, of: AgentClass): Cited | undefined
  /** Medicines that treat an attack, or may: without any, no question about treatments is met. */
  readonly any: boolean
  readonly triptansFailed: number
  readonly nsaidOrAacFailed: boolean
  readonly triptanUsed: boolean
  /** Triptans on the home list, by their words. */
  readonly homeTriptans: readonly string[]
  /** Problems that tell of a triptan in use. */
  readonly toldTriptans: readonly string[]
}

const intervals: Readonly<Record<AgentClass, number>> = { triptan: 24, aac: 24, nsaid: 6, acetaminophen: 6, gepant: 24 }

/** Whether it goes on and its end lies ahead, or cannot be read: that is planned, and says of no dose when it was taken. */
function isToEnd({ current, use }: Medicine, { now }: Facts): boolean {
  const [end, present] = [span(use.end), spanOfNow(now)]
  return current && (end === undefined || (present !== undefined && isAfter(end, present)))
}

/** Not only drafted, or told by a problem, or cancelled before it was taken. */
const wasUsed = ({ kind, taken }: Medicine): boolean => taken && kind !== 'draft' && kind !== 'problem'

/** The same treatment, given or ordered for this attack. A home prescription is neither. */
function givenOrOrdered(medicine: Medicine, name: AgentClass, facts: Facts): string | undefined {
  const { kind, use, current, inEncounter } = medicine
  const length = hours(intervals[name])
  if (!wasUsed(medicine)) return undefined
  if (kind === 'administration') {
    const at = use.end ?? use.start
    if (span(at) === undefined) return 'given, date not known'
    if (medicine.until === Infinity) return 'being given'
    return mayBeWithin(at, length, facts.now) ? `given within ${intervals[name]} hours` : undefined
  }
  const dated = use.start !== undefined || use.end !== undefined
  if (!dated && !current) return 'ended, date not known'
  const lately = (date: string | undefined, before: number): boolean =>
    date !== undefined && mayBeWithin(date, before, facts.now)
  if (kind === 'statement') {
    return lately(use.start, length) || (!isToEnd(medicine, facts) && lately(use.end, length))
      ? `taken within ${intervals[name]} hours`
      : undefined
  }
  if (inEncounter) return 'ordered in this encounter'
  if (lately(use.start, hours(24))) return 'ordered within 24 hours'
  if (!current && lately(use.end, length)) return `ended within ${intervals[name]} hours`
  const home = use.category === 'community' || use.ofThisEncounter === false
  return dated || home ? undefined : 'ordered, date not known'
}

/** That it did not work. Failures of a supply or of an organ do not count. */
const inefficacy =
  /\b(?:ineffective\w{0,4}|inefficacy|un(?:successful|helpful)\w{0,2}|(?:not?|never|didn'?t|doesn'?t|don'?t|isn'?t|wasn'?t|did not|does not) (?:(?!adverse|side|ill|bad|untoward|negative|toxic)\w{1,12} )?(?:effective|respond\w{0,3}|response(?! from home(?! (?:meds?|medic|treat|drug|regimen|dose|therap)))|work(?:ed|ing|s)?|help(?:ed|ing|ful|s)?|effects?|relief|benefits?|improvements?)(?! (?:days?|hours?|status))|no longer (?:effective|helps?|helping|helpful|works?|working)|(?:lack|loss) of (?:\w{1,12} )?(?:effect(?:iveness)?|efficacy|response|benefit|relief|improvement|action)|(?:poor|little|minimal) (?:response|relief|effect|efficacy|benefit)|(?<!\b(?:heart|cardiac|renal|kidney|liver|hepatic|respiratory|organ)[ -])fail(?:ed|ures?|s|ing)?(?! to (?:pick|fill|refill|collect|show|attend|arrive))|(?:inadequate|insufficient)(?:ly)?(?! (?:supply|stock|quantity|fund|money|insurance|coverage|documentation|time)))\b/i
/** Reasons by code (HL7 v3 ActReason) and in words; what is denied does not count. */
const intoleranceCode = /^(?:sintol|salg)$/i
const notTolerated =
  /\b(?:not (?:\w{1,12} )?tolerat|poor(?:ly)? tolera|bad(?:ly)? tolerat|(?:could not|couldn'?t|cannot|can'?t|did not|didn'?t|unable to) tolerat)/i
const harms =
  'intoleran\\w{0,3}|side[ -]effects?|(?:adverse|allergic)(?: drug)?(?: (?:reactions?|effects?|events?))?|allerg\\w{0,4}|hypersens\\w{0,10}|reactions?|hives|urticaria|rash|angio-?edema|anaphyla\\w{0,6}|swelling|wheez\\w{0,3}|bronchospasm|(?:chest|throat|jaw|neck) (?:tightness|pain|pressure|discomfort|heaviness)|(?:gi|gastrointestinal|stomach|gastric) (?:bleed\\w{0,3}|hemorrhage|ulcer)|(?:heart|cardiac|renal|kidney|liver|hepatic) failure|kidney injury|aki\\b'
const harm = new RegExp(`\\b(?:${harms})`, 'i')
/** `No rash or hives`, `Side effects: none`. What once was, or has resolved, is no denial. */
const denied = new RegExp(
  [
    '\\b(?:no|denies|denied|denying|without|negative for|not (?:due to|because of|for|an?))',
    '(?: (?:any|known|other|significant|serious|apparent|history|evidence|signs?|of|an?))*',
    ` (?:${harms})(?:(?:,? (?:or|nor|and) |/)(?:${harms}))*`,
    `|\\b(?:${harms})\\s?[:=]\\s?(?:no|none|denied|denies|absent)\\b`,
  ].join(''),
  'gi',
)
const saysNotTolerated = (words: string): boolean =>
  intoleranceCode.test(words) || notTolerated.test(words) || harm.test(words.replaceAll(denied, ''))

interface Failure {
  readonly medicine: Medicine
  readonly why: string
  readonly tolerated: boolean
}

/** Documented, or given in this encounter long enough ago: the ketamine order says that the attack goes on. */
function failureOf(medicine: Medicine, facts: Facts): Failure | undefined {
  const words = (medicine.use.statusReason ?? []).flatMap((reason) => [
    ...wordsOf(reason),
    ...reason.codes.map(({ code }) => bounded(code.replaceAll(/[-_]/g, ' '))),
  ])
  if (words.some(saysNotTolerated)) return { medicine, why: 'not tolerated', tolerated: false }
  if (words.some((one) => inefficacy.test(one))) return { medicine, why: 'did not help', tolerated: true }
  const { kind, inEncounter, use, classes } = medicine
  if (kind !== 'administration' || !medicine.taken || !inEncounter) return undefined
  const at = span(use.start)
  const wait = hours(classes.has('triptan') && isSubcutaneous(use) ? 1 : 2)
  const long = at !== undefined && at.from <= (spanOfNow(facts.now)?.to ?? 0) - wait
  return long ? { medicine, why: 'given in this encounter, attack not over', tolerated: true } : undefined
}

const cite = ({ cited }: Medicine, why: string): Cited => ({ words: cited.words, why })

/** What holds an ingredient and was taken. Repeated resources count once. */
function distinctOf(ingredient: string, medicines: readonly Medicine[]): readonly Medicine[] {
  const known = new Map<string, Medicine>()
  const written = briefly()
  for (const medicine of medicines) {
    const { kind, use, taken, ingredients } = medicine
    if (taken && ingredients.includes(ingredient))
      known.set(written([kind, use.key, use.drug, detailsOf(use)]), medicine)
  }
  return [...known.values()]
}

/** Given, or the end of giving it, within 24 hours. */
const wasGivenToday = ({ kind, current }: Medicine): boolean => kind === 'administration' && current

function rimegepantInhibited(medicine: Medicine, { now }: Facts): string | undefined {
  const { kind, use, taken, ingredients } = medicine
  if (!taken || !ingredients.includes('rimegepant') || (kind !== 'administration' && kind !== 'statement'))
    return undefined
  const at = use.end ?? use.start
  return at !== undefined && mayBeWithin(at, hours(48), now) ? 'taken within 48 hours, cleared more slowly' : undefined
}

/** Whole milligrams of acetaminophen in 24 hours: given, and given or ordered, whichever is more. */
interface Acetaminophen {
  readonly given: number
  readonly most: number
}

/** By its name: opioids beside it are no ingredients that a rule asks for. */
const isAcetaminophenAlone = ({ use }: Medicine): boolean =>
  /^(?:(?!.*(?:codone|codeine|tramadol|butalbital|caffeine|pentazocine|\bpm\b|[/+&]|-[a-z])).*\b(?:acetaminophen|paracetamol|apap|tylenol)\b)/i.test(
    nameOf(use.drug.concept) ?? '',
  )

function acetaminophenDaily(medicines: readonly Medicine[]): Acetaminophen {
  let combined = 0
  // What a problem tells of it alone, it tells again where the medication list has it alone, too.
  let listedAlone = 0
  let toldAlone = 0
  let given = 0
  for (const medicine of distinctOf('acetaminophen', medicines)) {
    const { kind, daily, current, single } = medicine
    const alone = isAcetaminophenAlone(medicine)
    if (wasGivenToday(medicine)) given += single
    else if (kind === 'administration' || !current) continue
    else if (!alone) combined += daily
    else if (kind === 'problem') toldAlone += daily
    else listedAlone += daily
  }
  const ordered = combined + Math.max(listedAlone, toldAlone)
  return { given: Math.round(given), most: Math.round(Math.max(ordered, given)) }
}

/** So much that another gram would go beyond a limit of a day. */
const acetaminophenNear = (limit: number, { most }: Acetaminophen): Cited | undefined =>
  most + 1000 > limit ? { words: `acetaminophen ${most} mg a day` } : undefined

/** So much was given that our own dose would go beyond the maximum our order names. */
const acetaminophenAtMaximum = ({ dose, limit }: Agent, { given }: Acetaminophen): Cited | undefined =>
  limit !== undefined && given + dose.value > limit.dose.value
    ? { words: `acetaminophen ${given} mg in 24 hours` }
    : undefined

/** One-click NSAIDs whose order tells a maximum of a day. */
const limitedNsaids = agents.flatMap(({ shownAs, ingredients: [ingredient], dose, limit }) =>
  shownAs === 'nsaid' && ingredient !== undefined && limit?.hours === 24
    ? [{ ingredient, room: limit.dose.value - dose.value }]
    : [],
)

/** An NSAID of which so much was given in 24 hours that our own dose would go beyond the maximum our order names. */
function nsaidAtMaximum(medicines: readonly Medicine[]): Cited | undefined {
  for (const { ingredient, room } of limitedNsaids) {
    const doses = distinctOf(ingredient, medicines)
      .filter(wasGivenToday)
      .map(({ use }) => ofOneDose(ingredient, use) ?? 0)
    const given = Math.round(doses.reduce((sum, mg) => sum + mg, 0))
    if (given > room) return { words: `${ingredient} ${given} mg in 24 hours` }
  }
  return undefined
}

const nothingDone: Treatments = {
  meets: () => undefined,
  any: false,
  triptansFailed: 0,
  nsaidOrAacFailed: false,
  triptanUsed: false,
  homeTriptans: [],
  toldTriptans: [],
}

const isTriptan = (name: string): boolean => name.endsWith('triptan')
const ofIngredient = 'ingredient-'
/** Triptans that the allergy list calls not tolerated. An allergy leaves out what it names, and is no failure. */
const badlyTolerated = (allergies: readonly AllergyFact[]): readonly string[] =>
  allergies
    .filter(({ intolerance }) => intolerance)
    .flatMap(({ roles }) => [...roles])
    .flatMap((role) => (role.startsWith(ofIngredient) && isTriptan(role) ? [role.slice(ofIngredient.length)] : []))

interface Asked {
  /** Asked where less acetaminophen is enough. */
  readonly isFrail: () => boolean
  /** Earlier attacks count. */
  readonly untriedOnly: boolean
  readonly allergies: readonly AllergyFact[]
}

/** Triptans that did not help or were not tolerated. */
const failedTriptansOf = (failures: readonly Failure[], intolerances: readonly string[]): ReadonlySet<string> =>
  new Set([
    ...failures.flatMap(({ medicine }) =>
      medicine.classes.has('triptan') ? medicine.ingredients.filter(isTriptan) : [],
    ),
    ...intolerances,
  ])

function failedTwice(triptans: ReadonlySet<string>, intolerances: readonly string[]): Cited | undefined {
  if (triptans.size < 2) return undefined
  const words = listed([...triptans].toSorted())
  if (intolerances.length === 0) return { words, why: 'tried without success' }
  const isAll = [...triptans].every((name) => intolerances.includes(name))
  return { words, why: isAll ? 'not tolerated, by the allergy list' : 'did not help or were not tolerated' }
}

/** Medicines in use that were neither given nor ordered for this attack. */
const homeListOf = (acute: readonly Medicine[], facts: Facts): readonly Medicine[] =>
  acute.filter(
    (medicine) =>
      medicine.current &&
      medicine.kind !== 'administration' &&
      medicine.kind !== 'draft' &&
      ![...medicine.classes].some((name) => givenOrOrdered(medicine, name, facts) !== undefined),
  )

const isOf = ({ classes }: Medicine, counts: readonly AgentClass[]): boolean => counts.some((name) => classes.has(name))

/** Reads what was done, once. */
export function treatmentsOf(
  medicines: readonly Medicine[],
  facts: Facts,
  { isFrail, untriedOnly, allergies }: Asked,
): Treatments {
  const acute = medicines.filter(({ classes, lowDoseAspirin }) => classes.size > 0 || lowDoseAspirin)
  const intolerances = badlyTolerated(allergies)
  if (acute.length === 0 && intolerances.length === 0) return nothingDone
  const failures = acute.flatMap((medicine) => failureOf(medicine, facts) ?? [])
  const failedTriptans = failedTriptansOf(failures, intolerances)
  const acetaminophen = acetaminophenDaily(acute)
  const nsaidMaximum = nsaidAtMaximum(acute)
  const home = homeListOf(acute, facts)
  const byTheClock = new Set(home.filter(({ ingredients, use }) => isScheduled(ingredients, use)))
  const first = (wanted: (medicine: Medicine) => string | undefined): Cited | undefined => {
    for (const medicine of acute) {
      const why = wanted(medicine)
      if (why !== undefined) return cite(medicine, why)
    }
    return undefined
  }
  const onHomeList = (name: AgentClass, scheduled: boolean): Cited | undefined =>
    home.find((medicine) => medicine.classes.has(name) && byTheClock.has(medicine) === scheduled)?.cited
  const triptansAtHome = (isOfKind: (kind: Medicine['kind']) => boolean): readonly string[] => [
    ...new Set(
      home.filter(({ kind, classes }) => classes.has('triptan') && isOfKind(kind)).map(({ cited }) => cited.words),
    ),
  ]

  const meets = (treatment: Treatment, agent: Agent, of: AgentClass): Cited | undefined => {
    switch (treatment) {
      case 'given-or-ordered':
        return first((medicine) => (medicine.classes.has(of) ? givenOrOrdered(medicine, of, facts) : undefined))
      case 'rimegepant-48h-inhibited':
        return medicines.some(({ current, roles }) => current && slowingRimegepant.some((role) => roles.has(role)))
          ? first((medicine) => rimegepantInhibited(medicine, facts))
          : undefined
      case 'drafted':
        return first((medicine) =>
          medicine.kind === 'draft' && isOf(medicine, agent.counts) ? 'drafted in this session' : undefined,
        )
      case 'failed': {
        const failure = failureFor(agent, failures)
        return failure === undefined ? undefined : cite(failure.medicine, failure.why)
      }
      case 'triptans-failed-twice':
        return failedTwice(failedTriptans, intolerances)
      case 'tried-before':
        return untriedOnly
          ? first((medicine) => (wasUsed(medicine) && isOf(medicine, agent.counts) ? 'tried before' : undefined))
          : undefined
      case 'acetaminophen-4000':
        return acetaminophenNear(4000, acetaminophen)
      case 'acetaminophen-own-maximum':
        return acetaminophenAtMaximum(agent, acetaminophen)
      case 'acetaminophen-3000': {
        const near = acetaminophenNear(3000, acetaminophen)
        return near !== undefined && isFrail() ? near : undefined
      }
      case 'nsaid-daily-maximum':
        return nsaidMaximum
      case 'acetaminophen-on-list':
        return home.find(({ ingredients }) => ingredients.includes('acetaminophen'))?.cited
      case 'on-home-list':
        return onHomeList(of, false)
      case 'nsaid-on-list':
        return onHomeList('nsaid', true)
      case 'low-dose-aspirin':
        return acute.find(({ current, lowDoseAspirin }) => current && lowDoseAspirin)?.cited
    }
  }

  return {
    meets,
    any: true,
    triptansFailed: failedTriptans.size,
    nsaidOrAacFailed: failures.some(({ medicine }) => isOf(medicine, ['nsaid', 'aac'])),
    triptanUsed: acute.some((medicine) => wasUsed(medicine) && medicine.classes.has('triptan')),
    homeTriptans: triptansAtHome((kind) => kind !== 'problem'),
    toldTriptans: triptansAtHome((kind) => kind === 'problem'),
  }
}

/**
 * A failure of a triptan is that drug's (by mouth: not of its injection); of another class, the class's. A combination
 * fails with its parts, but an NSAID that was tolerated and did not help leaves sumatriptan with naproxen.
 */
function failureFor({ ingredients, counts, shownAs, route }: Agent, failures: readonly Failure[]): Failure | undefined {
  const failed = (name: AgentClass): readonly Failure[] => failures.filter(({ medicine }) => medicine.classes.has(name))
  if (shownAs !== 'triptan') return counts.flatMap(failed)[0]
  const own = failures.find(
    ({ medicine, tolerated }) =>
      medicine.classes.has('triptan') &&
      ingredients.some((name) => isTriptan(name) && medicine.ingredients.includes(name)) &&
      (route !== subcutaneous || isSubcutaneous(medicine.use) || !tolerated),
  )
  return own ?? (counts.includes('nsaid') && route === oral ? failed('nsaid').find((one) => !one.tolerated) : undefined)
}

/** Combination analgesics of the overuse criteria: with caffeine or butalbital, or two simple ones. */
const isCombination = ({ ingredients, roles }: Medicine): boolean =>
  (roles.has('drug-nsaid') || ingredients.includes('acetaminophen')) &&
  (ingredients.includes('caffeine') ||
    ingredients.includes('butalbital') ||
    (roles.has('drug-nsaid') && ingredients.includes('acetaminophen')))

/** The overused class as the diagnosis names it; else every acute class in use. */
export function overusedClasses(
  facts: Facts,
  context: Context,
  medicines: readonly Medicine[],
): ReadonlySet<AgentClass> {
  if (context.overuse === undefined) return noClass
  const found = new Set<AgentClass>()
  const concepts = [
    ...itemsOf(facts.conditions).map(({ concept }) => concept),
    ...reasonsOfToday(facts).map(({ concept }) => concept),
  ].filter(isOveruse)
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
    else for (const name of medicine.classes) found.add(name)
  }
  return found
}
