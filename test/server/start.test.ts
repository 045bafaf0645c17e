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
})
