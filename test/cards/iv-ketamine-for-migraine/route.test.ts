import type { Concept, Order } from '../../../cards/facts.ts'
import { aDrug, intravenous, ketamine, rx, sct, words } from './builders.ts'
import { defaults, ordered, verdict } from './decisions.ts'

const route = (concept: Concept): Partial<Order> => ({ dosages: [{ route: concept }] })
const text = (sig: string): Partial<Order> => ({ dosages: [{ text: sig }] })

describe('gate B: the route', () => {
  it.each<[string, Partial<Order>]>([
    ['SNOMED CT intravenous', route(sct('47625008'))],
    ['intravenous infusion as the British write it', route(words('IVI'))],
    ['the same in a sig', text('100 mg in 50 ml NaCl 0.9% IVI over 1 hour')],
    ['a syringe driver into a vein', text('IV via syringe driver over 24 hours')],
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
    ['text only, cut short', route(words('INTRAVEN'))],
    ['text only, in one word', route(words('IVPUSH'))],
    // MIMIC-IV on FHIR sends routes like this, without a display.
    ['a code of its own system that is the word', route({ codes: [{ system: 'urn:local', code: 'IV DRIP' }] })],
    ['method IV push', { dosages: [{ method: words('IV push') }] }],
    [
      'method IV push by its code alone',
      {
        dosages: [
          {
            method: {
              codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', code: 'IVPUSH' }],
            },
          },
        ],
      },
    ],
    ['method infusion', { dosages: [{ method: words('Infusion') }] }],
    ['method infusion beside a dose IM', { dosages: [{ method: words('Infusion') }, { text: '20 mg IM once' }] }],
    ['another route that is not to be used', text('Not for IM use. IV push over 10 min')],
    ['the name of the product alone', { drug: aDrug(words('Ketamine IV infusion')), dosages: [] }],
    [
      'a route by code, though the product is named for another',
      { drug: aDrug(words('ketamine nasal')), dosages: [{ route: intravenous }] },
    ],
    ['sig text', text('Ketamine 20 mg IV once over 10 minutes')],
    ['a continuous rate in mg/kg/h', { dosages: [{ rate: { value: 0.2, unit: 'mg/kg/h' } }] }],
    ['a continuous rate in mg/h', { dosages: [{ rate: { value: 15, unit: 'mg/h' } }] }],
    ['a continuous rate in mcg/kg/min', { dosages: [{ rate: { value: 5, unit: 'mcg/kg/min' } }] }],
    ['a continuous rate where others have the dose', { dosages: [{ dose: { value: 0.2, unit: 'mg/kg/h' } }] }],
    ['a rate in the sig', text('run at 0.2 mg/kg/hr')],
    ['what it is diluted in, in capitals', text('GIVE 20 MG IN 100 ML NS IV OVER 1 HR')],
  ])('speaks of the intravenous route: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('row 1')
  })

  it.each<[string, Partial<Order>]>([
    ['intramuscular by code', route(sct('78421000', 'Intramuscular route'))],
    ['intranasal by code', route(sct('46713006', 'Nasal route'))],
    ['oral text', route(words('Oral'))],
    ['a code of its own system that is the word', route({ codes: [{ system: 'urn:local', code: 'IM' }] })],
    ['sig says IM', text('50 mg IM once')],
    ['sig says intramuscular in two words', text('50 mg intra-muscular once')],
    ['sig says subcutaneously in two words', text('20 mg sub cutaneously once')],
    ['sig says IN', text('20 mg IN once')],
    ['sig says IN and no more', text('50 mg IN')],
    ['sig says by mucosal atomization', text('50 mg via mucosal atomization device')],
    [
      'a troche by one of its names',
      {
        drug: aDrug({
          codes: [{ system: 'urn:local', code: '7', display: 'ketamine 100 mg troche' }],
          text: 'Ketamine',
        }),
        dosages: [],
      },
    ],
    ['a mouth rinse', { drug: aDrug(words('ketamine mouth rinse')), dosages: [] }],
    ['wafers', { drug: aDrug(words('Ketamine 10mg wafers')), dosages: [] }],
    ['nose, without a blank', text('50mg IN via MAD')],
    ['sublingual troche', { drug: aDrug(words('ketamine 100 mg troche')), dosages: [] }],
    ...[
      'ketamine lozenges',
      'ketamine suppositories',
      'ketamine creams',
      'ketamine RDT 100 mg',
      'ketamine eye drops',
      'ketamine 10%/gabapentin 6% in PLO',
      'ketamine 5% in Lipoderm',
      'ketamine gummies',
      'ketamine elixir',
    ].map((name): [string, Partial<Order>] => [name, { drug: aDrug(words(name)), dosages: [] }]),
    ...[
      '50 mg IN if no IV access',
      '50 mg intranasal once (no IV)',
      '20 mg IM; IV not available',
      '4 mg/kg IM once, then place IV',
      'nebulize 0.75 mg/kg once',
    ].map((said): [string, Partial<Order>] => [said, text(said)]),
    ['a compounded nasal spray', { drug: aDrug(words('ketamine 10% nasal spray (compounded)')), dosages: [] }],
    ['a topical mix', { drug: aDrug(words('ketamine / lidocaine cream'), { ingredients: [ketamine] }), dosages: [] }],
    ['a form that is not injected', { drug: aDrug(ketamine, { form: words('Oral solution') }), dosages: [] }],
    ['intraosseous', route(words('Intraosseous'))],
    [
      'subcutaneous with a continuous rate',
      { dosages: [{ route: words('Subcutaneous'), rate: { value: 5, unit: 'mg/h' } }] },
    ],
    ['epidural', route(sct('404820008', 'Epidural route'))],
    ['an infusion under the skin, by its words', { dosages: [{ method: words('Infusion'), text: 'SC over 4 hours' }] }],
    ['an infusion under the skin, by its method', { dosages: [{ method: words('Subcutaneous infusion') }] }],
    ['an infusion by another route', { dosages: [{ method: words('Infusion'), route: sct('34206005') }] }],
    [
      'an infusion of a product for another route',
      { drug: aDrug(words('ketamine 10 mg/mL epidural infusion')), dosages: [{ method: words('Infusion') }] },
    ],
    [
      'an infusion of what is not injected',
      { drug: aDrug(words('ketamine troche')), dosages: [{ method: words('Infusion') }] },
    ],
  ])('is silent: %s', (_, over) => {
    expect(verdict(ordered(over))).toBe('not-intravenous')
  })

  it.each<[string, Partial<Order>]>([
    ...['tablet', 'spray', 'troche', 'capsule', 'Lozenge', 'application'].map((unit): [string, Partial<Order>] => [
      `1 ${unit}`,
      { dosages: [{ dose: { value: 1, unit: unit.toLowerCase() } }] },
    ]),
    ...[
      'Take 1 tablet at onset',
      'take one capsule daily',
      '2 sprays every 6 hours as needed',
      'Dissolve 1 troche in the mouth',
      'Let 1 troche dissolve between cheek and gum every 6 hours as needed',
      'Insert 1 suppository',
      '1 spray intranasal; if no relief go to infusion center for IV ketamine',
      'Apply ketamine cream to neck',
      'Dissolve 1 troche in the cheek; do not infuse',
      'Apply 1-2 pumps to the neck QID',
      'Apply to temples 3 times daily as needed for migraine',
    ].map((said): [string, Partial<Order>] => [said, text(said)]),
  ])('is silent: no route, and what is not injected: %s', (_, over) => {
    expect(verdict(ordered({ drug: aDrug(ketamine), ...over }))).toBe('not-intravenous')
  })
  it.each<[string, Partial<Order>]>([
    ['vials', { dosages: [{ dose: { value: 1, unit: 'vial' } }] }],
    ['a monitor', text('Apply EKG leads to skin, then 20 mg over 15 min')],
    ['what is counted of another drug', text('Give 1 tablet ondansetron, then 20 mg over 15 min')],
    ['no count', text('20 mg once')],
    ['what is counted of a drug that is not known', text('Give 1 tablet zorvamine, then 20 mg over 15 min')],
    ['ice', text('Apply ice pack to forehead; ketamine 20 mg once')],
    ['an oximeter', text('Apply pulse ox and monitor to skin; 20 mg over 15 min')],
  ])('takes the route for unknown: %s', (_, over) => {
    expect(verdict(ordered({ drug: aDrug(ketamine), ...over }))).toBe('row 5')
  })
  it.each<[string, string]>([
    ['Epidural space', 'not-intravenous'],
    ['Each nostril', 'not-intravenous'],
    ['Left deltoid muscle', 'not-intravenous'],
    ['Left antecubital vein', 'row 1'],
    ['Left arm', 'row 5'],
    ['Subcutaneous port, left chest', 'row 5'],
  ])('without a route, reads the site: %s', (name, expected) => {
    expect(verdict(ordered({ dosages: [{ site: words(name) }] }))).toBe(expected)
  })
  it('is silent: an infusion into a site that is no vein', () => {
    const dosages = [{ method: words('Infuse'), site: words('Epidural space'), rate: { value: 5, unit: 'mg/h' } }]
    expect(verdict(ordered({ dosages }))).toBe('not-intravenous')
  })
  it.each(['Apply', 'Spray', 'Swallow', 'Dissolve', 'Inhale'])('is silent: a method of other forms: %s', (name) => {
    expect(verdict(ordered({ dosages: [{ method: words(name) }] }))).toBe('not-intravenous')
  })
  it.each(['ropivacaine/ketamine epidural infusion', 'ketamine subcutaneous infusion', 'ketamine oral solution'])(
    'is silent: at a continuous rate, a product for another route: %s',
    (name) => {
      const drug = aDrug(words(name), { ingredients: [ketamine] })
      expect(verdict(ordered({ drug, dosages: [{ rate: { value: 5, unit: 'mg/h' } }] }))).toBe('not-intravenous')
      expect(verdict(ordered({ drug, dosages: [{ text: 'run at 5 mg/hr' }] }))).toBe('not-intravenous')
    },
  )
  it.each([
    'ketamine subdissociative infusion',
    'ketamine subanesthetic infusion',
    'ketamine perioperative infusion',
    'ketamine infusion for intractable migraine',
    'Ketamine HCl 50 mg/mL for intramuscular or intravenous use',
  ])('speaks: at a continuous rate, a product whose name names no other place alone: %s', (name) => {
    const drug = aDrug(words(name), { ingredients: [ketamine] })
    expect(verdict(ordered({ drug, dosages: [{ rate: { value: 5, unit: 'mg/h' } }] }))).toBe('row 1')
  })
  it('speaks: at a continuous rate, into a vein by another name', () => {
    const rate = { value: 5, unit: 'mg/h' }
    expect(verdict(ordered({ dosages: [{ route: words('Subclavian line'), rate }] }))).toBe('row 1')
  })
  it('takes the route for unknown: an infusion into a vessel that may be an artery', () => {
    expect(verdict(ordered({ dosages: [{ method: words('Intravascular infusion') }] }))).toBe('row 5')
  })
  it('takes the route for unknown: a continuous rate beside a nerve', () => {
    const rate = { value: 5, unit: 'mg/h' }
    const drug = aDrug(words('ketamine nerve block infusion'))
    expect(verdict(ordered({ drug, dosages: [{ rate }] }))).toBe('row 5')
    expect(verdict(ordered({ dosages: [{ rate, text: '5 mg/hr via femoral nerve catheter' }] }))).toBe('row 5')
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
  it('is silent: a route in words that are not known', () => {
    expect(verdict(ordered(route(words('Hypodermoclysis'))))).toBe('route-unrecognised')
  })
  it.each([
    'Intraarticular injection',
    'Injection, infiltration',
    'Nerve Block Injection',
    'Peripheral nerve infusion',
    'Wound infusion',
    'Paravertebral injection',
    'Trigger point injection',
    'Retrobulbar injection',
    'Submucosal injection',
  ])('is silent: an injection or infusion into another place: %s', (name) => {
    expect(verdict(ordered(route(words(name))))).toBe('not-intravenous')
    const infused = { dosages: [{ route: words(name), rate: { value: 5, unit: 'mg/h' } }] }
    expect(verdict(ordered(infused))).toBe('not-intravenous')
  })
  it.each(['Injection', 'Infusion', 'Peripheral injection', 'Injection, intra-catheter', 'Intravascular infusion'])(
    'takes the route for unknown: %s',
    (name) => {
      expect(verdict(ordered(route(words(name))))).toBe('row 5')
    },
  )
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
    ['a sig that allows both in a second sentence', text('20 mg IV push over 10 min. Or 50 mg IM')],
    ['a sig that names another route for when there is no vein', text('20 mg IV push. Give IM if no access')],
    ['a method that names no vein', { dosages: [{ method: words('Push') }] }],
    ['an infusion into another vessel', { dosages: [{ method: words('Infusion, intraarterial') }] }],
    ['an infusion beside a nerve', { dosages: [{ method: words('Continuous nerve block infusion') }] }],
    [
      "an infusion through a catheter that is no vein's",
      { dosages: [{ method: words('Infuse'), text: 'via femoral nerve catheter' }] },
    ],
    ['a method that is no infusion', { dosages: [{ method: words('Push, do not infuse') }] }],
    [
      'an infusion into a vessel',
      {
        dosages: [
          {
            method: {
              codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', code: 'IVASCINFUS' }],
              text: 'Infusion',
            },
          },
        ],
      },
    ],
    ['a route that says nothing', route({ codes: [] })],
    ['a rate of volume, of whatever it is', { dosages: [{ rate: { value: 10, unit: 'ml/h' } }] }],
    [
      'no route and a product that is injectable by its code, whatever its words',
      {
        drug: aDrug({ ...rx('238084', 'ketamine 50 MG/ML Injectable Solution'), text: 'ketamine vial, with gel pack' }),
        dosages: [],
      },
    ],
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
