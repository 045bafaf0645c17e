import {
  hasResult,
  isWhole,
  itemsOf,
  type Allergy,
  type Concept,
  type Condition,
  type Facts,
  type FhirDate,
  type Need,
  type Observation,
  type Order,
} from '../facts.ts'
import { sayingBeside } from '../negation.ts'
import { remembered } from '../remember.ts'
import { wordsOf } from '../terminology.ts'
import { ageOn, days, hours, isAfter, mayBeWithin, type Span, span, spanOfNow } from '../time.ts'
import { partThat } from './cited.ts'
import { codes } from './codes.ts'
import {
  isLactation,
  isPregnancy,
  isOveruse,
  isPuerperium,
  isPressureHazard,
  isRedFlag,
  isSpecialised,
  isNonOral,
  isVomiting,
  notThere,
} from './context-words.ts'
import type { Context } from './finding.ts'
import { encounterDiagnoses } from './indication.ts'
import { isRefractory } from './most-telling.ts'
import { isKetamine } from './order.ts'
import { deliveredAt, lastDelivery, observedPregnancy, outlasts } from './pregnancy.ts'
import { meaningOf } from './problems.ts'
import { deniesReaction, isImmune, saysAllergy } from './reaction-words.ts'
import { asMeant } from './reactions.ts'
import { conceptsOf, isActive, stands } from './standing.ts'
import { acuteClassesOf } from './taken.ts'

/** Section 4 of the decision table: what of the patient and the setting bears on the card. */

const saysStroke = sayingBeside((text) => meaningOf({ codes: [], text })?.sets.has('stroke-tia') === true, notThere)
/** A pressure or a stroke that leaves triptans out in words alone is hazardous here, too. */
const isHazardous = remembered((concept) => {
  if (isPressureHazard(concept)) return true
  const sets = meaningOf(concept)?.sets
  const pressure = sets?.get('hypertension-severe-uncontrolled')
  const stroke = sets?.get('stroke-tia')
  return (
    (pressure !== undefined && pressure.code === undefined) ||
    (stroke !== undefined && stroke.code === undefined && saysStroke(stroke.words))
  )
})

const isToKetamine = remembered(
  (concept) =>
    !wordsOf(concept).some((words) => /^\s*(?:no|not|denies)\b|\bruled out\b/i.test(words)) &&
    (codes.ketamineAllergen.holds(concept) || isKetamine(asMeant(concept))),
)

/** What a problem tells of a reaction to ketamine: one of the immune kind, or of any. */
const reactionToKetamine = remembered((concept): 'immune' | 'any' | undefined => {
  if (codes.ketamineAllergy.holds(concept)) return 'immune'
  if (meaningOf(concept)?.allergy?.roles.has('ingredient-ketamine') === true && isToKetamine(concept)) {
    const said = wordsOf(asMeant(concept))
    if (!said.some(deniesReaction)) return said.some(saysAllergy) ? 'immune' : 'any'
  }
  return codes.ketamineReaction.holds(concept) ? 'any' : undefined
})

/** What a concept can mean for the card, whoever has it. */
interface Bearing {
  readonly statusMigrainosus: boolean
  readonly chronicMigraine: boolean
  readonly intractable: boolean
  readonly overuse: boolean
  readonly pressureHazard: boolean
  readonly ketamineReaction: boolean
  readonly pregnancy: boolean
  readonly lactation: boolean
  readonly puerperium: boolean
  readonly delivery: boolean
  readonly nonOral: boolean
}

/** Absent where it means nothing: most of a chart, which is then not looked at again. */
const bearingOf = remembered((concept): Bearing | undefined => {
  const bearing = {
    statusMigrainosus: codes.statusMigrainosus.holds(concept),
    chronicMigraine: codes.chronicMigraine.holds(concept),
    intractable: codes.intractable.holds(concept),
    overuse: isOveruse(concept),
    pressureHazard: isHazardous(concept),
    ketamineReaction: reactionToKetamine(concept) !== undefined,
    pregnancy: isPregnancy(concept),
    lactation: isLactation(concept),
    puerperium: isPuerperium(concept),
    delivery: codes.delivery.holds(concept),
    nonOral: isNonOral(concept),
  }
  return Object.values(bearing).some(Boolean) ? bearing : undefined
})

export const concernsContext = (concept: Concept): boolean => bearingOf(concept) !== undefined

/** A finding that was looked for and not found. */
const isAbsent = remembered((concept) =>
  wordsOf(concept).some((words) => /^\s*(?:no|none|not|absent|denie[sd]|negative|never|false|0)\b/i.test(words)),
)

const inpatientClasses = new Set(['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'inpatient', 'observation'])
const emergencyClasses = new Set(['EMER', 'emergency'])

/** Not over, and no more than so many days old; undated ones count. An end that is unreadable or ahead ends nothing. */
function isOfLast(length: number, { abated, recorded, onset }: Condition, { now }: Facts): boolean {
  const end = span(abated)
  return (end === undefined || liesAhead(end, now)) && mayBeWithin(recorded ?? onset, length, now)
}

/** A delivery charted as over, or that took place, less than six weeks ago: the puerperium still lasts. */
function isPastDelivery(condition: Condition, facts: Facts): boolean {
  const { concept, abated, recorded, onset } = condition
  const { delivery = false, puerperium = false } = bearingOf(concept) ?? {}
  const when = onset ?? recorded ?? abated
  const isPast = !isActive(condition) || deliveredAt(condition, facts) !== undefined
  return (delivery || puerperium) && isPast && when !== undefined && mayBeWithin(when, days(42), facts.now)
}

function liesAhead(at: Span, now: FhirDate): boolean {
  const present = spanOfNow(now)
  return present !== undefined && isAfter(at, present)
}

/** An allergy record that stands, to ketamine itself. */
const ketamineAllergies = (facts: Facts): readonly Allergy[] =>
  itemsOf(facts.allergies).filter(
    (allergy) =>
      stands(allergy) &&
      allergy.clinicalStatus !== 'inactive' &&
      allergy.clinicalStatus !== 'resolved' &&
      isToKetamine(allergy.concept),
  )

/** Picks the same one in whatever order they come. */
function first(concepts: readonly Concept[]): Concept | undefined {
  if (concepts.length < 2) return concepts[0]
  let least: { readonly concept: Concept; readonly text: string } | undefined
  // Thousands of orders may share one reason.
  for (const concept of new Set(concepts)) {
    const text = JSON.stringify(concept)
    if (least === undefined || text < least.text) least = { concept, text }
  }
  return least?.concept
}
/** One of them, cut down to the part that says so: a code beside it may say something else. */
const named = (says: (concept: Concept) => boolean, concepts: readonly Concept[]): Concept | undefined => {
  const found = first(concepts)
  return found && partThat(says, found)
}

/**
 * Classes of acute treatment given in this encounter at least two hours ago: that ketamine is ordered now is the
 * evidence that the attack continues.
 */
function acuteClassesGiven(facts: Facts): ReadonlySet<string> {
  const classes = new Set<string>()
  const now = spanOfNow(facts.now)?.from ?? 0
  for (const dose of itemsOf(facts.administrations)) {
    const { status, start, ofThisEncounter, doNotPerform } = dose
    const at = span(start)
    const tookPlace = !doNotPerform && (status === undefined || status === 'completed' || status === 'in-progress')
    if (!tookPlace || at === undefined || at.to > now - hours(2)) continue
    if (ofThisEncounter ?? at.from > now - hours(24)) for (const name of acuteClassesOf(dose)) classes.add(name)
  }
  return classes
}

/** An emergence reaction or intolerance: it adds a sentence, and is no hypersensitivity. */
export const toleratedBadly = (facts: Facts): boolean =>
  ketamineAllergies(facts).some((allergy) => !isImmune(allergy)) ||
  itemsOf(facts.conditions).some((condition) => reactionToKetamine(condition.concept) === 'any' && stands(condition))

/**
 * The day of the order: today, unless the drafts tell another day of the last year. No order waits longer, and none is
 * dated ahead: clients write the year 1, 1900, 1970 or 9999 for no date.
 */
function dayOf(orders: readonly Pick<Order, 'authoredOn'>[], { now }: Pick<Facts, 'now'>): string {
  let earliest: string | undefined
  for (const { authoredOn } of orders) {
    if (authoredOn === undefined || authoredOn.length < 10) continue
    const at = span(authoredOn)
    if (at === undefined || liesAhead(at, now) || !mayBeWithin(authoredOn, days(366), now)) continue
    if (earliest === undefined || authoredOn < earliest) earliest = authoredOn
  }
  return earliest ?? now
}

/** The patient's age on the day of the order; today's age of a patient who was born after that day. */
export function ageAt(
  orders: readonly Pick<Order, 'authoredOn'>[],
  { now, patient }: Pick<Facts, 'now' | 'patient'>,
): ReturnType<typeof ageOn> {
  const [known] = itemsOf(patient)
  return ageOn(known?.birthDate, dayOf(orders, { now })) ?? ageOn(known?.birthDate, now)
}

/** What of the chart the decision reads, and so may miss. */
export const needs = [
  'patient',
  'encounter',
  'conditions',
  'allergies',
  'medications',
  'administrations',
  'observations',
] as const satisfies readonly Need[]

const conceptOf = ({ concept }: { readonly concept: Concept }): Concept => concept

const saying = (name: keyof Bearing, concepts: readonly Concept[]): readonly Concept[] =>
  concepts.filter((concept) => bearingOf(concept)?.[name] === true)

/** A hypersensitivity to ketamine of the immune kind, on the allergy list or among the problems. */
export const hypersensitivityIn = (facts: Facts): Concept | undefined =>
  named(
    (concept) => isToKetamine(concept) || codes.ketamineAllergy.holds(concept),
    [
      ...ketamineAllergies(facts).filter(isImmune).map(conceptOf),
      ...itemsOf(facts.conditions)
        .filter((condition) => reactionToKetamine(condition.concept) === 'immune' && stands(condition))
        .map(conceptOf),
    ],
  )

/** @param migraine the concept on which the card rests; its own codes tell of status migrainosus and of chronic migraine */
export function contextOf(facts: Facts, migraine: Concept, orders: readonly Order[]): Context {
  const conditions = itemsOf(facts.conditions).filter(
    (condition) => bearingOf(condition.concept) !== undefined && stands(condition),
  )
  const active = conditions.filter(isActive)
  const [patient] = itemsOf(facts.patient)
  const [encounter] = itemsOf(facts.encounter)
  // What today is about: reasons of the encounter and of the drafts, and the diagnoses of the encounter.
  const atEncounter = [...conceptsOf(encounter?.reasons ?? []), ...encounterDiagnoses(facts).map(conceptOf)]
  const now = [...atEncounter, ...orders.flatMap((order) => conceptsOf(order.reasons))]
  const all = [migraine, ...now, ...active.map(conceptOf)]
  const isSaid = (name: keyof Bearing): boolean => saying(name, all).length > 0

  const reckoned = ageAt(orders, facts)
  // A partial birth date that leaves a minor possible tells no age.
  const age = reckoned === undefined || reckoned.least < 18 ? undefined : reckoned
  const classes = encounter?.class?.codes ?? []
  const inpatient = classes.some(({ code }) => inpatientClasses.has(code))

  const lately = (name: keyof Bearing, length: number, among = active): readonly Concept[] => [
    ...saying(name, now),
    ...saying(name, among.filter((condition) => isOfLast(length, condition, facts)).map(conceptOf)),
  ]
  const delivery = lastDelivery(conditions, facts)
  const observed = observedPregnancy(facts, delivery)
  const undelivered = active.filter((condition) => outlasts(delivery, condition, facts))
  const pregnantBy = named(isPregnancy, [...observed.by, ...lately('pregnancy', days(300), undelivered)])
  const breastfeeding = named(isLactation, lately('lactation', days(730)))
  const barringOral = [
    ...saying('nonOral', now),
    ...saying('nonOral', active.filter(({ recorded, onset }) => isOfToday(recorded ?? onset, facts)).map(conceptOf)),
    ...saying('nonOral', facts.procedures.map(conceptOf)),
    ...itemsOf(facts.observations).flatMap((one) => observedNonOral(one, facts) ?? []),
  ]
  const nonOral = named(isVomiting, barringOral.filter(isVomiting)) ?? named(isNonOral, barringOral)
  const overuse = named(isOveruse, saying('overuse', all))
  // Where the sex is not known she may be a woman.
  const childbearing = patient?.sex !== 'male' && age !== undefined && age.least <= 55

  const hypersensitivity = hypersensitivityIn(facts)
  const pressureHazard = named(isHazardous, saying('pressureHazard', [...now, ...active.map(conceptOf)]))
  const redFlag = named(isRedFlag, now.filter(isRedFlag))

  const refractoryOnRecord =
    isSaid('statusMigrainosus') ||
    (isSaid('chronicMigraine') && isSaid('intractable')) ||
    isRefractory(migraine) ||
    now.some(isRefractory)
  const refractoryByDoses = !refractoryOnRecord && acuteClassesGiven(facts).size >= 2

  const context: { -readonly [Key in keyof Context]: Context[Key] } = {
    refractory: refractoryOnRecord || refractoryByDoses,
    refractoryByDoses,
    specialised:
      inpatient ||
      (encounter !== undefined &&
        [...encounter.service, ...(encounter.places ?? []), ...(encounter.provider ? [encounter.provider] : [])].some(
          isSpecialised,
        )) ||
      orders.some(({ requesterSpecialty }) => requesterSpecialty !== undefined && isSpecialised(requesterSpecialty)),
    pregnancy:
      pregnantBy !== undefined ? 'pregnant' : childbearing && observed.said !== 'not-pregnant' ? 'possible' : 'no',
    postpartum:
      lately('puerperium', days(42)).length > 0 || conditions.some((condition) => isPastDelivery(condition, facts)),
    acuteSetting: inpatient || classes.some(({ code }) => emergencyClasses.has(code)),
    missing: needs.filter((need) => !isWhole<unknown>(facts[need])),
  }
  if (age !== undefined) context.age = age
  if (pregnantBy !== undefined) context.pregnantBy = pregnantBy
  if (breastfeeding !== undefined) context.breastfeeding = breastfeeding
  if (nonOral !== undefined) context.nonOral = nonOral
  if (overuse !== undefined) context.overuse = overuse
  if (hypersensitivity !== undefined) context.hypersensitivity = hypersensitivity
  if (pressureHazard !== undefined) context.pressureHazard = pressureHazard
  if (redFlag !== undefined) context.redFlag = redFlag
  return context
}

/** Of the last 24 hours; what has no date that can be read says nothing of today. */
const isOfToday = (date: FhirDate | undefined, { now }: Facts): boolean =>
  span(date) !== undefined && mayBeWithin(date, hours(24), now)

/** What in a finding of the last 24 hours, unless it was denied, speaks against the oral route. */
function observedNonOral(one: Observation, facts: Facts): Concept | undefined {
  const { concept, value, valueConcept, when } = one
  const told = valueConcept !== undefined && isNonOral(valueConcept) ? valueConcept : concept
  const isDenied = value?.value === 0 || (valueConcept !== undefined && isAbsent(valueConcept))
  return isNonOral(told) && hasResult(one) && !isDenied && isOfToday(when, facts) ? told : undefined
}
