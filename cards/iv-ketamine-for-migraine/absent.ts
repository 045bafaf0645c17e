import type { Concept } from '../guidance.ts'
import { snomed } from '../terminology.ts'

/**
 * Entries of a list that say that there are none, or that nobody knows. Sources: HL7 C-CDA on FHIR (allergies), International
 * Patient Summary, code system Absent and Unknown Data.
 */

const absentOrUnknown = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips'

function oneOf(codes: Readonly<Record<string, readonly string[]>>): (concept: Concept) => boolean {
  const systems = new Map(Object.entries(codes).flatMap(([system, all]) => all.map((code) => [code, system])))
  return (concept) => concept.codes.some(({ system, code }) => systems.get(code) === system)
}

/** None known: at all, of drugs, of the environment, of food. */
export const isNoAllergy = oneOf({
  [snomed]: ['716186003', '409137002', '428607008', '429625007'],
  [absentOrUnknown]: [
    'no-known-allergies',
    'no-known-medication-allergies',
    'no-known-environmental-allergies',
    'no-known-food-allergies',
  ],
})
/** Nobody asked, or it could not be found out. */
export const isAllergyUnknown = oneOf({ [snomed]: ['1631000175102'], [absentOrUnknown]: ['no-allergy-info'] })

export const isNoMedication = oneOf({ [snomed]: ['787481004'], [absentOrUnknown]: ['no-known-medications'] })
/** Nobody knows what is taken. */
export const isMedicationUnknown = oneOf({ [snomed]: ['182904002'], [absentOrUnknown]: ['no-medication-info'] })
