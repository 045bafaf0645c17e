import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../server/process.ts'
import type { Load, Measured } from './load.ts'

/** Whether server and load each get a core of their own. */
export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0
const on = (core: number, command: readonly string[]): readonly [string, readonly string[]] => {
  const [program = '', ...args] = isPinned ? ['taskset', '-c', String(core), ...command] : command
  return [program, args]
}

/** Held open, it keeps the cores from halting (Linux, root): else the server pays for waking the load's core. */
if (process.env['BENCH_AWAKE'] === '1') writeSync(openSync('/dev/cpu_dma_latency', 'w'), new Int32Array([0]))

/** A folder for everything that a run writes. */
export const folder = mkdtempSync(join(tmpdir(), 'bench-'))
export const fileOf = (name: string, content: string): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

export interface Server {
  readonly url: string
  readonly pid: number
  /** Milliseconds from spawning to listening. */
  readonly startedIn: number
  /** CPU seconds used so far by all threads; undefined where /proc is not. */
  cpu(): number | undefined
  /** Resident memory in MB, now and at most. */
  memory(): { readonly now: number; readonly peak: number } | undefined
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
// A run that is broken off leaves nothing behind that would take a core of the next one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy()) as Promise<boolean>
}

/** Starts node with these arguments, its port in PORT and its log thrown away, and waits until it listens. */
export async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Server> {
  const port = await freePort()
  const [program, rest] = on(0, [process.execPath, ...args])
  const began = performance.now()
  const child = spawn(program, rest, {
    // A pipe would have to be read here, on the cores that are measured.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', PORT: String(port), ...env },
  })
  running.add(child)
  let code: number | null | undefined
  const ended = new Promise<void>((end) => {
    child.on('exit', (status) => {
      code = status
      running.delete(child)
      end()
    })
  })
  while (!(await isListening(port))) {
    if (code !== undefined) throw new Error(`${args.join(' ')} ended with ${code}`)
    await new Promise((resume) => setTimeout(resume, 5))
  }
  const startedIn = performance.now() - began
  const pid = child.pid ?? 0
  return {
    url: `http://127.0.0.1:${port}`,
    pid,
    startedIn,
    cpu() {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ')
        return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
      } catch {
        return undefined
      }
    },
    memory() {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
        return { now: of('VmRSS'), peak: of('VmHWM') }
      } catch {
        return undefined
      }
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

export interface Run extends Measured {
  /** CPU microseconds of the server for each request. */
  readonly cpuMicros: number | undefined
  /** Share of the server's core that was used. */
  readonly busy: number | undefined
}

/** What a script of this folder prints when it runs on a core by itself. @throws Error when it fails */
async function printed(core: number, args: readonly string[]): Promise<string> {
  const [program, rest] = on(core, [process.execPath, ...args])
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const code = await new Promise((end) => child.on('close', end))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`)
  return text
}

let runs = 0

/** Sends load to a server from the other core. @throws Error when a request fails */
export async function send(server: Server, load: Omit<Load, 'url'>, path: string): Promise<Run> {
  const file = fileOf(`load-${runs++}.json`, JSON.stringify({ ...load, url: server.url + path } satisfies Load))
  const before = server.cpu()
  const measured = JSON.parse(await printed(1, [join(import.meta.dirname, 'load.ts'), file])) as Measured
  if (measured.failed > 0)
    throw new Error(`${measured.failed} requests failed at ${path}: ${JSON.stringify(measured.statuses)}`)
  const after = server.cpu()
  const used = before === undefined || after === undefined ? undefined : after - before
  return {
    ...measured,
    cpuMicros: used === undefined ? undefined : (used / measured.requests) * 1e6,
    busy: used === undefined ? undefined : (used * measured.perSecond) / measured.requests,
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
