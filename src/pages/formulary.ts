import { readFile } from 'node:fs/promises'
import type { Guidance } from '../../cards/guidance.ts'

/** Sample patients, drugs, routes and reasons of the first recommendation that brings some (`try-it.json`), or null. */
export async function formularyOf(cards: readonly Guidance[], root: URL): Promise<unknown> {
  for (const { id } of cards) {
    try {
      return { card: id, ...(JSON.parse(await readFile(new URL(`cards/${id}/try-it.json`, root), 'utf8')) as object) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return null
}
