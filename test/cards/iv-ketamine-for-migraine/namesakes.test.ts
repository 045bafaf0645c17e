import type { Concept } from '../../../cards/facts.ts'
import { aCondition, aMedication, anAllergy, rx, sct, words } from './builders.ts'
import { fits, fitting, homeMed, nsaids, recommended, rulesFor, screened, triptans, without } from './screened.ts'

/** Names that stand for another thing, or for what is not there. */

const local = (text: string): Concept => ({ codes: [{ system: 'urn:oid:1.2.3', code: '7', display: text }], text })
const ways = (text: string): readonly Concept[] => [words(text), sct('900000001', text), local(text)]

describe('no disease', () => {
  it.each([
    "Ludwig's angina",
    'Ludwig’s angina',
    'Heat stroke',
    'Neurogenic claudication',
    'Spinal stenosis of lumbar region with neurogenic claudication',
    'Claudication, neurogenic',
    'Acute femoral-popliteal DVT, left',
    'Femoral popliteal deep vein thrombosis',
    'DVT of left fem-pop',
    'CVA tenderness',
    'Primary stroke prevention',
    'Stroke education',
    'Stroke risk',
    'Treated for stroke prevention',
    'Stroke screening',
    'Myocardial infarction ruled out',
    'MI has been ruled out',
    'Ruled out for MI',
    'Father had heart attack',
    'Mother had a stroke',
    "Mother's stroke",
    'Father and mother have CAD',
    'Mother has DM. Father had CAD and mother had a stroke',
    'Lives alone, mother died of stroke',
    'Stroke was excluded',
    'MI ruled out by troponin',
    'Myocardial infarction (ruled out)',
    'Heart failure (ruled out)',
    'MI, ruled out',
    'Chronic respiratory failure (CRF)',
    'Cancer-related fatigue (CRF)',
    'Low platelet volume',
    'Dissection of the aorta ruled out',
    'Acute respiratory failure (ARF)',
    'Acute respiratory failure, ARF',
    'Hepatitis B immune',
    'Hepatitis B vaccination',
    'Hepatitis C screening',
    'Hepatitis C antibody negative',
    'Immune to hepatitis B',
    'Screening for hepatitis C',
    'Vaccination for hepatitis A',
  ])('%s', (text) => {
    for (const concept of ways(text)) {
      const found = screened({ conditions: [aCondition(concept)] })
      expect(fitting(found).toSorted()).toEqual(without())
      expect(rulesFor(found, 'zolmitriptan-po')).toEqual(rulesFor(screened(), 'zolmitriptan-po'))
    }
  })
})

describe('a disease beside it', () => {
  it.each([
    'Heat stroke 2010, angina',
    'CVA with flank tenderness',
    'Stroke, stroke-like episodes',
    'Stroke risk factors: CAD',
    'CAD with MI ruled out',
    'Hx of MI',
    'CAD. Ruled out for MI 2019',
    'CAD, ruled out MI',
    'Pulmonary embolism ruled out, CAD',
    'Pulmonary embolism ruled out; CAD',
    'Lives with mother. CAD',
    'Brought in by son with CAD',
    'Rule out MI',
    'Prior stroke',
    'Father drove him here. Stroke',
    'Lives with daughter, has CAD',
    'Lives with son. Has CAD and HTN',
    'Lives with daughter has CAD',
    'Mother died, has CAD',
    'pt and mother have CAD',
    'Patient and her mother had a stroke',
    'Per daughter, had stroke 2019',
    'Per son had MI 2019',
    "per pt's son had MI 2019",
    'Contact: daughter; has CAD',
    'Daughter has noted stroke symptoms',
    'Son had reported a stroke',
    'secondary stroke prevention',
    'on aspirin for secondary stroke prevention',
    'secondary stroke prophylaxis',
    'on aspirin for stroke prevention',
    'Plavix 75 mg daily for stroke prevention',
    'Recurrent stroke risk',
    'post-stroke education',
    'stroke-like symptoms',
    'migraine with stroke-like symptoms',
    'stroke mimic',
    'MELAS with stroke-like episodes',
    'stroke scale 10',
    'CAD ruled out for surgery',
    'stroke excluded from tPA',
  ])('leaves triptans out: %s', (text) => {
    for (const concept of ways(text))
      expect(fits({ conditions: [aCondition(concept)] }).filter((id) => triptans.includes(id))).toEqual([])
  })
  it.each([
    'Chronic hepatitis B immune tolerant phase',
    'Hepatitis C, vaccinated against hepatitis A',
    'Hepatitis C antibody positive',
    'Chronic hepatitis B. Immune thrombocytopenia',
    'Hepatitis B e antigen negative',
    'Cirrhosis, hepatitis B immune',
  ])('limits doses: %s', (text) => {
    for (const concept of ways(text))
      expect(rulesFor(screened({ conditions: [aCondition(concept)] }), 'acetaminophen')).toContain('hepatic-impairment')
  })
  it.each([
    'ARF',
    'chronic respiratory failure, ARF on CKD',
    'respiratory failure, ARF (renal)',
    'ARF, respiratory failure, AKI on CKD',
  ])('is kidney failure in full: %s', (text) => {
    expect(rulesFor(screened({ conditions: [aCondition(words(text))] }), 'ibuprofen')).toContain(
      'nsaid-acute-kidney-failure',
    )
  })
})

describe('a product', () => {
  const beside = (concept: Concept) => screened({ medications: [aMedication(concept, homeMed)] })
  it.each([
    [words('ketoconazole 200 mg tablet'), without('eletriptan', 'rimegepant', 'ubrogepant')],
    [words('ketoconazole 200 mg tablet, 2 % shampoo'), without('eletriptan', 'rimegepant', 'ubrogepant')],
    [words('cyclosporine modified 25 mg capsule'), without(...nsaids)],
    [words('cyclosporine 100 mg BID for thyroid eye disease'), without(...nsaids)],
    [words('Gengraf, followed by eye clinic'), without(...nsaids)],
    [words('cyclosporine 100 mg/mL soln, eye clinic'), without(...nsaids)],
    [words('cycloSPORINE 50 mg/mL, eye clinic'), without(...nsaids)],
    [words('ketoconazole 200 mg daily after cream failed'), without('eletriptan', 'rimegepant', 'ubrogepant')],
    [words('diclofenac 1 % topical gel'), without(...nsaids)],
  ])('that is swallowed, or an NSAID, counts: %j', (concept, left) => {
    expect(fitting(beside(concept)).toSorted()).toEqual(left)
  })
  it.each([
    words('Heparin lock flush 100 unit/mL'),
    words('Mesalamine (5-ASA)'),
    words('Bayer Contour Next test strips'),
    words('Bayer glucose meter'),
    rx('900001', 'CoQ10'),
    rx('900002', 'ketoconazole 20 MG/ML Medicated Shampoo'),
    words('ketoconazole (NIZORAL) 2 % cream'),
    rx('900003', 'cyclosporine 0.5 MG/ML Ophthalmic Suspension'),
    words('cycloSPORINE (RESTASIS) 0.05 % eye emulsion'),
    words('CYCLOSPORINE 0.05% OPH EMULSION'),
    words('CYCLOSPORINE 0.05 % OP EMUL'),
    words('KETOCONAZOLE 2 % EX SHAM'),
  ])('of another kind is recognised and leaves nothing out: $text', (concept) => {
    const found = beside(concept)
    expect(fitting(found).toSorted()).toEqual(without())
    expect(found.unclassified).toEqual([])
    expect(recommended(found)).toBe('aac')
  })
  it.each([
    'Heparin lock flush; heparin 5000 units SC',
    'heparin 5000 units',
    'Bayer 325 mg',
    'ASA 325 mg',
    '5-ASA; ASA',
  ])('of ours leaves NSAIDs out: %s', (text) => {
    expect(fitting(beside(words(text))).toSorted()).toEqual(without(...nsaids))
  })
  it('counts as an allergen where it is a salicylate', () => {
    for (const text of ['Mesalamine', '5-ASA'])
      expect(fits({ allergies: [anAllergy(words(text), { type: 'allergy' })] })).toEqual(without(...nsaids))
  })
  it.each([
    'Aspirin Free Anacin',
    'Aspirin Free Excedrin',
    'Aspirin-Free 500 mg caplet',
    'NON-ASPIRIN 325 MG TABLET',
    'Non-Aspirin Extra Strength',
    'Nonaspirin ES 500 mg',
  ])('is told by its whole name: %s', (name) => {
    const found = beside(words(name))
    expect(fitting(found)).toContain('ibuprofen')
    expect(rulesFor(found, 'ibuprofen')).toEqual([])
    expect(rulesFor(found, 'acetaminophen')).toContain('acetaminophen-on-list')
  })
  it.each(['Non-aspirin NSAIDs', 'use aspirin-free products', 'non-aspirin pain relievers only'])(
    'is not told by an allergy: %s',
    (text) => {
      expect(fits({ allergies: [anAllergy(words(text), { type: 'allergy' })] })).toEqual(without(...nsaids))
    },
  )
})
