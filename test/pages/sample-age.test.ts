import { ageOn } from '../../cards/time.ts'

interface Chart {
  readonly resources: readonly [{ readonly birthDate: string }]
}

it.each(['2026-12-31T12:00:00Z', '2027-01-01T05:00:00Z', '2027-06-30T23:59:00Z', '2028-02-29T00:00:00Z'])(
  'a sample patient is as old as the page says on %s',
  async (now) => {
    // Scripts of the pages have no types to import.
    const script = '../../src/pages/assets/js/ehr/chart.js'
    const { chartOf } = (await import(script)) as { chartOf: (sample: object, systems: object, now: Date) => Chart }
    for (const age of [13, 17, 34, 64, 90]) {
      const sample = { id: 'one', name: 'A B', sex: 'female', age, encounter: { class: 'EMER', reasons: [] } }
      const [patient] = chartOf(sample, {}, new Date(now)).resources
      expect(ageOn(patient.birthDate, now)).toEqual({ least: age, most: age })
    }
  },
)
