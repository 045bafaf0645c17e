import type { Concept, Facts, MedicationUse, Order } from '../../../cards/facts.ts'
import { codes } from '../../../cards/iv-ketamine-for-migraine/codes.ts'
import otherIndications from '../../../cards/iv-ketamine-for-migraine/codes/other-indications.json' with { type: 'json' }
import { listedCodes } from '../../../cards/terminology.ts'
import {
  aDrug,
  aMedication,
  anEncounter,
  anIvKetamineOrder,
  anOrder,
  aReason,
  facts,
  icd,
  ketamine,
  migraine,
  read,
  rx,
  sct,
  words,
} from './builders.ts'
import { at, noReason, onTheList, ordered, sig, verdict } from './decisions.ts'

/** Another purpose by where the patient is, what the encounter is for, and what is ordered beside it. */

describe('what the encounter and the procedures are for', () => {
  it('are none in the tag that SNOMED CT puts behind the name of every procedure', () => {
    const infusion = words('Intravenous infusion (procedure)')
    expect(verdict(ordered({ reasons: [aReason(migraine), aReason(infusion)] }))).toBe('row 1')
    expect(verdict(ordered(noReason, at(migraine, infusion)))).toBe('row 2')
    expect(verdict(ordered(noReason, { ...at(migraine), procedures: [{ concept: infusion, reasons: [] }] }))).toBe(
      'row 2',
    )
  })
  it('compete in the words of their codes as by their codes', () => {
    const listed = listedCodes([otherIndications]).filter((code) => codes.competing.has(code) && code.display !== '')
    expect(listed.length).toBeGreaterThan(50)
    for (const { system, code, display } of listed) {
      for (const concept of [{ codes: [{ system, code }] }, words(display), words(display.toUpperCase())]) {
        expect([display, verdict(ordered(noReason, at(migraine, concept)))]).toEqual([display, 'competing-indication'])
        const procedures = [{ concept, reasons: [] }]
        expect(verdict(ordered(noReason, { ...at(migraine), procedures }))).toBe('competing-indication')
      }
    }
  })
  it.each<[string, Concept]>([
    ['procedural sedation', sct('314271007')],
    ['general anaesthesia', sct('50697003')],
    ['intubation', sct('112798008')],
    ['respiratory failure', icd('J96.01')],
    ['status asthmaticus', icd('J45.902')],
    ['depression', icd('F32.2')],
    ['suicidal ideation', icd('R45.851')],
    ['PTSD', icd('F43.10')],
    ['postoperative pain', icd('G89.18')],
    ['trauma', icd('S06.0X0A')],
    ['a fracture', sct('125605004')],
    ['burns', icd('T31.0')],
    ['status epilepticus', icd('G40.901')],
    ['CRPS', icd('G90.50')],
    ['neuropathic pain', icd('M79.2')],
    ['cancer pain', icd('G89.3')],
    ['a sickle-cell crisis', icd('D57.00')],
    ['agitation', icd('R45.1')],
  ])('is silent: the encounter is for migraine and, by code alone, for %s', (_, concept) => {
    expect(verdict(ordered(noReason, at(migraine, concept)))).toBe('competing-indication')
    // Not where the order itself says migraine, and never from the problem list.
    expect(verdict(ordered({}, at(migraine, concept)))).toMatch(/^row /)
    expect(verdict(ordered(noReason, { ...at(migraine), ...onTheList(concept) }))).toBe('row 2')
  })
  it.each(['Hospice', 'palliative care', 'comfort measures only', 'end-of-life care', 'Acute respiratory failure'])(
    'is silent: the encounter is for migraine and, in words, for %s',
    (text) => {
      expect(verdict(ordered(noReason, at(migraine, words(text))))).toBe('competing-indication')
      expect(verdict(ordered({}, at(migraine, words(text))))).toMatch(/^row /)
    },
  )
  it.each([
    'Synchronized cardioversion',
    'Laceration repair',
    'I&D of abscess',
    'Chest tube insertion',
    'Cesarean section',
    'Moderate sedation monitoring',
    'ECT',
    'Case request operating room: ankle',
    'ORIF ankle',
    'Appendectomy',
    'Craniotomy',
    'Bone marrow biopsy',
    'Wound debridement',
    'Extubation',
    'Violent or self-destructive restraints',
    'Continuous EEG for status epilepticus',
    'Comfort care',
    'Comfort measures only',
    'Status epilepticus management',
    'Continuous EEG, status epilepticus',
    'Status epilepticus order set',
    'Status epilepticus with seizure precautions',
    'Closed reduction of fracture',
    'Fracture care',
    'Reduction of dislocation, hip precautions',
    'Hip fracture repair',
    'Case request operating room: appendectomy',
    'Case request: occipital nerve stimulator implant',
    'Case request: occipital nerve decompression',
    'Case request',
    'Case request procedure room: EGD',
    'Case request operating room: femoral nerve block and ORIF',
    'Occipital nerve block under sedation',
    'Procedural sedation',
    'Sedation for MRI',
    'General anesthesia',
    'Anesthesia for MRI',
    'Consult to anesthesia for intubation',
    'Consult to anesthesia for sedation',
    'Ventilator management',
    'Monitored anesthesia care',
    'Sedation, vital signs q5min',
    'Vital signs during procedural sedation',
    'Status epilepticus',
    'EEG monitoring for status epilepticus',
    'Fracture reduction, hip precautions after',
    'Open reduction; fracture precautions',
    'Case request OR: occipital nerve block with general anesthesia',
    'Case request: trigeminal nerve decompression',
    'Case request operating room: Botox bladder injection',
    'Case request: Botox injection, bladder',
    'Case request OR: cystoscopy with botox injection of bladder',
    'Case request: onabotulinumtoxin, vocal cord',
    'Case request: occipital nerve stimulator; occipital nerve block',
    'Anesthesia consult for airway management',
    'Consult anesthesia for procedural sedation',
    'Anesthesia for occipital nerve block',
    'Deep sedation, vital signs q5min',
    'Sedation consent and monitoring for procedure',
    'ICU sedation: notify MD if RASS < -3',
    'Notify anesthesia of case; general anesthesia',
  ])('is silent: %s is ordered beside it', (text) => {
    const procedures = [{ concept: words(text), reasons: [] }]
    expect(verdict(ordered(noReason, { ...at(migraine), procedures }))).toBe('competing-indication')
    expect(verdict(ordered(noReason, { ...onTheList(migraine), procedures }))).toBe('competing-indication')
    expect(verdict(ordered({}, { procedures }))).toBe('row 1')
  })
  it.each([
    'Sedation scale monitoring (RASS)',
    'Pasero opioid-induced sedation scale',
    'Assess sedation level',
    'Monitor for sedation',
    'Consult to Anesthesia Acute Pain',
    'Non-violent restraints',
    'Restraints non-violent or non-self-destructive',
    'Provide comfort measures',
    'Comfort measures: dim lights, ice pack',
    'CT head post craniotomy',
    'Sternotomy precautions',
    'Consult ECT service',
    'ECT consult',
    'Ambulatory referral to arthroplasty',
    'Colonoscopy',
    'Central line care',
    'Suicide risk screening',
    'Lumbar puncture',
    'Status epilepticus precautions',
    'Case request procedure room: occipital nerve block',
    'Status epilepticus precautions (nursing)',
    'Precautions: status epilepticus',
    'Fracture precautions',
    'Fall/fracture precautions',
    'Pathologic fracture precautions',
    'Hip dislocation precautions',
    'Case request: greater occipital nerve block',
    'Case request procedure room: sphenopalatine ganglion block',
    'Case request: SPG block',
    'Case request - Botox for migraine',
    'Case request procedure room: trigger point injections',
    'Case request: bilateral occipital nerve blocks',
    'Nursing communication: notify provider for sedation',
    'Notify physician for sedation or RR <10',
    'Notify MD if sedation score > 2',
    'Moderate sedation not required',
    'Monitor sedation q15min',
    'Vital signs and sedation q15min',
    'Sedation precautions',
    'Post sedation precautions',
    'Consult to anesthesia',
    'Inpatient consult to Anesthesia',
    'Anesthesia consult',
    'Consult to anesthesia for occipital nerve block',
    'Consult Anesthesia pain service',
    'RASS every 4 hours',
    'Suicide precautions',
    'Ventilator not required',
    'Seizure precautions',
    'Status epilepticus precautions per protocol',
    'Hip fracture precautions',
    'Spine fracture precautions',
    'Case request procedure room: bilateral GONB',
    'Case request procedure room: occipital nerve block, bilateral',
    'Occipital nerve block',
    'Notify provider for sedation or respiratory depression',
    'Nursing communication: stop ketamine and notify provider for sedation',
    'Vital signs, pain, and sedation every 15 minutes',
    'Anesthesia consult for occipital nerve block',
    'Consult to Anesthesiology',
    'Ambulatory referral to Anesthesia',
    'Inpatient consult to anesthesia pain',
  ])('speaks: %s is ordered beside it', (text) => {
    const procedures = [{ concept: words(text), reasons: [] }]
    expect(verdict(ordered(noReason, { ...at(migraine), procedures }))).toBe('row 2')
  })
  it('speaks: a head scan among the drafts is no procedure of that kind', () => {
    expect(
      verdict(
        ordered(noReason, {
          ...at(migraine),
          procedures: [{ concept: sct('303653007', 'Computed tomography of head (procedure)'), reasons: [] }],
        }),
      ),
    ).toBe('row 2')
  })
})

describe('where the patient is', () => {
  it.each([
    'Operating room',
    'Operating theatre',
    'Endoscopy',
    'Anesthesia',
    'Trauma team',
    'Sickle cell crisis unit',
    'Status epilepticus monitoring',
    'Anesthesiology',
    'General Surgery',
    'Day surgery',
    'Surgical procedure',
    'PACU',
    'MH TRD KETAMINE CLINIC',
    'Mental Health Clinic',
    'Psychiatry',
    'Inpatient psychiatric unit',
    'Behavioral Health',
    'Burn Unit',
    'ECT',
    'Michigan Medicine Psychiatry',
    'Penn Medicine - Psychiatry',
    'Psychiatry and Behavioral Medicine',
    'Geriatric Psychiatry',
    'Emergency surgery',
    "Psychiatry, Medical Director's office",
    'Psychiatry Consult',
    'UW Medicine Psychiatry',
    'Child Psychiatry',
    'School of Medicine-Psychiatry',
    'Medical Psychiatric Ketamine Clinic',
  ])('is silent: the encounter is at the service %s', (name) => {
    const given = (service: string): Facts =>
      ordered(noReason, { encounter: read(anEncounter({ reasons: [aReason(migraine)], service: [words(service)] })) })
    expect(verdict(given(name))).toBe('competing-indication')
    expect(verdict(given('Level I trauma center'))).toBe('row 2')
    expect(verdict(given('Neurosurgery'))).toBe('row 2')
    expect(verdict(given('Department of Neurology and Psychiatry'))).toBe('row 2')
    expect(verdict(given('Medical/Surgical'))).toBe('row 2')
    expect(verdict(given('Medical and surgical ward'))).toBe('row 2')
    expect(verdict(given('Anesthesiology and Pain Medicine'))).toBe('row 2')
  })
  it.each([
    'Medical Psychiatry',
    'Med-Psych',
    'Medicine-Psychiatry',
    'Medicine/Psychiatry',
    'Medicine and Psychiatry',
    'Internal Medicine/Psychiatry',
    'Internal Medicine-Psychiatry',
    'Medical-Psychiatric Unit',
    'Medical and Psychiatric Unit',
    'Complex medical psychiatry',
    'Med/Psych Unit',
    'Medical/Psychiatry',
    'Neuropsychiatry',
    'Medicine & Psychiatry',
  ])('speaks: the encounter is at the service %s', (name) => {
    const encounter = read(anEncounter({ reasons: [aReason(migraine)], service: [words(name)] }))
    expect(verdict(ordered(noReason, { encounter }))).toBe('row 2')
  })
  it.each(['Perioperative Services', 'Spravato clinic', 'Mood Disorders Clinic'])(
    'is silent: the encounter, of which nothing more is known, is at the service %s',
    (service) => {
      const given = { encounter: read(anEncounter({ service: [words(service)] })), ...onTheList(migraine) }
      expect(verdict(ordered(noReason, given))).toBe('competing-indication')
    },
  )
  it('is silent: the patient is in a room where ketamine is for something else', () => {
    const inRoom = (...names: readonly string[]): Facts =>
      ordered(noReason, { encounter: read(anEncounter({ places: names.map(words) })), ...onTheList(migraine) })
    for (const name of [
      'Operating room 3',
      'MAIN OR',
      'OR 4',
      'PACU Bay 2',
      'Post Anesthesia Care Unit',
      'Pre-op Holding',
      'Day Surgery',
      'Endoscopy Suite',
      'Burn Unit',
      'Inpatient Psychiatry 5N',
      'Medical Psychiatry ECT',
      'Med Psych ECT suite',
      'Hospice house',
      'Behavioral Health Infusion',
      'PACU',
      'PACU overflow',
      'PACU/ICU',
      'Psychiatry overflow',
      'Behavioral Health ICU overflow',
      'Burn ICU overflow',
      'Behavioral Health 2',
      'EC Endoscopy 1',
      'Endoscopy Center EC 2',
      'University Medicine Psychiatry',
      'Medical Center Psychiatry',
      'Psychiatric Medicine',
      'Inpatient Psychiatry Medical Tower',
      'Hospice boarding',
      'Mental Health, Harvard Medical',
      'ECT suite',
      'PACU 4, recovery',
      'Inpatient Psychiatry Boarding',
      'Burn unit, ICU overflow',
      'Preop 12',
      'Yale Medicine Psychiatry',
      'Ambulatory Surgery Preop',
      'Endoscopy recovery',
    ])
      expect([name, verdict(inRoom(name))]).toEqual([name, 'competing-indication'])
    for (const name of [
      'Emergency Department, room 12',
      'Psychiatric Emergency and ED',
      'Infusion Center, chair 4',
      'Ambulatory Surgery Center Infusion',
      'Day Surgery/Infusion',
      'Endoscopy & Infusion Unit',
      '5 West Medical/Surgical',
      'Surgical step-down',
      'Hospital for Special Surgery',
      'Providence Hospital, Portland, OR',
      'Neurology and Psychiatry',
      'Trauma Center',
      'MICU',
      'EC Behavioral Health 2',
      'PACU/ICU overflow',
      'Medical Psychiatry',
      'EC Psych 2',
      'EC Mental Health 1',
      'ED Overflow PACU',
      'ICU overflow (PACU)',
      'PACU - ICU overflow',
      'PACU ED boarding',
      'Inpatient boarding - PACU 4',
      'PACU boarder bed 3',
      'Preop boarders',
      'Day Surgery (inpatient overflow)',
      'Emergency Center Behavioral Health',
      'A&E Mental Health Room',
      'Med-Psych 4B',
      'Medicine/Psychiatry',
      'Internal Medicine/Psychiatry',
      'Medical-Psychiatric Unit',
      'Medical/Psychiatric unit',
      'EC BH 3',
      'Emergency Psychiatric area, ED',
      'PACU (ICU overflow)',
      'ED boarding - Endoscopy 3',
      'PACU Inpatient Overflow',
      'Med/Psych 7',
      'Medicine-Psychiatry Unit',
    ])
      expect([name, verdict(inRoom(name))]).toEqual([name, 'row 3'])
    expect(verdict(inRoom('Emergency Department', 'Behavioral Health 2'))).toBe('row 3')
    expect(verdict(inRoom('Day Surgery', 'Infusion Center'))).toBe('row 3')
    expect(verdict(inRoom('University Medical Center', 'Psychiatry 5'))).toBe('competing-indication')
    expect(verdict(inRoom('Main Hospital', 'OR 4'))).toBe('competing-indication')
    const surgery = {
      encounter: read(anEncounter({ provider: words('Day Surgery Hospital') })),
      ...onTheList(migraine),
    }
    expect(verdict(ordered(noReason, surgery))).toBe('row 3')
  })
})

describe('another drug that is ordered for a procedure', () => {
  const propofol = rx('8782', 'propofol')
  const sedation = [aReason(words('procedural sedation'))]
  const beside = (over: Partial<Order>, drug = propofol): Facts =>
    facts({
      ...at(migraine),
      orders: [
        anIvKetamineOrder(noReason),
        anOrder(drug, { key: 'MedicationRequest/other', reasons: sedation, ...over }),
      ],
    })
  const running = (over: Partial<MedicationUse>): Facts =>
    ordered(noReason, {
      ...at(migraine),
      medications: read(aMedication(propofol, { ofThisEncounter: true, reasons: sedation, ...over })),
    })
  it.each<[string, Facts]>([
    ['among the drafts', beside({})],
    ['by its code', beside({ reasons: [aReason(sct('72641008'))] }, rx('6960', 'midazolam'))],
    ['among the drafts and not under review', beside({ underReview: false })],
    ['in this encounter', running({})],
    ['in this encounter for one in words', running({ reasons: [aReason(words('dental extraction'))] })],
    ['sedation after one', running({ reasons: [aReason(words('post-procedure sedation'))] })],
    ['sedation and prophylaxis', running({ reasons: [aReason(words('nausea prophylaxis, procedural sedation'))] })],
    ['sedation for a puncture', running({ reasons: [aReason(words('sedation for lumbar puncture'))] })],
    ['among the drafts for a puncture', beside({ reasons: [aReason(words('lumbar puncture'))] })],
    ['among the drafts, as its instructions say', beside({ reasons: [], ...sig('50 mg IV for procedural sedation') })],
    ['among the drafts, as needed', beside({ reasons: [], dosages: [{ neededFor: words('Moderate sedation') }] })],
    ['to be given at induction', beside({ reasons: [], ...sig('100 mcg IV at induction') }, words('fentanyl'))],
    ['in this encounter, as its instructions say', running({ reasons: [], ...sig('Titrate to RASS -2') })],
    ['that is paused to wake the patient', running({ reasons: [], ...sig('Pause for sedation vacation') })],
    ['an anesthetic by its name', beside({ reasons: [] }, words('etomidate 2 mg/mL injection'))],
    ['a reversal of paralysis by its name', running({ reasons: [], drug: aDrug(words('sugammadex 100 mg/mL')) })],
    ['a gas by its name', running({ reasons: [], drug: aDrug(words('sevoflurane inhalation')) })],
    [
      'in this encounter, a neuromuscular blocker',
      running({ drug: aDrug(words('cisatracurium infusion')), reasons: [] }),
    ],
    ['in this encounter by its code', running({ reasons: [aReason(sct('72641008'))] })],
  ])('is silent: %s', (_, given) => {
    expect(verdict(given)).toBe('competing-indication')
  })
  it.each<[string, Facts]>([
    ['without a reason', beside({ reasons: [] })],
    ['for pain', beside({ reasons: [aReason(words('acute pain'))] })],
    ['for a problem of the list', beside({ reasons: [aReason(icd('F32.2'))] }, rx('36437', 'sertraline'))],
    ['for neuropathic pain', beside({ reasons: [aReason(icd('M79.2'))] }, rx('25480', 'gabapentin'))],
    ['of which sedation is denied', beside({ reasons: [aReason(words('anxiety, no sedation'))] })],
    ['that is not to be given', beside({ doNotPerform: true })],
    ['that is cancelled', beside({ status: 'cancelled' })],
    ['that is ketamine: no draft inherits a reason', beside({}, ketamine)],
    ['that is ketamine with instructions', beside({ reasons: [], ...sig('for procedural sedation') }, ketamine)],
    [
      'whose sedation is watched',
      beside({ reasons: [], ...sig('25 mg IV, monitor for sedation') }, words('promethazine')),
    ],
    ['before an injection', beside({ reasons: [], ...sig('apply before procedure') }, words('lidocaine cream'))],
    ['that keeps awake', beside({ reasons: [], ...sig('titrate to RASS 0') }, words('dexmedetomidine'))],
    ['that ends sedation', running({ reasons: [], ...sig('0.04 mg IV PRN sedation'), drug: aDrug(words('naloxone')) })],
    [
      'that ends it, as needed',
      beside({ reasons: [], dosages: [{ neededFor: words('sedation') }] }, words('flumazenil')),
    ],
    [
      'that numbs a spot',
      beside({ reasons: [], ...sig('0.2 mL for anesthesia prior to IV start') }, words('lidocaine 1% injection')),
    ],
    ['that brings on labor', beside({ reasons: [], ...sig('for induction') }, words('oxytocin'))],
    ['that numbs a nerve', beside({ reasons: [], ...sig('for anesthesia') }, words('bupivacaine (PF) 0.5%'))],
    [
      'to be held before surgery',
      running({ reasons: [], ...sig('hold before surgery'), drug: aDrug(words('apixaban')) }),
    ],
    [
      'against an emergence reaction',
      beside({ reasons: [], ...sig('1 mg IV PRN emergence agitation') }, words('midazolam')),
    ],
    ...[
      'Dental procedure prophylaxis',
      'endocarditis prophylaxis before dental procedure',
      'post procedure pain',
      'surgery prophylaxis',
      'colonoscopy prep',
      'lumbar puncture',
    ].map((text): [string, Facts] => [text, running({ reasons: [aReason(words(text))] })]),
    ['among the drafts for prophylaxis', beside({ reasons: [aReason(words('surgery prophylaxis'))] })],
    ['in another encounter', running({ ofThisEncounter: false })],
    [
      'in an encounter that nobody knows',
      ordered(noReason, { ...at(migraine), medications: read(aMedication(propofol, { reasons: sedation })) }),
    ],
    ['that was stopped', running({ status: 'stopped' })],
    [
      'that paralysed and was completed',
      running({ drug: aDrug(words('rocuronium')), reasons: [], status: 'completed' }),
    ],
    ['that was completed', running({ status: 'completed' })],
    ['that is only stated to be taken', running({ kind: 'statement' })],
    ['that is ketamine, in this encounter', running({ drug: aDrug(ketamine) })],
  ])('speaks: %s', (_, given) => {
    expect(verdict(given)).toBe('row 2')
  })
  it('speaks where the order itself says migraine', () => {
    const other = anOrder(propofol, { key: 'MedicationRequest/other', reasons: sedation })
    expect(verdict(facts({ orders: [anIvKetamineOrder(), other] }))).toBe('row 1')
  })
})
