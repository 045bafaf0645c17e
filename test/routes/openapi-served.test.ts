import { Validator } from '@seriousme/openapi-schema-validator'
import { build, type App } from '../app.ts'
import { aGuidance } from './a-guidance.ts'

type Paths = Readonly<Record<string, Readonly<Record<string, object>>>>

let app: App
let paths: Paths

beforeAll(async () => {
  app = await build({}, { cards: [aGuidance()] })
  paths = (await app.inject('/openapi.json')).json<{ paths: Paths }>().paths
})

describe('/openapi.json of the running service', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = (await app.inject('/openapi.json')).json<Record<string, never>>()
    expect(await new Validator().validate(document)).toMatchObject({ valid: true })
  })

  it('describes only what is there, under the method it takes', () => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method, url: path.replace(/\{(\w+)\}/, ':$1') })),
    )
    const served = (url: string, method: string): boolean =>
      app.hasRoute({ url, method: method.toUpperCase() as 'GET' }) ||
      app.hasRoute({
        url: url.replace(/^\/cds-services\/[^/]+/, '/cds-services/:id'),
        method: method.toUpperCase() as 'GET',
      })
    expect(described.filter(({ method, url }) => !served(url, method))).toEqual([])
  })

  it('describes every interface that is there', () => {
    const served = [...app.printRoutes({ commonPrefix: false }).matchAll(/── (api\/\S+)/g)].map(
      ([, path]) => `/${String(path).replace(/:(\w+)/, '{$1}')}`,
    )
    expect(served.length).toBeGreaterThan(3)
    expect(served.filter((path) => !(path in paths))).toEqual([])
  })
})
