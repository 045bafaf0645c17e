// CommonJS transform with Node's own ESM interop: no --experimental-vm-modules needed.
const swc = [
  '@swc/jest',
  {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: false } },
    module: { type: 'commonjs', importInterop: 'node' },
    sourceMaps: 'inline',
  },
]

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  globalSetup: './test/tools/temporary-folder.ts',
  // Machines are shared, and stores write to disk.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  transform: { '^.+\\.(ts|js|mjs)$': swc },
  // ESM-only packages that Jest's require() reaches.
  transformIgnorePatterns: ['/node_modules/(?!(?:cookie|@fastify/cookie|@seriousme|jose|kysely|content-disposition|marked)/)'],
  collectCoverageFrom: ['{src,cards,hooks}/**/*.ts'],
  coverageProvider: 'v8',
}
