import type { Resource } from './chart.ts'
import { type Json, first, list, number, record, records, text } from './facts-values.ts'
import { narrowedBy } from './narrowed.ts'
import { unread, type ServerAnswer } from './server-contract.ts'

/** The value as a resource of any type; `undefined` where it is none. */
export function asResource(value: unknown): Resource | undefined {
  const object = record(value)
  return object !== undefined && text(object['resourceType']) !== undefined ? (object as Resource) : undefined
}

/** URL of a Bundle's link, e.g. of `next`. */
export function linkOf(bundle: Json, relation: string): string | undefined {
  return text(records(bundle['link']).find((link) => link['relation'] === relation)?.['url'])
}

const typeIn = /(?:^|\/)([A-Z][A-Za-z]+)(?:\/_search)?(?:\?|$)/

/** The type that a Bundle's own link says was searched. */
export const searchedType = (bundle: Json): string | undefined => typeIn.exec(linkOf(bundle, 'self') ?? '')?.[1]

/** A type that was searched, and by what its list was narrowed. */
export interface Narrowed {
  readonly type: string
  readonly by: string
}

const afterType = (url: string): string => url.slice(url.indexOf('?') + 1)

/** By what a search was narrowed, as the Bundle's own link tells: that may be less than was asked. */
export function narrowedSearch(bundle: Json): Narrowed | undefined {
  const type = searchedType(bundle) ?? ''
  const by = narrowedBy(type, afterType(linkOf(bundle, 'self') ?? ''))
  return by === undefined ? undefined : { type, by }
}

/** What the pages of a search held so far, other patients' resources among it, and the greatest total they stated. */
export interface Counted {
  readonly matches: number
  readonly total: number
  /** As the first page tells that says so. */
  readonly narrowed?: Narrowed | undefined
}

export const totalOf = (bundle: Json): number => number(bundle['total']) ?? 0

const statusCode = /^\s*(\d{3})\b/

/**
 * Why an entry of a search, or of the response to a batch, is no answer; `undefined` where it is one. In words, without
 * patient data.
 */
export function failureIn(entry: Json | undefined, resource: Resource | undefined): string | undefined {
  if (resource?.resourceType === 'OperationOutcome' && isError(resource)) return outcomeWords(resource)
  const response = record(entry?.['response'])
  return (response && failureOf(response)) ?? (resource === undefined ? 'an entry without a resource' : undefined)
}

function failureOf({ outcome: written, status }: Json): string | undefined {
  const outcome = record(written)
  if (outcome !== undefined && isError(outcome)) return outcomeWords(outcome)
  const told = typeof status === 'string' || typeof status === 'number' ? String(status) : ''
  const [, code] = statusCode.exec(told) ?? []
  return code === undefined || code.startsWith('2') ? undefined : `an entry that failed with HTTP ${code}`
}

/** Whether an entry is one that `total` counts. */
export const isMatch = (entry: Json): boolean => record(entry['search'])?.['mode'] !== 'include'

/** What is missing of a search without further pages, in words. A total may be an estimate: only one above the matches tells. */
export function missingOf({ matches, total }: Counted): string | undefined {
  if (total <= matches) return undefined
  return matches === 0 ? `a Bundle with none of its ${total} entries` : `${matches} of ${total} supplied`
}

/** A FHIR issue code is fit to be repeated; anything else in an outcome may name the patient. */
const issueCode = /^[a-z-]{1,40}$/

export function outcomeWords(outcome: Json): string {
  const code = text(first(outcome['issue'])?.['code'])
  return code !== undefined && issueCode.test(code) ? `OperationOutcome (${code})` : 'OperationOutcome'
}

const severities = (outcome: Json): readonly unknown[] => records(outcome['issue']).map((issue) => issue['severity'])

/** Issue types that say results were left out, however mildly. Source: FHIR R4, value set issue-type. */
const withholding: ReadonlySet<unknown> = new Set([
  'suppressed',
  'security',
  'login',
  'forbidden',
  'expired',
  'incomplete',
  'timeout',
  'throttled',
  'too-costly',
])
/** Epic names the kinds of a resource that an app was not granted. These are kinds that no rule looks at. */
const beside =
  /^(?:client|user) not authorized for \w+ - (?:genomics|dental finding|infection|reason for visit|care plan problem|health concern|outside record)\b/i

const isWithheld = ({ code, diagnostics }: Json): boolean =>
  withholding.has(code) && !beside.test(text(diagnostics) ?? '')

/** Whether an OperationOutcome says that something was not searched. Other warnings are normal, also beside an empty result. */
export const isError = (outcome: Json): boolean =>
  severities(outcome).some((severity) => severity === 'error' || severity === 'fatal') ||
  records(outcome['issue']).some(isWithheld)

/** Whether an OperationOutcome says something, and nothing but information. */
export const isInformation = (outcome: Json): boolean => {
  const all = severities(outcome)
  return (
    !isError(outcome) && all.length > 0 && all.every((severity) => severity === 'information' || severity === 'success')
  )
}

/** What one page of a search holds. */
interface Contents {
  readonly found: readonly Resource[]
  /** With what the pages before it held. */
  readonly counted: Counted
  /** Why one of the entries is no answer. */
  readonly failed: string | undefined
}

/** @param before what the pages before this one held */
export function contentsOf(page: Json, before: Counted): Contents {
  const found: Resource[] = []
  let { matches } = before
  let failed: string | undefined
  for (const item of list(page['entry'])) {
    const entry = record(item)
    const resource = asResource(entry?.['resource'])
    failed = failureIn(entry, resource) ?? failed
    if (entry === undefined || resource === undefined || resource.resourceType === 'OperationOutcome') continue
    found.push(resource)
    if (isMatch(entry)) matches += 1
  }
  const total = Math.max(before.total, totalOf(page))
  return { found, counted: { matches, total, narrowed: before.narrowed ?? narrowedSearch(page) }, failed }
}

/** The same answer, of which it is known why it is a part; `undefined`: nothing says that it is one. */
export const inPart = (answer: ServerAnswer, why: string | undefined): ServerAnswer =>
  answer.ok && why !== undefined ? { ...answer, cut: answer.cut ?? why } : answer

/**
 * The answer of a search whose last page was read.
 * @param query what was asked, where that is itself a part of a list
 */
export function answerOf(resources: readonly Resource[], counted: Counted, query = ''): ServerAnswer {
  const missing = missingOf(counted)
  if (missing !== undefined && counted.matches === 0) return unread(missing)
  const { type = '', by } = counted.narrowed ?? {}
  const isAsked = by === narrowedBy(type, afterType(query))
  return inPart(inPart({ ok: true, resources }, missing), isAsked ? undefined : `a search narrowed by "${by}"`)
}
