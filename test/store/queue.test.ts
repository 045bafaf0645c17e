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
  // 200 ms and more of events, written every 50 ms: not one by one.
  expect(written.length).toBeLessThan(15)

  expect([await waiting.flush(), waiting.size()]).toEqual([true, 0])
  expect(written.reduce((sum, count) => sum + count, 0)).toBe(40)
})
