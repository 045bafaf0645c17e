import type { FhirServer, ServerAnswer } from '../../src/fhir/server-contract.ts'
import { calls, condition, connected, ids, refusal, type Settings } from './peers/calls.ts'
import * as fault from './peers/fault-server.ts'

const { start, connector, connect } = calls()

const settings = (clock: { now: number }): Settings => ({
  limits: { failures: 3, coolDownMs: 10_000 },
  now: () => clock.now,
})
const read = (connection: FhirServer): Promise<ServerAnswer> => connection.read('Condition?patient=1')

describe('what the server asks to repeat', () => {
  const found = fault.json(fault.bundle([condition('c1')]))

  it.each([429, 503])('repeats once after %i with a Retry-After that fits', async (code) => {
    const server = await start({ Condition: fault.inTurn(fault.status(code, { 'retry-after': '0' }), found) })
    expect(ids(await connect(server.url).read('Condition?patient=1'))).toEqual(['c1'])
    expect(server.requests).toHaveLength(2)
  })

  it('waits as long as asked', async () => {
    const server = await start({ Condition: fault.inTurn(fault.status(429, { 'retry-after': '1' }), found) })
    const startedAt = performance.now()
    expect(ids(await connect(server.url).read('Condition?patient=1'))).toEqual(['c1'])
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990)
  })

  it('understands a date that has passed', async () => {
    const server = await start({
      Condition: fault.inTurn(fault.status(503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }), found),
    })
    expect(ids(await connect(server.url).read('Condition?patient=1'))).toEqual(['c1'])
  })

  it.each([
    ['a Retry-After beyond the deadline', fault.status(429, { 'retry-after': '3' }), 'HTTP 429'],
    ['a Retry-After that says nothing', fault.status(503, { 'retry-after': 'soon' }), 'HTTP 503'],
    ['a 500 with Retry-After', fault.status(500, { 'retry-after': '0' }), 'HTTP 500'],
  ])('does not repeat: %s', async (_name, behaviour, why) => {
    const server = await start({ Condition: fault.inTurn(behaviour, found) })
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe(why)
    expect(server.requests).toHaveLength(1)
  })

  it('repeats no more than once', async () => {
    const server = await start({ Condition: fault.status(429, { 'retry-after': '0' }) })
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('HTTP 429')
    expect(server.requests).toHaveLength(2)
  })
})

describe('the circuit', () => {
  const open = 'circuit open after repeated failures'

  it('opens after calls in a row have failed; then a dead server costs nothing', async () => {
    const server = await start({ Condition: fault.hang })
    const call = connector(settings({ now: 0 }))
    for (let index = 0; index < 3; index++)
      expect(refusal(await connected(call(server.url, { deadlineMs: 30 })).read('Condition?patient=1'))).toBe(
        'timed out after 30 ms',
      )
    const startedAt = performance.now()
    expect(await connected(call(server.url)).read('Condition?patient=1')).toEqual({
      ok: false,
      fault: 'circuit open',
      why: open,
    })
    expect(performance.now() - startedAt).toBeLessThan(20)
    expect(server.requests).toHaveLength(3)
  })

  it('counts the parallel reads of one call once', async () => {
    const { url } = await start({ Condition: fault.status(500) })
    const call = connector(settings({ now: 0 }))
    const first = connected(call(url))
    await Promise.all(Array.from({ length: 5 }, () => first.read('Condition?patient=1')))
    expect(refusal(await connected(call(url)).read('Condition?patient=1'))).toBe('HTTP 500')
  })

  it.each([
    ['a reset', fault.reset],
    ['a 500', fault.status(500)],
    ['a 503', fault.status(503)],
  ])('opens on %s', async (_name, behaviour) => {
    const { url } = await start({ Condition: behaviour })
    const call = connector(settings({ now: 0 }))
    for (let index = 0; index < 3; index++) await connected(call(url)).read('Condition?patient=1')
    expect(refusal(await connected(call(url)).read('Condition?patient=1'))).toBe(open)
  })

  it.each([
    ['401', fault.status(401)],
    ['403', fault.status(403)],
    ['404', fault.status(404)],
    ['429', fault.status(429)],
    ['malformed JSON', fault.malformedJson],
  ])('stays closed on %s: the server lives', async (_name, behaviour) => {
    const server = await start({ Condition: behaviour })
    const call = connector(settings({ now: 0 }))
    for (let index = 0; index < 6; index++) await connected(call(server.url)).read('Condition?patient=1')
    expect(server.requests).toHaveLength(6)
  })

  it('starts counting again after an answer', async () => {
    const bad = fault.status(500)
    const server = await start({ Condition: fault.inTurn(bad, bad, fault.json(fault.bundle([])), bad, bad, bad) })
    const call = connector(settings({ now: 0 }))
    for (let index = 0; index < 6; index++) await connected(call(server.url)).read('Condition?patient=1')
    expect(server.requests).toHaveLength(6)
    expect(refusal(await connected(call(server.url)).read('Condition?patient=1'))).toBe(open)
  })

  it('lets one whole call probe after the cool-down, and closes when it is answered', async () => {
    const bad = fault.status(500)
    const server = await start({ Condition: fault.inTurn(bad, bad, bad, fault.slow(30, fault.json(fault.bundle([])))) })
    const clock = { now: 0 }
    const call = connector(settings(clock))
    for (let index = 0; index < 3; index++) await read(connected(call(server.url)))
    clock.now = 9_999
    expect(refusal(await read(connected(call(server.url))))).toBe(open)
    clock.now = 10_000
    const probe = connected(call(server.url))
    const [first, second, other] = await Promise.all([read(probe), read(probe), read(connected(call(server.url)))])
    expect([first.ok, second.ok]).toEqual([true, true])
    expect(refusal(other)).toBe(open)
    expect((await read(connected(call(server.url)))).ok).toBe(true)
  })

  it('opens again when the probe fails', async () => {
    const { url } = await start({ Condition: fault.status(500) })
    const clock = { now: 0 }
    const call = connector(settings(clock))
    for (let index = 0; index < 3; index++) await connected(call(url)).read('Condition?patient=1')
    clock.now = 10_000
    expect(refusal(await connected(call(url)).read('Condition?patient=1'))).toBe('HTTP 500')
    clock.now = 19_999
    expect(refusal(await connected(call(url)).read('Condition?patient=1'))).toBe(open)
  })

  it('is one for each server', async () => {
    const [dead, alive] = [
      await start({ Condition: fault.status(500) }),
      await start({ Condition: fault.json(fault.bundle([])) }),
    ]
    const call = connector(settings({ now: 0 }))
    for (let index = 0; index < 4; index++) await connected(call(dead.url)).read('Condition?patient=1')
    expect((await connected(call(alive.url)).read('Condition?patient=1')).ok).toBe(true)
  })
})

it('bounds the requests that are under way to one server', async () => {
  let [underWay, most] = [0, 0]
  const server = await start({
    Condition: (request, response, nth) => {
      underWay += 1
      most = Math.max(most, underWay)
      setTimeout(() => {
        underWay -= 1
        fault.json(fault.bundle([]))(request, response, nth)
      }, 10)
    },
  })
  const call = connector({}, 3)
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => connected(call(server.url)).read('Condition?patient=1')),
  )
  expect(answers.every(({ ok }) => ok)).toBe(true)
  expect(most).toBe(3)
})

describe('what one call may take', () => {
  const big = fault.json(fault.bundle([{ ...condition('c'), note: 'x'.repeat(90_000) }]))
  const types = ['Condition', 'Encounter', 'Observation', 'Procedure', 'Patient', 'Goal']

  it('is so many bytes of all its reads together, and what was not read to its end is given back', async () => {
    const { url } = await start({
      ...Object.fromEntries(types.map((type) => [type, big])),
      Goal: fault.json(fault.bundle([condition('c')])),
    })
    const connection = connect(url)
    const answers: unknown[] = []
    for (const type of types) answers.push(refusal(await connection.read(`${type}?patient=1`)))
    expect(answers.map((answer) => (typeof answer === 'string' ? answer : 'read'))).toEqual([
      'read',
      'read',
      'answer too large',
      'answer too large',
      'answer too large',
      'read',
    ])
  })

  it('is no more of reads beside each other', async () => {
    const { url } = await start(Object.fromEntries(types.map((type) => [type, big])))
    const connection = connect(url)
    const answers = await Promise.all(types.map((type) => connection.read(`${type}?patient=1`)))
    expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(2)
    expect(answers.filter((answer) => !answer.ok && answer.why === 'answer too large').length).toBeGreaterThanOrEqual(4)
  })

  it.each(['{}', '[]'])('is not the parsing of hundreds of thousands of %s', async (one) => {
    const entries = (count: number): fault.Behaviour => {
      const body = `{"resourceType":"Bundle","note":[${Array(count).fill(one).join()}]}`
      return (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    }
    const { url } = await start({ Condition: entries(500_000), Patient: entries(100_000) })
    const connection = connected(connector()(url))
    expect(refusal(await connection.read('Condition?patient=1'))).toBe('answer too large')
    expect(await connection.read('Patient?_id=1')).toEqual({ ok: true, resources: [] })
  })

  it('is no time after its deadline: what came too late is not parsed', async () => {
    const clock = { now: 0 }
    const { url } = await start({
      Condition: (...args) => {
        clock.now += 2_001
        fault.malformedJson(...args)
      },
    })
    const connection = connected(connector(settings(clock))(url))
    expect(refusal(await read(connection))).toBe('timed out after 2000 ms')
  })

  it.each(['application/fhir+json', 'text/html'])('is nothing for the body of an error: %s', async (type) => {
    const { url } = await start({
      Condition: (_request, response) => {
        response.writeHead(500, { 'content-type': type }).write('{"a":'.repeat(100))
      },
    })
    const startedAt = performance.now()
    expect(refusal(await connect(url, { deadlineMs: 20_000 }).read('Condition?patient=1'))).toBe('HTTP 500')
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })
})
