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

/** A list that alternatives are screened by. */
interface Screened {
  /** The category without which it is not that list. */
  readonly category: RegExp
  /** Parameters by which a site may ask for one half of it, and values that the list is not whole without. */
  readonly halves: readonly (readonly [name: string, values: readonly string[]])[]
}

const ordered = /community|outpatient/
/** In use and ended: within 14 days of its end a drug still rules others out. */
const ofOrders = ['status', ['active', 'completed', 'stopped']] as const
/** What is over, and not what is going on. */
const ofProblems = ['clinical-status', ['active']] as const

const screened: ReadonlyMap<string, Screened> = new Map([
  [
    'Condition',
    {
      // `problem`: "items on the provider's problem list", US Core 3.1.1, CodeSystem condition-category. SNOMED CT 55607006 |Problem|: C-CDA.
      category: /problem-list-item|(?:^|[,|])(?:problem|55607006)(?:,|$)/,
      halves: [ofProblems, ['verification-status', ['confirmed']]],
    },
  ],
  // Many allergies were never confirmed.
  [
    'AllergyIntolerance',
    { category: /medication/, halves: [ofProblems, ['verification-status', ['confirmed', 'unconfirmed']]] },
  ],
  // What patients take on their own account is `plan`, reported (US Core, Medication List); `intent=order` leaves it out.
  ['MedicationRequest', { category: ordered, halves: [['intent', ['order', 'plan']], ofOrders] }],
  ['MedicationOrder', { category: ordered, halves: [ofOrders] }],
])

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

const valuesOf = (asked: URLSearchParams, name: string): ReadonlySet<string> =>
  new Set(asked.getAll(name).join().split(/[,|]/))

/** Whether a search leaves out one of these: it asks for others alone, or for all but that. */
function lacks(asked: URLSearchParams, names: ReadonlySet<string>, name: string, values: readonly string[]): boolean {
  const hidden = valuesOf(asked, `${name}:not`)
  const wanted = valuesOf(asked, name)
  return values.some((value) => hidden.has(value) || (names.has(name) && !wanted.has(value)))
}

/** By what a list of this type is narrowed to a part by a query, e.g. to the diagnoses of one encounter. */
export function narrowedBy(type: string, query: string): string | undefined {
  const list = screened.get(type)
  if (list === undefined) return undefined
  const asked = new URLSearchParams(valued(query))
  const names = namesAsked(asked)
  const by = narrowing.find((name) => names.has(name))
  if (by !== undefined) return by
  const { category, halves } = list
  if (names.has('category') && !category.test(asked.getAll('category').join())) return 'category'
  if (asked.getAll('category:not').some((values) => category.test(values))) return 'category'
  return halves.find(([name, values]) => lacks(asked, names, name, values))?.[0]
}
