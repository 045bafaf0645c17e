import type { Concept, Condition, Facts, Patient } from '../../../cards/facts.ts'
import {
  aCondition,
  aReaction,
  ago,
  anAllergy,
  anObservation,
  icd,
  ketamine,
  loincCode,
  migraine,
  read,
  sct,
  words,
} from './builders.ts'
import { at, offered, onTheList, ordered, spoken, woman } from './decisions.ts'

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
    ...['inactive', 'resolved'].map((clinicalStatus): [string, Facts, string] => [
      `an allergy that is ${clinicalStatus}`,
      ordered({}, { allergies: read(anAllergy(ketamine, { type: 'allergy', clinicalStatus })) }),
      '1',
    ]),
    ['an allergy among the problems, by its code alone', ordered({}, onTheList(sct('293707005'))), '8'],
    ['an adverse reaction of no kind among the problems', ordered({}, onTheList(sct('292165004'))), '1'],
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
    const listed = (given: Partial<Facts>): string => spoken(ordered({}, given)).card.detail
    const reaction = sct('292165004')
    expect(listed(onTheList(migraine, reaction))).toContain('intolerance or emergence reaction')
    expect(listed(onTheList(migraine))).not.toContain('intolerance or emergence reaction')
    const refuted = read(aCondition(reaction, { verificationStatus: 'refuted' }))
    expect(listed({ conditions: refuted })).not.toContain('intolerance or emergence reaction')
    const allergy = read(anAllergy(ketamine, { reactions: [aReaction('Anaphylaxis')] }))
    expect(listed({ allergies: allergy })).not.toContain('intolerance or emergence reaction')
  })
})

describe('a problem that does not stand', () => {
  it.each<[string, Concept]>([
    ['pregnancy', icd('Z33.1')],
    ['medication overuse', icd('G44.40')],
    ['ketamine allergy', sct('293707005')],
  ])('is none: %s', (_, concept) => {
    for (const verificationStatus of ['refuted', 'entered-in-error']) {
      const conditions = read(aCondition(concept, { verificationStatus }))
      expect(spoken(ordered({}, { ...woman(), conditions })).row).toBe('1')
    }
    expect(spoken(ordered({}, { ...woman(), ...onTheList(concept) })).row).not.toBe('1')
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
    'NBM',
    'D&V',
    'Unable to keep fluids down',
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
  it('is told by a problem that began today, and by none of another day', () => {
    const since = (over: Partial<Condition>): string =>
      spoken(ordered({}, { conditions: read(aCondition(words('Vomiting'), over)) })).row
    expect([since({ onset: ago({ hours: 2 }) }), since({ onset: ago({ days: 3 }) })]).toEqual(['1n', '1'])
  })
  it('is not told by a count of none', () => {
    const times = (value: number): Partial<Facts> => ({
      observations: read(anObservation('11111-1', { value, unit: '' }, { concept: words('Vomiting') })),
    })
    expect([2, 0].map((value) => spoken(ordered({}, times(value))).row)).toEqual(['1n', '1'])
  })
  it('is not told by what else was recorded today', () => {
    const today = read(aCondition(icd('G44.40'), { recorded: ago({ hours: 1 }) }))
    expect(spoken(ordered({}, { conditions: today })).row).toBe('1m')
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

describe('what was resolved in the last six weeks', () => {
  const told = (concept: Concept, over: Partial<Condition>): boolean => {
    const conditions = read(aCondition(concept, { clinicalStatus: 'resolved', ...over }))
    return spoken(ordered({}, { ...woman(), conditions })).card.detail.includes('After a delivery')
  }
  it('is a delivery by when it began, or else by when it was recorded, or ended', () => {
    const [lately, before] = [ago({ days: 5 }), ago({ days: 60 })]
    const delivery = icd('O80')
    const since = (over: Partial<Condition>): boolean => told(delivery, over)
    expect([since({ onset: lately }), since({ recorded: lately }), since({ abated: lately })]).toEqual([
      true,
      true,
      true,
    ])
    expect([since({ onset: before, recorded: lately }), since({ recorded: before, abated: lately })]).toEqual([
      false,
      false,
    ])
  })
  it.each(['Z34.80', 'Z39.1', 'G44.40', 'R11.10'])('is no delivery where it was something else: %s', (code) => {
    expect(told(icd(code), { onset: ago({ days: 5 }) })).toBe(false)
  })
})

describe('a delivery that took place', () => {
  const on = (code: string, length: number): Condition => aCondition(icd(code), { recorded: ago({ days: length }) })
  const given = (...conditions: readonly Condition[]): Facts =>
    ordered({}, { ...woman(), conditions: read(...conditions) })
  it.each<[string, readonly Condition[]]>([
    ['itself, still active', [on('O80', 30), on('Z37.0', 30)]],
    ['by cesarean', [on('O82', 30), on('Z37.0', 30)]],
    ['after supervision', [on('Z34.03', 240), on('Z37.0', 30)]],
    ['with a code of the pregnancy that was entered at discharge', [on('O24.410', 27), on('Z37.0', 30)]],
  ])('ends the pregnancy before it: %s', (_, conditions) => {
    const { row, card } = spoken(given(...conditions))
    expect(row).toBe('1')
    expect(card.detail).toContain('After a delivery')
  })
  it('ends what results told before it, and not what they tell now', () => {
    const tested = (length: number): Facts => ({
      ...given(on('Z37.0', 60)),
      observations: read(
        anObservation('2106-3', undefined, { valueConcept: words('Positive'), when: ago({ days: length }) }),
      ),
    })
    expect(spoken(tested(200)).row).toBe('1')
    expect(spoken(tested(2)).row).toBe('7')
  })
  it('does not end the pregnancy after one of which the year alone is known', () => {
    const conditions = read(
      aCondition(icd('Z37.0'), { onset: '2025' }),
      aCondition(icd('Z34.01'), { recorded: '2025-11-01' }),
    )
    expect(spoken({ ...given(), conditions, now: '2026-02-10T10:00:00Z' }).row).toBe('7')
  })
  it('ends no pregnancy that is due months later: an earlier delivery, charted as history', () => {
    const due = anObservation('11778-8', undefined, {
      valueDate: ago({ days: -180 }).slice(0, 10),
      when: ago({ days: 35 }),
    })
    const facts = { ...given(on('Z37.0', 35), on('Z34.01', 35)), observations: read(due) }
    expect(spoken(facts).row).toBe('7')
  })
  it('is no longer told after six weeks', () => {
    const { row, card } = spoken(given(on('O80', 200), on('Z37.0', 200)))
    expect(row).toBe('1')
    expect(card.detail).not.toContain('After a delivery')
  })
  it.each<[string, readonly Condition[]]>([
    ['one that may still last', [on('O80', 1)]],
    ['the next pregnancy', [on('Z37.0', 320), on('Z34.01', 30)]],
    ['labor that was stopped', [on('O60.02', 30)]],
    ['a delivery without a date', [aCondition(icd('Z37.0')), on('Z34.03', 100)]],
    ['eclampsia of the puerperium', [on('O15.2', 4), on('Z37.0', 5)]],
    ['severe pre-eclampsia that began before it', [on('O14.13', 33), on('Z37.0', 30)]],
    ['venous thrombosis of the brain', [on('O22.53', 4), on('Z37.0', 5)]],
    ['a cesarean that is scheduled', [on('O82', 20), on('Z34.03', 150)]],
    ['a delivery that is expected', [on('O80', 5), on('Z34.03', 150)]],
    [
      'a delivery that is not certain',
      [aCondition(icd('Z37.0'), { recorded: ago({ days: 30 }), verificationStatus: 'provisional' }), on('Z34.03', 150)],
    ],
    [
      'the next pregnancy on a problem that was charted for the one before',
      [
        on('Z37.0', 200),
        aCondition(icd('Z33.1'), {
          clinicalStatus: 'recurrence',
          recorded: ago({ days: 280 }),
          onset: ago({ days: 60 }),
        }),
      ],
    ],
  ])('does not end %s', (_, conditions) => {
    expect(spoken(given(...conditions)).row).toBe('7')
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
    [
      'a pregnancy that began 11 months ago',
      { conditions: read(aCondition(icd('Z34.80'), { onset: ago({ days: 330 }) })) },
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
  it.each<[string, Patient['sex'], boolean]>([
    ['is not recorded', undefined, true],
    ['is unknown', 'unknown', true],
    ['is other', 'other', true],
    ['is male', 'male', false],
  ])('asks to confirm it where the sex %s: %j', (_, sex, asks) => {
    const patient = read({ birthDate: '1990-01-01', ...(sex === undefined ? {} : { sex }) })
    expect(spoken(ordered({}, { patient })).card.detail.includes('Confirm pregnancy status')).toBe(asks)
  })
})
