import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { getHeapStatistics } from 'node:v8'
import { fastify, type FastifyInstance } from 'fastify'
import { asFailure } from '../../src/errors.ts'
import { jsonBodies } from '../../src/security/limits.ts'
import { Room } from '../../src/security/room.ts'
import { build, fixture, post } from '../app.ts'

const long = 300_000

describe('room for long bodies', () => {
  it('is for so many that wait, and for one in any case', async () => {
    const room = new Room(2.5 * long)
    const waiting = Promise.withResolvers<string>()
    const wait = (): Promise<string> => waiting.promise
    const kept = [room.during(long, wait), room.during(long, wait)]
    await expect(room.during(long, wait)).rejects.toMatchObject({ code: 'OVERLOADED' })
    expect(await room.during(1_000, async () => 'short')).toBe('short')
    waiting.resolve('done')
    for (const one of kept) expect(await one).toBe('done')
    expect(await room.during(9 * long, async () => 'alone')).toBe('alone')
  })

  it('is left also by those that fail', async () => {
    const room = new Room(1.5 * long)
    for (const reason of ['failed', 'at once'])
      for (let turn = 0; turn < 3; turn += 1) {
        const failing = room.during(long, () => {
          if (reason === 'at once') throw new Error(reason)
          return Promise.reject(new Error(reason))
        })
        await expect(failing).rejects.toThrow(reason)
      }
    expect(await room.during(long, async () => 'still')).toBe('still')
  })

  it('is for so many short ones that wait, too: thousands take as much as a few long ones', async () => {
    const room = new Room(100_000)
    const waiting = Promise.withResolvers<string>()
    const wait = (): Promise<string> => waiting.promise
    const kept = Array.from({ length: 10 }, () => room.during(8_000, wait))
    await expect(room.during(8_000, wait)).rejects.toMatchObject({ code: 'OVERLOADED' })
    waiting.resolve('done')
    for (const one of kept) expect(await one).toBe('done')
    expect(await room.during(8_000, wait)).toBe('done')
  })

  it('is a character for each 64 bytes of the heap', async () => {
    const room = Room.forCalls()
    const most = getHeapStatistics().heap_size_limit / 64
    const waiting = Promise.withResolvers<string>()
    const wait = (): Promise<string> => waiting.promise
    const kept = [room.during(0.6 * most, wait), room.during(0.3 * most, wait)]
    await expect(room.during(0.3 * most, wait)).rejects.toMatchObject({ code: 'OVERLOADED' })
    waiting.resolve('done')
    for (const one of kept) expect(await one).toBe('done')
  })

  it('is kept by the hooks while a FHIR server is silent', async () => {
    const silent = createServer()
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
    const app = await build({ FHIR_DEADLINE_MS: '500' })
    Object.assign(app.parts.cds, { room: new Room(long) })
    const call = (padding: number): ReturnType<typeof post> => {
      const { prefetch: _, fhirAuthorization: __, ...request } = fixture('order-sign-iv-ketamine-migraine')
      const fhirServer = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/fhir`
      const body = { ...request, fhirServer, extension: 'x'.repeat(padding) }
      return post(app, '/cds-services/iv-ketamine-for-migraine-order-sign', body)
    }
    const [first, second, third] = await Promise.all([call(long), call(long), call(0)])
    expect([first.status, second.status, third.status]).toEqual([200, 503, 200])
    expect(second.headers['retry-after']).toBe('1')
    expect((await call(long)).status).toBe(200)
    silent.close()
  })

  it('is asked for by feedback', async () => {
    const app = await build()
    const waiting = Promise.withResolvers<void>()
    const taken = app.parts.cds.room.during(2 ** 40, () => waiting.promise)
    const entry = { card: randomUUID(), outcome: 'accepted', outcomeTimestamp: '2026-11-20T12:00:00Z' }
    const call = async (padding: number): Promise<number> => {
      const body = { feedback: [{ ...entry, acceptedSuggestions: [{ id: 'a' }] }], extension: 'x'.repeat(padding) }
      return (await post(app, '/cds-services/iv-ketamine-for-migraine-order-sign/feedback', body)).status
    }
    expect([await call(long), await call(0)]).toEqual([503, 200])
    waiting.resolve()
    await taken
    expect(await call(long)).toBe(200)
  })
})

describe('room for bodies that are coming in', () => {
  const open: FastifyInstance[] = []
  const sockets: Socket[] = []
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await Promise.all(open.splice(0).map((app) => app.close()))
  })

  /** Whether it was answered, and how. */
  interface Sent {
    readonly socket: Socket
    readonly status: () => number | undefined
  }
  const listening = async (app: FastifyInstance): Promise<number> => {
    open.push(app)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return (app.server.address() as AddressInfo).port
  }
  const send = (port: number, path: string, headers: string, body = '', method = 'POST'): Sent => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    let answer = ''
    socket.on('data', (chunk) => void (answer += chunk.toString())).on('error', () => undefined)
    const type = headers.includes('content-type') ? '' : 'content-type: application/json\r\n'
    socket.write(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\n${type}${headers}\r\n\r\n${body}`)
    return { socket, status: () => (answer === '' ? undefined : Number(answer.slice(9, 12))) }
  }
  /** The status of its answer, which may take a while. */
  const answered = async (sent: Sent | undefined): Promise<number | undefined> => {
    for (let turn = 0; turn < 200 && sent?.status() === undefined; turn += 1)
      await new Promise((wake) => setTimeout(wake, 20))
    return sent?.status()
  }
  const reading = async (room: Room): Promise<number> => {
    const app = fastify({ bodyLimit: 3 * long, requestTimeout: 5_000 })
    app.setErrorHandler((error, _request, reply) => reply.status(asFailure(error).status).send())
    jsonBodies(app, room)
    app.all('/', async () => 'read')
    return listening(app)
  }
  const soon = (): Promise<void> => new Promise((wake) => setTimeout(wake, 150))
  const whole = JSON.stringify('x'.repeat(long - 2))
  const part = whole.slice(0, -1)
  const declared = `content-length: ${long}`
  const chunked = 'transfer-encoding: chunked'
  const chunks = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n`

  it.each([
    ['that says how long it is', declared, part, whole.slice(-1)],
    ['that does not', chunked, chunks(part), `${chunks(whole.slice(-1))}0\r\n\r\n`],
  ])('is for so many bytes at once, and free again when a body %s came or never will', async (_, how, most, rest) => {
    const room = new Room(2.5 * long)
    const port = await reading(room)
    const halves = [send(port, '/', how, most), send(port, '/', how, most)]
    await soon()
    expect(await answered(send(port, '/', how, most + rest))).toBe(503)
    expect(await answered(send(port, '/', 'content-length: 2', '{}'))).toBe(200)

    halves[0]?.socket.write(rest)
    expect(await answered(halves[0])).toBe(200)
    expect(await answered(send(port, '/', how, most + rest))).toBe(200)
    halves[1]?.socket.destroy()
    await soon()
    expect(room.taken).toBe(0)
  })

  it('is taken by those of some ten thousand bytes too: thousands that never end take a gigabyte', async () => {
    const room = new Room(100_000)
    const port = await reading(room)
    for (let n = 0; n < 2; n += 1) send(port, '/', 'content-length: 40000', '"'.padEnd(39_000, 'x'))
    await soon()
    expect(room.taken).toBeGreaterThan(78_000)
    expect(await answered(send(port, '/', 'content-length: 40000', '"'.padEnd(39_999, 'x') + '"'))).toBe(503)
    expect(await answered(send(port, '/', 'content-length: 2', '{}'))).toBe(200)
  })

  it('is free as soon as a body was read, however long the answer takes', async () => {
    const room = new Room(2.5 * long)
    const app = fastify({ bodyLimit: 3 * long })
    jsonBodies(app, room)
    const waiting = Promise.withResolvers<string>()
    const read = Promise.withResolvers<void>()
    app.post('/', async () => {
      read.resolve()
      return waiting.promise
    })
    const sent = send(await listening(app), '/', declared, whole)
    await read.promise
    expect([room.taken, sent.status()]).toEqual([0, undefined])
    waiting.resolve('read')
    expect(await answered(sent)).toBe(200)
  })

  it('is 64 MiB for all of them', async () => {
    const room = Room.forUploads()
    const comeIn = async (bytes: number): Promise<unknown> => {
      const body = new PassThrough()
      const read = room.whileComingIn(
        body as unknown as IncomingMessage,
        new PassThrough() as unknown as ServerResponse,
      )
      return new Promise((resolve) => {
        read.on('error', resolve).on('data', () => resolve('taken'))
        body.write(Buffer.alloc(bytes))
      })
    }
    const mebibyte = 1024 * 1024
    expect(await comeIn(40 * mebibyte)).toBe('taken')
    expect(await comeIn(23 * mebibyte)).toBe('taken')
    expect(await comeIn(mebibyte)).toMatchObject({ code: 'OVERLOADED' })
  })

  it('is not taken by what is only announced', async () => {
    const room = new Room(2.5 * long)
    const port = await reading(room)
    for (let n = 0; n < 20; n += 1) send(port, '/', declared)
    await soon()
    expect(room.taken).toBe(0)
    expect(await answered(send(port, '/', declared, whole))).toBe(200)
  })

  it.each<[string, string, string, string, number | undefined]>([
    ['too long by what it says', 'POST', `content-length: ${9 * long}`, part, 413],
    ['too long as it comes', 'POST', chunked, chunks(part).repeat(5), 413],
    ['of another type', 'POST', `${declared}\r\ncontent-type: text/xml`, part, 415],
    ['of another type, in chunks', 'POST', `${chunked}\r\ncontent-type: text/xml`, `${chunks(part)}0\r\n\r\n`, 415],
    ['no JSON', 'POST', declared, 'x'.repeat(long), 400],
    ['of a GET', 'GET', declared, part, 200],
    ['of a GET, in chunks', 'GET', chunked, `${chunks(part)}0\r\n\r\n`, 200],
    ['of a HEAD', 'HEAD', `content-length: 99999999999`, '', 200],
    ['broken off', 'POST', declared, part, undefined],
    ['broken off, in chunks', 'POST', chunked, chunks(part), undefined],
  ])('is free after a body %s', async (_, method, headers, body, status) => {
    const room = new Room(2.5 * long)
    const port = await reading(room)
    for (let n = 0; n < 5; n += 1) {
      const sent = send(port, '/', headers, body, method)
      if (status === undefined) await soon()
      else expect(await answered(sent)).toBe(status)
      sent.socket.destroy()
      await soon()
      expect(room.taken).toBe(0)
    }
    expect(await answered(send(port, '/', declared, whole))).toBe(200)
  })

  it('that is full ends no process, also where nobody reads', async () => {
    const room = new Room(long)
    const port = await reading(room)
    const held = send(port, '/', declared, part)
    await soon()
    for (const headers of [`${chunked}\r\ncontent-type: text/xml`, chunked]) {
      const sent = send(port, '/', headers, `${chunks(part)}0\r\n\r\n`)
      expect([415, 503]).toContain(await answered(sent))
    }
    held.socket.write(whole.slice(-1))
    expect(await answered(held)).toBe(200)
    await soon()
    expect(room.taken).toBe(0)
  })

  it('counts what each chunk takes beside its letters', async () => {
    const room = new Room(long)
    const port = await reading(room)
    const held = send(port, '/', declared, '"')
    const letters = send(port, '/', chunked, chunks('x').repeat(2_000))
    expect(await answered(letters)).toBe(503)
    held.socket.destroy()
  })

  it.each([
    ['POST', '/nothing-here', 404],
    ['PUT', '/cds-services/iv-ketamine-for-migraine-order-sign', 405],
    ['DELETE', '/cds-services/none', 404],
    ['POST', '/admin/login', 413],
  ])('is not asked for by what is refused anyway: %s %s', async (method, path, status) => {
    const port = await listening(await build({ ADMIN_TOKEN: 'a-token-of-the-admin-that-is-long' }))
    const sent = send(port, path, 'content-length: 5000000', '"', method)
    expect(await answered(sent)).toBe(status)
  })
})
