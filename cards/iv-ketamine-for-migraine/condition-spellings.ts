/** Names that several value sets share, and those that are made of parts: a site, a stage, a word on either side. */

export const intracranialHemorrhage = [
  'intracranial hemorrhage',
  'intracranial bleed',
  'intracerebral hemorrhage',
  'subarachnoid hemorrhage',
  'subarachnoid bleed',
  'subdural hematoma',
  'subdural hemorrhage',
  'subdural bleed',
  'SDH',
  'cerebral hemorrhage',
  'brain hemorrhage',
  'intraparenchymal hemorrhage',
  'intraventricular hemorrhage',
  'extradural hemorrhage',
  'extradural hematoma',
  'epidural hemorrhage',
  'epidural hematoma',
  'EDH',
  'IPH',
  'IVH',
  ...[
    'pontine',
    'cerebellar',
    'thalamic',
    'brainstem',
    'brain stem',
    'basal ganglia',
    'internal capsule',
    'caudate',
    'putaminal',
    'lobar',
    'frontal',
    'parietal',
    'temporal',
    'occipital',
  ].map((site) => `${site} hemorrhage`),
  'hemorrhage intracerebral',
  'brain bleed',
  'brain bleeds',
  'brain bleeding',
  'PICH',
  'head bleed',
  'hemorrhagic stroke',
  'ICH',
  'SAH',
]

export const infarctions = [
  'myocardial infarction',
  'myocardial infarctions',
  'subendocardial infarction',
  'heart attack',
  'heart attacks',
  'MI',
  'AMI',
  'MINOCA',
  'NSTEMI',
  'STEMI',
  ...['Q wave', 'anteroseptal', 'anterolateral', 'inferolateral', 'inferoposterior', 'inferior', 'anterior'].map(
    (site) => `${site} infarction`,
  ),
]

export const coronaryBypasses = [
  'CABG',
  'coronary artery bypass',
  'coronary bypass',
  'aortocoronary bypass',
  'coronary artery graft',
  'replacement of coronary',
  'LIMA to LAD',
  'LIMA graft',
  'LIMA sequential',
  'mammary artery graft',
  ...['heart', 'double', 'triple', 'quadruple', 'quintuple'].map((which) => `${which} bypass`),
  'OPCAB',
  'MIDCAB',
]

/** A triptan may set it off. */
export const cerebralVasoconstriction = [
  'reversible cerebral vasoconstriction',
  'reversible cerebrovascular vasoconstriction',
  'rcvs',
  'cerebral vasospasm',
]

/** Strokes named by where they are or how they came about. */
export const strokesBySite: readonly string[] = [
  ...[
    'cerebral',
    'brain',
    'brain stem',
    'brainstem',
    'cerebellar',
    'pontine',
    'midbrain',
    'medullary',
    'thalamic',
    'frontal',
    'parietal',
    'temporal',
    'occipital',
    'basal ganglia',
    'internal capsule',
    'lacunar',
    'watershed',
    'embolic',
    'MCA',
    'ACA',
    'PCA',
    'PICA',
    'AICA',
    'SCA',
    'insular',
    'cortical',
    'subcortical',
    'caudate',
    'corona radiata',
    'centrum semiovale',
    'venous',
    'anterior circulation',
    'posterior circulation',
  ].map((site) => `${site} infarction`),
  'infarction of brain',
  'infarction of basal ganglia',
  'infarction cerebral',
  'ESUS',
  ...['basilar', 'basilar artery'].flatMap((artery) => [`${artery} occlusion`, `${artery} thrombosis`]),
  'cerebral artery occlusion',
  'cerebral artery embolism',
  'cerebral thrombosis',
  'cerebral artery thrombosis',
  'cerebral embolism',
]

const pressures = ['hypertension', 'blood pressure']
const kinds = [
  'essential hypertension',
  'primary hypertension',
  'systemic hypertension',
  'arterial hypertension',
  'stage 2 hypertension',
  'stage 3 hypertension',
  'high blood pressure',
]
const uncontrolled = [
  'uncontrolled',
  'poorly controlled',
  'poor control',
  'inadequately controlled',
  'not controlled',
  'not well controlled',
  'malignant',
  'accelerated',
]
/** Of whatever code: none of ICD-10-CM says it. */
export const uncontrolledPressure: readonly string[] = [
  ...[...uncontrolled, 'poor control of', 'inadequate control of'].flatMap((how) =>
    [...pressures, ...kinds].map((pressure) => `${how} ${pressure}`),
  ),
  ...[...uncontrolled, 'in poor control'].flatMap((how) => pressures.map((pressure) => `${pressure} ${how}`)),
]
/** By the terms of Read codes, and by a stage at which the pressure is 180/110 or more. */
export const poorlyControlled: readonly string[] = [
  ...pressures.map((pressure) => `poor ${pressure} control`),
  'hypertension resistant',
  'stage 3 hypertension',
  'grade 3 hypertension',
]

const stages = (...of: readonly string[]): readonly string[] =>
  of.flatMap((stage) => [
    `CKD stage ${stage}`,
    `CKD ${stage}`,
    `CKD${stage}`,
    `CKD stg ${stage}`,
    `CKD st ${stage}`,
    `kidney disease stage ${stage}`,
    `stage ${stage} CKD`,
    `chronic kidney disease ${stage}`,
    `stage ${stage} chronic kidney disease`,
    `stage ${stage} kidney disease`,
    ...['disease', 'insufficiency', 'impairment', 'failure'].map((what) => `stage ${stage} renal ${what}`),
    // IMO: `Chronic renal insufficiency, stage 4 (severe)`, `Chronic renal impairment, stage 3b`.
    ...['insufficiency', 'impairment', 'disease', 'failure'].map((what) => `chronic renal ${what} stage ${stage}`),
  ])
export const stage3 = stages('3', '3a', '3b', 'III', 'IIIa', 'IIIb', 'G3', 'G3a', 'G3b')
export const stage4 = stages('4', 'IV', 'G4')
export const stage5 = stages('5', 'V', 'G5')
export const endStageKidney = ['end stage renal', 'end stage kidney', 'ESRD', 'ESKD', 'ESRF']

export const decompensated = [
  'decompensated cirrhosis',
  'cirrhosis decompensated',
  'decompensated hepatic',
  'decompensated liver',
  'decompensated chronic liver',
  'decompensated alcoholic liver',
  'decompensated ALD',
  'decompensated ArLD',
  'liver decompensation',
  'hepatic decompensation',
  'decompensation of cirrhosis',
  'cirrhosis with ascites',
  'cirrhosis of liver with ascites',
  'child pugh c',
  'child pugh class c',
  // `Cirrhosis, Child's C`: a child alone may be one.
  ...['child', 'childs', "child's", 'CTP'].map((score) => `${score} class c`),
  ...['childs', "child's", 'CTP', 'cirrhosis child', 'cirrhosis of liver child'].map((score) => `${score} c`),
  'cirrhosis w ascites',
  'cirrhosis of liver w ascites',
  'ascites due to cirrhosis',
  'hepatic coma',
]

const notHepatitis = [
  'neg(?:ative)?',
  'non-?reactive',
  'immune(?! (?:tolerant|active|clearance|mediated|complex|thromb))',
  'immunity',
  'immuni[sz]ation',
  'vaccin(?:e|ation)',
  'screen(?:ing)?',
  'exposure',
  '(?:surface |core )?(?:antibody|ab) (?:test )?(?:neg(?:ative)?|non-?reactive)',
]

/** A stroke to come, but not that of one who had one. */
const strokeForestalled = [
  '(?<!\\b(?:secondary|recurrent|post)[ -])',
  '(?<!\\b(?:aspirin|asa|clopidogrel|plavix|ticagrelor|brilinta|prasugrel|dipyridamole|aggrenox|cilostazol|antiplatelets?|dapt)\\b[^.;]{0,24} for )',
  'stroke[ -](?:prevention|prophylaxis|risk|screening|education)',
].join('')
/** `ARF` beside it may be the kidneys' after all. */
const notOfKidneys = '(?![^.;]{0,24}\\b(?:CKD|ESRD|AKI|renal|kidney))'

/** Neither is one of arteries said beside it: `vascular and neurogenic claudication`. */
const otherClaudication =
  '(?<!\\b(?:vascular|arterial|leg|calf|intermittent)(?: and | or | & |, | ?\\/ ?))\\b(?:neurogenic|neurologic|spinal|jaw|venous) (?:intermittent )?claudication|claudication,? (?:neurogenic|venous)(?=\\s?(?:[).,;]|$))'
/** By which lists of problems call it: `on Coumadin`. */
export const anticoagulants = [
  'coumadin',
  'warfarin',
  'eliquis',
  'apixaban',
  'xarelto',
  'rivaroxaban',
  'pradaxa',
  'dabigatran',
  'edoxaban',
  'savaysa',
  'lovenox',
  'enoxaparin',
  'heparin',
  'LMWH',
  'fondaparinux',
  'fragmin',
  'dalteparin',
  'argatroban',
  'bivalirudin',
  'DOAC',
  'NOAC',
  'OAC',
  'VKA',
]
export const antiplatelets = ['plavix', 'clopidogrel', 'brilinta', 'ticagrelor', 'effient', 'prasugrel']
const againstClots = `(?:anticoagula[a-z]{1,6}|antiplatelets?|antithrombotics?|DAPT|blood thinners?|${[...anticoagulants, ...antiplatelets].join('|')})`
const notTaken = `\\b(?:not(?: currently| yet)?(?: on)?|off|never(?: on)?|no longer(?: on)?|no|not a candidate for|contraindications? to|declin(?:ed|es|ing)|refus(?:ed|es|ing)|stopped|completed) (?:(?:use of|long[ -]term|chronic|oral|dual|warfarin) )?${againstClots}\\b|\\b${againstClots}(?: therapy| treatment)? (?:(?:is|was) )?(?:contraindicated|declined|refused|stopped|discontinued|completed|not indicated)\\b`

/** A clot in the veins that lie beside these arteries. */
const ofVeins =
  'fem(?:oral)?[ /-]pop(?:liteal)? (?:DVT|(?:deep )?ve(?:in|nous))\\b|\\bDVT\\b[^.,;]{0,20} fem(?:oral)?[ /-]pop(?:liteal)?\\b(?! (?:bypass|graft))'

/** Not `ischemic and non-ischemic cardiomyopathy`, which is of both kinds. */
const notIschemic = '(?<!\\bischemic(?: and | & | or | vs\\.? | ?\\/ ?))non[ -]ischemic (?:cardiomyopathy|CMP?)\\b'

/** What eye doctors call a detached vitreous: `PVD OU`, `PVD (posterior vitreous detachment)`. */
const ofVitreous =
  'PVD[ ,(-]{1,3}(?:(?:left|right|both) eyes?|O[UDS]\\b|(?:posterior )?vitreous|w(?:ith|\\/)? ?floaters)|(?:hemorrhagic|vitreous[^;]{0,25}) \\(?PVD\\b'

/** A pump in the back, and what is told in brackets: `CVA (costovertebral angle) tenderness`. */
const otherMeaning =
  'ITP (?:pump|(?:refill|baclofen|morphine|ziconotide)\\b)|(?:intrathecal|IT)(?: \\w{1,12})? (?:pain )?pump,? \\(?ITP\\b|ITP,? \\(?intrathecal|CVA,? \\(?costovertebral|MI,? \\(?mitral|ARF,? \\(?(?:acute )?rheumatic|CRF,? \\(?cancer[ -]related'
/** What is given that there will be none, but not to one who had one. */
const ulcerForestalled =
  '(?<!\\b(?:secondary|recurrent|re-?bleeding)[ -])(?:stress (?:ulcers?|gastritis)|(?:peptic |GI |gastric )?ulcers?|PUD|GI bleed(?:ing)?)[ -](?:prophylaxis|ppx|prevention)'

/** What a disease shares its name with. */
export const namesakes = new RegExp(
  `\\b(?:(?:ludwig|vincent)(?:'?s)? angina|angina (?:bullosa|tonsillaris)|${otherClaudication}|${notTaken}|(?:heat|sun)[ -]stroke|pulmonary arterial (?:embolism|thrombosis)|stroke[ -](?:volume|index)|${strokeForestalled}|cva tenderness|${notIschemic}|${ofVeins}|${ofVitreous}|${otherMeaning}|${ulcerForestalled}|non-? ?anginal|stents? in(?:to)? left main(?:[ -]?stem)? bronch|(?:dehydrogenase|deficiency(?: of)?),? \\(?SCAD\\b|SCAD\\)?(?: \\([^()]{1,60}\\))? deficiency|CHD(?: (?:\\d+|ten)[ -]?(?:year|yr))? (?:risk|screen)|congenital (?:heart|hip)[^,;(]{0,20},? ?\\(?CHD\\b|CHD\\b[ ,(-]{1,3}congenital|(?:hay fever|acid|high[ -]frequency),? \\(HF\\)|HF (?:hearing|SNHL)|respiratory failure(?: \\([AC]RF\\)|,? \\(?[AC]RF\\b${notOfKidneys})|[AC]RF,? \\(?(?:acute |chronic )?respiratory failure\\b${notOfKidneys}|stages? (?:1|I) ?(?:-|to|through|thru) ?(?:stages? )?(?:4|IV)\\b|cancer[ -]related fatigue,? \\(?CRF\\b|rheumatic fever,? \\(?ARF\\b|w(?:ithout|\\/?o)(?: mention of)? (?:hepatic coma|heart failure|C?HF\\b)|hypertension, (?:pulmonary|portal|intracranial|ocular|venous)(?= ?(?:$|[,(*[]))|(?:hepatitis [abc]|hep [bc]|H[BC]V)(?: (?:virus|and [abc]|& [abc]))? (?:${notHepatitis.join('|')})\\b)`,
  'giu',
)
