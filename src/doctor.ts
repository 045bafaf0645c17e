import { decodeJwt } from 'jose'
import { productSystems } from '../cards/terminology.ts'
import type { DraftEntry, Hook, HookContext } from '../hooks/hook.ts'
import type { FailureCode } from './errors.ts'
import { orderOfAnother } from './evaluate.ts'
import { drugAsWritten } from './fhir/facts-drug.ts'
import { isMedicationOrder } from './fhir/facts-orders.ts'
import { noConcept, none, record, text, type Json } from './fhir/facts-values.ts'
import { versionOf } from './fhir/versions.ts'
import { endpointUrl } from './urls.ts'

/** What is commonly wrong between an EHR and a CDS service. Codes are label values of a metric: they are not reused. */
type Ailment =
  | 'stripped-request'
  | 'hook-misdirected'
  | 'draft-orders-missing'
  | 'draft-orders-empty'
  | 'selections-missing'
  | 'selections-unmatched'
  | 'drug-unnamed'
  | 'patient-unmatched'
  | 'prefetch-unmapped'
  | 'chart-unread'
  | 'audience-wrong'
  | 'token-absent'
  | 'fhir-version'
  | 'fhir-server-unregistered'
  | 'feedback-invalid'

/** A likely cause and its remedy, for the person who integrates. Holds no patient data and nothing of a token. */
export interface Finding {
  readonly ailment: Ailment
  readonly advice: string
}

/** What is known of the call beside its body. */
export interface Visit {
  readonly hook: Hook
  /** The URL called, exactly as a client has to write it into `aud` and into its registration. */
  readonly url: () => string
  /** The URL that answers the hook of the request, where that is another one. */
  readonly rightUrl?: string | undefined
  /** How the call failed, if it did. */
  readonly failure?: FailureCode | undefined
  /** Why the call was answered by silence, if it was. */
  readonly because?: string | undefined
  /** Parts of the chart that were missing when a relevant order was decided on, by their names. */
  readonly missing?: readonly string[] | undefined
  readonly authorization?: string | undefined
  /** Absent where the call failed before they were read. */
  readonly drafts?: readonly DraftEntry[] | null
}

/** Keys that look like names an analyst typed; anything else could be patient data in a key's place. */
const plainKey = /^[\w-][\w.-]{0,39}$/

function tokenAilment({ authorization, url }: Visit): Finding | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    return {
      ailment: 'token-absent',
      advice: 'No bearer token came with the call. Switch on JWT authentication for this service in the EHR.',
    }
  }
  let audience: unknown
  try {
    audience = decodeJwt(token).aud
  } catch {
    return undefined
  }
  // In the form in which the gatekeeper compares them.
  const endpoint = endpointUrl(url())
  if ([audience].flat().some((one) => typeof one === 'string' && endpointUrl(one) === endpoint)) return undefined
  return {
    ailment: 'audience-wrong',
    advice: `The token's aud is not the URL of this endpoint. It has to be exactly ${url()} (set PUBLIC_URL when clients call another address).`,
  }
}

const typeOf = (value: unknown): unknown => record(value)?.['resourceType']

/** Whether a value of prefetch is a resource, or null, which says that nothing was found. */
function isUsable(value: unknown): boolean {
  if (value === null) return true
  const type = typeOf(value)
  return typeof type === 'string' && type !== 'OperationOutcome'
}

/** `undefined` when prefetch is absent: a client may send none. */
function prefetchAilment(prefetch: Json | undefined): Finding | undefined {
  for (const key in prefetch) if (isUsable(prefetch[key])) return undefined
  const keys = Object.keys(prefetch ?? {})
  if (keys.length === 0) return undefined
  const isOutcome = (key: string): boolean => typeOf(prefetch?.[key]) === 'OperationOutcome'
  const named = keys.filter((key) => plainKey.test(key)).slice(0, 8)
  const what = keys.every(isOutcome) ? 'only errors of the FHIR server' : 'no FHIR resource'
  return {
    ailment: 'prefetch-unmapped',
    advice: `Prefetch holds ${what}${named.length === 0 ? '' : ` under ${named.join(', ')}`}. Compare the queries with the prefetch sheet of this service, and check the scopes they need.`,
  }
}

/** Parts of the chart that are never supplied: cards offer less than they could, or never come, until somebody looks. */
function chartAilment(context: Json, { missing: all = none, drafts }: Visit): Finding | undefined {
  // `encounterId` is optional: a call outside an encounter has none that could be read.
  const isInEncounter =
    (context['encounterId'] ?? '') !== '' ||
    drafts?.some(({ resource }) => resource['encounter'] !== undefined) === true
  const missing = isInEncounter ? all : all.filter((need) => need !== 'encounter')
  if (missing.length === 0) return undefined
  return {
    ailment: 'chart-unread',
    advice: `Neither prefetch nor the FHIR server gave in full: ${missing.join(', ')}. Compare the prefetch with the prefetch sheet of this service (an empty result needs its key or a self link), and grant the token of the call the scopes on it; cds_fhir_reads_total tells how reads end.`,
  }
}

const stripped = (url: string): Finding => ({
  ailment: 'stripped-request',
  advice: `The request holds almost nothing. An EHR that sends to another URL than the registered one may strip it (Epic): register exactly ${url}, without a trailing slash.`,
})

const misdirected = (url: string): Finding => ({
  ailment: 'hook-misdirected',
  advice: `The hook of this request is answered at ${url}: register that URL for it.`,
})

/** Whether an order tells its drug by codes of the site's own alone: it may be any, and is taken for none that matters. */
function isUnnamed({ resource, underReview }: DraftEntry): boolean {
  // Nearly every order has words: this is asked of every call.
  if (!underReview || text(record(resource['medicationCodeableConcept'])?.['text']) !== undefined) return false
  const { codes, text: words } = (isMedicationOrder(resource) && drugAsWritten(resource)?.concept) || noConcept
  return (
    codes.length > 0 &&
    words === undefined &&
    codes.every(({ system, display }) => display === undefined && !productSystems.has(system))
  )
}

function draftsAilment(body: Json, context: Json, { hook, because, drafts: known }: Visit): Finding | undefined {
  if (because === orderOfAnother) {
    return {
      ailment: 'patient-unmatched',
      advice:
        "The subject of a draft under review is not context.patientId, or that is a URL of another server than fhirServer. Send it as Patient/id; where the EHR writes it with another base URL of the same FHIR server, name that one among the aliases of the server in the client's fhirServers.",
    }
  }
  const bundle = record(context['draftOrders'])
  if (bundle === undefined || (bundle['resourceType'] ?? 'Bundle') !== 'Bundle') {
    return {
      ailment: 'draft-orders-missing',
      advice:
        'context.draftOrders is missing or no Bundle. Some EHRs send it only when the scopes for unsigned orders are granted (Epic: "(Unsigned Order)").',
    }
  }
  const needsSelections = hook.name === 'order-select'
  const { selections } = context
  if (needsSelections && typeof selections !== 'string' && !Array.isArray(selections)) {
    return {
      ailment: 'selections-missing',
      advice:
        'context.selections is missing: a list of Type/id of the orders just chosen, each an entry of draftOrders.',
    }
  }
  let drafts: readonly DraftEntry[]
  try {
    drafts = known ?? hook.drafts(context as unknown as HookContext)
  } catch {
    return undefined
  }
  if (drafts.length === 0) {
    return {
      ailment: 'draft-orders-empty',
      advice:
        'context.draftOrders holds no entry with a resource. Check that the EHR includes medication orders in this hook.',
    }
  }
  if (needsSelections && !drafts.some(({ underReview }) => underReview)) {
    return {
      ailment: 'selections-unmatched',
      advice:
        'No entry of context.selections names a draft of context.draftOrders by Type/id, or what it names has another status than draft.',
    }
  }
  if (drafts.some(isUnnamed)) {
    return {
      ailment: 'drug-unnamed',
      advice:
        'An order under review has codes of a local system and no words: which drug it is cannot be told, and nothing is said of it. Send RxNorm codes with the order, or at least its name as text or display.',
    }
  }
  const version = versionOf(body, drafts)
  if (version === 'R4') return undefined
  return {
    ailment: 'fhir-version',
    advice: `The drafts are FHIR ${version}: alternatives can be shown but not ordered by a click. Register the service with R4.`,
  }
}

/**
 * What is likely wrong with a call, the most telling first. Looks at the shape of the request, and at which parts of the
 * chart were missing. Answered calls may have findings too: a service that is sent no orders stays silent, and nobody notices.
 */
export function diagnose(body: unknown, visit: Visit): readonly Finding[] {
  if (visit.failure === 'UNAUTHENTICATED') return [tokenAilment(visit)].filter((finding) => finding !== undefined)
  if (visit.failure === 'FHIR_SERVER_FORBIDDEN') {
    return [
      {
        ailment: 'fhir-server-unregistered',
        advice:
          "Add the FHIR base URL of the request, written exactly as the EHR sends it, to the client's fhirServers in TRUSTED_CLIENTS or, with AUTH=open, to FHIR_SERVERS.",
      },
    ]
  }
  if (visit.failure === 'FEEDBACK_INVALID') {
    const advice =
      'Feedback of this form is turned away and counted nowhere. The answer names the first member that is wrong.'
    return [{ ailment: 'feedback-invalid', advice }]
  }
  if (visit.failure === 'HOOK_MISMATCH') return visit.rightUrl === undefined ? none : [misdirected(visit.rightUrl)]
  const request = record(body)
  const context = record(request?.['context'])
  const isBare = context === undefined || (context['patientId'] === undefined && context['draftOrders'] === undefined)
  if (request === undefined || isBare) return body === undefined ? [] : [stripped(visit.url())]
  const drafts = draftsAilment(request, context, visit)
  const prefetch = prefetchAilment(record(request['prefetch']))
  const chart = chartAilment(context, visit)
  return drafts === undefined && prefetch === undefined && chart === undefined
    ? none
    : [drafts, prefetch, chart].filter((finding) => finding !== undefined)
}

/** What the doctor saw of one client at one service since the start. */
interface CaseNote {
  readonly client: string
  /** Its id; `{id}/feedback` for calls with feedback. */
  readonly service: string
  readonly ailment: Ailment
  readonly count: number
  readonly lastSeen: string
  readonly advice: string
}

/**
 * Counts findings by client and service, in memory. Clients and services are the configured ones, so the number of
 * counters is bounded; a call whose caller is not known counts for `unknown`.
 */
export class Doctor {
  readonly #notes = new Map<string, CaseNote>()
  readonly #onFinding: (client: string, ailment: Ailment) => void

  constructor(onFinding: (client: string, ailment: Ailment) => void) {
    this.#onFinding = onFinding
  }

  note(findings: readonly Finding[], client: string, service: string, now: Date): void {
    for (const { ailment, advice } of findings) {
      const key = `${client} ${service} ${ailment}`
      const count = (this.#notes.get(key)?.count ?? 0) + 1
      this.#notes.set(key, { client, service, ailment, count, lastSeen: now.toISOString(), advice })
      this.#onFinding(client, ailment)
    }
  }

  /** Most frequent first. */
  notes(): readonly CaseNote[] {
    return [...this.#notes.values()].toSorted((one, other) => other.count - one.count)
  }
}
