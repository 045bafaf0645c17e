import type { Dosage, Drug, Facts, MedicationUse } from '../../../cards/facts.ts'
import { aDose, aDrug, ago, anEncounter, icd, intravenous, migraine, read, rx, sct, words } from './builders.ts'
import { ordered, reason, spoken } from './decisions.ts'

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
    ...['not-done', 'entered-in-error'].map((status): [string, Facts] => [
      `two classes, one of them ${status}`,
      ordered(
        {},
        {
          ...inpatient,
          administrations: read(
            aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 3 }) }),
            aDose(words('Toradol'), { start: ago({ hours: 3 }), status }),
          ),
        },
      ),
    ]),
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
    ...[
      'Migraine, unspecified, without mention of intractable migraine without mention of status migrainosus',
      'Chronic migraine without aura, not intractable, without status migrainosus',
    ].map((title): [string, Facts] => [title, ordered(reason(words(title)), inpatient)]),
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
    ...[
      'Migraine, unspecified, without mention of intractable migraine with status migrainosus',
      'Chronic migraine without aura, intractable, without status migrainosus',
      'Chronic migraine without aura, with intractable migraine, so stated, without mention of status migrainosus',
    ].map((title): [string, Facts] => [title, ordered(reason(words(title)), inpatient)]),
  ])('follows from %s', (_, given) => {
    expect(spoken(given).row).toBe('4')
  })
  it.each<[string, string, number, Partial<MedicationUse>]>([
    ['a dose that is still running', '4', 3, { ofThisEncounter: true, status: 'in-progress' }],
    ['a dose that is not to be given', '1', 3, { ofThisEncounter: true, doNotPerform: true }],
    ['a dose of another encounter', '1', 3, { ofThisEncounter: false }],
    ['a dose of this encounter, however long ago', '4', 30, { ofThisEncounter: true }],
    ['a dose of the last day, of whichever encounter', '4', 3, {}],
    ['an older one of whichever encounter', '1', 30, {}],
  ])('counts or leaves out %s', (_, row, hours, over) => {
    const first = aDose(rx('6915', 'metoclopramide'), { start: ago({ hours: 3 }) })
    const { ofThisEncounter: __, ...second } = aDose(words('Toradol'), { start: ago({ hours }) })
    expect(spoken(ordered({}, { ...inpatient, administrations: read(first, { ...second, ...over }) })).row).toBe(row)
  })
  it('is told by one of several reasons, and by one of several services', () => {
    const vomiting = icd('R11.10', 'Vomiting')
    expect(spoken(ordered(reason(icd('G43.719'), vomiting), inpatient)).row).toBe('4')
    const services = read(anEncounter({ service: [words('Emergency medicine'), words('Neurology')] }))
    expect(spoken(ordered(reason(icd('G43.901')), { encounter: services })).row).toBe('4')
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
    const byCode = { codes: [{ system: 'http://snomed.info/sct', code: '47625008' }] }
    for (const route of [intravenous, byCode, words('IV')])
      expect(spoken(dosed(named('valproate sodium'), { route })).row).toBe('4')
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

describe('a migraine that counts as refractory for what was given', () => {
  const given = {
    administrations: read(
      aDose(words('Reglan'), { start: ago({ hours: 3 }) }),
      aDose(words('Toradol'), { start: ago({ hours: 3 }) }),
    ),
  }
  const doses = 'two or more acute classes given in this encounter or within 24 hours, attack not over'

  it.each(['EMER', 'IMP'])('is not said to be on record: %s', (setting) => {
    const { card } = spoken(ordered({}, { ...given, encounter: read(anEncounter({ class: setting })) }))
    expect(card.detail.toLowerCase()).toContain(doses)
    expect(card.detail).not.toContain('Refractory migraine on record')
  })

  it('is on record where a problem says so as well', () => {
    const { card } = spoken(
      ordered(reason(icd('G43.901')), { ...given, encounter: read(anEncounter({ class: 'EMER' })) }),
    )
    expect(card.detail).toContain('Refractory migraine on record')
    expect(card.detail.toLowerCase()).not.toContain(doses)
  })
})
