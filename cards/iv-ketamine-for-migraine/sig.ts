/** What a sig says in words, where a client sends no structured dose or timing: `Take 2 tablets every 6 hours`. */

const numbers: Readonly<Record<string, number>> = { once: 1, one: 1, twice: 2, two: 2, three: 3, four: 4 }
const numberOf = (word: string): number => numbers[word.toLowerCase()] ?? Number(word)

const counted = /\b(\d{1,2}|one|two|three|four)\s{0,2}(?:\(\d{1,2}\)\s{0,2})?(?:tab(?:let)?s?|cap(?:sule|let)?s?)\b/i
const every = /\b(?:every|q)\s?(\d{1,2})(?:\s?(?:-|to)\s?\d{1,2})?\s?h(?:(?:ou)?rs?)?\b/i
const times = /\b(\d|once|twice|two|three|four)\s(?:times\s)?(?:(?:a|per|each|every)\s)?da(?:y|ily)\b/i
const abbreviated = /\b(bid|tid|qid|b\.i\.d|t\.i\.d|q\.i\.d)\b/i
const byLetter: Readonly<Record<string, number>> = { b: 2, t: 3, q: 4 }

/** Tablets or capsules of one dose. */
export function unitsIn(sig: string): number | undefined {
  const [, word] = counted.exec(sig) ?? []
  return word === undefined ? undefined : numberOf(word)
}

/** Doses a day; of a span of hours the shorter, which is the most that may be taken. */
export function perDayIn(sig: string): number | undefined {
  const hours = Number(every.exec(sig)?.[1])
  if (hours > 0) return 24 / hours
  const [, word] = times.exec(sig) ?? []
  if (word !== undefined) return numberOf(word)
  const [, letters] = abbreviated.exec(sig) ?? []
  return letters === undefined ? undefined : byLetter[letters.charAt(0).toLowerCase()]
}
