import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { accessibilityProblems, eventually, openPage, type Running, type Test } from './harness.ts'
import { card, choose, drafts, opened } from './try-it-page.ts'

const notice = (page: Page): Promise<string> => page.locator('#notice').innerText()
const banner = (page: Page): Promise<string> => page.locator('#banner').innerText()
const sign = (page: Page): Promise<void> => page.getByRole('button', { name: 'Sign orders' }).click()

/** Answers of a service, or to feedback, come so much later. */
async function delay(page: Page, url: string, ms: number): Promise<void> {
  await page.route(url, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    await route.continue().catch(() => undefined)
  })
}

const isInView = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => {
    const { top, bottom, height } = element.getBoundingClientRect()
    return height > 0 && top >= 0 && bottom <= window.innerHeight
  })

async function dismissCard(page: Page): Promise<void> {
  await page.getByText('Dismiss with a reason').click()
  await page.getByRole('button', { name: 'Keep the order and dismiss' }).click()
}

/** Orders and patients that change while something is under way, and where the page tells what. */
export const tryItChanges = (browser: Browser, service: Running): readonly Test[] => [
  [
    'skipping to the order, and going back, keeps the work',
    async () => {
      const { page, context } = await opened(browser, service)
      await choose(page, 'Ralph Lindqvist')
      await eventually('card', async () => /Triptans left out/.test(await page.locator('#cards').innerText()))
      await page.locator(`${card} .suggestions button`).first().click()
      const before = await drafts(page)
      await page.getByRole('link', { name: 'Skip to the order' }).focus()
      await page.keyboard.press('Enter')
      const focused = page.locator(':focus')
      assert.equal(await focused.getAttribute('id'), 'entry')
      assert.equal(await focused.isVisible(), true)
      await page.evaluate(() => (location.hash = '#order'))
      await page.goBack()
      await page.waitForTimeout(200)
      assert.match(await banner(page), /Ralph/)
      assert.equal(await drafts(page), before)
      await context.close()
    },
  ],
  [
    'what is signed is what was to be signed, however late the feedback is answered',
    async () => {
      const { page, context } = await opened(browser, service)
      await delay(page, '**/feedback', 1000)
      await sign(page)
      await eventually('order-sign', async () => (await page.locator('#request').inputValue()).includes('"order-sign"'))
      await dismissCard(page)
      assert.match(await notice(page), /^Signed: Ketamine/)
      await choose(page, 'Leo Brandt')
      await eventually('told', async () => /feedback/.test((await page.locator('#timing').textContent()) ?? ''))
      await page.waitForTimeout(200)
      assert.match(await banner(page), /Leo/)
      assert.match(await drafts(page), /Ketamine/)
      assert.equal(await page.locator('#notice').isVisible(), false)
      await context.close()
    },
  ],
  [
    'feedback on a patient who is gone says nothing of the next, whose chart shows no card of the other',
    async () => {
      const { page, context } = await opened(browser, service)
      await delay(page, '**/feedback', 800)
      await page.locator(`${card} .suggestions button`).first().click()
      await delay(page, '**/cds-services/*-order-select', 800)
      await choose(page, 'Ralph Lindqvist')
      assert.equal(await page.locator(card).count(), 0)
      await page.locator(card).waitFor()
      assert.equal(await page.locator('#notice').isVisible(), false)
      await context.close()
    },
  ],
  ...(['Remove', 'accept'] as const).map((what): Test => [
    `a late answer brings no card back for an order that is gone: ${what}`,
    async () => {
      const { page, context } = await opened(browser, service)
      await delay(page, '**/cds-services/*-order-select', 700)
      await page.locator('#dose').fill('0.4')
      // Once with the question under way, once before it was asked.
      await page.waitForTimeout(what === 'Remove' ? 300 : 20)
      if (what === 'Remove')
        await page
          .locator('#drafts')
          .getByRole('button', { name: /^Remove/ })
          .click()
      else await page.locator(`${card} .suggestions button`).first().click()
      await page.waitForTimeout(1200)
      assert.equal(await page.locator(card).count(), 0)
      assert.equal(await page.locator('#silence').isVisible(), false)
      assert.match(await page.locator('#panel-why').innerText(), /Nothing was asked about these orders yet/)
      await context.close()
    },
  ]),
  [
    'of two orders each can be named, and removing one leaves the other in the form and asks about it',
    async () => {
      const { page, context } = await opened(browser, service)
      await page.getByRole('button', { name: 'Add another order' }).click()
      await page.locator('#dose').fill('0.25')
      await eventually('both', async () => (await page.locator('#request').inputValue()).includes('0.25'))
      const names = await page
        .locator('#drafts button[aria-label^=Remove]')
        .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')))
      assert.equal(new Set(names).size, 2)
      await page.getByRole('button', { name: 'Remove order 2' }).click()
      assert.equal(await page.locator('#dose').inputValue(), '0.3')
      await page.locator(card).waitFor()
      assert.doesNotMatch(await page.locator('#request').inputValue(), /0\.25/)
      await context.close()
    },
  ],
  [
    'signing right after an edit is not lost, and says so where no decision support answered',
    async () => {
      const { page, context } = await opened(browser, service)
      await page.route('**/cds-services/*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400))
        await route.fulfill({ status: 503, json: {} }).catch(() => undefined)
      })
      await page.locator('#dose').fill('0.4')
      await page.evaluate(() => document.getElementById('sign')?.click())
      await eventually('signed', async () =>
        /Signed: Ketamine.*\. Decision support did not answer\./.test(await notice(page)),
      )
      await context.close()
    },
  ],
  [
    'what is wrong with a request or a token is told beside it, and of a link where it was made',
    async () => {
      const { page, context } = await opened(browser, service, { height: 700 })
      await page.getByRole('tab', { name: 'Request' }).click()
      await page.locator('#request').fill('{bad')
      await page.getByRole('button', { name: 'Send this request' }).click()
      const wrong = page.getByRole('alert').filter({ hasText: 'not valid JSON' })
      await wrong.waitFor()
      assert.equal(await isInView(wrong), true)
      assert.equal(await page.locator('#request').getAttribute('aria-invalid'), 'true')
      assert.equal(await page.locator('#request').getAttribute('aria-describedby'), await wrong.getAttribute('id'))
      assert.deepEqual(await accessibilityProblems(page), [])
      await page.locator('#request').fill('{}')
      assert.equal(await wrong.count(), 0)
      await page.locator('#token').fill('töken→')
      await page.getByRole('button', { name: 'Send this request' }).click()
      await page.getByRole('alert').filter({ hasText: 'This is no token' }).waitFor()
      assert.equal(await page.locator('#token').getAttribute('aria-invalid'), 'true')
      assert.doesNotMatch((await page.locator('#status').textContent()) ?? '', /No connection/)
      await page.getByRole('button', { name: 'Copy a link to this request' }).click()
      const told = page.getByRole('status').filter({ hasText: /The link is/ })
      await told.waitFor()
      assert.equal(await isInView(told), true)
      await context.close()
    },
  ],
  [
    'a link stands in the address for as long as it tells what is on the screen',
    async () => {
      const { page, context } = await opened(browser, service)
      await choose(page, 'Imre Kovacs')
      await page.getByRole('button', { name: 'Copy a link to this state' }).click()
      await eventually('hash', async () => page.url().includes('#s='))
      await page.reload()
      await eventually('Imre', async () => /Imre/.test(await banner(page)))
      await choose(page, 'Leo Brandt')
      assert.doesNotMatch(page.url(), /#s=/)
      await context.close()
    },
  ],
  [
    'the banner tells the whole reaction, and why a medication was stopped',
    async () => {
      const { page, context } = await opened(browser, service)
      await choose(page, 'Joan Whitfield')
      assert.match(await banner(page), /ibuprofen \(urticaria\)/)
      await choose(page, 'Imre Kovacs')
      assert.match(await banner(page), /sumatriptan[^;]*\(stopped: inefficacy\)/i)
      await context.close()
    },
  ],
  [
    'nothing can be signed or sent before the page is set up',
    async () => {
      const { page, context } = await openPage(browser)
      const settings = Promise.withResolvers<void>()
      await page.route('**/try-it.json', async (route) => {
        await settings.promise
        await route.continue()
      })
      await page.goto(service.url)
      for (const id of ['sign', 'add', 'link', 'send', 'request-link'])
        assert.equal(await page.locator(`#${id}`).isDisabled(), true, id)
      settings.resolve()
      await page.locator(card).waitFor()
      for (const id of ['sign', 'add', 'link']) assert.equal(await page.locator(`#${id}`).isEnabled(), true, id)
      await context.close()
    },
  ],
]
