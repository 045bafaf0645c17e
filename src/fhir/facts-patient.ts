import type { Patient } from '../../cards/facts.ts'
import type { Resource } from './chart.ts'
import { type Json, type Mutable, date, hasToken, records, text, token } from './facts-values.ts'

const sexes: ReadonlySet<string> = new Set(['female', 'male', 'other', 'unknown'])

/**
 * Sex at birth and sex for clinical use: US Core's birth sex and sex, Argonaut's birth sex, Epic's and HL7's sex for
 * clinical use. `gender` is the administrative one. us-core-birthsex was looked up on 2026-11-28 (US Core); the other names are
 * general knowledge.
 */
const ofTheBody =
  /\/(?:us-core-birthsex|argo-birthsex|us-core-sex|sex-for-clinical-use|patient-sexParameterForClinicalUse)$/
/** 248152002 is female in SNOMED CT. */
const female: ReadonlySet<string> = new Set(['f', 'female', 'female-typical', '248152002'])

const saysFemale = (extension: Json): boolean =>
  ['valueCode', 'valueCoding', 'valueCodeableConcept'].some((name) => hasToken(extension[name], female))

/** HL7's sex for clinical use has its value one level down. */
const isOfFemaleBody = (resource: Resource): boolean =>
  records(resource['extension'])
    .filter(({ url }) => ofTheBody.test(text(url) ?? ''))
    .some((extension) => [extension, ...records(extension['extension'])].some(saysFemale))

export function patientOf(resource: Resource): Patient {
  const gender = token(resource['gender'])
  const sex = gender !== undefined && sexes.has(gender) ? (gender as NonNullable<Patient['sex']>) : undefined
  const patient: Mutable<Patient> = {}
  const birthDate = date(resource['birthDate'])
  if (birthDate !== undefined) patient.birthDate = birthDate
  // A man by his papers may be pregnant: which of the two holds is not for us to say.
  if (sex !== undefined) patient.sex = sex === 'male' && isOfFemaleBody(resource) ? 'unknown' : sex
  return patient
}
