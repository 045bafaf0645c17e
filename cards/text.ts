/** Of the text of charts: what patterns and names are compared with, and where it is cut. Neither is for showing. */

const ascii = /^[\x20-\x7e]*$/

/** Letters, digits and signs in other shapes: full width, ligatures, mathematical alphabets. */
const otherShapes = /[\uff01-\uff5e\ufb00-\ufb06\u{1d400}-\u{1d7ff}]+/gu

/**
 * Text as it is read, in the signs of a keyboard: editors and word processors write apostrophes, quotation marks,
 * hyphens and blanks of their own, and signs that nobody sees. What looks alike reads alike. A long dash stands between
 * thoughts, a short one inside words.
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

/** The beginning of a text, without the half of a sign that two code units make. */
export const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
