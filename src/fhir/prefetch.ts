import type { Need } from '../../cards/facts.ts'
import { getOrAdd } from '../../cards/once.ts'
import type { Belonging } from './belonging.ts'
import {
  type Counted,
  asResource,
  failureIn,
  isInformation,
  isMatch,
  linkOf,
  missingOf,
  narrowedSearch,
  outcomeWords,
  searchedType,
  totalOf,
} from './bundles.ts'
import type { Resource } from './chart.ts'
import { type Json, list, none, record, text } from './facts-values.ts'
import type { Located } from './references.ts'
import { typesOf } from './templates.ts'

const needs = Object.keys(typesOf) as readonly Need[]

/** Statements of use say what a patient takes, not what was ordered: they add to the medications but are not the list. */
const addsOnly: ReadonlySet<string> = new Set(['MedicationStatement', 'MedicationUsage'])

const needByType: ReadonlyMap<string, Need> = new Map(
  needs.flatMap((need) => typesOf[need].map((type) => [type, need] as const)),
)

const isNeed = (key: string): key is Need => Object.hasOwn(typesOf, key)

/**
 * Other names that sites give a list that answers a need. A singular names no list, and the name of a part (`orders` beside
 * statements, or the problem list beside the diagnoses of the encounter) not the whole.
 */
const otherNames: ReadonlyMap<string, Need> = new Map<string, Need>([
  ...needs.map((need) => [need, need] as const),
  ...[...needByType].flatMap(([type, need]) =>
    addsOnly.has(type) || need === 'medications' ? [] : [[`${type.toLowerCase()}s`, need] as const],
  ),
])

const longestName = 40

/** The needs that keys name: each by its own name, else by a similar one, unless several keys are similar. */
function namedIn(prefetch: Json): ReadonlyMap<string, Need> {
  const named = new Map<string, Need>()
  const alike = new Map<Need, string[]>()
  for (const key in prefetch) {
    if (isNeed(key)) named.set(key, key)
    else if (key.length <= longestName) {
      const need = otherNames.get(key.toLowerCase().replaceAll(/[-_ ]/g, ''))
      if (need !== undefined) getOrAdd(alike, need, () => []).push(key)
    }
  }
  for (const [need, [key, ...others]] of alike)
    if (key !== undefined && others.length === 0 && !named.has(need)) named.set(key, need)
  return named
}

/** A further page, which was not supplied. */
export interface NextPage {
  readonly url: string
  /** What the supplied page held. */
  readonly counted: Counted
}

/** What prefetch says of one need. `why` and `cut` are words for the integrator, without patient data. */
export type Supply =
  | { readonly state: 'read'; readonly cut?: string; readonly next: readonly NextPage[] }
  | { readonly state: 'unread'; readonly why: string }

interface Answer {
  readonly state: 'read'
  cut?: string
  readonly next: NextPage[]
}

/** Needs that are answered, and why others are not. */
interface Judgement {
  readonly answers: ReadonlyMap<Need, Answer>
  readonly unread: ReadonlyMap<Need, string>
}

/** One searched Bundle, or what stands in its place. */
interface Bag {
  /** The need that its key names. */
  readonly named: Need | undefined
  /** The Bundle; absent where a resource stands by itself and is no result of a search. */
  readonly bundle: Json | undefined
  readonly entries: readonly Located[]
  /** Types of the entries. */
  readonly types: ReadonlySet<string>
  /** Entries that the search matched, other patients' among them: what `total` counts. */
  readonly matches: number
  /** Why one of the entries is no answer. */
  readonly failed: string | undefined
}

const deepest = 4
/** More resources than any chart has. Reading tens of thousands would hold up all other calls. */
const mostResources = 6_000
/** The most of one Bundle, so that a long list of one kind leaves room for the others. */
const mostOfOne = 4_000
const tooMany = 'too many resources'

/** Takes a Bundle apart; Bundles inside it (a batch response) are Bundles of their own. */
function unpack(bundle: Json, named: Need | undefined, bags: Bag[], depth: number, room: { left: number }): void {
  const entries: Located[] = []
  const types = new Set<string>()
  let matches = 0
  let failed: string | undefined
  let inner = 0
  for (const item of list(bundle['entry'])) {
    const entry = record(item)
    const resource = asResource(entry?.['resource'])
    const failure = failureIn(entry, resource)
    if (failure !== undefined) failed = failure
    if (entry === undefined || resource === undefined) continue
    const type = resource.resourceType
    if (type === 'OperationOutcome') continue
    if (type === 'Bundle') {
      inner += 1
      if (depth < deepest) unpack(resource, undefined, bags, depth + 1, room)
    } else if (room.left === 0 || entries.length === mostOfOne) {
      failed = tooMany
      break
    } else {
      room.left -= 1
      types.add(type)
      entries.push(locatedIn(entry, resource))
      if (isMatch(entry)) matches += 1
    }
  }
  if (inner === 0 || entries.length > 0 || failed !== undefined)
    bags.push({ named, bundle, entries, types, matches, failed })
}

/** The entry itself where it needs no change: a long chart has many. */
function locatedIn(entry: Json, resource: Resource): Located {
  const fullUrl = text(entry['fullUrl'])
  if (fullUrl === entry['fullUrl']) return entry as Json & Located
  return fullUrl === undefined ? { resource } : { resource, fullUrl }
}

/** A value that holds no resource and still says something of a need: that there is nothing, or why nobody knows. */
interface Empty {
  readonly need: Need
  readonly why: string | undefined
}

/** What the values of prefetch are. */
interface Unpacked {
  readonly bags: readonly Bag[]
  readonly empty: readonly Empty[]
  /** Whether an empty result came under a key that does not say what was searched. */
  readonly nameless: boolean
}

function unpackAll(prefetch: Json): Unpacked {
  const bags: Bag[] = []
  const empty: Empty[] = []
  let nameless = false
  const room = { left: mostResources }
  const needOf = namedIn(prefetch)
  for (const key in prefetch) {
    const named = needOf.get(key)
    const value = prefetch[key]
    const resource = asResource(value)
    if (resource?.resourceType === 'Bundle') unpack(resource, named, bags, 0, room)
    else if (resource !== undefined && resource.resourceType !== 'OperationOutcome') {
      const need = needByType.get(resource.resourceType)
      // One Condition under "condition" is one of the site's choice, not the list.
      if (isNeed(key)) bags.push(alone(key, resource))
      else if (room.left > 0) {
        room.left -= 1
        bags.push(alone(undefined, resource))
      } else if (need !== undefined) empty.push({ need, why: tooMany })
    } else {
      const listed = resource === undefined ? list(value) : none
      if (listed.some((item) => asResource(item) !== undefined))
        unpack({ entry: listed.map((item) => ({ resource: item })) }, named, bags, 0, room)
      else if (value !== undefined) {
        const why = whyEmpty(value, resource)
        if (named !== undefined) empty.push({ need: named, why })
        else if (why === undefined) nameless = true
      }
    }
  }
  return { bags, empty, nameless: nameless || bags.some((bag) => isEmpty(bag) && meaningOf(bag).length === 0) }
}

const isEmpty = ({ matches, failed }: Bag): boolean => matches === 0 && failed === undefined

const alone = (named: Need | undefined, resource: Resource): Bag => ({
  named,
  bundle: undefined,
  entries: [{ resource }],
  types: new Set([resource.resourceType]),
  matches: 1,
  failed: undefined,
})

/** A search that found nothing may come as null, or as an outcome that says nothing but information. */
function whyEmpty(value: unknown, outcome: Resource | undefined): string | undefined {
  if (value === null) return undefined
  if (outcome === undefined) return 'not a FHIR resource'
  return isInformation(outcome) ? undefined : outcomeWords(outcome)
}

/** The resources of this patient, and what had to be left out. */
interface Owned {
  readonly located: readonly Located[]
  readonly strangers: number
  readonly strangeTypes: ReadonlySet<string>
}

function ownedIn(bags: readonly Bag[], belonging: Belonging): Owned {
  const located: Located[] = []
  let strangers = 0
  let strangeTypes: Set<string> | undefined
  for (const bag of bags) if (holdsPatient(bag)) for (const entry of bag.entries) belonging.note(entry)
  for (const { entries } of bags) {
    for (const entry of entries) {
      if (belonging.isOurs(entry.resource)) {
        located.push(entry)
      } else {
        strangers += 1
        strangeTypes ??= new Set()
        strangeTypes.add(entry.resource.resourceType)
      }
    }
  }
  return { located, strangers, strangeTypes: strangeTypes ?? noTypes }
}

/**
 * Reads prefetch by meaning: the type and the patient of a resource say what it answers, whichever key it stands
 * under. The key (a need's name, as in the discovery, or one like it) tells only what a value without resources stands
 * for.
 *
 * Most orders concern no recommendation, so nothing is taken apart before it is asked for.
 */
export class Prefetch {
  readonly #written: Json
  readonly #belonging: Belonging
  #unpacked: Unpacked | undefined
  #owned: Owned | undefined
  #byNeed: ReadonlyMap<Need, readonly Resource[]> | undefined
  #judgement: Judgement | undefined

  constructor(written: unknown, belonging: Belonging) {
    this.#written = record(written) ?? {}
    this.#belonging = belonging
  }

  /** What is said of a need. */
  supply(need: Need): Supply {
    this.#judgement ??= this.#judge()
    const { answers, unread } = this.#judgement
    const notSupplied = this.#parts.nameless ? notSuppliedByName : 'not supplied'
    return answers.get(need) ?? { state: 'unread', why: unread.get(need) ?? notSupplied }
  }

  /** The resources that answer a need, also where they do not answer it whole. */
  resources(need: Need): readonly Resource[] {
    this.#byNeed ??= byNeed(this.located)
    return this.#byNeed.get(need) ?? none
  }

  /** Every resource of this patient, whichever key it stands under, in order. */
  get located(): readonly Located[] {
    return this.#ours.located
  }

  /** Resources of another patient that were dropped. */
  get strangers(): number {
    return this.#ours.strangers
  }

  /**
   * Whether the list of a need, or all of it that is a list, is another patient's.
   * @param items of this patient's, from wherever they came
   */
  isStrange(need: Need, items: readonly Resource[]): boolean {
    if (items.some(({ resourceType }) => !addsOnly.has(resourceType))) return false
    const types = items.length === 0 ? typesOf[need] : typesOf[need].filter((type) => !addsOnly.has(type))
    return types.some((type) => this.#ours.strangeTypes.has(type))
  }

  get #parts(): Unpacked {
    this.#unpacked ??= unpackAll(this.#written)
    return this.#unpacked
  }

  get #ours(): Owned {
    this.#owned ??= ownedIn(this.#parts.bags, this.#belonging)
    return this.#owned
  }

  #judge(): Judgement {
    const { bags, empty } = this.#parts
    const answers = new Map<Need, Answer>()
    const unread = new Map<Need, string>()
    const parts = new Map<Need, string>()
    for (const { need, why } of empty) {
      if (why !== undefined) unread.set(need, why)
      else {
        answerTo(need, answers)
        parts.set(need, '')
      }
    }
    for (const bag of bags) judge(bag, answers, unread, parts)
    for (const [need, by] of parts) if (by !== '') cutShort(answers.get(need), `a search narrowed by "${by}"`)
    for (const [need, why] of unread) if (isList(need)) cutShort(answers.get(need), why)
    // A Patient with another id is not this patient's answer.
    if (answers.has('patient') && this.resources('patient').length === 0 && bags.some(holdsPatient))
      answers.delete('patient')
    return { answers, unread }
  }
}

const notSuppliedByName = 'not supplied (an empty result under a key of your own needs the self link of its search)'

const noTypes: ReadonlySet<string> = new Set()

/** The resources of this patient by the need they answer; of several with one type and id, the first. */
function byNeed(located: readonly Located[]): ReadonlyMap<Need, readonly Resource[]> {
  const found = new Map<Need, Resource[]>()
  const seen = new Map<string, Set<string>>()
  for (const { resource } of located) {
    const type = resource.resourceType
    const need = needByType.get(type)
    if (need === undefined) continue
    const ids = getOrAdd(seen, type, () => new Set<string>())
    const id = text(resource.id)
    if (id !== undefined && ids.has(id)) continue
    if (id !== undefined) ids.add(id)
    getOrAdd(found, need, () => []).push(resource)
  }
  return found
}

const holdsPatient = ({ types }: Bag): boolean => types.has('Patient')

/** Of a patient or an encounter there is only one: a further search for it that failed takes nothing away. */
const isList = (need: Need): boolean => need !== 'patient' && need !== 'encounter'

function cutShort(answer: Answer | undefined, why: string): void {
  if (answer !== undefined) answer.cut ??= why
}

const answerTo = (need: Need, answers: Map<Need, Answer>): Answer =>
  getOrAdd(answers, need, () => ({ state: 'read', next: [] }))

/**
 * Which needs a Bundle answers, and whether whole.
 * @param parts what has narrowed the searches of each need so far; '' once one of them was not narrowed
 */
function judge(bag: Bag, answers: Map<Need, Answer>, unread: Map<Need, string>, parts: Map<Need, string>): void {
  const { bundle, matches, failed } = bag
  const narrow = bundle === undefined ? undefined : narrowedSearch(bundle)
  const next = bundle === undefined ? undefined : linkOf(bundle, 'next')
  const counted = { matches, total: bundle === undefined ? 0 : totalOf(bundle) }
  const missing = next === undefined ? missingOf(counted) : undefined
  const why = failed ?? missing
  for (const need of meaningOf(bag)) {
    if (why !== undefined && matches === 0) {
      unread.set(need, why)
      continue
    }
    const by = narrow !== undefined && needByType.get(narrow.type) === need ? narrow.by : ''
    if (by === '' || !parts.has(need)) parts.set(need, by)
    const known = answerTo(need, answers)
    if (next !== undefined) known.next.push({ url: next, counted })
    if (missing !== undefined) known.cut = missing
    if (failed !== undefined && isList(need)) known.cut = failed
  }
}

function meaningOf({ types, bundle, named }: Bag): readonly Need[] {
  const meant: Need[] = []
  for (const type of types) {
    const need = needByType.get(type)
    if (need === undefined || addsOnly.has(type) || meant.includes(need)) continue
    // One Condition under a key of the site's own is not the list of conditions: others may well exist.
    if (bundle === undefined && need !== named && isList(need)) continue
    meant.push(need)
  }
  if (meant.length > 0) return meant
  const searched = bundle === undefined ? undefined : searchedType(bundle)
  const bySelf = searched === undefined ? undefined : needByType.get(searched)
  if (bySelf !== undefined) return addsOnly.has(searched ?? '') ? none : [bySelf]
  // What it refers to may be included, as the Medication of a statement is, and answers no need.
  const answered = [...types].map((type) => needByType.get(type)).filter((need) => need !== undefined)
  const fits = answered.every((need) => need === named) && (answered.length > 0 || types.size === 0)
  return named !== undefined && fits ? [named] : none
}
