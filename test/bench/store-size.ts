/**
 * What a card takes in the store, and what its feedback adds: `node test/bench/store-size.ts [cards]`, 5,000 by default. Cards
 * are asked for as an EHR does, each in an encounter of its own, and every one is overridden with a listed reason. Prints bytes
 * of each, for SQLite (its file) and PostgreSQL (its database), indexes included.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { startPostgres } from '../store/postgres.ts'
import { hookRequest, servicePath } from './requests.ts'

const count = Number(process.argv[2] ?? 5_000)
const path = servicePath('order-sign')

/** @param size bytes of an empty store, and of one that was closed */
async function measure(env: Readonly<Record<string, string>>, size: () => Promise<number>): Promise<readonly number[]> {
  const open = async (): Promise<Awaited<ReturnType<typeof buildApp>>> =>
    buildApp(readConfig({ LOG_LEVEL: 'silent', RATE_LIMIT: '0', ...env }), { cards, maxEventLoopDelayMs: 0 })
  const issued: { readonly uuid: string; readonly reason: object }[] = []

  await (await open()).close()
  const empty = await size()
  const asking = await open()
  for (let n = 0; n < count; n += 1) {
    const request = hookRequest({ patient: `p${n}`, hookInstance: randomUUID() }) as { context: object }
    const payload = { ...request, context: { ...request.context, encounterId: `e${n}` } }
    const [card] = (await asking.inject({ method: 'POST', url: path, payload })).json().cards
    issued.push({ uuid: card.uuid, reason: card.overrideReasons[n % card.overrideReasons.length] })
    if (n % 500 === 499) await pause(200)
  }
  await asking.close()
  const asked = await size()
  const telling = await open()
  for (const { uuid: card, reason } of issued) {
    const told = { card, outcome: 'overridden', overrideReason: { reason }, outcomeTimestamp: new Date().toISOString() }
    const answer = await telling.inject({ method: 'POST', url: `${path}/feedback`, payload: { feedback: [told] } })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  await telling.close()
  return [empty, asked, await size()]
}

const report = (name: string, [empty = 0, asked = 0, told = 0]: readonly number[]): void => {
  const each = (bytes: number): number => Math.round(bytes / count)
  process.stdout.write(`${name}: ${each(asked - empty)} bytes a card, ${each(told - asked)} its feedback\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'store-size-'))
report('SQLite', await measure({ DATA_DIR: folder }, async () => statSync(join(folder, 'store.sqlite')).size))
rmSync(folder, { recursive: true, force: true })

const postgres = await startPostgres()
const url = await postgres.database()
report(
  'PostgreSQL',
  await measure({ DATABASE_URL: url }, async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query('select pg_database_size(current_database()) as bytes')
    await client.end()
    return Number(rows[0].bytes)
  }),
)
await postgres.stop()
