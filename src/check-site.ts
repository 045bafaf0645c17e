import { readFile } from 'node:fs/promises'
import { cards } from '../cards/index.ts'
import { mappingGaps, type MappedClient } from './wire/mapping.ts'

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
  const found = mappingGaps(content as MappedClient[], cards)
  process.stdout.write(
    found.length === 0 ? 'Every alternative is mapped for every client that needs it.\n' : `${found.join('\n')}\n`,
  )
  return found.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv[2])
