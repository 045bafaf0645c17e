/**
 * Run with `node test/bench/fhir-reads.ts`. Five parallel reads of one call against a FHIR server on loopback, and what
 * a server that hangs costs. Server and client share one process and one core, so production is faster.
 * Exits with 1 when a bound of the service is missed.
 */
import type { Connect } from '../../src/fhir/server-contract.ts'
import { makeConnect } from '../../src/fhir/server.ts'
import { makeEgress } from '../../src/security/egress.ts'
import { bundle, hang, json, startFaultServer } from '../fhir/peers/fault-server.ts'
import { startMedplum } from '../fhir/peers/medplum.ts'

const calls = 500
const deadlineMs = 300
const boundMs = { reads: 30, hanging: deadlineMs + 50, open: 20 }

const subject = { reference: 'Patient/p1' }
const patient = { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1960-01-01' }
const conditions = Array.from({ length: 40 }, (_, index) => ({
  resourceType: 'Condition',
  id: `c${index}`,
  subject,
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: {
    coding: [
      { system: 'http://snomed.info/sct', code: String(1_000_000 + index), display: 'a condition of some length' },
    ],
  },
}))
const reads = [
  'Patient/p1',
  'Condition?patient=p1',
  'AllergyIntolerance?patient=p1',
  'MedicationRequest?patient=p1',
  'Observation?patient=p1',
]

const egress = makeEgress()

async function call(
  connect: Connect,
  fhirServer: string,
): Promise<{ readonly ms: number; readonly whys: readonly string[] }> {
  const startedAt = performance.now()
  const server = connect({
    request: {
      hook: 'order-sign',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      context: { userId: 'Practitioner/1', patientId: 'p1', draftOrders: { resourceType: 'Bundle' } },
      fhirServer,
      fhirAuthorization: {
        access_token: 'token',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.read',
        subject: 'cds',
      },
    },
    caller: { id: 'open', fhirServers: 'loopback', dialect: 'spec' },
    deadline: AbortSignal.timeout(deadlineMs),
    deadlineMs,
  })
  if ('why' in server) throw new Error(server.why)
  const answers = await Promise.all(reads.map((query) => server.read(query)))
  return { ms: performance.now() - startedAt, whys: answers.flatMap((answer) => (answer.ok ? [] : [answer.why])) }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function report(name: string, times: readonly number[], bound: number, share = 0.95): void {
  const [p50, p95, most] = [0.5, 0.95, 1].map((part) => percentile(times, part).toFixed(1))
  const isMissed = percentile(times, share) > bound
  if (isMissed) process.exitCode = 1
  process.stdout.write(
    `${name}: p50 ${p50} ms, p95 ${p95} ms, most ${most} ms, ${bound === Infinity ? 'no bound' : `bound ${bound} ms`}${isMissed ? ' MISSED' : ''}\n`,
  )
}

async function serial(connect: Connect, url: string, count: number): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const { ms, whys } = await call(connect, url)
    if (whys.length > 0) throw new Error(whys.join(', '))
    times.push(ms)
  }
  return times
}

const plain = await startFaultServer({
  Patient: json(patient),
  Condition: json(bundle(conditions)),
  AllergyIntolerance: json(bundle([])),
  MedicationRequest: json(bundle([])),
  Observation: json(bundle([])),
})
const medplum = await startMedplum([patient, ...conditions])
const plainConnect = makeConnect({ egress })
await serial(plainConnect, plain.url, 50)
report(`five parallel reads, ${calls} calls`, await serial(plainConnect, plain.url, calls), boundMs.reads)

// Nearly all of this is the time that medplum's search takes, in this very process: it has no bound.
const medplumConnect = makeConnect({ egress, limits: { failures: Infinity } })
await serial(medplumConnect, medplum.url, 10)
report('five parallel reads, medplum, 50 calls', await serial(medplumConnect, medplum.url, 50), Infinity)

const hanging = await startFaultServer(Object.fromEntries(reads.map((query) => [/^\w+/.exec(query)?.[0] ?? '', hang])))
const patientConnect = makeConnect({ egress, limits: { failures: Infinity } })
const hangs: number[] = []
for (let index = 0; index < 20; index++) hangs.push((await call(patientConnect, hanging.url)).ms)
report(`a server that hangs, deadline ${deadlineMs} ms, 20 calls`, hangs, boundMs.hanging, 1)

const connect = makeConnect({ egress })
for (let index = 0; index < 5; index++) await call(connect, hanging.url)
const refused: number[] = []
for (let index = 0; index < 100; index++) refused.push((await call(connect, hanging.url)).ms)
report('the same with the circuit open, 100 calls', refused, boundMs.open)

egress.close()
await Promise.all([plain.close(), hanging.close(), medplum.close()])
