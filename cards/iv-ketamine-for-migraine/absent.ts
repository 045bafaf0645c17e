import type { Concept } from '../facts.ts'
import { absentOrUnknown, nameOf, snomed, wordsOf } from '../terminology.ts'

/**
 * Entries of a list that say that there are none, or that nobody knows, by code or in words. Sources of the codes: HL7 C-CDA
 * on FHIR (allergies), International Patient Summary, code system Absent and Unknown Data.
 */

function oneOf(codes: Readonly<Record<string, readonly string[]>>): (concept: Concept) => boolean {
  const systems = new Map(Object.entries(codes).flatMap(([system, all]) => all.map((code) => [code, system])))
  return (concept) => concept.codes.some(({ system, code }) => systems.get(code) === system)
}

/** None known: at all, of drugs, of the environment, of food. */
const noAllergyCodes = ['716186003', '409137002', '428607008', '429625007']
export const isNoAllergy = oneOf({
  [snomed]: noAllergyCodes,
  [absentOrUnknown]: [
    'no-known-allergies',
    'no-known-medication-allergies',
    'no-known-environmental-allergies',
    'no-known-food-allergies',
  ],
})
/** `No Allergy Assessment`: VistA, patient with neither an allergy nor an assessment (GMV ALLERGY, ORQQAL LIST). */
const allergiesNotKnown =
  /^\s*(?:(?:unable|not able) to (?:assess|obtain|determine|verify)\b[^:;,]*|(?:patient )?not (?:asked|assessed|reviewed|obtained|recorded|documented)|(?:drug |medication )?allerg(?:y|ies)(?: (?:status|history|information|list))? (?:is |are )?(?:unknown|not (?:known|assessed|reviewed|obtained|available|recorded)|(?:have|has) not been (?:assessed|reviewed|obtained|verified))|(?:allergies )?not on file|no (?:drug |medication )?(?:allergy )?assessment|no (?:allergy information|information (?:about|on) allergies)(?: available)?)[\s.]*$/iu
const notAsked = oneOf({ [snomed]: ['1631000175102'], [absentOrUnknown]: ['no-allergy-info'] })
/** Nobody asked, or it could not be found out. */
export const isAllergyUnknown = (concept: Concept): boolean =>
  notAsked(concept) || wordsOf(concept).some((words) => allergiesNotKnown.test(words))

/** No problem is known. */
export const isNoProblem = oneOf({
  // No current problems or disability (IPS, value set of problems); and no allergies, which stand among problems too.
  [snomed]: ['160245001', ...noAllergyCodes],
  [absentOrUnknown]: ['no-known-problems'],
})

const noMedication =
  /^\s*(?:none|none known|(?:patient |pt )?(?:reports |takes |on )?no (?:known |current |active |home |regular )*(?:medications?|medicines|meds|drugs)|not on any (?:medications?|medicines|meds))\.?\s*$/i
const noneKnown = oneOf({ [snomed]: ['787481004'], [absentOrUnknown]: ['no-known-medications'] })
/** The list is empty. */
export const isNoMedication = (concept: Concept): boolean =>
  noneKnown(concept) || noMedication.test(nameOf(concept) ?? '')
/** Nobody knows what is taken. */
export const isMedicationUnknown = oneOf({ [snomed]: ['182904002'], [absentOrUnknown]: ['no-medication-info'] })
