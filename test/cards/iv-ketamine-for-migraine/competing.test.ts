import type { Facts, Order } from '../../../cards/facts.ts'
import { aCondition, aDrug, aReason, icd, intravenous, ketamine, migraine, now, read, sct, words } from './builders.ts'
import { at, noReason, onTheList, ordered, verdict } from './decisions.ts'

/** Another purpose by what the order says, its dose and the name of its drug. */

describe('what the order says', () => {
  it.each<[string, Partial<Order>, Partial<Facts>]>([
    ['a sedation beside migraine in the encounter', {}, at(migraine, words('procedural sedation'))],
    [
      'a fracture beside migraine in the encounter',
      {},
      at(migraine, icd('S82.61XA', 'Displaced fracture of lateral malleolus')),
    ],
    [
      'an intubation among the drafts',
      {},
      { ...at(migraine), procedures: [{ concept: sct('112798008', 'Insertion of endotracheal tube'), reasons: [] }] },
    ],
    [
      'a bolus in the anaesthetic range by weight',
      { dosages: [{ route: intravenous, dose: { value: 1, unit: 'mg/kg' } }] },
      at(migraine),
    ],
    [
      'a bolus of 100 mg with an unknown weight',
      { dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] },
      at(migraine),
    ],
    ['a bolus in words', { dosages: [{ text: 'ketamine 1.5 mg/kg IV push' }] }, at(migraine)],
    ['induction in the sig', { dosages: [{ route: intravenous, text: 'for induction' }] }, at(migraine)],
    ['a PCA in the sig', { dosages: [{ route: intravenous, text: 'PCA with hydromorphone' }] }, at(migraine)],
    ['a method of sedation', { dosages: [{ route: intravenous, method: words('IV sedation') }] }, at(migraine)],
    ['a route by a PCA pump', { dosages: [{ route: words('IV PCA') }] }, at(migraine)],
    [
      'a route by a PCA pump, by its code alone',
      {
        dosages: [
          {
            route: {
              codes: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', code: 'PCA' }],
            },
          },
        ],
      },
      at(migraine),
    ],
    ['sedation as the whole of a note', { notes: ['Procedural sedation'] }, at(migraine)],
    ['what a note says it is for', { notes: ['Indication: TRD'] }, at(migraine)],
    ['what it is needed for', { dosages: [{ route: intravenous, neededFor: words('agitation') }] }, at(migraine)],
    [
      'the pain of another place that it is needed for',
      { dosages: [{ route: intravenous, neededFor: words('back pain') }] },
      at(migraine),
    ],
    [
      'ketofol as an ingredient',
      { drug: aDrug(words('Ketamine mix'), { ingredients: [ketamine, words('ketofol')] }) },
      at(migraine),
    ],
    [
      'a procedure that is ordered for a fracture',
      {},
      {
        ...at(migraine),
        procedures: [{ concept: words('Radiography of ankle'), reasons: [aReason(words('ankle fracture'))] }],
      },
    ],
    ['ketofol', { drug: aDrug(words('ketamine / propofol (ketofol)')) }, at(migraine)],
    ...[
      'ketamine (KETALAR) injection (ANESTHESIA)',
      'ketamine infusion for depression',
      'ketamine infusion for neuropathic pain',
      'ketamine infusion (cancer pain)',
      'ketamine injection, anesthesia',
      'ketamine for intubation/anesthesia',
      'ketamine (KETALAR) infusion - refractory status epilepticus',
      'ketamine 50 mg/mL injection for intubation',
      'ketamine-propofol 1:1',
      'ketamine 100 mg + Diprivan 100 mg syringe',
      'ketamine infusion ANALGOSEDATION',
      'ketamine sickle cell infusion',
      'ketamine infusion for perioperative pain',
      'ketamine 10 mg/mL (OR use)',
      'ketamine 100 mg/10 mL syringe - OR ONLY',
    ].map((name): [string, Partial<Order>, Partial<Facts>] => [
      `the name of the order: ${name}`,
      { drug: aDrug(words(name)), dosages: [{ route: intravenous }] },
      at(migraine),
    ]),
    ['depression as a second reason', {}, at(migraine, words('major depression'))],
    ...['on ventilator', 'ventilator dependent', 'respirator dependence'].map(
      (said): [string, Partial<Order>, Partial<Facts>] => [said, {}, at(migraine, words(said))],
    ),
    [
      'what its instructions say of a ventilator',
      { dosages: [{ route: intravenous, text: '20 mg IV for ventilator synchrony' }] },
      at(migraine),
    ],
    [
      'sedation while migraine is only on the list',
      { dosages: [{ route: intravenous, text: 'procedural sedation' }] },
      onTheList(migraine),
    ],
  ])('is silent: %s', (_, over, more) => {
    expect(verdict(ordered({ ...noReason, ...over }, more))).toBe('competing-indication')
  })
  it.each([
    icd('F33.2', 'Major depressive disorder, recurrent severe'),
    icd('F43.12', 'Post-traumatic stress disorder, chronic'),
    words('PTSD'),
    words('Post traumatic stress disorder'),
  ])('is silent: the antidepressant regimen, with $text on the problem list', (problem) => {
    const regimen: Partial<Order> = {
      ...noReason,
      dosages: [{ route: intravenous, text: '0.5 mg/kg IV over 40 minutes' }],
    }
    const chart = { ...at(migraine), conditions: read(aCondition(problem)) }
    expect(verdict(ordered(regimen, chart))).toBe('competing-indication')
    expect(verdict(ordered(noReason, chart))).toBe('row 2')
    expect(verdict(ordered(regimen, at(migraine)))).toBe('row 2')
  })
  it.each([
    '20 mg IV for cardioversion',
    '20 mg IV prior to laceration repair',
    '20 mg IV before dressing change',
    '20 mg IV for bronchoscopy',
    '20 mg IV to facilitate intubation',
    'delayed sequence intubation',
    '0.2 mg/kg/h IV, titrate to RASS -2',
    '20 mg IV for flank pain',
    '0.3 mg/kg IV over 15 min for acute back pain',
    '20 mg IV x1, indication: renal colic',
    '20 mg IV during reduction',
    '20 mg IV at time of reduction',
    '20 mg IV to facilitate reduction',
    'PACU: 10 mg IV every 5 min PRN pain',
    '20 mg IV intraoperatively',
    '20 MG IV ON CALL TO OR',
    '20 MG IV PREOP',
    '20 MG IV PER ANESTHESIA',
    '20 MG IV WITH ECT',
    '0.3 MG/KG IV BURN DRESSING CHANGE',
    '20 MG IV FOR STUMP PAIN',
    '20 MG IV FOR POST-TRAUMATIC HEADACHE',
    '20 MG IV FOR TBI HEADACHE',
    'post-op pain adjunct, 5 mg/h IV',
    '20 mg IV, to be given by anesthesia',
    '20mg IV by anaesthetist',
    'IV for RSII',
    'IV for MUA',
    'IV for manipulation of wrist',
    'IV in theatre',
    'IV for I+D',
    'IV for LSCS',
    'IV for chest drain insertion',
    'IV for DCCV',
    'IV for rapid tranquillisation',
    'IV for EOLC',
    '20 mg slow IV push for flank pain',
    '20 mg slow IVP for rib fracture',
    '0.3 mg/kg slow IV injection for renal colic',
    'If not relieved by morphine, 20 mg IV for renal colic',
    '20 mg IV (not to exceed 30 mg) for acute abdominal pain',
  ])('is silent: the order says %s', (text) => {
    const order: Partial<Order> = { ...noReason, dosages: [{ route: intravenous, text }] }
    expect(verdict(ordered(order, at(migraine)))).toBe('competing-indication')
    expect(verdict(ordered({ dosages: [{ route: intravenous, text }] }))).toBe('row 1')
  })
  it.each([
    '20 mg IV over 10 min, assess RASS every 15 minutes',
    '20 mg IV for migraine, lumbar puncture negative',
    '20 mg IV for migraine and back pain',
    '20 mg IV for headache and back pain',
    '20 mg IV for pain',
    '20 mg IV over 1 h, managed by anesthesia pain service',
    '20 mg IV. Notify physician for chest pain',
    '20 mg IV. Discontinue for chest pain',
    'Pause infusion for chest pain',
    '20 mg IV. Activate rapid response for chest pain',
    'Obtain ECG for chest pain',
    'Go to ED for abdominal pain',
    '20 mg IV. Notify physician for agitation',
    '20 mg IV via PICC, PICC dressing change every 7 days',
    '20 mg IV for status migrainosus/post-traumatic headache',
    '20 mg IV for cluster headache, migraine',
    '20 mg IV. Not to be repeated unless reviewed by anaesthetist',
    '20 mg IV; slow infusion for agitation',
    '20 mg IV, slow or stop for agitation or hallucinations',
    '20 mg slow IV push for headache',
    '20 mg IV; midazolam 1 mg PRN for agitation',
  ])('speaks: the order says %s', (text) => {
    expect(verdict(ordered({ ...noReason, dosages: [{ route: intravenous, text }] }, at(migraine)))).toBe('row 2')
  })
  it.each([
    'CRPS infusion day 2 of 5',
    'Neuropathic pain infusion 0.35 mg/kg over 4 hr',
    'Sickle cell pain protocol: 0.1 mg/kg/h',
    'VOC pain, 0.1 mg/kg/hr',
    'Vaso-occlusive episode: 0.1 mg/kg/h IV',
    'Cancer pain: 0.05 mg/kg/h',
    'Malignant bone pain, 5 mg/h IV',
    'Phantom limb pain infusion',
    'Trigeminal neuralgia infusion',
    'Cluster headache infusion',
    'Treatment-resistant depression infusion #3 of 6',
    'Depression infusion 40 mg over 40 minutes',
    'Super-refractory status epilepticus: 1 mg/kg/h',
    'Titrate to burst suppression on cEEG',
    'Status asthmaticus infusion 0.5 mg/kg/h',
    'Severe asthma adjunct, 0.1 mg/kg/h',
    'Alcohol withdrawal adjunct, 0.15 mg/kg/h',
    'Comfort care: 5 mg/h',
    'Palliative care: 5 mg/h',
    'Continue in PACU and ICU, 5 mg/h',
    'Perioperative pain, 5 mg/h',
    'Polytrauma, 20 mg IV for pain',
    'Trauma pain 0.3 mg/kg',
    'Closed reduction of wrist',
    'Lac repair, 20 mg IV',
    'Abscess drainage: 20 mg IV',
    '20 mg IV at cesarean',
    'Excited delirium, 20 mg IV',
    'Abdominal pain 0.2 mg/kg over 15 min',
    'ICU analgosedation 0.3 mg/kg/hr',
    'Ventilator synchrony, 5 mcg/kg/min',
    '20 mg IV with midazolam 2 mg for sedation',
    'For agitation: 20 mg IV',
    'RASS goal 0 to -2',
    'Goal RASS -1 to 0. Start 5 mcg/kg/min',
    'Post-intubation analgesia 0.1 mg/kg/h',
    'Perioperative multimodal analgesia 0.1 mg/kg/h',
    'Started in OR, 0.1 mg/kg/h',
    'Titrate in OR only',
    'Not for pain, for procedural sedation 20 mg IV',
    '20 mg IV q10min PRN agitation',
    '10 mg IV as needed procedural pain',
    'Patient-controlled analgesia, demand 1 mg',
    'Nurse-controlled analgesia, 1 mg',
    'Behavioral emergency, 20 mg IV',
    'Interventional psychiatry: 30 mg over 40 min',
    'Acute pancreatitis, 20 mg IV',
    'Kidney stone pain',
    '20 mg IV for central line placement',
    '20 mg IV for TEE',
    '20 mg IV prior to wound care',
    '20 mg IV for foreign body removal',
    '20 mg IV for paracentesis',
    '20 mg IV in cath lab',
  ])('is silent: the order says %s, without a word in front', (text) => {
    const saying = (over: Partial<Order>): Facts => ordered({ ...noReason, ...over }, at(migraine))
    expect(verdict(saying({ dosages: [{ route: intravenous, text }] }))).toBe('competing-indication')
    expect(verdict(saying({ dosages: [{ route: intravenous, neededFor: words(text) }] }))).toBe('competing-indication')
  })
  it.each([
    'CRPS infusion day 2 of 5',
    'Cancer pain: 0.05 mg/kg/h',
    '20 mg IV q10min PRN agitation',
    'Burn dressing change: 20 mg IV',
    '0.1 mg/kg/hr x 48 h postop',
    '0.2 mg/kg/h intra-op infusion per ERAS',
    'Goal RASS -1 to 0',
    'ketofol 1:1',
    'Started in OR, 0.1 mg/kg/h',
    '50 mg with midazolam 2 mg for procedural sedation',
    'midazolam 2 mg, then ketamine for shoulder reduction',
    'ondansetron 4 mg first, then ketamine for procedural sedation',
    'failed lorazepam 2 mg x2 for status epilepticus',
  ])('is silent: a note says %s', (note) => {
    expect(verdict(ordered({ ...noReason, notes: [note] }, at(migraine)))).toBe('competing-indication')
  })
  it.each(['Call if PACU transfer is delayed', 'Migraine, postop day 20', 'Notify anesthesia if RASS goal is missed'])(
    'speaks: a note says %s',
    (note) => {
      expect(verdict(ordered({ ...noReason, notes: [note] }, at(migraine)))).toBe('row 2')
    },
  )
  it.each([
    '20 mg IV. Caution in severe asthma, sickle cell disease or trigeminal neuralgia',
    'Contraindications: psychosis, uncontrolled hypertension, head injury, status epilepticus',
    '20 mg IV for migraine in a patient with CRPS',
    '20 mg IV. May cause abdominal pain',
    'Chest pain: stop and notify provider',
    'Chest pain, call MD',
    '20 mg IV. Rapid push may cause respiratory depression',
    'Respiratory depression: stop infusion and call RRT',
    'Not for treatment-resistant depression or neuropathic pain',
    '20 mg IV, no status epilepticus on EEG',
    '20 mg IV PRN emergence agitation',
    '20 mg IV; lorazepam 1 mg PRN agitation',
    '20 mg IV. May give lorazepam 0.5 mg PRN agitation',
    '20 mg IV with versed 1 mg PRN agitation',
    '20 mg IV. For nausea give ondansetron; for agitation give lorazepam',
    '20 mg IV. For severe agitation: midazolam 1 mg',
    '0.1 mg/kg/h; reduce dose by 50% for agitation',
    '20 mg IV PRN pain unrelieved',
    'RASS before and after',
    '0.1 mg/kg/h, perioperative pain service to titrate',
    '0.1 mg/kg/h per pain and palliative care service',
    '0.1 mg/kg/h, palliative care following',
    '0.1 mg/kg/h as recommended by anesthesia',
    '0.1 mg/kg/h per anesthesia recommendations',
    '20 mg IV. Discharge per PACU criteria',
    '20 mg IV. Approved areas: ED, ICU, PACU',
    '20 mg IV. Emergence phenomena include combative behavior',
    '20 mg IV. Adverse reactions: hallucinations, excited delirium',
    '20 mg IV. Patient may be combative on waking',
    '20 mg IV. If combative, call',
    '20 mg IV. Comorbid treatment-resistant depression',
    '20 mg IV. Patient has severe asthma',
    '20 mg IV. Pt w/ CRPS',
    '20 mg IV. Pt has major depression, on sertraline',
    '20 mg IV. Known sickle cell disease',
    '20 mg IV. Sickle cell trait',
    '20 mg IV. PMH rib fractures',
    '0.1 mg/kg/h (Non-OR use)',
    '0.1 mg/kg/h, RASS goal 0',
    '0.1 mg/kg/h. Goal RASS 0 (alert and calm); stop if below -2',
    'Titrate to pain relief, monitor RASS q1h',
    'Titrate to pain score below 4, RASS 0',
    'Low dose for pain. Not for procedural sedation or RSI',
    'Not intended for sedation, induction or intubation',
    'Do not use PCA pump',
    'Do not use for procedural sedation',
    'Not to be given in OR',
    'OR 10 mg IV twice',
    '20 mg IV OR use 40 mg IN',
    '20 mg IV push over 5 min OR use infusion pump',
    '20 mg IV over 15 min OR only if pain is above 7',
    'GIVE 20 MG IV PUSH OVER 5 MINUTES OR USE PUMP',
  ])('speaks: the order says %s, which is no purpose', (text) => {
    const order = { ...noReason, dosages: [{ route: intravenous, text }] }
    expect(verdict(ordered(order, at(migraine)))).toBe('row 2')
    expect(verdict(ordered({ ...noReason, notes: [text] }, at(migraine)))).toBe('row 2')
  })
  it.each([
    'KETAMINE SUB-DISSOCIATIVE DOSE FOR PAIN',
    'ketamine infusion (analgesia)',
    'ketamine injection (restricted to anesthesia, ED, ICU)',
    'ketamine infusion (Anesthesia Pain Service)',
    'ketamine injection - anesthesia or ED only',
    'ketamine (KETALAR) low dose - not for procedural sedation',
    'ketamine infusion for migraine or neuropathic pain',
    'ketamine infusion for headache or depression',
    'ketamine infusion (chronic pain, CRPS, headache)',
    'ketamine injection - pain, burn',
    'ketamine low-dose for pain/agitation',
    'ketamine (trauma/pain)',
    'ketamine 50 mg/mL (ED/ICU/anesthesia)',
    'ketamine - ED & anesthesia providers',
    'ketamine injection (ED trauma bay)',
    'ketamine 10 mg/mL [trauma stock]',
    'ketamine low dose bolus (Burn, ED, ICU)',
    'ketamine analgesic dose - ED, trauma, ICU',
    'ketamine 50 mg/mL (ED/ICU/OR use only)',
  ])('speaks: the order is named %s', (name) => {
    const order = { ...noReason, drug: aDrug(words(name)), dosages: [{ route: intravenous }] }
    expect(verdict(ordered(order, at(migraine)))).toBe('row 2')
  })
  it.each<[string, Partial<Order>, string]>([
    ['sedation that a note warns of', { notes: ['Watch for sedation'] }, 'row 2'],
    [
      'migraine and what comes with it, for which it is needed',
      { dosages: [{ route: intravenous, neededFor: words('migraine, neck pain, agitation') }] },
      'row 1',
    ],
  ])('speaks: %s', (_, over, row) => {
    expect(verdict(ordered({ ...noReason, ...over }, at(migraine)))).toBe(row)
  })
  it('speaks: depression on the problem list alone does not compete', () => {
    expect(verdict(ordered(noReason, { ...at(migraine), conditions: read(aCondition(icd('F33.2'))) }))).toBe('row 2')
  })
  it('speaks: the same dose by weight below the anaesthetic range', () => {
    const weight = {
      concept: { codes: [{ system: 'http://loinc.org', code: '29463-7' }] },
      when: now,
      status: 'final',
      value: { value: 110, unit: 'kg' },
      components: [],
    }
    expect(
      verdict(
        ordered(
          { ...noReason, dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] },
          { ...at(migraine), observations: read(weight) },
        ),
      ),
    ).toBe('row 2')
  })
  it('speaks: an anaesthetic dose whose order says migraine', () => {
    expect(verdict(ordered({ dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] }))).toBe('row 1')
  })
})
