/** Ingredients a rule names for which no verified code is at hand: they are known by name alone. */
export const knownByName: Readonly<Record<string, readonly string[]>> = {
  // Rimegepant's label names these as potent inhibitors of P-glycoprotein (L10).
  'named-p-gp-inhibitor': ['amiodarone', 'cyclosporine', 'lapatinib', 'quinidine', 'ranolazine'],
  // Ubrogepant's label names these, beside quinidine, as inhibitors of BCRP or P-glycoprotein alone (L11; carvedilol: looked
  // up on 2026-11-27, medx.it.com on Ubrelvy; eltrombopag: general knowledge).
  'named-bcrp-inhibitor': ['carvedilol', 'eltrombopag'],
  // Through the skin, or above 10 mg a day, selegiline does not act on MAO-B alone.
  'named-selegiline-not-selective': ['selegiline transdermal'],
  // Vitamin K antagonists and heparins; inhibitors of platelets; of CYP3A4: general knowledge.
  'named-anticoagulant': [
    'acenocoumarol',
    'phenprocoumon',
    'fluindione',
    'phenindione',
    'nadroparin',
    'danaparoid',
    'bemiparin',
  ],
  // They dissolve clots: nothing that acts on platelets for 24 hours (general knowledge).
  'named-thrombolytic': ['alteplase', 'tenecteplase', 'reteplase'],
  // Caplacizumab keeps platelets from what they adhere to.
  'named-antiplatelet': ['eptifibatide', 'tirofiban', 'cangrelor', 'triflusal', 'caplacizumab'],
  'named-cyp3a4-strong-inhibitor': ['levoketoconazole', 'mifepristone', 'adagrasib', 'ensitrelvir'],
  // FDA, "Examples of Clinical Substrates, Inhibitors, and Inducers": from memory, not read again.
  'named-cyp3a4-moderate-inhibitor': [
    'berotralstat',
    'duvelisib',
    'fedratinib',
    'isavuconazonium',
    'lefamulin',
    // hiv.gov on interactions of capsid inhibitors: looked up on 2026-11-28.
    'lenacapavir',
    'letermovir',
    'netupitant',
    'nilotinib',
  ],
  'named-cyp3a4-strong-inducer': ['encorafenib'],
  'named-cyp3a4-moderate-inducer': [
    'cenobamate',
    'lorlatinib',
    'nafcillin',
    'pexidartinib',
    'sotorasib',
    // UpToDate's table of inhibitors and inducers (76992, by FDA guidance) and the label of Orilissa: looked up on 2026-11-27.
    'bexarotene',
    'elagolix',
    'eslicarbazepine',
  ],
  'named-butalbital': ['butalbital'],
  // A salicylate: who is allergic to it is to NSAIDs. It acts on the bowel and is no NSAID on a medication list.
  // Bromfenac and nepafenac are drops for the eye, whose labels warn of cross-sensitivity.
  'allergen-nsaid': ['mesalamine', 'bromfenac', 'nepafenac'],
  // What other countries sell, and metamizole, whose hypersensitivity is that of NSAIDs: general knowledge.
  'drug-nsaid': [
    'magnesium salicylate',
    'choline salicylate',
    'etoricoxib',
    'parecoxib',
    'lumiracoxib',
    'metamizole',
    'propyphenazone',
    'phenylbutazone',
    'azapropazone',
    'tenoxicam',
    'lornoxicam',
    'aceclofenac',
    'acemetacin',
    'tiaprofenic acid',
    'tolfenamic acid',
    'niflumic acid',
    'felbinac',
    'fenbufen',
    'loxoprofen',
    'nimesulide',
  ],
  // Of the same alkaloids: general knowledge.
  'drug-ergot': ['pergolide', 'nicergoline', 'lisuride', 'co-dergocrine', 'ergoloid'],
  // General knowledge: no RxNorm code was looked up.
  'drug-tricyclic': ['amoxapine', 'protriptyline', 'dosulepin', 'dothiepin', 'lofepramine'],
  'named-esketamine': ['esketamine'],
}

const agonists = (of: string): readonly string[] => [
  `${of} agonist`,
  `${of} agonists`,
  `${of} receptor agonist`,
  `${of} receptor agonists`,
]

const analgesicWords = ['analgesic', 'analgesics']
/** `Pain pills`, `PAIN MEDICATION`: in every name they stand for an analgesic, so they are read as that word. */
const painMedication =
  /(?<![\p{L}\p{Nd}])pain(?:[^\p{L}\p{Nd}]+(?:med(?:ication|icine)?|pill|killer)s?|killers?)(?![\p{L}\p{Nd}])/giu
export const withAnalgesics = (words: string): string => words.replaceAll(painMedication, 'analgesics')

/**
 * Words for whole classes, as allergy lists use them: VA drug classes, ATC, MeSH and the FDA's established
 * pharmacologic classes among them. Triptans are what most antimigraine agents are.
 */
export const classNames: Readonly<Record<string, readonly string[]>> = {
  'class-triptan': [
    'triptan',
    'triptans',
    ...['5HT1', '5 HT1', '5 HT 1', '5HT 1', '5 HT1B 1D', '5HT1B 1D', '5 HT1D', '5HT1D'].flatMap((receptor) => [
      ...agonists(receptor),
      ...agonists('serotonin').map((serotonin) => `${serotonin} ${receptor}`),
    ]),
    ...agonists('selective serotonin'),
    'serotonin 1b',
    ...['antimigraine', 'anti migraine'].flatMap((against) =>
      ['agent', 'agents', 'drug', 'drugs', 'medication', 'medications', 'preparations', 'products'].map(
        (what) => `${against} ${what}`,
      ),
    ),
  ],
  'class-nsaid': [
    'NSAID',
    'NSAIDs',
    'NSAI',
    'NSAIs',
    'NSAIA',
    'NSAIAs',
    // The disease whose patients no NSAID is given.
    'AERD',
    'Samter',
    'Samters',
    ...['NSIAD', 'NSAD', 'NASID', 'NASAID'].flatMap((misspelled) => [misspelled, `${misspelled}s`]),
    ...['nonsteroidal', 'non steroidal', 'non steroid'].flatMap((kind) => [
      `${kind} anti inflammatory`,
      `${kind} antiinflammatory`,
    ]),
    'nonsteroidals',
    'non steroidals',
    ...['anti inflammatory', 'antiinflammatory'].flatMap((against) =>
      ['', 'drug', 'drugs', 'agent', 'agents', 'medication', 'medications', 'medicines', 'meds'].map((what) =>
        `${against} ${what}`.trim(),
      ),
    ),
    'anti inflammatories',
    'antiinflammatories',
    'anti inflammatory agents non steroidal',
    'anti inflammatory agents nonsteroidal',
    'antiinflammatory and antirheumatic products non steroids',
    'cyclooxygenase inhibitor',
    'cyclooxygenase inhibitors',
    'propionic acid derivative',
    'propionic acid derivatives',
    ...['COX', 'COX 1', 'COX 2', 'COX2', 'cyclooxygenase 2', 'cyclooxygenase 2 COX 2'].flatMap((enzyme) => [
      `${enzyme} inhibitor`,
      `${enzyme} inhibitors`,
    ]),
    'coxib',
    'coxibs',
    'AINE',
    'AINS',
    'AINEs',
    'antiinflamatorios no esteroides',
    'antiinflamatorios no esteroideos',
    'salicylate',
    'salicylates',
    'subsalicylate',
    'salicylic acid',
    'pepto',
    'kaopectate',
  ],
  'class-gepant': [
    'gepant',
    'gepants',
    // Multum: `CGRP inhibitors`.
    ...['CGRP', 'calcitonin gene related peptide', 'calcitonin gene related peptide CGRP'].flatMap((peptide) =>
      ['antagonist', 'receptor antagonist', 'inhibitor', 'blocker'].flatMap((what) => [
        `${peptide} ${what}`,
        `${peptide} ${what}s`,
      ]),
    ),
  ],
  'class-sulfonamide': (
    'sulfa sulfas sulpha sulfonamide sulfonamides sulphonamide sulphonamides sulfacetamide sulfisoxazole sulfadoxine ' +
    'sulfamethizole sulphadiazine silvadene flamazine sulfatrim pediazole gantrisin'
  ).split(' '),
  'class-analgesic': analgesicWords,
}

/** Steroids: VA drug classes DE200, NT200, OP300, RE101 and RS100 (VA Drug Classification System), MeSH and plain words. */
export const steroids: readonly string[] = [
  ...['anti inflammatories', 'anti inflammatory', 'anti inflammatory agents'].flatMap((against) =>
    ['inhalation', 'nasal', 'rectal', 'topical', 'steroidal'].map((kind) => `${against} ${kind}`),
  ),
  ...['anti inflammatory', 'antiinflammatory'].flatMap((against) =>
    ['steroid', 'steroids', 'corticosteroid', 'corticosteroids', 'glucocorticoids'].map((what) => `${against} ${what}`),
  ),
  ...['anti inflammatory', 'antiinflammatory'].flatMap((against) =>
    ['steroid', 'steroidal', 'corticosteroid', 'glucocorticoid'].map((what) => `${what} ${against}`),
  ),
]

const opioidWords = ['opioid', 'opioids', 'opiate', 'narcotic']
const both = (...parts: readonly (readonly string[])[]): readonly string[] =>
  parts.reduce((fronts, next) => fronts.flatMap((front) => next.map((word) => `${front} ${word}`.trim())), [''])

/**
 * Analgesics of another kind: an allergy to them leaves none of ours out. VA drug classes CN101, CN102 and GU100, and the
 * groups of drug banks (VA Drug Classification System, National Drug File 50.605: looked up on 2026-11-27).
 */
export const otherAnalgesics: readonly string[] = [
  ...both(opioidWords, analgesicWords),
  ...both(analgesicWords, opioidWords),
  ...both(['opioid like', 'opioid antagonist'], analgesicWords),
  ...both(['urinary'], analgesicWords),
  ...both(analgesicWords, ['urinary']),
]

/**
 * VA CN103: whole names too, or the part behind `non` would be taken for another kind. `Analgesics, opioid and non-opioid`
 * are both, and combinations with an opioid hold acetaminophen or an NSAID.
 */
export const nonOpioids: readonly string[] = [
  ...both(['non'], opioidWords, analgesicWords),
  ...both(analgesicWords, opioidWords, ['and', 'or'], ['non', 'nonopioid', 'nonopioids', 'nonnarcotic', 'other']),
  ...both(analgesicWords, opioidWords, ['non', 'nonopioid', 'nonnarcotic', 'combination', 'combinations', 'included']),
  ...both(opioidWords, analgesicWords, ['combination', 'combinations']),
  ...both(['all', 'any'], analgesicWords, opioidWords),
]

/** Value sets of moderate inhibitors of CYP3A4. */
export const moderateInhibitors = ['drug-cyp3a4-moderate-inhibitor', 'named-cyp3a4-moderate-inhibitor'] as const
/** Of what slows the clearance of rimegepant: a second dose waits for 48 hours (L10). */
export const slowingRimegepant = [...moderateInhibitors, 'named-p-gp-inhibitor'] as const

/** Who is hypersensitive to one phenothiazine is not given another (label of prochlorperazine). */
export const phenothiazines = [
  'chlorpromazine',
  'thorazine',
  'largactil',
  'levomepromazine',
  'methotrimeprazine',
  'nozinan',
  'fluphenazine',
  'prolixin',
  'perphenazine',
  'trilafon',
  'promethazine',
  'phenergan',
  'thioridazine',
  'mellaril',
  'trifluoperazine',
  'stelazine',
]

/** General knowledge. Named on a medication list they are recognised: none concerns an alternative. */
export const neurolepticNames = [
  ...phenothiazines,
  'abilify',
  'amisulpride',
  'aripiprazole',
  'aristada',
  'asenapine',
  'brexpiprazole',
  'caplyta',
  'cariprazine',
  'clopixol',
  'clozapine',
  'clozaril',
  'compazine',
  'depixol',
  'droperidol',
  'fanapt',
  'flupentixol',
  'flupenthixol',
  'geodon',
  'haldol',
  'haloperidol',
  'iloperidone',
  'invega',
  'latuda',
  'loxapine',
  'lumateperone',
  'lurasidone',
  'lybalvi',
  'molindone',
  'olanzapine',
  'paliperidone',
  'perseris',
  'pericyazine',
  'pimozide',
  'prochlorperazine',
  'quetiapine',
  'rexulti',
  'risperdal',
  'risperidone',
  'saphris',
  'seroquel',
  'sulpiride',
  'symbyax',
  'thiothixene',
  'uzedy',
  'versacloz',
  'vraylar',
  'ziprasidone',
  'zuclopenthixol',
  'zyprexa',
]
