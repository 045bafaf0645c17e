import type { Speaks } from '../../cards/guidance.ts'
import { aDraft, bundle } from './a-call.ts'
import { decided } from './decided.ts'

/** An entry of the allergy list whose code names no substance: its notes are read, and else nothing is recommended. */

const ketamine = aDraft({
  medicationCodeableConcept: { text: 'ketamine' },
  dosageInstruction: [{ text: 'IV once', doseAndRate: [{ doseQuantity: { value: 20, unit: 'mg' } }] }],
  reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }] }],
})
async function beside(allergy: object): Promise<Speaks> {
  const listed = bundle({ resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/p1' }, ...allergy })
  const decision = await decided({ drafts: [ketamine], prefetch: { allergies: listed } }, 'male')
  if (decision.kind !== 'speaks') throw new Error(`expected a card, got ${JSON.stringify(decision)}`)
  return decision
}
const recommended = ({ card }: Speaks): readonly unknown[] => card.suggestions.filter((one) => one.recommended)
const leftOut = ({ options }: Speaks, rule: string): readonly string[] =>
  options
    .filter(({ remarks }) => remarks.some((remark) => remark.rule === rule && remark.effect === 'excluded'))
    .map(({ alternative }) => alternative)
const unreadable = 'An allergy on record has no readable name'

const coded = (code: string, display?: string): object => ({
  coding: [{ system: 'http://snomed.info/sct', code, ...(display === undefined ? {} : { display }) }],
})
const anaphylaxis = [{ manifestation: [{ text: 'Anaphylaxis' }] }]

describe('an allergy without a substance', () => {
  it.each<readonly [string, object]>([
    ['to a drug', { code: coded('416098002', 'Allergy to drug'), reaction: anaphylaxis }],
    ['by its code alone', { code: coded('416098002'), reaction: anaphylaxis }],
    ['other', { code: { text: 'Other (See Comments)' }, reaction: anaphylaxis }],
    ['unknown', { code: { text: 'Unknown medication' } }],
    ['of nobody knows what', { code: { text: 'Unknown' } }],
    ['a reaction', { code: { text: 'Adverse drug reaction' } }],
    ['a propensity', { code: { text: 'Propensity to adverse reactions to substance (finding)' } }],
    ['of medications', { code: { text: 'Medication allergy' }, category: ['medication'] }],
    ['with a note that names none', { code: { text: 'Other' }, note: [{ text: 'Reported by mother' }] }],
    ['without a code', { reaction: anaphylaxis }],
  ])('keeps the card from recommending, and it says so: %s', async (_, allergy) => {
    const found = await beside(allergy)
    expect(recommended(found)).toEqual([])
    expect(found.card.detail).toContain(unreadable)
  })

  it.each<readonly [string, object]>([
    ['its note', { code: { text: 'Other' }, note: [{ text: 'Aspirin and Advil: hives, throat swelling' }] }],
    ['its note of DSTU2', { substance: { text: 'Other' }, note: { text: 'Motrin: hives' } }],
    ['a description', { code: { text: 'Medication allergy' }, reaction: [{ description: 'hives from ibuprofen' }] }],
    ['a note on its reaction', { code: coded('416098002'), reaction: [{ note: [{ text: 'after ibuprofen' }] }] }],
  ])('is to what is named in %s', async (_, allergy) => {
    const found = await beside(allergy)
    expect(leftOut(found, 'nsaid-allergy')).toEqual(expect.arrayContaining(['aac', 'ibuprofen', 'naproxen']))
    expect(found.card.detail).not.toContain(unreadable)
    expect(recommended(found)).toHaveLength(1)
  })

  it.each<readonly [string, object]>([
    ['no known allergies', { code: coded('716186003', 'No known allergy') }],
    ['none known of drugs', { code: { text: 'No known drug allergies' } }],
    ['none', { code: { text: 'None' } }],
    ['a status', { code: { text: 'Drug allergy status unknown to patient: none known' } }],
    ['none known, abbreviated', { code: { text: 'NKDA' } }],
    ['of food', { code: coded('418038007', 'Propensity to adverse reactions to substance'), category: ['food'] }],
    ['of the surroundings', { code: { text: 'Other' }, category: ['environment'] }],
    ['of pollen', { code: { text: 'Environmental allergies' } }],
    ['of a food by name', { code: { text: 'Peanut' }, note: [{ text: 'Takes aspirin daily' }] }],
    ['refuted', { code: { text: 'Other' }, verificationStatus: { coding: [{ code: 'refuted' }] } }],
    ['of another drug', { code: { text: 'Penicillin' }, note: [{ text: 'Aspirin is fine' }] }],
  ])('is none of these: %s', async (_, allergy) => {
    const found = await beside(allergy)
    expect(recommended(found)).toHaveLength(1)
    expect(found.card.detail).not.toContain(unreadable)
    expect(leftOut(found, 'nsaid-allergy')).toEqual([])
  })

  it('leaves out what its note says is tolerated', async () => {
    const found = await beside({ code: { text: 'Other' }, note: [{ text: 'Sulfa: rash. Tolerates ibuprofen' }] })
    expect(leftOut(found, 'nsaid-allergy')).toEqual([])
    expect(found.card.detail).not.toContain(unreadable)
  })
})
