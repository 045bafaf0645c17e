import type { Concept, Facts, Observation } from '../../../cards/facts.ts'
import { aPatient, ago, anObservation, icd, loincCode, read, sct, words } from './builders.ts'
import { offered, ordered, spoken, verdict, woman } from './decisions.ts'

/** Tests, an estimated delivery date and a gestational age, as laboratories and clinics send them. */

const urine = '2106-3'
const serum = '2118-8'
const amounts = ['19080-1', '21198-7', '20415-6', '45194-8', '83086-9', '25372-4']
const miu = (value: number, over: Partial<NonNullable<Observation['value']>> = {}): Observation['value'] => ({
  value,
  unit: 'm[IU]/mL',
  ...over,
})
const seen = (...observations: readonly Observation[]): Facts =>
  ordered({}, { ...woman(), observations: read(...observations) })
const status = (given: Facts): string =>
  verdict(given) === 'row 7'
    ? 'pregnant'
    : spoken(given).card.detail.includes('Confirm pregnancy status')
      ? 'to be confirmed'
      : 'not pregnant'

const pos = words('POS')
const negative = (days: number): Observation =>
  anObservation(urine, undefined, { valueConcept: words('Negative'), when: ago({ days }) })

describe('an amount of hCG', () => {
  it.each([urine, serum, ...amounts])('tells of a pregnancy from 25 mIU/mL: %s', (code) => {
    for (const value of [25, 4500, 52_000]) expect(status(seen(anObservation(code, miu(value))))).toBe('pregnant')
    expect(offered(seen(anObservation(code, miu(52_000))))).toEqual(['acetaminophen'])
  })
  it.each(amounts)('tells of none under 5, and of neither between: %s', (code) => {
    for (const value of [miu(4.9), miu(2, { comparator: '<' }), miu(5, { comparator: '<' }), miu(0, { to: 4 })])
      expect(status(seen(anObservation(code, value)))).toBe('not pregnant')
    for (const value of [
      miu(5),
      miu(24.9),
      miu(25, { comparator: '<' }),
      miu(25, { comparator: '<=' }),
      miu(2, { comparator: '>' }),
      miu(2, { comparator: '>=' }),
      miu(5, { comparator: '>' }),
      miu(2, { to: 9 }),
    ])
      expect(status(seen(anObservation(code, value)))).toBe('to be confirmed')
  })
  it.each([
    'mIU/mL',
    'miu/ml',
    'IU/L',
    'U/L',
    'mU/mL',
    '[IU]/L',
    '',
    'mIntlUnit/mL',
    'mInt_Units/mL',
    'milliunits/mL',
    'mIU / mL',
    'mIU per mL',
    'mUI/mL',
    'UI/L',
    'Int Units/L',
    'mI.U./mL',
    'milli-IU/mL',
    'mIU/cc',
  ])('is read in %s', (unit) => {
    expect(status(seen(anObservation('19080-1', { value: 4500, unit })))).toBe('pregnant')
  })
  it.each(['IU/mL', 'kIU/L'])('is a thousand times as much in %s', (unit) => {
    expect(status(seen(anObservation('19080-1', { value: 4.5, unit })))).toBe('pregnant')
    expect(status(seen(anObservation('19080-1', { value: 0.004, unit })))).toBe('not pregnant')
  })
  it.each(['ng/mL', '%', 'MoM', 'mIU/L', 'mg/mL', 'mmol/L'])('is no amount in %s', (unit) => {
    expect(status(seen(anObservation('19080-1', { value: 4500, unit })))).toBe('to be confirmed')
  })
  it('without a unit tells of none, too, where it is an amount', () => {
    expect(status(seen(anObservation('19080-1', { value: 2, unit: '' })))).toBe('not pregnant')
  })
  it('is none where a test for presence has a figure for its answer', () => {
    for (const value of [0, 1]) expect(status(seen(anObservation(urine, { value, unit: '' })))).toBe('to be confirmed')
  })
  it('is what the laboratory makes of it, where it says that she is pregnant', () => {
    expect(status(seen(anObservation(serum, miu(12), { interpretation: pos })))).toBe('pregnant')
    expect(status(seen(anObservation(urine, undefined, { interpretation: pos })))).toBe('pregnant')
    expect(status(seen(anObservation(serum, miu(4500), { interpretation: words('H') })))).toBe('pregnant')
    expect(status(seen(anObservation(serum, miu(12), { interpretation: words('NEG') })))).toBe('to be confirmed')
  })
  it('is a tumour marker in a man', () => {
    for (const code of amounts) {
      const observations = read(anObservation(code, miu(52_000)))
      expect(verdict(ordered({}, { patient: read(aPatient()), observations }))).toBe('row 1')
    }
  })
})

describe('another result', () => {
  it.each<[string, Observation]>([
    ['an enzyme in the unit of hCG', anObservation('1742-6', { value: 60, unit: 'U/L' })],
    ['a score without a unit', anObservation('9269-2', { value: 30, unit: '' })],
    ['another test that is positive', anObservation('94500-6', undefined, { valueConcept: pos })],
    ['a date that lies ahead', anObservation('30980-7', undefined, { valueDate: '2027-01-10' })],
    [
      'a gestational age that was cancelled',
      anObservation('18185-9', { value: 30, unit: 'wk' }, { status: 'cancelled' }),
    ],
  ])('tells of no pregnancy: %s', (_, one) => {
    expect(status(seen(one))).toBe('to be confirmed')
  })
})

describe('of several tests', () => {
  it('of one moment, one that says neither takes away a negative one', () => {
    const at = ago({ hours: 5 })
    const unclear = anObservation('19080-1', miu(12), { when: at })
    const clear = anObservation(urine, undefined, { valueConcept: words('Negative'), when: at })
    expect(status(seen(clear))).toBe('not pregnant')
    expect(status(seen(clear, unclear))).toBe('to be confirmed')
    expect(status(seen(unclear, clear))).toBe('to be confirmed')
  })
  it('an amount of today counts before a negative one of another day', () => {
    const today = anObservation(serum, miu(4500), { interpretation: pos })
    expect(status(seen(negative(100), today))).toBe('pregnant')
    expect(status(seen(today, negative(100)))).toBe('pregnant')
  })
  it('one that says neither takes away a negative one that is older, and no positive one', () => {
    const unclear = anObservation('19080-1', miu(12))
    const positive = anObservation(urine, undefined, { valueConcept: words('Positive'), when: ago({ days: 20 }) })
    expect(status(seen(negative(2), unclear))).toBe('to be confirmed')
    expect(status(seen(positive, unclear))).toBe('pregnant')
    expect(status(seen(negative(2), anObservation(urine, undefined, { valueConcept: words('See note') })))).toBe(
      'to be confirmed',
    )
  })
  it('one without any answer counts for nothing', () => {
    expect(status(seen(negative(1), anObservation(urine)))).toBe('not pregnant')
    expect(status(seen(negative(1), anObservation(serum, miu(4500), { status: 'cancelled' })))).toBe('not pregnant')
  })
  it('a negative one tells of today for a week', () => {
    expect(status(seen(negative(6)))).toBe('not pregnant')
    expect(status(seen(negative(7)))).toBe('not pregnant')
    expect(status(seen(negative(8)))).toBe('to be confirmed')
    expect(status(seen(negative(290)))).toBe('to be confirmed')
    const { when: _when, ...undated } = negative(2)
    for (const one of [undated, { ...undated, when: '2026-11-31' }, { ...undated, when: '2062-11-19' }])
      expect(status(seen(one))).toBe('to be confirmed')
    expect(status(seen(undated, negative(2)))).toBe('not pregnant')
  })
})

describe('an answer', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'
  it.each<[string, Concept]>([
    ['Positive, in SNOMED CT', sct('10828004')],
    ['Detected, in SNOMED CT', sct('260373001')],
    ['Reactive, in SNOMED CT', sct('11214006')],
    ['Present, in SNOMED CT', sct('52101004')],
    ['Pregnant, in SNOMED CT', sct('77386006')],
    ['Pregnant state, in ICD-10-CM', icd('Z33.1')],
    ['Positive, in LOINC', loincCode('LA6576-8')],
    ['Detected, in LOINC', loincCode('LA11882-0')],
    ...['+', '1+', '2+', '(+)', 'Present', 'Y', 'Yes', 'true', 'POS', 'Positive'].map((one): [string, Concept] => [
      one,
      words(one),
    ]),
    ['POS, beside a text', { codes: [{ system, code: 'POS' }], text: 'Abnormal' }],
    ['Y, in a table of HL7', { codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0136', code: 'Y' }] }],
    ...[
      'Positive (ref: negative)',
      'POSITIVE  Reference Range: Negative',
      'POSITIVE; expected: NEG',
      'Positive (previously negative)',
      'Previously negative, now positive',
      'Ref: negative. Positive',
      'Positive. Non-reactive control valid',
      'Negative control valid. Positive',
      'hCG was positive',
      'Pregnant - no complications',
      'Patient known to be pregnant',
      'Positive >1000 mIU/mL',
      'Result: Positive >25 mIU/mL',
      'Present (Ref: Absent)',
      'Post-menopausal: No Pregnant: Yes',
      'Breastfeeding No Pregnant Yes',
      'Expected: Negative; Result: Positive',
      'Normal range: negative. Result: positive',
      'Previous result negative; now positive',
      'Previously reported as Negative; corrected to Positive',
      'Last test negative, today positive',
      'Negative for protein; positive for hCG',
      'Glucose negative, hCG positive',
      'Rh neg, pregnant',
      'Pregnant; HIV: negative',
      'QC: negative OK. Positive',
      'Positive QC OK',
      'UPT +',
      'UPT: +',
      'hCG+',
      'Pregnancy test +',
      'Pregnancy: Yes',
      'Pregnancy - Y',
      'Urine pregnancy POSITIVE Control OK',
      'Not on birth control - pregnant',
      'No birth control, pregnant',
      'Pregnant: no complications',
      'Pregnant, Breastfeeding: No',
      'Pregnant: Yes; Lactating: No',
      'No menses; pregnant',
      'No contraception, pregnant',
      'Last UPT positive',
      'Result: Positive Control: Valid',
      'hCG positive Rh negative',
      'Urine negative for ketones, blood positive',
      '35 year old pregnant woman',
      '4500 mIU/mL Positive >25',
      '4,500 mIU/mL (Pregnant: >25)',
      '>= 25 mIU/mL (positive >=25)',
      '4999 mIU/mL (Negative: <5)',
      'Pregnant: unsure of dates',
      'Pregnant: Unknown EDD',
    ].map((one): [string, Concept] => [one, words(one)]),
  ])('says that she is pregnant: %s', (_, valueConcept) => {
    expect(status(seen(anObservation(urine, undefined, { valueConcept })))).toBe('pregnant')
  })
  it.each<[string, Concept]>([
    ['Negative, in SNOMED CT', sct('260385009')],
    ['Not detected, in SNOMED CT', sct('260415000')],
    ['Non-reactive, in SNOMED CT', sct('131194007')],
    ['Negative, in LOINC', loincCode('LA6577-6')],
    ['Not detected, in LOINC', loincCode('LA11883-8')],
    ...['-', '(-)', 'N', 'No', 'false', 'Not present', 'Absent', 'NEG', 'No hCG present'].map(
      (one): [string, Concept] => [one, words(one)],
    ),
    ...[
      'None detected',
      'Non-detected',
      'Not-detected',
      'Undetectable',
      'Non reactive',
      'Not positive',
      'Never pregnant',
      'Nonpregnant',
      'Non-pregnant',
      'Not currently pregnant',
      "isn't pregnant",
      'Pregnant: No',
      'Pregnant? N',
      'Pregnant: Not Pregnant',
      'Pregnant?: No',
      'Pregnant: No (LMP 2/1/2026)',
      'Pregnant? No, postmenopausal',
      'Pregnant: No LMP: 2/1/26',
      'Pregnant: No; Breastfeeding: No',
      'Pregnant? No Breastfeeding? No',
      'Are you pregnant or breastfeeding? No',
      'Pregnant/Lactating: No',
      'Previous result: positive. Now: negative',
      'Internal QC positive; negative',
      'Negative for pregnancy; positive for protein',
      'hCG neg; nitrite pos',
      'Neither positive nor weakly positive',
      'Negative (ref: negative)',
      'Negative; control positive',
      'Negative (positive control present)',
      'Control line present, test line absent',
    ].map((one): [string, Concept] => [one, words(one)]),
  ])('says that she is not: %s', (_, valueConcept) => {
    expect(status(seen(anObservation(urine, undefined, { valueConcept })))).toBe('not pregnant')
  })
  it.each([
    'Yellow',
    'Indeterminate',
    'presented late',
    '- see note',
    'Unknown if pregnant',
    'Not known to be pregnant',
    'Trying to become pregnant',
    'Was pregnant',
    'Recently pregnant',
    'Pregnant? Unknown',
    'Invalid, control absent',
    'Invalid: control line not present',
    'Protein: positive',
    'No result',
    'No specimen received',
    'No control line: invalid',
    'Pregnant: Unsure; LMP 2/1/26',
    'Urine negative, serum positive',
    'Negative on 2/1, positive today',
    'Initially negative, repeat positive',
    'No hemolysis. Positive',
    'ND',
    'NR',
    '3 mIU/mL (Positive: >25)',
    '<25 mIU/mL (Positive: >25)',
    '24.9 mIU/mL (Negative: <5)',
    '4999 ng/mL (Negative: <5)',
    '3.2 mIU/mL Ref: Non-pregnant <5; Pregnant >25',
  ])('says neither: %s', (text) => {
    expect(status(seen(anObservation(urine, undefined, { valueConcept: words(text) })))).toBe('to be confirmed')
  })
  it.each<[string, string]>([
    ...['DET', 'RR', 'WR'].map((code): [string, string] => [code, 'pregnant']),
    ...['ND', 'NR'].map((code): [string, string] => [code, 'not pregnant']),
    ...['IND', 'constructor'].map((code): [string, string] => [code, 'to be confirmed']),
  ])('may be a code of an interpretation, with or without its system: %s', (code, expected) => {
    const answer = { valueConcept: words('See note') }
    for (const interpretation of [words(code), { codes: [{ system, code }], text: 'Abnormal' }])
      expect(status(seen(anObservation(urine, undefined, { ...answer, interpretation })))).toBe(expected)
  })
  it.each(['82810-3', '11449-6'])('to the question of her status may be one letter: %s', (code) => {
    expect(status(seen(anObservation(code, undefined, { valueConcept: words('Y') })))).toBe('pregnant')
    expect(status(seen(anObservation(code, undefined, { valueConcept: words('N') })))).toBe('not pregnant')
    expect(status(seen(anObservation(code, undefined, { valueConcept: sct('77386006') })))).toBe('pregnant')
  })
  it('may be the interpretation of an amount that is not told', () => {
    expect(status(seen(anObservation('20994-0', undefined, { valueConcept: words('Positive') })))).toBe('pregnant')
  })
})

describe('a gestational age', () => {
  it.each(['18185-9', '49051-6', '11884-4', '11885-1', '57714-8'])('tells of a pregnancy: %s', (code) => {
    expect(status(seen(anObservation(code, { value: 30, unit: 'wk' })))).toBe('pregnant')
    expect(status(seen(anObservation(code, { value: 30, unit: 'wk' }, { when: ago({ days: 120 }) })))).toBe(
      'to be confirmed',
    )
  })
  it.each([
    '24 3/7 weeks',
    '24w 3d',
    '24+3',
    '30 weeks by ultrasound',
    'GA 20 weeks',
    'EGA: 20w3d',
    'Gestational age: 20 wks',
    'approx. 20 weeks',
    '~20 weeks',
  ])('may be told in words: %s', (text) => {
    expect(status(seen(anObservation('11884-4', undefined, { valueConcept: words(text) })))).toBe('pregnant')
  })
  it('in words lasts as long as in numbers', () => {
    const told = (days: number): string =>
      status(seen(anObservation('11884-4', undefined, { valueConcept: words('30 weeks'), when: ago({ days }) })))
    expect([told(90), told(91)]).toEqual(['pregnant', 'to be confirmed'])
  })
  it.each(['unknown', '99 weeks', '0 weeks', '3/1/2027', 'delivered at 39 weeks', 'LMP 3 weeks ago'])(
    'is none: %s',
    (text) => {
      expect(status(seen(anObservation('11884-4', undefined, { valueConcept: words(text) })))).toBe('to be confirmed')
    },
  )
})

describe('a part of a panel', () => {
  it.each<[string, string, Observation['components'][number]]>([
    ['of urine', '24356-8', { concept: loincCode(urine), valueConcept: words('Positive') }],
    ['of a status, its delivery date', '82810-3', { concept: loincCode('11778-8'), valueDate: '2027-03-01' }],
    [
      'of a status, its gestational age',
      '82810-3',
      { concept: loincCode('11884-4'), value: { value: 20, unit: 'wk' } },
    ],
  ])('tells of a pregnancy: %s', (_, code, part) => {
    const panel = anObservation(code, undefined, { components: [part] })
    expect(status(seen(panel))).toBe('pregnant')
    expect(status(seen({ ...panel, status: 'entered-in-error' }))).toBe('to be confirmed')
    expect(
      status(seen({ ...panel, when: ago({ days: 310 }), components: [{ ...part, valueDate: '2026-01-01' }] })),
    ).toBe('to be confirmed')
  })
})
