import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
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

type Shape = (stats: Record<string, unknown>, asked: URLSearchParams) => Record<string, unknown>

/** The numbers as the service tells them, changed. */
export const shaped = (page: Page, change: Shape): Promise<unknown> =>
  page.route('**/api/stats*', async (route) => {
    const response = await route.fetch()
    const stats = (await response.json()) as Record<string, unknown>
    await route.fulfill({ response, json: change(stats, new URL(route.request().url()).searchParams) })
  })

const figure = (page: Page): Promise<string> => page.locator('#totals dd').first().innerText()
const errorsOf = (faults: readonly string[]): string[] => faults.filter((fault) => fault.startsWith('error:'))

export async function shown(page: Page, base: string): Promise<void> {
  await page.goto(`${base}/admin`)
  await page.locator('#charts section').first().waitFor()
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
        return /clinical trial\s+policy-contradicts\s+1/.test(await chart.locator('table').last().innerText())
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
        assert.match(await page.locator('#totals').innerText(), /Could not decide\s+0/)
        const rates = page.locator('section[aria-label="Firing rate"]')
        await rates.locator('summary').click()
        assert.ok((await rates.locator('tbody tr').count()) >= days)
        // What is drawn is what the alarm goes by: it names the same day, and the same band.
        const [, day = '', rate = '', low = '', high = ''] =
          /(\d{4}-\d\d-\d\d): (.+ %); .* (\S+ %) to (\S+ %)/.exec(await page.locator('#alarms').innerText()) ?? []
        const row = await rates.locator('tbody tr', { hasText: day }).innerText()
        assert.deepEqual(row.split('\t').slice(2), [rate, low, high])
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
  [
    'of two filters the later one is shown, also where the earlier is answered last',
    async () => {
      const { page, context } = await openPage(browser)
      await shaped(page, (stats, asked) => ({
        ...stats,
        totals: { ...(stats['totals'] as object), calls: asked.has('service') ? 111 : 222 },
      }))
      await shown(page, service.url)
      await page.route(/stats\?.*service=/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 700))
        await route.fallback()
      })
      const late = page.waitForRequest(/service=/)
      await page.locator('select[name=service]').selectOption({ index: 1 })
      await late
      await page.locator('select[name=service]').selectOption('')
      await eventually('the later', async () => (await figure(page)) === '222')
      await new Promise((resolve) => setTimeout(resolve, 1000))
      assert.equal(await figure(page), '222')
      await context.close()
    },
  ],
  [
    'a date that is typed is asked for once',
    async () => {
      const { page, context, requested } = await openPage(browser)
      await shown(page, service.url)
      const before = requested.filter((address) => address.includes('/api/stats')).length
      for (const day of ['0002-01-01', '0020-01-01', '0202-01-01', '2026-01-01'])
        await page.getByLabel('From').fill(day)
      await eventually('answer', async () => requested.some((address) => address.includes('from=2026-01-01')))
      assert.equal(requested.filter((address) => address.includes('/api/stats')).length, before + 1)
      await context.close()
    },
  ],
  [
    'where a read fails the numbers of the filter before are gone, and the page says in words what is wrong',
    async () => {
      const { page, context, faults } = await openPage(browser)
      await shown(page, service.url)
      const trouble = page.getByRole('alert').filter({ visible: true })
      const failing = async (words: RegExp): Promise<void> => {
        await page.locator('select[name=granularity]').selectOption('week')
        await eventually('words', async () => words.test((await trouble.allInnerTexts()).join()))
        assert.equal(await page.locator('#totals div, #charts section').count(), 0)
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.emulateMedia({ colorScheme: 'light' })
        await page.unrouteAll()
        await page.locator('select[name=granularity]').selectOption('day')
        await page.locator('#charts section').first().waitFor()
        assert.equal(await trouble.count(), 0)
      }
      await page.route('**/api/stats*', (route) => route.fulfill({ status: 502, body: '<html>Bad gateway</html>' }))
      await failing(/HTTP 502/)
      await page.route('**/api/stats*', (route) => route.abort())
      await failing(/could not be reached/)
      await page.locator('input[name=to]').fill('2020-01-01')
      await eventually('order of days', async () =>
        /a day after that of to/.test((await trouble.allInnerTexts()).join()),
      )
      await page.locator('input[name=to]').fill('9999-12-31')
      await eventually('numbers', async () => /in this period/.test(await page.locator('#state').innerText()))

      // What is drawn is drawn anew in other colours, without asking.
      await context.setOffline(true)
      await page.emulateMedia({ colorScheme: 'dark' })
      await new Promise((resolve) => setTimeout(resolve, 200))
      assert.equal(await trouble.count(), 0)
      assert.deepEqual(errorsOf(faults), [])
      await context.close()
    },
  ],
  [
    'every client stays on offer, codes are told in words, reasons of one name by their system and rows by their recommendation',
    async () => {
      const { page, context } = await openPage(browser)
      const rule = 'iv-ketamine-for-migraine'
      const reason = { rule, code: 'protocol', count: 1 }
      await shaped(page, (stats, asked) => ({
        ...stats,
        byClient: ['north', 'south']
          .filter((client) => [null, client].includes(asked.get('client')))
          .map((client) => ({ client })),
        alternatives: [
          {
            rule,
            alternative: 'aac',
            offered: 4,
            accepted: 2,
            acceptanceRate: 0.5,
            recommended: 4,
            wouldHaveOffered: 0,
          },
        ],
        removals: 23,
        overrides: [
          { ...reason, system: 'urn:iv-ketamine-cds:override-reason' },
          { ...reason, system: 'urn:site' },
          reason,
        ],
        leftOut: [{ recommendation: rule, rule: 'triptan-ihd', count: 1 }],
        rows: [
          { rule, row: '1', count: 2 },
          { rule: 'another', row: '1', count: 3 },
        ],
      }))
      await shown(page, service.url)
      await page.locator('select[name=client]').selectOption('north')
      await eventually(
        'filtered',
        async () => (await page.locator('#csv').getAttribute('href'))?.includes('client=north') === true,
      )
      await eventually('read', async () => /in this period/.test(await page.locator('#state').innerText()))
      assert.deepEqual(await page.locator('select[name=client]').locator('option').allInnerTexts(), [
        'all',
        'north',
        'south',
      ])

      const chart = (name: string) => page.locator(`section[aria-label="${name}"]`)
      const table = (name: string): Promise<string> =>
        chart(name)
          .locator('table')
          .last()
          .evaluate((one) => one.textContent ?? '')
      assert.match(await table('Acceptance by alternative'), /Aspirin-acetaminophen-caffeine 2 tablets PO once/)
      assert.match(await chart('Acceptance by alternative').innerText(), /a removal of the order was accepted 23 times/)
      assert.match(
        await table('Override reasons'),
        /protocol or clinical trial1protocol \(urn:site\)1.* \(no system stated\)/,
      )
      assert.match(await table('Rules that left an alternative out'), /RuleAlternatives left outtriptan-ihd1/)
      assert.match(await table('Decision rows'), /IV ketamine for migraine: 12another: 13/)
      await context.close()
    },
  ],
  [
    'who is not let in is told why: by a wrong token, too often, a failing service, none, a session that ended, or a closed dashboard',
    async () => {
      const guarded = await startService({ ADMIN_TOKEN: token })
      const { page, context, faults } = await openPage(browser)
      try {
        await page.goto(`${guarded.url}/admin`)
        const problem = page.locator('#login-problem')
        const logIn = async (): Promise<void> => {
          await page.getByLabel('Token').fill(token)
          await page.getByRole('button', { name: 'Log in' }).click()
        }
        for (const [status, words] of [
          [429, /Too many attempts/],
          [503, /could not be checked \(HTTP 503\)/],
        ] as const) {
          await page.route('**/admin/login', (route) => route.fulfill({ status, json: {} }))
          await logIn()
          await eventually(String(status), async () => words.test(await problem.innerText()))
          await page.unrouteAll()
        }
        await page.route('**/admin/login', (route) => route.abort())
        await logIn()
        await eventually('no network', async () => /could not be reached/.test(await problem.innerText()))
        await page.unrouteAll()

        await logIn()
        await page.locator('#charts section').first().waitFor()
        await eventually('focus', () => page.evaluate(() => document.activeElement?.id === 'state'))

        await context.clearCookies()
        await page.getByRole('link', { name: 'CSV' }).click()
        await eventually('ended', async () => /session has ended/.test(await problem.innerText()))
        assert.equal(page.url(), `${guarded.url}/admin`)
        await logIn()
        await page.locator('#charts section').first().waitFor()
        const file = page.waitForEvent('download')
        await page.getByRole('link', { name: 'CSV' }).click()
        assert.equal((await file).suggestedFilename(), 'export.csv')

        await page.route('**/api/*', (route) => route.fulfill({ status: 403, json: {} }))
        await page.reload()
        await page.getByRole('heading', { name: 'The dashboard is closed' }).waitFor()
        assert.equal(await page.getByLabel('Token').isVisible(), false)
        assert.deepEqual(await accessibilityProblems(page), [])
        assert.deepEqual(errorsOf(faults), [])
      } finally {
        await context.close()
        await guarded.close()
      }
    },
  ],
  [
    'printed from a dark window it is dark on white, and no chart is wider than the paper',
    async () => {
      const { page, context } = await openPage(browser, { dark: true })
      await shown(page, service.url)
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      const ink = await page.evaluate(() => getComputedStyle(document.querySelector('input') as Element).color)
      assert.equal(ink, 'rgb(23, 33, 31)')
      // Paper comes without a moment in which a plot could be drawn anew.
      const width = await page.evaluate(() => {
        const plot = document.querySelector<HTMLElement>('.plot:has(canvas)')
        if (plot === null) return Infinity
        plot.style.width = '300px'
        return plot.querySelector('canvas')?.getBoundingClientRect().width ?? Infinity
      })
      assert.ok(width <= 300, String(width))
      await context.close()
    },
  ],
]
