import type { Concept, Drug } from '../../cards/facts.ts'
import { getOrAdd } from '../../cards/once.ts'
import { ndc, productSystems, rxnorm, snomed } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import {
  type Mutable,
  type Json,
  both,
  concept,
  first,
  firstItem,
  noConcept,
  none,
  record,
  records,
} from './facts-values.ts'
import { type Found, type References, displayIn, referenceIn } from './references.ts'

/** A mix holds drugs, and they hold substances. What lies deeper, or goes round in a circle, is left out. */
const deepest = 3
/** More than any product has; references that fan out at every step would otherwise multiply. */
const mostIngredients = 50
/** Characters of codes and displays, all taken together, above which the code of a product counts as long. */
const longCode = 400
/** How many displays a long code is remembered under: it says what the product is, so that further displays add little. */
const mostDisplays = 8

/** Reference to a Medication that an order names instead of a code. */
const medicationReference = (order: Json): string | undefined =>
  referenceIn(order['medicationReference']) ??
  (record(firstItem(order['medication'])) === undefined ? undefined : referenceIn(order['medication']))

/** What an order says of its drug by itself; `undefined` where it refers to a Medication. */
export const drugAsWritten = (order: Resource): Drug | undefined =>
  medicationReference(order) === undefined ? asWritten(order) : undefined

const asWritten = (order: Resource): Drug => ({
  concept: named(writtenName(order) ?? identified(order), displayOf(order)),
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
  const { ingredients, form } = references.ask(contentsOf, found)
  const name = written === undefined ? nameOf(found, display, references) : named(written, display)
  const isOpen = references.ask(openIngredients, found).length > 0
  const isKnown = hasName(name) || !isOpen
  const heard = ingredients.length > 0 && !isOpen ? none : heardOf(name, display)
  const drug: Mutable<Drug> = {
    concept: name,
    // Where some parts of a mix cannot be named, the others (its diluent, perhaps) do not tell what is in it.
    ingredients: heard.length === 0 ? ingredients : [...ingredients, ...heard],
    named: isKnown,
  }
  if (form !== undefined) drug.form = form
  return drug
}

/** `Type/id` of the Medications that have to be read before it is known what is ordered: the one referred to, or its parts. */
export function openMedications(order: Resource, references: References): readonly string[] {
  const reference = medicationReference(order)
  if (reference === undefined || displayOf(order) !== undefined || writtenName(order) !== undefined) return none
  const found = references.find(reference, order, 'Medication')
  if (found !== undefined) return references.ask(openIngredients, found)
  const key = references.key(reference, 'Medication')
  return key === undefined ? none : [key]
}

/**
 * The display of a reference, which the prescriber reads, to a product that no code names and that has words of its own:
 * where those are technical (`IVPB`), only the display may tell what is in it.
 */
const heardOf = ({ codes, text }: Concept, display: string | undefined): readonly Concept[] =>
  display === undefined ||
  text === undefined ||
  text === display ||
  codes.some(({ system }) => productSystems.has(system))
    ? none
    : [{ codes: none, text: display }]

/** Systems whose codes tell also what is in a product. */
const ingredientSystems: ReadonlySet<string> = new Set([rxnorm, ndc, snomed])

/** `Type/id` of a Medication's parts that nothing at hand names and that the request's server may have; none where a code names it. */
function openIngredients(found: Found, references: References): readonly string[] {
  const parts = references.ask(partsOf, found)
  if (parts.length === 0) return none
  const { concept: coded } = references.ask(codeOf, found)
  if (coded?.codes.some(({ system }) => ingredientSystems.has(system)) === true) return none
  const keys: string[] = []
  for (const { written, reference, display } of parts) {
    if (reference === undefined || written !== undefined || display !== undefined) continue
    const key = references.find(reference, found.owner) === undefined ? references.key(reference) : undefined
    if (key?.startsWith('Medication/') === true) keys.push(key)
  }
  return keys
}

const hasName = ({ codes, text }: Concept): boolean => codes.length > 0 || text !== undefined

const writtenName = (order: Json): Concept | undefined =>
  withoutClass(concept(order['medicationCodeableConcept']) ?? concept(order['medication']))

/**
 * Codes the class of a drug whose name is the text: `OMEPRAZOLE` under `GASTRIC MEDICATIONS,OTHER`. Source:
 * department-of-veterans-affairs/health-apis-vista-fhir-query, transformers of MedicationRequest and MedicationDispense.
 */
const classesOfVeterans = 'https://www.pbm.va.gov/nationalformulary.asp'
function withoutClass(name: Concept | undefined): Concept | undefined {
  if (name?.text === undefined || !name.codes.some(({ system }) => system === classesOfVeterans)) return name
  return { ...name, codes: name.codes.filter(({ system }) => system !== classesOfVeterans) }
}

/** A logical reference names a product by its number in a list: what a code of it would be. */
function identified(order: Json): Concept | undefined {
  const identifier = record(record(firstItem(order['medicationReference']))?.['identifier'])
  return concept({ coding: [{ system: identifier?.['system'], code: identifier?.['value'] }] })
}

const displayOf = (order: Json): string | undefined =>
  displayIn(order['medicationReference']) ?? displayIn(order['medication'])

function named(from: Concept | undefined, display: string | undefined): Concept {
  const base = from ?? noConcept
  return base.text !== undefined || display === undefined ? base : { codes: base.codes, text: display }
}

/** DSTU2 keeps form and ingredients in `product`. */
const formOf = (medication: Resource): Concept | undefined =>
  concept(medication['form']) ?? concept(medication['doseForm']) ?? concept(first(medication['product'])?.['form'])

function contentsOf(found: Found, references: References): Pick<Drug, 'ingredients' | 'form'> {
  const ingredients: Concept[] = []
  collectIngredients(found, references, ingredients, { left: mostIngredients }, deepest)
  const form = formOf(found.resource)
  return form === undefined ? { ingredients } : { ingredients, form }
}

/** The code of a product or substance, and what it is called under each display that references give it. */
interface Coded {
  readonly concept: Concept | undefined
  readonly isLong: boolean
  readonly underDisplay: Map<string, Concept>
}

function codeOf({ resource }: Found): Coded {
  const coded = concept(resource['code'])
  const codes = coded?.codes ?? none
  const characters = codes.reduce((sum, { code, display = '' }) => sum + code.length + display.length, 0)
  return { concept: coded, isLong: characters > longCode, underDisplay: new Map() }
}

/** Its own words count before the display of a reference to it. */
function nameOf(found: Found, display: string | undefined, references: References): Concept {
  const { concept: coded, isLong, underDisplay } = references.ask(codeOf, found)
  if (display === undefined || coded === undefined || coded.text !== undefined) return named(coded, display)
  if (isLong && underDisplay.size >= mostDisplays && !underDisplay.has(display)) return coded
  return getOrAdd(underDisplay, display, () => named(coded, display))
}

/** What one ingredient says by itself. */
interface Part {
  readonly written: Concept | undefined
  readonly reference: string | undefined
  readonly display: string | undefined
}

const partsOf = ({ resource }: Found): readonly Part[] =>
  records(both(resource['ingredient'], first(resource['product'])?.['ingredient']).slice(0, mostIngredients)).map(
    (ingredient) => {
      const item = ingredient['item']
      const pointer = ingredient['itemReference'] ?? item
      return {
        written: concept(ingredient['itemCodeableConcept']) ?? concept(item),
        reference: record(firstItem(pointer)) === undefined ? undefined : referenceIn(pointer),
        display: displayIn(pointer),
      }
    },
  )

function collectIngredients(
  medication: Found,
  references: References,
  into: Concept[],
  budget: { left: number },
  depth: number,
): void {
  for (const { written, reference, display } of references.ask(partsOf, medication)) {
    if (budget.left === 0) return
    budget.left -= 1
    if (written !== undefined) into.push(written)
    if (reference === undefined) continue
    const found = references.find(reference, medication.owner)
    if (found !== undefined && references.ask(codeOf, found).concept !== undefined)
      into.push(nameOf(found, display, references))
    else if (written === undefined && display !== undefined) into.push({ codes: [], text: display })
    if (found !== undefined && depth > 1) collectIngredients(found, references, into, budget, depth - 1)
  }
}
