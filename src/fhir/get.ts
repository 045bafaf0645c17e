import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent, ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import FHIR from 'fhirclient'
import { debug } from 'fhirclient/lib/lib.js'
import { utf8, withoutMark } from '../http.ts'
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
  /** Bytes, decompressed, that all reads of the call may still take together. */
  readonly room: { left: number }
  /** Told whether the server answered at all. */
  readonly pass: Pass
}

type Got = { readonly ok: true; readonly body: unknown } | Unread

/** What one request gave, and what the server asked for beside it. */
interface Attempt {
  readonly got: Got
  readonly retryAfter?: string | undefined
  readonly location?: string | undefined
}

// With DEBUG=FHIR* in the environment fhirclient prints the options of every request, the token among them.
debug.extend = () => () => undefined

/** Only SMART apps need a stored session; a hook call leaves nothing behind. */
const noStorage = {
  get: async (): Promise<undefined> => undefined,
  set: async (_key: string, value: unknown): Promise<unknown> => value,
  unset: async (): Promise<boolean> => true,
}

/** DSTU2 servers know only the second name, and answer 406 to the first alone. */
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
export async function get(line: Line, url: string): Promise<Got> {
  let [isRetried, isRedirected] = [false, false]
  let href = url
  for (;;) {
    const { got, retryAfter, location } = await attempt(line, href)
    if (!isRetried && retryAfter !== undefined && (await hasWaited(line, retryAfter))) isRetried = true
    else if (!isRedirected && location !== undefined && isUnder(line.base, location))
      [isRedirected, href] = [true, location]
    else return got
  }
}

/**
 * The same agent, for fhirclient, which parses whatever calls itself JSON, however late or long, errors too, and fetches
 * what a 201 points at, anywhere and again and again. So content types and such locations are kept from it.
 */
function reticent(agent: Agent): Agent {
  type Asking = { addRequest(request: ClientRequest, ...rest: readonly unknown[]): void }
  const addRequest: Asking['addRequest'] = (request, ...rest) => {
    request.once('response', ({ statusCode = 0, headers }) => {
      headers['content-type'] = 'application/octet-stream'
      if (statusCode < 300) delete headers.location
    })
    ;(agent as unknown as Asking).addRequest(request, ...rest)
  }
  return Object.assign(Object.create(agent) as Agent, { addRequest })
}

/** What fhirclient hands back where it does not read an answer: node-fetch's own. */
interface Answer {
  readonly headers: { get(name: string): string | null }
  readonly body: NodeJS.ReadableStream & { destroy(error: Error): void }
  buffer(): Promise<Buffer>
}

const full = 'EFULL'

/** The body, if it is UTF-8. One that is not read to its end gives back the room it took. */
async function textOf(answer: Answer, room: Line['room']): Promise<string | undefined> {
  let taken = 0
  const take = (bytes: number): void => {
    taken += bytes
    room.left -= bytes
  }
  answer.body.on('data', ({ length }: Buffer) => {
    take(length)
    if (room.left >= 0) return
    answer.body.destroy(Object.assign(new Error('answer too large'), { code: full }))
    take(-taken)
  })
  try {
    return utf8(await answer.buffer())
  } catch (error) {
    take(-taken)
    throw error
  }
}

/** More objects than real resources have that fit into a call's room. The time to parse goes by objects, not by letters. */
const mostObjects = 400_000

const isCrowded = (text: string): boolean =>
  text.length > mostObjects && (holdsMore(text, '{', mostObjects) || holdsMore(text, '[', mostObjects))

function holdsMore(text: string, sign: string, most: number): boolean {
  let count = 0
  for (let at = text.indexOf(sign); at !== -1 && count <= most; at = text.indexOf(sign, at + 1)) count += 1
  return count > most
}

/** Whether a body is short, as those of errors mostly are. */
const isShort = ({ headers }: Answer): boolean => Number(headers.get('content-length') ?? Infinity) <= 64 * 1024

function parsed(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text))
  } catch {
    return undefined
  }
}

async function attempt(line: Line, href: string): Promise<Attempt> {
  if (line.deadline.aborted) return { got: timedOut(line.deadlineMs) }
  const client = clientFor(line)
  const done = new AbortController()
  const options = {
    url: href,
    headers: { accept: jsonTypes },
    agent: ((url: URL) => reticent(line.agent(url))) as unknown as Agent,
    // A redirect is handed back as an answer, so that its target is checked here.
    redirect: 'manual' as const,
    signal: AbortSignal.any([line.deadline, done.signal]),
  }
  try {
    // One page: fhirclient would follow any further one to any host, with the token and without agent.
    const answer: Answer = await client.request(options, { pageLimit: 1, useRefreshToken: false })
    const text = await textOf(answer, line.room)
    line.pass.succeeded()
    // Parsing a long answer blocks everything else, and no timer would tell that it is late.
    if (line.left() <= 0) return { got: timedOut(line.deadlineMs) }
    if (text === undefined) return { got: unread('not UTF-8') }
    return { got: isCrowded(text) ? unread('answer too large') : { ok: true, body: parsed(text) } }
  } catch (error) {
    const { response } = error as Thrown
    // Read to its end, it frees its socket.
    if (response !== undefined && isShort(response)) await textOf(response, line.room).catch(() => undefined)
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
  readonly response?: Answer
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
  if (code === full) return unread('answer too large')
  if (type === 'system') {
    line.pass.failed()
    return unread(`connection failed${code === undefined ? '' : ` (${code})`}`, 'connection failed')
  }
  // The server answered, and what it answered could not be walked through by fhirclient.
  line.pass.succeeded()
  return unread('not FHIR JSON')
}

/** Waits as long as the server asks, if that leaves time before the deadline. `Retry-After` is seconds or a date. */
async function hasWaited(line: Line, retryAfter: string): Promise<boolean> {
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  if (!(ms < line.left())) return false
  return sleep(Math.max(0, ms), true, { signal: line.deadline }).catch(() => false)
}
