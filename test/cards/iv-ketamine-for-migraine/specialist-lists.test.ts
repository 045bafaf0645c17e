import { antiemeticsFor } from '../../../cards/iv-ketamine-for-migraine/mentions.ts'
import { aCondition, aMedication, anAllergy, aReaction, facts, migraine, rx, sct, words } from './builders.ts'
import { at, ordered, verdict } from './decisions.ts'
import { fits, fitsWith, gepants, homeMed, nsaids, rulesFor, screened, triptans, without } from './screened.ts'

/** Problem lists and medication lists as specialists write them: scores, stages and short forms, without codes. */

const both = (name: string) => [words(name), sct('900000001', name)]
/** Of names, those that leave out, or leave in, other agents than told. */
const differing = (rows: readonly string[], ...out: readonly string[]): readonly string[] =>
  rows
    .flatMap((row) => row.split('; '))
    .filter((name) => both(name).some((concept) => fitsWith(concept).join() !== without(...out).join()))

describe('the liver', () => {
  it('that fails leaves out what it cannot clear', () => {
    expect(
      differing(
        [
          'MELD 22; MELD-Na 31; MELD 3.0: 24; MELD score of 25; NASH cirrhosis, MELD-Na 28; CTP C11 cirrhosis; CTP score 13; Child-Pugh C10',
          'HCV cirrhosis, decomp; decompensated NASH cirrhosis; Decompensated hep C cirrhosis; cirrhosis, currently decompensated',
          'Cirrhosis c/b HE; NASH cirrhosis c/b HE and varices; cirrhosis, ascites; Cirrhosis (ascites, HE); Cirrhosis complicated by refractory ascites; Cirrhosis with esoph varices',
          's/p TIPS; TIPS 2021; TIPS for refractory ascites; TIPSS 2019; Transjugular intrahepatic portosystemic shunt',
          'Spontaneous bacterial peritonitis; GOV1 varices; Gastroesophageal varices; CSPH; Hepatic hydrothorax; Cirrhotic ascites',
          'Hepatopulmonary syndrome; FHF; ACLF grade 2; HRS type 1; Hepatic enceph; Ascites due to alcoholic liver disease',
        ],
        ...triptans,
        ...nsaids,
        'acetaminophen',
        'rimegepant',
      ),
    ).toEqual([])
  })

  it('that is ill is a caution', () => {
    for (const name of 'CTP A6; CTP B8; CTP B; MELD 12; MELD-Na 7; Cirrhosis, MELD 8; PBC; AIH/PBC overlap; DILI'.split(
      '; ',
    ))
      expect(rulesFor(screened({ conditions: [aCondition(words(name))] }), 'acetaminophen')).toContain(
        'hepatic-impairment',
      )
  })

  it('is not meant', () => {
    expect(
      differing([
        'Finger tips numb; FINGER TIPS NUMB; Tips for better sleep; TIPS FOR SLEEP; SBP 150; CTP scan normal; MELDRUM 22',
      ]),
    ).toEqual([])
    for (const name of 'Cirrhosis without ascites or varices; Cirrhosis w/o ascites; Cirrhosis with no ascites, no HE; Cirrhosis, compensated; Cirrhosis, SBP 150; Cirrhosis, no ascites; Decompensated heart failure and cirrhosis; Cirrhosis with screening for varices neg'.split(
      '; ',
    ))
      expect([name, fits({ conditions: [aCondition(words(name))] }).includes('acetaminophen')]).toEqual([name, true])
  })
})

describe('the kidneys', () => {
  it('replaced leave out NSAIDs and gepants, and no triptan: iHD is no heart disease', () => {
    expect(
      differing(
        [
          'ESRD on iHD TTS; iHD MWF; HD T/Th/S; HD M/W/F; CCPD nightly; CAPD; HHD; nocturnal HD; Maintenance HD; CRRT; CVVHD; on RRT',
          'failed renal allograft, back on HD; CKD 5T; CKD stage 5T; CKD 5ND; eGFR 8; GFR 12; eGFR <15; CKD, eGFR 9 ml/min',
        ],
        ...nsaids,
        'rimegepant',
        'ubrogepant',
      ),
    ).toEqual([])
  })

  it('of stage 4 leave out NSAIDs', () => {
    expect(
      differing(
        [
          'CKD 4T; CKD stage 4T; CKD stages 4-5; CKD 3b-4; CKD 3b/4; eGFR 22; GFR 18 ml/min; eGFR <30; CrCl 20; CKD (eGFR 21)',
          'stage 4 kidney disease; Stage IV renal disease; Stage 4 renal insufficiency; Severe CKD; Severe renal disease',
          'Advanced chronic kidney disease; Scleroderma renal crisis; RPGN',
        ],
        ...nsaids,
      ),
    ).toEqual([])
  })

  it('of stage 3 are a caution', () => {
    for (const name of 'CKD 3T; CKD 3bT; DDKT 2019, CKD 3aT; eGFR 45'.split('; '))
      expect([name, ...rulesFor(screened({ conditions: [aCondition(words(name))] }), 'ibuprofen')]).toContain(
        'nsaid-ckd-stage-3',
      )
  })

  it('are not meant', () => {
    expect(
      differing([
        'eGFR >60; GFR 95; eGFR 62; eGFR 60-89; GFR normal; eGFR 4/2025 normal; eGFR 2019: 88; DDKT 2019; Kidney donor 2015; HD TV',
        'CKD 2T; CKD stage 2 (GFR 60-89); CrCl 110; lupus nephritis class IV',
      ]),
    ).toEqual([])
  })
})

it('what another illness is said to be is not said of the pressure that stands behind it', () => {
  for (const name of [
    'Uncontrolled diabetes, HTN',
    'Uncontrolled pain, hypertension',
    'Poorly controlled diabetes - HTN',
  ])
    expect([name, ...fitsWith(words(name))]).toEqual([name, ...without()])
  expect(fitsWith(words('Hypertension, uncontrolled'))).toEqual(without(...triptans))
})

it('names that are shared mean no disease', () => {
  expect(
    differing([
      'ITP pump; Intrathecal pump (ITP); ITP (intrathecal pump) baclofen; CVA (costovertebral angle) tender; MI (mitral insufficiency)',
      'ARF (acute rheumatic fever); CRF (cancer related fatigue); Stress ulcer ppx; PUD prophylaxis; GI bleed prophylaxis',
    ]),
  ).toEqual([])
  for (const name of 'Psychogenic nonepileptic seizures; Non-epileptic seizures; Functional seizures; Dissociative attacks'.split(
    '; ',
  ))
    expect([name, ...rulesFor(screened({ conditions: [aCondition(words(name))] }), 'sumatriptan-po')]).not.toContain(
      'sumatriptan-seizure',
    )
  const mixed = screened({ conditions: [aCondition(words('Epilepsy and psychogenic seizures'))] })
  expect(rulesFor(mixed, 'sumatriptan-po')).toContain('sumatriptan-seizure')
  expect(differing(['ITP; PUD, GI prophylaxis with PPI'], ...nsaids)).toEqual([])
})

describe('bleeding', () => {
  it('leaves out NSAIDs', () => {
    expect(
      differing(
        [
          'ITP plt 20k; plt 30k; plts 12; platelets 15; PLT 25,000; Platelet count <50; HIT; HIT+ 2019; HITT; HHT; iTTP 2020; Pancytopenia',
          'FVIII deficiency 3%; FXI deficiency; Factor 11 deficiency; Factor V deficiency; Afibrinogenemia; Storage pool deficiency',
          'vW disease; Acquired VWS; Aplastic anemia; Evans syndrome; Supratherapeutic INR',
          'AF, DOAC; AFib on OAC; Afib on AC; DVT on LMWH; DVT on Lovenox; VTE on therapeutic lovenox; mech MVR on VKA; on heparin gtt',
          'AC: apixaban; A/C with rivaroxaban; chronic A/C; Lifelong anticoagulation; INR goal 2.5-3.5; Bridging with lovenox',
          'on Savaysa; on dual antiplatelets; cancer VTE on dalteparin; on fondaparinux',
        ],
        ...nsaids,
      ),
    ).toEqual([])
  })

  it('is not meant', () => {
    expect(
      differing([
        'plt 450; plt 250k; platelets 210; platelets normal; platelets 10% giant; Plt donor; 2 units platelets; platelets 6 units',
        'Hit head; HIT BY CAR; hit in face; HIT ruled out; HIT negative; Factor V Leiden; FVL het; not on Lovenox; off heparin',
        'DVT 2010 off AC; AF not on AC; VTE ppx; INR 1.0; Factor XII deficiency; no LMWH',
      ]),
    ).toEqual([])
  })
})

describe('antiemetics in the text', () => {
  const named = (...names: readonly string[]): readonly string[] => [
    ...new Set(
      names
        .flatMap((row) => row.split('; '))
        .flatMap(both)
        .map((concept) => antiemeticsFor(facts({ conditions: [aCondition(concept)] })).join() || 'none'),
    ),
  ]

  it('are not named beside what they cause', () => {
    expect(
      named(
        'TD; TD on Austedo; Tardive dystonia; NMS 2015; h/o NMS on haldol; Neuroleptic malignant syndrome; EPS; EPS on haldol; EPSE',
        'Extrapyramidal symptoms; Medication-induced movement disorder; PD s/p DBS; PD on Sinemet; MSA-P',
      ),
    ).toEqual(['none'])
    const reactions = ['NMS', 'neuroleptic malignant syndrome', 'TD'].map((text) =>
      anAllergy(words('Haldol'), { reactions: [aReaction(text)] }),
    )
    for (const allergy of reactions) expect(antiemeticsFor(facts({ allergies: [allergy] }))).toEqual([])
  })

  it('are not named singly', () => {
    expect(
      named(
        'QTc 510; QTc 520 ms; QTc >500; LQTS; LQT2; TdP 2019 on methadone; Torsades de pointes; bvFTD; SDAT; BPSD; Major NCD',
      ),
    ).toEqual(['metoclopramide'])
    expect(named('pheo; phaeo s/p adrenalectomy; PGL SDHB; TLE; Status epilepticus 2019; Dravet')).toEqual([
      'prochlorperazine',
    ])
  })

  it('are named beside what is none of it', () => {
    expect(
      named(
        'QTc 430; QTc normal; Td vaccine; TD vaccine given; Td 2019; Tdap UTD; traveler diarrhea (TD); transdermal (TD); EPS (electrophysiology study) neg',
        'EPS and ablation 2019; s/p EPS; seizure ruled out; MCI; panic disorder (PD)',
      ),
    ).toEqual(['prochlorperazine,metoclopramide'])
  })
})

describe('medications in short forms', () => {
  const outBy = (row: string): readonly string[] => [
    ...new Set(
      row.split('; ').flatMap((name) =>
        [words(name), rx('99999991', name)].map((concept) => {
          const fit = fits({ medications: [aMedication(concept, homeMed)] })
          return without()
            .filter((id) => !fit.includes(id))
            .join()
        }),
      ),
    ),
  ]
  const all = (...ids: readonly string[]): readonly string[] => [ids.toSorted().join()]

  it('are known', () => {
    expect(
      outBy(
        'DRV/c; DRV/c 800/150; DRV/r 600/100 BID; D/C/F/TAF; ATV/r; EVG/c/FTC/TAF; EVG/cobi/FTC/TAF; E/C/F/TAF; LPV/r; cobi 150 mg; RTV 100 mg; BIC/FTC/TAF + cobi; DTG + DRV/c; NMV/r; boosted PI; posa DR 300; vori 200 BID; itra 200; azole ppx',
      ),
    ).toEqual(all('eletriptan', ...gepants))
    expect(outBy('RIPE therapy; HRZE; RIF 600; INH/RIF; 3HP; 4R; CBZ 200; PHT 300; SJW 300')).toEqual(all(...gepants))
    expect(outBy('EFV/FTC/TDF; ETR 200')).toEqual(all('rimegepant'))
    expect(outBy('CsA 100 BID; Li2CO3 900; DOAC; OAC; DAPT; caplacizumab; Cablivi')).toEqual(all(...nsaids))
    expect(outBy('BPaL; BPaLM; LZD 600; selegiline TD 9 mg/24h; selegiline 9 mg/24h')).toEqual(all(...triptans))
  })

  it('slow the clearance of gepants', () => {
    for (const name of 'lenacapavir; Sunlenca; Yeztugo; flucon 200; isavu; dilt 120; amio 200'.split('; '))
      expect([
        name,
        ...rulesFor(screened({ medications: [aMedication(rx('99999991', name), homeMed)] }), 'rimegepant'),
      ]).toContain('rimegepant-moderate-inhibitor')
  })

  it('are not meant', () => {
    expect(
      outBy('BIC/FTC/TAF; DTG/3TC; RPV/FTC/TAF; DOR/3TC/TDF; TMP-SMX; MMF 500; LTG 200; VPA 500; LEV 500'),
    ).toEqual([''])
  })
})

describe('an instruction on the problem list', () => {
  it('keeps what is not to be given from being offered', () => {
    expect(
      differing(
        [
          'Avoid NSAIDs; avoid all NSAIDs; No NSAIDs; NO NSAIDS - s/p RYGB; Avoid NSAIDs - CKD; RYGB 2016, no NSAIDs; s/p RYGB (avoid NSAIDs)',
          'GERD with nausea, avoid NSAIDs; avoid NSAIDs, takes PO Tylenol; avoid PO NSAIDs; avoid NSAIDs x 6 weeks post bleed',
          "can't take NSAIDs; Cannot take NSAIDs; Unable to take NSAIDs due to bypass; no ibuprofen; avoid aspirin/NSAIDs; Do not give NSAIDs",
        ],
        ...nsaids,
      ),
    ).toEqual([])
    expect(differing(['avoid tylenol; No acetaminophen; Do not give Tylenol'], 'acetaminophen', 'aac')).toEqual([])
    expect(differing(['avoid triptans; No triptans; Unable to take triptans'], ...triptans)).toEqual([])
  })

  it('is not meant', () => {
    expect(
      differing([
        'No known aspirin allergy; no NSAID use; No ibuprofen today; No hives from aspirin; avoid dehydration',
        'Migraine, no Imitrex for 3 days; no triptan in 2 weeks; headache, no Tylenol given; no ibuprofen since yesterday; no Imitrex at home',
        'no Imitrex left; no Toradol available; No triptan response; no triptan failure; no NSAID gastropathy; no prior triptan',
        'unable to take Imitrex due to vomiting; cannot take ibuprofen, NPO',
        'No relief with ibuprofen; avoid stress, takes ibuprofen; no triptan contraindications; NSAIDs not contraindicated',
      ]),
    ).toEqual([])
  })
})

describe('heart and vessels', () => {
  const without1 = (row: string, agent: string): readonly string[] =>
    row.split('; ').filter((name) => both(name).some((concept) => fitsWith(concept).includes(agent)))

  it('leave triptans out', () => {
    expect(
      without1(
        '3vCAD; 2V CAD; T2MI; IWMI; INOCA; Cardiac allograft vasculopathy; Coronary ectasia; CTO RCA; LMCA stenosis; LIMA-LAD; CAC 400; Agatston 1200; ICM EF 25%; L ICA stenosis 80%; ICA occlusion; MCA stenosis; ESUS; Carotid web; Spinal cord infarct; fem-tib bypass; ax-bifem; Fontaine III; Subclavian stenosis; Mahaim; s/p EVAR; s/p TEVAR; migraine with motor aura; migraine w motor weakness; aSAH HH3',
        'rizatriptan',
      ),
    ).toEqual([])
  })

  it('that fail leave NSAIDs out', () => {
    expect(
      without1(
        'LVEF 25%; EF 20%; EF 15-20%; Cardiomyopathy EF 35%; NICM EF 25%; NYHA class III; BiV failure; RV failure; HeartMate 3; PPCM; LVEF 30',
        'ibuprofen',
      ),
    ).toEqual([])
  })

  it('are not meant', () => {
    expect(
      differing([
        'EF 60%; LVEF 65%; NICM recovered EF 55%; LVEF 55-60%; CAC 0; CAC score 0; CAC score zero; CAC 2019; Agatston 0; coronary calcium score 0',
        'evaluation; ICM: implantable cardiac monitor; family has motor neuron disease; visual aura',
      ]),
    ).toEqual([])
  })
})

describe('the gut', () => {
  it('that bleeds or has an ulcer leaves NSAIDs out', () => {
    expect(
      differing(
        [
          'H pylori DU; Cameron ulcers; Cameron lesions; Forrest Ia ulcer; Forrest IIb gastric ulcer; Gastroduodenal ulcers; Marginal ulcers',
          "Pyloric channel ulcer; Duodenal bulb ulcer; Small bowel ulcers; Stercoral ulcer; s/p Graham patch; perf'd bowel; colonic perf",
          'OGIB; Iron deficiency from chronic GI blood loss; GAVE with bleeding; MW tear; Bleeding AVMs of colon; Hemobilia',
          'Radiation proctitis with bleeding; Post-polypectomy bleeding; Anastomotic bleed',
        ],
        ...nsaids,
      ),
    ).toEqual([])
    expect(differing(['Forrest Gump; Aphthous ulcer; Foot ulcer; Pressure ulcer stage 2; Colonic polyp'])).toEqual([])
  })

  it('that is obstructed is no place for metoclopramide', () => {
    for (const name of 'pSBO; LBO; GOO; MBO with venting PEG; Ogilvie syndrome; Intestinal pseudo-obstruction; Intussusception; Incarcerated hernia with obstruction'.split(
      '; ',
    ))
      expect([name, ...antiemeticsFor(facts({ conditions: [aCondition(words(name))] }))]).toEqual([
        name,
        'prochlorperazine',
      ])
  })
})

describe('the encounter in short forms', () => {
  const beside = (name: string): string => verdict(ordered({ reasons: [] }, at(migraine, words(name))))

  it.each('VOC; VOE; Sickle cell VOC; SCD pain crisis; PHN'.split('; '))('is for another pain: %s', (name) => {
    expect(beside(name)).toBe('competing-indication')
  })
  it.each('aSAH HH3; DVST; PreE w SF; CVA w hemorrhagic conversion'.split('; '))('has a red flag: %s', (name) => {
    expect(beside(name)).toBe('row 9')
  })
  it.each('h/o aSAH 2015; r/o DVST; voc rehab; SCD trait'.split('; '))('has none: %s', (name) => {
    expect(beside(name)).toBe('row 2')
  })
})
