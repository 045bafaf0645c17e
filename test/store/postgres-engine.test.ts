import pg from 'pg'
import type { Store } from '../../src/store/store.ts'
import { aCall } from './events.ts'
import { eventually, places } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { postgres, storeAt } = places()

/** Has a database do something behind the store's back. */
async function tell(databaseUrl: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

it('keeps apart two stores in schemas of one database, whatever else lies beside them', async () => {
  const { dataDir, databaseUrl = '' } = await postgres()
  await tell(databaseUrl, 'create schema test', 'create schema live')
  const inSchema = async (schema: string): Promise<Store> =>
    storeAt({ dataDir, databaseUrl: `${databaseUrl}?options=-c%20search_path%3D${schema}` })
  const test = await inSchema('test')
  const live = await inSchema('live')
  test.record(aCall())

  await eventually(async () => (await test.stats({}, 'day')).totals.fired === 1)
  expect(live.health().state).toBe('ok')
  expect((await live.stats({}, 'day')).totals.fired).toBe(0)
})
