import type { Concept, Dosage, Drug, Facts } from '../../../cards/guidance.ts'
import {
  aCondition,
  aDose,
  aDrug,
  aReaction,
  ago,
  anAllergy,
  anEncounter,
  anObservation,
  icd,
  intravenous,
  ketamine,
  loincCode,
  migraine,
  read,
  rx,
  sct,
  words,
} from './builders.ts'
import { at, offered, onTheList, ordered, reason, spoken, woman } from './decisions.ts'

describe('refractory', () => {
  const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
  it.each<[string, Facts]>([
    ['the intractable digit alone', ordered(reason(icd('G43.919')), inpatient)],
    [
      'two classes, one of them within two hours',
      ordered(
        {},
        {
          ...inpatient,
          administrations: read(
            aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 3 }) }),
            aDose(words('Toradol'), { start: ago({ hours: 1 }) }),
          ),
        },
      ),
    ],
    ['the words not refractory', ordered(reason(words('non-refractory migraine')), inpatient)],
    ['a code that says intractable', ordered(reason(sct('425936006')), inpatient)],
    [
      'a code that says not refractory',
      ordered(reason(sct('425007008', 'Migraine without aura, not refractory')), inpatient),
    ],
    ['chronic migraine alone', ordered(reason(icd('G43.709')), inpatient)],
    [
      'one class given',
      ordered(
        {},
        { ...inpatient, administrations: read(aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 3 }) })) },
      ),
    ],
  ])('does not follow from %s', (_, given) => {
    expect(spoken(given).row).toBe('1')
  })
  it.each<[string, Facts]>([
    ['chronic and intractable in one code', ordered(reason(icd('G43.719')), inpatient)],
    ['status migrainosus', ordered(reason(icd('G43.901')), inpatient)],
    ['the words status migrainosus', ordered(reason(words('Migraine, status migrainosus')), inpatient)],
    ...['423894005', '423279000', '423683008', '425365009'].map((code): [string, Facts] => [
      `refractory by its code alone, ${code}`,
      ordered(reason(sct(code)), inpatient),
    ]),
    [
      'refractory by its code at the encounter',
      ordered(
        {},
        {
          encounter: read(
            anEncounter({ class: 'IMP', reasons: [{ concept: migraine }, { concept: sct('423894005') }] }),
          ),
        },
      ),
    ],
    ['the word refractory', ordered(reason(words('refractory migraine')), inpatient)],
    [
      'two acute classes given in this encounter',
      ordered(
        {},
        {
          ...inpatient,
          administrations: read(
            aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 3 }) }),
            aDose(rx('35827', 'ketorolac'), { start: ago({ hours: 3 }) }),
          ),
        },
      ),
    ],
  ])('follows from %s', (_, given) => {
    expect(spoken(given).row).toBe('4')
  })
  const given = (...drugs: readonly Drug[]): Facts =>
    ordered(
      {},
      { ...inpatient, administrations: read(...drugs.map((drug) => aDose(drug, { start: ago({ hours: 3 }) }))) },
    )
  const ketorolac = aDrug(rx('35827', 'ketorolac'))
  const named = (text: string): Drug => aDrug(words(text))
  it.each<[string, readonly Drug[]]>([
    ['low-dose aspirin and ondansetron', [named('aspirin 81 mg chewable tablet'), named('ondansetron 4 mg')]],
    ['low-dose aspirin and divalproex', [named('divalproex 500 mg DR tablet'), named('ASA 81 mg')]],
    ['an NSAID and ondansetron', [ketorolac, named('Zofran 4 mg')]],
    ['an NSAID and promethazine', [ketorolac, named('promethazine 25 mg')]],
    ['an NSAID and a preventive by mouth', [ketorolac, named('Depakote ER 500 mg')]],
    ['metoclopramide and low-dose aspirin', [aDrug(rx('6915', 'metoclopramide')), named('aspirin 81 mg')]],
  ])('does not follow from what treats no attack: %s', (_, drugs) => {
    expect(spoken(given(...drugs)).row).toBe('1')
  })
  it.each<[string, readonly Drug[]]>([
    ['an NSAID and droperidol', [ketorolac, named('droperidol 2.5 mg')]],
    ['aspirin at a full dose and metoclopramide', [named('aspirin 500 mg'), named('metoclopramide 10 mg')]],
    [
      'an NSAID and valproate of an injected form',
      [ketorolac, aDrug(words('valproate sodium'), { form: words('Solution for injection') })],
    ],
    ['an NSAID and valproate, inj', [ketorolac, named('valproate sodium 500 mg inj')]],
    ['an NSAID and valproate by injection', [ketorolac, named('valproic acid 100 MG/ML Injection')]],
  ])('follows from what does: %s', (_, drugs) => {
    expect(spoken(given(...drugs)).row).toBe('4')
  })
  it('follows from valproate given intravenously, and from a dose of aspirin that is no low one', () => {
    const dosed = (drug: Drug, dosage: Dosage): Facts =>
      ordered(
        {},
        {
          ...inpatient,
          administrations: read(
            aDose(ketorolac, { start: ago({ hours: 3 }) }),
            aDose(drug, { start: ago({ hours: 3 }), dosages: [dosage] }),
          ),
        },
      )
    expect(spoken(dosed(named('valproate sodium'), { route: intravenous })).row).toBe('4')
    expect(spoken(dosed(named('valproate sodium'), { route: sct('26643006', 'Oral route') })).row).toBe('1')
    const withAspirin = (value: number): Facts =>
      ordered(
        {},
        {
          ...inpatient,
          administrations: read(
            aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 3 }) }),
            aDose(rx('1191', 'aspirin'), { start: ago({ hours: 3 }), dosages: [{ dose: { value, unit: 'mg' } }] }),
          ),
        },
      )
    expect(spoken(withAspirin(81)).row).toBe('1')
    expect(spoken(withAspirin(900)).row).toBe('4')
  })
  it.each<[string, Facts, string]>([
    ...['IMP', 'ACUTE', 'NONAC', 'OBSENC'].map((code): [string, Facts, string] => [
      `in an encounter of class ${code}`,
      ordered(reason(icd('G43.901')), { encounter: read(anEncounter({ class: code })) }),
      '4',
    ]),
    ...['EMER', 'AMB', 'HH', 'VR'].map((code): [string, Facts, string] => [
      `in one of class ${code}`,
      ordered(reason(icd('G43.901')), { encounter: read(anEncounter({ class: code })) }),
      '1',
    ]),
    ...['Neurology', 'Headache clinic', 'Pain medicine', 'Infusion center', 'ICU'].map(
      (name): [string, Facts, string] => [
        `at the service ${name}`,
        ordered(reason(icd('G43.901')), { encounter: read(anEncounter({ service: [words(name)] })) }),
        '4',
      ],
    ),
    ...['Cardiology', 'Emergency medicine'].map((name): [string, Facts, string] => [
      `ordered by ${name}`,
      ordered({ ...reason(icd('G43.901')), requesterSpecialty: words(name) }),
      '1',
    ]),
  ])('is told apart by the setting: %s', (_, facts, row) => {
    expect(spoken(facts).row).toBe(row)
  })
  it('is not told by a specialised setting, which adds a sentence and no second card', () => {
    const { row, card } = spoken(ordered(reason(icd('G43.709')), { encounter: read(anEncounter({ class: 'IMP' })) }))
    expect(row).toBe('1')
    expect(card.detail).toContain(
      'No refractory migraine on record: the inpatients who improved had refractory migraine.',
    )
  })
  it('without a specialised setting adds a sentence and no second card', () => {
    const { row, card } = spoken(ordered(reason(icd('G43.719')), { encounter: read(anEncounter({ class: 'AMB' })) }))
    expect(row).toBe('1')
    expect(card.detail).toContain('specialist-led, monitored care')
    expect(card.detail).not.toContain('No refractory migraine')
  })
})

describe('ketamine hypersensitivity', () => {
  it.each<[string, Facts, string]>([
    [
      'an anaphylaxis',
      ordered({}, { allergies: read(anAllergy(ketamine, { reactions: [aReaction('Anaphylaxis')] })) }),
      '8',
    ],
    [
      'an intolerance with hives',
      ordered({}, { allergies: read(anAllergy(ketamine, { type: 'intolerance', reactions: [aReaction('Hives')] })) }),
      '8',
    ],
    [
      'an allergy by brand name',
      ordered({}, { allergies: read(anAllergy(words('Ketalar'), { type: 'allergy' })) }),
      '8',
    ],
    [
      'an emergence reaction',
      ordered(
        {},
        { allergies: read(anAllergy(ketamine, { type: 'intolerance', reactions: [aReaction('Emergence delirium')] })) },
      ),
      '1',
    ],
    [
      'an intolerance without a reaction',
      ordered({}, { allergies: read(anAllergy(ketamine, { type: 'intolerance' })) }),
      '1',
    ],
    [
      'a refuted allergy',
      ordered({}, { allergies: read(anAllergy(ketamine, { type: 'allergy', verificationStatus: 'refuted' })) }),
      '1',
    ],
    [
      'an allergy to esketamine only',
      ordered({}, { allergies: read(anAllergy(words('esketamine'), { type: 'allergy' })) }),
      '1',
    ],
  ])('%s', (_, given, row) => {
    expect(spoken(given).row).toBe(row)
  })
  it('says of an intolerance that it is on record', () => {
    expect(
      spoken(
        ordered(
          {},
          { allergies: read(anAllergy(ketamine, { type: 'intolerance', reactions: [aReaction('Hallucinations')] })) },
        ),
      ).card.detail,
    ).toContain('intolerance or emergence reaction')
  })
})

describe('an oral route that cannot be used', () => {
  it.each([
    'Vomiting',
    'vomits everything',
    'Emesis',
    'Severe nausea',
    'Intractable nausea',
    'Unable to tolerate oral intake',
    'NPO',
    'Nil by mouth',
    'Nothing by mouth after midnight',
    'Vomited x3 today',
    'N/V',
    'n&v since yesterday',
    'Throwing up',
    'threw up twice',
    'vomit x2',
    'vomiting - no blood',
  ])('is told by the words of the encounter, of a diet, and of a finding of today: %s', (text) => {
    const seen = anObservation('11111-1', undefined, { concept: words(text) })
    expect(spoken(ordered({}, at(migraine, words(text)))).row).toBe('1n')
    expect(spoken(ordered({}, { procedures: [{ concept: words(text), reasons: [] }] })).row).toBe('1n')
    expect(spoken(ordered({}, { observations: read(seen) })).row).toBe('1n')
    for (const not of [`no ${text}`, `denies ${text}`])
      expect(spoken(ordered({}, at(migraine, words(not)))).row).toBe('1')
  })
  it.each(['Migraine, vomited x3 today', 'Migraine with N/V', 'Migraine w/ n/v', 'migraine; throwing up'])(
    'is told beside the migraine: %s',
    (text) => {
      expect(spoken(ordered({}, at(words(text)))).row).toBe('1n')
    },
  )
  it.each([
    'Mild nausea',
    'Nausea',
    'Migraine, denies N/V',
    'Migraine without n/v',
    'N/V resolved',
    'N/V: none',
    'N/V - denies',
    'N/V none',
    'N/V no',
    'never vomited',
    'no longer throwing up',
    'neg for n/v',
    'N/V prophylaxis',
    'Vomiting precautions',
    'prophylaxis of nausea and vomiting',
    'History of vomiting',
    'N of V',
    'IV/NV',
  ])('is not told by %s', (text) => {
    expect(spoken(ordered({}, at(migraine, words(text)))).row).toBe('1')
  })
})

describe('pregnancy', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['a current pregnancy code', onTheList(icd('Z34.80')), '7'],
    ['weeks of gestation', onTheList(icd('Z3A.28')), '7'],
    [
      'a pregnancy code of 11 months ago',
      { conditions: read(aCondition(icd('Z34.80'), { recorded: ago({ days: 330 }) })) },
      '1',
    ],
    ['an undated pregnancy code', { conditions: read(aCondition(icd('Z34.80'))) }, '7'],
    ['a resolved pregnancy', { conditions: read(aCondition(icd('Z34.80'), { clinicalStatus: 'resolved' })) }, '1'],
    [
      'a positive test',
      { observations: read(anObservation('2106-3', undefined, { valueConcept: words('Positive') })) },
      '7',
    ],
    [
      'a negative test',
      { observations: read(anObservation('2106-3', undefined, { valueConcept: words('Negative') })) },
      '1',
    ],
    [
      'a positive test, and a later negative one',
      {
        observations: read(
          anObservation('2106-3', undefined, { valueConcept: words('Positive'), when: ago({ days: 40 }) }),
          anObservation('2106-3', undefined, { valueConcept: words('Negative') }),
        ),
      },
      '1',
    ],
    [
      'a status that says not pregnant',
      { observations: read(anObservation('82810-3', undefined, { valueConcept: words('Not pregnant') })) },
      '1',
    ],
    [
      'a delivery date ahead',
      { observations: read(anObservation('11778-8', undefined, { valueDate: '2027-03-01' })) },
      '7',
    ],
  ])('%s', (_, more, row) => {
    expect(spoken(ordered({}, { ...woman(), ...more })).row).toBe(row)
  })
  it.each<[string, Concept, string]>([
    ['pregnant, in LOINC', loincCode('LA15173-0'), '7'],
    ['pregnant, in SNOMED CT', sct('77386006'), '7'],
    ['not pregnant, in LOINC', loincCode('LA26683-5'), '1'],
    ['not pregnant, in SNOMED CT', sct('60001007'), '1'],
  ])('a status by its code alone: %s', (_, valueConcept, row) => {
    const status = read(anObservation('82810-3', undefined, { valueConcept }))
    const { row: found, card } = spoken(ordered({}, { ...woman(), observations: status }))
    expect(found).toBe(row)
    expect(card.detail).not.toContain('Confirm pregnancy status')
  })
  it('offers acetaminophen only', () => {
    expect(offered(ordered({}, { ...woman(), ...onTheList(icd('Z3A.28')) }))).toEqual(['acetaminophen'])
  })
  it('asks to confirm the status of a woman of childbearing age without one, and of nobody else', () => {
    const sentence = 'Confirm pregnancy status'
    expect(spoken(ordered({}, woman())).card.detail).toContain(sentence)
    expect(spoken(ordered({}, woman('1960-01-01'))).card.detail).not.toContain(sentence)
    expect(spoken(ordered()).card.detail).not.toContain(sentence)
  })
})
