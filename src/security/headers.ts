import cors, { type FastifyCorsOptions } from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { list, type Config } from '../config.ts'
import { failure } from '../errors.ts'
import { baseUrl } from '../urls.ts'
import { isUnpublished } from './access.ts'

const hookPath = '/cds-services'
const isHookPath = (url: string): boolean => url.startsWith(hookPath)

/** Seconds for which a browser may cache the answer to a preflight; Chromium allows no more. */
const preflightSeconds = 7_200

const loopbackOrigin = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/

type Origins = string | readonly (string | RegExp)[] | false

/** Origins whose pages may call: those of CORS_ORIGINS, or any on this machine when listening on loopback. */
function corsOrigins(config: Config): Origins {
  const { CORS_ORIGINS } = config
  const named = list(CORS_ORIGINS).map((origin) => baseUrl(origin) ?? origin)
  if (named.includes('*')) return '*'
  if (CORS_ORIGINS !== undefined) return named.length === 0 ? false : named
  return isUnpublished(config) ? [loopbackOrigin] : false
}

/** CORS of discovery, hooks and feedback. */
export const corsOptions = (config: Config): FastifyCorsOptions => ({
  origin: corsOrigins(config) as NonNullable<FastifyCorsOptions['origin']>,
  methods: ['GET', 'HEAD', 'POST'],
  allowedHeaders: ['Authorization', 'Content-Type'],
  exposedHeaders: 'Retry-After, WWW-Authenticate',
  maxAge: preflightSeconds,
  strictPreflight: false,
})

/** CORS, and headers that keep browsers from guessing the type of an answer, and from storing patient data. */
export async function responseHeaders(app: FastifyInstance, config: Config): Promise<void> {
  app.addHook('onRoute', (route) => {
    // Also of the plugin's own route, which takes preflights for every address.
    if (!isHookPath(route.url)) route.config = Object.assign({ cors: false }, route.config)
  })
  await app.register(cors, corsOptions(config))
  // The plugin answers before these handlers run, unless no origin may call.
  for (const url of [hookPath, `${hookPath}/*`])
    app.options(url, () => {
      throw failure('NOT_FOUND')
    })

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    // The route, since an address may be written in several ways: `//api/stats` is one, too.
    const isApi = request.routeOptions.url?.startsWith('/api/') === true
    if (request.method === 'POST' || isApi) reply.header('cache-control', 'no-store')
    done()
  })
}

/** The security headers of the pages. JSON for machines needs one of the dozen: its routes stay outside this scope. */
export async function pageHeaders(scope: FastifyInstance, config: Config): Promise<void> {
  scope.addHook('onRoute', (route) => {
    // An EHR shows the app in a frame. The app's own policy says who may frame it; this older header could not.
    if (route.url.startsWith('/smart')) route.helmet = { xFrameOptions: false }
  })
  await scope.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // Only a host that is known to speak TLS may promise it, and for itself alone.
    strictTransportSecurity:
      config.PUBLIC_URL?.startsWith('https:') === true ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
  })
}
