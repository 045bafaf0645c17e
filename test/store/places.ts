import type { CallEvent } from '../../src/store/events.ts'
import { openStore, type Store, type StoreOptions } from '../../src/store/store.ts'
import { storeOptions, type Logged } from './events.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'
import { aFolder } from '../server/process.ts'

/** Where a fresh store lives. */
type Place = Pick<StoreOptions, 'dataDir' | 'databaseUrl'>

interface Places {
  readonly sqlite: () => Place
  readonly postgres: () => Promise<Place>
  /** Both, for `describe.each`. */
  readonly engines: readonly (readonly [string, () => Place | Promise<Place>])[]
  /** Opens a store, which is closed after the test. */
  readonly storeAt: (place: Place, differs?: Partial<StoreOptions>, logged?: Logged[]) => Promise<Store>
}

/** A PostgreSQL for the tests of one file, taken away after them, and folders. */
export function places(): Places {
  let server: PostgresServer
  const open: Store[] = []

  beforeAll(async () => {
    server = await startPostgres()
  }, 30_000)

  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()))
  })

  afterAll(() => server.stop(), 30_000)

  const sqlite = (): Place => ({ dataDir: aFolder() })
  const postgres = async (): Promise<Place> => ({ dataDir: '/dev/null/none', databaseUrl: await server.database() })
  return {
    sqlite,
    postgres,
    engines: [
      ['SQLite', sqlite],
      ['PostgreSQL', postgres],
    ],
    async storeAt(place, differs = {}, logged = []) {
      const store = await openStore(storeOptions({ ...place, ...differs }, logged))
      open.push(store)
      return store
    },
  }
}

/** Waits for what happens in the background. */
export async function eventually(check: () => unknown, ms = 20_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await check())) {
    if (Date.now() > end) throw new Error('It did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** Was the card of this call answered, asked two hours after it? */
export const question = (call: CallEvent) => ({
  rule: call.rule,
  client: call.client,
  patient: call.patient,
  encounter: call.encounter ?? '',
  indicator: 'warning' as const,
  quietHours: 24,
  now: '2026-03-02T12:00:00.000Z',
})

/** All of an export. */
export async function textOf(rows: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of rows) text += part
  return text
}
