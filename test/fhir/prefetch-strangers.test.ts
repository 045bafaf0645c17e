import { bundle } from './a-call.ts'
import { condition, ids, read, whole } from './a-prefetch.ts'

const dstu2 = (id: string): object => ({ resourceType: 'Condition', id, patient: { reference: `Patient/${id}` } })

describe('another patient’s resources are dropped and counted', () => {
  it('keeps this patient’s', () => {
    const prefetch = read({ conditions: bundle(condition('c1'), condition('c2', 'p2')) })
    expect(ids(prefetch, 'conditions')).toEqual(['c1'])
    expect(prefetch.strangers).toBe(1)
  })

  it('tells them apart one by one, however each refers to its patient', () => {
    const base = 'https://ehr.example.org/fhir'
    const ours = ['Patient/p1', `${base}/Patient/p1`, `${base}/Patient/p1/_history/2`, 'p1', ' Patient/p1 ']
    const others = ['Patient/p2', `${base}/Patient/p11`, `${base}/Patient/p1/x`, `${base}x/Patient/p1`, 'Patient/p1?']
    const subjects = ours.flatMap((our) => others.flatMap((other) => [our, other, our]))
    const all = subjects.map((reference, at) => ({ ...condition(`c${at}`), subject: { reference } }))
    const prefetch = read({ conditions: bundle(...all) }, 'p1', base)
    expect(ids(prefetch, 'conditions')).toEqual(subjects.flatMap((name, at) => (ours.includes(name) ? [`c${at}`] : [])))
    expect(prefetch.strangers).toBe(25)
  })

  it('calls a Bundle of strangers read and empty', () => {
    const prefetch = read({ problems: bundle(condition('c2', 'p2')) })
    expect(prefetch.supply('conditions')).toEqual(whole)
    expect(ids(prefetch, 'conditions')).toEqual([])
  })

  it('treats a Patient with another id as not supplied', () => {
    const prefetch = read({ patient: { resourceType: 'Patient', id: 'p2', birthDate: '1990-01-01' } })
    expect(prefetch.supply('patient')).toEqual({ state: 'unread', why: 'not supplied' })
    expect(prefetch.strangers).toBe(1)
  })

  it.each([
    ['Patient/p1', 'p1'],
    ['p1', 'Patient/p1'],
    ['Patient/p1/_history/3', 'p1'],
    ['https://ehr.example.org/fhir/Patient/p1', 'p1'],
    ['HTTPS://EHR.example.org:443/fhir/Patient/p1'.replace('HTTPS', 'https'), 'p1'],
  ])('knows the patient as %s when the context says %s', (reference, patientId) => {
    const own = { resourceType: 'Condition', id: 'c1', subject: { reference } }
    expect(ids(read({ x: bundle(own) }, patientId, 'https://ehr.example.org/fhir/'), 'conditions')).toEqual(['c1'])
  })

  it.each(['https://other.example.org/fhir/Patient/p1', 'urn:uuid:5b9d1f3e-0000-4000-8000-000000000000', 'Group/p1'])(
    'does not take %s for the patient',
    (reference) => {
      const other = { resourceType: 'Condition', id: 'c1', subject: { reference } }
      const prefetch = read({ x: bundle(other) }, 'p1', 'https://ehr.example.org/fhir')
      expect(ids(prefetch, 'conditions')).toEqual([])
      expect(prefetch.strangers).toBe(1)
    },
  )

  it('knows the patient by the urn its own entry has', () => {
    const urn = 'urn:uuid:5b9d1f3e-0000-4000-8000-000000000000'
    for (const fullUrl of [urn, urn.toUpperCase()]) {
      const entry = [
        { resource: { resourceType: 'Condition', id: 'c1', subject: { reference: urn } } },
        { fullUrl, resource: { resourceType: 'Patient', id: 'p1' } },
      ]
      expect(ids(read({ x: { resourceType: 'Bundle', entry } }), 'conditions')).toEqual(['c1'])
    }
  })

  it('does not know the patient by a urn that its entry has for something else', () => {
    const fullUrl = 'urn:uuid:5b9d1f3e-0000-4000-8000-000000000000'
    const entry = [
      { resource: { resourceType: 'Patient', id: 'p1' } },
      { fullUrl, resource: { resourceType: 'Group' } },
      { resource: { ...condition('c1'), subject: { reference: fullUrl } } },
    ]
    expect(ids(read({ x: { resourceType: 'Bundle', entry } }), 'conditions')).toEqual([])
  })

  it.each([7, '', ' ', null, {}])('takes a resource whose fullUrl is %j for one without', (fullUrl) => {
    const entry = [
      { fullUrl, resource: { resourceType: 'Patient', id: 'p1' } },
      { fullUrl, resource: condition('c1') },
    ]
    const prefetch = read({ x: { resourceType: 'Bundle', entry } })
    expect(ids(prefetch, 'conditions')).toEqual(['c1'])
    expect(prefetch.located.map((located) => Object.keys(located))).toEqual([['resource'], ['resource']])
  })

  it('does not know the patient by the URL that its own entry has, of another server', () => {
    const fullUrl = 'https://other.example.org/fhir/Patient/p1'
    const entry = [
      { fullUrl, resource: { resourceType: 'Patient', id: 'p1' } },
      { resource: { resourceType: 'Condition', id: 'c1', subject: { reference: fullUrl } } },
    ]
    const prefetch = read({ x: { resourceType: 'Bundle', entry } }, 'p1', 'https://ehr.example.org/fhir')
    expect(ids(prefetch, 'conditions')).toEqual([])
    expect(prefetch.strangers).toBe(1)
  })

  it('keeps what is of a contained Patient, which has no identity to compare', () => {
    const contained = {
      ...condition('c1'),
      subject: { reference: '#p' },
      contained: [{ resourceType: 'Patient', id: 'p' }],
    }
    expect(ids(read({ conditions: bundle(contained) }), 'conditions')).toEqual(['c1'])
  })

  it('reads the patient of DSTU2’s resources', () => {
    expect(ids(read({ x: bundle(dstu2('p1'), dstu2('p2')) }), 'conditions')).toEqual(['p1'])
  })
})
