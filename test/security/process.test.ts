import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeSigner, sign } from './client.ts'
import { aFolder } from '../server/process.ts'

const mark = 'Zqx7Marked'
// Each starts a process, on a machine that may be busy.
jest.setTimeout(30_000)

const folder = aFolder()

interface Ended {
  readonly code: number | null
  readonly output: string
}

interface Child {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly output: () => string
  readonly changed: (listener: () => void) => void
  readonly ended: Promise<number | null>
}

/** Starts the service from its sources, on a port of its own. @param openFiles it may have open at once */
function start(env: Record<string, string>, preload?: string, openFiles?: number): Child {
  const extra = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`]
  const command = [process.execPath, ...extra, join(__dirname, '..', '..', 'src', 'server.ts')]
  const bounded = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh']
  const [program = '', ...args] = [...bounded, ...command]
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => void (output += data.toString()))
  return {
    kill: (signal) => void child.kill(signal),
    output: () => output,
    changed: (listener) => void child.stdout.on('data', listener),
    ended: new Promise((done) => child.on('exit', done)),
  }
}

const ended = async (child: Child): Promise<Ended> => ({ code: await child.ended, output: child.output() })

/** Waits for words of the output and gives their first group. */
const said = (child: Child, words: RegExp): Promise<string> =>
  new Promise((done, fail) => {
    child.changed(() => {
      const [, found] = words.exec(child.output()) ?? []
      if (found !== undefined) done(found)
    })
    void child.ended.then(() => fail(new Error('it ended before it said so')))
  })

describe('the process', () => {
  it('does not start on a public address without knowing who may call, and says what to set', async () => {
    const { code, output } = await ended(start({ HOST: '0.0.0.0' }))
    expect(code).toBe(78)
    expect(output).toMatch(/TRUSTED_CLIENTS is required .*AUTH=open/)
  })

  it('starts there when AUTH=open is written out, and warns', async () => {
    const child = start({ HOST: '0.0.0.0', AUTH: 'open' })
    await said(child, /(discovery is at)/)
    child.kill('SIGTERM')
    const { code, output } = await ended(child)
    expect(code).toBe(0)
    expect(output).toMatch(/"level":40.*anybody who reaches it may call/)
  })

  it('reads the trusted clients again on SIGHUP, good or bad, while no call fails', async () => {
    const signer = await makeSigner('key')
    const iss = 'https://ehr.example.org'
    const good = JSON.stringify([{ id: 'ehr', iss, jwks: { keys: [signer.publicJwk] }, fhirServers: [] }])
    const file = join(folder, 'clients.json')
    await writeFile(file, good)
    const child = start({ TRUSTED_CLIENTS: file })
    const statuses: number[] = []
    try {
      const address = await said(child, /discovery is at (http:\/\/[\d.:]+)/)
      const url = `${address}/cds-services/iv-ketamine-for-migraine-order-sign`
      const context = { userId: 'Practitioner/1', patientId: '1', draftOrders: { resourceType: 'Bundle', entry: [] } }
      for (let turn = 0; turn < 60; turn++) {
        if (turn % 10 === 5) {
          await writeFile(file, turn % 20 === 5 ? '[{]' : good)
          child.kill('SIGHUP')
        }
        const now = Math.floor(Date.now() / 1000)
        const token = await sign(signer, iss, url, { claims: { iat: now, exp: now + 60 } })
        const answer = await fetch(url, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ hook: 'order-sign', hookInstance: String(turn), context }),
        })
        statuses.push(answer.status)
      }
    } finally {
      child.kill('SIGTERM')
    }
    const { output } = await ended(child)
    expect(statuses).toEqual(Array.from({ length: 60 }, () => 200))
    expect(output).toContain('trusted clients were read again')
    expect(output).toContain('the trusted clients stay as they were. TRUSTED_CLIENTS')
  })

  it('closes the connections that are too many, and lives on', async () => {
    const child = start({}, undefined, 200)
    const sockets: Socket[] = []
    try {
      const url = await said(child, /discovery is at (http\S+)\/cds-services/)
      let refused = 0
      for (let n = 0; n < 300; n++) {
        const socket = connect(Number(new URL(url).port), '127.0.0.1')
        socket.on('error', () => {}).on('close', () => (refused += 1))
        sockets.push(socket)
        await once(socket, 'connect')
      }
      // Longer than between two looks at the memory, for each of which a file is opened.
      await pause(1_500)
      expect(refused).toBe(150)
      for (const socket of sockets) socket.destroy()
      await pause(100)
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
    } finally {
      for (const socket of sockets) socket.destroy()
      child.kill('SIGTERM')
    }
    const { code, output } = await ended(child)
    expect(code).toBe(0)
    expect(output.match(/there are too many connections/g)).toHaveLength(1)
  })

  it.each([
    ['is thrown', `throw Object.assign(new Error('${mark}'), { patient: '${mark}' })`],
    ['is rejected', `void Promise.reject(new TypeError('${mark}\\n    at ${mark} (/srv/${mark}.js:1:1)'))`],
  ])('that crashes writes kind and place, nothing of what %s', async (_, thrown) => {
    const { code, output } = await ended(start({}, `setTimeout(() => { ${thrown} }, 1500)`))
    expect(code).toBe(1)
    expect(output).toContain('"msg":"crashed"')
    expect(output).not.toContain(mark)
  })
})
