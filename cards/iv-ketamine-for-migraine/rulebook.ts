import { getOrAdd } from '../once.ts'
import { type AgentId, agents } from './agents.ts'
import { asksOfAgent, type Examined } from './criteria.ts'
import type { Cited } from './cited.ts'
import type { Evidence } from './evidence.ts'
import type { Policy } from './policy.ts'
import type { Criterion, Rule } from './rule.ts'
import { isSwitchable, rules } from './rules.ts'

/**
 * The rules, made ready at start: those with the same criterion are asked together, and what asks for a code list is
 * found by that list, so that a chart meets only the questions it has facts for.
 */

/** A rule that is met, and by what. */
export interface Met {
  readonly rule: Omit<Rule, 'criterion' | 'agents'>
  readonly cited: Cited
}

interface Question {
  readonly criterion: Criterion
  readonly rules: readonly Rule[]
}

const questions: readonly Question[] = [
  ...Map.groupBy(rules, ({ criterion }) => JSON.stringify(criterion)).values(),
].flatMap((same) => (same[0] === undefined ? [] : [{ criterion: same[0].criterion, rules: same }]))

/** The questions of a kind, by the lists they ask for. */
function byList(...kinds: readonly Criterion['kind'][]): ReadonlyMap<string, readonly Question[]> {
  const found = new Map<string, Question[]>()
  for (const question of questions) {
    const { criterion } = question
    if (!('lists' in criterion) || !kinds.includes(criterion.kind)) continue
    for (const list of criterion.lists) getOrAdd(found, list, () => []).push(question)
  }
  return found
}

const ofConditions = byList('condition', 'conditions-together')
const ofMedicines = byList('medication')
const ofAllergies = byList('allergy')
const ofResults = byList('observation')
/** Asked of each agent; only where the attack was treated, or too many were. */
const ofAgents = questions.filter(({ criterion }) => asksOfAgent(criterion))
const ofSituations = questions.filter(({ criterion }) => criterion.kind === 'situation' && !asksOfAgent(criterion))

/** The questions that the lists on record raise, each once. */
function raised(evidence: Evidence, { measured }: Examined): ReadonlySet<Question> {
  const found = new Set<Question>()
  const raise = (by: ReadonlyMap<string, readonly Question[]>, lists: Iterable<string>): void => {
    for (const list of lists) for (const question of by.get(list) ?? none) found.add(question)
  }
  raise(ofConditions, evidence.conditions.keys())
  for (const { roles } of evidence.medicines) raise(ofMedicines, roles)
  for (const { roles } of evidence.allergies) raise(ofAllergies, roles)
  raise(ofResults, measured.keys())
  return found
}
const none: readonly Question[] = []

/** Only `switchableRules` are heeded. */
const isOff = (rule: Rule, switches: Policy['rules']): boolean => switches[rule.id] === 'off' && isSwitchable(rule)

const place: ReadonlyMap<Met['rule'], number> = new Map(rules.map((rule, at) => [rule, at]))
const inOrder = (a: Met, b: Met): number => (place.get(a.rule) ?? 0) - (place.get(b.rule) ?? 0)

/** The rules that are met, by agent, in the order of the rules. An agent without any is not in it. */
export function metByAgent(
  evidence: Evidence,
  examined: Examined,
  overuse: boolean,
  switches: Policy['rules'],
): ReadonlyMap<AgentId, readonly Met[]> {
  const met = new Map<AgentId, Met[]>()
  const put = (id: AgentId, rule: Rule, cited: Cited): void => {
    getOrAdd(met, id, () => []).push({ rule, cited })
  }
  const ask = ({ criterion, rules: asking }: Question): void => {
    const cited = examined.meets(criterion)
    if (cited === undefined) return
    for (const rule of asking) if (!isOff(rule, switches)) for (const id of rule.agents) put(id, rule, cited)
  }
  for (const question of ofSituations) ask(question)
  for (const question of raised(evidence, examined)) ask(question)
  if (examined.treatments.any || overuse) {
    for (const { criterion, rules: asking } of ofAgents) {
      for (const rule of asking) {
        if (isOff(rule, switches)) continue
        for (const agent of agents) {
          const cited = rule.agents.includes(agent.id) ? examined.meets(criterion, agent) : undefined
          if (cited !== undefined) put(agent.id, rule, cited)
        }
      }
    }
  }
  for (const [id, all] of met) if (all.length > 1) met.set(id, all.toSorted(inOrder))
  return met
}
