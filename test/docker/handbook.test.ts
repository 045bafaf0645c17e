import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { cards } from '../../cards/index.ts'
import { silences } from '../../cards/iv-ketamine-for-migraine/decide.ts'
import { environment } from '../../src/config.ts'
import { orderOfAnother } from '../../src/evaluate.ts'
import { makeMetrics } from '../../src/metrics.ts'
import { Policies } from '../../src/policies.ts'
import { parseClients } from '../../src/security/trusted-clients.ts'
import { Services } from '../../src/services.ts'
import type { Caller } from '../../src/security/caller.ts'
import { mappingGaps } from '../../src/wire/mapping.ts'
import { build } from '../app.ts'

const read = (file: string): string => readFileSync(file, 'utf8')
const handbook = read('docker/README.md')

/** The name of a heading in links to it, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
const anchors = (file: string): readonly string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(String(heading)))
const words = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, word]) => String(word))),
]

describe.each(['README.md', 'docker/README.md'])('%s', (file) => {
  it('links to files and headings that exist', () => {
    const links = words(read(file), /\]\((?!https?:)([^)\s]+)\)/g)
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : join(dirname(file), path)
      return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor))
    })
    expect(links.length).toBeGreaterThan(5)
    expect(broken).toEqual([])
  })
})

describe('the admin’s handbook', () => {
  it('names the metrics there are, all of them and no others', async () => {
    const metrics = makeMetrics()
    metrics.watchStore({ health: () => ({ queue: 0, dropped: 0 }), alarms: () => [] })
    metrics.watchHealth(() => ({ content: true, store: true }))
    const ours = words(await metrics.text(), /^# TYPE ((?:cds|http)_\w+)/gm)
    expect(words(handbook, /`((?:cds|http)_\w+)`/g).toSorted()).toEqual(ours.toSorted())
  })

  it('alerts by metrics that there are', async () => {
    const rules = parse(read('docker/prometheus/rules.yaml')) as { groups: { rules: { expr: string }[] }[] }
    const used = words(
      rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)).join('\n'),
      /\b((?:cds|http)_\w+)/g,
    )
    expect(used.length).toBeGreaterThan(5)
    expect(used.filter((name) => !handbook.includes(`\`${name.replace(/_bucket$/, '')}\``))).toEqual([])
  })

  it('explains every reason for silence', () => {
    const table = handbook.slice(handbook.indexOf('| `because` | The call |'))
    const told = [...silences, orderOfAnother, 'answered-before'].filter((one) => !table.includes(`\`${one}\``))
    expect(told).toEqual([])
  })

  it('tells the scopes that the SMART app asks for, and what its pages load', async () => {
    const app = await build({ SMART_CLIENT_ID: 'app' })
    const { scope } = (await app.inject('/smart/config.json')).json<{ scope: string }>()
    expect(handbook).toContain(`\`${scope}\``)
    const page = read('src/pages/assets/smart/index.html') + read('src/pages/assets/js/smart.js')
    const loaded = words(page, /(?:href="|src="|import\('|fetch\(')(\/\w+)\//g)
    expect(loaded.toSorted()).toEqual(['/app', '/assets', '/smart'])
    expect(handbook).toContain('let in `/smart`, `/assets` and `/app`')
  })

  it('explains every reason for which a token is refused', () => {
    const sources = readdirSync('src/security').map((name) => read(join('src/security', name)))
    const reasons = words(sources.join('\n'), /new Refused\('([\w-]+)'\)/g)
    expect(reasons.length).toBeGreaterThan(10)
    expect(reasons.filter((reason) => !handbook.includes(`\`${reason}\``))).toEqual([])
  })

  it('names only variables of the service and of the compose files, and all of the latter', () => {
    const files = ['docker/compose.yaml', 'docker/compose.scale.yaml']
    const interpolated = files.flatMap((file) => words(read(file), /\$\{(\w+)/g))
    const known = [
      ...Object.keys(environment.properties),
      ...interpolated,
      'NODE_EXTRA_CA_CERTS',
      'STORE_CONNECTION',
      'STORE_SCHEMA',
      'STORE_TIMEOUT',
    ]
    const failures = words(read('src/errors.ts'), /^ {2}([A-Z_]+): \{/gm)
    const named = words(handbook, /\b([A-Z]+(?:_[A-Z]+)+)\b/g)
    expect(named.filter((name) => ![...known, ...failures, 'NODE_ENV', 'MALLOC_ARENA_MAX'].includes(name))).toEqual([])
    expect(interpolated.filter((name) => !handbook.includes(name))).toEqual([])
  })

  it('names only files that exist, or that a site writes', () => {
    const written = [
      'docker/.env',
      'docker/compose.override.yaml',
      'docker/site/clients.json',
      'docker/site/policies.json',
      'docker/tls/ehr-ca.pem',
    ]
    const named = words(handbook, /\b(docker\/[\w./-]*\w)/g)
    expect(named.filter((file) => !written.includes(file) && !existsSync(file))).toEqual([])
  })
})

describe('an example of TRUSTED_CLIENTS', () => {
  const services = new Services(cards, 'distinct')
  const policies = new Policies(cards)
  const examples = ['README.md', 'docker/README.md', 'docker/site/clients.example.json'].flatMap((file) =>
    (file.endsWith('.json') ? [read(file)] : words(read(file), /```json\n(\s*\[[^`]*)```/g)).map(
      (text) => [file, text] as const,
    ),
  )

  it.each(examples)('in %s is one that the service takes', async (_file, text) => {
    const clients = await parseClients(JSON.parse(text), {
      policies: (content, where) => policies.check(content, where),
      serviceIds: services.all.map(({ id }) => id),
      allowSandboxKey: false,
    })
    expect(clients).toHaveLength(1)
  })

  it('stands in the README, in the handbook and in a file', () => {
    expect(examples.map(([file]) => file)).toEqual([
      'README.md',
      'docker/README.md',
      'docker/site/clients.example.json',
    ])
  })

  it('maps alternatives that there are', () => {
    const clients = examples.flatMap(([, text]) => JSON.parse(text) as Caller[])
    const { all } = new Services(cards, 'distinct')
    expect(mappingGaps(clients, all).filter((gap) => gap.includes('there is no such alternative'))).toEqual([])
  })
})

describe('the example of POLICIES', () => {
  const example = read('docker/site/policies.example.json')

  it('is one that the service takes, and changes nothing', () => {
    const site = new Policies(cards).check(JSON.parse(example), 'POLICIES')
    const policiesOf = ({ policies }: (typeof cards)[number]) =>
      (policies as { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> }).properties
    const tunable = cards.filter((card) => Object.keys(policiesOf(card)).length > 0)
    expect(Object.keys(site)).toEqual(tunable.map(({ id }) => id))
    for (const card of tunable) {
      const { id } = card
      const defaults = policiesOf(card)
      for (const [name, value] of Object.entries(site[id] ?? {}))
        expect([name, value]).toEqual([name, defaults[name]?.default])
    }
  })

  it('is named in every sample of a configuration, for cards to be switched off without a restart', () => {
    expect(words(handbook, /^(?:echo )?POLICIES=(\S+)/gm)).toEqual(['/site/policies.json', '/etc/cds/policies.json'])
    expect(handbook.match(/^(?:echo )?POLICIES=/gm)).toHaveLength(3)
  })
})
