import type { FastifyInstance } from 'fastify'
import { asFailure } from '../src/errors.ts'
import { operationOutcome } from '../src/wire/outcome.ts'

/** Has a part of the service, served by itself, answer failures as the whole does. */
export function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const failed = asFailure(error)
    return reply
      .status(failed.status)
      .headers(failed.headers)
      .type('application/fhir+json; charset=utf-8')
      .send(operationOutcome(failed))
  })
}
