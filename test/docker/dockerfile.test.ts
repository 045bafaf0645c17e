import { readFileSync } from 'node:fs'
import { DockerfileParser, JSONInstruction, type Dockerfile, type From } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { environment } from '../../src/config.ts'
import { startCommand } from '../server/start-command.ts'

const source = readFileSync('Dockerfile', 'utf8')
const dockerfile: Dockerfile = DockerfileParser.parse(source)
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly version: string
  readonly license: string
}

/** The instructions of the final stage: what the image is. */
const final = ((): readonly { readonly keyword: string; readonly text: string; readonly json: readonly string[] }[] => {
  const last = dockerfile.getFROMs().at(-1) as From
  return dockerfile
    .getInstructions()
    .filter((one) => one.getRange().start.line > last.getRange().start.line)
    .map((one) => ({
      keyword: one.getKeyword(),
      text: source
        .split('\n')
        .slice(one.getRange().start.line, one.getRange().end.line + 1)
        .join('\n')
        .replace(/^\w+\s+/, ''),
      json: one instanceof JSONInstruction ? one.getJSONStrings().map((word) => word.getJSONValue()) : [],
    }))
})()
const of = (keyword: string): typeof final => final.filter((one) => one.keyword === keyword)

describe('the Dockerfile', () => {
  it('has no complaint of a Dockerfile linter', () => {
    expect(validate(source).map(({ message, range }) => [range.start.line + 1, message])).toEqual([])
  })

  it('is not let through by that linter when it is spoilt', () => {
    expect(validate(source.replace('USER node', 'USR node'))).not.toEqual([])
  })

  it('builds and runs on one base image, slim Node 24, which a site may name differently', () => {
    const [argument] = dockerfile.getInitialARGs()
    expect(argument?.getArgumentsContent()).toBe('NODE_IMAGE=node:24-bookworm-slim')
    expect(dockerfile.getFROMs().map((from) => from.getImage())).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}'])
  })

  it('does not run as root, and nothing after that asks for more', () => {
    expect(of('USER').map(({ text }) => text)).toEqual(['node'])
    const after = final.slice(final.findIndex(({ keyword }) => keyword === 'USER') + 1)
    expect(after.map(({ keyword }) => keyword)).toEqual(['VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD'])
  })

  it('starts node itself, without a shell between it and SIGTERM', () => {
    const { env, args } = startCommand()
    expect(of('CMD')[0]?.json).toEqual(['node', ...args])
    for (const [name, value] of Object.entries(env)) expect(of('ENV')[0]?.text).toContain(`${name}=${value}`)
    expect(of('CMD')[0]?.json.at(-1)).toBe('dist/src/server.js')
    expect(of('ENTRYPOINT')).toEqual([])
  })

  it('takes from the build only packages, the compiled service, package.json, the licence and an empty /data', () => {
    expect(of('COPY').map(({ text }) => text.replace(/\s+/g, ' '))).toEqual([
      '--from=build /app/node_modules ./node_modules',
      '--from=build /app/dist ./dist',
      '--from=build /app/package.json /app/LICENSE ./',
      '--from=build --chown=node:node /data /data',
    ])
    expect(of('RUN')).toEqual([])
  })

  it('installs what the lock file says, and drops development dependencies', () => {
    const runs = dockerfile.getInstructions().filter((one) => one.getKeyword() === 'RUN')
    const text = runs.map((one) => one.getArgumentsContent()).join('\n')
    expect(text).toContain('npm ci')
    expect(text).toContain('npm prune --omit=dev')
    expect(text).not.toMatch(/npm (i|install)\b/)
  })

  it('sets only variables that the service knows, and what the C library is told', () => {
    const set = [...(of('ENV')[0]?.text ?? '').matchAll(/(\w+)=/g)].map(([, name]) => name)
    const others = ['NODE_ENV', ...Object.keys(startCommand().env)]
    expect(set.filter((name) => !others.includes(String(name)) && !(String(name) in environment.properties))).toEqual(
      [],
    )
    expect(set).toEqual(['NODE_ENV', 'HOST', 'PORT', 'DATA_DIR', ...Object.keys(startCommand().env)])
  })

  it('asks /healthz for its health, at the port it listens on', () => {
    expect(of('HEALTHCHECK')[0]?.text).toContain("'http://127.0.0.1:' + process.env.PORT + '/healthz'")
  })

  it('says what it is', () => {
    const label = of('LABEL')[0]?.text ?? ''
    for (const name of ['title', 'description', 'licenses', 'version', 'revision', 'base.name'])
      expect(label).toContain(`org.opencontainers.image.${name}=`)
    expect(label).toContain(`licenses="${packageJson.license}"`)
    expect(of('ARG').map(({ text }) => text)).toContain(`VERSION=${packageJson.version}`)
  })

  it('names no host: where packages come from is the machine’s business', () => {
    expect(source.match(/https?:\/\/(?!127\.0\.0\.1)\S+/g)).toBeNull()
  })
})

describe('.dockerignore', () => {
  it('is an allow-list that lets in what the build copies, and nothing else', () => {
    const lines = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines[0]).toBe('*')
    const copied = dockerfile
      .getCOPYs()
      .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
      .flatMap((copy) => copy.getArguments().slice(0, -1))
      .map((argument) => argument.getValue())
    expect(
      lines
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .toSorted(),
    ).toEqual(copied.toSorted())
  })
})
