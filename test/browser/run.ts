import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dashboardCharts } from './dashboard-charts.ts'
import { dashboard } from './dashboard.ts'
import { launchBrowser, runAll, startService } from './harness.ts'
import { smart } from './smart.ts'
import { tryItRequests } from './try-it-requests.ts'
import { tryIt } from './try-it.ts'

/** The pictures of the README are kept with `npm run test:browser -- --keep`. */
const pictures = process.argv.includes('--keep')
  ? join(import.meta.dirname, 'screenshots')
  : mkdtempSync(join(tmpdir(), 'screenshots-'))
const browser = await launchBrowser()
const service = await startService()
let isGood = false
try {
  isGood = await runAll([
    ...tryIt(browser, service, pictures),
    ...tryItRequests(browser, service),
    ...dashboard(browser, service, pictures),
    ...dashboardCharts(browser, service),
    ...smart(browser, pictures),
  ])
} finally {
  await browser.close()
  await service.close()
}
process.exit(isGood ? 0 : 1)
