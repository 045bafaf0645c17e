import { randomUUID } from 'node:crypto'
import { aCall, anAcceptance, anOverride, aSilence } from './events.ts'
import { eventually, places, question, textOf } from './places.ts'

// A machine that does other work besides is slow, not wrong.
jest.setTimeout(30_000)

const { engines, storeAt } = places()

describe.each(engines)('a store on %s', (_engine, place) => {
  it('traces a call with its decision, evidence, options, and what became of the card', async () => {
    const store = await storeAt(await place())
    const call = aCall()
    store.record(call)
    await store.feedback(call.service, call.client, [
      anAcceptance(call.card.uuid, call.card.suggestions[0]?.uuid ?? ''),
    ])

    const [trace] = await store.trace(call.hookInstance.toUpperCase())

    expect(trace).toMatchObject({
      at: call.at,
      hook: 'order-sign',
      outcome: 'spoke',
      row: '1',
      indicator: 'warning',
      evidence: call.evidence,
      missing: [],
      options: call.options,
      card: call.card.uuid,
      ms: 12,
      reads: 1,
      feedback: [{ outcome: 'accepted', outcomeAt: '2026-03-02T10:00:20.000Z', accepted: ['walk'], reasons: [] }],
    })
  })

  it('keeps the card of a call that names no encounter', async () => {
    const store = await storeAt(await place())
    const { encounter: _encounter, ...call } = aCall()
    store.record(call)

    expect(await store.feedback(call.service, call.client, [anOverride(call.card.uuid)])).toMatchObject({
      unknownCards: 0,
    })
    expect(await store.trace(call.hookInstance)).toMatchObject([{ feedback: [{ outcome: 'overridden' }] }])
  })

  it('traces a silence with its reason, and one hook instance at several services with one trace each', async () => {
    const store = await storeAt(await place())
    const hookInstance = randomUUID()
    store.record(aSilence({ hookInstance, service: 'one', because: 'answered-before' }))
    store.record(aSilence({ hookInstance, service: 'two', outcome: 'would-have-fired', row: '2' }))

    await eventually(async () => (await store.trace(hookInstance)).length === 2)
    const traces = await store.trace(hookInstance)

    expect(traces.map(({ service, outcome, because }) => [service, outcome, because])).toEqual([
      ['one', 'silent', 'answered-before'],
      ['two', 'would-have-fired', 'another-reason'],
    ])
  })

  it('writes a call at most half a second after it', async () => {
    const store = await storeAt(await place())
    const waits: number[] = []
    // The best of several: what else the machine does is not the store's wait.
    for (let round = 0; round < 4; round += 1) {
      const call = aCall()
      const start = performance.now()
      store.record(call)
      await eventually(async () => (await store.trace(call.hookInstance)).length === 1)
      waits.push(performance.now() - start)
    }

    expect(Math.min(...waits)).toBeLessThan(500)
  })

  it('keeps no id of patient, encounter or hook instance in clear, and no comment', async () => {
    const where = await place()
    const store = await storeAt(where)
    const call = aCall({ patient: 'patient-in-clear', encounter: 'encounter-in-clear' })
    store.record(call)
    const reasons = [{ code: 'Mary-Jones', system: 'urn:Mary-Jones' }]
    await store.feedback(call.service, call.client, [
      anOverride(call.card.uuid, { comment: 'words of a clinician', reasons }),
      anOverride(randomUUID(), { comment: 'words of a clinician', reasons }),
    ])

    const text =
      (await textOf(store.exportRows({}, 'ndjson', () => undefined))) +
      (await textOf(store.exportRows({}, 'csv', () => undefined)))

    expect(text).toContain(call.card.uuid)
    for (const secret of [
      'patient-in-clear',
      'encounter-in-clear',
      call.hookInstance,
      'words of a clinician',
      'Mary',
    ]) {
      expect(text).not.toContain(secret)
    }
    const [trace] = await store.trace(call.hookInstance)
    expect(trace?.feedback[0]).not.toHaveProperty('comment')
    expect(trace?.patient).toMatch(/^[\w-]{22}$/)
  })

  it('keeps the comment where the site asks for it', async () => {
    const store = await storeAt(await place(), { storeComments: true })
    const call = aCall()
    store.record(call)
    await store.feedback(call.service, call.client, [anOverride(call.card.uuid, { comment: 'words' })])

    expect((await store.trace(call.hookInstance))[0]?.feedback[0]?.comment).toBe('words')
  })

  it('writes what waits when it is closed, and finds it again', async () => {
    const where = await place()
    const store = await storeAt(where)
    const calls = Array.from({ length: 1200 }, () => aCall())
    for (const call of calls) store.record(call)
    await store.close()

    const again = await storeAt(where)

    expect((await again.stats({}, 'day')).totals.fired).toBe(1200)
    expect(await again.trace(calls[1199]?.hookInstance ?? '')).toHaveLength(1)
  })

  it('keeps its hash key, so that a trace and an override are found after a restart', async () => {
    const where = await place()
    const store = await storeAt(where)
    const call = aCall()
    store.record(call)
    await store.feedback(call.service, call.client, [anOverride(call.card.uuid)])
    await store.close()

    const again = await storeAt(where)

    expect(await again.trace(call.hookInstance)).toHaveLength(1)
    expect(again.alreadyAnswered(question(call))).toBe(true)
  })

  it('gives one patient another hash with another key, and at another client', async () => {
    const where = await place()
    const patients: string[] = []
    for (const hashKey of ['first', 'second']) {
      const store = await storeAt(where, { hashKey })
      const here = aCall()
      const there = aCall({ client: 'south' })
      store.record(here)
      store.record(there)
      await eventually(async () => (await store.trace(there.hookInstance)).length === 1)
      for (const { hookInstance } of [here, there]) patients.push((await store.trace(hookInstance))[0]?.patient ?? '')
    }

    expect(new Set(patients).size).toBe(4)
  })

  it('deletes what is past its time in small steps, and leaves the rest', async () => {
    const where = await place()
    const store = await storeAt(where, { retentionDays: 30 })
    const old = Array.from({ length: 700 }, () => aCall({ at: '2026-01-01T10:00:00.000Z' }))
    const young = aCall()
    for (const call of [...old, young]) store.record(call)
    await store.feedback(young.service, young.client, [
      anOverride(young.card.uuid),
      anOverride(old[0]?.card.uuid ?? ''),
    ])

    await store.purge()

    expect(await store.trace(old[0]?.hookInstance ?? '')).toEqual([])
    expect((await store.trace(young.hookInstance))[0]?.feedback).toHaveLength(1)
    const lines = (await textOf(store.exportRows({}, 'ndjson', () => undefined))).trim().split('\n')
    expect(lines).toHaveLength(1)
    expect((await store.stats({}, 'day')).totals.fired).toBe(1)
  })

  it('exports every call with its feedback, page after page, as CSV that a spreadsheet takes for no formula', async () => {
    const store = await storeAt(await place(), { storeComments: true })
    const calls = Array.from({ length: 1100 }, () => aCall())
    for (const call of calls) store.record(call)
    const [first] = calls
    await store.feedback('a-rule-order-sign', 'north', [
      anOverride(first?.card.uuid ?? '', { comment: '=1+1, "quoted"\nline' }),
      anAcceptance(first?.card.uuid ?? '', first?.card.suggestions[1]?.uuid ?? ''),
    ])
    await eventually(async () => (await store.stats({}, 'day')).totals.calls === 1100)

    const csv = await textOf(
      store.exportRows({}, 'csv', (rule, { code }) => (code === 'protocol' ? `${rule}-mapped` : undefined)),
    )
    const ndjson = (await textOf(store.exportRows({}, 'ndjson', () => undefined)))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)

    const lines = csv.trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + 1100 + 1)
    expect(lines[0]).toMatch(/^at,client,service,hook,rule,contentVersion,outcome,/)
    expect(csv).toContain(`"'=1+1, ""quoted""\nline"`)
    expect(csv).toContain('|protocol,a-rule-mapped,')
    // Offered; left out, with the rule. An alternative that fitted and came later was not left out.
    expect(csv).toContain(',walk rest,swim:no-pool,')
    expect(ndjson).toHaveLength(1100)
    expect(ndjson.filter((row) => (row as { feedback: unknown[] }).feedback.length > 0)).toHaveLength(1)
    const days = { from: '2026-03-03' }
    expect(await textOf(store.exportRows(days, 'ndjson', () => undefined))).toBe('')
    expect((await textOf(store.exportRows(days, 'csv', () => undefined))).trimEnd().split('\r\n')).toHaveLength(1)
  })

  it('lets a token id pass once, until it has expired', async () => {
    let time = new Date('2026-03-02T12:00:00.000Z')
    const { replay } = await storeAt(await place(), { now: () => time })
    const expires = Date.parse('2026-03-02T12:05:00.000Z') / 1000

    expect(await replay.remember('issuer token-1', expires)).toBe('new')
    expect(await replay.remember('issuer token-1', expires)).toBe('seen')
    expect(await replay.remember('issuer token-2', expires)).toBe('new')
    const twice = await Promise.all([
      replay.remember('issuer token-3', expires),
      replay.remember('issuer token-3', expires),
    ])
    expect(twice.toSorted()).toEqual(['new', 'seen'])
    time = new Date('2026-03-02T12:05:00.001Z')
    expect(await replay.remember('issuer token-1', expires)).toBe('new')
  })

  it('keeps all events but the one that the database rejects', async () => {
    const store = await storeAt(await place())
    const before = aCall()
    const after = aCall()
    store.record(before)
    store.record({ ...aCall(), service: undefined as unknown as string })
    store.record(after)

    await eventually(async () => (await store.trace(after.hookInstance)).length === 1)

    expect(await store.trace(before.hookInstance)).toHaveLength(1)
    expect(store.health()).toEqual({ state: 'ok', queue: 0, dropped: 1 })
  })
})
