import { bannerOf } from './banner.js'
import { cardView } from './card.js'
import { byId, h, tabs, uuid } from './dom.js'
import { chartOf, doseProblem } from './ehr/chart.js'
import { linked } from './ehr/permalink.js'
import { prefetched } from './ehr/prefetch.js'
import { drawTimings, inspect } from './inspector.js'
import { keyOf, nameOf, orderList } from './order-list.js'
import { copyLink, editedRequest, problem, takeToken } from './request-form.js'
import { askLater, client, notice, resourceOf, say, session, startAsking, stopAsking } from './session.js'
import { noTraceYet } from './trace.js'

const showTab = tabs(byId('tabs'))

const now = () => new Date()
const form = byId('order-form')

// ------------------------------------------------------------------------------------------------ asking

function requestFor(hook, hookInstance, service) {
  const { chart, drafts, current } = session
  const resources = drafts.map(resourceOf)
  const selected = drafts.find(({ id }) => id === current)
  const context = {
    userId: 'Practitioner/sample',
    patientId: chart.patientId,
    encounterId: chart.encounterId,
    ...(hook === 'order-select' ? { selections: selected === undefined ? [] : [keyOf(resourceOf(selected))] } : {}),
    draftOrders: { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) },
  }
  return {
    hook,
    hookInstance,
    context,
    prefetch: prefetched(service.prefetch ?? {}, context, chart.resources, now()),
  }
}

/** Asks every service of a hook, as an EHR does, and shows their answers. Returns the cards, and whether any call failed. */
async function ask(hook) {
  const signal = startAsking()
  const services = session.services.filter((service) => service.hook === hook)
  // One for all services that are asked at once: the trace tells what became of each.
  const hookInstance = uuid()
  const requests = services.map((service) => ({ service, request: requestFor(hook, hookInstance, service) }))
  const asked = requests.map(async ({ service, request }) => ({
    service: service.id,
    request,
    answer: await client.ask(service.id, request, signal),
  }))
  const answers = await Promise.all(asked).catch(() => [])
  if (signal.aborted) return { shown: [], failed: true, superseded: true }
  const shown = answers.flatMap(({ service, answer }) => (answer.body?.cards ?? []).map((card) => ({ service, card })))
  present(shown, mostTelling(answers), hook === 'order-sign')
  return { shown, failed: answers.some(({ answer }) => answer.status !== 200) }
}

/** Of several answers the inspector shows one: a card, else a failure. */
const mostTelling = (answers) =>
  answers.find(({ answer }) => answer.body?.cards?.length > 0) ??
  answers.find(({ answer }) => answer.status !== 200) ??
  answers[0]

const askSoon = () => askLater(() => void ask('order-select'))

function present(shown, told, isSigning = false) {
  session.shown = shown
  session.isSigning = isSigning
  inspect(told)
  drawCards()
  const isAnswered = told?.answer.status === 200
  byId('silence').hidden = shown.length > 0 || session.drafts.length === 0
  byId('silence').replaceChildren(
    h('strong', null, isAnswered ? 'No card.' : 'No answer.'),
    isAnswered
      ? 'The service stays silent on this order. “Why” tells the reason.'
      : 'A prescriber would see nothing. “Response” tells what went wrong.',
  )
  say(
    shown.length === 0
      ? isAnswered
        ? 'No card for this order.'
        : 'The service did not answer.'
      : shown.map(({ card }) => `${card.indicator}: ${card.summary}`).join('. '),
  )
}

// ------------------------------------------------------------------------------------------------ cards

function drawCards() {
  const views = session.shown.map((one) =>
    cardView(one.card, {
      accept: (suggestion) => void accept(one, suggestion),
      dismiss: (reason, comment) => void dismiss(one, reason, comment),
      // An EHR would launch the app for its patient; this page has no FHIR server to launch it from.
      launch: () => window.open('/smart/?evidence', '_blank', 'noopener'),
    }),
  )
  byId('cards').replaceChildren(...views)
}

/** Ends all that concerns the orders as they were: requests under way, and notes. */
function finish() {
  stopAsking()
  session.turn += 1
  session.isSigning = false
  notice('')
  for (const id of ['link-note', 'request-note']) byId(id).textContent = ''
}

/** Takes the state of a link out of the address, since the page no longer shows it. */
const leaveLink = () => {
  if (location.hash.startsWith('#s=')) history.replaceState(null, '', location.pathname + location.search)
}

function changed() {
  finish()
  leaveLink()
  noTraceYet(byId('panel-why'))
}

function clearCards() {
  session.shown = []
  drawCards()
  byId('silence').hidden = true
}

async function accept({ service, card }, suggestion) {
  changed()
  const { turn } = session
  for (const action of suggestion.actions ?? []) {
    if (action.type === 'delete')
      session.drafts = session.drafts.filter((draft) => keyOf(resourceOf(draft)) !== action.resourceId)
    if (action.type === 'create') {
      const id = nextId()
      session.drafts.push({ id, resource: { ...action.resource, id } })
    }
  }
  session.current = session.drafts.some(({ id }) => id === session.current) ? session.current : ''
  clearCards()
  drawOrders()
  byId('sign').focus()
  const words = (suggestion.actions ?? []).map(({ description }) => description).join('. ')
  const { status } = await client.accepted(service, card, suggestion)
  if (session.turn === turn) notice(`${words}. ${suggestion.label}: applied. ${toldWords(status)}`)
}

async function dismiss({ service, card }, reason, comment) {
  session.shown = session.shown.filter((one) => one.card !== card)
  drawCards()
  byId('sign').focus()
  // An EHR does not wait for feedback, and there may be other orders by the time it is answered.
  const before = session.isSigning && session.shown.length === 0 ? `${signed()} ` : ''
  const { turn } = session
  const { status } = await client.overridden(service, card, reason, comment)
  if (session.turn !== turn) return
  const why = reason === undefined ? '' : `: ${reason.display ?? reason.code}`
  notice(`${before}Card dismissed${why}. ${toldWords(status)}`)
}

const toldWords = (status) => (status === 200 ? 'Feedback was recorded.' : 'Feedback could not be recorded.')

// ------------------------------------------------------------------------------------------------ orders

const nextId = () => `draft-${(session.counter += 1)}`

/** The order that the form shows where none was chosen: the last that it can show. */
const lastOfForm = () => session.drafts.findLast(({ resource }) => resource === undefined)?.id ?? ''

function choosePatient(sample, drafts, isQuiet = false) {
  finish()
  noTraceYet(byId('panel-why'))
  clearCards()
  session.sample = sample
  session.chart = chartOf(sample, session.formulary.systems, now())
  session.drafts = drafts ?? [{ id: nextId(), ...sample.order, dose: String(sample.order.dose) }]
  session.current = lastOfForm()
  for (const id of ['add', 'link']) byId(id).disabled = false
  byId('banner').replaceChildren(...bannerOf(sample))
  drawOrders()
  if (!isQuiet) void ask('order-select')
}

function drawOrders() {
  const current = session.drafts.find(({ id }) => id === session.current)
  form.hidden = current === undefined
  byId('order').hidden = current === undefined
  if (current !== undefined) {
    for (const name of ['drug', 'route', 'dose', 'unit', 'reason']) form.elements[name].value = current[name] ?? ''
    problem('dose', doseProblem(current.dose))
  }
  byId('drafts').replaceChildren(...orderList(session.drafts, { current: session.current, resourceOf, edit, remove }))
  byId('sign').disabled = session.drafts.length === 0
}

function edit(draft) {
  session.current = draft.id
  drawOrders()
  form.elements.drug.focus()
  askSoon()
}

function remove(draft) {
  changed()
  session.drafts = session.drafts.filter((one) => one !== draft)
  if (session.current === draft.id) session.current = lastOfForm()
  clearCards()
  drawOrders()
  byId('add').focus()
  if (session.drafts.length > 0) askSoon()
}

async function sign() {
  notice('')
  const { shown, failed, superseded } = await ask('order-sign')
  if (superseded) return
  if (shown.length === 0) signed(!failed)
  else document.querySelector('.cds-card')?.scrollIntoView({ block: 'nearest' })
}

function signed(isAnswered = true) {
  const all = session.drafts.map((draft) => nameOf(resourceOf(draft))).join(', ')
  const words = `Signed: ${all}.${isAnswered ? '' : ' Decision support did not answer.'}`
  finish()
  leaveLink()
  session.drafts = []
  session.current = ''
  clearCards()
  drawOrders()
  byId('add').focus()
  notice(words)
  return words
}

// ------------------------------------------------------------------------------------------------ inspector

async function sendEdited() {
  const service = byId('service').value
  const edited = editedRequest()
  if (edited === undefined) return
  notice('')
  const signal = startAsking()
  const answer = await client.ask(service, edited.request, signal).catch(() => undefined)
  if (answer === undefined || signal.aborted) return
  const shown = (answer.body?.cards ?? []).map((card) => ({ service, card }))
  const text = byId('request').value
  present(shown, { service, request: edited.request, answer })
  byId('request').value = text
  showTab(byId('tab-response'))
}

// ------------------------------------------------------------------------------------------------ start

function fillForm() {
  const { drugs, routes, reasons } = session.formulary
  for (const [name, items] of Object.entries({ drug: drugs, route: routes, reason: reasons })) {
    form.elements[name].replaceChildren(...items.map(({ id, text }) => h('option', { value: id }, text)))
  }
}

function drawPatients() {
  byId('patient-list').replaceChildren(
    ...session.formulary.patients.map((sample) =>
      h(
        'label',
        null,
        h('input', {
          type: 'radio',
          name: 'patient',
          id: `patient-${sample.id}`,
          value: sample.id,
          onchange: () => {
            leaveLink()
            choosePatient(sample)
          },
        }),
        sample.name,
        h('small', null, sample.teaser),
      ),
    ),
  )
}

async function restore() {
  const { sample, drafts, request, service, isWhole } = await linked(location.hash, session.formulary, session.services)
  byId(`patient-${sample.id}`).checked = true
  const unused = isWhole ? '' : 'Part of the link means nothing to this page and was left out.'
  if (request !== undefined) {
    // Somebody else may have made the link: so it only fills in the form, and a person has to send it.
    choosePatient(sample, [], true)
    if (service !== undefined) byId('service').value = service
    byId('request').value = request
    showTab(byId('tab-request'))
    byId('request-note').textContent = `The request of the link is filled in. Look at it, then send it. ${unused}`
    byId('send').focus()
    return
  }
  choosePatient(sample, drafts?.map(withOwnId))
  notice(unused)
}

/** A new id: the one in a link could be that of a draft still to come. */
function withOwnId(draft) {
  const id = nextId()
  return draft.resource === undefined ? { ...draft, id } : { id, resource: { ...draft.resource, id } }
}

function listen() {
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('input', () => {
    const draft = session.drafts.find(({ id }) => id === session.current)
    if (draft === undefined) return
    for (const name of ['drug', 'route', 'dose', 'unit', 'reason']) draft[name] = form.elements[name].value.trim()
    changed()
    drawOrders()
    askSoon()
  })
  byId('skip').addEventListener('click', (event) => {
    // Following the fragment would drop the state of a link from the address.
    event.preventDefault()
    byId('entry').focus()
  })
  byId('sign').addEventListener('click', () => void sign())
  byId('add').addEventListener('click', () => {
    const draft = { id: nextId(), ...session.sample.order, dose: String(session.sample.order.dose) }
    session.drafts.push(draft)
    changed()
    edit(draft)
  })
  byId('link').addEventListener(
    'click',
    () => void copyLink({ patient: session.sample.id, drafts: session.drafts }, 'link-note'),
  )
  byId('request-link').addEventListener(
    'click',
    () =>
      void copyLink(
        { patient: session.sample?.id, service: byId('service').value, request: byId('request').value },
        'request-note',
      ),
  )
  byId('request-form').addEventListener('submit', (event) => {
    event.preventDefault()
    void sendEdited()
  })
  byId('request').addEventListener('input', () => problem('request', ''))
  byId('token').addEventListener('change', takeToken)
  window.addEventListener('hashchange', () => {
    if (location.hash.startsWith('#s=')) void restore()
  })
  client.onTiming = () => drawTimings(client.timings)
}

async function readSettings() {
  const response = await fetch('/try-it.json')
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

async function start() {
  listen()
  const [settings, services] = await Promise.all([readSettings(), client.discover()])
  session.services = services
  session.formulary = settings.formulary
  byId('evidence-link').hidden = settings.smart !== true
  byId('service').replaceChildren(
    ...[...new Set(services.map(({ id }) => id))].map((id) => h('option', { value: id }, id)),
  )
  for (const id of ['send', 'request-link']) byId(id).disabled = false
  if (session.formulary === null) {
    notice('No recommendation of this service comes with sample patients. Paste a request to try it.')
    return
  }
  fillForm()
  drawPatients()
  await restore()
}

start().catch((error) => {
  byId('bench').hidden = true
  byId('failed').textContent = `The page could not be set up (${error.message}). Wait a minute, then load it again.`
})
