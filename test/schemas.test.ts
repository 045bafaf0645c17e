import { Ajv } from 'ajv'
import { cards } from '../cards/index.ts'
import { hooks } from '../hooks/index.ts'
import { environment } from '../src/config.ts'
import { feedbackSchema } from '../src/routes/feedback.ts'
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
