import { days, hours } from '../../cards/time.ts'
import type { Alarm } from './alarm.ts'
import type { Connection, StoreLog } from './connection.ts'
import type { Engine } from './engine.ts'
import type { OverrideMemory } from './override-memory.ts'
import type { ListedReason } from './reasons.ts'
import { dayOf } from './roll-up.ts'

interface UpkeepOptions {
  readonly connection: Connection
  readonly memory: OverrideMemory
  readonly retentionDays: number
  readonly reasons: readonly ListedReason[]
  readonly log: StoreLog
  readonly now: () => Date
}

const second = 1000
const minute = 60 * second
/** How long overrides are held in memory: the longest quiet time. */
const memoryDays = 31
/** For how many days calls without a relevant order are counted by the hour; after that, by the day. */
const hourDays = 14
/**
 * Transactions may commit out of the order of their ids, so this many ids back are read again: few every second, and every
 * minute as many as one call of feedback may bring.
 */
const overlap = 100
const overlapOfMinute = 1_000
const rowsAtOnce = 500

/** What a store does by itself from time to time. */
export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #reported = new Set<string>()
  #alarms: readonly Alarm[] = []
  #lastOverride = 0

  constructor(options: UpkeepOptions) {
    this.#options = options
  }

  /** The rates and numbers of calls that had left their own history when last looked at. */
  get alarms(): readonly Alarm[] {
    return this.#alarms
  }

  /** @param shared other replicas write to the same database: their overrides are learned within a second */
  start(shared: boolean): void {
    const { connection } = this.#options
    if (shared) connection.every(second, (open) => this.#learnNew(open, overlap))
    connection.every(minute, (open) => this.reconcile(open))
    // Soon after the start as well: a service that is restarted every day must delete and watch, too.
    connection.every(hours(1), (open) => this.watch(open), 10 * second)
    connection.every(hours(1), (open) => this.purge(open), 30 * second)
  }

  /** Learns the overrides with an id above `from` that may still silence a card. */
  async learn(open: Engine, from = 0): Promise<void> {
    const { memory } = this.#options
    for (let after = from; ;) {
      const overrides = await open.overrides(after, this.#ago(memoryDays), rowsAtOnce)
      memory.learn(overrides)
      after = overrides.at(-1)?.id ?? after
      this.#lastOverride = Math.max(this.#lastOverride, after)
      if (overrides.length < rowsAtOnce) return
    }
  }

  /** Deletes what is past its time and folds old hours into days, in small steps. */
  async purge(open: Engine): Promise<void> {
    const { connection, memory, retentionDays, now } = this.#options
    memory.forget(Date.parse(this.#ago(memoryDays)))
    for (;;) {
      const deleted = await open.purge(this.#ago(retentionDays), now().toISOString(), rowsAtOnce)
      const folded = await open.fold(dayOf(this.#ago(hourDays)), rowsAtOnce)
      if (deleted + folded === 0 || connection.isStopped) return
      // Feedback may be waiting for the database: let it in between.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Looks for rates that have left their own history, and logs each once. */
  async watch(open: Engine): Promise<void> {
    const { log, now } = this.#options
    this.#alarms = await open.alarms(dayOf(now().toISOString()))
    for (const alarm of this.#alarms) {
      const key = [alarm.client, alarm.service, alarm.kind, alarm.day].join('\n')
      if (this.#reported.has(key)) continue
      this.#reported.add(key)
      log.warn({ ...alarm }, 'a rate has left its own history')
    }
  }

  /** Joins feedback with cards that were written after it. */
  async reconcile(open: Engine): Promise<void> {
    const { connection, reasons } = this.#options
    while (!connection.isStopped && (await open.reconcile(this.#ago(1), reasons))) continue
    // Feedback whose answer came too late to be learned from is learned here.
    await this.#learnNew(open, overlapOfMinute)
  }

  #learnNew(open: Engine, again: number): Promise<void> {
    return this.learn(open, Math.max(0, this.#lastOverride - again))
  }

  #ago(n: number): string {
    return new Date(this.#options.now().getTime() - days(n)).toISOString()
  }
}
