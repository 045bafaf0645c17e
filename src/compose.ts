import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { isOverdue, type Guidance } from '../cards/guidance.ts'
import type { Config } from './config.ts'
import { Doctor } from './doctor.ts'
import { makeOpenChart } from './fhir/open-chart.ts'
import { makeConnect } from './fhir/server.ts'
import { errorLine } from './log.ts'
import { makeMetrics, type Metrics } from './metrics.ts'
import { smartLaunch } from './pages/smart-app.ts'
import { Policies } from './policies.ts'
import type { CdsOptions } from './routes/cds-services.ts'
import type { Access } from './security/access.ts'
import { makeAdmin, type Admin } from './security/admin.ts'
import type { Caller } from './security/caller.ts'
import { makeEgress } from './security/egress.ts'
import { makeGatekeeper, type Gatekeeper } from './security/gatekeeper.ts'
import { isAlias } from './security/registered-servers.ts'
import { Room } from './security/room.ts'
import { loadClients } from './security/trusted-clients.ts'
import { Services } from './services.ts'
import { cardId } from './store/card-id.ts'
import type { SqliteThread } from './store/sqlite-engine.ts'
import { openStore, type Store } from './store/store.ts'
import type { NewId } from './wire/card.ts'
import { baseUrl } from './urls.ts'

/** What the parts are made with. */
interface Workbench {
  readonly cards: readonly Guidance[]
  readonly access: Access
  readonly now: () => Date
  readonly newId?: NewId
  readonly logger: Logger
  readonly storeThread?: SqliteThread | undefined
}

/** The parts of the running service. */
export interface Parts {
  readonly access: Access
  readonly admin: Admin
  readonly cds: CdsOptions
  /** Who may call, as the file of clients now has them. */
  readonly callers: () => readonly Caller[]
  readonly services: Services
  readonly store: Store
  readonly metrics: Metrics
  readonly doctor: Doctor
  /** Base URL as clients call it: PUBLIC_URL, or the address that is listened on. */
  readonly publicUrl: () => string
  /** Base URL as this caller sees it. */
  readonly baseUrl: (request: FastifyRequest) => string
  /** Re-reads the files a site may change (policies, clients). A bad file keeps the old one, and the log says so. */
  reload(): Promise<void>
}

/** Base URL as clients call it: PUBLIC_URL, or the address that is listened on. */
function publicUrlOf(app: FastifyInstance, { HOST, PORT, PUBLIC_URL }: Config): () => string {
  let known = PUBLIC_URL && baseUrl(PUBLIC_URL)
  return () => {
    if (known !== undefined) return known
    const [address] = app.addresses()
    const host = HOST.includes(':') ? `[${HOST}]` : HOST
    const url = `http://${host}:${(typeof address === 'object' ? address.port : undefined) ?? PORT}`
    // Asking the system for the address costs as much as parsing a request.
    if (app.server.listening) known = url
    return url
  }
}

function warnOfOverdueContent(cards: readonly Guidance[], now: Date, logger: Logger): void {
  for (const { id, version, about } of cards.filter((guidance) => isOverdue(guidance.about, now.toISOString())))
    logger.warn(`the content of ${id} ${version} was due for review on ${about.reviewBy}`)
}

/** Often enough that keys never get an hour old, when they are no longer used: also a client's first call in hours finds some. */
const keysLookedAtMs = 5 * 60_000

/** Has the keys of all clients fetched at the start, and again before they get too old. */
function keepKeysFresh(app: FastifyInstance, gatekeeper: Gatekeeper): void {
  let freshening: NodeJS.Timeout | undefined
  app.addHook('onListen', async () => {
    gatekeeper.freshen()
    freshening = setInterval(() => gatekeeper.freshen(), keysLookedAtMs).unref()
  })
  app.addHook('onClose', async () => clearInterval(freshening))
}

/** Makes the parts. The only place that knows them all. @throws ConfigError for what a site must mend first */
export async function compose(app: FastifyInstance, config: Config, bench: Workbench): Promise<Parts> {
  const { cards, access, now, newId = (of) => (of === 'card' ? cardId() : randomUUID()), logger, storeThread } = bench
  const services = new Services(cards, config.SERVICE_IDS)
  const policies = new Policies(cards)
  await policies.load(config.POLICIES)
  const clients =
    access.mode === 'open' || config.TRUSTED_CLIENTS === undefined
      ? undefined
      : await loadClients(
          config.TRUSTED_CLIENTS,
          {
            policies: (content, where) => policies.check(content, where),
            serviceIds: services.all.map(({ id }) => id),
            allowSandboxKey: config.ALLOW_SANDBOX_KEY,
          },
          logger,
        )
  warnOfOverdueContent(cards, now(), logger)

  const metrics = makeMetrics()
  const doctor = new Doctor((client, ailment) => metrics.finding(client, ailment))
  const egress = makeEgress()
  const store = await openStore({
    dataDir: config.DATA_DIR,
    databaseUrl: config.DATABASE_URL,
    thread: storeThread,
    hashKey: config.HASH_KEY,
    retentionDays: config.RETENTION_DAYS,
    storeComments: config.STORE_COMMENTS,
    reasons: services.all.flatMap(({ id: service, guidance: { overrideReasonSystem: system, overrideReasons } }) =>
      overrideReasons.map(({ code, display }) => ({ service, system, code, display })),
    ),
    log: logger,
    now,
  })
  metrics.watchStore(store)
  app.addHook('onClose', async () => {
    // A store that hangs must not use up the time after which the process is ended.
    await store.close(Math.min(5000, config.SHUTDOWN_MS / 2))
    egress.close()
  })

  const publicUrl = publicUrlOf(app, config)
  const gatekeeper = makeGatekeeper({
    config,
    ...(clients === undefined ? {} : { clients }),
    ...(store.replay.shared ? { replay: store.replay.remember } : {}),
    fetch: (url, asked) => egress.fetch(url, asked),
    now,
    logger,
    publicUrl,
    onRefused: (reason) => metrics.jwtFailure(reason),
  })
  keepKeysFresh(app, gatekeeper)
  return {
    access,
    admin: makeAdmin(config, now),
    callers: () => gatekeeper.callers(),
    services,
    store,
    metrics,
    doctor,
    publicUrl,
    baseUrl: (request) => (config.PUBLIC_URL === undefined ? `${request.protocol}://${request.host}` : publicUrl()),
    cds: {
      services,
      openChart: makeOpenChart({
        connect: makeConnect({ egress }),
        deadlineMs: config.FHIR_DEADLINE_MS,
        onRead: (answer) => metrics.fhirRead(answer),
        onFault: (error) => logger.error({ err: errorLine(error) }, 'a FHIR read failed by a fault of this service'),
        isAlias,
      }),
      policiesFor: (guidance, caller) => policies.for(guidance, caller),
      recorder: store,
      silentShare: config.SILENT,
      now,
      newId,
      identify: (request) => gatekeeper.identify(request),
      offers: (id) => services.named(id).length > 0,
      room: Room.forCalls(),
      smartApp: (fhirServer) => smartLaunch(config, publicUrl(), fhirServer),
      observe: (event) => metrics.observe(event),
    },
    async reload() {
      if (config.POLICIES !== undefined)
        await policies.load(config.POLICIES).then(
          () => logger.info('policies were read again'),
          (error: unknown) => logger.error(`the policies stay as they were. ${(error as Error).message}`),
        )
      await gatekeeper.reload()
      warnOfOverdueContent(cards, now(), logger)
    },
  }
}
