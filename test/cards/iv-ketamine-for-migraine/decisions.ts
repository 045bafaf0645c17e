import type { Concept, Facts, Order, Patient } from '../../../cards/facts.ts'
import type { Decision, Speaks } from '../../../cards/guidance.ts'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import type { Policy } from '../../../cards/iv-ketamine-for-migraine/policy.ts'
import { aCondition, anEncounter, anIvKetamineOrder, aReason, facts, intravenous, migraine, read } from './builders.ts'

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

export function speaking(decision: Decision): Speaks {
  if (decision.kind !== 'speaks') throw new Error(`expected a card, got ${JSON.stringify(decision)}`)
  return decision
}

/** The decision of facts that are expected to speak. */
export const spoken = (given: Facts, policy: Policy = defaults): Speaks => speaking(decide(given, policy))

export const detail = (given: Facts): string => spoken(given).card.detail

/** An IV ketamine draft for migraine that differs, on a chart that differs. */
export const ordered = (over: Partial<Order> = {}, more: Partial<Facts> = {}): Facts =>
  facts({ orders: [anIvKetamineOrder(over)], ...more })

export const reason = (...concepts: readonly Concept[]): Partial<Order> => ({
  reasons: concepts.map((one) => aReason(one)),
})
export const noReason: Partial<Order> = { reasons: [] }

export const woman = (birthDate = '1990-01-01'): Partial<Facts> => ({
  patient: read<Patient>({ birthDate, sex: 'female' }),
})

/** In an emergency encounter for these reasons. */
export const at = (...concepts: readonly Concept[]): Partial<Facts> => ({
  encounter: read(anEncounter({ reasons: concepts.map((one) => aReason(one)) })),
})

/** A draft that states no reason, in an emergency encounter for migraine. */
export const atMigraine = (over: Partial<Order>, more: Partial<Facts> = {}): Facts =>
  ordered({ reasons: [], ...over }, { ...at(migraine), ...more })

/** Ordered by vein, in these words. */
export const sig = (text: string): Partial<Order> => ({ dosages: [{ route: intravenous, text }] })

/** The alternatives that can be ordered with one click, best first. */
export const offered = (given: Facts): readonly (string | undefined)[] =>
  spoken(given).card.suggestions.flatMap(({ prescribe, alternative }) => (prescribe === undefined ? [] : [alternative]))

/** Why it is silent, the row of the card, or what is missing. */
export function outcomeOf(decision: Decision): string {
  if (decision.kind === 'silent') return decision.because
  return decision.kind === 'speaks' ? `row ${decision.row}` : `undecided: ${decision.missing.join()}`
}

export const verdict = (given: Facts, policy: Policy = defaults): string => outcomeOf(decide(given, policy))
