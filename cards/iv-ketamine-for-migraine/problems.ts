import type { Code, Concept } from '../facts.ts'
import { phrasesOf } from '../phrases.ts'
import { remembered } from '../remember.ts'
import { isGarbled } from '../text.ts'
import { CodeIndex, icd10cm, listedCodes, setsByName, type ValueSets, wordsOf } from '../terminology.ts'
import { isNoProblem } from './absent.ts'
import { type Cited, citeConcept, sayingsOf } from './cited.ts'
import { isListed } from './codes.ts'
import contraindications from './codes/contraindications.json' with { type: 'json' }
import { conditionNames, kidneyStages, namesBesideIcd } from './condition-names.ts'
import { namesakes } from './condition-spellings.ts'
import { type AllergyFact, reactionIn } from './reactions.ts'
import { readingsIn } from './readings.ts'
import { rules } from './rules.ts'
import { toldIn } from './told.ts'

/** What a problem means to the screening, by its codes and, where they cannot tell, by its words. */
interface Meaning {
  /** The value sets it stands in, each with what says so. */
  readonly sets: ReadonlyMap<string, Cited>
  /** An allergy, where it is one. */
  readonly allergy?: AllergyFact
}

const bundles: readonly ValueSets[] = [contraindications]
const conditionLists: ReadonlySet<string> = new Set(
  rules.flatMap(({ criterion }) =>
    criterion.kind === 'condition' || criterion.kind === 'conditions-together' ? criterion.lists : [],
  ),
)
const index = new CodeIndex(bundles, (id) => conditionLists.has(id) || /^(?:allergy|adverse-reaction)-/.test(id))

const byName = phrasesOf(conditionNames)
const besideIcd = phrasesOf(namesBesideIcd)

const byWholeName = setsByName(listedCodes(bundles).filter(({ set }) => conditionLists.has(set)))

const notOwn = /^(?:family history|fh|fhx|family hx|no history|screening|risk|at risk|increased risk)\b/i
/** Pressure elsewhere than in the systemic arteries: `pulmonary arterial hypertension`. */
const otherPressure = /(?:^| )(?:pulm(?:onary)?(?: arterial| venous)?|portal|intracranial|ocular|venous)$/

const relative =
  '(?:mothers?|fathers?|parents?|sisters?|brothers?|siblings?|grand[a-z]{1,10}|aunts?|uncles?|sons?|daughters?)'
/** What a relative has, what was ruled out, and what is only screened for or to be prevented. */
const notHere = new RegExp(
  `(?:^| )(?:${relative} (?:s|had|has|have|suffered|died)(?: [a-z]{1,12})?|ruled out(?: for)?|(?:immune|immunity|exposure|exposed) to|(?:vaccin[a-z]{1,8}|immuni[sz][a-z]{1,8}|screen[a-z]{0,3}) (?:for|against|of))$`,
)
/** A relative who reports or is present, who shares it, or whose clause is over: `per son`, `pt and mother`, `mother died, has CAD`. */
const notOfRelative = new RegExp(
  [
    `(?<=\\b(?:per|with|by|from|according to|(?:pts?|patients?|s?he|self) and) (?:(?:his|her|their|the|my|pt'?s|patient'?s) )?)${relative}\\b(?!'s (?!report|account|statement))`,
    `\\b${relative}(?=(?: (?:had|has|have|suffered|died))?\\s{0,3}[.,;\\n])`,
    `\\b${relative}(?= (?:had|has|have) (?:also )?(?:not(?:ed|iced)|reported|seen|witnessed|observed|described|mentioned)\\b)`,
  ].join('|'),
  'giu',
)
/** What stands in another clause than `ruled out` was not ruled out: `CAD, ruled out for MI`, `stroke ruled out, CAD`. */
const otherClause = /[.,;:()-]\s*(?=(?:ruled out|excluded)\s+\w)|(?<=\b(?:ruled out|excluded)\s{0,2})[.,;:()-]/giu
const ruledOut = /^(?:(?:has|have|is|was|were) (?:been )?)?(?:ruled out|excluded)\b(?! (?:for|from|of)\b)/

const sayMoreThanIcd =
  /hemipleg|basilar|motor|brain|bickerstaff|fhm|samter|aerd|aspirin|nsaid|malignant|control|accelerated|child|decompens|ascites|coma|stage|ckd|es[rk]d|esrf|gfr|filtration|poor|resistant/i

const ofKidneys: ReadonlySet<string> = new Set(Object.keys(kidneyStages))
/** Codes of screening, donors, counselling, and family or past history: even a stage told beside one is not the patient's now. */
const isElsewhere = ({ system, code }: Code): boolean => system === icd10cm && /^Z(?:13|52|71|8[0-7])/i.test(code)

function setsOf(concept: Concept): ReadonlyMap<string, Cited> {
  const sets = new Map<string, Cited>()
  const add = (id: string, cited: Cited): void => {
    if (!sets.has(id)) sets.set(id, cited)
  }
  for (const code of concept.codes) for (const id of index.idsOf(code)) add(id, citeConcept(concept, code))
  const icd = concept.codes.some(({ system }) => system === icd10cm)
  const coded = concept.codes.length > 0
  const elsewhere = concept.codes.some(isElsewhere)
  for (const { read: said, cited } of sayingsOf(concept)) {
    if (icd && !sayMoreThanIcd.test(said)) continue
    for (const read of readingsIn(said)) {
      // A coded concept that speaks of a relative or of a risk means no disease; words alone are taken as they are.
      const named = (icd ? besideIcd : byName).in(
        read.replace(namesakes, ' ').replace(notOfRelative, 'then').replace(otherClause, ' then '),
        (before, after) =>
          otherPressure.test(before.join(' ')) ||
          notHere.test(before.join(' ')) ||
          ruledOut.test(after.join(' ')) ||
          (coded && (notOwn.test(read) || before.slice(-3).includes('without'))),
      )
      for (const id of named) if (!(elsewhere && ofKidneys.has(id))) add(id, cited)
    }
    if (!icd) for (const id of byWholeName(said)) add(id, cited)
  }
  // `Decompensated cirrhosis` tells its severity.
  if (sets.has('severe-hepatic-impairment')) sets.delete('hepatic-impairment-unspecified-severity')
  return sets
}

/** Absent: it means nothing to any rule. */
export const meaningOf = remembered((concept): Meaning | undefined => {
  const sets = setsOf(concept)
  const codedAllergy = [...sets.keys()].some((id) => !conditionLists.has(id))
  const allergy = reactionIn(concept, codedAllergy)
  return sets.size === 0 && allergy === undefined ? undefined : { sets, ...(allergy === undefined ? {} : { allergy }) }
})

/** The branches of ICD-10-CM are listed whole; a code of SNOMED CT or ICD-9-CM that no value set holds may mean anything. */
const isReadable = (code: Code): boolean => code.system === icd10cm || isListed(code)
/** A code alone, in the place of words: `I25.10`, `53741008`. No code of ICD-10-CM is like `T2DM`, `G6PD` or `H1N1`. */
const bareCode = /^(?:[A-Z]\d[\dAB](?:\.[\dA-Z]{1,4}|[\dX][\dA-Z]{0,3})?|[\d.-]+)$/i

/** Whether nobody can tell what the problem is: no words, and no code that is known. */
export const isUnreadableProblem = remembered(
  (concept) =>
    !isNoProblem(concept) &&
    !concept.codes.some(isReadable) &&
    wordsOf(concept).every((words) => bareCode.test(words.trim()) || isGarbled(words)),
)

/** Problems whose stage or severity says as much as their name. All others (a headache with nausea, too) keep their name. */
const gradedProblem =
  /\b(?:kidney|renal|ckd|nephropathy|liver|hepatic|hepatopathy|cirrhosis)\b|^nausea\b(?!.*\b(?:history|hx)\b)/i
export const isGraded = (problem: string): boolean => gradedProblem.test(problem)

export const concernsScreening = (concept: Concept): boolean =>
  meaningOf(concept) !== undefined || isUnreadableProblem(concept) || toldIn(concept).length > 0
