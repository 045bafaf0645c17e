import type { Dosage } from '../../../cards/facts.ts'
import {
  aCondition,
  aDose,
  aDrug,
  ago,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  anOrder,
  aMedication,
  aReason,
  icd,
  migraine,
  rx,
  words,
} from './builders.ts'
import {
  all,
  fits,
  fitting,
  gepants,
  homeMed,
  nsaids,
  option,
  recommended,
  rulesFor,
  screened,
  sumatriptan,
  triptans,
  without,
} from './screened.ts'

const overuse = icd('G44.40')
const acetaminophen = rx('198440', 'acetaminophen 500 MG Oral Tablet')

describe('what the patient takes, was given or has tried', () => {
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

  it.each(['not-taken', 'cancelled', 'not-done'])('36: phenelzine that was never taken (%s) ends nothing', (status) => {
    const refused = { status, end: ago({ days: 2 }), statusReason: [words('patient declined')] }
    expect(fits({ medications: [aMedication(rx('8123', 'phenelzine'), refused)] })).toEqual(all.toSorted())
  })

  it('37: selegiline is a patch by the form of its product too, and another patch is no selegiline', () => {
    const patch = aDrug(words('selegiline'), { form: words('Transdermal patch') })
    expect(fits({ medications: [aMedication(patch, homeMed)] })).toEqual(without(...triptans))
    const capsule = aDrug(words('selegiline'), { form: words('Oral capsule') })
    expect(fits({ medications: [aMedication(capsule, homeMed)] })).toEqual(all.toSorted())
    expect(fits({ medications: [aMedication(words('nicotine 21 MG/24HR transdermal patch'), homeMed)] })).toEqual(
      all.toSorted(),
    )
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

  it('45: warfarin leaves out NSAIDs and AAC, and warns of acetaminophen', () => {
    const found = screened({ medications: [aMedication(rx('11289', 'warfarin'))] })
    expect(fitting(found).toSorted()).toEqual(without(...nsaids))
    expect(rulesFor(found, 'acetaminophen')).toContain('acetaminophen-warfarin')
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

  it('49: it adds up the doses given in the last 24 hours, whatever tells how much each was', () => {
    const given = (doses: number, dosage?: Dosage, lastHours = 23) =>
      rulesFor(
        screened({
          administrations: Array.from({ length: doses }, (_, n) =>
            aDose(acetaminophen, {
              start: ago({ hours: n === 0 ? lastHours : 7 + n }),
              ofThisEncounter: false,
              ...(dosage === undefined ? {} : { dosages: [dosage] }),
            }),
          ),
        }),
        'acetaminophen',
      ).includes('acetaminophen-daily-maximum')
    const gram: Dosage = { dose: { value: 1000, unit: 'mg' } }
    expect([given(4, gram), given(3, gram), given(4, gram, 25)]).toEqual([true, false, false])
    expect([given(4, { dose: { value: 1, unit: 'g' } }), given(3, { dose: { value: 1, unit: 'g' } })]).toEqual([
      true,
      false,
    ])
    expect([given(4, { text: '2 tablets' }), given(3, { text: '2 tablets' })]).toEqual([true, false])
    // Without a dose each counts as one tablet of 500 mg.
    expect([given(7), given(6)]).toEqual([true, false])
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

  it('73: diltiazem notes that a gepant is taken once', () => {
    const found = screened({
      medications: [aMedication(rx('3443', 'diltiazem'))],
      scope: { only: ['rimegepant', 'ubrogepant'] },
    })
    expect(found.offers[0]?.sig).toContain('No second dose within 48 hours')
    expect(option(found, 'ubrogepant').remarks[0]?.effect).toBe('adjusted')
    expect(found.sentences).toContain('Rimegepant: no second dose within 48 hours: diltiazem.')
  })

  it('28b: medication overuse drops the class that is in use', () => {
    const found = screened({
      context: { overuse },
      medications: [aMedication(sumatriptan, homeMed)],
    })
    expect(fitting(found).toSorted()).toEqual(without(...triptans))
    // L26: a gepant or a simple analgesic comes before another combination.
    expect(rulesFor(found, 'aac')).toContain('overuse')
    expect(recommended(found)).toBe('ibuprofen')
  })

  it('28b: medication overuse drops the class that the diagnosis names', () => {
    const concept = icd('G44.40', 'Medication overuse headache due to acetaminophen')
    expect(fits({ conditions: [aCondition(concept)], medications: [aMedication(sumatriptan, homeMed)] })).toEqual(
      without('acetaminophen', 'aac'),
    )
  })

  it.each<[string, readonly string[]]>([
    ['sumatriptan', triptans],
    ['triptans', triptans],
    ['ibuprofen', nsaids],
    ['NSAIDs', nsaids],
    ['aspirin/acetaminophen/caffeine', [...nsaids, 'acetaminophen']],
  ])('28b: so it does of %s', (name, out) => {
    const concept = icd('G44.40', `Medication overuse headache due to ${name}`)
    expect(fits({ conditions: [aCondition(concept)] })).toEqual(without(...out))
    expect(fits({ orders: [anIvKetamineOrder({ reasons: [aReason(migraine), aReason(concept)] })] })).toEqual(
      without(...out),
    )
  })

  it.each<[string, readonly string[]]>([
    ['butalbital 50 mg / acetaminophen 325 mg / caffeine 40 mg tablet', ['aac']],
    ['butalbital 50 mg / acetaminophen 325 mg tablet', ['aac']],
    ['ibuprofen 125 mg / acetaminophen 250 mg tablet', ['aac']],
    ['acetaminophen 500 mg / caffeine 65 mg tablet', ['aac']],
    ['aspirin 400 mg / caffeine 32 mg tablet', ['aac']],
    ['acetaminophen 325 mg tablet', ['acetaminophen', 'aac']],
    ['naproxen 500 mg tablet', nsaids],
    ['ergotamine 1 mg / caffeine 100 mg tablet', []],
  ])('28b: of a class that the diagnosis does not name, what is in use is the overused one: %s', (name, out) => {
    const found = screened({
      conditions: [aCondition(icd('G44.40'))],
      medications: [aMedication(words(name), { ...homeMed, dosages: [{ asNeeded: true }] })],
    })
    const dropped = all.filter((id) => rulesFor(found, id).includes('overused-class'))
    expect(dropped.toSorted()).toEqual([...out].toSorted())
  })

  it('28b: what is no longer taken is not what is overused', () => {
    const medications = [aMedication(sumatriptan, { ...homeMed, status: 'stopped', end: ago({ days: 60 }) })]
    const found = screened({ context: { overuse }, medications })
    expect(all.filter((id) => rulesFor(found, id).includes('overused-class'))).toEqual([])
  })

  it('28b: caffeine that is overused leaves out the combination that holds it', () => {
    const conditions = [aCondition(icd('G44.40', 'Medication overuse headache due to caffeine'))]
    const found = screened({ context: { overuse }, conditions })
    expect(all.filter((id) => rulesFor(found, id).includes('overused-class'))).toEqual(['aac'])
  })

  it('28b: no other problem names the overused class', () => {
    const found = screened({
      conditions: [
        aCondition(icd('G44.40')),
        aCondition(words('NSAID gastritis')),
        aCondition(words('ibuprofen rash')),
      ],
      medications: [aMedication(sumatriptan, homeMed)],
    })
    const dropped = all.filter((id) => rulesFor(found, id).includes('overused-class'))
    expect(dropped.toSorted()).toEqual(triptans.toSorted())
  })

  it('28b: medication overuse of a class that nobody knows warns of triptans and AAC', () => {
    const found = screened({ context: { overuse } })
    expect(recommended(found)).toBe('ibuprofen')
    expect(rulesFor(found, 'aac')).toContain('overuse')
  })
})
