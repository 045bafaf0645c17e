import { remembered } from '../remember.ts'
import { distinctWordsOf } from '../terminology.ts'
import { anyScore, scoresAndStages, specialistTerms } from './specialist-terms.ts'
import { spelled } from './spelling.ts'

/**
 * Names of problems and of reasons as lists of EHRs have them, read as names of diseases are written: short words in full,
 * and names that are turned about (`HEMORRHAGE, SUBARACHNOID`: Medcin, pick lists of MEDHOST and Greenway) also the other way.
 */

/**
 * The words of the short titles of ICD-9-CM and ICD-10-CM (CMS: `Cereb infrc due to unsp occls`, `CHR ISCHEMIC HRT DIS NOS`),
 * under which problems stand without their codes in VistA, CPSI and MEDHOST, and what clinicians type. General knowledge.
 */
const inFull: Readonly<Record<string, string>> = {
  htn: 'hypertension',
  bp: 'blood pressure',
  dz: 'disease',
  ulser: 'ulcer',
  atery: 'artery',
  periferal: 'peripheral',
  dis: 'disease',
  'd/o': 'disorder',
  disord: 'disorder',
  chr: 'chronic',
  periph: 'peripheral',
  vasc: 'vascular',
  vascul: 'vascular',
  hrt: 'heart',
  failer: 'failure',
  art: 'artery',
  crnry: 'coronary',
  athero: 'atherosclerosis',
  athscl: 'atherosclerosis',
  athrscl: 'atherosclerosis',
  atheroscl: 'atherosclerosis',
  intermed: 'intermediate',
  synd: 'syndrome',
  ischem: 'ischemic',
  ischm: 'ischemic',
  cereb: 'cerebral',
  cerebr: 'cerebral',
  crbl: 'cerebral',
  crtd: 'carotid',
  cerebrovasc: 'cerebrovascular',
  occlus: 'occlusion',
  ocl: 'occlusion',
  aneurym: 'aneurysm',
  esoph: 'esophageal',
  rupt: 'ruptured',
  'sub arachnoid': 'subarachnoid',
  'sub-arachnoid': 'subarachnoid',
  'sub dural': 'subdural',
  'sub-dural': 'subdural',
  'intra cranial': 'intracranial',
  'intra-cranial': 'intracranial',
  intercranial: 'intracranial',
  subendo: 'subendocardial',
  infarc: 'infarction',
  infarct: 'infarction',
  infarcts: 'infarction',
  infrc: 'infarction',
  infrct: 'infarction',
  stenos: 'stenosis',
  intcrbl: 'intracerebral',
  subarach: 'subarachnoid',
  subrac: 'subarachnoid',
  subdr: 'subdural',
  hemor: 'hemorrhage',
  hemorr: 'hemorrhage',
  hemorage: 'hemorrhage',
  hemmorhage: 'hemorrhage',
  haemorage: 'hemorrhage',
  gastrointest: 'gastrointestinal',
  'gastro-intestinal': 'gastrointestinal',
  gibleed: 'GI bleed',
  intest: 'intestine',
  angiopath: 'angiopathy',
  hemplg: 'hemiplegic',
  hemiplgc: 'hemiplegic',
  mgrn: 'migraine',
  epilep: 'epilepsy',
  kdny: 'kidney',
  kidny: 'kidney',
  insuff: 'insufficiency',
  endstage: 'end stage',
  stage4: 'stage 4',
  stage5: 'stage 5',
  dvrtclos: 'diverticulosis',
  ulc: 'ulcer',
  anticoagul: 'anticoagulant',
  coag: 'coagulation',
  coagulat: 'coagulation',
  thrombocytopen: 'thrombocytopenia',
  def: 'deficiency',
  plt: 'platelets',
  plts: 'platelets',
  depressv: 'depressive',
  preeclamp: 'preeclampsia',
  respiratry: 'respiratory',
}
const short = new RegExp(`(?<![\\p{L}\\p{N}])(?:${Object.keys(inFull).join('|')})(?![\\p{L}\\p{N}])`, 'giu')
/**
 * Words that mean this only beside another one, terms of British charts, Read codes and SNOMED CT's British preferred terms,
 * and what the names of diseases have in their place: `Coronary atheroma`, `PR bleed`, `CKD with GFR category G4`.
 */
const usualTerms: readonly (readonly [RegExp, string])[] = [
  [/\bcor (?=artery|atherosclerosis)/giu, 'coronary '],
  [/\bhyp (?=heart|chronic|kidney)/giu, 'hypertensive '],
  [/(?<=\b(?:heart|kidney|renal|liver) )fail\b/giu, 'failure'],
  [/(?<=\b(?:kidney|renal) )inj\b/giu, 'injury'],
  [/(?<=\b(?:subdural|subarachnoid) )hem\b/giu, 'hemorrhage'],
  [/\bsz (?=disorder)/giu, 'seizure '],
  [
    /(?:(?<=\bof )(?:unspecified|unsp|other|right|left|r|l|both|bilateral|bi) )(?=(?:internal |common |anterior |middle |posterior )?(?:carotid|vertebral|basilar|precerebral|cerebral))/giu,
    '',
  ],
  [/\batheroma(?:tous disease)?\b/giu, 'atherosclerosis'],
  [/\bulcerations?\b/giu, 'ulcer'],
  [/\bconvulsions?\b/giu, 'seizure'],
  [
    /\b(?:(?:psychogenic|functional|dissociative|non-?[ -]?epileptic) ?(?:non-?[ -]?epileptic )?)(?:seizures?|fits?|attacks?)\b/giu,
    'pseudoseizure',
  ],
  [/\b(?:faeces|stools)\b/giu, 'stool'],
  [/\b(?:[ul]?GIT|[UL]GI)\b/giu, 'GI'],
  [/\bPR\b/gu, 'per rectum'],
  [/\bre-?entry\b/giu, 'reentrant'],
  [/(?<=[a-z]{4})is(?=ed\b|ations?\b)/giu, 'iz'],
  [/\b(?<=\bof )(?:one|two|three|four|multiple) (?=coronary)/giu, ''],
  [/(?:with )?\b(?:glomerular filtration rate|GFR) category (?=G\d)/giu, ''],
  [/\bterritory (?=infarct)/giu, ''],
  [/\bgastrointestinal tract\b/giu, 'gastrointestinal'],
  [/(?<=\b(?:CKD|stage) ?5)D\b/giu, ''],
  // KDIGO with its stage of albuminuria: `G4A3`.
  [/(?<=\b(?:CKD)?G[1-5][ab]?)A[1-3]\b/giu, ''],
  [/\bchild'?s?[ -](?:turcotte[ -])?pugh(?: (?:grade|score|category))?/giu, 'child pugh'],
  [/(?<=\bchild pugh:? )1[0-5]\b/giu, 'c '],
  [/(?<=\bchild'?s )grade\b/giu, 'class'],
]

/** A quick test, which rules out most names. */
const anyOtherTerm =
  /\b(?:cor|hyp|fail|inj|hem|sz|of (?:unsp|other|right|left|both|bi|[rl] ))|atheroma|ulceration|convulsion|epileptic|psychogenic|functional|dissociative|faeces|stools|\b[ul]?git\b|\b[ul]gi\b|\bpr\b|re-?entry|is(?:ed|ation)|coronary|category|territory|gastrointestinal|5d\b|child|g\d[ab]?a\d/iu

/** What systems hang on a name: `(I25.10)`, `- I25.10`, `(HCC)`, `(Confirmed)`, `NOS`, `*`, `Problem: `, `CC: `. */
const code = String.raw`(?:[A-TV-Z]\d[\dAB](?:\.[\dA-Z]{1,4})?|\d{3}(?:\.\d{1,2})?)`
const hungOn = new RegExp(
  [
    String.raw`^(?:[[(]?${code}[\])]?\s?[:-]?\s|(?:problem|dx|diagnosis|chief complaint|cc|reason for visit)\s?:\s?|complaints? of |(?:(?:pt|patient) )?c\/o )`,
    String.raw`\s?(?:[[(](?:${code}|HCC|CMS\/HCC|confirmed)[\])]|\s[-;] ?(?:${code}|confirmed|active)|,? NOS|\*)$`,
  ].join('|'),
  'iu',
)
/** The name without what is hung on it, before and behind, however much that is. */
export function bareName(words: string): string {
  let name = words.trim()
  for (let most = 4; most > 0; most--) {
    const less = name.replace(hungOn, '').trim()
    if (less === name || less === '') return name
    name = less
  }
  return name
}

const heads =
  'accident|aneurysm|angina|angioplasty|arteriosclerosis|arteritis|atherosclerosis|attack|AVM|bleed(?:ing)?|bypass|cardiomyopathy|colitis|crisis|defect|diabetes|disease|disorder|dissection|encephalopathy|failure|fracture|headache|hematoma|hemorrhage|ideation|infarct(?:ion)?|injury|insufficiency|ischemia|labor|malformation|neuralgia|occlusion|pain|perforation|phenomenon|seizure|stenosis|stent|syndrome|thrombosis|ulcer'
/** Behind it another problem stands as often as what says which it is: `Hypertension, CKD stage 3`. */
const ofHypertension =
  'accelerated|arterial|benign|chronic|essential|gestational|idiopathic|intracranial|malignant|ocular|portal|primary|pulmonary|resistant|severe|(?:stage|grade) [1-3]|systemic|uncontrolled|venous'
/** So does it behind a pregnancy: `Pregnancy, migraine, hx of`. */
const ofPregnancy = 'complicated|ectopic|high[ -]risk|molar|multiple|teen\\w{0,3}|tubal|twin|unplanned|unwanted'
/** A kind of illness in front, and one to three parts of a few words each that say which. */
const turned = new RegExp(
  String.raw`^(?:[\p{L}'/-]+ ){0,2}(?:(?:${heads})s?(?:,[\p{L}\d'/-]+(?: [\p{L}\d'/-]+){0,3}){1,3}|hypertension(?:,(?:${ofHypertension})(?: (?:${ofHypertension})){0,2}){1,3}|pregnancy(?:,(?:${ofPregnancy})){1,2})$`,
  'iu',
)
const separator = / ?[,:(] ?| - /g
/** Nor where blood pressure comes behind another illness: `Uncontrolled diabetes, HTN`. */
const besidePressure = /^(?!(?:[\p{L}'/-]+ ){0,2}hypertension\b)[^,]*,.*\bhypertension\b/iu
/** Not where it denies, joins, tells of another time or person, or names what the patient has beside it. */
const notAName =
  /(?<![\p{L}\p{N}])(?:no|not|non|never|denie[sd]|denying|r\/o|ruled?|hx|h\/o|pmhx?|fhx?|history|family|status|risk|screen\w*|and|or|for|to|after|possible|prob\w*|likely|unlikely|excluded|absent|resolved|neg\w*|migraines?)(?![\p{L}\p{N}])/iu
/** What is said of the illness when it has been named: `ULCER, PEPTIC, WITH HEMORRHAGE`. */
const saidOfIt = /(?:;| ?[,(-] ?(?=(?:with|without|w\/o?|s\/p|due|secondary|on|from)(?![\p{L}\p{N}])))[^]*$/iu
/** `PREGNANCY, ECTOPIC, HISTORY OF`: what it is of stands in front, and is one problem. */
const ofHistory = /^(.{3,60}?),((?:(?:personal|family) )?(?:history|hx))(?: of)?$/iu

const inOtherTerms = (words: string, terms: readonly (readonly [RegExp, string])[]): string =>
  terms.reduce((read, [term, other]) => read.replace(term, other), words)

/** The words as they stand, and as they were meant where one is misspelled. */
export function readingsIn(words: string): readonly string[] {
  const meant = spelled(words)
  return meant === words ? asWritten(words) : [...asWritten(words), ...asWritten(meant)]
}

/** The words with short ones in full, and their bare name turned about where it is one that can be. */
function asWritten(words: string): readonly string[] {
  const written = words.replace(short, (one) => inFull[one.toLowerCase()] ?? one)
  const graded = anyScore.test(written) ? inOtherTerms(written, scoresAndStages) : written
  const full = inOtherTerms(anyOtherTerm.test(graded) ? inOtherTerms(graded, usualTerms) : graded, specialistTerms)
  const whole = bareName(full)
  // Most names are spared the rest.
  if (whole.length > 80 || !whole.replace(separator, ',').includes(',')) return [full]
  const [more = ''] = saidOfIt.exec(whole) ?? []
  const parted = whole
    .slice(0, whole.length - more.length)
    .replaceAll(')', '')
    .replace(separator, ',')
  const [, past, history = ''] = ofHistory.exec(parted) ?? []
  const name = past ?? parted
  const isTurned = turned.test(name) && !notAName.test(name) && !besidePressure.test(name)
  const about = isTurned ? `${name.split(',').toReversed().join(' ')}${more}` : undefined
  if (past !== undefined) return past.includes(',') && !isTurned ? [full] : [`${history} of ${about ?? past}`]
  return about === undefined ? [full] : [full, about]
}

/** The readings of all words of a concept. */
export const readingsOf = remembered((concept): readonly string[] => distinctWordsOf(concept).flatMap(readingsIn))
