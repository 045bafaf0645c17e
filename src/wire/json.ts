import { getOrAdd } from '../../cards/once.ts'
import type { Action, Card, Suggestion } from './cds-hooks.ts'

/**
 * The texts of values that outlive a call. A card is written as `JSON.stringify` would write it, but most of it is the same
 * on every card: those parts are written once and kept here.
 */
const kept = new WeakMap<object, string>()

/** Says of a value that it outlives the call and does not change: its text is kept as long as it lives. */
export function lasting<T extends object>(value: T): T {
  kept.set(value, JSON.stringify(value))
  return value
}

/** Remembers what is made of an object for as long as that lives. */
export function perObject<Key extends object, Value extends object>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>()
  return (key) => getOrAdd(made, key, () => make(key))
}

const text = (value: unknown): string =>
  (typeof value === 'object' && value !== null ? kept.get(value) : undefined) ?? JSON.stringify(value)

function list<T>(items: readonly T[], write: (item: T) => string): string {
  let written = '['
  for (const item of items) written += written === '[' ? write(item) : `,${write(item)}`
  return `${written}]`
}

/** An object, each of its members written by itself: the text of some may be kept. */
function resourceText(resource: object): string {
  let written = '{'
  for (const name in resource) {
    const value = (resource as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined) written += `${written === '{' ? '' : ','}"${name}":${text(value)}`
  }
  return `${written}}`
}

const member = (name: string, value: unknown): string => (value === undefined ? '' : `,"${name}":${text(value)}`)

const actionText = ({ type, description, resource, resourceId }: Action): string =>
  `{"type":"${type}","description":${text(description)}${
    resource === undefined ? '' : `,"resource":${resourceText(resource)}`
  }${member('resourceId', resourceId)}}`

const suggestionText = ({ label, uuid, isRecommended, actions }: Suggestion): string =>
  `{"label":${text(label)},"uuid":${text(uuid)}${member('isRecommended', isRecommended)},"actions":${list(actions, actionText)}}`

/** The text of a card. */
export const cardText = (card: Card): string =>
  `{"uuid":${text(card.uuid)},"summary":${text(card.summary)}${member('detail', card.detail)},"indicator":"${card.indicator}","source":${text(card.source)}${
    card.suggestions === undefined ? '' : `,"suggestions":${list(card.suggestions, suggestionText)}`
  }${member('selectionBehavior', card.selectionBehavior)}${member('overrideReasons', card.overrideReasons)}${member('links', card.links)}}`
