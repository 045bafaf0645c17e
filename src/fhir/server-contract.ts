import type { Caller } from '../security/caller.ts'
import type { HookRequest } from '../wire/cds-hooks.ts'
import type { Resource } from './chart.ts'

/**
 * What a read gave. A read of `Type/id` answered 404 or 410 is ok, with no resources. `cut` says that there was more
 * and which bound it met. `why` is for the integrator; it holds no patient data, token or URL.
 */
export type ServerAnswer =
  | { readonly ok: true; readonly resources: readonly Resource[]; readonly cut?: string }
  | { readonly ok: false; readonly why: string }

/** The FHIR server of one hook call. */
export interface FhirServer {
  /**
   * `Patient/1` or `Condition?patient=1`, relative to the base URL. Follows next links itself, bounded. Never rejects.
   */
  read(query: string): Promise<ServerAnswer>
  /** Follows a `next` link found in supplied prefetch; same origin and base path only. Never rejects. */
  follow(next: string): Promise<ServerAnswer>
}

export interface ConnectOptions {
  readonly request: HookRequest
  readonly caller: Caller
  /** Aborts every read of the call. */
  readonly deadline: AbortSignal
  /** Milliseconds the deadline was set to, for words only. */
  readonly deadlineMs: number
}

export type Connect = (options: ConnectOptions) => FhirServer | { readonly why: string }
