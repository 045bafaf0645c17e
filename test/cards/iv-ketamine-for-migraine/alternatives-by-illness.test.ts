import {
  aBloodPressure,
  aCondition,
  ago,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  aReaction,
  aReason,
  icd,
  migraine,
  rx,
  sct,
  words,
} from './builders.ts'
import {
  all,
  fits,
  fitting,
  gepants,
  nsaids,
  offered,
  option,
  recommended,
  rulesFor,
  screened,
  triptans,
  without,
} from './screened.ts'

const heartAttack = icd('I21.9', 'Acute myocardial infarction, unspecified')
describe('what the patient has', () => {
  it('is a caution for triptans and gepants where it is hypertension that is controlled', () => {
    const found = screened({ conditions: [aCondition(icd('I10', 'Essential hypertension'))] })
    for (const id of triptans) expect(rulesFor(found, id)).toContain('triptan-hypertension')
    for (const id of gepants) expect(rulesFor(found, id)).toContain('gepant-hypertension')
    expect(fitting(found).toSorted()).toEqual(all.toSorted())
  })

  it('is a caution for NSAIDs where it is a disease of arteries, of which organ ever', () => {
    for (const code of ['I25.10', 'I67.2', 'I73.9', 'I69.30']) {
      const found = screened({ conditions: [aCondition(icd(code))] })
      for (const id of ['aac', 'ibuprofen', 'naproxen'])
        expect([code, rulesFor(found, id)]).toEqual([code, expect.arrayContaining(['nsaid-cardiovascular-disease'])])
    }
  })

  it('is an overdose, after which no more of its drug is offered for a week', () => {
    const fitsAt = (reason: ReturnType<typeof words>): readonly string[] =>
      fits({ encounter: anEncounter({ reasons: [aReason(reason)] }) })
    for (const one of [
      icd('T39.1X1A'),
      icd('T39.1X2A'),
      words('Acetaminophen overdose'),
      words('overdosed on Tylenol'),
    ])
      expect([one, fitsAt(one)]).toEqual([one, without('aac', 'acetaminophen')])
    for (const one of [icd('T39.012A'), icd('T39.311A'), words('Aspirin OD')])
      expect([one, fitsAt(one)]).toEqual([one, without(...nsaids)])
    for (const one of [icd('T39.1X6A'), icd('T39.016A')]) expect([one, fitsAt(one)]).toEqual([one, fits({})])
    expect(fits({ conditions: [aCondition(icd('T39.1X2A'), { recorded: ago({ days: 8 }) })] })).toEqual(fits({}))
  })

  it('is one disease of the liver where its words tell the severity', () => {
    const found = screened({ conditions: [aCondition(words('Decompensated cirrhosis with ascites'))] })
    expect(fitting(found)).toEqual(['ubrogepant'])
    expect(rulesFor(found, 'ubrogepant')).toEqual(['ubrogepant-severe-hepatic'])
    expect(recommended(found)).toBe('ubrogepant')
  })

  it('is told as breastfeeding, or as the delivery after which that is not known', () => {
    const because = (code: string): string | undefined =>
      option(screened({ patient: { sex: 'female' }, conditions: [aCondition(icd(code))] }), 'rimegepant').remarks.find(
        ({ rule }) => rule === 'breastfeeding',
      )?.because
    expect(because('Z39.1')).toBe('breastfeeding, Z39.1')
    expect(because('O90.89')).toBe('recent delivery')
  })

  it('is a hemiplegic migraine of another time too, as the words beside a history code say', () => {
    const history = icd('Z86.69', 'Personal history of hemiplegic migraine')
    expect(fits({ conditions: [aCondition(history)] })).toEqual(without(...triptans))
    expect(fits({ conditions: [aCondition(icd('Z86.69', 'History of other diseases'))] })).toEqual(all.toSorted())
  })

  it('is over where its end is known, whenever it was recorded', () => {
    const ulcer = (abated: string): readonly string[] =>
      fits({
        conditions: [aCondition(icd('K25.4'), { clinicalStatus: 'resolved', abated, recorded: ago({ days: 5 }) })],
      })
    expect(ulcer(ago({ days: 300 }))).toEqual(without(...nsaids))
    expect(ulcer(ago({ days: 800 }))).toEqual(all.toSorted())
  })

  it('31: pregnant at 28 weeks, acetaminophen only', () => {
    const found = screened({
      patient: { sex: 'female' },
      conditions: [aCondition(icd('Z3A.28', '28 weeks gestation of pregnancy'))],
      scope: { only: ['acetaminophen'] },
    })
    expect(offered(found)).toEqual(['acetaminophen'])
    expect(rulesFor(found, 'ibuprofen')).toEqual(expect.arrayContaining(['pregnant', 'nsaid-pregnant']))
  })

  it('32: pregnant, weeks unknown, NSAIDs are excluded by the verified rule', () => {
    const found = screened({ patient: { sex: 'female' }, conditions: [aCondition(icd('O26.90', 'Pregnancy related'))] })
    expect(fitting(found)).toEqual(['acetaminophen'])
    for (const id of nsaids) expect(rulesFor(found, id)).toContain('nsaid-pregnant')
  })

  it('33: breastfeeding keeps sumatriptan, ibuprofen and acetaminophen; AAC and gepants are out', () => {
    const found = screened({
      patient: { sex: 'female' },
      conditions: [aCondition(icd('Z39.1', 'Encounter for care of lactating mother'))],
    })
    expect(fitting(found).toSorted()).toEqual(
      [
        'sumatriptan-po',
        'sumatriptan-sc',
        'sumatriptan-nasal',
        'rizatriptan',
        'eletriptan',
        'ibuprofen',
        'acetaminophen',
      ].toSorted(),
    )
  })

  it('34: a myocardial infarction 4 months ago leaves acetaminophen, then a gepant', () => {
    const found = screened({ conditions: [aCondition(heartAttack, { onset: ago({ days: 120 }) })] })
    expect(offered(found)).toEqual(['acetaminophen', 'rimegepant'])
    expect(found.sentences).toEqual([
      'Triptans, aspirin-acetaminophen-caffeine and NSAIDs left out: Acute myocardial infarction, unspecified (I21.9).',
    ])
  })

  it('34: a myocardial infarction 5 years ago leaves NSAIDs with a warning, ranked after acetaminophen and gepant', () => {
    const found = screened({ conditions: [aCondition(heartAttack, { onset: ago({ days: 5 * 365 }) })] })
    expect(fitting(found).toSorted()).toEqual([
      'aac',
      'acetaminophen',
      'ibuprofen',
      'naproxen',
      'rimegepant',
      'ubrogepant',
    ])
    expect(rulesFor(found, 'ibuprofen')).toEqual(['nsaid-cardiovascular-disease', 'rank'])
    expect(recommended(found)).toBe('acetaminophen')
  })

  it('34: an undated myocardial infarction counts as recent', () => {
    expect(fits({ conditions: [aCondition(heartAttack)] })).toEqual(['acetaminophen', ...gepants].toSorted())
  })

  it('35: hemiplegic migraine as the reason of the order leaves out triptans', () => {
    const reason = icd('G43.409', 'Hemiplegic migraine, not intractable')
    expect(fits({ orders: [anIvKetamineOrder({ reasons: [aReason(reason)] })] })).toEqual(without(...triptans))
  })

  it('43: NSAID anaphylaxis leaves out NSAIDs, AAC and sumatriptan with naproxen', () => {
    const allergy = anAllergy(rx('5640', 'ibuprofen'), {
      type: 'allergy',
      reactions: [aReaction('Anaphylaxis', 'severe')],
    })
    const found = screened({ allergies: [allergy] })
    expect(fitting(found).toSorted()).toEqual(without(...nsaids))
    expect(found.sentences).toContain(
      'Sumatriptan-naproxen, aspirin-acetaminophen-caffeine and NSAIDs left out: ibuprofen allergy.',
    )
  })

  it('43: an NSAID allergy without a recorded reaction does too', () => {
    expect(fits({ allergies: [anAllergy(sct('372665008', 'Non-steroidal anti-inflammatory agent'))] })).toEqual(
      without(...nsaids),
    )
  })

  it('44: an upset stomach from ibuprofen warns and does not exclude', () => {
    const allergy = anAllergy(rx('5640', 'ibuprofen'), {
      type: 'intolerance',
      criticality: 'low',
      reactions: [aReaction('Stomach upset', 'mild')],
    })
    const found = screened({ allergies: [allergy] })
    expect(fitting(found).toSorted()).toEqual(all.toSorted())
    expect(rulesFor(found, 'naproxen')).toContain('nsaid-intolerance')
    expect(recommended(found)).toBe('sumatriptan-po')
  })

  it.each([
    ['high criticality', { criticality: 'high', reactions: [aReaction('Stomach upset')] }],
    ['a bleeding ulcer', { reactions: [aReaction('Nausea'), aReaction('Bleeding gastric ulcer')] }],
    ['an allergy by type', { type: 'allergy', reactions: [aReaction('Nausea')] }],
    ['hives beside nausea', { reactions: [aReaction('Nausea'), aReaction('Hives')] }],
  ] as const)('44: but %s does exclude', (_, over) => {
    expect(fits({ allergies: [anAllergy(rx('5640', 'ibuprofen'), over)] })).toEqual(without(...nsaids))
  })

  it('46: eGFR 25 leaves out NSAIDs, eGFR 45 warns', () => {
    const egfr = (value: number) => ({ observations: [anObservation('98979-8', { value, unit: 'mL/min/{1.73_m2}' })] })
    expect(fits(egfr(25))).toEqual(without(...nsaids))
    expect(fits(egfr(45))).toEqual(all.toSorted())
    expect(rulesFor(screened(egfr(45)), 'ibuprofen')).toContain('nsaid-egfr-60')
    expect(rulesFor(screened(egfr(25)), 'ubrogepant')).toContain('ubrogepant-egfr-30')
  })

  it('46: the latest eGFR decides', () => {
    const at = (value: number, days: number) =>
      anObservation('62238-1', { value, unit: 'mL/min' }, { when: ago({ days }) })
    expect(fits({ observations: [at(20, 400), at(80, 3)] })).toEqual(all.toSorted())
    expect(fits({ observations: [at(80, 400), at(20, 3)] })).toEqual(without(...nsaids))
    const mistaken = anObservation('62238-1', { value: 9, unit: 'mL/min' }, { status: 'entered-in-error' })
    expect(fits({ observations: [mistaken] })).toEqual(all.toSorted())
  })

  it('47: dialysis leaves out NSAIDs and gepants', () => {
    expect(fits({ conditions: [aCondition(icd('Z99.2', 'Dependence on renal dialysis'))] })).toEqual(
      without(...nsaids, ...gepants),
    )
  })

  it('48: severe hepatic impairment leaves ubrogepant 50 mg alone', () => {
    const found = screened({ conditions: [aCondition(icd('K72.90', 'Hepatic failure, unspecified'))] })
    expect(fitting(found)).toEqual(['ubrogepant'])
    expect(found.offers[0]).toMatchObject({
      label: 'Ubrogepant 50 mg PO once (Weak for)',
      limit: { dose: { value: 100 } },
    })
  })

  it('48: hepatic impairment of unknown severity warns of every agent, and recommends none', () => {
    const found = screened({ conditions: [aCondition(sct('19943007', 'Cirrhosis of liver (disorder)'))] })
    expect(fitting(found).toSorted()).toEqual(without('sumatriptan-naproxen', 'zolmitriptan-nasal'))
    for (const id of fitting(found)) expect(rulesFor(found, id)).toContain('hepatic-impairment')
    expect(recommended(found)).toBeUndefined()
    expect(option(found, 'zolmitriptan-po').label).toBe('Zolmitriptan 1.25 mg PO once (Strong for)')
  })

  it('50: vomiting leaves the injection and the sprays, one per agent and route', () => {
    const found = screened({
      encounter: anEncounter({ reasons: [aReason(migraine), aReason(icd('R11.2', 'Nausea with vomiting'))] }),
    })
    expect(offered(found)).toEqual(['sumatriptan-sc', 'zolmitriptan-nasal', 'sumatriptan-nasal'])
    expect(recommended(found)).toBe('sumatriptan-sc')
    expect(found.sentences).toEqual(['Oral agents left out: oral route not usable: Nausea with vomiting (R11.2).'])
  })

  it('does not recommend what the guideline does not grade, also where it is alone', () => {
    const found = screened({ context: { nonOral: icd('R11.2') }, scope: { only: ['sumatriptan-nasal'] } })
    expect(offered(found)).toEqual(['sumatriptan-nasal'])
    expect(recommended(found)).toBeUndefined()
  })

  it('51: vomiting with a blood pressure of 190/118 leaves nothing', () => {
    const found = screened({
      context: { nonOral: icd('R11.2'), acuteSetting: true },
      observations: [aBloodPressure(190, 118)],
    })
    expect(found.offers).toEqual([])
    expect(found.sentences.join(' ')).toContain('systolic blood pressure 190; diastolic blood pressure 118')
  })

  it('51: blood pressure of another day does not count in emergency care, and counts for 90 days elsewhere', () => {
    const observations = [aBloodPressure(190, 118, { when: ago({ days: 3 }) })]
    expect(fits({ observations, context: { acuteSetting: true } })).toEqual(all.toSorted())
    expect(fits({ observations })).toEqual(without(...triptans))
    expect(fits({ observations: [aBloodPressure(190, 118, { when: ago({ days: 100 }) })] })).toEqual(all.toSorted())
  })

  it('51: 165/95 warns', () => {
    expect(rulesFor(screened({ observations: [aBloodPressure(165, 95)] }), 'sumatriptan-po')).toContain(
      'triptan-systolic-160',
    )
  })

  it('69: with triptans, NSAIDs, acetaminophen and gepants excluded nothing is offered and all reasons are told', () => {
    const found = screened({
      conditions: [
        aCondition(icd('I63.9', 'Cerebral infarction'), { onset: ago({ days: 30 }) }),
        aCondition(icd('K72.90', 'Hepatic failure')),
        aCondition(icd('N18.6', 'End stage renal disease')),
      ],
    })
    expect(found.offers).toEqual([])
    expect(found.options.every(({ remarks }) => remarks.some(({ effect }) => effect === 'excluded'))).toBe(true)
    expect(found.sentences.join(' ')).toMatch(/Triptans.*left out: .*I63\.9/)
    expect(found.sentences.join(' ')).toMatch(/gepants left out|Gepants left out|gepants/)
  })

  it.each(['resolved', 'remission', 'inactive'])('counts a problem that is %s for no current one', (clinicalStatus) => {
    const of = (code: string): readonly string[] =>
      fits({ conditions: [aCondition(icd(code), { clinicalStatus, onset: '2020-01-01', abated: '2020-06-01' })] })
    // Ulcer, bleeding, kidney, heart and liver failure, hypertension.
    for (const code of ['K25.4', 'D66', 'N18.5', 'N17.9', 'I50.9', 'K72.90', 'I16.9'])
      expect(of(code)).toEqual(without())
    // What a patient had ever.
    expect(of('I25.10')).toEqual(without(...triptans))
    expect(of('I61.9')).toEqual(without(...triptans, ...nsaids))
  })

  it.each([
    'Pulmonary hypertension',
    'Pulmonary arterial hypertension',
    'Venous hypertension of the leg',
    'Portal hypertension',
    'Intracranial hypertension',
    'Ocular hypertension',
  ])('takes %s for no hypertension', (name) => {
    const found = screened({ conditions: [aCondition(words(name))] })
    expect(rulesFor(found, 'sumatriptan-po')).not.toContain('triptan-hypertension')
    expect(rulesFor(found, 'rimegepant')).not.toContain('gepant-hypertension')
  })

  it('74: asthma with nasal polyps warns of NSAIDs; asthma alone does not', () => {
    const asthma = aCondition(icd('J45.909', 'Unspecified asthma'))
    const polyps = aCondition(icd('J33.9', 'Nasal polyp, unspecified'))
    expect(rulesFor(screened({ conditions: [asthma, polyps] }), 'ibuprofen')).toContain('nsaid-asthma-with-polyps')
    expect(rulesFor(screened({ conditions: [asthma] }), 'ibuprofen')).not.toContain('nsaid-asthma-with-polyps')
    expect(fits({ conditions: [asthma, polyps] })).toEqual(all.toSorted())
  })
})
