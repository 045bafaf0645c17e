import type { CallEvent, ShownCard } from './events.ts'
import { briefId, type Hashing } from './hashing.ts'
import type { CallsTable, CardsTable } from './schema.ts'

/**
 * Values of a row of `calls`, in the order of `callColumns`: to hold, send to a thread and bind a flat list costs a fraction
 * of what a nested object does.
 */
export type CallValues = readonly [
  hookInstance: string,
  patient: string,
  encounter: string | null,
  client: string,
  at: string,
  hook: CallEvent['hook'],
  service: string,
  rule: string,
  contentVersion: string,
  outcome: CallEvent['outcome'],
  because: string | null,
  row: string | null,
  indicator: string | null,
  evidence: string,
  missing: string,
  options: string,
  card: string | null,
  ms: number,
  reads: number,
]

export const callColumns = [
  'hook_instance',
  'patient',
  'encounter',
  'client',
  'at',
  'hook',
  'service',
  'rule',
  'content_version',
  'outcome',
  'because',
  'table_row',
  'indicator',
  'evidence',
  'missing',
  'options',
  'card',
  'ms',
  'reads',
] as const satisfies readonly (keyof CallsTable)[]

export const cardColumns = [
  'uuid',
  'at',
  'service',
  'client',
  'rule',
  'content_version',
  'patient',
  'encounter',
  'indicator',
  'suggestions',
] as const satisfies readonly (keyof CardsTable)[]

/** What waits to be written of one call. */
export interface Recorded {
  readonly call: CallValues
  /** Of a card that was shown: what only its row in `cards` holds. */
  readonly suggestions: string | null
}

export function recorded(event: CallEvent): Recorded {
  const { card } = event
  const call: CallValues = [
    event.hookInstance,
    briefId(event.patient),
    event.encounter === undefined ? null : briefId(event.encounter),
    event.client,
    event.at,
    event.hook,
    event.service,
    event.rule,
    event.contentVersion,
    event.outcome,
    event.because ?? null,
    event.row ?? null,
    event.indicator ?? null,
    JSON.stringify(event.evidence),
    JSON.stringify(event.missing),
    optionsText(event.options),
    card === undefined ? null : card.uuid.toLowerCase(),
    event.ms,
    event.reads,
  ]
  return { call, suggestions: card === undefined ? null : suggestionsText(card.suggestions) }
}

/** The values of a row that are read after it was recorded, by name. Indexed: to destructure the list costs ten times as much. */
export const named = (call: CallValues) => ({
  patient: call[1],
  encounter: call[2],
  client: call[3],
  at: call[4],
  service: call[6],
  rule: call[7],
  contentVersion: call[8],
  outcome: call[9],
  because: call[10],
  row: call[11],
  indicator: call[12],
  options: call[15],
  card: call[16],
  ms: call[17],
})

export const cardOf = ({ call }: Recorded): string | null => named(call).card

export function withHashedIds(call: CallValues, hashes: Hashing): CallValues {
  const [hookInstance, patient, encounter, client, ...open] = call
  return [
    hashes.hookInstance(hookInstance),
    hashes.patient(client, patient),
    encounter === null ? null : hashes.encounter(client, encounter),
    client,
    ...open,
  ]
}

/** @param call with hashed ids */
export function cardValues(call: CallValues, suggestions: string | null): readonly (string | null)[] {
  const { patient, encounter, client, at, service, rule, contentVersion, indicator, card } = named(call)
  return [card, at, service, client, rule, contentVersion, patient, encounter, indicator ?? 'info', suggestions]
}

type Options = CallEvent['options']
type Suggestions = ShownCard['suggestions']

/** Most alternatives are neither offered nor met by a rule: their name alone says that. */
type StoredOption = string | readonly [alternative: string, marks: number, ...rules: string[]]
const offeredMark = 1
const recommendedMark = 2

function optionsText(options: Options): string {
  return JSON.stringify(
    options.map(({ alternative, offered, recommended, rules }): StoredOption => {
      const marks = (offered ? offeredMark : 0) + (recommended ? recommendedMark : 0)
      if (rules.length > 0) return [alternative, marks, ...rules]
      return marks === 0 ? alternative : [alternative, marks]
    }),
  )
}

export function optionsFrom(text: string): Options {
  // Rows of earlier versions hold the options as objects.
  const stored = JSON.parse(text) as readonly (StoredOption | Options[number])[]
  return stored.map((option) => {
    if (typeof option === 'object' && 'alternative' in option) return option
    const [alternative, marks, ...rules] = typeof option === 'string' ? ([option, 0] as const) : option
    return {
      alternative,
      offered: (marks & offeredMark) > 0,
      recommended: (marks & recommendedMark) > 0,
      rules,
    }
  })
}

type StoredSuggestion = readonly [uuid: string, alternative?: string]

const suggestionsText = (suggestions: Suggestions): string =>
  JSON.stringify(
    suggestions.map(({ uuid, alternative }): StoredSuggestion =>
      alternative === undefined ? [uuid] : [uuid, alternative],
    ),
  )

export function suggestionsFrom(text: string): Suggestions {
  const stored = JSON.parse(text) as readonly (StoredSuggestion | Suggestions[number])[]
  return stored.map((suggestion) => {
    if ('uuid' in suggestion) return suggestion
    const [uuid, alternative] = suggestion
    return alternative === undefined ? { uuid } : { uuid, alternative }
  })
}
