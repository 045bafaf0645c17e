import type { Concept, Facts } from '../../../cards/facts.ts'
import { aCondition, icd, icd9, migraine, read, sct, words } from './builders.ts'
import { at, offered, onTheList, ordered, verdict, woman } from './decisions.ts'

const listed = (concept: Concept): Facts => ordered({}, { ...woman(), ...onTheList(concept) })

describe('a pregnancy among the problems', () => {
  it.each<[string, Concept]>([
    ['a single pregnancy', sct('237244005', 'Single pregnancy')],
    ['a single pregnancy without words', sct('237244005')],
    ['an unplanned pregnancy', sct('83074005', 'Unplanned pregnancy')],
    ['a urine test', sct('169560008', 'Pregnant - urine test confirms')],
    ['a first pregnancy', sct('127364007', 'Primigravida')],
    ['a first pregnancy without words', sct('127364007')],
    ['gestational diabetes', sct('11687002', 'Gestational diabetes mellitus')],
    ['severe pre-eclampsia', sct('46764007', 'Severe pre-eclampsia')],
    ['severe pre-eclampsia without words', sct('46764007')],
    ['an unlisted SNOMED CT code', sct('900000001', 'Twin pregnancy with antenatal problem (disorder)')],
    ['ICD-9-CM', icd9('V22.1', 'Supervision of other normal pregnancy')],
    ['an earlier pregnancy beside this one', words('Currently pregnant, previous pregnancy with preeclampsia')],
    ['an earlier one, and now', words('Prior pregnancy with preeclampsia now pregnant')],
    ['an earlier eclampsia, and weeks', words('history of eclampsia and 12 weeks pregnant')],
    ['pre-eclampsia alone', words('Preeclampsia')],
    ['pre-eclampsia with a hyphen', words('severe pre-eclampsia')],
    ['a positive test', words('Pregnancy test positive')],
    ...['O91.011', 'O91.111', 'O91.211', 'O92.011', 'O92.119'].map((code): [string, Concept] => [code, icd(code)]),
    ...[
      'Intrauterine gestation',
      'Triplet gestation',
      'Gravid uterus',
      '28 weeks gestation',
      '30 weeks gestational age',
      'Third trimester',
      '2nd trimester bleeding',
      'Prenatal care',
      'Antenatal care',
      'Gestational hypertension',
      'Hyperemesis gravidarum',
      'IUP at 9 weeks',
      'GDM',
      'GDMA2',
      'PIH (pregnancy-induced hypertension)',
      'PPROM',
      'IUGR',
      'Decreased fetal movement',
      'Encounter for antenatal screening',
      '+UPT',
      'AMA (advanced maternal age) multigravida 35+',
    ].map((text): [string, Concept] => [text, words(text)]),
  ])('leaves acetaminophen only: %s', (_, concept) => {
    expect(verdict(listed(concept))).toBe('row 7')
    expect(offered(listed(concept))).toEqual(['acetaminophen'])
  })

  it.each<[string, Concept]>([
    ['an earlier one', words('previous pregnancy with preeclampsia')],
    ['earlier pre-eclampsia', words('History of severe preeclampsia')],
    ['earlier pre-eclampsia, abbreviated', words('hx of pre-eclampsia')],
    ['pre-eclampsia in the family', words('Family history of preeclampsia')],
    ['pre-eclampsia of an earlier one', words('Preeclampsia in previous pregnancy')],
    ['diabetes of an earlier one', words('Gestational diabetes in a prior pregnancy')],
    ['one of another person', words('Wife is pregnant')],
    ['an earlier multigravida', words('History of multigravida')],
    ['none at present', words('Not currently pregnant')],
    ...[
      'h/o GDM',
      'Prior GDM',
      'GDM in previous pregnancy',
      'Status post PPROM',
      'no GDM',
      'Previous obstetric cholestasis',
      'Obstetric cholestasis in previous pregnancy',
      'Previous breech presentation',
      'Prior reduced fetal movements',
      'Post-inflammatory hyperpigmentation (PIH)',
      'postinflammatory hyperpigmentation, PIH',
      'PIH - postinflammatory hyperpigmentation',
      'PIH (post inflammatory hyperpigmentation)',
    ].map((text): [string, Concept] => [text, words(text)]),
    ['pre-eclampsia after birth', words('Postpartum preeclampsia')],
    ['pre-eclampsia ruled out', words('Preeclampsia ruled out')],
    ['earlier gestational diabetes', sct('900000002', 'History of gestational diabetes mellitus (situation)')],
    ['past gestational diabetes', sct('900000003', 'Past pregnancy history of gestational diabetes')],
    ['none, by SNOMED CT', sct('60001007', 'Not pregnant')],
    ['none that is confirmed', sct('900000004', 'Pregnancy not yet confirmed')],
    ['one that was ended', sct('900000005', 'Termination of pregnancy (procedure)')],
    ['one that is prevented', icd9('V25.9', 'Pregnancy prevention counselling')],
    ['one that is wanted', words('Difficulty getting pregnant')],
    ['a risk', words('risk of unplanned pregnancy')],
    ['a test', sct('900000006', 'Pregnancy test')],
    [
      'words beside an ICD-10-CM code',
      { ...icd('Z30.9', 'Contraceptive management'), text: 'does not want pregnancy' },
    ],
  ])('is none: %s', (_, concept) => {
    expect(verdict(listed(concept))).toBe('row 1')
  })

  it('of another year is none', () => {
    const old = aCondition(sct('900000001', 'Twin pregnancy'), { recorded: '2024-01-01' })
    expect(verdict(ordered({}, { ...woman(), conditions: read(old) }))).toBe('row 1')
  })

  it('is a red flag too where pre-eclampsia is what the encounter is for', () => {
    expect(verdict(ordered({}, { ...woman(), ...at(migraine, words('Preeclampsia')) }))).toBe('row 9')
  })
})
