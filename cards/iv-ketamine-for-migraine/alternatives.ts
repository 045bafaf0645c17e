import type { DoseLimit, Facts, Option } from '../guidance.ts'
import { escaped } from '../markdown.ts'
import { getOrAdd } from '../once.ts'
import { type Agent, type AgentClass, type AgentId, agents, type Form, oral, subcutaneous } from './agents.ts'
import { examine } from './criteria.ts'
import { type Evidence, gather } from './evidence.ts'
import type { Context, Offer, Screening } from './finding.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './rule.ts'
import { type Met, metByAgent } from './rulebook.ts'
import type { Treatments } from './treatments.ts'

export type ScreeningPolicy = Pick<Policy, 'rules' | 'aspirin'>

/** What the row of the decision allows beyond the patient's facts. */
export interface Scope {
  readonly only?: readonly AgentId[]
  readonly untriedClassesOnly?: boolean
}

interface Candidate {
  readonly agent: Agent
  readonly form: Form
  /** `Sumatriptan 50 mg PO once (Strong for)` */
  readonly label: string
  readonly excluding: readonly Met[]
  readonly warning: readonly Met[]
  readonly adjusting: readonly Met[]
}

const isFitting = ({ excluding }: Candidate): boolean => excluding.length === 0

const ungraded = 'not graded by VA/DoD'

const labelOf = ({ name, strength }: Agent, { doseWords }: Form): string =>
  `${name} ${doseWords} (${strength ?? ungraded})`

/** Two adjustments that ask for different doses leave none. */
const adjustmentsConflict: Met['rule'] = {
  id: 'adjustments-conflict',
  title: 'adjustments of the dose that do not agree',
  action: 'exclude',
  sources: ['local proposal'],
  verification: 'policy',
  fixed: true,
}

/**
 * What is ordered under adjustments, in whatever order they come: the one of the lowest dose as a whole, so that its
 * words fit its numbers; of equal doses the one of the lower limit. The lowest limit of all holds.
 */
export function formFor(agent: Agent, adjusting: readonly Pick<Rule, 'form'>[]): Form {
  const forms = adjusting.map(({ form }): Form => ({ ...agent, ...form })).toSorted(stricterFirst)
  const [strictest = agent] = forms
  const limit = forms.reduce<DoseLimit | undefined>((lowest, one) => lower(lowest, one.limit), strictest.limit)
  return limit === undefined ? strictest : { ...strictest, limit }
}

const perHour = (limit: DoseLimit | undefined): number =>
  limit === undefined ? Infinity : limit.dose.value / limit.hours

const lower = (one: DoseLimit | undefined, other: DoseLimit | undefined): DoseLimit | undefined =>
  perHour(other) < perHour(one) ? other : one

const compare = <T extends number | string>(one: T, other: T): number => (one < other ? -1 : one > other ? 1 : 0)

/** Where neither dose nor limit tells, the longer words say more. */
const stricterFirst = (one: Form, other: Form): number =>
  compare(one.dose.value, other.dose.value) ||
  compare(perHour(one.limit), perHour(other.limit)) ||
  compare(other.sig.length, one.sig.length) ||
  compare(one.sig, other.sig)

function screened(agent: Agent, met: readonly Met[]): Candidate {
  const by = (action: Rule['action']): readonly Met[] => met.filter(({ rule }) => rule.action === action)
  const adjusting = by('adjust')
  const doses = new Set(adjusting.flatMap(({ rule }) => (rule.form?.dose === undefined ? [] : [rule.form.dose.value])))
  const conflict: readonly Met[] =
    doses.size > 1
      ? [{ rule: adjustmentsConflict, cited: { words: adjusting.map(({ cited }) => cited.words).join(' with ') } }]
      : []
  const form = formFor(
    agent,
    adjusting.map(({ rule }) => rule),
  )
  return {
    agent,
    form,
    label: labelOf(agent, form),
    excluding: [...by('exclude'), ...conflict],
    warning: by('warn'),
    adjusting,
  }
}

/** Every agent as it is where no rule is met. */
const untouched: readonly Candidate[] = agents.map((agent) => screened(agent, []))

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

function stageOf({ triptansFailed, nsaidOrAacFailed }: Treatments, candidates: readonly Candidate[]): Stage {
  if (!candidates.some((one) => one.agent.shownAs === 'triptan' && isFitting(one))) return 'no-triptan'
  if (triptansFailed === 1) return 'triptan-failed'
  return nsaidOrAacFailed ? 'nsaid-failed' : 'start'
}

const orderKey = ({ id, shownAs, ingredients }: Agent): string =>
  shownAs === 'gepant' ? 'gepant' : shownAs === 'triptan' && ingredients.length === 1 ? (ingredients[0] ?? id) : id

const strengthRank = ({ strength }: Agent): number => (strength === 'Strong for' ? 0 : strength === 'Weak for' ? 1 : 2)

/** Each agent's place in a stage: by the stage's order, then speed, then name. */
function placesIn(order: readonly string[]): ReadonlyMap<AgentId, number> {
  const sorted = agents.toSorted(
    (a, b) => order.indexOf(orderKey(a)) - order.indexOf(orderKey(b)) || a.speed - b.speed || (a.id < b.id ? -1 : 1),
  )
  return new Map(sorted.map(({ id }, at) => [id, at]))
}
const places: Readonly<Record<Stage, ReadonlyMap<AgentId, number>>> = {
  start: placesIn(stages.start),
  'nsaid-failed': placesIn(stages['nsaid-failed']),
  'triptan-failed': placesIn(stages['triptan-failed']),
  'no-triptan': placesIn(stages['no-triptan']),
}

/** Which of two comes first: by strength, then fewer warnings, then the stage's order. */
const better = (one: Candidate, other: Candidate, place: ReadonlyMap<AgentId, number>): Candidate =>
  (strengthRank(one.agent) - strengthRank(other.agent) ||
    one.warning.length - other.warning.length ||
    (place.get(one.agent.id) ?? 0) - (place.get(other.agent.id) ?? 0)) <= 0
    ? one
    : other

/** At most three, best first; one of a class, or where only non-oral forms serve, one of an agent and route. */
function chosen(running: readonly Candidate[], stage: Stage, { nonOral }: Context): readonly Candidate[] {
  const picked: Candidate[] = []
  let left = running
  while (picked.length < 3 && left.length > 0) {
    const best = left.reduce((one, other) => better(one, other, places[stage]))
    picked.push(best)
    left = left.filter((one) => one !== best && (nonOral || one.agent.shownAs !== best.agent.shownAs))
  }
  return picked
}

const waiting = {
  forTriptan: 'no triptan used before',
  behindOral: 'the oral form comes first',
  behindOralOutside: 'the oral form comes first outside emergency and inpatient care',
} as const

/** Forms that wait for a need: the injection for urgency or an unusable tablet, sprays for an unusable mouth. */
function waits(
  { id, route }: Agent,
  stage: Stage,
  { nonOral, acuteSetting }: Context,
  { triptanUsed }: Treatments,
  oralExcluded: boolean,
): string | undefined {
  if (id === 'sumatriptan-naproxen' && stage === 'start' && !triptanUsed) return waiting.forTriptan
  if (nonOral || route === oral) return undefined
  if (route !== subcutaneous) return waiting.behindOral
  return acuteSetting || oralExcluded ? undefined : waiting.behindOralOutside
}

// ---------------------------------------------------------------------------------------------------- words

const plain = ({ rule, cited: { words, why, code } }: Met): string => {
  const named = [words === '' ? rule.title : words, ...(why === undefined ? [] : [why])].join(' ')
  return code === undefined ? named : `${named}, ${code}`
}

/** A long name is cut, what is said of it is not. */
const reasonOf = ({ rule, cited: { words, why, code } }: Met): string => {
  const named = escaped(words === '' ? rule.title : words, 60)
  return [named, ...(why === undefined ? [] : [why]), ...(code === undefined ? [] : [`(${escaped(code, 24)})`])].join(
    ' ',
  )
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

/** Words of the chart may bring their full stop: `history of C.A.D.` */
const ended = (words: string): string => (words.endsWith('.') ? words : `${words}.`)

/** `Triptans left out: coronary artery disease (I25.10).` Classes and agents with the same reasons share a sentence. */
function leftOut(candidates: readonly Candidate[]): readonly string[] {
  if (candidates.every(isFitting)) return []
  const byReason = new Map<string, string[]>()
  const put = (name: string, reasons: readonly string[]): void => {
    if (reasons.length === 0) return
    const names = getOrAdd(byReason, inWords(reasons), () => [])
    if (!names.includes(name)) names.push(name)
  }
  for (const [group, name] of Object.entries(classNames)) {
    const all = candidates.filter(({ agent }) => agent.shownAs === group)
    if (all.every(isFitting)) continue
    const members = all.map(({ agent, excluding }) => ({
      agent,
      reasons: excluding.filter(({ rule }) => !saidElsewhere.has(rule.id)).map(reasonOf),
      excluded: excluding.length > 0,
    }))
    const [first] = members
    const shared = (first?.reasons ?? []).filter((reason) => members.every(({ reasons }) => reasons.includes(reason)))
    if (shared.length > 0) put(name, shared)
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
      `${listed(names.map((name, n) => (n === 0 ? name : decapitalised(name))))} left out: ${ended(reason)}`,
  )
}

function sentences(
  candidates: readonly Candidate[],
  offered: readonly Candidate[],
  { homeTriptans }: Treatments,
  evidence: Evidence,
  context: Context,
): readonly string[] {
  const excluding = candidates.flatMap((candidate) => candidate.excluding)
  const said = new Set<string>()
  const oralRoute = excluding.find(({ rule }) => rule.id === 'oral-route')
  if (oralRoute !== undefined) said.add(`Oral agents left out: ${ended(reasonOf(oralRoute))}`)
  for (const sentence of leftOut(candidates)) said.add(sentence)
  for (const { adjusting } of offered)
    for (const met of adjusting) said.add(`${met.rule.sentence ?? met.rule.title}: ${ended(reasonOf(met))}`)
  const aged = (context.age?.least ?? 0) >= 65
  for (const { agent, warning } of offered) {
    const news = warning.filter(({ rule }) => !(aged && (rule.id === 'triptan-age-65' || rule.id === 'nsaid-age-60')))
    if (news.length > 0)
      said.add(`Check before signing ${decapitalised(agent.name)}: ${ended(inWords(news.map(reasonOf)))}`)
  }
  if (homeTriptans.length > 0 && offered.some(({ agent }) => agent.shownAs === 'triptan')) {
    const named = listed(homeTriptans.slice(0, 2).map((words) => escaped(words, 60)))
    said.add(`On the medication list: ${ended(named)} Ask about doses of the last 24 hours.`)
  }
  if (evidence.unreadableAllergy)
    said.add(
      evidence.allergiesNotAsked
        ? 'Allergies are not known, so nothing is recommended: ask before signing.'
        : 'An allergy on record has no readable name, so nothing is recommended: check before signing.',
    )
  if (evidence.unreadableProblem)
    said.add('A problem on record has no readable name, so nothing is recommended: check before signing.')
  return namedOnce([...said], excluding)
}

/** What leaves several classes out is named in the first sentence; in the others what it means is enough. */
function namedOnce(said: readonly string[], excluding: readonly Met[]): readonly string[] {
  const meanings = new Map<string, string>()
  for (const met of excluding) if (met.cited.means !== undefined) meanings.set(reasonOf(met), met.cited.means)
  let left = said
  for (const [named, means] of meanings) {
    const at = left.findIndex((sentence) => sentence.includes(named))
    left = left.map((sentence, n) => (n > at ? sentence.replaceAll(named, means) : sentence))
  }
  return left
}

// ---------------------------------------------------------------------------------------------------- screening

/** Allergies, medications and problems were read whole and could be told. What cannot be checked is not recommended. */
const isChecked = ({ missing }: Context, { unclassified, unreadableAllergy, unreadableProblem }: Evidence): boolean =>
  !missing.includes('allergies') &&
  !missing.includes('medications') &&
  unclassified.length === 0 &&
  !unreadableAllergy &&
  !unreadableProblem

const offerOf = ({ agent, form, label }: Candidate, recommended: boolean): Offer => ({
  alternative: agent.id,
  label,
  recommended,
  drug: form.orderable,
  text: form.orderable.display ?? agent.name,
  route: agent.route,
  sig: form.sig,
  dose: form.dose,
  ...(form.limit === undefined ? {} : { limit: form.limit }),
})

type Remark = Option['remarks'][number]

const remark = (effect: Remark['effect'], { rule, cited }: Met): Remark => ({
  rule: rule.id,
  effect,
  because: plain({ rule, cited }),
})

/** `unranked`: why it is neither excluded nor offered. */
function optionOf(
  { agent, label, excluding, warning, adjusting }: Candidate,
  offered: boolean,
  recommended: boolean,
  unranked: string,
): Option {
  const remarks: Remark[] = excluding.map((met) => remark('excluded', met))
  if (excluding.length === 0) {
    for (const met of adjusting) remarks.push(remark('adjusted', met))
    for (const met of warning) remarks.push(remark('warned', met))
    if (!offered) remarks.push({ rule: 'rank', effect: 'not-ranked', because: unranked })
  }
  return {
    alternative: agent.id,
    label,
    strength: agent.strength ?? ungraded,
    offered,
    recommended,
    remarks,
  }
}

const outside = 'outside the scope of this card'
const behind = 'others of its class or strength come first'

/** Agents that no rule touches and that are not offered, by the reason: most of every card, so made once. */
const bystanders: ReadonlyMap<string, ReadonlyMap<Candidate, Option>> = new Map(
  [outside, behind, ...Object.values(waiting)].map((reason) => [
    reason,
    new Map(untouched.map((candidate) => [candidate, optionOf(candidate, false, false, reason)])),
  ]),
)

/** Every agent with the rules it met: one that met none is the same for every patient. */
function candidatesFor(met: ReadonlyMap<AgentId, readonly Met[]>, { aspirin }: ScreeningPolicy): readonly Candidate[] {
  const candidates: Candidate[] = []
  for (const candidate of untouched) {
    const { agent } = candidate
    if (agent.byPolicy === true && aspirin !== 'offer') continue
    const own = met.get(agent.id)
    candidates.push(own === undefined ? candidate : screened(agent, own))
  }
  return candidates
}

/** The alternatives that fit the patient, and why the others do not. */
export function screen(facts: Facts, context: Context, scope: Scope, policy: ScreeningPolicy): Screening {
  const evidence = gather(facts)
  const examined = examine(facts, context, evidence, scope.untriedClassesOnly === true)
  const { treatments } = examined
  const candidates = candidatesFor(metByAgent(evidence, examined, context.overuse !== undefined, policy.rules), policy)
  const stage = stageOf(treatments, candidates)
  const oralExcluded = candidates.some((one) => one.agent.id === 'sumatriptan-po' && !isFitting(one))
  /** Why one that fits is not in the running. */
  const barred = candidates.map(({ agent }) =>
    scope.only?.includes(agent.id) === false ? outside : waits(agent, stage, context, treatments, oralExcluded),
  )
  const running = candidates.filter((candidate, at) => barred[at] === undefined && isFitting(candidate))
  const offered = chosen(running, stage, context)
  const best = isChecked(context, evidence)
    ? offered.find(({ agent, warning }) => warning.length === 0 && agent.strength !== undefined)
    : undefined
  return {
    offers: offered.map((candidate) => offerOf(candidate, candidate === best)),
    options: candidates.map((candidate, at) => {
      const reason = barred[at] ?? behind
      if (offered.includes(candidate)) return optionOf(candidate, true, candidate === best, reason)
      return bystanders.get(reason)?.get(candidate) ?? optionOf(candidate, false, false, reason)
    }),
    sentences: sentences(candidates, offered, treatments, evidence, context),
    unclassified: evidence.unclassified,
  }
}
