import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../server/process.ts'
import { startEhr, type Ehr } from './ehr.ts'
import { startService, type Running } from './harness.ts'

export const clientId = 'options-app'

interface Sample {
  readonly id: string
  readonly order: object
}

type Resource = { resourceType: string; id: string }

interface Chart {
  readonly patientId: string
  readonly encounterId: string
  readonly resources: readonly never[]
}

/** @param orders the unsigned orders in it: what differs from the sample's own */
async function chartOfSample(id: string, orders: readonly object[]): Promise<Chart> {
  const file = new URL('../../cards/iv-ketamine-for-migraine/try-it.json', import.meta.url)
  const formulary = JSON.parse(await readFile(file, 'utf8')) as { systems: object; patients: Sample[] }
  const path = '../../src/pages/assets/js/ehr/chart.js'
  const { chartOf, draftOf } = (await import(path)) as {
    chartOf: (sample: unknown, systems: object, now: Date) => Chart
    draftOf: (order: object, formulary: object, chart: Chart) => never
  }
  const sample = formulary.patients.find((one) => one.id === id)
  const chart = chartOf(sample, formulary.systems, new Date())
  const drafts = orders.map((order, index) =>
    draftOf({ ...sample?.order, id: `draft-${index + 1}`, ...order }, formulary, chart),
  )
  return { ...chart, resources: [...chart.resources, ...drafts] }
}

/** Settings of a service that these clients of one FHIR server may call. */
async function clientsOf(iss: string, policies: readonly object[]): Promise<Record<string, string>> {
  const file = join(await mkdtemp(join(tmpdir(), 'clients-')), 'clients.json')
  const clients = policies.map((own, index) => ({
    id: `client-${index}`,
    iss: `${iss}/${index}`,
    jku: `${iss}/jwks/${index}`,
    fhirServers: [iss],
    policies: { 'iv-ketamine-for-migraine': own },
  }))
  await writeFile(file, JSON.stringify(clients))
  return { TRUSTED_CLIENTS: file }
}

export async function withApp(
  sample: string,
  how: {
    readonly pkce?: boolean
    readonly withoutDrafts?: boolean
    readonly patientRefused?: number
    readonly order?: object
    readonly orders?: readonly object[]
    /** Members of the Patient beside the sample's own. */
    readonly patient?: object
    readonly appContext?: string
    /** Policies of each client of the FHIR server. */
    readonly policies?: readonly object[]
  },
  run: (app: Running, ehr: Ehr, launch: string) => Promise<void>,
): Promise<void> {
  const port = await freePort()
  const { order, orders = order === undefined ? [] : [order], patient = {}, appContext, policies, ...ehrs } = how
  const chart = await chartOfSample(sample, orders)
  const [person, ...others] = chart.resources
  const resources = [{ ...(person as unknown as Resource), ...patient }, ...others]
  const redirectUri = `http://127.0.0.1:${port}/smart/`
  const ehr = await startEhr({ resources, clientId, redirectUri, ...ehrs })
  const app = await startService({
    PORT: String(port),
    SMART_CLIENT_ID: clientId,
    SMART_ISSUERS: ehr.iss,
    ...(policies === undefined ? {} : await clientsOf(ehr.iss, policies)),
  })
  try {
    const launch = ehr.launch({
      patient: chart.patientId,
      encounter: chart.encounterId,
      appContext: appContext ?? JSON.stringify({ rule: 'iv-ketamine-for-migraine', version: '1.2.16', row: '1' }),
    })
    await run(app, ehr, `${app.url}/smart/launch.html?launch=${launch}&iss=${ehr.iss}`)
  } finally {
    await app.close()
    await ehr.close()
  }
}
