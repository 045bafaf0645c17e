import type { Rule } from './rule.ts'
import { nsaidRules } from './rules-nsaids.ts'
import { otherRules } from './rules-others.ts'
import { allergyRules, situationRules, treatmentRules } from './rules-patient.ts'
import { triptanRules } from './rules-triptans.ts'

/** Every rule of the screening. The order has no meaning. */
export const rules: readonly Rule[] = [
  ...triptanRules,
  ...nsaidRules,
  ...otherRules,
  ...allergyRules,
  ...situationRules,
  ...treatmentRules,
]

/** Exclusions that rest on recall or local proposal and that are no part of the When / Then table: a site may switch them off. */
export const isSwitchable = ({ action, verification, fixed }: Rule): boolean =>
  action === 'exclude' && (verification === 'recalled' || verification === 'policy') && fixed === undefined

export const switchableRules: readonly string[] = rules.filter(isSwitchable).map(({ id }) => id)

/** What of the rules cannot be computed here, and what is taken for granted. */
export const knownLimits: readonly string[] = [
  'ICD-10-CM codes of chapter 15 that complicate the puerperium count as pregnancy: only acetaminophen is offered, and the card says pregnant.',
  'Not computed for want of a sourced code list: tricyclic antidepressants with triptans; diabetes, smoking, obesity, hyperlipidemia and family history as cardiovascular risk; ACE inhibitor or ARB with a diuretic at eGFR 30-59; systemic steroids and alcohol with NSAIDs; alcohol with acetaminophen; viral illness under 19 years with aspirin; phenylketonuria (the rizatriptan tablet is ordered, not the disintegrating one); swallowing problems; activity of a liver disease (what is not severe is a caution); weak CYP3A4 inhibitors and inducers, and BCRP inhibitors, with ubrogepant; caffeine-sensitive arrhythmia other than pre-excitation.',
  'Potent P-glycoprotein inhibitors, transdermal selegiline, butalbital, vitamin K antagonists other than warfarin, intravenous inhibitors of platelets, and of the inhibitors and inducers of CYP3A4 levoketoconazole, mifepristone, adagrasib, ensitrelvir, berotralstat, duvelisib, fedratinib, isavuconazonium, lefamulin, letermovir, netupitant, nilotinib, cenobamate, encorafenib, lorlatinib, nafcillin, pexidartinib and sotorasib are recognised by name alone.',
  'A coded medication with words is compared with the names known here, word for word; a drug whose words name none of them counts as of no concern. Words without a drug code that name none of them, a code without words, and a reference that cannot be followed count as unclassified: nothing is then recommended.',
  'Brand names are US brands from general knowledge unless marked otherwise, and the list is not complete.',
  'Topical, eye and ear forms count like systemic ones. An inactive or resolved allergy excludes like an active one. An active order without a date or an encounter counts as ordered for this attack.',
  'Conditions are read by disease names too, unless coded in ICD-10-CM; a name in words alone counts even where the words deny it, but for aneurysms and malformations. The names are lists of words in their order, from general knowledge, and not complete.',
  'A stopped or completed order without an end date counts as ending up to one year after it began.',
  'Kidney function is read from eGFR results and coded diseases; creatinine is not converted, and a measured creatinine clearance is not read. Creatinine clearance limits of the labels are compared with eGFR.',
  'Medication overuse is read from coded diagnoses; days of use per month are not counted.',
  'Stage and severity of a problem are read of diseases of kidney and liver alone, as words of its name: beside a code of ICD-10-CM the stages of the kidneys and, of the liver, decompensation count.',
  'Antiemetics and dihydroergotamine are named in the text where no disease, drug or allergy listed for them is on record. Vascular surgery, vasoconstrictors, depression of the central nervous system and the QT interval of an ECG are not looked for; an ulcer that does not bleed counts as one that does; neuroleptics are known by name alone.',
  'Which drugs are strong or moderate CYP3A4 inhibitors or inducers is general pharmacology knowledge.',
]
