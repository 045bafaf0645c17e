import type { Concept, Facts } from '../../../cards/facts.ts'
import type { Option } from '../../../cards/guidance.ts'
import { type Scope, screen, type ScreeningPolicy } from '../../../cards/iv-ketamine-for-migraine/alternatives.ts'
import { contextOf } from '../../../cards/iv-ketamine-for-migraine/context.ts'
import type { Context, Screening } from '../../../cards/iv-ketamine-for-migraine/finding.ts'
import { aCondition, ago, facts, type FactsDiffering, migraine, rx, sct, words } from './builders.ts'

const defaults: ScreeningPolicy = { rules: {}, aspirin: 'text-only' }

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

/** Every alternative. */
export const all = [...new Set([...triptans, ...nsaids, 'acetaminophen', ...gepants])]
/** All but these, in one order. */
export const without = (...left: readonly string[]): readonly string[] =>
  all.filter((id) => !left.includes(id)).toSorted()
/** What fits a chart that differs from an empty one as told, in the same order. */
export const fits = (given: Differing): readonly string[] => fitting(screened(given)).toSorted()
/** What fits a patient with this problem, in the same order. */
export const fitsWith = (concept: Concept): readonly string[] => fits({ conditions: [aCondition(concept)] })

/** Names, parted by bars or commas, of which the rule is not met: in words alone, or beside a code that is not listed. */
export const missing = (rule: string, agent: string, rows: readonly string[], bar = ', '): readonly string[] =>
  rows
    .flatMap((row) => row.split(bar))
    .filter((name) =>
      [words(name), sct('900000001', name)].some(
        (concept) => !rulesFor(screened({ conditions: [aCondition(concept)] }), agent).includes(rule),
      ),
    )

export const sumatriptan = rx('313161', 'sumatriptan 50 MG Oral Tablet')
export const homeMed = { start: ago({ days: 90 }), category: 'community', ofThisEncounter: false } as const
