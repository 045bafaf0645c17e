import type { DraftEntry, HookContext } from './hook.ts'

type Draft = DraftEntry['resource']

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && typeof (value as { resourceType?: unknown }).resourceType === 'string'

/** `Type/id` of a relative, absolute or versioned reference; a bare id or a urn stays as it is. */
function bareReference(reference: string): string {
  const parts = reference.replace(/\/_history\/[^/]*$/, '').split('/')
  return parts.slice(-2).join('/')
}

const names = (fullUrl: string | undefined, draft: Draft): readonly string[] => [
  ...(fullUrl === undefined ? [] : [fullUrl, bareReference(fullUrl)]),
  ...(draft.id === undefined ? [] : [`${draft.resourceType}/${draft.id}`, draft.id]),
]

/**
 * The entries of `draftOrders`, in their order; entries that hold no resource are passed over.
 * @param openStatuses in which a draft is still being decided on; an absent status counts as draft
 * @param selections `Type/id`, as the specification says; bare ids and absolute URLs are sent by clients too
 */
export function draftEntries(
  context: HookContext,
  openStatuses: readonly string[],
  selections?: readonly string[],
): readonly DraftEntry[] {
  const selected = selections && new Set(selections.flatMap((name) => [name, bareReference(name)]))
  return (context.draftOrders.entry ?? []).flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return []
    const { resource, fullUrl } = entry as { resource?: unknown; fullUrl?: unknown }
    if (!isDraft(resource)) return []
    const url = typeof fullUrl === 'string' ? fullUrl : undefined
    const status = resource['status']
    const open = typeof status !== 'string' || openStatuses.includes(status)
    const chosen = selected === undefined || names(url, resource).some((name) => selected.has(name))
    return [{ ...(url === undefined ? {} : { fullUrl: url }), resource, underReview: open && chosen }]
  })
}

/** Members that both order hooks share. Ids may be longer than FHIR's 64 characters; clients send such. */
export const orderContext = {
  userId: { type: 'string', minLength: 1 },
  patientId: { type: 'string', minLength: 1 },
  encounterId: { type: ['string', 'null'] },
  draftOrders: {
    type: 'object',
    properties: { resourceType: { const: 'Bundle' }, entry: { type: 'array' } },
  },
} as const
