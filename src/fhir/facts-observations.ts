import type { Concept, FhirDate, Observation, Quantity } from '../../cards/guidance.ts'
import { loinc } from '../../cards/terminology.ts'
import type { Resource } from './chart.ts'
import {
  type Draft,
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

/** A finding that was looked for: "No" is not the finding. */
const yesOrNo = (value: unknown): string | undefined => (value === true ? 'Yes' : value === false ? 'No' : undefined)

export function observationOf(resource: Resource): Observation {
  const observation: Draft<Observation> = {
    concept: conceptOrNothing(resource['code']),
    components: componentsOf(resource),
  }
  const when = whenObserved(resource)
  if (when !== undefined) observation.when = when
  const status = token(resource['status'])
  if (status !== undefined) observation.status = status
  const value = resultOf(resource)
  if (value !== undefined) observation.value = value
  const valueConcept =
    concept(resource['valueCodeableConcept']) ??
    concept(text(resource['valueString'])) ??
    concept(yesOrNo(resource['valueBoolean'])) ??
    (value === undefined ? interpretationOf(resource) : undefined)
  if (valueConcept !== undefined) observation.valueConcept = valueConcept
  const valueDate = date(resource['valueDateTime'])
  if (valueDate !== undefined) observation.valueDate = valueDate
  return observation
}

/** What a laboratory says that sends no result beside it: `POS`, with or without a display. */
function interpretationOf(resource: Resource): Concept | undefined {
  const said = concept(resource['interpretation'])
  if (said === undefined || said.text !== undefined) return said
  return { ...said, text: said.codes.map(({ code, display }) => display ?? code).join(', ') }
}

function whenObserved(resource: Resource): FhirDate | undefined {
  const moment = date(resource['effectiveDateTime']) ?? date(resource['effectiveInstant'])
  if (moment !== undefined) return moment
  const period = first(resource['effectivePeriod'])
  return date(period?.['end']) ?? date(period?.['start']) ?? date(resource['issued'])
}

function count(value: unknown): Quantity | undefined {
  const amount = number(value)
  return amount === undefined ? undefined : { value: amount, unit: '' }
}

const resultOf = (holder: Json): Quantity | undefined =>
  quantity(holder['valueQuantity']) ?? count(holder['valueInteger']) ?? inWords(holder['valueString'])

/** One number, perhaps beyond what is measured, and a unit. `1,000` is a thousand. */
const numberInWords =
  /^(<=|>=|<|>|≤|≥)?\s{0,2}(\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,4}|,\d{1,2})?)(?:\s{0,2}((?:(?!e\d)[a-zµμ%[{]|\/[a-zµμ]|[\s×]10[*^])[a-z0-9µμ%[\]{}_/.*^²³-]{0,20}(?: m2| m²| hg)?))?$/i
const signs: Readonly<Record<string, NonNullable<Quantity['comparator']>>> = {
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>=': '>=',
  '≥': '>=',
  '>': '>',
}

/** A result that a laboratory sends as words (`<15`, `22 mL/min`). What says more than a number may mean another one. */
function inWords(value: unknown): Quantity | undefined {
  const words = text(value)
  if (words === undefined || words.length > 60) return undefined
  const [, sign = '', written, unit = ''] = numberInWords.exec(words) ?? []
  if (written === undefined) return undefined
  const amount = Number(/^\d{1,3}(?:,\d{3})+$/.test(written) ? written.replaceAll(',', '') : written.replace(',', '.'))
  const said = { value: amount, unit: unit.trim().toLowerCase() }
  const comparator = signs[sign]
  return comparator === undefined ? said : { ...said, comparator }
}

const pressureInWords = /^(\d{2,3})\s{0,2}\/\s{0,2}(\d{2,3})\s{0,2}(?:mm ?\[?hg\]?)?$/i

function componentsOf(resource: Resource): Observation['components'] {
  const components = records(resource['component'])
  return components.length === 0 ? pressureIn(resource) : components.map(componentOf)
}

/** Blood pressure panels: the vital signs profile's, and the one that says both in words. */
const pressurePanels: ReadonlySet<string> = new Set(['85354-9', '55284-4'])

/** A blood pressure panel that says both in words. */
function pressureIn(resource: Resource): Observation['components'] {
  const words = text(resource['valueString'])
  if (words === undefined || words.length > 60) return none
  const [, systolic, diastolic] = pressureInWords.exec(words) ?? []
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

function componentOf(component: Json): Observation['components'][number] {
  const named = conceptOrNothing(component['code'])
  const value = resultOf(component)
  return value === undefined ? { concept: named } : { concept: named, value }
}
