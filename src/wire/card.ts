import type * as guidance from '../../cards/guidance.ts'
import type { FhirVersion } from '../fhir/chart.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import type { Action, Card, HookRequest, Suggestion } from './cds-hooks.ts'
import { medicationRequest } from './medication-request.ts'

export interface WireContext {
  readonly guidance: guidance.Guidance
  readonly request: HookRequest
  readonly drafts: readonly DraftEntry[]
  readonly version: FhirVersion
  readonly randomUUID: () => string
}

/** A card on the wire, and which suggestion stands for which alternative. */
export interface Issued {
  readonly card: Card
  readonly suggestions: readonly { readonly uuid: string; readonly alternative?: string }[]
}

/** Suggestions that can only be read become lines of the detail. */
export const asText = (suggestions: readonly guidance.Suggestion[]): string => {
  const lines = suggestions.flatMap(({ label, prescribe }) =>
    prescribe === undefined ? [] : [`- ${label}: ${prescribe.prescription.sig}`],
  )
  return lines.length === 0 ? '' : `\n\nOptions to order by hand:\n\n${lines.join('\n')}`
}

/**
 * One suggestion: create first, then delete, because some clients stop at the first action. `undefined` when nothing
 * is left to do, e.g. a removal of drafts without ids.
 */
function wireSuggestion(suggestion: guidance.Suggestion, context: WireContext): Suggestion | undefined {
  const { request, drafts } = context
  const replaced =
    drafts.find(({ resource }) =>
      suggestion.remove.some(({ key }) => key === `${resource.resourceType}/${resource.id}`),
    ) ?? drafts.find((draft) => draft.underReview)
  const create: readonly Action[] =
    suggestion.prescribe === undefined
      ? []
      : [
          {
            type: 'create',
            description: suggestion.prescribe.description,
            resource: medicationRequest(suggestion.prescribe.prescription, request, replaced?.resource),
          },
        ]
  const remove: readonly Action[] = suggestion.remove.map(({ key, description }) => ({
    type: 'delete',
    description,
    resourceId: key,
  }))
  const actions = [...create, ...remove]
  if (actions.length === 0) return undefined
  return {
    label: suggestion.label,
    uuid: context.randomUUID(),
    ...(suggestion.recommended ? { isRecommended: true } : {}),
    actions,
  }
}

/** The card as CDS Hooks 3.0 spells it. Absent members are absent: nowhere null, empty text, list or object. */
export function wireCard(card: guidance.Card, context: WireContext): Issued {
  const { guidance: rule, version, randomUUID } = context
  const creatable = version === 'R4'
  const shown = creatable ? card.suggestions : card.suggestions.filter(({ prescribe }) => prescribe === undefined)
  const pairs = shown.flatMap((suggestion) => {
    const wire = wireSuggestion(suggestion, context)
    return wire === undefined ? [] : [{ wire, alternative: suggestion.alternative }]
  })
  const issued: Card = {
    uuid: randomUUID(),
    summary: card.summary,
    detail: creatable ? card.detail : card.detail + asText(card.suggestions),
    indicator: card.indicator,
    source: {
      ...card.source,
      topic: { ...rule.topic, display: `${rule.topic.display} (content ${rule.version})` },
    },
    ...(pairs.length === 0
      ? {}
      : { suggestions: pairs.map(({ wire }) => wire), selectionBehavior: 'at-most-one' as const }),
    ...(card.overrideReasons.length === 0
      ? {}
      : { overrideReasons: card.overrideReasons.map((reason) => ({ ...reason, system: rule.overrideReasonSystem })) }),
    ...(card.links.length === 0 ? {} : { links: card.links.map((link) => ({ ...link, type: 'absolute' as const })) }),
  }
  return {
    card: issued,
    suggestions: pairs.map(({ wire, alternative }) => ({
      uuid: wire.uuid,
      ...(alternative === undefined ? {} : { alternative }),
    })),
  }
}
