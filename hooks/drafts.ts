import type { DraftEntry, HookContext, Resource } from './hook.ts'

const isDraft = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && typeof (value as { resourceType?: unknown }).resourceType === 'string'

/** `Type/id` of a relative, absolute or versioned reference; a bare id or a urn stays as it is. */
function bareReference(reference: string): string {
  const parts = reference.replace(/\/_history\/[^/]*$/, '').split('/')
  return parts.slice(-2).join('/')
}

/** A name as it is compared: case makes no difference in a URN. */
function spelled(name: string): string {
  const trimmed = name.trim()
  return /^urn:/i.test(trimmed) ? trimmed.toLowerCase() : trimmed
}

const hasId = ({ id }: Resource): boolean => typeof id === 'string' && id !== ''

/**
 * The id where only the entry's `fullUrl` tells it: a suggestion can delete by it. On a server other than the request's,
 * where that is known, it would name another resource, so it does not count.
 */
function idIn(fullUrl: string, type: string, fhirServer: string | undefined): string | undefined {
  const base = fhirServer === undefined ? undefined : `${fhirServer.replace(/\/$/, '')}/`
  const isHere = !fullUrl.includes(':') || base === undefined || fullUrl.startsWith(base)
  const [, named, id] = /^([A-Za-z]+)\/([^/?#\s]+)$/.exec(isHere ? bareReference(fullUrl) : '') ?? []
  return named === type ? id : undefined
}

/** An `id` that is an object counts as none: it might not even convert to text. */
const withTextId = (draft: Resource): Resource => (typeof draft.id === 'object' ? withoutId(draft) : draft)

/** In lower case; empty where there is none. */
const statusOf = ({ status }: Resource): string => (typeof status === 'string' ? status.trim().toLowerCase() : '')

/** Whether a selection names the draft: by its place, by `Type/id`, or by its bare id. */
const isNamed = (selected: ReadonlySet<string>, draft: Resource, fullUrl: string | undefined): boolean =>
  (fullUrl !== undefined && (selected.has(spelled(fullUrl)) || selected.has(bareReference(fullUrl)))) ||
  (draft.id !== undefined && (selected.has(`${draft.resourceType}/${draft.id}`) || selected.has(draft.id)))

/** A resource of `draftOrders`, its `fullUrl`, and its id where only the `fullUrl` tells it. */
interface Written {
  readonly resource: Resource
  readonly url: string | undefined
  readonly placed: string | undefined
}

/** The resources of `draftOrders`. Entries without one are skipped; a single entry may come in place of a list. */
function writtenIn({ draftOrders: { entry: entries = [] } }: HookContext, fhirServer: string | undefined): Written[] {
  const written: Written[] = []
  for (const entry of Array.isArray(entries) ? (entries as readonly unknown[]) : [entries]) {
    if (typeof entry !== 'object' || entry === null) continue
    const { resource: found, fullUrl } = entry as { resource?: unknown; fullUrl?: unknown }
    if (!isDraft(found)) continue
    const resource = withTextId(found)
    const url = typeof fullUrl === 'string' ? fullUrl : undefined
    const placed = hasId(resource) || url === undefined ? undefined : idIn(url, resource.resourceType, fhirServer)
    written.push({ resource, url, placed })
  }
  return written
}

const nameOf = ({ resource, placed }: Written): string =>
  `${resource.resourceType}/${placed ?? String(resource.id).trim()}`

/** How many drafts share each name, other patients' included: deleting by that name could delete any of them. */
function timesNamed(written: readonly Written[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const name of written.map(nameOf)) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

/** Only orders are deleted. A Medication that two orders refer to may be sent twice, and must keep its id to be found. */
const isOrder = ({ resourceType }: Resource): boolean => /(?:Request|Order|Prescription)$/.test(resourceType)

function withoutId(draft: Resource): Resource {
  const { id: _id, ...rest } = draft
  return rest
}

/**
 * The drafts of `draftOrders`, in their order. An order has an id only where no other draft has the same.
 * @param fhirServer base URL of the request's FHIR server
 * @param openStatuses statuses of drafts that are still being decided on; a draft without a status is one of them
 * @param selections `Type/id`, as the specification says; bare ids and absolute URLs are sent by clients too
 */
export function draftEntries(
  context: HookContext,
  fhirServer: string | undefined,
  openStatuses: readonly string[],
  selections?: HookContext['selections'],
): readonly DraftEntry[] {
  const selected =
    selections === undefined
      ? undefined
      : new Set(
          [selections]
            .flat()
            // Also exactly as sent: capitals and blanks may be part of an id.
            .flatMap((name) => [name, spelled(name)])
            .flatMap((name) => [name, bareReference(name)]),
        )
  const written = writtenIn(context, fhirServer)
  const times = written.length > 1 ? timesNamed(written) : undefined
  return written.map((one) => {
    const { url, placed } = one
    const isAlone = times === undefined || times.get(nameOf(one)) === 1
    const named = isAlone && placed !== undefined ? { ...one.resource, id: placed } : one.resource
    const status = statusOf(named)
    const open = status === '' || openStatuses.includes(status)
    const underReview = open && (selected === undefined || isNamed(selected, named, url))
    const resource = isAlone || named.id === undefined || !isOrder(named) ? named : withoutId(named)
    return url === undefined ? { resource, underReview } : { fullUrl: url, resource, underReview }
  })
}

/** Neither blank nor a type without an id (`Patient/`): a search with such an id would return everybody's data. */
const namesOne = '[^\\s/]\\s*$'

/**
 * Members that both order hooks share. Clients send ids longer than FHIR's 64 characters and, where they convert from XML, a
 * single item in place of a list.
 */
export const orderContext = {
  userId: { type: 'string', minLength: 1 },
  patientId: { type: 'string', minLength: 1, pattern: namesOne },
  encounterId: { type: ['string', 'null'] },
  draftOrders: {
    type: 'object',
    properties: { resourceType: { const: 'Bundle' }, entry: { type: ['array', 'object', 'null'] } },
  },
} as const
