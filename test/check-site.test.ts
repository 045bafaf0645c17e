import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aFolder } from './server/process.ts'

const folder = aFolder()

/** Its exit code for a client that may call this service. */
function checked(service: string, env: Record<string, string> = {}): number | null {
  const file = join(folder, 'clients.json')
  const jku = 'https://ehr.example.org/jwks.json'
  writeFileSync(file, JSON.stringify([{ id: 'a', iss: 'https://a', jku, fhirServers: [], services: [service] }]))
  const PATH = process.env['PATH'] ?? ''
  return spawnSync(process.execPath, ['src/check-site.ts', file], { env: { PATH, ...env } }).status
}

it.each([
  ['iv-ketamine-for-migraine-order-sign', {}, 0],
  ['iv-ketamine-for-migraine', {}, 2],
  ['iv-ketamine-for-migraine', { SERVICE_IDS: 'shared' }, 0],
  ['iv-ketamine-for-migraine-order-sign', { SERVICE_IDS: 'shared' }, 2],
])('takes a file with the service %s under %j as the service would: %d', (service, env, code) => {
  expect(checked(service, env)).toBe(code)
})
