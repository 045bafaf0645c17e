import type { FastifyInstance, FastifyRequest } from 'fastify'
import { diagnose, type Doctor, type Finding } from '../doctor.ts'
import type { FailureCode } from '../errors.ts'
import type { Admin } from '../security/admin.ts'
import type { Services } from '../services.ts'

interface ExamineOptions {
  readonly doctor: Doctor
  readonly services: Services
  /** Base URL as clients call it. */
  readonly publicUrl: () => string
  readonly now: () => Date
}

/** Looks at one call and counts what it finds. Calls of other routes have no findings. Never throws. */
export type Examine = (request: FastifyRequest, failed?: FailureCode) => readonly Finding[]

const hookRoute = '/cds-services/:id'
const feedbackRoute = `${hookRoute}/feedback`

/** Makes what looks at the calls of the hook and feedback routes. */
export function examiner({ doctor, services, publicUrl, now }: ExamineOptions): Examine {
  return (request, failed) => {
    const { route } = request.line
    // Feedback can fail by its token or its form. Nobody waits for its answer, so nobody would notice.
    const isFeedback = route === feedbackRoute && (failed === 'UNAUTHENTICATED' || failed === 'FEEDBACK_INVALID')
    if ((route !== hookRoute && !isFeedback) || request.method !== 'POST') return []
    const { id } = request.params as { id: string }
    const endpoint = isFeedback ? `${id}/feedback` : id
    const service = services.asked(id, request.body)
    if (service === undefined) return []
    const right = failed === 'HOOK_MISMATCH' ? services.rightFor(service, request.body) : undefined
    try {
      const findings = diagnose(request.body, {
        hook: service.hook,
        url: () => `${publicUrl()}/cds-services/${endpoint}`,
        drafts: request.drafts,
        rightUrl: right && `${publicUrl()}/cds-services/${right.id}`,
        failure: failed,
        because: request.line.because,
        missing: request.line.missing,
        authorization: request.headers.authorization,
      })
      if (findings.length > 0) {
        request.line.findings = findings.map(({ ailment }) => ailment)
        doctor.note(findings, request.caller?.id ?? 'unknown', endpoint, now())
      }
      return findings
    } catch {
      return []
    }
  }
}

interface DoctorOptions {
  readonly doctor: Doctor
  readonly guard: Admin['guard']
}

/** `GET /api/doctor`. */
export function doctorRoutes(app: FastifyInstance, { doctor, guard }: DoctorOptions): void {
  app.get('/api/doctor', { onRequest: guard }, async () => ({ findings: doctor.notes() }))
}
