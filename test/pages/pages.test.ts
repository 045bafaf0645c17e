import { existsSync } from 'node:fs'
import { get as httpGet } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cards } from '../../cards/index.ts'
import { formulariesOf, together } from '../../src/pages/formulary.ts'
import { smartLaunch } from '../../src/pages/smart-app.ts'
import { build, type App } from '../app.ts'
import { aFolder } from '../server/process.ts'

const smartEnv = { SMART_CLIENT_ID: 'app', SMART_ISSUERS: 'https://ehr.example.org/fhir/' }

describe('the pages', () => {
  let app: App
  beforeAll(async () => {
    app = await build()
  })

  it.each(['/', '/admin'])(
    '%s is HTML without inline script or style, and without an address elsewhere',
    async (url) => {
      const { statusCode, headers, body } = await app.inject(url)
      expect(statusCode).toBe(200)
      expect(headers['content-type']).toContain('text/html')
      expect(body).not.toMatch(/<style|style="|\son\w+="|<script(?![^>]*\ssrc=)/)
      expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
      expect(String(headers['content-security-policy'])).not.toContain('unsafe')
    },
  )

  it.each(['marked.js', 'purify.js', 'uplot.js', 'fhir-client.js'])('serves %s from its package', async (name) => {
    const { statusCode, headers } = await app.inject(`/assets/vendor/${name}`)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toMatch(/javascript/)
  })

  it.each([
    '/assets/../package.json',
    '/assets/%2e%2e/pages.ts',
    '/assets/..%2fpages.ts',
    '/assets/..%5cpages.ts',
    '/assets//../pages.ts',
  ])('serves nothing else: %s', async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404)
  })

  it('takes a path that climbs out for one that is not there', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    for (const path of ['/assets/../../config.js', '/assets/%2e%2e/%2e%2e/config.js', '/assets/vendor/..%5c..%5cx']) {
      const status = await new Promise((done) =>
        httpGet({ host: '127.0.0.1', port, path }, (response) => done(response.resume().statusCode)),
      )
      expect([path, status]).toEqual([path, 404])
    }
  })

  it('has no SMART app and no modules unless one is configured', async () => {
    for (const url of ['/smart/', '/smart/config.json', '/app/cards/index.js'])
      expect((await app.inject(url)).statusCode).toBe(404)
  })

  it('goes without the try-it page when PAGES=off, and keeps the dashboard', async () => {
    const off = await build({ PAGES: 'off' })
    expect((await off.inject('/')).statusCode).toBe(404)
    expect((await off.inject('/try-it.json')).statusCode).toBe(404)
    expect((await off.inject('/admin')).statusCode).toBe(200)
  })
})

it('have no try-it page where calls are signed: it has no key, and each look at it would be a refused call', async () => {
  const file = join(aFolder(), 'nobody.json')
  await writeFile(file, '[]')
  const guarded = await build({ TRUSTED_CLIENTS: file })
  expect((await guarded.inject('/')).statusCode).toBe(404)
  expect((await guarded.inject('/try-it.json')).statusCode).toBe(404)
  expect((await guarded.inject('/admin.json')).json()).toMatchObject({ tryIt: false })
})

describe('the login', () => {
  it('sets a cookie that scripts and other sites do not get, for the right token only', async () => {
    const app = await build({ ADMIN_TOKEN: 'the-admin-token' })
    const login = (token: unknown) => app.inject({ method: 'POST', url: '/admin/login', payload: { token } })
    expect((await login('another')).statusCode).toBe(401)
    expect((await login(['the-admin-token'])).statusCode).toBe(401)
    expect((await app.inject('/api/doctor')).statusCode).toBe(401)

    const good = await login('the-admin-token')
    expect(good.statusCode).toBe(204)
    const [cookie] = good.cookies as { name: string; value: string; httpOnly?: boolean; sameSite?: string }[]
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    const cookies = { [cookie?.name ?? '']: cookie?.value ?? '' }
    expect((await app.inject({ url: '/api/doctor', cookies })).statusCode).toBe(200)
  })
})

describe('the SMART app', () => {
  let app: App
  beforeAll(async () => {
    app = await build(smartEnv)
  })

  it('may be framed and may reach its issuers, and runs no inline script', async () => {
    const { headers } = await app.inject('/smart/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain('connect-src')
    expect(policy).not.toContain('unsafe')
    expect(headers['x-frame-options']).toBeUndefined()
  })

  it('serves the modules that decide, as JavaScript, with the codes they read', async () => {
    const entry = await app.inject('/app/cards/index.js')
    expect(entry.statusCode).toBe(200)
    expect(entry.headers['content-type']).toMatch(/javascript/)
    expect(entry.body).not.toMatch(/: readonly Guidance/)
    const [rule] = cards.map(({ id }) => id)
    expect((await app.inject(`/app/cards/${rule}/decide.js`)).statusCode).toBe(200)
  })

  it.each([
    'src/config.ts',
    'src/security/admin.ts',
    'src/store/store.ts',
    'package.json',
    'cards/../src/config.ts',
    'cards/%2e%2e/src/config.ts',
  ])('serves no other file of the service: %s', async (path) => {
    expect((await app.inject(`/app/${path}`)).statusCode).toBe(404)
  })

  it("gives the page the client id, issuers, least scopes and the site's policies", async () => {
    const settings = (await app.inject('/smart/config.json')).json<Record<string, unknown>>()
    expect(settings).toMatchObject({ clientId: 'app', issuers: ['https://ehr.example.org/fhir'] })
    expect(settings['scope']).toContain('patient/Condition.rs')
    expect(settings['scope']).not.toMatch(/\*|\.[cud]/)
    const { policies } = settings as unknown as SmartSettings
    expect(Object.keys(policies)).toEqual(['https://ehr.example.org/fhir'])
    expect(Object.keys(policies['https://ehr.example.org/fhir'] ?? {})).toEqual(cards.map(({ id }) => id))
  })

  it('gives the sample orders by recommendation', async () => {
    const { formularies } = (await app.inject('/smart/config.json')).json<{ formularies: object }>()
    const withSamples = cards.filter(({ id }) => existsSync(join(__dirname, '../../cards', id, 'try-it.json')))
    expect(Object.keys(formularies)).toEqual(withSamples.map(({ id }) => id))
    expect(withSamples).not.toEqual([])
  })
})

interface SmartSettings {
  readonly policies: Readonly<Record<string, Readonly<Record<string, readonly { chartOnly: string }[]>>>>
}

describe('the policies of the SMART app', () => {
  const [ours, others] = ['https://ehr.example.org/fhir', 'https://other.example.org/fhir']
  const client = (id: string, fhirServers: readonly unknown[], chartOnly: string): object => ({
    id,
    iss: `https://${id}.example.org`,
    jku: `https://${id}.example.org/jwks`,
    fhirServers,
    policies: { 'iv-ketamine-for-migraine': { chartOnly } },
  })

  async function chartOnlyOf(issuer: string, ...clients: readonly object[]): Promise<readonly string[] | undefined> {
    const file = join(aFolder(), 'clients.json')
    await writeFile(file, JSON.stringify(clients))
    const app = await build({
      ...smartEnv,
      SMART_ISSUERS: `${ours},${others}`,
      TRUSTED_CLIENTS: file,
      PUBLIC_URL: 'https://cds.example.org',
    })
    const { body } = await app.inject('/smart/config.json')
    expect(body).not.toMatch(/jku|jwks|"iss"|client-/)
    const { policies } = JSON.parse(body) as SmartSettings
    return policies[issuer]?.['iv-ketamine-for-migraine']?.map(({ chartOnly }) => chartOnly)
  }

  it.each<[string, readonly string[], readonly object[]]>([
    ['are those of the client of the server that launches it', ['silent'], [client('client-a', [ours], 'silent')]],
    [
      'are its own also under an alias, and in another spelling',
      ['silent'],
      [
        client(
          'client-a',
          [{ url: 'https://proxy.example.org', aliases: ['https://EHR.example.org:443/fhir/'] }],
          'silent',
        ),
      ],
    ],
    ["are the site's own where no client names the server", ['info'], [client('client-a', [others], 'silent')]],
    [
      'are one where clients of a server agree',
      ['silent'],
      [client('client-a', [ours], 'silent'), client('client-b', [ours, others], 'silent')],
    ],
    [
      'are several where clients of a server differ',
      ['silent', 'sign-only'],
      [client('client-a', [ours], 'silent'), client('client-b', [ours], 'sign-only')],
    ],
  ])('%s', async (_, expected, clients) => {
    expect(await chartOnlyOf(ours, ...clients)).toEqual(expected)
  })
})

describe('the sample orders', () => {
  it('are found by recommendation, and missing where one brings none', async () => {
    const root = aFolder()
    await mkdir(join(root, 'cards/with'), { recursive: true })
    await writeFile(join(root, 'cards/with/try-it.json'), '{"patients":[]}')
    const found = await formulariesOf([{ id: 'without' }, { id: 'with' }], pathToFileURL(`${root}/`))
    expect(found).toEqual({ with: { patients: [] } })
  })

  it('of several recommendations can be tried on one page', () => {
    const one = { systems: { rx: 'urn:rx' }, drugs: [{ id: 'a' }], routes: [{ id: 'iv' }], reasons: [], patients: [] }
    const other = { ...one, systems: { ...one.systems, icd: 'urn:icd' }, drugs: [{ id: 'b' }], patients: [{ id: 'x' }] }
    expect(together([one, other])).toEqual({
      systems: { rx: 'urn:rx', icd: 'urn:icd' },
      drugs: [{ id: 'a' }, { id: 'b' }],
      routes: [{ id: 'iv' }],
      reasons: [],
      patients: [{ id: 'x' }],
    })
    expect(together([])).toBeNull()
  })
})

describe('the smart link of a card', () => {
  const base = 'https://cds.example.org/'

  it('leads to the launch page for servers that may launch the app, and for calls that name none', () => {
    const link = 'https://cds.example.org/smart/launch.html'
    expect(smartLaunch(smartEnv, base, 'https://ehr.example.org/fhir')).toBe(link)
    expect(smartLaunch(smartEnv, base, 'https://EHR.example.org:443/fhir/')).toBe(link)
    expect(smartLaunch(smartEnv, base, undefined)).toBe(link)
  })

  it('is left out where the launch would be refused', () => {
    expect(smartLaunch(smartEnv, base, 'https://other.example.org/fhir')).toBeUndefined()
    expect(smartLaunch({ SMART_CLIENT_ID: 'app' }, base, undefined)).toBeUndefined()
    expect(smartLaunch({ SMART_ISSUERS: 'https://ehr.example.org/fhir' }, base, undefined)).toBeUndefined()
    expect(smartLaunch({}, base, undefined)).toBeUndefined()
  })
})
