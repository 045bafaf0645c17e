import type { Speaks } from '../../cards/guidance.ts'
import { bundle, type Call } from './a-call.ts'
import { anIvKetamineDraft, decided, icd, speaking } from './decided.ts'

/** From the request to what it excludes: a contraindication in a shape that clients send is not lost on the way. */

const ketamine = anIvKetamineDraft({ reasonCode: [icd('G43.909')] })
async function spoken({ prefetch = {}, drafts = [] }: Call): Promise<Speaks> {
  return speaking(await decided({ drafts: [ketamine, ...drafts], prefetch }, 'male'))
}

/** The rules that leave an alternative out. */
const excluded = ({ options }: Speaks, agent: string): readonly string[] =>
  (options.find(({ alternative }) => alternative === agent)?.remarks ?? [])
    .filter(({ effect }) => effect === 'excluded')
    .map(({ rule }) => rule)

const order = (name: string, over: object = {}): object => ({
  resourceType: 'MedicationRequest',
  id: 'on-chart',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  authoredOn: '2025-06-01',
  medicationCodeableConcept: { text: name },
  ...over,
})

const contraindicated = [
  ['warfarin', 'ibuprofen', 'nsaid-anticoagulant'],
  ['phenelzine', 'sumatriptan-po', 'triptan-maoi'],
  ['itraconazole', 'rimegepant', 'gepant-cyp3a4-strong-inhibitor'],
] as const

describe('a drug that is taken', () => {
  it.each(contraindicated)('%s excludes though it may no longer be dispensed', async (name, agent, rule) => {
    const ended = order(name, { dispenseRequest: { validityPeriod: { start: '2025-06-01', end: '2025-12-01' } } })
    expect(excluded(await spoken({ prefetch: { medications: bundle(ended) } }), agent)).toContain(rule)
    expect(excluded(await spoken({}), agent)).not.toContain(rule)
  })

  it.each(contraindicated.slice(0, 2))(
    '%s excludes though a draft of its order stops it',
    async (name, agent, rule) => {
      for (const over of [{ status: 'stopped' }, { status: 'cancelled' }, { status: 'active', doNotPerform: true }]) {
        const call = { prefetch: { medications: bundle(order(name)) }, drafts: [order(name, over)] }
        expect(excluded(await spoken(call), agent)).toContain(rule)
      }
    },
  )
})

const observation = (code: string, over: object): object => ({
  resourceType: 'Observation',
  status: 'final',
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: '2026-03-01T11:00:00Z',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  ...over,
})

describe('a result', () => {
  it.each([
    ['98979-8', { valueString: '<15' }, 'rimegepant', 'gepant-egfr-15'],
    ['98979-8', { valueString: '22 mL/min/1.73m2' }, 'ibuprofen', 'nsaid-egfr-30'],
    ['85354-9', { valueString: '210/125' }, 'sumatriptan-po', 'triptan-systolic-180'],
    ['55284-4', { valueString: '190/118' }, 'sumatriptan-po', 'triptan-systolic-180'],
    ['85354-9', { valueString: '170/125 mmHg' }, 'sumatriptan-po', 'triptan-diastolic-110'],
    ['26515-7', { valueQuantity: { value: 31, unit: '10*3/uL' } }, 'ibuprofen', 'nsaid-platelets-50'],
    ['778-1', { valueString: '31 K/uL' }, 'ibuprofen', 'nsaid-platelets-50'],
    ['777-3', { valueString: '31,000 /uL' }, 'ibuprofen', 'nsaid-platelets-50'],
    ['777-3', { valueQuantity: { value: 2900, unit: '/uL' } }, 'ibuprofen', 'nsaid-platelets-50'],
    ['777-3', { valueQuantity: { value: 2900, unit: 'cells/mm3' } }, 'ibuprofen', 'nsaid-platelets-50'],
    ['777-3', { valueQuantity: { value: 2900, unit: 'per microlitre' } }, 'ibuprofen', 'nsaid-platelets-50'],
    [
      '777-3',
      { valueQuantity: { value: 3.1e10, unit: 'per litre', system: 'http://unitsofmeasure.org', code: '/L' } },
      'ibuprofen',
      'nsaid-platelets-50',
    ],
  ])('%s %j leaves out what it forbids', async (code, over, agent, rule) => {
    const observations = bundle(observation(code, over))
    expect(excluded(await spoken({ prefetch: { observations } }), agent)).toContain(rule)
    expect(excluded(await spoken({}), agent)).not.toContain(rule)
  })
})

describe('platelets', () => {
  it.each([
    [250, '10*3/uL'],
    [250, '10*9/L'],
    [250, 'K/uL'],
    [250, 'thou/mm3'],
    [250, ''],
    [250_000, '/uL'],
    [250_000, '{cells}/uL'],
    [250_000, ''],
    [2.5e11, '/L'],
  ])('of %d %s are no reason to leave out an NSAID', async (value, unit) => {
    const observations = bundle(observation('777-3', { valueQuantity: { value, unit, code: unit } }))
    expect(excluded(await spoken({ prefetch: { observations } }), 'ibuprofen')).not.toContain('nsaid-platelets-50')
  })
})

describe('an allergy to a drug that only its reaction names', () => {
  const allergyTo = (name: string): object => ({
    resourceType: 'AllergyIntolerance',
    patient: { reference: 'Patient/p1' },
    type: 'allergy',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '416098002', display: 'Allergy to drug' }] },
    reaction: [{ substance: { text: name }, manifestation: [{ text: 'anaphylaxis' }] }],
  })

  it('leaves out what it is to', async () => {
    const found = await spoken({ prefetch: { allergies: bundle(allergyTo('ibuprofen')) } })
    expect(excluded(found, 'naproxen')).not.toEqual([])
    expect(found.row).toBe('1')
  })
  it('is one to ketamine', async () => {
    expect((await spoken({ prefetch: { allergies: bundle(allergyTo('ketamine')) } })).row).toBe('8')
  })
})

it('heeds an inhibitor of monoamine oxidase that was stopped lately, by the status that changed', async () => {
  const stopped = (statusChanged: string): object =>
    order('phenelzine', { authoredOn: '2024-10-15', status: 'stopped', statusChanged })
  const by = async (day: string) =>
    excluded(await spoken({ prefetch: { medications: bundle(stopped(day)) } }), 'sumatriptan-po')
  expect(await by('2026-02-27T10:00:00Z')).toContain('triptan-maoi')
  expect(await by('2026-02-01T10:00:00Z')).toEqual([])
})

it('counts acetaminophen of a day in the shapes that systems send', async () => {
  const dosed = (name: string, doseQuantity: object, timing: object): object =>
    order(name, { dosageInstruction: [{ timing, doseAndRate: [{ doseQuantity }] }] })
  const ucum = { system: 'http://unitsofmeasure.org' }
  for (const use of [
    dosed(
      'acetaminophen 500 MG Oral Tablet',
      { ...ucum, value: 2, unit: 'tablet', code: '{tbl}' },
      { code: { text: 'Every 6 hours' } },
    ),
    dosed(
      'acetaminophen 32 MG/ML Oral Solution',
      { ...ucum, value: 30, unit: 'mL', code: 'mL' },
      { code: { text: 'q4hr' } },
    ),
    order('acetaminophen 500 MG Oral Tablet', {
      dosageInstruction: [
        { maxDosePerPeriod: { numerator: { value: 4, unit: 'g' }, denominator: { value: 24, unit: 'h' } } },
      ],
    }),
    order('acetaminophen', { dosageInstruction: [{ text: '1,000 MG PO Q6H' }] }),
  ])
    expect(excluded(await spoken({ prefetch: { medications: bundle(use) } }), 'acetaminophen')).toContain(
      'acetaminophen-daily-maximum',
    )
})

it.each([
  { timeOfDay: ['06:00:00', '12:00:00', '18:00:00', '23:00:00'] },
  { when: ['MORN', 'NOON', 'EVE', 'HS'] },
  { period: 6, periodUnit: 'h' },
])('counts acetaminophen by the day where it is given by %j', async (repeat) => {
  const dosageInstruction = [{ timing: { repeat }, doseAndRate: [{ doseQuantity: { value: 1, unit: 'g' } }] }]
  const use = order('acetaminophen 500 MG Oral Tablet', { dosageInstruction })
  expect(excluded(await spoken({ prefetch: { medications: bundle(use) } }), 'acetaminophen')).toContain(
    'acetaminophen-daily-maximum',
  )
})

it('counts acetaminophen by the day where an abbreviation says how often', async () => {
  const every = (code: string): object =>
    order('acetaminophen 500 MG Oral Tablet', {
      dosageInstruction: [
        { timing: { code: { coding: [{ code }] } }, doseAndRate: [{ doseQuantity: { value: 1, unit: 'g' } }] },
      ],
    })
  const daily = 'acetaminophen-daily-maximum'
  expect(excluded(await spoken({ prefetch: { medications: bundle(every('Q6H')) } }), 'acetaminophen')).toContain(daily)
  expect(excluded(await spoken({ prefetch: { medications: bundle(every('TID')) } }), 'acetaminophen')).not.toContain(
    daily,
  )
})
