import { bundle, factsOf, items, open } from './a-call.ts'

/** Shapes that clients were seen to send, where they differ from the specification. */

describe('Epic', () => {
  const base = 'https://ehr.example.org/api/FHIR/R4'
  const longId = `eAbC.${'x1-'.repeat(40)}3`
  const extension = {
    'com.epic.cdshooks.request.fhir-version': 'R4',
    'com.epic.cdshooks.request.bpa-trigger-action': '23',
  }
  const draft = {
    resourceType: 'MedicationRequest',
    id: longId,
    status: 'draft',
    intent: 'order',
    category: {
      coding: [{ system: 'http://hl7.org/fhir/medication-request-category', code: 'inpatient' }],
      text: 'Inpatient',
    },
    subject: { reference: `${base}/Patient/p1`, display: 'Doe, Jane' },
    encounter: { reference: `${base}/Encounter/e1` },
    medicationReference: { reference: `${base}/Medication/${longId}m`, display: 'metoprolol injection' },
    requester: { reference: `${base}/Practitioner/u1`, type: 'Practitioner' },
    dosageInstruction: [
      {
        route: {
          coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11', display: 'Intravenous' }],
          text: 'Intravenous',
        },
        doseQuantity: { value: 5, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
      },
    ],
  }
  const medication = {
    resourceType: 'Medication',
    id: `${longId}m`,
    code: {
      coding: [
        { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '6918' },
        { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '866508' },
        { system: 'urn:oid:2.16.840.1.113883.6.68', code: '3320003010' },
        { system: 'urn:oid:2.16.840.1.113883.6.162', code: '1657' },
      ],
      text: 'metoprolol injection',
    },
  }
  const emptySearch = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: 0,
    link: [{ relation: 'self', url: `${base}/AllergyIntolerance?patient=p1` }],
    entry: [
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000000',
        resource: {
          resourceType: 'OperationOutcome',
          issue: [
            {
              severity: 'warning',
              code: 'processing',
              details: { coding: [{ code: '4101' }], text: 'Resource request returns no results.' },
            },
          ],
        },
        search: { mode: 'outcome' },
      },
    ],
  }
  const call = {
    hook: 'order-select',
    fhirServer: base,
    request: { extension },
    context: { selections: [`MedicationRequest/${longId}`], encounterId: 'e1' },
  } as const

  it('sends a Medication as an entry of draftOrders, with several RxNorm codes and vendor systems', async () => {
    const { chart, connections } = await open({ ...call, drafts: [draft, medication] })
    const [order] = chart.asked.orders
    expect(order?.drug.concept.codes.map(({ code }) => code)).toEqual(['6918', '866508', '3320003010', '1657'])
    expect(order?.underReview).toBe(true)
    expect(chart.asked.orders).toHaveLength(1)
    expect(connections()).toBe(0)
  })

  it('before February 2024 sends a reference and its display only: the display is the name', async () => {
    const { chart, connections } = await open({ ...call, drafts: [draft], server: {} })
    expect(chart.asked.orders[0]?.drug).toEqual({
      concept: { codes: [], text: 'metoprolol injection' },
      ingredients: [],
      named: true,
    })
    expect(connections()).toBe(0)
  })

  it('sends ids longer than 64 characters and absolute references', async () => {
    const { chart } = await open({ ...call, drafts: [draft] })
    expect(chart.asked.orders[0]?.key).toBe(`MedicationRequest/${longId}`)
    expect(chart.strangers).toBe(0)
  })

  it('sends a route under its own OID, with words', async () => {
    const route = (await open({ ...call, drafts: [draft] })).chart.asked.orders[0]?.dosages[0]?.route
    expect(route).toMatchObject({
      text: 'Intravenous',
      codes: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11' }],
    })
  })

  it('mixes shapes: category an object, the dose directly in the dosage, and R4 by its own word', async () => {
    const { chart } = await open({ ...call, drafts: [draft] })
    expect(chart.version).toBe('R4')
    expect(chart.asked.orders[0]?.dosages[0]?.dose).toEqual({ value: 5, unit: 'mg' })
    const facts = await factsOf({ ...call, drafts: [draft], prefetch: { x: bundle({ ...draft, id: 'm2' }) } })
    expect(items(facts.medications)[0]?.category).toBe('inpatient')
  })

  it('types its own prefetch keys: what is inside decides', async () => {
    const problem = {
      resourceType: 'Condition',
      id: 'c1',
      subject: { reference: `${base}/Patient/p1` },
      code: { text: 'Hypertension' },
    }
    const facts = await factsOf({
      ...call,
      drafts: [draft],
      prefetch: { '-problems': bundle(problem), LGL7: { resourceType: 'Encounter', id: 'e1' } },
    })
    expect(items(facts.conditions)).toHaveLength(1)
    expect(items(facts.encounter)).toHaveLength(1)
  })

  it('answers an empty search with total 0 and an outcome entry: read, nothing recorded', async () => {
    const facts = await factsOf({ ...call, drafts: [draft], prefetch: { '-allergies': emptySearch } })
    expect(facts.allergies).toEqual({ state: 'read', items: [] })
  })

  const denied = (diagnostics: string): object => ({
    fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
    resource: {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'warning', code: 'suppressed', details: { coding: [{ code: '59204' }] }, diagnostics }],
    },
    search: { mode: 'outcome' },
  })

  it('says by a warning that a client may not see a kind of the list: not read, or in part', async () => {
    const refused = denied(
      'Client not authorized for AllergyIntolerance - Patient Chart. Search results of this type …',
    )
    const none = { ...emptySearch, entry: [refused, ...emptySearch.entry] }
    const allergies = await factsOf({ ...call, drafts: [draft], prefetch: { '-allergies': none } })
    expect(allergies.allergies.state).toBe('unread')
    const problem = {
      resourceType: 'Condition',
      id: 'c1',
      subject: { reference: 'Patient/p1' },
      code: { text: 'Gout' },
    }
    const some = {
      ...bundle(problem),
      entry: [{ resource: problem }, denied('Client not authorized for Condition - Problems. …')],
    }
    const conditions = await factsOf({ ...call, drafts: [draft], prefetch: { '-dx': some } })
    expect(conditions.conditions).toMatchObject({ state: 'read', cut: expect.stringContaining('suppressed') as string })
  })

  it.each(['Condition - Genomics', 'Condition - Reason For Visit', 'MedicationRequest - Outside Record'])(
    'says so of %s, too, which no rule looks at',
    async (kind) => {
      const search = { ...emptySearch, entry: [denied(`Client not authorized for ${kind}. …`), ...emptySearch.entry] }
      const facts = await factsOf({ ...call, drafts: [draft], prefetch: { '-allergies': search } })
      expect(facts.allergies).toEqual({ state: 'read', items: [] })
    },
  )

  it('names the user by PractitionerRole: its specialty is the requester’s', async () => {
    const role = { resourceType: 'PractitionerRole', id: 'r1', specialty: [{ text: 'Cardiology' }] }
    const { chart } = await open({
      ...call,
      context: { ...call.context, userId: 'PractitionerRole/r1' },
      drafts: [draft],
      prefetch: { user: role },
    })
    expect(chart.asked.orders[0]?.requesterSpecialty?.text).toBe('Cardiology')
  })

  it('sends a stripped hook where the URL differs from the registered one: no order, no read', async () => {
    const { chart, connections } = await open({ ...call, drafts: [], server: {} })
    expect(chart.asked.orders).toEqual([])
    expect(connections()).toBe(0)
  })

  it.each([
    ['DSTU2', 'DSTU2'],
    ['STU3', 'STU3'],
  ])('says that it was registered with %s', async (said, version) => {
    const { chart } = await open({
      ...call,
      drafts: [draft],
      request: { extension: { 'com.epic.cdshooks.request.fhir-version': said } },
    })
    expect(chart.version).toBe(version)
  })
})

describe('the CDS Hooks Sandbox', () => {
  const entering = {
    resourceType: 'MedicationRequest',
    id: 'request-123',
    status: 'draft',
    subject: { reference: 'Patient/p1' },
  }
  const chosen = {
    ...entering,
    intent: 'order',
    category: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code: 'inpatient' }],
    },
    medicationCodeableConcept: {
      text: 'Metoprolol 25 MG',
      coding: [{ display: 'Metoprolol 25 MG', system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '866924' }],
    },
    dosageInstruction: [
      {
        doseAndRate: [{ doseQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: '{pill}' } }],
        timing: {
          repeat: {
            boundsPeriod: { start: '2026-03-01', end: '2026-03-31' },
            frequency: 1,
            period: 1,
            periodUnit: 'd',
          },
        },
      },
    ],
    reasonCode: {
      coding: [{ system: 'http://snomed.info/sct', code: '38341003', display: 'Hypertension' }],
      text: 'Hypertension',
    },
  }
  const select = { hook: 'order-select', context: { selections: ['MedicationRequest/request-123'] } } as const

  it('asks on entering, with an order that names no drug, no intent and no dosage: nothing is missing, nothing is read', async () => {
    const { chart, connections } = await open({ ...select, drafts: [entering], server: {} })
    expect(chart.asked.orders).toEqual([
      {
        key: 'MedicationRequest/request-123',
        underReview: true,
        status: 'draft',
        doNotPerform: false,
        drug: { concept: { codes: [] }, ingredients: [], named: true },
        dosages: [],
        notes: [],
        reasons: [],
      },
    ])
    expect(connections()).toBe(0)
  })

  it('sends category and reasonCode as objects', async () => {
    const { chart } = await open({ ...select, drafts: [chosen] })
    expect(chart.asked.orders[0]?.reasons.map(({ concept }) => concept.codes[0]?.code)).toEqual(['38341003'])
    expect(chart.version).toBe('R4')
  })

  it('sends doses in pills, a plain frequency and never a route', async () => {
    const { chart } = await open({ ...select, drafts: [chosen] })
    expect(chart.asked.orders[0]?.dosages).toEqual([{ dose: { value: 1, unit: 'pill' }, perDay: 1 }])
  })

  it('drops the reason at order-sign, and leaves Bundle.type out', async () => {
    const { reasonCode: _dropped, ...signed } = chosen
    const { chart } = await open({
      context: { draftOrders: { resourceType: 'Bundle', entry: [{ resource: signed }] } },
    })
    expect(chart.asked.orders[0]).toMatchObject({ underReview: true, reasons: [] })
  })

  it('never names an encounter: that need is unread and says so', async () => {
    const { chart } = await open({ ...select, drafts: [chosen], needs: ['encounter'], server: {} })
    await chart.complete()
    expect(chart.explain('encounter')).toBe('prefetch key "encounter": not supplied; the request names no encounter')
  })

  it('leaves failed keys out and sends empty searches with total 0', async () => {
    const prefetch = { conditions: { resourceType: 'Bundle', type: 'searchset', total: 0 } }
    const facts = await factsOf({ ...select, drafts: [chosen], prefetch })
    expect(facts.conditions).toEqual({ state: 'read', items: [] })
    expect(facts.allergies.state).toBe('unread')
  })

  it('sends no prefetch member at all where nothing was resolved', async () => {
    const facts = await factsOf({ ...select, drafts: [chosen], server: { 'Condition?patient=p1': [] } })
    expect(facts.conditions).toEqual({ state: 'read', items: [] })
  })
})

describe('the Lighthouse of the U.S. Department of Veterans Affairs', () => {
  const inClass = (code: string, display: string, name?: string): object => ({
    resourceType: 'MedicationRequest',
    id: code,
    status: 'active',
    subject: { reference: 'Patient/p1' },
    medicationCodeableConcept: {
      coding: [{ system: 'https://www.pbm.va.gov/nationalformulary.asp', code, display }],
      ...(name === undefined ? {} : { text: name }),
    },
  })
  const named = async (order: object): Promise<unknown> =>
    items((await factsOf({ prefetch: { medications: bundle(order) } })).medications)[0]?.drug.concept

  it('codes a drug by its class: the text is the name', async () => {
    expect(await named(inClass('NT200', 'ANTI-INFLAMMATORIES,NASAL', 'FLUTICASONE'))).toEqual({
      codes: [],
      text: 'FLUTICASONE',
    })
  })
  it('may tell the class alone', async () => {
    expect(await named(inClass('MS102', 'NONSALICYLATE NSAIs,ANTIRHEUMATIC'))).toMatchObject({
      codes: [{ code: 'MS102', display: 'NONSALICYLATE NSAIs,ANTIRHEUMATIC' }],
    })
  })
})

describe('other clients', () => {
  it('put an HTML page of an error where a resource belongs: not supplied, the server is asked', async () => {
    const { chart, asked } = await open({
      needs: ['conditions'],
      prefetch: { conditions: '<!doctype html><h1>502 Bad Gateway</h1>' },
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual(['Condition?patient=p1'])
    expect(chart.explain('conditions')).toBe(
      'prefetch key "conditions": not a FHIR resource; read Condition?patient: HTTP 500',
    )
  })

  it('put an OperationOutcome there: failed, the server is asked', async () => {
    const { chart, asked } = await open({
      needs: ['conditions'],
      prefetch: { conditions: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] } },
      server: {},
    })
    await chart.complete()
    expect(asked).toEqual(['Condition?patient=p1'])
    expect(chart.explain('conditions')).toContain('prefetch key "conditions": OperationOutcome (forbidden)')
  })
})

describe('MIMIC-IV on FHIR', () => {
  const own = 'http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-medication-name'

  it.each([
    [{ coding: [{ system: own, code: 'Ketamine (PCA)' }] }, 'Ketamine (PCA)'],
    [{ coding: [{ system: own, code: 'Ketamine', display: 'ketamine 50 mg/mL' }] }, 'ketamine 50 mg/mL'],
    [{ coding: [{ system: own, code: '00409205105' }] }, undefined],
    [{ coding: [{ system: 'http://fdasis.nlm.nih.gov', code: 'WKXYIF10QM' }] }, undefined],
    [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'not-permitted' }] },
      undefined,
    ],
  ])('has the name of a drug for its code: %j', async (medicationCodeableConcept, display) => {
    const { chart } = await open({
      drafts: [
        { resourceType: 'MedicationRequest', id: 'd', subject: { reference: 'Patient/p1' }, medicationCodeableConcept },
      ],
    })
    expect(chart.asked.orders[0]?.drug.concept.codes[0]?.display).toBe(display)
  })
})
