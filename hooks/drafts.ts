import type { DraftEntry, HookContext } from './hook.ts'

type Draft = DraftEntry['resource']

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && typeof (value as { resourceType?: unknown }).resourceType === 'string'

/** `Type/id` of a relative, absolute or versioned reference; a bare id or a urn stays as it is. */
function bareReference(reference: string): string {
  const parts = reference.replace(/\/_history\/[^/]*$/, '').split('/')
  return parts.slice(-2).join('/')
}

/** The resource with its id, where that stands in the entry's `fullUrl` alone: it is what a suggestion can delete. */
function withId(resource: Draft, fullUrl: string | undefined): Draft {
  if (fullUrl === undefined || (typeof resource.id === 'string' && resource.id !== '')) return resource
  const [, type, id] = /^([A-Za-z]+)\/([^/?#\s]+)$/.exec(bareReference(fullUrl)) ?? []
  return id === undefined || type !== resource.resourceType ? resource : { ...resource, id }
}

/** Whether a selection names the draft: by its place, by `Type/id`, or by its bare id. */
const isNamed = (selected: ReadonlySet<string>, draft: Draft, fullUrl: string | undefined): boolean =>
  (fullUrl !== undefined && (selected.has(fullUrl) || selected.has(bareReference(fullUrl)))) ||
  (draft.id !== undefined && (selected.has(`${draft.resourceType}/${draft.id}`) || selected.has(draft.id)))

/**
 * The entries of `draftOrders`, in their order; entries that hold no resource are passed over.
 * @param openStatuses in which a draft is still being decided on; an absent status counts as draft
 * @param selections `Type/id`, as the specification says; bare ids and absolute URLs are sent by clients too
 */
export function draftEntries(
  context: HookContext,
  openStatuses: readonly string[],
  selections?: HookContext['selections'],
): readonly DraftEntry[] {
  const selected =
    selections === undefined ? undefined : new Set([selections].flat().flatMap((name) => [name, bareReference(name)]))
  const drafts: DraftEntry[] = []
  for (const entry of [context.draftOrders.entry ?? []].flat()) {
    if (typeof entry !== 'object' || entry === null) continue
    const { resource: written, fullUrl } = entry as { resource?: unknown; fullUrl?: unknown }
    if (!isDraft(written)) continue
    const url = typeof fullUrl === 'string' ? fullUrl : undefined
    const resource = withId(written, url)
    const status = resource['status']
    const open = typeof status !== 'string' || openStatuses.includes(status)
    const underReview = open && (selected === undefined || isNamed(selected, resource, url))
    drafts.push(url === undefined ? { resource, underReview } : { fullUrl: url, resource, underReview })
  }
  return drafts
}

/**
 * Members that both order hooks share. Ids may be longer than FHIR's 64 characters, and what is made from XML may have a
 * single item where a list belongs; clients send such.
 */
export const orderContext = {
  userId: { type: 'string', minLength: 1 },
  patientId: { type: 'string', minLength: 1 },
  encounterId: { type: ['string', 'null'] },
  draftOrders: {
    type: 'object',
    properties: { resourceType: { const: 'Bundle' }, entry: { type: ['array', 'object'] } },
  },
} as const
