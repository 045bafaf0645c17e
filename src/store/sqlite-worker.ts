import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parentPort } from 'node:worker_threads'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, SqliteDialect, type SqliteDatabase as KyselyDatabase } from 'kysely'
import { asStoreError, StoreError, type Operations } from './engine.ts'
import { operations } from './operations.ts'
import { migrate, type Tables } from './schema.ts'

/** SQLite blocks its thread while it waits for the disk: so it has a thread of its own, which runs this file. */
export interface Place {
  readonly file: string
  /** Largest size of the file, in pages of 4 KiB. */
  readonly maxPages?: number
}

export interface WorkerCall {
  readonly id: number
  readonly name: keyof Operations | 'open' | 'close'
  readonly args: readonly unknown[]
}

export type WorkerReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: { readonly code: string; readonly rejected: boolean } }

const port = parentPort
if (port === null) throw new Error('This file runs in a worker thread')

const reply = (message: WorkerReply): void => port.postMessage(message)
const replyFailure = (id: number, error: unknown): void => {
  const { code, rejected } = asStoreError(error)
  reply({ id, failed: { code, rejected } })
}

/** Node's own recursive mkdir never returns on a file system that answers it with ENOENT, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  }
}

async function connect({ file, maxPages }: Place): Promise<SqliteDatabase.Database> {
  makeFolder(dirname(resolve(file)))
  // SQLite's other files take over the mode of this one, which holds the key of the hashes.
  closeSync(openSync(file, 'a', 0o600))
  for (let attempt = 1; ; attempt += 1) {
    const database = new SqliteDatabase(file, { timeout: 5000 })
    try {
      // Two processes that create one file meet SQLITE_BUSY here, whatever the timeout.
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = FULL')
      // What was deleted after its retention must not be readable in the file, nor in a backup of it.
      database.pragma('secure_delete = ON')
      // What one batch touches; the rest is held by the operating system, which also takes it back.
      database.pragma('cache_size = -4000')
      // Every batch touches most pages of an index of random ids: they are copied into the file once for many batches.
      database.pragma('wal_autocheckpoint = 4000')
      if (maxPages !== undefined) database.pragma(`max_page_count = ${maxPages}`)
      return database
    } catch (error) {
      database.close()
      if (attempt >= 50 || !asStoreError(error).code.startsWith('SQLITE_BUSY')) throw error
      await new Promise((wake) => setTimeout(wake, 20))
    }
  }
}

const mostStatements = 50

/** Keeps statements: preparing one of many rows takes longer than running it. */
function preparingOnce(database: SqliteDatabase.Database): KyselyDatabase {
  const prepared = new Map<string, SqliteDatabase.Statement>()
  return {
    close: () => void database.close(),
    prepare(sql) {
      // After a full disk SQLite has rolled back already: a failing second rollback would hide the real error.
      if (sql === 'rollback' && !database.inTransaction) return database.prepare('select 0')
      const statement = prepared.get(sql) ?? database.prepare(sql)
      // Moved to the end: the statement that was not used for longest is dropped.
      prepared.delete(sql)
      prepared.set(sql, statement)
      const [oldest] = prepared.keys()
      if (prepared.size > mostStatements && oldest !== undefined) prepared.delete(oldest)
      return statement
    },
  }
}

/** An open database. */
interface Served {
  readonly db: Kysely<Tables>
  readonly all: Operations
  assertPresent(): void
}

async function serve(place: Place): Promise<Served> {
  const database = await connect(place)
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: preparingOnce(database) }) })
  await migrate(db, 'sqlite')
  const { ino, dev } = statSync(place.file)
  return {
    db,
    all: operations(db, 'sqlite'),
    /** A deleted file still takes rows, and loses them when it is closed: nothing may be acknowledged there. */
    assertPresent() {
      const now = statSync(place.file, { throwIfNoEntry: false })
      if (now?.ino !== ino || now.dev !== dev) throw new StoreError('STORE_FILE_GONE')
    },
  }
}

let served: Served | undefined

async function run({ name, args }: WorkerCall): Promise<unknown> {
  if (name === 'open') {
    served = await serve(args[0] as Place)
    return undefined
  }
  if (name === 'close') return served?.db.destroy()
  if (served === undefined) throw new StoreError('STORE_NOT_OPEN')
  served.assertPresent()
  return (served.all[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
}

port.on('message', (call: WorkerCall) => {
  run(call)
    .then((value) => reply({ id: call.id, value }))
    .catch((error: unknown) => replyFailure(call.id, error))
    .finally(() => (call.name === 'close' ? port.close() : undefined))
})
