import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { cards } from '../../cards/index.ts'
import { aReader, wholeApp, type WholeApp } from './whole-app.ts'

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', `${name}.json`), 'utf8')) as Record<string, unknown>

/** Realistic requests; nothing listens at their FHIR server, so only what they hold is read. */
const requests = ['order-select-iv-ketamine-migraine', 'order-sign-iv-ketamine-migraine', 'order-sign-no-reason']
  .map(fixture)
  .map(({ fhirServer: _server, fhirAuthorization: _authorization, ...request }) => request)
const feedback = {
  feedback: [
    {
      card: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
      outcome: 'overridden',
      outcomeTimestamp: '2026-11-20T12:00:00Z',
      overrideReason: { reason: { code: 'other', system: 'urn:reasons' }, userComment: 'words' },
    },
    {
      card: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
      outcome: 'accepted',
      outcomeTimestamp: '2026-11-20T12:00:00Z',
      acceptedSuggestions: [{ id: 'a' }],
    },
  ],
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
type Path = readonly (string | number)[]

/** Every place in a request. */
function places(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([name, member]) =>
      places(member, [...path, Array.isArray(value) ? Number(name) : name]),
    ),
  ]
}

/** What clients send by mistake, and what attackers send on purpose. */
const oddities: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    0,
    -1,
    1e308,
    2 ** 53,
    true,
    [],
    {},
    [[]],
    [null],
    [{}],
    { resourceType: 'Bundle' },
    { reference: '#x' },
  ),
  // Nothing makes text of these.
  fc.constantFrom<unknown>({ toString: 1 }, [{ toString: null, valueOf: null }]),
  fc.constantFrom<unknown>(
    { resourceType: 'Bundle', entry: null },
    { resourceType: 'Bundle', entry: [{ resource: null }] },
    { coding: null },
    { coding: [{ code: 7 }] },
    [{ system: [] }],
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'Patient/',
    '/',
    '../..',
    'Patient/../x',
    'urn:uuid:',
    '#',
    'http://',
    '{{context.patientId}}',
    '\u0000',
    '\uD800',
    '2026-13-45',
    '0000',
    '<script>',
    '](javascript:x)',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ minLength: 300, maxLength: 400 }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    'http://127.0.0.1:9',
    'https://127.0.0.1:9/fhir',
    'http://169.254.169.254',
    'file:///etc/passwd',
    'http://localhost:9/a?b',
  ),
)

const member = fc.constantFrom(
  '__proto__',
  'constructor',
  'hook',
  'id',
  'entry',
  'resource',
  'coding',
  'fhirServer',
  'fhirAuthorization',
  'contained',
  'extension',
  '',
  '0',
)

type Change = { readonly at: number } & (
  | { readonly kind: 'set' | 'wrap' | 'repeat'; readonly value: unknown }
  | { readonly kind: 'drop' }
  | { readonly kind: 'add'; readonly name: string; readonly value: unknown }
)

const where = fc.nat(100_000)
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), at: where, value: oddities }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), at: where }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('wrap' as const, 'repeat' as const), at: where, value: oddities }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), at: where, name: member, value: oddities }) },
)

/** The value with one place edited. */
function at(value: unknown, [step, ...rest]: Path, edit: (value: unknown) => unknown): unknown {
  if (step === undefined) return edit(value)
  if (Array.isArray(value)) return value.map((item: unknown, n) => (n === step ? at(item, rest, edit) : item))
  return { ...(value as object), [step]: at((value as Record<string, unknown>)[step], rest, edit) }
}

/** The request with one place changed. */
function changed(request: unknown, { at: place, ...how }: Change): unknown {
  const all = places(request)
  const path = all[place % all.length] ?? []
  const edit = (value: unknown): unknown => {
    if (how.kind === 'set') return how.value
    if (how.kind === 'wrap') return [value]
    if (how.kind === 'repeat') return Array.from({ length: 50 }, () => value)
    if (how.kind === 'add' && typeof value === 'object' && value !== null) {
      const copy: Record<string, unknown> = { ...value }
      Object.defineProperty(copy, how.name, { value: how.value, enumerable: true, configurable: true, writable: true })
      return copy
    }
    return undefined
  }
  return at(request, path, edit)
}

interface Case {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' | 'HEAD'
  readonly url: string
  readonly type: string
  readonly body: string
}

/** A request that was changed, at the service it was meant for; anything, anywhere. */
const cases = (ids: readonly string[]): fc.Arbitrary<Case> => {
  const forHook = (hook: unknown): readonly string[] => ids.filter((id) => id.endsWith(String(hook)))
  const anyUrl = fc.oneof(
    fc.constantFrom(...ids.flatMap((id) => [`/cds-services/${id}`, `/cds-services/${id}/feedback`])),
    fc.string({ maxLength: 30 }).map((tail) => `/cds-services/${encodeURIComponent(tail.toWellFormed())}`),
    fc.constantFrom('/', '/cds-services/', '//', '/%', '/cds-services/%2e%2e', `/cds-services/${'x'.repeat(300)}`),
  )
  const anyBody = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .tuple(fc.constantFrom(...requests), fc.nat(3_000))
      .map(([request, length]) => JSON.stringify(request).slice(0, length)),
  )
  const edited = (original: unknown): fc.Arbitrary<string> =>
    fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) => JSON.stringify(changes.reduce(changed, original)) ?? '')
  const method = fc.constant('POST' as const)
  const type = fc.constantFrom('application/json', 'application/fhir+json; charset=utf-8', 'application/json+fhir')
  const hooks = requests.map((request) =>
    fc.record({
      method,
      type,
      body: edited(request),
      url: fc.constantFrom(...forHook(request['hook'])).map((id) => `/cds-services/${id}`),
    }),
  )
  const told = fc.record({
    method,
    type,
    body: edited(feedback),
    url: fc.constantFrom(...ids).map((id) => `/cds-services/${id}/feedback`),
  })
  const anything = fc.record({
    method: fc.constantFrom(
      'POST' as const,
      'GET' as const,
      'PUT' as const,
      'DELETE' as const,
      'PATCH' as const,
      'OPTIONS' as const,
      'HEAD' as const,
    ),
    url: anyUrl,
    type: fc.oneof(type, fc.constantFrom('', 'text/plain', 'application/jsonp', ';', 'multipart/form-data')),
    body: anyBody,
  })
  return fc.oneof(
    ...hooks.map((arbitrary) => ({ weight: 5, arbitrary })),
    { weight: 2, arbitrary: told },
    { weight: 3, arbitrary: anything },
  )
}

let whole: WholeApp
let ids: readonly string[]
beforeAll(async () => {
  whole = await wholeApp([...cards, aReader()], { LOG_LEVEL: 'error' })
  ids = (await whole.app.inject('/cds-services')).json().services.map(({ id }: { id: string }) => id) as string[]
})
afterAll(() => whole.close())

const statuses = new Map<number, number>()

async function holds({ method, url, type, body }: Case): Promise<void> {
  const started = performance.now()
  const answer = await whole.app.inject({ method, url, payload: body, headers: { 'content-type': type } })
  expect(performance.now() - started).toBeLessThan(3_000)
  statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
  expect(answer.statusCode).toBeLessThan(500)
  if (method === 'HEAD' || answer.statusCode === 204) return
  const isHook = /^\/cds-services\/[^/]+$/.test(url) && method === 'POST'
  if (answer.statusCode >= 400) {
    const outcome = answer.json() as { resourceType: Json; issue: { severity: string; code: string }[] }
    expect(outcome.resourceType).toBe('OperationOutcome')
    expect(outcome.issue[0]?.severity).toBe('error')
  } else if (isHook) expect(Array.isArray(answer.json().cards)).toBe(true)
}

const run = (seed: number, numRuns: number): Promise<void> =>
  fc.assert(fc.asyncProperty(cases(ids), holds), { seed, numRuns, endOnFailure: false })

describe('whatever is sent, the answer is cards or an OperationOutcome, in time and never a 5xx', () => {
  it('for 2,000 cases of a fixed seed, of which a good part gets past the first checks', async () => {
    await run(20261120, 2_000)
    expect(statuses.get(200)).toBeGreaterThan(400)
    for (const status of [400, 404, 412, 415]) expect(statuses.get(status)).toBeGreaterThan(0)
  }, 120_000)

  it('where an object that nothing makes text of stands at any one place', async () => {
    const answered = { response: { status: '404 Not Found', outcome: { resourceType: 'OperationOutcome', issue: [] } } }
    for (const request of requests) {
      const prefetch = { ...(request['prefetch'] as object), batch: { resourceType: 'Bundle', entry: [answered] } }
      const body = { ...request, prefetch }
      const url = `/cds-services/${ids.find((id) => id.endsWith(String(request['hook'])))}`
      for (const path of places(body))
        for (const odd of [{ toString: 1 }, [{ toString: 1 }]])
          await holds({
            method: 'POST',
            url,
            type: 'application/json',
            body: JSON.stringify(at(body, path, () => odd)),
          })
    }
    expect(statuses.get(200)).toBeGreaterThan(400)
  }, 60_000)

  it('for 500 cases of a seed of chance', async () => {
    const seed = randomInt(2 ** 31)
    process.stdout.write(`fuzz seed: ${seed}\n`)
    await expect(run(seed, 500)).resolves.toBeUndefined()
  }, 120_000)
})
