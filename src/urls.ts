import { onceForEach } from '../cards/once.ts'

/** A URL without its trailing slashes. `/\/+$/` takes quadratic time on a run of slashes, and callers may send long ones. */
export function withoutSlash(url: string): string {
  let end = url.length
  while (url[end - 1] === '/') end -= 1
  return url.slice(0, end)
}

/** Not `URL.parse`: the SMART app runs this in hospitals' browsers, some of which are too old for it. */
const parse = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined)

/**
 * A base URL in one spelling: host in lower case, no default port, no trailing slash. `undefined` for what is none: not
 * http(s), or with a user, a query or a fragment.
 */
export function baseUrl(url: string): string | undefined {
  const parsed = parse(url)
  if (parsed === undefined || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return undefined
  const { origin, pathname, username, password, search, hash } = parsed
  return `${username}${password}${search}${hash}` === '' ? `${origin}${withoutSlash(pathname)}` : undefined
}

/** The same, remembered: for the few URLs that name servers in every call. Not for URLs found in a chart. */
export const serverUrl = onceForEach(baseUrl)

/** The URL of an endpoint as two parties may write it: a base URL in which doubled slashes count as one. */
export const endpointUrl = (url: string): string | undefined => serverUrl(url)?.replaceAll(/(?<!:)\/{2,}/g, '/')

/** Loopback hosts as the URL standard spells them, which turns `127.1` and `0:0:0:0:0:0:0:1` into these. */
const loopback = /^(?:localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/

/** True for `localhost` and for a literal 127.0.0.0/8 or ::1, not for names or addresses that merely lead there. */
export function isLoopbackHost(host: string): boolean {
  if (!/^[\w.:[\]-]+$/.test(host)) return false
  const isBareV6 = host.includes(':') && !host.startsWith('[')
  return loopback.test(parse(`http://${isBareV6 ? `[${host}]` : host}`)?.hostname ?? '')
}

/** The same of a `Host` header, which may hold a port. */
export const isLoopbackHeader = onceForEach((header) => isLoopbackHost(header.replace(/:\d{1,5}$/, '')))

/** True for a base URL whose host is a loopback one. */
export const isLoopbackUrl = onceForEach((url) => {
  const base = baseUrl(url)
  return base !== undefined && loopback.test(new URL(base).hostname)
})

/** A base URL in which every loopback name becomes `localhost`; the port stays, since ports lead to different servers. */
export function withOneLoopback(url: string): string | undefined {
  const base = baseUrl(url)
  return base !== undefined && isLoopbackUrl(base) ? base.replace(new URL(base).hostname, 'localhost') : base
}

/** An id inside a URL. A lone surrogate, which JSON may hold, would throw: it becomes U+FFFD. */
export const idInUrl = (id: string): string => encodeURIComponent(id.toWellFormed())
