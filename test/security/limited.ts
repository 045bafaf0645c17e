import net, { type AddressInfo } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { readConfig, type Config } from '../../src/config.ts'
import { makeLogger, requestLines } from '../../src/log.ts'
import { answerEverything, jsonBodies, serverLimits, shedLoad } from '../../src/security/limits.ts'
import { responseHeaders } from '../../src/security/headers.ts'
import { accessOf } from '../../src/security/access.ts'
import { answerFailures } from '../failures.ts'
import { logbook } from './door.ts'

const open: FastifyInstance[] = []
export const logged = logbook()
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
  logged.lines.length = 0
})

/** The limits on a server of their own; the route tells what it read. */
export async function limited(given: Partial<Config> = {}): Promise<FastifyInstance> {
  const config = { ...readConfig({}), ...given }
  const app = fastify({ ...serverLimits(config, makeLogger('trace', logged)), routerOptions: { maxParamLength: 200 } })
  open.push(app)
  app.decorateRequest('caller', null)
  requestLines(app)
  answerFailures(app)
  jsonBodies(app)
  answerEverything(app)
  await responseHeaders(app, config)
  await shedLoad(app, config, accessOf(config))
  app.post(
    '/cds-services/:id',
    {
      onRequest: async (request) =>
        void (request.caller = { id: String(request.headers['x-client']), fhirServers: [], dialect: 'spec' }),
    },
    async (request) => ({ read: request.body ?? null }),
  )
  app.get('/healthz', async () => ({ status: 'ok' }))
  return app
}

export const post = (
  app: FastifyInstance,
  payload: string | Buffer,
  headers: Record<string, string> = {},
  url = '/cds-services/a',
) => app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })

/** Writes bytes to a socket and gives what came back once the server hung up. */
export async function raw(
  app: FastifyInstance,
  chunks: readonly (string | number)[],
): Promise<{ answer: string; ms: number }> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const started = performance.now()
  return new Promise((done) => {
    const socket = net.connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => void (answer += data.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => done({ answer, ms: performance.now() - started }))
    void (async () => {
      for (const chunk of chunks) {
        if (typeof chunk === 'string') socket.write(chunk)
        else await new Promise((wait) => setTimeout(wait, chunk))
      }
    })()
  })
}

export const codeOf = (body: string): string => JSON.parse(body).issue[0].details.coding[0].code as string
export const expectOutcome = (answer: string, status: number, code: string): void => {
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  const end = answer.indexOf('\r\n\r\n')
  const [head, body] = [answer.slice(0, end), answer.slice(end + 4)]
  expect(codeOf(body)).toBe(code)
  expect(head).toMatch(/^content-type: application\/fhir\+json; charset=utf-8$/im)
  expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(body)}$`, 'im'))
  expect(head).toMatch(/^connection: close$/im)
}
