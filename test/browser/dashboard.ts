import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import {
  accessibilityProblems,
  eventually,
  isTooWide,
  openPage,
  startService,
  type Running,
  type Test,
} from './harness.ts'
import { orderOf } from './orders.ts'

const token = 'a-token-of-the-browser-tests'

const days = 80
const url = '/cds-services/iv-ketamine-for-migraine-order-sign'

interface Answer {
  readonly cards: readonly {
    readonly uuid: string
    readonly suggestions: readonly { readonly uuid: string }[]
    readonly overrideReasons: readonly object[]
  }[]
}

/** A fixed sequence between 0 and 1 that looks like chance, the same in every run. */
function dice(): () => number {
  let state = 7
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/**
 * Eighty days of calls and feedback, made by the service itself with its clock moved. Yesterday most orders were for
 * sedation: the firing rate falls out of its history.
 */
async function withHistory(): Promise<Running> {
  let time = Date.now()
  const service = await startService({ ADMIN_TOKEN: token, SILENT: '0.12' }, () => new Date(time))
  const chance = dice()
  const start = time - days * 86_400_000
  for (let day = 0; day <= days; day += 1) {
    const isOdd = day === days - 1
    for (let call = 0; call < 24; call += 1) {
      time = start + day * 86_400_000 + call * 1000
      const reason = chance() < (isOdd ? 0.15 : 0.72) ? 'migraine' : 'sedation'
      const payload = orderOf(`${day}-${call}`, reason, chance() < 0.3)
      const [card] = (await service.inject({ method: 'POST', url, payload })).json<Answer>().cards
      if (card === undefined || chance() < 0.5) continue
      await service.inject({
        method: 'POST',
        url: `${url}/feedback`,
        payload: { feedback: [told(card, chance, time)] },
      })
    }
  }
  time = Date.now()
  return service
}

function told(card: Answer['cards'][number], chance: () => number, time: number): object {
  const outcomeTimestamp = new Date(time + 3000 + chance() * 40_000).toISOString()
  const skewed = (length: number): number => Math.floor(chance() ** 2 * length)
  return chance() < 0.45
    ? {
        card: card.uuid,
        outcome: 'accepted',
        acceptedSuggestions: [{ id: card.suggestions[skewed(card.suggestions.length)]?.uuid }],
        outcomeTimestamp,
      }
    : {
        card: card.uuid,
        outcome: 'overridden',
        overrideReason: { reason: card.overrideReasons[skewed(card.overrideReasons.length)] },
        outcomeTimestamp,
      }
}

export const dashboard = (browser: Browser, service: Running, pictures: string): readonly Test[] => [
  [
    'a card dismissed with a reason is found on the dashboard',
    async () => {
      const { page, context, faults } = await openPage(browser)
      await page.goto(service.url)
      await page.locator('.cds-card').waitFor()
      await page.getByText('Dismiss with a reason').click()
      await page.getByRole('radio', { name: /Institutional protocol/ }).check()
      await page.getByRole('button', { name: 'Keep the order and dismiss' }).click()
      await eventually('feedback', async () => /Feedback was recorded/.test(await page.locator('#notice').innerText()))
      await eventually('dashboard', async () => {
        await page.goto(`${service.url}/admin`)
        await page.locator('#charts section').first().waitFor()
        const chart = page.locator('section[aria-label="Override reasons"]')
        if ((await chart.locator('summary').count()) === 0) return false
        await chart.locator('summary').click()
        return /protocol\s+policy-contradicts\s+1/.test(await chart.locator('table').last().innerText())
      })
      assert.deepEqual(faults, [])
      await context.close()
    },
  ],
  [
    'the dashboard asks for the token, keeps it from scripts, draws eighty days with their alarm, and filters',
    async () => {
      const guarded = await withHistory()
      const { page, context, faults } = await openPage(browser)
      try {
        await page.goto(`${guarded.url}/admin`)
        await page.locator('#login').waitFor()
        assert.deepEqual(await accessibilityProblems(page), [])
        await page.getByLabel('Token').fill('not the token')
        await page.getByRole('button', { name: 'Log in' }).click()
        await eventually('refusal', async () => /not the token/.test(await page.locator('#login-problem').innerText()))
        await page.getByLabel('Token').fill(token)
        await page.getByRole('button', { name: 'Log in' }).click()
        await page.locator('#charts canvas').first().waitFor()

        const [cookie] = await context.cookies()
        assert.equal(cookie?.httpOnly, true)
        assert.equal(cookie?.sameSite, 'Strict')
        assert.doesNotMatch(cookie?.value ?? '', new RegExp(token))
        assert.equal(await page.evaluate(() => document.cookie), '')

        assert.match(await page.locator('#alarms').innerText(), /Firing rate stands out/)
        const rates = page.locator('section[aria-label="Firing rate"]')
        await rates.locator('summary').click()
        assert.ok((await rates.locator('tbody tr').count()) >= days)
        assert.deepEqual(await accessibilityProblems(page), [])
        await rates.locator('summary').click()
        await page.screenshot({ path: `${pictures}/dashboard.png`, fullPage: true })

        const calls = (): Promise<string> => page.locator('#totals dd').first().innerText()
        const before = await calls()
        // The session outlives the page, and so does the way out of it.
        await page.reload()
        await page.locator('#charts canvas').first().waitFor()
        await page.getByRole('button', { name: 'Log out' }).waitFor()

        await page.getByLabel('From').fill(new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10))
        await eventually('filtered', async () => (await calls()) !== before)
        assert.match((await page.locator('#csv').getAttribute('href')) ?? '', /from=/)
        const csv = await page.request.get(`${guarded.url}${(await page.locator('#csv').getAttribute('href')) ?? ''}`)
        assert.equal(csv.status(), 200)

        await page.setViewportSize({ width: 360, height: 800 })
        await eventually('narrow', async () => !(await isTooWide(page)))
        assert.deepEqual(faults, [])

        await page.getByRole('button', { name: 'Log out' }).click()
        await page.locator('#login').waitFor()
      } finally {
        await context.close()
        await guarded.close()
      }
    },
  ],
]
