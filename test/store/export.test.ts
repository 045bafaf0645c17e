import { randomUUID } from 'node:crypto'
import type { Filter } from '../../src/store/events.ts'
import type { Store } from '../../src/store/store.ts'
import { aCall, anOverride } from './events.ts'
import { eventually, places, textOf } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { engines, sqlite, storeAt } = places()

const csv = async (store: Store, filter: Filter = {}): Promise<Record<string, string>[]> => {
  const [head = '', ...lines] = (await textOf(store.exportRows(filter, 'csv', () => 'mapped'))).trimEnd().split('\r\n')
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index] ?? '', value])))
}

const ndjson = async (store: Store, filter: Filter = {}): Promise<Record<string, unknown>[]> =>
  (await textOf(store.exportRows(filter, 'ndjson', () => undefined)))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe.each(engines)('feedback on cards that never were, exported from %s', (_engine, place) => {
  const cards = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const
  let store: Store

  beforeEach(async () => {
    let now = '2026-03-01T00:00:00.000Z'
    store = await storeAt(await place(), { now: () => new Date(now) })
    const told = [
      ['2026-03-01T23:59:59.999Z', 'one', 'north'],
      ['2026-03-02T00:00:00.000Z', 'two', 'north'],
      ['2026-03-02T23:59:59.999Z', 'one', 'south'],
      ['2026-03-03T00:00:00.000Z', 'one', 'north'],
    ] as const
    for (const [index, [at, service, client]] of told.entries()) {
      now = at
      await store.feedback(service, client, [anOverride(cards[index] ?? '', { comment: 'words' })])
    }
  })

  it('stands behind the calls, with what is known of it, in both formats', async () => {
    const call = aCall()
    store.record(call)
    await eventually(async () => (await store.trace(call.hookInstance)).length === 1)

    const [first, second, ...more] = await csv(store)
    expect(first).toMatchObject({ outcome: 'spoke', card: call.card.uuid, feedback: '' })
    const nothing = { at: '', hook: '', rule: '', contentVersion: '', patient: '', ms: '', reads: '', accepted: '' }
    expect(second).toEqual({
      ...Object.fromEntries(Object.keys(first ?? {}).map((name) => [name, ''])),
      ...nothing,
      client: 'north',
      service: 'one',
      outcome: 'unknown-card',
      card: cards[0],
      feedback: 'overridden',
      feedbackAt: '2026-03-02T10:00:20.000Z',
      feedbackReceivedAt: '2026-03-01T23:59:59.999Z',
      reasons: 'urn:reasons|protocol',
    })
    expect(more).toHaveLength(3)
    const rows = await ndjson(store)
    expect(rows.map(({ kind }) => kind)).toEqual(['call', 'feedback', 'feedback', 'feedback', 'feedback'])
    expect(rows[1]).toEqual({
      kind: 'feedback',
      client: 'north',
      service: 'one',
      card: cards[0],
      outcome: 'overridden',
      outcomeAt: '2026-03-02T10:00:20.000Z',
      receivedAt: '2026-03-01T23:59:59.999Z',
      reasons: [{ code: 'protocol', system: 'urn:reasons' }],
    })
  })

  it.each<[string, Filter, readonly number[]]>([
    ['no filter', {}, [0, 1, 2, 3]],
    ['a first day', { from: '2026-03-02' }, [1, 2, 3]],
    ['a last day', { to: '2026-03-02' }, [0, 1, 2]],
    ['one day', { from: '2026-03-02', to: '2026-03-02' }, [1, 2]],
    ['a client', { client: 'south' }, [2]],
    ['a service', { service: 'two' }, [1]],
    ['a client and a service', { client: 'north', service: 'one' }, [0, 3]],
    ['a content version, which it has none of', { contentVersion: '1.0.0' }, []],
  ])('is narrowed by %s', async (_what, filter, expected) => {
    const uuids = expected.map((index) => cards[index])
    expect((await csv(store, filter)).map(({ card }) => card)).toEqual(uuids)
    expect((await ndjson(store, filter)).map(({ card }) => card)).toEqual(uuids)
  })
})

it('exports no comment that a spreadsheet takes for a formula, whatever it parts cells at', async () => {
  const store = await storeAt(sqlite(), { storeComments: true })
  const comments = ["x;=cmd|'/C calc'!A0", 'x\t+1', 'x\r\n@sum', '\t=1', '-1', 'a = b; c', 'well-known']
  await store.feedback(
    'a-rule-order-sign',
    'north',
    comments.map((comment) => anOverride(randomUUID(), { comment })),
  )
  const text = await textOf(store.exportRows({}, 'csv', () => undefined))

  expect(text.match(/(?<=\|protocol,,)(?:"[^"]*"|[^,\r]*)/g)).toEqual([
    `"x;'=cmd|'/C calc'!A0"`,
    `"x\t'+1"`,
    `"x\r\n'@sum"`,
    `"'\t'=1"`,
    `'-1`,
    `"a = b; c"`,
    'well-known',
  ])
})
