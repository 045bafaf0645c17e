import type { FastifyRequest } from 'fastify'
import { decodeJwt, errors, jwtVerify, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose'
import type { Logger } from 'pino'
import { getOrAdd } from '../../cards/once.ts'
import { ConfigError, type Config } from '../config.ts'
import { Failure, failure, retryAfter } from '../errors.ts'
import { pathOf, sent } from '../http.ts'
import { accessOf, openCaller } from './access.ts'
import type { Caller } from './caller.ts'
import type { Egress } from './egress.ts'
import { provideFromBase64 } from './from-base64.ts'
import { fetchedKeys, maxIdLength, pinnedKeys, Refused, type Keys } from './keys.ts'
import { endpointUrl } from '../urls.ts'
import { within } from '../within.ts'
import { makeReplayMemory, replayKey, type RememberJti } from './replay.ts'
import type { TrustedClient, TrustedClients } from './trusted-clients.ts'

/** Longer tokens are not looked at. Node itself refuses headers over 16 KiB. */
const maxTokenLength = 8 * 1024
/** Seconds by which the clocks of client and service may differ. */
const clockTolerance = 30
/** Seconds a token may live: the longer, the longer its id must be remembered. EHRs take 5 to 20 minutes. */
const maxLifetime = 3600
/** How long the shared memory of used tokens may take. A card does not wait for a store. */
const sharedMemoryMs = 200

const requiredClaims = ['iss', 'exp', 'iat', 'jti', 'aud']

export interface GatekeeperOptions {
  readonly config: Config
  /** Absent in open mode. */
  readonly clients?: TrustedClients
  /** Memory of used tokens that replicas share. Without it, or while it is away, each process has its own. */
  readonly replay?: RememberJti
  /** Used tokens of one client that are kept here. */
  readonly capacity?: number
  readonly fetch: Egress['fetch']
  readonly now: () => Date
  readonly logger: Logger
  /** Base URL as clients call it, without a trailing slash. */
  readonly publicUrl: () => string
  /** Called with the reason of every refused token, for metrics. */
  readonly onRefused?: (reason: string) => void
}

export interface Gatekeeper {
  /**
   * Tells who calls. @throws Failure UNAUTHENTICATED; the reason goes to the request's log line, not to the client.
   * OVERLOADED when a client used more tokens than are remembered.
   */
  identify(request: FastifyRequest): Caller | Promise<Caller>
  /** Who may call, as the file of clients now has them. */
  callers(): readonly Caller[]
  /** Reads the trusted clients again; requests under way are not disturbed. */
  reload(): Promise<void>
  /** Has old keys of all clients fetched before a call needs them. */
  freshen(): void
}

/** Whether `aud` names the URL of the endpoint that was called. */
function isMeant(aud: unknown, request: FastifyRequest, publicUrl: string): boolean {
  const called = publicUrl + pathOf(request)
  // Nearly always, and without taking URLs apart.
  if (aud === called) return true
  const expected = endpointUrl(called)
  const named = (Array.isArray(aud) ? aud : [aud]).map((one) =>
    typeof one === 'string' ? endpointUrl(one) : undefined,
  )
  return expected !== undefined && named.includes(expected)
}

function tokenOf(request: FastifyRequest): string {
  const values = sent(request, 'authorization')
  if (values.length === 0) throw new Refused('token-absent')
  if (values.length > 1) throw new Refused('authorization-repeated')
  const [value = ''] = values
  if (value.length > maxTokenLength) throw new Refused('token-too-large')
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(value)?.[1]
  if (token === undefined) throw new Refused('token-malformed')
  return token
}

interface Header extends JWTHeaderParameters {
  readonly alg: string
  readonly kid: string
}

function checkHeader(header: JWTHeaderParameters): Header {
  const { typ, alg, kid } = header
  if (typ === undefined || !/^(?:application\/)?jwt$/i.test(typ)) throw new Refused('typ-wrong')
  if (typeof alg !== 'string') throw new Refused('alg-refused')
  if (typeof kid !== 'string' || kid === '' || kid.length > maxIdLength) throw new Refused('kid-absent')
  return header as Header
}

/** The client that the token claims to come from. Nothing of this is believed before its signature is verified. */
function claimed(token: string, clients: TrustedClients): TrustedClient {
  const { iss, ['tenant']: named } = decodeJwt(token)
  const tenant = named ?? undefined
  if (typeof iss !== 'string' || !clients.knows(iss)) throw new Refused('iss-unknown')
  if (tenant !== undefined && typeof tenant !== 'string') throw new Refused('tenant-unknown')
  const client = clients.find(iss, tenant)
  if (client === undefined) throw new Refused('tenant-unknown')
  return client
}

/** Whether a client has its keys at the same address as before the file was read again. */
const haveSameKeys = (one: TrustedClient, other: TrustedClient): boolean =>
  one.caller.id === other.caller.id &&
  'jku' in one.keys &&
  'jku' in other.keys &&
  one.keys.jku.url === other.keys.jku.url &&
  one.keys.jku.allowPrivate === other.keys.jku.allowPrivate

interface Claims {
  readonly iat: number
  readonly exp: number
  readonly jti: string
}

/** What `jose` does not check: the form of the claims, and that the lifetime is within bounds. */
function checkClaims({ exp, iat, jti }: JWTPayload, nowSeconds: number): Claims {
  if (typeof exp !== 'number' || typeof iat !== 'number') throw new Refused('claim-missing')
  if (typeof jti !== 'string' || jti === '' || jti.length > maxIdLength) throw new Refused('claim-missing')
  if (iat > nowSeconds + clockTolerance) throw new Refused('jwt-of-the-future')
  if (exp - iat > maxLifetime || exp <= iat) throw new Refused('jwt-lifetime')
  return { iat, exp, jti }
}

/** jose's errors as reasons; their messages are not used. */
function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.reason
  if (error instanceof errors.JWTExpired) return 'jwt-expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.reason === 'missing' ? 'claim-missing' : error.claim === 'nbf' ? 'jwt-of-the-future' : 'claim-invalid'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature-wrong'
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'alg-refused'
  if (error instanceof errors.JOSEError) return 'token-malformed'
  return 'key-unusable'
}

/** @throws ConfigError when the configuration lets nobody, or by oversight everybody, call */
export function makeGatekeeper(options: GatekeeperOptions): Gatekeeper {
  const { config, clients, replay, fetch, now, logger, publicUrl } = options
  const { mode } = accessOf(config)
  if (mode === 'jwt' && clients === undefined) throw new ConfigError('TRUSTED_CLIENTS was not read.')
  provideFromBase64()
  const anybody = openCaller(config)
  const memory = makeReplayMemory(now, options.capacity)
  const startedAt = now().getTime()
  const startedOn = performance.now()
  const keysOf = new WeakMap<TrustedClient, Keys>()
  let warnedAt = -Infinity

  const keysFor = (client: TrustedClient): Keys =>
    getOrAdd(keysOf, client, () =>
      'jwks' in client.keys
        ? pinnedKeys(client.keys.jwks)
        : fetchedKeys({
            jku: client.keys.jku,
            fetch,
            now,
            allowSandboxKey: config.ALLOW_SANDBOX_KEY,
            logger,
            client: client.caller.id,
          }),
    )

  function freshen(): void {
    if (mode === 'jwt') for (const client of clients?.all() ?? []) keysFor(client).freshen()
  }

  /**
   * The `iat` in seconds before which a token may have been used with an earlier process, which this one cannot know. Two clocks
   * may differ, and this one may have been set back since the start, whose real time was then earlier than it said.
   */
  function oldest(): number {
    const start = now().getTime() - (performance.now() - startedOn)
    const isSetBack = startedAt - start > clockTolerance * 1000
    return (isSetBack ? start : startedAt) / 1000 - clockTolerance
  }

  async function askShared(key: string, exp: number): ReturnType<RememberJti> {
    if (replay === undefined) return 'unavailable'
    const asked = replay(key, exp).catch(() => 'unavailable' as const)
    const answer = await within(sharedMemoryMs, asked, 'unavailable' as const)
    if (answer === 'unavailable' && now().getTime() - warnedAt > 60_000) {
      warnedAt = now().getTime()
      logger.warn({ reason: 'replay-memory-unavailable' }, 'used tokens are remembered by this process alone')
    }
    return answer
  }

  async function useOnce({ iss, tenant }: TrustedClient, { iat, exp, jti }: Claims): Promise<void> {
    const until = Math.ceil(exp) + clockTolerance
    const key = replayKey(iss, tenant, jti)
    // Not by the client's id, which may change when the file is read again: used tokens have to stay used.
    const here = memory.remember(`${tenant ?? ''} ${iss}`, key, until)
    if (here === 'full') throw failure('OVERLOADED', retryAfter(60))
    const known = here === 'seen' ? here : await askShared(key, until)
    if (known === 'seen') throw new Refused('jti-replayed')
    if (known === 'unavailable' && iat < oldest()) throw new Refused('jwt-of-before-the-start')
  }

  async function authenticate(request: FastifyRequest, trusted: TrustedClients): Promise<Caller> {
    const token = tokenOf(request)
    const at = now()
    let client: TrustedClient | undefined
    const keyFor = (protectedHeader: JWTHeaderParameters): Promise<CryptoKey> => {
      const header = checkHeader(protectedHeader)
      client = claimed(token, trusted)
      if (!(client.algorithms as readonly string[]).includes(header.alg)) throw new Refused('alg-refused')
      if ('jku' in client.keys && header.jku !== undefined && header.jku !== client.keys.jku.url)
        throw new Refused('jku-unregistered')
      return keysFor(client).find(header)
    }
    const { payload } = await jwtVerify(token, keyFor, { requiredClaims, clockTolerance, currentDate: at })
    if (client === undefined || payload.iss !== client.iss) throw new Refused('iss-unknown')
    const claims = checkClaims(payload, at.getTime() / 1000)
    if (!isMeant(payload.aud, request, publicUrl())) throw new Refused('aud-wrong')
    await useOnce(client, claims)
    return client.caller
  }

  return {
    identify: (request) =>
      clients === undefined || mode === 'open'
        ? anybody
        : authenticate(request, clients).catch((error: unknown) => {
            if (error instanceof Failure) throw error
            const reason = reasonOf(error)
            request.line.denied = reason
            options.onRefused?.(reason)
            if (reason === 'token-absent') throw failure('UNAUTHENTICATED')
            throw failure('UNAUTHENTICATED', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
          }),
    callers: () => clients?.all().map(({ caller }) => caller) ?? [anybody],
    async reload() {
      const before = clients?.all() ?? []
      await clients?.reload()
      for (const client of clients?.all() ?? []) {
        const same = before.find((one) => one !== client && haveSameKeys(one, client))
        const keys = same && keysOf.get(same)
        if (keys !== undefined) keysOf.set(client, keys)
        keysFor(client).renew()
      }
    },
    freshen,
  }
}
