import { type Answers, type Call, bundle, items, open } from './a-call.ts'
import { anIvKetamineDraft, decided, icd, outcomeOf } from './decided.ts'

/** Drafts that refer to a mix on the FHIR server, which refers to what it is made of. */

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const ketamine = { coding: [{ system: rxnorm, code: '6130', display: 'ketamine' }] }
const mix = (over: object = {}): object => ({
  resourceType: 'Medication',
  id: 'mix',
  ingredient: [{ itemReference: { reference: 'Medication/ki' } }],
  ...over,
})
const part = { resourceType: 'Medication', id: 'ki', code: ketamine }
const draft = (over: object = {}): object =>
  anIvKetamineDraft({
    medicationCodeableConcept: undefined,
    medicationReference: { reference: 'Medication/mix' },
    reasonCode: [icd('G43.909')],
    ...over,
  })

async function verdict(server: Answers, call: Call = {}): Promise<string> {
  const decision = await decided({ drafts: [draft()], server, ...call }, 'male')
  return outcomeOf(decision)
}

describe('the display of a reference', () => {
  const shown = (display: string): object => ({
    drafts: [draft({ medicationReference: { reference: 'Medication/mix', display } })],
  })
  const supplied = (over: object): object => ({ mixes: bundle(mix({ ingredient: undefined, ...over })) })

  it('tells what is in a product whose own words are a builder’s', async () => {
    const prefetch = supplied({ code: { text: 'IVPB builder' } })
    expect(await verdict({}, { ...shown('ketamine 20 mg in NS 100 mL IVPB'), prefetch })).toBe('row 1')
    expect(await verdict({}, { ...shown('magnesium 2 g in NS 100 mL IVPB'), prefetch })).toBe('no-ketamine-ordered')
  })
  it('tells it also where only the diluent can be named of its parts', async () => {
    const water = { coding: [{ system: rxnorm, code: '9863', display: 'sodium chloride' }] }
    const ingredient = [{ itemCodeableConcept: water }, { itemReference: { reference: 'Medication/ki' } }]
    const prefetch = supplied({ code: { text: 'IVPB builder' }, ingredient })
    expect(await verdict({}, { ...shown('ketamine 20 mg in NS 100 mL IVPB'), prefetch })).toBe('row 1')
  })
  it('does not, where a code of ATC tells it', async () => {
    const code = { coding: [{ system: 'http://www.whocc.no/atc', code: 'N03AG01' }], text: 'Valproate 500 mg IV' }
    expect(await verdict({}, { ...shown('Valproate (ketamine not available)'), prefetch: supplied({ code }) })).toBe(
      'no-ketamine-ordered',
    )
  })
  it('does not, where a code or the parts tell it', async () => {
    const metoprolol = { coding: [{ system: rxnorm, code: '6918', display: 'metoprolol' }], text: 'Metoprolol' }
    const asked = shown('ketamine')
    const ingredient = [{ itemCodeableConcept: metoprolol }]
    for (const over of [{ code: metoprolol }, { code: { text: 'IVPB builder' }, ingredient }])
      expect(await verdict({}, { ...asked, prefetch: supplied(over) })).toBe('no-ketamine-ordered')
  })
})

describe('a part of a mix', () => {
  it.each<[string, object]>([
    ['without a name', {}],
    ['with a name that tells nothing', { code: { text: 'Infusion mix' } }],
    ['with a code of the site', { code: { coding: [{ system: 'urn:local', code: '7' }] } }],
    ['of R5', { ingredient: [{ item: { reference: { reference: 'Medication/ki' } } }] }],
    ['of DSTU2', { ingredient: undefined, product: { ingredient: [{ item: { reference: 'Medication/ki' } }] } }],
  ])('is read from the server: %s', async (_, over) => {
    expect(await verdict({ 'Medication/mix': [mix(over)], 'Medication/ki': [part] })).toBe('row 1')
  })
  it('is read where the mix was supplied', async () => {
    expect(await verdict({ 'Medication/ki': [part] }, { prefetch: { mixes: bundle(mix()) } })).toBe('row 1')
  })
  it('that cannot be read may be ketamine', async () => {
    expect(await verdict({ 'Medication/mix': [mix()] })).toBe('undecided: medication')
    const { chart } = await open({ drafts: [draft()], needs: [], server: { 'Medication/mix': [mix()] } })
    expect(chart.explain('medication')).toContain('read Medication/{id}: HTTP 500')
  })
  it('that is another drug is none of ours', async () => {
    const other = { ...part, code: { coding: [{ system: rxnorm, code: '6918', display: 'metoprolol' }] } }
    expect(await verdict({ 'Medication/mix': [mix()], 'Medication/ki': [other] })).toBe('no-ketamine-ordered')
  })
  it.each<[string, object, string[]]>([
    ['in a circle', { ingredient: [{ itemReference: { reference: 'Medication/mix' } }] }, ['Medication/mix']],
    ['to a substance', { ingredient: [{ itemReference: { reference: 'Substance/s1' } }] }, ['Medication/mix']],
    [
      'with words',
      { ingredient: [{ itemReference: { reference: 'Medication/ki', display: 'Saline' } }] },
      ['Medication/mix'],
    ],
    [
      'of a product that a code names',
      { code: { coding: [{ system: rxnorm, code: '866924', display: 'Metoprolol tartrate 25 MG' }] } },
      ['Medication/mix'],
    ],
    [
      'on another server',
      { ingredient: [{ itemReference: { reference: 'https://other.example.org/Medication/ki' } }] },
      ['Medication/mix'],
    ],
  ])('is not followed %s', async (_, over, reads) => {
    const fhirServer = 'https://ehr.example.org/fhir'
    const server = { 'Medication/mix': [mix(over)], 'Medication/ki': [part] }
    const { chart, asked } = await open({ drafts: [draft()], needs: [], fhirServer, server })
    await chart.complete()
    expect(asked).toEqual(reads)
    expect(await verdict(server, { fhirServer })).toBe('no-ketamine-ordered')
  })
  it('is read within the bound of all Medications of drafts', async () => {
    const ingredient = Array.from({ length: 80 }, (_, n) => ({ itemReference: { reference: `Medication/k${n}` } }))
    const { chart, asked } = await open({
      drafts: [draft()],
      needs: [],
      server: { 'Medication/mix': [mix({ ingredient })] },
    })
    await chart.complete()
    expect(asked).toHaveLength(50)
  })
  it('of an order on the chart is read too', async () => {
    const order = { ...draft({ id: 'm9', status: 'active' }) }
    const { chart } = await open({
      needs: ['medications'],
      prefetch: { medications: bundle(order) },
      server: { 'Medication/mix': [mix()], 'Medication/ki': [part] },
    })
    const [use] = items((await chart.complete()).medications)
    expect(use?.drug.ingredients.flatMap(({ codes }) => codes.map(({ code }) => code))).toEqual(['6130'])
  })
})
