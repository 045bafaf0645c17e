import type { Guidance } from '../../cards/guidance.ts'

/** A recommendation that says nothing, for tests of the trunk: each states only what differs. */
export function aGuidance(differs: Partial<Guidance> & { readonly reviewBy?: string } = {}): Guidance {
  const { reviewBy = '2099-01-01', ...rest } = differs
  return {
    id: 'a-recommendation',
    title: 'A recommendation',
    description: 'Says nothing',
    version: '1.2.3',
    topic: { system: 'urn:topic', code: 'a', display: 'A' },
    overrideReasonSystem: 'urn:reasons',
    overrideReasons: [],
    hooks: ['order-select', 'order-sign'],
    needs: [],
    observationCodes: [],
    daysBack: { observations: 365, administrations: 3 },
    usageRequirements: 'None',
    about: {
      statement: '',
      strength: '',
      developer: '',
      funding: '',
      released: '2026-01-01',
      reviewedOn: '2026-01-01',
      reviewBy,
      citations: [],
      limits: [],
    },
    policies: {},
    triage: () => ({ kind: 'silent', because: 'not-mine', notMine: true }),
    decide: () => ({ kind: 'silent', because: 'not-mine', notMine: true }),
    ...rest,
  } as Guidance
}
