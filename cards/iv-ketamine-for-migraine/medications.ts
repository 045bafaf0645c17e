import { perDayIn, saysAsNeeded } from '../frequency.ts'
import type { Code, Concept, Dosage, Drug, MedicationUse, Quantity } from '../facts.ts'
import { getOrAdd } from '../once.ts'
import { Phrases } from '../phrases.ts'
import { remembered } from '../remember.ts'
import { isGarbled } from '../text.ts'
import {
  atc,
  bounded,
  CodeIndex,
  distinctWordsOf,
  listedCodes,
  productSystems,
  rxnorm,
  type ValueSets,
  vuid,
  wordsOf,
} from '../terminology.ts'
import { subcutaneous } from './agents.ts'
import { codes } from './codes.ts'
import alternatives from './codes/alternatives.json' with { type: 'json' }
import contraindications from './codes/contraindications.json' with { type: 'json' }
import ketamine from './codes/ketamine.json' with { type: 'json' }
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
import { millilitresIn, milligramsIn, unitsIn, withoutAsides } from './sig.ts'
import { concentrationsOf, strengthOf } from './strength.ts'

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
    ...[...drugNames, ...brandNames].flatMap((group) =>
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
    for (const name of names.in(withAnalgesics(apart(words)))) {
      named ||= name.vague !== true
      ingredients.push(...name.ingredients)
      classes.push(...name.classes)
    }
  }
  return { ingredients: unique(ingredients), classes: unique(classes), sets: unique(sets), named }
})

/** A code whose spelling is not the one listed (an NDC with its hyphens) is known by its sets alone. */
const ingredientsOfSets = (sets: readonly string[]): readonly string[] =>
  sets.some((id) => id.startsWith('ketamine-')) ? ['ketamine'] : []

/** Systems whose codes stand for a product that its maker or a terminology names. */
const drugSystems: ReadonlySet<string> = new Set([...productSystems, vuid])

/**
 * Groups of ATC that hold drugs of our rules. ATC comes with the names and brands of other countries (`Moclobemid`,
 * `Itraconazol`, `Marevan`): in these groups words that name none of our drugs do not tell that it is none.
 * N06AG02, J02AC02, J04AB02, N04BD01, C08DB01, C02KX01, G02AB01, J01XX08, V03AB17 and B01AC: seen in public copies of the
 * index on 2026-11-27; the other groups: general knowledge, not looked up.
 */
const atcOfRules =
  /^(?:A02B[AD]|A04AD|B01|C01B|C01EB|C02K|C07AA05|C08D|G02|G03XB|H02CA|J01F|J01M|J01XX|J02|J04|J05|L0[124]|M0[12]|N0[2346]|N05AN|R05X|R07AX|V03AB)/
const tellsByWords = ({ system, code }: Code): boolean =>
  drugSystems.has(system) && !(system === atc && atcOfRules.test(code))

const telling = (words: string): boolean => /[a-z]{4}/i.test(words) && !isGarbled(words)

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

const throughTheSkin = /\b(?:transdermal|patch|24 ?hr)\b/i
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

const massUnits: Readonly<Record<string, number>> = { mg: 1, g: 1000, mcg: 0.001 }
const countedUnits = /^(?:tab|tbl|cap|each|unit ?dose|gelcap|softgel|pill|1$)/

/** Milligrams of an amount; `undefined` where its unit is no mass. */
export const massOf = ({ value, unit }: Quantity): number | undefined =>
  Object.hasOwn(massUnits, unit) ? value * (massUnits[unit] ?? Number.NaN) : undefined

const times = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one * other

/** Milligrams in a millilitre; of a solution of several ingredients, those of the heaviest. */
const concentration = (concept: Concept): number | undefined => {
  const told = concentrationsOf(concept)
  return told.length === 0 ? undefined : Math.max(...told)
}

/** Milligrams of an ingredient in an amount of its product: a mass, or tablets or millilitres of a known strength. */
export function massIn(ingredient: string, { concept }: Drug, { value, unit: written }: Quantity): number | undefined {
  const unit = written.toLowerCase().replace(/^\{/, '')
  return (
    massOf({ value, unit }) ??
    (unit === 'ml' ? times(value, concentration(concept)) : undefined) ??
    (countedUnits.test(unit) ? times(value, strengthOf(ingredient, concept)) : undefined)
  )
}

/** Milligrams of one dose, structured or else in words. */
export function milligrams(ingredient: string, drug: Drug, { dose, text }: Dosage): number | undefined {
  const structured = dose && massIn(ingredient, drug, dose)
  if (structured !== undefined || text === undefined) return structured
  const { concept } = drug
  const usual = withoutAsides(text)
  const worded = [
    milligramsIn(usual),
    times(unitsIn(usual), strengthOf(ingredient, concept)),
    times(millilitresIn(usual), concentration(concept)),
  ].filter((mg) => mg !== undefined)
  return worded.length === 0 ? undefined : Math.max(...worded)
}

/** Doses a day, structured or in words. */
export const perDayOf = ({ perDay, text }: Dosage): number | undefined =>
  perDay ?? (text === undefined ? undefined : perDayIn(bounded(text)))

type Use = Pick<MedicationUse, 'drug' | 'dosages'>

/** Aspirin, acetaminophen and caffeine in one product. */
export const isAac = (ingredients: readonly string[]): boolean =>
  ingredients.includes('acetaminophen') && ingredients.includes('aspirin') && ingredients.includes('caffeine')

/**
 * Taken as needed: what is sold without a prescription, up to these milligrams, aspirin-acetaminophen-caffeine, and
 * combinations with a triptan. Other NSAIDs are for lasting illnesses (general knowledge).
 */
const overTheCounter: ReadonlyMap<string, number> = new Map([
  ['ibuprofen', 200],
  ['naproxen', 220],
])
function isAsItComes(ingredients: readonly string[], { drug: { concept } }: Use): boolean {
  if (isAac(ingredients) || ingredients.some((name) => rolesOf(name).has('drug-triptan'))) return true
  const nsaids = ingredients.filter((name) => rolesOf(name).has('drug-nsaid'))
  // An entry may name several: one by the clock is enough.
  return (
    nsaids.length > 0 && nsaids.every((name) => (strengthOf(name, concept) ?? 0) <= (overTheCounter.get(name) ?? -1))
  )
}

/** Whether a dosage is scheduled: a flag tells, or its words, or a frequency that no words turn into one as needed. */
function isByTheClock(dosage: Dosage): boolean | undefined {
  if (dosage.asNeeded !== undefined) return !dosage.asNeeded
  if (dosage.text !== undefined && saysAsNeeded(bounded(dosage.text))) return false
  return perDayOf(dosage) === undefined ? undefined : true
}

/** Whether an NSAID is taken on a schedule. Where nothing tells, it is, except for what is taken as needed. */
export function isScheduled(ingredients: readonly string[], use: Use): boolean {
  const told = use.dosages.map(isByTheClock).filter((one) => one !== undefined)
  return told.length > 0 ? told.includes(true) : !isAsItComes(ingredients, use)
}

/** Milligrams a day, or of one dose where no frequency is told; else the strength. */
export function asMass(ingredient: string, { drug, dosages }: Use): number | undefined {
  const daily = dosages.map((dosage) => times(milligrams(ingredient, drug, dosage), perDayOf(dosage) ?? 1))
  const known = daily.filter((mg) => mg !== undefined)
  if (known.length > 0 && known.length === daily.length) return known.reduce((sum, mg) => sum + mg, 0)
  return strengthOf(ingredient, drug.concept)
}

/** Milligrams of the largest dose; of a product without one its strength. */
export function ofOneDose(ingredient: string, { drug, dosages }: Use): number | undefined {
  const doses = dosages.map((dosage) => milligrams(ingredient, drug, dosage)).filter((mg) => mg !== undefined)
  return doses.length === 0 ? strengthOf(ingredient, drug.concept) : Math.max(...doses)
}

/** Aspirin alone, at 162 mg a day or less, or half a tablet of 325 mg: it protects vessels and treats no attack. */
export const isLowDoseAspirin = (ingredients: readonly string[], use: Use): boolean =>
  ingredients.length === 1 && ingredients[0] === 'aspirin' && (asMass('aspirin', use) ?? Infinity) <= 162.5

/** Roles of the classes that treat an attack. */
const acuteRoles: Readonly<Record<string, string>> = {
  'drug-triptan': 'triptan',
  'drug-nsaid': 'nsaid',
  'drug-acetaminophen': 'acetaminophen',
  'drug-gepant': 'gepant',
  'drug-ergot': 'ergot',
  'agent-antiemetic': 'antiemetic',
  'agent-parenteral-second-line': 'valproate',
}

/** They treat the nausea and not the attack. */
const againstNauseaAlone: ReadonlySet<string> = new Set(['ondansetron', 'promethazine'])
const injected = /\b(?:inj|injection|injectable|iv|intravenous|infusion|depacon)\b/i
const isInjected = ({ drug, dosages }: Use): boolean =>
  dosages.some(({ route }) => route !== undefined && (codes.routeIv.holds(route) || saysInjected(route))) ||
  [drug.concept, ...(drug.form === undefined ? [] : [drug.form])].some(saysInjected)
const saysInjected = (concept: Concept): boolean => wordsOf(concept).some((words) => injected.test(words))

/** Injections of triptans go under the skin. Sources: RxNorm's dose forms; US brands and devices, general knowledge. */
const underTheSkin =
  /\b(?:inj|inject\w{0,5}|auto-?injector|syringe|cartridge|vial|subcut\w{0,8}|sub-?q|sc|sq|statdose|symtouch|dosepro|zembrace|sumavel|alsuma|[346] ?mg ?\/ ?0?\.5 ?ml)\b/i
const saysUnderTheSkin = remembered(
  (concept) =>
    wordsOf(concept).some((words) => underTheSkin.test(words)) ||
    concept.codes.some(({ system, code }) => injections.has(`${system}|${code}`)),
)
const injections: ReadonlySet<string> = new Set(
  entries
    .filter(({ set, display }) => set === 'orderable-triptan' && underTheSkin.test(display))
    .map(({ system, code }) => `${system}|${code}`),
)

/** SNOMED CT, HL7 v3 RouteOfAdministration and HL7 v2 table 0162. */
const subcutaneousRoutes: ReadonlySet<string> = new Set([subcutaneous.code, 'SQ', 'SC'])
const isUnderTheSkin = (route: Concept): boolean =>
  route.codes.some(({ code }) => subcutaneousRoutes.has(code)) || saysUnderTheSkin(route)

/** Whether a dose of a triptan is one under the skin, by its route or its product. */
export const isSubcutaneous = ({ drug: { concept, form }, dosages }: Use): boolean =>
  dosages.some(({ route }) => route !== undefined && isUnderTheSkin(route)) ||
  saysUnderTheSkin(concept) ||
  (form !== undefined && saysUnderTheSkin(form))

/**
 * Classes of acute treatment that a dose belongs to, each once. Valproate by mouth is a preventive. A triptan with an
 * NSAID is a triptan, and an NSAID with acetaminophen one analgesic, as the card shows them.
 */
export function acuteClassesOf(use: Use): readonly string[] {
  const { ingredients } = classify(use.drug)
  if (isLowDoseAspirin(ingredients, use)) return []
  const classes = unique(
    ingredients
      .filter((name) => !againstNauseaAlone.has(name) && (name !== 'valproate' || isInjected(use)))
      .flatMap((ingredient) => [...rolesOf(ingredient)])
      .flatMap((role) => acuteRoles[role] ?? []),
  )
  if (!classes.includes('nsaid')) return classes
  const others = classes.filter((name) => name !== 'nsaid' && name !== 'acetaminophen')
  const analgesic = classes.includes('acetaminophen') ? ['combination analgesic'] : ['nsaid']
  return others.includes('triptan') ? others : [...others, ...analgesic]
}
