import { type Concept, type Drug, type Facts, itemsOf, type MedicationUse } from '../guidance.ts'
import { phrasesOf } from '../phrases.ts'
import { remembered } from '../remember.ts'
import { anyWord, type CodeList, distinctWordsOf, icd10cm, wordsOf } from '../terminology.ts'
import { hours, mayBeWithin } from '../time.ts'
import { agents } from './agents.ts'
import { codes } from './codes.ts'
import { conditionNames } from './condition-names.ts'
import type { Finding } from './finding.ts'
import { classify, rolesOf, substancesOf } from './medications.ts'
import { tellsOfAllergy } from './reactions.ts'
import { conceptsOf, isActive, reasonsOfToday, stands } from './standing.ts'

/**
 * What the text names and no click orders: antiemetics, and dihydroergotamine. Each is left out where something on record
 * speaks against it. Labels, read as copies: metoclopramide (simplist-us.com, DailyMed 3cc8ca5b), prochlorperazine
 * (DailyMed d382e3d4; of it QT, extrapyramidal signs and Parkinson disease are recalled), dihydroergotamine injection
 * (druglib.com dhe-45; boxed warning fda.report 683ca944).
 */

type Hazard = 'pheochromocytoma' | 'epilepsy' | 'gut' | 'movement' | 'dementia' | 'longQt' | 'sepsis'

const lists: readonly (readonly [Hazard, CodeList])[] = [
  ['pheochromocytoma', codes.pheochromocytoma],
  ['epilepsy', codes.epilepsy],
  ['gut', codes.gut],
  ['movement', codes.movement],
  ['dementia', codes.dementia],
  ['longQt', codes.longQt],
  ['sepsis', codes.sepsis],
]

/** General knowledge, as all names of diseases. */
const names: Readonly<Record<Hazard, readonly string[]>> = {
  pheochromocytoma: ['pheochromocytoma', 'phaeochromocytoma', 'paraganglioma'],
  epilepsy: conditionNames['seizure-disorder'] ?? [],
  gut: [
    ...(conditionNames['peptic-ulcer-gi-bleed'] ?? []),
    'bowel obstruction',
    'intestinal obstruction',
    'gastrointestinal obstruction',
    'gastric outlet obstruction',
    'duodenal obstruction',
    'obstruction of intestine',
    'SBO',
    'ileus',
    'volvulus',
  ],
  movement: [
    'tardive dyskinesia',
    'dystonic reaction',
    'acute dystonia',
    'akathisia',
    'parkinson',
    'parkinsons',
    'parkinsonism',
  ],
  dementia: ['dementia', 'alzheimer', 'alzheimers', 'lewy body', 'lewy bodies'],
  longQt: ['long QT', 'prolonged QT', 'QT prolongation', 'prolonged QTc', 'QTc prolongation'],
  sepsis: ['sepsis', 'septic shock', 'septicemia', 'septicaemia', 'urosepsis'],
}
const byName = phrasesOf(names)
const denying: ReadonlySet<string | undefined> = new Set(['no', 'not', 'denies', 'without', 'non'])
const isDenied = (before: readonly string[]): boolean => denying.has(before.at(-1)) || before.includes('family')

/** Over once it is over; all others stay with the patient. */
const passing: ReadonlySet<Hazard> = new Set(['gut', 'sepsis'])

const hazardsIn = remembered((concept): readonly Hazard[] => {
  const found = lists.flatMap(([hazard, list]) => (list.holds(concept) ? [hazard] : []))
  if (concept.codes.some(({ system }) => system === icd10cm)) return found
  return [...found, ...distinctWordsOf(concept).flatMap((words) => byName.in(words, isDenied))]
})

/** Whether a problem means anything here. Allergies among the problems concern the screening, too. */
export const concernsMentions = (concept: Concept): boolean => hazardsIn(concept).length > 0

function hazardsOf(facts: Facts): ReadonlySet<Hazard> {
  const found = new Set<Hazard>()
  for (const condition of itemsOf(facts.conditions)) {
    if (!stands(condition)) continue
    for (const hazard of hazardsIn(condition.concept))
      if (isActive(condition) || !passing.has(hazard)) found.add(hazard)
  }
  for (const concept of conceptsOf(reasonsOfToday(facts))) for (const hazard of hazardsIn(concept)) found.add(hazard)
  return found
}

const notUsed: ReadonlySet<string | undefined> = new Set([
  'cancelled',
  'completed',
  'draft',
  'ended',
  'entered-in-error',
  'inactive',
  'not-done',
  'not-taken',
  'stopped',
])
const isGiven = ({ status, start, end }: MedicationUse, now: string): boolean =>
  (status === 'completed' || !notUsed.has(status)) && mayBeWithin(end ?? start, hours(24), now)
const isInUse = ({ status, end }: MedicationUse, now: string): boolean =>
  !notUsed.has(status) && (end === undefined || mayBeWithin(end, 0, now))

function drugsOf({ medications, administrations, orders, now }: Facts): readonly Drug[] {
  return [
    ...itemsOf(medications).filter((use) => !use.doNotPerform && isInUse(use, now)),
    ...itemsOf(administrations).filter((use) => !use.doNotPerform && isGiven(use, now)),
    ...orders.filter(({ doNotPerform }) => !doNotPerform),
  ].map(({ drug }) => drug)
}

const allergens = ({ allergies, conditions }: Facts): readonly Concept[] => [
  ...itemsOf(allergies)
    .filter(stands)
    .map(({ concept }) => concept),
  ...itemsOf(conditions)
    .filter((condition) => stands(condition) && tellsOfAllergy(condition.concept))
    .map(({ concept }) => concept),
]

const says = (words: readonly string[]): ((concept: Concept) => boolean) => {
  const test = anyWord(words)
  return remembered((concept) => wordsOf(concept).some(test))
}

// ---------------------------------------------------------------------------------------------------- antiemetics

/** Drugs with which metoclopramide's extrapyramidal effects add up: general knowledge. */
const isNeuroleptic = says([
  'aripiprazole',
  'brexpiprazole',
  'cariprazine',
  'chlorpromazine',
  'droperidol',
  'fluphenazine',
  'haloperidol',
  'haldol',
  'loxapine',
  'lurasidone',
  'olanzapine',
  'paliperidone',
  'perphenazine',
  'pimozide',
  'prochlorperazine',
  'compazine',
  'risperidone',
  'thioridazine',
  'thiothixene',
  'trifluoperazine',
  'ziprasidone',
])

interface Antiemetic {
  readonly name: 'prochlorperazine' | 'metoclopramide'
  readonly isAllergen: (concept: Concept) => boolean
  readonly against: readonly Hazard[]
  readonly notWith?: (concept: Concept) => boolean
}

/** Parenteral antiemetics of AHS 2025. */
const antiemetics: readonly Antiemetic[] = [
  {
    name: 'prochlorperazine',
    isAllergen: says(['prochlorperazine', 'compazine', 'compro', 'phenothiazine', 'phenothiazines']),
    against: ['dementia', 'movement', 'longQt'],
  },
  {
    name: 'metoclopramide',
    isAllergen: says(['metoclopramide', 'reglan']),
    against: ['pheochromocytoma', 'epilepsy', 'gut', 'movement'],
    notWith: isNeuroleptic,
  },
]

/** Those that nothing on record speaks against. */
export function antiemeticsFor(facts: Facts): readonly Antiemetic['name'][] {
  const hazards = hazardsOf(facts)
  const known = allergens(facts)
  const drugs = drugsOf(facts)
  return antiemetics
    .filter(
      ({ isAllergen, against, notWith }) =>
        !against.some((hazard) => hazards.has(hazard)) &&
        !known.some(isAllergen) &&
        !(notWith !== undefined && drugs.some(({ concept, ingredients }) => [concept, ...ingredients].some(notWith))),
    )
    .map(({ name }) => name)
}

// ---------------------------------------------------------------------------------------------------- ergots

const triptans: ReadonlySet<string> = new Set(
  agents.filter(({ shownAs, ingredients }) => shownAs === 'triptan' && ingredients.length === 1).map(({ id }) => id),
)
/** Of the screening of other agents: kidneys that fail. */
const failingKidneys: ReadonlySet<string> = new Set([
  'nsaid-kidney',
  'nsaid-acute-kidney-failure',
  'nsaid-egfr-30',
  'gepant-kidney-failure',
  'gepant-egfr-15',
])

const isErgot = says(['ergot', 'ergots', 'ergot alkaloid', 'ergot alkaloids', 'ergot derivatives'])
const holdsErgot = (concept: Concept): boolean =>
  isErgot(concept) || substancesOf(concept).ingredients.some((name) => rolesOf(name).has('drug-ergot'))

/**
 * What speaks against a triptan (vessels, a failing liver, another triptan, a strong inhibitor of CYP3A4) and a breastfed
 * child speak against dihydroergotamine; so do failing kidneys, sepsis, erythromycin, and an allergy to an ergot.
 */
export const isErgotBarred = ({ context, screening }: Finding, facts: Facts): boolean =>
  context.breastfeeding ||
  context.postpartum ||
  screening.options.some(({ alternative, remarks }) =>
    remarks.some(
      ({ effect, rule }) =>
        effect === 'excluded' && (failingKidneys.has(rule) || (triptans.has(alternative) && rule !== 'oral-route')),
    ),
  ) ||
  hazardsOf(facts).has('sepsis') ||
  allergens(facts).some(holdsErgot) ||
  drugsOf(facts).some((drug) => classify(drug).ingredients.includes('erythromycin'))

/** Sumatriptan may be spoken of: nothing but pregnancy, and a mouth that cannot be used, leaves its injection out. */
export const isSumatriptanFree = ({ screening }: Finding): boolean =>
  screening.options.some(
    ({ alternative, remarks }) =>
      alternative === 'sumatriptan-sc' &&
      remarks.every(({ effect, rule }) => effect !== 'excluded' || rule === 'pregnant' || rule === 'oral-route'),
  )
