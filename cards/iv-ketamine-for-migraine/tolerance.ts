import { isNegated } from '../negation.ts'

/** What the words of an allergy clear, because it is tolerated or no allergy, and whether they name anything else. */

const reactionWords =
  'rash(?:es)?|hives|urticaria\\w?|anaphyla\\w{1,8}|angio-?o?edema|o?edema|swell\\w{0,4}|swollen|wheez\\w{1,3}|itch\\w{0,3}|prurit\\w{1,3}|flush\\w{0,3}|bronchospasm|asthma|dyspno?ea|breath\\w{0,4}|sob|blister\\w{0,3}|welts?|difficult\\w{1,3}|trouble|reactions?|reacts?|allerg\\w{1,4}'
const reaction = new RegExp(`\\b(?:${reactionWords})\\b`, 'giu')
const saysReaction = (words: string): boolean =>
  [...words.matchAll(reaction)].some(
    ({ index }) =>
      !isNegated(words, index) &&
      !/\b(?:no|without|any) (?:\w{1,12} )?$/iu.test(words.slice(Math.max(0, index - 30), index)),
  )

/** `tolerates ibuprofen`, `can take Tylenol`, to the end of the clause. */
const tolerated =
  /\b(?:tolerates|tolerated|tolerating|(?:able to|can) (?:take|tolerate))\b(?:(?!\b(?:and|but|except|however|not|instead|rather|other than|in place|over|caus\w{1,3}|makes?|gives?|allerg\w{1,4}|reacts?|reactions?)\b| - )[^,;:.()/])*/giu
/** Not tolerated, or no more. */
const notOrNoMore =
  /\b(?:not|never|no longer|poorly|barely|hardly|cannot|un\w{1,6}|\w{1,6}n't|previously|formerly|initially|earlier|once|had|was|used to(?: be)?) $/iu
/** Asked, or doubted: `unsure if she can take aspirin`. */
const doubted =
  /\b(?:if|whether|unless|until|unsure|unclear|unknown|doubt\w{0,3}|no one|nobody|(?:not|n't) (?:think|believe|sure|know))\b[^,;:.()/]*$/iu
/** Tolerated badly, little of it, under conditions, or only once. */
const limited =
  /\b(?:poorly|badly|only|low|small|until|till|before|prior|previous(?:ly)?|past|formerly|now|if|when|unless|then|after|anymore|no longer|once|initially|premedicat\w{1,4}|desensiti\w{1,7}|with(?! (?:food|meals?|milk|no|out)\b))\b/iu
/** What directly follows reverses it: `, now hives`, `and then a rash`. */
const turned = new RegExp(
  `^[\\s,:/(-]{0,4}(?:(?:and|but|then|however|except|not|later|since|currently|recently|gets?|got|has|had|having|develop\\w{0,3}|caus\\w{1,3}|gives?|makes?|experienc\\w{1,3}|with|for|mild|severe|some|a|the) ){0,5}(?:now|until|till|no longer|not anymore|(?:${reactionWords})(?! (?:to|with|from|after|on)\\b))\\b`,
  'iu',
)

function standsAsTolerated(words: string, start: number, end: number): boolean {
  const clause = words.slice(start, end)
  return (
    !notOrNoMore.test(words.slice(Math.max(0, start - 16), start)) &&
    !doubted.test(words.slice(Math.max(0, start - 60), start)) &&
    !limited.test(clause) &&
    !saysReaction(clause) &&
    !/^\s*reactions?\b/iu.test(words.slice(end, end + 12)) &&
    !turned.test(words.slice(end, end + 80))
  )
}

/** No allergy to what is named: `No known aspirin allergy`. Exceptions are not in it, nor reactions. */
const noAllergy =
  /^\s*(?:no (?:known|documented|reported|history of|hx of)|(?:(?:patient|pt) )?denies(?: any)?)(?: [^\s,;:.-]{1,30}){0,5} (?:allerg(?:y|ies)|hypersensitivity|intolerances?|anaphylaxis)(?: to(?: [^\s,;:.]{1,30}){1,6})?\s*(?:\(\w{1,20}\))?\s*$|^\s*(?:not allergic|no (?:allerg(?:y|ies)|(?:adverse |allergic )?reactions?)) to(?: [^\s,;:.]{1,30}){1,6}\s*$/iu
const excepted = /\b(?:except|but|other than|besides|apart|unless|only|until)\b/iu
const deniedAllergy = /\b(?:(?:allerg|anaphyla)\w{0,8}|reactions?)\b/giu

export const deniesAllergy = (read: string): boolean =>
  noAllergy.test(read) && !excepted.test(read) && !saysReaction(read.replace(deniedAllergy, ' '))

/** The words that tell of what is not tolerated. */
export const accused = (read: string): string =>
  deniesAllergy(read)
    ? ''
    : read.replace(tolerated, (clause, start: number) =>
        standsAsTolerated(read, start, start + clause.length) ? ' ' : clause,
      )

// ---------------------------------------------------------------------------------------------------- notes

const parts = /[,;.\n()]+/u
/** `hives, treated with acetaminophen` */
const remedy =
  /\b(?:treated|treats?|managed|relieved|controlled|resolved|improved)\s(?:with|by)\b(?:(?!\s(?:after|from|due to|caused by|following)\s).)*/isu
/** Harm of another kind, or a drug that is no longer taken. */
const harmed =
  /\b(?:bleed\w{0,3}|ulcers?|upset|nausea|vomit\w{0,3}|sick|stop\w{0,4}|instead|cannot|avoid\w{0,3}|gives?|gave|caus\w{1,3}|makes?|made|used to)\b/iu
const takenWell = /\b(?:is|was|are|were)?\s?(?:well )?(?:tolerated|ok|okay|fine|safe|helps|helped|helpful|works)\b/iu
const takes = /\b(?:takes|taking|uses|using)\b/iu
const took = /\b(?:took|taken|used|had|received)\b/iu
const withoutHarm =
  /\b(?:no|without|w\/o|never had)(?: \w{1,12}){0,2} (?:reactions?|problems?|issues?|difficult\w{1,3}|trouble|symptoms?|rash|hives|effects?)\b/iu
const notWell = /\b(?:not|never|poorly|n't|un\w{1,6}|less|hardly)\b/iu

/** The words of a note without what it says is taken well or against the reaction. */
export function accusedInNote(read: string): string {
  const said = read.split(parts)
  return said
    .map((part, n) => {
      const next = said[n + 1] ?? ''
      if (deniesAllergy(part)) return ''
      const bare = part.replace(remedy, ' ')
      if (turned.test(next)) return bare
      if (saysReaction(bare) || limited.test(bare) || harmed.test(bare)) return accused(bare)
      const well = takenWell.test(bare) && !notWell.test(bare)
      const used = takes.test(bare) || (took.test(bare) && (withoutHarm.test(bare) || withoutHarm.test(next)))
      return well || used ? '' : accused(bare)
    })
    .join(', ')
}

const none =
  /^\s*(?:none(?: (?:known|reported|on file))?|nil|n\/?a|nkd?a|nkma|no(?: (?:known|documented|reported))?(?: (?:drug|medication|medicine|food|environmental|latex|other|true))* ?(?:(?:allerg(?:y|ies)|intolerances?)(?: known| reported)?|(?<=\bknown .{0,30})reactions?)?)\s*$/iu
/** That there is no allergy, as a whole or in one of its parts. */
export const saysNone = (read: string): boolean =>
  read.split(parts).some((part) => none.test(part) || deniesAllergy(part))

/** Words that name no substance: reactions, who told it, when, and where to read more. */
const filler = new RegExp(
  `^(?:${reactionWords}|${[
    'a|an|the|some|any|to|of|in|as|at|by|on|per|from|for|and|or|with|w|is|was|were|are|be|been|has|had|have|not|no|it|this|that|which|what|but|very|after|when|while|since|about|he|she|her|his|they|i|my|we',
    'see|seen|chart|charts?|comments?|notes?|details?|description|records?|list|listed|scanned|media|document\\w{0,6}|report\\w{0,4}|note\\w{0,2}|verif\\w{1,6}|unverified|confirm\\w{0,4}|clarif\\w{1,4}|update\\w?|review\\w{0,3}|enter\\w{0,3}|import\\w{0,3}|convert\\w{0,3}|transfer\\w{0,4}',
    'none|nil|nkd?a|unknown|unspecified|other|others|multiple|several|various|many|uncoded|unlisted|misc|miscellaneous|specif\\w{1,4}|unsure|sure|uncertain|unclear|unable|recall\\w{0,2}|remember\\w{0,2}|forg[eo]t\\w{0,3}|know\\w?|known|name\\w?|tbd|pending|yes|possible|possibly|probable|likely',
    'drugs?|medicaments?|medications?|meds?|medicines?|substances?|agents?|allergens?|allergies|intoleran\\w{1,3}|hypersensitiv\\w{1,5}|sensitiv\\w{1,5}|adverse|propensity|effects?|side|events?|finding|disorder|symptoms?|type|status|severity|criticality',
    'patient|patients|pt|pts|mother|father|mom|dad|parents?|family|spouse|wife|husband|daughter|son|states?|stated|says?|said|told|claims?|history|hx|h|o|child|childhood|infant|infancy|baby|young|kid|years?|yrs?|months?|weeks?|days?|ago|old|age|past|date|onset|time|times|once',
    'hospital\\w{0,6}|clinic|er|ed|icu|provider|doctor|physician|pharmac\\w{1,4}|nurse|outside|surgery|operation|admi\\w{1,8}',
    'severe|mild|moderate|minor|major|bad|sick|ill|gets?|got|caus\\w{1,3}|became|felt|feel\\w{0,3}|went|into|all|over|whole|body|face|facial|throat|lips?|tongue|mouth|eyes?|airway|skin|chest|arms?|legs?|hands?|tight\\w{0,5}|clos\\w{1,3}|short|shortness|red|redness|shock|death|stop\\w{0,4}|cardiac|arrest|respiratory|distress|collapse\\w?|hypotension|syncope|faint\\w{0,3}|dizz\\w{1,5}|nausea|nauseous|vomit\\w{0,3}|n|v|gi|stomach|upset|diarrh\\w{1,3}|headaches?|fever|chills|palpitations|seizures?|confusion|hallucinations?|stevens|johnson|syndrome|dermatitis|eruption|sjs|dress|ten|erythema|life|threatening|react\\w{0,3}|intubat\\w{1,4}|required|epi|epipen|treated|tolerated|fine|ok',
  ].join('|')})$`,
  'iu',
)

/** Whether words are left that may name a substance. */
export const namesSomething = (read: string): boolean =>
  (read.match(/\p{L}+(?:'\p{L}+)?/gu) ?? []).some((word) => !filler.test(word))
