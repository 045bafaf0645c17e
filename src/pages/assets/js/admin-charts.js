import { bars, lines, percent, table } from './charts.js'
import { h } from './dom.js'

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
function ranked(title, lead, head, rows, colour, counted = 'Count') {
  const isMapped = rows.some(({ nonAdherence }) => nonAdherence !== undefined)
  return chart(
    title,
    lead,
    rows.length === 0,
    (box) =>
      bars(
        box,
        rows.map(({ label }) => label),
        [{ label: counted, values: rows.map(({ count }) => count), colour }],
      ),
    () =>
      table(
        title,
        [head, ...(isMapped ? ['HL7 code'] : []), counted],
        rows.map(({ label, nonAdherence, count }) => [label, ...(isMapped ? [nonAdherence?.code ?? null] : []), count]),
      ),
  )
}

/** A reason in words. Codes of one name are told apart by their system, where that is not the recommendation's own. */
function reasonOf({ rule, code, system }, recommendations) {
  if (code === 'unstated' && system === undefined) return 'no reason stated'
  if (code === 'other' && system === undefined) return 'another reason, not told by name'
  const reasons = recommendations.find(({ id }) => id === rule)?.overrideReasons ?? []
  const own = reasons[0]?.system
  const known = reasons.find((/** @type {{ code: string }} */ reason) => reason.code === code)
  const words = code.replaceAll('-', ' ')
  if (system !== undefined && system !== own) return `${words} (${system})`
  return `${known?.display ?? words}${system === undefined ? ' (no system stated)' : ''}`
}

const shift = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Monday of the week a day belongs to. */
const monday = (day) => shift(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))

const nothing = {
  calls: 0,
  notMine: 0,
  fired: 0,
  silent: 0,
  undecided: 0,
  wouldHaveFired: 0,
  accepted: 0,
  overridden: 0,
  firingRate: null,
  acceptanceRate: null,
  overrideRate: null,
  expectedFiringRate: null,
}

/**
 * Every period that was asked for, from the first day on which anybody called: one without calls has no row in the numbers.
 * @param {any[]} told @param {string} since @param {string} until @param {boolean} isWeekly
 */
function withQuiet(told, since, until, isWeekly) {
  if (told.length === 0) return []
  const byPeriod = new Map(told.map((one) => [one.period, one]))
  const first = isWeekly ? monday(since) : since
  const all = []
  for (let period = first < told[0].period ? first : told[0].period; ; period = shift(period, isWeekly ? 7 : 1)) {
    if (period > until && period > told.at(-1).period) return all
    all.push(byPeriod.get(period) ?? { ...nothing, period })
  }
}

/**
 * Every chart of the dashboard.
 * @param {any} stats
 * @param {{ from: string, to: string, today: string, since: string | undefined }} days that were asked for, empty text where
 *   open; today, and the first day on which anybody called
 * @param {any[]} recommendations as `/api/about` tells of them: their words for codes
 */
export function chartsOf(stats, days, recommendations) {
  const isWeekly = stats.filter.granularity === 'week'
  const began = days.since ?? ''
  const until = days.to === '' || days.to > days.today ? days.today : days.to
  const byPeriod = withQuiet(stats.byPeriod, days.from > began ? days.from : began, until, isWeekly)
  const periods = byPeriod.map(({ period }) => period)
  /** What was not asked for as a whole, or is not over, is told as a part. */
  const nameOf = (period) => {
    const last = shift(period, isWeekly ? 6 : 0)
    return period < days.from || last > until || last >= days.today ? `${period} (in part)` : period
  }
  const rates = byPeriod.map(({ firingRate }) => firingRate)
  const labels = new Map(
    recommendations.flatMap(({ alternatives }) => alternatives.map(({ id, label }) => [id, label])),
  )
  const alternatives = stats.alternatives.map((one) => ({
    ...one,
    label: labels.get(one.alternative) ?? one.alternative,
  }))
  const shown = { from: days.from || periods[0], to: days.to || periods.at(-1), isWeekly, nameOf }
  return [
    chart(
      'Firing rate',
      'Cards, shown or not, for each call with an order of ours. Shaded: what the days before a day let expect of it, by the rule of the alarm, which looks at each client and service by itself.',
      periods.length === 0,
      (box) =>
        lines(
          box,
          periods,
          [
            {
              label: 'High',
              values: byPeriod.map(({ expectedFiringRate: band }) => band?.high ?? null),
              colour: 'info',
              band: 'high',
            },
            {
              label: 'Low',
              values: byPeriod.map(({ expectedFiringRate: band }) => band?.low ?? null),
              colour: 'info',
              band: 'low',
            },
            { label: 'Firing rate', values: rates, colour: 'accent' },
          ],
          { ...shown, percent: true, high: 1 },
        ),
      () =>
        table(
          'Firing rate',
          ['Period', 'Calls with an order of ours', 'Firing rate', 'Expected from', 'Expected to'],
          byPeriod.map((one) => [
            nameOf(one.period),
            one.calls - one.notMine,
            percent(one.firingRate),
            percent(one.expectedFiringRate?.low ?? null),
            percent(one.expectedFiringRate?.high ?? null),
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
            { label: 'Spoke', values: byPeriod.map(({ fired }) => fired), colour: 'accent' },
            {
              label: 'Would have spoken',
              values: byPeriod.map(({ wouldHaveFired }) => wouldHaveFired),
              colour: 'warning',
              dash: [6, 4],
            },
            { label: 'Silent', values: byPeriod.map(({ silent }) => silent), colour: 'edge' },
          ],
          shown,
        ),
      () =>
        table(
          'Cards and silences',
          ['Period', 'Spoke', 'Would have spoken', 'Silent', 'Could not decide', 'Other orders'],
          byPeriod.map((one) => [
            nameOf(one.period),
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
      'Share of the answers that clients told of. A card that was overridden and then accepted counts as both.',
      byPeriod.every(({ acceptanceRate }) => acceptanceRate === null),
      (box) =>
        lines(
          box,
          periods,
          [
            { label: 'Accepted', values: byPeriod.map(({ acceptanceRate }) => acceptanceRate), colour: 'good' },
            {
              label: 'Overridden',
              values: byPeriod.map(({ overrideRate }) => overrideRate),
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
          byPeriod.map((one) => [nameOf(one.period), one.accepted, one.overridden, percent(one.acceptanceRate)]),
        ),
    ),
    chart(
      'Acceptance by alternative',
      `How often each was offered on cards that were shown (wide bars), and taken (narrow bars). Taken: share of the times it was offered. Besides these, a removal of the order was accepted ${stats.removals} ${stats.removals === 1 ? 'time' : 'times'}.`,
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
      'How many alternatives each left out, over all cards, shown or not: one rule may leave out several on one card. Their ids are those of the recommendation’s page.',
      'Rule',
      stats.leftOut.map(({ rule, count }) => ({ label: rule, count })),
      'warning',
      'Alternatives left out',
    ),
    chart(
      'Latency by client',
      'Milliseconds from request to answer, of calls with an order of ours, estimated from a histogram: 95th percentile (wide bars), median (narrow bars).',
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
