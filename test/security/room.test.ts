import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { Room } from '../../src/security/room.ts'
import { build, fixture, post } from '../app.ts'

const long = 100_000

describe('room for long bodies', () => {
  it('is for so many that wait, and for one in any case', async () => {
    const room = new Room(2.5 * long)
    const waiting = Promise.withResolvers<string>()
    const wait = (): Promise<string> => waiting.promise
    const kept = [room.during(long, wait), room.during(long, wait)]
    expect(() => room.during(long, wait)).toThrow(expect.objectContaining({ code: 'OVERLOADED' }))
    expect(room.during(1_000, () => 'short')).toBe('short')
    waiting.resolve('done')
    for (const one of kept) expect(await one).toBe('done')
    expect(await room.during(9 * long, async () => 'alone')).toBe('alone')
  })

  it('is left also by those that fail, and not taken by those that wait for nothing', async () => {
    const room = new Room(1.5 * long)
    const fail = (): Promise<never> => Promise.reject(new Error('failed'))
    for (let turn = 0; turn < 3; turn += 1) await expect(room.during(long, fail)).rejects.toThrow('failed')
    for (let turn = 0; turn < 3; turn += 1) expect(room.during(long, () => 'at once')).toBe('at once')
    expect(() =>
      room.during(long, () => {
        throw new Error('at once')
      }),
    ).toThrow('at once')
    expect(room.during(long, () => 'still')).toBe('still')
  })

  it('is kept by the hooks while a FHIR server is silent', async () => {
    const silent = createServer()
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
    const app = await build({ FHIR_DEADLINE_MS: '500' })
    Object.assign(app.parts.cds, { room: new Room(long) })
    const call = (padding: number): ReturnType<typeof post> => {
      const { prefetch: _, fhirAuthorization: __, ...request } = fixture('order-sign-iv-ketamine-migraine')
      const fhirServer = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/fhir`
      const body = { ...request, fhirServer, extension: 'x'.repeat(padding) }
      return post(app, '/cds-services/iv-ketamine-for-migraine-order-sign', body)
    }
    const [first, second, third] = await Promise.all([call(long), call(long), call(0)])
    expect([first.status, second.status, third.status]).toEqual([200, 503, 200])
    expect(second.headers['retry-after']).toBe('1')
    expect((await call(long)).status).toBe(200)
    silent.close()
  })

  it('is asked for by feedback', async () => {
    const app = await build()
    const waiting = Promise.withResolvers<void>()
    const taken = app.parts.cds.room.during(2 ** 40, () => waiting.promise)
    const entry = { card: randomUUID(), outcome: 'accepted', outcomeTimestamp: '2026-11-20T12:00:00Z' }
    const call = async (padding: number): Promise<number> => {
      const body = { feedback: [{ ...entry, acceptedSuggestions: [{ id: 'a' }] }], extension: 'x'.repeat(padding) }
      return (await post(app, '/cds-services/iv-ketamine-for-migraine-order-sign/feedback', body)).status
    }
    expect([await call(long), await call(0)]).toEqual([503, 200])
    waiting.resolve()
    await taken
    expect(await call(long)).toBe(200)
  })
})
