import type { Card, Guidance } from '../guidance.ts'
import { getOrAdd } from '../once.ts'
import type { Row } from './finding.ts'

/** Override reasons in their usual order; a row moves its likeliest to the front. */
export const overrideReasons = [
  {
    code: 'refractory-specialist',
    display: 'Refractory or status migrainosus, specialist-directed, monitored',
    nonAdherence: 'expert-contradicts',
  },
  {
    code: 'other-indication',
    display: 'Ketamine is not for migraine (sedation, anaesthesia, other pain, mood, seizures)',
    nonAdherence: 'indication-order-exists',
  },
  {
    code: 'alternatives-failed',
    display: 'Recommended options tried without success',
    nonAdherence: 'action-unsuccessful',
  },
  {
    code: 'alternatives-contraindicated',
    display: 'Options contraindicated or not tolerated',
    nonAdherence: 'patient-contraindication',
  },
  {
    code: 'prior-response',
    display: 'Responded to and tolerated IV ketamine before',
    nonAdherence: 'action-performed-no-adverse-effect',
  },
  { code: 'protocol', display: 'Institutional protocol or clinical trial', nonAdherence: 'policy-contradicts' },
  {
    code: 'patient-preference',
    display: 'Shared decision after discussing evidence',
    nonAdherence: 'prefers-alternative',
  },
  { code: 'other-route', display: 'Will be given by a non-IV route', nonAdherence: 'cds-not-applicable' },
  { code: 'benefit-risk', display: 'Benefit judged to outweigh risk (comment)', nonAdherence: 'risk-benefit-ratio' },
] as const satisfies Guidance['overrideReasons']

const likeliest: Partial<Record<Row, string>> = {
  '2': 'other-indication',
  '3': 'other-indication',
  '6': 'other-indication',
  '9': 'other-indication',
  '4': 'refractory-specialist',
  '5': 'other-route',
  '7': 'benefit-risk',
  '8': 'benefit-risk',
}

const byRow = new Map<Row, Card['overrideReasons']>()

/** The reasons of a row: one list, which all its cards share. */
export const reasonsFor = (row: Row): Card['overrideReasons'] =>
  getOrAdd(byRow, row, () => {
    const front = likeliest[row]
    return overrideReasons
      .toSorted((a, b) => Number(b.code === front) - Number(a.code === front))
      .map(({ code, display }) => ({ code, display }))
  })
