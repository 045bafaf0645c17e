import type { Asked, Concept, Facts, MedicationUse, Order } from '../facts.ts'
import type { Decision, Indicator, Silent, Undecided } from '../guidance.ts'
import { isWhole, itemsOf } from '../facts.ts'
import { screen } from './alternatives.ts'
import { once } from '../once.ts'
import { remembered } from '../remember.ts'
import { hours, mayBeWithin } from '../time.ts'
import { partThat } from './cited.ts'
import { ageAt, concernsContext, contextOf, hypersensitivityIn } from './context.ts'
import type { Context, Finding, Indication, Row, Screening } from './finding.ts'
import {
  type Circumstances,
  circumstancesOf,
  concernsPurpose,
  type ForMigraine,
  isMigraine,
  migraineCode,
  type OpenReason,
  purposeOf,
  quoted,
  reasonOf,
} from './indication.ts'
import { concernsMentions } from './mentions.ts'
import { holdsKetamine, isNeuromuscularBlocker } from './order.ts'
import type { Policy } from './policy.ts'
import { concernsScreening } from './problems.ts'
import { type Route, routeOf } from './route.ts'
import { write } from './write.ts'

/**
 * Every reason for silence, in the order in which drafts are tested for it: of several drafts, the reason of the one that
 * got furthest is told. Each is a test's title and a counter; none holds patient data.
 */
export const silences = [
  'switched-off',
  'no-ketamine-ordered',
  'not-under-review',
  'do-not-perform',
  'not-an-order',
  'neuromuscular-blocker-drafted',
  'not-intravenous',
  'route-unrecognised',
  'other-reason-on-order',
  'procedural-reason-too',
  'under-18',
  'no-migraine-evidence',
  'other-encounter-reason',
  'competing-indication',
  'chart-evidence-alone',
  'chart-evidence-and-no-route',
  'change-of-running-infusion',
] as const

type Silence = (typeof silences)[number]

interface SilentFor extends Silent {
  readonly because: Silence
}

const silent = (because: Silence): SilentFor => ({ kind: 'silent', because })

/** Intents of an order that is not (yet) one. */
const notOrders: ReadonlySet<string | undefined> = new Set(['proposal', 'plan', 'option'])

/** Gates A, B and F, and what the order's own reason settles: no chart is needed for these. */
export function triage(asked: Asked, policy: Policy): Silent | Undecided | undefined {
  const gated = gates(asked, policy)
  return 'kind' in gated ? gated : undefined
}

/** What a ketamine draft is, as far as the drafts tell. */
type Gated =
  SilentFor | { readonly kind: 'open'; readonly order: Order; readonly route: Route; readonly own: OpenReason }

/** Each ketamine draft at the gates; or what already holds for all of them. */
function gates(asked: Asked, policy: Policy): readonly Gated[] | Silent | Undecided {
  const ketamine = asked.orders.filter(holdsKetamine)
  const unnamed = (): boolean => asked.orders.some((order) => order.underReview && !order.drug.named)
  const notMine = ketamine.length === 0 && !unnamed()
  if (!policy.enabled) return notMine ? { ...silent('switched-off'), notMine } : silent('switched-off')
  if (notMine) return { ...silent('no-ketamine-ordered'), notMine }
  const isBlocked = once(() => asked.orders.some(isNeuromuscularBlocker))
  const verdicts = ketamine.map((order) => gate(order, asked, policy, isBlocked))
  if (verdicts.some(({ kind }) => kind === 'open')) return verdicts
  if (unnamed()) return { kind: 'undecided', missing: ['medication'] }
  return furthest(verdicts.filter((verdict) => verdict.kind === 'silent'))
}

function gate(order: Order, asked: Asked, policy: Policy, isBlocked: () => boolean): Gated {
  if (!order.underReview) return silent('not-under-review')
  if (order.doNotPerform) return silent('do-not-perform')
  if (notOrders.has(order.intent)) return silent('not-an-order')
  if (isBlocked()) return silent('neuromuscular-blocker-drafted')
  const route = routeOf(order, policy)
  if (route === 'other') return silent('not-intravenous')
  if (route === 'unrecognised') return silent('route-unrecognised')
  const own = reasonOf(order, policy)
  if (own.kind === 'other') return silent('other-reason-on-order')
  if (own.kind === 'migraine' && own.alsoProcedural && asked.hook === 'order-select')
    return silent('procedural-reason-too')
  return { kind: 'open', order, route, own }
}

type Verdict =
  | SilentFor
  | Undecided
  | (ForMigraine & { readonly kind: 'speaks'; readonly order: Order; readonly route: Finding['route'] })

type Running = () => ReturnType<typeof runningIn>

/** One draft, decided alone: none inherits a sibling's reason. */
function decideOrder(gated: Gated, circumstances: Circumstances, running: Running, policy: Policy): Verdict {
  if (gated.kind === 'silent') return gated
  const { order, own } = gated
  const { facts } = circumstances
  if (isMinor(order, facts)) return silent('under-18')

  const purpose = purposeOf(order, own, circumstances)
  if (purpose.kind === 'silent') return silent(purpose.because)
  if (purpose.kind === 'undecided') return { kind: 'undecided', missing: [purpose.missing] }

  const continues = continuesRunning(order, facts, running)
  if (continues === 'unread') return { kind: 'undecided', missing: ['medications'] }
  if (continues) return silent('change-of-running-infusion')

  const route = gated.route === 'intravenous' ? 'intravenous' : 'unknown'
  if (purpose.indication === 'chart') {
    if (route === 'unknown') return silent('chart-evidence-and-no-route')
    const isQuiet = policy.chartOnly === 'silent' || (policy.chartOnly === 'sign-only' && facts.hook === 'order-select')
    // The policy is row 3's: row 8 comes before it.
    if (isQuiet && hypersensitivityIn(facts) === undefined) return silent('chart-evidence-alone')
  }
  return { ...purpose, kind: 'speaks', order, route }
}

/** Gate C. A birth date that leaves both possible is not enough to be silent. */
function isMinor(order: Order, facts: Facts): boolean {
  const age = ageAt([order], facts)
  return age !== undefined && age.most < 18
}

/** Keys of the active intravenous ketamine orders of the same encounter. Orders that ended may stay active for days. */
function runningIn({ medications, now }: Facts, policy: Policy): ReadonlySet<string | undefined> {
  const isRunning = (use: MedicationUse): boolean =>
    use.status === 'active' &&
    !use.doNotPerform &&
    !notOrders.has(use.intent) &&
    use.ofThisEncounter !== false &&
    holdsKetamine(use) &&
    (use.end === undefined || mayBeWithin(use.end, hours(24), now)) &&
    routeOf(use, policy) === 'intravenous'
  return new Set(itemsOf(medications).flatMap((use) => (isRunning(use) ? [use.key] : [])))
}

/** Gate D: the draft replaces such an order. */
function continuesRunning(order: Order, { medications }: Facts, running: Running): boolean | 'unread' {
  if (order.replaces === undefined) return false
  if (running().has(order.replaces)) return true
  return isWhole(medications) ? false : 'unread'
}

const byStrength: readonly Indication[] = ['order', 'encounter', 'chart']

const concerns = remembered(
  (concept) =>
    concernsPurpose(concept) || concernsContext(concept) || concernsScreening(concept) || concernsMentions(concept),
)

/** Without the problems that mean nothing here, which is most of a long chart: they are looked at once and no more. */
function withoutIdle(facts: Facts): Facts {
  const { conditions } = facts
  if (conditions.state === 'unread') return facts
  const items = conditions.items.filter(
    ({ concept, encounterDiagnosis, ofThisEncounter }) =>
      encounterDiagnosis || ofThisEncounter === true || concerns(concept),
  )
  return items.length === conditions.items.length ? facts : { ...facts, conditions: { ...conditions, items } }
}

/** The decision table, top to bottom. Pure: the same facts give the same decision, in whatever order they come. */
export function decide(chart: Facts, policy: Policy): Decision {
  const gated = gates(chart, policy)
  if ('kind' in gated) return gated
  const facts = withoutIdle(chart)
  const circumstances = circumstancesOf(facts, policy)
  const running = once(() => runningIn(facts, policy))
  const verdicts = gated.map((one) => decideOrder(one, circumstances, running, policy))
  const speaking = verdicts.filter((verdict) => verdict.kind === 'speaks')
  if (speaking.length === 0)
    return (
      verdicts.find((verdict) => verdict.kind === 'undecided') ??
      furthest(verdicts.filter((verdict) => verdict.kind === 'silent'))
    )

  const indication = byStrength.find((one) => speaking.some((verdict) => verdict.indication === one)) as Indication
  const same = speaking.filter((verdict) => verdict.indication === indication)
  // A draft that also names a procedure has a card of its own kind, and no other draft's card removes it.
  const plain = same.filter(({ alsoProcedural }) => !alsoProcedural)
  const shared = plain.length > 0 ? plain : same
  const orders = shared.map(({ order }) => order)
  const reason = quoted(
    shared.map(({ concept }) => concept),
    policy,
  ) as Finding['reason']
  const foundOn = shared.find(({ concept }) => concept === reason)?.foundOn ?? indication
  const context = contextOf(facts, reason, orders)
  const route = shared.some((verdict) => verdict.route === 'intravenous') ? 'intravenous' : 'unknown'
  const unrouted = shared.filter((verdict) => verdict.route === 'unknown').length
  const wanted = rowOf(route, indication, context, plain.length === 0)
  const screening = screenFor(wanted, facts, context, policy)
  const row = wanted === '1n' && screening.offers.length === 0 ? (context.overuse === undefined ? '1' : '1m') : wanted
  const code = migraineCode(reason, policy)
  const said = code === undefined ? partThat((part) => isMigraine(part, policy), reason) : reason
  const finding: Finding = { row, route, indication, reason, foundOn, code, said, orders, unrouted, context, screening }
  return {
    kind: 'speaks',
    row,
    card: write(finding, facts, indicatorOf(finding, facts)),
    evidence: code === undefined ? [] : [{ system: code.system, code: code.code }],
    missing: context.missing,
    options: screening.options,
    mattered: mattered(finding, facts),
  }
}

const furthest = (verdicts: readonly SilentFor[]): Silent =>
  verdicts.reduce((best, one) => (silences.indexOf(one.because) > silences.indexOf(best.because) ? one : best))

/** Section 5: the first row that matches. */
function rowOf(route: Finding['route'], indication: Indication, context: Context, alsoProcedural: boolean): Row {
  const named = indication !== 'chart'
  if (route === 'intravenous') {
    if (context.hypersensitivity !== undefined) return '8'
    if (named && context.redFlag !== undefined) return '9'
    if (named && context.pregnancy === 'pregnant') return '7'
    if (named && context.refractory && context.specialised) return '4'
    if (alsoProcedural) return '6'
  }
  if (route === 'unknown') return '5'
  if (indication === 'order') return context.nonOral !== undefined ? '1n' : context.overuse !== undefined ? '1m' : '1'
  return indication === 'encounter' ? '2' : '3'
}

const nothing: Screening = { offers: [], options: [], sentences: [], unclassified: [] }

/** Which alternatives a row allows. Screening applies in every row. */
function screenFor(row: Row, facts: Facts, context: Context, policy: Policy): Screening {
  if (row === '6' || context.redFlag !== undefined) return nothing
  return screen(
    facts,
    context,
    {
      ...(context.pregnancy === 'pregnant' ? { only: ['acetaminophen'] } : {}),
      ...(row === '4' ? { untriedClassesOnly: true } : {}),
    },
    policy,
  )
}

function indicatorOf({ row, context }: Finding, { hook }: Facts): Indicator {
  if (row === '8') return 'critical'
  if (context.age === undefined || row === '3' || row === '4' || row === '6' || row === '9') return 'info'
  return row === '5' && hook === 'order-select' ? 'info' : 'warning'
}

const reasonIsOn = {
  order: 'Reason on the order',
  encounter: 'Reason of the encounter',
  chart: 'On the problem list',
  diagnosis: 'Diagnosis of an earlier encounter',
} as const

/** The facts that mattered, for the person who opens the explanation. */
function mattered({ context, reason, code, foundOn, screening }: Finding, facts: Facts): readonly string[] {
  const told: string[] = []
  const tell = (when: boolean, words: string): void => {
    if (when) told.push(words)
  }
  const name = (label: string, concept: Concept | undefined, known = concept?.codes[0]): void => {
    if (concept !== undefined) told.push(`${label}: ${concept.text ?? known?.display ?? known?.code ?? 'recorded'}`)
  }
  name(reasonIsOn[foundOn], reason, code)
  told.push(context.age === undefined ? 'Age not known' : `Age: ${context.age.least}`)
  name('Pregnant', context.pregnantBy)
  tell(context.pregnancy === 'possible', 'Pregnancy status not on record')
  name('Breastfeeding', context.breastfeeding)
  name('Oral route not usable in this encounter', context.nonOral)
  name('Medication-overuse headache', context.overuse)
  tell(context.refractory && !context.refractoryByDoses, 'Refractory migraine or status migrainosus')
  tell(
    context.refractoryByDoses,
    'Two or more acute classes given in this encounter or within 24 hours, attack not over',
  )
  tell(context.specialised, 'Specialised setting')
  name('Ketamine hypersensitivity', context.hypersensitivity)
  name('A blood-pressure rise would be hazardous', context.pressureHazard)
  name('Possible secondary cause', context.redFlag)
  tell(facts.conditions.state === 'unread', 'Problem list not available')
  // What the screening met, each fact once.
  const met = new Set<string>()
  for (const { remarks } of screening.options) {
    for (const { effect, because } of remarks) if (effect !== 'not-ranked') met.add(because)
  }
  for (const because of met) told.push(`Alternatives: ${because}`)
  return told
}
