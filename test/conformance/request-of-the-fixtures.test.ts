/* oxlint-disable typescript/no-explicit-any -- requests are changed as JSON */
import { build, post, type App } from '../app.ts'
import { expectRefusal, request, servicesOfTheFixtures } from './services.ts'

let app: App
beforeAll(async () => {
  app = await build()
})

describe.each(servicesOfTheFixtures)('$hook at $url, which has something to say of the fixture', ({ url, hook }) => {
  it('R1: answers a complete request', async () => {
    const { status, body } = await post(app, url, request(hook))
    expect(status).toBe(200)
    expect(body.cards).toHaveLength(1)
  })

  it('R1: accepts and ignores unknown members and extensions', async () => {
    const body = { ...request(hook), extension: { 'com.example': { a: [1, null] } }, somethingNew: true }
    expect((await post(app, url, body)).body.cards).toHaveLength(1)
  })

  it.each([
    ['token_type', 'bearer', 200],
    ['token_type', 'BEARER', 200],
    ['token_type', 'DPoP', 400],
    ['token_type', '', 400],
    ['expires_in', '300', 200],
    ['expires_in', 'soon', 400],
    ['expires_in', '', 400],
    ['expires_in', null, 400],
  ])('R2: answers a call whose %s is %j with %d', async (member, value, expected) => {
    const authorization = {
      access_token: 'x',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'user/*.rs',
      subject: 's',
    }
    const fhirAuthorization = { ...authorization, [member]: value }
    const answer = await post(app, url, {
      ...request(hook),
      fhirServer: 'http://127.0.0.1:1/fhir',
      fhirAuthorization,
    })
    if (expected === 200) expect(answer.body.cards).toHaveLength(1)
    else expectRefusal(answer, expected, `fhirAuthorization.${member}`)
  })

  it('R2: tolerates a patient that is null', async () => {
    const fhirAuthorization = {
      access_token: 'x',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'user/*.read',
      subject: 's',
      patient: null,
    }
    const body = { ...request(hook), fhirServer: 'HTTP://127.0.0.1:1/fhir', fhirAuthorization }
    expect((await post(app, url, body)).body.cards).toHaveLength(1)
  })

  it('R3: accepts a context without encounterId', async () => {
    const body = request(hook)
    delete body['context'].encounterId
    expect((await post(app, url, body)).body.cards).toHaveLength(1)
  })

  it.each([
    ['an empty text', ''],
    ['blanks', ' '],
    ['null', null],
  ])('R3: takes %s for no encounterId: what is ordered names the encounter of the draft', async (_, encounterId) => {
    const body = request(hook)
    body['context'].encounterId = encounterId
    const { body: answer } = await post(app, url, body)
    const created = answer.cards[0].suggestions[0].actions.find(({ type }: { type: string }) => type === 'create')
    expect(created.resource.encounter).toEqual({ reference: 'Encounter/enc-2001' })
  })

  it('R5: is silent about a patient of another FHIR server, who may be another one with the same id', async () => {
    const body = { ...request(hook), fhirServer: 'http://127.0.0.1:9/fhir' } as Record<string, any>
    body['context'].patientId = 'https://other.example.org/fhir/Patient/pat-1001'
    expect((await post(app, url, body)).body.cards).toEqual([])
    for (const base of ['http://127.0.0.1:9/fhir', 'http://127.0.0.1:9/fhir/', 'http://localhost:9/fhir']) {
      body['context'].patientId = `${base}/Patient/pat-1001`.replace('//Patient', '/Patient')
      expect((await post(app, url, body)).body.cards).toHaveLength(1)
    }
  })

  it('R3: takes patientId and encounterId that are URLs for what they name', async () => {
    const body = request(hook)
    body['context'].patientId = 'https://ehr.example.org/fhir/Patient/pat-1001'
    body['context'].encounterId = 'https://ehr.example.org/fhir/Encounter/enc-2001'
    const { body: answer } = await post(app, url, body)
    const created = answer.cards[0].suggestions[0].actions.find(({ type }: { type: string }) => type === 'create')
    expect(created.resource).toMatchObject({
      subject: { reference: 'Patient/pat-1001' },
      encounter: { reference: 'Encounter/enc-2001' },
    })
  })

  it.each<[string, (body: Record<string, any>) => void]>([
    ['patientId with its type', (body) => (body['context'].patientId = 'Patient/pat-1001')],
    ['a Bundle without type', (body) => delete body['context'].draftOrders.type],
    [
      'category and reasonCode as objects',
      (body) => {
        for (const { resource } of body['context'].draftOrders.entry) {
          resource.category = resource.category?.[0]
          resource.reasonCode = resource.reasonCode?.[0]
        }
      },
    ],
    [
      'dosageInstruction as an object',
      (body) => {
        for (const { resource } of body['context'].draftOrders.entry)
          resource.dosageInstruction = resource.dosageInstruction[0]
      },
    ],
    [
      'a single entry, and a single selection, where a list belongs',
      (body) => {
        const { draftOrders, selections } = body['context']
        draftOrders.entry = draftOrders.entry[1]
        if (selections !== undefined) body['context'].selections = selections[0]
      },
    ],
    [
      'an id of over 64 characters',
      (body) => {
        const id = 'x'.repeat(90)
        body['context'].draftOrders.entry[1].resource.id = id
        if (body['context'].selections !== undefined) body['context'].selections = [`MedicationRequest/${id}`]
      },
    ],
    [
      'null for optional members',
      (body) => {
        body['fhirServer'] = null
        body['fhirAuthorization'] = null
        body['context'].encounterId = null
      },
    ],
    [
      'an empty text for optional members',
      (body) => {
        body['fhirServer'] = ''
        body['context'].encounterId = ''
      },
    ],
  ])('R3: tolerates %s', async (_, change) => {
    const body = request(hook)
    change(body)
    const { status, body: answer } = await post(app, url, body)
    expect(status).toBe(200)
    expect(answer.cards).toHaveLength(1)
  })

  it('R5: resolves a reason inside prefetch, by relative and by absolute reference', async () => {
    for (const reference of [
      'Condition/cond-migraine',
      'https://ehr.example.org/fhir/Condition/cond-migraine',
      'Condition/cond-migraine/_history/2',
    ]) {
      const body = request(hook)
      const draft = body['context'].draftOrders.entry[1].resource
      delete draft.reasonCode
      draft.reasonReference = [{ reference }]
      expect((await post(app, url, body)).body.cards[0].summary).toContain('Consider a recommended alternative')
    }
  })
  it('R5: resolves a contained medication and one that is a sibling entry', async () => {
    const medication = {
      resourceType: 'Medication',
      id: 'med',
      code: { text: 'ketamine 10 MG/ML Injectable Solution' },
    }
    const contained = request(hook)
    const draft = contained['context'].draftOrders.entry[1].resource
    delete draft.medicationCodeableConcept
    draft.contained = [medication]
    draft.medicationReference = { reference: '#med' }
    expect((await post(app, url, contained)).body.cards).toHaveLength(1)

    const sibling = request(hook)
    const other = sibling['context'].draftOrders.entry[1].resource
    delete other.medicationCodeableConcept
    other.medicationReference = { reference: 'urn:uuid:5f0c1d1e-0000-4000-8000-000000000001' }
    sibling['context'].draftOrders.entry.push({
      fullUrl: 'urn:uuid:5f0c1d1e-0000-4000-8000-000000000001',
      resource: medication,
    })
    expect((await post(app, url, sibling)).body.cards).toHaveLength(1)
  })

  it('R8: answers 412 naming key and read when required data are missing', async () => {
    const body = request(hook)
    delete body['context'].draftOrders.entry[1].resource.reasonCode
    delete body['prefetch'].conditions
    const answer = await post(app, url, body)
    expectRefusal(answer, 412)
    expect(answer.body.issue[0].diagnostics).toContain('conditions')
    expect(answer.body.issue[0].diagnostics).toContain('Condition?patient')
    expect(answer.body.issue[0].diagnostics).toContain('. Neither prefetch nor')
    expect(JSON.stringify(answer.body)).not.toContain('pat-1001')
  })
  it.each(['#nope', 'urn:uuid:11111111-1111-4111-8111-111111111111', 'CarePlan/1'])(
    'R8: takes a reason that nobody could read for none: %s',
    async (reference) => {
      const body = request(hook)
      const draft = body['context'].draftOrders.entry[1].resource
      delete draft.reasonCode
      const without = await post(app, url, body)
      draft.reasonReference = [{ reference }]
      const { status, body: answer } = await post(app, url, body)
      expect([status, answer.cards[0].summary]).toEqual([200, without.body.cards[0].summary])
    },
  )
  it('R8: answers 412 where the reason could be read, and nobody says where', async () => {
    const body = request(hook)
    const draft = body['context'].draftOrders.entry[1].resource
    delete draft.reasonCode
    draft.reasonReference = [{ reference: 'Condition/elsewhere' }]
    const answer = await post(app, url, body)
    expectRefusal(answer, 412)
    expect(answer.body.issue[0].diagnostics).toContain('reasonReference')
  })
  it('R8: decides without optional data, and says so', async () => {
    const body = request(hook)
    delete body['prefetch'].allergies
    const { status, body: answer } = await post(app, url, body)
    expect(status).toBe(200)
    expect(answer.cards[0].detail).toContain('Allergy list not available')
  })
})
