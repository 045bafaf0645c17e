import { sql, type Generated, type Kysely } from 'kysely'
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

const first = (dialect: Dialect): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    const postgres = dialect === 'postgres'
    // Text is compared byte by byte on both engines: a locale might sort instants and days differently.
    const text = postgres ? sql`text collate "C"` : sql`text`
    const table = (name: string) => db.schema.createTable(name)
    const numbered = (name: string) =>
      table(name).addColumn('id', postgres ? 'bigserial' : 'integer', (column) =>
        postgres ? column.primaryKey() : column.primaryKey().autoIncrement(),
      )

    await table('meta')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('value', text, (column) => column.notNull())
      .execute()

    await numbered('calls')
      .addColumn('at', text, (column) => column.notNull())
      .addColumn('hook_instance', text, (column) => column.notNull())
      .addColumn('hook', text, (column) => column.notNull())
      .addColumn('service', text, (column) => column.notNull())
      .addColumn('client', text, (column) => column.notNull())
      .addColumn('rule', text, (column) => column.notNull())
      .addColumn('content_version', text, (column) => column.notNull())
      .addColumn('patient', text, (column) => column.notNull())
      .addColumn('encounter', text)
      .addColumn('outcome', text, (column) => column.notNull())
      .addColumn('because', text)
      .addColumn('table_row', text)
      .addColumn('indicator', text)
      .addColumn('evidence', text, (column) => column.notNull())
      .addColumn('missing', text, (column) => column.notNull())
      .addColumn('options', text, (column) => column.notNull())
      .addColumn('card', text)
      .addColumn('ms', 'double precision', (column) => column.notNull())
      .addColumn('reads', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('calls_hook_instance').on('calls').column('hook_instance').execute()
    await db.schema.createIndex('calls_at').on('calls').column('at').execute()

    await table('cards')
      .addColumn('uuid', text, (column) => column.primaryKey())
      .addColumn('at', text, (column) => column.notNull())
      .addColumn('service', text, (column) => column.notNull())
      .addColumn('client', text, (column) => column.notNull())
      .addColumn('rule', text, (column) => column.notNull())
      .addColumn('content_version', text, (column) => column.notNull())
      .addColumn('patient', text, (column) => column.notNull())
      .addColumn('encounter', text)
      .addColumn('indicator', text, (column) => column.notNull())
      .addColumn('suggestions', text, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('cards_at').on('cards').column('at').execute()

    await numbered('feedback')
      .addColumn('client', text, (column) => column.notNull())
      .addColumn('service', text, (column) => column.notNull())
      .addColumn('card', text, (column) => column.notNull())
      .addColumn('outcome', text, (column) => column.notNull())
      .addColumn('outcome_at', text, (column) => column.notNull())
      .addColumn('received_at', text, (column) => column.notNull())
      .addColumn('known', 'integer', (column) => column.notNull())
      .addColumn('suggestions', text, (column) => column.notNull())
      .addColumn('reasons', text, (column) => column.notNull())
      .addColumn('comment', text)
      .addUniqueConstraint('feedback_once', ['card', 'client', 'service', 'outcome', 'outcome_at'])
      .execute()
    await db.schema.createIndex('feedback_received').on('feedback').column('received_at').execute()

    await numbered('overrides')
      .addColumn('at', text, (column) => column.notNull())
      .addColumn('client', text, (column) => column.notNull())
      .addColumn('rule', text, (column) => column.notNull())
      .addColumn('patient', text, (column) => column.notNull())
      .addColumn('encounter', text, (column) => column.notNull())
      .addColumn('indicator', text, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('overrides_at').on('overrides').column('at').execute()

    const key = ['metric', 'period', 'client', 'service', 'rule', 'content_version', 'detail'] as const
    let counts = table('counts')
    for (const column of key) counts = counts.addColumn(column, text, (definition) => definition.notNull())
    counts = counts
      .addColumn('n', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('counts_key', [...key] as never[])
    // These rows are updated all the time: room in their pages lets PostgreSQL do so in place, without bloat.
    await counts.modifyEnd(postgres ? sql`with (fillfactor = 50)` : sql`without rowid`).execute()

    await table('once')
      .addColumn('key', text, (column) => column.primaryKey())
      .addColumn('expires', text, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('once_expires').on('once').column('expires').execute()
  },
})

/** Brings the database to this version's schema, under a lock: several processes may start at once. */
export async function migrate(db: Database, dialect: Dialect): Promise<void> {
  const migrations = { '0001-first': first(dialect) }
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest()
  if (error === undefined) return
  // Mostly because a newer version migrated the database, in ways unknown to this one.
  throw error instanceof Error && 'code' in error
    ? error
    : Object.assign(new Error('migration'), { code: 'STORE_SCHEMA' })
}
