import { byId, h, withoutSlash } from './dom.js'
import { cardClass, cardHead, markdown } from './card.js'
import { nameOfPatient } from './person.js'
import { decideFor, ended, Refusal } from './smart-chart.js'

async function settings() {
  const response = await fetch('/smart/config.json')
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

/** The code that decides in the service, run here. */
async function load() {
  const [{ cards }, evaluation, { makeOpenChart }, { hooks }, bundles, { showsPartOf }, config] = await Promise.all([
    import('/app/cards/index.js'),
    import('/app/src/evaluate.js'),
    import('/app/src/fhir/open-chart.js'),
    import('/app/hooks/index.js'),
    import('/app/src/fhir/bundles.js'),
    import('/app/src/fhir/scope.js'),
    settings(),
  ])
  return { cards, config, modules: { ...evaluation, makeOpenChart, hooks, reading: { ...bundles, showsPartOf } } }
}

/** What the card's link carried: rule, version and row; nothing of the patient. */
function contextOf(client) {
  const given = client.state.tokenResponse?.appContext
  try {
    // An EHR may turn it into anything, even the string `null`.
    return Object(typeof given === 'string' ? JSON.parse(given) : given)
  } catch {
    return {}
  }
}

/** Remembers that this tab was launched: fhirclient forgets its session once the token has ended. */
const launchedKey = 'launched'

const hasSession = () =>
  new URLSearchParams(location.search).has('state') || sessionStorage.getItem('SMART_KEY') !== null

// Asked for by itself, the evidence is shown also in a tab that was launched before.
const isEvidence = () =>
  new URLSearchParams(location.search).has('evidence') ||
  !(hasSession() || sessionStorage.getItem(launchedKey) !== null)

// ------------------------------------------------------------------------------------------------ views

/** @param {readonly string[]} texts */
const bullets = (texts) =>
  h(
    'ul',
    null,
    texts.map((text) => h('li', null, text)),
  )

/** @param {string} kind @param {...any} content */
const paragraph = (kind, ...content) => h('p', { class: kind }, ...content)

const aside = (words) => h('span', { class: 'strength' }, words)

/** How a source was checked, in words; a source that was read needs none. */
const checked = {
  verified: '',
  secondary: ' (cited as others report it; not read itself)',
  recalled: ' (from memory; not looked up)',
  policy: ' (a local proposal, not a publication)',
}

const source = ({ citation, url, verification }) =>
  h(
    'li',
    null,
    url !== undefined && verification === 'verified'
      ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, citation)
      : citation,
    checked[verification] ?? ` (${verification})`,
  )

const statement = ({ about }) =>
  paragraph('statement', about.statement, aside(`Strength: ${about.strength.toLowerCase()}`))

const sources = ({ about, id, version }) => [
  h('h2', null, 'Sources'),
  h('ol', null, about.citations.map(source)),
  h('h2', null, 'Limits'),
  bullets(about.limits),
  paragraph(
    'facts',
    `${id} ${version}. Developer: ${about.developer}. Funding: ${about.funding} Released ${about.released}, its sources read on ${about.reviewedOn}, to be reviewed by ${about.reviewBy}. Decision support; clinical judgement applies.`,
  ),
]

const printing = () =>
  h('div', { class: 'toolbar no-print' }, h('button', { type: 'button', onclick: () => window.print() }, 'Print'))

function evidenceView(guidance) {
  return [
    h('h1', null, guidance.title),
    paragraph('lead', guidance.description),
    statement(guidance),
    guidance.alternatives?.length
      ? [h('h2', null, 'Alternatives it may suggest'), bullets(guidance.alternatives.map(({ label }) => label))]
      : [],
    sources(guidance),
    printing(),
  ]
}

/** 0 recommended, 1 offered, 2 others come first, 3 left out. Never "safe": what is not on record is not known. */
const standing = ({ recommended, offered, remarks }) =>
  recommended ? 0 : offered ? 1 : remarks.some(({ effect }) => effect === 'excluded') ? 3 : 2

const standings = ['Recommended', 'Offered', 'Not among the first', 'Left out']
const effects = { adjusted: 'Dose adjusted: ', warned: 'Watch: ', excluded: '', 'not-ranked': '' }

/** Each remark once: two rules may be met by the same fact. */
const remarksOf = ({ remarks }) => [
  ...new Set(remarks.map(({ effect, because }) => `${effects[effect] ?? ''}${because}`)),
]

/** The label without its strength, which has a column of its own. */
const nameOf = ({ label, strength }) =>
  label.replace(new RegExp(`\\s*\\(${strength.replace(/[^\w ]/g, '.')}\\)$`, 'i'), '')

const columns = ['Option', 'Strength', 'This patient', 'Why']

/** Roles are written out: on a narrow screen rows are blocks, and some browsers then no longer see a table. */
const optionRow = (option) => {
  const remarks = remarksOf(option)
  const cells = [
    [option.strength, {}],
    [standings[standing(option)], { class: option.offered ? 'fits' : 'not' }],
    [remarks.length > 0 && bullets(remarks), {}],
  ]
  return h(
    'tr',
    { role: 'row' },
    h('th', { scope: 'row', role: 'rowheader' }, nameOf(option)),
    ...cells.map(([content, attributes], index) =>
      h('td', { role: 'cell', 'data-head': content && columns[index + 1], ...attributes }, content),
    ),
  )
}

function optionsTable(options) {
  const sorted = options.toSorted((one, other) => standing(one) - standing(other))
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Options' },
    h(
      'table',
      { class: 'options', role: 'table' },
      h(
        'thead',
        { role: 'rowgroup' },
        h(
          'tr',
          { role: 'row' },
          columns.map((text) => h('th', { scope: 'col', role: 'columnheader' }, text)),
        ),
      ),
      h('tbody', { role: 'rowgroup' }, sorted.map(optionRow)),
    ),
  )
}

function personView(patient) {
  const name = nameOfPatient(patient, new Date())
  return paragraph(
    'person',
    h('strong', null, name === '' ? 'Patient' : name),
    ` ${[patient.birthDate && `born ${patient.birthDate}`, patient.gender].filter(Boolean).join(', ')}`,
  )
}

const needWords = {
  conditions: 'problems',
  medications: 'medications',
  allergies: 'allergies',
  observations: 'measurements',
  administrations: 'doses given',
  encounter: 'the visit',
  patient: 'the patient',
  medication: 'the drug of an order',
  reason: 'the reason of an order',
}

const inWords = (code) => code.replaceAll('-', ' ')

/** The card, without what only an EHR can do. @param {any} card @param {any} assumed @param {string} id of its heading */
const cardView = (card, assumed, id) =>
  h(
    'section',
    { class: cardClass(card), 'aria-labelledby': id },
    cardHead(card, 'h2', id),
    h(
      'div',
      { class: 'body' },
      assumed !== undefined && paragraph('lead', 'As the card would read on the assumed order:'),
      markdown(card.detail),
    ),
  )

/** @param {any} guidance @param {import('./smart-chart.js').Decided} decided */
function decisionView({ id }, { decision, assumed, isDisputed }) {
  if (decision === undefined) return [paragraph('statement', 'There is no order to decide on.')]
  if (isDisputed === true)
    return [
      paragraph(
        'statement',
        'Nothing is decided: clients of this service share the FHIR server of the launch, and by their policies it would answer them differently.',
      ),
    ]
  if (decision.kind === 'silent')
    return [
      paragraph(
        'statement',
        assumed === undefined
          ? 'On this order the service stays silent.'
          : 'With this patient’s chart the service stays silent.',
        aside(`Reason: ${inWords(decision.because)}`),
      ),
    ]
  if (decision.kind === 'undecided')
    return [
      paragraph(
        'statement',
        `It cannot be decided: ${decision.missing.map((need) => needWords[need] ?? need).join(', ')} could not be read.`,
      ),
    ]
  const { card, options, missing } = decision
  const mattered = decision.mattered.filter((text) => !assumed?.reason || !text.endsWith(`: ${assumed.reason}`))
  return [
    cardView(card, assumed, `card-${id}`),
    missing.length === 0
      ? []
      : paragraph(
          'mismatch',
          `Not read, or not whole: ${missing.map((need) => needWords[need] ?? need).join(', ')}. What could not be read was not assumed to be absent.`,
        ),
    h('h2', null, 'What of the chart mattered'),
    mattered.length === 0 ? h('p', null, 'Nothing beyond the order.') : bullets(mattered),
    h('h2', null, 'Every option, and why'),
    options.length === 0 ? h('p', null, 'No alternatives are proposed in this situation.') : optionsTable(options),
  ]
}

const noOrder = 'The EHR gave the app no unsigned order that this recommendation looks at.'

/** Which order the decision is on. */
function orderWords({ decision, orders, assumed, unread }) {
  if (assumed !== undefined) {
    const { order, reason } = assumed
    const why = unread === undefined ? `${noOrder} ` : ''
    return `${why}Decided for this patient as if a typical order were drafted. Assumed: ${order}${reason === undefined ? '' : `, for “${reason}”`}.`
  }
  if (decision === undefined) return `${unread === undefined ? `${noOrder} ` : ''}It brings no typical order to assume.`
  const one = orders.length === 1 ? 'order' : 'orders'
  return `Decided on the unsigned ${one} found in the chart${orders.length === 0 ? '' : `: ${orders.join('; ')}`}.`
}

const orderView = (decided) => [
  decided.unread === undefined
    ? null
    : paragraph('mismatch', `Unsigned orders could not be read, or not all of them (${decided.unread}).`),
  decided.isDisputed === true ? null : paragraph('lead', orderWords(decided)),
]

/** @param {any} guidance @param {Awaited<ReturnType<typeof decideFor>>} decided @param {any} context */
function patientView(guidance, decided, context) {
  const { decision, assumed, isDisputed, patient } = decided
  return [
    personView(patient),
    h('h1', null, guidance.title),
    orderView(decided),
    context.version !== undefined && context.version !== guidance.version
      ? paragraph('mismatch', `The card came from content ${context.version}; this page runs ${guidance.version}.`)
      : null,
    context.row !== undefined && isDisputed !== true && decision?.kind === 'speaks' && context.row !== decision.row
      ? paragraph(
          'mismatch',
          `The card spoke by row ${context.row} of the decision table; from here it is row ${decision.row}, because the app reads the chart on its own${assumed === undefined ? '' : ' and assumed the order'}.`,
        )
      : null,
    decisionView(guidance, decided),
    h('h2', null, 'The recommendation'),
    statement(guidance),
    sources(guidance),
    printing(),
  ]
}

// ------------------------------------------------------------------------------------------------ the page

const unloaded = () => {
  throw new Refusal('A part of this page could not be loaded. Load the page again in a minute.')
}

let isForPatient = true

async function start() {
  isForPatient = !isEvidence()
  if (!isForPatient) {
    document.title = 'The evidence'
    const { cards } = await import('/app/cards/index.js').catch(unloaded)
    show(cards.map(evidenceView))
    return
  }
  if (!hasSession()) throw ended()
  const { cards, config, modules } = await load().catch(unloaded)
  const client = await window.FHIR.oauth2.ready()
  sessionStorage.setItem(launchedKey, 'yes')
  if (!config.issuers.includes(withoutSlash(client.state.serverUrl)))
    throw new Refusal('The FHIR server that launched this app is not on its list (SMART_ISSUERS).')
  const context = contextOf(client)
  const asked = context.rule === undefined ? cards : cards.filter(({ id }) => id === context.rule)
  if (asked.length === 0) throw new Refusal('The recommendation of the card is not one that this service offers.')
  const all = await Promise.all(
    asked.map(async (guidance) => ({ guidance, decided: await decideFor({ guidance, client, config, modules }) })),
  )
  // Launched without a card: of whatever is ordered, or of all where nothing is.
  const ordered = all.filter(({ decided }) => decided.decision !== undefined && decided.assumed === undefined)
  show((ordered.length > 0 ? ordered : all).map(({ guidance, decided }) => patientView(guidance, decided, context)))
}

function show(views) {
  byId('content').replaceChildren(...views.flat(Infinity).filter(Boolean))
  byId('state').hidden = true
  byId('main').setAttribute('aria-busy', 'false')
}

try {
  await start()
} catch (error) {
  const isKnown = error instanceof Refusal
  const why = isKnown ? error.message : 'The chart could not be opened. Launch the app again from the EHR.'
  show([
    h('h1', null, isForPatient ? 'Nothing was decided' : 'The evidence could not be shown'),
    h('p', { id: 'problem', role: 'alert' }, why),
    isForPatient ? h('p', null, h('a', { href: '/smart/?evidence' }, 'The evidence, without a patient')) : null,
  ])
}
