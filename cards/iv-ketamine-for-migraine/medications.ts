import type { Code, Concept, Drug } from '../facts.ts'
import { getOrAdd } from '../once.ts'
import { Phrases } from '../phrases.ts'
import { remembered } from '../remember.ts'
import { isGarbled } from '../text.ts'
import {
  atc,
  CodeIndex,
  distinctWordsOf,
  listedCodes,
  productSystems,
  rxnorm,
  type ValueSets,
  vuid,
  wordsOf,
} from '../terminology.ts'
import alternatives from './codes/alternatives.json' with { type: 'json' }
import contraindications from './codes/contraindications.json' with { type: 'json' }
import ketamine from './codes/ketamine.json' with { type: 'json' }
import { brandNamesAbroad } from './brand-names-abroad.ts'
import { brandNames } from './brand-names.ts'
import { namesCommonDrug } from './common-drugs.ts'
import {
  classNames,
  knownByName,
  neurolepticNames,
  nonOpioids,
  otherAnalgesics,
  steroids,
  withAnalgesics,
} from './drug-classes.ts'
import { drugNames, otherProducts } from './drug-names.ts'

/** What a product, or the substance of an allergy, was found to be. */
export interface Substances {
  /** Ingredient names as RxNorm writes them, without repetition. */
  readonly ingredients: readonly string[]
  /** `class-nsaid`, … where a whole class is meant. */
  readonly classes: readonly string[]
  /** Ids of value sets the code itself stands in (`allergy-condition-nsaid`). */
  readonly sets: readonly string[]
  /** A known name was found, even if no rule is about it. */
  readonly named: boolean
}

const bundles: readonly ValueSets[] = [alternatives, contraindications, ketamine]

const ofDrugs = (id: string): boolean => /^(?:drug|agent|orderable|product|ketamine|allergen)-/.test(id)
const ofAllergies = (id: string): boolean =>
  /^(?:allergen-class|allergy-condition|allergy-status|adverse-reaction)-/.test(id)

const entries = listedCodes(bundles)

/** The ingredient sets name one substance per RxNorm code; a display of several is read by its words. */
const namedConcepts = entries.filter(
  ({ set, system, display }) => /^(?:drug|agent|allergen)-/.test(set) && system === rxnorm && !/[/(]/.test(display),
)

const rolesByIngredient = new Map<string, Set<string>>()
const addRole = (name: string, role: string): void => {
  getOrAdd(rolesByIngredient, name, () => new Set()).add(role)
}
for (const { set, display } of namedConcepts) addRole(display, set)
for (const [role, names] of Object.entries(knownByName)) for (const name of names) addRole(name, role)
addRole('ketamine', 'allergen-ketamine')
// A whole class on a medication list stands for each of its drugs.
addRole('class-triptan', 'drug-triptan')
addRole('class-nsaid', 'drug-nsaid')
addRole('class-gepant', 'drug-gepant')

/** Value sets (`drug-maoi`) and named roles an ingredient stands in. */
export const rolesOf = (ingredient: string): ReadonlySet<string> => rolesByIngredient.get(ingredient) ?? none
const none: ReadonlySet<string> = new Set()

interface Name {
  readonly ingredients: readonly string[]
  readonly classes: readonly string[]
  /** A drug of the kind may be any: `pain pills`, `narcotic pain medication`. */
  readonly vague?: true
}

const ofNone: Name = { ingredients: [], classes: [] }
const ofAnalgesics: Name = { ingredients: [], classes: ['class-analgesic'], vague: true }
const ofOtherAnalgesics: Name = { ingredients: [], classes: [], vague: true }

const each = (words: readonly string[], name: Name): readonly (readonly [string, Name])[] =>
  words.map((word) => [word, name] as const)

const names = new Phrases<Name>(
  [
    ...[...rolesByIngredient.keys()]
      .filter((name) => !name.startsWith('class-'))
      .map((name) => [name, { ingredients: [name], classes: [] }] as const),
    ...[...drugNames, ...brandNames, ...brandNamesAbroad].flatMap((group) =>
      Object.entries(group.names).map(([name, ingredients]) => [name, { ingredients, classes: [] }] as const),
    ),
    ...each(neurolepticNames, ofNone),
    ...Object.entries(classNames).flatMap(([group, words]) =>
      each(words, group === 'class-analgesic' ? ofAnalgesics : { ingredients: [], classes: [group] }),
    ),
  ],
  [
    ...Object.entries(otherProducts).map(([name, ingredients]) => [name, { ingredients, classes: [] }] as const),
    ...each(steroids, ofNone),
    ...each(otherAnalgesics, ofOtherAnalgesics),
    ...each(nonOpioids, ofAnalgesics),
  ],
)

const generics: ReadonlySet<string> = new Set([...rolesByIngredient.keys()].filter((name) => /^[a-z]{6,}$/.test(name)))
/** `Ibuprofène`, `warfarina`, `ergotamin`: most generic names differ by accents and their last letter alone. */
const inEnglish = (words: string): string =>
  words.replaceAll(/\p{L}{6,}/gu, (word) => {
    const plain = word.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
    const stem = plain.slice(0, -1)
    return [plain, stem, `${stem}e`, `${plain}e`].find((name) => generics.has(name)) ?? word
  })

const ofClasses = (id: string): boolean => id.startsWith('class-')
const index = new CodeIndex(bundles, (id) => ofDrugs(id) || ofAllergies(id) || ofClasses(id))

/** Code to ingredients: of ingredient codes, and of the products listed, by the words of their own displays. */
const ingredientsByCode = new Map<string, readonly string[]>()
for (const { set, system, code, display } of entries) {
  if (!ofDrugs(set) || ofAllergies(set)) continue
  const read = names.in(display).flatMap(({ ingredients }) => ingredients)
  const found = set.startsWith('ketamine-') && read.length === 0 ? ['ketamine'] : read
  ingredientsByCode.set(`${system}|${code}`, [...new Set(found)])
}

const unique = (values: readonly string[]): readonly string[] => (values.length < 2 ? values : [...new Set(values)])

/** `IBUPROFEN800MG`, `ASA81`: a strength without a blank hides no name. */
const apart = (words: string): string => words.replaceAll(/(?<=\p{L}{3})(?=\d)/gu, ' ')

/** What the codes and the words of a concept name. Both are read: a code that is not listed may carry a telling name. */
export const substancesOf = remembered((concept): Substances => {
  const ingredients: string[] = []
  const classes: string[] = []
  const sets: string[] = []
  let named = false
  for (const { system, code } of concept.codes) {
    const listed = index.idsOf({ system, code })
    if (listed.length === 0) continue
    sets.push(...listed)
    classes.push(...listed.filter(ofClasses))
    ingredients.push(...(ingredientsByCode.get(`${system}|${code}`) ?? ingredientsOfSets(listed)))
  }
  for (const words of distinctWordsOf(concept)) {
    for (const name of names.in(withAnalgesics(inEnglish(apart(words))))) {
      named ||= name.vague !== true
      ingredients.push(...name.ingredients)
      classes.push(...name.classes)
    }
  }
  return { ingredients: unique(ingredients), classes: unique(classes), sets: unique(sets), named }
})

/** Whether a text begins with the name of a drug, or of a class of drugs. */
export const beginsWithDrug = (text: string): boolean =>
  names.in(apart(text), (before) => before.length > 0).some(({ vague }) => vague !== true)
/** Whether it is such a name and nothing else. */
export const isDrugName = (text: string): boolean =>
  names.in(text, (before, after) => before.length > 0 || after.length > 0).some(({ vague }) => vague !== true)

/** A code whose spelling is not the one listed (an NDC with its hyphens) is known by its sets alone. */
const ingredientsOfSets = (sets: readonly string[]): readonly string[] =>
  sets.some((id) => id.startsWith('ketamine-')) ? ['ketamine'] : []

/** Systems whose codes stand for a product that its maker or a terminology names. */
const drugSystems: ReadonlySet<string> = new Set([...productSystems, vuid])

/**
 * Groups of ATC that hold drugs of our rules. ATC comes with the names and brands of other countries (`Rimoc`,
 * `Timonil`, `Orfarin`): in these groups words that name none of our drugs do not tell that it is none.
 * N06AG02, J02AC02, J04AB02, N04BD01, C08DB01, C02KX01, G02AB01, J01XX08, V03AB17 and B01AC: seen in public copies of the
 * index on 2026-11-27; the other groups: general knowledge, not looked up.
 */
const atcOfRules =
  /^(?:A02B[AD]|A04AD|B01|C01B|C01EB|C02K|C07AA05|C08D|G02|G03XB|H02CA|J01F|J01M|J01XX|J02|J04|J05|L0[124]|M0[12]|N0[2346]|N05AN|R05X|R07AX|V03AB)/
const tellsByWords = ({ system, code }: Code): boolean =>
  drugSystems.has(system) && !(system === atc && atcOfRules.test(code))

/** MIMIC-IV-ED on FHIR has the class of a drug for its name, beside an NDC: `Anticoagulants - Coumarin`. */
const ofClass =
  /\b(?:agents|inhib(?:itors)?|(?:ant)?agonists|blockers|anti(?:coagulants|depressants|convulsants|fungals|virals)|heparins|alkaloids|macrolides)\b/i
const telling = (words: string): boolean => /[a-z]{4}/i.test(words) && !ofClass.test(words) && !isGarbled(words)

/** Whether it is in our lists, one of our names is in its words, or a code of a drug terminology comes with words. */
const tellsItself = (concept: Concept): boolean => {
  const { ingredients, classes, sets, named } = substancesOf(concept)
  return (
    named ||
    ingredients.length > 0 ||
    classes.some((name) => name !== 'class-analgesic') ||
    sets.length > 0 ||
    (concept.codes.some(tellsByWords) && wordsOf(concept).some(telling))
  )
}

/**
 * Whether it can be told what a concept is: it tells itself, and its ingredients were then compared, or all of its words are
 * the name of a common drug and nothing else. Other words without a code may be anything.
 */
export const isRecognisable = remembered((concept) => {
  const said = wordsOf(concept)
  return tellsItself(concept) || (said.length > 0 && said.every(namesCommonDrug))
})

/** The substances of a product, and whether any of it could be told. */
interface Product {
  readonly ingredients: readonly string[]
  readonly recognised: boolean
}

const product = (...concepts: readonly Concept[]): Product => {
  const found = concepts.map(substancesOf)
  const classes = unique(found.flatMap((one) => one.classes))
  return {
    ingredients: unique([
      ...unique(found.flatMap(({ ingredients }) => ingredients)),
      ...classes.filter((name) => rolesByIngredient.has(name)),
    ]),
    // One common drug among the parts does not tell what the others are.
    recognised: concepts.some(tellsItself) || concepts.every(isRecognisable),
  }
}
const simpleProduct = remembered((concept) => product(concept))

/** Of the parts of a mix, which many orders may refer to: they then have the same list. */
const mixes = new WeakMap<readonly Concept[], Product>()

function mixed(concept: Concept, parts: readonly Concept[]): Product {
  const whole = simpleProduct(concept)
  const inside = getOrAdd(mixes, parts, () => product(...parts))
  return {
    ingredients: unique([...whole.ingredients, ...inside.ingredients]),
    // Fluids are named alone, whatever hangs in them: what a common name says of the whole does not tell an unknown part.
    recognised:
      tellsItself(concept) ||
      inside.recognised ||
      (whole.recognised && parts.every((part) => wordsOf(part).length === 0 || isRecognisable(part))),
  }
}

const throughTheSkin = /\b(?:transdermal|patch|TD|24 ?h(?:r|rs|ours?)?)\b/i
const isPatch = remembered((concept) => wordsOf(concept).some((words) => throughTheSkin.test(words)))

/**
 * Drugs whose rules are about what is in the blood, where on the skin or in the eye they do not get there. Looked up on
 * 2026-11-27: MIMS on Restasis (blood levels undetectable), alpha-medicare on ketoconazole shampoo (not absorbed). Medi-Span
 * writes `EX SHAM`, `OP EMUL`.
 */
const byBloodAlone: ReadonlySet<string> = new Set(['cyclosporine', 'ketoconazole'])
const onTheSurface =
  /\b(?:shampoo|cream|ointment|foam|topical|ophthalmic|oph(?:th)?|eye|(?:ex|op) (?:sham|crea|foam|gel|emul|soln))\b/i
/**
 * Also by an amount of the drug alone (`100 mg`, not `20 mg/g`), by the strengths of cyclosporine to drink and to infuse
 * (100 and 50 mg/mL; drops have 1 at most: general knowledge), and by brands that are only swallowed or injected.
 */
const swallowedOrInjected =
  /\b(?:tab(?:let)?s?|cap(?:sule)?s?|softgels?|gelcaps?|oral(?:ly)?|by mouth|po|iv|intravenous|infusions?|inj(?:ect(?:ion|able))?s?|gengraf|neoral|sandimmune|(?<!\.)(?:50|100) ?mg ?\/ ?ml)\b|\d ?mg\b(?! ?\/ ?[\d.]{0,4} ?(?:g|gm|ml)\b)/i
const isOnTheSurface = remembered((concept) => {
  const said = wordsOf(concept)
  return said.some((words) => onTheSurface.test(words)) && !said.some((words) => swallowedOrInjected.test(words))
})

/** What a drug holds: the product and its parts together. Selegiline through the skin is named twice, by its own name too. */
export function classify({ concept, ingredients: parts, form }: Drug): Product {
  const all = parts.length === 0 ? simpleProduct(concept) : mixed(concept, parts)
  const isOutside =
    all.ingredients.some((name) => byBloodAlone.has(name)) &&
    (isOnTheSurface(concept) || (form !== undefined && isOnTheSurface(form)))
  const found = isOutside ? { ...all, ingredients: all.ingredients.filter((name) => !byBloodAlone.has(name)) } : all
  if (!found.ingredients.includes('selegiline') || !(isPatch(concept) || (form !== undefined && isPatch(form))))
    return found
  return { ...found, ingredients: unique([...found.ingredients, 'selegiline transdermal']) }
}
