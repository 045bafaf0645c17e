import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  aCondition,
  aDrug,
  aMedication,
  anIvKetamineOrder,
  anOrder,
  aReason,
  facts,
  icd,
  intravenous,
  ketamine,
  migraine,
  read,
  rx,
  words,
} from './builders.ts'
import { at, defaults, noReason, offered, onTheList, ordered, reason } from './decisions.ts'
import { noTriptan, verdict } from './standing.ts'

/** The scenarios a clinician signs off, by number. A known limit says so in its title. */

describe('whose order it is', () => {
  it('1 speaks: the order’s reason is G43.909', () => {
    expect(verdict(ordered())).toBe('1 warning')
    expect(offered(ordered())).toEqual(['aac', 'sumatriptan-po', 'ibuprofen'])
  })
  it('2 speaks: the order’s reason refers to an active migraine', () => {
    expect(verdict(ordered({ reasons: [aReason({ codes: [] }, { condition: aCondition(migraine) })] }))).toBe(
      '1 warning',
    )
  })
  it('3 speaks: no reason, and the emergency encounter is for migraine', () => {
    expect(verdict(ordered(noReason, at(migraine)))).toBe('2 warning')
  })
  it('4 speaks: no reason, the encounter is for headache, migraine is on the list', () => {
    expect(verdict(ordered(noReason, { ...at(words('headache')), ...onTheList(migraine) }))).toBe('2 warning')
  })
  it('5 informs at order-select by default: migraine on the list alone', () => {
    const given = ordered(noReason, { hook: 'order-select', ...onTheList(migraine) })
    expect(verdict(given)).toBe('3 info')
    expect(decide(given, { ...defaults, chartOnly: 'sign-only' }).kind).toBe('silent')
  })
  it('6 informs at order-sign, with up to three alternatives', () => {
    const given = ordered(noReason, onTheList(migraine))
    expect(verdict(given)).toBe('3 info')
    expect(offered(given)).toHaveLength(3)
  })
  it('7 is silent: the encounter is for an ankle fracture', () => {
    const given = ordered(noReason, { ...at(words('ankle fracture reduction')), ...onTheList(migraine) })
    expect(verdict(given)).toBe('other-encounter-reason')
  })
  it('8 is silent: the order is for procedural sedation', () => {
    expect(verdict(ordered(reason(words('procedural sedation')), onTheList(migraine)))).toBe('other-reason-on-order')
  })
  it('9 is silent: rocuronium is drafted beside it', () => {
    const dosages = [{ route: intravenous, dose: { value: 1.5, unit: 'mg/kg' } }]
    const orders = [
      anIvKetamineOrder({ ...noReason, dosages }),
      anOrder(words('rocuronium'), { key: 'MedicationRequest/r' }),
    ]
    expect(verdict(facts({ orders, ...onTheList(migraine) }))).toBe('neuromuscular-blocker-drafted')
  })
  it('10 is silent: 0.5 mg/kg over 40 minutes for treatment-resistant depression', () => {
    const dosages = [{ route: intravenous, dose: { value: 0.5, unit: 'mg/kg' }, minutes: 40 }]
    const given = { ...reason(words('treatment-resistant depression')), dosages }
    expect(verdict(ordered(given, onTheList(migraine)))).toBe('other-reason-on-order')
  })
  it('11 is silent: esketamine nasal 84 mg', () => {
    expect(verdict(ordered({ drug: aDrug(words('esketamine nasal 84 mg')), dosages: [] }))).toBe('no-ketamine-ordered')
  })
  it('12 is silent: ketamine 50 mg IM', () => {
    expect(verdict(ordered({ dosages: [{ text: '50 mg IM' }] }))).toBe('not-intravenous')
  })
  it('13 is silent: a compounded nasal spray', () => {
    expect(verdict(ordered({ drug: aDrug(words('ketamine nasal spray, compounded')), dosages: [] }))).toBe(
      'not-intravenous',
    )
  })
  it('14 informs at order-select and warns at order-sign: no route', () => {
    const noRoute = { drug: aDrug(rx('238084', 'ketamine 50 MG/ML Injectable Solution')), dosages: [] }
    expect(verdict(ordered(noRoute, { hook: 'order-select' }))).toBe('5 info')
    expect(verdict(ordered(noRoute))).toBe('5 warning')
  })
  it('15 is silent: no route, and migraine only on the list', () => {
    expect(verdict(ordered({ ...noReason, dosages: [] }, onTheList(migraine)))).toBe('chart-evidence-and-no-route')
  })
  it('16 speaks: no route, 0.2 mg/kg/h', () => {
    expect(verdict(ordered({ dosages: [{ rate: { value: 0.2, unit: 'mg/kg/h' } }] }))).toBe('1 warning')
  })
  it('17 speaks: a compounded mix of ketamine and magnesium', () => {
    const mix = aDrug(words('compounded infusion'), { ingredients: [ketamine, words('magnesium sulfate')] })
    expect(verdict(ordered({ drug: mix }))).toBe('1 warning')
  })
  it('18 is silent: ketamine and lidocaine cream', () => {
    expect(verdict(ordered({ drug: aDrug(words('ketamine/lidocaine topical cream')), dosages: [] }))).toBe(
      'not-intravenous',
    )
  })
  it('19 is silent: ketofol and a procedure order', () => {
    const given = { ...noReason, drug: aDrug(words('ketofol (ketamine/propofol)')) }
    const procedures = [{ concept: words('Closed reduction of shoulder'), reasons: [] }]
    expect(verdict(ordered(given, { ...at(migraine), procedures }))).toBe('competing-indication')
  })
  it('20 is silent: a refuted migraine', () => {
    const conditions = read(aCondition(migraine, { verificationStatus: 'refuted' }))
    expect(verdict(ordered(noReason, { conditions }))).toBe('no-migraine-evidence')
  })
  it('21 is silent: a migraine entered in error', () => {
    const conditions = read(aCondition(migraine, { verificationStatus: 'entered-in-error' }))
    expect(verdict(ordered(noReason, { conditions }))).toBe('no-migraine-evidence')
  })
  it('22 is silent: a resolved migraine', () => {
    const conditions = read(aCondition(migraine, { clinicalStatus: 'resolved' }))
    expect(verdict(ordered(noReason, { conditions }))).toBe('no-migraine-evidence')
  })
  it('23 speaks: resolved on the list, and the order’s reason is migraine', () => {
    const conditions = read(aCondition(migraine, { clinicalStatus: 'resolved' }))
    expect(verdict(ordered({}, { conditions }))).toBe('1 warning')
  })
  it('24 counts a recurrence', () => {
    const conditions = read(aCondition(migraine, { clinicalStatus: 'recurrence' }))
    expect(verdict(ordered(noReason, { conditions }))).toBe('3 info')
  })
  it('25 is silent: a family history only', () => {
    expect(verdict(ordered(noReason, onTheList(icd('Z82.0'))))).toBe('no-migraine-evidence')
  })
  it('26 counts a provisional migraine as diagnosis of the encounter, and not on the list', () => {
    const provisional = { verificationStatus: 'provisional' }
    const diagnosis = aCondition(migraine, { ...provisional, encounterDiagnosis: true, ofThisEncounter: true })
    expect(verdict(ordered(noReason, { conditions: read(diagnosis) }))).toBe('2 warning')
    expect(verdict(ordered(noReason, { conditions: read(aCondition(migraine, provisional)) }))).toBe(
      'no-migraine-evidence',
    )
  })
  it('27 is silent: cluster headache', () => {
    expect(verdict(ordered(reason(icd('G44.009'))))).toBe('other-reason-on-order')
  })
  it('28 is silent: medication-overuse headache alone', () => {
    expect(verdict(ordered(reason(icd('G44.40'))))).toBe('other-reason-on-order')
    expect(verdict(ordered(noReason, onTheList(icd('G44.40'))))).toBe('no-migraine-evidence')
  })
  it('28b warns of medication overuse and offers no triptan. Known limit: days of use are not counted from dispensing', () => {
    const given = ordered(
      {},
      { ...onTheList(icd('G44.40')), medications: read(aMedication(words('sumatriptan 50 mg tablet'))) },
    )
    expect(verdict(given)).toBe('1m warning')
    expect(noTriptan(given)).toBe(true)
  })
})
