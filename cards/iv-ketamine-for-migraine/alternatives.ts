import { type Facts, isWhole, type Option } from '../guidance.ts'
import { escaped } from '../markdown.ts'
import { type Agent, type AgentClass, type AgentId, agents, type Form, oral, subcutaneous } from './agents.ts'
import { asksOfAgent, type Examined, examine } from './criteria.ts'
import { type Cited, type Evidence, gather } from './evidence.ts'
import type { Context, Offer, Screening } from './finding.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules.ts'

export { knownLimits } from './rules.ts'

export interface ScreeningPolicy {
  /** By rule id; only `switchableRules` are heeded. */
  readonly rules: Readonly<Record<string, 'on' | 'off'>>
  readonly aspirin: 'offer' | 'text-only'
}

/** What the row of the decision allows beyond the patient's facts. */
export interface Scope {
  readonly only?: readonly AgentId[]
  readonly untriedClassesOnly?: boolean
}

interface Met {
  readonly rule: Rule
  readonly cited: Cited
}

interface Candidate {
  readonly agent: Agent
  readonly form: Form
  readonly excluding: readonly Met[]
  readonly warning: readonly Met[]
  readonly adjusting: readonly Met[]
  /** Why a fitting agent is not in the running. */
  readonly waits?: string
}

const isOff = ({ id, action, verification, fixed }: Rule, policy: ScreeningPolicy): boolean =>
  policy.rules[id] === 'off' &&
  action === 'exclude' &&
  fixed === undefined &&
  (verification === 'recalled' || verification === 'policy')

/** Two adjustments that ask for different doses leave none. */
const adjustmentsConflict: Rule = {
  id: 'adjustments-conflict',
  title: 'adjustments of the dose that do not agree',
  criterion: { kind: 'situation', is: 'age-unknown' },
  agents: [],
  action: 'exclude',
  sources: ['local proposal'],
  verification: 'policy',
  fixed: true,
}

const anyAgent = agents[0] as Agent

interface Standing {
  readonly rule: Rule
  /** Absent where it takes an agent to tell. */
  readonly cited?: Cited
}

/** The rules that hold, and those that may: what is on record is looked at once, not once for each agent. */
function standingRules(examined: Examined, policy: ScreeningPolicy): readonly Standing[] {
  const standing: Standing[] = []
  for (const rule of rules) {
    if (isOff(rule, policy)) continue
    if (asksOfAgent(rule.criterion)) standing.push({ rule })
    else {
      const cited = examined.meets(rule.criterion, anyAgent)
      if (cited !== undefined) standing.push({ rule, cited })
    }
  }
  return standing
}

function screened(agent: Agent, examined: Examined, standing: readonly Standing[]): Candidate {
  const met: Met[] = []
  for (const { rule, cited = examined.meets(rule.criterion, agent) } of standing.filter(({ rule: one }) =>
    one.agents.includes(agent.id),
  )) {
    if (cited !== undefined) met.push({ rule, cited })
  }
  const by = (action: Rule['action']): readonly Met[] => met.filter(({ rule }) => rule.action === action)
  const adjusting = by('adjust')
  const doses = new Set(adjusting.flatMap(({ rule }) => (rule.form?.dose === undefined ? [] : [rule.form.dose.value])))
  const conflict: readonly Met[] =
    doses.size > 1
      ? [{ rule: adjustmentsConflict, cited: { words: adjusting.map(({ cited }) => cited.words).join(' with ') } }]
      : []
  return {
    agent,
    form: adjusting.reduce<Form>((form, { rule }) => ({ ...form, ...rule.form, ...lowest(form, rule.form) }), agent),
    excluding: [...by('exclude'), ...conflict],
    warning: by('warn'),
    adjusting,
  }
}

/** Of two daily limits the lower holds. */
function lowest({ maxPerDay: one }: Form, other: Partial<Form> = {}): Partial<Form> {
  const two = other.maxPerDay
  if (one === undefined || two === undefined) return {}
  return { maxPerDay: one.value <= two.value ? one : two }
}

// ---------------------------------------------------------------------------------------------------- rank

const triptanOrder = ['sumatriptan', 'rizatriptan', 'zolmitriptan', 'eletriptan', 'frovatriptan'] as const
const simple = ['ibuprofen', 'naproxen', 'aspirin', 'acetaminophen'] as const

/** What comes first inside one strength, by what was tried. */
const stages = {
  start: ['aac', ...triptanOrder, 'sumatriptan-naproxen', ...simple, 'gepant'],
  'nsaid-failed': ['sumatriptan-naproxen', ...triptanOrder, 'gepant', 'acetaminophen', 'aac', ...simple],
  'triptan-failed': [...triptanOrder, 'sumatriptan-naproxen', 'aac', 'gepant', ...simple],
  'no-triptan': ['aac', ...simple, 'gepant', ...triptanOrder, 'sumatriptan-naproxen'],
} as const satisfies Readonly<Record<string, readonly string[]>>

type Stage = keyof typeof stages

function stageOf(examined: Examined, candidates: readonly Candidate[]): Stage {
  const triptans = candidates.filter(({ agent }) => agent.shownAs === 'triptan')
  if (examined.triptansFailed >= 2 || triptans.every(({ excluding }) => excluding.length > 0)) return 'no-triptan'
  if (examined.triptansFailed === 1) return 'triptan-failed'
  return examined.nsaidOrAacFailed ? 'nsaid-failed' : 'start'
}

const orderKey = ({ id, shownAs, ingredients }: Agent): string =>
  shownAs === 'gepant' ? 'gepant' : shownAs === 'triptan' && ingredients.length === 1 ? (ingredients[0] ?? id) : id

const strengthRank = ({ strength }: Agent): number => (strength === 'Strong for' ? 0 : strength === 'Weak for' ? 1 : 2)

function ranked(candidates: readonly Candidate[], stage: Stage): readonly Candidate[] {
  const order: readonly string[] = stages[stage]
  const key = ({ agent, warning }: Candidate): readonly number[] => [
    strengthRank(agent),
    warning.length,
    order.indexOf(orderKey(agent)),
    agent.speed,
  ]
  return candidates.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)]
    const at = one.findIndex((value, n) => value !== other[n])
    return at < 0 ? (a.agent.id < b.agent.id ? -1 : 1) : (one[at] ?? 0) - (other[at] ?? 0)
  })
}

/** Forms that wait for a need: the injection for urgency or an unusable tablet, sprays for an unusable mouth. */
function waits(
  { agent }: Candidate,
  stage: Stage,
  context: Context,
  examined: Examined,
  oralExcluded: boolean,
): string | undefined {
  if (agent.id === 'sumatriptan-naproxen' && stage === 'start' && !examined.triptanUsed) return 'no triptan used before'
  if (context.nonOral || agent.route === oral) return undefined
  if (agent.route !== subcutaneous) return 'the oral form comes first'
  return context.acuteSetting || oralExcluded
    ? undefined
    : 'the oral form comes first outside emergency and inpatient care'
}

// ---------------------------------------------------------------------------------------------------- words

const labelOf = ({ agent, form }: Candidate): string =>
  `${agent.name} ${form.doseWords} (${agent.strength ?? 'not graded by VA/DoD'})`

const plain = ({ rule, cited }: Met): string => {
  const words = cited.words === '' ? rule.title : cited.words
  return cited.code === undefined ? words : `${words}, ${cited.code}`
}

const reasonOf = ({ rule, cited }: Met): string => {
  const words = escaped(cited.words === '' ? rule.title : cited.words, 60)
  return cited.code === undefined ? words : `${words} (${escaped(cited.code, 24)})`
}

const classNames: Readonly<Record<AgentClass, string>> = {
  triptan: 'Triptans',
  aac: 'Aspirin-acetaminophen-caffeine',
  nsaid: 'NSAIDs',
  acetaminophen: 'Acetaminophen',
  gepant: 'Gepants',
}

/** The card says these once for itself. */
const saidElsewhere: ReadonlySet<string> = new Set([
  'age-unknown',
  'conditions-unread',
  'medications-unread',
  'oral-route',
])

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`

const decapitalised = (name: string): string =>
  /^[A-Z]{2}/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1)

function inWords(reasons: readonly string[]): string {
  const [one, two, ...more] = [...new Set(reasons)]
  const named = [one, two].filter((reason) => reason !== undefined).join('; ')
  return more.length === 0 ? named : `${named}; ${more.length} more`
}

/** `Triptans left out: coronary artery disease (I25.10).` Classes and agents with the same reasons share a sentence. */
function leftOut(candidates: readonly Candidate[]): readonly string[] {
  const byReason = new Map<string, string[]>()
  const put = (name: string, reasons: readonly string[]): void => {
    if (reasons.length === 0) return
    const reason = inWords(reasons)
    const names = byReason.get(reason) ?? []
    if (!names.includes(name)) names.push(name)
    byReason.set(reason, names)
  }
  for (const [group, name] of Object.entries(classNames)) {
    const members = candidates
      .filter(({ agent }) => agent.shownAs === group)
      .map(({ agent, excluding }) => ({
        agent,
        reasons: excluding.filter(({ rule }) => !saidElsewhere.has(rule.id)).map(reasonOf),
        excluded: excluding.length > 0,
      }))
    const [first] = members
    const shared = (first?.reasons ?? []).filter((reason) => members.every(({ reasons }) => reasons.includes(reason)))
    if (members.every(({ excluded }) => excluded) && shared.length > 0) put(name, shared)
    else {
      for (const { agent, reasons } of members) {
        // A form by another route that stays makes an oral form's absence no news.
        const spared = members.some(
          (other) => !other.excluded && other.agent.ingredients.join('+') === agent.ingredients.join('+'),
        )
        if (!spared) put(agent.name, reasons)
      }
    }
  }
  return [...byReason].map(
    ([reason, names]) =>
      `${listed(names.map((name, n) => (n === 0 ? name : decapitalised(name))))} left out: ${reason}.`,
  )
}

function sentences(
  candidates: readonly Candidate[],
  offered: readonly Candidate[],
  examined: Examined,
  evidence: Evidence,
  context: Context,
): readonly string[] {
  const adjusted = offered.flatMap(({ adjusting }) =>
    adjusting.map((met) => `${met.rule.sentence ?? met.rule.title}: ${reasonOf(met)}.`),
  )
  const aged = (context.age?.least ?? 0) >= 65
  const warned = offered.flatMap(({ agent, warning }) => {
    const news = warning.filter(({ rule }) => !(aged && (rule.id === 'triptan-age-65' || rule.id === 'nsaid-age-60')))
    return news.length === 0
      ? []
      : [`Check before signing ${decapitalised(agent.name)}: ${inWords(news.map(reasonOf))}.`]
  })
  const home =
    examined.homeTriptans.length > 0 && offered.some(({ agent }) => agent.shownAs === 'triptan')
      ? [
          `On the medication list: ${listed(examined.homeTriptans.slice(0, 2).map((words) => escaped(words, 60)))}. Ask about doses of the last 24 hours.`,
        ]
      : []
  const allergy = evidence.unreadableAllergy
    ? ['An allergy on record has no readable name, so nothing is recommended: check before signing.']
    : []
  const tablets = context.nonOral ? ['Oral agents left out: oral route not usable.'] : []
  return [...new Set([...tablets, ...leftOut(candidates), ...adjusted, ...warned, ...home, ...allergy])]
}

// ---------------------------------------------------------------------------------------------------- screening

/** Allergies and medications were read whole and could be told. What cannot be checked is not recommended. */
function isChecked(facts: Facts, context: Context, evidence: Evidence): boolean {
  return (
    isWhole(facts.allergies) &&
    isWhole(facts.medications) &&
    !context.missing.includes('allergies') &&
    !context.missing.includes('medications') &&
    evidence.unclassified.length === 0 &&
    !evidence.unreadableAllergy
  )
}

/** At most three; one of a class, or where only non-oral forms serve, one of an agent and route. */
function chosen(inOrder: readonly Candidate[], context: Context): readonly Candidate[] {
  const classes = new Set<AgentClass>()
  const picked: Candidate[] = []
  for (const candidate of inOrder) {
    const { shownAs } = candidate.agent
    if (picked.length === 3 || (!context.nonOral && classes.has(shownAs))) continue
    classes.add(shownAs)
    picked.push(candidate)
  }
  return picked
}

const offerOf = (candidate: Candidate, recommended: boolean): Offer => {
  const { agent, form } = candidate
  return {
    alternative: agent.id,
    label: labelOf(candidate),
    recommended,
    drug: form.orderable,
    text: form.orderable.display ?? agent.name,
    route: agent.route,
    sig: form.sig,
    dose: form.dose,
    ...(form.maxPerDay === undefined ? {} : { maxPerDay: form.maxPerDay }),
  }
}

function optionOf(candidate: Candidate, offered: boolean, recommended: boolean, isIn: boolean): Option {
  const { agent, form, excluding, warning, adjusting } = candidate
  const remark = (effect: 'excluded' | 'adjusted' | 'warned') => (met: Met) => ({
    rule: met.rule.id,
    effect,
    because: plain(met),
  })
  const unranked = (because: string): Option['remarks'] => [{ rule: 'rank', effect: 'not-ranked', because }]
  return {
    alternative: agent.id,
    label: labelOf(candidate),
    strength: agent.strength ?? 'not graded by VA/DoD',
    dose: form.doseWords,
    offered,
    recommended,
    remarks:
      excluding.length > 0
        ? excluding.map(remark('excluded'))
        : [
            ...adjusting.map(remark('adjusted')),
            ...warning.map(remark('warned')),
            ...(offered
              ? []
              : unranked(
                  !isIn
                    ? 'outside the scope of this card'
                    : (candidate.waits ?? 'others of its class or strength come first'),
                )),
          ],
  }
}

/** The alternatives that fit the patient, and why the others do not. */
export function screen(facts: Facts, context: Context, scope: Scope, policy: ScreeningPolicy): Screening {
  const evidence = gather(facts)
  const examined = examine(facts, context, evidence, scope.untriedClassesOnly === true)
  const standing = standingRules(examined, policy)
  const candidates = agents
    .filter(({ byPolicy }) => byPolicy === undefined || policy.aspirin === 'offer')
    .map((agent) => screened(agent, examined, standing))
  const stage = stageOf(examined, candidates)
  const oralExcluded = candidates.some(({ agent, excluding }) => agent.id === 'sumatriptan-po' && excluding.length > 0)
  const all = candidates.map((candidate): Candidate => {
    const why = waits(candidate, stage, context, examined, oralExcluded)
    return why === undefined ? candidate : { ...candidate, waits: why }
  })
  const isIn = ({ agent }: Candidate): boolean => scope.only === undefined || scope.only.includes(agent.id)
  const running = all.filter(
    (candidate) => candidate.excluding.length === 0 && candidate.waits === undefined && isIn(candidate),
  )
  const offered = chosen(ranked(running, stage), context)
  const best = isChecked(facts, context, evidence)
    ? offered.find(({ agent, warning }) => warning.length === 0 && agent.strength !== undefined)
    : undefined
  return {
    offers: offered.map((candidate) => offerOf(candidate, candidate === best)),
    options: all.map((candidate) =>
      optionOf(candidate, offered.includes(candidate), candidate === best, isIn(candidate)),
    ),
    sentences: sentences(all, offered, examined, evidence, context),
    unclassified: evidence.unclassified,
  }
}
