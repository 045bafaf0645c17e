import { randomUUID } from 'node:crypto'
import type { CallEvent, FeedbackEntry, ShownCard } from '../../src/store/events.ts'
import type { StoreOptions } from '../../src/store/store.ts'

/** A call that spoke; a test states only what differs. */
export function aCall(
  differs: Partial<CallEvent> & { readonly card?: ShownCard } = {},
): CallEvent & { readonly card: ShownCard } {
  return {
    at: '2026-03-02T10:00:00.000Z',
    hookInstance: randomUUID(),
    hook: 'order-sign',
    service: 'a-rule-order-sign',
    client: 'north',
    rule: 'a-rule',
    contentVersion: '1.0.0',
    patient: 'patient-77',
    encounter: 'encounter-77',
    outcome: 'spoke',
    notMine: false,
    row: '1',
    indicator: 'warning',
    evidence: [{ system: 'http://example.org/codes', code: 'A1' }],
    missing: [],
    options: [
      { alternative: 'walk', offered: true, recommended: true, rules: [] },
      { alternative: 'rest', offered: true, recommended: false, rules: [] },
      { alternative: 'swim', offered: false, recommended: false, rules: ['no-pool'] },
      { alternative: 'run', offered: false, recommended: false, rules: [] },
    ],
    ms: 12,
    reads: 1,
    card: {
      uuid: randomUUID(),
      suggestions: [
        { uuid: randomUUID(), alternative: 'walk' },
        { uuid: randomUUID(), alternative: 'rest' },
        { uuid: randomUUID() },
      ],
    },
    ...differs,
  }
}

/** A call that stayed silent. */
export function aSilence(differs: Partial<CallEvent> = {}): CallEvent {
  const { card: _card, row: _row, indicator: _indicator, ...call } = aCall()
  return { ...call, outcome: 'silent', because: 'another-reason', options: [], ...differs }
}

export function anOverride(card: string, differs: Partial<FeedbackEntry> = {}): FeedbackEntry {
  const reasons = [{ code: 'protocol' }]
  return { card, outcome: 'overridden', outcomeAt: '2026-03-02T10:00:20.000Z', suggestions: [], reasons, ...differs }
}

export function anAcceptance(card: string, suggestion: string, differs: Partial<FeedbackEntry> = {}): FeedbackEntry {
  return {
    card,
    outcome: 'accepted',
    outcomeAt: '2026-03-02T10:00:20.000Z',
    suggestions: [suggestion],
    reasons: [],
    ...differs,
  }
}

export interface Logged {
  readonly level: string
  readonly fields: object
  readonly message: string
}

/** Options of a store under test. `logged` collects what it says. */
export function storeOptions(
  differs: Partial<StoreOptions> & Pick<StoreOptions, 'dataDir'>,
  logged: Logged[] = [],
): StoreOptions {
  const at = (level: string) => (fields: object, message: string) => void logged.push({ level, fields, message })
  return {
    retentionDays: 400,
    storeComments: false,
    reasons: ['a-rule-order-sign', 'one'].flatMap((service) => [
      { service, system: 'urn:reasons', code: 'protocol', display: 'Institutional protocol or clinical trial' },
      { service, system: 'urn:reasons', code: 'benefit-risk', display: 'Benefit judged to outweigh risk (comment)' },
    ]),
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    now: () => new Date('2026-03-02T12:00:00.000Z'),
    ...differs,
  }
}
