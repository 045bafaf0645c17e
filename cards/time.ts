import type { FhirDate } from './facts.ts'

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

/**
 * No patient alive was born before. A date of an earlier year is what a client writes for none, the zero of its
 * calendar: 0001-01-01 (.NET), 1601 (Windows), 1753 (SQL Server), 1840-12-31 (MUMPS).
 */
const firstYear = 1890

/** Days from 1970 to the first of a month. Month 13 is the first of the next year. */
const daysTo = (year: number, month: number): number => Date.UTC(year, month - 1) / day

const timed = /^.{10}T.+$/
const zoned = /(?:[Zz]|[+-]\d\d:?\d\d)$/

/**
 * The span a FHIR date can mean; `undefined` when it cannot be read: a month or a day that is none, or a year of no
 * patient. "Dates SHALL be valid dates" (HL7 FHIR R4, data type dateTime). Read by hand: charts hold thousands of dates.
 */
export function span(date: FhirDate | undefined): Span | undefined {
  if (date === undefined) return undefined
  const year = yearOf(date)
  // Written so that NaN fails too.
  if (!(year >= firstYear)) return undefined
  if (date.length === 4) return between(daysTo(year, 1), daysTo(year, 13))
  const month = monthOf(date)
  if (!(month >= 1 && month <= 12)) return undefined
  const start = daysTo(year, month)
  if (date.length === 7) return between(start, daysTo(year, month + 1))
  const dayOfMonth = dayOf(date)
  if (!(dayOfMonth >= 1 && (dayOfMonth <= 28 || start + dayOfMonth <= daysTo(year, month + 1)))) return undefined
  if (date.length === 10) return between(start + dayOfMonth - 1, start + dayOfMonth)
  return timed.test(date) ? momentOf(date) : undefined
}

/** A time without a zone, which FHIR R4 does not allow, may be of any zone: the server's own must make no difference. */
function momentOf(date: FhirDate): Span | undefined {
  const known = zoned.test(date)
  const moment = Date.parse(known ? date : `${date}Z`)
  if (Number.isNaN(moment)) return undefined
  return known ? { from: moment, to: moment } : { from: moment - zoneSlack, to: moment + zoneSlack }
}

/** From one day up to another, in whatever zone. */
const between = (first: number, next: number): Span => ({
  from: first * day - zoneSlack,
  to: next * day - 1 + zoneSlack,
})

/** Times with a zone are moments. All that is written without one is taken to share one zone, whichever it is. */
const hasZone = ({ from, to }: Span): boolean => from === to

/** Whether a date lies after another in every reading of the two. */
export const isAfter = (one: Span, other: Span): boolean =>
  one.from > other.to - (hasZone(one) || hasZone(other) ? 0 : 2 * zoneSlack)

/** Those that may be the latest: none is known to lie after them, as of undated ones. The order given does not matter. */
export function mayBeLatest<T extends { readonly at: Span | undefined }>(all: readonly T[]): readonly T[] {
  let moment = -Infinity
  let unzoned = -Infinity
  for (const { at } of all) {
    if (at === undefined) continue
    if (hasZone(at)) moment = Math.max(moment, at.from)
    else unzoned = Math.max(unzoned, at.from)
  }
  return all.filter(
    ({ at }) => at === undefined || (moment <= at.to && unzoned <= (hasZone(at) ? at.to : at.to - 2 * zoneSlack)),
  )
}

let lastAt = NaN
let lastInstant = ''
/** A moment in UTC with milliseconds. Calls that share one also share its words. */
export function instantOf(at: number): string {
  if (at !== lastAt) {
    lastInstant = new Date(at).toISOString()
    lastAt = at
  }
  return lastInstant
}

/** Hours in milliseconds. */
export const hours = (n: number): number => n * 3_600_000
/** Days of 24 hours in milliseconds. */
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

/**
 * When a result was taken. More than a day ahead, which no clock is wrong by, the date is mistyped: the result is as good
 * as undated, and no newer than another.
 */
export function takenAt(date: FhirDate | undefined, now: FhirDate): Span | undefined {
  const at = span(date)
  return at !== undefined && at.from > (spanOfNow(now)?.to ?? Infinity) + day ? undefined : at
}

/**
 * Nobody is known to have lived longer than 122 years (Jeanne Calment, 1875-1997). No margin: clients write 1900-01-01
 * and 1899-12-30 for none.
 */
const oldest = 122

/**
 * Full years from birth to the day, by calendar; a span where the birth date is partial. `undefined` where the birth
 * date is not known: absent, unreadable, after that day in every zone, or of more than 122 years before.
 */
export function ageOn(
  birthDate: FhirDate | undefined,
  on: FhirDate,
): { readonly least: number; readonly most: number } | undefined {
  const born = span(birthDate)
  const present = span(on)
  const then = monthOf(on) * 100 + dayOf(on)
  if (birthDate === undefined || born === undefined || present === undefined || Number.isNaN(then)) return undefined
  if (isAfter(born, present)) return undefined
  const years = yearOf(on) - yearOf(birthDate)
  const month = monthOf(birthDate)
  const dayOfMonth = Number.isNaN(month) ? NaN : dayOf(birthDate)
  const latest = orElse(month, 12) * 100 + orElse(dayOfMonth, 31)
  const earliest = orElse(month, 1) * 100 + orElse(dayOfMonth, 1)
  const most = Math.max(0, then < earliest ? years - 1 : years)
  return most > oldest ? undefined : { least: Math.max(0, then < latest ? years - 1 : years), most }
}

const orElse = (value: number, other: number): number => (Number.isNaN(value) ? other : value)
