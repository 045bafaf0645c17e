import { Server as NetServer, type Socket } from 'node:net'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { isHeardOut } from './hear-out.ts'
import { answerOn } from './http.ts'

/** Longest wait for clients that keep connections open, in milliseconds: what they send meanwhile is answered. */
const patienceMs = 1_000
const stepMs = 10

/**
 * Makes what is done before `app.close()`: takes no new connections and tells every client that asks once more to
 * close its own. A connection closed by the server while a request is on its way would be a failed request: so nearly
 * all are closed after an answer instead.
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
    // Also of an answer that is under way: Node has told its request by now.
    for (const socket of sockets) {
      const answer = answerOn(socket)
      if (answer !== undefined) answer.shouldKeepAlive = false
    }
    // Not http.Server's own close, which cuts idle connections at once.
    NetServer.prototype.close.call(server)
    const end = Date.now() + Math.min(patienceMs, shutdownMs / 4)
    while (Date.now() < end && sockets.size > 0) await new Promise((resume) => setTimeout(resume, stepMs))
    // Not idle in Node's eyes, and it would wait for them: where nothing was ever said, and where nobody listens any more.
    for (const socket of sockets) if (socket.bytesRead === 0 || isHeardOut(socket)) socket.destroy()
  }
}
