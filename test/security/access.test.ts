import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import { ConfigError, readConfig } from '../../src/config.ts'
import { asFailure } from '../../src/errors.ts'
import { requestLines } from '../../src/log.ts'
import { accessOf, openCaller, warningsOf } from '../../src/security/access.ts'
import { guardLoopback, isLocal } from '../../src/security/loopback.ts'
import { build } from '../app.ts'
import { hook, openDoor } from './door.ts'

const jwt = { AUTH: 'jwt', TRUSTED_CLIENTS: 'clients.json', PUBLIC_URL: 'https://cds.example.org' }
const access = (env: Record<string, string>): ReturnType<typeof accessOf> => accessOf(readConfig(env))

describe('AUTH', () => {
  it.each([
    ['on loopback, asks nobody and is guarded', {}, { mode: 'open', guarded: true }],
    ['on ::1, too', { HOST: '::1' }, { mode: 'open', guarded: true }],
    ['on loopback, also when AUTH=open is written out', { AUTH: 'open' }, { mode: 'open', guarded: true }],
    ['behind a loopback PUBLIC_URL, too', { PUBLIC_URL: 'http://localhost:3000' }, { mode: 'open', guarded: true }],
    ['with TRUSTED_CLIENTS, asks for tokens', { TRUSTED_CLIENTS: 'c.json' }, { mode: 'jwt', guarded: false }],
    ['also behind a public PUBLIC_URL, without AUTH', { ...jwt, AUTH: '' }, { mode: 'jwt', guarded: false }],
    ['elsewhere with TRUSTED_CLIENTS, asks for tokens', { ...jwt, HOST: '0.0.0.0' }, { mode: 'jwt', guarded: false }],
    [
      'elsewhere, is open only when it is written out',
      { HOST: '0.0.0.0', AUTH: 'open' },
      { mode: 'open', guarded: false },
    ],
  ])('%s', (_, env, expected) => {
    expect(access(env as Record<string, string>)).toEqual(expected)
  })

  it.each([
    ['elsewhere without TRUSTED_CLIENTS', { HOST: '0.0.0.0' }, /TRUSTED_CLIENTS is required .*AUTH=open/],
    ['on a name that is not localhost', { HOST: 'localhost.example.org' }, /TRUSTED_CLIENTS/],
    ['with AUTH=jwt alone', { AUTH: 'jwt' }, /TRUSTED_CLIENTS is required with AUTH=jwt/],
    ['elsewhere without PUBLIC_URL', { ...jwt, HOST: '0.0.0.0', PUBLIC_URL: '' }, /PUBLIC_URL is required/],
    [
      'with a PUBLIC_URL that has a path, and the SMART app',
      { ...jwt, PUBLIC_URL: 'https://example.org/cds', SMART_CLIENT_ID: 'app' },
      /PUBLIC_URL must have no path with SMART_CLIENT_ID/,
    ],
    ['open with clients to trust', { ...jwt, AUTH: 'open' }, /TRUSTED_CLIENTS must not be set with AUTH=open/],
    [
      'with a public PUBLIC_URL and nobody to trust',
      { PUBLIC_URL: 'https://cds.example.org' },
      /TRUSTED_CLIENTS is required when PUBLIC_URL/,
    ],
    ['with a PUBLIC_URL that is none', { ...jwt, PUBLIC_URL: 'cds.example.org' }, /PUBLIC_URL must be/],
    ['with a PUBLIC_URL with a query', { ...jwt, PUBLIC_URL: 'https://cds.example.org?a=b' }, /PUBLIC_URL must be/],
    [
      'with a FHIR server over http',
      { FHIR_SERVERS: 'https://a.example.org, http://b.example.org' },
      /FHIR_SERVERS: entry 2/,
    ],
    ['with proxies that are none', { TRUST_PROXY: '10.0.0.0/8, nginx' }, /TRUST_PROXY: entry 2 must be/],
    ['with a proxy range that is none', { TRUST_PROXY: '10.0.0.0/33' }, /TRUST_PROXY: entry 1 must be/],
    ['with every address as a proxy', { TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY: entry 1 must be/],
    ['with every IPv6 address as a proxy', { TRUST_PROXY: '::/0' }, /TRUST_PROXY: entry 1 must be/],
    ['with a proxy range of IPv6 that is none', { TRUST_PROXY: 'fd00::/129' }, /TRUST_PROXY: entry 1 must be/],
    ['with a proxy range with two lengths', { TRUST_PROXY: '10.0.0.0/8/8' }, /TRUST_PROXY: entry 1 must be/],
    ['with a proxy range whose length is no number', { TRUST_PROXY: '10.0.0.0/1e1' }, /TRUST_PROXY: entry 1 must be/],
    ['with a name that the framework has another word for', { TRUST_PROXY: 'localhost' }, /entry 1 must be .*loopback/],
    ['with an origin that is none', { CORS_ORIGINS: 'ehr.example.org' }, /CORS_ORIGINS: entry 1 must be/],
    ['with an origin that has a path', { CORS_ORIGINS: 'https://ehr.example.org/a' }, /CORS_ORIGINS: entry 1 must be/],
    ['with an issuer that is none', { SMART_ISSUERS: 'http://ehr.example.org' }, /SMART_ISSUERS: entry 1 must be/],
    ['with a database that is none', { DATABASE_URL: 'cds:secret@db' }, /^DATABASE_URL must be a URL that begins/],
    ['with a password as it is', { DATABASE_URL: 'postgres://cds:p#w@host/x' }, /^DATABASE_URL .*percent-encoded/],
  ])('refuses to start %s', (_, env, expected) => {
    const start = (): unknown => access(env as Record<string, string>)
    expect(start).toThrow(ConfigError)
    expect(start).toThrow(expected)
  })

  it.each([
    { TRUST_PROXY: 'true' },
    { TRUST_PROXY: 'false' },
    { TRUST_PROXY: '10.0.0.0/8, fd00::/8, 192.0.2.1, loopback' },
    { TRUST_PROXY: '192.0.2.1/32, 2001:db8::1/128, linklocal, uniquelocal' },
    { AUTH: 'open', PUBLIC_URL: 'https://example.org/cds' },
    { CORS_ORIGINS: 'https://a.example.org/, http://localhost:8080' },
    { CORS_ORIGINS: '*' },
    { SMART_ISSUERS: 'https://ehr.example.org/fhir/,http://127.0.0.1:9000/fhir' },
    { DATABASE_URL: 'postgresql:///cds?host=/run/postgresql' },
  ])('takes %j', (env) => {
    expect(access(env as unknown as Record<string, string>).mode).toBe('open')
  })

  it.each([
    'true',
    'false',
    '10.0.0.0/8, fd00::/8, loopback',
    '192.0.2.1/32, 2001:db8::1/128',
    'linklocal, uniquelocal',
    '10.0.0.0/8,',
    ',',
  ])('the framework takes TRUST_PROXY=%s', async (value) => {
    const app = await build({ TRUST_PROXY: value })
    expect((await app.inject('/cds-services')).statusCode).toBe(200)
  })

  it.each([
    ['10.0.0.1', '10.0.0.1', [200, 200, 429]],
    ['true', '10.0.0.1', [200, 200, 429]],
    // What somebody says who is no proxy of ours does not count: or anybody would have as many addresses as he likes.
    ['10.0.0.1', '192.0.2.7', [200, 429, 429]],
    ['false', '10.0.0.1', [200, 429, 429]],
  ])('with TRUST_PROXY=%s, calls that %s passes on count for whom it names', async (TRUST_PROXY, from, expected) => {
    const open = { AUTH: 'open', PUBLIC_URL: 'https://cds.example.org', RATE_LIMIT: '1' }
    const app = await build({ ...open, TRUST_PROXY })
    const statuses: number[] = []
    for (const named of ['198.51.100.1', '198.51.100.2', '203.0.113.9, 198.51.100.1']) {
      const headers = { 'x-forwarded-for': named }
      const answer = await app.inject({ url: '/cds-services', remoteAddress: from, headers })
      statuses.push(answer.statusCode)
    }
    expect(statuses).toEqual(expected)
  })

  it('addresses that a proxy passes on with their ports count without them', async () => {
    const open = { AUTH: 'open', PUBLIC_URL: 'https://cds.example.org', RATE_LIMIT: '1' }
    const app = await build({ ...open, TRUST_PROXY: '10.0.0.1, 10.0.0.2' })
    const statuses: number[] = []
    for (const named of [
      '198.51.100.1:50001',
      '198.51.100.1:50002',
      '203.0.113.9:1,198.51.100.1:50003',
      '198.51.100.1:50004, 10.0.0.2:443',
      '[2001:db8::1]:443',
      '[2001:db8::1]',
      '2001:db8::1',
      '198.51.100.2',
    ]) {
      const headers = { 'x-forwarded-for': named }
      const answer = await app.inject({ url: '/cds-services', remoteAddress: '10.0.0.1', headers })
      statuses.push(answer.statusCode)
    }
    expect(statuses).toEqual([200, 429, 429, 429, 200, 429, 429, 200])
  })

  it('warns of what makes a service public', () => {
    const warned = (env: Record<string, string>): readonly string[] => warningsOf(readConfig(env), access(env))
    expect(warned({})).toEqual([])
    expect(warned({ ...jwt, HOST: '0.0.0.0' })).toEqual([])
    expect(warned({ HOST: '0.0.0.0', AUTH: 'open' })).toEqual([expect.stringContaining('anybody')])
    expect(warned({ AUTH: 'open', PUBLIC_URL: 'https://cds.example.org' })).toEqual([
      expect.stringContaining('anybody'),
    ])
    expect(warned({ ...jwt, ALLOW_SANDBOX_KEY: 'true' })).toEqual([expect.stringContaining('ALLOW_SANDBOX_KEY')])
    expect(warned({ SILENT: '0.5' })).toEqual([expect.stringContaining('not shown')])
    expect(warned({ ADMIN_TOKEN: 'a'.repeat(15) })).toEqual([expect.stringContaining('guessed')])
    expect(warned({ ADMIN_TOKEN: 'a'.repeat(16) })).toEqual([])
    expect(warned({ ...jwt, PUBLIC_URL: 'http://cds.example.org' })).toEqual([expect.stringContaining('not https')])
    expect(warned({ ...jwt, PUBLIC_URL: 'http://localhost:3000' })).toEqual([])
  })
})

describe('the caller of open mode', () => {
  it('reads any loopback FHIR server on loopback, those of FHIR_SERVERS where given, and none elsewhere', () => {
    const servers = (env: Record<string, string>): unknown => openCaller(readConfig(env)).fhirServers
    expect(servers({})).toBe('loopback')
    expect(servers({ PUBLIC_URL: 'http://localhost:3000' })).toBe('loopback')
    expect(servers({ HOST: '0.0.0.0', AUTH: 'open' })).toEqual([])
    expect(servers({ AUTH: 'open', PUBLIC_URL: 'https://cds.example.org' })).toEqual([])
    expect(servers({ FHIR_SERVERS: 'https://a.example.org' })).toEqual([
      { url: 'https://a.example.org', allowPrivate: false },
    ])
  })

  it('is the same whatever token is sent along', async () => {
    const door = await openDoor([], { config: { AUTH: 'open' } })
    for (const authorization of [undefined, 'Bearer not.a.token', `Bearer ${hook}`])
      expect(await door.call(authorization)).toMatchObject({ status: 200, body: { id: 'open' } })
    await door.app.close()
  })
})

describe('open on loopback', () => {
  let app: FastifyInstance
  beforeAll(async () => {
    app = fastify()
    requestLines(app)
    app.setErrorHandler((error, request, reply) => {
      const { status: code, detail } = asFailure(error)
      return reply.status(code).send([request.line.denied, ...(detail.diagnostics ?? [])])
    })
    guardLoopback(app)
    app.get('/', async () => 'in')
  })
  afterAll(() => app.close())
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await app.inject({ url: '/', headers })).statusCode

  it.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '127.8.9.1', '[::1]', '[::1]:3000', 'LOCALHOST:80'])(
    'answers %s',
    async (host) => {
      expect(await status({ host })).toBe(200)
    },
  )

  it('says whom it answers, and what its log calls that', async () => {
    const { body } = await app.inject({ url: '/', headers: { host: 'cds.example.org' } })
    expect(JSON.parse(body)).toEqual(['not-local', expect.stringMatching(/loopback.*not-local/)])
  })

  it.each([
    'cds.example.org',
    'localhost.example.org',
    '127.0.0.1.example.org',
    '10.0.0.1',
    '0.0.0.0:3000',
    'localhost:80:80',
    'a@localhost',
  ])('refuses the Host %s, as a rebound name or a proxy would send it', async (host) => {
    expect(await status({ host })).toBe(403)
  })

  it.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'X-Forwarded-Anything',
    'x-real-ip',
    'via',
  ])('refuses what a proxy passed on (%s)', async (name) => {
    expect(await status({ host: 'localhost', [name]: '127.0.0.1' })).toBe(403)
  })

  it.each([
    ['one host, in any letters', ['HOST', 'localhost', 'Accept', 'a'], true],
    ['none', ['Accept', 'localhost'], false],
    ['two, of which node would keep the first', ['Host', 'localhost', 'hOst', 'cds.example.org'], false],
    ['the same one twice', ['Host', 'localhost', 'Host', 'localhost'], false],
    ['a host behind a proxy, in any letters', ['Host', 'localhost', 'VIA', '1.1 proxy'], false],
    ['a proxy before the host', ['X-Original-Host', 'a', 'Host', 'localhost'], false],
    ['headers that only look like a proxy', ['Viable', 'a', 'X-Real-IP-2', 'b', 'Host', 'localhost'], true],
  ])('sees headers as they were sent: %s', (_name, rawHeaders, local) => {
    expect(isLocal({ raw: { url: '/', rawHeaders } } as FastifyRequest)).toBe(local)
  })
  it('sees a host in the target, which counts more', () => {
    const raw = { url: 'http://cds.example.org/', rawHeaders: ['Host', 'localhost'] }
    expect(isLocal({ raw } as FastifyRequest)).toBe(false)
  })
})
