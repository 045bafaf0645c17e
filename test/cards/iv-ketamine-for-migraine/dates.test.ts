import type { Condition, Facts, Observation, Order, Patient } from '../../../cards/facts.ts'
import {
  aCondition,
  aDose,
  ago,
  anEncounter,
  anObservation,
  aPatient,
  icd,
  migraine,
  now,
  read,
  rx,
  sct,
  words,
} from './builders.ts'
import { noReason, offered, ordered, spoken, verdict, woman } from './decisions.ts'
import { fitting, nsaids, screened, triptans } from './screened.ts'

/** What clients write for none, and what no calendar has. */
const unreadable = ['0001-01-01', '0001-01-01T00:00:00Z', '2024-13-45', '2024-02-30', '2023-02-29', 'unknown'] as const

const born = (birthDate: string, over: Partial<Order> = {}): Facts =>
  ordered(over, { patient: read(aPatient({ birthDate })) })

describe('a birth date that is none', () => {
  it.each<[string, Facts]>([
    ...unreadable.map((date): [string, Facts] => [date, born(date)]),
    ['2026-11-22, after the order', born('2026-11-22')],
    ['1895-11-19, of 131 years', born('1895-11-19')],
  ])('is as unknown as an absent one: %s', (_, given) => {
    const { card, mattered } = spoken(given)
    expect(card.indicator).toBe('info')
    expect(card.suggestions).toEqual([])
    expect(card.detail).toContain('Age not known; this is an adult guideline')
    expect(mattered).toContain('Age not known')
    expect(card).toEqual(spoken(ordered({}, { patient: read<Patient>({ sex: 'male' }) })).card)
  })
  it.each(['2026-11-20', '2026-11-01', '2026'])('is another thing than an infant’s: %s', (date) => {
    expect(verdict(born(date))).toBe('under-18')
  })
  it('is another thing than that of a newborn east of here, where the next day has begun', () => {
    const given = born('2026-11-21')
    expect(verdict({ ...given, now: '2026-11-20T20:00:00Z' })).toBe('under-18')
  })
  it.each(['2026-13-45', '2026-02-30T10:00:00Z', '1601-01-01T00:00:00Z'])(
    'an order dated %s is of today',
    (authoredOn) => {
      expect(spoken(ordered({ authoredOn })).card).toEqual(spoken(ordered()).card)
      expect(verdict(born('2010-01-01', { authoredOn }))).toBe('under-18')
    },
  )
  it.each(['1900-01-01', '1970-01-01T00:00:00Z', '2024-01-01', '2026-11-23', '2099-01-01', '9999-12-31T23:59:59Z'])(
    'an order dated %s, years ago or still to come, is of today',
    (authoredOn) => {
      expect(verdict(born('2009-01-01', { authoredOn }))).toBe('under-18')
      for (const birthDate of ['1960-01-01', '1990-01-01', '2008-01-01'])
        expect(spoken(born(birthDate, { authoredOn })).card).toEqual(spoken(born(birthDate)).card)
    },
  )
  it('an order dated before the birth of an infant leaves it an infant', () => {
    expect(verdict(born('2026-11-10', { authoredOn: '2026-11-09' }))).toBe('under-18')
  })
})

describe.each(unreadable)('a fact dated %s is undated', (date) => {
  const has = (concept: Condition['concept'], over: Partial<Condition> = {}): Partial<Facts> => ({
    conditions: read(aCondition(concept, over)),
  })
  it('and so inside a window: ulcers, drugs, doses, pregnancies, pressures', () => {
    const none = (...out: readonly string[]): string[] => expect.not.arrayContaining(out) as string[]
    const fits = (over: Parameters<typeof screened>[0]): readonly string[] => fitting(screened(over))
    for (const agent of nsaids) {
      expect(fits({ conditions: [aCondition(icd('K25.4'), { clinicalStatus: 'resolved', onset: date })] })).toEqual(
        none(agent),
      )
      expect(fits({ administrations: [aDose(rx('35827', 'ketorolac'), { start: date })] })).toEqual(none(agent))
    }
    for (const agent of triptans) {
      const given = aDose(rx('3418', 'dihydroergotamine'), { start: date, end: date })
      expect(fits({ administrations: [given] })).toEqual(none(agent))
      const pressure = anObservation('8480-6', { value: 200, unit: 'mm[Hg]' }, { when: date })
      expect(fits({ observations: [pressure] })).toEqual(none(agent))
    }
    expect(verdict(ordered({}, { ...woman(), ...has(icd('Z34.80'), { recorded: date }) }))).toBe('row 7')
  })
  it('and ends no pregnancy and no breastfeeding', () => {
    expect(verdict(ordered({}, { ...woman(), ...has(icd('Z34.80'), { abated: date }) }))).toBe('row 7')
    const { detail } = spoken(ordered({}, { ...woman(), ...has(icd('Z39.1'), { abated: date }) })).card
    expect(detail).toContain('Breastfeeding is on record')
  })
  it('and makes no vomiting one of today, which an undated one is not', () => {
    const vomiting = sct('422400008', 'Vomiting')
    expect(verdict(ordered({}, has(vomiting, { recorded: date })))).toBe('row 1')
    const seen = anObservation('11111-1', undefined, { concept: vomiting, when: date })
    expect(verdict(ordered({}, { observations: read(seen) }))).toBe('row 1')
  })
  it('and an encounter that began then leaves diagnoses seven days', () => {
    const diagnosed = (recorded: string): Facts =>
      ordered(noReason, {
        encounter: read(anEncounter({ start: date })),
        conditions: read(aCondition(migraine, { encounterDiagnosis: true, recorded })),
      })
    expect(verdict(diagnosed(ago({ days: 5 })))).toBe('row 2')
    expect(verdict(diagnosed(ago({ days: 40 })))).toBe('row 3')
  })
})

describe('an end that lies ahead ends nothing yet', () => {
  const has = (concept: Condition['concept'], abated: string): Facts =>
    ordered({}, { ...woman(), conditions: read(aCondition(concept, { abated, recorded: ago({ days: 10 }) })) })
  it.each(['9999-12-31', '2027-03-01'])('of a pregnancy or of breastfeeding: %s', (abated) => {
    expect(verdict(has(icd('Z34.80'), abated))).toBe('row 7')
    expect(spoken(has(icd('Z39.1'), abated)).card.detail).toContain('Breastfeeding is on record')
  })
  it('one that may lie behind does', () => {
    expect(verdict(has(icd('Z34.80'), '2026-11-19'))).toBe('row 1')
    expect(verdict(has(icd('Z34.80'), '2026-11-20'))).toBe('row 1')
  })
})

describe('a delivery date', () => {
  const due = (valueDate: string): string =>
    verdict(ordered({}, { ...woman(), observations: read(anObservation('11778-8', undefined, { valueDate })) }))
  it.each(['2027-03-01', '2027-03', '2027', '2026-11', '2026', '2026-11-07'])('ahead is a pregnancy: %s', (date) => {
    expect(due(date)).toBe('row 7')
  })
  it.each(['2027-02-30', '2027-13-01', '2026-11-31T00:00:00Z'])(
    'of no day is of its month, of no month of its year: %s',
    (date) => {
      expect(due(date)).toBe('row 7')
    },
  )
  it.each(['2026-10-31', '2026-10', '2025', '2025-13-45', '2028', '0001-01-01', 'soon'])('is none: %s', (date) => {
    expect(due(date)).toBe('row 1')
  })
})

// ------------------------------------------------------------------------------------------- the latest of several

/** A figure, and its date. */
type Figure = readonly [value: number, when: string | undefined]
function dated(one: Observation, when: string | undefined): Observation {
  const { when: _today, ...undated } = one
  return when === undefined ? undated : { ...undated, when }
}

/** Every order of a few. */
const orders = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2
    ? [all]
    : all.flatMap((one, at) => orders(all.filter((__, n) => n !== at)).map((others) => [one, ...others]))

describe('the latest pregnancy test', () => {
  type Test = readonly [said: 'Positive' | 'Negative', when: string | undefined]
  const rowsBy = (...tests: readonly Test[]): readonly string[] => {
    const found = tests.map(([said, when]) =>
      dated(anObservation('2106-3', undefined, { valueConcept: words(said) }), when),
    )
    return [...new Set(orders(found).map((all) => verdict(ordered({}, { ...woman(), observations: read(...all) }))))]
  }
  it.each<[string, ...Test[]]>([
    ['in another zone', ['Positive', '2026-11-19T20:00:00-08:00'], ['Negative', '2026-11-20T02:00:00Z']],
    ['of the same moment', ['Positive', '2026-11-19T20:00:00-08:00'], ['Negative', '2026-11-20T04:00:00Z']],
    ['of the same day', ['Positive', '2026-11-19'], ['Negative', '2026-11-19']],
    ['maybe later that day', ['Positive', '2026-11-19'], ['Negative', '2026-11-19T18:00:00Z']],
    ['maybe later that month', ['Positive', '2026-11'], ['Negative', '2026-11-10']],
    ['maybe later that year', ['Positive', '2026'], ['Negative', '2026-11-10T10:00:00Z']],
    ['before one of that month', ['Positive', '2026-11-10'], ['Negative', '2026-11']],
    ['dated, the other not', ['Positive', '2026-11-01'], ['Negative', undefined]],
    ['dated, the other of no day', ['Positive', '2026-11-01'], ['Negative', '2026-11-31']],
    ['undated, the other not', ['Positive', undefined], ['Negative', '2026-11-19']],
    ['of no day, the other dated', ['Positive', '2026-11-31'], ['Negative', '2026-11-19']],
    ['undated as the other is', ['Positive', undefined], ['Negative', undefined]],
    ['dated, the other years ahead', ['Positive', '2026-11-19'], ['Negative', '2062-11-19']],
    ['the last of three', ['Positive', '2026-11-18'], ['Negative', '2026-11-17'], ['Negative', '2026-11-16']],
  ])('is positive: %s', (_, ...tests) => {
    expect(rowsBy(...tests)).toEqual(['row 7'])
  })
  it.each<[string, ...Test[]]>([
    ['in another zone', ['Negative', '2026-11-19T20:00:00-08:00'], ['Positive', '2026-11-20T02:00:00Z']],
    ['of the next day', ['Negative', '2026-11-20'], ['Positive', '2026-11-19']],
    ['of the next month', ['Negative', '2026-11'], ['Positive', '2026-10-31']],
    ['of a clock that is fast', ['Negative', '2026-11-20T15:00:00Z'], ['Positive', '2026-11-19']],
    ['between two of one moment', ['Negative', now], ['Positive', ago({ days: 3 })], ['Negative', ago({ days: 4 })]],
  ])('is negative: %s', (_, ...tests) => {
    expect(rowsBy(...tests)).toEqual(['row 1'])
  })
})

describe('the latest weight', () => {
  /** 100 mg by push: in the anaesthetic range up to 100 kg. */
  const verdictsBy = (...weights: readonly Figure[]): readonly string[] => {
    const found = weights.map(([value, when]) => dated(anObservation('29463-7', { value, unit: 'kg' }), when))
    const order: Partial<Order> = { ...noReason, dosages: [{ dose: { value: 100, unit: 'mg' }, text: 'IV push' }] }
    const encounter = read(anEncounter({ reasons: [{ concept: migraine }] }))
    return [...new Set(orders(found).map((all) => verdict(ordered(order, { encounter, observations: read(...all) }))))]
  }
  it.each<[string, ...Figure[]]>([
    ['in another zone', [90, '2026-11-19T20:00:00-08:00'], [110, '2026-11-20T02:00:00Z']],
    ['the lower of one moment', [90, now], [110, now]],
    ['the lower of one day', [90, '2026-11-19'], [110, '2026-11-19']],
    ['the lower where either may be', [90, '2026-11'], [110, '2026-11-10']],
    ['the lower of undated ones', [90, undefined], [110, undefined]],
    ['the one with a date', [90, '2020'], [110, undefined]],
    ['the one with a date that can be read', [90, '2020'], [110, '2026-11-31']],
    ['the one without a date', [90, undefined], [110, '2020']],
    ['the one that is not years ahead', [90, '2026-11-19'], [110, '2062-11-19']],
  ])('is the lower one here, %s', (_, ...weights) => {
    expect(verdictsBy(...weights)).toEqual(['competing-indication'])
  })
  it.each<[string, ...Figure[]]>([
    ['in another zone', [110, '2026-11-19T20:00:00-08:00'], [90, '2026-11-20T02:00:00Z']],
    ['of the next day', [110, '2026-11-20'], [90, '2026-11-19']],
  ])('is the higher one here, %s', (_, ...weights) => {
    expect(verdictsBy(...weights)).toEqual(['row 2'])
  })
})

describe('the latest laboratory value', () => {
  const nsaidsFit = (...results: readonly Figure[]): readonly boolean[] => {
    const found = results.map(([value, when]) => dated(anObservation('98979-8', { value, unit: 'mL/min' }), when))
    return [...new Set(orders(found).map((observations) => fitting(screened({ observations })).includes('ibuprofen')))]
  }
  it.each<[string, ...Figure[]]>([
    ['in another zone', [22, '2026-11-19T20:00:00-08:00'], [90, '2026-11-20T02:00:00Z']],
    ['of one moment', [22, now], [90, now]],
    ['where either may be the latest', [22, '2026-11-10'], [90, '2026-11']],
    ['where it may be later that day', [22, '2026-11-19'], [90, '2026-11-19T18:00:00Z']],
    ['undated: it may be the latest', [22, undefined], [90, now]],
    ['of no day: it may be the latest', [22, '2026-11-31'], [90, now]],
    ['where the other is of years ahead', [22, '2026-11-19'], [90, '2062-11-19']],
  ])('leaves NSAIDs out, %s', (_, ...results) => {
    expect(nsaidsFit(...results)).toEqual([false])
  })
  it.each<[string, ...Figure[]]>([
    ['in another zone', [90, '2026-11-19T20:00:00-08:00'], [22, '2026-11-20T02:00:00Z']],
    ['of the next day', [90, '2026-11-20'], [22, '2026-11-19']],
    ['of this month', [90, '2026-11'], [22, '2026-10-31']],
  ])('leaves NSAIDs in, %s', (_, ...results) => {
    expect(nsaidsFit(...results)).toEqual([true])
  })
})

describe.each(['registered', 'cancelled', 'entered-in-error'])(
  'an observation of status %s counts for nothing',
  (status) => {
    const seen = (one: Observation): Partial<Facts> => ({ ...woman(), observations: read({ ...one, status }) })
    it.each<[string, Observation]>([
      ['a pregnancy test', anObservation('2106-3', undefined, { valueConcept: words('Positive') })],
      ['a delivery date', anObservation('11778-8', undefined, { valueDate: '2027-03-01' })],
      ['vomiting', anObservation('11111-1', undefined, { concept: sct('422400008', 'Vomiting') })],
      ['kidney function', anObservation('98979-8', { value: 9, unit: 'mL/min' })],
      ['blood pressure', anObservation('8480-6', { value: 200, unit: 'mm[Hg]' })],
    ])('%s', (_, one) => {
      expect(spoken(ordered({}, seen(one)))).toEqual(spoken(ordered({}, woman())))
      expect(offered(ordered({}, seen(one)))).toEqual(offered(ordered({}, woman())))
    })
    it('a weight', () => {
      const dosages = [{ dose: { value: 100, unit: 'mg' }, text: 'IV push' }]
      const weight = (kg: number, over: Partial<Observation> = {}): Observation =>
        anObservation('29463-7', { value: kg, unit: 'kg' }, over)
      const observations = read(weight(110, { when: ago({ days: 3 }) }), weight(60, { status }))
      const encounter = read(anEncounter({ reasons: [{ concept: migraine }] }))
      expect(verdict(ordered({ ...noReason, dosages }, { encounter, observations }))).toBe('row 2')
    })
  },
)
