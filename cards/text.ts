/** Text of charts: the form that patterns and names are compared with, which is never shown, and where text is cut. */

const ascii = /^[\x20-\x7e]*$/

/** The sign for what was lost, or half of a pair of surrogates: JSON may hold them. */
const lost = /[\ufffd\p{Cs}]/u
/**
 * Beside a letter. One that stands alone was a dash or a quotation mark, and one before a last `s` an apostrophe: of
 * `Crohn’s disease` everything else is there.
 */
const lostLetter = /\p{L}[\ufffd\p{Cs}]+(?!s(?!\p{L}))|(?<![\p{L}\ufffd\p{Cs}])[\ufffd\p{Cs}]+\p{L}/u

/** Letters, digits and signs in other shapes: full width, ligatures, mathematical alphabets. */
const otherShapes = /[\uff01-\uff5e\ufb00-\ufb06\u{1d400}-\u{1d7ff}]+/gu

/** The signs that Windows-1252 has where Latin-1 has control characters, from 0x80 on; the blanks are not assigned. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'
/** The last six bits of the byte that a sign was read from. */
const bitsOf = (sign: number): number => (sign <= 0xbf ? sign : windows1252.indexOf(String.fromCharCode(sign))) & 0x3f
const continuing = `\\u0080-\\u00bf${windows1252.replaceAll(' ', '')}`
/** What may follow a word in capitals that ends in `Ã`, as Portuguese ones do: of `AVELÃ–ASPIRINA` both are names. */
const behindWords = '\\u00a0–—…”’»·®™°'
/** `Ã¤`, `â„¢`: the bytes of `ä` and `™` in UTF-8, read as Latin-1 or Windows-1252, as interfaces do. */
const misread = new RegExp(`(?!(?<=\\p{Lu})Ã[${behindWords}])[ÂÃ][${continuing}]|â[${continuing}]{2}`, 'gu')
/** Reckoned, and not decoded: a text may hold hundreds of thousands. */
function asMeant(signs: string): string {
  const first = signs.charCodeAt(0)
  const next = bitsOf(signs.charCodeAt(1))
  // Bytes 110xxxxx 10xxxxxx, and 1110xxxx 10xxxxxx 10xxxxxx.
  if (first < 0xe0) return String.fromCharCode(((first & 0x1f) << 6) | next)
  return String.fromCharCode(((first & 0x0f) << 12) | (next << 6) | bitsOf(signs.charCodeAt(2)))
}

/** Whether letters were lost where a text was read in another encoding than it was written in. */
export const isGarbled = (text: string): boolean => lost.test(text) && (lostLetter.test(text) || !/\p{L}/u.test(text))

/**
 * Text for comparison, in plain keyboard characters: editors and word processors write apostrophes, quotation marks,
 * hyphens and blanks of their own, and invisible characters, and interfaces misread them. What looks alike compares alike.
 * A long dash separates thoughts, a short one joins words.
 */
export function plainly(text: string): string {
  if (ascii.test(text)) return text
  return text
    .replace(misread, asMeant)
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[™℠®©]/gu, ' ')
    .replace(/[‘’‚‛′‵ʹʻʼˈ´]/gu, "'")
    .replace(/[“”„‟″«»]/gu, '"')
    .replace(/[—―⸺⸻]/gu, ' - ')
    .replace(/[\p{Pd}−⁃]/gu, '-')
    .replace(otherShapes, (shapes) => shapes.normalize('NFKC'))
    .normalize('NFC')
}

/** The beginning of a text, never ending in half of a surrogate pair. */
export const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

/** Names as a sentence has them: `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
