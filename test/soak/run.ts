/**
 * `npm run soak`: three replicas on one PostgreSQL under mixed load, while the FHIR server fails in turns, the store
 * vanishes and returns, and replicas are restarted. `SOAK_MINUTES` (default 10) bounds it.
 *
 * Exits with 1 when a hook call got anything but 200 or 412, feedback anything but 200, or 503 while the store was
 * away, when a request got no answer, when feedback that was acknowledged is not in the store, or when the replica that
 * is never restarted grows.
 */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import pg from 'pg'
import { hookRequest, servicePath, type Asked } from '../bench/requests.ts'
import { median } from '../bench/processes.ts'
import { freePort, launch } from '../server/process.ts'
import { startCommand } from '../server/start-command.ts'
import { startPostgres } from '../store/postgres.ts'
import { moods, startCuttableWire, startMoodyServer } from './chaos.ts'

const minutes = Number(process.env['SOAK_MINUTES'] ?? 10)
const clients = 12
const pauseMs = 15
const everySeconds = { mood: 7, store: 30, restart: 20 }
const storeAwayMs = 8_000
/** After the store is back, a replica may take this long to see it: its longest pause between tries. */
const recoveryMs = 35_000

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const wait = async (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))
const faults: string[] = []
const counts = new Map<string, number>()
const count = (what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
function fault(what: string): void {
  if (faults.length < 50) say(`FAULT ${what}`)
  faults.push(what)
}

interface Replica {
  readonly port: number
  up: boolean
  process: ReturnType<typeof launch>
}

const postgres = await startPostgres()
const database = await postgres.database()
const wire = await startCuttableWire(Number(new URL(database).port))
const moody = await startMoodyServer()
let storeUsableFrom = 0

const through = new URL(database)
through.port = String(wire.port)
const start = (port: number): ReturnType<typeof launch> =>
  launch(
    {
      PORT: String(port),
      DATABASE_URL: through.href,
      HASH_KEY: 'a key that all replicas of the soak share',
      LOG_LEVEL: 'warn',
      ...startCommand().env,
    },
    startCommand().args,
  )
async function isUp(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )
}
async function untilUp({ port, process: { child, output } }: Replica): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && child.exitCode === null;) {
    if (await isUp(port)) return
    await wait(50)
  }
  throw new Error(`a replica did not start: ${output()}`)
}
const replicas: Replica[] = []
for (let index = 0; index < 3; index += 1) {
  const port = await freePort()
  const replica: Replica = { port, up: true, process: start(port) }
  replicas.push(replica)
  await untilUp(replica)
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** One request to one replica. Rejects with the failure's code. */
async function post(port: number, path: string, body: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        response.on('error', reject)
      },
    )
    asked.on('error', reject)
    asked.setTimeout(10_000, () => asked.destroy(Object.assign(new Error('late'), { code: 'NO_ANSWER' })))
    asked.end(body)
  })
}

let turn = 0
/** As a proxy does it: in turns, and where a replica takes no connection, the next. */
async function ask(path: string, body: string, agents: ReadonlyMap<number, Agent>): Promise<Answer | undefined> {
  for (let tries = 0; tries < 30; tries += 1) {
    const { port } = replicas[turn++ % replicas.length] as Replica
    try {
      return await post(port, path, body, agents.get(port) as Agent)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ECONNREFUSED') {
        fault(`${path}: ${code ?? 'no answer'}`)
        return undefined
      }
      await wait(10)
    }
  }
  fault(`${path}: no replica takes a connection`)
  return undefined
}

/** Cards whose feedback was acknowledged. */
const acknowledged = new Set<string>()
let fired = 0
const load = { stopping: false }

const mix: readonly (() => Asked)[] = [
  () => ({ drug: 'metoprolol' }),
  () => ({ drug: 'metoprolol', hook: 'order-select' }),
  () => ({ drug: 'metoprolol', resources: 40 }),
  () => ({ hook: 'order-select' }),
  () => ({ resources: 100 }),
  () => ({ prefetch: false, fhirServer: moody.url }),
]

async function feedback(card: string, path: string, agents: ReadonlyMap<number, Agent>): Promise<void> {
  const body = JSON.stringify({
    feedback: [
      {
        card,
        outcome: 'overridden',
        overrideReason: { reason: { code: 'other' } },
        outcomeTimestamp: new Date().toISOString(),
      },
    ],
  })
  const began = Date.now()
  const answer = await ask(`${path}/feedback`, body, agents)
  if (answer === undefined) return
  count(`feedback ${answer.status}`)
  if (answer.status === 200) acknowledged.add(card)
  else if (answer.status !== 503 || began > storeUsableFrom)
    fault(`feedback: ${answer.status} ${answer.body.slice(0, 200)}`)
}

async function client(): Promise<void> {
  const agents = new Map(replicas.map(({ port }) => [port, new Agent({ keepAlive: true, maxSockets: 1 })]))
  for (let call = Math.floor(Math.random() * mix.length); !load.stopping; call += 1) {
    const asked = (mix[call % mix.length] as () => Asked)()
    const path = servicePath(asked.hook ?? 'order-sign')
    const body = JSON.stringify(hookRequest({ ...asked, hookInstance: randomUUID() }))
    const answer = await ask(path, body, agents)
    if (answer !== undefined) {
      count(`hook ${answer.status}`)
      // What could not be read and was not sent is 412: the EHR may ask again.
      const mayLack = asked.prefetch === false
      if (answer.status !== 200 && !(mayLack && answer.status === 412))
        fault(`hook: ${answer.status} ${answer.body.slice(0, 200)}`)
      if (answer.status === 200) {
        const { cards } = JSON.parse(answer.body) as { readonly cards: readonly { readonly uuid: string }[] }
        if (asked.drug === 'metoprolol' && cards.length > 0) fault('a card for an order that is not ours')
        if (asked.drug === undefined && asked.prefetch === undefined && cards.length !== 1) fault('a card is missing')
        fired += cards.length
        if (Math.random() < 0.3) for (const { uuid } of cards) await feedback(uuid, path, agents)
      }
    }
    await wait(pauseMs)
  }
  for (const agent of agents.values()) agent.destroy()
}

async function inTurns(seconds: number, act: (nth: number) => Promise<void> | void): Promise<void> {
  for (let nth = 1; !load.stopping; nth += 1) {
    for (let waited = 0; waited < seconds * 1000 && !load.stopping; waited += 100) await wait(100)
    if (!load.stopping) await act(nth)
  }
}

/** Events a replica said it lost: what it was given up with while the store was away. */
let saidLost = 0
function heard({ process: { output } }: Replica): void {
  for (const [, lost] of output().matchAll(/"lost":(\d+)/g)) saidLost += Number(lost)
}

/** Replica 0 is left alone: what it holds on to is a leak. */
async function restart(nth: number): Promise<void> {
  const replica = replicas[1 + (nth % 2)] as Replica
  replica.process.child.kill('SIGTERM')
  const ended = await replica.process.ended
  heard(replica)
  count('restarts')
  // A replica that stops while the store is away cannot write what waits; it gives up in time and says so.
  if (ended !== 0 && Date.now() > storeUsableFrom) fault(`a replica ended with ${String(ended)}`)
  replica.process = start(replica.port)
  await untilUp(replica)
}

async function storeAway(): Promise<void> {
  storeUsableFrom = Infinity
  wire.cut()
  count('store away')
  await wait(storeAwayMs)
  wire.mend()
  storeUsableFrom = Date.now() + recoveryMs
}

interface Sample {
  readonly memory: number
  readonly files: number
}
const samples: Sample[] = []
function sample(): void {
  const pid = replicas[0]?.process.child.pid ?? 0
  try {
    const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
    samples.push({ memory, files: readdirSync(`/proc/${pid}/fd`).length })
  } catch {
    // No /proc here: growth is not looked at.
  }
}

const began = Date.now()
const chaos = [
  inTurns(everySeconds.mood, (nth) => {
    moody.mood = moods[nth % moods.length] as (typeof moods)[number]
  }),
  inTurns(everySeconds.store, storeAway),
  inTurns(everySeconds.restart, restart),
  inTurns(2, sample),
  inTurns(30, () => {
    say(
      `${Math.round((Date.now() - began) / 1000)} s: ${[...counts].map(([what, n]) => `${what} ${n}`).join(', ')}; faults ${faults.length}`,
    )
  }),
]
const running = Array.from({ length: clients }, client)
await wait(minutes * 60_000)
load.stopping = true
await Promise.all([...running, ...chaos])
wire.mend()
// What waits is written when the store is seen again.
await wait(Math.max(0, Math.min(recoveryMs, storeUsableFrom - Date.now())))
sample()
for (const replica of replicas) replica.process.child.kill('SIGTERM')
for (const replica of replicas) {
  const ended = await replica.process.ended
  heard(replica)
  if (ended !== 0) fault(`a replica ended with ${String(ended)}`)
}

const db = new pg.Client({ connectionString: database })
await db.connect()
const { rows } = await db.query<{ readonly card: string; readonly n: string }>(
  'select card, count(*) as n from feedback group by card',
)
const kept = new Map(rows.map(({ card, n }) => [card, Number(n)]))
const cards = await db.query<{ readonly n: string }>('select count(*) as n from cards')
const joined = await db.query<{ readonly n: string }>('select count(*) as n from feedback where known = 1')
await db.end()
const lost = [...acknowledged].filter((card) => !kept.has(card))
const twice = [...kept.values()].filter((n) => n > 1).length
const missing = fired - Number(cards.rows[0]?.n)
if (missing > saidLost) fault(`${missing} cards are not in the store, and the replicas told of ${saidLost} lost events`)
if (lost.length > 0) fault(`${lost.length} acknowledged feedback entries are not in the store`)
if (twice > 0) fault(`${twice} feedback entries are in the store twice`)

const third = Math.floor(samples.length / 3)
const memory = (part: readonly Sample[]): number => median(part.map((one) => one.memory))
const files = (part: readonly Sample[]): number => median(part.map((one) => one.files))
const [early, late] = [samples.slice(third, 2 * third), samples.slice(2 * third)]
const seconds = Math.round((Date.now() - began) / 1000)
say(
  `\n${seconds} s; ${[...counts].map(([what, n]) => `${what}: ${n}`).join(', ')}; reads at the FHIR server: ${moody.requests}`,
)
say(
  `cards answered ${fired}, in the store ${cards.rows[0]?.n}; lost events that replicas told of, stopped while the store was away: ${saidLost}`,
)
say(`feedback acknowledged ${acknowledged.size}, lost ${lost.length}, joined with its card ${joined.rows[0]?.n}`)
if (samples.length >= 30) {
  say(
    `replica 0: memory ${Math.round(memory(early))} MB in the second third, ${Math.round(memory(late))} MB in the last; open files ${files(early)}, ${files(late)}`,
  )
  if (memory(late) > memory(early) * 1.15 + 5) fault('replica 0 grows')
  if (files(late) > files(early) + 20) fault('replica 0 leaks open files')
}
say(faults.length === 0 ? 'no fault' : `${faults.length} faults`)
moody.close()
wire.close()
await postgres.stop()
process.exit(faults.length === 0 ? 0 : 1)
