import type { Need } from '../../cards/facts.ts'
import { bundle } from './a-call.ts'
import { condition, read, whole } from './a-prefetch.ts'
import { growthOf } from '../tools/growth.ts'

const searched = (query: string, ...resources: readonly object[]): object => ({
  ...bundle(...resources),
  link: [{ relation: 'self', url: `https://ehr.example.org/api/FHIR/R4/${query}` }],
})

it.each<readonly [Need, string, string]>([
  ['conditions', 'Condition?patient=p1&encounter=e1&category=encounter-diagnosis', 'encounter'],
  ['conditions', 'Condition?patient=p1&category=encounter-diagnosis', 'category'],
  ['conditions', 'Condition?patient=p1&encounter:Encounter=e1', 'encounter'],
  ['conditions', 'Condition?patient=p1&context=e1', 'context'],
  ['conditions', 'Condition?patient=p1&code:in=http://x', 'code'],
  ['medications', 'MedicationRequest?patient=p1&medication.code=6130', 'medication'],
  ['allergies', 'AllergyIntolerance?patient=p1&category=food', 'category'],
  ['medications', 'MedicationRequest?patient=p1&category=inpatient&status=active', 'category'],
  ['medications', 'MedicationRequest?patient=p1&authoredon=ge2026-01-01', 'authoredon'],
  ['conditions', 'Condition?patient=p1&_lastUpdated=ge2026-01-01', '_lastUpdated'],
  ['conditions', 'Condition?patient=p1&recorded-date=ge2026-01-01', 'recorded-date'],
  ['allergies', 'AllergyIntolerance?patient=p1&criticality=high', 'criticality'],
  // Epic's own example of a prefetch.
  ['medications', 'MedicationRequest?patient=p1&status=active', 'status'],
  ['medications', 'MedicationRequest?patient=p1&status=active,completed', 'status'],
  ['medications', 'MedicationRequest?patient=p1&status:not=completed,stopped', 'status'],
  ['medications', 'MedicationRequest?patient=p1&status:not=active', 'status'],
  ['medications', 'MedicationRequest?patient=p1&status=completed,stopped', 'status'],
  ['allergies', 'AllergyIntolerance?patient=p1&last-date=ge2026-01-01', 'last-date'],
  ['allergies', 'AllergyIntolerance?patient=p1&substance=http://x|1', 'substance'],
  // What patients take on their own account has the intent `plan` (US Core).
  ['medications', 'MedicationRequest?patient=p1&intent=order', 'intent'],
  ['medications', 'MedicationRequest?patient=p1&intent=plan', 'intent'],
  ['medications', 'MedicationRequest?patient=p1&intent:not=plan', 'intent'],
  ['conditions', 'Condition?patient=p1&clinical-status=inactive,resolved', 'clinical-status'],
  ['conditions', 'Condition?patient=p1&clinical-status:not=active', 'clinical-status'],
  ['allergies', 'AllergyIntolerance?patient=p1&clinical-status=resolved', 'clinical-status'],
  ['allergies', 'AllergyIntolerance?patient=p1&verification-status=confirmed', 'verification-status'],
  ['allergies', 'AllergyIntolerance?patient=p1&verification-status=unconfirmed', 'verification-status'],
  ['allergies', 'AllergyIntolerance?patient=p1&verification-status:not=unconfirmed', 'verification-status'],
  ['allergies', 'AllergyIntolerance?patient=p1&verification-status:not=confirmed', 'verification-status'],
  ['allergies', 'AllergyIntolerance?patient=p1&category:not=medication', 'category'],
  ['conditions', 'Condition?patient=p1&verification-status=provisional,differential', 'verification-status'],
  ['conditions', 'Condition?patient=p1&verification-status:not=confirmed', 'verification-status'],
  ['conditions', 'Condition?patient=p1&category:not=problem-list-item', 'category'],
  ['medications', 'MedicationRequest?patient=p1&category:not=community', 'category'],
])('does not take for the list of %s what %s found', (need, query, by) => {
  expect(read({ x: searched(query) }).supply(need)).toEqual({ ...whole, cut: `a search narrowed by "${by}"` })
})

it.each([
  'category=problem',
  'category=problem,health-concern',
  'category=http://snomed.info/sct|55607006',
  'category=',
  'encounter=',
  'category:not=x',
  'verification-status=confirmed,provisional',
  'verification-status:not=refuted,entered-in-error',
  'clinical-status=active',
  'clinical-status=http://terminology.hl7.org/CodeSystem/condition-clinical|active,resolved',
])('takes %s for the whole problem list', (query) => {
  expect(read({ x: searched(`Condition?patient=p1&${query}`) }).supply('conditions')).toEqual(whole)
})

it.each([
  'status=active,completed,stopped,on-hold',
  'intent=order,plan',
  'intent:not=proposal',
  'status=',
  'status:not=entered-in-error',
  '_count=9',
])('takes %s for the whole medication list', (query) => {
  expect(read({ x: searched(`MedicationRequest?patient=p1&${query}`) }).supply('medications')).toEqual(whole)
})

it('takes a part beside the list for what it is', () => {
  const part = searched('Condition?patient=p1&category=encounter-diagnosis&encounter=e1', condition('c1'))
  expect(read({ part }).supply('conditions')).toEqual({ ...whole, cut: 'a search narrowed by "encounter"' })
  for (const query of ['Condition?patient=p1', 'Condition?patient=p1&category=http%3A%2F%2Fx%7Cproblem-list-item'])
    expect(read({ part, list: searched(query) }).supply('conditions')).toEqual(whole)
  expect(read({ part, conditions: null }).supply('conditions')).toEqual(whole)
  const included = searched('Condition?patient=p1&encounter=e1', { resourceType: 'Encounter', id: 'e1' })
  expect(read({ included }).supply('encounter')).toEqual(whole)
})

it('reads a link in time that grows with its length', () => {
  const work = (size: number) => () =>
    void read({ x: searched(`Condition?${'a&'.repeat(size)}encounter=e1`) }).supply('conditions')
  expect(growthOf(work, 20_000, 200_000)).toBeLessThan(1.5)
})

it('reads what stands behind many parameters without a value', () => {
  const query = `Condition?${'a&=&b=&'.repeat(100)}encounter=e1`
  expect(read({ x: searched(query) }).supply('conditions')).toEqual({
    ...whole,
    cut: 'a search narrowed by "encounter"',
  })
})
