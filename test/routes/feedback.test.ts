import { randomUUID } from 'node:crypto'
import { fastify, type FastifyInstance } from 'fastify'
import { failure } from '../../src/errors.ts'
import { feedbackEntries, feedbackRoutes, type FeedbackRouteOptions } from '../../src/routes/feedback.ts'
import type { FeedbackEntry } from '../../src/store/events.ts'
import { Room } from '../../src/security/room.ts'
import { openStore } from '../../src/store/store.ts'
import { answerFailures } from '../failures.ts'
import { aCall, storeOptions } from '../store/events.ts'
import { aFolder } from '../server/process.ts'

const card = '6b0f6f0c-6c0e-4a3e-9a39-1d2f6ac0a001'
const suggestion = '6b0f6f0c-6c0e-4a3e-9a39-1d2f6ac0a002'
const accepted = {
  card,
  outcome: 'accepted',
  acceptedSuggestions: [{ id: suggestion }],
  outcomeTimestamp: '2026-03-02T10:00:20Z',
}
const overridden = { card, outcome: 'overridden', outcomeTimestamp: '2026-03-02T10:00:20Z' }

interface Stored {
  readonly service: string
  readonly client: string
  readonly entries: readonly FeedbackEntry[]
}

function appWith(differs: Partial<FeedbackRouteOptions> = {}): { app: FastifyInstance; stored: Stored[] } {
  const stored: Stored[] = []
  const app = fastify()
  app.decorateRequest('bodyLength', 0)
  answerFailures(app)
  feedbackRoutes(app, {
    store: {
      feedback: async (service, client, entries) => {
        stored.push({ service, client, entries })
        return { recorded: entries.length, repeated: 0, unknownCards: 0 }
      },
    },
    room: Room.forCalls(),
    offers: (id) => id === 'a-rule',
    identify: async () => ({ id: 'north', fhirServers: [], dialect: 'spec' }),
    ...differs,
  })
  return { app, stored }
}

const post = async (app: FastifyInstance, payload: object, id = 'a-rule') =>
  app.inject({ method: 'POST', url: `/cds-services/${id}/feedback`, payload })

describe('feedback', () => {
  it('takes one entry of the specification’s form', async () => {
    const { app, stored } = appWith()

    const answer = await post(app, { feedback: [accepted] })

    expect([answer.statusCode, answer.json()]).toEqual([200, { recorded: 1, repeated: 0, unknownCards: 0 }])
    expect(stored).toEqual([
      {
        service: 'a-rule',
        client: 'north',
        entries: [
          { card, outcome: 'accepted', outcomeAt: '2026-03-02T10:00:20.000Z', suggestions: [suggestion], reasons: [] },
        ],
      },
    ])
  })

  it('takes a batch of several cards and repeats of one', async () => {
    const { app, stored } = appWith()

    const answer = await post(app, {
      feedback: [accepted, { ...overridden, card: randomUUID() }, accepted],
      extension: { site: 1 },
    })

    expect(answer.statusCode).toBe(200)
    expect(stored[0]?.entries).toHaveLength(3)
  })

  it.each<[string, object, Partial<FeedbackEntry>]>([
    [
      'a reason with its system',
      { overrideReason: { reason: { code: 'protocol', system: 'urn:codes', display: 'Shown to the user' } } },
      { reasons: [{ code: 'protocol', system: 'urn:codes' }] },
    ],
    [
      'a reason without system and display',
      { overrideReason: { reason: { code: 'protocol' } } },
      { reasons: [{ code: 'protocol' }] },
    ],
    [
      'a reason and a comment',
      { overrideReason: { reason: { code: 'protocol' }, userComment: 'words' } },
      { reasons: [{ code: 'protocol' }], comment: 'words' },
    ],
    ['a comment alone', { overrideReason: { userComment: 'words' } }, { reasons: [], comment: 'words' }],
    ['no reason at all', {}, { reasons: [] }],
    ['a null where nothing was said', { overrideReason: null, acceptedSuggestions: null }, { reasons: [] }],
    [
      'the vendor’s member with a reason',
      { overrideReasons: { reason: { code: 'protocol', system: 'urn:codes' }, userComment: 'words' } },
      { reasons: [{ code: 'protocol', system: 'urn:codes' }], comment: 'words' },
    ],
    [
      'the vendor’s member with an extension',
      {
        overrideReasons: {
          extension: {
            'com.epic.cdshooks.feedback.overrideReason.reasonCategory': '7',
            'com.epic.cdshooks.feedback.overrideReason.Title': 'Title of it',
            'com.epic.cdshooks.feedback.overrideReason.Display': 'Display of it',
          },
          userComment: 'words',
        },
      },
      {
        reasons: [
          {
            code: '7',
            system: 'com.epic.cdshooks.feedback.overrideReason.reasonCategory',
            words: ['Title of it', 'Display of it'],
          },
        ],
        comment: 'words',
      },
    ],
    [
      'the vendor’s extension as its documentation writes it',
      {
        overrideReasons: {
          extension: {
            'com.epic.cdshooks.feedback.overrideReason.reasonCategory': '45',
            'com.epic.cdshooks.feedback.overrideReason.reasonDisplay': 'Display of it',
            'com.epic.cdshooks.feedback.overrideReason.reasonTitle': 'Title of it',
          },
        },
      },
      {
        reasons: [
          {
            code: '45',
            system: 'com.epic.cdshooks.feedback.overrideReason.reasonCategory',
            words: ['Title of it', 'Display of it'],
          },
        ],
      },
    ],
    [
      'the vendor’s extension with a title only',
      {
        overrideReasons: { extension: { 'com.epic.cdshooks.feedback.overrideReason.Title': 'Benefit outweighs risk' } },
      },
      { reasons: [{ code: 'Benefit outweighs risk', system: 'com.epic.cdshooks.feedback.overrideReason.Title' }] },
    ],
    [
      'extensions as FHIR lists them, of which none is known',
      { overrideReasons: { reason: { code: 'a' }, extension: [{ url: 'urn:any', valueString: 'words' }] } },
      { reasons: [{ code: 'a' }] },
    ],
    [
      'several reasons of the vendor',
      { overrideReasons: [{ reason: { code: 'a' } }, { reason: { code: 'b', system: null } }] },
      { reasons: [{ code: 'a' }, { code: 'b' }] },
    ],
  ])('takes an override with %s', (_what, differs, expected) => {
    const [entry] = feedbackEntries({ feedback: [{ ...overridden, ...differs }] })

    expect(entry).toEqual({
      card,
      outcome: 'overridden',
      outcomeAt: '2026-03-02T10:00:20.000Z',
      suggestions: [],
      ...expected,
    })
  })

  it('brings ids and moments to one form, so that a repeat is known as one', () => {
    const [entry] = feedbackEntries({
      feedback: [
        {
          ...accepted,
          card: `urn:uuid:${card.toUpperCase()}`,
          acceptedSuggestions: [{ id: suggestion.toUpperCase() }],
          outcomeTimestamp: '2026-03-02T12:00:20.000+02:00',
        },
      ],
    })

    expect(entry).toMatchObject({ card, outcomeAt: '2026-03-02T10:00:20.000Z', suggestions: [suggestion] })
  })

  it.each<[string, unknown, string | undefined]>([
    ['no object', [], undefined],
    ['no feedback', {}, 'feedback'],
    ['no entry', { feedback: [] }, 'feedback'],
    [
      'more cards than a queue of an EHR holds',
      { feedback: Array.from({ length: 1001 }, () => ({ ...overridden, card: randomUUID() })) },
      'feedback',
    ],
    ['an entry that is no object', { feedback: [accepted, 'x'] }, 'feedback[1]'],
    ['no card', { feedback: [{ ...accepted, card: undefined }] }, 'feedback[0].card'],
    ['a card that is no UUID', { feedback: [{ ...accepted, card: 'John Smith' }] }, 'feedback[0].card'],
    ['a card that is a number', { feedback: [{ ...accepted, card: 7 }] }, 'feedback[0].card'],
    [
      'an outcome of its own',
      { feedback: [accepted, accepted, { ...accepted, outcome: 'ignored' }] },
      'feedback[2].outcome',
    ],
    ['no timestamp', { feedback: [{ ...accepted, outcomeTimestamp: undefined }] }, 'feedback[0].outcomeTimestamp'],
    [
      'a timestamp without an offset',
      { feedback: [accepted, { ...accepted, outcomeTimestamp: '2026-03-02T10:00:20' }] },
      'feedback[1].outcomeTimestamp',
    ],
    [
      'a timestamp that is no moment',
      { feedback: [{ ...accepted, outcomeTimestamp: '2026-02-30T10:00:20Z' }] },
      'feedback[0].outcomeTimestamp',
    ],
    [
      'a leap second',
      { feedback: [{ ...accepted, outcomeTimestamp: '2016-12-31T23:59:60Z' }] },
      'feedback[0].outcomeTimestamp',
    ],
    [
      'a timestamp of the year 10000',
      { feedback: [{ ...accepted, outcomeTimestamp: '9999-12-31T23:59:59-14:00' }] },
      'feedback[0].outcomeTimestamp',
    ],
    ['an entry without outcome', { feedback: [{ ...overridden, outcome: undefined }] }, 'feedback[0].outcome'],
    [
      'accepted without suggestions',
      { feedback: [{ ...accepted, acceptedSuggestions: undefined }] },
      'feedback[0].acceptedSuggestions',
    ],
    ['accepted with none', { feedback: [{ ...accepted, acceptedSuggestions: [] }] }, 'feedback[0].acceptedSuggestions'],
    [
      'a suggestion without id',
      { feedback: [{ ...accepted, acceptedSuggestions: [{}] }] },
      'feedback[0].acceptedSuggestions[0].id',
    ],
    [
      'an override reason that says nothing',
      { feedback: [{ ...overridden, overrideReason: {} }] },
      'feedback[0].overrideReason.reason',
    ],
    [
      'a reason without code',
      { feedback: [{ ...overridden, overrideReason: { reason: { display: 'x' } } }] },
      'feedback[0].overrideReason.reason.code',
    ],
    [
      'a comment that is no text',
      { feedback: [{ ...overridden, overrideReasons: { userComment: 1 } }] },
      'feedback[0].overrideReasons.userComment',
    ],
  ])('refuses %s, names the member, and stores nothing of the batch', async (_what, body, member) => {
    const { app, stored } = appWith()

    const answer = await post(app, body as object)

    expect(answer.statusCode).toBe(400)
    const [issue] = answer.json<{
      issue: { details: { coding: { code: string }[] }; expression?: string[]; diagnostics: string }[]
    }>().issue
    expect(issue?.details.coding[0]?.code).toBe('FEEDBACK_INVALID')
    expect(issue?.expression).toEqual(member === undefined ? undefined : [member])
    expect(answer.body).not.toContain('John Smith')
    expect(stored).toEqual([])
  })

  it('answers 404 for a service it does not have, 403 to a client that may not call it', async () => {
    const { app } = appWith()
    const narrow = appWith({
      identify: async () => ({ id: 'north', services: ['another'], fhirServers: [], dialect: 'spec' }),
    })

    expect((await post(app, { feedback: [accepted] }, 'another')).statusCode).toBe(404)
    expect((await post(narrow.app, { feedback: [accepted] })).statusCode).toBe(403)
  })

  it('asks who calls before it looks at anything', async () => {
    const { app, stored } = appWith({
      identify: async () => {
        throw failure('UNAUTHENTICATED')
      },
    })

    expect((await post(app, {}, 'another')).statusCode).toBe(401)
    expect(stored).toEqual([])
  })

  it('answers 503 with Retry-After while the store is away, and never 200', async () => {
    const store = await openStore(storeOptions({ dataDir: '/dev/null/none' }))
    const { app } = appWith({ store })

    const answer = await post(app, { feedback: [accepted] })

    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30'])
    expect(answer.body).toContain('Nothing was recorded.')
    await store.close(0)
  })

  it('finds the card that was issued a moment ago', async () => {
    const store = await openStore(storeOptions({ dataDir: aFolder() }))
    const { app } = appWith({ store })
    const call = aCall({ service: 'a-rule' })
    store.record(call)

    const body = {
      feedback: [
        { ...overridden, card: call.card.uuid },
        { ...overridden, card: randomUUID() },
      ],
    }
    const answers = [await post(app, body), await post(app, body)]

    expect(answers.map((answer) => answer.json<object>())).toEqual([
      { recorded: 2, repeated: 0, unknownCards: 1 },
      { recorded: 0, repeated: 2, unknownCards: 0 },
    ])
    await store.close()
  })
})
