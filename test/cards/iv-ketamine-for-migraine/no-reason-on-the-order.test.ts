import type { Concept, Condition, Facts } from '../../../cards/facts.ts'
import {
  ago,
  cut,
  aCondition,
  aDrug,
  anAllergy,
  anEncounter,
  aReason,
  icd,
  ketamine,
  migraine,
  read,
  unread,
  words,
} from './builders.ts'
import { at, defaults, noReason, onTheList, ordered, verdict } from './decisions.ts'

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
  it('speaks: an encounter diagnosis is migraine, whenever in a long stay it was recorded', () => {
    const diagnosis = aCondition(migraine, {
      encounterDiagnosis: true,
      ofThisEncounter: true,
      recorded: ago({ days: 20 }),
    })
    expect(verdict(ordered(noReason, { conditions: read(diagnosis) }))).toBe('row 2')
  })
  it('speaks: the reason of the encounter refers to a migraine that is active', () => {
    const visit = anEncounter({ reasons: [aReason({ codes: [] }, { condition: aCondition(migraine) })] })
    expect(verdict(ordered(noReason, { encounter: read(visit) }))).toBe('row 2')
  })
  it('is for the pain of another place, whatever its diagnoses, unless it is for a headache too', () => {
    const diagnosis = aCondition(migraine, {
      encounterDiagnosis: true,
      ofThisEncounter: true,
      verificationStatus: 'provisional',
    })
    const visit = (...concepts: readonly Concept[]): Facts =>
      ordered(noReason, { ...at(...concepts), conditions: read(diagnosis) })
    expect(verdict(visit(words('ankle pain')))).toBe('other-encounter-reason')
    expect(verdict(visit(words('ankle pain'), words('dizziness')))).toBe('other-encounter-reason')
    expect(verdict(visit(icd('N23', 'Unspecified renal colic')))).toBe('other-encounter-reason')
    expect(verdict(visit(icd('R10.9')))).toBe('other-encounter-reason')
    // The neck hurts in a migraine, too.
    expect(verdict(visit(icd('M54.2', 'Cervicalgia')))).toBe('row 2')
    expect(verdict(visit(words('ankle pain'), words('headache')))).toBe('row 2')
  })
  it.each(['active', 'recurrence', 'relapse', undefined])(
    'counts a migraine of the list that is %s, by its clinical status',
    (clinicalStatus) => {
      const { clinicalStatus: _, ...listed } = aCondition(migraine)
      const conditions = read({ ...listed, ...(clinicalStatus === undefined ? {} : { clinicalStatus }) })
      expect(verdict(ordered(noReason, { conditions }))).toBe('row 3')
      expect(verdict(ordered({ reasons: [aReason(icd('R51.9'))] }, { conditions }))).toBe('row 2')
    },
  )
  it('speaks: the encounter is for headache, and migraine is on the list', () => {
    expect(verdict(ordered(noReason, { ...at(icd('R51.9')), ...onTheList(migraine) }))).toBe('row 2')
  })
  it('speaks: so does an encounter for headache and something beside it', () => {
    expect(verdict(ordered(noReason, { ...at(icd('R51.9'), words('dizziness')), ...onTheList(migraine) }))).toBe(
      'row 2',
    )
  })
  it('is silent: a headache of another kind explains it, in words as by code', () => {
    const forHeadache = (concept: Concept): Facts =>
      ordered({ reasons: [aReason(icd('R51.9'))] }, { ...at(concept), ...onTheList(migraine) })
    for (const said of ['cluster headache', 'Migrainous neuralgia', 'PDPH', 'Post lumbar puncture headache'])
      expect(verdict(forHeadache(words(said)))).toBe('other-encounter-reason')
    expect(verdict(forHeadache(icd('G44.009')))).toBe('other-encounter-reason')
    expect(verdict(forHeadache(icd('R51.9', 'Headache, no cluster headache')))).toBe('row 2')
    // Where a code says what it is, words beside it do not say otherwise.
    expect(verdict(forHeadache(icd('R51.9', 'Headache, cluster headache suspected')))).toBe('row 2')
  })
  it('is silent: what comes beside the headache tells another cause in some of its words', () => {
    const nausea: Concept = {
      codes: [{ system: 'urn:ehr:reasons', code: '2', display: 'Nausea after chemotherapy' }],
      text: 'Nausea',
    }
    const reasons = [aReason(icd('R51.9')), aReason(nausea)]
    expect(verdict(ordered({ reasons }, onTheList(migraine)))).toBe('other-reason-on-order')
  })
  it('speaks: a headache with migraine at the encounter, be it on no list, or beside a headache of another kind', () => {
    const forHeadache = { reasons: [aReason(icd('R51.9'))] }
    expect(verdict(ordered(forHeadache, at(migraine)))).toBe('row 2')
    expect(verdict(ordered(forHeadache, at(migraine, icd('G44.009'))))).toBe('row 2')
  })
  it('is undecided: the encounter is for migraine, and what else it is for could not be read', () => {
    expect(verdict(ordered(noReason, { ...at(migraine), conditions: unread() }))).toBe('undecided: conditions')
  })
  it('takes a list that holds only another patient’s problems for read and empty', () => {
    const strangers: Facts['conditions'] = { state: 'read', items: [], cut: 'another patient', strangers: true }
    expect(verdict(ordered(noReason, { conditions: cut() }))).toBe('undecided: conditions')
    expect(verdict(ordered(noReason, { conditions: strangers }))).toBe('no-migraine-evidence')
    expect(verdict(ordered({ reasons: [aReason(icd('R51.9'))] }, { conditions: strangers }))).toBe(
      'no-migraine-evidence',
    )
  })
  it('does not mind a reason that says nothing beside a headache', () => {
    const reasons = [aReason({ codes: [] }), aReason(icd('R51.9'))]
    expect(verdict(ordered({ reasons }, onTheList(migraine)))).toBe('row 2')
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
    expect(verdict(ankle({ recorded: ago({ hours: 1 }) }))).toBe('other-encounter-reason')
    expect(verdict(ankle({ recorded: ago({ days: 8 }) }))).toBe('row 3')
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
  it.each<['silent' | 'sign-only', Facts['hook']]>([
    ['silent', 'order-select'],
    ['silent', 'order-sign'],
    ['sign-only', 'order-select'],
  ])('tells a ketamine hypersensitivity whatever the policy chartOnly says: %s at %s', (chartOnly, hook) => {
    const chart = { ...onTheList(migraine), hook, allergies: read(anAllergy(ketamine)) }
    expect(verdict(ordered(noReason, chart), { ...defaults, chartOnly })).toBe('row 8')
    const unrouted = { ...noReason, drug: aDrug(ketamine), dosages: [] }
    expect(verdict(ordered(unrouted, chart), { ...defaults, chartOnly })).toBe('chart-evidence-and-no-route')
  })
})
