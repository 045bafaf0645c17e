import type { Guidance } from '../guidance.ts'
import { agents } from './agents.ts'
import { observationCodes } from './codes.ts'
import { needs } from './context.ts'
import { decide, triage } from './decide.ts'
import { holdsKetamine } from './order.ts'
import { overrideReasons } from './override-reasons.ts'
import { policySchema, type Policy } from './policy.ts'
import { isGraded } from './problems.ts'
import { citations, recommendation } from './recommendation.ts'
import { switchableRules } from './rules.ts'

/** Intravenous ketamine ordered for migraine: VA/DoD 2023 suggests against it (weak against). */
export const ivKetamineForMigraine: Guidance<Policy> = {
  id: 'iv-ketamine-for-migraine',
  title: 'IV ketamine for migraine',
  description:
    'When intravenous ketamine is ordered for migraine: the 2023 VA/DoD headache guideline suggests against it (weak against), with alternatives that fit the patient. Silent otherwise.',
  version: recommendation.version,
  topic: { system: 'urn:iv-ketamine-cds:topic', code: 'IVKetamineForMigraine', display: 'IV ketamine for migraine' },
  overrideReasonSystem: 'urn:iv-ketamine-cds:override-reason',
  hooks: ['order-select', 'order-sign'],
  needs,
  observationCodes,
  // What looks back longest: signs of a pregnancy, 300 days; a dose that inhibits CYP3A4, 72 hours.
  daysBack: { observations: 365, administrations: 3 },
  usageRequirements:
    'Send the unsigned orders in context.draftOrders. Prefetch, or grant read access to, the resources of the prefetch templates; without the problem list an order that states no reason cannot be judged.',
  about: {
    statement: recommendation.statement,
    strength: recommendation.strength,
    developer: recommendation.developer,
    funding: recommendation.funding,
    released: recommendation.released,
    reviewedOn: recommendation.reviewedOn,
    reviewBy: recommendation.reviewBy,
    citations: Object.values(citations),
    limits: recommendation.limits,
  },
  policies: policySchema(switchableRules),
  alternatives: agents.map(({ id, name, doseWords, strength = 'not graded', byPolicy }) => ({
    id,
    label: `${name} ${doseWords} (${strength}${byPolicy === true ? '; only where the site opts in' : ''})`,
  })),
  overrideReasons,
  concerns: (drug) => holdsKetamine({ drug }),
  isGraded,
  quietHours: (policy) => policy.quietHours,
  triage,
  decide,
}
