import type { Caller } from '../../src/security/caller.ts'
import { isAlias, mayNameServer } from '../../src/security/registered-servers.ts'
import { calls, condition, ids, openCaller, refusal, registered, token } from './peers/calls.ts'
import * as fault from './peers/fault-server.ts'
import { startMedplum, type Medplum } from './peers/medplum.ts'

const { start, connector, connect, searching } = calls()

const outcome = (severity: string): object => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code: 'processing' }],
})

describe('a token for one patient', () => {
  it.each([
    ['the same', '1'],
    ['the same, with its type', 'Patient/1'],
  ])('is used for %s', async (_, patient) => {
    const server = await start({ Condition: fault.json(fault.bundle([condition('c1')])) })
    expect(ids(await connect(server.url, { patient }).read('Condition?patient=1'))).toEqual(['c1'])
  })

  it('is never used for another: a server might answer that nothing is on record', async () => {
    const server = await start({ Condition: fault.json(fault.bundle([])) })
    expect(connector()(server.url, { patient: '2' })).toEqual({ why: 'the access token is for another patient' })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a FHIR server that works (medplum, in memory)', () => {
  let medplum: Medplum
  beforeAll(async () => {
    const subject = { reference: 'Patient/p1' }
    medplum = await startMedplum([
      { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1960-01-01' } as never,
      { resourceType: 'Patient', id: 'p2', gender: 'male' } as never,
      { resourceType: 'Condition', id: 'c1', subject, code: { text: 'migraine' } } as never,
      { resourceType: 'Condition', id: 'c2', subject, code: { text: 'asthma' } } as never,
      { resourceType: 'Condition', id: 'c3', subject: { reference: 'Patient/p2' } } as never,
    ])
  }, 30_000)
  afterAll(() => medplum.close())

  it('reads one resource by type and id', async () => {
    const answer = await connect(medplum.url).read('Patient/p1')
    expect(answer).toMatchObject({
      ok: true,
      resources: [{ resourceType: 'Patient', id: 'p1', birthDate: '1960-01-01' }],
    })
  })

  it('searches for one patient only', async () => {
    expect(ids(await connect(medplum.url).read('Condition?patient=p1'))).toEqual(['c1', 'c2'])
  })

  it('gives an empty list when a search finds nothing', async () => {
    expect(await connect(medplum.url).read('AllergyIntolerance?patient=p1')).toEqual({ ok: true, resources: [] })
  })

  it('gives no resource for a read that is not found', async () => {
    expect(await connect(medplum.url).read('Patient/none')).toEqual({ ok: true, resources: [] })
  })

  it('sends the token as a bearer token, and never in the URL', async () => {
    await connect(medplum.url).read('Patient/p2')
    const { authorization, url } = medplum.requests.at(-1) ?? {}
    expect(authorization).toBe(`Bearer ${token}`)
    expect(url).toBe('/fhir/Patient/p2')
  })

  it('sends no Authorization when the request has no token', async () => {
    expect(await connect(medplum.url, { token: undefined }).read('Patient/p2')).toMatchObject({ ok: true })
    expect(medplum.requests.at(-1)?.authorization).toBeUndefined()
  })

  it('reads in parallel', async () => {
    const server = connect(medplum.url)
    const answers = await Promise.all(
      ['Patient/p1', 'Condition?patient=p1', 'Patient/p2'].map((query) => server.read(query)),
    )
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true])
  })
})

describe('which servers may be named', () => {
  const caller = registered('https://ehr.example.org/fhir/r4', 'http://127.0.0.1:8080/fhir')

  it.each([
    'https://ehr.example.org/fhir/r4',
    'https://ehr.example.org/fhir/r4/',
    'HTTPS://EHR.Example.org/fhir/r4',
    'https://ehr.example.org:443/fhir/r4',
    'http://127.0.0.1:8080/fhir',
  ])('%s is registered', (url) => {
    expect(mayNameServer(caller, url)).toBe(true)
  })

  it.each([
    'http://ehr.example.org/fhir/r4',
    'https://ehr.example.org/fhir/R4',
    'https://ehr.example.org/fhir',
    'https://ehr.example.org/fhir/r4/other',
    'https://ehr.example.org.evil.net/fhir/r4',
    'https://ehr.example.org@evil.net/fhir/r4',
    'https://user:pw@ehr.example.org/fhir/r4',
    'https://ehr.example.org/fhir/r4?x=1',
    'https://ehr.example.org:8443/fhir/r4',
    'http://127.0.0.1:8081/fhir',
    'http://localhost:8080/fhir',
    'ftp://ehr.example.org/fhir/r4',
    'file:///fhir/r4',
    'not a url',
    '',
  ])('%s is not registered', (url) => {
    expect(mayNameServer(caller, url)).toBe(false)
  })

  it.each([
    'http://127.0.0.1:8080/fhir',
    'http://localhost/fhir',
    'https://[::1]:9443/r4',
    'http://127.1:80/fhir',
    'http://127.8.8.8/',
  ])('loopback takes %s', (url) => {
    expect(mayNameServer(openCaller, url)).toBe(true)
  })

  it.each([
    'http://10.0.0.1/fhir',
    'http://0.0.0.0/fhir',
    'http://localhost.evil.net/fhir',
    'http://127.0.0.1.evil.net/fhir',
    'https://example.org/fhir',
    'http://169.254.169.254/latest',
    'http://[::ffff:127.0.0.1]/fhir',
  ])('loopback does not take %s', (url) => {
    expect(mayNameServer(openCaller, url)).toBe(false)
  })

  it('says why there is no server: none is named', () => {
    expect(connector()(undefined)).toEqual({ why: 'no fhirServer in the request' })
  })

  it('has other names where they are told for it, and for no other server', () => {
    const [direct, proxy, other] = ['direct', 'proxy', 'other'].map((name) => `https://${name}.example.org/fhir`)
    const named: Caller = {
      ...registered(),
      fhirServers: [
        { url: `${proxy}/`, allowPrivate: false, aliases: [direct as string] },
        { url: other as string, allowPrivate: false },
      ],
    }
    expect(isAlias(named, proxy, 'https://DIRECT.example.org:443/fhir')).toBe(true)
    expect(isAlias(named, other, direct as string)).toBe(false)
    expect(isAlias(named, proxy, other as string)).toBe(false)
    expect(isAlias(named, undefined, direct as string)).toBe(false)
    expect(isAlias({ ...named, fhirServers: 'loopback' }, 'http://127.0.0.1:1/fhir', 'http://127.0.0.1:2/fhir')).toBe(
      false,
    )
  })

  it('says why there is no server: it is not registered, and sends it nothing', async () => {
    const server = await start({ Patient: fault.json({ resourceType: 'Patient' }) })
    expect(connector()(server.url, { caller })).toEqual({ why: 'the fhirServer is not registered for this client' })
    expect(server.requests).toEqual([])
  })

  it('says why there is no server: registered without https outside loopback', () => {
    const url = 'http://10.1.2.3/fhir'
    expect(connector()(url, { caller: registered(url) })).toEqual({ why: 'https is required outside loopback' })
  })
})

it('takes an answer in another encoding for none: its accents would be lost', async () => {
  const allergy = { resourceType: 'AllergyIntolerance', id: 'a1', code: { text: 'ácido acetilsalicílico' } }
  const { url } = await start({ AllergyIntolerance: fault.inLatin1(fault.bundle([allergy])) })
  expect(await connect(url).read('AllergyIntolerance?patient=1')).toEqual({ ok: false, why: 'not UTF-8' })
})

it('passes over a byte order mark', async () => {
  const { url } = await start({ Condition: fault.marked(fault.bundle([])) })
  expect(await connect(url).read('Condition?patient=1')).toEqual({ ok: true, resources: [] })
})

describe('a FHIR server that fails', () => {
  it.each([
    ['401', fault.status(401), 'HTTP 401'],
    ['403', fault.status(403), 'HTTP 403'],
    ['404 to a search', fault.status(404), 'HTTP 404'],
    ['429 without Retry-After', fault.status(429), 'HTTP 429'],
    ['500', fault.status(500), 'HTTP 500'],
    ['503', fault.status(503), 'HTTP 503'],
    ['malformed JSON', fault.malformedJson, 'not FHIR JSON'],
    ['HTML', fault.html, 'not FHIR JSON'],
    ['XML', fault.xml, 'not FHIR JSON'],
    ['an empty body', fault.empty, 'not FHIR JSON'],
    ['JSON null', fault.json(null), 'not FHIR JSON'],
    ['JSON that is not FHIR', fault.json({ error: fault.secret }), 'not FHIR JSON'],
    [
      'an OperationOutcome with 200',
      fault.json({ resourceType: 'OperationOutcome' }),
      'OperationOutcome instead of a Bundle',
    ],
    ['a truncated body', fault.truncated, 'connection failed (ECONNRESET)'],
    ['a truncated chunked body', fault.truncatedChunks, 'connection failed (ECONNRESET)'],
    ['a gzip body that is none', fault.json({}, { 'content-encoding': 'gzip' }), 'connection failed (Z_DATA_ERROR)'],
    ['a reset', fault.reset, 'connection failed (ECONNRESET)'],
  ])('tells %s apart', async (_name, behaviour, why) => {
    expect(refusal(await searching(behaviour))).toBe(why)
  })

  it.each([
    ['HTTP 403', fault.status(403)],
    ['connection failed', fault.reset],
    ['timeout', fault.hang],
    [undefined, fault.html],
  ])('says what kind of failure it was: %s', async (kind, behaviour) => {
    const answer = await searching(behaviour, { deadlineMs: 150 })
    expect(!answer.ok && answer.fault).toBe(kind)
  })

  it.each([
    ['that is slow', fault.slow(400, fault.json(fault.bundle([])))],
    ['that hangs', fault.hang],
    ['that hangs in the body', fault.hangInBody],
  ])('gives up at the deadline on a server %s', async (_name, behaviour) => {
    const startedAt = performance.now()
    expect(refusal(await searching(behaviour, { deadlineMs: 150 }))).toBe('timed out after 150 ms')
    expect(performance.now() - startedAt).toBeLessThan(300)
  })

  it('does not begin a read after the deadline', async () => {
    const server = await start({ Condition: fault.json(fault.bundle([])) })
    const connection = connect(server.url, { deadlineMs: 5 })
    await new Promise((later) => setTimeout(later, 30))
    expect(refusal(await connection.read('Condition?patient=1'))).toBe('timed out after 5 ms')
    expect(server.requests).toEqual([])
  })

  it('says so when nobody listens', async () => {
    const server = await fault.startFaultServer({})
    await server.close()
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('connection failed (ECONNREFUSED)')
  })

  it('frees the socket of an error whose body never ends', async () => {
    const server = await start({ Condition: fault.endlessError(500) })
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('HTTP 500')
    await new Promise((later) => setTimeout(later, 50))
    expect(await server.sockets()).toBe(0)
  })

  it('stops a gzip bomb at the bound, counted after decompression', async () => {
    const server = await start({ Condition: fault.gzipBomb(500) })
    const startedAt = performance.now()
    expect(refusal(await connect(server.url).read('Condition?patient=1'))).toBe('answer too large')
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await new Promise((later) => setTimeout(later, 100))
    expect(await server.sockets()).toBe(0)
  })

  it('does not drop the token of the reads beside a 401', async () => {
    const server = await start({
      Condition: fault.status(401),
      Patient: fault.slow(20, fault.json({ resourceType: 'Patient' })),
    })
    const connection = connect(server.url)
    await connection.read('Condition?patient=1')
    await connection.read('Patient/1')
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`, `Bearer ${token}`])
  })

  it('refuses another resource than the one read', async () => {
    const { url } = await start({ Patient: fault.json({ resourceType: 'Person', id: '1' }) })
    expect(refusal(await connect(url).read('Patient/1'))).toBe('not a Patient')
  })

  it('gives no resource for one that is gone', async () => {
    const { url } = await start({ Patient: fault.status(410) })
    expect(await connect(url).read('Patient/1')).toEqual({ ok: true, resources: [] })
  })

  it('tells a search that failed from one that found nothing', async () => {
    const { url } = await start({
      Condition: fault.json(fault.bundle([outcome('warning')])),
      Observation: fault.json(fault.bundle([outcome('error')])),
      Procedure: fault.json(fault.bundle([{ resourceType: 'Procedure', id: 'p' }, outcome('fatal')])),
    })
    const server = connect(url)
    expect(await server.read('Condition?patient=1')).toEqual({ ok: true, resources: [] })
    expect(refusal(await server.read('Observation?patient=1'))).toBe('OperationOutcome (processing)')
    const partial = await server.read('Procedure?patient=1')
    expect(ids(partial)).toEqual(['p'])
    expect(partial).toMatchObject({ cut: 'OperationOutcome (processing)' })
  })

  it.each([{}, { entry: null, link: [null] }, { entry: [], link: 'y' }])(
    'takes a Bundle without entries for an empty one: %j',
    async (odd) => {
      expect(await searching(fault.json({ resourceType: 'Bundle', ...odd }))).toEqual({ ok: true, resources: [] })
    },
  )

  it.each([[{}], [{ resource: {} }], [{ resource: null }], 'x'])(
    'takes a Bundle with entries of an odd shape for no answer: %j',
    async (entry) => {
      expect(refusal(await searching(fault.json({ resourceType: 'Bundle', entry })))).toBe(
        'an entry without a resource',
      )
    },
  )

  it('asks for FHIR JSON, of DSTU2 and without a FHIR version too', async () => {
    const server = await start({ Condition: fault.json(fault.bundle([])) })
    await connect(server.url).read('Condition?patient=1')
    expect(server.requests[0]?.headers.accept).toBe(
      'application/fhir+json, application/json+fhir;q=0.9, application/json;q=0.8',
    )
  })

  it.each([
    'application/fhir+json;charset=UTF-8',
    'application/json+fhir;charset=UTF-8',
    'application/json',
    'Application/JSON+FHIR',
  ])('reads an answer of type %s', async (type) => {
    const found = fault.bundle([condition('c1')])
    expect(ids(await searching(fault.json(found, { 'content-type': type })))).toEqual(['c1'])
  })

  it.each([
    '../admin',
    'Patient/../../admin',
    'Patient/..',
    'Patient/1#x',
    'Patient/a/b',
    'http://127.0.0.1/x',
    '//evil/x',
    'metadata',
    'Patient/%2e%2e',
    '',
  ])('sends nothing for %j, which is neither a read nor a search', async (query) => {
    const server = await start({})
    expect(refusal(await connect(server.url).read(query))).toBe('not a FHIR read or search')
    expect(server.requests).toEqual([])
  })

  it.each(['secret\r\nx: y', 'secret secret', 'secrét', ''])('neither sends nor shows the token %j', async (odd) => {
    const { url } = await start({})
    expect(connector()(url, { token: odd })).toEqual({ why: 'the access token cannot be sent' })
  })

  it('keeps the token out of the debug output of fhirclient', async () => {
    // The library's own `debug`, which has no types here, switched on as DEBUG=* would.
    const debugPackage: string = 'debug'
    const { default: debug } = (await import(debugPackage)) as {
      default: { enable(names: string): void; disable(): string; log?: unknown }
    }
    const written: string[] = []
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0)
    debug.enable('*')
    try {
      await searching(fault.json(fault.bundle([])))
      await searching(fault.status(401))
    } finally {
      debug.disable()
      write.mockRestore()
    }
    expect(written.join('')).not.toContain(token)
  })
})
