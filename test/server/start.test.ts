import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aFolder, launch } from './process.ts'

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
