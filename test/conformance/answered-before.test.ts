/* oxlint-disable typescript/no-explicit-any -- answers are read as a client would */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, fixture, post, type App } from '../app.ts'
import { aFolder } from '../server/process.ts'

const select = '/cds-services/iv-ketamine-for-migraine-order-select'
const sign = '/cds-services/iv-ketamine-for-migraine-order-sign'

const call = (hook: 'order-select' | 'order-sign', patient: string, encounter?: string): Record<string, any> => {
  const body = JSON.parse(
    JSON.stringify(fixture(`${hook}-iv-ketamine-migraine`))
      .replaceAll('pat-1001', patient)
      .replaceAll('enc-2001', encounter ?? 'enc-2001'),
  )
  if (encounter === undefined) withoutEncounter(body)
  return { ...body, hookInstance: randomUUID() }
}

/** Nothing tells the encounter: neither the context, nor a draft, nor what was supplied. */
function withoutEncounter({ context, prefetch }: Record<string, any>): void {
  delete context.encounterId
  delete prefetch.encounter
  for (const { resource } of context.draftOrders.entry) delete resource.encounter
}

const override = (card: string, code = 'benefit-risk'): object => ({
  feedback: [
    {
      card,
      outcome: 'overridden',
      overrideReason: { reason: { code, system: 'urn:iv-ketamine-cds:override-reason' } },
      outcomeTimestamp: new Date().toISOString(),
    },
  ],
})

async function overrideAtSelect(app: App, patient: string, encounter?: string): Promise<void> {
  const { body } = await post(app, select, call('order-select', patient, encounter))
  expect((await post(app, `${select}/feedback`, override(body.cards[0].uuid))).status).toBe(200)
}

const cardsAtSign = async (app: App, patient: string, encounter?: string): Promise<number> =>
  (await post(app, sign, call('order-sign', patient, encounter))).body.cards.length

describe('gate E: answered before', () => {
  let app: App
  beforeAll(async () => {
    app = await build()
  })

  it('an override at order-select keeps the card away at order-sign, in the same encounter', async () => {
    await overrideAtSelect(app, 'pat-a', 'enc-a')
    expect(await cardsAtSign(app, 'pat-a', 'enc-a')).toBe(0)
  })
  it('and the trace says so', async () => {
    await overrideAtSelect(app, 'pat-b', 'enc-b')
    const body = call('order-sign', 'pat-b', 'enc-b')
    await post(app, sign, body)
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { traces } = (await app.inject(`/api/traces/${body['hookInstance']}`)).json()
    expect(traces).toMatchObject([{ outcome: 'silent', because: 'answered-before' }])
  })
  it('never where the encounter is an empty text, which names none', async () => {
    const unnamed = (hook: 'order-select' | 'order-sign') => {
      const body = call(hook, 'pat-empty')
      body['context'].encounterId = ''
      return body
    }
    const { body } = await post(app, select, unnamed('order-select'))
    expect((await post(app, `${select}/feedback`, override(body.cards[0].uuid))).status).toBe(200)
    expect((await post(app, sign, unnamed('order-sign'))).body.cards).toHaveLength(1)
  })
  it('not in another encounter, nor for another patient', async () => {
    await overrideAtSelect(app, 'pat-c', 'enc-c')
    expect(await cardsAtSign(app, 'pat-c', 'enc-d')).toBe(1)
    expect(await cardsAtSign(app, 'pat-d', 'enc-c')).toBe(1)
  })
  it('not at another FHIR server of the same client, where the same ids are another patient', async () => {
    const at = (hook: 'order-select' | 'order-sign', port: number): Record<string, any> => {
      const { fhirAuthorization: _, ...body } = call(hook, 'pat-s', 'enc-s')
      return { ...body, fhirServer: `http://127.0.0.1:${port}/fhir` }
    }
    const { body } = await post(app, select, at('order-select', 1))
    expect((await post(app, `${select}/feedback`, override(body.cards[0].uuid))).status).toBe(200)
    expect((await post(app, sign, at('order-sign', 1))).body.cards).toHaveLength(0)
    expect((await post(app, sign, at('order-sign', 2))).body.cards).toHaveLength(1)
  })
  it('not where the encounter is not known', async () => {
    await overrideAtSelect(app, 'pat-e')
    expect(await cardsAtSign(app, 'pat-e')).toBe(1)
  })
  it.each<readonly [string, (body: Record<string, any>) => void]>([
    [
      'the draft',
      ({ prefetch }) => {
        delete prefetch.encounter
      },
    ],
    [
      'the one that was supplied',
      ({ context }) => {
        for (const { resource } of context.draftOrders.entry) delete resource.encounter
      },
    ],
  ])('in the encounter of %s, where the context names none', async (from, strip) => {
    const patient = `pat-${from.replaceAll(' ', '-')}`
    const unnamed = (hook: 'order-select' | 'order-sign', encounter: string): Record<string, any> => {
      const body = call(hook, patient, encounter)
      delete body['context'].encounterId
      strip(body)
      return body
    }
    const { body } = await post(app, select, unnamed('order-select', 'enc-1'))
    expect((await post(app, `${select}/feedback`, override(body.cards[0].uuid))).status).toBe(200)
    expect((await post(app, sign, unnamed('order-sign', 'enc-1'))).body.cards).toEqual([])
    expect(await cardsAtSign(app, patient, 'enc-1')).toBe(0)
    expect((await post(app, sign, unnamed('order-sign', 'enc-2'))).body.cards).toHaveLength(1)
  })
  it('an accepted card keeps nothing away', async () => {
    const { body } = await post(app, select, call('order-select', 'pat-f', 'enc-f'))
    const [card] = body.cards
    await post(app, `${select}/feedback`, {
      feedback: [
        {
          card: card.uuid,
          outcome: 'accepted',
          acceptedSuggestions: [{ id: card.suggestions[0].uuid }],
          outcomeTimestamp: new Date().toISOString(),
        },
      ],
    })
    expect(await cardsAtSign(app, 'pat-f', 'enc-f')).toBe(1)
  })
  it('a graver card is shown all the same', async () => {
    await overrideAtSelect(app, 'pat-g', 'enc-g')
    const body = call('order-sign', 'pat-g', 'enc-g')
    body['prefetch'].allergies.entry.push({
      resource: {
        resourceType: 'AllergyIntolerance',
        id: 'k',
        type: 'allergy',
        code: { text: 'Ketamine' },
        patient: { reference: 'Patient/pat-g' },
      },
    })
    const { body: answer } = await post(app, sign, body)
    expect(answer.cards).toMatchObject([{ indicator: 'critical' }])
  })
  it('ends after the quiet hours', async () => {
    let now = new Date()
    const later = await build({}, { now: () => now })
    await overrideAtSelect(later, 'pat-h', 'enc-h')
    expect(await cardsAtSign(later, 'pat-h', 'enc-h')).toBe(0)
    now = new Date(now.getTime() + 24.5 * 3_600_000)
    expect(await cardsAtSign(later, 'pat-h', 'enc-h')).toBe(1)
  })
  it('is off by policy', async () => {
    const file = join(aFolder(), 'policies.json')
    writeFileSync(file, JSON.stringify({ 'iv-ketamine-for-migraine': { quietHours: 0 } }))
    const off = await build({ POLICIES: file })
    await overrideAtSelect(off, 'pat-i', 'enc-i')
    expect(await cardsAtSign(off, 'pat-i', 'enc-i')).toBe(1)
  })
})

describe('silent mode', () => {
  it('decides and records, and answers no card', async () => {
    const app = await build({ SILENT: '1' })
    const body = call('order-sign', 'pat-s', 'enc-s')
    expect((await post(app, sign, body)).body).toEqual({ cards: [] })
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { traces } = (await app.inject(`/api/traces/${body['hookInstance']}`)).json()
    expect(traces).toMatchObject([{ outcome: 'would-have-fired', row: '1' }])
  })
  it('shows the same encounter the same, at every call', async () => {
    const app = await build({ SILENT: '0.5' })
    const shown = async (encounter: string): Promise<number> => cardsAtSign(app, 'pat-t', encounter)
    const encounters = Array.from({ length: 20 }, (_, index) => `enc-${index}`)
    const once = await Promise.all(encounters.map(shown))
    expect(await Promise.all(encounters.map(shown))).toEqual(once)
    expect(new Set(once)).toEqual(new Set([0, 1]))
  })
  it('shows it the same whether the context or the draft names it', async () => {
    const app = await build({ SILENT: '0.5' })
    for (let index = 0; index < 20; index++) {
      const body = call('order-sign', 'pat-u', `enc-${index}`)
      const named = (await post(app, sign, body)).body.cards.length
      delete body['context'].encounterId
      expect((await post(app, sign, body)).body.cards).toHaveLength(named)
    }
  })
})
