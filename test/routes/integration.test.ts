/* oxlint-disable typescript/no-explicit-any -- requests are changed as JSON */
import { cards } from '../../cards/index.ts'
import { Services } from '../../src/services.ts'
import { build, fixture, post, type App } from '../app.ts'

let app: App
const [card] = cards
const select = `/cds-services/${card?.id}-order-select`

beforeAll(async () => {
  app = await build({ PUBLIC_URL: 'http://127.0.0.1:3000' })
})

describe('the integration doctor', () => {
  it('puts its advice into the OperationOutcome of a stripped call, and counts it for the admin', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: select,
      payload: { hook: 'order-select', hookInstance: 'h', context: {} },
    })
    expect(answer.statusCode).toBe(400)
    const { issue } = answer.json<{ issue: { diagnostics: string }[] }>()
    expect(issue[0]?.diagnostics).toContain(`register exactly http://127.0.0.1:3000${select}`)
    const { findings } = (await app.inject('/api/doctor')).json<{ findings: object[] }>()
    expect(findings).toContainEqual(expect.objectContaining({ client: 'open', ailment: 'stripped-request', count: 1 }))
  })

  it('advises no address that a caller made up', async () => {
    const anywhere = await build({ HOST: '0.0.0.0', AUTH: 'open' })
    const answer = await anywhere.inject({
      method: 'POST',
      url: select,
      payload: { hook: 'order-select', hookInstance: 'h', context: {} },
      headers: { host: 'cds.evil.example' },
    })
    expect(answer.body).toContain('register exactly http')
    expect(answer.body).not.toContain('evil')
  })

  it('tells the admin of feedback that is turned away for its form: the EHR tells nobody', async () => {
    const service = select.replace('/cds-services/', '')
    const payload = { feedback: [{ card: 'card-1', outcome: 'overridden', outcomeTimestamp: '2026-01-31T12:00:00Z' }] }
    const answer = await app.inject({ method: 'POST', url: `${select}/feedback`, payload })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('feedback[0].card')
    const { findings } = (await app.inject('/api/doctor')).json<{ findings: object[] }>()
    expect(findings).toContainEqual(
      expect.objectContaining({
        client: 'open',
        service: `${service}/feedback`,
        ailment: 'feedback-invalid',
        count: 1,
      }),
    )
  })

  it('looks at answered calls too: an empty draftOrders is silence, and a finding', async () => {
    const context = {
      userId: 'Practitioner/1',
      patientId: 'p',
      selections: [],
      draftOrders: { resourceType: 'Bundle', entry: [] },
    }
    const answer = await app.inject({
      method: 'POST',
      url: select,
      payload: { hook: 'order-select', hookInstance: 'h', context },
    })
    expect(answer.json()).toEqual({ cards: [] })
    const { findings } = (await app.inject('/api/doctor')).json<{ findings: object[] }>()
    expect(findings).toContainEqual(expect.objectContaining({ ailment: 'draft-orders-empty', count: 1 }))
  })
})

it('a card that was written without the chart is a finding, and so is a call that could not be decided', async () => {
  const url = select.replace('select', 'sign')
  const bare = (name: string): object => ({ ...(fixture(name) as object), prefetch: undefined })
  const spoke = await app.inject({ method: 'POST', url, payload: bare('order-sign-iv-ketamine-migraine') })
  const undecided = await app.inject({ method: 'POST', url, payload: bare('order-sign-no-reason') })
  expect([spoke.statusCode, undecided.statusCode]).toEqual([200, 412])
  expect(undecided.body).toContain('gave in full: conditions.')
  const { findings } = (await app.inject('/api/doctor')).json<{ findings: object[] }>()
  expect(findings).toContainEqual(expect.objectContaining({ ailment: 'chart-unread', count: 2 }))
})

describe('a call of another hook than the service’s', () => {
  const misdirected = async (at: App, url: string, hook: string): Promise<string> => {
    const payload = { hook, hookInstance: 'h', context: { userId: 'u', patientId: 'p', draftOrders: {} } }
    const answer = await at.inject({ method: 'POST', url, payload })
    expect(answer.json()).toMatchObject({ issue: [{ details: { coding: [{ code: 'HOOK_MISMATCH' }] } }] })
    return answer.json<{ issue: { diagnostics: string }[] }>().issue[0]?.diagnostics ?? ''
  }

  it('is told the URL that answers it, and nothing about drafts', async () => {
    expect(await misdirected(app, select, 'order-sign')).toBe(
      `This service answers order-select. The hook of this request is answered at http://127.0.0.1:3000/cds-services/${card?.id}-order-sign: register that URL for it.`,
    )
    const { findings } = (await app.inject('/api/doctor')).json<{ findings: object[] }>()
    expect(findings).toContainEqual(expect.objectContaining({ ailment: 'hook-misdirected', count: 1 }))
  })

  it('is told no URL where none answers it', async () => {
    expect(await misdirected(app, select, 'patient-view')).toBe('This service answers order-select.')
  })

  it('never reaches it where ids are shared: each hook has its own service', () => {
    const services = new Services(cards, 'shared')
    for (const hook of ['order-select', 'order-sign'])
      expect(services.asked(card?.id ?? '', { hook })?.hook.name).toBe(hook)
  })
  it('is told all hooks of a shared id', async () => {
    const shared = await build({ SERVICE_IDS: 'shared' })
    expect(await misdirected(shared, `/cds-services/${card?.id}`, 'patient-view')).toBe(
      'This service answers order-select and order-sign.',
    )
  })
})

describe('a draft whose subject is written with a base URL', () => {
  const [called, alias] = ['https://proxy.example.org/fhir', 'https://direct.example.org/fhir']
  const sign = `/cds-services/${card?.id}-order-sign`
  const written = (base: string): Record<string, any> => {
    const body = { ...fixture('order-sign-iv-ketamine-migraine'), fhirServer: called, hookInstance: base }
    for (const { resource } of (body as Record<string, any>)['context'].draftOrders.entry)
      resource.subject = { reference: `${base}/Patient/pat-1001` }
    return body
  }

  it('gets its card where that is the request’s own, and none where it is another of the client’s: an id there is another patient', async () => {
    const both = await build({ AUTH: 'open', FHIR_SERVERS: `${called},${alias}` })
    const { body } = await post(both, sign, written(called))
    expect(body.cards[0].suggestions[0].actions[0].resource.subject).toEqual({ reference: 'Patient/pat-1001' })
    expect((await post(both, sign, written(alias))).body).toEqual({ cards: [] })
  })

  it('is silence with a reason, a trace, a count in the log and a finding where it is not', async () => {
    const lines: string[] = []
    const one = await build(
      { AUTH: 'open', FHIR_SERVERS: called, LOG_LEVEL: 'info' },
      { logTo: { write: (line) => void lines.push(line) } },
    )
    expect((await post(one, sign, written(alias))).body).toEqual({ cards: [] })
    expect(lines.map((line) => JSON.parse(line)).find(({ route }) => route === '/cds-services/:id')).toMatchObject({
      because: 'order-of-another-patient',
      strangers: 3,
    })
    const { findings } = (await one.inject('/api/doctor')).json()
    expect(findings).toEqual([
      expect.objectContaining({
        ailment: 'patient-unmatched',
        count: 1,
        advice: expect.stringContaining('fhirServers'),
      }),
    ])
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { traces } = (await one.inject(`/api/traces/${encodeURIComponent(alias)}`)).json()
    expect(traces).toMatchObject([{ outcome: 'silent', because: 'order-of-another-patient' }])
  })
})

describe('a patientId that is a URL', () => {
  const called = 'https://ehr.example.org/fhir'
  const local = 'http://localhost:8080/fhir'
  it.each<[string, string, string | undefined, number]>([
    ['the request’s own server', called, called, 1],
    ['another server', 'https://other.example.org/fhir', called, 0],
    ['another server, behind a space', ' https://other.example.org/fhir', called, 0],
    ['the request’s own server, behind a space', ` ${called}`, called, 1],
    ['this machine, where the request names a server elsewhere', local, called, 0],
    ['a server elsewhere, where the request names this machine', called, local, 0],
    ['this machine by its other name', 'http://127.0.0.1:8080/fhir', local, 1],
    ['another server on this machine', 'http://127.0.0.1:9999/fhir', local, 0],
    ['a server where the request names none', called, undefined, 1],
  ])('of %s: is that patient there, and there alone', async (_, base, fhirServer, count) => {
    const open = await build({ AUTH: 'open', FHIR_SERVERS: `${called},${local}` })
    const { context, ...body } = fixture('order-sign-iv-ketamine-migraine') as Record<string, any>
    const call = { ...body, fhirServer, context: { ...context, patientId: `${base}/Patient/${context.patientId}` } }
    const answer = await post(open, `/cds-services/${card?.id}-order-sign`, call)
    expect([answer.status, answer.body.cards?.length]).toEqual([200, count])
  })
})

describe('metrics', () => {
  it('count answers by route, never by address', async () => {
    await app.inject('/healthz?secret=1')
    await app.inject('/Patient/secret')
    const { body } = await app.inject('/metrics')
    expect(body).toContain('http_responses_total{route="/healthz",status="200"} 1')
    expect(body).toContain('http_responses_total{route="unknown",status="404"} 1')
    expect(body).not.toContain('secret')
  })
})

describe('the prefetch sheet', () => {
  it('holds what discovery says: exact URL, hook, every prefetch query, scopes, override codes', async () => {
    const { services } = (await app.inject('/cds-services')).json<{
      services: { id: string; hook: string; prefetch: Record<string, string> }[]
    }>()
    for (const { id, hook, prefetch } of services) {
      const { statusCode, headers, body } = await app.inject(`/api/prefetch-sheet/${id}`)
      expect(statusCode).toBe(200)
      expect(headers['content-type']).toContain('text/plain')
      expect(body).toContain(`    http://127.0.0.1:3000/cds-services/${id}\n`)
      expect(body).toContain(`    ${hook}\n`)
      for (const query of Object.values(prefetch)) {
        expect(body).toContain(`    ${query}\n`)
        expect(body).toContain(`patient/${/^\w+/.exec(query)?.[0]}.rs`)
      }
      const own = cards.find((one) => one.hooks.some((at) => id === `${one.id}-${at}`))
      for (const { code } of own?.overrideReasons ?? []) expect(body).toContain(`    ${code} -> `)
    }
  })

  it('is 404 for a service that is not there', async () => {
    expect((await app.inject('/api/prefetch-sheet/nothing')).statusCode).toBe(404)
  })
})
