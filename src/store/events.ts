import type { Code, HookName } from '../../cards/facts.ts'
import type { Indicator } from '../../cards/guidance.ts'

/** What is remembered of one hook call. Ids arrive in clear and leave this process only as keyed hashes. */
export interface CallEvent {
  /** Instant. */
  readonly at: string
  readonly hookInstance: string
  readonly hook: HookName
  readonly service: string
  readonly client: string
  readonly rule: string
  readonly contentVersion: string
  readonly patient: string
  readonly encounter?: string | undefined
  readonly outcome: 'spoke' | 'silent' | 'undecided' | 'would-have-fired'
  /** No order concerns the recommendation: the call is counted by the hour and has no row. */
  readonly notMine: boolean
  /** Reason code of a silence. */
  readonly because?: string | undefined
  readonly row?: string | undefined
  readonly indicator?: Indicator | undefined
  readonly evidence: readonly Code[]
  readonly missing: readonly string[]
  readonly options: readonly {
    readonly alternative: string
    readonly offered: boolean
    readonly recommended: boolean
    readonly rules: readonly string[]
  }[]
  readonly card?: ShownCard | undefined
  /** Milliseconds from request to answer. */
  readonly ms: number
  /** Reads made at the FHIR server. */
  readonly reads: number
}

/** A card that was shown, and the suggestions on it. Ids only. */
export interface ShownCard {
  readonly uuid: string
  readonly suggestions: readonly { readonly uuid: string; readonly alternative?: string }[]
}

/** Whether a card was decided on, shown or not. */
export const hasFired = (outcome: string): boolean => outcome === 'spoke' || outcome === 'would-have-fired'

/** Asks whether the same rule was overridden for the same patient and encounter within the quiet hours. */
export interface AnsweredQuestion {
  readonly rule: string
  readonly client: string
  readonly patient: string
  readonly encounter: string
  readonly indicator: Indicator
  readonly quietHours: number
  readonly now: string
}

/** Memory of what became of cards. Nothing here waits: writing is queued, asking is answered from memory. */
export interface Recorder {
  record(event: CallEvent): void
  alreadyAnswered(question: AnsweredQuestion): boolean
}

/** One entry of a feedback call, checked and brought to one form. Its reasons are as they were sent: they may hold words. */
export interface FeedbackEntry {
  /** UUID of the card, lower case. */
  readonly card: string
  readonly outcome: 'accepted' | 'overridden'
  /** Instant in UTC with milliseconds. */
  readonly outcomeAt: string
  /** Ids of the accepted suggestions. */
  readonly suggestions: readonly string[]
  readonly reasons: readonly OverrideReason[]
  /** The clinician's free text: kept only where the site asks for it. */
  readonly comment?: string
}

export interface OverrideReason {
  readonly code: string
  readonly system?: string
  /** What a vendor tells beside its code. Compared with the words of the reasons that cards offer, and never kept. */
  readonly words?: readonly string[]
}

/**
 * What became of a feedback call: entries stored, already known, and about cards this service never issued. `surplus`,
 * where there are any: entries that are not kept, because too many are kept of their card already, or of unknown cards
 * that day.
 */
export interface FeedbackReceipt {
  readonly recorded: number
  readonly repeated: number
  readonly unknownCards: number
  readonly surplus?: number
}

/** Days are UTC dates (`2026-01-31`), both inclusive. */
export interface Filter {
  readonly from?: string
  readonly to?: string
  readonly client?: string
  readonly service?: string
  readonly contentVersion?: string
}
