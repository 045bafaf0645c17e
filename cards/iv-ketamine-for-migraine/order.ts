import type { Concept, Dosage, Order } from '../guidance.ts'
import { remembered } from '../remember.ts'
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
  'norcuron',
  'succinylcholine',
  'suxamethonium',
  'anectine',
  'quelicin',
  'cisatracurium',
  'nimbex',
  'atracurium',
  'mivacurium',
  'mivacron',
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
  'mouth rinse',
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
  'atomization',
  'atomisation',
  'mucosal',
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

const isEsketamine = remembered((concept) => codes.esketamine.holds(concept) || wordsOf(concept).some(esketamineWords))

/** A coded or worded ketamine; esketamine is another drug. */
export const isKetamine = remembered(
  (concept) => !isEsketamine(concept) && (codes.ketamine.holds(concept) || wordsOf(concept).some(ketamineWords)),
)

/** The product, or any ingredient of a mix. */
export const holdsKetamine = ({ drug }: Pick<Order, 'drug'>): boolean =>
  isKetamine(drug.concept) || (drug.ingredients.some(isKetamine) && !isEsketamine(drug.concept))

const isBlocker = remembered(
  (concept) => codes.neuromuscularBlocker.holds(concept) || wordsOf(concept).some(blockerWords),
)

export const isNeuromuscularBlocker = ({ drug }: Pick<Order, 'drug'>): boolean =>
  isBlocker(drug.concept) || drug.ingredients.some(isBlocker)

export type Route = 'intravenous' | 'other' | 'unknown' | 'unrecognised'

/** Whether intraosseous counts as intravenous. */
type Bone = Policy['io']

/** `20 mg IN once`: capitals, and not what it is diluted in (`IN 100 ML`, `IN NS`). */
const intoTheNose =
  /\b(?:mg|MG|mcg|MCG|mL|ml|ML)(?:\/(?:kg|KG))? +IN(?= *(?:$|[,.;()])| +(?:[Oo]nce|ONCE|[Nn]ow|NOW|prn|PRN|stat|STAT|x ?\d|X ?\d|q ?\d|Q ?\d|every|EVERY|via|VIA|each|EACH)\b)/

/** What words say; both kinds at once (`IV or IM`) say nothing certain. */
function routeInWords(words: string, io: Bone): Route | undefined {
  const text = bounded(words).replace(besideTheRoute, ' ')
  const bone = intraosseousWords(text)
  const intravenous = ivWords(text) || (bone && io === 'iv')
  const other = otherRouteWords(text) || intoTheNose.test(text) || (bone && io === 'non-iv')
  if (intravenous && other) return 'unknown'
  return intravenous ? 'intravenous' : other ? 'other' : undefined
}

const namedRoute = (concept: Concept, io: Bone): Route | undefined => routeInWords(wordsOf(concept).join(' '), io)

function codedRoute(concept: Concept, io: Bone): Route | undefined {
  if (codes.routeIv.holds(concept)) return 'intravenous'
  const words = wordsOf(concept).join(' ')
  if (codes.routeOther.holds(concept)) return io === 'iv' && intraosseousWords(words) ? 'intravenous' : 'other'
  if (codes.routeUnclear.holds(concept)) return undefined
  const named = routeInWords(words, io)
  if (named !== undefined || unspecificRouteWords(words)) return named
  return concept.codes.length > 0 || words !== '' ? 'unrecognised' : undefined
}

/** A method speaks only when it names a vein: push and infusion by other routes exist. */
const methodRoute = (concept: Concept, io: Bone): Route | undefined =>
  codes.routeIv.holds(concept) ? 'intravenous' : namedRoute(concept, io)

const readRoutes = (io: Bone) => ({
  coded: remembered((concept) => codedRoute(concept, io)),
  ofMethod: remembered((concept) => methodRoute(concept, io)),
  named: remembered((concept) => namedRoute(concept, io)),
})
const routes = { iv: readRoutes('iv'), 'non-iv': readRoutes('non-iv') } as const

function routeOfDosage({ route, method, text, rate }: Dosage, { io }: Policy): Route | undefined {
  return (
    (route && routes[io].coded(route)) ??
    (method && routes[io].ofMethod(method)) ??
    (text === undefined ? undefined : routeInWords(text, io)) ??
    ((rate !== undefined && continuousRate.test(rate.unit)) || (text !== undefined && rateInWords.test(bounded(text)))
      ? 'intravenous'
      : undefined)
  )
}

const namesOtherForm = remembered((concept) => wordsOf(concept).some(notInjectedWords))

const isInjectable = ({ drug: { concept, form } }: Order): boolean =>
  codes.injectable.holds(concept) || !(namesOtherForm(concept) || (form !== undefined && namesOtherForm(form)))

/** What of several dosages holds: any intravenous one makes the draft intravenous. */
const firstOf = ['intravenous', 'unknown', 'other', 'unrecognised'] as const

/**
 * The route of the draft. Without a route the label's own ambiguity stays: ketamine for injection is given
 * intravenously or intramuscularly, so it is unknown; another dose form is not injected.
 */
export function routeOf(order: Order, policy: Policy): Route {
  const told = order.dosages.map((dosage) => routeOfDosage(dosage, policy))
  for (const route of firstOf) {
    if (told.includes(route)) return route === 'unknown' && !isInjectable(order) ? 'other' : route
  }
  const named = routes[policy.io].named(order.drug.concept)
  if (named === 'intravenous' || named === 'other') return named
  return isInjectable(order) ? 'unknown' : 'other'
}
