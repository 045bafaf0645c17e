import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isOverdue, type Guidance } from '../../cards/guidance.ts'
import { failure } from '../errors.ts'
import type { Admin } from '../security/admin.ts'
import type { Filter } from '../store/events.ts'
import type { ExportFormat, NonAdherence } from '../store/export.ts'
import type { Statistics } from '../store/statistics.ts'
import type { Store } from '../store/store.ts'

export interface AdminApiOptions {
  readonly store: Pick<Store, 'stats' | 'exportRows' | 'trace'>
  /** The recommendations that are offered. */
  readonly cards: readonly Guidance[]
  readonly guard: Admin['guard']
  readonly now: () => Date
}

/** @see {@link https://terminology.hl7.org/CodeSystem-non-adherence-reason-codes.html} */
const nonAdherenceSystem = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes'

/** What a committee asks for: `GET /api/stats`, `/api/export.csv`, `/api/export.ndjson`, `/api/traces/{hookInstance}`, `/api/about`. */
export function adminApi(app: FastifyInstance, { store, cards, guard, now }: AdminApiOptions): void {
  const route = { onRequest: guard }
  const nonAdherence: NonAdherence = (rule, { system, code }) => {
    const card = cards.find(({ id }) => id === rule)
    // A site's own code of the same name may mean another thing.
    if (card === undefined || (system !== undefined && system !== card.overrideReasonSystem)) return undefined
    return card.overrideReasons.find((reason) => reason.code === code)?.nonAdherence
  }

  app.get('/api/stats', route, async (request, reply) => {
    const query = asked(request.query, ['granularity'])
    const granularity = query['granularity'] ?? 'week'
    if (granularity !== 'day' && granularity !== 'week') throw wrong('granularity', 'must be day or week')
    reply.header('cache-control', 'no-store')
    return mapped(await store.stats(filterOf(query), granularity), nonAdherence)
  })

  const sendExport = async (query: unknown, format: ExportFormat, reply: FastifyReply): Promise<FastifyReply> => {
    const rows = store.exportRows(filterOf(asked(query, [])), format, nonAdherence)[Symbol.asyncIterator]()
    // The first rows are read before the answer begins: a store that is away is still a 503.
    const first = format === 'csv' ? [await rows.next(), await rows.next()] : [await rows.next()]
    const all = async function* (): AsyncGenerator<string> {
      for (const { value } of first) if (typeof value === 'string') yield value
      yield* { [Symbol.asyncIterator]: () => rows }
    }
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="export.${format}"`)
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
      .send(Readable.from(all(), { highWaterMark: 1 }))
  }
  app.get('/api/export.csv', route, async (request, reply) => sendExport(request.query, 'csv', reply))
  app.get('/api/export.ndjson', route, async (request, reply) => sendExport(request.query, 'ndjson', reply))

  app.get<{ Params: { hookInstance: string } }>('/api/traces/:hookInstance', route, async (request, reply) => {
    const { hookInstance } = request.params
    const traces = await store.trace(hookInstance)
    if (traces.length === 0) {
      throw failure('NOT_FOUND', {
        diagnostics: [
          'No trace of this hook instance. Calls without an order of any recommendation are counted by the hour and not traced.',
        ],
      })
    }
    reply.header('cache-control', 'no-store')
    return { hookInstance, traces }
  })

  app.get('/api/about', route, async () => about(cards, now()))
}

/** Source attributes of decision support interventions (45 CFR 170.315(b)(11)). */
function about(cards: readonly Guidance[], now: Date): { readonly recommendations: readonly object[] } {
  return {
    recommendations: cards.map(
      ({
        id,
        title,
        description,
        version,
        hooks,
        usageRequirements,
        about: source,
        overrideReasons,
        overrideReasonSystem,
        alternatives = [],
      }) => ({
        id,
        title,
        description,
        version,
        hooks,
        usageRequirements,
        ...source,
        alternatives,
        dueForReview: isOverdue(source, now.toISOString()),
        overrideReasons: overrideReasons.map(({ code, display, nonAdherence }) => ({
          system: overrideReasonSystem,
          code,
          display,
          nonAdherence: { system: nonAdherenceSystem, code: nonAdherence },
        })),
      }),
    ),
  }
}

type Mapped = Omit<Statistics, 'overrides'> & {
  readonly overrides: readonly (Statistics['overrides'][number] & {
    readonly nonAdherence?: { readonly system: string; readonly code: string }
  })[]
}

function mapped(stats: Statistics, nonAdherence: NonAdherence): Mapped {
  const overrides = stats.overrides.map((override) => {
    const code = nonAdherence(override.rule, override)
    return code === undefined ? override : { ...override, nonAdherence: { system: nonAdherenceSystem, code } }
  })
  return { ...stats, overrides }
}

type Query = Readonly<Record<string, string>>

const filters = ['from', 'to', 'client', 'service', 'contentVersion'] as const

/** A query of known members, each given once. If a mistyped filter were ignored, the numbers would be wrong. */
function asked(query: unknown, more: readonly string[]): Query {
  for (const [name, value] of Object.entries(query as Readonly<Record<string, unknown>>)) {
    if (![...filters, ...more].includes(name)) throw wrong(name, `is not one of ${[...filters, ...more].join(', ')}`)
    if (typeof value !== 'string' || value === '') throw wrong(name, 'must be given once')
  }
  return query as Query
}

function filterOf(query: Query): Filter {
  for (const name of ['from', 'to'] as const) {
    const day = query[name]
    if (day !== undefined && !isDay(day)) throw wrong(name, 'must be a date such as 2026-01-31')
  }
  const { from, to } = query
  if (from !== undefined && to !== undefined && from > to) throw wrong('from', 'is a day after that of to')
  return Object.fromEntries(filters.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])))
}

const isDay = (value: string): boolean => {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}

const wrong = (name: string, why: string): Error =>
  failure('QUERY_INVALID', { diagnostics: [`The query parameter ${name} ${why}.`], expression: [`http.${name}`] })
