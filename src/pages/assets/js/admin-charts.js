import { bars, lines, percent, table } from './charts.js'
import { h } from './dom.js'

/**
 * A chart with its title, what it says in words, and its table.
 * @param {{
 *   title: string, lead: string, head: string[], rows: (string | number | null)[][],
 *   paint: (box: HTMLElement) => void, isEmpty?: boolean, more?: string,
 * }} given `head` and `rows` of the table, `more` classes
 */
function chart({ title, lead, head, rows, paint, isEmpty = rows.length === 0, more = '' }) {
  const box = h('div', { class: 'plot' })
  const section = h(
    'section',
    { class: `sheet chart ${more}`, 'aria-label': title },
    h('h2', null, title),
    h('p', { class: 'lead' }, lead),
    isEmpty ? h('p', { class: 'empty' }, 'Nothing in this period.') : box,
    isEmpty ? null : table(title, head, rows),
  )
  return { section, draw: () => isEmpty || paint(box) }
}

/**
 * Counts, most first.
 * @param {{
 *   title: string, lead: string, head: string, colour: string, counted?: string,
 *   rows: { label: string, count: number, nonAdherence?: { code: string } }[],
 * }} given `head` names what is counted
 */
function ranked({ title, lead, head, rows, colour, counted = 'Count' }) {
  const isMapped = rows.some(({ nonAdherence }) => nonAdherence !== undefined)
  return chart({
    title,
    lead,
    head: [head, ...(isMapped ? ['HL7 code'] : []), counted],
    rows: rows.map(({ label, nonAdherence, count }) => [
      label,
      ...(isMapped ? [nonAdherence?.code ?? null] : []),
      count,
    ]),
    paint: (box) =>
      bars(
        box,
        rows.map(({ label }) => label),
        [{ label: counted, values: rows.map(({ count }) => count), colour }],
      ),
  })
}

/** A reason in words. A system is added to a code where it is not the recommendation's own. */
function reasonOf({ rule, code, system }, recommendations) {
  if (code === 'unstated' && system === undefined) return 'no reason stated'
  if (code === 'other' && system === undefined) return 'another reason, not listed by name'
  const reasons = recommendations.find(({ id }) => id === rule)?.overrideReasons ?? []
  const own = reasons[0]?.system
  const known = reasons.find((/** @type {{ code: string }} */ reason) => reason.code === code)
  const words = code.replaceAll('-', ' ')
  if (system !== undefined && system !== own) return `${words} (${system})`
  return `${known?.display ?? words}${system === undefined ? ' (no system stated)' : ''}`
}

/**
 * The words of what belongs to a recommendation: with its title, where the numbers are of several.
 * @param {readonly { rule: string }[]} told @param {any[]} recommendations
 */
function owned(told, recommendations) {
  const areSeveral = new Set(told.map(({ rule }) => rule)).size > 1
  const titles = new Map(recommendations.map(({ id, title }) => [id, title]))
  return (rule, words) => (areSeveral ? `${titles.get(rule) ?? rule}: ${words}` : words)
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
 * The periods that are shown, and how the charts over time show them.
 * @param {any} stats
 * @param {{ from: string, to: string, today: string, since: string | undefined }} days
 */
function timeOf(stats, days) {
  const isWeekly = stats.filter.granularity === 'week'
  const began = days.since ?? ''
  const until = days.to === '' || days.to > days.today ? days.today : days.to
  const byPeriod = withQuiet(stats.byPeriod, days.from > began ? days.from : began, until, isWeekly)
  const periods = byPeriod.map(({ period }) => period)
  /** A period that was not asked for as a whole, or is not over, is marked as partial. */
  const nameOf = (period) => {
    const last = shift(period, isWeekly ? 6 : 0)
    return period < days.from || last > until || last >= days.today ? `${period} (in part)` : period
  }
  const how = { from: days.from || periods[0], to: days.to || periods.at(-1), isWeekly, nameOf }
  return { byPeriod, periods, how }
}

const firingRate = ({ byPeriod, periods, how }) =>
  chart({
    title: 'Firing rate',
    lead: 'Cards, shown or not, as a share of the calls with a relevant order. Shaded: what is expected of a day, judging by the days before it. The alarm uses the same rule, but looks at each client and service on its own.',
    head: ['Period', 'Calls with a relevant order', 'Firing rate', 'Expected from', 'Expected to'],
    rows: byPeriod.map((one) => [
      how.nameOf(one.period),
      one.calls - one.notMine,
      percent(one.firingRate),
      percent(one.expectedFiringRate?.low ?? null),
      percent(one.expectedFiringRate?.high ?? null),
    ]),
    paint: (box) =>
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
          { label: 'Firing rate', values: byPeriod.map(({ firingRate: rate }) => rate), colour: 'accent' },
        ],
        { ...how, percent: true, high: 1 },
      ),
    more: 'wide',
  })

const outcomes = ({ byPeriod, periods, how }) =>
  chart({
    title: 'Cards and silences',
    lead: 'What was decided. “Would have spoken” was decided in silent mode and not shown.',
    head: ['Period', 'Spoke', 'Would have spoken', 'Silent', 'Could not decide', 'Other orders'],
    rows: byPeriod.map((one) => [
      how.nameOf(one.period),
      one.fired,
      one.wouldHaveFired,
      one.silent,
      one.undecided,
      one.notMine,
    ]),
    paint: (box) =>
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
        how,
      ),
  })

const answers = ({ byPeriod, periods, how }) =>
  chart({
    title: 'Accepted and overridden',
    lead: 'As a share of the feedback that clients sent. A card that was overridden and then accepted counts as both.',
    head: ['Period', 'Accepted', 'Overridden', 'Acceptance'],
    rows: byPeriod.map((one) => [how.nameOf(one.period), one.accepted, one.overridden, percent(one.acceptanceRate)]),
    isEmpty: byPeriod.every(({ acceptanceRate }) => acceptanceRate === null),
    paint: (box) =>
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
        { ...how, percent: true, high: 1 },
      ),
  })

function acceptance({ alternatives, removals }, recommendations) {
  const words = owned(alternatives, recommendations)
  const labelOf = ({ rule, alternative }) =>
    recommendations.find(({ id }) => id === rule)?.alternatives.find(({ id }) => id === alternative)?.label ??
    alternative
  const named = alternatives.map((one) => ({ ...one, label: words(one.rule, labelOf(one)) }))
  return chart({
    title: 'Acceptance by alternative',
    lead: `How often each was offered on cards that were shown (wide bars), and taken (narrow bars). Taken: share of the times it was offered. Besides these, a removal of the order was accepted ${removals} ${removals === 1 ? 'time' : 'times'}.`,
    head: ['Alternative', 'Offered', 'Recommended', 'Accepted', 'Taken', 'Would have been offered'],
    rows: named.map((one) => [
      one.label,
      one.offered,
      one.recommended,
      one.accepted,
      percent(one.acceptanceRate),
      one.wouldHaveOffered,
    ]),
    paint: (box) =>
      bars(
        box,
        named.map(({ label }) => label),
        [
          { label: 'Offered', values: named.map(({ offered }) => offered), colour: 'line' },
          { label: 'Accepted', values: named.map(({ accepted }) => accepted), colour: 'accent' },
        ],
      ),
  })
}

const latencies = ({ latency }) =>
  chart({
    title: 'Latency by client',
    lead: 'Milliseconds from request to answer, of calls with a relevant order, estimated from a histogram: 95th percentile (wide bars), median (narrow bars).',
    head: ['Client', 'Calls', 'p50 ms', 'p90 ms', 'p95 ms', 'p99 ms'],
    rows: latency.map((one) => [one.client, one.count, one.p50, one.p90, one.p95, one.p99]),
    paint: (box) =>
      bars(
        box,
        latency.map(({ client }) => client),
        [
          { label: '95th percentile', values: latency.map(({ p95 }) => p95), colour: 'line' },
          { label: 'Median', values: latency.map(({ p50 }) => p50), colour: 'info' },
        ],
        { unit: ' ms' },
      ),
  })

function decisionRows({ rows }, recommendations) {
  const words = owned(rows, recommendations)
  return chart({
    title: 'Decision rows',
    lead: 'Which row of the decision table spoke, or would have.',
    head: ['Row', 'Cards, shown or not'],
    rows: rows.map(({ rule, row, count }) => [words(rule, row), count]),
    paint: (box) =>
      bars(
        box,
        rows.map(({ rule, row }) => words(rule, `row ${row}`)),
        [{ label: 'Cards', values: rows.map(({ count }) => count), colour: 'accent' }],
      ),
  })
}

/**
 * Every chart of the dashboard.
 * @param {any} stats
 * @param {{ from: string, to: string, today: string, since: string | undefined }} days that were asked for, empty text where
 *   open; today, and the first day on which anybody called
 * @param {any[]} recommendations as `/api/about` tells of them: their words for codes
 */
export function chartsOf(stats, days, recommendations) {
  const time = timeOf(stats, days)
  const leftOut = stats.leftOut.map(({ recommendation, rule, count }) => ({ rule: recommendation, by: rule, count }))
  const ofOverride = owned(stats.overrides, recommendations)
  const ofSilence = owned(stats.silence, recommendations)
  const ofLeftOut = owned(leftOut, recommendations)
  return [
    firingRate(time),
    outcomes(time),
    answers(time),
    acceptance(stats, recommendations),
    ranked({
      title: 'Override reasons',
      lead: 'Why the order was kept.',
      head: 'Reason',
      rows: stats.overrides.map((one) => ({ ...one, label: ofOverride(one.rule, reasonOf(one, recommendations)) })),
      colour: 'critical',
    }),
    ranked({
      title: 'Reasons for silence',
      lead: 'Why a relevant order got no card.',
      head: 'Reason',
      rows: stats.silence.map(({ rule, because, count }) => ({
        label: ofSilence(rule, because.replaceAll('-', ' ')),
        count,
      })),
      colour: 'edge',
    }),
    ranked({
      title: 'Rules that left an alternative out',
      lead: 'How many alternatives each rule left out, over all cards, shown or not: one rule may leave out several on one card. The rules are named as on the recommendation’s page.',
      head: 'Rule',
      rows: leftOut.map(({ rule, by, count }) => ({ label: ofLeftOut(rule, by), count })),
      colour: 'warning',
      counted: 'Alternatives left out',
    }),
    latencies(stats),
    decisionRows(stats, recommendations),
  ]
}
