import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { cards } from '../cards/index.ts'
import type { Guidance } from '../cards/guidance.ts'
import type { Caller } from './security/caller.ts'
import { takesMapping } from './wire/dialects.ts'

type Client = Partial<Pick<Caller, 'id' | 'dialect' | 'mapping'>>

/** What a site still has to map: one line a gap, and one for a mapping that names no alternative. Empty: all is mapped. */
export function gaps(clients: readonly Client[], published: readonly Guidance[]): readonly string[] {
  const alternatives = published.flatMap((guidance) => guidance.alternatives ?? [])
  const known = new Set(alternatives.map(({ id }) => id))
  return clients
    .filter(({ dialect = 'spec' }) => takesMapping(dialect))
    .flatMap(({ id = '(without id)', mapping = {} }) => [
      ...alternatives
        .filter((alternative) => !Object.hasOwn(mapping, alternative.id))
        .map((alternative) => `${id}: ${alternative.id} has no mapping (${alternative.label}); RxNorm is sent instead`),
      ...Object.keys(mapping)
        .filter((name) => !known.has(name))
        .map((name) => `${id}: ${name} is mapped, but there is no such alternative`),
    ])
}

async function main(file: string | undefined): Promise<number> {
  if (file === undefined) {
    process.stderr.write('usage: npm run check-site -- clients.json\n')
    return 2
  }
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    process.stderr.write(`${file} ${error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read'}.\n`)
    return 2
  }
  if (!Array.isArray(content)) {
    process.stderr.write(`${file} must hold an array of clients.\n`)
    return 2
  }
  const found = gaps(content as Client[], cards)
  process.stdout.write(
    found.length === 0 ? 'Every alternative is mapped for every client that needs it.\n' : `${found.join('\n')}\n`,
  )
  return found.length === 0 ? 0 : 1
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv[2])
