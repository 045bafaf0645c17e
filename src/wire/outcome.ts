import type { OperationOutcome } from 'fhir/r4.js'
import type { Failure } from '../errors.ts'

/**
 * A failure as the client reads it.
 * @param advice likely causes in the integration, with their remedies
 */
export function operationOutcome(failure: Failure, advice: readonly string[] = []): OperationOutcome {
  const { expression = [] } = failure.detail
  const diagnostics = [...(failure.detail.diagnostics ?? []), ...advice]
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: failure.issue as OperationOutcome['issue'][number]['code'],
        details: { coding: [{ system: 'urn:cds-service:failure', code: failure.code }], text: failure.message },
        ...(diagnostics.length > 0 ? { diagnostics: diagnostics.join(' ') } : {}),
        ...(expression.length > 0 ? { expression: [...expression] } : {}),
      },
    ],
  }
}
