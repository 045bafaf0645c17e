import type { Concept, Condition, Observation, Reason } from '../guidance.ts'

/** Which of the chart's problems, reasons and observations say something. */

export const stands = ({ verificationStatus }: Pick<Condition, 'verificationStatus'>): boolean =>
  verificationStatus !== 'refuted' && verificationStatus !== 'entered-in-error'

export const isActive = ({ clinicalStatus }: Pick<Condition, 'clinicalStatus'>): boolean =>
  clinicalStatus === undefined ||
  clinicalStatus === 'active' ||
  clinicalStatus === 'recurrence' ||
  clinicalStatus === 'relapse'

/**
 * No result yet, none any more, or never one. Preliminary ones count. Source: HL7 FHIR R4, code system
 * observation-status (http://hl7.org/fhir/R4/valueset-observation-status.html).
 */
const withoutResult: ReadonlySet<string | undefined> = new Set(['registered', 'cancelled', 'entered-in-error'])
export const hasResult = ({ status }: Pick<Observation, 'status'>): boolean => !withoutResult.has(status)

/** A reason that refers to a problem says what the problem says; a refuted one says nothing. */
export function conceptsOf(reasons: readonly Reason[]): readonly Concept[] {
  const concepts: Concept[] = []
  for (const { concept, condition, unresolved } of reasons) {
    if (unresolved !== true && (condition === undefined || stands(condition)))
      concepts.push(condition?.concept ?? concept)
  }
  return concepts
}
