import type { Egress, Fetched } from '../../src/security/egress.ts'
import type { TrustedClients } from '../../src/security/trusted-clients.ts'
import { bearer, clients, door, iss, keyServer, other, otherSigner, signer } from './attended-door.ts'
import { makeSigner, moment, seconds, type Signer, type Told } from './client.ts'
import { clientsOf, expectRefusal, hook, openDoor } from './door.ts'

describe('keys', () => {
  const at = (ms: number): void => void (door.clock.now = new Date(moment.getTime() + ms))

  it('are fetched once, also for calls at the same time', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, () => bearer()))
    const answers = await Promise.all(tokens.map((token) => door.call(token)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(keyServer.reads).toBe(1)
  })

  it('are fetched again once for an unknown kid, then not for a while', async () => {
    await door.call(await bearer())
    expect(keyServer.reads).toBe(1)
    for (let turn = 0; turn < 5; turn++)
      await expectRefusal(door.call(await bearer({ header: { kid: `key-${turn + 10}` } })), 'kid-unknown')
    expect(keyServer.reads).toBe(2)
    at(31_000)
    await expectRefusal(door.call(await bearer({ header: { kid: 'key-20' } })), 'kid-unknown')
    expect(keyServer.reads).toBe(3)
    expect(await door.call(await bearer())).toMatchObject({ status: 200 })
  })

  it('may be rotated: the new key works at its first token, the old one stops', async () => {
    await door.call(await bearer())
    const next = await makeSigner('key-next')
    keyServer.keys = [next.publicJwk]
    expect(await door.call(await bearer({}, hook, next))).toMatchObject({ status: 200 })
    await expectRefusal(door.call(await bearer()), 'kid-unknown')
  })

  it('that cannot be fetched are not asked for at every call, and are found when their address is back', async () => {
    keyServer.status = 500
    for (let turn = 0; turn < 4; turn++) await expectRefusal(door.call(await bearer()), 'keys-unavailable')
    expect(keyServer.reads).toBe(1)
    expect(door.logged.text()).toContain('HTTP 500')
    keyServer.status = 200
    at(6_000)
    expect(await door.call(await bearer())).toMatchObject({ status: 200 })
  })

  it('that were fetched are used for an hour while their address is silent, and no longer', async () => {
    await door.call(await bearer())
    keyServer.status = 500
    at(59 * 60_000)
    const then = { iat: seconds + 59 * 60, exp: seconds + 75 * 60 }
    expect(await door.call(await bearer({ claims: then }))).toMatchObject({ status: 200 })
    at(61 * 60_000)
    await expectRefusal(door.call(await bearer({ claims: then })), 'keys-unavailable')
  })

  const signedAt = (ms: number): Told => ({ claims: { iat: seconds + ms / 1000, exp: seconds + ms / 1000 + 300 } })
  const day = 24 * 3_600_000

  it('are asked for again once a clock that ran ahead is set right: neither a miss nor a failure lies ahead', async () => {
    at(day)
    expect(await door.call(await bearer(signedAt(day)))).toMatchObject({ status: 200 })
    await expectRefusal(door.call(await bearer({ ...signedAt(day), header: { kid: 'key-none' } })), 'kid-unknown')
    at(0)
    const next = await makeSigner('key-next')
    keyServer.keys = [next.publicJwk]
    expect(await door.call(await bearer({}, hook, next))).toMatchObject({ status: 200 })
    await expectRefusal(door.call(await bearer()), 'kid-unknown')
  })

  it('that could not be fetched by a clock that ran ahead are found once it is set right', async () => {
    at(day)
    keyServer.status = 500
    await expectRefusal(door.call(await bearer(signedAt(day))), 'keys-unavailable')
    keyServer.status = 200
    at(0)
    expect(await door.call(await bearer())).toMatchObject({ status: 200 })
  })

  it('that were fetched by a clock that ran ahead do not last for longer than an hour', async () => {
    at(day)
    expect(await door.call(await bearer(signedAt(day)))).toMatchObject({ status: 200 })
    keyServer.status = 500
    at(2 * 3_600_000)
    await expectRefusal(door.call(await bearer(signedAt(2 * 3_600_000))), 'keys-unavailable')
  })

  it('are fetched anew after SIGHUP: one that was withdrawn stops, and where their address is silent all go on', async () => {
    let all = await clientsOf(clients())
    const trusted: TrustedClients = {
      all: () => all.all(),
      find: (...of) => all.find(...of),
      knows: (of) => all.knows(of),
      reload: async () => void (all = await clientsOf(clients())),
    }
    const renewed = await openDoor(clients(), { clients: trusted })
    expect(await renewed.call(await bearer())).toMatchObject({ status: 200 })

    keyServer.status = 500
    await renewed.gatekeeper.reload()
    expect(await renewed.call(await bearer())).toMatchObject({ status: 200 })
    for (let turn = 0; turn < 50 && keyServer.reads < 2; turn += 1) await new Promise((done) => setTimeout(done, 20))
    expect(await renewed.call(await bearer())).toMatchObject({ status: 200 })

    keyServer.status = 200
    keyServer.keys = [(await makeSigner('key-next')).publicJwk]
    await renewed.gatekeeper.reload()
    for (let turn = 0; turn < 50 && keyServer.reads < 3; turn += 1) await new Promise((done) => setTimeout(done, 20))
    await new Promise((done) => setTimeout(done, 50))
    await expectRefusal(renewed.call(await bearer()), 'kid-unknown')
    await renewed.app.close()
  })

  it('are fetched anew after SIGHUP also where a fetch was under way: it may have been answered before', async () => {
    const arrivals: ((answer: Fetched) => void)[] = []
    const fetch: Egress['fetch'] = () => new Promise((settle) => arrivals.push(settle))
    const answer = (by: Signer): Fetched => ({
      status: 200,
      body: JSON.stringify({ keys: [by.publicJwk] }),
    })
    const waiting = await openDoor(clients(), { fetch })
    waiting.gatekeeper.freshen()
    await waiting.gatekeeper.reload()
    await waiting.gatekeeper.reload()
    arrivals[0]?.(answer(signer))
    await new Promise(setImmediate)
    expect(arrivals).toHaveLength(2)
    arrivals[1]?.(answer(await makeSigner('key-next')))
    await new Promise(setImmediate)
    expect(await waiting.call(await bearer())).toMatchObject({ status: 401 })
    await waiting.app.close()
  })

  it.each<[string, (url: string) => unknown, string]>([
    ['at another address', () => 'https://moved.example.org/keys', 'https://moved.example.org/keys'],
    ['in the file', () => undefined, ''],
  ])('that stand %s after SIGHUP are those that count: what the old address told does not', async (_, jku, read) => {
    const next = await makeSigner('key-next')
    const entry = { id: 'ehr', iss, fhirServers: [iss] }
    const before = 'https://ehr.example.org/keys'
    let all = await clientsOf([{ ...entry, jku: before }])
    const moved = jku(before) === undefined ? { jwks: { keys: [next.publicJwk] } } : { jku: jku(before) }
    const trusted: TrustedClients = {
      all: () => all.all(),
      find: (...of) => all.find(...of),
      knows: (of) => all.knows(of),
      reload: async () => void (all = await clientsOf([{ ...entry, ...moved }])),
    }
    const urls: string[] = []
    const fetch: Egress['fetch'] = async (url) => {
      urls.push(url)
      const keys = [url === before ? signer.publicJwk : next.publicJwk]
      return { status: 200, body: JSON.stringify({ keys }) }
    }
    const renewed = await openDoor(clients(), { clients: trusted, fetch })
    expect(await renewed.call(await bearer())).toMatchObject({ status: 200 })
    await renewed.gatekeeper.reload()
    expect(await renewed.call(await bearer({}, hook, next))).toMatchObject({ status: 200 })
    await expectRefusal(renewed.call(await bearer()), 'kid-unknown')
    expect(urls.slice(1).filter((url) => url !== read)).toEqual([])
    await renewed.app.close()
  })

  it('are fetched under the permission of the file as it was read last: one to reach a private address may be withdrawn', async () => {
    const entry = (allowPrivate: boolean): unknown => [
      { id: 'ehr', iss, fhirServers: [iss], jku: { url: 'https://ehr.example.org/keys', allowPrivate } },
    ]
    let all = await clientsOf(entry(true))
    const trusted: TrustedClients = {
      all: () => all.all(),
      find: (...of) => all.find(...of),
      knows: (of) => all.knows(of),
      reload: async () => void (all = await clientsOf(entry(false))),
    }
    const permissions: boolean[] = []
    const fetch: Egress['fetch'] = async (_url, { allow }) => {
      permissions.push(allow.allowPrivate)
      return { status: 200, body: JSON.stringify({ keys: [signer.publicJwk] }) }
    }
    const renewed = await openDoor(clients(), { clients: trusted, fetch })
    expect(await renewed.call(await bearer())).toMatchObject({ status: 200 })
    await renewed.gatekeeper.reload()
    expect(await renewed.call(await bearer())).toMatchObject({ status: 200 })
    expect(permissions).toEqual([true, false])
    await renewed.app.close()
  })

  it('whose address is silent hold a call for a moment only, and work once they have come', async () => {
    let arrive: (answer: Fetched) => void = () => undefined
    const fetch: Egress['fetch'] = () => new Promise((settle) => (arrive = settle))
    const waiting = await openDoor(clients(), { fetch })
    const started = performance.now()
    await expectRefusal(waiting.call(await bearer()), 'keys-unavailable')
    expect(performance.now() - started).toBeLessThan(800)
    arrive({ status: 200, body: JSON.stringify({ keys: [signer.publicJwk] }) })
    expect(await waiting.call(await bearer())).toMatchObject({ status: 200 })
    const next = await makeSigner('key-next')
    await expectRefusal(waiting.call(await bearer({}, hook, next)), 'keys-unavailable')
    arrive({ status: 200, body: JSON.stringify({ keys: [next.publicJwk] }) })
    expect(await waiting.call(await bearer({}, hook, next))).toMatchObject({ status: 200 })
    await waiting.app.close()
  })

  it('are fetched unasked, so that a call after hours without one does not wait', async () => {
    let answered = 0
    const fetch: Egress['fetch'] = async () => {
      answered += 1
      return { status: 200, body: JSON.stringify({ keys: [signer.publicJwk] }) }
    }
    const quiet = await openDoor(clients(), { fetch })
    for (let minutes = 0; minutes <= 120; minutes += 5) {
      quiet.clock.now = new Date(moment.getTime() + minutes * 60_000)
      quiet.gatekeeper.freshen()
      await new Promise(setImmediate)
    }
    expect(answered).toBe(13)
    expect(await quiet.call(await bearer({ claims: { iat: seconds + 7200, exp: seconds + 7500 } }))).toMatchObject({
      status: 200,
    })
    expect(answered).toBe(13)
    await quiet.app.close()
  })

  it.each(['ES384', 'RS384', 'EdDSA'])('at an address may be of any kind: %s', async (alg) => {
    const by = await makeSigner('key-any', alg)
    keyServer.keys = [by.publicJwk]
    const opened = await openDoor([{ id: 'ehr', iss, jku: keyServer.url, fhirServers: [], algorithms: [alg] }])
    expect(await opened.call(await bearer({}, hook, by))).toMatchObject({ status: 200 })
    await opened.app.close()
  })

  it('are looked for among the first hundred of a set', async () => {
    const others = Array.from({ length: 100 }, (_, n) => ({ ...otherSigner.publicJwk, kid: `other-${n}` }))
    keyServer.keys = [...others.slice(1), signer.publicJwk]
    expect(await door.call(await bearer())).toMatchObject({ status: 200 })
    keyServer.keys = [...others, signer.publicJwk]
    const opened = await openDoor(clients())
    await expectRefusal(opened.call(await bearer()), 'kid-unknown')
    await opened.app.close()
  })

  it('of one kid of which there are two are not guessed at', async () => {
    keyServer.keys = [signer.publicJwk, { ...otherSigner.publicJwk, kid: signer.kid }]
    await expectRefusal(door.call(await bearer()), 'key-ambiguous')
  })

  it('that are no points of their curve verify nothing', async () => {
    keyServer.keys = [{ ...signer.publicJwk, x: signer.publicJwk.y ?? '' }]
    await expectRefusal(door.call(await bearer()), 'key-unusable')
  })

  it('in the file are those of the file: another kid is unknown', async () => {
    await expectRefusal(door.call(await bearer({ header: { kid: 'key-9' } }, hook, otherSigner, other)), 'kid-unknown')
  })

  it.each([
    ['an error page', '<html></html>'],
    ['a list', '[]'],
    ['null', 'null'],
    ['keys that are no list', '{"keys":{"length":1}}'],
  ])('are unavailable where their address answers %s, and the log says why', async (_, body) => {
    const opened = await openDoor(clients(), { fetch: async () => ({ status: 200, body }) })
    await expectRefusal(opened.call(await bearer()), 'keys-unavailable')
    expect(opened.logged.lines).toContainEqual(expect.objectContaining({ code: 'not a JSON Web Key Set' }))
    await opened.app.close()
  })

  it('are read behind a byte order mark', async () => {
    const body = `\uFEFF${JSON.stringify({ keys: [signer.publicJwk] })}`
    const opened = await openDoor(clients(), { fetch: async () => ({ status: 200, body }) })
    expect(await opened.call(await bearer())).toMatchObject({ status: 200 })
    await opened.app.close()
  })

  it('of the key set that are secret, private or not keys are never used', async () => {
    const oct = { kty: 'oct', kid: 'key-oct', k: Buffer.from('secret').toString('base64url') }
    keyServer.keys = [
      oct,
      null as never,
      7 as never,
      { ...otherSigner.publicJwk, kid: 'private', d: 'AAAA' },
      signer.publicJwk,
    ]
    expect(await door.call(await bearer())).toMatchObject({ status: 200 })
    await expectRefusal(door.call(await bearer({ header: { kid: 'private' } }, hook, otherSigner)), 'kid-unknown')
  })
})
