import { hash } from 'node:crypto'
import { getOrAdd } from '../../cards/once.ts'

/**
 * What a store that several replicas share says of a token id. `unavailable` when it cannot tell.
 * @param key as `replayKey` makes it: a hash without the installation's key, since replicas that were given different ones
 * must still refuse each other's tokens
 * @param expSeconds since the epoch, from which on the token is refused anyway
 */
export type RememberJti = (key: string, expSeconds: number) => Promise<'new' | 'seen' | 'unavailable'>

/** Token ids that were used, until they expire. Holds hashes, never tokens. */
interface ReplayMemory {
  /** `full` means that this client has used more ids than are kept; it must wait until some expire. */
  remember(client: string, jti: string, expSeconds: number): 'new' | 'seen' | 'full'
}

/** Stands for issuer, tenant and token id. */
export const replayKey = (iss: string, tenant: string | undefined, jti: string): string =>
  hash('sha256', JSON.stringify([iss, tenant ?? null, jti]), 'base64url')

const sweepMs = 30_000

/** `capacity` is per client, so that one busy client cannot make the service forget another's tokens. */
export function makeReplayMemory(now: () => Date, capacity = 100_000): ReplayMemory {
  const used = new Map<string, Map<string, number>>()
  let sweptAt = now().getTime()

  function sweep(at: number): void {
    sweptAt = at
    for (const [client, ids] of used) {
      for (const [id, exp] of ids) if (exp * 1000 < at) ids.delete(id)
      if (ids.size === 0) used.delete(client)
    }
  }

  return {
    remember(client, key, expSeconds) {
      const at = now().getTime()
      // Also after the clock was set back: otherwise nothing would be freed until it has caught up.
      if (Math.abs(at - sweptAt) >= sweepMs) sweep(at)
      const ids = getOrAdd(used, client, () => new Map<string, number>())
      if (ids.has(key)) return 'seen'
      if (ids.size >= capacity) return 'full'
      ids.set(key, expSeconds)
      return 'new'
    },
  }
}
