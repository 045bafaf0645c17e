import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import { list, type Config } from '../config.ts'
import { failure } from '../errors.ts'
import type { Admin } from '../security/admin.ts'
import { appModules } from './modules.ts'

export interface PagesOptions {
  readonly config: Pick<Config, 'PAGES' | 'SMART_CLIENT_ID' | 'SMART_ISSUERS' | 'PUBLIC_URL'>
  readonly cards: readonly Guidance[]
  readonly admin: Pick<Admin, 'login' | 'logout' | 'hasToken'>
}

/** The folder that holds `cards/` and `src/`: the source tree, or the build. */
const root = new URL('../../', import.meta.url)
const assets = fileURLToPath(new URL('./assets', import.meta.url))

/** Libraries as their packages ship them for browsers: nothing is bundled, nothing comes from elsewhere. */
const vendor: Readonly<Record<string, readonly [from: string, file: string]>> = {
  'marked.js': ['marked', 'marked.esm.js'],
  'purify.js': ['dompurify', 'purify.es.mjs'],
  'uplot.js': ['uplot', 'uPlot.esm.js'],
  'uplot.css': ['uplot', 'uPlot.min.css'],
  'fhir-client.js': ['fhirclient', '../../build/fhir-client.pure.min.js'],
}

export const smartIsOn = (config: Pick<Config, 'SMART_CLIENT_ID' | 'SMART_ISSUERS'>): boolean =>
  config.SMART_CLIENT_ID !== undefined || config.SMART_ISSUERS !== undefined

/**
 * Launch URL for the smart link of a card. `undefined` where no app is configured, or where the server of the call is
 * not one that may launch it: the link would lead to a refusal.
 */
export function smartLaunch(
  config: Pick<Config, 'SMART_CLIENT_ID' | 'SMART_ISSUERS'>,
  base: string,
  fhirServer: string | undefined,
): string | undefined {
  if (!smartIsOn(config) || config.SMART_CLIENT_ID === undefined) return undefined
  const issuers = list(config.SMART_ISSUERS).map(withoutSlash)
  if (issuers.length === 0 || (fhirServer !== undefined && !issuers.includes(withoutSlash(fhirServer))))
    return undefined
  return `${withoutSlash(base)}/smart/launch.html`
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** The sample patients of the first recommendation that brings some, or null. */
async function formularyOf(cards: readonly Guidance[]): Promise<unknown> {
  for (const { id } of cards) {
    try {
      return { card: id, ...(JSON.parse(await readFile(new URL(`cards/${id}/try-it.json`, root), 'utf8')) as object) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return null
}

/**
 * The pages: try-it at `/`, dashboard at `/admin`, SMART app at `/smart`. Static files and a few settings; what they
 * show comes from the same interfaces that everybody else uses.
 */
export async function pages(app: FastifyInstance, { config, cards, admin }: PagesOptions): Promise<void> {
  await app.register(fastifyStatic, { root: assets, prefix: '/assets/', index: false, cacheControl: false })
  const html = (reply: FastifyReply, file: string): FastifyReply =>
    reply.header('cache-control', 'no-cache').sendFile(file, assets)

  const resolve = createRequire(import.meta.url).resolve
  for (const [name, [from, file]] of Object.entries(vendor)) {
    const folder = join(dirname(resolve(from)), dirname(file))
    app.get(`/assets/vendor/${name}`, async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=3600').sendFile(file.split('/').at(-1) ?? file, folder),
    )
  }

  if (config.PAGES === 'on') {
    const formulary = await formularyOf(cards)
    app.get('/', async (_request, reply) => html(reply, 'try-it.html'))
    app.get('/try-it.json', async () => ({ formulary, smart: smartIsOn(config) }))
  }
  dashboard(app, admin, html)
  if (smartIsOn(config)) {
    appModules(app, root)
    await smartApp(app, config, cards, html)
  }
}

type Html = (reply: FastifyReply, file: string) => FastifyReply

function dashboard(app: FastifyInstance, admin: PagesOptions['admin'], html: Html): void {
  app.get('/admin', async (_request, reply) => html(reply, 'admin.html'))
  app.post('/admin/login', async (request, reply) => {
    const { token } = (request.body ?? {}) as { token?: unknown }
    if (typeof token !== 'string' || !admin.login(request, reply, token)) throw failure('UNAUTHENTICATED')
    return reply.status(204).send()
  })
  app.post('/admin/logout', async (_request, reply) => {
    admin.logout(reply)
    return reply.status(204).send()
  })
}

/**
 * The app talks to the FHIR server that launched it and to the authorization server that one names, which may be any:
 * `connect-src` lets it, within https. It is shown in the EHR's frame.
 */
function smartPolicy(issuers: readonly string[]): string {
  const local = issuers.filter((url) => url.startsWith('http:')).map((url) => new URL(url).origin)
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self' https:", ...new Set(local)].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    ["frame-ancestors 'self' https:", ...new Set(local)].join(' '),
  ].join('; ')
}

async function smartApp(
  app: FastifyInstance,
  config: PagesOptions['config'],
  cards: readonly Guidance[],
  html: Html,
): Promise<void> {
  const issuers = list(config.SMART_ISSUERS).map(withoutSlash)
  const policy = smartPolicy(issuers)
  const scopes = [...new Set(cards.flatMap((guidance) => guidance.needs.map((need) => scopeOf[need])))]
  const page = (file: string) => async (_request: unknown, reply: FastifyReply) =>
    html(reply.header('content-security-policy', policy).removeHeader('x-frame-options'), file)
  app.get('/smart', async (_request, reply) => reply.redirect('/smart/', 308))
  app.get('/smart/', page('smart/index.html'))
  app.get('/smart/launch.html', page('smart/launch.html'))
  app.get('/smart/config.json', async () => ({
    clientId: config.SMART_CLIENT_ID ?? null,
    issuers,
    scope: ['launch', 'openid', 'fhirUser', ...scopes, 'patient/Medication.rs'].join(' '),
    formulary: await formularyOf(cards),
  }))
}

const scopeOf: Readonly<Record<Guidance['needs'][number], string>> = {
  patient: 'patient/Patient.rs',
  encounter: 'patient/Encounter.rs',
  conditions: 'patient/Condition.rs',
  allergies: 'patient/AllergyIntolerance.rs',
  medications: 'patient/MedicationRequest.rs',
  administrations: 'patient/MedicationAdministration.rs',
  observations: 'patient/Observation.rs',
}
