import type { Concept } from '../facts.ts'
import { numberOf } from '../frequency.ts'
import { remembered } from '../remember.ts'
import { listedCodes, wordsOf } from '../terminology.ts'
import alternatives from './codes/alternatives.json' with { type: 'json' }
import ketamine from './codes/ketamine.json' with { type: 'json' }

/** Strengths in the names of products. */

const nameByCode = new Map(
  listedCodes([alternatives, ketamine]).map(({ system, code, display }) => [`${system}|${code}`, display]),
)

/** What the names of a product tell; where its own tell nothing, those that its codes have in our lists. */
function toldBy<T>(concept: Concept, read: (words: string) => readonly T[]): readonly T[] {
  const told = wordsOf(concept).flatMap(read)
  return told.length > 0
    ? told
    : concept.codes.flatMap(({ system, code }) => read(nameByCode.get(`${system}|${code}`) ?? ''))
}

const number = String.raw`(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,5}(?:\.\d{1,4})?)`
const masses = new RegExp(
  String.raw`${number}\s?mg\b(?!\s?(?:\/|in\b|per\b)\s?(?:\d{1,4}(?:\.\d{1,3})?\s?)?(?:m?l|h|hr|hour|kg|actuat\w{0,4}|spray|24)\b)`,
  'gi',
)
/** `10-325 mg`, `5 mg/325 mg`, `50/325/40`: what a combination holds, in the order of its names. */
const several =
  /(?<![\d.,/-])\d{1,4}(?:\.\d{1,4})?(?:(?:\s?mg)?\s?[-/]\s?\d{1,4}(?:\.\d{1,4})?){1,3}(?!\s?ml|[\d.,/-])/gi
const figures = /\d{1,4}(?:\.\d{1,4})?/g

const positive = (values: readonly number[]): readonly number[] => values.filter((value) => value > 0)

/** Whether an amount stands right behind the name of an ingredient: `acetaminophen 325 MG / oxycodone 5 MG`. */
function isOf(ingredient: string, words: string, at: number): boolean {
  const before = words.slice(Math.max(0, at - 80), at).toLowerCase()
  const name = before.lastIndexOf(ingredient)
  return name >= 0 && /^[a-z ]{0,24}$/.test(before.slice(name + ingredient.length))
}

/**
 * Milligrams of an ingredient in one tablet, by a name; several where it does not tell which amount is whose. The largest
 * is then taken: in every combination with acetaminophen or an NSAID that one weighs most.
 */
function strengthIn(ingredient: string, words: string): readonly number[] {
  const named = [...words.matchAll(masses)]
  const own = named.find(({ index }) => isOf(ingredient, words, index))
  const told = (own === undefined ? named : [own]).map(([, written = '']) => numberOf(written))
  const together = [...words.matchAll(several)]
    .flatMap(([written]) => [...written.matchAll(figures)].map(([figure]) => Number(figure)))
    .filter((value) => value >= 100 && value <= 1000)
  return positive([...told, ...together])
}

/** Eighty-one milligrams in the US. */
const childrensAspirin = /\bbaby\b|\blow[ -](?:dose|strength)\b|(?<![\d.,])81\b/i

/** Milligrams of an ingredient in one unit of a product. */
export function strengthOf(ingredient: string, concept: Concept): number | undefined {
  const names = wordsOf(concept)
  const strengths = toldBy(concept, (words) => strengthIn(ingredient, words))
  if (strengths.length > 0) return Math.max(...strengths)
  return ingredient === 'aspirin' && names.some((words) => childrensAspirin.test(words)) ? 81 : undefined
}

const concentrations = new RegExp(String.raw`${number}\s?mg\s?(?:\/|in|per)\s?(\d{1,4}(?:\.\d{1,3})?)?\s?ml\b`, 'gi')

/** Milligrams in a millilitre, as names tell (`ketamine 50 MG/ML`, `500 mg/10 mL`), in the order of the words. */
export const concentrationsOf = remembered((concept): readonly number[] =>
  positive(
    toldBy(concept, (words) =>
      [...words.matchAll(concentrations)].map(([, mass = '', volume = '1']) =>
        Number(volume) > 0 ? numberOf(mass) / Number(volume) : 0,
      ),
    ),
  ),
)
