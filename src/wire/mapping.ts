import type { Caller } from '../security/caller.ts'
import type { Service } from '../services.ts'
import { takesMapping } from './dialects.ts'

type MappedClient = Pick<Caller, 'id' | 'dialect' | 'mapping' | 'services'>

/**
 * What a site still has to map for the services that a client may call: a line for each gap, and for each mapping that names
 * no alternative of any service or is not used. Empty where all is mapped.
 */
export function mappingGaps(
  clients: readonly MappedClient[],
  all: readonly Pick<Service, 'id' | 'guidance'>[],
): readonly string[] {
  const known = alternativesOf(all)
  return clients.flatMap(({ id, dialect, mapping = {}, services }) => {
    const names = Object.keys(mapping)
    if (!takesMapping(dialect))
      return names.length === 0 ? [] : [`${id}: its mapping is not used by the dialect ${dialect}`]
    return [
      ...[...alternativesOf(all.filter((service) => services?.includes(service.id) ?? true))]
        .filter(([alternative]) => !Object.hasOwn(mapping, alternative))
        .map(([alternative, label]) => `${id}: ${alternative} has no mapping (${label}); RxNorm is sent instead`),
      ...names
        .filter((name) => !known.has(name))
        .map((name) => `${id}: ${name} is mapped, but there is no such alternative`),
    ]
  })
}

/** The label of each alternative, by its id: a recommendation is offered at several hooks. */
const alternativesOf = (services: readonly Pick<Service, 'guidance'>[]): ReadonlyMap<string, string> =>
  new Map(
    services.flatMap(({ guidance }) => (guidance.alternatives ?? []).map(({ id, label }) => [id, label] as const)),
  )
