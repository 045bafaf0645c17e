/** Text of charts: the form that patterns and names are compared with, which is never shown, and where text is cut. */

const ascii = /^[\x20-\x7e]*$/

/** Letters, digits and signs in other shapes: full width, ligatures, mathematical alphabets. */
const otherShapes = /[\uff01-\uff5e\ufb00-\ufb06\u{1d400}-\u{1d7ff}]+/gu

/**
 * Text for comparison, in plain keyboard characters: editors and word processors write apostrophes, quotation marks,
 * hyphens and blanks of their own, and invisible characters. What looks alike compares alike. A long dash separates
 * thoughts, a short one joins words.
 */
export function plainly(text: string): string {
  if (ascii.test(text)) return text
  return text
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
