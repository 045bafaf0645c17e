import type { Decision } from '../../cards/guidance.ts'
import { ivKetamineForMigraine } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { evaluate } from '../../src/evaluate.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { Policies } from '../../src/policies.ts'
import { aCall } from './a-call.ts'
import { samePatient } from './same-patient/index.ts'

/** The same patient as in the other tests, with another drug ordered for another reason. */
function withKetamineForMigraine<T>(told: T): T {
  const written = JSON.stringify(told)
    .replaceAll('"866924"', '"6130"')
    .replaceAll('"6918"', '"6130"')
    .replaceAll('Metoprolol tartrate 25 MG', 'ketamine')
    .replaceAll('Metoprolol', 'ketamine')
    .replaceAll('"385055001"', '"385219001"')
    .replaceAll('"Tablet"', '"Solution for injection"')
    .replaceAll('"I10"', '"G43.909"')
    .replaceAll('Hypertension', 'Migraine')
  return JSON.parse(written) as T
}

async function decisionOn(version: keyof typeof samePatient): Promise<Decision> {
  const { drafts, prefetch } = withKetamineForMigraine(samePatient[version])
  const guidance = ivKetamineForMigraine
  const policies = new Policies([guidance])
  const openChart = makeOpenChart({ connect: () => ({ why: 'no FHIR server is named' }), deadlineMs: 300 })
  const call = { ...aCall({ drafts, prefetch, context: { encounterId: 'e1' } }), guidance }
  const { decision } = await evaluate(call, openChart, (card, caller) => policies.for(card, caller))
  return JSON.parse(JSON.stringify(decision).replaceAll('MedicationOrder/', 'MedicationRequest/')) as Decision
}

it('decides in R4 with screened alternatives', async () => {
  const decision = await decisionOn('R4')
  expect(decision).toMatchObject({ kind: 'speaks', row: '1', missing: [] })
  if (decision.kind !== 'speaks') return
  expect(decision.card.suggestions.length).toBeGreaterThan(1)
})

it.each(['DSTU2', 'STU3', 'R5'] as const)('decides the same in %s, word for word', async (version) => {
  expect(await decisionOn(version)).toEqual(await decisionOn('R4'))
})
