import { anyStanding } from '../negation.ts'
import { wordPattern } from '../terminology.ts'
import {
  cancerPain,
  competingProcedures,
  either,
  lastCare,
  otherPurposes,
  painOfNerves,
  sickleCellCrisis,
} from './competing-words.ts'

/** Where, when and how ketamine is given for another purpose, and purposes that an order names by themselves. General knowledge. */

/** Not `Michigan Medicine Psychiatry`, a school's department, nor where its patients have another treatment. */
const medicineAndPsychiatry = String.raw`(?<!\b(?:ect|ketamine|interventional|(?:school|college) of)\b.{0,40})\b(?:(?:med|medical|internal medicine)(?:[\s\/-]|\s(?:and|&)\s)|medicine(?:[\/-]|\s(?:and|&)\s))psych(?!.*\b(?:ect|ketamine|interventional)\b)`
/** Where it takes place, as far as that tells what for: a trauma centre and an infusion visit are for every purpose. */
export const competingService = anyStanding(
  either(
    competingProcedures,
    sickleCellCrisis,
    otherPurposes,
    wordPattern([
      'operating room',
      'theatre',
      'theatres',
      'endoscopy',
      'anesthesiology',
      'anaesthesiology',
      'anaesthetics',
      'surgery',
      'pacu',
      'recovery room',
      'burn unit',
      'burn icu',
      'preoperative',
      'pre-op',
      'ect',
      'electroconvulsive',
      'trd',
      'esketamine',
      'spravato',
      'mood disorder',
      'mood disorders',
    ]),
    /\bperioperative\b(?! pain)/iu,
    // A department of neurology and psychiatry sees migraine, too, and one of medicine and psychiatry everybody.
    new RegExp(
      String.raw`^(?!.*(?:\b(?:neurolog|headache)|${medicineAndPsychiatry})).*\b(?:psychiatry|psychiatric|(?:mental|behaviou?ral) health)\b`,
      'iu',
    ),
    // A medical and surgical ward takes everybody.
    /(?<!\bmedical(?:\s|\/|-|&|\band\b){1,5})\bsurgical\b/iu,
  ),
)
const rooms = anyStanding(
  either(
    wordPattern([
      'operating room',
      'operating suite',
      'operating theatre',
      'theatre',
      'theatres',
      'pacu',
      'recovery room',
      'post-anesthesia',
      'post anesthesia',
      'postanesthesia',
      'pre-op',
      'preop',
      'preoperative',
      'day surgery',
      'same day surgery',
      'ambulatory surgery',
      'outpatient surgery',
      'endoscopy',
      'gi lab',
      'cath lab',
      'burn unit',
      'burn icu',
      'hospice',
      'ect',
      'mental health',
      'behavioral health',
      'behavioural health',
    ]),
    /\bperioperative\b(?! pain)|\bpsychiatr(?:y|ic)\b|(?:^|\b(?:main|day|inpatient|outpatient)\s)or(?=\s?\d|\s*$)/iu,
  ),
)
const everybodysRoom = new RegExp(
  String.raw`\b(?:emergency|ed|er|a&e|neuro\w*|headache)\b|\bec (?:psych|(?:mental|behaviou?ral) health)|${medicineAndPsychiatry}`,
  'iu',
)
/**
 * Surgery centers and endoscopy units lend their chairs for infusions, and their beds where others are full: a `PACU
 * overflow` is theirs. A psychiatrist's infusion is of another kind.
 */
const lentRoom =
  /^(?=.*\b(?:infusions?|board(?:ing|ers?)|(?:icu|ed|er|inpatient|floor) overflow)\b)(?!.*\b(?:psychiatr\w{1,3}|(?:mental|behaviou?ral) health|ect|hospice|burn)\b)/iu
const takesEverybody = (words: string): boolean => everybodysRoom.test(words) || lentRoom.test(words)
/**
 * Where patients are operated on, recover from it, or lie for another purpose. A ward or a building that bears the name of
 * surgery takes everybody, and so does an emergency department: a location is named with the room and the building.
 */
export const competingRoom = (places: readonly string[]): boolean => places.some(rooms) && !places.some(takesEverybody)
/** Awake and calm (0) is no depth of sedation; what is only monitored beside a dose that is titrated, none either. */
const unlessAwake = String.raw`(?!\W{0,3}(?:of |is )?(?:0|zero|alert)\b(?!\s?(?:to|\/|-|–)\s?-))`
export const toRass = new RegExp(
  String.raw`\btitrat\w{1,5}\b(?:(?!\b(?:monitor|check|assess|document|hold|stop)\b)[^.;]){0,40}\brass\b${unlessAwake}|\brass (?:goal|target)\b${unlessAwake}|\b(?:goal|target) rass\b${unlessAwake}`,
  'iu',
)
/** Where, when and how it is given tells what for. */
const situations = either(
  // Not of the line that it runs into, who orders or advises it, one of several places, nor when patients may go home.
  /(?<!\b(?:lines?|picc|cvc|iv|port|catheter|site)[\s-])\bdressing change\b|\b(?:pre|intra|post|peri)-?op(?:erative(?:ly)?)?\b(?! (?:(?:acute|medicine) )?pain (?:service|team|clinic|consult\w{0,6})\b)|\bon[\s-]call to (?:the )?(?:or|surgery)\b|(?<!\b(?:ed|er)(?:[\s,/&]|\b(?:icu|or|and)\b){1,6})\bpacu\b(?! (?:discharge )?criteria\b|(?:[\s,/&]|\b(?:icu|or|and)\b){1,6}(?:ed|er)\b)|(?<!\b(?:review|reviewed|seen|assessed|advised|recommended|prescribed|approved) )\b(?:by|per) (?:an )?ana?esth(?:esia|etics|etists?)\b(?![\s/&-]+(?:or )?(?:(?:(?:acute|chronic)\s+)?pain|recs?|recommendations?|consult\w{0,6})\b)|\bana?esthesia (?:use )?only\b/iu,
  /\b(?:to (?:facilitate|assist(?: with)?)|delayed[\s-]sequence|awake) intubation\b|\b(?:pre|post|peri)-?intubation\b|\bvent(?:ilator)? (?:dys|a)?synchrony\b/iu,
  toRass,
)
export const orderTextHints = anyStanding(
  either(
    wordPattern([
      'induction',
      'rsi',
      'rsii',
      'mua',
      'theatre',
      'sedation',
      'procedure',
      'psa',
      'ketofol',
      'pca',
      'trd',
      'ect',
      'analgosedation',
      'patient-controlled analgesia',
      'patient controlled analgesia',
      'nurse-controlled analgesia',
      'nurse controlled analgesia',
      'cath lab',
      'endoscopy suite',
    ]),
    situations,
  ),
)
/** An operating room, in capitals; not one of several places, nor between two choices: `IV push OR use a pump`. */
export const operatingRoom =
  /\b(?:in(?: the)?|(?:[Ff]or|[Mm]ain)) OR\b(?! \d)|(?<![/,&]\s?|\b(?:and|or) |\b[Nn]on-?)\bOR (?:(?:use|USE)(?: only| ONLY)?|only|ONLY)(?=\s*(?:$|[.,;:)\]]))/gu
/**
 * Purposes that an order names by themselves, as a heading or beside its dose (`CRPS infusion day 2`, `cancer pain: 5 mg/h`).
 * None of them is an effect of ketamine that nurses watch for, as agitation and depression of breathing are.
 */
export const purposeByItself = either(
  wordPattern([
    'status epilepticus',
    'burst suppression',
    'status asthmaticus',
    'asthma exacerbation',
    'severe asthma',
    'opioid withdrawal',
    'alcohol withdrawal',
    'voc',
    'polytrauma',
    'multitrauma',
    'trauma pain',
    'burn pain',
    'rib fractures',
    'rib fracture',
    'excited delirium',
    'agitated delirium',
    'behavioral emergency',
    'behavioural emergency',
    'combative',
    'madrs',
    'interventional psychiatry',
    'fracture reduction',
    'closed reduction',
    'joint reduction',
    'ortho reduction',
    'orthopedic reduction',
    'shoulder reduction',
    'hip reduction',
    'laceration repair',
    'lac repair',
    'abscess drainage',
    'dental extraction',
    'tooth extraction',
    'wound debridement',
    'burn debridement',
    'cardioversion',
    'bone marrow biopsy',
    'chest tube insertion',
    'cesarean',
    'caesarean',
    'c-section',
    'procedural pain',
    'depression infusion',
    'depression protocol',
  ]),
  /\bsickle cell\b(?! trait)|\bvaso-?occlusive\b|\b(?:(?:treatment|therapy)[ -])?(?:resistant|refractory) depressi\w{2,3}\b|\bmajor depressi\w{2,3}\b|\b(?:malignant|metastatic) bone pain\b/iu,
  wordPattern(['ketofol', 'mua']),
  situations,
  cancerPain,
  painOfNerves,
  // Not the service that orders it.
  /(?<!\bpain\s?(?:and|&|\/)\s?)\bpalliative\b(?!(?: care| medicine)?[\s/&]{0,3}(?:(?:and )?pain )?(?:service|team|consult\w{0,6}|following|recs?|recommendations?)\b)/iu,
  lastCare,
)
