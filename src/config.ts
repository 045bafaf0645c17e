import { readFile } from 'node:fs/promises'
import type { XStatic } from 'typebox/schema'
import { withoutMark } from './http.ts'
import { explain, schemaCompiler } from './schemas.ts'

// Plain JSON Schema: only the types of typebox are used, for its code would take a fifth of the memory of the service.
const flag = (description: string) => ({ type: 'boolean', default: false, description }) as const
const count = (value: number, minimum: number, maximum: number, description: string) =>
  ({ type: 'integer', default: value, minimum, maximum, description }) as const
const optional = (description: string) => ({ type: 'string', minLength: 1, description }) as const
const either = <const Values extends readonly string[]>(values: Values, description: string) =>
  ({ type: 'string', enum: values, description }) as const
/** The first is the default. */
const oneOf = <const Values extends readonly string[]>(values: Values, description: string) =>
  ({ type: 'string', enum: values, default: values[0], description }) as const

const variables = {
  HOST: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
  PORT: {
    type: 'integer',
    default: 3000,
    minimum: 0,
    maximum: 65535,
    description: 'Port to listen on; 0 takes a free one',
  },
  LOG_LEVEL: oneOf(['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'], 'Lowest level that is logged'),
  BODY_LIMIT: count(5 * 1024 * 1024, 1024, 256 * 1024 * 1024, 'Largest request body, in bytes; larger ones get 413'),
  REQUEST_TIMEOUT_MS: count(10_000, 100, 3_600_000, 'How long a client may take to send its request, in milliseconds'),
  SHUTDOWN_MS: count(
    10_000,
    100,
    3_600_000,
    'How long a shutdown waits for requests under way and the store, in milliseconds',
  ),
  PUBLIC_URL: optional(
    'Base URL as clients call it, e.g. https://cds.example.org; gives the exact JWT audience. With a path, the proxy has to strip it, and the pages do not work. Default: the address listened on',
  ),
  TRUST_PROXY: optional(
    'Addresses or CIDR ranges of proxies whose forwarded headers count, `loopback`, `linklocal` or `uniquelocal` among them, or `true` for the next hop',
  ),
  CORS_ORIGINS: optional(
    'Origins that browsers may call from, or `*`. Default: none; on loopback any http://localhost and http://127.0.0.1 port',
  ),
  AUTH: either(
    ['jwt', 'open'],
    'Who may call: `jwt` (clients of TRUSTED_CLIENTS) or `open`. Default: `jwt` with TRUSTED_CLIENTS, else `open` on loopback only',
  ),
  TRUSTED_CLIENTS: optional('JSON file with the clients that may call; re-read on SIGHUP'),
  ALLOW_SANDBOX_KEY: flag(
    'Accept the public CDS Hooks Sandbox key, whose private half is published. For demonstrations only',
  ),
  RATE_LIMIT: {
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000_000,
    description:
      'Requests a minute for each address and, with AUTH=jwt, each client; 0 is no limit. Default: 6000, none when open on loopback',
  },
  POLICIES: optional('JSON file with the policies of each recommendation; re-read on SIGHUP'),
  SERVICE_IDS: oneOf(['distinct', 'shared'], 'One service id for each hook, or one id at both hooks (CDS Hooks 3.0)'),
  FHIR_SERVERS: optional('FHIR base URLs that open mode may read from. Default: none; on loopback any loopback server'),
  FHIR_DEADLINE_MS: count(300, 1, 60_000, 'How long one call may spend reading from a FHIR server, in milliseconds'),
  DATA_DIR: { type: 'string', default: './data', minLength: 1, description: 'Folder of the embedded store' },
  DATABASE_URL: optional('PostgreSQL connection URL; needed when several replicas run'),
  HASH_KEY: {
    type: 'string',
    // A key that can be guessed makes patients of their hashes again.
    minLength: 16,
    description: 'Key of the hashes that stand for patients and encounters. Default: random, kept with the store',
  },
  RETENTION_DAYS: count(400, 1, 36_500, 'Days that traces, feedback and the statistics made of them are kept'),
  STORE_COMMENTS: flag(
    "Keep the clinician's free-text comment of an override, and reasons in the EHR's own words. They may hold patient data",
  ),
  SILENT: {
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 1,
    description: 'Share of encounters for which a card is decided and recorded but not shown',
  },
  ADMIN_TOKEN: {
    type: 'string',
    // It travels in a header.
    pattern: '^[!-~]+$',
    description:
      'Token of the admin pages and interfaces. Without it they are open on loopback, and closed elsewhere and with a PUBLIC_URL that is not loopback',
  },
  PAGES: oneOf(['on', 'off'], 'The try-it page at /; with AUTH=jwt there is none'),
  SMART_CLIENT_ID: optional('Client id of the SMART app at /smart'),
  SMART_ISSUERS: optional('FHIR base URLs that may launch the SMART app'),
} as const

/**
 * Every environment variable, once. The type, the check at start-up and the table of the README come from here.
 * Lists are comma-separated.
 */
export const environment = {
  type: 'object',
  properties: variables,
} as const

type Variables = XStatic<{ readonly type: 'object'; readonly properties: typeof variables }>
type WithDefault = {
  [Name in keyof typeof variables]: (typeof variables)[Name] extends { readonly default: unknown } ? Name : never
}[keyof typeof variables]

/** The variables; those with a default are always there. */
export type Config = Required<Pick<Variables, WithDefault>> & Omit<Variables, WithDefault>

/** What a site must fix before the service starts: names the variable and what was expected, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The items of a list with commas, trimmed; none for an absent or a blank one. */
export const list = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const valid = schemaCompiler({ useDefaults: true }).compile<Config>(environment)

/** Environment variables are strings, and those that were read from secret files end with a line break. */
function typed(type: string | undefined, value: string, name: string): unknown {
  // Not trimmed: existing stores hold hashes made with the key exactly as given.
  const written = name === 'HASH_KEY' ? value : value.trim()
  if (type === 'boolean') return { true: true, 1: true, false: false, 0: false }[written] ?? written
  const isNumber =
    (type === 'integer' || type === 'number') && /^-?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/.test(written)
  return isNumber ? Number(written) : written
}

/** Reads the environment. @throws ConfigError naming the first variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const properties = environment.properties as Readonly<Record<string, { type?: string; description: string }>>
  const known = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      Object.hasOwn(properties, name) && value !== undefined && value.trim() !== ''
        ? [[name, typed(properties[name]?.type, value, name)]]
        : [],
    ),
  )
  if (valid(known)) return known
  const { member: name, problem } = explain(valid.errors)
  throw new ConfigError(`${name} ${problem}. ${name}: ${properties[name]?.description}.`)
}

/** A JSON file of the site's. @throws ConfigError that begins with the name, and quotes nothing of the file */
export async function readJsonFile(name: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(withoutMark(await readFile(file, 'utf8')))
  } catch (error) {
    throw new ConfigError(`${name}: ${file} ${error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read'}.`)
  }
}
