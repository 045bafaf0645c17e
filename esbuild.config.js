// What starts, as a few files: to find and load 500 modules one by one takes Node longer than to run them. It takes the
// place of what tsc made of the same two files; everything else of the build stays as it is, for the SMART app runs the
// modules in the browser, and `check-site` asks few of them.
import { readdir, rm } from 'node:fs/promises'
import { build } from 'esbuild'

// Chunks of earlier builds: their names hold a hash of what they held.
for (const file of await readdir('dist/src')) if (/-[\dA-Z]{8}\.js(?:\.LEGAL\.txt)?$/.test(file)) await rm(`dist/src/${file}`)

await build({
  entryPoints: ['src/server.ts', 'src/store/sqlite-worker.ts'],
  outbase: '.',
  outdir: 'dist',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  // All in one folder, whose address src/root.ts relies on.
  chunkNames: 'src/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // The first looks for its binary beside itself; the second is not installed.
  external: ['better-sqlite3', 'pg-native'],
  // Packages in CommonJS ask for Node's own modules.
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(import.meta.url)`,
  },
  // The process keeps its source for as long as it runs: without blanks it takes a third less. Names stay, and lines are
  // short, for stack traces.
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'linked',
  logLevel: 'warning',
})
