import { cards } from '../../cards/index.ts'
import { hooks } from '../../hooks/index.ts'
import { evaluate } from '../../src/evaluate.ts'
import { makeOpenChart } from '../../src/fhir/open-chart.ts'
import { Policies } from '../../src/policies.ts'
import type { Caller, DialectName } from '../../src/security/caller.ts'
import type { HookRequest } from '../../src/wire/cds-hooks.ts'
import type { Issued } from '../../src/wire/card.ts'
import { shape } from '../../src/wire/dialects.ts'
import { cardText, lasting } from '../../src/wire/json.ts'
import { fixture } from '../app.ts'

const policies = new Policies(cards)
const openChart = makeOpenChart({ connect: () => ({ why: 'no server' }), deadlineMs: 10 })
const [guidance] = cards

async function issued(dialect: DialectName, change: (request: Record<string, unknown>) => void): Promise<Issued> {
  const body = fixture('order-sign-iv-ketamine-migraine')
  change(body)
  const request = body as unknown as HookRequest
  const caller: Caller = { id: 'site', fhirServers: 'loopback', dialect }
  if (guidance === undefined) throw new Error('no card')
  const call = {
    request,
    hook: hooks['order-sign'],
    guidance,
    caller,
    drafts: hooks['order-sign'].drafts(request.context),
    now: '2026-11-25T12:00:00.000Z',
  }
  const { decision, chart } = await evaluate(call, openChart, (one, client) => policies.for(one, client as Caller))
  if (decision.kind !== 'speaks' || chart === undefined) throw new Error('silent')
  const { drafts, version } = chart
  return shape(decision, caller, { guidance, request, drafts, version, newId: () => 'u-u-i-d' })
}

describe('the text of a card', () => {
  const change: readonly (readonly [string, (request: Record<string, unknown>) => void])[] = [
    ['as it is', () => {}],
    ['without prefetch', (request) => void delete request['prefetch']],
    [
      'with words that need escaping',
      (request) => void (request['context'] = { ...(request['context'] as object), encounterId: '"\\\u2028\n' }),
    ],
  ]
  for (const dialect of ['spec', 'epic', 'sandbox', 'text-only'] as const)
    it.each(change)(`of ${dialect}, %s, is that of JSON.stringify, the first time and every other`, async (_, how) => {
      for (let turn = 0; turn < 3; turn += 1) {
        const { card } = await issued(dialect, how)
        expect(cardText(card)).toBe(JSON.stringify(card))
      }
    })

  it('keeps what outlives a call, and nothing else', () => {
    const source = lasting({ label: 'A guideline' })
    const card = { uuid: 'u', summary: 's', indicator: 'info', source } as const
    expect(cardText(card)).toBe('{"uuid":"u","summary":"s","indicator":"info","source":{"label":"A guideline"}}')
    expect(cardText({ ...card, source: { label: 'Another' } })).toContain('"label":"Another"')
  })
})
