import { readFileSync } from 'node:fs'

/** How `npm start` runs the service, taken apart: what it sets, and what it gives to node. */
export function startCommand(): { readonly env: Readonly<Record<string, string>>; readonly args: readonly string[] } {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }
  const words = scripts.start.split(' ')
  const node = words.indexOf('node')
  const set = words.slice(0, node).filter((word) => word.includes('='))
  return { env: Object.fromEntries(set.map((word) => word.split('=', 2))), args: words.slice(node + 1) }
}
