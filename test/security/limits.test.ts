import { gzipSync } from 'node:zlib'
import { EventEmitter } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { boundConnections, tame } from '../../src/security/limits.ts'
import { codeOf, expectOutcome, limited, logged, post, raw } from './limited.ts'

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

  it.each([
    ['without a charset', 'application/json'],
    ['as its charset says', 'application/json; charset=iso-8859-1'],
  ])('in another encoding than UTF-8 is refused, %s: its accents would be lost', async (_, type) => {
    const payload = JSON.stringify({ text: 'ácido acetilsalicílico' })
    const answer = await post(await limited(), Buffer.from(payload, 'latin1'), { 'content-type': type })
    expect([answer.statusCode, codeOf(answer.body)]).toEqual([400, 'BODY_MALFORMED'])
    expect(answer.body).toContain('UTF-8')
    expect((await post(await limited(), payload, { 'content-type': type })).json()).toEqual({
      read: JSON.parse(payload) as unknown,
    })
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
    for (const encoding of ['identity', 'Identity', ''])
      expect((await post(await limited(), '{"a":1}', { 'content-encoding': encoding })).statusCode).toBe(200)
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
  it.each([
    ['without a Host', ''],
    ['with two', 'host: localhost\r\nHost: localhost\r\n'],
    ['with one that is none', 'host: a b\r\n'],
    ['with a user in it', 'host: user@localhost\r\n'],
    ['with a path in it', 'host: localhost/path\r\n'],
  ])('%s is told so in an OperationOutcome', async (_, hosts) => {
    const { answer } = await raw(await limited(), [`GET /healthz HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`])
    expectOutcome(answer, 400, 'HTTP_MALFORMED')
  })

  it.each([
    '',
    'localhost',
    'LOCALHOST:3000',
    '127.0.0.1',
    '[::1]:3000',
    '[::ffff:127.0.0.1]',
    'a_b.example.org:',
    'xn--bcher-kva.example',
  ])('may be for the host "%s"', async (host) => {
    const { answer } = await raw(await limited(), [
      `GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    ])
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
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
