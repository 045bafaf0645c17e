import SqliteDatabase from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { keeping, type Keeping } from '../../src/store/keeping.ts'
import { migrate, type Tables } from '../../src/store/schema.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
}, 30_000)
afterAll(async () => server.stop(), 30_000)

const place = { client: 'north', service: 'a-rule-order-sign', rule: 'a-rule', content_version: '1.0.0' }
const person = { patient: 'a hash', encounter: 'another', indicator: 'warning' as const }
const traced = { hook_instance: 'a hash', hook: 'order-sign', outcome: 'spoke', ms: 1, reads: 0 } as const
const lists = { evidence: '[]', missing: '[]', options: '[]' }
const told = { outcome: 'overridden', known: 1, suggestions: '[]', reasons: '[]', comment: 'words' } as const

describe.each([
  ['SQLite', async () => new SqliteDialect({ database: new SqliteDatabase(':memory:') })],
  [
    'PostgreSQL',
    async () => new PostgresDialect({ pool: new pg.Pool({ connectionString: await server.database(), max: 4 }) }),
  ],
] as const)('what is kept on %s', (engine, dialect) => {
  let db: Kysely<Tables>
  let kept: Keeping
  beforeEach(async () => {
    db = new Kysely<Tables>({ dialect: await dialect() })
    await migrate(db, engine === 'SQLite' ? 'sqlite' : 'postgres')
    kept = keeping(db)
  })
  afterEach(async () => db.destroy())

  /** One row of each instant in every table. */
  async function fill(instants: readonly string[]): Promise<void> {
    for (const at of instants) {
      const { client, service, rule } = place
      await db
        .insertInto('calls')
        .values({ ...place, ...person, ...traced, ...lists, at })
        .execute()
      await db
        .insertInto('cards')
        .values({ ...place, ...person, suggestions: '[]', uuid: at, at })
        .execute()
      await db
        .insertInto('feedback')
        .values({ ...told, client, service, card: at, outcome_at: at, received_at: at })
        .execute()
      await db
        .insertInto('overrides')
        .values({ ...person, client, rule, at })
        .execute()
      await db.insertInto('once').values({ key: at, expires: at }).execute()
    }
  }

  const counted = (metric: string, period: string, n: number, client = 'north') =>
    db
      .insertInto('counts')
      .values({ ...place, client, metric, period, detail: '', n })
      .execute()
  const counts = async (): Promise<string[]> =>
    (await db.selectFrom('counts').selectAll().orderBy('metric').orderBy('period').orderBy('client').execute()).map(
      ({ metric, period, client, n }) => `${metric} ${period} ${client} ${n}`,
    )

  it('is one key of the hashes, whatever else stands beside it', async () => {
    await db.insertInto('meta').values({ name: 'another', value: 'no key' }).execute()
    expect(await Promise.all([kept.hashKey('first'), kept.hashKey('first')])).toEqual(['first', 'first'])
    expect(await kept.hashKey('second')).toBe('first')
  })

  it('lets a key pass again only after the instant it expires at', async () => {
    const [expires, later] = ['2026-03-02T12:00:00.000Z', '2026-03-02T12:00:00.001Z']
    expect(await kept.once('a', expires, '2026-03-02T11:00:00.000Z')).toBe(true)
    expect(await kept.once('a', later, expires)).toBe(false)
    expect(await kept.once('a', later, later)).toBe(true)
    expect(await kept.once('a', later, later)).toBe(false)
    expect(await kept.once('b', later, later)).toBe(true)
  })

  it('tells overrides in pages, in the order of their ids, from an instant on', async () => {
    const since = '2026-03-02T12:00:00.000Z'
    await fill([since, '2026-03-02T11:59:59.999Z', '2026-03-02T14:00:00.000Z', '2026-03-02T13:00:00.000Z'])
    // What a row is rewritten as need not stand where it stood.
    await db.updateTable('overrides').set({ patient: 'a hash, too' }).where('at', '=', since).execute()
    const ids = async (after: number, limit: number): Promise<string[]> =>
      (await kept.overrides(after, since, limit)).map(({ id }) => String(id))
    expect(await ids(0, 10)).toEqual(['1', '3', '4'])
    expect(await ids(0, 2)).toEqual(['1', '3'])
    expect(await ids(3, 2)).toEqual(['4'])
    expect(await ids(4, 2)).toEqual([])
  })

  it('is deleted everywhere when its time is over, not a moment before, so many rows at a time', async () => {
    const [before, now] = ['2026-01-31T10:00:00.000Z', '2026-03-02T12:00:00.000Z']
    const past = ['2026-01-01T00:00:00.000Z', '2026-01-30T00:00:00.000Z', '2026-01-31T09:59:59.999Z']
    await fill([...past, before, now])
    for (const period of ['2026-01-29', '2026-01-30', '2026-01-30T23', '2026-01-31', '2026-01-31T05'])
      await counted('not-mine', period, 1)

    const deleted: number[] = []
    for (let rows = -1; rows !== 0 && deleted.length < 100; deleted.push(rows)) rows = await kept.purge(before, now, 2)

    // Two and one of each table; of what may pass once, all but that which expires now.
    expect(deleted).toEqual([...Array.from({ length: 4 }, () => [2, 1]).flat(), 2, 2, 2, 1, 0])
    const left = [before, now]
    const instants = [
      await db.selectFrom('calls').select('at').orderBy('at').execute(),
      await db.selectFrom('cards').select('at').orderBy('at').execute(),
      await db.selectFrom('feedback').select('received_at as at').orderBy('at').execute(),
      await db.selectFrom('overrides').select('at').orderBy('at').execute(),
    ]
    expect(instants.map((rows) => rows.map(({ at }) => at))).toEqual([left, left, left, left])
    expect(await db.selectFrom('once').select('expires').execute()).toEqual([{ expires: now }])
    expect(await counts()).toEqual(['not-mine 2026-01-31 north 1', 'not-mine 2026-01-31T05 north 1'])
  })

  it('folds old hours into days, so many at a time, and leaves days, younger hours and other counters', async () => {
    await counted('not-mine', '2026-02-01', 1)
    await counted('not-mine', '2026-02-01T10', 2)
    await counted('not-mine', '2026-02-01T11', 4)
    await counted('not-mine', '2026-02-01T11', 8, 'south')
    await counted('not-mine', '2026-02-02T00', 16)
    await counted('other', '2026-02-01T10', 32)

    const folded: number[] = []
    for (let turn = 0; turn < 3; turn += 1) folded.push(await kept.fold('2026-02-02', 2))

    expect(folded).toEqual([2, 1, 0])
    expect(await counts()).toEqual([
      'not-mine 2026-02-01 north 7',
      'not-mine 2026-02-01 south 8',
      'not-mine 2026-02-02T00 north 16',
      'other 2026-02-01T10 north 32',
    ])
  })
})
