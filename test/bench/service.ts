/** The service with and without its recorder: `node service.ts recording|not-recording`, with PORT. */
import { cards } from '../../cards/index.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Recorder } from '../../src/store/events.ts'

const app = await buildApp(readConfig(), { cards })
if (process.argv[2] === 'not-recording') {
  const forgets: Recorder = { record: () => {}, alreadyAnswered: () => false }
  Object.assign(app.parts.cds, { recorder: forgets })
}
process.on('SIGTERM', () => void app.close())
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
