import { randomUUID } from 'node:crypto'

/**
 * A UUID of version 7 (RFC 9562): the time in milliseconds, then 74 random bits. Cards issued one after the other lie
 * beside each other in the index they are looked up by: one with random keys is written all over by every batch, which
 * costs as much as all else that is written of a card.
 */
export function cardId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  // Of version 4 everything behind the version's digit is taken over: random bits, and the variant among them.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
