import { Validator } from '@seriousme/openapi-schema-validator'
import { fastify } from 'fastify'
import { failureRows } from '../../src/errors.ts'
import { feedbackSchema } from '../../src/routes/feedback.ts'
import { openapi, openApiDocument, type OpenApiOptions } from '../../src/routes/openapi.ts'
import { Services } from '../../src/services.ts'
import { requestSchema } from '../../src/wire/validate.ts'
import { aGuidance } from './a-guidance.ts'

interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } }
  readonly responses: Readonly<Record<string, { readonly description: string }>>
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}
type Paths = Readonly<Record<string, Readonly<Record<'get' | 'post', Operation>>>>

const document = (differs: Partial<OpenApiOptions> = {}): { readonly paths: Paths } =>
  openApiDocument({
    services: new Services([aGuidance()], 'distinct'),
    authenticated: true,
    ...differs,
  }) as unknown as { readonly paths: Paths }

describe('/openapi.json', () => {
  it.each([
    ['distinct ids', document()],
    ['shared ids', document({ services: new Services([aGuidance()], 'shared') })],
    ['no services', document({ services: new Services([], 'distinct'), authenticated: false })],
  ])('is valid OpenAPI 3.1: %s', async (_which, made) => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(made) as object as Record<string, never>)
    expect([valid, errors, validator.version]).toEqual([true, undefined, '3.1'])
  })

  it('is refused by the same validator when it is spoilt', async () => {
    const spoilt = structuredClone(document()) as unknown as { info: { title?: string } }
    delete spoilt.info.title
    expect((await new Validator().validate(spoilt as object as Record<string, never>)).valid).toBe(false)
  })

  it("holds the validators' own schemas", () => {
    const { paths } = document()
    const [service] = new Services([aGuidance()], 'distinct').all
    expect(
      paths['/cds-services/a-recommendation-order-select']?.post.requestBody?.content['application/json'].schema,
    ).toEqual({ title: 'order-select', ...requestSchema((service as NonNullable<typeof service>).hook) })
    expect(
      paths['/cds-services/a-recommendation-order-sign/feedback']?.post.requestBody?.content['application/json'].schema,
    ).toMatchObject({ required: feedbackSchema.required, properties: { feedback: { maxItems: 1000 } } })
  })

  it('offers both hooks at a shared id', () => {
    const { paths } = document({ services: new Services([aGuidance()], 'shared') })
    const schema = paths['/cds-services/a-recommendation']?.post.requestBody?.content['application/json'].schema
    expect((schema as { anyOf: { title: string }[] }).anyOf.map(({ title }) => title)).toEqual([
      'order-select',
      'order-sign',
    ])
  })

  it('tells every failure of the table somewhere, by its code', () => {
    const told = JSON.stringify(document())
    // Only reachable by a method no route takes.
    const untold = failureRows.map(({ code }) => code).filter((code) => !told.includes(code))
    expect(untold).toEqual(['METHOD_NOT_ALLOWED'])
  })

  it('asks for a token only where one is needed', () => {
    const post = (authenticated: boolean): Operation | undefined =>
      document({ authenticated }).paths['/cds-services/a-recommendation-order-sign']?.post
    expect(post(true)?.security).toEqual([{ clientJwt: [] }])
    expect(post(false)?.security).toBeUndefined()
    expect(document().paths['/api/traces/{hookInstance}']?.get.security).toEqual([{ adminToken: [] }])
  })

  it('describes path and query parameters', () => {
    const { paths } = document()
    expect(paths['/api/traces/{hookInstance}']?.get.parameters).toMatchObject([{ name: 'hookInstance', in: 'path' }])
    expect(paths['/api/export.csv']?.get.parameters?.slice(0, 1)).toMatchObject([{ name: 'from', in: 'query' }])
  })

  it('tells of a wrong query where one is read, and there of no other fault of a request', () => {
    const { paths } = document()
    const refusal = (path: string, method: 'get' | 'post'): string =>
      JSON.stringify(paths[path]?.[method]?.responses['400'] ?? 'none')
    expect(refusal('/api/export.csv', 'get')).toContain('`QUERY_INVALID`')
    expect(refusal('/api/export.csv', 'get')).not.toContain('`REQUEST_INVALID`')
    expect(refusal('/cds-services/a-recommendation-order-sign', 'post')).not.toContain('`QUERY_INVALID`')
  })

  it('is served as JSON', async () => {
    const app = fastify()
    openapi(app, {
      services: new Services([aGuidance()], 'distinct'),
      authenticated: false,
      publicUrl: 'https://cds.example.org',
    })
    const reply = await app.inject('/openapi.json')
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.json()).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://cds.example.org' }] })
    await app.close()
  })
})
