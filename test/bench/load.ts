/**
 * Sends load and prints what came back, as one line of JSON. Started by run.ts on the other core:
 * `node load.ts <file of a Load>`.
 */
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

/** One run of load. Either `seconds` or `amount`. */
export interface Load {
  readonly url: string
  readonly connections: number
  readonly seconds?: number
  readonly amount?: number
  /** JSON texts, sent in turn. */
  readonly bodies: readonly string[]
  /** Bearer tokens, each sent once. */
  readonly tokens?: readonly string[]
}

/** Latencies in milliseconds. */
export interface Measured {
  readonly perSecond: number
  readonly requests: number
  readonly p50: number
  readonly p99: number
  /** Answers other than 2xx, and requests without one. */
  readonly failed: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>
}

const { url, connections, seconds, amount, bodies, tokens } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
) as Load

let next = 0
const times: number[] = []
const running = autocannon({
  url,
  connections,
  ...(amount === undefined ? { duration: seconds ?? 1 } : { amount }),
  requests: bodies.map((body) => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body,
    ...(tokens === undefined
      ? {}
      : {
          setupRequest: (request: { readonly headers?: object }) => ({
            ...request,
            headers: { ...request.headers, authorization: `Bearer ${tokens[next++]}` },
          }),
        }),
  })),
})
// Autocannon's own histogram counts in whole milliseconds.
const statuses: Record<number, number> = {}
let last = performance.now()
running.on('response', (_client, status, _bytes, ms) => {
  times.push(ms)
  statuses[status] = (statuses[status] ?? 0) + 1
  last = performance.now()
})
const began = performance.now()
const result = await running
times.sort((a, b) => a - b)
const percentile = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
const total = result['2xx'] + result.non2xx
process.stdout.write(
  `${JSON.stringify({
    // Autocannon looks only once a second whether the amount is reached.
    perSecond: total / ((last - began) / 1000),
    requests: total,
    p50: percentile(0.5),
    p99: percentile(0.99),
    failed: result.non2xx + result.errors + result.timeouts,
    statuses,
  } satisfies Measured)}\n`,
)
