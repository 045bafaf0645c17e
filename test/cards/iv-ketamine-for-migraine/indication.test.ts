import type { Concept, Facts, Order, Reading, Patient } from '../../../cards/guidance.ts'
import { triage } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  cut,
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
  now,
  read,
  rx,
  sct,
  unread,
  words,
} from './builders.ts'
import { at, defaults, noReason, onTheList, ordered, spoken, verdict } from './decisions.ts'

const route = (concept: Concept): Partial<Order> => ({ dosages: [{ route: concept }] })
const text = (sig: string): Partial<Order> => ({ dosages: [{ text: sig }] })
const product = (concept: Concept, over = {}): Partial<Order> => ({ drug: aDrug(concept, over) })

describe('gate A: what is ordered', () => {
  it.each<[string, Partial<Order>]>([
    ['ketamine by ingredient code', product(ketamine)],
    ['a ketamine product by RxNorm code', product(rx('238084', 'ketamine 50 MG/ML Injectable Solution'))],
    [
      'ketamine by an eleven-digit NDC',
      product({ codes: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '42023011510' }] }),
    ],
    [
      'ketamine by a hyphenated NDC',
      product({ codes: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '42023-115-10' }] }),
    ],
    [
      'ketamine by a ten-digit NDC',
      product({ codes: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '4202311510' }] }),
    ],
    [
      'a package of a product known by its product-level NDC',
      product({ codes: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '65219-188-02' }] }),
    ],
    ['ketamine by SNOMED CT', product(sct('373464007'))],
    [
      'a local code with the display ketamine',
      product({ codes: [{ system: 'urn:local', code: '77', display: 'KETAMINE 50 MG/ML INJ' }] }),
    ],
    ['words only', product(words('Ketalar 500 mg/10 mL vial'))],
    [
      'a mix with ketamine as one ingredient',
      product(words('Migraine infusion'), { ingredients: [ketamine, words('magnesium sulfate')] }),
    ],
  ])('speaks: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('row 1')
  })

  it.each<[string, Partial<Order>]>([
    ['esketamine by code', product(rx('2119365', 'esketamine'))],
    ['esketamine by brand', product(words('Spravato 84 mg'))],
    ['esketamine whose words hold ketamine', product(words('S-ketamine 25 mg/mL'))],
    [
      'esketamine with a ketamine word beside its code',
      product({
        codes: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '2119365', display: 'esketamine' }],
        text: 'Ketamine (S-) nasal',
      }),
    ],
    ['another drug', product(rx('161', 'acetaminophen'))],
    ['a word that only holds ketamine', product(words('Norketamine assay'))],
  ])('is silent: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('no-ketamine-ordered')
  })

  it('is silent: the ketamine draft is not among those under review', () => {
    expect(verdict(ordered({ underReview: false }))).toBe('not-under-review')
  })
  it('is silent: the order says not to perform it', () => {
    expect(verdict(ordered({ doNotPerform: true }))).toBe('do-not-perform')
  })
  it.each(['proposal', 'plan', 'option'])('is silent: intent %s', (intent) => {
    expect(verdict(ordered({ intent }))).toBe('not-an-order')
  })
  it('speaks: an absent intent counts as order', () => {
    const { intent: _, ...order } = anIvKetamineOrder()
    expect(verdict(facts({ orders: [order] }))).toBe('row 1')
  })
  it('is undecided: a draft under review whose medication could not be read', () => {
    expect(verdict(facts({ orders: [anOrder(aDrug({ codes: [] }, { named: false }))] }))).toBe('undecided: medication')
  })
  it('is silent: no orders at all', () => {
    expect(verdict(facts({ orders: [] }))).toBe('no-ketamine-ordered')
  })
  it('says of a call without ketamine that it was none of its business, and of others not', () => {
    expect(triage(facts({ orders: [] }), defaults)).toEqual({
      kind: 'silent',
      because: 'no-ketamine-ordered',
      notMine: true,
    })
    expect(triage(ordered({ doNotPerform: true }), defaults)).toEqual({ kind: 'silent', because: 'do-not-perform' })
  })
  it('is silent: ketamine is running, and the new order is another drug', () => {
    const running = aMedication(ketamine, { dosages: [{ route: intravenous }] })
    expect(
      verdict(
        facts({
          orders: [anOrder(rx('161', 'acetaminophen'), { reasons: [aReason(migraine)] })],
          medications: read(running),
        }),
      ),
    ).toBe('no-ketamine-ordered')
  })
})

describe('gate B: the route', () => {
  it.each<[string, Partial<Order>]>([
    ['SNOMED CT intravenous', route(sct('47625008'))],
    [
      'HL7 v3 IV push',
      route({ codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', code: 'IVPUSH' }] }),
    ],
    [
      'an OID with the text Intravenous',
      route({
        codes: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.4.798268.7025', code: '11' }],
        text: 'Intravenous',
      }),
    ],
    ['text only', route(words('IV'))],
    ['method IV push', { dosages: [{ method: words('IV push') }] }],
    ['sig text', text('Ketamine 20 mg IV once over 10 minutes')],
    ['a continuous rate in mg/kg/h', { dosages: [{ rate: { value: 0.2, unit: 'mg/kg/h' } }] }],
    ['a continuous rate in mg/h', { dosages: [{ rate: { value: 15, unit: 'mg/h' } }] }],
    ['a continuous rate in mcg/kg/min', { dosages: [{ rate: { value: 5, unit: 'mcg/kg/min' } }] }],
    ['a rate in the sig', text('run at 0.2 mg/kg/hr')],
  ])('speaks of the intravenous route: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('row 1')
  })

  it.each<[string, Partial<Order>]>([
    ['intramuscular by code', route(sct('78421000', 'Intramuscular route'))],
    ['intranasal by code', route(sct('46713006', 'Nasal route'))],
    ['oral text', route(words('Oral'))],
    ['sig says IM', text('50 mg IM once')],
    ['sublingual troche', { drug: aDrug(words('ketamine 100 mg troche')), dosages: [] }],
    ['a compounded nasal spray', { drug: aDrug(words('ketamine 10% nasal spray (compounded)')), dosages: [] }],
    ['a topical mix', { drug: aDrug(words('ketamine / lidocaine cream'), { ingredients: [ketamine] }), dosages: [] }],
    ['a form that is not injected', { drug: aDrug(ketamine, { form: words('Oral solution') }), dosages: [] }],
    ['intraosseous', route(words('Intraosseous'))],
    [
      'subcutaneous with a continuous rate',
      { dosages: [{ route: words('Subcutaneous'), rate: { value: 5, unit: 'mg/h' } }] },
    ],
    ['epidural', route(sct('404820008', 'Epidural route'))],
  ])('is silent: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('not-intravenous')
  })

  it('speaks: intraosseous where a site counts it as intravenous', () => {
    expect(verdict(ordered(route(words('Intraosseous'))), { ...defaults, io: 'iv' })).toBe('row 1')
  })
  it('is silent: a coded route that is not known and says nothing', () => {
    expect(verdict(ordered(route({ codes: [{ system: 'urn:local', code: '99' }] })))).toBe('route-unrecognised')
  })
  it.each<[string, Partial<Order>]>([
    [
      'no route and an injectable product',
      { drug: aDrug(rx('238084', 'ketamine 50 MG/ML Injectable Solution')), dosages: [] },
    ],
    ['no route and only the ingredient', { drug: aDrug(ketamine), dosages: [] }],
    ['a sig that allows both', text('50 mg IV or IM once')],
    [
      'a route coded as unspecified',
      route({ codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0162', code: 'OTH' }] }),
    ],
  ])('takes the route for unknown: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('row 5')
  })
  it('speaks once any dosage is intravenous', () => {
    expect(verdict(ordered({ dosages: [{ route: words('Oral') }, { route: words('IV') }] }))).toBe('row 1')
  })
})

describe('gate C: age', () => {
  const born = (birthDate: string): Partial<Facts> => ({ patient: read<Patient>({ birthDate, sex: 'male' }) })
  it('is silent at 17 years and 364 days', () => {
    expect(verdict(ordered({}, born('2008-11-21')))).toBe('under-18')
  })
  it('speaks on the eighteenth birthday', () => {
    expect(verdict(ordered({}, born('2008-11-20')))).toBe('row 1')
  })
  it('reckons on the day of the order', () => {
    expect(verdict(ordered({ authoredOn: '2026-11-19' }, born('2008-11-20')))).toBe('under-18')
  })
  it.each<[string, Reading<Patient>]>([
    ['absent', read<Patient>({ sex: 'female' })],
    ['not readable', unread<Patient>()],
    ['partial, so that a minor is possible', read<Patient>({ birthDate: '2008' })],
  ])('informs, and offers nothing, when the birth date is %s', (_, patient) => {
    const { card } = spoken(ordered({}, { patient }))
    expect(card.indicator).toBe('info')
    expect(card.suggestions).toEqual([])
    expect(card.detail).toContain('adult guideline')
  })
})

describe('gate D: a change of a running infusion', () => {
  const running = (over = {}): Partial<Facts> => ({
    medications: read(
      aMedication(ketamine, {
        key: 'MedicationRequest/running',
        ofThisEncounter: true,
        dosages: [{ route: intravenous }],
        ...over,
      }),
    ),
  })
  const change: Partial<Order> = { replaces: 'MedicationRequest/running' }

  it('is silent: the draft replaces an active infusion of the same encounter', () => {
    expect(verdict(ordered(change, running()))).toBe('change-of-running-infusion')
  })
  it.each([
    ['is of another encounter', { ofThisEncounter: false }],
    ['has been stopped', { status: 'stopped' }],
    ['is not ketamine', { drug: aDrug(rx('161', 'acetaminophen')) }],
  ])('speaks: the order it replaces %s', (_, over) => {
    expect(verdict(ordered(change, running(over)))).toBe('row 1')
  })
  it('speaks: ketamine is running, and this is a new order beside it', () => {
    expect(verdict(ordered({}, running()))).toBe('row 1')
  })
  it('is undecided: the list that may hold what it replaces was cut short', () => {
    expect(verdict(ordered(change, { medications: cut() }))).toBe('undecided: medications')
  })
  it('is undecided: what it replaces could not be read', () => {
    expect(verdict(ordered(change, { medications: unread() }))).toBe('undecided: medications')
  })
})

describe('gate F: an emergency', () => {
  it.each(['rocuronium', 'Vecuronium 10 mg', 'succinylcholine', 'suxamethonium', 'cisatracurium'])(
    'is silent: %s is drafted too, whatever the reason says',
    (drug) => {
      const blocker = anOrder(words(drug), { key: 'MedicationRequest/b', underReview: false })
      expect(verdict(facts({ orders: [anIvKetamineOrder(), blocker] }))).toBe('neuromuscular-blocker-drafted')
    },
  )
})

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

describe('unspecific headache on the order', () => {
  it.each<[string, Concept]>([
    ['R51.9', icd('R51.9')],
    ['SNOMED CT headache', sct('25064002')],
    ['the word headache', words('headache')],
    ['HA', words('HA')],
  ])('speaks with migraine on the chart: %s', (_, reason) => {
    expect(verdict(ordered({ reasons: [aReason(reason)] }, onTheList(migraine)))).toBe('row 2')
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

describe('competing signals', () => {
  it.each<[string, Partial<Order>, Partial<Facts>]>([
    ['a sedation beside migraine in the encounter', {}, at(migraine, words('procedural sedation'))],
    [
      'a fracture beside migraine in the encounter',
      {},
      at(migraine, icd('S82.61XA', 'Displaced fracture of lateral malleolus')),
    ],
    [
      'an intubation among the drafts',
      {},
      { ...at(migraine), procedures: [{ concept: sct('112798008', 'Insertion of endotracheal tube'), reasons: [] }] },
    ],
    [
      'a bolus in the anaesthetic range by weight',
      { dosages: [{ route: intravenous, dose: { value: 1, unit: 'mg/kg' } }] },
      at(migraine),
    ],
    [
      'a bolus of 100 mg with an unknown weight',
      { dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] },
      at(migraine),
    ],
    ['a bolus in words', { dosages: [{ text: 'ketamine 1.5 mg/kg IV push' }] }, at(migraine)],
    ['induction in the sig', { dosages: [{ route: intravenous, text: 'for induction' }] }, at(migraine)],
    ['a PCA in the sig', { dosages: [{ route: intravenous, text: 'PCA with hydromorphone' }] }, at(migraine)],
    ['ketofol', { drug: aDrug(words('ketamine / propofol (ketofol)')) }, at(migraine)],
    ['depression as a second reason', {}, at(migraine, words('major depression'))],
    [
      'sedation while migraine is only on the list',
      { dosages: [{ route: intravenous, text: 'procedural sedation' }] },
      onTheList(migraine),
    ],
  ])('is silent: %s', (_, over, more) => {
    expect(verdict(ordered({ ...noReason, ...over }, more))).toBe('competing-indication')
  })

  it('is silent: the antidepressant regimen, with depression on the problem list', () => {
    const regimen: Partial<Order> = {
      ...noReason,
      dosages: [{ route: intravenous, text: '0.5 mg/kg IV over 40 minutes' }],
    }
    const chart = {
      ...at(migraine),
      conditions: read(aCondition(icd('F33.2', 'Major depressive disorder, recurrent severe'))),
    }
    expect(verdict(ordered(regimen, chart))).toBe('competing-indication')
    expect(verdict(ordered(regimen, at(migraine)))).toBe('row 2')
  })
  it('speaks: depression on the problem list alone does not compete', () => {
    expect(verdict(ordered(noReason, { ...at(migraine), conditions: read(aCondition(icd('F33.2'))) }))).toBe('row 2')
  })
  it('speaks: the same dose by weight below the anaesthetic range', () => {
    const weight = {
      concept: { codes: [{ system: 'http://loinc.org', code: '29463-7' }] },
      when: now,
      status: 'final',
      value: { value: 110, unit: 'kg' },
      components: [],
    }
    expect(
      verdict(
        ordered(
          { ...noReason, dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] },
          { ...at(migraine), observations: read(weight) },
        ),
      ),
    ).toBe('row 2')
  })
  it('speaks: an anaesthetic dose whose order says migraine', () => {
    expect(verdict(ordered({ dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] }))).toBe('row 1')
  })
  it('speaks: a head scan among the drafts is no procedure of that kind', () => {
    expect(
      verdict(
        ordered(noReason, {
          ...at(migraine),
          procedures: [{ concept: sct('303653007', 'Computed tomography of head (procedure)'), reasons: [] }],
        }),
      ),
    ).toBe('row 2')
  })
})

describe('policy', () => {
  it('is silent: the recommendation is switched off', () => {
    expect(verdict(ordered({}), { ...defaults, enabled: false })).toBe('switched-off')
  })
})
