import { Server as NetServer, type Socket } from 'node:net'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { isHeardOut } from './hear-out.ts'
import { answerOn } from './http.ts'

/** How long to wait for clients that keep connections open, in milliseconds: what they send meanwhile is answered. */
const patienceMs = 1_000
const stepMs = 10

/**
 * Makes what is done before `app.close()`: accepts no new connections, and tells each client with its next answer to
 * close its own. Were a connection closed while a request is on its way, that request would fail: so nearly all are
 * closed after an answer.
 */
export function makeDrain({ server }: FastifyInstance, shutdownMs: number): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async () => {
    server.prependListener('request', (_request: unknown, response: ServerResponse) => {
      response.shouldKeepAlive = false
    })
    // Also for answers under way, whose `request` event has passed.
    for (const socket of sockets) {
      const answer = answerOn(socket)
      if (answer !== undefined) answer.shouldKeepAlive = false
    }
    // Not http.Server's own close, which cuts idle connections at once.
    NetServer.prototype.close.call(server)
    const end = Date.now() + Math.min(patienceMs, shutdownMs / 4)
    while (Date.now() < end && sockets.size > 0) await new Promise((resume) => setTimeout(resume, stepMs))
    // Node does not count these as idle and would wait for them: nothing was ever sent, or the rest of a refused body is.
    for (const socket of sockets) if (socket.bytesRead === 0 || isHeardOut(socket)) socket.destroy()
  }
}
