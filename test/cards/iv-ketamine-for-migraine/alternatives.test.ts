import type { Concept } from '../../../cards/facts.ts'
import {
  aCondition,
  ago,
  anAllergy,
  anEncounter,
  anObservation,
  aMedication,
  cut,
  icd,
  icd9,
  rx,
  sct,
  unread,
  words,
} from './builders.ts'
import {
  all,
  fits,
  fitting,
  homeMed,
  offered,
  option,
  recommended,
  rulesFor,
  screened,
  sumatriptan,
} from './screened.ts'

const ibuprofen = rx('197805', 'ibuprofen 400 MG Oral Tablet')

describe('a patient with nothing on record', () => {
  it('is offered AAC first, then a triptan, then an NSAID, one of a class', () => {
    const found = screened()
    expect(found.offers.map(({ label }) => label)).toEqual([
      'Aspirin-acetaminophen-caffeine 2 tablets PO once (Strong for)',
      'Sumatriptan 50 mg PO once (Strong for)',
      'Ibuprofen 400 mg PO once (Weak for)',
    ])
    expect(recommended(found)).toBe('aac')
    expect(found.offers.map(({ route }) => route.code)).toEqual(['26643006', '26643006', '26643006'])
    expect(found.offers[1]?.text).toBe('sumatriptan 50 MG Oral Tablet')
    expect(found.sentences).toEqual([])
    expect(found.unclassified).toEqual([])
  })

  it('gets every agent that can be had with one click as an option, and aspirin alone only where the site opts in', () => {
    expect(
      screened()
        .options.map(({ alternative }) => alternative)
        .toSorted(),
    ).toEqual(all.toSorted())
    expect(fits({ policy: { aspirin: 'offer' } })).toContain('aspirin')
  })

  it('is offered the injection in emergency and inpatient care, by mouth elsewhere', () => {
    expect(offered(screened({ encounter: anEncounter({ class: 'EMER' }) }))).toContain('sumatriptan-sc')
    expect(offered(screened({ encounter: anEncounter({ class: 'IMP' }) }))).toContain('sumatriptan-sc')
    expect(offered(screened({ encounter: anEncounter({ class: 'AMB' }) }))).toContain('sumatriptan-po')
  })

  it('is offered the label without a badge for nasal sumatriptan', () => {
    expect(option(screened(), 'sumatriptan-nasal').label).toBe('Sumatriptan 20 mg nasal once (not graded by VA/DoD)')
    expect(option(screened(), 'sumatriptan-nasal').strength).toBe('not graded by VA/DoD')
    expect(option(screened(), 'sumatriptan-sc').strength).toBe('Strong for')
  })

  it('is told of a fitting agent that is not offered why it is not', () => {
    expect(option(screened(), 'frovatriptan').remarks).toEqual([
      { rule: 'rank', effect: 'not-ranked', because: 'others of its class or strength come first' },
    ])
    const warned = screened({ conditions: [aCondition(icd('I25.10', 'CAD'))] })
    expect(option(warned, 'naproxen').remarks.map(({ because }) => because)).toEqual([
      'CAD, I25.10',
      'others of its class or strength come first',
    ])
  })
})

describe('the order of the alternatives', () => {
  const failed = (concept: typeof ibuprofen, why = 'Ineffective') =>
    aMedication(concept, { ...homeMed, status: 'stopped', end: ago({ days: 60 }), statusReason: [words(why)] })

  it('puts sumatriptan with naproxen only after a triptan was used', () => {
    expect(option(screened(), 'sumatriptan-naproxen').remarks[0]?.because).toBe('no triptan used before')
    const used = screened({ medications: [aMedication(sumatriptan, homeMed)] })
    expect(rulesFor(used, 'sumatriptan-naproxen')).toEqual(['rank'])
    expect(option(used, 'sumatriptan-naproxen').remarks[0]?.because).not.toBe('no triptan used before')
  })

  it('after a failed NSAID: sumatriptan with naproxen, then a gepant; no NSAID and no AAC', () => {
    const found = screened({ medications: [failed(ibuprofen)] })
    expect(offered(found)).toEqual(['sumatriptan-naproxen', 'rimegepant', 'acetaminophen'])
    expect(rulesFor(found, 'aac')).toEqual(['failed'])
    expect(option(found, 'ibuprofen').remarks[0]?.because).toBe('ibuprofen 400 MG Oral Tablet did not help')
  })

  it('after an NSAID that was not tolerated: no combination with an NSAID either', () => {
    const found = screened({ medications: [failed(ibuprofen, 'sintol')] })
    expect(offered(found)).toEqual(['sumatriptan-po', 'rimegepant', 'acetaminophen'])
  })

  it('after one failed triptan: another one, AAC, a gepant', () => {
    const found = screened({ medications: [failed(sumatriptan)] })
    expect(offered(found)).toEqual(['sumatriptan-sc', 'aac', 'rimegepant'])
    expect(rulesFor(found, 'sumatriptan-po')).toEqual(['failed'])
    expect(offered(screened({ medications: [failed(rx('314209', 'rizatriptan 10 MG Oral Tablet'))] }))[0]).toBe(
      'sumatriptan-po',
    )
  })

  it('after two failed triptans: no triptan, AAC, then the simple agents', () => {
    const found = screened({
      medications: [failed(sumatriptan), failed(rx('314209', 'rizatriptan 10 MG Oral Tablet'), 'no relief')],
    })
    expect(offered(found)).toEqual(['aac', 'ibuprofen', 'acetaminophen'])
    expect(rulesFor(found, 'eletriptan')).toEqual(['triptans-failed-twice'])
  })

  it('where triptans are excluded: an NSAID and acetaminophen before a gepant, whatever else has failed', () => {
    const conditions = [aCondition(icd('G43.409', 'Hemiplegic migraine'))]
    const oneTriptan = screened({ conditions, medications: [failed(sumatriptan)] })
    expect(offered(oneTriptan)).toEqual(['aac', 'ibuprofen', 'acetaminophen'])
    const anNsaid = screened({ conditions, medications: [failed(ibuprofen)] })
    expect(offered(anNsaid)).toEqual(['acetaminophen', 'rimegepant'])
  })

  it('never offers a nasal spray where the mouth can be used, not even in an emergency', () => {
    const found = screened({
      encounter: anEncounter({ class: 'EMER' }),
      allergies: [anAllergy(words('sumatriptan')), anAllergy(words('rizatriptan'))],
    })
    expect(offered(found)).toContain('zolmitriptan-po')
    expect(option(found, 'zolmitriptan-nasal').remarks).toEqual([
      { rule: 'rank', effect: 'not-ranked', because: 'the oral form comes first' },
    ])
  })

  it('never recommends a warned agent, and ranks it after its unwarned peers', () => {
    const found = screened({ conditions: [aCondition(icd('I25.2', 'Old MI'), { onset: ago({ days: 5 * 365 }) })] })
    expect(offered(found)).toEqual(['aac', 'acetaminophen', 'rimegepant'])
    expect(recommended(found)).toBe('acetaminophen')
    expect(rulesFor(found, 'aac')).toEqual(['nsaid-cardiovascular-disease'])
  })

  it('recommends nothing where every offer is warned', () => {
    const found = screened({
      scope: { only: ['ibuprofen'] },
      conditions: [aCondition(icd('I25.10', 'Coronary artery disease'))],
    })
    expect(offered(found)).toEqual(['ibuprofen'])
    expect(recommended(found)).toBeUndefined()
  })
})

describe('what cannot be checked', () => {
  it.each([
    ['unread', unread<never>()],
    ['cut short', cut<never>()],
  ])('is not offered: conditions %s leave nothing', (_, conditions) => {
    const found = screened({ conditions })
    expect(found.offers).toEqual([])
    expect(found.sentences).toEqual([])
  })

  it.each([
    ['unread', unread<never>()],
    ['cut short', cut<never>()],
  ])('medications %s leave no triptan and no gepant, and nothing is recommended', (_, medications) => {
    const found = screened({ medications })
    expect(fitting(found).toSorted()).toEqual(['aac', 'acetaminophen', 'ibuprofen', 'naproxen'])
    expect(offered(found)).toHaveLength(3)
    expect(recommended(found)).toBeUndefined()
  })

  it.each([
    ['unread', unread<never>()],
    ['cut short', cut<never>()],
  ])('allergies %s leave nothing recommended', (_, allergies) => {
    const found = screened({ allergies })
    expect(offered(found)).toHaveLength(3)
    expect(recommended(found)).toBeUndefined()
  })

  it('an unknown birth date leaves nothing', () => {
    expect(screened({ patient: { state: 'read', items: [{ sex: 'male' }] } }).offers).toEqual([])
  })

  it('an allergy without a readable name leaves nothing recommended', () => {
    const found = screened({ allergies: [anAllergy(rx('7980'))] })
    expect(recommended(found)).toBeUndefined()
    expect(found.sentences.join(' ')).toContain('An allergy on record has no readable name')
  })

  it.each<[string, Concept]>([
    ['a code of another system', { codes: [{ system: 'https://ehr.example.org/problems', code: '998' }] }],
    ['a SNOMED CT code that no value set holds', sct('271737000')],
    ['an ICD-9-CM code that no value set holds', icd9('285.9')],
    ['nothing at all', { codes: [] }],
    ['a code in the place of words', { codes: [], text: 'I25.10' }],
  ])('a problem told by %s leaves nothing recommended', (_, concept) => {
    const found = screened({ conditions: [aCondition(concept)] })
    expect(recommended(found)).toBeUndefined()
    expect(found.sentences.join(' ')).toContain('A problem on record has no readable name')
  })

  it('a problem with a code or words that can be read takes nothing away', () => {
    const noneKnown = {
      system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips',
      code: 'no-known-problems',
    }
    const short = ['T2DM', 'T1DM', 'T2D', 'G6PD', 'H1N1'].map((text) => ({ codes: [], text }))
    for (const concept of [
      icd('J45.909'),
      icd('D64.9'),
      sct('37796009'),
      { codes: [], text: 'Asthma' },
      { codes: [noneKnown] },
      ...short,
    ])
      expect(recommended(screened({ conditions: [aCondition(concept)] }))).toBeDefined()
  })
})

describe('doses that adjust', () => {
  it('carry a limit of more than a day into the order', () => {
    const found = screened({ medications: [aMedication(rx('3443', 'diltiazem'))], scope: { only: ['rimegepant'] } })
    expect(found.offers[0]?.limit).toEqual({ dose: { value: 75, unit: 'mg' }, hours: 48 })
    expect(found.offers[0]?.sig).toContain('No second dose within 48 hours')
  })

  it('keep the lower limit of two', () => {
    const found = screened({
      medications: [aMedication(rx('3443', 'diltiazem'))],
      observations: [anObservation('98979-8', { value: 20, unit: 'mL/min' })],
      scope: { only: ['ubrogepant'] },
    })
    expect(rulesFor(found, 'ubrogepant').toSorted()).toEqual(['ubrogepant-egfr-30', 'ubrogepant-moderate-inhibitor'])
    expect(found.offers[0]?.limit).toEqual({ dose: { value: 50, unit: 'mg' }, hours: 24 })
  })

  it('raise ubrogepant to 100 mg with a moderate inducer', () => {
    const found = screened({ medications: [aMedication(rx('30125', 'modafinil'))], scope: { only: ['ubrogepant'] } })
    expect(found.offers[0]).toMatchObject({ drug: { code: '2268221' }, dose: { value: 100, unit: 'mg' } })
    expect(rulesFor(found, 'rimegepant')).toEqual(['rimegepant-cyp3a4-moderate-inducer'])
  })

  it('leave ubrogepant out where an inducer raises what an inhibitor lowers', () => {
    const found = screened({
      medications: [aMedication(rx('30125', 'modafinil')), aMedication(rx('3443', 'diltiazem'))],
    })
    expect(rulesFor(found, 'ubrogepant')).toEqual(['adjustments-conflict'])
  })

  it('halve zolmitriptan by mouth, to 5 mg a day, with a liver that is impaired', () => {
    const found = screened({
      conditions: [aCondition(icd('K74.3', 'PBC'))],
      scope: { only: ['zolmitriptan-po'] },
    })
    expect(found.offers[0]).toMatchObject({
      dose: { value: 1.25, unit: 'mg' },
      limit: { dose: { value: 5, unit: 'mg' }, hours: 24 },
    })
  })

  it('keep sumatriptan by mouth to single doses of 50 mg, with a liver that is impaired', () => {
    const found = screened({ conditions: [aCondition(icd('K74.3', 'PBC'))], scope: { only: ['sumatriptan-po'] } })
    expect(rulesFor(found, 'sumatriptan-po')).toContain('sumatriptan-hepatic')
    expect(found.offers[0]?.sig).toContain('No single dose above 50 mg.')
  })

  it('limit zolmitriptan to 5 mg a day with cimetidine', () => {
    for (const alternative of ['zolmitriptan-po', 'zolmitriptan-nasal'] as const) {
      const found = screened({
        medications: [aMedication(rx('2541', 'cimetidine'))],
        scope: { only: [alternative] },
        context: alternative === 'zolmitriptan-nasal' ? { nonOral: icd('R11.2') } : {},
      })
      expect(found.offers[0]).toMatchObject({ alternative, limit: { dose: { value: 5, unit: 'mg' } } })
      expect(found.offers[0]?.sig).toContain('Up to 5 mg in 24 hours')
    }
  })
})

describe('the order of resources', () => {
  it('does not tell why a drug counts that is ordered twice', () => {
    const twice = [
      aMedication(words('Ibuprofen 400 mg'), { start: ago({ hours: 5 }), ofThisEncounter: true }),
      aMedication(words('Ibuprofen 400 mg'), { start: ago({ hours: 20 }), ofThisEncounter: false }),
    ]
    const one = screened({ medications: twice })
    expect(screened({ medications: twice.toReversed() })).toEqual(one)
  })
  it('decides no citation: the same fact is named whichever comes first', () => {
    const drugs = [
      aMedication(words('Xarelto 20 mg')),
      aMedication(words('Eliquis 5 mg')),
      aMedication(words('Coumadin')),
    ]
    const problems = [
      aCondition(icd('I25.10', 'CAD')),
      aCondition(icd('I20.9', 'Angina')),
      aCondition(words('heart attack 2001')),
    ]
    const found = screened({ medications: drugs, conditions: problems })
    expect(screened({ medications: drugs.toReversed(), conditions: problems.toReversed() })).toEqual(found)
    expect(option(found, 'ibuprofen').remarks.map(({ because }) => because)).toContain('Coumadin')
  })
})

describe('the sentences', () => {
  const sentences = (given: Parameters<typeof screened>[0]): string => screened(given).sentences.join(' ')

  it('cite the fact with its code', () => {
    expect(sentences({ conditions: [aCondition(icd('I25.10', 'Coronary artery disease'))] })).toContain(
      'Triptans left out: Coronary artery disease (I25.10).',
    )
    expect(
      option(screened({ conditions: [aCondition(icd('I25.10', 'Coronary artery disease'))] }), 'sumatriptan-po')
        .remarks[0]?.because,
    ).toBe('Coronary artery disease, I25.10')
  })

  it('name the fact in our words where the chart has none', () => {
    expect(sentences({ conditions: [aCondition(icd('I25.10'))] })).toContain(
      'Triptans left out: ischemic heart disease (I25.10).',
    )
    expect(option(screened({ conditions: [aCondition(icd('I25.10'))] }), 'sumatriptan-po').remarks[0]?.because).toBe(
      'ischemic heart disease, I25.10',
    )
  })

  it('name each agent once, and two with an and between them', () => {
    expect(screened({ allergies: [anAllergy(words('sumatriptan'))] }).sentences).toEqual([
      'Sumatriptan and sumatriptan-naproxen left out: sumatriptan allergy.',
    ])
  })

  it('say of each agent why it is left out where all of a class are, and for different reasons', () => {
    const found = sentences({
      medications: [aMedication(rx('30125', 'modafinil'))],
      allergies: [anAllergy(words('ubrogepant'))],
    })
    expect(found).toContain('Rimegepant ODT left out: modafinil.')
    expect(found).toContain('Ubrogepant left out: ubrogepant allergy.')
  })

  it('say nothing of a tablet that failed where the injection of the same triptan remains', () => {
    const medications = [
      aMedication(sumatriptan, { ...homeMed, status: 'stopped', statusReason: [words('no relief')] }),
    ]
    expect(fits({ medications })).toContain('sumatriptan-sc')
    expect(fits({ medications })).not.toContain('sumatriptan-po')
    expect(sentences({ medications })).toBe(
      'Sumatriptan-naproxen left out: sumatriptan 50 MG Oral Tablet did not help.',
    )
  })

  it('name two reasons, and count the others', () => {
    const conditions = [
      aCondition(icd('I25.10', 'CAD')),
      aCondition(icd('I63.9', 'Stroke')),
      aCondition(icd('I73.9', 'PVD')),
    ]
    expect(sentences({ conditions })).toMatch(/Triptans left out: [^;]+; [^;]+; [1-9] more\./)
    expect(sentences({ conditions: conditions.slice(0, 1) })).not.toContain(' more.')
  })

  it('keep of a patient of 65 or more every caution that is none of age', () => {
    const old = { patient: { birthDate: '1950-05-03' } }
    expect(sentences({ ...old, medications: [aMedication(words('aspirin 81 mg tablet'), homeMed)] })).toMatch(
      /Check before signing (?:aspirin-acetaminophen-caffeine|ibuprofen): aspirin 81 mg tablet\./,
    )
    expect(sentences(old)).toBe('')
    expect(sentences({ patient: { birthDate: '1961-11-20' } })).toBe('')
    expect(sentences({ patient: { birthDate: '1961-11-21' } })).toContain('age 60 or more')
  })

  it('speak of a triptan of the home list where a triptan is offered, and name two at most', () => {
    const medications = ['sumatriptan 50 mg', 'rizatriptan 10 mg', 'zolmitriptan 5 mg'].map((name) =>
      aMedication(words(name), homeMed),
    )
    expect(sentences({ medications })).toMatch(
      /On the medication list: (?:\w+triptan \d+ mg) and (?:\w+triptan \d+ mg)\. Ask about doses of the last 24 hours\./,
    )
    const conditions = [aCondition(icd('I25.10', 'CAD'))]
    expect(sentences({ medications, conditions })).not.toContain('On the medication list')
  })

  it('escape what came from the chart', () => {
    const found = sentences({
      conditions: [aCondition(words('<img src=x> heart attack [click](http://evil.example)'))],
    })
    expect(found).not.toMatch(/<img|\]\(http:/)
    expect(found).toContain('heart attack')
  })

  it('avoid the words that a weak recommendation does not bear', () => {
    const rich = {
      conditions: [
        aCondition(icd('I25.10', 'CAD')),
        aCondition(icd('I10', 'Hypertension')),
        aCondition(icd('K74.3', 'PBC')),
      ],
      medications: [
        aMedication(sumatriptan, homeMed),
        aMedication(rx('8787', 'propranolol')),
        aMedication(rx('32937', 'paroxetine')),
      ],
      allergies: [anAllergy(words('sulfa'))],
      observations: [anObservation('98979-8', { value: 20, unit: 'mL/min' })],
    }
    expect(sentences(rich)).not.toMatch(/contraindicated|not allowed|ineffective|must/i)
    expect(sentences(rich)).toMatch(/left out/)
  })

  it('do not print the medical reason of a recalled rule', () => {
    expect(sentences({ conditions: [aCondition(icd('I50.9', 'Heart failure'))] })).toBe(
      'Sumatriptan-naproxen, aspirin-acetaminophen-caffeine and NSAIDs left out: Heart failure (I50.9).',
    )
  })
})
