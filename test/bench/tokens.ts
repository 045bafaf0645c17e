import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'

export type Algorithm = 'ES384' | 'RS384'

/** A client as TRUSTED_CLIENTS has it. */
interface BenchClient {
  readonly jwks: { readonly keys: readonly [JsonWebKey & { readonly alg: Algorithm }] }
}

/** A client that signs calls. */
interface Issuer {
  /** Content of TRUSTED_CLIENTS. */
  readonly clients: readonly BenchClient[]
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
  const client = { id: 'bench', iss, jwks: { keys: [jwk] as const }, fhirServers: ['https://ehr.example.org/fhir'] }
  return {
    clients: [client],
    async tokens(count, audience) {
      const iat = Math.floor(Date.now() / 1000)
      return Array.from({ length: count }, () => {
        const payload = encode({ iss, aud: audience, iat, exp: iat + 300, jti: randomUUID() })
        return `${header}.${payload}.${signed(`${header}.${payload}`, privateKey).toString('base64url')}`
      })
    },
  }
}
