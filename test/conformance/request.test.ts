import net, { type AddressInfo } from 'node:net'
import { cards } from '../../cards/index.ts'
import { build, post, type App } from '../app.ts'
import { expectRefusal, request, services } from './services.ts'

let app: App
beforeAll(async () => {
  app = await build()
})

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
