import type { Facts } from '../../../cards/facts.ts'
import {
  aCondition,
  ago,
  aMedication,
  anAllergy,
  anObservation,
  aReaction,
  icd,
  icd9,
  now,
  read,
  rx,
  sct,
  words,
} from './builders.ts'
import { onTheList, offered as offeredTo, ordered, verdict, woman } from './decisions.ts'
import { fitsWith, fitting, nsaids, rulesFor, screened, triptans, without } from './screened.ts'

/** Names as problem lists write them: other word orders, sites, abbreviations, spellings. */

it.each([
  'CHD (congenital heart disease)',
  'Congenital heart disease, CHD',
  'Pulmonary arterial embolism',
  'Genital ulcer dz',
  'Vertebral canal stenosis',
  'NERD (non-erosive reflux disease)',
  'CEA 3.1',
  'Elevated CEA',
  'Leptomeningeal (LM) disease',
])('a namesake leaves nothing out: %s', (text) => {
  expect(fitsWith(words(text))).toEqual(without())
})

describe('names in short leave NSAIDs out', () => {
  it.each([
    'H pylori ulcer',
    'NSAID-induced ulcer',
    'Peptic ulcer dz',
    'DAPT',
    'ASA + Plavix',
    'Aspirin and clopidogrel',
    'Long term anticoagulant use',
    'LVAD',
    'HD MWF',
    'ESRD, HD TTS',
    'ATN',
    'NSAID-induced asthma',
    'N-ERD',
  ])('%s', (text) => {
    expect(fitsWith(words(text)).filter((id) => nsaids.includes(id))).toEqual([])
  })
})

describe('names leave triptans out', () => {
  it.each([
    'S/P coronary artery stent placement',
    'Stented coronary artery',
    'Presence of drug-eluting stent in LAD coronary artery',
    'Presence of drug coated stent in LAD coronary artery',
    'Presence of stent in right coronary artery',
    'H/O heart artery stent',
    'S/P PTCA',
    'H/O angioplasty of coronary artery',
    'Atherosclerotic heart disease of native coronary artery',
    'ASHD (arteriosclerotic heart disease)',
    'ASCVD',
    'Atherosclerosis of coronary artery',
    'Coronary insufficiency',
    'Chronic total occlusion of coronary artery',
    'Coronary artery aneurysm',
    'Coronary artery ectasia',
    'Demand ischemia (HCC)',
    'Stenosis of left carotid artery',
    'Renal artery stenosis (HCC)',
    'AVM (arteriovenous malformation) brain',
    'Arteriovenous malformation of brain',
    'Aneurysm of internal carotid artery',
    'Coronary artery calcification',
    'Triple vessel disease',
    'Cardiac ischemia',
    'Cerebral ischaemia',
    'Moyamoya disease with infarct',
    'Cerebrovascular insufficiency',
    'Arteriosclerosis of lower extremity',
    'Arterial insufficiency of leg',
    'Accessory atrioventricular connection',
    'Kent bundle',
    'Uncontrolled stage 3 hypertension',
    'Complicated migraine with hemiparesis',
    'SCAD 2022',
    'Ischemic heart dz',
    'CHD',
    'ASCAD',
    'Coronary spasm',
    '3-vessel disease',
    '3VD s/p PCI',
    'Left main disease',
    'CTO of RCA',
    'Peripheral artery dz',
    'CLTI',
    'S/p fem-pop',
    'Iliac stent',
    'SFA stent 2021',
    'Arterial embolism of leg',
    'SMA stenosis',
    'Lacune',
    'RIND',
    'CRAO OD',
    'S/p R CEA',
    'S/p CEA 2019',
    'Carotid stent',
    'Intracranial atherosclerosis',
    'ICAD',
    'VBI',
    'Basilar artery occlusion',
    'Vertebral artery stenosis',
    'CADASIL',
    'Central retinal artery occlusion',
    'S/P fem-pop bypass',
    'Hemiplegic migraines',
    'Migraine w/ hemiplegic aura',
    'Coronary occlusion',
    'Uncontrolled essential hypertension',
    'Malignant essential hypertension',
    'Hypertension, malignant',
    'Uncontrolled stage 2 hypertension',
    'High blood pressure, uncontrolled',
    'Hypertension not controlled',
    'Hypertension, poor control',
    'Hypertension in poor control',
    'Poor control of hypertension',
    'Left MCA infarct',
    'Cerebellar infarct',
    'Pontine infarction',
    'Brain stem infarction',
    'Embolic infarction of brain',
    'Cerebral artery occlusion with infarction',
    'Cerebral thrombosis',
    'Cerebral embolism',
    'Transient cerebral ischaemia',
    'TIAs',
    'Strokes, multiple',
    'Aortoiliac occlusive disease',
    'Atherosclerosis of native artery of extremity',
    'Lower extremity arterial disease',
    'Peripheral vascular insufficiency',
    'Femoral artery occlusion',
    'Leriche syndrome',
    'Superior mesenteric artery occlusion',
    'Mesenteric artery thrombosis',
    'Intestinal infarction',
    'Acute vascular insufficiency of intestine',
    'Migraine, basilar',
    'Migraine with hemiplegia',
    'Bickerstaff migraine',
    'FHM',
    'Concealed bypass tract',
    'AV reentrant tachycardia',
    'S/P stent RCA',
    'DES to LAD 2019',
    'Ischemic CMP',
    'CHR ISCHEMIC HRT DIS NOS',
    'CRNRY ATHRSCL NATVE VSSL',
    'COR ATH UNSP VSL NTV/GFT',
    'TRANS CEREB ISCHEMIA NOS',
    'OCL CRTD ART WO INFRCT',
    'LATE EFFECT CV DIS NOS',
    'PERIPH VASCULAR DIS NOS',
    'ATH EXT NTV AT W CLAUDCT',
  ])('%s', (text) => {
    const found = fitsWith(words(text))
    expect(found.filter((id) => triptans.includes(id))).toEqual([])
    expect(found).toContain('acetaminophen')
    expect(fitsWith({ codes: [{ system: 'urn:oid:1.2.3', code: '7', display: text }] })).toEqual(found)
  })

  it.each(['Hypertension, malignant', 'Uncontrolled essential hypertension', 'Hypertension, not well controlled'])(
    'beside the ICD-10-CM code of hypertension: %s',
    (text) => {
      const concept = { ...icd('I10', 'Essential (primary) hypertension'), text }
      expect(fitsWith(concept)).toEqual(without(...triptans))
    },
  )

  it('of peripheral vascular disease coded as other specified', () => {
    expect(fitsWith(icd('I73.89', 'Other specified peripheral vascular diseases'))).toEqual(without(...triptans))
  })

  it.each([
    'Pulmonary hypertension, severe',
    'Pulmonary hypertension, not controlled',
    'Portal vein thrombosis',
    'Hypertension, controlled',
    'Hypertension, well controlled',
    'Uncontrolled diabetes with hypertension',
    'AVNRT',
    'Bladder infarct',
  ])('but not these: %s', (text) => {
    expect(fitsWith(sct('900000001', text))).toContain('sumatriptan-po')
  })
})

describe('names leave NSAIDs out', () => {
  it.each([
    ['N18.9', 'Chronic kidney disease, unspecified', 'CKD stage 4'],
    ['N18.9', 'Chronic kidney disease, unspecified', 'Stage IV chronic kidney disease'],
    ['E11.22', 'Type 2 diabetes mellitus with diabetic chronic kidney disease', 'Type 2 DM with CKD stage 5'],
    ['I12.9', 'Hypertensive chronic kidney disease', 'Hypertensive CKD, stage 4 chronic kidney disease'],
    ['N18.9', 'Chronic kidney disease, unspecified', 'ESRD'],
    ['D63.1', 'Anemia in chronic kidney disease', 'Anemia due to end-stage renal disease'],
  ])('beside the ICD-10-CM code %s, which tells no stage: %s, %s', (code, display, text) => {
    const found = fitsWith({ ...icd(code, display), text })
    expect(found.filter((id) => nsaids.includes(id))).toEqual([])
    expect(found).toContain('acetaminophen')
  })

  it.each([
    [
      'I12.9',
      'Hypertensive chronic kidney disease with stage 1 through stage 4 chronic kidney disease, or unspecified',
    ],
    ['I13.10', 'Hypertensive heart and CKD without heart failure, with stage 1 through stage 4 chronic kidney disease'],
    ['I12.9', 'Hypertensive renal disease, stage 1-4 chronic kidney disease'],
    ['N18.9', 'Chronic kidney disease, unspecified CKD stage'],
    ['N18.2', 'CKD stage 2'],
    ['Z84.1', 'Family history of ESRD'],
  ])('but not that of %s: %s', (code, display) => {
    expect(fitsWith(icd(code, display))).toEqual(expect.arrayContaining([...nsaids]))
  })

  it.each([
    'Melaena',
    'Thrombocytopaenia',
    'Immune thrombocytopaenia',
    'Bowel perforation',
    'Gastrointestinal perforation',
    'Ulcer of stomach',
    'Ulcer of duodenum',
    'Marginal ulcer',
    'Gastrojejunal ulcer',
    'Stress ulcer',
    'Gastric bleed',
    'Diverticular bleed',
    'BRBPR (bright red blood per rectum)',
    'Angiodysplasia of colon with hemorrhage',
    'Blood in stool',
    'Coffee ground emesis',
    'Acquired coagulation factor deficiency (HCC)',
    'Warfarin anticoagulation',
    'Anticoagulant long-term use',
    'On continuous oral anticoagulation',
    'AVM (arteriovenous malformation) of stomach, acquired with hemorrhage',
    'Haemorrhagic gastritis',
    'Esophageal ulcer with bleeding',
    'CKD stage G4',
    'CKD G4A3',
    'CKD stg 4',
    'CHR KIDNEY DIS STAGE IV',
    'Long-term current use of anticoagulant',
    'Chronic anticoagulation',
    'Long term (current) use of antithrombotics/antiplatelets',
    'Antiplatelet or antithrombotic long-term use',
    'Long term current use of antiplatelet drug',
    'On dual antiplatelet therapy',
    'Long-term use of Plavix',
    'NSAID long-term use',
    'Long term (current) use of non-steroidal anti-inflammatories (nsaid)',
    'On Coumadin',
    'Long-term warfarin therapy',
    'on DOAC for afib',
    'Chronic kidney disease stage G4',
    'CKD4',
    'Chronic renal insufficiency, stage 4 (severe) (HCC)',
    'Chronic renal impairment, stage 4',
    'CKD G5',
    'Hemorrhagic disorder',
    'vWD',
    'Clotting disorder',
    'DIC',
    "Glanzmann's thrombasthenia",
    'Factor XI deficiency',
    'HFmrEF',
    'ADHF',
    'CCF',
    'LV systolic dysfunction',
    'Acute renal insufficiency',
    'Jejunal ulcer',
    'ASA triad',
    'Asthma, aspirin-induced',
  ])('%s', (text) => {
    expect(fitsWith(words(text)).filter((id) => nsaids.includes(id))).toEqual([])
  })

  it('perforation of the intestine, coded', () => {
    expect(fitsWith(icd('K63.1', 'Perforation of intestine (nontraumatic)'))).toEqual(without(...nsaids))
  })

  it.each([
    ['acenocoumarol 1 mg tablet', rx('900001', 'acenocoumarol 1 MG Oral Tablet')],
    ['Sintrom', words('Sintrom 4 mg')],
    ['phenprocoumon', rx('900002', 'phenprocoumon')],
    ['eptifibatide', rx('900003', 'eptifibatide 0.75 MG/ML Injectable Solution')],
    ['cangrelor', words('cangrelor infusion')],
    ['UFH', words('UFH')],
    ['nadroparin', words('nadroparin')],
  ])('what thins the blood: %s', (_, drug) => {
    const found = fitting(screened({ medications: [aMedication(drug)] }))
    expect(found.filter((id) => nsaids.includes(id))).toEqual([])
    expect(found).toContain('sumatriptan-po')
  })

  it.each(['Nonsteroidals', 'Pepto-Bismol', 'bismuth subsalicylate', 'metamizole', 'Novalgin'])(
    'an allergy to %s',
    (text) => {
      const allergies = [anAllergy(words(text), { reactions: [aReaction('hives')] })]
      expect(fitting(screened({ allergies })).filter((id) => nsaids.includes(id))).toEqual([])
    },
  )
})

describe('names of a failing liver leave all but little out', () => {
  it.each([
    words('Child Pugh score C'),
    words('Child-Turcotte-Pugh C'),
    words('Hepatic coma'),
    words('Decompensated hepatic cirrhosis'),
    words('Cirrhosis with ascites'),
    words('Oesophageal varices'),
    words('Bleeding oesophageal varices'),
    icd('K70.11', 'Alcoholic hepatitis with ascites'),
    icd('K71.51', 'Toxic liver disease with chronic active hepatitis with ascites'),
    { ...icd('K74.60', 'Unspecified cirrhosis of liver'), text: 'Cirrhosis with ascites' },
    words("Cirrhosis, Child's C"),
    words('CIRRHOSIS CHILDS C'),
    words('Cirrhosis - Child Class C'),
    words('Cirrhosis of liver, CTP C'),
    words('Cirrhosis, Child C'),
    words('HCV cirrhosis w/ ascites'),
    words('Decompensation of cirrhosis of liver (HCC)'),
    words('Cirrhosis with portal HTN'),
    words('ETOH cirrhosis'),
    words('ALCOHOL CIRRHOSIS LIVER'),
    icd9('456.1', 'ESOPH VARICES W/O BLEED'),
    icd9('571.2'),
    icd9('572.2'),
    icd9('070.44'),
  ])('$text', (concept) => {
    const found = fitsWith(concept)
    expect(found.filter((id) => [...triptans, ...nsaids, 'acetaminophen', 'rimegepant'].includes(id))).toEqual([])
  })
})

it.each([
  words('Cirrhosis, Child B'),
  words('Chronic Hepatitis C without mention of hepatic coma'),
  words('HEPATITIS C W/O HEPATIC COMA'),
  words('Hep C'),
  words('HCV, genotype 1a'),
  words('NASH'),
  icd9('070.54', 'CHRNC HPT C WO HPAT COMA'),
  icd9('571.40'),
])('a liver whose impairment is not known: $text, %j', (concept) => {
  const found = screened({ conditions: [aCondition(concept)] })
  expect(fitting(found).toSorted()).toEqual(without('sumatriptan-naproxen', 'zolmitriptan-nasal'))
  expect(rulesFor(found, 'zolmitriptan-po')).toContain('zolmitriptan-hepatic')
})
it.each(['HCV negative', 'Hep C screening', 'HCV Ab non-reactive', "Father, child's case manager"])(
  'no illness of the liver: %s',
  (text) => {
    expect(fitsWith(words(text))).toEqual(without())
  },
)

it.each(['levoketoconazole', 'Recorlev', 'Korlym 300 mg daily', 'nirmatrelvir'])('%s leaves gepants out', (text) => {
  const found = fitting(screened({ medications: [aMedication(words(text))] }))
  expect(found).not.toContain('rimegepant')
  expect(found).not.toContain('ubrogepant')
  expect(found).not.toContain('eletriptan')
})

describe('the encounter', () => {
  const diagnosed = (text: string): Facts =>
    ordered({}, { conditions: read(aCondition(words(text), { encounterDiagnosis: true, ofThisEncounter: true })) })
  it.each([
    'Thrombosis of cerebral venous sinus',
    'Cerebral sinus thrombosis',
    'Superior sagittal sinus thrombosis',
    'CVT',
    'Brain aneurysm rupture',
    'Left MCA infarct',
  ])('has a red flag: %s', (text) => {
    expect(verdict(diagnosed(text))).toBe('row 9')
  })
  it.each(['Old lacunar infarct', 'Chronic left MCA infarct', 'Remote infarction of brain'])(
    'has none in what is old: %s',
    (text) => {
      expect(verdict(diagnosed(text))).not.toBe('row 9')
    },
  )
  it.each(['Old lacunar infarct and new pontine infarct', 'Chronic migraine with acute MCA infarct'])(
    'has a red flag beside what is old: %s',
    (text) => {
      expect(verdict(diagnosed(text))).toBe('row 9')
    },
  )
  it('has a red flag: cryptococcal meningitis, coded', () => {
    const condition = aCondition(icd('B45.1'), { encounterDiagnosis: true, ofThisEncounter: true })
    expect(verdict(ordered({}, { conditions: read(condition) }))).toBe('row 9')
  })

  it('has vomiting that began today and was not dated otherwise', () => {
    const condition = aCondition(words('Vomiting'), { onset: now.slice(0, 10) })
    expect(verdict(ordered({}, { conditions: read(condition) }))).toBe('row 1n')
    const earlier = aCondition(words('Vomiting'), { onset: '2026-10-01' })
    expect(verdict(ordered({}, { conditions: read(earlier) }))).not.toBe('row 1n')
  })
})

describe('pregnancy in words of its weeks', () => {
  const listed = (text: string): Facts => ordered({}, { ...woman(), ...onTheList(words(text)) })
  it.each(['Twin gestation', 'Third trimester', 'Prenatal care in second trimester', 'Gestation period, 20 weeks'])(
    '%s',
    (text) => {
      expect(offeredTo(listed(text))).toEqual(['acetaminophen'])
    },
  )
  it.each(['11778-8', '11779-6', '11780-4', '11781-2', '53692-0', '57063-0'])(
    'or by a date of delivery ahead, LOINC %s',
    (code) => {
      const due = anObservation(code, undefined, { valueDate: '2027-03-01' })
      expect(verdict(ordered({}, { ...woman(), observations: read(due) }))).toBe('row 7')
    },
  )
  it.each<[number, string, number, boolean]>([
    [22, 'wk', 3, true],
    [154, 'd', 3, true],
    [22, 'weeks', 180, false],
    [8, 'wk', 180, true],
    [39, 'wk', 100, false],
    [0, 'wk', 3, false],
  ])('or by a gestational age of %d %s told %d days ago: %p', (value, unit, before, pregnant) => {
    for (const code of ['18185-9', '49051-6']) {
      const age = anObservation(code, { value, unit }, { when: ago({ days: before }) })
      expect(verdict(ordered({}, { ...woman(), observations: read(age) })) === 'row 7').toBe(pregnant)
    }
  })
  it.each(['History of twin gestation', 'History of prenatal care'])('of another time: %s', (text) => {
    expect(verdict(listed(text))).not.toBe('row 7')
  })
})
