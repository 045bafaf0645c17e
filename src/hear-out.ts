import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

const refused = new WeakMap<Socket, IncomingMessage>()

/**
 * A refusal while the body is still coming in. Many clients send it to its end before they read an answer: were the
 * connection closed upon them, they would see a broken pipe and never the OperationOutcome. Node reads the rest, keeps
 * nothing of it, and ends what goes on beyond REQUEST_TIMEOUT_MS. A server that is about to end closes what it can.
 */
export function hearOut({ raw, server: { server } }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete || raw.httpVersion !== '1.1' || !server.listening) return
  const { raw: answer } = reply
  refused.set(raw.socket, raw)
  if (!answer.shouldKeepAlive) {
    // Whoever asked for the end of the connection may wait for it.
    const end = (): void => void raw.socket.end()
    answer.once('finish', () => (raw.complete ? end() : raw.once('end', end)))
    answer.shouldKeepAlive = true
  }
  if (reply.hasHeader('connection')) reply.removeHeader('connection')
}

/** Whether a body that was refused is still coming in on it: its answer was given, and there is none to come. */
export const isHeardOut = (socket: Socket): boolean => refused.get(socket)?.complete === false
