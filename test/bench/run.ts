/**
 * `npm run bench`: the built service beside four servers that do less, in one run, so that what counts are ratios.
 * Server and load generator are pinned to different cores where there are two. Rounds are interleaved and medians
 * taken: a noisy machine slows all alike. `BENCH_ROUNDS` (default 5) and `BENCH_SECONDS` (default 3) make it longer,
 * `BENCH_AWAKE=1` keeps the cores from halting. `BENCH_PARTS=memory,start` measures some parts alone (cases, tokens,
 * recording, memory, start, cold).
 * Prints a Markdown table and writes it, when it is whole, to test/bench/results.md. Exits with 1 when a target is missed.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileOf, folder, isPinned, median, send, start, type Run, type Server } from './processes.ts'
import { hookRequest, servicePath, type Asked } from './requests.ts'
import { startCommand } from '../server/start-command.ts'
import { makeTokens, type Algorithm } from './tokens.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 3)
const connections = 8
const path = servicePath('order-sign')

interface Case {
  readonly name: string
  readonly asked: Asked
  /** Least share of lean Fastify's requests per second. */
  readonly target?: number
}

const cases: readonly Case[] = [
  { name: 'silent: no order of the recommendation', asked: { drug: 'metoprolol' }, target: 0.9 },
  { name: 'card, from prefetch', asked: {}, target: 0.75 },
  { name: 'card, 200 more resources', asked: { resources: 200 }, target: 0.8 },
  { name: 'card, 2,000 more resources', asked: { resources: 2000 } },
]
const kinds = ['http', 'fastify', 'lean', 'lean-blocks', 'service'] as const
type Kind = (typeof kinds)[number]

const lines: string[] = []
const say = (line = ''): void => {
  lines.push(line)
  process.stdout.write(`${line}\n`)
}
const targets: { readonly what: string; readonly met: boolean }[] = []
const target = (what: string, met: boolean): void => {
  targets.push({ what, met })
}
const number = (value: number | undefined, digits = 0): string =>
  value === undefined
    ? 'n/a'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** The service as `npm start` runs it. */
const command = startCommand()

let stores = 0
const service = async (env: Readonly<Record<string, string>> = {}, args = command.args): Promise<Server> =>
  start(args, { DATA_DIR: join(folder, `store-${stores++}`), ...command.env, ...env })

/** The same of a kind of service.ts. */
const variant = async (kind: string, env: Readonly<Record<string, string>> = {}): Promise<Server> =>
  service(env, [...command.args.slice(0, -1), join(import.meta.dirname, 'service.ts'), kind])

async function answerTo(server: Server, body: string): Promise<string> {
  const reply = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (reply.status !== 200) throw new Error(`${reply.status}: ${await reply.text()}`)
  return reply.text()
}

const middle = (runs: readonly Run[], of: (run: Run) => number | undefined): number | undefined => {
  const values = runs.map(of).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : median(values)
}

const cpuOf = (run: Run): number | undefined => run.cpuMicros

/** Medians of the rounds' own ratios: what one round suffered, both did. */
const ratio = (ours: readonly Run[], theirs: readonly Run[], of: (run: Run) => number | undefined): number =>
  median(ours.map((run, round) => (of(run) ?? Number.NaN) / (of(theirs[round] as Run) ?? Number.NaN)))

/** Measures each in every round. The order turns, so that nobody is always measured after the same other one. */
async function inTurns<Measured extends object>(
  count: number,
  measures: { readonly [Name in keyof Measured]: () => Promise<Measured[Name]> },
): Promise<{ readonly [Name in keyof Measured]: readonly Measured[Name][] }> {
  const names = Object.keys(measures) as (keyof Measured)[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as {
    [Name in keyof Measured]: Measured[Name][]
  }
  for (let round = 0; round < count; round += 1) {
    for (const turn of names.keys()) {
      const name = names[(turn + round) % names.length] as keyof Measured
      measured[name].push(await measures[name]())
    }
  }
  return measured
}

async function sideBySide({ name, asked, target: least }: Case): Promise<number> {
  const body = JSON.stringify(hookRequest(asked))
  const ours = await service()
  const answer = await answerTo(ours, body)
  const file = fileOf(`answer-${stores}.json`, answer)
  const baselines = join(import.meta.dirname, 'baselines.ts')
  const servers: Record<Kind, Server> = {
    http: await start([baselines, 'http', file]),
    fastify: await start([baselines, 'fastify', file]),
    lean: await start([baselines, 'lean', file]),
    'lean-blocks': await start([baselines, 'lean-blocks', file]),
    service: ours,
  }
  // Until the compiler is done with it: what is called once for each request, and learns of new shapes with every full
  // collection, takes some 20,000 calls, however long they are. The curve is flat from here.
  for (const kind of kinds) {
    const few = (asked.resources ?? 0) > 200 ? JSON.stringify(hookRequest({ ...asked, resources: 200 })) : body
    await send(servers[kind], { connections, amount: 25_000, bodies: [few] }, path)
    if (few !== body) await send(servers[kind], { connections, amount: 500, bodies: [body] }, path)
  }
  const measure = (kind: Kind) => async (): Promise<Run> =>
    send(servers[kind], { connections, seconds, bodies: [body] }, path)
  const runs = await inTurns<Record<Kind, Run>>(rounds, {
    http: measure('http'),
    fastify: measure('fastify'),
    lean: measure('lean'),
    'lean-blocks': measure('lean-blocks'),
    service: measure('service'),
  })
  const peak = ours.memory()?.peak
  await Promise.all(Object.values(servers).map((server) => server.stop()))

  say(`\n**${name}**: request ${number(body.length)} B, answer ${number(answer.length)} B\n`)
  say('| | requests/s | p50 ms | p99 ms | CPU µs/request | of lean Fastify, requests/s | of lean Fastify, CPU |')
  say('|---|---:|---:|---:|---:|---:|---:|')
  const names = {
    http: 'node:http, JSON.parse, stored answer',
    fastify: 'Fastify, bare',
    lean: 'Fastify, lean: CORS, log line, Ajv',
    'lean-blocks': 'the same, its log written in blocks',
    service: 'this service',
  }
  for (const kind of kinds) {
    const of = runs[kind]
    say(
      `| ${names[kind]} | ${number(middle(of, (run) => run.perSecond))} | ${number(
        middle(of, (run) => run.p50),
        2,
      )} | ${number(
        middle(of, (run) => run.p99),
        1,
      )} | ${number(middle(of, cpuOf))} | ${number(
        ratio(of, runs.lean, (run) => run.perSecond),
        2,
      )} | ${number(1 / ratio(of, runs.lean, cpuOf), 2)} |`,
    )
  }
  say(`\nPeak memory of the service: ${number(peak)} MB`)
  const share = ratio(runs.service, runs.lean, (run) => run.perSecond)
  if (least !== undefined) target(`${name}: at least ${least} of lean Fastify, is ${number(share, 2)}`, share >= least)
  return middle(runs.service, cpuOf) ?? Number.NaN
}

interface SignedRuns {
  readonly signed: readonly Run[]
  /** By the service that takes every signature for right. */
  readonly believed: readonly Run[]
  readonly open: readonly Run[]
}

/** Three processes, all of one age: the compiler goes on for long. */
async function signedRuns(algorithm: Algorithm): Promise<SignedRuns> {
  const amount = 2_000
  const body = JSON.stringify(hookRequest())
  const issuer = await makeTokens(algorithm)
  const trusted = {
    TRUSTED_CLIENTS: fileOf(`clients-${algorithm}.json`, JSON.stringify(issuer.clients)),
    RATE_LIMIT: '0',
  }
  const open = await variant('recording')
  const guarded = await variant('recording', trusted)
  const credulous = await variant('believing', trusted)
  const sendSigned = (to: Server) => async (): Promise<Run> =>
    send(to, { connections, amount, bodies: [body], tokens: await issuer.tokens(amount, to.url + path) }, path)
  const measures = {
    signed: sendSigned(guarded),
    believed: sendSigned(credulous),
    open: async (): Promise<Run> => send(open, { connections, amount, bodies: [body] }, path),
  }
  await inTurns<Record<keyof SignedRuns, Run>>(10, measures)
  const runs = await inTurns<Record<keyof SignedRuns, Run>>(Math.max(6, Math.ceil(rounds / 2)), measures)
  await Promise.all([guarded, credulous, open].map(async (server) => server.stop()))
  return runs
}

async function withTokens(): Promise<void> {
  say('\n**card, with a JWT, a new one for every call**\n')
  say('| | requests/s | p50 ms | p99 ms | CPU µs/request | signature, CPU µs | the rest of JWT, of an open call |')
  say('|---|---:|---:|---:|---:|---:|---:|')
  for (const algorithm of ['ES384', 'RS384'] satisfies Algorithm[]) {
    // Processes of one version differ by more than what is measured.
    const sets = [await signedRuns(algorithm), await signedRuns(algorithm), await signedRuns(algorithm)]
    const signed = sets.flatMap((set) => set.signed)
    const believed = sets.flatMap((set) => set.believed)
    const open = sets.flatMap((set) => set.open)
    const signature = median(
      signed.map((run, n) => (cpuOf(run) ?? Number.NaN) - (cpuOf(believed[n] as Run) ?? Number.NaN)),
    )
    const rest = ratio(believed, open, cpuOf) - 1
    say(
      `| ${algorithm} | ${number(middle(signed, (run) => run.perSecond))} | ${number(
        middle(signed, (run) => run.p50),
        2,
      )} | ${number(
        middle(signed, (run) => run.p99),
        1,
      )} | ${number(middle(signed, cpuOf))} | ${number(signature)} | ${number(rest * 100)} % |`,
    )
    target(`${algorithm}: JWT but for the signature adds less than 25 %, is ${number(rest * 100)} %`, rest < 0.25)
  }
}

async function withoutRecording(): Promise<void> {
  const body = JSON.stringify(hookRequest())
  const recording = await variant('recording')
  const silent = await variant('not-recording')
  const run = (server: Server) => async (): Promise<Run> => send(server, { connections, seconds, bodies: [body] }, path)
  for (const server of [recording, silent]) await send(server, { connections, amount: 10_000, bodies: [body] }, path)
  const { on, off } = await inTurns<{ on: Run; off: Run }>(Math.max(10, rounds), {
    on: run(recording),
    off: run(silent),
  })
  const share = ratio(on, off, (one) => one.perSecond)
  const cpu = ratio(on, off, cpuOf)
  say('\n**card, recording against not recording**\n')
  say(
    `${on.length} interleaved pairs, medians: ${number(share, 2)} of the requests/s, ${number(cpu, 2)} of the CPU, p99 ${number(
      middle(on, (one) => one.p99),
      1,
    )} against ${number(
      middle(off, (one) => one.p99),
      1,
    )} ms.`,
  )
  await Promise.all([recording.stop(), silent.stop()])
}

async function memory(): Promise<void> {
  const bodies = [hookRequest(), ...Array.from({ length: 3 }, () => hookRequest({ drug: 'metoprolol' }))].map((body) =>
    JSON.stringify(body),
  )
  const server = await service()
  const resident: number[] = []
  for (let part = 0; part < 10; part += 1) {
    await send(server, { connections, amount: 10_000, bodies }, path)
    resident.push(server.memory()?.now ?? Number.NaN)
  }
  const peak = server.memory()?.peak ?? Number.NaN
  await server.stop()
  const growth = median(resident.slice(-3)) - median(resident.slice(2, 5))
  say('\n**Memory over 100,000 requests, one in four with a card**\n')
  say(`After each 10,000: ${resident.map((value) => number(value)).join(', ')} MB; peak ${number(peak)} MB.`)
  target(
    `memory under 150 MB after 100,000 requests, is ${number(resident.at(-1), 1)} MB`,
    (resident.at(-1) ?? 0) < 150,
  )
  target(`memory flat: the last 30,000 against the fourth, ${number(growth)} MB`, growth < 10)
}

/** Most hospitals order so little ketamine that no card is ever warm. */
async function cold(): Promise<void> {
  const body = JSON.stringify(hookRequest())
  const firsts: number[] = []
  const hundreds: number[] = []
  for (let turn = 0; turn < 7; turn += 1) {
    const server = await service()
    const times: number[] = []
    for (let call = 0; call < 100; call += 1) {
      const began = performance.now()
      await answerTo(server, body)
      times.push(performance.now() - began)
    }
    firsts.push(times[0] ?? Number.NaN)
    hundreds.push(median(times))
    await server.stop()
  }
  say('\n**Cold: cards one after the other, right after the start**\n')
  say(
    `The first ${number(median(firsts))} ms, the median of the first hundred ${number(median(hundreds), 1)} ms; 7 processes.`,
  )
}

async function starting(): Promise<void> {
  const times: number[] = []
  for (let turn = 0; turn < 7; turn += 1) {
    const server = await service()
    times.push(server.startedIn)
    await server.stop()
  }
  say(`\n**Start**, until it listens, a new store each time: median ${number(median(times))} ms of 7.`)
  target(`start under 1 s, is ${number(median(times))} ms`, median(times) < 1000)
}

say(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores; ${rounds} rounds of ${seconds} s, ${connections} connections; ${isPinned ? 'server and load on different cores' : 'not pinned'}.`,
)
say('Every answer was 2xx, or this would not have been printed.')
async function allCases(): Promise<void> {
  const cost: number[] = []
  for (const one of cases) cost.push(await sideBySide(one))
  const [, none = Number.NaN, some = Number.NaN, many = Number.NaN] = cost
  const [early, late] = [(some - none) / 200, (many - some) / 1800]
  say(`\nEach further resource costs ${number(early, 1)} µs up to 200, and ${number(late, 1)} µs from there to 2,000.`)
  target(`cost linear in resources: ${number(late / early, 2)} of the early cost`, late / early < 1.5)
}
const parts = { cases: allCases, tokens: withTokens, recording: withoutRecording, memory, start: starting, cold }
const wanted = process.env['BENCH_PARTS']?.split(',') ?? Object.keys(parts)
for (const [name, measure] of Object.entries(parts)) if (wanted.includes(name)) await measure()
say('\n**Targets**\n')
for (const { what, met } of targets) say(`- ${met ? 'met' : 'MISSED'}: ${what}`)
if (process.env['BENCH_PARTS'] === undefined)
  writeFileSync(join(import.meta.dirname, 'results.md'), `${lines.join('\n')}\n`)
rmSync(folder, { recursive: true })
process.exitCode = targets.every(({ met }) => met) ? 0 : 1
