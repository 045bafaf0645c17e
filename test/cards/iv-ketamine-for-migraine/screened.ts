import type { Facts, Option } from '../../../cards/guidance.ts'
import { type Scope, screen, type ScreeningPolicy } from '../../../cards/iv-ketamine-for-migraine/alternatives.ts'
import { contextOf } from '../../../cards/iv-ketamine-for-migraine/context.ts'
import type { Context, Screening } from '../../../cards/iv-ketamine-for-migraine/finding.ts'
import { facts, type FactsDiffering, migraine } from './builders.ts'

export const defaults: ScreeningPolicy = { rules: {}, aspirin: 'text-only' }

export interface Differing extends FactsDiffering {
  readonly scope?: Scope
  readonly policy?: Partial<ScreeningPolicy>
  readonly context?: Partial<Context>
}

export const screening = (
  chart: Facts,
  context: Partial<Context> = {},
  scope: Scope = {},
  policy = defaults,
): Screening => screen(chart, { ...contextOf(chart, migraine, chart.orders), ...context }, scope, policy)

/** Screens a chart that differs from an empty one as told. */
export const screened = ({ scope, policy, context, ...over }: Differing = {}): Screening =>
  screening(facts(over), context, scope, { ...defaults, ...policy })

export const offered = ({ offers }: Screening): readonly string[] => offers.map(({ alternative }) => alternative)

export const recommended = ({ offers }: Screening): string | undefined =>
  offers.find((offer) => offer.recommended)?.alternative

export function option({ options }: Screening, alternative: string): Option {
  const found = options.find((one) => one.alternative === alternative)
  if (found === undefined) throw new Error(`There is no option ${alternative}`)
  return found
}

/** Agents that no rule excludes, offered or not. */
export const fitting = ({ options }: Screening): readonly string[] =>
  options
    .filter(({ remarks }) => remarks.every(({ effect }) => effect !== 'excluded'))
    .map(({ alternative }) => alternative)

export const rulesFor = (found: Screening, alternative: string): readonly string[] =>
  option(found, alternative).remarks.map(({ rule }) => rule)

export const triptans = [
  'sumatriptan-po',
  'sumatriptan-sc',
  'sumatriptan-nasal',
  'rizatriptan',
  'zolmitriptan-po',
  'zolmitriptan-nasal',
  'eletriptan',
  'frovatriptan',
  'sumatriptan-naproxen',
]
export const nsaids = ['sumatriptan-naproxen', 'aac', 'ibuprofen', 'naproxen']
export const gepants = ['rimegepant', 'ubrogepant']
