import type { Concept, Facts, Order, Reading, Patient } from '../../../cards/guidance.ts'
import { triage } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  cut,
  aDrug,
  aMedication,
  anIvKetamineOrder,
  anOrder,
  aReason,
  facts,
  intravenous,
  ketamine,
  migraine,
  read,
  rx,
  sct,
  unread,
  words,
} from './builders.ts'
import { defaults, ordered, spoken, verdict } from './decisions.ts'

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
    ['esketamine by code, in words that leave its kind out', product({ ...rx('2119365'), text: 'Ketamine nasal kit' })],
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
  it('is undecided: a draft that could not be read may be the ketamine that another one is not', () => {
    const unnamed = anOrder(aDrug({ codes: [] }, { named: false }), { key: 'MedicationRequest/2' })
    const intramuscular = anIvKetamineOrder(route(sct('78421000')))
    expect(verdict(facts({ orders: [intramuscular, unnamed] }))).toBe('undecided: medication')
    expect(verdict(facts({ orders: [intramuscular, { ...unnamed, underReview: false }] }))).toBe('not-intravenous')
    expect(verdict(facts({ orders: [anIvKetamineOrder(), unnamed] }))).toBe('row 1')
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
    ['what it is diluted in, in capitals', text('GIVE 20 MG IN 100 ML NS IV OVER 1 HR')],
  ])('speaks of the intravenous route: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('row 1')
  })

  it.each<[string, Partial<Order>]>([
    ['intramuscular by code', route(sct('78421000', 'Intramuscular route'))],
    ['intranasal by code', route(sct('46713006', 'Nasal route'))],
    ['oral text', route(words('Oral'))],
    ['sig says IM', text('50 mg IM once')],
    ['sig says IN', text('20 mg IN once')],
    ['sig says IN and no more', text('50 mg IN')],
    ['sig says by mucosal atomization', text('50 mg via mucosal atomization device')],
    ['a mouth rinse', { drug: aDrug(words('ketamine mouth rinse')), dosages: [] }],
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
  it('follows that policy for a coded route too', () => {
    const coded = ordered(route(sct('417255000', 'Intraosseous route')))
    expect(verdict(coded)).toBe('not-intravenous')
    expect(verdict(coded, { ...defaults, io: 'iv' })).toBe('row 1')
    expect(verdict(ordered(text('20 mg IO once')), { ...defaults, io: 'iv' })).toBe('row 1')
  })
  it.each<[string, Partial<Order>]>([
    ['oral by code', route(sct('26643006', 'Oral route'))],
    ['oral in words', route(words('Oral'))],
    ['intramuscular in the sig', text('50 mg IM once')],
    ['a nasal spray', { drug: aDrug(words('ketamine 10% nasal spray')), dosages: [] }],
  ])('is silent there too: %s', (_, over) => {
    expect(verdict(ordered(over), { ...defaults, io: 'iv' })).toBe('not-intravenous')
  })
  it('is silent: a coded route that is not known and says nothing', () => {
    expect(verdict(ordered(route({ codes: [{ system: 'urn:local', code: '99' }] })))).toBe('route-unrecognised')
  })
  it.each<[string, Partial<Order>]>([
    [
      'no route and an injectable product',
      { drug: aDrug(rx('238084', 'ketamine 50 MG/ML Injectable Solution')), dosages: [] },
    ],
    [
      'no route and a form that is injected',
      { drug: aDrug(ketamine, { form: words('Injectable solution') }), dosages: [] },
    ],
    ['no route and a form that tells nothing', { drug: aDrug(ketamine, { form: words('Solution') }), dosages: [] }],
    ['no route and only the ingredient', { drug: aDrug(ketamine), dosages: [] }],
    ['a sig that allows both', text('50 mg IV or IM once')],
    [
      'a route coded as unspecified',
      route({ codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0162', code: 'OTH' }] }),
    ],
  ])('takes the route for unknown: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('row 5')
  })
  it('is silent: a sig that allows both, of a product that is not injected', () => {
    expect(
      verdict(ordered({ drug: aDrug(words('ketamine 50 mg tablet')), dosages: [{ text: '50 mg IV or PO' }] })),
    ).toBe('not-intravenous')
  })
  it('speaks once any dosage is intravenous', () => {
    expect(verdict(ordered({ dosages: [{ route: words('Oral') }, { route: words('IV') }] }))).toBe('row 1')
  })
})

describe('gate B: a route that is not intravenous, in the words of a sig', () => {
  it.each([
    'IM',
    'I.M.',
    'SC',
    'SQ',
    'subQ',
    'subcut',
    'subcutaneously',
    'intranasally',
    'nasally',
    'in each nostril',
    'in each nare',
    'PO',
    'P.O.',
    'by mouth',
    'orally',
    'per G-tube',
    'SL',
    'sublingual',
    'buccal',
    'transmucosal',
    'PR',
    'rectally',
    'topically',
    'transdermal',
    'epidural',
    'intrathecal',
    'inhaled',
    'nebulized',
    'via nebulizer',
    'irrigation',
    'IO',
    'intraosseous',
    'intradermal',
    'caudal',
    'intra-articular',
    'vaginal',
    'ophthalmic',
    'swish and spit',
  ])('is silent: 50 mg %s once', (name) => {
    expect(verdict(ordered(text(`50 mg ${name} once`)))).toBe('not-intravenous')
    expect(verdict(ordered({ dosages: [{ route: words(name) }] }))).toBe('not-intravenous')
  })
})

describe('gate B: a route by its code alone', () => {
  const v3 = 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration'
  const v2 = 'http://terminology.hl7.org/CodeSystem/v2-0162'
  const sctSystem = 'http://snomed.info/sct'
  const routed = (system: string, code: string): string => verdict(ordered(route({ codes: [{ system, code }] })))
  it.each([
    ['intramuscular', sctSystem, '78421000'],
    ['subcutaneous', sctSystem, '34206005'],
    ['nasal', sctSystem, '46713006'],
    ['oral', sctSystem, '26643006'],
    ['sublingual', sctSystem, '37839007'],
    ['buccal', sctSystem, '54471007'],
    ['rectal', sctSystem, '37161004'],
    ['epidural', sctSystem, '404820008'],
    ['intraosseous', sctSystem, '417255000'],
    ['by mouth', v3, 'PO'],
    ['under the tongue', v3, 'SL'],
    ['intrathecal', v3, 'IT'],
    ['epidural', v3, 'EPI'],
    ['intramuscular', v2, 'IM'],
    ['intranasal', v2, 'IN'],
    ['subcutaneous', v2, 'SC'],
    ['rectal', v2, 'PR'],
  ])('is silent: %s, %s %s', (_, system, code) => {
    expect(routed(system, code)).toBe('not-intravenous')
  })
  it.each([
    ['a peripheral vein', sctSystem, '419993007'],
    ['a central vein', sctSystem, '418114005'],
    ['a continuous infusion', v3, 'IVCC'],
    ['a piggyback', 'http://terminology.hl7.org/CodeSystem/v2-0165', 'IVPB'],
    ['intravenous', v2, 'IV'],
  ])('speaks: %s, %s %s', (_, system, code) => {
    expect(routed(system, code)).toBe('row 1')
  })
  it.each([
    ['intravascular', v3, 'IVASCINFUS'],
    ['intravascular', sctSystem, '445755006'],
    ['parenteral', v3, 'PARENTINJ'],
  ])('takes the route for unknown: %s, %s %s', (_, system, code) => {
    expect(routed(system, code)).toBe('row 5')
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
  it.each(['1234995', '859437'])('is silent: a blocker is drafted by its code alone, %s', (code) => {
    const blocker = anOrder(rx(code), { key: 'MedicationRequest/b', underReview: false })
    expect(verdict(facts({ orders: [anIvKetamineOrder(), blocker] }))).toBe('neuromuscular-blocker-drafted')
    const mixed = anOrder(aDrug(words('RSI kit'), { ingredients: [rx(code)] }), { key: 'MedicationRequest/b' })
    expect(verdict(facts({ orders: [anIvKetamineOrder(), mixed] }))).toBe('neuromuscular-blocker-drafted')
  })
  it.each(['rocuronium', 'Vecuronium 10 mg', 'succinylcholine', 'suxamethonium', 'cisatracurium'])(
    'is silent: %s is drafted too, whatever the reason says',
    (drug) => {
      const blocker = anOrder(words(drug), { key: 'MedicationRequest/b', underReview: false })
      expect(verdict(facts({ orders: [anIvKetamineOrder(), blocker] }))).toBe('neuromuscular-blocker-drafted')
    },
  )
})
