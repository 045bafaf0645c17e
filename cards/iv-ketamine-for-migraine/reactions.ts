import type { Allergy, Concept } from '../facts.ts'
import { isNegated } from '../negation.ts'
import { remembered } from '../remember.ts'
import { isGarbled } from '../text.ts'
import { bounded, wordsOf } from '../terminology.ts'
import { isAllergyUnknown, isNoAllergy } from './absent.ts'
import { type Cited, citeConcept, type Saying, sayingsOf } from './cited.ts'
import { codes } from './codes.ts'
import { isRecognisable, rolesOf, type Substances, substancesOf } from './medications.ts'
import { saysImmuneReaction, withoutDenied } from './reaction-words.ts'
import { spelled } from './spelling.ts'
import { accused, accusedInNote, deniesAllergy, namesSomething, saysNone } from './tolerance.ts'
import { namesUsualAllergen } from './usual-allergens.ts'

/** What the patient reacts to: entries of the allergy list, and problems that name a reaction to a drug. */
export interface AllergyFact {
  readonly cited: Cited
  /** Value sets, drug roles, `class-…` and `ingredient-…` of what the patient reacts to. */
  readonly roles: ReadonlySet<string>
  /** Anaphylaxis, or a reaction as grave: it speaks against the whole class. */
  readonly anaphylaxis: boolean
  readonly stomachOnly: boolean
  /** Recorded as an intolerance, and nothing grave. */
  readonly intolerance: boolean
}

// ---------------------------------------------------------------------------------------------------- substances

/** A concept with its words changed, and as they were meant. */
const reworded = (concept: Concept, change: (read: string) => string): Concept => {
  const said = sayingsOf(concept)
  const clean = (words = ''): string => spelled(change(bounded(words)))
  if (said.every(({ read }) => clean(read) === read)) return concept
  return { text: clean(concept.text), codes: concept.codes.map((code) => ({ ...code, display: clean(code.display) })) }
}

const rolesIn = ({ ingredients, classes, sets }: Substances): readonly string[] => [
  ...sets,
  ...classes,
  ...ingredients.flatMap((ingredient) => [`ingredient-${ingredient}`, ...rolesOf(ingredient)]),
]

/** A concept with what was misspelled as it was meant. */
export const asMeant = remembered((concept) => reworded(concept, (read) => read))

type Roles = ReadonlySet<string>
const allRoles = remembered((concept): Roles => new Set(rolesIn(substancesOf(asMeant(concept)))))
const rolesNamed = (words: string): readonly string[] => rolesIn(substancesOf({ codes: [], text: spelled(words) }))
/** Z88.6 is of any analgesic: the words tell of which (`Aspirin allergy`), where they do not speak of analgesics as well. */
const ofAnyAnalgesic: ReadonlySet<string> = new Set(['allergy-status-analgesic', 'class-analgesic'])
const allergyRoles = remembered((concept): Roles => {
  const roles = rolesIn(substancesOf(reworded(concept, accused)))
  if (!roles.includes('allergy-status-analgesic')) return new Set(roles)
  const inWords = rolesNamed(accused(bounded(concept.text ?? '')))
  const tell = inWords.length > 0 && !inWords.includes('class-analgesic')
  return new Set(tell ? roles.filter((role) => !ofAnyAnalgesic.has(role)) : roles)
})
const rolesInNote = remembered((concept): Roles => new Set(rolesIn(substancesOf(reworded(concept, accusedInNote)))))
/** Whether the words name what an allergy is to beside what they spare. */
const namesCulprit = remembered((concept) => wordsOf(concept).some((words) => namesSomething(accused(words))))

const hasReaction = ({ reactions }: Allergy): boolean =>
  reactions.some(({ manifestations }) => manifestations.length > 0)

/** Where the words name nothing but what they call tolerated, a reaction on record is to that. */
function rolesOfAllergy(allergy: Allergy): Roles {
  const { concept, unnamed } = allergy
  if (unnamed === true) return rolesInNote(concept)
  return hasReaction(allergy) && !namesCulprit(concept) ? allRoles(concept) : allergyRoles(concept)
}

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
/** Reactions after which no drug of the class is one click away: of the airway, and what vessels do under any triptan. */
const ofTheClass =
  /\b(?:angio-?o?edema|(?:throat|tongue|laryn\w{0,5}|pharyn\w{0,5}|glott\w{0,3}|airway)[ -](?:swell\w{0,4}|clos\w{0,4}|o?edema)|(?:swell\w{0,4}|swollen|closing|o?edema) (?:of )?(?:the )?(?:throat|tongue|larynx|airway)|laryngospasm|myocardial (?:infarct\w{0,4}|isch(?:a?e)mia)|heart attack|n?stemi|coronary|(?:vaso|arterio)-?spasm|stroke|cva|tia|transient isch(?:a?e)mic attack|cerebral infarct\w{0,4}|serotonin syndrome)\b/giu
const saysOfTheClass = (read: string): boolean =>
  [...read.matchAll(ofTheClass)].some(({ index }) => !isNegated(read, index))
const isAnaphylaxis = (manifestation: Concept): boolean =>
  codes.anaphylaxis.holds(manifestation) ||
  wordsOf(manifestation)
    .map(spelled)
    .some((words) => saysAnaphylaxis(words) || saysOfTheClass(words))
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
/** `No NSAIDs`: with the kind of the record behind it, it would read as its contrary. */
const instruction = /^\s*(?:no|avoid|do not|don't|never|not)\b/i

function citeAllergy({ concept, type }: Pick<Allergy, 'concept' | 'type'>): Cited {
  const { words } = citeSubstance(concept)
  const isWhole = words === '' || named.test(spelled(words)) || instruction.test(words)
  return { words: isWhole ? words : `${words} ${type ?? 'allergy'}` }
}

const isGrave = (allergy: Allergy): boolean =>
  allergy.criticality === 'high' ||
  wordsOf(allergy.concept).map(spelled).some(saysAnaphylaxis) ||
  allergy.reactions.flatMap(({ manifestations }) => manifestations).some(isAnaphylaxis) ||
  (allergy.remarks ?? []).some((text) => isAnaphylaxis({ codes: [], text: withoutDenied(text) }))

export const allergyOf = (allergy: Allergy): AllergyFact => {
  const anaphylaxis = isGrave(allergy)
  return {
    cited: citeAllergy(allergy),
    roles: rolesOfAllergy(allergy),
    anaphylaxis,
    stomachOnly: stomachOnly(allergy),
    intolerance: allergy.type === 'intolerance' && !anaphylaxis,
  }
}

/** Words beside a record of any drug that name no substance that is known here. */
const namesNothing = remembered(
  (concept) =>
    !wordsOf(concept)
      .map(accusedInNote)
      .some((left) => namesSomething(left) && namesUsualAllergen(left)),
)
const isDenied = remembered((concept) => wordsOf(concept).some(saysNone))

/** Whether it cannot be told what an allergy is to, or whether there is one: by its code, its words or its notes. */
export function isUnreadable(allergy: Allergy): boolean {
  const { concept, unnamed } = allergy
  if (isAllergyUnknown(concept)) return true
  if (isNoAllergy(concept)) return false
  if (unnamed !== true) return wordsOf(concept).every(isGarbled) && !isRecognisable(concept)
  return rolesInNote(concept).size === 0 && namesNothing(concept) && (hasReaction(allergy) || !isDenied(concept))
}

/** Beside what they call tolerated the words name something, and nothing of ours nor a usual allergen: it may be any drug. */
const isUnheardOf = remembered((concept) => {
  const left = reworded(concept, accused)
  return (
    namesCulprit(concept) &&
    allergyRoles(concept).size === 0 &&
    !isRecognisable(left) &&
    !wordsOf(left).some(namesUsualAllergen)
  )
})

/** By its name, an allergy to a drug that nobody can tell. */
export const unheardOf = (allergy: Allergy): string | undefined =>
  allergy.unnamed !== true && allergy.ofNoDrug !== true && !isUnreadable(allergy) && isUnheardOf(allergy.concept)
    ? citeAllergy(allergy).words
    : undefined

// ---------------------------------------------------------------------------------------------------- the problem list

const allergic = /allerg|hypersens|intoleran|anaphyla|adverse/i
/** A problem whose words call something an allergy. */
export const tellsOfAllergy = (concept: Concept): boolean =>
  wordsOf(asMeant(concept)).some((words) => allergic.test(words))
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

/**
 * `aspirin sensitivity`, and as Read codes say it, `aspirin not tolerated`, `NSAID contraindicated`: the drug stands right in
 * front, unlike `light sensitivity, takes aspirin`.
 */
const sensitivity =
  /\b(?:sensitivit(?:y|ies)|sensitive(?= to\b)|(?:is |are )?not tolerated|(?:is |are )?contra-?indicat(?:ed|ions?))\b(?: to\b)?/giu
const drugGroup = /\b(?:drugs?|medications?|agents?|acid|sodium|prophylaxis)$/i
/** `not due to` */
const notLinked = /\b(?:not|never|non|no|without|unlikely|n't)(?: (?:be|been|clearly|known|likely|thought to be))?\s*$/i
const notTheDrug = /\b(?:not|never|non|no|without)(?: (?:an?|known|to be|clearly))? \S+$/i
/** `swelling treated with` */
const against =
  /\b(?:treat(?:ed|ing|ment)?|reliev(?:ed|ing)|relief|controlled|managed|resolved|improv(?:ed|ing|es)|better|helped|responds?|responded)(?: well)?\s*$/i
/** What ends with the drug came from it: `resolved after stopping aspirin`. */
const withdrawn = /^\s*(?:stopp|discontinu|hold|withdraw|withheld|cess|d\/c)/i
const isRemedy = (front: string, behind: string): boolean => against.test(front) && !withdrawn.test(behind)
/** `gives relief of swelling`, `: no hives` */
const notCaused = /^\s*(?:no|not|denies|without|never|negative)\b|\b(?:relief|relieves?|improve\w{0,5}|helps)\b/i

const saysReaction = (words: string): boolean => saysImmuneReaction(words) || moreReactions.test(words)
const drugBehind = (rest: string): string => (rest.split(clauses)[0] ?? '').trimStart().replace(beside, '')

/** The parts of a text that name what someone is sensitive to. */
const sensitiveTo = (read: string): readonly string[] =>
  notHad.test(read)
    ? []
    : [...read.matchAll(sensitivity)].map(({ 0: link, index }) => {
        if (link.endsWith('to')) return drugBehind(read.slice(index + link.length, index + link.length + reach))
        const front =
          read
            .slice(Math.max(0, index - reach), index)
            .split(clauses)
            .at(-1)
            ?.replaceAll('-', ' ')
            .trim() ?? ''
        return notTheDrug.test(front) ? '' : lastWords(front, drugGroup.test(front) ? 4 : 1)
      })

const drugNamed = String.raw`(?:(?:all|any|oral|systemic|more|further)\s+)?([\p{L}\d/ -]{3,40}?)`
const clause = String.raw`(?:^|[,;.(:]|\s[-–]\s)\s*`
const why = String.raw`\s*(?:$|[,;.()!:]|\s[-–]\s|\b(?:due|because|per|s\/p|2\/2|d\/t|post)\b)`
const orWhen = String.raw`(?=${why}|\s*\b(?:given|since|after|in|with|while|products?|if|until|for)\b)`
/** What is not to be given, to the end of its clause or to why: `Avoid NSAIDs - CKD`. */
const notToBeGiven = new RegExp(
  String.raw`${clause}(?:avoid|do not (?:give|use|take|prescribe)|don't (?:give|use|take)|(?:must|should) not take)\s+${drugNamed}${orWhen}`,
  'giu',
)
/** Not for the moment alone, in which nothing can be swallowed and another route is as good as before. */
const cannotTake = new RegExp(
  String.raw`${clause}(?:can't|cannot|can not|unable to|not (?:able )?to) take\s+${drugNamed}${orWhen}(?![^.;]{0,40}\b(?:vomit\w{0,3}|emesis|nausea|npo|nbm|po)\b)`,
  'giu',
)
const notANoun =
  /\b(?:allerg|reaction|intoleran|sensitiv|use|overuse|abuse|effect|relief|benefit|history|toxicity|today|taken|prn|needed|contraindicat|\b(?:from|of|to|by|on|than|hives|rash|wheez)\b)/i
/** `NO NSAIDS s/p bypass`: only the drug stands behind it. `No NSAID allergy` is none, `no triptan in 2 weeks` was not taken. */
const noDrug = new RegExp(String.raw`${clause}no\s+${drugNamed}(?=${why})`, 'giu')
const notTaken =
  /\b(?:respon|fail|gastropathy|avail|trial|tried|(?:in|for|since|at|home|left|given|prior|previous|yet|stock|supply)\b|\d)/i
const withheld = (read: string): readonly string[] =>
  [notToBeGiven, cannotTake, noDrug].flatMap((pattern) =>
    [...read.matchAll(pattern)].flatMap(([, drug = '']) =>
      notANoun.test(drug) || (pattern === noDrug && notTaken.test(drug)) ? [] : [drug],
    ),
  )

/** The parts of a text that name what an immune-type reaction was to. */
function culpritsIn(read: string): readonly string[] {
  if (!saysReaction(read) || notHad.test(read)) return []
  const found: string[] = []
  const around = (link: RegExpExecArray): readonly [front: string, behind: string] => [
    read.slice(Math.max(0, link.index - reach), link.index),
    read.slice(link.index + link[0].length, link.index + link[0].length + reach),
  ]
  for (const link of read.matchAll(behindTheDrug)) {
    const drug = around(link)[0].split(clauses).at(-1)?.replaceAll('-', ' ').trim() ?? ''
    if (!notTheDrug.test(drug)) found.push(lastWords(drug, 5))
  }
  for (const link of read.matchAll(beforeTheDrug)) {
    const [front, behind] = around(link)
    if (!notLinked.test(front) && !isRemedy(front, behind)) found.push(drugBehind(behind))
  }
  for (const link of read.matchAll(rightBehind)) {
    const [front, behind] = around(link)
    if (!isRemedy(front, behind) && saysReaction(lastWords(front.trim(), 2))) found.push(drugBehind(behind))
  }
  for (const link of read.matchAll(betweenDrugAndReaction)) {
    const [front, behind] = around(link)
    const reaction = behind.split(/[;.]/)[0] ?? ''
    if (saysReaction(reaction) && !notCaused.test(reaction))
      found.push(lastWords(front.split(clauses).at(-1)?.trim() ?? '', 4))
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
  const own = sayingsOf(concept)
    .map((saying): Saying => ({ ...saying, read: spelled(saying.read) }))
    .filter(({ read }) => !deniesAllergy(read) && !notOwn.test(read))
  const isAllergy = coded || own.some(({ read }) => allergic.test(read))
  const fact = (cited: Cited, roles: ReadonlySet<string>): AllergyFact => ({
    cited,
    roles,
    anaphylaxis: own.some(({ read }) => saysAnaphylaxis(read)),
    stomachOnly: false,
    intolerance: false,
  })
  if (isAllergy) return fact(citeSubstance(concept), drugs)
  const telling = own.map((saying): readonly [Saying, readonly string[]] => [
    saying,
    [...culpritsIn(saying.read), ...sensitiveTo(saying.read), ...withheld(saying.read)].flatMap(rolesNamed),
  ])
  const first = telling.find(([, roles]) => roles.length > 0)
  return first === undefined ? undefined : fact(first[0].cited, new Set(telling.flatMap(([, roles]) => roles)))
}
