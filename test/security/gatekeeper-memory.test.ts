import type { TrustedClients } from '../../src/security/trusted-clients.ts'
import { bearer, clients, door, iss, other, otherSigner, signer } from './attended-door.ts'
import { moment, seconds } from './client.ts'
import { clientsOf, expectRefusal, hook, openDoor } from './door.ts'

describe('a token id', () => {
  it('works once', async () => {
    const token = await bearer()
    expect(await door.call(token)).toMatchObject({ status: 200 })
    await expectRefusal(door.call(token), 'jti-replayed')
    await expectRefusal(
      door.call(
        await bearer({
          claims: { jti: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti },
        }),
      ),
      'jti-replayed',
    )
  })

  it('works once for as long as its token is let in, which is a little longer than it says', async () => {
    const token = await bearer({ claims: { exp: seconds + 300 } })
    expect(await door.call(token)).toMatchObject({ status: 200 })
    door.clock.now = new Date((seconds + 329) * 1000)
    await expectRefusal(door.call(token), 'jti-replayed')
  })

  it('works once when it is sent many times at once', async () => {
    const token = await bearer()
    const answers = await Promise.all(Array.from({ length: 10 }, () => door.call(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('is that of one client: another may use the same', async () => {
    expect(await door.call(await bearer({ claims: { jti: 'one' } }))).toMatchObject({ status: 200 })
    expect(await door.call(await bearer({ claims: { jti: 'one' } }, hook, otherSigner, other))).toMatchObject({
      status: 200,
    })
  })

  it('works once also where its client was given another id meanwhile', async () => {
    const named = async (id: string): Promise<TrustedClients> =>
      clientsOf([{ id, iss, jwks: { keys: [signer.publicJwk] }, fhirServers: [iss] }])
    let all = await named('ehr')
    const trusted: TrustedClients = {
      all: () => all.all(),
      find: (...of) => all.find(...of),
      knows: (of) => all.knows(of),
      reload: async () => void (all = await named('hospital')),
    }
    const renewed = await openDoor(clients(), { clients: trusted })
    const token = await bearer()
    expect(await renewed.call(token)).toMatchObject({ body: { id: 'ehr' } })
    await renewed.gatekeeper.reload()
    await expectRefusal(renewed.call(token), 'jti-replayed')
    expect(await renewed.call(await bearer())).toMatchObject({ body: { id: 'hospital' } })
    await renewed.app.close()
  })

  it('is not used up by a token that was refused', async () => {
    await expectRefusal(door.call(await bearer({ claims: { jti: 'kept' } }, `${hook}-2`)), 'aud-wrong')
    expect(await door.call(await bearer({ claims: { jti: 'kept' } }))).toMatchObject({ status: 200 })
  })

  it('works once across instances that share a memory', async () => {
    const shared = new Set<string>()
    const replay = async (key: string): Promise<'new' | 'seen'> => {
      const verdict = shared.has(key) ? 'seen' : 'new'
      shared.add(key)
      return verdict
    }
    const [first, second] = await Promise.all([openDoor(clients(), { replay }), openDoor(clients(), { replay })])
    const token = await bearer()
    expect(await first.call(token)).toMatchObject({ status: 200 })
    await expectRefusal(second.call(token), 'jti-replayed')
    expect([...shared].join()).not.toContain(token)
    await Promise.all([first.app.close(), second.app.close()])
  })

  it.each([
    ['says so', async () => 'unavailable' as const],
    ['fails', () => Promise.reject(new Error('gone'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])('still works once here, in time, when the shared memory %s, and the log warns', async (_, replay) => {
    const opened = await openDoor(clients(), { replay })
    const token = await bearer()
    const started = performance.now()
    expect(await opened.call(token)).toMatchObject({ status: 200 })
    expect(performance.now() - started).toBeLessThan(1_000)
    await expectRefusal(opened.call(token), 'jti-replayed')
    const before = await bearer({ claims: { iat: seconds - 31, exp: seconds + 300 } })
    await expectRefusal(opened.call(before), 'jwt-of-before-the-start')
    expect(opened.logged.text()).toContain('replay-memory-unavailable')
    await opened.app.close()
  })
})

it('warns once a minute, however many calls find the shared memory away', async () => {
  const opened = await openDoor(clients(), { replay: async () => 'unavailable' })
  const warnings = (): number => opened.logged.text().split('replay-memory-unavailable').length - 1
  const callAfter = async (minutes: number): Promise<number> => {
    opened.clock.now = new Date(moment.getTime() + minutes * 60_000)
    const iat = seconds + minutes * 60
    expect(await opened.call(await bearer({ claims: { iat, exp: iat + 60 } }))).toMatchObject({ status: 200 })
    return warnings()
  }
  expect([await callAfter(0), await callAfter(0.9), await callAfter(1.1), await callAfter(2)]).toEqual([1, 1, 2, 2])
  await opened.app.close()
})

it('lets nobody in whose token could not be remembered: the client is told to wait, and other clients are not', async () => {
  const full = await openDoor(clients(), { capacity: 1 })
  expect(await full.call(await bearer())).toMatchObject({ status: 200 })
  const late = await bearer()
  expect(await full.call(late)).toMatchObject({ status: 503, headers: { 'retry-after': '60' } })
  expect(await full.call(late)).toMatchObject({ status: 503 })
  expect(await full.call(await bearer({}, hook, otherSigner, other))).toMatchObject({ status: 200 })
  await full.app.close()
})
