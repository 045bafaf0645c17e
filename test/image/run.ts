/**
 * `npm run test:image`: builds the Dockerfile for real and asks the image one question, without a daemon.
 *
 * Debian's buildah with the vfs driver and chroot isolation; the base image is made here (debootstrap, this project's
 * own Node 24, this machine's npm) and bears the official name, so nothing is pulled. What the real base image holds
 * beyond that stays untested. As root on Debian missing tools are installed; elsewhere it prints SKIPPED.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { hookRequest, servicePath } from '../bench/requests.ts'
import { freePort } from '../server/process.ts'

const base = 'docker.io/library/node:24-bookworm-slim'
const image = 'localhost/iv-ketamine-cds:test'
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

class Skipped extends Error {}

function run(command: string, ...args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (done.status === 0) return done.stdout.trim()
  throw new Error(`${command} ${args[0]} failed\n${`${done.stdout}\n${done.stderr}`.split('\n').slice(-40).join('\n')}`)
}

const found = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0

function tools(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Skipped('buildah with chroot needs root on Linux')
  if (found('buildah') && found('debootstrap')) return
  if (!found('apt-get')) throw new Skipped('buildah and debootstrap are not installed')
  say('installing buildah and debootstrap')
  try {
    run('apt-get', 'update', '-qq')
    run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'buildah', 'debootstrap', 'ca-certificates')
  } catch {
    throw new Skipped('buildah and debootstrap could not be installed')
  }
}

/** Everything lives in one folder that is removed at the end. */
const work = mkdtempSync(join(tmpdir(), 'image-test-'))
const store = ['--root', join(work, 'root'), '--runroot', join(work, 'runroot'), '--storage-driver', 'vfs']
const buildah = (command: string, ...args: readonly string[]): string => run('buildah', ...store, command, ...args)

/** A Debian with Node 24, npm and the user `node`, under the official image's name. */
function makeBase(): void {
  const rootfs = join(work, 'rootfs')
  try {
    run('debootstrap', '--variant=minbase', 'bookworm', rootfs)
  } catch (error) {
    throw new Skipped(`Debian's packages are out of reach: ${(error as Error).message.split('\n').at(-1)}`)
  }
  const npm = resolve(dirname(realpathSync(process.env['npm_execpath'] ?? run('sh', '-c', 'command -v npm'))), '..')
  cpSync(realpathSync('node_modules/node/bin/node'), join(rootfs, 'usr/local/bin/node'))
  cpSync(npm, join(rootfs, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true })
  run('ln', '-s', '../lib/node_modules/npm/bin/npm-cli.js', join(rootfs, 'usr/local/bin/npm'))
  run('chroot', rootfs, 'useradd', '--uid', '1000', '--user-group', '--create-home', 'node')
  rmSync(join(rootfs, 'var/cache/apt'), { recursive: true })
  const container = buildah('from', 'scratch')
  buildah('add', '--quiet', container, rootfs, '/')
  buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container)
  buildah('commit', '--quiet', '--rm', container, base)
  rmSync(rootfs, { recursive: true })
}

/** What a clean clone would hold, with what is not committed yet. */
function cleanClone(): string {
  const clone = join(work, 'clone')
  const files = run('git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
    .split('\0')
    .filter(existsSync)
  for (const file of files) {
    mkdirSync(dirname(join(clone, file)), { recursive: true })
    cpSync(file, join(clone, file))
  }
  // As under `umask 077`: the image's own user has to read what is root's.
  run('chmod', '-R', 'go-rwx', clone)
  return clone
}

/** This machine's own registry settings and authorities, lent to the build as secrets: nothing of them stays. */
function lent(): string[] {
  const npmrc =
    process.env['NPM_CONFIG_USERCONFIG'] ?? process.env['npm_config_userconfig'] ?? join(homedir(), '.npmrc')
  const settings = join(work, 'npmrc')
  const registry = run('npm', 'config', 'get', 'registry')
  writeFileSync(settings, `${existsSync(npmrc) ? readFileSync(npmrc, 'utf8') : ''}\nregistry=${registry}\n`, {
    mode: 0o600,
  })
  const authorities = process.env['NODE_EXTRA_CA_CERTS'] ?? '/etc/ssl/certs/ca-certificates.crt'
  return [
    `--secret=id=npmrc,src=${settings}`,
    ...(existsSync(authorities) ? [`--secret=id=ca,src=${realpathSync(authorities)}`] : []),
  ]
}

function expectThat(what: string, holds: boolean, seen: unknown = ''): void {
  say(`${holds ? 'ok' : 'FAILED'} - ${what}${seen === '' ? '' : ` (${String(seen)})`}`)
  if (!holds) process.exitCode = 1
}

const megabytes = (folder: string): number =>
  Math.round(Number(run('du', '-s', '--block-size=1000', folder).split(/\s/)[0]) / 1000)

interface ImageConfig {
  readonly OCIv1: {
    readonly config: {
      readonly User: string
      readonly Cmd: readonly string[]
      readonly Env: readonly string[]
      readonly Volumes: object
      readonly Labels: Readonly<Record<string, string>>
    }
  }
  readonly Docker: { readonly config: { readonly Healthcheck?: { readonly Test: readonly string[] } } }
}

/** Looks at what was built. Gives the folder the image is mounted at. */
function inspect(container: string): { readonly mounted: string; readonly config: ImageConfig } {
  const config = JSON.parse(buildah('inspect', '--type', 'image', image)) as ImageConfig
  const { User, Cmd, Env, Volumes, Labels } = config.OCIv1.config
  expectThat('runs as the user node', User === 'node', User)
  expectThat('starts node itself', Cmd[0] === 'node' && Cmd.at(-1) === 'dist/src/server.js')
  expectThat('says that it is production', Env.includes('NODE_ENV=production'))
  expectThat('keeps its data in a volume', '/data' in Volumes)
  expectThat('bears labels', Labels['org.opencontainers.image.title'] === 'iv-ketamine-cds')
  expectThat('knows how to ask for its health', config.Docker.config.Healthcheck?.Test[1] === 'node')

  const mounted = buildah('mount', container)
  const packages = join(mounted, 'app/node_modules')
  const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean }>>
  }
  const left = Object.keys(locked).filter(
    (path) => locked[path]?.dev === true && existsSync(join(mounted, 'app', path, 'package.json')),
  )
  expectThat('holds no development dependency', left.length === 0, left.join(' '))
  expectThat(
    'holds no sources, tests or settings of its own',
    !['src', 'test', '.npmrc', '.git'].some((name) => existsSync(join(mounted, 'app', name))),
  )
  const settings = [join(mounted, 'root/.npmrc'), join(mounted, 'run/secrets/ca.pem')].filter(existsSync)
  expectThat(
    'kept nothing of what was lent to the build',
    settings.every((file) => readFileSync(file, 'utf8') === ''),
  )
  const writable = run('find', join(mounted, 'app'), '-user', '1000', '-o', '-perm', '/0022', '-not', '-type', 'l')
  expectThat('cannot change its own code', writable === '', writable.split('\n')[0])
  say(
    `size: ${megabytes(join(mounted, 'app'))} MB over the base image (packages ${megabytes(packages)} MB, service ${megabytes(join(mounted, 'app/dist'))} MB)`,
  )
  return { mounted, config }
}

interface Answer {
  readonly status: number
  readonly body: { readonly cards: readonly object[] }
}

/** The question, asked of the sources in this process. */
async function expectedAnswer(question: object, path: string): Promise<Answer> {
  const app = await buildApp(readConfig({ DATA_DIR: join(work, 'expected'), LOG_LEVEL: 'silent' }), { cards })
  const { statusCode, body } = await app.inject({ method: 'POST', url: path, payload: question })
  await app.close()
  return { status: statusCode, body: JSON.parse(body) as Answer['body'] }
}

const withoutIds = (answer: Answer): string =>
  JSON.stringify(answer).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid')

/** The service's own processes: those that `ancestor` started, however far down, and that run its program. */
function servicesUnder(ancestor: number): number[] {
  const all = run('ps', '-eo', 'pid=,ppid=,comm=')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, name]) => ({ pid: Number(pid), parent: Number(parent), name }))
  const family = new Set([ancestor])
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  return all.filter(({ pid, name }) => family.has(pid) && /^(node|MainThread)$/.test(name ?? '')).map(({ pid }) => pid)
}

async function until(what: string, holds: () => Promise<boolean> | boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    if (await Promise.resolve(holds()).catch(() => false)) return
    await new Promise((resume) => setTimeout(resume, 50))
  }
  throw new Error(`${what} did not come about in ${seconds} s`)
}

/** Runs the image as its user and asks it one question. */
async function ask(container: string, mounted: string, config: ImageConfig): Promise<void> {
  const port = await freePort()
  const refused = spawnSync(
    'buildah',
    [...store, 'run', '--isolation', 'chroot', container, '--', ...config.OCIv1.config.Cmd],
    {
      encoding: 'utf8',
    },
  )
  expectThat(
    'refuses to start for anybody who asks, naming the variable',
    refused.status !== 0 && refused.stderr.includes('TRUSTED_CLIENTS'),
  )

  const load = "Promise.all(['fhirclient', 'better-sqlite3', 'pg'].map((name) => import(name)))"
  const packages = buildah('run', '--isolation', 'chroot', container, '--', 'node', '-p', `${load} && 'loaded'`)
  expectThat('finds what it loads late', packages === 'loaded', packages)

  const marker = join(work, 'marker')
  writeFileSync(marker, '')
  const settings = [`--env=PORT=${port}`, '--env=AUTH=open', '--env=HOST=127.0.0.1']
  const server = spawn(
    'buildah',
    [...store, 'run', '--isolation', 'chroot', ...settings, container, '--', ...config.OCIv1.config.Cmd],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let log = ''
  server.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const ended = new Promise<number | null>((end) => server.on('exit', end))
  try {
    const began = Date.now()
    const url = `http://127.0.0.1:${port}`
    await until('an answer', async () => (await fetch(`${url}/healthz`)).ok)
    say(`started in ${Date.now() - began} ms, buildah's own time included`)
    const question = hookRequest()
    const path = servicePath('order-sign')
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
    const answer = { status: reply.status, body: (await reply.json()) as Answer['body'] }
    const expected = await expectedAnswer(question, path)
    expectThat('answers one card', answer.status === 200 && answer.body.cards.length === 1)
    const [seen, wanted] = [withoutIds(answer), withoutIds(expected)]
    const differs = Array.from(wanted).findIndex((letter, index) => letter !== seen[index])
    expectThat(
      'the very card the sources give',
      seen === wanted,
      seen === wanted ? '' : seen.slice(differs - 40, differs + 80),
    )

    const [, ...health] = config.Docker.config.Healthcheck?.Test ?? []
    const healthy = spawnSync('buildah', [
      ...store,
      'run',
      '--isolation',
      'chroot',
      ...settings,
      container,
      '--',
      ...health,
    ])
    expectThat('is healthy by its own check', healthy.status === 0)

    const pids = servicesUnder(server.pid ?? 0)
    const users = pids.map((pid) => /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    expectThat('runs as user 1000', users.length > 0 && users.every((user) => user === '1000'), users.join(' '))
    const touched = run(
      'find',
      mounted,
      '-newer',
      marker,
      '-type',
      'f',
      '-user',
      '1000',
      '-not',
      '-path',
      `${mounted}/data/*`,
      '-not',
      '-path',
      `${mounted}/proc/*`,
    )
    expectThat('writes nowhere but to /data', touched === '', touched)

    for (const pid of pids) process.kill(pid, 'SIGTERM')
    const status = await Promise.race([ended, new Promise<string>((late) => setTimeout(late, 12_000, 'still running'))])
    expectThat('ends cleanly on SIGTERM', status === 0, status)
  } catch (error) {
    say(log)
    throw error
  } finally {
    for (const pid of servicesUnder(server.pid ?? 0)) process.kill(pid, 'SIGKILL')
  }
}

async function main(): Promise<void> {
  tools()
  const began = Date.now()
  const took = (): string => `${Math.round((Date.now() - began) / 1000)} s`
  makeBase()
  say(`base image made, ${took()}`)
  buildah('bud', '--pull-never', '--isolation', 'chroot', '--format', 'docker', ...lent(), '-t', image, cleanClone())
  say(`image built, ${took()}`)
  const container = buildah('from', '--pull-never', image)
  const { mounted, config } = inspect(container)
  await ask(container, mounted, config)
  say(`done, ${took()}`)
}

try {
  await main()
} catch (error) {
  if (error instanceof Skipped) say(`SKIPPED: ${error.message}`)
  else {
    say((error as Error).message)
    process.exitCode = 1
  }
} finally {
  if (found('buildah')) spawnSync('buildah', [...store, 'umount', '--all'])
  run('rm', '-rf', '--one-file-system', work)
}
