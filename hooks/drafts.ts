import type { DraftEntry, HookContext, Resource } from './hook.ts'

const isDraft = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && typeof (value as { resourceType?: unknown }).resourceType === 'string'

/** `Type/id` of a relative, absolute or versioned reference; a bare id or a urn stays as it is. */
function bareReference(reference: string): string {
  const parts = reference.replace(/\/_history\/[^/]*$/, '').split('/')
  return parts.slice(-2).join('/')
}

/** As it is compared: a URN is the same in capitals. */
function spelled(name: string): string {
  const trimmed = name.trim()
  return /^urn:/i.test(trimmed) ? trimmed.toLowerCase() : trimmed
}

const hasId = ({ id }: Resource): boolean => typeof id === 'string' && id !== ''

/**
 * The id that stands in the entry's `fullUrl` alone: it is what a suggestion can delete. Under another server than the
 * request's, where that is told, it would name another resource.
 */
function idIn(fullUrl: string, type: string, fhirServer: string | undefined): string | undefined {
  const base = fhirServer === undefined ? undefined : `${fhirServer.replace(/\/$/, '')}/`
  const isHere = !fullUrl.includes(':') || base === undefined || fullUrl.startsWith(base)
  const [, named, id] = /^([A-Za-z]+)\/([^/?#\s]+)$/.exec(isHere ? bareReference(fullUrl) : '') ?? []
  return named === type ? id : undefined
}

/** An id that is an object is none: not even text could be made of it. */
const withTextId = (draft: Resource): Resource => (typeof draft.id === 'object' ? withoutId(draft) : draft)

/** In lower case; empty where there is none. */
const statusOf = ({ status }: Resource): string => (typeof status === 'string' ? status.trim().toLowerCase() : '')

/** Whether a selection names the draft: by its place, by `Type/id`, or by its bare id. */
const isNamed = (selected: ReadonlySet<string>, draft: Resource, fullUrl: string | undefined): boolean =>
  (fullUrl !== undefined && (selected.has(spelled(fullUrl)) || selected.has(bareReference(fullUrl)))) ||
  (draft.id !== undefined && (selected.has(`${draft.resourceType}/${draft.id}`) || selected.has(draft.id)))

/** A resource of `draftOrders`, its `fullUrl`, and the id that stands there alone. */
interface Written {
  readonly resource: Resource
  readonly url: string | undefined
  readonly placed: string | undefined
}

/** The resources of `draftOrders`; an entry that holds none is passed over, and one may stand for a list of one. */
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

/** How many drafts have each name, other patients' among them: a suggestion that deletes one would delete any. */
function timesNamed(written: readonly Written[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const name of written.map(nameOf)) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

/** What orders refer to (a Medication that the EHR put beside each of two) is found by its id, and never deleted. */
const isOrder = ({ resourceType }: Resource): boolean => /(?:Request|Order|Prescription)$/.test(resourceType)

function withoutId(draft: Resource): Resource {
  const { id: _id, ...rest } = draft
  return rest
}

/**
 * The drafts of `draftOrders`, in their order. An order has an id only where no other draft has the same.
 * @param fhirServer base URL of the request's FHIR server
 * @param openStatuses in which a draft is still being decided on; an absent status counts as draft
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
            // Also as it was sent: an id is what it is, with its capitals and blanks.
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

/** Not blank, and no type without an id: a search for such a patient would be one for everybody's. */
const namesOne = '[^\\s/]\\s*$'

/**
 * Members that both order hooks share. Ids may be longer than FHIR's 64 characters, and what is made from XML may have a
 * single item where a list belongs; clients send such.
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
