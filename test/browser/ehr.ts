import { createHash, randomUUID } from 'node:crypto'
import { fastify, type FastifyInstance } from 'fastify'

export interface Ehr {
  /** FHIR base URL: the issuer. */
  readonly iss: string
  /** Opens a launch for the patient; gives the value of `launch`. */
  launch(context: { patient: string; encounter: string; appContext: string }): string
  /** Ends every session: no token is known any more. */
  endSessions(): void
  /** What reached it. */
  readonly seen: { method: string; url: string; authorized: boolean }[]
  close(): Promise<void>
}

type Resource = { resourceType: string; id: string; [member: string]: unknown }

const same = (verifier: string, challenge: string): boolean =>
  createHash('sha256').update(verifier).digest('base64url') === challenge

/**
 * A small EHR: SMART configuration, an authorization server that insists on PKCE with S256 and on exact redirect URIs,
 * single-use codes, and FHIR reads and searches for the bearer only.
 */
export async function startEhr(options: {
  readonly resources: readonly Resource[]
  readonly clientId: string
  readonly redirectUri: string
  readonly pkce?: boolean
  /** Refuses the search for unsigned orders, as EHRs do that give apps no drafts. */
  readonly withoutDrafts?: boolean
  /** The status with which reads of the Patient are refused. */
  readonly patientRefused?: number
}): Promise<Ehr> {
  const { resources, clientId, redirectUri, pkce = true, withoutDrafts = false, patientRefused } = options
  const app = fastify()
  const launches = new Map<string, { patient: string; encounter: string; appContext: string }>()
  const codes = new Map<string, { challenge: string; launch: string; scope: string }>()
  const tokens = new Set<string>()
  const seen: Ehr['seen'] = []
  let iss = ''

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addHook('onRequest', async (request, reply) => {
    const authorized = tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    seen.push({ method: request.method, url: request.url, authorized })
    reply.header('access-control-allow-origin', '*').header('access-control-allow-headers', '*, authorization')
    if (request.method === 'OPTIONS') return reply.status(204).send()
    const isOpen = /^\/(?:auth|fhir\/(?:metadata|\.well-known))/.test(request.url)
    if (!isOpen && !authorized) return reply.status(401).send()
  })
  app.options('/*', async (_request, reply) => reply.status(204).send())
  app.get('/fhir/.well-known/smart-configuration', async () => ({
    authorization_endpoint: iss.replace('/fhir', '/auth/authorize'),
    token_endpoint: iss.replace('/fhir', '/auth/token'),
    capabilities: ['launch-ehr', 'client-public', 'context-ehr-patient', 'permission-v2'],
    ...(pkce ? { code_challenge_methods_supported: ['S256'] } : {}),
  }))
  app.get('/fhir/metadata', async () => ({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [] }))
  authorization(app, { launches, codes, tokens, clientId, redirectUri, iss: () => iss })
  chart(app, resources, withoutDrafts, patientRefused)
  iss = `${await app.listen({ host: '127.0.0.1', port: 0 })}/fhir`
  return {
    iss,
    seen,
    endSessions: () => tokens.clear(),
    launch(context) {
      const id = randomUUID()
      launches.set(id, context)
      return id
    },
    close: () => app.close(),
  }
}

interface Authority {
  readonly launches: Map<string, { patient: string; encounter: string; appContext: string }>
  readonly codes: Map<string, { challenge: string; launch: string; scope: string }>
  readonly tokens: Set<string>
  readonly clientId: string
  readonly redirectUri: string
  readonly iss: () => string
}

function authorization(app: FastifyInstance, { launches, codes, tokens, clientId, redirectUri, iss }: Authority): void {
  app.get<{ Querystring: Record<string, string> }>('/auth/authorize', async ({ query }, reply) => {
    const isGood =
      query['response_type'] === 'code' &&
      query['client_id'] === clientId &&
      query['redirect_uri'] === redirectUri &&
      query['aud'] === iss() &&
      query['code_challenge_method'] === 'S256' &&
      (query['code_challenge'] ?? '').length >= 43 &&
      launches.has(query['launch'] ?? '')
    if (!isGood) return reply.status(400).send('refused')
    const code = randomUUID()
    codes.set(code, {
      challenge: query['code_challenge'] ?? '',
      launch: query['launch'] ?? '',
      scope: query['scope'] ?? '',
    })
    return reply.redirect(`${redirectUri}?${new URLSearchParams({ code, state: query['state'] ?? '' }).toString()}`)
  })
  app.post<{ Body: Record<string, string> }>('/auth/token', async ({ body }, reply) => {
    const granted = codes.get(body['code'] ?? '')
    codes.delete(body['code'] ?? '')
    const isGood =
      granted !== undefined &&
      body['grant_type'] === 'authorization_code' &&
      body['redirect_uri'] === redirectUri &&
      same(body['code_verifier'] ?? '', granted.challenge)
    if (!isGood) return reply.status(400).send({ error: 'invalid_grant' })
    const access_token = randomUUID()
    tokens.add(access_token)
    return {
      access_token,
      token_type: 'Bearer',
      expires_in: 300,
      scope: granted.scope,
      ...launches.get(granted.launch),
    }
  })
}

function chart(
  app: FastifyInstance,
  resources: readonly Resource[],
  withoutDrafts: boolean,
  patientRefused: number | undefined,
): void {
  app.get<{ Params: { type: string; id: string } }>('/fhir/:type/:id', async ({ params }, reply) => {
    if (patientRefused !== undefined && params.type === 'Patient') return reply.status(patientRefused).send()
    const found = resources.find(({ resourceType, id }) => resourceType === params.type && id === params.id)
    return found ?? reply.status(404).send({ resourceType: 'OperationOutcome', issue: [] })
  })
  app.get<{ Params: { type: string }; Querystring: Record<string, string> }>(
    '/fhir/:type',
    async ({ params, query }, reply) => {
      if (withoutDrafts && query['status'] === 'draft') return reply.status(403).send()
      const found = resources.filter(
        (resource) =>
          resource.resourceType === params.type &&
          (query['status'] === undefined || resource['status'] === query['status']),
      )
      return {
        resourceType: 'Bundle',
        type: 'searchset',
        total: found.length,
        entry: found.map((resource) => ({ resource, search: { mode: 'match' } })),
      }
    },
  )
}
