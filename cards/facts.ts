/**
 * What the trunk hands to a recommendation: what the chart and the drafts say, free of any FHIR version's shapes.
 */

/** One code. `system` is a canonical URI (OIDs are translated), ICD codes carry their dot, NDCs have eleven digits. */
export interface Code {
  readonly system: string
  readonly code: string
  readonly display?: string
}

/** A concept as the chart names it: any number of codes, and words. `text` is what was written or displayed. */
export interface Concept {
  readonly codes: readonly Code[]
  readonly text?: string
}

/** An amount with its UCUM unit (or the unit as written, lower case). */
export interface Quantity {
  readonly value: number
  readonly unit: string
  /** A result beyond what is measured: `< 15` is less than 15; of a dose or rate, the end of a range. */
  readonly comparator?: '<' | '<=' | '>=' | '>'
}

/** What was measured. */
export interface Result extends Quantity {
  /** The upper end of a range; `value` is then its lower end. */
  readonly to?: number
}

/** An ISO 8601 date or instant, possibly partial (`2024`, `2024-05`, `2024-05-03`, `2024-05-03T10:00:00Z`). */
export type FhirDate = string

/**
 * What became of a reading. An empty list that was read is knowledge; an unread one is not.
 * `cut` says why the list is known not to be whole; `why` says what failed. Neither holds patient data.
 * `strangers`: all that came was of another patient. The list is read and empty, and clears nobody of anything.
 */
export type Reading<T> =
  | { readonly state: 'read'; readonly items: readonly T[]; readonly cut?: string; readonly strangers?: true }
  | { readonly state: 'unread'; readonly why: string }

/** What was read; nothing where nothing could be. */
export const itemsOf = <T>(reading: Reading<T>): readonly T[] => (reading.state === 'read' ? reading.items : [])

/** Whether all there is was read: what is not in a whole reading is not on record. */
export const isWhole = <T>(reading: Reading<T>): boolean => reading.state === 'read' && reading.cut === undefined

// ---------------------------------------------------------------------------------------------------- facts

/** Every kind of data a recommendation may ask the chart for. */
export type Need =
  'patient' | 'encounter' | 'conditions' | 'allergies' | 'medications' | 'administrations' | 'observations'

export interface Patient {
  readonly birthDate?: FhirDate
  readonly sex?: 'female' | 'male' | 'other' | 'unknown'
}

/** A product, and what it is made of. `named` is false where a reference nobody could follow leaves open what it is. */
export interface Drug {
  readonly concept: Concept
  readonly ingredients: readonly Concept[]
  readonly form?: Concept
  readonly named: boolean
}

export interface Dosage {
  readonly text?: string
  readonly route?: Concept
  readonly method?: Concept
  /** Where on the body it is given. */
  readonly site?: Concept
  readonly dose?: Quantity
  /** Amount per time, e.g. `{ value: 0.2, unit: 'mg/kg/h' }`. */
  readonly rate?: Quantity
  /** How long one administration lasts. */
  readonly minutes?: number
  readonly maxPerDay?: Quantity
  /** Doses per 24 hours, where the timing gives a plain frequency. */
  readonly perDay?: number
  readonly asNeeded?: boolean
  /** As needed for this. */
  readonly neededFor?: Concept
}

/** A reason given for an order or an encounter: words and codes, or a problem that was looked up. */
export interface Reason {
  readonly concept: Concept
  /** Present when the reason refers to a Condition that was found. */
  readonly condition?: Condition
  /** True when a reference was given that could not be followed. */
  readonly unresolved?: boolean
}

/** A medication order among the drafts of this call. `key` is `Type/id` as in `draftOrders`, absent without an id of its own. */
export interface Order {
  readonly key?: string
  /** Whether the clinician is deciding on this one in this call: selected at order-select, any at order-sign. */
  readonly underReview: boolean
  readonly status?: string
  readonly intent?: string
  readonly doNotPerform: boolean
  readonly authoredOn?: FhirDate
  readonly drug: Drug
  readonly dosages: readonly Dosage[]
  /** Notes on the order, and instructions beside its dosages. */
  readonly notes: readonly string[]
  readonly reasons: readonly Reason[]
  /** `Type/id` of the order this one replaces or continues. */
  readonly replaces?: string
  /** Specialty or service of the requester, where the request tells. */
  readonly requesterSpecialty?: Concept
}

/** A procedure, service or diet order among the drafts. Where one resource orders several, only the first has its reasons. */
export interface ProcedureOrder {
  readonly concept: Concept
  readonly reasons: readonly Reason[]
}

export interface Condition {
  readonly concept: Concept
  /** FHIR condition-clinical code; absent where the chart states none. */
  readonly clinicalStatus?: string
  /** FHIR condition-ver-status code; absent where the chart states none. */
  readonly verificationStatus?: string
  readonly encounterDiagnosis: boolean
  /** A diagnosis of an encounter that is on the problem list, too: servers may give one Condition both categories. */
  readonly alsoListed?: true
  /** True: recorded in the encounter of this call; false: in another; absent: not known. */
  readonly ofThisEncounter?: boolean
  readonly onset?: FhirDate
  readonly recorded?: FhirDate
  readonly abated?: FhirDate
}

export interface Encounter {
  /** HL7 v3 ActCode where coded: AMB, EMER, IMP, ACUTE, NONAC, OBSENC, VR, HH, FLD, SS, PRENC. */
  readonly class?: Concept
  readonly reasons: readonly Reason[]
  /** Type and service type: words and codes about the setting (infusion centre, neurology). */
  readonly service: readonly Concept[]
  /** Names of the rooms and departments the patient is in now. */
  readonly places?: readonly Concept[]
  /** The organization that provides it. */
  readonly provider?: Concept
  readonly start?: FhirDate
}

export interface Allergy {
  readonly concept: Concept
  /** The record itself names no substance (`Drug allergy`, `No known allergies`): the text of `concept` holds its notes. */
  readonly unnamed?: true
  /** Its categories are others than medication: food, environment, biologic. */
  readonly ofNoDrug?: true
  readonly type?: 'allergy' | 'intolerance'
  readonly clinicalStatus?: string
  readonly verificationStatus?: string
  readonly criticality?: string
  readonly reactions: readonly { readonly manifestations: readonly Concept[]; readonly severity?: string }[]
  /** What is written beside it: notes, and the descriptions of its reactions. */
  readonly remarks?: readonly string[]
}

/**
 * One medication on the chart: an order, a statement of use, or a dose that was given. Its members may be read only when
 * somebody asks: a copy by `...` would lose them.
 */
export interface MedicationUse {
  readonly kind: 'order' | 'statement' | 'administration'
  readonly key?: string | undefined
  readonly drug: Drug
  readonly status?: string | undefined
  readonly intent?: string | undefined
  /** Outpatient, inpatient, community, discharge: FHIR medicationrequest-category code. */
  readonly category?: string | undefined
  readonly doNotPerform: boolean
  /** Ordered, started or given at. */
  readonly start?: FhirDate | undefined
  /** Known end of use. Absent when open or unknown. */
  readonly end?: FhirDate | undefined
  /** When the dosages of a completed order end, where they tell: `completed` may only mean dispensed in full. */
  readonly plannedEnd?: FhirDate | undefined
  readonly ofThisEncounter?: boolean | undefined
  readonly dosages: readonly Dosage[]
  /** What an active order of this encounter is for, where it tells. */
  readonly reasons?: readonly Reason[] | undefined
  /** Why it was stopped or not taken, where told (inefficacy, intolerance). */
  readonly statusReason?: readonly Concept[] | undefined
}

/** What was asked, and the answer. */
interface Answered {
  readonly concept: Concept
  readonly value?: Result
  /** What was said in words or by a code; a result in words is here even where a number was read out of it. */
  readonly valueConcept?: Concept
  /** What the laboratory makes of the result. */
  readonly interpretation?: Concept
  /** A date value, e.g. the estimated delivery date. */
  readonly valueDate?: FhirDate
}

export interface Observation extends Answered {
  readonly when?: FhirDate
  readonly status?: string
  readonly components: readonly Answered[]
}

/**
 * No result yet, withdrawn, or never one. Preliminary results count. Source: HL7 FHIR R4, code system
 * observation-status (http://hl7.org/fhir/R4/valueset-observation-status.html).
 */
const withoutResult: ReadonlySet<string | undefined> = new Set(['registered', 'cancelled', 'entered-in-error'])
export const hasResult = ({ status }: Pick<Observation, 'status'>): boolean => !withoutResult.has(status)

/** A result, and each part of a panel as a result of its own: a pregnancy status may bring the delivery date with it. */
export function withParts(one: Observation): readonly Observation[] {
  if (one.components.length === 0) return [one]
  const { when, status } = one
  const shared = {
    ...(when === undefined ? {} : { when }),
    ...(status === undefined ? {} : { status }),
    components: [],
  }
  return [one, ...one.components.map((part) => ({ ...shared, ...part }))]
}

export type HookName = 'order-select' | 'order-sign'

/** What is known from the request alone, before anything of the chart is read. */
export interface Asked {
  readonly hook: HookName
  /** The moment of the call, an instant. */
  readonly now: FhirDate
  /** All medication drafts of this patient in the call; those of another subject have been left out. */
  readonly orders: readonly Order[]
  readonly procedures: readonly ProcedureOrder[]
}

export interface Facts extends Asked {
  readonly patient: Reading<Patient>
  readonly encounter: Reading<Encounter>
  readonly conditions: Reading<Condition>
  readonly allergies: Reading<Allergy>
  /** Orders and statements. */
  readonly medications: Reading<MedicationUse>
  /** Doses given. */
  readonly administrations: Reading<MedicationUse>
  readonly observations: Reading<Observation>
}
