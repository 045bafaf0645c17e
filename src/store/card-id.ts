import { randomUUID } from 'node:crypto'

/**
 * A UUID of version 7 (RFC 9562): the time in milliseconds, then 74 random bits. So cards issued one after the other lie
 * side by side in the index they are looked up by. With random keys every batch would write all over that index, which
 * costs as much as all else that is written of a card.
 */
export function cardId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  // Of version 4 everything behind the version's digit is taken over: random bits, and the variant among them.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
