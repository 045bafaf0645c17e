import { Counter, Gauge, Histogram, Registry, type CounterConfiguration, type GaugeConfiguration } from 'prom-client'
import eventLoopLag from 'prom-client/lib/metrics/eventLoopLag.js'
import heapSizeAndUsed from 'prom-client/lib/metrics/heapSizeAndUsed.js'
import heapSpacesSizeAndUsed from 'prom-client/lib/metrics/heapSpacesSizeAndUsed.js'
import osMemoryHeap from 'prom-client/lib/metrics/osMemoryHeap.js'
import processCpuTotal from 'prom-client/lib/metrics/processCpuTotal.js'
import processMaxFileDescriptors from 'prom-client/lib/metrics/processMaxFileDescriptors.js'
import processOpenFileDescriptors from 'prom-client/lib/metrics/processOpenFileDescriptors.js'
import processResources from 'prom-client/lib/metrics/processResources.js'
import processStartTime from 'prom-client/lib/metrics/processStartTime.js'
import version from 'prom-client/lib/metrics/version.js'
import { getOrAdd } from '../cards/once.ts'
import type { ServerAnswer } from './fhir/server-contract.ts'
import { hasFired, type CallEvent } from './store/events.ts'
import { Tallies } from './tallies.ts'

/** What the service counts. Labels are names this service knows; never ids of patients, users or orders. */
export interface Metrics {
  readonly contentType: string
  /** One answered hook call. */
  observe(call: Counted & Pick<CallEvent, 'ms' | 'notMine'>): void
  /** One HTTP answer of any route; `route` is the route's pattern, never the address. */
  answered(route: string, status: number): void
  /** What one read at a FHIR server gave. */
  fhirRead(answer: ServerAnswer): void
  /** One refused token. */
  jwtFailure(reason: string): void
  /** One finding of the integration doctor. */
  finding(client: string, finding: string): void
  /** Asked whenever metrics are read. */
  watchStore(store: WatchedStore): void
  /** Asked whenever metrics are read: which parts are well, as `/readyz` tells. */
  watchHealth(well: () => Readonly<Record<string, boolean>>): void
  /** The Prometheus text format. */
  text(): Promise<string>
}

/** What of the store is told. */
interface WatchedStore {
  /** Events waiting to be written, and those given up since the start. */
  health(): { readonly queue: number; readonly dropped: number }
  /** By service: a firing rate, calls or orders that left their own history. */
  alarms(): readonly { readonly service: string }[]
}

/** Seconds. Finest in the range where answers have to be, since a clinician waits. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10]

/** Calls of one kind since the start. */
interface Tally {
  readonly service: string
  readonly client: string
  readonly outcome: string
  readonly because: string | undefined
  readonly timed: { observe(seconds: number): void }
  /** Milliseconds of calls that the histogram has not been told of. */
  readonly untold: number[]
  calls: number
  /** Those with an order of the recommendation's. */
  mine: number
}

type Counted = Pick<CallEvent, 'service' | 'client' | 'outcome' | 'because'>

/** Durations that are passed on together: one by one, between two calls, each would cost several times as much. */
const toldAtOnce = 256

function tell({ timed, untold }: Tally): void {
  for (const ms of untold) timed.observe(ms / 1000)
  untold.length = 0
}

/**
 * What prom-client tells of a process, but for the durations of garbage collections: node makes them known through
 * entries with deprecated getters, and to make one for each of the many small ones took 1 to 4 % of the calls' time.
 */
const collectors = [
  processCpuTotal,
  processStartTime,
  osMemoryHeap,
  processOpenFileDescriptors,
  processMaxFileDescriptors,
  eventLoopLag,
  processResources,
  heapSizeAndUsed,
  heapSpacesSizeAndUsed,
  version,
]

/** Makes a registry of its own, so that several apps can live in one process. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  for (const collect of collectors) collect(registry, { eventLoopMonitoringPrecision: 10 })
  const registers = [registry]
  const gauge = (configuration: GaugeConfiguration<string>): Gauge => new Gauge({ ...configuration, registers })
  const counter = (configuration: CounterConfiguration<string>): Counter => new Counter({ ...configuration, registers })

  // What comes with every call is added up here, and told when it is asked for: a counter hashes its labels each time.
  const tallies = new Tallies<Counted, Tally>({
    isOf: (tally, { service, client, outcome, because }) =>
      tally.service === service && tally.client === client && tally.outcome === outcome && tally.because === because,
    keyOf: ({ service, client, outcome, because }) => [service, client, outcome, because].join('\n'),
    make: ({ service, client, outcome, because }): Tally => {
      const timed = seconds.labels(service, outcome)
      return { service, client, outcome, because, timed, untold: [], calls: 0, mine: 0 }
    },
  })
  const statuses = new Map<string, Map<number, number>>()
  counter({
    name: 'cds_requests_total',
    help: 'Hook calls answered, by service, client and outcome',
    labelNames: ['service', 'client', 'outcome'],
    collect() {
      this.reset()
      for (const { service, client, outcome, calls } of tallies.all()) this.inc({ service, client, outcome }, calls)
    },
  })
  const seconds = new Histogram({
    name: 'cds_request_duration_seconds',
    help: 'Time from the arrival of a hook call to its decision',
    labelNames: ['service', 'outcome'],
    buckets,
    registers,
    collect: (): void => tallies.all().forEach(tell),
  })
  counter({
    name: 'cds_silence_total',
    help: 'Hook calls answered without a card, by reason',
    labelNames: ['service', 'because'],
    collect() {
      this.reset()
      for (const { service, because, calls } of tallies.all())
        if (because !== undefined) this.inc({ service, because }, calls)
    },
  })
  const reads = counter({
    name: 'cds_fhir_reads_total',
    help: 'Reads at FHIR servers, by outcome',
    labelNames: ['outcome'],
  })
  const refusals = counter({
    name: 'cds_jwt_failures_total',
    help: 'Client tokens that were refused, by reason',
    labelNames: ['reason'],
  })
  const findings = counter({
    name: 'cds_doctor_findings_total',
    help: 'Faults of integration seen in requests, by client',
    labelNames: ['client', 'finding'],
  })
  counter({
    name: 'http_responses_total',
    help: 'HTTP answers, by route and status',
    labelNames: ['route', 'status'],
    collect() {
      this.reset()
      for (const [route, counts] of statuses)
        for (const [status, count] of counts) this.inc({ route, status: String(status) }, count)
    },
  })
  gauge({
    name: 'cds_firing_ratio',
    help: 'Share of the calls with an order of the recommendation that fired, since the start',
    labelNames: ['service'],
    collect() {
      const shares = new Map<string, { mine: number; fired: number }>()
      for (const { service, outcome, calls, mine } of tallies.all()) {
        const share = getOrAdd(shares, service, () => ({ mine: 0, fired: 0 }))
        share.mine += mine
        if (hasFired(outcome)) share.fired += calls
      }
      for (const [service, { mine, fired }] of shares) this.set({ service }, mine === 0 ? 0 : fired / mine)
    },
  })
  return {
    contentType: registry.contentType,
    observe(call) {
      const tally = tallies.of(call)
      if (tally === undefined) return
      tally.calls += 1
      if (!call.notMine) tally.mine += 1
      tally.untold.push(call.ms)
      if (tally.untold.length >= toldAtOnce) tell(tally)
    },
    answered(route, status) {
      const counts = getOrAdd(statuses, route, () => new Map<number, number>())
      counts.set(status, (counts.get(status) ?? 0) + 1)
    },
    fhirRead: (answer) =>
      reads.inc({ outcome: answer.ok ? (answer.cut === undefined ? 'ok' : 'cut') : (answer.fault ?? 'failed') }),
    jwtFailure: (reason) => refusals.inc({ reason }),
    finding: (client, finding) => findings.inc({ client, finding }),
    watchStore: (store) => {
      gauge({
        name: 'cds_store_queue_depth',
        help: 'Events waiting to be written to the store',
        collect() {
          this.set(store.health().queue)
        },
      })
      counter({
        name: 'cds_store_dropped_events_total',
        help: 'Events given up because the store did not take them',
        collect() {
          this.reset()
          this.inc(store.health().dropped)
        },
      })
      gauge({
        name: 'cds_firing_alarm',
        help: '1 for a service whose firing rate, calls or orders left their own history',
        labelNames: ['service'],
        collect() {
          this.reset()
          for (const { service } of store.alarms()) this.set({ service }, 1)
        },
      })
    },
    watchHealth: (well) => {
      gauge({
        name: 'cds_ready',
        help: '1 when /readyz says ok, 0 when it says degraded',
        collect() {
          this.set(Object.values(well()).every(Boolean) ? 1 : 0)
        },
      })
      gauge({
        name: 'cds_part_ready',
        help: '1 for a part that is well, 0 for one that is degraded',
        labelNames: ['part'],
        collect() {
          for (const [part, isWell] of Object.entries(well())) this.set({ part }, isWell ? 1 : 0)
        },
      })
    },
    text: () => registry.metrics(),
  }
}
