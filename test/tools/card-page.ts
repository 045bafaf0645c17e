import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agents } from '../../cards/iv-ketamine-for-migraine/agents.ts'
import { policySchema } from '../../cards/iv-ketamine-for-migraine/policy.ts'
import { citations, recommendation } from '../../cards/iv-ketamine-for-migraine/recommendation.ts'
import type { Criterion, Rule } from '../../cards/iv-ketamine-for-migraine/rule.ts'
import { rules, switchableRules } from '../../cards/iv-ketamine-for-migraine/rules.ts'
import { sources } from '../../cards/iv-ketamine-for-migraine/sources.ts'

/** `npm run card-page`: writes the generated parts of the page a clinician signs off. A test compares them. */
const file = join(import.meta.dirname, '../../cards/iv-ketamine-for-migraine/README.md')

const cell = (text: string): string => text.replaceAll('|', '\\|')
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

function window(criterion: Criterion): string {
  if (criterion.kind === 'condition')
    return typeof criterion.time === 'number' ? `${criterion.time} days` : criterion.time
  if (criterion.kind === 'medication')
    return criterion.withinHours === undefined ? 'in use' : `in use, or ended within ${criterion.withinHours} h`
  if (criterion.kind === 'conditions-together') return 'ever, all of them'
  return criterion.kind === 'observation'
    ? criterion.recent === true
      ? '24 h in acute care, else 90 days'
      : 'latest'
    : 'now'
}

const lists = (criterion: Criterion): string =>
  'lists' in criterion ? criterion.lists.map((id) => `\`${id}\``).join(', ') : criterion.is

const ruleRows = (action: Rule['action']): string =>
  table(
    ['Rule', 'Fact', 'Looked for in', 'Window', 'Agents', 'Source', 'Verification', 'A site may switch it off'],
    rules
      .filter((rule) => rule.action === action)
      .map((rule) => [
        `\`${rule.id}\``,
        rule.sentence ?? rule.title,
        lists(rule.criterion),
        window(rule.criterion),
        rule.agents.join(', '),
        rule.sources.join(', '),
        rule.verification,
        switchableRules.includes(rule.id) ? 'yes' : 'no',
      ]),
  )

export const generated: Readonly<Record<string, string>> = {
  statement: `> ${recommendation.statement}\n>\n> **${recommendation.strength}**, VA/DoD 2023 (read at second hand). ${recommendation.gloss}\n\nContent version ${recommendation.version}, released ${recommendation.released}, its sources read on ${recommendation.reviewedOn}, review due by ${recommendation.reviewBy}.`,
  agents: table(
    ['Agent', 'VA/DoD 2023', 'Offered as', 'RxNorm', 'Directions', 'Source', 'Verification'],
    agents.map((agent) => [
      `${agent.name}${agent.byPolicy === true ? ' (only where a site opts in)' : ''}`,
      agent.strength ?? 'not graded',
      agent.doseWords,
      `${agent.orderable.code} ${agent.orderable.display ?? ''}`,
      agent.sig,
      agent.sources.join(', '),
      agent.verification,
    ]),
  ),
  exclude: ruleRows('exclude'),
  adjust: ruleRows('adjust'),
  warn: ruleRows('warn'),
  policies: table(
    ['Policy', 'Values', 'Default'],
    Object.entries(
      policySchema([])['properties'] as Record<string, { enum?: string[]; type?: string; default: unknown }>,
    ).map(([name, schema]) => [
      `\`${name}\``,
      name === 'rules'
        ? 'rule id: `on` or `off`'
        : (schema.enum?.map((value) => `\`${value}\``).join(', ') ?? schema.type ?? ''),
      `\`${JSON.stringify(schema.default)}\``,
    ]),
  ),
  limits: recommendation.limits.map((limit) => `- ${limit}`).join('\n'),
  citations: table(
    ['Source', 'Verification'],
    Object.values(citations).map((citation) => [
      `${citation.citation}${'url' in citation ? ` ${citation.url}` : ''}`,
      citation.verification,
    ]),
  ),
  sources: table(['Key', 'What was read'], Object.entries(sources)),
}

/** The page with its generated parts brought up to date. */
export function page(text: string): string {
  return Object.entries(generated).reduce(
    (before, [name, part]) =>
      before.replace(
        new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`),
        () => `<!-- ${name} -->\n\n${part}\n\n<!-- /${name} -->`,
      ),
    text,
  )
}

export const readPage = (): string => readFileSync(file, 'utf8')

if (process.argv[1] === import.meta.filename) writeFileSync(file, page(readPage()))
