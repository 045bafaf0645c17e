import type { Complaint } from './schemas.ts'

/**
 * Every way this service says no. One row a failure: status, FHIR issue type, and the text the client gets.
 * A text never holds patient data, tokens or internals; what a site needs to mend its integration is in `diagnostics`.
 * Codes are part of the interface: they are not reused.
 */
const failures = {
  HTTP_MALFORMED: { status: 400, issue: 'structure', text: 'This is not an HTTP request.' },
  BODY_MALFORMED: { status: 400, issue: 'structure', text: 'The body is not valid JSON.' },
  REQUEST_INVALID: { status: 400, issue: 'invalid', text: 'The request is not a valid CDS Hooks request.' },
  QUERY_INVALID: { status: 400, issue: 'invalid', text: 'The query of this address is not valid.' },
  HOOK_MISMATCH: { status: 400, issue: 'value', text: 'This service does not answer that hook.' },
  TOO_DEEP: { status: 400, issue: 'too-costly', text: 'The body is nested too deeply.' },
  FEEDBACK_INVALID: { status: 400, issue: 'invalid', text: 'The body is not valid CDS Hooks feedback.' },
  UNAUTHENTICATED: { status: 401, issue: 'login', text: 'A valid bearer token is required.' },
  FORBIDDEN: { status: 403, issue: 'forbidden', text: 'This client may not make this call.' },
  FHIR_SERVER_FORBIDDEN: {
    status: 403,
    issue: 'forbidden',
    text: 'The fhirServer of the request is not registered for this client.',
  },
  SERVICE_UNKNOWN: { status: 404, issue: 'not-found', text: 'There is no such CDS service.' },
  NOT_FOUND: { status: 404, issue: 'not-found', text: 'There is nothing at this address.' },
  METHOD_NOT_ALLOWED: { status: 405, issue: 'not-supported', text: 'This address does not take that method.' },
  REQUEST_TIMEOUT: { status: 408, issue: 'timeout', text: 'The request did not arrive in time.' },
  DATA_MISSING: {
    status: 412,
    issue: 'required',
    text: 'Data that the decision needs were neither prefetched nor readable.',
  },
  TOO_LARGE: { status: 413, issue: 'too-long', text: 'The body is larger than this service accepts.' },
  MEDIA_TYPE: { status: 415, issue: 'not-supported', text: 'The body must be application/json.' },
  HEADERS_TOO_LARGE: { status: 431, issue: 'too-long', text: 'The headers are larger than this service accepts.' },
  RATE_LIMITED: { status: 429, issue: 'throttled', text: 'Too many requests. Try again later.' },
  INTERNAL: {
    status: 500,
    issue: 'exception',
    text: 'The service failed. The failure is recorded under this request id.',
  },
  OVERLOADED: { status: 503, issue: 'transient', text: 'The service is overloaded. Try again later.' },
  STORE_UNAVAILABLE: {
    status: 503,
    issue: 'transient',
    text: 'The store is not available. Try again later.',
  },
} as const satisfies Record<string, { status: number; issue: string; text: string }>

export type FailureCode = keyof typeof failures

/** The table, for those who document it. */
export const failureRows: readonly { readonly code: string; readonly status: number; readonly text: string }[] =
  Object.entries(failures).map(([code, { status, text }]) => ({ code, status, text }))

export interface FailureDetail {
  /** Sentences for the integrator: member names, keys, what to mend. Never patient data. */
  readonly diagnostics?: readonly string[]
  /** Paths of the members that are wrong: `feedback[0].card`; of a query `http.from`. */
  readonly expression?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

const challenges: Readonly<Record<number, string>> = { 401: 'Bearer', 403: 'Bearer error="insufficient_scope"' }

/** A failure on its way to the one door that turns it into an OperationOutcome. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly detail: FailureDetail

  constructor(code: FailureCode, detail: FailureDetail = {}) {
    super(failures[code].text)
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return failures[this.code].status
  }

  get issue(): string {
    return failures[this.code].issue
  }

  /** Headers of the answer. Who is turned away is told which scheme would help (RFC 6750), never why. */
  get headers(): Readonly<Record<string, string>> {
    const challenge = challenges[this.status]
    return { ...(challenge === undefined ? {} : { 'www-authenticate': challenge }), ...this.detail.headers }
  }
}

export const failure = (code: FailureCode, detail?: FailureDetail): Failure => new Failure(code, detail)

/** The detail of a body that its schema refuses. */
export const complained = ({ member, problem }: Complaint): FailureDetail => ({
  diagnostics: [`${member === '' ? 'The body' : member} ${problem}.`],
  ...(member === '' ? {} : { expression: [member] }),
})

/** The detail of a failure that passes: when to come again. */
export const retryAfter = (seconds: number): FailureDetail => ({
  headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
})

/** Errors of Fastify and its plugins, as rows of the table. Anything unknown is INTERNAL. */
const byLibraryCode: Readonly<Record<string, FailureCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_UNDER_PRESSURE: 'OVERLOADED',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_STATIC_FORBIDDEN_PATH: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
}

const byStatus: Readonly<Record<number, FailureCode>> = {
  400: 'REQUEST_INVALID',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'OVERLOADED',
}

/** Whatever was thrown as a row of the table: by its code, else by its status. Never tells what it says itself. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code, statusCode } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown
    statusCode?: unknown
  }
  const known =
    (typeof code === 'string' && byLibraryCode[code]) ||
    (typeof statusCode === 'number' && byStatus[statusCode]) ||
    'INTERNAL'
  return failure(known)
}
