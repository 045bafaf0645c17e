import { sql, type Insertable, type Selectable } from 'kysely'
import type { CallEvent, FeedbackEntry, FeedbackReceipt } from './events.ts'
import { countOfUnknown, countsOfAnswer, countsOfCall, merged, moment, type Answer, type Count } from './roll-up.ts'
import type { CallsTable, CardsTable, Database, Dialect, OverridesTable } from './schema.ts'

/** What is flushed at once. Ids of the events are keyed hashes. `id` makes writing it twice the same as once. */
export interface Batch {
  readonly id: string
  readonly events: readonly CallEvent[]
  readonly counts: readonly Count[]
}

export type Override = Selectable<OverridesTable>

export interface FeedbackWritten extends FeedbackReceipt {
  readonly overrides: readonly Override[]
}

export interface FeedbackCall {
  readonly service: string
  readonly client: string
  readonly entries: readonly FeedbackEntry[]
  readonly receivedAt: string
}

/** Rows to a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const rowsAtOnce = 500

export interface Writing {
  write(batch: Batch): Promise<void>
  feedback(call: FeedbackCall): Promise<FeedbackWritten>
  /** Joins feedback with cards that were written after it. @returns the overrides among it */
  reconcile(since: string): Promise<readonly Override[]>
}

export function writing(db: Database, dialect: Dialect): Writing {
  return {
    async write({ id, events, counts }) {
      await db.transaction().execute(async (tx) => {
        const expires = new Date(Date.now() + 3_600_000).toISOString()
        const mark = { key: `batch ${id}`, expires }
        const fresh = await tx
          .insertInto('once')
          .values(mark)
          .onConflict((on) => on.doNothing())
          .returning('key')
          .execute()
        if (fresh.length === 0) return
        for (const part of parts(events)) {
          await tx.insertInto('calls').values(part.map(callRow)).execute()
          const cards = part.flatMap(cardRow)
          if (cards.length > 0)
            await tx
              .insertInto('cards')
              .values(cards)
              .onConflict((on) => on.doNothing())
              .execute()
        }
        await add(tx, [...counts, ...events.flatMap(countsOfCall)])
      })
    },

    async feedback({ service, client, entries, receivedAt }) {
      return db.transaction().execute(async (tx) => {
        const cards = new Map<string, Selectable<CardsTable>>()
        const answered = new Set<string>()
        for (const part of parts([...new Set(entries.map(({ card }) => card))].toSorted())) {
          const found = tx.selectFrom('cards').selectAll().where('uuid', 'in', part).orderBy('uuid')
          // Two calls about one card must agree on which of them came first.
          for (const card of await (dialect === 'postgres' ? found.forUpdate() : found).execute()) {
            if (card.service === service && card.client === client) cards.set(card.uuid, card)
          }
          const told = tx
            .selectFrom('feedback')
            .select('card')
            .distinct()
            .where('card', 'in', part)
            .where('known', '=', 1)
          for (const { card } of await told.execute()) answered.add(card)
        }
        const counts: Count[] = []
        const overrides: Insertable<OverridesTable>[] = []
        let recorded = 0
        let unknownCards = 0
        for (const part of parts(entries)) {
          const written = await tx
            .insertInto('feedback')
            .values(
              part.map((entry) => feedbackRow(entry, { service, client, receivedAt, known: cards.has(entry.card) })),
            )
            .onConflict((on) => on.columns(['card', 'client', 'service', 'outcome', 'outcome_at']).doNothing())
            .returning(['card', 'outcome', 'outcome_at'])
            .execute()
          const fresh = new Set(written.map((row) => `${row.card} ${row.outcome} ${row.outcome_at}`))
          recorded += fresh.size
          for (const entry of part) {
            if (!fresh.delete(`${entry.card} ${entry.outcome} ${entry.outcomeAt}`)) continue
            const card = cards.get(entry.card)
            if (card === undefined) {
              unknownCards += 1
              counts.push(countOfUnknown(client, service, receivedAt, 1))
              continue
            }
            const answer = { ...entry, receivedAt }
            counts.push(...countsOfAnswer(card, answer, !answered.has(card.uuid)))
            answered.add(card.uuid)
            overrides.push(...overrideRow(card, answer))
          }
        }
        await add(tx, counts)
        const silencing = await addOverrides(tx, overrides)
        return { recorded, repeated: entries.length - recorded, unknownCards, overrides: silencing }
      })
    },

    async reconcile(since) {
      return db.transaction().execute(async (tx) => {
        const late = await tx
          .selectFrom('feedback as f')
          .innerJoin('cards as c', (join) =>
            join.onRef('c.uuid', '=', 'f.card').onRef('c.service', '=', 'f.service').onRef('c.client', '=', 'f.client'),
          )
          .selectAll('c')
          .select(['f.id', 'f.outcome', 'f.outcome_at', 'f.received_at', 'f.reasons', 'f.suggestions as accepted'])
          .where('f.known', '=', 0)
          .where('f.received_at', '>=', since)
          .orderBy('f.id')
          .limit(rowsAtOnce)
          .execute()
        const counts: Count[] = []
        const overrides: Insertable<OverridesTable>[] = []
        for (const row of late) {
          const told = await tx
            .selectFrom('feedback')
            .select('id')
            .where('card', '=', row.uuid)
            .where('known', '=', 1)
            .executeTakeFirst()
          // Another replica may be doing the same: who changes the row counts it.
          const mine = await tx
            .updateTable('feedback')
            .set({ known: 1 })
            .where('id', '=', row.id)
            .where('known', '=', 0)
            .returning('id')
            .execute()
          if (mine.length === 0) continue
          const answer: Answer = {
            outcome: row.outcome,
            outcomeAt: row.outcome_at,
            receivedAt: row.received_at,
            suggestions: JSON.parse(row.accepted) as string[],
            reasons: JSON.parse(row.reasons) as Answer['reasons'],
          }
          counts.push(
            countOfUnknown(row.client, row.service, row.received_at, -1),
            ...countsOfAnswer(row, answer, told === undefined),
          )
          overrides.push(...overrideRow(row, answer))
        }
        await add(tx, counts)
        return addOverrides(tx, overrides)
      })
    },
  }
}

/** Adds to the roll-ups, inside a transaction. */
export async function add(tx: Database, counts: readonly Count[]): Promise<void> {
  for (const part of parts(merged(counts))) {
    await tx
      .insertInto('counts')
      .values(part)
      .onConflict((on) =>
        on
          .columns(['metric', 'period', 'client', 'service', 'rule', 'content_version', 'detail'])
          .doUpdateSet({ n: sql<number>`counts.n + excluded.n` }),
      )
      .execute()
  }
}

async function addOverrides(tx: Database, rows: readonly Insertable<OverridesTable>[]): Promise<Override[]> {
  const added: Override[] = []
  for (const part of parts(rows))
    added.push(...(await tx.insertInto('overrides').values(part).returningAll().execute()))
  return added
}

function overrideRow(card: Selectable<CardsTable>, answer: Answer): Insertable<OverridesTable>[] {
  const { client, rule, patient, encounter, indicator } = card
  if (answer.outcome !== 'overridden' || encounter === null) return []
  return [{ at: moment(answer), client, rule, patient, encounter, indicator }]
}

function callRow(event: CallEvent): Insertable<CallsTable> {
  return {
    at: event.at,
    hook_instance: event.hookInstance,
    hook: event.hook,
    service: event.service,
    client: event.client,
    rule: event.rule,
    content_version: event.contentVersion,
    patient: event.patient,
    encounter: event.encounter ?? null,
    outcome: event.outcome,
    because: event.because ?? null,
    table_row: event.row ?? null,
    indicator: event.indicator ?? null,
    evidence: JSON.stringify(event.evidence),
    missing: JSON.stringify(event.missing),
    options: JSON.stringify(event.options),
    card: event.card?.uuid.toLowerCase() ?? null,
    ms: event.ms,
    reads: event.reads,
  }
}

function cardRow(event: CallEvent): Insertable<CardsTable>[] {
  if (event.card === undefined) return []
  return [
    {
      uuid: event.card.uuid.toLowerCase(),
      at: event.at,
      service: event.service,
      client: event.client,
      rule: event.rule,
      content_version: event.contentVersion,
      patient: event.patient,
      encounter: event.encounter ?? null,
      indicator: event.indicator ?? 'info',
      suggestions: JSON.stringify(event.card.suggestions),
    },
  ]
}

function feedbackRow(
  { card, outcome, outcomeAt, suggestions, reasons, comment }: FeedbackEntry,
  { known, receivedAt, ...place }: { service: string; client: string; receivedAt: string; known: boolean },
) {
  return {
    ...place,
    card,
    outcome,
    outcome_at: outcomeAt,
    received_at: receivedAt,
    known: known ? 1 : 0,
    suggestions: JSON.stringify(suggestions),
    reasons: JSON.stringify(reasons),
    comment: comment ?? null,
  }
}

function* parts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) yield rows.slice(start, start + rowsAtOnce)
}
