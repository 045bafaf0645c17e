import { ownQuery, prefetchTemplates } from '../../src/fhir/templates.ts'
import { aGuidance } from '../routes/a-guidance.ts'
import { everyNeed, now } from './a-call.ts'

const guidance = aGuidance({ needs: everyNeed, observationCodes: ['21112-8'] })
const own = (need: (typeof everyNeed)[number]): string | undefined =>
  ownQuery(need, guidance, { patient: 'p1', encounter: 'e1' }, now)

describe('the service’s own reads', () => {
  it.each(everyNeed)('are the prefetch template, filled in: %s', (need) => {
    const template = prefetchTemplates(guidance)[need]
    const filledIn = template
      ?.replace('{{context.patientId}}', 'p1')
      .replace('{{context.encounterId}}', 'e1')
      .replace('{{today() - 3 days}}', '2026-02-26')
      .replace('{{today() - 365 days}}', '2025-03-01')
    expect(own(need)?.replaceAll(/&_count=[^&]*/g, '')).toBe(filledIn)
  })

  it('ask for long pages, and for no order of them, which some servers refuse', () => {
    expect(own('conditions')).toBe('Condition?patient=p1&_count=200')
    expect(own('observations')).toMatch(/&date=ge2025-03-01&_count=200$/)
    expect(own('patient')).toBe('Patient/p1')
    expect(own('encounter')).toBe('Encounter/e1')
  })

  it('leave it to the EHR how it cuts what it sends as prefetch', () => {
    expect(JSON.stringify(prefetchTemplates(guidance))).not.toMatch(/_count|_sort/)
  })
})
