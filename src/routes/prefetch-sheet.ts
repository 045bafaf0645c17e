import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Need } from '../../cards/guidance.ts'
import { failure } from '../errors.ts'
import { prefetchTemplates } from '../fhir/templates.ts'
import type { Service, Services } from '../services.ts'

/** FHIR types a token or an analyst has to allow for each need. */
const scopes: Readonly<Record<Need, readonly string[]>> = {
  patient: ['Patient'],
  encounter: ['Encounter'],
  conditions: ['Condition'],
  allergies: ['AllergyIntolerance'],
  medications: ['MedicationRequest', 'Medication'],
  administrations: ['MedicationAdministration'],
  observations: ['Observation'],
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``

/** What an EHR analyst types in to register one service, as Markdown. */
export function prefetchSheet({ id, guidance, hook }: Service, base: string): string {
  const url = `${base}/cds-services/${id}`
  const allowed = guidance.needs.flatMap((need) => scopes[need]).map((type) => `patient/${type}.rs`)
  return `# ${guidance.title}: registration at ${hook.name}

${table(
  ['Field', 'Value'],
  [
    ['Service URL', `${code(url)} exactly: no trailing slash, same host and scheme`],
    ['Hook', `${code(hook.name)} (hook version ${hook.version})`],
    ['Feedback URL', code(`${url}/feedback`)],
    ['Discovery', code(`${base}/cds-services`)],
    ['JWT `aud`', `${code(url)}; for feedback ${code(`${url}/feedback`)}`],
    ['FHIR version', 'R4. With DSTU2, STU3 or R5 alternatives are shown as text'],
    ['Content', `${guidance.id} ${guidance.version}, released ${guidance.about.released}`],
  ],
)}

## Prefetch

Keys may be renamed: resources are recognised by their type. A key that is left out is read from the FHIR server with
the token of the call, which takes longer.

${table(
  ['Key', 'Query'],
  Object.entries(prefetchTemplates(guidance, hook)).map(([key, query]) => [code(key), code(query)]),
)}

## Scopes

${allowed.map((scope) => `- ${code(scope)}`).join('\n')}

Draft orders: some EHRs send \`context.draftOrders\` only with the scopes for unsigned orders
(Epic: MedicationRequest "(Unsigned Order)", read).

## Override reasons

System ${code(guidance.overrideReasonSystem)}. The card carries the words; map these codes where the EHR needs its own.

${table(
  ['Code', 'HL7 non-adherence reason'],
  Object.entries(guidance.nonAdherence).map(([reason, hl7]) => [code(reason), code(hl7)]),
)}

## When it speaks

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
      .type('text/markdown; charset=utf-8')
      .send(services.map((service) => prefetchSheet(service, base)).join('\n'))
  })
}
