import { passing, type Count } from '../../src/store/roll-up.ts'

const call = (over: object = {}) => ({
  at: '2026-01-31T10:05:00.000Z',
  client: 'a',
  service: 's',
  rule: 'r',
  contentVersion: '1.0.0',
  ms: 1,
  ...over,
})

/** `metric period client detail: n` of each count. */
const told = (counts: readonly Count[]): readonly string[] =>
  counts.map(({ metric, period, client, service, content_version, detail, n }) =>
    [metric, period, client, service, content_version, detail, n].join(' '),
  )

it('counts calls by place and hour, and how long they took by day, in whatever order they come', () => {
  const passed = passing(10)
  const later = '2026-01-31T11:00:00.000Z'
  for (const over of [
    {},
    { client: 'b' },
    { at: later },
    { ms: 4 },
    { client: 'b', at: later },
    { service: 't' },
    { contentVersion: '2.0.0' },
    { ms: 99_999 },
  ])
    expect(passed.add(call(over))).toBe(true)
  expect(told(passed.take())).toEqual([
    'not-mine 2026-01-31T10 a s 1.0.0  3',
    'not-mine 2026-01-31T10 a s 2.0.0  1',
    'not-mine 2026-01-31T10 a t 1.0.0  1',
    'not-mine 2026-01-31T10 b s 1.0.0  1',
    'not-mine 2026-01-31T11 a s 1.0.0  1',
    'not-mine 2026-01-31T11 b s 1.0.0  1',
    'not-mine-latency 2026-01-31 a s 1.0.0 1 2',
    'not-mine-latency 2026-01-31 a s 1.0.0 5 1',
    'not-mine-latency 2026-01-31 a s 1.0.0 above 1',
    'not-mine-latency 2026-01-31 a s 2.0.0 1 1',
    'not-mine-latency 2026-01-31 a t 1.0.0 1 1',
    'not-mine-latency 2026-01-31 b s 1.0.0 1 2',
  ])
  expect(passed.isEmpty()).toBe(true)
  expect(passed.take()).toEqual([])
})

it('refuses places beyond its room, and goes on counting those it has', () => {
  const passed = passing(1)
  expect([passed.add(call()), passed.add(call({ client: 'b' })), passed.add(call())]).toEqual([true, false, true])
  expect(told(passed.take())).toContain('not-mine 2026-01-31T10 a s 1.0.0  2')
})
