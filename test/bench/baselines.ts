/**
 * What the service is measured against, each answering every POST with one stored answer:
 * `http` (raw node:http and JSON.parse), `fastify` (bare), `lean` (Fastify with the service's CORS, one log line as pino
 * writes it and an Ajv check of the envelope), `lean-blocks` (the same, with the log written in blocks as this service
 * writes it). Started by run.ts: `node baselines.ts <kind> <file of the answer>`, with PORT.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import cors from '@fastify/cors'
import { fastify } from 'fastify'
import { pino } from 'pino'
import { orderSign } from '../../hooks/order-sign.ts'
import { readConfig } from '../../src/config.ts'
import { corsOptions } from '../../src/security/headers.ts'
import { requestSchema } from '../../src/wire/validate.ts'

const [kind, file] = process.argv.slice(2)
const answer = readFileSync(file ?? '', 'utf8')
const type = 'application/json; charset=utf-8'
const bodyLimit = 5 * 1024 * 1024
const path = '/cds-services/:id'
const port = Number(process.env['PORT'])

function raw(): void {
  const length = Buffer.byteLength(answer)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString())
      response.writeHead(200, { 'content-type': type, 'content-length': length }).end(answer)
    })
  })
  server.listen(port, '127.0.0.1')
}

async function framework(lean: boolean, blocks: boolean): Promise<void> {
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 1, sync: true, ...(blocks ? { minLength: 8 * 1024, periodicFlush: 100 } : {}) }),
  )
  const app = fastify({
    bodyLimit,
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: false,
        allowUnionTypes: true,
      },
    },
  })
  if (lean) {
    await app.register(cors, corsOptions(readConfig({})))
    app.addHook('onResponse', async ({ id, method, routeOptions }, reply) => {
      const ms = Math.round(reply.elapsedTime * 10) / 10
      logger.info({ requestId: id, method, route: routeOptions.url, status: reply.statusCode, ms })
    })
  }
  const options = lean ? { schema: { body: requestSchema(orderSign) } } : {}
  app.post(path, options, (_request, reply) => {
    void reply.type(type).send(answer)
  })
  await app.listen({ host: '127.0.0.1', port })
}

if (kind === 'http') raw()
else await framework(kind !== 'fastify', kind === 'lean-blocks')
