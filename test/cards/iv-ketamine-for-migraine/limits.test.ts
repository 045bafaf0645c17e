import type { Condition, Dosage, Facts, MedicationUse, Observation, Order } from '../../../cards/facts.ts'
import {
  aBloodPressure,
  aCondition,
  aDose,
  ago,
  aMedication,
  anEncounter,
  anObservation,
  icd,
  intravenous,
  migraine,
  read,
  rx,
  sct,
  words,
} from './builders.ts'
import { at, noReason, ordered, spoken, verdict, woman } from './decisions.ts'
import { type Differing, homeMed, option, rulesFor, screened, sumatriptan } from './screened.ts'

/** Each limit from both sides: the last value inside, and the first outside. */

/** Whether a rule is met for an agent. */
const meets = (rule: string, agent: string, given: Differing): boolean =>
  rulesFor(screened(given), agent).includes(rule)

describe('a limit of age', () => {
  const born = (birthDate: string): Differing => ({ patient: { birthDate } })
  it.each([
    ['nsaid-age-60', 'ibuprofen', '1966-11-20', '1966-11-21'],
    ['nsaid-age-60', 'aac', '1966-11-20', '1966-11-21'],
    ['triptan-age-65', 'sumatriptan-po', '1961-11-20', '1961-11-21'],
    ['triptan-age-65', 'sumatriptan-naproxen', '1961-11-20', '1961-11-21'],
    ['aspirin-under-19', 'aac', '2007-11-21', '2007-11-20'],
  ])('%s of %s: met when born on %s, not on %s', (rule, agent, inside, outside) => {
    expect(meets(rule, agent, born(inside))).toBe(true)
    expect(meets(rule, agent, born(outside))).toBe(false)
  })

  it('of 65 adds a sentence, of 64 none', () => {
    const detail = (birthDate: string): string =>
      spoken(ordered({}, { patient: read({ birthDate, sex: 'male' }) })).card.detail
    expect(detail('1961-11-20')).toContain('Age 65 or more')
    expect(detail('1961-11-21')).not.toContain('Age 65 or more')
  })

  it('of 55 asks a woman about pregnancy, of 56 does not', () => {
    expect(spoken(ordered({}, woman('1970-11-21'))).card.detail).toContain('Confirm pregnancy status')
    expect(spoken(ordered({}, woman('1970-11-20'))).card.detail).not.toContain('Confirm pregnancy status')
  })

  it('of 75, or a weight under 50 kg, leaves less acetaminophen', () => {
    const drug = rx('198440', 'acetaminophen 500 MG Oral Tablet')
    const medications = [aMedication(drug, { ...homeMed, dosages: [{ dose: { value: 625, unit: 'mg' }, perDay: 4 }] })]
    const frail = (given: Differing): boolean =>
      meets('acetaminophen-daily-maximum-frail', 'acetaminophen', { medications, ...given })
    expect([frail(born('1951-11-20')), frail(born('1951-11-21'))]).toEqual([true, false])
    const weighing = (value: number): Differing => ({ observations: [anObservation('29463-7', { value, unit: 'kg' })] })
    expect([frail(weighing(49.9)), frail(weighing(50))]).toEqual([true, false])
  })
})

describe('a limit of a result', () => {
  const systolic = (value: number): Observation => aBloodPressure(value, 70)
  const diastolic = (value: number): Observation => aBloodPressure(120, value)
  const egfr = (value: number): Observation => anObservation('98979-8', { value, unit: 'mL/min/{1.73_m2}' })
  const platelets = (value: number): Observation => anObservation('777-3', { value, unit: '10*3/uL' })
  it.each<[string, string, (value: number) => Observation, number, number]>([
    ['triptan-systolic-180', 'sumatriptan-po', systolic, 180, 179],
    ['triptan-systolic-160', 'frovatriptan', systolic, 160, 159],
    ['triptan-diastolic-110', 'sumatriptan-sc', diastolic, 110, 109],
    ['triptan-diastolic-100', 'eletriptan', diastolic, 100, 99],
    ['nsaid-egfr-30', 'aac', egfr, 29, 30],
    ['nsaid-egfr-60', 'ibuprofen', egfr, 59, 60],
    ['gepant-egfr-15', 'rimegepant', egfr, 14, 15],
    ['gepant-egfr-15', 'ubrogepant', egfr, 14, 15],
    ['ubrogepant-egfr-30', 'ubrogepant', egfr, 29, 30],
    ['nsaid-platelets-50', 'naproxen', platelets, 49, 50],
  ])('%s of %s', (rule, agent, result, inside, outside) => {
    expect(meets(rule, agent, { observations: [result(inside)] })).toBe(true)
    expect(meets(rule, agent, { observations: [result(outside)] })).toBe(false)
  })
})

describe('of several results that may be the latest', () => {
  const because = (rule: string, agent: string, observations: readonly Observation[]): string | undefined =>
    option(screened({ observations }), agent).remarks.find((remark) => remark.rule === rule)?.because
  it('the worst is named', () => {
    const egfr = (value: number): Observation => anObservation('98979-8', { value, unit: 'mL/min' })
    for (const several of [
      [egfr(22), egfr(28), egfr(90)],
      [egfr(90), egfr(28), egfr(22)],
    ])
      expect(because('nsaid-egfr-30', 'ibuprofen', several)).toBe('eGFR 22')
    for (const several of [
      [aBloodPressure(185, 70), aBloodPressure(210, 70)],
      [aBloodPressure(210, 70), aBloodPressure(185, 70)],
    ])
      expect(because('triptan-systolic-180', 'sumatriptan-sc', several)).toBe('systolic blood pressure 210')
  })
})

describe('a window of time', () => {
  const day = 24
  /** Ended so many hours ago. */
  const ended =
    (concept: ReturnType<typeof rx>) =>
    (hours: number): Differing => ({ medications: [aMedication(concept, { status: 'stopped', end: ago({ hours }) })] })
  /** Given so many hours ago, in another encounter, where it can be no failure. */
  const given =
    (concept: ReturnType<typeof rx>) =>
    (hours: number): Differing => ({
      administrations: [aDose(concept, { start: ago({ hours }), ofThisEncounter: false })],
    })
  const since =
    (concept: ReturnType<typeof icd>, over: Partial<Condition> = {}) =>
    (hours: number): Differing => ({ conditions: [aCondition(concept, { onset: ago({ hours }), ...over })] })
  const measured =
    (systolic: number, diastolic: number) =>
    (acuteSetting: boolean) =>
    (hours: number): Differing => ({
      context: { acuteSetting },
      observations: [aBloodPressure(systolic, diastolic, { when: ago({ hours }) })],
    })
  const pressure = measured(190, 118)
  const raised = measured(165, 104)

  it.each<[string, string, number, (hours: number) => Differing]>([
    ['triptan-maoi', 'sumatriptan-po', 14 * day, ended(rx('8123', 'phenelzine'))],
    ['triptan-maoi-class', 'eletriptan', 14 * day, ended(rx('8123', 'phenelzine'))],
    ['triptan-linezolid-methylene-blue', 'rizatriptan', 14 * day, ended(rx('190376', 'linezolid'))],
    ['eletriptan-cyp3a4-72h', 'eletriptan', 3 * day, ended(rx('21212', 'clarithromycin'))],
    ['triptan-ergot-24h', 'sumatriptan-po', day, ended(rx('3418', 'dihydroergotamine'))],
    ['triptan-24h', 'eletriptan', day, given(sumatriptan)],
    ['gepant-24h', 'rimegepant', day, given(rx('2268229', 'ubrogepant 50 MG Oral Tablet'))],
    ['aac-24h', 'aac', day, given(words('Excedrin Migraine'))],
    ['nsaid-6h', 'ibuprofen', 6, given(rx('35827', 'ketorolac'))],
    ['nsaid-6h', 'sumatriptan-naproxen', 6, given(rx('35827', 'ketorolac'))],
    ['acetaminophen-6h', 'acetaminophen', 6, given(rx('161', 'acetaminophen'))],
    ['acetaminophen-6h', 'aac', 6, given(rx('161', 'acetaminophen'))],
    ['nsaid-cabg', 'ibuprofen', 14 * day, since(icd('Z95.1'))],
    ['nsaid-recent-cardiovascular-event', 'aac', 365 * day, since(icd('I21.9'))],
    ['nsaid-gi-bleed-ulcer-12-months', 'naproxen', 365 * day, since(icd('K25.4'), { clinicalStatus: 'resolved' })],
    ['triptan-systolic-180', 'sumatriptan-sc', day, pressure(true)],
    ['triptan-systolic-180', 'sumatriptan-sc', 90 * day, pressure(false)],
    ['triptan-diastolic-110', 'sumatriptan-sc', day, pressure(true)],
    ['triptan-systolic-160', 'sumatriptan-sc', day, raised(true)],
    ['triptan-systolic-160', 'sumatriptan-sc', 90 * day, raised(false)],
    ['triptan-diastolic-100', 'sumatriptan-sc', day, raised(true)],
    ['triptan-diastolic-100', 'sumatriptan-sc', 90 * day, raised(false)],
    ['nsaid-thrombolytic-24h', 'ibuprofen', day, given(words('alteplase'))],
    ['nsaid-anticoagulant', 'ibuprofen', day, given(words('enoxaparin'))],
  ])('%s holds for %s until %d hours are over', (rule, agent, hours, fact) => {
    expect(meets(rule, agent, fact(hours))).toBe(true)
    expect(meets(rule, agent, fact(hours + 1))).toBe(false)
  })

  const orderedAgo = (hours: number): MedicationUse =>
    aMedication(sumatriptan, { ofThisEncounter: false, start: ago({ hours }) })
  it('counts an order of the last 24 hours as one of this attack', () => {
    expect(meets('triptan-24h', 'rizatriptan', { medications: [orderedAgo(24)] })).toBe(true)
    expect(meets('triptan-24h', 'rizatriptan', { medications: [orderedAgo(25)] })).toBe(false)
  })

  const failed = (minutes: number, dosage: Dosage): boolean =>
    meets('failed', 'sumatriptan-po', {
      administrations: [aDose(sumatriptan, { start: ago({ hours: minutes / 60 }), dosages: [dosage] })],
    })
  it('has a dose fail after two hours, and an injection under the skin after one', () => {
    expect([failed(120, {}), failed(119, {})]).toEqual([true, false])
    const coded = { codes: [{ system: 'urn:local', code: '7' }, ...sct('34206005').codes] }
    for (const route of [coded, words('SC'), words('subcutaneously')])
      expect([failed(60, { route }), failed(59, { route })]).toEqual([true, false])
    for (const route of [sct('26643006'), words('Oral')])
      expect([failed(120, { route }), failed(119, { route })]).toEqual([true, false])
  })

  /** Days for which a problem without an end means what it says. */
  it.each<[string, number, (recorded: string) => boolean]>([
    ['a pregnancy', 300, (recorded) => isRow('7', aCondition(icd('Z34.80'), { recorded }))],
    ['breastfeeding', 730, (recorded) => says('Breastfeeding', aCondition(icd('Z39.1'), { recorded }))],
    [
      'childbed',
      42,
      (recorded) => meets('breastfeeding', 'aac', { conditions: [aCondition(icd('O90.89'), { recorded })] }),
    ],
    ['vomiting', 1, (recorded) => isRow('1n', aCondition(sct('422400008'), { recorded }))],
  ])('%s lasts %d days', (_, days, holds) => {
    expect(holds(ago({ days }))).toBe(true)
    expect(holds(ago({ days, hours: 1 }))).toBe(false)
  })
  const has = (condition: Condition): Facts => ordered({}, { ...woman(), conditions: read(condition) })
  const isRow = (row: string, condition: Condition): boolean => spoken(has(condition)).row === row
  const says = (sentence: string, condition: Condition): boolean =>
    spoken(has(condition)).card.detail.includes(sentence)

  const seen = (one: Observation): string => spoken(ordered({}, { ...woman(), observations: read(one) })).row
  it('takes a positive test for 300 days, and a gestational age until 300 days of pregnancy', () => {
    const test = (days: number): string =>
      seen(anObservation('2106-3', undefined, { valueConcept: words('Positive'), when: ago({ days }) }))
    expect([test(300), test(301)]).toEqual(['7', '1'])
    const weeks = (value: number, days: number, unit = 'wk'): string =>
      seen(anObservation('18185-9', { value, unit }, { when: ago({ days }) }))
    expect([weeks(28, 104), weeks(28, 105)]).toEqual(['7', '1'])
    expect([weeks(42, 0), weeks(43, 0)]).toEqual(['7', '1'])
    expect([weeks(196, 104, 'd'), weeks(196, 105, 'd'), weeks(299, 1, 'days')]).toEqual(['7', '1', '7'])
    expect([weeks(1, 0), weeks(0, 0)]).toEqual(['7', '1'])
  })

  it('takes a date of delivery until 14 days behind it', () => {
    const due = (valueDate: string): string => seen(anObservation('11778-8', undefined, { valueDate }))
    expect([due('2026-11-06T10:00:01Z'), due('2026-11-06T10:00:00Z')]).toEqual(['7', '1'])
    // A day that is none leaves its month, a month that is none its year.
    expect([due('2026-11-31'), due('2026-10-32'), due('2026-13-01'), due('2025-13-01')]).toEqual(['7', '1', '7', '1'])
    expect([due('2027-09-16T09:59:59Z'), due('2027-09-16T10:00:00Z')]).toEqual(['7', '1'])
  })

  const diagnosed = (recorded: string, start?: string): string =>
    verdict(
      ordered(noReason, {
        encounter: read(anEncounter(start === undefined ? {} : { start })),
        conditions: read(aCondition(migraine, { encounterDiagnosis: true, recorded })),
      }),
    )
  it('takes a diagnosis for one of this encounter for seven days, or since it began, but a day at least', () => {
    expect(diagnosed(ago({ days: 7 }))).toBe('row 2')
    expect(diagnosed(ago({ days: 7, hours: 1 }))).toBe('row 3')
    // Where nobody tells when it was recorded, its onset does.
    const begun = (onset?: string): string => {
      const over = onset === undefined ? {} : { onset }
      const conditions = read(aCondition(migraine, { encounterDiagnosis: true, ...over }))
      return verdict(ordered(noReason, { encounter: read(anEncounter()), conditions }))
    }
    expect([begun(), begun(ago({ days: 7 })), begun(ago({ days: 8 }))]).toEqual(['row 2', 'row 2', 'row 3'])
    expect(diagnosed(ago({ hours: 30 }), ago({ hours: 30 }))).toBe('row 2')
    expect(diagnosed(ago({ hours: 31 }), ago({ hours: 30 }))).toBe('row 3')
    expect(diagnosed(ago({ hours: 24 }), ago({ hours: 3 }))).toBe('row 2')
    expect(diagnosed(ago({ hours: 25 }), ago({ hours: 3 }))).toBe('row 3')
  })

  it('counts two acute classes as tried two hours after they were given', () => {
    const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
    const rowAfter = (hours: number): string => {
      const administrations = read(
        aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 5 }) }),
        aDose(rx('35827', 'ketorolac'), { start: ago({ hours }) }),
      )
      return spoken(ordered({}, { ...inpatient, administrations })).row
    }
    expect([rowAfter(2), rowAfter(1.9)]).toEqual(['4', '1'])
  })
})

describe('a dose of another purpose', () => {
  const depressed: Partial<Facts> = { conditions: read(aCondition(icd('F32.9', 'Major depressive disorder'))) }
  const weighing = (value: number): Partial<Facts> => ({
    observations: read(anObservation('29463-7', { value, unit: 'kg' })),
  })
  const competes = (dosage: Dosage, more: Partial<Facts> = {}, over: Partial<Order> = {}): boolean =>
    verdict(
      ordered({ ...noReason, dosages: [{ route: intravenous, ...dosage }], ...over }, { ...at(migraine), ...more }),
    ) === 'competing-indication'
  const mg = (value: number, unit = 'mg'): Dosage => ({ dose: { value, unit } })

  it.each<[string, Dosage, Dosage, Partial<Facts>]>([
    ['70 mg of an unknown weight', mg(70), mg(69.9), {}],
    ['70 mg, in grams', mg(0.07, 'g'), mg(0.069, 'g'), {}],
    ['70 mg, in grams of the words', { text: '0.07 g IV push' }, { text: '0.06 g IV push' }, {}],
    ['1 mg/kg', mg(1, 'mg/kg'), mg(0.99, 'mg/kg'), {}],
    ['1 mg/kg of a known weight', mg(100), mg(99), weighing(100)],
    ['1 mg/kg in less than an hour', { ...mg(1, 'mg/kg'), minutes: 59 }, { ...mg(1, 'mg/kg'), minutes: 60 }, {}],
    [
      '1 mg/kg in less than an hour, in words',
      { ...mg(1, 'mg/kg'), text: 'over 59 min' },
      { ...mg(1, 'mg/kg'), text: 'over 1 hour' },
      {},
    ],
    [
      '0.4 mg/kg of a depressed patient',
      { ...mg(0.4, 'mg/kg'), minutes: 40 },
      { ...mg(0.39, 'mg/kg'), minutes: 40 },
      depressed,
    ],
    [
      '0.6 mg/kg of a depressed patient',
      { ...mg(0.6, 'mg/kg'), minutes: 40 },
      { ...mg(0.61, 'mg/kg'), minutes: 40 },
      depressed,
    ],
    ['over 30 minutes', { ...mg(0.5, 'mg/kg'), minutes: 30 }, { ...mg(0.5, 'mg/kg'), minutes: 29 }, depressed],
    ['over 60 minutes', { ...mg(0.5, 'mg/kg'), minutes: 60 }, { ...mg(0.5, 'mg/kg'), minutes: 61 }, depressed],
    [
      '40 mg of 80 kg over 40 minutes',
      { ...mg(40), minutes: 40 },
      { ...mg(50), minutes: 40 },
      { ...depressed, ...weighing(80) },
    ],
  ])('%s', (_, inside, outside, more) => {
    expect(competes(inside, more)).toBe(true)
    expect(competes(outside, more)).toBe(false)
  })

  const running = (value: number, unit: string): Dosage => ({ ...mg(1, 'mg/kg'), rate: { value, unit } })
  it.each<[string, Dosage, Dosage]>([
    ['minutes', running(0.02, 'mg/kg/min'), running(0.01, 'mg/kg/min')],
    ['hours', running(1.1, 'mg/kg/h'), running(1, 'mg/kg/h')],
    ['seconds', running(0.0003, 'mg/kg/s'), running(0.00027, 'mg/kg/s')],
    ['days', running(25, 'mg/kg/d'), running(24, 'mg/kg/d')],
    ['hours, of the usual weight', running(71, 'mg/h'), running(70, 'mg/h')],
    ['micrograms', running(20, 'mcg/kg/min'), running(16, 'mcg/kg/min')],
  ])('of 1 mg/kg is no bolus where its rate makes it last an hour, by %s', (_, fast, slow) => {
    expect(competes(fast)).toBe(true)
    expect(competes(slow)).toBe(false)
  })

  it('of the antidepressant regimen is one of a patient with depression that stands and is active, and of no other', () => {
    const having = (concept: ReturnType<typeof icd>, over: Partial<Condition> = {}): boolean =>
      competes({ ...mg(0.5, 'mg/kg'), minutes: 40 }, { conditions: read(aCondition(concept, over)) })
    const depression = icd('F32.9')
    expect(having(depression)).toBe(true)
    expect([having(icd('I10')), having(migraine)]).toEqual([false, false])
    expect(having(depression, { clinicalStatus: 'resolved' })).toBe(false)
    expect(having(depression, { verificationStatus: 'refuted' })).toBe(false)
  })

  it('is none where a depressed patient’s order tells a rate alone', () => {
    expect(competes({ rate: { value: 0.5, unit: 'mg/kg/h' } }, depressed)).toBe(false)
  })

  it.each([
    ['kg', 100],
    ['kgs', 100],
    ['kilogram', 100],
    ['kilograms', 100],
    ['g', 100_000],
    ['lb', 220.462],
    ['lbs', 220.462],
    ['pound', 220.462],
    ['pounds', 220.462],
    ['[lb_av]', 220.462],
    ['oz', 3527.39],
    ['[oz_av]', 3527.39],
  ])('is reckoned by a weight in %s', (unit, value) => {
    const weight = { observations: read(anObservation('29463-7', { value, unit })) }
    expect([competes(mg(101), weight), competes(mg(99), weight)]).toEqual([true, false])
  })

  it('is told by the volume where the name of the product tells its strength, and by nothing where it does not', () => {
    const drug = (text: string): Partial<Order> => ({ drug: { concept: words(text), ingredients: [], named: true } })
    expect(competes(mg(2, 'ml'), {}, drug('ketamine 50 MG/ML Injectable Solution'))).toBe(true)
    expect(competes(mg(1, 'ml'), {}, drug('ketamine 50 MG/ML Injectable Solution'))).toBe(false)
    expect(competes(mg(2, 'ml'), {}, drug('ketamine injection'))).toBe(false)
  })
})
