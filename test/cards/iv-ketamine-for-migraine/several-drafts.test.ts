import type { Dosage, Facts, Order } from '../../../cards/facts.ts'
import type { Policy } from '../../../cards/iv-ketamine-for-migraine/policy.ts'
import {
  aCondition,
  aDrug,
  aMedication,
  aReason,
  anIvKetamineOrder,
  anOrder,
  facts,
  icd,
  intravenous,
  ketamine,
  migraine,
  read,
  words,
} from './builders.ts'
import { at, defaults, noReason, onTheList, reason, spoken, verdict } from './decisions.ts'

describe('several drafts', () => {
  const bolus = anIvKetamineOrder({ key: 'MedicationRequest/bolus' })
  const infusion = anIvKetamineOrder({
    key: 'MedicationRequest/infusion',
    dosages: [{ rate: { value: 0.2, unit: 'mg/kg/h' } }],
  })

  it('share one card that removes all of them', () => {
    const { card } = spoken(facts({ orders: [bolus, infusion] }))
    for (const { remove } of card.suggestions)
      expect(remove.map(({ key }) => key)).toEqual(['MedicationRequest/bolus', 'MedicationRequest/infusion'])
    expect(card.detail).toContain('2 IV ketamine orders for migraine')
    expect(card.suggestions.at(-1)?.label).toBe('Remove the ketamine orders')
    expect(card.suggestions.at(-1)?.remove.map(({ description }) => description)).toEqual([
      'Remove ketamine order 1 of 2 (0.3 mg/kg)',
      'Remove ketamine order 2 of 2 (0.2 mg/kg/h)',
    ])
  })
  it.each<[string, readonly Dosage[], readonly string[]]>([
    [
      'amounts as people write them',
      [{ rate: { value: 100 / 3, unit: 'mg/h' } }, { rate: { value: 12.5, unit: 'mg/h' } }],
      ['Remove ketamine order 1 of 2 (33.3333 mg/h)', 'Remove ketamine order 2 of 2 (12.5 mg/h)'],
    ],
    [
      'ends of ranges',
      [
        { dose: { value: 30, unit: 'mg', comparator: '<=' } },
        { rate: { value: 0.1, unit: 'mg/kg/h', comparator: '>=' } },
      ],
      ['Remove ketamine order 1 of 2 (up to 30 mg)', 'Remove ketamine order 2 of 2 (at least 0.1 mg/kg/h)'],
    ],
    [
      'amounts whose unit is no text of another kind',
      [{ dose: { value: 20, unit: 'mg' } }, { dose: { value: 20, unit: '<b>mg</b>' } }],
      ['Remove ketamine order 1 of 2 (20 mg)', 'Remove ketamine order 2 of 2'],
    ],
  ])('are told apart by %s', (_, dosages, removals) => {
    const orders = dosages.map((dosage, n) =>
      anIvKetamineOrder({ key: `MedicationRequest/${n}`, dosages: [{ route: intravenous, ...dosage }] }),
    )
    const { card } = spoken(facts({ orders }))
    expect(card.suggestions.at(-1)?.remove.map(({ description }) => description)).toEqual(removals)
  })
  it('are each decided alone: intramuscular ketamine for sedation stays untouched', () => {
    const sedation = anOrder(ketamine, {
      key: 'MedicationRequest/im',
      dosages: [{ route: words('Intramuscular') }],
      reasons: [aReason(words('sedation'))],
    })
    const { card } = spoken(facts({ orders: [bolus, sedation] }))
    expect(card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key))).not.toContain('MedicationRequest/im')
  })
  it('are told apart where only one of them is removed', () => {
    const other = anIvKetamineOrder({ key: 'MedicationRequest/other', reasons: [aReason(words('rib fractures'))] })
    const { card } = spoken(facts({ orders: [bolus, other] }))
    expect(card.suggestions.at(-1)?.label).toBe('Remove the ketamine order (0.3 mg/kg)')
    for (const { remove } of card.suggestions)
      expect(remove).toEqual([{ key: 'MedicationRequest/bolus', description: 'Remove the ketamine order (0.3 mg/kg)' }])
    expect(spoken(facts({ orders: [bolus] })).card.suggestions.at(-1)?.label).toBe('Remove the ketamine order')
  })
  it('inherit no reason from a sibling', () => {
    const bare = anIvKetamineOrder({ key: 'MedicationRequest/bare', reasons: [] })
    const { card } = spoken(facts({ orders: [bolus, bare] }))
    expect(card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key))).not.toContain(
      'MedicationRequest/bare',
    )
  })
  it('speak for the strongest of their indications, and leave the others as they are', () => {
    const bare = anIvKetamineOrder({ key: 'MedicationRequest/bare', reasons: [] })
    const { row, card } = spoken(facts({ orders: [bare, bolus], ...at(migraine) }))
    expect(row).toBe('1')
    expect([...new Set(card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key)))]).toEqual([
      'MedicationRequest/bolus',
    ])
  })
  it('are intravenous together where one of them is', () => {
    const open = anIvKetamineOrder({ key: 'MedicationRequest/open', dosages: [] })
    expect(spoken(facts({ orders: [open] })).row).toBe('5')
    expect(spoken(facts({ orders: [open, bolus] })).row).toBe('1')
  })
  it('are not all called intravenous where one states no route', () => {
    const { card } = spoken(
      facts({ orders: [bolus, anIvKetamineOrder({ key: 'MedicationRequest/bare', dosages: [] })] }),
    )
    expect(card.detail).toContain('**2 ketamine orders, 1 without a stated route, for migraine**')
  })
  it('not under review are not removed', () => {
    const { card } = spoken(facts({ hook: 'order-select', orders: [bolus, { ...infusion, underReview: false }] }))
    expect(card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key))).not.toContain(
      'MedicationRequest/infusion',
    )
  })
  it('without an identifier are named instead of deleted', () => {
    const { key: _, ...nameless } = bolus
    const { card } = spoken(facts({ orders: [nameless] }))
    expect(card.suggestions.every(({ remove }) => remove.length === 0)).toBe(true)
    expect(card.suggestions.some(({ label }) => label.startsWith('Remove'))).toBe(false)
    const both = spoken(facts({ orders: [infusion, nameless] })).card
    expect(both.suggestions.some(({ recommended }) => recommended)).toBe(false)
    expect(spoken(facts({ orders: [infusion] })).card.suggestions.some(({ recommended }) => recommended)).toBe(true)
    expect(card.detail).toContain('remove it by hand')
  })
})

describe('several drafts of which none speaks', () => {
  const route = (name: string): Partial<Order> => ({ dosages: [{ route: words(name) }] })
  const strangeRoute: Partial<Order> = { dosages: [{ route: { codes: [{ system: 'urn:local', code: '99' }] } }] }
  const forSedation: Partial<Order> = { dosages: [{ route: intravenous, text: 'procedural sedation' }] }
  const running = aMedication(ketamine, { key: 'MedicationRequest/running', dosages: [{ route: intravenous }] })
  const cluster = aCondition(icd('G44.009'), { ofThisEncounter: true })
  const select: Partial<Facts> = { hook: 'order-select' }

  /** The one that came less far, what the two drafts are, and what their chart is. */
  it.each<[string, string, Partial<Order>, Partial<Order>, Partial<Facts>, Partial<Policy>]>([
    ['not-under-review', 'do-not-perform', { underReview: false }, { doNotPerform: true }, {}, {}],
    ['do-not-perform', 'not-an-order', { doNotPerform: true }, { intent: 'plan' }, {}, {}],
    ['not-an-order', 'not-intravenous', { intent: 'plan' }, route('Oral'), {}, {}],
    ['not-intravenous', 'route-unrecognised', route('Oral'), strangeRoute, {}, {}],
    ['route-unrecognised', 'other-reason-on-order', strangeRoute, reason(words('sedation')), {}, {}],
    [
      'other-reason-on-order',
      'procedural-reason-too',
      reason(words('ankle pain')),
      reason(migraine, words('sedation')),
      select,
      {},
    ],
    [
      'procedural-reason-too',
      'under-18',
      reason(migraine, words('sedation')),
      { authoredOn: '2026-11-19' },
      { ...select, patient: read({ birthDate: '2008-11-20' }) },
      {},
    ],
    [
      'under-18',
      'no-migraine-evidence',
      { authoredOn: '2026-11-19' },
      noReason,
      { patient: read({ birthDate: '2008-11-20' }) },
      {},
    ],
    ['no-migraine-evidence', 'other-encounter-reason', reason(icd('R51.9')), noReason, at(words('ankle pain')), {}],
    [
      'other-encounter-reason',
      'competing-indication',
      reason(icd('R51.9')),
      { ...noReason, ...forSedation },
      { conditions: read(cluster) },
      {},
    ],
    [
      'competing-indication',
      'chart-evidence-alone',
      { ...noReason, ...forSedation },
      noReason,
      onTheList(migraine),
      { chartOnly: 'silent' },
    ],
    [
      'chart-evidence-alone',
      'chart-evidence-and-no-route',
      noReason,
      { ...noReason, drug: aDrug(ketamine), dosages: [] },
      onTheList(migraine),
      { chartOnly: 'silent' },
    ],
    [
      'chart-evidence-and-no-route',
      'change-of-running-infusion',
      { ...noReason, drug: aDrug(ketamine), dosages: [] },
      { ...noReason, replaces: 'MedicationRequest/running' },
      { ...onTheList(migraine), medications: read(running) },
      {},
    ],
  ])('say of %s and %s the latter', (less, more, one, other, chart, policy) => {
    const drafts = [one, other].map((over, n) => anIvKetamineOrder({ key: `MedicationRequest/${n}`, ...over }))
    const told = (...orders: readonly Order[]): string =>
      verdict(facts({ ...chart, orders }), { ...defaults, ...policy })
    expect(drafts.map((draft) => told(draft))).toEqual([less, more])
    expect(told(...drafts)).toBe(more)
    expect(told(...drafts.toReversed())).toBe(more)
  })

  it('say that a drug that paralyses is drafted, unless nothing is ordered', () => {
    const blocker = anOrder(words('rocuronium'), { key: 'MedicationRequest/b' })
    const planned = anIvKetamineOrder({ key: 'MedicationRequest/p', intent: 'plan' })
    expect(verdict(facts({ orders: [blocker, planned] }))).toBe('not-an-order')
    expect(verdict(facts({ orders: [blocker, planned, anIvKetamineOrder()] }))).toBe('neuromuscular-blocker-drafted')
  })
})
