import { withoutSlash } from './dom.js'
import { draftOf } from './ehr/chart.js'

/**
 * @typedef {import('/app/src/fhir/server-contract.js').FhirServer} FhirServer
 * @typedef {import('/app/src/fhir/server-contract.js').ServerAnswer} ServerAnswer
 * @typedef {Pick<typeof import('/app/src/fhir/bundles.js'), 'answerOf' | 'contentsOf' | 'inPart' | 'linkOf'>
 *   & Pick<typeof import('/app/src/fhir/scope.js'), 'showsPartOf'>} Reading
 */

const pages = 10

/**
 * The FHIR server of the launch, as the service's own reading code wants it: never rejects, tells why a read failed,
 * follows `next` links of the same server only (fhirclient itself would send the token wherever they lead).
 * @param {any} client of fhirclient
 * @param {AbortSignal} deadline
 * @param {Reading} reading
 * @param {() => void} [onEnded] called when the server no longer accepts the token; fhirclient has dropped it by then
 * @returns {FhirServer}
 */
export function launchedServer(
  client,
  deadline,
  { answerOf, contentsOf, inPart, linkOf, showsPartOf },
  onEnded = () => {},
) {
  const base = withoutSlash(client.state.serverUrl)
  const isOurs = (url) => {
    const { href } = URL.canParse(url) ? new URL(url) : { href: '' }
    return href.startsWith(`${base}/`) || href.startsWith(`${base}?`)
  }
  const request = (url) => client.request({ url, signal: deadline, headers: { accept: 'application/fhir+json' } })

  /** @returns {Promise<ServerAnswer>} */
  async function all(first, before, query) {
    const resources = []
    let bundle = first
    let counted = before
    for (let page = 1; ; page += 1) {
      const { found, failed, counted: held } = contentsOf(bundle, counted)
      resources.push(...found)
      counted = held
      if (failed !== undefined)
        return resources.length === 0 ? { ok: false, why: failed } : { ok: true, resources, cut: failed }
      const next = linkOf(bundle, 'next')
      if (next === undefined) return answerOf(resources, counted, query)
      if (!isOurs(next)) return { ok: true, resources, cut: 'the next page is on another server' }
      if (page === pages) return { ok: true, resources, cut: `more than ${pages} pages` }
      bundle = await request(next)
      if (bundle?.resourceType !== 'Bundle') return { ok: true, resources, cut: 'the next page is no Bundle' }
    }
  }

  /** @returns {Promise<ServerAnswer>} */
  async function read(url, before = { matches: 0, total: 0 }, query = '') {
    try {
      const answer = await request(url)
      if (typeof answer?.resourceType !== 'string') return { ok: false, why: 'the answer is not FHIR' }
      if (answer.resourceType === 'OperationOutcome') return { ok: false, why: 'an OperationOutcome' }
      return answer.resourceType === 'Bundle' ? await all(answer, before, query) : { ok: true, resources: [answer] }
    } catch (error) {
      const status = error?.status ?? error?.statusCode
      if (status === 401) onEnded()
      if ((status === 404 || status === 410) && !url.includes('?')) return { ok: true, resources: [] }
      return {
        ok: false,
        why: deadline.aborted
          ? 'timed out'
          : status === undefined
            ? 'the server could not be reached'
            : `HTTP ${status}`,
      }
    }
  }

  /** What was granted may be less than what was asked for: a part of a list is none that may be screened by. */
  async function search(query) {
    const answer = await read(query, undefined, query)
    const [type, asked] = query.split('?', 2)
    const { scope } = client.state.tokenResponse ?? {}
    const isPart = asked !== undefined && typeof scope === 'string' && showsPartOf(scope, type)
    return inPart(answer, isPart ? `scope shows a part of ${type} only` : undefined)
  }
  return {
    read: search,
    follow: async (next, counted) => (isOurs(next) ? read(next, counted) : { ok: false, why: 'another server' }),
  }
}

/** Why nothing is decided, in words for the page. */
export class Refusal extends Error {}

export const ended = () => new Refusal('The session has ended. Launch the app again from the EHR.')

/** @param {any} concept */
const nameOf = (concept) => concept?.text ?? concept?.codes[0]?.display ?? concept?.codes[0]?.code

/** @param {import('/app/cards/facts.js').Dosage} dosage */
function dosageInWords({ text, dose, rate, route }) {
  const amount = dose ?? rate
  return text ?? [amount && `${amount.value} ${amount.unit}`, nameOf(route)].filter(Boolean).join(' ')
}

/** An order in the words of the chart. @param {import('/app/cards/facts.js').Order} order */
const orderInWords = ({ drug, dosages }) =>
  [nameOf(drug.concept) ?? 'an order without a name', dosages.map(dosageInWords).filter(Boolean).join('; ')]
    .filter(Boolean)
    .join(', ')

/**
 * What is decided for the launched patient, and on what.
 * @typedef {object} Decided
 * @property {any} patient
 * @property {string | undefined} unread why unsigned orders, or some of them, could not be read
 * @property {readonly string[]} orders the chart's orders that the decision is on, in words
 * @property {{ order: string, reason: string | undefined }} [assumed] an order that stands in for the one the EHR did not
 *   give, and its reason in the words that the decision would quote: nothing of it comes from the chart
 * @property {import('/app/cards/guidance.js').Decision} [decision] absent where there is no order to decide on
 * @property {boolean} [isDisputed] clients of the server have policies that lead to other decisions
 */

/**
 * Decides for the launched patient with the code of the service. EHRs seldom hand unsigned orders to apps: where the
 * server's drafts hold no relevant one, the recommendation's own typical order stands in, and the page says so.
 * @param {{
 *   guidance: import('/app/cards/guidance.js').Guidance,
 *   client: any,
 *   config: any,
 *   modules: Pick<typeof import('/app/src/evaluate.js'), 'evaluate' | 'mayConcern'>
 *     & Pick<typeof import('/app/src/fhir/open-chart.js'), 'makeOpenChart'>
 *     & Pick<typeof import('/app/hooks/index.js'), 'hooks'>
 *     & { reading: Reading },
 * }} given
 * @returns {Promise<Decided>}
 * @throws {Refusal} where the session has ended, or the patient cannot be read
 */
export async function decideFor({ guidance, client, config, modules }) {
  const { evaluate, mayConcern, makeOpenChart, hooks, reading } = modules
  const deadlineMs = 15_000
  const patientId = client.patient.id
  if (typeof patientId !== 'string') throw new Refusal('The EHR launched the app without a patient.')
  const encounterId = client.state.tokenResponse?.encounter
  const policies = config.policies[withoutSlash(client.state.serverUrl)][guidance.id]
  let isOver = false
  const connected = (deadline) => launchedServer(client, deadline, reading, () => (isOver = true))
  const server = connected(AbortSignal.timeout(deadlineMs))
  const openChart = makeOpenChart({ connect: ({ deadline }) => connected(deadline), deadlineMs })

  const decideOn = async (drafts) => {
    const request = {
      hook: 'order-sign',
      hookInstance: 'smart-app',
      fhirServer: client.state.serverUrl,
      context: {
        userId: client.user?.fhirUser ?? 'Practitioner/unknown',
        patientId,
        ...(encounterId === undefined ? {} : { encounterId }),
        draftOrders: { resourceType: 'Bundle', entry: drafts.map((resource) => ({ resource })) },
      },
    }
    /** @type {import('/app/src/security/caller.js').Caller} */
    const caller = { id: 'smart-app', fhirServers: [], dialect: 'spec' }
    const hook = hooks['order-sign']
    const entries = hook.drafts(request.context)
    const call = { request, hook, guidance, caller, drafts: entries, now: new Date().toISOString() }
    const [first, ...others] = await Promise.all(policies.map((policy) => evaluate(call, openChart, () => policy)))
    const { decision, chart } = first
    const ours = (chart?.asked.orders ?? []).filter(({ drug }) => mayConcern(guidance, drug))
    const spokenOf = new Set(
      decision.kind === 'speaks' ? decision.card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key)) : [],
    )
    const orders = ours.filter(({ key }) => spokenOf.size === 0 || spokenOf.has(key ?? '')).map(orderInWords)
    const isDisputed = others.some((other) => JSON.stringify(other.decision) !== JSON.stringify(decision))
    return { decision, orders, isDisputed }
  }

  const [drafts, person] = await Promise.all([
    server.read(`MedicationRequest?patient=${encodeURIComponent(patientId)}&status=draft`),
    server.read(`Patient/${encodeURIComponent(patientId)}`),
  ])
  if (isOver) throw ended()
  const patient = person.ok
    ? person.resources.find(({ resourceType, id }) => resourceType === 'Patient' && id === patientId)
    : undefined
  if (patient === undefined)
    throw new Refusal(
      `The patient of the launch could not be read (${person.ok ? 'not found' : person.why}), so nothing is decided. Launch the app again from the EHR.`,
    )
  const decided = { patient, unread: drafts.ok ? drafts.cut : drafts.why, orders: [] }
  // A server may ignore a search parameter that it does not know: signed or finished orders are no drafts.
  /** @param {any} resource */
  const isDraft = ({ resourceType, status }) => resourceType === 'MedicationRequest' && status === 'draft'
  const found = drafts.ok ? drafts.resources.filter(isDraft) : []
  if (found.length > 0) {
    const result = await decideOn(found)
    if (isOver) throw ended()
    // Silence is also an answer to a relevant order; the typical one stands in only where no order is relevant.
    const isOurs = result.isDisputed || result.decision.kind !== 'silent' || result.decision.notMine !== true
    if (isOurs) return { ...decided, ...result }
  }
  const formulary = config.formularies[guidance.id]
  const [sample] = formulary?.patients ?? []
  if (sample === undefined) return decided
  const order = { id: 'typical', ...sample.order, dose: String(sample.order.dose) }
  /** @type {any} */
  const typical = draftOf(order, formulary, { patientId, encounterId })
  const { decision, isDisputed } = await decideOn([typical])
  if (isOver) throw ended()
  const assumed = {
    order: [typical.medicationCodeableConcept.text, typical.dosageInstruction?.[0].text].filter(Boolean).join(', '),
    reason: typical.reasonCode?.[0].text,
  }
  return { ...decided, decision, isDisputed, assumed }
}
