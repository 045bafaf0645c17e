import type { Concept, Condition, Encounter, FhirDate, Patient, Reason } from '../../cards/guidance.ts'
import { getOrAdd } from '../../cards/once.ts'
import { actCode, snomed } from '../../cards/terminology.ts'
import { span, spanOfNow } from '../../cards/time.ts'
import type { Resource } from './chart.ts'
import {
  type Draft,
  type Json,
  both,
  concept,
  conceptOrNothing,
  concepts,
  date,
  first,
  hasToken,
  isTrue,
  list,
  noConcept,
  record,
  records,
  text,
  token,
} from './facts-values.ts'
import { isPlaceholder, observedReason, toldBy } from './facts-reasons.ts'
import { isReadAsReason } from './given.ts'
import { type References, displayIn, keyOf, referenceIn } from './references.ts'

/** What the readers of resources need to know of the call. */
export interface Reader {
  readonly now: FhirDate
  readonly references: References
  /** `Encounter/id` of this call. */
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
  const patient: Draft<Patient> = {}
  const birthDate = date(resource['birthDate'])
  if (birthDate !== undefined) patient.birthDate = birthDate
  if (sex !== undefined) patient.sex = sex
  return patient
}

// ------------------------------------------------------------------------------------------------ reasons

/** R5's `Encounter.reason` holds its CodeableReferences one level down. */
const reasonElements = (resource: Resource): readonly Json[] =>
  records(resource['reason']).flatMap((item) => (item['value'] === undefined ? [item] : records(item['value'])))

function writtenReasons(resource: Resource): readonly unknown[] {
  const { reason } = resource
  const coded = both(resource['reasonCode'], resource['reasonCodeableConcept'])
  if (reason === undefined) return coded
  return [...coded, ...reasonElements(resource), ...list(reason).filter((item) => typeof item === 'string')]
}

/** A disease that the patient has as well: the encounter is not for it (HL7 Terminology, diagnosis-role). STU3 says `role`. */
const isComorbidity = ({ use, role }: Json): boolean =>
  concepts(use ?? role).some(({ codes }) =>
    codes.some(({ system, code }) => system.endsWith('diagnosis-role') && code === 'CM'),
  )

function referredReasons(resource: Resource): readonly unknown[] {
  const { reasonReference, indication, reason } = resource
  const diagnosis = resource.resourceType === 'Encounter' ? resource['diagnosis'] : undefined
  if (indication === undefined && reason === undefined && diagnosis === undefined) return list(reasonReference)
  return [
    ...list(reasonReference),
    ...list(indication),
    ...reasonElements(resource).filter((item) => item['reference'] !== undefined),
    ...records(diagnosis)
      .filter((item) => !isComorbidity(item))
      .flatMap((item) => list(item['condition'])),
  ]
}

/** More than anything has; what comes behind them is left out. */
const mostReasons = 1_000

/** Reasons of an order or an encounter, of any FHIR version; an encounter's diagnoses are reasons too. */
export function reasonsOf(resource: Resource, reader: Reader): readonly Reason[] {
  const reasons: Reason[] = []
  for (const value of writtenReasons(resource)) {
    if (reasons.length >= mostReasons) break
    const said = toldBy(concept(value))
    if (said !== undefined && !isPlaceholder(said)) reasons.push({ concept: said })
  }
  const referred = referredReasons(resource)
  for (const value of referred) {
    if (reasons.length >= mostReasons) break
    const reference = referenceIn(value)
    const said = wordsOfReference(value)
    if (reference !== undefined) {
      const reason = reasonBehind(reference, said, resource, reader)
      if (reason !== undefined) reasons.push(reason)
    } else if (said !== undefined) reasons.push({ concept: said })
  }
  return referred.length > 1 ? [...new Set(reasons)] : reasons
}

/** A concept (R5), or the display of a reference that refers by identifier only. */
function wordsOfReference(value: unknown): Concept | undefined {
  const display = displayIn(value)
  return (
    toldBy(concept(record(value)?.['concept'])) ?? (display === undefined ? undefined : { codes: [], text: display })
  )
}

/** @param said the words beside the reference */
function reasonBehind(
  reference: string,
  said: Concept | undefined,
  owner: Resource,
  reader: Reader,
): Reason | undefined {
  const words = said ?? noConcept
  const found = reader.references.find(reference, owner, 'Condition')
  if (found === undefined) {
    const key = reader.references.mayBeAt(reference, 'Condition')
    // Where nobody could read it, reading more does not tell.
    const mayBeRead = key !== undefined && isReadAsReason(key) && !reader.gone.has(key)
    if (!mayBeRead && said === undefined) return undefined
    const isOpen = mayBeRead && (said === undefined || reader.beforeReading)
    return isOpen ? { concept: words, unresolved: true } : { concept: words }
  }
  const reason = getOrAdd(getOrAdd(reasonsFound, reader, newReasons), found.resource, () =>
    reasonIn(found.resource, reader),
  )
  if (isNamed(reason.concept) || found.resource.resourceType === 'Observation') return reason
  return reason.condition === undefined
    ? { concept: words }
    : { concept: words, condition: { ...reason.condition, concept: words } }
}

/** Reasons by the resource they were found in: what thousands refer to is read once, and is one reason of each. */
const reasonsFound = new WeakMap<Reader, Map<Resource, Reason>>()
const newReasons = (): Map<Resource, Reason> => new Map()

function reasonIn(resource: Resource, reader: Reader): Reason {
  if (resource.resourceType === 'Observation') return observedReason(resource)
  const own = toldBy(concept(resource['code']))
  const named = own === undefined ? noConcept : graded(own, resource)
  if (resource.resourceType !== 'Condition') return { concept: named }
  return { concept: named, condition: { ...conditionOf(resource, reader), concept: named } }
}

const isNamed = ({ codes, text: words }: Concept): boolean => codes.length > 0 || words !== undefined

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
  const condition: Draft<Condition> = {
    concept: graded(conceptOrNothing(resource['code']), resource),
    encounterDiagnosis: hasToken(resource['category'], encounterDiagnosis),
  }
  const onset = date(resource['onsetDateTime']) ?? date(first(resource['onsetPeriod'])?.['start'])
  const recorded = date(resource['recordedDate']) ?? date(resource['assertedDate']) ?? date(resource['dateRecorded'])
  const ended = date(resource['abatementDateTime']) ?? date(first(resource['abatementPeriod'])?.['end'])
  const isOver = hasAbated(resource) || isPast(ended, [onset, recorded], reader.now)
  const clinicalStatus = token(resource['clinicalStatus']) ?? (isOver ? 'resolved' : undefined)
  if (clinicalStatus !== undefined) condition.clinicalStatus = clinicalStatus
  const verificationStatus = token(resource['verificationStatus'])
  if (verificationStatus !== undefined) condition.verificationStatus = verificationStatus
  const ofThisEncounter = isOfThisEncounter(resource, reader)
  if (ofThisEncounter !== undefined) condition.ofThisEncounter = ofThisEncounter
  if (onset !== undefined) condition.onset = onset
  if (recorded !== undefined) condition.recorded = recorded
  const abated = ended ?? date(first(resource['abatementPeriod'])?.['start'])
  if (abated !== undefined) condition.abated = abated
  return condition
}

/** Diseases of which the stage and the severity say as much as the name. All others keep the name they were given. */
const isGraded = /\b(?:kidney|renal|ckd|nephropathy|liver|hepatic|hepatopathy|cirrhosis)\b/i
/** SNOMED CT 24484000, of the value set Condition/Diagnosis Severity (http://hl7.org/fhir/R4/valueset-condition-severity.html). */
const severe = '24484000'
const saysSevere = /^severe(?: \((?:severity modifier|qualifier value)\))?$/i
/** A problem is staged in one or two systems, in a word or two. */
const mostStages = 4
const longestStage = 80

/** `Chronic kidney disease` of `Stage 4` is `Chronic kidney disease, Stage 4`; severe, it is `Severe chronic ...`. */
function graded(named: Concept, { stage, severity }: Resource): Concept {
  if ((stage ?? severity ?? null) === null) return named
  const words = (named.text ?? named.codes.find(({ display }) => display !== undefined)?.display)?.replace(
    / \((?:disorder|finding)\)$/,
    '',
  )
  if (words === undefined || words.length > longestName || !isGraded.test(words)) return named
  const stages = records(stage)
    .slice(0, mostStages)
    .flatMap(({ summary }) => wordsIn(summary).slice(0, 1))
    .filter((said) => said.length <= longestStage)
  const how = isSevere(severity) ? `Severe ${words}` : words
  return { ...named, text: stages.length === 0 ? how : stages.map((said) => `${how}, ${said}`).join('; ') }
}
const longestName = 200

const wordsIn = (value: unknown): readonly string[] => {
  const said = concept(value)
  return [said?.text, ...(said?.codes.map(({ display }) => display) ?? [])].filter((one) => one !== undefined)
}

const isSevere = (severity: unknown): boolean =>
  concept(severity)?.codes.some(({ system, code }) => system === snomed && code === severe) === true ||
  wordsIn(severity).some((said) => saysSevere.test(said))

const encounterDiagnosis: ReadonlySet<string> = new Set(['encounter-diagnosis', 'encounter diagnosis'])

/** "Abated", "at 40 years": over, though nobody says when. */
const hasAbated = (resource: Resource): boolean =>
  isTrue(resource['abatementBoolean']) ||
  (resource['abatementAge'] ?? resource['abatementRange'] ?? resource['abatementString'] ?? null) !== null

/** Until 1971 nobody wrote charts like these: 1900 and 1970 stand for no date. */
const firstEnd = Date.UTC(1971, 0)

/** An end that is past, that may be one, and that does not lie before the beginning. */
function isPast(ended: FhirDate | undefined, begun: readonly (FhirDate | undefined)[], now: FhirDate): boolean {
  const end = span(ended)
  if (end === undefined || end.from < firstEnd || end.to >= (spanOfNow(now)?.from ?? -Infinity)) return false
  return begun.every((beginning) => (span(beginning)?.from ?? -Infinity) <= end.to)
}

/** The encounter a resource was recorded in; STU3 calls it context, which may also be an episode of care. */
export const encounterReference = (resource: Resource): string | undefined =>
  referenceIn(resource['encounter']) ?? referenceIn(resource['context'])

export function isOfThisEncounter(resource: Resource, reader: Reader): boolean | undefined {
  const reference = encounterReference(resource)
  if (reference === undefined || reader.encounter === undefined) return undefined
  const found = reference.startsWith('urn:') ? reader.references.find(reference, resource)?.resource : undefined
  const key = reader.references.key(reference, 'Encounter') ?? (found === undefined ? undefined : keyOf(found))
  return key?.startsWith('Encounter/') === true ? key === reader.encounter : undefined
}

// ------------------------------------------------------------------------------------------------ encounter

const classCodes = ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'EMER', 'AMB', 'HH', 'FLD', 'SS', 'VR', 'PRENC']

/** DSTU2's encounter classes, vendors' words for the same, and codes without their system, as HL7 v3 ActCode. */
const classByWord: Readonly<Record<string, string>> = {
  ...Object.fromEntries(classCodes.map((code) => [code.toLowerCase(), code])),
  'inpatient encounter': 'IMP',
  'inpatient acute': 'ACUTE',
  'inpatient non-acute': 'NONAC',
  'observation encounter': 'OBSENC',
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

/** Codes and displays as they stand, of a Coding or of CodeableConcepts: neither is read where the other is missing. */
const bareWords = (value: unknown): readonly (string | undefined)[] =>
  records(value).flatMap((one) =>
    [one, ...records(one['coding'])].flatMap(({ code, display }) => [token(code), text(display)]),
  )

function classOf(value: unknown): Concept | undefined {
  const said = concept(value)
  const codes = said?.codes ?? []
  if (codes.some((code) => code.system === actCode)) return said
  const words = [said?.text, ...codes.flatMap(({ code, display }) => [display, code]), ...bareWords(value)]
  for (const word of words) {
    const lower = word?.toLowerCase() ?? ''
    const code = Object.hasOwn(classByWord, lower) ? classByWord[lower] : undefined
    if (code !== undefined) return { ...said, codes: [...codes, { system: actCode, code }] }
  }
  return said
}

/** Where the patient has been (`completed`) or will be (`planned`, `reserved`) says nothing of now. */
const elsewhere: ReadonlySet<string | undefined> = new Set(['completed', 'planned', 'reserved'])

function placesOf(resource: Resource): readonly Concept[] {
  const names = records(resource['location'])
    .filter(({ status, period }) => !elsewhere.has(token(status)) && first(period)?.['end'] === undefined)
    .map(({ location }) => text(first(location)?.['display']))
  names.push(displayIn(resource['serviceProvider']))
  return names.flatMap((name) => (name === undefined ? [] : { text: name, codes: [] }))
}

export function encounterOf(resource: Resource, reader: Reader): Encounter {
  const encounter: Draft<Encounter> = {
    reasons: reasonsOf(resource, reader),
    service: concepts(both(resource['type'], resource['serviceType'])),
  }
  const places = placesOf(resource)
  if (places.length > 0) encounter.places = places
  const kind = classOf(resource['class'])
  if (kind !== undefined) encounter.class = kind
  const start = date(first(resource['period'])?.['start']) ?? date(first(resource['actualPeriod'])?.['start'])
  if (start !== undefined) encounter.start = start
  return encounter
}
