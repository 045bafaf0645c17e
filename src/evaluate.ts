import type { Decision, Guidance } from '../cards/guidance.ts'
import type { Chart, ChartCall, OpenChart } from './fhir/chart.ts'

/** Policies of a recommendation for one caller: the service's own, overridden by the client's. */
export type PoliciesFor = (guidance: Guidance, client: ChartCall['caller']) => unknown

/** Where the three folders meet: what was asked, what the chart says, what the recommendation decides. */
export async function evaluate(
  call: ChartCall,
  openChart: OpenChart,
  policiesFor: PoliciesFor,
): Promise<{ readonly decision: Decision; readonly chart: Chart }> {
  const { guidance, caller } = call
  const policy = policiesFor(guidance, caller)
  const opened = openChart(call)
  // Most calls read nothing from a server, and do not wait for it either.
  const chart = opened instanceof Promise ? await opened : opened
  const early = guidance.triage(chart.asked, policy)
  if (early !== undefined) return { decision: early, chart }
  const facts = chart.complete()
  return { decision: guidance.decide(facts instanceof Promise ? await facts : facts, policy), chart }
}
