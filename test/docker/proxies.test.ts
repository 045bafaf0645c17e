/** The proxy examples in front of the real service, where Caddy, nginx and openssl are installed; else skipped. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import { request, type RequestOptions } from 'node:https'
import { delimiter, join } from 'node:path'
import { aFolder, freePort, started, type Running } from '../server/process.ts'

const folders = (process.env['PATH'] ?? '').split(delimiter)
const installed = (tool: string): boolean =>
  folders.some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
const where = (tools: readonly string[]): typeof describe => (tools.every(installed) ? describe : describe.skip)

const folder = aFolder()
const pem = (name: string): string => readFileSync(join(folder, name), 'utf8')
const openssl = (...args: readonly string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
const newKey = (name: string): readonly string[] =>
  `-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key`.split(' ')

/** A server's certificate, an authority, and a client's certificate of that authority. */
function makeCertificates(): void {
  const server = ['-out', 'tls.crt', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  openssl('req', '-x509', ...newKey('tls'), ...server)
  openssl('req', '-x509', ...newKey('ehr-ca'), '-out', 'ehr-ca.pem', '-subj', '/CN=authority')
  openssl('req', ...newKey('ehr'), '-out', 'ehr.csr', '-subj', '/CN=ehr')
  openssl(...'x509 -req -in ehr.csr -CA ehr-ca.pem -CAkey ehr-ca.key -CAcreateserial -out ehr.crt'.split(' '))
}

/** Replicas of the service. */
let replicas: Running[] = []
let proxy: ChildProcess | undefined
let port: number

/** Status of a call through the proxy, or the code of the failure. */
async function ask(options: RequestOptions = {}, body?: string): Promise<number | string> {
  return new Promise((resolve) => {
    const call = { host: 'localhost', port, path: '/cds-services', ca: pem('tls.crt'), agent: false, ...options }
    const asked = request(call, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
    asked.end(body)
  })
}

const theEhr = (): { readonly cert: string; readonly key: string } => ({ cert: pem('ehr.crt'), key: pem('ehr.key') })

async function run(command: string, ...args: readonly string[]): Promise<void> {
  proxy = spawn(command, args, { env: { ...process.env, XDG_DATA_HOME: folder, HOME: folder } })
  let said = ''
  proxy.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  proxy.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  for (const end = Date.now() + 15_000; Date.now() < end && proxy.exitCode === null;) {
    if ((await ask(theEhr())) === 200) return
    await new Promise((resume) => setTimeout(resume, 100))
  }
  throw new Error(`${command} does not answer: ${said}`)
}

const portOf = ({ url }: Running): string => new URL(url).port
const example = (name: string): string =>
  readFileSync(join('docker/proxy', name), 'utf8')
    .replaceAll('8443', String(port))
    .replace(/server cds:3000(.*);/, (_line, how: string) =>
      replicas.map((replica) => `server 127.0.0.1:${portOf(replica)}${how};`).join(' '),
    )
    .replaceAll(/(?:\{\$UPSTREAMS:)?cds:3000\}?/g, `127.0.0.1:${portOf(replicas[0] as Running)}`)
    .replaceAll(/name (?:\{\$UPSTREAMS:)?cds\}?/g, 'name localhost')
    .replaceAll('port 3000', `port ${portOf(replicas[0] as Running)}`)
    // A start takes longer where tests run.
    .replaceAll(/lb_try_duration \d+s/g, 'lb_try_duration 30s')
    .replaceAll('{$TLS:internal}', `"${join(folder, 'tls.crt')}" "${join(folder, 'tls.key')}"`)
    // In quotes: the folder's path may hold a space.
    .replaceAll(/(?:\/etc\/nginx)?\/tls\/([\w-]+\.\w+)/g, `"${folder}/$1"`)

async function startCaddy(name: string): Promise<void> {
  const file = join(folder, name)
  const isOld = execFileSync('caddy', ['version'], { encoding: 'utf8' }).match(/^v?2\.[0-7]\./) !== null
  // The word since 2.8; Debian's own is older.
  writeFileSync(file, isOld ? example(name).replace('trust_pool file', 'trusted_ca_cert_file') : example(name))
  await run('caddy', 'run', '--adapter', 'caddyfile', '--config', file)
}

async function startNginx(name: string): Promise<void> {
  const site = example(name)
    .replace('cds.example.org', 'localhost')
    .replace('/var/log/nginx/cds.log', `"${join(folder, 'access.log')}"`)
  writeFileSync(join(folder, name), site)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path "${folder}/t";`,
  )
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid "${folder}/pid"; error_log "${folder}/error.log" warn; events {} http { ${temporary.join(' ')} include "${join(folder, name)}"; }`,
  )
  await run('nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr')
}

const settings = {
  TRUSTED_CLIENTS: 'docker/site/clients.example.json',
  PUBLIC_URL: 'https://localhost:8443',
  TRUST_PROXY: 'loopback',
}
const setUp = async (): Promise<void> => {
  makeCertificates()
  replicas = [await started(settings), await started(settings)]
}
const tearDown = async (): Promise<void> => {
  for (const { child } of replicas) child.kill('SIGTERM')
  await Promise.all(replicas.map(({ ended }) => ended))
}
async function restart(index: number): Promise<void> {
  const replica = replicas[index] as Running
  replica.child.kill('SIGTERM')
  await replica.ended
  replicas[index] = await started({ ...settings, PORT: portOf(replica) })
}
/** The outcomes of calls that do not stop while something is done. */
async function outcomesDuring(work: () => Promise<void>, call: () => Promise<number | string>): Promise<Set<unknown>> {
  const seen = new Set<unknown>()
  const load = { stopping: false }
  const caller = async (): Promise<void> => {
    while (!load.stopping) seen.add(await call())
  }
  const callers = Promise.all([caller(), caller()])
  try {
    await work()
  } finally {
    // Calls that went on would keep the run from ending.
    load.stopping = true
    await callers
  }
  return seen
}
beforeEach(async () => {
  port = await freePort()
})
afterEach(async () => {
  if (proxy?.exitCode === null) {
    const ended = new Promise((end) => proxy?.once('close', end))
    proxy.kill('SIGTERM')
    await ended
  }
})

where(['caddy', 'openssl'])('Caddy', () => {
  beforeAll(setUp)
  afterAll(tearDown)

  it.each(['Caddyfile', 'Caddyfile.scale'])('with %s sends calls on to the service', async (name) => {
    await startCaddy(name)
    expect(await ask()).toBe(200)
  })

  it('waits out a restart of the one replica', async () => {
    await startCaddy('Caddyfile')
    expect(await outcomesDuring(async () => restart(0), ask)).toEqual(new Set([200]))
  })

  it('with Caddyfile.mutual-tls only lets through who has a certificate', async () => {
    await startCaddy('Caddyfile.mutual-tls')
    expect(await ask(theEhr())).toBe(200)
    expect(await ask()).toMatch(/^E/)
    // A certificate that the authority did not sign.
    expect(await ask({ cert: pem('tls.crt'), key: pem('tls.key') })).toMatch(/^E/)
  })
})

where(['nginx', 'openssl'])('nginx', () => {
  beforeAll(setUp)
  afterAll(tearDown)

  it('with nginx.mutual-tls.conf only lets through who has a certificate', async () => {
    await startNginx('nginx.mutual-tls.conf')
    expect(await ask(theEhr())).toBe(200)
    expect(await ask()).toBe(400)
    expect(await ask({ cert: pem('tls.crt'), key: pem('tls.key') })).toBe(400)
  })

  it('refuses a body that the service would not read to its end, or it would take the answer for none', async () => {
    await startNginx('nginx.mutual-tls.conf')
    const body = ' '.repeat(5 * 1024 ** 2 + 1)
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    expect(await ask({ ...theEhr(), path: '/cds-services/any', method: 'POST', headers }, body)).toBe(413)
  })

  it('keeps a long body off its disk: it holds a chart, and a token of the FHIR server', async () => {
    await startNginx('nginx.mutual-tls.conf')
    const body = JSON.stringify({ prefetch: ' '.repeat(1024 ** 2) })
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    expect(await ask({ ...theEhr(), path: '/cds-services/any', method: 'POST', headers }, body)).toBe(401)
    expect(readFileSync(join(folder, 'error.log'), 'utf8')).not.toContain('buffered to a temporary file')
  })

  it('sends a call that one replica does not take to another, while all are restarted in turn', async () => {
    await startNginx('nginx.mutual-tls.conf')
    const call = {
      ...theEhr(),
      path: '/cds-services/any',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    }
    const restarts = async (): Promise<void> => {
      for (const index of [0, 1, 0]) await restart(index)
    }
    // The service's own answer: these calls bring no token.
    expect(await outcomesDuring(restarts, async () => ask(call, '{}'))).toEqual(new Set([401]))
  }, 60_000)
})
