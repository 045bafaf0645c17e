import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

const root = join(__dirname, '..')

const filesBelow = (folder: string, kinds = /\.ts$/): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => kinds.test(name))
    .map((name) => join(folder, name))
const withPages = /\.(?:ts|js|html|css)$/

/** Every module a file names: imports, re-exports and dynamic imports. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name)
}

/** The top folder a relative import leads to, or the package's name. */
const target = (file: string, name: string): string =>
  name.startsWith('.') ? (relative(root, normalize(join(root, dirname(file), name))).split('/')[0] ?? '') : name

const recommendations = readdirSync(join(root, 'cards'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe('the three folders', () => {
  it.each(filesBelow('cards'))('%s imports nothing but cards', (file) => {
    for (const name of importsOf(file)) expect(target(file, name)).toBe('cards')
  })

  it.each(filesBelow('cards').filter((file) => file !== 'cards/index.ts'))(
    '%s imports no other recommendation',
    (file) => {
      const own = dirname(file)
      for (const name of importsOf(file)) expect([own, join(own, 'codes'), 'cards']).toContain(dirname(join(own, name)))
    },
  )

  it.each(filesBelow('hooks'))('%s imports nothing but hooks', (file) => {
    for (const name of importsOf(file)) expect(target(file, name)).toBe('hooks')
  })

  it('meets the list of cards only where the process starts', () => {
    const readers = filesBelow('src').filter((file) => importsOf(file).some((name) => name.endsWith('cards/index.ts')))
    expect(readers.toSorted()).toEqual(['src/check-site.ts', 'src/server.ts'])
  })

  it.each(filesBelow('src', withPages))('%s names no card', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text).not.toMatch(/ketamine|migraine/i)
    for (const id of recommendations) expect(text).not.toContain(id)
  })

  it.each(filesBelow('cards'))('%s waits for nothing, reads no clock, writes no log', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text).not.toMatch(/\bawait\b|\basync\b|\bPromise\b|Date\.now\(|new Date\(\)|console\.|process\./)
  })

  it('takes of node:http its types alone, but for the one module that knows how', () => {
    for (const file of filesBelow('src'))
      expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/^import (?!type\b).* from '(?:node:)?http'/m)
  })

  it('points at nothing outside the project', () => {
    for (const folder of ['src', 'cards', 'hooks', 'test', 'docker']) {
      for (const file of filesBelow(folder, /\.(?:ts|js|html|css|md|json|ya?ml|conf)$/))
        expect(readFileSync(join(root, file), 'utf8')).not.toContain(['..', 'shared'].join('/'))
    }
  })
})
