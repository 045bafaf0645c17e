import type { Server } from 'node:http'
import supertest from 'supertest'
import { build } from '../app.ts'
import { request, servicesOfTheFixtures } from './services.ts'

/** The session of an EHR whose CDS client is a page, over a socket; the other tests of conformance inject their requests. */
const origin = 'https://ehr.example.org'
let server: Server
beforeAll(async () => {
  const app = await build({ CORS_ORIGINS: origin })
  await app.listen({ host: '127.0.0.1', port: 0 })
  server = app.server
})

const sign = '/cds-services/iv-ketamine-for-migraine-order-sign'
const outcome = /^application\/fhir\+json/

it('finds the services, and may call each', async () => {
  const { body } = await supertest(server)
    .get('/cds-services')
    .set({ origin })
    .expect(200)
    .expect('content-type', /^application\/json/)
    .expect('access-control-allow-origin', origin)
  expect(body.services.map(({ id }: { id: string }) => `/cds-services/${id}`)).toEqual(
    expect.arrayContaining(servicesOfTheFixtures.map(({ url }) => url)),
  )
  await supertest(server)
    .options(sign)
    .set({
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,authorization',
    })
    .expect(204)
    .expect('access-control-allow-origin', origin)
    .expect('access-control-allow-methods', /POST/)
    .expect('access-control-allow-headers', /authorization/i)
})

it('gets a card for a body that comes in pieces, of no told length', async () => {
  const call = JSON.stringify(request('order-sign'))
  const sent = supertest(server).post(sign).set({ 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
  for (let at = 0; at < call.length; at += 500) sent.write(call.slice(at, at + 500))
  expect((await sent).body.cards).toHaveLength(1)
})

it('gets a card, tells what became of it, and is not asked again in this encounter', async () => {
  const call = request('order-sign')
  const { body } = await supertest(server).post(sign).set({ origin }).send(call).expect(200)
  expect(body.cards).toHaveLength(1)

  const { uuid, overrideReasons } = body.cards[0]
  const outcomeTimestamp = new Date().toISOString()
  const overrideReason = { reason: overrideReasons[0] }
  await supertest(server)
    .post(`${sign}/feedback`)
    .send({ feedback: [{ card: uuid, outcome: 'overridden', overrideReason, outcomeTimestamp }] })
    .expect(200)
  await supertest(server).post(sign).send(call).expect(200, { cards: [] })
})

it.each<[string, () => supertest.Test, number]>([
  ['a service that is not there', () => supertest(server).post('/cds-services/none').send({}), 404],
  ['a method that is not offered', () => supertest(server).put(sign).send({}), 405],
  ['a body of another type', () => supertest(server).post(sign).type('text/plain').send('{}'), 415],
  ['a body that is no JSON', () => supertest(server).post(sign).type('json').send('{'), 400],
])('is told in an OperationOutcome of %s', async (_, call, status) => {
  const { text } = await call().expect(status).expect('content-type', outcome)
  expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' })
})
