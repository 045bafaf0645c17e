import type { Allergy } from '../facts.ts'
import { isNegated } from '../negation.ts'
import { remembered } from '../remember.ts'
import { anyWord, bounded, wordsOf } from '../terminology.ts'
import { codes } from './codes.ts'
import { relatives } from './context-words.ts'
import { spelled } from './spelling.ts'

/** What words say of a reaction: whether it is of the immune kind, an effect of ketamine, or denied. */

const immuneWords = anyWord([
  'anaphylaxis',
  'anaphylactic',
  'anaphylactoid',
  'urticaria',
  'hives',
  'angioedema',
  'angioneurotic edema',
  'bronchospasm',
  'wheezing',
  'wheeze',
  'wheal',
  'wheals',
  'weal',
  'weals',
  'welts',
  'rash',
  'rashes',
  'eruption',
  'exanthem',
  'swelling',
  'pruritus',
  'pruritic',
  'itch',
  'itching',
  'itchy',
  'hypersensitivity',
  'hypersensitivity reaction',
  'allergic reaction',
  'throat swelling',
  'stevens-johnson',
  'dress',
  'erythema',
  'dyspnea',
  'dyspnoea',
  'breathless',
  'breathlessness',
  'shortness of breath',
  'short of breath',
  'sob',
  'difficulty breathing',
  'throat tightness',
  'dermatitis',
  'skin reaction',
  'blisters',
  'blistering',
  'toxic epidermal necrolysis',
  'erythroderma',
])
/** Edema of the face and the airway; that of the legs or the lung is of another kind. */
const swollen =
  '(?:lips?|tongue|face|facial|mouth|eyelids?|periorbital|throat|larynx|laryngeal|pharynx|pharyngeal|glottis|airway)'
const edema = new RegExp(
  `\\b(?:angio-?oedema|angioneurotic oedema|${swollen} (?:o?edema|swollen)|swollen ${swollen}|o?edema of (?:the )?${swollen})\\b`,
  'i',
)
export const saysImmuneReaction = (words: string): boolean => immuneWords(words) || edema.test(words)
const reactionTo =
  /(?:\b[\p{L}-]{1,20}\s)?\b(allerg|hypersens|anaphyla|intoleran|(?:adverse )?reaction)\w*(?: (?:reaction )?to [\p{L}]{1,20})?/giu
/** An answer ends its clause: `Ketamine allergy: no anaphylaxis` is one. */
const deniedBehind =
  /^\s*(?:[:=–-]\s*|(?:is|was|has been)\s)?(?:(?:no|none|neg|negative)(?=\s*(?:$|[.,;)]))|(?:denied|excluded|unlikely|ruled out|not confirmed|(?:entered )?in error|test(?:ing)? negative)(?![\p{L}\p{N}]))/iu
/** `Mother allergic to ketamine`, unlike what a mother reports. */
const ofAnother = new RegExp(
  String.raw`\b(?:never(?: been)?|screen(?:ed|ing)? for|(?:${relatives})(?:'s| (?:is|was|had|has|have))?)(?: ketamine)? $`,
  'iu',
)
/** Whether words name an allergy or a reaction to a drug, and each only to say that there is none: `Not allergic to ketamine`. */
export function deniesReaction(words: string): boolean {
  const said = [...words.matchAll(reactionTo)]
  return (
    said.length > 0 &&
    !saysImmuneReaction(words.replace(reactionTo, ' ')) &&
    said.every(({ 0: mention, 1: word = '', index }) => {
      const at = index + mention.indexOf(word)
      const behind = words.slice(index + mention.length, index + mention.length + 30)
      return (
        isNegated(words, index) ||
        isNegated(words, at) ||
        ofAnother.test(words.slice(Math.max(0, at - 40), at)) ||
        deniedBehind.test(behind)
      )
    })
  )
}
/** Of a problem that names a drug: an allergy to it, and not only an adverse reaction or an intolerance. */
export const saysAllergy = (words: string): boolean =>
  /allerg|hypersens|anaphyla/i.test(words) || saysImmuneReaction(words)
const saysNo = /^\s*(?:no|not|denies)\b/i
const isImmuneReaction = remembered(
  (manifestation) =>
    codes.immuneReaction.holds(manifestation) ||
    wordsOf(manifestation).some((words) => !saysNo.test(words) && saysImmuneReaction(spelled(words))),
)
/** Part of an anaphylaxis, or an effect of ketamine itself: what the record calls it decides. */
const eitherKind = anyWord(['hypotension', 'low blood pressure', 'laryngospasm', 'shock', 'stridor'])
const isOfEitherKind = remembered((manifestation) => wordsOf(manifestation).some(eitherKind))
/** Common effects of ketamine, where the name of the record tells them. */
const effectOfKetamine = anyWord([
  'hallucination',
  'hallucinations',
  'hallucinate',
  'hallucinated',
  'hallucinating',
  'dissociation',
  'dissociated',
  'out of body',
  'dissociative',
  'emergence',
  'dysphoria',
  'agitation',
  'nightmares',
  'confusion',
  'delirium',
  'nausea',
  'vomiting',
  'intolerance',
  'side effect',
  'side effects',
])
const isEffectInWords = remembered((remark) =>
  wordsOf(remark).some((words) => !saysNo.test(words) && effectOfKetamine(words)),
)
/**
 * A reaction that nobody could name, or that cannot be read, such as an unlisted code without words: it may be of the
 * immune kind.
 */
const isUntold = remembered(
  (manifestation) =>
    !codes.effectOfKetamine.holds(manifestation) &&
    wordsOf(manifestation).every((words) =>
      /^\s*(?:(?:unknown|other|unspecified)(?: reactions?)?|not specified|see comments?|other \(see comments?\))\s*$/i.test(
        words,
      ),
    ),
)

const reactionWord =
  '(?:any|an?|evidence|history|hx|signs?|symptoms?|concern|of|for|or|and|rash(?:es)?|hives|urticaria|itch\\w{0,3}|pruritus|wheez\\w{1,3}|swelling|edema|throat|tongue|lips?|facial|airway|angio-?o?edema|anaphyla\\w{1,6}|allergic|reactions?|breathing|difficulty|shortness|breath|dyspnea|bronchospasm)'
/** Reactions that a remark denies, or tells of the family. */
const denied = new RegExp(
  `\\b(?:no|denie[sd]|without|never had|negative for)\\s+(?:${reactionWord}\\b[\\s,/]*)+|\\bfamily (?:history|hx)\\b[^.;,]*|\\banaphylaxis\\s*[:?]\\s*no\\b`,
  'giu',
)
/** A remark beside a record of an allergy, without what it denies. */
export const withoutDenied = (remark: string): string => bounded(remark).replace(denied, ' ')
/** Beside vomiting and confusion these tell of the immune kind, or leave it open. */
const mayBeImmune = /swell|swol|throat|tongue|\blips?\b|airway|breath|allerg|anaphyla|arrest|collaps|epinephrine|flush/i

/** An immune-type reaction, or an allergy (not an intolerance) whose reaction is not recorded or cannot be read. */
export function isImmune({ type, criticality, concept, reactions, remarks = [] }: Allergy): boolean {
  const manifestations = reactions.flatMap((reaction) => reaction.manifestations)
  // `Other (See Comments)`: the comments tell.
  const told = manifestations.every(isUntold) ? remarks.map((text) => ({ codes: [], text: withoutDenied(text) })) : []
  if ([...manifestations, ...told].some(isImmuneReaction)) return true
  if (type === 'intolerance') return false
  const isEffect =
    type === undefined &&
    criticality !== 'high' &&
    manifestations.length === 0 &&
    wordsOf(concept).some(effectOfKetamine) &&
    !wordsOf(concept).some((words) => immuneWords(words) || edema.test(words) || /\ballerg/i.test(words))
  if (isEffect) return false
  const called = type === 'allergy' || criticality === 'high'
  if (told.some(isEffectInWords) && !told.some(({ text }) => mayBeImmune.test(text)))
    return called && told.some(isOfEitherKind)
  return manifestations.every(isUntold) || (called && manifestations.some(isOfEitherKind))
}
