import type { Facts, Patient } from '../../../cards/facts.ts'
import { ivKetamineForMigraine } from '../../../cards/iv-ketamine-for-migraine/index.ts'
import {
  aCondition,
  ago,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  aReason,
  facts,
  icd,
  ketamine,
  loincCode,
  migraine,
  read,
  words,
} from './builders.ts'
import { onTheList, spoken } from './decisions.ts'

/** Word for word what was signed off. */

const bare = anIvKetamineOrder({ reasons: [] })
const at = (...codes: readonly string[]): Partial<Facts> => ({
  encounter: read(anEncounter({ class: 'IMP', reasons: codes.map((code) => aReason(icd(code))) })),
})

it.each<[string, string, Facts]>([
  [
    '1',
    'VA/DoD 2023 suggests against IV ketamine for short-term migraine treatment (weak against). Consider a recommended alternative.',
    facts(),
  ],
  [
    '1n',
    'VA/DoD 2023 suggests against IV ketamine for migraine (weak against). Vomiting on record: non-oral options listed.',
    facts(at('R11.10')),
  ],
  [
    '1m',
    'VA/DoD 2023 suggests against IV ketamine for migraine (weak against); medication overuse on record: review acute-medicine days.',
    facts(onTheList(icd('G44.40'))),
  ],
  [
    '2',
    'IV ketamine and a migraine encounter: VA/DoD 2023 suggests against it for short-term treatment (weak against).',
    facts({ orders: [bare], ...at('G43.909') }),
  ],
  [
    '3',
    'If this IV ketamine is for migraine: VA/DoD 2023 suggests against it for short-term treatment (weak against).',
    facts({ orders: [bare], ...onTheList(migraine) }),
  ],
  [
    '4',
    'Refractory migraine: VA/DoD 2023 still suggests against IV ketamine (weak against); reserve for specialist-led, monitored care.',
    facts(at('G43.901')),
  ],
  [
    '5',
    'Ketamine for migraine, route not stated: VA/DoD 2023 suggests against the IV route (weak against).',
    facts({ orders: [anIvKetamineOrder({ dosages: [] })] }),
  ],
  [
    '6',
    'If this IV ketamine is for migraine: VA/DoD 2023 suggests against it for short-term treatment (weak against).',
    facts({ orders: [anIvKetamineOrder({ reasons: [aReason(migraine), aReason(words('procedural sedation'))] })] }),
  ],
  [
    '7',
    'Pregnant, IV ketamine for migraine: VA/DoD 2023 suggests against it; the ketamine label does not recommend use in pregnancy.',
    facts({ patient: read<Patient>({ birthDate: '1990-01-01', sex: 'female' }), ...onTheList(icd('Z33.1')) }),
  ],
  [
    '8',
    'IV ketamine for migraine: a label contraindication is on record, and VA/DoD 2023 suggests against it (weak against).',
    facts({ allergies: read(anAllergy(ketamine, { type: 'allergy' })) }),
  ],
  [
    '9',
    'If this IV ketamine is for migraine: VA/DoD 2023 suggests against it for short-term treatment (weak against).',
    facts(at('I60.9')),
  ],
])('row %s says: %s', (row, summary, given) => {
  const decision = spoken(given)
  expect(decision.row).toBe(row)
  expect(decision.card.summary).toBe(summary)
})

it.each([
  ['refractory-specialist', 'Refractory or status migrainosus, specialist-directed, monitored', 'expert-contradicts'],
  [
    'other-indication',
    'Ketamine is not for migraine (sedation, anaesthesia, other pain, mood, seizures)',
    'indication-order-exists',
  ],
  ['alternatives-failed', 'Recommended options tried without success', 'action-unsuccessful'],
  ['alternatives-contraindicated', 'Options contraindicated or not tolerated', 'patient-contraindication'],
  ['prior-response', 'Responded to and tolerated IV ketamine before', 'action-performed-no-adverse-effect'],
  ['protocol', 'Institutional protocol or clinical trial', 'policy-contradicts'],
  ['patient-preference', 'Shared decision after discussing evidence', 'prefers-alternative'],
  ['other-route', 'Will be given by a non-IV route', 'cds-not-applicable'],
  ['benefit-risk', 'Benefit judged to outweigh risk (comment)', 'risk-benefit-ratio'],
])('the override reason %s says "%s" and is HL7’s %s', (code, display, hl7) => {
  expect(spoken(facts()).card.overrideReasons).toContainEqual({ code, display })
  expect(ivKetamineForMigraine.overrideReasons.find((reason) => reason.code === code)?.nonAdherence).toBe(hl7)
  expect(ivKetamineForMigraine.overrideReasons).toHaveLength(spoken(facts()).card.overrideReasons.length)
})

describe('what leaves agents out is named by the fact of the chart that tells of it', () => {
  const woman: Partial<Facts> = { patient: read<Patient>({ birthDate: '1990-01-01', sex: 'female' }) }
  it.each<[string, Partial<Facts>]>([
    [
      'pregnancy: Pregnant state, incidental (Z33.1).',
      { ...woman, ...onTheList(icd('Z33.1', 'Pregnant state, incidental')) },
    ],
    [
      'pregnancy: Pregnancy status (82810-3).',
      {
        ...woman,
        observations: read(
          anObservation('82810-3', undefined, {
            concept: loincCode('82810-3', 'Pregnancy status'),
            valueConcept: words('Pregnant'),
          }),
        ),
      },
    ],
    [
      'left out: breastfeeding: Lactating mother (Z39.1).',
      { ...woman, ...onTheList(icd('Z39.1', 'Lactating mother')) },
    ],
    ['medication-overuse headache: Rebound headache (G44.41).', onTheList(icd('G44.41', 'Rebound headache'))],
    ...[
      ['oral route not usable: Migraine with vomiting.', 'Migraine with vomiting'],
      ['pregnancy: Migraine, 20 weeks pregnant.', 'Migraine, 20 weeks pregnant'],
      [
        'Treat the secondary cause first: "Migraine vs subarachnoid hemorrhage".',
        'Migraine vs subarachnoid hemorrhage',
      ],
    ].map(([sentence = '', text = '']): [string, Partial<Facts>] => [
      sentence,
      { ...woman, orders: [anIvKetamineOrder({ reasons: [aReason({ ...migraine, text })] })] },
    ]),
    [
      'medication-overuse headache: Rebound headache (G44.41).',
      onTheList({ codes: [...icd('G43.709', 'Chronic migraine').codes, ...icd('G44.41', 'Rebound headache').codes] }),
    ],
    [
      'Oral agents left out: oral route not usable: NPO except meds.',
      { procedures: [{ concept: words('NPO except meds'), reasons: [] }] },
    ],
  ])('%s', (sentence, given) => {
    expect(spoken(facts(given)).card.detail).toContain(sentence)
  })
})

it('names a fact once, and after that what it means', () => {
  const patient = read<Patient>({ birthDate: '1990-01-01', sex: 'female' })
  const conditions = read(
    aCondition(icd('Z33.1', 'Pregnant state, incidental')),
    aCondition(icd('K25.4', 'Gastric ulcer with hemorrhage'), { recorded: ago({ days: 30 }) }),
  )
  const { detail } = spoken(facts({ patient, conditions })).card
  expect(detail.match(/Pregnant state, incidental/g)).toHaveLength(1)
  expect(detail).toMatch(/left out: .*\(K25\.4\); pregnancy\.\n/)
})

describe('the summary where the oral route is not usable', () => {
  const procedures = [{ concept: words('NPO after midnight'), reasons: [] }]
  const unusable = 'Oral route not usable: non-oral options listed.'
  it.each<[string, Partial<Facts>]>([
    ['who is nil by mouth', { procedures }],
    ['with severe nausea', { encounter: read(anEncounter({ reasons: [aReason(words('severe nausea'))] })) }],
  ])('says of nobody %s that there is vomiting on record', (_, given) => {
    const { row, card } = spoken(facts(given))
    expect([row, card.summary.slice(-unusable.length)]).toEqual(['1n', unusable])
    expect(card.summary.length).toBeLessThan(140)
  })

  it('speaks of vomiting beside it', () => {
    const { card } = spoken(facts({ procedures, ...at('R11.10') }))
    expect(card.summary).toContain('Vomiting on record')
    expect(card.detail).toContain('oral route not usable (R11.10).')
  })
})
