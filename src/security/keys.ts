import { createLocalJWKSet, errors, type CryptoKey, type JWK } from 'jose'
import type { Logger } from 'pino'
import { withoutMark } from '../http.ts'
import { within } from '../within.ts'
import type { RegisteredServer } from './caller.ts'
import { EgressError, type Egress } from './egress.ts'

/** Why a token was refused: for the log, never for the answer. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/**
 * The x coordinate of the public CDS Hooks Sandbox's key (P-384, kid 44823f3d-0b01-4a6c-a80e-b9d3e8a7226f): its private
 * half is published with the sandbox's source, and that of the point with the other y follows from it.
 */
const sandboxX = 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB'

/** A coordinate as the number it is: zeros in front of it, which Node takes, change nothing. */
const coordinate = (x: string): string =>
  Buffer.from(x, 'base64url')
    .toString('hex')
    .replace(/^(?:00)+/, '')

/** True for the key that signs the public CDS Hooks Sandbox's tokens, in any spelling that decoders of base64 take. */
export const isSandboxKey = ({ x }: Readonly<Record<string, unknown>>): boolean =>
  typeof x === 'string' && coordinate(x) === coordinate(sandboxX)

/** Longer ids of keys, and of tokens, are refused. */
export const maxIdLength = 512

interface KeyHeader {
  readonly alg: string
  readonly kid: string
}

/** The public keys of one client. */
export interface Keys {
  /** @throws Refused `kid-unknown`, `key-ambiguous` or `keys-unavailable` */
  find(header: KeyHeader): Promise<CryptoKey>
  /** Has old keys fetched, and waits for nothing. */
  freshen(): void
  /** Has keys fetched however fresh they are. Until new ones have come the old ones count: nobody is turned away meanwhile. */
  renew(): void
}

type KeySet = ReturnType<typeof createLocalJWKSet>

async function pick(keySet: KeySet, header: KeyHeader): Promise<CryptoKey | undefined> {
  try {
    return await keySet({ alg: header.alg, kid: header.kid })
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return undefined
    if (error instanceof errors.JWKSMultipleMatchingKeys) throw new Refused('key-ambiguous')
    throw new Refused('key-unusable')
  }
}

/** Keys that stand in the file with the clients. */
export function pinnedKeys(jwks: { readonly keys: readonly object[] }): Keys {
  const keySet = createLocalJWKSet({ keys: jwks.keys as JWK[] })
  return {
    async find(header) {
      const key = await pick(keySet, header)
      if (key === undefined) throw new Refused('kid-unknown')
      return key
    },
    freshen: () => undefined,
    renew: () => undefined,
  }
}

/** The public signature keys in a JSON Web Key Set. Secret, private and malformed keys are left out, and the sandbox's. */
function publicKeys(body: string, allowSandboxKey: boolean): readonly JWK[] {
  const content: unknown = JSON.parse(withoutMark(body))
  const keys = (content as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) throw new TypeError('not a JSON Web Key Set')
  return keys
    .slice(0, maxKeys)
    .filter(
      (key): key is JWK =>
        typeof key === 'object' &&
        key !== null &&
        ['EC', 'RSA', 'OKP'].includes(key.kty) &&
        !('d' in key) &&
        (allowSandboxKey || !isSandboxKey(key)),
    )
}

const maxKeys = 100
const maxBytes = 256 * 1024
const fetchMs = 2_000
/** A card does not wait longer for keys: the next call finds them. */
const waitMs = 300
/** Older keys are still used while they are fetched again. */
const freshMs = 10 * 60_000
/** Older keys are not used: a withdrawn key must stop working even if the address of the keys does not answer. */
const usableMs = 60 * 60_000
/** An unknown `kid` is anybody's to invent, so it leads to one fetch in this time at most. */
const missCoolDownMs = 30_000
const failureCoolDownMs = 5_000

interface FetchedKeysOptions {
  readonly jku: RegisteredServer
  readonly fetch: Egress['fetch']
  readonly now: () => Date
  readonly allowSandboxKey: boolean
  readonly logger: Logger
  /** Id of the client, for the log. */
  readonly client: string
}

/**
 * Keys at a registered address, fetched when first needed and kept. An unknown `kid` leads to one more fetch, since
 * clients rotate their keys.
 */
export function fetchedKeys({ jku, fetch, now, allowSandboxKey, logger, client }: FetchedKeysOptions): Keys {
  let held: { readonly keySet: KeySet; readonly at: number } | undefined
  let pending: Promise<void> | undefined
  let failedAt = -Infinity
  let missedAt = -Infinity
  const clock = (): number => now().getTime()
  /** Milliseconds since then. A time well ahead stems from before the clock was set back: it may be of any age. */
  const since = (then: number): number => {
    const ms = clock() - then
    return ms < -missCoolDownMs ? Infinity : ms
  }

  async function read(): Promise<void> {
    try {
      const { status, body } = await fetch(jku.url, {
        allow: jku,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(fetchMs),
        maxBytes,
      })
      if (status !== 200) throw new EgressError(`HTTP ${status}`)
      held = { keySet: createLocalJWKSet({ keys: [...publicKeys(body, allowSandboxKey)] }), at: clock() }
      failedAt = -Infinity
    } catch (error) {
      failedAt = clock()
      const code = error instanceof EgressError ? error.message : 'not a JSON Web Key Set'
      logger.warn({ client, reason: 'keys-unavailable', code }, 'the keys of a client could not be read')
    }
  }

  /** One fetch at a time, whoever asks. */
  const refresh = (): Promise<void> => {
    pending ??= read().finally(() => {
      pending = undefined
    })
    return pending
  }
  const awaitRefresh = (): Promise<void> => within(waitMs, refresh(), undefined)
  const mayFetch = (): boolean => pending !== undefined || since(failedAt) >= failureCoolDownMs
  const age = (): number => (held === undefined ? Infinity : since(held.at))

  const freshen = (): void => {
    if (age() >= freshMs && mayFetch()) void refresh()
  }

  return {
    freshen,
    renew() {
      missedAt = -Infinity
      // A fetch under way may have been answered before the keys changed, so another one follows.
      void (pending === undefined ? refresh() : pending.then(refresh))
    },
    async find(header) {
      const before = held
      if (age() >= usableMs && mayFetch()) await awaitRefresh()
      else freshen()
      if (held === undefined || age() >= usableMs) throw new Refused('keys-unavailable')

      const key = await pick(held.keySet, header)
      if (key !== undefined) return key
      const isNew = held !== before
      if (!isNew && mayFetch() && (pending !== undefined || since(missedAt) >= missCoolDownMs)) {
        missedAt = clock()
        await awaitRefresh()
        const found = await pick(held.keySet, header)
        if (found !== undefined) return found
        if (pending !== undefined) throw new Refused('keys-unavailable')
      }
      throw new Refused('kid-unknown')
    },
  }
}
