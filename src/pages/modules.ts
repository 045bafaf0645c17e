import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import type { FastifyInstance } from 'fastify'
import { failure } from '../errors.ts'

/** What the SMART app runs in the browser: recommendations, hooks, and reading FHIR. No configuration, no trust, no store. */
const served = /^(?:cards|hooks|src\/fhir|src\/evaluate|src\/urls)(?:\/[\w-]+)*\.(?:js|ts|json)$/

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  ts: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** A module of the build; run from source, the TypeScript of the same name without its types. */
async function moduleText(path: string, root: URL): Promise<string> {
  try {
    const text = await readFile(new URL(path, root), 'utf8')
    return path.endsWith('.ts') ? stripTypeScriptTypes(text) : text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (path.endsWith('.js')) return moduleText(path.replace(/\.js$/, '.ts'), root)
    throw failure('NOT_FOUND')
  }
}

/**
 * `GET /app/*`: the pure modules, for the browser. The same files that decide in the service decide in the app.
 * @param root of the build, or of the source tree: the folder that holds `cards/`
 */
export function appModules(app: FastifyInstance, root: URL): void {
  const known = new Map<string, Promise<string>>()
  app.get<{ Params: { '*': string } }>('/app/*', async (request, reply) => {
    const path = request.params['*']
    if (!served.test(path)) throw failure('NOT_FOUND')
    const text = known.get(path) ?? moduleText(path, root)
    known.set(path, text)
    try {
      return await reply
        .type(types[path.split('.').at(-1) ?? ''] ?? '')
        .header('cache-control', 'no-cache')
        .send(await text)
    } catch (error) {
      known.delete(path)
      throw error
    }
  })
}
