import type { Asked, Decision, Guidance, HookName } from '../cards/guidance.ts'
import { following, type Chart, type ChartCall, type OpenChart } from './fhir/chart.ts'

/** Policies of a recommendation for one caller: the service's own, overridden by the client's. */
export type PoliciesFor = (guidance: Guidance, client: ChartCall['caller']) => unknown

export interface Evaluated {
  readonly decision: Decision
  readonly chart: Chart
}

const concerns = (guidance: Guidance, { drugs }: Chart): boolean =>
  guidance.concerns === undefined || drugs.some((drug) => !drug.named || guidance.concerns?.(drug) === true)

/** What is asked by drafts that are all none of the recommendation's business. */
const nothing = ({ hook, now }: ChartCall): Asked => ({
  hook: hook.name as HookName,
  now,
  orders: [],
  procedures: [],
})

/** Where the three folders meet: what was asked, what the chart says, what the recommendation decides. */
export function evaluate(
  call: ChartCall,
  openChart: OpenChart,
  policiesFor: PoliciesFor,
): Evaluated | Promise<Evaluated> {
  const { guidance, caller } = call
  const policy = policiesFor(guidance, caller)
  return following(openChart(call), (chart): Evaluated | Promise<Evaluated> => {
    const early = guidance.triage(concerns(guidance, chart) ? chart.asked : nothing(call), policy)
    if (early !== undefined) return { decision: early, chart }
    return following(chart.complete(), (facts) => ({ decision: guidance.decide(facts, policy), chart }))
  })
}
