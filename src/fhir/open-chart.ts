import type { Asked, Facts, Need } from '../../cards/guidance.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import type { Chart, ChartCall, FhirVersion, OpenChart, Resource } from './chart.ts'
import { type Reader, encounterReference, openReasons } from './facts-chart.ts'
import { drugOf, medicationReference } from './facts-drug.ts'
import { type Questions, type Resources, askedFrom, factsFrom } from './facts.ts'
import { type Prefetch, type Supply, readPrefetch, typesOf } from './prefetch.ts'
import { Reads, queryWords } from './reads.ts'
import { Belonging, Home, References, asResource, bareId, keyOf } from './references.ts'
import type { Connect, ServerAnswer } from './server-contract.ts'
import { ownQuery } from './templates.ts'
import { queryIn, versionOf } from './versions.ts'

export interface OpenChartOptions {
  readonly connect: Connect
  /** How long one call may spend reading, in milliseconds. */
  readonly deadlineMs: number
}

/** Makes the function that opens the chart of a hook call. */
export function makeOpenChart({ connect, deadlineMs }: OpenChartOptions): OpenChart {
  return async (call) => {
    const { request, caller } = call
    const reads = new Reads((deadline) => connect({ request, caller, deadline, deadlineMs }), deadlineMs)
    const chart = new OpenedChart(call, reads)
    await chart.nameOrders()
    return chart
  }
}

/** References that are followed one by one in a call, beyond what the searches bring. */
const mostReferences = 12

/** What a reason or a medication may be read as. Anything else a reference names is nothing this service looks at. */
const followed: ReadonlySet<string> = new Set([
  'Medication',
  'Condition',
  'Observation',
  'Procedure',
  'DiagnosticReport',
])

const noEncounter = 'the request names no encounter'

class OpenedChart implements Chart {
  readonly version: FhirVersion
  readonly drafts: readonly DraftEntry[]
  readonly #call: ChartCall
  readonly #reads: Reads
  readonly #belonging: Belonging
  readonly #references: References
  readonly #prefetch: Prefetch
  readonly #questions: Questions
  /** Answers to the service's own queries, by need, and the words of each query. */
  readonly #answers = new Map<Need, { readonly query: string; readonly answer: ServerAnswer }>()
  readonly #pages = new Map<Need, readonly ServerAnswer[]>()
  /** References that were read and failed, with why. */
  readonly #unfollowed = new Map<string, string>()
  readonly #gone = new Set<string>()
  #followed = 0
  #strangers = 0
  /** Types of the resources of other patients that the server sent. */
  readonly #strangeTypes = new Set<string>()
  #asked: Asked | undefined
  #completed: Promise<Facts> | undefined

  constructor(call: ChartCall, reads: Reads) {
    const { request, hook, now } = call
    this.#call = call
    this.#reads = reads
    const home = new Home(request.fhirServer)
    this.#belonging = new Belonging(request.context.patientId, home)
    const drafts = hook.drafts(request.context)
    for (const draft of drafts) this.#belonging.note(draft)
    // Before the drafts are told apart: their subject may be the urn of a Patient in the prefetch.
    this.#prefetch = readPrefetch(request.prefetch, this.#belonging)
    this.drafts = drafts.filter(({ resource }) => this.#isOurs(resource))
    this.#references = new References(home, this.drafts, () => this.#prefetch.located)
    this.version = versionOf(request, this.drafts)
    this.#questions = { hook: hook.name as Asked['hook'], context: request.context, now, drafts: this.drafts }
  }

  get strangers(): number {
    return this.#strangers + this.#prefetch.strangers
  }

  get asked(): Asked {
    this.#asked ??= askedFrom(this.#questions, this.#reader(this.#encounterId(), true))
    return this.#asked
  }

  reads(): number {
    return this.#reads.count
  }

  /** Reads the Medications without which nobody can tell what an order under review is for. */
  async nameOrders(): Promise<void> {
    const unnamed = this.asked.orders.some((order) => order.underReview && !order.drug.named)
    if (!unnamed) return
    await this.#follow(this.#unnamedMedications(this.drafts.filter((draft) => draft.underReview).map(resourceOf)))
    this.#asked = undefined
  }

  complete(): Promise<Facts> {
    this.#completed ??= this.#complete()
    return this.#completed
  }

  async #complete(): Promise<Facts> {
    const { needs } = this.#call.guidance
    const encounter = this.#encounterId()
    const drafts = this.drafts.map(resourceOf)
    const reasons = drafts.flatMap((draft) => openReasons(draft, this.#references))
    await Promise.all([
      ...needs.map((need) => this.#fill(need, encounter)),
      this.#follow([...reasons, ...this.#unnamedMedications(drafts)]),
    ])
    // What was read may refer to more: an encounter to its diagnoses, an order on the chart to its Medication.
    const found = this.#resources('encounter', encounter)
    const inside = found.state === 'unread' ? [] : found.items
    const medications = this.#itemsOf('medications', encounter)
    await this.#follow([
      ...inside.flatMap((resource) => openReasons(resource, this.#references)),
      ...this.#unnamedMedications([...medications, ...this.#itemsOf('administrations', encounter)]),
    ])
    const all = Object.fromEntries(
      (Object.keys(typesOf) as Need[]).map((need) => [need, this.#resources(need, encounter)]),
    ) as Record<Need, Resources>
    return factsFrom(this.#questions, this.#reader(encounter ?? onlyId(inside), false), all)
  }

  explain(need: string): string {
    if (need === 'medication') return this.#explainReferences('medicationReference', 'Medication/')
    if (need === 'reason') return this.#explainReferences('reasonReference', '')
    return Object.hasOwn(typesOf, need) ? this.#explainNeed(need as Need) : 'not supplied'
  }

  #explainNeed(need: Need): string {
    const encounter = this.#encounterId()
    const supply = this.#supply(need, encounter)
    const made = this.#answers.get(need)
    const said = supply.state === 'unread' ? supply.why : (this.#cutOf(need, supply) ?? 'supplied')
    const key = `prefetch key "${need}": ${said}`
    if (made === undefined)
      return need === 'encounter' && said !== noEncounter && encounter === undefined ? `${key}; ${noEncounter}` : key
    const { query, answer } = made
    return `${key}; read ${query}: ${answer.ok ? (answer.cut ?? 'read') : answer.why}`
  }

  #explainReferences(member: string, type: string): string {
    const failed = [...this.#unfollowed].filter(([key]) =>
      type === '' ? !key.startsWith('Medication/') : key.startsWith(type),
    )
    const reads = new Set(failed.map(([key, why]) => `read ${queryWords(key)}: ${why}`))
    const missing = `draftOrders: a ${member} leads to nothing in draftOrders or prefetch`
    return [missing, ...(reads.size > 0 ? reads : ['and not to the FHIR server of the request'])].join('; ')
  }

  #isOurs(resource: Resource): boolean {
    const ours = this.#belonging.isOurs(resource)
    if (!ours) this.#strangers += 1
    return ours
  }

  #reader(encounter: string | undefined, beforeReading: boolean): Reader {
    const { references, gone } = { references: this.#references, gone: this.#gone }
    return { references, gone, beforeReading, ...(encounter === undefined ? {} : { encounter }) }
  }

  /** The encounter of the call: the context's, else the one that a draft under review was written in. */
  #encounterId(): string | undefined {
    const given = this.#call.request.context.encounterId
    if (typeof given === 'string' && given.trim() !== '') return bareId(given, 'Encounter')
    for (const { resource, underReview } of this.drafts) {
      const reference = underReview ? encounterReference(resource) : undefined
      const key = reference === undefined ? undefined : this.#references.key(reference, 'Encounter')
      if (key?.startsWith('Encounter/') === true) return key.slice('Encounter/'.length)
    }
    return undefined
  }

  /** What prefetch says of a need; of encounters, only the one of the call counts. */
  #supply(need: Need, encounter: string | undefined): Supply {
    const supply = this.#prefetch.supply(need)
    if (need !== 'encounter' || supply.state === 'unread') return supply
    const all = this.#prefetch.resources(need)
    if (all.length === 0 || this.#ofTheCall(all, encounter).length > 0) return supply
    return { state: 'unread', why: encounter === undefined ? noEncounter : 'another encounter supplied' }
  }

  #ofTheCall(encounters: readonly Resource[], id: string | undefined): readonly Resource[] {
    if (id === undefined) return encounters.length === 1 ? encounters : []
    return encounters.filter((resource) => resource.id === undefined || resource.id === id)
  }

  /** Follows the pages of what was supplied, or asks the server for what was not. */
  async #fill(need: Need, encounter: string | undefined): Promise<void> {
    const supply = this.#supply(need, encounter)
    if (supply.state === 'read') {
      if (supply.next.length > 0) {
        const pages = await Promise.all(supply.next.map((next) => this.#reads.follow(next)))
        this.#pages.set(
          need,
          pages.map((page) => this.#keep(page)),
        )
      }
      return
    }
    const { request, guidance, now } = this.#call
    const patient = bareId(request.context.patientId, 'Patient')
    const query = ownQuery(need, guidance, encounter === undefined ? { patient } : { patient, encounter }, now)
    if (query === undefined) return
    const inVersion = queryIn(this.version, query)
    const answer = await this.#reads.read(inVersion)
    this.#answers.set(need, { query: queryWords(inVersion), answer: this.#keep(answer) })
  }

  /** An answer without other patients' resources; what is left can be referred to. */
  #keep(answer: ServerAnswer): ServerAnswer {
    if (!answer.ok) return answer
    const resources = answer.resources.filter((resource) => {
      if (asResource(resource) === undefined) return false
      const ours = this.#isOurs(resource)
      if (!ours) this.#strangeTypes.add(resource.resourceType)
      return ours
    })
    for (const resource of resources) this.#references.add(resource)
    return { ...answer, resources }
  }

  #cutOf(need: Need, supply: Supply): string | undefined {
    if (supply.state === 'unread') return undefined
    const pages = this.#pages.get(need) ?? []
    const short = pages.find((page) => !page.ok || page.cut !== undefined)
    if (short === undefined) return supply.cut ?? (pages.length < supply.next.length ? 'next page not read' : undefined)
    return short.ok ? short.cut : `next page: ${short.why}`
  }

  #resources(need: Need, encounter: string | undefined): Resources {
    const supply = this.#supply(need, encounter)
    const items = this.#itemsOf(need, encounter)
    const answer = this.#answers.get(need)?.answer
    if (supply.state === 'read' || answer?.ok === true) {
      const cut = supply.state === 'read' ? this.#cutOf(need, supply) : answer?.ok === true ? answer.cut : undefined
      if (cut !== undefined) return { state: 'read', items, cut }
      return this.#isStrange(need, items)
        ? { state: 'read', items, cut: 'only resources of another patient', strangers: true }
        : { state: 'read', items }
    }
    // Statements of use without the orders, one Condition under a site's own key: known, and known not to be all.
    // Of conditions a part is not enough: silence would rest on it.
    if (items.length > 0 && need !== 'conditions') return { state: 'read', items, cut: this.#explainNeed(need) }
    return { state: 'unread', why: this.#explainNeed(need) }
  }

  /** All that came was another patient's: what it does not say of this one, nobody knows. */
  #isStrange(need: Need, items: readonly Resource[]): boolean {
    if (items.length > 0 || need === 'patient' || need === 'encounter') return false
    return typesOf[need].some((type) => this.#prefetch.strangeTypes.has(type) || this.#strangeTypes.has(type))
  }

  #itemsOf(need: Need, encounter: string | undefined): readonly Resource[] {
    const answer = this.#answers.get(need)?.answer
    const answers = [...(this.#pages.get(need) ?? []), ...(answer === undefined ? [] : [answer])]
    const read = answers.flatMap((one) => (one.ok ? one.resources : []))
    const supplied = this.#prefetch.resources(need)
    const all = read.length === 0 ? supplied : distinct([...supplied, ...read], typesOf[need])
    return need === 'encounter' ? this.#ofTheCall(all, encounter) : all
  }

  #unnamedMedications(resources: readonly Resource[]): readonly string[] {
    return resources.flatMap((resource) => {
      const reference = medicationReference(resource)
      if (reference === undefined || drugOf(resource, this.#references).named) return []
      const key = this.#references.key(reference, 'Medication')
      return key === undefined ? [] : [key]
    })
  }

  /** Reads what references lead to, each once, and in the whole call no more than the bound. */
  async #follow(keys: readonly string[]): Promise<void> {
    const fresh = [...new Set(keys)].filter(
      (key) => followed.has(key.split('/', 1)[0] ?? '') && !this.#unfollowed.has(key) && !this.#gone.has(key),
    )
    const left = fresh.splice(mostReferences - this.#followed)
    this.#followed += fresh.length
    for (const key of left) this.#unfollowed.set(key, 'more references than are followed')
    await Promise.all(fresh.map((key) => this.#followOne(key)))
  }

  async #followOne(key: string): Promise<void> {
    const [type = '', id = ''] = key.split('/', 2)
    const answer = this.#keep(await this.#reads.read(`${type}/${encodeURIComponent(id)}`))
    if (!answer.ok) {
      this.#unfollowed.set(key, answer.why)
      return
    }
    const resource = answer.resources.find((one) => one.resourceType === type)
    if (resource === undefined) this.#gone.add(key)
    else this.#references.add(resource, key)
  }
}

const resourceOf = ({ resource }: DraftEntry): Resource => resource

function onlyId(resources: readonly Resource[]): string | undefined {
  const [only, ...others] = resources
  return others.length === 0 && typeof only?.id === 'string' ? only.id : undefined
}

/** Of each resource the first; supplied ones come before those that were read. */
function distinct(resources: readonly Resource[], types: readonly string[]): readonly Resource[] {
  const seen = new Set<string>()
  return resources.filter((resource) => {
    const key = keyOf(resource)
    if (!types.includes(resource.resourceType) || (key !== undefined && seen.has(key))) return false
    if (key !== undefined) seen.add(key)
    return true
  })
}
