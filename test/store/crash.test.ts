import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openStore, type StoreOptions } from '../../src/store/store.ts'
import { storeOptions } from './events.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'
import { aFolder } from '../server/process.ts'

/** Kills of each engine. */
const kills = Number(process.env['CRASHES'] ?? 50)
let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)

afterAll(() => postgres.stop(), 30_000)

interface Told {
  readonly sent: Set<string>
  readonly done: Set<string>
}

/** Feeds one process until it is killed. @returns what it sent, and what was acknowledged to it */
async function killed(
  { dataDir, databaseUrl }: Pick<StoreOptions, 'dataDir' | 'databaseUrl'>,
  unanswered: readonly string[],
): Promise<Told> {
  const args = [join(__dirname, 'crash-child.ts'), dataDir, databaseUrl ?? '', ...unanswered]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  await once(child.stdout, 'data')
  await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 120))
  child.kill('SIGKILL')
  await once(child, 'close')
  const lines = text.split('\n').map((line) => line.split(' '))
  const cards = (word: string) =>
    new Set(lines.flatMap(([first, card]) => (first === word && card?.length === 36 ? [card] : [])))
  return { sent: cards('sent'), done: cards('done') }
}

it.each([
  ['SQLite', async () => ({ dataDir: aFolder() })],
  ['PostgreSQL', async () => ({ dataDir: '/dev/null/none', databaseUrl: await postgres.database() })],
])(
  `on %s, feedback that was acknowledged before a kill -9 is found again once, after ${kills} of them`,
  async (_engine, place) => {
    const where = await place()
    const sent = new Set<string>()
    const done = new Set<string>()
    for (let round = 0; round < kills; round += 1) {
      const told = await killed(
        where,
        [...sent].filter((card) => !done.has(card)),
      )
      for (const card of told.sent) sent.add(card)
      for (const card of told.done) done.add(card)
    }

    const store = await openStore(storeOptions({ ...where, now: () => new Date() }))
    let text = ''
    for await (const part of store.exportRows({}, 'ndjson', () => undefined)) text += part
    const { totals } = await store.stats({}, 'day')
    await store.close()
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; card?: string; feedback: unknown[] })
    const found = rows.flatMap((row) => (row.kind === 'feedback' ? [row.card] : row.feedback.map(() => row.card)))

    expect(done.size).toBeGreaterThan(kills)
    expect([...done].filter((card) => !found.includes(card))).toEqual([])
    expect(new Set(found).size).toBe(found.length)
    expect(found.filter((card) => card === undefined || !sent.has(card))).toEqual([])
    // The roll-ups tell what the rows tell.
    expect(totals.overridden + totals.unknownCards).toBe(found.length)
  },
  kills * 5000,
)
