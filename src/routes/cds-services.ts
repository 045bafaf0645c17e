import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isNotMine, type Decision, type Speaks } from '../../cards/guidance.ts'
import { instantOf } from '../../cards/time.ts'
import { failure } from '../errors.ts'
import { evaluate, passedOver, type Evaluated, type PoliciesFor } from '../evaluate.ts'
import type { Chart, OpenChart } from '../fhir/chart.ts'
import { none } from '../fhir/facts-values.ts'
import { admission, callerOf, type AdmissionOptions } from '../security/admission.ts'
import type { Caller } from '../security/caller.ts'
import { idAtServer, isAlias, mayNameServer } from '../security/registered-servers.ts'
import type { Room } from '../security/room.ts'
import type { Service, Services } from '../services.ts'
import { tenths } from '../log.ts'
import type { CallEvent, Recorder } from '../store/events.ts'
import { isSilenced } from '../store/silent-mode.ts'
import type { HookRequest } from '../wire/cds-hooks.ts'
import { shape } from '../wire/dialects.ts'
import { cardText } from '../wire/json.ts'
import type { Issued, NewId } from '../wire/card.ts'
import { withOneLoopback } from '../urls.ts'
import { requestValidator, type Validate } from '../wire/validate.ts'

export interface CdsOptions extends AdmissionOptions {
  readonly services: Services
  readonly openChart: OpenChart
  readonly policiesFor: PoliciesFor
  readonly recorder: Recorder
  readonly silentShare: number
  readonly now: () => Date
  readonly newId: NewId
  readonly room: Room
  /** Launch URL of the SMART app for calls of this FHIR server; `undefined` where there is none. */
  readonly smartApp: (fhirServer: string | undefined) => string | undefined
  /** Called with every decision, for metrics. */
  readonly observe: (event: CallEvent) => void
}

/** `GET /cds-services` and `POST /cds-services/{id}`. */
export function cdsServices(app: FastifyInstance, options: CdsOptions): void {
  const { services } = options
  const validators = new Map<string, Validate>(services.all.map(({ hook }) => [hook.name, requestValidator(hook)]))

  app.get('/cds-services', async () => ({ services: services.definitions() }))

  app.post<{ Params: { id: string } }>('/cds-services/:id', {
    onRequest: admission(options),
    // Always a promise, so that the answers of one turn go out together once all of them are decided.
    handler: (request, reply) => answer(request, reply, options, validators),
  })

  const otherMethods = (url: string, taken: readonly string[], allow: string): void => {
    const method = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !taken.includes(one))
    const refuse = async ({ params }: FastifyRequest): Promise<never> => {
      const { id } = params as { id?: string }
      if (id !== undefined && !options.offers(id)) throw failure('SERVICE_UNKNOWN')
      throw failure('METHOD_NOT_ALLOWED', { headers: { allow } })
    }
    // Before a body is read.
    app.route({ method, url, onRequest: refuse, handler: refuse })
  }
  otherMethods('/cds-services', ['GET'], 'GET, HEAD, OPTIONS')
  otherMethods('/cds-services/:id', ['POST'], 'POST, OPTIONS')
  otherMethods('/cds-services/:id/feedback', ['POST'], 'POST, OPTIONS')
}

const jsonType = 'application/json; charset=utf-8'
/** Nearly every answer. */
const nothingToSay = '{"cards":[]}'

async function answer(
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  options: CdsOptions,
  validators: ReadonlyMap<string, Validate>,
): Promise<string> {
  const caller = callerOf(request)
  const service = options.services.asked(request.params.id, request.body)
  const validate = service === undefined ? undefined : validators.get(service.hook.name)
  if (service === undefined || validate === undefined) throw failure('SERVICE_UNKNOWN')
  const { guidance, hook } = service
  const call = validate(request.body, service.answered)
  if (call.fhirServer !== undefined && !mayNameServer(caller, call.fhirServer)) throw failure('FHIR_SERVER_FORBIDDEN')

  const { context: sent } = request.body as { readonly context: HookRequest['context'] }
  const patientIsElsewhere = isElsewhere(sent.patientId, call.fhirServer, caller)
  const drafts = hook.drafts(call.context, call.fhirServer)
  request.drafts = drafts
  const now = instantOf(options.now().getTime())
  const { openChart, policiesFor, room } = options
  const asked = { request: call, hook, guidance, caller, drafts, now, patientIsElsewhere }
  const evaluated =
    passedOver(asked, policiesFor) ??
    (await room.during(request.bodyLength, () => evaluate(asked, openChart, policiesFor)))
  return conclude(evaluated, { request, reply, caller, service, call, now }, options)
}

/** Whether an id that is a URL names a patient of another server. All loopback names mean this machine. */
function isElsewhere(patientId: string, fhirServer: string | undefined, caller: Caller): boolean {
  const [, base] = /^(https?:\/\/.{1,2048})\/Patient\//i.exec(patientId.trim()) ?? []
  if (base === undefined || fhirServer === undefined) return false
  return withOneLoopback(base) !== withOneLoopback(fhirServer) && !isAlias(caller, fhirServer, base)
}

/** One call on its way to its answer. */
interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly caller: Caller
  readonly service: Service
  readonly call: HookRequest
  /** The moment of the call. */
  readonly now: string
}

/** Makes the answer of what was decided; writes its line, its trace and its numbers. */
function conclude({ decision: decided, chart }: Evaluated, visit: Visit, options: CdsOptions): string {
  const { reply, caller, service, call, now } = visit
  const { line } = visit.request
  const { guidance, hook } = service
  const subject = subjectOf(call, caller, decided, chart)
  const decision = answeredBefore(decided, subject, visit, options)
  const hidden =
    decision.kind === 'speaks' && isSilenced({ caller, service: service.id, ...subject, share: options.silentShare })
  const issued =
    decision.kind === 'speaks' && chart !== undefined && !hidden ? issue(decision, chart, visit, options) : undefined
  const outcome = hidden ? 'would-have-fired' : decision.kind === 'speaks' ? 'spoke' : decision.kind
  const told = toldOf(decision)
  // All events have the same shape: what a call does not have is undefined.
  const event: CallEvent = {
    at: now,
    hookInstance: call.hookInstance,
    hook: hook.name,
    service: service.id,
    client: caller.id,
    rule: guidance.id,
    contentVersion: guidance.version,
    patient: subject.patient,
    encounter: subject.encounter,
    outcome,
    notMine: isNotMine(decision),
    because: decision.kind === 'silent' ? decision.because : undefined,
    row: told.row,
    indicator: told.indicator,
    evidence: told.evidence,
    missing: told.missing,
    options: told.options,
    card: issued === undefined ? undefined : { uuid: issued.card.uuid, suggestions: issued.suggestions },
    ms: tenths(reply.elapsedTime),
    reads: chart?.reads() ?? 0,
  }
  line.service = event.service
  line.hook = event.hook
  line.outcome = event.outcome
  line.contentVersion = event.contentVersion
  line.reads = event.reads
  line.because = event.because
  line.row = event.row
  if (decision.kind !== 'silent') line.missing = event.missing
  // Where no order was relevant nothing was looked at, so nothing is said of other patients' resources either.
  if (!event.notMine && chart !== undefined && chart.strangers > 0) line.strangers = chart.strangers
  options.observe(event)
  options.recorder.record(event)
  if (decision.kind === 'undecided')
    throw failure('DATA_MISSING', { diagnostics: decision.missing.map((need) => `${chart?.explain(need) ?? need}.`) })
  void reply.type(jsonType)
  return issued === undefined ? nothingToSay : `{"cards":[${cardText(issued.card)}]}`
}

/** What is remembered of a decision: codes and reasons, no words of the chart. */
type Told = Pick<CallEvent, 'row' | 'indicator' | 'evidence' | 'missing' | 'options'>

const nothingTold: Told = { row: undefined, indicator: undefined, evidence: none, missing: none, options: none }

function toldOf(decision: Decision): Told {
  if (decision.kind === 'silent') return nothingTold
  if (decision.kind === 'undecided') return { ...nothingTold, missing: decision.missing }
  const { row, card, evidence, missing, options } = decision
  return {
    row,
    indicator: card.indicator,
    evidence,
    missing,
    options: options.map(({ alternative, offered, recommended, remarks }) => ({
      alternative,
      offered,
      recommended,
      // An option that others come before was left out by no rule: cautions and adjustments it met do not count.
      rules: remarks.flatMap(({ effect, rule }) =>
        (offered ? effect === 'not-ranked' : effect !== 'excluded') ? none : rule,
      ),
    })),
  }
}

interface Subject {
  readonly patient: string
  readonly encounter?: string
}

/** The patient and the encounter that was decided for. Where no order was relevant, only the context is looked at. */
function subjectOf({ context, fhirServer }: HookRequest, caller: Caller, decision: Decision, chart?: Chart): Subject {
  const isLookedAt = chart !== undefined && !isNotMine(decision)
  const encounter = isLookedAt ? chart.encounter : context.encounterId
  const patient = idAtServer(caller, fhirServer, context.patientId)
  return encounter === undefined ? { patient } : { patient, encounter: idAtServer(caller, fhirServer, encounter) }
}

/** Turns a card into silence where one at least as grave, of the same rule, was overridden for this patient in this encounter. */
function answeredBefore(
  decision: Decision,
  { patient, encounter }: Subject,
  { service, caller, now }: Visit,
  { policiesFor, recorder }: CdsOptions,
): Decision {
  if (decision.kind !== 'speaks' || encounter === undefined) return decision
  const { guidance } = service
  const quietHours = guidance.quietHours?.(policiesFor(guidance, caller)) ?? 0
  if (quietHours <= 0) return decision
  const answered = recorder.alreadyAnswered({
    rule: guidance.id,
    client: caller.id,
    patient,
    encounter,
    indicator: decision.card.indicator,
    quietHours,
    now,
  })
  return answered ? { kind: 'silent', because: 'answered-before' } : decision
}

function issue(
  decision: Speaks,
  chart: Chart,
  { service, caller, call }: Visit,
  { newId, smartApp: launchFor }: CdsOptions,
): Issued {
  const smartApp = launchFor(call.fhirServer)
  return shape(decision, caller, {
    guidance: service.guidance,
    request: call,
    drafts: chart.drafts,
    version: chart.version,
    newId,
    ...(smartApp === undefined ? {} : { smartApp }),
  })
}
