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
  cut,
  icd,
  intravenous,
  migraine,
  rx,
  sct,
  unread,
  words,
} from './builders.ts'
import { fitting, gepants, nsaids, offered, option, recommended, rulesFor, screened, triptans } from './screened.ts'

const all = [...new Set([...triptans, ...nsaids, 'acetaminophen', ...gepants])]
const without = (...left: readonly string[]): readonly string[] => all.filter((id) => !left.includes(id)).toSorted()
const fits = (given: Parameters<typeof screened>[0]): readonly string[] => fitting(screened(given)).toSorted()

const sumatriptan = rx('313161', 'sumatriptan 50 MG Oral Tablet')
const ibuprofen = rx('197805', 'ibuprofen 400 MG Oral Tablet')
const acetaminophen = rx('198440', 'acetaminophen 500 MG Oral Tablet')
const heartAttack = icd('I21.9', 'Acute myocardial infarction, unspecified')
const homeMed = { start: ago({ days: 90 }), category: 'community', ofThisEncounter: false } as const

describe('a patient with nothing on record', () => {
  it('is offered AAC first, then a triptan, then an NSAID, one of a class', () => {
    const found = screened()
    expect(found.offers.map(({ label }) => label)).toEqual([
      'Aspirin-acetaminophen-caffeine 2 tablets PO once (Strong for)',
      'Sumatriptan 50 mg PO once (Strong for)',
      'Ibuprofen 400 mg PO once (Weak for)',
    ])
    expect(recommended(found)).toBe('aac')
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
  })

  it('is told of a fitting agent that is not offered why it is not', () => {
    expect(option(screened(), 'frovatriptan').remarks).toEqual([
      { rule: 'rank', effect: 'not-ranked', because: 'others of its class or strength come first' },
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
      maxPerDay: { value: 15, unit: 'mg' },
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
    expect(found.offers[0]).toMatchObject({ label: 'Ubrogepant 50 mg PO once (Weak for)', maxPerDay: { value: 100 } })
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
})

describe('treatments of this attack', () => {
  it('a home prescription of a triptan is neither failure nor duplicate, and adds a sentence', () => {
    const found = screened({ medications: [aMedication(sumatriptan, homeMed)] })
    expect(offered(found)).toEqual(['aac', 'sumatriptan-po', 'ibuprofen'])
    expect(found.sentences).toEqual([
      'On the medication list: sumatriptan 50 MG Oral Tablet. Ask about doses of the last 24 hours.',
    ])
  })

  it('a prescription of the community without any date is one of home too', () => {
    expect(fits({ medications: [aMedication(sumatriptan, { category: 'community' })] })).toEqual(all.toSorted())
  })

  it.each([
    ['ordered in this encounter', aMedication(sumatriptan, { ofThisEncounter: true, start: ago({ days: 2 }) })],
    ['ordered 20 hours ago elsewhere', aMedication(sumatriptan, { ofThisEncounter: false, start: ago({ hours: 20 }) })],
    ['completed without any date', aMedication(sumatriptan, { status: 'completed' })],
    ['active without any date', aMedication(sumatriptan)],
    [
      'taken this morning by a statement',
      aMedication(sumatriptan, { kind: 'statement', status: 'completed', start: ago({ hours: 4 }) }),
    ],
  ])('a triptan %s leaves out triptans', (_, medication) => {
    expect(fits({ medications: [medication] })).toEqual(without(...triptans))
  })

  it.each([
    ['cancelled', aMedication(sumatriptan, { status: 'cancelled', ofThisEncounter: true })],
    ['entered in error', aMedication(sumatriptan, { status: 'entered-in-error', ofThisEncounter: true })],
    ['not to be given', aMedication(sumatriptan, { doNotPerform: true, ofThisEncounter: true })],
    ['not taken', aMedication(sumatriptan, { kind: 'statement', status: 'not-taken', start: ago({ hours: 4 }) })],
    ['only proposed', aMedication(sumatriptan, { intent: 'proposal', ofThisEncounter: true })],
    ['completed last year', aMedication(sumatriptan, { status: 'completed', start: ago({ days: 300 }) })],
  ])('a triptan that was %s does not', (_, medication) => {
    expect(fits({ medications: [medication] })).toEqual(all.toSorted())
  })

  it('an NSAID given 3 hours ago leaves out NSAIDs; given 7 hours ago here it has failed', () => {
    const at = (hours: number, ofThisEncounter: boolean) =>
      fits({ administrations: [aDose(ibuprofen, { start: ago({ hours }), ofThisEncounter })] })
    expect(at(3, false)).toEqual(without(...nsaids))
    expect(at(7, false)).toEqual(all.toSorted())
    // What did not help leaves the combination with a triptan.
    expect(at(7, true)).toEqual(without('ibuprofen', 'naproxen', 'aac'))
  })

  it('an injection fails after one hour, a tablet after two', () => {
    const sc = { route: sct('34206005', 'Subcutaneous route') }
    const at = (minutes: number, dosages: readonly (typeof sc)[]) =>
      rulesFor(
        screened({ administrations: [aDose(sumatriptan, { start: ago({ hours: minutes / 60 }), dosages })] }),
        'sumatriptan-po',
      )
    expect(at(70, [sc])).toContain('failed')
    expect(at(50, [sc])).not.toContain('failed')
    expect(at(70, [])).not.toContain('failed')
    expect(at(130, [])).toContain('failed')
  })

  it('ketamine that runs already is no concern of the alternatives', () => {
    const running = aMedication(rx('6130', 'ketamine'), { ofThisEncounter: true, dosages: [{ route: intravenous }] })
    expect(offered(screened({ medications: [running] }))).toEqual(offered(screened()))
    expect(screened({ medications: [running] }).unclassified).toEqual([])
  })

  it('low-dose aspirin warns of NSAIDs, a full dose leaves them out', () => {
    const aspirin = (mg: number) =>
      screened({
        medications: [
          aMedication(rx('1191', `aspirin ${mg} MG Oral Tablet`), {
            ...homeMed,
            dosages: [{ dose: { value: mg, unit: 'mg' }, perDay: 1 }],
          }),
        ],
      })
    expect(rulesFor(aspirin(81), 'ibuprofen')).toContain('nsaid-low-dose-aspirin')
    expect(fitting(aspirin(81)).toSorted()).toEqual(all.toSorted())
    expect(fitting(aspirin(325)).toSorted()).toEqual(without(...nsaids))
  })

  it('a scheduled NSAID leaves NSAIDs out, one taken as needed warns', () => {
    const use = (asNeeded: boolean) =>
      screened({ medications: [aMedication(rx('41493', 'meloxicam'), { ...homeMed, dosages: [{ asNeeded }] })] })
    expect(fitting(use(false)).toSorted()).toEqual(without(...nsaids))
    expect(rulesFor(use(true), 'ibuprofen')).toContain('nsaid-home-list')
  })

  it('a drafted interacting drug counts like one in use', () => {
    const orders = [anIvKetamineOrder(), anOrder(rx('190376', 'linezolid'), { key: 'MedicationRequest/l' })]
    expect(fits({ orders })).toEqual(without(...triptans))
  })
})

describe('doses that adjust', () => {
  it('keep the lower daily limit of two', () => {
    const found = screened({
      medications: [aMedication(rx('3443', 'diltiazem'))],
      observations: [anObservation('98979-8', { value: 20, unit: 'mL/min' })],
      scope: { only: ['ubrogepant'] },
    })
    expect(rulesFor(found, 'ubrogepant').toSorted()).toEqual(['ubrogepant-egfr-30', 'ubrogepant-moderate-inhibitor'])
    expect(found.offers[0]?.maxPerDay).toEqual({ value: 50, unit: 'mg' })
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

  it('limit zolmitriptan to 5 mg a day with cimetidine', () => {
    const found = screened({
      medications: [aMedication(rx('2541', 'cimetidine'))],
      scope: { only: ['zolmitriptan-po'] },
    })
    expect(found.offers[0]?.maxPerDay).toEqual({ value: 5, unit: 'mg' })
  })
})

describe('the order of resources', () => {
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
