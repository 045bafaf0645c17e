import type { Facts, Need, Order } from '../../cards/facts.ts'
import { hooks } from '../../hooks/index.ts'
import type { Chart, ChartCall, Resource } from '../../src/fhir/chart.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { unread, type Connect, type ServerAnswer } from '../../src/fhir/server-contract.ts'
import type { HookRequest } from '../../src/wire/cds-hooks.ts'
import { aGuidance } from '../routes/a-guidance.ts'

export const now = new Date('2026-03-01T12:00:00Z')

export const everyNeed: readonly Need[] = [
  'patient',
  'encounter',
  'conditions',
  'allergies',
  'medications',
  'administrations',
  'observations',
]

export const bundle = (...resources: readonly object[]): Resource => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  entry: resources.map((resource) => ({ resource })),
})

export const aDraft = (differs: object = {}): Resource => ({
  resourceType: 'MedicationRequest',
  id: 'draft-1',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  medicationCodeableConcept: { text: 'Metoprolol' },
  ...differs,
})

/** What of a query only says how its result is cut into pages; the tests of the templates are about it. */
const paging = /&_[a-z:]+=[^&]*/g

/** Answers a FHIR server gives, by query without its paging; `'hangs'` never answers. Queries without one are a failed read. */
export type Answers = Readonly<Record<string, readonly object[] | ServerAnswer | 'hangs'>>

export interface Call {
  readonly hook?: 'order-select' | 'order-sign'
  readonly drafts?: readonly (object | { readonly fullUrl: string; readonly resource: object })[]
  readonly context?: object
  readonly prefetch?: unknown
  readonly fhirServer?: string
  readonly request?: object
  readonly needs?: readonly Need[]
  readonly concerns?: NonNullable<ChartCall['guidance']['concerns']>
  readonly isGraded?: NonNullable<ChartCall['guidance']['isGraded']>
  readonly server?: Answers
  /** A connection to a real server, in place of `server`. */
  readonly connect?: Connect
  readonly deadlineMs?: number
  readonly onRead?: (answer: ServerAnswer) => void
  readonly onFault?: (error: unknown) => void
  /** Other base URLs of the request's FHIR server. */
  readonly aliases?: readonly string[]
}

interface Opened {
  readonly chart: Chart
  /** Queries without their paging and next links the server was asked, in order. */
  readonly asked: readonly string[]
  /** How often a server was asked for. */
  readonly connections: () => number
}

const isAnswer = (value: object): value is ServerAnswer => 'ok' in value

/** The hook call itself. */
export function aCall({
  hook = 'order-sign',
  drafts = [aDraft()],
  context = {},
  prefetch,
  fhirServer,
  request = {},
  needs = everyNeed,
  concerns,
  isGraded,
}: Call): ChartCall {
  const asked = {
    hook,
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: {
      userId: 'Practitioner/u1',
      patientId: 'p1',
      ...(hook === 'order-select' ? { selections: ['MedicationRequest/draft-1'] } : {}),
      draftOrders: {
        resourceType: 'Bundle',
        entry: drafts.map((draft) => ('fullUrl' in draft ? draft : { resource: draft })),
      },
      ...context,
    },
    ...(prefetch === undefined ? {} : { prefetch }),
    ...(fhirServer === undefined ? {} : { fhirServer }),
    ...request,
  } as unknown as HookRequest
  return {
    request: asked,
    hook: hooks[hook],
    guidance: aGuidance({
      needs,
      observationCodes: ['21112-8'],
      ...(concerns === undefined ? {} : { concerns }),
      ...(isGraded === undefined ? {} : { isGraded }),
    }),
    caller: { id: 'open', fhirServers: 'loopback', dialect: 'spec' },
    drafts: hooks[hook].drafts(asked.context),
    now: now.toISOString(),
  }
}

/** Connects to a server that gives these answers. `asked` is told the queries. */
export function connectTo(server: Answers | undefined, asked: string[] = []): Connect {
  const answer = async (sent: string): Promise<ServerAnswer> => {
    const query = sent.replaceAll(paging, '')
    asked.push(query)
    const given = server?.[query]
    if (given === 'hangs') return new Promise<ServerAnswer>(() => {})
    if (given === undefined) return unread('HTTP 500', 'HTTP 500')
    return isAnswer(given) ? given : { ok: true, resources: given as readonly Resource[] }
  }
  return () => (server === undefined ? { why: 'no FHIR server is named' } : { read: answer, follow: answer })
}

export async function open(differs: Call): Promise<Opened> {
  const { server, connect: real, deadlineMs = 300, onRead = () => {}, onFault = () => {}, aliases = [] } = differs
  const asked: string[] = []
  let connections = 0
  const given = real ?? connectTo(server, asked)
  const connect: Connect = (options) => {
    connections += 1
    return given(options)
  }
  const isAlias = (_caller: unknown, _server: unknown, base: string): boolean => aliases.includes(base)
  const chart = await makeOpenChart({ connect, deadlineMs, onRead, onFault, isAlias })(aCall(differs))
  return { chart, asked, connections: () => connections }
}

export async function factsOf(call: Call): Promise<Facts> {
  const { chart } = await open(call)
  return chart.complete()
}

/** The items of a reading; a test that meets an unread one fails with its reason. */
export function items<T>(reading: {
  readonly state: string
  readonly items?: readonly T[]
  readonly why?: string
}): readonly T[] {
  if (reading.items === undefined) throw new Error(`unread: ${reading.why}`)
  return reading.items
}

/** An allergy of a patient. */
export const allergy = (patient: string): object => ({
  resourceType: 'AllergyIntolerance',
  id: `allergy-of-${patient}`,
  patient: { reference: `Patient/${patient}` },
  code: { text: 'Penicillin' },
})

/** A problem of a patient. */
export const condition = (id: string, patient = 'p1'): object => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${patient}` },
  code: { text: `Problem ${id}` },
})

/** The first order that is read of a call whose draft differs so. */
export const orderOf = async (
  differs: object,
  prefetch?: unknown,
  more: readonly object[] = [],
): Promise<Order | undefined> => (await open({ drafts: [aDraft(differs), ...more], prefetch })).chart.asked.orders[0]
