import type { Need } from '../../cards/guidance.ts'
import type { Resource } from './chart.ts'
import { type Json, first, list, number, record, records, text } from './facts-values.ts'
import { type Belonging, type Located, asResource } from './references.ts'

/** Which resource types answer a need. */
export const typesOf: Readonly<Record<Need, readonly string[]>> = {
  patient: ['Patient'],
  encounter: ['Encounter'],
  conditions: ['Condition'],
  allergies: ['AllergyIntolerance'],
  medications: ['MedicationRequest', 'MedicationOrder', 'MedicationStatement', 'MedicationUsage'],
  administrations: ['MedicationAdministration'],
  observations: ['Observation'],
}

const needs = Object.keys(typesOf) as readonly Need[]

/** Statements of use say what a patient takes, not what was ordered: they add to the medications, they are not them. */
const addsOnly: ReadonlySet<string> = new Set(['MedicationStatement', 'MedicationUsage'])

const needByType: ReadonlyMap<string, Need> = new Map(
  needs.flatMap((need) => typesOf[need].map((type) => [type, need] as const)),
)

/** What prefetch says of one need. `why` and `cut` are words for the integrator, without patient data. */
export type Supply =
  | { readonly state: 'read'; readonly cut?: string; readonly next: readonly string[] }
  | { readonly state: 'unread'; readonly why: string }

export interface Prefetch {
  supply(need: Need): Supply
  /** Every resource of this patient, whichever key it stands under, in order. */
  readonly located: readonly Located[]
  /** The resources that answer a need, also where they do not answer it whole. */
  resources(need: Need): readonly Resource[]
  /** Resources of another patient that were dropped. */
  readonly strangers: number
  /** Their types. */
  readonly strangeTypes: ReadonlySet<string>
}

interface Answer {
  cut?: string
  next: string[]
}

/** One searched Bundle, or what stands in its place. */
interface Bag {
  readonly key?: string
  /** A resource given by itself, not the result of a search. */
  readonly single?: true
  readonly entries: Located[]
  /** Entries that the search matched, other patients' among them: what `total` counts. */
  matches: number
  readonly total?: number
  readonly next?: string
  /** Type searched, from the Bundle's own link. */
  readonly searched?: string
  /** An error the server reported among the entries. */
  failed?: string
}

const deepest = 4

/** A FHIR issue code is fit to be repeated; anything else in an outcome may name the patient. */
const issueCode = /^[a-z-]{1,40}$/

function outcomeWords(outcome: Json): string {
  const code = text(first(outcome['issue'])?.['code'])
  return code !== undefined && issueCode.test(code) ? `OperationOutcome (${code})` : 'OperationOutcome'
}

const severities = (outcome: Json): readonly unknown[] => records(outcome['issue']).map((issue) => issue['severity'])

const isError = (outcome: Json): boolean =>
  severities(outcome).some((severity) => severity === 'error' || severity === 'fatal')

/** As the whole value only an outcome that says nothing but information stands for a search that found nothing. */
const isInformation = (outcome: Json): boolean => {
  const all = severities(outcome)
  return all.length > 0 && all.every((severity) => severity === 'information' || severity === 'success')
}

const searchedType = /(?:^|\/)([A-Z][A-Za-z]+)(?:\/_search)?(?:\?|$)/

function linkOf(bundle: Json, relation: string): string | undefined {
  const link = records(bundle['link']).find((item) => item['relation'] === relation)
  const url = text(link?.['url'])
  return url !== undefined && url.length <= 8192 ? url : undefined
}

/** Takes a Bundle apart; Bundles inside it (a batch response) are Bundles of their own. */
function unpack(bundle: Json, key: string | undefined, bags: Bag[], depth: number): void {
  const self = linkOf(bundle, 'self')
  const next = linkOf(bundle, 'next')
  const total = number(bundle['total'])
  const searched = self === undefined ? undefined : searchedType.exec(self)?.[1]
  const bag: Bag = {
    entries: [],
    matches: 0,
    ...(key === undefined ? {} : { key }),
    ...(total === undefined ? {} : { total }),
    ...(next === undefined ? {} : { next }),
    ...(searched === undefined ? {} : { searched }),
  }
  let inner = 0
  for (const entry of records(bundle['entry'])) {
    const resource = asResource(entry['resource'])
    if (resource === undefined) continue
    const mode = record(entry['search'])?.['mode']
    if (resource.resourceType === 'OperationOutcome') {
      if (isError(resource)) bag.failed = outcomeWords(resource)
    } else if (resource.resourceType === 'Bundle') {
      inner += 1
      if (depth < deepest) unpack(resource, undefined, bags, depth + 1)
    } else {
      const fullUrl = text(entry['fullUrl'])
      bag.entries.push(fullUrl === undefined ? { resource } : { resource, fullUrl })
      if (mode !== 'include') bag.matches += 1
    }
  }
  if (inner === 0 || bag.entries.length > 0) bags.push(bag)
}

const isNeed = (key: string): key is Need => Object.hasOwn(typesOf, key)

/**
 * Reads prefetch by meaning: the type and the patient of a resource say what it answers, whichever key it stands
 * under. The key (a need's name, as in the discovery) tells only what a value without resources stands for.
 */
export function readPrefetch(prefetch: unknown, belonging: Belonging): Prefetch {
  const answers = new Map<Need, Answer>()
  const unread = new Map<Need, string>()
  const bags: Bag[] = []

  for (const [key, value] of Object.entries(record(prefetch) ?? {})) {
    const need = isNeed(key) ? key : undefined
    if (value === undefined) continue
    if (value === null) {
      if (need !== undefined) answer(answers, need)
      continue
    }
    const resource = asResource(value)
    if (resource?.resourceType === 'OperationOutcome') {
      if (need === undefined) continue
      if (isInformation(resource)) answer(answers, need)
      else unread.set(need, outcomeWords(resource))
    } else if (resource?.resourceType === 'Bundle') {
      unpack(resource, key, bags, 0)
    } else if (resource !== undefined) {
      bags.push({ key, single: true, entries: [{ resource }], matches: 1 })
    } else {
      const entries = list(value)
        .map(asResource)
        .filter((item) => item !== undefined)
        .map((item) => ({ resource: item }))
      if (entries.length > 0) bags.push({ key, entries, matches: entries.length })
      else if (need !== undefined) unread.set(need, 'not a FHIR resource')
    }
  }

  const located: Located[] = []
  const byNeed = new Map<Need, Resource[]>()
  const seen = new Set<string>()
  let strangers = 0
  const strangeTypes = new Set<string>()
  for (const { entries } of bags) for (const entry of entries) belonging.note(entry)
  for (const bag of bags) {
    judge(bag, answers, unread)
    for (const entry of bag.entries) {
      const { resource } = entry
      if (!belonging.isOurs(resource)) {
        strangers += 1
        strangeTypes.add(resource.resourceType)
        continue
      }
      located.push(entry)
      const need = needByType.get(resource.resourceType)
      if (need === undefined) continue
      const id = text(resource['id'])
      const name = `${resource.resourceType}/${id ?? ''}`
      if (id !== undefined && seen.has(name)) continue
      seen.add(name)
      const already = byNeed.get(need)
      if (already === undefined) byNeed.set(need, [resource])
      else already.push(resource)
    }
  }
  // A Patient with another id is not this patient's answer.
  if (answers.has('patient') && !byNeed.has('patient') && bags.some(holdsPatient)) answers.delete('patient')

  return {
    located,
    strangers,
    strangeTypes,
    resources: (need) => byNeed.get(need) ?? [],
    supply: (need) => {
      const found = answers.get(need)
      if (found === undefined) return { state: 'unread', why: unread.get(need) ?? 'not supplied' }
      const { cut, next } = found
      return cut === undefined ? { state: 'read', next } : { state: 'read', cut, next }
    },
  }
}

const holdsPatient = (bag: Bag): boolean => bag.entries.some(({ resource }) => resource.resourceType === 'Patient')

function answer(answers: Map<Need, Answer>, need: Need): Answer {
  const known = answers.get(need)
  if (known !== undefined) return known
  const fresh: Answer = { next: [] }
  answers.set(need, fresh)
  return fresh
}

/** Which needs a Bundle answers, and whether whole. */
function judge(bag: Bag, answers: Map<Need, Answer>, unread: Map<Need, string>): void {
  const meant = meaningOf(bag)
  for (const need of meant) {
    if (bag.failed !== undefined && bag.matches === 0) {
      unread.set(need, bag.failed)
      continue
    }
    const { total = 0 } = bag
    if (bag.matches === 0 && total > 0 && bag.next === undefined) {
      unread.set(need, `a Bundle with none of its ${total} entries`)
      continue
    }
    const known = answer(answers, need)
    if (bag.next !== undefined) known.next.push(bag.next)
    else if (total > bag.matches) known.cut = `${bag.matches} of ${total} supplied`
    if (bag.failed !== undefined) known.cut = bag.failed
  }
}

function meaningOf({ entries, searched, key, single }: Bag): ReadonlySet<Need> {
  const named = key !== undefined && isNeed(key) ? key : undefined
  const meant = new Set<Need>()
  for (const { resource } of entries) {
    const need = needByType.get(resource.resourceType)
    if (need === undefined || addsOnly.has(resource.resourceType)) continue
    // One Condition under a key of the site's own is not the list of conditions: others may well exist.
    if (single === true && need !== named && need !== 'patient' && need !== 'encounter') continue
    meant.add(need)
  }
  if (meant.size > 0) return meant
  const bySelf = searched === undefined ? undefined : needByType.get(searched)
  if (bySelf !== undefined) return addsOnly.has(searched ?? '') ? meant : meant.add(bySelf)
  const fits = entries.every(({ resource }) => needByType.get(resource.resourceType) === named)
  return named !== undefined && fits ? meant.add(named) : meant
}
