import { agentIds as all, type AgentId, holding, inClass, nonOralAgents } from './agents.ts'
import { allergy, type Criterion, exclude, type Rule, situation, treatment, warn } from './rule.ts'

const triptans = inClass('triptan')
const nsaids = inClass('nsaid')
const acetaminophens = inClass('acetaminophen')
const gepants = inClass('gepant')
const fixed = (id: string, title: string, criterion: Criterion, agents: readonly AgentId[]): Rule =>
  exclude(id, title, criterion, agents, ['When / Then table'], 'policy', 'fixed')
/** What cannot be checked is not one click away. */
const unread = fixed
const except = (...left: readonly AgentId[]): readonly AgentId[] => all.filter((id) => !left.includes(id))

/** Allergies by ingredient: that agent; a whole class where the reaction was anaphylaxis or the class is named. */
export const allergyRules: readonly Rule[] = [
  ...['sumatriptan', 'rizatriptan', 'zolmitriptan', 'eletriptan', 'frovatriptan'].map((name) =>
    exclude(
      `${name}-allergy`,
      `${name} allergy`,
      allergy('any', `ingredient-${name}`),
      holding(name),
      ['L1', 'L3', 'L5', 'L6', 'L8', 'L9'],
      'verified',
    ),
  ),
  exclude(
    'triptan-anaphylaxis',
    'anaphylaxis to a triptan',
    allergy('anaphylaxis', 'allergen-triptan'),
    triptans,
    ['L1', 'L8', 'L9'],
    'verified',
  ),
  exclude(
    'triptan-class-allergy',
    'triptan allergy',
    allergy('any', 'class-triptan'),
    triptans,
    ['L1', 'L8', 'L9'],
    'verified',
  ),
  exclude(
    'acetaminophen-allergy',
    'acetaminophen allergy',
    allergy('any', 'ingredient-acetaminophen', 'allergy-condition-acetaminophen'),
    acetaminophens,
    ['L15'],
    'verified',
  ),
  exclude(
    'analgesic-allergy-unspecified',
    'analgesic allergy',
    allergy('any', 'allergy-status-analgesic', 'class-analgesic'),
    [...nsaids, 'acetaminophen'],
    ['local proposal'],
    'policy',
  ),
  exclude(
    'caffeine-allergy',
    'caffeine allergy',
    allergy('any', 'ingredient-caffeine', 'allergen-caffeine'),
    ['aac'],
    ['L16'],
    'verified',
  ),
  ...['rimegepant', 'ubrogepant'].map((name) =>
    exclude(
      `${name}-allergy`,
      `${name} allergy`,
      allergy('any', `ingredient-${name}`),
      holding(name),
      ['L10', 'L11'],
      'verified',
    ),
  ),
  exclude(
    'gepant-class-allergy',
    'gepant allergy',
    allergy('any', 'class-gepant'),
    gepants,
    ['L10', 'L11'],
    'verified',
  ),
  exclude(
    'gepant-anaphylaxis',
    'anaphylaxis to a gepant',
    allergy('anaphylaxis', 'allergen-gepant'),
    gepants,
    ['local proposal'],
    'policy',
  ),
]

export const situationRules: readonly Rule[] = [
  unread('age-unknown', 'age not known', situation('age-unknown'), all),
  unread('conditions-unread', 'problem list not read in full', situation('conditions-unread'), all),
  unread('medications-unread', 'medication list not read in full', situation('medications-unread'), [
    ...triptans,
    ...gepants,
  ]),
  fixed('pregnant', 'pregnancy', situation('pregnant'), except('acetaminophen')),
  exclude('nsaid-pregnant', 'pregnancy', situation('pregnant'), nsaids, ['P20'], 'verified'),
  exclude(
    'breastfeeding',
    'breastfeeding',
    situation('breastfeeding'),
    ['aac', 'aspirin', ...gepants],
    ['general knowledge'],
    'recalled',
  ),
  exclude(
    'breastfeeding-not-preferred',
    'breastfeeding',
    situation('breastfeeding'),
    ['naproxen', 'sumatriptan-naproxen', 'frovatriptan', ...holding('zolmitriptan')],
    ['P22', 'P23'],
    'policy',
  ),
  fixed('oral-route', 'oral route not usable', situation('oral-route-unusable'), except(...nonOralAgents)),
  fixed('overused-class', 'medication-overuse headache', situation('overuse-of-class'), all),
  warn('overuse', 'medication-overuse headache', situation('overuse'), [...triptans, 'aac'], ['L26'], 'policy'),
]

export const treatmentRules: readonly Rule[] = [
  exclude(
    'triptan-24h',
    'a triptan',
    treatment('given-or-ordered', 'triptan'),
    triptans,
    ['L1', 'L8', 'L9'],
    'verified',
  ),
  exclude(
    'aac-24h',
    'aspirin-acetaminophen-caffeine',
    treatment('given-or-ordered', 'aac'),
    ['aac'],
    ['L16'],
    'verified',
  ),
  fixed('nsaid-6h', 'an NSAID', treatment('given-or-ordered', 'nsaid'), nsaids),
  fixed('acetaminophen-6h', 'acetaminophen', treatment('given-or-ordered', 'acetaminophen'), acetaminophens),
  fixed('gepant-24h', 'a gepant', treatment('given-or-ordered', 'gepant'), gepants),
  exclude(
    'rimegepant-48h',
    'rimegepant under a moderate CYP3A4 or P-gp inhibitor',
    treatment('rimegepant-48h-inhibited'),
    ['rimegepant'],
    ['L10'],
    'verified',
  ),
  fixed('already-drafted', 'drafted in this session', treatment('drafted'), all),
  fixed('failed', 'tried without success', treatment('failed'), all),
  fixed('triptans-failed-twice', 'two triptans tried without success', treatment('triptans-failed-twice'), triptans),
  fixed('tried-before', 'tried before', treatment('tried-before'), all),
  warn(
    'nsaid-home-list',
    'NSAID that is not scheduled on the medication list',
    treatment('on-home-list', 'nsaid'),
    nsaids,
    ['local proposal'],
    'policy',
  ),
]
