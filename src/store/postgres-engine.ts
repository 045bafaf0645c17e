import type { Socket } from 'node:net'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { asStoreError, StoreError, type Engine } from './engine.ts'
import { operations } from './operations.ts'
import { migrate, type Tables } from './schema.ts'

const { getTypeParser } = pg.types
/** Type ids of bigint and numeric. */
const wide: readonly number[] = [20, 1700]

/** PostgreSQL's code where a session may not write, `read_only_sql_transaction`. */
const readOnly = '25006'

/** Counts and ids come as bigint: none of them is beyond what a number holds. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((...args: Parameters<typeof getTypeParser>): unknown =>
    wide.includes(args[0]) ? Number : getTypeParser(...args)) as typeof getTypeParser,
}

/**
 * After a failover an unanswered query leaves a connection that may be dead, though nobody closed it; or the server's name led
 * to the standby for a moment, which only reads. Such a connection is destroyed, or the pool would give it to the next query.
 */
function abandonAfterFailover(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection
  let abandoned: unknown
  const asked = async (...args: readonly unknown[]): Promise<unknown> => {
    // A rollback that failed in another way would hide why.
    if (abandoned !== undefined) throw abandoned
    try {
      return await query(...args)
    } catch (error) {
      const isLate = error instanceof Error && error.message === 'Query read timeout'
      if (!isLate && (error as { code?: unknown }).code !== readOnly) throw error
      stream.destroy()
      abandoned = isLate ? new StoreError('STORE_TIMEOUT') : error
      throw abandoned
    }
  }
  Object.assign(client, { query: asked })
}

/** Tries a session: where pg gives no code (a server without TLS, a URL without a password) the error gets one here. */
async function reach(db: Kysely<Tables>): Promise<void> {
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    const failed = asStoreError(error)
    throw failed.code === 'Error' ? new StoreError('STORE_CONNECTION') : failed
  }
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
    query_timeout: 8_000,
    // An idle store does not keep the process up.
    allowExitOnIdle: true,
  })
  // The pool replaces a connection that breaks, and its query fails. Without these listeners it would end the process:
  // the pool's for idle connections, the client's for those in use.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    // Said after connecting: poolers in between refuse them as parameters of the connection. Compiling a query costs
    // more here than it saves.
    client.query("set statement_timeout = '7s'; set jit = off").catch(() => {})
    abandonAfterFailover(client)
  })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await reach(db)
    await migrate(db, 'postgres')
  } catch (error) {
    await db.destroy().catch(() => {})
    throw asStoreError(error)
  }
  return { ...operations(db, 'postgres'), onDeath: () => {}, close: () => db.destroy() }
}
