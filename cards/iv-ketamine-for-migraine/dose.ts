import { numberOf } from '../frequency.ts'
import { hasResult, itemsOf, type Dosage, type Drug, type Facts, type Order, type Quantity } from '../facts.ts'
import { bounded } from '../terminology.ts'
import { mayBeLatest, takenAt } from '../time.ts'
import { codes } from './codes.ts'
import { concentrationsOf } from './strength.ts'
import { massOf } from './taken.ts'

/** Doses that speak for another purpose (decision table, section 3). */

/** Milligrams, and whether they are for each kilogram. */
interface Amount {
  readonly mg: number
  readonly perKg: boolean
}

/** `1,000` is a thousand; any other comma is a decimal one, and `.3` is 0.3. */
const toNumber = (written: string): number =>
  Number(/^[1-9]\d{0,2},\d{3}$/.test(written) ? written.replace(',', '') : written.replace(',', '.'))

/** Neither a rate (`mg/h`), a strength (`500 mg/10 mL`) nor a limit (`max 240 mg`). */
const inText =
  /(?<![\d.,])(?<!\b(?:max|maximum|exceed|up to)\b[^\d;]{0,20})(\d{1,6}(?:[.,]\d{1,6})?|\.\d{1,6})\s{0,3}(mgs?|milligrams?|mcg|[µμ]g|micrograms?)(\s{0,3}\/\s{0,3}kg)?(?![a-z])(?!\s{0,3}\/\s{0,3}(?:kg|h|hr|hour|min|minute|d|day|24|\d{0,5}\s{0,3}ml)(?![a-z]))/i
const everyInText = new RegExp(inText.source, 'gi')

const withSlashes = (text: string): string =>
  bounded(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ per (?=kg|kilo|h|min|ml)/gi, '/')
    .replaceAll(/\/ ?kilo(?:gram)?s?\b/gi, '/kg')

const inMilligrams = (value: number, unit: string, per: readonly string[]): Amount | undefined => {
  const mg = massOf({ value, unit })
  return mg === undefined || !(per.length === 0 || per.join() === 'kg') ? undefined : { mg, perKg: per.length === 1 }
}

/** A gram at most: a needle has 18 G, and other drugs have more. */
const gramsInText =
  /(?<![\d.,])(0?\.\d{1,3}|1(?:\.0)?)\s{0,3}(?:g|gm|grams?)(?![a-z])(?!\s{0,3}\/)(?!\s+(?:iv access|cannula|needle|tubing|gauge))/i

/** Milligrams in a millilitre, as the name of the product tells. */
function concentrationOf({ concept, ingredients }: Drug): number | undefined {
  for (const name of [concept, ...ingredients]) {
    const [concentration] = concentrationsOf(name)
    if (concentration !== undefined) return concentration
  }
  return undefined
}

const runs = /\/\s?(?:h|hr|hour|min|minute)\b|\b(?:per|an) (?:hour|minute)\b|\b(?:continuous|infus\w*|drip)\b/i

const amountIn = ([, number = '', unit = '', perKg]: readonly (string | undefined)[]): Amount => ({
  mg: toNumber(number) * (/^m(?:g|illi)/i.test(unit) ? 1 : 0.001),
  perKg: perKg !== undefined,
})

/** The amount of one administration, from the structured fields, or else the first one in the words. */
function amountOf({ dose, text = '' }: Dosage, drug: Drug): Amount | undefined {
  const [mass = '', ...per] = dose?.unit.split('/') ?? []
  if (per.at(-1) === 'dose') per.pop()
  const structured = dose && inMilligrams(dose.value, mass, per)
  if (structured !== undefined) return structured
  // A bag is no dose: what runs is told by its rate.
  const isPush = mass === 'ml' && per.length === 0 && !runs.test(text)
  const concentration = isPush ? concentrationOf(drug) : undefined
  if (dose !== undefined && concentration !== undefined) return { mg: dose.value * concentration, perKg: false }
  const written = inText.exec(withSlashes(text))
  if (written !== null) return amountIn(written)
  const [, grams] = gramsInText.exec(bounded(text)) ?? []
  return grams === undefined ? undefined : { mg: toNumber(grams) * 1000, perKg: false }
}

const few = 'a|an|one|two|three|four|five|six|eight'
/** `40 minutes`, `four hours`, `forty (40) minutes` */
const howLong = `(?:[a-z]{3,7}(?:-[a-z]{3,5})? \\()?(\\d{1,4}|${few})\\)?(?:\\s{0,2}(?:-|to)\\s{0,2}\\d{1,4})?\\s{0,2}(min|h|d)(?:r|our|ay|ute)?s?\\b`
/** `over 2-4 hours`; `Infuse over: 40 minutes`, as Oracle Health writes it; `a 4-hour infusion`. */
const lasting = new RegExp(
  `\\b(?:over|in)(?:\\s{1,3}|:\\s{0,3})${howLong}|\\b(\\d{1,2})[\\s-]?(h)(?:r|our)?[\\s-]+infusion\\b`,
  'i',
)
/** `for four hours`, `x 5 days`: of one dose, or of how long doses are repeated. */
const lastingOrRepeated = new RegExp(`\\b(?:for|x)\\s{0,3}${howLong}`, 'i')
const repeated = /\b(?:q ?\d|every|daily|bid|tid|qid|doses?|prn|push|ivp|bolus)/i
const repeating = /\b(?:repeat\w{0,3}|again|re-?dose)\b[^.;]*/gi

const minutesIn: Readonly<Record<string, number>> = { s: 1 / 60, min: 1, h: 60, d: 1440 }

/** The weight of which 70 mg is one milligram for each kilogram (section 3). */
const usualWeight = 70

/** How long an amount takes at a rate; `Infinity` where that cannot be told. */
function minutesAt(rate: Quantity, amount: Amount, weight = usualWeight): number {
  const [mass = '', ...per] = rate.unit.split('/')
  const time = per.pop() ?? ''
  const minutes = Object.hasOwn(minutesIn, time) ? minutesIn[time] : undefined
  const flow = inMilligrams(rate.value, mass, per)
  if (minutes === undefined || flow === undefined || !(flow.mg > 0)) return Infinity
  const absolute = ({ mg, perKg }: Amount): number => (perKg ? mg * weight : mg)
  return (absolute(amount) / absolute(flow)) * minutes
}

const flowInText = /(\d{1,4}(?:\.\d{1,4})?)\s?(mg|mcg|ml)(\/kg)?\s?\/\s?(h|min)(?:r|our|ute)?s?\b/i
const volumeInText = /\b(?:in|\/)\s?(?:[a-z0-9.%]{1,10}\s){0,2}?(\d{1,4})\s?ml\b/i
/** What is pushed first is no part of what runs. */
const pushedFirst = /\b(?:then|followed by|bolus|load\w{0,3}|push|ivp)\b/i

/** How long an amount takes at a rate that is told in words (`500 mg in 250 mL at 10 mL/h`). */
function minutesInWords(text: string, amount: Amount, weight: number | undefined): number | undefined {
  const said = withSlashes(text)
  const [, flow, unit = '', perKg = '', time = ''] = (pushedFirst.test(said) ? null : flowInText.exec(said)) ?? []
  if (flow === undefined) return undefined
  const each = time.toLowerCase()
  if (unit.toLowerCase() !== 'ml')
    return minutesAt({ value: Number(flow), unit: `${unit}${perKg}/${each}`.toLowerCase() }, amount, weight)
  const volume = Number(volumeInText.exec(said)?.[1] ?? Infinity)
  return (volume / Number(flow)) * (minutesIn[each] ?? Infinity)
}

/** `Infuse over`, `100 mg IV over`: how long the whole lasts; not a part of it, or what else is given. */
const wholeLasts =
  /(?:^|[.;,]\s|\b(?:infuse|administer|run|give)(?:\s(?:iv|dose|it|bag|drip|infusion))?:?\s|\d\s?mg(?:\/kg)?\s(?:ivp?b?\s|intravenously\s)?(?:once\s)?)over\b/i

/** How long one administration lasts: at its rate, structured, or in words. A rate in millilitres tells only that it runs. */
function minutesOf({ minutes, rate, text = '' }: Dosage, amount: Amount, weight?: number): number | undefined {
  const atRate = rate && minutesAt(rate, amount, weight)
  if (atRate === undefined) return minutes ?? minutesTold(text, amount, weight)
  if (atRate < Infinity) return atRate
  if (minutes !== undefined) return minutes
  const said = withSlashes(text)
  const written = inText.exec(said)
  const isOfThis = written === null || amountIn(written).mg === amount.mg
  const { index } = (isOfThis ? wholeLasts.exec(said) : null) ?? {}
  return (index === undefined ? undefined : minutesTold(said.slice(index), amount, weight)) ?? atRate
}

function minutesTold(text: string, amount: Amount, weight?: number): number | undefined {
  const once = bounded(text).replaceAll(repeating, '')
  const [, over, overUnit, told = over, unit = overUnit] =
    lasting.exec(once) ?? (repeated.test(once) ? null : lastingOrRepeated.exec(once)) ?? []
  if (told === undefined || unit === undefined) return minutesInWords(text, amount, weight)
  return numberOf(told) * (minutesIn[unit.toLowerCase()] ?? Number.NaN)
}

const kilograms: Readonly<Record<string, number>> = {
  kg: 1,
  kgs: 1,
  kilogram: 1,
  kilograms: 1,
  g: 0.001,
  lb: 0.45359237,
  lbs: 0.45359237,
  pound: 0.45359237,
  pounds: 0.45359237,
  '[lb_av]': 0.45359237,
  oz: 0.0283495231,
  '[oz_av]': 0.0283495231,
}

/** A weight in kilograms; `undefined` where its unit is none of a weight. */
export const kilogramsOf = ({ value, unit }: Quantity): number | undefined =>
  Object.hasOwn(kilograms, unit) ? value * (kilograms[unit] ?? Number.NaN) : undefined

/** The latest weight in kilograms. Of several that may be the latest the lowest: a dose is then the higher. */
export function weightOf(facts: Facts): number | undefined {
  const weights = itemsOf(facts.observations).flatMap((one) => {
    const { concept, when, value } = one
    const kg = value === undefined ? undefined : kilogramsOf(value)
    const usable = kg !== undefined && kg > 0 && hasResult(one)
    return usable && codes.weight.holds(concept) ? [{ at: takenAt(when, facts.now), kg }] : []
  })
  const [lowest] = mayBeLatest(weights).toSorted((a, b) => a.kg - b.kg)
  return lowest?.kg
}

/**
 * One milligram for each kilogram and more at once is in the anaesthetic range of the label (1 to 4.5 mg/kg). What
 * runs for an hour and longer is no bolus.
 */
export const isAnaestheticDose = ({ dosages, drug }: Order, weight: number | undefined): boolean =>
  dosages.some((dosage) => {
    const amount = amountOf(dosage, drug)
    if (amount === undefined || (minutesOf(dosage, amount, weight) ?? 0) >= 60) return false
    if (amount.perKg) return amount.mg >= 1
    return weight === undefined ? amount.mg >= usualWeight : amount.mg / weight >= 1
  })

/** Milligrams for each kilogram; of an absolute amount without a weight, as the words tell beside it. */
function perKilogram({ mg, perKg }: Amount, { text = '' }: Dosage, weight: number | undefined): number | undefined {
  if (perKg) return mg
  if (weight !== undefined) return mg / weight
  return Array.from(withSlashes(text).matchAll(everyInText), amountIn).find((amount) => amount.perKg)?.mg
}

/** 0.5 mg/kg over about 40 minutes: of a patient with depression the antidepressant regimen. */
export const isAntidepressantRegimen = ({ dosages, drug }: Order, weight: number | undefined): boolean =>
  dosages.some((dosage) => {
    const amount = amountOf(dosage, drug)
    const minutes = amount && minutesOf(dosage, amount, weight)
    if (amount === undefined || minutes === undefined) return false
    const perKg = perKilogram(amount, dosage, weight)
    return minutes >= 30 && minutes <= 60 && perKg !== undefined && perKg >= 0.4 && perKg <= 0.6
  })
