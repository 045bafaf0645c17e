/** Ingredients a rule names for which no verified code is at hand: they are known by name alone. */
export const knownByName: Readonly<Record<string, readonly string[]>> = {
  // Rimegepant's label names these as potent inhibitors of P-glycoprotein (L10).
  'named-p-gp-inhibitor': ['amiodarone', 'cyclosporine', 'lapatinib', 'quinidine', 'ranolazine'],
  // Through the skin, or above 10 mg a day, selegiline does not act on MAO-B alone.
  'named-selegiline-not-selective': ['selegiline transdermal'],
  // Vitamin K antagonists and heparins; inhibitors of platelets; of CYP3A4: general knowledge.
  'named-anticoagulant': ['acenocoumarol', 'phenprocoumon', 'fluindione', 'nadroparin'],
  'named-antiplatelet': ['eptifibatide', 'tirofiban', 'cangrelor'],
  'named-cyp3a4-strong-inhibitor': ['levoketoconazole', 'mifepristone'],
  'named-butalbital': ['butalbital'],
  'named-esketamine': ['esketamine'],
}

/**
 * Words for whole classes, as allergy lists use them: VA drug classes, ATC, MeSH and the FDA's established
 * pharmacologic classes among them. Triptans are what most antimigraine agents are.
 */
export const classNames: Readonly<Record<string, readonly string[]>> = {
  'class-triptan': [
    'triptan',
    'triptans',
    'serotonin 5-HT1 receptor agonists',
    'serotonin 5HT1 agonists',
    'serotonin 1b',
    '5 HT1B 1D agonists',
    'antimigraine agents',
    'anti migraine agents',
    'antimigraine preparations',
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
  'class-gepant': ['gepant', 'gepants', 'CGRP antagonists', 'CGRP receptor antagonists'],
  'class-sulfonamide': ['sulfa', 'sulpha', 'sulfa drugs', 'sulfonamide', 'sulfonamides', 'sulfa antibiotics'],
  'class-analgesic': ['analgesic', 'analgesics', 'painkillers'],
}
