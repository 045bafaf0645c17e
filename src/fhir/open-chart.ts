import type { Asked, Drug, Facts, Need } from '../../cards/facts.ts'
import type { Undecided } from '../../cards/guidance.ts'
import type { DraftEntry } from '../../hooks/hook.ts'
import { Belonging } from './belonging.ts'
import { asResource } from './bundles.ts'
import type { Chart, ChartCall, FhirVersion, OpenChart, Resource } from './chart.ts'
import { type EncountersOfTheCall, encounterReference, encountersOfTheCall, noEncounter } from './encounters.ts'
import { drugOf, openMedications } from './facts-drug.ts'
import { isMedicationOrder, replacedOrder } from './facts-orders.ts'
import { openReasons } from './facts-reasons.ts'
import { none, text } from './facts-values.ts'
import { type Resources, askedFrom, factsFrom, isSettled } from './facts.ts'
import { Given, type Purpose } from './given.ts'
import { Prefetch, type Supply } from './prefetch.ts'
import type { Reader } from './reader.ts'
import { Reads, type ReadsOptions, queryWords } from './reads.ts'
import { Home, References, bareId, distinct } from './references.ts'
import { unread, type Connect, type ServerAnswer } from './server-contract.ts'
import { ownQuery, typesOf } from './templates.ts'
import { queryIn, versionOf } from './versions.ts'
import { idInUrl } from '../urls.ts'

interface OpenChartOptions extends Omit<ReadsOptions, 'connect'> {
  readonly connect: Connect
  /** Whether a base URL is another name of the request's FHIR server. Absent: it has none. */
  readonly isAlias?: (caller: ChartCall['caller'], fhirServer: string | undefined, base: string) => boolean
}

/** Makes the function that opens the chart of a hook call. */
export function makeOpenChart(options: OpenChartOptions): OpenChart {
  const { connect, deadlineMs, isAlias = () => false } = options
  return async (call) => {
    const { request, caller } = call
    const reads = new Reads({
      ...options,
      connect: (deadline) => connect({ request, caller, deadline, deadlineMs }),
    })
    const chart = new OpenedChart(call, reads, (base) => isAlias(caller, request.fhirServer, base))
    await chart.nameOrders()
    return chart
  }
}

const ofAnother = 'only resources of another patient'

const noKeys: ReadonlySet<string> = new Set()

class OpenedChart implements Chart {
  readonly drafts: readonly DraftEntry[]
  readonly #call: ChartCall
  readonly #reads: Reads
  readonly #belonging: Belonging
  readonly #references: References
  readonly #prefetch: Prefetch
  #encounterIs: { readonly id: string | undefined } | undefined
  #given: Given | undefined
  #strangers = 0
  #asked: Asked | undefined
  #completed: Promise<Facts> | undefined

  constructor(call: ChartCall, reads: Reads, isAlias: (base: string) => boolean) {
    const { request, drafts } = call
    this.#call = call
    this.#reads = reads
    // One server may have several names: an EHR may write another one into its drafts than it gives as `fhirServer`. What such
    // a reference names is read by its type and id, at the `fhirServer`.
    const home = new Home(request.fhirServer, isAlias)
    this.#belonging = new Belonging(request.context.patientId, home)
    for (const draft of drafts) this.#belonging.note(draft)
    this.#prefetch = new Prefetch(request.prefetch, this.#belonging)
    this.drafts = drafts.filter(({ resource }) => this.#isOurs(resource))
    this.#references = new References(home, this.drafts, () => this.#prefetch.located)
  }

  get version(): FhirVersion {
    return versionOf(this.#call.request, this.drafts)
  }

  get drugs(): readonly Drug[] {
    return this.drafts
      .filter(({ resource }) => isMedicationOrder(resource))
      .map(({ resource }) => drugOf(resource, this.#references))
  }

  get strangeDrugs(): readonly Drug[] {
    const ours = new Set(this.drafts)
    return this.#call.drafts
      .filter((draft) => draft.underReview && isMedicationOrder(draft.resource) && !ours.has(draft))
      .map(({ resource }) => drugOf(resource, this.#references))
  }

  get strangers(): number {
    return this.#strangers + this.#prefetch.strangers
  }

  get asked(): Asked {
    this.#asked ??= this.#readDrafts(this.#reader(this.#encounter, true))
    return this.#asked
  }

  get encounter(): string | undefined {
    return this.#encounter ?? text(this.#encounters()[0]?.id)
  }

  reads(): number {
    return this.#reads.count
  }

  /** Reads the Medications without which nobody can tell which drug an order under review is for. */
  nameOrders(): Promise<void> {
    const isAsked = ({ underReview, resource }: DraftEntry): boolean => underReview && isMedicationOrder(resource)
    return this.#nameMedications('drafts', this.drafts.filter(isAsked).map(resourceOf))
  }

  complete(): Promise<Facts> {
    this.#completed ??= this.#complete()
    return this.#completed
  }

  async #complete(): Promise<Facts> {
    await this.#readNeeds()
    await this.#readFurther()
    return this.#facts()
  }

  #readNeeds(): Promise<unknown> {
    return Promise.all([
      ...this.#call.guidance.needs.map((need) => this.#fill(need)),
      this.#follow('reasons', this.#openReasons()),
      this.#nameMedications('drafts', this.drafts.map(resourceOf)),
    ])
  }

  /** What was read may refer to more: an encounter to its diagnoses, an order on the chart to its Medication. */
  #readFurther(): Promise<unknown> {
    return Promise.all([
      this.#follow(
        'reasons',
        this.#encounters().flatMap((resource) => openReasons(resource, this.#references)),
      ),
      this.#nameMedications('chart', [...this.#itemsOf('medications'), ...this.#itemsOf('administrations')]),
      this.#nameReplaced(),
    ])
  }

  async #nameReplaced(): Promise<void> {
    await this.#follow('replaced', this.#replaced())
    await this.#nameMedications('chart', this.#given?.replaced ?? none)
  }

  /** Orders that a draft under review continues, of what the recommendation is about, and that nothing at hand holds. */
  #replaced(): readonly string[] {
    if (!this.#call.guidance.needs.includes('medications')) return none
    return this.drafts.flatMap(({ resource, underReview }) => {
      const key = underReview && this.#isConcerned(resource) ? replacedOrder(resource, this.#references) : undefined
      return key === undefined || this.#references.find(key) !== undefined ? [] : [key]
    })
  }

  /** Unlike `mayConcern`, by what is known: for an order that nobody can name nothing more is read, and nothing first. */
  #isConcerned(draft: Resource): boolean {
    const { guidance } = this.#call
    return isMedicationOrder(draft) && guidance.concerns?.(drugOf(draft, this.#references)) !== false
  }

  /** Reasons that are still open; those of orders that the recommendation is about come first. */
  #openReasons(): readonly string[] {
    const [first, others]: [string[], string[]] = [[], []]
    for (const { resource } of this.drafts) {
      const open = openReasons(resource, this.#references)
      if (open.length > 0) (this.#isConcerned(resource) ? first : others).push(...open)
    }
    return [...first, ...others]
  }

  #facts(): Facts {
    const { encounter } = this
    const reader = this.#reader(encounter, false)
    const isAsRead = this.#reads.count === 0 && isSettled(this.asked, encounter === this.#encounter)
    const asked = isAsRead ? this.asked : this.#readDrafts(reader)
    return factsFrom(asked, reader, (need) => this.#resources(need), this.drafts)
  }

  #readDrafts(reader: Reader): Asked {
    const { request, hook, now } = this.#call
    return askedFrom({ hook: hook.name, context: request.context, now, drafts: this.drafts }, reader)
  }

  explain(need: Undecided['missing'][number]): string {
    if (need === 'medication') return this.#explainReferences('medicationReference', 'Medication/')
    if (need === 'reason') return this.#explainReferences('reasonReference', '')
    return this.#explainNeed(need)
  }

  #explainNeed(need: Need): string {
    const supply = this.#supply(need)
    const made = this.#given?.answers.get(need)
    const isOfAnother = this.#isStrange(need, this.#itemsOf(need))
    const said =
      supply.state === 'unread' ? supply.why : (this.#cutOf(need, supply) ?? (isOfAnother ? ofAnother : 'supplied'))
    const key = `prefetch key "${need}": ${said}`
    if (made === undefined)
      return need === 'encounter' && said !== noEncounter && this.#encounter === undefined
        ? `${key}; ${noEncounter}`
        : key
    const { query, answer } = made
    return `${key}; read ${query}: ${answer.ok ? (answer.cut ?? 'read') : answer.why}`
  }

  #explainReferences(member: string, type: string): string {
    const failed = [...(this.#given?.unfollowed ?? [])].filter(([key]) =>
      type === '' ? !key.startsWith('Medication/') : key.startsWith(type),
    )
    const reads = new Set(failed.map(([key, why]) => `read ${queryWords(key)}: ${why}`))
    const missing = `draftOrders: a ${member} leads to nothing in draftOrders or prefetch`
    return [missing, ...(reads.size > 0 ? reads : ['and not to the FHIR server of the request'])].join('; ')
  }

  #isOurs(resource: Resource): boolean {
    if (this.#belonging.isOurs(resource)) return true
    // The subject may be the urn of a Patient in the prefetch, which is known only once the prefetch was read.
    if (this.#prefetch.located.length > 0 && this.#belonging.isOurs(resource)) return true
    this.#strangers += 1
    return false
  }

  #reader(encounter: string | undefined, beforeReading: boolean): Reader {
    const { guidance, now } = this.#call
    const reader = { guidance, now, references: this.#references, gone: this.#given?.gone ?? noKeys, beforeReading }
    return encounter === undefined ? reader : { ...reader, encounter: `Encounter/${encounter}` }
  }

  /** Id of the encounter of the call: the context's, else the one that a draft under review was written in. */
  get #encounter(): string | undefined {
    this.#encounterIs ??= { id: this.#encounterId() }
    return this.#encounterIs.id
  }

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

  #supply(need: Need): Supply {
    const supply = this.#prefetch.supply(need)
    if (supply.state === 'unread') return supply
    const why = this.#whyNone(need, this.#prefetch.resources(need))
    return why === undefined ? supply : { state: 'unread', why }
  }

  #ofTheCall(encounters: readonly Resource[]): EncountersOfTheCall {
    return encountersOfTheCall(encounters, this.#encounter, this.#call.now)
  }

  /** Follows the pages of what was supplied, and asks the server for what was not supplied or is still not whole. */
  #fill(need: Need): Promise<unknown> | undefined {
    const supply = this.#supply(need)
    if (supply.state === 'unread') return this.#search(need)
    if (supply.next.length > 0) return this.#turnPages(need, supply)
    return this.#isWhole(need, supply) ? undefined : this.#search(need)
  }

  #isWhole(need: Need, supply: Supply): boolean {
    return this.#cutOf(need, supply) === undefined && !this.#isStrange(need, this.#itemsOf(need))
  }

  async #turnPages(need: Need, supply: Supply & { state: 'read' }): Promise<void> {
    const pages = await Promise.all(this.#gave.toTurn(supply.next).map((page) => this.#reads.follow(page)))
    this.#gave.pages.set(
      need,
      pages.map((page) => this.#keep(page, need)),
    )
    if (!this.#isWhole(need, supply)) await this.#search(need)
  }

  #search(need: Need): Promise<void> | undefined {
    const { request, guidance, now } = this.#call
    const patient = bareId(request.context.patientId, 'Patient')
    const encounter = this.#encounter
    const query = ownQuery(
      need,
      guidance,
      encounter === undefined ? { patient } : { patient, encounter },
      new Date(now),
    )
    return query === undefined ? undefined : this.#ask(need, queryIn(this.version, query))
  }

  async #ask(need: Need, query: string): Promise<void> {
    const given = await this.#reads.read(query)
    // The server's answer replaces the verdict on what was supplied.
    if (given.ok) this.#gave.strange.delete(need)
    const kept = this.#keep(given, need)
    const why = kept.ok ? this.#whyNone(need, kept.resources) : undefined
    const answer = why === undefined ? kept : unread(why)
    this.#gave.answers.set(need, { query: queryWords(query), answer })
  }

  /**
   * Why what was found is no answer to a need that one resource answers: of encounters, only the one of the call counts. A list
   * may be empty, a patient may not.
   */
  #whyNone(need: Need, found: readonly Resource[]): string | undefined {
    if (need === 'encounter') return this.#ofTheCall(found).why
    return need === 'patient' && found.length === 0 ? noPatient : undefined
  }

  get #gave(): Given {
    this.#given ??= new Given()
    return this.#given
  }

  /** An answer, to a need or a reference, without other patients' resources; what is left can be referred to. */
  #keep(answer: ServerAnswer, need?: Need): ServerAnswer {
    if (!answer.ok) return answer
    const resources = answer.resources.filter((resource) => {
      if (asResource(resource) === undefined) return false
      const ours = this.#isOurs(resource)
      if (!ours && need !== undefined) this.#gave.strange.add(need)
      return ours
    })
    for (const resource of resources) this.#references.add(resource)
    return { ...answer, resources }
  }

  #cutOf(need: Need, supply: Supply): string | undefined {
    if (supply.state === 'unread') return undefined
    const pages = this.#given?.pages.get(need) ?? none
    const short = pages.find((page) => !page.ok || page.cut !== undefined)
    if (short === undefined) return supply.cut ?? (pages.length < supply.next.length ? 'next page not read' : undefined)
    return short.ok ? short.cut : `next page: ${short.why}`
  }

  #resources(need: Need): Resources {
    const supply = this.#supply(need)
    const items = this.#itemsOf(need)
    const answer = this.#given?.answers.get(need)?.answer
    if (supply.state === 'read' || answer?.ok === true) {
      const cut = supply.state === 'read' && !this.#completes(need, answer) ? this.#cutOf(need, supply) : cutIn(answer)
      if (cut !== undefined) return { state: 'read', items, cut }
      if (this.#isStrange(need, items)) return { state: 'read', items, cut: ofAnother, strangers: true }
      // A list may be empty. Of the encounter that a call names nothing is known then.
      return need === 'encounter' && items.length === 0 && this.#encounter !== undefined
        ? { state: 'read', items, cut: notThere }
        : { state: 'read', items }
    }
    // Statements of use without the orders, one Condition under a site's own key: known, and known not to be all.
    // Of conditions a part is not enough: silence would rest on it.
    if (items.length > 0 && need !== 'conditions') return { state: 'read', items, cut: this.#explainNeed(need) }
    return { state: 'unread', why: this.#explainNeed(need) }
  }

  /** Whether the service's own read makes whole what was supplied in part: not if it is empty where something was supplied. */
  #completes(need: Need, answer: ServerAnswer | undefined): boolean {
    return answer?.ok === true && (answer.resources.length > 0 || this.#prefetch.resources(need).length === 0)
  }

  /** Whether all that came was another patient's: it says nothing about this one. */
  #isStrange(need: Need, items: readonly Resource[]): boolean {
    if (need === 'patient') return false
    if (items.length === 0 && this.#given?.strange.has(need) === true) return true
    const isAnswered = this.#given?.answers.get(need)?.answer.ok === true
    return !isAnswered && this.#prefetch.isStrange(need, items)
  }

  #itemsOf(need: Need): readonly Resource[] {
    const supplied = this.#prefetch.resources(need)
    const read = this.#given?.resources(need) ?? none
    const all = read.length === 0 ? supplied : distinct([...supplied, ...read], typesOf[need])
    return need === 'encounter' ? this.#ofTheCall(all).ours : all
  }

  /** The encounter of the call, where it was supplied or read. */
  #encounters(): readonly Resource[] {
    const found = this.#resources('encounter')
    return found.state === 'unread' ? none : found.items
  }

  /** Reads the Medications that orders refer to without words, and then the parts of those. */
  async #nameMedications(purpose: Purpose, orders: readonly Resource[]): Promise<void> {
    const open = (): readonly string[] => orders.flatMap((order) => openMedications(order, this.#references))
    const first = open()
    if (first.length === 0) return
    await this.#follow(purpose, first)
    await this.#follow(purpose, open())
  }

  /** Reads what references lead to. */
  async #follow(purpose: Purpose, keys: readonly string[]): Promise<void> {
    if (keys.length > 0)
      await Promise.all(this.#gave.toFollow(purpose, keys).map((key) => this.#followOne(purpose, key)))
  }

  async #followOne(purpose: Purpose, key: string): Promise<void> {
    const [type = '', id = ''] = key.split('/', 2)
    const need = purpose === 'replaced' ? 'medications' : undefined
    const answer = this.#keep(await this.#reads.read(`${type}/${idInUrl(id)}`), need)
    if (!answer.ok) {
      this.#gave.unfollowed.set(key, answer.why)
      return
    }
    const resource = answer.resources.find((one) => one.resourceType === type)
    if (resource === undefined) this.#gave.gone.add(key)
    else {
      this.#references.add(resource, key)
      if (purpose === 'replaced') this.#gave.replaced.push(resource)
    }
  }
}

/** As `null`, or by a 404: servers answer so, too, where a token may not see what there is. */
const notThere = 'the encounter is not there'

const noPatient = 'the patient is not there'

const cutIn = (answer: ServerAnswer | undefined): string | undefined => (answer?.ok === true ? answer.cut : undefined)

const resourceOf = ({ resource }: DraftEntry): Resource => resource
