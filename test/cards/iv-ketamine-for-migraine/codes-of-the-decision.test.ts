import type { Concept, Facts } from '../../../cards/facts.ts'
import { icd10cm, icd9cm, snomed } from '../../../cards/terminology.ts'
import { anAllergy, aDrug, anEncounter, icd, ketamine, migraine, read } from './builders.ts'
import { at, noReason, onTheList, ordered, reason, verdict, woman } from './decisions.ts'

/** The codes that the decision rests on, each alone: not one may be lost from the lists. */

const coded = (system: string, code: string): Concept => ({ codes: [{ system, code }] })
const others = (
  expected: string,
  system: string,
  rows: readonly string[],
  given: (concept: Concept) => Facts,
): readonly string[] =>
  rows.flatMap((row) => row.split(' ')).filter((code) => verdict(given(coded(system, code))) !== expected)

describe('a red flag in the encounter, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [icd10cm, ['I60 I61 I62 S06.34 S06.35 S06.36 S06.37 S06.38 S06.4 S06.5 S06.6']],
    [icd9cm, ['430 431 432']],
    [snomed, ['1386000 274100004 21454007']],
    [icd10cm, ['I67.84 I63 I64 I97.81 I97.82']],
    [icd9cm, ['433.01 433.11 433.21 433.31 433.81 433.91 434.01 434.11 434.91 436']],
    [
      snomed,
      ['230690007 432504007 422504002 230698000 230706003 195185009 195189003 195190007 195186005', '371040005'],
    ],
    [
      icd10cm,
      [
        'G00 G01 G02 G03 B45.1 A87 A01.01 A17.0 A17.82 A20.3 A27.81 A32.1 A39.0 A42.81 A51.41 A52.13',
        'A54.81 A69.21 B00.3 B01.0 B02.1 B05.1 B06.02 B26.1 B27.02 B27.12 B27.82 B27.92 B37.5 B38.4',
        'B40.81',
      ],
    ],
    [
      icd9cm,
      ['003.21 036.0 047 049.0 049.1 053.0 054.72 072.1 100.81 112.83 114.2 115.01 115.11 115.91 320', '321 322'],
    ],
    [snomed, ['7180009']],
    [icd10cm, ['G08 I67.6 O22.5 O87.3']],
    [icd9cm, ['437.6']],
    [snomed, ['95455008']],
    [icd10cm, ['M31.5 M31.6']],
    [icd9cm, ['446.5']],
    [snomed, ['400130008']],
    [icd10cm, ['O14 O15 O11']],
    [snomed, ['398254007 46764007']],
    [icd10cm, ['I67.4']],
    [icd9cm, ['437.2']],
  ])('is row 9: %s', (system, rows) => {
    expect(others('row 9', system, rows, (concept) => ordered({}, at(concept)))).toEqual([])
  })
})

describe('status migrainosus in an inpatient, by its code alone', () => {
  const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
  it.each<[string, readonly string[]]>([
    [
      icd10cm,
      [
        'G43.001 G43.011 G43.101 G43.111 G43.401 G43.411 G43.501 G43.511 G43.601 G43.611 G43.701',
        'G43.711 G43.801 G43.811 G43.821 G43.831 G43.901 G43.911 G43.E01 G43.E11 G43.2',
      ],
    ],
    [
      icd9cm,
      [
        '346.02 346.03 346.12 346.13 346.22 346.23 346.32 346.33 346.42 346.43 346.52 346.53 346.62',
        '346.63 346.72 346.73 346.82 346.83 346.92 346.93',
      ],
    ],
    [snomed, ['230467008 124001000119104 124081000119107 193038003']],
  ])('is row 4: %s', (system, rows) => {
    expect(others('row 4', system, rows, (concept) => ordered(reason(concept), inpatient))).toEqual([])
  })
})

// But abdominal migraine, which a site's policy decides on.
describe('a migraine that is the reason of the order, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [
      icd10cm,
      [
        'G43 G43.0 G43.00 G43.001 G43.009 G43.01 G43.011 G43.019 G43.1 G43.10 G43.101 G43.109 G43.11',
        'G43.111 G43.119 G43.4 G43.40 G43.401 G43.409 G43.41 G43.411 G43.419 G43.5 G43.50 G43.501',
        'G43.509 G43.51 G43.511 G43.519 G43.6 G43.60 G43.601 G43.609 G43.61 G43.611 G43.619 G43.7',
        'G43.70 G43.701 G43.709 G43.71 G43.711 G43.719 G43.B G43.B0 G43.B1 G43.C G43.C0 G43.C1 G43.8',
        'G43.80 G43.801 G43.809 G43.81 G43.811 G43.819 G43.82 G43.821 G43.829 G43.83 G43.831 G43.839',
        'G43.9 G43.90 G43.901 G43.909 G43.91 G43.911 G43.919 G43.E G43.E0 G43.E01 G43.E09 G43.E1',
        'G43.E11 G43.E19 G43.2 G43.3',
      ],
    ],
    [
      icd9cm,
      [
        '346 346.0 346.00 346.01 346.02 346.03 346.1 346.10 346.11 346.12 346.13 346.2 346.20 346.21',
        '346.22 346.23 346.3 346.30 346.31 346.32 346.33 346.4 346.40 346.41 346.42 346.43 346.5',
        '346.50 346.51 346.52 346.53 346.6 346.60 346.61 346.62 346.63 346.7 346.70 346.71 346.72',
        '346.73 346.8 346.80 346.81 346.82 346.83 346.9 346.90 346.91 346.92 346.93',
      ],
    ],
    [
      snomed,
      [
        '37796009 4473006 56097005 230462002 230463007 230465000 699314009 230468003 1263550001',
        '724429004 59292006 95656000 230464001 83351003 49605003 79267007 95655001 425936006',
        '423894005 423279000 423683008 425365009 425007008 424699007 124171000119105 427419006',
        '230467008 124001000119104 124081000119107 23186000 711545001 193030005 193039006 445322004',
        '95653008 145611000119107 232284007 155046006 193041007 193037008 155047002 193027003',
        '193029000 193036004 193033007 193038003 194493009',
      ],
    ],
  ])('speaks: %s', (system, rows) => {
    expect(others('row 1', system, rows, (concept) => ordered(reason(concept)))).toEqual([])
  })
})

// But pre-eclampsia and eclampsia, which are red flags first.
describe('pregnancy in the encounter, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [
      icd10cm,
      [
        'O91.01 O91.11 O91.21 O92.01 O92.11 O09 O10 O12 O13 O16 O20 O21 O22 O23 O24 O25 O26 O28 O29',
        'O30 O31 O32 O33 O34 O35 O36 O40 O41 O42 O43 O44 O45 O46 O47 O48 Z32.01 Z33.1 Z33.3 Z34 Z36',
        'Z36.3 Z36.87 Z3A',
        'Z32.1 Z33 Z35 Z35.9',
      ],
    ],
    [
      snomed,
      [
        '77386006 72892002 47200007 65147003 90968009 16356006 82661006 237238006 237239003 64254006',
        '48194001 237244005 83074005 169560008 127364007 11687002',
      ],
    ],
    [icd10cm, ['O00']],
    [icd10cm, ['O60 O61 O62 O63 O64 O65 O66 O67 O68 O69 O70 O71 O74 O75 O76 O77 O80 O82']],
    [icd10cm, ['O88 O98 O99 O9A']],
    [snomed, ['57630001 59466002 41587001']],
  ])('is row 7: %s', (system, rows) => {
    expect(others('row 7', system, rows, (concept) => ordered({}, { ...woman(), ...at(concept) }))).toEqual([])
  })
})

describe('another purpose of the encounter beside migraine, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    // Of the WHO edition.
    [icd10cm, ['J46 T02.9 T29.0 G41.9 M89.0']],
    [snomed, ['314271007 398239001 442842005 250980009 72641008']],
    [snomed, ['50697003 387713003']],
    [icd10cm, ['Z01.81']],
    [snomed, ['112798008 16883004 232674004 397767007 65710008 409622000 241689008 410429000']],
    [icd10cm, ['J96 J80 R09.2 I46']],
    [snomed, ['708090002 36979006 734904007']],
    [icd10cm, ['J45.22 J45.32 J45.42 J45.52 J45.902']],
    [snomed, ['370143000 35489007 66344007 36923009 1153570009 832007 18818009 2618002 13746004']],
    [icd10cm, ['F32 F33 F34.1 F31.3 F31.4 F31.5']],
    [snomed, ['6471006']],
    [icd10cm, ['R45.851 T14.91']],
    [snomed, ['47505003']],
    [icd10cm, ['F43.1']],
    [snomed, ['213299007']],
    [icd10cm, ['G89.18 G89.28']],
    [snomed, ['417746004 125605004 125666000 108367008 284196006']],
    [
      icd10cm,
      [
        'S00 S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11 S12 S13 S14 S15 S16 S17 S19 S20 S21 S22 S23',
        'S24 S25 S26 S27 S28 S29 S30 S31 S32 S33 S34 S35 S36 S37 S38 S39 S40 S41 S42 S43 S44 S45 S46',
        'S47 S48 S49 S50 S51 S52 S53 S54 S55 S56 S57 S58 S59 S60 S61 S62 S63 S64 S65 S66 S67 S68 S69',
        'S70 S71 S72 S73 S74 S75 S76 S77 S78 S79 S80 S81 S82 S83 S84 S85 S86 S87 S88 S89 S90 S91 S92',
        'S93 S94 S95 S96 S97 S98 S99 T07 T14',
      ],
    ],
    [icd10cm, ['T20 T21 T22 T23 T24 T25 T26 T27 T28 T30 T31 T32']],
    [snomed, ['230456007 290671000119100 290681000119102']],
    [
      icd10cm,
      [
        'G40.001 G40.011 G40.101 G40.111 G40.201 G40.211 G40.301 G40.311 G40.A01 G40.A11 G40.B01',
        'G40.B11 G40.401 G40.411 G40.501 G40.801 G40.803 G40.811 G40.813 G40.821 G40.823 G40.833',
        'G40.901 G40.911',
      ],
    ],
    [snomed, ['128200000 734947007 408751001 408749000 408750000 712537009']],
    [icd10cm, ['G90.5 G56.4 G57.7']],
    [snomed, ['247398009 2177002 31681005 5771000119106']],
    [icd10cm, ['M79.2 B02.2 G50.0 G54.6 G62 E11.4 E10.4']],
    [snomed, ['98921000119102 735935009 879973007 103735009']],
    [icd10cm, ['G89.3 Z51.5']],
    [snomed, ['417425009 416826005 417517009']],
    [icd10cm, ['D57.0 D57.21 D57.41 D57.81']],
    [snomed, ['24199005 2776000']],
    [icd10cm, ['R45.1 R41.0 F05']],
  ])('competes: %s', (system, rows) => {
    const beside = (concept: Concept): Facts => ordered(noReason, at(migraine, concept))
    expect(others('competing-indication', system, rows, beside)).toEqual([])
  })
})

describe('a chronic and intractable migraine in an inpatient, by its code alone', () => {
  const inpatient = { encounter: read(anEncounter({ class: 'IMP' })) }
  it.each<[string, readonly string[]]>([
    [icd10cm, ['G43.71 G43.719 G43.E1 G43.E19']],
    [icd9cm, ['346.71']],
    [snomed, ['124171000119105']],
  ])('is row 4: %s', (system, rows) => {
    expect(others('row 4', system, rows, (concept) => ordered(reason(concept), inpatient))).toEqual([])
  })
  it.each<[string, readonly string[]]>([
    [
      icd10cm,
      [
        'G43.7 G43.70 G43.709 G43.E G43.E0 G43.E09 G43.01 G43.019 G43.11 G43.119 G43.41 G43.419',
        'G43.51 G43.519 G43.61 G43.619 G43.B1 G43.C1 G43.81 G43.819 G43.83 G43.839 G43.91 G43.919',
      ],
    ],
    [icd9cm, ['346.7 346.70 346.01 346.11 346.21 346.31 346.41 346.51 346.61 346.81 346.91']],
    [snomed, ['427419006 425936006']],
  ])('is none where it is but one of both: %s', (system, rows) => {
    expect(others('row 1', system, rows, (concept) => ordered(reason(concept), inpatient))).toEqual([])
  })
})

describe('vomiting in the encounter, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [icd10cm, ['R11.1 R11.2']],
    [snomed, ['422400008']],
  ])('is row 1n: %s', (system, rows) => {
    expect(others('row 1n', system, rows, (concept) => ordered({}, at(migraine, concept)))).toEqual([])
  })
})

describe('medication overuse on the problem list, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [icd10cm, ['G44.4 G44.40 G44.41']],
    [snomed, ['698803006']],
  ])('is row 1m: %s', (system, rows) => {
    expect(others('row 1m', system, rows, (concept) => ordered({}, onTheList(concept)))).toEqual([])
  })
})

describe('a headache of another kind in the encounter, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [icd10cm, ['G44.0 G44.2 G44.3 G44.5 G44.81 G44.82 G44.83 G44.84 G44.85 G44.86 G97.0 G97.1']],
    [
      snomed,
      [
        '26150009 398057008 230471006 230470007 193031009 55865003 230472004 230473009 54012000',
        '398987004 279016001 443095000 443094001 95654002 121021000119105 122731000119104',
        '122711000119109 103010005',
      ],
    ],
  ])('explains a headache: %s', (system, rows) => {
    const beside = (concept: Concept): Facts =>
      ordered(reason(icd('R51.9')), { ...at(concept), ...onTheList(migraine) })
    expect(others('other-encounter-reason', system, rows, beside)).toEqual([])
  })
})

describe('what comes with a migraine, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [icd10cm, ['R11.0 R11.10 R11.2 R42 E86.0 H53.141 H53.142 H53.143 H53.149']],
    [snomed, ['422587007 422400008 16932000 409668002 313387002 404640003 34095006']],
  ])('leaves a headache beside it unspecific: %s', (system, rows) => {
    const beside = (concept: Concept): Facts => ordered(reason(icd('R51.9'), concept), onTheList(migraine))
    expect(others('row 2', system, rows, beside)).toEqual([])
  })
})

describe('an immune-type reaction to ketamine, by its code alone', () => {
  it.each<[string, readonly string[]]>([
    [
      snomed,
      [
        '39579001 35001004 126485001 247472004 271807003 64144002 271757001 271756005 247471006',
        '247470007 79893008 271759003 247441003 444827008 399992009 73442001 768962006 702809001',
        '418290006 418363000 276444007 279333002 41291007 402407004 421262002 81950002 2129002',
        '51599000 4386001 44416002 56018004 267036007 230145002',
      ],
    ],
  ])('is row 8: %s', (system, rows) => {
    const did = (concept: Concept): Facts =>
      ordered(
        {},
        {
          allergies: read(anAllergy(ketamine, { type: 'intolerance', reactions: [{ manifestations: [concept] }] })),
        },
      )
    expect(others('row 8', system, rows, did)).toEqual([])
  })
})

describe('what is ordered, by its code alone', () => {
  it.each<[string, string, readonly string[]]>([
    ['row 1', 'http://www.nlm.nih.gov/research/umls/rxnorm', ['6130']],
    ['row 1', 'http://snomed.info/sct', ['373464007 31706007 333847008 776446001 412419002']],
    ['row 1', 'http://www.whocc.no/atc', ['N01AX03']],
    ['row 1', 'http://fdasis.nlm.nih.gov', ['690G0D6V8H O18YUO0I83']],
    ['row 1', 'urn:oid:2.16.840.1.113883.6.233', ['4019796']],
    [
      'row 1',
      'http://www.nlm.nih.gov/research/umls/rxnorm',
      [
        '238082 238083 238084 413197 413198 1247563 1150109 1292462 1361661 1359990 1360010 1361662',
        '206967 206970 206972 631201 631205 631282 1050098 1087926 1301259 1368274 1426157 1486837',
        '1605773 372528 1150108',
      ],
    ],
    [
      'row 1',
      'http://snomed.info/sct',
      [
        '714231007 779626003 333851005 333853008 333854002 376358007 769852008 769853003 769854009',
        '781952002 781953007 781954001',
      ],
    ],
    [
      'row 1',
      'http://hl7.org/fhir/sid/ndc',
      [
        '00071458112 00071458210 00071458508 00143950810 00143950910 00404988020 00409205105',
        '00409205310 42023011310 42023011410 42023011510 50989016106 50989099606 52584003710',
        '52584003810 52584004005 52584010800 61570058102 61570058110 61570058201 61570058210',
        '61570058505 61570058510 64029458101 64029458102 64029458201 64029458202 64029458501',
        '64029458502 67457000100 67457000110 67457010800 67457010810 67457018100 67457018120',
        '72572032010 72572032110 65219-188',
      ],
    ],
    [
      'no-ketamine-ordered',
      'http://www.nlm.nih.gov/research/umls/rxnorm',
      ['2119365 2119381 2119387 2119380 2201623 2119389 2119391'],
    ],
    ['no-ketamine-ordered', 'http://hl7.org/fhir/sid/ndc', ['50458002802 50458002803']],
    ['no-ketamine-ordered', 'http://snomed.info/sct', ['789488000 789489008']],
    ['no-ketamine-ordered', 'http://www.whocc.no/atc', ['N06AX27 N01AX14']],
    ['no-ketamine-ordered', 'http://fdasis.nlm.nih.gov', ['50LFG02TXD L8P1H35P2Z']],
    ['no-ketamine-ordered', 'urn:oid:2.16.840.1.113883.6.233', ['4038230']],
  ])('is %s: %s', (expected, system, rows) => {
    expect(others(expected, system, rows, (concept) => ordered({ drug: aDrug(concept) }))).toEqual([])
  })
})

describe('a route by its code alone', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'row 1',
      'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration',
      ['IVFLUSH IV IVC IVCC IVCI PCA IVINJ IVINJBOL IVPUSH IVRPUSH IVSPUSH _IntravenousRoute'],
    ],
    ['row 1', 'http://snomed.info/sct', ['418114005 419993007 47625008']],
    ['row 1', 'http://terminology.hl7.org/CodeSystem/v2-0162', ['IV']],
    ['row 1', 'http://terminology.hl7.org/CodeSystem/v2-0164', ['IVP IVS']],
    ['row 1', 'http://terminology.hl7.org/CodeSystem/v2-0165', ['IVP IVPB']],
    ['row 1', 'http://standardterms.edqm.eu', ['20045000']],
    ['row 1', 'urn:oid:0.4.0.127.0.16.1.1.2.1', ['20045000']],
    ['row 1', 'urn:oid:2.16.840.1.113883.3.26.1.1', ['C38276']],
    ['row 5', 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', ['IVASCINFUS IVASCINJ']],
    ['row 5', 'http://snomed.info/sct', ['445755006 697971008']],
    ['row 5', 'http://terminology.hl7.org/CodeSystem/v2-0164', ['BT HL PCA']],
    ['row 5', 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', ['PARENTINJ']],
    ['row 5', 'http://terminology.hl7.org/CodeSystem/v2-0162', ['OTH']],
    [
      'not-intravenous',
      'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration',
      [
        'SOAK SHAMPOO TRNSLING PO GARGLE SUCK CHEW EXTCORPDIF HEMODIFF TRNSDERMD DISSOLVE SL DOUCHE',
        'ELECTOSMOS ENEMA RETENEMA IDIMPLNT IVITIMPLNT SQIMPLNT EPI IA IC ICOR IOSSC IT SQINFUS',
        'IPINHL ORIFINHL REBREATH IPPB NASINHL NASINHLC NEB NASNEB ORNEB TRACH VENT VENTMASK AMNINJ',
        'BILINJ CHOLINJ CERVINJ EPIDURINJ EPIINJ EPINJSP EXTRAMNINJ EXTCORPINJ GBINJ GINGINJ BLADINJ',
        'ENDOSININJ HEMOPORT IABDINJ IAINJ IAINJP IAINJSP IARTINJ IBURSINJ ICARDINJ ICARDINJRP',
        'ICARDINJSP ICARINJP ICARTINJ ICAUDINJ ICAVINJ ICAVITINJ ICEREBINJ ICISTERNINJ ICORONINJ',
        'ICORONINJP ICORPCAVINJ IDINJ IDISCINJ IDUCTINJ IDURINJ IEPIDINJ IEPITHINJ ILESINJ ILUMINJ',
        'ILYMPJINJ IM IMD IMZ IMEDULINJ INTERMENINJ INTERSTITINJ IOINJ IOSSINJ IOVARINJ IPCARDINJ',
        'IPERINJ IPINJ IPLRINJ IPROSTINJ IPUMPINJ ISINJ ISTERINJ ISYNINJ ITENDINJ ITESTINJ ITHORINJ',
        'ITINJ ITUBINJ ITUMINJ ITYMPINJ IUINJ IUINJC IURETINJ IVENTINJ IVESINJ IVITINJ PAINJ PDONTINJ',
        'PDPINJ PDURINJ PNINJ PNSINJ RBINJ SCINJ SLESINJ SOFTISINJ SQ SUBARACHINJ SUBMUCINJ TRPLACINJ',
        'TRTRACHINJ URETHINJ URETINJ CERVINS IOSURGINS IU LPINS PR SQSURGINS URETHINS VAGINSI',
        'CECINSTL EFT ENTINSTL GT NGT OGT BLADINSTL CAPDINSTL CTINSTL ETINSTL GJT IBRONCHINSTIL',
        'IDUODINSTIL IESOPHINSTIL IGASTINSTIL IILEALINJ IOINSTL ISININSTIL ITRACHINSTIL IUINSTL',
        'JJTINSTL LARYNGINSTIL NASALINSTIL NASOGASINSTIL NTT OJJ OT PDPINSTL PNSINSTL RECINSTL',
        'RECTINSTL SININSTIL SOFTISINSTIL TRACHINSTL TRTYMPINSTIL URETHINSTL IONTO GUIRR IGASTIRR',
        'ILESIRR IOIRR BLADIRR BLADIRRC BLADIRRT RECIRR IGASTLAV IDOUDMAB ITRACHMAB SMUCMAB ETNEB',
        'DENRINSE ORRINSE URETHSUP SWISHSPIT SWISHSWAL TTYMPTABSORP DRESS SWAB TOPICAL BUC CERV DEN',
        'GIN HAIR ICORNTA ICORONTA IESOPHTA IILEALTA ILTOP ILUMTA IOTOP LARYNGTA MUC NAIL NASAL',
        'OPTHALTA ORALTA ORMUC OROPHARTA PERIANAL PERINEAL PDONTTA RECTAL SCALP OCDRESTA SKIN',
        'SUBCONJTA TMUCTA VAGINS INSUF TRNSDERM',
      ],
    ],
    [
      'not-intravenous',
      'http://snomed.info/sct',
      [
        '10547007 12130007 127490009 127491008 16857009 26643006 34206005 37161004 372449004',
        '372464004 372473007 37737002 37839007 38239002 404820008 417255000 418321004 419396008',
        '419874009 420163009 447694001 447964005 448598008 45890007 46713006 54471007 54485002',
        '58100008 60213007 6064005 72607000 78421000',
      ],
    ],
    [
      'not-intravenous',
      'http://terminology.hl7.org/CodeSystem/v2-0162',
      [
        'AP B DT EP ET GTT GU IA IB IC ICV ID IH IHA IM IMR IN IO IP IS IT IU MM MTH NG NP NS NT OP',
        'OT PF PO PR RM SC SD SL TD TL TP TRA UR VG VM WND',
      ],
    ],
  ])('is %s: %s', (expected, system, rows) => {
    expect(others(expected, system, rows, (route) => ordered({ dosages: [{ route }] }))).toEqual([])
  })
})
