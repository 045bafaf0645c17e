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

/**
 * What a drug list is without: what patients take on their own account is `plan`, reported (US Core, Medication List);
 * `intent=order` leaves it out.
 */
const intents = ['order', 'plan'] as const
const lacksIntents = (type: string, asked: URLSearchParams, names: ReadonlySet<string>): boolean => {
  if (type !== 'MedicationRequest') return false
  const hidden = valuesOf(asked, 'intent:not')
  const wanted = valuesOf(asked, 'intent')
  return intents.some((intent) => hidden.has(intent) || (names.has('intent') && !wanted.has(intent)))
}

/** The other half of a list that a site asks for in two: what is over, and not what is going on. */
const lacksActive = (asked: URLSearchParams, names: ReadonlySet<string>): boolean =>
  valuesOf(asked, 'clinical-status:not').has('active') ||
  (names.has('clinical-status') && !valuesOf(asked, 'clinical-status').has('active'))

/** Many allergies were never confirmed. */
const lacksUnconfirmed = (type: string, asked: URLSearchParams, names: ReadonlySet<string>): boolean =>
  type === 'AllergyIntolerance' &&
  names.has('verification-status') &&
  !valuesOf(asked, 'verification-status').has('unconfirmed')

/** By what a list of this type is narrowed to a part by a query, e.g. to the diagnoses of one encounter. */
export function narrowedBy(type: string, query: string): string | undefined {
  const category = screened.get(type)
  if (category === undefined) return undefined
  const asked = new URLSearchParams(valued(query))
  const names = namesAsked(asked)
  const by = narrowing.find((name) => names.has(name))
  if (by !== undefined) return by
  if (names.has('category') && !category.test(asked.getAll('category').join())) return 'category'
  if (lacksIntents(type, asked, names)) return 'intent'
  if (lacksActive(asked, names)) return 'clinical-status'
  if (lacksUnconfirmed(type, asked, names)) return 'verification-status'
  return lacksEnded(type, asked, names) ? 'status' : undefined
}
