import type { Concept, Dosage, Drug, FhirDate, MedicationUse, Reason } from '../../cards/facts.ts'
import { days, instantOf, span } from '../../cards/time.ts'
import type { Resource } from './chart.ts'
import { isOfThisEncounter } from './encounters.ts'
import { dosageEnd, dosageEvent, dosageLength, dosageStart, dosagesOf, lastEvent } from './facts-dosage.ts'
import { drugOf } from './facts-drug.ts'
import { reasonsOf } from './facts-reasons.ts'
import {
  type Json,
  both,
  concepts,
  date,
  first,
  isTrue,
  later,
  minutes,
  number,
  record,
  token,
} from './facts-values.ts'
import type { Reader } from './reader.ts'
import { keyOf } from './references.ts'

const kinds: ReadonlyMap<string, MedicationUse['kind']> = new Map([
  ['MedicationStatement', 'statement'],
  ['MedicationUsage', 'statement'],
  ['MedicationAdministration', 'administration'],
])

/** Not taken, stopped or not given, in the words of the version. FHIR R4 has them among the statuses. */
function statusOf(resource: Resource): string | undefined {
  const adherence = token(record(resource['adherence'])?.['code'])
  if (isTrue(resource['wasNotTaken']) || token(resource['taken']) === 'n' || adherence === 'not-taking')
    return 'not-taken'
  // R5: `stopped`, `stopped-as-directed`, `stopped-not-as-directed`.
  if (adherence?.startsWith('stopped') === true) return 'stopped'
  if (isTrue(resource['wasNotGiven']) || isTrue(resource['notGiven'])) return 'not-done'
  return token(resource['status'])
}

/** Of R5. */
const effectiveTiming = (resource: Resource): unknown =>
  resource['effectiveTiming'] ?? resource['occurenceTiming'] ?? resource['occurrenceTiming']

/** `effective[x]`, `effectiveTime[x]` (DSTU2), `occurence[x]` (R5, which spells it so). Of several times the last. */
const effectiveMoment = (resource: Resource): FhirDate | undefined =>
  date(resource['effectiveDateTime']) ??
  date(resource['effectiveTimeDateTime']) ??
  date(resource['occurenceDateTime']) ??
  date(resource['occurrenceDateTime']) ??
  lastEvent(effectiveTiming(resource))

const effectivePeriod = (resource: Resource): Json | undefined =>
  first(
    resource['effectivePeriod'] ??
      resource['effectiveTimePeriod'] ??
      resource['occurencePeriod'] ??
      resource['occurrencePeriod'] ??
      first(first(effectiveTiming(resource))?.['repeat'])?.['boundsPeriod'],
  )

const validityOf = (order: Resource): Json | undefined => first(first(order['dispenseRequest'])?.['validityPeriod'])

const startOf = (resource: Resource, isOrder: boolean): FhirDate | undefined =>
  isOrder
    ? (date(resource['authoredOn']) ??
      date(resource['dateWritten']) ??
      dosageStart(resource) ??
      date(validityOf(resource)?.['start']))
    : (effectiveMoment(resource) ?? date(effectivePeriod(resource)?.['start']))

const endOf = (resource: Resource, isOrder: boolean, start: FhirDate | undefined): FhirDate | undefined =>
  isOrder
    ? (date(resource['dateEnded']) ?? stoppedAt(resource) ?? orderEnd(resource, start))
    : (date(effectivePeriod(resource)?.['end']) ?? lastStated(resource, start))

const stopped: ReadonlySet<string | undefined> = new Set(['stopped', 'ended'])

/** When an order was stopped (R5), whatever was planned. */
const stoppedAt = (order: Resource): FhirDate | undefined =>
  stopped.has(token(order['status'])) ? date(order['statusChanged']) : undefined

const over: ReadonlySet<string | undefined> = new Set([...stopped, 'completed'])

/**
 * A drug is taken after the last day on which it may be dispensed, and after its order was completed, and some are ordered
 * weeks before the day they name: these days can lengthen a use, and end none.
 */
function orderEnd(order: Resource, start: FhirDate | undefined): FhirDate | undefined {
  const planned = dosageEnd(order)
  const dispensed = suppliedUntil(order)
  if (planned !== undefined) return later(planned, dispensed)
  if (!over.has(token(order['status']))) return undefined
  const last = later(later(dispensed, date(order['statusChanged'])), dosageEvent(order))
  const lasted = lengthEnd(order, start)
  return lasted === undefined ? beyondYear(last, start) : later(lasted, last)
}

/** What is dispensed on the last day is taken for as long as it lasts. */
function suppliedUntil(order: Resource): FhirDate | undefined {
  const end = date(validityOf(order)?.['end'])
  const supply = first(first(order['dispenseRequest'])?.['expectedSupplyDuration'])
  return after(end, minutes(supply?.['value'], supply?.['code'] ?? supply?.['unit'])) ?? end
}

/** The last of the years that dates can tell. */
const lastMoment = Date.UTC(9999, 11, 31)

/** So many minutes after a date; a partial date counts as its end. */
function after(start: FhirDate | undefined, length: number | undefined): FhirDate | undefined {
  const from = span(start)?.to
  if (length === undefined || from === undefined) return undefined
  return instantOf(Math.min(from + length * 60_000, lastMoment))
}

/** A use that is over and has no end counts as a year long: a day after that lengthens it, an earlier one does not end it. */
const beyondYear = (last: FhirDate | undefined, start: FhirDate | undefined): FhirDate | undefined =>
  (span(last)?.to ?? -Infinity) > (span(start)?.to ?? Infinity) + days(365) ? last : undefined

/** A statement is no prescription: a use that ended on an unknown day may have lasted until that was stated. */
function lastStated(resource: Resource, start: FhirDate | undefined): FhirDate | undefined {
  if (kinds.get(resource.resourceType) !== 'statement' || !over.has(statusOf(resource))) return undefined
  return beyondYear(date(resource['dateAsserted']), start)
}

/** Of an order that is over and was dispensed once: its start and how long it lasts. */
function lengthEnd(order: Resource, start: FhirDate | undefined): FhirDate | undefined {
  const refills = number(first(order['dispenseRequest'])?.['numberOfRepeatsAllowed']) ?? 0
  return refills > 0 ? undefined : after(start, dosageLength(order))
}

/** R5 has the reason of a statement beside its adherence. */
const statusReasonsOf = (resource: Resource): readonly Concept[] =>
  concepts(
    both(
      both(resource['statusReason'], resource['reasonNotTaken']),
      both(both(resource['reasonNotGiven'], resource['reasonEnded']), record(resource['adherence'])?.['reason']),
    ),
  )

/**
 * An order or statement on the chart, or a dose given. When and how it was taken is read when somebody asks: most drugs of
 * a long chart concern nobody, which their names tell.
 */
class UseOnChart implements MedicationUse {
  readonly kind: MedicationUse['kind']
  readonly drug: Drug
  readonly status: string | undefined
  readonly #resource: Resource
  readonly #reader: Reader
  #dosages: readonly Dosage[] | undefined

  constructor(resource: Resource, reader: Reader) {
    this.#resource = resource
    this.#reader = reader
    this.kind = kinds.get(resource.resourceType) ?? 'order'
    this.drug = drugOf(resource, reader.references)
    this.status = statusOf(resource)
  }

  get key(): string | undefined {
    return keyOf(this.#resource)
  }

  get intent(): string | undefined {
    return token(this.#resource['intent'])
  }

  get category(): string | undefined {
    return token(this.#resource['category'])
  }

  get doNotPerform(): boolean {
    return isTrue(this.#resource['doNotPerform'])
  }

  get start(): FhirDate | undefined {
    return startOf(this.#resource, this.kind === 'order')
  }

  get end(): FhirDate | undefined {
    return endOf(this.#resource, this.kind === 'order', this.start)
  }

  get plannedEnd(): FhirDate | undefined {
    return this.kind === 'order' && this.status === 'completed' ? dosageEnd(this.#resource) : undefined
  }

  get ofThisEncounter(): boolean | undefined {
    return isOfThisEncounter(this.#resource, this.#reader)
  }

  get dosages(): readonly Dosage[] {
    return (this.#dosages ??= dosagesOf(this.#resource))
  }

  get reasons(): readonly Reason[] | undefined {
    if (this.kind !== 'order' || this.status !== 'active' || this.ofThisEncounter !== true) return undefined
    const reasons = reasonsOf(this.#resource, this.#reader)
    return reasons.length > 0 ? reasons : undefined
  }

  get statusReason(): readonly Concept[] | undefined {
    const reasons = statusReasonsOf(this.#resource)
    return reasons.length > 0 ? reasons : undefined
  }
}

export const medicationUseOf = (resource: Resource, reader: Reader): MedicationUse => new UseOnChart(resource, reader)
