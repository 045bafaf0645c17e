import { itemsOf, type Concept, type Dosage, type Facts, type MedicationUse, type Order } from '../facts.ts'
import { anyStanding } from '../negation.ts'
import { once } from '../once.ts'
import { remembered } from '../remember.ts'
import { bounded, listedCodes, saysByWords, setsByName, withoutTag, wordPattern, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import otherIndications from './codes/other-indications.json' with { type: 'json' }
import { withoutCare, withoutCareOrders, withoutHouseWords } from './competing-care.ts'
import {
  competingRoom,
  competingService,
  operatingRoom,
  orderTextHints,
  purposeByItself,
  toRass,
} from './competing-settings.ts'
import { competesInWords, competingProcedureWords, either, isOfProcedure } from './competing-words.ts'
import { isAnaestheticDose, isAntidepressantRegimen, weightOf } from './dose.ts'
import { holdsKetamine, isGiving, isNeuromuscularBlocker } from './order.ts'
import { readingsIn, readingsOf } from './readings.ts'
import { conceptsOf, isActive, stands } from './standing.ts'

/** Section 3 of the decision table: another purpose is more likely. Asked only where the order states no reason. */

export const isProcedural = remembered(
  (concept) =>
    codes.procedural.holds(concept) ||
    wordsOf(concept).some((words) => isOfProcedure(withoutHouseWords(withoutTag(words)))),
)

const competingByName = setsByName(listedCodes([otherIndications]).filter(codes.competing.has))
/** By a code, or named just as the value sets name one. */
const isListedAsCompeting = (concept: Concept): boolean =>
  codes.competing.holds(concept) || wordsOf(concept).some((words) => competingByName(words).length > 0)

/** Another purpose, as the reason of an encounter or of a procedure. */
const isCompeting = remembered(
  (concept) =>
    isListedAsCompeting(concept) ||
    (!codes.migraine.holds(concept) && wordsOf(concept).map(withoutTag).flatMap(readingsIn).some(competesInWords)),
)
/**
 * Ailments that ketamine is given for and that do not come with a migraine, as pain in the neck does. Where a migraine is
 * stated as well they say nothing.
 */
const otherPlaceWords = anyStanding(
  /\b(?:(?:renal|ureteral|ureteric|biliary) colic|kidney stones?|nephrolithiasis|(?:flank|back|chest|abdominal|pelvic|dental|tooth|shoulder|arm|elbow|wrist|hand|hip|leg|thigh|knee|ankle|foot|groin|rib|joint) pain|toothache|pancreatitis|overdose|(?:alcohol|opioid|opiate) withdrawal)\b/iu,
)
export const isOfAnotherPlace = remembered(
  (concept) =>
    !codes.migraine.holds(concept) &&
    (codes.painElsewhere.holds(concept)
      ? !wordsOf(concept).some((words) => /\bneck\b|cervic/i.test(words))
      : readingsOf(concept).some(otherPlaceWords)),
)
export const otherHeadacheWords = anyStanding(
  /\b(?:cluster|tension|tension[\s-]type|post-?traumatic|post-?concussi(?:on|ve)|(?:post-?)?tbi|post[\s-]?(?:dural|lumbar)[\s-]puncture|post[\s-]lp|spinal|thunderclap|cervicogenic) headaches?\b|\bmigrainous neuralgia\b|\bpdph\b/iu,
)
/** Services that treat pain bear the name of anesthesia. */
const ofPain =
  /\bana?esth(?:esia|esiology|etics)(?=(?:\s|-|\/|&|,|\(|:|\band\b)+(?:(?:acute|chronic|interventional|perioperative)\s+)?pain\b)/giu
const isCompetingService = remembered(
  (concept) =>
    codes.competing.holds(concept) ||
    wordsOf(concept).some((words) => competingService(withoutTag(words).replace(ofPain, ' '))),
)
/** Nurses watch for sedation whatever ketamine is given for. */
const isCompetingProcedure = remembered(
  (concept) =>
    isListedAsCompeting(concept) ||
    wordsOf(concept).some((words) =>
      competingProcedureWords(
        withoutHouseWords(withoutCareOrders(withoutCare(withoutTag(words)))).replace(ofPain, ' '),
      ),
    ),
)

/** Notes are mostly about care: only what they state as the purpose counts, or a note that is nothing but a purpose. */
const purposeInNote =
  /(?:^|\b(?:for|indication|purpose|reason|use)\b\s*:?\s+)(?:(?:procedural|conscious|moderate|deep|anesthesia|anaesthesia|dissociative)\s+){0,2}(?:sedation|induction|rsii?|rapid sequence|psa|ketofol|trd|intubation)\s*(?:$|[.,;:)]|\b(?:for|in|of|prior|before|during|at|per)\b)/giu
/** Drugs that the same instructions give against agitation and nausea; for sedation they are given along with ketamine. */
const besideIt =
  'midazolam|versed|lorazepam|ativan|diazepam|benzodiazepines?|haloperidol|haldol|droperidol|olanzapine|diphenhydramine|benadryl|ondansetron|zofran'
/** `Midazolam 0.5 mg PRN`, `for agitation give midazolam`. */
const drugBefore = new RegExp(String.raw`\b(?:${besideIt})\b(?:[^.;]|\.(?=\d)){0,40}$`, 'iu')
const drugBehind = new RegExp(String.raw`(?::| give| use) (?:${besideIt})\b`, 'iu')
/** `PRN lorazepam for agitation`, `for nausea and midazolam for agitation`. */
const drugWithin = new RegExp(String.raw`^(?:(?:nausea|vomiting|and|or) )*(?:${besideIt})\b.{0,30}\bagitation\b`, 'iu')
const isTreatedOtherwise = (said: string, before: string): boolean =>
  drugWithin.test(said) || (/^(?:\w+ )?agitation\b/iu.test(said) && (drugBefore.test(before) || drugBehind.test(said)))
/** What follows is to be watched for. A slow push is none of it. */
const careBefore =
  /\b(?:hold|stop|watch|monitor|assess|observe|observed|(?:screen(?! (?:positive|negative|pos|neg|pending|done)\b)|stay)(?=[^,]*$)|call|notify|alert|page|report|contact|consult|evaluate|return|discontinue|d\/c|pause|terminate|interrupt|slow(?! (?:ivp?|i\.v|intravenous|push|bolus|injection)\b)|activate|seek|obtain|go to|not(?! (?:relieved|controlled|improved|responding|to exceed)\b)|don't|never|avoid|precautions?|risk|side effects?|(?:reduce|decrease|lower|halve) (?:the )?(?:rate|dose|infusion))\b(?:[^.;]|\.(?=\d)){0,40}$/iu
/** Whether anything that the pattern finds is a purpose, and not something to watch for. */
function tells(text: string, pattern: RegExp, isPurpose: (said: string, before: string) => boolean): boolean {
  for (const { index, 0: mention, 1: said = mention } of text.matchAll(pattern)) {
    const before = text.slice(0, index)
    if (!careBefore.test(before) && isPurpose(said, before)) return true
  }
  return false
}
const tellsPurpose = (note: string): boolean => tells(note, purposeInNote, () => true)
const inOperatingRoom = (text: string): boolean => tells(text, operatingRoom, () => true)
/** `for agitation`, `PRN agitation`, `prior to reduction`: what follows is the purpose, unless it is something to watch for. */
const purposeOfOrder =
  /\b(?:(?:prn|as needed)(?: for)?|for|indication|reason|(?:prior to|before|during|(?:at )?(?:the )?time of)(?!\s+(?:the )?(?:infusion|administration|bolus)\b)|to facilitate)\b:?\s+((?!(?:emergence|questions?|concerns?|problems?|side effects?|and after)\b)[^.,;]{1,60})/giu
const saysWhatFor = (text: string): boolean =>
  tells(
    text,
    purposeOfOrder,
    (purpose, before) =>
      !namesMigraine(purpose) &&
      !isTreatedOtherwise(purpose, before) &&
      (competesInWords(purpose) ||
        isOfProcedure(purpose) ||
        (otherHeadacheWords(purpose) && !namesMigraine(text)) ||
        (otherPlaceWords(purpose) && !namesHeadache(purpose))),
  ) || namesPurpose(text)
/**
 * Drugs are not to be given, or with caution, for what stands behind these, however long the list, nor for how patients
 * emerge; and what somebody has beside it is on a list of problems, which does not compete (decision table, section 3).
 */
const warned =
  /\b(?:caution|contraindicat\w{1,5}|unless|patients? with|not for|comorbid|(?:may|can|might) (?:cause|worsen))\b[^.;]{0,200}$|\b(?:emergence|adverse (?:reactions?|effects?))\b[^.;]{0,60}$|\b(?:if|(?:may|can|might) (?:be|become)) $|\b(?:(?:patient|pt|she|he) (?:has|is|with|w\/)|known|pmhx?|h\/o|hx(?: of)?|history of)(?: an?)? $/iu
const everyPurposeByItself = new RegExp(purposeByItself.source, 'giu')
const purposeStands = anyStanding(purposeByItself)
/** `Abdominal pain 0.2 mg/kg`, `Cluster headache infusion`: what instructions begin with, and dose. */
const heading =
  /^(?:acute |severe |chronic )?([\p{L}\s-]{3,40}?)(?=\s*(?:[:,.]\s*)?(?:\d|\b(?:infusion|protocol|adjunct)\b|$))/iu
function namesPurpose(text: string): boolean {
  if (namesMigraine(text)) return false
  const [, head = ''] = heading.exec(text) ?? []
  const isPast = /^(?:failed|prior|previous|past)\b/iu.test(head)
  if ((otherPlaceWords(head) || otherHeadacheWords(head)) && !isPast && !careBefore.test(head)) return true
  return (
    purposeStands(text) &&
    !namesHeadache(text) &&
    Array.from(text.matchAll(everyPurposeByItself)).some(({ index }) => {
      const before = text.slice(0, index)
      return !careBefore.test(before) && !warned.test(before)
    })
  )
}
const namesMigraine = anyStanding(/\bmigrain(?:e|es|ous|osus)\b(?! neuralg)/iu)
/** The neck, the back and the face hurt with a head. */
const namesHeadache = anyStanding(/\b(?:head ?aches?|head pain|ha)\b/iu)
/** A route and a method are procedures themselves. */
const routeHints = anyStanding(wordPattern(['induction', 'rsi', 'rsii', 'sedation', 'psa', 'ketofol', 'pca', 'trd']))

/** `ketamine (restricted to anesthesia, ED)`, `anesthesia or ED use only`, `(ED/ICU/anesthesia)`: who may order it. */
const whoMayOrder =
  /\b(?:restrict\w{0,5}|limited|approved)\b.*|\bana?esthesia\s{0,2}(?:,|\/|&|\band\b|\bor\b).*|\b(?:ed|er|icu|emergency|service)\b[^()]{0,30}(?:[,/&]|\band|\bor)\s{0,2}ana?esthesia\b/giu
const places = 'ed|er|icu|trauma|burn|bay|unit|stock|team|ward|floor|emergency|department|pyxis|use|only|and|or|in'
/** `ketamine injection (ED trauma bay)`, `bolus - burn, ED, ICU`: where it lies. */
const whereItLies = new RegExp(
  `(?:[([]|\\s[-–]\\s)\\s{0,2}(?:\\b(?:${places})\\b[\\s,/&-]{0,3}){2,9}(?=$|[)\\]])`,
  'giu',
)
/** `ketamine (pain, agitation)`: an entry for several purposes, as `for headache or depression` is. */
const forPain =
  /(?:[(,/:]|\bfor\b|\bor\b|\band\b|\s[-–])\s{0,2}(?:(?:acute|chronic)\s)?(?:pain|analgesia)\s{0,2}(?=$|[),/]|\bor\b|\band\b)/iu
const mayBeForMigraine = (words: string): boolean => namesMigraine(words) || namesHeadache(words) || forPain.test(words)
/** `ketamine/propofol 1:1`: it sedates under its full name, too. */
const mixedWithPropofol = /\b(?:propofol|diprivan)\b/i
/** `ketamine infusion (status epilepticus)`: EHRs have an entry of the formulary for each purpose. */
const hintsInName = remembered((concept) =>
  wordsOf(concept).some(
    (words) =>
      mixedWithPropofol.test(words) ||
      orderTextHints(withoutHouseWords(words)) ||
      inOperatingRoom(words) ||
      (!mayBeForMigraine(words) &&
        (namesPurpose(words) ||
          competesInWords(
            withoutHouseWords(words).replace(ofPain, ' ').replace(whoMayOrder, ' ').replace(whereItLies, ' '),
          ))),
  ),
)

/** A line that begins as a sentence does ends the one before; others, and what a heading or a preposition leads to, are wrapped. */
const inSentences = (text: string): string =>
  text.replace(
    /(?<!(?:[:,]|\b(?:for|to|prn|as needed|before|during|of|use|indication|reason|purpose))\s{0,9})\n+(?=(?-i:[A-Z])|\d)/gi,
    '. ',
  )
function instructFor(text: string): boolean {
  const rest = withoutHouseWords(withoutCare(inSentences(text)))
  return orderTextHints(rest) || inOperatingRoom(rest) || saysWhatFor(rest)
}
function noteTells(note: string): boolean {
  const rest = withoutHouseWords(withoutCare(inSentences(withoutTag(bounded(note)))))
  return tellsPurpose(rest) || inOperatingRoom(rest) || saysWhatFor(rest)
}

/** What an order says of its purpose beside its reasons: its instructions, notes, route and the name of its drug. */
function saysOtherwise({ dosages, notes, drug }: Order): boolean {
  const says = (concept: Concept | undefined, hints: (text: string) => boolean): boolean =>
    concept !== undefined && wordsOf(concept).map(withoutTag).some(hints)
  return (
    dosages.some(
      ({ text = '', route, method, neededFor }) =>
        instructFor(bounded(text)) ||
        says(route, routeHints) ||
        // A code without a display is the word itself.
        route?.codes.some(({ code }) => code === 'PCA') === true ||
        says(method, routeHints) ||
        (neededFor !== undefined &&
          !says(neededFor, namesMigraine) &&
          (isCompeting(neededFor) ||
            isProcedural(neededFor) ||
            isOfAnotherPlace(neededFor) ||
            says(neededFor, instructFor))),
    ) ||
    notes.some(noteTells) ||
    hintsInName(drug.concept) ||
    drug.ingredients.some(hintsInName)
  )
}

/** A drug given before or after a procedure (prophylaxis, bowel preparation) is no sedation, unless that is stated too. */
const aroundProcedure =
  /\b(?:prophyla\w{1,8}|prevention|(?:bowel|colonoscopy|endoscopy|egd) prep(?:aration)?|(?:post|after)[\s-]*(?:procedur|surg|operat)\w{0,6})\b/iu
const sedationWords = /sedat|ana?esthe|intubat|\brsi\b|induction/iu
const isDuringProcedure = remembered(
  (concept) =>
    isProcedural(concept) &&
    !wordsOf(concept).some((words) => aroundProcedure.test(words) && !sedationWords.test(words)),
)
/** A headache is a reason for a puncture, and local anaesthesia and treatment of its after-effects are ordered for one. */
const isPuncture = remembered((concept) =>
  wordsOf(concept).some((words) => /\b(?:lumbar|dural) puncture\b/iu.test(words) && !sedationWords.test(words)),
)

/** Given for nothing but anesthesia, or to end it. Propofol is given for migraine, too. */
const isAnesthetic = remembered((concept) =>
  wordsOf(concept).some((words) =>
    /\b(?:etomidate|methohexital|sevoflurane|desflurane|isoflurane|sugammadex)\b/iu.test(words),
  ),
)
/** To which `PRN sedation`, `for anesthesia before IV start` and `for induction` are said: antidotes, what numbs a spot, what brings on labor. */
const neverSedates = remembered((concept) =>
  wordsOf(concept).some((words) =>
    /\b(?:naloxone|narcan|flumazenil|ethyl chloride|emla|oxygen|oxytocin|pitocin|misoprostol|dinoprostone)\b|caine\b/iu.test(
      words,
    ),
  ),
)
/** Of another drug only sedation tells of this one: a cream is applied before any procedure, a drug held for surgery. */
const sedationInSig = anyStanding(
  either(
    /\b(?:for|prn|as needed)(?: for)? (?:(?:procedural|moderate|conscious|deep|icu|vent(?:ilator)?) ){0,2}(?:sedation|anesthesia|intubation|rsi|induction)\b|\bat induction\b|\b(?:procedural|moderate|conscious|deep) sedation\b/iu,
    toRass,
  ),
)
const saysSedation = ({ text = '', neededFor }: Dosage): boolean =>
  sedationInSig(withoutHouseWords(bounded(text))) ||
  (neededFor !== undefined &&
    isDuringProcedure(neededFor) &&
    !isPuncture(neededFor) &&
    wordsOf(neededFor).some((words) => sedationWords.test(words)))

/**
 * Whether another drug is drafted, or active in this encounter, for a procedure: ketamine is then given along with it. A
 * paralysed patient is ventilated, whatever the order says. Other reasons of other drugs, such as pain and depression, say
 * nothing about this one; nor does other ketamine.
 */
function sedates({ orders, medications }: Facts): boolean {
  const isFor = (purpose: (concept: Concept) => boolean, one: Order | MedicationUse): boolean =>
    isGiving(one) && conceptsOf(one.reasons ?? []).some(purpose) && !holdsKetamine(one)
  const isOfNow = ({ kind, status, ofThisEncounter }: MedicationUse): boolean =>
    kind === 'order' && status === 'active' && ofThisEncounter === true
  const sedatedFor = (concept: Concept): boolean => isDuringProcedure(concept) && !isPuncture(concept)
  const isSedative = (one: Order | MedicationUse): boolean =>
    isGiving(one) &&
    !holdsKetamine(one) &&
    (isAnesthetic(one.drug.concept) || (!neverSedates(one.drug.concept) && one.dosages.some(saysSedation)))
  return (
    orders.some((order) => isFor(isDuringProcedure, order) || isSedative(order)) ||
    itemsOf(medications).some(
      (use) => isOfNow(use) && (isNeuromuscularBlocker(use) || isFor(sedatedFor, use) || isSedative(use)),
    )
  )
}

/** Depression of mood, not of breathing, marrow, cortex or an ST segment, and PTSD; not what is only screened for. */
const depressionWords = anyStanding(
  /(?<!\b(?:respiratory|cns|cardiac|myocardial|marrow|spreading|adrenal|skull|immune|s-?t|screen(?:ing)? for)[ -](?:segment )?)\b(?:depression|depressive|mdd|ptsd|post[ -]?traumatic stress)\b(?! (?:of|screen|risk|in (?:full |partial )?remission))/iu,
)
/**
 * What clinics give the antidepressant regimen for; PTSD beside the depression of the When / Then table. Words count where no
 * ICD-10-CM code says what it is: they only keep the card silent.
 */
export const isForRegimen = remembered(
  (concept) =>
    codes.depressionOrTrauma.holds(concept) || saysByWords(concept, (words) => readingsIn(words).some(depressionWords)),
)

/** @param reasons of the encounter, and its diagnoses */
export function competition(facts: Facts, reasons: () => readonly Concept[]): (order: Order) => boolean {
  const isForAnother = once(
    () =>
      reasons().some(isCompeting) ||
      (itemsOf(facts.encounter)[0]?.service ?? []).some(isCompetingService) ||
      competingRoom((itemsOf(facts.encounter)[0]?.places ?? []).flatMap(wordsOf)) ||
      facts.procedures.some(
        ({ concept, reasons: why }) => isCompetingProcedure(concept) || conceptsOf(why).some(isCompeting),
      ) ||
      sedates(facts),
  )
  const weight = once(() => weightOf(facts))
  const takesRegimen = once(() =>
    itemsOf(facts.conditions).some(
      (condition) => stands(condition) && isActive(condition) && isForRegimen(condition.concept),
    ),
  )
  return (order) =>
    isForAnother() ||
    saysOtherwise(order) ||
    isAnaestheticDose(order, weight()) ||
    (takesRegimen() && isAntidepressantRegimen(order, weight()))
}
