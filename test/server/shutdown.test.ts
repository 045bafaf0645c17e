import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { aFolder, started, type Running } from './process.ts'
import { hookRequest, servicePath } from '../bench/requests.ts'

const path = servicePath('order-sign')
const question = (): string => JSON.stringify(hookRequest({ hookInstance: crypto.randomUUID() }))

let server: Running
afterEach(() => server.child.kill('SIGKILL'))

/** Status of one call over the agent's kept connections, or the code of the failure. */
async function call(url: string, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = request(url + path, { method: 'POST', agent, headers: { 'content-type': 'application/json' } })
    asked.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
    asked.end(question())
  })
}

/** A client that asks again as soon as it is answered, until nobody takes its connection. */
async function client(url: string, seen: (number | string)[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (;;) {
    const outcome = await call(url, agent)
    if (outcome === 'ECONNREFUSED') break
    seen.push(outcome)
  }
  agent.destroy()
}

/** A request of which the server has the head and some of the body. `answered`: all that came until the connection closed. */
async function halfSent(url: string): Promise<{ readonly finish: () => void; readonly answered: Promise<string> }> {
  const body = question()
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  const answered = new Promise<string>((end) => socket.on('close', () => end(answer)))
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 100)}`,
  )
  await new Promise((resume) => setTimeout(resume, 100))
  return { finish: () => void socket.write(body.slice(100)), answered }
}

describe('SIGTERM', () => {
  it('under load fails no request, and every card that was answered is in the store', async () => {
    const dataDir = aFolder()
    server = await started({ DATA_DIR: dataDir })
    const seen: (number | string)[] = []
    const clients = Array.from({ length: 8 }, () => client(server.url, seen))
    while (seen.length < 200) await new Promise((resume) => setTimeout(resume, 10))
    server.child.kill('SIGTERM')
    await Promise.all(clients)
    expect(await server.ended).toBe(0)
    expect(new Set(seen)).toEqual(new Set([200]))

    server = await started({ DATA_DIR: dataDir })
    const stats = (await (await fetch(`${server.url}/api/stats`)).json()) as {
      readonly totals: { readonly fired: number }
    }
    expect(stats.totals.fired).toBe(seen.length)
  }, 60_000)

  it('finishes a request that is still being sent', async () => {
    server = await started()
    const { finish, answered } = await halfSent(server.url)
    server.child.kill('SIGTERM')
    await new Promise((resume) => setTimeout(resume, 300))
    finish()
    const answer = await answered
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('"cards":[{')
    expect(await server.ended).toBe(0)
  }, 30_000)

  it('closes the connection after the answer to a request that took long to send', async () => {
    server = await started()
    const { finish, answered } = await halfSent(server.url)
    const began = Date.now()
    server.child.kill('SIGTERM')
    await new Promise((resume) => setTimeout(resume, 2_000))
    finish()
    expect(await answered).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/is)
    expect(await server.ended).toBe(0)
    expect(Date.now() - began).toBeLessThan(5_000)
  }, 30_000)

  it('does not wait for connections on which nothing is said', async () => {
    server = await started()
    const { hostname, port } = new URL(server.url)
    const idle = connect(Number(port), hostname)
    await new Promise((connected) => idle.once('connect', connected))
    const began = Date.now()
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(Date.now() - began).toBeLessThan(5_000)
  }, 30_000)

  it('gives up after SHUTDOWN_MS, and says so by its exit code', async () => {
    server = await started({ SHUTDOWN_MS: '600' })
    const { hostname, port } = new URL(server.url)
    const slow = connect(Number(port), hostname)
    slow.on('error', () => {})
    slow.write(
      `POST ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{`,
    )
    await new Promise((resume) => setTimeout(resume, 200))
    const began = Date.now()
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(1)
    expect(Date.now() - began).toBeLessThan(3_000)
  }, 30_000)
})
