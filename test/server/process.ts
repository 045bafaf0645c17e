import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Running {
  readonly url: string
  readonly child: ChildProcess
  /** What it wrote so far. */
  readonly output: () => string
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>
}

/** A new folder, which the end of the run takes away (tools/temporary-folder.ts). */
export const aFolder = (): string => mkdtempSync(join(tmpdir(), 'server-'))

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/**
 * Starts the real server, with nothing in its environment but this.
 * @param args of node; by default the sources, or what SERVER names (`dist/src/server.js`: the build)
 */
export function launch(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [process.env['SERVER'] ?? 'src/server.ts'],
): Omit<Running, 'url'> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', DATA_DIR: aFolder(), ...env },
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | string | null>((end) => {
    child.on('close', (code, signal) => end(code ?? signal))
  })
  return { child, output: () => text, ended }
}

/** Starts the server, on a free port unless told which, and waits until it answers. */
export async function started(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const port = env['PORT'] ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const running = launch({ PORT: String(port), ...env })
  for (const end = Date.now() + 30_000; Date.now() < end && running.child.exitCode === null;) {
    if (
      await fetch(`${url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { ...running, url }
    await new Promise((resume) => setTimeout(resume, 50))
  }
  running.child.kill('SIGKILL')
  throw new Error(`the server did not start: ${running.output()}`)
}
