import { isUtf8 } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** `node:http`. Importing it would also load what it otherwise loads lazily, such as a WebSocket client of 13 MB. */
export const http = process.getBuiltinModule('node:http')

/** The answer that is under way on a connection. Node makes it known nowhere else. */
export const answerOn = (socket: Socket): ServerResponse | undefined =>
  (socket as Socket & { readonly _httpMessage?: ServerResponse | null })._httpMessage ?? undefined

/**
 * The text of JSON; `undefined` where it is not UTF-8, as JSON has to be (RFC 8259, 8.1), whatever its charset says: decoded
 * all the same, words would lose their accents, and a drug or an allergy would go unseen.
 */
export const utf8 = (bytes: Buffer): string | undefined => (isUtf8(bytes) ? bytes.toString() : undefined)

/** Without the byte order mark that programs of Windows, and some servers, put in front of JSON: it is none. */
export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text)

/** The path that was asked for, without its query. The target may be a whole URL, too (RFC 9112, 3.2.2). */
export function pathOf({ url }: FastifyRequest): string {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  return path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, '')
}

/** The values of one header as they were sent; node drops or joins repeated ones. */
export function sent(request: FastifyRequest, name: string): readonly string[] {
  const { rawHeaders } = request.raw
  const values: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at]
    if (header?.length === name.length && header.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '')
  }
  return values
}
