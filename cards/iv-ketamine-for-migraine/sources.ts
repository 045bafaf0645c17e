/**
 * What the keys of agents and rules stand for: the pages that were read, and nothing that was not. Labels were read as
 * copies, some of an older revision: check them against the current label before a clinical release.
 */
export const sources: Readonly<Record<string, string>> = {
  G4: 'linksmedicus.com: 2023 VA/DoD clinical practice guidelines for the management of headache (secondary)',
  G5: 'droracle.ai/articles/457842 (secondary)',
  G8: 'droracle.ai/articles/563735 (secondary)',
  L1: 'Sumatriptan tablets: rxreasoner.com Imitrex monograph; empr.com; healthscout (label contraindications)',
  L2: 'Sumatriptan injection: rxlist.com indications and dosage; openFDA label set fee7d073-0b99-48f2-7985-0d8cf970894b',
  L3: 'Sumatriptan nasal: a drug-card file checked against DailyMed in October 2026 by its author (secondary)',
  L4: 'Sumatriptan and naproxen: DailyMed 5762bbe6-bddf-495c-adf8-9096f98a3a9c; pillsync Treximet; minclinic',
  L5: 'Rizatriptan: wikidoc label copies (contraindications, interactions); connectrx Maxalt; Davis 2024',
  L6: 'Zolmitriptan oral: rxlist; themeditary; rxreasoner (EU precautions)',
  L7: 'Zolmitriptan nasal: hyperqbank label copy',
  L8: 'Eletriptan: drugs.com dosage; druglib label contraindications; MPR copy',
  L9: 'Frovatriptan: DailyMed c0703630-9ce8-4259-841e-71fd2019fa66 (revised August 2018); wikidoc label copy',
  L10: 'Rimegepant: pfizermedicalinformation.com (dosage, interactions); nurtec.pfizerpro.com (safety)',
  L11: 'Ubrogepant: ubrelvyhcp.com; medlibrary and prescriberpoint label copies (warnings of March 2025)',
  L12: 'Ibuprofen: myhealthbox label; pillsync; directoryofdrugs OTC facts; medlibrary',
  L13: 'Naproxen: elsevier.health preview; Aleve label pages (secondary)',
  L15: 'Acetaminophen: recallguide Tylenol label; hellawella (FDA wording)',
  L16: 'Aspirin-acetaminophen-caffeine: DailyMed c4168e4d-3dfc-4e51-a32e-14704cb59c66, 13075fa5-d129-44d7-8860-4daed704ca03',
  L26: 'ICHD-3 8.2, medication-overuse headache: chsg.org; nsj.org.sa table',
  L27: 'Triptan tables: pn.bmj.com; cerebraltorque.com (secondary)',
  P20: 'FDA Drug Safety Communication, 15 October 2020: avoid NSAIDs from 20 weeks of pregnancy',
  P22: 'Amundsen S, et al. Transfer of triptans into human breast milk. Basic Clin Pharmacol Toxicol 2021;128(6):795-804',
  P23: 'LactMed: sumatriptan (NBK501255)',
  'droracle.ai/articles/508656': 'droracle.ai/articles/508656 (secondary)',
  'droracle.ai/articles/603476': 'droracle.ai/articles/603476 (secondary; aspirin trial dose)',
  'droracle.ai/articles/666126': 'droracle.ai/articles/666126 (secondary; aspirin trial dose)',
  'general knowledge': 'recalled, no text read; where it leaves an agent out, a site may switch the rule off',
  'local proposal':
    'a proposal of this project, for a site to confirm; where it leaves an agent out, it may be switched off',
  'When / Then table': 'part of the decision itself',
  'value set hepatic-impairment-unspecified-severity': 'the value set of that name: its codes do not tell the severity',
}
