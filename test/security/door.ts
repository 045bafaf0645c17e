import { fastify, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { readConfig, type Config } from '../../src/config.ts'
import { makeLogger, requestLines } from '../../src/log.ts'
import { makeEgress, type Egress } from '../../src/security/egress.ts'
import { makeGatekeeper, type Gatekeeper, type GatekeeperOptions } from '../../src/security/gatekeeper.ts'
import { parseClients, type TrustedClients } from '../../src/security/trusted-clients.ts'
import { answerFailures } from '../failures.ts'
import { moment } from './client.ts'

export const publicUrl = 'https://cds.example.org'
export const hook = `${publicUrl}/cds-services/a-service`
export const serviceIds = ['a-service', 'another-service']

/** Collects what is logged, line by line. */
export function logbook(): {
  readonly lines: Record<string, unknown>[]
  readonly text: () => string
  write(line: string): void
} {
  const lines: Record<string, unknown>[] = []
  return {
    lines,
    text: () => lines.map((line) => JSON.stringify(line)).join('\n'),
    write: (line) => void lines.push(JSON.parse(line)),
  }
}

export async function clientsOf(content: unknown, allowSandboxKey = false): Promise<TrustedClients> {
  const clients = await parseClients(content, { policies: () => ({}), serviceIds, allowSandboxKey })
  return {
    all: () => clients,
    find: (iss, tenant) => clients.find((client) => client.iss === iss && client.tenant === tenant),
    knows: (iss) => clients.some((client) => client.iss === iss),
    reload: async () => undefined,
  }
}

export interface Door {
  readonly app: FastifyInstance
  /** Calls a hook; the caller's id comes back, or why it was turned away. */
  call(
    authorization?: string | string[],
    path?: string,
  ): Promise<{
    status: number
    body: Record<string, unknown>
    headers: Record<string, unknown>
    denied: string | undefined
  }>
  readonly clock: { now: Date }
  readonly logged: ReturnType<typeof logbook>
  readonly egress: Egress
  /** Every URL that was fetched. */
  readonly fetched: string[]
  readonly gatekeeper: Gatekeeper
}

/** The gatekeeper behind a real HTTP framework, with a clock that tests hold. */
export async function openDoor(
  clients: unknown,
  { config = {}, ...rest }: { config?: Partial<Config> } & Partial<Omit<GatekeeperOptions, 'config'>> = {},
): Promise<Door> {
  const clock = { now: moment }
  const logged = logbook()
  const logger: Logger = makeLogger('trace', logged)
  const egress = makeEgress()
  const fetched: string[] = []
  const trusting = config.AUTH === 'open' ? {} : { AUTH: 'jwt', TRUSTED_CLIENTS: 'clients.json' }
  const settings = { ...readConfig({ PUBLIC_URL: publicUrl, HOST: '0.0.0.0', ...trusting }), ...config }
  const gatekeeper = makeGatekeeper({
    config: settings,
    clients: await clientsOf(clients, settings.ALLOW_SANDBOX_KEY),
    fetch: (url, options) => {
      fetched.push(url)
      return egress.fetch(url, options)
    },
    now: () => clock.now,
    logger,
    publicUrl: () => publicUrl,
    ...rest,
  })
  const app = fastify()
  app.decorateRequest('caller', null)
  requestLines(app)
  let denied: string | undefined
  app.addHook('onResponse', async (request) => {
    denied = request.line?.denied
  })
  answerFailures(app)
  for (const path of ['/cds-services', '/cds-services/:id', '/cds-services/:id/feedback'])
    app.all(path, async (request) => ({ id: (await gatekeeper.identify(request)).id }))
  app.addHook('onClose', async () => egress.close())
  await app.ready()
  return {
    app,
    clock,
    logged,
    egress,
    fetched,
    gatekeeper,
    async call(authorization, path = '/cds-services/a-service') {
      denied = undefined
      const {
        statusCode: status,
        headers,
        body,
      } = await app.inject({
        method: 'POST',
        url: path,
        payload: {},
        ...(authorization === undefined ? {} : { headers: { authorization: authorization as string } }),
      })
      return { status, headers, body: JSON.parse(body) as Record<string, unknown>, denied }
    },
  }
}

/** Turned away: 401, an OperationOutcome, a challenge, and a reason for the log alone. */
export async function expectRefusal(call: ReturnType<Door['call']>, reason: string): Promise<void> {
  const { status, body, headers, denied } = await call
  expect({ status, denied }).toEqual({ status: 401, denied: reason })
  expect(body['resourceType']).toBe('OperationOutcome')
  expect(String(headers['www-authenticate'])).toMatch(/^Bearer/)
  expect(JSON.stringify([body, headers])).not.toContain(reason)
}
