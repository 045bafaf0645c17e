import { environment } from '../../src/config.ts'

interface Variable {
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly type?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

const begin = '<!-- environment -->'
const end = '<!-- /environment -->'

const code = (value: unknown): string => `\`${String(value)}\``

function expected({ enum: values, type, minLength = 0, minimum, maximum }: Variable): string {
  if (values !== undefined) return values.map(code).join(', ')
  if (type === 'boolean') return '`true` or `false`'
  if (type === 'string') return minLength > 1 ? `text, at least ${minLength} characters` : 'text'
  const kind = type === 'integer' ? 'whole number' : 'number'
  if (minimum !== undefined && maximum !== undefined) return `${kind}, ${minimum} to ${maximum}`
  return minimum === undefined ? kind : `${kind}, at least ${minimum}`
}

/** The table of every environment variable, in Markdown, from the schema that checks them at start-up. */
export function environmentTable(): string {
  const rows = Object.entries(environment.properties as Readonly<Record<string, Variable>>).map(
    ([name, variable]) =>
      `| ${code(name)} | ${variable.description ?? ''} | ${expected(variable)} | ${variable.default === undefined ? '' : code(variable.default)} |`,
  )
  return ['| Variable | What it does | Takes | Default |', '|---|---|---|---|', ...rows].join('\n')
}

/** The text between the marks. @throws Error when they are missing */
export function markedText(readme: string): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md lacks ${begin} and ${end}`)
  return readme.slice(from + begin.length, to)
}

/** README with the table between the marks. */
export const withTable = (readme: string): string =>
  readme.replace(`${begin}${markedText(readme)}${end}`, () => `${begin}\n${environmentTable()}\n${end}`)
