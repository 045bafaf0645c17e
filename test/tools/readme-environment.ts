/** `node test/tools/readme-environment.ts` writes the table of environment variables into README.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { withTable } from './environment-table.ts'

writeFileSync('README.md', withTable(readFileSync('README.md', 'utf8')))
