import type { Concept, Drug } from '../../cards/guidance.ts'
import { ndc, rxnorm, snomed } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import {
  type Draft,
  type Json,
  both,
  concept,
  conceptOrNothing,
  first,
  firstItem,
  none,
  record,
  records,
} from './facts-values.ts'
import { type Found, type References, displayIn, referenceIn } from './references.ts'

/** A mix holds drugs, and they hold substances. What lies deeper, or goes round in a circle, is left out. */
const deepest = 3
/** More than any product has; references that fan out at every step would otherwise multiply. */
const mostIngredients = 100

/** Reference to a Medication that an order names instead of a code. */
export const medicationReference = (order: Json): string | undefined =>
  referenceIn(order['medicationReference']) ??
  (record(firstItem(order['medication'])) === undefined ? undefined : referenceIn(order['medication']))

/** What an order says of its drug by itself; `undefined` where it refers to a Medication. */
export const drugAsWritten = (order: Resource): Drug | undefined =>
  medicationReference(order) === undefined ? asWritten(order) : undefined

const asWritten = (order: Resource): Drug => ({
  concept: named(writtenName(order), displayOf(order)),
  ingredients: none,
  named: true,
})

/** What is ordered, stated or given by a resource that has `medication[x]`, of any FHIR version. */
export function drugOf(order: Resource, references: References): Drug {
  const reference = medicationReference(order)
  if (reference === undefined) return asWritten(order)
  const written = writtenName(order)
  const display = displayOf(order)
  const found = references.find(reference, order, 'Medication')
  if (found === undefined) {
    const isNamed = written !== undefined || display !== undefined
    return { concept: named(written, display), ingredients: none, named: isNamed }
  }
  const ingredients: Concept[] = []
  collectIngredients(found.resource, found.owner, references, ingredients, { left: mostIngredients }, deepest)
  const name = named(written ?? concept(found.resource['code']), display)
  const isKnown = hasName(name) || openIngredients(found, references).length === 0
  const drug: Draft<Drug> = { concept: name, ingredients, named: isKnown }
  const form = formOf(found.resource)
  if (form !== undefined) drug.form = form
  return drug
}

/** `Type/id` of the Medications that have to be read before it is known what is ordered: the one referred to, or its parts. */
export function openMedications(order: Resource, references: References): readonly string[] {
  const reference = medicationReference(order)
  if (reference === undefined || displayOf(order) !== undefined || writtenName(order) !== undefined) return none
  const found = references.find(reference, order, 'Medication')
  if (found !== undefined) return openIngredients(found, references)
  const key = references.key(reference, 'Medication')
  return key === undefined ? none : [key]
}

const drugSystems: ReadonlySet<string> = new Set([rxnorm, ndc, snomed])

/** Parts that nothing at hand names, and that the request's own server may have, of a Medication that no code names. */
function openIngredients({ resource, owner }: Found, references: References): readonly string[] {
  const listed = ingredientsOf(resource)
  if (listed.length === 0) return none
  if (concept(resource['code'])?.codes.some(({ system }) => drugSystems.has(system)) === true) return none
  const keys: string[] = []
  for (const ingredient of listed) {
    const { pointer, reference, written } = partsOf(ingredient)
    if (reference === undefined || written !== undefined || displayIn(pointer) !== undefined) continue
    const key = references.find(reference, owner) === undefined ? references.key(reference) : undefined
    if (key?.startsWith('Medication/') === true) keys.push(key)
  }
  return keys
}

const hasName = ({ codes, text }: Concept): boolean => codes.length > 0 || text !== undefined

const writtenName = (order: Json): Concept | undefined =>
  concept(order['medicationCodeableConcept']) ?? concept(order['medication'])

const displayOf = (order: Json): string | undefined =>
  displayIn(order['medicationReference']) ?? displayIn(order['medication'])

function named(from: Concept | undefined, display: string | undefined): Concept {
  const base = from ?? conceptOrNothing(undefined)
  return base.text !== undefined || display === undefined ? base : { codes: base.codes, text: display }
}

/** DSTU2 keeps form and ingredients in `product`. */
const formOf = (medication: Resource): Concept | undefined =>
  concept(medication['form']) ?? concept(medication['doseForm']) ?? concept(first(medication['product'])?.['form'])

function ingredientsOf(medication: Resource): readonly Json[] {
  const listed = both(medication['ingredient'], first(medication['product'])?.['ingredient'])
  return records(listed.length > mostIngredients ? listed.slice(0, mostIngredients) : listed)
}

/** What an ingredient is called, and what it refers to. */
function partsOf(ingredient: Json): {
  readonly written: Concept | undefined
  readonly pointer: unknown
  readonly reference: string | undefined
} {
  const { item } = ingredient
  const pointer = ingredient['itemReference'] ?? item
  return {
    written: concept(ingredient['itemCodeableConcept']) ?? concept(item),
    pointer,
    reference: record(firstItem(pointer)) === undefined ? undefined : referenceIn(pointer),
  }
}

function collectIngredients(
  medication: Resource,
  owner: Resource,
  references: References,
  into: Concept[],
  budget: { left: number },
  depth: number,
): void {
  for (const ingredient of ingredientsOf(medication)) {
    if (budget.left === 0) return
    budget.left -= 1
    const { written, pointer, reference } = partsOf(ingredient)
    if (written !== undefined) into.push(written)
    if (reference === undefined) continue
    const found = references.find(reference, owner)
    const substance = concept(found?.resource['code'])
    const display = displayIn(pointer)
    if (substance !== undefined) into.push(named(substance, display))
    else if (written === undefined && display !== undefined) into.push({ codes: [], text: display })
    if (found !== undefined && depth > 1) {
      collectIngredients(found.resource, found.owner, references, into, budget, depth - 1)
    }
  }
}
