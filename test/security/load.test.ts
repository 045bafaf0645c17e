import type { FastifyInstance } from 'fastify'
import { readConfig } from '../../src/config.ts'
import { accessOf } from '../../src/security/access.ts'
import { rateOf } from '../../src/security/limits.ts'
import { codeOf, limited, post } from './limited.ts'

describe('the rate', () => {
  it('is 6,000 a minute, none when open on loopback, and what RATE_LIMIT says', () => {
    const rate = (env: Record<string, string>): number => rateOf(readConfig(env), accessOf(readConfig(env)))
    expect(rate({})).toBe(0)
    expect(rate({ RATE_LIMIT: '5' })).toBe(5)
    expect(rate({ HOST: '0.0.0.0', AUTH: 'open' })).toBe(6000)
    expect(rate({ AUTH: 'open', PUBLIC_URL: 'https://cds.example.org' })).toBe(6000)
    expect(rate({ HOST: '0.0.0.0', AUTH: 'open', RATE_LIMIT: '0' })).toBe(0)
  })

  it('is counted for each address, and the answer says when to come back', async () => {
    const app = await limited({ RATE_LIMIT: 3 })
    const call = (remoteAddress: string, client: string) =>
      app.inject({
        method: 'POST',
        url: '/cds-services/a',
        payload: {},
        remoteAddress,
        headers: { 'x-client': client },
      })
    for (let turn = 0; turn < 3; turn++) expect((await call('192.0.2.1', `client-${turn}`)).statusCode).toBe(200)
    const refused = await call('192.0.2.1', 'client-9')
    expect([refused.statusCode, codeOf(refused.body)]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(30)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect((await call('192.0.2.2', 'client-9')).statusCode).toBe(200)
    expect((await call('2001:db8::1', 'a')).statusCode).toBe(200)
    expect((await call('2001:db8::2', 'b')).statusCode).toBe(200)
    expect((await call('2001:db8::3', 'c')).statusCode).toBe(200)
    expect((await call('2001:db8::4', 'd')).statusCode).toBe(429)
  })

  const fromFiveAddresses = async (app: FastifyInstance): Promise<readonly number[]> => {
    const statuses: number[] = []
    for (let turn = 0; turn < 5; turn++) {
      const answer = await app.inject({
        method: 'POST',
        url: '/cds-services/a',
        payload: {},
        remoteAddress: `192.0.2.${turn}`,
        headers: { 'x-client': 'one' },
      })
      statuses.push(answer.statusCode)
    }
    return statuses
  }
  it('is counted for each client, from whatever addresses it calls', async () => {
    const statuses = await fromFiveAddresses(
      await limited({ RATE_LIMIT: 3, AUTH: 'jwt', TRUSTED_CLIENTS: 'clients.json' }),
    )
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
  it('is not counted for all together in open mode, where callers have no names', async () => {
    const statuses = await fromFiveAddresses(await limited({ RATE_LIMIT: 3, AUTH: 'open' }))
    expect(statuses).toEqual([200, 200, 200, 200, 200])
  })

  it('counts calls of /metrics, which take the token of the admin: it could be guessed there', async () => {
    const app = await limited({ RATE_LIMIT: 2 })
    app.get('/metrics', async () => 'numbers')
    const statuses: number[] = []
    for (let turn = 0; turn < 3; turn++) statuses.push((await app.inject('/metrics')).statusCode)
    expect(statuses).toEqual([200, 200, 429])
  })

  it('leaves health checks alone', async () => {
    const app = await limited({ RATE_LIMIT: 1 })
    app.get('/readyz', async () => ({ status: 'ok' }))
    for (let turn = 0; turn < 3; turn++)
      for (const url of ['/healthz', '/readyz']) expect((await app.inject(url)).statusCode).toBe(200)
  })

  it('tells a browser of an allowed origin that it was exceeded', async () => {
    const app = await limited({ RATE_LIMIT: 1 })
    const origin = 'http://localhost:8080'
    await post(app, '{}', { origin })
    const refused = await post(app, '{}', { origin })
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([429, origin])
  })
})

/** Holds up the event loop; its delay is sampled once a second, after that. */
async function block(ms: number): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until);
  await new Promise((wait) => setTimeout(wait, 50))
}

describe('load', () => {
  it('is not shed for a start that took long', async () => {
    const app = await limited()
    await block(2_600)
    await app.listen({ port: 0, host: '127.0.0.1' })
    expect((await post(app, '{}')).statusCode).toBe(200)
  })

  it('is shed with 503 while the event loop is late, health checks and numbers excepted', async () => {
    const app = await limited()
    app.get('/readyz', async () => ({ status: 'ok' }))
    app.get('/metrics', async () => 'numbers')
    await app.listen({ port: 0, host: '127.0.0.1' })
    await block(2_600)
    const shed = await post(app, '{}')
    expect([shed.statusCode, codeOf(shed.body)]).toEqual([503, 'OVERLOADED'])
    expect(Number(shed.headers['retry-after'])).toBeGreaterThan(0)
    for (const url of ['/healthz', '/readyz', '/metrics']) expect((await app.inject(url)).statusCode).toBe(200)
  })
})
