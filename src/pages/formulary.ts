import { readFile } from 'node:fs/promises'
import type { Guidance } from '../../cards/guidance.ts'

interface Item {
  readonly id: string
}

/** What a try-it page is filled with. Of the items of one list each has an id of its own. */
export interface Formulary {
  readonly systems: Readonly<Record<string, string>>
  readonly drugs: readonly Item[]
  readonly routes: readonly Item[]
  readonly reasons: readonly Item[]
  readonly patients: readonly Item[]
}

/** Sample patients, drugs, routes and reasons (`try-it.json`), by the id of the recommendation that they come with. */
export async function formulariesOf(
  cards: readonly Pick<Guidance, 'id'>[],
  root: URL,
): Promise<Readonly<Record<string, Formulary>>> {
  const found: [string, Formulary][] = []
  for (const { id } of cards) {
    try {
      found.push([id, JSON.parse(await readFile(new URL(`cards/${id}/try-it.json`, root), 'utf8')) as Formulary])
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return Object.fromEntries(found)
}

const firstOfEach = (items: readonly Item[]): readonly Item[] =>
  items.filter(({ id }, at) => items.findIndex((one) => one.id === id) === at)

/**
 * One page for all recommendations, so that their orders can be tried together. An id, and the short name of a system,
 * has to mean the same in each: the first that has it tells.
 */
export const together = (all: readonly Formulary[]): Formulary | null =>
  all.length === 0
    ? null
    : {
        systems: Object.fromEntries(all.toReversed().flatMap(({ systems }) => Object.entries(systems))),
        drugs: firstOfEach(all.flatMap(({ drugs }) => drugs)),
        routes: firstOfEach(all.flatMap(({ routes }) => routes)),
        reasons: firstOfEach(all.flatMap(({ reasons }) => reasons)),
        patients: firstOfEach(all.flatMap(({ patients }) => patients)),
      }
