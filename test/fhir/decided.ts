import type { Decision } from '../../cards/guidance.ts'
import { ivKetamineForMigraine } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { evaluate } from '../../src/evaluate.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { Policies } from '../../src/policies.ts'
import { aCall, bundle, type Call, connectTo } from './a-call.ts'

const policies = new Policies([ivKetamineForMigraine])

/** The decision of a call whose prefetch is complete: a patient of 41 with nothing on record, but for what is given. */
export async function decided(call: Call, gender: 'female' | 'male'): Promise<Decision> {
  const prefetch = {
    patient: { resourceType: 'Patient', id: 'p1', birthDate: '1985-01-01', gender },
    conditions: bundle(),
    allergies: bundle(),
    medications: bundle(),
    administrations: bundle(),
    observations: bundle(),
    ...(call.prefetch as object | undefined),
  }
  const openChart = makeOpenChart({ connect: connectTo(call.server), deadlineMs: 300 })
  const asked = { ...aCall({ ...call, prefetch }), guidance: ivKetamineForMigraine }
  const { decision } = await evaluate(asked, openChart, (card, caller) => policies.for(card, caller))
  return decision
}
