import { createHmac, createSecretKey, hash } from 'node:crypto'

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

/** HMAC-SHA-256, of which 22 letters of base64url are kept: 132 bits. @param key in letters */
export function hashing(key: string): Hashing {
  // A key in letters is made into one of bytes for every hash, which takes a fifth of it.
  const secret = createSecretKey(key, 'utf8')
  const short = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22)
  return {
    patient: (client, id) => short(`patient\n${client}\n${briefId(id)}`),
    encounter: (client, id) => short(`encounter\n${client}\n${briefId(id)}`),
    hookInstance: (id) => short(`hook-instance\n\n${id.toLowerCase()}`),
  }
}
