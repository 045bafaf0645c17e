import type { DoseLimit } from '../guidance.ts'
import { type Agent, agents, type Form } from './agents.ts'
import type { Rule } from './rule.ts'
import type { Met } from './rulebook.ts'

/** An agent with the rules that this patient meets, and the form that they leave of it. */
export interface Candidate {
  readonly agent: Agent
  readonly form: Form
  /** `Sumatriptan 50 mg PO once (Strong for)` */
  readonly label: string
  readonly excluding: readonly Met[]
  readonly warning: readonly Met[]
  readonly adjusting: readonly Met[]
}

export const isFitting = ({ excluding }: Candidate): boolean => excluding.length === 0

export const ungraded = 'not graded by VA/DoD'

const labelOf = ({ name, strength }: Agent, { doseWords }: Form): string =>
  `${name} ${doseWords} (${strength ?? ungraded})`

/** Two adjustments that ask for different doses leave none. */
const adjustmentsConflict: Met['rule'] = {
  id: 'adjustments-conflict',
  title: 'adjustments of the dose that do not agree',
  action: 'exclude',
  sources: ['local proposal'],
  verification: 'policy',
  fixed: true,
}

/**
 * What is ordered under adjustments, in whatever order they come: the one of the lowest dose as a whole, so that its
 * words fit its numbers; of equal doses the one of the lower limit. The lowest limit of all holds.
 */
export function formFor(agent: Agent, adjusting: readonly Pick<Rule, 'form'>[]): Form {
  const forms = adjusting.map(({ form }): Form => ({ ...agent, ...form })).toSorted(stricterFirst)
  const [strictest = agent] = forms
  const limit = forms.reduce<DoseLimit | undefined>((lowest, one) => lower(lowest, one.limit), strictest.limit)
  return limit === undefined ? strictest : { ...strictest, limit }
}

const perHour = (limit: DoseLimit | undefined): number =>
  limit === undefined ? Infinity : limit.dose.value / limit.hours

const lower = (one: DoseLimit | undefined, other: DoseLimit | undefined): DoseLimit | undefined =>
  perHour(other) < perHour(one) ? other : one

const compare = <T extends number | string>(one: T, other: T): number => (one < other ? -1 : one > other ? 1 : 0)

/** Of equal doses and limits the longer directions come first: they say more. */
const stricterFirst = (one: Form, other: Form): number =>
  compare(one.dose.value, other.dose.value) ||
  compare(perHour(one.limit), perHour(other.limit)) ||
  compare(other.sig.length, one.sig.length) ||
  compare(one.sig, other.sig)

export function screened(agent: Agent, met: readonly Met[]): Candidate {
  const by = (action: Rule['action']): readonly Met[] => met.filter(({ rule }) => rule.action === action)
  const adjusting = by('adjust')
  const doses = new Set(adjusting.flatMap(({ rule }) => (rule.form?.dose === undefined ? [] : [rule.form.dose.value])))
  const conflict: readonly Met[] =
    doses.size > 1
      ? [{ rule: adjustmentsConflict, cited: { words: adjusting.map(({ cited }) => cited.words).join(' with ') } }]
      : []
  const form = formFor(
    agent,
    adjusting.map(({ rule }) => rule),
  )
  return {
    agent,
    form,
    label: labelOf(agent, form),
    excluding: [...by('exclude'), ...conflict],
    warning: by('warn'),
    adjusting,
  }
}

/** Every agent as it is where no rule is met. */
export const untouched: readonly Candidate[] = agents.map((agent) => screened(agent, []))
