import type { Code, Concept, FhirDate, Quantity } from '../../cards/facts.ts'
import { onceForEach } from '../../cards/once.ts'
import { canonicalCode, canonicalSystem } from '../../cards/terminology.ts'
import { span } from '../../cards/time.ts'

/**
 * Readers of single values. Clients send numbers where strings belong, objects where arrays belong and the other way
 * round: every reader takes anything and answers with the value or with `undefined`. None throws.
 */
export type Json = Readonly<Record<string, unknown>>

/** One empty list, shared: a chart is full of absent members. */
export const none: readonly never[] = []

/** An object that is no array. */
export const record = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined

/** The items of an array, a single value as one item, nothing as none. */
export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : value === undefined || value === null ? none : [value]

/** The items of both; mostly, one of the two is absent. */
export function both(one: unknown, other: unknown): readonly unknown[] {
  const items = list(one)
  const more = list(other)
  return more.length === 0 ? items : items.length === 0 ? more : [...items, ...more]
}

/** The objects among the items. */
export function records(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? [value as Json] : none
  const items = value as readonly unknown[]
  // As a rule nothing else is among them, and a copy would be the same.
  return items.every(isRecord) ? items : items.filter(isRecord)
}

const isRecord = (item: unknown): item is Json => record(item) !== undefined

/** The first object of an array, or the object itself. */
export function first(value: unknown): Json | undefined {
  if (!Array.isArray(value)) return record(value)
  for (const item of value as readonly unknown[]) {
    const object = record(item)
    if (object !== undefined) return object
  }
  return undefined
}

/** The first item of an array, or the value itself. */
export const firstItem = (value: unknown): unknown => (Array.isArray(value) ? (value as readonly unknown[])[0] : value)

/** Text without blanks around it; a blank one is none. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  // Read for every member of every resource: what begins and ends in a plain character needs no trimming.
  if (isPlain(value.charCodeAt(0)) && isPlain(value.charCodeAt(value.length - 1))) return value
  const trimmed = value.trim()
  return trimmed === '' ? undefined : trimmed
}

/** ASCII that is not blank; an empty string has no first character, which is not a number. */
const isPlain = (character: number): boolean => character > 0x20 && character < 0x7f

const decimal = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/

/** A finite number, or decimal digits in a string. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && decimal.test(value.trim()) ? Number(value) : undefined
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true'

const fhirDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\S{1,40})?)?)?$/

/** A date in FHIR's form, possibly partial, as it is written: whether it exists in the calendar, `span` tells. */
export function date(value: unknown): FhirDate | undefined {
  const written = text(value)
  return written !== undefined && fhirDate.test(written) ? written : undefined
}

/** The one of two dates that may be later: a partial date counts as its end, an unreadable one as the latest. */
export function later(a: FhirDate | undefined, b: FhirDate | undefined): FhirDate | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return (span(b)?.to ?? Infinity) > (span(a)?.to ?? Infinity) ? b : a
}

/** A fact while it is being put together: what is not known stays absent, so members are added one by one. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

// ------------------------------------------------------------------------------------------------ concepts

/** A chart names the same few systems thousands of times. */
const systemOf = onceForEach(canonicalSystem)

/** More than any concept has; a resource that thousands refer to is read thousands of times. */
const mostCodings = 100

/** The concept that says nothing. */
export const noConcept: Concept = { codes: none }

/** Codes and words of a concept as they are met; of the words the first count. */
interface Said {
  codes: Code[] | undefined
  words: string | undefined
}

/**
 * CodeableConcept, Coding, R5's CodeableReference, or a plain word; of an array, everything in it taken together.
 * A coding without a system names nothing that can be looked up: its display, or else its code, counts as words. So does
 * a code of a site's own system that is a name, where it has no display.
 */
export function concept(value: unknown): Concept | undefined {
  if (value === undefined || value === null) return undefined
  const said: Said = { codes: undefined, words: undefined }
  if (Array.isArray(value)) for (const item of value as readonly unknown[]) collect(item, said)
  else collect(value, said)
  const { codes, words } = said
  if (words !== undefined) return { codes: codes ?? none, text: words }
  return codes === undefined ? undefined : { codes }
}

export const conceptOrNothing = (value: unknown): Concept => concept(value) ?? noConcept

/** The concept of each item that says anything. */
export function concepts(value: unknown): readonly Concept[] {
  if (value === undefined || value === null) return none
  const found: Concept[] = []
  for (const item of list(value)) {
    const said = concept(item)
    if (said !== undefined) found.push(said)
  }
  return found
}

function collect(value: unknown, said: Said): void {
  if (typeof value === 'string') said.words ??= text(value)
  const object = record(value)
  if (object === undefined) return
  const source = record(object['concept']) ?? object
  said.words ??= text(source['text'])
  if (source['coding'] === undefined && source['code'] !== undefined) collectCoding(source, said)
  else for (const coding of codingsOf(source)) collectCoding(coding, said)
}

function codingsOf(source: Json): readonly unknown[] {
  const codings = list(source['coding'])
  return codings.length > mostCodings ? codings.slice(0, mostCodings) : codings
}

/**
 * MIMIC-IV on FHIR has `Potassium Chloride` for a code. What HL7 has for codes are keywords: `outpatient`, `unknown`; keys
 * of a site join a word with a number (`drug-77`) or are capitals alone (`ASPI`), and say nothing.
 */
const isName = (system: string, code: string): boolean =>
  /(?<![\p{L}\p{N}])\p{L}{4,}(?![\p{L}\p{N}])/u.test(code) &&
  /\p{Ll}/u.test(code) &&
  !/\p{L}[-_:.|/#]\p{L}{0,8}\d/u.test(code) &&
  !/^https?:\/\/(?:terminology\.)?hl7\.org\//i.test(system)

function collectCoding(value: unknown, said: Said): void {
  const coding = record(value)
  if (coding === undefined) return
  const code = text(coding['code'])
  const system = text(coding['system'])
  const shown = text(coding['display'])
  if (code === undefined || system === undefined) {
    said.words ??= shown ?? code
    return
  }
  const canonical = systemOf(system)
  const display = shown ?? (isName(canonical, code) ? code : undefined)
  const spelled = canonicalCode(canonical, code)
  const known: Code =
    display === undefined ? { system: canonical, code: spelled } : { system: canonical, code: spelled, display }
  // Most concepts have one code: `[known]` takes less memory than a push, which makes room for many.
  if (said.codes === undefined) said.codes = [known]
  else if (said.codes.length < mostCodings) said.codes.push(known)
}

// ------------------------------------------------------------------------------------------------ tokens

/** A status or category that is a `code` in one FHIR version and a CodeableConcept in another: its code, lower case. */
export function token(value: unknown): string | undefined {
  if (!Array.isArray(value)) return tokenIn(value)
  for (const item of value as readonly unknown[]) {
    const found = tokenIn(item)
    if (found !== undefined) return found
  }
  return undefined
}

function tokenIn(item: unknown): string | undefined {
  if (typeof item === 'string') return text(item)?.toLowerCase()
  const object = record(item)
  if (object === undefined) return undefined
  const code = codeAmong(codingsOf(object)) ?? text(object['code'])
  // `Entered in Error` is a code in words.
  return (code ?? text(object['text'])?.replaceAll(' ', '-'))?.toLowerCase()
}

/** The code of HL7's own coding, which says what is meant, even behind a vendor's; else the first. */
function codeAmong(codings: readonly unknown[]): string | undefined {
  let vendors: string | undefined
  for (const item of codings) {
    const coding = record(item)
    const code = text(coding?.['code'])
    if (coding === undefined || code === undefined) continue
    if (codings.length === 1 || isHl7(coding)) return code
    vendors ??= code
  }
  return vendors
}

const isHl7 = (coding: Json): boolean => text(coding['system'])?.includes('hl7.org') === true

/** Whether a status or category is, among others, one of these (lower case). */
export function hasToken(value: unknown, wanted: ReadonlySet<string>): boolean {
  for (const item of list(value)) if (hasTokenIn(item, wanted)) return true
  return false
}

function hasTokenIn(item: unknown, wanted: ReadonlySet<string>): boolean {
  if (typeof item === 'string') return wanted.has(item.trim().toLowerCase())
  const object = record(item)
  if (object === undefined) return false
  const own = text(object['code'])
  let isCoded = own !== undefined
  if (own !== undefined && wanted.has(own.toLowerCase())) return true
  for (const coding of codingsOf(object)) {
    const code = text(record(coding)?.['code'])
    if (code === undefined) continue
    isCoded = true
    if (wanted.has(code.toLowerCase())) return true
  }
  return !isCoded && wanted.has(text(object['text'])?.toLowerCase() ?? '')
}

// ------------------------------------------------------------------------------------------------ quantities

const unitNames: Readonly<Record<string, string>> = {
  milligram: 'mg',
  milligrams: 'mg',
  mgs: 'mg',
  'mg.': 'mg',
  gram: 'g',
  grams: 'g',
  gm: 'g',
  ug: 'mcg',
  µg: 'mcg',
  μg: 'mcg',
  microgram: 'mcg',
  micrograms: 'mcg',
  mcgs: 'mcg',
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
    // By UCUM an annotation behind a unit changes nothing: `mg/kg{ideal}`.
    .replaceAll(/(?<=[a-zµμ\]])\{[^{}]*\}/g, '')
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

const plainUnitOf = onceForEach(plainUnit)

function inPlainUnits(value: number, written: string): Quantity {
  if (written.length > 100) return { value, unit: written.slice(0, 100).toLowerCase() }
  const { unit, per } = plainUnitOf(written)
  return { value: value / per, unit }
}

function isUcum(amount: Json): boolean {
  const system = text(amount['system'])
  return system === 'http://unitsofmeasure.org' || system === 'http://unitsofmeasure.org/'
}

/** A dose or rate, in plain units. */
export function dose(value: unknown): Quantity | undefined {
  const source = first(value)
  const amount = number(source?.['value'])
  if (source === undefined || amount === undefined) return undefined
  const coded = isUcum(source) ? text(source['code']) : undefined
  return inPlainUnits(amount, coded ?? text(source['unit']) ?? text(source['code']) ?? '')
}

/** A Range: its upper end, so that a limit is never thought to be kept when it is not, and that it is an end. */
export function highest(range: unknown): Quantity | undefined {
  const high = dose(first(range)?.['high'])
  const low = dose(first(range)?.['low'])
  if (high === undefined) return low && { ...low, comparator: '>=' }
  return low?.value === high.value ? high : { ...high, comparator: '<=' }
}

/** A measured value: the UCUM code as it is, or the unit as written in lower case. */
export function quantity(value: unknown): Quantity | undefined {
  const source = first(value)
  const amount = number(source?.['value'])
  if (source === undefined || amount === undefined) return undefined
  const coded = isUcum(source) ? text(source['code']) : undefined
  const unit = coded ?? text(source['unit'])?.toLowerCase() ?? text(source['code'])?.toLowerCase() ?? ''
  const comparator = comparators.find((sign) => sign === source['comparator'])
  return comparator === undefined ? { value: amount, unit } : { value: amount, unit, comparator }
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
