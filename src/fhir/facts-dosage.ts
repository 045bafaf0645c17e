import { perDayIn, saysAsNeeded } from '../../cards/frequency.ts'
import type { Dosage, FhirDate, Quantity } from '../../cards/facts.ts'
import { bounded } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import { namedBy } from './facts-reasons.ts'
import {
  type Mutable,
  type Json,
  concept,
  concepts,
  date,
  dose,
  first,
  highest,
  isTrue,
  later,
  list,
  minutes,
  none,
  number,
  ratio,
  record,
  records,
  text,
  token,
} from './facts-values.ts'

/** Dosages of an order (`dosageInstruction`), a statement or a dose given (`dosage`), of any FHIR version. */
export function dosagesOf(resource: Resource): readonly Dosage[] {
  const elements = dosageElements(resource)
  const written = elements.length === 0 ? none : elements.map(dosageOf)
  const rendered = text(resource['renderedDosageInstruction'])
  if (rendered === undefined || written.some((dosage) => dosage.text !== undefined)) return written
  const [head = {}, ...others] = written
  return [{ ...head, text: rendered }, ...others]
}

const dosageElements = (resource: Resource): readonly Json[] =>
  records(resource['dosageInstruction'] ?? resource['dosage'])

function dosageOf(element: Json): Dosage {
  const amounts = amountsOf(element)
  const repeat = repeatOf(element)
  const dosage: Mutable<Dosage> = {}
  const words = wordsOf(element)
  if (words !== undefined) dosage.text = words
  // A code for "unknown" names no route.
  const route = namedBy(concept(element['route']))
  if (route !== undefined) dosage.route = route
  const method = namedBy(concept(element['method']))
  if (method !== undefined) dosage.method = method
  const site = namedBy(concept(element['site'] ?? element['siteCodeableConcept']))
  if (site !== undefined) dosage.site = site
  // Before R4 the amounts stand in the dosage itself.
  const amount = firstOf(amounts, doseOf) ?? doseOf(element)
  if (amount !== undefined) dosage.dose = amount
  const rate = firstOf(amounts, rateOf) ?? rateOf(element)
  if (rate !== undefined) dosage.rate = rate
  const maxPerDay = firstOf(records(element['maxDosePerPeriod']), perDayAmount)
  if (maxPerDay !== undefined) dosage.maxPerDay = maxPerDay
  if (repeat !== undefined) {
    const length = minutes(
      repeat['durationMax'] ?? repeat['duration'],
      repeat['durationUnit'] ?? repeat['durationUnits'],
    )
    if (length !== undefined) dosage.minutes = length
  }
  const often = (repeat && timesPerDay(repeat)) ?? abbreviated(first(element['timing'])?.['code'])
  const perDay = repeat === undefined ? often : Math.max(often ?? 0, atNamedTimes(repeat)) || undefined
  if (perDay !== undefined) dosage.perDay = perDay
  const neededFor = concept(element['asNeededCodeableConcept'] ?? element['asNeededFor'])
  if (neededFor !== undefined) dosage.neededFor = neededFor
  const asNeeded = neededFor !== undefined || asNeededIn(element)
  if (asNeeded !== undefined) dosage.asNeeded = asNeeded
  return dosage
}

const repeatOf = (element: Json): Json | undefined => record(first(element['timing'])?.['repeat'])

const doseOf = (amount: Json): Quantity | undefined =>
  dose(amount['doseQuantity']) ?? highest(amount['doseRange']) ?? given(amount)

const rateOf = (amount: Json): Quantity | undefined =>
  ratio(amount['rateRatio']) ?? dose(amount['rateQuantity']) ?? highest(amount['rateRange']) ?? ratio(amount['rate'])

/** The dose given, in an administration: `dose`, or `quantity` in DSTU2. */
const given = (amount: Json): Quantity | undefined => dose(amount['dose']) ?? dose(amount['quantity'])

/** `doseAndRate` holds the same amount as ordered and as calculated for the weight; what was ordered comes first. */
function amountsOf(dosage: Json): readonly Json[] {
  const amounts = records(dosage['doseAndRate'])
  if (amounts.length < 2) return amounts
  const isOrdered = (amount: Json): boolean => token(amount['type']) === 'ordered'
  return [...amounts.filter(isOrdered), ...amounts.filter((amount) => !isOrdered(amount))]
}

function firstOf<T>(items: readonly Json[], read: (item: Json) => T | undefined): T | undefined {
  for (const item of items) {
    const value = read(item)
    if (value !== undefined) return value
  }
  return undefined
}

function wordsOf(dosage: Json): string | undefined {
  const written = text(dosage['text'])
  const forPatient = text(dosage['patientInstruction'])
  if (written === undefined || forPatient === undefined || forPatient === written) return written ?? forPatient
  return `${written}; ${forPatient}`
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

/** Minutes after which it is given again. */
const periodOf = (repeat: Json): number | undefined =>
  minutes(repeat['period'], repeat['periodUnit'] ?? repeat['periodUnits'])

function timesPerDay(repeat: Json): number | undefined {
  // FHIR, of a period without a frequency: "the event occurs once per period".
  const times = number(repeat['frequencyMax']) ?? number(repeat['frequency'] ?? 1)
  const length = periodOf(repeat)
  if (times === undefined || times <= 0 || length === undefined) return undefined
  return (times * minutesPerDay) / length
}

/** Before, at and after "a meal", no matter which: read in FHIR R4, value set event-timing. Three a day: general knowledge. */
const everyMeal: ReadonlySet<string | undefined> = new Set(['ac', 'c', 'pc'])

/** Doses a day by times of day (`08:00:00`) or events (`MORN`, `HS`): by FHIR R4, Timing, there is one at each. */
function atNamedTimes(repeat: Json): number {
  const events = list(repeat['when']).map((event) => (everyMeal.has(text(event)?.toLowerCase()) ? 3 : 1))
  const times = Math.max(
    list(repeat['timeOfDay']).length,
    events.reduce((sum: number, event) => sum + event, 0),
  )
  return times / Math.max(1, (periodOf(repeat) ?? 0) / minutesPerDay)
}

/** Doses a day. Source: HL7 v3 code system GTSAbbreviation, to which FHIR R4 binds `Timing.code`. */
const abbreviations: ReadonlyMap<string | undefined, number> = new Map([
  ['qd', 1],
  ['am', 1],
  ['pm', 1],
  ['bed', 1],
  ['bid', 2],
  ['tid', 3],
  ['qid', 4],
  ['q8h', 3],
  ['q6h', 4],
  ['q4h', 6],
])

function abbreviated(code: unknown): number | undefined {
  const known = abbreviations.get(token(code)) ?? abbreviations.get(text(first(code)?.['text'])?.toLowerCase())
  return (
    known ??
    namesOf(code)
      .map(perDayIn)
      .find((perDay) => perDay !== undefined)
  )
}

/** EHRs have names of their own for schedules: `Every 6 hours`, `q6hr PRN`. */
function namesOf(schedule: unknown): readonly string[] {
  const { text: said, codes } = concept(schedule) ?? { codes: none }
  const names = [said, ...codes.flatMap(({ display, code }) => [display, code])]
  return names.filter((name) => name !== undefined).map(bounded)
}

function asNeededIn(dosage: Json): boolean | undefined {
  const said = dosage['asNeededBoolean'] ?? dosage['asNeeded']
  if (isTrue(said)) return true
  if (said === false) return false
  return namesOf(first(dosage['timing'])?.['code']).some(saysAsNeeded) ? true : undefined
}

/** Notes on an order, and what its dosages instruct beside their text (`additionalInstructions` before R4). */
export function notesOf(resource: Resource): readonly string[] {
  const notes: string[] = []
  const note = (words: string | undefined): void => {
    if (words !== undefined) notes.push(words)
  }
  // DSTU2 has one note, and it is a string.
  note(text(resource['note']))
  for (const annotation of records(resource['note'])) note(text(annotation['text']))
  for (const element of dosageElements(resource)) {
    const instructions = list(element['additionalInstruction'] ?? element['additionalInstructions'])
    for (const { text: said, codes } of concepts(instructions)) note(said ?? codes[0]?.display)
  }
  return notes
}

/** Of R5: the earliest start and the latest end of all dosages of an order. */
const dosePeriod = (resource: Resource): Json | undefined => first(resource['effectiveDosePeriod'])

/** When the use that the dosages order begins. */
export const dosageStart = (resource: Resource): FhirDate | undefined =>
  date(dosePeriod(resource)?.['start']) ??
  firstOf(dosageElements(resource), (element) => date(boundsOf(element)?.['start']))

/** When it ends, where every dosage has an end: one without leaves the whole open. */
export function dosageEnd(resource: Resource): FhirDate | undefined {
  const told = date(dosePeriod(resource)?.['end'])
  if (told !== undefined) return told
  let last: FhirDate | undefined
  for (const element of dosageElements(resource)) {
    const end = date(boundsOf(element)?.['end'])
    if (end === undefined) return undefined
    last = later(last, end)
  }
  return last
}

/** The last of the times that the dosages name. */
export const dosageEvent = (resource: Resource): FhirDate | undefined =>
  dosageElements(resource)
    .map((element) => lastEvent(element['timing']))
    .reduce(later, undefined)

/** The last of the times that a Timing names. */
export const lastEvent = (timing: unknown): FhirDate | undefined =>
  list(first(timing)?.['event']).map(date).reduce(later, undefined)

/** How long the use that the dosages order lasts at most, in minutes, where each tells: by a duration, or by a number of doses. */
export function dosageLength(resource: Resource): number | undefined {
  const lengths = dosageElements(resource).map(lengthOf)
  return lengths.length === 0 || lengths.includes(undefined) ? undefined : Math.max(...lengths.map((one) => one ?? 0))
}

function lengthOf(element: Json): number | undefined {
  const repeat = repeatOf(element)
  if (repeat === undefined) return undefined
  // A quantity in DSTU2.
  const bounds = first(repeat['boundsDuration'] ?? repeat['boundsQuantity'] ?? first(repeat['boundsRange'])?.['high'])
  const told = minutes(bounds?.['value'], bounds?.['code'] ?? bounds?.['unit'])
  if (told !== undefined) return told
  const count = number(repeat['countMax']) ?? number(repeat['count'])
  if (count === undefined) return undefined
  if (count <= 1) return 0
  // Doses that are taken as needed last until they are needed.
  const interval = isAsNeeded(element) ? undefined : longestInterval(repeat)
  return interval === undefined ? undefined : count * interval
}

function isAsNeeded(element: Json): boolean {
  const { asNeeded, text: words } = dosageOf(element)
  return asNeeded ?? (words !== undefined && saysAsNeeded(bounded(words)))
}

/** Minutes between doses at most: every 12 to 24 hours, once or twice a day. */
function longestInterval(repeat: Json): number | undefined {
  const period = minutes(repeat['periodMax'] ?? repeat['period'], repeat['periodUnit'] ?? repeat['periodUnits'])
  const times = number(repeat['frequency'] ?? repeat['frequencyMax'] ?? 1)
  return period === undefined || times === undefined || times <= 0 ? undefined : period / times
}

function boundsOf(element: Json): Json | undefined {
  const repeat = repeatOf(element)
  return repeat && (first(repeat['boundsPeriod']) ?? first(repeat['bounds']))
}
