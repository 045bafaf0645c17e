import type { Caller } from '../../../src/security/caller.ts'
import { makeEgress, type Egress } from '../../../src/security/egress.ts'
import type { FhirServer, ServerAnswer } from '../../../src/fhir/server-contract.ts'
import { makeConnect, type ConnectSettings } from '../../../src/fhir/server.ts'
import type { HookRequest } from '../../../src/wire/cds-hooks.ts'
import { startFaultServer, type Behaviour, type FaultServer } from './fault-server.ts'

export const token = 'secret-token-of-this-call'
export const openCaller: Caller = { id: 'open', fhirServers: 'loopback', dialect: 'spec' }
export const registered = (...urls: string[]): Caller => ({
  ...openCaller,
  id: 'ehr',
  fhirServers: urls.map((url) => ({ url, allowPrivate: false })),
})

interface Call {
  readonly caller?: Caller
  readonly scope?: string
  /** Undefined: the request has no fhirAuthorization. */
  readonly token?: string | undefined
  /** The patient the token is for. */
  readonly patient?: string
  readonly deadlineMs?: number
}

function aRequest(fhirServer: string | undefined, { scope = 'patient/*.read', ...call }: Call): HookRequest {
  const access_token = 'token' in call ? call.token : token
  const bearer = {
    token_type: 'Bearer',
    expires_in: 300,
    subject: 'cds',
    ...('patient' in call ? { patient: call.patient } : {}),
  }
  return {
    hook: 'order-sign',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/1', patientId: '1', draftOrders: { resourceType: 'Bundle' } },
    ...(fhirServer === undefined ? {} : { fhirServer }),
    ...(access_token === undefined ? {} : { fhirAuthorization: { ...bearer, access_token, scope } }),
  }
}

export type Settings = Omit<ConnectSettings, 'egress'>

type Connecting = (url: string | undefined, call?: Call) => ReturnType<ReturnType<typeof makeConnect>>

interface Calls {
  /** A fault server that is closed after the test. */
  readonly start: typeof startFaultServer
  /** One `connect` shared by several calls, as in production. */
  readonly connector: (settings?: Settings, sockets?: number) => Connecting
  /** One call, with bounds that a test can reach. */
  readonly connect: (url: string, call?: Call) => FhirServer
  /** What one search of Conditions gives on a server that does this. */
  readonly searching: (behaviour: Behaviour, call?: Call) => Promise<ServerAnswer>
}

/** Registers the hooks that open and close what the tests of a file use. */
export function calls(): Calls {
  const egresses: Egress[] = []
  const servers: FaultServer[] = []
  afterEach(async () => {
    for (const egress of egresses.splice(0)) egress.close()
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })

  const start: Calls['start'] = async (...args) => {
    const server = await startFaultServer(...args)
    servers.push(server)
    return server
  }
  const connector: Calls['connector'] = (settings = {}, sockets = 32) => {
    const egress = makeEgress({ sockets })
    egresses.push(egress)
    const connect = makeConnect({ egress, ...settings })
    return (url, call = {}) => {
      const { deadlineMs = 2_000, caller = openCaller } = call
      return connect({ request: aRequest(url, call), caller, deadline: AbortSignal.timeout(deadlineMs), deadlineMs })
    }
  }
  const connect: Calls['connect'] = (url, call) =>
    connected(connector({ limits: { pages: 5, resources: 50, bytes: 200_000 } })(url, call))
  return {
    start,
    connector,
    connect,
    searching: async (behaviour, call) =>
      connect((await start({ Condition: behaviour })).url, call).read('Condition?patient=1'),
  }
}

export function connected(server: FhirServer | { readonly why: string }): FhirServer {
  if ('why' in server) throw new Error(`not connected: ${server.why}`)
  return server
}

export const condition = (id: string): object => ({ resourceType: 'Condition', id })

/** Ids of the resources found, or the answer if it is none. */
export const ids = (answer: ServerAnswer): unknown => (answer.ok ? answer.resources.map(({ id }) => id) : answer)

/** Why the answer is a refusal; the whole answer if it is none, or if it holds what the server sent or where it is. */
export function refusal(answer: ServerAnswer): unknown {
  return answer.ok || /Jane|127\.0\.0\.1|http:|secret/.test(JSON.stringify(answer)) ? answer : answer.why
}
