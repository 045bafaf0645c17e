import { fastify, type FastifyInstance } from 'fastify'
import { readConfig } from '../../src/config.ts'
import { pageHeaders, responseHeaders } from '../../src/security/headers.ts'
import { build } from '../app.ts'

const open: FastifyInstance[] = []
afterEach(() => Promise.all(open.splice(0).map((app) => app.close())))

async function served(env: Record<string, string> = {}): Promise<FastifyInstance> {
  const app = fastify()
  open.push(app)
  const config = readConfig(env)
  await responseHeaders(app, config)
  app.get('/cds-services', async () => ({}))
  app.post('/cds-services/:id', async () => {
    throw new Error('turned away')
  })
  app.post('/cds-services/:id/feedback', async () => ({}))
  await app.register(async (pages) => {
    await pageHeaders(pages, config)
    pages.post('/api/things', async () => ({}))
    pages.get('/smart/launch.html', async (_request, reply) =>
      reply
        .header('content-security-policy', "frame-ancestors 'self' https:")
        .type('text/html')
        .send('<!doctype html>'),
    )
    pages.get('/', async (_request, reply) => reply.type('text/html').send('<!doctype html>'))
  })
  return app
}

const preflight = (app: FastifyInstance, url: string, origin: string) =>
  app.inject({
    method: 'OPTIONS',
    url,
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })

describe('CORS', () => {
  const origin = 'https://ehr.example.org'

  it.each(['/cds-services', '/cds-services/a', '/cds-services/a/feedback'])(
    'answers the preflight of %s without a token, and lets it be kept',
    async (url) => {
      const { statusCode, headers, body } = await preflight(
        await served({ CORS_ORIGINS: `${origin}/, https://b.example.org` }),
        url,
        origin,
      )
      expect([statusCode, body]).toEqual([204, ''])
      expect(headers['access-control-allow-origin']).toBe(origin)
      expect(headers['access-control-allow-headers']).toMatch(/Authorization.*Content-Type/)
      expect(headers['access-control-allow-methods']).toMatch(/POST/)
      expect(Number(headers['access-control-max-age'])).toBeGreaterThanOrEqual(600)
      expect(headers['vary']).toMatch(/Origin/)
      expect(headers['access-control-allow-credentials']).toBeUndefined()
    },
  )

  it.each([
    [{}, 'http://localhost:5173', true],
    [{}, 'http://127.0.0.1:8080', true],
    [{}, 'http://localhost', true],
    [{}, 'https://localhost:5173', false],
    [{}, 'http://localhost.evil.example', false],
    [{}, 'http://localhost:5173.evil.example', false],
    [{}, 'http://evil.example#http://localhost:1', false],
    [{}, 'null', false],
    [{ HOST: '0.0.0.0' }, 'http://localhost:5173', false],
    [{ CORS_ORIGINS: origin }, 'http://localhost:5173', false],
    [{ CORS_ORIGINS: origin }, origin, true],
    [{ CORS_ORIGINS: origin.toUpperCase() }, origin, true],
    [{ CORS_ORIGINS: origin }, `${origin}.evil.example`, false],
    [{ CORS_ORIGINS: '*' }, 'https://anything.example', true],
  ])('with %j and origin %s allows: %s', async (env, from, isAllowed) => {
    const { headers } = await preflight(await served(env as Record<string, string>), '/cds-services/a', from)
    const expected = isAllowed ? ('CORS_ORIGINS' in env && env.CORS_ORIGINS === '*' ? '*' : from) : undefined
    expect(headers['access-control-allow-origin']).toBe(expected)
  })

  it('covers failures too, so that a browser can read why', async () => {
    const answer = await (
      await served()
    ).inject({ method: 'POST', url: '/cds-services/a', payload: {}, headers: { origin: 'http://localhost:1' } })
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([500, 'http://localhost:1'])
    expect(answer.headers['access-control-expose-headers']).toMatch(/Retry-After/)
  })

  it.each(['//cds-services/a', '/%63ds-services/a', '/cds-services/'])(
    'answers the preflight of %s as it answers the call itself',
    async (url) => {
      const { statusCode, headers } = await preflight(await build({ CORS_ORIGINS: origin }), url, origin)
      expect([statusCode, headers['access-control-allow-origin']]).toEqual([204, origin])
    },
  )

  it('answers no preflight where no origin may call', async () => {
    const app = await build({ HOST: '0.0.0.0', AUTH: 'open' })
    expect((await preflight(app, '/cds-services/a', origin)).statusCode).toBe(404)
  })

  it('leaves other preflights to whatever turns calls away', async () => {
    const app = await build({ HOST: '0.0.0.0', AUTH: 'open', RATE_LIMIT: '1', CORS_ORIGINS: '*' })
    const answers = [await preflight(app, '/api/about', origin), await preflight(app, '/nothing', origin)]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 429])
    for (const { headers } of answers) {
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('ends at the hooks: no other interface answers other sites', async () => {
    const app = await served({ CORS_ORIGINS: '*' })
    expect((await preflight(app, '/api/things', origin)).statusCode).toBe(404)
    const { headers } = await app.inject({ method: 'POST', url: '/api/things', payload: {}, headers: { origin } })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('pages', () => {
  it('run no inline script or style, are framed by nobody else and send no referrer', async () => {
    const { headers } = await (await served()).inject('/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("connect-src 'self';")
    expect(policy).toContain("frame-ancestors 'self'")
    expect(policy).toContain("object-src 'none'")
    expect(policy).not.toMatch(/unsafe|script-src|style-src|\*/)
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  })

  it('promise TLS only where PUBLIC_URL has it', async () => {
    expect((await (await served()).inject('/')).headers['strict-transport-security']).toBeUndefined()
    const { headers } = await (await served({ PUBLIC_URL: 'https://cds.example.org' })).inject('/')
    expect(headers['strict-transport-security']).toBe('max-age=15552000')
  })

  it('of the SMART app say themselves who may frame them', async () => {
    const { headers } = await (await served()).inject('/smart/launch.html')
    expect(headers['x-frame-options']).toBeUndefined()
    expect(headers['content-security-policy']).toBe("frame-ancestors 'self' https:")
    expect((await (await served()).inject('/')).headers['x-frame-options']).toBe('SAMEORIGIN')
  })

  it('carry them where there is no page, too', async () => {
    const app = await build({ PUBLIC_URL: 'https://cds.example.org', HOST: '0.0.0.0', AUTH: 'open' })
    for (const url of ['/nothing', '/assets/nothing.js', '/admin/nothing']) {
      const { statusCode, headers } = await app.inject(url)
      expect([url, statusCode, headers['strict-transport-security']]).toEqual([url, 404, 'max-age=15552000'])
      expect(headers['content-security-policy']).toContain("frame-ancestors 'self'")
    }
  })

  it.each(['/api/about', '//api/about', '/%61pi/about', '/api/about/'])(
    'are not all that tells a browser what to do: it must not store %s',
    async (url) => {
      const { statusCode, headers } = await (await build()).inject({ url, headers: { host: 'localhost' } })
      expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store'])
    },
  )

  it('alone carry those headers; hooks only say that JSON is JSON', async () => {
    const { headers } = await (await served()).inject('/cds-services')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toBeUndefined()
  })
})
