import { createHmac, createSecretKey } from 'node:crypto'

/** Stands for an id without telling it. Hashes of one id differ between clients, so that sites cannot be joined. */
export interface Hashing {
  readonly patient: (client: string, id: string) => string
  readonly encounter: (client: string, id: string) => string
  /** Of a UUID the client made up: the same for everybody, since it is looked up without knowing the client. */
  readonly hookInstance: (id: string) => string
}

export function hashing(key: string): Hashing {
  const secret = createSecretKey(key, 'utf8')
  const hash = (kind: string, salt: string, id: string): string =>
    createHmac('sha256', secret).update(`${kind}\n${salt}\n${id}`).digest('base64url').slice(0, 22)
  return {
    patient: (client, id) => hash('patient', client, id),
    encounter: (client, id) => hash('encounter', client, id),
    hookInstance: (id) => hash('hook-instance', '', id.toLowerCase()),
  }
}
