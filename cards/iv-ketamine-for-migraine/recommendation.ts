import type { Citation } from '../guidance.ts'

/**
 * The statement, its strength and its sources. `verification` tells how each was checked: `verified`, the text was read
 * in the primary source or its abstract; `secondary`, in a page that reports it. A source without a verified
 * identifier is named without a link.
 */
export const citations = {
  cpg: {
    id: 'cpg',
    citation:
      'U.S. Department of Veterans Affairs, U.S. Department of Defense. VA/DoD Clinical Practice Guideline for the Management of Headache. 2023.',
    verification: 'secondary',
  },
  synopsis: {
    id: 'synopsis',
    citation:
      'Sico JJ, Antonovich NM, Ballard-Hernandez J, et al. 2023 U.S. Department of Veterans Affairs and U.S. Department of Defense Clinical Practice Guideline for the Management of Headache. Ann Intern Med 2024. PMID 39467289.',
    url: 'https://doi.org/10.7326/ANNALS-24-00551',
    verification: 'verified',
  },
  etchison: {
    id: 'etchison',
    citation:
      'Etchison AR, Bos L, Ray M, et al. Low-dose Ketamine Does Not Improve Migraine in the Emergency Department: A Randomized Placebo-controlled Trial. West J Emerg Med 2018;19(6):952-960. PMID 30429927.',
    url: 'https://doi.org/10.5811/westjem.2018.8.37875',
    verification: 'verified',
  },
  zitek: {
    id: 'zitek',
    citation:
      'Zitek T, Gates M, Pitotti C, et al. A Comparison of Headache Treatment in the Emergency Department: Prochlorperazine Versus Ketamine. Ann Emerg Med 2018;71(3):369-377.e1.',
    url: 'https://doi.org/10.1016/j.annemergmed.2017.08.063',
    verification: 'verified',
  },
  lauritsen: {
    id: 'lauritsen',
    citation:
      'Lauritsen C, Mazuera S, Lipton RB, Ashina S. Intravenous ketamine for subacute treatment of refractory chronic migraine: a case series. J Headache Pain 2016;17:106.',
    url: 'https://doi.org/10.1186/s10194-016-0700-3',
    verification: 'verified',
  },
  pomeroy: {
    id: 'pomeroy',
    citation:
      'Pomeroy JL, Marmura MJ, Nahas SJ, Viscusi ER. Ketamine Infusions for Treatment Refractory Headache. Headache 2017. PMID 28025837.',
    url: 'https://doi.org/10.1111/head.13013',
    verification: 'verified',
  },
  acp: {
    id: 'acp',
    citation:
      'Qaseem A, et al. Pharmacologic Treatments of Acute Episodic Migraine Headache in Outpatient Settings (ACP). Ann Intern Med 2025;178(4):571-578. PMID 40096690.',
    url: 'https://doi.org/10.7326/ANNALS-24-03095',
    verification: 'verified',
  },
  aafp: {
    id: 'aafp',
    citation:
      'Snow V, Weiss K, Wall EM, Mottur-Pilson C. Pharmacologic management of acute attacks of migraine and prevention of migraine headache (AAFP/ACP-ASIM). Ann Intern Med, 19 November 2002.',
    verification: 'secondary',
  },
  ahs: {
    id: 'ahs',
    citation:
      'Robblee J, et al. 2025 guideline update to acute treatment of migraine for adults in the emergency department (American Headache Society). Headache, online December 2025.',
    verification: 'secondary',
  },
  label: {
    id: 'label',
    citation:
      'Ketamine hydrochloride injection, U.S. prescribing information (contraindications; section 8.1, pregnancy; adverse reactions).',
    verification: 'verified',
  },
  pregnancy: {
    id: 'pregnancy',
    citation:
      'Acute treatment of migraine in pregnancy, as secondary pages report it: Johns Hopkins obstetric table (skyscape); droracle.ai/articles/637679 and 628807.',
    verification: 'secondary',
  },
  mentions: {
    id: 'mentions',
    citation:
      'U.S. prescribing information, read as copies: metoclopramide (simplist-us.com; DailyMed 3cc8ca5b), prochlorperazine (DailyMed d382e3d4), dihydroergotamine injection (druglib.com dhe-45; fda.report 683ca944).',
    verification: 'secondary',
  },
  ehf: {
    id: 'ehf',
    citation:
      'Sacco S, Braschinsky M, Ducros A, et al. European Headache Federation consensus on the definition of resistant and refractory migraine. J Headache Pain 2020;21:76.',
    url: 'https://doi.org/10.1186/s10194-020-01130-5',
    verification: 'verified',
  },
} as const satisfies Readonly<Record<string, Citation>>

export const recommendation = {
  /** The sentence as a secondary page quotes it; the guideline's own PDF was not read. */
  statement: 'We suggest against intravenous ketamine for the short-term treatment of migraine.',
  strength: 'Weak against',
  /** VA/DoD method text: undesirable consequences probably outweigh desirable ones, with less confidence. */
  gloss:
    'Weak against is a suggestion: harm probably outweighs benefit, with less confidence. Specialist judgement may differ.',
  source: { label: 'VA/DoD Headache Guideline 2023 (Sico et al., Ann Intern Med 2024)', url: citations.synopsis.url },
  version: '1.2.16',
  released: '2026-11-28',
  reviewedOn: '2026-11-22',
  reviewBy: '2027-11-22',
  developer: 'iv-ketamine-cds contributors',
  funding: 'None.',
  /** What the statement rests on and what it leaves out; then what of the screening cannot be computed, or is taken for granted. */
  limits: [
    "The guideline's own PDF and the full text of its synopsis were not read: statement and strengths rest on secondary pages that agree with each other. Read the guideline once before go-live.",
    'Recommendation numbers and the quality of evidence behind the statement are not known here and are not shown.',
    'The American Headache Society 2025 update and the AAFP/ACP-ASIM 2002 guideline are cited as others report them.',
    'SNOMED CT codes match exactly as listed; descendants are not expanded.',
    'The guideline speaks of adults, of the intravenous route, of acute treatment of migraine. Other routes, esketamine, prevention and other headaches are outside it.',
    'ICD-10-CM codes of chapter 15 that complicate the puerperium count as pregnancy: only acetaminophen is offered, and the card says pregnant.',
    'Not computed for want of a sourced code list: diabetes, smoking, obesity, hyperlipidemia and family history as cardiovascular risk; ACE inhibitor or ARB with a diuretic at eGFR 30-59; systemic steroids and alcohol with NSAIDs; alcohol with acetaminophen; viral illness under 19 years with aspirin; phenylketonuria (the rizatriptan tablet is ordered, not the disintegrating one); swallowing problems; activity of a liver disease (what is not severe is a caution); weak CYP3A4 inhibitors and inducers, and BCRP inhibitors other than carvedilol and eltrombopag, with ubrogepant; caffeine-sensitive arrhythmia other than pre-excitation; with ketamine thyrotoxicosis, psychosis, raised intracranial or intraocular pressure, liver disease and interacting drugs (theophylline, sympathomimetics, sedatives).',
    'Potent P-glycoprotein inhibitors, carvedilol and eltrombopag, transdermal selegiline, butalbital, vitamin K antagonists other than warfarin, nadroparin, danaparoid, bemiparin, triflusal, caplacizumab, thrombolytics, intravenous inhibitors of platelets, magnesium salicylate, NSAIDs and ergots that are sold outside the United States alone (etoricoxib, parecoxib, tenoxicam, pergolide, …), amoxapine, protriptyline, dosulepin, lofepramine, metamizole, and of the inhibitors and inducers of CYP3A4 levoketoconazole, mifepristone, adagrasib, ensitrelvir, berotralstat, duvelisib, fedratinib, isavuconazonium, lefamulin, lenacapavir, letermovir, netupitant, nilotinib, bexarotene, cenobamate, elagolix, encorafenib, eslicarbazepine, lorlatinib, nafcillin, pexidartinib and sotorasib are recognised by name alone.',
    'A coded medication with words is compared with the names known here, word for word; a drug whose words name none of them counts as of no concern. Words without a drug code that name none of them and no common drug, a code without words, and a reference that cannot be followed count as unclassified: nothing is then recommended.',
    'Brand names are those of the United States and, fewer, of other countries, from general knowledge unless marked otherwise, and the list is not complete.',
    'Topical, eye and ear forms count like systemic ones, but for ketoconazole and cyclosporine. An inactive or resolved allergy excludes like an active one. An active order without a date or an encounter counts as ordered for this attack.',
    'Conditions are read by disease names too, unless coded in ICD-10-CM; a name in words alone counts even where the words deny it, but for aneurysms and malformations. The names are lists of words, read in their order and, where a comma, a colon or a dash parts them, the other way; short words are read in full. They are from general knowledge, and not complete.',
    'Drugs that problems tell are taken are found by the words around them (`on`, `takes`, `use of`, `treated with`, `therapy`), or right beside a disease they are taken for long for where nothing else is said of them (`RA, MTX`, `AFib (Eliquis)`; not `back pain, MTX`, `CAD, Plavix (hives)`, nor an analgesic: `RA, naproxen`), from general knowledge, where they have names known here. A problem that is out of date still counts. Aspirin without a dose counts there as low-dose aspirin; on the medication list it does not. Classes (`calcineurin inhibitors`) are not told apart.',
    'A stopped or completed order without an end date counts as ending up to one year after it began.',
    'Kidney function is read from eGFR results and coded diseases; creatinine is not converted, and a measured creatinine clearance is not read. Creatinine clearance limits of the labels are compared with eGFR.',
    'Medication overuse is read from diagnoses, by code and by name; days of use per month are not counted.',
    'Stage and severity of a problem are read of diseases of kidney and liver and of nausea alone, as words of its name: beside a code of ICD-10-CM the stages of the kidneys and, of the liver, decompensation count.',
    'Cirrhosis of no stated severity counts as severe where it is coded in ICD-10-CM or ICD-9-CM (K74.6, 571.5), and as of unknown severity, a caution, as SNOMED CT 19943007 or in that word alone.',
    'Antiemetics and dihydroergotamine are named in the text where no disease, drug or allergy listed for them is on record. Vascular surgery, vasoconstrictors, depression of the central nervous system and the QT interval of an ECG are not looked for; an ulcer that does not bleed counts as one that does; neuroleptics are known by name alone.',
    'Which drugs are strong or moderate CYP3A4 inhibitors or inducers is general pharmacology knowledge.',
  ],
} as const
