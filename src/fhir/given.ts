import type { Need } from '../../cards/facts.ts'
import type { Resource } from './chart.ts'
import { none } from './facts-values.ts'
import type { ServerAnswer } from './server-contract.ts'

/** Links to further pages that the prefetch of a call may hold. Servers give one for each search. */
const mostPages = 20

/** What references are followed for. */
export type Purpose = 'drafts' | 'reasons' | 'chart' | 'replaced'

interface Bounds {
  /** References that are followed one by one in a call, beyond what the searches bring. */
  readonly most: number
  /** Types that are read. This service looks at nothing else that a reference may name. */
  readonly types: ReadonlySet<string>
}

const medications: ReadonlySet<string> = new Set(['Medication'])
/** Of R4 and of DSTU2. */
export const medicationOrders: ReadonlySet<string> = new Set(['MedicationRequest', 'MedicationOrder'])
const problems: ReadonlySet<string> = new Set(['Condition', 'Observation', 'Procedure', 'DiagnosticReport'])

/** Bounds of their own, so that a long chart or many reasons never keep the service from learning what is ordered. */
const bounds: Readonly<Record<Purpose, Bounds>> = {
  drafts: { most: 50, types: medications },
  reasons: { most: 12, types: problems },
  chart: { most: 30, types: medications },
  replaced: { most: 1, types: medicationOrders },
}

/** Whether a reason may be read under this `Type/id`. */
export const isReadAsReason = (key: string): boolean => problems.has(typeIn(key))

const typeIn = (key: string): string => key.split('/', 1)[0] ?? ''

/** What the FHIR server gave in a call, and what may still be asked of it. Most calls ask it nothing. */
export class Given {
  /** Answers to the service's own queries, by need, and the words of each query. */
  readonly answers = new Map<Need, { readonly query: string; readonly answer: ServerAnswer }>()
  readonly pages = new Map<Need, readonly ServerAnswer[]>()
  /** References that were read and failed, with why. */
  readonly unfollowed = new Map<string, string>()
  /** `Type/id` that the server said it does not have. */
  readonly gone = new Set<string>()
  /** Needs for which the server sent resources of other patients. */
  readonly strange = new Set<Need>()
  /** Orders that a draft continues, read one by one: they are among the medications. */
  readonly replaced: Resource[] = []
  readonly #followed: Record<Purpose, number> = { drafts: 0, reasons: 0, chart: 0, replaced: 0 }
  #pages = mostPages

  /** The references to follow now: each once, and in the whole call no more than the bound. */
  toFollow(purpose: Purpose, keys: readonly string[]): readonly string[] {
    const { most, types } = bounds[purpose]
    const fresh = [...new Set(keys)].filter(
      (key) => types.has(typeIn(key)) && !this.unfollowed.has(key) && !this.gone.has(key),
    )
    for (const key of fresh.splice(most - this.#followed[purpose]))
      this.unfollowed.set(key, 'more references than are followed')
    this.#followed[purpose] += fresh.length
    return fresh
  }

  /** The links to further pages to follow now. */
  toTurn<T>(links: readonly T[]): readonly T[] {
    const turned = links.slice(0, this.#pages)
    this.#pages -= turned.length
    return turned
  }

  /** Resources that were read for a need. */
  resources(need: Need): readonly Resource[] {
    const answer = this.answers.get(need)?.answer
    const answers = [...(this.pages.get(need) ?? none), ...(answer === undefined ? none : [answer])]
    const searched = answers.flatMap((one) => (one.ok ? one.resources : none))
    return need === 'medications' && this.replaced.length > 0 ? [...searched, ...this.replaced] : searched
  }
}
