/**
 * How often a drug is taken, and whether only as needed, in the words of a sig or of a timing: `every 4 to 6 hours`,
 * `QID`, `four times a day`.
 */

const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  half: 0.5,
  once: 1,
  one: 1,
  twice: 2,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  twelve: 12,
}

/** `2`, `1,000`, `four`, `1/2`, `1 1/2`, `1-1/2`, `one and 1/2`, `one and one-half`. */
export function numberOf(written: string): number {
  const [whole = '', half] = written.toLowerCase().split(/[\s-]?(?:(?:(?:and|&) )?(?:1\/2|½)|and (?:an?|one)[\s-]half)/)
  if (half !== undefined) return (numbers[whole] ?? Number(whole)) + 0.5
  return numbers[whole] ?? Number(whole.replaceAll(',', ''))
}

/** `four (4)` */
const inBrackets = String.raw`(?:\s?\(\w{1,6}\))?`
const count = String.raw`\d{1,2}|two|three|four|six|eight|twelve`
const every = new RegExp(
  String.raw`\b(?:every|q)\s?(${count})${inBrackets}(?:\s?(?:-|to)\s?(?:${count})${inBrackets})?\s?h(?:(?:ou)?rs?)?\b|\b(${count})(?:\s?(?:-|to)\s?(?:${count}))?[\s-]?hourly\b`,
  'i',
)
/** `five day course` is no frequency. */
const times = new RegExp(
  String.raw`\b(\d|once|twice|one|two|three|four|five|six)${inBrackets}\s?(?:(?:x|times)\s?)?(?:daily|(?:(?:a|per|each|every)\s|\/\s?)day)\b`,
  'i',
)
/** `QID`, and as the British write it: `QDS`, `b.d.` */
const abbreviated = /\b(?:[btq]id|[btq]\.i\.d|[btq]ds|[tq]\.d\.s|[bo]\.?d)\b/gi
const byLetter: Readonly<Record<string, number>> = { o: 1, b: 2, t: 3, q: 4 }
/** `Max daily amount` is no frequency. */
const daily =
  /\b(?:(?<!\bmax\w{0,4} )daily(?! (?:max|amount|dose|limit))|nightly|nocte|mane|qd|qhs|(?:every|each) (?:day|morning|evening|night)|at (?:bedtime|night)|in the (?:morning|evening))\b/i

const morningAndNight =
  /\b(?:mane|morning) ?(?:and|&|\+) ?(?:(?:in|at|the|every|each) ){0,2}(?:nocte|night|evening|bedtime)\b/i

/** Doses a day. Of `every 4 to 6 hours` the shorter interval counts: it is the most that may be taken. */
export function perDayIn(words: string): number | undefined {
  const [, interval, hourly] = every.exec(words) ?? []
  const hours = interval ?? hourly
  if (hours !== undefined && numberOf(hours) > 0) return 24 / numberOf(hours)
  const [, word] = times.exec(words) ?? []
  if (word !== undefined) return numberOf(word)
  const letters = words.match(abbreviated)
  if (letters !== null) return Math.max(...letters.map((one) => byLetter[one.charAt(0).toLowerCase()] ?? 0))
  if (morningAndNight.test(words)) return 2
  return daily.test(words) ? 1 : undefined
}

const asNeeded =
  /(?<!\bnot (?:to be )?(?:taken |given )?)(?<!\b(?:extra|additional|another|more(?! than))\b[^.;]{0,30})\b(?:(?:as|if|when|whenever) (?:needed|necessary|required)|prn|p\.r\.n)\b/i

/** Whether all of it is taken as needed: an extra dose as needed comes on top of a schedule. */
export const saysAsNeeded = (words: string): boolean => asNeeded.test(words)
