import { bars, lines, percent, sweep, table } from './charts.js'
import { byId, h } from './dom.js'

const filters = byId('filters')

const dayBefore = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** @returns {string} the filters that are set, as a query */
function query(more = {}) {
  const given = [...new FormData(filters)].filter(([name, value]) => value !== '' && name !== 'granularity')
  return new URLSearchParams([...given, ...Object.entries(more)]).toString()
}

class NotAdmin extends Error {}

async function get(url) {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  if (response.status === 401 || response.status === 403) throw new NotAdmin(String(response.status))
  const body = await response.json()
  if (!response.ok)
    throw new Error([body.issue?.[0]?.details?.text, body.issue?.[0]?.diagnostics].filter(Boolean).join(' '))
  return body
}

// ------------------------------------------------------------------------------------------------ the numbers

/** What a history of rates lets expect of each period: the alarm's own rule, over the other periods shown. */
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

const seconds = (value) =>
  value === null || value === undefined ? '–' : value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`

function drawTotals({ totals, timeToAnswer }) {
  const figures = [
    ['Calls', totals.calls.toLocaleString('en')],
    ['With an order of ours', (totals.calls - totals.notMine).toLocaleString('en')],
    ['Cards given', totals.fired.toLocaleString('en')],
    ['Would have spoken', totals.wouldHaveFired.toLocaleString('en')],
    ['Firing rate', percent(totals.firingRate)],
    ['Accepted', percent(totals.acceptanceRate)],
    ['Overridden', percent(totals.overrideRate)],
    ['Median time to answer', seconds(timeToAnswer.p50)],
  ]
  byId('totals').replaceChildren(
    ...figures.map(([term, value]) => h('div', null, h('dt', null, term), h('dd', null, value))),
  )
}

const word = (alarm, value) => (alarm.kind === 'firing-rate' ? percent(value) : `${Math.round(value)} calls`)

function drawAlarms({ alarms }) {
  byId('alarms').replaceChildren(
    ...alarms.map((alarm) =>
      h(
        'p',
        { class: 'alarm' },
        h('strong', null, alarm.kind === 'firing-rate' ? 'Firing rate stands out: ' : 'Number of calls stands out: '),
        `${alarm.client}, ${alarm.service}, ${alarm.day}: ${word(alarm, alarm.value)}; its history lets expect ${word(alarm, alarm.low)} to ${word(alarm, alarm.high)}.`,
      ),
    ),
  )
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

function ranked(title, lead, rows, name, colour) {
  return chart(
    title,
    lead,
    rows.length === 0,
    (box) =>
      bars(
        box,
        rows.map((row) => row[name]),
        [{ label: 'Count', values: rows.map(({ count }) => count), colour }],
      ),
    () =>
      table(
        title,
        ['Reason', 'HL7 code', 'Count'].filter((head) => head !== 'HL7 code' || rows.some((row) => row.nonAdherence)),
        rows.map((row) => [
          row[name],
          ...(rows.some((one) => one.nonAdherence) ? [row.nonAdherence?.code ?? null] : []),
          row.count,
        ]),
      ),
  )
}

function chartsOf(stats) {
  const periods = stats.byPeriod.map(({ period }) => period)
  const rates = stats.byPeriod.map(({ firingRate }) => firingRate)
  const band = bandOf(rates)
  const shown = { from: filters.elements.from.value || periods[0], to: filters.elements.to.value || periods.at(-1) }
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
      'Share of the answers that were told.',
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
      'How often each was offered (pale) and taken (dark).',
      stats.alternatives.length === 0,
      (box) =>
        bars(
          box,
          stats.alternatives.map(({ alternative }) => alternative),
          [
            { label: 'Offered', values: stats.alternatives.map(({ offered }) => offered), colour: 'line' },
            { label: 'Accepted', values: stats.alternatives.map(({ accepted }) => accepted), colour: 'accent' },
          ],
        ),
      () =>
        table(
          'Acceptance by alternative',
          ['Alternative', 'Offered', 'Recommended', 'Accepted', 'Acceptance'],
          stats.alternatives.map((one) => [
            one.alternative,
            one.offered,
            one.recommended,
            one.accepted,
            percent(one.acceptanceRate),
          ]),
        ),
    ),
    ranked('Override reasons', 'Why the order was kept.', stats.overrides, 'code', 'critical'),
    ranked('Reasons for silence', 'Why an order of ours got no card.', stats.silence, 'because', 'edge'),
    ranked('Rules that left an alternative out', 'Met by the chart of the patient.', stats.leftOut, 'rule', 'warning'),
    chart(
      'Latency by client',
      'Milliseconds from request to answer: 95th percentile (pale), median (dark).',
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
      'Which row of the decision table spoke.',
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
          ['Row', 'Cards'],
          stats.rows.map(({ row, count }) => [row, count]),
        ),
    ),
  ]
}

function drawDoctor({ findings }) {
  byId('doctor').replaceChildren(
    findings.length === 0
      ? h('p', { class: 'empty' }, 'Nothing is wrong that the service can see.')
      : h(
          'div',
          { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Integration findings' },
          h(
            'table',
            null,
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                ['Client', 'Service', 'Finding', 'What to do', 'Seen', 'Last'].map((text) =>
                  h('th', { scope: 'col' }, text),
                ),
              ),
            ),
            h(
              'tbody',
              null,
              findings.map((one) =>
                h(
                  'tr',
                  null,
                  h('td', null, one.client),
                  h('td', null, one.service),
                  h('td', null, one.ailment),
                  h('td', null, one.advice),
                  h('td', { class: 'number' }, one.count),
                  h('td', null, one.lastSeen.slice(0, 16).replace('T', ' ')),
                ),
              ),
            ),
          ),
        ),
  )
}

// ------------------------------------------------------------------------------------------------ the page

let drawn = []

async function draw() {
  byId('state').textContent = 'Reading …'
  const granularity = filters.elements.granularity.value
  const [stats, doctor] = await Promise.all([get(`/api/stats?${query({ granularity })}`), get('/api/doctor')])
  byId('csv').href = `/api/export.csv?${query()}`
  byId('ndjson').href = `/api/export.ndjson?${query()}`
  drawAlarms(stats)
  drawTotals(stats)
  drawn = chartsOf(stats)
  byId('charts').replaceChildren(...drawn.map(({ section }) => section))
  sweep()
  for (const one of drawn) one.draw()
  drawDoctor(doctor)
  byId('state').textContent = `${stats.totals.calls.toLocaleString('en')} calls in this period.`
  return stats
}

const offer = (name, values) => {
  const select = filters.elements[name]
  const chosen = select.value
  select.replaceChildren(h('option', { value: '' }, 'all'), ...values.map((value) => h('option', { value }, value)))
  select.value = values.includes(chosen) ? chosen : ''
}

async function open() {
  try {
    byId('board').hidden = false
    const stats = await draw()
    byId('login').hidden = true
    const { services } = await get('/cds-services')
    offer(
      'client',
      stats.byClient.map(({ client }) => client),
    )
    offer(
      'contentVersion',
      stats.byContentVersion.map(({ contentVersion }) => contentVersion),
    )
    const ids = [...new Set(services.map(({ id }) => id))]
    offer('service', ids)
    byId('sheets').replaceChildren(...ids.map((id) => h('li', null, h('a', { href: `/api/prefetch-sheet/${id}` }, id))))
  } catch (error) {
    if (!(error instanceof NotAdmin)) {
      byId('state').textContent = `The numbers could not be read. ${error.message}`
      return
    }
    byId('board').hidden = true
    byId('login').hidden = false
    if (error.message === '403')
      byId('login-problem').textContent = 'The dashboard is closed: the service was started without ADMIN_TOKEN.'
    byId('login').elements.token.focus()
  }
}

byId('login').addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = byId('login')
  byId('login-problem').textContent = ''
  const response = await fetch('/admin/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: form.elements.token.value }),
  })
  form.elements.token.value = ''
  if (!response.ok) {
    byId('login-problem').textContent =
      response.status === 429 ? 'Too many attempts. Wait a minute.' : 'That is not the token.'
    form.elements.token.focus()
    return
  }
  byId('logout').hidden = false
  await open()
})

byId('logout').addEventListener('click', async () => {
  await fetch('/admin/logout', { method: 'POST' })
  location.reload()
})

filters.addEventListener('change', () => void draw().catch(() => open()))
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => void draw())

filters.elements.from.value = dayBefore(90)
filters.elements.to.value = dayBefore(0)
void open()
