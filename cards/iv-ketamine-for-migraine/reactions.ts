import type { Allergy, Concept } from '../guidance.ts'
import { isNegated } from '../negation.ts'
import { remembered } from '../remember.ts'
import { bounded, wordsOf } from '../terminology.ts'
import { type Cited, citeConcept, type Saying, sayingsOf } from './cited.ts'
import { codes } from './codes.ts'
import { saysImmuneReaction } from './context-words.ts'
import { isRecognisable, rolesOf, type Substances, substancesOf } from './medications.ts'

/** What the patient reacts to: entries of the allergy list, and problems that name a reaction to a drug. */
export interface AllergyFact {
  readonly cited: Cited
  /** Value sets, drug roles, `class-…` and `ingredient-…` of what the patient reacts to. */
  readonly roles: ReadonlySet<string>
  readonly anaphylaxis: boolean
  readonly stomachOnly: boolean
}

// ---------------------------------------------------------------------------------------------------- substances

/** `tolerates ibuprofen`, to the end of the clause; what is said to be tolerated badly, or little of it, stays. */
const tolerated =
  /(?<!\b(?:not|never|poorly|barely|cannot|un\w{1,6}|\w{1,6}n't) )\b(?:tolerates|tolerated|tolerating|(?<!not )able to (?:take|tolerate))\b(?![^,;.()]{0,80}\b(?:poorly|badly|only|low|small)\b)(?:(?!\b(?:and|but|except|however|not|caus\w{1,3}|makes?|gives?|allerg\w{1,4}|reacts?|reactions?)\b| - )[^,;:.()/])*/giu
/** No allergy to what is named: `No known aspirin allergy`. Exceptions are not in it. */
const noAllergy =
  /^\s*(?:no (?:known|documented|reported|history of|hx of)|denies(?: any)?)(?: [^\s,;:.-]{1,30}){0,5} (?:allerg(?:y|ies)|hypersensitivity|intolerances?|anaphylaxis)(?: to(?: [^\s,;:.]{1,30}){1,6})?\s*(?:\(\w{1,20}\))?\s*$|^\s*not allergic to(?: [^\s,;:.]{1,30}){1,6}\s*$/iu
const excepted = /\b(?:except|but|other than|besides|apart|unless|only|until)\b/iu

const deniesAllergy = (read: string): boolean => noAllergy.test(read) && !excepted.test(read)

/** The words that tell of what is not tolerated. */
const accused = (read: string): string => (deniesAllergy(read) ? '' : read.replace(tolerated, ' '))

function withoutTolerated(concept: Concept): Concept {
  const said = sayingsOf(concept)
  if (said.every(({ read }) => accused(read) === read)) return concept
  const clean = (words: string | undefined): string => accused(bounded(words ?? ''))
  return { text: clean(concept.text), codes: concept.codes.map((code) => ({ ...code, display: clean(code.display) })) }
}

const rolesIn = ({ ingredients, classes, sets }: Substances): readonly string[] => [
  ...sets,
  ...classes,
  ...ingredients.flatMap((ingredient) => [`ingredient-${ingredient}`, ...rolesOf(ingredient)]),
]

const allergyRoles = remembered(
  (concept): ReadonlySet<string> => new Set(rolesIn(substancesOf(withoutTolerated(concept)))),
)

const rolesNamed = (words: string): readonly string[] => rolesIn(substancesOf({ codes: [], text: words }))

/** The words that name the substance: a code may stand for any drug. */
const citeSubstance = remembered((concept): Cited => {
  const own = concept.codes.find((code) => rolesIn(substancesOf({ codes: [code] })).length > 0)
  if (own !== undefined) return citeConcept(concept, own)
  const telling = sayingsOf(concept).find(({ read }) => rolesNamed(accused(read)).length > 0)
  if (telling === undefined) return citeConcept(concept)
  const { words } = telling.cited
  return concept.codes[0]?.display === undefined ? telling.cited : { words }
})

// ---------------------------------------------------------------------------------------------------- the allergy list

const anaphylactic = /anaphyla/giu
/** Anaphylaxis that is not denied; one of long ago counts. */
const saysAnaphylaxis = (read: string): boolean =>
  [...read.matchAll(anaphylactic)].some(
    ({ index }) =>
      !isNegated(read, index) &&
      !/^\w{1,12} (?:(?:was|has been) )?(?:ruled out|excluded)/i.test(read.slice(index, index + 50)),
  )
const isAnaphylaxis = (manifestation: Concept): boolean =>
  codes.anaphylaxis.holds(manifestation) || wordsOf(manifestation).some(saysAnaphylaxis)
const stomach =
  /\b(?:nausea|vomiting|emesis|dyspepsia|indigestion|heartburn|reflux|upset|diarrh|constipation|bloating|(?:stomach|abdominal|gastric|epigastric|gi|gastrointestinal)[ -]+(?:upset|ache|pain|discomfort|irritation|intolerance|distress|cramps?))/i
const graver =
  /bleed|hemorrh|haemorrh|ulcer|perforat|melena|hematemesis|anaphyla|angioedema|swell|urticaria|hives|rash|asthma|wheez|bronchospasm|breath|dyspn/i

/** An upset stomach and nothing else, as an intolerance of low criticality. */
function stomachOnly({ concept, type, criticality, reactions }: Allergy): boolean {
  if (type === 'allergy' || criticality === 'high' || reactions.some(({ severity }) => severity === 'severe'))
    return false
  const own = wordsOf(concept)
  const manifestations = reactions.flatMap((reaction) => reaction.manifestations).map(wordsOf)
  if (manifestations.length === 0)
    return own.some((words) => stomach.test(words)) && !own.some((words) => graver.test(words))
  return (
    manifestations.every((words) => words.some((one) => stomach.test(one))) &&
    ![...own, ...manifestations.flat()].some((words) => graver.test(words))
  )
}

const named = /allerg|intoleran|hypersens|reaction|anaphyla/i

function citeAllergy({ concept, type }: Pick<Allergy, 'concept' | 'type'>): Cited {
  const { words } = citeSubstance(concept)
  return { words: named.test(words) || words === '' ? words : `${words} ${type ?? 'allergy'}` }
}

export const allergyOf = (allergy: Allergy): AllergyFact => ({
  cited: citeAllergy(allergy),
  roles: allergyRoles(allergy.concept),
  anaphylaxis:
    allergy.criticality === 'high' ||
    wordsOf(allergy.concept).some(saysAnaphylaxis) ||
    allergy.reactions.flatMap(({ manifestations }) => manifestations).some(isAnaphylaxis),
  stomachOnly: stomachOnly(allergy),
})

/** Whether it cannot be told what an allergy is to: by its code, its words or its notes. */
export const isUnreadable = ({ concept, unnamed }: Allergy): boolean =>
  unnamed === true ? allergyRoles(concept).size === 0 : wordsOf(concept).length === 0 && !isRecognisable(concept)

// ---------------------------------------------------------------------------------------------------- the problem list

const allergic = /allerg|hypersens|sensitivit|intoleran|anaphyla|adverse/i
const notOwn = /^\s*(?:family history|family hx|fh|fhx)\b[^;.]*$/i
const notHad = /^\s*(?:no|not|denies|without|negative for)\b|\bruled out\b/i

const moreReactions = /\b(?:asthma|rhinitis|stevens|toxic epidermal necrolysis|respiratory (?:disease|reaction))\b/i
const clauses = /[,;.()\n]/
const lastWords = (clause: string, most: number): string => clause.split(/\s+/).slice(-most).join(' ')

/** `NSAID-induced angioedema` */
const behindTheDrug =
  /\b(?:induced|provoked|triggered|precipitated|exacerbated|related|associated|sensitive)\b(?! by\b)/giu
/** `Urticaria due to aspirin` */
const beforeTheDrug =
  /\b(?:due to|(?:induced|provoked|triggered|precipitated|exacerbated|caused) by|secondary to|because of|reactions? (?:to|with)|from|after|following)\b|(?<=[ (])(?:2\/2|d\/t)(?= )/giu
/** `Wheezing with NSAIDs`: right behind the reaction. */
const rightBehind = /\b(?:to|with|when taking|w\/)(?= )/giu
/** What was done about the reaction, or goes on beside it. */
const beside =
  /\s(?:treated|relieved|controlled|managed|resolved|improved|better|takes|taking|took|uses|using|tolerat\w{1,4}|not|but|on|for|with|given)\b.*$/isu
/** `Aspirin: hives` */
const betweenDrugAndReaction = /[:=→(]|->|\s-\s|\bcaus(?:es|ed|ing)\b|\bgives?\b/giu

const saysReaction = (words: string): boolean => saysImmuneReaction(words) || moreReactions.test(words)
const drugBehind = (rest: string): string => (rest.split(clauses)[0] ?? '').trimStart().replace(beside, '')

/** The parts of a text that name what an immune-type reaction was to. */
function culpritsIn(read: string): readonly string[] {
  if (!saysReaction(read) || notHad.test(read)) return []
  const found: string[] = []
  const around = (link: RegExpExecArray): readonly [front: string, behind: string] => [
    read.slice(Math.max(0, link.index - reach), link.index),
    read.slice(link.index + link[0].length, link.index + link[0].length + reach),
  ]
  for (const link of read.matchAll(behindTheDrug))
    found.push(lastWords(around(link)[0].split(clauses).at(-1)?.replaceAll('-', ' ').trim() ?? '', 5))
  for (const link of read.matchAll(beforeTheDrug)) found.push(drugBehind(around(link)[1]))
  for (const link of read.matchAll(rightBehind)) {
    const [front, behind] = around(link)
    if (saysReaction(lastWords(front.trim(), 2))) found.push(drugBehind(behind))
  }
  for (const link of read.matchAll(betweenDrugAndReaction)) {
    const [front, behind] = around(link)
    const reaction = behind.split(/[;.]/)[0] ?? ''
    if (saysReaction(reaction)) found.push(lastWords(front.split(clauses).at(-1)?.trim() ?? '', 4))
  }
  return found
}
/** How far from the word that links them drug and reaction may stand. */
const reach = 60

/** The allergy or the reaction to a drug that a problem tells of. `coded`: one of its codes is of an allergy. */
export function reactionIn(concept: Concept, coded: boolean): AllergyFact | undefined {
  // Most problems name no drug.
  const drugs = allergyRoles(concept)
  if (drugs.size === 0) return undefined
  const own = sayingsOf(concept).filter(({ read }) => !deniesAllergy(read) && !notOwn.test(read))
  const isAllergy = coded || own.some(({ read }) => allergic.test(read))
  const fact = (cited: Cited, roles: ReadonlySet<string>): AllergyFact => ({
    cited,
    roles,
    anaphylaxis: own.some(({ read }) => saysAnaphylaxis(read)),
    stomachOnly: false,
  })
  if (isAllergy) return fact(citeSubstance(concept), drugs)
  const telling = own.map((saying): readonly [Saying, readonly string[]] => [
    saying,
    culpritsIn(saying.read).flatMap(rolesNamed),
  ])
  const first = telling.find(([, roles]) => roles.length > 0)
  return first === undefined ? undefined : fact(first[0].cited, new Set(telling.flatMap(([, roles]) => roles)))
}
