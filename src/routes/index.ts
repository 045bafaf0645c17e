import type { FastifyInstance } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { Parts } from '../compose.ts'
import type { Config } from '../config.ts'
import { failure } from '../errors.ts'
import { pages } from '../pages/pages.ts'
import { adminApi } from './admin-api.ts'
import { cdsServices } from './cds-services.ts'
import { pageHeaders } from '../security/headers.ts'
import { doctorRoutes, examiner, type Examine } from './doctor.ts'
import { feedbackRoutes, feedbackSchema } from './feedback.ts'
import { health } from './health.ts'
import { openapi, type DescribedRoute } from './openapi.ts'
import { prefetchSheets } from './prefetch-sheet.ts'

const filters = {
  from: 'First day, such as 2026-01-31',
  to: 'Last day',
  client: 'Id of a trusted client',
  service: 'Id of a service',
  contentVersion: "Version of a recommendation's content",
}

/** The interfaces for people who run the service, as `/openapi.json` describes them. */
const described: readonly DescribedRoute[] = [
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
    produces: ['text/csv'],
    admin: true,
  },
  {
    path: '/api/export.ndjson',
    summary: 'Every recorded call with its feedback',
    query: filters,
    produces: ['application/x-ndjson'],
    admin: true,
  },
  { path: '/api/traces/{hookInstance}', summary: 'Why a call got a card, or none', admin: true },
  { path: '/api/doctor', summary: 'What is wrong between clients and this service', admin: true },
  {
    path: '/api/prefetch-sheet/{service}',
    summary: 'What an EHR analyst types in',
    produces: ['text/plain'],
  },
]

/** Every route. Gives back what looks at a failed call and tells the likely cause. */
export async function routes(
  app: FastifyInstance,
  config: Config,
  cards: readonly Guidance[],
  parts: Parts,
  now: () => Date,
): Promise<Examine> {
  const { access, admin, baseUrl, cds, doctor, metrics, publicUrl, services, store } = parts
  cdsServices(app, cds)
  feedbackRoutes(app, { store, offers: cds.offers, identify: cds.identify, room: cds.room })
  await app.register(async (scope) => {
    await pageHeaders(scope, config)
    // Here, for its answers to carry those headers: people mistype addresses of pages. No body is read for nothing.
    scope.addHook('onRequest', (request, _reply, done) => done(request.is404 ? failure('NOT_FOUND') : undefined))
    // For routes that find nothing themselves.
    scope.setNotFoundHandler(() => {
      throw failure('NOT_FOUND')
    })
    await admin.attach(scope)
    adminApi(scope, { store, cards, guard: admin.guard, now })
    prefetchSheets(scope, { services, baseUrl })
    health(scope, { cards, now, isStoreWell: () => store.health().state === 'ok', metrics, guard: admin.guard })
    const authenticated = access.mode === 'jwt'
    openapi(scope, {
      services,
      feedbackSchema,
      version: packageJson.version,
      ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
      authenticated,
      routes: described,
    })
    doctorRoutes(scope, { doctor, guard: admin.guard })
    const { policiesFor } = cds
    await pages(scope, { config, authenticated, cards, admin, policiesFor, callers: parts.callers })
  })
  return examiner({ doctor, services, publicUrl, now })
}
