/**
 * One patient and one draft, as four versions of FHIR write them down. The facts are the same, so every test that
 * reads them must get the same.
 */
export interface Told {
  readonly draft: object
  readonly drafts: readonly object[]
  readonly prefetch: Readonly<Record<string, object>>
}

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const snomed = 'http://snomed.info/sct'
const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm'
const ucum = 'http://unitsofmeasure.org'

const coded = (system: string, code: string, text: string): object => ({ coding: [{ system, code }], text })
const amount = (value: number, code: string): object => ({ value, unit: code, system: ucum, code })
const bundleOf = (...resources: readonly object[]): object => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
})

const patient = { reference: 'Patient/p1' }
const encounter = { reference: 'Encounter/e1' }
const ofPatient = { subject: patient }
const product = coded(rxnorm, '866924', 'Metoprolol tartrate 25 MG')
const ingredient = coded(rxnorm, '6918', 'Metoprolol')
const form = coded(snomed, '385055001', 'Tablet')
const reason = coded(icd10, 'I10', 'Hypertension')
const complaint = coded(icd10, 'R07.9', 'Chest pain')
const route = coded(snomed, '47625008', 'Intravenous')
const method = coded(snomed, '422145002', 'Inject')
const dose = amount(5, 'mg')
const rate = { numerator: amount(10, 'mg'), denominator: amount(2, 'h') }
const timing = { repeat: { frequency: 2, period: 1, periodUnit: 'd', duration: 30, durationUnit: 'min' } }
const dstu2Timing = { repeat: { frequency: 2, period: 1, periodUnits: 'd', duration: 0.5, durationUnits: 'h' } }
const most = { numerator: amount(100, 'mg'), denominator: amount(24, 'h') }
const person = { resourceType: 'Patient', id: 'p1', birthDate: '1980-05-04', gender: 'female' }
const active = (version: string, code: string): object =>
  coded(`http://terminology.hl7.org/CodeSystem/${version}`, code, code)
const rash = coded(snomed, '271807003', 'Rash')
const latex = coded(snomed, '111088007', 'Latex')
const ibuprofen = coded(rxnorm, '5640', 'Ibuprofen')
const creatinine = coded('http://loinc.org', '2160-0', 'Creatinine')
const systolic = coded('http://loinc.org', '8480-6', 'Systolic')
const value = amount(1.1, 'mg/dL')
const observation = {
  resourceType: 'Observation',
  id: 'o1',
  ...ofPatient,
  status: 'final',
  code: creatinine,
  effectiveDateTime: '2026-02-20',
  valueQuantity: value,
  component: [{ code: systolic, valueQuantity: amount(120, 'mm[Hg]') }],
}
const given = { text: 'given', route, dose }
const specialty = [coded(snomed, '394579002', 'Cardiology')]
const noBenefit = coded(snomed, '58848006', 'Lack of drug action')

const dstu2: Told = (() => {
  const draft = {
    resourceType: 'MedicationOrder',
    id: 'draft-1',
    status: 'draft',
    patient,
    encounter,
    dateWritten: '2026-03-01T11:00:00Z',
    medicationReference: { reference: '#med' },
    contained: [
      {
        resourceType: 'Medication',
        id: 'med',
        code: product,
        product: { form, ingredient: [{ item: { reference: '#sub' } }] },
      },
      { resourceType: 'Substance', id: 'sub', code: ingredient },
    ],
    reasonCodeableConcept: reason,
    prescriber: { reference: 'Practitioner/u1' },
    priorPrescription: { reference: 'MedicationOrder/before' },
    dosageInstruction: [
      {
        text: 'IV twice daily',
        timing: dstu2Timing,
        asNeededBoolean: false,
        route,
        method,
        doseQuantity: dose,
        rateRatio: rate,
        maxDosePerPeriod: most,
      },
    ],
  }
  const procedure = { resourceType: 'DiagnosticOrder', subject: patient, reason: [reason], item: [{ code: rash }] }
  return {
    draft,
    drafts: [draft, procedure],
    prefetch: {
      patient: person,
      encounter: {
        resourceType: 'Encounter',
        id: 'e1',
        patient,
        class: 'emergency',
        type: [rash],
        reason: [complaint],
        indication: [{ reference: 'Condition/c1' }],
        period: { start: '2026-03-01' },
      },
      role: { resourceType: 'Practitioner', id: 'u1', practitionerRole: [{ specialty }] },
      conditions: bundleOf(
        {
          resourceType: 'Condition',
          id: 'c1',
          patient,
          encounter,
          code: reason,
          category: coded('http://x.org', 'encounter-diagnosis', 'x'),
          clinicalStatus: 'active',
          verificationStatus: 'confirmed',
          onsetDateTime: '2020',
          dateRecorded: '2020-02-03',
        },
        {
          resourceType: 'Condition',
          id: 'c2',
          patient,
          code: complaint,
          clinicalStatus: 'resolved',
          verificationStatus: 'confirmed',
          abatementDateTime: '2021-01-01',
        },
      ),
      allergies: bundleOf({
        resourceType: 'AllergyIntolerance',
        id: 'a1',
        patient,
        substance: latex,
        status: 'confirmed',
        type: 'allergy',
        criticality: 'CRITH',
        reaction: [{ manifestation: [rash], severity: 'mild' }],
      }),
      medications: bundleOf(
        {
          resourceType: 'MedicationOrder',
          id: 'm1',
          patient,
          status: 'active',
          medicationCodeableConcept: ibuprofen,
          dateWritten: '2026-01-01',
          dosageInstruction: [{ text: 'one daily', timing: { repeat: { boundsPeriod: { end: '2026-06-01' } } } }],
        },
        {
          resourceType: 'MedicationStatement',
          id: 's1',
          patient,
          status: 'active',
          wasNotTaken: true,
          medicationCodeableConcept: ibuprofen,
          effectivePeriod: { start: '2025-01-01', end: '2025-02-01' },
          reasonNotTaken: [noBenefit],
        },
      ),
      administrations: bundleOf({
        resourceType: 'MedicationAdministration',
        id: 'g1',
        patient,
        encounter,
        status: 'completed',
        medicationCodeableConcept: ibuprofen,
        effectiveTimeDateTime: '2026-03-01T09:00:00Z',
        dosage: { text: 'given', route, quantity: dose },
      }),
      observations: bundleOf(observation),
    },
  }
})()

const stu3: Told = (() => {
  const draft = {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    ...ofPatient,
    context: encounter,
    authoredOn: '2026-03-01T11:00:00Z',
    medicationReference: { reference: '#med' },
    contained: [
      { resourceType: 'Medication', id: 'med', code: product, form, ingredient: [{ itemCodeableConcept: ingredient }] },
    ],
    reasonCode: [reason],
    requester: { agent: { reference: 'PractitionerRole/r1' } },
    priorPrescription: { reference: 'MedicationRequest/before' },
    dosageInstruction: [
      {
        text: 'IV twice daily',
        timing,
        asNeededBoolean: false,
        route,
        method,
        doseQuantity: dose,
        rateRatio: rate,
        maxDosePerPeriod: most,
      },
    ],
  }
  const procedure = { resourceType: 'ProcedureRequest', ...ofPatient, code: rash, reasonCode: [reason] }
  return {
    draft,
    drafts: [draft, procedure],
    prefetch: {
      patient: person,
      encounter: {
        resourceType: 'Encounter',
        id: 'e1',
        ...ofPatient,
        class: { system: 'http://hl7.org/fhir/v3/ActCode', code: 'EMER' },
        type: [rash],
        reason: [complaint],
        diagnosis: [{ condition: { reference: 'Condition/c1' } }],
        period: { start: '2026-03-01' },
      },
      role: { resourceType: 'PractitionerRole', id: 'r1', specialty },
      conditions: bundleOf(
        {
          resourceType: 'Condition',
          id: 'c1',
          ...ofPatient,
          context: encounter,
          code: reason,
          category: [coded('http://hl7.org/fhir/condition-category', 'encounter-diagnosis', 'x')],
          clinicalStatus: 'active',
          verificationStatus: 'confirmed',
          onsetDateTime: '2020',
          assertedDate: '2020-02-03',
        },
        {
          resourceType: 'Condition',
          id: 'c2',
          ...ofPatient,
          code: complaint,
          clinicalStatus: 'resolved',
          verificationStatus: 'confirmed',
          abatementPeriod: { end: '2021-01-01' },
        },
      ),
      allergies: bundleOf({
        resourceType: 'AllergyIntolerance',
        id: 'a1',
        patient,
        code: latex,
        verificationStatus: 'confirmed',
        type: 'allergy',
        criticality: 'high',
        reaction: [{ manifestation: [rash], severity: 'mild' }],
      }),
      medications: bundleOf(
        {
          resourceType: 'MedicationRequest',
          id: 'm1',
          ...ofPatient,
          status: 'active',
          medicationCodeableConcept: ibuprofen,
          authoredOn: '2026-01-01',
          dosageInstruction: [{ text: 'one daily' }],
          dispenseRequest: { validityPeriod: { end: '2026-06-01' } },
        },
        {
          resourceType: 'MedicationStatement',
          id: 's1',
          ...ofPatient,
          status: 'active',
          taken: 'n',
          medicationCodeableConcept: ibuprofen,
          effectivePeriod: { start: '2025-01-01', end: '2025-02-01' },
          reasonNotTaken: [noBenefit],
        },
      ),
      administrations: bundleOf({
        resourceType: 'MedicationAdministration',
        id: 'g1',
        ...ofPatient,
        context: encounter,
        status: 'completed',
        medicationCodeableConcept: ibuprofen,
        effectiveDateTime: '2026-03-01T09:00:00Z',
        dosage: given,
      }),
      observations: bundleOf({ ...observation, context: encounter }),
    },
  }
})()

const r4: Told = (() => {
  const draft = {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    ...ofPatient,
    encounter,
    authoredOn: '2026-03-01T11:00:00Z',
    medicationReference: { reference: '#med' },
    contained: [
      {
        resourceType: 'Medication',
        id: 'med',
        code: product,
        form,
        ingredient: [{ itemReference: { reference: '#sub' } }],
      },
      { resourceType: 'Substance', id: 'sub', code: ingredient },
    ],
    reasonCode: [reason],
    requester: { reference: 'PractitionerRole/r1' },
    priorPrescription: { reference: 'MedicationRequest/before' },
    dosageInstruction: [
      {
        text: 'IV twice daily',
        timing,
        asNeededBoolean: false,
        route,
        method,
        doseAndRate: [{ doseQuantity: dose, rateRatio: rate }],
        maxDosePerPeriod: most,
      },
    ],
  }
  const procedure = { resourceType: 'ServiceRequest', ...ofPatient, code: rash, reasonCode: [reason] }
  return {
    draft,
    drafts: [draft, procedure],
    prefetch: {
      patient: person,
      encounter: {
        resourceType: 'Encounter',
        id: 'e1',
        ...ofPatient,
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' },
        type: [rash],
        reasonCode: [complaint],
        diagnosis: [{ condition: { reference: 'Condition/c1' } }],
        period: { start: '2026-03-01' },
      },
      role: { resourceType: 'PractitionerRole', id: 'r1', specialty },
      conditions: bundleOf(
        {
          resourceType: 'Condition',
          id: 'c1',
          ...ofPatient,
          encounter,
          code: reason,
          category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'encounter-diagnosis', 'x')],
          clinicalStatus: active('condition-clinical', 'active'),
          verificationStatus: active('condition-ver-status', 'confirmed'),
          onsetDateTime: '2020',
          recordedDate: '2020-02-03',
        },
        {
          resourceType: 'Condition',
          id: 'c2',
          ...ofPatient,
          code: complaint,
          clinicalStatus: active('condition-clinical', 'resolved'),
          verificationStatus: active('condition-ver-status', 'confirmed'),
          abatementDateTime: '2021-01-01',
        },
      ),
      allergies: bundleOf({
        resourceType: 'AllergyIntolerance',
        id: 'a1',
        patient,
        code: latex,
        verificationStatus: active('allergyintolerance-verification', 'confirmed'),
        type: 'allergy',
        criticality: 'high',
        reaction: [{ manifestation: [rash], severity: 'mild' }],
      }),
      medications: bundleOf(
        {
          resourceType: 'MedicationRequest',
          id: 'm1',
          ...ofPatient,
          status: 'active',
          medicationCodeableConcept: ibuprofen,
          authoredOn: '2026-01-01',
          dosageInstruction: [{ text: 'one daily', timing: { repeat: { boundsPeriod: { end: '2026-06-01' } } } }],
        },
        {
          resourceType: 'MedicationStatement',
          id: 's1',
          ...ofPatient,
          status: 'not-taken',
          medicationCodeableConcept: ibuprofen,
          effectivePeriod: { start: '2025-01-01', end: '2025-02-01' },
          statusReason: [noBenefit],
        },
      ),
      administrations: bundleOf({
        resourceType: 'MedicationAdministration',
        id: 'g1',
        ...ofPatient,
        context: encounter,
        status: 'completed',
        medicationCodeableConcept: ibuprofen,
        effectiveDateTime: '2026-03-01T09:00:00Z',
        dosage: given,
      }),
      observations: bundleOf(observation),
    },
  }
})()

const r5: Told = (() => {
  const draft = {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    ...ofPatient,
    encounter,
    authoredOn: '2026-03-01T11:00:00Z',
    medication: { reference: { reference: '#med' } },
    contained: [
      {
        resourceType: 'Medication',
        id: 'med',
        code: product,
        doseForm: form,
        ingredient: [{ item: { concept: ingredient } }],
      },
    ],
    reason: [{ concept: reason }],
    requester: { reference: 'PractitionerRole/r1' },
    priorPrescription: { reference: 'MedicationRequest/before' },
    renderedDosageInstruction: 'IV twice daily',
    dosageInstruction: [
      {
        timing,
        asNeeded: false,
        route,
        method,
        doseAndRate: [{ doseQuantity: dose, rateRatio: rate }],
        maxDosePerPeriod: [most],
      },
    ],
  }
  const procedure = {
    resourceType: 'ServiceRequest',
    ...ofPatient,
    code: { concept: rash },
    reason: [{ concept: reason }],
  }
  return {
    draft,
    drafts: [draft, procedure],
    prefetch: {
      patient: person,
      encounter: {
        resourceType: 'Encounter',
        id: 'e1',
        ...ofPatient,
        class: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' }] }],
        type: [rash],
        reason: [{ value: [{ concept: complaint }] }],
        diagnosis: [{ condition: [{ reference: { reference: 'Condition/c1' } }] }],
        actualPeriod: { start: '2026-03-01' },
      },
      role: { resourceType: 'PractitionerRole', id: 'r1', specialty },
      conditions: bundleOf(
        {
          resourceType: 'Condition',
          id: 'c1',
          ...ofPatient,
          encounter,
          code: reason,
          category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'encounter-diagnosis', 'x')],
          clinicalStatus: active('condition-clinical', 'active'),
          verificationStatus: active('condition-ver-status', 'confirmed'),
          onsetDateTime: '2020',
          recordedDate: '2020-02-03',
        },
        {
          resourceType: 'Condition',
          id: 'c2',
          ...ofPatient,
          code: complaint,
          clinicalStatus: active('condition-clinical', 'resolved'),
          verificationStatus: active('condition-ver-status', 'confirmed'),
          abatementDateTime: '2021-01-01',
        },
      ),
      allergies: bundleOf({
        resourceType: 'AllergyIntolerance',
        id: 'a1',
        patient,
        code: latex,
        verificationStatus: active('allergyintolerance-verification', 'confirmed'),
        type: active('allergy-intolerance-type', 'allergy'),
        criticality: 'high',
        reaction: [{ manifestation: [{ concept: rash }], severity: 'mild' }],
      }),
      medications: bundleOf(
        {
          resourceType: 'MedicationRequest',
          id: 'm1',
          ...ofPatient,
          status: 'active',
          intent: 'order',
          medication: { concept: ibuprofen },
          authoredOn: '2026-01-01',
          dosageInstruction: [{ text: 'one daily', timing: { repeat: { boundsPeriod: { end: '2026-06-01' } } } }],
        },
        {
          resourceType: 'MedicationStatement',
          id: 's1',
          ...ofPatient,
          status: 'recorded',
          adherence: {
            code: coded('http://hl7.org/fhir/CodeSystem/medication-statement-adherence', 'not-taking', 'Not taking'),
          },
          medication: { concept: ibuprofen },
          effectivePeriod: { start: '2025-01-01', end: '2025-02-01' },
          statusReason: [noBenefit],
        },
      ),
      administrations: bundleOf({
        resourceType: 'MedicationAdministration',
        id: 'g1',
        ...ofPatient,
        encounter,
        status: 'completed',
        medication: { concept: ibuprofen },
        occurenceDateTime: '2026-03-01T09:00:00Z',
        dosage: given,
      }),
      observations: bundleOf(observation),
    },
  }
})()

export const samePatient = { DSTU2: dstu2, STU3: stu3, R4: r4, R5: r5 } as const
