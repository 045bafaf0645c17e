import { fileURLToPath } from 'node:url'
import { dashboard } from './dashboard.ts'
import { launchBrowser, runAll, startService } from './harness.ts'
import { smart } from './smart.ts'
import { tryIt } from './try-it.ts'

const pictures = fileURLToPath(new URL('./screenshots', import.meta.url))
const browser = await launchBrowser()
const service = await startService()
let isGood = false
try {
  isGood = await runAll([
    ...tryIt(browser, service, pictures),
    ...dashboard(browser, service, pictures),
    ...smart(browser, pictures),
  ])
} finally {
  await browser.close()
  await service.close()
}
process.exit(isGood ? 0 : 1)
