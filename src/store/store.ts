import { createHash, randomBytes } from 'node:crypto'
import { failure, retryAfter, type FailureDetail } from '../errors.ts'
import type { Alarm } from './alarm.ts'
import { asStoreError, type Engine, type StoreError } from './engine.ts'
import type { FeedbackEntry, FeedbackReceipt, Filter, Recorder } from './events.ts'
import { exported, type ExportFormat, type NonAdherence } from './export.ts'
import { hashing, type Hashing } from './hashing.ts'
import { overrideMemory } from './override-memory.ts'
import { queue } from './queue.ts'
import type { Trace } from './reading.ts'
import { openSqlite } from './sqlite-engine.ts'
import type { Granularity, Statistics } from './statistics.ts'

export interface StoreLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface StoreOptions {
  /** Folder of the embedded store; made on first use. Unused with `databaseUrl`. */
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
  /** Key of the hashes. Default: random, kept with the store. */
  readonly hashKey?: string | undefined
  readonly retentionDays: number
  readonly storeComments: boolean
  readonly log: StoreLog
  /** Told of every event that was lost. */
  readonly onLoss?: (events: number) => void
  /** Told once of every rate that leaves its own history. */
  readonly onAlarm?: (alarm: Alarm) => void
  /** Largest embedded file, in pages of 4 KiB. */
  readonly maxPages?: number
  /** Most events that wait to be written. */
  readonly capacity?: number
  readonly now?: () => Date
}

export interface StoreHealth {
  readonly state: 'ok' | 'degraded'
  /** Events that wait to be written. */
  readonly queue: number
  /** Events lost since the start. */
  readonly dropped: number
}

/** Tells a JWT id that was used from a new one. */
export interface Replay {
  /** Whether all replicas see the same ids. */
  readonly shared: boolean
  /**
   * @param id of issuer and token together
   * @param expires seconds since the epoch, from which on the token is refused anyway
   */
  readonly remember: (id: string, expires: number) => Promise<'new' | 'seen' | 'unavailable'>
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
  /** The rates that had left their own history when that was last looked at, within the hour. */
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
const hour = 60 * minute
const day = 24 * hour
/** How long overrides are held in memory: the longest quiet time. */
const memoryDays = 31
/** How long calls that were none of our business are counted by the hour; after that, by the day. */
const hourDays = 14
/** Transactions that commit out of the order of their ids are seen again this many ids back. */
const overlap = 100
const rowsAtOnce = 500
/** How long the start waits for the database before it goes on without. */
const openingMs = 5 * second

/** Loaded only where it is asked for: what it needs takes 20 MB, which the embedded store has no use for here. */
async function openShared(databaseUrl: string): Promise<Engine> {
  const { openPostgres } = await import('./postgres-engine.ts')
  return openPostgres(databaseUrl)
}

/** Opens the store. A database that cannot be opened does not fail the start: it is tried again in the background. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log, databaseUrl, now = () => new Date(), onLoss, onAlarm } = options
  const shared = databaseUrl !== undefined
  const memory = overrideMemory()
  const reported = new Set<string>()
  const timers: NodeJS.Timeout[] = []
  let engine: Engine | undefined
  /** Known before any engine is: what is written is hashed with it. */
  let hashKey = options.hashKey ?? ''
  let hashes: Hashing | undefined = options.hashKey === undefined ? undefined : hashing(hashKey)
  let state: StoreHealth['state'] = 'degraded'
  let standing: readonly Alarm[] = []
  let lastOverride = 0
  let dropped = 0
  let unlogged = 0
  let tries = 0
  let closed = false

  const lost = (events: number): void => {
    dropped += events
    unlogged += events
    onLoss?.(events)
  }
  const well = (): void => {
    if (state === 'ok') return
    state = 'ok'
    log.info({}, 'the store is available')
  }
  const ill = (error: StoreError): void => {
    if (state === 'degraded' && tries !== 1) return
    state = 'degraded'
    log.error({ code: error.code }, 'the store is not available: cards are answered, feedback is refused until it is')
  }

  /** Runs one question on the engine and learns from it whether the store is well. @throws StoreError */
  const ask = async <T>(work: (engine: Engine) => Promise<T>, writes = false): Promise<T> => {
    if (engine === undefined) throw asStoreError({ code: 'STORE_NOT_OPEN' })
    try {
      const value = await work(engine)
      // A full store still reads, and takes a row here and there: it is well when it takes what waits.
      if (writes || !waiting.failing()) well()
      return value
    } catch (error) {
      const known = asStoreError(error)
      if (known.rejected) log.error({ code: known.code }, 'the store rejected what it was given')
      else ill(known)
      throw known
    }
  }
  const askOrRefuse = async <T>(work: (engine: Engine) => Promise<T>, detail: FailureDetail = {}): Promise<T> => {
    try {
      return await ask(work)
    } catch {
      throw failure('STORE_UNAVAILABLE', { ...retryAfter(30), ...detail })
    }
  }

  const waiting = queue({
    write: (batch) => ask((open) => open.write(batch, hashKey), true),
    capacity: options.capacity ?? 10_000,
    // Every write waits for the disk and copies each page it touched: a few a second, of all that came meanwhile.
    eventsMs: 300,
    countsMs: 5 * second,
    onLoss: lost,
  })

  const learn = async (open: Engine, from: number): Promise<void> => {
    const since = new Date(now().getTime() - memoryDays * day).toISOString()
    for (let after = from; ;) {
      const overrides = await open.overrides(after, since, rowsAtOnce)
      memory.learn(overrides)
      after = overrides.at(-1)?.id ?? after
      lastOverride = Math.max(lastOverride, after)
      if (overrides.length < rowsAtOnce) return
    }
  }

  const connect = async (): Promise<void> => {
    tries += 1
    let opened: Engine | undefined
    try {
      const { dataDir, maxPages } = options
      opened = await (databaseUrl === undefined
        ? openSqlite({ dataDir, ...(maxPages === undefined ? {} : { maxPages }) })
        : openShared(databaseUrl))
      hashKey = options.hashKey ?? (await opened.hashKey(randomBytes(32).toString('base64url')))
      hashes = hashing(hashKey)
      await learn(opened, 0)
      if (closed) return await opened.close()
      engine = opened
      tries = 0
      opened.onDeath(() => {
        engine = undefined
        void connect()
      })
      well()
      void waiting.flush()
    } catch (error) {
      ill(asStoreError(error))
      await opened?.close().catch(() => {})
      if (!closed)
        timers.push(setTimeout(() => void connect(), Math.min(30 * second, second * 2 ** Math.min(tries, 5))).unref())
    }
  }

  /** Does something again and again, never twice at once. What fails has been logged, and comes again. */
  const every = (ms: number, work: (open: Engine) => Promise<void>, first = ms): void => {
    let busy = false
    const run = async (): Promise<void> => {
      if (busy || engine === undefined) return
      busy = true
      await ask(work).catch(() => {})
      busy = false
    }
    timers.push(setInterval(() => void run(), ms).unref())
    if (first !== ms) timers.push(setTimeout(() => void run(), first).unref())
  }

  const purge = async (open: Engine): Promise<void> => {
    memory.forget(now().getTime() - memoryDays * day)
    for (;;) {
      const time = now().getTime()
      const before = new Date(time - options.retentionDays * day).toISOString()
      const hours = new Date(time - hourDays * day).toISOString().slice(0, 10)
      const done =
        (await open.purge(before, new Date(time).toISOString(), rowsAtOnce)) + (await open.fold(hours, rowsAtOnce))
      if (done === 0 || closed) return
      // Feedback waits for its turn behind this: let it have one.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const watch = async (open: Engine): Promise<void> => {
    const today = now().toISOString().slice(0, 10)
    standing = await open.alarms(today)
    for (const alarm of standing) {
      const key = [alarm.client, alarm.service, alarm.kind, alarm.day].join('\n')
      if (reported.has(key)) continue
      reported.add(key)
      log.warn({ ...alarm }, 'a rate has left its own history')
      onAlarm?.(alarm)
    }
  }
  const reconcile = async (open: Engine): Promise<void> => {
    await open.reconcile(new Date(now().getTime() - day).toISOString())
    // Feedback whose answer came too late to be learned from is learned here.
    await learn(open, Math.max(0, lastOverride - overlap))
  }

  // Other replicas' overrides arrive by this; the embedded store has no other replicas.
  if (shared) every(second, (open) => learn(open, Math.max(0, lastOverride - overlap)))
  every(minute, reconcile)
  // Soon after the start as well: a service that is restarted every day must delete and watch, too.
  every(hour, watch, 10 * second)
  every(hour, purge, 30 * second)
  const reportLoss = (): void => {
    if (unlogged > 0)
      log.warn({ lost: unlogged, total: dropped }, 'events were lost: the store did not take them in time')
    unlogged = 0
  }
  timers.push(setInterval(reportLoss, minute).unref())

  const opening = connect()
  await Promise.race([opening, new Promise((resolve) => timers.push(setTimeout(resolve, openingMs).unref()))])

  return {
    record(event) {
      if (event.notMine) waiting.count(event)
      else waiting.push(event)
    },

    alreadyAnswered({ rule, client, patient, encounter, indicator, quietHours, now: asked }) {
      // Hashing costs more than all else here, and mostly nothing was overridden.
      if (hashes === undefined || memory.isEmpty()) return false
      const since = Date.parse(asked) - quietHours * hour
      return memory.answers({
        rule,
        client,
        patient: hashes.patient(client, patient),
        encounter: hashes.encounter(client, encounter),
        indicator,
        since,
      })
    },

    async feedback(service, client, entries) {
      // A card may be answered before its call is written. What stays unwritten for longer is joined later.
      if (entries.some(({ card }) => waiting.holds(card))) {
        await Promise.race([waiting.flush(), new Promise((resolve) => setTimeout(resolve, second).unref())])
      }
      const receivedAt = now().toISOString()
      const kept = options.storeComments ? entries : entries.map(({ comment: _comment, ...entry }) => entry)
      const { overrides, ...receipt } = await askOrRefuse(
        (open) => open.feedback({ service, client, entries: kept, receivedAt }),
        { diagnostics: ['Nothing was recorded.'] },
      )
      memory.learn(overrides)
      return receipt
    },

    trace: (hookInstance) =>
      askOrRefuse((open) => open.trace(hashes === undefined ? '' : hashes.hookInstance(hookInstance))),

    stats: (filter, granularity) =>
      askOrRefuse((open) => open.stats({ ...filter, granularity }, now().toISOString().slice(0, 10))),

    exportRows: (filter, format, nonAdherence) =>
      exported(
        {
          calls: (...args) => askOrRefuse((open) => open.calls(...args)),
          strays: (...args) => askOrRefuse((open) => open.strays(...args)),
        },
        filter,
        format,
        nonAdherence,
      ),

    replay: {
      shared,
      async remember(id, expires) {
        // Without the installation's key: replicas that were given different keys still refuse each other's tokens.
        const key = `jti ${createHash('sha256').update(id).digest('base64url')}`
        const until = new Date(expires * second).toISOString()
        try {
          return (await ask((open) => open.once(key, until, now().toISOString()))) ? 'new' : 'seen'
        } catch {
          return 'unavailable'
        }
      },
    },

    purge: () => askOrRefuse(purge),
    watch: () => askOrRefuse(watch),
    reconcile: () => askOrRefuse(reconcile),
    alarms: () => standing,

    health: () => ({ state, queue: waiting.size(), dropped }),

    async close(ms = 5 * second) {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      const limit = new Promise<void>((resolve) => timers.push(setTimeout(resolve, ms)))
      await Promise.race([waiting.flush(), limit])
      waiting.stop()
      if (waiting.size() > 0) lost(waiting.size())
      reportLoss()
      await Promise.race([engine?.close().catch(() => {}), limit])
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
