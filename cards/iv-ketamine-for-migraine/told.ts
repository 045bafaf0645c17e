import type { Code, Concept, MedicationUse } from '../facts.ts'
import { remembered } from '../remember.ts'
import { icd10cm } from '../terminology.ts'
import { type Cited, sayingsOf } from './cited.ts'
import { commonDrugWords, isCompanion, namesCommonDrug } from './common-drugs.ts'
import { beginsWithDrug, classify, isDrugName, rolesOf, substancesOf } from './medications.ts'
import { spelled } from './spelling.ts'

/**
 * Drugs that a problem tells are taken: `RA on MTX`, `Long term (current) use of lithium`, `warfarin therapy`. It is a standing
 * statement and no dose of today: such a drug leaves out, adjusts and warns as one of the medication list does, and is no
 * treatment that was tried. Patterns from general knowledge.
 */

/** A drug in use, and the words of the problem that tell so. */
export interface Told {
  readonly cited: Cited
  readonly ingredients: readonly string[]
  readonly use: MedicationUse
}

/** How far drugs may stand behind the word that tells of use, and what bears on it in front. */
const reach = 120
/** Longer than the names of drugs. */
const longestName = 40
const oneOf = (...rows: readonly string[]): string => `(?:${rows.join('|')})`

// ---------------------------------------------------------------------------------------------------- who, when, whether

/** A relative takes it, unless one only tells of the patient. */
const ofRelative =
  /(?<!\b(?:per|by|from|(?:patient|pts?|s?he) and) (?:his |her )?)\b(?:family|famil(?:y|ial) member|household|(?:step-?)?(?:mother|father|mom|dad|sister|brother|son|daughter)|parents?|sibling|niece|nephew|fiancee?|(?:boy|girl)friend|grand\w{1,10}|aunt|uncle|cousin|husband|wife|spouse|partner|roommate|relative|maternal|paternal|newborn|neonate|infant|baby|fetal|in utero)s?\b(?! (?:reports?|reported|states?|stated|says?|said|notes?|noted|confirms?)\b)/iu
/** `Mother: bipolar (lithium)` */
const ofFamily =
  /^\s*(?:(?:family|fam\.?) (?:history|hx)\b|f\/?hx?\b|(?:(?:his|her|(?:pt|patient)'?s) )?(?:mother|father|mom|dad|sister|brother|son|daughter|dtr|aunt|uncle|cousin|grand\w{4,7}|husband|wife)s?\s*[:–—-]\s(?!.*\b(?:pt|patient)\b))/iu
const isOfFamily = ({ system, code }: Code): boolean => system === icd10cm && /^Z8[0-4]/i.test(code)

/** What may stand between such a word and what tells of use. */
const between = ` ${oneOf(
  'known|evidence|tolerate|currently|presently|now|yet|still|actively|regularly|consistently|chronically|long[ -]?term|chronic|current|daily|oral|any|an?|the|his|her|of|on|to|in|from|for|about|with|be|been|being|taking|take|starting|start|started|placed|put|kept|maintained|treated|using|use|therapy|treatment|trial|restarting|restarted|full|course|\\d{1,2}[ -]?(?:days?|d|weeks?|wks?|months?|mos?|years?|yrs?)',
)}`
const endsIn = (words: string, more: string): string => `(?:^|[^\\p{L}\\p{N}/-])${words}(?:${more}){0,4} ?$`
const notTaken = new RegExp(
  [
    endsIn(
      oneOf(
        "not|never|no longer|no|start(?! of\\b)|against|ineligible|tried|trial(?:s|ed)?|intoleran\\w{1,3}(?= (?:of|to))|\\w{2,6}n't|off|without|w\\/o|nor|unable|unwilling|cannot|denie[sd]|denying|stop(?:s|ped|ping)?|quit|ceased|self-?d\\/c'?d|d\\/?c'?e?d?|(?:self-?)?discontinu\\w{1,5}|refus\\w{1,4}|declin\\w{1,4}|avoid\\w{0,4}|fail(?:s|ed|ing)?|(?<!\\b(?:heart|cardiac|kidney|renal|liver|hepatic|respiratory|organ|graft|ventricular) )failures?|held|hold(?:ing)?|wean\\w{0,3}|taper\\w{0,3}|instead",
        'consider\\w{0,5}|discuss\\w{0,4}|recommend\\w{0,5}|defer\\w{0,4}|plan(?:s|ned|ning)?|will|would|should|could|may|might|must|if|when|whether|unless|until|before|pending|awaiting|candidate|wants?|wish(?:es)?|interested|needs?|benefits?|offered|option|potential|eligible|intend\\w{0,3}|supposed|to',
        'risks?(?= of)|contra-?indicat\\w{1,5}|indications?(?= for)|harmful|illicit|recreational|counsel\\w{0,5}|educat\\w{2,3}(?: given)?|information|info|questions?|advi[cs]ed?|about|regarding|teaching|instruct\\w{0,5}|(?:training|evaluat\\w{1,3}|screening|authorization|approval|negative)(?= (?:on use|for))|exposure|exposed|overdos\\w{1,3}|OD|poison\\w{1,3}|depend\\w{0,5}|based|early|focus\\w{0,3}|effects?|pre|non|anti',
      ),
      between,
    ),
    endsIn(
      oneOf(
        'was|were|had|previous(?:ly)?|prev|former(?:ly)?|once|prior|past|remote(?:ly)?|history|hx|h\\/o|used|completed|finished|ex|s\\/p|status[ -]post|post|after|following|ended|earlier|initially|originally|recent|occasional|infrequent|rare',
      ),
      `(?! (?:start|restart|plac|put)\\w{0,3})(?:${between}| (?:well|controlled|managed|stable|stabilized))`,
    ),
    endsIn('(?:with|from|by|after|on|upon)', '(?: (?:taking|using|use of))'),
    endsIn(
      `(?:(?<!\\b(?:no|without|denies)(?: \\w{1,12})? )${oneOf('rash|hives|urticaria|anaphylaxis|angioedema|itching|reactions?|side effects?|SEs|toxicity')}|(?:no|without|lack of) (?:response|relief|improvement|benefit|effect))`,
      ' (?:while|when)',
    ),
  ].join('|'),
  'iu',
)
const clauseEnd = /[;:()\n,]|\.(?=\s|$)|\s[-–—]\s|→|->|=>/u
/** The words of the same thought in front of a place. */
const inFrontOf = (read: string, at: number): string =>
  read
    .slice(Math.max(0, at - reach), at)
    .split(clauseEnd)
    .at(-1) ?? ''
const isTold = (front: string): boolean => !notTaken.test(front) && !ofRelative.test(front)
/** `H/o TB treated with rifampin` is over; `h/o DVT on Xarelto`, `h/o bipolar managed with lithium` go on. */
const isTreatment = /^(?:treat|tx|rx)/iu
/** `Treated with linezolid, resolved` */
const isCured = /^[^,;()\n]*[,;(]?\s*(?:(?:and|now|since|then|has|is) ){0,2}(?:resolved|eradicated|cured)\b/iu
const ofThePast = /\b(?:history|hx|h\/o|s\/p|old|prior|previous|remote|past|resolved|completed)\b/iu

const ended =
  "stopped|stopping|quit|holding|discontinu(?:ed|ing)|d\\/?c(?:'?e?d|'s)?|held|(?:on )?hold|off|declined|refused|completed|finished|not taking|no longer taking|not taken|failed|planned|deferred|contraindicated|not tolerated|no|none|denie[sd]"
/** Behind a drug: `, stopped 2020`, `(held)`, `- now off`, `-> Eliquis`. `, stopped Humira` is of another. */
const isOver = new RegExp(
  `^\\s*(?:→|[-=]>)|^[\\s,;:(–—-]{0,4}(?:changed|switched|transitioned|converted) to\\b|^[\\s,;:()–—-]{0,4}(?:(?:but|and|which|was|were|has|have|been|is|now|then|since|recently|currently|later|temporarily|pt|patient|self)[ -]){0,4}(?:${ended})(?=\\s*(?:$|[,;.)\\d]|(?:in|due|for|on|by|because|after|since|per|last|secondary|2\\/2|d\\/t|a|about|while|during|prior|before|at|today|until|as|permanently|it|taking(?! \\p{L}))\\b))`,
  'iu',
)
/** Behind `use`, `therapy` and the like: `, history of`, ` failure`. */
const isNoUse =
  /^[\s,:(–—-]{0,4}(?:never|former|past|in the past|in childhood|history of|remote|discussed|advice|avoid|complete|failure|not (?:indicated|started))[\s)]*(?:$|[,;.])/iu
/** In the same breath as the drug: `lithium level`, `MTX toxicity`; not `without toxicity`. */
const notOfUse =
  /(?<!\b(?:no|without|w\/o|denies)(?: \w{1,12})? )\b(?:toxic\w{0,5}|overdos\w{1,3}|poison\w{1,3}|levels?|allerg\w{1,4}|intoleran\w{1,3}|sensitiv\w{1,5}|reactions?|induced|related|associated|failures?|failed|resistan\w{1,2}|withdrawal|stopped|discontinu\w{2,5}|d\/c'?d?|held|hold|off|previously|formerly|(?:changed|switched|transitioned|converted) to(?! (?:sc|sq|subq|subcut\w*|im|iv|po|oral|weekly|daily)\b)|in (?:the |her |his )?(?:past|childhood|infancy|teens|youth|college)|as (?:an? )?(?:child|kid|infant|teen\w{0,4}|adolescent)|ago|declin\w{2,3}|refus\w{2,3}|planned|contraindicat\w{1,5}|ineffective|not tolerated|exposure|battery)\b/iu
/** `In 2015`, `2010-2012`, `through 2027`: it ends, or ended, with the year. */
const lastYear =
  /(?:\b(?:in|in the|until|til|till|thr(?:ough|u)|during|to)|\b(?:19|20)\d\d ?[-–]) ?(?:\d{1,2}\/)?(19\d\d(?=s?\b)|20\d\d\b)/iu

// ---------------------------------------------------------------------------------------------------- where drugs stand

/**
 * Diseases that are named with what they are treated with for long, and nothing but a sign between: `AFib (Eliquis)`,
 * `RA, MTX`, `bipolar w/ lithium`.
 */
const treated = oneOf(
  'A[ -]?fib|AF|PAF|atrial fib(?:rillation)?|atrial flutter|A[ -]?flutter|DVTs?|PEs?|VTE|(?:venous )?thrombosis|pulmonary embol(?:ism|us|i)|APL?S|antiphospholipid syndrome|factor V leiden|FVL|(?:mech(?:anical)? )?(?:valve|[AM]VR)',
  'CAD|coronary artery|N?STEMI|MI|PCI|stents?|DES|PAD|CVA|strokes?|TIA|CABG',
  "RA|PsA|JIA|psoriasis|(?:rheumatoid|psoriatic) arthritis|SLE|lupus|Crohn'?s?|UC|ulcerative colitis|IBD",
  "bipolar(?: affective)?|BPAD|schizoaffective|depression|MDD|major depressive|epilepsy|seizures?|TN|trigeminal neuralgia|PD|Parkinson'?s?",
  'HIV|human immunodeficiency virus|AIDS|anticoagulated|(?:kidney|renal|liver|heart|lung) (?:transplant|tx)|aspergillosis',
)
const sinceThen =
  '(?: (?:dis(?:ease|order)|d\\/o|type|[12]|I{1,2}|(?:19|20)\\d\\d|(?:with|w\\/?) ?RVR|s\\/p (?:ablation|PCI|CABG|DES|stents?))){0,2}'
/** `AC: Eliquis`, too: what a class is named in front of is read as `on`. */
const besideDisease = new RegExp(
  `(?:(?<=\\b${treated}${sinceThen})(?:\\s*[(,:+/]\\s*|\\s[–—-]\\s|\\s(?:with|w\\/|w\\b|c\\/w)\\s?)|\\b(?:AC|OAC)\\s*[(:]\\s*)(?=\\p{L})`,
  'giu',
)
/** What a drug did, where nothing tells that it is taken: `epilepsy, carbamazepine (rash)`. */
const isReaction =
  /\b(?:rash|hives|urticaria|anaphyl\w{3,5}|angioedema|swelling|itching|SJS|DRESS|nausea|upset|cough|bleed\w{0,3}|\w{3,12}(?:itis|emia)|\w{3,8}penia|SEs?|AE|ADR|side effects?|no longer|never)\b/iu
/** How a drug beside its disease is taken, with the words of its form and dose; `screening`, `nonadherent`, `trial`, `OD` are none of these. */
const isTakenSo =
  /^(?:\d[\d.]*\w{0,3}|q\d{0,2}\w{0,4}|x\d{1,2}|chronic|long|term|life-?long|life|indefinitely?|baby|low|high|dosing|cont|continue[sd]?|current|ongoing|(?:re)?started|resumed|now|last|today|well|tolerated|compliant|adherent|stable|therapy|treatment|tx|monotherapy|ppx|maintenance|pump|gtt|drip|injections?|infusions?|pills?|wkly?|am|pm|inr|goal|until|til|till|through|thru|boosted|and|sq|p\.o\.?|q\.d\.?|b\.i\.d\.?|only|alone|reduced|renal|samples?|via|taken|taking)$/iu

/** A quick test, which rules out most names. */
const anyWordOfUse =
  /\b(?:on|tak(?:es|ing)|us(?:es|ing|e|age|er)|receiv(?:es|ing)|therapy|treatment|maintenance|monotherapy|prophylaxis|proph|ppx|suppression|monitoring|management|anticoagula\w{2,5}|meds|high[ -]risk medications?|cont|continues?|started|restarted|resumed|tx|rx)\b|→|[-=]>|(?:changed|switched|transitioned|converted)\sto\b|(?:managed|controlled|maintained|treated|stabilized|stable|suppressed|anticoagulated|anticoagulation|immunosuppression|compliant|adherent|control|tx'?d?|rx'?d?)\s(?:with\b|w\b|by\b|to\b)/iu
const mayTell = (words: string): boolean => anyWordOfUse.test(words) || words.search(besideDisease) >= 0
const inFrontOfDrugs = new RegExp(
  `(?:→|[-=]>) ?|\\b${oneOf(
    'on|tak(?:es|ing)|us(?:es|ing)|receiv(?:es|ing)|(?:changed|switched|transitioned|converted) to|(?:use|monitoring) (?:of|for)',
    "(?:therapy|treatment|prophylaxis|proph|ppx|monitoring|managed|controlled|control|maintained|treated|stabilized|stable|suppressed|immunosuppression|anticoagulated|anticoagulation|tx'?d?|rx'?d?) (?:with\\b|w\\/|w\\b|by\\b)",
    'cont|continues?(?: to take)?|(?:re)?started|resumed|tx|rx|(?<!non-?)(?:compliant with|adherent to)',
    '(?:meds|proph|prophylaxis|ppx)(?=:| -)',
  )}[.:]?(?:(?=[ (])|(?<=\\/)) ?(?:[–—:,-] )?`,
  'giu',
)
/** How it is taken. */
const manner = new RegExp(
  `(?:${oneOf(
    'chronic|long[ -]?term|lifelong|life-long|indefinite|daily|weekly|nightly|low|high|full|stable|max(?:imum|imal)?|therapeutic|prophylactic|maintenance|suppressive|current(?:ly)?|ongoing|oral|po|iv|sc|sq|subq|im|subcut(?:aneous)?|inject(?:able|ed)|once|home|scheduled|prn|as needed|doses?|dosing|of|an?|the|his|her|their|both|only|combination|combo|dual|triple|therapy|treatment|tx|with|w\\/|course|trial|regimen|concomitant|continuous|intermittent|generic|brand|baby|also|still|outpatient|reduced|systemic|and|one|two|\\d[\\d.,]{0,6}(?: ?(?:mg|mcg|g|gm|tab(?:let)?s?|pills?))?',
  )}[ -]){0,6}`,
  'iuy',
)
const separators =
  /\s*,\s*(?:(?:and|or|plus|also|now|on)\s+){0,2}|\s*[+&]\s*|\s\/\s|\s(?:and|or|plus|with)\s+|\sw\/\s*/giu
/** What is said of a drug no more: `Eliquis instead of warfarin`, `MTX for RA`. */
const asideOf =
  /\s(?:instead|rather|in place|in lieu|for|due|because|but|without|despite|from(?! \d)|since|after|following|started|initiated|begun|dx'?d?|diagnosed|when|while|who|which|complicated|c\/b|s\/p|per|vs\.?)\s.*$/iu

const skip = (words: string): string => {
  manner.lastIndex = 0
  return words.slice(manner.exec(words)?.[0].length ?? 0)
}

/** Short names that mean something else on a problem list, unless a dose or a partner stands behind: a vehicle, apnea, a pain in the side. */
const otherMeaning = /^(?:ATV|AAS|CSA|PHT|RIF|ETR|TCA)s?\b(?! ?\d|\/)/u
/** `(2005-2010)` */
const yearsAside = /^\s?\((?:19|20)\d\d ?[-–] ?(?:19|20)\d\d\)/u
/** `St. John's wort` */
const phraseEnd = /[;:()\n]|(?<!\bSt)\.(?=\s|$)|\s[-–—]\s|→|[-=]>/iu

/** Partners of ours, by short names, and classes, that no list of names here holds. */
const isPartner = (word: string): boolean =>
  /^(?:isoniazid|INH|RIF|bedaquiline|dapto\w*|azithro|levoflox\w*|HCQ|SSZ|sulfasalazine|leflunomide|LEF|MMF|tacro\w*|pred|statins?|BB|beta-?blockers?|ACEi?|ARB|metop)$/i.test(
    word,
  )
/** What a class is named in front of: `anticoagulation (Eliquis)`, `use of anticoagulants - Coumadin`. */
const ofClass =
  /(?:\bon (?:an? |chronic |oral )?)?\b(?:anticoagulants?|anticoagulation|AC|OAC|DOAC|blood thinners?|DMARDs?|immunosuppress(?:ants?|ion)|antidepressants?|mood stabilizers?|high[ -]risk (?:medications?|drugs?)(?: use)?|(?:dual|triple) therapy|DAPT)(?:\s*[(:[,–—-]\s*|\s+)(?:on\s+)?(?=\p{L})/giu
const ingredientsOf = (text: string): readonly string[] => substancesOf({ codes: [], text }).ingredients
const aDrug = (text: string): MedicationUse['drug'] => ({ concept: { codes: [], text }, ingredients: [], named: true })
/** `hydrocodone/APAP`: behind a common drug stands one of ours. */
const namesDrug = (text: string): boolean => ingredientsOf(text).length > 0

/** `Eliquis?`, `warfarin c/i` */
const isUnsure = /\?|\bc\/i\b/iu
/** Beside such a disease they are no treatment of it, but what brought it on or was given once: `MI, sumatriptan`, `UC: Toradol`. */
const isForPain = (name: string): boolean =>
  name !== 'aspirin' && ['drug-nsaid', 'drug-triptan', 'drug-acetaminophen'].some((role) => rolesOf(name).has(role))
/** Whether nothing is said of a drug but how it is taken, neither in its own words nor beside them. */
function isOnlyTaken(drug: string, behind: string): boolean {
  const [, aside = ''] = /^\s*(?:\(|[–—:=-]\s*)([^;,()\n]*)/u.exec(behind) ?? []
  if (isUnsure.test(drug + behind.slice(0, 1)) || ofThePast.test(drug)) return false
  if ([notOfUse, isReaction, ofThePast, ofRelative].some((said) => said.test(aside))) return false
  const names = (skip(drug.trim()).match(/[\p{L}\p{N}.']+/gu) ?? []).filter((word) => {
    const lower = word.toLowerCase()
    return !isCompanion(lower) && !commonDrugWords.has(lower) && !isPartner(word) && !isTakenSo.test(word)
  })
  return (
    (names.length === 0 || isDrugName(names.join(' ')) || names.every(isDrugName)) &&
    !classify(aDrug(drug)).ingredients.some(isForPain)
  )
}

/** `pred/MTX` */
const slashed = /^[\p{L}-]+\/[\p{L}-]/u

/** The drugs at the beginning of a text: one, or several that commas and the like part. `bare`: no word tells of use. */
function drugsAt(text: string, bare = false): readonly string[] {
  const [phrase = ''] = text.split(phraseEnd, 1)
  const found: string[] = []
  let from = 0
  // What `and` joins to something else is taken as it is (`on home O2 and Eliquis`); behind a comma another thought begins.
  let isList = false
  for (const { 0: separator, index } of [...phrase.matchAll(separators), { 0: '', index: phrase.length }]) {
    const whole = phrase.slice(from, index)
    const item = skip(whole)
    const [word = ''] = /^[\p{L}\d-]*/u.exec(item) ?? []
    const isCommon = namesCommonDrug(word) || isPartner(word) || slashed.test(item)
    if (beginsWithDrug(item.slice(0, longestName)) ? !otherMeaning.test(item) : isCommon && namesDrug(item)) {
      isList = true
      const own = whole.replace(asideOf, '')
      const behind = text.slice(index)
      const isNoMore =
        notOfUse.test(own) ||
        isOver.test(whole.slice(own.length)) ||
        isOver.test(behind) ||
        (bare && !isOnlyTaken(own, behind))
      if (!isNoMore) found.push(`${own}${yearsAside.exec(behind)?.[0] ?? ''}`)
    }
    isList ||= isCommon
    if (!isList && (separator.includes(',') || (bare && (item.trim().includes(' ') || /w/iu.test(separator))))) break
    from = index + separator.length
  }
  return found
}

const behindDrug =
  /\b(?:therapy|treatment|tx|use|usage|user|maintenance|monotherapy|prophylaxis|ppx|suppression|monitoring|management|anticoagulation)\b(?! (?:disorder|of|with)\b)/giu
/** `Methotrexate, long term, current use` */
const qualified =
  /(?:[\s,]*\b(?:long[ -]?term|chronic|current|daily|ongoing|regular|continuous|prolonged|maintenance|oral|drug))+[\s,]*$/iu

/** The drug at the end of a text, with what stands in front of it. */
function drugBefore(text: string): readonly [front: string, drug: string] | undefined {
  const words = text.replace(qualified, '').trimEnd().split(' ')
  for (let n = Math.min(3, words.length); n > 0; n--) {
    const drug = words.slice(-n).join(' ')
    if (isDrugName(drug) && !otherMeaning.test(drug)) return [words.slice(0, -n).join(' '), drug]
  }
  return undefined
}

/** `Aspirin and Plavix therapy` */
function drugsBefore(text: string): readonly [front: string, drugs: readonly string[]] {
  const drugs: string[] = []
  let front = text
  for (let joined: string | undefined = text; joined !== undefined;) {
    const before = drugBefore(joined)
    if (before === undefined) break
    front = before[0]
    drugs.push(before[1])
    joined = /^(.*?)(?:,? (?:and|plus|or)|,| ?[+&/])$/u.exec(front)?.[1]
  }
  return [front, drugs]
}

/** `SDH on Coumadin, Coumadin stopped` */
const stoppedBehind = (read: string, behind: number): readonly string[] =>
  [
    ...read
      .slice(behind, behind + reach)
      .matchAll(
        /([\p{L}\d.'-]{2,40}) (?:(?:was|is|has|been|now|then|since) ){0,3}(?:stopped|discontinued|held|d\/?c'?e?d|on hold)(?= ?(?:$|[;,.)\d]|(?:due|for|by|because|after|since|permanently|indefinitely)\b))/giu,
      ),
  ].flatMap(([, name = '']) => ingredientsOf(name))
const isStopped = (drug: string, stopped: readonly string[]): boolean =>
  stopped.length > 0 && ingredientsOf(drug).every((name) => stopped.includes(name))

function namedIn(read: string): readonly string[] {
  const found: string[] = []
  for (const { 0: link, index } of read.matchAll(inFrontOfDrugs)) {
    const behind = index + link.length
    const drugs = drugsAt(read.slice(behind, behind + reach))
    if (drugs.length === 0) continue
    const front = inFrontOf(read, index)
    const isPast = isTreatment.test(link) && (ofThePast.test(front) || isCured.test(read.slice(behind)))
    if (!isTold(front) || isPast) continue
    const stopped = stoppedBehind(read, behind)
    found.push(...drugs.filter((drug) => !isStopped(drug, stopped)))
  }
  for (const { 0: link, index } of read.matchAll(besideDisease)) {
    if (!isTold(inFrontOf(read, index))) continue
    const behind = index + link.length
    found.push(...drugsAt(read.slice(behind, behind + reach), true))
  }
  for (const { 0: noun, index } of read.matchAll(behindDrug)) {
    const [front, drugs] = drugsBefore(read.slice(Math.max(0, index - reach), index))
    if (drugs.length === 0) continue
    const behind = read.slice(index + noun.length, index + noun.length + reach)
    if (isTold(inFrontOf(front, front.length)) && !isOver.test(behind) && !isNoUse.test(behind)) found.push(...drugs)
  }
  return found
}

/** As far as a card cites words. */
const mostWords = 60

function tell(text: string, cited: Cited): Told {
  const drug = aDrug(text)
  const { ingredients } = classify(drug)
  const [, end] = lastYear.exec(text) ?? []
  const isCut = cited.words.length > mostWords
  return {
    // Of long words the drug may be cut off.
    cited: isCut ? { ...cited, words: `${text}: ${cited.words}` } : cited,
    ingredients,
    use: {
      kind: 'statement',
      drug,
      status: 'active',
      doNotPerform: false,
      dosages: [{ text }],
      ...(end === undefined ? {} : { end }),
    },
  }
}

const none: readonly Told[] = []

export const toldIn = remembered((concept: Concept): readonly Told[] => {
  const { text, codes } = concept
  const said = [text, ...codes.map(({ display }) => display)]
  if (!said.some((words) => words !== undefined && mayTell(words)) || codes.some(isOfFamily)) return none
  const told: Told[] = []
  for (const { read, cited } of sayingsOf(concept)) {
    if (ofFamily.test(read)) continue
    const bare = read
      .replaceAll(/\((current)\)/giu, '$1')
      .replaceAll(/\b(h\/o):/giu, '$1')
      .replaceAll(ofClass, 'on ')
      .replaceAll(/\bon Li\b(?![-\p{L}]| Fraumeni)/gu, 'on lithium')
    for (const drug of new Set([bare, spelled(bare)].flatMap(namedIn))) {
      const one = tell(drug, cited)
      if (!told.some(({ ingredients }) => ingredients.join() === one.ingredients.join())) told.push(one)
    }
  }
  return told.length === 0 ? none : told
})
