import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import {
  accessibilityProblems,
  eventually,
  isTooWide,
  openPage,
  type Running,
  type Test,
  type Watched,
} from './harness.ts'

const card = '.cds-card'
const choose = (page: Page, name: string): Promise<void> =>
  page.getByRole('radio', { name: new RegExp(name) }).check({ force: true })
const drafts = (page: Page): Promise<string> => page.locator('#drafts').innerText()
const summary = (page: Page): Promise<string> => page.locator(`${card} h3`).first().innerText()

async function opened(browser: Browser, service: Running, view = {}): Promise<Watched> {
  const watched = await openPage(browser, view)
  await watched.page.goto(service.url)
  await watched.page.locator(card).waitFor()
  return watched
}

const hostile = '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe><img src=x onerror="window.pwned=1">'

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
    'a link reproduces the state',
    async () => {
      const first = await opened(browser, service)
      await choose(first.page, 'Imre Kovacs')
      await first.page.locator('input[name=dose]').fill('0.17')
      await eventually('answer', async () => (await first.page.locator('#request').inputValue()).includes('0.17'))
      await first.page.getByRole('button', { name: 'Copy a link to this state' }).click()
      await eventually('hash', async () => first.page.url().includes('#s='))
      const second = await openPage(browser)
      await second.page.goto(first.page.url())
      await eventually('state', async () => (await second.page.locator('#request').inputValue()).includes('0.17'))
      assert.match(await second.page.locator('#banner').innerText(), /Imre Kovacs/)
      await first.context.close()
      await second.context.close()
    },
  ],
  [
    'a link to a request fills it in and sends nothing by itself',
    async () => {
      const first = await opened(browser, service)
      await first.page.getByRole('tab', { name: 'Request' }).click()
      await first.page.getByRole('button', { name: 'Copy a link to this request' }).click()
      await eventually('hash', async () => first.page.url().includes('#s='))
      const request = await first.page.locator('#request').inputValue()
      const second = await openPage(browser)
      await second.page.goto(first.page.url())
      await eventually('request', async () => (await second.page.locator('#request').inputValue()) === request)
      assert.equal(
        second.requested.some((url) => url.includes('/cds-services/')),
        false,
      )
      await second.page.getByRole('button', { name: 'Send this request' }).click()
      await second.page.locator(card).waitFor()
      await first.context.close()
      await second.context.close()
    },
  ],
  [
    'a request can be edited and sent, and a refusal is explained',
    async () => {
      const { page, context } = await opened(browser, service)
      await page.getByRole('tab', { name: 'Request' }).click()
      await page.locator('#request').fill('{"hook":"order-select","hookInstance":"x","context":{}}')
      await page.getByRole('button', { name: 'Send this request' }).click()
      await eventually('response', async () => /HTTP 400/.test(await page.locator('#status').innerText()))
      assert.match(await page.locator('#response').innerText(), /holds almost nothing/)
      await context.close()
    },
  ],
  [
    'a card that one visitor dismissed is shown to the next',
    async () => {
      const first = await opened(browser, service)
      await first.page.getByText('Dismiss with a reason').click()
      await first.page.getByRole('radio', { name: /Shared decision/ }).check()
      await first.page.getByRole('button', { name: 'Keep the order and dismiss' }).click()
      await eventually('feedback', async () =>
        /Feedback was recorded/.test(await first.page.locator('#notice').innerText()),
      )
      await first.page.locator('input[name=dose]').fill('0.4')
      await first.page.locator('#silence').waitFor()
      const second = await opened(browser, service)
      await first.context.close()
      await second.context.close()
    },
  ],
  [
    'why no trace is there: refused, not logged in, closed, and never as a word of the script',
    async () => {
      const { page, context } = await openPage(browser)
      const why = page.locator('#panel-why')
      for (const [status, words] of [
        [401, /log in on the dashboard/],
        [403, /started without ADMIN_TOKEN/],
        [404, /only counted/],
      ] as const) {
        await page.route('**/api/traces/*', (route) => route.fulfill({ status, json: {} }))
        await page.goto(service.url)
        await eventually(String(status), async () => words.test(await why.innerText()))
        assert.doesNotMatch(await why.innerText(), /undefined/)
        await page.unrouteAll()
      }
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.getByRole('tab', { name: 'Request' }).click()
      await page.locator('#request').fill('null')
      await page.getByRole('button', { name: 'Send this request' }).click()
      await eventually('response', async () => /HTTP 400/.test(await page.locator('#status').innerText()))
      await page.getByRole('tab', { name: 'Why' }).click()
      assert.match(await why.innerText(), /^Refused\s[^]*leaves no trace/)
      assert.equal(asked.filter((url) => url.includes('/api/traces/')).length, 0)
      await context.close()
    },
  ],
  [
    'a link that holds what the page does not know is used as far as it goes, and that is said',
    async () => {
      const { page, context, faults } = await openPage(browser)
      const order = { drug: 'ketamine-50', route: 'iv', dose: '0.3', unit: 'mg/kg', reason: 'migraine' }
      for (const [state, orders] of [
        [{ patient: 'typical', drafts: [null, { ...order, id: 'draft-1' }] }, 1],
        [{ patient: 'typical', drafts: [{ ...order, drug: 'unknown' }] }, 0],
        [{ patient: 'nobody', drafts: [order] }, 1],
        [{ patient: 'typical', service: 'no-service', request: {} }, 0],
        [null, 1],
      ] as const) {
        const hash = `#s=${deflateRawSync(JSON.stringify(state)).toString('base64url')}`
        await page.goto('about:blank')
        await page.goto(`${service.url}/${hash}`)
        await eventually('said', async () => /was left out/.test(await page.locator('#notice').innerText()))
        assert.match(await page.locator('#banner').innerText(), /Maya Okafor/)
        assert.equal(await page.locator('#drafts li[data-key]').count(), orders, JSON.stringify(state))
      }
      assert.deepEqual(faults, [])
      await context.close()
    },
  ],
  [
    'a page that cannot be set up says so',
    async () => {
      for (const path of ['try-it.json', 'cds-services']) {
        const { page, context, faults } = await openPage(browser)
        await page.route(`**/${path}`, (route) => route.fulfill({ status: 429, json: {} }))
        await page.goto(service.url)
        await page
          .getByRole('alert')
          .filter({ hasText: /could not be set up \(HTTP 429\)/ })
          .waitFor()
        assert.deepEqual(faults, [])
        await context.close()
      }
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
    'markup in the name of a drug or a diagnosis is shown as text and does not run',
    async () => {
      const { page, faults, context } = await opened(browser, service)
      await page.getByRole('tab', { name: 'Request' }).click()
      const request = JSON.parse(await page.locator('#request').inputValue()) as {
        hookInstance: string
        context: { draftOrders: { entry: { resource: Record<string, unknown> }[] } }
      }
      const order = request.context.draftOrders.entry[0]?.resource as Record<string, unknown>
      const medication = order['medicationCodeableConcept'] as Record<string, unknown>
      medication['text'] = `Ketamine ${hostile}`
      order['reasonCode'] = [
        { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.009', display: hostile }], text: hostile },
      ]
      await page.locator('#request').fill(JSON.stringify({ ...request, hookInstance: 'hostile' }))
      await page.getByRole('button', { name: 'Send this request' }).click()
      await eventually('card', async () => /srcdoc/.test(await page.locator('#response').innerText()))
      assert.match(await page.locator(card).innerText(), /iframe srcdoc/)
      assert.equal(await page.locator('#cards iframe, #cards img, #cards script').count(), 0)
      assert.equal(await page.evaluate(() => 'pwned' in globalThis), false)
      assert.deepEqual(faults, [])
      await context.close()
    },
  ],
  [
    'a card that itself holds markup, as a hostile service would send, does not run either',
    async () => {
      const { page, faults, context } = await openPage(browser)
      await page.route('**/cds-services/*', async (route) => {
        const hostileCard = {
          uuid: 'u',
          summary: hostile,
          indicator: 'warning',
          detail: `Before ${hostile} [a link](javascript:window.pwned=1) <a href="javascript:window.pwned=1">b</a> after`,
          source: { label: hostile, url: 'javascript:window.pwned=1' },
          links: [{ label: hostile, url: 'javascript:window.pwned=1', type: 'absolute' }],
        }
        await route.fulfill({ json: { cards: [hostileCard] } })
      })
      await page.goto(service.url)
      await page.locator(card).waitFor()
      assert.equal(await page.locator('#cards iframe, #cards img, #cards script').count(), 0)
      assert.equal(await page.locator('#cards a[href^="javascript"]').count(), 0)
      assert.match(await page.locator(`${card} .markdown`).innerText(), /Before .*after/)
      assert.equal(await page.evaluate(() => 'pwned' in globalThis), false)
      // The policy says so of markup that is only being taken apart; nothing else may have gone wrong.
      assert.deepEqual(
        faults.filter((fault) => !/Executing inline event handler violates/.test(fault)),
        [],
      )
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
]
