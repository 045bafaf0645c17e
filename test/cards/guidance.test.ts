import { isOverdue } from '../../cards/guidance.ts'
import { recommendation } from '../../cards/iv-ketamine-for-migraine/recommendation.ts'
import { anIvKetamineOrder, facts } from './iv-ketamine-for-migraine/builders.ts'
import { spoken } from './iv-ketamine-for-migraine/decisions.ts'

describe('a review date', () => {
  const nextDay = new Date(Date.parse(recommendation.reviewBy) + 86_400_000).toISOString().slice(0, 10)
  it.each([
    [`${recommendation.reviewBy}T12:00:00Z`, false],
    [`${nextDay}T00:00:00Z`, false],
    [`${nextDay}T13:59:59Z`, false],
    [`${nextDay}T14:00:00Z`, true],
    ['2100-01-01T00:00:00Z', true],
  ])('is over at %s: %s, and the card says the same', (now, over) => {
    expect(isOverdue(recommendation, now)).toBe(over)
    const { detail } = spoken(facts({ now, orders: [anIvKetamineOrder({ authoredOn: now })] })).card
    expect(detail.includes('due for review')).toBe(over)
  })
})
