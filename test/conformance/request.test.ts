/* oxlint-disable typescript/no-explicit-any -- requests are changed as JSON */
import net, { type AddressInfo } from 'node:net'
import { cards } from '../../cards/index.ts'
import { build, fixture, post, type Answer, type App } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await build()
})

const services = cards.flatMap(({ id, hooks }) => hooks.map((hook) => ({ url: `/cds-services/${id}-${hook}`, hook })))
/** The requests of `test/fixtures` are this recommendation's; of them another card says nothing. */
const isOfTheFixtures = ({ url }: { readonly url: string }): boolean => url.includes('/iv-ketamine-for-migraine-')
const request = (hook: string): Record<string, any> => fixture(`${hook}-iv-ketamine-migraine`)

/** Refused with the status, and with an OperationOutcome that names the member. */
function expectRefusal(answer: Answer, status: number, member?: string): void {
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toContain('application/fhir+json')
  expect(answer.body).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: expect.any(String), details: { text: expect.any(String) } }],
  })
  if (member !== undefined) expect(answer.body.issue[0].expression).toEqual([member])
}

describe.each(services)('$hook at $url', ({ url, hook }) => {
  it.each(['hook', 'hookInstance', 'context'])('R1: refuses a request without %s', async (member) => {
    const body = request(hook)
    delete body[member]
    expectRefusal(await post(app, url, body), 400, member)
  })

  it('R1: prefetch is optional', async () => {
    const body = request(hook)
    delete body['prefetch']
    expect((await post(app, url, body)).status).toBe(200)
  })

  it('R1: requires fhirServer when fhirAuthorization is given (cds-r-1)', async () => {
    const body = request(hook)
    delete body['fhirServer']
    body['fhirAuthorization'] = {
      access_token: 'x',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read',
      subject: 's',
    }
    expectRefusal(await post(app, url, body), 400, 'fhirServer')
  })

  it.each(['access_token', 'token_type', 'expires_in', 'scope', 'subject'])(
    'R2: refuses fhirAuthorization without %s',
    async (member) => {
      const authorization: Record<string, unknown> = {
        access_token: 'x',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.read',
        subject: 's',
      }
      delete authorization[member]
      const body = { ...request(hook), fhirServer: 'http://127.0.0.1:1/fhir', fhirAuthorization: authorization }
      expectRefusal(await post(app, url, body), 400, `fhirAuthorization.${member}`)
    },
  )

  it.each(['userId', 'patientId', 'draftOrders', ...(hook === 'order-select' ? ['selections'] : [])])(
    'R3: refuses a context without %s',
    async (member) => {
      const body = request(hook)
      delete body['context'][member]
      expectRefusal(await post(app, url, body), 400, `context.${member}`)
    },
  )

  it.each([
    ['a number for userId', 'userId', 42],
    ['nothing between the quotes of userId', 'userId', ''],
    ['nothing between the quotes of patientId', 'patientId', ''],
    ['blanks for patientId', 'patientId', ' \u00a0'],
    ['a type without an id for patientId', 'patientId', 'Patient/ '],
    ['a list for patientId', 'patientId', ['pat-1001']],
    ['text for draftOrders', 'draftOrders', 'Bundle'],
    ['another resource for draftOrders', 'draftOrders.resourceType', { resourceType: 'List' }],
  ])('R3: refuses %s', async (_, member, value) => {
    const body = request(hook)
    body['context'][member.split('.')[0] ?? ''] = value
    expectRefusal(await post(app, url, body), 400, `context.${member}`)
  })

  it.each(['patientId', 'encounterId'])('R3: answers a call whose %s is half a letter', async (member) => {
    const body = request(hook)
    body['context'][member] = '\ud800'
    // Of another patient nothing is known; of another encounter the card is as without one.
    expect((await post(app, url, body)).status).toBe(200)
  })

  it('R3: takes null for no drafts', async () => {
    const body = request(hook)
    body['context'].draftOrders.entry = null
    const { status, body: answer } = await post(app, url, body)
    expect([status, answer]).toEqual([200, { cards: [] }])
  })

  it('R3: refuses an address of a FHIR server that is no address any more', async () => {
    const body = { ...request(hook), fhirServer: `http://127.0.0.1:9/${'/'.repeat(100_000)}x` }
    const began = performance.now()
    expectRefusal(await post(app, url, body), 400, 'fhirServer')
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  it('R4: refuses another hook', async () => {
    expectRefusal(await post(app, url, { ...request(hook), hook: 'patient-view' }), 400, 'hook')
  })
  it('R4: refuses a hook that is no text, without coercing it', async () => {
    expectRefusal(await post(app, url, { ...request(hook), hook: 42 }), 400, 'hook')
  })
  it('R4: refuses what is not JSON', async () => {
    expectRefusal(await post(app, url, '{"hook":'), 400)
    expectRefusal(await post(app, url, ''), 400)
    expectRefusal(await post(app, url, '"text"'), 400)
    expectRefusal(await post(app, url, 'null'), 400)
    expectRefusal(await post(app, url, '[]'), 400)
  })
  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'R4: refuses the content type %s',
    async (type) => {
      expectRefusal(await post(app, url, request(hook), { 'content-type': type }), 415)
    },
  )
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/fhir+json',
    'application/fhir+json; charset=utf-8',
    'application/json+fhir',
  ])('R4: accepts the content type %s', async (type) => {
    expect((await post(app, url, request(hook), { 'content-type': type })).status).toBe(200)
  })
  it('R4: refuses a body that is too large', async () => {
    const small = await build({ BODY_LIMIT: '2048' })
    expectRefusal(await post(small, url, request(hook)), 413)
  })
  it.each([
    ['too large', 'application/json', 413],
    ['of another content type', 'text/plain', 415],
  ])('R4: refuses a body that is %s to a client that sends all of it before it reads', async (_, type, status) => {
    const small = await build({ BODY_LIMIT: '2048' })
    await small.listen({ host: '127.0.0.1', port: 0 })
    const { port } = small.server.address() as AddressInfo
    const body = 'x'.repeat(8 * 1024 * 1024)
    const head = `POST ${url} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\ncontent-type: ${type}`
    const answer = await new Promise<string>((told) => {
      const socket = net.connect(port, '127.0.0.1')
      socket.on('error', (error: NodeJS.ErrnoException) => told(`broken off: ${error.code}`))
      socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`, (failed) => {
        if (failed instanceof Error) return
        socket.once('data', (data) => {
          told(data.toString())
          socket.destroy()
        })
      })
    })
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain('OperationOutcome')
    // A server that hangs up on bytes it did not read takes back what it answered.
    expect(answer).not.toMatch(/^connection: close/im)
  })

  it('is not harmed by prototype-polluting keys', async () => {
    const poisoned = JSON.stringify(request(hook)).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    )
    const { status } = await post(app, url, poisoned)
    expect(status).toBe(200)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
  it('changes nothing of the request it reads', async () => {
    const body = request(hook)
    const before = structuredClone(body)
    await post(app, url, body)
    expect(body).toEqual(before)
  })
})

describe.each(services.filter(isOfTheFixtures))(
  '$hook at $url, which has something to say of the fixture',
  ({ url, hook }) => {
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
  },
)

describe('addresses', () => {
  it('R4: an unknown service is 404', async () => {
    expectRefusal(await post(app, '/cds-services/none', request('order-sign')), 404)
  })
  it('an address that is called by another method is 405, and says which it takes', async () => {
    const { id } = cards[0] as { id: string }
    for (const [method, url, allow] of [
      ['POST', '/cds-services', 'GET'],
      ['GET', `/cds-services/${id}-order-sign`, 'POST'],
      ['PUT', `/cds-services/${id}-order-sign`, 'POST'],
      ['GET', `/cds-services/${id}-order-sign/feedback`, 'POST'],
    ] as const) {
      const answer = await app.inject({ method, url, ...(method === 'GET' ? {} : { payload: {} }) })
      expectRefusal({ status: answer.statusCode, body: answer.json(), headers: answer.headers }, 405)
      expect(answer.headers['allow']).toContain(allow)
    }
    expect((await app.inject('/cds-services/none')).statusCode).toBe(404)
  })
  it('answers with patients in them are kept by nobody', async () => {
    const { headers } = await post(app, services[0]?.url ?? '', request(services[0]?.hook ?? ''))
    expect(headers['cache-control']).toBe('no-store')
  })
  it('an unknown address is 404', async () => {
    expectRefusal(await post(app, '/nowhere', {}), 404)
  })
})
