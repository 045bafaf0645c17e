import { narrowedBy } from './narrowed.ts'

/** `patient/Condition.read` of SMART v1; `user/*.rs` and `patient/Observation.rs?category=...` of v2. */
const clinical = /^(?:patient|user|system)\/([A-Z][A-Za-z]*|\*)\.(read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(\S*))?$/

/** Scopes of SMART and OpenID Connect that grant no resource. */
const other =
  /^(?:openid|fhirUser|profile|email|address|phone|offline_access|online_access|launch(?:\/[A-Za-z]+)?|smart\/\S+)$/

/** What a scope gives of one type: the query of each word that lets it be read; `undefined` where a word is not SMART's. */
function grants(scope: string, type: string): readonly string[] | undefined {
  const words = scope.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return undefined
  const queries: string[] = []
  for (const word of words) {
    const [, resource, right = '', query = ''] = clinical.exec(word) ?? []
    if (resource === undefined && !other.test(word)) return undefined
    if ((resource === type || resource === '*') && (right === 'read' || right === '*' || /^[cruds]*[rs]/.test(right)))
      queries.push(query)
  }
  return queries
}

/**
 * False only when every word of the scope is one of SMART and none lets this type be read. Vendors send other strings
 * here; then the server itself must say.
 * @see {@link https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html}
 */
export const mayRead = (scope: string, type: string): boolean => grants(scope, type)?.length !== 0

/**
 * Whether the scope lets a part of a list be seen only, as `patient/Condition.rs?category=...|encounter-diagnosis` of
 * SMART v2 does: what a server finds is not all there is then, and nothing in its answer tells.
 */
export function showsPartOf(scope: string, type: string): boolean {
  const queries = grants(scope, type) ?? []
  return queries.length > 0 && queries.every((query) => narrowedBy(type, query) !== undefined)
}
