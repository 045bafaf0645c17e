import { uuid } from '../dom.js'

/**
 * A sample patient as the FHIR R4 resources an EHR would hold. Days count back from now, so a sample never grows old.
 * @typedef {[system: string, code: string, display: string]} Coded
 */

const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const verification = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const ucum = 'http://unitsofmeasure.org'

/** Words alone for entries without a code. @param {Record<string, string>} systems @param {Coded | string} coded */
function concept(systems, coded) {
  if (typeof coded === 'string') return { text: coded }
  const [system, code, display] = coded
  return { coding: [{ system: systems[system] ?? system, code, display }], text: display }
}

const status = (system, code) => ({ coding: [{ system, code }] })
const before = (now, { days = 0, hours = 0 }) => new Date(now.getTime() - (days * 24 + hours) * 3_600_000).toISOString()

/** Every load of the page is another visit: within one visit a dismissed card would stay away, from everybody. */
const visit = uuid()

/** @param {any} sample @param {Record<string, string>} systems @param {Date} now */
export function chartOf(sample, systems, now) {
  const patientId = `sample-${sample.id}`
  const encounterId = `visit-${sample.id}-${visit}`
  const subject = { reference: `Patient/${patientId}` }
  const encounter = { reference: `Encounter/${encounterId}` }
  const of = (coded) => concept(systems, coded)
  const [given, family] = sample.name.split(' ')
  return {
    patientId,
    encounterId,
    resources: [
      {
        resourceType: 'Patient',
        id: patientId,
        name: [{ given: [given], family }],
        gender: sample.sex,
        // Half a year past a birthday, on whatever day and in whatever zone.
        birthDate: before(now, { days: (sample.age + 0.5) * 365.25 }).slice(0, 10),
      },
      {
        resourceType: 'Encounter',
        id: encounterId,
        status: 'in-progress',
        class: { system: actCode, code: sample.encounter.class },
        subject,
        period: { start: before(now, { hours: 3 }) },
        ...(sample.encounter.reasons.length > 0 ? { reasonCode: sample.encounter.reasons.map(of) } : {}),
      },
      ...(sample.problems ?? []).map((problem, index) => ({
        resourceType: 'Condition',
        id: `problem-${sample.id}-${index + 1}`,
        clinicalStatus: status(clinical, 'active'),
        verificationStatus: status(verification, 'confirmed'),
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/condition-category',
                code: problem.category ?? 'problem-list-item',
              },
            ],
          },
        ],
        code: of(problem.code),
        subject,
        ...(problem.category === 'encounter-diagnosis' ? { encounter } : {}),
        recordedDate: before(
          now,
          problem.category === 'encounter-diagnosis' ? { hours: 2 } : { days: problem.daysAgo ?? 400 },
        ).slice(0, 10),
      })),
      ...(sample.allergies ?? []).map((allergy, index) => ({
        resourceType: 'AllergyIntolerance',
        id: `allergy-${sample.id}-${index + 1}`,
        clinicalStatus: status('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
        verificationStatus: status(
          'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          'confirmed',
        ),
        type: 'allergy',
        category: ['medication'],
        code: of(allergy.code),
        patient: subject,
        reaction: [{ manifestation: [of(allergy.reaction)], severity: allergy.severity }],
      })),
      ...(sample.medications ?? []).map((medication, index) => ({
        resourceType: 'MedicationRequest',
        id: `medication-${sample.id}-${index + 1}`,
        status: medication.stopped === undefined ? 'active' : 'stopped',
        ...(medication.stopped === undefined ? {} : { statusReason: { text: medication.stopped } }),
        intent: 'order',
        medicationCodeableConcept: of(medication.code),
        subject,
        authoredOn: before(now, { days: medication.daysAgo }),
      })),
      ...(sample.observations ?? []).map((observation, index) => ({
        resourceType: 'Observation',
        id: `observation-${sample.id}-${index + 1}`,
        status: 'final',
        code: of(observation.code),
        subject,
        effectiveDateTime: before(now, { hours: observation.hoursAgo }),
        ...(observation.concept === undefined
          ? {
              valueQuantity: { value: observation.value, unit: observation.unit, system: ucum, code: observation.unit },
            }
          : { valueCodeableConcept: of(observation.concept) }),
      })),
    ],
  }
}

/** What is wrong with a dose as typed, in words; empty where it is right or absent. @param {string} text */
export const doseProblem = (text) =>
  text === '' || (/^(?:\d+\.?\d*|\.\d+)$/.test(text) && Number(text) > 0)
    ? ''
    : 'Write a number above 0, with a point: 0.3. As it is, the order goes without a dose.'

/**
 * An order of the form as a draft MedicationRequest.
 * @param {any} order ids of drug, route and reason, dose and unit
 * @param {any} formulary drugs, routes, reasons, systems
 * @param {{ patientId: string, encounterId?: string }} chart
 */
export function draftOf(order, formulary, chart) {
  const { systems } = formulary
  const drug = formulary.drugs.find(({ id }) => id === order.drug)
  const route = formulary.routes.find(({ id }) => id === order.route)
  const reason = formulary.reasons.find(({ id }) => id === order.reason)
  const value = Number(order.dose)
  const hasDose = order.dose !== '' && doseProblem(order.dose) === ''
  const amount = { value, unit: order.unit, system: ucum, code: order.unit }
  const words = [hasDose && `${order.dose} ${order.unit}`, route?.code && route.text.toLowerCase()]
    .filter(Boolean)
    .join(' ')
  return {
    resourceType: 'MedicationRequest',
    id: order.id,
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: drug.code ? { ...concept(systems, drug.code), text: drug.text } : { text: drug.text },
    subject: { reference: `Patient/${chart.patientId}` },
    ...(chart.encounterId === undefined ? {} : { encounter: { reference: `Encounter/${chart.encounterId}` } }),
    requester: { reference: 'Practitioner/sample' },
    ...(reason?.code
      ? { reasonCode: [concept(systems, reason.code)] }
      : reason?.words
        ? { reasonCode: [{ text: reason.words }] }
        : {}),
    ...(words === ''
      ? {}
      : {
          dosageInstruction: [
            {
              text: words,
              ...(route?.code ? { route: concept(systems, route.code) } : {}),
              ...(hasDose
                ? { doseAndRate: [order.unit.endsWith('/h') ? { rateQuantity: amount } : { doseQuantity: amount }] }
                : {}),
            },
          ],
        }),
  }
}
