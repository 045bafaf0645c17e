import type { CodeableConcept, Coding, Reference } from 'fhir/r4.js'
import type { Code, Concept } from '../../cards/facts.ts'

/**
 * What drafts, context and chart say, in the form in which a created order may repeat it. Clients send much that is not
 * valid FHIR: that is left out, and nothing is put in its place.
 */

/** Longer ones are no references. */
const longest = 2048

/** Ids may be longer than FHIR's 64 characters and hold a `_`: some EHRs have such ids, and take them back. */
const literal = /^(?:https?:\/\/[^\s?#\p{Cc}]+\/)?([A-Z][A-Za-z]+)\/[\w.-]+(?:\/_history\/[\w.-]+)?$/u

/**
 * A literal reference to one of these types. A bare id, a search, `#contained` and `urn:` lead nowhere from an order on
 * its own.
 */
export function reference(value: unknown, types: ReadonlySet<string>): Reference | undefined {
  if (typeof value !== 'string' || value.length > longest) return undefined
  const type = literal.exec(value)?.[1]
  return type !== undefined && types.has(type) ? { reference: value } : undefined
}

const control = /\p{Cc}/u
const forbidden = /(?![\t\n\r])\p{Cc}/gu

/** A `string`: no control characters, and not blank. */
function string(words: string | undefined): string | undefined {
  if (words === undefined) return undefined
  const plain = control.test(words) ? words.replaceAll(forbidden, '') : words
  return plain.trim() === '' ? undefined : plain.toWellFormed()
}

/** A system has to be absolute: `EPIC EDG ID` names none. */
const uri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}]+$/u
/** Single blanks inside. */
const code = /^[^\s\p{Cc}]+(?: [^\s\p{Cc}]+)*$/u

function coding({ system, code: written, display }: Code): Coding | undefined {
  if (!uri.test(system) || !code.test(written)) return undefined
  const words = string(display)
  return words === undefined ? { system, code: written } : { system, code: written, display: words }
}

/** Where neither a valid coding nor a text is left, the first display becomes the text. */
export function codeableConcept({ codes, text }: Concept): CodeableConcept | undefined {
  const codings: Coding[] = []
  for (const one of codes) {
    const valid = coding(one)
    if (valid !== undefined) codings.push(valid)
  }
  const words =
    string(text) ?? (codings.length === 0 ? string(codes.find(({ display }) => display)?.display) : undefined)
  if (codings.length === 0) return words === undefined ? undefined : { text: words }
  return words === undefined ? { coding: codings } : { coding: codings, text: words }
}

/** The members of a Reference, of whatever a client puts there. */
export interface ReferenceAsSent {
  readonly reference?: unknown
  readonly type?: unknown
  readonly identifier?: unknown
  readonly display?: unknown
}

/** Whoever is named without a literal reference: by an identifier (an NPI), by words, or both. */
export function named({ identifier, display }: ReferenceAsSent): Reference | undefined {
  const { system, value } = (identifier ?? {}) as { system?: unknown; value?: unknown }
  const id = typeof value === 'string' ? string(value) : undefined
  const words = typeof display === 'string' ? string(display) : undefined
  if (id === undefined && words === undefined) return undefined
  const isIn = typeof system === 'string' && uri.test(system)
  return {
    ...(id === undefined ? {} : { identifier: isIn ? { system, value: id } : { value: id } }),
    ...(words === undefined ? {} : { display: words }),
  }
}
