import { timedOut, unread, type ServerAnswer } from '../../src/fhir/server-contract.ts'
import { makeMetrics, type Metrics } from '../../src/metrics.ts'

const lines = async (metrics: { text(): Promise<string> }): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))

type Observed = Parameters<Metrics['observe']>[0]

const aCall = (differs: Partial<Observed> & Pick<Observed, 'outcome'>): Observed => ({
  service: 'a-sign',
  client: 'ehr',
  ms: 1,
  notMine: false,
  ...differs,
})

describe('metrics', () => {
  it('counts calls by service, client and outcome, and times them by service and outcome', async () => {
    const metrics = makeMetrics()
    metrics.observe(aCall({ outcome: 'spoke', ms: 4 }))
    metrics.observe(aCall({ outcome: 'spoke', ms: 40 }))
    metrics.observe(aCall({ client: 'other', outcome: 'silent', because: 'route-not-stated' }))
    const told = await lines(metrics)
    expect(told).toContain('cds_requests_total{service="a-sign",client="ehr",outcome="spoke"} 2')
    expect(told).toContain('cds_requests_total{service="a-sign",client="other",outcome="silent"} 1')
    expect(told).toContain('cds_request_duration_seconds_count{service="a-sign",outcome="spoke"} 2')
    expect(told).toContain('cds_request_duration_seconds_sum{service="a-sign",outcome="spoke"} 0.044')
    expect(told).toContain('cds_request_duration_seconds_bucket{le="0.005",service="a-sign",outcome="spoke"} 1')
    expect(told).toContain('cds_silence_total{service="a-sign",because="route-not-stated"} 1')
  })

  it('times every call once, however many come before it is read and whoever sends them', async () => {
    const metrics = makeMetrics()
    const count = async (): Promise<string | undefined> =>
      (await lines(metrics)).find((line) => line.startsWith('cds_request_duration_seconds_count'))?.split(' ')[1]
    const clients = ['ehr', 'other', 'third']
    for (let call = 0; call < 1000; call += 1)
      metrics.observe(aCall({ outcome: 'spoke', client: clients[call % 3] ?? '' }))
    expect(await count()).toBe('1000')
    expect(await count()).toBe('1000')
    metrics.observe(aCall({ outcome: 'spoke' }))
    expect(await count()).toBe('1001')
    expect(await lines(metrics)).toContain('cds_requests_total{service="a-sign",client="third",outcome="spoke"} 333')
  })

  it('tells the firing rate among the calls that have an order of the recommendation', async () => {
    const metrics = makeMetrics()
    metrics.observe(aCall({ outcome: 'spoke' }))
    metrics.observe(aCall({ outcome: 'would-have-fired' }))
    metrics.observe(aCall({ outcome: 'silent', because: 'route-not-stated' }))
    metrics.observe(aCall({ outcome: 'undecided' }))
    for (let call = 0; call < 100; call += 1)
      metrics.observe(aCall({ outcome: 'silent', because: 'no-such-order', notMine: true }))
    expect(await lines(metrics)).toContain('cds_firing_ratio{service="a-sign"} 0.5')
  })

  it('counts refused tokens and findings of the doctor', async () => {
    const metrics = makeMetrics()
    metrics.jwtFailure('expired')
    metrics.finding('ehr', 'no-prefetch')
    const told = await lines(metrics)
    expect(told).toContain('cds_jwt_failures_total{reason="expired"} 1')
    expect(told).toContain('cds_doctor_findings_total{client="ehr",finding="no-prefetch"} 1')
  })

  it('asks the store and the alarms when it is read, so that a gauge never lags', async () => {
    const metrics = makeMetrics()
    let queued = 3
    let alarms = ['a-sign']
    metrics.watchStore({ queued: () => queued, dropped: () => 7 })
    metrics.watchAlarms(() => alarms)
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'cds_store_queue_depth 3',
        'cds_store_dropped_events_total 7',
        'cds_firing_alarm{service="a-sign"} 1',
      ]),
    )
    queued = 0
    alarms = []
    const later = await lines(metrics)
    expect(later).toEqual(expect.arrayContaining(['cds_store_queue_depth 0', 'cds_store_dropped_events_total 7']))
    expect(later.filter((line) => line.startsWith('cds_firing_alarm'))).toEqual([])
  })

  it('tells of the process itself', async () => {
    const told = await makeMetrics().text()
    expect(told).toMatch(/^process_resident_memory_bytes \d+/m)
    expect(told).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
  })

  it('keeps the counters of two apps in one process apart', async () => {
    const [one, other] = [makeMetrics(), makeMetrics()]
    one.jwtFailure('expired')
    expect(await other.text()).not.toContain('cds_jwt_failures_total{')
  })

  it.each<[string, ServerAnswer]>([
    ['ok', { ok: true, resources: [] }],
    ['cut', { ok: true, resources: [], cut: 'more than 20 pages' }],
    ['HTTP 401', unread('HTTP 401', 'HTTP 401')],
    ['timeout', timedOut(300)],
    ['failed', unread('anything a server might say of Jane Doe')],
  ])('counts a read as %s', async (outcome, answer) => {
    const metrics = makeMetrics()
    metrics.fhirRead(answer)
    metrics.fhirRead(answer)
    expect((await lines(metrics)).filter((line) => line.startsWith('cds_fhir_reads_total'))).toEqual([
      `cds_fhir_reads_total{outcome="${outcome}"} 2`,
    ])
  })
})
