import type {
  Allergy,
  Code,
  Concept,
  Condition,
  Drug,
  Encounter,
  Facts,
  MedicationUse,
  Observation,
  Order,
  Patient,
  Reading,
  Reason,
  Result,
} from '../../../cards/facts.ts'
import { icd10cm, icd9cm, loinc, rxnorm, snomed } from '../../../cards/terminology.ts'

/** The moment of every test's call. */
export const now = '2026-11-20T10:00:00Z'

/** A moment before `now`, as an instant. */
export const ago = (span: { readonly hours?: number; readonly days?: number }): string =>
  new Date(Date.parse(now) - ((span.hours ?? 0) + (span.days ?? 0) * 24) * 3_600_000).toISOString()

// ---------------------------------------------------------------------------------------------------- concepts

const coded =
  (system: string) =>
  (code: string, display?: string): Concept => ({
    codes: [{ system, code, ...(display === undefined ? {} : { display }) }],
    ...(display === undefined ? {} : { text: display }),
  })

export const icd = coded(icd10cm)
export const sct = coded(snomed)
export const rx = coded(rxnorm)
export const loincCode = coded(loinc)
/** Without words beside its display. */
export const icd9 = (code: string, display?: string): Concept => ({
  codes: [{ system: icd9cm, code, ...(display === undefined ? {} : { display }) }],
})
export const words = (text: string): Concept => ({ codes: [], text })

export const migraine = icd('G43.909', 'Migraine, unspecified, not intractable, without status migrainosus')
export const ketamine = rx('6130', 'ketamine')
export const intravenous = sct('47625008', 'Intravenous route')

// ---------------------------------------------------------------------------------------------------- resources

export const read = <T>(...items: readonly T[]): Reading<T> => ({ state: 'read', items })
export const cut = <T>(...items: readonly T[]): Reading<T> => ({
  state: 'read',
  items,
  cut: 'more pages than were read',
})
export const unread = <T>(): Reading<T> => ({ state: 'unread', why: 'HTTP 403' })

export const aDrug = (concept: Concept, over: Partial<Drug> = {}): Drug => ({
  concept,
  ingredients: [],
  named: true,
  ...over,
})

export const aReason = (concept: Concept, over: Partial<Reason> = {}): Reason => ({ concept, ...over })

export const anOrder = (drug: Concept | Drug, over: Partial<Order> = {}): Order => ({
  key: 'MedicationRequest/draft-1',
  underReview: true,
  status: 'draft',
  intent: 'order',
  doNotPerform: false,
  drug: 'named' in drug ? drug : aDrug(drug),
  dosages: [],
  notes: [],
  reasons: [],
  ...over,
})

/** Ketamine 0.3 mg/kg IV for migraine. */
export const anIvKetamineOrder = (over: Partial<Order> = {}): Order =>
  anOrder(ketamine, {
    key: 'MedicationRequest/ketamine-1',
    dosages: [{ route: intravenous, dose: { value: 0.3, unit: 'mg/kg' } }],
    reasons: [aReason(migraine)],
    ...over,
  })

export const aCondition = (concept: Concept, over: Partial<Condition> = {}): Condition => ({
  concept,
  clinicalStatus: 'active',
  verificationStatus: 'confirmed',
  encounterDiagnosis: false,
  ...over,
})

/** An active order on the chart, without dates. */
export const aMedication = (drug: Concept | Drug, over: Partial<MedicationUse> = {}): MedicationUse => ({
  kind: 'order',
  drug: 'named' in drug ? drug : aDrug(drug),
  status: 'active',
  intent: 'order',
  doNotPerform: false,
  dosages: [],
  ...over,
})

/** A dose that was given, one hour ago in this encounter. */
export const aDose = (drug: Concept | Drug, over: Partial<MedicationUse> = {}): MedicationUse => ({
  kind: 'administration',
  drug: 'named' in drug ? drug : aDrug(drug),
  status: 'completed',
  doNotPerform: false,
  start: ago({ hours: 1 }),
  ofThisEncounter: true,
  dosages: [],
  ...over,
})

export const anAllergy = (concept: Concept, over: Partial<Allergy> = {}): Allergy => ({
  concept,
  clinicalStatus: 'active',
  verificationStatus: 'confirmed',
  reactions: [],
  ...over,
})

export const aReaction = (text: string, severity?: string): Allergy['reactions'][number] => ({
  manifestations: [words(text)],
  ...(severity === undefined ? {} : { severity }),
})

/** A final result, today. `what` is a LOINC code. */
export const anObservation = (what: string, value?: Result, over: Partial<Observation> = {}): Observation => ({
  concept: loincCode(what),
  when: ago({ hours: 1 }),
  status: 'final',
  ...(value === undefined ? {} : { value }),
  components: [],
  ...over,
})

export const aBloodPressure = (systolic: number, diastolic: number, over: Partial<Observation> = {}): Observation =>
  anObservation('85354-9', undefined, {
    components: [
      { concept: loincCode('8480-6'), value: { value: systolic, unit: 'mm[Hg]' } },
      { concept: loincCode('8462-4'), value: { value: diastolic, unit: 'mm[Hg]' } },
    ],
    ...over,
  })

const actCode = (code: string): Code => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code })

/** An emergency encounter unless told otherwise; `class` takes an ActCode. */
export const anEncounter = (over: Omit<Partial<Encounter>, 'class'> & { readonly class?: string } = {}): Encounter => ({
  reasons: [],
  service: [],
  ...over,
  class: { codes: [actCode(over.class ?? 'EMER')] },
})

/** A man of 41. */
export const aPatient = (over: Partial<Patient> = {}): Patient => ({ birthDate: '1985-05-03', sex: 'male', ...over })

type Listed = 'conditions' | 'allergies' | 'medications' | 'administrations' | 'observations'
type Items = { readonly [K in Listed]: Facts[K] extends Reading<infer T> ? T : never }

export type FactsDiffering = Partial<Omit<Facts, Listed | 'patient' | 'encounter'>> & {
  readonly [K in Listed]?: Facts[K] | readonly Items[K][]
} & {
  readonly patient?: Partial<Patient> | Reading<Patient>
  readonly encounter?: Encounter | Reading<Encounter>
}

const isReading = <T>(value: Reading<T> | object): value is Reading<T> => 'state' in value

const listed = <T>(given: Reading<T> | readonly T[] | undefined): Reading<T> =>
  given === undefined ? read() : isReading(given) ? given : read(...(given as readonly T[]))

/** Everything was read, nothing recorded; a man of 41 with an IV ketamine draft for migraine at order-sign. Say what differs. */
export function facts(over: FactsDiffering = {}): Facts {
  const { patient, encounter, conditions, allergies, medications, administrations, observations, ...asked } = over
  return {
    hook: 'order-sign',
    now,
    orders: [anIvKetamineOrder()],
    procedures: [],
    ...asked,
    patient: patient === undefined ? read(aPatient()) : isReading<Patient>(patient) ? patient : read(aPatient(patient)),
    encounter: encounter === undefined ? read() : isReading<Encounter>(encounter) ? encounter : read(encounter),
    conditions: listed(conditions),
    allergies: listed(allergies),
    medications: listed(medications),
    administrations: listed(administrations),
    observations: listed(observations),
  }
}
