import { type Condition, type Drug, type Facts, itemsOf, type MedicationUse, type Order } from '../facts.ts'
import { getOrAdd } from '../once.ts'
import { nameOf } from '../terminology.ts'
import { days, hours, mayBeWithin, span, spanOfNow } from '../time.ts'
import { isAllergyUnknown, isMedicationUnknown, isNoMedication } from './absent.ts'
import type { AgentClass } from './agents.ts'
import type { Cited } from './cited.ts'
import { classify, rolesOf } from './medications.ts'
import { isUnreadableProblem, meaningOf } from './problems.ts'
import { type AllergyFact, allergyOf, isUnreadable, unheardOf } from './reactions.ts'
import { rules } from './rules.ts'
import { limitsOfDayIn } from './sig.ts'
import { reasonsOfToday, stands } from './standing.ts'
import { strengthOf } from './strength.ts'
import { asMass, isAac, isLowDoseAspirin, massIn, milligrams, perDayOf } from './taken.ts'
import { toldIn } from './told.ts'
import { drugsWritten, writingOnce } from './written.ts'

interface ConditionFact {
  readonly cited: Cited
  /** Not resolved, in remission or inactive. */
  readonly current: boolean
  readonly condition: Condition
}

/** What a use tells beside its id and its drug. */
const details = ['dosages', 'start', 'end', 'plannedEnd', 'category', 'ofThisEncounter', 'statusReason'] as const

/** A medication on the chart or among the drafts. */
export interface Medicine {
  readonly cited: Cited
  /** `problem`: told by one, as taken. It is in use, and no treatment that was tried. */
  readonly kind: 'order' | 'statement' | 'administration' | 'draft' | 'problem'
  readonly ingredients: readonly string[]
  readonly roles: ReadonlySet<string>
  /** In use now: not ended, or given within 24 hours. */
  readonly current: boolean
  /** Latest moment of use, in milliseconds; infinite while it goes on. */
  readonly until: number
  readonly inEncounter: boolean
  /** False where the chart says that it was not taken: only its reason counts. */
  readonly taken: boolean
  readonly lowDoseAspirin: boolean
  /** The classes it counts in as a treatment of an attack; low-dose aspirin counts in none. */
  readonly classes: ReadonlySet<AgentClass>
  /** Milligrams of acetaminophen in one dose, and a day as ordered; 0 where not told. */
  readonly single: number
  readonly daily: number
  readonly use: Pick<MedicationUse, 'key' | 'drug' | (typeof details)[number]>
}

/** What the chart says that bears on the alternatives, sorted so that the order of resources has no meaning. */
export interface Evidence {
  /** By value set. */
  readonly conditions: ReadonlyMap<string, readonly ConditionFact[]>
  readonly allergies: readonly AllergyFact[]
  readonly medicines: readonly Medicine[]
  /** Words of active medications, and of allergies, that could not be classified. */
  readonly unclassified: readonly string[]
  /** Allergies whose substance cannot be told: records of one without a name, or nothing but that nobody asked. */
  readonly unreadableAllergies: 'none' | 'unnamed' | 'not-asked'
  /** A problem of which nobody can tell what it is. */
  readonly unreadableProblem: boolean
}

const past: ReadonlySet<string | undefined> = new Set(['resolved', 'remission', 'inactive'])

const keyOf = ({ words, code = '' }: Cited): string => `${code}|${words}`
const byKey = (a: { readonly cited: Cited }, b: { readonly cited: Cited }): number => {
  const [one, other] = [keyOf(a.cited), keyOf(b.cited)]
  return one < other ? -1 : one > other ? 1 : 0
}

/** Problems, and the reasons of the drafts and of the encounter, which are of today. */
function readConditions(facts: Facts): Pick<Evidence, 'conditions'> & { readonly allergies: readonly AllergyFact[] } {
  const conditions = new Map<string, ConditionFact[]>()
  const allergies: AllergyFact[] = []
  const take = (condition: Condition): void => {
    const meaning = meaningOf(condition.concept)
    if (meaning === undefined || !stands(condition)) return
    if (meaning.allergy !== undefined) allergies.push(meaning.allergy)
    const current = !past.has(condition.clinicalStatus)
    for (const [set, cited] of meaning.sets) getOrAdd(conditions, set, () => []).push({ cited, current, condition })
  }
  for (const condition of itemsOf(facts.conditions)) take(condition)
  for (const { concept, condition } of reasonsOfToday(facts))
    take(condition ?? { concept, clinicalStatus: 'active', encounterDiagnosis: true })
  for (const [set, found] of conditions) if (found.length > 1) conditions.set(set, found.toSorted(byKey))
  return { conditions, allergies }
}

/** Never taken, or never meant: no evidence of use. */
export const neverTaken: ReadonlySet<string | undefined> = new Set([
  'entered-in-error',
  'cancelled',
  'draft',
  'not-taken',
  'not-done',
])
export const over: ReadonlySet<string | undefined> = new Set(['completed', 'stopped', 'ended', 'inactive'])

/** Milligrams of one dose, and of a day where the frequency or a daily maximum is told. */
function acetaminophenIn(ingredients: readonly string[], use: Medicine['use']): Pick<Medicine, 'single' | 'daily'> {
  if (!ingredients.includes('acetaminophen')) return { single: 0, daily: 0 }
  // What is taken without a dose that can be told is one unit at the least.
  const unit = strengthOf('acetaminophen', use.drug.concept) ?? 0
  const parts = use.dosages.map((dosage) => {
    const single = milligrams('acetaminophen', use.drug, dosage) ?? unit
    const most = (dosage.maxPerDay && massIn('acetaminophen', use.drug, dosage.maxPerDay)) ?? Infinity
    const daily = perDayOf(dosage) ?? 0
    const worded = limitsOfDayIn(dosage.text ?? '')
      .map(({ mg, units }) => mg ?? (units ?? Infinity) * (unit || Infinity))
      // Less than one dose is a limit of another ingredient.
      .filter((limit) => limit >= single)
    return { single, daily: Math.min(single * daily || (most === Infinity ? 0 : most), most, ...worded) }
  })
  return {
    single: parts.length === 0 ? unit : Math.max(...parts.map(({ single }) => single)),
    daily: parts.reduce((sum, { daily }) => sum + daily, 0),
  }
}

/** Selegiline that no longer acts on MAO-B alone: above 10 mg a day. */
const isHighSelegiline = (ingredients: readonly string[], use: Medicine['use']): boolean =>
  ingredients.includes('selegiline') && (asMass('selegiline', use) ?? 0) > 10

/** Most products hold one ingredient, whose roles are at hand. */
const rolesOfAll = (ingredients: readonly string[]): ReadonlySet<string> => {
  const [one, ...others] = ingredients
  return one !== undefined && others.length === 0
    ? rolesOf(one)
    : new Set(ingredients.flatMap((ingredient) => [...rolesOf(ingredient)]))
}

export const noClass: ReadonlySet<AgentClass> = new Set()

function classesOf(ingredients: readonly string[], roles: ReadonlySet<string>, lowDose: boolean): Medicine['classes'] {
  const nsaid = roles.has('drug-nsaid') && !lowDose
  const acetaminophen = ingredients.includes('acetaminophen')
  if (!nsaid && !acetaminophen && !roles.has('drug-triptan') && !roles.has('drug-gepant')) return noClass
  const found = new Set<AgentClass>()
  if (roles.has('drug-triptan')) found.add('triptan')
  if (nsaid) found.add('nsaid')
  if (roles.has('drug-gepant')) found.add('gepant')
  if (acetaminophen) found.add('acetaminophen')
  if (isAac(ingredients)) found.add('aac')
  return found
}

interface Clock {
  readonly now: number
  /** Start of the encounter. */
  readonly arrived?: number
}

function medicineOf(
  use: Medicine['use'],
  kind: Medicine['kind'],
  status: string | undefined,
  ingredients: readonly string[],
  { now, arrived }: Clock,
): Medicine {
  const taken = !neverTaken.has(status)
  // A dose that still runs, as an infusion does, has no end yet.
  const isRunning = kind === 'administration' && (status === 'in-progress' || status === 'on-hold')
  const end = span(kind === 'administration' && !isRunning ? (use.end ?? use.start) : use.end)?.to
  // `completed` is a prescription that was dispensed in full: it is taken to the end that its dosages tell.
  const planned = status === 'completed' ? span(use.plannedEnd)?.to : undefined
  const ongoing = taken && (!over.has(status) || (planned !== undefined && planned >= now))
  const began = span(use.start)
  // Orders seldom say when they ended. A US prescription runs a year at most.
  const until = end ?? (ongoing || began === undefined ? Infinity : began.to + days(365))
  const current = taken && (kind === 'administration' ? until >= now - hours(24) : ongoing && until >= now)
  const all = isHighSelegiline(ingredients, use) ? [...ingredients, 'selegiline transdermal'] : ingredients
  const roles = rolesOfAll(all)
  // What a problem tells of (`CAD on aspirin`) protects vessels, where it tells no dose.
  const lowDoseAspirin = isLowDoseAspirin(ingredients, use, kind === 'problem' ? 0 : Infinity)
  return {
    cited: { words: nameOf(use.drug.concept) ?? ingredients.join(' / ') },
    kind,
    ingredients,
    roles,
    current,
    until: current && kind !== 'administration' ? Infinity : until,
    inEncounter: use.ofThisEncounter ?? (began !== undefined && arrived !== undefined && began.from >= arrived),
    taken,
    lowDoseAspirin,
    classes: classesOf(ingredients, roles, lowDoseAspirin),
    ...acetaminophenIn(ingredients, use),
    use,
  }
}

/** Roles that some rule, or a class of treatments, asks for. Other drugs concern no alternative. */
const rolesAskedFor: ReadonlySet<string> = new Set([
  'drug-triptan',
  'drug-nsaid',
  'drug-gepant',
  'drug-acetaminophen',
  ...rules.flatMap(({ criterion }) => (criterion.kind === 'medication' ? criterion.lists : [])),
])
function isAskedFor(ingredient: string): boolean {
  for (const role of rolesOf(ingredient)) if (rolesAskedFor.has(role)) return true
  return false
}

/** To write it down: of a use itself nothing is written that is read only when asked for. */
export const detailsOf = (use: Medicine['use']): object => Object.fromEntries(details.map((name) => [name, use[name]]))

/** By name; entries of one name by all that is known of them: the first is cited, and says why it counts. */
function inOrder(medicines: readonly Medicine[]): readonly Medicine[] {
  const drugText = drugsWritten(medicines.map(({ use }) => use.drug))
  const written = writingOnce((medicine: Medicine) => allOf(medicine, drugText))
  return medicines.toSorted((a, b) => byKey(a, b) || (written(a) < written(b) ? -1 : 1))
}

const allOf = ({ kind, current, until, taken, inEncounter, use }: Medicine, drugText: (drug: Drug) => string): string =>
  JSON.stringify([kind, current, until, drugText(use.drug), taken, inEncounter, detailsOf(use)])

const isDraft = ({ status, doNotPerform }: Order): boolean =>
  !doNotPerform && (status === undefined || status === 'draft' || status === 'active' || status === 'on-hold')

/** By its code, where it has one: whoever reads the card can look it up, and two such drugs are not one. */
const nameless = ({ drug: { concept } }: Medicine['use']): string => {
  const [first] = concept.codes
  return first === undefined ? 'a medication without a name' : `a medication without a name, code ${first.code}`
}

function readMedicines(facts: Facts): Pick<Evidence, 'medicines' | 'unclassified'> {
  const medicines: Medicine[] = []
  const unclassified = new Set<string>()
  const arrived = span(itemsOf(facts.encounter)[0]?.start)?.from
  const clock: Clock = { now: spanOfNow(facts.now)?.from ?? 0, ...(arrived === undefined ? {} : { arrived }) }
  const take = (use: Medicine['use'], kind: Medicine['kind'], status: string | undefined): void => {
    if (isNoMedication(use.drug.concept)) return
    const { ingredients, recognised: isDrugKnown } = classify(use.drug)
    const recognised = isDrugKnown && !isMedicationUnknown(use.drug.concept)
    if (recognised && !ingredients.some(isAskedFor)) return
    const medicine = medicineOf(use, kind, status, ingredients, clock)
    if (!recognised && medicine.current) unclassified.add(medicine.cited.words || nameless(use))
    if (ingredients.length > 0) medicines.push(medicine)
  }
  const taken = (use: MedicationUse): void => {
    if (use.doNotPerform || use.intent === 'proposal' || use.intent === 'option') return
    // What was not taken may say why: an intolerance counts.
    if (neverTaken.has(use.status) && (use.status === 'entered-in-error' || use.statusReason === undefined)) return
    take(use, use.kind, use.status)
  }
  for (const use of itemsOf(facts.medications)) taken(use)
  for (const use of itemsOf(facts.administrations)) taken(use)
  for (const order of facts.orders) if (isDraft(order)) take({ ...order, start: facts.now }, 'draft', 'active')
  // The medication list, where it has the same drug, is what a card cites.
  return { medicines: [...inOrder(medicines), ...toldOf(facts, clock)], unclassified: [...unclassified].toSorted() }
}

/** The drugs that problems and reasons of today tell are taken, each wording once. */
function toldOf(facts: Facts, clock: Clock): readonly Medicine[] {
  const found = new Map<string, Medicine>()
  const take = (condition: Omit<Condition, 'encounterDiagnosis'>): void => {
    if (past.has(condition.clinicalStatus) || !stands(condition)) return
    for (const { cited, ingredients, use } of toldIn(condition.concept))
      if (ingredients.some(isAskedFor))
        getOrAdd(found, JSON.stringify([cited, use.drug.concept.text]), () => ({
          ...medicineOf(use, 'problem', use.status, ingredients, clock),
          cited,
        }))
  }
  for (const condition of itemsOf(facts.conditions)) take(condition)
  for (const { concept, condition } of reasonsOfToday(facts)) take(condition ?? { concept })
  return [...found.values()].toSorted(byKey)
}

/** Reads the chart once. */
export function gather(facts: Facts): Evidence {
  const { conditions, allergies } = readConditions(facts)
  const recorded = itemsOf(facts.allergies).filter(stands)
  const unreadable = recorded.filter(isUnreadable)
  const { medicines, unclassified } = readMedicines(facts)
  const unknown = recorded.flatMap((allergy) => unheardOf(allergy) ?? [])
  return {
    conditions,
    allergies: [...allergies, ...recorded.map(allergyOf)].toSorted(byKey),
    medicines,
    unclassified: unknown.length === 0 ? unclassified : [...new Set([...unclassified, ...unknown])].toSorted(),
    unreadableAllergies:
      unreadable.length === 0
        ? 'none'
        : unreadable.every(({ concept }) => isAllergyUnknown(concept))
          ? 'not-asked'
          : 'unnamed',
    unreadableProblem: itemsOf(facts.conditions).some((one) => stands(one) && isUnreadableProblem(one.concept)),
  }
}

/** Happened, or ended, within so many days. */
export const happenedWithin = ({ condition }: ConditionFact, within: number, now: string): boolean => {
  const { onset, abated, recorded } = condition
  if (onset === undefined && abated === undefined) return mayBeWithin(recorded, days(within), now)
  return [onset, abated].some((date) => date !== undefined && mayBeWithin(date, days(within), now))
}
