import {
  answerBounds,
  countOfUnknown,
  countsOfAnswer,
  countsOfCalls,
  latencyBounds,
  merged,
  moment,
  passing,
  takenOf,
  Told,
  type Answer,
  type Count,
  type KnownCard,
} from '../../src/store/roll-up.ts'
import { recorded } from '../../src/store/rows.ts'
import { aCall, aSilence } from './events.ts'

/** `metric detail: n` of each count. */
const told = (counts: readonly Count[]): readonly string[] =>
  merged(counts).map(({ metric, detail, n }) => `${metric} ${detail}: ${n}`)
const ofCalls = (...calls: Parameters<typeof recorded>[0][]): Count[] =>
  countsOfCalls(calls.map((call) => recorded(call).call))

it('keeps the bounds of its histograms, whose names stand in the store', () => {
  expect(latencyBounds.join(' ')).toBe('1 2 3 5 7 10 15 20 30 50 75 100 150 200 300 500 750 1000 2000 5000 10000')
  expect(answerBounds.join(' ')).toBe('1 2 5 10 20 30 60 120 300 600 1800 3600 14400 86400 604800')
})

describe('what a call counts as', () => {
  const { card: _card, ...hidden } = aCall({ outcome: 'would-have-fired', because: 'silent-mode' })

  it('is a card with all that stood on it and all that was left out', () => {
    expect(told(ofCalls(aCall()))).toEqual([
      'call spoke: 1',
      'latency 15: 1',
      'left-out no-pool: 1',
      'offered rest: 1',
      'offered walk: 1',
      'recommended walk: 1',
      'row 1: 1',
    ])
  })

  it('is what would have been offered, and recommends nothing, where nobody saw the card', () => {
    expect(told(ofCalls(hidden))).toEqual([
      'call would-have-fired: 1',
      'latency 15: 1',
      'left-out no-pool: 1',
      'row 1: 1',
      'silence silent-mode: 1',
      'would-have-offered rest: 1',
      'would-have-offered walk: 1',
    ])
  })

  it('offers nothing where there was no card', () => {
    const { options } = aCall()
    expect(told(ofCalls(aSilence({ options, row: '7' }), aCall({ outcome: 'undecided', ms: 99_999 })))).toEqual([
      'call silent: 1',
      'call undecided: 1',
      'latency 15: 1',
      'latency above: 1',
      'row 1: 1',
      'row 7: 1',
      'silence another-reason: 1',
    ])
  })

  it('is not recommended where it was left out, and leaves nothing out where it was offered with a rule', () => {
    const options = [
      { alternative: 'walk', offered: true, recommended: false, rules: ['with-care'] },
      { alternative: 'swim', offered: false, recommended: true, rules: ['no-pool', 'too-cold'] },
    ]
    expect(told(ofCalls(aCall({ options }))).filter((count) => !/^(?:call|latency|row) /.test(count))).toEqual([
      'left-out no-pool: 1',
      'left-out too-cold: 1',
      'offered walk: 1',
    ])
  })

  it('is counted once for each of its kind, and calls of another place, day or content apart', () => {
    const counts = ofCalls(
      aCall(),
      aCall({ at: '2026-03-02T23:59:59.999Z', patient: 'another' }),
      aCall(),
      ...[
        { at: '2026-03-03T00:00:00.000Z' },
        { client: 'south' },
        { service: 'another' },
        { rule: 'b-rule' },
        { contentVersion: '2.0.0' },
        { row: '2' },
        { ms: 13_000 },
        { options: [] },
      ].map((differs) => aCall(differs)),
      aSilence(),
      aSilence({ because: 'no-route' }),
    )
    // Alike ones are one row already, before rows are merged.
    expect(counts.filter(({ metric, n }) => metric === 'call' && n === 3)).toHaveLength(1)
    const rows = merged(counts).map(({ metric, period, client, service, rule, content_version, detail, n }) =>
      [metric, period, client, service, rule, content_version, detail, n].join(' '),
    )
    expect(rows.filter((row) => row.startsWith('call '))).toEqual([
      'call 2026-03-02 north a-rule-order-sign a-rule 1.0.0 silent 2',
      'call 2026-03-02 north a-rule-order-sign a-rule 1.0.0 spoke 6',
      'call 2026-03-02 north a-rule-order-sign a-rule 2.0.0 spoke 1',
      'call 2026-03-02 north a-rule-order-sign b-rule 1.0.0 spoke 1',
      'call 2026-03-02 north another a-rule 1.0.0 spoke 1',
      'call 2026-03-02 south a-rule-order-sign a-rule 1.0.0 spoke 1',
      'call 2026-03-03 north a-rule-order-sign a-rule 1.0.0 spoke 1',
    ])
    const place = '2026-03-02 north a-rule-order-sign a-rule 1.0.0'
    for (const row of [
      `row ${place} 1 5`,
      `row ${place} 2 1`,
      `latency ${place} 15 7`,
      `latency ${place} above 1`,
      `offered ${place} walk 5`,
      `silence ${place} no-route 1`,
      `silence ${place} another-reason 1`,
    ])
      expect(rows).toContain(row)
  })

  it('has no row where the decision has none', () => {
    expect(told(ofCalls(aSilence()))).toEqual(['call silent: 1', 'latency 15: 1', 'silence another-reason: 1'])
  })

  it('is counted apart also where it held no order of ours, and differs from the one before it in one thing alone', () => {
    const { at, client, service, rule, contentVersion } = aCall()
    const one = { at, client, service, rule, contentVersion, ms: 1 }
    for (const differs of [
      { client: 'south' },
      { service: 'another' },
      { rule: 'b-rule' },
      { contentVersion: '2.0.0' },
      { at: '2026-03-02T11:00:00.000Z' },
      // The same letters, parted elsewhere.
      { client: 'northa', service: service.slice(1) },
    ]) {
      const passed = passing(10)
      for (const call of [one, { ...one, ...differs }, one]) passed.add(call)
      const counts = passed.take().filter(({ metric }) => metric === 'not-mine')
      expect(counts.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual([1, 2])
    }
  })
})

describe('what feedback counts as', () => {
  const card: KnownCard = {
    at: '2026-03-02T10:00:00.000Z',
    client: 'north',
    service: 'a-rule-order-sign',
    rule: 'a-rule',
    content_version: '1.0.0',
    suggestions: JSON.stringify([['AA-1', 'walk'], ['bb-2', 'rest'], ['cc-3']]),
  }
  const answer = (differs: Partial<Answer> = {}): Answer => ({
    outcome: 'accepted',
    outcomeAt: '2026-03-02T10:00:20.001Z',
    receivedAt: '2026-03-05T10:00:00.000Z',
    suggestions: [],
    reasons: [],
    ...differs,
  })
  /** Answers one after the other; the counts of the last. */
  const after = (...answers: readonly Partial<Answer>[]): readonly string[] => {
    const before = new Told()
    let counts: Count[] = []
    for (const differs of answers) {
      counts = countsOfAnswer(card, answer(differs), before)
      before.learn(card, answer(differs))
    }
    return told(counts)
  }
  const overridden = (...codes: readonly string[]): Partial<Answer> => ({
    outcome: 'overridden',
    reasons: codes.map((code) => ({ code })),
  })
  const taken = (...suggestions: readonly string[]): Partial<Answer> => ({ suggestions })

  it('stands on the day and at the place of its card', () => {
    const counts = countsOfAnswer(card, answer({ suggestions: ['bb-2'] }), new Told())
    const { suggestions: _suggestions, at: _at, ...place } = card
    for (const count of counts) expect(count).toMatchObject({ ...place, period: '2026-03-02', n: 1 })
  })

  it('is an answer, when it came, and what was taken, whatever the case of its id', () => {
    expect(after(taken('aa-1', 'BB-2', 'nobody'))).toEqual([
      'accepted rest: 1',
      'accepted walk: 1',
      'answered : 1',
      'answered-after 30: 1',
      'feedback accepted: 1',
    ])
    expect(takenOf(card.suggestions, ['aa-1', 'CC-3', 'zz'])).toEqual(['walk', 'removal-only'])
  })

  it('is each reason once, and that none was stated only where none ever was', () => {
    expect(after(overridden('a', 'b'))).toEqual([
      'answered : 1',
      'answered-after 30: 1',
      'feedback overridden: 1',
      'overridden a: 1',
      'overridden b: 1',
    ])
    expect(after(overridden('a'))).toContain('overridden a: 1')
    expect(after({ ...overridden(), reasons: [{ system: 'urn:site', code: '7' }] })).toContain(
      'overridden urn:site|7: 1',
    )
    expect(after(overridden('a'), overridden('a', 'b'))).toEqual(['overridden b: 1'])
    expect(after(overridden('a'), overridden())).toEqual([])
    expect(after(overridden(), overridden())).toEqual([])
    expect(after(taken('aa-1'), overridden())).toEqual(['feedback overridden: 1', 'overridden unstated: 1'])
    expect(after(overridden(), overridden('a'))).toEqual(['overridden a: 1'])
  })

  it('learns nothing that was taken from an override', () => {
    expect(after({ ...overridden('a'), suggestions: ['aa-1'] }, taken('aa-1'))).toEqual([
      'accepted walk: 1',
      'feedback accepted: 1',
    ])
  })

  it('counts what was taken once, and a removal only where nothing took its place', () => {
    expect(after(taken('cc-3'))).toContain('accepted removal-only: 1')
    expect(after(taken('cc-3'), taken('cc-3'))).toEqual([])
    expect(after(taken('cc-3'), taken('bb-2'))).toEqual(['accepted rest: 1', 'accepted removal-only: -1'].toSorted())
    expect(after(taken('cc-3'), taken('bb-2'), taken('cc-3'))).toEqual([])
    expect(after(taken('bb-2'), taken('aa-1'))).toEqual(['accepted walk: 1'])
    expect(after(taken('bb-2', 'cc-3')).filter((count) => count.startsWith('accepted'))).toEqual(['accepted rest: 1'])
  })

  it('on a card that never was has no rule, and stands on the day it came', () => {
    expect(countOfUnknown('north', 'a-service', '2026-03-05T10:00:00.000Z', 3)).toEqual({
      metric: 'feedback',
      detail: 'unknown',
      period: '2026-03-05',
      client: 'north',
      service: 'a-service',
      rule: '',
      content_version: '',
      n: 3,
    })
  })

  it.each([
    ['as it is told', '2026-03-02T10:00:20.001Z', '2026-03-02T10:00:20.001Z'],
    ['not after it came', '2026-03-09T00:00:00.000Z', '2026-03-05T10:00:00.000Z'],
    ['not before its card', '2026-03-01T00:00:00.000Z', card.at],
  ])('was given at a moment: %s', (_, outcomeAt, expected) => {
    expect(moment(card, answer({ outcomeAt }))).toBe(expected)
  })
})
