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
