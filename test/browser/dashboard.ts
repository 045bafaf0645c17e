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

/** Forty days of calls and feedback, made by the service itself with its clock moved. */
async function withHistory(): Promise<Running> {
  let time = Date.now()
  const service = await startService({ ADMIN_TOKEN: token }, () => new Date(time))
  const url = '/cds-services/iv-ketamine-for-migraine-order-sign'
  const start = time - 40 * 86_400_000
  for (let day = 0; day <= 40; day += 1) {
    for (let call = 0; call < 12; call += 1) {
      time = start + day * 86_400_000 + call * 1000
      const isMine = (call + day) % 3 !== 0
      const answer = await service.inject({
        method: 'POST',
        url,
        payload: orderOf(`${day}-${call}`, isMine ? 'migraine' : 'sedation'),
      })
      const { cards } = answer.json<{
        cards: { uuid: string; suggestions: { uuid: string }[]; overrideReasons: object[] }[]
      }>()
      const [card] = cards
      if (card === undefined || call % 4 === 0) continue
      const outcomeTimestamp = new Date(time + 4000).toISOString()
      const feedback =
        (call + day) % 5 < 2
          ? {
              card: card.uuid,
              outcome: 'accepted',
              acceptedSuggestions: [{ id: card.suggestions[call % card.suggestions.length]?.uuid }],
              outcomeTimestamp,
            }
          : {
              card: card.uuid,
              outcome: 'overridden',
              overrideReason: { reason: card.overrideReasons[(day * call) % card.overrideReasons.length] },
              outcomeTimestamp,
            }
      await service.inject({ method: 'POST', url: `${url}/feedback`, payload: { feedback: [feedback] } })
    }
  }
  time = Date.now()
  return service
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
    'the dashboard asks for the token, keeps it from scripts, draws forty days, and filters',
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

        const rates = page.locator('section[aria-label="Firing rate"]')
        await rates.locator('summary').click()
        assert.ok((await rates.locator('tbody tr').count()) >= 40)
        assert.deepEqual(await accessibilityProblems(page), [])
        await rates.locator('summary').click()
        await page.screenshot({ path: `${pictures}/dashboard.png`, fullPage: true })

        const calls = (): Promise<string> => page.locator('#totals dd').first().innerText()
        const before = await calls()
        await page.getByLabel('From').fill(new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10))
        await eventually('filtered', async () => (await calls()) !== before)
        assert.match((await page.locator('#csv').getAttribute('href')) ?? '', /from=/)
        const csv = await page.request.get(`${guarded.url}${(await page.locator('#csv').getAttribute('href')) ?? ''}`)
        assert.equal(csv.status(), 200)

        await page.setViewportSize({ width: 360, height: 800 })
        await eventually('narrow', async () => !(await isTooWide(page)))
        assert.deepEqual(faults, [])
      } finally {
        await context.close()
        await guarded.close()
      }
    },
  ],
]
