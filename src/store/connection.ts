import { failure, retryAfter, type FailureDetail } from '../errors.ts'
import { within } from '../within.ts'
import { asStoreError, type Engine, type StoreError } from './engine.ts'

export interface StoreLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

interface ConnectionOptions {
  readonly open: () => Promise<Engine>
  /** Reads what has to be known from a database before it is asked anything else. */
  readonly greet: (opened: Engine) => Promise<void>
  readonly onOpen: () => void
  /** Whether the last attempt to write what waits failed. */
  readonly isBehind: () => boolean
  readonly log: StoreLog
}

const second = 1000
/** Longest pause between two attempts to open a database. */
const longestPause = 30 * second

/** The way to a database that comes and goes: opened in the background, time and again, and asked while it is there. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #timers: NodeJS.Timeout[] = []
  #retry: NodeJS.Timeout | undefined
  #engine: Engine | undefined
  #state: 'ok' | 'degraded' = 'degraded'
  /** The reason for its absence that was logged last. */
  #told: string | undefined
  #tries = 0
  #stopped = false

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Whether the database did what it was last asked to do. */
  get state(): 'ok' | 'degraded' {
    return this.#state
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  /** Begins to connect, and waits for it at most `ms` milliseconds. */
  open(ms: number): Promise<void> {
    return within(ms, this.#connect(), undefined)
  }

  /**
   * Asks the database, and learns from that whether it is well.
   * @param writes whether the queue is being written: a full store still reads, and takes a row now and then, but is not well
   * @throws StoreError
   */
  async ask<T>(work: (engine: Engine) => Promise<T>, writes = false): Promise<T> {
    if (this.#engine === undefined) throw asStoreError({ code: 'STORE_NOT_OPEN' })
    try {
      const value = await work(this.#engine)
      if (writes || !this.#options.isBehind()) this.#well()
      return value
    } catch (error) {
      const known = asStoreError(error)
      if (known.rejected) this.#options.log.error({ code: known.code }, 'the store rejected what it was given')
      else this.#ill(known)
      throw known
    }
  }

  /** The same for somebody who waits. @throws Failure STORE_UNAVAILABLE */
  async askOrRefuse<T>(work: (engine: Engine) => Promise<T>, detail: FailureDetail = {}): Promise<T> {
    try {
      return await this.ask(work)
    } catch {
      throw failure('STORE_UNAVAILABLE', { ...retryAfter(30), ...detail })
    }
  }

  /**
   * Does work again and again, never twice at once, while the database is there. What fails is logged, and tried again next time.
   * @param first milliseconds to the first time
   */
  every(ms: number, work: (engine: Engine) => Promise<void>, first = ms): void {
    let busy = false
    const run = async (): Promise<void> => {
      if (busy || this.#engine === undefined) return
      busy = true
      await this.ask(work).catch(() => {})
      busy = false
    }
    this.#timers.push(setInterval(() => void run(), ms).unref())
    if (first !== ms) this.#timers.push(setTimeout(() => void run(), first).unref())
  }

  /** Begins nothing more. What is asked is still answered. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async close(): Promise<void> {
    this.stop()
    await this.#engine?.close().catch(() => {})
  }

  async #connect(): Promise<void> {
    this.#tries += 1
    let opened: Engine | undefined
    try {
      opened = await this.#options.open()
      await this.#options.greet(opened)
      if (this.#stopped) return await opened.close()
      this.#engine = opened
      this.#tries = 0
      opened.onDeath(() => {
        this.#engine = undefined
        void this.#connect()
      })
      // It may have died in the meantime: `onDeath` then reports it at once.
      if (this.#engine !== opened) return
      this.#well()
      this.#options.onOpen()
    } catch (error) {
      this.#ill(asStoreError(error))
      await opened?.close().catch(() => {})
      if (this.#stopped) return
      const pause = Math.min(longestPause, second * 2 ** Math.min(this.#tries, 5))
      this.#retry = setTimeout(() => void this.#connect(), pause).unref()
    }
  }

  #well(): void {
    if (this.#state === 'ok') return
    this.#state = 'ok'
    this.#told = undefined
    this.#options.log.info({}, 'the store is available')
  }

  #ill({ code }: StoreError): void {
    if (this.#stopped) return
    if (this.#told === code) return
    this.#state = 'degraded'
    this.#told = code
    this.#options.log.error({ code }, 'the store is not available: cards are answered, feedback is refused until it is')
  }
}
