import type { Need } from '../../cards/facts.ts'
import { Belonging } from '../../src/fhir/belonging.ts'
import { Prefetch } from '../../src/fhir/prefetch.ts'
import { Home } from '../../src/fhir/references.ts'

export const read = (prefetch: unknown, patientId = 'p1', base?: string): Prefetch =>
  new Prefetch(prefetch, new Belonging(patientId, new Home(base)))

export const ids = (prefetch: Prefetch, need: Need): readonly unknown[] => prefetch.resources(need).map(({ id }) => id)

export const condition = (id: string, patient = 'p1'): object => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${patient}` },
})

/** What is said of a need that was supplied in whole. */
export const whole = { state: 'read', next: [] }
