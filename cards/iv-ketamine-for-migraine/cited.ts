import type { Code, Concept } from '../facts.ts'
import { bounded, nameOf } from '../terminology.ts'

/** A fact of the chart as the card names it: words of the chart, not escaped, and a code. */
export interface Cited {
  readonly words: string
  readonly code?: string
  /** What about it, in our words: `did not help`. */
  readonly why?: string
  /** What it means, in our words, where `words` begin with them. */
  readonly means?: string
}

/** The words of the chart and a code, by which a card names a concept. */
export function citeConcept(concept: Concept, code = concept.codes[0]): Cited {
  const words = code?.display ?? nameOf(concept) ?? ''
  return { words, ...(code === undefined ? {} : { code: code.code }) }
}

/**
 * The part of a concept that says so, for a card to name it by: the first code that does by itself, else by its display (a
 * code of the EHR's own says nothing elsewhere), else the words alone.
 */
export function partThat(says: (concept: Concept) => boolean, concept: Concept): Concept {
  const { codes, text } = concept
  const words = text === undefined ? {} : { text }
  const telling = codes.find(({ system, code }) => says({ codes: [{ system, code }] }))
  const parts: readonly Concept[] = [
    ...[...(telling === undefined ? [] : [telling]), ...codes].map((code) => ({
      codes: [code],
      ...(code.display === undefined ? words : {}),
    })),
    { codes: [], ...words },
  ]
  return parts.find(says) ?? concept
}

/** What a fact of the chart means, in our words, and the fact: `pregnancy: Pregnant state, incidental`, Z33.1. */
export function citeAs(ours: string, concept: Concept): Cited {
  const { words, ...cited } = citeConcept(concept)
  return { words: words === '' ? ours : `${ours}: ${words}`, means: ours, ...cited }
}

/** Words of a concept, as they are read and as a card cites them. */
export interface Saying {
  readonly read: string
  readonly cited: Cited
}

/** What a concept says, each wording once: displays with their codes, and the text with the first code. */
export function sayingsOf({ text, codes }: Concept): readonly Saying[] {
  const said = new Map<string, Saying>()
  const add = (words: string | undefined, code: Code | undefined): void => {
    if (words === undefined || words.trim() === '' || said.has(words)) return
    said.set(words, { read: bounded(words), cited: { words, ...(code === undefined ? {} : { code: code.code }) } })
  }
  for (const code of codes) add(code.display, code)
  add(text, codes[0])
  return [...said.values()]
}
