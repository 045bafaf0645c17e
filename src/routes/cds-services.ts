import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Decision, Speaks } from '../../cards/guidance.ts'
import { failure } from '../errors.ts'
import { evaluate, type PoliciesFor } from '../evaluate.ts'
import type { Chart, OpenChart } from '../fhir/chart.ts'
import { mayNameServer } from '../fhir/server.ts'
import type { Caller } from '../security/caller.ts'
import type { Service, Services } from '../services.ts'
import type { Recorder } from '../store/events.ts'
import { isSilenced } from '../store/silent-mode.ts'
import type { HookRequest } from '../wire/cds-hooks.ts'
import { shape } from '../wire/dialects.ts'
import type { Issued } from '../wire/card.ts'
import { requestValidator } from '../wire/validate.ts'

export interface CdsOptions {
  readonly services: Services
  readonly openChart: OpenChart
  readonly policiesFor: PoliciesFor
  readonly recorder: Recorder
  readonly silentShare: number
  readonly now: () => Date
  readonly randomUUID: () => string
  /** Tells who calls. @throws Failure UNAUTHENTICATED or FORBIDDEN */
  readonly identify: (request: FastifyRequest) => Promise<Caller>
  /** Launch URL of the SMART app for calls of this FHIR server; `undefined` where there is none. */
  readonly smartApp?: (fhirServer: string | undefined) => string | undefined
  /** Called with every decision, for metrics. */
  readonly observe?: (
    service: Service,
    caller: Caller,
    outcome: string,
    because: string | undefined,
    ms: number,
    notMine: boolean,
  ) => void
}

/** `GET /cds-services` and `POST /cds-services/{id}`. */
export function cdsServices(app: FastifyInstance, options: CdsOptions): void {
  const { services, identify } = options
  const validators = new Map(services.all.map(({ hook }) => [hook.name, requestValidator(hook)]))

  app.get('/cds-services', async () => ({ services: services.definitions() }))

  app.post<{ Params: { id: string } }>('/cds-services/:id', {
    onRequest: async (request) => {
      request.caller = await identify(request)
      if (services.named(request.params.id).length === 0) throw failure('SERVICE_UNKNOWN')
      if (request.caller.services?.includes(request.params.id) === false) throw failure('FORBIDDEN')
    },
    handler: async (request, reply) => answer(request, reply, options, validators),
  })

  const otherMethods = (url: string, taken: readonly string[], allow: string): void => {
    const method = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !taken.includes(one))
    app.route<{ Params: { id?: string } }>({
      method,
      url,
      handler: async ({ params: { id } }) => {
        if (id !== undefined && services.named(id).length === 0) throw failure('SERVICE_UNKNOWN')
        throw failure('METHOD_NOT_ALLOWED', { headers: { allow } })
      },
    })
  }
  otherMethods('/cds-services', ['GET'], 'GET, HEAD, OPTIONS')
  otherMethods('/cds-services/:id', ['POST'], 'POST, OPTIONS')
  otherMethods('/cds-services/:id/feedback', ['POST'], 'POST, OPTIONS')
}

/** With shared ids the request's hook tells which service is meant. */
function serviceFor(id: string, body: unknown, services: Services): Service {
  const candidates = services.named(id)
  const named = (typeof body === 'object' && body !== null ? body : {}) as { hook?: unknown }
  const service = candidates.find(({ hook }) => hook.name === named.hook) ?? candidates[0]
  if (service === undefined) throw failure('SERVICE_UNKNOWN')
  return service
}

async function answer(
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  options: CdsOptions,
  validators: ReadonlyMap<string, (body: unknown) => HookRequest>,
): Promise<{ cards: readonly object[] }> {
  const caller = request.caller
  const service = serviceFor(request.params.id, request.body, options.services)
  const call = validators.get(service.hook.name)?.(request.body) as HookRequest
  if (call.fhirServer !== undefined && !mayNameServer(caller, call.fhirServer)) throw failure('FHIR_SERVER_FORBIDDEN')

  const now = options.now()
  const { decision: decided, chart } = await evaluate(
    { request: call, hook: service.hook, guidance: service.guidance, caller, now },
    options.openChart,
    options.policiesFor,
  )
  const subject = subjectOf(call)
  const decision = answeredBefore(decided, service, caller, call, options, now)
  const hidden =
    decision.kind === 'speaks' && isSilenced({ caller, service: service.id, ...subject, share: options.silentShare })
  const issued =
    decision.kind === 'speaks' && !hidden ? issue(decision, service, caller, call, chart, options) : undefined

  const outcome = decision.kind === 'speaks' ? (hidden ? 'would-have-fired' : 'spoke') : decision.kind
  const because = decision.kind === 'silent' ? decision.because : undefined
  const notMine = decision.kind === 'silent' && decision.notMine === true
  const ms = Math.round(reply.elapsedTime * 10) / 10
  Object.assign(request.line, {
    service: service.id,
    hook: service.hook.name,
    outcome,
    contentVersion: service.guidance.version,
    reads: chart.reads(),
    ...(because === undefined ? {} : { because }),
    ...(decision.kind === 'speaks' ? { row: decision.row } : {}),
    ...(decision.kind === 'silent' ? {} : { missing: decision.missing }),
    ...(chart.strangers > 0 ? { strangers: chart.strangers } : {}),
  })
  options.observe?.(service, caller, outcome, because, ms, notMine)
  options.recorder.record({
    at: now.toISOString(),
    hookInstance: call.hookInstance,
    hook: service.hook.name as 'order-select' | 'order-sign',
    service: service.id,
    client: caller.id,
    rule: service.guidance.id,
    contentVersion: service.guidance.version,
    ...subject,
    outcome,
    notMine,
    ...(because === undefined ? {} : { because }),
    ...(decision.kind === 'speaks' ? { row: decision.row, indicator: decision.card.indicator } : {}),
    evidence: decision.kind === 'speaks' ? decision.evidence : [],
    missing: decision.kind === 'silent' ? [] : decision.missing,
    options:
      decision.kind === 'speaks'
        ? decision.options.map(({ alternative, offered, recommended, remarks }) => ({
            alternative,
            offered,
            recommended,
            // Where others come first, no rule was met.
            rules: remarks.filter(({ effect }) => effect !== 'not-ranked').map(({ rule }) => rule),
          }))
        : [],
    ...(issued === undefined ? {} : { card: { uuid: issued.card.uuid, suggestions: issued.suggestions } }),
    ms,
    reads: chart.reads(),
  })
  if (decision.kind === 'undecided')
    throw failure('DATA_MISSING', { diagnostics: decision.missing.map((need) => chart.explain(need)) })
  return { cards: issued === undefined ? [] : [issued.card] }
}

/** Patient and encounter as bare ids: clients send them with and without their type. */
function subjectOf({ context }: HookRequest): { readonly patient: string; readonly encounter?: string } {
  const patient = context.patientId.replace(/^Patient\//, '')
  return context.encounterId === undefined
    ? { patient }
    : { patient, encounter: context.encounterId.replace(/^Encounter\//, '') }
}

/** Gate E: the same rule was overridden for this patient in this encounter, and the card is no graver than that one. */
function answeredBefore(
  decision: Decision,
  service: Service,
  caller: Caller,
  call: HookRequest,
  options: CdsOptions,
  now: Date,
): Decision {
  const { patient, encounter } = subjectOf(call)
  if (decision.kind !== 'speaks' || encounter === undefined) return decision
  const { quietHours } = options.policiesFor(service.guidance, caller) as { quietHours?: number }
  if (quietHours === undefined || quietHours <= 0) return decision
  const answered = options.recorder.alreadyAnswered({
    rule: service.guidance.id,
    client: caller.id,
    patient,
    encounter,
    indicator: decision.card.indicator,
    quietHours,
    now: now.toISOString(),
  })
  return answered ? { kind: 'silent', because: 'answered-before' } : decision
}

function issue(
  decision: Speaks,
  service: Service,
  caller: Caller,
  request: HookRequest,
  chart: Chart,
  { randomUUID, smartApp: launchFor }: CdsOptions,
): Issued {
  const smartApp = launchFor?.(request.fhirServer)
  return shape(decision, caller, {
    guidance: service.guidance,
    request,
    drafts: chart.drafts,
    version: chart.version,
    randomUUID,
    ...(smartApp === undefined ? {} : { smartApp }),
  })
}
