import type { Caller } from '../security/caller.ts'
import type { HookRequest } from '../wire/cds-hooks.ts'
import type { Counted } from './bundles.ts'
import type { Resource } from './chart.ts'

/** Kinds of reads that gave nothing. Label values of a metric: they are not reused. */
type Fault = 'timeout' | 'circuit open' | 'connection failed' | `HTTP ${number}`

/** `why` is for the integrator; it holds no patient data, token or URL. */
export interface Unread {
  readonly ok: false
  /** Absent: none of these. */
  readonly fault?: Fault
  readonly why: string
}

/**
 * What a read gave. A read of `Type/id` answered 404 or 410 is ok, with no resources. `cut` says that there was more
 * and which bound it met.
 */
export type ServerAnswer =
  { readonly ok: true; readonly resources: readonly Resource[]; readonly cut?: string } | Unread

export const unread = (why: string, fault?: Fault): Unread =>
  fault === undefined ? { ok: false, why } : { ok: false, fault, why }

export const timedOut = (deadlineMs: number): Unread => unread(`timed out after ${deadlineMs} ms`, 'timeout')

/** The FHIR server of one hook call. Its faults are answers; a promise is rejected only by a fault of this service. */
export interface FhirServer {
  /** `Patient/1` or `Condition?patient=1`, relative to the base URL. Follows next links itself, bounded. */
  read(query: string): Promise<ServerAnswer>
  /**
   * Follows a `next` link found in supplied prefetch; same origin and base path only.
   * @param counted what the page held that has the link
   */
  follow(next: string, counted: Counted): Promise<ServerAnswer>
}

interface ConnectOptions {
  readonly request: HookRequest
  readonly caller: Caller
  /** Aborts every read of the call. */
  readonly deadline: AbortSignal
  /** Milliseconds the deadline was set to, for words only. */
  readonly deadlineMs: number
}

export type Connect = (options: ConnectOptions) => FhirServer | { readonly why: string }
