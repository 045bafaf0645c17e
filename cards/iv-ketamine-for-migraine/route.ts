import type { Concept, Dosage, Order, Quantity } from '../facts.ts'
import { remembered } from '../remember.ts'
import { anyWord, bounded, wordPattern, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import type { Policy } from './policy.ts'

/** By which route a draft is to be given (gate B), as far as the draft itself tells. */

/** Words of a form that is not injected. */
const notInjectedWords = anyWord([
  'nasal',
  'intranasal',
  'spray',
  'tablet',
  'tablets',
  'tab',
  'capsule',
  'capsules',
  'troche',
  'troches',
  'lozenge',
  'lozenges',
  'wafer',
  'wafers',
  'pastille',
  'pastilles',
  'lollipop',
  'lollipops',
  'lollypop',
  'lollypops',
  'cream',
  'creams',
  'gel',
  'gels',
  'ointment',
  'ointments',
  'lotion',
  'topical',
  'oral',
  'sublingual',
  'buccal',
  'suppository',
  'suppositories',
  'rectal',
  'patch',
  'patches',
  'transdermal',
  'syrup',
  'inhalation',
  'mouthwash',
  'mouth wash',
  'melt',
  'foam',
  'paste',
  'elixir',
  'gummy',
  'gummies',
  'inhaler',
  'lipoderm',
  'plo',
  'mouth rinse',
  'mouthrinse',
  'drops',
  'odt',
  'rdt',
  'disintegrating',
  'dissolving',
  'vaginal',
  'ophthalmic',
])

const ivPattern = wordPattern([
  'iv',
  'i.v',
  'i/v',
  'ivp',
  'ivpb',
  'ivi',
  'ivpush',
  'intraven',
  'iv push',
  'intravenous',
  'intravenously',
  'intra-venous',
  'intra-venously',
  'intravenös',
  'intraveineuse',
  'piv',
  'central venous',
  'central line',
  'picc',
  'ivinf',
  'into a vein',
  'into the vein',
])
const otherRoutePattern = wordPattern([
  'im',
  'i.m',
  'i/m',
  'intramuscular',
  'intramuscularly',
  'intra-muscular',
  'intra-muscularly',
  'subcutaneous',
  'subcutaneously',
  'sub-cutaneous',
  'sub-cutaneously',
  'subcut',
  'subq',
  'sub-q',
  'sub-cut',
  'sq',
  'sc',
  's.c',
  's/c',
  'csci',
  'nasal',
  'intranasal',
  'intranasally',
  'nasally',
  'nostril',
  'nostrils',
  'nare',
  'nares',
  'atomizer',
  'atomiser',
  'atomization',
  'atomisation',
  'mucosal',
  'oral',
  'orally',
  'po',
  'p.o',
  'by mouth',
  'per os',
  'under the tongue',
  'via ng',
  'via nj',
  'via peg',
  'ng tube',
  'g-tube',
  'peg tube',
  'feeding tube',
  'enteral',
  'swish',
  'gargle',
  'odt',
  'transmucosal',
  'vaginal',
  'ophthalmic',
  'sublingual',
  'sublingually',
  'sl',
  's/l',
  'buccal',
  'buccally',
  'rectal',
  'rectally',
  'pr',
  'topical',
  'topically',
  'transdermal',
  'epidural',
  'intrathecal',
  'inhaled',
  'inhalation',
  'nebulize',
  'nebulise',
  'nebulized',
  'nebulised',
  'nebulizer',
  'nebuliser',
  'nebulization',
  'nebulisation',
  'neb',
  'irrigation',
  'intradermal',
  'intra-articular',
  'intraarticular',
  'intraarticularly',
  'intra-arterial',
  'per rectum',
  'via mad',
  'deltoid',
  'into the joint',
  'caudal',
  'perineural',
])
/** Names of routes that do not say whether a vein is meant, like a code for an unspecified route. */
const unspecificRouteWords = anyWord([
  'injection',
  'inj',
  'injectable',
  'parenteral',
  'infusion',
  'intra-catheter',
  'other',
  'unknown',
  'unspecified',
  'see admin instructions',
  'see instructions',
  'as directed',
])
/** Not `intractable`, `intracranial` or `intraoperative`. */
const intoAPart = String.raw`intra(?!ct|cran|op|proc|[\s-]?(?:cath|vasc|ven|port|lum))`
const aRegion = String.raw`(?:local|regional)\b(?! (?:protocol|polic(?:y|ies)|guidelines?|orders?|practice|standards?|build|formulary|pharmacy)\b)`
/** Where else a route leads: `Nerve Block Injection`, `Intraarticular`; not `subdissociative` or `perioperative`. */
const intoAnotherPlace = new RegExp(
  String.raw`\b(?:${intoAPart}|peri(?!ph|op|proc|od)|para(?!cet|met|llel)|retro(?!grad)|sub(?!st|seq|clav|dis|anes|anaes))\p{L}|\b(?:nerves?|blocks?|plexus|wounds?|fascial?|joints?|infiltrat\w{1,4}|trigger[\s-]points?)\b|\b${aRegion}`,
  'iu',
)
/** What else is given to these patients, and by a route of its own. */
const namedDrugs = [
  'triptans?|\\w{2,9}triptan|dihydroergotamine|dhe|prochlorperazine|compazine|metoclopramide|reglan|ketorolac|toradol',
  'magnesium|valpro\\w{2,4}|depacon|diphenhydramine|benadryl|droperidol|haloperidol|haldol|ondansetron|zofran|promethazine',
  'chlorpromazine|dexamethasone|decadron|methylprednisolone|solu-?medrol|acetaminophen|tylenol|ofirmev|ibuprofen|naproxen',
  'lidocaine|propofol|midazolam|versed|lorazepam|ativan|opioids?|opiates?|narcotics?|morphine|hydromorphone|dilaudid|fentanyl|heparin|glycopyrrolate',
  'clonidine|scopolamine|albuterol|hydroxyzine|vistaril|topiramate|gabapentin|propranolol|aspirin|excedrin|\\w{2,9}gepant|nurtec',
].join('|')
const otherDrugs = String.raw`meds?|medications?|agents?|therap\w{1,3}|treatments?|options?|cocktails?|fluids?|analges\w{1,10}|antiemetics?|nsaids?|${namedDrugs}`
/** Words about oxygen, diet and other drugs name no route of this one, nor does an IV access that is missing or still to come. */
const besideTheRoute = new RegExp(
  [
    String.raw`\b(?:no|without|lacks?|lacking|until)\s+p?iv\b(?!\s+(?:push|bolus|pump|load\w{0,3}|contrast|fluids?)\b)(?:\s+(?:access|line)\b)?`,
    String.raw`\b(?:obtain|establish|place|get|lost|difficult|pending)\s+(?:an?\s+)?p?iv(?=\s+(?:access|line)\b|$|[.,;)])`,
    String.raw`\biv\s+(?:access\s+|line\s+)?(?:is\s+)?(?:not\s+(?:available|established|obtainable|required|needed)|contraindicated|infiltrated|unavailable|unobtainable)\b`,
    String.raw`\bnasal\s+(?:cannula|canula|prongs?|o2|oxygen)\b`,
    String.raw`\b(?:oral|po)\s+(?:care|airway|intake|hygiene|diet|secretions?|temp(?:erature)?s?|rehydration|hydration|contraceptives?|prednisone|steroids?|swabs?)\b|\btolerat\w{1,5}\s+(?:po|oral\w{0,2})\b|\b(?:unable\s+to|cannot|can'?t)\s+take\s+(?:po|oral\w{0,2})\b|\b(?:switch|transition|convert)\s+to\s+(?:po|oral)\s+(?:when|after|once|as|if)\b|\b(?:sc|subq|subcutaneous)\s+port\b`,
    String.raw`\b(?:oral|po|im|intramuscular|nasal|intranasal|sc|subq|subcut(?:aneous)?|sl|sublingual|rectal|pr)\s+(?:${otherDrugs})\b`,
    String.raw`(?<!\bketamine\b[^.;]{0,15}(?:[/+&-]|\b(?:and|with|plus)|w/) ?)\b(?:${namedDrugs})\s+(?:\d+(?:\.\d+)?\s?(?:mg|mcg|g)\s+)?(?:po|by mouth|orally|odt|im|sc|sq|subq|sl|pr|nasal spray)\b`,
    String.raw`\b(?:nothing|nil)\s+(?:by mouth|per os|orally|po)\b`,
    String.raw`\b(?:no|not|never)\s+(?:(?:for|by|to|be|give|given|use|via)\s+){0,3}(?:im|in|sc|sq|subq|po|sl|pr)(?:,\s*(?:im|in|sc|sq|subq|po|sl|pr)){1,3},?\s+n?or\s+(?:im|in|sc|sq|subq|po|sl|pr)\b`,
    String.raw`\b(?:failed|refus\w{2,3}|declin\w{2,3})\s+(?:(?:oral|po|im|sc),\s+)?(?:(?:oral|po|im|sc),?(?:\s+(?:and|or|&)\s+|\s*/\s*))?(?:oral|po|im|in|sc|nasal|intranasal)\b(?:\s+spray\b)?`,
  ].join('|'),
  'gi',
)
const intraosseousWords = anyWord(['intraosseous', 'io', 'i.o'])

/** A continuous rate in words: `0.2 mg/kg/h`, `15 mg/hr`, `5 mcg/kg/min`. */
const rateInWords =
  /\d\s*(?:mg|mcg|ug|µg|μg)(?:\s*(?:\/|\s+per\s+)\s*kg)?\s*(?:\/|\s+per\s+)\s*(?:h|hr|hour|min|minute)\b/i
const continuousRate = /^(?:mg|mcg|ug|g)(?:\/kg)?\/(?:h|min)$/
/** Some clients have one field for a dose and for a rate. */
const isContinuous = (amount: Quantity | undefined): boolean => amount !== undefined && continuousRate.test(amount.unit)
const infusion = anyWord(['infusion', 'infuse', 'infused'])
/** Where else something is infused, by what, or that it is not. */
const notIntoAVein = new RegExp(
  [
    String.raw`\b(?:${intoAPart}|intra[\s-]?vasc)`,
    String.raw`\b(?:nerves?|blocks?|plexus|pnb|wounds?|paravertebral|interscalene|adductor|fascial?|tap|pain pump|elastomeric|on-?q|joint|hypodermoclysis|tube)\b`,
    String.raw`(?<!\b(?:peripheral|midline|venous|iv|foley|urinary) )\bcatheters?\b`,
    String.raw`\b${aRegion}`,
    String.raw`\barterial\b(?! (?:lines?|blood|pressure|bp|monitor))`,
    String.raw`\b(?:no|not|never|don'?t|do not|without) (?:for |to |by |an? )?(?:continuous )?infus[a-z]*\b(?! (?:faster|slower|above|beyond|more|longer|through|via|in|with|together|at|over|if|until|unless|when|while|rates?|reactions?)\b)`,
  ].join('|'),
  'i',
)
/** What was tried before ketamine. */
const earlierBlock =
  /\b(?:failed|after|s\/p|post|despite|following|refractory to|resistant to|(?:relief|response|improvement) (?:to|with|from|after))\s+(?:\w+\s+){0,3}blocks?\b|\b(?:nerve|ganglion|\bspg|\bgon) blocks? (?:have |has )?(?:failed|did not|ineffective|without)\b/gi
const isNotIntoAVein = (text: string): boolean => notIntoAVein.test(bounded(text).replaceAll(earlierBlock, ' '))

export type Route = 'intravenous' | 'other' | 'unknown' | 'unrecognised'

/** Whether intraosseous counts as intravenous. */
type Bone = Policy['io']

/** `20 mg IN once`: capitals, and not what it is diluted in (`IN 100 ML`, `IN NS`). */
const intoTheNose =
  /(?<![a-zA-Z])(?:mg|MG|mcg|MCG|mL|ml|ML)(?:\/(?:kg|KG))? +IN(?= *(?:$|[,.;()])| +(?:[Oo]nce|ONCE|[Ii]f|IF|[Tt]hen|THEN|[Nn]ow|NOW|prn|PRN|stat|STAT|x ?\d|X ?\d|q ?\d|Q ?\d|every|EVERY|via|VIA|each|EACH)\b)/
/** As hospices of Britain and Australia infuse under the skin: `100 mg over 24 hours via syringe driver`. */
const underTheSkin =
  /\b(?:t34|graseby|mckinley)\b|\bsyringe driver\b[^.;]{0,40}\b24 ?h|\b24 ?h[^.;]{0,40}\bsyringe driver\b/i

const everyOtherRoute = new RegExp(otherRoutePattern.source, 'giu')
const ruledOut =
  /\b(?:(?:no|not|never|don't)\s+(?:(?:for|by|to|be|give|given|use|via)\s+){0,3}(?:[a-z]{2,3}(?:\s*\/\s*|\s+n?or\s+)){0,2}|(?:instead|in place|in lieu) of\s+|(?:rather than|refus\w{2,3}|declin\w{2,3})\s+)$/i
const isRuledOut = (text: string, at: number): boolean => ruledOut.test(text.slice(Math.max(0, at - 40), at))
/** Every other route that is named, except where it is ruled out (`not IM`). */
const otherRoutesIn = (text: string): readonly RegExpExecArray[] =>
  [...text.matchAll(everyOtherRoute)].filter(({ index }) => !isRuledOut(text, index))

const everyVein = new RegExp(ivPattern.source, 'giu')
/** What is ruled out of the vein in part: what is not to be pushed may be infused. */
const inPart = /^ivp(?:ush)?\b|^\S+\s+(?:push|bolus|gravity|tubing|undiluted)\b/i
const forbidden = /\b(?:no|not|never|don't)\s[^.;]*$/i
/** `Do not give IV`, and not `do not give IV faster than`. */
const wholly =
  /^\S*[.,;:)]|^\S+(?:\s+(?:use|routes?|injection|administration|ketamine|at all|only|today|now))*\s*(?:$|[.,;:)/\d-]|\b(?:or|nor|and|but|give|for|due|because|im|in|po|sc|sl)\b(?!\s+same\b))/i
const somethingElse = new RegExp(
  String.raw`^\S+\s+(?:${otherDrugs}|hydration|solution|formulation|form|product|insertion|placement|cannulation|access|lines?|sites?|catheters?|cannulas?|in place|ns|lr|saline)\b`,
  'i',
)
/** `Instead of IV opioids` rules the opioids out. */
const isVeinRuledOut = (text: string, { index }: RegExpExecArray): boolean =>
  isRuledOut(text, index) &&
  (inPart.test(text.slice(index)) || oneVein.test(text.slice(index)) || !somethingElse.test(text.slice(index)))
/** `Use IV solution intranasally`, `then start IV`, `flush IV`, `pt has IV`. */
const asMeans =
  /\b(?:us(?:e|ing)|from|mix|of|(?<!\bif\b[^.;]{0,20})ha(?:s|ve)|keep|maintain|start|insert|place|remove|flush)\s+(?:(?:the|an?|this|injectable)\s+|\d+\s?mg\/ml\s+){0,3}$/i
/** What is not to be given in this vein may be given in another. */
const oneVein = /^(?:piv|picc|central)\b/i
const givenBy = /(?:\b(?:via|through|by|in|into|per)\s+(?:(?:the|an?)\s+)?|\d\s?m[gl](?:\/kg)?\s+)$/i
const anInfusion =
  /^(?:i\.v\.|\S*[^\s.,;])\s+(?:push|bolus|drip|infusion|load\w{0,3}|pump|piggyback|route|ketamine|at|over|\d)|^\S+[.,;]\s[^.;]{0,30}\bover\s\d/i
/** `Midazolam 2 mg IV PRN`. */
const ofAnotherDrug = new RegExp(
  String.raw`(?<!\bketamine\b[^.;]{0,15}(?:[/+&-]|\b(?:and|with|plus)|w/) ?)\b(?:${namedDrugs})\s+\d+(?:\.\d+)?\s?(?:mg|mcg|g)\s+$`,
  'i',
)
/** Whether ketamine is given into the vein that is named, where another route is named too. */
function isOfKetamine(text: string, { index }: RegExpExecArray): boolean {
  const before = text.slice(Math.max(0, index - 40), index)
  const rest = text.slice(index)
  if (ofAnotherDrug.test(before)) return false
  if (givenBy.test(before)) return true
  return !somethingElse.test(rest) && (anInfusion.test(rest) || !asMeans.test(before))
}
const conditional = /^\s*(?:only\s+)?(?:if|when|unless)\b/i
const choice = /^[\s,&-]*(?:and)?[\s,&-]*$|\/|\b(?:or|if|unless|else|otherwise|versus|vs)\b/i

/**
 * Whether another route is named as a choice beside the vein. A later sentence about something else offers none.
 */
function isChoice(text: string, vein: RegExpExecArray, others: readonly RegExpExecArray[]): boolean {
  const end = vein.index + vein[0].length
  for (const { index, 0: other } of others) {
    if (index < vein.index || conditional.test(text.slice(index + other.length))) return true
    const sentences = text.slice(end, index).split(/[.;]\s/)
    if (
      sentences.length === 1 ? choice.test(sentences[0] ?? '') : /^\s*(?:or|otherwise)\b/i.test(sentences.at(-1) ?? '')
    )
      return true
  }
  return false
}

/** What words say; a choice of both kinds (`IV or IM`) says nothing certain. */
function routeInWords(words: string, io: Bone): Route | undefined {
  const text = bounded(words).replace(besideTheRoute, ' ')
  const bone = intraosseousWords(text)
  const others = otherRoutesIn(text)
  const intoNose = intoTheNose.test(text)
  const named = [...text.matchAll(everyVein)]
  const ruled = named.filter((one) => isVeinRuledOut(text, one))
  const allowed = named.filter((one) => !ruled.includes(one))
  const elsewhere = others.length > 0 || intoNose
  const [vein] = elsewhere ? allowed.filter((one) => isOfKetamine(text, one)) : allowed
  const perhaps = ruled.some(({ index }) => {
    const rest = text.slice(index)
    const isWhole =
      oneVein.test(rest) || wholly.test(rest) || !forbidden.test(text.slice(Math.max(0, index - 40), index))
    return !isWhole || inPart.test(rest) || (!elsewhere && oneVein.test(rest))
  })
  const intravenous = vein !== undefined || perhaps || (bone && io === 'iv')
  const other =
    elsewhere ||
    (vein === undefined && ((ruled.length > 0 && !perhaps) || underTheSkin.test(text))) ||
    (bone && io === 'non-iv')
  if (intravenous && other)
    return vein !== undefined && others.length > 0 && !bone && !isChoice(text, vein, others) ? 'intravenous' : 'unknown'
  return intravenous ? 'intravenous' : other ? 'other' : undefined
}

const namedRoute = (concept: Concept, io: Bone): Route | undefined => routeInWords(wordsOf(concept).join(' '), io)

function codedRoute(concept: Concept, io: Bone): Route | undefined {
  if (codes.routeIv.holds(concept)) return 'intravenous'
  const words = wordsOf(concept).join(' ')
  if (codes.routeOther.holds(concept)) return io === 'iv' && intraosseousWords(words) ? 'intravenous' : 'other'
  if (codes.routeUnclear.holds(concept)) return undefined
  // A site's own code may be the word itself: `IV DRIP`.
  const named = routeInWords(words === '' ? concept.codes.map(({ code }) => code).join(' ') : words, io)
  if (named !== undefined) return named
  if (intoAnotherPlace.test(words)) return 'other'
  if (unspecificRouteWords(words)) return undefined
  return concept.codes.length > 0 || words !== '' ? 'unrecognised' : undefined
}

/** How nothing is given into a vein. */
const ofOtherForms = anyWord([
  'apply',
  'chew',
  'dissolve',
  'gargle',
  'inhale',
  'rub',
  'spray',
  'suck',
  'swallow',
  'swish',
])
/** A method speaks when it names a route: push alone is by any. */
const methodRoute = (concept: Concept, io: Bone): Route | undefined =>
  codes.routeIv.holds(concept)
    ? 'intravenous'
    : (namedRoute(concept, io) ?? (wordsOf(concept).some(ofOtherForms) ? 'other' : undefined))

/** Gate B names infusion beside push into a vein; not one into another vessel or cavity. */
const isInfusion = remembered(
  (method) =>
    !codes.routeUnclear.holds(method) &&
    !codes.routeOther.holds(method) &&
    wordsOf(method).some((words) => infusion(words) && !notIntoAVein.test(words)),
)

const veinSite = wordPattern(['iv', 'vein', 'venous', 'picc', 'central line'])
const otherSite =
  /\b(?:nos(?:e|trils?)|nasal|nares?|muscles?|deltoid|glute\w{1,4}|vastus|epidural|intrathecal|(?:subcutaneous|skin)(?! (?:over |of )?(?:the )?(?:chest )?port\b)|joint|nerves?|plexus|wounds?|scalp|mouth|rectum|temples?)\b/i
const siteRoute = remembered((site): Route | undefined => {
  const words = wordsOf(site)
  if (words.some((said) => veinSite.test(said))) return 'intravenous'
  return words.some((said) => otherSite.test(said)) ? 'other' : undefined
})

const readRoutes = (io: Bone) => ({
  coded: remembered((concept) => codedRoute(concept, io)),
  ofMethod: remembered((concept) => methodRoute(concept, io)),
  named: remembered((concept) => namedRoute(concept, io)),
})
const routes = { iv: readRoutes('iv'), 'non-iv': readRoutes('non-iv') } as const

/** @param mayBeInfused whether the product may be infused into a vein, by its name and form */
function routeOfDosage(dosage: Dosage, { io }: Policy, mayBeInfused: boolean): Route | undefined {
  const { route, method, site, text } = dosage
  const coded = route && routes[io].coded(route)
  return (
    (coded === 'unrecognised' ? undefined : coded) ??
    (method && routes[io].ofMethod(method)) ??
    (text === undefined ? undefined : routeInWords(text, io)) ??
    (site && siteRoute(site)) ??
    (mayBeInfused && runs(dosage) ? 'intravenous' : undefined) ??
    coded ??
    (mayBeInfused && isInfused(dosage) ? 'intravenous' : undefined)
  )
}

/** Asked of a dosage that names no route that is known. */
const runs = ({ rate, dose, text = '' }: Dosage): boolean =>
  (isContinuous(rate) || isContinuous(dose) || rateInWords.test(bounded(text))) && !isNotIntoAVein(text)

/** Asked of a dosage that names no route of its own. */
const isInfused = ({ method, text = '' }: Dosage): boolean =>
  method !== undefined && isInfusion(method) && !isNotIntoAVein(text)

const namesAnotherPlace = remembered((concept) => wordsOf(concept).some((words) => intoAnotherPlace.test(words)))
const namesOtherForm = remembered((concept) => wordsOf(concept).some(notInjectedWords))

/** What is counted, dissolved or rubbed in is not injected, whatever the product is called: `1 troche`, `Apply to temples`. */
const counted =
  'sprays?|tab(?:let)?s?|tbl|cap(?:sule)?s?|troches?|lozenges?|loz|wafers?|pastilles?|lollipops?|lollypops?|suppositor(?:y|ies)|patch(?:es)?|films?|gumm(?:y|ies)|applications?|puffs?'
const countedUnit = new RegExp(`^(?:${counted})$`, 'i')
const countedInSig = new RegExp(
  String.raw`^(?:(?:take|use|give|let|place|insert|apply|suck|chew|dissolve|melt|put)\s+)?(?:up to\s+)?(?:\d+(?:\.\d+)?(?:\s?(?:-|to)\s?\d+)?|an?|one|two|half|1/2)\s+(?:an?\s+)?(?:\d+(?:\.\d+)?\s?mg\s+)?(?:${counted})\b(?!\s+(?:of\s+)?(?:${otherDrugs})\b)|^(?:apply|rub|massage)\b(?!\s+(?:\w+\s+){0,2}(?:leads?|monitors?|pads?|tourniquet|oxygen|packs?|ice|compress(?:es)?|pulse|oximeter|emla|lmx|bandage|heat|pressure)\b)[^.;]{0,40}\b(?:temples?|area|skin|neck|forehead|scalp|sparingly|liberally|pumps?)\b|^(?:swish|drink|suck|chew|dissolve|swallow)\b`,
  'i',
)
/** What follows is given into a vein or a muscle: `Apply pulse oximeter, then 20 mg over 15 min`. */
const thenInjected =
  /(?<!\bnot )\b(?:infused?|slow push|bolus)\b|(?:[.;,:]|\bthen\b)[^.;]{0,30}\d\s?mg(?:\/kg)?[^.;]{0,20}\bover\s\d/i
const isCountedIn = (sig: string): boolean => countedInSig.test(sig) && !thenInjected.test(sig)
const isCounted = ({ dose, text }: Dosage): boolean =>
  (dose !== undefined && countedUnit.test(dose.unit)) || (text !== undefined && isCountedIn(bounded(text)))

const isInjectable = ({ drug: { concept, form }, dosages }: Pick<Order, 'drug' | 'dosages'>): boolean =>
  !dosages.some(isCounted) &&
  (codes.injectable.holds(concept) || !(namesOtherForm(concept) || (form !== undefined && namesOtherForm(form))))

/** What of several dosages holds: any intravenous one makes the draft intravenous. */
const byPrecedence = ['intravenous', 'unknown', 'other', 'unrecognised'] as const

/**
 * The route of the draft. Without a route the label's own ambiguity stays: ketamine for injection is given
 * intravenously or intramuscularly, so it is unknown; another dose form is not injected.
 */
export function routeOf(order: Pick<Order, 'drug' | 'dosages'>, policy: Policy): Route {
  const named = routes[policy.io].named(order.drug.concept)
  const mayBeInfused =
    named !== 'other' && isInjectable(order) && (named !== undefined || !namesAnotherPlace(order.drug.concept))
  const told = order.dosages.map((dosage) => routeOfDosage(dosage, policy, mayBeInfused))
  for (const route of byPrecedence) {
    if (told.includes(route)) return route === 'unknown' && !isInjectable(order) ? 'other' : route
  }
  if (named === 'intravenous' || named === 'other') return named
  return isInjectable(order) ? 'unknown' : 'other'
}
