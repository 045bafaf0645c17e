import { generateKeyPairSync, randomUUID, sign, webcrypto, type KeyObject } from 'node:crypto'

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

/** CPU microseconds of checking one signature as `jose` has it checked (Web Crypto), and of nothing else of a token. */
export async function signatureCost({ algorithm, publicKey, privateKey }: Issuer): Promise<number> {
  const { subtle } = webcrypto
  const name =
    algorithm === 'ES384'
      ? { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
      : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }
  const key = await subtle.importKey('jwk', publicKey.export({ format: 'jwk' }), name, false, ['verify'])
  const text = 'x'.repeat(400)
  const [signature, data] = [signed(text, privateKey), Buffer.from(text)]
  // As many at once as the load has connections.
  const check = async (): Promise<void> => {
    const valid = await Promise.all(Array.from({ length: 8 }, () => subtle.verify(name, key, signature, data)))
    if (valid.includes(false)) throw new Error('not valid')
  }
  for (let warm = 0; warm < 25; warm += 1) await check()
  const turns = 125
  const before = process.cpuUsage()
  for (let turn = 0; turn < turns; turn += 1) await check()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / (turns * 8)
}
