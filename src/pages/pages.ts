import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import type { Config } from '../config.ts'
import { failure } from '../errors.ts'
import { root } from '../root.ts'
import type { PoliciesFor } from '../evaluate.ts'
import type { Admin } from '../security/admin.ts'
import type { Caller } from '../security/caller.ts'
import { formulariesOf, together } from './formulary.ts'
import { smartApp, smartIsOn } from './smart-app.ts'

interface PagesOptions {
  readonly config: Pick<Config, 'PAGES' | 'SMART_CLIENT_ID' | 'SMART_ISSUERS'>
  /** Whether callers have to sign: the try-it page has no key, so each visit to it would be a refused call. */
  readonly authenticated: boolean
  readonly cards: readonly Guidance[]
  readonly admin: Pick<Admin, 'hasToken' | 'login' | 'logout'>
  readonly policiesFor: PoliciesFor
  /** Who may call, as of now. */
  readonly callers: () => readonly Caller[]
}

const assets = fileURLToPath(new URL('src/pages/assets', root))

/** Libraries as their packages ship them for browsers: nothing is bundled, nothing comes from elsewhere. */
const vendor: Readonly<Record<string, readonly [from: string, file: string]>> = {
  'marked.js': ['marked', 'marked.esm.js'],
  'purify.js': ['dompurify', 'purify.es.mjs'],
  'uplot.js': ['uplot', 'uPlot.esm.js'],
  'uplot.css': ['uplot', 'uPlot.min.css'],
  'fhir-client.js': ['fhirclient', '../../build/fhir-client.pure.min.js'],
}

/**
 * The pages: try-it at `/`, dashboard at `/admin`, SMART app at `/smart`. Static files and a few settings; what they
 * show comes from the same interfaces that everybody else uses.
 */
export async function pages(app: FastifyInstance, options: PagesOptions): Promise<void> {
  const { config, authenticated, cards, admin, policiesFor, callers } = options
  const tryIt = config.PAGES === 'on' && !authenticated
  const formularies = await formulariesOf(cards, root)
  await app.register(fastifyStatic, { root: assets, prefix: '/assets/', index: false, cacheControl: false })
  const html = (reply: FastifyReply, file: string): FastifyReply =>
    reply.header('cache-control', 'no-cache').sendFile(file, assets)

  const { resolve } = createRequire(import.meta.url)
  for (const [name, [from, file]] of Object.entries(vendor)) {
    const path = join(dirname(resolve(from)), file)
    app.get(`/assets/vendor/${name}`, async (_request, reply) =>
      reply.sendFile(path.slice(dirname(path).length + 1), dirname(path)),
    )
  }

  if (tryIt) {
    const settings = { formulary: together(Object.values(formularies)), smart: smartIsOn(config) }
    app.get('/', async (_request, reply) => html(reply, 'try-it.html'))
    app.get('/try-it.json', async (_request, reply) => reply.header('cache-control', 'no-cache').send(settings))
  }

  const session = { login: admin.hasToken, tryIt }
  app.get('/admin.json', async (_request, reply) => reply.header('cache-control', 'no-cache').send(session))
  app.get('/admin', async (_request, reply) => html(reply, 'admin.html'))
  app.post('/admin/login', { bodyLimit: 4096 }, async (request, reply) => {
    const { token } = (request.body ?? {}) as { token?: unknown }
    if (typeof token !== 'string' || !admin.login(request, reply, token)) throw failure('UNAUTHENTICATED')
    return reply.status(204).send()
  })
  app.post('/admin/logout', { bodyLimit: 4096 }, async (request, reply) => {
    admin.logout(request, reply)
    return reply.status(204).send()
  })

  if (smartIsOn(config)) await smartApp(app, { config, cards, policiesFor, callers, formularies, root, html })
}
