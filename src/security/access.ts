import { isIP } from 'node:net'
import { ConfigError, list, type Config } from '../config.ts'
import type { Caller, RegisteredServer } from './caller.ts'
import { baseUrl, isLoopbackHost, isLoopbackUrl } from '../urls.ts'

/** Who may call. On loopback nobody outside this machine can connect, except through a proxy. */
export interface Access {
  readonly mode: 'jwt' | 'open'
  /** Listens on loopback and asks nobody: a proxy in front of it, or a web page in a browser, would make it public. */
  readonly guarded: boolean
}

/** True for an http(s) URL a server may be registered under: https outside loopback, no user, query or fragment. */
export function isServerUrl(url: string): boolean {
  return baseUrl(url)?.startsWith('https:') === true || isLoopbackUrl(url)
}

const serverUrl = 'an https URL (http on loopback), without query'

/** Ranges that the framework knows by name. */
const proxyRanges = ['loopback', 'linklocal', 'uniquelocal']

function isProxy(entry: string): boolean {
  const [address = '', mask = '1', ...more] = entry.split('/')
  const bits = { 4: 32, 6: 128 }[isIP(address)]
  if (bits === undefined) return proxyRanges.includes(entry)
  return more.length === 0 && /^\d{1,3}$/.test(mask) && Number(mask) >= 1 && Number(mask) <= bits
}

function isOrigin(entry: string): boolean {
  const base = baseUrl(entry)
  return entry === '*' || (base !== undefined && new URL(base).origin === base)
}

/** What the entries of each list have to be. */
const lists = [
  ['FHIR_SERVERS', isServerUrl, serverUrl],
  ['SMART_ISSUERS', isServerUrl, serverUrl],
  ['CORS_ORIGINS', isOrigin, 'an origin such as https://ehr.example.org, or *'],
  ['TRUST_PROXY', isProxy, `an address, a CIDR range or one of ${proxyRanges.join(', ')}, or all of it \`true\``],
] as const

/**
 * Whether the service listens on loopback and is called by no other name. A proxy on this machine may not identify itself
 * (nginx does not): that the service is published, PUBLIC_URL tells.
 */
export const isUnpublished = ({ HOST, PUBLIC_URL }: Pick<Config, 'HOST' | 'PUBLIC_URL'>): boolean =>
  isLoopbackHost(HOST) && (PUBLIC_URL === undefined || isLoopbackUrl(PUBLIC_URL))

/** The rules of AUTH and of addresses. @throws ConfigError naming the variable that is missing or wrong */
export function accessOf(config: Config): Access {
  const { AUTH, HOST, PUBLIC_URL, SMART_CLIENT_ID, TRUSTED_CLIENTS } = config
  const local = isLoopbackHost(HOST)
  if (PUBLIC_URL !== undefined && baseUrl(PUBLIC_URL) === undefined)
    throw new ConfigError('PUBLIC_URL must be an http or https URL without user, query or fragment.')
  if (SMART_CLIENT_ID !== undefined && PUBLIC_URL !== undefined && new URL(PUBLIC_URL).pathname !== '/')
    throw new ConfigError('PUBLIC_URL must have no path with SMART_CLIENT_ID: the SMART app stands at /smart.')
  for (const [name, isRight, expected] of lists) {
    if (name === 'TRUST_PROXY' && (config[name] === 'true' || config[name] === 'false')) continue
    const wrong = list(config[name]).findIndex((entry) => !isRight(entry))
    if (wrong >= 0) throw new ConfigError(`${name}: entry ${wrong + 1} must be ${expected}.`)
  }
  const { DATABASE_URL } = config
  if (DATABASE_URL !== undefined && !(/^postgres(?:ql)?:\/\//.test(DATABASE_URL) && URL.canParse(DATABASE_URL)))
    throw new ConfigError(
      'DATABASE_URL must be a URL that begins with postgres://, its user and password percent-encoded.',
    )

  const mode = AUTH ?? (TRUSTED_CLIENTS === undefined ? (local ? 'open' : undefined) : 'jwt')
  if (mode === undefined)
    throw new ConfigError(
      `TRUSTED_CLIENTS is required when HOST is not a loopback address. To let anybody call, set AUTH=open.`,
    )
  if (mode === 'open' && AUTH === undefined && !isUnpublished(config))
    throw new ConfigError(
      'TRUSTED_CLIENTS is required when PUBLIC_URL is not a loopback address. To let anybody call, set AUTH=open.',
    )
  // An open service with a list of whom it trusts is a slip: nobody would notice that anybody may call.
  if (mode === 'open' && TRUSTED_CLIENTS !== undefined)
    throw new ConfigError('TRUSTED_CLIENTS must not be set with AUTH=open, which lets anybody call. Set AUTH=jwt.')
  if (mode === 'jwt' && TRUSTED_CLIENTS === undefined)
    throw new ConfigError('TRUSTED_CLIENTS is required with AUTH=jwt: a JSON file with the clients that may call.')
  if (mode === 'jwt' && PUBLIC_URL === undefined && !local)
    throw new ConfigError(
      'PUBLIC_URL is required when clients sign their calls: it gives the audience they must name, e.g. https://cds.example.org.',
    )
  return { mode, guarded: mode === 'open' && isUnpublished(config) }
}

/** What a site should know it has switched on; logged at start. */
export function warningsOf(config: Config, { mode, guarded }: Access): readonly string[] {
  return [
    ...(mode === 'open' && !guarded ? ['AUTH=open on a public address: anybody who reaches it may call'] : []),
    ...(config.SILENT > 0
      ? [`SILENT=${config.SILENT}: of this share of encounters cards are recorded, but not shown`]
      : []),
    ...(config.ALLOW_SANDBOX_KEY ? ['ALLOW_SANDBOX_KEY=1: a key that anybody has may sign calls'] : []),
    ...(config.ADMIN_TOKEN !== undefined && config.ADMIN_TOKEN.length < 16
      ? ['ADMIN_TOKEN has fewer than 16 characters: it can be guessed']
      : []),
    ...(mode === 'jwt' && config.PUBLIC_URL?.startsWith('http:') === true && !isLoopbackUrl(config.PUBLIC_URL)
      ? ['PUBLIC_URL is not https: tokens travel in clear']
      : []),
  ]
}

/** Whose forwarded headers count, as the framework wants it told. `true` is the next hop alone. */
export function trustedProxies({
  TRUST_PROXY,
}: Config): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (TRUST_PROXY === undefined || TRUST_PROXY === 'false') return false
  return TRUST_PROXY === 'true' ? (_address, hop) => hop < 1 : [...list(TRUST_PROXY)]
}

/** The caller of open mode: one and the same for everybody. */
export function openCaller(config: Config): Caller {
  const named: readonly RegisteredServer[] = list(config.FHIR_SERVERS).map((url) => ({ url, allowPrivate: false }))
  return {
    id: 'open',
    fhirServers: named.length === 0 && isUnpublished(config) ? 'loopback' : named,
    dialect: 'spec',
  }
}
