import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { shaped, shown } from './dashboard.ts'
import { eventually, openPage, startService, type Running, type Test } from './harness.ts'

const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** A period in which every card was accepted. */
const period = (name: string, fired: number): object => ({
  period: name,
  calls: 2 * fired,
  notMine: fired,
  fired,
  silent: 0,
  undecided: 0,
  wouldHaveFired: 0,
  accepted: fired,
  overridden: 0,
  firingRate: 1,
  acceptanceRate: 1,
  overrideRate: 0,
})

const chart = (page: Page, name: string): Locator => page.locator(`section[aria-label="${name}"]`)

const rows = (page: Page, name: string): Promise<string[]> =>
  chart(page, name)
    .locator('details tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent).join(' ')))

export const dashboardCharts = (browser: Browser, service: Running): readonly Test[] => [
  [
    'a day without calls has a row of noughts and no rate, from the first day asked for to the last that is over',
    async () => {
      const { page, context } = await openPage(browser)
      await shaped(page, (stats) => ({ ...stats, byPeriod: [period(dayAgo(8), 5), period(dayAgo(3), 4)] }))
      await shown(page, service.url)
      const days = [8, 7, 6, 5, 4, 3, 2, 1].map(dayAgo)
      assert.deepEqual(
        (await rows(page, 'Cards and silences')).map((row) => row.replace(' (in part)', '')),
        [
          ...days.map(
            (day, index) => `${day} ${[5, 0, 0, 0, 0, 4, 0, 0][index]} 0 0 0 ${[5, 0, 0, 0, 0, 4, 0, 0][index]}`,
          ),
          `${dayAgo(0)} 0 0 0 0 0`,
        ],
      )
      assert.equal((await rows(page, 'Firing rate'))[1], `${dayAgo(7)} 0 – – –`)
      assert.equal((await rows(page, 'Cards and silences')).at(-1), `${dayAgo(0)} (in part) 0 0 0 0 0`)
      // Where nothing is pointed at the legend tells the last period.
      const legend = await chart(page, 'Cards and silences').locator('.u-legend').innerText()
      assert.match(legend, new RegExp(`Day\\s*:?\\s*${dayAgo(0)} \\(in part\\)`))
      await context.close()
    },
  ],
  [
    'a week that was not asked for as a whole is told as a part, and no date is broken',
    async () => {
      const { page, context } = await openPage(browser, { width: 390 })
      const asked = new Date('2026-01-07T00:00:00Z')
      await shaped(page, (stats, query) => ({
        ...stats,
        byPeriod:
          query.get('granularity') === 'week'
            ? [period('2026-01-05', 5), period('2026-01-12', 5), period('2026-01-26', 5)]
            : [period('2026-01-01', 5)],
      }))
      await shown(page, service.url)
      await page.locator('input[name=from]').fill(asked.toISOString().slice(0, 10))
      await page.locator('input[name=to]').fill('2026-01-28')
      await page.locator('select[name=granularity]').selectOption('week')
      await eventually('weeks', async () => (await rows(page, 'Firing rate')).length === 4)
      assert.deepEqual(await rows(page, 'Accepted and overridden'), [
        '2026-01-05 (in part) 5 0 100 %',
        '2026-01-12 5 0 100 %',
        '2026-01-19 0 0 –',
        '2026-01-26 (in part) 5 0 100 %',
      ])
      const rates = chart(page, 'Firing rate')
      assert.match(await rates.locator('.u-legend').innerText(), /Week\s*:?\s*2026-01-26 \(in part\)/)
      await rates.locator('summary').click()
      const [one, other] = await rates
        .locator('tbody th')
        .evaluateAll((cells) => cells.map((cell) => cell.clientHeight))
      assert.equal(one, other)
      await context.close()
    },
  ],
  [
    'on a narrow screen 90 days and 400 have dates with their year, and reasons that differ at the end have labels that do',
    async () => {
      const { page, context } = await openPage(browser, { width: 390 })
      await page.addInitScript(() => {
        const drawn: string[] = []
        const pens = CanvasRenderingContext2D.prototype as unknown as Record<string, (...args: unknown[]) => void>
        const paint = pens['fillText']
        pens['fillText'] = function (...args) {
          drawn.push(String(args[0]))
          paint?.apply(this, args)
        }
        Object.assign(globalThis, { drawn })
      })
      const drawn = (): Promise<string[]> =>
        page.evaluate(() => (globalThis as unknown as { drawn: string[] }).drawn.splice(0))
      const reason = { rule: 'iv-ketamine-for-migraine', count: 1 }
      const long = 'a-reason-of-a-site-that-it-tells-at-length-until-it-says'
      await shaped(page, (stats, asked) => ({
        ...stats,
        byPeriod: [period(asked.get('from') ?? dayAgo(90), 5), period(dayAgo(1), 5)],
        overrides: ['this', 'those'].map((end) => ({ ...reason, code: `${long}-${end}` })),
      }))
      await shown(page, service.url)
      for (const days of [90, 400]) {
        await drawn()
        await page.locator('input[name=from]').fill(dayAgo(days - 1))
        await page.locator('input[name=from]').fill(dayAgo(days))
        let words: string[] = []
        await eventually(`${days} days`, async () => {
          words = [...words, ...(await drawn())]
          return words.includes(dayAgo(days).slice(5))
        })
        const dates = new Set(words.filter((text) => /^\d\d-\d\d$/.test(text)))
        assert.ok(dates.size >= 3, [...dates].join())
        assert.ok(words.includes(dayAgo(days).slice(0, 4)))
        const told = words.join(' ')
        assert.match(told, /says this \(no/)
        assert.match(told, /says those \(no/)
      }
      await context.close()
    },
  ],
  [
    'tables that are open stay open when a filter changes',
    async () => {
      const { page, context } = await openPage(browser)
      await shaped(page, (stats) => ({ ...stats, byPeriod: [period(dayAgo(8), 5)] }))
      await shown(page, service.url)
      const isOpen = (name: string): Promise<boolean> =>
        chart(page, name)
          .locator('details')
          .evaluate((one) => (one as HTMLDetailsElement).open)
      await chart(page, 'Firing rate').locator('summary').click()
      await chart(page, 'Cards and silences').locator('summary').click()
      await chart(page, 'Cards and silences').locator('summary').click()
      const read = page.waitForResponse(/stats\?.*service=/)
      await page.locator('select[name=service]').selectOption({ index: 1 })
      await read
      await eventually('read', async () => /in this period/.test(await page.locator('#state').innerText()))
      assert.deepEqual([await isOpen('Firing rate'), await isOpen('Cards and silences')], [true, false])
      await context.close()
    },
  ],
  [
    'a dashboard without the try-it page has no link to it',
    async () => {
      const alone = await startService({ PAGES: 'off' })
      const { page, context, faults } = await openPage(browser)
      try {
        await shown(page, alone.url)
        const link = page.getByRole('link', { name: 'Try it' })
        assert.equal(await link.isVisible(), false)
        await shown(page, service.url)
        await link.waitFor()
        assert.deepEqual(faults, [])
      } finally {
        await context.close()
        await alone.close()
      }
    },
  ],
]
