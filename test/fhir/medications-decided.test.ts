import type { Speaks } from '../../cards/guidance.ts'
import { bundle } from './a-call.ts'
import { anEncounter, anIvKetamineDraft, decided, icd, speaking } from './decided.ts'

/** From an order, a statement or a dose given to the alternatives: what was taken, and when. The call is of 2026-03-01T12:00Z. */

const ago = (hours: number): string => new Date(Date.parse('2026-03-01T12:00:00Z') - hours * 3_600_000).toISOString()

let count = 0
const use =
  (resourceType: string) =>
  (drug: string, over: object = {}): object => ({
    resourceType,
    id: `use-${++count}`,
    subject: { reference: 'Patient/p1' },
    medicationCodeableConcept: { text: drug },
    ...over,
  })
const ordered = use('MedicationRequest')
const stated = use('MedicationStatement')
const given = use('MedicationAdministration')
const isGiven = (one: object): boolean => 'resourceType' in one && one.resourceType === 'MedicationAdministration'

/** The decision in an encounter that began four hours ago. */
async function decidedWith(
  uses: readonly object[],
  { reason = 'G43.909', encounterClass = 'EMER', problems = [] as readonly object[] } = {},
): Promise<Speaks> {
  const decision = await decided(
    {
      drafts: [anIvKetamineDraft({ reasonCode: [icd(reason)] })],
      context: { encounterId: 'e1' },
      prefetch: {
        encounter: anEncounter({ class: { code: encounterClass }, period: { start: ago(4) } }),
        conditions: bundle(...problems),
        medications: bundle(...uses.filter((one) => !isGiven(one))),
        administrations: bundle(...uses.filter(isGiven)),
      },
    },
    'male',
  )
  return speaking(decision)
}

type Effect = Speaks['options'][number]['remarks'][number]['effect']
const remarks = ({ options }: Speaks, alternative: string, effect: Effect): readonly string[] =>
  options
    .filter((one) => one.alternative === alternative)
    .flatMap((one) => one.remarks.filter((remark) => remark.effect === effect))
    .map(({ because }) => because)

/** Why an alternative is left out in the emergency department. */
const barred = async (alternative: string, ...uses: readonly object[]): Promise<readonly string[]> =>
  remarks(await decidedWith(uses), alternative, 'excluded')

describe('doses of one product', () => {
  const acetaminophen = (hours: number, over: object = {}): object =>
    given('acetaminophen 500 mg tablet', {
      status: 'completed',
      effectiveDateTime: ago(hours),
      dosage: { dose: { value: 1000, unit: 'mg' } },
      ...over,
    })
  it('add up to the maximum of a day', async () => {
    const doses = [17, 18, 19, 20].map((hours) => acetaminophen(hours))
    expect(await barred('acetaminophen', ...doses)).toEqual(['acetaminophen 4000 mg a day'])
    const naproxen = [8, 20].map((hours) =>
      given('naproxen 500 mg tablet', {
        effectiveDateTime: ago(hours),
        dosage: { dose: { value: 750, unit: 'mg' } },
      }),
    )
    expect(await barred('naproxen', ...naproxen)).toEqual(['naproxen 1500 mg in 24 hours'])
    const orders = [6, 8].map((often) => ({
      ...ordered('acetaminophen 500 mg tablet', { status: 'active', authoredOn: '2026-01-01' }),
      dosageInstruction: [{ text: `1000 mg every ${often} hours` }],
    }))
    expect(await barred('acetaminophen', ...orders)).toEqual(['acetaminophen 7000 mg a day'])
  })
  it('count for 24 hours from when each ended', async () => {
    const until = (hours: number, start?: string): readonly object[] =>
      [0, 1, 2, 3].map((n) =>
        acetaminophen(0, { effectiveDateTime: undefined, effectivePeriod: { start, end: ago(hours + n / 60) } }),
      )
    expect(await barred('acetaminophen', ...until(60))).toEqual([])
    expect(await barred('acetaminophen', ...until(25, ago(26)))).toEqual([])
    expect(await barred('acetaminophen', ...until(23, ago(25)))).toEqual(['acetaminophen 4000 mg a day'])
  })
  it('count each, also at one moment, as two tablets that were scanned', async () => {
    expect(await barred('acetaminophen', ...[17, 17, 17, 17].map((hours) => acetaminophen(hours)))).toHaveLength(1)
    expect(await barred('acetaminophen', ...[17, 17, 17, 17].map((h) => acetaminophen(h, { id: 'same' })))).toEqual([])
  })
})

describe('a dose', () => {
  it.each([{}, { effectiveDateTime: '0001-01-01T00:00:00Z' }, { effectiveDateTime: '2026-02-30' }])(
    'of a day nobody knows may be of today, and is not said to be: %j',
    async (over) => {
      const dose = given('sumatriptan 50 mg tablet', { status: 'completed', ...over })
      expect(await barred('rizatriptan', dose)).toEqual(['sumatriptan 50 mg tablet given, date not known'])
    },
  )
  it('that began and has no end is being given', async () => {
    const dose = given('sumatriptan 50 mg tablet', { status: 'in-progress', effectivePeriod: { start: ago(30) } })
    expect(await barred('rizatriptan', dose)).toEqual(['sumatriptan 50 mg tablet being given'])
  })
})

describe('a triptan on the medication list', () => {
  const sumatriptan = 'sumatriptan 50 mg tablet'
  const since = (end?: string): object => ({ start: '2025-06-01', end })
  const until = (end: string): object => ({ dosageInstruction: [{ timing: { repeat: { boundsPeriod: since(end) } } }] })
  it.each(['2026-09-01', '2026-03-03', ago(-3), '0001-01-01'])(
    'that is to end on %s was not taken today for that',
    async (end) => {
      const statement = stated(sumatriptan, { status: 'active', effectivePeriod: since(end) })
      const order = ordered(sumatriptan, { status: 'active', authoredOn: '2025-06-01', ...until(end) })
      expect(await barred('rizatriptan', statement, order)).toEqual([])
      const ibuprofen = stated('ibuprofen 600 mg', {
        effectivePeriod: since(end),
        dosage: [{ asNeededBoolean: true }],
      })
      expect(await barred('naproxen', ibuprofen)).toEqual([])
    },
  )
  it('that ended today may have been taken today', async () => {
    const statement = stated(sumatriptan, { status: 'completed', effectivePeriod: since(ago(3)) })
    expect(await barred('rizatriptan', statement)).toEqual([`${sumatriptan} taken within 24 hours`])
    for (const end of ['2026-02-28', '2026-03-01']) {
      const going = stated(sumatriptan, { status: 'active', effectivePeriod: since(end) })
      expect(await barred('rizatriptan', going)).toEqual([`${sumatriptan} taken within 24 hours`])
    }
    const order = ordered(sumatriptan, { status: 'active', authoredOn: '2025-06-01', ...until(ago(10)) })
    expect(await barred('rizatriptan', order)).toEqual([`${sumatriptan} ended within 24 hours`])
  })
})

describe('what was tried', () => {
  it.each([
    ['stopped', 'ineffective', 'did not help'],
    ['not-taking', 'chest tightness', 'not tolerated'],
  ])('has failed where R5 tells so: %s, %s', async (code, text, why) => {
    const medication = { concept: { text: 'sumatriptan 50 mg tablet' } }
    const statement = stated('', {
      status: 'recorded',
      medicationCodeableConcept: undefined,
      medication,
      adherence: { code: { coding: [{ code }] }, reason: { text } },
      effectivePeriod: { start: '2024-01-01', end: '2024-06-01' },
    })
    expect(await barred('sumatriptan-po', statement)).toEqual([`sumatriptan 50 mg tablet ${why}`])
  })
  const order = (drug: string, status: string): object =>
    ordered(drug, { status, authoredOn: '2025-03-01', statusReason: { text: 'insurance denied' } })
  it.each([
    ['cancelled', []],
    ['draft', []],
    ['stopped', ['ibuprofen 600 mg tried before']],
  ])('is what was taken, of a refractory attack in hospital: an order that is %s', async (status, reasons) => {
    const decision = await decidedWith([order('ibuprofen 600 mg', status)], {
      reason: 'G43.911',
      encounterClass: 'IMP',
    })
    expect(decision.row).toBe('4')
    expect(remarks(decision, 'ibuprofen', 'excluded')).toEqual(reasons)
  })
  it.each([
    ['cancelled', 'no triptan used before'],
    ['stopped', 'others of its class or strength come first'],
  ])('is a triptan before one with naproxen: an order that is %s', async (status, reason) => {
    const decision = await decidedWith([order('sumatriptan 50 mg tablet', status)])
    expect(remarks(decision, 'sumatriptan-naproxen', 'not-ranked')).toEqual([reason])
  })
})

describe('an MAO inhibitor', () => {
  const phenelzine = 'phenelzine 15 mg tablet'
  const takenUntil = (hours: number, status: string): object =>
    ordered(phenelzine, {
      status,
      authoredOn: '2024-09-01',
      effectiveDosePeriod: { start: '2024-09-01', end: ago(hours) },
    })
  it('bars triptans for 14 days after the end that R5 tells of an order', async () => {
    for (const status of ['active', 'stopped', 'completed', 'ended']) {
      expect(await barred('sumatriptan-po', takenUntil(14 * 24 - 1, status))).toEqual([phenelzine])
      expect(await barred('sumatriptan-po', takenUntil(14 * 24 + 1, status))).toEqual([])
    }
  })
})

describe('a number of doses', () => {
  const daily = { count: 20, frequency: 1, period: 1, periodUnit: 'd' }
  const linezolid = (repeat: object, days: number, dosage: object = {}): object =>
    ordered('linezolid 600 mg tablet', {
      status: 'completed',
      authoredOn: ago(24 * days),
      dosageInstruction: [{ ...dosage, timing: { repeat } }],
    })
  it.each<[string, object]>([
    ['once a day', daily],
    ['once or twice a day', { ...daily, frequencyMax: 2 }],
    ['every 12 to 24 hours', { ...daily, period: 12, periodMax: 24, periodUnit: 'h' }],
  ])('ends an order when the last can have been taken: %s', async (_, repeat) => {
    expect(await barred('sumatriptan-po', linezolid(repeat, 33))).toEqual(['linezolid 600 mg tablet'])
    expect(await barred('sumatriptan-po', linezolid(repeat, 35))).toEqual([])
  })
  it.each([
    { asNeededBoolean: true },
    { asNeeded: true },
    { asNeededFor: [{ text: 'migraine' }] },
    { text: '1 tab prn' },
  ])('ends none that is taken as needed: %j', async (dosage) => {
    expect(await barred('sumatriptan-po', linezolid(daily, 35, dosage))).toEqual(['linezolid 600 mg tablet'])
    expect(await barred('sumatriptan-po', linezolid({ count: 1 }, 15, dosage))).toEqual([])
  })
})

describe('an antiemetic', () => {
  /** Those that the card names to a patient who vomits. */
  async function named(...uses: readonly object[]): Promise<readonly string[]> {
    const vomiting = { resourceType: 'Condition', id: 'v', code: icd('R11.10'), recordedDate: ago(1) }
    const { card } = await decidedWith(uses, { problems: [{ ...vomiting, subject: { reference: 'Patient/p1' } }] })
    return ['prochlorperazine', 'metoclopramide'].filter((name) => card.detail.includes(`IV ${name}`))
  }
  it.each([
    ['completed', []],
    ['in-progress', []],
    ['stopped', []],
    ['not-done', ['prochlorperazine', 'metoclopramide']],
    ['entered-in-error', ['prochlorperazine', 'metoclopramide']],
  ])('that was given an hour ago, if only in part, is not named again: %s', async (status, names) => {
    const dose = given('prochlorperazine 10 mg injection', { status, effectiveDateTime: ago(1) })
    expect(await named(dose)).toEqual(names)
  })
  it.each([
    ['completed', 1, []],
    ['stopped', 1, []],
    ['completed', 25, ['prochlorperazine', 'metoclopramide']],
    ['cancelled', 1, ['prochlorperazine', 'metoclopramide']],
    ['draft', 1, ['prochlorperazine', 'metoclopramide']],
  ])('that was ordered once, today and here, is not named again: %s, %d hours ago', async (status, hours, names) => {
    const encounter = { reference: 'Encounter/e1' }
    expect(await named(ordered('prochlorperazine 10 mg', { status, authoredOn: ago(hours), encounter }))).toEqual(names)
  })
})
