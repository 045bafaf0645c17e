import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** `node:http`: to import it would load all that it loads when asked for, a WebSocket client of 13 MB among them. */
export const http = process.getBuiltinModule('node:http')

/** The answer that is under way on a connection. Node tells it nowhere else. */
export const answerOn = (socket: Socket): ServerResponse | undefined =>
  (socket as Socket & { readonly _httpMessage?: ServerResponse | null })._httpMessage ?? undefined

/** The values of one header as they were sent; node drops or joins repeated ones. */
export function sent(request: FastifyRequest, name: string): readonly string[] {
  const { rawHeaders } = request.raw
  const values: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '')
  return values
}
