import type { MedicationRequest } from 'fhir/r4.js'
import type * as guidance from '../../cards/guidance.ts'
import { getOrAdd } from '../../cards/once.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import type { FhirVersion } from '../fhir/chart.ts'
import type { Action, Card, HookRequest, Link, Suggestion } from './cds-hooks.ts'
import { lasting, perObject } from './json.ts'
import { medicationRequest } from './medication-request.ts'

/** Makes a UUID. */
export type NewId = (of: 'card' | 'suggestion') => string

export interface WireContext {
  readonly guidance: guidance.Guidance
  readonly request: HookRequest
  readonly drafts: readonly DraftEntry[]
  readonly version: FhirVersion
  readonly newId: NewId
  /** Launch URL of the SMART app, where one is configured and may be launched by the server of this call. */
  readonly smartApp?: string
}

/** What a client can show and apply. */
export interface Dialect {
  /** `swap`: create and delete in one suggestion; `apart`: one action in each suggestion; `text`: no suggestions. */
  readonly suggestions: 'swap' | 'apart' | 'text'
  readonly selectionBehavior: 'at-most-one' | 'any'
  readonly links: 'all' | 'absolute' | 'none'
  readonly overrideReasons: boolean
  /** Whether a delete also names its draft by a `resource` of type and id, as clients of CDS Hooks 1.x expect. */
  readonly deletesByResource?: true
  topicCode(code: string, indicator: guidance.Indicator): string
  /** The words of a create action. */
  describe(suggestion: guidance.Suggestion, description: string): string
  /** The draft as this client takes it; `undefined` where it could not be applied as it is meant. */
  order(resource: MedicationRequest, suggestion: guidance.Suggestion): MedicationRequest | undefined
}

/** A card on the wire, and which suggestion stands for which alternative. */
export interface Issued {
  readonly card: Card
  readonly suggestions: readonly { readonly uuid: string; readonly alternative?: string }[]
}

/** A suggestion, and the action by which this client can order what it prescribes. */
interface Offered {
  readonly suggestion: guidance.Suggestion
  readonly create: Action | undefined
}

interface Pair {
  readonly wire: Suggestion
  readonly alternative: string | undefined
}

/** Prescriptions that this client cannot order become lines of the detail. */
function asText(offered: readonly Offered[]): string {
  let lines = ''
  for (const { suggestion, create } of offered)
    if (create === undefined && suggestion.prescribe !== undefined)
      lines += `\n- ${suggestion.label}: ${suggestion.prescribe.prescription.sig}`
  return lines === '' ? '' : `\n\nOptions to order by hand:\n${lines}`
}

type Remove = guidance.Suggestion['remove']

const typeAndId = (key: string): object => {
  const [resourceType, id] = key.split('/', 2)
  return { resourceType, id }
}

const deletes = (remove: Remove, { deletesByResource }: Dialect): readonly Action[] =>
  remove.map(({ key, description }) => ({
    type: 'delete',
    description,
    ...(deletesByResource === true ? { resource: typeAndId(key) } : {}),
    resourceId: key,
  }))

/** The draft that a prescription replaces: the first that its suggestion removes, else the first under review. */
function replacedAmong(drafts: readonly DraftEntry[]): (remove: Remove) => DraftEntry | undefined {
  // Suggestions of one card remove the same drafts, which may be many.
  let last: Remove | undefined
  let replaced: DraftEntry | undefined
  return (remove) => {
    if (remove === last) return replaced
    last = remove
    const keys = new Set(remove.map(({ key }) => key))
    const isReplaced = ({ resource: { resourceType, id } }: DraftEntry): boolean => keys.has(`${resourceType}/${id}`)
    replaced = drafts.find(isReplaced) ?? drafts.find((draft) => draft.underReview)
    return replaced
  }
}

/** The create action of a suggestion that prescribes; `undefined` where the client could not apply it. */
function createOf(
  suggestion: guidance.Suggestion,
  dialect: Dialect,
  context: WireContext,
  replacedBy: (remove: Remove) => DraftEntry | undefined,
): Action | undefined {
  const { prescribe, remove } = suggestion
  if (prescribe === undefined || context.version !== 'R4' || dialect.suggestions === 'text') return undefined
  const plain = medicationRequest(prescribe.prescription, context.request, replacedBy(remove)?.resource)
  const resource = plain && dialect.order(plain, suggestion)
  if (resource === undefined) return undefined
  return { type: 'create', description: dialect.describe(suggestion, prescribe.description), resource }
}

function wireSuggestion(
  label: string,
  recommended: boolean,
  actions: readonly Action[],
  { newId }: WireContext,
): Suggestion {
  const uuid = newId('suggestion')
  return recommended ? { label, uuid, isRecommended: true, actions } : { label, uuid, actions }
}

/** Create first, then delete: some clients stop at the first action. */
function swaps(offered: readonly Offered[], context: WireContext, dialect: Dialect): readonly Pair[] {
  const pairs: Pair[] = []
  for (const { suggestion, create } of offered) {
    const { label, recommended, alternative, prescribe, remove } = suggestion
    // Where the client cannot make the new order, the old one is not to be removed.
    if (prescribe !== undefined && create === undefined) continue
    const actions = create === undefined ? deletes(remove, dialect) : [create, ...deletes(remove, dialect)]
    if (actions.length > 0) pairs.push({ wire: wireSuggestion(label, recommended, actions, context), alternative })
  }
  return pairs
}

/**
 * One action in each suggestion, each draft removed once. Where a client selects what is recommended beforehand, half
 * a swap would add the alternative and keep the order it replaces: the removals are recommended together with it.
 */
function singles(offered: readonly Offered[], context: WireContext, dialect: Dialect): readonly Pair[] {
  const pairs: Pair[] = []
  const swapped = new Set<string>()
  const removals = new Map<string, Remove[number]>()
  for (const { suggestion, create } of offered) {
    const { label, recommended, alternative, remove } = suggestion
    for (const one of remove) removals.set(one.key, one)
    if (create === undefined) continue
    pairs.push({ wire: wireSuggestion(label, recommended, [create], context), alternative })
    if (recommended) for (const { key } of remove) swapped.add(key)
  }
  for (const one of removals.values()) {
    const wire = wireSuggestion(one.description, swapped.has(one.key), deletes([one], dialect), context)
    pairs.push({ wire, alternative: undefined })
  }
  return pairs
}

const arrange: Readonly<
  Record<Dialect['suggestions'], (offered: readonly Offered[], of: WireContext, dialect: Dialect) => readonly Pair[]>
> = { swap: swaps, apart: singles, text: () => [] }

const absolute = perObject((links: guidance.Card['links']) =>
  lasting(links.map((link): Link => ({ ...link, type: 'absolute' }))),
)

function linksOf(decision: guidance.Speaks, dialect: Dialect, context: WireContext): readonly Link[] {
  if (dialect.links === 'none') return []
  const links = absolute(decision.card.links)
  if (dialect.links === 'absolute' || context.smartApp === undefined) return links
  const { id: rule, version } = context.guidance
  return [
    {
      label: 'Every option for this patient, and why',
      url: context.smartApp,
      type: 'smart',
      appContext: JSON.stringify({ rule, version, row: decision.row }),
    },
    ...links,
  ]
}

const reasonsOf = perObject(({ overrideReasonSystem: system }: guidance.Guidance) =>
  perObject((reasons: guidance.Card['overrideReasons']) => lasting(reasons.map((reason) => ({ ...reason, system })))),
)

const sourcesOf = perObject((_rule: guidance.Guidance) =>
  perObject((_source: guidance.Card['source']) => new Map<string, Card['source']>()),
)

/** Where a card comes from, and its topic as a dialect spells it. */
function sourceOf(source: guidance.Card['source'], rule: guidance.Guidance, topicCode: string): Card['source'] {
  const known = sourcesOf(rule)(source)
  const { system, display } = rule.topic
  return getOrAdd(known, topicCode, () =>
    lasting({ ...source, topic: { system, code: topicCode, display: `${display} (content ${rule.version})` } }),
  )
}

/** The card as CDS Hooks 3.0 spells it. Absent members are absent: nowhere null, empty text, list or object. */
export function wireCard(decision: guidance.Speaks, dialect: Dialect, context: WireContext): Issued {
  const { guidance: rule, newId } = context
  const { card } = decision
  const replacedBy = replacedAmong(context.drafts)
  const offered = card.suggestions.map((suggestion) => ({
    suggestion,
    create: createOf(suggestion, dialect, context, replacedBy),
  }))
  const uuid = newId('card')
  const pairs = arrange[dialect.suggestions](offered, context, dialect)
  const links = linksOf(decision, dialect, context)
  return {
    card: {
      uuid,
      summary: card.summary,
      detail: card.detail + asText(offered),
      indicator: card.indicator,
      source: sourceOf(card.source, rule, dialect.topicCode(rule.topic.code, card.indicator)),
      ...(pairs.length === 0
        ? {}
        : { suggestions: pairs.map(({ wire }) => wire), selectionBehavior: dialect.selectionBehavior }),
      ...(card.overrideReasons.length === 0 || !dialect.overrideReasons
        ? {}
        : { overrideReasons: reasonsOf(rule)(card.overrideReasons) }),
      ...(links.length === 0 ? {} : { links }),
    },
    suggestions: pairs.map(({ wire: { uuid: suggestion }, alternative }) =>
      alternative === undefined ? { uuid: suggestion } : { uuid: suggestion, alternative },
    ),
  }
}
