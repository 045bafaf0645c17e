import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { ValidateFunction } from 'ajv'
import type { XStatic } from 'typebox/schema'
import type { Logger } from 'pino'
import { ConfigError, readJsonFile } from '../config.ts'
import { explain, schemaCompiler } from '../schemas.ts'
import { baseUrl } from '../urls.ts'
import { isServerUrl } from './access.ts'
import type { Caller, RegisteredServer } from './caller.ts'
import { isSandboxKey, maxIdLength, pinnedKeys, Refused } from './keys.ts'

const text = (description: string) => ({ type: 'string', minLength: 1, maxLength: 2000, description }) as const
const oneOf = <const Values extends readonly string[]>(values: Values) => ({ type: 'string', enum: values }) as const

/** Signatures a client may use. Never `none`, never HMAC: with a shared secret the service could impersonate the client. */
const algorithms = [
  'ES384',
  'RS384',
  'ES256',
  'ES512',
  'RS256',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
  'Ed25519',
] as const

type Algorithm = (typeof algorithms)[number]

const server = {
  anyOf: [
    text('Base URL; https outside loopback'),
    {
      type: 'object',
      required: ['url'],
      properties: {
        url: text('Base URL; https outside loopback'),
        allowPrivate: { type: 'boolean', description: 'Whether its name may resolve to a private address' },
      },
      additionalProperties: false,
    },
  ],
} as const

const fhirServer = {
  anyOf: [
    server.anyOf[0],
    {
      ...server.anyOf[1],
      properties: {
        ...server.anyOf[1].properties,
        aliases: {
          type: 'array',
          items: text('Base URL'),
          description: 'Other base URLs under which the EHR names the resources of this same server',
        },
      },
    },
  ],
} as const

const publicKey = {
  type: 'object',
  required: ['kty', 'kid'],
  properties: { kty: oneOf(['EC', 'RSA', 'OKP']), kid: { ...text('Key id'), maxLength: maxIdLength } },
} as const

const code = {
  type: 'object',
  required: ['system', 'code'],
  properties: { system: text('Code system'), code: text('Code'), display: text('Display') },
  additionalProperties: false,
} as const

const client = {
  type: 'object',
  required: ['id', 'iss', 'fhirServers'],
  properties: {
    id: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$', description: 'Name of the client in logs and statistics' },
    iss: text('Issuer of its tokens'),
    jku: server,
    jwks: {
      type: 'object',
      required: ['keys'],
      properties: { keys: { type: 'array', items: publicKey, minItems: 1, maxItems: 100 } },
    },
    fhirServers: { type: 'array', items: fhirServer, description: 'FHIR servers its requests may name' },
    tenant: text('Value of the tenant claim; absent: its tokens have none'),
    services: { type: 'array', items: text('Service id'), description: 'Services it may call; absent: all' },
    dialect: oneOf(['spec', 'epic', 'sandbox', 'text-only']),
    mapping: { type: 'object', additionalProperties: code },
    policies: { type: 'object', additionalProperties: { type: 'object', additionalProperties: {} } },
    silent: { type: 'number', minimum: 0, maximum: 1 },
    silentServices: { type: 'array', items: text('Service id') },
    algorithms: {
      type: 'array',
      items: oneOf(algorithms),
      minItems: 1,
      uniqueItems: true,
      description: 'Signature algorithms of its tokens. Default: ES384, RS384',
    },
  },
  additionalProperties: false,
} as const

/** JSON Schema of the file TRUSTED_CLIENTS. */
export const trustedClientsSchema = { type: 'array', items: client } as const

/** A public key as RFC 7517 writes it. */
type Jwk = Readonly<Record<string, unknown>> & { readonly kty: string; readonly kid: string }

/** A client as the gatekeeper needs it. The same object until the file is read again. */
export interface TrustedClient {
  readonly iss: string
  readonly tenant?: string
  readonly algorithms: readonly Algorithm[]
  /** Where its keys are: at an address, or in the file. */
  readonly keys: { readonly jku: RegisteredServer } | { readonly jwks: { readonly keys: readonly Jwk[] } }
  readonly caller: Caller
}

/** What the file is checked against. */
export interface ClientChecks {
  /** @throws ConfigError */
  readonly policies: (content: unknown, where: string) => unknown
  readonly serviceIds: readonly string[]
  readonly allowSandboxKey: boolean
}

let compiled: ValidateFunction | undefined
/** Made when it is first needed: an open service has no such file. */
const valid = (): ValidateFunction => (compiled ??= schemaCompiler().compile(trustedClientsSchema))
const name = 'TRUSTED_CLIENTS'

const asServer = (value: XStatic<typeof server> | XStatic<typeof fhirServer>): RegisteredServer => {
  if (typeof value === 'string') return { url: value, allowPrivate: false }
  const { url, allowPrivate = false } = value
  return 'aliases' in value ? { url, allowPrivate, aliases: value.aliases } : { url, allowPrivate }
}

const wrong = (place: string, what: string): ConfigError => new ConfigError(`${name}: ${place} ${what}.`)

type Entry = XStatic<typeof client>

/** @throws ConfigError where two clients have one id, or could not be told apart by their tokens */
function checkUnique(entries: readonly Entry[]): void {
  const ids = new Map<string, number>()
  const issuers = new Map<string, number>()
  for (const [at, { id, iss, tenant }] of entries.entries()) {
    const first = ids.get(id)
    if (first !== undefined) throw wrong(`/${at}/id`, `must be unique: /${first}/id is the same`)
    ids.set(id, at)
    const issuer = JSON.stringify([iss, tenant])
    const same = issuers.get(issuer)
    if (same !== undefined) throw wrong(`/${at}/iss`, `is that of /${same}, so their tenants must differ`)
    issuers.set(issuer, at)
  }
}

/** Whether signatures can be verified with it: with a truncated key every call of the client would be turned away. */
function isUsable(key: Jwk): boolean {
  try {
    const { modulusLength = Infinity } =
      createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).asymmetricKeyDetails ?? {}
    return modulusLength >= 2048
  } catch {
    return false
  }
}

/** Checks that the gatekeeper would find a key. @throws ConfigError where there is none, or two for one id and algorithm */
async function checkFindable(keys: readonly Jwk[], signatures: readonly Algorithm[], place: string): Promise<void> {
  const pinned = pinnedKeys({ keys })
  let found = 0
  for (const { kid } of keys)
    for (const alg of signatures)
      try {
        await pinned.find({ alg, kid })
        found += 1
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        if (error.reason === 'key-ambiguous') throw wrong(place, `has two keys of the id ${kid} for ${alg}`)
      }
  if (found === 0) throw wrong(place, `has no key for ${signatures.join(' or ')}`)
}

/** Where the keys of the client at this place of the file are. @throws ConfigError */
async function keysOf(
  { jku, jwks }: Entry,
  signatures: readonly Algorithm[],
  place: string,
  allowSandboxKey: boolean,
): Promise<TrustedClient['keys']> {
  if ((jku === undefined) === (jwks === undefined)) throw wrong(place, 'must have exactly one of jku and jwks')
  if (jku !== undefined) {
    const address = asServer(jku)
    if (!isServerUrl(address.url.replace(/\?[^#]*$/, '')))
      throw wrong(`${place}/jku`, 'must be an https URL (http on loopback)')
    return { jku: address }
  }
  const keys = (jwks?.keys ?? []) as readonly Jwk[]
  for (const [index, key] of keys.entries()) {
    const keyPlace = `${place}/jwks/keys/${index}`
    if (['d', 'p', 'q', 'k'].some((member) => member in key))
      throw wrong(keyPlace, 'is a private key: it belongs to the client, and only its public half here')
    if (!allowSandboxKey && isSandboxKey(key))
      throw wrong(keyPlace, 'is the key of the public CDS Hooks Sandbox, which anybody has')
    if (!isUsable(key)) throw wrong(keyPlace, 'must be a whole public key (RSA: of 2048 bits or more)')
  }
  await checkFindable(keys, signatures, `${place}/jwks`)
  return { jwks: { keys } }
}

/** @throws ConfigError */
function serversOf({ fhirServers }: Entry, place: string): readonly RegisteredServer[] {
  const servers = fhirServers.map(asServer)
  for (const [index, { url, aliases = [] }] of servers.entries())
    if (![url, ...aliases].every(isServerUrl))
      throw wrong(`${place}/fhirServers/${index}`, 'must be an https URL (http on loopback), without query')
  // Or one id would count as one patient on two servers.
  for (const [index, { aliases = [] }] of servers.entries())
    for (const [at, { url, aliases: others = [] }] of servers.entries())
      if (at !== index && [url, ...others].some((one) => aliases.some((alias) => baseUrl(alias) === baseUrl(one))))
        throw wrong(`${place}/fhirServers/${index}/aliases`, `must not name the server of ${place}/fhirServers/${at}`)
  return servers
}

/** The members of a client that a caller has unchanged. */
function callerMembers({ services, mapping, policies, silent, silentServices }: Entry): Partial<Caller> {
  return {
    ...(services === undefined ? {} : { services }),
    ...(mapping === undefined ? {} : { mapping: mapping as NonNullable<Caller['mapping']> }),
    ...(policies === undefined ? {} : { policies }),
    ...(silent === undefined ? {} : { silent }),
    ...(silentServices === undefined ? {} : { silentServices }),
  }
}

/** One client of the file. @throws ConfigError */
async function clientOf(entry: Entry, place: string, checks: ClientChecks): Promise<TrustedClient> {
  const { id, iss, tenant, algorithms: signatures = ['ES384', 'RS384'], dialect = 'spec' } = entry
  const keys = await keysOf(entry, signatures, place, checks.allowSandboxKey)
  const fhirServers = serversOf(entry, place)
  for (const member of ['services', 'silentServices'] as const)
    for (const [index, service] of (entry[member] ?? []).entries())
      if (!checks.serviceIds.includes(service))
        throw wrong(`${place}/${member}/${index}`, `must be one of ${checks.serviceIds.join(', ')}`)
  if (entry.policies !== undefined) checks.policies(entry.policies, `${name}: ${place}/policies`)
  return {
    iss,
    ...(tenant === undefined ? {} : { tenant }),
    algorithms: signatures,
    keys,
    caller: { id, fhirServers, dialect, ...callerMembers(entry) },
  }
}

/** Checks the content of the file. @throws ConfigError naming the place in the file, never a value of a key */
export async function parseClients(content: unknown, checks: ClientChecks): Promise<readonly TrustedClient[]> {
  const check = valid()
  if (!check(content)) {
    const { pointer, problem } = explain(check.errors)
    throw wrong(pointer === '' ? '/' : pointer, problem)
  }
  const entries = content as readonly Entry[]
  checkUnique(entries)
  return Promise.all(entries.map((entry, at) => clientOf(entry, `/${at}`, checks)))
}

/** The clients that may call, as the file had them when it was last good. */
export interface TrustedClients {
  all(): readonly TrustedClient[]
  /** Issuers are bound to tenants: a token without the claim matches no client with a tenant, nor the reverse. */
  find(iss: string, tenant: string | undefined): TrustedClient | undefined
  knows(iss: string): boolean
  /** Reads the file again. A bad file keeps the clients there are, and the log says why. Never rejects. */
  reload(): Promise<void>
}

/** @throws ConfigError naming the place in the file */
export async function loadClients(file: string, checks: ClientChecks, logger: Logger): Promise<TrustedClients> {
  const read = async (): Promise<readonly TrustedClient[]> => parseClients(await readJsonFile(name, file), checks)
  let clients = await read()
  return {
    all: () => clients,
    find: (iss, tenant) => clients.find((known) => known.iss === iss && known.tenant === tenant),
    knows: (iss) => clients.some((known) => known.iss === iss),
    async reload() {
      try {
        clients = await read()
        logger.info({ count: clients.length }, 'trusted clients were read again')
      } catch (error) {
        const why = error instanceof ConfigError ? error.message : `${name}: the file could not be read.`
        logger.error(`the trusted clients stay as they were. ${why}`)
      }
    },
  }
}
