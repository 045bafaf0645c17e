/** A FHIR server a client may name, and whether its host name may resolve to a private address. */
export interface RegisteredServer {
  readonly url: string
  readonly allowPrivate: boolean
  /** Other base URLs that name the resources of this same server. */
  readonly aliases?: readonly string[]
}

export type DialectName = 'spec' | 'epic' | 'sandbox' | 'text-only'

/** Who calls, as far as the rest of the service needs to know. Holds no token and no claim. */
export interface Caller {
  /** Id of the trusted client, or `open` when nobody is asked. */
  readonly id: string
  /** Services the client may call; absent means all. */
  readonly services?: readonly string[]
  /** `'loopback'` is open mode's default: any server on a loopback address. */
  readonly fhirServers: readonly RegisteredServer[] | 'loopback'
  readonly dialect: DialectName
  /** Site's code mapping by alternative id, for dialects that need one. */
  readonly mapping?: Readonly<
    Record<string, { readonly system: string; readonly code: string; readonly display?: string }>
  >
  /** Policies of this client, by recommendation; they override the service's. */
  readonly policies?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Share of encounters that are decided and recorded but not shown; absent: the service's SILENT. */
  readonly silent?: number
  /** Services that are decided and recorded but not shown for this client. */
  readonly silentServices?: readonly string[]
}
