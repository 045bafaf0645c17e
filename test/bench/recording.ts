/**
 * Run with `node test/bench/recording.ts`. What recording adds to the time a clinician waits: cards one at a time, as fast
 * as a busy hospital signs orders, with and without the recorder, in interleaved pairs. (At saturation on one core the
 * writing competes with the answering: `npm run bench` shows that.) Exits with 1 when the bound is missed.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { folder, median, start, type Server } from './processes.ts'
import { servicePath } from './requests.ts'

const pairs = 12
const cards = 100
const spacingMs = 10
const bound = 1.1

const body = readFileSync(join(import.meta.dirname, '../fixtures/order-sign-iv-ketamine-migraine.json'), 'utf8')

const serve = (kind: string): Promise<Server> =>
  start([join(import.meta.dirname, 'service.ts'), kind], { DATA_DIR: join(folder, kind), LOG_LEVEL: 'warn' })

async function medianOf({ url: base }: Server): Promise<number> {
  const url = base + servicePath('order-sign')
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

const [on, off] = await Promise.all([serve('recording'), serve('not-recording')])
await Promise.all([medianOf(on), medianOf(off)])
const ratios: number[] = []
const seen = { on: [] as number[], off: [] as number[] }
for (let pair = 0; pair < pairs; pair++) {
  const first = pair % 2 === 0 ? 'on' : 'off'
  const one = await medianOf(first === 'on' ? on : off)
  const other = await medianOf(first === 'on' ? off : on)
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
