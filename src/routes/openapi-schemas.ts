/** What the answers look like, for `/openapi.json` only: no answer is checked or serialized with these. */

const text = { type: 'string' } as const
const uri = { type: 'string', format: 'uri' } as const

const coding = {
  type: 'object',
  required: ['code'],
  properties: { system: uri, code: text, display: text },
} as const

const action = {
  type: 'object',
  required: ['type', 'description'],
  properties: {
    type: { enum: ['create', 'update', 'delete'] },
    description: text,
    resource: {
      type: 'object',
      description: 'A FHIR resource, here a MedicationRequest to be created',
      required: ['resourceType'],
      properties: { resourceType: text },
      additionalProperties: true,
    },
    resourceId: text,
  },
} as const

const suggestion = {
  type: 'object',
  required: ['label', 'uuid', 'actions'],
  properties: {
    label: { type: 'string', maxLength: 80 },
    uuid: { type: 'string', format: 'uuid' },
    isRecommended: { type: 'boolean' },
    actions: { type: 'array', items: action },
  },
} as const

const card = {
  type: 'object',
  required: ['uuid', 'summary', 'indicator', 'source'],
  properties: {
    uuid: { type: 'string', format: 'uuid' },
    summary: { type: 'string', maxLength: 139 },
    detail: { type: 'string', description: 'GitHub Flavored Markdown' },
    indicator: { enum: ['info', 'warning', 'critical'] },
    source: { type: 'object', required: ['label'], properties: { label: text, url: uri, topic: coding } },
    suggestions: { type: 'array', items: suggestion },
    selectionBehavior: { enum: ['at-most-one', 'any'] },
    overrideReasons: { type: 'array', items: coding },
    links: {
      type: 'array',
      items: {
        type: 'object',
        required: ['label', 'url', 'type'],
        properties: { label: text, url: uri, type: { enum: ['absolute', 'smart'] }, appContext: text },
      },
    },
  },
} as const

export const cdsResponse = {
  type: 'object',
  required: ['cards'],
  properties: { cards: { type: 'array', items: card } },
} as const

export const discovery = {
  type: 'object',
  required: ['services'],
  properties: {
    services: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'hook', 'description'],
        properties: {
          id: text,
          hook: text,
          title: text,
          description: text,
          version: text,
          hookVersion: text,
          usageRequirements: text,
          prefetch: { type: 'object', additionalProperties: text },
        },
      },
    },
  },
} as const

const count = { type: 'integer', minimum: 0 } as const

export const feedbackReceipt = {
  type: 'object',
  properties: { recorded: count, repeated: count, unknownCards: count, surplus: count },
} as const

const status = { enum: ['ok', 'degraded'] } as const

export const readiness = {
  type: 'object',
  required: ['status', 'checks'],
  properties: {
    status,
    checks: {
      type: 'object',
      required: ['content', 'store'],
      properties: {
        content: {
          type: 'object',
          required: ['status', 'recommendations'],
          properties: {
            status,
            recommendations: {
              type: 'array',
              items: {
                type: 'object',
                required: ['id', 'version', 'reviewBy', 'status'],
                properties: { id: text, version: text, reviewBy: { type: 'string', format: 'date' }, status },
              },
            },
          },
        },
        store: { type: 'object', required: ['status'], properties: { status } },
      },
    },
  },
} as const

export const operationOutcome = {
  type: 'object',
  required: ['resourceType', 'issue'],
  properties: {
    resourceType: { const: 'OperationOutcome' },
    issue: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['severity', 'code'],
        properties: {
          severity: { enum: ['fatal', 'error', 'warning', 'information'] },
          code: text,
          details: { type: 'object', properties: { coding: { type: 'array', items: coding }, text } },
          diagnostics: text,
          expression: { type: 'array', items: text },
        },
      },
    },
  },
} as const
