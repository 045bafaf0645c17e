import type { Need } from '../../cards/guidance.ts'
import type { Resource } from './chart.ts'
import { none } from './facts-values.ts'
import type { ServerAnswer } from './server-contract.ts'

/** References that are followed one by one in a call, beyond what the searches bring. */
const mostReferences = 12
/** Links to further pages that the prefetch of a call may hold. Servers give one for each search. */
const mostPages = 20

/** What a reason or a medication may be read as. Anything else a reference names is nothing this service looks at. */
const followed: ReadonlySet<string> = new Set([
  'Medication',
  'Condition',
  'Observation',
  'Procedure',
  'DiagnosticReport',
])

/** What the FHIR server gave in a call, and what may still be asked of it. Most calls ask it nothing. */
export class Given {
  /** Answers to the service's own queries, by need, and the words of each query. */
  readonly answers = new Map<Need, { readonly query: string; readonly answer: ServerAnswer }>()
  readonly pages = new Map<Need, readonly ServerAnswer[]>()
  /** References that were read and failed, with why. */
  readonly unfollowed = new Map<string, string>()
  /** `Type/id` that the server said it does not have. */
  readonly gone = new Set<string>()
  /** Types of the resources of other patients that the server sent. */
  readonly strangeTypes = new Set<string>()
  #references = mostReferences
  #pages = mostPages

  /** Of references those to follow now: each once, and in the whole call no more than the bound. */
  toFollow(keys: readonly string[]): readonly string[] {
    const fresh = [...new Set(keys)].filter(
      (key) => followed.has(key.split('/', 1)[0] ?? '') && !this.unfollowed.has(key) && !this.gone.has(key),
    )
    for (const key of fresh.splice(this.#references)) this.unfollowed.set(key, 'more references than are followed')
    this.#references -= fresh.length
    return fresh
  }

  /** Of links to further pages those to follow. */
  toTurn<T>(links: readonly T[]): readonly T[] {
    const turned = links.slice(0, this.#pages)
    this.#pages -= turned.length
    return turned
  }

  /** Resources that were read for a need. */
  resources(need: Need): readonly Resource[] {
    const answer = this.answers.get(need)?.answer
    const answers = [...(this.pages.get(need) ?? none), ...(answer === undefined ? none : [answer])]
    return answers.flatMap((one) => (one.ok ? one.resources : none))
  }
}
