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
  readonly byContentVersion: readonly (Numbers & { readonly contentVersion: string })[]
  readonly alternatives: readonly {
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
  readonly silence: readonly { readonly because: string; readonly count: number }[]
  /** Of cards, shown or not. */
  readonly rows: readonly { readonly row: string; readonly count: number }[]
  /** Alternatives that each rule left out: one rule may leave several out on one card. */
  readonly leftOut: readonly { readonly rule: string; readonly count: number }[]
  /** Seconds from card to first feedback. */
  readonly timeToAnswer: Percentiles
  /** Milliseconds from request to answer, of calls with a relevant order. */
  readonly latency: readonly (Percentiles & { readonly client: string })[]
  readonly alarms: readonly Alarm[]
}

export type Granularity = 'day' | 'week'

/** Sums of calls and feedback, by day, client and content version. */
export interface Flow {
  readonly metric: string
  readonly day: string
  readonly client: string
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
  const counted = (metric: string) => sumBy(ofMetric(metric), ({ detail }) => detail)
  const accepted = counted('accepted')
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
      (flow) => flow.content_version,
    ).map(([key, some]) => ({ contentVersion: key, ...numbers(some) })),
    alternatives: alternativesOf(accepted, counted),
    removals: accepted.get(removalOnly) ?? 0,
    overrides: overridesOf(ofMetric('overridden')),
    silence: ranked(counted('silence')).map(([because, count]) => ({ because, count })),
    rows: ranked(counted('row')).map(([row, count]) => ({ row, count })),
    leftOut: ranked(counted('left-out')).map(([rule, count]) => ({ rule, count })),
    timeToAnswer: percentiles(counted('answered-after'), answerBounds),
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

/** @param counted sums of a metric by its detail */
function alternativesOf(
  accepted: ReadonlyMap<string, number>,
  counted: (metric: string) => ReadonlyMap<string, number>,
): Statistics['alternatives'] {
  const recommended = counted('recommended')
  const offered = counted('offered')
  const held = counted('would-have-offered')
  return [...new Set([...offered.keys(), ...held.keys(), ...accepted.keys()])]
    .filter((alternative) => alternative !== removalOnly)
    .toSorted()
    .map((alternative) => {
      const times = offered.get(alternative) ?? 0
      const taken = accepted.get(alternative) ?? 0
      return {
        alternative,
        offered: times,
        recommended: recommended.get(alternative) ?? 0,
        wouldHaveOffered: held.get(alternative) ?? 0,
        accepted: taken,
        acceptanceRate: rate(taken, times),
      }
    })
}

function overridesOf(sums: readonly Sum[]): Statistics['overrides'] {
  const overrides = Map.groupBy(sums, ({ rule, detail }) => `${rule}\n${detail}`)
  return [...overrides.values()]
    .flatMap(([one, ...more]) =>
      one === undefined
        ? []
        : [{ rule: one.rule, ...reason(one.detail), count: more.reduce((sum, { n }) => sum + n, one.n) }],
    )
    .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
}

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

const grouped = (flows: readonly Flow[], key: (flow: Flow) => string): [string, Flow[]][] =>
  [...Map.groupBy(flows, key)].toSorted(([a], [b]) => (a < b ? -1 : 1))

const ranked = (sums: ReadonlyMap<string, number>): [string, number][] =>
  [...sums].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
