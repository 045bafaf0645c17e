import { chartsOf } from './admin-charts.js'
import { percent, sweep } from './charts.js'
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

const seconds = (value) =>
  value === null || value === undefined ? '–' : value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`

function drawTotals({ totals, timeToAnswer }) {
  const figures = [
    ['Calls', totals.calls.toLocaleString('en')],
    ['With an order of ours', (totals.calls - totals.notMine).toLocaleString('en')],
    ['Cards given', totals.fired.toLocaleString('en')],
    ['Would have spoken', totals.wouldHaveFired.toLocaleString('en')],
    ['Firing rate', percent(totals.firingRate)],
    ['Cards answered', totals.answered.toLocaleString('en')],
    ['Accepted, of the answers', percent(totals.acceptanceRate)],
    ['Overridden, of the answers', percent(totals.overrideRate)],
    ['Median time to answer', timeToAnswer.p50 === null ? '–' : `about ${seconds(timeToAnswer.p50)}`],
    ['Answers to unknown cards', totals.unknownCards.toLocaleString('en')],
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
  drawn = chartsOf(stats, { from: filters.elements.from.value, to: filters.elements.to.value })
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
    const [{ services }, { login }] = await Promise.all([get('/cds-services'), get('/admin.json')])
    byId('logout').hidden = !login
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
