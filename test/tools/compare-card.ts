import { readFileSync, writeFileSync } from 'node:fs'

/** Compares the answer on standard input with a stored one, uuids apart. `--write` stores it instead. */
const [file = '', mode] = process.argv.slice(2)
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const answer = `${JSON.stringify(JSON.parse(readFileSync(0, 'utf8').replace(uuid, 'uuid')), null, 2)}\n`

if (mode === '--write') {
  writeFileSync(file, answer)
} else if (answer === readFileSync(file, 'utf8')) {
  process.stdout.write('the card is as expected\n')
} else {
  process.stderr.write(`the card differs from ${file}:\n${answer}`)
  process.exit(1)
}
