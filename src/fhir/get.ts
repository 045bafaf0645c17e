import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent, IncomingMessage, ServerResponse } from 'node:http'
import FHIR from 'fhirclient'
import { debug } from 'fhirclient/lib/lib.js'
import { EgressError, isUnder, type Egress } from '../security/egress.ts'
import type { Pass } from './circuit.ts'
import { timedOut, unread, type Unread } from './server-contract.ts'

/** One call's way to its FHIR server. */
export interface Line {
  /** Base URL without trailing slash. */
  readonly base: string
  readonly agent: ReturnType<Egress['agent']>
  readonly token: string | undefined
  readonly deadline: AbortSignal
  readonly deadlineMs: number
  /** Milliseconds left before the deadline. */
  readonly left: () => number
  /** Told whether the server answered at all. */
  readonly pass: Pass
}

export type Got = { readonly ok: true; readonly body: unknown } | Unread

/** What one request gave, and what the server asked for beside it. */
interface Attempt {
  readonly got: Got
  readonly retryAfter?: string | undefined
  readonly location?: string | undefined
}

// With DEBUG=FHIR* in the environment fhirclient prints the options of every request, the token among them.
debug.extend = () => () => undefined

/** A session is a matter of SMART apps; a hook call leaves nothing behind. */
const noStorage = {
  get: async (): Promise<undefined> => undefined,
  set: async (_key: string, value: unknown): Promise<unknown> => value,
  unset: async (): Promise<boolean> => true,
}

/** Servers of DSTU2 know the second name alone, and answer 406 to the first. */
const jsonTypes = 'application/fhir+json, application/json+fhir;q=0.9, application/json;q=0.8'

/** A client for one request: a 401 makes fhirclient drop the token, and reads that run beside it would go anonymous. */
function clientFor({ base, token }: Line): ReturnType<typeof FHIR.client> {
  const request = { headers: {}, socket: {} } as unknown as IncomingMessage
  return FHIR(request, {} as ServerResponse, noStorage).client({
    serverUrl: base,
    ...(token === undefined ? {} : { tokenResponse: { access_token: token } }),
  })
}

/**
 * Reads one URL under the base: one answer, no page beyond it. Repeats once what the server asked to repeat within the
 * deadline, and follows one redirect that stays under the base.
 */
export async function get(line: Line, url: string, maxBytes: number): Promise<Got> {
  let [isRetried, isRedirected] = [false, false]
  let href = url
  for (;;) {
    const { got, retryAfter, location } = await once(line, href, maxBytes)
    if (!isRetried && retryAfter !== undefined && (await patience(line, retryAfter))) isRetried = true
    else if (!isRedirected && location !== undefined && isUnder(line.base, location))
      [isRedirected, href] = [true, location]
    else return got
  }
}

async function once(line: Line, href: string, maxBytes: number): Promise<Attempt> {
  if (line.deadline.aborted) return { got: timedOut(line.deadlineMs) }
  const client = clientFor(line)
  const done = new AbortController()
  const options = {
    url: href,
    headers: { accept: jsonTypes },
    agent: line.agent as unknown as Agent,
    // Counted after decompression.
    size: maxBytes,
    // Handed back as an answer, so that where it leads is checked here.
    redirect: 'manual' as const,
    signal: AbortSignal.any([line.deadline, done.signal]),
  }
  try {
    // One page: fhirclient would follow any further one to any host, with the token and without agent and size.
    const body: unknown = await client.request(options, { pageLimit: 1, useRefreshToken: false })
    line.pass.succeeded()
    return { got: { ok: true, body } }
  } catch (error) {
    return refused(line, error) ?? { got: failed(line, error) }
  } finally {
    // A body that nobody read, or that was too large to read on, would hold its socket.
    done.abort()
  }
}

/** What the client and the transport throw. None of their messages is used: they hold URLs, and bodies of errors. */
interface Thrown {
  readonly name?: string
  /** Of fhirclient's HttpError. */
  readonly status?: number
  readonly response?: { readonly headers: { get(name: string): string | null } }
  /** Of node-fetch's FetchError. */
  readonly type?: string
  readonly code?: string
}

/** An answer with another status than 2xx. */
function refused(line: Line, error: unknown): Attempt | undefined {
  const { status, response } = error as Thrown
  if (status === undefined) return undefined
  if (status >= 500) line.pass.failed()
  else line.pass.succeeded()
  const header = (wanted: boolean, field: string): string | undefined =>
    (wanted && response?.headers.get(field)) || undefined
  return {
    got: unread(`HTTP ${status}`, `HTTP ${status}`),
    retryAfter: header(status === 429 || status === 503, 'retry-after'),
    location: header(status >= 300 && status < 400, 'location'),
  }
}

/** No answer, or one that cannot be read. */
function failed(line: Line, error: unknown): Unread {
  const { name, type, code } = error as Thrown
  if (name === 'AbortError') {
    line.pass.failed()
    return timedOut(line.deadlineMs)
  }
  if (error instanceof EgressError) return unread(error.message)
  if (code === 'EEGRESS') return unread('address not allowed')
  if (type === 'max-size') return unread('answer too large')
  if (type === 'system') {
    line.pass.failed()
    return unread(`connection failed${code === undefined ? '' : ` (${code})`}`, 'connection failed')
  }
  // The server answered, and what it answered could not be parsed, or not be walked through by fhirclient.
  line.pass.succeeded()
  return unread('not FHIR JSON')
}

/** Waits as long as the server asks, if that leaves time before the deadline. `Retry-After` is seconds or a date. */
async function patience(line: Line, retryAfter: string): Promise<boolean> {
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  if (!(ms < line.left())) return false
  return sleep(Math.max(0, ms), true, { signal: line.deadline }).catch(() => false)
}
