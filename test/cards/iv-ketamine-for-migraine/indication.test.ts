import type { Concept, Order } from '../../../cards/facts.ts'
import { triage } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import { aCondition, aDrug, aReason, icd, migraine, read, sct, unread, words } from './builders.ts'
import { at, defaults, noReason, onTheList, ordered, verdict } from './decisions.ts'

describe('the order’s own reason', () => {
  it.each([
    'no doubt migraine',
    'without a doubt migraine',
    'beyond doubt migraine',
    'migraine, comorbid anxiety',
    'comorbid depression, here with migraine',
    'migraine, mother present',
    'migraine with aura, worse than in the past',
    'per mother, migraine since yesterday',
    'brought in by mother. Migraine x 3 days',
    'history from her sister: migraine for 2 days',
    'accompanied by daughter, migraine',
    'migraine in the past 3 days, worsening',
    'status migrainosus in the past few days',
    'migraine free of aura',
  ])('speaks: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }))).toBe('row 1')
  })
  it.each<[string, Concept]>([
    ['procedural sedation', sct('72641008', 'Sedation')],
    ['treatment-resistant depression', words('treatment-resistant depression')],
    ['cluster headache', icd('G44.009', 'Cluster headache syndrome, unspecified, not intractable')],
    ['tension-type headache', icd('G44.209')],
    ['medication-overuse headache alone', icd('G44.40')],
    ['post-dural-puncture headache', icd('G97.1')],
    ['family history of migraine', icd('Z82.0')],
    ['history of migraine by code', sct('161481007')],
    ['abdominal migraine', icd('G43.D0', 'Abdominal migraine, not intractable')],
    ['cyclical vomiting', icd('G43.A0')],
    ['cyclical vomiting in words', words('Cyclical vomiting, in migraine, not intractable')],
    ['cyclic vomiting syndrome in words', words('Cyclic vomiting syndrome in migraine')],
    ['abdominal migraine in words', words('Abdominal migraine')],
    ['abdominal migraine cut short', words('abd migraine')],
    ['abdominal migraines', words('abdominal migraines')],
    ...[
      'TRD, comorbid migraine',
      'TRD. Comorbidities: anxiety, migraine',
      'depression comorbid with migraine',
      'back pain; mother has migraine',
      'sister with migraines',
      'anxiety; migraines in the past',
      'migraine-free',
      's/p migraine surgery',
    ].map((text): [string, Concept] => [text, words(text)]),
    [
      'history of migraine by code, beside the code of migraine',
      { codes: [...sct('161481007').codes, ...sct('37796009').codes] },
    ],
    [
      'a headache whose other words tell its cause',
      { codes: [{ system: 'urn:ehr:reasons', code: '1', display: 'Headache after a fall' }], text: 'Headache' },
    ],
    ['rule out migraine', words('r/o migraine')],
    ['no history of migraine', words('no hx of migraine')],
    ['migraine denied', words('denies migraine')],
    ['history of migraine', words('history of migraine')],
    ['family history', words('family history of migraine')],
    ['migraine not likely', words('without migraine')],
    ...['headache, not c/w migraine', 'HA not consistent with migraine', 'cluster HA, migraine less likely'].map(
      (said): [string, Concept] => [said, words(said)],
    ),
    ['cluster headache in words', words('cluster headache')],
    ['cluster headache as British terms have it', words('Periodic migrainous neuralgia')],
    ['sickle-cell pain', words('sickle-cell pain')],
    [
      'a coded reason whose words say migraine',
      { codes: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'F32.9' }], text: 'migraine' },
    ],
  ])('is silent, whatever the problem list says: %s', (_, reason) => {
    expect(verdict(ordered({ reasons: [aReason(reason)] }, onTheList(migraine)))).toBe('other-reason-on-order')
  })

  it.each<[string, Concept]>([
    ['ICD-10-CM', icd('G43.909')],
    ['ICD-10-CM without the dot', { codes: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G43909' }] }],
    ['SNOMED CT', sct('37796009')],
    ['ICD-9-CM', { codes: [{ system: 'http://hl7.org/fhir/sid/icd-9-cm', code: '34690' }] }],
    ['words', words('Acute migraine')],
    ['words with a second, standing mention', words('no migraine last week, migraine since today')],
    ['migrainous headache', words('migrainous headache')],
    ['words with pain of the abdomen beside it', words('abdominal pain, migraine')],
    ['words with an abdominal migraine of another time', words('hx abdominal migraine, now with migraine headache')],
    ['words behind what was ruled out', words('Sinusitis r/o, migraine')],
    ['words behind what was ruled out, in another sentence', words('Sinusitis r/o. Migraine likely')],
  ])('speaks: migraine by %s', (_, reason) => {
    expect(verdict(ordered({ reasons: [aReason(reason)] }))).toBe('row 1')
  })

  it.each([migraine, words('migraine')])('speaks: an order without another reason is needed for it', (neededFor) => {
    const dosages = [{ route: words('IV'), neededFor }]
    expect(verdict(ordered({ ...noReason, dosages }))).toBe('row 1')
    expect(verdict(ordered({ reasons: [aReason(words('back pain'))], dosages }))).toBe('other-reason-on-order')
    expect(verdict(ordered({ ...noReason, dosages: [{ route: words('IV'), neededFor: words('pain') }] }))).toBe(
      'no-migraine-evidence',
    )
  })
  it('speaks: a reference to a migraine problem, even a resolved one', () => {
    const condition = aCondition(migraine, { clinicalStatus: 'resolved' })
    expect(verdict(ordered({ reasons: [aReason({ codes: [] }, { condition })] }))).toBe('row 1')
  })
  it('is silent: the referenced problem is refuted', () => {
    const condition = aCondition(migraine, { verificationStatus: 'refuted' })
    expect(verdict(ordered({ reasons: [aReason({ codes: [] }, { condition })] }))).toBe('other-reason-on-order')
  })
  it('speaks: a resolved problem on the list does not outweigh the order’s own reason', () => {
    expect(verdict(ordered({}, { conditions: read(aCondition(migraine, { clinicalStatus: 'resolved' })) }))).toBe(
      'row 1',
    )
  })
  it('is undecided: the reason is a reference that could not be read', () => {
    expect(verdict(ordered({ reasons: [aReason({ codes: [] }, { unresolved: true })] }))).toBe('undecided: reason')
  })
  it('speaks: one reason could not be read, and another is migraine', () => {
    expect(verdict(ordered({ reasons: [aReason({ codes: [] }, { unresolved: true }), aReason(migraine)] }))).toBe(
      'row 1',
    )
  })
  it('speaks: abdominal migraine where a site counts it', () => {
    expect(
      verdict(ordered({ reasons: [aReason(icd('G43.D0'))] }), { ...defaults, abdominalMigraine: 'migraine' }),
    ).toBe('row 1')
    expect(
      verdict(ordered({ reasons: [aReason(words('Abdominal migraine'))] }), {
        ...defaults,
        abdominalMigraine: 'migraine',
      }),
    ).toBe('row 1')
  })
  it('answers without the chart', () => {
    const nothing = {
      encounter: unread<never>(),
      conditions: unread<never>(),
      allergies: unread<never>(),
      medications: unread<never>(),
      administrations: unread<never>(),
      observations: unread<never>(),
    }
    expect(verdict(ordered({}, nothing))).toBe('row 1')
    expect(verdict(ordered({ reasons: [aReason(words('sedation'))] }, nothing))).toBe('other-reason-on-order')
  })
})

describe('migraine in the history that a visit tells beside its reason', () => {
  it.each([
    'ankle sprain, hx asthma and migraine',
    'Fall. History of HTN and migraines',
    'Chest pain. PMH: asthma, migraine, GERD',
    'Flank pain (hx kidney stones, migraines)',
    'possible UTI, hx anxiety/migraines',
    'knee pain - migraine hx',
    'ankle injury; migraine history',
  ])('is another reason: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }))).toBe('other-reason-on-order')
    expect(verdict(ordered(noReason, { ...at(words(said)), ...onTheList(migraine) }))).toBe('other-encounter-reason')
  })
  it.each([
    'migraine, hx HTN and asthma',
    'hx of migraines, here with typical migraine',
    'PMH asthma. Migraine since yesterday',
    'hx HTN, c/o migraine',
    'hx HTN, migraine x 3 days',
    'hx asthma and presents with migraine',
    'migraine history of 3 days',
    '3-day history of headache and migraine',
    '2 day history of nausea and migraine',
  ])('is migraine: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }))).toBe('row 1')
    expect(verdict(ordered(noReason, at(words(said))))).toBe('row 2')
  })
})

describe('unspecific headache on the order', () => {
  it.each<[string, Concept]>([
    ['R51.9', icd('R51.9')],
    ['SNOMED CT headache', sct('25064002')],
    ['the word headache', words('headache')],
    ['HA', words('HA')],
  ])('speaks with migraine on the chart: %s', (_, reason) => {
    expect(verdict(ordered({ reasons: [aReason(reason)] }, onTheList(migraine)))).toBe('row 2')
  })
  const ofTimeAndSeverity = [
    'Headache x 3 days',
    'headache x3d',
    'HA x 2-3 hrs',
    'Severe headache since yesterday',
    'headache since this morning, 8/10',
    'Headache for the past 2 weeks',
    'headache (severe)',
    'Headache (Adult)',
    'Generalised headache',
    'Nonintractable headache, unspecified chronicity pattern, unspecified headache type',
    'Nonintractable headache, unspecified chronicity pattern, unspecified headache type [R51.9]',
    'Headache - G43.909',
    'Headache (346.90)',
    'Intractable episodic headache, unspecified headache type',
    'Generalized headache',
    'Headache - severe, started 2 hours ago.',
    'acute, severe headache; pain 10/10',
    '3 day headache',
    '2 days of severe headache',
    '3-day history of headache',
    'Headaches since Monday',
    'moderate headache today',
    'Headache lasting several hours',
    'H/A, unspecified',
  ]
  const ofAnotherKind = [
    'post-dural puncture headache',
    'cluster headache',
    'tension headache x 3 days',
    'headache after fall',
    'headache since fall yesterday',
    'headache since LP 2 days ago',
    'thunderclap headache',
    'worst headache of life',
    'worst headache ever, 10/10',
    'sudden onset severe headache',
    'new headache since yesterday',
    'Generalized pain, headache',
    'headache and fever x 3 days',
    'headache with neck stiffness',
    'headache, rule out SAH',
    'no headache today',
    'denies headache',
    'headache denied',
    'headache: none today',
    'headache resolved yesterday',
    'headache not severe',
    'headache-free for 3 days',
    'history of headache',
    'hx of severe headache',
    'ha ha',
    '3 days',
  ]
  it.each(ofTimeAndSeverity)('speaks with migraine on the chart: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }, onTheList(migraine)))).toBe('row 2')
    expect(verdict(ordered(noReason, { ...at(words(said)), ...onTheList(migraine) }))).toBe('row 2')
  })
  it.each(ofAnotherKind)('is another reason: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }, onTheList(migraine)))).toBe('other-reason-on-order')
    expect(verdict(ordered(noReason, { ...at(words(said)), ...onTheList(migraine) }))).toBe('other-encounter-reason')
  })
  it.each([
    'Headache, hx of migraine',
    'headache, history of migraines',
    'Headache (hx migraines)',
    'HA, h/o migraine',
    'Severe headache x 3 days, PMH: migraine',
    'headache with a history of migraine',
    'HA in known migraineur',
    'headache, failed cocktail',
    'HA, failed reglan/toradol',
    'Headache not improved with metoclopramide 10 mg IV',
    'severe headache, no relief w/ home meds',
    'HA refractory to ketorolac and prochlorperazine',
  ])('needs the chart, and speaks with it: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }))).toBe('no-migraine-evidence')
    expect(verdict(ordered({ reasons: [aReason(words(said))] }, onTheList(migraine)))).toBe('row 2')
    expect(verdict(ordered(noReason, { ...at(words(said)), ...onTheList(migraine) }))).toBe('row 2')
  })
  it.each([
    'headache, no history of migraine',
    'headache, family history of migraine',
    'headache, denies hx of migraine',
    'headache, hx of migraine surgery',
    'headache after fall, hx of migraine',
    'worst headache of life, hx of migraine',
    'headache not relieved by blood patch',
    'headache, failed shunt',
    'headache despite ibuprofen after fall',
    'headache, not a migraineur',
  ])('stays another reason: %s', (said) => {
    expect(verdict(ordered({ reasons: [aReason(words(said))] }, onTheList(migraine)))).toBe('other-reason-on-order')
  })
  it('speaks with a provisional migraine on the chart', () => {
    expect(
      verdict(
        ordered(
          { reasons: [aReason(icd('R51.9'))] },
          { conditions: read(aCondition(migraine, { verificationStatus: 'provisional' })) },
        ),
      ),
    ).toBe('row 2')
  })
  it('is silent without any migraine', () => {
    expect(verdict(ordered({ reasons: [aReason(icd('R51.9'))] }))).toBe('no-migraine-evidence')
  })
  it('is undecided when the problem list could not be read', () => {
    expect(verdict(ordered({ reasons: [aReason(icd('R51.9'))] }, { conditions: unread() }))).toBe(
      'undecided: conditions',
    )
  })
})

describe('policy', () => {
  it('is silent: the recommendation is switched off', () => {
    expect(verdict(ordered({}), { ...defaults, enabled: false })).toBe('switched-off')
  })

  // What is traced and counted among the silences is what the committee asks for: other orders are not.
  it.each<[string, Partial<Order>, boolean | undefined]>([
    ['of ketamine is ours', {}, undefined],
    ['of a drug that nobody can name may be ours', { drug: aDrug(words('study drug 7'), { named: false }) }, undefined],
    ['of another drug is not ours', { drug: aDrug(words('metoprolol')) }, true],
  ])('while it is switched off, an order %s', (_title, over, notMine) => {
    const silence = triage(ordered(over), { ...defaults, enabled: false })
    expect(silence).toEqual({ kind: 'silent', because: 'switched-off', notMine })
  })
})

describe('what does not treat a headache', () => {
  it.each([
    'headache despite apixaban',
    'headache despite warfarin',
    'headache failed heparin',
    'headache despite lithium',
  ])('may be its cause: %s', (said) => {
    const given = ordered({ reasons: [aReason(words(said))] }, onTheList(migraine))
    expect(verdict(given)).toBe('other-reason-on-order')
  })
})
