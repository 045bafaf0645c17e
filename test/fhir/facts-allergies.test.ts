import type { Allergy } from '../../cards/facts.ts'
import { bundle, factsOf, items } from './a-call.ts'

describe('an allergy of the chart', () => {
  it.each([
    ['active', { clinicalStatus: 'active' }],
    ['inactive', { clinicalStatus: 'inactive' }],
    ['resolved', { clinicalStatus: 'resolved' }],
    ['unconfirmed', { verificationStatus: 'unconfirmed' }],
    ['confirmed', { verificationStatus: 'confirmed' }],
    ['refuted', { verificationStatus: 'refuted' }],
    ['entered-in-error', { verificationStatus: 'entered-in-error' }],
  ])('tells by the one status of DSTU2 whether an allergy stands: %s', async (status, said) => {
    const allergy = { resourceType: 'AllergyIntolerance', substance: { text: 'Latex' }, status }
    const facts = await factsOf({ prefetch: { allergies: bundle(allergy) } })
    expect(items(facts.allergies)).toEqual([{ concept: { codes: [], text: 'Latex' }, reactions: [], ...said }])
  })

  it.each([
    ['low', 'low'],
    ['high', 'high'],
    ['unable-to-assess', 'unable-to-assess'],
    ['CRITL', 'low'],
    ['CRITH', 'high'],
    ['CRITU', 'unable-to-assess'],
  ])('reads how critical an allergy is, in the codes of any version: %s', async (criticality, read) => {
    const allergy = { resourceType: 'AllergyIntolerance', code: { text: 'Latex' }, criticality }
    const facts = await factsOf({ prefetch: { allergies: bundle(allergy) } })
    expect(items(facts.allergies)[0]?.criticality).toBe(read)
  })

  describe('an allergy', () => {
    const snomed = 'http://snomed.info/sct'
    const to = async (over: object): Promise<Allergy['concept'] | undefined> =>
      items(
        (await factsOf({ prefetch: { allergies: bundle({ resourceType: 'AllergyIntolerance', ...over }) } })).allergies,
      )[0]?.concept
    const ibuprofen = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '5640' }] }
    const reaction = [{ substance: ibuprofen, manifestation: [{ text: 'hives' }] }]
    const drugAllergy = { system: snomed, code: '416098002', display: 'Allergy to drug (finding)' }

    it.each<readonly [string, object]>([
      ['a code for any drug', { coding: [drugAllergy] }],
      ['that code, and the same in words', { coding: [drugAllergy], text: 'Drug allergy' }],
      ['the code of an intolerance', { coding: [{ system: snomed, code: '59037007' }] }],
      ['words', { text: 'Drug Allergies' }],
      ['a vendor’s code with words', { coding: [{ system: 'urn:vendor', code: '1', display: 'Medication allergy' }] }],
    ])('is to the substance of its reactions where it names none: %s', async (_, code) => {
      expect(await to({ code, reaction })).toEqual({ codes: [{ ...ibuprofen.coding[0] }] })
      expect((await to({ code }))?.codes).toHaveLength(code['coding' as keyof typeof code] === undefined ? 0 : 1)
    })
    it('is to each of them', async () => {
      const reactions = [...reaction, { substance: { text: 'ketamine' } }, { substance: { text: 'naproxen' } }]
      expect(await to({ code: { coding: [drugAllergy] }, reaction: reactions })).toMatchObject({
        codes: [{ code: '5640' }],
        text: 'ketamine, naproxen',
      })
    })
    it('keeps words of its own that say more', async () => {
      const code = { coding: [drugAllergy], text: 'allergy to toradol' }
      expect(await to({ code, reaction })).toMatchObject({ codes: [{ code: '5640' }], text: 'allergy to toradol' })
    })
    it.each<readonly [string, object]>([
      ['one substance', { coding: [{ system: snomed, code: '372687004', display: 'Amoxicillin' }] }],
      ['a drug beside the code for any', { coding: [drugAllergy, { system: snomed, code: '372687004' }] }],
      ['none at all', { text: 'No known drug allergy' }],
    ])('is to what it names: %s', async (_, code) => {
      expect(await to({ code, reaction })).toEqual(await to({ code }))
    })
  })
})
