import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { itemsOf, type Facts } from '../cards/facts.ts'
import type { Decision } from '../cards/guidance.ts'
import { build, post } from './app.ts'
import { aGuidance } from './routes/a-guidance.ts'
import { aFolder } from './server/process.ts'
import { eventually } from './store/places.ts'

/** A recommendation that the trunk has never heard of: it speaks of every order for "tincture". */
const aCard = aGuidance({
  id: 'a-card',
  hooks: ['order-sign'],
  needs: ['patient', 'allergies'],
  policies: { type: 'object', additionalProperties: false, properties: { loud: { type: 'boolean', default: false } } },
  triage: ({ orders }) =>
    orders.some(({ drug }) => drug.concept.text === 'tincture')
      ? undefined
      : { kind: 'silent', because: 'no-tincture', notMine: true },
  decide: (facts, policy) => ({
    kind: 'speaks',
    row: '1',
    card: {
      summary: `Tincture${(policy as { loud: boolean }).loud ? '!' : '.'}`,
      indicator: 'info',
      detail: facts.allergies.state === 'read' ? 'Allergies were read.' : 'Allergies were not read.',
      source: { label: 'Test', url: 'https://example.org' },
      suggestions: [],
      links: [],
      overrideReasons: [],
    },
    evidence: [],
    missing: [],
    options: [],
    mattered: [],
  }),
})

const call = (text: string, encounterId?: string): object => ({
  hook: 'order-sign',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: {
    userId: 'Practitioner/p',
    patientId: 'x',
    encounterId,
    draftOrders: {
      resourceType: 'Bundle',
      entry: [
        {
          resource: {
            resourceType: 'MedicationRequest',
            id: 'a',
            status: 'draft',
            medicationCodeableConcept: { text },
          },
        },
      ],
    },
  },
  prefetch: { allergies: { resourceType: 'Bundle', total: 0 } },
})

describe('a second recommendation', () => {
  it('is offered, asked and answered without a change to the trunk or the hooks', async () => {
    const app = await build({}, { cards: [aCard] })
    const { services } = (await app.inject('/cds-services')).json()
    expect(services).toMatchObject([
      {
        id: 'a-card-order-sign',
        hook: 'order-sign',
        prefetch: {
          patient: 'Patient/{{context.patientId}}',
          allergies: 'AllergyIntolerance?patient={{context.patientId}}',
        },
      },
    ])
    const { body } = await post(app, '/cds-services/a-card-order-sign', call('tincture'))
    expect(body.cards).toMatchObject([{ summary: 'Tincture.', detail: 'Allergies were read.' }])
    expect((await post(app, '/cds-services/a-card-order-sign', call('water'))).body).toEqual({ cards: [] })
  })

  it('is sent results and doses of as many days as it reads', async () => {
    const daysBack = { observations: 30, administrations: 1 }
    const needs = ['observations', 'administrations'] as const
    const app = await build({}, { cards: [{ ...aCard, needs, observationCodes: ['8480-6'], daysBack }] })
    expect((await app.inject('/cds-services')).json().services[0].prefetch).toEqual({
      observations:
        'Observation?patient={{context.patientId}}&code=http://loinc.org|8480-6&date=ge{{today() - 30 days}}',
      administrations: 'MedicationAdministration?patient={{context.patientId}}&effective-time=ge{{today() - 1 days}}',
    })
  })

  it.each([
    ['of the problems that it says itself', { isGraded: (name: string) => name === 'Asthma' }, 'Severe Asthma|Gout'],
    ['of all where it says nothing of them', {}, 'Severe Asthma|Severe Gout'],
  ])('is told the severity %s', async (_, says, names) => {
    const decide = jest.fn<Decision, [Facts]>(() => ({ kind: 'silent', because: 'well' }))
    const app = await build({}, { cards: [{ ...aCard, needs: ['conditions'], ...says, decide }] })
    const entry = ['Asthma', 'Gout'].map((text) => ({
      resource: { resourceType: 'Condition', id: text, code: { text }, severity: { text: 'Severe' } },
    }))
    const prefetch = { conditions: { resourceType: 'Bundle', entry } }
    await post(app, '/cds-services/a-card-order-sign', { ...call('tincture'), prefetch })
    const [facts] = decide.mock.lastCall ?? []
    const told = facts === undefined ? [] : itemsOf(facts.conditions)
    expect(told.map(({ concept }) => concept.text).join('|')).toBe(names)
  })

  it.each([
    ['keeps away for the hours that it says itself', { quietHours: () => 2 }, 0],
    ['comes again where it says nothing of quiet hours', {}, 1],
  ])('once overridden %s', async (_, says, cards) => {
    const app = await build({}, { cards: [{ ...aCard, ...says }] })
    const ask = async (): Promise<{ uuid: string }[]> =>
      (await post(app, '/cds-services/a-card-order-sign', call('tincture', 'e1'))).body.cards
    const [card] = await ask()
    const outcomeTimestamp = new Date().toISOString()
    const feedback = [{ card: card?.uuid, outcome: 'overridden', outcomeTimestamp }]
    expect((await post(app, '/cds-services/a-card-order-sign/feedback', { feedback })).status).toBe(200)
    expect(await ask()).toHaveLength(cards)
  })
})

describe('two recommendations about one order', () => {
  const another = { ...aCard, id: 'b-card', topic: { ...aCard.topic, code: 'b' }, quietHours: () => 2 }
  const both = { cards: [{ ...aCard, quietHours: () => 2 }, another] }

  it('are overridden, tuned, held back, traced and counted each by itself', async () => {
    const POLICIES = join(aFolder(), 'policies.json')
    writeFileSync(POLICIES, JSON.stringify({ 'b-card': { loud: true } }))
    const app = await build({ POLICIES }, both)
    const ask = async (id: string): Promise<{ uuid: string; summary: string }[]> =>
      (await post(app, `/cds-services/${id}-order-sign`, call('tincture', 'e1'))).body.cards
    const [a] = await ask('a-card')
    expect(await ask('b-card')).toMatchObject([{ summary: 'Tincture!' }])
    expect(a?.summary).toBe('Tincture.')

    const feedback = [{ card: a?.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }]
    expect((await post(app, '/cds-services/b-card-order-sign/feedback', { feedback })).body).toMatchObject({
      unknownCards: 1,
    })
    expect(await ask('a-card')).toHaveLength(1)
    await post(app, '/cds-services/a-card-order-sign/feedback', { feedback })
    expect([await ask('a-card'), await ask('b-card')].map((cards) => cards.length)).toEqual([0, 1])

    await eventually(async () => (await app.inject('/api/stats')).json().totals.calls === 5)
    expect((await app.inject('/api/stats')).json()).toMatchObject({
      byContentVersion: [
        { rule: 'a-card', overridden: 1, silent: 1 },
        { rule: 'b-card', overridden: 0, silent: 0 },
      ],
      rows: [
        { rule: 'a-card', row: '1', count: 2 },
        { rule: 'b-card', row: '1', count: 2 },
      ],
    })
    const { traces } = (await app.inject('/api/traces/d1577c69-dfbe-44ad-ba6d-3e05e953b2ea')).json()
    expect(traces.map(({ rule, outcome }: { rule: string; outcome: string }) => `${rule} ${outcome}`)).toEqual([
      'a-card spoke',
      'b-card spoke',
      'a-card spoke',
      'a-card silent',
      'b-card spoke',
    ])
  })
})
