import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { startEhr } from './ehr.ts'
import { accessibilityProblems, isTooWide, openPage, type Test } from './harness.ts'
import { clientId, withApp } from './smart-ehr.ts'
import { smartChart } from './smart-chart.ts'

/** The list under “What of the chart mattered”. */
const mattered = (page: Page): Promise<string> =>
  page.locator('h2:has-text("What of the chart mattered") + *').innerText()

export const smart = (browser: Browser, pictures: string): readonly Test[] => [
  [
    'an EHR launches the app with PKCE; it decides in the browser, and tells why triptans are left out',
    () =>
      withApp('coronary', {}, async (app, ehr, launch) => {
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
        const text = await page.locator('#content').innerText()
        assert.match(text, /no unsigned order .* as if a typical order were drafted\. Assumed: Ketamine .* “Migraine/)
        assert.doesNotMatch(await mattered(page), /Migraine/, 'what was assumed is not of the chart')
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
  ...(
    [
      ['speaks', 'typical', {}, /Decided on the unsigned order found/, /suggests against IV ketamine/],
      [
        'is silent',
        'typical',
        { route: 'im' },
        /On this order the service stays silent\.\s*Reason: not intravenous/,
        /./,
      ],
      ['is none of ours', 'typical', { drug: 'sumatriptan-50' }, /as if a typical order were drafted/, /./],
    ] as const
  ).map(([what, sample, order, ...expected]): Test => [
    `an unsigned order in the chart is what is decided on: it ${what}`,
    () =>
      withApp(sample, { order }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        await page.getByRole('heading', { name: 'The recommendation' }).waitFor()
        const text = await page.locator('#content').innerText()
        for (const words of expected) assert.match(text, words)
        // The reason is the order's own here, and so are the options.
        if (what === 'speaks') assert.match(await mattered(page), /Reason on the order: Migraine/)
        assert.equal(/Every option/.test(text), what !== 'is silent')
        await context.close()
      }),
  ]),
  ...(
    [
      ['of each where none is ordered', {}, ['Another', 'IV ketamine for migraine']],
      ['of the one that is ordered', { order: {} }, ['IV ketamine for migraine']],
    ] as const
  ).map(([what, chart, titles]): Test => [
    `launched without a card, the app tells of several recommendations ${what}`,
    () =>
      withApp('typical', { ...chart, appContext: '{}' }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.route('**/app/cards/index.js', (route) =>
          route.fulfill({
            contentType: 'text/javascript',
            body: `import { ivKetamineForMigraine as one } from '/app/cards/iv-ketamine-for-migraine/index.js'
              const triage = () => ({ kind: 'silent', because: 'other', notMine: true })
              export const cards = [{ ...one, id: 'another', title: 'Another', triage, concerns: () => false }, one]`,
          }),
        )
        await page.route('**/smart/config.json', async (route) => {
          const response = await route.fetch()
          const { policies, ...config } = (await response.json()) as { policies: Record<string, object> }
          const more = Object.entries(policies).map(([server, some]) => [server, { ...some, another: [{}] }])
          await route.fulfill({ json: { ...config, policies: Object.fromEntries(more) } })
        })
        await page.goto(launch)
        await page.getByRole('heading', { name: 'The recommendation' }).first().waitFor()
        assert.deepEqual(await page.locator('h1').allInnerTexts(), titles)
        assert.deepEqual(await accessibilityProblems(page), [])
        await context.close()
      }),
  ]),
  [
    'where unsigned orders may not be read it says so, and that the order is assumed',
    () =>
      withApp('typical', { withoutDrafts: true, order: { route: 'im' } }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        await page.getByRole('heading', { name: 'The recommendation' }).waitFor()
        const text = await page.locator('#content').innerText()
        assert.match(text, /Unsigned orders could not be read[^.]*HTTP 403/)
        assert.match(text, /as if a typical order were drafted\. Assumed/)
        assert.doesNotMatch(text, /gave the app no unsigned order/)
        assert.doesNotMatch(await mattered(page), /Migraine/)
        await context.close()
      }),
  ],
  [
    'the evidence, asked for by itself, is shown in a tab that was launched before',
    () =>
      withApp('typical', {}, async (app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        await page.locator('.person').waitFor()
        await page.goto(`${app.url}/smart/launch.html`)
        await page.getByRole('link', { name: 'The evidence, without a patient' }).click()
        await page.getByRole('heading', { name: 'Sources' }).waitFor()
        assert.equal(await page.locator('.person').count(), 0)
        await context.close()
      }),
  ],
  [
    'a server that is not on the list is refused before anything is sent to it',
    () =>
      withApp('typical', {}, async (app, ehr) => {
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
      withApp('typical', { pkce: false }, async (_app, ehr, launch) => {
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
      withApp('typical', {}, async (app, ehr) => {
        const { page, context, faults } = await openPage(browser)
        await page.goto(`${app.url}/smart/`)
        await page.getByRole('heading', { name: 'Sources' }).waitFor()
        assert.match(await page.locator('.statement').innerText(), /weak against/i)
        const text = await page.locator('#content').innerText()
        assert.match(text, /Sumatriptan 6 mg SC once \(Strong for\)/)
        assert.match(text, /Sumatriptan 20 mg nasal once \(not graded\)/)
        assert.match(text, /Aspirin 1,000 mg PO once \(Weak for; only where the site opts in\)/)
        assert.doesNotMatch(text, /\(secondary\)/)
        assert.match(text, /cited as others report it/)
        assert.deepEqual(await accessibilityProblems(page), [])
        assert.deepEqual(ehr.seen, [])
        assert.deepEqual(faults, [])
        await context.close()
      }),
  ],
  ...smartChart(browser),
]
