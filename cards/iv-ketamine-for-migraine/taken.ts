import { perDayIn, saysAsNeeded } from '../frequency.ts'
import type { Concept, Dosage, Drug, MedicationUse, Quantity } from '../facts.ts'
import { remembered } from '../remember.ts'
import { bounded, listedCodes, wordsOf } from '../terminology.ts'
import { subcutaneous } from './agents.ts'
import { codes } from './codes.ts'
import alternatives from './codes/alternatives.json' with { type: 'json' }
import { classify, rolesOf } from './medications.ts'
import { millilitresIn, milligramsIn, unitsIn, withoutAsides } from './sig.ts'
import { concentrationsOf, strengthOf } from './strength.ts'

/** What of a medication is taken: how much and how often, by which way, and what of an attack it treats. */

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
export const isLowDoseAspirin = (ingredients: readonly string[], use: Use, untold = Infinity): boolean =>
  ingredients.length === 1 && ingredients[0] === 'aspirin' && (asMass('aspirin', use) ?? untold) <= 162.5

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
  listedCodes([alternatives])
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
  const classes = [
    ...new Set(
      ingredients
        .filter((name) => !againstNauseaAlone.has(name) && (name !== 'valproate' || isInjected(use)))
        .flatMap((ingredient) => [...rolesOf(ingredient)])
        .flatMap((role) => acuteRoles[role] ?? []),
    ),
  ]
  if (!classes.includes('nsaid')) return classes
  const others = classes.filter((name) => name !== 'nsaid' && name !== 'acetaminophen')
  const analgesic = classes.includes('acetaminophen') ? ['combination analgesic'] : ['nsaid']
  return others.includes('triptan') ? others : [...others, ...analgesic]
}
