import type { Code, Concept } from '../facts.ts'
import { remembered } from '../remember.ts'
import { snomed, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import { writingOnce } from './written.ts'

/** Of several migraines the one that a card quotes: the order in which a chart lists its problems has no meaning. */

/** Names of code systems hold "without status migrainosus" and "not intractable": a negation in front does not count. */
const refractoryWords =
  /(?<!\b(?:non|not|without|no)[\s-]+(?:mention\s+of\s+)?)\b(?:(?:refractory|(?:drug-|treatment-)?resistant)(?:\s+chronic)?\s+migraine|migraine,?\s+(?:refractory|resistant)|status\s+migrainosus|(?:intractable\s+chronic|chronic\s+intractable)\s+migraine|chr(?:onic)?\s+migraine(?:\s+w(?:ith(?:out)?|\/?o)\s+aura)?,?\s+(?:with\s+)?intractable|migraine,\s*(?:chronic,?\s+intractable|intractable,?\s+chronic))\b/i
/**
 * SNOMED CT "Refractory migraine", "… without aura", "… with aura" and "… variants". Source: the displays of the value
 * set `migraine-intractable`; of the ICD codes in it none says more than intractable.
 */
const refractoryCodes: ReadonlySet<string> = new Set(['423894005', '423279000', '423683008', '425365009'])
export const isRefractory = remembered(
  (concept) =>
    concept.codes.some(({ system, code }) => system === snomed && refractoryCodes.has(code)) ||
    wordsOf(concept).some((words) => refractoryWords.test(words)),
)

/**
 * Codes that name no kind of migraine: ICD-10-CM G43 and G43.9, ICD-9-CM 346 and 346.9, SNOMED CT "Migraine" and
 * "Migraine NOS". Source: the displays of the value set `migraine-migraine`.
 */
const ofNoKind = /^(?:(?:G43|346)(?:\.9\w*)?|37796009|155046006|193041007)$/

/** How much a migraine tells of its course: status migrainosus, then refractory, chronic, intractable, of a kind. */
const telling = (concept: Concept, code: Code | undefined): number => {
  const chronic = codes.chronicMigraine.holds(concept)
  const intractable = codes.intractable.holds(concept)
  return (
    (codes.statusMigrainosus.holds(concept) ? 16 : 0) +
    (isRefractory(concept) || (chronic && intractable) ? 8 : 0) +
    (chronic ? 4 : 0) +
    (intractable ? 2 : 0) +
    (code === undefined || ofNoKind.test(code.code) ? 0 : 1)
  )
}

type Compare = (one: Concept, other: Concept) => boolean

/** First by what is told, then coded ones by code (of one system the longer before the shorter), then by words. */
function before(
  one: Concept,
  other: Concept,
  codeOf: (concept: Concept) => Code | undefined,
  wordsBefore: Compare,
): boolean {
  const [a, b] = [codeOf(one), codeOf(other)]
  const more = telling(one, a) - telling(other, b)
  if (more !== 0) return more > 0
  if (a === undefined || b === undefined) return a === b ? wordsBefore(one, other) : a !== undefined
  if (a.system !== b.system) return a.system < b.system
  if (a.code.length !== b.code.length) return a.code.length > b.code.length
  return a.code === b.code ? wordsBefore(one, other) : a.code < b.code
}

function comparingWords(): Compare {
  const written = writingOnce((concept: Concept) => JSON.stringify(concept))
  return (one, other) => written(one) < written(other)
}

/**
 * The most telling of several migraines, in whatever order they come. `codeOf` gives a concept's migraine code. Whichever
 * is refractory comes first, so the row is never another one for the sake of what is quoted.
 */
export function mostTelling(
  migraines: readonly Concept[],
  codeOf: (concept: Concept) => Code | undefined,
): Concept | undefined {
  let most: Concept | undefined
  const wordsBefore = comparingWords()
  // Many orders may share one reason.
  for (const one of new Set(migraines)) if (most === undefined || before(one, most, codeOf, wordsBefore)) most = one
  return most
}
