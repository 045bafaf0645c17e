import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import type { Metrics } from '../metrics.ts'
import { isOverdue } from '../services.ts'

export interface HealthOptions {
  readonly cards: readonly Guidance[]
  readonly now: () => Date
  /** Is the store reachable? May reject; a rejection is a no. */
  readonly storeReachable: () => Promise<boolean>
  readonly metrics: Metrics
  /** Decides who may read `/metrics`. @throws Failure */
  readonly guard: (request: FastifyRequest) => Promise<void>
}

type Status = 'ok' | 'degraded'

export interface Readiness {
  /** `degraded` still answers hook calls: the store is away, or content is past its review date. */
  readonly status: Status
  readonly checks: {
    readonly content: {
      readonly status: Status
      readonly recommendations: readonly {
        readonly id: string
        readonly version: string
        /** UTC date. */
        readonly reviewBy: string
        readonly status: Status
      }[]
    }
    readonly store: { readonly status: Status }
  }
}

/** Longest wait for the store's answer, in milliseconds: a probe must not hang. */
const storePatience = 1000

/**
 * `GET /healthz` (alive), `GET /readyz` (can answer; degraded is 200 all the same, for cards do not need the store)
 * and `GET /metrics` (Prometheus).
 */
export function health(app: FastifyInstance, options: HealthOptions): void {
  const { metrics, guard } = options
  metrics.watchHealth(async () => (await readiness(options)).status === 'ok')
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async () => readiness(options))
  app.get('/metrics', { onRequest: guard }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )
}

async function readiness({ cards, now, storeReachable }: HealthOptions): Promise<Readiness> {
  const recommendations = cards.map((guidance) => ({
    id: guidance.id,
    version: guidance.version,
    reviewBy: guidance.about.reviewBy,
    status: isOverdue(guidance, now()) ? ('degraded' as const) : ('ok' as const),
  }))
  const content = recommendations.every(({ status }) => status === 'ok') ? 'ok' : 'degraded'
  const store = (await answersInTime(storeReachable)) ? 'ok' : 'degraded'
  return {
    status: content === 'ok' && store === 'ok' ? 'ok' : 'degraded',
    checks: { content: { status: content, recommendations }, store: { status: store } },
  }
}

async function answersInTime(reachable: () => Promise<boolean>): Promise<boolean> {
  const waiting = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => waiting.resolve(false), storePatience)
  try {
    return await Promise.race([reachable(), waiting.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
