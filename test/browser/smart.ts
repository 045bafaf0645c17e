import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Browser } from 'playwright-core'
import { startEhr, type Ehr } from './ehr.ts'
import { accessibilityProblems, isTooWide, openPage, startService, type Running, type Test } from './harness.ts'

const clientId = 'options-app'

/** A free port: the app's address has to be known to the EHR before the app starts. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

interface Sample {
  readonly id: string
}

async function chartOfSample(id: string): Promise<{ patientId: string; encounterId: string; resources: never[] }> {
  const file = new URL('../../cards/iv-ketamine-for-migraine/try-it.json', import.meta.url)
  const formulary = JSON.parse(await readFile(file, 'utf8')) as { systems: object; patients: Sample[] }
  const path = '../../src/pages/assets/js/ehr/chart.js'
  const { chartOf } = (await import(path)) as {
    chartOf: (
      sample: unknown,
      systems: object,
      now: Date,
    ) => { patientId: string; encounterId: string; resources: never[] }
  }
  return chartOf(
    formulary.patients.find((sample) => sample.id === id),
    formulary.systems,
    new Date(),
  )
}

async function withApp(
  sample: string,
  pkce: boolean,
  run: (app: Running, ehr: Ehr, launch: string) => Promise<void>,
): Promise<void> {
  const port = await freePort()
  const chart = await chartOfSample(sample)
  const redirectUri = `http://127.0.0.1:${port}/smart/`
  const ehr = await startEhr({ resources: chart.resources, clientId, redirectUri, pkce })
  const app = await startService({ PORT: String(port), SMART_CLIENT_ID: clientId, SMART_ISSUERS: ehr.iss })
  try {
    const launch = ehr.launch({
      patient: chart.patientId,
      encounter: chart.encounterId,
      appContext: JSON.stringify({ rule: 'iv-ketamine-for-migraine', version: '1.1.0', row: '1' }),
    })
    await run(app, ehr, `${app.url}/smart/launch.html?launch=${launch}&iss=${ehr.iss}`)
  } finally {
    await app.close()
    await ehr.close()
  }
}

export const smart = (browser: Browser, pictures: string): readonly Test[] => [
  [
    'an EHR launches the app with PKCE; it decides in the browser, and tells why triptans are left out',
    () =>
      withApp('coronary', true, async (app, ehr, launch) => {
        const { page, context, faults, requested } = await openPage(browser)
        await page.goto(launch)
        await page.getByRole('heading', { name: 'Every option, and why' }).waitFor()
        const rows = await page.locator('.options tbody tr').allInnerTexts()
        const sumatriptan = rows.find((row) => /sumatriptan/i.test(row)) ?? ''
        assert.match(sumatriptan, /Left out/)
        assert.ok(rows.some((row) => /Not among the first/.test(row)))
        assert.match(sumatriptan, /I25\.10|heart/i)
        assert.ok(rows.some((row) => /Recommended/.test(row)))
        assert.match(await page.locator('.person').innerText(), /Ralph Lindqvist/)
        assert.match(await page.locator('#content').innerText(), /as if a typical order were drafted/)
        assert.deepEqual(await accessibilityProblems(page), [])
        assert.equal(await isTooWide(page), false)

        const hosts = new Set(requested.map((url) => new URL(url).origin))
        assert.deepEqual([...hosts].toSorted(), [app.url, new URL(ehr.iss).origin].toSorted())
        const toService = requested.filter((url) => url.startsWith(app.url))
        assert.ok(
          toService.every((url) => !/sample-coronary|Lindqvist/.test(url)),
          'no patient data reaches the service',
        )
        assert.ok(ehr.seen.some(({ url, authorized }) => url.startsWith('/fhir/Condition') && authorized))
        assert.deepEqual(faults, [])
        await page.setViewportSize({ width: 1100, height: 1300 })
        await page.screenshot({ path: `${pictures}/smart-app.png` })
        await page.emulateMedia({ media: 'print' })
        assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false)
        await page.emulateMedia({ media: 'screen' })
        await page.setViewportSize({ width: 360, height: 800 })
        assert.equal(await isTooWide(page), false)
        await context.close()
      }),
  ],
  [
    'a server that is not on the list is refused before anything is sent to it',
    () =>
      withApp('typical', true, async (app, ehr) => {
        const other = await startEhr({ resources: [], clientId, redirectUri: `${app.url}/smart/` })
        const { page, context } = await openPage(browser)
        await page.goto(`${app.url}/smart/launch.html?launch=x&iss=${other.iss}`)
        await page.locator('#problem', { hasText: 'not on its list' }).waitFor()
        assert.deepEqual(other.seen, [])
        assert.deepEqual(ehr.seen, [])
        await context.close()
        await other.close()
      }),
  ],
  [
    'an authorization server without PKCE is refused',
    () =>
      withApp('typical', false, async (_app, ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        await page.locator('#problem', { hasText: 'PKCE' }).waitFor()
        assert.equal(
          ehr.seen.some(({ url }) => url.startsWith('/auth')),
          false,
        )
        await context.close()
      }),
  ],
  [
    'without a launch it shows the evidence',
    () =>
      withApp('typical', true, async (app, ehr) => {
        const { page, context, faults } = await openPage(browser)
        await page.goto(`${app.url}/smart/`)
        await page.getByRole('heading', { name: 'Sources' }).waitFor()
        assert.match(await page.locator('.statement').innerText(), /weak against/i)
        assert.deepEqual(await accessibilityProblems(page), [])
        assert.deepEqual(ehr.seen, [])
        assert.deepEqual(faults, [])
        await context.close()
      }),
  ],
]
