import { StoreError } from '../../src/store/engine.ts'
import { queue, type QueueOptions } from '../../src/store/queue.ts'
import { cardOf } from '../../src/store/rows.ts'
import type { Batch } from '../../src/store/writing.ts'
import { aCall } from './events.ts'

const gone = new StoreError('GONE')

function queueWith(differs: Partial<QueueOptions> = {}) {
  const written: Batch[] = []
  const lost: number[] = []
  const waiting = queue({
    write: async (batch) => void written.push(batch),
    capacity: 1000,
    eventsMs: 5,
    countsMs: 10,
    onLoss: (events) => lost.push(events),
    ...differs,
  })
  return { waiting, written, lost }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
/** Waits for what happens by itself: on a busy machine it takes its time. */
const soon = async (check: () => boolean): Promise<void> => {
  for (const end = Date.now() + 10_000; Date.now() < end && !check();) await pause(5)
}
const long = 3_600_000

const events = (batches: readonly Batch[]): number => batches.reduce((sum, batch) => sum + batch.events.length, 0)

it('writes at most 2000 events at once', async () => {
  const { waiting, written } = queueWith({ capacity: 10_000 })
  for (let index = 0; index < 5000; index += 1) waiting.push(aCall())

  expect(await waiting.flush()).toBe(true)

  expect(written.map((batch) => batch.events.length)).toEqual([2000, 2000, 1000])
})

it('writes by itself, counts together with events', async () => {
  const { waiting, written } = queueWith()
  waiting.count(aCall())
  waiting.count(aCall())

  await new Promise((resolve) => setTimeout(resolve, 60))

  expect(written).toHaveLength(1)
  expect(written[0]?.counts.map(({ metric, period, n }) => [metric, period, n])).toEqual([
    ['not-mine', '2026-03-02T10', 2],
    ['not-mine-latency', '2026-03-02', 2],
  ])
})

it('tries the same batch again under the same id, so that it counts once when only the answer was lost', async () => {
  const ids: string[] = []
  const { waiting } = queueWith({
    write: async ({ id }) => {
      ids.push(id)
      if (ids.length < 3) throw gone
    },
  })
  const call = aCall()
  waiting.push(call)

  expect([await waiting.flush(), waiting.failing(), waiting.holds(call.card.uuid), waiting.size()]).toEqual([
    false,
    true,
    true,
    1,
  ])
  await waiting.flush()
  expect([await waiting.flush(), waiting.failing(), waiting.holds(call.card.uuid), waiting.size()]).toEqual([
    true,
    false,
    false,
    0,
  ])
  expect(new Set(ids).size).toBe(1)
})

it('loses only what finds no room, and counts it', async () => {
  const { waiting, written, lost } = queueWith({ capacity: 10 })
  for (let index = 0; index < 13; index += 1) waiting.push(aCall())

  await waiting.flush()

  expect([events(written), lost]).toEqual([10, [1, 1, 1]])
})

it('loses only the event that will never be taken, and finds it in few attempts', async () => {
  const poison = aCall()
  const written: (string | null)[] = []
  let counted = 0
  let attempts = 0
  const { waiting, lost } = queueWith({
    write: async ({ events: some, counts }) => {
      attempts += 1
      if (some.some((event) => cardOf(event) === poison.card.uuid)) throw new StoreError('22021', true)
      written.push(...some.map(cardOf))
      counted += counts.length
    },
  })
  const calls = Array.from({ length: 100 }, (_, index) => (index === 37 ? poison : aCall()))
  for (const call of calls) waiting.push(call)
  waiting.count(aCall())

  expect(await waiting.flush()).toBe(true)

  expect(written).toEqual(calls.flatMap((call) => (call === poison ? [] : [call.card.uuid])))
  expect([counted, lost, waiting.size(), waiting.holds(poison.card.uuid)]).toEqual([2, [1], 0, false])
  expect(attempts).toBeLessThan(20)
})

it('does not grow without end on counts while the store is away', async () => {
  const { waiting, lost } = queueWith({ write: async () => Promise.reject(gone) })
  for (let index = 0; index < 30_000; index += 1) waiting.count(aCall())

  expect(lost).toEqual([])
  for (let index = 0; index < 12_000; index += 1) waiting.count(aCall({ client: `client-${index}` }))
  expect(lost.length).toBeGreaterThan(0)
})

it('tells what it gives up when it is stopped: events and calls that are only counted', async () => {
  const { waiting } = queueWith({ write: async () => Promise.reject(gone) })
  for (let index = 0; index < 500; index += 1) waiting.count(aCall())
  waiting.push(aCall())
  await waiting.flush()
  for (let index = 0; index < 20; index += 1) waiting.count(aCall())

  expect(waiting.stop()).toBe(521)
})

it('takes nothing after it was stopped', async () => {
  const { waiting, written, lost } = queueWith()
  waiting.stop()
  waiting.push(aCall())
  waiting.count(aCall())

  await waiting.flush()

  expect([written, lost]).toEqual([[], [1, 1]])
})

it('goes on writing when events arrive while a write takes longer than they may wait', async () => {
  const written: Batch[] = []
  const { waiting } = queueWith({
    write: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      written.push(batch)
    },
  })
  waiting.push(aCall())
  await new Promise((resolve) => setTimeout(resolve, 15))
  // The first is being written; the timer of the second rings before that ends.
  waiting.push(aCall())
  await new Promise((resolve) => setTimeout(resolve, 120))
  waiting.push(aCall())
  await new Promise((resolve) => setTimeout(resolve, 120))

  expect([events(written), waiting.size()]).toEqual([3, 0])
})

it('lets events come together while it writes, and writes all at once where somebody waits for them', async () => {
  const written: number[] = []
  const { waiting } = queueWith({
    eventsMs: 50,
    write: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      written.push(batch.events.length)
    },
  })
  for (let index = 0; index < 40; index += 1) {
    waiting.push(aCall())
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  // 200 ms and more of events, written every 50 ms: not one by one, and not only when no more come.
  expect(written.length).toBeGreaterThan(0)
  expect(written.length).toBeLessThan(15)

  expect([await waiting.flush(), waiting.size()]).toEqual([true, 0])
  expect(written.reduce((sum, count) => sum + count, 0)).toBe(40)
})

it('gives every batch an id of its own, also the halves of one', async () => {
  const ids: string[] = []
  const poison = aCall()
  const { waiting } = queueWith({
    write: async ({ id, events: some }) => {
      ids.push(id)
      if (some.some((event) => cardOf(event) === poison.card.uuid)) throw new StoreError('22021', true)
    },
  })
  for (const call of [aCall(), poison, aCall(), aCall()]) waiting.push(call)
  await waiting.flush()
  waiting.push(aCall())
  await waiting.flush()

  expect(ids.length).toBeGreaterThan(4)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[\da-f-]{36}$/)
})

/** What of so many events and the counts of so many places is lost and kept when one of them is always rejected. */
async function rejecting(calls: number, places: number, bad: number) {
  const kept: string[] = []
  const keysOf = (batch: Batch): string[] => [
    ...batch.events.map((event) => cardOf(event) ?? ''),
    ...batch.counts.map(({ metric, client, n }) => `${metric} ${client} ${n}`),
  ]
  const cards = Array.from({ length: calls }, () => aCall())
  const clients = Array.from({ length: places }, (_, index) => `client-${index}`)
  const all = [
    ...cards.map(({ card }) => card.uuid),
    ...clients.flatMap((client) => [`not-mine ${client} 1`, `not-mine-latency ${client} 1`]),
  ]
  const { waiting, lost } = queueWith({
    write: async (batch) => {
      if (keysOf(batch).includes(all[bad] ?? '')) throw new StoreError('22021', true)
      kept.push(...keysOf(batch))
    },
  })
  for (const call of cards) waiting.push(call)
  for (const client of clients) waiting.count(aCall({ client }))
  const isWritten = await waiting.flush()
  return { isWritten, lost, size: waiting.size(), kept: kept.toSorted(), good: all.toSpliced(bad, 1).toSorted() }
}

it('loses one event or one count that is rejected, and nothing else, wherever it stands', async () => {
  for (let calls = 0; calls <= 5; calls += 1)
    for (let places = 0; places <= 3; places += 1)
      for (let bad = 0; bad < calls + 2 * places; bad += 1) {
        const { good, ...rest } = await rejecting(calls, places, bad)
        expect(rest).toEqual({ isWritten: true, lost: [1], size: 0, kept: good })
      }
})

it('writes an event as soon as events are, also where counts wait for longer', async () => {
  const { waiting, written } = queueWith({ countsMs: long })
  waiting.count(aCall())
  waiting.push(aCall())

  await soon(() => written.length > 0)

  expect(events(written)).toBe(1)
})

it('writes at once when a whole batch waits, and goes on while there is another', async () => {
  const { waiting, written } = queueWith({ capacity: 10_000, eventsMs: long, countsMs: long })
  await waiting.flush()
  for (let index = 0; index < 4500; index += 1) waiting.push(aCall())

  await soon(() => events(written) >= 4000)
  await pause(50)

  expect(written.map((batch) => batch.events.length)).toEqual([2000, 2000])
  expect(waiting.size()).toBe(500)
})

it('writes by itself also after somebody had it write', async () => {
  const { waiting, written } = queueWith({ countsMs: 5 })
  waiting.push(aCall())
  await waiting.flush()
  waiting.push(aCall())
  await soon(() => events(written) === 2)
  expect(events(written)).toBe(2)

  waiting.count(aCall())
  await waiting.flush()
  waiting.count(aCall())
  await soon(() => written.length === 4)
  expect(written).toHaveLength(4)
})

it('writes all but what is rejected by itself, too', async () => {
  const poison = aCall()
  const { waiting, lost } = queueWith({
    write: async ({ events: some }) => {
      if (some.some((event) => cardOf(event) === poison.card.uuid)) throw new StoreError('22021', true)
    },
  })
  for (const call of [poison, aCall(), aCall(), aCall()]) waiting.push(call)

  await soon(() => waiting.size() === 0)

  expect([lost, waiting.size()]).toEqual([[1], 0])
})

it('writes the events that came while it wrote, also where no more come', async () => {
  const { waiting, written } = queueWith({
    write: async (batch) => {
      if (written.length === 0) waiting.push(aCall())
      await pause(60)
      written.push(batch)
    },
  })
  waiting.push(aCall())

  await soon(() => written.length === 2)

  expect(events(written)).toBe(2)
})

it('writes the counts that came while it wrote', async () => {
  const { waiting, written } = queueWith({
    write: async (batch) => {
      if (written.length === 0) waiting.count(aCall())
      await pause(20)
      written.push(batch)
    },
  })
  waiting.push(aCall())

  await soon(() => written.length === 2)

  expect(written.map((batch) => [batch.events.length, batch.counts.length])).toEqual([
    [1, 0],
    [0, 2],
  ])
})

it('tries again by itself, less and less often, and not for what comes meanwhile', async () => {
  let attempts = 0
  let away = true
  const { waiting, written } = queueWith({
    eventsMs: 20,
    countsMs: 20,
    write: async (batch) => {
      attempts += 1
      if (away) throw gone
      written.push(batch)
    },
  })
  for (let turn = 0; turn < 100; turn += 1) {
    waiting.push(aCall())
    waiting.count(aCall())
    await pause(10)
  }
  // 20 ms, and from then on 40, 80, 160, 320 and so on.
  expect(attempts).toBeGreaterThan(1)
  expect(attempts).toBeLessThan(10)
  away = false
  await soon(() => waiting.size() === 0)
  expect([events(written), waiting.failing()]).toEqual([100, false])
})

it('writes nothing by itself after it was stopped, whatever waited or was being written', async () => {
  let attempts = 0
  const { waiting } = queueWith({
    write: async () => {
      attempts += 1
      await pause(20)
      throw gone
    },
  })
  waiting.push(aCall())
  await soon(() => attempts === 1)
  expect(waiting.stop()).toBe(1)
  await pause(150)
  expect(attempts).toBe(1)

  const other = queueWith()
  other.waiting.push(aCall())
  other.waiting.stop()
  await pause(100)
  expect(other.written).toEqual([])
})
