import type { Concept, Facts } from '../../../cards/facts.ts'
import { growthOf } from '../../tools/growth.ts'
import {
  aCondition,
  aDose,
  ago,
  aMedication,
  anAllergy,
  anObservation,
  aReaction,
  anOrder,
  facts,
  icd,
  anIvKetamineOrder,
  read,
  rx,
  words,
} from './builders.ts'
import { at, defaults, detail, onTheList, ordered, spoken, woman } from './decisions.ts'

/** Antiemetics and dihydroergotamine: named in the text alone, and not where something on record speaks against them. */

const vomiting = at(icd('R11.10', 'Vomiting, unspecified'))
const listed = (more: Partial<Facts>): string | undefined =>
  /AHS 2025 lists ([^.]*)\./.exec(detail(ordered({}, { ...vomiting, ...more })))?.[1]
const block = 'occipital nerve block'
const both = `IV prochlorperazine, IV metoclopramide, ${block}`
const prochlorperazine = `IV prochlorperazine, ${block}`
const metoclopramide = `IV metoclopramide, ${block}`

describe('an antiemetic', () => {
  it('is not named where it is a treatment of today, but where it is kept at home', () => {
    const drug = words('prochlorperazine 10 mg')
    expect(listed({ administrations: read(aDose(drug, { start: ago({ hours: 3 }) })) })).toBe(block)
    expect(listed({ medications: read(aMedication(drug, { ofThisEncounter: true })) })).toBe(block)
    expect(listed({ orders: [anIvKetamineOrder(), anOrder(drug)] })).toBe(block)
    expect(listed({ medications: read(aMedication(drug, { ofThisEncounter: false })) })).toBe(prochlorperazine)
    const reglan = words('Reglan 10 mg IV')
    expect(listed({ administrations: read(aDose(reglan, { start: ago({ hours: 3 }) })) })).toBe(prochlorperazine)
  })

  it.each<[string, Concept, string]>([
    ['pheochromocytoma', icd('D35.00', 'Benign neoplasm of unspecified adrenal gland'), prochlorperazine],
    ['pheochromocytoma', icd('C74.11', 'Malignant neoplasm of medulla of right adrenal gland'), prochlorperazine],
    [
      'paraganglioma',
      icd('D44.7', 'Neoplasm of uncertain behavior of aortic body and other paraganglia'),
      prochlorperazine,
    ],
    ['pheochromocytoma', words('Phaeochromocytoma'), prochlorperazine],
    ['oculogyric crisis', words('Oculogyric crisis'), block],
    ['dystonia', words('Dystonia due to drug'), block],
    ['convulsions', icd('R56.9', 'Unspecified convulsions'), prochlorperazine],
    ['obstruction', icd('K51.912', 'Ulcerative colitis, unspecified with intestinal obstruction'), prochlorperazine],
    ['obstruction', icd('K43.0', 'Incisional hernia with obstruction, without gangrene'), prochlorperazine],
    ['movement disorder', icd('G25.79', 'Other drug induced movement disorders'), block],
    ['torsades', icd('I47.21', 'Torsades de pointes'), metoclopramide],
    ['epilepsy', icd('G40.909', 'Epilepsy, unspecified, not intractable'), prochlorperazine],
    ['epilepsy', words('Epilepsy'), prochlorperazine],
    ['hemorrhage', icd('K92.2', 'Gastrointestinal hemorrhage, unspecified'), prochlorperazine],
    ['hemorrhage', words('GI bleed'), prochlorperazine],
    ['obstruction', icd('K56.609', 'Unspecified intestinal obstruction'), prochlorperazine],
    ['obstruction', words('Small bowel obstruction'), prochlorperazine],
    ['perforation', icd('K63.1', 'Perforation of intestine (nontraumatic)'), prochlorperazine],
    ['tardive dyskinesia', icd('G24.01', 'Drug induced subacute dyskinesia'), block],
    ['tardive dyskinesia', words('tardive dyskinesia'), block],
    ['Parkinson disease', icd('G20.A1', "Parkinson's disease without dyskinesia"), block],
    ['Parkinson disease', words("Parkinson's disease"), block],
    ['dementia', icd('F03.90', 'Unspecified dementia'), metoclopramide],
    ['dementia', icd('G30.9', "Alzheimer's disease, unspecified"), metoclopramide],
    ['long QT', icd('I45.81', 'Long QT syndrome'), metoclopramide],
  ])('is not named with %s: $text', (_, concept, left) => {
    expect(listed(onTheList(concept))).toBe(left)
  })

  it.each<Concept>([
    icd('D35.2', 'Benign neoplasm of pituitary gland'),
    icd('G25.0', 'Essential tremor'),
    icd('G24.3', 'Spasmodic torticollis'),
    icd('K59.00', 'Constipation, unspecified'),
    icd('I45.10', 'Unspecified right bundle-branch block'),
    icd('G31.84', 'Mild cognitive impairment'),
    icd('Z82.0', 'Family history of epilepsy'),
    words('No seizures'),
    words('Family history of epilepsy'),
    words('denies dementia'),
    icd('Z63.6', 'Dependent relative with dementia needing care at home'),
  ])('is named with $text', (concept) => {
    expect(listed(onTheList(concept))).toBe(both)
  })

  it('is named again once a hemorrhage is over, and never after a tardive dyskinesia', () => {
    const over = (concept: Concept): Partial<Facts> => ({
      conditions: read(aCondition(concept, { clinicalStatus: 'resolved' })),
    })
    expect(listed(over(icd('K92.2')))).toBe(both)
    expect(listed(over(icd('G24.01')))).toBe(block)
    expect(listed({ conditions: read(aCondition(icd('G40.909'), { verificationStatus: 'refuted' })) })).toBe(both)
  })

  it('is not named with a drug that acts as it does', () => {
    expect(listed({ medications: read(aMedication(words('haloperidol 5 MG Oral Tablet'))) })).toBe(prochlorperazine)
    const stopped = aMedication(words('haloperidol 5 MG'), { status: 'stopped', end: ago({ days: 30 }) })
    expect(listed({ medications: read(stopped) })).toBe(both)
  })

  it.each([
    ['Thorazine', metoclopramide],
    ['promethazine', metoclopramide],
    ['Largactil', metoclopramide],
    ['Nozinan', metoclopramide],
  ])('is not named with an allergy to another phenothiazine: %s', (drug, left) => {
    expect(listed({ allergies: read(anAllergy(words(drug))) })).toBe(left)
  })

  it.each(['Tardive dyskinesia', 'Dystonic reaction', 'EPS', 'Extra-pyramidal reaction'])(
    'is not named after another drug did this: %s',
    (did) => {
      expect(listed({ allergies: read(anAllergy(words('haloperidol'), { reactions: [aReaction(did)] })) })).toBe(block)
    },
  )

  it.each([
    ['Maxolon 10mg tablets', prochlorperazine],
    ['Paramax', prochlorperazine],
    ['Stemetil 5mg tablets', metoclopramide],
    ['Buccastem', metoclopramide],
  ])('is not named with an allergy to it by another name, nor where that is a treatment of today: %s', (name, left) => {
    expect(listed({ allergies: read(anAllergy(words(name))) })).toBe(left)
    expect(listed({ administrations: read(aDose(words(name))) })).toBe(left)
  })

  it.each([
    'Zyprexa 10 mg',
    'quetiapine 100 mg',
    'Risperdal Consta',
    'promethazine 25 mg',
    'Largactil 50mg',
    'Zuclopenthixol 200mg/1ml',
    'Amisulpride 50mg tablets',
  ])('metoclopramide is not named with %s', (drug) => {
    expect(listed({ medications: read(aMedication(words(drug))) })).toBe(prochlorperazine)
  })

  it('is not named where what speaks against it is a reason of today', () => {
    const today = at(icd('R11.10', 'Vomiting, unspecified'), icd('G40.909', 'Epilepsy, unspecified'))
    expect(listed(today)).toBe(prochlorperazine)
  })

  it('is named with what was refuted', () => {
    const refuted = { verificationStatus: 'refuted' }
    const dystonia = { ...refuted, reactions: [aReaction('Dystonic reaction')] }
    expect(listed({ allergies: read(anAllergy(words('metoclopramide'), refuted)) })).toBe(both)
    expect(listed({ allergies: read(anAllergy(words('haloperidol'), dystonia)) })).toBe(both)
    expect(listed({ conditions: read(aCondition(words('Allergy to metoclopramide'), refuted)) })).toBe(both)
  })

  it('is not named where the name of an allergy tells what the drug did', () => {
    expect(listed({ allergies: read(anAllergy(words('haloperidol (EPS)'))) })).toBe(block)
  })

  it('is not named where an allergy to it stands among the problems', () => {
    expect(listed(onTheList(words('Allergy to metoclopramide')))).toBe(prochlorperazine)
    expect(listed(onTheList(words('Uses metoclopramide at home')))).toBe(both)
  })
})

describe('dihydroergotamine', () => {
  const named = 'then a triptan or DHE;'
  const erythromycin = rx('4053', 'erythromycin')
  it.each<[string, Partial<Facts>]>([
    ['erythromycin', { medications: read(aMedication(erythromycin)) }],
    ['erythromycin by its code alone', { medications: read(aMedication(rx('4053'))) }],
    [
      'erythromycin drafted too',
      { orders: [anIvKetamineOrder(), anOrder(erythromycin, { key: 'MedicationRequest/e' })] },
    ],
    [
      'erythromycin given today',
      {
        administrations: read(
          aMedication(erythromycin, { kind: 'administration', status: 'completed', start: ago({ hours: 6 }) }),
        ),
      },
    ],
    [
      'an infusion of erythromycin that runs',
      { administrations: read(aDose(erythromycin, { status: 'in-progress' })) },
    ],
    [
      'an infusion of erythromycin that ended today',
      { administrations: read(aDose(erythromycin, { start: ago({ hours: 30 }), end: ago({ hours: 2 }) })) },
    ],
    ['erythromycin for some days more', { medications: read(aMedication(erythromycin, { end: ago({ days: -5 }) })) }],
    ['end-stage kidneys', onTheList(icd('N18.6', 'End stage renal disease'))],
    ['acute kidney failure', onTheList(icd('N17.9', 'Acute kidney failure, unspecified'))],
    ['an eGFR of 20', { observations: read(anObservation('33914-3', { value: 20, unit: 'mL/min/{1.73_m2}' })) }],
    ['a failing liver', onTheList(icd('K72.90', 'Hepatic failure, unspecified without coma'))],
    ['an allergy to it', { allergies: read(anAllergy(words('dihydroergotamine'))) }],
    ['an allergy to ergots', { allergies: read(anAllergy(words('Ergot alkaloids'))) }],
    ['an allergy to ergotamine', { allergies: read(anAllergy(words('Cafergot'))) }],
    ['sepsis', onTheList(icd('A41.9', 'Sepsis, unspecified organism'))],
    ['sepsis in words', onTheList(words('Septic shock'))],
  ])('is not named with %s', (_, more) => {
    const said = detail(facts(more))
    expect(said).not.toContain('DHE')
    expect(said).toContain('then a triptan;')
  })

  it.each<[string, Partial<Facts>]>([
    ['erythromycin that ended', { medications: read(aMedication(erythromycin, { end: ago({ days: 2 }) })) }],
    ['erythromycin that was not given', { administrations: read(aDose(erythromycin, { status: 'not-done' })) }],
    ['another drug that was given', { administrations: read(aDose(words('ondansetron 4 mg'))) }],
    [
      'an extrapyramidal reaction',
      { allergies: read(anAllergy(words('haloperidol'), { reactions: [aReaction('Dystonic reaction')] })) },
    ],
    ['azithromycin', { medications: read(aMedication(rx('18631', 'azithromycin'))) }],
    [
      'erythromycin of last year',
      { medications: read(aMedication(erythromycin, { status: 'completed', end: ago({ days: 300 }) })) },
    ],
    ['an eGFR of 45', { observations: read(anObservation('33914-3', { value: 45, unit: 'mL/min/{1.73_m2}' })) }],
    ['another allergy', { allergies: read(anAllergy(words('penicillin'))) }],
    ['a sepsis that is over', { conditions: read(aCondition(icd('A41.9'), { clinicalStatus: 'resolved' })) }],
    ['a urinary infection', onTheList(icd('N39.0', 'Urinary tract infection, site not specified'))],
  ])('is named with %s', (_, more) => {
    expect(detail(facts(more))).toContain(named)
  })
})

it('dihydroergotamine is not named while a child is breastfed, or may be, whatever rules a site switches off', () => {
  const policy = { ...defaults, rules: { breastfeeding: 'off', 'breastfeeding-not-preferred': 'off' } } as const
  for (const concept of [icd('Z39.1'), icd('O90.89')]) {
    const given = ordered({}, { ...woman(), ...onTheList(concept) })
    expect(spoken(given, policy).card.detail).not.toContain('DHE')
  }
  expect(spoken(ordered({}, woman()), policy).card.detail).toContain('DHE')
})

describe('in pregnancy', () => {
  const pregnant = (...more: readonly Concept[]): Facts =>
    ordered({}, { ...woman(), ...onTheList(icd('Z33.1', 'Pregnant state, incidental'), ...more) })
  const adjunct = 'Metoclopramide can be added in pregnancy.'
  const sumatriptan = 'sumatriptan has the most pregnancy data; ask for obstetric or specialist advice.'

  it('metoclopramide and sumatriptan are spoken of', () => {
    expect(detail(pregnant())).toContain(adjunct)
    expect(detail(pregnant())).toContain(sumatriptan)
    expect(detail(ordered({}, woman()))).not.toContain('pregnancy data')
    expect(detail(pregnant(icd('I10', 'Hypertension')))).toContain(sumatriptan)
  })
  it('metoclopramide goes by vein where the mouth is of no use', () => {
    const given = { ...pregnant(), ...vomiting }
    expect(detail(given)).toContain('IV metoclopramide can be added in pregnancy.')
    expect(detail(given)).toContain(sumatriptan)
    expect(detail(given)).not.toContain('AHS 2025 lists')
  })
  it('neither is where something else speaks against it', () => {
    expect(detail(pregnant(icd('G40.909')))).not.toContain('etoclopramide')
    expect(detail(pregnant(icd('I25.10')))).not.toContain('pregnancy data')
    expect(detail(pregnant(icd('I25.10')))).toContain(adjunct)
  })
  it('neither is where another cause comes first', () => {
    const said = detail({ ...pregnant(), ...at(icd('O14.10', 'Severe pre-eclampsia, unspecified trimester')) })
    expect(said).not.toContain('etoclopramide')
    expect(said).not.toContain('pregnancy data')
  })
})

it('takes time that grows with the chart', () => {
  const work = (size: number) => {
    const many = Array.from({ length: size }, (_, n) => aCondition(words(`no seizures in ${n} years, no sepsis`)))
    const uses = Array.from({ length: size }, (_, n) => aMedication(words(`vitamin ${n}`)))
    const given = facts({ ...vomiting, conditions: read(...many), medications: read(...uses) })
    return () => void detail(given)
  }
  expect(growthOf(work, 100, 800)).toBeLessThan(1.5)
})
