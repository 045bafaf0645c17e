import { Ajv, type Options } from 'ajv'

/**
 * What compiles our own JSON schemas. It is strict about them, but does not hold them against the schema of schemas:
 * compiling that one takes longer than the start has. A test does it.
 */
export const schemaCompiler = (options: Options = {}): Ajv =>
  new Ajv({ strict: true, allowUnionTypes: true, validateSchema: false, ...options })
