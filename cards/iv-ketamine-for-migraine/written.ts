import type { Concept, Drug } from '../facts.ts'
import { once } from '../once.ts'

/**
 * Facts as text, to tell and to sort them by all that is known. Thousands of orders may refer to one drug or one problem,
 * whose names may be as long as a body: what they share is written once.
 */

/** The same function, which writes each thing once: one may be as long as a body, and is compared with all others. */
export function writingOnce<T extends object>(write: (one: T) => string): (one: T) => string {
  const known = new Map<T, string>()
  return (one) => {
    const text = known.get(one) ?? write(one)
    known.set(one, text)
    return text
  }
}

const isConcept = (value: unknown): value is Concept =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<Concept>).codes)
const areConcepts = (value: unknown): value is readonly Concept[] => Array.isArray(value) && value.some(isConcept)

/** The same text for facts that say the same: in the place of each concept, and of a list of them, stands a number. */
export function briefly(): (value: unknown) => string {
  const byText = new Map<string, number>()
  const byObject = new Map<object, number>()
  const numbered = (value: object, write: () => string): number => {
    const known = byObject.get(value)
    if (known !== undefined) return known
    const text = write()
    const number = byText.get(text) ?? byText.size
    byText.set(text, number)
    byObject.set(value, number)
    return number
  }
  const ofConcept = (concept: Concept): number => numbered(concept, () => JSON.stringify(concept))
  return (value) =>
    JSON.stringify(value, (_name, member: unknown) =>
      isConcept(member)
        ? ofConcept(member)
        : areConcepts(member)
          ? numbered(member, () => member.map(ofConcept).join())
          : member,
    )
}

/** What a drug says, as a text that follows from that alone among these drugs. Nothing is written before it is asked for. */
export function drugsWritten(drugs: readonly Drug[]): (drug: Drug) => string {
  const places = once(() => {
    const distinct = new Set<Concept>()
    for (const ingredients of new Set(drugs.map((drug) => drug.ingredients)))
      for (const one of ingredients) distinct.add(one)
    for (const { concept, form } of drugs) {
      distinct.add(concept)
      if (form !== undefined) distinct.add(form)
    }
    const written = [...distinct].map((concept) => [concept, JSON.stringify(concept)] as const)
    const sorted = new Map([...new Set(written.map(([, text]) => text))].toSorted().map((text, at) => [text, at]))
    return new Map(written.map(([concept, text]) => [concept, sorted.get(text)]))
  })
  const mixOf = writingOnce((ingredients: Drug['ingredients']) => ingredients.map((one) => places().get(one)).join())
  return ({ concept, ingredients, form }) =>
    [places().get(concept), form === undefined ? '' : places().get(form), mixOf(ingredients)].join(';')
}
