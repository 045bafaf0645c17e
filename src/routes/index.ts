import type { FastifyInstance } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import type { Parts } from '../compose.ts'
import type { Config } from '../config.ts'
import { failure } from '../errors.ts'
import { pages } from '../pages/pages.ts'
import { adminApi } from './admin-api.ts'
import { cdsServices } from './cds-services.ts'
import { pageHeaders } from '../security/headers.ts'
import { doctorRoutes, examiner, type Examine } from './doctor.ts'
import { feedbackRoutes } from './feedback.ts'
import { health } from './health.ts'
import { openapi } from './openapi.ts'
import { prefetchSheets } from './prefetch-sheet.ts'

/** Registers every route. Returns the function that looks at a call and tells what is likely wrong with it. */
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
    // In this scope, so that answers to mistyped page addresses carry those headers; and before any body is read.
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
      ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
      authenticated,
    })
    doctorRoutes(scope, { doctor, guard: admin.guard })
    const { policiesFor } = cds
    await pages(scope, { config, authenticated, cards, admin, policiesFor, callers: parts.callers })
  })
  return examiner({ doctor, services, publicUrl, now })
}
