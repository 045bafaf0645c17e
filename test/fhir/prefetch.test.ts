import fc from 'fast-check'
import type { Need } from '../../cards/facts.ts'
import { bundle } from './a-call.ts'
import { condition, ids, read, whole } from './a-prefetch.ts'

const request = (id: string): object => ({
  resourceType: 'MedicationRequest',
  id,
  subject: { reference: 'Patient/p1' },
})
const outcome = (severity: string, code = 'exception'): object => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code, diagnostics: 'Jane Doe' }],
})

describe('a need is answered by what is inside, whichever key it stands under', () => {
  it('takes Conditions under a key of the site’s own', () => {
    const prefetch = read({ '-problems': bundle(condition('c1'), condition('c2')) })
    expect(prefetch.supply('conditions')).toEqual(whole)
    expect(ids(prefetch, 'conditions')).toEqual(['c1', 'c2'])
  })

  it('takes each type of a Bundle that holds several', () => {
    const prefetch = read({ all: bundle(condition('c1'), request('m1')) })
    expect(prefetch.supply('conditions')).toEqual(whole)
    expect(prefetch.supply('medications')).toEqual(whole)
    expect(prefetch.supply('allergies')).toEqual({ state: 'unread', why: 'not supplied' })
  })

  it('looks into Bundles inside Bundles, and not without end', () => {
    const within = (depth: number): object =>
      depth === 0 ? bundle(condition('c1')) : { resourceType: 'Bundle', entry: [{ resource: within(depth - 1) }] }
    expect(ids(read({ x: within(4) }), 'conditions')).toEqual(['c1'])
    expect(ids(read({ x: within(5) }), 'conditions')).toEqual([])
  })

  it('takes the one patient and the one encounter for whole, whatever else failed beside them', () => {
    for (const resource of [{ resourceType: 'Patient', birthDate: '1990-01-01' }, { resourceType: 'Encounter' }]) {
      const need = resource.resourceType === 'Patient' ? 'patient' : 'encounter'
      expect(read({ x: { ...bundle(resource, outcome('error')), total: 1 } }).supply(need)).toEqual(whole)
      expect(read({ x: resource }).supply(need)).toEqual(whole)
    }
  })

  it('does not believe a key that says something else than its content', () => {
    const prefetch = read({ conditions: bundle(request('m1')) })
    expect(prefetch.supply('conditions')).toEqual({ state: 'unread', why: 'not supplied' })
    expect(ids(prefetch, 'medications')).toEqual(['m1'])
  })

  it('takes Bundles inside a batch response one by one', () => {
    const prefetch = read({ batch: bundle(bundle(condition('c1')), bundle(request('m1'))) })
    expect(ids(prefetch, 'conditions')).toEqual(['c1'])
    expect(ids(prefetch, 'medications')).toEqual(['m1'])
  })

  it('takes what stands beside such Bundles, and takes them for no search of their own', () => {
    const prefetch = read({ batch: bundle(bundle(condition('c1')), request('m1')) })
    expect(ids(prefetch, 'conditions')).toEqual(['c1'])
    expect(ids(prefetch, 'medications')).toEqual(['m1'])
    const batch = read({ batch: bundle(bundle(condition('c1'))) })
    expect(batch.supply('allergies')).toEqual({ state: 'unread', why: 'not supplied' })
  })

  it('puts several Bundles of one type together and takes a resource once', () => {
    const prefetch = read({ active: bundle(condition('c1')), past: bundle(condition('c2'), condition('c1')) })
    expect(ids(prefetch, 'conditions')).toEqual(['c1', 'c2'])
  })

  it('takes an array of resources for a Bundle', () => {
    expect(ids(read({ conditions: [condition('c1')] }), 'conditions')).toEqual(['c1'])
  })

  it('takes an entry that is an object where an array belongs', () => {
    const prefetch = read({ conditions: { resourceType: 'Bundle', entry: { resource: condition('c1') } } })
    expect(ids(prefetch, 'conditions')).toEqual(['c1'])
  })

  it('does not take one Condition under a key of the site’s own for the list of conditions', () => {
    const prefetch = read({ reason: condition('c1') })
    expect(prefetch.supply('conditions').state).toBe('unread')
    expect(prefetch.located).toHaveLength(1)
  })

  it('does not take statements of use for the list of medication orders', () => {
    const prefetch = read({ home: bundle({ resourceType: 'MedicationStatement', id: 's1' }) })
    expect(prefetch.supply('medications').state).toBe('unread')
    expect(ids(prefetch, 'medications')).toEqual(['s1'])
  })
})

const outcomeEntry = (severity: string): object => ({ resource: outcome(severity), search: { mode: 'outcome' } })

describe('null, absent, empty, failed and junk are told apart', () => {
  it.each<readonly [string, unknown, object]>([
    ['null: read, nothing recorded', null, whole],
    ['an empty Bundle: read, nothing recorded', bundle(), whole],
    ['a Bundle without entries: read, nothing recorded', { resourceType: 'Bundle' }, whole],
    [
      'an OperationOutcome: failed',
      outcome('error', 'forbidden'),
      { state: 'unread', why: 'OperationOutcome (forbidden)' },
    ],
    [
      'a warning as the whole value: failed',
      outcome('warning'),
      { state: 'unread', why: 'OperationOutcome (exception)' },
    ],
    [
      'an outcome without issues: failed',
      { resourceType: 'OperationOutcome' },
      { state: 'unread', why: 'OperationOutcome' },
    ],
    ['mere information: read, nothing recorded', outcome('information'), whole],
    ['HTML: not supplied', '<html><body>Login</body></html>', { state: 'unread', why: 'not a FHIR resource' }],
    ['a number: not supplied', 7, { state: 'unread', why: 'not a FHIR resource' }],
    ['an object without a type: not supplied', { error: 'no' }, { state: 'unread', why: 'not a FHIR resource' }],
    [
      'a total without its entries: not supplied',
      { resourceType: 'Bundle', total: 4 },
      { state: 'unread', why: 'a Bundle with none of its 4 entries' },
    ],
  ])('%s', (_, value, expected) => {
    expect(read({ conditions: value }).supply('conditions')).toEqual(expected)
  })

  it('says of an absent key that it was not supplied', () => {
    expect(read({}).supply('conditions')).toEqual({ state: 'unread', why: 'not supplied' })
    expect(read(undefined).supply('conditions')).toEqual({ state: 'unread', why: 'not supplied' })
  })

  it.each([null, bundle(), outcome('information')])(
    'learns nothing from an empty value under an unknown key',
    (value) => {
      expect(read({ 'my-problems': value }).supply('conditions').state).toBe('unread')
    },
  )

  it.each(['Conditions', 'CONDITIONS', '-conditions', 'con ditions'])(
    'knows by the key %s what an empty value is about',
    (key) => {
      for (const value of [null, bundle(), outcome('information')])
        expect(read({ [key]: value }).supply('conditions')).toEqual(whole)
      expect(read({ [key]: outcome('error') }).supply('conditions').state).toBe('unread')
      expect(read({ [key]: null }).supply('allergies').state).toBe('unread')
    },
  )

  it.each(['condition', 'Condition', 'problems', 'problem_list', 'conditions_2', 'conditions1'])(
    'takes an empty value under %s for no list of all: it may be one thing, or a part',
    (key) => {
      expect(read({ [key]: null }).supply('conditions').state).toBe('unread')
    },
  )
  it.each<[string, Need]>([
    ['medicationRequest', 'medications'],
    ['medicationOrders', 'medications'],
    ['allergy', 'allergies'],
    ['observation-8480-6', 'observations'],
  ])('takes an empty value under %s for no %s either', (key, need) => {
    expect(read({ [key]: null }).supply(need).state).toBe('unread')
  })

  it.each<[string, Need, object]>([
    ['the need’s own key says otherwise', 'conditions', { problems: null, conditions: outcome('error') }],
    ['two such keys may mean different things', 'conditions', { problems: null, condition: outcome('error') }],
    ['it may be the drug of an order', 'medications', { medication: null }],
    ['statements of use are not the orders', 'medications', { medicationStatements: bundle() }],
    ['the key is no word', 'conditions', { [`${' '.repeat(1000)}problems`]: null }],
  ])('learns nothing from an empty value under a key like a need’s where %s', (_, need, prefetch) => {
    expect(read(prefetch).supply(need).state).toBe('unread')
  })

  it('does not guess which of several keys like the need’s says that there is nothing', () => {
    expect(read({ Conditions: null, '-conditions': null }).supply('conditions').state).toBe('unread')
    expect(read({ Conditions: outcome('error'), conditions: null }).supply('conditions')).toEqual(whole)
    expect(read({ Conditions: outcome('error'), conditions: bundle(condition('c1')) }).supply('conditions')).toEqual(
      whole,
    )
  })

  it('does not take one Condition under a key like the need’s for the list of conditions', () => {
    expect(read({ condition: condition('c1') }).supply('conditions').state).toBe('unread')
  })

  it.each([null, bundle(), outcome('information')])(
    'says what an empty value under a key of the site’s own would need',
    (value) => {
      const { why } = read({ 'my-problems': value }).supply('conditions') as { why: string }
      expect(why).toContain('self link')
      expect(why).not.toContain('my-problems')
    },
  )

  it('learns from the search link what an empty Bundle under an unknown key is about', () => {
    const link = [{ relation: 'self', url: 'https://ehr.example.org/api/FHIR/R4/Condition?patient=p1' }]
    const prefetch = read({ '-problems': { ...bundle(), link } })
    expect(prefetch.supply('conditions')).toEqual(whole)
    expect(prefetch.supply('allergies').state).toBe('unread')
  })

  it.each<readonly [string, readonly string[], string]>([
    ['information alone', ['information', 'information'], 'read'],
    ['success', ['success'], 'read'],
    ['an error beside information', ['information', 'error'], 'unread'],
    ['a warning beside information', ['information', 'warning'], 'unread'],
    ['nothing', [], 'unread'],
  ])('takes an outcome of %s for what it says as a whole', (_, severities, state) => {
    const issue = severities.map((severity) => ({ severity, code: 'processing' }))
    expect(read({ conditions: { resourceType: 'OperationOutcome', issue } }).supply('conditions').state).toBe(state)
  })

  it('calls a Bundle failed for the one error among the warnings of its outcome', () => {
    const issue = ['warning', 'error'].map((severity) => ({ severity, code: 'processing' }))
    const prefetch = read({ conditions: bundle({ resourceType: 'OperationOutcome', issue }) })
    expect(prefetch.supply('conditions')).toEqual({ state: 'unread', why: 'OperationOutcome (processing)' })
  })

  it('takes an entry whose response has words for a status, or none, for one that did not fail', () => {
    for (const response of [{ status: 'OK' }, { etag: 'W/"1"' }, { status: { code: 500 } }])
      expect(
        read({
          conditions: { resourceType: 'Bundle', entry: [{ resource: condition('c1'), response }] },
        }).supply('conditions'),
      ).toEqual(whole)
  })

  it('does not take a search of statements of use that found none for the orders', () => {
    const search = (url: string): object => ({ ...bundle(), link: [{ relation: 'self', url }] })
    expect(read({ home: search('MedicationStatement?patient=p1') }).supply('medications').state).toBe('unread')
    expect(read({ home: search('MedicationUsage?patient=p1') }).supply('medications').state).toBe('unread')
    expect(read({ orders: search('MedicationRequest?patient=p1') }).supply('medications')).toEqual(whole)
  })

  it('believes the key of a Bundle of statements of use where it is that of the medications', () => {
    const statements = bundle({ resourceType: 'MedicationStatement', id: 's1' })
    expect(read({ medications: statements }).supply('medications')).toEqual(whole)
    const medication = { resource: { resourceType: 'Medication', id: 'm1' }, search: { mode: 'include' } }
    const statement = { resource: { resourceType: 'MedicationStatement', id: 's1' }, search: { mode: 'match' } }
    const searched = (...entry: readonly object[]): object => ({ resourceType: 'Bundle', type: 'searchset', entry })
    expect(read({ medications: searched(statement, medication) }).supply('medications')).toEqual(whole)
    expect(read({ medications: searched(medication) }).supply('medications').state).toBe('unread')
    expect(read({ conditions: statements }).supply('conditions').state).toBe('unread')
  })

  it('does not repeat what an OperationOutcome says of the patient', () => {
    const prefetch = read({ conditions: outcome('error', 'Jane Doe 1960') })
    expect(prefetch.supply('conditions')).toEqual({ state: 'unread', why: 'OperationOutcome' })
  })

  it('takes an outcome entry of an empty search for empty, and of a failed one for failed', () => {
    const empty = { resourceType: 'Bundle', total: 0, entry: [outcomeEntry('warning')] }
    const failed = { resourceType: 'Bundle', total: 0, entry: [outcomeEntry('fatal')] }
    expect(read({ conditions: empty }).supply('conditions')).toEqual(whole)
    expect(read({ conditions: failed }).supply('conditions')).toEqual({
      state: 'unread',
      why: 'OperationOutcome (exception)',
    })
  })

  it.each(['throttled', 'too-costly', 'expired', 'timeout', 'incomplete', 'suppressed'])(
    'takes an empty search for failed that says it was not carried out, even as a warning: %s',
    (code) => {
      const entry = [{ resource: outcome('warning', code), search: { mode: 'outcome' } }]
      expect(read({ conditions: { resourceType: 'Bundle', total: 0, entry } }).supply('conditions')).toEqual({
        state: 'unread',
        why: `OperationOutcome (${code})`,
      })
    },
  )

  it('calls a Bundle cut that reports an error beside its results', () => {
    const entry = [
      { resource: condition('c1') },
      { resource: outcome('error', 'timeout'), search: { mode: 'outcome' } },
    ]
    expect(read({ conditions: { resourceType: 'Bundle', entry } }).supply('conditions')).toEqual({
      ...whole,
      cut: 'OperationOutcome (timeout)',
    })
  })

  it.each<[string, unknown, string]>([
    ['a failed entry of a batch', { response: { status: '403 Forbidden' } }, 'an entry that failed with HTTP 403'],
    [
      'its outcome',
      { response: { status: '403', outcome: outcome('error', 'forbidden') } },
      'OperationOutcome (forbidden)',
    ],
    [
      'a failed entry with an outcome that is a warning',
      { response: { status: 404 }, resource: outcome('warning') },
      'an entry that failed with HTTP 404',
    ],
    [
      'an entry without a resource',
      { fullUrl: 'https://x.org/Condition/c', search: { mode: 'match' } },
      'an entry without a resource',
    ],
    [
      'an entry with null for its resource',
      { resource: null, response: { status: '200 OK' } },
      'an entry without a resource',
    ],
    ['no entry', null, 'an entry without a resource'],
  ])('does not take %s for read and empty, nor what stands beside it for whole', (_, entry, why) => {
    const batch = (...entries: unknown[]): object => ({
      resourceType: 'Bundle',
      type: 'batch-response',
      entry: entries,
    })
    const one = { resource: condition('c1'), response: { status: '200', outcome: outcome('warning') } }
    const supplied = (prefetch: object, need: Need = 'conditions') => read(prefetch).supply(need)
    expect(supplied({ conditions: batch(entry) })).toEqual({ state: 'unread', why })
    expect(supplied({ conditions: batch(entry, one) })).toEqual({ ...whole, cut: why })
    expect(supplied({ conditions: batch({ resource: bundle(condition('c1')) }, entry) })).toEqual({
      ...whole,
      cut: why,
    })
    expect(supplied({ conditions: batch(one) })).toEqual(whole)
    expect(supplied({ all: batch(entry, { resource: bundle(condition('c1')) }) })).toEqual(whole)
    expect(supplied({ all: batch(entry, { resource: bundle(condition('c1')) }) }, 'allergies').state).toBe('unread')
    expect(supplied({ all: batch(entry, { resource: { resourceType: 'Patient', id: 'p1' } }) }, 'patient')).toEqual(
      whole,
    )
  })

  it('does not take a list for whole whose own key failed', () => {
    const prefetch = read({ '-problems': bundle(condition('c1')), conditions: outcome('error', 'timeout') })
    expect(prefetch.supply('conditions')).toEqual({ ...whole, cut: 'OperationOutcome (timeout)' })
  })

  it('does not take an array for whole that holds something else', () => {
    for (const other of [null, 'x', outcome('error')])
      expect(read({ conditions: [condition('c1'), other] }).supply('conditions')).toHaveProperty('cut')
    expect(read({ conditions: [condition('c1'), outcome('information')] }).supply('conditions')).toEqual(whole)
  })

  it('calls a Bundle cut that holds fewer than its total', () => {
    const supply = read({ conditions: { ...bundle(condition('c1')), total: 30 } }).supply('conditions')
    expect(supply).toEqual({ ...whole, cut: '1 of 30 supplied' })
  })

  it('takes so many resources in all and calls the rest cut', () => {
    const many = (of: string, count: number): object =>
      bundle(...Array.from({ length: count }, (_, n) => condition(`${of}${n}`)))
    const prefetch = read({ conditions: many('a', 4_000), more: many('b', 3_000) })
    expect(prefetch.supply('conditions')).toEqual({ ...whole, cut: 'too many resources' })
    expect(ids(prefetch, 'conditions')).toHaveLength(6_000)
    expect(read({ conditions: many('a', 4_000) }).supply('conditions')).toEqual(whole)
  })

  it('takes so many of one Bundle that a long one leaves room for the others', () => {
    const observation = (n: number): object => ({ resourceType: 'Observation', id: `o${n}` })
    const observations = bundle(...Array.from({ length: 9_000 }, (_, n) => observation(n)))
    const prefetch = read({ observations, conditions: bundle(condition('c1')) })
    expect(prefetch.supply('observations')).toEqual({ ...whole, cut: 'too many resources' })
    expect(prefetch.supply('conditions')).toEqual(whole)
  })

  it('takes so many resources also where each stands alone under a key of its own', () => {
    const apart = Object.fromEntries(Array.from({ length: 8_000 }, (_, n) => [`k${n}`, condition(`a${n}`)]))
    const prefetch = read({ conditions: bundle(), ...apart, patient: { resourceType: 'Patient', id: 'p1' } })
    expect(prefetch.located).toHaveLength(6_001)
    expect(prefetch.supply('conditions')).toEqual({ ...whole, cut: 'too many resources' })
    expect(prefetch.supply('patient')).toEqual(whole)
  })

  it('does not count included resources towards the total', () => {
    const entry = [
      { resource: request('m1') },
      { resource: { resourceType: 'MedicationRequest', id: 'm2' }, search: { mode: 'include' } },
    ]
    expect(read({ medications: { resourceType: 'Bundle', total: 2, entry } }).supply('medications')).toMatchObject({
      cut: '1 of 2 supplied',
    })
  })

  it.each([2, '2'.repeat(10_000)])('gives the link to the next page, however long it is', (page) => {
    const link = { relation: 'next', url: `https://ehr.example.org/fhir?page=${page}` }
    const supply = read({ conditions: { ...bundle(condition('c1')), total: 30, link } }).supply('conditions')
    expect(supply).toEqual({ state: 'read', next: [{ url: link.url, counted: { matches: 1, total: 30 } }] })
  })
})

it('reads anything without throwing', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.dictionary(fc.string(), fc.jsonValue()), (value, more) => {
      const prefetch = read({
        conditions: value,
        any: bundle(more),
        ...more,
        entry: { resourceType: 'Bundle', entry: value },
      })
      for (const need of ['patient', 'conditions', 'medications'] as const) {
        expect(['read', 'unread']).toContain(prefetch.supply(need).state)
      }
    }),
    { numRuns: 200 },
  )
})
