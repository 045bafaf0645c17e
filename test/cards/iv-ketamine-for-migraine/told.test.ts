import type { Concept, Condition } from '../../../cards/facts.ts'
import { antiemeticsFor } from '../../../cards/iv-ketamine-for-migraine/mentions.ts'
import { toldIn } from '../../../cards/iv-ketamine-for-migraine/told.ts'
import { mayBeWithin } from '../../../cards/time.ts'
import { aCondition, aMedication, facts, icd, now, read, sct, words } from './builders.ts'
import { at, detail, onTheList, ordered, verdict } from './decisions.ts'
import { fits, fitsWith, nsaids, option, rulesFor, screened, without } from './screened.ts'
import { every, standing, taking } from './standing.ts'

/** Drugs that problems tell are taken: `RA on MTX`. */

const drugsIn = (text: string): string =>
  [
    ...new Set(
      toldIn(words(text))
        .filter(({ use: { end } }) => end === undefined || mayBeWithin(end, 0, now))
        .flatMap(({ ingredients }) => ingredients),
    ),
  ]
    .toSorted()
    .join('+')

describe('a drug in use that a problem tells', () => {
  it.each<[string, string]>([
    [
      'methotrexate',
      'RA, cont. MTX | RA - continue MTX | RA, continues methotrexate | RA started MTX 3/2026 | RA resumed MTX | RA compliant with MTX | PsA, Rx MTX | PsA tx: MTX | PsA, treated w/MTX | PsA treated w MTX | RA on: MTX, folate | RA, meds: MTX | RA on HCQ/MTX | RA on Remicade/MTX | RA on pred/MTX | RA on HCQ, SSZ, MTX | RA on subcutaneous methotrexate | RA on once weekly methotrexate | RA on DMARDs (MTX) | RA on triple therapy: MTX, SSZ, HCQ | High risk medication use (methotrexate) | RA on MTX after failed Humira | RA on MTX due to intolerance of Humira | RA switched to MTX | RA on Humira -> MTX | RA on adalimumab, unknownumab, MTX | RA on MTX | Rheumatoid arthritis, on methotrexate (HCC) | RA (on MTX) | RA - on MTX | on MTX for RA | Psoriasis on low dose methotrexate 15 mg weekly | RA on chronic MTX | RA on oral methotrexate | RA on weekly MTX | long-term use of methotrexate | Long term (current) use of methotrexate | Long-term current use of methotrexate | Current use of methotrexate | chronic use of methotrexate | Methotrexate, long term, current use | Methotrexate long-term use | On methotrexate therapy | Methotrexate therapy | chronic methotrexate therapy | RA controlled on MTX | RA managed with MTX | RA, well-controlled with methotrexate | RA tx w/ MTX | RA treated with methotrexate | RA maintained on MTX | RA stable on MTX | RA takes MTX | RA, taking methotrexate | RA currently on MTX | RA now on MTX | RA started on MTX | RA restarted on MTX last month | RA on MTX since 2015 | Crohn disease in remission on MTX | RA s/p TKR on MTX | RA not well controlled on MTX | RA, no flares on MTX | RA on stable dose of MTX | Encounter for monitoring methotrexate therapy | Methotrexate monitoring | Encounter for methotrexate monitoring | High risk medication use - on methotrexate | RA: on MTX | RA on MTX, folate | RA on MTX and folic acid | RA on MTX/HCQ | RA on folic acid, MTX | RA on prednisone and MTX | RA on Plaquenil + MTX | RA has been on MTX for years | h/o RA on MTX | History of RA, on methotrexate | RA on MTX per rheum | psoriatic arthritis, receiving methotrexate | RA continues on MTX | RA remains on MTX | mom reports RA on MTX | RA on Trexall | RA on Humira and MTX, failed Enbrel | RA on MTX (failed Humira) | RA on MTX, no side effects | RA on MTX without toxicity | RA on MTX, stopped Humira | RA on MTX (Humira d/c) | RA off Humira, on MTX | RA no longer on Humira, now on MTX | RA was on Humira, now on MTX',
    ],
    [
      'lithium',
      'bipolar d/o on Li | bipolar (on Li, Seroquel) | bipolar on lithium | Bipolar 1 disorder, stable on lithium | bipolar d/o maintained on lithium | Lithium use | Lithium maintenance therapy | encounter for lithium monitoring | Long-term use of lithium | Chronic lithium use | bipolar on Lithobid | BPAD on Li2CO3 | bipolar II managed on lithium monotherapy | bipolar on lamotrigine and lithium | bipolar on Seroquel, lithium | pt on lithium | Patient is on lithium | She takes lithium for bipolar | CKD 3 on lithium | hypothyroidism while on lithium | Bipolar disorder (takes lithium daily) | bipolar on lithium, mother had bipolar | patient and mother on lithium | per mother, pt on lithium',
    ],
    [
      'warfarin',
      'Chronic anticoagulation with warfarin | Chronic anticoagulation on Coumadin | Long term (current) use of anticoagulants - Coumadin | Long term (current) use of anticoagulants [warfarin] | Coumadin management | on anticoagulant (warfarin) | on blood thinner, warfarin | on chronic warfarin therapy | AFib on warfarin | Mechanical MVR on Coumadin, INR 2.5-3.5 | Long term (current) use of warfarin | warfarin therapy | Anticoagulated with warfarin | anticoagulated on Coumadin | APLS on lifelong warfarin | Encounter for current long-term use of warfarin | Warfarin monitoring | hx PE, taking Coumadin | DVT treated with warfarin',
    ],
    [
      'apixaban',
      'AFib on Eliquis | A-fib (on Eliquis) | AF on apixaban 5 mg BID | h/o PE on Eliquis | PAF - on Eliquis | on home O2 and Eliquis | afib on metoprolol + Eliquis | AFib on DOAC | AFib, on a DOAC | AFib was started on Eliquis | AF s/p ablation, still on Eliquis | AFib on metoprolol, diltiazem stopped, and on Eliquis | AFib on Eliquis, never on warfarin | AFib on Eliquis, history of 2 strokes | AFib on Eliquis, quit smoking | AFib on Eliquis; warfarin discontinued 2019 | AFib, Eliquis held in 2025, now back on Eliquis | statin intolerance on Eliquis | seasonal allergies on Eliquis',
    ],
    [
      'rivaroxaban',
      'hx DVT - takes Xarelto | History of DVT on Xarelto | DVT, tx with Xarelto | DVT currently taking Xarelto | Personal history of PE, on Xarelto',
    ],
    [
      'clopidogrel',
      's/p DES on Plavix | CAD on clopidogrel 75 | Stroke 2019 on Plavix | carotid stenosis, on Plavix | long term current use of clopidogrel | CAD s/p PCI 2015 on Plavix',
    ],
    [
      'sertraline',
      'depression, on Zoloft | MDD on sertraline 100 mg daily | depression tx w/ Zoloft | anxiety controlled with Zoloft | PTSD on Zoloft and prazosin | GAD, takes Zoloft | depression well controlled on Zoloft | depression no SI on Zoloft | MDD (controlled with sertraline) | PPD, on Zoloft while breastfeeding',
    ],
    [
      'carbamazepine',
      'epilepsy controlled on carbamazepine | Trigeminal neuralgia on Tegretol | TN on carbamazepine 200 BID | seizure d/o, no seizures on Tegretol | breakthrough seizure on carbamazepine | Epilepsy well controlled with Tegretol XR',
    ],
    ['lithium+lithium carbonate', 'bipolar, on lithium carbonate 900 mg qhs'],
    [
      'phenelzine',
      'depression on MAOI (Parnate) | depression on an MAO inhibitor | depression on monoamine oxidase inhibitor | Monoamine oxidase inhibitor therapy',
    ],
    ['selegiline', "Parkinson's on selegiline | PD on selegiline 5 mg BID"],
    [
      'rasagiline',
      'PD on MAO-B inhibitor | PD on monoamine oxidase type B inhibitor | PD on rasagiline | Parkinson disease, taking Azilect',
    ],
    [
      'linezolid',
      'infection tx with linezolid | VRE on linezolid | MRSA pneumonia on Zyvox | osteomyelitis treated with linezolid | MDR-TB on BPaL',
    ],
    ['phenelzine', 'depression on Nardil | TRD on phenelzine'],
    ['tranylcypromine', 'atypical depression on Parnate'],
    [
      'rifampin',
      'TB on isoniazid, rifampin, pyrazinamide, ethambutol | TB on INH/RIF/PZA/EMB | PJI on dapto/rifampin | TB on rifampin | LTBI on rifampin | latent TB tx w/ rifampin | active TB on RIPE | endocarditis on vanc and rifampin | endocarditis on vancomycin, gentamicin and rifampin',
    ],
    ['cyclosporine', 'kidney transplant on cyclosporine | aplastic anemia on Neoral | transplant on CsA, prednisone'],
    ['cobicistat+darunavir', 'HIV on Symtuza | HIV on Prezcobix'],
    ['ritonavir', 'HIV on boosted PI'],
    ['atazanavir', 'HIV on ATV 400'],
    ["St. John's wort extract", "on St. John's wort | takes SJW"],
    ['rifabutin', 'MAC on azithromycin, ethambutol, rifabutin'],
    ['enoxaparin', 'DVT prophylaxis with Lovenox | DVT on Lovenox'],
    ['aspirin', 'CAD on baby aspirin | carotid disease, takes 81 mg aspirin | takes 1 aspirin a day'],
    ['acetaminophen', 'chronic pain on hydrocodone/APAP | back pain on Percocet'],
    ['ibuprofen', 'OA, takes 800 mg ibuprofen TID'],
    ['cobicistat+elvitegravir', 'HIV on Stribild | HIV well controlled on Genvoya'],
    ['darunavir+ritonavir', 'HIV on DRV/r + DTG'],
    ['diltiazem', 'SVT on diltiazem | HCM on Cardizem'],
    ['verapamil', 'cluster headache on verapamil | SVT, takes verapamil'],
    ['propranolol', 'essential tremor on propranolol | migraine on Inderal | migraine ppx: on propranolol LA 80'],
    ['voriconazole', 'aspergillosis on voriconazole | Aspergillosis on vori'],
    ['naproxen', 'ankylosing spondylitis on naproxen 500 BID | OA on naproxen'],
    ['meloxicam', 'OA knees, takes meloxicam | chronic back pain on Mobic'],
    ['aspirin', 'CAD on ASA 81 mg | Stroke on aspirin | CAD on aspirin 81'],
    ['cabergoline', 'prolactinoma on cabergoline'],
    ['clopidogrel', 'on Plavix through 3/2027 | s/p DES on Plavix until 12/2026 | on Plavix until next PCI'],
    ['phenytoin', 'epilepsy on Dilantin | seizure disorder on phenytoin'],
    ['sumatriptan', 'migraine on sumatriptan prn | migraines, takes Imitrex'],
    ['modafinil', 'narcolepsy on modafinil'],
    [
      'fluoxetine+lithium',
      'bipolar on lithium and Prozac | bipolar on lithium, fluoxetine | bipolar on lithium/fluoxetine',
    ],
    [
      'aspirin+clopidogrel',
      'aspirin and clopidogrel therapy | PAD on statin, ASA, Plavix | s/p stent on ASA and Plavix | CAD on ASA/Plavix | CAD on aspirin + clopidogrel',
    ],
    // With nothing but a sign between a disease and what it is treated with.
    [
      'apixaban',
      'AFib (Eliquis) | AFib, AC: Eliquis | AC: Eliquis | A fib - Eliquis | PE c/w Eliquis | AFib with Eliquis | Afib w/ Eliquis | Afib/Eliquis | AF with RVR, Eliquis | DVT/PE, Eliquis | HTN, AF, Eliquis | h/o DVT - Eliquis | AF anticoagulated (apixaban) | AF s/p ablation (Eliquis)',
    ],
    ['warfarin', 'AF, warfarin | AF+warfarin | mechanical MVR, Coumadin'],
    ['methotrexate', 'RA, MTX | RA (MTX 15 weekly) | RA c/w MTX | Crohn disease, methotrexate'],
    [
      'lithium',
      'bipolar (lithium) | Bipolar disorder, lithium | Bipolar affective disorder (lithium) | bipolar 1 w/ lithium',
    ],
    ['cobicistat+elvitegravir', 'HIV (Genvoya) | HIV, Genvoya'],
    ['clopidogrel', 'CAD s/p DES, Plavix | stroke 2019, Plavix | Coronary artery disease (Plavix)'],
    ['phenelzine', 'depression, Nardil | Major depressive disorder (Nardil)'],
    [
      'apixaban+aspirin+clopidogrel',
      'PMH: HTN, DM, AF (Eliquis), CAD (Plavix, ASA) | AF (home Eliquis 5 mg BID), CAD (Plavix 75 daily, baby ASA restarted) | AF (Eliquis 5 mg p.o. BID), CAD (Plavix only, ASA), TIA | AF w/ sotalol + Eliquis, CAD (ASA samples, Plavix 75)',
    ],
  ])('%s', (ingredients, phrases) => {
    const others = phrases.split(' | ').filter((phrase) => drugsIn(phrase) !== ingredients)
    expect(others.map((phrase) => `${phrase}: ${drugsIn(phrase)}`)).toEqual([])
  })

  it.each([
    // Not taken, or no more.
    'off lithium | bipolar, off lithium | RA not on MTX | RA, not currently on MTX | RA no longer on MTX | RA, no longer taking methotrexate | RA stopped MTX | stopped taking lithium | RA stopped taking MTX | MTX d/c | d/c lithium | MTX discontinued | bipolar was on lithium | RA previously on MTX | RA, formerly on MTX | RA prev on MTX | had been on lithium | used to be on lithium | used to take lithium | RA on MTX, stopped 2020 | RA on MTX (stopped) | RA on MTX - discontinued | RA on MTX, now off | RA on MTX until 2019 | AFib on Eliquis (held) | AFib on Eliquis - on hold | AFib, Eliquis on hold | MTX on hold | lithium held | RA never on MTX | RA not taking MTX | denies taking lithium | noncompliant, not taking lithium | non-compliant with lithium | self-discontinued lithium | unable to take MTX | cannot take methotrexate | bipolar on lithium in 2015 | on lithium from 2010-2015 | on warfarin 2010-2012 | on Plavix through 2021 | completed treatment with rifampin | s/p treatment with rifampin | TB s/p rifampin | TB treated with rifampin in 2005 | RA was controlled on MTX | was maintained on lithium | depression was treated with Zoloft | depression previously treated with Zoloft | previously managed with lithium | depression in the past on Zoloft | post-discontinuation of lithium | weaned off Zoloft | tapered off Zoloft | came off lithium | discontinuation of lithium therapy | RA w/o MTX | not on lithium, Depakote or Zoloft | not on aspirin or Plavix | denies use of NSAIDs | no use of NSAIDs | no NSAID use | never treated with lithium | warfarin therapy discontinued | Completed warfarin therapy | finished rifampin therapy | completed 4 months rifampin therapy | s/p 6 months Eliquis therapy | HIV on Genvoya -> Biktarvy | on lithium (2005-2010) | on warfarin in past | enuresis treated with imipramine as a child | Current use of aspirin: no | RA on MTX but stopped | RA on MTX for 2 years, stopped 2020 | not on chronic warfarin therapy | once on lithium | SDH on Coumadin, Coumadin discontinued | hematoma on Eliquis; Eliquis stopped | SAH on Plavix - discontinued permanently | RA on MTX, self-discontinued | RA on MTX - pt stopped on own | RA on MTX (temporarily held) | RA on MTX, patient quit taking | RA on MTX, holding for surgery | RA on MTX changed to Humira | RA on MTX in the 1990s | no aspirin, lithium or ibuprofen use | denies aspirin and lithium use | past DMARDs: MTX | failed DMARDs (MTX) | no anticoagulants (Eliquis) | not on anticoagulation (Eliquis stopped) | non-adherent to MTX | started MTX but stopped due to nausea | not yet started MTX | do not continue MTX | prior tx MTX | Rx declined: MTX | lithium use: never | lithium use, former | lithium use in the past | MRSA treated with linezolid, resolved | H pylori treated with clarithromycin triple therapy, eradicated | warfarin therapy complete | warfarin therapy not indicated | warfarin therapy not started | no known use of lithium | no evidence of lithium use | negative for lithium use | NSAID use, avoid',
    // A history of it.
    'history of lithium use | H/O: lithium therapy | lithium use, history of | lithium therapy, history of | ex lithium user | H/o lithium use | hx of methotrexate therapy | history of long-term use of methotrexate | personal history of methotrexate therapy | History of NSAID use | history of TB treated with rifampin | h/o LTBI tx w/ rifampin | Hx of endocarditis treated with rifampin and gentamicin | recent NSAID use | occasional NSAID use | prior lithium use | past use of lithium | previous lithium therapy | remote lithium use | former use of warfarin | h/o being on lithium | history of treatment with methotrexate | history of taking lithium',
    // Not tolerated, or it failed.
    'did not tolerate lithium therapy | could not tolerate MTX therapy | intolerance of lithium therapy | tried on Zoloft | trialed on Zoloft | MTX treatment failure | contraindication to nonsteroidal anti-inflammatory therapy | allergic to MTX | allergy to lithium | intolerant of MTX | MTX intolerance | lithium intolerance | failed MTX | failed lithium | RA failed MTX | RA failed treatment with MTX | depression, failed Zoloft | lithium failure | methotrexate-induced pneumonitis | lithium-induced nephrogenic DI | lithium toxicity | lithium overdose | methotrexate poisoning | warfarin toxicity | lithium level | elevated lithium level | lithium level high on exam | adverse effect of methotrexate | adverse reaction to methotrexate therapy | poisoning by lithium | underdosing of lithium | warfarin-related bleed | rash on sulfa | rash on lithium | hives on Zoloft | angioedema on Zoloft | no response on Zoloft | did not respond to Zoloft | refractory to lithium | lithium-resistant bipolar | MTX contraindicated | side effects on Zoloft | sexual dysfunction due to Zoloft | serotonin syndrome from Zoloft | suicide attempt by lithium | intentional overdose on lithium | overdosed on lithium | OD on Zoloft | methotrexate hepatotoxicity | lithium withdrawal | Zoloft discontinuation syndrome | NSAID overuse | lithium battery ingestion | headache when taking Zoloft | nausea with taking MTX | failure on MTX | failed on lithium',
    // Only thought of.
    'start on MTX | plan: start on MTX | goal: start lithium therapy | advised against NSAID use | ineligible for warfarin therapy | evaluation for warfarin therapy | pre-treatment screening for MTX therapy | prior authorization for rifampin therapy | insurance approval for Xarelto therapy | teaching on warfarin | instruction on Lovenox use | education given on warfarin therapy | aspirin use discussed | considering lithium | considering starting on MTX | consider treatment with lithium | declined MTX | declined warfarin therapy | refuses lithium | refused to take warfarin | RA plan to start MTX | plan to start on MTX | to start on MTX | will be on MTX | to be started on MTX | planning on MTX | if on lithium, check level | if taking lithium | candidate for warfarin therapy | not a candidate for warfarin therapy | discussed MTX | discuss treatment with MTX | recommend MTX therapy | would benefit from lithium therapy | awaiting MTX therapy | needs to be on warfarin | should be on Eliquis | may need lithium therapy | trial of lithium planned | wants to be on lithium | defer warfarin therapy | unless on warfarin | avoid use of methotrexate | avoid methotrexate use | contraindication to warfarin therapy | risk of lithium therapy | counseling on lithium | education on warfarin | educated on warfarin therapy | information on methotrexate | questions on lithium | counseling about warfarin therapy | exposure to lithium therapy in utero | screening before methotrexate therapy | pre-methotrexate use evaluation',
    // Someone else.
    'stepfather on warfarin | boyfriend taking Zoloft | fiancee on Zoloft | niece on lithium | family member on lithium | mother on lithium | father takes warfarin | FHx: mother on lithium | family history of bipolar on lithium | FH: bipolar on lithium | sister with bipolar on lithium | husband on Plavix | son takes Zoloft | maternal use of lithium | maternal lithium therapy | newborn of mother on lithium | infant of mother taking Zoloft | wife is on lithium | lives with brother on warfarin | maternal treatment with Zoloft',
    // Not a drug.
    'wart treated with TCA | SSRI discontinuation syndrome | off MAOIs | fall on ATV | AAS use | opioids, on CSA | CSA treatment | mass on RIF | Harmful use of ketamine | Medication overuse headache due to triptan use | lungs clear on exam | ESRD on dialysis | COPD on home O2 | pain on left side | nodule on CT | on CPAP | on exam lithium level | lesion on MRI | on HD MWF | on vegan diet | on call | on disability | on insulin | T2DM on metformin | HTN on lisinopril | on multiple medications | on meds | use of a walker | physical therapy | speech therapy | tobacco use | alcohol use | IV drug use | wheelchair use | oxygen therapy | radiation therapy | hormone therapy | on and off headaches | based on labs | takes no medications | treated with surgery | managed with diet | fall on stairs | weight loss on purpose | radiation treatment | ICD on left | blind on right | worse on standing | RA | migraine | Lithium | MTX | AFib; Eliquis | long-term (current) drug therapy | high risk medication use',
    // With nothing but a sign between a disease and a drug that is not taken.
    'AF (no Eliquis) | AF, warfarin allergy | AF, warfarin stopped | AF (Eliquis stopped 2020) | AF (Eliquis declined) | AF (was on Eliquis) | RA, MTX intolerance | RA (failed MTX) | RA, MTX failure | epilepsy (carbamazepine rash) | epilepsy, past carbamazepine | DVT, heparin-induced thrombocytopenia | mother with AF, Eliquis | family history of RA, MTX | bipolar, lithium toxicity | UC, mesalamine nephritis | RA, NSAID gastritis | PE s/p Eliquis | DVT (Xarelto 2015-2016) | CAD, chest pain | anaphylaxis (ibuprofen) | overdose (acetaminophen) | HTN (lisinopril)',
    'AFib, Eliquis discussed | AFib, Eliquis nonadherence | AFib, noncompliant with Eliquis | AFib, Eliquis not indicated | AFib, Eliquis never started | AFib, Eliquis? | AF, warfarin c/i | PE, warfarin (allergy) | CAD, Plavix (hives) | CAD, allergic to ASA and Plavix | AFib - off Eliquis and ASA | DVT, refused heparin and Lovenox | RA, failed Humira and MTX | RA (MTX side effects) | RA, MTX: nausea | bipolar, lithium trial 2018 | bipolar, lithium screening | bipolar, lithium OD | bipolar (lithium nephropathy) | bipolar, lithium as teen | HIV, Genvoya not covered | HIV, h/o Genvoya | PD, selegiline (past) | PE, warfarin-provoked | TN (carbamazepine - GI upset) | AFib, Eliquis (husband)',
    'MI, sumatriptan | stroke, ibuprofen | UC: ibuprofen 800 | SpO2 98% RA, Toradol | 98% on RA, ketorolac 30 mg | depression, Tylenol OD | PE - NSAIDs',
    "Mother: bipolar (lithium) | Patient's father: CAD (Plavix) | Fam hx - depression, Zoloft | F/H: CVA/stroke, aspirin",
    // Through the skin or on the eye.
    'dry eye on cyclosporine eye drops | dandruff on ketoconazole shampoo | seborrhea treated with ketoconazole cream',
  ])('is not read in %s', (phrases) => {
    const found = phrases
      .split(' | ')
      .map((phrase) => `${phrase}: ${drugsIn(phrase)}`)
      .filter((told) => !told.endsWith(': '))
    expect(found).toEqual([])
  })
})

describe('a drug that a problem tells', () => {
  const rulesWith = (text: string, agent: string): readonly string[] =>
    rulesFor(screened({ conditions: [aCondition(words(text))] }), agent)

  it.each<[string, string, string]>([
    ['RA on MTX', 'nsaid-interaction', 'ibuprofen'],
    ['bipolar on lithium', 'nsaid-interaction', 'aac'],
    ['kidney transplant on cyclosporine', 'nsaid-interaction', 'naproxen'],
    ['HIV on Symtuza', 'gepant-cyp3a4-strong-inhibitor', 'rimegepant'],
    ['HIV on Symtuza', 'eletriptan-cyp3a4-72h', 'eletriptan'],
    ['AFib on Eliquis', 'nsaid-anticoagulant', 'ibuprofen'],
    ['AFib (Eliquis)', 'nsaid-anticoagulant', 'ibuprofen'],
    ['on chronic warfarin therapy', 'acetaminophen-warfarin', 'acetaminophen'],
    ['depression, on Zoloft', 'triptan-serotonergic', 'sumatriptan-po'],
    ['depression on Nardil', 'triptan-maoi', 'sumatriptan-sc'],
    ['depression on Nardil', 'triptan-maoi-class', 'eletriptan'],
    ['infection tx with linezolid', 'triptan-linezolid-methylene-blue', 'frovatriptan'],
    ['PD on rasagiline', 'triptan-maoi-b', 'rizatriptan'],
    ['TB on rifampin', 'gepant-cyp3a4-strong-inducer', 'ubrogepant'],
    ['epilepsy controlled on carbamazepine', 'gepant-cyp3a4-strong-inducer', 'rimegepant'],
    ['migraine on propranolol', 'rizatriptan-propranolol', 'rizatriptan'],
    ['SVT on diltiazem', 'ubrogepant-moderate-inhibitor', 'ubrogepant'],
    ['s/p DES on Plavix', 'nsaid-antiplatelet', 'naproxen'],
    ['ankylosing spondylitis on naproxen 500 mg BID', 'nsaid-duplicate', 'ibuprofen'],
    ['OA, takes ibuprofen prn', 'nsaid-home-list', 'naproxen'],
    ['CAD on aspirin', 'nsaid-low-dose-aspirin', 'ibuprofen'],
    ['CAD on aspirin 325 mg daily', 'nsaid-duplicate', 'ibuprofen'],
    ['chronic pain, takes Tylenol 1000 mg QID', 'acetaminophen-daily-maximum', 'acetaminophen'],
    ['chronic migraine on Nurtec', 'gepant-duplicate', 'ubrogepant'],
    // Undated: it may have been taken within 24 hours, as one of the medication list may.
    ['migraine on DHE', 'triptan-ergot-24h', 'sumatriptan-po'],
  ])('counts as one of the medication list: %s, %s', (text, rule, agent) => {
    expect(rulesWith(text, agent)).toContain(rule)
  })

  it('is told with the words of the problem, once', () => {
    const told = (concept: Concept) => detail(ordered({}, onTheList(concept)))
    expect(told(words('RA on MTX'))).toContain('NSAIDs left out: RA on MTX.')
    expect(told(icd('M06.9', 'RA on MTX'))).toContain('NSAIDs left out: RA on MTX (M06.9).')
    expect(told(words('AFib on Eliquis'))).toContain('NSAIDs left out: AFib on Eliquis.')
    const long = 'Rheumatoid arthritis of multiple sites with positive rheumatoid factor, on MTX'
    expect(told(words(long))).toContain('NSAIDs left out: MTX: Rheumatoid arthritis of multiple sites')
  })

  it('is told by the medication list where that has it, too', () => {
    const given = ordered(
      {},
      { ...onTheList(icd('M06.9', 'RA on MTX')), medications: read(aMedication(words('methotrexate 2.5 mg'))) },
    )
    expect(detail(given)).toContain('NSAIDs left out: methotrexate 2.5 mg.')
  })

  it('is no second supply of acetaminophen beside the medication list', () => {
    const acetaminophen = (problem: string, name = 'acetaminophen 500 mg') =>
      standing(
        ordered(
          {},
          {
            ...onTheList(words(problem)),
            medications: read(
              aMedication(words(name), { ofThisEncounter: false, dosages: [{ text: '2 tablets twice daily' }] }),
            ),
          },
        ),
        'acetaminophen',
      )
    expect(acetaminophen('chronic pain, takes Tylenol 1000 mg BID')).not.toBe('out')
    expect(acetaminophen('chronic pain, takes Tylenol 1000 mg QID')).toBe('out')
    expect(acetaminophen('chronic pain, takes Tylenol 1000 mg BID', 'hydrocodone 5 mg / acetaminophen 500 mg')).toBe(
      'out',
    )
  })

  it('counts beside any code, and as a reason of today', () => {
    for (const concept of [
      icd('Z79.899', 'Long-term use of lithium'),
      sct('69896004', 'RA on MTX'),
      icd('Z86.718', 'History of DVT, on Xarelto'),
    ])
      expect(fitsWith(concept)).toEqual(without(...nsaids))
    expect(every(ordered({}, at(words('weakness, on lithium'))), 'ibuprofen')).toBe('out')
  })

  it.each<[string, Partial<Condition>]>([
    ['inactive', { clinicalStatus: 'inactive' }],
    ['resolved', { clinicalStatus: 'resolved' }],
    ['in remission', { clinicalStatus: 'remission' }],
    ['refuted', { verificationStatus: 'refuted' }],
    ['entered in error', { verificationStatus: 'entered-in-error' }],
  ])('does not count where the problem is %s', (_, over) => {
    expect(fits({ conditions: [aCondition(words('RA on MTX'), over)] })).toEqual(without())
  })

  it('is of no relative, by the code either', () => {
    expect(fitsWith(icd('Z81.8', 'Bipolar disorder, on lithium'))).toEqual(without())
  })

  it('is no treatment that was tried, given or ordered, and no failure', () => {
    for (const name of [
      'migraine on sumatriptan',
      'migraine on rizatriptan, takes Imitrex',
      'migraines, takes Maxalt and Relpax',
    ]) {
      const given = { conditions: [aCondition(words(name))] }
      expect(fits(given)).toEqual(without())
      expect(fits({ ...given, scope: { untriedClassesOnly: true } })).toEqual(without())
      // Held back until a triptan was used.
      expect(option(screened(given), 'sumatriptan-naproxen').remarks.map(({ because }) => because)).toContain(
        'no triptan used before',
      )
    }
  })

  it('of a triptan is asked about', () => {
    expect(detail(ordered({}, onTheList(words('migraine on Imitrex prn'))))).toContain(
      '\n- On record: migraine on Imitrex prn. Ask about doses of the last 24 hours.',
    )
  })

  it('counts to the end that its words tell', () => {
    expect(fitsWith(words('RA on MTX until 2019'))).toEqual(without())
    expect(fitsWith(words('RA on MTX until 2027'))).toEqual(without(...nsaids))
    // Within 14 days.
    expect(fitsWith(words('depression on Nardil until 11/2025'))).toEqual(without())
    expect(every(ordered({}, onTheList(words('depression on Nardil until 2026'))), 'rizatriptan')).toBe('out')
  })

  it('keeps metoclopramide and dihydroergotamine from being named', () => {
    const given = (name: string) => facts({ ...onTheList(words(name)) })
    expect(antiemeticsFor(given('schizophrenia on Zyprexa'))).toEqual(['prochlorperazine'])
    expect(antiemeticsFor(given('schizophrenia off Zyprexa'))).toEqual(['prochlorperazine', 'metoclopramide'])
    expect(antiemeticsFor(given('nausea on Reglan'))).toEqual(['prochlorperazine', 'metoclopramide'])
    const named = (name: string) => detail(ordered({}, onTheList(words(name))))
    expect(named('gastroparesis on erythromycin')).not.toContain('DHE')
    expect(named('gastroparesis, off erythromycin')).toContain('DHE')
  })

  it.each(['RA on MTX', 'migraine on sumatriptan', 'bipolar on lithium', 'depression, on Zoloft'])(
    'makes no card speak, and none silent: %s',
    (name) => {
      for (const over of [{}, { reasons: [] }]) {
        const given = (text: string) => verdict(ordered(over, { ...onTheList(words(text)) }))
        expect(given(name)).toBe(given(name.replace(/,? on .*/, '')))
      }
    },
  )
})

it.each([
  ['MAO inhibitor', 'out'],
  ['MAOIs', 'out'],
  ['Monoamine oxidase inhibitor', 'out'],
  ['MAO-B inhibitor', 'warned'],
  ['Monoamine oxidase B inhibitor', 'warned'],
])('a class on the medication list is one: %s', (name, effect) => {
  const given = taking(aMedication(words(name)))
  expect(standing(given, 'rizatriptan')).toBe(effect)
  expect(detail(given)).not.toContain('Not recognised')
})
