import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Facts } from '../../cards/facts.ts'
import type { Guidance, Speaks } from '../../cards/guidance.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { everyNeed } from '../fhir/a-call.ts'
import { aGuidance } from '../routes/a-guidance.ts'
import { logbook } from './door.ts'
import { aFolder } from '../server/process.ts'

/** A card that quotes the chart, as cards may: what they say to the clinician must not reach a log or a store. */
export function spoken(facts: Facts): Speaks {
  const [order] = facts.orders
  return {
    kind: 'speaks',
    row: '1',
    evidence: [],
    missing: [],
    mattered: [JSON.stringify(facts)],
    options: [{ alternative: 'a', label: 'A', strength: 'weak', offered: true, recommended: true, remarks: [] }],
    card: {
      summary: 'A card',
      indicator: 'warning',
      detail: JSON.stringify(facts).slice(0, 2_000),
      source: { label: 'A source', url: 'https://example.org/source' },
      links: [],
      overrideReasons: [{ code: 'other', display: 'Other' }],
      suggestions:
        order?.key === undefined
          ? []
          : [{ label: 'Remove', recommended: true, remove: [{ key: order.key, description: 'Remove it' }] }],
    },
  }
}

/** A recommendation that reads all there is, and then does as it is told. */
export const aReader = (differs: Partial<Guidance> = {}): Guidance =>
  aGuidance({
    id: 'reader',
    needs: everyNeed,
    observationCodes: ['8480-6'],
    quietHours: () => 8,
    triage: () => undefined,
    decide: spoken,
    ...differs,
  })

export interface WholeApp {
  readonly app: Awaited<ReturnType<typeof buildApp>>
  readonly logged: ReturnType<typeof logbook>
  /** Everything the embedded store wrote, as text; closes the app first. */
  stored(): Promise<string>
  close(): Promise<void>
}

/** The very app of production, with its store in a folder of its own. */
export async function wholeApp(
  cards: readonly Guidance[],
  env: Record<string, string> = {},
  now?: () => Date,
): Promise<WholeApp> {
  const folder = aFolder()
  const logged = logbook()
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'trace', ...env })
  const app = await buildApp(config, { cards, logTo: logged, ...(now === undefined ? {} : { now }) })
  return {
    app,
    logged,
    async stored() {
      await app.close()
      const files = await readdir(folder, { recursive: true, withFileTypes: true })
      const contents = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name)))
      return (await Promise.all(contents)).map((content) => content.toString('latin1')).join('\n')
    },
    close: () => app.close(),
  }
}
