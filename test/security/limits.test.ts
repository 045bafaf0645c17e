import { gzipSync } from 'node:zlib'
import { EventEmitter } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { readConfig, type Config } from '../../src/config.ts'
import { asFailure } from '../../src/errors.ts'
import { makeLogger, requestLines } from '../../src/log.ts'
import {
  answerEverything,
  boundConnections,
  jsonBodies,
  rateOf,
  serverLimits,
  shedLoad,
  tame,
} from '../../src/security/limits.ts'
import { responseHeaders } from '../../src/security/headers.ts'
import { accessOf } from '../../src/security/access.ts'
import { operationOutcome } from '../../src/wire/outcome.ts'
import { logbook } from './door.ts'

const open: FastifyInstance[] = []
const logged = logbook()
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
  logged.lines.length = 0
})

/** The limits on a server of their own; the route tells what it read. */
async function limited(given: Partial<Config> = {}): Promise<FastifyInstance> {
  const config = { ...readConfig({}), ...given }
  const app = fastify({ ...serverLimits(config, makeLogger('trace', logged)), routerOptions: { maxParamLength: 200 } })
  open.push(app)
  app.decorateRequest('caller', null)
  requestLines(app)
  app.setErrorHandler((error, _request, reply) => {
    const failed = asFailure(error)
    return reply
      .status(failed.status)
      .headers(failed.headers)
      .type('application/fhir+json; charset=utf-8')
      .send(operationOutcome(failed))
  })
  jsonBodies(app)
  answerEverything(app)
  await responseHeaders(app, config)
  await shedLoad(app, config, accessOf(config))
  app.post(
    '/cds-services/:id',
    {
      onRequest: async (request) =>
        void (request.caller = { id: String(request.headers['x-client']), fhirServers: [], dialect: 'spec' }),
    },
    async (request) => ({ read: request.body ?? null }),
  )
  app.get('/healthz', async () => ({ status: 'ok' }))
  return app
}

const post = (
  app: FastifyInstance,
  payload: string | Buffer,
  headers: Record<string, string> = {},
  url = '/cds-services/a',
) => app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })

/** Writes bytes to a socket and gives what came back once the server hung up. */
async function raw(
  app: FastifyInstance,
  chunks: readonly (string | number)[],
): Promise<{ answer: string; ms: number }> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const started = performance.now()
  return new Promise((done) => {
    const socket = net.connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => void (answer += data.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => done({ answer, ms: performance.now() - started }))
    void (async () => {
      for (const chunk of chunks) {
        if (typeof chunk === 'string') socket.write(chunk)
        else await new Promise((wait) => setTimeout(wait, chunk))
      }
    })()
  })
}

const codeOf = (body: string): string => JSON.parse(body).issue[0].details.coding[0].code as string
const expectOutcome = (answer: string, status: number, code: string): void => {
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  const end = answer.indexOf('\r\n\r\n')
  const [head, body] = [answer.slice(0, end), answer.slice(end + 4)]
  expect(codeOf(body)).toBe(code)
  expect(head).toMatch(/^content-type: application\/fhir\+json; charset=utf-8$/im)
  expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(body)}$`, 'im'))
  expect(head).toMatch(/^connection: close$/im)
}

describe('a body', () => {
  it('is read under each of its names, with a charset or a byte order mark', async () => {
    const app = await limited()
    for (const type of [
      'application/json',
      'application/fhir+json',
      'application/json+fhir',
      'Application/JSON; charset=UTF-8',
      'application/fhir+json;charset=utf-8;fhirVersion=4.0',
    ])
      expect((await post(app, '{"a":1}', { 'content-type': type })).json()).toEqual({ read: { a: 1 } })
    expect((await post(app, '\uFEFF{"a":1}')).json()).toEqual({ read: { a: 1 } })
  })

  it.each([
    ['text', 'text/plain', 415, 'MEDIA_TYPE'],
    ['a form, as another site can send one', 'application/x-www-form-urlencoded', 415, 'MEDIA_TYPE'],
    ['JSON in name only', 'application/jsonx', 415, 'MEDIA_TYPE'],
    ['XML', 'application/fhir+xml', 415, 'MEDIA_TYPE'],
  ])('of %s is refused', async (_, type, status, code) => {
    const answer = await post(await limited(), '{}', { 'content-type': type })
    expect([answer.statusCode, codeOf(answer.body)]).toEqual([status, code])
  })

  it('waits for the end of a turn only while few letters do: thousands together would not fit into memory', async () => {
    const app = await limited({ RATE_LIMIT: 0 })
    const read: number[] = []
    app.post('/noted', async ({ body }) => read.push((body as { n: number }).n))
    const filling = 'x'.repeat(30_000)
    await Promise.all(
      Array.from({ length: 160 }, async (_, n) => post(app, JSON.stringify({ n, filling }), {}, '/noted')),
    )
    // The last ones, for which there was no room to wait, were read before all that waited.
    expect(read).toHaveLength(160)
    expect(read.indexOf(159)).toBeLessThan(read.indexOf(0))
    expect(read.indexOf(0)).toBeLessThan(read.indexOf(100))
  })

  it('that is compressed is refused as that, not as bad JSON', async () => {
    const answer = await post(await limited(), gzipSync('{"a":1}'), { 'content-encoding': 'gzip' })
    expect([answer.statusCode, codeOf(answer.body)]).toEqual([415, 'MEDIA_TYPE'])
    expect(answer.body).toContain('content-encoding')
    expect(answer.headers['accept-encoding']).toBe('identity')
    expect((await post(await limited(), '{"a":1}', { 'content-encoding': 'identity' })).statusCode).toBe(200)
  })

  it.each([
    ['no JSON', '{', 'BODY_MALFORMED'],
    ['empty', '', 'BODY_MALFORMED'],
    ['nested 65 levels', '['.repeat(65) + ']'.repeat(65), 'TOO_DEEP'],
    ['nested 200,000 levels', '{"a":['.repeat(100_000) + ']}'.repeat(100_000), 'TOO_DEEP'],
    ['nested without end', '{"a":['.repeat(200_000), 'BODY_MALFORMED'],
    ['deep behind shallow members', `{"a":{},"b":[1],"c":${'['.repeat(64)}${']'.repeat(64)}}`, 'TOO_DEEP'],
  ])('that is %s is refused', async (_, payload, code) => {
    const answer = await post(await limited(), payload)
    expect([answer.statusCode, codeOf(answer.body)]).toEqual([400, code])
  })

  it('may nest 64 levels, and hold brackets in strings', async () => {
    const app = await limited()
    expect((await post(app, '['.repeat(64) + ']'.repeat(64))).statusCode).toBe(200)
    expect((await post(app, JSON.stringify({ a: '['.repeat(500), b: '\\"{[{[', c: '\\' }))).statusCode).toBe(200)
  })

  it('poisons no prototype', async () => {
    const app = await limited()
    for (const [body, read] of [
      ['{"a":1,"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}', '{"a":1}'],
      ['[{"b":{"\\u005f_proto__":null,"c":[{"__proto__":1}]}}]', '[{"b":{"c":[{}]}}]'],
      ['{"a":{"\\u0063onstructor" : {"prototype":null,"x":2}}}', '{"a":{}}'],
      // Names that harm nobody.
      ['{"constructor":"x","a":{"constructor":null},"b":{"constructor":{}},"prototype":{"proto":1}}', undefined],
      ['{"class":{"prototype":{"a":1}},"c":[{"x":{"prototype":1}}]}', undefined],
      [`{"__proto__":${'['.repeat(100)}${']'.repeat(100)}}`, '{}'],
    ] as const)
      expect((await post(app, body)).body).toBe(`{"read":${read ?? body}}`)
  })

  it('over BODY_LIMIT is refused, declared or not', async () => {
    const app = await limited({ BODY_LIMIT: 1024 })
    const answer = await post(app, JSON.stringify({ a: 'x'.repeat(2000) }))
    expect([answer.statusCode, codeOf(answer.body)]).toEqual([413, 'TOO_LARGE'])
    const head = 'POST /cds-services/a HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
    const { answer: chunked } = await raw(app, [
      `${head}transfer-encoding: chunked\r\n\r\n800\r\n${'x'.repeat(0x800)}\r\n0\r\n\r\n`,
    ])
    expectOutcome(chunked, 413, 'TOO_LARGE')
  })

  it('at the limit of its size is answered in time, however it nests', async () => {
    const app = await limited()
    const half = 2.6 * 1024 * 1024
    const started = performance.now()
    for (const body of [
      '['.repeat(half - 1e6) + ']'.repeat(half - 1e6),
      `[${'[],'.repeat(half / 2)}1]`,
      '"'.repeat(half),
    ])
      // On a busy machine one takes so long that the next is turned away.
      expect([200, 400, 503]).toContain((await post(app, body)).statusCode)
    expect(performance.now() - started).toBeLessThan(8_000)
    expect([tame('text'), tame(null), tame([[]], 2), tame([[{}]], 2)]).toEqual([true, true, true, false])
  }, 20_000)
})

describe('a connection', () => {
  it('without a Host is told so in an OperationOutcome', async () => {
    const { answer } = await raw(await limited(), ['GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n'])
    expectOutcome(answer, 400, 'HTTP_MALFORMED')
  })

  it('may be of HTTP/1.0, which has no Host', async () => {
    const { answer } = await raw(await limited(), ['GET /healthz HTTP/1.0\r\n\r\n'])
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('that expects what nobody knows is answered all the same', async () => {
    const { answer } = await raw(await limited(), [
      'POST /cds-services/a HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nexpect: wonders\r\n',
      'content-type: application/json\r\ncontent-length: 7\r\n\r\n{"a":1}',
    ])
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('{"read":{"a":1}}')
  })

  const head = 'POST /cds-services/a HTTP/1.1\r\nhost: localhost\r\n'

  it('may ask many things at once, and is answered in that order', async () => {
    const asked = Array.from({ length: 60 }, (_, n) => {
      // Long ones are read at once, short ones with others.
      const body = JSON.stringify({ n, filling: n % 10 === 5 ? 'x'.repeat(40_000) : '' })
      const last = n === 59 ? 'connection: close\r\n' : ''
      return `POST /cds-services/a HTTP/1.1\r\nhost: a\r\n${last}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    })
    const { answer } = await raw(await limited(), [asked.join('')])
    expect(answer.match(/(?<=HTTP\/1.1 )200|(?<="n":)\d+/g)).toEqual(asked.flatMap((_, n) => ['200', String(n)]))
  })

  it('that sends its headers drop by drop is closed (slow-loris)', async () => {
    const app = await limited({ REQUEST_TIMEOUT_MS: 300 })
    const { answer, ms } = await raw(app, [head, 100, 'x-a: b\r\n', 100, 'x-b: c\r\n', 100, 'x-c: d\r\n'])
    expectOutcome(answer, 408, 'REQUEST_TIMEOUT')
    expect(ms).toBeLessThan(2_500)
  })

  it('that never ends its body is closed', async () => {
    const app = await limited({ REQUEST_TIMEOUT_MS: 300 })
    const { answer, ms } = await raw(app, [`${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`])
    expectOutcome(answer, 408, 'REQUEST_TIMEOUT')
    expect(ms).toBeLessThan(2_500)
  })

  it('with headers over 16 KiB is refused', async () => {
    const { answer } = await raw(await limited(), [`${head}x-a: ${'a'.repeat(20_000)}\r\n\r\n`])
    expectOutcome(answer, 431, 'HEADERS_TOO_LARGE')
  })

  it('may have headers of nearly 16 KiB', async () => {
    const { answer } = await raw(await limited(), [
      `GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-a: ${'a'.repeat(15_800)}\r\n\r\n`,
    ])
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('gets no second answer behind one that has begun, whatever it sends meanwhile', async () => {
    const app = await limited()
    app.get('/slow', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 })
      reply.raw.write('begun')
    })
    const { answer } = await raw(app, ['GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n', 200, 'no HTTP\r\n\r\n'])
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*begun$/)
  })

  it('that its client breaks off is not told of in the log', async () => {
    const app = await limited()
    await app.listen({ port: 0, host: '127.0.0.1' })
    for (const part of [head, `${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`]) {
      const socket = net.connect((app.server.address() as AddressInfo).port, '127.0.0.1')
      const gone = new Promise((closed) => app.server.once('connection', (other) => other.once('close', closed)))
      socket.write(part)
      await new Promise((wait) => setTimeout(wait, 100))
      socket.resetAndDestroy()
      await gone
    }
    expect(logged.lines).toEqual([])
  })

  it('that does not speak HTTP is refused', async () => {
    const { answer } = await raw(await limited(), ['Jane Marked-Patient\r\n\r\n'])
    expectOutcome(answer, 400, 'HTTP_MALFORMED')
    expect(logged.lines).toMatchObject([{ route: 'unknown', status: 400, failure: 'HTTP_MALFORMED' }])
    expect(logged.text()).not.toContain('Marked')
  })

  it('that smuggles a second request behind two lengths is refused', async () => {
    const { answer } = await raw(await limited(), [
      `${head}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    ])
    expectOutcome(answer, 400, 'HTTP_MALFORMED')
  })

  it.each(['/%', '/cds-services/%E0%A4%A', `/cds-services/${'x'.repeat(201)}`])(
    'for an address nothing can be at (case %#) gets an outcome, and the address is not logged',
    async (url) => {
      const answer = await post(await limited(), '{}', {}, url)
      expect([answer.statusCode, codeOf(answer.body)]).toEqual([404, 'NOT_FOUND'])
      expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8')
      expect(answer.body + logged.text()).not.toContain(url)
      expect(logged.lines).toMatchObject([
        { requestId: expect.any(String), method: 'POST', route: 'unknown', status: 404, failure: 'NOT_FOUND' },
      ])
    },
  )

  it.each([
    [200, 150],
    [1_023, 767],
    [13_334, 10_000],
    [1_048_576, 10_000],
  ])('is one of so many: of %i files that may be open, %i', async (openFiles, most) => {
    const app = await limited()
    boundConnections(app, openFiles)
    expect(app.server.maxConnections).toBe(most)
  })

  it('that is one too many is told of in the log once a minute', async () => {
    const warned: string[] = []
    const server = new EventEmitter()
    const app = { server, log: { warn: (words: string) => warned.push(words) } } as unknown as FastifyInstance
    boundConnections(app)
    const clock = jest.spyOn(performance, 'now')
    for (const at of [5, 6, 60_004, 60_005, 60_006, 120_004]) {
      clock.mockReturnValueOnce(at)
      server.emit('drop')
    }
    clock.mockRestore()
    const words = 'there are too many connections: further ones are closed'
    expect(warned).toEqual([words, words])
  })
})

describe('the rate', () => {
  it('is 6,000 a minute, none when open on loopback, and what RATE_LIMIT says', () => {
    const rate = (env: Record<string, string>): number => rateOf(readConfig(env), accessOf(readConfig(env)))
    expect(rate({})).toBe(0)
    expect(rate({ RATE_LIMIT: '5' })).toBe(5)
    expect(rate({ HOST: '0.0.0.0', AUTH: 'open' })).toBe(6000)
    expect(rate({ AUTH: 'open', PUBLIC_URL: 'https://cds.example.org' })).toBe(6000)
    expect(rate({ HOST: '0.0.0.0', AUTH: 'open', RATE_LIMIT: '0' })).toBe(0)
  })

  it('is counted for each address, and the answer says when to come back', async () => {
    const app = await limited({ RATE_LIMIT: 3 })
    const call = (remoteAddress: string, client: string) =>
      app.inject({
        method: 'POST',
        url: '/cds-services/a',
        payload: {},
        remoteAddress,
        headers: { 'x-client': client },
      })
    for (let turn = 0; turn < 3; turn++) expect((await call('192.0.2.1', `client-${turn}`)).statusCode).toBe(200)
    const refused = await call('192.0.2.1', 'client-9')
    expect([refused.statusCode, codeOf(refused.body)]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(30)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect((await call('192.0.2.2', 'client-9')).statusCode).toBe(200)
    expect((await call('2001:db8::1', 'a')).statusCode).toBe(200)
    expect((await call('2001:db8::2', 'b')).statusCode).toBe(200)
    expect((await call('2001:db8::3', 'c')).statusCode).toBe(200)
    expect((await call('2001:db8::4', 'd')).statusCode).toBe(429)
  })

  const fromFiveAddresses = async (app: FastifyInstance): Promise<readonly number[]> => {
    const statuses: number[] = []
    for (let turn = 0; turn < 5; turn++) {
      const answer = await app.inject({
        method: 'POST',
        url: '/cds-services/a',
        payload: {},
        remoteAddress: `192.0.2.${turn}`,
        headers: { 'x-client': 'one' },
      })
      statuses.push(answer.statusCode)
    }
    return statuses
  }
  it('is counted for each client, from whatever addresses it calls', async () => {
    const statuses = await fromFiveAddresses(
      await limited({ RATE_LIMIT: 3, AUTH: 'jwt', TRUSTED_CLIENTS: 'clients.json' }),
    )
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
  it('is not counted for all together in open mode, where callers have no names', async () => {
    const statuses = await fromFiveAddresses(await limited({ RATE_LIMIT: 3, AUTH: 'open' }))
    expect(statuses).toEqual([200, 200, 200, 200, 200])
  })

  it('counts calls of /metrics, which take the token of the admin: it could be guessed there', async () => {
    const app = await limited({ RATE_LIMIT: 2 })
    app.get('/metrics', async () => 'numbers')
    const statuses: number[] = []
    for (let turn = 0; turn < 3; turn++) statuses.push((await app.inject('/metrics')).statusCode)
    expect(statuses).toEqual([200, 200, 429])
  })

  it('leaves health checks alone', async () => {
    const app = await limited({ RATE_LIMIT: 1 })
    app.get('/readyz', async () => ({ status: 'ok' }))
    for (let turn = 0; turn < 3; turn++)
      for (const url of ['/healthz', '/readyz']) expect((await app.inject(url)).statusCode).toBe(200)
  })

  it('tells a browser of an allowed origin that it was exceeded', async () => {
    const app = await limited({ RATE_LIMIT: 1 })
    const origin = 'http://localhost:8080'
    await post(app, '{}', { origin })
    const refused = await post(app, '{}', { origin })
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([429, origin])
  })
})

describe('load', () => {
  it('is shed with 503 while the event loop is late, health checks and numbers excepted', async () => {
    const app = await limited()
    app.get('/readyz', async () => ({ status: 'ok' }))
    app.get('/metrics', async () => 'numbers')
    await app.listen({ port: 0, host: '127.0.0.1' })
    const until = performance.now() + 2_600
    while (performance.now() < until);
    // The delay is sampled once a second, after the block.
    await new Promise((wait) => setTimeout(wait, 50))
    const shed = await post(app, '{}')
    expect([shed.statusCode, codeOf(shed.body)]).toEqual([503, 'OVERLOADED'])
    expect(Number(shed.headers['retry-after'])).toBeGreaterThan(0)
    for (const url of ['/healthz', '/readyz', '/metrics']) expect((await app.inject(url)).statusCode).toBe(200)
  })
})
