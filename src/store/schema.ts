import { sql, type ColumnDefinitionBuilder, type CreateTableBuilder, type Generated, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { CallEvent, FeedbackEntry } from './events.ts'

export type Dialect = 'sqlite' | 'postgres'

type JsonText = string

/** One row a traced hook call. Ids of patient, encounter and hook instance are keyed hashes. */
export interface CallsTable {
  id: Generated<number>
  at: string
  hook_instance: string
  hook: CallEvent['hook']
  service: string
  client: string
  rule: string
  content_version: string
  patient: string
  encounter: string | null
  outcome: CallEvent['outcome']
  because: string | null
  table_row: string | null
  indicator: Exclude<CallEvent['indicator'], undefined> | null
  evidence: JsonText
  missing: JsonText
  options: JsonText
  card: string | null
  ms: number
  reads: number
}

/** One row an issued card: what feedback is joined with. */
export interface CardsTable {
  uuid: string
  at: string
  service: string
  client: string
  rule: string
  content_version: string
  patient: string
  encounter: string | null
  indicator: string
  suggestions: JsonText
}

export interface FeedbackTable {
  id: Generated<number>
  client: string
  service: string
  card: string
  outcome: FeedbackEntry['outcome']
  outcome_at: string
  received_at: string
  /** 1 when the card is one that this service issued to this client. */
  known: number
  suggestions: JsonText
  reasons: JsonText
  comment: string | null
}

/** Overrides that can silence: written once, read by every replica. */
export interface OverridesTable {
  id: Generated<number>
  at: string
  client: string
  rule: string
  patient: string
  encounter: string
  indicator: string
}

/**
 * Roll-ups. `period` is a UTC day (`2026-01-31`), or an hour (`2026-01-31T05`) of the last weeks for `not-mine`.
 * `metric` comes first in the key: every question asks for some metrics over a range of days.
 */
export interface CountsTable {
  metric: string
  period: string
  client: string
  service: string
  rule: string
  content_version: string
  detail: string
  n: number
}

/** Keys that may pass once: JWT ids until they expire, and batches whose acknowledgement may have been lost. */
interface OnceTable {
  key: string
  expires: string
}

export interface Tables {
  meta: { name: string; value: string }
  calls: CallsTable
  cards: CardsTable
  feedback: FeedbackTable
  overrides: OverridesTable
  counts: CountsTable
  once: OnceTable
}

export type Database = Kysely<Tables>

type Table = CreateTableBuilder<string, string>

const notNull = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull()

const first = (dialect: Dialect): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    const postgres = dialect === 'postgres'
    // Text is compared byte by byte on both engines: a locale might sort instants and days differently.
    const text = postgres ? sql`text collate "C"` : sql`text`
    const table = (name: string): Table => db.schema.createTable(name)
    const numbered = (name: string): Table =>
      table(name).addColumn('id', postgres ? 'bigserial' : 'integer', (column) =>
        postgres ? column.primaryKey() : column.primaryKey().autoIncrement(),
      )
    const named = (name: string, key: string): Table =>
      table(name).addColumn(key, text, (column) => column.primaryKey())
    /** Adds columns of text, named with blanks between them; those whose names end in `?` may be null. */
    const withText = (to: Table, names: string): Table =>
      names
        .split(' ')
        .reduce(
          (before, name) =>
            name.endsWith('?') ? before.addColumn(name.slice(0, -1), text) : before.addColumn(name, text, notNull),
          to,
        )
    const index = (name: string, on: string, column: string): Promise<void> =>
      db.schema.createIndex(name).on(on).column(column).execute()

    await withText(named('meta', 'name'), 'value').execute()

    const call = 'at hook_instance hook service client rule content_version patient encounter?'
    await withText(numbered('calls'), `${call} outcome because? table_row? indicator? evidence missing options card?`)
      .addColumn('ms', 'double precision', notNull)
      .addColumn('reads', 'integer', notNull)
      .execute()
    await index('calls_hook_instance', 'calls', 'hook_instance')
    await index('calls_at', 'calls', 'at')

    const card = 'at service client rule content_version patient encounter? indicator suggestions'
    await withText(named('cards', 'uuid'), card).execute()
    await index('cards_at', 'cards', 'at')

    await withText(numbered('feedback'), 'client service card outcome outcome_at received_at')
      .addColumn('known', 'integer', notNull)
      .$call((feedback) => withText(feedback, 'suggestions reasons comment?'))
      .addUniqueConstraint('feedback_once', ['card', 'client', 'service', 'outcome', 'outcome_at'])
      .execute()
    await index('feedback_received', 'feedback', 'received_at')

    await withText(numbered('overrides'), 'at client rule patient encounter indicator').execute()
    await index('overrides_at', 'overrides', 'at')

    const key = ['metric', 'period', 'client', 'service', 'rule', 'content_version', 'detail']
    await withText(table('counts'), key.join(' '))
      .addColumn('n', 'integer', notNull)
      .addPrimaryKeyConstraint('counts_key', key)
      // These rows are updated all the time: room in their pages lets PostgreSQL do so in place, without bloat.
      .modifyEnd(postgres ? sql`with (fillfactor = 50)` : sql`without rowid`)
      .execute()

    await withText(named('once', 'key'), 'expires').execute()
    await index('once_expires', 'once', 'expires')
  },
})

/**
 * The schema of our tables, where they are or will be made. Unless it is told, the migrator takes the tables of its own that it
 * finds in any schema for ours, say those of a test installation in the same database.
 */
async function schemaOf(db: Database): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`select coalesce(
    (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass('kysely_migration')),
    current_schema()) as name`.execute(db)
  return rows[0]?.name ?? null
}

/** Brings the database to this version's schema, under a lock: several processes may start at once. */
export async function migrate(db: Database, dialect: Dialect): Promise<void> {
  const migrations = { '0001-first': first(dialect) }
  const schema = dialect === 'postgres' ? await schemaOf(db) : null
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    ...(schema === null ? {} : { migrationTableSchema: schema }),
  }).migrateToLatest()
  if (error === undefined) return
  // Mostly because a newer version migrated the database, in ways unknown to this one.
  throw error instanceof Error && 'code' in error
    ? error
    : Object.assign(new Error('migration'), { code: 'STORE_SCHEMA' })
}
