import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { cards } from '../cards/index.ts'
import { hooks } from '../hooks/index.ts'
import { environment } from '../src/config.ts'
import { feedbackSchema } from '../src/routes/feedback.ts'
import { explain, schemaCompiler } from '../src/schemas.ts'
import { trustedClientsSchema } from '../src/security/trusted-clients.ts'
import { requestSchema } from '../src/wire/validate.ts'

describe('a JSON schema of ours is one', () => {
  it.each<[string, object]>([
    ['the environment', environment],
    ['trusted clients', trustedClientsSchema],
    ['feedback', feedbackSchema],
    ...Object.values(hooks).map((hook): [string, object] => [`a request of ${hook.name}`, requestSchema(hook)]),
    ...cards.map(({ id, policies }): [string, object] => [`the policies of ${id}`, policies]),
  ])('%s', (_, schema) => {
    const ajv = new Ajv()
    expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null])
  })
})

describe('a complaint', () => {
  it('of a date and time says that it needs a zone', () => {
    const valid = formats.default(schemaCompiler(), ['date-time']).compile({ type: 'string', format: 'date-time' })
    expect(valid('2026-01-31T12:00:00')).toBe(false)
    expect(explain(valid.errors).problem).toMatch(/date-time.* \(with a time zone, such as 2026-01-31T12:00:00Z\)$/)
  })

  const item = { type: 'object', required: ['id'], properties: { id: { type: 'string' } }, additionalProperties: false }
  const schema = {
    type: 'object',
    properties: {
      list: { type: 'array', items: { anyOf: [{ type: 'string' }, item] } },
      one: { enum: ['this', 'that'] },
      only: { const: 'this' },
      named: { type: 'object', propertyNames: { enum: ['left', 'right'] } },
    },
  }
  it.each([
    [[], '', '', 'must be object'],
    [{ one: 'secret' }, '/one', 'one', 'must be equal to one of the allowed values (this, that)'],
    [{ only: 'secret' }, '/only', 'only', 'must be equal to constant (this)'],
    [
      { named: { up: 1 } },
      '/named',
      'named',
      'holds up; a name in it must be equal to one of the allowed values (left, right)',
    ],
    [{ list: ['a', {}] }, '/list/1/id', 'list[1].id', 'is required'],
    [{ list: [{ id: 7 }] }, '/list/0/id', 'list[0].id', 'must be string'],
    [{ list: [{ id: '7', more: 1 }] }, '/list/0', 'list[0]', 'must NOT have additional properties (more)'],
  ])('of %j names the place, and the branch that came furthest', (value, pointer, member, problem) => {
    const valid = schemaCompiler().compile(schema)
    expect(valid(value)).toBe(false)
    expect(explain(valid.errors)).toEqual({ pointer, member, problem })
  })
})
