import { cards } from '../cards/index.ts'
import { ConfigError, readConfig, readJsonFile } from './config.ts'
import { Policies } from './policies.ts'
import { parseClients } from './security/trusted-clients.ts'
import { Services } from './services.ts'
import { mappingGaps } from './wire/mapping.ts'

async function main(file: string | undefined): Promise<number> {
  if (file === undefined) {
    process.stderr.write('usage: npm run check-site -- clients.json\n')
    return 2
  }
  const policies = new Policies(cards)
  // As the service would: of the two kinds of ids it knows one.
  const { all } = new Services(cards, readConfig({ SERVICE_IDS: process.env['SERVICE_IDS'] }).SERVICE_IDS)
  const clients = await parseClients(await readJsonFile('TRUSTED_CLIENTS', file), {
    policies: (content, where) => policies.check(content, where),
    serviceIds: all.map(({ id }) => id),
    // A setting of the service, not of the file, allows that key.
    allowSandboxKey: true,
  })
  const found = mappingGaps(
    clients.map(({ caller }) => caller),
    all,
  )
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
