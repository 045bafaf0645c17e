import { EgressError, isUnder, type Egress } from '../security/egress.ts'
import { serverOf } from '../security/registered-servers.ts'
import { type Counted, answerOf, asResource, contentsOf, inPart, linkOf } from './bundles.ts'
import type { Resource } from './chart.ts'
import { makeCircuits, type Pass } from './circuit.ts'
import { get, type Line } from './get.ts'
import { bareId } from './references.ts'
import { mayRead, showsPartOf } from './scope.ts'
import { unread, type Connect, type FhirServer, type ServerAnswer, type Unread } from './server-contract.ts'

/** Bounds of the reads of one call, and of the patience with one server. */
interface ServerLimits {
  /** Of one read. */
  readonly pages: number
  /** Of one read. */
  readonly resources: number
  /** Of all reads together, decompressed. */
  readonly bytes: number
  /** Calls in a row that met a timeout, a broken connection or a 5xx, after which the server is left alone. */
  readonly failures: number
  readonly coolDownMs: number
}

export interface ConnectSettings {
  readonly egress: Egress
  readonly limits?: Partial<ServerLimits>
  /** Monotonic clock of the circuit and of retries, in milliseconds. */
  readonly now?: () => number
}

const defaults: ServerLimits = { pages: 20, resources: 2_000, bytes: 8 * 1024 * 1024, failures: 5, coolDownMs: 10_000 }

/** `Type/id`, `Type/id/_history/version` or `Type?search`: nothing that could climb out of the base URL. */
const readable = /^([A-Z][A-Za-z]*)(?:(\/(?!\.)[\w.~-]{1,256}(?:\/_history\/(?!\.)[\w.~-]{1,256})?)|\?[^#\p{Cc}]*)$/u

/**
 * Gives each hook call its FHIR server. Sockets and circuits are shared between calls; the token and the client
 * that holds it are not.
 */
export function makeConnect({ egress, limits: given, now = () => performance.now() }: ConnectSettings): Connect {
  const limits = { ...defaults, ...given }
  const circuits = makeCircuits({ failures: limits.failures, coolDownMs: limits.coolDownMs, now })

  return ({ request: { fhirServer, fhirAuthorization, context }, caller, deadline, deadlineMs }) => {
    if (fhirServer === undefined) return { why: 'no fhirServer in the request' }
    const holder = fhirAuthorization?.patient ?? undefined
    // Many servers answer such a token's search with an empty list: no allergies, no conditions.
    if (holder !== undefined && bareId(holder, 'Patient') !== bareId(context.patientId, 'Patient'))
      return { why: 'the access token is for another patient' }
    const server = serverOf(caller, fhirServer)
    if (server === undefined) return { why: 'the fhirServer is not registered for this client' }

    const base = server.url
    const startedAt = now()
    let agent: Line['agent']
    try {
      agent = egress.agent(server)
    } catch (error) {
      if (error instanceof EgressError) return { why: error.message }
      throw error
    }
    const left = (): number => deadlineMs - (now() - startedAt)
    const room = { left: limits.bytes }
    let pass: Pass | undefined
    const token = fhirAuthorization?.access_token
    if (token !== undefined && !/^[!-~]+$/.test(token)) return { why: 'the access token cannot be sent' }

    async function guarded(reading: (line: Line) => Promise<ServerAnswer>): Promise<ServerAnswer> {
      pass ??= circuits.enter(base)
      if (pass === undefined) return unread('circuit open after repeated failures', 'circuit open')
      return reading({ base, agent, token, deadline, deadlineMs, left, room, pass })
    }

    return {
      async read(query) {
        const [, type, id] = readable.exec(query) ?? []
        if (type === undefined) return unread('not a FHIR read or search')
        if (fhirAuthorization !== undefined && !mayRead(fhirAuthorization.scope, type))
          return unread(`scope does not allow ${type} reads`)
        const url = `${base}/${query}`
        if (id !== undefined) return guarded((line) => instance(line, url, type))
        const answer = await guarded((line) => search(line, url, nothingYet, limits))
        const isPart = fhirAuthorization !== undefined && showsPartOf(fhirAuthorization.scope, type)
        return inPart(answer, isPart ? `scope shows a part of ${type} only` : undefined)
      },

      async follow(next, counted) {
        const url = absolute(base, next)
        return url === undefined ? unread(leaves) : guarded((line) => search(line, url, counted, limits))
      },
    } satisfies FhirServer
  }
}

const leaves = 'next link leaves the FHIR server'

function absolute(base: string, link: string): string | undefined {
  const url = URL.canParse(link, `${base}/`) ? new URL(link, `${base}/`).href : undefined
  return url !== undefined && isUnder(base, url) ? url : undefined
}

async function instance(line: Line, url: string, type: string): Promise<ServerAnswer> {
  const got = await get(line, url)
  if (!got.ok) return got.fault === 'HTTP 404' || got.fault === 'HTTP 410' ? { ok: true, resources: [] } : got
  const resource = asResource(got.body)
  if (resource === undefined) return unread('not FHIR JSON')
  return resource.resourceType === type ? { ok: true, resources: [resource] } : unread(`not a ${type}`)
}

/** A type is fit to be repeated; anything else in its place may name the patient. */
const typeName = /^[A-Za-z]{1,64}$/

async function getPage(line: Line, url: string): Promise<{ ok: true; page: Resource } | Unread> {
  const got = await get(line, url)
  if (!got.ok) return got
  const page = asResource(got.body)
  if (page === undefined) return unread('not FHIR JSON')
  return page.resourceType === 'Bundle'
    ? { ok: true, page }
    : unread(typeName.test(page.resourceType) ? `${page.resourceType} instead of a Bundle` : 'not a Bundle')
}

const nothingYet: Counted = { matches: 0, total: 0 }

/** @param before what the pages before this one held */
async function search(line: Line, url: string, before: Counted, limits: ServerLimits): Promise<ServerAnswer> {
  const resources: Resource[] = []
  const seen = new Set<string>()
  let counted = before
  let href = url
  const cut = (why: string): ServerAnswer => ({ ok: true, resources, cut: why })

  for (;;) {
    seen.add(href)
    const got = await getPage(line, href)
    if (!got.ok) return seen.size === 1 ? got : cut(`page ${seen.size}: ${got.why}`)
    const { page } = got

    const { found, failed, counted: held } = contentsOf(page, counted)
    counted = held
    if (failed !== undefined && found.length === 0 && resources.length === 0) return unread(failed)
    const room = limits.resources - resources.length
    resources.push(...found.slice(0, room))
    if (found.length > room) return cut(`more than ${limits.resources} resources`)
    if (failed !== undefined) return cut(failed)

    const next = linkOf(page, 'next')
    if (next === undefined) return answerOf(resources, counted)
    if (seen.size >= limits.pages) return cut(`more than ${limits.pages} pages`)
    const link = absolute(line.base, next)
    if (link === undefined) return cut(leaves)
    if (seen.has(link)) return cut('paging runs in a circle')
    href = link
  }
}
