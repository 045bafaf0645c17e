import type { DraftEntry } from '../../hooks/hook.ts'
import type { FhirVersion } from './chart.ts'
import { type Json, first, list, record, records, text } from './facts-values.ts'

const byNumber: Readonly<Record<string, FhirVersion>> = { '1': 'DSTU2', '3': 'STU3', '4': 'R4', '5': 'R5' }

/** `R4`, `stu3`, `4.0.1`, or an object with such a string in it. */
function named(value: unknown): FhirVersion | undefined {
  const written = text(value) ?? text(record(value)?.['code']) ?? text(record(value)?.['value'])
  if (written === undefined) return undefined
  const upper = written.toUpperCase()
  if (upper === 'DSTU2' || upper === 'STU3' || upper === 'R4' || upper === 'R5') return upper
  if (upper === 'R4B') return 'R4'
  const major = /^(\d)\.\d/.exec(written)?.[1]
  return major === undefined || !Object.hasOwn(byNumber, major) ? undefined : byNumber[major]
}

const isReferenceOrConcept = (value: unknown): boolean => {
  const item = record(value)
  return item !== undefined && (record(item['concept']) !== undefined || record(item['reference']) !== undefined)
}

/** What the shape of a medication draft tells. Clients mix shapes: a member that only R4 has outweighs one of STU3. */
function shapeOf(draft: Json): FhirVersion | undefined {
  if (draft['resourceType'] === 'MedicationOrder') return 'DSTU2'
  if (draft['resourceType'] !== 'MedicationRequest') return undefined
  if (isReferenceOrConcept(draft['medication']) || list(draft['reason']).some(isReferenceOrConcept)) return 'R5'
  const requester = first(draft['requester'])
  if (requester?.['agent'] !== undefined || draft['context'] !== undefined) return 'STU3'
  const isR4 =
    requester?.['reference'] !== undefined ||
    draft['encounter'] !== undefined ||
    draft['doNotPerform'] !== undefined ||
    Array.isArray(draft['category'])
  if (isR4) return 'R4'
  const dosages = records(draft['dosageInstruction'])
  if (dosages.some((dosage) => dosage['doseAndRate'] !== undefined)) return 'R4'
  const isStu3 = dosages.some((dosage) =>
    ['doseQuantity', 'doseRange', 'rateRatio', 'rateRange', 'rateQuantity'].some((name) => dosage[name] !== undefined),
  )
  return isStu3 ? 'STU3' : undefined
}

/**
 * FHIR version of the drafts: what the client says of itself, else what the shape of the drafts tells (those under review
 * first), else R4.
 * @param request the hook request; its `extension` is a client's own
 */
export function versionOf(request: object, drafts: readonly DraftEntry[]): FhirVersion {
  const extension = record((request as Json)['extension'])
  const said = named(extension?.['com.epic.cdshooks.request.fhir-version'])
  if (said !== undefined) return said
  let seen: FhirVersion | undefined
  let other: FhirVersion | undefined
  for (const { resource, underReview } of drafts) {
    if (!underReview && other !== undefined) continue
    const shape = shapeOf(resource)
    // No other version has these shapes; one that looks like R4 may still be R5 where no drug is named yet.
    if (underReview && (shape === 'R5' || shape === 'DSTU2')) return shape
    if (underReview) seen ??= shape
    other ??= shape
  }
  return seen ?? other ?? 'R4'
}

/** An R4 query in the words of another version: names of types and search parameters that changed. */
export function queryIn(version: FhirVersion, query: string): string {
  if (version === 'DSTU2') {
    return query
      .replace(/^MedicationRequest\?/, 'MedicationOrder?')
      .replace(/([?&])effective-time=/, '$1effectivetime=')
  }
  return version === 'R5' ? query.replace(/^(MedicationAdministration\?.*)\beffective-time=/, '$1date=') : query
}
