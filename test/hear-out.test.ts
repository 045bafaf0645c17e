import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { build, type App } from './app.ts'
import { makeDrain } from '../src/drain.ts'
import { servicePath } from './bench/requests.ts'

const head = (headers = '', version = '1.1'): string =>
  `POST ${servicePath('order-sign')} HTTP/${version}\r\nhost: localhost\r\n${headers}` +
  'content-type: application/json\r\ncontent-length: 9000\r\n\r\n'

async function connected(app: App): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  await Promise.all([once(socket, 'connect'), once(app.server, 'connection')])
  return socket
}

/** All that comes until the server ends the connection; `kept` in front of it where it does not. */
async function heard(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const late = setTimeout(() => {
      resolve(`kept ${answer}`)
      socket.destroy()
    }, 2_000)
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.on('close', () => {
      clearTimeout(late)
      resolve(answer)
    })
  })
}

describe('a body that is refused while it is coming in', () => {
  let app: App
  beforeAll(async () => {
    app = await build({ BODY_LIMIT: '2048' })
    await app.listen({ port: 0, host: '127.0.0.1' })
  })

  it('is read to its end, and the next request of its connection is answered', async () => {
    const socket = await connected(app)
    const answer = heard(socket)
    socket.write(head())
    await once(socket, 'data')
    socket.write(`${'x'.repeat(9_000)}GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
    expect((await answer).match(/^kept|(?<=HTTP\/1\.1 )\d+/g)).toEqual(['413', '200'])
  })

  it.each([
    ['said so', head('connection: close\r\n')],
    ['speaks HTTP/1.0', head('', '1.0')],
  ])(
    'is the last of a connection whose client %s: one that reads to its end would wait for a minute',
    async (_, asked) => {
      const socket = await connected(app)
      const answer = heard(socket)
      socket.write(asked)
      await once(socket, 'data')
      await new Promise((resume) => setTimeout(resume, 50))
      expect(socket.readyState).toBe('open')
      socket.write('x'.repeat(9_000))
      expect(await answer).toMatch(/^HTTP\/1\.1 413 /)
    },
  )

  it('is the last of its connection while the service is being stopped, which would wait for it', async () => {
    const socket = await connected(app)
    const drained = makeDrain(app, 8_000)()
    socket.write(head())
    expect(await heard(socket)).toMatch(/^HTTP\/1\.1 413 [^]*\r\nconnection: close\r\n/i)
    await drained
  })

  it('is no reason to wait for it at the end, which comes while it is coming in', async () => {
    const own = await build({ BODY_LIMIT: '2048' })
    await own.listen({ host: '127.0.0.1', port: 0 })
    const drain = makeDrain(own, 8_000)
    const socket = await connected(own)
    const answer = heard(socket)
    socket.write(head())
    await once(socket, 'data')
    await drain()
    await own.close()
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('is answered once, however long it goes on', async () => {
    const own = await build({ BODY_LIMIT: '2048', REQUEST_TIMEOUT_MS: '300' })
    await own.listen({ host: '127.0.0.1', port: 0 })
    const socket = await connected(own)
    const answer = heard(socket)
    socket.write(head())
    expect((await answer).match(/HTTP\/1\.1 \d+|^kept/g)).toEqual(['HTTP/1.1 413'])
  })
})
