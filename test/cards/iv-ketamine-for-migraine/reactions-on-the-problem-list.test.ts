import type { Concept } from '../../../cards/facts.ts'
import { growthOf } from '../../tools/growth.ts'
import { aCondition, anAllergy, aReaction, icd, sct, words } from './builders.ts'
import { fits, fitsWith, nsaids, screened, triptans, without } from './screened.ts'

describe('a reaction to an NSAID among the problems leaves NSAIDs out', () => {
  it.each<[string, Concept]>([
    ['induced', words('NSAID-induced angioedema')],
    ['induced, without a hyphen', words('NSAID induced bronchospasm')],
    ['with another dash', words('NSAID–induced urticaria')],
    ['of a class in full', words('Nonsteroidal anti-inflammatory drug induced urticaria')],
    ['due to', words('Urticaria due to aspirin')],
    ['from', words('Hives from Motrin')],
    ['after', words('Facial swelling after taking ibuprofen')],
    ['to', words('Rash, reaction to naproxen')],
    ['with', words('Wheezing with NSAIDs')],
    ['when taking', words('Hives when taking Aleve')],
    ['as a sensitivity', words('Aspirin sensitivity')],
    ['as sensitive', words('Sensitive to aspirin')],
    ['as a sensitivity to it', words('Sensitivity to NSAIDs')],
    ['as a sensitivity of its class', words('Nonsteroidal anti-inflammatory drug sensitivity')],
    ['as a sensitivity beside another', words('Light sensitivity; aspirin sensitivity')],
    ['as not tolerated', words('Aspirin not tolerated')],
    ['as a class that is not', words('Non-steroidal anti-inflammatory drug not tolerated')],
    ['as contraindicated', sct('900000001', 'NSAIDs contraindicated')],
    ['as a contraindication', words('H/O: NSAID contraindication')],
    ['as a contraindication to it', words('Contraindication to NSAIDs')],
    ['as what is not to prevent', words('Aspirin prophylaxis contraindicated')],
    ['after its end', words('Wheezing resolved after stopping aspirin')],
    ['after, as swelling', words('Swelling after ibuprofen')],
    ['with, beside what is treated', words('Eczema treated with cream, hives with aspirin')],
    ['due to, beside what is not', words('Asthma not controlled, due to aspirin')],
    ['with a colon', words('Aspirin: hives')],
    ['in brackets', words('Ibuprofen (hives, wheezing)')],
    ['with a dash', words('Toradol - rash')],
    ['as a cause', words('Aspirin causes wheezing')],
    ['of SNOMED CT', sct('900000001', 'Urticaria caused by aspirin')],
    ['beside a code of ICD-10-CM', { ...icd('J45.998', 'Other asthma'), text: 'NSAID-induced asthma' }],
    ['as what is not to be given', words('NO NSAIDS (ALLERGY)')],
    ['as what is to be avoided', words('Asthma with nasal polyps, avoid NSAIDs')],
    ['as what cannot be taken', words('Not able to take NSAIDs due to allergy')],
    ['beside a code of hives', { ...icd('L50.8', 'Other urticaria'), text: 'Urticaria due to ibuprofen' }],
  ])('%s', (_, concept) => {
    expect(fitsWith(concept)).toEqual(without(...nsaids))
  })

  it('triptans that are contraindicated are left out', () => {
    expect(fitsWith(words('Triptans contraindicated'))).toEqual(without(...triptans))
  })

  it('of acetaminophen leaves that out', () => {
    expect(fitsWith(words('Tylenol-induced rash'))).toEqual(without('acetaminophen', 'aac'))
  })

  it.each<[string, Concept]>([
    ['a drug beside a reaction', words('Chronic urticaria, takes aspirin daily')],
    ['a drug against it', words('Rash from poison ivy treated with ibuprofen')],
    ['a reaction with something else', words('Rash with fever, took ibuprofen')],
    ['another that is contraindicated', words('MRI contraindicated, takes aspirin')],
    ['what is not contraindicated', words('NSAIDs not contraindicated')],
    ['what is not sensitive', words('Not sensitive to aspirin')],
    ['sensitive to something else', words('Sensitive to light, takes aspirin')],
    ['no contraindication', words('No contraindication to aspirin')],
    ['another cause', words('Exercise-induced asthma')],
    ['another drug', words('Lisinopril-induced angioedema')],
    ['another drug, aspirin beside it', words('Angioedema due to lisinopril, on aspirin')],
    ['what is not allergic', words('Dizziness due to ibuprofen')],
    ['what was ruled out', words('Aspirin-induced urticaria ruled out')],
    ['what is denied', words('No hives from aspirin')],
    ['a relative', words('Family history of urticaria due to aspirin')],
    ['an indication', words('Aspirin: secondary prevention')],
    ['how a drug is taken, beside a reaction', words('Chronic urticaria; aspirin: daily')],
    ['what is known not to be', words('No known aspirin allergy')],
    ['what the patient is not allergic to', words('Not allergic to ibuprofen')],
    ...(
      [
        'Migraine with light and sound sensitivity, failed aspirin',
        'Migraine w/ photosensitivity, takes naproxen',
        'Light sensitivity, ibuprofen helps',
        'Food sensitivity, takes ibuprofen',
        'Tooth sensitivity - ibuprofen prn',
        'Lidocaine sensitivity, ibuprofen',
        'No aspirin sensitivity',
        'Asthma, no aspirin sensitivity',
        'Aspirin insensitivity',
        'Knee swelling treated with ibuprofen',
        'Knee swelling controlled with naproxen',
        'Swelling relieved with ibuprofen',
        'Arthritis swelling, relief with naproxen',
        'Swelling improved after ibuprofen',
        'Aspirin gives relief of swelling',
        'Aspirin: no hives',
        'Ibuprofen: no rash',
        'Angioedema - not due to aspirin',
        'Asthma not triggered by aspirin',
        'Asthma, not aspirin sensitive',
      ] as const
    ).map((text): [string, Concept] => [text, words(text)]),
  ])('but not %s', (_, concept) => {
    expect(fitsWith(concept)).toEqual(without())
  })
})

describe('an allergy among the problems by its code alone', () => {
  it.each<[string, string, readonly string[]]>([
    ['to NSAIDs', '293610009', nsaids],
    ['to aspirin', '293586001', nsaids],
    ['to salicylates', '293585002', nsaids],
    ['an adverse reaction to NSAIDs', '419901001', nsaids],
    ['to acetaminophen', '293584003', ['acetaminophen', 'aac']],
  ])('leaves out what it is to: %s', (_, code, out) => {
    expect(fitsWith(sct(code))).toEqual(without(...out))
  })
})

describe('anaphylaxis to a triptan among the problems leaves all triptans out', () => {
  it.each<[string, Concept]>([
    ['caused by', words('Anaphylaxis caused by rizatriptan')],
    ['a history', words('History of anaphylaxis to sumatriptan')],
    ['coded', sct('900000001', 'Anaphylaxis caused by rizatriptan (disorder)')],
    ['beside a code of ICD-10-CM', { ...icd('T78.2XXA'), text: 'Anaphylactic reaction to Imitrex' }],
  ])('%s', (_, concept) => {
    expect(fitsWith(concept)).toEqual(without(...triptans))
  })
  it.each(['Rizatriptan allergy without anaphylaxis', 'Rizatriptan allergy, anaphylaxis ruled out'])(
    'but not: %s',
    (text) => {
      expect(fitsWith(words(text))).toEqual(without('rizatriptan'))
    },
  )
})

describe('an allergy', () => {
  it.each([
    'Penicillin (tolerates ibuprofen)',
    'Penicillin - able to take aspirin',
    'Codeine (can take Tylenol)',
    'Morphine, can tolerate ibuprofen',
    'No known aspirin allergy',
    'Denies allergy to NSAIDs',
    'Penicillin (tolerates ibuprofen without rash)',
    'Penicillin, tolerates ibuprofen with no problems',
    'Penicillin, tolerates ibuprofen with food',
    'No history of anaphylaxis to aspirin',
  ])('is not to what is tolerated: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text))] })).toEqual(without())
  })
  it.each([
    'tolerated aspirin until 2019',
    'Tolerated aspirin until hives',
    'previously tolerated NSAIDs, now hives',
    'Able to take aspirin before 2015, now wheezes',
    'tolerated ibuprofen, now wheezes',
    'tolerated ibuprofen and then hives',
    'tolerated ibuprofen but developed a rash',
    'tolerated ibuprofen, hives',
    'tolerated ibuprofen with hives',
    'tolerates ibuprofen with rash',
    'tolerates aspirin with difficulty',
    'tolerates ibuprofen if premedicated',
    'tolerated ibuprofen before reaction',
    'tolerated aspirin in the past',
    'used to be able to take aspirin',
    'no longer can take aspirin',
    'can take aspirin only if premedicated',
    'can take aspirin desensitized',
    'tolerates aspirin since desensitisation',
    'can take ibuprofen, gets hives',
    'Can take rizatriptan instead of NSAIDs',
    'Can take rizatriptan rather than aspirin',
    'unsure if she can take aspirin',
    'asks whether can take ibuprofen',
    'does not think she can take aspirin',
    'only if premedicated can take aspirin',
    'not allergic to aspirin ibuprofen hives',
  ])('is to what was tolerated once, or badly: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text))] })).toEqual(without(...nsaids))
  })
  it('is to what of two is not tolerated', () => {
    const left = fits({ allergies: [anAllergy(words('tolerates acetaminophen NSAIDs hives'))] })
    expect(left.filter((one) => nsaids.includes(one))).toEqual([])
  })
  it.each(['tolerates ibuprofen', 'No documented NSAID intolerance', 'not allergic to aspirin'])(
    'is to what its words spare where it names a reaction: %s',
    (text) => {
      const reactions = [aReaction('Anaphylaxis')]
      expect(fits({ allergies: [anAllergy(words(text), { reactions })] })).toEqual(without(...nsaids))
    },
  )
  it('is to what else it names where it names a reaction', () => {
    const reactions = [aReaction('Hives')]
    expect(fits({ allergies: [anAllergy(words('Penicillin (tolerates ibuprofen)'), { reactions })] })).toEqual(
      without(),
    )
  })
  it.each([
    'Aspirin (tolerates acetaminophen)',
    'Aspirin, tolerates low doses only',
    'Does not tolerate ibuprofen',
    'Ibuprofen, poorly tolerated',
    'Not able to take NSAIDs',
    'Cannot take NSAIDs',
    "Can't take aspirin",
    'Aspirin (can take Tylenol)',
    'Tolerates Tylenol but aspirin causes hives',
    'Tolerates Tylenol - aspirin makes lips swell',
    'Tolerates Tylenol/aspirin gives rash',
    'No known allergies except aspirin',
    'No aspirin due to allergy',
    'NO NSAIDS (ALLERGY)',
  ])('is to what is not: %s', (text) => {
    expect(fits({ allergies: [anAllergy(words(text), { type: 'allergy' })] })).toEqual(without(...nsaids))
  })
})

describe('what a card cites', () => {
  const sentences = (given: Parameters<typeof screened>[0]): string => screened(given).sentences.join(' ')
  it.each<[Concept, string]>([
    [
      { ...icd('I10', 'Essential (primary) hypertension'), text: 'Uncontrolled hypertension' },
      'Triptans left out: Uncontrolled hypertension (I10).',
    ],
    [
      { ...icd('G43.109', 'Migraine with aura, not intractable'), text: 'Migraine with brainstem aura' },
      'Triptans left out: Migraine with brainstem aura (G43.109).',
    ],
    [{ ...sct('37796009', 'Migraine'), text: 'Hemiplegic migraine' }, 'left out: Hemiplegic migraine (37796009).'],
    [{ ...icd('J45.909', 'Unspecified asthma'), text: 'Samter’s triad' }, 'left out: Samter’s triad (J45.909).'],
    [{ ...icd('J45.998', 'Other asthma'), text: 'NSAID-induced asthma' }, 'left out: NSAID-induced asthma (J45.998).'],
    [icd('I25.10', 'CAD'), 'Triptans left out: CAD (I25.10).'],
  ])('is what tells: %j', (concept, sentence) => {
    expect(sentences({ conditions: [aCondition(concept)] })).toContain(sentence)
  })
  it('is the substance of an allergy', () => {
    const concept = { ...sct('419511003', 'Propensity to adverse reaction to drug'), text: 'Aspirin' }
    const allergies = [anAllergy(concept, { reactions: [aReaction('hives')] })]
    expect(sentences({ allergies })).toContain('left out: Aspirin allergy.')
  })
  it.each(['No NSAIDs', 'NO NSAIDS PER NEPHROLOGY', 'Avoid NSAIDs', 'Do not give aspirin'])(
    'is an order not to give it, as it stands: %s',
    (text) => {
      expect(sentences({ allergies: [anAllergy(words(text), { type: 'allergy' })] })).toContain(`left out: ${text}.`)
    },
  )
})

it.each([
  'aspirin induced ',
  'hives from ',
  'tolerates ',
  'no known ',
  'tolerates aspirin, ',
  'aspirin sensitivity ',
  'Anaphylaxis ',
  '(hives ',
])('problems are read in time that grows with their length: %s', (part) => {
  const work = (size: number) => {
    const conditions = Array.from({ length: 20 }, (_, n) =>
      aCondition(words(`${n} rash ${part.repeat(size / part.length)}`)),
    )
    return () => void screened({ conditions })
  }
  expect(growthOf(work, 240, 960)).toBeLessThan(1.5)
})
