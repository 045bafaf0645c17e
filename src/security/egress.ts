import dns from 'node:dns'
import type { Agent, ClientRequest, ClientRequestArgs, IncomingMessage } from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import ipaddr from 'ipaddr.js'
import { http } from '../http.ts'
import type { RegisteredServer } from './caller.ts'
import { isLoopbackHost, withoutSlash } from '../urls.ts'

/** Why a request did not leave or did not come back, in words without its URL, address, token or body. */
export class EgressError extends Error {
  override readonly name = 'EgressError'
  readonly code = 'EEGRESS'
}

export interface FetchOptions {
  /** What the URL must be, or lie under. */
  readonly allow: RegisteredServer
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Largest body, in bytes. */
  readonly maxBytes: number
}

export interface Fetched {
  readonly status: number
  readonly body: string
}

/** The one door through which requests leave the service. */
export interface Egress {
  /**
   * The `agent` of node-fetch for requests to one registered server. It is asked before every request, and throws
   * EgressError for a URL that is not under the server's base; its sockets connect to that server only.
   * @throws EgressError when the registration itself is one that is never allowed.
   */
  agent(server: RegisteredServer): (url: { readonly href?: string }) => Agent
  /** A plain GET. Redirects are answers, never followed. Rejects with EgressError only. */
  fetch(url: string, options: FetchOptions): Promise<Fetched>
  /** Closes every socket. */
  close(): void
}

export interface EgressOptions {
  /** All addresses of a name. */
  readonly resolve?: (name: string, done: (error: Error | null, addresses: dns.LookupAddress[]) => void) => void
  /** Sockets to one server; further requests wait for one. */
  readonly sockets?: number
}

/** In open mode on loopback the caller chooses the port, so the number of agents must be bounded. */
const maxAgents = 256

/** Shorter than servers usually keep an idle socket, so that one they are about to close is seldom reused. */
const idleMs = 4_000

/** Cloud metadata services outside the link-local range: AWS, Google, Alibaba, Azure, Oracle. */
const metadataAddresses = ['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16', '192.0.0.192']
const metadataNames = ['metadata.google.internal', 'metadata.goog', 'metadata', 'instance-data']

/** Ranges that lead to this machine's own network, to everybody, or to another address in disguise. */
const neverRanges = new Set([
  'linkLocal',
  'unspecified',
  'broadcast',
  'multicast',
  'rfc6145',
  'rfc6052',
  '6to4',
  'teredo',
])

type Reach = 'public' | 'private' | 'loopback' | 'special' | 'never'
type Address = ReturnType<typeof ipaddr.parse>

const metadata = metadataAddresses.map((address) => ipaddr.parse(address).toNormalizedString())
const globalUnicast = ipaddr.parseCIDR('2000::/3')
/** RFC 6052: behind DNS64 every IPv4 host of the internet looks like this, so what counts is the address inside. */
const nat64 = ipaddr.parseCIDR('64:ff9b::/96')

/** The address that a mapped (`::ffff:a.b.c.d`) or NAT64 (`64:ff9b::a.b.c.d`) address stands for. */
function unwrap(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  return address.match(nat64) ? ipaddr.fromByteArray(address.toByteArray().slice(12)) : address
}

function reachOf(literal: string): Reach {
  if (!ipaddr.isValid(literal)) return 'never'
  const address = unwrap(ipaddr.parse(literal))
  const range = address.range()
  if (metadata.includes(address.toNormalizedString()) || neverRanges.has(range)) return 'never'
  if (range === 'loopback') return 'loopback'
  if (range === 'private' || range === 'uniqueLocal' || range === 'carrierGradeNat') return 'private'
  const isPublic = range === 'unicast' && (address instanceof ipaddr.IPv4 || address.match(globalUnicast))
  return isPublic ? 'public' : 'special'
}

/** The host of a URL as the resolver sees it: no brackets, no trailing dot. */
const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

function parseTarget(url: string): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isPlain = parsed?.username === '' && parsed.password === ''
  return isPlain && (parsed.protocol === 'https:' || parsed.protocol === 'http:') ? parsed : undefined
}

/** A `..` that URL parsing leaves in place, but that some servers follow: `..;`, `..%2f`, `%2e%2e` encoded once more. */
const stepBack = /(?:[/\\]|%(?:25)*(?:2f|5c))(?:\.|%(?:25)*2e){1,2}(?:[/\\;]|%(?:25)*(?:2f|5c|3b)|$)/i

/** True when a URL is a base URL or lies under it: same scheme, host and port, same path or deeper. */
export function isUnder(base: string, url: string): boolean {
  const [outer, inner] = [parseTarget(base), parseTarget(url)]
  if (outer === undefined || inner === undefined || outer.origin !== inner.origin) return false
  if (stepBack.test(inner.pathname)) return false
  const path = withoutSlash(outer.pathname)
  return withoutSlash(inner.pathname) === path || inner.pathname.startsWith(`${path}/`)
}

/** Where a permission leads. @throws EgressError when it is one that is never allowed. */
function destinationOf({ url }: RegisteredServer): URL {
  const target = parseTarget(url)
  if (target === undefined) throw new EgressError('not an http(s) URL')
  const host = bareHost(target)
  if (target.protocol === 'http:' && !isLoopbackHost(host)) throw new EgressError('https is required outside loopback')
  if (metadataNames.includes(host)) throw new EgressError('address not allowed')
  if (net.isIP(host) !== 0 && reachOf(host) === 'never') throw new EgressError('address not allowed')
  return target
}

/** Whether a socket to this address may be opened for a host that was registered as a name. */
function mayResolveTo(host: string, address: string, allowPrivate: boolean): boolean {
  const reach = reachOf(address)
  if (host === 'localhost') return reach === 'loopback'
  return reach === 'public' || (allowPrivate && reach === 'private')
}

/**
 * node-fetch 2 does not notice when a body with a Content-Length ends early, and takes a chunked body for truncated when
 * its socket goes straight to a request that waited for it. Node knows better, so its word is passed on.
 */
function noticeTruncation(request: ClientRequest, response: IncomingMessage): void {
  delete response.headers['transfer-encoding']
  response.once('close', () => {
    if (!response.complete) request.emit('error', Object.assign(new Error('truncated'), { code: 'ECONNRESET' }))
  })
}

type Resolve = NonNullable<EgressOptions['resolve']>

/**
 * An agent whose sockets lead to one server. Names are checked after DNS, on the very addresses that are then
 * connected; literals never reach `lookup` and are checked before.
 */
function makeAgent(server: RegisteredServer, resolve: Resolve, sockets: number): Agent {
  const destination = destinationOf(server)
  const host = bareHost(destination)
  const isTls = destination.protocol === 'https:'
  const port = destination.port === '' ? (isTls ? 443 : 80) : Number(destination.port)

  const lookup: net.LookupFunction = (name, options, done) => {
    resolve(name, (error, addresses) => {
      if (error !== null) return done(error, '', 0)
      const [first] = addresses
      const isAllowed = addresses.every(({ address }) => mayResolveTo(host, address, server.allowPrivate))
      if (first === undefined || !isAllowed) return done(new EgressError('address not allowed'), '', 0)
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family)
    })
  }

  const Base = isTls ? https.Agent : http.Agent
  class GuardedAgent extends Base {
    /** Node calls it for every request; its types do not know it. */
    addRequest(request: ClientRequest, ...rest: unknown[]): void {
      request.once('response', (response) => noticeTruncation(request, response))
      ;(Base.prototype as unknown as GuardedAgent).addRequest.call(this, request, ...rest)
    }

    override createConnection(
      options: ClientRequestArgs,
      done?: (error: Error | null, socket: Duplex) => void,
    ): Duplex | null | undefined {
      const named = (options.host ?? '').replace(/^\[|\]$/g, '').replace(/\.$/, '')
      if (named !== host || Number(options.port) !== port) {
        // Not thrown: for a request that waited for a socket nobody would catch it.
        process.nextTick(() => done?.(new EgressError('not the registered server'), undefined as never))
        return undefined
      }
      return super.createConnection({ ...options, lookup }, done)
    }
  }
  // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn the check of certificates off.
  const tls = isTls ? { rejectUnauthorized: true } : {}
  return new GuardedAgent({ keepAlive: true, maxSockets: sockets, timeout: idleMs, ...tls })
}

const resolveAll: Resolve = (name, done) => dns.lookup(name, { all: true }, done)

export function makeEgress({ resolve = resolveAll, sockets = 32 }: EgressOptions = {}): Egress {
  const agents = new Map<string, Agent>()

  /** Sockets are shared under one permission only. */
  function agentOf(server: RegisteredServer): Agent {
    const key = `${server.allowPrivate ? 'private' : 'public'} ${withoutSlash(destinationOf(server).href)}`
    const known = agents.get(key)
    if (known !== undefined) return known
    // Dropped, not destroyed: its requests finish, and its idle sockets close by themselves.
    for (const oldest of agents.keys()) if (agents.size >= maxAgents) agents.delete(oldest)
    const agent = makeAgent(server, resolve, sockets)
    agents.set(key, agent)
    return agent
  }

  return {
    agent(server) {
      const agent = agentOf(server)
      return ({ href }) => {
        if (!isUnder(server.url, href ?? '')) throw new EgressError('not the registered server')
        return agent
      }
    },

    fetch: (url, { allow, headers = {}, signal, maxBytes }) =>
      new Promise((settle, fail) => {
        if (!isUnder(allow.url, url)) throw new EgressError('not the registered server')
        const agent = agentOf(allow)
        const reject = (error: Error): void => fail(asEgressError(error))
        const target = new URL(url)
        const get = target.protocol === 'https:' ? https.get : http.get
        // Nothing is decompressed here, so the bytes counted are the bytes held.
        const request = get(target, { agent, signal, headers: { ...headers, 'accept-encoding': 'identity' } })
        request.on('error', reject)
        request.once('response', (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.once('error', reject)
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size > maxBytes) response.destroy(new EgressError('answer too large'))
            else chunks.push(chunk)
          })
          response.once('end', () => {
            const body = Buffer.concat(chunks).toString('utf8')
            settle({ status: response.statusCode ?? 0, body })
          })
        })
      }),

    close() {
      for (const agent of agents.values()) agent.destroy()
      agents.clear()
    },
  }
}

/** Messages of node's own errors hold addresses and ports; their codes do not. */
function asEgressError(error: NodeJS.ErrnoException): EgressError {
  if (error instanceof EgressError) return error
  if (error.name === 'AbortError') return new EgressError('timed out')
  return new EgressError(`connection failed${error.code === undefined ? '' : ` (${error.code})`}`)
}
