import type { Patient } from '../../cards/facts.ts'
import type { Resource } from './chart.ts'
import { type Mutable, date, token } from './facts-values.ts'

const sexes: ReadonlySet<string> = new Set(['female', 'male', 'other', 'unknown'])

export function patientOf(resource: Resource): Patient {
  const gender = token(resource['gender'])
  const sex = gender !== undefined && sexes.has(gender) ? (gender as NonNullable<Patient['sex']>) : undefined
  const patient: Mutable<Patient> = {}
  const birthDate = date(resource['birthDate'])
  if (birthDate !== undefined) patient.birthDate = birthDate
  if (sex !== undefined) patient.sex = sex
  return patient
}
