import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const mark = 'Zqx7Marked'
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'process-'))))
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs the service as `npm start` does, until it ends by itself or has said the words. */
function serve(
  env: Record<string, string>,
  { until, preload }: { until?: string; preload?: string } = {},
): Promise<Ended> {
  const extra = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`]
  const child = spawn(process.execPath, [...extra, join(__dirname, '..', '..', 'src', 'server.ts')], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, ...env },
  })
  return new Promise((done) => {
    let output = ''
    const read = (data: Buffer): void => {
      output += data.toString()
      if (until !== undefined && output.includes(until)) child.kill('SIGTERM')
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', (code) => done({ code, output }))
  })
}

describe('the process', () => {
  it('does not start on a public address without knowing who may call, and says what to set', async () => {
    const { code, output } = await serve({ HOST: '0.0.0.0' })
    expect(code).toBe(78)
    expect(output).toMatch(/TRUSTED_CLIENTS is required .*AUTH=open/)
  })

  it('starts there when AUTH=open is written out, and warns', async () => {
    const { code, output } = await serve({ HOST: '0.0.0.0', AUTH: 'open' }, { until: 'discovery is at' })
    expect(code).toBe(0)
    expect(output).toMatch(/"level":40.*anybody who reaches it may call/)
  })

  it.each([
    ['is thrown', `throw Object.assign(new Error('${mark}'), { patient: '${mark}' })`],
    ['is rejected', `void Promise.reject(new TypeError('${mark}\\n    at ${mark} (/srv/${mark}.js:1:1)'))`],
    ['is no error', `throw '${mark}'`],
    ['is a token', `throw { message: 'eyJhbGciOiJFUzM4NCJ9.${mark}' }`],
  ])('that crashes writes kind and place, nothing of what %s', async (_, thrown) => {
    const { code, output } = await serve({}, { preload: `setTimeout(() => { ${thrown} }, 1500)` })
    expect(code).toBe(1)
    expect(output).toContain('"msg":"crashed"')
    expect(output).not.toContain(mark)
  })
})
