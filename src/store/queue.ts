import { randomUUID } from 'node:crypto'
import { StoreError } from './engine.ts'
import type { CallEvent } from './events.ts'
import { hourly, passing, type Count } from './roll-up.ts'
import { cardOf, recorded, type Recorded } from './rows.ts'
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
interface Queue {
  push(event: CallEvent): void
  /** Counts a call that held no order of the recommendation's. */
  count(call: CallEvent): void
  /** Writes what waits. @returns whether nothing waits any more */
  flush(): Promise<boolean>
  /** Whether a card's call has not been written yet. */
  holds(card: string): boolean
  size(): number
  /** Whether the last attempt to write failed. */
  failing(): boolean
  /** Accepts nothing more, and gives up what waits. @returns how many calls were given up, including those only counted */
  stop(): number
}

/** To hand over more at once would hold up the calls that come in meanwhile. */
const eventsAtOnce = 2000
const mostPlaces = 2000
const longestPause = 15_000

const callsIn = (counts: readonly Count[]): number =>
  counts.reduce((sum, { metric, n }) => (metric === hourly ? sum + n : sum), 0)

export function queue({ write, capacity, eventsMs, countsMs, onLoss }: QueueOptions): Queue {
  /** As the rows they become: a third of an event's memory, and no tree of objects for the garbage collector to walk. */
  let events: Recorded[] = []
  const counts = passing(mostPlaces)
  /** Taken out of the queue, not yet acknowledged. They keep their ids, so that nothing counts twice. */
  let batches: Batch[] = []
  let taken = 0
  const cards = new Set<string>()
  let running: Promise<boolean> | undefined
  let timer: NodeJS.Timeout | undefined
  let due = Infinity
  let failures = 0
  let stopped = false
  /** Whether somebody waits for the queue to be empty. */
  let wholly = false

  const size = (): number => events.length + taken

  const schedule = (ms: number): void => {
    const at = performance.now() + ms
    if (stopped || at >= due) return
    clearTimeout(timer)
    due = at
    timer = setTimeout(() => {
      // Reset here as well: a flush that is running does so only at its beginning, and nothing would be scheduled any more.
      due = Infinity
      void run()
    }, ms).unref()
  }

  const take = (): Batch => {
    const batch = { id: randomUUID(), events: events.slice(0, eventsAtOnce), counts: counts.take() }
    events = events.slice(eventsAtOnce)
    taken += batch.events.length
    return batch
  }

  const done = (batch: Batch): void => {
    batches = batches.filter((one) => one !== batch)
    taken -= batch.events.length
    for (const event of batch.events) cards.delete(cardOf(event) ?? '')
  }

  /** One event that the database rejects must not hold up the others, or be lost with them: halving the batch finds it. */
  const split = (batch: Batch): void => {
    if (batch.events.length + batch.counts.length <= 1) {
      onLoss(1)
      done(batch)
      return
    }
    const part = (some: Pick<Batch, 'events' | 'counts'>): Batch => ({ id: randomUUID(), ...some })
    const half = batch.events.length === 1 ? 1 : batch.events.length >> 1
    const middle = batch.events.length === 0 ? batch.counts.length >> 1 : 0
    const halves = [
      part({ events: batch.events.slice(0, half), counts: batch.counts.slice(0, middle) }),
      part({ events: batch.events.slice(half), counts: batch.counts.slice(middle) }),
    ]
    batches = batches.flatMap((one) => (one === batch ? halves : [one]))
  }

  const isEmpty = (): boolean => batches.length === 0 && events.length === 0 && counts.isEmpty()
  /** Unless somebody waits, the queue writes one batch and then collects more: every write waits for the disk. */
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
      else if (!counts.isEmpty()) schedule(countsMs)
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
      const row = recorded(event)
      events.push(row)
      const card = cardOf(row)
      if (card !== null) cards.add(card)
      if (failures > 0) return
      schedule(events.length >= eventsAtOnce ? 0 : eventsMs)
    },
    count(call) {
      if (stopped || !counts.add(call)) onLoss(1)
      // A timer that is running fires earlier than this one would; to look at the clock for every call is not free.
      else if (failures === 0 && due === Infinity) schedule(countsMs)
    },
    flush,
    holds: (card) => cards.has(card),
    size,
    failing: () => failures > 0,
    stop() {
      stopped = true
      clearTimeout(timer)
      return size() + callsIn([...batches.flatMap((batch) => batch.counts), ...counts.take()])
    },
  }
}
