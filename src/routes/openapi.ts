import type { FastifyInstance } from 'fastify'
import packageJson from '../../package.json' with { type: 'json' }
import { failureRows } from '../errors.ts'
import { jsonTypes } from '../security/limits.ts'
import type { Services } from '../services.ts'
import { requestSchema } from '../wire/validate.ts'
import { feedbackSchema } from './feedback.ts'
import { cdsResponse, discovery, feedbackReceipt, operationOutcome, readiness } from './openapi-schemas.ts'

type Schema = Readonly<Record<string, unknown>>

export interface OpenApiOptions {
  readonly services: Services
  /** Base URL as clients call it. */
  readonly publicUrl?: string
  /** Whether clients must send a JWT. */
  readonly authenticated: boolean
}

/** `GET /openapi.json`, made once: its parts do not change while the service runs. */
export function openapi(app: FastifyInstance, options: OpenApiOptions): void {
  const text = JSON.stringify(openApiDocument(options))
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(text))
}

/** The OpenAPI 3.1 document. Request schemas are the very objects that the validators compile. */
export function openApiDocument({ services, publicUrl, authenticated }: OpenApiOptions): Schema {
  const { schema: feedback, shared } = withSharedDefs(feedbackSchema)
  const ids = [...new Set(services.all.map(({ id }) => id))]
  const security = authenticated ? { security: [{ clientJwt: [] }] } : {}
  return {
    openapi: '3.1.0',
    info: {
      title: 'CDS Hooks service',
      version: packageJson.version,
      description: 'Clinical decision support over CDS Hooks. Every failure is an OperationOutcome.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl ?? '/' }],
    tags: [
      { name: 'cds', description: 'The CDS Hooks interface' },
      { name: 'operation', description: 'For those who run the service' },
      { name: 'admin', description: 'Numbers and traces, guarded by ADMIN_TOKEN' },
    ],
    paths: {
      '/cds-services': {
        get: {
          tags: ['cds'],
          operationId: 'discovery',
          summary: 'The services offered',
          responses: { 200: json('The services', discovery), ...failures() },
        },
      },
      ...Object.fromEntries(ids.flatMap((id) => serviceRoutes(id, services, feedback, security))),
      ...operationRoutes(),
      ...apiPaths(),
    },
    components: {
      schemas: { OperationOutcome: operationOutcome, CdsResponse: cdsResponse, ...shared },
      securitySchemes: {
        clientJwt: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: "Signed by the CDS client's registered key; the audience is the URL that is called.",
        },
        adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN; open on loopback without one.' },
      },
    },
  }
}

/** Inside the document `#/$defs` would point at the document's root: so a schema's shared parts become components. */
function withSharedDefs({ $defs = {}, ...schema }: Schema): { readonly schema: Schema; readonly shared: Schema } {
  const moved = (value: unknown): Schema =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as Schema
  return { schema: moved(schema), shared: moved($defs) }
}

function serviceRoutes(id: string, services: Services, feedback: Schema, security: Schema): [string, Schema][] {
  const named = services.named(id)
  const schemas = named.map(({ hook }) => ({ title: hook.name, ...requestSchema(hook) }))
  const [first] = named
  return [
    [
      `/cds-services/${id}`,
      {
        post: {
          tags: ['cds'],
          operationId: id,
          summary: first?.guidance.title,
          description: first?.guidance.description,
          ...security,
          requestBody: body(schemas.length === 1 ? (schemas[0] as Schema) : { anyOf: schemas }),
          responses: {
            200: json('The cards; none when there is nothing to say', { $ref: '#/components/schemas/CdsResponse' }),
            ...failures(400, 401, 403, 404, 408, 412, 413, 415, 429, 431, 500, 503),
          },
        },
      },
    ],
    [
      `/cds-services/${id}/feedback`,
      {
        post: {
          tags: ['cds'],
          operationId: `${id}-feedback`,
          summary: 'What became of cards',
          ...security,
          requestBody: body(feedback),
          responses: {
            200: json('Recorded', feedbackReceipt),
            ...failures(400, 401, 403, 404, 408, 413, 415, 429, 431, 500, 503),
          },
        },
      },
    ],
  ]
}

const operationRoutes = (): Schema => ({
  '/healthz': {
    get: {
      tags: ['operation'],
      operationId: 'alive',
      summary: 'The process is alive',
      responses: {
        200: json('Alive', { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } }),
        ...failures(),
      },
    },
  },
  '/readyz': {
    get: {
      tags: ['operation'],
      operationId: 'ready',
      summary: 'Content and store; degraded still answers hook calls',
      responses: { 200: json('Ready', readiness), ...failures() },
    },
  },
  '/metrics': {
    get: {
      tags: ['operation'],
      operationId: 'metrics',
      summary: 'Prometheus metrics',
      security: [{ adminToken: [] }],
      responses: {
        200: { description: 'The Prometheus text format', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...failures(401, 403),
      },
    },
  },
})

/** A GET route for people who run the service. */
interface ApiRoute {
  /** With `{name}` for a path parameter. */
  readonly path: string
  readonly summary: string
  /** Query parameters by name; all optional. */
  readonly query?: Readonly<Record<string, string>>
  /** Media type of the answer. Default: `application/json`. */
  readonly produces?: string
  /** Whether ADMIN_TOKEN guards it. */
  readonly admin?: boolean
}

const filters = {
  from: 'First day, such as 2026-01-31',
  to: 'Last day',
  client: 'Id of a trusted client',
  service: 'Id of a service',
  contentVersion: "Version of a recommendation's content",
}

const apiRoutes: readonly ApiRoute[] = [
  { path: '/api/about', summary: 'Source attributes of each recommendation', admin: true },
  {
    path: '/api/stats',
    summary: 'The numbers a committee asks for',
    query: { ...filters, granularity: 'day or week' },
    admin: true,
  },
  {
    path: '/api/export.csv',
    summary: 'Every recorded call and feedback, a line for each feedback',
    query: filters,
    produces: 'text/csv',
    admin: true,
  },
  {
    path: '/api/export.ndjson',
    summary: 'Every recorded call with its feedback',
    query: filters,
    produces: 'application/x-ndjson',
    admin: true,
  },
  { path: '/api/traces/{hookInstance}', summary: 'Why a call got a card, or none', admin: true },
  { path: '/api/doctor', summary: 'What is wrong between clients and this service', admin: true },
  {
    path: '/api/prefetch-sheet/{service}',
    summary: 'What an EHR analyst types in',
    produces: 'text/plain',
  },
]

function apiPaths(): Schema {
  const paths: Record<string, unknown> = {}
  for (const { path, summary, query = {}, produces = 'application/json', admin = false } of apiRoutes) {
    const parameters = [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries(query).map(([name, description]) => ({
        name,
        in: 'query',
        description,
        schema: { type: 'string' },
      })),
    ]
    paths[path] = {
      get: {
        tags: [admin ? 'admin' : 'operation'],
        operationId: `get${path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
        summary,
        ...(parameters.length > 0 ? { parameters } : {}),
        ...(admin ? { security: [{ adminToken: [] }] } : {}),
        responses: {
          200: {
            description: summary,
            content: { [produces]: { schema: produces === 'application/json' ? {} : { type: 'string' } } },
          },
          ...failures(...(admin ? [401, 403] : []), 404),
          ...(Object.keys(query).length > 0 ? { 400: described(failureRows.filter(isOfQuery)) } : {}),
        },
      },
    }
  }
  return paths
}

const json = (description: string, schema: Schema): Schema => ({
  description,
  content: { 'application/json': { schema } },
})

const body = (schema: Schema): Schema => ({
  required: true,
  content: Object.fromEntries(jsonTypes.map((type) => [type, { schema }])),
})

const refusal = (description: string): Schema => ({
  description,
  content: { 'application/fhir+json': { schema: { $ref: '#/components/schemas/OperationOutcome' } } },
})

const described = (rows: typeof failureRows): Schema =>
  refusal(rows.map(({ code, text }) => `\`${code}\`: ${text}`).join('\n\n'))

const isOfQuery = ({ code }: { readonly code: string }): boolean => code === 'QUERY_INVALID'

/** Answers for these statuses, from the table of failures, and one for any other failure. Those of queries are added apart. */
function failures(...statuses: readonly number[]): Schema {
  const told = statuses.map((status) => [
    status,
    described(failureRows.filter((row) => row.status === status && !isOfQuery(row))),
  ])
  return { ...Object.fromEntries(told), default: refusal('Any other failure') }
}
