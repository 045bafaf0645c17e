import type { Rule } from './rule.ts'
import { nsaidRules } from './rules-nsaids.ts'
import { otherRules } from './rules-others.ts'
import { allergyRules, situationRules, treatmentRules } from './rules-patient.ts'
import { triptanRules } from './rules-triptans.ts'

/** Every rule of the screening. The order has no meaning. */
export const rules: readonly Rule[] = [
  ...triptanRules,
  ...nsaidRules,
  ...otherRules,
  ...allergyRules,
  ...situationRules,
  ...treatmentRules,
]

/** Exclusions that rest on recall or local proposal and that are no part of the When / Then table: a site may switch them off. */
export const isSwitchable = ({ action, verification, fixed }: Rule): boolean =>
  action === 'exclude' && (verification === 'recalled' || verification === 'policy') && fixed === undefined

export const switchableRules: readonly string[] = rules.filter(isSwitchable).map(({ id }) => id)
