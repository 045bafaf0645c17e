import {
  itemsOf,
  type Allergy,
  type Concept,
  type Condition,
  type Facts,
  type Need,
  type Observation,
  type Order,
} from '../guidance.ts'
import { anyWord, wordsOf } from '../terminology.ts'
import { ageOn, days, hours, mayBeWithin, span } from '../time.ts'
import { codes } from './codes.ts'
import type { Context } from './finding.ts'
import { encounterDiagnoses, isActive, stands } from './indication.ts'
import { acuteClassesOf } from './medications.ts'
import { isKetamine } from './order.ts'

/** Section 4 of the decision table: what of the patient and the setting bears on the card. */

/** Names of code systems hold "without status migrainosus" and "not intractable": a negation in front does not count. */
const refractoryWords =
  /(?<!\b(?:non|not|without|no)[\s-]+)\b(?:(?:refractory|(?:drug-|treatment-)?resistant)(?:\s+chronic)?\s+migraine|migraine,?\s+(?:refractory|resistant)|status\s+migrainosus)\b/i
const specialisedWords = anyWord([
  'neurology',
  'neurologist',
  'headache medicine',
  'headache clinic',
  'headache center',
  'headache centre',
  'pain medicine',
  'pain management',
  'pain clinic',
  'infusion center',
  'infusion centre',
  'infusion clinic',
  'intensive care',
  'icu',
])
const vomitingWords = anyWord([
  'vomiting',
  'vomits',
  'emesis',
  'severe nausea',
  'intractable nausea',
  'unable to tolerate oral',
  'npo',
  'nil by mouth',
  'nothing by mouth',
])
const redFlagWords = anyWord([
  'subarachnoid',
  'meningitis',
  'giant cell arteritis',
  'temporal arteritis',
  'pre-eclampsia',
  'preeclampsia',
  'eclampsia',
  'venous sinus thrombosis',
  'cerebral venous thrombosis',
  'intracranial hemorrhage',
  'intracranial haemorrhage',
])
const immuneWords = anyWord([
  'anaphylaxis',
  'anaphylactic',
  'anaphylactoid',
  'urticaria',
  'hives',
  'angioedema',
  'bronchospasm',
  'wheezing',
  'wheeze',
  'rash',
  'swelling',
  'pruritus',
  'itching',
  'laryngeal edema',
  'throat swelling',
  'stevens-johnson',
  'dress',
  'erythema',
  'dyspnea',
  'shortness of breath',
])
const positiveWords = /\b(?:positive|detected|pregnant)\b/i
const negativeWords = /\b(?:negative|not\s+detected|not\s+pregnant)\b/i

const inpatientClasses = new Set(['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'inpatient', 'observation'])
const emergencyClasses = new Set(['EMER', 'emergency'])

const classOf = (facts: Facts): readonly string[] =>
  itemsOf(facts.encounter)[0]?.class?.codes.map(({ code }) => code) ?? []

/** Pregnancy codes dated more than 300 days ago do not count; undated ones do. */
const current = (condition: Condition, facts: Facts): boolean =>
  stands(condition) &&
  isActive(condition) &&
  condition.abated === undefined &&
  mayBeWithin(condition.recorded ?? condition.onset, days(300), facts.now)

const isFinal = ({ status }: Observation): boolean => status !== 'entered-in-error' && status !== 'cancelled'

/** Latest pregnancy status or test of the last 300 days: what it says. */
function testedPregnancy(facts: Facts): 'pregnant' | 'not-pregnant' | undefined {
  const tests = itemsOf(facts.observations)
    .filter(
      (one) => isFinal(one) && codes.pregnancyStatus.holds(one.concept) && mayBeWithin(one.when, days(300), facts.now),
    )
    .map(({ when = '', valueConcept }) => ({
      when,
      words: valueConcept === undefined ? '' : wordsOf(valueConcept).join(' '),
    }))
    .toSorted((a, b) => a.when.localeCompare(b.when) || a.words.localeCompare(b.words))
  const words = tests.at(-1)?.words ?? ''
  return negativeWords.test(words) ? 'not-pregnant' : positiveWords.test(words) ? 'pregnant' : undefined
}

/** Weeks of gestation from an estimated delivery date that still lies ahead. */
function weeksByDeliveryDate(facts: Facts): number | undefined {
  const now = span(facts.now)
  const dates = itemsOf(facts.observations)
    .filter((one) => isFinal(one) && codes.deliveryDate.holds(one.concept))
    .map((one) => span(one.valueDate)?.from)
    .filter(
      (date) => date !== undefined && now !== undefined && date > now.from - days(14) && date < now.from + days(300),
    )
    .toSorted((a, b) => Number(a) - Number(b))
  const due = dates[0]
  return due === undefined || now === undefined ? undefined : 40 - (due - now.from) / days(7)
}

/** An allergy record that stands, to ketamine itself. */
function ketamineAllergies(facts: Facts): readonly Allergy[] {
  return itemsOf(facts.allergies).filter(
    (allergy) =>
      stands(allergy) &&
      allergy.clinicalStatus !== 'inactive' &&
      allergy.clinicalStatus !== 'resolved' &&
      (codes.ketamineAllergen.holds(allergy.concept) || isKetamine(allergy.concept)),
  )
}

/** An immune-type reaction, or an allergy (not an intolerance) whose reaction is not recorded or cannot be read. */
function isImmune({ type, reactions }: Allergy): boolean {
  const manifestations = reactions.flatMap((reaction) => reaction.manifestations)
  if (manifestations.flatMap(wordsOf).some(immuneWords)) return true
  return type !== 'intolerance' && manifestations.every((manifestation) => wordsOf(manifestation).length === 0)
}

const byWords = (a: Concept, b: Concept): number => JSON.stringify(a).localeCompare(JSON.stringify(b))
const first = (concepts: readonly Concept[]): Concept | undefined => concepts.toSorted(byWords)[0]

/**
 * Classes of acute treatment given in this encounter at least two hours ago: that ketamine is ordered now is the
 * evidence that the attack continues.
 */
function acuteClassesGiven(facts: Facts): ReadonlySet<string> {
  const now = span(facts.now)?.from ?? 0
  const given = itemsOf(facts.administrations).filter(({ status, start, ofThisEncounter, doNotPerform }) => {
    const at = span(start)
    const tookPlace = !doNotPerform && (status === undefined || status === 'completed' || status === 'in-progress')
    const here = ofThisEncounter ?? (at !== undefined && at.from > now - hours(24))
    return tookPlace && here && at !== undefined && at.to <= now - hours(2)
  })
  return new Set(given.flatMap(({ drug }) => acuteClassesOf(drug)))
}

/** The emergence reaction or intolerance that is a sentence and no hypersensitivity. */
export const toleratedBadly = (facts: Facts): boolean => ketamineAllergies(facts).some((allergy) => !isImmune(allergy))

/** @param migraine the concept on which the card rests; its own codes tell of status migrainosus and of chronic migraine */
export function contextOf(facts: Facts, migraine: Concept, orders: readonly Order[]): Context {
  const conditions = itemsOf(facts.conditions).filter(stands)
  const active = conditions.filter(isActive)
  const [patient] = itemsOf(facts.patient)
  const [encounter] = itemsOf(facts.encounter)
  const diagnoses = encounterDiagnoses(facts).map(({ concept }) => concept)
  const encounterReasons = (encounter?.reasons ?? []).map((reason) => reason.condition?.concept ?? reason.concept)
  const orderReasons = orders.flatMap((order) =>
    order.reasons.map((reason) => reason.condition?.concept ?? reason.concept),
  )
  const now = [...encounterReasons, ...diagnoses]
  const migraines = [migraine, ...orderReasons, ...active.map(({ concept }) => concept)]

  const classes = classOf(facts)
  const reckoned = ageOn(patient?.birthDate, orders[0]?.authoredOn ?? facts.now)
  // A partial birth date that leaves a minor possible tells no age.
  const age = reckoned === undefined || reckoned.least < 18 ? undefined : reckoned
  const female = patient?.sex === 'female'
  const tested = testedPregnancy(facts)
  const weeks = weeksByDeliveryDate(facts)
  const pregnancies = active.filter(
    (condition) => codes.pregnancy.holds(condition.concept) && current(condition, facts),
  )
  const pregnant =
    pregnancies.length > 0 ||
    now.some((concept) => codes.pregnancy.holds(concept)) ||
    tested === 'pregnant' ||
    weeks !== undefined
  const childbearing = female && age !== undefined && age.most >= 12 && age.least <= 55

  const today = itemsOf(facts.observations)
    .filter((one) => isFinal(one) && one.when !== undefined && mayBeWithin(one.when, hours(24), facts.now))
    .flatMap(({ concept, valueConcept }) => (valueConcept === undefined ? [concept] : [concept, valueConcept]))
  const recent = active
    .filter((condition) => condition.recorded !== undefined && mayBeWithin(condition.recorded, hours(24), facts.now))
    .map(({ concept }) => concept)
  const oralUnusable = [...now, ...orderReasons, ...recent, ...today, ...facts.procedures.map(({ concept }) => concept)]

  const hypersensitivity = first([
    ...ketamineAllergies(facts)
      .filter(isImmune)
      .map(({ concept }) => concept),
    ...conditions.filter(({ concept }) => codes.ketamineReaction.holds(concept)).map(({ concept }) => concept),
  ])
  const pressureHazard = first(
    active.filter(({ concept }) => codes.pressureHazard.holds(concept)).map(({ concept }) => concept),
  )
  const redFlag = first(
    [...now, ...orderReasons].filter(
      (concept) => codes.redFlag.holds(concept) || (concept.codes.length === 0 && wordsOf(concept).some(redFlagWords)),
    ),
  )
  const readings = {
    patient: facts.patient,
    encounter: facts.encounter,
    conditions: facts.conditions,
    allergies: facts.allergies,
    medications: facts.medications,
    administrations: facts.administrations,
    observations: facts.observations,
  }

  return {
    ...(age === undefined ? {} : { age }),
    female,
    refractory:
      migraines.some(
        (concept) =>
          codes.statusMigrainosus.holds(concept) ||
          (codes.chronicMigraine.holds(concept) && codes.intractable.holds(concept)),
      ) ||
      (migraines.some((concept) => codes.chronicMigraine.holds(concept)) &&
        migraines.some((concept) => codes.intractable.holds(concept))) ||
      [migraine, ...orderReasons, ...now].flatMap(wordsOf).some((words) => refractoryWords.test(words)) ||
      acuteClassesGiven(facts).size >= 2,
    specialised:
      classes.some((code) => inpatientClasses.has(code)) ||
      [
        ...(encounter?.service ?? []),
        ...orders.flatMap(({ requesterSpecialty }) => (requesterSpecialty === undefined ? [] : [requesterSpecialty])),
      ]
        .flatMap(wordsOf)
        .some(specialisedWords),
    pregnancy: pregnant ? 'pregnant' : childbearing && tested !== 'not-pregnant' ? 'possible' : 'no',
    gestation:
      [...pregnancies.map(({ concept }) => concept), ...now].some((concept) => codes.from20Weeks.holds(concept)) ||
      (weeks !== undefined && weeks >= 20)
        ? '20-weeks-or-more'
        : 'unknown',
    breastfeeding: active.some(
      (condition) =>
        codes.lactation.holds(condition.concept) &&
        condition.abated === undefined &&
        mayBeWithin(condition.recorded ?? condition.onset, days(365), facts.now),
    ),
    nonOral: oralUnusable.some((concept) => codes.vomiting.holds(concept) || wordsOf(concept).some(vomitingWords)),
    overuse: [...migraines, ...now].some((concept) => codes.overuse.holds(concept)),
    acuteSetting: classes.some((code) => inpatientClasses.has(code) || emergencyClasses.has(code)),
    ...(hypersensitivity === undefined ? {} : { hypersensitivity }),
    ...(pressureHazard === undefined ? {} : { pressureHazard }),
    ...(redFlag === undefined ? {} : { redFlag }),
    missing: (Object.keys(readings) as (keyof typeof readings)[]).filter((need) => {
      const reading = readings[need]
      return reading.state === 'unread' || reading.cut !== undefined
    }) satisfies readonly Need[],
  }
}
