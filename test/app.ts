/* oxlint-disable typescript/no-explicit-any -- answers are read as a client would, without types */
import { buildApp, type World } from '../src/app.ts'
import { cards } from '../cards/index.ts'
import { readConfig } from '../src/config.ts'
import { aFolder } from './server/process.ts'

export type App = Awaited<ReturnType<typeof buildApp>>

const open: App[] = []

/** The app as production builds it, on a store of its own. Closes itself after the suite. */
export async function build(env: Readonly<Record<string, string>> = {}, world: Partial<World> = {}): Promise<App> {
  const config = readConfig({ LOG_LEVEL: 'silent', DATA_DIR: aFolder(), ...env })
  const app = await buildApp(config, { cards, maxEventLoopDelayMs: 0, ...world })
  open.push(app)
  return app
}

afterAll(async () => {
  for (const app of open.splice(0)) await app.close()
})

/** A request of `test/fixtures`, fresh each time. */
export const fixture = (name: string): Record<string, any> =>
  structuredClone(jest.requireActual(`./fixtures/${name}.json`))

export interface Answer {
  readonly status: number
  readonly body: any
  readonly headers: Readonly<Record<string, unknown>>
}

export async function post(
  app: App,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), headers: answer.headers }
}
