import type { Verification } from '../guidance.ts'
import type { AgentClass, AgentId, Form } from './agents.ts'

/** A state of patient or setting that the decision has already worked out, or that is a plain number. */
export type Situation =
  | 'pregnant'
  | 'breastfeeding'
  | 'oral-route-unusable'
  | 'pressure-hazard'
  | 'age-65-or-more'
  | 'age-60-or-more'
  | 'under-19'
  | 'overuse-of-class'
  | 'overuse'
  | 'age-unknown'
  | 'conditions-unread'
  | 'medications-unread'

/** What was done about this attack or is being done in this session. */
export type Treatment =
  | 'given-or-ordered'
  | 'rimegepant-48h-inhibited'
  | 'drafted'
  | 'failed'
  | 'triptans-failed-twice'
  | 'tried-before'
  | 'acetaminophen-4000'
  | 'acetaminophen-3000'
  | 'acetaminophen-own-maximum'
  | 'nsaid-daily-maximum'
  | 'on-home-list'
  | 'acetaminophen-on-list'
  | 'nsaid-on-list'
  | 'low-dose-aspirin'

/** `immune`: any but an upset stomach; `stomach`: that alone; `anaphylaxis`: that, or high criticality. */
export type Reaction = 'any' | 'immune' | 'stomach' | 'anaphylaxis'

/** How a patient's fact is found. `lists` are value sets of `codes/`, names of `knownByName` or `classNames`, or `ingredient-…`. */
export type Criterion =
  /** `current`: not resolved; a number: happened, or ended, within so many days. Undated facts are inside. */
  | { readonly kind: 'condition'; readonly lists: readonly string[]; readonly time: 'ever' | 'current' | number }
  /** All lists are on record, ever. */
  | { readonly kind: 'conditions-together'; readonly lists: readonly string[] }
  /** In use now, or ended within so many hours. */
  | { readonly kind: 'medication'; readonly lists: readonly string[]; readonly withinHours?: number }
  | { readonly kind: 'allergy'; readonly lists: readonly string[]; readonly reaction: Reaction }
  | {
      readonly kind: 'observation'
      readonly lists: readonly string[]
      readonly label: string
      readonly below?: number
      readonly from?: number
      /** Blood pressure: the last 24 hours in emergency and inpatient care, 90 days elsewhere. */
      readonly recent?: true
    }
  | { readonly kind: 'situation'; readonly is: Situation }
  | { readonly kind: 'treatment'; readonly is: Treatment; readonly of?: AgentClass }

type Action = 'exclude' | 'adjust' | 'warn'

export interface Rule {
  readonly id: string
  /** The fact in words: it stands for a fact that brings none. */
  readonly title: string
  readonly criterion: Criterion
  readonly agents: readonly AgentId[]
  readonly action: Action
  /** What an adjustment orders instead. */
  readonly form?: Partial<Form>
  /** Says what an adjustment does; facts that rest on recall alone are not put in words. */
  readonly sentence?: string
  /** Keys of the references, or what the proposal rests on. */
  readonly sources: readonly string[]
  readonly verification: Verification
  /** Part of the When / Then table, so no site's to switch. */
  readonly fixed?: true
}

export const condition = (time: 'ever' | 'current' | number, ...lists: readonly string[]): Criterion => ({
  kind: 'condition',
  lists,
  time,
})
export const medication = (...lists: readonly string[]): Criterion => ({ kind: 'medication', lists })
export const ended = (withinHours: number, ...lists: readonly string[]): Criterion => ({
  kind: 'medication',
  lists,
  withinHours,
})
export const allergy = (reaction: Reaction, ...lists: readonly string[]): Criterion => ({
  kind: 'allergy',
  lists,
  reaction,
})
export const situation = (is: Situation): Criterion => ({ kind: 'situation', is })
export const treatment = (is: Treatment, of?: AgentClass): Criterion => ({
  kind: 'treatment',
  is,
  ...(of === undefined ? {} : { of }),
})

/** What rules of several classes ask. */
export const severeHepatic = condition('current', 'severe-hepatic-impairment')
export const hepatic = condition('current', 'hepatic-impairment-unspecified-severity')
export const wpw = condition('ever', 'wpw-accessory-pathway')

export const exclude = (
  id: string,
  title: string,
  criterion: Criterion,
  agents: readonly AgentId[],
  sources: readonly string[],
  verification: Verification,
  fixed?: 'fixed',
): Rule => ({
  id,
  title,
  criterion,
  agents,
  action: 'exclude',
  sources,
  verification,
  ...(fixed === undefined ? {} : { fixed: true }),
})
export const warn = (...args: Parameters<typeof exclude>): Rule => ({ ...exclude(...args), action: 'warn' })
export const adjust = (
  id: string,
  title: string,
  criterion: Criterion,
  agents: readonly AgentId[],
  form: Partial<Form>,
  sentence: string,
  sources: readonly string[],
  verification: Verification,
): Rule => ({ id, title, criterion, agents, action: 'adjust', form, sentence, sources, verification })
