import { fastify, type FastifyInstance } from 'fastify'
import { makeMetrics, type Metrics } from '../../src/metrics.ts'
import { health, type HealthOptions, type Readiness } from '../../src/routes/health.ts'
import { aGuidance } from './a-guidance.ts'

let app: FastifyInstance
let metrics: Metrics

async function start(differs: Partial<HealthOptions> = {}): Promise<void> {
  app = fastify()
  metrics = makeMetrics()
  health(app, {
    cards: [aGuidance()],
    now: () => new Date('2026-06-01T12:00:00Z'),
    isStoreWell: () => true,
    metrics,
    guard: async () => {},
    ...differs,
  })
  await app.ready()
}

const ready = async (): Promise<Readiness> => {
  const reply = await app.inject('/readyz')
  expect(reply.statusCode).toBe(200)
  return reply.json()
}

afterEach(async () => app.close())

describe('/healthz', () => {
  it('says that the process is alive even when the store is away', async () => {
    await start({ isStoreWell: () => false })
    const reply = await app.inject('/healthz')
    expect([reply.statusCode, reply.json()]).toEqual([200, { status: 'ok' }])
  })
})

describe('/readyz', () => {
  it('is ok with content under review and a store that answers', async () => {
    await start()
    expect(await ready()).toEqual({
      status: 'ok',
      checks: {
        content: {
          status: 'ok',
          recommendations: [{ id: 'a-recommendation', version: '1.2.3', reviewBy: '2099-01-01', status: 'ok' }],
        },
        store: { status: 'ok' },
      },
    })
  })

  it('still answers 200, degraded, when content is past its review date', async () => {
    await start({ cards: [aGuidance(), aGuidance({ id: 'old', reviewBy: '2026-05-30' })] })
    const { status, checks } = await ready()
    expect([status, checks.content.status, checks.store.status]).toEqual(['degraded', 'degraded', 'ok'])
    expect(checks.content.recommendations.map((one) => one.status)).toEqual(['ok', 'degraded'])
  })

  it('is not yet degraded on the review date itself', async () => {
    await start({ cards: [aGuidance({ reviewBy: '2026-06-01' })] })
    expect((await ready()).status).toBe('ok')
  })

  it('is not yet degraded while it is still the review date somewhere on earth', async () => {
    await start({ cards: [aGuidance({ reviewBy: '2026-05-31' })] })
    expect((await ready()).status).toBe('ok')
  })

  it('is degraded when the store is away', async () => {
    await start({ isStoreWell: () => false })
    const { status, checks } = await ready()
    expect([status, checks.store.status]).toEqual(['degraded', 'degraded'])
  })
})

describe('/metrics', () => {
  it('is behind the guard it is given', async () => {
    await start({ guard: async () => Promise.reject(Object.assign(new Error('no'), { statusCode: 401 })) })
    expect((await app.inject('/metrics')).statusCode).toBe(401)
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })

  it('speaks the Prometheus text format', async () => {
    await start()
    expect((await app.inject('/metrics')).headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
  })

  it('tells which part is degraded: content past its review date must not hide a store that is away', async () => {
    await start({ cards: [aGuidance({ reviewBy: '2026-05-30' })] })
    const { body } = await app.inject('/metrics')
    expect(body.match(/^cds_(?:part_)?ready.*$/gm)).toEqual([
      'cds_ready 0',
      'cds_part_ready{part="content"} 0',
      'cds_part_ready{part="store"} 1',
    ])
  })

  it('tells whether the service is ready', async () => {
    let isWell = true
    await start({ isStoreWell: () => isWell })
    expect((await app.inject('/metrics')).body).toMatch(/^cds_ready 1$/m)
    isWell = false
    expect((await app.inject('/metrics')).body).toMatch(/^cds_ready 0$/m)
  })
})
