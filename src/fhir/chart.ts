import type { Asked, Drug, Facts, FhirDate, HookName } from '../../cards/facts.ts'
import type { Guidance, Undecided } from '../../cards/guidance.ts'
import type { DraftEntry, Hook } from '../../hooks/hook.ts'
import type { Caller } from '../security/caller.ts'
import type { HookRequest } from '../wire/cds-hooks.ts'

export type { Resource } from '../../hooks/hook.ts'

export type FhirVersion = 'DSTU2' | 'STU3' | 'R4' | 'R5'

/** What the drafts, the prefetch and the FHIR server tell of one call. */
export interface Chart {
  /** FHIR version of the drafts. */
  readonly version: FhirVersion
  /** What each medication draft orders. */
  readonly drugs: readonly Drug[]
  readonly asked: Asked
  readonly drafts: readonly DraftEntry[]
  /** Id of the encounter of the call: from the context, else from a draft under review, else the only one supplied. */
  readonly encounter: string | undefined
  /** Drugs of the medication drafts under review that were dropped as another patient's. */
  readonly strangeDrugs: readonly Drug[]
  /** Resources of another patient that were dropped. */
  readonly strangers: number
  /** Reads made so far. */
  readonly reads: () => number
  /**
   * Reads what the guidance needs and prefetch lacks, in parallel, under the call's deadline. Never rejects.
   */
  complete(): Promise<Facts>
  /** Why a need is unread, in words for the integrator: prefetch key, read, reason. No patient data. */
  explain(need: Undecided['missing'][number]): string
}

export interface ChartCall {
  readonly request: HookRequest
  readonly hook: Hook<HookName>
  readonly guidance: Guidance
  readonly caller: Caller
  /** All drafts of the request, as its hook reads them. */
  readonly drafts: readonly DraftEntry[]
  /** The moment of the call, an instant. */
  readonly now: FhirDate
  /** Whether the patient of the call is named by a URL of another FHIR server: the same id is another patient there. */
  readonly patientIsElsewhere?: boolean
}

/**
 * Opens the chart of a call: reads drafts and prefetch, and from the server only the Medications without which nobody can
 * tell which drug an order under review is for.
 */
export type OpenChart = (call: ChartCall) => Promise<Chart>
