import type { FastifyInstance } from 'fastify'
import { isOverdue, type Guidance } from '../../cards/guidance.ts'
import type { Metrics } from '../metrics.ts'
import type { Admin } from '../security/admin.ts'

export interface HealthOptions {
  readonly cards: readonly Guidance[]
  readonly now: () => Date
  /** As the store last saw itself: nothing is waited for. */
  readonly isStoreWell: () => boolean
  readonly metrics: Metrics
  /** Of `/metrics`. */
  readonly guard: Admin['guard']
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

/**
 * `GET /healthz` (alive), `GET /readyz` (can answer; degraded is still 200, since cards do not need the store)
 * and `GET /metrics` (Prometheus).
 */
export function health(app: FastifyInstance, options: HealthOptions): void {
  const { metrics, guard } = options
  metrics.watchHealth(() => {
    const { content, store } = readiness(options).checks
    return { content: content.status === 'ok', store: store.status === 'ok' }
  })
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async () => readiness(options))
  app.get('/metrics', { onRequest: guard }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )
}

function readiness({ cards, now, isStoreWell }: HealthOptions): Readiness {
  const recommendations = cards.map((guidance) => ({
    id: guidance.id,
    version: guidance.version,
    reviewBy: guidance.about.reviewBy,
    status: isOverdue(guidance.about, now().toISOString()) ? ('degraded' as const) : ('ok' as const),
  }))
  const content = recommendations.every(({ status }) => status === 'ok') ? 'ok' : 'degraded'
  const store = isStoreWell() ? 'ok' : 'degraded'
  return {
    status: content === 'ok' && store === 'ok' ? 'ok' : 'degraded',
    checks: { content: { status: content, recommendations }, store: { status: store } },
  }
}
