import { fastify, type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { readConfig } from '../../src/config.ts'
import { asFailure } from '../../src/errors.ts'
import { requestLines } from '../../src/log.ts'
import { makeAdmin } from '../../src/security/admin.ts'
import { moment } from './client.ts'

const open: FastifyInstance[] = []
afterEach(() => Promise.all(open.splice(0).map((app) => app.close())))

const token = 'correct horse battery staple'.replaceAll(' ', '-')
const clock = { now: moment }

async function administered(env: Record<string, string> = {}): Promise<FastifyInstance> {
  const app = fastify()
  open.push(app)
  requestLines(app)
  app.setErrorHandler((error, _request, reply) =>
    reply.status(asFailure(error).status).headers(asFailure(error).headers).send(),
  )
  const admin = makeAdmin(readConfig(env), () => clock.now)
  await admin.attach(app)
  app.get('/api/stats', { onRequest: admin.guard }, async () => 'numbers')
  app.post('/api/change', { onRequest: admin.guard }, async () => 'changed')
  app.post('/login', async (request, reply) => {
    const isIn = admin.login(request, reply, String((request.body as { token: unknown }).token))
    return reply.status(isIn ? 204 : 401).send()
  })
  app.post('/logout', async (request, reply) => {
    admin.logout(request, reply)
    return reply.status(204).send()
  })
  return app
}

const get = (app: FastifyInstance, headers: Record<string, string | string[]> = {}): Promise<LightMyRequestResponse> =>
  app.inject({ url: '/api/stats', headers: headers as Record<string, string> })
const change = (app: FastifyInstance, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url: '/api/change', headers })
const logIn = (
  app: FastifyInstance,
  given: string,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> => app.inject({ method: 'POST', url: '/login', payload: { token: given }, headers })
const sessionOf = ({ cookies }: LightMyRequestResponse): string =>
  `${cookies[0]?.name}=${encodeURIComponent(cookies[0]?.value ?? '')}`

describe('without ADMIN_TOKEN', () => {
  it('this machine is admin when listening on loopback', async () => {
    const app = await administered()
    expect((await get(app)).statusCode).toBe(200)
    expect((await change(app)).statusCode).toBe(200)
  })

  it.each([
    ['a proxy in front', { 'x-forwarded-for': '127.0.0.1' }],
    ['a rebound name', { host: 'cds.example.org' }],
  ])('%s is not', async (_, headers) => {
    const app = await administered()
    expect((await get(app, headers)).statusCode).toBe(403)
  })

  it('nobody is where the service is published under another name: a proxy here may look like this machine', async () => {
    expect((await get(await administered({ PUBLIC_URL: 'https://cds.example.org' }))).statusCode).toBe(403)
    expect((await get(await administered({ PUBLIC_URL: 'http://localhost:3000' }))).statusCode).toBe(200)
  })

  it('its own page may be behind a proxy that leaves the port out of Host', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    const headers = { host: 'cds.example.org', origin: 'https://cds.example.org:8443', 'sec-fetch-site': 'same-origin' }
    expect((await logIn(app, token, headers)).statusCode).toBe(204)
    expect((await logIn(app, token, { ...headers, 'sec-fetch-site': 'same-site' })).statusCode).toBe(401)
  })

  it('no other site makes a browser change anything', async () => {
    const app = await administered()
    expect(
      (await change(app, { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }))
        .statusCode,
    ).toBe(200)
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect((await change(app, { host: 'localhost:3000', ...headers } as Record<string, string>)).statusCode).toBe(403)
  })

  it('nobody is admin when listening elsewhere, not even from loopback, and no login opens it', async () => {
    const app = await administered({ HOST: '0.0.0.0' })
    expect((await get(app)).statusCode).toBe(403)
    expect((await get(app, { authorization: 'Bearer undefined' })).statusCode).toBe(403)
    for (const guess of ['', 'undefined', 'null']) expect((await logIn(app, guess)).statusCode).toBe(401)
  })
})

describe('ADMIN_TOKEN', () => {
  it('as a bearer opens, and nothing near it does', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    expect((await get(app, { authorization: `Bearer ${token}` })).statusCode).toBe(200)
    for (const wrong of ['', token.slice(1), `${token}x`, token.toUpperCase(), 'undefined']) {
      const { statusCode, headers } = await get(app, { authorization: `Bearer ${wrong}` })
      expect([statusCode, headers['www-authenticate']]).toEqual([401, 'Bearer'])
    }
    expect((await get(app)).statusCode).toBe(401)
    expect((await get(app, { authorization: [`Bearer ${token}`, 'Bearer x'] })).statusCode).toBe(401)
    expect((await app.inject(`/api/stats?token=${token}`)).statusCode).toBe(401)
  })

  it('may stand behind its scheme in any letters, and behind nothing else', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    expect((await get(app, { authorization: `bearer  ${token}` })).statusCode).toBe(200)
    for (const wrong of [token, `Basic Bearer ${token}`, `Bearer ${token} x`, `Bearer${token}`])
      expect((await get(app, { authorization: wrong })).statusCode).toBe(401)
  })

  it('opens a session whose cookie travels over TLS alone, also where a proxy on this machine speaks it', async () => {
    const secure = async (env: Record<string, string>): Promise<unknown> =>
      (await logIn(await administered({ ADMIN_TOKEN: token, ...env }), token)).cookies[0]?.secure
    expect(await secure({ PUBLIC_URL: 'https://cds.example.org' })).toBe(true)
    expect(await secure({ HOST: '0.0.0.0', PUBLIC_URL: 'http://cds.example.org' })).toBe(true)
    expect(await secure({})).toBeUndefined()
    expect(await secure({ PUBLIC_URL: 'http://localhost:3000' })).toBeUndefined()
  })

  it('opens a session at every replica that has it', async () => {
    const cookie = sessionOf(await logIn(await administered({ ADMIN_TOKEN: token }), token))
    expect((await get(await administered({ ADMIN_TOKEN: token }), { cookie })).statusCode).toBe(200)
  })

  it('opens a session whose cookie scripts and other sites do not get', async () => {
    const app = await administered({ ADMIN_TOKEN: token, HOST: '0.0.0.0' })
    const entered = await logIn(app, token)
    expect(entered.statusCode).toBe(204)
    expect(entered.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: true, path: '/' })
    expect(String(entered.headers['set-cookie'])).not.toContain(token)
    const cookie = sessionOf(entered)
    expect((await get(app, { cookie })).statusCode).toBe(200)
  })

  it('that is wrong opens no session', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    const answer = await logIn(app, `${token}x`)
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([401, undefined])
    expect((await logIn(app, token, { origin: 'https://evil.example' })).statusCode).toBe(401)
  })

  it('protects its session from other sites', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    const cookie = sessionOf(await logIn(app, token))
    const host = 'localhost:3000'
    expect((await change(app, { host, cookie, origin: 'http://localhost:3000' })).statusCode).toBe(200)
    expect((await change(app, { host, cookie, origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await change(app, { host, cookie, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await change(app, { host, cookie, 'sec-fetch-site': 'none' })).statusCode).toBe(200)
    // A link elsewhere may lead to the dashboard: to read changes nothing.
    for (const method of ['GET', 'HEAD'] as const) {
      const headers = { host, cookie, 'sec-fetch-site': 'cross-site' }
      expect((await app.inject({ method, url: '/api/stats', headers })).statusCode).toBe(200)
    }
  })

  it('closes a session after eight hours, and when the token changes', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    const cookie = sessionOf(await logIn(app, token))
    clock.now = new Date(moment.getTime() + 8 * 3600_000 - 1000)
    expect((await get(app, { cookie })).statusCode).toBe(200)
    clock.now = new Date(moment.getTime() + 8 * 3600_000 + 1000)
    expect((await get(app, { cookie })).statusCode).toBe(401)
    clock.now = moment
    expect((await get(app, { cookie })).statusCode).toBe(200)
    expect((await get(await administered({ ADMIN_TOKEN: `${token}2` }), { cookie })).statusCode).toBe(401)
  })

  it('closes a session at logout, also for who has a copy of its cookie, and no other one', async () => {
    const app = await administered({ ADMIN_TOKEN: token })
    const [cookie, other] = [sessionOf(await logIn(app, token)), sessionOf(await logIn(app, token))]
    const leave = (headers: Record<string, string>): Promise<LightMyRequestResponse> =>
      app.inject({ method: 'POST', url: '/logout', headers })
    expect((await leave({ cookie, origin: 'https://evil.example' })).cookies).toEqual([])
    expect((await get(app, { cookie })).statusCode).toBe(200)
    expect((await leave({ cookie })).cookies[0]).toMatchObject({ value: '', path: '/' })
    expect((await get(app, { cookie })).statusCode).toBe(401)
    expect((await get(app, { cookie: other })).statusCode).toBe(200)
  })

  it.each(['9999999999', '9999999999.', '9999999999.AAAA', '.', '', '%00', 'Infinity.AAAA'])(
    'opens nothing for a forged session (%s)',
    async (value) => {
      const app = await administered({ ADMIN_TOKEN: token })
      expect((await get(app, { cookie: `admin-session=${value}` })).statusCode).toBe(401)
    },
  )
})
