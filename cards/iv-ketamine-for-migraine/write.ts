import { itemsOf, type Code, type Concept, type Facts, type Need, type Order } from '../facts.ts'
import { isOverdue, type Card, type Indicator, type Suggestion } from '../guidance.ts'
import { escaped } from '../markdown.ts'
import { nameOf } from '../terminology.ts'
import { inClass } from './agents.ts'
import { toleratedBadly } from './context.ts'
import { isVomiting } from './context-words.ts'
import type { Finding, Offer, Row } from './finding.ts'
import { statesReason } from './indication.ts'
import { antiemeticsFor, isErgotBarred, isSumatriptanFree, nerveBlocksFor } from './mentions.ts'
import { holdsKetamine } from './order.ts'
import { reasonsFor } from './override-reasons.ts'
import { citations, recommendation } from './recommendation.ts'

/** The words. Text from the chart is escaped wherever it enters; sentences of ours are not. */

const summaries = {
  'W-A':
    'VA/DoD 2023 suggests against IV ketamine for short-term migraine treatment (weak against). Consider a recommended alternative.',
  'W-C':
    'IV ketamine and a migraine encounter: VA/DoD 2023 suggests against it for short-term treatment (weak against).',
  'I-D':
    'If this IV ketamine is for migraine: VA/DoD 2023 suggests against it for short-term treatment (weak against).',
  'I-R':
    'Refractory migraine: VA/DoD 2023 still suggests against IV ketamine (weak against); reserve for specialist-led, monitored care.',
  'W-U': 'Ketamine for migraine, route not stated: VA/DoD 2023 suggests against the IV route (weak against).',
  'W-P':
    'Pregnant, IV ketamine for migraine: VA/DoD 2023 suggests against it; the ketamine label does not recommend use in pregnancy.',
  'C-K':
    'IV ketamine for migraine: a label contraindication is on record, and VA/DoD 2023 suggests against it (weak against).',
  'W-M':
    'VA/DoD 2023 suggests against IV ketamine for migraine (weak against); medication overuse on record: review acute-medicine days.',
  'W-N':
    'VA/DoD 2023 suggests against IV ketamine for migraine (weak against). Vomiting on record: non-oral options listed.',
} as const

/** W-N where nobody vomits. */
const withoutOral =
  'VA/DoD 2023 suggests against IV ketamine for migraine (weak against). Oral route not usable: non-oral options listed.'

type SummaryId = keyof typeof summaries

const summaryOf: Readonly<Record<Row, SummaryId>> = {
  '1': 'W-A',
  '1n': 'W-N',
  '1m': 'W-M',
  '2': 'W-C',
  '3': 'I-D',
  '4': 'I-R',
  '5': 'W-U',
  '6': 'I-D',
  '7': 'W-P',
  '8': 'C-K',
  '9': 'I-D',
}

/** Chart words and code of a concept, escaped: `Migraine, unspecified (G43.909)`. */
function cited(concept: Concept, code: Code | undefined = concept.codes[0]): string {
  const words = code?.display ?? nameOf(concept)
  if (code === undefined) return words === undefined ? 'recorded' : `"${escaped(words, 80)}"`
  return words === undefined ? escaped(code.code, 24) : `${escaped(words, 80)}, ${escaped(code.code, 24)}`
}

const origin = {
  order: 'order reason',
  encounter: 'encounter',
  chart: 'problem list',
  diagnosis: 'earlier diagnosis',
} as const

function why({ row, indication, said, foundOn, code, orders, unrouted, screening, context }: Finding): string {
  const iv = unrouted === 0 ? 'IV ' : ''
  const named =
    orders.length === 1
      ? `${iv === '' ? 'Ketamine' : `${iv}ketamine`} ordered`
      : `${orders.length} ${iv}ketamine orders`
  const isMixed = unrouted > 0 && unrouted < orders.length
  const route =
    unrouted === orders.length ? ' without a stated route' : isMixed ? `, ${unrouted} without a stated route,` : ''
  // What the order itself says, and what only the encounter does.
  const stated = orders.every(statesReason) ? ' for headache' : ''
  const beside = indication === 'chart' ? '' : stated || ' in an encounter for headache'
  const purpose = {
    order: ' for migraine',
    encounter: `${stated} in an encounter for migraine`,
    chart: `${beside}; migraine is on the problem list`,
    diagnosis: `${beside}; migraine is a diagnosis of an earlier encounter`,
  }[foundOn]
  const shown = `**${named}${route}${purpose}** (${origin[foundOn]}: ${cited(said, code)}).`
  if (row === '6')
    return `${shown} The order also names a procedure or sedation: if ketamine is for that, keep the order.`
  if (row === '9' && context.redFlag !== undefined)
    return `${shown} Treat the secondary cause first: ${cited(context.redFlag)}.`
  if (row === '8' && context.hypersensitivity !== undefined)
    return `${shown} Ketamine hypersensitivity is on record: ${cited(context.hypersensitivity)}.${screening.offers.length > 0 ? ' Choose another option.' : ''}`
  if (screening.offers.length > 0) return `${shown} Consider an option below, or keep the order and say why.`
  return `${shown} Keep the order only with a reason.`
}

const statement = `VA/DoD 2023 *suggests against* IV ketamine for the short-term treatment of migraine. ${recommendation.gloss}`
const evidence =
  'Evidence: 0.2 mg/kg IV was no better than saline (RCT, n = 34); prochlorperazine was better than ketamine in mixed benign headache (RCT, n = 54). Refractory inpatients improved in uncontrolled series (6/6; 55/77 = 71.4 %). AHS 2025 finds the emergency evidence insufficient (level U).'
const shortEvidence =
  'Evidence: 0.2 mg/kg IV was no better than saline (RCT, n = 34); refractory inpatients improved in uncontrolled series.'
const sequence = (second: string): string =>
  `Usual sequence where nothing above speaks against it (AAFP/ACP-ASIM 2002; ACP 2025): an NSAID first for most, then ${second}; a non-oral route and an antiemetic with vomiting; prevention when attacks are frequent.`
const effects = 'Adverse effects: dissociation, hallucinations, raised blood pressure.'
const closing = 'Decision support; clinical judgement applies.'

const blank = 32
/** Markdown of this card has no other blanks than spaces and line ends. */
function wordCount(text: string): number {
  let words = 0
  let isInside = false
  for (let at = 0; at < text.length; at++) {
    const isLetter = text.charCodeAt(at) > blank
    if (isLetter && !isInside) words++
    isInside = isLetter
  }
  return words
}

const statementWords = wordCount(statement)

/** What follows the part about the patient, longest first: where that part is long, general knowledge gives way. */
const endingsOf = (second?: string): readonly { readonly text: string; readonly words: number }[] => {
  const last = `${effects} *${closing}*`
  const told = second === undefined ? [] : [[evidence, sequence(second), last]]
  return [...told, [evidence, last], [shortEvidence, last], [last]].map((parts) => {
    const text = parts.join('\n\n')
    return { text, words: wordCount(text) }
  })
}
const endings = {
  whole: endingsOf('a triptan or DHE'),
  withoutErgot: endingsOf('a triptan'),
  withoutSequence: endingsOf(),
} as const

/** Words of the whole detail. What was left out and why, and what keeps the patient safe, is said even beyond them. */
const mostWords = 220

/**
 * @param words of what is said of the patient. In pregnancy, where another cause comes first, and where no agent was
 * screened (row 6), no sequence holds.
 */
function endingFor(words: number, finding: Finding, facts: Facts): string {
  const { pregnancy, redFlag } = finding.context
  const fitting =
    pregnancy === 'pregnant' || redFlag !== undefined || finding.row === '6'
      ? endings.withoutSequence
      : isErgotBarred(finding, facts)
        ? endings.withoutErgot
        : endings.whole
  return (fitting.find((ending) => words + ending.words <= mostWords) ?? fitting.at(-1))?.text ?? ''
}

/** Needs in the order in which a card speaks of them. */
const unavailable: readonly (readonly [Need, string])[] = [
  ['conditions', 'Problem list not available or incomplete: nothing is offered by click.'],
  ['medications', 'Medication list not available or incomplete: triptans and gepants are not offered.'],
  ['encounter', 'Encounter not available: vomiting and setting are not known.'],
  ['administrations', 'Doses given today not available: check before signing.'],
  ['allergies', 'Allergy list not available: check before signing.'],
  ['observations', 'Laboratory values and blood pressure not available: check before signing.'],
]

/** Of the classes to which cautions of age apply, those of which an agent remains. */
const agedClasses = [
  ['triptans', inClass('triptan')],
  ['NSAIDs', inClass('nsaid')],
] as const
const remainingOf = ({ options }: Finding['screening']): readonly string[] =>
  agedClasses
    .filter(([, members]) =>
      options.some(
        ({ alternative, remarks }) =>
          members.some((id) => id === alternative) && remarks.every(({ effect }) => effect !== 'excluded'),
      ),
    )
    .map(([name]) => name)

/** No option is left, and not for want of knowledge of the patient. */
const isBare = ({ screening, context: { age, missing } }: Finding): boolean =>
  screening.offers.length === 0 &&
  age !== undefined &&
  !missing.includes('conditions') &&
  !missing.includes('medications')

/** Sentences that a modifier adds; never a second card. */
function modifiers(finding: Finding, facts: Facts): string[] {
  const { row, route, context, orders, screening } = finding
  const { hypersensitivity, pressureHazard, missing } = context
  const said: string[] = []
  const say = (when: boolean, sentence: string): void => {
    if (when) said.push(sentence)
  }
  say(hypersensitivity !== undefined && route === 'unknown', 'A ketamine hypersensitivity is on record.')
  say(toleratedBadly(facts), 'A ketamine intolerance or emergence reaction is on record.')
  if (pressureHazard !== undefined)
    said.push(`Label: not where a rise in blood pressure would be a serious hazard (${cited(pressureHazard)}).`)
  if (row !== '9' && context.redFlag !== undefined)
    said.push(`Treat the secondary cause first: ${cited(context.redFlag)}. No alternative is offered.`)
  say(
    context.pregnancy === 'pregnant',
    'New headache in pregnancy: look for pre-eclampsia, venous thrombosis and other secondary causes first.',
  )
  say(
    context.postpartum,
    'After a delivery: look for pre-eclampsia, venous thrombosis and other secondary causes of headache first.',
  )
  if (context.redFlag === undefined && context.pregnancy === 'pregnant') {
    // Secondary sources: citation `pregnancy`.
    say(
      antiemeticsFor(facts).includes('metoclopramide'),
      `${context.nonOral === undefined ? 'Metoclopramide' : 'IV metoclopramide'} can be added in pregnancy.`,
    )
    say(
      isSumatriptanFree(finding),
      'Of triptans, sumatriptan has the most pregnancy data; ask for obstetric or specialist advice.',
    )
  } else if ((context.nonOral !== undefined || isBare(finding)) && row !== '6' && context.redFlag === undefined) {
    const listed = [...antiemeticsFor(facts).map((name) => `IV ${name}`), ...nerveBlocksFor(facts)]
    say(
      listed.length > 0,
      `${context.nonOral === undefined ? 'Where nothing can be ordered from here' : 'Without the oral route'}, AHS 2025 lists ${listed.join(', ')}.`,
    )
  }
  say(
    row === '4' && context.refractoryByDoses,
    'Counted as refractory: two or more acute classes given in this encounter or within 24 hours, attack not over.',
  )
  say(
    row === '4',
    screening.offers.length > 0 ? 'Options not yet tried are listed; review prevention.' : 'Review prevention.',
  )
  say(
    row !== '4' && context.refractory && !context.specialised,
    context.refractoryByDoses
      ? 'Two or more acute classes given in this encounter or within 24 hours, attack not over: consider specialist-led, monitored care.'
      : 'Refractory migraine on record: consider specialist-led, monitored care.',
  )
  say(
    row !== '4' && context.specialised && !context.refractory,
    'No refractory migraine on record: the inpatients who improved had refractory migraine.',
  )
  say(
    row !== '1m' && context.overuse !== undefined,
    'Medication-overuse headache on record: consider prevention and a headache referral.',
  )
  say(row === '1m', 'Consider prevention and a headache referral.')
  if ((context.age?.least ?? 0) >= 65) {
    const remaining = remainingOf(screening)
    say(remaining.length > 0, `Age 65 or more: cautions apply to ${remaining.join(' and ')}.`)
  }
  say(context.pregnancy === 'possible', 'Confirm pregnancy status.')
  say(context.breastfeeding !== undefined, 'Breastfeeding is on record.')
  say(context.age === undefined, 'Age not known; this is an adult guideline, so no order is offered.')
  for (const [need, sentence] of unavailable) {
    // Of a list that was cut short the card may quote what was read.
    const isPart = itemsOf<unknown>(facts[need]).length > 0
    say(missing.includes(need), isPart ? sentence.replace(' not available: check', ' incomplete: check') : sentence)
  }
  say(
    orders.some(({ key }) => key === undefined),
    'A ketamine order without an identifier of its own cannot be removed from here: remove it by hand.',
  )
  say(isOverdue(recommendation, facts.now), `This content was due for review on ${recommendation.reviewBy}.`)
  return said
}

function detailOf(finding: Finding, facts: Facts): string {
  const { unclassified, sentences } = finding.screening
  const notes = modifiers(finding, facts)
  notes.push(...sentences)
  if (unclassified.length > 0) {
    const named = unclassified.slice(0, 3).map((words) => `"${escaped(words, 60)}"`)
    const more = unclassified.length - named.length
    notes.push(
      `Not recognised, so nothing is recommended: ${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}.`,
    )
  }
  const shown = why(finding)
  const listed = notes.length === 0 ? [] : [`- ${notes.join('\n- ')}`]
  const words = listed.reduce((sum, part) => sum + wordCount(part), wordCount(shown) + statementWords)
  return [shown, statement, ...listed, endingFor(words, finding, facts)].join('\n\n')
}

/** Descriptions are plain text: of an order only numbers and plain units enter them. */
const plainUnit = /^[a-z][a-z/]{0,15}$/i
const ends = { '<': 'below ', '<=': 'up to ', '>=': 'at least ', '>': 'over ' } as const
/** What tells one of several orders from the others: ` (0.3 mg/kg)`. */
function amountOf([dosage]: Order['dosages']): string {
  const amount = dosage?.rate ?? dosage?.dose
  return amount !== undefined && plainUnit.test(amount.unit)
    ? ` (${amount.comparator === undefined ? '' : ends[amount.comparator]}${Number(amount.value.toPrecision(6))} ${amount.unit})`
    : ''
}

/** Whether ketamine is drafted that this card does not speak of. */
const isBesideOthers = (orders: readonly Order[], facts: Facts): boolean =>
  facts.orders.filter(holdsKetamine).length > orders.length

function removals(orders: readonly Order[], facts: Facts): Suggestion['remove'] {
  const seen = new Set<string>()
  const removed: Suggestion['remove'][number][] = []
  for (const [index, { key, dosages }] of orders.entries()) {
    if (key === undefined || seen.has(key)) continue
    seen.add(key)
    removed.push({
      key,
      description:
        orders.length === 1
          ? `Remove the ketamine order${isBesideOthers(orders, facts) ? amountOf(dosages) : ''}`
          : `Remove ketamine order ${index + 1} of ${orders.length}${amountOf(dosages)}`,
    })
  }
  return removed
}

const replacement = (
  { label, recommended, alternative, ...prescription }: Offer,
  reason: Concept,
  remove: Suggestion['remove'],
): Suggestion => ({
  label,
  recommended,
  alternative,
  prescribe: { description: `Order ${label}`, prescription: { ...prescription, reason } },
  remove,
})

function suggestionsOf({ row, context, screening, orders, reason }: Finding, facts: Facts): readonly Suggestion[] {
  if (row === '6' || context.age === undefined) return []
  const remove = removals(orders, facts)
  // Half a swap is not recommended: the ketamine order would stay beside the alternative.
  const isWhole = orders.every(({ key }) => key !== undefined)
  const suggestions = screening.offers.map((offer) =>
    replacement({ ...offer, recommended: offer.recommended && isWhole }, reason, remove),
  )
  if (remove.length > 0) {
    const [only] = orders.length === 1 ? remove : []
    suggestions.push({ label: only?.description ?? 'Remove the ketamine orders', recommended: false, remove })
  }
  return suggestions
}

const links: Card['links'] = [
  { label: 'Guideline synopsis (Ann Intern Med 2024)', url: citations.synopsis.url },
  { label: 'RCT: ketamine against placebo (2018)', url: citations.etchison.url },
  { label: 'RCT: prochlorperazine against ketamine (2018)', url: citations.zitek.url },
  { label: 'Refractory inpatients, 55/77 (2017)', url: citations.pomeroy.url },
]

const summaryFor = ({ row, context }: Finding): string =>
  row === '1n' && context.nonOral !== undefined && !isVomiting(context.nonOral)
    ? withoutOral
    : summaries[summaryOf[row]]

/** The card of a finding. */
export function write(finding: Finding, facts: Facts, indicator: Indicator): Card {
  return {
    summary: summaryFor(finding),
    indicator,
    detail: detailOf(finding, facts),
    source: recommendation.source,
    suggestions: suggestionsOf(finding, facts),
    links,
    overrideReasons: reasonsFor(finding.row),
  }
}
