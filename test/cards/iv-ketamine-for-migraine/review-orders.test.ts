import type { Concept, Condition, Facts, Order } from '../../../cards/facts.ts'
import {
  aCondition,
  aDrug,
  anEncounter,
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
import { at, atMigraine, onTheList, ordered, reason, sig, verdict } from './decisions.ts'

const local = (text: string, code = '160357'): Concept => ({
  codes: [{ system: 'urn:oid:1.2.840.114350.1.13.861.1.7.2.728286', code, display: text }],
  text,
})
const diagnosed = (concept: Concept): Condition =>
  aCondition(concept, { encounterDiagnosis: true, ofThisEncounter: true })

describe('a reason in a code system of the EHR', () => {
  it('is read by its words', () => {
    expect(verdict(ordered({ reasons: [] }, at(local('Migraine'))))).toBe('row 2')
    expect(verdict(ordered(reason(local('Migraine'))))).toBe('row 1')
    expect(verdict(ordered({ reasons: [] }, { ...at(local('Headache')), ...onTheList(migraine) }))).toBe('row 2')
    expect(verdict(ordered({ reasons: [] }, { ...at(local('Ankle pain')), ...onTheList(migraine) }))).toBe(
      'other-encounter-reason',
    )
    expect(verdict(ordered(reason(local('No migraine'))))).toBe('other-reason-on-order')
  })
  it('is not read beside a code of a clinical terminology, and never on the problem list', () => {
    const fracture = icd('S52.501A', 'Fracture of radius')
    expect(verdict(ordered(reason({ codes: [...local('x').codes, ...fracture.codes], text: 'Migraine' })))).toBe(
      'other-reason-on-order',
    )
    expect(verdict(ordered({ reasons: [] }, onTheList(local('Migraine'))))).toBe('no-migraine-evidence')
  })
})

describe('a purpose in the instructions or a note', () => {
  it.each([
    '20 mg IV for severe agitation',
    '20 mg IV for suicidal ideation',
    '20 mg IV once for treatment-resistant depression',
    '20 mg IV for CRPS',
    '20 mg IV for sickle cell crisis',
    '20 mg IV for status asthmaticus',
    '20 mg IV prior to fracture reduction',
    '20 mg IV before intubation',
    '20 mg IV. Indication: burn dressing change',
    '20 mg IV for post-op pain',
  ])('competes: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('competing-indication')
    expect(verdict(atMigraine({ notes: [text] }))).toBe('competing-indication')
  })
  it.each([
    '20 mg IV for migraine',
    '20 mg IV for headache pain',
    '20 mg IV; monitor for agitation',
    '20 mg IV. Call for emergence agitation',
    '20 mg IV. Hold for agitation or hallucinations',
    '20 mg IV; midazolam available for emergence agitation',
    '20 mg IV; side effects: sedation, nausea',
    '20 mg IV; sedation precautions',
    '20 mg IV; monitor for over-sedation',
    '20 mg IV for migraine with depression screening',
    '20 mg IV. For questions call anesthesia',
    '20 mg IV. For side effects such as agitation call the pain service',
  ])('does not compete: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('row 2')
  })
  it('does not compete in a note on what surrounds it', () => {
    for (const note of ['Document vitals before and after procedure', 'For concerns page anesthesia'])
      expect(verdict(atMigraine({ notes: [note] }))).toBe('row 2')
  })
  it('competes as the reason of an as-needed order for the pain of another place', () => {
    const neededFor = (text: string): Facts => atMigraine({ dosages: [{ route: intravenous, neededFor: words(text) }] })
    for (const text of ['shoulder pain', 'back pain', 'abscess I&D', 'cardioversion', 'renal colic'])
      expect([text, verdict(neededFor(text))]).toEqual([text, 'competing-indication'])
    for (const text of ['pain', 'severe pain', 'headache', 'breakthrough pain', 'head pain'])
      expect([text, verdict(neededFor(text))]).toEqual([text, 'row 2'])
    expect(verdict(neededFor('migraine'))).toBe('row 1')
  })
})

describe('an encounter that says what it is for', () => {
  const of = (said: readonly Concept[], conditions: readonly Condition[]): Facts =>
    ordered(
      { reasons: [] },
      {
        encounter: read(anEncounter({ reasons: said.map((one) => aReason(one)) })),
        conditions: read(...conditions),
      },
    )
  it('is not for migraine because a diagnosis names one beside the pain of another place', () => {
    for (const text of ['Renal colic', 'Flank pain', 'Chest pain', 'Dental pain', 'Abdominal pain', 'Low back pain'])
      expect([text, verdict(of([words(text)], [diagnosed(migraine)]))]).toEqual([text, 'other-encounter-reason'])
    expect(verdict(of([words('Alcohol withdrawal')], [diagnosed(migraine)]))).toBe('other-encounter-reason')
    expect(verdict(of([words('Overdose')], [diagnosed(migraine)]))).toBe('other-encounter-reason')
  })
  it('is for migraine where its own words name one, or what comes with one', () => {
    expect(verdict(of([words('Migraine'), words('Back pain')], []))).toBe('row 2')
    for (const text of ['Vomiting', 'Neck pain', 'Facial pain', 'Photophobia', 'Headache', 'Head pain', 'Eye pain'])
      expect([text, verdict(of([words(text)], [diagnosed(migraine)]))]).toEqual([text, 'row 2'])
  })
  it.each(['Head injury', 'Concussion', 'MVC', 'Motor vehicle accident', 'Assault'])(
    'competes as an injury: %s',
    (text) => {
      expect(verdict(of([words(text), words('Migraine')], []))).toBe('competing-indication')
    },
  )
  it.each([
    ['G97.1', 'Other reaction to spinal and lumbar puncture'],
    ['G44.009', 'Cluster headache syndrome, unspecified, not intractable'],
    ['G44.209', 'Tension-type headache, unspecified, not intractable'],
    ['G44.319', 'Acute post-traumatic headache, not intractable'],
  ])('is for the headache that it is diagnosed with: %s', (code, display) => {
    const other = diagnosed(icd(code, display))
    expect(verdict(of([words('Headache')], [other, aCondition(migraine)]))).toBe('other-encounter-reason')
    expect(verdict(of([words('Headache')], [other, diagnosed(migraine)]))).toBe('row 2')
    const own = ordered(reason(words('headache')), { conditions: read(other, aCondition(migraine)) })
    expect(verdict(own)).toBe('other-encounter-reason')
  })
  it('may be for migraine with an overuse of medicines', () => {
    const overuse = diagnosed(icd('G44.40', 'Drug-induced headache, not elsewhere classified, not intractable'))
    expect(verdict(of([words('Headache')], [overuse, aCondition(migraine)]))).toBe('row 2')
  })
})

describe('what runs for long', () => {
  it.each([
    '500 mg in 250 mL NS IV at 10 mL/h',
    'ketamine 100 mg in NS 100 mL IV, infuse at 0.1 mg/kg/hr',
    'IV infusion 10 mg/h for 5 days (max 240 mg/day)',
    '100 mg IV infused over four hours',
    '100 mg IV for 4 hours',
    '100 mg IV x 4 hours',
    '100 mg IV as a 4-hour infusion',
    '240 mg IV over 1 day',
    '80 mg IV over an hour',
    '100 mg IV over 2-3 hours',
  ])('is no bolus: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('row 2')
  })
  it('is no bolus: a bag that runs at a rate in words', () => {
    const bag = { route: intravenous, dose: { value: 500, unit: 'mg' }, text: '0.1 mg/kg/hr continuous IV' }
    expect(verdict(atMigraine({ dosages: [bag] }))).toBe('row 2')
  })
  it.each([
    '100 mg IV push',
    '100 mg IV over 2 min',
    '100 mg IV over 10 minutes',
    '1 mg/kg IV',
    '1500 mcg/kg IV push',
    '100 mg IV once, then 5 mg/h',
    '100 mg IV x 4 doses',
    '100 mg IV x1 for 1 dose',
    '100 mg IV push daily for 5 days',
    '100 mg IV q4h for 24 hours',
    '100 mg IV every 6 hours x 2 days',
    '100 mg IV; may repeat in 2 hours',
    '100 mg IV, repeat in 1 hour',
  ])('is one: %s', (text) => {
    expect(verdict(atMigraine(sig(text)))).toBe('competing-indication')
  })
})

describe('a route in the words', () => {
  const unreadable: Concept = { codes: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.698288.7025', code: '11' }] }
  it('holds where the code of the route cannot be read', () => {
    for (const dosage of [{ text: '20 mg IV push' }, { rate: { value: 0.1, unit: 'mg/kg/h' } }])
      expect(verdict(ordered({ dosages: [{ route: unreadable, ...dosage }] }))).toBe('row 1')
    expect(verdict(ordered({ dosages: [{ route: words('Bolus'), text: '20 mg IV' }] }))).toBe('row 1')
    expect(verdict(ordered({ dosages: [{ route: unreadable, text: '20 mg IM' }] }))).toBe('not-intravenous')
    expect(verdict(ordered({ dosages: [{ route: unreadable, text: '20 mg' }] }))).toBe('route-unrecognised')
  })
  const worded = (text: string): Facts => ordered({ dosages: [{ text }] })
  it.each([
    '20 mg IV over 10 min, then ondansetron 4 mg PO',
    '20 mg IV (not IM)',
    '15 mg IV PUSH ONCE. NOT FOR IM USE',
    '20 mg IV. Watch oral secretions',
    '20 mg IV over 10 min. Monitor HR, PR interval',
    '20 mg IV; SL flush after',
    'Give 20 mg via PIV',
    '0.1 mg per kg per hour',
  ])('is intravenous: %s', (text) => {
    expect(verdict(worded(text))).toBe('row 1')
  })
  it.each([
    '20 mg IV or IM',
    '20 mg IV/IM',
    '20 mg IM or IV',
    '20 mg IM; IV if access',
    '20 mg IV, IM',
    '20 mg IV if access, otherwise IM',
    '20 mg IV or, if there is no access, 40 mg IM',
  ])('stays open: %s', (text) => {
    expect(verdict(worded(text))).toBe('row 5')
  })
})

describe('migraine beside a procedure', () => {
  it.each([
    'closed reduction of shoulder',
    'fracture reduction',
    'cardioversion',
    'laceration repair',
    'incision and drainage',
    'I&D of abscess',
    'burn dressing change',
    'bronchoscopy',
    'chest tube insertion',
    'lumbar puncture',
    'dental extraction',
    'procedural analgesia',
  ])('is information at most: %s', (text) => {
    const given = reason(migraine, words(text))
    expect(verdict(ordered(given))).toBe('row 6')
    expect(verdict(facts({ hook: 'order-select', orders: [anIvKetamineOrder(given)] }))).toBe('procedural-reason-too')
  })
})

describe('headache in words', () => {
  it.each([
    'intractable headache',
    'refractory headache',
    'daily headache',
    'left sided headache',
    'frontal headache',
    'throbbing headache',
    'Head ache',
    'left-sided throbbing headache x 3 days',
  ])('is unspecific: %s', (text) => {
    expect(verdict(ordered(reason(words(text)), onTheList(migraine)))).toBe('row 2')
  })
  it.each(['worst headache of life', 'sudden headache', 'headache after fall', 'tension headache', 'cluster headache'])(
    'is not: %s',
    (text) => {
      expect(verdict(ordered(reason(words(text)), onTheList(migraine)))).toBe('other-reason-on-order')
    },
  )
})

describe('a drug that paralyses', () => {
  const rocuronium = (over: Partial<Order>): Facts =>
    facts({
      orders: [anIvKetamineOrder(), anOrder(aDrug(rx('68139', 'rocuronium')), { key: 'MedicationRequest/r', ...over })],
    })
  it('silences, as long as it is ordered', () => {
    expect(verdict(rocuronium({}))).toBe('neuromuscular-blocker-drafted')
    for (const over of [{ doNotPerform: true }, { status: 'cancelled' }, { status: 'entered-in-error' }])
      expect(verdict(rocuronium(over))).toBe('row 1')
  })
})

describe('ketamine in other languages', () => {
  it.each(['Ketamin 50 mg/ml', 'Kétamine injectable', 'Ketamina'])('is ketamine: %s', (text) => {
    expect(verdict(facts({ orders: [anIvKetamineOrder({ drug: aDrug(words(text)) })] }))).toBe('row 1')
  })
  it.each(['Esketamin', 'S-Ketamin', 'Eskétamine', 'Esketamina'])('is not: %s', (text) => {
    expect(verdict(facts({ orders: [anIvKetamineOrder({ drug: aDrug(words(text)) })] }))).toBe('no-ketamine-ordered')
  })
  it('is ketamine by its code', () => {
    expect(verdict(facts({ orders: [anIvKetamineOrder({ drug: aDrug(ketamine) })] }))).toBe('row 1')
  })
})

describe('a service of anesthesiology that treats pain', () => {
  it.each([
    'Anesthesiology (Pain Medicine)',
    'Anesthesiology and Perioperative Pain Medicine',
    'Anesthesia: Pain Management',
  ])('is no other purpose: %s', (service) => {
    const encounter = read(anEncounter({ reasons: [aReason(migraine)], service: [words(service)] }))
    expect(verdict(ordered({ reasons: [] }, { encounter }))).not.toBe('competing-indication')
  })
  it('nor where it gives the dose', () => {
    expect(verdict(atMigraine(sig('20 mg IV, given by anesthesia/pain team')))).toBe('row 2')
  })
})
