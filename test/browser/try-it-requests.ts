import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { cards } from '../../cards/index.ts'
import { aGuidance } from '../routes/a-guidance.ts'
import { eventually, openPage, startService, type Running, type Test } from './harness.ts'
import { card, choose, opened } from './try-it-page.ts'

const hostile = '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe><img src=x onerror="window.pwned=1">'

/** What a link or an edited request may bring into the page, traces that are not there, and pages that fail. */
export const tryItRequests = (browser: Browser, service: Running): readonly Test[] => [
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
    'of several recommendations the inspector shows the one that spoke, and the trace of each',
    async () => {
      const silent = aGuidance({ triage: () => ({ kind: 'silent', because: 'well' }) })
      const several = await startService({}, undefined, [...cards, silent])
      const { page, context } = await opened(browser, several)
      try {
        assert.match(await page.locator('#response').innerText(), /"summary"/)
        assert.match(await page.locator('#service').inputValue(), /^iv-ketamine/)
        const why = page.locator('#panel-why')
        // In the order in which they were decided, which is no order.
        await eventually('traces', async () => {
          const traces = await why.innerText()
          return /Spoke/.test(traces) && /Silent[^]*well/.test(traces)
        })
      } finally {
        await context.close()
        await several.close()
      }
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
        await eventually('said', async () =>
          /was left out/.test((await page.locator('#notice, #request-note').allInnerTexts()).join()),
        )
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
]
