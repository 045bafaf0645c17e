/**
 * Run with `node test/bench/whole-call.ts`. Whole hook calls through the built-up app, over HTTP, without prefetch: every
 * need is read from a FHIR server on loopback. Service, FHIR server and client share one process, so production is faster.
 * Exits with 1 when a bound of the service is missed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { hang, json, startFaultServer } from '../fhir/peers/fault-server.ts'

const calls = 500
const deadlineMs = 300
const boundMs = { reads: 30, hanging: deadlineMs + 50 }

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/order-sign-no-reason.json'), 'utf8'))
const { prefetch, ...asked } = fixture

const data = mkdtempSync(join(tmpdir(), 'bench-'))
const app = await buildApp(
  readConfig({ LOG_LEVEL: 'silent', DATA_DIR: data, FHIR_DEADLINE_MS: String(deadlineMs), PORT: '0' }),
  { cards },
)
const address = await app.listen({ host: '127.0.0.1', port: 0 })

const answers = {
  Patient: json(prefetch.patient),
  Encounter: json(prefetch.encounter),
  Condition: json(prefetch.conditions),
  AllergyIntolerance: json(prefetch.allergies),
  MedicationRequest: json(prefetch.medications),
  MedicationAdministration: json(prefetch.administrations),
  Observation: json(prefetch.observations),
}

async function call(
  fhirServer: string,
): Promise<{ readonly ms: number; readonly status: number; readonly cards: number }> {
  const startedAt = performance.now()
  const answer = await fetch(`${address}/cds-services/iv-ketamine-for-migraine-order-sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...asked,
      fhirServer,
      fhirAuthorization: {
        access_token: 't',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.read',
        subject: 'cds',
      },
    }),
  })
  const body = (await answer.json()) as { cards?: readonly object[] }
  return { ms: performance.now() - startedAt, status: answer.status, cards: body.cards?.length ?? 0 }
}

function report(name: string, times: readonly number[], bound: number, share: number): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  if (at(share) > bound) process.exitCode = 1
  process.stdout.write(
    `${name}: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, most ${at(1).toFixed(1)} ms, bound ${bound} ms${at(share) > bound ? ' MISSED' : ''}\n`,
  )
}

const well = await startFaultServer(answers)
for (let index = 0; index < 50; index++) await call(well.url)
const times: number[] = []
for (let index = 0; index < calls; index++) {
  const { ms, status, cards: count } = await call(well.url)
  if (status !== 200 || count !== 1) throw new Error(`expected a card, got ${status}`)
  times.push(ms)
}
report(`a card from seven parallel reads, ${calls} calls`, times, boundMs.reads, 0.95)

// One server for each call, so that no circuit opens.
const hangs: number[] = []
for (let index = 0; index < 20; index++) {
  const hanging = await startFaultServer(Object.fromEntries(Object.keys(answers).map((type) => [type, hang])))
  const { ms, status } = await call(hanging.url)
  if (status !== 412) throw new Error(`expected 412, got ${status}`)
  hangs.push(ms)
  await hanging.close()
}
report(`a FHIR server that hangs, deadline ${deadlineMs} ms, 20 calls`, hangs, boundMs.hanging, 1)

await app.close()
await well.close()
rmSync(data, { recursive: true, force: true })
