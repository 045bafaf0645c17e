import { bundle, orderOf } from './a-call.ts'

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'

describe('what is ordered', () => {
  const medication = { resourceType: 'Medication', id: 'm1', code: { text: 'Metoprolol' } }
  const byReference = { medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/m1' } }

  it.each<readonly [string, object, unknown, readonly object[]]>([
    ['a Medication beside it among the drafts', byReference, undefined, [medication]],
    ['a Medication in the prefetch, whichever key', byReference, { x: bundle(medication) }, []],
    ['a Medication given by itself', byReference, { x: medication }, []],
    ['a reference with words only', { ...byReference, medicationReference: { display: 'Metoprolol' } }, undefined, []],
    [
      'a reference that leads nowhere, with words',
      { ...byReference, medicationReference: { reference: 'Medication/x', display: 'Metoprolol' } },
      undefined,
      [],
    ],
    [
      'R5’s concept',
      { medicationCodeableConcept: undefined, medication: { concept: { text: 'Metoprolol' } } },
      undefined,
      [],
    ],
    ['a plain word', { medicationCodeableConcept: 'Metoprolol' }, undefined, []],
    ['a display without a code', { medicationCodeableConcept: { coding: [{ display: 'Metoprolol' }] } }, undefined, []],
  ])('is named by %s', async (_, differs, prefetch, more) => {
    const order = await orderOf(differs, prefetch, more)
    expect(order?.drug.concept.text).toBe('Metoprolol')
    expect(order?.drug.named).toBe(true)
  })

  it('is named by the number that a reference gives in place of a literal one', async () => {
    const medicationReference = { identifier: { system: rxnorm, value: '6130' } }
    const order = await orderOf({ medicationCodeableConcept: undefined, medicationReference })
    expect(order?.drug).toMatchObject({ concept: { codes: [{ system: rxnorm, code: '6130' }] }, named: true })
  })

  it('is named by the concept that R5 writes beside a reference, wherever that leads', async () => {
    const said = { concept: { text: 'Metoprolol' }, reference: { reference: 'Medication/x' } }
    const r5 = { medicationCodeableConcept: undefined, medication: said }
    expect((await orderOf(r5))?.drug).toMatchObject({ concept: { text: 'Metoprolol' }, named: true })
    const other = { resourceType: 'Medication', id: 'x', code: { text: 'Metoprolol 5 mg/5 mL' } }
    expect((await orderOf(r5, undefined, [other]))?.drug.concept.text).toBe('Metoprolol')
  })

  it('is not named by a reference that leads nowhere and carries no words', async () => {
    expect((await orderOf({ ...byReference, medicationReference: { reference: 'Medication/x' } }))?.drug.named).toBe(
      false,
    )
  })

  it('is nothing, and nothing is missing, before the clinician has chosen a drug', async () => {
    const order = await orderOf({ medicationCodeableConcept: undefined })
    expect(order?.drug).toEqual({ concept: { codes: [] }, ingredients: [], named: true })
  })

  it('keeps every coding under its canonical system', async () => {
    const order = await orderOf({
      medicationCodeableConcept: {
        coding: [
          { system: 'urn:oid:2.16.840.1.113883.6.88', code: '6918' },
          { system: 'urn:oid:2.16.840.1.113883.6.69', code: '0517-2602-25', display: 'Vial' },
          { system: 'urn:oid:1.2.840.114350.1.13', code: '77' },
          { system: 'constructor', code: '1' },
        ],
      },
    })
    expect(order?.drug.concept.codes).toEqual([
      { system: rxnorm, code: '6918' },
      { system: 'http://hl7.org/fhir/sid/ndc', code: '00517260225', display: 'Vial' },
      { system: 'urn:oid:1.2.840.114350.1.13', code: '77' },
      { system: 'constructor', code: '1' },
    ])
  })

  it('lists the ingredients of a mix whose parts are Medications themselves', async () => {
    const mix = {
      resourceType: 'Medication',
      id: 'mix',
      ingredient: [
        { itemReference: { reference: 'Medication/m1' } },
        { itemReference: { reference: 'Medication/gone', display: 'Saline' } },
        { itemCodeableConcept: { text: 'Magnesium' } },
      ],
    }
    const order = await orderOf({ ...byReference, medicationReference: { reference: 'Medication/mix' } }, undefined, [
      mix,
      medication,
    ])
    expect(order?.drug.ingredients.map(({ text }) => text)).toEqual(['Metoprolol', 'Saline', 'Magnesium'])
    expect(order?.drug.named).toBe(true)
  })

  it('is told in little time where references fan out at every step', async () => {
    const ids = Array.from({ length: 3000 }, (_, n) => `s${n}`)
    const ingredient = ids.map((id) => ({ itemReference: { reference: `#${id}` } }))
    const contained = [
      { resourceType: 'Medication', id: 'mix', ingredient },
      ...ids.map((id) => ({ resourceType: 'Medication', id, ingredient })),
    ]
    const started = performance.now()
    const order = await orderOf({ ...byReference, medicationReference: { reference: '#mix' }, contained })
    expect(order?.drug.named).toBe(true)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('survives a mix that contains itself', async () => {
    const circle = {
      resourceType: 'Medication',
      id: 'm1',
      code: { text: 'X' },
      ingredient: [{ itemReference: { reference: 'Medication/m1' } }],
    }
    expect((await orderOf(byReference, undefined, [circle]))?.drug.ingredients.length).toBeLessThan(5)
  })
})
