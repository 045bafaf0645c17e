import { rolesOf, substancesOf } from './medications.ts'
import { bareName } from './readings.ts'

/** Words of a headache of which nothing more is said, and of what comes with one. */

const headache = /^(?:headaches?|ha|h\/a)$/
const ofPlaceTimeAndStrength = new RegExp(
  `^(?:${[
    'very|severe|moderate|mild|intense|bad|pain|severity|rated|\\d{1,2}\\/10',
    'acute|chronic|persistent|recurrent|constant|intermittent|episodic|ongoing|unspecified|nos|adult',
    'intractable|refractory|resistant|daily|frequent|throbbing|pounding',
    'left|right|sided?|unilateral|bilateral|generali[sz]ed|frontal|temporal',
    'x|for|over|since|lasting|started|began|onset|the|this|last|past|ago|of|to|or|history',
    'x?\\d{1,3}|an?|one|two|three|four|five|six|seven|several|few|couple',
    '(?:x?\\d{1,3})?(?:min(?:ute)?s?|h|h(?:ou)?rs?|d|days?|w|w(?:ee)?ks?|mo(?:nth)?s?|y(?:ea)?rs?)',
    'today|tonight|yesterday|morning|afternoon|evening|night|(?:mon|tues|wednes|thurs|fri|satur|sun)day',
  ].join('|')})$`,
)
/** A history of some days is of now; one without is of another time. */
const earlier = /(?<!\b(?:min(?:ute)?|h|h(?:ou)?r|d|day|w|w(?:ee)?k|mo(?:nth)?|y(?:ea)?r)s? )\bhistory\b|^past\b/

/** What comes with a migraine: no reason of its own to give ketamine, and no sign of another cause. */
const companion =
  /^(?:nausea|nauseated|nauseous|vomit(?:ing|s)|emesis|n[/&]v|photo-?phobia|phonophobia|photo\/?phonophobia|photo|light|sound|noise|sensitivity|visual|auras?|dehydrat(?:ion|ed)|dizz(?:iness|y))$/
const vomiting = /^(?:vomit(?:ing|s)|emesis|n[/&]v)$/
/** Vomiting in the mornings or for weeks is a sign of raised intracranial pressure. */
const ofMorningsOrWeeks = /(?<!\bthis )\bmornings?\b|(?<![a-z])(?:w|w(?:ee)?ks?|mo(?:nth)?s?)\b/
/** Pain that is not of the head. */
const ofAllOver = /\bgenerali[sz]ed pain\b|\bpain generali[sz]ed\b/
const joining = /^(?:and|with|plus|&|\+|\/)$/

/** IMO: `Nonintractable headache, unspecified chronicity pattern, unspecified headache type`. */
const inWholeTerms = /\b(?:unspecified (?:headache type|chronicity pattern)|non-?intractable|not intractable)\b/g
/** `Headache - S06.0X0A`: a code of ICD that is none of headache, migraine or nausea tells its cause. */
const otherCode =
  /(?<![\p{L}\p{N}.])(?!R51|R11|G43(?!\.[AD])|346|784\.0|787\.0)(?:[A-TV-Z]\d[\dAB](?:\.[\dA-Z]{1,4})?|\d{3}(?:\.\d{1,2})?(?! ?(?:min|h|d|w|m|y)))(?![\p{L}\p{N}])/iu

/**
 * So many headaches, and beside them only where, when and how bad, and what comes with a migraine. Every other word may
 * tell its cause, and a red flag: sudden, new, worst, after a fall.
 */
function saysNoMore(text: string, headaches: 0 | 1): boolean {
  const plain = bareName(text)
    .toLowerCase()
    .replaceAll(/ ?\/ ?10\b/g, '/10')
    .replaceAll(/\bhead ache|\b(?:head pain|pain in head|cephal(?:al)?gia)\b/g, 'headache')
    .replaceAll(/\bha - headache\b/g, 'headache')
    .replaceAll(inWholeTerms, ' ')
    .replaceAll(/\bw\/(?!o\b)/g, ' with ')
    .replaceAll(/(?<=[a-z]{2})\/(?=[a-z])/g, ' ')
    .replaceAll(/[\s,;:()–-]+|\.(?!\d)/g, ' ')
    .trim()
  const said = plain.split(' ')
  const other = said.filter((word) => !headache.test(word))
  const ofHeadache = other.filter((word) => !companion.test(word) && !joining.test(word))
  return (
    !otherCode.test(text) &&
    said.length - other.length === headaches &&
    ofHeadache.every((word) => ofPlaceTimeAndStrength.test(word)) &&
    !(said.some((word) => vomiting.test(word)) && ofMorningsOrWeeks.test(plain)) &&
    !earlier.test(plain) &&
    !ofAllOver.test(plain)
  )
}

/** A history of migraine beside a headache is no reason of its own: whether it counts, the chart says. */
const withItsHistory =
  /(?<!\b(?:no|non|not|denies|without|family|fh|fhx)\b[\s:-]*)(?:\bwith\s+)?(?:\b(?:a\s+)?(?:(?:past medical )?history(?:\s*:|\s+of)|pmhx?|hx(?:\s+of)?|h\/o)[\s:-]*(?:(?:prior|chronic|known)\s+)?migraines?\b|\bmigraines?\s+(?:hx|history)\b(?!\s+of\b)|\b(?:in\s+(?:an?\s+)?)?(?:known\s+)?migraineurs?\b)(?!\s*(?:[\p{L}\p{N}]|[-:]))/giu
/** What did not help is no cause: `failed cocktail`, `no relief with toradol`. A patch or a shunt is one. */
const didNotHelp =
  /(?<![\p{L}\p{N}])(?:failed|despite|(?:refractory|resistant|unresponsive)\s+to|unrelieved\s+(?:by|with)|not\s+(?:relieved|improved|improving|better|responding|responsive|controlled)\s+(?:by|with|w\/|to|after)|no\s+(?:relief|response|improvement)\s+(?:with|w\/|from|to|after))\s*([^.;()]{1,80})\)?/giu
const ofTreatment =
  /^(?:and|or|with|po|iv|im|first|second|1st|2nd|line|home|standard|usual|cocktail|meds?|medications?|analgesics?|painkillers?|treatments?|therapy|tx|abortives?|rescue|\d{1,4}|mg|g|doses?)?$/i
/** A drug that headaches are treated with. An anticoagulant or lithium beside one tells of another cause. */
function treatsHeadache(word: string): boolean {
  const { named, ingredients } = substancesOf({ codes: [], text: word })
  return (
    named &&
    (ingredients.length === 0 ||
      ingredients.flatMap((one) => [...rolesOf(one)]).some((role) => role.startsWith('agent-')))
  )
}
const withoutWhatFailed = (text: string): string =>
  text.replace(didNotHelp, (clause, named: string) =>
    named.split(/[\s,/&+]+/).every((word) => ofTreatment.test(word) || treatsHeadache(word)) ? ' ' : clause,
  )
export const isHeadacheText = (text: string): boolean =>
  saysNoMore(withoutWhatFailed(text).replace(withItsHistory, ' '), 1)
/** Pain may be anywhere where no headache is named beside it. */
export const isCompanionText = (text: string): boolean =>
  /nause|vomit|emesis|n[/&]v|phobia|sensitiv|aura|dehydrat|dizz/i.test(text) &&
  !/\bpain\b/i.test(text) &&
  saysNoMore(text, 0)
