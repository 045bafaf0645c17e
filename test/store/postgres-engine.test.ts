import pg from 'pg'
import type { Store } from '../../src/store/store.ts'
import { aCall, anOverride, type Logged } from './events.ts'
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

it('leaves a server that only reads, as a standby does, as soon as there is one that writes', async () => {
  const { databaseUrl = '' } = await postgres()
  const logged: Logged[] = []
  const store = await storeAt({ dataDir: '/dev/null/none', databaseUrl }, {}, logged)
  const { card, service, client } = aCall()
  const answer = async (): Promise<unknown> => store.feedback(service, client, [anOverride(card.uuid)])
  const name = new URL(databaseUrl).pathname.slice(1)
  await tell(
    databaseUrl,
    `alter database ${name} set default_transaction_read_only = on`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
  )
  // The first may meet the connection that was just closed.
  await answer().catch(() => {})
  await expect(answer()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })

  await tell(
    databaseUrl,
    'set default_transaction_read_only = off',
    `alter database ${name} reset default_transaction_read_only`,
  )

  expect(await answer()).toMatchObject({ recorded: 1 })
  expect(logged.map(({ fields }) => fields)).toContainEqual({ code: '25006' })
})
