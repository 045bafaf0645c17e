import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { makeSigner, moment, sign, startKeyServer } from './client.ts'
import { aReader, spoken, wholeApp, type WholeApp } from './whole-app.ts'
import { aFolder } from '../server/process.ts'

/** Stands in every member that may hold a name, an id, a token or free text. No code of a value set looks like it. */
const mark = 'Zqx7Marked'
const id = (name: string): string => `${mark}-${name}`

/** A FHIR server that quotes what it is asked, as they do, and answers in the given way. */
async function startFhirServer(
  answer: (type: string) => { status: number; body: string },
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const { status, body } = answer(/\/([A-Z]\w+)/.exec(request.url ?? '')?.[1] ?? '')
    response.writeHead(status, {
      'content-type': 'application/fhir+json',
      'x-request': encodeURIComponent(request.url ?? ''),
    })
    response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${id('tenant')}`, server }
}

const concept = (name: string): object => ({
  coding: [{ system: `urn:${id('system')}`, code: id(name), display: id('display') }],
  text: id('text'),
})

const draft = (): Record<string, unknown> => ({
  resourceType: 'MedicationRequest',
  id: id('order'),
  status: 'draft',
  intent: 'order',
  medicationCodeableConcept: concept('drug'),
  subject: { reference: `Patient/${id('patient')}`, display: id('name') },
  requester: { reference: `Practitioner/${id('user')}`, display: id('doctor') },
  note: [{ text: id('note') }],
  reasonCode: [concept('reason')],
  dosageInstruction: [{ text: id('sig'), route: concept('route'), patientInstruction: id('instruction') }],
  identifier: [{ value: id('identifier') }],
})

const call = (hook: string, fhirServer?: string): Record<string, unknown> => ({
  hook,
  hookInstance: randomUUID(),
  ...(fhirServer === undefined
    ? {}
    : {
        fhirServer,
        fhirAuthorization: {
          access_token: id('access-token'),
          token_type: 'Bearer',
          expires_in: 300,
          scope: `patient/*.read ${id('scope')}`,
          subject: id('subject'),
          patient: id('patient'),
        },
      }),
  context: {
    userId: `Practitioner/${id('user')}`,
    patientId: id('patient'),
    encounterId: id('encounter'),
    selections: [`MedicationRequest/${id('order')}`],
    draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: draft() }] },
    patientName: id('name'),
  },
  prefetch: {
    [id('key')]: {
      resourceType: 'Patient',
      id: id('patient'),
      name: [{ family: id('family') }],
      birthDate: '1970-01-01',
    },
    conditions: {
      resourceType: 'Bundle',
      entry: [
        {
          resource: {
            resourceType: 'Condition',
            id: id('condition'),
            code: concept('condition'),
            note: [{ text: id('note') }],
          },
        },
      ],
      link: [{ relation: 'next', url: `${fhirServer ?? 'https://fhir.example.org'}?page=${id('page')}` }],
    },
    broken: `<html>${id('html')}</html>`,
    outcome: {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'exception', diagnostics: id('diagnostics') }],
    },
  },
  extension: { [id('extension')]: id('value') },
})

const post = (
  whole: WholeApp,
  url: string,
  payload: unknown,
  more: Partial<InjectOptions> = {},
): Promise<LightMyRequestResponse> =>
  whole.app.inject({
    method: 'POST',
    url,
    payload: payload as object,
    headers: { 'user-agent': id('agent'), ...more.headers },
    ...('remoteAddress' in more ? { remoteAddress: more.remoteAddress as string } : {}),
  })

async function expectNoMark(whole: WholeApp): Promise<void> {
  const stored = await whole.stored()
  // Both were looked at where something was written.
  expect(stored).toContain('reader-order-sign')
  expect(whole.logged.text()).toContain('reader-order-sign')
  expect(whole.logged.text()).not.toContain(mark)
  expect(stored).not.toContain(mark)
  expect(stored).not.toContain(Buffer.from(mark, 'utf16le').toString('latin1'))
  await whole.close()
}

const signing = '/cds-services/reader-order-sign'
const selecting = '/cds-services/reader-order-select'

describe('patient data reach neither log nor store', () => {
  it('when a card is shown, taken and overridden with a comment', async () => {
    const { url, server } = await startFhirServer((type) => ({
      status: 200,
      body: JSON.stringify({
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: type, id: id('found'), code: concept('found') } }],
      }),
    }))
    const whole = await wholeApp([aReader()])
    type Shown = { readonly uuid: string; readonly detail: string; readonly suggestions: readonly { uuid: string }[] }
    const shown: [path: string, card: Shown | undefined][] = []
    for (const [path, hook] of [
      [selecting, 'order-select'],
      [signing, 'order-sign'],
    ] as const) {
      for (const fhirServer of [undefined, url]) {
        const answer = await post(whole, path, call(hook, fhirServer))
        expect(answer.statusCode).toBe(200)
        const [card] = answer.json().cards as Shown[]
        expect(card?.detail).toContain(mark)
        shown.push([path, card])
      }
    }
    // Once it is overridden, the card stays away for a while.
    for (const [path, card] of shown) {
      const told = [
        {
          card: card?.uuid,
          outcome: 'accepted',
          acceptedSuggestions: [{ id: card?.suggestions[0]?.uuid }],
          outcomeTimestamp: '2026-11-20T12:00:00Z',
        },
        {
          card: card?.uuid,
          outcome: 'overridden',
          overrideReason: { reason: { code: 'other', display: id('display') }, userComment: id('comment') },
          outcomeTimestamp: '2026-11-20T12:01:00Z',
        },
      ]
      const taken = await post(whole, `${path}/feedback`, { feedback: told, extension: { name: id('name') } })
      expect(taken.statusCode).toBe(200)
    }
    server.close()
    await expectNoMark(whole)
  })

  it('except for the comment of an override, where a site switches that on', async () => {
    const whole = await wholeApp([aReader()], { STORE_COMMENTS: 'true' })
    const told = {
      overrideReason: { userComment: id('comment') },
      outcome: 'overridden',
      outcomeTimestamp: '2026-11-20T12:00:00Z',
    }
    await post(whole, `${signing}/feedback`, { feedback: [{ card: randomUUID(), ...told }] })
    expect(await whole.stored()).toContain(id('comment'))
    expect(whole.logged.text()).not.toContain(mark)
    await whole.close()
  })

  it('when the FHIR server fails in words', async () => {
    let turn = 0
    const answers = [
      { status: 500, body: id('body') },
      {
        status: 401,
        body: JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ diagnostics: id('diagnostics') }] }),
      },
      { status: 200, body: `{"resourceType":"${mark}` },
      { status: 302, body: id('body') },
    ]
    const { url, server } = await startFhirServer(() => answers[turn++ % answers.length] ?? { status: 500, body: '' })
    const whole = await wholeApp([
      aReader({ decide: () => ({ kind: 'undecided', missing: ['patient', 'conditions'] }) }),
    ])
    for (let repeat = 0; repeat < 3; repeat++) {
      const request = call('order-sign', url)
      const answer = await post(whole, signing, { ...request, prefetch: {} })
      expect(answer.statusCode).toBe(412)
      expect(answer.body).not.toContain(mark)
    }
    server.close()
    await expectNoMark(whole)
  })

  it('when the call is silent, hidden or refused', async () => {
    const whole = await wholeApp([aReader({ decide: () => ({ kind: 'silent', because: 'not-indicated' }) })], {
      BODY_LIMIT: '20000',
      RATE_LIMIT: '40',
    })
    const statuses: number[] = []
    const send = async (url: string, payload: unknown, more?: Partial<InjectOptions>): Promise<void> => {
      const { statusCode, body } = await post(whole, url, payload, more)
      statuses.push(statusCode)
      expect(JSON.parse(body)).toMatchObject(statusCode < 400 ? {} : { resourceType: 'OperationOutcome' })
    }
    const json = { 'content-type': 'application/json' }
    await send(signing, call('order-sign'))
    await send(signing, { ...call('order-sign'), hook: id('hook') })
    await send(signing, { ...call('order-sign'), context: { patientId: { name: id('name') } } })
    await send(signing, call('order-sign', `https://${mark.toLowerCase()}.example.org/fhir/${id('tenant')}`))
    await send(signing, `{"patient": "${id('name')}", `, { headers: json })
    await send(signing, id('text'), { headers: { 'content-type': `text/${mark}` } })
    await send(signing, { ...call('order-sign'), filler: id('x').repeat(3_000) })
    await send(signing, `{"${mark}":${'['.repeat(100)}`, { headers: json })
    await send(`/cds-services/${id('service')}`, call('order-sign'))
    await send(`/${id('path')}?patient=${id('patient')}`, {})
    await send(`${signing}?token=${id('token')}`, call('order-sign'))
    await send(`/${mark}%`, {})
    await send(`${signing}/feedback`, {
      feedback: [{ card: id('card'), outcome: id('outcome'), outcomeTimestamp: id('time') }],
    })
    await send(`${signing}/feedback`, {
      feedback: [
        {
          card: randomUUID(),
          outcome: 'overridden',
          overrideReason: { userComment: id('comment') },
          outcomeTimestamp: '2026-11-20T12:00:00Z',
        },
      ],
    })
    await send(signing, call('order-sign'), { headers: { 'x-forwarded-for': id('address') } })
    await send(signing, call('order-sign'), { headers: { host: `${mark}.example.org` } })
    expect(statuses).toEqual([200, 400, 400, 403, 400, 415, 413, 400, 404, 404, 200, 404, 400, 200, 403, 403])
    for (let turn = 0; turn < 40; turn++) await send(signing, call('order-sign'))
    expect(statuses).toContain(429)
    await expectNoMark(whole)
  })

  it('when a token is refused, and when it is taken', async () => {
    const signer = await makeSigner(id('kid'))
    const keyServer = await startKeyServer([signer.publicJwk])
    const iss = `https://ehr.example.org/${id('issuer')}`
    const file = join(aFolder(), 'clients.json')
    await writeFile(file, JSON.stringify([{ id: 'ehr', iss, jku: keyServer.url, fhirServers: [] }]))
    const publicUrl = 'https://cds.example.org'
    const whole = await wholeApp([aReader()], { TRUSTED_CLIENTS: file, PUBLIC_URL: publicUrl }, () => moment)
    const token = (claims: object = {}): Promise<string> =>
      sign(signer, iss, publicUrl + signing, { claims: { sub: id('sub'), jti: id(randomUUID()), ...claims } })
    const good = await token()
    const statuses: number[] = []
    const denied: unknown[] = []
    for (const authorization of [
      `Bearer ${good}`,
      `Bearer ${good}`,
      `Bearer ${await token({ exp: 1, iat: 0 })}`,
      `Bearer ${await token({ iss: `https://${mark}.example.org` })}`,
      `Bearer ${await token({ aud: `https://${mark}.example.org` })}`,
      `Bearer ${await token({ tenant: id('tenant') })}`,
      `Bearer ${mark}.${mark}.${mark}`,
      `Bearer ${good.slice(0, -4)}AAAA`,
      `${mark} ${mark}`,
    ]) {
      statuses.push((await post(whole, signing, call('order-sign'), { headers: { authorization } })).statusCode)
      denied.push(whole.logged.lines.at(-1)?.['denied'])
    }
    expect(statuses).toEqual([200, 401, 401, 401, 401, 401, 401, 401, 401])
    expect(denied).toEqual([
      undefined,
      'jti-replayed',
      'jwt-expired',
      'iss-unknown',
      'aud-wrong',
      'tenant-unknown',
      'token-malformed',
      'signature-wrong',
      'token-malformed',
    ])
    await keyServer.close()
    await expectNoMark(whole)
  })

  it('when the recommendation crashes over the chart', async () => {
    const errors = [
      (words: string) => new Error(words),
      (words: string) => Object.assign(new TypeError(words), { code: words, name: words, cause: new Error(words) }),
      (words: string) => words,
      (words: string) => ({ patient: words, statusCode: words }),
      (words: string) => new AggregateError([new Error(words)], words),
      (words: string) =>
        Object.assign(new Error(words), { stack: `Error: ${words}\n    at ${words} (/srv/${words}:1:1)\n` }),
    ]
    let turn = 0
    const whole = await wholeApp([
      aReader({
        decide: (facts) => {
          const make = errors[turn++]
          if (make === undefined) return spoken(facts)
          throw make(`${id('name')}\n    at ${id('frame')} (/srv/app.js:1:1)`)
        },
      }),
    ])
    for (const _ of errors) {
      const { statusCode, body } = await post(whole, signing, call('order-sign'))
      expect([statusCode, JSON.parse(body).resourceType]).toEqual([500, 'OperationOutcome'])
      expect(body).not.toContain(mark)
    }
    expect((await post(whole, signing, call('order-sign'))).statusCode).toBe(200)
    expect(whole.logged.lines.filter(({ level }) => level === 50)).toHaveLength(errors.length)
    await expectNoMark(whole)
  })
})
