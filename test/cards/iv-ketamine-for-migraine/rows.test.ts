import type { Facts, Need, Order } from '../../../cards/guidance.ts'
import {
  aBloodPressure,
  aCondition,
  aDrug,
  aMedication,
  aReason,
  anAllergy,
  anEncounter,
  anObservation,
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
      'Vomiting on record',
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

  it('is silent at order-select when the order names migraine and sedation', () => {
    expect(() =>
      spoken(
        ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] }, { hook: 'order-select' }),
      ),
    ).toThrow('procedural-reason-too')
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
    expect(
      spoken(ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] })).card.suggestions,
    ).toEqual([])
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
    ['patient', 'Birth date not available; this is an adult guideline, so no order is offered.'],
  ])('says what could not be read, and nothing of the rest: %s', (need, sentence) => {
    const said = (given: Facts): readonly string[] => {
      const { detail } = spoken(given).card
      return detail.split('\n').filter((line) => /not available/.test(line))
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
    expect(spoken(using('drug a1', 'drug b2', 'drug c3', 'drug d4')).card.detail).toContain(
      'recommended: "drug a1", "drug b2", "drug c3".',
    )
  })
  it('asks to consider an option where there is one, and for a reason where there is none', () => {
    const one = spoken(ordered({}, { ...woman(), ...onTheList(icd('Z3A.28')) })).card
    expect(one.suggestions.filter(({ prescribe }) => prescribe !== undefined)).toHaveLength(1)
    expect(one.detail).toContain('Consider an option below, or keep the order and say why.')
    const none = spoken(ordered({}, { conditions: unread() })).card
    expect(none.detail).toContain('Keep the order only with a reason.')
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

describe('the words', () => {
  const everyCard: readonly [string, Facts][] = [
    ['row 1', ordered()],
    ['row 1n', ordered({}, { encounter: read(anEncounter({ reasons: [aReason(icd('R11.10'))] })) })],
    ['row 1m', ordered({}, onTheList(icd('G44.40')))],
    ['row 2', ordered({ reasons: [] }, { encounter: read(anEncounter({ reasons: [aReason(migraine)] })) })],
    ['row 3', ordered({ reasons: [] }, onTheList(migraine))],
    ['row 4', ordered(reason(icd('G43.901')), { encounter: read(anEncounter({ class: 'IMP' })) })],
    ['row 5', ordered(noRoute)],
    ['row 6', ordered({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] })],
    ['row 7', ordered({}, { ...woman(), ...onTheList(icd('Z3A.28')) })],
    ['row 9', ordered({}, { encounter: read(anEncounter({ reasons: [aReason(icd('I60.9'))] })) })],
    ['row 1 with coronary disease', ordered({}, onTheList(icd('I25.10', 'Coronary artery disease')))],
  ]
  it.each(everyCard)(
    '%s: the summary is under 140 characters and the detail is about 220 words at most',
    (_, given) => {
      const { card } = spoken(given)
      expect(card.summary.length).toBeLessThan(140)
      expect(card.detail.split(/\s+/).length).toBeLessThanOrEqual(260)
    },
  )
  it.each(everyCard)('%s: no forbidden word, no HTML', (_, given) => {
    const { card } = spoken(given)
    expect(`${card.summary} ${card.detail}`).not.toMatch(/contraindicated|not allowed|ineffective|\bmust\b/i)
    expect(card.detail).not.toMatch(/<[a-z]/i)
  })
  it.each(everyCard)(
    '%s: the evidence with its numbers, and the sequence, where one holds, with its own source',
    (row, given) => {
      const { detail } = spoken(given).card
      for (const said of [
        'n = 34',
        'n = 54',
        '6/6',
        '55/77 = 71.4 %',
        'level U',
        'Decision support; clinical judgement applies.',
      ])
        expect(detail).toContain(said)
      const sequence = detail.split('\n\n').find((paragraph) => paragraph.includes('AAFP/ACP-ASIM 2002'))
      // NSAIDs and ergots are none for a pregnancy or a hemorrhage.
      expect(sequence === undefined).toBe(row === 'row 7' || row === 'row 9')
      expect(sequence ?? '').not.toContain('VA/DoD')
    },
  )
  it('escapes text that came from the chart', () => {
    const { detail } = spoken(
      ordered(reason(words('migraine <iframe srcdoc="x"></iframe> [x](javascript:alert(1)) **bold**'))),
    ).card
    expect(detail).not.toContain('<iframe')
    expect(detail).not.toMatch(/\]\(javascript:/)
    expect(detail).not.toContain('**bold**')
  })
  it('says of content past its review date that it is due', () => {
    expect(spoken(ordered({}, { now: '2031-01-01T00:00:00Z' })).card.detail).toContain('due for review')
    expect(spoken(ordered()).card.detail).not.toContain('due for review')
  })
  it('offers every override reason, the likeliest first', () => {
    const first = (given: Facts): string | undefined => spoken(given).card.overrideReasons[0]?.code
    expect(spoken(ordered()).card.overrideReasons).toHaveLength(9)
    expect(first(ordered())).toBe('refractory-specialist')
    expect(first(ordered({ reasons: [] }, onTheList(migraine)))).toBe('other-indication')
    expect(first(ordered(noRoute))).toBe('other-route')
  })
  it('links the synopsis and three studies, each once', () => {
    const urls = spoken(ordered()).card.links.map(({ url }) => url)
    expect(urls).toHaveLength(4)
    expect(new Set(urls).size).toBe(4)
    for (const url of urls) expect(url).toMatch(/^https:\/\/doi\.org\/10\./)
  })
  it('tells the facts that mattered, those that left an alternative out among them, each once', () => {
    const told = spoken(ordered({}, onTheList(icd('I25.10', 'Coronary artery disease')))).mattered
    expect(told).toContain('Alternatives: Coronary artery disease, I25.10')
    expect(new Set(told).size).toBe(told.length)
  })
  it('tells which code it rests on, and which data were missing', () => {
    const decision = spoken(ordered({}, { allergies: unread() }))
    expect(decision.evidence).toEqual([{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43.909' }])
    expect(decision.missing).toEqual(['allergies'])
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
