import { expressionBuilder, sql, type Selectable } from 'kysely'
import { getOrAdd } from '../../cards/once.ts'
import { alarms, expectedRates, shift, type Alarm, type Day, type Expected, type RateOfDay } from './alarm.ts'
import { hasFired, type CallEvent, type FeedbackEntry, type Filter, type OverrideReason } from './events.ts'
import { other, takenOf } from './roll-up.ts'
import { optionsFrom } from './rows.ts'
import type { CallsTable, Database, FeedbackTable, Tables } from './schema.ts'
import { statistics, type Granularity, type Statistics, type Sum } from './statistics.ts'

/** One feedback on a card. */
export interface ToldFeedback extends Omit<FeedbackEntry, 'card' | 'suggestions'> {
  readonly receivedAt: string
  /** Ids of the alternatives that were accepted, as far as the suggestions are the card's. */
  readonly accepted: readonly string[]
}

/** One hook call, why it spoke or stayed silent, and what became of it. Patient and encounter are keyed hashes. */
export interface Trace extends Omit<CallEvent, 'hookInstance' | 'notMine' | 'card'> {
  readonly card?: string
  readonly feedback: readonly ToldFeedback[]
}

/** Feedback on a card that was never issued. */
export interface StrayFeedback extends Omit<ToldFeedback, 'accepted'> {
  readonly client: string
  readonly service: string
  readonly card: string
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** Where the next page starts; absent on the last. */
  readonly next?: number
}

export interface Reading {
  /** @param hookInstance keyed hash */
  trace(hookInstance: string): Promise<readonly Trace[]>
  stats(filter: Filter & { readonly granularity: Granularity }, today: string): Promise<Statistics>
  /** What stands out, of all clients and services. */
  alarms(today: string): Promise<readonly Alarm[]>
  calls(filter: Filter, after: number, limit: number): Promise<Page<Trace>>
  strays(filter: Filter, after: number, limit: number): Promise<Page<StrayFeedback>>
}

/** Days of history the alarm looks at: sixty weekdays are twelve weeks. */
const alarmDays = 90
/** How many reasons are told by name. */
const mostReasons = 50

/** Metrics that are summed over all days, by their detail. */
const detailed = [
  'accepted',
  'answered-after',
  'left-out',
  'offered',
  'recommended',
  'row',
  'silence',
  'would-have-offered',
]

export function reading(db: Database): Reading {
  /** Of the days up to now, whichever days and content were asked for: calls that go on under new content have not stopped. */
  const alarmsOf = async ({ contentVersion: _any, ...filter }: Filter, today: string): Promise<Alarm[]> => {
    const rows = await flow({ ...filter, from: shift(today, -alarmDays), to: today }, ['call', 'not-mine'])
      .select('service')
      .groupBy('service')
      .execute()
    const days = new Map<string, { -readonly [K in keyof Day]: Day[K] }>()
    for (const { day, client, service, metric, detail, n } of rows) {
      const key = `${day}\n${client}\n${service}`
      const sum = getOrAdd(days, key, () => ({ day, client, service, mine: 0, fired: 0, calls: 0 }))
      sum.calls += n
      if (metric === 'call') sum.mine += n
      if (hasFired(detail)) sum.fired += n
    }
    return alarms(
      [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1)),
      today,
    )
  }

  /** By day, of any content: so it shows when a new version fires differently from the one before. */
  const expectedOf = async ({
    contentVersion: _any,
    from,
    ...filter
  }: Filter): Promise<ReadonlyMap<string, Expected>> => {
    const before = from === undefined ? {} : { from: shift(from, -alarmDays) }
    const rows = await daily({ ...filter, ...before }, ['call'])
      .select('detail')
      .groupBy('detail')
      .execute()
    const days = new Map<string, { -readonly [K in keyof RateOfDay]: RateOfDay[K] }>()
    for (const { day, detail, n } of rows) {
      const sum = getOrAdd(days, day, () => ({ day, mine: 0, fired: 0 }))
      sum.mine += n
      if (hasFired(detail)) sum.fired += n
    }
    return expectedRates([...days.values()])
  }

  /** How often some metrics were counted; whoever asks says by what they are grouped. */
  const counted = (filter: Filter, metrics: readonly string[]) =>
    db
      .selectFrom('counts')
      .select('metric')
      .select(({ fn }) => fn.sum<number>('n').as('n'))
      .where('metric', 'in', metrics)
      .where(within(filter, 'period'))
      .groupBy('metric')

  const daily = (filter: Filter, metrics: readonly string[]) =>
    counted(filter, metrics)
      .select(sql<string>`substr(period, 1, 10)`.as('day'))
      .groupBy(sql`substr(period, 1, 10)`)

  const flow = (filter: Filter, metrics: readonly string[]) =>
    daily(filter, metrics)
      .select(['client', 'rule', 'content_version', 'detail'])
      .groupBy(['client', 'rule', 'content_version', 'detail'])

  const sum = (filter: Filter, metrics: readonly string[]) =>
    counted(filter, metrics).select('detail').groupBy('detail')

  /** The commonest reasons by name, and all others in one: a store may hold very many. */
  const reasonsOf = async (filter: Filter): Promise<Sum[]> => {
    const byName = sum(filter, ['overridden']).select('rule').groupBy('rule')
    const [most, all] = await Promise.all([
      byName.orderBy('n', 'desc').orderBy('detail').limit(mostReasons).execute(),
      counted(filter, ['overridden']).select('rule').groupBy('rule').execute(),
    ])
    const rest = all.map((one) => ({
      ...one,
      detail: other,
      n: one.n - most.reduce((named, { rule, n }) => (rule === one.rule ? named + n : named), 0),
    }))
    return [...most, ...rest.filter(({ n }) => n > 0)]
  }

  return {
    async trace(hookInstance) {
      // Sorted here: with `order by id limit` PostgreSQL might walk the whole table by id to find them.
      const rows = await db
        .selectFrom('calls')
        .selectAll()
        .where('hook_instance', '=', hookInstance)
        .limit(100)
        .execute()
      return withFeedback(
        db,
        rows.toSorted((a, b) => a.id - b.id),
      )
    },

    async stats(filter, today) {
      const isDaily = filter.granularity === 'day'
      const [flows, sums, reasons, latency, found, expected] = await Promise.all([
        flow(filter, ['call', 'not-mine', 'feedback', 'answered']).execute(),
        sum(filter, detailed).select('rule').groupBy('rule').execute(),
        reasonsOf(filter),
        sum(filter, ['latency']).select('client').groupBy('client').execute(),
        alarmsOf(filter, today),
        isDaily ? expectedOf(filter) : new Map<string, Expected>(),
      ])
      return statistics(filter, flows, [...sums, ...reasons], latency, found, expected)
    },

    alarms: (today) => alarmsOf({}, today),

    async calls(filter, after, limit) {
      const rows = await db
        .selectFrom('calls')
        .selectAll()
        .where('id', '>', after)
        .where(within(filter, 'at'))
        .orderBy('id')
        .limit(limit)
        .execute()
      return page(await withFeedback(db, rows), rows, limit)
    },

    async strays(filter, after, limit) {
      // A card that was never issued has no content version.
      if (filter.contentVersion !== undefined) return { rows: [] }
      const rows = await db
        .selectFrom('feedback')
        .selectAll()
        .where('known', '=', 0)
        .where('id', '>', after)
        .where(within(filter, 'received_at'))
        .orderBy('id')
        .limit(limit)
        .execute()
      const strays = rows.map((row) => ({ client: row.client, service: row.service, card: row.card, ...told(row) }))
      return page(strays, rows, limit)
    },
  }
}

/** Where a filter ends. The day after the last one with a year of four digits would not sort behind it. */
const dayAfter = (day: string | undefined): string | undefined =>
  day === undefined || day === '9999-12-31' ? undefined : shift(day, 1)

const rowOf = expressionBuilder<Tables, 'calls' | 'counts' | 'feedback'>()

/** @param column what of a row tells its moment or period */
function within({ from, to, client, service, contentVersion }: Filter, column: 'at' | 'period' | 'received_at') {
  const wanted = [
    [column, '>=', from],
    [column, '<', dayAfter(to)],
    ['client', '=', client],
    ['service', '=', service],
    ['content_version', '=', contentVersion],
  ] as const
  return rowOf.and(wanted.flatMap(([name, is, value]) => (value === undefined ? [] : [rowOf(name, is, value)])))
}

async function withFeedback(db: Database, calls: readonly Selectable<CallsTable>[]): Promise<Trace[]> {
  const uuids = calls.flatMap(({ card }) => (card === null ? [] : [card]))
  if (uuids.length === 0) return calls.map((call) => trace(call, []))
  const rows = await db
    .selectFrom('feedback as f')
    .innerJoin('cards as c', 'c.uuid', 'f.card')
    .selectAll('f')
    .select('c.suggestions as issued')
    .where('f.card', 'in', uuids)
    .where('f.known', '=', 1)
    .orderBy('f.id')
    .execute()
  const byCard = Map.groupBy(rows, ({ card }) => card)
  return calls.map((call) =>
    trace(
      call,
      (byCard.get(call.card ?? '') ?? []).map((row) => ({
        ...told(row),
        accepted: takenOf(row.issued, JSON.parse(row.suggestions) as string[]),
      })),
    ),
  )
}

function told(row: Selectable<FeedbackTable>): Omit<ToldFeedback, 'accepted'> {
  return {
    outcome: row.outcome,
    outcomeAt: row.outcome_at,
    receivedAt: row.received_at,
    reasons: JSON.parse(row.reasons) as OverrideReason[],
    ...(row.comment === null ? {} : { comment: row.comment }),
  }
}

function trace(row: Selectable<CallsTable>, feedback: readonly ToldFeedback[]): Trace {
  return {
    at: row.at,
    hook: row.hook,
    service: row.service,
    client: row.client,
    rule: row.rule,
    contentVersion: row.content_version,
    patient: row.patient,
    ...(row.encounter === null ? {} : { encounter: row.encounter }),
    outcome: row.outcome,
    ...(row.because === null ? {} : { because: row.because }),
    ...(row.table_row === null ? {} : { row: row.table_row }),
    ...(row.indicator === null ? {} : { indicator: row.indicator }),
    evidence: JSON.parse(row.evidence) as Trace['evidence'],
    missing: JSON.parse(row.missing) as Trace['missing'],
    options: optionsFrom(row.options),
    ...(row.card === null ? {} : { card: row.card }),
    ms: row.ms,
    reads: row.reads,
    feedback,
  }
}

function page<Row>(rows: readonly Row[], stored: readonly { readonly id: number }[], limit: number): Page<Row> {
  const last = stored.at(-1)
  return stored.length < limit || last === undefined ? { rows } : { rows, next: last.id }
}
