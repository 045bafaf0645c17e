import type { Dosage, FhirDate, Quantity } from '../../cards/guidance.ts'
import type { Resource } from './chart.ts'
import {
  type Json,
  concept,
  date,
  dose,
  first,
  highest,
  isTrue,
  known,
  later,
  list,
  minutes,
  number,
  ratio,
  record,
  records,
  text,
  token,
} from './facts-values.ts'

/** Dosages of an order (`dosageInstruction`), a statement or a dose given (`dosage`), of any FHIR version. */
export function dosagesOf(resource: Resource): readonly Dosage[] {
  const written = dosageElements(resource).map(dosageOf)
  const rendered = text(resource['renderedDosageInstruction'])
  if (rendered === undefined || written.some((dosage) => dosage.text !== undefined)) return written
  const [head = {}, ...others] = written
  return [{ ...head, text: rendered }, ...others]
}

const dosageElements = (resource: Resource): readonly Json[] =>
  records(resource['dosageInstruction'] ?? resource['dosage'])

function dosageOf(dosage: Json): Dosage {
  const amounts = amountsOf(dosage)
  const repeat = record(first(dosage['timing'])?.['repeat'])
  return known({
    text: wordsOf(dosage),
    route: concept(dosage['route']),
    method: concept(dosage['method']),
    dose: firstOf(amounts, (amount) => dose(amount['doseQuantity']) ?? highest(amount['doseRange']) ?? given(amount)),
    rate: firstOf(
      amounts,
      (amount) =>
        ratio(amount['rateRatio']) ??
        dose(amount['rateQuantity']) ??
        highest(amount['rateRange']) ??
        ratio(amount['rate']),
    ),
    minutes: minutes(
      repeat?.['durationMax'] ?? repeat?.['duration'],
      repeat?.['durationUnit'] ?? repeat?.['durationUnits'],
    ),
    maxPerDay: firstOf(records(dosage['maxDosePerPeriod']), perDayAmount),
    perDay: repeat === undefined ? undefined : timesPerDay(repeat),
    asNeeded: asNeeded(dosage),
  })
}

/** The dose given, as an administration has it: `dose`, and `quantity` in DSTU2. */
const given = (amount: Json): Quantity | undefined => dose(amount['dose']) ?? dose(amount['quantity'])

/**
 * `doseAndRate` holds the same amount as ordered and as calculated for the weight; what was ordered comes first.
 * Before R4 the amounts stand in the dosage itself.
 */
function amountsOf(dosage: Json): readonly Json[] {
  const amounts = records(dosage['doseAndRate'])
  const ordered = amounts.filter((amount) => token(amount['type']) === 'ordered')
  return [...ordered, ...amounts.filter((amount) => !ordered.includes(amount)), dosage]
}

function firstOf<T>(items: readonly Json[], read: (item: Json) => T | undefined): T | undefined {
  for (const item of items) {
    const value = read(item)
    if (value !== undefined) return value
  }
  return undefined
}

function wordsOf(dosage: Json): string | undefined {
  const words = [text(dosage['text']), text(dosage['patientInstruction'])].filter((word) => word !== undefined)
  return words.length === 0 ? undefined : [...new Set(words)].join('; ')
}

const minutesPerDay = 1440

/** `maxDosePerPeriod` as an amount per 24 hours. */
function perDayAmount(period: Json): Quantity | undefined {
  const most = dose(period['numerator'])
  const per = first(period['denominator'])
  const length = minutes(per?.['value'] ?? 1, per?.['code'] ?? per?.['unit'])
  if (most === undefined || length === undefined) return undefined
  return { value: (most.value * minutesPerDay) / length, unit: most.unit }
}

function timesPerDay(repeat: Json): number | undefined {
  const times = number(repeat['frequencyMax']) ?? number(repeat['frequency'])
  const length = minutes(repeat['period'], repeat['periodUnit'] ?? repeat['periodUnits'])
  if (times === undefined || times <= 0 || length === undefined) return undefined
  return (times * minutesPerDay) / length
}

function asNeeded(dosage: Json): boolean | undefined {
  const said = dosage['asNeededBoolean'] ?? dosage['asNeeded']
  if (isTrue(said) || concept(dosage['asNeededCodeableConcept'] ?? dosage['asNeededFor']) !== undefined) return true
  return said === false ? false : undefined
}

/** When the use that the dosages order begins. */
export const dosageStart = (resource: Resource): FhirDate | undefined =>
  firstOf(boundsOf(resource), (bounds) => date(bounds['start']))

/** When it ends, where every dosage has an end: one that is open keeps the whole open. */
export function dosageEnd(resource: Resource): FhirDate | undefined {
  const ends = boundsOf(resource).map((bounds) => date(bounds['end']))
  return ends.includes(undefined) ? undefined : ends.reduce(later, undefined)
}

const boundsOf = (resource: Resource): readonly Json[] =>
  dosageElements(resource).map((dosage) => {
    const repeat = record(first(dosage['timing'])?.['repeat'])
    return first(repeat?.['boundsPeriod']) ?? first(list(repeat?.['bounds'])) ?? {}
  })
