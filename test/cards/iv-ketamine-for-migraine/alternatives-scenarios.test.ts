import {
  aBloodPressure,
  aCondition,
  aDose,
  ago,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  anOrder,
  aMedication,
  aReaction,
  aReason,
  icd,
  migraine,
  rx,
  sct,
} from './builders.ts'
import {
  all,
  fits,
  fitting,
  gepants,
  homeMed,
  nsaids,
  offered,
  option,
  recommended,
  rulesFor,
  screened,
  sumatriptan,
  triptans,
  without,
} from './screened.ts'

const acetaminophen = rx('198440', 'acetaminophen 500 MG Oral Tablet')
const heartAttack = icd('I21.9', 'Acute myocardial infarction, unspecified')

describe('scenarios', () => {
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

  it.each([
    ['active', aMedication(rx('8123', 'phenelzine')), false],
    [
      'stopped 10 days ago',
      aMedication(rx('8123', 'phenelzine'), { status: 'stopped', end: ago({ days: 10 }) }),
      false,
    ],
    ['stopped 20 days ago', aMedication(rx('8123', 'phenelzine'), { status: 'stopped', end: ago({ days: 20 }) }), true],
    [
      'stopped 13 days ago',
      aMedication(rx('8123', 'phenelzine'), { status: 'stopped', end: ago({ days: 13 }) }),
      false,
    ],
    ['stopped, nobody knows when', aMedication(rx('8123', 'phenelzine'), { status: 'stopped' }), false],
  ])('36: phenelzine %s', (_, medication, allowed) => {
    expect(fits({ medications: [medication] })).toEqual(allowed ? all.toSorted() : without(...triptans))
  })

  it('37: oral selegiline 5 mg keeps triptans with a warning; the patch and higher doses do not', () => {
    const oral = screened({
      medications: [
        aMedication(rx('859186', 'selegiline hydrochloride 5 MG Oral Capsule'), {
          dosages: [{ dose: { value: 5, unit: 'mg' }, perDay: 1 }],
        }),
      ],
    })
    expect(rulesFor(oral, 'sumatriptan-po')).toContain('triptan-maoi-b')
    expect(fitting(oral)).toContain('sumatriptan-po')
    const patch = aMedication(rx('903884', '24 HR selegiline 0.25 MG/HR Transdermal System'))
    expect(fits({ medications: [patch] })).toEqual(without(...triptans))
    const high = aMedication(rx('9639', 'selegiline'), { dosages: [{ dose: { value: 10, unit: 'mg' }, perDay: 2 }] })
    expect(fits({ medications: [high] })).toEqual(without(...triptans))
  })

  it('38: linezolid leaves out triptans, by policy', () => {
    const chart = { medications: [aMedication(rx('190376', 'linezolid'))] }
    expect(fits(chart)).toEqual(without(...triptans))
    expect(fits({ ...chart, policy: { rules: { 'triptan-linezolid-methylene-blue': 'off' } } })).toEqual(all.toSorted())
  })

  it('39: rizatriptan with propranolol is 5 mg, at most 15 mg in 24 hours', () => {
    const found = screened({
      medications: [aMedication(rx('8787', 'propranolol'))],
      scope: { only: ['rizatriptan'] },
    })
    expect(found.offers[0]).toMatchObject({
      label: 'Rizatriptan 5 mg PO once (Strong for)',
      drug: { code: '312840', display: 'rizatriptan 5 MG Oral Tablet' },
      dose: { value: 5, unit: 'mg' },
      limit: { dose: { value: 15, unit: 'mg' }, hours: 24 },
    })
    expect(found.sentences).toContain('Rizatriptan 5 mg, at most 15 mg in 24 hours: propranolol.')
  })

  it('40: clarithromycin ended 2 days ago leaves out eletriptan only, 4 days ago nothing', () => {
    const ended = (days: number) =>
      fits({ medications: [aMedication(rx('21212', 'clarithromycin'), { status: 'completed', end: ago({ days }) })] })
    expect(ended(2)).toEqual(without('eletriptan'))
    expect(ended(4)).toEqual(all.toSorted())
  })

  it('41: itraconazole leaves out eletriptan and both gepants', () => {
    expect(fits({ medications: [aMedication(rx('28031', 'itraconazole'))] })).toEqual(without('eletriptan', ...gepants))
  })

  it('42: sumatriptan given 5 hours ago leaves out every triptan', () => {
    const found = screened({ administrations: [aDose(sumatriptan, { start: ago({ hours: 5 }) })] })
    expect(fitting(found).toSorted()).toEqual(without(...triptans))
    expect(option(found, 'eletriptan').remarks[0]).toEqual({
      rule: 'triptan-24h',
      effect: 'excluded',
      because: 'sumatriptan 50 MG Oral Tablet given within 24 hours',
    })
  })

  it('42: so does dihydroergotamine', () => {
    const dose = aDose(rx('861672', '1 ML dihydroergotamine mesylate 1 MG/ML Injection'), { start: ago({ hours: 20 }) })
    expect(fits({ administrations: [dose] })).toEqual(without(...triptans))
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

  it('45: warfarin leaves out NSAIDs and AAC, and warns of acetaminophen', () => {
    const found = screened({ medications: [aMedication(rx('11289', 'warfarin'))] })
    expect(fitting(found).toSorted()).toEqual(without(...nsaids))
    expect(rulesFor(found, 'acetaminophen')).toContain('acetaminophen-warfarin')
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
    expect(option(found, 'zolmitriptan-po').dose).toBe('1.25 mg PO once')
  })

  it('49: 3.5 g of acetaminophen a day leaves out acetaminophen and AAC', () => {
    const use = (mg: number) =>
      aMedication(acetaminophen, { ...homeMed, dosages: [{ dose: { value: mg, unit: 'mg' }, perDay: 4 }] })
    expect(fits({ medications: [use(875)] })).toEqual(without('acetaminophen', 'aac'))
    const less = screened({ medications: [use(500)] })
    expect(fitting(less).toSorted()).toEqual(all.toSorted())
    expect(rulesFor(less, 'acetaminophen')).toContain('acetaminophen-on-list')
  })

  it('49: it counts combination products by the strength in their names', () => {
    const product = rx('1049621', 'oxycodone hydrochloride 5 MG / acetaminophen 325 MG Oral Tablet')
    const use = aMedication(product, { ...homeMed, dosages: [{ dose: { value: 2, unit: '{tablet}' }, perDay: 5 }] })
    expect(fits({ medications: [use] })).toEqual(without('acetaminophen', 'aac'))
    expect(fits({ medications: [use, use] })).toEqual(without('acetaminophen', 'aac'))
  })

  it('49: a lower limit holds for light and for very old patients', () => {
    const medications = [
      aMedication(acetaminophen, { ...homeMed, dosages: [{ dose: { value: 625, unit: 'mg' }, perDay: 4 }] }),
    ]
    expect(fits({ medications })).toContain('acetaminophen')
    expect(fits({ medications, patient: { birthDate: '1945-01-01' } })).not.toContain('acetaminophen')
    expect(
      fits({ medications, observations: [anObservation('29463-7', { value: 100, unit: '[lb_av]' })] }),
    ).not.toContain('acetaminophen')
    expect(fits({ medications, observations: [anObservation('29463-7', { value: 45, unit: 'kg' })] })).not.toContain(
      'acetaminophen',
    )
  })

  it('50: vomiting leaves the injection and the sprays, one per agent and route', () => {
    const found = screened({
      encounter: anEncounter({ reasons: [aReason(migraine), aReason(icd('R11.2', 'Nausea with vomiting'))] }),
    })
    expect(offered(found)).toEqual(['sumatriptan-sc', 'zolmitriptan-nasal', 'sumatriptan-nasal'])
    expect(recommended(found)).toBe('sumatriptan-sc')
    expect(found.sentences).toEqual(['Oral agents left out: oral route not usable.'])
  })

  it('51: vomiting with a blood pressure of 190/118 leaves nothing', () => {
    const found = screened({ context: { nonOral: true, acuteSetting: true }, observations: [aBloodPressure(190, 118)] })
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

  it('52: sumatriptan drafted in the same session leaves out triptans, under review or not', () => {
    for (const underReview of [true, false]) {
      const found = screened({
        orders: [anIvKetamineOrder(), anOrder(sumatriptan, { key: 'MedicationRequest/s', underReview })],
      })
      expect(fitting(found).toSorted()).toEqual(without(...triptans))
      expect(option(found, 'rizatriptan').remarks[0]?.because).toBe(
        'sumatriptan 50 MG Oral Tablet drafted in this session',
      )
    }
  })

  it('57: with NSAID and ergot given, a refractory inpatient is offered only classes not yet tried', () => {
    const found = screened({
      scope: { untriedClassesOnly: true },
      encounter: anEncounter({ class: 'IMP' }),
      administrations: [
        aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 9 }) }),
        aDose(rx('35827', 'ketorolac'), { start: ago({ hours: 9 }) }),
        aDose(rx('3418', 'dihydroergotamine'), { start: ago({ hours: 8 }) }),
      ],
    })
    expect(fitting(found).toSorted()).toEqual(['acetaminophen', ...gepants].toSorted())
  })

  it('57: a class on the medication list counts as tried', () => {
    const found = screened({
      scope: { untriedClassesOnly: true },
      medications: [
        aMedication(acetaminophen, homeMed),
        aMedication(rx('2282307', 'rimegepant'), { ...homeMed, status: 'completed', end: ago({ days: 60 }) }),
      ],
    })
    expect(fitting(found).toSorted()).toEqual(without('acetaminophen', 'aac', ...gepants))
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

  it('73: diltiazem notes that a gepant is taken once', () => {
    const found = screened({
      medications: [aMedication(rx('3443', 'diltiazem'))],
      scope: { only: ['rimegepant', 'ubrogepant'] },
    })
    expect(found.offers[0]?.sig).toContain('No second dose within 48 hours')
    expect(option(found, 'ubrogepant').remarks[0]?.effect).toBe('adjusted')
    expect(found.sentences).toContain('Rimegepant: no second dose within 48 hours: diltiazem.')
  })

  it('74: asthma with nasal polyps warns of NSAIDs; asthma alone does not', () => {
    const asthma = aCondition(icd('J45.909', 'Unspecified asthma'))
    const polyps = aCondition(icd('J33.9', 'Nasal polyp, unspecified'))
    expect(rulesFor(screened({ conditions: [asthma, polyps] }), 'ibuprofen')).toContain('nsaid-asthma-with-polyps')
    expect(rulesFor(screened({ conditions: [asthma] }), 'ibuprofen')).not.toContain('nsaid-asthma-with-polyps')
    expect(fits({ conditions: [asthma, polyps] })).toEqual(all.toSorted())
  })

  it('28b: medication overuse drops the class that is in use', () => {
    const found = screened({
      context: { overuse: true },
      medications: [aMedication(sumatriptan, homeMed)],
    })
    expect(fitting(found).toSorted()).toEqual(without(...triptans))
  })

  it('28b: medication overuse drops the class that the diagnosis names', () => {
    const concept = icd('G44.40', 'Medication overuse headache due to acetaminophen')
    expect(fits({ conditions: [aCondition(concept)], medications: [aMedication(sumatriptan, homeMed)] })).toEqual(
      without('acetaminophen', 'aac'),
    )
  })

  it('28b: medication overuse of a class that nobody knows warns of triptans and AAC', () => {
    const found = screened({ context: { overuse: true } })
    expect(recommended(found)).toBe('ibuprofen')
    expect(rulesFor(found, 'aac')).toContain('overuse')
  })
})
