import type { Concept } from '../../../cards/facts.ts'
import { classify, substancesOf } from '../../../cards/iv-ketamine-for-migraine/medications.ts'
import { strengthOf } from '../../../cards/iv-ketamine-for-migraine/strength.ts'
import { ndc } from '../../../cards/terminology.ts'
import {
  aCondition,
  aDose,
  aDrug,
  ago,
  anAllergy,
  anEncounter,
  anOrder,
  anIvKetamineOrder,
  aMedication,
  aReaction,
  aReason,
  icd,
  rx,
  sct,
  words,
} from './builders.ts'
import {
  fits,
  fitting,
  gepants,
  nsaids,
  offered,
  recommended,
  rulesFor,
  screened,
  triptans,
  without,
} from './screened.ts'
import { acuteClassesOf, milligrams } from '../../../cards/iv-ketamine-for-migraine/taken.ts'

const everything = fitting(screened())
const icd9 = (code: string, display: string): Concept => ({
  codes: [{ system: 'http://hl7.org/fhir/sid/icd-9-cm', code, display }],
  text: display,
})

describe('a concept of several codes', () => {
  const codes = (...displays: readonly string[]): Concept => ({
    codes: displays.map((display, n) => ({ system: 'urn:local', code: `${n}`, display })),
    text: 'see code',
  })
  it.each([
    ['first', (name: string) => codes(name, 'other words')],
    ['last', (name: string) => codes('other words', name)],
    ['in the middle', (name: string) => codes('other words', name, 'and others')],
    ['in the text', (name: string) => ({ ...codes('other words', 'and others'), text: name })],
  ])('is read by the words that tell, which stand %s', (_, concept) => {
    expect(fits({ medications: [aMedication(concept('warfarin 5 mg tablet'))] })).toEqual(without(...nsaids))
    expect(fits({ conditions: [aCondition(concept('Coronary artery disease'))] })).toEqual(without(...triptans))
    expect(fits({ allergies: [anAllergy(concept('naproxen'))] })).toEqual(without(...nsaids))
  })
})

describe('conditions in words', () => {
  it.each([
    ['Coronary artery disease s/p stent', triptans],
    ['hx of MI', [...triptans, ...nsaids]],
    ['TIA 2019', triptans],
    ['Ischaemic colitis', triptans],
    ['peripheral arterial disease', triptans],
    ['Wolff-Parkinson-White', triptans],
    ['Basilar migraine', triptans],
    ['Uncontrolled HTN', triptans],
    ['Decompensated cirrhosis', [...triptans, ...nsaids, 'acetaminophen', 'rimegepant']],
    ['CHF', nsaids],
    ['GI bleed', nsaids],
    ['CKD stage 4', nsaids],
    ['ESRD on hemodialysis', [...nsaids, ...gepants]],
    ["Samter's triad", nsaids],
    ['Haemophilia A', nsaids],
    ['Allergy to ibuprofen', nsaids],
    ['NSAID allergy', nsaids],
    ['allergic to Tylenol', ['acetaminophen', 'aac']],
  ])('"%s" leaves agents out', (text, out) => {
    const left = everything.filter((id) => !out.includes(id))
    expect(fits({ conditions: [aCondition(words(text))] })).toEqual(left.toSorted())
  })

  it.each([
    ['of ICD-9-CM that is not listed', icd9('429.2', 'Coronary artery disease')],
    ['of SNOMED CT below a listed one', sct('900000001', 'Old inferior myocardial infarction')],
    ['of nobody knows what', { codes: [{ system: 'urn:oid:1.2.3', code: 'X1' }], text: 'Angina pectoris' }],
  ])('a code %s is read by its words', (_, concept) => {
    const left = fitting(screened({ conditions: [aCondition(concept)] }))
    expect(left.filter((id) => triptans.includes(id))).toEqual([])
    expect(left).toContain('acetaminophen')
  })

  it('an ICD-10-CM code decides before its words', () => {
    const concept = icd('I11.9', 'Hypertensive heart disease without heart failure')
    expect(fits({ conditions: [aCondition(concept)] })).toEqual(everything.toSorted())
  })

  it('an ICD-10-CM code decides beside a word that it leaves open', () => {
    const concept = {
      ...icd('I10', 'Essential (primary) hypertension'),
      text: 'Hypertension, well controlled; mother had a stroke',
    }
    expect(fits({ conditions: [aCondition(concept)] })).toEqual(everything.toSorted())
  })

  it('but words say what ICD-10-CM cannot', () => {
    const aerd = {
      codes: [{ system: icd('J45.909').codes[0]?.system ?? '', code: 'J45.909' }],
      text: 'Asthma, Samter triad',
    }
    expect(fits({ conditions: [aCondition(aerd)] })).toEqual(without(...nsaids))
    const malignant = { ...icd('I10', 'Essential (primary) hypertension'), text: 'Malignant hypertension' }
    expect(fits({ conditions: [aCondition(malignant)] })).toEqual(without(...triptans))
  })

  it.each([
    sct('297242006', 'Family history of ischemic heart disease (situation)'),
    sct('900000002', 'Hypertensive heart disease without heart failure'),
    sct('900000003', 'Screening for stroke'),
    icd('Z82.49', 'Family history of ischemic heart disease and other diseases of the circulatory system'),
  ])('a coded relative, risk or absence is no disease: $text', (concept) => {
    const found = fitting(screened({ conditions: [aCondition(concept)] }))
    expect(found.toSorted()).toEqual(everything.toSorted())
  })

  it.each(['refuted', 'entered-in-error'])('a %s condition is none', (verificationStatus) => {
    const condition = aCondition(icd('I25.10', 'CAD'), { verificationStatus })
    expect(offered(screened({ conditions: [condition] }))).toEqual(offered(screened()))
  })

  it('an ever rule counts a resolved condition, a current rule does not', () => {
    const resolved = { clinicalStatus: 'resolved' }
    expect(fits({ conditions: [aCondition(icd('G45.9', 'TIA'), resolved)] })).toEqual(without(...triptans))
    expect(fits({ conditions: [aCondition(icd('I50.9', 'Heart failure'), resolved)] })).toEqual(everything.toSorted())
  })

  it('a condition without a clinical status counts as current', () => {
    const { clinicalStatus: _, ...condition } = aCondition(icd('I50.9', 'Heart failure'))
    expect(fits({ conditions: [condition] })).toEqual(without(...nsaids))
  })

  it('a reason of the encounter counts as a condition', () => {
    const encounter = anEncounter({ class: 'AMB', reasons: [aReason(icd('K92.2', 'Gastrointestinal hemorrhage'))] })
    expect(fits({ encounter })).toEqual(without(...nsaids))
  })

  it('bleeding counts for twelve months after it ended, a history of ulcers by its date', () => {
    const bleeding = (days: number) =>
      fits({
        conditions: [
          aCondition(icd('K92.2', 'Gastrointestinal hemorrhage'), {
            clinicalStatus: 'resolved',
            onset: ago({ days }),
            abated: ago({ days }),
          }),
        ],
      })
    expect(bleeding(200)).toEqual(without(...nsaids))
    expect(bleeding(500)).toEqual(everything.toSorted())
    const history = (recorded?: string) =>
      fits({
        conditions: [
          aCondition(icd('Z87.11', 'Personal history of peptic ulcer'), recorded === undefined ? {} : { recorded }),
        ],
      })
    expect(history()).toEqual(without(...nsaids))
    expect(history('2015')).toEqual(everything.toSorted())
  })

  it('bypass surgery counts for 14 days, and undated', () => {
    const bypass = (onset?: string) =>
      rulesFor(
        screened({
          conditions: [aCondition(icd('Z95.1', 'Aortocoronary bypass graft'), onset === undefined ? {} : { onset })],
        }),
        'ibuprofen',
      )
    expect(bypass(ago({ days: 10 }))).toContain('nsaid-cabg')
    expect(bypass()).toContain('nsaid-cabg')
    expect(bypass(ago({ days: 30 }))).not.toContain('nsaid-cabg')
  })
})

describe('medications in words', () => {
  it.each([
    ['Eliquis 5 mg', nsaids],
    ['Xarelto', nsaids],
    ['Jantoven 2 mg tablet', nsaids],
    ['dabigatran', nsaids],
    ['Lovenox 40 mg/0.4 mL', nsaids],
    ['Plavix', nsaids],
    ['Nardil 15 mg', triptans],
    ['Zyvox', triptans],
    ['Paxlovid', ['eletriptan', ...gepants]],
    ['nirmatrelvir / ritonavir', ['eletriptan', ...gepants]],
    ['Biaxin XL', ['eletriptan', ...gepants]],
    ['Tegretol', [...gepants]],
    ["St. John's wort", [...gepants]],
    ['Rifampicin 300 mg', [...gepants]],
    ['Lithobid', nsaids],
    ['Neoral', nsaids],
    ['D.H.E. 45', triptans],
    ['Cafergot', triptans],
    ['Qulipta 60 mg', gepants],
    ['Mobic 15 mg', nsaids],
    ['NSAIDs', nsaids],
  ])('"%s" leaves agents out', (text, out) => {
    const medication = aMedication(words(text), {
      category: 'community',
      ofThisEncounter: false,
      start: ago({ days: 60 }),
    })
    const found = screened({ medications: [medication] })
    expect(fitting(found).toSorted()).toEqual(everything.filter((id) => !out.includes(id)).toSorted())
    expect(found.unclassified).toEqual([])
  })

  it('reads an unlisted product code by its name', () => {
    const product = rx('1364445', 'apixaban 5 MG Oral Tablet [Eliquis]')
    expect(fits({ medications: [aMedication(product)] })).toEqual(without(...nsaids))
  })

  it('reads ingredients of a product and of its parts', () => {
    const drug = aDrug({ codes: [], text: 'Compounded capsule' }, { ingredients: [rx('11289')] })
    expect(fits({ medications: [aMedication(drug)] })).toEqual(without(...nsaids))
  })

  it.each([
    ['IBUPROFEN800MG', ['ibuprofen']],
    ['ELIQUIS5MG TABLET', ['apixaban']],
    ['ASA81 mg', ['aspirin']],
    ['IBU800', ['ibuprofen']],
    ['oxyCODONE-acetaminophen5-325', ['acetaminophen']],
    ['CoQ10', []],
    ['COX2 inhibitors', []],
  ])('reads a name before a strength without a blank: %s', (text, ingredients) => {
    expect(substancesOf(words(text)).ingredients).toEqual(ingredients)
    expect(substancesOf(rx('999999', text)).ingredients).toEqual(ingredients)
  })

  it('does not read a name inside another word', () => {
    expect(classify(aDrug(words('Asacolitin'))).ingredients).toEqual([])
    expect(classify(aDrug(words('aspirin-free tablet'))).ingredients).toEqual(['aspirin'])
  })

  it.each<[string, Concept, string]>([
    ['words alone that name nothing known', words('Study drug 17'), 'Study drug 17'],
    ['a code without words', rx('999999'), 'a medication without a name, code 999999'],
    [
      'a local code with words',
      { codes: [{ system: 'urn:local', code: '4711' }], text: 'Night tablet' },
      'Night tablet',
    ],
    ['nothing at all', { codes: [] }, 'a medication without a name'],
    ...[
      'Anticoagulants - Coumarin',
      'Direct Factor Xa Inhibitors',
      'Platelet Aggregation Inhibitors',
      'Migraine Therapy - Ergot Alkaloids and Derivatives',
      'Tricyclic Antidepressants',
    ].map((text): [string, Concept, string] => [
      'a coded product that has its class for a name',
      { codes: [{ system: ndc, code: '11845014031' }], text },
      text,
    ]),
  ])('cannot classify %s, names it and recommends nothing', (_, concept, named) => {
    const found = screened({ medications: [aMedication(aDrug(concept, { named: false }))] })
    expect(found.unclassified).toEqual([named])
    expect(offered(found)).toEqual(offered(screened()))
    expect(recommended(found)).toBeUndefined()
  })

  it('counts each drug that has a code alone', () => {
    const found = screened({ medications: [rx('855332'), rx('617310'), rx('617310')].map((one) => aMedication(one)) })
    expect(found.unclassified).toEqual([
      'a medication without a name, code 617310',
      'a medication without a name, code 855332',
    ])
  })

  it('needs no classification of what is over, cancelled or of a coded product with words', () => {
    const found = screened({
      medications: [
        aMedication(words('Study drug 17'), { status: 'completed', end: ago({ days: 9 }) }),
        aMedication(words('Study drug 18'), { status: 'cancelled' }),
        aMedication(rx('860975', 'metformin hydrochloride 500 MG Oral Tablet')),
        aMedication({ codes: [{ system: ndc, code: '00071015523', display: 'Lipitor 10 mg' }] }),
      ],
    })
    expect(found.unclassified).toEqual([])
    expect(recommended(found)).toBe('aac')
  })

  it.each(['olanzapine 10 mg', 'Haldol 5 mg', 'quetiapine 100 mg at bedtime'])(
    'recognises a drug by which it judges metoclopramide: %s',
    (text) => {
      const found = screened({ medications: [aMedication(words(text))] })
      expect(found.unclassified).toEqual([])
      expect(recommended(found)).toBe('aac')
    },
  )

  it('recognises common drugs as clinicians jot them down', () => {
    const jotted =
      'Vit D, vit D3 2000 IU, Vit B12, MVI, MVI with minerals, PNV, FeSO4, folate 1 mg, MgOx 400, OCPs, PPI daily, RISS, insulin sliding scale, home O2'
    const found = screened({ medications: jotted.split(', ').map((text) => aMedication(words(text))) })
    expect(found.unclassified).toEqual([])
    expect(recommended(found)).toBe('aac')
  })
  it.each([
    ['ECASA 325 mg daily', 'aspirin'],
    ['LDA', 'aspirin'],
    ['SQH', 'heparin'],
    ['erythro 250 mg', 'erythromycin'],
  ])('knows what a rule is about by its short name: %s', (text, ingredient) => {
    expect(classify(aDrug(words(text))).ingredients).toEqual([ingredient])
  })

  it.each(['None', 'No known medications', 'Patient takes no medications', 'No current home meds.'])(
    'takes an empty list for no medication: %s',
    (text) => {
      const found = screened({ medications: [aMedication(words(text))] })
      expect(found.unclassified).toEqual([])
      expect(recommended(found)).toBe('aac')
    },
  )

  it('cannot classify a draft either', () => {
    const orders = [anIvKetamineOrder(), anOrder(words('Bag 7'), { key: 'MedicationRequest/b' })]
    expect(screened({ orders }).unclassified).toEqual(['Bag 7'])
  })

  it('reads strengths by name, in milligrams', () => {
    const product = words('acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet')
    expect(strengthOf('acetaminophen', product)).toBe(325)
    expect(strengthOf('acetaminophen', words('hydrocodone bitartrate 5 MG / acetaminophen 300 MG'))).toBe(300)
    expect(strengthOf('acetaminophen', words('Tylenol 500 mg'))).toBe(500)
    expect(strengthOf('acetaminophen', words('acetaminophen'))).toBeUndefined()
    const drug = aDrug(product)
    expect(milligrams('acetaminophen', drug, { dose: { value: 2, unit: '{tablet}' } })).toBe(650)
    expect(milligrams('acetaminophen', drug, { dose: { value: 1, unit: 'g' } })).toBe(1000)
    expect(milligrams('acetaminophen', drug, { dose: { value: 10, unit: 'mL' } })).toBeUndefined()
  })

  it.each([
    [rx('6915', 'metoclopramide'), ['antiemetic']],
    [words('Toradol 30 mg'), ['nsaid']],
    [words('Imitrex'), ['triptan']],
    [words('Excedrin Migraine'), ['combination analgesic']],
    [words('lisinopril'), []],
  ])('tells the acute classes of %j', (concept, classes) => {
    expect(acuteClassesOf({ drug: aDrug(concept), dosages: [] }).toSorted()).toEqual(classes.toSorted())
  })
})

describe('how long a medication counts', () => {
  it('a dose given counts as use for 24 hours, and in the windows of the rules', () => {
    const dose = (drug: Concept, hours: number) =>
      fits({ administrations: [aDose(drug, { start: ago({ hours }), ofThisEncounter: false })] })
    expect(dose(words('Heparin 5000 units'), 20)).toEqual(without(...nsaids))
    expect(dose(words('Heparin 5000 units'), 30)).toEqual(everything.toSorted())
    expect(dose(words('Zyvox'), 13 * 24)).toEqual(without(...triptans))
  })

  it('a completed order without an end counts for a year from its start', () => {
    const order = (days: number) =>
      fits({ medications: [aMedication(words('Nardil'), { status: 'completed', start: ago({ days }) })] })
    expect(order(370)).toEqual(without(...triptans))
    expect(order(400)).toEqual(everything.toSorted())
  })

  it('an active order whose end has passed is over', () => {
    const medication = aMedication(words('Eliquis'), { start: ago({ days: 90 }), end: ago({ days: 2 }) })
    expect(fits({ medications: [medication] })).toEqual(everything.toSorted())
  })

  it('an order on hold is still in use', () => {
    const medication = aMedication(words('Eliquis'), { status: 'on-hold' })
    expect(fits({ medications: [medication] })).toEqual(without(...nsaids))
  })

  it('what was not taken for intolerance has failed', () => {
    const medication = aMedication(words('Maxalt'), {
      kind: 'statement',
      status: 'not-taken',
      statusReason: [
        {
          codes: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason', code: 'sintol' }],
        },
      ],
    })
    expect(fits({ medications: [medication] })).toEqual(without('rizatriptan'))
  })
})

describe('allergies', () => {
  it.each([
    ['sumatriptan', rx('37418'), triptans.filter((id) => id.startsWith('sumatriptan'))],
    ['Maxalt in words', words('Maxalt'), ['rizatriptan']],
    ['triptans in words', words('Triptans'), triptans],
    ['Excedrin in words', words('Excedrin Migraine'), [...nsaids, 'acetaminophen']],
    ["Goody's in words", words("Goody's Extra Strength Headache Powder"), [...nsaids, 'acetaminophen']],
    ['BC in words', words('BC Powder'), nsaids],
    ['Percodan in words', words('Percodan'), nsaids],
    ['Lorcet in words', words('Lorcet'), ['acetaminophen', 'aac']],
    ['Panadol in words', words('Panadol'), ['acetaminophen', 'aac']],
    ['acetaminophen', rx('161', 'acetaminophen'), ['acetaminophen', 'aac']],
    ['caffeine', sct('255641001', 'Caffeine'), ['aac']],
    ['ubrogepant', rx('2268216', 'ubrogepant'), ['ubrogepant']],
    ['analgesics, whichever', icd('Z88.6', 'Allergy status to analgesic agent'), [...nsaids, 'acetaminophen']],
    ['penicillin', rx('7980', 'penicillin G'), []],
  ])('to %s', (_, concept, out) => {
    expect(fits({ allergies: [anAllergy(concept)] })).toEqual(everything.filter((id) => !out.includes(id)).toSorted())
  })

  it('anaphylaxis to one triptan leaves out all', () => {
    const allergy = anAllergy(rx('37418', 'sumatriptan'), { reactions: [aReaction('Anaphylactic shock')] })
    expect(fits({ allergies: [allergy] })).toEqual(without(...triptans))
    expect(fits({ allergies: [anAllergy(rx('37418', 'sumatriptan'), { criticality: 'high' })] })).toEqual(
      without(...triptans),
    )
  })

  it.each(['refuted', 'entered-in-error'])('%s are none', (verificationStatus) => {
    expect(fits({ allergies: [anAllergy(rx('1191', 'aspirin'), { verificationStatus })] })).toEqual(
      everything.toSorted(),
    )
  })

  it.each(['inactive', 'resolved'])('%s ones still leave agents out', (clinicalStatus) => {
    expect(fits({ allergies: [anAllergy(rx('1191', 'aspirin'), { clinicalStatus })] })).toEqual(without(...nsaids))
  })

  it('coded as problems count too', () => {
    expect(fits({ conditions: [aCondition(sct('293586001', 'Aspirin allergy (disorder)'))] })).toEqual(
      without(...nsaids),
    )
    expect(fits({ conditions: [aCondition(icd('Z88.6', 'Allergy status to analgesic agent'))] })).toEqual(
      without(...nsaids, 'acetaminophen'),
    )
  })

  it('to a sulfonamide warn of sumatriptan', () => {
    const found = screened({ allergies: [anAllergy(words('Sulfa drugs'))] })
    expect(rulesFor(found, 'sumatriptan-po')).toContain('sumatriptan-sulfonamide')
    expect(rulesFor(found, 'rizatriptan')).not.toContain('sumatriptan-sulfonamide')
  })
})
