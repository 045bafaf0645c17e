import type {
  Allergy,
  Concept,
  Condition,
  Encounter,
  MedicationUse,
  Observation,
  Patient,
  Reason,
} from '../../cards/guidance.ts'
import type { Resource } from './chart.ts'
import { dosageEnd, dosageStart, dosagesOf } from './facts-dosage.ts'
import { drugOf } from './facts-drug.ts'
import {
  type Json,
  concept,
  conceptOrNothing,
  concepts,
  date,
  first,
  isTrue,
  known,
  later,
  list,
  quantity,
  record,
  records,
  text,
  token,
  tokens,
} from './facts-values.ts'
import { type References, displayIn, keyOf, referenceIn } from './references.ts'

/** What the readers of resources need to know of the call. */
export interface Reader {
  readonly references: References
  /** Bare id of the encounter of this call. */
  readonly encounter?: string
  /** `Type/id` that the server said it does not have: nothing more can be learnt there. */
  readonly gone: ReadonlySet<string>
  /** Before anything was read, a reference not yet followed is unresolved even where it carries words. */
  readonly beforeReading: boolean
}

// ------------------------------------------------------------------------------------------------ patient

const sexes: ReadonlySet<string> = new Set(['female', 'male', 'other', 'unknown'])

export function patientOf(resource: Resource): Patient {
  const gender = token(resource['gender'])
  const sex = gender !== undefined && sexes.has(gender) ? (gender as NonNullable<Patient['sex']>) : undefined
  return known({ birthDate: date(resource['birthDate']), sex })
}

// ------------------------------------------------------------------------------------------------ reasons

/** A reference given as a reason, and what it should lead to. */
interface Pointer {
  readonly reference: string
  readonly value: unknown
}

function pointerIn(value: unknown): Pointer | undefined {
  const reference = referenceIn(value)
  return reference === undefined ? undefined : { reference, value }
}

/** R5's `Encounter.reason` holds its CodeableReferences one level down. */
const reasonElements = (resource: Resource): readonly Json[] =>
  records(resource['reason']).flatMap((item) => (item['value'] === undefined ? [item] : records(item['value'])))

function writtenReasons(resource: Resource): readonly unknown[] {
  return [
    ...list(resource['reasonCode']),
    ...list(resource['reasonCodeableConcept']),
    ...reasonElements(resource),
    ...list(resource['reason']).filter((item) => typeof item === 'string'),
  ]
}

function referredReasons(resource: Resource): readonly unknown[] {
  const diagnoses = records(resource['diagnosis']).flatMap((diagnosis) => list(diagnosis['condition']))
  return [
    ...list(resource['reasonReference']),
    ...list(resource['indication']),
    ...reasonElements(resource).filter((item) => item['reference'] !== undefined),
    ...(resource.resourceType === 'Encounter' ? diagnoses : []),
  ]
}

/** Reasons of an order or an encounter, of any FHIR version; an encounter's diagnoses are reasons too. */
export function reasonsOf(resource: Resource, reader: Reader): readonly Reason[] {
  const written = concepts(writtenReasons(resource)).map((said) => ({ concept: said }))
  const referred = referredReasons(resource).flatMap((value) => {
    const pointer = pointerIn(value)
    if (pointer !== undefined) return reasonBehind(pointer, resource, reader)
    const said = wordsOfReference(value)
    return said === undefined ? [] : [{ concept: said }]
  })
  return [...written, ...referred]
}

/** A concept (R5), or the display of a reference that refers by identifier only. */
function wordsOfReference(value: unknown): Concept | undefined {
  const display = displayIn(value)
  return concept(record(value)?.['concept']) ?? (display === undefined ? undefined : { codes: [], text: display })
}

function reasonBehind({ reference, value }: Pointer, owner: Resource, reader: Reader): readonly Reason[] {
  const said = wordsOfReference(value)
  const words = said ?? conceptOrNothing(undefined)
  const found = reader.references.find(reference, owner, 'Condition')
  if (found === undefined) {
    const key = reader.references.key(reference, 'Condition')
    const isGone = key !== undefined && reader.gone.has(key)
    if (isGone && said === undefined) return []
    const isOpen = !isGone && (said === undefined || reader.beforeReading)
    return [isOpen ? { concept: words, unresolved: true } : { concept: words }]
  }
  const named = concept(found.resource['code']) ?? words
  if (found.resource.resourceType !== 'Condition') return [{ concept: named }]
  const condition = conditionOf(found.resource, reader)
  return [{ concept: named, condition: { ...condition, concept: named } }]
}

/** `Type/id` of reasons that nothing at hand resolves and that the request's own server may have. */
export function openReasons(resource: Resource, references: References): readonly string[] {
  return referredReasons(resource).flatMap((value) => {
    const reference = referenceIn(value)
    if (reference === undefined || references.find(reference, resource, 'Condition') !== undefined) return []
    const key = references.key(reference, 'Condition')
    return key === undefined ? [] : [key]
  })
}

// ------------------------------------------------------------------------------------------------ conditions

export function conditionOf(resource: Resource, reader: Reader): Condition {
  const abated = date(resource['abatementDateTime']) ?? abatedIn(resource['abatementPeriod'])
  // "Abated", "at 40 years": over, though nobody says when.
  const isOver =
    isTrue(resource['abatementBoolean']) ||
    ['abatementAge', 'abatementRange', 'abatementString'].some((name) => (resource[name] ?? null) !== null)
  return known({
    concept: conceptOrNothing(resource['code']),
    clinicalStatus: token(resource['clinicalStatus']) ?? (isOver ? 'resolved' : undefined),
    verificationStatus: token(resource['verificationStatus']),
    encounterDiagnosis: tokens(resource['category']).some(
      (code) => code === 'encounter-diagnosis' || code === 'encounter diagnosis',
    ),
    ofThisEncounter: isOfThisEncounter(resource, reader),
    onset: date(resource['onsetDateTime']) ?? date(first(resource['onsetPeriod'])?.['start']),
    recorded: date(resource['recordedDate']) ?? date(resource['assertedDate']) ?? date(resource['dateRecorded']),
    abated,
  })
}

const abatedIn = (period: unknown): string | undefined => date(first(period)?.['end']) ?? date(first(period)?.['start'])

/** The encounter a resource was recorded in; STU3 calls it context, which may also be an episode of care. */
export const encounterReference = (resource: Resource): string | undefined =>
  referenceIn(resource['encounter']) ?? referenceIn(resource['context'])

export function isOfThisEncounter(resource: Resource, reader: Reader): boolean | undefined {
  const reference = encounterReference(resource)
  if (reference === undefined || reader.encounter === undefined) return undefined
  const found = reference.startsWith('urn:') ? reader.references.find(reference, resource)?.resource : undefined
  const key = reader.references.key(reference, 'Encounter') ?? (found === undefined ? undefined : keyOf(found))
  return key?.startsWith('Encounter/') === true ? key === `Encounter/${reader.encounter}` : undefined
}

// ------------------------------------------------------------------------------------------------ encounter

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

/** DSTU2's encounter classes, and vendors' words for the same, as HL7 v3 ActCode. */
const classByWord: Readonly<Record<string, string>> = {
  inpatient: 'IMP',
  emergency: 'EMER',
  ambulatory: 'AMB',
  outpatient: 'AMB',
  home: 'HH',
  field: 'FLD',
  daytime: 'SS',
  virtual: 'VR',
  observation: 'OBSENC',
}

function classOf(value: unknown): Concept | undefined {
  const said = concept(value)
  if (said === undefined || said.codes.some((code) => code.system === actCode)) return said
  const words = [said.text, ...said.codes.flatMap(({ code, display }) => [display, code])]
  for (const word of words) {
    const lower = word?.toLowerCase() ?? ''
    const code = Object.hasOwn(classByWord, lower) ? classByWord[lower] : undefined
    if (code !== undefined) return { ...said, codes: [...said.codes, { system: actCode, code }] }
  }
  return said
}

export function encounterOf(resource: Resource, reader: Reader): Encounter {
  return known({
    class: classOf(resource['class']),
    reasons: reasonsOf(resource, reader),
    service: concepts([...list(resource['type']), ...list(resource['serviceType'])]),
    start: date(first(resource['period'])?.['start']) ?? date(first(resource['actualPeriod'])?.['start']),
  })
}

// ------------------------------------------------------------------------------------------------ allergies

/** DSTU2 has one status for what later are two. */
const verifications: ReadonlySet<string> = new Set(['unconfirmed', 'confirmed', 'refuted', 'entered-in-error'])
const criticalities: Readonly<Record<string, string>> = { critl: 'low', crith: 'high', critu: 'unable-to-assess' }

function typeOfAllergy(value: unknown): Allergy['type'] | undefined {
  const type = token(value)
  return type === 'allergy' || type === 'intolerance' ? type : undefined
}

export function allergyOf(resource: Resource): Allergy {
  const reactions = records(resource['reaction'])
  const status = token(resource['status'])
  const criticality = token(resource['criticality'])
  return known({
    concept:
      concept(resource['code']) ??
      concept(resource['substance']) ??
      conceptOrNothing(reactions.flatMap((reaction) => list(reaction['substance']))),
    type: typeOfAllergy(resource['type']),
    clinicalStatus:
      token(resource['clinicalStatus']) ?? (status !== undefined && !verifications.has(status) ? status : undefined),
    verificationStatus:
      token(resource['verificationStatus']) ?? (status !== undefined && verifications.has(status) ? status : undefined),
    criticality:
      criticality !== undefined && Object.hasOwn(criticalities, criticality) ? criticalities[criticality] : criticality,
    reactions: reactions.map((reaction) =>
      known({ manifestations: concepts(reaction['manifestation']), severity: token(reaction['severity']) }),
    ),
  })
}

// ------------------------------------------------------------------------------------------------ medications

const kinds: Readonly<Record<string, MedicationUse['kind']>> = {
  MedicationStatement: 'statement',
  MedicationUsage: 'statement',
  MedicationAdministration: 'administration',
}

/** Not taken or not given, in the words of the version. FHIR R4 has them among the statuses. */
function statusOf(resource: Resource): string | undefined {
  const notTaken =
    isTrue(resource['wasNotTaken']) ||
    token(resource['taken']) === 'n' ||
    token(record(resource['adherence'])?.['code']) === 'not-taking'
  if (notTaken) return 'not-taken'
  if (isTrue(resource['wasNotGiven']) || isTrue(resource['notGiven'])) return 'not-done'
  return token(resource['status'])
}

/** `effective[x]`, `effectiveTime[x]` (DSTU2), `occurence[x]` (R5, which spells it so). */
const effective = (resource: Resource, end: 'start' | 'end'): string | undefined => {
  const moment =
    end === 'start'
      ? (date(resource['effectiveDateTime']) ??
        date(resource['effectiveTimeDateTime']) ??
        date(resource['occurenceDateTime']) ??
        date(resource['occurrenceDateTime']))
      : undefined
  const period =
    resource['effectivePeriod'] ??
    resource['effectiveTimePeriod'] ??
    resource['occurencePeriod'] ??
    resource['occurrencePeriod']
  return moment ?? date(first(period)?.[end])
}

/** An order or statement on the chart, or a dose given. */
export function medicationUseOf(resource: Resource, reader: Reader): MedicationUse {
  const kind = Object.hasOwn(kinds, resource.resourceType) ? (kinds[resource.resourceType] ?? 'order') : 'order'
  const isOrder = kind === 'order'
  const validity = first(first(resource['dispenseRequest'])?.['validityPeriod'])
  const start = isOrder
    ? (date(resource['authoredOn']) ??
      date(resource['dateWritten']) ??
      dosageStart(resource) ??
      date(validity?.['start']))
    : effective(resource, 'start')
  const end = isOrder
    ? (date(resource['dateEnded']) ?? later(dosageEnd(resource), date(validity?.['end'])))
    : effective(resource, 'end')
  const statusReason = concepts(
    ['statusReason', 'reasonNotTaken', 'reasonNotGiven', 'reasonEnded'].flatMap((name) => list(resource[name])),
  )
  return known({
    kind,
    key: keyOf(resource),
    drug: drugOf(resource, reader.references),
    status: statusOf(resource),
    intent: token(resource['intent']),
    category: token(resource['category']),
    doNotPerform: isTrue(resource['doNotPerform']),
    start,
    end,
    ofThisEncounter: isOfThisEncounter(resource, reader),
    dosages: dosagesOf(resource),
    statusReason: statusReason.length === 0 ? undefined : statusReason,
  })
}

// ------------------------------------------------------------------------------------------------ observations

/** A finding that was looked for: "No" is not the finding. */
const yesOrNo = (value: unknown): string | undefined => (value === true ? 'Yes' : value === false ? 'No' : undefined)

export function observationOf(resource: Resource): Observation {
  const period = first(resource['effectivePeriod'])
  return known({
    concept: conceptOrNothing(resource['code']),
    when:
      date(resource['effectiveDateTime']) ??
      date(resource['effectiveInstant']) ??
      date(period?.['end']) ??
      date(period?.['start']) ??
      date(resource['issued']),
    status: token(resource['status']),
    value: quantity(resource['valueQuantity']) ?? quantity({ value: resource['valueInteger'] }),
    valueConcept:
      concept(resource['valueCodeableConcept']) ??
      concept(text(resource['valueString'])) ??
      concept(yesOrNo(resource['valueBoolean'])),
    valueDate: date(resource['valueDateTime']),
    components: records(resource['component']).map((component) =>
      known({ concept: conceptOrNothing(component['code']), value: quantity(component['valueQuantity']) }),
    ),
  })
}
