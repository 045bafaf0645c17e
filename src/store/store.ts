import { randomBytes } from 'node:crypto'
import { hours } from '../../cards/time.ts'
import { within } from '../within.ts'
import type { Alarm } from './alarm.ts'
import { Connection, type StoreLog } from './connection.ts'
import type { Engine } from './engine.ts'
import type { FeedbackEntry, FeedbackReceipt, Filter, Recorder } from './events.ts'
import { exported, type ExportFormat, type NonAdherence } from './export.ts'
import { hashing } from './hashing.ts'
import { overrideMemory } from './override-memory.ts'
import { queue } from './queue.ts'
import type { Trace } from './reading.ts'
import { keepingReasons, type ListedReason } from './reasons.ts'
import { dayOf } from './roll-up.ts'
import { startSqlite, type SqliteThread } from './sqlite-engine.ts'
import type { Granularity, Statistics } from './statistics.ts'
import { Upkeep } from './upkeep.ts'
import type { RememberJti } from '../security/replay.ts'

export interface StoreOptions {
  /** Folder of the embedded store; made on first use. Unused with `databaseUrl`. */
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
  /** A thread for the embedded database that was started before: taken the first time it is opened. */
  readonly thread?: SqliteThread | undefined
  /** Key of the hashes. Default: random, kept with the store. */
  readonly hashKey?: string | undefined
  readonly retentionDays: number
  /** Keep what clinicians wrote: comments, and reasons in words of the site's own. */
  readonly storeComments: boolean
  /** Reasons that cards offer: they are kept and counted by name. */
  readonly reasons?: readonly ListedReason[]
  readonly log: StoreLog
  /** Largest embedded file, in pages of 4 KiB. */
  readonly maxPages?: number
  /** Most events that wait to be written. */
  readonly capacity?: number
  readonly now?: () => Date
}

interface StoreHealth {
  readonly state: 'ok' | 'degraded'
  /** Events that wait to be written. */
  readonly queue: number
  /** Events lost since the start. */
  readonly dropped: number
}

/** Tells a JWT id that was used from a new one. */
interface Replay {
  /** Whether all replicas see the same ids. */
  readonly shared: boolean
  readonly remember: RememberJti
}

/**
 * What became of the calls and the cards. Recording never waits and never throws, whatever the database does; everything
 * that returns a promise fails with STORE_UNAVAILABLE (503 with Retry-After) while the database does not answer.
 */
export interface Store extends Recorder {
  /** Resolves when all entries are on disk: all of them, or none. */
  feedback(service: string, client: string, entries: readonly FeedbackEntry[]): Promise<FeedbackReceipt>
  /** The traces of one hook instance: one for each service that was asked. */
  trace(hookInstance: string): Promise<readonly Trace[]>
  stats(filter: Filter, granularity: Granularity): Promise<Statistics>
  exportRows(filter: Filter, format: ExportFormat, nonAdherence: NonAdherence): AsyncIterable<string>
  readonly replay: Replay
  /** The rates and numbers of calls that had left their own history when last looked at, within the hour. */
  alarms(): readonly Alarm[]
  health(): StoreHealth
  /** Deletes what is past its time and folds old hours into days, in small steps. Runs by itself every hour. */
  purge(): Promise<void>
  /** Looks for rates that have left their own history. Runs by itself every hour. */
  watch(): Promise<void>
  /** Joins feedback with cards that were written after it. Runs by itself every minute. */
  reconcile(): Promise<void>
  /** Writes what waits, for at most `ms` milliseconds, and closes. */
  close(ms?: number): Promise<void>
}

const second = 1000
const minute = 60 * second
/** How long the start waits for the database before it goes on without one. */
const openingMs = 5 * second

/** Loaded only where it is used: it takes 20 MB, which the embedded store does not need in this thread. */
async function openShared(databaseUrl: string): Promise<Engine> {
  const { openPostgres } = await import('./postgres-engine.ts')
  return openPostgres(databaseUrl)
}

function openEngine({ dataDir, databaseUrl, maxPages }: StoreOptions, thread?: SqliteThread): Promise<Engine> {
  if (databaseUrl !== undefined) return openShared(databaseUrl)
  return (thread ?? startSqlite()).open({ dataDir, ...(maxPages === undefined ? {} : { maxPages }) })
}

/** Opens the store. A database that cannot be opened does not fail the start: it is tried again in the background. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log, retentionDays, reasons = [], now = () => new Date() } = options
  const kept = keepingReasons(reasons, options.storeComments)
  const shared = options.databaseUrl !== undefined
  const memory = overrideMemory()
  /** Known from the first database on, unless it is given: nothing is written or found without one. */
  let hashKey = options.hashKey
  let dropped = 0
  let unlogged = 0

  const lost = (events: number): void => {
    dropped += events
    unlogged += events
  }
  const reportLoss = (): void => {
    if (unlogged > 0)
      log.warn({ lost: unlogged, total: dropped }, 'events were lost: the store did not take them in time')
    unlogged = 0
  }
  const lossReports = setInterval(reportLoss, minute).unref()

  let { thread } = options
  const connection = new Connection({
    open() {
      const opened = openEngine(options, thread)
      thread = undefined
      return opened
    },
    async greet(opened) {
      hashKey = options.hashKey ?? (await opened.hashKey(randomBytes(32).toString('base64url')))
      await upkeep.learn(opened)
    },
    onOpen: () => void waiting.flush(),
    isBehind: () => waiting.failing(),
    log,
  })
  const upkeep = new Upkeep({ connection, memory, retentionDays, reasons, log, now })
  const waiting = queue({
    write: (batch) => connection.ask((open) => open.write(batch, hashKey ?? ''), true),
    capacity: options.capacity ?? 10_000,
    // Every write waits for the disk and copies each page that it touches: so a few writes a second take all that has come.
    eventsMs: 300,
    countsMs: 5 * second,
    onLoss: lost,
  })
  const ask: Connection['askOrRefuse'] = (work, detail) => connection.askOrRefuse(work, detail)

  upkeep.start(shared)
  await connection.open(openingMs)

  return {
    record(event) {
      if (event.notMine) waiting.count(event)
      else waiting.push(event)
    },

    alreadyAnswered({ rule, client, patient, encounter, indicator, quietHours, now: asked }) {
      // Hashing costs more than all else here, and mostly nothing was overridden.
      if (hashKey === undefined || memory.isEmpty()) return false
      const hashes = hashing(hashKey)
      return memory.answers({
        rule,
        client,
        patient: hashes.patient(client, patient),
        encounter: hashes.encounter(client, encounter),
        indicator,
        since: Date.parse(asked) - hours(quietHours),
      })
    },

    async feedback(service, client, entries) {
      // A card may be answered before its call is written. What stays unwritten for longer is joined later.
      if (entries.some(({ card }) => waiting.holds(card))) await within(second, waiting.flush(), false)
      const receivedAt = now().toISOString()
      const { overrides, ...receipt } = await ask(
        (open) =>
          open.feedback({
            service,
            client,
            entries: entries.map((entry) => kept(service, entry)),
            receivedAt,
            listed: reasons,
          }),
        { diagnostics: ['Nothing was recorded.'] },
      )
      memory.learn(overrides)
      return receipt
    },

    trace: (hookInstance) => ask((open) => open.trace(hashing(hashKey ?? '').hookInstance(hookInstance))),

    stats: (filter, granularity) => ask((open) => open.stats({ ...filter, granularity }, dayOf(now().toISOString()))),

    exportRows: (filter, format, nonAdherence) =>
      exported(
        {
          calls: (...args) => ask((open) => open.calls(...args)),
          strays: (...args) => ask((open) => open.strays(...args)),
        },
        filter,
        format,
        nonAdherence,
      ),

    replay: {
      shared,
      async remember(key, expires) {
        const until = new Date(expires * second).toISOString()
        try {
          return (await connection.ask((open) => open.once(`jti ${key}`, until, now().toISOString()))) ? 'new' : 'seen'
        } catch {
          return 'unavailable'
        }
      },
    },

    purge: () => ask((open) => upkeep.purge(open)),
    watch: () => ask((open) => upkeep.watch(open)),
    reconcile: () => ask((open) => upkeep.reconcile(open)),
    alarms: () => upkeep.alarms,

    health: () => ({ state: connection.state, queue: waiting.size(), dropped }),

    async close(ms = 5 * second) {
      connection.stop()
      clearInterval(lossReports)
      const end = performance.now() + ms
      await within(ms, waiting.flush(), false)
      lost(waiting.stop())
      reportLoss()
      await within(Math.max(0, end - performance.now()), connection.close(), undefined)
    },
  }
}
