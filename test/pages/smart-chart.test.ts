import * as bundles from '../../src/fhir/bundles.ts'
import { showsPartOf } from '../../src/fhir/scope.ts'
import type { FhirServer } from '../../src/fhir/server-contract.ts'
import { bundle, condition } from '../fhir/a-call.ts'

const base = 'https://ehr.example.org/fhir'
const first = 'Condition?patient=p1'
const second = `${base}/Condition?page=2`
const reading = { ...bundles, showsPartOf }

/** The app's reader of the server it was launched from, which gives these answers by URL. */
async function launched(answers: Readonly<Record<string, object>>, scope?: string): Promise<FhirServer> {
  // A script of the pages: checked with them, and not with the service.
  const script = '../../src/pages/assets/js/smart-chart.js'
  const { launchedServer } = (await import(script)) as {
    launchedServer: (client: object, deadline: AbortSignal, reading: object) => FhirServer
  }
  const client = {
    state: { serverUrl: base, tokenResponse: { scope } },
    request: async ({ url }: { url: string }) => answers[url],
  }
  return launchedServer(client, AbortSignal.timeout(1_000), reading)
}

const page = (of: object, total?: number): object => ({
  ...of,
  ...(total === undefined ? {} : { total }),
  link: [{ relation: 'next', url: second }],
})

describe('what the SMART app reads of the server it was launched from', () => {
  it('is whole where its pages hold the total', async () => {
    const server = await launched({
      [first]: page(bundle(condition('c1')), 2),
      [second]: { ...bundle(condition('c2')), total: 2 },
    })
    expect(await server.read(first)).toEqual({ ok: true, resources: [condition('c1'), condition('c2')] })
    expect(await server.follow(second, { matches: 1, total: 2 })).toEqual({ ok: true, resources: [condition('c2')] })
  })

  it('is a part where the scope that was granted shows a part', async () => {
    const answers = { [first]: bundle(condition('c1')) }
    const part = 'patient/Condition.rs?category=encounter-diagnosis'
    expect(await (await launched(answers, part)).read(first)).toMatchObject({
      ok: true,
      cut: 'scope shows a part of Condition only',
    })
    expect(await (await launched(answers, `${part} patient/*.rs`)).read(first)).not.toHaveProperty('cut')
  })

  it('is a part where the server tells that it searched for less than it was asked, on whichever page', async () => {
    const self = (query: string): object => ({ relation: 'self', url: `${base}/${query}` })
    const narrowed = self('Condition?patient=p1&category=encounter-diagnosis')
    const next = { relation: 'next', url: second }
    const cut = 'a search narrowed by "category"'
    const alone = await launched({ [first]: { ...bundle(condition('c1')), link: [narrowed] } })
    expect(await alone.read(first)).toMatchObject({ ok: true, cut })
    const paged = await launched({
      [first]: { ...bundle(condition('c1')), link: [narrowed, next] },
      [second]: { ...bundle(condition('c2')), link: [self('Condition?page=2')] },
    })
    expect(await paged.read(first)).toMatchObject({ ok: true, cut, resources: [condition('c1'), condition('c2')] })
  })

  it('is whole where the server searched for the part it was asked for', async () => {
    const drafts = 'MedicationRequest?patient=p1&status=draft'
    const told = (query: string): object => ({ ...bundle(), link: [{ relation: 'self', url: `${base}/${query}` }] })
    expect(await (await launched({ [drafts]: told(drafts) })).read(drafts)).toEqual({ ok: true, resources: [] })
    expect(await (await launched({ [drafts]: told(`${drafts}&encounter=e1`) })).read(drafts)).toMatchObject({
      cut: 'a search narrowed by "encounter"',
    })
  })

  it.each<[string, Readonly<Record<string, object>>, object]>([
    [
      'nothing of its total',
      { [first]: { ...bundle(), total: 3 } },
      { ok: false, why: 'a Bundle with none of its 3 entries' },
    ],
    [
      'less than its total',
      { [first]: { ...bundle(condition('c1')), total: 3 } },
      { ok: true, cut: '1 of 3 supplied' },
    ],
    [
      'an empty second page',
      { [first]: page(bundle(condition('c1')), 2), [second]: bundle() },
      { ok: true, cut: '1 of 2 supplied' },
    ],
    [
      'no second page',
      { [first]: page(bundle(condition('c1'))), [second]: { resourceType: 'OperationOutcome' } },
      { ok: true, cut: 'the next page is no Bundle' },
    ],
    [
      'an error beside it',
      {
        [first]: bundle(condition('c1'), {
          resourceType: 'OperationOutcome',
          issue: [{ severity: 'error', code: 'timeout' }],
        }),
      },
      { ok: true, cut: 'OperationOutcome (timeout)' },
    ],
    [
      'an entry without a resource',
      { [first]: { resourceType: 'Bundle', entry: [{}] } },
      { ok: false, why: 'an entry without a resource' },
    ],
  ])('is not whole with %s', async (_, answers, expected) => {
    expect(await (await launched(answers)).read(first)).toMatchObject(expected)
  })

  it('is not whole where a supplied page and the next hold less than the total', async () => {
    const server = await launched({ [second]: bundle() })
    expect(await server.follow(second, { matches: 1, total: 2 })).toMatchObject({ ok: true, cut: '1 of 2 supplied' })
  })

  it.each([
    [401, 1],
    [403, 0],
    [500, 0],
  ])('tells that the session has ended only where its token is not known: %i', async (status, expected) => {
    const script = '../../src/pages/assets/js/smart-chart.js'
    const { launchedServer } = (await import(script)) as {
      launchedServer: (client: object, deadline: AbortSignal, reading: object, onEnded: () => void) => FhirServer
    }
    const refusing = {
      state: { serverUrl: base },
      request: () => Promise.reject(Object.assign(new Error('refused'), { status })),
    }
    const onEnded = jest.fn()
    const server = launchedServer(refusing, AbortSignal.timeout(1_000), reading, onEnded)
    expect(await server.read(first)).toEqual({ ok: false, why: `HTTP ${status}` })
    expect(onEnded).toHaveBeenCalledTimes(expected)
  })
})

describe('what the SMART app decides on', () => {
  it.each(['active', 'completed'])(
    'is no %s order of a server that does not heed the status asked for',
    async (status) => {
      const script = '../../src/pages/assets/js/smart-chart.js'
      const { decideFor } = (await import(script)) as { decideFor: (given: object) => Promise<object> }
      const patient = { resourceType: 'Patient', id: 'p1' }
      const answers: Readonly<Record<string, object>> = {
        'MedicationRequest?patient=p1&status=draft': bundle({ resourceType: 'MedicationRequest', id: 'm1', status }),
        'Patient/p1': patient,
      }
      const client = {
        patient: { id: 'p1' },
        state: { serverUrl: base },
        request: async ({ url }: { url: string }) => answers[url],
      }
      const evaluate = jest.fn()
      const given = {
        guidance: { id: 'rule' },
        client,
        config: { policies: { [base]: { rule: [{}] } }, formularies: {} },
        modules: { evaluate, makeOpenChart: () => undefined, hooks: {}, reading },
      }
      expect(await decideFor(given)).toEqual({ patient, unread: undefined, orders: [] })
      expect(evaluate).not.toHaveBeenCalled()
    },
  )
})
