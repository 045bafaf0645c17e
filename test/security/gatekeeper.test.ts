import { createHmac, createPublicKey, hkdfSync } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { readConfig } from '../../src/config.ts'
import { makeLogger } from '../../src/log.ts'
import { makeGatekeeper, type Gatekeeper } from '../../src/security/gatekeeper.ts'
import { bearer, clients, door, iss, keyServer, other, otherSigner, rsa, signer } from './attended-door.ts'
import { encode, makeSigner, moment, seconds } from './client.ts'
import { expectRefusal, hook, openDoor, publicUrl } from './door.ts'

/** Of a call over a socket. */
async function statusOf(path: string, authorization: string | string[]): Promise<number | undefined> {
  if (!door.app.server.listening) await door.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = door.app.server.address() as AddressInfo
  return new Promise((done, fail) => {
    const options = { port, host: '127.0.0.1', method: 'POST', path }
    const request = httpRequest(options, (response) => done(response.resume().statusCode))
    request.on('error', fail).setHeader('authorization', authorization).end()
  })
}

describe('a token', () => {
  it('of a trusted client opens the door, and the client is known by its id', async () => {
    expect(await door.call(await bearer())).toMatchObject({ status: 200, body: { id: 'ehr' } })
    expect(await door.call(await bearer({}, hook, rsa, 'https://rsa.example.org'))).toMatchObject({
      body: { id: 'rsa' },
    })
  })

  it.each([
    ['a list that names this endpoint', ['https://elsewhere.example.org', hook]],
    ['a trailing slash', `${hook}/`],
    ['a doubled slash, as a base URL with a trailing slash makes', `${publicUrl}/cds-services//a-service`],
    ['an upper-case host and the default port', 'https://CDS.example.org:443/cds-services/a-service'],
  ])('may name its audience by %s', async (_, aud) => {
    expect(await door.call(await bearer({}, aud))).toMatchObject({ status: 200 })
  })

  it('is for one endpoint: that of the hook does not open feedback or discovery, each has its own', async () => {
    await expectRefusal(door.call(await bearer(), '/cds-services/a-service/feedback'), 'aud-wrong')
    await expectRefusal(door.call(await bearer(), '/cds-services'), 'aud-wrong')
    await expectRefusal(door.call(await bearer(), '/cds-services/another-service'), 'aud-wrong')
    expect(await door.call(await bearer({}, `${hook}/feedback`), '/cds-services/a-service/feedback')).toMatchObject({
      status: 200,
    })
    expect(await door.call(await bearer({}, `${publicUrl}/cds-services`), '/cds-services')).toMatchObject({
      status: 200,
    })
  })

  it.each([
    ['another host', 'https://evil.example.org/cds-services/a-service'],
    ['another scheme', 'http://cds.example.org/cds-services/a-service'],
    ['another port', 'https://cds.example.org:8443/cds-services/a-service'],
    ['a longer path', `${hook}-2`],
    ['the base alone', publicUrl],
    ['a query', `${hook}?x=1`],
    ['a user in the URL', 'https://a@cds.example.org/cds-services/a-service'],
    ['a number', 7],
    ['an empty list', []],
    ['a nested list', [[hook]]],
  ])('with a wrong audience is refused: %s', async (_, aud) => {
    await expectRefusal(door.call(await bearer({}, aud)), 'aud-wrong')
  })

  it.each(['exp', 'iat', 'jti', 'aud'])('without %s is refused', async (claim) => {
    await expectRefusal(door.call(await bearer({ claims: { [claim]: undefined } })), 'claim-missing')
  })

  it.each([
    ['expired', { exp: seconds - 31, iat: seconds - 100 }, 'jwt-expired'],
    ['of a future issue', { iat: seconds + 31, exp: seconds + 300 }, 'jwt-of-the-future'],
    ['not valid yet', { nbf: seconds + 31 }, 'jwt-of-the-future'],
    ['of more than an hour', { exp: seconds + 3601 }, 'jwt-lifetime'],
    ['that ends before it begins', { iat: seconds + 20, exp: seconds + 10 }, 'jwt-lifetime'],
    ['with an exp that is text', { exp: String(seconds + 300) }, 'claim-invalid'],
    ['with an iat that is text', { iat: String(seconds) }, 'claim-invalid'],
    ['with an endless exp', { exp: 1e300 }, 'jwt-lifetime'],
    ['with an empty jti', { jti: '' }, 'claim-missing'],
    ['with a jti that is a number', { jti: 7 }, 'claim-missing'],
    ['with a giant jti', { jti: 'x'.repeat(513) }, 'claim-missing'],
    ['without an issuer', { iss: undefined }, 'iss-unknown'],
    ['of an unknown issuer', { iss: 'https://evil.example.org' }, 'iss-unknown'],
    ['of an issuer that is a list', { iss: [iss] }, 'iss-unknown'],
    ['of a tenant where the client has none', { tenant: 'x' }, 'tenant-unknown'],
  ])('%s is refused', async (_, claims, reason) => {
    await expectRefusal(door.call(await bearer({ claims })), reason)
  })

  it.each([
    ['an id of 512 letters', { jti: 'x'.repeat(512) }, {}],
    ['a kid of 512 letters', {}, { kid: 'k'.repeat(512) }],
    ['claims of 5 KB that nobody asked for', { context: 'x'.repeat(5_000) }, {}],
  ])('with %s is taken', async (_, claims, header) => {
    keyServer.keys = [signer.publicJwk, { ...signer.publicJwk, kid: 'k'.repeat(512) }]
    expect(await door.call(await bearer({ claims, header }))).toMatchObject({ status: 200 })
  })

  it('of more than 8 KiB is refused, also where it is right', async () => {
    await expectRefusal(door.call(await bearer({ claims: { context: 'x'.repeat(6_200) } })), 'token-too-large')
  })

  it('is for the endpoint, whatever the query it is called with', async () => {
    expect(await door.call(await bearer(), '/cds-services/a-service?tenant=7')).toMatchObject({ status: 200 })
    await expectRefusal(door.call(await bearer(), '/cds-services/another-service?x=/a-service'), 'aud-wrong')
  })

  it('is for the endpoint, also where the target is a whole URL, as proxies are asked', async () => {
    for (const path of [hook, `${hook}?tenant=7`, 'HTTP://cds.example.org/cds-services/a-service'])
      expect(await statusOf(path, await bearer())).toBe(200)
    expect(await statusOf('https://cds.example.org/cds-services/another-service', await bearer())).toBe(401)
  })

  it('stands alone behind its scheme, which may be written in any letters', async () => {
    const right = (await bearer()).slice('Bearer '.length)
    for (const header of [`Bearer ${right} x`, `Bearer ${right}, Bearer ${right}`, `XBearer ${right}`, right])
      await expectRefusal(door.call(header), 'token-malformed')
    expect(await door.call(`bearer  ${right}`)).toMatchObject({ status: 200 })
  })

  it('that is wrong is told from none at all', async () => {
    const challenge = async (authorization?: string): Promise<unknown> =>
      (await door.call(authorization)).headers['www-authenticate']
    expect([await challenge(), await challenge('Bearer a.b.c')]).toEqual(['Bearer', 'Bearer error="invalid_token"'])
  })

  it('may name no tenant by null', async () => {
    expect(await door.call(await bearer({ claims: { tenant: null } }))).toMatchObject({ status: 200 })
  })

  it('is allowed clocks that differ a little, and the nbf of an EHR that sets it back', async () => {
    expect(await door.call(await bearer({ claims: { iat: seconds + 29 } }))).toMatchObject({ status: 200 })
    expect(await door.call(await bearer({ claims: { nbf: seconds - 300, exp: seconds + 900 } }))).toMatchObject({
      status: 200,
    })
  })

  it('that has just expired, or is of a clock that is late, is let in', async () => {
    const token = await bearer({ claims: { iat: seconds, exp: seconds + 300 } })
    const slow = await bearer({ claims: { iat: seconds - 29, exp: seconds + 300 } })
    expect(await door.call(slow)).toMatchObject({ status: 200 })
    door.clock.now = new Date((seconds + 329) * 1000)
    expect(await door.call(token)).toMatchObject({ status: 200 })
  })

  it('of before this start is refused, unless replicas share what was used: it may have been used', async () => {
    const before = { claims: { iat: seconds - 31, exp: seconds + 300 } }
    await expectRefusal(door.call(await bearer(before)), 'jwt-of-before-the-start')
    const sharing = await openDoor(clients(), { replay: async () => 'new' })
    expect(await sharing.call(await bearer(before))).toMatchObject({ status: 200 })
    await sharing.app.close()
  })

  it('of after this start is let in where the clock ran ahead then, and was set right since', async () => {
    door.clock.now = new Date(moment.getTime() - 3_600_000)
    const iat = seconds - 3600
    expect(await door.call(await bearer({ claims: { iat, exp: iat + 300 } }))).toMatchObject({ status: 200 })
    const before = { claims: { iat: iat - 40, exp: iat + 300 } }
    await expectRefusal(door.call(await bearer(before)), 'jwt-of-before-the-start')
  })

  it.each([
    ['missing', undefined, 'token-absent'],
    ['empty', '', 'token-malformed'],
    ['of another scheme', 'Basic YTpi', 'token-malformed'],
    ['without a token', 'Bearer', 'token-malformed'],
    ['with a token that is none', 'Bearer abc', 'token-malformed'],
    ['with parts that are not JSON', 'Bearer a.b.c', 'token-malformed'],
    ['of five parts (encrypted)', 'Bearer a.b.c.d.e', 'token-malformed'],
    ['with something behind the token', 'Bearer a.b.c d', 'token-malformed'],
  ])('Authorization %s is refused', async (_, header, reason) => {
    await expectRefusal(door.call(header), reason)
  })

  it('that is huge is refused before it is looked at', async () => {
    const started = performance.now()
    await expectRefusal(door.call(`Bearer ${'a'.repeat(1_000_000)}.b.c`), 'token-too-large')
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('sent in two Authorization headers is refused, although node shows only the first', async () => {
    expect(await statusOf('/cds-services/a-service', [await bearer(), await bearer()])).toBe(401)
    await expectRefusal(door.call([await bearer(), await bearer()]), 'authorization-repeated')
  })
})

describe('a signature', () => {
  const forged = (header: object, signature: string): string => {
    const claims = { iss, aud: hook, iat: seconds, exp: seconds + 300, jti: 'forged' }
    return `Bearer ${encode({ kid: 'key-1', typ: 'JWT', ...header })}.${encode(claims)}.${signature}`
  }

  it.each([
    ['none', 'alg-refused'],
    ['None', 'alg-refused'],
    ['NONE', 'alg-refused'],
    ['', 'token-malformed'],
  ])('of alg "%s" is refused: %s', async (alg, reason) => {
    await expectRefusal(door.call(forged({ alg }, '')), reason)
    await expectRefusal(door.call(forged({ alg }, 'AAAA')), reason)
  })

  it.each(['HS256', 'HS384', 'HS512'])('of %s made with the public key is refused (key confusion)', async (alg) => {
    const pem = createPublicKey({ key: signer.publicJwk as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    const secrets = [pem, JSON.stringify(signer.publicJwk), signer.publicJwk.x ?? '', 'key-1', '']
    for (const secret of secrets) {
      const unsigned = forged({ alg }, 'x').slice('Bearer '.length, -2)
      const mac = createHmac(`sha${alg.slice(2)}`, secret)
        .update(unsigned)
        .digest('base64url')
      await expectRefusal(door.call(`Bearer ${unsigned}.${mac}`), 'alg-refused')
    }
  })

  it.each([
    ['missing', ''],
    ['of zeros', Buffer.alloc(96).toString('base64url')],
    ['of chance', Buffer.from(hkdfSync('sha256', 'seed', '', '', 96)).toString('base64url')],
    ['too short', 'AAAA'],
  ])('%s is refused', async (_, signature) => {
    await expectRefusal(door.call(forged({ alg: 'ES384' }, signature)), 'signature-wrong')
  })

  it('does not cover changed claims or a changed header', async () => {
    const [header, , signature] = (await bearer()).slice(7).split('.')
    const [, claims] = (await bearer({ claims: { jti: 'another' } })).slice(7).split('.')
    await expectRefusal(door.call(`Bearer ${header}.${claims}.${signature}`), 'signature-wrong')
  })

  it('by the key of one client does not speak for another', async () => {
    await expectRefusal(
      door.call(await bearer({ header: { kid: 'key-1' } }, hook, otherSigner, iss)),
      'signature-wrong',
    )
    await expectRefusal(door.call(await bearer({}, hook, otherSigner, iss)), 'kid-unknown')
    await expectRefusal(door.call(await bearer({ header: { kid: 'key-2' } }, hook, signer, other)), 'signature-wrong')
  })

  it('by a key that the token brings along (jwk, x5c, x5u) is refused', async () => {
    const evil = await makeSigner('evil')
    const header = { jwk: evil.publicJwk as never, x5u: 'https://evil.example.org/cert', kid: 'key-1' }
    await expectRefusal(door.call(await bearer({ header }, hook, evil)), 'signature-wrong')
    expect(door.fetched).toEqual([keyServer.url])
  })

  it('of an algorithm that the client has not registered is refused, and taken once it is', async () => {
    const es256 = await makeSigner('key-3', 'ES256')
    const entry = { id: 'ehr', iss, jwks: { keys: [signer.publicJwk, es256.publicJwk] }, fhirServers: [] }
    const unlisted = await openDoor([entry])
    await expectRefusal(unlisted.call(await bearer({}, hook, es256)), 'alg-refused')
    const listed = await openDoor([{ ...entry, algorithms: ['ES256'] }])
    expect(await listed.call(await bearer({}, hook, es256))).toMatchObject({ status: 200 })
    await expectRefusal(listed.call(await bearer()), 'alg-refused')
    await Promise.all([unlisted.app.close(), listed.app.close()])
  })

  it.each(['ES384', 'RS384', 'ES256', 'ES512', 'RS256', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'])(
    'of %s is taken where registered',
    async (alg) => {
      const by = await makeSigner('key', alg)
      const opened = await openDoor([
        { id: 'ehr', iss, jwks: { keys: [by.publicJwk] }, fhirServers: [], algorithms: [alg] },
      ])
      expect(await opened.call(await bearer({}, hook, by))).toMatchObject({ status: 200 })
      await opened.app.close()
    },
  )

  it.each([
    ['with a typ of something else', { typ: 'at+jwt' }, 'typ-wrong'],
    ['with a typ that only begins as one', { typ: 'JWT-of-ours' }, 'typ-wrong'],
    ['without a typ', { typ: undefined as never }, 'typ-wrong'],
    ['without a kid', { kid: undefined as never }, 'kid-absent'],
    ['with an empty kid', { kid: '' }, 'kid-absent'],
    ['with an endless kid', { kid: 'k'.repeat(513) }, 'kid-absent'],
    ['with an unknown kid', { kid: 'key-9' }, 'kid-unknown'],
  ])('in a header %s is refused', async (_, header, reason) => {
    await expectRefusal(door.call(await bearer({ header })), reason)
  })

  it('in a header with a critical extension nobody understands is refused', async () => {
    await expectRefusal(door.call(forged({ alg: 'ES384', crit: ['exp'], exp: 1 }, 'AAAA')), 'alg-refused')
  })

  it('by a kid with + / = is taken, as a vendor makes them', async () => {
    const by = await makeSigner('a+b/c==')
    keyServer.keys = [by.publicJwk]
    expect(await door.call(await bearer({}, hook, by))).toMatchObject({ status: 200 })
  })
})

describe('a jku', () => {
  it.each([
    ['outside the list', 'https://evil.example.org/keys'],
    ['that points inside', 'http://169.254.169.254/latest/meta-data'],
    ['on loopback', 'http://127.0.0.1:1/keys'],
    ['with the right beginning', '$/../evil'],
    ['that is empty', ''],
  ])('%s is refused and never fetched', async (_, jku) => {
    await expectRefusal(
      door.call(await bearer({ header: { jku: jku.replace('$', keyServer.url) } })),
      'jku-unregistered',
    )
    expect(door.fetched).toEqual([])
  })

  it('that is the registered one is taken; for keys in the file none is ever fetched', async () => {
    expect(await door.call(await bearer({ header: { jku: keyServer.url } }))).toMatchObject({ status: 200 })
    const pinned = await bearer({ header: { jku: 'https://evil.example.org/keys' } }, hook, otherSigner, other)
    expect(await door.call(pinned)).toMatchObject({ status: 200 })
    expect(door.fetched).toEqual([keyServer.url])
  })
})

it('tells the reason of every refusal, for the metrics', async () => {
  const reasons: string[] = []
  const told = await openDoor(clients(), { onRefused: (reason) => void reasons.push(reason) })
  await told.call()
  await told.call(await bearer({}, `${hook}-2`))
  await told.call(await bearer())
  expect(reasons).toEqual(['token-absent', 'aud-wrong'])
  await told.app.close()
})

const withoutClients = (env: Record<string, string>): Gatekeeper =>
  makeGatekeeper({
    config: readConfig(env),
    fetch: (url, options) => door.egress.fetch(url, options),
    now: () => moment,
    logger: makeLogger('silent'),
    publicUrl: () => 'https://cds.example.org',
  })

it('is not made without the clients that may call: nobody would be asked', () => {
  const env = { AUTH: 'jwt', TRUSTED_CLIENTS: 'clients.json', PUBLIC_URL: 'https://cds.example.org' }
  expect(() => withoutClients(env)).toThrow('TRUSTED_CLIENTS was not read.')
})

it('knows one caller in open mode, the same for everybody', () => {
  const gatekeeper = withoutClients({})
  const [anybody, ...others] = gatekeeper.callers()
  expect(gatekeeper.identify({} as FastifyRequest)).toBe(anybody)
  expect(others).toEqual([])
})

describe('a tenant', () => {
  it('is bound to its client, of an issuer that several share', async () => {
    const shared = (tenant: string | undefined, id: string): object => ({
      id,
      iss,
      ...(tenant === undefined ? {} : { tenant }),
      jwks: { keys: [signer.publicJwk] },
      fhirServers: [],
    })
    const opened = await openDoor([shared('north', 'north'), shared('south', 'south')])
    expect(await opened.call(await bearer({ claims: { tenant: 'south' } }))).toMatchObject({ body: { id: 'south' } })
    await expectRefusal(opened.call(await bearer({ claims: { tenant: 'east' } })), 'tenant-unknown')
    await expectRefusal(opened.call(await bearer()), 'tenant-unknown')
    await expectRefusal(opened.call(await bearer({ claims: { tenant: ['south'] } })), 'tenant-unknown')
    await opened.app.close()
  })
})
