import type { Decision } from '../../cards/guidance.ts'
import { ivKetamineForMigraine } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { evaluate, passedOver, type PoliciesFor } from '../../src/evaluate.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { Policies } from '../../src/policies.ts'
import { aCall, aDraft, bundle, type Call, connectTo } from './a-call.ts'

export { outcomeOf, speaking } from '../cards/iv-ketamine-for-migraine/decisions.ts'

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
  const policiesFor: PoliciesFor = (card, caller) => policies.for(card, caller)
  const { decision } = passedOver(asked, policiesFor) ?? (await evaluate(asked, openChart, policiesFor))
  return decision
}

/** A draft of 20 mg of ketamine IV without a reason. */
export const anIvKetamineDraft = (over: object = {}, dosage: object = {}): object =>
  aDraft({
    medicationCodeableConcept: { text: 'ketamine' },
    dosageInstruction: [
      { route: { text: 'IV' }, doseAndRate: [{ doseQuantity: { value: 20, unit: 'mg' } }], ...dosage },
    ],
    ...over,
  })

/** A reason in ICD-10-CM. */
export const icd = (code: string): object => ({ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] })

/** The same in SNOMED CT. */
export const sct = (code: string, display?: string): object => ({
  coding: [{ system: 'http://snomed.info/sct', code, ...(display === undefined ? {} : { display }) }],
})

/** An encounter of the patient in the emergency department. */
export const anEncounter = (over: object = {}): object => ({
  resourceType: 'Encounter',
  id: 'e1',
  status: 'in-progress',
  class: { code: 'EMER' },
  subject: { reference: 'Patient/p1' },
  ...over,
})
