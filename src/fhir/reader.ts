import type { FhirDate } from '../../cards/facts.ts'
import type { Guidance } from '../../cards/guidance.ts'
import type { References } from './references.ts'

/** What the readers of resources need to know of the call. */
export interface Reader {
  readonly guidance: Pick<Guidance, 'isGraded'>
  readonly now: FhirDate
  readonly references: References
  /** `Encounter/id` of this call. */
  readonly encounter?: string
  /** `Type/id` that the server said it does not have: nothing more can be learnt there. */
  readonly gone: ReadonlySet<string>
  /** Before anything was read, a reference not yet followed is unresolved even where it carries words. */
  readonly beforeReading: boolean
}
