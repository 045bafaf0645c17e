import type { FastifyInstance } from 'fastify'
import { instantOf } from '../cards/time.ts'
import { pino, type DestinationStream, type Logger } from 'pino'

/**
 * One line a request, made of an allow-list of fields. Never tokens, names, ids of patients, users or orders, free
 * text or bodies: what is not in this list does not reach the log. The words are all this service's own, or a site's
 * names for its clients.
 */
export class RequestLine {
  readonly requestId: string
  readonly method: string
  readonly route: string
  status = 0
  ms = 0
  client: string | undefined
  service: string | undefined
  hook: string | undefined
  outcome: string | undefined
  because: string | undefined
  row: string | undefined
  contentVersion: string | undefined
  failure: string | undefined
  /** Why the caller was turned away, e.g. `jwt-expired`. The client is not told. */
  denied: string | undefined
  missing: readonly string[] | undefined
  reads: number | undefined
  strangers: number | undefined
  /** Codes of what the integration doctor found. */
  findings: readonly string[] | undefined

  constructor(requestId: string, method: string, route: string) {
    this.requestId = requestId
    this.method = method
    this.route = route
  }
}

/** Gives every request its line, to be filled in on the way. Has to come before all hooks that write on it. */
export function requestLines(app: FastifyInstance): void {
  app.decorateRequest('line', null as unknown as RequestLine)
  app.addHook('onRequest', (request, _reply, done) => {
    const { id: requestId, method, routeOptions } = request
    request.line = new RequestLine(requestId, method, routeOptions.url ?? 'unknown')
    done()
  })
}

/** A duration as it is told: in tenths of a millisecond. */
export const tenths = (ms: number): number => Math.round(ms * 10) / 10

/** Fields of lines about the service itself. */
const serviceFields = [
  'code',
  'count',
  'day',
  'days',
  'high',
  'kind',
  'lost',
  'low',
  'reason',
  'signal',
  'total',
  'value',
]

const lineFields = Object.keys(new RequestLine('', '', ''))
const fields = new Set([...lineFields, ...serviceFields])
const longest = 200

/** Whether a line has its own fields and no others. */
function isPlain(line: RequestLine): boolean {
  let at = 0
  for (const name in line) if (name !== lineFields[at++]) return false
  return at === lineFields.length
}

/** Second line of defence for words: what looks like a token, a FHIR id or a query is cut out of them. */
const scrub = (words: string): string => {
  const short = words.length > longest ? words.slice(0, longest) : words
  return suspicious.test(short) ? scrubbed(short) : short
}

/** Nothing is cut out of words that have none of these: nearly all that is logged. */
const suspicious = /eyJ|\?|[A-Z][A-Za-z]*\//

const scrubbed = (words: string): string =>
  words
    .replaceAll(/\beyJ[\w-]*(?:\.[\w-]*){0,4}/g, '[token]')
    .replaceAll(
      /\b((?:Patient|Person|RelatedPerson|Practitioner|Encounter|Condition|Medication|Allergy|Observation|Service)[A-Za-z]{0,20})\/[^\s/"']+/g,
      '$1/[id]',
    )
    .replaceAll(/\?[^\s"']*/g, '')

const admitted = (value: unknown): unknown => {
  if (typeof value === 'string') return scrub(value)
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string').map(scrub)
  return undefined
}

/** What of an object may be written down. Anything else that is logged, by a plugin or a colleague, is dropped. */
function allowed(line: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (line instanceof RequestLine && isPlain(line)) return line
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(line)) {
    const value = fields.has(name) ? admitted(line[name]) : undefined
    if (value !== undefined) kept[name] = value
  }
  const error = line['err'] ?? line['error']
  if (error !== undefined && error !== null) kept['err'] = isErrorLine(error) ? error : errorLine(error)
  return kept
}

interface ErrorLine {
  readonly kind: string
  readonly code?: string
  readonly at: readonly string[]
}

const known = new WeakSet<object>()
const isErrorLine = (value: unknown): value is ErrorLine => known.has(value as object)

/** `at name (place:1:2)` or `at place:1:2`, where a place is a file or a module of node. */
const frame = /^\s+at (?:([\w$.<>[\]# ]{1,100}) \()?((?:file:\/\/|node:|\/)[^?()\n]{1,300}:\d+:\d+)\)?$/

/** What of an error may be written down: its kind and where it was thrown. Messages may quote bodies or tokens. */
export function errorLine(error: unknown): ErrorLine {
  const { name, code, message, stack } =
    error instanceof Error
      ? (error as Error & { code?: unknown })
      : { name: typeof error, code: undefined, message: '', stack: undefined }
  // The stack begins with the message, which may have lines of its own.
  const after = typeof stack === 'string' ? stack.indexOf(message) : -1
  const frames = after < 0 ? '' : (stack ?? '').slice(after + message.length)
  const line: ErrorLine = {
    kind: /^[\w.]{1,64}$/.test(name) ? name : 'Error',
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? { code } : {}),
    at: frames
      .split('\n')
      .flatMap((text) => {
        const [matched, caller = '', place = ''] = frame.exec(text) ?? []
        return matched === undefined ? [] : [`${caller} ${place}`.trim()]
      })
      .slice(0, 12),
  }
  known.add(line)
  return line
}

/**
 * The arguments of a call to the logger, made harmless: pino would use the message of an error as the words of the line,
 * and write format arguments into them. Words are kept only where they do not repeat an error's message.
 */
function harmless(args: readonly unknown[]): [object, string | undefined] {
  const [first, second] = args
  const line = first instanceof Error ? { err: first } : typeof first === 'object' && first !== null ? first : {}
  const words = typeof first === 'string' ? first : typeof second === 'string' ? second : undefined
  const { err, error } = line as { err?: unknown; error?: unknown }
  const thrown = err ?? error
  if (!(thrown instanceof Error)) return [line, words === undefined ? undefined : scrub(words)]
  const isQuoted =
    words === undefined || (thrown.message !== '' && (words.includes(thrown.message) || thrown.message.includes(words)))
  return [line, isQuoted ? 'error' : scrub(words)]
}

let output: DestinationStream | undefined

/** Characters from which the log is written at once: a system call for each line costs as much as reading the request. */
const block = 8 * 1024

/**
 * Standard output, written when a block is full, and ten times a second in any case. A crash still writes the rest; only
 * a process that is killed does not.
 */
function standardOutput(): DestinationStream {
  if (output !== undefined) return output
  const opened = pino.destination({ dest: 1, sync: true, minLength: 1, maxLength: 1 << 20 })
  // A log that cannot be written, on a full disk, is no reason to answer nobody.
  opened.on('error', () => {})
  // Collected here, since pino measures all that waits anew for each line.
  let waiting = ''
  const write = (): void => {
    const text = waiting
    waiting = ''
    if (text !== '') opened.write(text)
  }
  setInterval(write, 100).unref()
  process.on('exit', () => {
    write()
    // Retries what failed before. Not flushSync, which never gives up on a pipe that nobody reads any more.
    opened.flush()
  })
  const collecting = {
    write(line: string) {
      waiting += line
      if (waiting.length >= block) write()
    },
    // By this name pino asks for it, after a line that is fatal.
    flushSync: write,
  }
  output = collecting
  return collecting
}

/** As pino writes it. */
const timestamp = (): string => `,"time":"${instantOf(Date.now())}"`

/** @param level lowest level that is written; `destination` is standard output unless given */
export const makeLogger = (level: string, destination: DestinationStream = standardOutput()): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp,
      formatters: { log: allowed },
      // The formatter has dealt with errors already.
      serializers: { err: (line: unknown) => line },
      hooks: {
        logMethod(args, method) {
          const [line, words] = harmless(args)
          method.apply(this, [line, words] as unknown as Parameters<typeof method>)
        },
      },
    },
    destination,
  )
