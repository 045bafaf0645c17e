import type { FastifyInstance, FastifyRequest } from 'fastify'
import { failure } from '../errors.ts'
import { prefetchTemplates, scopesOf } from '../fhir/templates.ts'
import type { Service, Services } from '../services.ts'

/** Values stand alone on a line, as they are: an analyst copies them. */
const field = (name: string, value: string, note = ''): string =>
  `${name}${note === '' ? '' : ` (${note})`}:\n\n    ${value}\n`

/** What an EHR analyst types in to register one service, as plain text that is Markdown too. */
function prefetchSheet({ id, guidance, hook }: Service, base: string): string {
  const url = `${base}/cds-services/${id}`
  return `# ${guidance.title}: registration at ${hook.name}

${[
  field('Service URL', url, 'exactly: no trailing slash, same host and scheme'),
  field('Hook', hook.name, `hook version ${hook.version}`),
  field('Feedback URL', `${url}/feedback`),
  field('Discovery', `${base}/cds-services`),
  field('Audience (aud) of the JWT', url, 'for feedback: the feedback URL'),
].join('\n')}
FHIR version: R4. With DSTU2, STU3 or R5 alternatives are shown as text.
Content: ${guidance.id} ${guidance.version}, released ${guidance.about.released}.

## Prefetch

Keys may be renamed: resources are recognised by their type. A search that found nothing holds none: under a key of your
own its Bundle needs a self link with the search, or it counts as left out. What is left out is read from the FHIR server
with the token of the call, which takes longer. Where the EHR has no today() token, leave that date out.

${Object.entries(prefetchTemplates(guidance))
  .map(([key, query]) => field(`Key ${key}`, query))
  .join('\n')}
## Scopes

${scopesOf(guidance)
  .map((scope) => `    ${scope}`)
  .join('\n')}

Draft orders: some EHRs send context.draftOrders only with the scopes for unsigned orders
(Epic: MedicationRequest "(Unsigned Order)", read).

## Override reasons

The card carries codes and words. Where the EHR needs codes of its own, map these; after the arrow the HL7
non-adherence reason that statistics use.

${field('System', guidance.overrideReasonSystem)}
${guidance.overrideReasons.map(({ code, nonAdherence }) => `    ${code} -> ${nonAdherence}`).join('\n')}

## What it asks of the EHR

${guidance.usageRequirements}
`
}

/** `GET /api/prefetch-sheet/{service}`; with shared ids one sheet for each hook, one after the other. */
export function prefetchSheets(
  app: FastifyInstance,
  options: { readonly services: Services; readonly baseUrl: (request: FastifyRequest) => string },
): void {
  app.get<{ Params: { service: string } }>('/api/prefetch-sheet/:service', async (request, reply) => {
    const services = options.services.named(request.params.service)
    if (services.length === 0) throw failure('SERVICE_UNKNOWN')
    const base = options.baseUrl(request)
    return reply
      .type('text/plain; charset=utf-8')
      .send(services.map((service) => prefetchSheet(service, base)).join('\n'))
  })
}
