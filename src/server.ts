import { ConfigError, readConfig, type Config } from './config.ts'
import { makeDrain } from './drain.ts'
import { errorLine, makeLogger } from './log.ts'
import { startSqlite } from './store/sqlite-engine.ts'

/** A crash tells its kind and place, never its message: messages may quote what was being read. */
function crash(error: unknown): void {
  makeLogger('fatal').fatal({ err: errorLine(error) }, 'crashed')
  process.exit(1)
}

/** What is wrong with HOST or PORT. */
function listenFault(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'PORT must be free: another program listens on it.'
  if (code === 'EACCES') return 'PORT must be one that this user may listen on.'
  return `HOST must be an address of this machine (${code ?? 'it cannot be listened on'}).`
}

/** Loads and builds the service. The embedded store's thread takes as long to load as all the rest: both at once. */
async function build(config: Config) {
  const storeThread = config.DATABASE_URL === undefined ? startSqlite() : undefined
  const [{ buildApp }, { cards }] = await Promise.all([import('./app.ts'), import('../cards/index.ts')])
  return buildApp(config, { cards, storeThread })
}

async function start(): Promise<void> {
  const config = readConfig()
  // Handled from here on: as process 1 of a container Node ignores a signal without a listener, and the store may take
  // seconds to open. No request was accepted yet, so nothing is lost.
  const leave = (): never => process.exit(0)
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  const building = build(config)
  process.on('SIGHUP', () => {
    void building.then(
      async ({ parts }) => parts.reload(),
      () => {},
    )
  })
  const app = await building

  const drain = makeDrain(app, config.SHUTDOWN_MS)
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return
    stopping = true
    app.log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), config.SHUTDOWN_MS).unref()
    drain()
      .then(() => app.close())
      .then(() => process.exit(0), crash)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, leave).on(signal, stop)

  const address = await app.listen({ host: config.HOST, port: config.PORT }).catch((error: unknown) => {
    throw new ConfigError(listenFault(error), { cause: error })
  })
  app.log.info(`discovery is at ${address}/cds-services`)
}

process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)
try {
  await start()
} catch (error) {
  if (!(error instanceof ConfigError)) crash(error)
  process.stderr.write(`${(error as ConfigError).message}\n`)
  process.exit(78)
}
