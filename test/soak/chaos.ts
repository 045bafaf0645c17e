import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { chart } from '../bench/requests.ts'

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

/** How the FHIR server fails, in turns. */
export const moods = ['well', 'slow', 'hangs', 'fails', 'breaks off', 'talks nonsense', 'refuses the token'] as const
type Mood = (typeof moods)[number]

interface MoodyServer {
  readonly url: string
  mood: Mood
  requests: number
  close(): void
}

/** A FHIR server with one patient's chart, as well as its mood lets it. */
export async function startMoodyServer(): Promise<MoodyServer> {
  const held = chart()
  const server = createHttpServer((request, response) => {
    moody.requests += 1
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const type = pathname.split('/').find((part) => /^[A-Z]/.test(part)) ?? ''
    const found = held[type] ?? []
    const body = JSON.stringify(
      type === 'Patient'
        ? found[0]
        : {
            resourceType: 'Bundle',
            type: 'searchset',
            total: found.length,
            entry: found.map((resource) => ({ resource })),
          },
    )
    const answer = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(text)
    }
    if (moody.mood === 'well') answer(200, body)
    else if (moody.mood === 'slow') setTimeout(() => answer(200, body), 100)
    else if (moody.mood === 'fails') answer(500, '{"resourceType":"OperationOutcome","issue":[]}')
    else if (moody.mood === 'breaks off') request.socket.destroy()
    else if (moody.mood === 'talks nonsense') answer(200, '<html>maintenance</html>')
    else if (moody.mood === 'refuses the token') answer(401, '{"resourceType":"OperationOutcome","issue":[]}')
    // One that hangs never answers.
  })
  const port = await listening(server)
  const moody: MoodyServer = {
    url: `http://127.0.0.1:${port}/fhir`,
    mood: 'well',
    requests: 0,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return moody
}

interface Cuttable {
  readonly port: number
  /** Breaks every connection and takes no more. */
  cut(): void
  /** Takes connections again. */
  mend(): void
  close(): void
}

/** A wire to a server that can be cut: to its clients the server has vanished. */
export async function startCuttableWire(to: number): Promise<Cuttable> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((client) => {
    if (isCut) {
      client.destroy()
      return
    }
    const upstream = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  const cut = (): void => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: await listening(server),
    cut,
    mend: () => {
      isCut = false
    },
    close() {
      cut()
      server.close()
    },
  }
}
