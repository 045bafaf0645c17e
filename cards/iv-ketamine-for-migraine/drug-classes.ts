/** Ingredients a rule names for which no verified code is at hand: they are known by name alone. */
export const knownByName: Readonly<Record<string, readonly string[]>> = {
  // Rimegepant's label names these as potent inhibitors of P-glycoprotein (L10).
  'named-p-gp-inhibitor': ['amiodarone', 'cyclosporine', 'lapatinib', 'quinidine', 'ranolazine'],
  // Through the skin, or above 10 mg a day, selegiline does not act on MAO-B alone.
  'named-selegiline-not-selective': ['selegiline transdermal'],
  // Vitamin K antagonists and heparins; inhibitors of platelets; of CYP3A4: general knowledge.
  'named-anticoagulant': ['acenocoumarol', 'phenprocoumon', 'fluindione', 'nadroparin'],
  // They dissolve clots: nothing that acts on platelets for 24 hours (general knowledge).
  'named-thrombolytic': ['alteplase', 'tenecteplase', 'reteplase'],
  'named-antiplatelet': ['eptifibatide', 'tirofiban', 'cangrelor'],
  'named-cyp3a4-strong-inhibitor': ['levoketoconazole', 'mifepristone', 'adagrasib', 'ensitrelvir'],
  // FDA, "Examples of Clinical Substrates, Inhibitors, and Inducers": from memory, not read again.
  'named-cyp3a4-moderate-inhibitor': [
    'berotralstat',
    'duvelisib',
    'fedratinib',
    'isavuconazonium',
    'lefamulin',
    'letermovir',
    'netupitant',
    'nilotinib',
  ],
  'named-cyp3a4-strong-inducer': ['encorafenib'],
  'named-cyp3a4-moderate-inducer': ['cenobamate', 'lorlatinib', 'nafcillin', 'pexidartinib', 'sotorasib'],
  'named-butalbital': ['butalbital'],
  // A salicylate: who is allergic to it is to NSAIDs. It acts on the bowel and is no NSAID on a medication list.
  'allergen-nsaid': ['mesalamine'],
  'named-esketamine': ['esketamine'],
}

const agonists = (of: string): readonly string[] => [
  `${of} agonist`,
  `${of} agonists`,
  `${of} receptor agonist`,
  `${of} receptor agonists`,
]

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
    'nonsteroidal anti inflammatory',
    'non steroidal anti inflammatory',
    'nonsteroidal antiinflammatory',
    'non steroidal antiinflammatory',
    'nonsteroidals',
    'non steroidals',
    'anti inflammatory drugs',
    'anti inflammatories',
    'anti inflammatory agents non steroidal',
    'anti inflammatory agents nonsteroidal',
    'antiinflammatory and antirheumatic products non steroids',
    'cyclooxygenase inhibitor',
    'cyclooxygenase inhibitors',
    'propionic acid derivative',
    'propionic acid derivatives',
    'COX inhibitors',
    'COX 2 inhibitors',
    'salicylate',
    'salicylates',
    'subsalicylate',
    'pepto',
  ],
  'class-gepant': [
    'gepant',
    'gepants',
    ...['CGRP', 'calcitonin gene related peptide', 'calcitonin gene related peptide CGRP'].flatMap((peptide) => [
      `${peptide} antagonist`,
      `${peptide} antagonists`,
      `${peptide} receptor antagonist`,
      `${peptide} receptor antagonists`,
    ]),
  ],
  'class-sulfonamide': ['sulfa', 'sulpha', 'sulfa drugs', 'sulfonamide', 'sulfonamides', 'sulfa antibiotics'],
  'class-analgesic': ['analgesic', 'analgesics', 'painkillers'],
}

/** Value sets of moderate inhibitors of CYP3A4. */
export const moderateInhibitors = ['drug-cyp3a4-moderate-inhibitor', 'named-cyp3a4-moderate-inhibitor'] as const
/** Of what slows the clearance of rimegepant: a second dose waits for 48 hours (L10). */
export const slowingRimegepant = [...moderateInhibitors, 'named-p-gp-inhibitor'] as const

/** Who is hypersensitive to one phenothiazine is not given another (label of prochlorperazine). */
export const phenothiazines = [
  'chlorpromazine',
  'thorazine',
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
  'aripiprazole',
  'aristada',
  'asenapine',
  'brexpiprazole',
  'caplyta',
  'cariprazine',
  'clozapine',
  'clozaril',
  'compazine',
  'droperidol',
  'fanapt',
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
  'pimozide',
  'prochlorperazine',
  'quetiapine',
  'rexulti',
  'risperdal',
  'risperidone',
  'saphris',
  'seroquel',
  'symbyax',
  'thiothixene',
  'uzedy',
  'versacloz',
  'vraylar',
  'ziprasidone',
  'zyprexa',
]
