import { itemsOf, type Facts } from '../cards/facts.ts'
import type { Decision } from '../cards/guidance.ts'
import { build, post } from './app.ts'
import { aGuidance } from './routes/a-guidance.ts'

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
