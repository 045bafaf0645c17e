import { codeLists, type ValueSets } from '../terminology.ts'
import context from './codes/context.json' with { type: 'json' }
import contraindications from './codes/contraindications.json' with { type: 'json' }
import ketamine from './codes/ketamine.json' with { type: 'json' }
import migraine from './codes/migraine.json' with { type: 'json' }
import observations from './codes/observations.json' with { type: 'json' }
import otherIndications from './codes/other-indications.json' with { type: 'json' }
import routes from './codes/routes.json' with { type: 'json' }

const list = codeLists(
  ...([
    context,
    contraindications,
    ketamine,
    migraine,
    observations,
    otherIndications,
    routes,
  ] as unknown as readonly ValueSets[]),
)

/** The value sets the decision asks, compiled once. Those of the screening are in `rules.ts`. */
export const codes = {
  ketamine: list('ketamine-ingredient', 'ketamine-injectable-product'),
  injectable: list('ketamine-injectable-product'),
  esketamine: list('ketamine-esketamine-not-ketamine'),
  routeIv: list('route-iv'),
  routeOther: list('route-non-iv'),
  routeUnclear: list('route-iv-ambiguous', 'route-unspecified'),
  migraine: list('migraine-migraine'),
  abdominalMigraine: list('migraine-abdominal'),
  statusMigrainosus: list('migraine-status-migrainosus'),
  chronicMigraine: list('migraine-chronic'),
  intractable: list('migraine-intractable'),
  overuse: list('migraine-medication-overuse-headache'),
  historyOfMigraine: list('migraine-history-of-migraine'),
  unspecificHeadache: list('headache-unspecific'),
  procedural: list('indication-procedural-sedation', 'indication-general-anesthesia', 'indication-intubation-rsi'),
  competing: list(
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
  ),
  depression: list('indication-depression'),
  redFlag: list(
    'context-red-flag-subarachnoid-or-intracranial-haemorrhage',
    'context-red-flag-stroke',
    'context-red-flag-meningitis',
    'context-red-flag-cerebral-venous-thrombosis',
    'context-red-flag-giant-cell-arteritis',
    'context-red-flag-pre-eclampsia',
    'context-red-flag-hypertensive-encephalopathy',
  ),
  vomiting: list('context-vomiting'),
  neuromuscularBlocker: list('context-neuromuscular-blocker'),
  pregnancy: list(
    'pregnancy',
    'pregnancy-ectopic',
    'pregnancy-ge-20wk',
    'pregnancy-ge-30wk',
    'pregnancy-labor-delivery',
    'pregnancy-or-puerperium',
    'pregnancy-trimester',
  ),
  from20Weeks: list('pregnancy-ge-20wk', 'pregnancy-ge-30wk'),
  lactation: list('lactation'),
  ketamineAllergen: list('allergen-ketamine'),
  ketamineReaction: list('allergy-condition-ketamine', 'adverse-reaction-ketamine'),
  pressureHazard: list('aneurysm-dissection-avm', 'hypertension-severe-uncontrolled', 'stroke-tia'),
  pregnancyStatus: list('observation-pregnancy-status', 'observation-pregnancy-test'),
  answerPregnant: list('answer-pregnant'),
  answerNotPregnant: list('answer-not-pregnant'),
  deliveryDate: list('observation-estimated-delivery-date'),
  weight: list('observation-body-weight'),
} as const

/** LOINC codes the decision reads: the observation search asks for these and for nothing more. */
export const observationCodes: readonly string[] = (observations as unknown as ValueSets).entry
  .flatMap(({ resource }) => resource.compose.include)
  .flatMap(({ concept = [] }) => concept.map(({ code }) => code))
