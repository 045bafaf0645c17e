import { aDraft, bundle, factsOf, items } from './a-call.ts'

const until = (end?: string): object => ({ timing: { repeat: { boundsPeriod: { end } } } })
const orderUntil = (...ends: readonly (string | undefined)[]): object => ({
  resourceType: 'MedicationRequest',
  dosageInstruction: ends.map(until),
})

describe('what the patient takes and was given', () => {
  it.each([
    ['taking', 'recorded'],
    ['on-hold-as-directed', 'recorded'],
    ['not-taking', 'not-taken'],
    ['stopped', 'stopped'],
    ['stopped-not-as-directed', 'stopped'],
  ])('is in R5 told by the adherence: %s', async (code, status) => {
    const statement = {
      resourceType: 'MedicationStatement',
      status: 'recorded',
      adherence: { code: { coding: [{ code }] } },
    }
    const facts = await factsOf({ prefetch: { medications: bundle(statement) } })
    expect(items(facts.medications)[0]?.status).toBe(status)
  })

  it('keeps the end of a use open where one of its dosages is open', async () => {
    const facts = await factsOf({
      prefetch: {
        medications: bundle(orderUntil('2026-01-01', '2026-02-01'), orderUntil('2026-01-01', undefined), orderUntil()),
      },
    })
    expect(items(facts.medications).map(({ end }) => end)).toEqual(['2026-02-01', undefined, undefined])
  })

  it.each([
    ['a partial one', '2026-01-15', '2026'],
    ['one of the next day in another zone', '2026-01-15T20:00:00-08:00', '2026-01-16T03:00:00Z'],
    ['one that is none, which may be any', '0001-01-01', '2026-01-15'],
    ['one that no calendar has', '2026-01-15', '2026-02-30'],
  ])('ends a use with the later of its ends: %s', async (_, one, other) => {
    const ends = await Promise.all(
      [orderUntil(one, other), orderUntil(other, one)].map(async (order) =>
        items((await factsOf({ prefetch: { medications: bundle(order) } })).medications).map(({ end }) => end),
      ),
    )
    const last = ['0001-01-01', '2026-02-30', '2026'].find((end) => end === one || end === other) ?? one
    expect(ends).toEqual([[last], [last]])
  })

  it.each<readonly [string, object, string | undefined]>([
    ['ends no use', { status: 'active' }, undefined],
    ['ends none that was stopped, of which nobody says when', { status: 'stopped' }, undefined],
    [
      'ends one that was stopped where it lasts beyond a year',
      { status: 'stopped', authoredOn: '2024-06-01' },
      '2026-02-01',
    ],
    ['ends no active one, however old', { status: 'active', authoredOn: '2024-06-01' }, undefined],
    ['lengthens a use whose end is told', { dosageInstruction: [until('2026-01-01')] }, '2026-02-01'],
    ['shortens none', { dosageInstruction: [until('2026-03-01')] }, '2026-03-01'],
  ])('the last day on which a drug may be dispensed %s', async (_, over, end) => {
    const dispenseRequest = { validityPeriod: { end: '2026-02-01' } }
    const use = { resourceType: 'MedicationRequest', authoredOn: '2025-12-01', dispenseRequest, ...over }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it.each<readonly [string, object, string | undefined]>([
    ['ends an order that was stopped', { status: 'stopped' }, '2026-02-27'],
    [
      'ends one that was stopped earlier than planned',
      { status: 'ended', dosageInstruction: [until('2026-06-01')] },
      '2026-02-27',
    ],
    ['ends no active order', { status: 'active' }, undefined],
    ['ends none on hold', { status: 'on-hold' }, undefined],
    ['lengthens one that was completed beyond a year', { status: 'completed' }, '2026-02-27'],
    [
      'ends none that was completed within the year, for the drug may last',
      { status: 'completed', authoredOn: '2026-02-01' },
      undefined,
    ],
    [
      'leaves a planned end of what was completed',
      { status: 'completed', dosageInstruction: [until('2025-01-01')] },
      '2025-01-01',
    ],
    ['that cannot be read ends none', { status: 'stopped', statusChanged: 'lately' }, undefined],
  ])('the day on which a status changed %s', async (_, over, end) => {
    const use = { resourceType: 'MedicationRequest', authoredOn: '2024-10-15', statusChanged: '2026-02-27', ...over }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it.each<readonly [string, object, string | undefined]>([
    ['ends one that was over by then, and began more than a year before', { status: 'stopped' }, '2026-02-27'],
    ['ends none within the year', { status: 'stopped', effectivePeriod: { start: '2026-01-01' } }, undefined],
    [
      'ends one that R5 calls stopped',
      { status: 'recorded', adherence: { code: { coding: [{ code: 'stopped' }] } } },
      '2026-02-27',
    ],
    ['ends none that goes on', { status: 'active' }, undefined],
    [
      'leaves an end that is told',
      { status: 'stopped', effectivePeriod: { start: '2024-01-01', end: '2025-01-01' } },
      '2025-01-01',
    ],
  ])('the day of a statement %s', async (_, over, end) => {
    const use = {
      resourceType: 'MedicationStatement',
      effectivePeriod: { start: '2024-10-15' },
      dateAsserted: '2026-02-27',
      ...over,
    }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it.each<readonly [string, object, object, string | undefined]>([
    ['a duration', { boundsDuration: { value: 10, code: 'd' } }, {}, '2026-02-11T12:00:00.000Z'],
    ['a duration of DSTU2', { boundsQuantity: { value: 10, code: 'd' } }, {}, '2026-02-11T12:00:00.000Z'],
    [
      'the longer of two durations',
      { boundsRange: { low: { value: 5, code: 'd' }, high: { value: 10, code: 'd' } } },
      {},
      '2026-02-11T12:00:00.000Z',
    ],
    ['a duration beyond all years', { boundsDuration: { value: 1e13, code: 'a' } }, {}, '9999-12-31T00:00:00.000Z'],
    [
      'a number of doses beyond all years',
      { count: 1e15, frequency: 1, period: 1, periodUnit: 'd' },
      {},
      '9999-12-31T00:00:00.000Z',
    ],
    ['a single dose', { count: 1 }, {}, '2026-02-01T12:00:00.000Z'],
    ['a number of doses', { count: 20, frequency: 2, period: 1, periodUnit: 'd' }, {}, '2026-02-11T12:00:00.000Z'],
    ['no length', { frequency: 2, period: 1, periodUnit: 'd' }, {}, undefined],
    [
      'a duration of what is refilled',
      { boundsDuration: { value: 10, code: 'd' } },
      { dispenseRequest: { numberOfRepeatsAllowed: 3 } },
      undefined,
    ],
    [
      'a duration of what is refilled once',
      { boundsDuration: { value: 10, code: 'd' } },
      { dispenseRequest: { numberOfRepeatsAllowed: 1 } },
      undefined,
    ],
    [
      'a duration of what began on a day not told',
      { boundsDuration: { value: 10, code: 'd' } },
      { authoredOn: undefined },
      undefined,
    ],
    ['a duration of what goes on', { boundsDuration: { value: 10, code: 'd' } }, { status: 'active' }, undefined],
  ])('an order that is over ends by %s', async (_, repeat, over, end) => {
    const use = {
      resourceType: 'MedicationRequest',
      status: 'completed',
      authoredOn: '2026-02-01T12:00:00Z',
      dosageInstruction: [{ timing: { repeat } }],
      ...over,
    }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it.each<readonly [string, object, string | undefined]>([
    ['by what lasts until after it', { value: 30, code: 'd' }, '2026-03-04T13:59:59.999Z'],
    ['by what is told in words', { value: 30, unit: 'days' }, '2026-03-04T13:59:59.999Z'],
    ['unless it cannot be read', { value: 30, unit: 'bottles' }, '2026-02-01'],
  ])('what is dispensed on the last day lengthens an order %s', async (_, expectedSupplyDuration, end) => {
    const dispenseRequest = { validityPeriod: { end: '2026-02-01' }, expectedSupplyDuration }
    for (const over of [
      { status: 'stopped', authoredOn: '2024-06-01' },
      { status: 'active', authoredOn: '2026-01-01', dosageInstruction: [until('2026-01-05')] },
    ]) {
      const use = { resourceType: 'MedicationRequest', dispenseRequest, ...over }
      expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
    }
  })

  it.each<readonly [string, object, string | undefined]>([
    ['ends no active order', { status: 'active' }, undefined],
    ['is the end of a single dose that was ordered before', { status: 'completed' }, '2026-02-27T08:00:00Z'],
    ['shortens none', { status: 'completed', authoredOn: '2026-02-28' }, '2026-03-01T13:59:59.999Z'],
  ])('the last time that a dosage names %s', async (_, over, end) => {
    const use = {
      resourceType: 'MedicationRequest',
      authoredOn: '2026-02-01',
      dosageInstruction: [
        { timing: { event: ['2026-02-26T08:00:00Z', '2026-02-27T08:00:00Z'], repeat: { count: 1 } } },
        { timing: { event: ['2026-02-25T08:00:00Z'], repeat: { count: 1 } } },
      ],
      ...over,
    }
    expect(items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end).toBe(end)
  })

  it('an order of several dosages that is over ends by the longest, and by none where one has no length', async () => {
    const endBy = async (...days: readonly (number | undefined)[]): Promise<unknown> => {
      const use = {
        resourceType: 'MedicationRequest',
        status: 'completed',
        authoredOn: '2026-02-01T12:00:00Z',
        dosageInstruction: days.map((value) => ({
          timing: { repeat: value === undefined ? {} : { boundsDuration: { value, code: 'd' } } },
        })),
      }
      return items((await factsOf({ prefetch: { medications: bundle(use) } })).medications)[0]?.end
    }
    expect(await endBy(3, 10, 5)).toBe('2026-02-11T12:00:00.000Z')
    expect(await endBy(10, undefined)).toBeUndefined()
  })

  it('tells until when a completed order is to be taken: it may have been dispensed in full before', async () => {
    const plannedEnd = async (over: object): Promise<unknown> => {
      const order = { resourceType: 'MedicationRequest', status: 'completed', dosageInstruction: [until('2026-03-05')] }
      return items((await factsOf({ prefetch: { medications: bundle({ ...order, ...over }) } })).medications)[0]
        ?.plannedEnd
    }
    expect(await plannedEnd({})).toBe('2026-03-05')
    expect(await plannedEnd({ status: 'active' })).toBeUndefined()
    expect(await plannedEnd({ dosageInstruction: [until('2026-03-05'), until()] })).toBeUndefined()
    expect(await plannedEnd({ resourceType: 'MedicationStatement' })).toBeUndefined()
  })

  it('leaves out dispenses', async () => {
    const facts = await factsOf({
      prefetch: {
        medications: bundle(
          { resourceType: 'MedicationRequest', id: 'm1' },
          { resourceType: 'MedicationDispense', id: 'd1' },
        ),
      },
    })
    expect(items(facts.medications)).toHaveLength(1)
  })

  it('does not take a draft of this call for a medication the patient has', async () => {
    const facts = await factsOf({ prefetch: { medications: bundle(aDraft(), { ...aDraft(), id: 'other' }) } })
    expect(items(facts.medications).map(({ key }) => key)).toEqual(['MedicationRequest/other'])
  })

  it.each([{ status: 'stopped' }, { status: 'cancelled' }, { status: 'entered-in-error' }, { doNotPerform: true }])(
    'keeps the medication that a draft of this call ends: %j',
    async (over) => {
      const active = { ...aDraft(), status: 'active' }
      const facts = await factsOf({ drafts: [aDraft(over)], prefetch: { medications: bundle(active) } })
      expect(items(facts.medications).map(({ status }) => status)).toEqual(['active'])
    },
  )

  it.each([{ status: 'active' }, { status: 'on-hold' }, { status: undefined }])(
    'takes a draft of this call for the newer of the two: %j',
    async (over) => {
      const facts = await factsOf({ drafts: [aDraft(over)], prefetch: { medications: bundle(aDraft()) } })
      expect(items(facts.medications)).toEqual([])
    },
  )

  it('calls a dose that was not given not done', async () => {
    const administration = {
      resourceType: 'MedicationAdministration',
      status: 'completed',
      wasNotGiven: true,
      effectiveTimePeriod: { start: '2026-01-01', end: '2026-01-02' },
    }
    const facts = await factsOf({ prefetch: { administrations: bundle(administration) } })
    expect(items(facts.administrations)[0]).toMatchObject({
      status: 'not-done',
      start: '2026-01-01',
      end: '2026-01-02',
    })
  })

  it.each([
    ['effectiveDateTime', 'effectivePeriod'],
    ['effectiveTimeDateTime', 'effectiveTimePeriod'],
    ['occurenceDateTime', 'occurencePeriod'],
    ['occurrenceDateTime', 'occurrencePeriod'],
  ])('dates a dose by its moment or its period: %s, %s', async (moment, period) => {
    const dose = (over: object): object => ({ resourceType: 'MedicationAdministration', ...over })
    const facts = await factsOf({
      prefetch: {
        administrations: bundle(
          dose({ [moment]: '2026-02-28' }),
          dose({ [period]: { start: '2026-02-27', end: '2026-02-28' } }),
        ),
      },
    })
    expect(items(facts.administrations).map(({ start, end }) => [start, end])).toEqual([
      ['2026-02-28', undefined],
      ['2026-02-27', '2026-02-28'],
    ])
  })

  it.each(['effectiveTiming', 'occurenceTiming', 'occurrenceTiming'])(
    'dates a dose or a statement by the last of the times it names, or by their bounds: %s',
    async (timing) => {
      const statement = (over: object): object => ({ resourceType: 'MedicationStatement', [timing]: over })
      const facts = await factsOf({
        prefetch: {
          medications: bundle(
            statement({ event: ['2026-02-28', '2026-02-26'] }),
            statement({ repeat: { boundsPeriod: { start: '2026-02-27', end: '2026-02-28' } } }),
            statement({ code: { text: 'BID' } }),
          ),
        },
      })
      expect(items(facts.medications).map(({ start, end }) => [start, end])).toEqual([
        ['2026-02-28', undefined],
        ['2026-02-27', '2026-02-28'],
        [undefined, undefined],
      ])
    },
  )
})
