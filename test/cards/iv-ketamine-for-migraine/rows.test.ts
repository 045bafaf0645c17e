import type { Concept, Facts, Need, Order } from '../../../cards/facts.ts'
import {
  aBloodPressure,
  aCondition,
  aDrug,
  aMedication,
  aReason,
  anAllergy,
  anEncounter,
  anObservation,
  cut,
  icd,
  intravenous,
  ketamine,
  migraine,
  now,
  read,
  sct,
  unread,
  words,
} from './builders.ts'
import { defaults, offered, onTheList, ordered, reason, spoken, woman } from './decisions.ts'

const noRoute: Partial<Order> = { drug: aDrug(ketamine), dosages: [] }

describe('the row and its indicator', () => {
  it.each<[string, Facts, string, string, string]>([
    ['IV, reason on the order', ordered(), '1', 'warning', 'Consider a recommended alternative.'],
    [
      'IV, reason on the order, at order-select',
      ordered({}, { hook: 'order-select' }),
      '1',
      'warning',
      'Consider a recommended alternative.',
    ],
    [
      'IV, order reason, vomiting in the encounter',
      ordered(
        {},
        {
          encounter: read(
            anEncounter({ reasons: [aReason(migraine), aReason(icd('R11.10', 'Vomiting, unspecified'))] }),
          ),
        },
      ),
      '1n',
      'warning',
      'Vomiting on record',
    ],
    [
      'IV, order reason, nothing by mouth ordered',
      ordered({}, { procedures: [{ concept: words('NPO except meds'), reasons: [] }] }),
      '1n',
      'warning',
      'Oral route not usable',
    ],
    [
      'IV, order reason, vomiting observed today',
      ordered(
        {},
        { observations: read(anObservation('11111-1', undefined, { concept: sct('422400008', 'Vomiting') })) },
      ),
      '1n',
      'warning',
      'Vomiting on record',
    ],
    [
      'IV, order reason, coded medication overuse',
      ordered({}, onTheList(icd('G44.40'))),
      '1m',
      'warning',
      'medication overuse on record',
    ],
    [
      'IV, encounter reason',
      ordered({ reasons: [] }, { encounter: read(anEncounter({ reasons: [aReason(migraine)] })) }),
      '2',
      'warning',
      'a migraine encounter',
    ],
    [
      'IV, problem list only',
      ordered({ reasons: [] }, onTheList(migraine)),
      '3',
      'info',
      'If this IV ketamine is for migraine',
    ],
    [
      'status migrainosus in a neurology inpatient',
      ordered(reason(icd('G43.901')), { encounter: read(anEncounter({ class: 'IMP' })) }),
      '4',
      'info',
      'Refractory migraine',
    ],
    [
      'chronic intractable migraine, neurology requester',
      ordered({ ...reason(icd('G43.719')), requesterSpecialty: words('Neurology') }),
      '4',
      'info',
      'Refractory migraine',
    ],
    ['no route, order reason, at order-sign', ordered(noRoute), '5', 'warning', 'route not stated'],
    [
      'no route, order reason, at order-select',
      ordered(noRoute, { hook: 'order-select' }),
      '5',
      'info',
      'route not stated',
    ],
    [
      'migraine and sedation on one order, at order-sign',
      ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] }),
      '6',
      'info',
      'If this IV ketamine is for migraine',
    ],
    ['pregnant', ordered({}, { ...woman(), ...onTheList(icd('Z33.1')) }), '7', 'warning', 'Pregnant'],
    [
      'ketamine allergy',
      ordered({}, { allergies: read(anAllergy(ketamine, { type: 'allergy' })) }),
      '8',
      'critical',
      'a label contraindication is on record',
    ],
    [
      'ketamine allergy, problem list only',
      ordered({ reasons: [] }, { ...onTheList(migraine), allergies: read(anAllergy(ketamine, { type: 'allergy' })) }),
      '8',
      'critical',
      'a label contraindication',
    ],
    [
      'subarachnoid haemorrhage in the encounter',
      ordered(
        {},
        { encounter: read(anEncounter({ reasons: [aReason(icd('I60.9', 'Nontraumatic subarachnoid hemorrhage'))] })) },
      ),
      '9',
      'info',
      'If this IV ketamine is for migraine',
    ],
  ])('%s', (_, given, row, indicator, summary) => {
    const decision = spoken(given)
    expect(decision.row).toBe(row)
    expect(decision.card.indicator).toBe(indicator)
    expect(decision.card.summary).toContain(summary)
  })

  it.each(['314271007', '50697003', '112798008'])('tells a procedure beside migraine by its code alone: %s', (code) => {
    const both = { reasons: [aReason(migraine), aReason(sct(code))] }
    expect(spoken(ordered(both)).row).toBe('6')
    expect(() => spoken(ordered(both, { hook: 'order-select' }))).toThrow('procedural-reason-too')
  })

  it.each([
    'migraine s/p lumbar puncture',
    'migraine after dental procedure',
    'migraine, failed nerve block procedure',
    'migraine; sedation precautions',
    'migraine, reaction to anesthesia',
  ])('is for migraine alone: %s', (said) => {
    expect(spoken(ordered({ reasons: [aReason(words(said))] }, { hook: 'order-select' })).row).toBe('1')
  })
  it.each(['migraine, ketamine prior to procedure', 'migraine; sedation after failed closed reduction'])(
    'also names a procedure: %s',
    (said) => {
      expect(() => spoken(ordered({ reasons: [aReason(words(said))] }, { hook: 'order-select' }))).toThrow(
        'procedural-reason-too',
      )
    },
  )
  it('is silent at order-select when the order names migraine and sedation', () => {
    expect(() =>
      spoken(
        ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] }, { hook: 'order-select' }),
      ),
    ).toThrow('procedural-reason-too')
  })

  it('orders nothing by click where the problem list is cut short, also when what was read of it means nothing here', () => {
    const given = ordered({}, { conditions: cut(aCondition(icd('L70.0', 'Acne vulgaris'))) })
    expect(offered(given)).toEqual([])
    expect(spoken(given).card.detail).toContain('Problem list not available or incomplete')
  })

  it('puts hypersensitivity before a red flag, a red flag before pregnancy, pregnancy before refractory migraine', () => {
    const redFlag = { encounter: read(anEncounter({ class: 'IMP', reasons: [aReason(icd('I60.9'))] })) }
    const pregnant = { ...woman(), ...onTheList(icd('Z33.1')) }
    const status = reason(icd('G43.901'))
    expect(
      spoken(ordered(status, { ...redFlag, ...pregnant, allergies: read(anAllergy(ketamine, { type: 'allergy' })) }))
        .row,
    ).toBe('8')
    expect(spoken(ordered(status, { ...redFlag, ...pregnant })).row).toBe('9')
    expect(spoken(ordered(status, { ...pregnant, encounter: read(anEncounter({ class: 'IMP' })) })).row).toBe('7')
  })

  it('is that of the problem list, whatever else is on record, where migraine is named nowhere else', () => {
    const chart = (concept: Concept, more: Partial<Facts> = {}): Facts =>
      ordered({ reasons: [] }, { ...onTheList(migraine, concept), ...more })
    const hemorrhage = read(
      aCondition(migraine),
      aCondition(icd('I60.9', 'Nontraumatic subarachnoid hemorrhage'), { ofThisEncounter: true }),
    )
    const redFlag = ordered({ reasons: [] }, { conditions: hemorrhage })
    const pregnant = chart(icd('Z33.1'), woman())
    const refractory = chart(icd('G43.901'), { encounter: read(anEncounter({ class: 'IMP' })) })
    for (const given of [redFlag, pregnant, refractory]) {
      const { row, card } = spoken(given)
      expect([row, card.indicator]).toEqual(['3', 'info'])
    }
    expect(offered(redFlag)).toEqual([])
    expect(offered(pregnant)).toEqual(['acetaminophen'])
    expect(offered(refractory).length).toBeGreaterThan(1)
  })

  it('is never critical because of the guideline alone', () => {
    const hazard = { ...onTheList(icd('I71.20', 'Thoracic aortic aneurysm')) }
    const { row, card } = spoken(ordered({}, hazard))
    expect(row).toBe('1')
    expect(card.indicator).toBe('warning')
    expect(card.detail).toContain('rise in blood pressure would be a serious hazard')
  })
})

describe('a rise in blood pressure that would be hazardous', () => {
  it.each<[string, string]>([
    ['an aneurysm', 'I67.1'],
    ['a dissection', 'I71.00'],
    ['a hypertensive crisis', 'I16.9'],
    ['hypertensive encephalopathy', 'I67.4'],
    ['a stroke', 'I63.9'],
    ['a transient ischaemic attack', 'G45.9'],
  ])('adds one sentence, and leaves triptans out: %s', (_, code) => {
    const given = ordered({}, onTheList(icd(code, 'The problem')))
    const { row, card, options } = spoken(given)
    expect([row, card.indicator]).toEqual(['1', 'warning'])
    expect(card.detail).toContain(`would be a serious hazard (The problem, ${code}).`)
    const spared = options.filter(({ alternative, remarks }) => {
      return /triptan/.test(alternative) && !remarks.some(({ rule }) => rule === 'triptan-pressure-hazard')
    })
    expect(spared.map(({ alternative }) => alternative)).toEqual([])
  })
  it('is none of a problem that is over, or of plain hypertension', () => {
    const over = { conditions: read(aCondition(icd('I16.9'), { clinicalStatus: 'resolved' })) }
    for (const more of [over, onTheList(icd('I10'))])
      expect(spoken(ordered({}, more)).card.detail).not.toContain('serious hazard')
  })
})

describe('what a row offers', () => {
  it('offers nothing to order, and removal, beside a red flag', () => {
    const { card } = spoken(
      ordered({}, { encounter: read(anEncounter({ reasons: [aReason(icd('G00.9', 'Bacterial meningitis'))] })) }),
    )
    expect(card.suggestions.map(({ label }) => label)).toEqual(['Remove the ketamine order'])
    expect(card.detail).toContain('Treat the secondary cause first')
  })
  it('offers nothing, not even removal, where the order also names a procedure', () => {
    const { card, options } = spoken(
      ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] }, onTheList(icd('I25.10'))),
    )
    expect(card.suggestions).toEqual([])
    expect(options).toEqual([])
    expect(card.detail).not.toContain('left out')
  })
  it('offers of a refractory migraine in a specialised setting only classes not yet tried', () => {
    const homeNsaid = { medications: read(aMedication(words('naproxen 500 mg tablet'), { category: 'community' })) }
    const withOne = (given: Partial<Order>): Facts =>
      ordered(given, { encounter: read(anEncounter({ class: 'IMP' })), ...homeNsaid })
    expect(spoken(withOne(reason(icd('G43.901')))).row).toBe('4')
    const tried = (given: Facts): readonly string[] =>
      spoken(given).options.flatMap(({ alternative, remarks }) =>
        remarks.some(({ rule }) => rule === 'tried-before') ? [alternative] : [],
      )
    expect(tried(withOne(reason(icd('G43.901'))))).toContain('ibuprofen')
    expect(tried(withOne({}))).toEqual([])
  })
  it('offers nothing to order beside a red flag in any row', () => {
    const redFlag = { encounter: read(anEncounter({ reasons: [aReason(icd('I63.9', 'Cerebral infarction'))] })) }
    expect(offered(ordered(noRoute, redFlag))).toEqual([])
  })
  it('offers nothing to order when the problem list could not be read', () => {
    const { card } = spoken(ordered({}, { conditions: unread() }))
    expect(card.suggestions.every(({ prescribe }) => prescribe === undefined)).toBe(true)
    expect(card.detail).toContain('Problem list not available')
  })
  it.each<[Need, string]>([
    ['conditions', 'Problem list not available or incomplete: nothing is offered by click.'],
    ['medications', 'Medication list not available or incomplete: triptans and gepants are not offered.'],
    ['encounter', 'Encounter not available: vomiting and setting are not known.'],
    ['administrations', 'Doses given today not available: check before signing.'],
    ['allergies', 'Allergy list not available: check before signing.'],
    ['observations', 'Laboratory values and blood pressure not available: check before signing.'],
    ['patient', 'Age not known; this is an adult guideline, so no order is offered.'],
  ])('says what could not be read, and nothing of the rest: %s', (need, sentence) => {
    const said = (given: Facts): readonly string[] => {
      const { detail } = spoken(given).card
      return detail.split('\n').filter((line) => /not available|Age not known/.test(line))
    }
    expect(said(ordered({}, { [need]: unread() }))).toEqual([`- ${sentence}`])
    expect(spoken(ordered({}, { [need]: unread() })).card.detail).not.toContain('left out')
    expect(spoken(ordered({}, { [need]: unread() })).missing).toEqual([need])
    expect(said(ordered())).toEqual([])
  })
  it('names a medication that it does not know, and recommends nothing', () => {
    const using = (...names: readonly string[]): Facts =>
      ordered({}, { medications: read(...names.map((name) => aMedication(words(name)))) })
    const { card } = spoken(using('study drug <7>'))
    expect(card.detail).toContain('Not recognised, so nothing is recommended: "study drug')
    expect(card.detail).not.toContain('<7>')
    expect(card.suggestions.filter(({ recommended }) => recommended)).toEqual([])
    expect(card.suggestions.length).toBeGreaterThan(1)
    expect(spoken(using('sertraline 50 mg')).card.detail).not.toContain('Not recognised')
    expect(spoken(using('drug a1', 'drug b2', 'drug c3')).card.detail).toContain('"drug c3".')
    expect(spoken(using('drug a1', 'drug b2', 'drug c3', 'drug d4')).card.detail).toContain(
      'recommended: "drug a1", "drug b2", "drug c3" and 1 more.',
    )
  })
  it('asks to consider an option where there is one, and for a reason where there is none', () => {
    const one = spoken(ordered({}, { ...woman(), ...onTheList(icd('Z3A.28')) })).card
    expect(one.suggestions.filter(({ prescribe }) => prescribe !== undefined)).toHaveLength(1)
    expect(one.detail).toContain('Consider an option below, or keep the order and say why.')
    const none = spoken(ordered({}, { conditions: unread() })).card
    expect(none.detail).toContain('Keep the order only with a reason.')
  })
  it('orders with the most that the label allows', () => {
    const { card } = spoken(ordered())
    expect(card.suggestions.map(({ prescribe }) => prescribe?.prescription.limit)).toEqual([
      { dose: { value: 2, unit: '{tablet}' }, hours: 24 },
      { dose: { value: 200, unit: 'mg' }, hours: 24 },
      { dose: { value: 1200, unit: 'mg' }, hours: 24 },
      undefined,
    ])
  })
  it('recommends nothing when the allergies could not be read', () => {
    const { card } = spoken(ordered({}, { allergies: unread() }))
    expect(card.suggestions.some(({ recommended }) => recommended)).toBe(false)
    expect(card.detail).toContain('Allergy list not available: check before signing')
  })
  it('keeps the warning when vomiting leaves no non-oral option', () => {
    const given = ordered(
      {},
      {
        encounter: read(anEncounter({ reasons: [aReason(migraine), aReason(icd('R11.10'))] })),
        observations: read(aBloodPressure(190, 118)),
      },
    )
    const { row, card } = spoken(given)
    expect(row).toBe('1')
    expect(offered(given)).toEqual([])
    expect(card.detail).toContain('prochlorperazine')
  })
})

describe('order and repetition', () => {
  it('never change the decision', () => {
    const chart = [
      aCondition(icd('I25.10', 'Coronary artery disease')),
      aCondition(icd('Z3A.28')),
      aCondition(icd('I71.20')),
      aCondition(migraine),
    ]
    const given = ordered({ dosages: [{ route: intravenous }] }, { conditions: read(...chart), now })
    const shuffled = ordered(
      { dosages: [{ route: intravenous }] },
      { conditions: read(...chart.toReversed(), ...chart), now },
    )
    expect(spoken(shuffled, defaults)).toEqual(spoken(given, defaults))
  })
})
