import type { Code } from '../facts.ts'
import { CodeIndex, codeLists, listedCodes, type ValueSets } from '../terminology.ts'
import context from './codes/context.json' with { type: 'json' }
import contraindications from './codes/contraindications.json' with { type: 'json' }
import ketamine from './codes/ketamine.json' with { type: 'json' }
import migraine from './codes/migraine.json' with { type: 'json' }
import observations from './codes/observations.json' with { type: 'json' }
import otherIndications from './codes/other-indications.json' with { type: 'json' }
import routes from './codes/routes.json' with { type: 'json' }

const bundles: readonly ValueSets[] = [
  context,
  contraindications,
  ketamine,
  migraine,
  observations,
  otherIndications,
  routes,
]

/**
 * The value sets the decision asks, compiled once. Those of the screening are read in `problems.ts`, `medications.ts`,
 * `strength.ts` and `criteria.ts`.
 */
export const codes = codeLists(bundles, {
  ketamine: ['ketamine-ingredient', 'ketamine-injectable-product'],
  injectable: ['ketamine-injectable-product'],
  esketamine: ['ketamine-esketamine-not-ketamine'],
  routeIv: ['route-iv'],
  routeOther: ['route-non-iv'],
  routeUnclear: ['route-iv-ambiguous', 'route-unspecified'],
  migraine: ['migraine-migraine'],
  abdominalMigraine: ['migraine-abdominal'],
  statusMigrainosus: ['migraine-status-migrainosus'],
  chronicMigraine: ['migraine-chronic'],
  intractable: ['migraine-intractable'],
  overuse: ['migraine-medication-overuse-headache'],
  historyOfMigraine: ['migraine-history-of-migraine'],
  unspecificHeadache: ['headache-unspecific'],
  companion: ['migraine-companion'],
  otherHeadache: ['headache-of-another-kind'],
  procedural: ['indication-procedural-sedation', 'indication-general-anesthesia', 'indication-intubation-rsi'],
  competing: [
    'indication-procedural-sedation',
    'indication-general-anesthesia',
    'indication-intubation-rsi',
    'indication-status-asthmaticus',
    'indication-depression',
    'indication-suicidal-ideation',
    'indication-ptsd',
    'indication-postoperative-pain',
    'indication-trauma',
    'indication-burn',
    'indication-status-epilepticus',
    'indication-crps',
    'indication-neuropathic-pain',
    'indication-cancer-palliative-pain',
    'indication-sickle-cell-crisis',
    'indication-agitation-delirium',
  ],
  painElsewhere: ['indication-acute-pain', 'indication-alcohol-withdrawal', 'indication-opioid-use-withdrawal'],
  depressionOrTrauma: ['indication-depression', 'indication-ptsd'],
  redFlag: [
    'context-red-flag-subarachnoid-or-intracranial-haemorrhage',
    'context-red-flag-stroke',
    'context-red-flag-meningitis',
    'context-red-flag-cerebral-venous-thrombosis',
    'context-red-flag-giant-cell-arteritis',
    'context-red-flag-pre-eclampsia',
    'context-red-flag-hypertensive-encephalopathy',
  ],
  vomiting: ['context-vomiting'],
  neuromuscularBlocker: ['context-neuromuscular-blocker'],
  pregnancy: [
    'pregnancy',
    'pregnancy-ectopic',
    'pregnancy-labor-delivery',
    'pregnancy-or-puerperium',
    'pregnancy-trimester',
  ],
  puerperium: ['puerperium'],
  delivery: ['pregnancy-labor-delivery'],
  lactation: ['lactation'],
  ketamineAllergen: ['allergen-ketamine'],
  ketamineAllergy: ['allergy-condition-ketamine'],
  /** Of any kind: it does not say that it was an allergic one. */
  ketamineReaction: ['adverse-reaction-ketamine'],
  immuneReaction: ['reaction-immune'],
  effectOfKetamine: ['reaction-effect-of-ketamine'],
  anaphylaxis: ['reaction-anaphylaxis'],
  pressureHazard: ['aneurysm-dissection-avm', 'hypertension-severe-uncontrolled', 'stroke-tia'],
  pheochromocytoma: ['pheochromocytoma'],
  epilepsy: ['seizure-disorder'],
  gut: ['peptic-ulcer-gi-bleed', 'gastrointestinal-obstruction'],
  movement: ['movement-disorder-by-drugs', 'parkinsonism'],
  dementia: ['dementia'],
  longQt: ['long-qt'],
  sepsis: ['sepsis'],
  pregnancyStatus: ['observation-pregnancy-status', 'observation-pregnancy-test'],
  hcgAmount: ['observation-hcg-amount'],
  answerPregnant: ['answer-pregnant', 'answer-positive'],
  answerNotPregnant: ['answer-not-pregnant', 'answer-negative'],
  deliveryDate: ['observation-estimated-delivery-date'],
  gestationalAge: ['observation-gestational-age'],
  weight: ['observation-body-weight'],
})

/** LOINC codes the decision reads: the observation search asks for these and for nothing more. */
export const observationCodes: readonly string[] = listedCodes([observations]).map(({ code }) => code)

const everything = new CodeIndex(bundles)

/** Whether any value set of the recommendation holds the code. */
export const isListed = (code: Code): boolean => everything.idsOf(code).length > 0
