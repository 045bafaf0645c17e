import type { Dosage, Facts, Order } from '../../../cards/facts.ts'
import { aDrug, anObservation, icd, intravenous, read, rx, words } from './builders.ts'
import { atMigraine, onTheList, sig, verdict } from './decisions.ts'

const dosed = (...dosages: readonly Dosage[]): Partial<Order> => ({
  dosages: dosages.map((dosage) => ({ route: intravenous, ...dosage })),
})

describe('a dose', () => {
  it.each([
    'ketamine 500 mg/10 mL: give 20 mg IV',
    '.3 mg/kg IV',
    '0,3 mg/kg IV',
    '1 mg/kg per hour IV',
    '1 mg per kilogram per hour IV',
    '0.3 mg per kilogram IV',
    '1.5 mg IV, 80 kilograms',
    '300 mcg/kg IV',
    '100 mg in 100 mL IV at 100 mL/h',
    '100 mg IV at 10 mg/h',
    '100 mg in 250 mL IV over 5 hours',
  ])('is no dose below the anaesthetic range, however written: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('row 2')
  })
  it.each<[string, Partial<Order>]>([
    ['in words, 1 mg per kg', sig('1 mg per kg IV')],
    ['in words, 1.5 mg per kilogram', sig('1.5 mg per kilogram IV')],
    ['in words, 1.5 mg/kilogram', sig('1.5 mg/kilogram IV')],
    ['in words, 2 mg per kilogram', sig('2 mg per kilogram IV push')],
    ['in words, 1,500 micrograms per kilogram', sig('1500 micrograms per kilogram IV')],
    ['in words, 1,000 mg', sig('1,000 mg IV push')],
    ['in words, with a decimal comma', sig('1,5 mg/kg IV')],
    ['in words, in millilitres that run for half an hour', sig('100 mg in 100 mL IV at 200 mL/h')],
    [
      'in millilitres of a mix that holds so much',
      {
        ...dosed({ dose: { value: 2, unit: 'ml' } }),
        drug: aDrug(words('Pain mix'), { ingredients: [words('ketamine 50 MG/ML'), words('saline')] }),
      },
    ],
    [
      'in millilitres of a product whose code alone tells the strength',
      { ...dosed({ dose: { value: 5, unit: 'ml' } }), drug: aDrug(rx('238083', 'ketamine')) },
    ],
    ['in grams', dosed({ dose: { value: 0.1, unit: 'g' } })],
    ['in micrograms for each kilogram', dosed({ dose: { value: 1500, unit: 'mcg/kg' } })],
    ['in the second dosage', dosed({ dose: { value: 20, unit: 'mg' } }, { dose: { value: 100, unit: 'mg' } })],
    ['in words, 2 mg/kg/dose', sig('2 mg/kg/dose IV')],
    ['for each kilogram and dose', dosed({ dose: { value: 2, unit: 'mg/kg/dose' } })],
    ['for each dose', dosed({ dose: { value: 100, unit: 'mg/dose' } })],
    ['within a minute', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 100, unit: 'mg/min' } })],
    ['within half an hour', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 200, unit: 'mg/h' } })],
    [
      'within ten minutes, at a rate in millilitres',
      dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 600, unit: 'ml/h' }, minutes: 10 }),
    ],
    [
      'within ten minutes in words, at a rate in millilitres',
      dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 600, unit: 'ml/h' }, text: '100 mg IV over 10 min' }),
    ],
    ['in words, at a rate', dosed({ text: '100 mg IV push', rate: { value: 1.5, unit: 'mg/s' } })],
    [
      'by weight, at a rate by weight',
      dosed({ dose: { value: 1.5, unit: 'mg/kg' }, rate: { value: 500, unit: 'mcg/kg/min' } }),
    ],
    ['at a rate by weight', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 1, unit: 'mg/kg/min' } })],
  ])('is an anaesthetic dose %s', (_, over) => {
    expect(verdict(atMigraine(over))).toBe('competing-indication')
  })
  it.each<[string, Partial<Order>]>([
    ['runs for hours', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 10, unit: 'mg/h' } })],
    ['runs for hours by weight', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 0.2, unit: 'mg/kg/h' } })],
    ...[
      'Load 20 mg over 10 min, then run',
      'Flush over 5 minutes',
      'Magnesium 2 g over 20 min first',
      'Monitor for 30 min after',
      'Hold for 15 min if oversedated',
    ].map((text): [string, Partial<Order>] => [
      `runs at a rate in millilitres: ${text}`,
      dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 50, unit: 'ml/h' }, text }),
    ]),
    ['runs at a rate in millilitres', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 50, unit: 'ml/h' } })],
    ['does not run', dosed({ dose: { value: 100, unit: 'mg' }, rate: { value: 0, unit: 'mg/min' } })],
    ['is a rate alone', dosed({ rate: { value: 100, unit: 'mg/min' } })],
    [
      'is a bag that runs',
      {
        ...dosed({ dose: { value: 50, unit: 'ml' }, text: 'continuous infusion' }),
        drug: aDrug(words('ketamine 10 MG/ML')),
      },
    ],
    ['is small', dosed({ dose: { value: 20, unit: 'mg' }, rate: { value: 20, unit: 'mg/min' } })],
    ['is small for each dose', dosed({ dose: { value: 0.3, unit: 'mg/kg/dose' } })],
  ])('is none that %s', (_, over) => {
    expect(verdict(atMigraine(over))).toBe('row 2')
  })
  it.each<Dosage>([{ minutes: 40 }, { text: '0.5 mg/kg IV over 40 min' }])(
    'is the antidepressant regimen at a rate in millilitres: %j',
    (told) => {
      const order = dosed({ dose: { value: 0.5, unit: 'mg/kg' }, rate: { value: 150, unit: 'ml/h' }, ...told })
      expect(verdict(atMigraine(order, onTheList(icd('F33.2'))))).toBe('competing-indication')
    },
  )
  it('is the antidepressant regimen at a rate that takes 40 minutes', () => {
    const regimen = (value: number): Partial<Order> =>
      dosed({ dose: { value: 0.5, unit: 'mg/kg' }, rate: { value, unit: 'mg/kg/h' } })
    const depressed = onTheList(icd('F33.2'))
    expect(verdict(atMigraine(regimen(0.75), depressed))).toBe('competing-indication')
    expect(verdict(atMigraine(regimen(0.1), depressed))).toBe('row 2')
  })
  it('is the antidepressant regimen by weight in words, where milligrams are told too and no weight is', () => {
    const regimen = (text: string, value = 35): Partial<Order> =>
      dosed({ dose: { value, unit: 'mg' }, minutes: 40, text })
    const depressed = onTheList(icd('F33.2'))
    const weighed = (kg: number): Partial<Facts> => ({
      ...depressed,
      observations: read(anObservation('29463-7', { value: kg, unit: 'kg' })),
    })
    expect(verdict(atMigraine(regimen('0.5 mg/kg IV over 40 minutes'), depressed))).toBe('competing-indication')
    expect(verdict(atMigraine(sig('35 mg (0.5 mg/kg) IV over 40 minutes'), depressed))).toBe('competing-indication')
    expect(verdict(atMigraine(sig('0.5 mg/kg, IVPB, Once, Infuse over: 40 minutes'), depressed))).toBe(
      'competing-indication',
    )
    expect(verdict(atMigraine(sig('100 mg, IVPB, Once, Infuse Over: 4 hr'), depressed))).toBe('row 2')
    expect(verdict(atMigraine(regimen('0.5 MG/KG IV, INFUSE OVER FORTY (40) MINUTES'), depressed))).toBe(
      'competing-indication',
    )
    expect(verdict(atMigraine(sig('100 MG IV OVER FOUR (4) HOURS')))).toBe('row 2')
    expect(verdict(atMigraine(sig('35 mg (0.5 mg/kilogram) IV over 40 minutes'), depressed))).toBe(
      'competing-indication',
    )
    expect(verdict(atMigraine(sig('20 mg (max 0.5 mg/kg) IV over 40 minutes'), depressed))).toBe('row 2')
    expect(verdict(atMigraine(regimen('0.2 mg/kg IV over 40 minutes'), depressed))).toBe('row 2')
    expect(verdict(atMigraine(regimen('IV over 40 minutes'), depressed))).toBe('row 2')
    // A weight on record tells more than the words.
    expect(verdict(atMigraine(regimen('0.5 mg/kg IV over 40 minutes', 20), weighed(100)))).toBe('row 2')
    expect(verdict(atMigraine(regimen('IV over 40 minutes'), weighed(70)))).toBe('competing-indication')
    expect(verdict(atMigraine(regimen('0.5 mg/kg IV over 40 minutes')))).toBe('row 2')
  })
  it('is the antidepressant regimen of a patient whose depression is told in words', () => {
    const regimen = dosed({ dose: { value: 0.5, unit: 'mg/kg' }, minutes: 40 })
    expect(verdict(atMigraine(regimen, onTheList(words('Depression'))))).toBe('competing-indication')
    expect(verdict(atMigraine(regimen, onTheList(words('Respiratory depression'))))).toBe('row 2')
    const amongOthers = dosed({ dose: { value: 5, unit: 'mg' } }, { dose: { value: 0.5, unit: 'mg/kg' }, minutes: 40 })
    expect(verdict(atMigraine(amongOthers, onTheList(words('Depression'))))).toBe('competing-indication')
  })
  it('is measured by the weight of the patient, not by that of a birth, nor by one of nothing', () => {
    const weighing = (code: string, value: number): Facts =>
      atMigraine(dosed({ dose: { value: 30, unit: 'mg' } }), {
        observations: read(anObservation(code, { value, unit: 'kg' })),
      })
    expect(verdict(weighing('29463-7', 30))).toBe('competing-indication')
    for (const code of ['3141-9', '3142-7', '8350-1', '8351-9'])
      expect(verdict(weighing(code, 30))).toBe('competing-indication')
    expect(verdict(weighing('8339-4', 3))).toBe('row 2')
    expect(verdict(weighing('29463-7', 0))).toBe('row 2')
  })
  it.each(['lb', 'lbs', '[lb_av]'])('is measured by a weight in %s', (unit) => {
    const given = (value: number): Facts =>
      atMigraine(dosed({ dose: { value: 100, unit: 'mg' } }), {
        observations: read(anObservation('29463-7', { value, unit })),
      })
    expect([verdict(given(250)), verdict(given(200))]).toEqual(['row 2', 'competing-indication'])
  })
})
