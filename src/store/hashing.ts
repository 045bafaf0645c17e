import { createHmac, createSecretKey, hash } from 'node:crypto'

/** Hashes stand for ids without revealing them. Those of one id differ between clients, so that sites cannot be joined. */
export interface Hashing {
  readonly patient: (client: string, id: string) => string
  readonly encounter: (client: string, id: string) => string
  /** Of a UUID the client made up: the same for everybody, since it is looked up without knowing the client. */
  readonly hookInstance: (id: string) => string
}

/** Longer than any id of a patient or an encounter: clients may send what they like. */
const longest = 1000

/** An id in the form in which it waits to be hashed, of bounded length. It has the same hash as the whole id. */
export const briefId = (id: string): string => (id.length <= longest ? id : hash('sha256', id, 'base64url'))

/** HMAC-SHA-256, of which 22 letters of base64url are kept: 132 bits. @param key in letters */
export function hashing(key: string): Hashing {
  // From a string the key would be made anew for every hash, which takes a fifth of the time.
  const secret = createSecretKey(key, 'utf8')
  const short = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22)
  return {
    patient: (client, id) => short(`patient\n${client}\n${briefId(id)}`),
    encounter: (client, id) => short(`encounter\n${client}\n${briefId(id)}`),
    hookInstance: (id) => short(`hook-instance\n\n${id.toLowerCase()}`),
  }
}
