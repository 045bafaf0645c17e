import { bundle, factsOf, items } from './a-call.ts'
import { anIvKetamineDraft, decided, icd, speaking } from './decided.ts'

const conditionsOf = async (differs: object): Promise<unknown> =>
  items(
    (await factsOf({ prefetch: { conditions: bundle({ resourceType: 'Condition', id: 'c1', ...differs }) } }))
      .conditions,
  )[0]

const conditionIn = (encounter?: object): object => ({ resourceType: 'Condition', encounter })

describe('a problem', () => {
  it('counts a problem that is over as resolved where no status is given', async () => {
    expect(await conditionsOf({ abatementBoolean: true })).toMatchObject({ clinicalStatus: 'resolved' })
    expect(await conditionsOf({ abatementAge: { value: 40 } })).toMatchObject({ clinicalStatus: 'resolved' })
    expect(await conditionsOf({ abatementString: 'in childhood' })).toMatchObject({ clinicalStatus: 'resolved' })
    expect(await conditionsOf({ abatementBoolean: false })).not.toHaveProperty('clinicalStatus')
  })

  it.each<[string, object]>([
    ['lies ahead', { abatementDateTime: '2026-03-02' }],
    ['may lie ahead', { abatementDateTime: '2026-03' }],
    ['stands for no date', { abatementDateTime: '1970-01-01' }],
    ['lies before its onset', { abatementDateTime: '2025-01-01', onsetDateTime: '2025-06-01' }],
    ['lies before it was recorded', { abatementDateTime: '2025-01-01', recordedDate: '2025-06-01' }],
  ])('is not over where its end %s', async (_, differs) => {
    expect(await conditionsOf(differs)).not.toHaveProperty('clinicalStatus')
  })

  it.each<readonly [string, object, object]>([
    ['onsetDateTime', { onsetDateTime: '2026-01-01' }, { onset: '2026-01-01' }],
    ['onsetPeriod', { onsetPeriod: { start: '2026-01-01', end: '2026-02-01' } }, { onset: '2026-01-01' }],
    ['recordedDate', { recordedDate: '2026-01-01' }, { recorded: '2026-01-01' }],
    ['assertedDate of STU3', { assertedDate: '2026-01-01' }, { recorded: '2026-01-01' }],
    ['dateRecorded of DSTU2', { dateRecorded: '2026-01-01' }, { recorded: '2026-01-01' }],
    ['abatementDateTime', { abatementDateTime: '2026-01-01' }, { abated: '2026-01-01', clinicalStatus: 'resolved' }],
    [
      'abatementPeriod',
      { abatementPeriod: { start: '2026-01-01', end: '2026-02-01' } },
      { abated: '2026-02-01', clinicalStatus: 'resolved' },
    ],
    ['an abatementPeriod without an end', { abatementPeriod: { start: '2026-01-01' } }, { abated: '2026-01-01' }],
  ])('dates a problem by its %s', async (_, differs, said) => {
    const nothing = { concept: { codes: [] }, encounterDiagnosis: false }
    expect(await conditionsOf(differs)).toEqual({ ...nothing, ...said })
  })

  it('knows a diagnosis of an encounter that is on the problem list, too', async () => {
    const category = (...codes: readonly string[]) => ({ category: codes.map((code) => ({ coding: [{ code }] })) })
    expect(await conditionsOf(category('problem-list-item', 'encounter-diagnosis'))).toMatchObject({ alsoListed: true })
    expect(await conditionsOf(category('encounter-diagnosis'))).not.toHaveProperty('alsoListed')
  })

  it('takes HL7’s status before a vendor’s', async () => {
    const clinicalStatus = {
      coding: [
        { system: 'urn:vendor', code: 'X' },
        { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'Active' },
      ],
    }
    expect(await conditionsOf({ clinicalStatus })).toMatchObject({ clinicalStatus: 'active' })
  })

  const status = (system: string, code: string, display?: string): object => ({ coding: [{ system, code, display }] })
  const hl7 = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
  const sct = 'http://snomed.info/sct'

  it.each([
    ['unknown (R5)', status(hl7, 'unknown')],
    ['a code of another system', status(sct, '55561003')],
  ])('counts as without a status: %s', async (_, clinicalStatus) => {
    expect(await conditionsOf({ clinicalStatus })).not.toHaveProperty('clinicalStatus')
    expect(await conditionsOf({ clinicalStatus, abatementBoolean: true })).toMatchObject({ clinicalStatus: 'resolved' })
  })

  it('reads a status in another system by its name', async () => {
    const clinicalStatus = status(sct, '413322009', 'Resolved')
    expect(await conditionsOf({ clinicalStatus })).toMatchObject({ clinicalStatus: 'resolved' })
  })
  it.each([
    { text: 'Closed' },
    { text: 'Historical' },
    { text: 'Resolved 2019' },
    { text: 'In remission' },
    status(sct, '413322009'),
    status(sct, '413322009', 'Problem resolved (finding)'),
    status(sct, '394775005', 'Inactive problem'),
    status(sct, '410516002', 'Known absent'),
    status('urn:site', 'CLOSED'),
  ])('is over where a status of a site says so: %j', async (clinicalStatus) => {
    expect(await conditionsOf({ clinicalStatus })).toMatchObject({ clinicalStatus: 'inactive' })
  })
  it('is not over where it says that it is not', async () => {
    expect(await conditionsOf({ clinicalStatus: { text: 'Not resolved' } })).not.toHaveProperty('clinicalStatus')
  })

  it.each([status(hl7, 'unknown'), status(sct, '55561003', 'Active')])('is a pregnancy with %j', async (given) => {
    const pregnancy = { resourceType: 'Condition', id: 'c1', clinicalStatus: given, code: icd('Z33.1') }
    const drafts = [anIvKetamineDraft({ reasonCode: [{ text: 'Migraine' }] })]
    expect(speaking(await decided({ prefetch: { conditions: bundle(pregnancy) }, drafts }, 'female')).row).toBe('7')
  })

  it.each(['160245001', '716186003'])(
    'that says by code alone that there is none hides no recommendation: %s',
    async (code) => {
      const none = { resourceType: 'Condition', id: 'c1', code: { coding: [{ system: sct, code }] } }
      const drafts = [anIvKetamineDraft({ reasonCode: [{ text: 'Migraine' }] })]
      const { card } = speaking(await decided({ prefetch: { conditions: bundle(none) }, drafts }, 'male'))
      expect(card.detail).not.toContain('no readable name')
    },
  )

  it('tells apart this encounter, another and none', async () => {
    const facts = await factsOf({
      context: { encounterId: 'Encounter/e1' },
      prefetch: {
        conditions: bundle(
          conditionIn({ reference: 'Encounter/e1' }),
          conditionIn({ reference: 'Encounter/e2' }),
          conditionIn(),
          conditionIn({ reference: 'EpisodeOfCare/e1' }),
        ),
      },
    })
    expect(items(facts.conditions).map(({ ofThisEncounter }) => ofThisEncounter)).toEqual([
      true,
      false,
      undefined,
      undefined,
    ])
  })

  it('is of none that is known where the call is of no known encounter', async () => {
    const { conditions } = await factsOf({
      prefetch: { conditions: bundle(conditionIn({ reference: 'Encounter/e1' })) },
    })
    expect(items(conditions)[0]).not.toHaveProperty('ofThisEncounter')
  })

  it('knows this encounter and another by the urn of their entries', async () => {
    const urn = (n: number): string => `urn:uuid:5b9d1f3e-0000-4000-8000-00000000000${n}`
    const visits = ['e1', 'e2'].map((id, n) => ({ fullUrl: urn(n), resource: { resourceType: 'Encounter', id } }))
    const facts = await factsOf({
      context: { encounterId: 'e1' },
      prefetch: {
        visits: { resourceType: 'Bundle', entry: visits },
        conditions: bundle(...[0, 1, 2].map((n) => conditionIn({ reference: urn(n) }))),
      },
    })
    expect(items(facts.conditions).map(({ ofThisEncounter }) => ofThisEncounter)).toEqual([true, false, undefined])
  })
})
