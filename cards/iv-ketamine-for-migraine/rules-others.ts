import { agentIds as all, daily, drug, inClass, mg } from './agents.ts'
import { adjust, condition, exclude, medication, type Rule, treatment, warn } from './rule.ts'

const acetaminophens = inClass('acetaminophen')
const gepants = inClass('gepant')

const severeHepatic = condition('current', 'severe-hepatic-impairment')
const hepatic = condition('current', 'hepatic-impairment-unspecified-severity')

const moderateInhibitors = ['drug-cyp3a4-moderate-inhibitor', 'named-cyp3a4-moderate-inhibitor'] as const
const moderateInducer = medication('drug-cyp3a4-moderate-inducer', 'named-cyp3a4-moderate-inducer')

/** Ubrogepant where less of it is cleared. */
const fiftyTwice = {
  dose: mg(50),
  limit: daily(mg(100)),
  sig: '50 mg (1 tablet) by mouth once for migraine. May be repeated once after 2 hours or more.',
}

export const otherRules: readonly Rule[] = [
  exclude('acetaminophen-severe-hepatic', 'severe liver disease', severeHepatic, acetaminophens, ['L15'], 'verified'),
  exclude(
    'acetaminophen-daily-maximum',
    'acetaminophen near its daily maximum',
    treatment('acetaminophen-4000'),
    acetaminophens,
    ['L15'],
    'verified',
  ),
  exclude(
    'acetaminophen-daily-maximum-frail',
    'acetaminophen near a lower daily maximum',
    treatment('acetaminophen-3000'),
    acetaminophens,
    ['general knowledge'],
    'recalled',
  ),
  warn('acetaminophen-warfarin', 'warfarin', medication('drug-warfarin'), acetaminophens, ['L15'], 'verified'),
  warn(
    'acetaminophen-on-list',
    'acetaminophen on the medication list',
    treatment('acetaminophen-on-list'),
    acetaminophens,
    ['L15'],
    'verified',
  ),
  exclude('gepant-duplicate', 'another gepant', medication('drug-gepant'), gepants, ['general knowledge'], 'recalled'),
  exclude(
    'gepant-cyp3a4-strong-inhibitor',
    'strong CYP3A4 inhibitor',
    medication('drug-cyp3a4-strong-inhibitor', 'named-cyp3a4-strong-inhibitor'),
    gepants,
    ['L10', 'L11'],
    'verified',
  ),
  exclude(
    'gepant-cyp3a4-strong-inducer',
    'strong CYP3A4 inducer',
    medication('drug-cyp3a4-strong-inducer'),
    gepants,
    ['L10', 'L11'],
    'verified',
  ),
  exclude(
    'rimegepant-cyp3a4-moderate-inducer',
    'moderate CYP3A4 inducer',
    moderateInducer,
    ['rimegepant'],
    ['L10'],
    'verified',
  ),
  exclude('rimegepant-severe-hepatic', 'severe hepatic impairment', severeHepatic, ['rimegepant'], ['L10'], 'verified'),
  exclude(
    'gepant-kidney-failure',
    'kidney failure',
    condition('current', 'kidney-failure'),
    gepants,
    ['L10', 'L11'],
    'verified',
  ),
  exclude(
    'gepant-egfr-15',
    'eGFR',
    { kind: 'observation', lists: ['observation-egfr'], label: 'eGFR', below: 15 },
    gepants,
    ['L10', 'L11'],
    'verified',
  ),
  adjust(
    'rimegepant-moderate-inhibitor',
    'moderate CYP3A4 or potent P-gp inhibitor',
    medication(...moderateInhibitors, 'named-p-gp-inhibitor'),
    ['rimegepant'],
    {
      sig: '75 mg (1 orally disintegrating tablet) by mouth once for migraine. No second dose within 48 hours.',
      limit: { dose: mg(75), hours: 48 },
    },
    'Rimegepant: no second dose within 48 hours',
    ['L10'],
    'verified',
  ),
  adjust(
    'ubrogepant-moderate-inhibitor',
    'moderate CYP3A4 inhibitor',
    medication(...moderateInhibitors),
    ['ubrogepant'],
    {
      dose: mg(50),
      sig: '50 mg (1 tablet) by mouth once for migraine. No second dose within 24 hours.',
      limit: daily(mg(50)),
    },
    'Ubrogepant 50 mg, no second dose within 24 hours',
    ['L11'],
    'verified',
  ),
  adjust(
    'ubrogepant-p-gp-inhibitor',
    'P-gp inhibitor',
    medication('named-p-gp-inhibitor'),
    ['ubrogepant'],
    fiftyTwice,
    'Ubrogepant 50 mg',
    ['L11'],
    'verified',
  ),
  adjust(
    'ubrogepant-severe-hepatic',
    'severe hepatic impairment',
    severeHepatic,
    ['ubrogepant'],
    fiftyTwice,
    'Ubrogepant 50 mg',
    ['L11'],
    'verified',
  ),
  adjust(
    'ubrogepant-egfr-30',
    'eGFR',
    { kind: 'observation', lists: ['observation-egfr'], label: 'eGFR', below: 30 },
    ['ubrogepant'],
    fiftyTwice,
    'Ubrogepant 50 mg',
    ['L11'],
    'verified',
  ),
  adjust(
    'ubrogepant-ckd-stage-4',
    'chronic kidney disease stage 4',
    condition('current', 'ckd-stage4'),
    ['ubrogepant'],
    fiftyTwice,
    'Ubrogepant 50 mg',
    ['L11'],
    'verified',
  ),
  adjust(
    'ubrogepant-moderate-inducer',
    'moderate CYP3A4 inducer',
    moderateInducer,
    ['ubrogepant'],
    {
      orderable: drug('2268221', 'ubrogepant 100 MG Oral Tablet'),
      dose: mg(100),
      doseWords: '100 mg PO once',
      sig: '100 mg (1 tablet) by mouth once for migraine. May be repeated once after 2 hours or more. Up to 200 mg in 24 hours.',
    },
    'Ubrogepant 100 mg',
    ['L11'],
    'verified',
  ),
  warn(
    'gepant-hypertension',
    'hypertension',
    condition('current', 'hypertension-any', 'hypertension-severe-uncontrolled'),
    gepants,
    ['L10', 'L11'],
    'verified',
  ),
  warn('gepant-raynaud', 'Raynaud phenomenon', condition('ever', 'raynaud'), gepants, ['L10', 'L11'], 'verified'),
  warn(
    'hepatic-impairment',
    'hepatic impairment',
    hepatic,
    all,
    ['value set hepatic-impairment-unspecified-severity'],
    'policy',
  ),
]
