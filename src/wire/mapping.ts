import type { Guidance } from '../../cards/guidance.ts'
import type { Caller } from '../security/caller.ts'
import { takesMapping } from './dialects.ts'

type MappedClient = Pick<Caller, 'id' | 'dialect' | 'mapping'>

/**
 * What a site still has to map: a line for each gap, and for each mapping that names no alternative or is not used. Empty
 * where all is mapped.
 */
export function mappingGaps(clients: readonly MappedClient[], published: readonly Guidance[]): readonly string[] {
  const alternatives = published.flatMap((guidance) => guidance.alternatives ?? [])
  const known = new Set(alternatives.map(({ id }) => id))
  return clients.flatMap(({ id, dialect, mapping = {} }) => {
    const names = Object.keys(mapping)
    if (!takesMapping(dialect))
      return names.length === 0 ? [] : [`${id}: its mapping is not used by the dialect ${dialect}`]
    return [
      ...alternatives
        .filter((alternative) => !Object.hasOwn(mapping, alternative.id))
        .map((alternative) => `${id}: ${alternative.id} has no mapping (${alternative.label}); RxNorm is sent instead`),
      ...names
        .filter((name) => !known.has(name))
        .map((name) => `${id}: ${name} is mapped, but there is no such alternative`),
    ]
  })
}
