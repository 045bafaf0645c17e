import { bundle, factsOf, items } from './a-call.ts'

describe('the encounter', () => {
  it('reads a vendor’s class of encounter by its words', async () => {
    const encounter = {
      resourceType: 'Encounter',
      id: 'e1',
      class: { system: 'urn:oid:1.2.3', code: '3', display: 'Inpatient' },
    }
    const facts = await factsOf({ prefetch: { encounter } })
    expect(items(facts.encounter)[0]?.class?.codes).toContainEqual({
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: 'IMP',
    })
  })

  it.each([
    [{ code: 'IMP' }, 'IMP'],
    [{ code: 'IMP', display: 'Hospital stay' }, 'IMP'],
    [{ code: 'IMP', display: 'inpatient encounter' }, 'IMP'],
    [{ display: 'Inpatient acute' }, 'ACUTE'],
    [[{ coding: [{ display: 'Emergency' }] }], 'EMER'],
    [{ code: 'ACUTE' }, 'ACUTE'],
    [{ code: 'OBSENC' }, 'OBSENC'],
    [{ code: 'EMER' }, 'EMER'],
    [[{ coding: [{ code: 'IMP' }] }], 'IMP'],
    ['inpatient', 'IMP'],
    ['emergency', 'EMER'],
    ['observation', 'OBSENC'],
    ['ambulatory', 'AMB'],
    ['outpatient', 'AMB'],
    [{ system: 'urn:vendor', code: '4', display: 'Inpatient acute' }, 'ACUTE'],
    [{ system: 'urn:vendor', code: '5', display: 'Inpatient non-acute' }, 'NONAC'],
    [{ system: 'urn:vendor', code: '6', display: 'Observation encounter' }, 'OBSENC'],
    [{ system: 'urn:vendor', code: '7', display: 'Emergency' }, 'EMER'],
  ])('reads a class of encounter without its system: %j', async (kind, code) => {
    const facts = await factsOf({ prefetch: { encounter: { resourceType: 'Encounter', id: 'e1', class: kind } } })
    expect(items(facts.encounter)[0]?.class?.codes).toContainEqual({
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code,
    })
  })

  it('reads the rooms and departments where the patient is, not those of before and after', async () => {
    const at = (display: string, over: object = {}): object => ({ location: { display }, ...over })
    const location = [
      at('Infusion Center', { status: 'active', period: { start: '2026-03-01T08:00:00Z' } }),
      at('Chair 4'),
      at('Emergency Department', { status: 'completed' }),
      at('Triage', { period: { start: '2026-03-01T07:00:00Z', end: '2026-03-01T08:00:00Z' } }),
      at('Ward 3', { status: 'planned' }),
      at('Ward 4', { status: 'reserved' }),
      { location: { reference: 'Location/l1' } },
      'junk',
    ]
    const facts = await factsOf({ prefetch: { encounter: { resourceType: 'Encounter', id: 'e1', location } } })
    expect(items(facts.encounter)[0]?.places).toEqual([
      { text: 'Infusion Center', codes: [] },
      { text: 'Chair 4', codes: [] },
    ])
  })

  it.each<readonly [string, object, string | undefined]>([
    ['the day it was written', { authoredOn: '2026-01-01', dateWritten: '2026-01-02' }, '2026-01-01'],
    ['that day in DSTU2', { dateWritten: '2026-01-02' }, '2026-01-02'],
    [
      'the start of its dosages',
      { dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: '2026-01-03' } } } }] },
      '2026-01-03',
    ],
    ['when it may be dispensed', { dispenseRequest: { validityPeriod: { start: '2026-01-04' } } }, '2026-01-04'],
    ['nothing', {}, undefined],
  ])('has an order begin by %s', async (_, differs, start) => {
    const order = { resourceType: 'MedicationRequest', ...differs }
    const facts = await factsOf({ prefetch: { medications: bundle(order) } })
    expect(items(facts.medications).map((one) => one.start)).toEqual([start])
  })
})
