import type { ValidateFunction } from 'ajv'
import type { Hook, HookContext } from '../../hooks/hook.ts'
import { complained, failure } from '../errors.ts'
import { bareId } from '../fhir/references.ts'
import { explain, schemaCompiler } from '../schemas.ts'
import type { HookRequest } from './cds-hooks.ts'

/** Nothing is coerced, removed or filled in. FHIR content stays open; it is read tolerantly later. */
const ajv = schemaCompiler()

/** @see {@link https://cds-hooks.hl7.org/ | CDS Hooks 3.0, HTTP Request}; the context is the hook's own schema. */
export const requestSchema = (hook: Hook): Record<string, unknown> => ({
  type: 'object',
  required: ['hook', 'hookInstance', 'context'],
  properties: {
    hook: { type: 'string', const: hook.name },
    hookInstance: { type: 'string', minLength: 1, maxLength: 256 },
    context: hook.contextSchema,
    fhirServer: { type: ['string', 'null'], pattern: '^$|^[hH][tT][tT][pP][sS]?://', maxLength: 2048 },
    fhirAuthorization: {
      type: ['object', 'null'],
      required: ['access_token', 'token_type', 'expires_in', 'scope', 'subject'],
      properties: {
        access_token: { type: 'string', minLength: 1 },
        // RFC 6749, 5.1: the value is case insensitive.
        token_type: { type: 'string', pattern: '^[bB][eE][aA][rR][eE][rR]$' },
        // Nothing rests on it: the token is used at once, or refused by the server.
        expires_in: { type: ['number', 'string'], pattern: '^\\d{1,15}$' },
        scope: { type: 'string' },
        subject: { type: 'string' },
        patient: { type: ['string', 'null'] },
      },
    },
    prefetch: { type: ['object', 'null'] },
  },
})

const isNothing = (value: unknown): boolean => value === null || value === ''

/** Drops members that are null or an empty text: clients send them so where they mean absent. */
function withoutNothing(members: object): object {
  for (const name in members)
    if (isNothing((members as Record<string, unknown>)[name]))
      return Object.fromEntries(Object.entries(members).filter(([, value]) => !isNothing(value)))
  return members
}

/** Patient and encounter as bare ids: clients also send them with their type, or as URLs. */
function withBareIds(context: HookContext): HookContext {
  const patientId = bareId(context.patientId, 'Patient')
  const bare = context.encounterId === undefined ? '' : bareId(context.encounterId, 'Encounter')
  const encounterId = bare === '' ? undefined : bare
  if (patientId === context.patientId && encounterId === context.encounterId) return context
  const { encounterId: _encounterId, ...others } = context
  return encounterId === undefined ? { ...others, patientId } : { ...others, patientId, encounterId }
}

/** The body itself where nothing has to be changed, as in nearly every call. */
function requestIn(body: Readonly<Record<string, unknown>>): HookRequest {
  const sent = body['context'] as HookContext
  const context = withBareIds(withoutNothing(sent) as HookContext)
  return withoutNothing(context === sent ? body : { ...body, context }) as HookRequest
}

/** @param answered names of the hooks that the service answers, to be told where a request is of none of them */
export type Validate = (body: unknown, answered: readonly string[]) => HookRequest

/** Makes the check of one hook's requests. @throws Failure HOOK_MISMATCH or REQUEST_INVALID, naming the member. */
export function requestValidator(hook: Hook): Validate {
  const valid: ValidateFunction = ajv.compile(requestSchema(hook))
  return (body, answered) => {
    const named = typeof body === 'object' && body !== null ? (body as { hook?: unknown }).hook : undefined
    if (typeof named === 'string' && named !== hook.name) {
      throw failure('HOOK_MISMATCH', {
        diagnostics: [`This service answers ${answered.join(' and ')}.`],
        expression: ['hook'],
      })
    }
    if (!valid(body)) {
      throw failure('REQUEST_INVALID', complained(explain(valid.errors)))
    }
    const request = requestIn(body as Record<string, unknown>)
    if (request.fhirAuthorization !== undefined && request.fhirServer === undefined) {
      throw failure('REQUEST_INVALID', {
        diagnostics: ['fhirServer is required when fhirAuthorization is given.'],
        expression: ['fhirServer'],
      })
    }
    return request
  }
}
