/** What one CDS Hooks hook tells a service, and which drafts the clinician is deciding on. It knows no drug. */

/** A FHIR resource as it was sent, of any version. */
export type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id?: string }

export interface DraftEntry {
  readonly fullUrl?: string
  readonly resource: Resource
  /** Whether the clinician is deciding on this draft now. */
  readonly underReview: boolean
}

export interface HookContext {
  readonly userId: string
  readonly patientId: string
  readonly encounterId?: string
  /** A single selection may come without a list; so may a single entry of `draftOrders`. */
  readonly selections?: string | readonly string[]
  readonly draftOrders: { readonly resourceType?: string; readonly entry?: object | readonly unknown[] }
}

export interface Hook<Name extends string = string> {
  readonly name: Name
  /** Version of the hook definition in the CDS Hooks Library. */
  readonly version: string
  /** JSON Schema of `context`: required members and their types; anything else is let through. */
  readonly contextSchema: Readonly<Record<string, unknown>>
  /** @param fhirServer base URL of the request's FHIR server */
  drafts(context: HookContext, fhirServer?: string): readonly DraftEntry[]
}
