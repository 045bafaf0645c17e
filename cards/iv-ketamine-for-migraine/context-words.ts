import type { Concept } from '../facts.ts'
import { anyStanding, sayingBeside } from '../negation.ts'
import { remembered } from '../remember.ts'
import { anyWord, icd10cm, wordPattern, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import { cerebralVasoconstriction, intracranialHemorrhage, strokesBySite } from './condition-spellings.ts'
import { readingsOf } from './readings.ts'

/** What codes and words say of the patient and the setting. Words leave options out; they never make a card. */

/** G43.6 is named after an infarction, which its words then mean. */
const headaches = /^(?:G43(?!\.6)|G44|R51)/
/**
 * Words are read where no code of ICD-10-CM says what is meant, as elsewhere (`saysByWords`), and beside its codes of
 * migraine and headache too: `Migraine in pregnancy` has no code that says both.
 */
const saysBesideHeadache = (concept: Concept, said: (text: string) => boolean): boolean =>
  concept.codes.every(({ system, code }) => system !== icd10cm || headaches.test(code)) &&
  readingsOf(concept).some(said)

const specialisedWords = anyWord([
  'neurology',
  'neurologist',
  'headache medicine',
  'headache clinic',
  'headache center',
  'headache centre',
  'headache service',
  'pain service',
  'pain medicine',
  'pain management',
  'pain clinic',
  'infusion center',
  'infusion centre',
  'infusion clinic',
  'infusion visit',
  'infusion suite',
  'infusion unit',
  'pain team',
  'intensive care',
  'intensive therapy',
  'critical care',
  'icu',
  'itu',
])
const isHeadacheService = (words: string): boolean => /^\s*headache\s*$/i.test(words)
export const isSpecialised = remembered((concept) =>
  wordsOf(concept).some((words) => specialisedWords(words) || isHeadacheService(words)),
)

const vomitingWords = anyStanding(
  wordPattern([
    'vomiting',
    'vomits',
    'vomited',
    'vomit',
    'throwing up',
    'threw up',
    'throws up',
    'puking',
    'n/v',
    'n&v',
    'n+v',
    'd&v',
    'd+v',
    'd/v',
    'emesis',
    'hyperemesis',
  ]),
)
/** What else speaks against the oral route. */
const unableWords = anyStanding(
  wordPattern([
    'severe nausea',
    'intractable nausea',
    'unable to tolerate oral',
    ...['unable to', 'cannot', "can't", 'not able to'].flatMap((cannot) => [
      `${cannot} tolerate po`,
      ...['anything', 'food', 'fluids', 'liquids', 'po', 'meds'].map((what) => `${cannot} keep ${what} down`),
    ]),
    'not tolerating po',
    'npo',
    'nbm',
    'nil by mouth',
    'nothing by mouth',
  ]),
)
/** An order that ends it: `Discontinue NPO`, `NPO lifted`. */
const fedAgain =
  /\b(?:discontinu\w{1,4}|d\/c|dc|stop(?:ped)?|end(?:ed)?|lift(?:ed)?|cancel\w{0,4}|no longer)\s+(?:the\s+)?(?:npo|nbm|(?:nil|nothing) by mouth)\b|\b(?:npo|nbm|(?:nil|nothing) by mouth)(?:\s+(?:status|order|is|was))*\s+(?:discontinued|stopped|ended|lifted|cancell?ed)\b/giu
const vomitsNot = /\b(?:never|no\s+longer|stopped|quit)\s+(?:been\s+)?(?:vomit(?:ed|ing)|throwing\s+up|threw\s+up)\b/giu
/** What is done to prevent vomiting. */
const forestalled =
  /\b(?:vomiting|emesis|n\s?[/&+]\s?v)\s+(?:prophylaxis|prevention|precautions?|protocol)\b|\b(?:prevent\w{0,6}|prophylaxis|risk)\s+(?:of|for|against)?\s?(?:nausea\s+(?:and|or)\s+)?(?:vomiting|emesis|n\s?[/&+]\s?v)\b/giu
const saysVomiting = sayingBeside(vomitingWords, vomitsNot, forestalled)
const saysUnable = sayingBeside(unableWords, fedAgain)
export const isVomiting = remembered((concept) => codes.vomiting.holds(concept) || wordsOf(concept).some(saysVomiting))
/** Vomiting, or nothing by mouth. */
export const isNonOral = remembered((concept) => isVomiting(concept) || wordsOf(concept).some(saysUnable))

const redFlagWords = anyStanding(
  wordPattern([
    'subarachnoid hemorrhage',
    'subarachnoid haemorrhage',
    'subarachnoid bleeding',
    'subarachnoid',
    'sah',
    'asah',
    'stroke',
    'strokes',
    'cva',
    'cerebrovascular accident',
    ...strokesBySite,
    'meningitis',
    'meningoencephalitis',
    'meningo-encephalitis',
    'giant cell arteritis',
    'arteritis - giant cell',
    'temporal arteritis',
    'cranial arteritis',
    'pre-eclampsia',
    'preeclampsia',
    'pree with severe features',
    'pree w sf',
    'pre-e with severe features',
    'eclampsia',
    'pre-eclamptic',
    'eclamptic',
    'gca',
    'venous sinus thrombosis',
    'cvst',
    'dvst',
    'cvt',
    'sinus vein thrombosis',
    'cerebral sinus thrombosis',
    'sagittal sinus thrombosis',
    'cavernous sinus thrombosis',
    'dural sinus thrombosis',
    'cortical vein thrombosis',
    'intracranial venous thrombosis',
    'transverse sinus thrombosis',
    'sigmoid sinus thrombosis',
    'thrombosis of cerebral venous sinus',
    'cerebral venous thrombosis',
    'cerebral vein thrombosis',
    'thrombosis of cerebral veins',
    // The title of I67.6.
    'thrombosis of intracranial venous',
    // What leaves triptans and NSAIDs out as a hemorrhage inside the skull is one here, too.
    ...intracranialHemorrhage.flatMap((name) => [name, name.replace(/hem(?=orrhage|atoma)/, 'haem')]),
    'hypertensive encephalopathy',
    'posterior reversible',
    'pres syndrome',
    ...cerebralVasoconstriction,
    'ruptured aneurysm',
    'ruptured brain aneurysm',
    'ruptured berry aneurysm',
    'hemorrhagic conversion',
    'hemorrhagic transformation',
    'acute subdural',
    'acute on chronic subdural',
    'ruptured cerebral aneurysm',
    'ruptured intracranial aneurysm',
    'brain aneurysm rupture',
    'cerebral aneurysm rupture',
    'intracranial aneurysm rupture',
  ]),
)
export const relatives = String.raw`mother|father|parents?|sister|brother|sibling|grand\w{1,10}|aunt|uncle|son|daughter`
/** What is of another time or person, or has not happened, to the end of its clause: `history of TIA, and stroke`. */
const elsewhere = new RegExp(
  String.raw`\b(?:(?:history|hx) of|h\/o|hx|late effects? of|sequelae?(?: of)?|following|post[\s-](?=stroke|mening|cva)|risk (?:of|for|factors?)|fear of|education (?:on|about)|screen(?:ing)? for|prevent\w{0,6} of|prophylaxis (?:of|for|against)|exposure to|contact with|vaccin\w{0,8}|immuni[sz]\w{0,8}|(?:${relatives}) (?:had|has|with|suffered|died))\b[^,;.]*(?:,\s*(?:and|or)\s[^,;.]*)?`,
  'giu',
)
/** Earlier events, and phrases that share a word with a red flag but are none. */
const namesakes =
  /\b(?:heat|sun)[\s-]?strokes?\b|\bstroke[\s-](?:like|mimics?|volume|prevention|prophylaxis|risk|screening|scale|index|education)\b|\b(?:previous|prior)\s+(?:(?!to\b)\w{1,20}\s+)?(?:strokes?|cva|cerebr\w{1,12}|sah|ich|iph|[se]dh|cvs?t|gca|rcvs|pres\b|posterior reversible|subarachnoid|intracranial|subdural|mening\w{1,8}|(?:pre-?)?eclampsia)\b|\bchronic (?:strokes?|cva)\b|\b(?:old|chronic|remote|healed)\s+(?:(?!and\b|with\b)\w{1,20}\s+){0,3}(?:strokes?|infarct\w{0,4})\b|\b(?:pre-?)?eclampsia (?:prevention|prophylaxis|ppx|risk)\b|\bsubarachnoid (?:block|an(?:a)?esthesia|space|injection)\b|\bcva tenderness\b|\bmeningitis (?:[abcwy]{1,4} )?(?:vaccin\w{0,8}|immuni[sz]\w{0,8}|prophylaxis|exposure|contact)/giu
const saysOveruse = sayingBeside(
  anyStanding(
    wordPattern([
      'medication overuse headache',
      'medication-overuse headache',
      'medication overuse headaches',
      'medication overuse',
      'medication-overuse',
      'analgesic overuse',
      'triptan overuse',
      'rebound headache',
      'rebound headaches',
      'rebound ha',
      'drug-induced headache',
      'analgesic rebound',
      'analgesic headache',
      'painkiller headache',
      'analgesia overuse',
      'painkiller overuse',
      'codeine overuse',
      'moh',
    ]),
  ),
  elsewhere,
)
/** Overuse as the diagnosis of a headache, by code or, as other diseases, by its names. */
export const isOveruse = remembered(
  (concept) => codes.overuse.holds(concept) || saysBesideHeadache(concept, saysOveruse),
)
const standsAsRedFlag = sayingBeside(redFlagWords, namesakes, elsewhere)
export const isRedFlag = remembered(
  (concept) => codes.redFlag.holds(concept) || saysBesideHeadache(concept, standsAsRedFlag),
)

const ofBrain = String.raw`(?:brain|cerebr\w{1,8}|cerebell\w{1,4}|intra-?(?:cranial|cerebral)|frontal|parietal|temporal|occipital|(?:fronto|parieto|temporo)\w{1,10}al)`
const malformation = String.raw`(?:AVM|(?:arterio-?venous|AV) malformation)s?\b`
const artery = String.raw`(?:aort\w{1,2}|carotid|vertebral|basilar|arter(?:y|ies|ial))`
/**
 * Aneurysms, malformations of the brain and dissections that a rise in blood pressure may burst: of any artery, as the
 * value set has them, and in words of every order. General knowledge. Those of the retina and of the atrial septum are
 * none, nor are those of bones.
 */
const mayBurst = new RegExp(
  [
    String.raw`(?<!\b(?:retinal?|(?:inter)?atrial(?: septal| septum)?|bone cyst,) )\b(?:pseudo-?)?aneurysm(?:s|al(?! bone))?\b(?!(?:,| (?:of|in)(?: the)?)(?: left| right)? (?:retina|(?:inter)?atrial))`,
    String.raw`\b(?:AAA|TAAA?|[FT]?EVAR|d?AVF(?=,? (?:dural|${ofBrain}))|dAVF|(?:dural|${ofBrain}) (?:AVF|(?:arterio-?venous|AV) fistula)|carotid[- ]cavernous fistula)\b`,
    String.raw`\b${ofBrain} ${malformation}`,
    String.raw`\b${malformation}(?:[),]? (?:of|in|involving|the|left|right)\b){0,4}[),]? ${ofBrain}`,
    String.raw`\b${artery} dissection\b|\bdissection of (?:\w{1,12} ){0,3}${artery}|\b(?:type|stanford|debakey) (?:[AB]|I{1,3}) dissection\b`,
    String.raw`\b(?:A?TAAD|[AB]TAD|TBAD)\b|\baort\w{1,2} (?:IMH|intramural hematoma)\b|\b(?:IMH|intramural hematoma|PAU) of (?:\w{1,12} ){0,3}aort|\bpenetrating (?:aortic|atherosclerotic) ulcer\b`,
    // Its scale is of malformations of the brain.
    String.raw`\bspetzler\b|\bruptured AVM\b|\bAVM rupture|\bvein of galen (?:aneurysm|malformation)`,
  ].join('|'),
  'iu',
)
const kin = String.raw`(?:${relatives}|cousin|niece|nephew|husband|wife|spouse|partner)`
/** What is absent, only looked for or feared, or a relative's, to the end of its clause. */
export const notThere = new RegExp(
  [
    String.raw`\b(?:no|not|never|without|denies|absence of|neg(?:ative)? for|rule out|r\/o|(?:risk|fear) (?:of|for)|(?:afraid|scared) of|worr(?:y|ied) about|screen(?:ing|ed)? for|family (?:history|hx)|fhx?|${kin}(?:'?s)?)\b[^,;.]*`,
    // `AAA (abdominal aortic aneurysm) screening`, but not `AAA found on screening`.
    String.raw`\b[\w' ]{0,40}(?:\([\w ]{2,40}\) ?)?(?<!\b(?:on|by|at|in|via|during|from|after|with) )\b(?:screen(?:ing)?|ruled out|excluded|absent|unlikely|mimics?)\b`,
    String.raw`\bstroke-like\b`,
    String.raw`\b[\w' ]{1,40}(?:\([\w ]{2,40}\))? ?(?:[,:(-] ?(?:ruled out|excluded)\b(?! (?:for|from|of)\b)|(?:[,(-]| in) ?(?:(?:her|his|the|my) )?${kin}(?=\s?(?:[).,;]|$)))`,
  ].join('|'),
  'giu',
)
/** A quick test, which rules out most problems. */
const atAGlance =
  /aneurysm|dissect|malformation|fistula|\b(?:T?AAA?|AVMs?|d?AVF|[FT]?EVAR|A?TAAD|[AB]TAD|TBAD)\b|intramural|IMH|PAU|penetrating|spetzler|galen/i
const saysMayBurst = sayingBeside((text) => atAGlance.test(text) && mayBurst.test(text), notThere)
export const isPressureHazard = remembered(
  (concept) => codes.pressureHazard.holds(concept) || saysBesideHeadache(concept, saysMayBurst),
)

const positive = String.raw`(?:\+|pos(?:itive)?\b)`
const statusAffirmed = String.raw`\s{0,2}[:=-]?\s{0,2}(?:(?:is|was)\s)?(?:${positive}|yes\b|y\b|pregnant\b|breast|lactating\b)`
const weeksOfPregnancy = String.raw`(?:[4-9]|[1-3]\d|4[0-2])`
const pregnancyWords = anyStanding(
  new RegExp(
    [
      String.raw`\b(?:pregnant|pregnancy|preg|gravid|(?:primi|multi)gravida|hyperemesis\s+gravidarum|(?:intrauterine|twin|triplet|multiple)\s+gestation|gestation\s+period|(?:first|second|third|1st|2nd|3rd|unspecified)\s+trimester|iup|weeks?'?\s+gestation|weeks?\s+gestational\s+age|gestational\s+(?:diabetes|dm|hypertension)|(?:pre-?)?eclamp(?:sia|tic)|obstetric\s+cholestasis|breech\s+presentation)\b(?![\s:]+(?:test(?!\s{0,2}[:=,]?\s{0,2}(?:result\s)?(?:(?:is|was)\s)?${positive})|status(?!${statusAffirmed})|prevention|planning|counsel|screen|loss|terminat|not\b|neg))`,
      String.raw`(?<!\b(?:false|previous|prior|past)[\s-])\bpositive\s+(?:(?:urine|serum|blood|home)\s+)?(?:pregnancy|preg|upt|(?:beta[\s-])?hcg)\b`,
      String.raw`(?<![\p{L}\p{N}+])\+\s?(?:(?:urine|serum|home)\s)?(?:hcg|upt|preg(?:nancy)?)\b`,
      String.raw`\b(?:upt|hcg)\s{0,2}(?:test\s)?[:=]?\s{0,2}(?:(?:is|was)\s)?${positive}`,
      // Midwives count `28+3/40`; a line of an eye chart is 20/40.
      String.raw`(?<![\d/.])${weeksOfPregnancy}\+[0-6]\s?\/\s?40\b`,
      String.raw`(?:\b(?:g(?:ravida)?\s?\d{1,2},?\s?)?p(?:ara)?\s?\d{1,2}(?:\+\d)?|\b(?:primip|multip)\w{0,6}|\bbooking\s+(?:visit|appointment)|\b(?:at|now|currently)|^)[\s,]{0,2}(?:(?:at|@|now|currently)\s)?(?!20\/)${weeksOfPregnancy}\s?\/\s?40(?=\s*(?:$|[,.;]))`,
      String.raw`\b(?:pre|ante)-?natal\s+(?:care|visits?|check|appointments?|exam|clinic|follow[\s-]?up|booking|shared|screening|midwi\w{2,4}|\d{1,2}\s+week)(?!\w{0,4}\s+(?:last\s+year|(?:in\s+)?(?:19|20)\d\d\b|(?:\w{1,7}\s)?years?\s+ago))`,
      String.raw`\bante-?partum\b`,
      // `PIH` is what dermatologists call hyperpigmentation, too.
      String.raw`\b(?:GDM(?:A[12])?|(?<!pigmentation[ ,(-]{1,3})PIH(?![ ,(-]{1,3}post-?\s?inflam)|HELLP|PPROM|IUGR|fo?etal\s+(?:growth\s+restriction|movements?|anomal(?:y|ies))|nuchal\s+translucency|ante-?natal\s+screening|maternal\s+care\s+for)\b`,
      String.raw`\b(?:short\s+cervix|(?<!\b(?:h\/o|hx|of|prior|previous)\s)cerclage\s+(?:in\s+(?:place|situ)|at\s+${weeksOfPregnancy}\s?w\w{0,5})|(?:poly|oligo)hydramnios|FGR|(?<!morphine\s\(?)SROM(?!\s(?:exercis|program|HEP)\w*)|SGA\s+fo?etus|placental\s+abruption|abruptio\s+placentae|(?:transverse|oblique|unstable)\s+lie|TOLAC|IOL\s+at\s+${weeksOfPregnancy}\s?w\w{0,5}|induction\s+of\s+labou?r|(?:active|latent)\s+labou?r)\b|^\s*labou?r\s*$|(?<!\b(?:born|was|deliver(?:ed|y))\s(?:frank\s|footling\s|complete\s)?)\b(?:(?:frank|footling|complete)\s+)?breech(?=\s*(?:$|[,;.(]|at\s+\d))`,
      String.raw`\b(?:(?:placenta|vasa)\s+pra?evia|threatened\s+(?:abortion|miscarriage)|(?:premature|preterm|^in|now\s+in|currently\s+in)\s+labou?r)\b`,
      String.raw`\b(?:gestation(?:al\s+age)?|ega)[\s:]{1,2}(?:of\s)?${weeksOfPregnancy}(?:\s?\+\s?[0-6]|w[0-6]d)?\s{0,2}w`,
      String.raw`\bg\d{1,2}\s?p\d{1,4}[\s,]{1,2}(?:(?:at|@|now|currently)\s)?${weeksOfPregnancy}(?:[.+][0-6])?\s?w(?:ks?|eeks?)?\b(?!\s+(?:post|pp\b|after|ago|s\/p|status\s+post|of\s+(?!gestation|pregnan)))`,
      // `24w3d` is how a gestational age is written, and seldom how long something has lasted.
      String.raw`(?<!(?:\bx|\bfor|\bpast|\blast(?:ing|ed)?|\bpp|partum)\s{0,2})\b${weeksOfPregnancy}w[0-6]d\b(?!\s+(?:old|ago|post|pp\b|after|of\b|duration))`,
      String.raw`\b(?:edd|edc|estimated\s+(?:due|delivery)\s+date|(?:estimated|expected)\s+date\s+of\s+(?:delivery|confinement))[\s:=]{1,3}(?:\d{1,4}\s?[\/.-]\s?\d|\d{6,8}\b|\d{1,2}[\s-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))`,
    ].join('|'),
    'iu',
  ),
)
/** `Breast feeding status of mother` is how IMO names Z39.1. */
const lactationWords = anyStanding(
  new RegExp(
    String.raw`(?<!\b(?:stopped|quit|ceased|discontinued|no\s+longer|done)\s{1,2})\b(?:breast[\s-]?feeding|breast[\s-]?fed(?!\s+as\s+(?:an?\s+)?(?:infant|baby|child))|expressing\s+(?:breast\s+)?milk|lactating|lactation(?:al)?(?!\s+suppress)|nursing\s+mother|pumping\s+(?:breast[\s-]?)?milk)\b(?!\s{1,2}status(?!${statusAffirmed}|\s+of\s+mother\b))`,
    'iu',
  ),
)
/**
 * A past or a planned pregnancy, to the end of its clause. What only follows the word belongs to the present one:
 * `pregnancy, prior cesarean`.
 */
const notNow =
  /\b(?:(?:history|hx) of(?: \w{1,20}){0,2}|h\/o:?(?: \w{1,20}){0,2}|hx|previous|prior|past|status post|s\/p|fear of|post[\s-]?partum|prevent\w{0,6}|planning|terminat\w{0,6}|(?<!threatened\s)(?:abort|miscarr)\w{0,6}|false|family|desires?|risk (?:of|for)|screen(?:ing)? (?:for|of)|education (?:on|about)|wants?|trying|unable|difficulty|becoming|getting|(?:wife|partner|girlfriend|daughter|sister|mother|mom|aunt)(?:'s| is| had| has| with)?)\s+(?:(?:of|for|to|a|the|become|get|becoming|getting|be|in|mild|severe|unplanned|future|another)\s+){0,3}(?:pregnan|gravid|gestation|(?:twin|first|second|third|1st|2nd|3rd)\s|pre-?natal|ante-?natal|ante-?partum|placenta|threaten|preterm|premature|pre-?eclamp|eclamp|gdm|pih|hellp|pprom|srom|iugr|fgr|sga\s|(?:poly|oligo)hyd|abrupt|short\s+cerv|labou?r|induction\s|vasa\s|transverse\s|(?:(?:reduced|decreased)\s)?fo?etal|obstetric\s+chol|breech|lactat|breast)(?:(?!\b(?:now|current|currently|today|\d{1,2} ?w(?:ee)?ks?)\b)[^,;.])*|\b(?:gestational \w{1,20}|GDM|PIH|HELLP|PPROM|IUGR|obstetric cholestasis|breech presentation|(?:pre-?)?eclampsia|labou?r|previa|praevia|antepartum \w{1,20}|threatened \w{1,20})(?: \w{1,20}){0,2} (?:in|with|during) (?:an? |her |the )?(?:previous|prior|past|earlier|last|first) pregnanc\w{1,3}|\b(?:(?:before|last)\s+(?:(?:her|the|a|last)\s+){0,2}pregnanc\w{1,3}\b(?!\s+test)|(?:since|after|following)\s+(?:her|the|a)\s+pregnanc(?:y|ies)\s+in\s+(?:19|20)\d\d\b)(?:(?!\b(?:now|current|currently|today|\d{1,2} ?w(?:ee)?ks?)\b)[^,;.])*/giu
const saysPregnancyOfNow = sayingBeside(pregnancyWords, notNow)
const saysLactationOfNow = sayingBeside(lactationWords, notNow)
/** Codes of pregnancy that complicate the puerperium count as pregnancy all the same: what is safe there is offered. */
export const isPregnancy = (concept: Concept): boolean =>
  codes.pregnancy.holds(concept) || saysBesideHeadache(concept, saysPregnancyOfNow)
const puerperiumWords = anyStanding(
  /\b(?:puerperium|puerperal|post[\s-]?(?:partum|natal))\b(?!\s+(?:state\s+)?(?:screen|planning|education))/iu,
)
export const isPuerperium = (concept: Concept): boolean =>
  !isPregnancy(concept) && (codes.puerperium.holds(concept) || saysBesideHeadache(concept, puerperiumWords))
export const isLactation = (concept: Concept): boolean =>
  codes.lactation.holds(concept) || saysBesideHeadache(concept, saysLactationOfNow)
