import { SignJWT } from 'jose'
import { hooks } from '../hooks/index.ts'
import { diagnose, Doctor, type Visit } from '../src/doctor.ts'

const url = 'https://cds.example.org/cds-services/a-service'
const visit = (over: Partial<Visit> = {}): Visit => ({ hook: hooks['order-select'], url: () => url, ...over })
const ailments = (body: unknown, over?: Partial<Visit>): string[] =>
  diagnose(body, visit(over)).map(({ ailment }) => ailment)

const draft = {
  resourceType: 'MedicationRequest',
  id: 'd1',
  status: 'draft',
  requester: { reference: 'Practitioner/1' },
}
const request = (context: object = {}, more: object = {}): object => ({
  hook: 'order-select',
  hookInstance: 'h',
  context: {
    userId: 'Practitioner/1',
    patientId: 'p1',
    selections: ['MedicationRequest/d1'],
    draftOrders: { resourceType: 'Bundle', entry: [{ resource: draft }] },
    ...context,
  },
  ...more,
})

const token = (claims: object): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('x'.repeat(32)))

describe('a healthy call', () => {
  it('has no finding', () => {
    expect(ailments(request())).toEqual([])
    expect(ailments(request({}, { prefetch: { anything: { resourceType: 'Patient', id: 'p1' } } }))).toEqual([])
  })

  it('has no finding when prefetch says that nothing was found', () => {
    expect(ailments(request({}, { prefetch: { patient: null, conditions: { resourceType: 'Bundle' } } }))).toEqual([])
  })
})

describe('a chart that was not read in full', () => {
  it('is told, with what is missing of it', () => {
    const [finding, ...more] = diagnose(request(), visit({ missing: ['conditions', 'allergies'] }))
    expect([finding?.ailment, more]).toEqual(['chart-unread', []])
    expect(finding?.advice).toMatch(/conditions, allergies\. .*scopes/)
    expect(ailments(request(), { missing: [] })).toEqual([])
    expect(ailments(request({ encounterId: 'e1' }), { missing: ['encounter'] })).toEqual(['chart-unread'])
  })

  it('is whole without an encounter where the request names none', () => {
    for (const encounterId of [undefined, null, ''])
      expect(ailments(request({ encounterId }), { missing: ['encounter'] })).toEqual([])
    const named = [{ resource: { ...draft, encounter: { reference: 'Encounter/e1' } }, underReview: true }]
    expect(ailments(request(), { missing: ['encounter'], drafts: named })).toEqual(['chart-unread'])
  })
})

describe('a stripped request', () => {
  it.each([
    ['no context', { hook: 'order-select', hookInstance: 'h' }],
    ['an empty context', { hook: 'order-select', hookInstance: 'h', context: {} }],
    ['an empty object', {}],
    ['a string', 'text'],
  ])('is recognised by %s, and the advice names the exact URL', (_, body) => {
    const [finding] = diagnose(body, visit())
    expect(finding?.ailment).toBe('stripped-request')
    expect(finding?.advice).toContain(url)
  })
})

describe('drafts', () => {
  it('that are missing point at the scopes for unsigned orders', () => {
    const [finding] = diagnose(request({ draftOrders: undefined }), visit())
    expect(finding?.ailment).toBe('draft-orders-missing')
    expect(finding?.advice).toContain('Unsigned Order')
  })

  it('that are no Bundle are told as that, not as empty', () => {
    expect(ailments(request({ draftOrders: draft }))).toEqual(['draft-orders-missing'])
    expect(ailments(request({ draftOrders: { entry: [{ resource: draft }] } }))).toEqual([])
  })

  it('that were selected and are not drafts any more are not said to be unnamed', () => {
    const entry = [{ resource: { ...draft, status: 'active' } }]
    const [finding] = diagnose(request({ draftOrders: { resourceType: 'Bundle', entry } }), visit())
    expect(finding?.ailment).toBe('selections-unmatched')
    expect(finding?.advice).toContain('status')
  })

  it.each<[string, object, boolean]>([
    ['a local code alone', { coding: [{ system: 'urn:oid:1.2.840.114350.1.13', code: '999' }] }, true],
    ['a local code and a blank name', { coding: [{ system: 'urn:x', code: '999', display: ' ' }], text: '' }, true],
    ['a local code and a name', { coding: [{ system: 'urn:x', code: '999', display: 'Ketamine' }] }, false],
    ['a local code and words', { coding: [{ system: 'urn:x', code: '999' }], text: 'Ketamine' }, false],
    [
      'a code of RxNorm',
      { coding: [{ code: '999' }, { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '6130' }] },
      false,
    ],
    ['nothing', {}, false],
  ])('whose drug is %s can be told or not', (_, medicationCodeableConcept, isFinding) => {
    const entry = [{ resource: { ...draft, medicationCodeableConcept } }]
    expect(ailments(request({ draftOrders: { resourceType: 'Bundle', entry } }))).toEqual(
      isFinding ? ['drug-unnamed'] : [],
    )
  })

  it('that are empty are told apart', () => {
    expect(ailments(request({ draftOrders: { resourceType: 'Bundle', entry: [] } }))).toEqual(['draft-orders-empty'])
  })

  it('need selections at order-select, not at order-sign', () => {
    expect(ailments(request({ selections: undefined }))).toEqual(['selections-missing'])
    expect(ailments(request({ selections: undefined }), { hook: hooks['order-sign'] })).toEqual([])
  })

  it('that no selection names are told', () => {
    expect(ailments(request({ selections: ['MedicationRequest/other'] }))).toEqual(['selections-unmatched'])
  })

  it.each([
    ['DSTU2', { resourceType: 'MedicationOrder', id: 'd1', status: 'draft' }, 'MedicationOrder/d1'],
    ['STU3', { ...draft, requester: { agent: { reference: 'Practitioner/1' } } }, 'MedicationRequest/d1'],
    ['R5', { ...draft, medication: { concept: { text: 'x' } } }, 'MedicationRequest/d1'],
  ])('of %s are told, for alternatives cannot be ordered by a click', (version, resource, selection) => {
    const context = { selections: [selection], draftOrders: { resourceType: 'Bundle', entry: [{ resource }] } }
    const [finding] = diagnose(request(context), visit())
    expect(finding?.ailment).toBe('fhir-version')
    expect(finding?.advice).toContain(version)
  })
})

describe('prefetch', () => {
  it('whose keys hold no resource is told by its keys', () => {
    const [finding] = diagnose(request({}, { prefetch: { '-user': 'Patient?x', pt: {} } }), visit())
    expect(finding?.ailment).toBe('prefetch-unmapped')
    expect(finding?.advice).toContain('-user, pt')
  })

  it('that holds errors only is told apart', () => {
    const [finding] = diagnose(request({}, { prefetch: { pt: { resourceType: 'OperationOutcome' } } }), visit())
    expect(finding?.advice).toContain('only errors')
  })

  it('never has a key repeated that is not a plain name', () => {
    const [finding] = diagnose(request({}, { prefetch: { 'John Doe, born 1980': {} } }), visit())
    expect(finding?.advice).not.toContain('John')
  })
})

describe('a refused call', () => {
  const refused = { failure: 'UNAUTHENTICATED' } as const

  it('without a token is told so', () => {
    expect(ailments(request(), refused)).toEqual(['token-absent'])
  })

  it('with another audience gets the exact one to write, and nothing of its token', async () => {
    const jwt = await token({ aud: 'https://cds.example.org', sub: 'secret-subject' })
    const [finding] = diagnose(undefined, visit({ ...refused, authorization: `Bearer ${jwt}` }))
    expect(finding?.ailment).toBe('audience-wrong')
    expect(finding?.advice).toContain(url)
    expect(finding?.advice).not.toContain('secret')
  })

  it.each([[url], [`${url}/`], [url.replace('/cds-services', '//cds-services')], [['https://other.example.org', url]]])(
    'with the audience %j is refused for something else',
    async (aud) => {
      const jwt = await token({ aud })
      expect(ailments(undefined, { ...refused, authorization: `Bearer ${jwt}` })).toEqual([])
    },
  )

  it('with a token that cannot be read has no finding', () => {
    expect(ailments(undefined, { ...refused, authorization: 'Bearer a.b.c' })).toEqual([])
  })

  it('for its FHIR server says where that is registered', () => {
    const [finding, ...more] = diagnose(request(), visit({ failure: 'FHIR_SERVER_FORBIDDEN' }))
    expect([finding?.ailment, more]).toEqual(['fhir-server-unregistered', []])
    expect(finding?.advice).toMatch(/TRUSTED_CLIENTS.*AUTH=open.*FHIR_SERVERS/)
  })
})

describe('the case notes', () => {
  it('count by client, service and ailment, most frequent first, and tell the metrics', () => {
    const seen: string[] = []
    const doctor = new Doctor((client, ailment) => seen.push(`${client} ${ailment}`))
    const stripped = diagnose({}, visit())
    const missing = diagnose(request({ draftOrders: undefined }), visit())
    doctor.note(missing, 'b', 's', new Date('2026-01-01T00:00:00Z'))
    doctor.note(stripped, 'a', 's', new Date('2026-01-01T00:00:00Z'))
    doctor.note(stripped, 'a', 's', new Date('2026-01-02T00:00:00Z'))
    expect(
      doctor.notes().map(({ client, ailment, count, lastSeen }) => [client, ailment, count, lastSeen.slice(0, 10)]),
    ).toEqual([
      ['a', 'stripped-request', 2, '2026-01-02'],
      ['b', 'draft-orders-missing', 1, '2026-01-01'],
    ])
    expect(seen).toEqual(['b draft-orders-missing', 'a stripped-request', 'a stripped-request'])
  })
})
