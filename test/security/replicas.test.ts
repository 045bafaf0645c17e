import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres, type PostgresServer } from '../store/postgres.ts'
import { makeSigner, moment, sign } from './client.ts'
import { aReader, wholeApp, type WholeApp } from './whole-app.ts'
import { aFolder } from '../server/process.ts'

const publicUrl = 'https://cds.example.org'
const path = '/cds-services/reader-order-sign'
const iss = 'https://ehr.example.org'

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)
afterAll(() => postgres.stop(), 30_000)

it('a token that was used at one replica is refused at the other', async () => {
  const signer = await makeSigner('key')
  const file = join(aFolder(), 'clients.json')
  await writeFile(file, JSON.stringify([{ id: 'ehr', iss, jwks: { keys: [signer.publicJwk] }, fhirServers: [] }]))
  const env = { TRUSTED_CLIENTS: file, PUBLIC_URL: publicUrl, DATABASE_URL: await postgres.database() }
  const [one, other] = [await wholeApp([aReader()], env, () => moment), await wholeApp([aReader()], env, () => moment)]
  const ask = async ({ app }: WholeApp, token: string): Promise<number> => {
    const context = { userId: 'Practitioner/1', patientId: '1', draftOrders: { resourceType: 'Bundle', entry: [] } }
    const payload = { hook: 'order-sign', hookInstance: 'h', context }
    const headers = { authorization: `Bearer ${token}` }
    return (await app.inject({ method: 'POST', url: path, headers, payload })).statusCode
  }
  const used = await sign(signer, iss, publicUrl + path)
  expect([await ask(one, used), await ask(other, used), await ask(one, used)]).toEqual([200, 401, 401])
  expect(other.logged.lines.at(-1)).toMatchObject({ denied: 'jti-replayed' })
  expect(await ask(other, await sign(signer, iss, publicUrl + path))).toBe(200)
  await Promise.all([one.close(), other.close()])
}, 30_000)
