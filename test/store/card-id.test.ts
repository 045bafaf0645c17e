import { cardId } from '../../src/store/card-id.ts'

it('is a UUID of version 7 that starts with the time, and is another one each time', () => {
  const now = Date.parse('2026-03-02T10:00:00.000Z')
  const ids = Array.from({ length: 1000 }, () => cardId(now))

  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(1000)
  expect(new Set(ids.map((id) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)))).toEqual(new Set([now]))
  expect(cardId(now) < cardId(now + 1)).toBe(true)
})
