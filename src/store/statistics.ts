import type { Alarm, Expected } from './alarm.ts'
import type { Filter } from './events.ts'
import { answerBounds, latencyBounds, removalOnly } from './roll-up.ts'

/** Calls and what became of them. Rates are 0 to 1, `null` where there is nothing to divide by. */
interface Numbers {
  /** All hook calls. */
  readonly calls: number
  /** Calls without an order of any recommendation's. */
  readonly notMine: number
  readonly fired: number
  readonly silent: number
  readonly undecided: number
  /** Decided and recorded, not shown. */
  readonly wouldHaveFired: number
  /** Cards that feedback told of. */
  readonly answered: number
  readonly accepted: number
  readonly overridden: number
  /** Feedback about cards that were never issued. */
  readonly unknownCards: number
  /** Fired or would have, of the calls with a relevant order. */
  readonly firingRate: number | null
  /** Of the feedback that was given. */
  readonly acceptanceRate: number | null
  readonly overrideRate: number | null
}

/** Estimates: values are counted in buckets, whose bounds stand in roll-up.ts. */
interface Percentiles {
  readonly count: number
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
}

/** The numbers a CDS committee asks for. Cards, and feedback on them, count on the day the card was issued (UTC). */
export interface Statistics {
  readonly filter: Filter & { readonly granularity: Granularity }
  readonly totals: Numbers
  readonly byPeriod: readonly (Numbers & {
    readonly period: string
    /** Band of the firing rate, made of the days before as for an alarm; `null` for weeks, and where those are too few. */
    readonly expectedFiringRate: Pick<Expected, 'low' | 'high'> | null
  })[]
  readonly byClient: readonly (Numbers & { readonly client: string })[]
  /** `rule`, here and below: id of the recommendation. What two of them call alike is not the same. */
  readonly byContentVersion: readonly (Numbers & { readonly rule: string; readonly contentVersion: string })[]
  readonly alternatives: readonly {
    readonly rule: string
    readonly alternative: string
    /** On cards that were shown. */
    readonly offered: number
    readonly recommended: number
    /** On cards that were decided and not shown. */
    readonly wouldHaveOffered: number
    readonly accepted: number
    /** Of the times it was offered, answered or not. */
    readonly acceptanceRate: number | null
  }[]
  /** Acceptances of a removal alone. No alternative, and never counted as offered: it has no rate. */
  readonly removals: number
  readonly overrides: readonly {
    readonly rule: string
    readonly code: string
    readonly system?: string
    readonly count: number
  }[]
  readonly silence: readonly { readonly rule: string; readonly because: string; readonly count: number }[]
  /** Of cards, shown or not. */
  readonly rows: readonly { readonly rule: string; readonly row: string; readonly count: number }[]
  /** Alternatives that each rule of a recommendation left out: one rule may leave several out on one card. */
  readonly leftOut: readonly { readonly recommendation: string; readonly rule: string; readonly count: number }[]
  /** Seconds from card to first feedback. */
  readonly timeToAnswer: Percentiles
  /** Milliseconds from request to answer, of calls with a relevant order. */
  readonly latency: readonly (Percentiles & { readonly client: string })[]
  readonly alarms: readonly Alarm[]
}

export type Granularity = 'day' | 'week'

/** Sums of calls and feedback, by day, client, recommendation and content version. */
export interface Flow {
  readonly metric: string
  readonly day: string
  readonly client: string
  readonly rule: string
  readonly content_version: string
  readonly detail: string
  readonly n: number
}

/** Sums of everything else over all days, by rule. */
export interface Sum {
  readonly metric: string
  readonly detail: string
  readonly rule: string
  readonly n: number
}

/** A bucket of the latency histogram, by client. */
interface LatencySum {
  readonly client: string
  readonly detail: string
  readonly n: number
}

export function statistics(
  filter: Filter & { readonly granularity: Granularity },
  flows: readonly Flow[],
  sums: readonly Sum[],
  latencies: readonly LatencySum[],
  found: readonly Alarm[],
  expected: ReadonlyMap<string, Expected>,
): Statistics {
  const period = filter.granularity === 'week' ? week : (day: string) => day
  const ofMetric = (metric: string) => sums.filter((sum) => sum.metric === metric)
  const latency = Map.groupBy(latencies, ({ client }) => client)
  return {
    filter,
    totals: numbers(flows),
    byPeriod: grouped(flows, ({ day }) => period(day)).map(([key, some]) => ({
      period: key,
      ...numbers(some),
      expectedFiringRate: bandOf(expected.get(key)),
    })),
    byClient: grouped(flows, ({ client }) => client).map(([key, some]) => ({ client: key, ...numbers(some) })),
    // Feedback on unknown cards has no version.
    byContentVersion: grouped(
      flows.filter((flow) => flow.content_version !== ''),
      ({ rule, content_version }) => `${rule}\n${content_version}`,
    ).map(([, some]) => ({ rule: some[0].rule, contentVersion: some[0].content_version, ...numbers(some) })),
    alternatives: alternativesOf(sums.filter(({ detail }) => detail !== removalOnly)),
    removals: sumBy(ofMetric('accepted'), ({ detail }) => detail).get(removalOnly) ?? 0,
    overrides: ranked(ofMetric('overridden'))
      .map(({ rule, detail, count }) => ({ rule, ...reason(detail), count }))
      .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    silence: ranked(ofMetric('silence')).map(({ rule, detail, count }) => ({ rule, because: detail, count })),
    rows: ranked(ofMetric('row')).map(({ rule, detail, count }) => ({ rule, row: detail, count })),
    leftOut: ranked(ofMetric('left-out')).map(({ rule, detail, count }) => ({
      recommendation: rule,
      rule: detail,
      count,
    })),
    timeToAnswer: percentiles(
      sumBy(ofMetric('answered-after'), ({ detail }) => detail),
      answerBounds,
    ),
    latency: [...latency]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([client, some]) => ({
        client,
        ...percentiles(
          sumBy(some, ({ detail }) => detail),
          latencyBounds,
        ),
      })),
    alarms: found,
  }
}

const ofAlternatives = new Set(['offered', 'recommended', 'would-have-offered', 'accepted'])

function alternativesOf(sums: readonly Sum[]): Statistics['alternatives'] {
  const told = sums.filter(({ metric }) => ofAlternatives.has(metric))
  return grouped(told, keyOf).map(([, some]) => {
    const times = sumBy(some, ({ metric }) => metric)
    const offered = times.get('offered') ?? 0
    const accepted = times.get('accepted') ?? 0
    return {
      rule: some[0].rule,
      alternative: some[0].detail,
      offered,
      recommended: times.get('recommended') ?? 0,
      wouldHaveOffered: times.get('would-have-offered') ?? 0,
      accepted,
      acceptanceRate: rate(accepted, offered),
    }
  })
}

/** What two recommendations call alike is not the same. */
const keyOf = ({ rule, detail }: Sum): string => `${rule}\n${detail}`

/** Sums of one metric, most first, equal ones by their names. */
const ranked = (sums: readonly Sum[]): { rule: string; detail: string; count: number }[] =>
  grouped(sums, keyOf)
    .map(([, some]) => ({
      rule: some[0].rule,
      detail: some[0].detail,
      count: some.reduce((all, { n }) => all + n, 0),
    }))
    .toSorted((a, b) => b.count - a.count || (a.detail < b.detail ? -1 : 1))

const bandOf = (expected: Expected | undefined): Pick<Expected, 'low' | 'high'> | null =>
  expected === undefined ? null : { low: expected.low, high: expected.high }

function numbers(flows: readonly Flow[]): Numbers {
  const sums = sumBy(flows, ({ metric, detail }) =>
    metric === 'not-mine' || metric === 'answered' ? metric : `${metric} ${detail}`,
  )
  const of = (key: string): number => sums.get(key) ?? 0
  const fired = of('call spoke')
  const wouldHaveFired = of('call would-have-fired')
  const silent = of('call silent')
  const undecided = of('call undecided')
  const notMine = of('not-mine')
  const accepted = of('feedback accepted')
  const overridden = of('feedback overridden')
  const mine = fired + wouldHaveFired + silent + undecided
  return {
    calls: mine + notMine,
    notMine,
    fired,
    silent,
    undecided,
    wouldHaveFired,
    answered: of('answered'),
    accepted,
    overridden,
    unknownCards: of('feedback unknown'),
    firingRate: rate(fired + wouldHaveFired, mine),
    acceptanceRate: rate(accepted, accepted + overridden),
    overrideRate: rate(overridden, accepted + overridden),
  }
}

/** Estimated inside a bucket as if its values were spread evenly; what lies above the last bound counts as that bound. */
export function percentiles(buckets: ReadonlyMap<string, number>, bounds: readonly number[]): Percentiles {
  const count = [...buckets.values()].reduce((sum, n) => sum + n, 0)
  const at = (share: number): number | null => {
    if (count === 0) return null
    const rank = share * count
    let below = 0
    let lower = 0
    for (const bound of bounds) {
      const n = buckets.get(String(bound)) ?? 0
      if (n > 0 && below + n >= rank) return Math.round((lower + ((rank - below) / n) * (bound - lower)) * 100) / 100
      below += n
      lower = bound
    }
    return lower
  }
  return { count, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) }
}

/** Monday of the ISO week a day belongs to. */
export function week(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

function reason(word: string): { code: string; system?: string } {
  const bar = word.indexOf('|')
  return bar < 0 ? { code: word } : { system: word.slice(0, bar), code: word.slice(bar + 1) }
}

const rate = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000

function sumBy<T extends { readonly n: number }>(rows: readonly T[], key: (row: T) => string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + row.n)
  return sums
}

/** No group is empty. */
const grouped = <T>(rows: readonly T[], key: (row: T) => string): [string, [T, ...T[]]][] =>
  ([...Map.groupBy(rows, key)] as [string, [T, ...T[]]][]).toSorted(([a], [b]) => (a < b ? -1 : 1))
