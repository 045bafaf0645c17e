import { bars, lines, percent, table } from './charts.js'
import { h } from './dom.js'

/**
 * What the other periods shown let expect of each: the median and three robust deviations. A picture of the spread; alarms
 * come from the service, which compares like days and allows for chance.
 */
function bandOf(rates) {
  return rates.map((_, index) => {
    const others = rates.filter((rate, other) => rate !== null && other !== index)
    if (others.length < 6) return { low: null, high: null }
    const middle = median(others)
    const width = Math.max(3 * 1.4826 * median(others.map((rate) => Math.abs(rate - middle))), 0.05)
    return { low: Math.max(0, middle - width), high: Math.min(1, middle + width) }
  })
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/**
 * A chart with its title, what it says in words, and its table.
 * @param {string} title @param {string} lead @param {boolean} isEmpty @param {(box: HTMLElement) => void} paint @param {() => HTMLElement} tableOf
 */
function chart(title, lead, isEmpty, paint, tableOf, more = '') {
  const box = h('div', { class: 'plot' })
  const section = h(
    'section',
    { class: `sheet chart ${more}`, 'aria-label': title },
    h('h2', null, title),
    h('p', { class: 'lead' }, lead),
    isEmpty ? h('p', { class: 'empty' }, 'Nothing in this period.') : box,
    isEmpty ? null : tableOf(),
  )
  return { section, draw: () => isEmpty || paint(box) }
}

/**
 * Counts, most first.
 * @param {string} title @param {string} lead @param {string} head of what is counted
 * @param {{ label: string, count: number, nonAdherence?: { code: string } }[]} rows @param {string} colour
 */
function ranked(title, lead, head, rows, colour) {
  const isMapped = rows.some(({ nonAdherence }) => nonAdherence !== undefined)
  return chart(
    title,
    lead,
    rows.length === 0,
    (box) =>
      bars(
        box,
        rows.map(({ label }) => label),
        [{ label: 'Count', values: rows.map(({ count }) => count), colour }],
      ),
    () =>
      table(
        title,
        [head, ...(isMapped ? ['HL7 code'] : []), 'Count'],
        rows.map(({ label, nonAdherence, count }) => [label, ...(isMapped ? [nonAdherence?.code ?? null] : []), count]),
      ),
  )
}

/** A reason in words. Codes of one name are told apart by their system, where that is not the recommendation's own. */
function reasonOf({ rule, code, system }, recommendations) {
  if (code === 'unstated' && system === undefined) return 'no reason stated'
  const reasons = recommendations.find(({ id }) => id === rule)?.overrideReasons ?? []
  const own = reasons[0]?.system
  const known = reasons.find((/** @type {{ code: string }} */ reason) => reason.code === code)
  const words = code.replaceAll('-', ' ')
  if (system !== undefined && system !== own) return `${words} (${system})`
  return `${known?.display ?? words}${system === undefined ? ' (no system stated)' : ''}`
}

/**
 * Every chart of the dashboard.
 * @param {any} stats
 * @param {{ from: string, to: string }} days that were asked for; empty text where open
 * @param {any[]} recommendations as `/api/about` tells of them: their words for codes
 */
export function chartsOf(stats, days, recommendations) {
  const periods = stats.byPeriod.map(({ period }) => period)
  const rates = stats.byPeriod.map(({ firingRate }) => firingRate)
  const band = bandOf(rates)
  const labels = new Map(
    recommendations.flatMap(({ alternatives }) => alternatives.map(({ id, label }) => [id, label])),
  )
  const alternatives = stats.alternatives.map((one) => ({
    ...one,
    label: labels.get(one.alternative) ?? one.alternative,
  }))
  const shown = { from: days.from || periods[0], to: days.to || periods.at(-1) }
  return [
    chart(
      'Firing rate',
      'Cards, shown or not, for each call with an order of ours. Shaded: what the other periods let expect.',
      periods.length === 0,
      (box) =>
        lines(
          box,
          periods,
          [
            { label: 'High', values: band.map(({ high }) => high), colour: 'info', band: 'high' },
            { label: 'Low', values: band.map(({ low }) => low), colour: 'info', band: 'low' },
            { label: 'Firing rate', values: rates, colour: 'accent' },
          ],
          { ...shown, percent: true, high: 1 },
        ),
      () =>
        table(
          'Firing rate',
          ['Period', 'Calls with an order of ours', 'Firing rate', 'Expected from', 'Expected to'],
          stats.byPeriod.map((one, index) => [
            one.period,
            one.calls - one.notMine,
            percent(one.firingRate),
            percent(band[index].low),
            percent(band[index].high),
          ]),
        ),
      'wide',
    ),
    chart(
      'Cards and silences',
      'What was decided. “Would have spoken” was decided in silent mode and not shown.',
      periods.length === 0,
      (box) =>
        lines(
          box,
          periods,
          [
            { label: 'Spoke', values: stats.byPeriod.map(({ fired }) => fired), colour: 'accent' },
            {
              label: 'Would have spoken',
              values: stats.byPeriod.map(({ wouldHaveFired }) => wouldHaveFired),
              colour: 'warning',
              dash: [6, 4],
            },
            { label: 'Silent', values: stats.byPeriod.map(({ silent }) => silent), colour: 'edge' },
          ],
          shown,
        ),
      () =>
        table(
          'Cards and silences',
          ['Period', 'Spoke', 'Would have spoken', 'Silent', 'Could not decide', 'Other orders'],
          stats.byPeriod.map((one) => [
            one.period,
            one.fired,
            one.wouldHaveFired,
            one.silent,
            one.undecided,
            one.notMine,
          ]),
        ),
    ),
    chart(
      'Accepted and overridden',
      'Share of the answers that clients told of.',
      stats.byPeriod.every(({ acceptanceRate }) => acceptanceRate === null),
      (box) =>
        lines(
          box,
          periods,
          [
            { label: 'Accepted', values: stats.byPeriod.map(({ acceptanceRate }) => acceptanceRate), colour: 'good' },
            {
              label: 'Overridden',
              values: stats.byPeriod.map(({ overrideRate }) => overrideRate),
              colour: 'critical',
              dash: [6, 4],
            },
          ],
          { ...shown, percent: true, high: 1 },
        ),
      () =>
        table(
          'Accepted and overridden',
          ['Period', 'Accepted', 'Overridden', 'Acceptance'],
          stats.byPeriod.map((one) => [one.period, one.accepted, one.overridden, percent(one.acceptanceRate)]),
        ),
    ),
    chart(
      'Acceptance by alternative',
      `How often each was offered on cards that were shown (pale), and taken (dark). Taken: share of the times it was offered. Besides these, a removal of the order was accepted ${stats.removals} ${stats.removals === 1 ? 'time' : 'times'}.`,
      alternatives.length === 0,
      (box) =>
        bars(
          box,
          alternatives.map(({ label }) => label),
          [
            { label: 'Offered', values: alternatives.map(({ offered }) => offered), colour: 'line' },
            { label: 'Accepted', values: alternatives.map(({ accepted }) => accepted), colour: 'accent' },
          ],
        ),
      () =>
        table(
          'Acceptance by alternative',
          ['Alternative', 'Offered', 'Recommended', 'Accepted', 'Taken', 'Would have been offered'],
          alternatives.map((one) => [
            one.label,
            one.offered,
            one.recommended,
            one.accepted,
            percent(one.acceptanceRate),
            one.wouldHaveOffered,
          ]),
        ),
    ),
    ranked(
      'Override reasons',
      'Why the order was kept.',
      'Reason',
      stats.overrides.map((one) => ({ ...one, label: reasonOf(one, recommendations) })),
      'critical',
    ),
    ranked(
      'Reasons for silence',
      'Why an order of ours got no card.',
      'Reason',
      stats.silence.map(({ because, count }) => ({ label: because.replaceAll('-', ' '), count })),
      'edge',
    ),
    ranked(
      'Rules that left an alternative out',
      'Met by the chart of the patient. Their ids are those of the recommendation’s page.',
      'Rule',
      stats.leftOut.map(({ rule, count }) => ({ label: rule, count })),
      'warning',
    ),
    chart(
      'Latency by client',
      'Milliseconds from request to answer, estimated from a histogram: 95th percentile (pale), median (dark).',
      stats.latency.length === 0,
      (box) =>
        bars(
          box,
          stats.latency.map(({ client }) => client),
          [
            { label: '95th percentile', values: stats.latency.map(({ p95 }) => p95), colour: 'line' },
            { label: 'Median', values: stats.latency.map(({ p50 }) => p50), colour: 'info' },
          ],
          { unit: ' ms' },
        ),
      () =>
        table(
          'Latency by client',
          ['Client', 'Calls', 'p50 ms', 'p90 ms', 'p95 ms', 'p99 ms'],
          stats.latency.map((one) => [one.client, one.count, one.p50, one.p90, one.p95, one.p99]),
        ),
    ),
    chart(
      'Decision rows',
      'Which row of the decision table spoke, or would have.',
      stats.rows.length === 0,
      (box) =>
        bars(
          box,
          stats.rows.map(({ row }) => `row ${row}`),
          [{ label: 'Cards', values: stats.rows.map(({ count }) => count), colour: 'accent' }],
        ),
      () =>
        table(
          'Decision rows',
          ['Row', 'Cards, shown or not'],
          stats.rows.map(({ row, count }) => [row, count]),
        ),
    ),
  ]
}
