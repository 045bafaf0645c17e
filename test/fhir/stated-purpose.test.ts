import { aDraft, bundle, type Call } from './a-call.ts'
import { anEncounter, anIvKetamineDraft, decided, icd, outcomeOf } from './decided.ts'

/** From the request to the purpose: what an order, an encounter or a problem says of it, wherever FHIR lets it be said. */

const migraine = icd('G43.909')
const condition = (over: object): object => ({
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/p1' },
  ...over,
})

async function verdict({ prefetch = {}, drafts = [anIvKetamineDraft()] }: Call): Promise<string> {
  const given = { encounter: anEncounter({ reasonCode: [migraine] }), ...(prefetch as object) }
  const decision = await decided({ drafts, prefetch: given, context: { encounterId: 'e1' } }, 'female')
  return outcomeOf(decision)
}

it('speaks of an order without a reason in a migraine encounter', async () => {
  expect(await verdict({})).toBe('row 2')
})

it.each<[string, object, string]>([
  ['words beside an identifier', { identifier: { value: '7' }, display: 'Migraine' }, 'row 1'],
  ['words alone', { display: 'Migraine' }, 'row 1'],
  ['words of something else', { display: 'Ankle fracture' }, 'other-reason-on-order'],
  ['words of a reference that leads nowhere', { reference: 'Condition/gone', display: 'Migraine' }, 'row 1'],
  ['an identifier alone, which is no reason', { identifier: { value: '7' } }, 'row 2'],
])('takes for the reason of an order %s', async (_, reference, row) => {
  expect(await verdict({ drafts: [anIvKetamineDraft({ reasonReference: [reference] })] })).toBe(row)
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
    expect(await verdict({ drafts: [anIvKetamineDraft(over, dosage)] })).toBe('competing-indication')
  })

  it.each<[string, object, object]>([
    ['pain', {}, { asNeededCodeableConcept: { text: 'severe pain' } }],
    ['what to watch', { note: [{ text: 'Monitor for sedation every 15 minutes' }] }, {}],
    ['an instruction', {}, { additionalInstruction: [{ text: 'Hold for excessive sedation' }] }],
    ['the name of a way', {}, { method: { coding: [{ display: 'Intravenous infusion (procedure)' }] } }],
    ['a way by procedure', {}, { route: { text: 'IV push per procedure' } }],
    [
      'what is monitored',
      {},
      { additionalInstruction: [{ coding: [{ display: 'Vital signs monitoring (procedure)' }] }] },
    ],
  ])('speaks with %s', async (_, over, dosage) => {
    expect(await verdict({ drafts: [anIvKetamineDraft(over, dosage)] })).toBe('row 2')
  })

  it.each(['migraine', 'migraine with agitation'])('speaks for itself where it is needed for %s', async (text) => {
    const drafts = [anIvKetamineDraft({}, { asNeededCodeableConcept: { text } })]
    expect(await verdict({ drafts })).toBe('row 1')
    expect(await verdict({ drafts, prefetch: {} })).toBe('row 1')
  })
})

describe('a note that speaks of care', () => {
  it.each([
    'May cause sedation',
    'Sedation precautions',
    'Assess sedation',
    'Call MD for sedation',
    'hold for over-sedation',
    'Stop infusion for increased sedation',
    'monitor BP, sedation q15min',
    'Monitor for respiratory depression and sedation',
    'Side effects: sedation',
    'Additive sedation with opioids',
    'Do not use for procedural sedation',
    'Patient instructed on procedure',
    'per PSA policy',
    'procedure: infuse over 30 min',
    'Follow ketamine administration policy/procedure',
    'IV start procedure explained',
    'PCA discontinued',
    'Last PSA 2.1 (prostate)',
  ])('says no purpose: %s', async (text) => {
    expect(await verdict({ drafts: [anIvKetamineDraft({ note: [{ text }] })] })).toBe('row 2')
    expect(await verdict({ drafts: [anIvKetamineDraft({}, { additionalInstruction: [{ text }] })] })).toBe('row 2')
  })
  it.each(['For RSI', 'indication: procedural sedation', 'Procedural sedation', 'Use for sedation during reduction'])(
    'says one: %s',
    async (text) => {
      expect(await verdict({ drafts: [anIvKetamineDraft({ note: [{ text }] })] })).toBe('competing-indication')
    },
  )
})

describe('an anaesthetic dose', () => {
  const dosed = (name: string, value: number, unit: string): object =>
    anIvKetamineDraft(
      { medicationCodeableConcept: { text: name } },
      { doseAndRate: [{ doseQuantity: { value, unit } }] },
    )
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
      expect(await verdict({ drafts: [anIvKetamineDraft({}, { text, doseAndRate: [] })] })).toBe('competing-indication')
    },
  )
})

describe('a dose that is none of an anaesthetic', () => {
  const written = (text: string): object => anIvKetamineDraft({}, { text, doseAndRate: [] })
  it.each([
    'IV via 20G cannula: ketamine 20 mg',
    'Use 20 G IV. 20 mg IV push',
    '18g IV access, ketamine 0.2 mg/kg',
    'after magnesium sulfate 2 g IV, give ketamine 20 mg IV',
    'with 5 g dextrose, ketamine 20 mg',
  ])('beside grams of something else: %s', async (text) => {
    expect(await verdict({ drafts: [written(text)] })).toBe('row 2')
  })
  it.each([
    '10 mg/hr IV continuous infusion',
    '0.1 mg/kg/h IV continuous infusion',
    'IV at 10 mL/hr',
    'IV continuous',
    'infuse over four hours',
  ])('in a bag that runs: %s', async (text) => {
    const bag = anIvKetamineDraft(
      { medicationCodeableConcept: { text: 'ketamine 1 MG/ML' } },
      { text, doseAndRate: [{ doseQuantity: { value: 100, unit: 'mL' } }] },
    )
    expect(await verdict({ drafts: [bag] })).toBe('row 2')
  })
})

describe('the antidepressant regimen', () => {
  const overForty = anIvKetamineDraft({}, { text: '0.5 mg/kg IV over 40 minutes', doseAndRate: [] })
  const active = { coding: [{ code: 'active' }] }
  it.each(['Major depressive disorder, recurrent, severe', 'Depression', 'Treatment-resistant depression', 'MDD'])(
    'with %s in words is silent',
    async (text) => {
      const conditions = bundle(condition({ clinicalStatus: active, code: { text } }))
      expect(await verdict({ drafts: [overForty], prefetch: { conditions } })).toBe('competing-indication')
    },
  )
  it.each([
    'Respiratory depression',
    'ST depression',
    'S-T depression',
    'No depression',
    'Bone marrow depression',
    'Depression screening negative',
    'Screening for depression',
    'PHQ-9 depression screen',
    'Depression risk',
    'Cortical spreading depression',
    'Depression of left orbital floor fracture',
    'Major depression in remission',
  ])('with %s speaks', async (text) => {
    const conditions = bundle(condition({ clinicalStatus: active, code: { text } }))
    expect(await verdict({ drafts: [overForty], prefetch: { conditions } })).toBe('row 2')
  })
})

describe('where the encounter takes place', () => {
  it.each(['Level I Trauma Center ED visit', 'Emergency & Trauma Services', 'Infusion procedure visit', 'Burn center'])(
    'is no purpose: %s',
    async (text) => {
      const given = { encounter: anEncounter({ reasonCode: [migraine], serviceType: { text } }) }
      expect(await verdict({ prefetch: given })).toBe('row 2')
      expect(
        await verdict({ prefetch: { encounter: anEncounter({ reasonCode: [migraine], type: [{ text }] }) } }),
      ).toBe('row 2')
    },
  )
  it.each([
    'Anesthesia',
    'Procedural sedation',
    'Operating room',
    'Ketamine clinic for depression',
    'Fracture reduction',
    'CRPS infusion',
    'Cancer pain service',
    'Sickle cell crisis infusion',
    'Status epilepticus',
    'Burn dressing change',
    'Trauma activation level 1',
    'Post-operative recovery',
  ])('is one: %s', async (text) => {
    const given = { encounter: anEncounter({ reasonCode: [migraine], serviceType: { text } }) }
    expect(await verdict({ prefetch: given })).toBe('competing-indication')
  })
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
    ['X99', 'sickle cell anemia, pain crisis'],
    ['X99', 'Sickle cell disease; painful crisis'],
    ['X99', 'Sickle-cell thalassemia, unspecified, with crisis'],
    ['X99', 'Acute chest syndrome due to sickle cell disease'],
    ['X99', 'history of migraine and fracture of radius'],
    ['X99', 'hx of migraine with acute wrist fracture'],
    ['X99', 'history of present illness: fracture of the radius'],
    ['X99', 'Hx of falls - dislocation of shoulder'],
    ['X99', 'history of depression with worsening suicidal ideation'],
    ['X99', 'Hx of PTSD now agitated'],
    ['X99', 'history of epilepsy in status epilepticus'],
    ['X99', 'risk for aspiration - intubated'],
    ['X99', 'without fracture: dislocation of shoulder'],
    ['X99', 'At risk for suicide (finding)'],
  ])('is another purpose: %s %s', async (code, display) => {
    expect(await verdict({ prefetch: diagnosed(code, display) })).toBe('competing-indication')
  })
})

describe('a migraine of the problem list without a status', () => {
  const listed = (over: object): Call => ({
    prefetch: { encounter: anEncounter(), conditions: bundle(condition({ code: migraine, ...over })) },
  })
  it.each<[string, object]>([
    ['a date', { abatementDateTime: '2015-01-01' }],
    ['the end of a period', { abatementPeriod: { start: '2014-01-01', end: '2015' } }],
    ['words', { abatementString: 'years ago' }],
  ])('that ended by %s is over', async (_, over) => {
    expect(await verdict(listed(over))).toBe('no-migraine-evidence')
  })
  it.each<[string, object]>([
    ['in time to come', { abatementDateTime: '2999-01-01' }],
    ['in a year that stands for none', { abatementDateTime: '1900-01-01' }],
    ['at the beginning of time', { abatementDateTime: '1970-01-01' }],
    ['before it began', { onsetDateTime: '2020-05-01', abatementDateTime: '2015-01-01' }],
    ['before it was recorded', { recordedDate: '2020-05-01', abatementDateTime: '2015-01-01' }],
    ['in a period without an end', { abatementPeriod: { start: '2014-01-01' } }],
  ])('that ends %s is not', async (_, over) => {
    expect(await verdict(listed(over))).toBe('row 3')
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
  const forMigraine = anIvKetamineDraft({ reasonCode: [migraine] })
  it.each(['NPO', 'Nothing by mouth'])('of %s leaves the oral forms out', async (text) => {
    expect(await verdict({ drafts: [forMigraine, diet(text)] })).toBe('row 1n')
  })
  it.each(['revoked', 'entered-in-error'])('that is %s does not', async (status) => {
    expect(await verdict({ drafts: [forMigraine, { ...diet('NPO'), status }] })).toBe('row 1')
  })
  it('of another kind does not', async () => {
    expect(await verdict({ drafts: [forMigraine, diet('Cardiac diet')] })).toBe('row 1')
  })
})

describe('an active order beside the draft', () => {
  const propofol = (over: object = {}): object =>
    aDraft({
      id: 'm9',
      status: 'active',
      medicationCodeableConcept: { text: 'propofol' },
      encounter: { reference: 'Encounter/e1' },
      reasonCode: [{ text: 'procedural sedation' }],
      ...over,
    })
  it('for a sedation in this encounter is another purpose', async () => {
    expect(await verdict({ prefetch: { medications: bundle(propofol()) } })).toBe('competing-indication')
  })
  it.each<[string, object]>([
    ['in another encounter', { encounter: { reference: 'Encounter/e0' } }],
    ['that is over', { status: 'completed' }],
    ['for something else', { reasonCode: [{ text: 'agitation' }] }],
  ])('is none %s', async (_, over) => {
    expect(await verdict({ prefetch: { medications: bundle(propofol(over)) } })).toBe('row 2')
  })
})
