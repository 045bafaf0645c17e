import type { ValidateFunction } from 'ajv'
import type { Guidance } from '../cards/guidance.ts'
import { getOrAdd } from '../cards/once.ts'
import { ConfigError, readJsonFile } from './config.ts'
import { explain, schemaCompiler } from './schemas.ts'
import type { Caller } from './security/caller.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The policies of each recommendation: its defaults, overridden by the site's file, overridden by the client's own.
 * The file maps a recommendation's id to its policies. Where a policy is itself a table (of rules to switch), each of its
 * entries is overridden by itself.
 */
export class Policies {
  readonly #checks: ReadonlyMap<string, ValidateFunction>
  #site: Readonly<Record<string, Values>> = {}
  #merged = new WeakMap<Caller, Map<string, Values>>()

  constructor(cards: readonly Guidance[]) {
    const ajv = schemaCompiler({ useDefaults: true })
    this.#checks = new Map(cards.map((guidance) => [guidance.id, ajv.compile(guidance.policies)]))
  }

  /** @throws ConfigError naming the place in the file; what was in force stays in force. */
  async load(file: string | undefined): Promise<void> {
    if (file === undefined) return
    this.#site = this.check(await readJsonFile('POLICIES', file), 'POLICIES')
    this.#merged = new WeakMap()
  }

  /** Checks policies by recommendation, as a file or a client holds them. @throws ConfigError */
  check(content: unknown, where: string): Readonly<Record<string, Values>> {
    if (typeof content !== 'object' || content === null || Array.isArray(content))
      throw new ConfigError(`${where} must be an object of policies by recommendation.`)
    for (const [id, values] of Object.entries(content)) {
      const valid = this.#checks.get(id)
      if (valid === undefined) throw new ConfigError(`${where}: there is no recommendation ${id}.`)
      if (!valid(structuredClone(values))) {
        const { pointer, problem } = explain(valid.errors)
        throw new ConfigError(`${where}: /${id}${pointer} ${problem}.`)
      }
    }
    return content as Readonly<Record<string, Values>>
  }

  for(guidance: Guidance, caller: Caller): Values {
    const merged = getOrAdd(this.#merged, caller, () => new Map<string, Values>())
    return getOrAdd(merged, guidance.id, () => {
      const values = structuredClone(overridden(this.#site[guidance.id] ?? {}, caller.policies?.[guidance.id] ?? {}))
      this.#checks.get(guidance.id)?.(values)
      return values
    })
  }
}

const isTable = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function overridden(site: Values, own: Values): Values {
  const values: Record<string, unknown> = { ...site }
  for (const [name, value] of Object.entries(own)) {
    const before = values[name]
    values[name] = isTable(before) && isTable(value) ? { ...before, ...value } : value
  }
  return values
}
