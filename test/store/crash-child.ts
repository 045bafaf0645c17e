import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openStore } from '../../src/store/store.ts'

// Gives feedback as fast as the store takes it, until it is killed. Every line stands on the pipe before the next step.

const [dataDir = '', databaseUrl = '', ...unanswered] = process.argv.slice(2)
const log = { info: () => {}, warn: () => {}, error: () => {} }
const where = databaseUrl === '' ? { dataDir } : { dataDir, databaseUrl }
const store = await openStore({ ...where, retentionDays: 400, storeComments: false, log })

/** What a client does that got no answer: it sends the same again. */
for (const card of unanswered) await send(card)
for (;;) {
  const card = randomUUID()
  store.record({
    at: new Date().toISOString(),
    hookInstance: randomUUID(),
    hook: 'order-sign',
    service: 'a-rule',
    client: 'north',
    rule: 'a-rule',
    contentVersion: '1.0.0',
    patient: randomUUID(),
    encounter: randomUUID(),
    outcome: 'spoke',
    notMine: false,
    indicator: 'warning',
    evidence: [],
    missing: [],
    options: [],
    card: { uuid: card, suggestions: [] },
    ms: 1,
    reads: 0,
  })
  await send(card)
}

async function send(card: string): Promise<void> {
  writeSync(1, `sent ${card}\n`)
  const entry = {
    card,
    outcome: 'overridden',
    outcomeAt: '2026-03-02T10:00:00.000Z',
    suggestions: [],
    reasons: [],
  } as const
  await store.feedback('a-rule', 'north', [entry])
  writeSync(1, `done ${card}\n`)
}
