import { anyStanding, sayingBeside } from '../negation.ts'
import { wordPattern } from '../terminology.ts'

/** Words that name another purpose of ketamine, for section 3 of the decision table. General knowledge; they silence, they never speak. */

/** Reduction of a bone or joint; risks, weights and doses are reduced too, and do not count. */
const reduction =
  /(?<!\b(?:risk|weight|dose|dosage|stress|pressure|anxiety|pain|harm|salt|breast|medication|headache)[ -])\breduction\b(?! (?:of|in) (?:pain|headaches?|dose|medications?|weight|migraines?))/iu
/** Of bones and joints: `manipulation of wrist`, `manipulation under anaesthesia`. */
const manipulation = /\b(?:fracture )?manipulation (?:of (?!dose)|under\b)|\bfracture manipulation\b/iu
export const either = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'iu')

const operations = wordPattern([
  'surgery',
  'surgical procedure',
  'ect',
  'electroconvulsive',
  'lscs',
  'craniotomy',
  'laparotomy',
  'laparoscopy',
  'thoracotomy',
  'sternotomy',
  'arthroplasty',
  'cesarean',
  'caesarean',
  'c-section',
  'egd',
  'ercp',
  'gastroscopy',
  'cystoscopy',
  'arthrocentesis',
  'thoracentesis',
  'bone marrow biopsy',
  'wound repair',
  'wound closure',
])
const upToThree = (breaks: string): string => String.raw`(?:(?!(?:${breaks})\b)[\w'/]{1,20}[\s-]+){0,3}?`
const today = String.raw`(?!\s+(?:for\s+)?(?:today|tonight|now|this)\b)`
const some = String.raw`(?:\d{1,3}|one|two|three|four|several|a few) (?:days?|d|weeks?|wks?|months?|mos?|years?|yrs?)`
/** Operations of another time or service, or not done: words in front of the operation tell, or words right behind it. */
const otherOperation = new RegExp(
  [
    String.raw`\b(?:since|after|following|status post|s\/p|post|prior|previous|recent|past|last|old|per|by|referral to|failed|avoid\w{0,3}|declin\w{1,3}|refus\w{1,3}|consider\w{0,3}|candidate for|instead of)[\s-]+${upToThree('for')}${operations.source}`,
    String.raw`\b(?:history(?: of)?|h\/o|hx(?: of)?|p[ms]hx?|had|g\d{1,2}\s?p\d{1,4}|(?<![\/-])(?:19|20)\d\d)[\s:-]+${upToThree('for|here|now|today|with|in|before|during|undergoing|awaiting')}${operations.source}${today}`,
    String.raw`\bmigraine surgery\b`,
    String.raw`${operations.source}\s+(?:(?:planned|scheduled)\b${today}|(?:status|syndrome|consult\w{0,6}|precautions?|clinic|follow|f\/u|team|service|center|centre|department|evaluation|referral|candidate|cancell?ed|declined|aborted|postponed|wires?|scars?|hx(?=\s*(?:$|[,;.)]))|x ?\d|(?:in |\()?(?:19|20)\d\d|last|next (?:week|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|yesterday|in ${some}|${some} ago|for (?:migraines?|headaches?))(?![\p{L}\p{N}]))`,
  ].join('|'),
  'giu',
)
const isForOperation = sayingBeside(anyStanding(operations), otherOperation)

/** What is of another time, has not happened or is only looked for, up to the next statement. */
const elsewhere =
  /\bdepression screen\w*|\b(?:(?:history|hx) of(?! present)|p[ms]hx?(?::\s{0,2})?|screen(?:ing)? (?:for|examination)|risk (?:of|for)(?! suicid)|without (?:current )?(?:pathological )?fractures?|procedure and treatment not carried out)\b(?:(?! [-–] |\b(?:and|with|now|here|presents?|presenting|in|worsening|but)\b)[^,;.:/])*|\b(?:(?!(?:and|with|w|here|now|for|migraines?|headaches?)\b)[\w-]{1,20}\s+){1,2}(?:hx|history)(?=\s*(?:$|[,;.)]))|\b(?:gsw|gunshot(?: wounds?)?|stab wounds?|fx|fractures?|(?:poly|multi)?trauma|mvc|mva|burns?|concussion|assault|head injur(?:y|ies)|dislocations?) (?:in )?(?:19|20)\d\d(?=\s*(?:$|[,;.)]))/giu

/** What is done under sedation, or is sedation. */
const procedures = either(
  wordPattern([
    'sedation',
    'anesthesia',
    'anaesthesia',
    'anesthetic',
    'induction',
    'intubation',
    'rsi',
    'rsii',
    'rapid sequence',
    'mua',
    'in theatre',
    'for theatre',
    'to theatre',
    'procedure',
    'procedural',
    'psa',
    'cardioversion',
    'laceration repair',
    'suturing',
    'incision and drainage',
    'incision & drainage',
    'i&d',
    'abscess drainage',
    'dressing change',
    'debridement',
    'endoscopy',
    'bronchoscopy',
    'colonoscopy',
    'i+d',
    'dccv',
    'chest tube',
    'chest drain',
    'thoracostomy',
    'lumbar puncture',
    'dental extraction',
    'tooth extraction',
    'wound care',
    'wound vac',
    'hydrotherapy',
    'foreign body removal',
    'central line placement',
    'central line insertion',
    'paracentesis',
    'tee',
    'transesophageal',
  ]),
  reduction,
  manipulation,
)
const proceduralWords = anyStanding(procedures)
/** A procedure that is over, that failed, or that the patient reacted to. */
const earlierProcedure = new RegExp(
  String.raw`\b(?:after|following|status post|s\/p|post|prior(?! to\b)|previous|recent|failed|reaction to|complications? (?:of|from))[\s-]+${upToThree('for')}(?:${procedures.source})`,
  'giu',
)

export const isOfProcedure = sayingBeside(
  (words) => proceduralWords(words) || isForOperation(words),
  elsewhere,
  earlierProcedure,
)

const inCrisis = '(?:crisis|crises|pain|painful|acute chest|sequestration|vaso-?occlusive)'
export const sickleCellCrisis = new RegExp(
  `\\b(?:sickle|hb-?s[sc])\\b(?:(?!\\b(?:without|no)\\b).){0,80}\\b${inCrisis}\\b|\\b${inCrisis}\\b(?:(?!\\b(?:without|no)\\b).){0,40}\\b(?:sickle|hb-?s[sc])\\b|\\bvaso-?occlusive (?:crisis|pain)\\b`,
  'iu',
)

export const cancerPain = either(
  /\b(?:cancer|malignan(?:cy|t)|neoplasm|tumou?r|oncologic(?:al)?|metasta(?:tic|sis|ses))[\s-](?:(?:related|associated|induced|bone)[\s-])?pain\b/iu,
  /\bpain (?:due to|from|of|related to) (?:metastatic )?(?:cancer|malignancy|neoplasm|tumou?r|metastas[ei]s)\b/iu,
)
export const painOfNerves = wordPattern([
  'crps',
  'complex regional pain',
  'neuropathic',
  'postherpetic',
  'post-herpetic',
  'trigeminal neuralgia',
  'phantom limb pain',
  'phantom pain',
  'phantom limb syndrome with pain',
  'stump pain',
  'residual limb pain',
])
export const lastCare = wordPattern([
  'terminal care',
  'eolc',
  'hospice',
  'comfort care',
  'comfort measures',
  'end of life',
  'end-of-life',
])
const careOfTheDying = either(wordPattern(['palliative']), lastCare)
/** What ketamine is given for besides procedures, wherever it is said (decision table, section 3). */
export const otherPurposes = either(
  wordPattern([
    'postoperative',
    'post-operative',
    'post-op',
    'postop',
    'postprocedural pain',
    'post-procedural pain',
    'depression',
    'depressive',
    'suicidal',
    'suicidality',
    'suicide',
    'ptsd',
    'posttraumatic stress',
    'post-traumatic stress',
    'status epilepticus',
    'grand mal status',
    'agitation',
    'status asthmaticus',
    'life-threatening asthma',
    'life threatening asthma',
    'acute behavioural disturbance',
    'acute behavioral disturbance',
    'rapid tranquillisation',
    'rapid tranquilisation',
    'rapid tranquilization',
    'deliberate self-harm',
    'deliberate self harm',
    'intentional self-harm',
    'respiratory failure',
  ]),
  painOfNerves,
  careOfTheDying,
  cancerPain,
  /\b(?:refractory|prolonged|ongoing|continuous)(?: (?:epileptic|focal|generali[sz]ed|convulsive|tonic[- ]clonic))? seizures?\b/iu,
  /(?<!\bexercise[- ]induced )\bbronchospasms?\b/iu,
)
/** Abbreviations that mean something else in small letters, or beside other words. */
const abbreviations = anyStanding(
  new RegExp(
    [
      // Compounds in the air are volatile, too.
      String.raw`\b(?:VOC|VOE)s?(?! (?:exposure|free))`,
      String.raw`\bSCD (?:with )?(?:pain|crisis)`,
      String.raw`\bPHN`,
      String.raw`\b(?:MDD|TRD)(?!,? (?:screen|risk|stable|in (?:full |partial )?remission))`,
      // Of the sacroiliac joint, of a unit, or written as a negative finding.
      String.raw`(?<!(?:^|\s)-|\b(?:[Bb]ilateral|[Ll]eft|[Rr]ight|S1)[\s/-])\bSI(?:\/HI|(?!\/HI))(?![ -](?:joints?|units?|screen|risk|pain|dysfunction|injection|belt|strain|sprain|fusion|arthritis|tender|block|radiculopathy)|\s?-\s*(?:$|[,;]))`,
      // A pod is a part of an emergency department, too.
      String.raw`(?<!\b(?:ED|ER|[Ee]mergency|[Bb]ed|[Rr]oom)(?: [Dd]epartment)?\s?[-:,]?\s?)\bPOD ?#?[0-2](?!\d)`,
    ]
      .map((one) => String.raw`${one}(?![\p{L}\p{N}])`)
      .join('|'),
    'u',
  ),
)
/** Of bones and joints; side effects are written like fractures. */
const injuries = either(
  wordPattern(['fracture', 'fractures', 'fractured', 'dislocation', 'dislocations', 'dislocated']),
  // `#NOF`, `# wrist`
  /#\s?(?:nof|neck|femur|hip|tib|fib|ankle|foot|toe|wrist|radius|ulna|humerus|elbow|hand|finger|clavicle|ribs?|jaw|mandible)\b/iu,
  /(?<!\bside[ -])\bfx\b|\bbroken (?:hips?|ribs?|arms?|legs?|wrists?|ankles?|bones?|collarbone|jaw|foot|toes?|hand|fingers?)\b/iu,
)

/** What an encounter, or a procedure's reason, is for. */
const competingWords = anyStanding(
  either(
    wordPattern([
      'sedation',
      'anesthesia',
      'anaesthesia',
      'induction',
      'intubation',
      'intubated',
      'rsi',
      'rsii',
      'rapid sequence',
      'ventilated',
      'mechanical ventilation',
      'ventilator',
      'respirator',
      'burn',
      'burns',
      'scald',
      'scalds',
      'trauma',
      'polytrauma',
      'multitrauma',
      'gunshot',
      'gsw',
      'stab wound',
      'stab wounds',
      'head injury',
      'head injuries',
      'intracranial injury',
      'concussion',
      'mvc',
      'mva',
      'motor vehicle',
      'road traffic',
      'assault',
      'agitated',
      'procedure',
    ]),
    otherPurposes,
    injuries,
    sickleCellCrisis,
    reduction,
  ),
)
export const competesInWords = sayingBeside(
  (words) => competingWords(words) || abbreviations(words) || isForOperation(words),
  elsewhere,
)
/** What is done. A screening for depression, a head scan after trauma or a tray for a procedure needs no ketamine. */
export const competingProcedures = either(
  wordPattern([
    'sedation',
    'anesthesia',
    'anaesthesia',
    'intubation',
    'rsi',
    'rapid sequence',
    'mechanical ventilation',
    'ventilator',
    'burn debridement',
    'burn dressing',
    'burn care',
    'trauma activation',
    'trauma team',
  ]),
  injuries,
  reduction,
)
/** What is done at once and under sedation, by its name: nobody orders these beside a migraine's ketamine. */
const procedureWords = anyStanding(
  either(
    competingProcedures,
    wordPattern([
      'cardioversion',
      'electroconvulsive',
      'laceration repair',
      'incision and drainage',
      'incision & drainage',
      'i&d',
      'abscess drainage',
      'chest tube',
      'thoracostomy',
      'dental extraction',
      'tooth extraction',
      'bronchoscopy',
      'laparotomy',
      'cesarean',
      'caesarean',
      'ect',
      'case request',
      'operating room',
      'wound debridement',
      'orif',
      'open reduction',
      'arthroplasty',
      'appendectomy',
      'cholecystectomy',
      'craniotomy',
      'thoracotomy',
      'sternotomy',
      'foreign body removal',
      'bone marrow biopsy',
      'spontaneous breathing trial',
      'extubation',
      'status epilepticus',
      'comfort care',
      'comfort measures only',
    ]),
    /\brestraints?\b.{0,20}(?<!\bnon[\s-]?)\bviolent\b|\bviolent\b.{0,40}\brestraints?\b/iu,
  ),
)
export const competingProcedureWords = sayingBeside(procedureWords, otherOperation)
