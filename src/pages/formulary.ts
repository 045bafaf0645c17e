import { readFile } from 'node:fs/promises'
import type { Guidance } from '../../cards/guidance.ts'

/** Sample patients, drugs, routes and reasons (`try-it.json`), by the id of the recommendation that they come with. */
export async function formulariesOf(
  cards: readonly Pick<Guidance, 'id'>[],
  root: URL,
): Promise<Readonly<Record<string, unknown>>> {
  const found: [string, unknown][] = []
  for (const { id } of cards) {
    try {
      found.push([id, JSON.parse(await readFile(new URL(`cards/${id}/try-it.json`, root), 'utf8'))])
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return Object.fromEntries(found)
}
