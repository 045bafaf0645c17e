import { withoutSlash } from './dom.js'
import { draftOf } from './ehr/chart.js'

/**
 * @typedef {import('/app/src/fhir/server-contract.js').FhirServer} FhirServer
 * @typedef {import('/app/src/fhir/server-contract.js').ServerAnswer} ServerAnswer
 * @typedef {Pick<typeof import('/app/src/fhir/bundles.js'), 'answerOf' | 'contentsOf' | 'linkOf'>} Bundles
 */

const pages = 10

/**
 * The FHIR server of the launch, as the service's own reading code wants it: never rejects, tells why a read failed,
 * follows `next` links of the same server only (fhirclient itself would send the token wherever they lead).
 * @param {any} client of fhirclient
 * @param {AbortSignal} deadline
 * @param {Bundles} bundles
 * @returns {FhirServer}
 */
export function launchedServer(client, deadline, { answerOf, contentsOf, linkOf }) {
  const base = withoutSlash(client.state.serverUrl)
  const isOurs = (url) => {
    const { href } = URL.canParse(url) ? new URL(url) : { href: '' }
    return href.startsWith(`${base}/`) || href.startsWith(`${base}?`)
  }
  const request = (url) => client.request({ url, signal: deadline, headers: { accept: 'application/fhir+json' } })

  /** @returns {Promise<ServerAnswer>} */
  async function all(first, before) {
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
      if (next === undefined) return answerOf(resources, counted)
      if (!isOurs(next)) return { ok: true, resources, cut: 'the next page is on another server' }
      if (page === pages) return { ok: true, resources, cut: `more than ${pages} pages` }
      bundle = await request(next)
      if (bundle?.resourceType !== 'Bundle') return { ok: true, resources, cut: 'the next page is no Bundle' }
    }
  }

  /** @returns {Promise<ServerAnswer>} */
  async function read(url, before = { matches: 0, total: 0 }) {
    try {
      const answer = await request(url)
      if (typeof answer?.resourceType !== 'string') return { ok: false, why: 'the answer is not FHIR' }
      if (answer.resourceType === 'OperationOutcome') return { ok: false, why: 'an OperationOutcome' }
      return answer.resourceType === 'Bundle' ? await all(answer, before) : { ok: true, resources: [answer] }
    } catch (error) {
      const status = error?.status ?? error?.statusCode
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
  return {
    read: (query) => read(query),
    follow: async (next, counted) => (isOurs(next) ? read(next, counted) : { ok: false, why: 'another server' }),
  }
}

/**
 * An order that stands for the one the EHR did not give: nothing of it is of the chart.
 * @typedef {object} Assumed
 * @property {string} order in words
 * @property {string | undefined} reason in the words that the decision would quote
 * @property {string | undefined} unread why the drafts, or some of them, could not be read
 */

/**
 * Decides for the launched patient with the code of the service. EHRs seldom hand unsigned orders to apps: where the
 * server has none of ours among its drafts, the recommendation's own typical order stands for it, and the page says so.
 * @param {{
 *   guidance: import('/app/cards/guidance.js').Guidance,
 *   client: any,
 *   config: any,
 *   modules: Pick<typeof import('/app/src/evaluate.js'), 'evaluate'>
 *     & Pick<typeof import('/app/src/fhir/open-chart.js'), 'makeOpenChart'>
 *     & Pick<typeof import('/app/hooks/index.js'), 'hooks'>
 *     & { bundles: Bundles },
 * }} given
 * @returns {Promise<{ decision: import('/app/cards/guidance.js').Decision, patient: any, assumed?: Assumed }>}
 */
export async function decideFor({ guidance, client, config, modules }) {
  const { evaluate, makeOpenChart, hooks, bundles } = modules
  const deadlineMs = 15_000
  const patientId = client.patient.id
  const encounterId = client.state.tokenResponse?.encounter
  const server = launchedServer(client, AbortSignal.timeout(deadlineMs), bundles)
  const openChart = makeOpenChart({ connect: ({ deadline }) => launchedServer(client, deadline, bundles), deadlineMs })
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
    return (await evaluate(call, openChart, () => config.policies[guidance.id])).decision
  }

  const [drafts, person] = await Promise.all([
    server.read(`MedicationRequest?patient=${encodeURIComponent(patientId)}&status=draft`),
    server.read(`Patient/${encodeURIComponent(patientId)}`),
  ])
  const patient = person.ok ? person.resources[0] : undefined
  const found = drafts.ok ? drafts.resources.filter(({ resourceType }) => resourceType === 'MedicationRequest') : []
  if (found.length > 0) {
    const decision = await decideOn(found)
    // Silence, too, is the answer to an order of ours; only where none is of ours may another stand for it.
    const isOurs = decision.kind !== 'silent' || decision.notMine !== true
    if (isOurs) return { decision, patient }
  }
  const { formulary } = config
  const [sample] = formulary.patients
  const order = { id: 'typical', ...sample.order, dose: String(sample.order.dose) }
  /** @type {any} */
  const typical = draftOf(order, formulary, { patientId, encounterId })
  const assumed = {
    order: [typical.medicationCodeableConcept.text, typical.dosageInstruction?.[0].text].filter(Boolean).join(', '),
    reason: typical.reasonCode?.[0].text,
    unread: drafts.ok ? drafts.cut : drafts.why,
  }
  return { decision: await decideOn([typical]), patient, assumed }
}
