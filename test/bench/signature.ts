/**
 * CPU microseconds of checking one signature as `jose` has it checked (Web Crypto), and of nothing else of a token.
 * Started by run.ts on the core of the servers: `node signature.ts <algorithm>`.
 */
import { webcrypto } from 'node:crypto'
import { keyPair, signed, type Algorithm } from './tokens.ts'

const { subtle } = webcrypto
const algorithm = process.argv[2] as Algorithm
const { publicKey, privateKey } = keyPair(algorithm)
const name =
  algorithm === 'ES384'
    ? { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
    : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }
const key = await subtle.importKey('jwk', publicKey.export({ format: 'jwk' }), name, false, ['verify'])
const text = 'x'.repeat(400)
const [signature, data] = [signed(text, privateKey), Buffer.from(text)]

/** As many at once as the load has connections. */
async function check(): Promise<void> {
  const valid = await Promise.all(Array.from({ length: 8 }, () => subtle.verify(name, key, signature, data)))
  if (valid.includes(false)) throw new Error('not valid')
}

for (let warm = 0; warm < 100; warm += 1) await check()
const turns = 125
const before = process.cpuUsage()
for (let turn = 0; turn < turns; turn += 1) await check()
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${(user + system) / (turns * 8)}\n`)
