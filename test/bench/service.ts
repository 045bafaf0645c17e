/**
 * The service otherwise than `npm start` runs it, with PORT: `node service.ts <kind>`, where the kind is `recording`,
 * `not-recording`, or `checking-twice`: each token's signature is checked once more, as `jose` has it checked. What
 * that costs among all the rest of a call, with the hook and the decoding around it, is what a signature costs.
 */
import { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Recorder } from '../../src/store/events.ts'
import type { BenchClient } from './tokens.ts'

const { subtle } = webcrypto
const app = await buildApp(readConfig(), { cards })

async function checkTwice(): Promise<void> {
  const [client] = JSON.parse(readFileSync(process.env['TRUSTED_CLIENTS'] ?? '', 'utf8')) as [BenchClient]
  const [jwk] = client.jwks.keys
  const name =
    jwk.alg === 'ES384'
      ? { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
      : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }
  const key = await subtle.importKey('jwk', jwk, name, false, ['verify'])
  app.addHook('onRequest', async ({ headers: { authorization = '' } }) => {
    const token = authorization.slice('Bearer '.length)
    const end = token.lastIndexOf('.')
    const signature = Buffer.from(token.slice(end + 1), 'base64url')
    if (!(await subtle.verify(name, key, signature, Buffer.from(token.slice(0, end))))) throw new Error('not valid')
  })
}

const kind = process.argv[2]
if (kind === 'checking-twice') await checkTwice()
if (kind === 'not-recording') {
  const forgets: Recorder = { record: () => {}, alreadyAnswered: () => false }
  Object.assign(app.parts.cds, { recorder: forgets })
}
process.on('SIGTERM', () => void app.close())
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
