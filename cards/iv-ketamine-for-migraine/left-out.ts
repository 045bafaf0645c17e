import { escaped } from '../markdown.ts'
import { getOrAdd } from '../once.ts'
import { listed } from '../text.ts'
import type { AgentClass } from './agents.ts'
import { type Candidate, isFitting } from './candidates.ts'
import type { Evidence } from './evidence.ts'
import type { Context } from './finding.ts'
import type { Met } from './rulebook.ts'
import type { Treatments } from './treatments.ts'

/** A reason in full, as plain text. */
export const plain = ({ rule, cited: { words, why, code } }: Met): string => {
  const named = [words === '' ? rule.title : words, ...(why === undefined ? [] : [why])].join(' ')
  return code === undefined ? named : `${named}, ${code}`
}

/** A long name is cut, what is said of it is not. */
const reasonOf = ({ rule, cited: { words, why, code } }: Met): string => {
  const named = escaped(words === '' ? rule.title : words, 60)
  return [named, ...(why === undefined ? [] : [why]), ...(code === undefined ? [] : [`(${escaped(code, 24)})`])].join(
    ' ',
  )
}

const classNames: Readonly<Record<AgentClass, string>> = {
  triptan: 'Triptans',
  aac: 'Aspirin-acetaminophen-caffeine',
  nsaid: 'NSAIDs',
  acetaminophen: 'Acetaminophen',
  gepant: 'Gepants',
}

/** For these the card has a sentence of its own. */
const saidElsewhere: ReadonlySet<string> = new Set([
  'age-unknown',
  'conditions-unread',
  'medications-unread',
  'oral-route',
])

const decapitalised = (name: string): string =>
  /^[A-Z]{2}/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1)

const together = (reasons: readonly string[]): string => [...new Set(reasons)].join('; ')

/** Two say enough of what is left out. Of what is offered, every caution is told. */
function inWords(reasons: readonly string[]): string {
  const [one, two, ...more] = new Set(reasons)
  const named = together([one, two].filter((reason) => reason !== undefined))
  return more.length === 0 ? named : `${named}; ${more.length} more`
}

/** Words of the chart may bring a full stop of their own: `history of C.A.D.` */
const ended = (words: string): string => (words.endsWith('.') ? words : `${words}.`)

/** `Triptans left out: coronary artery disease (I25.10).` Classes and agents with the same reasons share a sentence. */
function leftOut(candidates: readonly Candidate[]): readonly string[] {
  if (candidates.every(isFitting)) return []
  const byReason = new Map<string, string[]>()
  const put = (name: string, reasons: readonly string[]): void => {
    if (reasons.length === 0) return
    const names = getOrAdd(byReason, inWords(reasons), () => [])
    if (!names.includes(name)) names.push(name)
  }
  for (const [group, name] of Object.entries(classNames)) {
    const all = candidates.filter(({ agent }) => agent.shownAs === group)
    if (all.every(isFitting)) continue
    const members = all.map(({ agent, excluding }) => ({
      agent,
      reasons: excluding.filter(({ rule }) => !saidElsewhere.has(rule.id)).map(reasonOf),
      excluded: excluding.length > 0,
    }))
    const [first] = members
    const shared = (first?.reasons ?? []).filter((reason) => members.every(({ reasons }) => reasons.includes(reason)))
    if (shared.length > 0) put(name, shared)
    else {
      for (const { agent, reasons } of members) {
        // While a form by another route stays, the absence of this one is not worth a sentence.
        const spared = members.some(
          (other) => !other.excluded && other.agent.ingredients.join('+') === agent.ingredients.join('+'),
        )
        if (!spared) put(agent.name, reasons)
      }
    }
  }
  return [...byReason].map(
    ([reason, names]) =>
      `${listed(names.map((name, n) => (n === 0 ? name : decapitalised(name))))} left out: ${ended(reason)}`,
  )
}

/** What the card says of the alternatives: what was left out and why, what to check, what could not be read. */
export function sentences(
  candidates: readonly Candidate[],
  offered: readonly Candidate[],
  { homeTriptans, toldTriptans }: Treatments,
  evidence: Evidence,
  context: Context,
): readonly string[] {
  const excluding = candidates.flatMap((candidate) => candidate.excluding)
  const said = new Set<string>()
  const oralRoute = excluding.find(({ rule }) => rule.id === 'oral-route')
  if (oralRoute !== undefined) said.add(`Oral agents left out: ${ended(reasonOf(oralRoute))}`)
  for (const sentence of leftOut(candidates)) said.add(sentence)
  for (const { adjusting } of offered)
    for (const met of adjusting) said.add(`${met.rule.sentence ?? met.rule.title}: ${ended(reasonOf(met))}`)
  const aged = (context.age?.least ?? 0) >= 65
  for (const { agent, warning } of offered) {
    const news = warning.filter(({ rule }) => !(aged && (rule.id === 'triptan-age-65' || rule.id === 'nsaid-age-60')))
    if (news.length > 0)
      said.add(`Check before signing ${decapitalised(agent.name)}: ${ended(together(news.map(reasonOf)))}`)
  }
  for (const [place, triptans] of [
    ['the medication list', homeTriptans],
    ['record', toldTriptans],
  ] as const) {
    if (triptans.length === 0 || !offered.some(({ agent }) => agent.shownAs === 'triptan')) continue
    const named = listed(triptans.slice(0, 2).map((words) => escaped(words, 60)))
    said.add(`On ${place}: ${ended(named)} Ask about doses of the last 24 hours.`)
  }
  if (evidence.unreadableAllergies === 'not-asked')
    said.add('Allergies are not known, so nothing is recommended: ask before signing.')
  if (evidence.unreadableAllergies === 'unnamed')
    said.add('An allergy on record has no readable name, so nothing is recommended: check before signing.')
  if (evidence.unreadableProblem)
    said.add('A problem on record has no readable name, so nothing is recommended: check before signing.')
  return namedOnce([...said], excluding)
}

/** A fact that leaves several classes out is named in full once; later sentences say only what it means. */
function namedOnce(said: readonly string[], excluding: readonly Met[]): readonly string[] {
  const meanings = new Map<string, string>()
  for (const met of excluding) if (met.cited.means !== undefined) meanings.set(reasonOf(met), met.cited.means)
  let left = said
  for (const [named, means] of meanings) {
    const at = left.findIndex((sentence) => sentence.includes(named))
    left = left.map((sentence, n) => (n > at ? sentence.replaceAll(named, means) : sentence))
  }
  return left
}
