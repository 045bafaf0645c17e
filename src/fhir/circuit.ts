interface CircuitOptions {
  /** Calls in a row that met a timeout, a broken connection or a 5xx, after which a server is left alone. */
  readonly failures: number
  /** How long it is left alone before one call tries again, in milliseconds. */
  readonly coolDownMs: number
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number
}

/** One call's permission to use a server. It may be told of many failures; they count as one. */
export interface Pass {
  succeeded(): void
  failed(): void
}

interface Circuits {
  /** Undefined while the server is left alone. */
  enter(server: string): Pass | undefined
}

interface Trouble {
  failures: number
  openUntil?: number
}

/** Open mode lets the caller name servers, so what is remembered of them is bounded. */
const maxServers = 1_000

/**
 * Counts calls, not reads: one call's parallel reads fail together, and one slow moment must not shut a server out.
 * The probe after a cool-down is a whole call too, so that it can end in an answer.
 */
export function makeCircuits({ failures: limit, coolDownMs, now }: CircuitOptions): Circuits {
  const troubles = new Map<string, Trouble>()

  function failed(server: string): void {
    const trouble = troubles.get(server) ?? { failures: 0 }
    trouble.failures += 1
    if (trouble.failures >= limit) trouble.openUntil = now() + coolDownMs
    for (const oldest of troubles.keys()) if (troubles.size >= maxServers) troubles.delete(oldest)
    troubles.set(server, trouble)
  }

  return {
    enter(server) {
      const trouble = troubles.get(server)
      if (trouble?.openUntil !== undefined) {
        if (now() < trouble.openUntil) return undefined
        // This call is the probe: others stay out until it reports, or for another cool-down if it never does.
        trouble.openUntil = now() + coolDownMs
      }
      let isCounted = false
      return {
        succeeded: () => {
          troubles.delete(server)
        },
        failed: () => {
          if (!isCounted) failed(server)
          isCounted = true
        },
      }
    },
  }
}
