import { bannerOf } from './banner.js'
import { cardView } from './card.js'
import { byId, h, tabs, uuid } from './dom.js'
import { chartOf, doseProblem, draftOf } from './ehr/chart.js'
import { CdsClient } from './ehr/client.js'
import { linked, packed } from './ehr/permalink.js'
import { prefetched } from './ehr/prefetch.js'
import { drawTimings, inspect } from './inspector.js'

const client = new CdsClient()
const showTab = tabs(byId('tabs'))

/** Everything an EHR would remember of this session. A draft is a form's order, or a resource a suggestion made. */
const session = {
  /** @type {any[]} */ services: [],
  /** @type {any} */ formulary: undefined,
  /** @type {any} */ sample: undefined,
  /** @type {any} */ chart: undefined,
  /** @type {any[]} */ drafts: [],
  current: '',
  /** @type {AbortController | undefined} */ asking: undefined,
  /** Cards on the screen, with the service that gave each. @type {{ service: string, card: any, signing: boolean }[]} */
  shown: [],
  counter: 0,
}

const now = () => new Date()
const form = byId('order-form')
const say = (text) => (byId('spoken').textContent = text)
const notice = (text) => {
  byId('notice').textContent = text
  byId('notice').hidden = text === ''
}

const resourceOf = (draft) => draft.resource ?? draftOf(draft, session.formulary, session.chart)
const keyOf = (resource) => `${resource.resourceType}/${resource.id}`
const nameOf = (resource) =>
  resource.medicationCodeableConcept?.text ?? resource.medicationCodeableConcept?.coding?.[0]?.display ?? 'Order'

// ------------------------------------------------------------------------------------------------ asking

function requestFor(hook, service) {
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
    hookInstance: uuid(),
    context,
    prefetch: prefetched(service.prefetch ?? {}, context, chart.resources, now()),
  }
}

/** Asks every service of a hook, as an EHR does, and shows what they answer. Answers whether any card came. */
async function ask(hook) {
  session.asking?.abort()
  const asking = (session.asking = new AbortController())
  const services = session.services.filter((service) => service.hook === hook)
  const requests = services.map((service) => ({ service, request: requestFor(hook, service) }))
  try {
    const answers = await Promise.all(
      requests.map(async ({ service, request }) => ({
        service: service.id,
        request,
        answer: await client.ask(service.id, request, asking.signal),
      })),
    )
    const shown = answers.flatMap(({ service, answer }) =>
      (answer.body?.cards ?? []).map((card) => ({ service, card, signing: hook === 'order-sign' })),
    )
    present(shown, answers.at(-1))
    return { shown, failed: answers.some(({ answer }) => answer.status !== 200) }
  } catch {
    return { shown: [], failed: true, superseded: true }
  }
}

let waiting = 0
function askSoon() {
  clearTimeout(waiting)
  waiting = window.setTimeout(() => void ask('order-select'), 150)
}

function present(shown, last) {
  session.shown = shown
  inspect(last)
  drawCards()
  const isAnswered = last?.answer.status === 200
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

async function accept({ service, card }, suggestion) {
  for (const action of suggestion.actions ?? []) {
    if (action.type === 'delete')
      session.drafts = session.drafts.filter((draft) => keyOf(resourceOf(draft)) !== action.resourceId)
    if (action.type === 'create') {
      const id = nextId()
      session.drafts.push({ id, resource: { ...action.resource, id } })
    }
  }
  session.shown = []
  session.current = session.drafts.some(({ id }) => id === session.current) ? session.current : ''
  drawCards()
  drawOrders()
  byId('silence').hidden = true
  byId('sign').focus()
  const words = (suggestion.actions ?? []).map(({ description }) => description).join('. ')
  const { status } = await client.accepted(service, card, suggestion)
  say(`${words}.`)
  notice(`${suggestion.label}: applied. ${toldWords(status)}`)
}

async function dismiss({ service, card, signing }, reason, comment) {
  session.shown = session.shown.filter((one) => one.card !== card)
  drawCards()
  byId('sign').focus()
  const { status } = await client.overridden(service, card, reason, comment)
  notice(`Dismissed${reason === undefined ? '' : `: ${reason.display ?? reason.code}`}. ${toldWords(status)}`)
  say('Card dismissed.')
  if (signing && session.shown.length === 0) signed()
}

const toldWords = (status) => (status === 200 ? 'Feedback was recorded.' : 'Feedback could not be recorded.')

// ------------------------------------------------------------------------------------------------ orders

const nextId = () => `draft-${(session.counter += 1)}`

function choosePatient(sample, drafts, isQuiet = false) {
  session.sample = sample
  session.chart = chartOf(sample, session.formulary.systems, now())
  session.drafts = drafts ?? [{ id: nextId(), ...sample.order, dose: String(sample.order.dose) }]
  session.current = session.drafts.findLast(({ resource }) => resource === undefined)?.id ?? ''
  notice('')
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
    drawDose(current)
  }
  byId('drafts').replaceChildren(
    ...session.drafts.map((draft) => {
      const resource = resourceOf(draft)
      const isCurrent = draft.id === session.current
      const sig = resource.dosageInstruction?.[0]?.text
      return h(
        'li',
        { class: isCurrent ? 'current' : '', 'data-key': keyOf(resource) },
        h('span', { class: 'what' }, nameOf(resource), sig && h('small', null, sig)),
        draft.resource === undefined &&
          !isCurrent &&
          h(
            'button',
            { type: 'button', class: 'quiet', onclick: () => edit(draft), 'aria-label': `Edit ${nameOf(resource)}` },
            'Edit',
          ),
        h(
          'button',
          { type: 'button', class: 'quiet', onclick: () => remove(draft), 'aria-label': `Remove ${nameOf(resource)}` },
          'Remove',
        ),
      )
    }),
    ...(session.drafts.length === 0 ? [h('li', null, h('span', { class: 'what' }, 'No unsigned orders'))] : []),
  )
  byId('sign').disabled = session.drafts.length === 0
}

function drawDose({ dose }) {
  const problem = doseProblem(dose)
  form.elements.dose.setAttribute('aria-invalid', String(problem !== ''))
  byId('dose-problem').textContent = problem
}

function edit(draft) {
  session.current = draft.id
  drawOrders()
  form.elements.drug.focus()
  askSoon()
}

function remove(draft) {
  session.drafts = session.drafts.filter((one) => one !== draft)
  if (session.current === draft.id) session.current = ''
  session.shown = []
  drawCards()
  drawOrders()
  byId('silence').hidden = true
  byId('add').focus()
}

async function sign() {
  notice('')
  const { shown, superseded } = await ask('order-sign')
  if (superseded) return
  if (shown.length === 0) signed()
  else document.querySelector('.cds-card')?.scrollIntoView({ block: 'nearest' })
}

function signed() {
  const all = session.drafts.map((draft) => nameOf(resourceOf(draft))).join(', ')
  session.drafts = []
  session.current = ''
  session.shown = []
  drawCards()
  drawOrders()
  byId('silence').hidden = true
  byId('add').focus()
  notice(`Signed: ${all}.`)
  say(`Signed: ${all}.`)
}

// ------------------------------------------------------------------------------------------------ inspector

async function sendEdited() {
  session.asking?.abort()
  const service = byId('service').value
  let request
  try {
    request = JSON.parse(byId('request').value)
  } catch (error) {
    notice(`The request is not valid JSON: ${error.message}`)
    byId('request').focus()
    return
  }
  notice('')
  client.token = byId('token').value.trim()
  const answer = await client.ask(service, request)
  const shown = (answer.body?.cards ?? []).map((card) => ({ service, card, signing: false }))
  const text = byId('request').value
  present(shown, { service, request, answer })
  byId('request').value = text
  showTab(byId('tab-response'))
}

async function copyLink(state) {
  const hash = await packed(state)
  history.replaceState(null, '', hash)
  try {
    await navigator.clipboard.writeText(location.href)
    notice('The link is copied. It holds the whole state: do not share a request with real patient data.')
  } catch {
    notice('The link is in the address bar. It holds the whole state: do not share a request with real patient data.')
  }
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
          onchange: () => choosePatient(sample),
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
    // Somebody else may have made the link: it fills the form in, a person sends it.
    choosePatient(sample, [], true)
    if (service !== undefined) byId('service').value = service
    byId('request').value = request
    showTab(byId('tab-request'))
    notice(`The request of the link is filled in. Look at it, then send it. ${unused}`)
    byId('send').focus()
    return
  }
  choosePatient(sample, drafts?.map(withOwnId))
  notice(unused)
}

/** The ids of a link could be those of drafts still to come. */
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
    notice('')
    drawOrders()
    askSoon()
  })
  byId('sign').addEventListener('click', () => void sign())
  byId('add').addEventListener('click', () => {
    const draft = { id: nextId(), ...session.sample.order, dose: String(session.sample.order.dose) }
    session.drafts.push(draft)
    notice('')
    edit(draft)
  })
  byId('link').addEventListener('click', () => void copyLink({ patient: session.sample.id, drafts: session.drafts }))
  byId('request-link').addEventListener(
    'click',
    () => void copyLink({ patient: session.sample.id, service: byId('service').value, request: byId('request').value }),
  )
  byId('request-form').addEventListener('submit', (event) => {
    event.preventDefault()
    void sendEdited()
  })
  byId('token').addEventListener('change', () => (client.token = byId('token').value.trim()))
  window.addEventListener('hashchange', () => void restore())
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
  if (session.formulary === null) {
    notice('No recommendation of this service brings sample patients. Paste a request to try it.')
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
