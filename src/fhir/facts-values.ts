import type { Code, Concept, FhirDate, Quantity } from '../../cards/guidance.ts'
import { canonicalCode, canonicalSystem } from '../../cards/terminology.ts'

/**
 * Readers of single values. Clients send numbers where strings belong, objects where arrays belong and the other way
 * round: every reader takes anything and answers with the value or with `undefined`. None throws.
 */
export type Json = Readonly<Record<string, unknown>>

export const record = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined

/** The items of an array, a single value as one item, nothing as none. */
export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : value === undefined || value === null ? [] : [value]

// Called several times for every element of a chart: one list is made, not three.
export function records(value: unknown): readonly Json[] {
  if (value === undefined || value === null) return none
  if (!Array.isArray(value)) return typeof value === 'object' ? [value as Json] : none
  const found: Json[] = []
  for (const item of value as readonly unknown[]) {
    const object = record(item)
    if (object !== undefined) found.push(object)
  }
  return found
}

const none: readonly never[] = []

export const first = (value: unknown): Json | undefined => record(value) ?? records(value)[0]

export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed === '' ? undefined : trimmed
}

const decimal = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/

export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && decimal.test(value.trim()) ? Number(value) : undefined
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true'

const fhirDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\S{1,40})?)?)?$/

export function date(value: unknown): FhirDate | undefined {
  const written = text(value)
  return written !== undefined && fhirDate.test(written) ? written : undefined
}

/** The later of two dates; a partial date counts as its beginning. */
export function later(a: FhirDate | undefined, b: FhirDate | undefined): FhirDate | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Date.parse(b) > Date.parse(a) ? b : a
}

/** An object without its undefined members: what is not known is absent. */
type Known<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

export function known<T extends object>(members: T): Known<T> {
  const result: Record<string, unknown> = {}
  // Called for every element of a chart: `for in` makes no list of pairs.
  for (const name in members) {
    const value: unknown = members[name]
    if (value !== undefined) result[name] = value
  }
  return result as Known<T>
}

// ------------------------------------------------------------------------------------------------ concepts

const systems = new Map<string, string>()

/** A chart names the same few systems thousands of times. The memory is bounded: systems are the client's words. */
function systemOf(system: string): string {
  const seen = systems.get(system)
  if (seen !== undefined) return seen
  const canonical = canonicalSystem(system)
  if (systems.size < 500 && system.length < 200) systems.set(system, canonical)
  return canonical
}

/** More than any concept has; a resource that thousands refer to is read thousands of times. */
const mostCodings = 100

const nothing: Concept = { codes: [] }

/**
 * CodeableConcept, Coding, R5's CodeableReference, or a plain word; of an array, everything in it taken together.
 * A coding without a system names nothing that can be looked up: its display, or else its code, counts as words.
 */
export function concept(value: unknown): Concept | undefined {
  const codes: Code[] = []
  const words: string[] = []
  for (const item of list(value)) collect(item, codes, words)
  const [written] = words
  if (codes.length === 0 && written === undefined) return undefined
  return written === undefined ? { codes } : { codes, text: written }
}

export const conceptOrNothing = (value: unknown): Concept => concept(value) ?? nothing

/** The concept of each item that says anything. */
export const concepts = (value: unknown): readonly Concept[] =>
  list(value)
    .map(concept)
    .filter((item) => item !== undefined)

const codingsOf = (source: Json): readonly Json[] => {
  const coding = source['coding']
  return records(Array.isArray(coding) && coding.length > mostCodings ? coding.slice(0, mostCodings) : coding)
}

function collect(value: unknown, codes: Code[], words: string[]): void {
  const plain = text(value)
  if (plain !== undefined) words.push(plain)
  const object = record(value)
  if (object === undefined) return
  const inner = record(object['concept'])
  const source = inner ?? object
  const written = text(source['text'])
  if (written !== undefined) words.push(written)
  const codings = source['coding'] === undefined && source['code'] !== undefined ? [source] : codingsOf(source)
  for (const coding of codings) {
    const code = text(coding['code'])
    const system = text(coding['system'])
    const display = text(coding['display'])
    if (code !== undefined && system !== undefined) {
      const canonical = systemOf(system)
      const spelled = canonicalCode(canonical, code)
      codes.push(
        display === undefined ? { system: canonical, code: spelled } : { system: canonical, code: spelled, display },
      )
    } else {
      const unnamed = display ?? code
      if (unnamed !== undefined) words.push(unnamed)
    }
  }
}

/** A status or category that is a `code` in one FHIR version and a CodeableConcept in another: its code, lower case. */
export function token(value: unknown): string | undefined {
  return tokens(value)[0]
}

export const tokens = (value: unknown): readonly string[] => {
  if (value === undefined || value === null) return none
  return Array.isArray(value) ? value.flatMap(tokensIn) : tokensIn(value)
}

function tokensIn(item: unknown): readonly string[] {
  const plain = text(item)
  if (plain !== undefined) return [plain.toLowerCase()]
  const object = record(item)
  if (object === undefined) return []
  const codings = codingsOf(object)
  const codes: string[] = []
  const [only] = codings
  if (only !== undefined && codings.length === 1) pushCode(only, codes)
  else {
    // HL7's own coding says what is meant; a vendor's may stand before it.
    for (const wanted of [true, false]) {
      for (const coding of codings) if (isHl7(coding) === wanted) pushCode(coding, codes)
    }
  }
  pushCode(object, codes)
  const words = codes.length === 0 ? text(object['text']) : undefined
  return words === undefined ? codes : [words.toLowerCase()]
}

function pushCode(coding: Json, codes: string[]): void {
  const code = text(coding['code'])
  if (code !== undefined) codes.push(code.toLowerCase())
}

const isHl7 = (coding: Json): boolean => text(coding['system'])?.includes('hl7.org') === true

// ------------------------------------------------------------------------------------------------ quantities

const unitNames: Readonly<Record<string, string>> = {
  milligram: 'mg',
  milligrams: 'mg',
  gram: 'g',
  grams: 'g',
  gm: 'g',
  ug: 'mcg',
  µg: 'mcg',
  μg: 'mcg',
  microgram: 'mcg',
  micrograms: 'mcg',
  millilitre: 'ml',
  milliliter: 'ml',
  milliliters: 'ml',
  kilogram: 'kg',
  kilograms: 'kg',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  minute: 'min',
  minutes: 'min',
  sec: 's',
  second: 's',
  seconds: 's',
  day: 'd',
  days: 'd',
  wk: 'wk',
  week: 'wk',
  weeks: 'wk',
}

const unitName = (unit: string): string => (Object.hasOwn(unitNames, unit) ? (unitNames[unit] ?? unit) : unit)

const amountAndUnit = /^(\d+(?:\.\d+)?)?(.*)$/

interface PlainUnit {
  readonly unit: string
  /** Amounts inside the denominators, multiplied: 24 in `mg/24.h`. */
  readonly per: number
}

/**
 * One spelling for the units of doses: `mg/kg/hr`, `mg/(kg.h)`, `mg.kg-1.h-1` and `mg per kg per hour` are `mg/kg/h`;
 * `ug` is `mcg`.
 */
function plainUnit(written: string): PlainUnit {
  const [numerator = '', ...denominators] = written
    .toLowerCase()
    .replaceAll(/\s+per\s+/g, '/')
    .replaceAll(/[\s()[\]{}]/g, '')
    .replaceAll(/\.([a-zµμ]+)-1/g, '/$1')
    .replaceAll(/([a-zµμ])\.(?=[a-zµμ])/g, '$1/')
    .split('/')
  let per = 1
  const units = denominators.map((part) => {
    const [, amount, name = ''] = amountAndUnit.exec(part) ?? []
    if (amount !== undefined && Number(amount) > 0) per *= Number(amount)
    return unitName(name.replace(/^\./, ''))
  })
  return { unit: [unitName(numerator), ...units].join('/'), per }
}

const plainUnits = new Map<string, PlainUnit>()

/** Bounded as the memory of systems is, and for the same reason. */
function inPlainUnits(value: number, written: string): Quantity {
  if (written.length > 100) return { value, unit: written.slice(0, 100).toLowerCase() }
  const plain = plainUnits.get(written) ?? plainUnit(written)
  if (plainUnits.size < 500) plainUnits.set(written, plain)
  return { value: value / plain.per, unit: plain.unit }
}

const isUcum = (amount: Json): boolean => text(amount['system'])?.replace(/\/$/, '') === 'http://unitsofmeasure.org'

/** A dose or rate, in plain units. */
export function dose(value: unknown): Quantity | undefined {
  const source = first(value)
  const amount = number(source?.['value'])
  if (source === undefined || amount === undefined) return undefined
  const coded = isUcum(source) ? text(source['code']) : undefined
  return inPlainUnits(amount, coded ?? text(source['unit']) ?? text(source['code']) ?? '')
}

/** A Range: its upper end, so that a limit is never thought to be kept when it is not. */
export const highest = (range: unknown): Quantity | undefined =>
  dose(first(range)?.['high']) ?? dose(first(range)?.['low'])

/** A measured value: the UCUM code as it is, or the unit as written in lower case. */
export function quantity(value: unknown): Quantity | undefined {
  const source = first(value)
  const amount = number(source?.['value'])
  if (source === undefined || amount === undefined) return undefined
  const coded = isUcum(source) ? text(source['code']) : undefined
  const comparator = comparators.find((sign) => sign === source['comparator'])
  return {
    value: amount,
    unit: coded ?? text(source['unit'])?.toLowerCase() ?? text(source['code'])?.toLowerCase() ?? '',
    ...(comparator === undefined ? {} : { comparator }),
  }
}

const comparators = ['<', '<=', '>=', '>'] as const

/** An amount per time as a rate in plain units: 50 mg in 2 h is 25 mg/h. */
export function ratio(value: unknown): Quantity | undefined {
  const source = first(value)
  const over = dose(source?.['numerator'])
  const under = dose(source?.['denominator'])
  if (over === undefined) return undefined
  const unit = under?.unit ?? ''
  if (under === undefined || unit === '' || under.value <= 0) return undefined
  return inPlainUnits(over.value / under.value, `${over.unit}/${unit}`)
}

const minutesIn: Readonly<Record<string, number>> = {
  s: 1 / 60,
  min: 1,
  h: 60,
  d: 1440,
  wk: 10_080,
  mo: 43_200,
  a: 525_600,
}

/** A length of time in minutes; `unit` as FHIR timing has it, or spelled out. */
export function minutes(length: unknown, unit: unknown): number | undefined {
  const value = number(length)
  const name = unitName(text(unit)?.toLowerCase() ?? '')
  const factor = Object.hasOwn(minutesIn, name) ? minutesIn[name] : undefined
  return value === undefined || factor === undefined || value <= 0 ? undefined : value * factor
}
