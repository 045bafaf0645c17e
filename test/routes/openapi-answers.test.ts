import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { build, fixture, type App } from '../app.ts'

type Json = Readonly<Record<string, unknown>>

const service = '/cds-services/iv-ketamine-for-migraine-order-sign'
const question: Json = fixture('order-sign-iv-ketamine-migraine')
const card = '11111111-1111-4111-8111-111111111111'
const answer = { card, outcome: 'overridden', outcomeTimestamp: '2026-01-31T12:00:00Z' }

let app: App
let ajv: Ajv2020

/** The same schemas, refusing every member that they do not describe: an answer may hold nothing untold. */
const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, closed(member)]))
  return 'properties' in members && !('additionalProperties' in members)
    ? { ...members, additionalProperties: false }
    : members
}

/** The order states no reason, and nothing can be read. */
const undecidable = (): Json => {
  const { prefetch: _chart, fhirServer: _server, fhirAuthorization: _token, ...bare } = question
  return JSON.parse(JSON.stringify(bare), (name, value: unknown) =>
    name === 'reasonCode' || name === 'reasonReference' ? undefined : value,
  ) as Json
}

const pointer = (...parts: readonly string[]): string =>
  parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The schema of a body, as a generated client would use it. */
function described(...parts: readonly string[]): ValidateFunction {
  const valid = ajv.getSchema(`openapi#${pointer('paths', ...parts, 'schema')}`)
  if (valid === undefined) throw new Error(`the document has no ${parts.join(' ')}`)
  return valid
}

function expectDescribed(valid: ValidateFunction, body: unknown): void {
  valid(body)
  expect(valid.errors).toBeNull()
}

beforeAll(async () => {
  app = await build()
  const document = (await app.inject('/openapi.json')).json<Json>()
  ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  // The validator's own: an instant that exists.
  ajv.addFormat('date-time', (value: string) => !Number.isNaN(Date.parse(value)))
  const paths = Object.entries(document['paths'] as Json).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods as Json).map(([method, operation]) => [
        method,
        // Requests stay open, as CDS Hooks wants it.
        { ...(operation as Json), responses: closed((operation as Json)['responses']) },
      ]),
    ),
  ])
  const components = closed(document['components']) as Json
  ajv.addSchema({ ...document, paths: Object.fromEntries(paths) as Json, components }, 'openapi')
})

describe('an answer is what /openapi.json says, and holds nothing it does not tell', () => {
  it.each(['/cds-services', '/healthz', '/readyz'])('GET %s', async (path) => {
    const reply = await app.inject(path)
    expectDescribed(described(path, 'get', 'responses', '200', 'content', 'application/json'), reply.json())
  })

  it('a card, with suggestions, links and override reasons', async () => {
    const reply = await app.inject({ method: 'POST', url: service, payload: question })
    const body = reply.json<{ cards: Json[] }>()
    expect(body.cards).toHaveLength(1)
    expectDescribed(described(service, 'post', 'responses', '200', 'content', 'application/json'), body)
  })

  it('a summary of 139 characters, and none of 140', async () => {
    const reply = await app.inject({ method: 'POST', url: service, payload: question })
    const [first] = reply.json<{ cards: Json[] }>().cards
    const valid = described(service, 'post', 'responses', '200', 'content', 'application/json')
    expect([139, 140].map((length) => valid({ cards: [{ ...first, summary: 'x'.repeat(length) }] }))).toEqual([
      true,
      false,
    ])
  })

  it.each(['/api/stats', '/api/export.csv', '/api/export.ndjson'])('a filter of %s that is wrong', async (path) => {
    const reply = await app.inject(`${path}?from=yesterday`)
    expect(reply.statusCode).toBe(400)
    expectDescribed(described(path, 'get', 'responses', '400', 'content', 'application/fhir+json'), reply.json())
  })

  it('a receipt of feedback', async () => {
    const url = `${service}/feedback`
    const reply = await app.inject({ method: 'POST', url, payload: { feedback: [answer] } })
    expect(reply.statusCode).toBe(200)
    expectDescribed(described(url, 'post', 'responses', '200', 'content', 'application/json'), reply.json())
  })

  it.each([
    ['400', { ...question, context: {} }],
    ['403', { ...question, fhirServer: 'https://nobody.example.org/fhir' }],
    ['412', undecidable()],
  ])('a failure: %s', async (status, payload) => {
    const reply = await app.inject({ method: 'POST', url: service, payload })
    expect(reply.statusCode).toBe(Number(status))
    expectDescribed(described(service, 'post', 'responses', status, 'content', 'application/fhir+json'), reply.json())
  })
})

describe('a request is taken exactly when its schema in /openapi.json takes it', () => {
  const { hook: _hook, ...withoutHook } = question
  const { draftOrders: orders, ...withoutOrders } = question['context'] as Json
  const one = { ...(orders as Json), entry: ((orders as Json)['entry'] as Json[])[0] }

  it.each<[string, Json]>([
    ['as it is', question],
    ['a member more', { ...question, somethingNew: 1 }],
    ['no hook', withoutHook],
    ['no draft orders', { ...question, context: withoutOrders }],
    ['one draft order by itself', { ...question, context: { ...(question['context'] as Json), draftOrders: one } }],
    ['a number for an id', { ...question, hookInstance: 7 }],
    ['a server that is no URL', { ...question, fhirServer: 'ehr' }],
  ])('a hook call: %s', async (_which, payload) => {
    const valid = described(service, 'post', 'requestBody', 'content', 'application/json')
    const { statusCode } = await app.inject({ method: 'POST', url: service, payload })
    expect([valid(payload), statusCode]).toEqual(statusCode === 200 ? [true, 200] : [false, 400])
  })

  it.each(['application/json', 'application/fhir+json', 'application/json+fhir'])('sent as %s', async (type) => {
    const feedback = { feedback: [answer] }
    for (const [url, payload] of [
      [service, question],
      [`${service}/feedback`, feedback],
    ] as const) {
      expectDescribed(described(url, 'post', 'requestBody', 'content', type), payload)
      const headers = { 'content-type': type }
      expect((await app.inject({ method: 'POST', url, payload: JSON.stringify(payload), headers })).statusCode).toBe(
        200,
      )
    }
  })

  it.each<[string, Json]>([
    ['as it is', { feedback: [answer] }],
    ['none', { feedback: [] }],
    ['no time', { feedback: [{ card, outcome: 'accepted' }] }],
    ['an outcome nobody knows', { feedback: [{ ...answer, outcome: 'read' }] }],
    ['a card that is no UUID', { feedback: [{ ...answer, card: 'card' }] }],
    ['one form of a reason', { feedback: [{ ...answer, overrideReason: { reason: { code: 'other' } } }] }],
    ['another form', { feedback: [{ ...answer, overrideReasons: [{ reason: { code: 'other' } }] }] }],
    ['neither', { feedback: [{ ...answer, overrideReasons: 'other' }] }],
  ])('feedback: %s', async (_which, payload) => {
    const url = `${service}/feedback`
    const valid = described(url, 'post', 'requestBody', 'content', 'application/json')
    const { statusCode } = await app.inject({ method: 'POST', url, payload })
    expect([valid(payload), statusCode]).toEqual(statusCode === 200 ? [true, 200] : [false, 400])
  })
})

it('tells clients the one hook that each service answers, and no format of our own', async () => {
  const { body } = await app.inject('/openapi.json')
  const named = new Set([...body.matchAll(/"format":"([^"]+)"/g)].map(([, name]) => name))
  expect([...named].filter((name) => !['date', 'date-time', 'uri', 'uuid'].includes(name ?? ''))).toEqual([])
  expect(body).toContain('"hook":{"type":"string","const":"order-sign"}')
})
