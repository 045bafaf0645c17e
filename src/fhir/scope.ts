/** `patient/Condition.read` of SMART v1; `user/*.rs` and `patient/Observation.rs?category=...` of v2. */
const clinical = /^(?:patient|user|system)\/([A-Z][A-Za-z]*|\*)\.(read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?\S*)?$/

/** Scopes of SMART and OpenID Connect that give no resource. */
const other =
  /^(?:openid|fhirUser|profile|email|address|phone|offline_access|online_access|launch(?:\/[A-Za-z]+)?|smart\/\S+)$/

/**
 * False only when every word of the scope is one of SMART and none lets this type be read. Vendors send other strings
 * here; then the server itself must say.
 * @see {@link https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html}
 */
export function mayRead(scope: string, type: string): boolean {
  const words = scope.split(/\s+/).filter((word) => word !== '')
  let isAllowed = words.length === 0
  for (const word of words) {
    const [, resource, right = ''] = clinical.exec(word) ?? []
    if (resource === undefined && !other.test(word)) return true
    if ((resource === type || resource === '*') && (right === 'read' || right === '*' || /^[cruds]*[rs]/.test(right)))
      isAllowed = true
  }
  return isAllowed
}
