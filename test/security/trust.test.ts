import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { makeSigner, moment, sign, startKeyServer, type Signer } from './client.ts'
import { aReader, wholeApp, type WholeApp } from './whole-app.ts'
import { aFolder } from '../server/process.ts'

const publicUrl = 'https://cds.example.org'
const signing = 'reader-order-sign'
const issuers = { a: 'https://a.example.org', b: 'https://b.example.org' }

interface Ehr {
  readonly url: string
  readonly server: Server
  connections: number
}

async function startEhr(): Promise<Ehr> {
  const server = createServer((_request, response) => response.writeHead(404).end())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const ehr = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`, server, connections: 0 }
  server.on('connection', () => ehr.connections++)
  return ehr
}

let file: string
let signers: { readonly a: Signer; readonly b: Signer }
let ehrs: { readonly a: Ehr; readonly b: Ehr }
let whole: WholeApp

const entry = (name: 'a' | 'b', more: object = {}): object => ({
  id: `client-${name}`,
  iss: issuers[name],
  jwks: { keys: [signers[name].publicJwk] },
  fhirServers: [ehrs[name].url],
  ...more,
})

async function call(
  name: 'a' | 'b',
  { id = signing, fhirServer, patientId = '1' }: { id?: string; fhirServer?: string; patientId?: string } = {},
): Promise<LightMyRequestResponse> {
  const url = `/cds-services/${id}`
  return whole.app.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${await sign(signers[name], issuers[name], publicUrl + url)}` },
    payload: {
      hook: 'order-sign',
      hookInstance: randomUUID(),
      ...(fhirServer === undefined
        ? {}
        : {
            fhirServer,
            fhirAuthorization: {
              access_token: 't',
              token_type: 'Bearer',
              expires_in: 300,
              scope: 'patient/*.read',
              subject: 's',
            },
          }),
      context: {
        userId: 'Practitioner/1',
        patientId,
        draftOrders: {
          resourceType: 'Bundle',
          type: 'collection',
          entry: [
            {
              resource: {
                resourceType: 'MedicationRequest',
                id: 'o',
                status: 'draft',
                intent: 'order',
                subject: { reference: 'Patient/1' },
              },
            },
          ],
        },
      },
    },
  })
}

beforeAll(async () => {
  signers = { a: await makeSigner('key-a'), b: await makeSigner('key-b', 'RS384') }
})
beforeEach(async () => {
  file = join(aFolder(), 'clients.json')
  ehrs = { a: await startEhr(), b: await startEhr() }
  await writeFile(file, JSON.stringify([entry('a'), entry('b', { services: ['reader-order-select'] })]))
  whole = await wholeApp([aReader()], { TRUSTED_CLIENTS: file, PUBLIC_URL: publicUrl }, () => moment)
})
afterEach(async () => {
  await whole.close()
  ehrs.a.server.close()
  ehrs.b.server.close()
})

describe('a trusted client', () => {
  it('has its own FHIR server read, and that of another client never: 403, and no byte leaves', async () => {
    expect((await call('a', { fhirServer: ehrs.a.url })).statusCode).toBe(200)
    expect(ehrs.a.connections).toBeGreaterThan(0)

    const spellings = [
      ehrs.b.url,
      `${ehrs.b.url}/`,
      ehrs.b.url.replace('127.0.0.1', 'localhost'),
      `${ehrs.a.url}/../../b`,
      `${ehrs.a.url}@${ehrs.b.url}`,
      ehrs.a.url.replace('/fhir', ''),
      'http://169.254.169.254/',
      `${ehrs.a.url}?x=${ehrs.b.url}`,
    ]
    for (const fhirServer of spellings) {
      const answer = await call('a', { fhirServer })
      expect([fhirServer, answer.statusCode]).toEqual([fhirServer, 403])
      expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'forbidden' }] })
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
    }
    expect(ehrs.b.connections).toBe(0)
  })

  it('may name a patient by another name of its server, and by that of no other', async () => {
    const alias = 'https://direct.example.org/fhir'
    await writeFile(
      file,
      JSON.stringify([entry('a', { fhirServers: [{ url: ehrs.a.url, allowPrivate: true, aliases: [alias] }] })]),
    )
    await whole.app.parts.reload()
    const connectionsFor = async (base: string): Promise<number> => {
      const before = ehrs.a.connections
      const answer = await call('a', { fhirServer: ehrs.a.url, patientId: `${base}/Patient/1` })
      expect(answer.statusCode).toBe(200)
      return ehrs.a.connections - before
    }
    expect(await connectionsFor('https://other.example.org/fhir')).toBe(0)
    expect(await connectionsFor(alias)).toBeGreaterThan(0)
  })

  it('may call the services it was given: another is 403, one that is not there 404', async () => {
    expect((await call('a')).statusCode).toBe(200)
    expect((await call('b')).statusCode).toBe(403)
    expect((await call('a', { id: 'nothing' })).statusCode).toBe(404)
  })

  it('is known at its first call after the file was read again; a bad file changes nothing', async () => {
    await writeFile(file, JSON.stringify([entry('b')]))
    await whole.app.parts.reload()
    expect((await call('a')).statusCode).toBe(401)
    expect((await call('b')).statusCode).toBe(200)
    await writeFile(file, '[{]')
    await whole.app.parts.reload()
    expect((await call('b')).statusCode).toBe(200)
    expect(whole.logged.text()).toContain('the trusted clients stay as they were')
  })

  it('has its keys fetched when the service listens, before it calls', async () => {
    const keyServer = await startKeyServer([signers.a.publicJwk])
    await writeFile(file, JSON.stringify([entry('a', { jwks: undefined, jku: keyServer.url })]))
    await whole.close()
    whole = await wholeApp([aReader()], { TRUSTED_CLIENTS: file, PUBLIC_URL: publicUrl }, () => moment)
    expect(keyServer.reads).toBe(0)
    await whole.app.listen({ port: 0, host: '127.0.0.1' })
    for (let turn = 0; turn < 50 && keyServer.reads === 0; turn += 1) await new Promise((done) => setTimeout(done, 20))
    await keyServer.close()
    expect(keyServer.reads).toBe(1)
  })

  it('is told at each endpoint which audience its token has to name, and counted by the doctor', async () => {
    for (const endpoint of [signing, `${signing}/feedback`]) {
      const url = `/cds-services/${endpoint}`
      const authorization = `Bearer ${await sign(signers.a, issuers.a, publicUrl)}`
      const answer = await whole.app.inject({ method: 'POST', url, payload: {}, headers: { authorization } })
      expect(answer.statusCode).toBe(401)
      expect(answer.json().issue[0].diagnostics).toContain(`exactly ${publicUrl}${url} (`)
      expect(whole.app.parts.doctor.notes()).toContainEqual(
        expect.objectContaining({ service: endpoint, ailment: 'audience-wrong', count: 1 }),
      )
    }
  })

  it('is asked for a token at hooks and feedback, and not at discovery or for health', async () => {
    for (const url of [`/cds-services/${signing}`, `/cds-services/${signing}/feedback`]) {
      const answer = await whole.app.inject({ method: 'POST', url, payload: {} })
      expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    }
    for (const url of ['/cds-services', '/healthz', '/readyz'])
      expect((await whole.app.inject(url)).statusCode).toBe(200)
  })

  it('gets no token looked at before the rate is counted', async () => {
    await whole.close()
    whole = await wholeApp([aReader()], { TRUSTED_CLIENTS: file, PUBLIC_URL: publicUrl, RATE_LIMIT: '2' }, () => moment)
    const statuses = [await call('a'), await call('a'), await call('a')].map(({ statusCode }) => statusCode)
    expect(statuses).toEqual([200, 200, 429])
    expect(whole.logged.lines.at(-1)).toMatchObject({
      status: 429,
      failure: 'RATE_LIMITED',
      route: '/cds-services/:id',
    })
  })
})

describe('the log', () => {
  it('has one line for each request, with the client, the outcome and the reason it was turned away for', async () => {
    whole.logged.lines.length = 0
    await call('a')
    await whole.app.inject({
      method: 'POST',
      url: `/cds-services/${signing}`,
      payload: {},
      headers: { authorization: 'Bearer a.b.c' },
    })
    await whole.app.inject('/nothing/here?patient=1')
    expect(whole.logged.lines).toMatchObject([
      {
        method: 'POST',
        route: '/cds-services/:id',
        status: 200,
        client: 'client-a',
        service: signing,
        outcome: 'spoke',
        ms: expect.any(Number),
      },
      { route: '/cds-services/:id', status: 401, failure: 'UNAUTHENTICATED', denied: 'token-malformed' },
      { method: 'GET', route: 'unknown', status: 404, failure: 'NOT_FOUND' },
    ])
  })
})
