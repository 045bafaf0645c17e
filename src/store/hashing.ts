import { hash } from 'node:crypto'

/** Stands for an id without telling it. Hashes of one id differ between clients, so that sites cannot be joined. */
export interface Hashing {
  readonly patient: (client: string, id: string) => string
  readonly encounter: (client: string, id: string) => string
  /** Of a UUID the client made up: the same for everybody, since it is looked up without knowing the client. */
  readonly hookInstance: (id: string) => string
}

/** Longer than any id of a patient or an encounter: clients may send what they like. */
const longest = 1000

/** An id as it may wait for its hash: never longer than ids are. Of the whole and of this the hashes are the same. */
export const briefId = (id: string): string => (id.length <= longest ? id : hash('sha256', id, 'base64url'))

export function hashing(key: string): Hashing {
  const mac = hmacSha256(key)
  const short = (text: string): string => mac(text).slice(0, 22)
  return {
    patient: (client, id) => short(`patient\n${client}\n${briefId(id)}`),
    encounter: (client, id) => short(`encounter\n${client}\n${briefId(id)}`),
    hookInstance: (id) => short(`hook-instance\n\n${id.toLowerCase()}`),
  }
}

/** Bytes of a block of SHA-256, and of its digest. */
const block = 64
const digest = 32
/** Longest text, in bytes, that needs no memory of its own. */
const usual = 512

/**
 * HMAC (RFC 2104) in base64url, as two digests of what lies ready. `createHmac` makes an object outside the heap for
 * each: several times the cost, and more work for the garbage collector than all else that is recorded.
 */
export function hmacSha256(key: string): (text: string) => string {
  const bytes = Buffer.from(key)
  const secret = bytes.length > block ? hash('sha256', bytes, 'buffer') : bytes
  const inner = Buffer.alloc(block + usual)
  const outer = Buffer.alloc(block + digest)
  for (let index = 0; index < block; index += 1) {
    inner[index] = (secret[index] ?? 0) ^ 0x36
    outer[index] = (secret[index] ?? 0) ^ 0x5c
  }
  const padded = (text: string): Buffer => {
    // UTF-16 units take at most three bytes each.
    if (text.length * 3 > usual) return Buffer.concat([inner.subarray(0, block), Buffer.from(text)])
    return inner.subarray(0, block + inner.write(text, block))
  }
  return (text) => {
    outer.write(hash('sha256', padded(text), 'binary'), block, 'binary')
    return hash('sha256', outer, 'base64url')
  }
}
