import type { Verification } from '../guidance.ts'

/** Names under which medications and allergens stand in charts, beside the ingredient names of the value sets. */
export interface DrugNames {
  readonly source: string
  readonly verification: Verification
  /** Name to ingredients, as RxNorm writes them. Compared word for word, without regard to case. */
  readonly names: Readonly<Record<string, readonly string[]>>
}

export const drugNames: readonly DrugNames[] = [
  {
    source: 'Label copies and monographs L1-L11, L13, L15-L19 of the references',
    verification: 'verified',
    names: {
      imitrex: ['sumatriptan'],
      treximet: ['sumatriptan', 'naproxen'],
      maxalt: ['rizatriptan'],
      zomig: ['zolmitriptan'],
      relpax: ['eletriptan'],
      frova: ['frovatriptan'],
      nurtec: ['rimegepant'],
      ubrelvy: ['ubrogepant'],
      excedrin: ['aspirin', 'acetaminophen', 'caffeine'],
      tylenol: ['acetaminophen'],
      aleve: ['naproxen'],
      'D.H.E. 45': ['dihydroergotamine'],
      migranal: ['dihydroergotamine'],
      trudhesa: ['dihydroergotamine'],
      ketalar: ['ketamine'],
      spravato: ['esketamine'],
    },
  },
  {
    source:
      "Looked up on 2026-11-27: MedlinePlus en español (002123), Kaiser Permanente en español (stn166055), infobae.com (AINE, 2025-09-09), axim.live (acetaminofén), wahram/atc_icd (German names of ATC), DailyMed label of Doan's, labels of Nevanac, Prolensa and BromSite (cross-sensitivity with NSAIDs)",
    verification: 'secondary',
    names: {
      'ácido acetilsalicílico': ['aspirin'],
      'acido acetilsalicilico': ['aspirin'],
      acetylsalicylsäure: ['aspirin'],
      acetaminofén: ['acetaminophen'],
      acetaminofen: ['acetaminophen'],
      doans: ['magnesium salicylate'],
      'doan s': ['magnesium salicylate'],
      prolensa: ['bromfenac'],
      bromsite: ['bromfenac'],
      bromday: ['bromfenac'],
      nevanac: ['nepafenac'],
    },
  },
  {
    source:
      'Short words of the drug banks behind Epic and Meditech (Medi-Span, FDB), in whose names of combinations 40 letters or so have to do: `DARUN-COBIC-EMTRICIT-TENOFAF`, general knowledge',
    verification: 'recalled',
    names: {
      cobic: ['cobicistat'],
      'elviteg cob': ['cobicistat', 'elvitegravir'],
      darun: ['darunavir'],
      elviteg: ['elvitegravir'],
      riton: ['ritonavir'],
      ritona: ['ritonavir'],
      efavir: ['efavirenz'],
      clarithro: ['clarithromycin'],
      clarith: ['clarithromycin'],
      'meth blue': ['methylene blue'],
      'm blue': ['methylene blue'],
      'hyo m bl': ['methylene blue'],
      rifamp: ['rifampin'],
      phenobarb: ['phenobarbital'],
      'pb hyoscy': ['phenobarbital'],
      amitriptyl: ['amitriptyline'],
      acetam: ['acetaminophen'],
      acetamin: ['acetaminophen'],
      acetaminop: ['acetaminophen'],
      acetaminoph: ['acetaminophen'],
      acetaminophn: ['acetaminophen'],
      acetaminophe: ['acetaminophen'],
      ibuprof: ['ibuprofen'],
      naprox: ['naproxen'],
      sulfamethox: ['sulfamethoxazole'],
    },
  },
  {
    source: 'Salts, synonyms, international names and usual abbreviations, general knowledge',
    verification: 'recalled',
    names: {
      // Canadian French
      'acide acétylsalicylique': ['aspirin'],
      'acide acetylsalicylique': ['aspirin'],
      aas: ['aspirin'],
      paracétamol: ['acetaminophen'],
      paracetamolo: ['acetaminophen'],
      dexketoprofeno: ['ketoprofen'],
      dipyrone: ['metamizole'],
      metamizol: ['metamizole'],
      novalgin: ['metamizole'],
      asa: ['aspirin'],
      'acetylsalicylic acid': ['aspirin'],
      acetylsalicylate: ['aspirin'],
      apap: ['acetaminophen'],
      paracetamol: ['acetaminophen'],
      ibu: ['ibuprofen'],
      asprin: ['aspirin'],
      acetominophen: ['acetaminophen'],
      ibuprophen: ['ibuprofen'],
      ibuprofine: ['ibuprofen'],
      naproxyn: ['naproxen'],
      naproxine: ['naproxen'],
      advill: ['ibuprofen'],
      alleve: ['naproxen'],
      exedrine: ['aspirin', 'acetaminophen', 'caffeine'],
      torridol: ['ketorolac'],
      tylonal: ['acetaminophen'],
      dexketoprofen: ['ketoprofen'],
      dexibuprofen: ['ibuprofen'],
      mesalazine: ['mesalamine'],
      nicoumalone: ['acenocoumarol'],
      dhe: ['dihydroergotamine'],
      ergometrine: ['ergonovine'],
      methylergometrine: ['methylergonovine'],
      dabigatran: ['dabigatran etexilate'],
      lmwh: ['enoxaparin'],
      ufh: ['heparin'],
      'methylthioninium chloride': ['methylene blue'],
      ciclosporin: ['cyclosporine'],
      cyclosporin: ['cyclosporine'],
      rifampicin: ['rifampin'],
      phenobarbitone: ['phenobarbital'],
      'st john s wort': ["St. John's wort extract"],
      'st johns wort': ["St. John's wort extract"],
      'saint john s wort': ["St. John's wort extract"],
      hypericum: ["St. John's wort extract"],
      indometacin: ['indomethacin'],
      mefenamic: ['mefenamic acid'],
      fosaprepitant: ['aprepitant'],
      fosnetupitant: ['netupitant'],
      isavuconazole: ['isavuconazonium'],
      'valproic acid': ['valproate'],
      divalproex: ['valproate'],
      'co trimoxazole': ['sulfamethoxazole'],
      smx: ['sulfamethoxazole'],
    },
  },
]

/**
 * Acetaminophen by what it is not, where a strength tells that a product is meant: `use aspirin-free products` on an allergy
 * list is about aspirin. General knowledge.
 */
const withoutAspirin = [
  'aspirin free Anacin',
  'aspirin free Excedrin',
  ...['aspirin free', 'non aspirin', 'nonaspirin'].flatMap((name) =>
    ['80', '160', '325', '500', 'extra strength', 'ES', 'PM'].map((strength) => `${name} ${strength}`),
  ),
]

/** What stands on medication lists and holds no drug; VA turns its names about (`NEEDLE,PEN 31G 8MM`). General knowledge. */
const supplies = [
  ...['test strip', 'lancet', 'pen needle', 'insulin syringe', 'alcohol pad', 'alcohol swab'].flatMap((one) => [
    one,
    `${one}s`,
  ]),
  'alcohol prep',
  'needle pen',
  'syringe insulin',
  'spacer inhaler',
  'aerochamber',
  'sharps container',
  ...['meter', 'sensor', 'diagnostic', 'monitoring', 'transmitter', 'receiver'].map((one) => `blood glucose ${one}`),
  'blood sugar diagnostic',
  'flash glucose sensor',
  'flash glucose scanning reader',
  ...['insulin', 'safety', 'disp', 'disposable'].map((kind) => `syringe with needle ${kind}`),
  'nebulizer accessories',
  'nebulizer and compressor',
  'compressor nebulizer',
  'respiratory therapy supplies',
  'aero holding chambers',
  'glucose blood',
  'continuous glucose sensor',
  'glucose meter',
  'glucometer',
  'dexcom',
  'freestyle libre',
  'continuous blood gluc',
]

/**
 * Products whose names hold one of ours and that are something else, and short names of what concerns no rule. General
 * knowledge.
 */
export const otherProducts: Readonly<Record<string, readonly string[]>> = {
  'heparin lock': [],
  'heparin lock flush': [],
  'heparin flush': [],
  '5 ASA': ['mesalamine'],
  'Bayer Contour': [],
  'Bayer Breeze': [],
  'Bayer Microlet': [],
  'Bayer glucose': [],
  'Bayer blood glucose': [],
  'Cartia XT': ['diltiazem'],
  'Anadin Ultra': ['ibuprofen'],
  'Anadin joint pain': ['ibuprofen'],
  'Anadin Liquifast': ['ibuprofen'],
  'Anadin Paracetamol': ['acetaminophen'],
  'Feminax Express': ['ibuprofen'],
  'Feminax Ultra': ['naproxen'],
  ...Object.fromEntries(withoutAspirin.map((name) => [name, ['acetaminophen']])),
  ...Object.fromEntries(supplies.map((name) => [name, []])),
  CoQ10: [],
  'CoQ 10': [],
  'Co Q 10': [],
  'coenzyme Q10': [],
}
