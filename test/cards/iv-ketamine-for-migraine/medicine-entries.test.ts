import { aDose, ago, aDrug, aMedication, rx, sct, words } from './builders.ts'
import { all, fits, homeMed, nsaids, recommended, screened, triptans, without } from './screened.ts'

describe('a thrombolytic', () => {
  it.each(['alteplase 100 mg', 'Activase', 'TNKase', 'tenecteplase'])('leaves NSAIDs out for 24 hours: %s', (name) => {
    const given = (hours: number): readonly string[] =>
      fits({ administrations: [aDose(words(name), { start: ago({ hours }) })] })
    expect(given(2)).toEqual(without(...nsaids))
    expect(given(25)).toEqual(all.toSorted())
  })
})

describe('an infusion that runs', () => {
  const infused = (name: string, status: string, end?: string): readonly string[] =>
    fits({
      administrations: [
        aDose(words(name), {
          status,
          start: ago({ hours: 30 }),
          ofThisEncounter: false,
          ...(end === undefined ? {} : { end }),
        }),
      ],
    })
  it('is in use, whenever it began', () => {
    expect(infused('heparin 25,000 units/250 mL', 'in-progress')).toEqual(without(...nsaids))
    expect(infused('dihydroergotamine 3 mg/1,000 mL', 'in-progress')).toEqual(without(...triptans))
    expect(infused('ketorolac 90 mg/24 h', 'in-progress')).toEqual(without(...nsaids))
    expect(infused('heparin 25,000 units/250 mL', 'on-hold')).toEqual(without(...nsaids))
  })
  it('ended when it ended, not when it began', () => {
    expect(infused('dihydroergotamine', 'completed', ago({ hours: 2 }))).toEqual(without(...triptans))
  })
  it('is over where it ended or was completed', () => {
    expect(infused('heparin 25,000 units/250 mL', 'completed')).toEqual(all.toSorted())
    expect(infused('dihydroergotamine', 'in-progress', ago({ hours: 26 }))).toEqual(all.toSorted())
  })
})

describe('an order that was dispensed in full', () => {
  const completed = (plannedEnd: string): readonly string[] =>
    fits({
      medications: [
        aMedication(words('clarithromycin 500 mg'), { ...homeMed, status: 'completed', end: plannedEnd, plannedEnd }),
      ],
    })
  it('is in use to the end that its dosages tell', () => {
    expect(completed(ago({ days: -5 }))).toEqual(without('eletriptan', 'rimegepant', 'ubrogepant'))
    expect(completed(ago({ days: 5 }))).toEqual(all.toSorted())
  })
  it('is another thing than one that was stopped, or was never taken', () => {
    const heparin = words('enoxaparin 40 mg/0.4 mL')
    const ahead = { ...homeMed, plannedEnd: ago({ days: -5 }) }
    expect(fits({ medications: [aMedication(heparin, { ...ahead, status: 'completed' })] })).toEqual(without(...nsaids))
    expect(fits({ medications: [aMedication(heparin, { ...ahead, status: 'stopped' })] })).toEqual(all.toSorted())
    const refused = { kind: 'statement', status: 'not-taken', statusReason: [words('patient declined')] } as const
    expect(fits({ medications: [aMedication(heparin, { ...homeMed, ...refused })] })).toEqual(all.toSorted())
    const notDone = aDose(heparin, { status: 'not-done', statusReason: [words('patient declined')] })
    expect(fits({ administrations: [notDone] })).toEqual(all.toSorted())
    const past = { ...homeMed, plannedEnd: ago({ days: 5 }), status: 'completed' }
    expect(fits({ medications: [aMedication(heparin, past)] })).toEqual(all.toSorted())
  })
})

describe('an entry that is no drug', () => {
  const found = (...medications: Parameters<typeof aMedication>[0][]) =>
    recommended(screened({ medications: medications.map((one) => aMedication(one, homeMed)) }))
  const ofIps = (code: string, display?: string) => ({
    codes: [
      {
        system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips',
        code,
        ...(display === undefined ? {} : { display }),
      },
    ],
  })
  it('says by its code that there are none', () => {
    expect(found(sct('787481004'))).toBeDefined()
    expect(found(ofIps('no-known-medications'))).toBeDefined()
    expect(found({ codes: [{ system: 'urn:local', code: 'no-known-medications' }] })).toBeUndefined()
  })
  it('is of no concern where a drug terminology knows it by a name of no drug of ours', () => {
    const known = (system: string): string | undefined =>
      found({ codes: [{ system, code: 'x1' }], text: 'Simvastatin' })
    for (const system of [
      'http://www.nlm.nih.gov/research/umls/rxnorm',
      'http://hl7.org/fhir/sid/ndc',
      'http://snomed.info/sct',
      'http://www.whocc.no/atc',
      'http://fdasis.nlm.nih.gov',
      'urn:oid:2.16.840.1.113883.6.233',
    ])
      expect([system, known(system)]).toEqual([system, 'aac'])
    expect(found({ codes: [{ system: 'urn:ehr:drugs', code: 'x1' }], text: 'Night tablet' })).toBeUndefined()
  })
  it.each([
    'Simvastatin',
    'atorvastatin (LIPITOR) 20 mg tablet',
    'ATORVASTATIN CALCIUM 20 MG ORAL TABLET',
    'LISINOPRIL-HYDROCHLOROTHIAZIDE 20-12.5 MG TABLET',
    'metoprolol succinate ER 50 mg 24 hr tablet',
    'Levothyroxine [Synthroid] 50mcg',
    'insulin glargine 100 unit/mL (3 mL) pen',
    'Vitamin D3 1000 units capsule',
    'Sodium Chloride 0.9% with potassium chloride',
    'Sodium Chloride 0.9% Flush',
    'sodium chloride 0.9 % bolus 1000 mL',
    'sodium chloride (OCEAN) 0.65 % nasal spray',
    'dextrose 5 % (D5W) infusion',
    'lactated ringers bolus 1000 mL',
    'pantoprazole 40 mg IV',
    'lorazepam 1 mg IM',
    'hydralazine 10 mg IV push',
    'insulin glargine 20 units subcutaneous at bedtime',
    'metformin 500 mg PO BID',
    'lisinopril 10 mg by mouth once daily',
  ])('is of no concern where its words are the name of a common drug and nothing else: %s', (text) => {
    expect(found(words(text))).toBe('aac')
  })
  it.each([
    'MONTELUKAST NA 10MG TAB',
    'METOPROLOL SUCCINATE 100MG TAB,SA',
    'BUPROPION HCL 150MG 24HR SA TAB',
    'LEVOTHYROXINE NA (SYNTHROID) 0.1MG TAB',
    'POTASSIUM CL 20MEQ TAB,SA',
    'FERROUS SO4 325MG TAB',
    'ALBUTEROL 90MCG (CFC-F) 200D ORAL INHL',
    'FLUTICASONE PROP 50MCG 120D NASAL INHL',
    'TIOTROPIUM 2.5MCG/ACTUAT INHL,ORAL,4GM',
    'HYDROCORTISONE 1% CREAM,TOP',
    'SODIUM CHLORIDE 0.9% INJ BAG,1000ML',
    'PRAZOSIN HCL 1MG CAP,ORAL',
    'NALTREXONE HCL 50MG TAB',
    'BUPRENORPHINE 8MG/NALOXONE 2MG SL FILM',
    'NICOTINE 21MG/24HR PATCH',
    'THIAMINE HCL 100MG TAB',
    'MULTIVITAMIN/MINERALS TAB',
    'OMEGA-3 FATTY ACIDS 1000MG CAP',
    'GALCANEZUMAB-GNLM 120MG/ML INJ PEN',
    'GLUCOSE TEST STRIP (PRECISION XTRA)',
    'NEEDLE,PEN 31G 8MM',
    'LANCET,TECHLITE 28G',
    'cholecalciferol 1000 intl units oral tablet',
    'Multiple Vitamins oral tablet',
    'albuterol CFC free 90 mcg/inh inhalation aerosol with adapter',
    'polyethylene glycol 3350 oral powder for reconstitution',
    'etonogestrel 68 mg subcutaneous implant',
    'atovaquone-proguanil 250 mg-100 mg oral tablet',
  ])('is of no concern as hospitals of VA and DoD write it: %s', (text) => {
    expect(found(words(text))).toBe('aac')
  })
  it.each([
    'lisinopriL (PRINIVIL,ZESTRIL) 10 mg tablet',
    'levothyroxine (SYNTHROID, LEVOTHROID) 75 MCG tablet',
    'albuterol (PROVENTIL HFA;VENTOLIN HFA) 90 mcg/actuation inhaler',
    'potassium chloride SA (K-DUR,KLOR-CON) 20 MEQ tablet',
    'potassium chloride (KLOR-CON M20) 20 mEq CR tablet',
    'EPINEPHrine (EPIPEN 2-PAK) 0.3 mg/0.3 mL injection',
    'insulin glargine (BASAGLAR KWIKPEN U-100 INSULIN) 100 unit/mL (3 mL) pen',
    'amoxicillin-clavulanate (AUGMENTIN) 875-125 mg per tablet',
    'norethindrone-ethinyl estradiol (MICROGESTIN FE 1/20) 1 mg-20 mcg (21)/75 mg (7) per tablet',
    'semaglutide (OZEMPIC) 0.25 mg or 0.5 mg (2 mg/3 mL) PnIj',
    'erenumab-aooe (AIMOVIG AUTOINJECTOR) 140 mg/mL AtIn',
    'METFORMIN HCL ER 500 MG PO TB24',
    'ALBUTEROL SULFATE HFA 108 (90 BASE) MCG/ACT IN AERS',
    'POTASSIUM CHLORIDE CRYS ER 20 MEQ PO TBCR',
    'AMOXICILLIN-POT CLAVULANATE 875-125 MG PO TABS',
    'NORETHIN ACE-ETH ESTRAD-FE 1-20 MG-MCG PO TABS',
    'AMPHETAMINE-DEXTROAMPHET ER 20 MG PO CP24',
    'LATANOPROST 0.005 % OP SOLN',
    'TRIAMCINOLONE ACETONIDE 0.1 % EX CREA',
    'ESTRADIOL 0.05 MG/24HR TD PTTW',
    'CANDESARTAN CILEXETIL 16 MG PO TABS',
    'GLUCOSE BLOOD (ONETOUCH VERIO) VI STRP',
    'CONTINUOUS GLUCOSE SENSOR (DEXCOM G7 SENSOR) MISC',
    'nitrofurantoin, macrocrystal-monohydrate, (MACROBID) 100 mg capsule',
    'Prenatal Vit-Fe Fumarate-FA (PRENATAL MULTIVITAMIN) TABS',
    'coenzyme Q10 (CO Q-10) 100 mg capsule',
    'blood-glucose meter (ONETOUCH ULTRA2 METER) misc',
    'blood-glucose sensor (DEXCOM G7 SENSOR) devi',
    'syringe with needle, insulin, safety 0.5 mL 29 gauge x 1/2" syrg',
    'Insulin Glargine,Hum.Rec.Anlog (Lantus Solostar) 100 Unit/Ml (3 Ml) Insuln.pen',
    'amlodipine 5 mg tablet; TAKE ONE TABLET BY MOUTH EVERY DAY',
  ])('is of no concern as Epic and Meditech write it: %s', (text) => {
    expect(found(words(text))).toBe('aac')
  })
  it.each([
    'Salbutamol 100micrograms/dose inhaler CFC free',
    'Adrenaline (base) 300micrograms/0.3ml solution for injection pre-filled disposable devices',
    'Levothyroxine sodium 50microgram tablets',
    'Lansoprazole 30mg gastro-resistant capsules',
    'Tamsulosin 400microgram modified-release capsules',
    'Co-amoxiclav 500mg/125mg tablets',
    'Ispaghula husk 3.5g effervescent granules',
    'Ethinylestradiol 30microgram / Levonorgestrel 150microgram tablets',
    'Estradiol 50micrograms/24hours transdermal patches',
    'Cyclizine 50mg/1ml solution for injection ampoules',
    'Erenumab 70mg/1ml solution for injection pre-filled pens',
    'Sodium chloride 0.9% infusion 1litre bags',
    'Pethidine 50mg tablets',
    'Frusemide 40mg tablets',
    'Gravol 50 mg',
    'perindopril erbumine 4 mg tablet',
  ])('is of no concern as dm+d and AMT write it: %s', (text) => {
    expect(found(words(text))).toBe('aac')
  })
  it.each([
    'Lipitor 40 mg oral tablet',
    'Toprol-XL 50 mg oral tablet, extended release',
    'Klor-Con M20 20 mEq oral tablet, extended release',
    'NovoLOG FlexPen 100 units/mL injectable solution',
    'Ozempic 2 mg/1.5 mL (0.25 mg or 0.5 mg dose) subcutaneous solution',
    'Advair Diskus 250 mcg-50 mcg inhalation powder',
    'NuvaRing 0.015 mg-0.12 mg/24 hr vaginal ring',
    'EpiPen 2-Pak 0.3 mg injectable kit',
    'HYDROmorphone 1 mg/mL injectable solution',
    'fentaNYL 25 mcg/hr transdermal film, extended release',
    'cefTRIAXone 1 g injection',
    'bictegravir/emtricitabine/tenofovir 50 mg-200 mg-25 mg oral tablet',
    'influenza virus vaccine, inactivated',
    'Dextrose 5% with 0.45% NaCl and KCl 20 mEq',
    'NS Flush 0.9% injectable solution',
    'FreeStyle Libre 14 Day Sensor',
    'LASIX 40 MG',
    'Synthroid 50mcg daily',
  ])('is of no concern as Oracle Health, CPSI and clinicians write it: %s', (text) => {
    expect(found(words(text))).toBe('aac')
  })
  it.each([
    'Flucloxacillin 500mg capsules',
    'Glyceryl trinitrate 400micrograms/dose sublingual spray',
    'Nightwell 50micrograms/dose modified-release tablets',
    'Pre-filled pens 100units/ml',
    'atorvastatin, Nightwell',
    'Metformin / Daywell',
    'sodium oxybate',
    'lisinopril or study drug',
    'Nightwell in sodium chloride 0.9 % IVPB',
    'IV bolus',
    'sodium nitrite',
    'isosorbide dinitrate 10 mg',
    'nitroglycerin 0.4 mg SL',
    'DIGOXIN 0.125MG TAB',
    'PAIN RELIEVER 500MG TAB',
    'NARCOTIC PAIN MEDICATION',
    'ANALGESIC BALM',
    'NIGHTWELL NA 10MG TAB,SA',
    'TAB,SA',
    'Tablet 20 mg',
    'Vitamins and other pills',
    'insulin (unknown study drug)',
    'insulin (LANTUS, study drug)',
    'lisinopril (ZESTRIL + Nightwell)',
    'Zestril Nightwell',
    'Maalox Total Relief',
    'Mucinex Fast-Max Cold & Flu',
    'Prevacid Zorvamine 500',
    'NS 250 mL + Nightwell',
    'Nightwell (DAYWELL) 5 mg PnIj',
    'Nightwell 5 mg/mL syringe with needle',
    'UNABLE TO FIND',
    'MEDICATION NOT LISTED',
    'levonorgestrel [St John wort]',
    'sodium chloride 0.9 % 250 mL with',
    'sodium chloride 0.9 % (foo/bar 500 mg)',
    'dextrose 5% (foo;bar;baz)',
    'Dextrose 5 % in water 1,000 mL +',
  ])('may be another where its words say more, or less: %s', (text) => {
    expect(found(words(text))).toBeUndefined()
  })
  it('may be another where one of its names, or one of its parts, says more', () => {
    expect(
      found({ codes: [{ system: 'urn:ehr:drugs', code: 'x1', display: 'Nightwell' }], text: 'metoprolol' }),
    ).toBeUndefined()
    const parts = [words('metoprolol'), words('Nightwell')]
    const mix = aDrug(words('IVPB'), { ingredients: parts })
    expect(recommended(screened({ medications: [aMedication(mix)] }))).toBeUndefined()
    const hung = (added: string) =>
      aDrug(words('Sodium chloride 0.9 % 100 mL'), { ingredients: [words('sodium chloride'), words(added)] })
    expect(recommended(screened({ medications: [aMedication(hung('Nightwell'))] }))).toBeUndefined()
    expect(recommended(screened({ medications: [aMedication(hung('potassium chloride'))] }))).toBe('aac')
    const coded = aDrug(words('metformin 500 mg'), { ingredients: [rx('900009')] })
    expect(recommended(screened({ medications: [aMedication(coded)] }))).toBe('aac')
  })
  it('is read for our drugs all the same', () => {
    expect(found(words('amlodipine (NORVASC) 5 mg tablet, warfarin'))).toBe('sumatriptan-po')
    expect(found(words('potassium chloride and lithium carbonate'))).toBe('sumatriptan-po')
  })
  it.each([
    ['N06AG02', 'Rimoc 150 mg'],
    ['J02AC02', 'Siros 100 mg'],
    ['N03AF01', 'Timonil 200 mg'],
    ['B01AA03', 'Orfarin 5 mg'],
    ['B01AC06', 'Kardegic 75 mg'],
    ['C07AA05', 'Dociton'],
    ['L01BA01', 'Lantarel'],
    ['M01AE01', 'Imbun 600 mg'],
  ])('may be a drug of ours where ATC groups it so, by a name of another country: %s %s', (code, text) => {
    const named = { codes: [{ system: 'http://www.whocc.no/atc', code, display: text }], text }
    expect(found(named)).toBeUndefined()
    expect(screened({ medications: [aMedication(named, homeMed)] }).unclassified).toEqual([text])
    expect(found({ ...named, text: 'Warfarin' })).toBe('sumatriptan-po')
  })
  it('is no drug of ours where ATC has none in its group', () => {
    for (const [code, text] of [
      ['C09AA05', 'Ramipril 5 mg'],
      ['C10AA01', 'Simvastatine'],
      ['H03AA01', 'L-Thyroxin'],
    ] as const)
      expect(found({ codes: [{ system: 'http://www.whocc.no/atc', code, display: text }], text })).toBe('aac')
  })
  it('says that what is taken is not known: nothing is recommended', () => {
    expect(found(sct('182904002', 'Drug treatment unknown (finding)'))).toBeUndefined()
    expect(found(ofIps('no-medication-info', 'Simvastatin'))).toBeUndefined()
  })
})
