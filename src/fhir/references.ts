import { getOrAdd } from '../../cards/once.ts'
import { asResource } from './bundles.ts'
import type { Resource } from './chart.ts'
import { firstItem, record, records, text } from './facts-values.ts'
import { baseUrl } from '../urls.ts'

/** A resource and the place it was found at: `urn:uuid:…` or an absolute URL. */
export interface Located {
  readonly resource: Resource
  readonly fullUrl?: string
}

/** What a reference led to. `owner` is the resource whose contained resources the found one may refer to. */
export interface Found {
  readonly resource: Resource
  readonly owner: Resource
}

/** `Type/id` of a resource, where it has an id. */
export function keyOf(resource: Resource): string | undefined {
  const id = text(resource['id'])
  return id === undefined ? undefined : `${resource.resourceType}/${id}`
}

/** Without repetitions, of which the first stays: supplied resources come before those that were read. */
export function distinct(resources: readonly Resource[], types: readonly string[]): readonly Resource[] {
  const seen = new Set<string>()
  return resources.filter((resource) => {
    const key = keyOf(resource)
    if (!types.includes(resource.resourceType) || (key !== undefined && seen.has(key))) return false
    if (key !== undefined) seen.add(key)
    return true
  })
}

/** The reference in a Reference, in R5's CodeableReference, or given as a plain string. */
export function referenceIn(value: unknown): string | undefined {
  const item = firstItem(value)
  const object = record(item)
  if (object === undefined) return text(item)
  const inner = object['reference']
  return text(inner) ?? text(record(inner)?.['reference'])
}

/** The words of a Reference; in a CodeableReference they stand one level down. */
export function displayIn(value: unknown): string | undefined {
  const object = record(firstItem(value))
  return text(object?.['display']) ?? text(record(object?.['reference'])?.['display'])
}

const withoutVersion = (reference: string): string => {
  const at = reference.indexOf('/_history/')
  return at === -1 ? reference : reference.slice(0, at)
}

const uuid = /^urn:uuid:/i

/** The case of a UUID makes no difference, and clients mix it; any other name counts exactly as it is written. */
export const inOneCase = (name: string): string => (uuid.test(name) ? name.toLowerCase() : name)

/** Longer ones are no references. Vendors' ids are longer than FHIR's 64 characters, URLs seldom longer than this. */
const longest = 2048

/** A relative reference without a version is its own `Type/id`. */
const relative = /^[A-Z][A-Za-z]{1,60}\/[^/?#\s]+$/

const typeAndId = /^(?:(https?:\/\/.+?)\/)?([A-Z][A-Za-z]{1,60})\/([^/?#\s]+)$/

const bareIds = /^[A-Za-z0-9._-]{1,200}$/

interface Parts {
  /** Absent in a relative reference. */
  readonly base?: string
  readonly type: string
  readonly id: string
}

function parts(reference: string): Parts | undefined {
  if (reference.length > longest) return undefined
  const [, base, type, id] = typeAndId.exec(withoutVersion(reference)) ?? []
  if (type === undefined || id === undefined) return undefined
  return base === undefined ? { type, id } : { base, type, id }
}

/** The request's own FHIR server, which tells the `Type/id` that a reference has there. */
export class Home {
  readonly #base: string | undefined
  readonly #isAlias: (base: string) => boolean
  /** The base that was met last, as spelled, with its slash: parsing the same URL again would cost more than all the rest. */
  #lastHere: string | undefined

  /** @param isAlias whether a base URL is another name of that server */
  constructor(base: string | undefined, isAlias: (base: string) => boolean = () => false) {
    this.#base = base === undefined ? undefined : (baseUrl(base) ?? base)
    this.#isAlias = isAlias
  }

  /**
   * `Type/id` of a reference; `undefined` for a urn, a contained resource or another server. An absolute reference
   * counts where the request names no server: the same id at another server is another resource.
   * @param type what a bare id without a type refers to
   */
  key(reference: string, type?: string): string | undefined {
    if (reference.length > longest) return undefined
    const rest = withoutVersion(this.#withoutBase(reference))
    if (relative.test(rest)) return rest
    const at = parts(reference)
    if (at !== undefined) return this.#isHere(at.base) ? `${at.type}/${at.id}` : undefined
    return type !== undefined && bareIds.test(reference) ? `${type}/${reference}` : undefined
  }

  #withoutBase(reference: string): string {
    const base = this.#lastHere
    return base !== undefined && reference.startsWith(base) ? reference.slice(base.length) : reference
  }

  #isHere(base: string | undefined): boolean {
    if (base === undefined) return true
    const spelled = `${base}/`
    if (spelled === this.#lastHere) return true
    const here = this.#base === undefined || baseUrl(base) === this.#base || this.#isAlias(base)
    if (here) this.#lastHere = spelled
    return here
  }
}

/** Where `Type/id` has its only slash; -1 for names of another form. */
function slashOf(name: string): number {
  const at = name.indexOf('/')
  return name.includes('/', at + 1) ? -1 : at
}

/** Resources by their names: `Type/id`, or the URL or urn they stood at. Of several with one name the first counts. */
class Shelf {
  readonly #home: Home
  readonly #located: Located[]
  #byType: ReadonlyMap<string, readonly Located[]> | undefined
  /** By type, then id: of a long chart few types are ever looked up. */
  #byKey = new Map<string, ReadonlyMap<string, Resource>>()
  /** By URL, urn, or whatever else is no `Type/id`. */
  #byPlace: ReadonlyMap<string, Resource> | undefined

  constructor(home: Home, located: readonly Located[] = []) {
    this.#home = home
    this.#located = [...located]
  }

  add(located: Located): void {
    this.#located.push(located)
    this.#byType = undefined
    this.#byKey.clear()
    this.#byPlace = undefined
  }

  /** @param name in one case */
  find(name: string): Resource | undefined {
    const slash = slashOf(name)
    if (slash === -1) {
      this.#byPlace ??= this.#indexPlaces()
      return this.#byPlace.get(name)
    }
    return this.#ofType(name.slice(0, slash)).get(name.slice(slash + 1))
  }

  #ofType(type: string): ReadonlyMap<string, Resource> {
    this.#byType ??= this.#sortTypes()
    const located = this.#byType.get(type)
    return located === undefined ? nothing : getOrAdd(this.#byKey, type, () => this.#indexIds(type, located))
  }

  #sortTypes(): ReadonlyMap<string, readonly Located[]> {
    const byType = new Map<string, Located[]>()
    for (const located of this.#located) getOrAdd(byType, located.resource.resourceType, () => []).push(located)
    return byType
  }

  /** By the id of the resource, and by that in the URL it stood at. */
  #indexIds(type: string, located: readonly Located[]): ReadonlyMap<string, Resource> {
    const byId = new Map<string, Resource>()
    const put = (id: string, resource: Resource): void => {
      if (!byId.has(id)) byId.set(id, resource)
    }
    for (const { resource, fullUrl } of located) {
      const id = text(resource.id)
      if (id !== undefined) put(id, resource)
      // A URL that ends in the key tells nothing new.
      if (fullUrl === undefined || (id !== undefined && endsIn(withoutVersion(fullUrl), type, id))) continue
      for (const name of [fullUrl, this.#home.key(fullUrl)])
        if (name?.startsWith(`${type}/`) === true && slashOf(name) !== -1) put(name.slice(type.length + 1), resource)
    }
    return byId
  }

  #indexPlaces(): ReadonlyMap<string, Resource> {
    const byPlace = new Map<string, Resource>()
    for (const { resource, fullUrl } of this.#located) {
      const place = fullUrl === undefined ? undefined : inOneCase(fullUrl)
      if (place !== undefined && !byPlace.has(place)) byPlace.set(place, resource)
    }
    return byPlace
  }
}

const nothing: ReadonlyMap<string, Resource> = new Map()

/** Whether a URL ends in `/Type/id`. */
function endsIn(url: string, type: string, id: string): boolean {
  const atId = url.length - id.length
  const atType = atId - 1 - type.length
  return url[atType - 1] === '/' && url[atId - 1] === '/' && url.endsWith(id) && url.startsWith(type, atType)
}

/** Finds what references lead to: contained resources, then drafts, then prefetch, then what the server gave. */
export class References {
  readonly #home: Home
  readonly #drafts: Shelf
  #prefetch: Shelf | undefined
  readonly #prefetched: () => readonly Located[]
  #read: Shelf | undefined
  /** Answers to questions about resources, until more is read. */
  #answers: Map<unknown, Map<Resource, unknown>> | undefined
  /** Contained resources by id: looking through a long list once for each reference takes the square of its length. */
  #inside: Map<Resource, ReadonlyMap<string, Resource>> | undefined

  /**
   * @param home the request's server, under all of its names
   * @param prefetched gives the resources of the prefetch, asked for when the drafts do not hold what is looked for
   */
  constructor(home: Home, drafts: readonly Located[], prefetched: () => readonly Located[]) {
    this.#home = home
    this.#prefetched = prefetched
    this.#drafts = new Shelf(home, drafts)
  }

  /** Adds what the server gave. `asked` is the `Type/id` it was asked for: a server may answer with a merged resource. */
  add(resource: Resource, asked?: string): void {
    this.#answers = undefined
    this.#read ??= new Shelf(this.#home)
    this.#read.add(asked === undefined ? { resource } : { resource, fullUrl: asked })
  }

  /**
   * @param reference as written
   * @param owner the resource that holds it, for `#id`
   * @param type what a bare id without a type refers to
   */
  find(reference: string, owner?: Resource, type?: string): Found | undefined {
    if (reference.startsWith('#')) return this.#contained(reference.slice(1), owner)
    const bare = inOneCase(withoutVersion(reference))
    const key = this.key(bare, type)
    const other = key === bare ? undefined : key
    const resource =
      findOn(this.#drafts, bare, other) ?? findOn(this.#supplied(), bare, other) ?? findOn(this.#read, bare, other)
    return resource === undefined ? undefined : { resource, owner: resource }
  }

  /** The answer to a question about what was found, worked out once: thousands of references may lead to one resource. */
  ask<T>(question: (found: Found, references: References) => T, found: Found): T {
    this.#answers ??= new Map()
    const answers = getOrAdd(this.#answers, question, () => new Map<Resource, unknown>())
    const known = answers.get(found.resource) as T | undefined
    if (known !== undefined || answers.has(found.resource)) return known as T
    const answer = question(found, this)
    answers.set(found.resource, answer)
    return answer
  }

  /** As `Home.key`. */
  key(reference: string, type?: string): string | undefined {
    return this.#home.key(reference, type)
  }

  #supplied(): Shelf {
    this.#prefetch ??= new Shelf(this.#home, this.#prefetched())
    return this.#prefetch
  }

  #contained(id: string, owner: Resource | undefined): Found | undefined {
    if (owner === undefined) return undefined
    this.#inside ??= new Map()
    const resource = getOrAdd(this.#inside, owner, () => containedIn(owner)).get(id)
    return resource === undefined ? undefined : { resource, owner }
  }
}

const findOn = (shelf: Shelf | undefined, name: string, other: string | undefined): Resource | undefined =>
  shelf?.find(name) ?? (other === undefined ? undefined : shelf?.find(other))

function containedIn(owner: Resource): ReadonlyMap<string, Resource> {
  const inside = new Map<string, Resource>()
  for (const item of records(owner['contained'])) {
    const own = text(item['id'])?.replace(/^#/, '')
    const resource = asResource(item)
    if (own !== undefined && resource !== undefined && !inside.has(own)) inside.set(own, resource)
  }
  return inside
}

/** The id in `123`, `Patient/123` or an absolute URL. */
export function bareId(id: string, type: string): string {
  const bare = id.trim()
  const at = bare.includes('/') ? parts(bare) : undefined
  return at?.type === type ? at.id : bare
}
