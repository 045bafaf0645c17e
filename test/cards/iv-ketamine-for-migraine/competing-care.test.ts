import type { Facts } from '../../../cards/facts.ts'
import { intravenous, migraine } from './builders.ts'
import { at, noReason, ordered, verdict } from './decisions.ts'

/** What orders say of care is no purpose, and hides none: nursing parameters, policies, who gives it, where the patient waits. */

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const ofCare = lines(String.raw`
  per anesthesia department policy
  bolus by anesthesia or ED provider
  patient boarding in PACU
  preop checklist not required
  Combative or agitated: stop infusion
  Failed cluster headache treatment
  notify for sedation
  per moderate sedation policy
  For chest pain call 911
  during infusion to prevent agitation
  per anesthesia policy
  Per Anesthesia Department guideline, 0.1 mg/kg/h
  20 mg IV per anesthesia guidelines for low-dose ketamine
  Monitor per anesthesia standards
  per moderate sedation policy, continuous SpO2
  Follow moderate sedation policy for monitoring
  Monitoring as per Moderate Sedation Policy PC-102
  Exempt from procedural sedation policy
  Procedural sedation policy does not apply
  Not subject to moderate sedation policy
  Sub-dissociative dose does not require procedural sedation monitoring
  Low dose ketamine does not constitute moderate sedation
  This dose does not fall under procedural sedation
  Does not meet definition of procedural sedation
  Sedation consent not required
  Procedural sedation time-out not required
  Moderate sedation checklist not needed
  sedation privileges not required
  anesthesia consent not required
  Sub-dissociative ketamine, not procedural sedation
  This is not procedural sedation
  Sedation policy 12.4 does not apply to doses below 0.3 mg/kg
  See sedation policy
  refer to nursing policy on sedation
  pre-op clearance not needed
  Post-op follow-up not applicable
  preop labs not indicated
  pre-op checklist N/A
  No preop checklist
  bolus by anesthesia or ED physician only
  IV push by ED physician or anesthesia only
  To be administered by anesthesia, ED, or ICU provider
  Bolus must be given by anesthesia/ED provider
  given by anesthesia or ICU RN
  given by emergency physician or anesthesia only
  bolus by anesthesia or critical care provider
  IV push by provider or anesthesia only
  Administer by anesthesia, emergency medicine or critical care only
  Approved for use by anesthesia, ED and pain service
  Ordering restricted to anesthesia pain service
  restricted to ED, ICU, anesthesia
  Patient boarding in PACU, vitals per ED protocol
  ED patient boarding in PACU
  ED boarder in PACU
  boarded in PACU overnight, headache unit full
  ICU overflow patient in PACU
  boarding in PACU while awaiting floor bed
  Boarder in PACU bay 4
  PACU boarder
  Boarding in pre-op holding
  ED overflow in pre-op area
  Patient is boarding in endoscopy suite
  Combative: stop infusion and call MD
  Combative, agitated or hallucinating: hold infusion
  If patient becomes combative, stop infusion
  If patient is combative stop infusion
  Agitation: decrease rate by half
  Agitation, hallucinations or vomiting: stop infusion and notify MD
  For agitation, decrease rate by half
  For agitation or dysphoria reduce rate
  For severe agitation call RRT
  For agitation stop infusion
  For agitation: hold infusion and notify provider
  For chest pain, stop infusion and get ECG
  For chest pain stop infusion
  For abdominal pain notify provider
  For chest pain or dyspnea call rapid response
  For respiratory failure call code blue
  For bronchospasm stop infusion and call RT
  for suicidal ideation, notify provider immediately
  For suicidal ideation call psychiatry
  Excited delirium or combative behavior: discontinue
  Suicidal ideation: notify psychiatry
  Respiratory depression or sedation: stop infusion
  Sedation: stop infusion, notify provider
  Sedation or RR below 10: stop and call
  Oversedation: stop
  notify for sedation or RR < 10
  Notify provider for sedation
  Call MD for sedation
  Page MD for sedation, hypoxia, or hallucinations
  Stop infusion and notify provider for sedation
  Reduce rate by half for sedation
  Reduce rate by 50% for sedation
  decrease rate for sedation
  Decrease infusion by 50 percent for sedation or dissociation
  Contact prescriber for sedation
  Discontinue for sedation
  Slow rate for sedation
  pause infusion for sedation
  Alert physician for sedation or apnea
  Call for sedation, RR less than 8
  Notify MD if sedation
  Notify MD if sedation occurs
  Call if patient develops sedation
  Hold if sedation score > 3
  Hold if increased sedation
  Hold for increased sedation
  Stop for deep sedation
  Stop if deep sedation occurs
  Watch closely for increased sedation when given with opioids
  Sedation may occur
  Additive sedation with opioids
  Patient may experience sedation
  May cause sedation
  Pt to be monitored for dissociation, sedation, and BP
  Caution: sedation with benzodiazepines
  Vitals, pain and sedation q15 min
  VS, SpO2, sedation q15min x4 then q1h
  Vital signs and sedation every 15 minutes
  RR, SpO2 and sedation every 5 min x 3
  Document pain, sedation q1h
  Assess HR, BP, RR and sedation q15 min
  Level of sedation q1h
  BP/HR/RR/sedation q15min
  Sedation checks q15 min
  POSS sedation assessment q1h
  sedation scale (RASS) every 4 hours
  Continuous pulse oximetry, capnography if moderate sedation occurs
  during infusion to prevent agitation, keep lights dim
  Keep quiet during infusion to prevent agitation
  Quiet dark room during administration to reduce agitation
  Dim lights during the infusion to avoid agitation
  Minimize stimulation during the bolus to prevent agitation
  Before infusion screen for depression
  during infusion, monitor for agitation
  Stay with patient during infusion for agitation
  Have intubation equipment at bedside
  Midazolam at bedside for agitation
  lorazepam available for agitation
  Restraints not required for agitation
  Pump library: ketamine neuropathic pain
  Alaris library: Ketamine (neuropathic pain)
  Alaris Guardrails entry: KETAMINE NEUROPATHIC PAIN
  Pump drug library: ketamine chronic pain/CRPS
  Select "Ketamine (CRPS)" in pump library
  Select Ketamine (neuropathic pain) from drug library
  Use drug library entry ketamine - cancer pain
  Program pump as KETAMINE (NEUROPATHIC PAIN)
  pump library name: Ketamine postop pain
  Pump library: Ketamine sickle cell pain
  Pump profile: Ketamine (perioperative pain)
  Pump entry: Ketamine (palliative pain)
  Failed cluster headache treatment in past
  Failed prior cluster headache protocol
  failed tension headache treatment
  Failed post-traumatic headache regimen
  Administer per pain-dose ketamine policy. Moderate sedation policy does not apply.
  Ketamine for analgesia is excluded from the moderate sedation policy
  See Lippincott: moderate sedation guidelines for monitoring parameters
  RN to monitor per Procedural Sedation standards not required
  Vitals per anesthesia guidelines
  Per Department of Anesthesia policy, max 30 mg
  per anesthesiology policy
  in accordance with anesthesia policy 4.2
  Does not require anesthesia presence
  Anesthesia presence not required
  No anesthesia consult needed
  Anesthesia approval not required
  anesthesia provider not needed at bedside
  May be administered by ED provider or anesthesia
  IV push only by MD, DO, or anesthesia provider
  Bolus doses by physician, anesthesia provider, or ED PA only
  first bolus given by anesthesia or ED attending
  ED patient, boarding in PACU bed 12
  Pt boarded in the PACU
  Location: PACU (ED boarder)
  Inpatient boarding in PACU
  ICU boarder, currently in PACU
  Stop infusion for agitation, hallucinations, or sedation
  Stop infusion if combative
  Stop infusion and call provider for agitation or chest pain
  Call provider for chest pain, RR < 10, or sedation
  Notify MD: RR < 10, SpO2 < 92%, SBP > 180, sedation
  Notify provider if RR<10, SpO2<90, or sedation
  Call parameters: HR > 120, SBP > 180, agitation, excessive sedation
  Hold parameters: sedation, RR < 10
  Hold for RR < 10 or sedation
  Hold for RASS -3
  Hold for POSS 3 or greater
  Notify provider for RASS less than -2
  Notify physician for: chest pain, agitation, sedation
  Contact pain service for sedation or agitation
  Decrease rate 50% for dysphoria or sedation
  For dysphoria or agitation: decrease rate by 50%
  For laryngospasm call anesthesia stat
  For emergence reaction or agitation give midazolam 1 mg IV
  For severe agitation, contact provider for midazolam order
  Chest pain - stop infusion
  Chest pain or SOB: stop drip, EKG, notify MD
  If chest pain, stop and notify
  In case of agitation stop the infusion
  Suicidal ideation or severe agitation: call psych
  Respiratory failure or bronchospasm: stop and call rapid response
  Observe for 1 hour post infusion for sedation
  Monitor VS and level of sedation q15min x 1 h
  Monitor BP, HR, RR, SpO2 and level of sedation
  Assess level of consciousness and sedation with vitals
  Pain score, sedation score q15min
  Check sedation level with each set of vitals
  Document POSS and pain q30min
  Continuous SpO2; RASS q1h
  Telemetry and continuous capnography for sedation monitoring
  Nurse to remain at bedside during bolus
  Low stimulation environment during infusion to minimize emergence agitation
  Provide calm environment during administration to lessen agitation
  Reassure patient during infusion to prevent agitation
  Use drug library "Ketamine - Chronic Pain/CRPS"
  Alaris: Ketamine (Neuropathic pain) 1 mg/mL
  Pump: select KETAMINE PAIN INFUSION
  Infusion pump drug library: Ketamine Acute Pain
  Smart pump library: KETAMINE CHRONIC PAIN (CRPS)
  Pump library entry is Ketamine (CRPS)
  Failed cluster headache treatment, now status migrainosus
  Prior cluster headache treatment failed
  Avoid oversedation
  Risk of sedation with home benzodiazepines
  patient should not be sedated
  No procedural sedation monitoring required
  No sedation paperwork required
  Sub-dissociative; do not chart as moderate sedation
  Do not document as procedural sedation
  This order is not for procedural sedation; use the sedation order set instead
  For procedural sedation use separate order set
  If procedural sedation is intended, use the sedation order panel
  Use of ketamine for sedation requires a separate order
  Dispense from PACU Pyxis
  Stop 1 h before procedure
  OK to hold for dressing change
  PRN lorazepam for agitation
  Give ondansetron for nausea and midazolam for agitation
  airway equipment for intubation at bedside
`)

/** Purposes that are worded like them. */
const purposes = lines(String.raw`
  procedural sedation per policy
  moderate sedation per policy
  For moderate sedation per hospital policy
  20 mg IV for procedural sedation, see sedation policy
  20 mg IV for sedation, follow moderate sedation policy
  Moderate sedation: 20 mg IV per sedation policy
  sedation policy reviewed, for sedation of the agitated patient
  conscious sedation, consent not required (emergency)
  procedural sedation; anesthesia not required
  pre-op, checklist complete
  preop checklist complete, 20 mg IV
  20 mg IV preop, labs not required
  Preop dose in holding area
  post-op pain, follow-up not needed
  given by anesthesia
  by anesthesia in MRI
  20 mg IV per anesthesia
  per anesthesia provider
  by anesthesia during the case
  Anesthesia only
  for anesthesia use only
  to be given by anesthesia team
  by anesthesia for ED procedure
  per anesthesiologist, for induction
  by anesthesia or CRNA
  administered by anesthesia in OR
  in PACU
  Continue in PACU
  Give in PACU for pain
  PACU: 10 mg q10min
  until discharged from PACU
  Postop patient boarding in PACU
  PACU pain, 10 mg IV
  transfer from OR to PACU on infusion
  on board in PACU
  Combative or agitated: 20 mg IV
  Combative patient, 20 mg IV
  Combative: give 20 mg IV, may repeat
  For agitation 20 mg IV, hold for RR < 10
  For agitation, 20 mg IV x1
  For agitation, hold if sedated
  for agitation; call if not effective
  for severe agitation, may repeat x1
  PRN agitation, notify MD if more than 2 doses
  20 mg IV for agitation. Stop infusion when calm
  for acute agitation and combativeness
  for excited delirium, call MD if RR < 10
  for back pain, hold if sedated
  for back pain, stop if RR < 10
  For flank pain. Notify provider if no relief
  for chest pain after rib fracture
  for rib fracture pain, notify provider if not relieved
  For agitation give 20 mg IV
  for suicidal ideation 0.5 mg/kg over 40 minutes
  for suicidal ideation, 40 mg over 40 min
  for bronchospasm 20 mg IV
  for respiratory failure, start 0.1 mg/kg/h
  for depression, stop if BP above 180
  for depression, hold for SBP > 180
  for status epilepticus, notify neurology if seizure continues
  for status epilepticus: call pharmacy for infusion
  during intubation
  during dressing change to prevent agitation
  during cardioversion
  during MRI for sedation
  before infusion of propofol for sedation
  during infusion for CRPS
  before administration, for procedural sedation
  infusion to treat agitation PRN agitation
  for sedation
  20 mg IV for sedation q10min
  5 mg IV q1h for pain and sedation
  for pain and sedation q1h PRN
  for deep sedation
  Sedation: 20 mg IV
  Pump library: ketamine status epilepticus
  Pump library: Ketamine depression infusion
  pump library ketamine pain; for neuropathic pain
  Neuropathic pain infusion, use pump library
  For CRPS. Pump library: ketamine
  Neuropathic pain: use ketamine pump library
  Program pump at 10 mg/h for neuropathic pain
  Cluster headache infusion
  For cluster headache, failed oxygen
  Cluster headache 20 mg IV
  refractory cluster headache 0.5 mg/kg
  failed oxygen for cluster headache
  For procedural sedation under the moderate sedation policy
  50 mg IV for shoulder reduction, per moderate sedation policy
  cardioversion, follow sedation policy
  20 mg IV prior to dressing change per sedation policy
  for procedural sedation, anesthesia presence not required
  Intubation: anesthesia not needed, ED to perform RSI
  for RSI by anesthesia or ED provider
  Given by ED provider or anesthesia for fracture reduction
  for intubation by anesthesia/ICU team
  given by anesthesia in PACU
  by anesthesia pre-procedure
  10 mg IV in PACU by anesthesia or RN
  post-op day 0, boarding in PACU
  s/p ORIF, postop pain, boarding in PACU
  Ketamine in recovery PACU, may repeat
  PACU only
  PACU phase 1 pain
  Agitated and combative, needs sedation: 50 mg IV
  Combative, danger to self: 50 mg IV
  Combative or agitated: may repeat 20 mg IV
  combative trauma patient
  For agitation 20 mg IV. Stop infusion when calm
  20 mg IV q15min PRN agitation. Notify MD if >2 doses
  for acute agitation not responding to haloperidol
  for severe agitation
  for agitation, notify MD if more than 2 doses needed
  For excited delirium, call anesthesia if no response
  For abdominal pain 20 mg IV, hold for sedation
  for chest pain due to rib fractures, notify if RR <10
  For suicidal ideation, infuse over 40 min; stop infusion for BP > 180
  For bronchospasm: 20 mg IV; call RT
  For respiratory failure: prepare intubation
  Program pump for CRPS infusion
  Neuropathic pain, program pump as ketamine
  Use ketamine for neuropathic pain
  Ketamine for CRPS, alaris library: ketamine pain
  Use ketamine cancer pain infusion
  Refractory cluster headache protocol
  Cluster headache: 20 mg IV
  during procedure to prevent agitation
  during bronchoscopy
  before cardioversion
  Prior to procedure, given by ED or anesthesia
  during the infusion of propofol for procedural sedation
  PRN midazolam and ketamine for sedation
  For agitation: stop haloperidol, give 20 mg IV
  For agitation, notify MD before each dose
  For agitation: notify provider after each dose
  For agitation, call MD before giving
  For agitation, stop infusion once calm
  For severe agitation call security and give 50 mg IV
  Combative: call security, 50 mg IV
  For bronchospasm, notify RT with each dose
  For chest pain, notify MD for repeat dose
  For agitation, decrease rate by half as patient calms
  20 mg IV for sedation, see separate order for monitoring
  20 mg IV for procedural sedation, see sedation order set
  20 mg IV for sedation NPO not required
  for intubation paralytic not needed
  Caution: for procedural sedation only
  Stay at bedside, give 20 mg for agitation
  C-SSRS screen positive, for suicidal ideation
  Tox screen pending, 20 mg IV PRN agitation
  For infusion: depression
  PRN bolus agitation
  Cluster headache. 20 mg IV
  PRN agitation, midazolam failed
  for agitation after midazolam
  for nausea and agitation
  ortho reduction; follow sedation policy; consent on chart
  for dressing change, stop infusion after
  Hold heparin. For dressing change 20 mg IV
  before procedure 20 mg IV, hold for SBP < 90
  supplies ready; for intubation
  PACU stock; give in PACU
  For dressing change. Vitals and sedation q5min
  Status epilepticus: 2 mg/kg/h; seizure precautions
  Perioperative pain infusion, stop for sedation
`)

/** In instructions alone: notes are read more strictly. */
const purposesInSig = lines(String.raw`
  Sedation per ICU protocol
  per sedation protocol, titrate
  ICU sedation protocol
  per procedural sedation protocol
  sedation, restraints not required
  procedural sedation in ED, NPO not required
  Moderate sedation. Consent not required
  20 mg IV for sedation consent obtained
  sedation for MRI, anesthesia not needed
  titrate to sedation, notify for RR < 10
  for sedation; notify for RR < 10
  continuous infusion for sedation, vitals q15 min
  sedation 20 mg IV
  Page anesthesia for sedation
  stop propofol and use for sedation
  Stop midazolam, start ketamine for sedation
  stop fentanyl; give for sedation
  Decrease propofol and give ketamine for sedation
  Call MD. For sedation 20 mg IV
  reduce propofol, ketamine for sedation
  Notify RT, then 20 mg IV for sedation
  hold precedex and titrate for sedation
  slow IV push for sedation
  slow IV push 20 mg for sedation
  Slow IVP for procedural sedation
  Slow push over 1 min for sedation
  light sedation
  for sedation and analgesia of ventilated patient
  adjunct sedation
  Vent sedation q1h
  sedation adjunct, vitals q15min
  Adjust for sedation
  VS stable, for sedation
  vitals q5min during sedation
  vitals per policy throughout procedural sedation
  BP low; for sedation use ketamine
  monitor vitals while under sedation
  Check consent, procedural sedation for shoulder
  Pump library: Ketamine (sedation)
  Alaris library: ketamine ICU sedation
  Moderate sedation per Anesthesia policy
  Sedation per anesthesia guidelines
  Sedation. Titrate to RASS -2, hold infusion for SBP < 90
  Sedation: titrate to effect, hold infusion for SBP < 90
  Vent sedation; notify MD if oversedated
  For sedation while ventilated; monitor sedation q1h
  Titrate for sedation, RASS -1 to -3; decrease rate if RASS below -3
  ICU sedation, wean as tolerated; decrease rate for oversedation
  Increase rate for sedation
  Pause infusion daily for sedation vacation
  CAUTION: PROCEDURAL SEDATION DOSE
  Call RT to bedside for sedation
  Call RT for deep sedation
  Page ortho when ready for sedation
  Pause tube feeds for sedation
  Lower HOB for sedation
  may bolus 10 mg if sedation goal not met
  repeat 20 mg if sedation wearing off
  repeat 0.5 mg/kg if sedation too light
  give additional 20 mg if deeper sedation indicated
  Titrate up if patient does not meet sedation goal
  Vitals stable, sedation
  Notify RT, sedation in 10 minutes
  Call RT to bedside: sedation 1 mg/kg
  Titrate per ICU sedation guidelines
  Titrate per sedation guideline
  per vent sedation guidelines
  Fully monitored, sedation with ketamine
  Pump library: Ketamine TRD
  Pump library: Ketamine ECT
  Pump library: ketamine procedure
  Pump library: ketamine burn dressing change
  increase by 5 mcg/kg/min for inadequate sedation
  bolus 20 mg if sedation inadequate
  repeat 20 mg if sedation needed
  may repeat if deep sedation not achieved
  for moderate sedation, BP q5min and RR
  HR 110, sedation for cardioversion
  adjunct for sedation, vitals and sedation scale q1h
  call anesthesia prior to sedation
  Notify RT of sedation time
  Contact anesthesia for sedation
  titrate to level of sedation
  titrate to desired level of sedation
  achieve moderate level of sedation
  target level of sedation RASS -2
  Slow push for sedation; notify if RR <10
  give slowly for sedation
  Pump library: ketamine (ICU analgosedation)
  Pump library: ketamine PCA
  Alaris profile: Ketamine procedural sedation
  Contact anesthesia for airway and sedation
  induction by ED provider or anesthesia
  Document as procedural sedation
  If procedural sedation planned, 20 mg IV
  lorazepam for agitation; ketamine for sedation
`)

const inSig = (text: string): Facts => ordered({ ...noReason, dosages: [{ route: intravenous, text }] }, at(migraine))
const inNote = (text: string): Facts => ordered({ ...noReason, notes: [text] }, at(migraine))
const speaks = (given: Facts): boolean => verdict(given) === 'row 2'

describe('what an order says of care', () => {
  it.each(ofCare)('is no purpose: %s', (text) => {
    expect(verdict(inSig(text))).toBe('row 2')
    expect(verdict(inNote(text))).toBe('row 2')
  })
  it.each(purposes)('is a purpose: %s', (text) => {
    expect(verdict(inSig(text))).toBe('competing-indication')
    expect(verdict(inNote(text))).toBe('competing-indication')
  })
  it.each(purposesInSig)('is a purpose in instructions: %s', (text) => {
    expect(verdict(inSig(text))).toBe('competing-indication')
  })
  it.each([
    'Indication:\nProcedural sedation',
    'Reason:\nRSI',
    'Ketamine for\nProcedural Sedation',
    'Indication\nAgitation',
    'PRN for:\nAgitation',
    'Reason for use:\nSuicidal ideation',
    'prior to\nIntubation',
    'Renal colic\n20 mg IV',
  ])('does not part a heading or a preposition from the purpose on the next line: %j', (text) => {
    expect(verdict(inSig(text))).toBe('competing-indication')
    expect(verdict(inNote(text))).toBe('competing-indication')
  })
  it('hides no purpose that stands beside it, before or behind, in a sentence or a line of its own', () => {
    const stated = [
      '20 mg IV for procedural sedation',
      'For RSI',
      '20 mg IV for CRPS',
      'Combative: give 20 mg IV',
      '20 mg IV per anesthesia',
      'PACU only',
    ]
    const beside = ofCare.filter((text) => !/headache|migrain/i.test(text))
    expect(beside.length).toBeGreaterThan(200)
    for (const inOrder of [inSig, inNote])
      for (const purpose of stated)
        expect(
          beside
            .flatMap((text) => [`${text}. ${purpose}`, `${purpose}; ${text}`, `${text}\n${purpose}`])
            .filter((text) => speaks(inOrder(text))),
        ).toEqual([])
  })
})
