import type { Concept, FhirDate, Observation, Quantity, Result } from '../../cards/facts.ts'
import { loinc } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import {
  type Mutable,
  type Json,
  concept,
  conceptOrNothing,
  date,
  first,
  none,
  number,
  quantity,
  records,
  text,
  token,
} from './facts-values.ts'

/** The answer for a finding that was looked for. */
const yesOrNo = (value: unknown): string | undefined => (value === true ? 'Yes' : value === false ? 'No' : undefined)

export function observationOf(resource: Resource): Observation {
  const observation: Mutable<Observation> = { ...answered(resource), components: componentsOf(resource) }
  const when = whenObserved(resource)
  if (when !== undefined) observation.when = when
  const status = token(resource['status'])
  if (status !== undefined) observation.status = status
  return observation
}

/** What an observation, or a component of one, says. */
function answered(holder: Json): Observation['components'][number] {
  const answer: Mutable<Observation['components'][number]> = { concept: conceptOrNothing(holder['code']) }
  const coded = concept(holder['valueCodeableConcept'])
  const value = resultOf(holder, coded)
  if (value !== undefined) answer.value = value
  const interpretation = interpretationOf(holder)
  const valueConcept =
    coded ??
    concept(text(holder['valueString'])) ??
    concept(yesOrNo(holder['valueBoolean'])) ??
    (value === undefined ? interpretation : undefined)
  if (valueConcept !== undefined) answer.valueConcept = valueConcept
  if (interpretation !== undefined) answer.interpretation = interpretation
  const valueDate = date(holder['valueDateTime']) ?? dateInWords(holder['valueString'])
  if (valueDate !== undefined) answer.valueDate = valueDate
  return answer
}

/** What a laboratory says beside a result, or instead of one: `POS`, with or without a display. */
function interpretationOf(holder: Json): Concept | undefined {
  const said = concept(holder['interpretation'])
  if (said === undefined || said.text !== undefined) return said
  return { ...said, text: said.codes.map(({ code, display }) => display ?? code).join(', ') }
}

function whenObserved(resource: Resource): FhirDate | undefined {
  const moment = date(resource['effectiveDateTime']) ?? date(resource['effectiveInstant'])
  if (moment !== undefined) return moment
  const period = first(resource['effectivePeriod'])
  return date(period?.['end']) ?? date(period?.['start']) ?? date(resource['issued'])
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthName = `(?<name>${months.join('|')})[a-z]{0,6}`
const writtenDate = new RegExp(
  String.raw`^(?:(?<year>\d{4})(?:-(?<month>\d\d)-(?<day>\d\d)|(?<month>\d\d)(?<day>\d\d))|(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})|${monthName}\.? (?<day>\d{1,2}),? (?<year>\d{4})|(?<day>\d{1,2})[ -]${monthName}[ -](?<year>\d{4}))(?:[T ]\d{1,2}:\d\d[\d:.]{0,10}\s?(?:[ap]m|z|[+-]\d\d:?\d\d)?)?$`,
  'i',
)

/**
 * A date, perhaps with a time of day, that is all that the words say: `2027-03-01`, `20270301`, `3/1/2027` as it is written in
 * the United States, `Mar 1, 2027`.
 */
function dateInWords(value: unknown): FhirDate | undefined {
  const words = text(value)
  const found = words === undefined || words.length > 40 ? undefined : writtenDate.exec(words)?.groups
  if (found === undefined) return undefined
  const { year = '', name, day = '' } = found
  const month = name === undefined ? found['month'] : String(months.indexOf(name.toLowerCase()) + 1)
  return date([year, month, day].map((part = '') => part.padStart(2, '0')).join('-'))
}

function count(value: unknown): Quantity | undefined {
  const amount = number(value)
  return amount === undefined ? undefined : { value: amount, unit: '' }
}

const resultOf = (holder: Json, coded: Concept | undefined): Result | undefined =>
  quantity(holder['valueQuantity']) ??
  count(holder['valueInteger']) ??
  rangeOf(holder['valueRange']) ??
  inWords(holder['valueString']) ??
  inWords(coded?.text ?? coded?.codes[0]?.display)

/** A range that is open below or above is a number beyond which it lies. */
function rangeOf(value: unknown): Result | undefined {
  const range = first(value)
  if (range === undefined) return undefined
  const low = quantity(range['low'])
  const high = quantity(range['high'])
  if (low === undefined) return high && { ...high, comparator: '<=' }
  return high === undefined ? { ...low, comparator: '>=' } : upTo(low, high.value)
}

const upTo = (low: Quantity, high: number): Result | undefined =>
  high > low.value ? { ...low, to: high } : high === low.value ? low : undefined

/**
 * Names that laboratories repeat before a result. Any other is left in place: such a result is no number here, and a
 * recommendation finds its words in `valueConcept`.
 */
const label = /^(?:e?gfr|plt|platelets?|(?:beta[\s-])?hcg|bp|blood pressure)\s{0,2}[:=]?\s{0,2}/i
/** What a laboratory adds to a result outside its limits: `(L)`, `LL`, `*`. */
const flag =
  /\s{0,2}(?:\*{1,3}|!|[([](?:ll?|hh?|aa?|n|(?:critical(?:ly)?\s)?(?:low|high)|critical|normal|abnormal)\*?[)\]]|(?<=\s)(?:ll?|hh?|low|high|critical|normal))$/i
/** How a laboratory came by a filtration rate, and for whom: `(calc)`, `CKD-EPI 2021`, `(non-African American)`, `BSA`. */
const formula = String.raw`(?:20\d\d )?(?:ckd[\s-]?epi|mdrd)(?: (?:creatinine|cystatin c))?(?:[\s,]{1,2}\(?20\d\d\)?)?(?: (?:equation|formula))?`
const method = String.raw`(?:by )?${formula}|calc(?:ulated)?|est(?:imated)?|bsa`
const forWhom = String.raw`(?:non[\s-]?)?(?:african[\s-]american|black)|race[\s-]neutral`
/** `(see note)`, `(NOTE)`: where to read on. */
const elsewhere = '(?:see )?(?:notes?|comments?|below)'
const remark = new RegExp(
  String.raw`(?:\s{0,2}[([](?:${method}|${forWhom}|${elsewhere})[)\]]|\s{1,2}(?:${method}))$`,
  'i',
)
/** `normal >60`, `adequate (>100)` */
const assessed = /^(?:normal|wnl|within normal limits|adequate)\b\s{0,2}[,:;-]?\s{0,2}(?:\(([^()]{1,30})\)$)?/i
const orMore = /^(\d{2,3})\s?\+$/
const amount = String.raw`\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,4}|,\d{1,2})?`
const sign =
  '<=|>=|=<|=>|< or =|> or =|<|>|≤|≥|(?:less|lower|fewer|greater|more|higher) than(?: or equal to)?|below|under|above|over|at least'
const powerOfTen = String.raw`(?:[\s×]|x\s)10[*^e(]`
const unit = String.raw`(?:(?!e\d)[a-zµμ%[{]|\/[a-zµμ]|${powerOfTen})[a-z0-9µμ%()[\]{}_/.*^²³-]{0,20}(?:\sper\s1\.73)?(?:\s(?:m2|m²|m\^2|sq\.?\s?m|square met(?:er|re)s?|hg))?`
/** One number, perhaps beyond what is measured, or a range, and a unit. `1,000` is a thousand. */
const numberInWords = new RegExp(
  String.raw`^(${sign})?\s{0,2}(${amount})(?:\s{0,2}(?:-|–|to)\s{0,2}(${amount}))?(?:\s{0,2}(${unit}))?$`,
  'i',
)

function comparatorOf(written: string): Quantity['comparator'] {
  const said = written.toLowerCase()
  const orEqual = /[=≤≥]|equal|least/.test(said)
  if (/[<≤]|less|lower|fewer|below|under/.test(said)) return orEqual ? '<=' : '<'
  if (/[>≥]|greater|more|higher|above|over|least/.test(said)) return orEqual ? '>=' : '>'
  return undefined
}

const numberOf = (written: string): number =>
  Number(/^\d{1,3}(?:,\d{3})+$/.test(written) ? written.replaceAll(',', '') : written.replace(',', '.'))

const signsOfMarkup: Readonly<Record<string, string>> = { '&gt;': '>', '&lt;': '<' }

/** A result without what a laboratory writes before and behind it. */
function bare(words: string): string {
  let left = words
    .replace(/&[gl]t;/g, (entity) => signsOfMarkup[entity] ?? entity)
    .replace(label, '')
    .replace(assessed, '$1')
  for (let trimmings = 0; trimmings < 3; trimmings++) left = left.replace(flag, '').replace(remark, '').trim()
  return left.replace(orMore, '>=$1')
}

/** A result that a laboratory sends as words (`<15`, `22 mL/min (L)`). Words that say more may mean another number: not read. */
function inWords(value: unknown): Result | undefined {
  const words = text(value)
  if (words === undefined || words.length > 60 || !/\d/.test(words)) return undefined
  const parts = numberInWords.exec(bare(words)) ?? []
  const [, before = '', written, end, unitName = ''] = parts
  if (written === undefined) return undefined
  const said = { value: numberOf(written), unit: unitName.trim().toLowerCase() }
  const comparator = comparatorOf(before)
  if (end !== undefined) return comparator === undefined ? upTo(said, numberOf(end)) : undefined
  return comparator === undefined ? said : { ...said, comparator }
}

const pressureInWords = /^(\d{2,3})\s{0,2}\/\s{0,2}(\d{2,3})\s{0,2}(?:mm ?\[?hg\]?)?$/i

function componentsOf(resource: Resource): Observation['components'] {
  const components = records(resource['component'])
  return components.length === 0 ? pressureIn(resource) : components.map(answered)
}

/** Blood pressure panels: the vital signs profile's, and the one that says both in words. */
const pressurePanels: ReadonlySet<string> = new Set(['85354-9', '55284-4'])

/** A blood pressure panel that says both in words. */
function pressureIn(resource: Resource): Observation['components'] {
  const words = text(resource['valueString'])
  if (words === undefined || words.length > 60) return none
  const [, systolic, diastolic] = pressureInWords.exec(bare(words)) ?? []
  if (!(Number(systolic) > Number(diastolic))) return none
  const isPanel = concept(resource['code'])?.codes.some(
    ({ system, code }) => system === loinc && pressurePanels.has(code),
  )
  if (isPanel !== true) return none
  const part = (code: string, value: string | undefined): Observation['components'][number] => ({
    concept: { codes: [{ system: loinc, code }] },
    value: { value: Number(value), unit: 'mm[Hg]' },
  })
  return [part('8480-6', systolic), part('8462-4', diastolic)]
}
