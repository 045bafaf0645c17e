import type { Facts } from '../facts.ts'
import type { Option } from '../guidance.ts'
import { type Agent, type AgentId, agents, oral, subcutaneous } from './agents.ts'
import { type Candidate, isFitting, screened, ungraded, untouched } from './candidates.ts'
import { examine } from './criteria.ts'
import { type Evidence, gather } from './evidence.ts'
import type { Context, Offer, Screening } from './finding.ts'
import { plain, sentences } from './left-out.ts'
import type { Policy } from './policy.ts'
import { type Met, metByAgent } from './rulebook.ts'
import type { Treatments } from './treatments.ts'

export type ScreeningPolicy = Pick<Policy, 'rules' | 'aspirin'>

/** What the row of the decision allows beyond the patient's facts. */
export interface Scope {
  readonly only?: readonly AgentId[]
  readonly untriedClassesOnly?: boolean
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

/** Forms held back until needed: the injection until it is urgent or the tablet excluded, sprays until nothing oral serves. */
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

// ---------------------------------------------------------------------------------------------------- screening

/** Allergies, medications and problems were read whole and could be told. What cannot be checked is not recommended. */
const isChecked = ({ missing }: Context, { unclassified, unreadableAllergies, unreadableProblem }: Evidence): boolean =>
  !missing.includes('allergies') &&
  !missing.includes('medications') &&
  unclassified.length === 0 &&
  unreadableAllergies === 'none' &&
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

/** Options for agents that no rule touches and that are not offered, by reason: most of every card, so made once. */
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
