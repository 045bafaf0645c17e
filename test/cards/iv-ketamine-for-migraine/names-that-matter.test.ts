import { aCondition, aMedication, rx, words } from './builders.ts'
import { homeMed, rulesFor, screened } from './screened.ts'

/** The names by which charts know the facts of the label's exclusions: not one may be lost from the lists. */

describe('a disease by its name', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'triptan-ihd',
      'sumatriptan-po',
      [
        'Ischemic heart disease',
        'Coronary artery disease',
        'CAD',
        'Three vessel disease',
        'Angina',
        'Prinzmetal angina',
        'Coronary vasospasm',
        'Myocardial infarction',
        'Heart attack',
        'Heart attacks',
        'Myocardial infarctions',
        'NSTEMI',
        'STEMI',
        'CABG',
        'Coronary artery bypass',
        'Coronary stent',
        'Coronary angioplasty',
        'Coronary revascularization',
        'Coronary artery dissection',
        'Double coronary vessel disease',
      ],
    ],
    [
      'triptan-stroke-tia',
      'eletriptan',
      [
        'Stroke',
        'CVA',
        'Cerebrovascular accident',
        'Cerebral vascular accident',
        'Cerebral infarction',
        'TIA',
        'Transient ischemic attack',
        'Ischemic attack, transient',
        'Left carotid artery dissection',
        'Dissection of vertebral artery',
      ],
    ],
    [
      'triptan-hemiplegic-brainstem',
      'rizatriptan',
      ['Hemiplegic migraine', 'Basilar migraine', 'Migraine with brainstem aura'],
    ],
    [
      'triptan-pvd',
      'sumatriptan-sc',
      ['Peripheral vascular disease', 'Peripheral arterial disease', 'Peripheral artery disease', 'PAD', 'PVD'],
    ],
    ['triptan-ischemic-bowel', 'frovatriptan', ['Ischemic colitis', 'Ischemic bowel disease', 'Mesenteric ischemia']],
    [
      'triptan-uncontrolled-hypertension',
      'sumatriptan-nasal',
      [
        'Uncontrolled hypertension',
        'Malignant hypertension',
        'Hypertensive crisis',
        'Hypertensive emergency',
        'Hypertensive urgency',
        'Severe HTN',
      ],
    ],
    ['triptan-wpw', 'eletriptan', ['WPW', 'Wolff-Parkinson-White syndrome', 'Accessory pathway']],
    [
      'triptan-severe-hepatic',
      'sumatriptan-po',
      ['Decompensated cirrhosis', 'Child-Pugh C cirrhosis', 'Liver failure', 'Hepatic failure', 'Portal hypertension'],
    ],
    ['hepatic-impairment', 'ibuprofen', ['Cirrhosis', 'Liver cirrhosis']],
    [
      'nsaid-gi-bleed-ulcer',
      'naproxen',
      [
        'Peptic ulcer',
        'Gastric ulcer',
        'Duodenal ulcer',
        'Duodenal ulcers',
        'GI bleed',
        'GI bleeds',
        'Gastrointestinal hemorrhage',
        'Hematemesis',
        'Melena',
        'Perforated diverticulitis',
        'Hemorrhage of rectum and anus',
      ],
    ],
    ['nsaid-bleeding-disorder', 'ibuprofen', ['Hemophilia A', 'Von Willebrand disease', 'Low platelet count']],
    [
      'nsaid-intracranial-hemorrhage',
      'aac',
      [
        'Intracranial hemorrhage',
        'Subdural hematoma',
        'Subarachnoid hemorrhage',
        'Subarachnoid bleed',
        'Brain bleeds',
        'Brain bleeding',
        'Intraparenchymal hemorrhage',
        'Intraventricular haemorrhage',
        'Pontine hemorrhage',
        'Extradural hemorrhage',
      ],
    ],
    ['nsaid-kidney', 'ibuprofen', ['CKD stage 4', 'CKD stage 5', 'ESRD', 'End stage renal disease', 'Hemodialysis']],
    ['gepant-kidney-failure', 'rimegepant', ['ESRD', 'End stage renal disease', 'Dialysis', 'Hemodialysis', 'CRF']],
    ['nsaid-acute-kidney-failure', 'aac', ['AKI', 'Acute kidney injury', 'Acute renal failure']],
    [
      'nsaid-heart-failure',
      'naproxen',
      ['Heart failure', 'Cardiac failure', 'CHF', 'HF', 'Chronic systolic HF', 'HFrEF', 'HFpEF', 'HFimpEF'],
    ],
    ['nsaid-aerd', 'aac', ['Aspirin exacerbated respiratory disease', 'AERD', "Samter's triad", 'Aspirin triad']],
    ['sumatriptan-seizure', 'sumatriptan-po', ['Epilepsy', 'Seizure disorder', 'Seizures']],
    ['gepant-raynaud', 'ubrogepant', ['Raynaud phenomenon', "Raynaud's disease", 'Raynauds']],
  ])('meets %s of %s', (rule, agent, names) => {
    const unknown = names.filter(
      (name) => !rulesFor(screened({ conditions: [aCondition(words(name))] }), agent).includes(rule),
    )
    expect(unknown).toEqual([])
  })
})

/**
 * The long titles of ICD-9-CM and ICD-10-CM stand alone where a hospital has the codes in a system of its own, as MIMIC-IV on
 * FHIR does.
 */
describe('a disease by the long title of its code', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'nsaid-gi-bleed-ulcer',
      'naproxen',
      [
        'Hemorrhage of gastrointestinal tract, unspecified',
        'Angiodysplasia of stomach and duodenum with bleeding',
        'Angiodysplasia of colon with hemorrhage',
        'Diverticulosis of colon with hemorrhage',
        'Diverticulosis of small intestine with hemorrhage',
        'Diverticulitis of large intestine without perforation or abscess with bleeding',
        'Diverticulitis of intestine, part unspecified, with perforation and abscess with bleeding',
        'Bleeding from anus',
        'Bleeding per rectum',
      ],
    ],
    [
      'nsaid-bleeding-disorder',
      'ibuprofen',
      [
        'Other and unspecified coagulation defects',
        'Coagulation defect, unspecified',
        'Defibrination syndrome',
        'Congenital factor VIII disorder',
        'Hereditary deficiency of other clotting factors',
        'Qualitative platelet defects',
        'Unspecified hemorrhagic conditions',
      ],
    ],
    [
      'triptan-stroke-tia',
      'eletriptan',
      [
        'Transient cerebral ischemic attack, unspecified',
        'Vertebrobasilar artery syndrome',
        'Occlusion and stenosis of unspecified carotid artery',
        'Occlusion and stenosis of left vertebral artery',
        'Occlusion and stenosis of basilar artery',
        'Occlusion and stenosis of bilateral vertebral arteries',
        'Occlusion and stenosis of unspecified precerebral artery',
        'Occlusion and stenosis of left middle cerebral artery',
        'Occlusion and stenosis of other cerebral arteries',
        'Basilar artery stenosis',
      ],
    ],
    [
      'triptan-ihd',
      'sumatriptan-po',
      ['Intermediate coronary syndrome', 'Aneurysm of heart (wall)', 'Postmyocardial infarction syndrome'],
    ],
    ['nsaid-recent-cardiovascular-event', 'ibuprofen', ['Intermediate coronary syndrome']],
    [
      'triptan-pvd',
      'sumatriptan-sc',
      [
        'Arterial embolism and thrombosis of lower extremity',
        'Embolism and thrombosis of arteries of the lower extremities',
      ],
    ],
    [
      'triptan-ischemic-bowel',
      'frovatriptan',
      [
        'Vascular disorder of intestine, unspecified',
        'Chronic vascular disorders of intestine',
        'Acute (reversible) ischemia of large intestine, extent unspecified',
        'Acute infarction of small intestine, extent unspecified',
      ],
    ],
    ['triptan-wpw', 'eletriptan', ['Anomalous atrioventricular excitation']],
    ['triptan-severe-hepatic', 'sumatriptan-po', ['Acute and subacute necrosis of liver']],
  ])('meets %s of %s', (rule, agent, names) => {
    const unknown = names.filter(
      (name) => !rulesFor(screened({ conditions: [aCondition(words(name))] }), agent).includes(rule),
    )
    expect(unknown).toEqual([])
  })

  it.each([
    'Stenosis of vertebral canal',
    'Stenosis of cerebral aqueduct',
    'Diverticulosis of large intestine without perforation or abscess without bleeding',
    'Central hemorrhagic necrosis of liver',
  ])('leaves nothing out for %s', (name) => {
    expect(screened({ conditions: [aCondition(words(name))] })).toEqual(screened({}))
  })
})

describe('a drug by its name', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'nsaid-anticoagulant',
      'ibuprofen',
      [
        'warfarin',
        'Coumadin',
        'apixaban',
        'Eliquis',
        'rivaroxaban',
        'Xarelto',
        'dabigatran',
        'Pradaxa',
        'edoxaban',
        'Savaysa',
        'heparin',
        'enoxaparin',
        'Lovenox',
        'dalteparin',
        'fondaparinux',
      ],
    ],
    ['nsaid-antiplatelet', 'aac', ['clopidogrel', 'Plavix', 'prasugrel', 'Effient', 'ticagrelor', 'Brilinta']],
    ['nsaid-interaction', 'naproxen', ['lithium', 'methotrexate', 'cyclosporine']],
    ['triptan-maoi', 'sumatriptan-po', ['phenelzine', 'Nardil', 'tranylcypromine', 'Parnate', 'isocarboxazid']],
    ['triptan-linezolid-methylene-blue', 'eletriptan', ['linezolid', 'Zyvox', 'methylene blue']],
    ['triptan-ergot-24h', 'rizatriptan', ['dihydroergotamine', 'DHE', 'Migranal', 'ergotamine', 'Cafergot']],
    [
      'eletriptan-cyp3a4-72h',
      'eletriptan',
      [
        'ketoconazole',
        'itraconazole',
        'nefazodone',
        'clarithromycin',
        'Biaxin',
        'ritonavir',
        'Paxlovid',
        'nelfinavir',
        'cobicistat',
        'Stribild',
      ],
    ],
    [
      'gepant-cyp3a4-strong-inhibitor',
      'rimegepant',
      ['ketoconazole', 'clarithromycin', 'Paxlovid', 'Stribild', 'adagrasib', 'Krazati', 'ensitrelvir'],
    ],
    ['eletriptan-cyp3a4-72h', 'eletriptan', ['adagrasib', 'Krazati', 'ensitrelvir', 'Xocova']],
    [
      'gepant-cyp3a4-strong-inducer',
      'ubrogepant',
      ['encorafenib', 'Braftovi', 'rifampin', 'phenytoin', 'Dilantin', 'carbamazepine', 'Tegretol'],
    ],
    [
      'rimegepant-cyp3a4-moderate-inducer',
      'rimegepant',
      [
        'cenobamate',
        'Xcopri',
        'nafcillin',
        'dabrafenib',
        'Tafinlar',
        'lorlatinib',
        'sotorasib',
        'Lumakras',
        'pexidartinib',
        'Turalio',
      ],
    ],
    ['ubrogepant-moderate-inducer', 'ubrogepant', ['cenobamate', 'Xcopri', 'nafcillin', 'lorlatinib', 'Lorbrena']],
    ['ubrogepant-moderate-inhibitor', 'ubrogepant', ['diltiazem', 'verapamil', 'fluconazole', 'erythromycin']],
    [
      'ubrogepant-moderate-inhibitor',
      'ubrogepant',
      ['isavuconazonium', 'Cresemba', 'letermovir', 'Akynzeo', 'fosnetupitant', 'nilotinib', 'Orladeyo', 'duvelisib'],
    ],
    ['rimegepant-moderate-inhibitor', 'rimegepant', ['isavuconazole', 'Prevymis', 'netupitant', 'Tasigna', 'Copiktra']],
    [
      'ubrogepant-p-gp-inhibitor',
      'ubrogepant',
      ['amiodarone', 'quinidine', 'ranolazine', 'carvedilol', 'Coreg', 'Promacta'],
    ],
    ['rizatriptan-propranolol', 'rizatriptan', ['propranolol', 'Inderal']],
    ['zolmitriptan-cimetidine', 'zolmitriptan-po', ['cimetidine', 'Tagamet']],
    [
      'triptan-serotonergic',
      'frovatriptan',
      [
        'sertraline',
        'Zoloft',
        'fluoxetine',
        'venlafaxine',
        'duloxetine',
        'AMITRIPTYLINE HCL 25MG TAB',
        'Pamelor',
        'protriptyline 10 mg',
      ],
    ],
    ['nsaid-antiplatelet', 'ibuprofen', ['Aggrenox', 'dipyridamole', 'cilostazol', 'Pletal']],
    [
      'rimegepant-moderate-inhibitor',
      'rimegepant',
      ['Cardizem', 'Calan', 'Diflucan', 'Luvox', 'fluvoxamine', 'imatinib', 'Gleevec', 'Pacerone', 'Ranexa'],
    ],
    ['acetaminophen-warfarin', 'acetaminophen', ['warfarin', 'Coumadin', 'Jantoven']],
    ['nsaid-duplicate', 'ibuprofen', ['meloxicam', 'celecoxib', 'diclofenac', 'indomethacin', 'Mobic']],
    ['nsaid-home-list', 'ibuprofen', ['naproxen', 'Aleve', 'Advil', 'Motrin']],
    ['acetaminophen-on-list', 'acetaminophen', ['Tylenol', 'Percocet', 'Norco', 'Fioricet', 'acetaminophen']],
  ])('meets %s of %s', (rule, agent, names) => {
    const unknown = names.filter((name) => {
      const medications = [aMedication(words(`${name} tablet`), homeMed)]
      return !rulesFor(screened({ medications }), agent).includes(rule)
    })
    expect(unknown).toEqual([])
  })

  it('of dabrafenib is one by its code alone', () => {
    const medications = [aMedication(rx('1424911'), homeMed)]
    expect(rulesFor(screened({ medications }), 'rimegepant')).toContain('rimegepant-cyp3a4-moderate-inducer')
  })
  it.each(['oxacillin', 'dicloxacillin', 'imatinib', 'trametinib', 'acyclovir'])(
    'is none of an inducer: %s',
    (name) => {
      const medications = [aMedication(words(`${name} tablet`), homeMed)]
      expect(rulesFor(screened({ medications }), 'rimegepant')).not.toContain('rimegepant-cyp3a4-moderate-inducer')
    },
  )
})
