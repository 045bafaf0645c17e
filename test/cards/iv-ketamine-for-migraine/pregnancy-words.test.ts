import migraineSets from '../../../cards/iv-ketamine-for-migraine/codes/migraine.json' with { type: 'json' }
import type { Concept, Facts } from '../../../cards/facts.ts'
import {
  isLactation,
  isPregnancy,
  isPuerperium,
  isRedFlag,
} from '../../../cards/iv-ketamine-for-migraine/context-words.ts'
import { icd10cm } from '../../../cards/terminology.ts'
import { icd, migraine, sct, words } from './builders.ts'
import { at, offered, onTheList, ordered, reason, spoken, verdict, woman } from './decisions.ts'

const listed = (concept: Concept): Facts => ordered({}, { ...woman(), ...onTheList(concept) })
const atEncounter = (concept: Concept): Facts => ordered({}, { ...woman(), ...at(migraine, concept) })

describe('a pregnancy in the words of clinics', () => {
  it.each([
    'Positive pregnancy test',
    'Positive urine pregnancy test',
    'Migraine, positive pregnancy test',
    'Pregnancy test: positive',
    'pregnancy test +',
    'UPT positive',
    'hCG positive',
    'positive beta-hCG',
    'G2P1 at 24w3d',
    'G2P1 at 24 weeks',
    'G1P0, 12 wks',
    '24w3d, migraine',
    '12 wks preg',
    'Prenatal visit',
    'Antenatal checkup',
    'Prenatal follow-up',
    'Antepartum care',
    'Gestation 30 wks',
    'Gestational age: 30 weeks',
    'EGA 24w3d w/ migraine',
    'EDD 3/1/2027',
    'EDD: 2027-03-01',
    'Estimated due date 3/1/2027',
    'Triptan stopped after positive pregnancy test',
    'Migraine since first trimester',
    'Migraine after last pregnancy, now pregnant',
    'Migraine before pregnancy, worse now at 24w3d',
    'no vaginal bleeding, antepartum',
    'migraine worse since pregnancy, now 20 weeks',
    'headaches since pregnancy, currently 24 weeks',
    'migraine since pregnancy began',
    'new headaches since pregnancy',
    'topiramate stopped after pregnancy confirmed',
    'triptan stopped following pregnancy confirmation',
    'Pregnancy status: yes',
    'pregnancy status positive',
    'Pregnancy status: pregnant',
    'G2P1, 8 weeks of gestation',
    'EDD 3 Mar 2027',
    'prenatal visit today',
    '28/40',
    '28+3/40',
    'G2P1 at 28/40',
    'G2P1, 28+3 weeks',
    'Gravida 2 para 1, 24/40',
    'P1+0, 24/40',
    'Primip 30/40',
    'para 1, 30/40',
    'Booking visit, 10/40',
    'migraine, now 31/40',
    "20 weeks' gestation",
    'Expected date of delivery 12/03/2027',
    'Antenatal booking examination',
    'Antenatal 28 week examination',
    'Antenatal screening',
    'Obstetric cholestasis',
    'Reduced foetal movements',
    'Breech presentation',
    'In labour',
  ])('leaves acetaminophen only: %s', (text) => {
    expect(verdict(listed(words(text)))).toBe('row 7')
    expect(offered(atEncounter(words(text)))).toEqual(['acetaminophen'])
  })
  it.each([
    'Placenta previa (disorder)',
    'Threatened abortion (disorder)',
    'Threatened abortion in first trimester',
    'Threatened miscarriage',
    'Threatened miscarriage in first trimester',
    'Maternal hypotension syndrome, unspecified trimester',
    'Premature labor (finding)',
    'Preterm labour',
    'Antepartum hemorrhage (disorder)',
  ])('leaves acetaminophen only, as an unlisted SNOMED CT code: %s', (display) => {
    expect(verdict(listed(sct('900000001', display)))).toBe('row 7')
  })

  it.each([
    'VA 20/40',
    'Visual acuity 20/40 both eyes',
    '20/40',
    'now 20/40',
    'pain 28/40',
    'MMSE 28/30',
    'Gravida 2 para 1',
    'Para 2+0',
    'H/O: pregnancy',
    'H/O: pre-eclampsia',
    'Antenatal care last year',
    'works in labor relations',
    'Negative pregnancy test',
    'Pregnancy test',
    'Pregnancy test: negative',
    'preg test neg',
    'Preg neg',
    'False positive pregnancy test',
    'No positive pregnancy test',
    'Prior positive pregnancy test',
    'Migraine since last pregnancy',
    'Headaches after her pregnancy in 2015',
    'Migraine before pregnancy',
    'UPT negative',
    'Pregnancy status unknown',
    'Pregnancy status: not pregnant',
    'Pregnancy status: negative',
    'Pregnancy status: possible',
    'Pregnancy - negative',
    'Migraine since her last pregnancy',
    'Migraine after last pregnancy',
    'last pregnancy 2019',
    'G2P1, 8 weeks s/p delivery',
    'G2P1 6 weeks of headache',
    'migraine lasting 5w3d',
    'EDC 3',
    'prenatal visit last year',
    'prenatal visits in 2019',
    'G2P1',
    'G2P1, 6 weeks postpartum',
    'Postpartum 5w2d',
    'Headache for 5w2d',
    'Headache x5w2d',
    'Headache 5 weeks 3 days',
    'Prenatal vitamins',
    'History of antepartum hemorrhage',
    'History of preterm labor',
    'Prior preterm labor',
    'Family history of placenta previa',
    'Placenta previa in previous pregnancy',
    'Threatened abortion in a prior pregnancy',
    'Screening for preterm labor',
    'Education on preterm labor',
    'No placenta previa',
    'Placenta previa ruled out',
    'EDD unknown',
    'Due for follow-up 3/1/2027',
    'Premature ventricular contractions',
    'Spontaneous abortion',
    'Miscarriage in first trimester',
    'Missed miscarriage in the second trimester',
    'HCG diet',
  ])('is none: %s', (text) => {
    expect(verdict(listed(words(text)))).toBe('row 1')
    expect(isPregnancy(words(text))).toBe(false)
  })
})

describe('words beside a code of migraine or headache', () => {
  const beside = (code: string, text: string): Concept => ({ ...icd(code), text })
  const orderedFor = (concept: Concept): Facts => ordered(reason(concept), woman())

  it.each([
    ['G43.909', 'Migraine in pregnancy'],
    ['G43.909', 'Headache, 28 weeks pregnant'],
    ['G43.719', 'chronic migraine, G2P1 at 24w3d'],
    ['G43.E09', 'Migraine in pregnancy, third trimester'],
  ])('tell of a pregnancy: %s %s', (code, text) => {
    expect(verdict(orderedFor(beside(code, text)))).toBe('row 7')
  })
  it.each([
    ['R51.9', 'Headache in pregnancy'],
    ['G44.209', 'Tension headache, 28 weeks pregnant'],
  ])('tell of a pregnancy at the encounter: %s %s', (code, text) => {
    expect(verdict(atEncounter(beside(code, text)))).toBe('row 7')
  })
  it('tell of breastfeeding and of a recent delivery', () => {
    for (const text of ['Migraine, breastfeeding', 'Postpartum migraine']) {
      expect(offered(ordered())).toContain('aac')
      expect(offered(orderedFor(beside('G43.909', text)))).not.toContain('aac')
    }
  })
  it.each(['Headache with subarachnoid hemorrhage', 'Thunderclap headache, SAH'])('tell of a red flag: %s', (text) => {
    expect(verdict(atEncounter(beside('R51.9', text)))).toBe('row 9')
  })
  it.each([
    'Migraine, not pregnant',
    'Migraine, negative pregnancy test',
    'Migraine since last pregnancy',
    'Migraine, rule out SAH',
    'Migraine, history of stroke',
    'Migraine, no meningitis',
    'Migraine, family history of stroke',
    'Migraine, not breastfeeding',
  ])('tell of neither: %s', (text) => {
    expect(verdict(orderedFor(beside('G43.909', text)))).toBe('row 1')
    expect(offered(orderedFor(beside('G43.909', text)))).toContain('aac')
  })
  it('are not read beside another code of ICD-10-CM', () => {
    const concept = { ...migraine, codes: [...migraine.codes, ...icd('Z30.9').codes], text: 'Migraine in pregnancy' }
    expect(verdict(orderedFor(concept))).toBe('row 1')
  })

  it('mean nothing more in the names of the codes themselves', () => {
    const named = migraineSets.entry
      .flatMap(({ resource }) => resource.compose.include)
      .filter(({ system }) => system === icd10cm)
      .flatMap((one) => ('concept' in one ? (one.concept ?? []) : []))
    expect(named.length).toBeGreaterThan(90)
    for (const { code, display } of named) {
      const concept = icd(code, display)
      for (const tells of [isPregnancy, isLactation, isPuerperium, isRedFlag])
        expect(`${display}: ${String(tells(concept))}`).toBe(`${display}: false`)
    }
  })
})

describe('breastfeeding', () => {
  it.each([icd('Z39.1'), sct('169750002'), words('Breastfeeding')])(
    'is known where the encounter is about it: %j',
    (concept) => {
      expect(offered(atEncounter(concept))).not.toContain('aac')
      expect(spoken(atEncounter(concept)).card.detail).toContain('breastfeeding')
    },
  )
  it.each([
    'Breast fed',
    'Expressing breast milk',
    'Lactation status: yes',
    'currently breastfeeding, stopped sumatriptan',
    'Breast feeding status of mother',
  ])('is told by: %s', (text) => {
    expect(isLactation(words(text))).toBe(true)
  })
  it.each([
    'stopped breastfeeding',
    'Breast feeding status',
    'no longer breastfeeding',
    'lactation status unknown',
    'not breastfeeding',
  ])('is not told by: %s', (text) => {
    expect(isLactation(words(text))).toBe(false)
    expect(offered(atEncounter(words(text)))).toContain('aac')
  })
  it('is known where the order is about it', () => {
    expect(offered(ordered(reason(migraine, icd('Z39.1')), woman()))).not.toContain('aac')
  })
})
