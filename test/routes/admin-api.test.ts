import { fastify, type FastifyInstance } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import { failure } from '../../src/errors.ts'
import { adminApi, type AdminApiOptions } from '../../src/routes/admin-api.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { answerFailures } from '../failures.ts'
import { aCall, anAcceptance, anOverride, storeOptions } from '../store/events.ts'
import { aFolder } from '../server/process.ts'

const aRule: Guidance = {
  id: 'a-rule',
  title: 'A rule',
  description: 'Says something',
  version: '1.2.3',
  topic: { system: 'urn:rules', code: 'a-rule', display: 'A rule' },
  hooks: ['order-sign'],
  needs: [],
  observationCodes: [],
  daysBack: { observations: 1, administrations: 1 },
  usageRequirements: 'None',
  about: {
    statement: 'Do this rather than that',
    strength: 'weak against',
    developer: 'Developers',
    funding: 'None',
    released: '2026-01-01',
    reviewedOn: '2026-01-01',
    reviewBy: '2026-12-31',
    citations: [{ id: 'c1', citation: 'A paper', url: 'https://example.org/paper', verification: 'verified' }],
    limits: ['Adults only'],
  },
  policies: {},
  alternatives: [{ id: 'walk', label: 'A walk (strong for)' }],
  overrideReasonSystem: 'urn:reasons',
  overrideReasons: [{ code: 'protocol', display: 'Protocol', nonAdherence: 'policy-contradicts' }],
  triage: () => undefined,
  decide: () => ({ kind: 'silent', because: 'nothing' }),
}

let store: Store
const first = aCall()

beforeAll(async () => {
  store = await openStore(storeOptions({ dataDir: aFolder(), storeComments: true }))
  store.record(first)
  const calls = Array.from({ length: 600 }, () => aCall({ client: 'south', at: '2026-03-01T10:00:00.000Z' }))
  for (const call of calls) store.record(call)
  await store.feedback(first.service, first.client, [
    anOverride(first.card.uuid),
    anOverride(first.card.uuid, {
      outcomeAt: '2026-03-02T10:00:21.000Z',
      reasons: [{ code: '7' }, { code: 'protocol', system: 'urn:site' }],
    }),
    anAcceptance(first.card.uuid, first.card.suggestions[0]?.uuid ?? ''),
  ])
  await store.feedback(
    first.service,
    'south',
    calls.slice(-1).map(({ card }) => anOverride(card.uuid)),
  )
})

afterAll(() => store.close())

function appWith(differs: Partial<AdminApiOptions> = {}): FastifyInstance {
  const app = fastify()
  answerFailures(app)
  adminApi(app, {
    store,
    cards: [aRule],
    guard: async () => {},
    now: () => new Date('2026-03-02T12:00:00Z'),
    ...differs,
  })
  return app
}

const get = async (url: string, app = appWith()) => app.inject({ url })

it.each(['/api/stats', '/api/export.csv', '/api/export.ndjson', `/api/traces/${first.hookInstance}`, '/api/about'])(
  '%s is for administrators alone',
  async (url) => {
    const app = appWith({
      guard: async () => {
        throw failure('UNAUTHENTICATED')
      },
    })

    expect((await get(url, app)).statusCode).toBe(401)
    expect((await get(url)).statusCode).toBe(200)
  },
)

it('tells the numbers by week, and how override reasons map to HL7’s non-adherence reasons', async () => {
  const stats = (await get('/api/stats')).json<Record<string, unknown>>()

  expect(stats['totals']).toMatchObject({ fired: 601, accepted: 1, overridden: 2 })
  expect(stats['byPeriod']).toMatchObject([{ period: '2026-02-23' }, { period: '2026-03-02' }])
  const nonAdherence = {
    system: 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes',
    code: 'policy-contradicts',
  }
  expect(stats['overrides']).toEqual([
    { rule: 'a-rule', code: 'protocol', system: 'urn:reasons', count: 2, nonAdherence },
    { rule: 'a-rule', code: '7', count: 1 },
    { rule: 'a-rule', code: 'protocol', system: 'urn:site', count: 1 },
  ])
})

it('filters the numbers, and gives them by day', async () => {
  const stats = (
    await get(
      '/api/stats?granularity=day&client=north&from=2026-03-02&to=2026-03-02&service=a-rule-order-sign&contentVersion=1.0.0',
    )
  ).json<Record<string, unknown>>()

  expect(stats).toMatchObject({
    totals: { fired: 1 },
    byPeriod: [{ period: '2026-03-02' }],
    byClient: [{ client: 'north' }],
  })
})

it.each([
  'granularity=month',
  'from=yesterday',
  'from=2026-02-30',
  'to=2026-3-1',
  'client=',
  'client=a&client=b',
  'clinet=north',
  'from=2026-03-02&to=2026-03-01',
])('refuses the query %s rather than tell numbers that were not asked for', async (query) => {
  const answer = await get(`/api/stats?${query}`)

  expect(answer.statusCode).toBe(400)
  expect(answer.body).toContain(query.split('=')[0])
  expect(answer.body).toContain('The query of this address is not valid.')
  expect(answer.body).not.toContain('CDS Hooks request')
})

it('exports CSV with a line for each feedback, and a name to save it under', async () => {
  const answer = await get('/api/export.csv')

  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="export.csv"',
    'cache-control': 'no-store',
  })
  const lines = answer.body.trimEnd().split('\r\n')
  expect(lines).toHaveLength(1 + 601 + 2)
  expect(lines.filter((line) => line.includes('policy-contradicts'))).toHaveLength(2)
})

it('exports NDJSON, of one client where asked', async () => {
  const answer = await get('/api/export.ndjson?client=north')

  expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
  const rows = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    kind: 'call',
    client: 'north',
    feedback: [{ outcome: 'overridden' }, {}, { outcome: 'accepted', accepted: ['walk'] }],
  })
})

it('exports nothing as a header line, or as nothing', async () => {
  expect((await get('/api/export.csv?client=nobody')).body).toMatch(/^at,.*\r\n$/)
  expect((await get('/api/export.ndjson?client=nobody')).body).toBe('')
})

it('explains a hook call, and says of one it did not trace that it may have been none of its business', async () => {
  const found = (await get(`/api/traces/${first.hookInstance}`)).json<{ traces: object[] }>()
  const none = await get('/api/traces/2f8d3a4e-0000-4000-8000-000000000000')

  expect(found.traces).toMatchObject([
    { outcome: 'spoke', row: '1', evidence: [{ code: 'A1' }], options: [{}, {}, { rules: ['no-pool'] }, {}] },
  ])
  expect(none.statusCode).toBe(404)
  expect(none.body).toContain('counted by the hour')
})

it('tells the source attributes of every recommendation, and when one is due for review', async () => {
  const now = (await get('/api/about')).json<{ recommendations: object[] }>()
  const later = (await get('/api/about', appWith({ now: () => new Date('2027-01-02T00:00:00Z') }))).json<{
    recommendations: object[]
  }>()

  expect(now.recommendations).toEqual([
    {
      id: 'a-rule',
      title: 'A rule',
      description: 'Says something',
      version: '1.2.3',
      hooks: ['order-sign'],
      usageRequirements: 'None',
      ...aRule.about,
      alternatives: [{ id: 'walk', label: 'A walk (strong for)' }],
      dueForReview: false,
      overrideReasons: [
        {
          system: 'urn:reasons',
          code: 'protocol',
          display: 'Protocol',
          nonAdherence: {
            system: 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes',
            code: 'policy-contradicts',
          },
        },
      ],
    },
  ])
  expect(later.recommendations).toMatchObject([{ dueForReview: true }])
})

it('answers 503 with Retry-After while the store is away, also to an export', async () => {
  const away = await openStore(storeOptions({ dataDir: '/dev/null/none' }))
  const app = appWith({ store: away })

  for (const url of ['/api/stats', '/api/export.csv', '/api/export.ndjson', '/api/traces/x']) {
    const answer = await get(url, app)
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30'])
    // Nothing was to be: somebody wanted to read.
    expect(answer.body).not.toContain('recorded')
  }
  await away.close(0)
})
