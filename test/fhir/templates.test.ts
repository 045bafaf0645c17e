import { ivKetamineForMigraine } from '../../cards/iv-ketamine-for-migraine/index.ts'
import { ownQuery, prefetchTemplates } from '../../src/fhir/templates.ts'
import { aGuidance } from '../routes/a-guidance.ts'
import { everyNeed, now } from './a-call.ts'

const daysBack = { observations: 30, administrations: 1 }
const guidance = aGuidance({ needs: everyNeed, observationCodes: ['21112-8'], daysBack })
const own = (need: (typeof everyNeed)[number]): string | undefined =>
  ownQuery(need, guidance, { patient: 'p1', encounter: 'e1' }, now)

describe('the service’s own reads', () => {
  it.each(everyNeed)('are the prefetch template, filled in: %s', (need) => {
    const template = prefetchTemplates(guidance)[need]
    const filledIn = template
      ?.replace('{{context.patientId}}', 'p1')
      .replace('{{context.encounterId}}', 'e1')
      .replace('{{today() - 1 days}}', '2026-02-28')
      .replace('{{today() - 30 days}}', '2026-01-30')
    expect(own(need)?.replaceAll(/&_count=[^&]*/g, '')).toBe(filledIn)
  })

  it('ask for long pages, and for no order of them, which some servers refuse', () => {
    expect(own('conditions')).toBe('Condition?patient=p1&_count=200')
    expect(own('observations')).toMatch(/&date=ge2026-01-30&_count=200$/)
    expect(own('patient')).toBe('Patient/p1')
    expect(own('encounter')).toBe('Encounter/e1')
  })

  it('go back a year for results and three days for doses, where IV ketamine is ordered for migraine', () => {
    const { observations, administrations } = prefetchTemplates(ivKetamineForMigraine)
    expect(observations).toMatch(/&date=ge\{\{today\(\) - 365 days\}\}$/)
    expect(administrations).toMatch(/&effective-time=ge\{\{today\(\) - 3 days\}\}$/)
  })

  it('leave it to the EHR how it cuts what it sends as prefetch', () => {
    expect(JSON.stringify(prefetchTemplates(guidance))).not.toMatch(/_count|_sort/)
  })
})
