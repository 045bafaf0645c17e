import { randomUUID } from 'node:crypto'
import { fastify, LogController, type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify'
import type { Guidance } from '../cards/guidance.ts'
import type { DraftEntry } from '../hooks/hook.ts'
import type { Config } from './config.ts'
import { asFailure } from './errors.ts'
import { compose, type Parts } from './compose.ts'
import { hearOut } from './hear-out.ts'
import { errorLine, makeLogger, requestLines, tenths, type RequestLine } from './log.ts'
import type { Examine } from './routes/doctor.ts'
import { routes } from './routes/index.ts'
import type { Caller } from './security/caller.ts'
import { accessOf, trustedProxies, warningsOf, type Access } from './security/access.ts'
import { responseHeaders } from './security/headers.ts'
import { guardLoopback } from './security/loopback.ts'
import { answerEverything, boundConnections, jsonBodies, serverLimits, shedLoad } from './security/limits.ts'
import type { SqliteThread } from './store/sqlite-engine.ts'
import type { NewId } from './wire/card.ts'
import { operationOutcome } from './wire/outcome.ts'
import type { DestinationStream, Logger } from 'pino'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before the handler of a CDS route runs, `null` on other routes. */
    caller: Caller | null
    /** The log line of this request, filled in on the way; status and time come with the answer. */
    line: RequestLine
    /** Length of the JSON body in characters, once it is read. */
    bodyLength: number
    /** All drafts of a hook call, once its form was checked. */
    drafts: readonly DraftEntry[] | null
  }
}

/** What the app is built from beside its configuration: the rest is what tests hold still. */
export interface World {
  readonly cards: readonly Guidance[]
  /** The thread of the embedded store, where it was started before. */
  readonly storeThread?: SqliteThread | undefined
  readonly now?: () => Date
  readonly newId?: NewId
  readonly logTo?: DestinationStream
  /** 0 sheds no load, however busy the machine is that runs the tests. */
  readonly maxEventLoopDelayMs?: number
}

/** Ids that no other process gives: a random part for the process and a count, since a random id for each costs more. */
function requestIds(): () => string {
  const prefix = randomUUID().slice(0, 13)
  let requests = 0
  return () => `${prefix}-${(requests += 1)}`
}

/** A logger for each request would cost more than the one line it writes, which names the request anyway. */
function asOnlyLogger(logger: Logger): FastifyBaseLogger {
  const only = Object.assign(Object.create(logger) as FastifyBaseLogger, { child: () => only })
  return only
}

/** Everything that may turn a request away before a route sees it. The log's own hook comes first. */
async function guard(
  app: FastifyInstance,
  config: Config,
  access: Access,
  logger: Logger,
  maxEventLoopDelayMs?: number,
): Promise<void> {
  for (const warning of warningsOf(config, access)) logger.warn(warning)
  await responseHeaders(app, config)
  answerEverything(app)
  boundConnections(app)
  if (access.guarded) guardLoopback(app)
  await shedLoad(app, config, access, maxEventLoopDelayMs)
}

/** Builds the whole service, ready to listen or to inject into. `close()` flushes the store. */
export async function buildApp(config: Config, world: World): Promise<FastifyInstance & { parts: Parts }> {
  const { now = () => new Date() } = world
  const access = accessOf(config)
  const logger = makeLogger(config.LOG_LEVEL, world.logTo)
  const app: FastifyInstance = fastify({
    loggerInstance: asOnlyLogger(logger),
    logController: new LogController({ disableRequestLogging: true }),
    ...serverLimits(config, logger),
    trustProxy: trustedProxies(config),
    genReqId: requestIds(),
    forceCloseConnections: 'idle',
    // What comes in over a connection that is still open is answered: the store closes after the last answer.
    return503OnClosing: false,
    // Clients that were given a base URL with a trailing slash call `/cds-services//id`.
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('drafts', null)
  requestLines(app)
  let examine: Examine = () => []
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failed = asFailure(error)
    const isOurs = failed.code === 'INTERNAL'
    if (isOurs) logger.error({ requestId: request.id, err: errorLine(error) }, 'request failed')
    request.line.failure = failed.code
    hearOut(request, reply)
    const advice = examine(request, failed.code).map((finding) => finding.advice)
    return reply
      .status(failed.status)
      .headers(failed.headers)
      .type('application/fhir+json; charset=utf-8')
      .send(operationOutcome(failed, isOurs ? [`Request id: ${request.id}.`, ...advice] : advice))
  })

  jsonBodies(app)
  await guard(app, config, access, logger, world.maxEventLoopDelayMs)
  const parts = await compose(app, config, { ...world, access, now, logger })
  app.addHook('onResponse', (request, reply, done) => {
    const { line, caller } = request
    line.status = reply.statusCode
    line.ms = tenths(reply.elapsedTime)
    if (caller !== null) line.client = caller.id
    // A failed call was examined for the answer.
    if (line.status < 400) examine(request)
    logger.info(line)
    parts.metrics.answered(line.route, line.status)
    done()
  })
  examine = await routes(app, config, world.cards, parts, now)
  return Object.assign(app, { parts })
}
