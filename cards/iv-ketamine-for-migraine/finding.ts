import type { Code, Concept, Need, Order } from '../facts.ts'
import type { Option, Prescription } from '../guidance.ts'

/** What of the patient and the setting bears on the card (decision table, section 4). */
export interface Context {
  /** Full years on the day of the order; a span when the birth date is partial, absent when it is not known. */
  readonly age?: { readonly least: number; readonly most: number }
  readonly refractory: boolean
  /** Refractory by what was given in this encounter alone: no record calls it so. */
  readonly refractoryByDoses: boolean
  readonly specialised: boolean
  /** `possible`: a woman of 18 to 55 years with no status on record. Minors get no card. */
  readonly pregnancy: 'pregnant' | 'possible' | 'no'
  /** What of the chart tells of the pregnancy: the card names it, here and below, so that it can be looked up and put right. */
  readonly pregnantBy?: Concept
  readonly breastfeeding?: Concept
  /** Delivered within six weeks, the time in which pre-eclampsia and venous thrombosis are looked for (general knowledge). */
  readonly postpartum: boolean
  /** Vomiting, severe nausea, nil by mouth, oral route unusable in this encounter; of several vomiting. */
  readonly nonOral?: Concept
  /** Medication-overuse headache, active, by code or in words. */
  readonly overuse?: Concept
  /** Encounter is an emergency or inpatient one. */
  readonly acuteSetting: boolean
  /** An immune-type reaction to ketamine, or an allergy to it without a recorded reaction. */
  readonly hypersensitivity?: Concept
  /** A condition in which a rise in blood pressure is hazardous. */
  readonly pressureHazard?: Concept
  /** A red-flag secondary-headache diagnosis of this encounter. */
  readonly redFlag?: Concept
  /** Needs that were not read, or were cut short. */
  readonly missing: readonly Need[]
}

/** An agent that fits this patient, with the dose after adjustment. Why it is ordered, the finding tells. */
export interface Offer extends Omit<Prescription, 'reason'> {
  readonly alternative: string
  /** `Sumatriptan 6 mg SC once (Strong for)` */
  readonly label: string
  readonly recommended: boolean
}

/** What the screening of the alternatives found. */
export interface Screening {
  /** At most three, best first; one of a class, unless only non-oral forms serve. Empty: the card says why. */
  readonly offers: readonly Offer[]
  /** Every one-click agent, offered or not, with the rules that were met. */
  readonly options: readonly Option[]
  /** Sentences for the card: left out and why, warnings that go with an offer, cautions. Chart text in them is escaped. */
  readonly sentences: readonly string[]
  /** Active medications that could not be classified, by their words (not escaped). */
  readonly unclassified: readonly string[]
}

export type Indication = 'order' | 'encounter' | 'chart'
/** Where a migraine stands. Of the chart: the problem list, or the diagnosis of an earlier encounter that is still active. */
export type Place = Indication | 'diagnosis'
export type Row = '1' | '1n' | '1m' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** Everything the words are made of. */
export interface Finding {
  readonly row: Row
  readonly route: 'intravenous' | 'unknown'
  readonly indication: Indication
  /** The migraine as it was found. */
  readonly reason: Concept
  /** Where it was found: an order or encounter that says only headache may owe its migraine to the chart. */
  readonly foundOn: Place
  /** The one of its codings that means migraine: a site's own may come first. Absent where words alone tell. */
  readonly code: Code | undefined
  /** The part of it that says migraine, to be quoted: words alone where a site's own code beside them says otherwise. */
  readonly said: Concept
  /** The ketamine drafts that share this card. */
  readonly orders: readonly Order[]
  /** How many of them state no route. */
  readonly unrouted: number
  readonly context: Context
  readonly screening: Screening
}
