import { growthOf } from '../tools/growth.ts'
import { hooks } from '../../hooks/index.ts'
import type { HookContext } from '../../hooks/hook.ts'

const draft = (id: string | undefined, status?: string, fullUrl?: string): object => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource: {
    resourceType: 'MedicationRequest',
    ...(id === undefined ? {} : { id }),
    ...(status === undefined ? {} : { status }),
  },
})

const context = (entry: object | readonly unknown[], selections?: string | readonly string[]): HookContext => ({
  userId: 'Practitioner/p',
  patientId: 'pat',
  draftOrders: { resourceType: 'Bundle', entry },
  ...(selections === undefined ? {} : { selections }),
})

const reviewed = (name: keyof typeof hooks, given: HookContext): readonly (string | undefined)[] =>
  hooks[name]
    .drafts(given)
    .filter((entry) => entry.underReview)
    .map((entry) => entry.resource.id ?? entry.fullUrl)

describe('order-select', () => {
  const three = [draft('a', 'draft'), draft('b', 'draft'), draft('c', 'draft')]

  it('reviews the drafts that were selected, and no others', () => {
    expect(reviewed('order-select', context(three, ['MedicationRequest/b', 'MedicationRequest/c']))).toEqual(['b', 'c'])
  })

  it.each([
    ['a bare id', 'b'],
    ['an absolute URL', 'https://ehr.example.org/fhir/MedicationRequest/b'],
    ['a versioned reference', 'MedicationRequest/b/_history/3'],
    ['a reference with blanks around it', ' MedicationRequest/b '],
  ])('matches a selection given as %s', (_, selection) => {
    expect(reviewed('order-select', context(three, [selection]))).toEqual(['b'])
  })

  it('takes a single selection and a single entry for a list of one', () => {
    expect(reviewed('order-select', context(draft('b', 'draft'), 'MedicationRequest/b'))).toEqual(['b'])
    expect(reviewed('order-select', context(draft('b', 'draft'), 'MedicationRequest/c'))).toEqual([])
  })

  it('matches a selection by the entry’s full URL', () => {
    for (const selection of ['urn:uuid:1a', 'URN:UUID:1A'])
      expect(reviewed('order-select', context([draft(undefined, 'draft', 'urn:uuid:1a')], [selection]))).toEqual([
        'urn:uuid:1a',
      ])
  })

  it('reviews no draft that has a full URL unless it is that one which was selected', () => {
    const base = 'https://ehr.example.org/fhir/MedicationRequest'
    const chosen = (selection: string, ...fullUrls: string[]): readonly boolean[] =>
      hooks['order-select']
        .drafts(
          context(
            fullUrls.map((fullUrl) => draft(undefined, 'draft', fullUrl)),
            [selection],
          ),
        )
        .map(({ underReview }) => underReview)
    expect(chosen('urn:uuid:1a', 'URN:UUID:1A', 'urn:uuid:2b')).toEqual([true, false])
    expect(chosen('MedicationRequest/b', `${base}/b`, `${base}/c`)).toEqual([true, false])
    expect(chosen('MedicationRequest/b', `${base}/b`, `${base}/b`, `${base}/c`)).toEqual([true, true, false])
  })

  it('matches a selection that is written as the id is', () => {
    for (const id of ['URN:UUID:1A', 'urn:uuid:1A', 'b ', ' b'])
      for (const selection of [id, `MedicationRequest/${id}`])
        expect(reviewed('order-select', context([draft(id, 'draft')], [selection]))).toEqual([id])
  })

  it('matches a selection by an id that several drafts have', () => {
    const entries = hooks['order-select'].drafts(context([draft('a'), draft('a'), draft('b')], ['MedicationRequest/a']))
    expect(entries.map(({ underReview }) => underReview)).toEqual([true, true, false])
  })

  it('does not match an id that is only part of another', () => {
    expect(reviewed('order-select', context([draft('ab', 'draft')], ['MedicationRequest/b']))).toEqual([])
  })

  it.each(['', '  ', ' draft ', 'Draft', 'DRAFT'])('takes the status %j for a draft’s, and no other', (status) => {
    expect(reviewed('order-select', context([draft('b', status)], ['MedicationRequest/b']))).toEqual(['b'])
    expect(reviewed('order-sign', context([draft('b', status), draft('c', ' Cancelled ')]))).toEqual(['b'])
  })

  it('reviews nothing when nothing is selected', () => {
    expect(reviewed('order-select', context(three, []))).toEqual([])
  })

  it.each(['active', 'on-hold', 'completed', 'cancelled', 'stopped', 'entered-in-error'])(
    'does not review an order that is %s',
    (status) => {
      expect(reviewed('order-select', context([draft('a', status)], ['MedicationRequest/a']))).toEqual([])
    },
  )

  it('takes an absent status for draft', () => {
    expect(reviewed('order-select', context([draft('a')], ['MedicationRequest/a']))).toEqual(['a'])
  })
})

describe('order-sign', () => {
  it('reviews every draft', () => {
    expect(reviewed('order-sign', context([draft('a', 'draft'), draft('b')]))).toEqual(['a', 'b'])
  })

  it('reviews revised orders that are active or on hold', () => {
    expect(reviewed('order-sign', context([draft('a', 'active'), draft('b', 'on-hold')]))).toEqual(['a', 'b'])
  })

  it.each(['completed', 'cancelled', 'stopped', 'entered-in-error'])(
    'does not review an order that is %s',
    (status) => {
      expect(reviewed('order-sign', context([draft('a', status)]))).toEqual([])
    },
  )

  it.each([
    ['https://ehr.example.org/fhir/MedicationRequest/a', 'a'],
    ['MedicationRequest/a', 'a'],
    ['https://ehr.example.org/fhir/MedicationRequest/a/_history/2', 'a'],
    ['https://ehr.example.org/fhir/ServiceRequest/a', undefined],
    ['https://ehr.example.org/fhir/MedicationRequest/', undefined],
    ['https://ehr.example.org/fhir/MedicationRequest/a?_format=json', undefined],
    ['https://ehr.example.org/fhir/1MedicationRequest/a', undefined],
    ['urn:uuid:6f0c1d1e-0000-4000-8000-000000000001', undefined],
  ])('gives a draft without an id that of its full URL: %s', (fullUrl, id) => {
    const [entry] = hooks['order-sign'].drafts(context([draft(undefined, 'draft', fullUrl)]))
    expect(entry?.resource.id).toBe(id)
  })

  it('takes none from another server than the request’s, nor one that another draft has', () => {
    const server = 'https://ehr.example.org/fhir'
    const elsewhere = draft(undefined, 'draft', 'https://other.example.org/fhir/MedicationRequest/77')
    const here = draft(undefined, 'draft', `${server}/MedicationRequest/77`)
    const idsOf = (...entries: object[]): unknown[] =>
      hooks['order-sign'].drafts(context(entries), `${server}/`).map(({ resource }) => resource.id)
    expect(idsOf(elsewhere)).toEqual([undefined])
    expect(idsOf(here)).toEqual(['77'])
    expect(idsOf(draft(undefined, 'draft', 'MedicationRequest/77'))).toEqual(['77'])
    expect(idsOf(here, draft('77'))).toEqual([undefined, undefined])
    expect(idsOf(here, here)).toEqual([undefined, undefined])
  })

  it('gives orders of one id none, another patient’s among them: what deletes one could delete the other', () => {
    const idsOf = (...entries: object[]): unknown[] =>
      hooks['order-sign'].drafts(context(entries)).map(({ resource }) => resource.id)
    const same = draft('request-123', 'draft')
    const stranger = { resource: { resourceType: 'MedicationRequest', id: ' request-123', subject: 'Patient/other' } }
    expect(idsOf(same, draft('b'), stranger)).toEqual([undefined, 'b', undefined])
    expect(idsOf(draft('a', 'draft', 'urn:uuid:1'), draft('a', 'cancelled', 'urn:uuid:2'))).toEqual([
      undefined,
      undefined,
    ])
    expect(idsOf(same, { resource: { resourceType: 'ServiceRequest', id: 'request-123' } })).toEqual([
      'request-123',
      'request-123',
    ])
  })

  it.each([
    ['MedicationOrder', undefined],
    ['NutritionOrder', undefined],
    ['VisionPrescription', undefined],
    ['ServiceRequest', undefined],
    ['RequestGroup', 'a'],
  ])('gives none to orders of every version, and to orders alone: %s', (resourceType, id) => {
    const same = { resource: { resourceType, id: 'a' } }
    const entries = hooks['order-sign'].drafts(context([same, same]))
    expect(entries.map(({ resource }) => resource.id)).toEqual([id, id])
  })

  it('leaves its id to what orders refer to, however often it is sent', () => {
    const medication = { resource: { resourceType: 'Medication', id: 'm1' } }
    const entries = hooks['order-sign'].drafts(context([draft('a'), medication, draft('b'), medication]))
    expect(entries.map(({ resource }) => resource.id)).toEqual(['a', 'm1', 'b', 'm1'])
  })

  it('takes time that grows with the drafts that only a full URL names', () => {
    const work = (size: number) => {
      const entries = Array.from({ length: size }, (_, n) => draft(undefined, 'draft', `MedicationRequest/a${n}`))
      return () => void hooks['order-sign'].drafts(context(entries))
    }
    expect(growthOf(work, 1_000, 8_000)).toBeLessThan(1.5)
  })

  it('leaves a draft its own id', () => {
    const [entry] = hooks['order-sign'].drafts(context([draft('b', 'draft', 'https://x.org/MedicationRequest/a')]))
    expect(entry?.resource.id).toBe('b')
  })

  it('passes over entries that hold no resource', () => {
    expect(
      reviewed('order-sign', context([null, 'text', {}, { resource: null }, { resource: { id: 'x' } }, draft('a')])),
    ).toEqual(['a'])
  })

  it('changes nothing of the context it reads', () => {
    const given = context([draft('a', 'draft'), draft('a', 'draft')])
    const before = structuredClone(given)
    hooks['order-sign'].drafts(given)
    expect(given).toEqual(before)
  })
})
