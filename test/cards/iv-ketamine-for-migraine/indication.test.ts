import type { Concept, Condition, Facts, Order } from '../../../cards/guidance.ts'
import { triage } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  cut,
  aCondition,
  aDrug,
  anEncounter,
  aReason,
  icd,
  ketamine,
  migraine,
  read,
  sct,
  unread,
  words,
} from './builders.ts'
import { at, defaults, noReason, onTheList, ordered, verdict } from './decisions.ts'

describe('the order’s own reason', () => {
  it.each<[string, Concept]>([
    ['procedural sedation', sct('72641008', 'Sedation')],
    ['treatment-resistant depression', words('treatment-resistant depression')],
    ['cluster headache', icd('G44.009', 'Cluster headache syndrome, unspecified, not intractable')],
    ['tension-type headache', icd('G44.209')],
    ['medication-overuse headache alone', icd('G44.40')],
    ['post-dural-puncture headache', icd('G97.1')],
    ['family history of migraine', icd('Z82.0')],
    ['history of migraine by code', sct('161481006')],
    ['abdominal migraine', icd('G43.D0', 'Abdominal migraine, not intractable')],
    ['cyclical vomiting', icd('G43.A0')],
    ['rule out migraine', words('r/o migraine')],
    ['no history of migraine', words('no hx of migraine')],
    ['migraine denied', words('denies migraine')],
    ['history of migraine', words('history of migraine')],
    ['family history', words('family history of migraine')],
    ['migraine not likely', words('without migraine')],
    ['cluster headache in words', words('cluster headache')],
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
  ])('speaks: migraine by %s', (_, reason) => {
    expect(verdict(ordered({ reasons: [aReason(reason)] }))).toBe('row 1')
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

describe('no reason on the order', () => {
  it('speaks: the encounter’s reason is migraine', () => {
    expect(verdict(ordered(noReason, at(migraine)))).toBe('row 2')
  })
  it.each(['resolved', 'remission', 'inactive'])('does not count a migraine the encounter refers to: %s', (status) => {
    const over = (one: Concept): Partial<Facts> => ({
      encounter: read(
        anEncounter({ reasons: [aReason(one, { condition: aCondition(one, { clinicalStatus: status }) })] }),
      ),
    })
    expect(verdict(ordered(noReason, over(migraine)))).toBe('no-migraine-evidence')
    expect(verdict(ordered(noReason, over(words('Migraine'))))).toBe('no-migraine-evidence')
    expect(verdict(ordered(noReason, { ...over(migraine), ...onTheList(migraine) }))).toBe('row 3')
    expect(verdict(ordered({ reasons: [aReason(icd('R51.9'))] }, over(migraine)))).toBe('no-migraine-evidence')
    expect(verdict(ordered(noReason, { ...over(icd('R51.9')), ...onTheList(migraine) }))).toBe('row 3')
    // What else the encounter was for is a reason all the same.
    expect(verdict(ordered(noReason, { ...over(words('ankle pain')), ...onTheList(migraine) }))).toBe(
      'other-encounter-reason',
    )
  })
  it('speaks: an encounter diagnosis is migraine, even a provisional one', () => {
    const diagnosis = aCondition(migraine, {
      encounterDiagnosis: true,
      ofThisEncounter: true,
      verificationStatus: 'provisional',
    })
    expect(verdict(ordered(noReason, { conditions: read(diagnosis) }))).toBe('row 2')
  })
  it('does not take another encounter’s diagnosis for this one’s', () => {
    const diagnosis = aCondition(migraine, {
      encounterDiagnosis: true,
      ofThisEncounter: false,
      verificationStatus: 'provisional',
    })
    expect(verdict(ordered(noReason, { conditions: read(diagnosis) }))).toBe('no-migraine-evidence')
  })
  it('speaks: the encounter is for headache, and migraine is on the list', () => {
    expect(verdict(ordered(noReason, { ...at(icd('R51.9')), ...onTheList(migraine) }))).toBe('row 2')
  })
  it('speaks: so does an encounter for headache and something beside it', () => {
    expect(verdict(ordered(noReason, { ...at(icd('R51.9'), words('dizziness')), ...onTheList(migraine) }))).toBe(
      'row 2',
    )
  })
  it('takes a reason of blanks for none, on the order and in the encounter', () => {
    expect(verdict(ordered({ reasons: [aReason(words('  '))] }, at(migraine)))).toBe('row 2')
    expect(verdict(ordered(noReason, { ...at(words('  ')), ...onTheList(migraine) }))).toBe('row 3')
  })
  it('is silent: a diagnosis of the encounter is something else, as its reason would be', () => {
    const ankle = (over: Partial<Condition>): Facts =>
      ordered(noReason, {
        conditions: read(aCondition(words('ankle pain'), { encounterDiagnosis: true, ...over }), aCondition(migraine)),
      })
    expect(verdict(ankle({ ofThisEncounter: true }))).toBe('other-encounter-reason')
    expect(verdict(ankle({ ofThisEncounter: true, encounterDiagnosis: false }))).toBe('row 3')
    expect(verdict(ankle({ ofThisEncounter: false }))).toBe('row 3')
    expect(verdict(ankle({ ofThisEncounter: true, verificationStatus: 'refuted' }))).toBe('row 3')
  })
  it.each(['resolved', 'remission', 'inactive'])(
    'does not count an encounter diagnosis that is %s',
    (clinicalStatus) => {
      const over = aCondition(migraine, { encounterDiagnosis: true, ofThisEncounter: true, clinicalStatus })
      expect(verdict(ordered(noReason, { conditions: read(over) }))).toBe('no-migraine-evidence')
      const ankle = aCondition(words('ankle pain'), { encounterDiagnosis: true, ofThisEncounter: true, clinicalStatus })
      expect(verdict(ordered(noReason, { conditions: read(ankle, aCondition(migraine)) }))).toBe('row 3')
    },
  )
  it('is silent: the encounter is for headache, and migraine is nowhere', () => {
    expect(verdict(ordered(noReason, at(icd('R51.9'))))).toBe('no-migraine-evidence')
  })
  it('is silent: the encounter is for something else', () => {
    expect(verdict(ordered(noReason, { ...at(words('ankle pain')), ...onTheList(migraine) }))).toBe(
      'other-encounter-reason',
    )
  })
  it('informs: migraine is on the list, and nothing is known of the encounter', () => {
    expect(verdict(ordered(noReason, onTheList(migraine)))).toBe('row 3')
  })
  it.each(['recurrence', 'relapse'])('counts a migraine with clinical status %s', (clinicalStatus) => {
    expect(verdict(ordered(noReason, { conditions: read(aCondition(migraine, { clinicalStatus })) }))).toBe('row 3')
  })
  it.each<[string, object]>([
    ['resolved', { clinicalStatus: 'resolved' }],
    ['in remission', { clinicalStatus: 'remission' }],
    ['inactive', { clinicalStatus: 'inactive' }],
    ['refuted', { verificationStatus: 'refuted' }],
    ['entered in error', { verificationStatus: 'entered-in-error' }],
    ['only provisional', { verificationStatus: 'provisional' }],
    ['only a differential', { verificationStatus: 'differential' }],
    ['unconfirmed', { verificationStatus: 'unconfirmed' }],
  ])('is silent: the migraine on the list is %s', (_, over) => {
    expect(verdict(ordered(noReason, { conditions: read(aCondition(migraine, over)) }))).toBe('no-migraine-evidence')
  })
  it('is silent: the word migraine on the list has no code', () => {
    expect(verdict(ordered(noReason, onTheList(words('Migraine'))))).toBe('no-migraine-evidence')
  })
  it('is silent: only a family history is coded', () => {
    expect(verdict(ordered(noReason, onTheList(icd('Z82.0'))))).toBe('no-migraine-evidence')
  })
  it('is undecided: the problem list was cut short, and holds no migraine so far', () => {
    expect(verdict(ordered(noReason, { conditions: cut(aCondition(icd('I10'))) }))).toBe('undecided: conditions')
    expect(verdict(ordered({ reasons: [aReason(icd('R51.9'))] }, { conditions: cut() }))).toBe('undecided: conditions')
  })
  it('speaks: the problem list was cut short behind a migraine', () => {
    expect(verdict(ordered(noReason, { conditions: cut(aCondition(migraine)) }))).toBe('row 3')
  })
  it('is undecided: the problem list could not be read', () => {
    expect(verdict(ordered(noReason, { conditions: unread() }))).toBe('undecided: conditions')
  })
  it('is silent without the problem list where the encounter is for something else', () => {
    expect(verdict(ordered(noReason, { ...at(words('ankle pain')), conditions: unread() }))).toBe(
      'other-encounter-reason',
    )
  })
  it('is silent: migraine on the list and no route', () => {
    expect(verdict(ordered({ ...noReason, drug: aDrug(ketamine), dosages: [] }, onTheList(migraine)))).toBe(
      'chart-evidence-and-no-route',
    )
  })
  it.each<['silent' | 'sign-only', Facts['hook'], string]>([
    ['silent', 'order-select', 'chart-evidence-alone'],
    ['silent', 'order-sign', 'chart-evidence-alone'],
    ['sign-only', 'order-select', 'chart-evidence-alone'],
    ['sign-only', 'order-sign', 'row 3'],
  ])('follows the policy chartOnly %s at %s', (chartOnly, hook, expected) => {
    expect(verdict(ordered(noReason, { ...onTheList(migraine), hook }), { ...defaults, chartOnly })).toBe(expected)
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
