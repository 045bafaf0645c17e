import type { Action, Card, Suggestion } from './cds-hooks.ts'

/**
 * A card as JSON text, the same as `JSON.stringify` gives. Most of a card stands on every other one as well: what
 * outlives a call is written once and kept.
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
  return (key) => {
    let value = made.get(key)
    if (value === undefined) made.set(key, (value = make(key)))
    return value
  }
}

const text = (value: unknown): string =>
  (typeof value === 'object' && value !== null ? kept.get(value) : undefined) ?? JSON.stringify(value)

const list = <T>(items: readonly T[], write: (item: T) => string): string => `[${items.map(write).join(',')}]`

/** The members of an object, each by itself: some of them may be kept. */
function members(object: object): string {
  let written = ''
  for (const [name, value] of Object.entries(object))
    if (value !== undefined) written += `${written === '' ? '' : ','}"${name}":${text(value)}`
  return written
}

const resourceText = (resource: object): string => `{${members(resource)}}`

const actionText = ({ type, description, resource, resourceId }: Action): string =>
  `{"type":"${type}","description":${text(description)}${
    resource === undefined ? '' : `,"resource":${resourceText(resource)}`
  }${resourceId === undefined ? '' : `,"resourceId":${text(resourceId)}`}}`

const suggestionText = ({ label, uuid, isRecommended, actions }: Suggestion): string =>
  `{"label":${text(label)},"uuid":"${uuid}"${isRecommended === true ? ',"isRecommended":true' : ''},"actions":${list(actions, actionText)}}`

/** The text of a card. */
export function cardText({ suggestions, ...plain }: Card): string {
  const { uuid, summary, detail, indicator, source, ...rest } = plain
  const head = members({ uuid, summary, detail, indicator, source })
  const middle = suggestions === undefined ? '' : `,"suggestions":${list(suggestions, suggestionText)}`
  const tail = members(rest)
  return `{${head}${middle}${tail === '' ? '' : `,${tail}`}}`
}
