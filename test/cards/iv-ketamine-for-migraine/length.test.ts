import {
  itemsOf,
  type Allergy,
  type Encounter,
  type Facts,
  type Observation,
  type Patient,
} from '../../../cards/facts.ts'
import {
  aCondition,
  aMedication,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
  aReaction,
  aReason,
  facts,
  icd,
  ketamine,
  read,
  rx,
  unread,
  words,
} from './builders.ts'
import { detail, onTheList, ordered } from './decisions.ts'

/** A card is read in passing: what is known of every patient gives way to what is known of this one. */

const count = (text: string): number => text.split(/\s+/).length
const prn = { dosages: [{ asNeeded: true, text: 'as needed' }], category: 'community', ofThisEncounter: false } as const
const home = { category: 'community', ofThisEncounter: false } as const

const afterDelivery = facts({
  patient: read<Patient>({ birthDate: '1992-03-01', sex: 'female' }),
  orders: [
    anIvKetamineOrder({
      reasons: [aReason(icd('G43.711', 'Chronic migraine without aura, intractable, with status migrainosus'))],
    }),
  ],
  conditions: read(
    aCondition(icd('Z39.2', 'Encounter for routine postpartum follow-up')),
    aCondition(icd('I10', 'Essential (primary) hypertension')),
  ),
  medications: read(
    aMedication(rx('36437', 'sertraline'), home),
    aMedication(rx('197806', 'ibuprofen 600 MG Oral Tablet'), prn),
    aMedication(rx('198440', 'acetaminophen 500 MG Oral Tablet'), prn),
  ),
  allergies: read(anAllergy(ketamine, { type: 'intolerance', reactions: [aReaction('Hallucinations')] })),
})
const inTheEmergencyRoom = facts({
  patient: read<Patient>({ birthDate: '1958-03-01', sex: 'male' }),
  encounter: read(anEncounter({ reasons: [aReason(icd('R11.10', 'Vomiting, unspecified'))] })),
  conditions: read(
    aCondition(icd('I25.10', 'Atherosclerotic heart disease of native coronary artery without angina pectoris')),
    aCondition(icd('N18.4', 'Chronic kidney disease, stage 4 (severe)')),
    aCondition(icd('G44.40', 'Drug-induced headache, not elsewhere classified, not intractable')),
  ),
  medications: read(aMedication(rx('11289', 'warfarin'), home), aMedication(rx('21212', 'clarithromycin'), home)),
})

describe('a detail with much to say of the patient', () => {
  it.each([
    ['after a delivery', afterDelivery],
    ['old, with vomiting and many problems', inTheEmergencyRoom],
  ])('keeps to 220 words: %s', (_, given) => {
    expect(count(detail(given))).toBeLessThanOrEqual(220)
  })
  it('keeps what was left out and why, and every sentence of safety', () => {
    const said = detail(inTheEmergencyRoom)
    for (const part of [
      'left out',
      'I25.10',
      'N18.4',
      'warfarin',
      'clarithromycin',
      'Adverse effects',
      'Decision support',
    ])
      expect(said).toContain(part)
    expect(detail(afterDelivery)).toContain('look for pre-eclampsia')
    expect(detail(afterDelivery)).toContain('intolerance or emergence reaction')
  })
  it('gives up the sequence first, then the particulars of the evidence, then the evidence', () => {
    const unheard = Array.from({ length: 3 }, (_, at) => aMedication(words(`${'unheard of '.repeat(5)}${at}`)))
    const more = { ...afterDelivery, medications: read(...itemsOf(afterDelivery.medications), ...unheard) }
    const most = {
      ...more,
      allergies: unread<Allergy>(),
      encounter: unread<Encounter>(),
      observations: unread<Observation>(),
    }
    const parts = [
      'Usual sequence',
      'n = 54',
      'Evidence: 0.2 mg/kg IV was no better than saline (RCT, n = 34)',
      'Adverse effects',
    ]
    const kept = (given: Facts): readonly boolean[] => parts.map((part) => detail(given).includes(part))
    expect(kept(facts())).toEqual([true, true, true, true])
    expect(kept(afterDelivery)).toEqual([false, true, true, true])
    expect(kept(more)).toEqual([false, false, true, true])
    expect(kept(most)).toEqual([false, false, false, true])
    for (const given of [facts(), afterDelivery, more]) expect(count(detail(given))).toBeLessThanOrEqual(220)
  })
  it('is whole where there is little', () => {
    expect(detail(facts())).toContain('Usual sequence')
    expect(detail(facts())).toContain('55/77 = 71.4 %')
  })
})

describe('cautions of age', () => {
  const old = read<Patient>({ birthDate: '1950-01-01', sex: 'male' })
  it.each([
    ['both', [], 'cautions apply to triptans and NSAIDs.'],
    ['triptans alone', ['K92.2'], 'cautions apply to triptans.'],
    ['NSAIDs alone', ['I73.9'], 'cautions apply to NSAIDs.'],
  ])('name what remains: %s', (_, codes, said) => {
    expect(detail(ordered({}, { patient: old, ...onTheList(...codes.map((code) => icd(code))) }))).toContain(said)
  })
  it('are not told where neither remains', () => {
    expect(detail(ordered({}, { patient: old, ...onTheList(icd('I63.9'), icd('K92.2')) }))).not.toContain('Age 65')
  })
})
