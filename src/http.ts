import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** `node:http`: to import it would load all that it loads when asked for, a WebSocket client of 13 MB among them. */
export const http = process.getBuiltinModule('node:http')

/** The answer that is under way on a connection. Node tells it nowhere else. */
export const answerOn = (socket: Socket): ServerResponse | undefined =>
  (socket as Socket & { readonly _httpMessage?: ServerResponse | null })._httpMessage ?? undefined
