import { Failure } from '../../src/errors.ts'
import { hooks } from '../../hooks/index.ts'
import { requestValidator } from '../../src/wire/validate.ts'

const validate = requestValidator(hooks['order-sign'])
const bare = { userId: 'Practitioner/u1', patientId: 'p1', draftOrders: { resourceType: 'Bundle', entry: [] } }
const request = (context: object, over: object = {}): object => ({
  hook: 'order-sign',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { ...bare, ...context },
  ...over,
})

describe('patient and encounter of a request', () => {
  it.each([
    ['with their types', { patientId: 'Patient/p1', encounterId: 'Encounter/e1' }],
    ['one with its type', { encounterId: 'Encounter/e1' }],
    ['as URLs', { patientId: 'https://x.org/Patient/p1', encounterId: 'https://x.org/Encounter/e1' }],
    ['bare', { encounterId: 'e1' }],
  ])('are bare ids, also where they are sent %s', (_, context) => {
    expect(validate(request(context), []).context).toEqual({ ...bare, encounterId: 'e1' })
  })

  it.each([[''], [' '], [null]])('leave out an encounter that is %j', (encounterId) => {
    for (const patientId of ['p1', 'Patient/p1'])
      expect(validate(request({ patientId, encounterId }), []).context).toStrictEqual(bare)
  })

  it('are not those of another type', () => {
    const { context } = validate(request({ patientId: 'Group/p1', encounterId: 'EpisodeOfCare/e1' }), [])
    expect([context.patientId, context.encounterId]).toEqual(['Group/p1', 'EpisodeOfCare/e1'])
  })
})

it('tells where a token has no server, and where a service answers another hook', () => {
  const fhirAuthorization = { access_token: 't', token_type: 'Bearer', expires_in: 300, scope: '', subject: 's' }
  const complaint = (body: object): unknown => {
    try {
      return validate(body, ['order-select', 'order-sign'])
    } catch (error) {
      return error instanceof Failure ? { code: error.code, ...error.detail } : error
    }
  }
  expect(complaint(request({}, { fhirAuthorization }))).toEqual({
    code: 'REQUEST_INVALID',
    diagnostics: ['fhirServer is required when fhirAuthorization is given.'],
    expression: ['fhirServer'],
  })
  expect(complaint(request({}, { hook: 'patient-view' }))).toEqual({
    code: 'HOOK_MISMATCH',
    diagnostics: ['This service answers order-select and order-sign.'],
    expression: ['hook'],
  })
})
