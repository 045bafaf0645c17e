import formats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { complained, failure } from '../errors.ts'
import { explain, schemaCompiler } from '../schemas.ts'
import { admission, callerOf, type AdmissionOptions } from '../security/admission.ts'
import type { Room } from '../security/room.ts'
import type { FeedbackEntry, FeedbackReceipt, OverrideReason } from '../store/events.ts'
import type { Store } from '../store/store.ts'

export interface FeedbackRouteOptions extends AdmissionOptions {
  readonly store: Pick<Store, 'feedback'>
  readonly room: Room
}

interface Coding {
  readonly code: string
  readonly system?: string | null
}

/**
 * One EHR's form of a reason: named members of an extension. Its documentation writes `reasonTitle` and `reasonDisplay`;
 * the names without `reason` are read, too.
 * @see {@link https://fhir.epic.com/Documentation?docId=cds-hooks}
 */
const vendorReason = 'com.epic.cdshooks.feedback.overrideReason.'
const vendorMembers = ['reasonCategory', 'reasonTitle', 'Title', 'reasonDisplay', 'Display'] as const

interface Override {
  readonly reason?: Coding | null
  readonly userComment?: string | null
  readonly extension?: Readonly<Record<string, unknown>> | null
}

interface Entry {
  readonly card: string
  readonly outcome: FeedbackEntry['outcome']
  readonly outcomeTimestamp: string
  readonly acceptedSuggestions?: readonly { readonly id: string }[] | null
  readonly overrideReason?: Override | null
  /** The vendor's name of the same member. */
  readonly overrideReasons?: Override | readonly Override[] | null
}

const text = { type: 'string', minLength: 1, maxLength: 1000 }
const coding = {
  type: ['object', 'null'],
  required: ['code'],
  properties: { code: text, system: { type: ['string', 'null'], maxLength: 1000 } },
}
const comment = { type: ['string', 'null'], maxLength: 20_000 }

/** @see {@link https://cds-hooks.hl7.org/#feedback} */
export const feedbackSchema = {
  type: 'object',
  required: ['feedback'],
  properties: {
    feedback: {
      type: 'array',
      minItems: 1,
      maxItems: 1000,
      items: {
        type: 'object',
        required: ['card', 'outcome', 'outcomeTimestamp'],
        properties: {
          card: { type: 'string', format: 'uuid' },
          outcome: { enum: ['accepted', 'overridden'] },
          outcomeTimestamp: { type: 'string', format: 'date-time' },
          acceptedSuggestions: {
            type: ['array', 'null'],
            maxItems: 1000,
            items: { type: 'object', required: ['id'], properties: { id: text } },
          },
          overrideReason: {
            type: ['object', 'null'],
            anyOf: [{ required: ['reason'] }, { required: ['userComment'] }],
            properties: { reason: coding, userComment: comment },
          },
          overrideReasons: {
            if: { type: 'array' },
            // oxlint-disable-next-line unicorn/no-thenable -- a JSON Schema's word
            then: { maxItems: 20, items: { $ref: '#/$defs/vendor' } },
            else: { $ref: '#/$defs/vendor' },
          },
        },
        // cds-fb-2
        if: { required: ['outcome'], properties: { outcome: { const: 'accepted' } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a JSON Schema's word
        then: {
          required: ['acceptedSuggestions'],
          properties: { acceptedSuggestions: { type: 'array', minItems: 1 } },
        },
      },
    },
  },
  $defs: {
    vendor: {
      type: ['object', 'null'],
      properties: { reason: coding, userComment: comment, extension: { type: ['object', 'array', 'null'] } },
    },
  },
}

const ajv = schemaCompiler({ strictTypes: false, strictRequired: false })
formats.default(ajv, ['uuid', 'date-time'])
/** A date-time that names a moment: the format alone lets leap seconds and years before the calendar pass. */
const dateTime = ajv.formats['date-time'] as { readonly validate: (value: string) => boolean }
/** Moments are compared as text, so their year must have four digits in UTC: a zone can move year 9999 beyond that. */
const isSortable = (time: number): boolean => !Number.isNaN(time) && /^\d/.test(new Date(time).toISOString())
ajv.addFormat('date-time', {
  type: 'string',
  validate: (value: string) => dateTime.validate(value) && isSortable(Date.parse(value)),
})
const isFeedback = ajv.compile<{ readonly feedback: readonly Entry[] }>(feedbackSchema)

/** `POST /cds-services/{id}/feedback`. Answers 200 when everything is on disk; otherwise nothing is. */
export function feedbackRoutes(app: FastifyInstance, options: FeedbackRouteOptions): void {
  const { store, room } = options
  app.post<{ Params: { id: string } }>('/cds-services/:id/feedback', {
    onRequest: admission(options),
    handler: async (request): Promise<FeedbackReceipt> => {
      const { id } = request.params
      const caller = callerOf(request)
      const entries = feedbackEntries(request.body)
      return room.during(request.bodyLength, () => store.feedback(id, caller.id, entries))
    },
  })
}

/** Brings a feedback body to one form. @throws Failure FEEDBACK_INVALID naming the first member that is wrong */
export function feedbackEntries(body: unknown): readonly FeedbackEntry[] {
  if (!isFeedback(body)) throw failure('FEEDBACK_INVALID', complained(explain(isFeedback.errors)))
  return body.feedback.map(entry)
}

function entry({
  card,
  outcome,
  outcomeTimestamp,
  acceptedSuggestions,
  overrideReason,
  overrideReasons,
}: Entry): FeedbackEntry {
  const overrides =
    outcome === 'overridden'
      ? [overrideReason, overrideReasons].flat().filter((one) => one !== null && one !== undefined)
      : []
  const comments = overrides.flatMap(({ userComment }) => userComment ?? []).join('\n')
  return {
    card: bare(card),
    outcome,
    outcomeAt: new Date(outcomeTimestamp).toISOString(),
    suggestions: outcome === 'accepted' ? (acceptedSuggestions ?? []).map(({ id }) => bare(id)).filter(isUuid) : [],
    reasons: overrides.flatMap(reasonsOf),
    // PostgreSQL's text holds no NUL.
    ...(comments === '' ? {} : { comment: comments.replaceAll('\0', '').toWellFormed() }),
  }
}

function reasonsOf(override: Override): OverrideReason[] {
  if (override.reason !== null && override.reason !== undefined) return [reasonOf(override.reason)]
  const members = { ...override, ...override.extension } as Readonly<Record<string, unknown>>
  // From the coarsest to the wordiest: the first that is present is the reason, and the others may tell which it is.
  const [reason, ...more] = vendorMembers.flatMap((name): OverrideReason[] => {
    const value = members[`${vendorReason}${name}`]
    const code = typeof value === 'object' && value !== null ? (value as { code?: unknown }).code : value
    const isCode = (typeof code === 'string' && code !== '') || typeof code === 'number'
    return isCode ? [{ code: String(code), system: `${vendorReason}${name}` }] : []
  })
  if (reason === undefined) return []
  return [more.length === 0 ? reason : { ...reason, words: more.map(({ code }) => code.slice(0, 200)) }]
}

const reasonOf = ({ code, system }: Coding): OverrideReason =>
  system === null || system === undefined ? { code } : { code, system }

/** A UUID without its URN, in lower case. */
const bare = (id: string): string => id.toLowerCase().replace(/^urn:uuid:/, '')

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
