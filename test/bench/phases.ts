/**
 * Where the time of one call goes when nothing else runs: the parts of a call, one after the other, in a loop.
 * `node test/bench/phases.ts`; prints microseconds of each part, for every request of run.ts but the longest.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cards } from '../../cards/index.ts'
import { hooks } from '../../hooks/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { evaluate, passedOver } from '../../src/evaluate.ts'
import type { Caller } from '../../src/security/caller.ts'
import { tame } from '../../src/security/limits.ts'
import { shape } from '../../src/wire/dialects.ts'
import { cardText } from '../../src/wire/json.ts'
import { requestValidator } from '../../src/wire/validate.ts'
import { hookRequest, type Asked } from './requests.ts'

const folder = mkdtempSync(join(tmpdir(), 'phases-'))
const app = await buildApp(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }), { cards })
const { openChart, policiesFor, newId } = app.parts.cds
const hook = hooks['order-sign']
const validate = requestValidator(hook)
const caller: Caller = { id: 'open', fhirServers: 'loopback', dialect: 'spec' }
const now = new Date().toISOString()
const [guidance] = cards
if (guidance === undefined) throw new Error('there is no recommendation')

async function phases(asked: Asked, turns: number): Promise<Readonly<Record<string, number>>> {
  const text = JSON.stringify(hookRequest(asked))
  const spent = new Map<string, number>()
  for (let turn = 0; turn < 2 * turns; turn += 1) {
    // The first half is for the compiler.
    if (turn === turns) spent.clear()
    let last = performance.now()
    const mark = (name: string): void => {
      const at = performance.now()
      spent.set(name, (spent.get(name) ?? 0) + at - last)
      last = performance.now()
    }
    const body: unknown = JSON.parse(text)
    mark('JSON.parse')
    tame(body)
    const request = validate(body, [hook.name])
    mark('check')
    const drafts = hook.drafts(request.context)
    const call = { request, hook, guidance: guidance as NonNullable<typeof guidance>, caller, drafts, now }
    const { decision, chart } = passedOver(call, policiesFor) ?? (await evaluate(call, openChart, policiesFor))
    mark('read and decide')
    if (decision.kind !== 'speaks' || chart === undefined) continue
    const { card } = shape(decision, caller, {
      guidance: call.guidance,
      request,
      drafts: chart.drafts,
      version: chart.version,
      newId,
    })
    Buffer.byteLength(cardText(card))
    mark('shape and write')
  }
  return Object.fromEntries([...spent].map(([name, ms]) => [name, Math.round((ms / turns) * 10_000) / 10]))
}

for (const [name, asked, turns] of [
  ['silent', { drug: 'metoprolol' }, 20_000],
  ['card', {}, 20_000],
  ['card, 200 more resources', { resources: 200 }, 1_000],
] as const)
  process.stdout.write(`${name}: ${JSON.stringify(await phases(asked, turns))} µs\n`)
await app.close()
rmSync(folder, { recursive: true, force: true })
