import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { root } from '../root.ts'
import { StoreError, through, type Engine, type Operations } from './engine.ts'
import type { Place, WorkerCall, WorkerReply } from './sqlite-worker.ts'

interface SqliteOptions {
  readonly dataDir: string
  /** Largest size of the file, in pages of 4 KiB; absent: as large as the disk lets it. */
  readonly maxPages?: number
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: StoreError) => void
  readonly timer: NodeJS.Timeout
}

/** Milliseconds until a call to the database counts as failed: before a proxy in front gives up (nginx: 10 s). */
const patience = 8_000

/**
 * Heap of the thread, in MB. It holds one batch or one page of an export at a time; given more, it would let garbage
 * pile up instead. A thread that needs more nevertheless ends, and is opened anew like one that failed.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 128 }
/** The same as the first of these limits: Node's flag holds for threads that start later, too, and would override it. */
const youngHeap = '--max-semi-space-size=1'

/** A thread for the embedded database, which loads by itself and touches no file before it is told to. */
export interface SqliteThread {
  /** Opens the database, once. @throws StoreError when it cannot be opened */
  open(options: SqliteOptions): Promise<Engine>
}

export function startSqlite(): SqliteThread {
  // The sources run as they are; in the build they have another extension.
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  setFlagsFromString(youngHeap)
  const worker = new Worker(new URL(`src/store/sqlite-worker${extension}`, root), { resourceLimits })
  const waiting = new Map<number, Waiting>()
  let dead: StoreError | undefined
  let onDeath: (() => void) | undefined
  let closing = false
  let calls = 0

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id)
    waiting.delete(id)
    clearTimeout(one?.timer)
    // An idle store does not keep the process up.
    if (waiting.size === 0) worker.unref()
    return one
  }
  const die = (code: string): void => {
    if (dead !== undefined) return
    dead = new StoreError(code)
    for (const id of waiting.keys()) settle(id)?.reject(dead)
    if (!closing) onDeath?.()
  }
  const carry = async (name: WorkerCall['name'], args: readonly unknown[]): Promise<unknown> => {
    if (dead !== undefined) throw dead
    calls += 1
    const id = calls
    worker.ref()
    const answer = new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(id)?.reject(new StoreError('STORE_TIMEOUT')), patience)
      waiting.set(id, { resolve, reject, timer })
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ id, name, args } satisfies WorkerCall)
    return answer
  }

  worker.on('message', (message: WorkerReply) => {
    const one = settle(message.id)
    if (!('failed' in message)) {
      one?.resolve(message.value)
      return
    }
    const { code, rejected } = message.failed
    one?.reject(new StoreError(code, rejected))
    if (code === 'STORE_FILE_GONE') {
      die(code)
      void worker.terminate()
    }
  })
  worker.on('error', () => die('STORE_THREAD_FAILED'))
  worker.on('exit', () => die('STORE_THREAD_ENDED'))

  const engine: Engine = {
    ...(through(carry) satisfies Operations),
    onDeath(callback) {
      onDeath = callback
      if (dead !== undefined) callback()
    },
    async close() {
      closing = true
      await carry('close', []).catch(() => {})
      await worker.terminate()
    },
  }
  return {
    async open({ dataDir, maxPages }) {
      const place: Place = {
        file: join(dataDir, 'store.sqlite'),
        ...(maxPages === undefined ? {} : { maxPages }),
      }
      try {
        await carry('open', [place])
      } catch (error) {
        closing = true
        await worker.terminate()
        throw error
      }
      return engine
    },
  }
}
