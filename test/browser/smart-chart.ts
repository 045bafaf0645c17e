import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { accessibilityProblems, openPage, type Test } from './harness.ts'
import { withApp } from './smart-ehr.ts'

const hasNoDecision = async (page: Page): Promise<void> => {
  assert.doesNotMatch(await page.locator('#content').innerText(), /Decided|Left out|Assumed|suggests against/)
  assert.deepEqual(await accessibilityProblems(page), [])
}

const content = async (page: Page): Promise<string> => {
  await page.getByRole('heading', { name: 'The recommendation' }).waitFor()
  return page.locator('#content').innerText()
}

/** What the app makes of the session, the patient, the orders and the policies it finds. */
export const smartChart = (browser: Browser): readonly Test[] => [
  [
    'a session that has ended is called that, also when the page is opened again, and nothing is decided',
    () =>
      withApp('typical', {}, async (app, ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        await content(page)
        ehr.endSessions()
        for (const visit of [() => page.reload(), () => page.reload(), () => page.goto(`${app.url}/smart/`)]) {
          await visit()
          await page.getByRole('alert').filter({ hasText: 'The session has ended. Launch the app again' }).waitFor()
          assert.equal(await page.locator('h1').count(), 1)
          await hasNoDecision(page)
        }
        await page.getByRole('link', { name: 'The evidence, without a patient' }).click()
        await page.getByRole('heading', { name: 'Sources' }).waitFor()
        await context.close()
      }),
  ],
  ...([401, 403, 404, 500] as const).map((status): Test => [
    `nothing is decided for a patient who cannot be read: ${status}`,
    () =>
      withApp('typical', { patientRefused: status, order: {} }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        const words =
          status === 401
            ? /session has ended/
            : status === 404
              ? /could not be read \(not found\)/
              : new RegExp(`patient of the launch could not be read \\(HTTP ${status}\\)`)
        await page.getByRole('alert').filter({ hasText: words }).waitFor()
        await hasNoDecision(page)
        await context.close()
      }),
  ]),
  [
    'the patient is called by the official name, not by an old one',
    () => {
      const name = [
        { use: 'old', given: ['Maya'], family: 'Former' },
        { use: 'official', given: ['Maya'], family: 'Okafor' },
      ]
      return withApp('typical', { patient: { name } }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        await content(page)
        assert.match(await page.locator('.person').innerText(), /^Maya Okafor/)
        await context.close()
      })
    },
  ],
  ...(
    [
      ['hypersensitivity', 'Critical', /Ketamine hypersensitivity is on record/],
      ['pregnant', 'Warning', /New headache in pregnancy: look for pre-eclampsia/],
      ['vomiting', 'Warning', /Without the oral route, AHS 2025 lists/],
    ] as const
  ).map(([sample, indicator, words]): Test => [
    `it tells what the card tells, and how grave it is: ${sample}`,
    () =>
      withApp(sample, { order: {} }, async (_app, _ehr, launch) => {
        const { page, context, faults } = await openPage(browser, { width: 1100 })
        await page.goto(launch)
        await content(page)
        const card = page.locator('.cds-card')
        assert.equal((await card.locator('.indicator').innerText()).replace(/^\W+/, ''), indicator)
        assert.match(await card.locator('.markdown').innerText(), words)
        assert.equal(
          await card.evaluate((element, tone) => element.classList.contains(tone), indicator.toLowerCase()),
          true,
        )
        for (const reasons of await page.locator('.options td:last-child ul').all()) {
          const texts = await reasons.locator('li').allInnerTexts()
          assert.equal(new Set(texts).size, texts.length, texts.join(' / '))
        }
        assert.deepEqual(await accessibilityProblems(page), [])
        assert.deepEqual(faults, [])
        await context.close()
      }),
  ]),
  [
    'the orders decided on are named',
    () =>
      withApp(
        'typical',
        { orders: [{}, { drug: 'ketamine-10', dose: '0.2' }, { route: 'im' }] },
        async (_app, _ehr, launch) => {
          const { page, context } = await openPage(browser)
          await page.goto(launch)
          const text = await content(page)
          assert.match(
            text,
            /Decided on the unsigned orders found in the chart: Ketamine 50 mg\/mL injection, 0\.3 mg\/kg intravenous; Ketamine 10 mg\/mL injection, 0\.2 mg\/kg intravenous\./,
          )
          await context.close()
        },
      ),
  ],
  [
    'on a narrow screen the heads of the columns are still there for who hears the table',
    () =>
      withApp('pregnant', {}, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser, { width: 360 })
        await page.goto(launch)
        await content(page)
        const session = await context.newCDPSession(page)
        const { nodes } = (await session.send('Accessibility.getFullAXTree')) as {
          nodes: { ignored: boolean; role?: { value: string }; name?: { value: string } }[]
        }
        const told = nodes.filter(({ ignored }) => !ignored)
        const heads = told.filter(({ role }) => role?.value === 'columnheader').map(({ name }) => name?.value)
        assert.deepEqual(heads, ['Option', 'Strength', 'This patient', 'Why'])
        assert.ok(told.some(({ role }) => role?.value === 'rowheader'))
        assert.deepEqual(await accessibilityProblems(page), [])
        await context.close()
      }),
  ],
  ...(
    [
      ["a client's own policies hold for its patients", [{ enabled: false }], /stays silent\.\s*Reason: switched off/],
      [
        'clients of one server whose policies differ in what follows are not guessed between',
        [{ enabled: false }, {}],
        /Nothing is decided: clients of this service share the FHIR server/,
      ],
      [
        'clients of one server may differ in what changes nothing',
        [{ quietHours: 1 }, {}],
        /Decided on the unsigned order/,
      ],
    ] as const
  ).map(([name, policies, words]): Test => [
    name,
    () =>
      withApp('typical', { policies, order: {} }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        const text = await content(page)
        assert.match(text, words)
        if (/differ in what follows/.test(name)) assert.doesNotMatch(text, /Decided|Every option|suggests against IV/)
        await context.close()
      }),
  ]),
  [
    'a recommendation without a typical order has none assumed',
    () =>
      withApp('typical', {}, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.route('**/smart/config.json', async (route) => {
          const response = await route.fetch()
          await route.fulfill({ json: { ...((await response.json()) as object), formularies: {} } })
        })
        await page.goto(launch)
        const text = await content(page)
        assert.match(text, /no unsigned order that this recommendation looks at\. It brings no typical order to assume/)
        assert.match(text, /There is no order to decide on/)
        assert.doesNotMatch(text, /Assumed|Every option/)
        await context.close()
      }),
  ],
  ...['null', '5', '{', '"text"'].map((appContext): Test => [
    `a launch whose context is ${appContext} opens all the same`,
    () =>
      withApp('typical', { appContext }, async (_app, _ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.goto(launch)
        assert.match(await content(page), /as if a typical order were drafted/)
        await context.close()
      }),
  ]),
  [
    'what cannot be loaded is not blamed on the EHR',
    () =>
      withApp('typical', {}, async (app, ehr, launch) => {
        const { page, context } = await openPage(browser)
        await page.route('**/smart/config.json', (route) => route.fulfill({ status: 503, json: {} }))
        await page.goto(launch)
        await page.locator('#problem', { hasText: 'did not give the app its settings (HTTP 503)' }).waitFor()
        assert.deepEqual(ehr.seen, [])
        await page.route('**/app/cards/index.js', (route) => route.fulfill({ status: 503, body: '' }))
        await page.goto(`${app.url}/smart/?evidence`)
        await page.getByRole('alert').filter({ hasText: 'Load the page again in a minute' }).waitFor()
        assert.doesNotMatch(await page.locator('main').innerText(), /Launch/)
        assert.equal(await page.locator('h1').count(), 1)
        await context.close()
      }),
  ],
]
