import type { MedicationRequest } from 'fhir/r4.js'
import { medicationRequest } from '../../src/wire/medication-request.ts'
import type { HookRequest } from '../../src/wire/cds-hooks.ts'
import type { Prescription } from '../../cards/guidance.ts'

const prescription: Prescription = {
  drug: { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '198440' },
  text: 'acetaminophen 500 MG Oral Tablet',
  route: { system: 'http://snomed.info/sct', code: '26643006' },
  sig: '1,000 mg by mouth once',
  dose: { value: 1000, unit: 'mg' },
  reason: { codes: [], text: 'migraine' },
}
const call = (context: Partial<HookRequest['context']>): HookRequest =>
  ({ context: { userId: 'Practitioner/1', patientId: 'pat-1', ...context } }) as unknown as HookRequest
const ordered = (
  context: Partial<HookRequest['context']> = {},
  replaced?: Parameters<typeof medicationRequest>[2],
  reason: Prescription['reason'] = prescription.reason,
): MedicationRequest => {
  const order = medicationRequest({ ...prescription, reason }, call(context), replaced)
  if (order === undefined) throw new Error('no order')
  return order
}
const draft = (over: object): { readonly resourceType: string } => ({ resourceType: 'MedicationRequest', ...over })

describe('an order made from a prescription', () => {
  it.each([24, 48])('says how much may be taken within %d hours', (hours) => {
    const limit = { dose: { value: 75, unit: 'mg' }, hours }
    const order = medicationRequest({ ...prescription, limit }, call({}), undefined)
    const inUcum = (value: number, unit: string): object => ({
      value,
      unit,
      system: 'http://unitsofmeasure.org',
      code: unit,
    })
    expect(order?.dosageInstruction?.[0]?.maxDosePerPeriod).toEqual({
      numerator: inUcum(75, 'mg'),
      denominator: inUcum(hours, 'h'),
    })
  })
  it('says the dose once more as a quantity in UCUM, and no limit where the prescription has none', () => {
    const order = ordered()
    expect(order.dosageInstruction).toEqual([
      expect.objectContaining({
        text: '1,000 mg by mouth once',
        route: { coding: [{ system: 'http://snomed.info/sct', code: '26643006' }] },
        doseAndRate: [{ doseQuantity: { value: 1000, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
      }),
    ])
    expect(order.dosageInstruction?.[0]).not.toHaveProperty('maxDosePerPeriod')
    expect([order.status, order.intent]).toEqual(['draft', 'order'])
    expect(order.medicationCodeableConcept).toEqual({
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '198440' }],
      text: 'acetaminophen 500 MG Oral Tablet',
    })
  })
  it('is of each form that one drug is ordered in, whichever was ordered before', () => {
    const limit = (value: number, hours = 24) => ({ dose: { value, unit: 'mg' }, hours })
    const limited = { ...prescription, limit: limit(3000) }
    const forms: readonly Prescription[] = [
      limited,
      { ...limited, sig: '500 mg by mouth once' },
      { ...limited, dose: { value: 500, unit: 'mg' } },
      { ...limited, limit: limit(2000) },
      { ...limited, limit: limit(3000, 48) },
      { ...limited, text: 'Tylenol 500 MG Oral Tablet' },
      { ...limited, route: { system: 'http://snomed.info/sct', code: '37161004' } },
      prescription,
    ]
    const made = (form: Prescription): string => JSON.stringify(medicationRequest(form, call({}), undefined))
    for (const one of forms)
      for (const other of forms) {
        const fresh = made({ ...other, drug: { ...other.drug } })
        made(one)
        expect(made(other)).toBe(fresh)
      }
    expect(new Set(forms.map(made)).size).toBe(forms.length)
  })
  it('is for the same reason: its codes and its words, and no empty list of codes', () => {
    expect(ordered().reasonCode).toEqual([{ text: 'migraine' }])
    const code = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }
    expect(ordered({}, undefined, { codes: [code] }).reasonCode).toEqual([{ coding: [code] }])
  })
  it('takes ids as EHRs give them', () => {
    for (const patientId of ['pat_1', 'eq081-VQEgP8drUUqCWzHfw3', 'a-195900.E-14914', 'x'.repeat(80)])
      expect(ordered({ patientId }).subject).toEqual({ reference: `Patient/${patientId}` })
  })
  it('is for the patient of the call, however the draft spells its subject', () => {
    for (const reference of ['https://other.example/fhir/Patient/pat-1', 'urn:uuid:1', 'Patient/pat-1/_history/2'])
      expect(ordered({}, draft({ subject: { reference } })).subject).toEqual({
        reference: 'Patient/pat-1',
      })
    expect(ordered({ patientId: 'Patient/pat-1' }).subject).toEqual({
      reference: 'Patient/pat-1',
    })
  })
  it('is of the encounter of the call, or else of the draft', () => {
    const replaced = draft({ encounter: { reference: 'Encounter/2' } })
    expect(ordered({ encounterId: '1' }, replaced).encounter?.reference).toBe('Encounter/1')
    expect(ordered({}, replaced).encounter?.reference).toBe('Encounter/2')
  })
  const categories = 'http://terminology.hl7.org/CodeSystem/medicationrequest-category'
  const ofWard = [{ coding: [{ system: categories, code: 'inpatient' }] }]
  it.each<[string, unknown, unknown]>([
    ['a list', ofWard, ofWard],
    [
      'an object, in the words of STU3',
      { coding: [{ system: 'http://hl7.org/fhir/medication-request-category', code: 'inpatient' }] },
      ofWard,
    ],
    [
      'beside codes of a site',
      [{ coding: [{ system: 'urn:oid:1.2', code: '1' }, ...(ofWard[0]?.coding ?? [])], text: 'Inpatient' }],
      ofWard,
    ],
    ['another code', [{ coding: [{ system: categories, code: 'ward' }] }], undefined],
    ['words', [{ text: 'Inpatient' }], undefined],
    ['no concept', [null, 'inpatient', { coding: {} }], undefined],
    ['no coding', [{ coding: [null, 'inpatient'] }], undefined],
  ])('is of the category of the draft: %s', (_, category, expected) => {
    expect(ordered({}, draft({ category })).category).toEqual(expected)
  })
  it('names the requester of the draft, or else a practitioner who calls, and never a patient', () => {
    const replaced = draft({ requester: { reference: 'Practitioner/9' } })
    expect(ordered({}, replaced).requester?.reference).toBe('Practitioner/9')
    expect(ordered({}).requester?.reference).toBe('Practitioner/1')
    expect(ordered({ userId: 'Patient/1' })).not.toHaveProperty('requester')
  })
  it.each(['#inside', 'urn:uuid:6f0c1d1e-0000-4000-8000-000000000001', 'URN:oid:1.2.3'])(
    'takes over no reference that means nothing outside the drafts: %s',
    (reference) => {
      const replaced = draft({ requester: { reference }, encounter: { reference } })
      const order = ordered({}, replaced)
      expect(order).not.toHaveProperty('requester')
      expect(order).not.toHaveProperty('encounter')
      expect(ordered({ encounterId: '1' }, replaced).encounter).toEqual({
        reference: 'Encounter/1',
      })
    },
  )

  it.each([
    [{ display: 'Dr. Other' }, { display: 'Dr. Other' }],
    [{ reference: '#p', display: 'Dr. Other\u0000' }, { display: 'Dr. Other' }],
    [
      { identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893', use: 'official' } },
      { identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' } },
    ],
    [{ identifier: { system: 'NPI', value: '1' } }, { identifier: { value: '1' } }],
  ])('names the requester of the draft who has no literal reference, and not who calls: %j', (requester, expected) => {
    expect(ordered({}, draft({ requester })).requester).toEqual(expected)
  })
  it.each([
    {},
    { display: ' ' },
    { identifier: {} },
    { reference: 'Patient/1', display: 'A' },
    { type: 'Patient', identifier: { value: 'MRN1' }, display: 'A' },
  ])('names who calls where the draft names no prescriber: %j', (requester) => {
    expect(ordered({}, draft({ requester })).requester).toEqual({ reference: 'Practitioner/1' })
  })

  const long = 'e'.repeat(300)
  const at = 'https://ehr.example.org/fhir'

  it.each(['Practitioner/1/_history/2', `${at}/PractitionerRole/1`, `Practitioner/${long}`, 'Organization/o.1-a'])(
    'names the requester %s as the draft does',
    (reference) => {
      expect(ordered({}, draft({ requester: { reference, display: 'Dr' } })).requester).toEqual({ reference })
    },
  )
  it.each([
    '',
    'prac-1',
    'practitioner/1',
    'Practitioner/',
    'Practitioner/a b',
    'Practitioner/1\n',
    'Practitioner/1/',
    'Practitioner?identifier=a|b',
    `${at}/Practitioner?identifier=a`,
    `${at}/a b/Practitioner/1`,
    `ftp://ehr.example.org/Practitioner/1`,
    'Patient/other',
    'Condition/1',
    'a b',
    7,
    null,
    `Practitioner/${'1'.repeat(3000)}`,
  ])('copies no requester that is none: %j', (reference) => {
    expect(ordered({ userId: 'prac' }, draft({ requester: { reference } }))).not.toHaveProperty('requester')
  })
  it.each(['Practitioner/', 'Practitioner/a b', 'Practitioner', 'RelatedPerson/1', '#Practitioner/1'])(
    'takes no user for the requester who is none: %j',
    (userId) => {
      expect(ordered({ userId })).not.toHaveProperty('requester')
    },
  )
  it.each(['enc-2001', 'EpisodeOfCare/1', 'Encounter/a b', 'Encounter/', `${at}/Encounter?_id=1`])(
    'copies no encounter that is none: %j',
    (reference) => {
      expect(ordered({}, draft({ encounter: { reference } }))).not.toHaveProperty('encounter')
      expect(ordered({}, draft({ encounter: reference }))).not.toHaveProperty('encounter')
    },
  )
  it.each(['urn:uuid:abc', 'Patient/other', 'a b', '1\u0000', 'a/b'])(
    'is of no encounter where the call names none that could be referred to: %j',
    (encounterId) => {
      const replaced = draft({ encounter: { reference: 'Encounter/2' } })
      expect(ordered({ encounterId }, replaced)).not.toHaveProperty('encounter')
    },
  )
  it('is of an encounter and a patient with long ids', () => {
    const order = ordered({ encounterId: long, patientId: long })
    expect(order.encounter).toEqual({ reference: `Encounter/${long}` })
    expect(order.subject).toEqual({ reference: `Patient/${long}` })
  })
  it.each(['a b', 'Observation/1', 'urn:uuid:abc', '', 'x\u0000', `${at}/Observation/1`])(
    'is not made for a patient that it could not refer to: %j',
    (patientId) => {
      expect(medicationRequest(prescription, call({ patientId }), undefined)).toBeUndefined()
    },
  )

  const icd = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909', display: 'Migraine' }
  it.each<readonly [string, Prescription['reason'], MedicationRequest['reasonCode']]>([
    ['as it is', { codes: [icd], text: 'Migraine, worse' }, [{ coding: [icd], text: 'Migraine, worse' }]],
    ['without words', { codes: [icd] }, [{ coding: [icd] }]],
    ['a system with blanks', { codes: [icd, { system: 'EPIC EDG ID', code: '1' }] }, [{ coding: [icd] }]],
    ['a system that is not absolute', { codes: [icd, { system: 'edg', code: '1' }] }, [{ coding: [icd] }]],
    ['codes with breaks', { codes: [icd, { system: 'urn:x', code: 'a\nb' }] }, [{ coding: [icd] }]],
    ['codes with two blanks', { codes: [icd, { system: 'urn:x', code: 'a  b' }] }, [{ coding: [icd] }]],
    [
      'a code of two words',
      { codes: [{ system: 'urn:x', code: 'a b' }] },
      [{ coding: [{ system: 'urn:x', code: 'a b' }] }],
    ],
    ['no code that counts', { codes: [{ system: 'EDG ID', code: '1', display: 'Migraine' }] }, [{ text: 'Migraine' }]],
    ['nothing that counts', { codes: [{ system: 'EDG ID', code: '1' }] }, undefined],
    ['blank words', { codes: [], text: '\u0000 ' }, undefined],
    [
      'control characters',
      { codes: [{ ...icd, display: 'Mi\u0007graine' }], text: 'mi\u0000graine\tand\r\nmore\u0085' },
      [{ coding: [icd], text: 'migraine\tand\r\nmore' }],
    ],
  ])('repeats the reason as far as it is valid: %s', (_, reason, expected) => {
    const order = ordered({}, undefined, reason)
    expect(order.reasonCode).toEqual(expected)
  })
})
