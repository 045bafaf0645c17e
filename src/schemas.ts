import { Ajv, type ErrorObject, type Options } from 'ajv'

/**
 * What compiles our own JSON schemas. It is strict about them, but does not validate them against the meta-schema:
 * compiling that would take too long at the start. A test does it.
 */
export const schemaCompiler = (options: Options = {}): Ajv =>
  new Ajv({ strict: true, allowUnionTypes: true, validateSchema: false, ...options })

/** What is wrong with a value. Tells names of members and what a schema allows, never a value that was given. */
export interface Complaint {
  /** JSON pointer of the member that is wrong or missing, e.g. `/feedback/0/card`; empty for the whole. */
  readonly pointer: string
  /** The same as a path: `feedback[0].card`. */
  readonly member: string
  /** `must be string`, `is required`; what is allowed, or is one too many, in brackets. */
  readonly problem: string
}

/** Errors that come beside others and say less than they do. */
const vague = new Set(['type', 'anyOf', 'if'])

/** What the name of a format leaves unsaid. */
const examples: ReadonlyMap<string | undefined, string> = new Map([
  ['date-time', 'with a time zone, such as 2026-01-31T12:00:00Z'],
])

/** The most telling complaint: of a union, that of the branch that got furthest. */
export function explain(errors: readonly ErrorObject[] | null | undefined): Complaint {
  const weight = ({ instancePath, keyword }: ErrorObject): number =>
    instancePath.split('/').length + (vague.has(keyword) ? 0 : 0.5)
  const [error] = (errors ?? []).toSorted((one, other) => weight(other) - weight(one))
  const { missingProperty, additionalProperty, allowedValue, allowedValues, format } = (error?.params ?? {}) as {
    readonly missingProperty?: string
    readonly additionalProperty?: string
    readonly allowedValue?: string
    readonly allowedValues?: readonly string[]
    readonly format?: string
  }
  const hint = additionalProperty ?? allowedValue ?? allowedValues?.join(', ') ?? examples.get(format)
  const name = error?.propertyName === undefined ? '' : `holds ${error.propertyName}; a name in it `
  const pointer = `${error?.instancePath ?? ''}${missingProperty === undefined ? '' : `/${missingProperty}`}`
  return {
    pointer,
    member: pointer
      .slice(1)
      .replaceAll(/(^|\/)(\d+)(?=\/|$)/g, '[$2]')
      .replaceAll('/', '.'),
    problem:
      missingProperty === undefined
        ? `${name}${error?.message ?? 'is wrong'}${hint === undefined ? '' : ` (${hint})`}`
        : 'is required',
  }
}
