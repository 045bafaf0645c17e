import { linkOf } from './bundles.ts'
import type { Json } from './facts-values.ts'

const typeIn = /(?:^|\/)([A-Z][A-Za-z]+)(?:\/_search)?(?:\?|$)/

/** The type that a Bundle's own link says was searched. */
export const searchedType = (bundle: Json): string | undefined => typeIn.exec(linkOf(bundle, 'self') ?? '')?.[1]

/** What narrows a search so far that what it leaves out is told by nothing else. */
const narrowing = ['encounter', 'context', 'code', '_id', 'medication'] as const

/** Lists that alternatives are screened by, and the category without which they are not those lists. */
const screened: ReadonlyMap<string, RegExp> = new Map([
  // `problem`: "items on the provider's problem list", US Core 3.1.1, CodeSystem condition-category. SNOMED CT 55607006 |Problem|: C-CDA.
  ['Condition', /problem-list-item|(?:^|[,|])(?:problem|55607006)(?:,|$)/],
  ['AllergyIntolerance', /medication/],
  ['MedicationRequest', /community|outpatient/],
  ['MedicationOrder', /community|outpatient/],
])

/** Parameters without a value ask for nothing, and Node reads many of them in quadratic time. */
const valued = (search: string): string =>
  search
    .split('&')
    .filter((pair) => /=./.test(pair))
    .join('&')

/**
 * What is asked for, also with a modifier or chained (`encounter:Encounter`, `medication.code`). An empty one asks for
 * nothing; `:not` leaves nearly all. Read once: the link is a client's, and may be as long as a body.
 */
function namesAsked(asked: URLSearchParams): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [key, value] of asked) if (value !== '' && !key.endsWith(':not')) names.add(key.split(/[:.]/, 1)[0] ?? '')
  return names
}

/** The type that was searched, and by what its list was narrowed to a part, e.g. to the diagnoses of one encounter. */
export function narrowedSearch(bundle: Json): { readonly type: string; readonly by: string } | undefined {
  const type = searchedType(bundle) ?? ''
  const category = screened.get(type)
  if (category === undefined) return undefined
  const url = linkOf(bundle, 'self') ?? ''
  const asked = new URLSearchParams(valued(url.slice(url.indexOf('?') + 1)))
  const names = namesAsked(asked)
  const lacks = names.has('category') && !category.test(asked.getAll('category').join())
  const by = narrowing.find((name) => names.has(name)) ?? (lacks ? 'category' : undefined)
  return by === undefined ? undefined : { type, by }
}
