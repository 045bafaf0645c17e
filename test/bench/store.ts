/**
 * Figures of the store: `node test/bench/store.ts [events] [sqlite|postgres]`, a million events on both engines by default.
 * Prints one line of JSON an engine.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../src/store/engine.ts'
import type { CallEvent } from '../../src/store/events.ts'
import { openPostgres } from '../../src/store/postgres-engine.ts'
import { passing } from '../../src/store/roll-up.ts'
import { recorded } from '../../src/store/rows.ts'
import { startSqlite } from '../../src/store/sqlite-engine.ts'
import { openStore, type StoreOptions } from '../../src/store/store.ts'
import { startPostgres } from '../store/postgres.ts'

const total = Number(process.argv[2] ?? 1_000_000)
const engines = process.argv[3] === undefined ? ['sqlite', 'postgres'] : [process.argv[3]]
const today = '2026-03-02'
const days = 400
const clients = ['north', 'south', 'east', 'west', 'centre']
const services = ['a-rule-order-select', 'a-rule-order-sign']
const silences = [
  'no-route',
  'another-reason',
  'not-intravenous',
  'under-age',
  'answered-before',
  'procedure',
  'no-indication',
  'change',
]
const alternatives = ['walk', 'rest', 'swim', 'run', 'sleep', 'sit']
const log = { info: () => {}, warn: () => {}, error: () => {} }

/** 0 to 1, the same in every run. `about` keeps draws about one event apart. */
const chance = (index: number, about: number): number => {
  let bits = Math.imul(index ^ (about * 0x9e3779b1), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}
const pick = <T>(from: readonly T[], index: number, about: number): T =>
  from[Math.floor(chance(index, about) * from.length)] as T
const dayAt = (index: number): number =>
  Date.parse(`${today}T12:00:00Z`) - (days - 1 - Math.floor((index / total) * days)) * 86_400_000

function event(
  index: number,
  at = new Date(dayAt(index) + Math.floor(chance(index, 9) * 36_000) * 1000).toISOString(),
): CallEvent {
  const spoke = chance(index, 1) < 0.2
  return {
    at,
    hookInstance: randomUUID(),
    hook: 'order-sign',
    service: pick(services, index, 2),
    client: pick(clients, index, 3),
    rule: 'a-rule',
    contentVersion: `1.${Math.floor((index / total) * 4)}.0`,
    patient: `patient-hash-${index % 50_000}`,
    encounter: `encounter-hash-${index % 200_000}`,
    outcome: spoke ? 'spoke' : 'silent',
    notMine: false,
    ...(spoke
      ? { row: String(Math.floor(chance(index, 5) * 9)), indicator: 'warning' }
      : { because: pick(silences, index, 4) }),
    evidence: [{ system: 'http://example.org/codes', code: `A${index % 40}` }],
    missing: [],
    options: spoke
      ? alternatives.map((alternative, rank) => ({
          alternative,
          offered: rank < 3,
          recommended: rank === 0,
          rules: rank < 3 ? [] : [`rule-${rank}`],
        }))
      : [],
    ...(spoke
      ? {
          card: {
            uuid: randomUUID(),
            suggestions: alternatives.slice(0, 3).map((alternative) => ({ uuid: randomUUID(), alternative })),
          },
        }
      : {}),
    ms: 1.5 + 400 * chance(index, 6) ** 4,
    reads: 1,
  }
}

async function seed(engine: Engine): Promise<{ seconds: number; hookInstance: string }> {
  const start = performance.now()
  let hookInstance = ''
  for (let from = 0; from < total; from += 500) {
    const events = Array.from({ length: Math.min(500, total - from) }, (_, index) => event(from + index))
    const counts = passing(events.length)
    for (const call of events) for (const ms of [call.ms, call.ms / 10]) counts.add({ ...call, ms })
    await engine.write({ id: randomUUID(), events: events.map(recorded), counts: counts.take() }, 'key')
    hookInstance = events[0]?.hookInstance ?? ''
    const cards = events.filter(({ card }, index) => card !== undefined && chance(from + index, 7) < 0.5)
    for (const [place, calls] of Map.groupBy(cards, ({ service, client }) => `${service}\n${client}`)) {
      const [service = '', client = ''] = place.split('\n')
      const entries = calls.map(({ card, at }, index) => ({
        card: card?.uuid ?? '',
        outcome: index % 3 === 0 ? ('accepted' as const) : ('overridden' as const),
        outcomeAt: at,
        suggestions: index % 3 === 0 ? [card?.suggestions[0]?.uuid ?? ''] : [],
        reasons:
          index % 3 === 0 ? [] : [{ code: pick(['protocol', 'benefit-risk', 'prior-response'], from + index, 8) }],
      }))
      await engine.feedback({
        service,
        client,
        entries,
        receivedAt: new Date(Date.parse(entries[0]?.outcomeAt ?? '') + 20_000).toISOString(),
        listed: [],
      })
    }
  }
  return { seconds: Math.round((performance.now() - start) / 1000), hookInstance }
}

const round = (value: number): number => Math.round(value * 10) / 10

async function times(runs: number, work: () => Promise<unknown>): Promise<{ median: number; worst: number }> {
  const taken: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now()
    await work()
    taken.push(performance.now() - start)
  }
  const sorted = taken.toSorted((a, b) => a - b)
  return { median: round(sorted[Math.floor(runs / 2)] ?? 0), worst: round(sorted.at(-1) ?? 0) }
}

async function measure(name: string, where: Pick<StoreOptions, 'dataDir' | 'databaseUrl'>): Promise<object> {
  const engine =
    where.databaseUrl === undefined ? await startSqlite().open(where) : await openPostgres(where.databaseUrl)
  const { seconds, hookInstance } = await seed(engine)
  const traceMs = await times(20, () => engine.trace(hookInstance))
  await engine.close()

  const now = (): Date => new Date(`${today}T18:00:00Z`)
  const store = await openStore({ ...where, retentionDays: days, storeComments: false, log, now, capacity: 100_000 })
  await store.purge()
  const statsMs = await times(9, () => store.stats({}, 'week'))
  const statsFilteredMs = await times(9, () => store.stats({ client: 'north', from: '2026-01-01' }, 'day'))

  const exports: Record<string, object> = {}
  for (const format of ['ndjson', 'csv'] as const) {
    globalThis.gc?.()
    const before = process.memoryUsage.rss()
    let peak = before
    let bytes = 0
    const start = performance.now()
    for await (const part of store.exportRows({}, format, () => undefined)) {
      bytes += part.length
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    exports[format] = {
      seconds: round((performance.now() - start) / 1000),
      megabytes: Math.round(bytes / 1e6),
      rssBeforeMiB: Math.round(before / 2 ** 20),
      rssPeakMiB: Math.round(peak / 2 ** 20),
    }
  }

  const calls = Array.from({ length: 20_000 }, (_, index) => event(index, now().toISOString()))
  const start = performance.now()
  for (const call of calls) store.record(call)
  const recordMicroseconds = round(((performance.now() - start) / calls.length) * 1000)
  while (store.health().queue > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const written = Math.round(calls.length / ((performance.now() - start) / 1000))

  const feedback = await times(200, () =>
    store.feedback('a-rule-order-sign', 'north', [
      { card: randomUUID(), outcome: 'overridden', outcomeAt: now().toISOString(), suggestions: [], reasons: [] },
    ]),
  )
  await store.close()
  const fileMiB =
    where.databaseUrl === undefined
      ? Math.round(statSync(join(where.dataDir, 'store.sqlite')).size / 2 ** 20)
      : undefined
  return {
    engine: name,
    events: total,
    seedSeconds: seconds,
    fileMiB,
    statsMs,
    statsFilteredMs,
    traceMs,
    exports,
    recordMicroseconds,
    writtenPerSecond: written,
    feedbackMs: feedback,
  }
}

for (const name of engines) {
  const directory = mkdtempSync(join(tmpdir(), 'store-bench-'))
  const postgres = name === 'postgres' ? await startPostgres() : undefined
  const figures = await measure(
    name,
    postgres === undefined ? { dataDir: directory } : { dataDir: directory, databaseUrl: await postgres.database() },
  )
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  await postgres?.stop()
  rmSync(directory, { recursive: true, force: true })
}
