import type { Concept, Dosage, Order, Quantity } from '../facts.ts'
import { remembered } from '../remember.ts'
import { anyWord, bounded, wordPattern, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import type { Policy } from './policy.ts'
import {
  anotherDrug,
  besideTheRoute,
  infusion,
  intoAnotherPlace,
  intraosseousWords,
  isNotIntoAVein,
  ivPattern,
  notInjectedWords,
  otherDrugs,
  otherRoutePattern,
  unspecificRouteWords,
} from './route-words.ts'

/** By which route a draft is to be given (gate B), as far as the draft itself tells. */

/** A continuous rate in words: `0.2 mg/kg/h`, `15 mg/hr`, `5 mcg/kg/min`. */
const rateInWords =
  /\d\s*(?:mg|mcg|ug|µg|μg)(?:\s*(?:\/|\s+per\s+)\s*kg)?\s*(?:\/|\s+per\s+)\s*(?:h|hr|hour|min|minute)\b/i
const continuousRate = /^(?:mg|mcg|ug|g)(?:\/kg)?\/(?:h|min)$/
/** Some clients have one field for a dose and for a rate. */
const isContinuous = (amount: Quantity | undefined): boolean => amount !== undefined && continuousRate.test(amount.unit)

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
function isVeinRuledOut(text: string, { index }: RegExpExecArray): boolean {
  const rest = text.slice(index)
  return isRuledOut(text, index) && (inPart.test(rest) || oneVein.test(rest) || !somethingElse.test(rest))
}
/** `Use IV solution intranasally`, `then start IV`, `flush IV`, `pt has IV`. */
const asMeans =
  /\b(?:us(?:e|ing)|from|mix|of|(?<!\bif\b[^.;]{0,20})ha(?:s|ve)|keep|maintain|start|insert|place|remove|flush)\s+(?:(?:the|an?|this|injectable)\s+|\d+\s?mg\/ml\s+){0,3}$/i
/** What is not to be given in this vein may be given in another. */
const oneVein = /^(?:piv|picc|central)\b/i
const givenBy = /(?:\b(?:via|through|by|in|into|per)\s+(?:(?:the|an?)\s+)?|\d\s?m[gl](?:\/kg)?\s+)$/i
const anInfusion =
  /^(?:i\.v\.|\S*[^\s.,;])\s+(?:push|bolus|drip|infusion|load\w{0,3}|pump|piggyback|route|ketamine|at|over|\d)|^\S+[.,;]\s[^.;]{0,30}\bover\s\d/i
/** `Midazolam 2 mg IV PRN`. */
const ofAnotherDrug = new RegExp(String.raw`${anotherDrug}\s+\d+(?:\.\d+)?\s?(?:mg|mcg|g)\s+$`, 'i')
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
    wordsOf(method).some((words) => infusion(words) && !isNotIntoAVein(words)),
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
