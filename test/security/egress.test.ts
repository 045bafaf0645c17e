import { execFile } from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import tls from 'node:tls'
import { promisify } from 'node:util'
import type { RegisteredServer } from '../../src/security/caller.ts'
import { isUnder, makeEgress, type Egress, type EgressOptions, type FetchOptions } from '../../src/security/egress.ts'
import * as fault from '../fhir/peers/fault-server.ts'
import { selfSigned } from './peers/self-signed.ts'

const closing: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((item) => item.close()))
})

function anEgress(options?: EgressOptions): Egress {
  const egress = makeEgress(options)
  closing.push(egress)
  return egress
}

async function start(...args: Parameters<typeof fault.startFaultServer>): Promise<fault.FaultServer> {
  const server = await fault.startFaultServer(...args)
  closing.push(server)
  return server
}

/** What the resolver would say; the last answer repeats. */
function resolving(
  ...answers: readonly (readonly string[])[]
): NonNullable<EgressOptions['resolve']> & { readonly calls: () => number } {
  let calls = 0
  const resolve: EgressOptions['resolve'] = (_name, done) => {
    calls += 1
    const found = answers[Math.min(calls, answers.length) - 1] ?? []
    const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    // Never at once, as a resolver does: where no network is, Node's TLS would meet a socket that is gone already.
    setImmediate(() => done(null, addresses))
  }
  return Object.assign(resolve, { calls: () => calls })
}

const notFound: EgressOptions['resolve'] = (name, done) =>
  done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), [])

const at = (url: string, allowPrivate = false): RegisteredServer => ({ url, allowPrivate })

function get(
  egress: Egress,
  url: string,
  options: Partial<FetchOptions> = {},
): Promise<{ status: number; body: string } | string> {
  return egress.fetch(url, { allow: at(url), signal: AbortSignal.timeout(2_000), maxBytes: 10_000, ...options }).then(
    ({ status, body }) => ({ status, body }),
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

const ok = { status: 200, body: '{"keys":[]}' }
const keys = fault.json({ keys: [] })
const notAllowed = 'EgressError: address not allowed'
const notRegistered = 'EgressError: not the registered server'

describe('what is registered', () => {
  const forms = [
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://169.254.169.254/latest/meta-data',
    'http://metadata.google.internal/computeMetadata/v1',
    'http://ehr.example.org@127.0.0.1:PORT/',
    'file:///etc/passwd',
  ]

  it.each(forms)('is not %s, when another server is', async (form) => {
    const canary = await start({ '': keys }, { path: '' })
    const url = form.replace('PORT', String(canary.port))
    expect(await get(anEgress(), url, { allow: at('https://ehr.example.org/') })).toBe(notRegistered)
    expect(canary.requests).toEqual([])
  })

  it('is the URL itself and what lies under it', () => {
    const base = 'https://ehr.example.org/fhir'
    const under = [
      '',
      '/',
      '/Patient/1',
      '?_getpages=1',
      '/?x',
      '/Patient/a..b',
      '/a.%2Fb',
      '/...',
      '?next=..;/x',
      ':443',
    ]
    const urls = under.map((rest) => `https://ehr.example.org/fhir${rest}`)
    expect(urls.filter((url) => !isUnder(base, url))).toEqual(['https://ehr.example.org/fhir:443'])
    const outside = [
      'https://ehr.example.org/fhirs',
      'https://ehr.example.org/fhir/../admin',
      'https://ehr.example.org/fhir/%2e%2e/admin',
      'https://ehr.example.org/fhir/..;/admin',
      'https://ehr.example.org/fhir/..;x=1/admin',
      'https://ehr.example.org/fhir/%2e%2e;/admin',
      'https://ehr.example.org/fhir/..%2fadmin',
      'https://ehr.example.org/fhir/..%5Cadmin',
      'https://ehr.example.org/fhir/x%2f..%2f..%2fadmin',
      'https://ehr.example.org/fhir/x%2f..',
      'https://ehr.example.org/fhir/%252e%252e/admin',
      'https://ehr.example.org/fhir/..%253b/admin',
      'https://ehr.example.org/fhir/.;/admin',
      'https://ehr.example.org/',
      'http://ehr.example.org/fhir/Patient/1',
      'https://ehr.example.org:444/fhir/Patient/1',
      'https://user@ehr.example.org/fhir/Patient/1',
      'https://:secret@ehr.example.org/fhir/Patient/1',
      'https://ehr.example.org/fhir/x%5C..%5Cadmin',
      'https://ehr.example.org.evil.net/fhir/Patient/1',
      'Patient/1',
      '',
    ]
    expect(outside.filter((url) => isUnder(base, url))).toEqual([])
  })

  it('may be a literal loopback address or localhost, as written', async () => {
    const server = await start({ '': keys }, { path: '' })
    expect(await get(anEgress(), `${server.url}/`)).toEqual(ok)
    expect(await get(anEgress(), `http://localhost:${server.port}/`)).toEqual(ok)
  })

  it('may be ::1, where the machine has it', async () => {
    const hasV6 = Object.values(os.networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
    const server = await start({ '': keys }, { path: '', host: hasV6 ? '::1' : '127.0.0.1' })
    expect(await get(anEgress(), `${server.url}/`)).toEqual(ok)
  })

  it.each([
    'http://ehr.example.org/fhir',
    'http://10.0.0.1/fhir',
    'http://[fd00::1]/fhir',
    'http://[::ffff:127.0.0.1]/',
  ])('must be https outside loopback: %s', async (url) => {
    expect(await get(anEgress(), url)).toBe('EgressError: https is required outside loopback')
  })

  it.each([
    'https://169.254.169.254/latest',
    'https://169.254.1.1/',
    'https://[fe80::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[64:ff9b:1::a9fe:a9fe]/',
    'https://[2002:a9fe:a9fe::]/',
    'https://[fd00:ec2::254]/',
    'https://[FD00:0EC2::0254]/',
    'https://100.100.100.200/',
    'https://168.63.129.16/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0.0.0.0/',
    'https://[::]/',
    'https://[ff02::1]/',
    'https://255.255.255.255/',
    'https://metadata.google.internal/',
    'https://METADATA.google.internal./',
    'https://metadata.goog/',
    'https://metadata/computeMetadata/v1',
    'https://instance-data./latest',
    'https://[fd20:ce::254]/',
    'https://192.0.0.192/',
    'https://[::ffff:0:a9fe:a9fe]/',
    'https://[2001:0:a9fe:a9fe::]/',
  ])('may never be %s, not even as written', async (url) => {
    expect(await get(anEgress({ resolve: resolving(['8.8.8.8']) }), url)).toBe(notAllowed)
  })

  it('is refused already when the agent is asked for', () => {
    expect(() => anEgress().agent(at('https://169.254.169.254/fhir'))).toThrow('address not allowed')
    expect(() => anEgress().agent(at('http://ehr.example.org/fhir'))).toThrow('https is required outside loopback')
    for (const url of ['ehr', 'ftp://localhost/fhir', 'https://:secret@ehr.example.org/fhir'])
      expect(() => anEgress().agent(at(url))).toThrow('not an http(s) URL')
  })
})

describe('where a registered name leads', () => {
  const url = 'https://ehr.example.org/fhir'
  const loopback = [
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '::7f00:1',
    '2002:7f00:1::',
    '::ffff:0:7f00:1',
  ]
  const hidden = ['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1']
  const never = [
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
  ]

  it.each([...loopback, ...hidden, ...never])('is refused when it is %s', async (address) => {
    expect(await get(anEgress({ resolve: resolving([address]) }), url)).toBe(notAllowed)
  })

  it.each([...loopback, ...never])('is refused also with allowPrivate when it is %s', async (address) => {
    expect(await get(anEgress({ resolve: resolving([address]) }), url, { allow: at(url, true) })).toBe(notAllowed)
  })

  const reserved = [
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.1',
    '198.18.0.1',
    '240.0.0.1',
    '2001:db8::1',
    '100::1',
    '64:ff9b::c000:201',
    '4000::1',
  ]
  it.each(reserved)('is refused, also with allowPrivate, when it is %s, which is nobody’s', async (address) => {
    for (const allowPrivate of [false, true])
      expect(await get(anEgress({ resolve: resolving([address]) }), url, { allow: at(url, allowPrivate) })).toBe(
        notAllowed,
      )
  })

  // Public, and led nowhere: of a block that is not assigned, and through a translator that is not there.
  const open = ['2d00::1', '64:ff9b::808:808']
  it.each([...hidden.map((address) => [address, true] as const), ...open.map((address) => [address, false] as const)])(
    'is tried when it is %s, with allowPrivate %s',
    async (address, allowPrivate) => {
      const signal = AbortSignal.timeout(50)
      const got = await get(anEgress({ resolve: resolving([address]) }), url, { allow: at(url, allowPrivate), signal })
      // Whether anything answers there is not what is tested.
      expect(got).toMatch(/^EgressError: (timed out|connection failed)/)
    },
  )

  it('is refused when one of several addresses is', async () => {
    expect(await get(anEgress({ resolve: resolving(['192.0.2.1', '10.0.0.1']) }), url)).toBe(notAllowed)
    expect(await get(anEgress({ resolve: resolving(['8.8.8.8', '127.0.0.1']) }), url)).toBe(notAllowed)
  })

  it('is refused when there is no address', async () => {
    expect(await get(anEgress({ resolve: resolving([]) }), url)).toBe(notAllowed)
  })

  it('is refused when localhost leads elsewhere', async () => {
    expect(await get(anEgress({ resolve: resolving(['8.8.8.8']) }), 'http://localhost:1/')).toBe(notAllowed)
    expect(
      await get(anEgress({ resolve: resolving(['10.0.0.1']) }), 'http://localhost:1/', {
        allow: at('http://localhost:1/', true),
      }),
    ).toBe(notAllowed)
  })

  it('is resolved once for each connection, and connected as resolved: rebinding does not help', async () => {
    const server = await start({ '': fault.json({ keys: [] }, { connection: 'close' }) }, { path: '' })
    const resolve = resolving(['127.0.0.1'], ['10.0.0.1'])
    const egress = anEgress({ resolve })
    const url2 = `http://localhost:${server.port}/`
    expect(await get(egress, url2)).toEqual(ok)
    expect(resolve.calls()).toBe(1)
    expect(await get(egress, url2)).toBe(notAllowed)
    expect(server.requests).toHaveLength(1)
  })

  it('is said without the name when it cannot be resolved', async () => {
    expect(await get(anEgress({ resolve: notFound }), url)).toBe('EgressError: connection failed (ENOTFOUND)')
  })
})

describe('sockets', () => {
  it('are kept under one permission, and not shared with another', async () => {
    const server = await start({ '': keys }, { path: '' })
    const egress = anEgress()
    const url = `${server.url}/`
    await get(egress, url)
    await get(egress, url)
    expect(await server.sockets()).toBe(1)
    await get(egress, url, { allow: at(url, true) })
    expect(await server.sockets()).toBe(2)
  })

  it('do not lead to another server, also for requests that wait for one', async () => {
    const [server, canary] = [await start({ '': fault.slow(20, keys) }), await start({})]
    const agent = anEgress({ sockets: 1 }).agent(at(server.url))({ href: server.url })
    const request = (url: string): Promise<string> =>
      new Promise((settle) => {
        http
          .get(url, { agent }, (response) => response.resume().on('end', () => settle('answered')))
          .on('error', ({ message }) => settle(message))
      })
    const answers = await Promise.all(
      [server.url, canary.url, server.url, `http://localhost:${server.port}/fhir`].map(request),
    )
    expect(answers).toEqual(['answered', 'not the registered server', 'answered', 'not the registered server'])
    expect(canary.requests).toEqual([])
  })

  it('are refused for a URL outside the base before a request is made', () => {
    const door = anEgress().agent(at('http://127.0.0.1:8080/fhir'))
    expect(() => door({ href: 'http://127.0.0.1:8080/admin' })).toThrow('not the registered server')
    expect(() => door({ href: 'http://127.0.0.1:8081/fhir' })).toThrow('not the registered server')
    expect(() => door({})).toThrow('not the registered server')
  })

  it('are closed with the egress', async () => {
    const server = await start({ '': keys }, { path: '' })
    const egress = makeEgress()
    await get(egress, `${server.url}/`)
    egress.close()
    await new Promise((later) => setTimeout(later, 20))
    expect(await server.sockets()).toBe(0)
  })

  it('of another 300 servers do not stop requests under way', async () => {
    const server = await start({ '': fault.slow(100, keys) }, { path: '' })
    const egress = anEgress()
    const first = get(egress, `${server.url}/`)
    for (let port = 1; port <= 300; port++) egress.agent(at(`http://127.0.0.1:${port}/`))
    expect(await first).toEqual(ok)
  })
})

const fetching = async (behaviour: fault.Behaviour, options?: Partial<FetchOptions>): ReturnType<typeof get> => {
  const server = await start({ '': behaviour }, { path: '' })
  return get(anEgress(), `${server.url}/`, options)
}

describe('a plain fetch', () => {
  it('gives status and body, and sends the headers given', async () => {
    const server = await start({ '': fault.json({ keys: [] }) }, { path: '' })
    const signal = AbortSignal.timeout(1_000)
    const headers = { accept: 'application/json', 'accept-encoding': 'gzip' }
    const got = await anEgress().fetch(`${server.url}/`, {
      allow: at(`${server.url}/`),
      signal,
      headers,
      maxBytes: 100,
    })
    expect(got).toEqual({ status: 200, body: '{"keys":[]}' })
    expect(server.requests[0]?.headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'identity' })
  })

  it('does not follow redirects', async () => {
    const canary = await start({ '': keys }, { path: '' })
    expect(await fetching(fault.redirectTo(`${canary.url}/`))).toMatchObject({ status: 302 })
    expect(canary.requests).toEqual([])
  })

  it('bounds the body', async () => {
    expect(await fetching(fault.json('x'.repeat(20_000)))).toBe('EgressError: answer too large')
    expect(await fetching(fault.json('x'.repeat(9_000)))).toMatchObject({ status: 200 })
  })

  it.each([
    ['hangs', fault.hang, 'timed out'],
    ['hangs in the body', fault.hangInBody, 'timed out'],
    ['resets', fault.reset, 'connection failed (ECONNRESET)'],
    ['truncates', fault.truncated, 'connection failed (ECONNRESET)'],
  ])('says that the server %s', async (_name, behaviour, why) => {
    expect(await fetching(behaviour, { signal: AbortSignal.timeout(100) })).toBe(`EgressError: ${why}`)
  })

  it('names neither address nor port when nobody listens', async () => {
    const server = await fault.startFaultServer({})
    await server.close()
    expect(await get(anEgress(), server.url)).toBe('EgressError: connection failed (ECONNREFUSED)')
  })
})

describe('https', () => {
  const own = selfSigned('localhost')
  let url: string
  let server: https.Server
  beforeAll(async () => {
    server = https.createServer(own, (_request, response) => response.end('{"keys":[]}'))
    await new Promise<void>((listening) => {
      server.listen(0, listening)
    })
    url = `https://localhost:${(server.address() as AddressInfo).port}/`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  /** In a process of its own: Jest's `process.env` is a copy, which Node's TLS does not look at. */
  it('checks the certificate, also when the environment says not to', async () => {
    const code = `import { makeEgress } from './src/security/egress.ts'
      const [, url] = process.argv
      const options = { allow: { url, allowPrivate: false }, signal: AbortSignal.timeout(5_000), maxBytes: 10_000 }
      console.log(await makeEgress().fetch(url, options).then(({ body }) => body, ({ message }) => message))`
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code, url], { env })
    expect(stdout).toBe('connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)\n')
  })

  it('works with a certificate that is trusted, for the name it is for', async () => {
    const before = tls.getCACertificates('default')
    tls.setDefaultCACertificates([own.cert])
    try {
      expect(await get(anEgress(), url)).toEqual(ok)
      expect(await get(anEgress(), url.replace('localhost', '127.0.0.1'))).toBe(
        'EgressError: connection failed (ERR_TLS_CERT_ALTNAME_INVALID)',
      )
    } finally {
      tls.setDefaultCACertificates(before)
    }
  })
})
