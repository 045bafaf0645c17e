import fc from 'fast-check'
import { bucket, latencyBounds, merged, removalOnly, type Count } from '../../src/store/roll-up.ts'
import { percentiles, statistics, week, type Flow, type Sum } from '../../src/store/statistics.ts'

const histogram = (values: readonly number[]): Map<string, number> => {
  const buckets = new Map<string, number>()
  for (const value of values)
    buckets.set(bucket(value, latencyBounds), (buckets.get(bucket(value, latencyBounds)) ?? 0) + 1)
  return buckets
}

it('estimates a percentile inside the bucket that the true one falls into', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (values) => {
        const sorted = values.toSorted((a, b) => a - b)
        const { count, p50, p95, p99 } = percentiles(histogram(values), latencyBounds)
        expect(count).toBe(values.length)
        for (const [share, estimate] of [
          [0.5, p50],
          [0.95, p95],
          [0.99, p99],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
          const upper = Number(bucket(exact, latencyBounds))
          const lower = latencyBounds[latencyBounds.findIndex((bound) => bound === upper) - 1] ?? 0
          expect(estimate).toBeGreaterThanOrEqual(lower)
          expect(estimate).toBeLessThanOrEqual(upper)
        }
      },
    ),
  )
})

it('has no percentile of nothing, and takes what is above all bounds for the last bound', () => {
  expect(percentiles(new Map(), latencyBounds)).toEqual({ count: 0, p50: null, p90: null, p95: null, p99: null })
  expect(percentiles(histogram([99_999]), latencyBounds)).toMatchObject({ count: 1, p50: 10_000 })
})

it.each([
  ['2026-03-02', '2026-03-02'],
  ['2026-03-01', '2026-02-23'],
  ['2027-01-01', '2026-12-28'],
])('finds the Monday of %s at %s', (day, monday) => {
  expect(week(day)).toBe(monday)
})

it('merges counts to one row a key, in the order of the keys, and drops those that cancel out', () => {
  const count = (metric: string, n: number): Count => ({
    metric,
    period: '2026-03-02',
    client: 'c',
    service: 's',
    rule: 'r',
    content_version: '1',
    detail: 'd',
    n,
  })

  expect(merged([count('b', 1), count('a', 1), count('b', 2), count('c', 1), count('c', -1)])).toEqual([
    count('a', 1),
    count('b', 3),
  ])
})

describe('the numbers of a committee', () => {
  const flow = (metric: string, detail: string, n: number, day = '2026-03-02', client = 'a', version = '1'): Flow => ({
    metric,
    detail,
    n,
    day,
    client,
    rule: 'r1',
    content_version: version,
  })
  const flows = [
    flow('call', 'spoke', 6),
    flow('call', 'spoke', 2, '2026-03-03', 'b', '2'),
    flow('call', 'would-have-fired', 4, '2026-03-09', 'a', '2'),
    flow('call', 'silent', 10),
    flow('call', 'undecided', 2, '2026-03-03', 'b', '2'),
    flow('not-mine', '', 60),
    flow('not-mine', 'other', 40, '2026-03-09'),
    flow('answered', '', 3),
    flow('answered', 'other', 2),
    flow('feedback', 'accepted', 3),
    flow('feedback', 'overridden', 1, '2026-03-03', 'b', '2'),
    { ...flow('call', 'spoke', 1), rule: 'r2' },
    flow('feedback', 'unknown', 7, '2026-03-02', 'a', ''),
  ]
  const sum = (metric: string, detail: string, n: number, rule = 'r1'): Sum => ({ metric, detail, rule, n })
  const sums = [
    sum('offered', 'beta', 10),
    sum('offered', 'alpha', 3),
    sum('offered', 'alpha', 1, 'r2'),
    sum('recommended', 'alpha', 2),
    sum('would-have-offered', 'gamma', 1),
    sum('accepted', 'alpha', 1),
    sum('accepted', 'delta', 1),
    sum('accepted', removalOnly, 3),
    sum('overridden', 'urn:site|because', 2),
    sum('overridden', 'urn:site|because', 3),
    sum('overridden', 'unlisted', 5, 'r2'),
    sum('overridden', 'rare', 1),
    sum('overridden', 'rare', 2, 'r2'),
    sum('silence', 'child', 1),
    sum('silence', 'other-reason', 4),
    sum('silence', 'answered', 1),
    sum('silence', 'other-reason', 2, 'r2'),
    sum('row', '1', 8),
    sum('row', '1', 3, 'r2'),
    sum('left-out', 'pregnancy', 2),
    sum('left-out', 'pregnancy', 1, 'r2'),
    sum('answered-after', '10', 2),
  ]
  const latencies = [
    { client: 'b', detail: '5', n: 1 },
    { client: 'a', detail: '5', n: 2 },
    { client: 'a', detail: '10', n: 1 },
  ]
  const told = (granularity: 'day' | 'week') => statistics({ granularity }, flows, sums, latencies, [], new Map())

  it('count every call once, and rates of the calls with an order of ours', () => {
    expect(told('day').totals).toEqual({
      calls: 125,
      notMine: 100,
      fired: 9,
      silent: 10,
      undecided: 2,
      wouldHaveFired: 4,
      answered: 5,
      accepted: 3,
      overridden: 1,
      unknownCards: 7,
      firingRate: 0.52,
      acceptanceRate: 0.75,
      overrideRate: 0.25,
    })
    expect(statistics({ granularity: 'day' }, [], [], [], [], new Map()).totals).toMatchObject({
      calls: 0,
      firingRate: null,
      acceptanceRate: null,
      overrideRate: null,
    })
  })

  it('stand by day or week, by client, and by version, in their order', () => {
    const { byPeriod, byClient, byContentVersion } = told('week')
    expect(byPeriod.map(({ period, calls, fired }) => [period, calls, fired])).toEqual([
      ['2026-03-02', 81, 9],
      ['2026-03-09', 44, 0],
    ])
    expect(told('day').byPeriod.map(({ period, calls }) => [period, calls])).toEqual([
      ['2026-03-02', 77],
      ['2026-03-03', 4],
      ['2026-03-09', 44],
    ])
    expect(byClient.map(({ client, calls, unknownCards }) => [client, calls, unknownCards])).toEqual([
      ['a', 121, 7],
      ['b', 4, 0],
    ])
    expect(byContentVersion.map(({ rule, contentVersion, calls }) => [rule, contentVersion, calls])).toEqual([
      ['r1', '1', 116],
      ['r1', '2', 8],
      ['r2', '1', 1],
    ])
  })

  it('tell of each alternative how often it was offered and taken, and of removals apart', () => {
    const { alternatives, removals } = told('day')
    const never = { rule: 'r1', offered: 0, recommended: 0, wouldHaveOffered: 0, accepted: 0, acceptanceRate: null }
    expect(alternatives).toEqual([
      { ...never, alternative: 'alpha', offered: 3, recommended: 2, accepted: 1, acceptanceRate: 0.3333 },
      { ...never, alternative: 'beta', offered: 10, acceptanceRate: 0 },
      { ...never, alternative: 'delta', accepted: 1 },
      { ...never, alternative: 'gamma', wouldHaveOffered: 1 },
      { ...never, rule: 'r2', alternative: 'alpha', offered: 1, acceptanceRate: 0 },
    ])
    expect(removals).toBe(3)
  })

  it('rank the reasons of overrides and of silence, of each recommendation, equal ones by their names', () => {
    const { overrides, silence, rows, leftOut } = told('day')
    expect(overrides).toEqual([
      { rule: 'r1', system: 'urn:site', code: 'because', count: 5 },
      { rule: 'r2', code: 'unlisted', count: 5 },
      { rule: 'r2', code: 'rare', count: 2 },
      { rule: 'r1', code: 'rare', count: 1 },
    ])
    expect(silence).toEqual([
      { rule: 'r1', because: 'other-reason', count: 4 },
      { rule: 'r2', because: 'other-reason', count: 2 },
      { rule: 'r1', because: 'answered', count: 1 },
      { rule: 'r1', because: 'child', count: 1 },
    ])
    expect(rows).toEqual([
      { rule: 'r1', row: '1', count: 8 },
      { rule: 'r2', row: '1', count: 3 },
    ])
    expect(leftOut).toEqual([
      { recommendation: 'r1', rule: 'pregnancy', count: 2 },
      { recommendation: 'r2', rule: 'pregnancy', count: 1 },
    ])
  })

  it('tell how long calls of each client took, and answers to cards', () => {
    const { latency, timeToAnswer } = told('day')
    expect(latency.map(({ client, count }) => [client, count])).toEqual([
      ['a', 3],
      ['b', 1],
    ])
    expect(latency[0]).toMatchObject(
      percentiles(
        new Map([
          ['5', 2],
          ['10', 1],
        ]),
        latencyBounds,
      ),
    )
    expect(timeToAnswer).toMatchObject({ count: 2 })
  })
})
