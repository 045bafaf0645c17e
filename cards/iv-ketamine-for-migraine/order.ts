import type { Concept, Dosage, Order } from '../guidance.ts'
import { anyWord, bounded, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import type { Policy } from './policy.ts'

/** Gates A, B and F: what one draft is, as far as the draft itself tells. */

const esketamineWords = anyWord(['esketamine', 's-ketamine', '(s)-ketamine', 'spravato'])
const ketamineWords = anyWord(['ketamine', 'ketalar'])
const blockerWords = anyWord([
  'rocuronium',
  'zemuron',
  'vecuronium',
  'succinylcholine',
  'suxamethonium',
  'anectine',
  'quelicin',
  'cisatracurium',
  'nimbex',
  'atracurium',
  'mivacurium',
  'pancuronium',
])

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
  'lollipop',
  'lollypop',
  'cream',
  'gel',
  'ointment',
  'lotion',
  'topical',
  'oral',
  'sublingual',
  'buccal',
  'suppository',
  'rectal',
  'patch',
  'transdermal',
  'syrup',
  'inhalation',
  'mouthwash',
  'odt',
  'disintegrating',
  'vaginal',
  'ophthalmic',
])

const ivWords = anyWord([
  'iv',
  'i.v',
  'i/v',
  'ivp',
  'ivpb',
  'iv push',
  'intravenous',
  'intravenously',
  'intravenös',
  'intraveineuse',
  'central venous',
  'central line',
  'picc',
])
const otherRouteWords = anyWord([
  'im',
  'i.m',
  'i/m',
  'intramuscular',
  'intramuscularly',
  'subcutaneous',
  'subcutaneously',
  'subcut',
  'subq',
  'sub-q',
  'sub-cut',
  'sq',
  'sc',
  's.c',
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
  'oral',
  'orally',
  'po',
  'p.o',
  'by mouth',
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
  'sl',
  'buccal',
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
  'intra-arterial',
  'caudal',
  'perineural',
])
/** Names of routes that leave the vein open, as a code for an unspecified route does. */
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
/** What is said of oxygen, diet and other drugs is no route of this one. */
const besideTheRoute =
  /\bnasal\s+(?:cannula|canula|prongs?|o2|oxygen)\b|\b(?:oral|po)\s+(?:care|airway|intake|meds?|medications?|hygiene|fluids?|diet|analges\w{1,10})\b|\btolerat\w{1,5}\s+(?:po|oral\w{0,2})\b/gi
const intraosseousWords = anyWord(['intraosseous', 'io', 'i.o'])

/** A continuous rate in words: `0.2 mg/kg/h`, `15 mg/hr`, `5 mcg/kg/min`. */
const rateInWords = /\d\s*(?:mg|mcg|ug|µg|μg)(?:\s*\/\s*kg)?\s*(?:\/|\s+per\s+)\s*(?:h|hr|hour|min|minute)\b/i
const continuousRate = /^(?:mg|mcg|ug|g)(?:\/kg)?\/(?:h|min)$/

const isEsketamine = (concept: Concept): boolean =>
  codes.esketamine.holds(concept) || wordsOf(concept).some(esketamineWords)

/** A coded or worded ketamine; esketamine is another drug. */
export const isKetamine = (concept: Concept): boolean =>
  !isEsketamine(concept) && (codes.ketamine.holds(concept) || wordsOf(concept).some(ketamineWords))

/** The product, or any ingredient of a mix. */
export const holdsKetamine = ({ drug }: Pick<Order, 'drug'>): boolean =>
  !isEsketamine(drug.concept) && [drug.concept, ...drug.ingredients].some(isKetamine)

export const isNeuromuscularBlocker = ({ drug }: Pick<Order, 'drug'>): boolean =>
  [drug.concept, ...drug.ingredients].some(
    (concept) => codes.neuromuscularBlocker.holds(concept) || wordsOf(concept).some(blockerWords),
  )

export type Route = 'intravenous' | 'other' | 'unknown' | 'unrecognised'

/** What words say; both kinds at once (`IV or IM`) say nothing certain. */
function routeInWords(words: string, policy: Policy): Route | undefined {
  const text = bounded(words).replace(besideTheRoute, ' ')
  const bone = intraosseousWords(text)
  const intravenous = ivWords(text) || (bone && policy.io === 'iv')
  const other = otherRouteWords(text) || (bone && policy.io === 'non-iv')
  if (intravenous && other) return 'unknown'
  return intravenous ? 'intravenous' : other ? 'other' : undefined
}

function codedRoute(concept: Concept, policy: Policy): Route | undefined {
  if (codes.routeIv.holds(concept)) return 'intravenous'
  const words = wordsOf(concept).join(' ')
  if (codes.routeOther.holds(concept)) return policy.io === 'iv' && intraosseousWords(words) ? 'intravenous' : 'other'
  if (codes.routeUnclear.holds(concept)) return undefined
  const named = routeInWords(words, policy)
  if (named !== undefined || unspecificRouteWords(words)) return named
  return concept.codes.length > 0 || words !== '' ? 'unrecognised' : undefined
}

/** A method speaks only when it names a vein: push and infusion by other routes exist. */
function methodRoute(concept: Concept, policy: Policy): Route | undefined {
  if (codes.routeIv.holds(concept)) return 'intravenous'
  return routeInWords(wordsOf(concept).join(' '), policy)
}

function routeOfDosage({ route, method, text, rate }: Dosage, policy: Policy): Route | undefined {
  return (
    (route && codedRoute(route, policy)) ??
    (method && methodRoute(method, policy)) ??
    (text === undefined ? undefined : routeInWords(text, policy)) ??
    ((rate !== undefined && continuousRate.test(rate.unit)) || rateInWords.test(bounded(text ?? ''))
      ? 'intravenous'
      : undefined)
  )
}

const isInjectable = ({ drug }: Order): boolean => {
  const injectedByCode = codes.injectable.holds(drug.concept)
  const words = [...wordsOf(drug.concept), ...(drug.form === undefined ? [] : wordsOf(drug.form))]
  return injectedByCode || !words.some(notInjectedWords)
}

/**
 * The route of the draft. Any intravenous dosage makes it intravenous. Without a route the label's own ambiguity stays:
 * ketamine for injection is given intravenously or intramuscularly, so it is unknown; another dose form is not injected.
 */
export function routeOf(order: Order, policy: Policy): Route {
  const told = order.dosages
    .map((dosage) => routeOfDosage(dosage, policy))
    .filter((route): route is Route => route !== undefined)
  for (const route of ['intravenous', 'unknown', 'other', 'unrecognised'] as const) {
    if (told.includes(route)) return route === 'unknown' && !isInjectable(order) ? 'other' : route
  }
  const named = routeInWords(wordsOf(order.drug.concept).join(' '), policy)
  if (named === 'intravenous' || named === 'other') return named
  return isInjectable(order) ? 'unknown' : 'other'
}
