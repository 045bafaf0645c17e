/**
 * Run with `node test/bench/recording.ts`. What recording adds to the time a clinician waits: cards one at a time, as fast
 * as a busy hospital signs orders, with and without the recorder, in interleaved pairs. (At saturation on one core the
 * writing competes with the answering: `npm run bench` shows that.) Exits with 1 when the bound is missed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const pairs = 12
const cards = 100
const spacingMs = 10
const bound = 1.1

const body = readFileSync(join(import.meta.dirname, '../fixtures/order-sign-iv-ketamine-migraine.json'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'recording-'))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function start(kind: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const server = spawn(process.execPath, [join(import.meta.dirname, 'service.ts'), kind], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: join(folder, kind),
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
    },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break
    await pause(50)
  }
  return {
    url: `${url}/cds-services/iv-ketamine-for-migraine-order-sign`,
    async stop() {
      server.kill('SIGTERM')
      await once(server, 'exit')
    },
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function medianOf(url: string): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < cards; index++) {
    const startedAt = performance.now()
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    await answer.arrayBuffer()
    times.push(performance.now() - startedAt)
    await pause(spacingMs)
  }
  return median(times)
}

const [on, off] = await Promise.all([start('recording'), start('not-recording')])
await Promise.all([medianOf(on.url), medianOf(off.url)])
const ratios: number[] = []
const seen = { on: [] as number[], off: [] as number[] }
for (let pair = 0; pair < pairs; pair++) {
  const first = pair % 2 === 0 ? 'on' : 'off'
  const one = await medianOf(first === 'on' ? on.url : off.url)
  const other = await medianOf(first === 'on' ? off.url : on.url)
  seen[first].push(one)
  seen[first === 'on' ? 'off' : 'on'].push(other)
  ratios.push(first === 'on' ? one / other : other / one)
}
const ratio = median(ratios)
process.stdout.write(
  `median of a card, recording ${median(seen.on).toFixed(2)} ms, not recording ${median(seen.off).toFixed(2)} ms; median ratio of ${pairs} pairs ${ratio.toFixed(3)}, bound ${bound}${ratio > bound ? ' MISSED' : ''}\n`,
)
if (ratio > bound) process.exitCode = 1
await Promise.all([on.stop(), off.stop()])
rmSync(folder, { recursive: true, force: true })
