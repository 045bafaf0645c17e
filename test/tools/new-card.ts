import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `npm run new-card -- slug "Title"`: folder, page and test of a recommendation, and its line in `cards/index.ts`. */
const root = join(import.meta.dirname, '../..')
const [slug = '', title = slug] = process.argv.slice(2)
const folder = join(root, 'cards', slug)
const name = slug.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || existsSync(folder)) {
  process.stderr.write('usage: npm run new-card -- slug "Title"   (kebab-case, not taken)\n')
  process.exit(1)
}

const quoted = (text: string): string => JSON.stringify(text)

const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

write(
  `cards/${slug}/index.ts`,
  `import type { Asked, Facts } from '../facts.ts'
import type { Decision, Guidance, Silent } from '../guidance.ts'

/** The guideline's sentence, with its strength. */
export const ${name}: Guidance = {
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
  policies: { type: 'object', additionalProperties: false, properties: {} },
  overrideReasons: [],
  triage,
  decide,
}

/** From the drafts alone. \`notMine\`: no order here is this recommendation's business. */
function triage({ orders }: Asked): Silent | undefined {
  return orders.length === 0 ? { kind: 'silent', because: 'no-orders', notMine: true } : undefined
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
  it('is silent: no orders', () => {
    const asked = { hook: 'order-sign', now: '2026-01-01T00:00:00Z', orders: [], procedures: [] } as const
    expect(${name}.triage(asked, {})).toEqual({ kind: 'silent', because: 'no-orders', notMine: true })
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
// Titles are long or short, and so is the list.
const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs')
const written = [list, folder, join(root, 'test/cards', slug)]
execFileSync(process.execPath, [prettier, '--log-level', 'warn', '--write', ...written], { cwd: root })
process.stdout.write(
  `cards/${slug}/index.ts: write the sentence, the needs and the decision, then its page and its tests.\n`,
)
