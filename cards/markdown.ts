import { beginningOf } from './text.ts'

/** Plain words with single blanks between them. A dot or colon behind a letter may belong to a link. */
const harmless = /^(?! )[a-z0-9,;'"/%-]*(?:(?:(?<![a-z])[.:](?!\/\/)| (?=[^ ]))[a-z0-9,;'"/%-]*)*$/i

/**
 * Text from the chart, made harmless for Markdown and HTML: clients render `detail` with raw HTML, unsanitised.
 * Control characters and line breaks become blanks; everything that Markdown or HTML could read as markup is escaped.
 */
export function escaped(text: string, most = 120): string {
  if (text.length <= most && harmless.test(text)) return text
  // One may be as long as a body. What becomes shorter are blanks.
  const begun = beginningOf(text, 20 * most)
  // Strict readers of JSON refuse a whole answer for one half of a surrogate pair.
  const plain = begun
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  const short = plain.length > most || begun !== text ? `${beginningOf(plain, most - 1)}…` : plain
  return short
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/(?:https?|ftp|mailto|javascript|data|www)(?=[:.])|(?<!http|https|ftp):(?=\/\/)/gi, '$&\u200b')
    .replace(/@/g, '&#64;')
}
