import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type CounterConfiguration,
  type GaugeConfiguration,
} from 'prom-client'
import type { Connect, ServerAnswer } from './fhir/server-contract.ts'

/** What the service counts. Labels are names this service knows; never ids of patients, users or orders. */
export interface Metrics {
  readonly contentType: string
  /** One answered hook call; `ms` from the request's arrival. */
  observe(
    service: string,
    client: string,
    outcome: string,
    because: string | undefined,
    ms: number,
    notMine?: boolean,
  ): void
  /** One HTTP answer of any route; `route` is the route's pattern, never the address. */
  answered(route: string, status: number): void
  /** One read at a FHIR server. */
  fhirRead(outcome: string): void
  /** One refused token. */
  jwtFailure(reason: string): void
  /** One finding of the integration doctor. */
  finding(client: string, finding: string): void
  /** Asked whenever metrics are read. */
  watchStore(store: StoreNumbers): void
  /** Asked whenever metrics are read: 1 for each service whose firing rate left its own history. */
  watchAlarms(alarms: () => readonly string[]): void
  /** Asked whenever metrics are read: are all parts well, as `/readyz` tells. */
  watchHealth(well: () => Promise<boolean>): void
  /** The Prometheus text format. */
  text(): Promise<string>
}

export interface StoreNumbers {
  /** Events waiting to be written. */
  readonly queued: () => number
  /** Events given up since the start. */
  readonly dropped: () => number
}

/** Seconds. Finest where the answer must be: a clinician waits. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10]

interface Tally {
  calls: number
  fired: number
}

/** Makes counters of their own, so that several apps can live in one process. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const gauge = (configuration: GaugeConfiguration<string>): void =>
    registry.registerMetric(new Gauge({ ...configuration, registers: [] }))
  const counter = (configuration: CounterConfiguration<string>): void =>
    registry.registerMetric(new Counter({ ...configuration, registers: [] }))

  const requests = new Counter({
    name: 'cds_requests_total',
    help: 'Hook calls answered, by service, client and outcome',
    labelNames: ['service', 'client', 'outcome'],
    registers,
  })
  const seconds = new Histogram({
    name: 'cds_request_duration_seconds',
    help: 'Time from the arrival of a hook call to its decision',
    labelNames: ['service', 'outcome'],
    buckets,
    registers,
  })
  const silences = new Counter({
    name: 'cds_silence_total',
    help: 'Hook calls answered without a card, by reason',
    labelNames: ['service', 'because'],
    registers,
  })
  const reads = new Counter({
    name: 'cds_fhir_reads_total',
    help: 'Reads at FHIR servers, by outcome',
    labelNames: ['outcome'],
    registers,
  })
  const refusals = new Counter({
    name: 'cds_jwt_failures_total',
    help: 'Client tokens that were refused, by reason',
    labelNames: ['reason'],
    registers,
  })
  const findings = new Counter({
    name: 'cds_doctor_findings_total',
    help: 'Faults of integration seen in requests, by client',
    labelNames: ['client', 'finding'],
    registers,
  })
  const answers = new Counter({
    name: 'http_responses_total',
    help: 'HTTP answers, by route and status',
    labelNames: ['route', 'status'],
    registers,
  })

  const tallies = new Map<string, Tally>()
  gauge({
    name: 'cds_firing_ratio',
    help: 'Share of the calls with an order of the recommendation that fired, since the start',
    labelNames: ['service'],
    collect() {
      for (const [service, { calls, fired }] of tallies) this.set({ service }, calls === 0 ? 0 : fired / calls)
    },
  })

  // A label set is hashed at every `inc`; the few that occur are looked up once instead.
  const observers = new Map<string, (ms: number, mine: boolean) => void>()
  const observer = (
    service: string,
    client: string,
    outcome: string,
    because: string | undefined,
  ): ((ms: number, mine: boolean) => void) => {
    const counted = requests.labels(service, client, outcome)
    const timed = seconds.labels(service, outcome)
    const silence = because === undefined ? undefined : silences.labels(service, because)
    const fires = outcome === 'spoke' || outcome === 'would-have-fired'
    const tally = tallies.get(service) ?? { calls: 0, fired: 0 }
    tallies.set(service, tally)
    return (ms, mine) => {
      counted.inc()
      timed.observe(ms / 1000)
      silence?.inc()
      if (mine) tally.calls += 1
      if (fires) tally.fired += 1
    }
  }
  const statuses = new Map<string, { inc(): void }>()

  return {
    contentType: registry.contentType,
    observe(service, client, outcome, because, ms, notMine = false) {
      const key = `${service}\0${client}\0${outcome}\0${because ?? ''}`
      let observe = observers.get(key)
      if (observe === undefined) observers.set(key, (observe = observer(service, client, outcome, because)))
      observe(ms, !notMine)
    },
    answered(route, status) {
      const key = `${status} ${route}`
      let counted = statuses.get(key)
      if (counted === undefined) statuses.set(key, (counted = answers.labels(route, String(status))))
      counted.inc()
    },
    fhirRead: (outcome) => reads.inc({ outcome }),
    jwtFailure: (reason) => refusals.inc({ reason }),
    finding: (client, finding) => findings.inc({ client, finding }),
    watchStore: ({ queued, dropped }) => {
      gauge({
        name: 'cds_store_queue_depth',
        help: 'Events waiting to be written to the store',
        collect() {
          this.set(queued())
        },
      })
      counter({
        name: 'cds_store_dropped_events_total',
        help: 'Events given up because the store did not take them',
        collect() {
          this.reset()
          this.inc(dropped())
        },
      })
    },
    watchAlarms: (alarms) => {
      gauge({
        name: 'cds_firing_alarm',
        help: '1 for a service whose firing rate left its own history',
        labelNames: ['service'],
        collect() {
          this.reset()
          for (const service of alarms()) this.set({ service }, 1)
        },
      })
    },
    watchHealth: (well) => {
      gauge({
        name: 'cds_ready',
        help: '1 when /readyz says ok, 0 when it says degraded',
        async collect() {
          this.set((await well()) ? 1 : 0)
        },
      })
    },
    text: () => registry.metrics(),
  }
}

/** What became of a read, as a label: few values, none of them the server's own words. */
function outcomeOf(answer: ServerAnswer): string {
  if (answer.ok) return answer.cut === undefined ? 'ok' : 'cut'
  const [status] = /^HTTP [1-5]\d\d\b/.exec(answer.why) ?? []
  if (status !== undefined) return status
  if (answer.why.startsWith('timed out')) return 'timeout'
  if (answer.why.startsWith('circuit open')) return 'circuit open'
  return answer.why.startsWith('connection failed') ? 'connection failed' : 'failed'
}

/** The same FHIR servers, with every read counted. */
export function countReads(connect: Connect, metrics: Pick<Metrics, 'fhirRead'>): Connect {
  const counted = async (reading: Promise<ServerAnswer>): Promise<ServerAnswer> => {
    const answer = await reading
    metrics.fhirRead(outcomeOf(answer))
    return answer
  }
  return (options) => {
    const server = connect(options)
    if (!('read' in server)) return server
    return {
      read: async (query) => counted(server.read(query)),
      follow: async (next) => counted(server.follow(next)),
    }
  }
}
