import type { Insertable } from 'kysely'
import { getOrAdd } from '../../cards/once.ts'
import { Tallies } from '../tallies.ts'
import { hasFired, type CallEvent, type FeedbackEntry, type OverrideReason } from './events.ts'
import { named, optionsFrom, suggestionsFrom, type CallValues } from './rows.ts'
import type { CardsTable, CountsTable } from './schema.ts'

export type Count = Insertable<CountsTable>

/** Upper bounds of the latency histogram, in milliseconds. */
export const latencyBounds = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 5000, 10_000,
] as const

/** Upper bounds of the time from card to answer, in seconds: up to a week. */
export const answerBounds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400, 604_800] as const

/** Details for an override without a reason, for a reason that is not told by name, and for a suggestion that only removes. */
export const unstated = 'unstated'
export const other = 'other'
export const removalOnly = 'removal-only'

/** Latency of calls without a relevant order: nearly all, and quick. Among them the latency of cards would not show. */
const passingLatency = 'not-mine-latency'

/** The metric that is counted by the hour. */
export const hourly = 'not-mine'

const above = 'above'

const boundOf = (value: number, bounds: readonly number[]): number | undefined => bounds.find((bound) => value <= bound)
const nameOf = (bound: number | undefined): string => String(bound ?? above)

/** Name of the bucket a value falls into: its upper bound, or `above`. */
export const bucket = (value: number, bounds: readonly number[]): string => nameOf(boundOf(value, bounds))

/** A reason as one word, the way FHIR searches write a token. */
export const token = ({ system, code }: OverrideReason): string => (system === undefined ? code : `${system}|${code}`)

/** The UTC day of an instant, or of an hour. */
export const dayOf = (instant: string): string => instant.slice(0, 10)
const hourOf = (instant: string): string => instant.slice(0, 13)

type Place = Pick<CallEvent, 'at' | 'client' | 'service' | 'rule' | 'contentVersion'>

const counter =
  (period: string, { client, service, rule, contentVersion }: Omit<Place, 'at'>) =>
  (metric: string, detail: string, n = 1): Count => ({
    metric,
    period,
    client,
    service,
    rule,
    content_version: contentVersion,
    detail,
    n,
  })

/** Counts calls without an order that concerns the recommendation: nothing else is ever kept of them. */
interface Passing {
  /** @returns whether there was room */
  add(call: Place & Pick<CallEvent, 'ms'>): boolean
  /** Takes out what was counted. */
  take(): Count[]
  isEmpty(): boolean
}

/** Calls of one place within one hour. */
interface Tally extends Omit<Place, 'at'> {
  readonly hour: string
  calls: number
  /** By upper bound; `undefined` is above all. */
  readonly latency: Map<number | undefined, number>
}

const place = {
  isOf: (tally: Tally, { at, client, service, rule, contentVersion }: Place): boolean =>
    tally.client === client &&
    tally.service === service &&
    at.startsWith(tally.hour) &&
    tally.rule === rule &&
    tally.contentVersion === contentVersion,
  keyOf: ({ at, client, service, rule, contentVersion }: Place): string =>
    [client, service, rule, contentVersion, hourOf(at)].join('\n'),
  make: ({ at, client, service, rule, contentVersion }: Place): Tally => ({
    hour: hourOf(at),
    client,
    service,
    rule,
    contentVersion,
    calls: 0,
    latency: new Map(),
  }),
}

/** @param most places and hours that are counted apart: there are few unless the store is away */
export function passing(most: number): Passing {
  const tallies = new Tallies(place, most)
  return {
    add(call) {
      const tally = tallies.of(call)
      if (tally === undefined) return false
      tally.calls += 1
      const bound = boundOf(call.ms, latencyBounds)
      tally.latency.set(bound, (tally.latency.get(bound) ?? 0) + 1)
      return true
    },
    take() {
      const taken = tallies
        .all()
        .flatMap((tally) => [
          counter(tally.hour, tally)(hourly, '', tally.calls),
          ...Array.from(tally.latency, ([bound, n]) =>
            counter(dayOf(tally.hour), tally)(passingLatency, nameOf(bound), n),
          ),
        ])
      tallies.clear()
      return merged(taken)
    },
    isEmpty: () => tallies.size === 0,
  }
}

/** Calls of one moment are much alike: equal ones are counted together, with how many they are. */
export function countsOfCalls(calls: readonly CallValues[]): Count[] {
  const alike = new Map<string, { readonly call: CallValues; times: number }>()
  for (const call of calls) {
    const { client, at, service, rule, contentVersion, outcome, because, row, options, ms } = named(call)
    const slot = bucket(ms, latencyBounds)
    const key = `${client}\n${dayOf(at)}\n${service}\n${rule}\n${contentVersion}\n${outcome}\n${because}\n${row}\n${slot}\n${options}`
    getOrAdd(alike, key, () => ({ call, times: 0 })).times += 1
  }
  return [...alike.values()].flatMap(({ call, times }) => countsOfCall(call, times))
}

function countsOfCall(call: CallValues, times: number): Count[] {
  const { client, at, service, rule, contentVersion, outcome, because, row, options, ms } = named(call)
  const counted = counter(dayOf(at), { client, service, rule, contentVersion })
  const count = (metric: string, detail: string): Count => counted(metric, detail, times)
  const counts = [count('call', outcome), count('latency', bucket(ms, latencyBounds))]
  if (because !== null) counts.push(count('silence', because))
  if (row !== null) counts.push(count('row', row))
  if (!hasFired(outcome)) return counts
  const shown = outcome === 'spoke'
  for (const { alternative, offered, recommended, rules } of optionsFrom(options)) {
    // What nobody saw, nobody could accept.
    if (offered) counts.push(count(shown ? 'offered' : 'would-have-offered', alternative))
    if (offered && recommended && shown) counts.push(count('recommended', alternative))
    if (!offered) for (const why of rules) counts.push(count('left-out', why))
  }
  return counts
}

export interface Answer extends Omit<FeedbackEntry, 'card' | 'comment'> {
  readonly receivedAt: string
}

/** What is known of a card. Feedback counts on the day the card was issued, so that acceptance is one of those cards. */
export type KnownCard = Omit<CardsTable, 'patient' | 'encounter' | 'indicator' | 'uuid'>

/** What earlier feedback told of a card. */
export class Told {
  readonly outcomes = new Set<Answer['outcome']>()
  readonly reasons = new Set<string>()
  /** Which of its suggestions were accepted. */
  readonly accepted = new Set<string>()

  learn(
    card: Pick<KnownCard, 'suggestions'>,
    { outcome, suggestions, reasons }: Pick<Answer, 'outcome' | 'suggestions' | 'reasons'>,
  ): void {
    this.outcomes.add(outcome)
    for (const reason of reasons) this.reasons.add(token(reason))
    if (outcome === 'accepted') for (const one of takenOf(card.suggestions, suggestions)) this.accepted.add(one)
  }
}

/** The alternatives of a card that were accepted; `removalOnly` for the removal. */
export function takenOf(issued: string, suggestions: readonly string[]): string[] {
  const accepted = new Set(suggestions.map((id) => id.toLowerCase()))
  return suggestionsFrom(issued).flatMap(({ uuid, alternative }) =>
    accepted.has(uuid.toLowerCase()) ? [alternative ?? removalOnly] : [],
  )
}

/**
 * What an acceptance counts as. Where each suggestion holds one action, a swap is accepted as two: then only the alternative
 * counts, since the removal was part of the swap.
 */
function takenFor(accepted: ReadonlySet<string>): ReadonlySet<string> {
  const alternatives = new Set([...accepted].filter((one) => one !== removalOnly))
  return alternatives.size > 0 ? alternatives : accepted
}

/** A card counts once as answered, accepted and overridden, and once for each alternative and reason, however often it is told. */
export function countsOfAnswer(card: KnownCard, answer: Answer, before: Told): Count[] {
  const { at, client, service, rule, content_version } = card
  const count = counter(dayOf(at), { client, service, rule, contentVersion: content_version })
  const counts = before.outcomes.has(answer.outcome) ? [] : [count('feedback', answer.outcome)]
  if (before.outcomes.size === 0) {
    const seconds = (Date.parse(moment(card, answer)) - Date.parse(at)) / 1000
    counts.push(count('answered', ''), count('answered-after', bucket(seconds, answerBounds)))
  }
  if (answer.outcome === 'overridden') {
    const stated = answer.reasons.map(token)
    const reasons = stated.length > 0 || before.outcomes.has('overridden') ? stated : [unstated]
    return [
      ...counts,
      ...reasons.flatMap((reason) => (before.reasons.has(reason) ? [] : [count('overridden', reason)])),
    ]
  }
  const told = takenFor(before.accepted)
  const now = takenFor(new Set([...before.accepted, ...takenOf(card.suggestions, answer.suggestions)]))
  return [
    ...counts,
    ...[...now].filter((one) => !told.has(one)).map((one) => count('accepted', one)),
    // The removal was told before the order that it made room for.
    ...[...told].filter((one) => !now.has(one)).map((one) => count('accepted', one, -1)),
  ]
}

/** Feedback about a card that this service never issued to this client. */
export function countOfUnknown(client: string, service: string, receivedAt: string, n: number): Count {
  return counter(dayOf(receivedAt), { client, service, rule: '', contentVersion: '' })('feedback', 'unknown', n)
}

/** When the clinician answered, never after the feedback arrived or before the card was issued: clients' clocks may be wrong. */
export function moment(
  { at }: Pick<KnownCard, 'at'>,
  { outcomeAt, receivedAt }: Pick<Answer, 'outcomeAt' | 'receivedAt'>,
): string {
  const told = outcomeAt < receivedAt ? outcomeAt : receivedAt
  return told < at ? at : told
}

const keyOf = (count: Count): string =>
  `${count.metric}\n${count.period}\n${count.client}\n${count.service}\n${count.rule}\n${count.content_version}\n${count.detail}`

/** One row for each key, in the order of the keys: processes that lock rows in the same order do not deadlock. */
export function merged(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>()
  for (const count of counts) {
    getOrAdd(sums, keyOf(count), () => ({ ...count, n: 0 })).n += count.n
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, count]) => count)
    .filter(({ n }) => n !== 0)
}
