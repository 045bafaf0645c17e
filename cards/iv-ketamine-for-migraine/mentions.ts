import { type Allergy, type Concept, type Drug, type Facts, itemsOf, type MedicationUse } from '../facts.ts'
import { phrasesOf } from '../phrases.ts'
import { remembered } from '../remember.ts'
import { anyWord, type CodeList, distinctWordsOf, icd10cm, wordsOf } from '../terminology.ts'
import { hours, mayBeWithin } from '../time.ts'
import { agents } from './agents.ts'
import { codes } from './codes.ts'
import { conditionNames } from './condition-names.ts'
import { namesakes } from './condition-spellings.ts'
import { neurolepticNames, phenothiazines } from './drug-classes.ts'
import { neverTaken, over } from './evidence.ts'
import type { Finding } from './finding.ts'
import { classify, rolesOf, substancesOf } from './medications.ts'
import { asMeant, tellsOfAllergy } from './reactions.ts'
import { readingsOf } from './readings.ts'
import { conceptsOf, isActive, reasonsOfToday, stands } from './standing.ts'
import { toldIn } from './told.ts'

/**
 * What the text names but no click orders: antiemetics, and dihydroergotamine. Each is left out where something on record
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
  pheochromocytoma: [
    'pheochromocytoma',
    'phaeochromocytoma',
    'pheo',
    'phaeo',
    'paraganglioma',
    'paragangliomas',
    'PGL',
    'PPGL',
    'glomus jugulare',
    'glomus tympanicum',
    'carotid body tumor',
  ],
  epilepsy: [...(conditionNames['seizure-disorder'] ?? []), 'withdrawal sz', 'w d sz'],
  gut: [
    ...(conditionNames['peptic-ulcer-gi-bleed'] ?? []),
    'bowel obstruction',
    'intestinal obstruction',
    'gastrointestinal obstruction',
    'gastric outlet obstruction',
    'duodenal obstruction',
    'obstruction of intestine',
    'SBO',
    'pSBO',
    'LBO',
    'GOO',
    'MBO',
    'colonic obstruction',
    'obstruction of colon',
    'obstructing colon',
    'pseudo obstruction',
    'pseudoobstruction',
    'ogilvie',
    'intussusception',
    'hernia with obstruction',
    'ileus',
    'volvulus',
  ],
  movement: [
    'tardive',
    'TD',
    'neuroleptic malignant',
    'NMS',
    'extrapyramidal',
    'EPS',
    'EPSE',
    'dystonic rxn',
    'movement disorder due to drug',
    ...['drug', 'medication', 'neuroleptic', 'antipsychotic'].map((cause) => `${cause} induced movement`),
    'multiple system atrophy',
    'MSA P',
    'progressive supranuclear',
    'IPD',
    ...['s p DBS', 'with DBS', 'on sinemet', 'on levodopa', 'on carbidopa'].map((treated) => `PD ${treated}`),
    'extra pyramidal',
    'dystonic reaction',
    'acute dystonia',
    'akathisia',
    'oculogyric',
    'dystonia due to drug',
    'drug induced dystonia',
    'parkinson',
    'parkinsons',
    'parkinsonism',
    // Those whom neuroleptics harm most.
    'lewy body',
    'lewy bodies',
    'DLB',
    'LBD',
  ],
  dementia: [
    'dementia',
    'alzheimer',
    'alzheimers',
    'lewy body',
    'lewy bodies',
    'LBD',
    'DLB',
    'frontotemporal',
    'FTD',
    'bvFTD',
    'SDAT',
    'BPSD',
    'major neurocognitive',
    'major NCD',
    'AD on aricept',
    'AD on donepezil',
    'creutzfeldt',
    'CJD',
  ],
  longQt: [
    'LQTS',
    'LQT1',
    'LQT2',
    'LQT3',
    'TdP',
    'torsade',
    'torsades',
    'jervell',
    'romano ward',
    'long QT',
    'prolonged QT',
    'QT prolongation',
    'prolonged QTc',
    'QTc prolongation',
  ],
  sepsis: ['sepsis', 'septic shock', 'septicemia', 'septicaemia', 'urosepsis'],
}
/** A vaccine, travelers' diarrhea, the skin, a study of the heart and who asks for hearing share a short form. */
const otherShortForms =
  /\bTd(?:ap)?\b|\bTD(?= (?:vacc|boost|shot|immuni|given|toxoid|status))|\b(?:diarrh\w{2,4}|transdermal),? \(?TD\b|\bTD,? \(?(?:travel|transdermal)|\bEPS\b(?=,? (?:\(?electrophys|stud(?:y|ies)|and abl|with abl|for|negative|neg\b|lab))|(?<=\b(?:s\/p|negative|prior) )EPS\b/gu
const byName = phrasesOf(names)
/** Movement disorders that drugs acting on dopamine cause, as allergy lists name them. */
const asReaction = phrasesOf({
  movement: [...names.movement, 'dystonia', 'dystonic', 'EPS', 'dyskinesia'],
})
const denying: ReadonlySet<string | undefined> = new Set(['no', 'not', 'denies', 'without', 'non'])
const isDenied = (before: readonly string[], after: readonly string[]): boolean =>
  denying.has(before.at(-1)) || before.includes('family') || (after[0] === 'ruled' && after[1] === 'out')

/** Hazards that end with the problem; all others stay with the patient. */
const passing: ReadonlySet<Hazard> = new Set(['gut', 'sepsis'])

const hazardsIn = remembered((concept): readonly Hazard[] => {
  const found = lists.flatMap(([hazard, list]) => (list.holds(concept) ? [hazard] : []))
  if (concept.codes.some(({ system }) => system === icd10cm)) return found
  return [
    ...found,
    ...readingsOf(concept).flatMap((words) =>
      byName.in(words.replace(namesakes, ' ').replace(otherShortForms, ' '), isDenied),
    ),
  ]
})

/** Whether a problem means anything here. Allergies among the problems concern the screening, too. */
export const concernsMentions = (concept: Concept): boolean => hazardsIn(concept).length > 0

/** Whether a record of allergy tells of a movement disorder that its drug caused. */
const movedBy = ({ concept, reactions }: Allergy): boolean =>
  [concept, ...reactions.flatMap(({ manifestations }) => manifestations)].some((one) =>
    distinctWordsOf(one).some((words) => asReaction.in(words, isDenied).length > 0),
  )

/** Whether one of them is on record, or a reason of today. */
const isMet = (hazards: readonly Hazard[], facts: Facts): boolean =>
  itemsOf(facts.conditions).some(
    (condition) =>
      stands(condition) &&
      hazardsIn(condition.concept).some(
        (hazard) => hazards.includes(hazard) && (isActive(condition) || !passing.has(hazard)),
      ),
  ) ||
  conceptsOf(reasonsOfToday(facts)).some((concept) => hazardsIn(concept).some((hazard) => hazards.includes(hazard))) ||
  (hazards.includes('movement') && itemsOf(facts.allergies).some((allergy) => stands(allergy) && movedBy(allergy)))

/** What was stopped was given in part. */
const isGiven = ({ status, start, end }: MedicationUse, now: string): boolean =>
  !neverTaken.has(status) && mayBeWithin(end ?? start, hours(24), now)
/** A single dose is over as soon as it is given: what began within 24 hours is still of today. */
const isInUse = ({ status, start, end }: MedicationUse, now: string): boolean =>
  over.has(status)
    ? start !== undefined && mayBeWithin(start, hours(24), now)
    : !neverTaken.has(status) && (end === undefined || mayBeWithin(end, 0, now))

/** Whether such a drug is in use, was given today, or is drafted. */
const isTaken = (isSuch: (drug: Drug) => boolean, { medications, administrations, orders, now }: Facts): boolean =>
  itemsOf(medications).some((use) => !use.doNotPerform && isInUse(use, now) && isSuch(use.drug)) ||
  itemsOf(administrations).some((use) => !use.doNotPerform && isGiven(use, now) && isSuch(use.drug)) ||
  orders.some(({ doNotPerform, drug }) => !doNotPerform && isSuch(drug))

/** Whether such a drug is in use, by the lists or by what a problem tells. */
const isInUseOrTold = (isSuch: (drug: Drug) => boolean, facts: Facts): boolean =>
  isTaken(isSuch, facts) ||
  itemsOf(facts.conditions).some(
    (condition) =>
      stands(condition) &&
      isActive(condition) &&
      toldIn(condition.concept).some(({ use }) => isInUse(use, facts.now) && isSuch(use.drug)),
  )

/** Whether it is a treatment of today already: drafted, ordered in this encounter, or given. What is kept at home is none. */
const isTreatment = (isSuch: (drug: Drug) => boolean, facts: Facts): boolean => {
  const { medications } = facts
  if (medications.state === 'unread') return isTaken(isSuch, facts)
  const items = medications.items.filter(({ ofThisEncounter }) => ofThisEncounter === true)
  return isTaken(isSuch, { ...facts, medications: { ...medications, items } })
}

/** Whether an allergy to such a substance is on record, among the allergies or the problems. */
const isAllergicTo = (isSuch: (concept: Concept) => boolean, { allergies, conditions }: Facts): boolean =>
  itemsOf(allergies).some((allergy) => stands(allergy) && isSuch(asMeant(allergy.concept))) ||
  itemsOf(conditions).some(
    (condition) => stands(condition) && tellsOfAllergy(condition.concept) && isSuch(asMeant(condition.concept)),
  )

const says = (words: readonly string[]): ((concept: Concept) => boolean) => {
  const test = anyWord(words)
  return remembered((concept) => wordsOf(concept).some(test))
}

// ---------------------------------------------------------------------------------------------------- antiemetics

/** By the names of medications, brands among them. */
const isNamed =
  (ingredient: string) =>
  (concept: Concept): boolean =>
    substancesOf(concept).ingredients.includes(ingredient)
const isPhenothiazine = says(['phenothiazine', 'phenothiazines', ...phenothiazines])
/** Drugs with which metoclopramide's extrapyramidal effects add up. */
const neuroleptics = says(neurolepticNames)
const holds =
  (isSuch: (concept: Concept) => boolean) =>
  ({ concept, ingredients }: Drug): boolean =>
    isSuch(concept) || ingredients.some(isSuch)
const isNeuroleptic = holds(neuroleptics)

interface Antiemetic {
  readonly name: 'prochlorperazine' | 'metoclopramide'
  readonly isSame: (drug: Drug) => boolean
  readonly isAllergen: (concept: Concept) => boolean
  readonly against: readonly Hazard[]
  readonly notWith?: (drug: Drug) => boolean
}

/** Parenteral antiemetics of AHS 2025. */
const antiemetics: readonly Antiemetic[] = [
  {
    name: 'prochlorperazine',
    isSame: holds(isNamed('prochlorperazine')),
    isAllergen: (concept) => isNamed('prochlorperazine')(concept) || isPhenothiazine(concept),
    against: ['dementia', 'movement', 'longQt'],
  },
  {
    name: 'metoclopramide',
    isSame: holds(isNamed('metoclopramide')),
    isAllergen: isNamed('metoclopramide'),
    against: ['pheochromocytoma', 'epilepsy', 'gut', 'movement'],
    notWith: isNeuroleptic,
  },
]

/** Those that nothing on record speaks against, and that are no treatment of today already. */
export const antiemeticsFor = (facts: Facts): readonly Antiemetic['name'][] =>
  antiemetics
    .filter(
      ({ isSame, isAllergen, against, notWith }) =>
        !isTreatment(isSame, facts) &&
        !isMet(against, facts) &&
        !isAllergicTo(isAllergen, facts) &&
        !(notWith !== undefined && isInUseOrTold(notWith, facts)),
    )
    .map(({ name }) => name)

/** What blocks of nerves are made with: amides, as brands and as a class. General knowledge. */
const isLocalAnesthetic = says(
  [
    ['lidocaine', 'lignocaine', 'xylocaine', 'bupivacaine', 'marcaine', 'sensorcaine', 'ropivacaine', 'naropin'],
    ['prilocaine', 'citanest', 'articaine', 'marcain', 'chirocaine', 'dental anaesthetic', 'dental anesthetic'],
    ['mepivacaine', 'carbocaine', 'levobupivacaine', 'caines', 'local anesthetic', 'local anesthetics'],
    ['local anaesthetic', 'local anaesthetics', 'amide anesthetics', 'anesthetics - amide', 'anesthetics, amide'],
  ].flat(),
)

/** What else AHS 2025 lists, unless the patient is allergic to what it is made with. */
export const nerveBlocksFor = (facts: Facts): readonly string[] =>
  isAllergicTo(isLocalAnesthetic, facts) ? [] : ['occipital nerve block']

// ---------------------------------------------------------------------------------------------------- ergots

const triptans: ReadonlySet<string> = new Set(
  agents.filter(({ shownAs, ingredients }) => shownAs === 'triptan' && ingredients.length === 1).map(({ id }) => id),
)
/** Rules for other agents that tell of failing kidneys. */
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
  context.breastfeeding !== undefined ||
  context.postpartum ||
  screening.options.some(({ alternative, remarks }) =>
    remarks.some(
      ({ effect, rule }) =>
        effect === 'excluded' && (failingKidneys.has(rule) || (triptans.has(alternative) && rule !== 'oral-route')),
    ),
  ) ||
  isMet(['sepsis'], facts) ||
  isAllergicTo(holdsErgot, facts) ||
  isInUseOrTold((drug) => classify(drug).ingredients.includes('erythromycin'), facts)

/** Sumatriptan may be spoken of: nothing but pregnancy, and a mouth that cannot be used, leaves its injection out. */
export const isSumatriptanFree = ({ screening }: Finding): boolean =>
  screening.options.some(
    ({ alternative, remarks }) =>
      alternative === 'sumatriptan-sc' &&
      remarks.every(({ effect, rule }) => effect !== 'excluded' || rule === 'pregnant' || rule === 'oral-route'),
  )
