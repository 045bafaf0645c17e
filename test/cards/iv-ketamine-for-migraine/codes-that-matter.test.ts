import type { Concept } from '../../../cards/facts.ts'
import { icd10cm, icd9cm, rxnorm, snomed } from '../../../cards/terminology.ts'
import { aCondition, aMedication } from './builders.ts'
import { homeMed, rulesFor, screened } from './screened.ts'

/** The codes that leave an alternative out, warn of it or change its dose, each alone: not one may be lost from the lists. */

const coded = (system: string, code: string): Concept => ({ codes: [{ system, code }] })
const all = (rows: readonly string[]): readonly string[] => rows.flatMap((row) => row.split(' '))

describe('a problem by its code alone', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['triptan-ihd', 'sumatriptan-po', icd10cm, ['I20 I21 I22 I23 I24 I25 Z95.1 Z95.5 Z98.61 T82.855']],
    ['triptan-ihd', 'sumatriptan-po', icd9cm, ['410 411 412 413 414 V45.81 V45.82']],
    [
      'triptan-ihd',
      'sumatriptan-po',
      snomed,
      [
        '414545008 53741008 22298006 57054005 1755008 401303003 401314000 194828000 233819005 4557003',
        '59021001 314116003 233821000 413838009 414795007 194842008 413844008 87343002 23687008',
        '398274000 194856005 233843008 54329005 73795002 399211009 399261000 429673002',
        '443502000 63739005 123641001 123642008 78741000119103 194821006 28248000 10365005 56276002',
        '28931004 408546009 421327009 413439005 713405002 413444003 315026000 233823002 46109009',
        '697976003 428196007 712866001 233846000 233847009 233860003 233889001 194862000 194863005',
        '194865003 194867006 194868001 703328007 703330009',
      ],
    ],
    ['triptan-stroke-tia', 'sumatriptan-po', icd9cm, ['346.6 430 431 432 433 434 435 436 438']],
    [
      'triptan-stroke-tia',
      'sumatriptan-po',
      icd10cm,
      ['I67.84 I60 I61 I62 I63 G45.0 G45.1 G45.2 G45.3 G45.8 G45.9 G46 I65 I66 I69 Z86.73 G43.6', 'I97.81 I97.82'],
    ],
    [
      'triptan-stroke-tia',
      'sumatriptan-po',
      snomed,
      [
        '1263550001 230690007 432504007 422504002 266257000 274100004 21454007 1386000 230698000',
        '230706003 195185009 195189003 195190007 195186005 64586002 195206000 724429004 230468003',
        '371040005 275526006 62914000',
      ],
    ],
    ['triptan-stroke-tia', 'sumatriptan-po', snomed, ['55382008 300920004 284871000119105 284881000119108']],
    [
      'triptan-pvd',
      'sumatriptan-po',
      snomed,
      [
        '233956002 39823006 45281005 127014009 421365002 422166005 13954005 238794007 429768000',
        '792843009 442439008 442693003 442701004 442735001 709584004 709585003 8001000119106',
      ],
    ],
    ['triptan-stroke-tia', 'sumatriptan-po', icd9cm, ['437.0 437.5']],
    ['triptan-stroke-tia', 'sumatriptan-po', icd10cm, ['I67.2 I67.5 I67.81 I67.82']],
    ['triptan-hemiplegic-brainstem', 'sumatriptan-po', icd10cm, ['G43.4']],
    ['triptan-hemiplegic-brainstem', 'sumatriptan-po', icd9cm, ['346.3']],
    ['triptan-hemiplegic-brainstem', 'sumatriptan-po', snomed, ['59292006 95656000 230464001 83351003']],
    ['triptan-pvd', 'sumatriptan-po', icd9cm, ['250.7 440.2 443.1 443.9 444']],
    [
      'triptan-pvd',
      'sumatriptan-po',
      icd10cm,
      [
        'I75.0 I79.2 Z98.62 T82.856 I70.2 I70.3 I70.4 I70.5 I70.6 I70.7 I70.92 I73.1 I73.89 I73.9 I74',
        'E08.51 E08.52 E09.51 E09.52 E10.51 E10.52 E11.51 E11.52 E13.51 E13.52 Z95.820',
      ],
    ],
    [
      'triptan-pvd',
      'sumatriptan-po',
      snomed,
      [
        '400047006 399957001 840580004 63491006 51274000 421895002 233961000 233962007 233959009',
        '21631000119105 52403007 792845002 792844003 286959000 312822006',
      ],
    ],
    ['triptan-ischemic-bowel', 'sumatriptan-po', icd9cm, ['557']],
    ['triptan-ischemic-bowel', 'sumatriptan-po', icd10cm, ['K55.0 K55.1 K55.8 K55.9']],
    [
      'triptan-ischemic-bowel',
      'sumatriptan-po',
      snomed,
      [
        '30588004 3558002 235842000 235843005 72150009 91489000 57658009 80475003 307420006 243286001',
        '734041006 405545007 46882000 5820008 235845003 13026000 82196007 276500007',
      ],
    ],
    ['triptan-uncontrolled-hypertension', 'sumatriptan-po', icd10cm, ['I16 I67.4 I1A.0']],
    [
      'triptan-uncontrolled-hypertension',
      'sumatriptan-po',
      snomed,
      ['706882009 132721000119104 443482000 70272006 78975002 89242004 50490005'],
    ],
    ['triptan-pressure-hazard', 'sumatriptan-po', icd10cm, ['I71 I72 I67.0 I67.1 I77.7 I60 I25.3 I25.4 Q28.2 Q28.3']],
    [
      'triptan-pressure-hazard',
      'sumatriptan-po',
      snomed,
      [
        '308546005 67362008 233985008 433068007 128609009 128608001 14336007 73067008 234142008',
        '425963007 432119003 6729006 233982006',
      ],
    ],
    ['triptan-wpw', 'eletriptan', icd9cm, ['426.7']],
    ['triptan-wpw', 'eletriptan', icd10cm, ['I45.6']],
    [
      'triptan-wpw',
      'eletriptan',
      snomed,
      ['74390002 195060002 55475008 233922008 233923003 1142120000 1142204001 1142068008 1142064005', '1142122008'],
    ],
    [
      'triptan-severe-hepatic',
      'sumatriptan-po',
      icd10cm,
      [
        'O90.41 K91.82 K91.83 K76.5 I86.4 K70.3 K70.11 B15.0 B16.0 B16.2 B17.11 B19.0 B19.11 B19.21 K70.4 K71.51 K71.1 K71.7',
        'K72 K74.4 K74.5 K74.6 K76.6 K76.7 K76.81 I85 K76.82',
      ],
    ],
    [
      'triptan-severe-hepatic',
      'sumatriptan-po',
      snomed,
      ['420054005 59927004 13920009 1761006 266468003 123717006 76301009 51292008 34742003 235881000', '28670008'],
    ],
    [
      'zolmitriptan-hepatic',
      'zolmitriptan-po',
      icd10cm,
      ['B15 B16 B17 B18 B19 K70.1 K70.9 K71 K73 K75.4 K75.81 K76.9 K74.3'],
    ],
    ['zolmitriptan-hepatic', 'zolmitriptan-po', snomed, ['19943007']],
    ['nsaid-cabg', 'ibuprofen', icd10cm, ['Z95.1']],
    ['nsaid-cabg', 'ibuprofen', icd9cm, ['V45.81']],
    ['nsaid-cabg', 'ibuprofen', snomed, ['399261000']],
    ['nsaid-gi-bleed-ulcer', 'ibuprofen', icd9cm, ['531 532 533 534 578']],
    [
      'nsaid-gi-bleed-ulcer',
      'ibuprofen',
      icd10cm,
      [
        'K22.1 K22.3 K63.3 K62.6 K20.81 K20.91 K21.01 K50.011 K50.111 K50.811 K50.911 K51.011 K51.211',
        'K51.311 K51.411 K51.511 K51.811 K51.911 K25 K26 K63.1 K27 K28 K92.0 K92.1 K92.2 K29.01',
        'K29.21 K29.31 K29.41 K29.51 K29.61 K29.71 K29.81 K29.91 K22.6 I85.01 I85.11 K31.811 K31.82',
        'K55.21 K57.0 K57.11 K57.13 K57.2 K57.31 K57.33 K57.4 K57.51 K57.53 K57.8 K57.91 K57.93 K62.5',
      ],
    ],
    [
      'nsaid-gi-bleed-ulcer',
      'ibuprofen',
      snomed,
      [
        '13200003 397825006 51868009 2807004 74474003 37372002 8765009 2901004 12274003 64121000',
        '24001002 27281001 90257004 196682000 722200003 129141000119104 724519008 724530006 405729008',
        '12063002 712510007 95533003',
      ],
    ],
    ['nsaid-bleeding-disorder', 'ibuprofen', icd9cm, ['286 287.1 287.3 287.4 287.5']],
    [
      'nsaid-bleeding-disorder',
      'ibuprofen',
      icd10cm,
      [
        'D75.82 I78.0 O72.3 D65 D66 D67 D68.0 D68.1 D68.2 D68.3 D68.4 D68.8 D68.9 D69.1 D69.3 D69.4',
        'D69.5 D69.6 D69.8 D69.9',
      ],
    ],
    [
      'nsaid-bleeding-disorder',
      'ibuprofen',
      snomed,
      ['64779008 128105004 28293008 41788008 302215000 32273002 2897005 76642003 373420004 17592003'],
    ],
    [
      'nsaid-intracranial-hemorrhage',
      'ibuprofen',
      icd10cm,
      ['I69.0 I69.1 I69.2 I60 I61 I62 S06.34 S06.35 S06.36 S06.37 S06.38 S06.4 S06.5 S06.6'],
    ],
    ['nsaid-intracranial-hemorrhage', 'ibuprofen', icd9cm, ['430 431 432']],
    ['nsaid-intracranial-hemorrhage', 'ibuprofen', snomed, ['1386000 274100004 21454007 230706003']],
    ['nsaid-kidney', 'ibuprofen', icd10cm, ['N18.4 N18.5 N18.6 Z99.2 I12.0 I13.11 I13.2 Z49 Z91.15 N19']],
    ['nsaid-kidney', 'ibuprofen', icd9cm, ['585.4 585.5 585.6 V45.11 V45.12']],
    [
      'nsaid-kidney',
      'ibuprofen',
      snomed,
      [
        '431857002 433146000 46177005 236435004 236434000 140111000119107 285881000119109',
        '153851000119106 96721000119103 698810000 285841000119104 105502003 265764009 108241001',
        '302497006 71192002',
      ],
    ],
    ['nsaid-acute-kidney-failure', 'ibuprofen', icd10cm, ['O90.4 N17 N99.0']],
    ['nsaid-acute-kidney-failure', 'ibuprofen', snomed, ['14669001']],
    ['nsaid-heart-failure', 'ibuprofen', icd10cm, ['O90.3 I50 I09.81 I11.0 I13.0 I13.2 I97.13']],
    ['nsaid-heart-failure', 'ibuprofen', icd9cm, ['398.91 428']],
    [
      'nsaid-heart-failure',
      'ibuprofen',
      snomed,
      [
        '84114007 42343007 85232009 48447003 56675007 417996009 418304008 364006 195111005 10633002',
        '46113002 703272007 446221000 88805009 698296002',
      ],
    ],
    [
      'nsaid-recent-cardiovascular-event',
      'ibuprofen',
      icd9cm,
      ['346.6 410 411 412 430 431 432 433.01 433.11 433.21 433.31 433.81 433.91 434.01 434.11 434.91', '436'],
    ],
    [
      'nsaid-recent-cardiovascular-event',
      'ibuprofen',
      icd10cm,
      ['I20.0 I21 I22 I23 I24 I25.2 I60 I61 I62 I63 G43.6 Z86.73 I97.81 I97.82'],
    ],
    [
      'nsaid-recent-cardiovascular-event',
      'ibuprofen',
      snomed,
      [
        '22298006 57054005 1755008 401303003 401314000 4557003 314116003 398274000 194856005',
        '233843008 54329005 73795002 399211009 1263550001 230690007 432504007 422504002 274100004',
        '21454007 1386000 230698000 230706003 195185009 195189003 195190007 195186005 724429004',
        '230468003 371040005 275526006',
      ],
    ],
    ['nsaid-aerd', 'ibuprofen', snomed, ['407674008 10692681000119108 233686006']],
    ['nsaid-ckd-stage-3', 'ibuprofen', icd10cm, ['N18.3']],
    ['nsaid-ckd-stage-3', 'ibuprofen', icd9cm, ['585.3']],
    ['nsaid-ckd-stage-3', 'ibuprofen', snomed, ['433144002 700378005 700379002']],
    ['gepant-kidney-failure', 'rimegepant', icd10cm, ['N18.5 N18.6 Z99.2 I12.0 I13.11 I13.2 Z49 Z91.15']],
    ['gepant-kidney-failure', 'rimegepant', icd9cm, ['585.5 585.6 V45.11 V45.12']],
    [
      'gepant-kidney-failure',
      'rimegepant',
      snomed,
      [
        '433146000 46177005 236435004 236434000 153851000119106 698810000 285841000119104 105502003',
        '265764009 108241001 302497006 71192002',
      ],
    ],
    ['ubrogepant-ckd-stage-4', 'ubrogepant', icd10cm, ['N18.4']],
    ['ubrogepant-ckd-stage-4', 'ubrogepant', icd9cm, ['585.4']],
    ['ubrogepant-ckd-stage-4', 'ubrogepant', snomed, ['431857002 140111000119107 285881000119109 96721000119103']],
    ['triptan-hypertension', 'sumatriptan-po', icd10cm, ['I10 I11 I12 I13 I15']],
    [
      'triptan-hypertension',
      'sumatriptan-po',
      snomed,
      ['38341003 59621000 1201005 31992008 56218007 64715009 38481006'],
    ],
    ['gepant-raynaud', 'rimegepant', icd10cm, ['I73.0']],
    ['gepant-raynaud', 'rimegepant', snomed, ['266261006 195295006 361131008']],
    ['sumatriptan-seizure', 'sumatriptan-po', icd10cm, ['G40']],
    ['sumatriptan-seizure', 'sumatriptan-po', snomed, ['84757009 128613002 91175000 230456007']],
  ])('meets %s of %s: %s', (rule, agent, system, rows) => {
    const lost = all(rows).filter((code) => {
      const conditions = [aCondition(coded(system, code))]
      return !rulesFor(screened({ conditions }), agent).includes(rule)
    })
    expect(lost).toEqual([])
  })
})

describe('a drug in use by its code alone', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['triptan-maoi', 'sumatriptan-po', rxnorm, ['8123 10734 6011 30121']],
    ['triptan-linezolid-methylene-blue', 'sumatriptan-po', rxnorm, ['190376 6878']],
    ['triptan-maoi-b', 'sumatriptan-po', rxnorm, ['9639 134748 1922448']],
    ['triptan-maoi-weak', 'sumatriptan-po', rxnorm, ['8702 1540825']],
    ['triptan-ergot-24h', 'sumatriptan-po', rxnorm, ['4025 3418 6883 6911 1760 47579 4021']],
    ['gepant-duplicate', 'rimegepant', rxnorm, ['2282307 2268216 2571813 2637955']],
    [
      'gepant-cyp3a4-strong-inhibitor',
      'rimegepant',
      rxnorm,
      [
        '6135 28031 282446 121243 21212 274786 31565 85762 1306284 114289 134527 83395 195088 343047',
        '460132 190548 1306286 1102261 1102129 302285 83213 1544460 1535457 10864 1873916 2361285',
        '2467553',
      ],
    ],
    [
      'ubrogepant-moderate-inhibitor',
      'ubrogepant',
      rxnorm,
      ['4053 4450 3443 11170 2551 3008 358255 42355 233698 1148495 282388 358262'],
    ],
    [
      'gepant-cyp3a4-strong-inducer',
      'rimegepant',
      rxnorm,
      ['9384 35617 2002 8183 72236 8134 8691 1307298 1999574 7004 1655922 2049873 258326'],
    ],
    ['rimegepant-cyp3a4-moderate-inducer', 'rimegepant', rxnorm, ['195085 75207 30125 475969 55672 1424911']],
    [
      'nsaid-anticoagulant',
      'ibuprofen',
      rxnorm,
      ['11289 1364430 1114195 1037042 1599538 1927851 5224 67108 67109 69646 321208 15202 60819', '114934'],
    ],
    ['nsaid-antiplatelet', 'ibuprofen', rxnorm, ['32968 613391 1116632 10594 3521 21107 1537034']],
    ['nsaid-interaction', 'ibuprofen', rxnorm, ['42351 6448']],
    ['nsaid-interaction', 'ibuprofen', rxnorm, ['6851']],
    ['nsaid-interaction', 'ibuprofen', rxnorm, ['3008']],
    ['triptan-serotonergic', 'sumatriptan-po', rxnorm, ['2556 321988 4493 42355 32937 36437 1086769 1455099']],
    ['triptan-serotonergic', 'sumatriptan-po', rxnorm, ['39786 734064 72625 588250 1433212']],
    ['rizatriptan-propranolol', 'rizatriptan', rxnorm, ['8787']],
    ['zolmitriptan-cimetidine', 'zolmitriptan-po', rxnorm, ['2541']],
    ['acetaminophen-warfarin', 'acetaminophen', rxnorm, ['11289']],
  ])('meets %s of %s: %s', (rule, agent, system, rows) => {
    const lost = all(rows).filter((code) => {
      const medications = [aMedication(coded(system, code), homeMed)]
      return !rulesFor(screened({ medications }), agent).includes(rule)
    })
    expect(lost).toEqual([])
  })
})
