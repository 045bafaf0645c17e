import { aReason, anIvKetamineOrder, anOrder, facts, ketamine, words } from './builders.ts'
import { spoken } from './decisions.ts'

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
      'Remove ketamine order 1 of 2',
      'Remove ketamine order 2 of 2',
    ])
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
  it('inherit no reason from a sibling', () => {
    const bare = anIvKetamineOrder({ key: 'MedicationRequest/bare', reasons: [] })
    const { card } = spoken(facts({ orders: [bolus, bare] }))
    expect(card.suggestions.flatMap(({ remove }) => remove.map(({ key }) => key))).not.toContain(
      'MedicationRequest/bare',
    )
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
    expect(card.detail).toContain('remove it by hand')
  })
})
