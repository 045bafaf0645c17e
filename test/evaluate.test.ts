import type { Drug } from '../cards/facts.ts'
import type { Guidance, Silent } from '../cards/guidance.ts'
import { evaluate, passedOver } from '../src/evaluate.ts'
import type { OpenChart } from '../src/fhir/chart.ts'
import { makeOpenChart } from '../src/fhir/open-chart.ts'
import { aCall, aDraft, type Call } from './fhir/a-call.ts'

const silence: Silent = { kind: 'silent', because: 'other-drug', notMine: true }
const chart = makeOpenChart({ connect: () => ({ why: 'no FHIR server is named' }), deadlineMs: 50 })

/** How often the chart was opened, and what triage was asked. */
async function opened(differs: Call, concerns: Guidance['concerns']) {
  const seen = { charts: 0, orders: -1, procedures: -1 }
  const call = aCall(differs)
  const guidance: Guidance = {
    ...call.guidance,
    ...(concerns === undefined ? {} : { concerns }),
    triage({ orders, procedures }) {
      seen.orders = orders.length
      seen.procedures = procedures.length
      return silence
    },
  }
  const openChart: OpenChart = (one) => {
    seen.charts += 1
    return chart(one)
  }
  const asked = { ...call, guidance }
  const { decision } = passedOver(asked, () => ({})) ?? (await evaluate(asked, openChart, () => ({})))
  expect(decision).toBe(silence)
  return seen
}

const isAspirin = ({ concept }: Drug): boolean => concept.text === 'Aspirin'
const another = aDraft({ id: 'draft-2', medicationCodeableConcept: { text: 'Aspirin' } })
const byReference = (reference: object) =>
  aDraft({ medicationCodeableConcept: undefined, medicationReference: reference })

it('opens no chart where every draft says by itself that it is another drug', async () => {
  expect(await opened({}, isAspirin)).toEqual({ charts: 0, orders: 0, procedures: 0 })
})

it.each<[string, Call]>([
  ['one of several drafts is', { drafts: [aDraft(), another] }],
  ['a draft under no review is', { drafts: [{ ...another, status: 'completed' }] }],
])('opens the chart where %s the drug', async (_, call) => {
  expect(await opened(call, isAspirin)).toMatchObject({ charts: 1, orders: call.drafts?.length })
})

it.each<[string, object]>([
  ['a reference alone', { reference: 'Medication/m1' }],
  ['a reference with the words of another drug', { reference: 'Medication/m1', display: 'Metoprolol' }],
])('opens the chart where a draft has %s', async (_, reference) => {
  expect((await opened({ drafts: [byReference(reference)] }, isAspirin)).charts).toBe(1)
})

it('finds the drug in the Medication that a draft refers to', async () => {
  const contained = [{ resourceType: 'Medication', id: 'm1', code: { text: 'Aspirin' } }]
  const draft = { ...byReference({ reference: '#m1' }), contained }
  expect(await opened({ drafts: [draft] }, isAspirin)).toMatchObject({ charts: 1, orders: 1 })
})

it.each<[string, Call, string]>([
  ['such an order', { drafts: [{ ...another, subject: { reference: 'Patient/p2' } }] }, 'order-of-another-patient'],
  ['another order', { drafts: [aDraft({ subject: { reference: 'Patient/p2' } }), another] }, 'other-drug'],
  [
    'an order that is under no review',
    { drafts: [{ ...another, status: 'completed', subject: { reference: 'Patient/p2' } }] },
    'other-drug',
  ],
])('tells of %s that was left out as another patient’s', async (_, call, because) => {
  const { guidance, ...rest } = aCall(call)
  const about: Guidance = { ...guidance, concerns: isAspirin, triage: () => silence }
  const { decision } = await evaluate({ ...rest, guidance: about }, chart, () => ({}))
  expect(decision).toEqual(because === 'other-drug' ? silence : { kind: 'silent', because })
})

it('opens the chart for a recommendation that says of no drug that it is none of its business', async () => {
  const procedure = { resourceType: 'ServiceRequest', id: 's1', status: 'draft', code: { text: 'Head CT' } }
  expect(await opened({ drafts: [procedure] }, undefined)).toEqual({ charts: 1, orders: 0, procedures: 1 })
})
