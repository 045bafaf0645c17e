import fc from 'fast-check'
import { bucket, latencyBounds, merged, type Count } from '../../src/store/roll-up.ts'
import { percentiles, week } from '../../src/store/statistics.ts'

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
