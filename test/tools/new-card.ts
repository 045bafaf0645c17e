import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run new-card -- slug "Title"`: folder, page and test of a recommendation, its line in `cards/index.ts`, and its policies
 * in the example that sites start from.
 */
const root = join(import.meta.dirname, '../..')
const [slug = '', title = slug] = process.argv.slice(2)
const folder = join(root, 'cards', slug)
const name = slug.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || existsSync(folder)) {
  process.stderr.write('usage: npm run new-card -- slug "Title"   (kebab-case, not taken)\n')
  process.exit(1)
}

const quoted = (value: unknown): string => JSON.stringify(value)

const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

write(
  `cards/${slug}/index.ts`,
  `import type { Asked, Drug, Facts } from '../facts.ts'
import type { Decision, Guidance, Silent } from '../guidance.ts'

/** What a site may tune in POLICIES. */
interface Policy {
  /** Switches the recommendation off without a redeploy. */
  readonly enabled: boolean
  /** Hours for which an override in the same encounter keeps the card away; 0 switches that off. */
  readonly quietHours: number
}

/** The guideline's sentence, with its strength. */
export const ${name}: Guidance<Policy> = {
  id: '${slug}',
  title: ${quoted(title)},
  description: ${quoted(`${title}.`)},
  version: '0.1.0',
  topic: { system: 'urn:iv-ketamine-cds:topic', code: '${name}', display: ${quoted(title)} },
  overrideReasonSystem: 'urn:iv-ketamine-cds:override-reason',
  hooks: ['order-sign'],
  needs: ['patient'],
  observationCodes: [],
  daysBack: { observations: 365, administrations: 1 },
  usageRequirements: 'Send the unsigned orders in context.draftOrders.',
  about: {
    statement: '',
    strength: '',
    developer: '',
    funding: '',
    released: '2000-01-01',
    reviewedOn: '2000-01-01',
    reviewBy: '2000-01-01',
    citations: [],
    limits: [],
  },
  policies: {
    type: 'object',
    additionalProperties: false,
    properties: {
      enabled: { type: 'boolean', default: true },
      quietHours: { type: 'number', minimum: 0, maximum: 720, default: 24 },
    },
  },
  overrideReasons: [],
  concerns: isMine,
  quietHours: (policy) => policy.quietHours,
  triage,
  decide,
}

/** Whether an order of this drug is this recommendation's business: of all others nothing is read. */
function isMine(_drug: Drug): boolean {
  return false
}

/** From the drafts alone. \`notMine\`: no order here is this recommendation's business. */
function triage({ orders }: Asked, { enabled }: Policy): Silent | undefined {
  if (!orders.some(({ drug }) => isMine(drug))) return { kind: 'silent', because: 'no-such-order', notMine: true }
  return enabled ? undefined : { kind: 'silent', because: 'switched-off' }
}

/** When / Then, top to bottom. */
function decide(_facts: Facts): Decision {
  return { kind: 'silent', because: 'not-written-yet' }
}
`,
)
write(
  `cards/${slug}/README.md`,
  `# ${title}

> The sentence, its strength, its source.

| When | Then |
| --- | --- |
|  |  |

## Evidence

## Known limits

## Change log

- 0.1.0
`,
)
write(
  `test/cards/${slug}/${slug}.test.ts`,
  `import { ${name} } from '../../../cards/${slug}/index.ts'

describe(${quoted(title)}, () => {
  it('is silent: no such order', () => {
    const asked = { hook: 'order-sign', now: '2026-01-01T00:00:00Z', orders: [], procedures: [] } as const
    const policy = { enabled: true, quietHours: 24 }
    expect(${name}.triage(asked, policy)).toEqual({ kind: 'silent', because: 'no-such-order', notMine: true })
  })
})
`,
)

const list = join(root, 'cards/index.ts')
const published = readFileSync(list, 'utf8')
writeFileSync(
  list,
  published
    .replace(/\n\n\/\*\* The published/, `\nimport { ${name} } from './${slug}/index.ts'\n\n/** The published`)
    .replace(/,?\s*\]\n*$/, `, ${name}]\n`),
)
const example = join(root, 'docker/site/policies.example.json')
const policies = JSON.parse(readFileSync(example, 'utf8')) as Record<string, object>
const lines = Object.entries({ ...policies, [slug]: { enabled: true } }).map((entry) => entry.map(quoted).join(': '))
writeFileSync(example, `{\n${lines.join(',\n')}\n}\n`)
// Titles are long or short, and so is the list.
const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs')
const written = [list, example, folder, join(root, 'test/cards', slug)]
execFileSync(process.execPath, [prettier, '--log-level', 'warn', '--write', ...written], { cwd: root })
process.stdout.write(
  `cards/${slug}/index.ts: write the sentence, the needs and the decision, then its page and its tests.\n`,
)
