import { aCondition, facts, icd, icd9, sct, words } from './builders.ts'
import { at, onTheList, ordered, reason, spoken, verdict, woman } from './decisions.ts'
import { fitsWith, fitting, gepants, nsaids, rulesFor, screened, triptans, without } from './screened.ts'

describe('a code of ICD-10-CM', () => {
  it.each([
    ['Z49.31', 'adequacy testing for hemodialysis', [...nsaids, ...gepants]],
    ['Z91.15', 'noncompliance with renal dialysis', [...nsaids, ...gepants]],
    ['K57.31', 'diverticulosis with bleeding', nsaids],
    ['K57.20', 'diverticulitis with perforation', nsaids],
    ['K62.5', 'hemorrhage of anus and rectum', nsaids],
    ['K55.21', 'angiodysplasia of colon with hemorrhage', nsaids],
    ['K31.82', 'Dieulafoy lesion', nsaids],
    ['I97.820', 'postprocedural cerebrovascular infarction', [...triptans, ...nsaids]],
    ['I97.811', 'intraoperative cerebrovascular infarction', [...triptans, ...nsaids]],
    ['I97.130', 'postprocedural heart failure', nsaids],
    ['N19', 'kidney failure', nsaids],
    ['I69.054', 'old subarachnoid hemorrhage', [...triptans, ...nsaids]],
    ['I69.154', 'old intracerebral hemorrhage', [...triptans, ...nsaids]],
    ['I69.20', 'old intracranial hemorrhage', [...triptans, ...nsaids]],
    ['I69.354', 'old cerebral infarction', triptans],
    ['Z79.01', 'long-term anticoagulant', nsaids],
    ['Z79.02', 'long-term antiplatelet', nsaids],
    ['Z79.1', 'long-term NSAID', nsaids],
    ['N99.0', 'postprocedural kidney failure', nsaids],
    ['Z95.820', 'peripheral angioplasty', triptans],
    ['Z98.62', 'peripheral angioplasty without implant', triptans],
    ['T82.856A', 'stenosis of peripheral stent', triptans],
    ['I75.021', 'atheroembolism of leg', triptans],
    ['I79.2', 'peripheral angiopathy', triptans],
    ['T82.855A', 'stenosis of coronary artery stent', triptans],
    ['S06.6X0A', 'traumatic subarachnoid hemorrhage', nsaids],
    ['S06.5X9D', 'traumatic subdural hemorrhage', nsaids],
    ['I67.2', 'narrowed artery of the brain', triptans],
    ['I67.5', 'moyamoya', triptans],
    ['I67.81', 'cerebrovascular insufficiency', triptans],
    ['I67.82', 'cerebral ischemia', triptans],
    ['I67.850', 'CADASIL', triptans],
    ['H34.01', 'transient occlusion of a retinal artery', triptans],
    ['H34.12', 'occlusion of the central retinal artery', triptans],
    ['H34.231', 'occlusion of a branch of the retinal artery', triptans],
    ['I70.1', 'narrowed renal artery', triptans],
    ['I70.8', 'narrowed iliac artery', triptans],
    ['I70.91', 'generalized atherosclerosis', triptans],
    ['I77.1', 'narrowed subclavian artery', triptans],
    ['K22.10', 'ulcer of esophagus without bleeding', nsaids],
    ['K22.11', 'ulcer of esophagus with bleeding', nsaids],
    ['K22.3', 'perforation of esophagus', nsaids],
    ['K63.3', 'ulcer of intestine', nsaids],
    ['K62.6', 'ulcer of rectum', nsaids],
    ['K20.81', 'esophagitis with bleeding', nsaids],
    ['K20.91', 'esophagitis with bleeding', nsaids],
    ['K21.01', 'reflux with bleeding', nsaids],
    ['K50.011', 'Crohn disease with rectal bleeding', nsaids],
    ['K50.911', 'Crohn disease with rectal bleeding', nsaids],
    ['K51.011', 'ulcerative colitis with rectal bleeding', nsaids],
    ['K51.911', 'ulcerative colitis with rectal bleeding', nsaids],
    ['I78.0', 'hereditary hemorrhagic telangiectasia', nsaids],
    ['D75.821', 'thrombocytopenia under heparin', nsaids],
    ['D75.822', 'thrombocytopenia under heparin', nsaids],
    ['D61.818', 'pancytopenia', nsaids],
    ['D75.84', 'thrombocytopenia after a vaccine', nsaids],
    ['D82.0', 'Wiskott-Aldrich syndrome', nsaids],
    ['K63.81', 'Dieulafoy lesion of the intestine', nsaids],
    ['K94.21', 'bleeding from a gastrostomy', nsaids],
    ['I95.3', 'hypotension during hemodialysis', [...nsaids, ...gepants]],
    // Of the WHO and the German edition, whose systems are read as that of ICD-10-CM.
    ['I64', 'stroke', [...triptans, ...nsaids]],
    ['I73.8', 'peripheral vascular disease', triptans],
    ['I10.91', 'hypertensive crisis', triptans],
    ['Z92.1', 'long-term anticoagulant', nsaids],
    ['E11.5', 'diabetes with peripheral circulatory complications', triptans],
    ['E14.5', 'diabetes with peripheral circulatory complications', triptans],
    ['N18.0', 'end-stage renal disease', [...nsaids, ...gepants]],
    ['N18.8', 'chronic renal failure', nsaids],
    ['I13.1', 'hypertensive heart and renal disease with renal failure', [...nsaids, ...gepants]],
    ['K29.0', 'hemorrhagic gastritis', nsaids],
    ['T39.0', 'poisoning by salicylates', nsaids],
    ['T39.1', 'poisoning by acetaminophen', ['aac', 'acetaminophen']],
    ['T39.3', 'poisoning by NSAIDs', nsaids],
  ])('%s leaves out what a %s does', (code, _, out) => {
    expect(fitsWith(icd(code))).toEqual(without(...out))
  })

  it.each([
    ['K57.30', 'Diverticulosis of large intestine without perforation or abscess without bleeding'],
    ['K55.20', 'Angiodysplasia of colon without hemorrhage'],
    ['Z91.14', "Patient's other noncompliance with medication regimen"],
    ['Z95.828', 'Presence of other vascular implants and grafts'],
    ['I97.190', 'Other postprocedural cardiac functional disturbances following cardiac surgery'],
    ['S06.0X0A', 'Concussion without loss of consciousness'],
    ['I67.7', 'Cerebral arteritis, not elsewhere classified'],
    ['H34.8120', 'Central retinal vein occlusion, left eye, with macular edema'],
    ['K20.80', 'Other esophagitis without bleeding'],
    ['K20.90', 'Esophagitis, unspecified without bleeding'],
    ['K21.00', 'Gastro-esophageal reflux disease with esophagitis, without bleeding'],
    ['K22.2', 'Esophageal obstruction'],
    ['K50.012', "Crohn's disease of small intestine with intestinal obstruction"],
    ['K50.90', "Crohn's disease, unspecified, without complications"],
    ['K51.90', 'Ulcerative colitis, unspecified, without complications'],
    ['K63.5', 'Polyp of colon'],
    ['I78.1', 'Nevus, non-neoplastic'],
    ['D75.81', 'Myelofibrosis'],
    ['E11.59', 'Type 2 diabetes mellitus with other circulatory complications'],
    ['K29.00', 'Acute gastritis without bleeding'],
    ['T39.1X5A', 'Adverse effect of 4-Aminophenol derivatives, initial encounter'],
  ])('%s leaves nothing out', (code, display) => {
    expect(fitsWith(icd(code, display))).toEqual(without())
  })
})

it('reads a category that the English NHS fills up with an X', () => {
  const given = ordered(reason(icd('R51X', 'Headache')), at(icd('G439')))
  expect(verdict(given)).toBe('row 2')
  expect(verdict(ordered({}, { ...woman(), ...onTheList(icd('Z33X')) }))).toBe('row 7')
  for (const code of ['I64X', 'I64.X']) expect(fitsWith(icd(code))).toEqual(fitsWith(icd('I64')))
  expect(verdict(ordered({ reasons: [] }, at(icd('G439'), icd('J46X'))))).toBe('competing-indication')
})

it.each([
  ['I98.2', 'triptan-severe-hepatic'],
  ['I98.3', 'triptan-severe-hepatic'],
  ['G41.9', 'sumatriptan-seizure'],
  ['R56.8', 'sumatriptan-seizure'],
])('%s of the WHO edition meets %s', (code, rule) => {
  expect(rulesFor(screened({ conditions: [aCondition(icd(code))] }), 'sumatriptan-po')).toContain(rule)
})

it.each<[ReturnType<typeof icd9>, readonly string[]]>([
  [icd9('530.7', 'Gastroesophageal laceration-hemorrhage syndrome'), nsaids],
  [icd9('530.82', 'Esophageal hemorrhage'), nsaids],
  [icd9('535.01', 'Acute gastritis, with hemorrhage'), nsaids],
  [icd9('562.12', 'Diverticulosis of colon with hemorrhage'), nsaids],
  [words('Mallory-Weiss tear'), nsaids],
  [icd9('440.4', 'Chronic total occlusion of artery of the extremities'), triptans],
  [icd9('443.89', 'Other specified peripheral vascular diseases'), triptans],
  [icd9('447.1', 'Stricture of artery'), triptans],
  [sct('46109009', 'Subendocardial ischemia (disorder)'), triptans],
  [sct('697976003', 'Microvascular ischemia of myocardium (disorder)'), triptans],
  [sct('28931004', 'Coronary artery rupture (disorder)'), triptans],
])('is known by its name, whose code is not listed: %j', (concept, out) => {
  expect(fitsWith(concept)).toEqual(without(...out))
})

it.each([
  'Carotid atherosclerosis',
  'Atherosclerosis of left carotid artery',
  'Cerebral atherosclerosis',
  'Aortoiliac atherosclerosis',
  'Atherosclerosis of bypass graft of limb',
])('an artery that is narrowed leaves triptans out by its name alone: %s', (text) => {
  expect(fitsWith(words(text))).toEqual(without(...triptans))
})

it.each([
  words('Thoracic aortic aneurysm'),
  words('Cerebral aneurysm, unruptured'),
  icd9('441.4', 'Abdominal aneurysm without mention of rupture'),
  icd('I79.0', 'Aneurysm of aorta in diseases classified elsewhere'),
  words('AAA found on screening'),
  words('AAA, ruled out for MI'),
  words('Brain aneurysm, stroke ruled out'),
  words('Brain aneurysm, mother had stroke'),
  sct('233994002', 'Dissection of thoracic aorta'),
  ...[
    'Aneurysm',
    'Unruptured aneurysm',
    'Aneurysm, cerebral',
    'Right ICA aneurysm',
    'MCA aneurysm s/p coiling',
    'Hx of aneurysm clipping',
    'Aneurysm of internal carotid artery',
    'Basilar tip aneurysm',
    'Ascending aorta aneurysm',
    'Pseudoaneurysm of femoral artery',
    'TAA',
    'Type B dissection',
    'Dissection of right vertebral artery',
    'Arteriovenous malformation of brain',
    'AVM (arteriovenous malformation) brain',
    'Left frontal AVM',
    'AV malformation of the left cerebellum',
    'Dural arteriovenous fistula',
    'Dural AVF',
  ].map((text) => words(text)),
])(
  'an aneurysm or a dissection in words leaves triptans out and says why a rise in blood pressure is hazardous',
  (concept) => {
    const { detail } = spoken(facts({ conditions: [aCondition(concept)] })).card
    expect(detail).toContain('serious hazard')
    expect(detail).toContain('Triptans left out')
  },
)

it('a hazard in the words beside a code of migraine is cited by its words, not by the code', () => {
  const told = { ...icd('G43.909', 'Migraine, unspecified'), text: 'Migraine, known cerebral aneurysm' }
  const { detail } = spoken(facts({ conditions: [aCondition(told)] })).card
  expect(detail).toContain('Triptans left out: Migraine, known cerebral aneurysm.')
  expect(detail).not.toContain('left out: Migraine, unspecified')
})

it.each([
  'AAA screening',
  'No AAA',
  'Aortic aneurysm ruled out',
  'Family history of brain aneurysm',
  'Mother had brain aneurysm',
  'Encounter for abdominal aortic aneurysm (AAA) screening',
  'AAA (abdominal aortic aneurysm) screening',
  'AAA screen',
  'Cerebral aneurysm (ruled out)',
  'Cerebral aneurysm, ruled out',
  'Brain aneurysm (mother)',
  'Cerebral aneurysm in father',
  'Husband had brain aneurysm',
  'Fear of brain aneurysm',
  'Aneurysm of atrial septum',
  'Atrial septal aneurysm',
  'Interatrial septal aneurysm',
  'Retinal aneurysm',
  'ANEURYSM, ATRIAL SEPTAL',
  'Aneurysm, retinal',
  'Bone cyst, aneurysmal',
  'Aneurysm of the right retina',
  'Microaneurysms of retina',
  'Aneurysmal bone cyst',
  'Atherosclerosis of aorta without aneurysm',
  'Screening for aneurysm',
  'CTA negative for aneurysm',
  'Neck dissection',
  'Dissection of cervical lymph nodes',
  'Axillary lymph node dissection',
  'AVM of colon',
  'AVM, intestinal',
  'AV fistula for dialysis access',
  'Rectovaginal fistula',
  'SCAD deficiency',
])('what is no such aneurysm of the patient makes no hazard: %s', (text) => {
  const { detail } = spoken(facts({ conditions: [aCondition(words(text))] })).card
  expect(detail).not.toContain('serious hazard')
  expect(detail).not.toContain('Triptans left out')
})

it.each(['B17.10', 'B18.2', 'K70.10', 'K71.9', 'K73.9', 'K75.4', 'K76.9'])(
  '%s tells of no severity: nothing is recommended but as its words alone',
  (code) => {
    const found = screened({ conditions: [aCondition(icd(code))] })
    expect(rulesFor(found, 'acetaminophen')).toContain('hepatic-impairment')
    expect(rulesFor(found, 'aac')).toContain('hepatic-impairment')
  },
)

it.each(['B15.0', 'B16.0', 'B16.2', 'B17.11', 'B19.0', 'B19.11', 'B19.21'])(
  '%s, a hepatitis with hepatic coma, is severe even without words: no acetaminophen',
  (code) => {
    const found = screened({ conditions: [aCondition(icd(code))] })
    expect(rulesFor(found, 'acetaminophen')).toContain('acetaminophen-severe-hepatic')
    expect(fitting(found)).not.toContain('acetaminophen')
  },
)

it.each(['O91', 'O91.0', 'O91.1', 'O91.2', 'O92', 'O92.0', 'O92.1'])(
  '%s, a category that the WHO edition codes by, is of the time of breastfeeding',
  (code) => {
    const { detail } = spoken(facts({ conditions: [aCondition(icd(code))] })).card
    expect(detail).toContain('Breastfeeding is on record.')
  },
)

it.each([
  ['Z84.1', 'Mother with ESRD on dialysis'],
  ['Z52.4', 'Kidney donor for brother with ESRD'],
  ['Z71.89', 'Education about stage 4 CKD'],
  ['Z13.89', 'Encounter for ESRD screening'],
])('%s is no kidney disease of the patient: %s', (code, display) => {
  const { detail } = spoken(facts({ conditions: [aCondition(icd(code, display))] })).card
  expect(detail).not.toContain('left out')
})

describe('an abbreviation or a status beside what denies it or shares its name', () => {
  const told = (text: string): string => spoken(facts({ conditions: [aCondition(words(text))] })).card.detail

  it.each([
    'Atrial fibrillation, not on anticoagulation',
    'Persistent atrial fibrillation - off anticoagulation therapy',
    'DVT, anticoagulation therapy contraindicated',
    'History of PE, completed anticoagulation therapy',
    'AF, not on Coumadin',
    'No longer on Eliquis',
    'Contraindication to warfarin therapy',
    'DOAC therapy declined',
    'AF, not on oral anticoagulation',
    'Off oral anticoagulation',
    'No longer on Plavix',
    'Not on dual antiplatelet therapy',
    'Brilinta therapy completed',
    'Non-ischemic CMP',
    'Presence of stent in left main bronchus',
    'Non-ischemic cardiomyopathy',
    'HCV Ab neg',
    'HCV exposure',
    'Short-chain acyl-CoA dehydrogenase (SCAD) deficiency',
    'Short-chain acyl-CoA dehydrogenase deficiency (SCAD)',
    'SCAD (short-chain acyl-CoA dehydrogenase) deficiency',
    'Hay fever (HF)',
    'HF hearing loss',
    'Neurogenic claudication',
    'Claudication, neurogenic',
  ])('leaves nothing out: %s', (text) => {
    expect(told(text)).not.toContain('left out')
  })

  it.each([
    'PAF on anticoagulation',
    'Stopped warfarin, on Eliquis',
    'Stopped Plavix, on Brilinta',
    'Oral anticoagulation',
    'Non-ischemic and ischemic CMP',
    'Mixed ischemic and non-ischemic cardiomyopathy',
    'Ischemic/non-ischemic CMP',
    'Chronic anticoagulation',
    'SCAD',
    'HF',
    'Vascular and neurogenic claudication',
    'Vascular/neurogenic claudication',
    'Leg and jaw claudication',
    'Claudication, neurogenic vs vascular',
    'Intermittent claudication, neurogenic bladder',
  ])('leaves out: %s', (text) => {
    expect(told(text)).toContain('left out')
  })
})

describe('a code of ICD-10-CM for the time after a delivery', () => {
  const ibuprofen = (code: string): readonly string[] =>
    rulesFor(screened({ conditions: [aCondition(icd(code))] }), 'ibuprofen')

  it.each([
    ['O90.4', 'nsaid-acute-kidney-failure'],
    ['O90.49', 'nsaid-acute-kidney-failure'],
    ['O90.41', 'nsaid-severe-hepatic'],
    ['O90.3', 'nsaid-heart-failure'],
    ['O72.3', 'nsaid-bleeding-disorder'],
  ])('%s leaves out ibuprofen: %s', (code, rule) => {
    expect(ibuprofen(code)).toContain(rule)
  })
  it.each(['O90.81', 'O72.1', 'O90.2'])('%s does not', (code) => {
    expect(ibuprofen(code)).toEqual(ibuprofen('Z39.2'))
  })
})

it.each(['I67.89', 'I67.9'])('%s tells no kind of vessel disease: a caution with triptans', (code) => {
  const found = screened({ conditions: [aCondition(icd(code))] })
  expect(fitting(found).toSorted()).toEqual(without())
  expect(rulesFor(found, 'sumatriptan-po')).toContain('triptan-cerebrovascular')
  expect(found.sentences).toContainEqual(expect.stringContaining('Check before signing sumatriptan'))
})

it('of a narrowed artery of the brain says nothing of a rise in blood pressure', () => {
  expect(spoken(facts({ conditions: [aCondition(icd('I67.2'))] })).card.detail).not.toContain('serious hazard')
})

describe('a code of ICD-9-CM', () => {
  it.each<[string, string, readonly string[]]>([
    ['414.01', 'Crnry athrscl natve vssl', triptans],
    ['410.71', 'Subendo infarct, initial', [...triptans, ...nsaids]],
    ['412', 'Old myocardial infarct', [...triptans, ...nsaids]],
    ['V45.81', 'Aortocoronary bypass', [...triptans, ...nsaids]],
    ['434.91', 'Crbl art ocl NOS w infrc', [...triptans, ...nsaids]],
    ['436', 'CVA', [...triptans, ...nsaids]],
    ['443.9', 'Periph vascular dis NOS', triptans],
    ['585.4', 'Chr kidney dis stage IV', nsaids],
    ['585.6', 'End stage renal disease', [...nsaids, ...gepants]],
    ['V45.11', 'Renal dialysis status', [...nsaids, ...gepants]],
    ['428.0', 'CHF NOS', nsaids],
    ['346.30', 'Hemiplegic migraine', triptans],
    ['346.60', 'Prst migraine aura w infarct', [...triptans, ...nsaids]],
    ['426.7', 'Anomalous av excitation', triptans],
    ['557.1', 'Chr vasc insuff intest', triptans],
    ['437.0', 'Cerebral atherosclerosis', triptans],
    ['250.70', 'Dmii circ nt st uncntrld', triptans],
    ['578.9', 'Gastrointest hemorr NOS', nsaids],
    ['531.40', 'Chr stomach ulc w hem', nsaids],
    ['286.9', 'Coagulat defect NEC/NOS', nsaids],
  ])('%s leaves agents out, with its short name "%s" and without', (code, display, out) => {
    expect(fitsWith(icd9(code, display))).toEqual(without(...out))
    expect(fitsWith(icd9(code))).toEqual(without(...out))
  })

  it.each(['585.3', '346.10', '434', 'V45.01'])('%s alone is none of the graver kind', (code) => {
    const left = fitsWith(icd9(code))
    expect(left).toEqual(code === '434' ? without(...triptans) : without())
  })

  it.each<[string, readonly string[]]>([
    ['Subendocardial infarction, initial episode of care', [...triptans, ...nsaids]],
    ['Aortocoronary bypass status', [...triptans, ...nsaids]],
    ['Chronic kidney disease, Stage IV (severe)', nsaids],
    ['Chronic kidney disease, Stage V', [...nsaids, ...gepants]],
  ])('that is not listed, and words alone, are read by the long name: %s', (display, out) => {
    expect(fitsWith(icd9('799.9', display))).toEqual(without(...out))
    expect(fitsWith(words(display))).toEqual(without(...out))
  })

  it.each(['Family history of ischemic heart disease', 'Screening for stroke', 'Chronic kidney disease, Stage III'])(
    'speaks of no disease, or of none so grave: %s',
    (display) => {
      expect(fitsWith(icd9('V17.3', display))).toEqual(without())
    },
  )
})
