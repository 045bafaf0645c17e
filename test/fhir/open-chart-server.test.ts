import { makeConnect } from '../../src/fhir/server.ts'
import { type Egress, makeEgress } from '../../src/security/egress.ts'
import { aDraft, bundle, condition, factsOf, items, open } from './a-call.ts'
import { type Behaviour, type FaultServer, hang, json, startFaultServer, status } from './peers/fault-server.ts'
import { type Medplum, startMedplum } from './peers/medplum.ts'

/** Charts over real HTTP: another implementer's FHIR server, and one that misbehaves. */

let egress: Egress
beforeAll(() => {
  egress = makeEgress({ sockets: 32 })
})
afterAll(() => egress.close())

const connect = (options: Parameters<ReturnType<typeof makeConnect>>[0]): ReturnType<ReturnType<typeof makeConnect>> =>
  makeConnect({ egress })(options)

describe('a chart on a FHIR server', () => {
  const subject = { reference: 'Patient/p1' }
  const loinc = (code: string): object => ({ coding: [{ system: 'http://loinc.org', code }] })
  let medplum: Medplum
  beforeAll(async () => {
    const resources = [
      { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1960-01-01' },
      {
        resourceType: 'Encounter',
        id: 'e1',
        status: 'in-progress',
        class: { code: 'EMER' },
        subject,
        diagnosis: [{ condition: { reference: 'Condition/c1' } }],
      },
      {
        resourceType: 'Condition',
        id: 'c1',
        subject,
        code: { text: 'Hypertension' },
        encounter: { reference: 'Encounter/e1' },
      },
      { resourceType: 'Condition', id: 'c2', subject: { reference: 'Patient/p2' }, code: { text: 'Asthma' } },
      { resourceType: 'AllergyIntolerance', id: 'a1', patient: subject, code: { text: 'Latex' } },
      {
        resourceType: 'MedicationRequest',
        id: 'm1',
        status: 'active',
        intent: 'order',
        subject,
        medicationReference: { reference: 'Medication/d1' },
      },
      { resourceType: 'Medication', id: 'd1', code: { text: 'Metoprolol' } },
      {
        resourceType: 'Observation',
        id: 'o1',
        status: 'final',
        subject,
        code: loinc('21112-8'),
        effectiveDateTime: '2026-02-01',
        valueDateTime: '2026-09-01',
      },
      {
        resourceType: 'Observation',
        id: 'o2',
        status: 'final',
        subject,
        code: loinc('1234-5'),
        effectiveDateTime: '2026-02-01',
      },
    ]
    medplum = await startMedplum(resources)
  }, 30_000)
  afterAll(() => medplum.close())

  it('is completed with every need, and with the Medication an order refers to', async () => {
    const facts = await factsOf({ fhirServer: medplum.url, context: { encounterId: 'e1' }, connect, deadlineMs: 5000 })
    expect(items(facts.patient)).toEqual([{ birthDate: '1960-01-01', sex: 'female' }])
    expect(items(facts.encounter)[0]?.reasons[0]?.condition?.ofThisEncounter).toBe(true)
    expect(items(facts.conditions).map(({ concept }) => concept.text)).toEqual(['Hypertension'])
    expect(items(facts.allergies).map(({ concept }) => concept.text)).toEqual(['Latex'])
    expect(items(facts.medications).map(({ drug }) => drug.concept.text)).toEqual(['Metoprolol'])
    expect(items(facts.administrations)).toEqual([])
    expect(items(facts.observations).map(({ valueDate }) => valueDate)).toEqual(['2026-09-01'])
  })

  it('names an order by a Medication that only the server has', async () => {
    const draft = aDraft({
      medicationCodeableConcept: undefined,
      medicationReference: { reference: `${medplum.url}/Medication/d1` },
      reasonReference: [{ reference: 'Condition/c1' }],
    })
    const { chart } = await open({ drafts: [draft], needs: [], fhirServer: medplum.url, connect, deadlineMs: 5000 })
    expect(chart.asked.orders[0]?.drug.concept.text).toBe('Metoprolol')
    expect((await chart.complete()).orders[0]?.reasons[0]?.concept.text).toBe('Hypertension')
  })

  it('is not completed from another patient’s Condition', async () => {
    const draft = aDraft({ reasonReference: [{ reference: 'Condition/c2' }] })
    const { chart } = await open({ drafts: [draft], needs: [], fhirServer: medplum.url, connect, deadlineMs: 5000 })
    expect((await chart.complete()).orders[0]?.reasons).toEqual([])
    expect(chart.strangers).toBe(1)
  })
})

describe('a chart on a FHIR server that misbehaves', () => {
  let server: FaultServer | undefined
  afterEach(() => server?.close())

  /** Has the second page of a search, and nothing else. */
  const pageTwo =
    (...resources: object[]): Behaviour =>
    (request, ...rest) =>
      (request.url?.includes('page=2') === true ? json(bundle(...resources)) : status(500))(request, ...rest)

  it('is complete at the deadline when every read hangs', async () => {
    server = await startFaultServer({
      Patient: hang,
      Condition: hang,
      AllergyIntolerance: hang,
      MedicationRequest: hang,
    })
    const started = performance.now()
    const { chart } = await open({ fhirServer: server.url, connect, deadlineMs: 120 })
    await chart.complete()
    expect(performance.now() - started).toBeLessThan(120 + 150)
    expect(chart.explain('conditions')).toBe(
      'prefetch key "conditions": not supplied; read Condition?patient: timed out after 120 ms',
    )
  })

  it('follows a supplied next link on the same server and not on another', async () => {
    server = await startFaultServer({ Condition: pageTwo(condition('c2')) })
    const page = (url: string): object => ({
      ...bundle({ resourceType: 'Condition', id: 'c1' }),
      link: [{ relation: 'next', url }],
    })
    const call = { fhirServer: server.url, needs: ['conditions'], connect, deadlineMs: 5000 } as const
    const here = await factsOf({ ...call, prefetch: { x: page(`${server.url}/Condition?page=2`) } })
    expect([items(here.conditions).length, 'cut' in here.conditions]).toEqual([2, false])
    const away = await factsOf({ ...call, prefetch: { x: page('http://127.0.0.1:9/fhir/Condition?page=2') } })
    expect(away.conditions).toMatchObject({ state: 'read', cut: 'next page: next link leaves the FHIR server' })
  })

  it('says that a supplied page and the next hold fewer than the total', async () => {
    server = await startFaultServer({ Condition: pageTwo(condition('c2', 'p2')), '': json(bundle()) })
    const { url } = server
    const totalling = async (next: string, total: number) =>
      (
        await factsOf({
          fhirServer: url,
          needs: ['conditions'],
          connect,
          deadlineMs: 5000,
          prefetch: { x: { ...bundle(condition('c1')), total, link: [{ relation: 'next', url: next }] } },
        })
      ).conditions
    expect(await totalling(`${url}?page=2`, 2)).toMatchObject({ state: 'read', cut: '1 of 2 supplied' })
    // Another patient's is one of them, and left out.
    expect(await totalling(`${url}/Condition?page=2`, 2)).not.toHaveProperty('cut')
  })

  it('follows so many supplied next links and no more: one call must not become thousands', async () => {
    const { url, requests } = (server = await startFaultServer({
      Condition: json(bundle({ resourceType: 'Condition', id: 'c2' })),
    }))
    const prefetch = Object.fromEntries(
      Array.from({ length: 50 }, (_, page) => [
        `x${page}`,
        {
          ...bundle({ resourceType: 'Condition', id: `c-${page}` }),
          link: [{ relation: 'next', url: `${url}/Condition?page=${page}` }],
        },
      ]),
    )
    const facts = await factsOf({ fhirServer: url, needs: ['conditions'], connect, deadlineMs: 5000, prefetch })
    expect(requests.filter(({ url: asked }) => asked.includes('page='))).toHaveLength(20)
    expect(requests).toHaveLength(21)
    expect(facts.conditions).not.toHaveProperty('cut')
  })
})
