import { cards } from '../cards/index.ts'
import { ConfigError, readJsonFile } from './config.ts'
import { mappingGaps, type MappedClient } from './wire/mapping.ts'

async function main(file: string | undefined): Promise<number> {
  if (file === undefined) {
    process.stderr.write('usage: npm run check-site -- clients.json\n')
    return 2
  }
  const content = await readJsonFile('check-site', file)
  if (!Array.isArray(content)) throw new ConfigError(`check-site: ${file} must hold an array of clients.`)
  const found = mappingGaps(content as MappedClient[], cards)
  process.stdout.write(
    found.length === 0 ? 'Every alternative is mapped for every client that needs it.\n' : `${found.join('\n')}\n`,
  )
  return found.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv[2]).catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  return 2
})
