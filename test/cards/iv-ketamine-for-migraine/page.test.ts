import { page, readPage } from '../../tools/card-page.ts'

it('the page that a clinician signs off agrees with the data', () => {
  expect(readPage()).toBe(page(readPage()))
})
