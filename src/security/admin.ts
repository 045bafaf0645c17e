import { hash, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto'
import cookie, { type CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { failure } from '../errors.ts'
import { sent } from '../http.ts'
import { isUnpublished } from './access.ts'
import { isLocal } from './loopback.ts'
import { isLoopbackHost } from '../urls.ts'

/** `__Host-` would forbid http, which loopback uses. */
const cookieName = 'admin-session'
const sessionSeconds = 8 * 3600

export interface Admin {
  /** Whether there is something to log in with. */
  readonly hasToken: boolean
  /** Lets the routes of a scope read and set the session cookie: only the scope of the admin pages needs it. */
  attach(scope: FastifyInstance): Promise<void>
  /**
   * For `onRequest`: lets admins through. @throws Failure UNAUTHENTICATED; FORBIDDEN where no token is configured and
   * the call is not from this machine, or a browser sent it for another site.
   */
  readonly guard: (request: FastifyRequest) => Promise<void>
  /** Sets the session cookie when the token is right. Count attempts: RATE_LIMIT does. */
  login(request: FastifyRequest, reply: FastifyReply, token: string): boolean
  /** Ends the session of the request, here and in the browser; in other replicas, or after a restart, a copied cookie lasts its eight hours. */
  logout(request: FastifyRequest, reply: FastifyReply): void
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
const same = (one: string, other: string): boolean =>
  timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))

/** True unless a browser says that another site caused this request. Other programs say nothing. */
function isOwnSite(request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site, host } = request.headers
  // A proxy may leave the port out of Host, so a browser's own word counts for more than the comparison.
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD'

/**
 * Who may use the admin pages and interfaces: the bearer of ADMIN_TOKEN, or of a session that was opened with it.
 * Without a token they are open to this machine when the service listens on loopback and is called by no other name,
 * and closed elsewhere.
 */
export function makeAdmin(config: Config, now: () => Date): Admin {
  const { ADMIN_TOKEN: token, HOST, PUBLIC_URL } = config
  const unpublished = isUnpublished(config)
  // A new token ends the sessions of the old one.
  const secret = Buffer.from(hkdfSync('sha256', token ?? randomUUID(), '', 'admin session', 32))
  let jar: FastifyInstance | undefined

  const options: CookieSerializeOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: !isLoopbackHost(HOST) || PUBLIC_URL?.startsWith('https:') === true,
  }

  /** Sessions that were logged out, each with the second at which it would end by itself. */
  const ended = new Map<string, number>()

  /** The second at which a session ends by itself. */
  const endOf = (session: string): number => Number(session.split('_', 1)[0])
  const isOver = (end: number): boolean => !(end * 1000 > now().getTime())

  /** The session of a request, `undefined` where there is none that still lasts. */
  function sessionOf(request: FastifyRequest): string | undefined {
    const cookieValue = jar?.parseCookie(request.headers.cookie ?? '')[cookieName]
    const { valid = false, value = null } =
      (cookieValue === undefined ? undefined : jar?.unsignCookie(cookieValue)) ?? {}
    return !valid || value === null || isOver(endOf(value)) || ended.has(value) ? undefined : value
  }

  /** The failure the guard throws, if any. */
  function objection(request: FastifyRequest): 'UNAUTHENTICATED' | 'FORBIDDEN' | undefined {
    if (token === undefined)
      return unpublished && isLocal(request) && (isRead(request) || isOwnSite(request)) ? undefined : 'FORBIDDEN'
    const [authorization, ...more] = sent(request, 'authorization')
    const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (bearer !== undefined) return more.length === 0 && same(bearer, token) ? undefined : 'UNAUTHENTICATED'
    if (sessionOf(request) === undefined) return 'UNAUTHENTICATED'
    return isRead(request) || isOwnSite(request) ? undefined : 'FORBIDDEN'
  }

  return {
    hasToken: token !== undefined,
    async attach(scope) {
      await scope.register(cookie, { secret, hook: false })
      jar = scope
    },
    async guard(request) {
      const code = objection(request)
      if (code === undefined) return
      request.line.denied = 'not-admin'
      throw failure(code)
    },
    login(request, reply, given) {
      if (token === undefined || !isOwnSite(request) || !same(given, token)) return false
      const session = `${Math.floor(now().getTime() / 1000) + sessionSeconds}_${randomUUID()}`
      reply.setCookie(cookieName, reply.signCookie(session), { ...options, maxAge: sessionSeconds })
      return true
    },
    logout(request, reply) {
      if (!isOwnSite(request)) return
      for (const [one, end] of ended) if (isOver(end)) ended.delete(one)
      const session = sessionOf(request)
      if (session !== undefined) ended.set(session, endOf(session))
      reply.clearCookie(cookieName, options)
    },
  }
}
