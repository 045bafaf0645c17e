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
    expect(order.dosageInstruction?.[0]?.maxDosePerPeriod).toEqual({
      numerator: inUcum(75, 'mg'),
      denominator: inUcum(hours, 'h'),
    })
  })
  it('says the dose once more as a quantity in UCUM, and no limit where the prescription has none', () => {
    const order = medicationRequest(prescription, call({}), undefined)
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
    expect(medicationRequest(prescription, call({}), undefined).reasonCode).toEqual([{ text: 'migraine' }])
    const code = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }
    const coded = { ...prescription, reason: { codes: [code] } }
    expect(medicationRequest(coded, call({}), undefined).reasonCode).toEqual([{ coding: [code] }])
  })
  it('is for the patient of the call, however the draft spells its subject', () => {
    for (const reference of ['https://other.example/fhir/Patient/pat-1', 'urn:uuid:1', 'Patient/pat-1/_history/2'])
      expect(medicationRequest(prescription, call({}), draft({ subject: { reference } })).subject).toEqual({
        reference: 'Patient/pat-1',
      })
    expect(medicationRequest(prescription, call({ patientId: 'Patient/pat-1' }), undefined).subject).toEqual({
      reference: 'Patient/pat-1',
    })
  })
  it('is of the encounter of the call, or else of the draft', () => {
    const replaced = draft({ encounter: { reference: 'Encounter/2' } })
    expect(medicationRequest(prescription, call({ encounterId: '1' }), replaced).encounter?.reference).toBe(
      'Encounter/1',
    )
    expect(medicationRequest(prescription, call({}), replaced).encounter?.reference).toBe('Encounter/2')
  })
  it('names the requester of the draft, or else a practitioner who calls, and never a patient', () => {
    const replaced = draft({ requester: { reference: 'Practitioner/9' } })
    expect(medicationRequest(prescription, call({}), replaced).requester?.reference).toBe('Practitioner/9')
    expect(medicationRequest(prescription, call({}), undefined).requester?.reference).toBe('Practitioner/1')
    expect(medicationRequest(prescription, call({ userId: 'Patient/1' }), undefined)).not.toHaveProperty('requester')
  })
  it.each(['#inside', 'urn:uuid:6f0c1d1e-0000-4000-8000-000000000001', 'URN:oid:1.2.3'])(
    'takes over no reference that means nothing outside the drafts: %s',
    (reference) => {
      const replaced = draft({ requester: { reference }, encounter: { reference } })
      const order = medicationRequest(prescription, call({}), replaced)
      expect(order.requester).toEqual({ reference: 'Practitioner/1' })
      expect(order).not.toHaveProperty('encounter')
      expect(medicationRequest(prescription, call({ encounterId: '1' }), replaced).encounter).toEqual({
        reference: 'Encounter/1',
      })
    },
  )
})
