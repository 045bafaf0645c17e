import { readFileSync } from 'node:fs'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly gypfile?: boolean }>>
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock

describe('package-lock.json', () => {
  it('names no download address: where packages come from is the machine’s business', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => /^https?:/.test(resolved ?? ''))).toEqual([])
  })

  // npm ci sees binding.gyp, not the `gypfile: false` of the package itself, and would want Python and a compiler.
  it('takes the embedded database ready-made: a machine without a compiler can install', () => {
    const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { allowScripts: object }
    expect(packages['node_modules/better-sqlite3']?.gypfile).toBe(false)
    expect(allowScripts).toMatchObject({ 'better-sqlite3': false })
  })
})
