/**
 * Rules break silently: a code changes, an interface stops. What shows it is a firing rate that leaves its own history.
 * @see {@link https://doi.org/10.1093/jamia/ocx106}
 */
export interface Alarm extends Expected {
  readonly client: string
  readonly service: string
  /**
   * `firing-rate`: cards (shown or silenced) for each call with a relevant order. `calls`: all calls of the day. `orders`:
   * calls with a relevant order, while all calls are as many as ever: the picture when a code of the order is no longer known.
   */
  readonly kind: 'firing-rate' | 'calls' | 'orders'
  /** UTC day that stands out. */
  readonly day: string
  readonly value: number
}

/** Calls of one UTC day with a relevant order, and how many of them fired. */
export interface RateOfDay {
  readonly day: string
  readonly mine: number
  readonly fired: number
}

/** One UTC day of one client at one service. */
export interface Day extends RateOfDay {
  readonly client: string
  readonly service: string
  /** All calls. */
  readonly calls: number
}

/** What is expected of a day, judging by its history. */
export interface Expected {
  readonly low: number
  readonly high: number
  /** Days the band was made of. */
  readonly days: number
}

/** How many days of history make a band, at least and at most. */
const enoughDays = 14
const mostDays = 60
/** Fewer cases than this a day say nothing. */
const enoughCases = 20
/** A client that has not called for so many days at a service was taken out, or has another name: it was told of all that time. */
const stillDays = 14
/** 3 robust standard deviations: 1.4826 MAD is one, for a normal distribution. */
const reach = 3 * 1.4826

/**
 * Looks at yesterday, the last whole day, and for the firing rate at today as well. Weekdays are compared with weekdays
 * and weekends with weekends: hospitals differ on them.
 * @param today UTC day
 */
export function alarms(days: readonly Day[], today: string): Alarm[] {
  const yesterday = shift(today, -1)
  return [...Map.groupBy(days, ({ client, service }) => `${client}\n${service}`).values()].flatMap((series) => {
    const [{ client, service } = { client: '', service: '' }] = series
    const whole = withoutGaps(series, yesterday, (day) => ({ day, client, service, mine: 0, fired: 0, calls: 0 }))
    const now = series.find(({ day }) => day === today)
    const last = whole.at(-1)
    if (whole.slice(-stillDays).every(({ calls }) => calls === 0)) return rateAlarm(whole, now)
    const calls = countAlarm('calls', ({ calls: all }) => all, whole, last)
    // Fewer calls mean fewer with a relevant order, too; an excess of those already shows in the firing rate.
    const orders = calls.some(isFew) ? [] : countAlarm('orders', ({ mine }) => mine, whole, last).filter(isFew)
    return [...rateAlarm(whole, last), ...rateAlarm(whole, now), ...calls, ...orders]
  })
}

const isFew = ({ value, low }: Alarm): boolean => value < low

/**
 * The band of each day's firing rate, made of the days before it, of all callers together. A day has none where those days,
 * or its own calls, are too few.
 */
export function expectedRates(days: readonly RateOfDay[]): ReadonlyMap<string, Expected> {
  const last = days.reduce((latest, { day }) => (day > latest ? day : latest), '')
  const whole = withoutGaps(days, last, (day) => ({ day, mine: 0, fired: 0 }))
  const expected = new Map<string, Expected>()
  const before = { weekdays: [] as RateOfDay[], weekends: [] as RateOfDay[] }
  for (const one of whole) {
    const alike = isWeekend(one.day) ? before.weekends : before.weekdays
    const band = expectedRate(alike.slice(-mostDays), one)
    if (band !== undefined) expected.set(one.day, band)
    alike.push(one)
  }
  return expected
}

/** @param before days like it */
function expectedRate(before: readonly RateOfDay[], suspect: RateOfDay): Expected | undefined {
  if (suspect.mine < enoughCases) return undefined
  const history = before.filter(({ mine }) => mine >= enoughCases)
  if (history.length < enoughDays) return undefined
  const rates = history.map(({ fired, mine }) => fired / mine)
  const middle = median(rates)
  // A rate of few cases strays by chance: a band is never narrower than three standard errors, nor than five points.
  const chance = 3 * Math.sqrt((middle * (1 - middle)) / suspect.mine)
  const width = Math.max(reach * deviation(rates, middle), chance, 0.05)
  return { low: Math.max(0, middle - width), high: Math.min(1, middle + width), days: history.length }
}

function rateAlarm(series: readonly Day[], suspect: Day | undefined): readonly Alarm[] {
  if (suspect === undefined) return []
  const expected = expectedRate(like(series, suspect), suspect)
  return expected === undefined ? [] : outside('firing-rate', suspect, suspect.fired / suspect.mine, expected)
}

function countAlarm(
  kind: 'calls' | 'orders',
  countOf: (day: Day) => number,
  series: readonly Day[],
  suspect: Day | undefined,
): readonly Alarm[] {
  if (suspect === undefined) return []
  const history = like(series, suspect)
  if (history.length < enoughDays) return []
  const counts = history.map(countOf)
  const middle = median(counts)
  if (middle < enoughCases) return []
  const width = Math.max(reach * deviation(counts, middle), 3 * Math.sqrt(middle), middle / 10)
  const expected = { low: Math.max(0, middle - width), high: middle + width, days: history.length }
  return outside(kind, suspect, countOf(suspect), expected)
}

const outside = (
  kind: Alarm['kind'],
  { client, service, day }: Day,
  value: number,
  expected: Expected,
): readonly Alarm[] =>
  value < expected.low || value > expected.high ? [{ client, service, kind, day, value, ...expected }] : []

const like = (series: readonly Day[], suspect: Day): readonly Day[] =>
  series.filter(({ day }) => day < suspect.day && isWeekend(day) === isWeekend(suspect.day)).slice(-mostDays)

/** Days on which nothing came are days with no calls: that is what an interface that stopped looks like. */
function withoutGaps<Of extends { readonly day: string }>(
  series: readonly Of[],
  last: string,
  empty: (day: string) => Of,
): Of[] {
  const byDay = new Map(series.map((day) => [day.day, day]))
  const firstDay = [...byDay.keys()].toSorted()[0]
  if (firstDay === undefined) return []
  const whole: Of[] = []
  for (let day = firstDay; day <= last; day = shift(day, 1)) whole.push(byDay.get(day) ?? empty(day))
  return whole
}

/** @param day UTC date, such as `2026-01-31` @param days may be negative */
export const shift = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const high = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] ?? high) + high) / 2
}

const deviation = (values: readonly number[], middle: number): number =>
  median(values.map((value) => Math.abs(value - middle)))
