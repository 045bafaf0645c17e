/** `node:http`: to import it would load all that it loads when asked for, a WebSocket client of 13 MB among them. */
export const http = process.getBuiltinModule('node:http')
