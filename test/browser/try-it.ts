import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { accessibilityProblems, eventually, isTooWide, type Running, type Test } from './harness.ts'
import { card, choose, drafts, opened, summary } from './try-it-page.ts'
import { tryItChanges } from './try-it-changes.ts'

/** The page as a visitor uses it: patients, orders, cards. */
export const tryIt = (browser: Browser, service: Running, pictures: string): readonly Test[] => [
  [
    'the migraine patient: the card is shown, an alternative is accepted, ketamine is gone and the draft is there',
    async () => {
      const { page, faults, context } = await opened(browser, service)
      assert.match(await summary(page), /suggests against IV ketamine/)
      assert.match(await page.locator(`${card} .indicator`).innerText(), /Warning/)
      // The words speak of the options below them.
      assert.equal(await page.locator(`${card} .markdown ~ .suggestions`).count(), 1)
      assert.match(await drafts(page), /Ketamine 50 mg\/mL/)
      await page.locator(`${card} .suggestions button`, { hasText: 'Sumatriptan' }).first().click()
      await eventually('feedback', async () => /Feedback was recorded/.test(await page.locator('#notice').innerText()))
      assert.doesNotMatch(await drafts(page), /Ketamine/i)
      assert.match(await drafts(page), /sumatriptan/i)
      assert.equal(await page.locator(card).count(), 0)
      assert.deepEqual(faults, [])
      await context.close()
    },
  ],
  [
    'every change of the order asks again: by another route the service falls silent, and the page tells why',
    async () => {
      const { page, context } = await opened(browser, service)
      await page.locator('select[name=route]').selectOption('nasal')
      await page.locator('#silence').waitFor()
      assert.equal(await page.locator(card).count(), 0)
      await eventually('trace', async () => /not-intravenous/.test(await page.locator('#panel-why').innerText()))
      await page.locator('select[name=route]').selectOption('iv')
      await page.locator(card).waitFor()
      await context.close()
    },
  ],
  [
    'coronary disease: no triptan is offered, and the trace names the rule',
    async () => {
      const { page, context } = await opened(browser, service)
      await choose(page, 'Ralph Lindqvist')
      await eventually('card', async () => /Triptans left out/.test(await page.locator('#cards').innerText()))
      assert.doesNotMatch(await page.locator(`${card} .suggestions`).innerText(), /triptan/i)
      await eventually('trace', async () => /triptan-ihd/.test(await page.locator('#panel-why').innerText()))
      await context.close()
    },
  ],
  [
    'sedation, a child: silence',
    async () => {
      const { page, context } = await opened(browser, service)
      for (const name of ['Leo Brandt', 'Ivy Tran']) {
        await choose(page, name)
        await eventually(
          name,
          async () => (await page.locator('#silence').isVisible()) && (await page.locator(card).count()) === 0,
        )
      }
      await context.close()
    },
  ],
  [
    'every sample patient gives what its line says',
    async () => {
      const { page, context } = await opened(browser, service)
      const expected: readonly (readonly [string, RegExp])[] = [
        ['Ana Petrov', /^Pregnant, IV ketamine/],
        ['Joan Whitfield', /suggests against IV ketamine/],
        ['Tess Moreau', /Vomiting on record/],
        ['Imre Kovacs', /^Refractory migraine/],
        ['Nadia Farouk', /label contraindication is on record/],
        ['Sam Delgado', /suggests against/],
      ]
      for (const [name, words] of expected) {
        await choose(page, name)
        await eventually(name, async () => words.test((await page.locator(`${card} h3`).allInnerTexts()).join()))
      }
      await context.close()
    },
  ],
  [
    'signing asks at order-sign, and what was dismissed there is signed',
    async () => {
      const { page, context } = await opened(browser, service)
      await choose(page, 'Joan Whitfield')
      await page.locator(card).waitFor()
      await page.getByRole('button', { name: 'Sign orders' }).click()
      await eventually('order-sign', async () => (await page.locator('#request').inputValue()).includes('"order-sign"'))
      await page.locator(card).waitFor()
      await page.getByText('Dismiss with a reason').click()
      await page.getByRole('radio', { name: /options tried without success/ }).check()
      await page.getByRole('button', { name: 'Keep the order and dismiss' }).click()
      await eventually('signed', async () => /Signed: Ketamine/.test(await page.locator('#notice').innerText()))
      assert.match(await drafts(page), /No unsigned orders/)
      await context.close()
    },
  ],
  [
    'a dose that is no number above 0 is marked, told in words, and not sent',
    async () => {
      const { page, context } = await opened(browser, service)
      const dose = page.locator('input[name=dose]')
      const sent = async (): Promise<boolean> => /doseAndRate/.test(await page.locator('#request').inputValue())
      for (const wrong of ['0,3', 'abc', '-5', '1e5', '0']) {
        await dose.fill(wrong)
        assert.equal(await dose.getAttribute('aria-invalid'), 'true', wrong)
        assert.match(await page.locator('#dose-problem').innerText(), /goes without a dose/)
        await eventually('sent', async () => !(await sent()))
        await dose.fill('0.3')
        assert.equal(await dose.getAttribute('aria-invalid'), 'false')
        await eventually('sent again', sent)
      }
      await dose.fill('abc')
      assert.deepEqual(await accessibilityProblems(page), [])
      await context.close()
    },
  ],
  [
    'without JavaScript every page says that it needs it',
    async () => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      for (const path of ['/', '/admin', '/assets/smart/index.html', '/assets/smart/launch.html']) {
        await page.goto(service.url + path)
        assert.match(await page.locator('body').innerText(), /needs JavaScript/, path)
      }
      await context.close()
    },
  ],
  [
    'in forced colours the chosen patient is outlined',
    async () => {
      const { page, context } = await opened(browser, service)
      await page.emulateMedia({ forcedColors: 'active' })
      const outlines = await page
        .locator('.patients label')
        .evaluateAll((labels) => labels.map((label) => getComputedStyle(label).outlineStyle))
      assert.deepEqual([outlines[0], new Set(outlines.slice(1))], ['solid', new Set(['none'])])
      await context.close()
    },
  ],
  [
    'with the keyboard alone: choose a patient, reach the card, accept, walk the tabs',
    async () => {
      const { page, context } = await opened(browser, service)
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement?.getAttribute('id') ?? document.activeElement?.textContent ?? '')
      const tabTo = async (words: RegExp): Promise<void> => {
        for (let presses = 0; presses < 40; presses += 1) {
          await page.keyboard.press('Tab')
          if (words.test(await focused())) return
        }
        assert.fail(`never reached ${String(words)}`)
      }
      await page.getByRole('radio', { name: /Maya Okafor/ }).focus()
      await page.keyboard.press('ArrowDown')
      await eventually('patient', async () => /Ralph/.test(await page.locator('#banner').innerText()))
      await eventually('card', async () => /Triptans left out/.test(await page.locator('#cards').innerText()))
      await tabTo(/^Acetaminophen/)
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
      assert.notEqual(outline, 'none')
      await page.keyboard.press('Enter')
      await eventually('accepted', async () => /acetaminophen/i.test(await drafts(page)))
      assert.equal(await focused(), 'sign')
      await tabTo(/^tab-why$/)
      await page.keyboard.press('ArrowRight')
      assert.equal(await focused(), 'tab-request')
      assert.equal(await page.locator('#panel-request').isVisible(), true)
      await page.keyboard.press('End')
      assert.equal(await page.locator('#panel-timing').isVisible(), true)
      await context.close()
    },
  ],
  ...[
    { width: 360, dark: false },
    { width: 1280, dark: false },
    { width: 1280, dark: true },
  ].map((view): Test => [
    `axe finds nothing at ${view.width} px${view.dark ? ' in the dark' : ''}, and nothing is cut off`,
    async () => {
      const { page, context, faults } = await opened(browser, service, view)
      await eventually('trace', async () => /Spoke/.test(await page.locator('#panel-why').innerText()))
      await page.screenshot({
        path: `${pictures}/try-it-${view.width}${view.dark ? '-dark' : ''}.png`,
        fullPage: view.width > 400,
      })
      await page.getByText('Dismiss with a reason').click()
      assert.deepEqual(await accessibilityProblems(page), [])
      for (const tab of ['Request', 'Response', 'Timing']) {
        await page.getByRole('tab', { name: tab }).click()
        assert.deepEqual(await accessibilityProblems(page), [])
        assert.equal(await isTooWide(page), false, tab)
      }
      assert.deepEqual(faults, [])
      await context.close()
    },
  ]),
  ...tryItChanges(browser, service),
]
