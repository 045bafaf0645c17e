import type { FhirDate } from './guidance.ts'

/** Moments as milliseconds since 1970. Partial dates cover a span; both ends are given, in UTC. */
export interface Span {
  readonly from: number
  readonly to: number
}

const day = 86_400_000
/** Zones reach from UTC-12 to UTC+14: a date without a zone may mean a moment that far off. */
const zoneSlack = 14 * 3_600_000

/** The span a FHIR date can mean; `undefined` when it cannot be read. */
export function span(date: FhirDate | undefined): Span | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T.+)?)?)?$/.exec(date ?? '')
  if (match === null) return undefined
  const [, year = '', month, dayOfMonth, time] = match
  if (time !== undefined) {
    const moment = Date.parse(date ?? '')
    return Number.isNaN(moment) ? undefined : { from: moment, to: moment }
  }
  const from = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(dayOfMonth ?? 1))
  const next =
    dayOfMonth !== undefined
      ? from + day
      : month !== undefined
        ? Date.UTC(Number(year), Number(month), 1)
        : Date.UTC(Number(year) + 1, 0, 1)
  return { from: from - zoneSlack, to: next - 1 + zoneSlack }
}

export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * day

/** The moment of the call is asked for with every date of a chart: the last answer is kept. */
let asked: FhirDate | undefined
let answered: Span | undefined
function spanOfNow(now: FhirDate): Span | undefined {
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
  const birth = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(birthDate ?? '')
  const then = /^(\d{4})-(\d{2})-(\d{2})/.exec(on)
  if (birth === null || then === null) return undefined
  const years = Number(then[1]) - Number(birth[1])
  const monthDay = `${then[2]}-${then[3]}`
  const latest = `${birth[2] ?? '12'}-${birth[3] ?? '31'}`
  const earliest = `${birth[2] ?? '01'}-${birth[3] ?? '01'}`
  return { least: monthDay < latest ? years - 1 : years, most: monthDay < earliest ? years - 1 : years }
}
