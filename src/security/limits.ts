import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { asFailure, failure, retryAfter, type Failure } from '../errors.ts'
import { isHeardOut } from '../hear-out.ts'
import { answerOn, http, sent, utf8 } from '../http.ts'
import { makeTurns } from '../turn.ts'
import { operationOutcome } from '../wire/outcome.ts'
import type { Access } from './access.ts'
import { longUpload, Room } from './room.ts'

/** Levels of objects and lists in a body. FHIR's own nesting stays below half of it. */
const maxDepth = 64
const maxHeaderBytes = 16 * 1024
const minuteMs = 60_000
const defaultRate = 6_000

/** Never turned away: whoever restarts the service for being busy makes it busier. */
const probes = new Set(['/healthz', '/readyz'])
const isProbe = (request: FastifyRequest): boolean => probes.has(request.routeOptions.url ?? '')
/** Never turned away for load. `/metrics` counts for the rate limit all the same: its token must not be guessed. */
const isVital = (request: FastifyRequest): boolean => isProbe(request) || request.routeOptions.url === '/metrics'

const outcomeType = 'application/fhir+json; charset=utf-8'

/** Requests that break off before there is a request: the same OperationOutcome, by hand. */
function clientFailure({ code }: NodeJS.ErrnoException): Failure {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return failure('REQUEST_TIMEOUT')
  return failure(code === 'HPE_HEADER_OVERFLOW' ? 'HEADERS_TOO_LARGE' : 'HTTP_MALFORMED')
}

function answerSocket(socket: Socket, failed: Failure): void {
  // After an answer that has begun, another one would be taken for the answer to the next request.
  if (!socket.writable || answerOn(socket)?.headersSent === true || isHeardOut(socket)) return
  const body = JSON.stringify(operationOutcome(failed))
  socket.write(
    [
      `HTTP/1.1 ${failed.status} ${http.STATUS_CODES[failed.status]}`,
      `content-type: ${outcomeType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

type LimitOptions = Pick<
  FastifyServerOptions,
  'bodyLimit' | 'requestTimeout' | 'clientErrorHandler' | 'frameworkErrors'
> & { readonly http: object }

/** What the HTTP server itself refuses: slow, malformed and oversized requests. */
export function serverLimits(config: Config, logger: Logger): LimitOptions {
  const requestTimeout = config.REQUEST_TIMEOUT_MS
  return {
    bodyLimit: config.BODY_LIMIT,
    requestTimeout,
    http: {
      // Node's own refusal would have no body; that of `answerEverything` has.
      requireHostHeader: false,
      maxHeaderSize: maxHeaderBytes,
      requestTimeout,
      headersTimeout: requestTimeout,
      // Node looks for late requests this often; its own 30 s would be the real limit.
      connectionsCheckingInterval: Math.min(1_000, requestTimeout),
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || socket.destroyed) return
      const failed = clientFailure(error)
      logger.info({ route: 'unknown', status: failed.status, failure: failed.code })
      answerSocket(socket as Socket, failed)
      socket.destroy()
    },
    frameworkErrors(error, request, reply) {
      const failed = asFailure(error)
      logger.info({
        requestId: request.id,
        method: request.method,
        route: 'unknown',
        status: failed.status,
        failure: failed.code,
      })
      const answer = reply as unknown as FastifyReply
      void answer
        .status(failed.status)
        .type(outcomeType)
        .send(JSON.stringify(operationOutcome(failed)))
    },
  }
}

/** Whether a member, copied into another object, would reach into that object's prototype. */
const isPoison = (name: string, member: unknown): boolean =>
  name === '__proto__' ||
  (name === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype'))

/**
 * Takes what poisons prototypes out of a parsed body. @returns false when the body has more levels than allowed
 *
 * One walk over the values does both. It costs less than searching the text for poison, and a tenth of parsing. Counting
 * levels in the bytes would cost a quarter of it and save nothing: a flat body takes as long to parse as a deep one.
 */
export function tame(value: unknown, levels = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) if (!tame(item, levels - 1)) return false
    return true
  }
  const members = value as Record<string, unknown>
  for (const name in members) {
    const member = members[name]
    if (isPoison(name, member)) delete members[name]
    // Most members are plain values: they cost no call.
    else if (typeof member === 'object' && !tame(member, levels - 1)) return false
  }
  return true
}

const compressed = (): Failure =>
  failure('MEDIA_TYPE', {
    diagnostics: ['Bodies are taken without content-encoding.'],
    headers: { 'accept-encoding': 'identity' },
  })

const notUtf8 = (): Failure =>
  failure('BODY_MALFORMED', { diagnostics: ['The body is not UTF-8, as JSON has to be, whatever its charset says.'] })

/** What no host holds: in a URL it would stand before or behind one. */
const besideHosts = /[\s/?#@\\]/

/** Whether a request names one host; one of HTTP/1.0 may name none (RFC 9112, 3.2). */
function namesItsHost(request: FastifyRequest): boolean {
  const [host, ...more] = sent(request, 'host')
  return host === undefined ? request.raw.httpVersion === '1.0' : more.length === 0 && !besideHosts.test(host)
}

/** Requests that Node itself would refuse without a body: those without Host, and those with an unknown `Expect`. */
export function answerEverything(app: FastifyInstance): void {
  // RFC 9110, 10.1.1: an unknown expectation may be ignored.
  app.server.on('checkExpectation', (request, response) => void app.server.emit('request', request, response))
  app.addHook('onRequest', (request, _reply, done) => {
    done(namesItsHost(request) ? undefined : failure('HTTP_MALFORMED'))
  })
}

/** Files and sockets this process may have open at once; `undefined` where the system does not tell. */
function openFilesAllowed(): number | undefined {
  try {
    const [, most] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return most === undefined ? undefined : Number(most)
  } catch {
    return undefined
  }
}

/** An idle connection takes some kilobytes. */
const mostConnections = 10_000

/**
 * Connections beyond the limit are closed as they come. A process that cannot open another file crashes: a quarter of the
 * files it may open is kept for the store, the reads of FHIR servers and Node's own look at its memory.
 */
export function boundConnections(app: FastifyInstance, openFiles = openFilesAllowed()): void {
  app.server.maxConnections = Math.min(mostConnections, Math.floor(((openFiles ?? 1_024) * 3) / 4))
  let told = -Infinity
  app.server.on('drop', () => {
    const now = performance.now()
    if (now - told < minuteMs) return
    told = now
    app.log.warn('there are too many connections: further ones are closed')
  })
}

/** The names under which JSON is taken. */
export const jsonTypes = ['application/json', 'application/fhir+json', 'application/json+fhir'] as const

const isJsonType = new RegExp(`^(?:${jsonTypes.join('|').replaceAll('+', '\\+')})(?:\\s*;.*)?$`, 'i')

/** A body that is read and may be long. One that says it is too long is refused before anything of it is. */
function isCounted(request: FastifyRequest): boolean {
  const { method, headers } = request
  if (method === 'GET' || method === 'HEAD') return false
  const length = Number(headers['content-length'])
  return (
    headers['transfer-encoding'] !== undefined || (length >= longUpload && length <= request.routeOptions.bodyLimit)
  )
}

/** JSON under its three names, and nothing else: not too deep, no prototype to poison, and not too much of it at once. */
export function jsonBodies(app: FastifyInstance, room = Room.forUploads()): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    done(null, isCounted(request) ? room.whileComingIn(request.raw, reply.raw) : payload)
  })
  const parse = app.getDefaultJsonParser('ignore', 'ignore') as unknown as (
    request: FastifyRequest,
    body: string,
    done: (error: Error | null, body?: unknown) => void,
  ) => void
  const inTurn = makeTurns()
  app.decorateRequest('bodyLength', 0)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(isJsonType, { parseAs: 'buffer' }, (request, bytes, done) => {
    // The names of codings have no case (RFC 9110, 8.4.1).
    if (!/^(?:identity)?$/i.test(request.headers['content-encoding'] ?? '')) return done(compressed())
    const text = utf8(bytes)
    if (text === undefined) return done(notUtf8())
    request.bodyLength = text.length
    const read = (): void =>
      parse(request, text, (error, body) => {
        if (error === null && !tame(body)) done(failure('TOO_DEEP'))
        else done(error, body)
      })
    // A long one would keep the others waiting, and is no longer counted as coming in.
    if (text.length < longUpload) inTurn(text.length, read)
    else read()
  })
}

/** An address in `X-Forwarded-For`, with a port or in brackets. */
const withPort = /(?<![^\s,])(?:((?:\d+\.){3}\d+)|\[([\da-f:.]+)\])(?::\d+)?(?![^\s,])/gi

/** Some proxies (Azure Application Gateway, IIS) forward the port, too: each connection would count as an address of its own. */
function forgetPorts({ raw: { headers } }: FastifyRequest): void {
  const forwarded = headers['x-forwarded-for']
  if (typeof forwarded === 'string') headers['x-forwarded-for'] = forwarded.replaceAll(withPort, '$1$2')
}

/** Requests a minute for each address and, where they are known, each client; 0 is no limit. */
export const rateOf = ({ RATE_LIMIT }: Config, { guarded }: Access): number => RATE_LIMIT ?? (guarded ? 0 : defaultRate)

/**
 * Turns calls away before they cost anything: all while the event loop is late, and those of an address or a client
 * that calls too often. Addresses count before the token is looked at, clients after.
 * @param maxEventLoopDelayMs from which on calls are turned away while the rest are still answered in time; 0 is no limit
 */
export async function shedLoad(
  app: FastifyInstance,
  config: Config,
  access: Access,
  maxEventLoopDelayMs = 1_000,
): Promise<void> {
  // The delay is looked at once a second: what is seen before the second time holds the start, which is late on a busy machine.
  let judgedFrom = Infinity
  app.addHook('onReady', async () => {
    judgedFrom = performance.now() + 2_000
  })
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    pressureHandler: (request) => {
      if (performance.now() >= judgedFrom && !isVital(request)) throw failure('OVERLOADED', retryAfter(5))
    },
  })

  const max = rateOf(config, access)
  if (max === 0) return
  await app.register(rateLimit, { global: false })
  const byAddress = app.createRateLimit({ max, timeWindow: minuteMs })
  const byClient = app.createRateLimit({ max, timeWindow: minuteMs, keyGenerator: ({ caller }) => caller?.id ?? '' })
  type Limiter = typeof byAddress
  const count = async (limiter: Limiter, request: FastifyRequest): Promise<void> => {
    const counted = await limiter(request)
    if (!counted.isAllowed && counted.isExceeded) throw failure('RATE_LIMITED', retryAfter(counted.ttlInSeconds))
  }
  app.addHook('onRequest', async (request) => {
    if (isProbe(request)) return
    forgetPorts(request)
    await count(byAddress, request)
  })
  // In open mode all callers have one name: each would use up what all may call.
  if (access.mode === 'open') return
  app.addHook('preParsing', async (request) => {
    if (request.caller !== null) await count(byClient, request)
  })
}
