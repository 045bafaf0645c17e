import { cards } from '../../cards/index.ts'
import { build, type App } from '../app.ts'
import { everything } from './services.ts'

let app: App
let services: readonly Record<string, unknown>[]
beforeAll(async () => {
  app = await build()
  services = (await app.inject('/cds-services')).json().services
})

describe('D1: discovery', () => {
  it('answers 200 with an array of services, to anybody', async () => {
    const answer = await app.inject('/cds-services')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(Array.isArray(answer.json().services)).toBe(true)
  })
  it('lets a browser read it', async () => {
    const answer = await app.inject({ url: '/cds-services', headers: { origin: 'http://localhost:8080' } })
    expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:8080')
  })
  it('lists every card at each of its hooks', () => {
    expect(services.map(({ id }) => id)).toEqual(cards.flatMap(({ id, hooks }) => hooks.map((hook) => `${id}-${hook}`)))
  })
})

describe('D2: each service', () => {
  it('has hook, title, description and id, and the versions of specification and hook', () => {
    for (const service of services) {
      expect(service).toMatchObject({
        hook: expect.stringMatching(/^order-(select|sign)$/),
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/./),
        id: expect.stringMatching(/^[a-z0-9-]+$/),
        version: '3.0.0',
        hookVersion: '1.0',
        usageRequirements: expect.stringMatching(/./),
      })
    }
  })
})

describe('D3: prefetch templates', () => {
  const queries = (): readonly string[] =>
    services.flatMap(({ prefetch }) => Object.values(prefetch as Record<string, string>))

  it('are an instance read or a type search', () => {
    for (const query of queries()) expect(query).toMatch(/^[A-Z][A-Za-z]+(\/\{\{context\.\w+\}\}|\?.+)$/)
  })
  it('use only the tokens that the hooks allow, and dates relative to today', () => {
    for (const query of queries()) {
      for (const [, token = ''] of query.matchAll(/\{\{(.+?)\}\}/g))
        expect(token).toMatch(/^(context\.(userId|patientId|encounterId)|today\(\) - \d+ days)$/)
    }
  })
  it('use no modifiers, chains or includes', () => {
    for (const query of queries()) {
      const [, search = ''] = query.split('?')
      for (const parameter of search.split('&').filter((part) => part !== '')) {
        const [name = ''] = parameter.split('=')
        expect(name).toMatch(/^(patient|code|date|effective-time)$/)
      }
    }
  })
  it('compare dates with prefixes the specification allows', () => {
    const dates = queries().flatMap((query) => [...query.matchAll(/(?:date|effective-time)=([^&]+)/g)])
    expect(dates.length).toBeGreaterThan(0)
    for (const [, value] of dates) expect(value).toMatch(/^(eq|lt|gt|ge|le)\{\{/)
  })
  it('ask for what the cards read, and for nothing else', () => {
    for (const { id, prefetch } of services) {
      const card = cards.find((one) => (id as string).startsWith(one.id))
      expect(Object.keys(prefetch as object).toSorted()).toEqual([...(card?.needs ?? [])].toSorted())
    }
  })
})

describe('D4', () => {
  it('has nowhere null, an empty text, an empty list or an empty object', async () => {
    const document = (await app.inject('/cds-services')).json()
    for (const [path, value] of everything(document)) {
      expect([path, value]).not.toEqual([path, null])
      expect([path, value]).not.toEqual([path, ''])
      expect([path, value]).not.toEqual([path, []])
      expect([path, value]).not.toEqual([path, {}])
    }
  })
})

describe('shared service ids', () => {
  it('publish one id at both hooks', async () => {
    const shared = await build({ SERVICE_IDS: 'shared' })
    const list = (await shared.inject('/cds-services')).json().services as readonly { id: string; hook: string }[]
    expect(list.map(({ id, hook }) => [id, hook])).toEqual(
      cards.flatMap(({ id, hooks }) => hooks.map((hook) => [id, hook])),
    )
  })
})
