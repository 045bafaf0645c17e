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

/** Also with a modifier or chained (`encounter:Encounter`, `medication.code`). An empty one asks for nothing; `:not` leaves nearly all. */
const isAsked = (asked: URLSearchParams, name: string): boolean =>
  [...asked].some(([key, value]) => value !== '' && key.split(/[:.]/, 1)[0] === name && !key.endsWith(':not'))

/** The type that was searched, and by what its list was narrowed to a part, e.g. to the diagnoses of one encounter. */
export function narrowedSearch(bundle: Json): { readonly type: string; readonly by: string } | undefined {
  const type = searchedType(bundle) ?? ''
  const category = screened.get(type)
  if (category === undefined) return undefined
  const url = linkOf(bundle, 'self') ?? ''
  const asked = new URLSearchParams(url.slice(url.indexOf('?') + 1))
  const lacks = isAsked(asked, 'category') && !category.test(asked.getAll('category').join())
  const by = narrowing.find((name) => isAsked(asked, name)) ?? (lacks ? 'category' : undefined)
  return by === undefined ? undefined : { type, by }
}
