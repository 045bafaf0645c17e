import type { Speaks } from '../../cards/guidance.ts'
import { ivKetamineForMigraine } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { evaluate } from '../../src/evaluate.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { Policies } from '../../src/policies.ts'
import { aCall, aDraft, bundle, type Call } from './a-call.ts'

/** From the request to what it excludes: a contraindication in a shape that clients send is not lost on the way. */

const ketamine = aDraft({
  medicationCodeableConcept: { text: 'ketamine' },
  dosageInstruction: [{ text: 'IV once', doseAndRate: [{ doseQuantity: { value: 20, unit: 'mg' } }] }],
  reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }] }],
})
const policies = new Policies([ivKetamineForMigraine])
const openChart = makeOpenChart({ connect: () => ({ why: 'no FHIR server is named' }), deadlineMs: 300 })

async function spoken({ prefetch = {}, drafts = [] }: Call): Promise<Speaks> {
  const whole = {
    patient: { resourceType: 'Patient', id: 'p1', birthDate: '1985-01-01', gender: 'male' },
    conditions: bundle(),
    allergies: bundle(),
    medications: bundle(),
    administrations: bundle(),
    observations: bundle(),
    ...(prefetch as object),
  }
  const call = { ...aCall({ drafts: [ketamine, ...drafts], prefetch: whole }), guidance: ivKetamineForMigraine }
  const { decision } = await evaluate(call, openChart, (card, caller) => policies.for(card, caller))
  if (decision.kind !== 'speaks') throw new Error(`expected a card, got ${JSON.stringify(decision)}`)
  return decision
}

/** The rules that leave an alternative out. */
const excluded = ({ options }: Speaks, agent: string): readonly string[] =>
  (options.find(({ alternative }) => alternative === agent)?.remarks ?? [])
    .filter(({ effect }) => effect === 'excluded')
    .map(({ rule }) => rule)

const order = (name: string, over: object = {}): object => ({
  resourceType: 'MedicationRequest',
  id: 'on-chart',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  authoredOn: '2025-06-01',
  medicationCodeableConcept: { text: name },
  ...over,
})

const contraindicated = [
  ['warfarin', 'ibuprofen', 'nsaid-anticoagulant'],
  ['phenelzine', 'sumatriptan-po', 'triptan-maoi'],
  ['itraconazole', 'rimegepant', 'gepant-cyp3a4-strong-inhibitor'],
] as const

describe('a drug that is taken', () => {
  it.each(contraindicated)('%s excludes though it may no longer be dispensed', async (name, agent, rule) => {
    const ended = order(name, { dispenseRequest: { validityPeriod: { start: '2025-06-01', end: '2025-12-01' } } })
    expect(excluded(await spoken({ prefetch: { medications: bundle(ended) } }), agent)).toContain(rule)
    expect(excluded(await spoken({}), agent)).not.toContain(rule)
  })

  it.each(contraindicated.slice(0, 2))(
    '%s excludes though a draft of its order stops it',
    async (name, agent, rule) => {
      for (const over of [{ status: 'stopped' }, { status: 'cancelled' }, { status: 'active', doNotPerform: true }]) {
        const call = { prefetch: { medications: bundle(order(name)) }, drafts: [order(name, over)] }
        expect(excluded(await spoken(call), agent)).toContain(rule)
      }
    },
  )
})
