import fc from 'fast-check'
import { unread } from '../../src/fhir/server-contract.ts'
import { bundle, condition, everyNeed, factsOf, items, open } from './a-call.ts'

describe('a chart that cannot be completed', () => {
  it('says which key was not supplied, which read failed and why, and never the patient', async () => {
    const { chart } = await open({
      needs: ['conditions', 'patient'],
      server: { 'Condition?patient=p1': 'hangs' },
      deadlineMs: 30,
    })
    const facts = await chart.complete()
    const why = 'prefetch key "conditions": not supplied; read Condition?patient: timed out after 30 ms'
    expect(facts.conditions).toEqual({ state: 'unread', why })
    expect(chart.explain('conditions')).toBe(why)
    expect(chart.explain('patient')).toBe('prefetch key "patient": not supplied; read Patient/{id}: HTTP 500')
  })

  it('takes a patient who is not there for unread, and says so: without an age nothing can be offered', async () => {
    const needs = ['patient'] as const
    const none = 'the patient is not there'
    const gone = await open({ needs, server: { 'Patient/p1': [] } })
    expect((await gone.chart.complete()).patient.state).toBe('unread')
    expect(gone.chart.explain('patient')).toBe(`prefetch key "patient": not supplied; read Patient/{id}: ${none}`)
    const other = await open({ needs, server: { 'Patient/p1': [{ resourceType: 'Patient', id: 'p2' }] } })
    expect((await other.chart.complete()).patient.state).toBe('unread')
    const asked = await open({
      needs,
      prefetch: { patient: null },
      server: { 'Patient/p1': [{ resourceType: 'Patient', id: 'p1' }] },
    })
    expect((await asked.chart.complete()).patient.state).toBe('read')
    const alone = await open({ needs, prefetch: { patient: bundle() } })
    expect((await alone.chart.complete()).patient.state).toBe('unread')
    expect(alone.chart.explain('patient')).toContain(none)
  })

  it('is complete within the deadline when the server hangs', async () => {
    const server = Object.fromEntries(
      ['Patient/p1', 'Condition?patient=p1', 'AllergyIntolerance?patient=p1'].map((query) => [query, 'hangs' as const]),
    )
    const started = performance.now()
    const facts = await factsOf({ server, deadlineMs: 60 })
    expect(performance.now() - started).toBeLessThan(160)
    expect(facts.patient.state).toBe('unread')
  })

  it('says that there is no server', async () => {
    const { chart } = await open({ needs: ['conditions'] })
    await chart.complete()
    expect(chart.explain('conditions')).toBe(
      'prefetch key "conditions": not supplied; read Condition?patient: no FHIR server is named',
    )
    expect(chart.reads()).toBe(0)
  })

  it('survives a server that throws, and repeats nothing of what it says', async () => {
    const thrown = {
      get 'Condition?patient=p1'(): never {
        throw new Error('https://ehr/Condition?patient=Jane')
      },
    }
    const faults: unknown[] = []
    const facts = await factsOf({ needs: ['conditions'], server: thrown, onFault: (error) => faults.push(error) })
    expect(facts.conditions).toEqual({
      state: 'unread',
      why: 'prefetch key "conditions": not supplied; read Condition?patient: the read failed',
    })
    expect(faults).toEqual([new Error('https://ehr/Condition?patient=Jane')])
  })

  it('tells of a fault of ours before anything was asked', async () => {
    const fault = new TypeError('undefined is no function')
    const faults: unknown[] = []
    const connect = (): never => {
      throw fault
    }
    await factsOf({ needs: ['conditions'], connect, onFault: (error) => faults.push(error) })
    expect(faults).toEqual([fault])
  })

  it('tells what each read gave, once, also one that came too late', async () => {
    const answers: unknown[] = []
    await factsOf({
      needs: ['conditions', 'allergies'],
      server: { 'Condition?patient=p1': 'hangs', 'AllergyIntolerance?patient=p1': [] },
      deadlineMs: 30,
      onRead: (answer) => answers.push(answer),
    })
    expect(answers).toEqual([
      { ok: true, resources: [] },
      { ok: false, fault: 'timeout', why: 'timed out after 30 ms' },
    ])
  })

  it('keeps statements of use and calls the list cut when the orders cannot be read', async () => {
    const statement = { resourceType: 'MedicationStatement', id: 's1', medicationCodeableConcept: { text: 'Warfarin' } }
    const facts = await factsOf({ needs: ['medications'], prefetch: { home: bundle(statement) }, server: {} })
    expect(facts.medications).toMatchObject({ state: 'read', cut: expect.stringContaining('HTTP 500') })
    expect(items(facts.medications)).toHaveLength(1)
  })

  it('does not let one Condition stand for the list of conditions', async () => {
    const facts = await factsOf({ needs: ['conditions'], prefetch: { reason: condition('c1') }, server: {} })
    expect(facts.conditions.state).toBe('unread')
  })
})

it('completes whatever a server answers', async () => {
  const answer = fc.oneof(
    fc.array(
      fc.record({
        resourceType: fc.constantFrom('Condition', 'Encounter', 'MedicationRequest', 'Patient'),
        id: fc.jsonValue(),
        code: fc.jsonValue(),
        medicationReference: fc.jsonValue(),
        diagnosis: fc.jsonValue(),
      }),
    ),
    fc.constant(unread('HTTP 500')),
    fc.array(fc.jsonValue()) as fc.Arbitrary<object[]>,
  )
  await fc.assert(
    fc.asyncProperty(answer, answer, answer, async (conditions, encounters, medications) => {
      const facts = await factsOf({
        context: { encounterId: 'e1' },
        server: {
          'Condition?patient=p1': conditions,
          'Encounter/e1': encounters,
          'MedicationRequest?patient=p1': medications,
        },
      })
      for (const need of everyNeed) expect(['read', 'unread']).toContain(facts[need].state)
    }),
    { numRuns: 150 },
  )
})
