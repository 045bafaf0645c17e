import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Guidance } from '../../cards/guidance.ts'
import { list, type Config } from '../config.ts'
import type { PoliciesFor } from '../evaluate.ts'
import { scopesOf } from '../fhir/templates.ts'
import type { Caller } from '../security/caller.ts'
import { isAlias, mayNameServer } from '../security/registered-servers.ts'
import type { Formulary } from './formulary.ts'
import { appModules } from './modules.ts'
import { baseUrl, withoutSlash } from '../urls.ts'

type SmartConfig = Pick<Config, 'SMART_CLIENT_ID' | 'SMART_ISSUERS'>

const issuersOf = ({ SMART_ISSUERS }: SmartConfig): readonly string[] => list(SMART_ISSUERS).map(withoutSlash)

export const smartIsOn = (config: SmartConfig): boolean =>
  config.SMART_CLIENT_ID !== undefined || config.SMART_ISSUERS !== undefined

/**
 * Launch URL for the smart link of a card. `undefined` where no app is configured, or where the server of the call is
 * not one that may launch it: the link would lead to a refusal.
 */
export function smartLaunch(config: SmartConfig, base: string, fhirServer: string | undefined): string | undefined {
  const issuers = issuersOf(config)
  if (config.SMART_CLIENT_ID === undefined || issuers.length === 0) return undefined
  if (fhirServer !== undefined && !issuers.map(baseUrl).includes(baseUrl(fhirServer))) return undefined
  return `${withoutSlash(base)}/smart/launch.html`
}

/**
 * The app talks to the FHIR server that launched it and to the authorization server which that one names, at any address:
 * so `connect-src` allows all of https. It is shown in a frame of the EHR.
 */
function contentPolicy(issuers: readonly string[]): string {
  const local = new Set(issuers.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin))
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self' https:", ...local].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    ["frame-ancestors 'self' https:", ...local].join(' '),
  ].join('; ')
}

/** Whether the calls of a client may be about this FHIR server, under whichever of its names. */
const knows = (caller: Caller, issuer: string): boolean =>
  mayNameServer(caller, issuer) ||
  (caller.fhirServers !== 'loopback' && caller.fhirServers.some(({ url }) => isAlias(caller, url, issuer)))

/** The caller that stands in where no client names the server: the site's own policies hold. */
const nobody: Caller = { id: 'smart-app', fhirServers: [], dialect: 'spec' }

/**
 * The policies by which the service answers the clients of a FHIR server, without repetitions. Where they differ, the app
 * cannot know which of them holds. Nothing else about a client is told.
 */
function policiesOf(
  guidance: Guidance,
  issuer: string,
  { callers, policiesFor }: Pick<SmartAppOptions, 'callers' | 'policiesFor'>,
): readonly unknown[] {
  const ours = callers().filter((caller) => knows(caller, issuer))
  const all = (ours.length > 0 ? ours : [nobody]).map((caller) => policiesFor(guidance, caller))
  return [...new Map(all.map((policies) => [JSON.stringify(policies), policies])).values()]
}

interface SmartAppOptions {
  readonly config: SmartConfig
  readonly cards: readonly Guidance[]
  readonly policiesFor: PoliciesFor
  readonly callers: () => readonly Caller[]
  readonly formularies: Readonly<Record<string, Formulary>>
  readonly root: URL
  readonly html: (reply: FastifyReply, file: string) => FastifyReply
}

/** `/smart/`: the evidence; launched by an EHR, every option for its patient, decided in the browser by the same code. */
export async function smartApp(app: FastifyInstance, options: SmartAppOptions): Promise<void> {
  const { config, cards, formularies, root, html } = options
  const issuers = issuersOf(config)
  const policy = contentPolicy(issuers)
  const page = (file: string) => async (_request: unknown, reply: FastifyReply) =>
    html(reply.header('content-security-policy', policy), file)
  const settings = {
    clientId: config.SMART_CLIENT_ID ?? null,
    issuers,
    scope: ['launch', 'openid', 'fhirUser', ...new Set(cards.flatMap(scopesOf))].join(' '),
    formularies,
  }
  appModules(app, root)
  app.get('/smart/', page('smart/index.html'))
  app.get('/smart/launch.html', page('smart/launch.html'))
  app.get('/smart/config.json', async (_request, reply) => {
    const of = (issuer: string) =>
      cards.map((guidance) => [guidance.id, policiesOf(guidance, issuer, options)] as const)
    const policies = Object.fromEntries(issuers.map((issuer) => [issuer, Object.fromEntries(of(issuer))]))
    return reply.header('cache-control', 'no-cache').send({ ...settings, policies })
  })
}
