import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aFolder, launch, started } from './process.ts'

const fileWith = (content: string): string => {
  const file = join(aFolder(), 'file.json')
  writeFileSync(file, content)
  return file
}

describe('starting with a wrong configuration', () => {
  it.each([
    ['PORT', { PORT: 'eighty' }, 'must be integer'],
    ['PORT', { PORT: '70000' }, 'must be <= 65535'],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, 'info, trace, debug'],
    ['AUTH', { AUTH: 'none' }, 'jwt, open'],
    ['SILENT', { SILENT: '2' }, 'must be <= 1'],
    ['SHUTDOWN_MS', { SHUTDOWN_MS: 'soon' }, 'must be integer'],
    ['HASH_KEY', { HASH_KEY: 'replace-me' }, 'fewer than 16 characters'],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://db/cds' }, 'postgres://'],
    ['PUBLIC_URL', { PUBLIC_URL: 'cds.example.org' }, 'an http or https URL'],
    ['PUBLIC_URL', { HOST: '0.0.0.0', TRUSTED_CLIENTS: 'docker/site/clients.example.json' }, 'https://cds.example.org'],
    ['TRUSTED_CLIENTS', { HOST: '0.0.0.0' }, 'AUTH=open'],
    ['TRUSTED_CLIENTS', { TRUSTED_CLIENTS: '/nowhere/clients.json' }, 'TRUSTED_CLIENTS'],
    ['TRUSTED_CLIENTS', { TRUSTED_CLIENTS: fileWith('{"clients"') }, 'JSON'],
    ['POLICIES', { POLICIES: fileWith('{"no-such-recommendation": {}}') }, 'no-such-recommendation'],
  ])(
    'is refused with the name %s and what was expected: %j',
    async (name, env, expected) => {
      const server = launch({ PORT: '0', ...env })
      expect(await server.ended).toBe(78)
      expect(server.output()).toContain(name)
      expect(server.output()).toContain(expected)
      expect(server.output()).not.toMatch(/^\s+at /m)
    },
    30_000,
  )

  // A new version that cannot start must not change the store under the old one.
  it('leaves the store as it was', async () => {
    const dataDir = join(aFolder(), 'data')
    const server = launch({ PORT: '0', DATA_DIR: dataDir, POLICIES: fileWith('{"no-such-recommendation": {}}') })
    expect(await server.ended).toBe(78)
    expect(existsSync(dataDir)).toBe(false)
  }, 30_000)

  it('is refused with the name PORT when another program has it', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const server = launch({ PORT: String((other.address() as AddressInfo).port) })
    expect(await server.ended).toBe(78)
    expect(server.output()).toContain('PORT must be free')
    expect(server.output()).not.toContain('crashed')
    other.close()
  }, 30_000)

  it('is refused with the name HOST when this machine has no such address', async () => {
    const server = launch({ PORT: '0', HOST: '192.0.2.77', AUTH: 'open' })
    expect(await server.ended).toBe(78)
    expect(server.output()).toContain('HOST must be an address of this machine')
  }, 30_000)
})

describe('a log that nobody reads any more', () => {
  it('does not keep the process from ending', async () => {
    const server = await started()
    server.child.stdout?.destroy()
    await fetch(`${server.url}/cds-services`)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  }, 30_000)

  it('is written to the last line when the process ends', async () => {
    const server = await started()
    for (let call = 0; call < 30; call += 1) await fetch(`${server.url}/cds-services`)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.output().split('"route":"/cds-services"')).toHaveLength(31)
    expect(server.output()).toContain('"msg":"stopping"')
  }, 30_000)
})

describe('a signal while the store has not answered yet', () => {
  /** A database that takes connections and says nothing. Asked as soon as the service listens to signals. */
  const mute = async (): Promise<{ readonly url: string; readonly asked: Promise<unknown>; close(): void }> => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      url: `postgres://cds:cds@127.0.0.1:${(server.address() as AddressInfo).port}/cds`,
      asked: once(server, 'connection'),
      close() {
        for (const socket of sockets) socket.destroy()
        server.close()
      },
    }
  }

  it('ends it at once: process 1 of a container would otherwise be killed, late', async () => {
    const database = await mute()
    const server = launch({ PORT: '0', DATABASE_URL: database.url })
    await database.asked
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.output()).not.toContain('discovery is at')
    database.close()
  }, 30_000)

  it('SIGHUP does not end it: the files are read again when it is ready', async () => {
    const database = await mute()
    const server = launch({ PORT: '0', DATABASE_URL: database.url, POLICIES: fileWith('{}') })
    await database.asked
    server.child.kill('SIGHUP')
    const told = (words: string): boolean => server.output().includes(words)
    for (const end = Date.now() + 20_000; Date.now() < end && server.child.exitCode === null;) {
      if (told('discovery is at') && told('read again')) break
      await new Promise((resume) => setTimeout(resume, 50))
    }
    expect(server.output()).toContain('discovery is at')
    expect(server.output()).toContain('policies were read again')
    database.close()
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  }, 30_000)
})
