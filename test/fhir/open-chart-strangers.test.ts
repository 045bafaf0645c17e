import { aDraft, allergy, bundle, condition, factsOf, items, open } from './a-call.ts'

describe('of another patient’s resources a chart', () => {
  it('drops another patient’s resources that a server sends, and counts them', async () => {
    const { chart } = await open({
      needs: ['conditions'],
      server: { 'Condition?patient=p1': [condition('c1'), condition('c2', 'p2')] },
    })
    expect(items((await chart.complete()).conditions)).toHaveLength(1)
    expect(chart.strangers).toBe(1)
  })

  it.each([
    ['a server', { server: { 'AllergyIntolerance?patient=p1': [allergy('p2')] } }],
    ['the prefetch', { prefetch: { allergies: bundle(allergy('p2')) } }],
  ])(
    'says that a list holds another patient’s resources only, from %s: it is empty, and clears nothing',
    async (_, call) => {
      const facts = await factsOf({ needs: ['allergies'], ...call })
      expect(facts.allergies).toEqual({
        state: 'read',
        items: [],
        cut: 'only resources of another patient',
        strangers: true,
      })
    },
  )

  it.each([
    ['what is this patient’s', [allergy('p1')], { state: 'read', items: [expect.anything()] }],
    ['that there is nothing', [], { state: 'read', items: [] }],
  ])(
    'asks the server where only another patient’s resources were supplied, and takes from it %s',
    async (_, given, read) => {
      const call = {
        prefetch: { allergies: bundle(allergy('p2')) },
        server: { 'AllergyIntolerance?patient=p1': given },
      }
      expect((await factsOf({ needs: ['allergies'], ...call })).allergies).toEqual(read)
    },
  )

  const next = 'https://ehr.example.org/fhir/next'
  const paged = { ...bundle(allergy('p2')), total: 2, link: [{ relation: 'next', url: next }] }
  it.each([
    ['what is this patient’s', [allergy('p1')], { state: 'read', items: [expect.anything()] }],
    ['that there is nothing', [], { state: 'read', items: [] }],
  ])('does so where all pages of a list are another patient’s, and takes %s', async (_, given, read) => {
    const server = { [next]: [allergy('p3')], 'AllergyIntolerance?patient=p1': given }
    expect((await factsOf({ needs: ['allergies'], prefetch: { allergies: paged }, server })).allergies).toEqual(read)
  })

  it('takes a problem of another patient that a draft refers to for no list of problems', async () => {
    const { chart } = await open({
      needs: ['conditions'],
      drafts: [aDraft({ reasonReference: [{ reference: 'Condition/z' }] })],
      prefetch: { conditions: bundle(condition('x', 'p2')) },
      server: { 'Condition?patient=p1': [], 'Condition/z': [condition('z', 'p2')] },
    })
    expect((await chart.complete()).conditions).toEqual({ state: 'read', items: [] })
  })

  it('says of a list of another patient’s what it is', async () => {
    const { chart } = await open({ needs: ['conditions'], prefetch: { conditions: bundle(condition('x', 'p2')) } })
    await chart.complete()
    expect(chart.explain('conditions')).toMatch(/^prefetch key "conditions": only resources of another patient; read/)
  })

  const anotherOnes = { resourceType: 'Encounter', id: 'e1', subject: { reference: 'Patient/p2' } }
  it.each([
    ['a server', { server: { 'Encounter/e1': [anotherOnes] } }],
    ['the prefetch', { prefetch: { encounter: anotherOnes } }],
  ])('says that the encounter is another patient’s, from %s', async (_, call) => {
    const facts = await factsOf({ needs: ['encounter'], context: { encounterId: 'e1' }, ...call })
    expect(facts.encounter).toMatchObject({ items: [], cut: 'only resources of another patient' })
  })

  const ofPatient = (resourceType: string, patient: string): object => ({
    resourceType,
    id: `${resourceType}-of-${patient}`,
    status: 'active',
    subject: { reference: `Patient/${patient}` },
    medicationCodeableConcept: { text: 'Metoprolol' },
  })
  it.each<[string, string, string, object]>([
    [
      'does not take statements beside another patient’s orders',
      'MedicationRequest',
      'MedicationStatement',
      { cut: 'only resources of another patient' },
    ],
    ['takes orders beside another patient’s statements', 'MedicationStatement', 'MedicationRequest', {}],
  ])('%s for the whole medication list', async (_, strange, own, cut) => {
    const medications = bundle(ofPatient(strange, 'p2'), ofPatient(own, 'p1'))
    const facts = await factsOf({ needs: ['medications'], prefetch: { medications } })
    expect(facts.medications).toMatchObject({ state: 'read', items: [expect.anything()], ...cut })
    expect('cut' in facts.medications).toBe('cut' in cut)
  })

  it('takes a list with a stranger among this patient’s resources for whole', async () => {
    const facts = await factsOf({ needs: ['allergies'], prefetch: { allergies: bundle(allergy('p1'), allergy('p2')) } })
    expect(facts.allergies).toMatchObject({ state: 'read', items: [expect.anything()] })
    expect(facts.allergies).not.toHaveProperty('cut')
  })
})
