import { sql, type CompiledQuery, type Insertable, type Selectable } from 'kysely'
import { getOrAdd } from '../../cards/once.ts'
import { hours } from '../../cards/time.ts'
import type { FeedbackEntry, FeedbackReceipt } from './events.ts'
import { hashing } from './hashing.ts'
import { withinNames, type ListedReason } from './reasons.ts'
import {
  countOfUnknown,
  countsOfAnswer,
  countsOfCalls,
  dayOf,
  merged,
  moment,
  Told,
  token,
  type Answer,
  type Count,
} from './roll-up.ts'
import { callColumns, cardColumns, cardValues, withHashedIds, type Recorded } from './rows.ts'
import type { CardsTable, Database, Dialect, FeedbackTable, OverridesTable } from './schema.ts'

/** What is written at once. Thanks to its `id`, writing it twice is the same as once. */
export interface Batch {
  readonly id: string
  /** Their ids are in clear until they are bound. */
  readonly events: readonly Recorded[]
  readonly counts: readonly Count[]
}

export type Override = Selectable<OverridesTable>

interface FeedbackWritten extends FeedbackReceipt {
  readonly overrides: readonly Override[]
}

interface FeedbackCall {
  readonly service: string
  readonly client: string
  readonly entries: readonly FeedbackEntry[]
  readonly receivedAt: string
  /** Reasons that are counted by name, however many others there are. */
  readonly listed: readonly ListedReason[]
}

type Value = string | number | null

/** Rows to a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const rowsAtOnce = 500

/** How many answers are kept of a card: an EHR tells of one once or twice. */
const mostAnswers = 20
/** How much feedback on unknown cards is kept for each client and day: some waits for a card that is written later. */
const mostUnknown = 10_000

export interface Writing {
  /** @param key of the hashes of ids */
  write(batch: Batch, key: string): Promise<void>
  feedback(call: FeedbackCall): Promise<FeedbackWritten>
  /** Joins feedback with cards that were written after it, some at a time. @returns whether more may wait */
  reconcile(since: string, listed: readonly ListedReason[]): Promise<boolean>
}

export function writing(db: Database, dialect: Dialect): Writing {
  // SQLite slows down on larger statements; PostgreSQL is far away.
  const most = dialect === 'sqlite' ? 16 : 256
  const insertCalls = inserting(db, 'calls', callColumns, most)
  const insertCards = inserting(db, 'cards', cardColumns, most)
  return {
    async write({ id, events, counts }, key) {
      const hashes = hashing(key)
      const calls: Value[] = []
      const cards: Value[] = []
      for (const { call, suggestions } of events) {
        const hidden = withHashedIds(call, hashes)
        calls.push(...hidden)
        if (suggestions !== null) cards.push(...cardValues(hidden, suggestions))
      }
      await db.transaction().execute(async (tx) => {
        const expires = new Date(Date.now() + hours(1)).toISOString()
        const mark = { key: `batch ${id}`, expires }
        const fresh = await tx
          .insertInto('once')
          .values(mark)
          .onConflict((on) => on.doNothing())
          .returning('key')
          .execute()
        if (fresh.length === 0) return
        await insertCalls(tx, calls)
        await insertCards(tx, cards)
        await add(tx, [...counts, ...countsOfCalls(events.map(({ call }) => call))])
      })
    },

    async feedback({ service, client, entries, receivedAt, listed }) {
      return db.transaction().execute(async (tx) => {
        const asked = [...new Set(entries.map(({ card }) => card))].toSorted()
        const { cards, answers } = await knownOf(tx, dialect, { service, client, asked })
        const isKnown = ({ card }: FeedbackEntry): boolean => cards.has(card)
        const room = entries.every(isKnown) ? 0 : await roomForUnknown(tx, client, receivedAt)
        const { taken, tooMany, unkept } = admitted(together(entries), answers, isKnown, room)
        const counts: Count[] = [countOfUnknown(client, service, receivedAt, unkept)]
        const overrides: Insertable<OverridesTable>[] = []
        let recorded = 0
        let unknownCards = unkept
        for (const part of parts(taken)) {
          const written = await tx
            .insertInto('feedback')
            .values(part.map((entry) => feedbackRow(entry, { service, client, receivedAt, known: isKnown(entry) })))
            .onConflict((on) => on.columns(['card', 'client', 'service', 'outcome', 'outcome_at']).doNothing())
            .returning(['card', 'outcome', 'outcome_at'])
            .execute()
          const fresh = new Set(written.map((row) => `${row.card} ${keyOf(row.outcome, row.outcome_at)}`))
          recorded += fresh.size
          for (const entry of part) {
            if (!fresh.delete(`${entry.card} ${keyOf(entry.outcome, entry.outcomeAt)}`)) continue
            const known = cards.get(entry.card)
            if (known === undefined) {
              unknownCards += 1
              counts.push(countOfUnknown(client, service, receivedAt, 1))
              continue
            }
            const { card, told } = known
            const answer = { ...entry, receivedAt }
            counts.push(...countsOfAnswer(card, answer, told))
            told.learn(card, answer)
            overrides.push(...overrideRow(card, answer))
          }
        }
        await add(tx, await withinNames(tx, counts, listed))
        const silencing = await addOverrides(tx, overrides)
        const surplus = tooMany + unkept
        const repeated = entries.length - recorded - surplus
        return { recorded, repeated, unknownCards, ...(surplus > 0 ? { surplus } : {}), overrides: silencing }
      })
    },

    async reconcile(since, listed) {
      return db.transaction().execute(async (tx) => {
        // Locked as feedback locks them, and in its order: only one of the two may be the first to tell of a card.
        const waiting = tx
          .selectFrom('feedback as f')
          .innerJoin('cards as c', (join) =>
            join.onRef('c.uuid', '=', 'f.card').onRef('c.service', '=', 'f.service').onRef('c.client', '=', 'f.client'),
          )
          .selectAll('c')
          .select(['f.id', 'f.outcome', 'f.outcome_at', 'f.received_at', 'f.reasons', 'f.suggestions as accepted'])
          .where('f.known', '=', 0)
          .where('f.received_at', '>=', since)
          .orderBy('c.uuid')
          .orderBy('f.id')
          .limit(rowsAtOnce)
        const late = await (dialect === 'postgres' ? waiting.forUpdate('c') : waiting).execute()
        const counts: Count[] = []
        const overrides: Insertable<OverridesTable>[] = []
        for (const row of late) {
          const told = await tx
            .selectFrom('feedback')
            .select(['outcome', 'suggestions', 'reasons'])
            .where('card', '=', row.uuid)
            .where('known', '=', 1)
            .execute()
          // Another replica may be doing the same: the one that changes the row counts it.
          const mine = await tx
            .updateTable('feedback')
            .set({ known: 1 })
            .where('id', '=', row.id)
            .where('known', '=', 0)
            .returning('id')
            .execute()
          if (mine.length === 0) continue
          const before = new Told()
          for (const earlier of told) before.learn(row, answerIn(earlier))
          const answer: Answer = {
            ...answerIn({ ...row, suggestions: row.accepted }),
            outcomeAt: row.outcome_at,
            receivedAt: row.received_at,
          }
          counts.push(
            countOfUnknown(row.client, row.service, row.received_at, -1),
            ...countsOfAnswer(row, answer, before),
          )
          overrides.push(...overrideRow(row, answer))
        }
        await add(tx, await withinNames(tx, counts, listed))
        await addOverrides(tx, overrides)
        return late.length === rowsAtOnce
      })
    },
  }
}

/**
 * Inserts rows given as one list of their values. Statements have a power of two of rows, so that a few of them serve any
 * number of rows, each compiled once: to compile one costs more than to write its rows.
 */
function inserting(db: Database, table: 'calls' | 'cards', columns: readonly string[], most: number) {
  const compiled = new Map<number, CompiledQuery>()
  const row = Object.fromEntries(columns.map((column) => [column, null])) as never
  const statement = (rows: number): CompiledQuery =>
    getOrAdd(compiled, rows, () =>
      db
        .insertInto(table)
        .values(Array.from({ length: rows }, () => row))
        .onConflict((on) => on.doNothing())
        .compile(),
    )
  return async (tx: Database, values: readonly Value[]): Promise<void> => {
    const width = columns.length
    for (let from = 0, rows = most; from < values.length; from += rows * width) {
      while (rows * width > values.length - from) rows /= 2
      await tx.executeQuery({ ...statement(rows), parameters: values.slice(from, from + rows * width) })
    }
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
  return [{ at: moment(card, answer), client, rule, patient, encounter, indicator }]
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

type AnswerMember = 'outcome' | 'suggestions' | 'reasons'

const answerIn = ({
  outcome,
  suggestions,
  reasons,
}: Pick<Selectable<FeedbackTable>, AnswerMember>): Pick<Answer, AnswerMember> => ({
  outcome,
  suggestions: JSON.parse(suggestions) as string[],
  reasons: JSON.parse(reasons) as Answer['reasons'],
})

/** A card, and what was told of it. */
interface CardTold {
  readonly card: Selectable<CardsTable>
  readonly told: Told
}

interface Known {
  /** Cards of that client at that service. */
  readonly cards: ReadonlyMap<string, CardTold>
  /** Answers that are kept, by card: also by a card that is not known. */
  readonly answers: Map<string, Set<string>>
}

/** @param asked ids of cards, in order: two calls about one card must agree on which of them came first */
async function knownOf(
  tx: Database,
  dialect: Dialect,
  { service, client, asked }: { service: string; client: string; asked: readonly string[] },
): Promise<Known> {
  const cards = new Map<string, CardTold>()
  const answers = new Map<string, Set<string>>()
  for (const part of parts(asked)) {
    const found = tx.selectFrom('cards').selectAll().where('uuid', 'in', part).orderBy('uuid')
    for (const card of await (dialect === 'postgres' ? found.forUpdate() : found).execute())
      if (card.service === service && card.client === client) cards.set(card.uuid, { card, told: new Told() })
    const before = tx
      .selectFrom('feedback')
      .select(['card', 'outcome', 'outcome_at', 'suggestions', 'reasons', 'known'])
      .where('card', 'in', part)
      .where('client', '=', client)
      .where('service', '=', service)
    for (const row of await before.execute()) {
      const known = cards.get(row.card)
      getOrAdd(answers, row.card, () => new Set()).add(keyOf(row.outcome, row.outcome_at))
      if (known !== undefined && row.known === 1) known.told.learn(known.card, answerIn(row))
    }
  }
  return { cards, answers }
}

const keyOf = (outcome: string, outcomeAt: string): string => `${outcome} ${outcomeAt}`

/** Some clients send each accepted suggestion, and each reason, as an entry of its own: those of one moment are one answer. */
export function together(entries: readonly FeedbackEntry[]): FeedbackEntry[] {
  const alike = Map.groupBy(entries, ({ card, outcome, outcomeAt }) => `${card} ${keyOf(outcome, outcomeAt)}`)
  return Array.from(alike.values(), (told) => {
    const [{ card, outcome, outcomeAt }] = told as [FeedbackEntry, ...FeedbackEntry[]]
    const reasons = new Map(told.flatMap((one) => one.reasons).map((reason) => [token(reason), reason]))
    const comments = new Set(told.flatMap(({ comment }) => comment ?? []))
    return {
      card,
      outcome,
      outcomeAt,
      suggestions: [...new Set(told.flatMap(({ suggestions }) => suggestions))],
      reasons: [...reasons.values()],
      ...(comments.size === 0 ? {} : { comment: [...comments].join('\n') }),
    }
  })
}

/**
 * Entries that are new and find room: of a card no more than an EHR has to tell, on unknown cards no more than `room`.
 * @param answers what is kept already, by card; what is admitted is added
 */
function admitted(
  entries: readonly FeedbackEntry[],
  answers: Map<string, Set<string>>,
  isKnown: (entry: FeedbackEntry) => boolean,
  room: number,
): { readonly taken: readonly FeedbackEntry[]; readonly tooMany: number; readonly unkept: number } {
  const taken: FeedbackEntry[] = []
  let tooMany = 0
  let unkept = 0
  let left = room
  for (const entry of entries) {
    const kept = getOrAdd(answers, entry.card, () => new Set<string>())
    const key = keyOf(entry.outcome, entry.outcomeAt)
    if (kept.has(key)) continue
    if (kept.size >= mostAnswers) tooMany += 1
    else if (!isKnown(entry) && left === 0) unkept += 1
    else {
      if (!isKnown(entry)) left -= 1
      kept.add(key)
      taken.push(entry)
    }
  }
  return { taken, tooMany, unkept }
}

/** How much more feedback on unknown cards is kept of a client that day. What is joined with its card later makes room again. */
async function roomForUnknown(tx: Database, client: string, receivedAt: string): Promise<number> {
  const rows = await tx
    .selectFrom('counts')
    .select('n')
    .where('metric', '=', 'feedback')
    .where('period', '=', dayOf(receivedAt))
    .where('client', '=', client)
    .where('detail', '=', 'unknown')
    .execute()
  return Math.max(0, mostUnknown - rows.reduce((sum, { n }) => sum + n, 0))
}

function* parts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) yield rows.slice(start, start + rowsAtOnce)
}
