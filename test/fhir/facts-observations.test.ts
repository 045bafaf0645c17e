import type { Observation } from '../../cards/facts.ts'
import { bundle, factsOf, items } from './a-call.ts'

describe('an observation', () => {
  it('reads values that are concepts, words and dates', async () => {
    const observations = [
      { valueCodeableConcept: { text: 'Pregnant' } },
      { valueString: 'Positive' },
      { valueDateTime: '2026-09-01' },
    ]
    const facts = await factsOf({
      prefetch: { observations: bundle(...observations.map((one) => ({ resourceType: 'Observation', ...one }))) },
    })
    const [concept, words, due] = items(facts.observations)
    expect([concept?.valueConcept?.text, words?.valueConcept?.text, due?.valueDate]).toEqual([
      'Pregnant',
      'Positive',
      '2026-09-01',
    ])
  })

  it('reads a yes, a no and a count', async () => {
    const observations = [{ valueBoolean: true }, { valueBoolean: false }, { valueInteger: 0 }]
    const facts = await factsOf({
      prefetch: { observations: bundle(...observations.map((one) => ({ resourceType: 'Observation', ...one }))) },
    })
    const [yes, no, none] = items(facts.observations)
    expect([yes?.valueConcept?.text, no?.valueConcept?.text]).toEqual(['Yes', 'No'])
    expect(none?.value).toEqual({ value: 0, unit: '' })
  })

  const observed = async (over: object): Promise<Observation | undefined> =>
    items(
      (await factsOf({ prefetch: { observations: bundle({ resourceType: 'Observation', ...over }) } })).observations,
    )[0]

  it.each<readonly [string, Observation['value']]>([
    ['<15', { value: 15, unit: '', comparator: '<' }],
    ['> 60 mL/min/1.73 m2', { value: 60, unit: 'ml/min/1.73 m2', comparator: '>' }],
    ['≤5', { value: 5, unit: '', comparator: '<=' }],
    ['22 mL/min/1.73m2', { value: 22, unit: 'ml/min/1.73m2' }],
    ['22 mL/min/{1.73_m2}', { value: 22, unit: 'ml/min/{1.73_m2}' }],
    ['45,000 /uL', { value: 45_000, unit: '/ul' }],
    ['45 10*3/uL', { value: 45, unit: '10*3/ul' }],
    ['45 x10^9/L', { value: 45, unit: 'x10^9/l' }],
    ['31.5', { value: 31.5, unit: '' }],
    ['31,5 kg', { value: 31.5, unit: 'kg' }],
    ['25 (L)', { value: 25, unit: '' }],
    ['25*', { value: 25, unit: '' }],
    ['25 [LL]', { value: 25, unit: '' }],
    ['22 mL/min/1.73m2 (L)', { value: 22, unit: 'ml/min/1.73m2' }],
    ['22 mL/min/1.73m2 L', { value: 22, unit: 'ml/min/1.73m2' }],
    ['22 mL/min/1.73m2 (critical low)', { value: 22, unit: 'ml/min/1.73m2' }],
    ['<15 (L)', { value: 15, unit: '', comparator: '<' }],
    ['Less than 15', { value: 15, unit: '', comparator: '<' }],
    ['less than or equal to 15 mL/min', { value: 15, unit: 'ml/min', comparator: '<=' }],
    ['below 15', { value: 15, unit: '', comparator: '<' }],
    ['lower than 15', { value: 15, unit: '', comparator: '<' }],
    ['fewer than 15', { value: 15, unit: '', comparator: '<' }],
    ['under 15', { value: 15, unit: '', comparator: '<' }],
    ['more than 60', { value: 60, unit: '', comparator: '>' }],
    ['higher than or equal to 60', { value: 60, unit: '', comparator: '>=' }],
    ['above 60', { value: 60, unit: '', comparator: '>' }],
    ['over 60', { value: 60, unit: '', comparator: '>' }],
    ['1,250,000 /uL', { value: 1_250_000, unit: '/ul' }],
    ['greater than 60', { value: 60, unit: '', comparator: '>' }],
    ['> or = 60 mL/min/1.73m2', { value: 60, unit: 'ml/min/1.73m2', comparator: '>=' }],
    ['at least 60', { value: 60, unit: '', comparator: '>=' }],
    ['eGFR: >60', { value: 60, unit: '', comparator: '>' }],
    ['25 mL/min/1.73 m^2', { value: 25, unit: 'ml/min/1.73 m^2' }],
    ['25 mL/min/1.73 sq m', { value: 25, unit: 'ml/min/1.73 sq m' }],
    ['25 mL/min/1.73 sq. m', { value: 25, unit: 'ml/min/1.73 sq. m' }],
    ['25 mL/min per 1.73 m2', { value: 25, unit: 'ml/min per 1.73 m2' }],
    ['45 (LL)', { value: 45, unit: '' }],
    ['45 10E3/uL', { value: 45, unit: '10e3/ul' }],
    ['45 x10(3)/mcL', { value: 45, unit: 'x10(3)/mcl' }],
    ['45 x 10^9/L', { value: 45, unit: 'x 10^9/l' }],
    ['15-29', { value: 15, unit: '', to: 29 }],
    ['15 – 29 mL/min', { value: 15, unit: 'ml/min', to: 29 }],
    ['22 to 30', { value: 22, unit: '', to: 30 }],
    ['>60 (calc)', { value: 60, unit: '', comparator: '>' }],
    ['>60 ml/min/1.73 m2 (CKD-EPI)', { value: 60, unit: 'ml/min/1.73 m2', comparator: '>' }],
    ['>60 (see note)', { value: 60, unit: '', comparator: '>' }],
    ['> 60 (NOTE)', { value: 60, unit: '', comparator: '>' }],
    ['22 mL/min/1.73 square meters (L) (see comment)', { value: 22, unit: 'ml/min/1.73 square meters' }],
    ['>60 CKD-EPI 2021', { value: 60, unit: '', comparator: '>' }],
    ['>60 (non-African American)', { value: 60, unit: '', comparator: '>' }],
    ['60+', { value: 60, unit: '', comparator: '>=' }],
    ['normal >60', { value: 60, unit: '', comparator: '>' }],
    ['WNL (>60)', { value: 60, unit: '', comparator: '>' }],
    ['&gt;60', { value: 60, unit: '', comparator: '>' }],
    ['&lt;15', { value: 15, unit: '', comparator: '<' }],
    ['88 ml/min/1.73m² BSA', { value: 88, unit: 'ml/min/1.73m²' }],
    ['60 mL/min (estimated)', { value: 60, unit: 'ml/min' }],
    ['22 (L) (CKD-EPI)', { value: 22, unit: '' }],
    ['22 (calc) (L)', { value: 22, unit: '' }],
    ['normal, 250', { value: 250, unit: '' }],
    ['adequate (>100)', { value: 100, unit: '', comparator: '>' }],
    ['abnormal 22', undefined],
    ['normal is >60', undefined],
    ['22 (normal >60)', undefined],
    ['25 (previous 90)', undefined],
    ['>60 (repeat pending, was low)', undefined],
    ['>60 (inaccurate)', undefined],
    ['30-22', undefined],
    ['<15-29', undefined],
    ['2026-02', undefined],
    ['25 (last 31)', undefined],
    ['25 (L) 31', undefined],
    ['less 15', undefined],
    ['less than', undefined],
    ['(L)', undefined],
    ['1+', undefined],
    ['210/125', undefined],
    ['5e3', undefined],
    ['1234,567', undefined],
    ['22 (was 31)', undefined],
    ['about 22', undefined],
    ['2026-02-01', undefined],
    ['Positive', undefined],
    ['not done, 22 expected', undefined],
    [`22 ${'x'.repeat(200)}`, undefined],
  ])('reads a number out of words where they hold one and nothing else: %s', async (valueString, value) => {
    expect((await observed({ valueString }))?.value).toEqual(value)
    expect((await observed({ component: { valueString } }))?.components[0]?.value).toEqual(value)
    expect((await observed({ valueString }))?.valueConcept?.text).toBe(valueString)
  })

  it.each<readonly [string, object, Observation['value']]>([
    ['both ends', { low: { value: 25, unit: 'mL/min' }, high: { value: 29 } }, { value: 25, unit: 'ml/min', to: 29 }],
    ['one number', { low: { value: 25 }, high: { value: 25 } }, { value: 25, unit: '' }],
    ['no lower end', { high: { value: 15 } }, { value: 15, unit: '', comparator: '<=' }],
    ['no upper end', { low: { value: 60 } }, { value: 60, unit: '', comparator: '>=' }],
    ['ends the wrong way round', { low: { value: 29 }, high: { value: 25 } }, undefined],
    ['no end', {}, undefined],
  ])('reads a range: %s', async (_, valueRange, value) => {
    expect((await observed({ valueRange }))?.value).toEqual(value)
  })

  it('reads a number out of the words of a concept', async () => {
    const below15 = { value: 15, unit: '', comparator: '<' }
    const coding = [{ system: 'urn:local', code: '1', display: '<15' }]
    expect((await observed({ valueCodeableConcept: { text: '<15' } }))?.value).toEqual(below15)
    expect((await observed({ valueCodeableConcept: { coding } }))?.value).toEqual(below15)
    expect((await observed({ valueCodeableConcept: { coding: [{ ...coding[0], display: 'Low' }] } }))?.value).toBe(
      undefined,
    )
  })

  it('reads words only where there is no number', async () => {
    expect((await observed({ valueQuantity: { value: 50, unit: 'kg' }, valueString: '60 kg' }))?.value?.value).toBe(50)
    expect((await observed({ component: { valueInteger: 3 } }))?.components[0]?.value?.value).toBe(3)
  })

  describe('a blood pressure in words', () => {
    const panel = { coding: [{ system: 'http://loinc.org', code: '85354-9' }] }
    const pair = async (over: object): Promise<readonly unknown[] | undefined> =>
      (await observed({ code: panel, ...over }))?.components.map(({ concept, value }) => [
        concept.codes[0]?.code,
        value,
      ])
    const inMercury = (value: number): object => ({ value, unit: 'mm[Hg]' })

    it.each([
      '210/125',
      ' 210 / 125 mmHg',
      '210/125 mm[Hg]',
      '210/125 mm Hg',
      '210/125 (H)',
      '210/125 mmHg HH',
      '210/125*',
      'BP 210/125',
      'Blood pressure: 210/125',
    ])('is a pair: %s', async (valueString) => {
      expect(await pair({ valueString })).toEqual([
        ['8480-6', inMercury(210)],
        ['8462-4', inMercury(125)],
      ])
    })
    it.each(['125/210', '210/125/90', '210', '210/125 lying, 180/100 standing', '1/2', '120/80 %'])(
      'is none: %s',
      async (valueString) => {
        expect(await pair({ valueString })).toEqual([])
      },
    )
    it('does not stand beside the parts of the panel, nor for another result', async () => {
      expect(await pair({ valueString: '210/125', component: [{ valueInteger: 1 }] })).toHaveLength(1)
      expect(await pair({ code: { text: 'eye chart' }, valueString: '20/15' })).toEqual([])
      for (const other of [
        { system: 'http://loinc.org', code: '9843-4' },
        { system: 'urn:local', code: '85354-9' },
      ])
        expect(await pair({ code: { coding: [other] }, valueString: '210/125' })).toEqual([])
    })
  })

  it.each<readonly [string, object, string | undefined]>([
    ['the moment of it', { effectiveDateTime: '2026-02-01', issued: '2026-02-03T08:00:00Z' }, '2026-02-01'],
    ['an instant', { effectiveInstant: '2026-02-01T08:00:00Z' }, '2026-02-01T08:00:00Z'],
    ['the end of a period', { effectivePeriod: { start: '2026-01-01', end: '2026-02-01' } }, '2026-02-01'],
    ['the start of an open one', { effectivePeriod: { start: '2026-01-01' } }, '2026-01-01'],
    ['when it was issued', { issued: '2026-02-03T08:00:00Z' }, '2026-02-03T08:00:00Z'],
    ['nothing', {}, undefined],
  ])('dates an observation by %s', async (_, differs, when) => {
    const observation = { resourceType: 'Observation', code: { text: 'Platelets' }, ...differs }
    const facts = await factsOf({ prefetch: { observations: bundle(observation) } })
    expect(items(facts.observations).map((one) => one.when)).toEqual([when])
  })

  it.each([
    [[{ coding: [{ code: 'POS' }] }], 'POS'],
    [
      [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'POS' }] }],
      'POS',
    ],
    [{ coding: [{ code: 'NEG', display: 'Negative' }] }, 'Negative'],
  ])('reads what a laboratory says that sends no result: %j', async (interpretation, text) => {
    const hcg = {
      resourceType: 'Observation',
      status: 'final',
      subject: { reference: 'Patient/p1' },
      code: { coding: [{ system: 'http://loinc.org', code: '2106-3' }] },
      effectiveDateTime: '2026-03-01',
      interpretation,
    }
    const facts = await factsOf({ prefetch: { observations: bundle(hcg) } })
    expect(items(facts.observations)[0]?.valueConcept?.text).toBe(text)
    const other = await factsOf({ prefetch: { observations: bundle({ ...hcg, valueQuantity: { value: 1 } }) } })
    expect(items(other.observations)[0]?.valueConcept).toBeUndefined()
    for (const one of [facts, other]) expect(items(one.observations)[0]?.interpretation?.text).toBe(text)
  })

  it('keeps every code of what a laboratory says beside a result, and names each', async () => {
    const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'
    const codes = [
      { system, code: 'LL', display: 'Critical low' },
      { system, code: 'AA' },
    ]
    expect((await observed({ interpretation: [{ coding: codes }] }))?.interpretation).toEqual({
      codes,
      text: 'Critical low, AA',
    })
  })

  it('names a part of a panel also where it has no value', async () => {
    expect((await observed({ component: [{ code: { text: 'Systolic' } }] }))?.components).toEqual([
      { concept: { codes: [], text: 'Systolic' } },
    ])
  })

  it.each<readonly [string, string | undefined]>([
    ['2027-03-01', '2027-03-01'],
    ['3/1/2027', '2027-03-01'],
    ['Mar 1, 2027', '2027-03-01'],
    ['March 1 2027', '2027-03-01'],
    ['1 March 2027', '2027-03-01'],
    ['01-MAR-2027', '2027-03-01'],
    ['20270301', '2027-03-01'],
    ['2027-03-01T00:00:00.000+00:00', '2027-03-01'],
    ['2027-03-01 00:00:00', '2027-03-01'],
    ['3/1/2027 12:00 AM', '2027-03-01'],
    ['2027-03-01 at noon', undefined],
    ['3/1/27', undefined],
    ['Mon 1, 2027', undefined],
    ['3/1/2027 or later', undefined],
    ['10 weeks', undefined],
  ])('reads a date that is all that the words say: %s', async (valueString, valueDate) => {
    expect((await observed({ valueString }))?.valueDate).toBe(valueDate)
    expect((await observed({ valueString, valueDateTime: '2027-01' }))?.valueDate).toBe('2027-01')
  })
})
