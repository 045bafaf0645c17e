/* oxlint-disable typescript/no-explicit-any -- answers are read as a client would */
import { Fhir } from 'fhir/fhir.js'
import { cards } from '../../cards/index.ts'
import { build, fixture, post, type App } from '../app.ts'
import { hang, startFaultServer } from '../fhir/peers/fault-server.ts'
import { everything, servicesOfTheFixtures } from './services.ts'

let app: App
beforeAll(async () => {
  app = await build()
})

const anothers = { subject: { reference: 'Patient/another' }, patient: { reference: 'Patient/another' } }
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe.each(servicesOfTheFixtures)('the answer of $url', ({ url, hook }) => {
  let body: any
  let card: any
  let request: Record<string, any>
  beforeAll(async () => {
    request = fixture(`${hook}-iv-ketamine-migraine`)
    body = (await post(app, url, request)).body
    card = body.cards[0]
  })

  it('A1: has cards, and no system actions', () => {
    expect(Object.keys(body)).toEqual(['cards'])
    expect(body.cards).toHaveLength(1)
  })
  it('A1: is an empty list where there is nothing to say', async () => {
    const silent = await post(app, url, {
      ...fixture('order-sign-no-ketamine'),
      hook,
      context: { ...fixture('order-sign-no-ketamine')['context'], selections: ['MedicationRequest/draft-ondansetron'] },
    })
    expect(silent).toMatchObject({ status: 200, body: { cards: [] } })
  })
  it('A2: has a unique uuid, a summary under 140 characters, an indicator and a source with a topic', async () => {
    expect(card.uuid).toMatch(uuid)
    const again = (await post(app, url, request)).body.cards[0]
    expect(again.uuid).not.toBe(card.uuid)
    expect(card.summary.length).toBeLessThan(140)
    expect(['info', 'warning', 'critical']).toContain(card.indicator)
    expect(card.source).toMatchObject({
      label: expect.stringMatching(/./),
      url: expect.stringMatching(/^https:\/\//),
      topic: {
        system: expect.stringMatching(/./),
        code: expect.stringMatching(/^[A-Za-z0-9]{1,100}$/),
        display: expect.stringContaining(cards[0]?.version ?? ''),
      },
    })
  })
  it('A2: has a detail without HTML', () => {
    expect(card.detail).not.toMatch(/<[a-z/!]/i)
  })
  it('A3: tells how suggestions may be chosen, each with label, uuid and actions', () => {
    expect(card.selectionBehavior).toBe('at-most-one')
    expect(card.suggestions.length).toBeGreaterThan(0)
    const ids = card.suggestions.map((suggestion: any) => suggestion.uuid)
    expect(new Set([card.uuid, ...ids]).size).toBe(ids.length + 1)
    for (const suggestion of card.suggestions) {
      expect(suggestion.label).toMatch(/./)
      expect(suggestion.uuid).toMatch(uuid)
      expect(suggestion.actions.length).toBeGreaterThan(0)
    }
  })
  it('A3: recommends one at most (cds-resp-1)', () => {
    expect(card.suggestions.filter((suggestion: any) => suggestion.isRecommended === true).length).toBeLessThanOrEqual(
      1,
    )
  })
  it('A4: creates with a resource, and then deletes drafts of this call without one (cds-resp-2, cds-resp-5)', () => {
    const drafts = request['context'].draftOrders.entry.map(
      ({ resource }: any) => `${resource.resourceType}/${resource.id}`,
    )
    for (const { actions } of card.suggestions) {
      const types = actions.map(({ type }: any) => type)
      expect(types).toEqual(types.toSorted())
      for (const action of actions) {
        expect(action.description).toMatch(/./)
        if (action.type === 'create') expect(action).toMatchObject({ resource: { resourceType: 'MedicationRequest' } })
        else expect(drafts).toContain(action.resourceId)
        expect('resource' in action).toBe(action.type === 'create')
        expect('resourceId' in action).toBe(action.type === 'delete')
      }
    }
  })
  it('A4: names no actionSelectionBehavior (cds-resp-7)', () => {
    expect(JSON.stringify(body)).not.toContain('actionSelectionBehavior')
  })
  it('A4: deletes the ketamine draft and no other', () => {
    const deleted = card.suggestions.flatMap(({ actions }: any) =>
      actions.filter(({ type }: any) => type === 'delete').map(({ resourceId }: any) => resourceId),
    )
    expect(new Set(deleted)).toEqual(new Set(['MedicationRequest/draft-ketamine']))
  })
  it('A4: deletes a draft that only the fullUrl of its entry names together with each create', async () => {
    const unnamed = structuredClone(request)
    for (const { resource } of unnamed['context'].draftOrders.entry) delete resource.id
    const { suggestions } = (await post(app, url, unnamed)).body.cards[0]
    expect(suggestions).toHaveLength(card.suggestions.length)
    for (const { actions } of suggestions)
      expect(actions.at(-1)).toMatchObject({ type: 'delete', resourceId: 'MedicationRequest/draft-ketamine' })
  })
  it('A4: deletes nothing and recommends no swap where other drafts have the same id', async () => {
    const same = structuredClone(request)
    for (const one of same['context'].draftOrders.entry) {
      delete one.fullUrl
      one.resource.id = 'request-123'
    }
    if (hook === 'order-select') same['context'].selections = ['MedicationRequest/request-123']
    const { suggestions, detail } = (await post(app, url, same)).body.cards[0]
    expect(suggestions.flatMap(({ actions }: any) => actions.map(({ type }: any) => type))).not.toContain('delete')
    expect(suggestions.some(({ isRecommended }: any) => isRecommended)).toBe(false)
    expect(detail).toContain(
      'A ketamine order without an identifier of its own cannot be removed from here: remove it by hand.',
    )
  })
  it('A5: has links with label, url and type, and an appContext only on smart links (cds-resp-3)', () => {
    expect(card.links.length).toBeGreaterThan(0)
    for (const link of card.links) {
      expect(link).toMatchObject({
        label: expect.stringMatching(/./),
        url: expect.stringMatching(/^https:\/\//),
        type: expect.stringMatching(/^(absolute|smart)$/),
      })
      if (link.type === 'absolute') expect(link).not.toHaveProperty('appContext')
      expect(link).not.toHaveProperty('autolaunchable')
    }
  })
  it('A6: has override reasons with code, system and display (cds-resp-4)', () => {
    expect(card.overrideReasons.length).toBeGreaterThan(0)
    for (const reason of card.overrideReasons)
      expect(reason).toEqual({
        code: expect.stringMatching(/./),
        system: expect.stringMatching(/./),
        display: expect.stringMatching(/./),
      })
  })
  it('A7: has nowhere null, an empty text, an empty list or an empty object', () => {
    for (const [path, value] of everything(body)) {
      const empty =
        value === null || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0)
      expect([path, empty]).toEqual([path, false])
    }
  })
  it('A8: comes in well under 500 ms', async () => {
    const started = performance.now()
    await post(app, url, request)
    expect(performance.now() - started).toBeLessThan(500)
  })
  it('A8: comes at the one deadline of the call where the FHIR server answers nothing', async () => {
    const types = ['Patient', 'Encounter', 'Condition', 'AllergyIntolerance', 'MedicationRequest', 'Observation']
    const server = await startFaultServer(
      Object.fromEntries([...types, 'MedicationAdministration'].map((type) => [type, hang])),
    )
    const hasty = await build({ FHIR_DEADLINE_MS: '150' })
    const { prefetch: _, ...asked } = request
    const began = performance.now()
    const { status, body: late } = await post(hasty, url, { ...asked, fhirServer: server.url })
    const took = performance.now() - began
    await server.close()
    expect([status, late.cards[0].indicator]).toEqual([200, 'info'])
    expect(server.requests).toHaveLength(7)
    // Seven reads in turn would take 1,050.
    expect(took).toBeLessThan(500)
  })
  it('A9: creates only valid FHIR R4 resources', () => {
    const validator = new Fhir()
    const created = card.suggestions.flatMap(({ actions }: any) =>
      actions.filter(({ type }: any) => type === 'create').map(({ resource }: any) => resource),
    )
    expect(created.length).toBeGreaterThan(0)
    for (const resource of created) {
      expect(
        validator
          .validate(resource, { errorOnUnexpected: true })
          .messages.filter(({ severity }) => ['error', 'fatal'].includes(String(severity))),
      ).toEqual([])
      expect(resource).toMatchObject({
        status: 'draft',
        intent: 'order',
        subject: { reference: 'Patient/pat-1001' },
        encounter: { reference: 'Encounter/enc-2001' },
        requester: { reference: 'Practitioner/prac-3001' },
        medicationCodeableConcept: {
          coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: expect.stringMatching(/^\d+$/) }],
          text: expect.stringMatching(/./),
        },
        reasonCode: [{ coding: [{ code: 'G43.909' }] }],
        dosageInstruction: [
          {
            text: expect.stringMatching(/./),
            route: { coding: [{ code: expect.stringMatching(/^\d+$/) }] },
            doseAndRate: [{ doseQuantity: { value: expect.any(Number) } }],
          },
        ],
      })
      expect(JSON.stringify(resource)).not.toMatch(/ketamine|20 mg IV/i)
      expect(resource).not.toHaveProperty('id')
    }
  })
  it('A9: repeats nothing of the drafts and the context that is no FHIR', async () => {
    const odd = structuredClone(request)
    odd['context'].encounterId = 'urn:uuid:abc'
    odd['context'].userId = 'Practitioner/a b'
    for (const { resource } of odd['context'].draftOrders.entry) {
      resource.requester = { reference: '' }
      resource.reasonCode = [
        { coding: [{ system: 'EPIC EDG ID', code: '1' }, ...resource.reasonCode[0].coding], text: 'Migraine\u0000' },
      ]
    }
    const { body: answer } = await post(app, url, odd)
    const [{ resource }] = answer.cards[0].suggestions[0].actions
    expect(resource).not.toHaveProperty('encounter')
    expect(resource).not.toHaveProperty('requester')
    expect(resource.reasonCode).toEqual([{ coding: [expect.objectContaining({ code: 'G43.909' })], text: 'Migraine' }])
  })
  it('A9: creates nothing for a patient whose id no reference can hold: deletes, and options as text', async () => {
    const odd = JSON.parse(JSON.stringify(request).replaceAll('pat-1001', 'pat|1001'))
    const { status, body: answer } = await post(app, url, odd)
    expect(status).toBe(200)
    const actions = answer.cards.flatMap(({ suggestions }: any) => suggestions.flatMap((one: any) => one.actions))
    expect(actions.filter(({ type }: any) => type !== 'delete')).toEqual([])
    expect(answer.cards[0].detail).toContain('Options to order by hand')
  })
  it('A9: refuses to create for drafts of another FHIR version: deletes, and options as text', async () => {
    const dstu2 = structuredClone(request)
    dstu2['context'].draftOrders.entry = dstu2['context'].draftOrders.entry.slice(1, 2)
    const draft = dstu2['context'].draftOrders.entry[0].resource
    draft.resourceType = 'MedicationOrder'
    draft.reasonCodeableConcept = draft.reasonCode[0]
    draft.prescriber = draft.requester
    draft.patient = draft.subject
    for (const member of ['reasonCode', 'requester', 'subject', 'intent', 'category', 'authoredOn'])
      delete draft[member]
    draft.dosageInstruction = [
      { text: 'Ketamine 20 mg IV over 10 minutes once', route: draft.dosageInstruction[0].route },
    ]
    if (hook === 'order-select') dstu2['context'].selections = ['MedicationOrder/draft-ketamine']
    const { status, body: answer } = await post(app, url, dstu2)
    expect(status).toBe(200)
    const actions = answer.cards[0].suggestions.flatMap((suggestion: any) => suggestion.actions)
    expect(actions).toEqual([
      { type: 'delete', description: expect.any(String), resourceId: 'MedicationOrder/draft-ketamine' },
    ])
    expect(answer.cards[0].detail).toContain('Options to order by hand')
  })
})

describe('large and silent requests', () => {
  it('answer the card from a chart of 200 conditions, by reference', async () => {
    const { body } = await post(
      app,
      '/cds-services/iv-ketamine-for-migraine-order-sign',
      fixture('order-sign-200-conditions'),
    )
    expect(body.cards[0].summary).toContain('Consider a recommended alternative')
  })
  it('answer nothing when the order is for procedural sedation', async () => {
    const { body } = await post(
      app,
      '/cds-services/iv-ketamine-for-migraine-order-sign',
      fixture('order-sign-procedural-sedation'),
    )
    expect(body.cards).toEqual([])
  })
  it('answer for the encounter when the order gives no reason', async () => {
    const { body } = await post(
      app,
      '/cds-services/iv-ketamine-for-migraine-order-sign',
      fixture('order-sign-no-reason'),
    )
    expect(body.cards[0].summary).toContain('a migraine encounter')
  })
  it.each(['conditions', 'allergies', 'medications'])(
    'order nothing unseen where the %s are those of another patient',
    async (key) => {
      const request = fixture('order-sign-iv-ketamine-migraine')
      const resource = { ...request['prefetch'][key].entry[0].resource, ...anothers }
      request['prefetch'][key] = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] }
      const { body } = await post(app, '/cds-services/iv-ketamine-for-migraine-order-sign', request)
      expect(body.cards[0].detail).toMatch(/list not available/)
      expect(body.cards[0].suggestions.filter((one: any) => one.isRecommended)).toEqual([])
    },
  )
  it('stay silent where the migraine is another patient’s', async () => {
    const request = fixture('order-sign-no-reason')
    request['prefetch']['encounter'] = null
    delete request['context'].encounterId
    const migraine = request['prefetch'].conditions.entry[0].resource
    request['prefetch'].conditions.entry = [{ resource: { ...migraine, encounter: undefined, ...anothers } }]
    const { status, body } = await post(app, '/cds-services/iv-ketamine-for-migraine-order-sign', request)
    expect([status, body.cards]).toEqual([200, []])
  })
})
