import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { asStoreError, type Engine } from './engine.ts'
import { operations } from './operations.ts'
import { migrate, type Tables } from './schema.ts'

const { getTypeParser } = pg.types
/** Type ids of bigint and numeric. */
const wide: readonly number[] = [20, 1700]

/** Counts and ids come as bigint: none of ours is beyond what a number holds. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((...args: Parameters<typeof getTypeParser>): unknown =>
    wide.includes(args[0]) ? Number : getTypeParser(...args)) as typeof getTypeParser,
}

/** Connects to PostgreSQL. @throws StoreError when it does not answer or cannot be migrated */
export async function openPostgres(databaseUrl: string): Promise<Engine> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'cds-hooks',
    max: 4,
    types,
    keepAlive: true,
    connectionTimeoutMillis: 2000,
    query_timeout: 12_000,
    // An idle store does not keep the process up.
    allowExitOnIdle: true,
  })
  // A connection that breaks is replaced by the pool, and its query fails; without listeners it would end the process:
  // the pool's is for idle ones, the client's for those in use.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    // Said after connecting: poolers in between refuse them as parameters of the connection. Compiling a query costs
    // more here than it saves.
    client.query("set statement_timeout = '10s'; set jit = off").catch(() => {})
  })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db, 'postgres')
  } catch (error) {
    await db.destroy().catch(() => {})
    throw asStoreError(error)
  }
  return { ...operations(db, 'postgres'), onDeath: () => {}, close: () => db.destroy() }
}
