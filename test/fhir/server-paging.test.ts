import { calls, condition, ids, refusal, token } from './peers/calls.ts'
import * as fault from './peers/fault-server.ts'

const { start, connect } = calls()

const elsewhere = (canary: fault.FaultServer): string => `${canary.url}/Condition?page=2`

describe('paging', () => {
  it('collects the pages of a search', async () => {
    const server = await start({
      Condition: (request, response, nth) =>
        fault.json(fault.bundle([condition(`c${nth}`)], nth < 3 ? `Condition?page=${nth + 1}` : undefined))(
          request,
          response,
          nth,
        ),
    })
    expect(await connect(server.url).read('Condition?patient=1')).toMatchObject({
      ok: true,
      resources: [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }],
    })
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${token}`))
  })

  it('follows next links to the base itself, as HAPI writes them', async () => {
    const next: { url?: string } = {}
    const server = await start({
      Condition: (...args) => fault.json(fault.bundle([condition('c1')], next.url))(...args),
      '': fault.json(fault.bundle([condition('c2')])),
    })
    next.url = `${server.url}?_getpages=abc&_getpagesoffset=1`
    expect(ids(await connect(server.url).read('Condition?patient=1'))).toEqual(['c1', 'c2'])
  })

  it('is a part where the server tells that it searched for less than it was asked', async () => {
    const part = (asked: string): object => ({
      ...fault.bundle([condition('c1')]),
      link: [{ relation: 'self', url: `Condition?patient=1${asked}` }],
    })
    const narrowed = await start({ Condition: fault.json(part('&category=encounter-diagnosis')) })
    expect(await connect(narrowed.url).read('Condition?patient=1')).toMatchObject({
      ok: true,
      cut: 'a search narrowed by "category"',
    })
    const whole = await start({ Condition: fault.json(part('&_count=200')) })
    expect(await connect(whole.url).read('Condition?patient=1')).not.toHaveProperty('cut')
  })

  it('is a part where the first page alone tells so', async () => {
    const link = (nth: number): readonly object[] =>
      nth === 1
        ? [
            { relation: 'self', url: 'Condition?patient=1&encounter=e1' },
            { relation: 'next', url: 'Condition?page=2' },
          ]
        : [{ relation: 'self', url: 'Condition?page=2' }]
    const server = await start({
      Condition: (request, response, nth) =>
        fault.json({ ...fault.bundle([condition(`c${nth}`)]), link: link(nth) })(request, response, nth),
    })
    const answer = await connect(server.url).read('Condition?patient=1')
    expect(ids(answer)).toEqual(['c1', 'c2'])
    expect(answer).toMatchObject({ cut: 'a search narrowed by "encounter"' })
  })

  it('says that it stopped: endless paging', async () => {
    const server = await start({ Condition: fault.endlessPaging((nth) => condition(`c${nth}`)) })
    const answer = await connect(server.url).read('Condition?patient=1')
    expect(ids(answer)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5'])
    expect(answer).toMatchObject({ cut: 'more than 5 pages' })
    expect(server.requests).toHaveLength(5)
  })

  it('says that it stopped: too many resources', async () => {
    const many = Array.from({ length: 60 }, (_, index) => condition(`c${index}`))
    const { url } = await start({ Condition: fault.json(fault.bundle(many)) })
    const answer = await connect(url).read('Condition?patient=1')
    expect(ids(answer)).toHaveLength(50)
    expect(answer).toMatchObject({ cut: 'more than 50 resources' })
  })

  it('says that it stopped: too many bytes over all pages', async () => {
    const big = { ...condition('c'), note: 'x'.repeat(90_000) }
    const { url } = await start({ Condition: fault.endlessPaging(() => big) })
    const answer = await connect(url).read('Condition?patient=1')
    expect(ids(answer)).toHaveLength(2)
    expect(answer).toMatchObject({ cut: 'page 3: answer too large' })
  })

  it('says that it stopped: a circle', async () => {
    const server = await start({ Condition: fault.json(fault.bundle([condition('c1')], 'Condition?patient=1')) })
    expect(await connect(server.url).read('Condition?patient=1')).toMatchObject({
      ok: true,
      cut: 'paging runs in a circle',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('keeps what it has and says which page failed', async () => {
    const server = await start({
      Condition: fault.inTurn(fault.json(fault.bundle([condition('c1')], 'Condition?page=2')), fault.status(500)),
      Observation: fault.inTurn(fault.json(fault.bundle([condition('o1')], 'Observation?page=2')), fault.hang),
    })
    const connection = connect(server.url, { deadlineMs: 200 })
    expect(await connection.read('Condition?patient=1')).toMatchObject({ ok: true, cut: 'page 2: HTTP 500' })
    expect(await connection.read('Observation?patient=1')).toMatchObject({
      ok: true,
      cut: 'page 2: timed out after 200 ms',
    })
  })

  it('says that it has fewer than the total, of whichever page; included resources do not count', async () => {
    const some = (total: number, ...names: string[]): object => ({ ...fault.bundle(names.map(condition)), total })
    const page = (total: number, ...names: string[]): object => ({
      ...some(total, ...names),
      link: [{ relation: 'next', url: 'Condition?page=2' }],
    })
    const included = { search: { mode: 'include' }, resource: { resourceType: 'Medication', id: 'm1' } }
    const answerTo = async (...pages: readonly object[]) =>
      connect((await start({ Condition: fault.inTurn(...pages.map((one) => fault.json(one))) })).url).read(
        'Condition?patient=1',
      )
    expect(await answerTo(some(3))).toEqual({ ok: false, why: 'a Bundle with none of its 3 entries' })
    expect(await answerTo(page(3), some(0))).toEqual({ ok: false, why: 'a Bundle with none of its 3 entries' })
    expect(await answerTo({ resourceType: 'Bundle', total: 1, entry: [included] })).toMatchObject({ ok: false })
    expect(await answerTo(some(3, 'c1'))).toMatchObject({ ok: true, cut: '1 of 3 supplied' })
    expect(await answerTo(page(3, 'c1'), some(1, 'c2'))).toMatchObject({ ok: true, cut: '2 of 3 supplied' })
    expect(await answerTo(page(1, 'c1'), some(3, 'c2'))).toMatchObject({ ok: true, cut: '2 of 3 supplied' })
    expect(await answerTo(page(2, 'c1'), some(2, 'c2'))).not.toHaveProperty('cut')
    expect(await answerTo(some(1, 'c1', 'c2'))).not.toHaveProperty('cut')
    expect(await answerTo(some(0))).toEqual({ ok: true, resources: [] })
  })

  it('says that an entry is none, or failed', async () => {
    const read = async (...entry: unknown[]) =>
      connect((await start({ Condition: fault.json({ resourceType: 'Bundle', entry }) })).url).read(
        'Condition?patient=1',
      )
    const stripped = { fullUrl: 'https://x.org/Condition/1', search: { mode: 'match' } }
    const failed = { response: { status: '403 Forbidden' } }
    const one = { resource: condition('c1') }
    expect(await read(stripped)).toEqual({ ok: false, why: 'an entry without a resource' })
    expect(await read({ resource: null })).toEqual({ ok: false, why: 'an entry without a resource' })
    expect(await read(failed)).toEqual({ ok: false, why: 'an entry that failed with HTTP 403' })
    expect(await read(one, stripped)).toMatchObject({ ok: true, cut: 'an entry without a resource' })
    expect(await read(failed, one)).toMatchObject({ ok: true, cut: 'an entry that failed with HTTP 403' })
    const outcome = { resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] } }
    expect(await read(outcome, one)).toEqual({
      ok: true,
      resources: [condition('c1')],
      cut: 'OperationOutcome (timeout)',
    })
    expect(
      await read({ ...outcome, resource: { ...outcome.resource, issue: [{ severity: 'warning' }] } }, one),
    ).toEqual({ ok: true, resources: [condition('c1')] })
    expect(await read({ ...one, response: { status: '200' } })).toEqual({ ok: true, resources: [condition('c1')] })
  })

  it('follows a next link of supplied prefetch, absolute or relative', async () => {
    const server = await start({ Condition: fault.json(fault.bundle([condition('c2')])) })
    const connection = connect(server.url)
    const counted = { matches: 1, total: 2 }
    const answer = await connection.follow(`${server.url}/Condition?page=2`, counted)
    expect(answer).toEqual({ ok: true, resources: [condition('c2')] })
    expect(ids(await connection.follow('Condition?page=2', counted))).toEqual(['c2'])
  })

  it('says that supplied pages and those that were followed are fewer than the total', async () => {
    const server = await start({
      Condition: fault.json(fault.bundle([condition('c2')])),
      '': fault.json(fault.bundle([])),
    })
    const connection = connect(server.url)
    expect(await connection.follow('Condition?page=2', { matches: 1, total: 3 })).toMatchObject({
      ok: true,
      cut: '2 of 3 supplied',
    })
    expect(await connection.follow('?page=2', { matches: 1, total: 2 })).toMatchObject({
      ok: true,
      resources: [],
      cut: '1 of 2 supplied',
    })
  })
})

describe('another origin never sees a request', () => {
  it('in a next link', async () => {
    const canary = await start({})
    const { url } = await start({ Condition: fault.json(fault.bundle([condition('c1')], elsewhere(canary))) })
    const answer = await connect(url).read('Condition?patient=1')
    expect(ids(answer)).toEqual(['c1'])
    expect(answer).toMatchObject({ cut: 'next link leaves the FHIR server' })
    expect(canary.requests).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])('in a %i redirect', async (code) => {
    const canary = await start({})
    const { url } = await start({ Condition: fault.redirectTo(elsewhere(canary), code) })
    expect(refusal(await connect(url).read('Condition?patient=1'))).toBe(`HTTP ${code}`)
    expect(canary.requests).toEqual([])
  })

  it('in a 201 with a Location, which fhirclient follows by itself', async () => {
    const canary = await start({})
    const { url } = await start({ Condition: fault.createdAt(elsewhere(canary)) })
    expect(refusal(await connect(url).read('Condition?patient=1'))).toBe('not FHIR JSON')
    expect(canary.requests).toEqual([])
  })

  it.each(['/fhir/..;/admin', '/fhir/..%2fadmin', '/fhir/Condition/.%2e%5cadmin'])(
    'not even the same server outside the base, in a redirect to %s',
    async (location) => {
      const server = await start({ Condition: fault.redirectTo(location) })
      expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('HTTP 302')
      expect(server.requests).toHaveLength(1)
    },
  )

  it('in a next link of supplied prefetch', async () => {
    const canary = await start({})
    const { url } = await start({})
    for (const next of [
      elsewhere(canary),
      url.replace(/\/fhir$/, '/other/Condition'),
      '/Condition',
      '../Condition',
      'http://',
      'javascript:1',
      `${url}.evil/x`,
    ])
      expect(refusal(await connect(url).follow(next, { matches: 1, total: 2 }))).toBe(
        'next link leaves the FHIR server',
      )
    expect(canary.requests).toEqual([])
  })

  it('not even the same server outside the base', async () => {
    const server = await start({ Condition: fault.redirectTo('/admin') })
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('HTTP 302')
    expect(server.requests).toHaveLength(1)
  })

  it('nor itself again and again, where a 201 names its own URL', async () => {
    const server = await start({ Condition: fault.createdAt('/fhir/Condition') })
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('not FHIR JSON')
    expect(server.requests).toHaveLength(1)
  })

  it('while one redirect under the base is followed, and no second', async () => {
    const server = await start({
      Condition: fault.redirectTo('/fhir/Observation?x=1'),
      Observation: fault.json(fault.bundle([condition('c1')])),
      Patient: fault.redirectTo('/fhir/Patient/2'),
    })
    expect(ids(await connect(server.url).read('Condition?patient=1'))).toEqual(['c1'])
    expect(refusal(await connect(server.url).read('Patient/1'))).toBe('HTTP 302')
    expect(server.requests).toHaveLength(4)
  })
})
