import { aCondition, icd, sct, words } from './builders.ts'
import { fitsWith, missing, rulesFor, screened, without } from './screened.ts'

/** Problems in the terms of Read codes, SNOMED CT's British preferred terms, and hospitals that write as they do. */

describe('a disease by its British name', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'triptan-ihd',
      'rizatriptan',
      [
        'H/O: ischaemic heart disease, CHD monitoring, Coronary artery atheroma, Coronary artery atheromatous disease',
        'Acute Q-wave infarct, Acute anteroseptal infarction, Left main stem disease, Coronary artery graft, LIMA to LAD',
        'Percutaneous transluminal balloon angioplasty of one coronary artery, Coronary revascularisation',
        'AMI, PPCI, POBA, Old inferior infarct on ECG, Ischaemic LV dysfunction',
        'Saphenous vein graft replacement of three coronary arteries',
      ],
    ],
    [
      'triptan-stroke-tia',
      'eletriptan',
      [
        'H/O: CVA, Partial anterior circulation infarct, POCI - posterior circulation infarction, Infarction - cerebral',
        'Middle cerebral artery syndrome, Lateral medullary syndrome, Stenosis of internal carotid artery',
        'Right MCA territory infarct, PICH, Carotid artery stenting, Multi-infarct dementia',
        'Endarterectomy of carotid artery NEC, Infarction of basal ganglia, Transient cerebral ischaemia',
      ],
    ],
    [
      'triptan-pvd',
      'frovatriptan',
      [
        'Ischaemic foot, Ischaemia of legs, Ischaemia of lower limb, Chronic limb threatening ischaemia, Ischaemic rest pain',
        'Femoro-popliteal bypass, Axillofemoral bypass, SFA stent, Iliac stent, CLTI, Arterial leg ulcer, Digital ischaemia',
        'Aorto-iliac disease, Aortobifemoral bypass, Angioplasty of femoral artery, Generalised atherosclerosis',
      ],
    ],
    [
      'triptan-ischemic-bowel',
      'frovatriptan',
      ['Abdominal angina, Embolism of superior mesenteric artery, Infarction of bowel'],
    ],
    [
      'triptan-uncontrolled-hypertension',
      'sumatriptan-sc',
      [
        'Poor hypertension control, BP poorly controlled, Hypertension resistant to drug therapy',
        'Stage 3 hypertension, Inadequate control of hypertension',
      ],
    ],
    ['triptan-wpw', 'eletriptan', ['Anomalous atrioventricular excitation, AV re-entry tachycardia, Pre-excited AF']],
    [
      'triptan-severe-hepatic',
      'sumatriptan-po',
      [
        'Decompensated ArLD, Decompensated chronic liver disease, Child-Pugh score 10-15 (class C), Childs-Pugh C cirrhosis',
        'Childs Pugh grade C, Child-Pugh score 12, Gastric varices, Portosystemic encephalopathy',
      ],
    ],
    ['hepatic-impairment', 'acetaminophen', ['ArLD, MASH, Impaired hepatic function, Child-Pugh score 7-9 (class B)']],
    [
      'nsaid-gi-bleed-ulcer',
      'naproxen',
      [
        'PR bleed, Bleeding PR, PRB, Rectal bleed, Blood in faeces, Passage of bloody stools, UGI bleed, Upper GIT haemorrhage',
        'Coffee ground vomit, Vomiting of blood, Oesophageal ulceration, Peptic ulceration, Perforated DU, Prepyloric ulcer',
        'Perf DU, Gastrointestinal tract haemorrhage, Colonic haemorrhage, Ileal ulcer, Coffee ground vomitus',
        'Haemorrhage of oesophagus, Variceal haemorrhage, Intestinal haemorrhage, Bleeding diverticular disease',
      ],
    ],
    [
      'nsaid-bleeding-disorder',
      'ibuprofen',
      [
        'Christmas disease, Haemorrhagic diathesis, Coagulation defect, Platelet function disorder, Factor VIII disorder',
      ],
    ],
    ['nsaid-intracranial-hemorrhage', 'aac', ['Internal capsule haemorrhage, Lobe haemorrhage - intracerebral']],
    [
      'nsaid-kidney',
      'ibuprofen',
      [
        'Chronic kidney disease with glomerular filtration rate category G4 and albuminuria category A2',
        'CKD with GFR category G5 & albuminuria category A1, CKD G4A2, CKDG4A3, CKD stage G5A3, CKD 5D, ESRF, Severe renal impairment, CAPD, Haemofiltration',
      ],
    ],
    [
      'nsaid-ckd-stage-3',
      'ibuprofen',
      ['Chronic kidney disease G3bA2, CKD G3aA1, CKDG3bA2, CKD with GFR category G3b & albuminuria category A2'],
    ],
    ['nsaid-acute-kidney-failure', 'aac', ['Acute-on-chronic renal failure, Acute renal impairment']],
    ['nsaid-heart-failure', 'naproxen', ['LVF, LVSD, Biventricular failure, Impaired left ventricular function']],
    [
      'nsaid-anticoagulant-status',
      'naproxen',
      [
        'On oral anticoagulant treatment, Warfarin monitoring, Patient on anticoagulant, On edoxaban',
        'Dual antiplatelet therapy, On direct oral anticoagulant',
      ],
    ],
    ['sumatriptan-seizure', 'sumatriptan-po', ['Convulsions, Fit - convulsion, Alcohol withdrawal fit']],
  ])('meets %s of %s', (rule, agent, rows) => {
    expect(missing(rule, agent, rows)).toEqual([])
  })

  it('tells the stage beside a code of ICD-10, too', () => {
    const staged = icd('N18.9', 'Chronic kidney disease with glomerular filtration rate category G4')
    expect(rulesFor(screened({ conditions: [aCondition(staged)] }), 'ibuprofen')).toContain('nsaid-kidney')
  })

  it.each([
    '10 year CHD risk',
    'CHD (congenital heart disease)',
    'Congenital heart disease (CHD)',
    'Lima bean allergy',
    'Femoral hernia repair',
    'Venous leg ulcer',
    'Premature atrial contractions (PACs)',
    'Anterior cruciate ligament tear',
    'Anticoagulant treatment not indicated',
    'Not on anticoagulants',
    'BP well controlled',
    'PR interval prolonged',
    'Faecal occult blood negative',
    'Mouth ulceration',
    'Chronic peripheral venous insufficiency',
    'UGI endoscopy normal',
  ])('is none of them: %s', (name) => {
    for (const concept of [words(name), sct('900000001', name)]) expect(fitsWith(concept)).toEqual(without())
  })
})
