import type { Asked, Code, Concept, Drug, Facts, FhirDate, HookName, Need, Quantity } from './facts.ts'
import { span, spanOfNow } from './time.ts'

/**
 * What the trunk and a recommendation agree on.
 *
 * What comes in are `Facts`. What goes out is a `Decision`: speak, stay silent for a reason, or say which data are missing.
 * Nothing here waits, logs or throws.
 */

export type Indicator = 'info' | 'warning' | 'critical'

/** The most that may be taken within so many hours. */
export interface DoseLimit {
  readonly dose: Quantity
  readonly hours: number
}

/** A draft order in a clinician's terms; the wire turns it into a FHIR resource. */
export interface Prescription {
  readonly drug: Code
  readonly text: string
  readonly route: Code
  readonly sig: string
  readonly dose: Quantity
  readonly limit?: DoseLimit
  readonly reason: Concept
}

export interface Suggestion {
  readonly label: string
  readonly recommended: boolean
  /** Stable id of the alternative (`sumatriptan-sc`), absent for a plain removal. Sites map it to their own lists. */
  readonly alternative?: string
  readonly prescribe?: { readonly description: string; readonly prescription: Prescription }
  /** Keys of the drafts this suggestion removes, with the words that describe the removal. */
  readonly remove: readonly { readonly key: string; readonly description: string }[]
}

/** One card, in our words. No FHIR, no identifiers of the wire. */
export interface Card {
  readonly summary: string
  readonly indicator: Indicator
  /** GitHub Markdown without HTML; text that came from the chart is escaped. */
  readonly detail: string
  readonly source: { readonly label: string; readonly url: string }
  readonly suggestions: readonly Suggestion[]
  readonly links: readonly { readonly label: string; readonly url: string }[]
  readonly overrideReasons: readonly { readonly code: string; readonly display: string }[]
}

/** One treatment that was considered, and what became of it. */
export interface Option {
  readonly alternative: string
  readonly label: string
  readonly strength: string
  readonly offered: boolean
  readonly recommended: boolean
  /** Why it is not offered, or what to watch: the rule's id, and a sentence. Display text from the chart is not escaped. */
  readonly remarks: readonly {
    readonly rule: string
    readonly effect: 'excluded' | 'adjusted' | 'warned' | 'not-ranked'
    readonly because: string
  }[]
}

export interface Speaks {
  readonly kind: 'speaks'
  /** Row of the recommendation's decision table. */
  readonly row: string
  readonly card: Card
  /** Codes on which the decision rests: of the value sets, never of the patient's identity. */
  readonly evidence: readonly Code[]
  /** Needs that were not read, or not whole. */
  readonly missing: readonly Need[]
  readonly options: readonly Option[]
  /** The chart's facts that mattered, in words, for the person who opens the explanation. */
  readonly mattered: readonly string[]
}

/** Silence is a decision. `because` is one of the recommendation's own reason codes: it carries no patient data. */
export interface Silent {
  readonly kind: 'silent'
  readonly because: string
  /** No order here is this recommendation's business: counted by the hour, not traced. */
  readonly notMine?: true
}

/** Speaking and silence are both still possible, and these data would tell. */
export interface Undecided {
  readonly kind: 'undecided'
  readonly missing: readonly ('medication' | 'reason' | Need)[]
}

export type Decision = Speaks | Silent | Undecided

/** Whether no order of the call is the recommendation's business. */
export const isNotMine = (decision: Decision | undefined): boolean =>
  decision?.kind === 'silent' && decision.notMine === true

/** A source a statement rests on. Only a `verified` identifier may become a link. */
export interface Citation {
  readonly id: string
  readonly citation: string
  readonly url?: string
  readonly verification: Verification
}

/** How a fact was checked: text read in the primary source, read in a secondary one, recalled, or a local proposal. */
export type Verification = 'verified' | 'secondary' | 'recalled' | 'policy'

/**
 * Whether the day on which content is due for review has passed in every time zone. The card, the log and the pages all
 * go by this.
 */
export const isOverdue = ({ reviewBy }: { readonly reviewBy: string }, now: FhirDate): boolean =>
  (spanOfNow(now)?.from ?? 0) > (span(reviewBy)?.to ?? Infinity)

/** A recommendation: what the trunk needs to know to offer it. */
export interface Guidance<Policy = unknown> {
  /** The folder's name; service ids are made of it. */
  readonly id: string
  readonly title: string
  readonly description: string
  /** Release of this recommendation's content, semver; it travels with every card. */
  readonly version: string
  /** Static, and of this recommendation alone: an override keeps all cards of a topic away. At most 100 letters and digits (Epic). */
  readonly topic: { readonly system: string; readonly code: string; readonly display: string }
  readonly overrideReasonSystem: string
  readonly hooks: readonly HookName[]
  /** What the decision reads: prefetch and FHIR reads are made of this, and of nothing more. */
  readonly needs: readonly Need[]
  /** LOINC codes of the observations the decision reads. */
  readonly observationCodes: readonly string[]
  /** How many days back observations and doses given are read. Of every other need all there is is read. */
  readonly daysBack: Readonly<Record<'observations' | 'administrations', number>>
  readonly usageRequirements: string
  /** Source attributes of a decision support intervention (45 CFR 170.315(b)(11)). */
  readonly about: {
    readonly statement: string
    readonly strength: string
    readonly developer: string
    readonly funding: string
    readonly released: string
    /** The day on which its sources were last read: later versions may only have changed what is made of them. */
    readonly reviewedOn: string
    /** Past this day the content says of itself that it is due for review. */
    readonly reviewBy: string
    readonly citations: readonly Citation[]
    readonly limits: readonly string[]
  }
  /** JSON Schema of the policies a site may set, with defaults. */
  readonly policies: Readonly<Record<string, unknown>>
  /**
   * Every alternative that may be suggested: what a site maps to its own order lists, once for all recommendations. An id
   * that two of them have stands for one and the same order.
   */
  readonly alternatives?: readonly { readonly id: string; readonly label: string }[]
  /** Every reason for an override, and the HL7 non-adherence-reason-code it maps to, for analytics. */
  readonly overrideReasons: readonly {
    readonly code: string
    readonly display: string
    readonly nonAdherence: string
  }[]
  /**
   * Whether an order of this drug is this recommendation's business. Where no drug of a call is, and each of them can be
   * named, nothing else of the call is looked at. Absent: every order is.
   */
  concerns?(drug: Drug): boolean
  /**
   * Whether stage and severity are a part of this problem's name: `Chronic kidney disease, Stage 4`. Said where the chart
   * grades it. Absent: of every problem's.
   */
  isGraded?(problem: string): boolean
  /**
   * For how many hours an override keeps away cards that are no graver, for the same patient in the same encounter.
   * Absent, or 0: it never does.
   */
  quietHours?(policy: Policy): number
  /** From the drafts alone: is there anything to look at? `undefined` means read the chart. */
  triage(asked: Asked, policy: Policy): Silent | Undecided | undefined
  decide(facts: Facts, policy: Policy): Decision
}
