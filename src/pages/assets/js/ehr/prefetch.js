/**
 * Fills prefetch templates as an EHR does: tokens from the hook context, then a read or a search of its own records.
 * A template whose token has no value is left out.
 * @param {Record<string, string>} templates
 * @param {Record<string, unknown>} context
 * @param {any[]} resources
 * @param {Date} now
 */
export function prefetched(templates, context, resources, now) {
  const filled = Object.entries(templates).flatMap(([key, template]) => {
    const query = fill(template, context, now)
    return query === undefined ? [] : [[key, answer(query, resources)]]
  })
  return Object.fromEntries(filled)
}

function fill(template, context, now) {
  let isWhole = true
  const query = template.replace(/\{\{\s*([^}]+?)\s*\}\}/g, (_, token) => {
    const day = /^today\(\)(?:\s*-\s*(\d+)\s*days?)?$/.exec(token)
    if (day) return new Date(now.getTime() - Number(day[1] ?? 0) * 86_400_000).toISOString().slice(0, 10)
    const value = context[token.replace(/^context\./, '')]
    if (typeof value !== 'string') isWhole = false
    return String(value).replace(/^(?:Patient|Encounter)\//, '')
  })
  return isWhole ? query : undefined
}

const dateOf = (resource) => resource.effectiveDateTime ?? resource.authoredOn ?? resource.recordedDate

/** @param {string} query `Type/id` or `Type?patient=…&code=system|code,…&date=geYYYY-MM-DD` */
function answer(query, resources) {
  const [path, search] = query.split('?')
  if (search === undefined) {
    const [type, id] = path.split('/')
    return resources.find((resource) => resource.resourceType === type && resource.id === id) ?? null
  }
  const parameters = new URLSearchParams(search)
  const codes = parameters
    .get('code')
    ?.split(',')
    .map((token) => token.split('|').at(-1))
  const since = (parameters.get('date') ?? parameters.get('effective-time'))?.replace(/^ge/, '')
  const patient = `Patient/${parameters.get('patient')}`
  const found = resources.filter(
    (resource) =>
      resource.resourceType === path &&
      (resource.subject ?? resource.patient)?.reference === patient &&
      (codes === undefined || resource.code?.coding?.some(({ code }) => codes.includes(code))) &&
      (since === undefined || (dateOf(resource) ?? '') >= since),
  )
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    entry: found.map((resource) => ({
      fullUrl: `urn:ehr:${resource.resourceType}/${resource.id}`,
      resource,
      search: { mode: 'match' },
    })),
  }
}
