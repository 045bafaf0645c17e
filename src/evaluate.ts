import { isNotMine, type Asked, type Decision, type Drug, type Guidance } from '../cards/guidance.ts'
import { following, type Chart, type ChartCall, type OpenChart } from './fhir/chart.ts'
import { drugsAsWritten } from './fhir/facts-orders.ts'

/** Policies of a recommendation for one caller: the service's own, overridden by the client's. */
export type PoliciesFor = (guidance: Guidance, client: ChartCall['caller']) => unknown

export interface Evaluated {
  readonly decision: Decision
  /** Absent where the drafts by themselves told that no order is the recommendation's business. */
  readonly chart?: Chart
}

/** @param drugs of the drafts; `undefined`: one that nobody knows yet */
const concerns = (guidance: Guidance, drugs: readonly (Drug | undefined)[]): boolean =>
  guidance.concerns === undefined ||
  drugs.some((drug) => drug === undefined || !drug.named || guidance.concerns?.(drug) === true)

/** What is asked by drafts that are all none of the recommendation's business. */
const nothing = ({ hook, now }: ChartCall): Asked => ({
  hook: hook.name,
  now,
  orders: [],
  procedures: [],
})

/** Silence about an order that is not known to be for a patient of the call's FHIR server, or for the patient of the call. */
export const orderOfAnother = 'order-of-another-patient'

/** Where the three folders meet: what was asked, what the chart says, what the recommendation decides. */
export function evaluate(
  call: ChartCall,
  openChart: OpenChart,
  policiesFor: PoliciesFor,
): Evaluated | Promise<Evaluated> {
  const { guidance, caller, drafts } = call
  const policy = policiesFor(guidance, caller)
  // Of nearly every call this is all that is looked at.
  if (!concerns(guidance, drugsAsWritten(drafts))) {
    const passed = guidance.triage(nothing(call), policy)
    if (passed?.kind === 'silent') return { decision: passed }
  }
  if (call.patientIsElsewhere === true) return { decision: { kind: 'silent', because: orderOfAnother } }
  return following(openChart(call), (chart): Evaluated | Promise<Evaluated> => {
    const early = guidance.triage(concerns(guidance, chart.drugs) ? chart.asked : nothing(call), policy)
    // Left out without a word it would be missed by nobody.
    if (isNotMine(early) && chart.strangeDrugs.length > 0 && concerns(guidance, chart.strangeDrugs))
      return { decision: { kind: 'silent', because: orderOfAnother }, chart }
    if (early !== undefined) return { decision: early, chart }
    return following(chart.complete(), (facts) => ({ decision: guidance.decide(facts, policy), chart }))
  })
}
