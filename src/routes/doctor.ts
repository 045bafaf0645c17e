import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { diagnose, type Doctor, type Finding } from '../doctor.ts'
import type { FailureCode } from '../errors.ts'
import type { Services } from '../services.ts'

export interface DoctorOptions {
  readonly doctor: Doctor
  readonly services: Services
  /** Base URL as clients call it. */
  readonly baseUrl: (request: FastifyRequest) => string
  readonly now: () => Date
  readonly adminOnly: onRequestAsyncHookHandler
}

/** Looks at one call and counts what it finds. Calls of other routes have no findings. Never throws. */
export type Examine = (request: FastifyRequest, failed?: FailureCode) => readonly Finding[]

const hookRoute = '/cds-services/:id'

export function examiner({ doctor, services, baseUrl, now }: Omit<DoctorOptions, 'adminOnly'>): Examine {
  return (request, failed) => {
    if (request.routeOptions.url !== hookRoute || request.method !== 'POST') return []
    const { id } = request.params as { id: string }
    const candidates = services.named(id)
    const named = (request.body as { hook?: unknown } | null | undefined)?.hook
    const service = candidates.find(({ hook }) => hook.name === named) ?? candidates[0]
    if (service === undefined) return []
    const { authorization } = request.headers
    try {
      const findings = diagnose(request.body, {
        hook: service.hook,
        url: `${baseUrl(request)}/cds-services/${id}`,
        ...(failed === undefined ? {} : { failure: failed }),
        ...(authorization === undefined ? {} : { authorization }),
      })
      const caller = request.caller as { id: string } | null
      doctor.note(findings, caller?.id ?? 'unknown', id, now())
      return findings
    } catch {
      return []
    }
  }
}

/** `GET /api/doctor`, and a look at every answered call once its answer is out. */
export function doctorRoutes(app: FastifyInstance, options: DoctorOptions): Examine {
  const examine = examiner(options)
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 400) examine(request)
  })
  app.get('/api/doctor', { onRequest: options.adminOnly }, async () => ({ findings: options.doctor.notes() }))
  return examine
}
