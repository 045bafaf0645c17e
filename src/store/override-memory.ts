import type { AnsweredQuestion } from './events.ts'
import type { Override } from './writing.ts'

/** Ids are keyed hashes. */
interface MemoryQuestion extends Omit<AnsweredQuestion, 'quietHours' | 'now'> {
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** Overrides that may still silence a card, so that asking needs no database. */
export interface OverrideMemory {
  learn(overrides: readonly Override[]): void
  /** Whether a card at least as grave was overridden since then: overriding a milder card silences no graver one. */
  answers(question: MemoryQuestion): boolean
  forget(before: number): void
  isEmpty(): boolean
}

const ranks: Readonly<Record<string, number>> = { info: 0, warning: 1, critical: 2 }

const keyOf = ({ client, rule, patient, encounter }: Omit<MemoryQuestion, 'indicator' | 'since'>): string =>
  [client, rule, patient, encounter].join('\n')

/** @param most overrides kept; the ones heard of longest ago go first */
export function overrideMemory(most = 200_000): OverrideMemory {
  /** For each rank, when it was overridden last. */
  const memory = new Map<string, number[]>()
  return {
    learn(overrides) {
      for (const override of overrides) {
        const key = keyOf(override)
        const last = memory.get(key) ?? [0, 0, 0]
        const rank = ranks[override.indicator] ?? 0
        last[rank] = Math.max(last[rank] ?? 0, Date.parse(override.at))
        memory.delete(key)
        memory.set(key, last)
      }
      for (const key of memory.keys()) {
        if (memory.size <= most) break
        memory.delete(key)
      }
    },
    answers(question) {
      const last = memory.get(keyOf(question))
      return last?.slice(ranks[question.indicator] ?? 0).some((at) => at > 0 && at >= question.since) ?? false
    },
    forget(before) {
      for (const [key, last] of memory) if (Math.max(...last) < before) memory.delete(key)
    },
    isEmpty: () => memory.size === 0,
  }
}
