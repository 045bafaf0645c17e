import type { Concept, Facts, Speaks } from '../../../cards/guidance.ts'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import type { Policy } from '../../../cards/iv-ketamine-for-migraine/policy.ts'
import { aCondition, read } from './builders.ts'

/** The policies a site has that sets none. */
export const defaults: Policy = {
  enabled: true,
  io: 'non-iv',
  abdominalMigraine: 'not-migraine',
  chartOnly: 'info',
  quietHours: 24,
  aspirin: 'text-only',
  rules: {},
}

export const onTheList = (...concepts: readonly Concept[]): Partial<Facts> => ({
  conditions: read(...concepts.map((concept) => aCondition(concept))),
})

/** The decision of facts that are expected to speak. */
export function spoken(given: Facts, policy: Policy = defaults): Speaks {
  const decision = decide(given, policy)
  if (decision.kind !== 'speaks') throw new Error(`expected a card, got ${JSON.stringify(decision)}`)
  return decision
}
