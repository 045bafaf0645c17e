import type { Resource } from './chart.ts'
import { text } from './facts-values.ts'
import { type Home, type Located, bareId, inOneCase, referenceIn } from './references.ts'

/**
 * Tells the resources of the call's patient from other patients'. One that names nobody counts as ours, because prefetch
 * and searches are made by patient.
 */
export class Belonging {
  readonly #patient: string
  readonly #key: string
  readonly #home: Home
  #urns: Set<string> | undefined
  /** The last reference that was found to name this patient: a chart repeats it in each of its resources. */
  #lastOurs: string | undefined

  /** @param patientId bare, or with `Patient/` in front of it as some clients send */
  constructor(patientId: string, home: Home) {
    this.#patient = bareId(patientId, 'Patient')
    this.#key = `Patient/${this.#patient}`
    this.#home = home
  }

  /** Takes note of the patient's own urn: bundles whose entries have urns refer to the patient by it. */
  note({ resource, fullUrl }: Located): void {
    if (
      resource.resourceType === 'Patient' &&
      fullUrl?.slice(0, 4).toLowerCase() === 'urn:' &&
      this.#isPatient(resource)
    ) {
      this.#urns ??= new Set()
      this.#urns.add(inOneCase(fullUrl))
    }
  }

  isOurs(resource: Resource): boolean {
    if (resource.resourceType === 'Patient') return this.#isPatient(resource)
    const subject = referenceIn(resource['subject']) ?? referenceIn(resource['patient'])
    // A contained Patient has no identity to compare.
    if (subject === undefined || subject === this.#lastOurs || subject.startsWith('#')) return true
    const ours = this.#urns?.has(inOneCase(subject)) === true || this.#home.key(subject, 'Patient') === this.#key
    if (ours) this.#lastOurs = subject
    return ours
  }

  #isPatient(resource: Resource): boolean {
    const id = text(resource['id'])
    return id === undefined || id === this.#patient
  }
}
