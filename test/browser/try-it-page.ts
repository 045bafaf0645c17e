import type { Browser, Page } from 'playwright-core'
import { openPage, type Running, type Watched } from './harness.ts'

/** What a visitor of the try-it page does and sees. */
export const card = '.cds-card'
export const choose = (page: Page, name: string): Promise<void> =>
  page.getByRole('radio', { name: new RegExp(name) }).check({ force: true })
export const drafts = (page: Page): Promise<string> => page.locator('#drafts').innerText()
export const summary = (page: Page): Promise<string> => page.locator(`${card} h3`).first().innerText()

export async function opened(browser: Browser, service: Running, view = {}): Promise<Watched> {
  const watched = await openPage(browser, view)
  await watched.page.goto(service.url)
  await watched.page.locator(card).waitFor()
  return watched
}
