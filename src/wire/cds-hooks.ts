import type { HookContext } from '../../hooks/hook.ts'

// CDS Hooks 3.0 as it stands on the wire; readable by 1.x and 2.0 clients. See https://cds-hooks.hl7.org/

interface FhirAuthorization {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in: number | string
  readonly scope: string
  readonly subject: string
  readonly patient?: string | null
}

export interface HookRequest {
  readonly hook: string
  readonly hookInstance: string
  readonly context: HookContext
  readonly fhirServer?: string
  readonly fhirAuthorization?: FhirAuthorization
  readonly prefetch?: Readonly<Record<string, unknown>>
}

interface Coding {
  readonly system?: string
  readonly code: string
  readonly display?: string
}

export interface Action {
  readonly type: 'create' | 'update' | 'delete'
  readonly description: string
  readonly resource?: object
  readonly resourceId?: string
}

export interface Suggestion {
  readonly label: string
  readonly uuid: string
  readonly isRecommended?: boolean
  readonly actions: readonly Action[]
}

export interface Link {
  readonly label: string
  readonly url: string
  readonly type: 'absolute' | 'smart'
  readonly appContext?: string
}

export interface Card {
  readonly uuid: string
  readonly summary: string
  readonly detail?: string
  readonly indicator: 'info' | 'warning' | 'critical'
  readonly source: { readonly label: string; readonly url?: string; readonly topic?: Coding }
  readonly suggestions?: readonly Suggestion[]
  readonly selectionBehavior?: 'at-most-one' | 'any'
  readonly overrideReasons?: readonly Coding[]
  readonly links?: readonly Link[]
}

export interface ServiceDefinition {
  readonly id: string
  readonly hook: string
  readonly title: string
  readonly description: string
  readonly version: string
  readonly hookVersion: string
  readonly usageRequirements: string
  readonly prefetch: Readonly<Record<string, string>>
}
