import { hashing } from '../../src/store/hashing.ts'
import type { CallEvent } from '../../src/store/events.ts'
import {
  callColumns,
  cardColumns,
  cardValues,
  optionsFrom,
  recorded,
  suggestionsFrom,
  withHashedIds,
} from '../../src/store/rows.ts'
import { aCall, aSilence } from './events.ts'

const options: CallEvent['options'] = [
  { alternative: 'walk', offered: true, recommended: true, rules: [] },
  { alternative: 'rest', offered: true, recommended: false, rules: ['with-care'] },
  { alternative: 'swim', offered: false, recommended: false, rules: ['no-pool', 'too-cold'] },
  { alternative: 'run', offered: false, recommended: true, rules: [] },
  { alternative: 'sit', offered: false, recommended: false, rules: [] },
]

const named = (columns: readonly string[], values: readonly unknown[]) =>
  Object.fromEntries(columns.map((column, index) => [column, values[index]]))

it('has a value for every column, in the order of the columns', () => {
  const call = aCall({ because: 'why', outcome: 'would-have-fired' })
  const { call: values, suggestions } = recorded(call)

  expect(values).toHaveLength(callColumns.length)
  expect(named(callColumns, values)).toMatchObject({
    hook_instance: call.hookInstance,
    patient: call.patient,
    encounter: call.encounter,
    client: call.client,
    at: call.at,
    hook: call.hook,
    service: call.service,
    rule: call.rule,
    content_version: call.contentVersion,
    outcome: 'would-have-fired',
    because: 'why',
    table_row: call.row,
    indicator: 'warning',
    evidence: JSON.stringify(call.evidence),
    missing: '[]',
    card: call.card.uuid,
    ms: call.ms,
    reads: call.reads,
  })
  const card = cardValues(values, suggestions)
  expect(card).toHaveLength(cardColumns.length)
  expect(named(cardColumns, card)).toEqual({
    uuid: call.card.uuid,
    at: call.at,
    service: call.service,
    client: call.client,
    rule: call.rule,
    content_version: call.contentVersion,
    patient: call.patient,
    encounter: call.encounter,
    indicator: 'warning',
    suggestions,
  })
})

it('tells the options and suggestions as they were, and as rows of earlier versions hold them', () => {
  const { call, suggestions } = recorded(aCall({ options }))
  const text = String(named(callColumns, call)['options'])

  expect(optionsFrom(text)).toEqual(options)
  expect(text.length).toBeLessThan(JSON.stringify(options).length / 2)
  expect(optionsFrom(JSON.stringify(options))).toEqual(options)
  const { card } = aCall()
  expect(suggestionsFrom(JSON.stringify(card.suggestions))).toEqual(card.suggestions)
  expect(suggestionsFrom(suggestions ?? '')).toHaveLength(card.suggestions.length)
  expect(suggestionsFrom(recorded(aCall({ card })).suggestions ?? '')).toEqual(card.suggestions)
})

it('keeps a card in lower case, as it is asked for, and none where none was shown', () => {
  const { card } = aCall()
  const upper = recorded(aCall({ card: { ...card, uuid: card.uuid.toUpperCase() } }))

  expect(named(callColumns, upper.call)['card']).toBe(card.uuid)
  expect(recorded(aSilence())).toMatchObject({ suggestions: null })
  expect(named(callColumns, recorded(aSilence()).call)['card']).toBeNull()
})

it('holds no id at the length that a client gives it, and hashes it the same', () => {
  const long = (id: string): string => `${id}${'x'.repeat(4_000_000)}`
  const { call } = recorded(aCall({ patient: long('p'), encounter: long('e') }))
  expect(JSON.stringify(call).length).toBeLessThan(2000)

  const hashes = hashing('key')
  const hidden = named(callColumns, withHashedIds(call, hashes))
  const { client } = aCall()
  expect(hidden['patient']).toBe(hashes.patient(client, long('p')))
  expect(hidden['encounter']).toBe(hashes.encounter(client, long('e')))
  expect(hashes.patient(client, long('p'))).not.toBe(hashes.patient(client, long('q')))
})
