import { itemsOf, type Concept, type Facts, type MedicationUse, type Order } from '../guidance.ts'
import { anyStanding, sayingBeside } from '../negation.ts'
import { once } from '../once.ts'
import { remembered } from '../remember.ts'
import { bounded, wordPattern, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import { isAnaestheticDose, isAntidepressantRegimen, isDepression, weightOf } from './dose.ts'
import { holdsKetamine, isGiving } from './order.ts'
import { conceptsOf, isActive, stands } from './standing.ts'

/** Section 3 of the decision table: another purpose is more likely. Asked only where the order states no reason. */

/** Of something done to a bone or joint; risks, weights and doses are reduced too. */
const reduction =
  /(?<!\b(?:risk|weight|dose|dosage|stress|pressure|anxiety|pain|harm|salt|breast|medication|headache)[ -])\breduction\b(?! (?:of|in) (?:pain|headaches?|dose|medications?|weight|migraines?))/iu
const either = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'iu')

const operations = wordPattern([
  'surgery',
  'surgical procedure',
  'ect',
  'electroconvulsive',
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
/** Of another time, of another service, or not done: what it says reaches to the operation, or follows it at once. */
const otherOperation = new RegExp(
  [
    String.raw`\b(?:since|after|following|status post|s\/p|post|prior|previous|recent|past|last|old|per|by|failed|avoid\w{0,3}|declin\w{1,3}|refus\w{1,3}|consider\w{0,3}|candidate for|instead of)[\s-]+${upToThree('for')}${operations.source}`,
    String.raw`\b(?:history(?: of)?|h\/o|hx(?: of)?|p[ms]hx?|had|g\d{1,2}\s?p\d{1,4}|(?<![\/-])(?:19|20)\d\d)[\s:-]+${upToThree('for|here|now|today|with|in|before|during|undergoing|awaiting')}${operations.source}${today}`,
    String.raw`\bmigraine surgery\b`,
    String.raw`${operations.source}\s+(?:(?:planned|scheduled)\b${today}|(?:status|syndrome|consult\w{0,6}|clinic|follow|f\/u|team|service|center|centre|department|evaluation|referral|candidate|cancell?ed|declined|aborted|postponed|wires?|scars?|hx(?=\s*(?:$|[,;.)]))|x ?\d|(?:in |\()?(?:19|20)\d\d|last|next (?:week|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|yesterday|in ${some}|${some} ago|for (?:migraines?|headaches?))(?![\p{L}\p{N}]))`,
  ].join('|'),
  'giu',
)
const isForOperation = sayingBeside(anyStanding(operations), otherOperation)

/** Of another time, of what has not happened and of what is only looked for, up to the next thing that is said. */
const elsewhere =
  /\b(?:(?:history|hx) of(?! present)|p[ms]hx?(?::\s{0,2})?|screen(?:ing)? (?:for|examination)|risk (?:of|for)(?! suicid)|without (?:current )?(?:pathological )?fractures?|procedure and treatment not carried out)\b(?:(?! [-–] |\b(?:and|with|now|here|presents?|presenting|in|worsening|but)\b)[^,;.:/])*|\b(?:(?!(?:and|with|w|here|now|for|migraines?|headaches?)\b)[\w-]{1,20}\s+){1,2}(?:hx|history)(?=\s*(?:$|[,;.)]))|\b(?:gsw|gunshot(?: wounds?)?|stab wounds?|fx|fractures?|(?:poly|multi)?trauma|mvc|mva|burns?|concussion|assault|head injur(?:y|ies)|dislocations?) (?:in )?(?:19|20)\d\d(?=\s*(?:$|[,;.)]))/giu

/** What is done under sedation, or is sedation. */
const proceduralWords = anyStanding(
  either(
    wordPattern([
      'sedation',
      'anesthesia',
      'anaesthesia',
      'anesthetic',
      'induction',
      'intubation',
      'rsi',
      'rapid sequence',
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
      'chest tube',
      'thoracostomy',
      'lumbar puncture',
      'dental extraction',
      'tooth extraction',
    ]),
    reduction,
  ),
)

const isOfProcedure = sayingBeside((words) => proceduralWords(words) || isForOperation(words), elsewhere)

const inCrisis = '(?:crisis|crises|pain|painful|acute chest|sequestration|vaso-?occlusive)'
const sickleCellCrisis = new RegExp(
  `\\bsickle\\b(?:(?!\\b(?:without|no)\\b).){0,80}\\b${inCrisis}\\b|\\b${inCrisis}\\b(?:(?!\\b(?:without|no)\\b).){0,40}\\bsickle\\b|\\bvaso-?occlusive (?:crisis|pain)\\b`,
  'iu',
)

/** What ketamine is given for, beside procedures, wherever it is said (decision table, section 3). */
const otherPurposes = either(
  wordPattern([
    'postoperative',
    'post-operative',
    'post-op',
    'crps',
    'complex regional pain',
    'neuropathic',
    'postherpetic',
    'post-herpetic',
    'trigeminal neuralgia',
    'phantom limb pain',
    'phantom pain',
    'phantom limb syndrome with pain',
    'depression',
    'depressive',
    'suicidal',
    'suicidality',
    'suicide',
    'ptsd',
    'status epilepticus',
    'agitation',
    'status asthmaticus',
    'palliative',
    'hospice',
    'comfort care',
    'comfort measures',
    'end of life',
    'end-of-life',
    'respiratory failure',
  ]),
  /\b(?:cancer|malignan(?:cy|t)|neoplasm|tumou?r|oncologic(?:al)?|metasta(?:tic|sis|ses))[\s-](?:(?:related|associated|induced|bone)[\s-])?pain\b/iu,
  /\bpain (?:due to|from|of|related to) (?:metastatic )?(?:cancer|malignancy|neoplasm|tumou?r|metastas[ei]s)\b/iu,
  /\b(?:refractory|prolonged|ongoing|continuous)(?: (?:epileptic|focal|generali[sz]ed|convulsive|tonic[- ]clonic))? seizures?\b/iu,
  /(?<!\bexercise[- ]induced )\bbronchospasms?\b/iu,
)
/** Abbreviations that mean something else in small letters, or beside other words. */
const abbreviations = anyStanding(
  new RegExp(
    [
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
      'rapid sequence',
      'ventilated',
      'mechanical ventilation',
      'burn',
      'burns',
      'trauma',
      'polytrauma',
      'multitrauma',
      'gunshot',
      'gsw',
      'stab wound',
      'stab wounds',
      'head injury',
      'head injuries',
      'concussion',
      'mvc',
      'mva',
      'motor vehicle',
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
const competesInWords = sayingBeside(
  (words) => competingWords(words) || abbreviations(words) || isForOperation(words),
  elsewhere,
)
/** What is done. A screening for depression, a head scan after trauma or a tray for a procedure needs no ketamine. */
const competingProcedures = either(
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
const competingProcedureWords = anyStanding(
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
    ]),
  ),
)
/** Where it takes place, as far as that tells what for: a trauma centre and an infusion visit are for every purpose. */
const competingService = anyStanding(
  either(
    competingProcedures,
    sickleCellCrisis,
    otherPurposes,
    wordPattern(['operating room', 'operating theatre', 'endoscopy']),
  ),
)
const orderTextHints = anyStanding(
  either(
    wordPattern(['induction', 'rsi', 'sedation', 'procedure', 'psa', 'ketofol', 'pca', 'trd']),
    /\b(?:to (?:facilitate|assist(?: with)?)|delayed[\s-]sequence|awake) intubation\b|\btitrat\w{1,5}\b[^.;]{0,40}\brass\b|\brass (?:goal|target)\b/iu,
  ),
)
/** Sedation as what is watched for or may follow, and procedure as a rule of the house, are no purposes. */
const houseWords =
  /\bover-?sedation\b|\b(?:side|adverse) effects?\b[^.;]{0,60}?\bsedation\b|\b(?:(?:hold|stop|watch|monitor|assess|observe)(?:\s+\w+){0,2}\s+for|monitor(?:ing)?|risk\s+of|avoid|excess(?:ive)?|not(?:\s+intended)?\s+for)\s+(?:(?:excessive|deep|procedural|level\s+of|depth\s+of)\s+)?sedation\b|\bsedation\s+(?:scores?|scales?|levels?|assessments?|monitoring|precautions?)\b|\b(?:infusion|hospital|nursing|policy|standard(?:\s+operating)?|policy\s+(?:and|&))\s+procedure\b/gi

/** Without the semantic tag of a SNOMED CT name: every procedure's ends in "(procedure)". */
const withoutTag = (words: string): string => words.replace(/\([a-z /]{1,40}\)$/, '')

export const isProcedural = remembered(
  (concept) => codes.procedural.holds(concept) || wordsOf(concept).map(withoutTag).some(isOfProcedure),
)

/** Another purpose, as the reason of an encounter or of a procedure. */
const isCompeting = remembered(
  (concept) =>
    codes.competing.holds(concept) ||
    (!codes.migraine.holds(concept) && wordsOf(concept).map(withoutTag).some(competesInWords)),
)
/**
 * Ailments that ketamine is given for and that a migraine does not come with; the neck hurts in both. Beside a migraine
 * that is told as well they say nothing.
 */
const otherPlaceWords = anyStanding(
  /\b(?:(?:renal|ureteral|ureteric|biliary) colic|kidney stones?|nephrolithiasis|(?:flank|back|chest|abdominal|pelvic|dental|tooth|shoulder|arm|elbow|wrist|hand|hip|leg|thigh|knee|ankle|foot|groin|rib|joint) pain|toothache|pancreatitis|overdose|(?:alcohol|opioid|opiate) withdrawal)\b/iu,
)
export const isOfAnotherPlace = remembered(
  (concept) =>
    !codes.migraine.holds(concept) &&
    (codes.painElsewhere.holds(concept)
      ? !wordsOf(concept).some((words) => /\bneck\b|cervic/i.test(words))
      : wordsOf(concept).some(otherPlaceWords)),
)
/** Services that treat pain bear the name of anesthesia. */
const ofPain = /\ban(?:a)?esthesia(?=\s+(?:acute\s+|chronic\s+)?pain\b)/giu
const isCompetingService = remembered(
  (concept) =>
    codes.competing.holds(concept) ||
    wordsOf(concept).some((words) => competingService(withoutTag(words).replace(ofPain, ' '))),
)
const isCompetingProcedure = remembered(
  (concept) => codes.competing.holds(concept) || wordsOf(concept).map(withoutTag).some(competingProcedureWords),
)

/** Notes and instructions speak of care first: of them only what is told as the purpose counts, or the whole of one. */
const purposeInNote =
  /(?:^|\b(?:for|indication|purpose|reason|use)\b\s*:?\s+)(?:(?:procedural|conscious|moderate|deep|anesthesia|anaesthesia|dissociative)\s+){0,2}(?:sedation|induction|rsi|rapid sequence|psa|ketofol|trd|intubation)\s*(?:$|[.,;:)]|\b(?:for|in|of|prior|before|during|at)\b)/giu
const careBefore =
  /\b(?:hold|stop|watch|monitor|assess|observe|observed|call|not|don't|never|avoid|precautions?|risk|side effects?)\b[^.;]{0,40}$/iu
/** Whether what a pattern finds somewhere, and not as what is watched for, is a purpose. */
function tells(text: string, pattern: RegExp, isPurpose: (said: string) => boolean): boolean {
  for (const { index, 0: mention, 1: said = mention } of text.matchAll(pattern)) {
    if (!careBefore.test(text.slice(0, index)) && isPurpose(said)) return true
  }
  return false
}
const tellsPurpose = (note: string): boolean => tells(note, purposeInNote, () => true)
/** `for agitation`, `prior to reduction`: what stands behind is the purpose, unless it is watched for. */
const purposeOfOrder =
  /\b(?:for|indication|reason|prior to|before)\b:?\s+((?!(?:emergence|questions?|concerns?|problems?|side effects?|and after)\b)[^.,;]{1,60})/giu
const saysWhatFor = (text: string): boolean =>
  tells(
    text,
    purposeOfOrder,
    (purpose) => !namesMigraine(purpose) && (competesInWords(purpose) || isOfProcedure(purpose)),
  )
const namesMigraine = anyStanding(/\bmigrain(?:e|es|ous)\b/iu)
/** A route and a method are procedures themselves. */
const routeHints = anyStanding(wordPattern(['induction', 'rsi', 'sedation', 'psa', 'ketofol', 'pca', 'trd']))

const hintsInName = remembered((concept) => wordsOf(concept).some(orderTextHints))

/** What an order says of its purpose beside its reasons: its instructions, notes, route and the name of its drug. */
function saysOtherwise({ dosages, notes, drug }: Order): boolean {
  const says = (concept: Concept | undefined, hints: (text: string) => boolean): boolean =>
    concept !== undefined && wordsOf(concept).map(withoutTag).some(hints)
  return (
    dosages.some(
      ({ text = '', route, method, neededFor }) =>
        orderTextHints(bounded(text).replace(houseWords, ' ')) ||
        saysWhatFor(bounded(text)) ||
        says(route, routeHints) ||
        says(method, routeHints) ||
        (neededFor !== undefined &&
          !says(neededFor, namesMigraine) &&
          (isCompeting(neededFor) || isProcedural(neededFor) || isOfAnotherPlace(neededFor))),
    ) ||
    notes.some((note) => tellsPurpose(bounded(withoutTag(note))) || saysWhatFor(bounded(note))) ||
    hintsInName(drug.concept) ||
    drug.ingredients.some(hintsInName)
  )
}

/** What is given before or after a procedure sedates nobody, unless sedation is told as well. */
const aroundProcedure =
  /\b(?:prophyla\w{1,8}|prevention|(?:bowel|colonoscopy|endoscopy|egd) prep(?:aration)?|(?:post|after)[\s-]*(?:procedur|surg|operat)\w{0,6})\b/iu
const sedationWords = /sedat|ana?esthe|intubat|\brsi\b|induction/iu
const isDuringProcedure = remembered(
  (concept) =>
    isProcedural(concept) &&
    !wordsOf(concept).some((words) => aroundProcedure.test(words) && !sedationWords.test(words)),
)
/** A headache is a reason for one, and local anaesthesia and treatment of what follows are ordered for it. */
const isPuncture = remembered((concept) =>
  wordsOf(concept).some((words) => /\b(?:lumbar|dural) puncture\b/iu.test(words) && !sedationWords.test(words)),
)

/**
 * Whether another drug is ordered for a procedure, now or still in this encounter: ketamine is given with it. What else
 * drugs are taken for, pain and depression among it, says nothing of this one; nor does other ketamine.
 */
function sedates({ orders, medications }: Facts): boolean {
  const isFor = (purpose: (concept: Concept) => boolean, one: Order | MedicationUse): boolean =>
    isGiving(one) && conceptsOf(one.reasons ?? []).some(purpose) && !holdsKetamine(one)
  const isOfNow = ({ kind, status, ofThisEncounter }: MedicationUse): boolean =>
    kind === 'order' && status === 'active' && ofThisEncounter === true
  const sedatedFor = (concept: Concept): boolean => isDuringProcedure(concept) && !isPuncture(concept)
  return (
    orders.some((order) => isFor(isDuringProcedure, order)) ||
    itemsOf(medications).some((use) => isOfNow(use) && isFor(sedatedFor, use))
  )
}

/** @param reasons of the encounter, and its diagnoses */
export function competition(facts: Facts, reasons: () => readonly Concept[]): (order: Order) => boolean {
  const isForAnother = once(
    () =>
      reasons().some(isCompeting) ||
      (itemsOf(facts.encounter)[0]?.service ?? []).some(isCompetingService) ||
      facts.procedures.some(
        ({ concept, reasons: why }) => isCompetingProcedure(concept) || conceptsOf(why).some(isCompeting),
      ) ||
      sedates(facts),
  )
  const weight = once(() => weightOf(facts))
  const isDepressed = once(() =>
    itemsOf(facts.conditions).some(
      (condition) => stands(condition) && isActive(condition) && isDepression(condition.concept),
    ),
  )
  return (order) =>
    isForAnother() ||
    saysOtherwise(order) ||
    isAnaestheticDose(order, weight()) ||
    (isDepressed() && isAntidepressantRegimen(order, weight()))
}
