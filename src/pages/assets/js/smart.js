import { byId, h, withoutSlash } from './dom.js'
import { decideFor } from './smart-chart.js'

/** The code that decides in the service, run here. */
async function load() {
  const [{ cards }, { evaluate }, { makeOpenChart }, { hooks }, bundles, config] = await Promise.all([
    import('/app/cards/index.js'),
    import('/app/src/evaluate.js'),
    import('/app/src/fhir/open-chart.js'),
    import('/app/hooks/index.js'),
    import('/app/src/fhir/bundles.js'),
    fetch('/smart/config.json').then((response) => response.json()),
  ])
  return { cards, config, modules: { evaluate, makeOpenChart, hooks, bundles } }
}

/** What the card's link carried: rule, version and row; nothing of the patient. */
function contextOf(client) {
  try {
    const given = client.state.tokenResponse?.appContext
    return typeof given === 'string' ? JSON.parse(given) : (given ?? {})
  } catch {
    return {}
  }
}

const isLaunched = () => {
  const parameters = new URLSearchParams(location.search)
  // Asked for by itself, the evidence is shown also in a tab that was launched before.
  if (parameters.has('evidence')) return false
  return parameters.has('state') || sessionStorage.getItem('SMART_KEY') !== null
}

// ------------------------------------------------------------------------------------------------ views

/** How a source was checked, in words; one that was read needs none. */
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
  h(
    'p',
    { class: 'statement' },
    about.statement,
    h('span', { class: 'strength' }, `Strength: ${about.strength.toLowerCase()}`),
  )

const sources = ({ about, id, version }) => [
  h('h2', null, 'Sources'),
  h('ol', null, about.citations.map(source)),
  h('h2', null, 'Limits'),
  h(
    'ul',
    null,
    about.limits.map((text) => h('li', null, text)),
  ),
  h(
    'p',
    { class: 'facts' },
    `${id} ${version}. Developer: ${about.developer}. Funding: ${about.funding} Released ${about.released}, reviewed ${about.reviewedOn}, to be reviewed by ${about.reviewBy}. Decision support; clinical judgement applies.`,
  ),
]

const printing = () =>
  h('div', { class: 'toolbar no-print' }, h('button', { type: 'button', onclick: () => window.print() }, 'Print'))

function evidenceView(guidance) {
  return [
    h('h1', null, guidance.title),
    h('p', { class: 'lead' }, guidance.description),
    statement(guidance),
    guidance.alternatives?.length
      ? [
          h('h2', null, 'Alternatives it may suggest'),
          h(
            'ul',
            null,
            guidance.alternatives.map(({ label }) => h('li', null, label)),
          ),
        ]
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

/** A strength stands in its own column. */
const nameOf = ({ label, strength }) =>
  label.replace(new RegExp(`\\s*\\(${strength.replace(/[^\w ]/g, '.')}\\)$`, 'i'), '')

const optionRow = (option) =>
  h(
    'tr',
    null,
    h('th', { scope: 'row' }, nameOf(option)),
    h('td', null, option.strength),
    h('td', { class: option.offered ? 'fits' : 'not' }, standings[standing(option)]),
    h(
      'td',
      null,
      option.remarks.length > 0 &&
        h(
          'ul',
          null,
          option.remarks.map(({ effect, because }) => h('li', null, `${effects[effect] ?? ''}${because}`)),
        ),
    ),
  )

function optionsTable(options) {
  const sorted = options.toSorted((one, other) => standing(one) - standing(other))
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Options' },
    h(
      'table',
      { class: 'options' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['Option', 'Strength', 'This patient', 'Why'].map((text) => h('th', { scope: 'col' }, text)),
        ),
      ),
      h('tbody', null, sorted.map(optionRow)),
    ),
  )
}

function personView(patient) {
  if (patient === undefined) return null
  const [name] = patient.name ?? []
  const full = name?.text ?? [name?.given?.join(' '), name?.family].filter(Boolean).join(' ')
  return h(
    'p',
    { class: 'person' },
    h('strong', null, full === '' ? 'Patient' : full),
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

function decisionView(decision, assumed) {
  if (decision.kind === 'silent')
    return [
      h(
        'p',
        { class: 'statement' },
        assumed === undefined
          ? 'On this order the service stays silent.'
          : 'With this patient’s chart the service stays silent.',
        h('span', { class: 'strength' }, `Reason: ${inWords(decision.because)}`),
      ),
    ]
  if (decision.kind === 'undecided')
    return [
      h(
        'p',
        { class: 'statement' },
        `It cannot be decided: ${decision.missing.map((need) => needWords[need] ?? need).join(', ')} could not be read.`,
      ),
    ]
  const { card, options, missing } = decision
  const mattered = decision.mattered.filter((text) => !assumed?.reason || !text.endsWith(`: ${assumed.reason}`))
  return [
    h('p', { class: 'statement' }, card.summary),
    missing.length === 0
      ? []
      : h(
          'p',
          { class: 'mismatch' },
          `Not read, or not whole: ${missing.map((need) => needWords[need] ?? need).join(', ')}. What could not be read was not taken for absent.`,
        ),
    h('h2', null, 'What of the chart mattered'),
    mattered.length === 0
      ? h('p', null, 'Nothing beyond the order.')
      : h(
          'ul',
          null,
          mattered.map((text) => h('li', null, text)),
        ),
    h('h2', null, 'Every option, and why'),
    options.length === 0 ? h('p', null, 'No alternatives are proposed in this situation.') : optionsTable(options),
  ]
}

/** Which order the decision is on. */
function orderView(assumed) {
  if (assumed === undefined) return h('p', { class: 'lead' }, 'Decided on the unsigned order found in the chart.')
  const { order, reason, unread } = assumed
  return [
    unread === undefined
      ? null
      : h('p', { class: 'mismatch' }, `Unsigned orders could not be read, or not all of them (${unread}).`),
    h(
      'p',
      { class: 'lead' },
      `${unread === undefined ? 'The EHR gave the app no unsigned order that this recommendation looks at. ' : ''}Decided for this patient as if a typical order were drafted. Assumed: ${order}${reason === undefined ? '' : `, for “${reason}”`}.`,
    ),
  ]
}

/** @param {any} guidance @param {Awaited<ReturnType<typeof decideFor>>} decided @param {any} context */
function patientView(guidance, decided, context) {
  const { decision, assumed, patient } = decided
  return [
    personView(patient),
    h('h1', null, guidance.title),
    orderView(assumed),
    context.version !== undefined && context.version !== guidance.version
      ? h(
          'p',
          { class: 'mismatch' },
          `The card came from content ${context.version}; this page runs ${guidance.version}.`,
        )
      : null,
    context.row !== undefined && decision.kind === 'speaks' && context.row !== decision.row
      ? h(
          'p',
          { class: 'mismatch' },
          `The card spoke by row ${context.row} of the decision table; from here it is row ${decision.row}, because the app reads the chart on its own${assumed === undefined ? '' : ' and assumed the order'}.`,
        )
      : null,
    decisionView(decision, assumed),
    h('h2', null, 'The recommendation'),
    statement(guidance),
    sources(guidance),
    printing(),
  ]
}

// ------------------------------------------------------------------------------------------------ the page

async function start() {
  const { cards, config, modules } = await load()
  if (!isLaunched()) {
    show(cards.map(evidenceView))
    document.title = 'The evidence'
    return
  }
  const client = await window.FHIR.oauth2.ready()
  if (!config.issuers.includes(withoutSlash(client.state.serverUrl))) throw new Error('issuer')
  const context = contextOf(client)
  const guidance = cards.find(({ id }) => id === context.rule) ?? cards[0]
  show(patientView(guidance, await decideFor({ guidance, client, config, modules }), context))
}

function show(views) {
  byId('content').replaceChildren(...views.flat(Infinity).filter(Boolean))
  byId('state').hidden = true
  byId('main').setAttribute('aria-busy', 'false')
}

try {
  await start()
} catch {
  byId('state').textContent = 'The chart could not be opened. Launch the app again from the EHR.'
  byId('state').setAttribute('role', 'alert')
  byId('main').setAttribute('aria-busy', 'false')
}
