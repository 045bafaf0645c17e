import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

const refused = new WeakMap<Socket, IncomingMessage>()

/**
 * A refusal while the body is still coming in. Many clients send all of it before they read an answer: if the connection
 * were closed on them, they would see a broken pipe instead of the OperationOutcome. Node reads the rest, keeps nothing of
 * it, and cuts it off at REQUEST_TIMEOUT_MS. A server that is shutting down closes such connections.
 */
export function hearOut({ raw, server: { server } }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete || !server.listening) return
  const { raw: answer } = reply
  refused.set(raw.socket, raw)
  if (!answer.shouldKeepAlive) {
    // A client that asked for the connection to be closed, or speaks HTTP/1.0 as many proxies do, may wait for that.
    const end = (): void => void raw.socket.end()
    answer.once('finish', () => (raw.complete ? end() : raw.once('end', end)))
    answer.shouldKeepAlive = true
  }
  if (reply.hasHeader('connection')) reply.removeHeader('connection')
}

/** Whether a refused body is still coming in on it: the answer was given, and no other will follow. */
export const isHeardOut = (socket: Socket): boolean => refused.get(socket)?.complete === false
