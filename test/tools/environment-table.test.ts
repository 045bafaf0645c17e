import { readFileSync } from 'node:fs'
import { environment } from '../../src/config.ts'
import { environmentTable, markedText, withTable } from './environment-table.ts'

describe('the table of environment variables', () => {
  it('stands in README.md as the schema has it: run node test/tools/readme-environment.ts', () => {
    expect(markedText(readFileSync('README.md', 'utf8')).trim()).toBe(environmentTable())
  })

  it('says of every variable what it does', () => {
    const described = Object.entries(
      environment.properties as Readonly<Record<string, { readonly description?: string }>>,
    )
    for (const [name, { description }] of described) expect(`${name}: ${description}`).toMatch(/^[A-Z_]+: \S.{10,}/)
  })

  it('is put between the marks, and nothing else is touched', () => {
    const before = 'above\n<!-- environment -->\nold\n<!-- /environment -->\nbelow $&'
    expect(withTable(before)).toBe(
      `above\n<!-- environment -->\n${environmentTable()}\n<!-- /environment -->\nbelow $&`,
    )
    expect(() => withTable('no marks')).toThrow('README.md lacks')
  })
})
