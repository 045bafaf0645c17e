import { generateKeyPairSync, randomUUID, sign, verify, type KeyObject } from 'node:crypto'

export type Algorithm = 'ES384' | 'RS384'

/** A client that signs calls. */
export interface Issuer {
  readonly algorithm: Algorithm
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  /** Content of TRUSTED_CLIENTS. */
  readonly clients: readonly object[]
  /** Tokens for that audience, good for five minutes, each with its own id. */
  tokens(count: number, audience: string): Promise<readonly string[]>
}

const iss = 'https://ehr.example.org'
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const signed = (text: string, key: KeyObject): Buffer =>
  sign('sha384', Buffer.from(text), key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key)

export async function makeTokens(algorithm: Algorithm): Promise<Issuer> {
  const { publicKey, privateKey } =
    algorithm === 'ES384'
      ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: algorithm }
  const header = encode({ alg: algorithm, typ: 'JWT', kid: 'bench' })
  return {
    algorithm,
    publicKey,
    privateKey,
    clients: [{ id: 'bench', iss, jwks: { keys: [jwk] }, fhirServers: ['https://ehr.example.org/fhir'] }],
    async tokens(count, audience) {
      const iat = Math.floor(Date.now() / 1000)
      return Array.from({ length: count }, () => {
        const payload = encode({ iss, aud: audience, iat, exp: iat + 300, jti: randomUUID() })
        return `${header}.${payload}.${signed(`${header}.${payload}`, privateKey).toString('base64url')}`
      })
    },
  }
}

/** CPU microseconds that checking one signature takes, and nothing else of a token. */
export function signatureCost({ publicKey, privateKey }: Issuer): number {
  const text = 'x'.repeat(400)
  const signature = signed(text, privateKey)
  const data = Buffer.from(text)
  const key =
    publicKey.asymmetricKeyType === 'ec' ? ({ key: publicKey, dsaEncoding: 'ieee-p1363' } as const) : publicKey
  const count = 1000
  for (let warm = 0; warm < 200; warm += 1) verify('sha384', data, key, signature)
  const before = process.cpuUsage()
  for (let turn = 0; turn < count; turn += 1) if (!verify('sha384', data, key, signature)) throw new Error('not valid')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}
