import type { Asked, Drug } from '../cards/facts.ts'
import { isNotMine, type Decision, type Guidance } from '../cards/guidance.ts'
import type { Chart, ChartCall, OpenChart } from './fhir/chart.ts'
import { drugsAsWritten } from './fhir/facts-orders.ts'

/** Policies of a recommendation for one caller: the service's own, overridden by the client's. */
export type PoliciesFor = (guidance: Guidance, client: ChartCall['caller']) => unknown

export interface Evaluated {
  readonly decision: Decision
  /** Absent where the drafts by themselves told that no order is the recommendation's business. */
  readonly chart?: Chart
}

/** Whether an order is, or may be, the recommendation's business: a drug not known yet, or without a name, may be any. */
export const mayConcern = (guidance: Guidance, drug: Drug | undefined): boolean =>
  drug?.named !== true || guidance.concerns?.(drug) !== false

/** Without `concerns` a call is the recommendation's business even where it orders no drug. */
const anyMayConcern = (guidance: Guidance, drugs: readonly (Drug | undefined)[]): boolean =>
  guidance.concerns === undefined || drugs.some((drug) => mayConcern(guidance, drug))

/** What is asked where none of the drafts is the recommendation's business. */
const nothing = ({ hook, now }: ChartCall): Asked => ({
  hook: hook.name,
  now,
  orders: [],
  procedures: [],
})

/** Silence about an order that may be for another patient than the call's, or for one on another FHIR server. */
export const orderOfAnother = 'order-of-another-patient'

/** The silence of nearly every call: its drafts by themselves tell that they are none of the recommendation's business. */
export function passedOver(call: ChartCall, policiesFor: PoliciesFor): Evaluated | undefined {
  const { guidance, caller, drafts } = call
  if (anyMayConcern(guidance, drugsAsWritten(drafts))) return undefined
  const decision = guidance.triage(nothing(call), policiesFor(guidance, caller))
  return decision?.kind === 'silent' ? { decision } : undefined
}

/** Where the three folders meet: what was asked, what the chart says, what the recommendation decides. */
export async function evaluate(call: ChartCall, openChart: OpenChart, policiesFor: PoliciesFor): Promise<Evaluated> {
  const { guidance, caller } = call
  const policy = policiesFor(guidance, caller)
  if (call.patientIsElsewhere === true) return { decision: { kind: 'silent', because: orderOfAnother } }
  const chart = await openChart(call)
  const early = guidance.triage(anyMayConcern(guidance, chart.drugs) ? chart.asked : nothing(call), policy)
  // Dropped without a reason in the log, a relevant order would go unnoticed.
  if (isNotMine(early) && chart.strangeDrugs.length > 0 && anyMayConcern(guidance, chart.strangeDrugs))
    return { decision: { kind: 'silent', because: orderOfAnother }, chart }
  if (early !== undefined) return { decision: early, chart }
  return { decision: guidance.decide(await chart.complete(), policy), chart }
}
