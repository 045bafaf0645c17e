import type { Facts, Patient } from '../../../cards/facts.ts'
import { recommendation } from '../../../cards/iv-ketamine-for-migraine/recommendation.ts'
import { generated, page, readPage } from '../../tools/card-page.ts'
import { aDrug, anAllergy, anEncounter, icd, intravenous, ketamine, migraine, read, words } from './builders.ts'
import { at, noReason, onTheList, ordered, reason, spoken, verdict, woman } from './decisions.ts'

it('the page that a clinician signs off agrees with the data', () => {
  expect(readPage()).toBe(page(readPage()))
})

it.each(Object.keys(generated))('holds the part %s, once', (name) => {
  for (const mark of [`<!-- ${name} -->`, `<!-- /${name} -->`]) expect(readPage().split(mark)).toHaveLength(2)
})

it('begins its last change with the version that is served', () => {
  const [, log = ''] = readPage().split('## Change log')
  const [last] = [...log.matchAll(/^- (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)/gm)].slice(-1)
  expect(last?.slice(1)).toEqual([recommendation.version, recommendation.released])
})

describe('the table of rows', () => {
  const summaries: Readonly<Record<string, string>> = {
    'W-A': 'Consider a recommended alternative',
    'W-N': 'Vomiting on record',
    'W-M': 'medication overuse on record',
    'W-C': 'a migraine encounter',
    'I-D': 'If this IV ketamine is for migraine',
    'I-R': 'Refractory migraine',
    'W-U': 'route not stated',
    'W-P': 'Pregnant',
    'C-K': 'a label contraindication is on record',
  }
  const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
  const patients: Readonly<Record<string, Facts>> = {
    '8': ordered({}, { allergies: read(anAllergy(ketamine, { type: 'allergy' })) }),
    '9': ordered({}, at(icd('I60.9'))),
    '7': ordered({}, { ...woman(), ...onTheList(icd('Z33.1')) }),
    '4': ordered(reason(icd('G43.901')), inpatient),
    '6': ordered(reason(migraine, words('procedural sedation'))),
    '5': ordered({ drug: aDrug(ketamine), dosages: [] }),
    '1n': ordered({}, at(icd('R11.10'))),
    '1m': ordered({}, onTheList(icd('G44.40'))),
    '1': ordered(),
    '2': ordered(noReason, at(migraine)),
    '3': ordered(noReason, onTheList(migraine)),
  }
  const [, section = ''] = readPage().split('### 5. Rows')
  const rows = [...section.matchAll(/^\| (\d[mn]?) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, row = '', when = '', indicator = '', summary = '', options = '']) =>
      [row, { when, indicator, summary, options }] as const,
  )

  it('has every row', () => expect(rows.map(([row]) => row).toSorted()).toEqual(Object.keys(patients).toSorted()))

  it.each(rows)('says of row %s what is decided', (row, { when, indicator, summary, options }) => {
    for (const hook of ['order-select', 'order-sign'] as const) {
      const given = { ...(patients[row] as Facts), hook }
      if (when.includes('at `order-sign` only') && hook === 'order-select') {
        expect(verdict(given)).toBe('procedural-reason-too')
        continue
      }
      const { row: decided, card } = spoken(given)
      const [, told = indicator] = new RegExp(`(\\w+) at \`${hook}\``).exec(indicator) ?? []
      expect([decided, card.indicator]).toEqual([row, told])
      expect(card.summary).toContain(summaries[summary])
      const offers = card.suggestions.flatMap(({ prescribe, alternative }) => (prescribe ? [alternative] : []))
      if (options.startsWith('none')) expect(offers).toEqual([])
      else if (options === 'acetaminophen') expect(offers).toEqual(['acetaminophen'])
      else expect(offers.length).toBeGreaterThan(0)
    }
  })
})

describe('the numbers', () => {
  const told = (pattern: RegExp): readonly number[] => (pattern.exec(readPage()) ?? []).slice(1).map(Number)

  it('of the age are those of the gate', () => {
    const [least = 0, under = 0] = told(/^\| C Age \| (\d+) years or more.* \| under (\d+) \|$/m)
    expect(least).toBe(under)
    const born = (day: string): Partial<Facts> => ({
      patient: read<Patient>({ birthDate: `${2026 - least}-11-${day}`, sex: 'male' }),
    })
    expect(verdict(ordered({}, born('20')))).toBe('row 1')
    expect(verdict(ordered({}, born('21')))).toBe('under-18')
  })

  it('of the dose are those from which on another purpose is likelier', () => {
    const [perKg = 0, mg = 0] = told(
      /a bolus of (\d+) mg\/kg or more \((\d+) mg or more when the weight is not known\)/,
    )
    const bolus = (value: number, unit: string): string =>
      verdict(ordered({ ...noReason, dosages: [{ route: intravenous, dose: { value, unit } }] }, at(migraine)))
    expect([bolus(perKg, 'mg/kg'), bolus(mg, 'mg')]).toEqual(['competing-indication', 'competing-indication'])
    expect([bolus(perKg * 0.9, 'mg/kg'), bolus(mg - 1, 'mg')]).toEqual(['row 2', 'row 2'])
  })
})
