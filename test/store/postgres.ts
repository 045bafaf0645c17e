import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

export interface PostgresServer {
  /** Makes an empty database. @returns its URL */
  database(): Promise<string>
  stop(): Promise<void>
}

/** A real PostgreSQL out of a package of the registry, on a free port, for as long as a test file runs. */
export async function startPostgres(): Promise<PostgresServer> {
  const server = spawn(process.execPath, [fileURLToPath(new URL('./postgres-server.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(() => {
      throw new Error('PostgreSQL did not start')
    }),
  ])) as [Buffer]
  const base = `postgres://postgres:postgres@127.0.0.1:${Number(line.toString())}`
  let databases = 0
  return {
    async database() {
      databases += 1
      const name = `store_${databases}`
      const client = new pg.Client({ connectionString: `${base}/postgres` })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return `${base}/${name}`
    },
    async stop() {
      const gone = once(server, 'exit')
      server.stdin.end()
      await gone
    },
  }
}
