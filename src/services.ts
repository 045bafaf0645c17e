import type { HookName } from '../cards/facts.ts'
import type { Guidance } from '../cards/guidance.ts'
import { hooks } from '../hooks/index.ts'
import type { Hook } from '../hooks/hook.ts'
import type { Config } from './config.ts'
import { prefetchTemplates } from './fhir/templates.ts'
import type { ServiceDefinition } from './wire/cds-hooks.ts'

/** One recommendation offered at one hook. */
export interface Service {
  readonly id: string
  readonly guidance: Guidance
  readonly hook: Hook<HookName>
  /** Names of all hooks that its id answers. */
  readonly answered: readonly string[]
}

/** Version of the CDS Hooks specification that is implemented. */
const specification = '3.0.0'

const none: readonly Service[] = []

const hookIn = (body: unknown): unknown => (body as { readonly hook?: unknown } | null | undefined)?.hook

/** Every recommendation at each of its hooks, by the ids under which they are called. */
export class Services {
  readonly all: readonly Service[]
  readonly #byId = new Map<string, readonly Service[]>()

  constructor(cards: readonly Guidance[], ids: Config['SERVICE_IDS']) {
    this.all = cards.flatMap((guidance) =>
      guidance.hooks.map((name) => ({
        id: ids === 'shared' ? guidance.id : `${guidance.id}-${name}`,
        guidance,
        hook: hooks[name],
        answered: ids === 'shared' ? guidance.hooks : [name],
      })),
    )
    for (const service of this.all) this.#byId.set(service.id, [...this.named(service.id), service])
  }

  /** The services with this id: one, or one for each hook when ids are shared. */
  named(id: string): readonly Service[] {
    return this.#byId.get(id) ?? none
  }

  /** The service that a request is for: with shared ids its hook tells which. */
  asked(id: string, body: unknown): Service | undefined {
    const candidates = this.named(id)
    const named = hookIn(body)
    return candidates.find(({ hook }) => hook.name === named) ?? candidates[0]
  }

  /** Where a request with another hook than this service's belongs: the same recommendation at that hook. */
  rightFor({ guidance }: Service, body: unknown): Service | undefined {
    const named = hookIn(body)
    return this.all.find((service) => service.guidance === guidance && service.hook.name === named)
  }

  definitions(): readonly ServiceDefinition[] {
    return this.all.map(({ id, guidance, hook }) => ({
      id,
      hook: hook.name,
      title: guidance.title,
      description: guidance.description,
      version: specification,
      hookVersion: hook.version,
      usageRequirements: guidance.usageRequirements,
      prefetch: prefetchTemplates(guidance),
    }))
  }
}
