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

  it('has the bounds of its histogram where alerts look for them', async () => {
    const metrics = makeMetrics()
    metrics.observe(aCall({ outcome: 'spoke' }))
    const bounds = (await lines(metrics)).flatMap(
      (line) => /^cds_request_duration_seconds_bucket\{le="([^"]+)"/.exec(line)?.slice(1) ?? [],
    )
    expect(bounds.join(' ')).toBe('0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.2 0.3 0.5 1 2.5 10 +Inf')
  })

  it.each<[string, Partial<Observed>, number]>([
    ['service', { service: 'b-sign' }, 2],
    ['client', { client: 'other' }, 3],
    ['outcome', { outcome: 'undecided' }, 3],
    ['reason', { because: 'another' }, 2],
    ['service and client, of the same letters', { service: 'a-sig', client: 'nehr' }, 2],
  ])('counts calls apart that differ in their %s alone, one after the other', async (_, differs, silent) => {
    const metrics = makeMetrics()
    const call = aCall({ outcome: 'silent', because: 'route-not-stated' })
    const other = { ...call, ...differs }
    for (const one of [call, other, call]) metrics.observe(one)
    const { service, client, outcome } = other
    const calls = differs.because === undefined ? 1 : 3
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        `cds_silence_total{service="a-sign",because="route-not-stated"} ${silent}`,
        `cds_requests_total{service="${service}",client="${client}",outcome="${outcome}"} ${calls}`,
      ]),
    )
  })

  it('tells the same numbers however often it is read, and no reason where a card was shown', async () => {
    const metrics = makeMetrics()
    metrics.observe(aCall({ outcome: 'spoke' }))
    metrics.observe(aCall({ outcome: 'silent', because: 'route-not-stated' }))
    metrics.answered('/cds-services/:id', 200)
    const counted = async (): Promise<string[]> =>
      (await lines(metrics)).filter((line) => /^(?:cds_requests|cds_silence|http_responses)_total/.test(line))
    const once = await counted()
    expect(await counted()).toEqual(once)
    expect(once).toEqual([
      'cds_requests_total{service="a-sign",client="ehr",outcome="spoke"} 1',
      'cds_requests_total{service="a-sign",client="ehr",outcome="silent"} 1',
      'cds_silence_total{service="a-sign",because="route-not-stated"} 1',
      'http_responses_total{route="/cds-services/:id",status="200"} 1',
    ])
  })

  it('counts answers by route and status', async () => {
    const metrics = makeMetrics()
    for (const [route, status] of [
      ['/cds-services', 200],
      ['/cds-services/:id', 200],
      ['/cds-services/:id', 401],
      ['/cds-services/:id', 200],
    ] as const)
      metrics.answered(route, status)
    expect((await lines(metrics)).filter((line) => line.startsWith('http_responses_total'))).toEqual([
      'http_responses_total{route="/cds-services",status="200"} 1',
      'http_responses_total{route="/cds-services/:id",status="200"} 2',
      'http_responses_total{route="/cds-services/:id",status="401"} 1',
    ])
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
    for (let call = 0; call < 4; call += 1) metrics.observe(aCall({ outcome: 'spoke' }))
    expect(await lines(metrics)).toContain('cds_firing_ratio{service="a-sign"} 0.75')
  })

  it('tells a firing rate of none where nobody ordered anything of ours, and of one where the only call fired', async () => {
    const metrics = makeMetrics()
    metrics.observe(aCall({ outcome: 'silent', because: 'no-such-order', notMine: true }))
    metrics.observe(aCall({ service: 'b-sign', outcome: 'undecided' }))
    metrics.observe(aCall({ service: 'c-sign', outcome: 'spoke' }))
    expect((await lines(metrics)).filter((line) => line.startsWith('cds_firing_ratio'))).toEqual([
      'cds_firing_ratio{service="a-sign"} 0',
      'cds_firing_ratio{service="b-sign"} 0',
      'cds_firing_ratio{service="c-sign"} 1',
    ])
  })

  it('tells whether the service is ready, as it is when it is asked', async () => {
    const metrics = makeMetrics()
    let isWell = true
    metrics.watchHealth(() => ({ content: isWell, store: true }))
    expect(await lines(metrics)).toContain('cds_ready 1')
    isWell = false
    expect(await lines(metrics)).toContain('cds_ready 0')
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
    let queue = 3
    let alarms = [{ service: 'a-sign' }]
    metrics.watchStore({ health: () => ({ queue, dropped: 7 }), alarms: () => alarms })
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'cds_store_queue_depth 3',
        'cds_store_dropped_events_total 7',
        'cds_firing_alarm{service="a-sign"} 1',
      ]),
    )
    queue = 0
    alarms = []
    const later = await lines(metrics)
    expect(later).toEqual(expect.arrayContaining(['cds_store_queue_depth 0', 'cds_store_dropped_events_total 7']))
    expect(later.filter((line) => line.startsWith('cds_firing_alarm'))).toEqual([])
  })

  it('tells of the process itself', async () => {
    const told = await makeMetrics().text()
    for (const name of [
      'process_cpu_seconds_total',
      'process_start_time_seconds',
      'process_resident_memory_bytes',
      'process_open_fds',
      'process_max_fds',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_active_resources_total',
      'nodejs_heap_size_used_bytes',
      'nodejs_heap_space_size_used_bytes',
      'nodejs_version_info',
    ])
      expect(told).toMatch(new RegExp(`^${name}(?:\\{.*\\})? \\d`, 'm'))
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
