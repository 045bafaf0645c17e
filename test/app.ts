/* oxlint-disable typescript/no-explicit-any -- answers are read as a client would, without types */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, type World } from '../src/app.ts'
import { cards } from '../cards/index.ts'
import { readConfig } from '../src/config.ts'

export type App = Awaited<ReturnType<typeof buildApp>>

const open: { app: App; folder: string }[] = []

/** The app as production builds it, on a store of its own. Closes itself after the suite. */
export async function build(env: Readonly<Record<string, string>> = {}, world: Partial<World> = {}): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'cds-'))
  const config = readConfig({ LOG_LEVEL: 'silent', DATA_DIR: folder, ...env })
  const app = await buildApp(config, { cards, maxEventLoopDelayMs: 0, ...world })
  open.push({ app, folder })
  return app
}

afterAll(async () => {
  for (const { app, folder } of open.splice(0)) {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
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
