import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { Guidance } from '../../cards/guidance.ts'
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'

export interface Running {
  readonly url: string
  readonly inject: Awaited<ReturnType<typeof buildApp>>['inject']
  close(): Promise<void>
}

/** The service as it runs in production, on a free port, with a store of its own. */
export async function startService(
  env: Record<string, string> = {},
  now?: () => Date,
  offered: readonly Guidance[] = cards,
): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), 'browser-test-'))
  const config = readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: dataDir, ...env })
  const app = await buildApp(config, { cards: offered, maxEventLoopDelayMs: 0, ...(now === undefined ? {} : { now }) })
  const url = await app.listen({ host: '127.0.0.1', port: config.PORT })
  return {
    url,
    inject: app.inject.bind(app) as Running['inject'],
    async close() {
      await app.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  })

/** A page, and everything that a well-behaved page does not do. */
export interface Watched {
  readonly page: Page
  readonly context: BrowserContext
  /** Requests to other hosts, errors, refusals of the content security policy. */
  readonly faults: string[]
  readonly requested: string[]
}

interface View {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
}

export async function openPage(browser: Browser, view: View = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1280, height: view.height ?? 900 },
    colorScheme: view.dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(8000)
  const page = await context.newPage()
  const faults: string[] = []
  const requested: string[] = []
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    const isExpected = /the server responded with a status of 4/.test(message.text())
    if (message.type() === 'error' && !isExpected) faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    requested.push(request.url())
    const { protocol, hostname } = new URL(request.url())
    const isLocal = hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:'
    if (!isLocal) faults.push(`request to ${request.url()}`)
  })
  return { page, context, faults, requested }
}

/** Rules of WCAG 2.2 A and AA, and axe's own best practices. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }).axe
    const { violations: found } = await run.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    interface Violation {
      id: string
      nodes: { target: string[] }[]
    }
  })
  return violations
}

export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

export async function eventually(what: string, isSo: () => Promise<boolean>, ms = 6000): Promise<void> {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  assert.fail(`${what}: not within ${ms} ms`)
}

export type Test = readonly [name: string, run: () => Promise<void>]

/** Runs every test, tells each, and how many. Answers whether all passed. */
export async function runAll(tests: readonly Test[]): Promise<boolean> {
  let failed = 0
  for (const [name, run] of tests) {
    const started = performance.now()
    try {
      await run()
      process.stdout.write(`ok    ${name} (${Math.round(performance.now() - started)} ms)\n`)
    } catch (error) {
      failed += 1
      process.stdout.write(`FAIL  ${name}\n${String((error as Error).stack ?? error).replace(/^/gm, '      ')}\n`)
    }
  }
  process.stdout.write(`${tests.length - failed} passed, ${failed} failed\n`)
  return failed === 0
}
