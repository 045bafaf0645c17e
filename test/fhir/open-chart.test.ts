import { unread } from '../../src/fhir/server-contract.ts'
import { aDraft, allergy, bundle, condition, factsOf, items, open } from './a-call.ts'

const byReference = (reference: object): object =>
  aDraft({ medicationCodeableConcept: undefined, medicationReference: reference })
const medication = { resourceType: 'Medication', id: 'm1', code: { text: 'Metoprolol' } }
const encounter = (id: string): object => ({ resourceType: 'Encounter', id, period: { start: '2026-03-01' } })

describe('opening a chart', () => {
  it('asks for no server when the drafts name what they order', async () => {
    const { chart, connections } = await open({ server: {}, fhirServer: 'https://ehr.example.org/fhir' })
    expect(chart.asked.orders).toHaveLength(1)
    expect([connections(), chart.reads()]).toEqual([0, 0])
  })

  it('reads the Medication that an order under review refers to, and nothing else', async () => {
    const { chart, asked } = await open({
      drafts: [byReference({ reference: 'Medication/m1' })],
      server: { 'Medication/m1': [medication] },
    })
    expect(asked).toEqual(['Medication/m1'])
    expect(chart.reads()).toBe(1)
    expect(chart.asked.orders[0]?.drug).toMatchObject({ concept: { text: 'Metoprolol' }, named: true })
  })

  it('reads no Medication where the reference carries words, or is not under review', async () => {
    const withWords = byReference({ reference: 'Medication/m1', display: 'Metoprolol' })
    const unselected = { ...byReference({ reference: 'Medication/m2' }), id: 'other' }
    const { connections } = await open({ hook: 'order-select', drafts: [withWords, unselected], server: {} })
    expect(connections()).toBe(0)
  })

  it.each([
    ['at another server', 'https://other.example.org/fhir/Medication/m1'],
    ['by a urn', 'urn:uuid:1f7ba8f4-0000-4000-8000-000000000000'],
    ['inside the draft', '#m1'],
  ])('asks the server for no Medication %s', async (_, reference) => {
    const { chart, connections } = await open({
      drafts: [byReference({ reference })],
      fhirServer: 'https://ehr.example.org/fhir',
      server: {},
    })
    expect(connections()).toBe(0)
    expect(chart.asked.orders[0]?.drug.named).toBe(false)
    expect(chart.explain('medication')).toBe(
      'draftOrders: a medicationReference leads to nothing in draftOrders or prefetch; and not to the FHIR server of the request',
    )
  })

  it('says why a Medication could not be read', async () => {
    const { chart } = await open({
      drafts: [byReference({ reference: 'Medication/m1' })],
      server: { 'Medication/m1': unread('HTTP 403') },
    })
    expect(chart.asked.orders[0]?.drug.named).toBe(false)
    expect(chart.explain('medication')).toBe(
      'draftOrders: a medicationReference leads to nothing in draftOrders or prefetch; read Medication/{id}: HTTP 403',
    )
  })

  it('leaves out drafts of another subject and counts them', async () => {
    const stranger = aDraft({ id: 'draft-2', subject: { reference: 'Patient/p2' } })
    const unnamed = aDraft({ id: 'draft-3', subject: undefined })
    const { chart } = await open({ drafts: [aDraft(), stranger, unnamed] })
    expect(chart.asked.orders.map(({ key }) => key)).toEqual(['MedicationRequest/draft-1', 'MedicationRequest/draft-3'])
    expect(chart.drafts).toHaveLength(2)
    expect(chart.strangers).toBe(1)
  })

  it('knows the subject of a draft by the urn of the Patient in the prefetch', async () => {
    const fullUrl = 'urn:uuid:5b9d1f3e-0000-4000-8000-000000000000'
    const patients = { resourceType: 'Bundle', entry: [{ fullUrl, resource: { resourceType: 'Patient', id: 'p1' } }] }
    const drafts = [aDraft({ subject: { reference: fullUrl } })]
    expect((await open({ drafts, prefetch: { patients } })).chart.asked.orders).toHaveLength(1)
    const inCapitals = [aDraft({ subject: { reference: fullUrl.toUpperCase() } })]
    expect((await open({ drafts: inCapitals, prefetch: { patients } })).chart.asked.orders).toHaveLength(1)
    expect((await open({ drafts })).chart.asked.orders).toHaveLength(0)
  })

  it('knows the subject of a draft by the urn of the Patient beside it, and takes no other patient for it', async () => {
    const fullUrl = 'urn:uuid:5b9d1f3e-0000-4000-8000-000000000000'
    const beside = async (id: string): Promise<number> => {
      const drafts = [
        { fullUrl, resource: { resourceType: 'Patient', id } },
        aDraft({ subject: { reference: fullUrl } }),
      ]
      return (await open({ drafts })).chart.asked.orders.length
    }
    expect([await beside('p1'), await beside('p2')]).toEqual([1, 0])
  })

  it('names of what could not be read only what was asked about', async () => {
    const { chart } = await open({
      needs: [],
      drafts: [{ ...byReference({ reference: 'Medication/m1' }), reasonReference: [{ reference: 'Condition/c1' }] }],
      server: { 'Medication/m1': unread('HTTP 403') },
    })
    await chart.complete()
    expect(chart.explain('medication')).toMatch(/prefetch; read Medication\/\{id\}: HTTP 403$/)
    expect(chart.explain('reason')).toMatch(/prefetch; read Condition\/\{id\}: HTTP 500$/)
  })

  it('knows its patient by any base URL of its FHIR server, and by no other', async () => {
    const [called, alias, unknown] = ['proxy', 'direct', 'other'].map((name) => `https://${name}.example.org/fhir`)
    const under = (base = '', id = 'p1') => {
      const name = `${base}-${id}`
      return aDraft({ id: name, subject: { reference: `${base}/Patient/${id}` }, medicationCodeableConcept: name })
    }
    const { chart } = await open({
      drafts: [under(called), under(alias), under(alias, 'p2'), under(unknown)],
      fhirServer: called as string,
      aliases: [alias as string],
    })
    expect(chart.drafts.map(({ resource }) => resource.id)).toEqual([`${called}-p1`, `${alias}-p1`])
    expect(chart.strangeDrugs.map(({ concept }) => concept.text)).toEqual([`${alias}-p2`, `${unknown}-p1`])
  })

  it('finds what is referred to by any base URL of its FHIR server, and asks that server for it, by no other', async () => {
    const byName = (base: string) => ({
      drafts: [byReference({ reference: `https://${base}.example.org/fhir/Medication/m1` })],
      fhirServer: 'https://proxy.example.org/fhir',
      aliases: ['https://direct.example.org/fhir'],
    })
    const server = { 'Medication/m1': [medication] }
    const read = await open({ ...byName('direct'), server })
    expect([read.asked, read.chart.asked.orders[0]?.drug.named]).toEqual([['Medication/m1'], true])
    const supplied = await open({ ...byName('direct'), server, prefetch: { x: medication } })
    expect([supplied.asked, supplied.chart.asked.orders[0]?.drug.named]).toEqual([[], true])
    const elsewhere = await open({ ...byName('other'), server, prefetch: { x: medication } })
    expect([elsewhere.asked, elsewhere.chart.asked.orders[0]?.drug.named]).toEqual([[], false])
  })

  it('leaves the request as it was', async () => {
    const drafts = [aDraft({ reasonReference: [{ reference: 'Condition/c1' }] })]
    const prefetch = { conditions: bundle(condition('c1')) }
    const before = JSON.stringify([drafts, prefetch])
    await factsOf({ drafts, prefetch, server: {} })
    expect(JSON.stringify([drafts, prefetch])).toBe(before)
  })
})

describe('completing a chart', () => {
  it('reads every need that prefetch lacks, in parallel, and none that it has', async () => {
    const { chart, asked } = await open({
      context: { encounterId: 'e1' },
      prefetch: { '-problems': bundle(condition('c1')), allergies: null },
      server: {
        'Patient/p1': [{ resourceType: 'Patient', id: 'p1', gender: 'female' }],
        'Encounter/e1': [encounter('e1')],
      },
    })
    const facts = await chart.complete()
    expect(asked).toEqual([
      'Patient/p1',
      'Encounter/e1',
      'MedicationRequest?patient=p1',
      'MedicationAdministration?patient=p1&effective-time=ge2026-02-26',
      expect.stringMatching(/^Observation\?patient=p1&code=.*21112-8&date=ge2025-/),
    ])
    expect(items(facts.patient)).toEqual([{ sex: 'female' }])
    expect(items(facts.encounter)).toEqual([{ reasons: [], service: [], start: '2026-03-01' }])
    expect(facts.allergies).toEqual({ state: 'read', items: [] })
    expect(facts.medications.state).toBe('unread')
    expect(chart.reads()).toBe(5)
  })

  it('reads nothing that the guidance does not need', async () => {
    const { chart, asked } = await open({
      needs: ['conditions'],
      server: { 'Condition?patient=p1': [condition('c1')] },
    })
    const facts = await chart.complete()
    expect(asked).toEqual(['Condition?patient=p1'])
    expect(facts.allergies.state).toBe('unread')
  })

  it('reads once, however often it is asked to', async () => {
    const { chart, asked } = await open({ needs: ['conditions'], server: { 'Condition?patient=p1': [] } })
    const [first, second] = await Promise.all([chart.complete(), chart.complete()])
    expect(first).toBe(second)
    expect(asked).toHaveLength(1)
  })

  it('reads the Medications of drafts that are not under review, and of doses given', async () => {
    const given = { resourceType: 'MedicationAdministration', medicationReference: { reference: 'Medication/m1' } }
    const { chart, asked } = await open({
      hook: 'order-select',
      needs: ['administrations'],
      drafts: [aDraft(), { ...byReference({ reference: 'Medication/m2' }), id: 'other' }],
      prefetch: { administrations: bundle(given) },
      server: { 'Medication/m1': [medication], 'Medication/m2': [{ ...medication, id: 'm2' }] },
    })
    const facts = await chart.complete()
    expect(asked.toSorted()).toEqual(['Medication/m1', 'Medication/m2'])
    expect(facts.orders[1]?.drug.concept.text).toBe('Metoprolol')
    expect(items(facts.administrations)[0]?.drug.concept.text).toBe('Metoprolol')
  })

  it('counts the strangers of drafts, of prefetch and of the server', async () => {
    const { chart } = await open({
      needs: ['conditions', 'allergies'],
      drafts: [aDraft(), aDraft({ id: 'draft-2', subject: { reference: 'Patient/p2' } })],
      prefetch: { allergies: bundle(allergy('p2'), allergy('p1')) },
      server: { 'Condition?patient=p1': [condition('c1', 'p2')] },
    })
    await chart.complete()
    expect(chart.strangers).toBe(3)
  })

  it('reads again what prefetch says has failed', async () => {
    const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] }
    const facts = await factsOf({
      needs: ['conditions'],
      prefetch: { conditions: failed },
      server: { 'Condition?patient=p1': [condition('c1')] },
    })
    expect(items(facts.conditions)).toHaveLength(1)
  })

  it.each([
    ['a 404', { server: { 'Encounter/e1': [] } }],
    ['null', { prefetch: { encounter: null } }],
  ])('says that nothing is known of an encounter that is not there: %s', async (_, call) => {
    const facts = await factsOf({ needs: ['encounter'], context: { encounterId: 'e1' }, ...call })
    expect(facts.encounter).toEqual({ state: 'read', items: [], cut: 'the encounter is not there' })
  })

  it('has no encounter to miss where the call names none', async () => {
    const facts = await factsOf({ needs: ['encounter'], prefetch: { encounter: null } })
    expect(facts.encounter).toEqual({ state: 'read', items: [] })
  })

  it('passes on that a search was cut', async () => {
    const answer = { ok: true, resources: [condition('c1') as never], cut: 'more than 20 pages' } as const
    const { chart } = await open({ needs: ['conditions'], server: { 'Condition?patient=p1': answer } })
    expect((await chart.complete()).conditions).toMatchObject({ state: 'read', cut: 'more than 20 pages' })
    expect(chart.explain('conditions')).toBe(
      'prefetch key "conditions": not supplied; read Condition?patient: more than 20 pages',
    )
  })

  it('asks a DSTU2 server for MedicationOrders', async () => {
    const { chart, asked } = await open({
      needs: ['medications'],
      drafts: [{ ...aDraft(), resourceType: 'MedicationOrder' }],
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual(['MedicationOrder?patient=p1'])
  })

  it('asks by bare ids where the context has types in front of them', async () => {
    const { chart, asked } = await open({
      needs: ['patient', 'encounter'],
      context: { patientId: 'Patient/p1', encounterId: 'Encounter/e1' },
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual(['Patient/p1', 'Encounter/e1'])
  })
})

describe('a list supplied in part', () => {
  const failure = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] }
  const query = 'Condition?patient=p1'
  const elsewhere = { relation: 'next', url: 'https://internal.example.org/fhir/Condition?page=2' }
  const parts: readonly [string, object, string][] = [
    ['fewer than its total', { ...bundle(condition('c1')), total: 99 }, '1 of 99 supplied'],
    ['an error beside its entries', bundle(condition('c1'), failure), 'OperationOutcome (timeout)'],
    ['a page that cannot be read', { ...bundle(condition('c1')), link: [elsewhere] }, 'next page: HTTP 500'],
  ]

  it.each(parts)('is completed from the server: %s', async (_, part) => {
    const { chart, asked } = await open({
      needs: ['conditions'],
      prefetch: { conditions: part },
      server: { [query]: [condition('c1'), condition('c2')] },
    })
    const facts = await chart.complete()
    expect(asked.at(-1)).toBe(query)
    expect(facts.conditions).not.toHaveProperty('cut')
    expect(items(facts.conditions).map(({ concept }) => concept.text)).toEqual(['Problem c1', 'Problem c2'])
  })

  it.each(parts)('stays in part where the server cannot be read, or shows nothing of it: %s', async (_, part, cut) => {
    for (const answer of [unread('HTTP 403'), [], [condition('c2', 'p2')]]) {
      const { chart } = await open({
        needs: ['conditions'],
        prefetch: { conditions: part },
        server: { [query]: answer },
      })
      const facts = await chart.complete()
      expect(facts.conditions).toMatchObject({ state: 'read', cut })
      expect(items(facts.conditions)).toHaveLength(1)
      expect(chart.explain('conditions')).toMatch(`prefetch key "conditions": ${cut}; read Condition?patient: `)
    }
  })

  it('says why it is in part even so', async () => {
    const facts = await factsOf({
      needs: ['conditions'],
      prefetch: { conditions: { ...bundle(condition('c1')), total: 99 } },
      server: { [query]: { ok: true, resources: [condition('c2') as never], cut: 'more than 20 pages' } },
    })
    expect(facts.conditions).toMatchObject({ state: 'read', cut: 'more than 20 pages' })
    expect(items(facts.conditions)).toHaveLength(2)
  })

  it('is not asked for again where it is whole', async () => {
    const { asked, chart } = await open({
      needs: ['conditions', 'allergies', 'medications'],
      prefetch: { conditions: { ...bundle(condition('c1')), total: 1 }, allergies: null, medications: bundle() },
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual([])
  })
})

describe('pages of supplied Bundles', () => {
  const next = 'https://ehr.example.org/fhir?page=2'
  const first = { ...bundle(condition('c1')), total: 2, link: [{ relation: 'next', url: next }] }

  it('are followed', async () => {
    const facts = await factsOf({
      needs: ['conditions'],
      prefetch: { problems: first },
      server: { [next]: [condition('c2'), condition('c1')] },
    })
    expect(facts.conditions).not.toHaveProperty('cut')
    expect(items(facts.conditions).map(({ concept }) => concept.text)).toEqual(['Problem c1', 'Problem c2'])
  })

  it('are missed by nobody where the first held nothing and the server says that there is nothing', async () => {
    const empty = { resourceType: 'Bundle', link: [{ relation: 'next', url: next }], entry: [] }
    const call = { needs: ['conditions'], prefetch: { conditions: empty } } as const
    expect((await factsOf({ ...call, server: { 'Condition?patient=p1': [] } })).conditions).toEqual({
      state: 'read',
      items: [],
    })
    expect((await factsOf({ ...call, server: {} })).conditions).toMatchObject({ cut: 'next page: HTTP 500' })
  })

  it('are missed aloud when they cannot be followed', async () => {
    const facts = await factsOf({ needs: ['conditions'], prefetch: { problems: first } })
    expect(facts.conditions).toMatchObject({ state: 'read', cut: 'next page: no FHIR server is named' })
    expect(items(facts.conditions)).toHaveLength(1)
  })

  it('are followed once when the Bundle answers two needs', async () => {
    const request = { resourceType: 'MedicationRequest', id: 'm1' }
    const both = { ...first, entry: [...(bundle(condition('c1'), request)['entry'] as object[])] }
    const { chart, asked } = await open({
      needs: ['conditions', 'medications'],
      prefetch: { both },
      server: { [next]: [condition('c2'), { ...request, id: 'm2' }] },
    })
    const facts = await chart.complete()
    expect(asked).toEqual([next])
    expect([items(facts.conditions).length, items(facts.medications).length]).toEqual([2, 2])
  })
})
