import { bareName, readingsIn } from '../../../cards/iv-ketamine-for-migraine/readings.ts'
import { migraine, words } from './builders.ts'
import { at, noReason, onTheList, ordered, reason, verdict } from './decisions.ts'
import { every, noTriptan, standing, woman } from './standing.ts'

/** Names of problems as NextGen, Greenway, MEDHOST, CPSI and clinicians write them. */

const having = (problem: string): ReturnType<typeof ordered> => ordered({}, onTheList(words(problem)))

describe('a name of a problem that is turned about or shortened', () => {
  it.each([
    'DISEASE, CORONARY ARTERY, NATIVE',
    'Infarction, myocardial',
    'Disease, peripheral vascular',
    'ATTACK, TRANSIENT ISCHEMIC',
    'ACCIDENT, CEREBROVASCULAR',
    'STENOSIS, CAROTID ARTERY',
    'ANEURYSM, AORTIC, ABDOMINAL',
    'COLITIS, ISCHEMIC',
    'BYPASS, CORONARY ARTERY',
    'STENT, CORONARY*',
    'ANGIOPLASTY, CORONARY, HISTORY OF',
    'ATHEROSCLEROSIS, PERIPHERAL',
    'Malformation, arteriovenous, brain',
    'DISSECTION, AORTA',
    'CORONARY ATHERO',
    'HYPERTENSION, PORTAL (572.3)',
    'Problem: HEMORRHAGE, SUBARACHNOID NOS',
    'HEMORRHAGE - SUBARACHNOID',
    'Hemorrhage (intracranial)',
    'Disease, coronary artery - s/p stent',
    'AMI NOS',
    'SUBENDO INFARCT, INITIAL',
    'INTERMED CORONARY SYND',
    'CEREBR ART OCCLUS W/INFARC',
    'CEREBROVASC DISEASE NOS',
    'NONRUPT CEREBRAL ANEURYM',
    'MGRN HEMIPLGC W/O NTRC',
    'AC VASC INSUFF INTESTINE',
    'CHR VASC INSUFF INTEST',
    'ANOMALOUS AV EXCITATION',
    'Athscl heart disease of native coronary artery w/o ang pctrs',
    'Cereb infrc due to unsp occls or stenos of unsp cereb artery',
    'Nontrm intcrbl hemorrhage in hemisphere, subcortical',
    'Traum subdr hem w LOC of unsp duration, init',
    'Occlusion and stenosis of unspecified carotid artery',
    'Type 2 diabetes w diabetic peripheral angiopath w/o gangrene',
    'Hemplg migraine, not intractable, without status migrainosus',
    'coronary artery dz',
    'periph vasc dz',
    'carotid art stenosis',
    'uncontrolled BP',
    'end stage liver dz',
  ])('leaves out triptans: %s', (problem) => {
    expect(noTriptan(having(problem))).toBe(true)
  })
  it.each([
    'FAILURE, CONGESTIVE HEART',
    'FAILURE, RENAL, ACUTE',
    'KIDNEY DISEASE, CHRONIC, STAGE IV (SEVERE)',
    'Disease, chronic kidney, stage 4',
    'ULCER, PEPTIC',
    'ULCER: PEPTIC',
    'ULCER, PEPTIC, ACUTE, WITH HEMORRHAGE',
    'ULCER, GASTRIC; H. PYLORI +',
    'ULCER, DUODENAL (HX OF)',
    'Bleeding (GI)',
    'Ulcer, duodenal - K26.9',
    'HEMORRHAGE, GASTROINTESTINAL',
    'BLEEDING, RECTAL',
    'DISORDER, BLEEDING',
    'Hyp hrt & chr kdny dis w hrt fail and stg 1-4/unsp chr kdny',
    'Peptic ulc, site unsp, unsp as ac or chr, w/o hemor or perf',
    'Hemorrhagic disord d/t extrinsic circulating anticoagulants',
    'acute kidney inj',
    'GASTROINTEST HEMORR NOS',
    'HEMORRHAGE OF GI TRACT, UNSPECIFIED',
    'LONG-TERM USE ANTICOAGUL',
    'LONG TERM USE ANTIPLATELET',
    'PRIM THROMBOCYTOPEN NEC',
    'COAGULAT DEFECT NEC/NOS',
    'bleeding d/o',
    'Coag disorder',
    'Factor VIII def',
    'low plt',
  ])('leaves out NSAIDs: %s', (problem) => {
    expect(every(having(problem), 'ibuprofen', 'naproxen', 'aac')).toBe('out')
  })
  it('is a caution where its full name is one', () => {
    expect(standing(having('KIDNEY DISEASE, CHRONIC, STAGE III'), 'ibuprofen')).toBe('warned')
    expect(standing(having('sz d/o'), 'sumatriptan-po')).toBe('warned')
    expect(standing(having('high BP'), 'rizatriptan')).toBe('warned')
  })
  it.each([
    'Hypertension, CKD stage 3',
    'HTN, DM poorly controlled',
    'Hypertension, diabetes type 2 uncontrolled',
    'HTN (asthma severe)',
  ])('two problems are not one: %s', (problem) => {
    expect(noTriptan(having(problem))).toBe(false)
  })
  it.each(['Hypertension, severe', 'HTN, stage 3', 'Hypertension, essential, uncontrolled', 'CRISIS, HYPERTENSIVE'])(
    'a hypertension that leaves out triptans: %s',
    (problem) => {
      expect(noTriptan(having(problem))).toBe(true)
    },
  )
  it.each([
    'HYPERTENSION, PULMONARY',
    'HYPERTENSION, INTRACRANIAL, IDIOPATHIC',
    'HYPERTENSION, OCULAR',
    'Failure, respiratory',
    'ULCER, FOOT, DIABETIC',
    'Disease, gastroesophageal reflux',
    'Disease, Lyme',
  ])('says no more than its full name: %s', (problem) => {
    const given = having(problem)
    for (const agent of ['rizatriptan', 'ibuprofen', 'rimegepant']) expect(standing(given, agent)).toBe('fits')
  })
  it('is no heart failure where its title says without', () => {
    for (const problem of [
      'Hypertensive heart disease without heart failure',
      'BENIGN HYP HT DIS W/O HF',
      'Hyp hrt & chr kdny dis w/o hrt fail, w stg 1-4/unsp chr kdny',
    ])
      expect(standing(having(problem), 'ibuprofen')).toBe('fits')
  })
  it.each([
    'HEMORRHAGE, INTRACRANIAL',
    'HEMATOMA, SUBDURAL',
    'ARTERITIS, TEMPORAL',
    'Arteritis, giant cell',
    'Thrombosis, cerebral venous sinus',
    'THROMBOSIS, CAVERNOUS SINUS',
    'Accident, cerebrovascular',
    'Infarction, cerebral',
    'ENCEPHALOPATHY, HYPERTENSIVE',
    'Aneurysm, ruptured cerebral',
    'Cereb infrc due to unsp occls',
    'CRBL ART OCL NOS W INFRC',
    'RUPT CEREB ANEURYSM',
    'Nonpyogenic thrombosis of intracranial venous system',
    'THROMBOSIS, INTRACRANIAL VENOUS',
    'SEV PREECLAMP-ANTEPARTUM',
  ])('is a red flag of the encounter: %s', (problem) => {
    expect(verdict(ordered(noReason, at(migraine, words(problem))))).toBe('row 9')
    expect(verdict(ordered(reason(migraine, words(problem))))).toBe('row 9')
  })
  it.each([
    'FAILURE, RESPIRATORY',
    'ACUTE RESPIRATRY FAILURE',
    'Injury, head',
    'Unsp intracranial injury w/o LOC, init',
    'Pain, cancer',
    'Neuralgia, trigeminal',
    'Major depressv disorder',
    'Post-traumatic stress disorder, unspecified',
    'POSTTRAUMATIC STRESS DIS',
    'Hb-SS disease with crisis, unspecified',
    'GRAND MAL STATUS',
    'Other acute postprocedural pain',
    'ACUTE POSTOP PAIN NEC',
  ])('competes: %s', (problem) => {
    expect(verdict(ordered(noReason, at(migraine, words(problem))))).toBe('competing-indication')
  })
  it.each(['HEADACHE, CLUSTER', 'HEADACHE, TENSION', 'Headache, post-traumatic', 'Headache, cervicogenic'])(
    'is another headache: %s',
    (problem) => {
      const given = ordered(reason(words('headache')), { ...at(words(problem)), ...onTheList(migraine) })
      expect(verdict(given)).toBe('other-encounter-reason')
    },
  )
})

it('a screening for depression does not compete', () => {
  for (const text of ['Depression screening', 'Depression screen neg'])
    expect(verdict(ordered(noReason, at(migraine, words(text))))).toBe('row 2')
})

describe('readings', () => {
  it('have a history in front', () => {
    expect(readingsIn('ULCER, GASTRIC, HISTORY OF')).toEqual(['HISTORY of GASTRIC ULCER'])
    expect(readingsIn('Disease, Crohn, family history')).toEqual(['family history of Crohn Disease'])
    expect(readingsIn('CAD, hx of')).toEqual(['hx of CAD'])
    expect(readingsIn('ULCER, GASTRIC (HX OF)')).toEqual(['HX of GASTRIC ULCER'])
    expect(verdict(ordered(noReason, at(migraine, words('HEMORRHAGE, SUBARACHNOID, HISTORY OF'))))).toBe('row 2')
    expect(verdict(ordered(noReason, at(migraine, words('HEMORRHAGE, SUBARACHNOID'))))).toBe('row 9')
  })
  it('leave what stands in front of another problem with a history', () => {
    for (const text of ['Pregnant, migraine, hx of', 'Pregnancy, migraine, hx of', 'Pregnancy, GDM (history of)'])
      expect(verdict(woman(words(text)))).toBe('row 7')
    for (const text of ['SAH, migraine, hx of', 'Subarachnoid hemorrhage, migraines (hx of)'])
      expect(verdict(ordered(noReason, at(migraine, words(text))))).toBe('row 9')
    expect(verdict(woman(words('Pregnancy, ectopic, history of')))).toBe('row 1')
  })
  it('turn about names and nothing else', () => {
    expect(readingsIn('ULCER, GASTRIC')).toEqual(['ULCER, GASTRIC', 'GASTRIC ULCER'])
    for (const text of [
      'no headache, migraine',
      'Headache, SAH ruled out',
      'migraine, MDD, stable',
      'CAD, hypertension',
      'Pain, started today. Fell, hit head',
    ])
      expect(readingsIn(text)).toEqual([text])
  })
  it('are of a bare name', () => {
    for (const text of [
      'Headache - R51.9',
      '(R51.9) Headache',
      'HEADACHE (784.0)',
      'CC: headache*',
      'Headache(Confirmed)',
    ])
      expect(bareName(text).toLowerCase()).toBe('headache')
    expect(bareName('(R51.9)')).toBe('(R51.9)')
  })
})

describe('a title of ICD-10-CM, or what clinicians call it, without its code', () => {
  it.each([
    'Transient cerebral ischemic attack, unspecified',
    'Occlusion and stenosis of left vertebral artery',
    'Occlusion and stenosis of basilar artery',
    'Acute (reversible) ischemia of intestine, part and extent unspecified',
    'Chronic vascular disorders of intestine',
    'Athscl native arteries of extrm w intrmt claud, bi legs',
    'HTN urgency',
    'HTN crisis',
    'quadruple bypass',
    'heart bypass 2012',
    'cardiac stents x 3',
    'ischemic CM',
    'ASCAD',
    'ASPVD',
    's/p R CEA',
    's/p carotid stent',
    'fem-fem bypass',
    'iliac stents',
    'SFA stent',
    'ministroke',
    'TAA 4.5 cm',
    'ascending aorta aneurysm',
    'cirrhosis with varices',
  ])('leaves out triptans: %s', (problem) => {
    expect(noTriptan(having(problem))).toBe(true)
  })
  it.each([
    'Diverticulosis of large intestine without perforation or abscess with bleeding',
    'Dvrtclos of lg int w/o perforation or abscess w bleeding',
    'Angiodysplasia of stomach and duodenum with bleeding',
    'Coagulation defect, unspecified',
    'Qualitative platelet defects',
    'Long term (current) use of non-steroidal non-inflam (NSAID)',
    'Taking anticoagulants',
    'on blood thinners',
    'bleeding ulcers',
    'stomach ulcers',
  ])('leaves out NSAIDs: %s', (problem) => {
    expect(every(having(problem), 'ibuprofen', 'naproxen', 'aac')).toBe('out')
  })
  it.each([
    ['Unspecified convulsions', 'sumatriptan-po'],
    ['Hep B', 'acetaminophen'],
    ['HBV carrier', 'acetaminophen'],
  ])('is a caution: %s', (problem, agent) => {
    expect(standing(having(problem), agent)).toBe('warned')
  })
  it.each([
    'Encounter for pregnancy test, result positive',
    'Encounter for antenatal screening of mother',
    'Maternal care for low transverse scar from previous cesarean delivery',
    'DIABETES, GESTATIONAL',
    'GDM',
    'Labor, preterm',
    'G3P2002 @ 28.2 wks',
    '+HCG',
    '+ pregnancy test',
  ])('is a pregnancy: %s', (problem) => {
    expect(verdict(woman(words(problem)))).toBe('row 7')
  })
  it('is medication overuse: drug-induced headache, rebound HA', () => {
    for (const problem of ['Drug-induced headache, not elsewhere classified, not intractable', 'rebound HA'])
      expect(verdict(having(problem))).toBe('row 1m')
  })
  it.each([
    'not on blood thinners',
    'Hep B vaccine',
    'HBV immune',
    'Encounter for hepatitis B vaccination',
    'elevated CEA',
    'gastric bypass',
    'Encounter for pregnancy test, result negative',
    'nonischemic CM',
    'PREGNANCY, ECTOPIC, HISTORY OF',
    'Pregnancy, hx of',
    'hx GDM',
    'HCG neg',
  ])('says nothing: %s', (problem) => {
    const given = woman(words(problem))
    expect(verdict(given)).toBe('row 1')
    for (const agent of ['rizatriptan', 'ibuprofen', 'acetaminophen']) expect(standing(given, agent)).toBe('fits')
  })
})

describe('a headache by its bare name', () => {
  const said = (text: string): string =>
    verdict(ordered(reason(words(text)), { ...at(migraine), ...onTheList(migraine) }))
  it.each([
    'Headache - R51.9',
    'Headache, unspecified (R51.9)',
    'R51.9 Headache',
    'HEADACHE (784.0)',
    'Headache(Confirmed)',
    'Headache*',
    'Chief Complaint: Headache',
    'CC: headache',
    'Complaint of headache',
    'Pt c/o headache',
    'Head pain',
    'Cephalgia',
    'HA - Headache',
    'headache x 180 min',
  ])('is one: %s', (text) => {
    expect(said(text)).toBe('row 2')
    expect(verdict(ordered(noReason, { ...at(words(text)), ...onTheList(migraine) }))).toBe('row 2')
  })
  it.each([
    'Headache - S06.0X0A',
    'Headache (G44.009)',
    'Headache - 850.0',
    'headache; nausea (K56.609)',
    'Head pain after fall',
    'CC: headache after fall',
  ])('is not, where its cause is told: %s', (text) => {
    expect(said(text)).toBe('other-reason-on-order')
  })
})
