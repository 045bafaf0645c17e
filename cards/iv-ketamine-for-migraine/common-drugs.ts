/**
 * The commonest home drugs of the United States that concern no rule, by the words of their generic names. Source: ClinCalc
 * DrugStats, Top 300 Drugs of 2023 (version 2025.08, CC BY-SA 4.0, https://clincalc.com/DrugStats/Top300Drugs.aspx), which
 * counts AHRQ's Medical Expenditure Panel Survey of 2023; read on 2026-11-27 in a copy. Left out on purpose: what a rule
 * names; oxcarbazepine and clotrimazole (CYP3A4); nitrates and sacubitril, which tell of a heart
 * that a rule asks about.
 */
const names = [
  'atorvastatin metformin levothyroxine lisinopril amlodipine metoprolol albuterol losartan gabapentin omeprazole',
  'rosuvastatin pantoprazole dextroamphetamine amphetamine saccharate hydrochlorothiazide hctz bupropion semaglutide',
  'montelukast trazodone simvastatin amoxicillin tamsulosin hydrocodone fluticasone furosemide insulin glargine',
  'famotidine empagliflozin tramadol alprazolam prednisone hydroxyzine buspirone glipizide potassium',
  'allopurinol cyclobenzaprine ergocalciferol oxycodone methylphenidate spironolactone zolpidem cetirizine estradiol',
  'pravastatin lamotrigine salmeterol clonazepam dulaglutide azithromycin clavulanate latanoprost cholecalciferol',
  'ezetimibe topiramate budesonide formoterol atenolol lisdexamfetamine doxycycline pregabalin norethindrone',
  'glimepiride tizanidine clonidine fenofibrate lispro valsartan cephalexin baclofen ferrous finasteride',
  'dapagliflozin folic olmesartan norgestimate valacyclovir mirtazapine lorazepam levetiracetam aspart',
  'cyanocobalamin loratadine triamcinolone hydralazine tirzepatide alendronate oxybutynin triamterene progesterone',
  'umeclidinium vilanterol testosterone nifedipine methocarbamol benzonatate sitagliptin chlorthalidone donepezil',
  'dexmethylphenidate clobetasol hydroxychloroquine lovastatin pioglitazone irbesartan methylprednisolone meclizine',
  'levonorgestrel thyroid azelastine nitrofurantoin adalimumab memantine prednisolone esomeprazole docusate',
  'clindamycin acyclovir sildenafil degludec detemir drospirenone morphine levocetirizine atomoxetine tiotropium',
  'melatonin cefdinir phentermine ofloxacin etonogestrel mupirocin benazepril timolol magnesium linaclotide doxazosin',
  'ipratropium hydrocortisone diazepam telmisartan evolocumab dorzolamide nebivolol dicyclomine torsemide anastrozole',
  'enalapril polyethylene tretinoin tadalafil calcium pramipexole metronidazole emtricitabine tenofovir liraglutide',
  'codeine ramipril ropinirole brimonidine mirabegron colchicine terazosin fexofenadine liothyronine bisoprolol',
  'flecainide desogestrel ascorbic levofloxacin labetalol nystatin cyproheptadine dutasteride moxifloxacin',
  'bimatoprost sucralfate betamethasone senna bumetanide icosapent solifenacin epinephrine penicillin calcitriol',
  'oseltamivir polymyxin trimethoprim dextromethorphan terbinafine linagliptin methimazole medroxyprogesterone',
  'pancrelipase neomycin guanfacine guaifenesin lactulose fluorouracil olopatadine chlorhexidine mometasone',
  'hydroquinone phenazopyridine loperamide lidocaine ciclopirox cefuroxime brompheniramine pseudoephedrine',
  'norgestrel norelgestromin atropine diphenoxylate niacin bisacodyl riboflavin ivermectin tobramycin ketotifen',
  'vitamin omega',
]

/**
 * What hospitals of VA and DoD dispense beside them, by the words of VA's National Formulary (general knowledge). Left out on purpose: as
 * above, and digoxin, which tells of a heart, too.
 */
const ofVeterans = [
  'prazosin thiamine pyridoxine nicotine polacrilex varenicline naltrexone naloxone buprenorphine methadone disulfiram',
  'acamprosate alfuzosin tolterodine trospium vardenafil alogliptin saxagliptin glyburide acarbose glucagon glucose',
  'ranitidine gemfibrozil felodipine carbidopa levodopa benztropine trihexyphenidyl amantadine eszopiclone zonisamide',
  'erenumab galcanezumab fremanezumab eptinezumab onabotulinumtoxina sennosides psyllium mucilloid simethicone sevelamer',
  'bicarbonate multivitamin multivitamins minerals fish oil zinc glucosamine chondroitin capsaicin menthol urea lactate',
  'petrolatum hydrophilic bacitracin carbamide peroxide acetic hypromellose carboxymethylcellulose polyvinyl alcohol tears',
  'flunisolide olodaterol fatty acids aooe gnlm vfrm jjmr multiple vitamins',
  // What the armed forces take along.
  'mefloquine atovaquone proguanil primaquine permethrin',
  // What patients of Epic hospitals take without a prescription.
  'prenatal iron biotin lactobacillus acidophilus probiotic candesartan levalbuterol hyoscyamine alirocumab denosumab',
  'tamoxifen letrozole minoxidil benzoyl lifitegrast dextran fluoride multivit norethin dextroamphet',
  // As clinicians jot them down.
  'vit mvi pnv feso4 folate mgox ocp ocps ppi ssi riss o2',
]

/**
 * What is common in Britain, Ireland, Canada, Australia and New Zealand, under the names it has there. General knowledge.
 * Left out on purpose: as above, and flucloxacillin, which induces CYP3A4.
 */
const abroad = [
  'salbutamol adrenaline pethidine frusemide bendroflumethiazide bendrofluazide thyroxine perindopril indapamide gliclazide',
  'dihydrocodeine nitrazepam zopiclone pizotifen cyclizine domperidone cinnarizine',
  'betahistine hyoscine butylbromide mebeverine peppermint macrogol ispaghula picosulfate phenoxymethylpenicillin amoxiclav',
  'cefalexin aciclovir beclometasone chlorphenamine chlorpheniramine colecalciferol hydroxocobalamin alendronic procyclidine',
  'norethisterone ethinylestradiol metaraminol flunarizine dimenhydrinate hydroxycarbamide',
  'tranexamic carmellose emollient oxygen',
  'oramorph zomorph oxynorm buscopan laxido movicol clenil fostair seretide adcal',
  'gaviscon piriton cerazette microgynon rigevidon novorapid gravol',
]

/** What emergency departments give beside them. General knowledge. */
const ofHospitals = [
  'hydromorphone fentanyl tapentadol carisoprodol metaxalone prilocaine bupivacaine temazepam midazolam lacosamide',
  'ceftriaxone cefazolin cefepime vancomycin piperacillin tazobactam ampicillin sulbactam gentamicin minocycline',
  'acetazolamide desmopressin fludrocortisone midodrine nadolol lansoprazole rabeprazole lubiprostone rifaximin ursodiol',
  'cinacalcet azathioprine mycophenolate entecavir bictegravir dolutegravir etanercept aluminum kcl vaccine tdap',
]

/**
 * Brands of all of these, by which the home lists of Oracle Health (`Lipitor 40 mg oral tablet`), CPSI and clinicians name
 * them; none of what a rule names. General knowledge.
 */
const brands = [
  'novolin humulin novolog humalog lantus levemir tresiba basaglar toujeo ozempic wegovy trulicity victoza mounjaro zepbound',
  'jardiance farxiga januvia janumet glucophage glucotrol amaryl actos toprol lopressor tenormin bystolic klor lasix bumex',
  'aldactone lipitor crestor zocor pravachol zetia tricor norvasc zestril prinivil zestoretic cozaar hyzaar diovan benicar',
  'lotensin altace catapres synthroid levoxyl unithroid armour cytomel prilosec protonix nexium prevacid pepcid zantac carafate',
  'colace senokot miralax dulcolax tums maalox mylanta imodium proair ventolin proventil symbicort advair breo trelegy anoro',
  'spiriva flovent qvar flonase nasonex singulair zyrtec claritin allegra xyzal mucinex sudafed medrol deltasone ultram',
  'neurontin lyrica flexeril zanaflex robaxin skelaxin soma xanax klonopin ativan valium ambien lunesta restoril desyrel remeron',
  'wellbutrin zyban buspar lamictal keppra topamax vimpat adderall vyvanse concerta ritalin strattera intuniv minipress aricept',
  'namenda requip mirapex sinemet augmentin zithromax keflex omnicef ceftin levaquin flagyl cleocin macrobid valtrex zovirax',
  'tamiflu plaquenil flomax proscar viagra cialis ditropan vesicare myrbetriq zyloprim colcrys fosamax prolia estrace provera',
  'mirena nexplanon nuvaring sprintec junel xalatan epipen chantix suboxone narcan humira enbrel aimovig emgality ajovy vyepti',
  'botox contin oxycontin roxicodone dilaudid duragesic nucynta caltrate centrum biktarvy',
]

/** Fluids without a drug in them, which hang beside most orders of an emergency department. General knowledge. */
const fluids = ['sodium saline ringer ringers hartmann hartmanns dextrose water ns nacl d5w d10w lr']

/** Salts, forms, strengths and routes: they name no drug. General knowledge; RxNorm's dose forms. */
const companions = [
  'acetate acid aspartate besylate bitartrate bromide calcium carbonate chloride citrate disoproxil ester esters ethinyl',
  'ethyl fumarate glycol gluconate hcl hydrobromide hydrochloride lactate magnesium maleate medoxomil mesylate mononitrate',
  'monohydrate nitrate oxide pamoate phosphate potassium propionate sodium succinate sulfate tartrate trihydrate valerate',
  'xinafoate furoate dipropionate sulf hbr human isophane regular nph mix recombinant electrolytes polymer hyclate benzoate',
  'cypionate enanthate',
  'aer aerosol act actuation actuat auto injector autoinjector cap capsule capsules caplet caps chew chewable coated cream',
  'disintegrating drop drops elixir emulsion enteric er cr dr ec xr xl sr la ir odt extended delayed release immediate film',
  'foam gel granules gummy hfa hr hour inh inhalation inhaler dry powder inj injection injectable kit liquid lotion',
  'lozenge metered dose nasal nebulization nebulizer neb ointment oint oph ophth ophthalmic oral otic pack packet pad patch',
  'pen penfill kwikpen solostar flexpen flextouch prefilled syringe rapid solution soln spray sprinkle strip sublingual',
  'suppository susp suspension syrup tab tablet tablets tabs tbec tbcr topical transdermal vaginal vial with and for of in',
  'mg mcg g gm gram ml meq mmol unit units unt iu percent base eq daily weekly monthly hours day po sl by mouth orally',
  // As VA writes salts, forms and packs: `MONTELUKAST NA 10MG TAB`, `ALBUTEROL 90MCG (CFC-F) 200D ORAL INHL`.
  'na ca cl so po4 so4 ammonium artificial prop acetonide sa inhl disk diskus ellipta handihaler inhub respimat twisthaler cfc',
  'alc sf eqv pwd pwdr top rtl supp rinse gum bag vil buccal step reg',
  // As Oracle Health writes forms: `cholecalciferol 1000 intl units oral tablet`.
  'intl adapter free reconstitution implant intrauterine device applicator macrocrystals mofetil polyunsaturated desiccated',
  'influenza virus inactivated pneumococcal conjugate polyvalent tetanus diphtheria pertussis toxoids acel covid mrna',
  'hydroxide depo con pak silver hct lock ocular lubricant z ms',
  // As the drug banks behind Epic and Meditech write salts, forms and packs: Medi-Span `PO TB24`, FDB `PnIj`, `Insuln.pen`.
  'aepb aero aers chew conc cp12 cp24 cpcr cpdr cpep crea elix emul liqd lotn lozg nebu pack powd pt24 pt72 ptwk soaj solr',
  'sopn sosy strp subl supp suppo susr syrp t12a tb12 tb24 tbcr tbdp tbec tbpk tb24h c12h tbdi',
  'adpt atin cpsp drsp dsdv hfaa inpn mist pnij pnkt ptmd pwpk spry sprn syrg blister injector cartridge ring iud misc',
  'insuln pf aer ad rec hum anlog spr propanediol alafen tdf cf macrocrystal weight loss no yrs dose home sliding scale',
  'per or otc cq dosepack dosepak sureclick fe fa billion cell gauge',
  'va op ex td ij mt vi pttw ajkt ptch dropperette shampoo crys monohyd macro pot dimesylate dihydrochloride besy cilexetil',
  'mal carb ace eth estrad amphet osm dial adult women men multi scoop supplement dm min forte',
  'glycinate complex',
  // As dm+d and AMT write salts, forms and packs: `Salbutamol 100micrograms/dose inhaler CFC free`.
  'erbumine sulphate mofetil gastro resistant modified orodispersible dispersible effervescent soluble sugar microgram micrograms',
  'litre ampoule ampoules vials bags devices doses hours husk advance chewable evohaler turbohaler modulite plasters medicated',
  'cylinders nebuliser nebulised eye patches hour pre filled pens sachet sachets npf co disposable',
  'take one two every day a inhale inhalation each apply times spray nostril hrs morning evening',
  'iv ivp ivpb intravenous intravenously push piggyback bolus infusion im intramuscular sc subq subcut subcutaneous rectal',
  'puff puffs once twice nightly at bedtime bid tid qid qd qhs qam qpm prn as needed normal lactated sterile flush',
]
const words = (rows: readonly string[]): ReadonlySet<string> => new Set(rows.flatMap((row) => row.split(' ')))
const naming = words([...names, ...ofVeterans, ...ofHospitals, ...abroad, ...brands, ...fluids])
const carrying = words(fluids)
const branded = words(brands)
const silent = words(companions)

/**
 * `(LIPITOR)`, `[Toprol XL]`: the brand behind a generic name is one word, beside its form or strength. Epic has all brands
 * there: `(PRINIVIL,ZESTRIL)`, `(PROVENTIL HFA;VENTOLIN HFA)`, `(K-DUR,KLOR-CON)`.
 */
const aside = /[([]([^()[\]]{1,60})[)\]]/g
const measure = /^\d+(?:mg|mcg|gm?|ml|meq|unt|units?|hr|h|iu|d|micrograms?|litres?|hours)?$/
const shorterThanAWord = /^[a-z]?\d{0,3}$/

/** Whether a word, in lower case, tells of a drug's salt, form, strength or route, and names none. */
export const isCompanion = (word: string): boolean =>
  silent.has(word) || measure.test(word) || shorterThanAWord.test(word)
const says = (word: string): boolean => !isCompanion(word) && !naming.has(word)
const wordsIn = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []
/** Beside a brand that is known another word is another drug: `(ZESTRIL + Nightwell)`. */
const isBrand = (inside: string): boolean =>
  inside
    .split(/[,;/]/)
    .every(
      (brand) =>
        brand.split(/[\s+&]+/).filter((word) => wordsIn(word).some((one) => says(one) || branded.has(one))).length <= 1,
    )
/** Behind a fluid: `(OCEAN)`, `(D5W)`. More than a name was added to it: `(foo/bar 500 mg)`. */
const isName = (inside: string): boolean => /^\s*[\p{L}\d-]+\s*$/u.test(inside)

/** `sodium chloride 0.9 % 250 mL with`: what was added does not stand here. */
const cutShort = /(?:[+&/]|\b(?:with|and|w|in|plus))[\s.…]*$/i

/** The words of the names of common drugs, in lower case. */
export const commonDrugWords: ReadonlySet<string> = naming

/** Whether the words are the name of a common drug and nothing else: one word more, and they may hold another. */
export function namesCommonDrug(text: string): boolean {
  if (cutShort.test(text)) return false
  const lower = text.toLowerCase()
  const isDrug = wordsIn(lower.replaceAll(aside, ' ')).some((word) => naming.has(word) && !carrying.has(word))
  const spare = isDrug ? isBrand : isName
  const said = wordsIn(lower.replaceAll(aside, (all, inside: string) => (spare(inside) ? ' ' : all)))
  return said.some((word) => naming.has(word)) && !said.some(says)
}
