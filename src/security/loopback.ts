import type { FastifyInstance, FastifyRequest } from 'fastify'
import { failure } from '../errors.ts'
import { isLoopbackHeader } from '../urls.ts'

/** Headers that tell that a proxy passed a request on. */
const onlyProxies = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*)$/i

const localOnly =
  'Without AUTH the service answers its own machine alone, called by a loopback name and not through a proxy (the log line says not-local).'

/** True for a request that this machine made to itself: no proxy passed it on, and it names one host, a loopback one. */
export function isLocal({ raw: { url, rawHeaders } }: FastifyRequest): boolean {
  // A target with a host of its own, as proxies are asked, counts more than Host does (RFC 9112, 3.2.2).
  if (url?.startsWith('/') !== true) return false
  let host: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (onlyProxies.test(name)) return false
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue
    if (host !== undefined) return false
    host = rawHeaders[at + 1]
  }
  return host !== undefined && isLoopbackHeader(host)
}

/** Keeps an open service on loopback to this machine, also from web pages that rebind a name to 127.0.0.1. */
export function guardLoopback(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (isLocal(request)) return done()
    request.line.denied = 'not-local'
    return done(failure('FORBIDDEN', { diagnostics: [localOnly] }))
  })
}
