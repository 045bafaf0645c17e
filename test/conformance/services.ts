/* oxlint-disable typescript/no-explicit-any -- requests are changed as JSON */
import { cards } from '../../cards/index.ts'
import { fixture, type Answer } from '../app.ts'

/** Every card at every hook of its own. */
export const services = cards.flatMap(({ id, hooks }) =>
  hooks.map((hook) => ({ id, url: `/cds-services/${id}-${hook}`, hook })),
)

/** The requests of `test/fixtures` are this recommendation's; of them another card says nothing. */
export const servicesOfTheFixtures = services.filter(({ id }) => id === 'iv-ketamine-for-migraine')

export const request = (hook: string): Record<string, any> => fixture(`${hook}-iv-ketamine-migraine`)

/** Every value in a JSON document, with its path. */
export function everything(value: unknown, path = '$'): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return [[path, value], ...Object.entries(value).flatMap(([key, inner]) => everything(inner, `${path}.${key}`))]
}

/** Refused with the status, and with an OperationOutcome that names the member. */
export function expectRefusal(answer: Answer, status: number, member?: string): void {
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toContain('application/fhir+json')
  expect(answer.body).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: expect.any(String), details: { text: expect.any(String) } }],
  })
  if (member !== undefined) expect(answer.body.issue[0].expression).toEqual([member])
}
