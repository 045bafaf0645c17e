import { randomUUID } from 'node:crypto'
import { StoreError } from './engine.ts'
import type { CallEvent } from './events.ts'
import { keyOf, merged, type Count } from './roll-up.ts'
import type { Batch } from './writing.ts'

export interface QueueOptions {
  readonly write: (batch: Batch) => Promise<void>
  /** Most events that wait; further ones are lost. */
  readonly capacity: number
  /** Longest an event waits while the store is well, in milliseconds. */
  readonly eventsMs: number
  /** The same for counts, which come with every call. */
  readonly countsMs: number
  /** Told of every loss as it happens. */
  readonly onLoss: (events: number) => void
}

/** What waits to be written. Pushing never waits and never throws; what finds no room is counted as lost. */
export interface Queue {
  push(event: CallEvent): void
  count(counts: readonly Count[]): void
  /** Writes what waits. @returns whether nothing waits any more */
  flush(): Promise<boolean>
  /** Whether a card's call has not been written yet. */
  holds(card: string): boolean
  size(): number
  /** Whether the last attempt to write failed. */
  failing(): boolean
  stop(): void
}

const eventsAtOnce = 500
/** Counts are few while the store is well; this bounds them while it is not. */
const mostCounts = 10_000
const longestPause = 15_000

export function queue({ write, capacity, eventsMs, countsMs, onLoss }: QueueOptions): Queue {
  let events: CallEvent[] = []
  let counts = new Map<string, Count>()
  /** Taken out of the queue, not yet acknowledged. They keep their ids, so that nothing counts twice. */
  let batches: Batch[] = []
  const cards = new Set<string>()
  let running: Promise<boolean> | undefined
  let timer: NodeJS.Timeout | undefined
  let due = Infinity
  let failures = 0
  let stopped = false
  /** Somebody waits until nothing waits. */
  let wholly = false

  const size = (): number => events.length + batches.reduce((sum, batch) => sum + batch.events.length, 0)

  const schedule = (ms: number): void => {
    const at = performance.now() + ms
    if (stopped || at >= due) return
    clearTimeout(timer)
    due = at
    timer = setTimeout(() => {
      // Also where a flush is running, which resets it only when it begins: nothing would be scheduled ever after.
      due = Infinity
      void run()
    }, ms).unref()
  }

  const take = (): Batch => {
    const batch = { id: randomUUID(), events: events.slice(0, eventsAtOnce), counts: merged(counts.values()) }
    events = events.slice(eventsAtOnce)
    counts = new Map()
    return batch
  }

  const done = (batch: Batch): void => {
    batches = batches.filter((one) => one !== batch)
    for (const { card } of batch.events) if (card !== undefined) cards.delete(card.uuid.toLowerCase())
  }

  /** One event that the database will never take must not hold up, or take along, the others. */
  const split = (batch: Batch): void => {
    if (batch.events.length + batch.counts.length <= 1) {
      onLoss(1)
      done(batch)
      return
    }
    const singles = [
      ...batch.events.map((event): Batch => ({ id: randomUUID(), events: [event], counts: [] })),
      ...batch.counts.map((count): Batch => ({ id: randomUUID(), events: [], counts: [count] })),
    ]
    batches = batches.flatMap((one) => (one === batch ? singles : [one]))
  }

  const isEmpty = (): boolean => batches.length === 0 && events.length === 0 && counts.size === 0
  /** By itself the queue writes once and lets more come together: every write waits for the disk. */
  const goesOn = (began: boolean): boolean =>
    wholly || !began ? !isEmpty() : batches.length > 0 || events.length >= eventsAtOnce

  const drain = async (): Promise<boolean> => {
    clearTimeout(timer)
    due = Infinity
    for (let began = false; goesOn(began); began = true) {
      if (batches.length === 0) batches.push(take())
      const [batch] = batches
      if (batch === undefined) continue
      try {
        await write(batch)
        failures = 0
        done(batch)
      } catch (error) {
        if (error instanceof StoreError && error.rejected) {
          split(batch)
          continue
        }
        failures += 1
        return false
      }
    }
    return isEmpty()
  }

  const run = (): Promise<boolean> => {
    running ??= drain().finally(() => {
      running = undefined
      wholly = false
      if (failures > 0) schedule(Math.min(longestPause, eventsMs * 2 ** failures))
      else if (events.length > 0) schedule(eventsMs)
      else if (counts.size > 0) schedule(countsMs)
    })
    return running
  }

  const flush = (): Promise<boolean> => {
    wholly = true
    return run()
  }

  return {
    push(event) {
      if (stopped || size() >= capacity) {
        onLoss(1)
        return
      }
      events.push(event)
      if (event.card !== undefined) cards.add(event.card.uuid.toLowerCase())
      if (failures > 0) return
      schedule(events.length >= eventsAtOnce ? 0 : eventsMs)
    },
    count(some) {
      for (const count of some) {
        const key = keyOf(count)
        const sum = counts.get(key)
        if (stopped || (sum === undefined && counts.size >= mostCounts)) onLoss(1)
        else counts.set(key, sum === undefined ? count : { ...sum, n: sum.n + count.n })
      }
      if (failures === 0) schedule(countsMs)
    },
    flush,
    holds: (card) => cards.has(card),
    size,
    failing: () => failures > 0,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
