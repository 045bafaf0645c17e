import { ECDH, generateKeyPairSync } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { makeLogger } from '../../src/log.ts'
import { ConfigError } from '../../src/config.ts'
import { isSandboxKey } from '../../src/security/keys.ts'
import { loadClients, parseClients, type ClientChecks } from '../../src/security/trusted-clients.ts'
import { makeSigner, sign, startKeyServer } from './client.ts'
import { hook, logbook, openDoor, serviceIds } from './door.ts'
import { aFolder } from '../server/process.ts'

const iss = 'https://ehr.example.org/fhir'
const checks: ClientChecks = { policies: (content) => content, serviceIds, allowSandboxKey: false }
const entry = { id: 'ehr', iss, jku: 'https://ehr.example.org/keys', fhirServers: [iss] }

/** The public CDS Hooks Sandbox's key; y follows from x up to its sign. */
const sandboxX = 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB'
const sandboxHex = Buffer.from(sandboxX, 'base64url').toString('hex')
const sandboxKey = (half: '02' | '03'): { kty: 'EC'; crv: string; x: string; y: string; kid: string } => {
  const compressed = half + sandboxHex
  const point = ECDH.convertKey(compressed, 'secp384r1', 'hex', undefined, 'uncompressed') as Buffer
  return { kty: 'EC', crv: 'P-384', x: sandboxX, y: point.subarray(49).toString('base64url'), kid: 'sandbox' }
}
const jwks = async (): Promise<object> => ({ keys: [(await makeSigner('key-1')).publicJwk] })

describe('the file of trusted clients', () => {
  it('gives each client a caller with what was registered for it', async () => {
    const [full, least] = await parseClients(
      [
        {
          id: 'ehr',
          iss,
          tenant: 'north',
          jku: { url: 'https://ehr.example.org/keys', allowPrivate: true },
          fhirServers: [
            iss,
            { url: 'https://fhir.hospital.example', allowPrivate: true, aliases: ['https://direct.hospital.example'] },
          ],
          services: ['a-service'],
          dialect: 'epic',
          mapping: { 'alternative-1': { system: 'urn:site', code: '1' } },
          policies: { 'a-card': { quiet: true } },
          silent: 0.5,
          silentServices: ['another-service'],
          algorithms: ['ES256'],
        },
        { id: 'least', iss: 'https://other.example.org', jwks: await jwks(), fhirServers: [] },
      ],
      checks,
    )
    expect(full).toMatchObject({ iss, tenant: 'north', algorithms: ['ES256'], keys: { jku: { allowPrivate: true } } })
    expect(full?.caller).toEqual({
      id: 'ehr',
      fhirServers: [
        { url: iss, allowPrivate: false },
        { url: 'https://fhir.hospital.example', allowPrivate: true, aliases: ['https://direct.hospital.example'] },
      ],
      services: ['a-service'],
      dialect: 'epic',
      mapping: { 'alternative-1': { system: 'urn:site', code: '1' } },
      policies: { 'a-card': { quiet: true } },
      silent: 0.5,
      silentServices: ['another-service'],
    })
    expect(least?.caller).toEqual({ id: 'least', fhirServers: [], dialect: 'spec' })
    expect(least?.algorithms).toEqual(['ES384', 'RS384'])
  })

  it.each<[string, unknown, RegExp]>([
    ['is not a list', {}, /\/ must be array/],
    ['misses a member', [{ ...entry, fhirServers: undefined }], /\/0\/fhirServers is required/],
    [
      'has a member nobody knows',
      [entry, { ...entry, id: 'b', iss: 'b', fhirServer: iss }],
      /\/1 must NOT .*\(fhirServer\)/,
    ],
    ['has a jku over http', [{ ...entry, jku: 'http://ehr.example.org/keys' }], /\/0\/jku must be an https URL/],
    ['has a jku that is no URL', [{ ...entry, jku: 'ehr' }], /\/0\/jku must be an https URL/],
    ['has a jku that is a number', [{ ...entry, jku: 7 }], /\/0\/jku must be/],
    ['has neither keys nor their address', [{ ...entry, jku: undefined }], /\/0 must have exactly one of jku and jwks/],
    ['has an id with a space', [{ ...entry, id: 'a b' }], /\/0\/id must match pattern/],
    [
      'has a FHIR server over http',
      [{ ...entry, fhirServers: [iss, 'http://fhir.example.org'] }],
      /\/0\/fhirServers\/1 must be an https URL/,
    ],
    [
      'names another base URL of a server without TLS',
      [{ ...entry, fhirServers: [{ url: iss, aliases: ['http://fhir.example.org'] }] }],
      /\/0\/fhirServers\/0 must be an https URL/,
    ],
    [
      'has a FHIR server with a user',
      [{ ...entry, fhirServers: ['https://a:b@fhir.example.org'] }],
      /\/0\/fhirServers\/0 must/,
    ],
    [
      'has a FHIR server with a misspelt member',
      [{ ...entry, fhirServers: [{ url: iss, allowprivate: true }] }],
      /\/0\/fhirServers\/0 .*\(allowprivate\)/,
    ],
    ['repeats an id', [entry, { ...entry, iss: 'https://b.example.org' }], /\/1\/id must be unique: \/0\/id/],
    ['repeats an issuer', [entry, { ...entry, id: 'b' }], /\/1\/iss is that of \/0, so their tenants must differ/],
    [
      'repeats an issuer and its tenant',
      [
        { ...entry, tenant: 'x' },
        { ...entry, id: 'b', tenant: 'x' },
      ],
      /\/1\/iss/,
    ],
    [
      'names a service that is not there',
      [{ ...entry, services: ['none'] }],
      /\/0\/services\/0 must be one of a-service/,
    ],
    ['silences a service that is not there', [{ ...entry, silentServices: ['none'] }], /\/0\/silentServices\/0 must/],
    ['allows no signature at all', [{ ...entry, algorithms: [] }], /\/0\/algorithms must NOT have fewer/],
    ['allows HMAC', [{ ...entry, algorithms: ['HS256'] }], /\/0\/algorithms\/0 must be equal to one of .*ES384/],
    ['allows none', [{ ...entry, algorithms: ['none'] }], /\/0\/algorithms\/0 must/],
    ['has a dialect nobody speaks', [{ ...entry, dialect: 'klingon' }], /\/0\/dialect must .*spec/],
    ['silences less than nothing', [{ ...entry, silent: -0.1 }], /\/0\/silent must be >= 0/],
    ['silences more than all', [{ ...entry, silent: 2 }], /\/0\/silent must be <= 1/],
    ['has a FHIR server without a URL', [{ ...entry, fhirServers: [{ allowPrivate: true }] }], /\/0\/fhirServers\/0/],
    [
      'lets a name be private in words',
      [{ ...entry, fhirServers: [{ url: iss, allowPrivate: 'no' }] }],
      /\/0\/fhirServers\/0/,
    ],
    ['has a jku without a URL', [{ ...entry, jku: { allowPrivate: true } }], /\/0\/jku/],
    ['has an empty issuer', [{ ...entry, iss: '' }], /\/0\/iss/],
    ['has an empty tenant', [{ ...entry, tenant: '' }], /\/0\/tenant/],
    ['has a service that is a number', [{ ...entry, services: [7] }], /\/0\/services\/0/],
    ['has a mapping without a system', [{ ...entry, mapping: { a: { code: '1' } } }], /\/0\/mapping\/a\/system/],
    ['has a mapping without a code', [{ ...entry, mapping: { a: { system: 'urn:x' } } }], /\/0\/mapping\/a\/code/],
    [
      'has a mapping with a misspelt member',
      [{ ...entry, mapping: { a: { system: 'urn:x', code: '1', dislpay: 'x' } } }],
      /\/0\/mapping\/a .*\(dislpay\)/,
    ],
    ['has policies that are no object', [{ ...entry, policies: { x: true } }], /\/0\/policies\/x must/],
    ['has no key', [{ ...entry, jku: undefined, jwks: { keys: [] } }], /\/0\/jwks\/keys must NOT have fewer/],
    ['has no list of keys', [{ ...entry, jku: undefined, jwks: {} }], /\/0\/jwks\/keys is required/],
    [
      'has a key without an id',
      [{ ...entry, jku: undefined, jwks: { keys: [{ kty: 'EC' }] } }],
      /\/0\/jwks\/keys\/0\/kid is required/,
    ],
    [
      'has a key with an id that is too long for a token',
      [{ ...entry, jku: undefined, jwks: { keys: [{ kty: 'EC', kid: 'k'.repeat(513) }] } }],
      /\/0\/jwks\/keys\/0\/kid must NOT have more than 512/,
    ],
    [
      'has a key of no kind',
      [{ ...entry, jku: undefined, jwks: { keys: [{ kid: '1' }] } }],
      /\/0\/jwks\/keys\/0\/kty is required/,
    ],
    ...['d', 'p', 'q', 'k'].map((member): [string, unknown, RegExp] => [
      `has a key with the private member ${member}`,
      [{ ...entry, jku: undefined, jwks: { keys: [{ kty: 'RSA', kid: '1', [member]: 'c2VjcmV0' }] } }],
      /\/0\/jwks\/keys\/0 is a private key/,
    ]),
    [
      'has a shared secret for a key',
      [{ ...entry, jku: undefined, jwks: { keys: [{ kty: 'oct', kid: '1', k: 'c2VjcmV0' }] } }],
      /\/0\/jwks\/keys\/0\/kty must/,
    ],
    [
      'has a private key',
      [{ ...entry, jku: undefined, jwks: { keys: [{ kty: 'EC', kid: '1', d: 'c2VjcmV0' }] } }],
      /\/0\/jwks\/keys\/0 is a private key/,
    ],
    ...[{ kty: 'EC' }, { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' }, { kty: 'RSA', n: 'AQAB', e: 'AQAB' }].map(
      (key): [string, unknown, RegExp] => [
        `has the part of a key ${JSON.stringify(key)}`,
        [{ ...entry, jku: undefined, jwks: { keys: [{ ...key, kid: '1' }] } }],
        /\/0\/jwks\/keys\/0 must be a whole public key/,
      ],
    ),
    [
      'has the sandbox key',
      [{ ...entry, jku: undefined, jwks: { keys: [sandboxKey('02')] } }],
      /\/0\/jwks\/keys\/0 is the key of the public CDS Hooks Sandbox/,
    ],
  ])('is refused when it %s, and the place is named', async (_, content, expected) => {
    const refused: unknown = await parseClients(JSON.parse(JSON.stringify(content)), checks).catch((error) => error)
    expect(refused).toBeInstanceOf(ConfigError)
    const { message } = refused as ConfigError
    expect(message).toMatch(/^TRUSTED_CLIENTS: \//)
    expect(message).toMatch(expected)
    expect(message).not.toContain('c2VjcmV0')
  })

  describe('of keys in the file', () => {
    const pinned = async (keys: readonly object[], algorithms?: readonly string[]): Promise<unknown> =>
      parseClients([{ ...entry, jku: undefined, jwks: { keys }, algorithms }], checks)
    const whole = async (kid = 'key-1'): Promise<object> => (await makeSigner(kid)).publicJwk
    const x25519 = { ...generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), kid: 'key-1' }

    it.each<[string, () => Promise<object>]>([
      ['is for encryption', async () => ({ ...(await whole()), use: 'enc' })],
      ['is not for verifying', async () => ({ ...(await whole()), key_ops: ['deriveBits'] })],
      ['is for another algorithm', async () => ({ ...(await whole()), alg: 'ES256' })],
      ['is on a curve of no signature', async () => x25519],
    ])('none may do for signatures: one that %s', async (_, key) => {
      await expect(pinned([await key()])).rejects.toThrow('/0/jwks has no key for ES384 or RS384')
      await expect(pinned([await key(), await whole('key-2')])).resolves.toHaveLength(1)
    })

    it('one must do for an algorithm of the client', async () => {
      await expect(pinned([await whole()], ['RS384'])).rejects.toThrow('/0/jwks has no key for RS384')
      await expect(pinned([await whole()], ['RS384', 'ES384'])).resolves.toHaveLength(1)
    })

    it('two may not share an id', async () => {
      await expect(pinned([await whole(), await whole()])).rejects.toThrow('/0/jwks has two keys of the id key-1')
      await expect(pinned([await whole(), { ...(await whole()), use: 'enc' }])).resolves.toHaveLength(1)
    })
  })

  it.each<[string, readonly object[]]>([
    ['is another server', [{ url: `${iss}/a`, aliases: [`${iss}/b/`] }, { url: `${iss}/b` }]],
    ['is an alias of another', ['a', 'b'].map((name) => ({ url: `${iss}/${name}`, aliases: [`${iss}/c`] }))],
  ])('is refused with an alias that %s: an id would be one patient at both', async (_, fhirServers) => {
    await expect(parseClients([{ ...entry, fhirServers }], checks)).rejects.toThrow(
      'TRUSTED_CLIENTS: /0/fhirServers/0/aliases must not name the server of /0/fhirServers/1.',
    )
    const twice = [{ url: `${iss}/a`, aliases: [`${iss}/a`, `${iss}/c`] }, `${iss}/b`]
    await expect(parseClients([{ ...entry, fhirServers: twice }], checks)).resolves.toHaveLength(1)
  })

  it('lets no name lead to a private address unless that is said of it', async () => {
    const [client] = await parseClients(
      [
        {
          ...entry,
          jku: { url: 'https://ehr.example.org/keys?v=1' },
          fhirServers: [{ url: iss }, { url: 'https://b.example.org', aliases: ['https://c.example.org'] }],
        },
      ],
      checks,
    )
    expect(client?.keys).toEqual({ jku: { url: 'https://ehr.example.org/keys?v=1', allowPrivate: false } })
    expect(client?.caller.fhirServers).toEqual([
      { url: iss, allowPrivate: false },
      { url: 'https://b.example.org', allowPrivate: false, aliases: ['https://c.example.org'] },
    ])
  })

  it('may repeat an issuer for different tenants', async () => {
    expect(
      await parseClients(
        [
          { ...entry, tenant: 'x' },
          { ...entry, id: 'b', tenant: 'y' },
          { ...entry, id: 'c' },
        ],
        checks,
      ),
    ).toHaveLength(3)
  })

  it('is refused with the policies of a recommendation that are wrong, naming where', async () => {
    const policies = (_: unknown, where: string): never => {
      throw new ConfigError(`${where}: there is no recommendation x.`)
    }
    await expect(parseClients([{ ...entry, policies: { x: {} } }], { ...checks, policies })).rejects.toThrow(
      'TRUSTED_CLIENTS: /0/policies: there is no',
    )
  })
})

describe('reading the file again', () => {
  let file: string
  beforeEach(() => {
    file = join(aFolder(), 'clients.json')
  })

  it('finds a client by its issuer and tenant together', async () => {
    const [other, unknown] = ['https://other.example.org', 'https://unknown.example.org']
    const entries = [entry, { ...entry, id: 'north', tenant: 'n' }, { ...entry, id: 'other', iss: other, tenant: 's' }]
    await writeFile(file, JSON.stringify(entries))
    const clients = await loadClients(file, checks, makeLogger('silent'))
    const idOf = (issuer: string, tenant?: string): string | undefined => clients.find(issuer, tenant)?.caller.id
    expect([idOf(iss), idOf(iss, 'n'), idOf(other, 's')]).toEqual(['ehr', 'north', 'other'])
    expect([idOf(iss, 's'), idOf(other), idOf(other, 'n'), idOf(unknown), idOf(unknown, 'n')]).toEqual(
      Array.from({ length: 5 }, () => undefined),
    )
    expect([iss, other, unknown].map((issuer) => clients.knows(issuer))).toEqual([true, true, false])
    expect(clients.all().map(({ caller }) => caller.id)).toEqual(['ehr', 'north', 'other'])
  })

  it('takes a good file, and keeps what there was when the file is bad, saying so', async () => {
    const logged = logbook()
    await writeFile(file, JSON.stringify([entry]))
    const clients = await loadClients(file, checks, makeLogger('info', logged))
    await writeFile(file, JSON.stringify([{ ...entry, id: 'renamed' }]))
    await clients.reload()
    expect(clients.find(iss, undefined)?.caller.id).toBe('renamed')

    for (const bad of ['{', '[{"id":"x"}]', JSON.stringify([{ ...entry, jku: 'http://evil.example.org' }])]) {
      await writeFile(file, bad)
      await clients.reload()
      expect(clients.find(iss, undefined)?.caller.id).toBe('renamed')
    }
    await rm(file)
    await clients.reload()
    expect(clients.knows(iss)).toBe(true)
    const errors = logged.lines.filter(({ level }) => level === 50).map(({ msg }) => msg)
    expect(errors).toHaveLength(4)
    expect(errors[1]).toMatch(/stay as they were\. TRUSTED_CLIENTS: \/0\/iss is required/)
  })

  it.each([
    ['cannot be read', undefined],
    ['is not valid JSON', '[{"id": "secret-value'],
  ])('at start fails when the file %s, without quoting it', async (what, content) => {
    if (content !== undefined) await writeFile(file, content)
    const load = loadClients(file, checks, makeLogger('silent'))
    await expect(load).rejects.toThrow(new RegExp(`^TRUSTED_CLIENTS: .* ${what}\\.$`))
    await expect(load).rejects.not.toThrow(/secret-value/)
  })
})

describe('the key of the public CDS Hooks Sandbox', () => {
  it('is known however it is written, and no other key is taken for it', async () => {
    expect(await calculateJwkThumbprint(sandboxKey('02'))).toBe('s9fOe-KDYD1myZ8YCzleUqJQgrYZL49kVijBxhnZvZc')
    for (const half of ['02', '03'] as const) {
      const key = sandboxKey(half)
      expect(isSandboxKey(key)).toBe(true)
      expect(isSandboxKey({ ...key, kid: 'renamed', alg: 'ES384', x: `${key.x}==` })).toBe(true)
      expect(isSandboxKey({ ...key, x: key.x.replaceAll('_', '/') })).toBe(true)
      expect(isSandboxKey({ ...key, x: Buffer.from(`00${sandboxHex}`, 'hex').toString('base64url') })).toBe(true)
    }
    expect(isSandboxKey((await makeSigner('key')).publicJwk)).toBe(false)
  })

  it('is not found among fetched keys either, unless the site allows it', async () => {
    const signer = await makeSigner('sandbox')
    const keyServer = await startKeyServer(
      [sandboxKey('02'), sandboxKey('03')].map((key, index) => ({ ...key, kid: `sandbox${index}` })),
    )
    const clients = [{ id: 'ehr', iss, jku: keyServer.url, fhirServers: [] }]
    const refusing = await openDoor(clients)
    const allowing = await openDoor(clients, { config: { ALLOW_SANDBOX_KEY: true } })
    for (const kid of ['sandbox0', 'sandbox1']) {
      const token = `Bearer ${await sign(signer, iss, hook, { header: { kid } })}`
      expect(await refusing.call(token)).toMatchObject({ status: 401, denied: 'kid-unknown' })
      // Found; this token was not signed with it.
      expect(await allowing.call(token)).toMatchObject({ status: 401, denied: 'signature-wrong' })
    }
    await Promise.all([refusing.app.close(), allowing.app.close(), keyServer.close()])
  })
})
