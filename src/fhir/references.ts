import type { Resource } from './chart.ts'
import { list, record, records, text } from './facts-values.ts'

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

export function asResource(value: unknown): Resource | undefined {
  const object = record(value)
  return object !== undefined && text(object['resourceType']) !== undefined ? (object as Resource) : undefined
}

/** `Type/id` of a resource, where it has an id. */
export function keyOf(resource: Resource): string | undefined {
  const id = text(resource['id'])
  return id === undefined ? undefined : `${resource.resourceType}/${id}`
}

/** The reference in a Reference, in R5's CodeableReference, or given as a plain string. */
export function referenceIn(value: unknown): string | undefined {
  const [item] = list(value)
  const object = record(item)
  if (object === undefined) return text(item)
  const inner = object['reference']
  return text(inner) ?? text(record(inner)?.['reference'])
}

/** The words of a Reference; in a CodeableReference they stand one level down. */
export function displayIn(value: unknown): string | undefined {
  const [item] = list(value)
  const object = record(item)
  return text(object?.['display']) ?? text(record(object?.['reference'])?.['display'])
}

const withoutVersion = (reference: string): string => {
  const at = reference.indexOf('/_history/')
  return at === -1 ? reference : reference.slice(0, at)
}

/** Longer ones are no references. Vendors' ids are longer than FHIR's 64 characters, URLs seldom longer than this. */
const longest = 2048

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

/** A base URL in one spelling: no trailing slash, host in lower case, default port left out. */
function normalBase(url: string): string {
  const trimmed = url.trim().replace(/\/+$/, '')
  return URL.canParse(trimmed) ? new URL(trimmed).href.replace(/\/+$/, '') : trimmed
}

/** The request's own FHIR server: what a reference is called there. */
export class Home {
  readonly #base: string | undefined
  /** The spelling of the base that was met last: parsing thousands of equal URLs takes longer than all the rest. */
  #lastHere: string | undefined

  constructor(base: string | undefined) {
    this.#base = base === undefined ? undefined : normalBase(base)
  }

  /**
   * `Type/id` of a reference; `undefined` for a urn, a contained resource or another server. An absolute reference
   * counts where the request names no server: the same id at another server is another resource.
   * @param type what a bare id without a type refers to
   */
  key(reference: string, type?: string): string | undefined {
    const at = parts(reference)
    if (at !== undefined) return this.#isHere(at.base) ? `${at.type}/${at.id}` : undefined
    return type !== undefined && bareIds.test(reference) ? `${type}/${reference}` : undefined
  }

  #isHere(base: string | undefined): boolean {
    if (base === undefined || this.#base === undefined || base === this.#lastHere) return true
    const here = normalBase(base) === this.#base
    if (here) this.#lastHere = base
    return here
  }
}

/** Finds what references lead to: contained resources, then drafts, then prefetch, then what the server gave. */
export class References {
  readonly #home: Home
  readonly #drafts = new Map<string, Resource>()
  #prefetch: Map<string, Resource> | undefined
  readonly #prefetched: () => Iterable<Located>
  readonly #read = new Map<string, Resource>()
  /** Contained resources by id: looking through a long list once for each reference takes the square of its length. */
  readonly #inside = new WeakMap<Resource, Map<string, Resource>>()

  /** @param prefetched gives the resources of the prefetch, asked for when the drafts do not hold what is looked for */
  constructor(home: Home, drafts: Iterable<Located>, prefetched: () => Iterable<Located>) {
    this.#home = home
    this.#prefetched = prefetched
    this.#index(this.#drafts, drafts)
  }

  /** Adds what the server gave. `asked` is the `Type/id` it was asked for: a server may answer with a merged resource. */
  add(resource: Resource, asked?: string): void {
    this.#index(this.#read, [{ resource }])
    if (asked !== undefined && !this.#read.has(asked)) this.#read.set(asked, resource)
  }

  /**
   * @param reference as written
   * @param owner the resource that holds it, for `#id`
   * @param type what a bare id without a type refers to
   */
  find(reference: string, owner?: Resource, type?: string): Found | undefined {
    if (reference.startsWith('#')) return this.#contained(reference.slice(1), owner)
    const bare = withoutVersion(reference)
    const keys = [bare, this.key(bare, type)].filter((key) => key !== undefined)
    for (const layer of this.#layers()) {
      for (const key of keys) {
        const resource = layer.get(key)
        if (resource !== undefined) return { resource, owner: resource }
      }
    }
    return undefined
  }

  /** As `Home.key`. */
  key(reference: string, type?: string): string | undefined {
    return this.#home.key(reference, type)
  }

  *#layers(): Iterable<Map<string, Resource>> {
    yield this.#drafts
    if (this.#prefetch === undefined) {
      this.#prefetch = new Map()
      this.#index(this.#prefetch, this.#prefetched())
    }
    yield this.#prefetch
    yield this.#read
  }

  #index(layer: Map<string, Resource>, located: Iterable<Located>): void {
    for (const { resource, fullUrl } of located) {
      const key = keyOf(resource)
      if (key !== undefined && !layer.has(key)) layer.set(key, resource)
      if (fullUrl === undefined) continue
      if (!layer.has(fullUrl)) layer.set(fullUrl, resource)
      const named = this.key(fullUrl)
      if (named !== undefined && !layer.has(named)) layer.set(named, resource)
    }
  }

  #contained(id: string, owner: Resource | undefined): Found | undefined {
    if (owner === undefined) return undefined
    let inside = this.#inside.get(owner)
    if (inside === undefined) {
      inside = new Map()
      for (const item of records(owner['contained'])) {
        const own = text(item['id'])?.replace(/^#/, '')
        const resource = asResource(item)
        if (own !== undefined && resource !== undefined && !inside.has(own)) inside.set(own, resource)
      }
      this.#inside.set(owner, inside)
    }
    const resource = inside.get(id)
    return resource === undefined ? undefined : { resource, owner }
  }
}

/** Whose resource it is: `ours` also where none is named, because prefetch and searches are made by patient. */
export class Belonging {
  readonly #patient: string
  readonly #home: Home
  readonly #urns = new Set<string>()

  /** @param patientId bare, or with `Patient/` in front of it as some clients send */
  constructor(patientId: string, home: Home) {
    this.#patient = bareId(patientId, 'Patient')
    this.#home = home
  }

  /** Bundles whose entries are named by urn refer to the patient by urn. */
  note({ resource, fullUrl }: Located): void {
    if (resource.resourceType === 'Patient' && fullUrl?.startsWith('urn:') === true && this.#isPatient(resource)) {
      this.#urns.add(fullUrl)
    }
  }

  isOurs(resource: Resource): boolean {
    if (resource.resourceType === 'Patient') return this.#isPatient(resource)
    const subject = referenceIn(resource['subject']) ?? referenceIn(resource['patient'])
    // A contained Patient has no identity to compare.
    if (subject === undefined || subject.startsWith('#')) return true
    return this.#urns.has(subject) || this.#home.key(subject, 'Patient') === `Patient/${this.#patient}`
  }

  #isPatient(resource: Resource): boolean {
    const id = text(resource['id'])
    return id === undefined || id === this.#patient
  }
}

/** The id in `123`, `Patient/123` or an absolute URL. */
export function bareId(id: string, type: string): string {
  const at = parts(id.trim())
  return at?.type === type ? at.id : id.trim()
}
