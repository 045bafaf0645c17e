import { type Call, bundle, open } from './a-call.ts'
import { anEncounter, anIvKetamineDraft, decided, icd, outcomeOf, sct } from './decided.ts'

/** Reasons in the shapes that say them otherwise than a code: observed ones, and codes for none. */

const chiefComplaint = { coding: [{ system: 'http://loinc.org', code: '8661-1', display: 'Chief complaint' }] }
const migraine = icd('G43.909')

const observation = (over: object): object => ({
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  subject: { reference: 'Patient/p1' },
  code: chiefComplaint,
  ...over,
})

async function verdict(call: Call): Promise<string> {
  const prefetch = { encounter: anEncounter(), ...(call.prefetch as object | undefined) }
  const decision = await decided({ context: { encounterId: 'e1' }, ...call, prefetch }, 'male')
  return outcomeOf(decision)
}

const observed = (over: object): Call => ({
  drafts: [
    anIvKetamineDraft({ contained: [observation({ id: 'in', ...over })], reasonReference: [{ reference: '#in' }] }),
  ],
})

describe('an Observation as the reason of an order', () => {
  const asIs = { valueCodeableConcept: migraine }
  it.each<[string, Call]>([
    ['contained', observed(asIs)],
    [
      'among the drafts',
      { drafts: [anIvKetamineDraft({ reasonReference: [{ reference: 'Observation/o1' }] }), observation(asIs)] },
    ],
    [
      'in the prefetch',
      {
        drafts: [anIvKetamineDraft({ reasonReference: [{ reference: 'Observation/o1' }] })],
        prefetch: { observations: bundle(observation(asIs)) },
      },
    ],
    [
      'on the FHIR server',
      {
        drafts: [anIvKetamineDraft({ reasonReference: [{ reference: 'Observation/o1' }] })],
        server: { 'Observation/o1': [observation(asIs)] },
      },
    ],
  ])('is read by its value, %s', async (_, call) => {
    expect(await verdict(call)).toBe('row 1')
  })

  it.each<[string, object]>([
    ['the complaint in words', { valueString: 'migraine' }],
    ['the complaint in more words', { valueString: 'No relief from ibuprofen; migraine since Monday' }],
    ['a question in words', { code: { text: 'Reason for visit' }, valueString: 'Migraine' }],
    ['a finding without a value', { code: sct('37796009', 'Migraine') }],
    ['a finding that is there', { code: sct('37796009', 'Migraine'), valueBoolean: true }],
    ['a finding that is present', { code: sct('37796009'), valueCodeableConcept: sct('52101004', 'Present') }],
    ['a finding that is bad', { code: sct('37796009'), valueString: 'severe' }],
    ['a finding of a strength', { code: sct('37796009'), valueString: '10/10' }],
    ['a finding of an unknown kind', { code: sct('37796009', 'Migraine'), valueString: 'unknown trigger' }],
    ['a finding by number', { code: sct('37796009'), valueQuantity: { value: 8 } }],
    ['a finding of which more is told', { code: sct('37796009', 'Migraine'), valueString: 'left-sided, with aura' }],
    ['another code of a complaint', { code: sct('33962009', 'Chief complaint'), valueCodeableConcept: migraine }],
  ])('is migraine: %s', async (_, over) => {
    expect(await verdict(observed(over))).toBe('row 1')
  })

  it.each<[string, object]>([
    ['a finding that is not there', { code: sct('37796009', 'Migraine'), valueBoolean: false }],
    ['one with the name of SNOMED CT', { code: sct('37796009', 'Migraine (disorder)'), valueBoolean: false }],
    ['one by code alone', { code: sct('37796009'), valueCodeableConcept: sct('2667000') }],
    ['one in words', { code: sct('37796009', 'Migraine'), valueString: 'No evidence of it' }],
    ['one that is over', { code: sct('37796009'), valueString: 'resolved' }],
    ['one of no strength', { code: sct('37796009', 'Migraine'), valueString: '0/10' }],
    ['one by number', { code: sct('37796009'), valueInteger: 0 }],
    [
      'an answer of LOINC',
      {
        code: { text: 'Migraine' },
        valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA32-8' }] },
      },
    ],
    ['a finding in words', { code: { text: 'Migraine' }, valueString: 'negative' }],
    ['a complaint that is denied', { valueString: 'denies migraine' }],
    ['no complaint', { valueString: 'None' }],
    ['another complaint', { valueString: 'ankle pain' }],
    ['entered in error', { valueCodeableConcept: migraine, status: 'entered-in-error' }],
    ['cancelled', { valueCodeableConcept: migraine, status: 'cancelled' }],
  ])('is another reason: %s', async (_, over) => {
    const conditions = bundle({
      resourceType: 'Condition',
      id: 'c1',
      code: migraine,
      clinicalStatus: { text: 'active' },
    })
    expect(await verdict({ ...observed(over), prefetch: { conditions } })).toBe('other-reason-on-order')
  })

  it.each<[string, object]>([
    ['that nobody knows', { dataAbsentReason: { coding: [{ code: 'unknown' }] } }],
    [
      'whose value is coded as unknown',
      {
        valueCodeableConcept: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
        },
      },
    ],
    ['whose value says so', { valueString: 'unknown' }],
    ['of migraine, whose value says so', { code: sct('37796009', 'Migraine'), valueString: 'Unknown' }],
    ['of headache, whose value says so', { code: sct('25064002', 'Headache'), valueString: 'unknown ' }],
    ['of headache, in words', { code: { text: 'Headache' }, valueCodeableConcept: { text: 'Not known' } }],
    [
      'of migraine, by an answer of LOINC',
      {
        code: sct('37796009'),
        valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA4489-6' }] },
      },
    ],
    [
      'of migraine, by a qualifier',
      { code: sct('37796009'), valueCodeableConcept: sct('261665006', 'Unknown (qualifier value)') },
    ],
  ])('is none %s', async (_, over) => {
    const given = { encounter: anEncounter({ reasonCode: [migraine] }) }
    expect(await verdict({ ...observed(over), prefetch: given })).toBe('row 2')
  })

  describe('gives as the reason', () => {
    const aura = { system: 'http://snomed.info/sct', code: '4473006', display: 'Migraine with aura' }
    const finding = { coding: [aura] }
    const complaint = { codes: chiefComplaint.coding }
    const reason = async (over: object): Promise<unknown> =>
      (await open(observed(over))).chart.asked.orders[0]?.reasons[0]

    it.each<[string, object, object]>([
      ['the finding that is there', { code: finding, valueBoolean: true }, { codes: [aura] }],
      ['the finding that is graded', { code: finding, valueString: 'moderate' }, { codes: [aura] }],
      ['the finding by a coded yes', { code: finding, valueCodeableConcept: sct('52101004') }, { codes: [aura] }],
      [
        'the finding with what is said of it',
        { code: finding, valueCodeableConcept: sct('7771000', 'Left') },
        {
          codes: [aura, { system: 'http://snomed.info/sct', code: '7771000', display: 'Left' }],
          text: 'Migraine with aura: Left',
        },
      ],
      [
        'a finding without a name by what is said of it',
        { code: sct('4473006'), valueString: 'left-sided' },
        { codes: [{ system: 'http://snomed.info/sct', code: '4473006' }], text: 'left-sided' },
      ],
      [
        'what was answered where a code of no answer is its name',
        { valueCodeableConcept: { coding: [{ system: 'urn:local', code: 'LA33-6' }] } },
        { codes: [{ system: 'urn:local', code: 'LA33-6' }] },
      ],
      [
        'the answer to a question of LOINC, which may go by its code alone',
        { code: { coding: [{ system: 'http://loinc.org', code: '10154-3' }] }, valueString: 'Migraine' },
        { codes: [], text: 'Migraine' },
      ],
      [
        'the answer to a question in words',
        { code: { text: 'Reason for visit' }, valueString: 'Migraine' },
        { codes: [], text: 'Migraine' },
      ],
    ])('%s', async (_, over, concept) => {
      expect(await reason(over)).toEqual({ concept })
    })

    it('nothing where it is not known, whatever words stand beside the reference', async () => {
      const contained = [observation({ id: 'in', valueString: 'unknown' })]
      const draft = anIvKetamineDraft({ contained, reasonReference: [{ reference: '#in', display: 'Migraine' }] })
      const { chart } = await open({ drafts: [draft] })
      expect(chart.asked.orders[0]?.reasons).toEqual([{ concept: { codes: [] } }])
    })

    it('the codes and the plain words of one order together', async () => {
      const draft = anIvKetamineDraft({ reasonCode: [{ text: 'Headache' }], reason: ['Migraine', { text: 'Nausea' }] })
      const { chart } = await open({ drafts: [draft] })
      expect(chart.asked.orders[0]?.reasons.map(({ concept }) => concept.text).toSorted()).toEqual([
        'Headache',
        'Migraine',
        'Nausea',
      ])
    })

    it.each<[string, object, string]>([
      ['denied in a word', { valueString: 'None' }, 'refuted'],
      ['denied by a code', { valueCodeableConcept: sct('260385009') }, 'refuted'],
      ['entered in error', { status: 'entered-in-error', valueString: 'Migraine' }, 'entered-in-error'],
    ])('one that counts for nothing, %s', async (_, over, verificationStatus) => {
      expect(await reason(over)).toEqual({
        concept: complaint,
        condition: { concept: complaint, verificationStatus, encounterDiagnosis: false },
      })
    })
  })

  it('says nothing beside another reason where it is denied', async () => {
    const beside = async (over: object): Promise<string> => {
      const contained = [observation({ id: 'in', ...over })]
      const given = anIvKetamineDraft({ contained, reasonReference: [{ reference: '#in' }], reasonCode: [migraine] })
      return verdict({ drafts: [given] })
    }
    const sedation = { code: { text: 'Procedural sedation' } }
    expect(await beside({ ...sedation, valueString: 'No' })).toBe('row 1')
    expect(await beside({ ...sedation, valueString: 'Yes' })).toBe('row 6')
  })

  it('of an encounter is read by its value too', async () => {
    const given = {
      encounter: anEncounter({ reasonReference: [{ reference: 'Observation/o1' }] }),
      observations: bundle(observation({ valueString: 'migraine' })),
    }
    expect(await verdict({ drafts: [anIvKetamineDraft({})], prefetch: given })).toBe('row 2')
  })
})

describe('a code that stands for no reason', () => {
  const absent = (code: string, display?: string): object => ({
    system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
    code,
    ...(display === undefined ? {} : { display }),
  })
  const nullFlavor = (code: string): object => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code })
  const of = (...reasonCode: object[]): Call => ({
    drafts: [anIvKetamineDraft({ reasonCode })],
    prefetch: { encounter: anEncounter({ reasonCode: [migraine] }) },
  })
  it.each<[string, object]>([
    ['unknown', { coding: [absent('unknown', 'Unknown')] }],
    ['unknown, in words too', { coding: [absent('unknown', 'Unknown')], text: 'Unknown' }],
    ['not asked', { coding: [absent('not-asked')] }],
    ['UNK', { coding: [nullFlavor('UNK')] }],
    ['NI', { coding: [nullFlavor('NI')] }],
    ['NA', { coding: [nullFlavor('NA')], text: 'N/A' }],
    ['UNK, in the same letters too', { coding: [nullFlavor('UNK')], text: 'UNK' }],
    ['unknown, in the words of its display', { coding: [absent('unknown', 'Keine Angabe')], text: 'Keine Angabe' }],
    [
      'unknown beside what says more, in the words of either',
      { coding: [nullFlavor('NI'), absent('unknown', 'Keine Angabe')], text: 'Keine Angabe' },
    ],
    ['unknown, in other words for none', { coding: [nullFlavor('UNK')], text: 'No information' }],
    ['UNK of STU3', { coding: [{ system: 'http://hl7.org/fhir/v3/NullFlavor', code: 'UNK' }] }],
    ['UNK by OID', { coding: [{ system: 'urn:oid:2.16.840.1.113883.5.1008', code: 'UNK' }] }],
  ])('is none: %s', async (_, reason) => {
    expect(await verdict(of(reason))).toBe('row 2')
    // Of the encounter, too.
    const given = {
      encounter: anEncounter({ reasonCode: [reason] }),
      conditions: bundle({ resourceType: 'Condition', code: migraine }),
    }
    expect(await verdict({ drafts: [anIvKetamineDraft({})], prefetch: given })).toBe('row 3')
  })
  it.each<[string, object, string]>([
    ['words beside it', { coding: [absent('as-text')], text: 'migraine' }, 'row 1'],
    [
      'a code beside it',
      { coding: [nullFlavor('UNK'), { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }] },
      'row 1',
    ],
    [
      'words of something else beside it',
      { coding: [nullFlavor('UNK')], text: 'procedural sedation' },
      'other-reason-on-order',
    ],
    ['that is hidden', { coding: [absent('masked')] }, 'other-reason-on-order'],
    ['other than can be coded', { coding: [nullFlavor('OTH')] }, 'other-reason-on-order'],
    ['of a system of its own', { coding: [{ system: 'urn:local', code: 'UNK' }] }, 'other-reason-on-order'],
  ])('leaves a reason %s', async (_, reason, expected) => {
    expect(await verdict(of(reason))).toBe(expected)
  })
})

describe('a diagnosis of the encounter', () => {
  const listed = { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/p1' }, code: migraine }
  const role = (code: string): object => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/diagnosis-role', code }],
  })
  it.each<[string, object, string]>([
    ['no use', {}, 'row 2'],
    ['chief complaint', { use: role('CC') }, 'row 2'],
    ['comorbidity', { use: role('CM') }, 'row 3'],
    ['comorbidity, R5', { use: [role('CM')] }, 'row 3'],
    ['comorbidity, STU3', { role: role('CM') }, 'row 3'],
    [
      'comorbidity, beside a vendor’s code',
      { use: { coding: [{ system: 'urn:vendor', code: '7' }, ...(role('CM') as { coding: object[] }).coding] } },
      'row 3',
    ],
    ['what a vendor calls CM', { use: { coding: [{ system: 'urn:vendor', code: 'CM' }] } }, 'row 2'],
  ])('counts by what it is for: %s', async (_, over, row) => {
    const encounter = anEncounter({ diagnosis: [{ condition: { reference: 'Condition/c1' }, ...over }] })
    const call = { drafts: [anIvKetamineDraft()], prefetch: { encounter, conditions: bundle(listed) } }
    expect(await verdict(call)).toBe(row)
  })
})

describe('a reason in words that say none', () => {
  const encounter = anEncounter({ reasonCode: [migraine] })
  it.each(['unknown', 'N/A', 'Not specified', 'none given', 'see chart', '-', '...'])('is none: %s', async (text) => {
    expect(await verdict({ drafts: [anIvKetamineDraft({ reasonCode: [{ text }] })], prefetch: { encounter } })).toBe(
      'row 2',
    )
  })
  it.each(['unknown pain', 'other', 'see chart: sedation', 'none of the above, sedation'])(
    'is one all the same: %s',
    async (text) => {
      expect(await verdict({ drafts: [anIvKetamineDraft({ reasonCode: [{ text }] })], prefetch: { encounter } })).toBe(
        'other-reason-on-order',
      )
    },
  )
})
