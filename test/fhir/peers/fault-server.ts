import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip } from 'node:zlib'

type Request = http.IncomingMessage
type Response = http.ServerResponse

/** What the server does with one request. `nth` counts the requests this behaviour has had, from 1. */
export type Behaviour = (request: Request, response: Response, nth: number) => void

export interface FaultServer {
  /** Base URL, without trailing slash. */
  readonly url: string
  readonly port: number
  /** Requests so far. */
  readonly requests: { readonly url: string; readonly headers: http.IncomingHttpHeaders }[]
  /** Sockets that are open now. */
  sockets(): Promise<number>
  close(): Promise<void>
}

export interface FaultServerOptions {
  readonly host?: string
  readonly path?: string
}

/**
 * A FHIR server that misbehaves, over real HTTP. Routes go by the first path segment under the base (`Condition`),
 * `''` being the base itself; a type without a route is 404.
 */
export async function startFaultServer(
  routes: Readonly<Record<string, Behaviour>>,
  { host = '127.0.0.1', path = '/fhir' }: FaultServerOptions = {},
): Promise<FaultServer> {
  const requests: FaultServer['requests'] = []
  const counts = new Map<string, number>()
  const server = http.createServer((request, response) => {
    const url = request.url ?? '/'
    requests.push({ url, headers: request.headers })
    const [, segment = ''] = /^\/?([^/?]*)/.exec(url.startsWith(path) ? url.slice(path.length) : url) ?? []
    const nth = (counts.get(segment) ?? 0) + 1
    counts.set(segment, nth)
    const behaviour = routes[segment] ?? status(404)
    behaviour(request, response, nth)
  })
  await new Promise<void>((listening) => {
    server.listen(0, host, listening)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`,
    port,
    requests,
    sockets: () => new Promise((settle) => server.getConnections((_error, count) => settle(count))),
    close: () =>
      new Promise((settle) => {
        server.close(() => settle())
        server.closeAllConnections()
      }),
  }
}

const fhirJson = { 'content-type': 'application/fhir+json' }

/** An answer as it should be. */
export const json =
  (body: unknown, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (_request, response) =>
    void response.writeHead(200, { ...fhirJson, ...headers }).end(JSON.stringify(body))

/** A searchset of these resources, with a link to the next page if one is given. */
export const bundle = (resources: readonly object[], next?: string): object => ({
  resourceType: 'Bundle',
  type: 'searchset',
  ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
  entry: resources.map((resource) => ({ resource })),
})

export const slow =
  (ms: number, then: Behaviour): Behaviour =>
  (request, response, nth) =>
    void setTimeout(() => then(request, response, nth), ms)

/** Answers in turn; the last one repeats. */
export const inTurn =
  (...behaviours: readonly Behaviour[]): Behaviour =>
  (request, response, nth) =>
    behaviours[Math.min(nth, behaviours.length) - 1]?.(request, response, nth)

/** A status with an OperationOutcome that holds what no log may show. */
export const secret = 'Jane Doe, born 1960-01-01'
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'exception', diagnostics: secret }],
  }
  return (_request, response) => void response.writeHead(code, { ...fhirJson, ...headers }).end(JSON.stringify(outcome))
}

/** A status whose body nobody can read: neither JSON nor text, and never finished. */
export const endlessError =
  (code: number): Behaviour =>
  (_request, response) =>
    void response.writeHead(code, { 'content-type': 'application/octet-stream' }).write('x'.repeat(1024))

export const malformedJson: Behaviour = (_request, response) =>
  void response.writeHead(200, fhirJson).end(`{"resourceType":"Bundle","text":"${secret}"`)

export const html: Behaviour = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><body>${secret}</body></html>`)

/** JSON behind a byte order mark. */
export const marked =
  (body: unknown): Behaviour =>
  (_request, response) =>
    void response.writeHead(200, fhirJson).end(`\uFEFF${JSON.stringify(body)}`)

/** JSON in another encoding than JSON's own. */
export const inLatin1 =
  (body: unknown): Behaviour =>
  (_request, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/fhir+json; charset=iso-8859-1' })
      .end(Buffer.from(JSON.stringify(body), 'latin1'))

export const xml: Behaviour = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'application/fhir+xml' }).end('<Bundle xmlns="http://hl7.org/fhir"/>')

export const empty: Behaviour = (_request, response) => void response.writeHead(200, fhirJson).end()

/** Promises more bytes than it sends, then hangs up. */
export const truncated: Behaviour = (_request, response) => {
  response.writeHead(200, { ...fhirJson, 'content-length': '10000' })
  response.write('{"resourceType":"Bundle",', () => response.socket?.end())
}

export const truncatedChunks: Behaviour = (_request, response) => {
  response.writeHead(200, fhirJson)
  response.write('{"resourceType":"Bundle",', () => response.socket?.end())
}

/** Every page links to another one. */
export const endlessPaging =
  (page: (nth: number) => object): Behaviour =>
  (request, response, nth) => {
    const here = `http://${request.headers.host}${request.url?.replace(/\?.*/, '')}`
    json(bundle([page(nth)], `${here}?page=${nth + 1}`))(request, response, nth)
  }

export const redirectTo = (location: string, code = 302): Behaviour => status(code, { location })

/** 201 without a body: fhirclient asks for the Location, with the token. */
export const createdAt =
  (location: string): Behaviour =>
  (_request, response) =>
    void response.writeHead(201, { ...fhirJson, location }).end()

/** Small on the wire, `megabytes` when decompressed. */
export const gzipBomb =
  (megabytes: number): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { ...fhirJson, 'content-encoding': 'gzip' })
    const gzip = createGzip()
    gzip
      .on('error', () => undefined)
      .pipe(response)
      .on('error', () => undefined)
    gzip.write('{"resourceType":"Bundle","text":"')
    const block = Buffer.alloc(1024 * 1024, 'a')
    let left = megabytes
    const more = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= 1
        if (!gzip.write(block)) return void gzip.once('drain', more)
      }
      gzip.end('"}')
    }
    more()
  }

/** Accepts the request and never answers. */
export const hang: Behaviour = () => undefined

/** Begins an answer and never ends it. */
export const hangInBody: Behaviour = (_request, response) => {
  response.writeHead(200, fhirJson).write('{"resourceType":')
}

export const reset: Behaviour = (request) => void request.socket.resetAndDestroy()
