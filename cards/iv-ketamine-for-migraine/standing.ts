import { type Concept, type Condition, type Facts, itemsOf, type Reason } from '../facts.ts'

/** Which of the chart's problems and reasons say something. */

/** Neither refuted nor entered in error. */
export const stands = ({ verificationStatus }: Pick<Condition, 'verificationStatus'>): boolean =>
  verificationStatus !== 'refuted' && verificationStatus !== 'entered-in-error'

/** Where no clinical status is stated it counts as active. */
export const isActive = ({ clinicalStatus }: Pick<Condition, 'clinicalStatus'>): boolean =>
  clinicalStatus === undefined ||
  clinicalStatus === 'active' ||
  clinicalStatus === 'recurrence' ||
  clinicalStatus === 'relapse'

/** A reason that refers to a problem says what the problem says; a refuted one says nothing. */
export function conceptsOf(reasons: readonly Reason[]): readonly Concept[] {
  const concepts: Concept[] = []
  for (const { concept, condition, unresolved } of reasons) {
    if (unresolved !== true && (condition === undefined || stands(condition)))
      concepts.push(condition?.concept ?? concept)
  }
  return concepts
}

/** What the drafts and the encounter are for. */
export function reasonsOfToday({ orders, encounter }: Facts): readonly Reason[] {
  const today: Reason[] = []
  for (const { reasons } of orders) today.push(...reasons)
  for (const { reasons } of itemsOf(encounter)) today.push(...reasons)
  return today
}
