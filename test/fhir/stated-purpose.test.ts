import { ivKetamineForMigraine } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { evaluate } from '../../src/evaluate.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { Policies } from '../../src/policies.ts'
import { aCall, aDraft, bundle, type Call } from './a-call.ts'

/** From the request to the purpose: what an order, an encounter or a problem says of it, wherever FHIR lets it be said. */

const migraine = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }] }
const policies = new Policies([ivKetamineForMigraine])
const openChart = makeOpenChart({ connect: () => ({ why: 'no FHIR server is named' }), deadlineMs: 300 })

/** A draft of 20 mg IV without a reason. */
const ketamine = (over: object = {}, dosage: object = {}): object =>
  aDraft({
    reasonCode: [],
    medicationCodeableConcept: { text: 'ketamine' },
    dosageInstruction: [
      { route: { text: 'IV' }, doseAndRate: [{ doseQuantity: { value: 20, unit: 'mg' } }], ...dosage },
    ],
    ...over,
  })
const encounter = (over: object = {}): object => ({
  resourceType: 'Encounter',
  id: 'e1',
  status: 'in-progress',
  class: { code: 'EMER' },
  subject: { reference: 'Patient/p1' },
  ...over,
})
const condition = (over: object): object => ({
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/p1' },
  ...over,
})

async function verdict({ prefetch = {}, drafts = [ketamine()] }: Call): Promise<string> {
  const whole = {
    patient: { resourceType: 'Patient', id: 'p1', birthDate: '1985-01-01', gender: 'female' },
    encounter: encounter({ reasonCode: [migraine] }),
    conditions: bundle(),
    allergies: bundle(),
    medications: bundle(),
    administrations: bundle(),
    observations: bundle(),
    ...(prefetch as object),
  }
  const call = aCall({ drafts, prefetch: whole, context: { encounterId: 'e1' } })
  const { decision } = await evaluate({ ...call, guidance: ivKetamineForMigraine }, openChart, (card, caller) =>
    policies.for(card, caller),
  )
  if (decision.kind === 'silent') return decision.because
  return decision.kind === 'speaks' ? `row ${decision.row}` : 'undecided'
}

it('speaks of an order without a reason in a migraine encounter', async () => {
  expect(await verdict({})).toBe('row 2')
})

describe('an order that says another purpose', () => {
  it.each<[string, object, object]>([
    ['as needed for it', {}, { asNeededCodeableConcept: { text: 'procedural sedation' } }],
    ['as needed for agitation', {}, { asNeededBoolean: true, asNeededFor: [{ text: 'agitation' }] }],
    ['an additional instruction', {}, { additionalInstruction: [{ text: 'for procedural sedation' }] }],
    ['its display', {}, { additionalInstruction: [{ coding: [{ display: 'For RSI' }] }] }],
    ['additional instructions of STU3', {}, { additionalInstructions: [{ text: 'for procedural sedation' }] }],
    ['the route', {}, { route: { text: 'PCA - IV' } }],
    ['the method', {}, { method: { text: 'PCA' } }],
    ['a note', { note: [{ text: 'For procedural sedation' }] }, {}],
    ['a note of DSTU2', { note: 'For procedural sedation' }, {}],
  ])('in %s is silent', async (_, over, dosage) => {
    expect(await verdict({ drafts: [ketamine(over, dosage)] })).toBe('competing-indication')
  })

  it.each<[string, object, object]>([
    ['what it is needed for', {}, { asNeededCodeableConcept: { text: 'migraine' } }],
    ['pain', {}, { asNeededCodeableConcept: { text: 'severe pain' } }],
    ['what to watch', { note: [{ text: 'Monitor for sedation every 15 minutes' }] }, {}],
    ['an instruction', {}, { additionalInstruction: [{ text: 'Hold for excessive sedation' }] }],
  ])('speaks with %s', async (_, over, dosage) => {
    expect(await verdict({ drafts: [ketamine(over, dosage)] })).toBe('row 2')
  })
})

describe('an anaesthetic dose', () => {
  const dosed = (name: string, value: number, unit: string): object =>
    ketamine({ medicationCodeableConcept: { text: name } }, { doseAndRate: [{ doseQuantity: { value, unit } }] })
  it.each<[string, number, string]>([
    ['ketamine 10 MG/ML Injectable Solution', 10, 'mL'],
    ['ketamine 50 MG/ML Injectable Solution', 2, 'ml'],
    ['ketamine 500 mg/10 mL vial', 2, 'milliliter'],
  ])('in millilitres: %s, %d %s', async (name, value, unit) => {
    expect(await verdict({ drafts: [dosed(name, value, unit)] })).toBe('competing-indication')
    expect(await verdict({ drafts: [dosed(name, value / 10, unit)] })).toBe('row 2')
  })
  it.each(['Ketamine 0.1 g IVP', '100 milligrams IVP', '100 mgs IVP', '0.1 grams IV push'])(
    'in words: %s',
    async (text) => {
      expect(await verdict({ drafts: [ketamine({}, { text, doseAndRate: [] })] })).toBe('competing-indication')
    },
  )
})

describe('the antidepressant regimen', () => {
  const overForty = ketamine({}, { text: '0.5 mg/kg IV over 40 minutes', doseAndRate: [] })
  const active = { coding: [{ code: 'active' }] }
  it.each(['Major depressive disorder, recurrent, severe', 'Depression', 'Treatment-resistant depression', 'MDD'])(
    'with %s in words is silent',
    async (text) => {
      const conditions = bundle(condition({ clinicalStatus: active, code: { text } }))
      expect(await verdict({ drafts: [overForty], prefetch: { conditions } })).toBe('competing-indication')
    },
  )
  it.each(['Respiratory depression', 'ST depression', 'No depression', 'Bone marrow depression'])(
    'with %s speaks',
    async (text) => {
      const conditions = bundle(condition({ clinicalStatus: active, code: { text } }))
      expect(await verdict({ drafts: [overForty], prefetch: { conditions } })).toBe('row 2')
    },
  )
})

describe('where the encounter takes place', () => {
  it.each(['Level I Trauma Center ED visit', 'Emergency & Trauma Services', 'Infusion procedure visit', 'Burn center'])(
    'is no purpose: %s',
    async (text) => {
      const given = { encounter: encounter({ reasonCode: [migraine], serviceType: { text } }) }
      expect(await verdict({ prefetch: given })).toBe('row 2')
      expect(await verdict({ prefetch: { encounter: encounter({ reasonCode: [migraine], type: [{ text }] }) } })).toBe(
        'row 2',
      )
    },
  )
  it.each(['Anesthesia', 'Procedural sedation', 'Operating room', 'Ketamine clinic for depression'])(
    'is one: %s',
    async (text) => {
      const given = { encounter: encounter({ reasonCode: [migraine], serviceType: { text } }) }
      expect(await verdict({ prefetch: given })).toBe('competing-indication')
    },
  )
})

describe('a diagnosis of the encounter', () => {
  const diagnosed = (code: string, display: string): object => ({
    conditions: bundle(
      condition({
        category: [{ coding: [{ code: 'encounter-diagnosis' }] }],
        encounter: { reference: 'Encounter/e1' },
        code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code, display }] },
      }),
    ),
  })
  it.each([
    ['M81.0', 'Age-related osteoporosis without current pathological fracture'],
    ['Z87.81', 'Personal history of (healed) traumatic fracture'],
    ['Z13.31', 'Encounter for screening for depression'],
    ['D57.3', 'Sickle-cell trait'],
    ['D57.1', 'Sickle-cell disease without crisis'],
    ['Z53.09', 'Procedure and treatment not carried out because of other contraindication'],
  ])('is no other purpose: %s %s', async (code, display) => {
    expect(await verdict({ prefetch: diagnosed(code, display) })).toBe('row 2')
  })
  it.each([
    ['S52.501A', 'Unspecified fracture of the lower end of right radius, initial encounter'],
    ['D57.00', 'Hb-SS disease with crisis, unspecified'],
    ['X99', 'Sickle cell anemia with vaso-occlusive crisis'],
    ['X99', 'Sickle-cell pain crisis'],
  ])('is another purpose: %s %s', async (code, display) => {
    expect(await verdict({ prefetch: diagnosed(code, display) })).toBe('competing-indication')
  })
})

describe('a migraine of the problem list without a status', () => {
  const listed = (over: object): Call => ({
    prefetch: { encounter: encounter(), conditions: bundle(condition({ code: migraine, ...over })) },
  })
  it.each<[string, object]>([
    ['a date', { abatementDateTime: '2015-01-01' }],
    ['the end of a period', { abatementPeriod: { start: '2014-01-01', end: '2015' } }],
    ['words', { abatementString: 'years ago' }],
  ])('that ended by %s is over', async (_, over) => {
    expect(await verdict(listed(over))).toBe('no-migraine-evidence')
  })
  it('that ends in time to come is not', async () => {
    expect(await verdict(listed({ abatementDateTime: '2999-01-01' }))).toBe('row 3')
    expect(await verdict(listed({}))).toBe('row 3')
  })
  it.each(['Entered in Error', 'entered-in-error', 'ENTERED IN ERROR '])('%s was never one', async (text) => {
    expect(await verdict(listed({ verificationStatus: { text } }))).toBe('no-migraine-evidence')
  })
})

describe('a diet among the drafts', () => {
  const diet = (text: string): object => ({
    resourceType: 'NutritionOrder',
    id: 'n1',
    status: 'draft',
    intent: 'order',
    patient: { reference: 'Patient/p1' },
    oralDiet: { type: [{ text }] },
  })
  const forMigraine = ketamine({ reasonCode: [migraine] })
  it.each(['NPO', 'Nothing by mouth'])('of %s leaves the oral forms out', async (text) => {
    expect(await verdict({ drafts: [forMigraine, diet(text)] })).toBe('row 1n')
  })
  it('of another kind does not', async () => {
    expect(await verdict({ drafts: [forMigraine, diet('Cardiac diet')] })).toBe('row 1')
  })
})
