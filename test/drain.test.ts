import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { fastify } from 'fastify'
import { makeDrain } from '../src/drain.ts'

/** How long draining takes, in milliseconds, while these clients are connected. */
async function drained(shutdownMs: number, clients: 'none' | 'gone' | 'silent'): Promise<number> {
  const app = fastify()
  const drain = makeDrain(app, shutdownMs)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const sockets: Socket[] = []
  const most = clients === 'none' ? 0 : 3
  while (sockets.length < most) {
    const came = once(app.server, 'connection') as Promise<[Socket]>
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    sockets.push(socket.on('error', () => {}))
    const [served] = await came
    if (clients === 'gone') {
      const closed = once(served, 'close')
      socket.destroy()
      await closed
    }
  }
  const began = performance.now()
  await drain()
  const ms = performance.now() - began
  for (const socket of sockets) socket.destroy()
  await app.close()
  return ms
}

/** The least of some times: what else the machine does is not the drain's wait. */
async function least(...given: Parameters<typeof drained>): Promise<number> {
  let ms = Infinity
  for (let turn = 0; turn < 4 && ms > 500; turn += 1) ms = Math.min(ms, await drained(...given))
  return ms
}

describe('draining', () => {
  it.each(['none', 'gone'] as const)('waits for nobody where no client is connected any more: %s', async (clients) => {
    expect(await least(40_000, clients)).toBeLessThan(500)
  })

  it('waits a quarter of what the whole end may take, and no more than a second', async () => {
    expect(await least(400, 'silent')).toBeLessThan(500)
    const ms = await drained(40_000, 'silent')
    expect(ms).toBeGreaterThan(900)
    expect(ms).toBeLessThan(8_000)
  })
})
