import type { Concept, Facts, Order, Reading, Patient } from '../../../cards/facts.ts'
import { triage } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  cut,
  aDrug,
  ago,
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
  it('is silent: esketamine is another drug, whatever ingredient its record names', () => {
    const spravato = product(words('Spravato 28 mg'), { ingredients: [ketamine] })
    expect(verdict(ordered(spravato))).toBe('no-ketamine-ordered')
  })

  it.each<[string, Partial<Order>]>([
    ['esketamine by code', product(rx('2119365', 'esketamine'))],
    ['esketamine by code, in words that leave its kind out', product({ ...rx('2119365'), text: 'Ketamine nasal kit' })],
    ['esketamine by brand', product(words('Spravato 84 mg'))],
    ['esketamine whose words hold ketamine', product(words('S-ketamine 25 mg/mL'))],
    ['esketamine by its sign', product(words('S(+)-ketamine 25 mg/mL'))],
    ['esketamine in two words', product(words('Es-ketamine 25 mg/mL'))],
    ['esketamine by its sign in brackets', product(words('(S)-(+)-Ketamin'))],
    ['esketamine by an S behind', product(words('Ketamin S 25 mg/mL'))],
    [
      'esketamine with a ketamine word beside its code',
      product({
        codes: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '2119365', display: 'esketamine' }],
        text: 'Ketamine (S-) nasal',
      }),
    ],
    ['another drug', product(rx('161', 'acetaminophen'))],
    ['a word that only holds ketamine', product(words('Norketamine assay'))],
    ['esketamine by its plus sign', product(words('S+ ketamine'))],
  ])('is silent: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('no-ketamine-ordered')
  })

  it.each(['N/S + ketamine 100 mg', 'N/S+ketamine 50 mg', 'N.S. + ketamine'])('speaks: in saline, %s', (name) => {
    expect(verdict(ordered(product(words(name))))).toBe('row 1')
  })
  it('is silent: the ketamine draft is not among those under review', () => {
    expect(verdict(ordered({ underReview: false }))).toBe('not-under-review')
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
    expect(verdict(ordered(change, running({ end: ago({ hours: 2 }) })))).toBe('change-of-running-infusion')
  })
  it.each([
    ['is of another encounter', { ofThisEncounter: false }],
    ['has been stopped', { status: 'stopped' }],
    ['ended two days ago', { end: ago({ days: 2 }) }],
    ['says not to give it', { doNotPerform: true }],
    ['is a proposal', { intent: 'proposal' }],
    ['is not ketamine', { drug: aDrug(rx('161', 'acetaminophen')) }],
    ['is not intravenous', { dosages: [{ route: words('Intranasal') }] }],
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
