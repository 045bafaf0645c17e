import type { FhirDate } from './guidance.ts'

/** Moments as milliseconds since 1970. Partial dates cover a span; both ends are given, in UTC. */
export interface Span {
  readonly from: number
  readonly to: number
}

const day = 86_400_000
/** Zones reach from UTC-12 to UTC+14: a date without a zone may mean a moment that far off. */
const zoneSlack = 14 * 3_600_000

const zero = 48
/** The number that two digits at a place make; NaN where there are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero
  const ones = text.charCodeAt(at + 1) - zero
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}

const hyphen = 45
const yearOf = (date: FhirDate): number => twoDigits(date, 0) * 100 + twoDigits(date, 2)
const monthOf = (date: FhirDate): number => (date.charCodeAt(4) === hyphen ? twoDigits(date, 5) : NaN)
const dayOf = (date: FhirDate): number => (date.charCodeAt(7) === hyphen ? twoDigits(date, 8) : NaN)

/** Days from 1970 to the first of a month, by the Gregorian calendar. */
function daysTo(year: number, month: number): number {
  // Months that are none, and years before 100, in which nothing of a patient happened, are read as JavaScript does.
  if (month < 1 || month > 12 || year < 100) return Date.UTC(year, month - 1) / day
  // Counted from the first of March: the leap day is then the last of its year.
  const counted = month > 2 ? year : year - 1
  const months = month > 2 ? month - 3 : month + 9
  const leapDays = Math.floor(counted / 4) - Math.floor(counted / 100) + Math.floor(counted / 400)
  return counted * 365 + leapDays + Math.floor((months * 153 + 2) / 5) - 719_468
}

const withTime = /^.{10}T.+$/

/** The span a FHIR date can mean; `undefined` when it cannot be read. Read by hand: charts hold thousands of dates. */
export function span(date: FhirDate | undefined): Span | undefined {
  if (date === undefined) return undefined
  const year = yearOf(date)
  if (date.length === 4) return between(daysTo(year, 1), daysTo(year + 1, 1))
  const month = monthOf(date)
  if (date.length === 7) return between(daysTo(year, month), daysTo(year, month + 1))
  const first = daysTo(year, month) + dayOf(date) - 1
  if (date.length === 10) return between(first, first + 1)
  const moment = Number.isNaN(first) || !withTime.test(date) ? NaN : Date.parse(date)
  return Number.isNaN(moment) ? undefined : { from: moment, to: moment }
}

/** From one day up to another, in whatever zone; nothing where a figure was no number. */
const between = (first: number, next: number): Span | undefined =>
  Number.isNaN(next) ? undefined : { from: first * day - zoneSlack, to: next * day - 1 + zoneSlack }

export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * day

let asked: FhirDate | undefined
let answered: Span | undefined
/** The span of the moment of the call, which is asked for with every date of a chart: the last answer is kept. */
export function spanOfNow(now: FhirDate): Span | undefined {
  if (now !== asked) [asked, answered] = [now, span(now)]
  return answered
}

/** Could the date lie within `length` milliseconds before `now`, or after it? Undated facts count as inside. */
export function mayBeWithin(date: FhirDate | undefined, length: number, now: FhirDate): boolean {
  const at = span(date)
  const present = spanOfNow(now)
  return at === undefined || present === undefined || at.to >= present.from - length
}

/** Full years from birth to the day, by calendar. `undefined` unless both are whole dates or the year alone decides. */
export function ageOn(
  birthDate: FhirDate | undefined,
  on: FhirDate,
): { readonly least: number; readonly most: number } | undefined {
  const years = yearOf(on) - yearOf(birthDate ?? '')
  const then = monthOf(on) * 100 + dayOf(on)
  if (birthDate === undefined || Number.isNaN(years + then)) return undefined
  const month = monthOf(birthDate)
  const dayOfMonth = Number.isNaN(month) ? NaN : dayOf(birthDate)
  const latest = orElse(month, 12) * 100 + orElse(dayOfMonth, 31)
  const earliest = orElse(month, 1) * 100 + orElse(dayOfMonth, 1)
  return { least: then < latest ? years - 1 : years, most: then < earliest ? years - 1 : years }
}

const orElse = (value: number, other: number): number => (Number.isNaN(value) ? other : value)
