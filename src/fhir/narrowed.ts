/** Parameters that narrow a search so much that nothing else tells what it leaves out. */
const narrowing = [
  'encounter',
  'context',
  'code',
  '_id',
  'medication',
  // Since when, how grave, by whom.
  '_lastUpdated',
  'recorded-date',
  'asserted-date',
  'onset-date',
  'onset',
  'last-date',
  'substance',
  'manifestation',
  'date',
  'authoredon',
  'datewritten',
  'severity',
  'criticality',
  'type',
  'recorder',
  'asserter',
  'requester',
] as const

/** Lists that alternatives are screened by, and the category without which they are not those lists. */
const screened: ReadonlyMap<string, RegExp> = new Map([
  // `problem`: "items on the provider's problem list", US Core 3.1.1, CodeSystem condition-category. SNOMED CT 55607006 |Problem|: C-CDA.
  ['Condition', /problem-list-item|(?:^|[,|])(?:problem|55607006)(?:,|$)/],
  ['AllergyIntolerance', /medication/],
  ['MedicationRequest', /community|outpatient/],
  ['MedicationOrder', /community|outpatient/],
])

/** Lists of orders whose ended ones count, too: within 14 days of its end a drug still rules others out. */
const withEnded: ReadonlySet<string> = new Set(['MedicationRequest', 'MedicationOrder'])
const endedStates = ['completed', 'stopped'] as const

/** Parameters without a value ask for nothing, and Node reads many of them in quadratic time. */
const valued = (search: string): string =>
  search
    .split('&')
    .filter((pair) => /=./.test(pair))
    .join('&')

/**
 * The parameters that are used, also with a modifier or chained (`encounter:Encounter`, `medication.code`). Not those that
 * are empty, nor `:not`, which leaves nearly all. Read once: the link is a client's, and may be as long as a body.
 */
function namesAsked(asked: URLSearchParams): ReadonlySet<string> {
  const names = new Set<string>()
  for (const key of asked.keys()) if (!key.endsWith(':not')) names.add(key.split(/[:.]/, 1)[0] ?? '')
  return names
}

/** Whether orders in use or ended ones were left out, as by `status=active` or `status:not=stopped`. */
function lacksEnded(type: string, asked: URLSearchParams, names: ReadonlySet<string>): boolean {
  if (!withEnded.has(type)) return false
  const hidden = new Set(asked.getAll('status:not').join().split(/[,|]/))
  if (['active', ...endedStates].some((state) => hidden.has(state))) return true
  if (!names.has('status')) return false
  const states = new Set(asked.getAll('status').join().split(/[,|]/))
  return !endedStates.every((state) => states.has(state))
}

const valuesOf = (asked: URLSearchParams, name: string): ReadonlySet<string> =>
  new Set(asked.getAll(name).join().split(/[,|]/))

/** Whether a search leaves out one of these: it asks for others alone, or for all but that. */
function lacks(asked: URLSearchParams, names: ReadonlySet<string>, name: string, values: readonly string[]): boolean {
  const hidden = valuesOf(asked, `${name}:not`)
  const wanted = valuesOf(asked, name)
  return values.some((value) => hidden.has(value) || (names.has(name) && !wanted.has(value)))
}

/** By what a list may be narrowed, and what it is without. */
const halves: readonly (readonly [name: string, types: ReadonlySet<string>, values: readonly string[]])[] = [
  // What patients take on their own account is `plan`, reported (US Core, Medication List); `intent=order` leaves it out.
  ['intent', new Set(['MedicationRequest']), ['order', 'plan']],
  // The other half of a list that a site asks for in two: what is over, and not what is going on.
  ['clinical-status', new Set(['Condition', 'AllergyIntolerance']), ['active']],
  ['verification-status', new Set(['Condition']), ['confirmed']],
  // Many allergies were never confirmed.
  ['verification-status', new Set(['AllergyIntolerance']), ['confirmed', 'unconfirmed']],
]

/** By what a list of this type is narrowed to a part by a query, e.g. to the diagnoses of one encounter. */
export function narrowedBy(type: string, query: string): string | undefined {
  const category = screened.get(type)
  if (category === undefined) return undefined
  const asked = new URLSearchParams(valued(query))
  const names = namesAsked(asked)
  const by = narrowing.find((name) => names.has(name))
  if (by !== undefined) return by
  if (names.has('category') && !category.test(asked.getAll('category').join())) return 'category'
  if (asked.getAll('category:not').some((values) => category.test(values))) return 'category'
  const half = halves.find(([name, types, values]) => types.has(type) && lacks(asked, names, name, values))
  if (half !== undefined) return half[0]
  return lacksEnded(type, asked, names) ? 'status' : undefined
}
