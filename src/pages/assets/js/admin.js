import { chartsOf } from './admin-charts.js'
import { percent, sweep } from './charts.js'
import { byId, columnHead, h, scrollingTable } from './dom.js'

const filters = byId('filters')

const dayBefore = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** @returns {string} the filters that are set, as a query */
function query(more = {}) {
  const given = [...new FormData(filters)].filter(([name, value]) => value !== '' && name !== 'granularity')
  return new URLSearchParams([...given, ...Object.entries(more)]).toString()
}

class NotAdmin extends Error {}

/** Reads JSON. Errors are in words for the person at the page. @param {string} url @param {AbortSignal} [signal] */
async function get(url, signal) {
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } }).catch(() => undefined)
  signal?.throwIfAborted()
  if (response === undefined) throw new Error('The service could not be reached.')
  const { ok, status } = response
  if (status === 401 || status === 403) throw new NotAdmin(String(status))
  // A proxy that stands in for the service answers HTML.
  const body = await response.json().catch(() => undefined)
  signal?.throwIfAborted()
  if (ok && body !== undefined) return body
  const issue = body?.issue?.[0]
  const told = status === 400 ? [issue?.diagnostics] : [issue?.details?.text, issue?.diagnostics]
  throw new Error(told.filter(Boolean).join(' ') || `The answer (HTTP ${status}) did not come from this service.`)
}

// ------------------------------------------------------------------------------------------------ the numbers

const seconds = (value) =>
  value === null || value === undefined ? '–' : value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`

function drawTotals({ totals, timeToAnswer }) {
  const figures = [
    ['Calls', totals.calls.toLocaleString('en')],
    ['With a relevant order', (totals.calls - totals.notMine).toLocaleString('en')],
    ['Cards given', totals.fired.toLocaleString('en')],
    ['Would have spoken', totals.wouldHaveFired.toLocaleString('en')],
    ['Stayed silent', totals.silent.toLocaleString('en')],
    ['Could not decide', totals.undecided.toLocaleString('en')],
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

const rateNames = {
  'firing-rate': 'Firing rate',
  calls: 'Number of calls',
  orders: 'Number of calls with a relevant order',
}

function drawAlarms({ alarms }) {
  byId('alarms').replaceChildren(
    ...alarms.map((alarm) =>
      h(
        'p',
        { class: 'alarm' },
        h('strong', null, `${rateNames[alarm.kind]} stands out: `),
        `${alarm.client}, ${alarm.service}, ${alarm.day}: ${word(alarm, alarm.value)}; expected from its history: ${word(alarm, alarm.low)} to ${word(alarm, alarm.high)}.`,
      ),
    ),
  )
}

function drawDoctor({ findings }) {
  const rows = findings.map((one) =>
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
  )
  const head = ['Client', 'Service', 'Finding', 'What to do', 'Seen', 'Last'].map(columnHead)
  byId('doctor').replaceChildren(
    findings.length === 0
      ? h('p', { class: 'empty' }, 'Nothing is wrong that this process has seen.')
      : scrollingTable('Integration findings', head, rows),
  )
}

// ------------------------------------------------------------------------------------------------ the page

/** All values a filter may take: those that are missing from filtered numbers stay available. */
const known = { client: new Set(), contentVersion: new Set(), service: new Set() }

function offer({ byClient, byContentVersion }, services = []) {
  for (const { client } of byClient) known.client.add(client)
  for (const { contentVersion } of byContentVersion) known.contentVersion.add(contentVersion)
  for (const { id } of services) known.service.add(id)
  for (const [name, values] of Object.entries(known)) {
    const select = filters.elements[name]
    const chosen = select.value
    const options = [...values].toSorted((a, b) => (a < b ? -1 : 1)).map((value) => h('option', { value }, value))
    select.replaceChildren(h('option', { value: '' }, 'all'), ...options)
    select.value = values.has(chosen) ? chosen : ''
  }
}

/** What does not depend on a filter. Read once, and again where that failed. @type {Promise<any> | undefined} */
let settings
const settled = () => {
  settings ??= readSettings().catch((error) => {
    settings = undefined
    throw error
  })
  return settings
}

async function readSettings() {
  const [everything, { services }, { login }, { recommendations }] = await Promise.all([
    get('/api/stats?granularity=day'),
    get('/cds-services'),
    get('/admin.json'),
    get('/api/about'),
  ])
  byId('logout').hidden = !login
  offer(everything, services)
  byId('sheets').replaceChildren(
    ...[...known.service].map((id) => h('li', null, h('a', { href: `/api/prefetch-sheet/${id}` }, id))),
  )
  return { recommendations, since: everything.byPeriod[0]?.period }
}

let drawn = []
/** Titles of the charts whose tables are open: they stay so when the charts are drawn anew. */
const opened = new Set()
const titleOf = (element) => element.closest('section').getAttribute('aria-label')
byId('charts').addEventListener('toggle', ({ target }) => opened[target.open ? 'add' : 'delete'](titleOf(target)), true)
let reading = new AbortController()
let wasIn = false

/** Reads and shows what the filters say. A later call ends an earlier one, whichever would be answered first. */
async function draw() {
  reading.abort()
  reading = new AbortController()
  const { signal } = reading
  byId('board').hidden = false
  byId('trouble').textContent = ''
  byId('state').textContent = 'Reading …'
  byId('numbers').setAttribute('aria-busy', 'true')
  byId('csv').href = `/api/export.csv?${query()}`
  byId('ndjson').href = `/api/export.ndjson?${query()}`
  const granularity = filters.elements.granularity.value
  try {
    const [stats, doctor, { recommendations, since }] = await Promise.all([
      get(`/api/stats?${query({ granularity })}`, signal),
      get('/api/doctor', signal),
      settled(),
    ])
    signal.throwIfAborted()
    wasIn = true
    byId('login').hidden = true
    offer(stats)
    drawAlarms(stats)
    drawTotals(stats)
    const [from, to] = [filters.elements.from.value, filters.elements.to.value]
    const days = { from, to, today: dayBefore(0), since }
    drawCharts(chartsOf(stats, days, recommendations))
    drawDoctor(doctor)
    byId('state').textContent =
      `${stats.totals.calls.toLocaleString('en')} ${stats.totals.calls === 1 ? 'call' : 'calls'} in this period.`
  } catch (error) {
    if (signal.aborted) return
    // The numbers on the page are of another filter, and would be taken for those of this one.
    for (const id of ['alarms', 'totals', 'doctor']) byId(id).replaceChildren()
    drawCharts([])
    complain(`The numbers could not be read. ${error.message}`, error)
  }
  byId('numbers').setAttribute('aria-busy', 'false')
}

function drawCharts(charts) {
  drawn = charts
  byId('charts').replaceChildren(...drawn.map(({ section }) => section))
  for (const one of byId('charts').querySelectorAll('details')) one.open = opened.has(titleOf(one))
  sweep()
  for (const one of drawn) one.draw()
}

/** Says what went wrong; anybody who is not (or no longer) logged in as administrator gets the form to log in. */
function complain(words, error) {
  byId('state').textContent = ''
  if (!(error instanceof NotAdmin)) {
    byId('trouble').textContent = words
    return
  }
  byId('board').hidden = true
  const isClosed = error.message === '403'
  byId('closed').hidden = !isClosed
  byId('login').hidden = isClosed
  byId('login-problem').textContent = wasIn ? 'The session has ended. Log in again.' : ''
  wasIn = false
  if (!isClosed) byId('login').elements.token.focus()
}

const refusals = { 401: 'That is not the token.', 429: 'Too many attempts. Wait a minute.' }

byId('login').addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = byId('login')
  byId('login-problem').textContent = ''
  const response = await fetch('/admin/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: form.elements.token.value }),
  }).catch(() => undefined)
  if (response?.ok) {
    form.elements.token.value = ''
    await draw()
    // The form that had the focus is gone.
    if (!byId('board').hidden) byId('state').focus()
    return
  }
  byId('login-problem').textContent =
    response === undefined
      ? 'The service could not be reached. Try again.'
      : (refusals[response.status] ?? `The token could not be checked (HTTP ${response.status}). Try again later.`)
  // The token has to be typed again only where it was checked and is wrong.
  if (response?.status === 401) form.elements.token.value = ''
  form.elements.token.focus()
})

byId('logout').addEventListener('click', async () => {
  try {
    await fetch('/admin/logout', { method: 'POST' })
    location.reload()
  } catch (error) {
    complain('The service could not be reached: the session is still open.', error)
  }
})

for (const id of ['csv', 'ndjson'])
  byId(id).addEventListener('click', async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    // Tried first: if the download failed, raw JSON would replace this page.
    try {
      await get(`/api/stats?${query()}`)
      location.assign(byId(id).href)
    } catch (error) {
      complain(`The file could not be made. ${error.message}`, error)
    }
  })

let waiting = 0
filters.addEventListener('change', ({ target }) => {
  clearTimeout(waiting)
  // A date changes with each part of it that is typed.
  waiting = window.setTimeout(() => void draw(), target.type === 'date' ? 400 : 0)
})
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawn.forEach((one) => one.draw()))

void get('/admin.json').then(
  ({ tryIt }) => (byId('try-it').hidden = !tryIt),
  () => undefined,
)
filters.elements.from.value = dayBefore(90)
filters.elements.to.value = dayBefore(0)
void draw()
