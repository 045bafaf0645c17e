import type { Speaks } from '../../cards/guidance.ts'
import { anAllergy, words } from '../cards/iv-ketamine-for-migraine/builders.ts'
import { screened } from '../cards/iv-ketamine-for-migraine/screened.ts'
import { growthOf } from '../tools/growth.ts'
import { bundle } from './a-call.ts'
import { anIvKetamineDraft, decided, icd, sct, speaking } from './decided.ts'

/** An entry of the allergy list whose code names no substance: its notes are read, and else nothing is recommended. */

const ketamine = anIvKetamineDraft({ reasonCode: [icd('G43.909')] })
async function beside(allergy: object): Promise<Speaks> {
  const listed = bundle({ resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/p1' }, ...allergy })
  return speaking(await decided({ drafts: [ketamine], prefetch: { allergies: listed } }, 'male'))
}
const recommended = ({ card }: Speaks): readonly unknown[] => card.suggestions.filter((one) => one.recommended)
const leftOut = ({ options }: Speaks, rule: string): readonly string[] =>
  options
    .filter(({ remarks }) => remarks.some((remark) => remark.rule === rule && remark.effect === 'excluded'))
    .map(({ alternative }) => alternative)
const own = 'urn:oid:1.2.3.4'
const unreadable = 'An allergy on record has no readable name'

const anaphylaxis = [{ manifestation: [{ text: 'Anaphylaxis' }] }]

describe('an allergy without a substance', () => {
  it.each<readonly [string, object]>([
    ['to a drug', { code: sct('416098002', 'Allergy to drug'), reaction: anaphylaxis }],
    ['by its code alone', { code: sct('416098002'), reaction: anaphylaxis }],
    ['other', { code: { text: 'Other (See Comments)' }, reaction: anaphylaxis }],
    ['lost between two records', { code: sct('196461000000101', 'Transfer-degraded drug allergy') }],
    [
      'lost between two records, with the display for its text',
      {
        code: {
          ...sct('196461000000101', 'Transfer-degraded drug allergy'),
          text: 'Transfer-degraded drug allergy',
        },
      },
    ],
    ['lost between two records, in words', { code: { text: 'Transfer-degraded drug allergy' } }],
    ['other, of a drug', { code: { text: 'Other Drug Allergy (See Comments)' }, reaction: anaphylaxis }],
    ['not listed', { code: { text: 'Medication not listed' } }],
    ['filed by VistA under what nobody can name', { code: { text: 'OTHER ALLERGY/ADVERSE REACTION' } }],
    ['unknown', { code: { text: 'Unknown medication' } }],
    ['of nobody knows what', { code: { text: 'Unknown' } }],
    ...['ALLERGEN-12345', 'Drug-77', 'epic.allergen.25', '8f14e45f-cafe-4c7a-9a00-000000000001', 'ASPI'].map(
      (code): [string, object] => [`by a key of its site, ${code}`, { code: { coding: [{ system: own, code }] } }],
    ),
    ['a reaction', { code: { text: 'Adverse drug reaction' } }],
    ['a propensity', { code: { text: 'Propensity to adverse reactions to substance (finding)' } }],
    ['of medications', { code: { text: 'Medication allergy' }, category: ['medication'] }],
    ['with a note that names none', { code: { text: 'Other' }, note: [{ text: 'Reported by mother' }] }],
    ['of medications and food', { code: { text: 'Other' }, category: ['medication', 'food'] }],
    ['without a code', { reaction: anaphylaxis }],
    ['with a reaction in its note', { code: { text: 'Drug allergy' }, note: [{ text: 'rash and hives, see chart' }] }],
    ['anaphylaxis', { code: { text: 'Drug allergy' }, note: [{ text: 'Anaphylaxis in 2019' }] }],
    [
      'told by a relative',
      { code: { text: 'Other' }, note: [{ text: 'Per mom, rash as a child to some medication' }] },
    ],
    ['with what did no harm', { code: { text: 'Drug allergy' }, note: [{ text: 'Used ibuprofen, no reaction' }] }],
    ['unknown in its note', { code: { text: 'Other' }, note: [{ text: 'Unknown' }] }],
    [
      'with a narrative of its data',
      { text: { status: 'generated', div: '<div>Patient: Motrin, Jane</div>' }, code: { text: 'Unknown' } },
    ],
    ['treated', { code: { text: 'Drug allergy' }, note: [{ text: 'hives, treated with acetaminophen' }] }],
    ['none, with a reaction', { code: { text: 'Unknown allergies' }, note: [{ text: 'none' }], reaction: anaphylaxis }],
  ])('keeps the card from recommending, and it says so: %s', async (_, allergy) => {
    const found = await beside(allergy)
    expect(recommended(found)).toEqual([])
    expect(found.card.detail).toContain(unreadable)
  })

  it.each<readonly [string, object]>([
    ['unknown whether any', { code: { text: 'Unable to assess' } }],
    ['not reviewed', { code: { text: 'Allergies not reviewed' } }],
    ['patient not asked', { code: sct('1631000175102', 'Patient not asked') }],
    ['of unknown status', { code: { text: 'Allergy status unknown' } }],
    ['without information', { code: { text: 'No information about allergies' } }],
    ['not on file, as Epic says', { code: { text: 'Not on File', ...sct('1631000175102') } }],
    ['not on file', { code: { text: 'Not on File' } }],
    ['not assessed, as VistA says', { code: { text: 'No Allergy Assessment' } }],
    ['not recorded, as Oracle Health says', { code: { text: 'Allergies Not Recorded' } }],
    ['not recorded', { code: { text: 'Not Recorded' } }],
    ['not assessed', { code: { text: 'NO ASSESSMENT' } }],
  ])('that is none keeps the card from recommending, and it says that nobody knows: %s', async (_, allergy) => {
    const found = await beside(allergy)
    expect(recommended(found)).toEqual([])
    expect(found.card.detail).toContain('Allergies are not known, so nothing is recommended: ask before signing.')
    expect(found.card.detail).not.toContain(unreadable)
  })

  it.each<readonly [string, object]>([
    ['its note', { code: { text: 'Other' }, note: [{ text: 'Aspirin and Advil: hives, throat swelling' }] }],
    [
      'its note, of one lost between two records',
      { code: sct('196461000000101', 'Transfer-degraded drug allergy'), note: [{ text: 'Ibuprofen - anaphylaxis' }] },
    ],
    ['its note, a plain word', { code: { text: 'Other' }, note: 'Motrin: hives' }],
    [
      'a note against a code that denies',
      { code: sct('900000001', 'No known aspirin allergy'), note: [{ text: 'Patient reports rash with ibuprofen' }] },
    ],
    ['its note of DSTU2', { substance: { text: 'Other' }, note: { text: 'Motrin: hives' } }],
    ['a description', { code: { text: 'Medication allergy' }, reaction: [{ description: 'hives from ibuprofen' }] }],
    ['a note with what it was taken for', { code: { text: 'Other' }, note: [{ text: 'took ibuprofen, got hives' }] }],
    [
      'a note against a name that denies',
      { code: { text: 'No known aspirin allergy' }, note: [{ text: 'Patient reports rash with ibuprofen' }] },
    ],
    [
      'a note beside one of no reaction',
      { code: { text: 'Other' }, note: [{ text: 'Penicillin: no reaction. Motrin: hives' }] },
    ],
    [
      'its narrative, as OpenEMR writes it',
      {
        text: { status: 'additional', div: '<div xmlns="http://www.w3.org/1999/xhtml">Ibuprofen</div>' },
        code: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown', display: 'Unknown' },
          ],
        },
        reaction: anaphylaxis,
      },
    ],
    ['a note on its reaction', { code: sct('416098002'), reaction: [{ note: [{ text: 'after ibuprofen' }] }] }],
  ])('is to what is named in %s', async (_, allergy) => {
    const found = await beside(allergy)
    expect(leftOut(found, 'nsaid-allergy')).toEqual(expect.arrayContaining(['aac', 'ibuprofen', 'naproxen']))
    expect(found.card.detail).not.toContain(unreadable)
    expect(recommended(found)).toHaveLength(1)
  })

  it.each<readonly [string, object]>([
    ['no known allergies', { code: sct('716186003', 'No known allergy') }],
    ['no known allergies, by code alone', { code: sct('716186003') }],
    ['no known drug allergy, by code alone', { code: sct('409137002') }],
    ['no known environmental allergy, by code alone', { code: sct('428607008') }],
    ['no known food allergy, by code alone', { code: sct('429625007') }],
    ['none known of drugs', { code: { text: 'No known drug allergies' } }],
    ['none', { code: { text: 'None' } }],
    ['a status', { code: { text: 'Drug allergy status unknown to patient: none known' } }],
    ['none known, abbreviated', { code: { text: 'NKDA' } }],
    ['of food', { code: sct('418038007', 'Propensity to adverse reactions to substance'), category: ['food'] }],
    ['of the surroundings', { code: { text: 'Other' }, category: ['environment'] }],
    ['of pollen', { code: { text: 'Environmental allergies' } }],
    ['of a food by name', { code: { text: 'Peanut' }, note: [{ text: 'Takes aspirin daily' }] }],
    ['refuted', { code: { text: 'Other' }, verificationStatus: { coding: [{ code: 'refuted' }] } }],
    ['Other: seasonal allergies', { code: { text: 'Other' }, note: [{ text: 'seasonal allergies' }] }],
    ['Other: pollen', { code: { text: 'Other' }, note: [{ text: 'pollen' }] }],
    ['Other: bee stings', { code: { text: 'Other' }, note: [{ text: 'bee stings' }] }],
    ['Other: cats', { code: { text: 'Other' }, note: [{ text: 'cats' }] }],
    ['Other: NKDA', { code: { text: 'Other' }, note: [{ text: 'NKDA' }] }],
    ['Other: Penicillin - rash', { code: { text: 'Other' }, note: [{ text: 'Penicillin - rash' }] }],
    ['Unknown: no known allergies', { code: { text: 'Unknown' }, note: [{ text: 'no known allergies' }] }],
    ['Unknown allergies: none', { code: { text: 'Unknown allergies' }, note: [{ text: 'none' }] }],
    [
      'Other (See Comments): Adhesive tape',
      { code: { text: 'Other (See Comments)' }, note: [{ text: 'Adhesive tape' }] },
    ],
    ['unspecified allergy: shellfish', { code: { text: 'unspecified allergy' }, note: [{ text: 'shellfish' }] }],
    ['Allergy: to pollen', { code: { text: 'Allergy' }, note: [{ text: 'to pollen' }] }],
    ['Drug allergy: amoxicillin - hives', { code: { text: 'Drug allergy' }, note: [{ text: 'amoxicillin - hives' }] }],
    [
      'Drug allergy: penicillin; takes ibuprofen without problems',
      { code: { text: 'Drug allergy' }, note: [{ text: 'penicillin; takes ibuprofen without problems' }] },
    ],
    ['Drug allergy: None reported', { code: { text: 'Drug allergy' }, note: [{ text: 'None reported' }] }],
    ['NKDA: Takes ibuprofen daily', { code: { text: 'NKDA' }, note: [{ text: 'Takes ibuprofen daily' }] }],
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

  it.each(['ibuprofen tolerated', 'took ibuprofen for headache, no reaction', 'Excedrin helps', 'Tolerates ibuprofen'])(
    'is not to what its note says is taken well: %s',
    async (text) => {
      const found = await beside({ code: { text: 'Other' }, note: [{ text }] })
      expect(leftOut(found, 'nsaid-allergy')).toEqual([])
      expect(found.card.detail).not.toContain('tolerated allergy')
    },
  )

  it.each([
    'taking ibuprofen gives GI bleed',
    'stopped taking ibuprofen',
    'used to take ibuprofen fine',
    'uses Tylenol instead of ibuprofen',
    'swelling resolved with Benadryl after ibuprofen',
    'ibuprofen not tolerated',
    'ibuprofen tolerated until hives',
    'took ibuprofen',
    'ibuprofen tolerated, hives',
  ])('is to what its note leaves in doubt: %s', async (text) => {
    const found = await beside({ code: { text: 'Other' }, note: [{ text }] })
    expect(leftOut(found, 'nsaid-allergy')).toContain('ibuprofen')
  })

  it('is not to what treated it', async () => {
    const found = await beside({ code: { text: 'Drug allergy' }, note: [{ text: 'hives, treated with ibuprofen' }] })
    expect(leftOut(found, 'nsaid-allergy')).toEqual([])
  })
})

it.each(['ibuprofen tolerated ', 'hives treated with ', 'takes ibuprofen, ', 'used ', 'no known '])(
  'notes are read in time that grows with their length: %s',
  (part) => {
    const work = (size: number) => {
      const allergies = Array.from({ length: 20 }, (_, n) =>
        anAllergy(words(`${n} ${part.repeat(size / part.length)}`), { unnamed: true }),
      )
      return () => void screened({ allergies })
    }
    expect(growthOf(work, 240, 960)).toBeLessThan(1.5)
  },
)

it('to ketamine is cited by the words that name it', async () => {
  for (const code of [{ text: 'Unknown' }, sct('416098002', 'Allergy to drug')]) {
    const { card } = await beside({ code, note: [{ text: 'Ketamine: hives' }] })
    expect(card.detail).toMatch(/Ketamine hypersensitivity is on record: "[^"]*Ketamine: hives"\./)
  }
})

describe('a reaction that only the comments of an allergy tell', () => {
  const seeComments = [{ manifestation: [{ text: 'Other (See Comments)' }], description: 'Other (See Comments)' }]
  const told = (drug: string, note: string, differs: object = {}): Promise<Speaks> =>
    beside({ code: { text: drug }, reaction: seeComments, note: [{ text: note }], ...differs })

  it.each(['Emergence delirium', 'hallucinations in ED 2021', 'Dysphoria'])(
    'is an effect of ketamine and no hypersensitivity: %s',
    async (note) => {
      expect((await told('Ketamine', note)).card.indicator).toBe('warning')
      const described = { reaction: [{ manifestation: [{ text: 'Unknown' }], description: note }], note: [] }
      expect((await told('Ketamine', note, described)).card.indicator).toBe('warning')
    },
  )

  it('is a hypersensitivity where it is of the immune kind, whatever the record is called', async () => {
    expect((await told('Ketamine', 'Hives')).card.indicator).toBe('critical')
    expect((await told('Ketamine', 'Hives', { type: 'intolerance' })).card.indicator).toBe('critical')
    expect((await told('Ketamine', 'per mother, 2009')).card.indicator).toBe('critical')
  })

  it('leaves the class out after an anaphylaxis', async () => {
    const triptans = async (note: string): Promise<string> => (await told('Sumatriptan', note)).card.detail
    expect(await triptans('anaphylaxis, intubated')).toContain('Triptans left out')
    expect(await triptans('tingling')).not.toContain('Triptans left out')
  })
})
