import { contextOf } from '../../../cards/iv-ketamine-for-migraine/context.ts'
import { antiemeticsFor } from '../../../cards/iv-ketamine-for-migraine/mentions.ts'
import { aCondition, facts, icd, migraine, words } from './builders.ts'
import { at, onTheList, ordered, verdict, woman } from './decisions.ts'
import { fitsWith, missing, rulesFor, screened, without } from './screened.ts'

/** Problems as specialists write them: by a vessel and what was done to it, a measurement, a class, a score. */

const problem = (name: string) => ({ conditions: [aCondition(words(name))] })

describe('a disease in the words of its specialty', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'triptan-ihd',
      'rizatriptan',
      [
        'BMS to OM1 | LAD stented | coronary DES | drug-eluting stents x3 | two stents in heart | ischemic MR | Agatston 220 | s/p DES to OM2 and D1 | DES x2 prox/mid LAD (2021) | DES to ramus | s/p IVL and stenting of RCA',
        'LAD stenosis 70% | 80% mid LAD lesion | CTO RCA | In-stent restenosis LAD | LMCA stenosis 50% | LAD plaque',
        'ICM EF 30% | ICM s/p ICD | iCMP LVEF 35% | Cardiac allograft vasculopathy | INOCA | Coronary plaque on CTA',
        'CAC score 450 | CACS 1200 | Elevated coronary calcium score | Inducible ischemia on stress echo',
        'reversible ischemia on nuclear stress | SVG to OM | SVG-PDA | RIMA to RCA | 5 vessel bypass | s/p OPCAB',
      ],
    ],
    ['nsaid-cabg', 'ibuprofen', ['SVG to OM | RIMA to RCA | 5 vessel bypass | Quadruple bypass surgery | s/p MIDCAB']],
    [
      'nsaid-recent-cardiovascular-event',
      'naproxen',
      ['NQWMI | IWMI | T2MI | old inferior wall infarct | MINOCA | AIS s/p tPA'],
    ],
    [
      'nsaid-heart-failure',
      'naproxen',
      [
        'EF 25% | LVEF 20-25% | LVEF <30% | EF: 30% | DCM with EF 15% | LVEF 0.25 | Reduced ejection fraction | Low EF',
        'NYHA III | NYHA class II | severely reduced LV function | PPCM | peripartum cardiomyopathy | RV failure',
        'cardiogenic shock | Flash pulmonary edema | HeartMate II | no edema but reduced EF | no angina, reduced EF',
        'No ICD despite low EF | no ICD for low ejection fraction | no change in reduced EF | no angina - reduced EF',
        'without improvement in reduced EF | not on ARNI for reduced EF | no recovery of reduced EF',
      ],
    ],
    [
      'triptan-stroke-tia',
      'eletriptan',
      [
        'L ICA stenosis 70% | R ICA occlusion | L ICA dissection | L VA dissection | vertebral dissection | CeAD',
        'ICA string sign | L ICA 70-99% | CCA dissection | M3 occlusion | caudate hemorrhage | cortical infarct | subacute infarct, L frontal | MCA stenosis | M1 stenosis | L M1 occlusion s/p MT | V4 stenosis | L MCA LVO s/p thrombectomy | AIS s/p tPA',
        'aSAH HH3 F4 | tSAH | cSDH | subdural | Subdural collection | cerebral bleed | bleed in the brain | ESUS',
        'AICA infarct | Corona radiata infarct | temporal lobe infarct | Call-Fleming syndrome | brain attack',
        's/p TCAR | s/p CAS | EC-IC bypass | MMD s/p EDAS | Moya moya disease | CARASIL | carotid plaque',
        'transient monocular blindness | TMVL OD | Hollenhorst plaque | CRA occlusion | ocular ischemic syndrome',
      ],
    ],
    [
      'triptan-pvd',
      'frovatriptan',
      [
        'aorto-iliac stenting | R fem endart | femoral-tibial bypass | pop-DP bypass | axillobifemoral bypass | aorto-bifem | aortic occlusion | iliac occlusion | ischemic finger | L CIA stent | s/p R CIA/EIA stent | R CFA endarterectomy | SFA PTA | SFA CTO | Popliteal occlusion | AIOD',
        'Ao-bifem bypass | ABF bypass | Ax-fem bypass | fem-tib bypass | Fem-AK pop bypass | subclavian stenosis',
        'brachial artery embolus | arterial thromboembolism | Blue toe syndrome | atheroemboli to toes | renal artery stent',
      ],
    ],
    ['triptan-ischemic-bowel', 'frovatriptan', ['SMA stent | NOMI']],
    [
      'triptan-uncontrolled-hypertension',
      'sumatriptan-sc',
      [
        'BP 210/120 | here for BP 210/120 | no meds, BP 210/120 | BP 170/112 | SBP >200 | severe range BPs | refractory HTN',
      ],
    ],
    ['triptan-hemiplegic-brainstem', 'sumatriptan-sc', ['FHM2 | Migraine with motor aura']],
    [
      'triptan-pressure-hazard',
      'rizatriptan',
      [
        'TBAD | TAAD | Stanford B dissection | IMH of aorta | Aortic intramural hematoma | penetrating aortic ulcer',
        'AVM Spetzler-Martin III, left frontal | Vein of Galen malformation | CCF s/p coiling',
      ],
    ],
    [
      'nsaid-anticoagulant-status',
      'ibuprofen',
      [
        'on OAC | chronic A/C | on AC | Lifelong AC for PE | lifelong anticoagulation | INR goal 2-3 | Coumadin clinic',
        'on Lovenox | therapeutic lovenox | on heparin gtt | on Savaysa | supratherapeutic INR',
      ],
    ],
    [
      'nsaid-bleeding-disorder',
      'aac',
      ['HIT | h/o HIT | HITT | TTP | iTTP | HHT | VWF deficiency | plt 30 | platelets 20K | FVII deficiency'],
    ],
    [
      'nsaid-gi-bleed-ulcer',
      'naproxen',
      ["Forrest Ib ulcer | bleeding gastric AVM | perf'd DU | Cameron lesions | esophageal ulcers"],
    ],
    ['nsaid-kidney', 'naproxen', ['eGFR 22 | GFR <10 | CCPD | on CRRT']],
    [
      'acetaminophen-severe-hepatic',
      'acetaminophen',
      [
        'cirrhosis c/b HE and EV | cirrhosis 2/2 HCV c/b EV, HE | cirrhosis (EtOH) w/ ascites s/p TIPS | cirrhosis c/b ascites | CP-C cirrhosis | HRS | HRS-AKI | EV s/p banding | acetaminophen-induced ALF',
      ],
    ],
    ['hepatic-impairment', 'acetaminophen', ['PBC | AIH']],
    ['acetaminophen-poisoning', 'acetaminophen', ['acetaminophen ingestion']],
    ['nsaid-aerd', 'ibuprofen', ['aspirin exacerbated resp disease']],
    ['triptan-wpw', 'eletriptan', ['LGL syndrome | delta wave on EKG']],
    ['sumatriptan-seizure', 'sumatriptan-po', ['TLE | GTCs | Dravet syndrome']],
  ])('meets %s of %s', (rule, agent, rows) => {
    expect(missing(rule, agent, rows, ' | ')).toEqual([])
  })

  it.each(
    [
      'EF 60% | LVEF 55-60% | EF 50% | gallbladder EF 15% | biliary dyskinesia, EF 18% | NYHA I | DES OU',
      'CAC score 0 | stent in left main bronchus | no inducible ischemia | cervical LAD | ICM implanted',
      'AIS, bracing | no LVO on CTA | OM, recurrent | D1 deficiency | BP 128/82 | RCA done | PCA pump',
      'VA patient | ACA insurance | CAS score 3 | childhood apraxia (CAS) | gastric bypass',
      'HA since 180/90 last week | PVD OU | PVD (posterior vitreous detachment) | acute PVD OS w floaters',
      'hemorrhagic PVD | chest pain, non-anginal | off AC | chronic AC separation | not on AC',
      'AC joint pain | HIT HEAD | TTP over scalp | X 3 HRS | resides in ALF | plt 250 | eGFR 60 | PAU',
      'CTA neg LVO | CTA negative LVO | no evidence of an acute LVO | LVO not seen | LVO screen negative',
      'CKD, recheck eGFR 3 months | CrCl 2 weeks | recheck platelets 2 weeks | transfuse platelets <10 | PEDESTRIAN HIT',
      'GOT HIT | no definite evidence of reversible ischemia | echo: no reduced EF | Hodgkin disease LAD | cervical LAD lesion',
      'no evidence of reduced EF | no evidence for reduced EF | w/o low EF | r/o reduced EF | negative for reduced ejection fraction',
      'absence of reduced LV function | not a depressed ejection fraction | no signs of poor LV function',
      'goal BP 180/105 | call for SBP >180 | no SBP >180 | RA occlusion | mal de Meleda',
      'DES (dry eye syndrome) | EV charger | perforated eardrum | PD | EPS study',
    ].flatMap((row) => row.split(' | ')),
  )('takes %s for none', (name) => {
    expect(fitsWith(words(name))).toEqual(without())
  })

  it('takes pulm HTN for no pressure of the body', () => {
    expect(rulesFor(screened(problem('Pulm HTN')), 'rizatriptan')).not.toContain('triptan-hypertension')
  })

  it.each(
    [
      'PD s/p DBS | idiopathic PD | EPS from Reglan | extrapyramidal symptoms',
      'neuroleptic malignant syndrome | NMS | tardive dystonia | Lewy body dementia | DLB',
    ].flatMap((row) => row.split(' | ')),
  )('names no antiemetic beside %s', (name) => {
    expect(antiemeticsFor(facts(problem(name)))).toEqual([])
  })

  it.each(['LQTS', 'LQT1', 'QTc 520', 'Torsades', 'h/o TdP', 'bvFTD'])(
    'names no prochlorperazine beside %s',
    (name) => {
      expect(antiemeticsFor(facts(problem(name)))).toEqual(['metoclopramide'])
    },
  )

  it.each(['pheo', 'PPGL', 'MEN2A with pheo', 'glomus jugulare', 'PSBO', 'LBO', 'status epilepticus'])(
    'names no metoclopramide beside %s',
    (name) => {
      expect(antiemeticsFor(facts(problem(name)))).toEqual(['prochlorperazine'])
    },
  )

  it.each(['EPS with ablation', 'QTc 440', 'PD TTS'])('names both antiemetics beside %s', (name) => {
    expect(antiemeticsFor(facts(problem(name)))).toHaveLength(2)
  })

  it.each([
    'PRES',
    'PRES syndrome',
    'A-AION',
    'SSS thrombosis',
    'venous infarct',
    'basilar artery thrombosis',
    'L MCA LVO',
  ])('takes %s for a red flag', (name) => {
    expect(verdict(ordered({}, at(words(name))))).toBe('row 9')
  })

  it.each([
    'prior ICH',
    'prior CVST',
    'previous SDH',
    'NA-AION',
    'prior strokes | prior PRES | ASA for preE prevention | r/o LVO | non-arteritic AION',
    'pres 3 days',
    'CTA neg LVO',
    'no ICH or LVO',
    'heat strokes',
    'HIGH BLOOD PRES',
    'HEADACHE AND SINUS PRES',
    'INTRAOCULAR PRES, L EYE',
  ])('takes %s for none', (name) => {
    expect(verdict(ordered({}, at(words(name))))).toBe('row 1')
  })

  it('takes the code of PRES for a red flag', () => {
    expect(verdict(ordered({}, at(icd('I67.83', 'Posterior reversible encephalopathy syndrome'))))).toBe('row 9')
  })
})

describe('a pregnancy, a childbed and breastfeeding in the words of obstetricians', () => {
  const seen = (name: string): string => verdict(ordered({}, { ...woman(), ...onTheList(words(name)) }))
  it.each(
    [
      '28w GA | 32 wks GA | 39 wga | G1P0 @ 12 wga | 28w3d GA | SIUP | gHTN | gest HTN | preE | pre-E with SF | PEC w SF',
      'PreE w severe features | cHTN with SIPE | A1GDM | twins, di-di | di/di twins | mono-di twins | MCDA twins | vasa previa',
      'placental abruption | SROM | PTL | threatened PTL | threatened AB | cerclage in place | s/p cerclage at 14 weeks',
      'short cervix | FGR | SGA fetus | polyhydramnios | oligohydramnios | breech | transverse lie | IOL at 39 weeks | TOLAC',
      'induction of labor | active labor | labor | hcg 4500 | 2nd tri | EDD by LMP 04/02/27 | HROB | NOB visit | ROB visit',
    ].flatMap((row) => row.split(' | ')),
  )('sees that she is pregnant: %s', (name) => {
    expect(seen(name)).toBe('row 7')
  })

  it.each(
    [
      'born at 28 wga | ex-32 wga | h/o PTL | h/o preE | prior FGR | hx of PTL at 32 wga | IUFD at 28w GA | hcg <5 | hcg 3',
      'mother had preeclampsia | sister with GDM | h/o cerclage at 14 weeks | IOL | s/p IOL OU | breech delivery 1990 | labor union',
      'Needlestick, 25 GA needle | needle stick injury 22 ga | 20 GA IV | 18GA PIV placed',
      'Hip dysplasia, born breech | was breech | delivered breech | SROM exercises | SROM program for RUE | slow release oral morphine (SROM)',
      'SIPE (swimming induced pulmonary edema) | swimming-induced pulmonary edema (SIPE) | SIPE after swim',
      'SVD x2 | s/p C/S at 39 wga | ROB | PEC excavatum | h/o polyhydramnios | prior labor | s/p induction of labor',
    ].flatMap((row) => row.split(' | ')),
  )('sees none: %s', (name) => {
    expect(seen(name)).toBe('row 1')
  })

  const told = (name: string) => contextOf(ordered({}, { ...woman(), ...onTheList(words(name)) }), migraine, [])

  it.each(
    'PPD#2 | PPD 1 s/p SVD | PP day 3 | 2 wks PP | 4w PP | 5 days s/p SVD | s/p NSVD 3 days ago | POD#2 s/p C/S | PPH'.split(
      ' | ',
    ),
  )('sees a childbed: %s', (name) => {
    expect(told(name).postpartum).toBe(true)
  })

  it.each(
    [
      'PPD 1 | smoker 1 PPD | PPD 10 mm | PPD negative | 2 hour PP glucose | h/o PPH | POD 3 s/p appy',
      'PPD #1 placed | PPD#2 0 mm | TB screening, PPD #1 | two step PPD #2 | PPD #2 planted L forearm | tuberculin PPD #1',
      'PPH (primary pulmonary hypertension) | primary pulmonary hypertension (PPH) | PPH stapled hemorrhoidectomy | s/p PPH for hemorrhoids',
    ].flatMap((row) => row.split(' | ')),
  )('sees no childbed: %s', (name) => {
    expect(told(name).postpartum).toBe(false)
  })

  it.each('EBF | exclusively BF | low milk supply | oversupply of milk'.split(' | '))(
    'sees breastfeeding: %s',
    (name) => {
      expect(told(name).breastfeeding).toBeDefined()
    },
  )

  it.each('BF | lactation suppression | breast fed as an infant | formula feeding | milk allergy'.split(' | '))(
    'sees no breastfeeding: %s',
    (name) => {
      expect(told(name).breastfeeding).toBeUndefined()
    },
  )
})
