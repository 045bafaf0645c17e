/**
 * The service otherwise than `npm start` runs it, with PORT: `node service.ts <kind>`, where the kind is `recording`,
 * `not-recording`, or `believing`: every signature is taken for right without a look, all else of a token is done. What
 * a call costs less is what a signature costs, with handing it to another thread.
 */
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Recorder } from '../../src/store/events.ts'

const app = await buildApp(readConfig(), { cards })

const kind = process.argv[2]
if (kind === 'believing') Object.assign(SubtleCrypto.prototype, { verify: async () => true })
if (kind === 'not-recording') {
  const forgets: Recorder = { record: () => {}, alreadyAnswered: () => false }
  Object.assign(app.parts.cds, { recorder: forgets })
}
process.on('SIGTERM', () => void app.close())
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
