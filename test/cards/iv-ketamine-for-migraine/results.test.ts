import type { Facts, Observation, Result } from '../../../cards/facts.ts'
import { ago, anEncounter, anObservation, loincCode, read, words } from './builders.ts'
import { detail, offered, ordered } from './decisions.ts'

/** Laboratory results that decide on an alternative: eGFR and platelets. */

const egfrCode = '98979-8'
const platelets = '777-3'
const seen = (...observations: readonly Observation[]): Facts => ordered({}, { observations: read(...observations) })
const egfr = (value: number, over: Partial<Result> = {}): Facts =>
  seen(anObservation(egfrCode, { value, unit: 'mL/min/{1.73_m2}', ...over }))
const nsaids = ['aac', 'ibuprofen']
const offersNsaids = (given: Facts): boolean => nsaids.some((id) => offered(given).includes(id))

describe('a result beyond what is measured', () => {
  it('counts as under the limit of that name, and is told as it is', () => {
    expect(offered(egfr(30))).toContain('aac')
    expect(offersNsaids(egfr(30, { comparator: '<' }))).toBe(false)
    expect(detail(egfr(30, { comparator: '<' }))).toContain('eGFR &lt;30')
    expect(detail(egfr(15, { comparator: '<' }))).toContain('eGFR &lt;15')
    expect(detail(egfr(15, { comparator: '<' }))).not.toMatch(/14\.9|15\.0/)
  })
  it('may be under the limit where it is at most that', () => {
    expect(offersNsaids(egfr(30, { comparator: '<=' }))).toBe(false)
    expect(detail(egfr(30, { comparator: '<=' }))).toContain('eGFR ≤30')
    expect(offersNsaids(egfr(31, { comparator: '<=' }))).toBe(true)
  })
  it('is not under the limit that it exceeds', () => {
    expect(offersNsaids(egfr(60, { comparator: '>' }))).toBe(true)
    expect(detail(egfr(60, { comparator: '>' }))).not.toContain('eGFR')
  })
  it('is of no pressure that it does not reach', () => {
    const systolic = (comparator: '<' | '>='): Facts =>
      seen(anObservation('8480-6', { value: 180, unit: 'mm[Hg]', comparator }))
    expect(offered(systolic('<'))).toContain('sumatriptan-po')
    expect(offered(systolic('>='))).not.toContain('sumatriptan-po')
    expect(detail(systolic('>='))).toContain('systolic blood pressure ≥180')
  })
})

describe('a range', () => {
  it('is as low as its lower end', () => {
    expect(offersNsaids(egfr(15, { to: 29 }))).toBe(false)
    expect(detail(egfr(15, { to: 29 }))).toContain('eGFR 15-29')
    expect(offersNsaids(egfr(60, { to: 89 }))).toBe(true)
  })
  it('of counts is converted at both ends', () => {
    const counted = seen(anObservation(platelets, { value: 30_000, unit: '/uL', to: 40_000 }))
    expect(detail(counted)).toMatch(/platelets 30-40(?!\d)/)
  })
})

describe('an eGFR', () => {
  it('counts until there is a newer one, in an emergency too', () => {
    const known = (value: number, days: number): Observation =>
      anObservation(egfrCode, { value, unit: 'mL/min/{1.73_m2}' }, { when: ago({ days }) })
    const visit = { encounter: read(anEncounter({ class: 'EMER' })) }
    const old = known(20, 120)
    expect(offersNsaids(ordered({}, { ...visit, observations: read(old) }))).toBe(false)
    expect(offersNsaids(ordered({}, { ...visit, observations: read(old, known(70, 2)) }))).toBe(true)
  })
})

describe('a result in SI units', () => {
  it('is compared in the unit of the rules, and told in it', () => {
    const pressure = (code: string, value: number, unit: string): Facts => seen(anObservation(code, { value, unit }))
    for (const [code, high, low] of [
      ['8480-6', 24, 23.9],
      ['8462-4', 14.7, 14.5],
    ] as const) {
      expect(offered(pressure(code, high, 'kpa'))).not.toContain('sumatriptan-po')
      expect(offered(pressure(code, low, 'kpa'))).toContain('sumatriptan-po')
      expect(offered(pressure(code, high * 0.75, 'cm[hg]'))).not.toContain('sumatriptan-po')
    }
    expect(detail(pressure('8480-6', 24.5, 'kpa'))).toContain('systolic blood pressure 184')
  })
  it('of kidneys is by the minute', () => {
    for (const unit of ['ml/s', 'mL/s/{1.73_m2}', 'ml/sec/1.73m2']) {
      expect(offersNsaids(egfr(1.2, { unit }))).toBe(true)
      expect(offersNsaids(egfr(0.49, { unit }))).toBe(false)
      expect(detail(egfr(0.49, { unit }))).toContain('eGFR 29.4')
    }
  })
})

describe('a platelet count', () => {
  const counted = (value: number, unit: string): Facts => seen(anObservation(platelets, { value, unit }))
  it.each([
    ['of a litre', 40e9, 60e9, '/L'],
    ['of a litre, not by UCUM', 40e9, 60e9, '/l'],
    ['of a litre, written out', 40e9, 60e9, 'cells/l'],
    ['of a microlitre, in whole', 40_000, 60_000, '/uL'],
    ['in thousands of a microlitre', 40, 60, '10*3/uL'],
    ['without a unit, of the size of thousands', 40, 60, ''],
    ['without a unit, of the size of single ones', 40_000, 60_000, ''],
  ])('leaves NSAIDs out under 50 thousand a microlitre: %s', (_, low, enough, unit) => {
    expect(offersNsaids(counted(low, unit))).toBe(false)
    expect(offersNsaids(counted(enough, unit))).toBe(true)
  })
  it.each(['/L', '1/L', 'cells/L', 'per litre'])(
    'of a hundred in a litre is in thousands of a microlitre: %s',
    (unit) => {
      for (const low of [45, 45_000]) expect(offersNsaids(counted(low, unit))).toBe(false)
      for (const enough of [145, 145_000]) expect(offersNsaids(counted(enough, unit))).toBe(true)
    },
  )
  it('is the lower, the fewer are counted: 2,000 a microlitre are two thousand', () => {
    for (const unit of ['/uL', '1/uL', '/cu mm', 'cells/cu mm', '/cu.mm'])
      expect(offersNsaids(counted(2000, unit))).toBe(false)
  })
})

describe('a result in words that was not read', () => {
  const inWords = (text: string, code = egfrCode): Observation =>
    anObservation(code, undefined, { valueConcept: words(text) })

  it.each(['about 22', '22 (was 31)', 'G4', 'severely reduced', 'L', 'low', '25 (see note), prior 40'])(
    'leaves out what it could forbid, and is told: %s',
    (text) => {
      const given = seen(inWords(text))
      expect(offersNsaids(given)).toBe(false)
      expect(detail(given)).toContain('eGFR not read as a number')
      expect(offered(given)).toContain('sumatriptan-po')
    },
  )
  it('is not overruled by an older one', () => {
    const older = anObservation(egfrCode, { value: 90, unit: 'mL/min' }, { when: ago({ days: 20 }) })
    expect(offersNsaids(seen(older, inWords('about 22')))).toBe(false)
    expect(offersNsaids(seen(older, inWords('about 20', platelets)))).toBe(false)
  })
  it('is overruled by a newer one', () => {
    const older = { ...inWords('about 22'), when: ago({ days: 20 }) }
    expect(offersNsaids(seen(older, anObservation(egfrCode, { value: 90, unit: 'mL/min' })))).toBe(true)
  })
  it.each([
    'Not calculated',
    'Unable to calculate, creatinine 0.2',
    'See comment',
    'TNP',
    'pending',
    'normal',
    'No thrombocytopenia',
  ])('is none: %s', (text) => {
    expect(offersNsaids(seen(inWords(text)))).toBe(true)
    expect(detail(seen(inWords(text)))).not.toContain('not read as a number')
  })
  it('says nothing of a blood pressure, which is measured again', () => {
    expect(offered(seen(inWords('118 sitting', '8480-6')))).toContain('sumatriptan-po')
  })
  it.each(['Marked thrombocytopenia', 'severe thrombocytopaenia'])('of platelets: %s', (text) => {
    expect(offersNsaids(seen(inWords(text, platelets)))).toBe(false)
  })
  it('may be a part of a panel', () => {
    const components = [{ concept: loincCode(egfrCode), valueConcept: words('about 22') }]
    expect(offersNsaids(seen(anObservation('24323-8', undefined, { components })))).toBe(false)
  })
  it('is told without its markup', () => {
    expect(detail(seen(inWords('<b>22</b>')))).not.toContain('<b>')
  })
})

it.each([
  ['98979-8', 20, 'mL/min/{1.73_m2}'],
  ['76633-7', 20, 'mL/min/{1.73_m2}'],
  ['102097-3', 20, 'mL/min/{1.73_m2}'],
  ...['777-3', '778-1', '26515-7', '26516-5', '13056-7', '49497-1', '97995-5'].map((code): [string, number, string] => [
    code,
    20,
    '10*3/uL',
  ]),
])('a result is known by what laboratories call it: %s', (code, value, unit) => {
  expect(offersNsaids(seen(anObservation(code, { value, unit })))).toBe(false)
})

describe('a blood pressure', () => {
  it.each(['76534-7', '76215-3', '8459-0', '8460-8', '8461-6', '8479-8', '75997-7', '8508-4'])(
    'is known by how it was taken: %s',
    (code) => {
      expect(offered(seen(anObservation(code, { value: 190, unit: 'mm[Hg]' })))).not.toContain('sumatriptan-po')
    },
  )
  it.each(['76535-4', '76213-8', '8453-3', '8454-1', '8455-8'])('is known by its diastolic part: %s', (code) => {
    expect(offered(seen(anObservation(code, { value: 115, unit: 'mm[Hg]' })))).not.toContain('sumatriptan-po')
  })
  it('of a panel is the higher one, in whatever order its parts come, and whichever has no value', () => {
    const part = (code: string, value?: number): Observation['components'][number] => ({
      concept: loincCode(code),
      ...(value === undefined ? {} : { value: { value, unit: 'mm[Hg]' } }),
    })
    for (const components of [
      [part('8459-0', 150), part('8460-8', 190)],
      [part('8480-6', 190), part('8480-6', 150)],
      [part('8480-6'), part('8480-6', 190)],
    ])
      expect(offered(seen(anObservation('85354-9', undefined, { components })))).not.toContain('sumatriptan-po')
  })
})
