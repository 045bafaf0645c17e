/**
 * What specialists write in place of the name of a disease: a vessel and what is done to it (`DES to OM2`, `ICA stenosis`),
 * a measurement (`EF 25%`), a class or stage (`NYHA III`, `CTP C11`), a score (`MELD-Na 31`). Each is read as a name that the
 * lists hold. General knowledge.
 */

/** Behind them stands what the patient has: `no ICD despite low EF`, `no change in reduced EF`. */
const stated =
  '(?:but|with|despite|(?:al)?though|however|yet|still|has|had|have|due|on|in|for|since|after|improvement|recovery|change)'
const notDenied = String.raw`(?<!\b(?:no|not|without|w\/o|r\/o|ruled? out|neg(?:ative)?(?: for)?|absence of|no evidence for)(?: (?!${stated}\b)[A-Za-z][A-Za-z-]{0,11}){0,4} )`
/** As far as a word in front of it bears on it. */
const anywhere = '[^;]{0,40}'

// ---------------------------------------------------------------------------------------------------- scores and stages

const ofLiver = String.raw`(?:(?:NASH|MASH|NAFLD|MASLD|HBV|HCV|hep(?:atitis)? [BC]|ALD|ETOH|alcohol(?:ic)?(?:[ -]related)?|PBC|PSC|AIH|cryptogenic|biliary|hepatic|liver)[ /-]{1,3}){0,2}`
const ofDecompensation = String.raw`(?:ascites|HE\b|hepatic enceph\w{0,10}|encephalopathy|EV\b|(?:esoph\w{0,6} )?varices|variceal|SBP\b(?! ?[\d<>=])|HRS\b|hepatorenal|hydrothorax|TIPSS?\b)`

/** `recheck eGFR 3 months` tells when. */
const noTime = String.raw`(?! ?(?:d|days?|wks?|weeks?|mos?|months?|yrs?|years?)\b)`
const filtration = (amount: string): RegExp =>
  new RegExp(
    String.raw`\b(?:e?GFR|CrCl)(?: (?:of|is|now|about))?[ :=~]{0,3}(?:${amount})(?:\.\d)?(?![\d./%<>+a-ln-z-])(?! ?(?:to|-) ?\d)${noTime}`,
    'giu',
  )

/** Read before other terms are, which stages and grades go on to. */
export const scoresAndStages: readonly (readonly [RegExp, string])[] = [
  // Liver: a grade C of Child, Turcotte and Pugh has 10 points or more; with a MELD of 20 or more it is about as severe.
  [/\bCTP(?=[ :-]{1,2}(?:class|grade|score|[abc](?![a-z])|\d))/giu, 'child pugh'],
  [
    /\bchild'?s?[ -](?:turcotte[ -])?pugh(?=[ :-]{1,2}(?:class |grade |score |category )?[:(]? ?c?1[0-5]\b)[ :-]{1,2}(?:class |grade |score |category )?[:(]? ?c?1[0-5]\b/giu,
    'child pugh c',
  ],
  [
    /\bMELD(?:[ -]?(?:Na|XI|3\.0))?(?: score)?(?: (?:of|is|was))?[ :=~-]{1,3}(?:[23]\d|40)(?![\d./%])/giu,
    'decompensated liver',
  ],
  [new RegExp(String.raw`\bdecomp(?:ensated)?\b\.? ${ofLiver}(?=cirrhosis)`, 'giu'), 'decompensated '],
  [/(?<=\bcirrhosis[ ,(:-]{1,3})(?:(?:currently|now|recently) )?decomp(?:ensated)?\b/giu, 'decompensated'],
  [
    new RegExp(
      String.raw`\bcirrhosis(?: of (?:the )?liver)?(?: (?:2\/2|due to|from|secondary to) \w{2,8})?,? ?(?:c\/b|complicated by|with\b|w\/(?! ?o)|(?<=,)|\+|\()(?:(?!\b(?:no|not|without|w\/?o|never|denies|negative|screen\w*)\b)[^.;]){1,60}?\b${ofDecompensation}`,
      'giu',
    ),
    'decompensated cirrhosis',
  ],
  // In capitals, and where it is what was done: `FINGER TIPS`, `Tips for better sleep`.
  [
    /^TIPSS?\b(?=(?: (?:(?:19|20)\d\d|placement|procedure|revision|patent|thrombosis|occlusion|stenosis|(?:for|in) (?:\w{1,12} )?(?:ascites|variceal|varices|bleed\w{0,4}|hydrothorax|cirrhosis))\b.*)?\s*$)|(?<=\b(?:s\/p|status post|had) )TIPSS?\b/gu,
    'portosystemic shunt',
  ],
  // Kidney: `CKD 4T` after a transplant; `5ND` without dialysis; rates of filtration by the stages of KDIGO.
  [/\biHD\b/gu, 'hemodialysis'],
  [/(?<=\b(?:CKD|stage) ?G?[1-5][ab]?)(?:T|N?D)\b/giu, ''],
  [/\bCKD(?: stages?)? ?3[ab]? ?[-/] ?4\b(?![\d/])/giu, 'CKD 4'],
  [/\bstages (?=4 ?[-/] ?5\b)/giu, 'stage '],
  [filtration(String.raw`<? ?(?:\d|1[0-4])|< ?15`), 'CKD 5'],
  [filtration(String.raw`<? ?(?:1[5-9]|2\d)|< ?30`), 'CKD 4'],
  [filtration(String.raw`[345]\d`), 'CKD 3'],
  // Blood: counts below a hundred thousand.
  [
    /(?<!\b(?:transfuse|transfusion|keep|goal)\b[^.;]{0,15})\bplatelets?(?: count)?(?: (?:of|is|now|about))?[ :=~<]{0,3}\d{1,2}(?: ?K|,?000)?(?![\d.,%/a-jl-z+-])(?! ?(?:x ?10|units?|packs?|bags?|d\b|days?|wks?|weeks?|mos?|months?))/giu,
    'low platelets',
  ],
  // Heart: above 500 ms it is long by any formula.
  [/\bQTc?(?: interval)?(?: (?:of|is|was|now|about))?[ :=~>(]{0,3}[56]\d\d(?!\d)/giu, 'prolonged QT'],
  [/\b[23][ -]?v(?:essel)?[ -]?CAD\b/giu, 'CAD'],
  // Gut: Forrest grades ulcers that bleed or did.
  [/\bforrest (?:class )?(?:I{1,2}[abc]?|I{3}|[12][abc]?|3)\b/giu, 'bleeding ulcer'],
  [/\bperf'd\b/giu, 'perforated'],
]

/** A quick test, which rules out most names. */
export const anyScore =
  /\b(?:CTP|pugh|MELD|decomp|cirrhosis|TIPSS?|iHD|e?GFR|CrCl|stages|platelets?|QTc?|forrest|perf'd|[23][ -]?v(?:essel)?[ -]?CAD)\b|[1-5][ab]?(?:T|N?D)\b|CKD[^,;]{0,8}3/iu

// ---------------------------------------------------------------------------------------------------- the heart

const part = String.raw`(?:(?:prox(?:imal)?|mid|distal|ostial)[ /-]{1,2}){0,3}`
/** Bare `OM`, `D1` and `PDA` mean something else without a stent or a graft. */
const coronary = String.raw`(?:(?<!\b(?:cervical|axillary|inguinal|hilar|mediastinal|generali[sz]ed|diffuse|hodgkin\w{0,2}|lymph\w{0,12})\b[^;]{0,12})LAD|RCA|LCx|circumflex|LMCA|left main(?! ?(?:stem )?bronch)(?: coronary)?(?: artery)?|OM ?[1-3]|diag(?:onal)? ?[12])`
const stented = String.raw`(?:${coronary}|OM|D[12]|diag(?:onal)?|ramus|R?PDA|PLV|SVG)`
const narrowed = '(?:stenosis|lesion|occlusion|CTO|plaque|thrombosis|disease)'
const ofHeart: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      String.raw`\b(?:DES|BMS|DCB|stent(?:s|ing)?|atherectomy|IVL|angioplasty|PTCA)(?: ?x ?\d)?(?: (?:to|of|in|into)(?: the)?)? ${part}${stented}\b`,
      'giu',
    ),
    '$& coronary stent',
  ],
  [
    new RegExp(
      String.raw`\b${coronary} stented\b|\b(?:coronary|cardiac) (?:DES|BMS)\b|\bDES (?:placed|placement)\b`,
      'giu',
    ),
    '$& coronary stent',
  ],
  [/\b(?:in-?stent )?restenosis\b/giu, 'stenosis'],
  [
    new RegExp(
      String.raw`\b${notDenied}(?:${part}${coronary} ${narrowed}\b|${narrowed} (?:of |in )?(?:the )?${part}${coronary}\b|\d\d? ?% ${part}${coronary}\b)`,
      'giu',
    ),
    '$& coronary stenosis',
  ],
  // Short for an implanted monitor, too.
  [
    /\biCMP?\b|\bICMP?\b(?=[^;]{0,20}\b(?:EF|LVEF|s\/p ICD|C?HF\w{0,5})\b)|(?<=\bC?HF\w{0,5} )ICM\b/gu,
    'ischemic cardiomyopathy',
  ],
  [
    /\b(?:CACS?|agatston|coronary (?:artery )?calcium)(?: score)?(?: of|:| =| >)? ?(?!(?:19|20)\d\d\b)[1-9]\d{0,4}\b|\b(?:elevated|high) (?:coronary (?:artery )?calcium|CAC)\b/giu,
    '$& coronary calcification',
  ],
  [
    new RegExp(
      String.raw`\b(?=[a-z])${notDenied}(?:reversible|inducible|(?:stress|exercise)[ -]induced|anterior|inferior|lateral|apical|septal) ischemia\b`,
      'giu',
    ),
    'myocardial ischemia',
  ],
  [
    /\b(?:SVG|[LR]IMA|[LR]ITA)(?: graft)?(?: ?(?:-|to|→) ?)(?:the )?(?:LAD|OM|RCA|LCx|R?PDA|PLV|D[12]|diag|ramus)|\bSVG (?:failure|occlusion|stenosis|disease|thrombosis|stent)\b|\b[1-6](?:v| ?-?vessel) bypass\b/giu,
    '$& CABG',
  ],
  [/\b(?:NQW|[AIPL]W|T2|type (?:2|II) )MI\b/gu, 'MI'],
  [/\b(inferior|anterior|lateral|posterior|septal)[ -]wall (?=infarction)/giu, '$1 '],
  [/\binfarction of (?:the )?(inferior|anterior|lateral|posterior|septal) wall/giu, '$1 infarction'],
  // Up to 40 percent. That of a gallbladder is none.
  [
    new RegExp(
      String.raw`(?<!\b(?:gall ?bladder|GB|HIDA|biliary|CCK)\b${anywhere})\b(?:LV ?)?EF(?: is| of| =|:)?[ ~<≤=]{0,3}(?:(?:[5-9]|[1-3]\d|40)(?=[ %,;)]|-\d|$)|0?\.(?:[0-3]\d|40)\b)`,
      'giu',
    ),
    '$& LV systolic dysfunction',
  ],
  [
    new RegExp(
      String.raw`\b(?=[a-z])${notDenied}(?:(?:low|reduced|depressed|decreased) (?:LV ?)?(?:EF|ejection fraction)|(?:reduced|depressed|decreased|poor) (?:LV|left ventricular)(?: systolic)? function)\b`,
      'giu',
    ),
    '$& LV systolic dysfunction',
  ],
  [/\bNYHA(?: (?:functional )?class| fc)?[ :]{0,2}(?:IV|I{2,3}|[2-4])\b/giu, '$& heart failure'],
]

// ---------------------------------------------------------------------------------------------------- arteries

const blocked = '(?:stenosis|occlusion|dissection|thrombosis|plaque|atherosclerosis|aneurysm|stent)'
const ofArteries: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(String.raw`\bICA(?= ${blocked}\b)|\bCCA(?= (?:stenosis|occlusion|dissection)\b)`, 'gu'),
    'internal carotid artery',
  ],
  [/\b(?:[IC]CA|carotid)(?: artery)? (?:near[ -]occlusion|string sign|\d\d(?:-\d\d)? ?%)/giu, '$& carotid stenosis'],
  [new RegExp(String.raw`\bVA(?= (?:stenosis|occlusion|dissection|thrombosis|aneurysm)\b)`, 'gu'), 'vertebral artery'],
  [/\b(vertebral|carotid)(?= dissection\b)/giu, '$1 artery'],
  [/\bCeAD\b|\bcervico-?cephalic (?:artery )?dissection/gu, 'cervical artery dissection'],
  [
    new RegExp(
      String.raw`\b(?=[MAPV])${notDenied}(?:MCA|ACA|PCA|[MAP][1-4]|V[1-4])(?: segment)? (stenosis|occlusion|thrombosis)\b`,
      'gu',
    ),
    'cerebral artery $1',
  ],
  [/\bMCA(?= syndrome\b)/gu, 'middle cerebral artery'],
  [
    new RegExp(
      String.raw`\b(?=LVO\b)${notDenied}LVO(?! (?:is |was )?(?:neg\w{0,5}|not|screen\w{0,3}|excluded|ruled|absent|unlikely)\b)`,
      'gu',
    ),
    '$& stroke',
  ],
  // Androgen insensitivity and scoliosis are called so, too.
  [/\bAIS\b(?=[^;]{0,20}\b(?:tPA|TNK|EVT|NIHSS|MCA|LVO|mRS|thrombectomy)\b)/giu, 'stroke'],
  [/\bbrain attack\b/giu, 'stroke'],
  [/\b(?:pm|pn|[atc])(?=S[AD]H\b)/gu, ''],
  [/\bsubdurals?(?=\s*(?:$|[,.;(]|s\/p|collections?\b))/giu, 'subdural hematoma'],
  [/\b(cerebral|cerebellar|pontine|thalamic|lobar|basal ganglia) bleed(?:ing)?\b/giu, '$1 hemorrhage'],
  [/\bbleed(?:ing)? (?:in|into|on) (?:the |her |his )?brain\b/giu, 'brain bleed'],
  [/\b(frontal|temporal|parietal|occipital) lobe (?=infarction)/giu, '$1 '],
  [
    /\binfarctions?,?(?: in| of| involving)?(?: the)?(?: left| right| bilateral| [LR])? (?=(?:centrum semiovale|corona radiata|frontal|parietal|temporal|occipital|thalam\w{2,3}|pons|cerebell\w{2,3}|basal ganglia|[MPA]CA|caudate)\b)/giu,
    'brain infarction ',
  ],
  [
    /\bruptured (?:left |right |[LR] )?(?:A-?com{1,2}|P-?com{1,2}|[MAI]CA|PICA|basilar|vertebral|pericallosal|ophthalmic)(?: artery| tip| bifurcation){0,2} (?=aneurysm)/giu,
    'ruptured cerebral ',
  ],
  [/\bcall[ -]fleming\b/giu, 'rcvs'],
  [/\btransient monocular (?:blindness|vis(?:ion|ual) loss)\b|\bTMVL\b/gu, 'amaurosis fugax'],
  [/\bTCAR\b|(?<=(?:\b(?:s\/p|left|right|[LR])|^) )CAS\b/gu, 'carotid stent'],
  [/\b(?:EDAS|(?:EC[- ]IC|STA[- ]MCA) bypass)\b/gu, '$& intracranial stenosis'],
  [/\bhollenhorst\b|\bCRA(?= occlusion\b)/giu, 'retinal artery occlusion'],
  [/\bSSS(?= thrombosis\b)/gu, 'sagittal sinus'],
  [/\bCCF(?=[^;]{0,25}\b(?:coil|embol|onyx|barrow))|(?<=\bfistula[ ,(-]{1,3})CCF\b/giu, 'carotid cavernous fistula'],
  [
    /\b(?:[CE]IA|CFA|iliofemoral)(?:\/EIA)?(?= (?:artery )?(?:stents?|angioplasty|endarterectomy|PTA|occlusion|stenosis|embolectomy)\b)/gu,
    'iliac',
  ],
  [/\bSFA (?:PTA|DCB|atherectomy|CTO|occlusion|stenosis|disease)\b/gu, 'SFA stent'],
  [/\b(iliac|popliteal|femoral) (?:PTA|DCB|atherectomy)\b/giu, '$1 angioplasty'],
  [/\b(popliteal|iliac) (?=occlusion\b)/giu, '$1 artery '],
  [/\b(iliac|femoral|SFA|popliteal) (?:artery )?stenting\b/giu, '$1 stent'],
  [/\bfem(?:oral)? endart\b/giu, 'femoral endarterectomy'],
  [/\b(?:subclavian|innominate|brachiocephalic)(?: artery)? stenosis\b/giu, 'subclavian artery stenosis'],
  [
    /\b(?:ABF|ao-?bi-?fem|ax(?:illo)?-?(?:bi-?)?fem|pop(?:liteal)?[ -](?:DP|PT|AT|tib|distal|pedal)|fem(?:oral)?[ -]?(?:tib|distal|PT|DP|AT|peroneal|AK[ -]pop|BK[ -]pop))\w{0,6} bypass\b/giu,
    'femoral popliteal bypass',
  ],
  [
    /\b(?:brachial|femoral|popliteal|iliac|radial|axillary) artery (?:embol(?:us|ism|i)|thrombosis|thrombus)\b|\barterial thromboembolism\b/giu,
    'arterial embolism',
  ],
  [/\b(?:SMA|celiac|mesenteric) stent/giu, 'mesenteric artery stenosis'],
]

// ---------------------------------------------------------------------------------------------------- pressure

const ofPressure: readonly (readonly [RegExp, string])[] = [
  // 180/110 and more, as results are judged.
  [
    /(?<!\b(?:goal|target|call|notify|if|keep|hold)\b[^.,;]{0,15}|\bno )(?:\b(?:BPs?|blood pressures?):?(?: of| is| was)? ?(?:(?:1[89]|2\d)\d\/\d{2,3}|\d{3}\/1[1-9]\d)\b|\bSBP ?(?:of |>=?|≥)? ?(?:1[89]|2\d)\d\b|\bsevere[ -]range (?:BPs?|blood pressures?)\b)/giu,
    '$& severe hypertension',
  ],
]

// ---------------------------------------------------------------------------------------------------- blood, liver, kidneys

const ofBlood: readonly (readonly [RegExp, string])[] = [
  [
    /(?<!\bnot )\bon (?:A\/C|AC|OACs?)\b(?! (?:joint|vent|mode|unit))|\b(?:[Cc]hronic|[Ll]ife-?long|[Ii]ndefinite|[Tt]herapeutic) (?:A\/C|AC|OAC|lovenox|enoxaparin|heparin)\b(?! (?:joint|separation|sprain|injury|arthritis|unit|vent))|\b(?:INR goal|goal INR|(?:supra|sub)therapeutic INR)\b/gu,
    'on anticoagulant',
  ],
  // A head was hit, a belly is tender to palpation; in small letters a hit is none of heparin.
  [
    /^(?:(?:h\/o|hx(?: of)?|history of) )?(?:HIT|TTP)(?=\s*(?:$|[,;)]))|\bHITT?\b(?=\+| (?:(?:19|20)\d\d|\+|type|with|positive|pos\b|s\/p|on|h\/o|\(|syndrome|antibod(?:y|ies)|ab\b))|\b(?:[ic]?TTP\/HUS|[aic]TTP)\b/gu,
    '$& thrombocytopenia',
  ],
  [/\bF(?=(?:V?I{1,3}|V|IX|XI{0,3}) deficiency\b)/gu, 'factor '],
  [
    /\bbleeding (?:gastric|duodenal|jejunal|small bowel|cecal|colon(?:ic)?|GI) (?:AVMs?|angio\w{5,9})\b/giu,
    '$& GI bleed',
  ],
  [/\bCP[ -]?(?=[ABC] cirrhosis\b)/gu, 'child pugh '],
  // Hours are written so, too.
  [/^HRS$|\bHRS(?=-(?:AKI|CKD)\b| type [12]\b)/gu, 'hepatorenal syndrome'],
  [/\bEV(?= (?:s\/p |w\/ )?(?:band|bleed|EVL|ligat))/gu, 'esophageal varices'],
  // A facility for assisted living, too.
  [/\b(?:induced|APAP|acute) ALF\b|^ALF$/gu, '$& acute liver failure'],
  [/(?<=\bexacerbated )resp\b/giu, 'respiratory'],
]

// ---------------------------------------------------------------------------------------------------- nerves

const ofNerves: readonly (readonly [RegExp, string])[] = [
  // Dialysis through the peritoneum and disorders of personality are called so, too; EPS is a study of the heart.
  [/\bPD(?=[^;]{0,20}\b(?:DBS|sinemet|levodopa|carbidopa|hoehn)\b)|\bidiopathic PD\b/giu, 'parkinson disease'],
  [
    /\bEPS(?= (?:from|with|w\/|due to|2\/2|after|on|to) (?:reglan|metoclopramide|compazine|prochlorperazine|haldol|haloperidol|phenergan|droperidol|antipsychotics?|neuroleptics?)\b)/giu,
    'extrapyramidal',
  ],
  // In capitals pressure is shortened so: `BLOOD PRES`.
  [
    /(?<!\b(?:BLOOD|BL|BP|ART\w*|SINUS|FACIAL|HEAD|EAR|EYE|(?:INTRA)?(?:OCULAR|CRANIAL|ABD\w*)|CHEST|PELVIC|VENOUS|PULM\w*|PULSE|AIRWAY|BLADDER|RECTAL|SYSTOLIC|DIASTOLIC|POS\w*) )(?<![\p{L}\p{N}])PRES(?=\s*(?:$|[,.;)(]|w\/|with\b|on MRI\b|2\/2|due\b|s\/p\b))/gu,
    'PRES syndrome',
  ],
  [/(?<!\bnon-? ?)\barteritic (?:anterior ischemic|AION)\b|(?<![\p{L}-])A-AION\b/giu, 'giant cell arteritis'],
]

// ---------------------------------------------------------------------------------------------------- pregnancy and childbed

const weeks = '(?:[4-9]|[1-3]\\d|4[0-2])'
/** Of a birth, or one that was lost, these are the weeks at which it took place. */
const ofABirth = String.raw`(?<!\b(?:born|deliver(?:ed|y)|c\/s|section|svd|nsvd|iufd|loss|demise|sab|tab|former|birth|prior|hx|h\/o)\b[^;,]{0,16}|\bex-? ?)`
const birth = String.raw`(?:C\/S|LTCS|RLTCS|PLTCS|(?:primary |repeat )?(?:cesarean|c-section)|(?:NS)?VD|(?:NS|S)VD|VAVD|FAVD|(?:vaginal )?delivery)`
const ofWomen: readonly (readonly [RegExp, string])[] = [
  // Needles have a gauge in whole numbers: `25 GA`.
  [
    new RegExp(
      String.raw`\b(?=\d)${ofABirth}${weeks}(?:(?:[+. ]?[0-6])? ?(?:w|wks?|weeks?)|[+.][0-6]|w[0-6]d) ?W?GA\b`,
      'giu',
    ),
    'pregnant, $&',
  ],
  [/\bSIUP\b/gu, 'IUP'],
  [/\b[gG](?=HTN\b)|\bgest\.?(?= (?:hypertension|DM|diabetes)\b)/gu, 'gestational '],
  [/(?<=\bgestational )HTN\b/gu, 'hypertension'],
  [
    /\b[Pp]re-?E(?= |$|[,;.)])|(?<!\bedema,? \(?)\bSIPE\b(?![^;]{0,20}\b[Ss]wim)|\bPEC(?= (?:w|with|without|w\/|w\/o) ?(?:SF|severe)\b)/gu,
    'preeclampsia',
  ],
  [/\bA[12]GDM\b/gu, 'GDM'],
  [
    /\b(?:di|mono)[-/ ]?(?:di|mono)(?:[ -](?:chorionic|amniotic))?\b(?= twins?\b)|(?<=\btwins?,? )(?:di|mono)[-/ ]?(?:di|mono)\b|\b(?:MCDA|DCDA|MCMA)\b/giu,
    'twin gestation',
  ],
  [/\bPTL\b/gu, 'preterm labor'],
  [/\bthreatened AB\b/gu, 'threatened abortion'],
  [/\b(1st|2nd|3rd|first|second|third) tri\b/giu, '$1 trimester'],
  [
    /\b(?:beta[- ]?|b-?|β-?)?hCG:? ?(?:level |of )?(?:2[5-9]|[3-9]\d|\d{3,6}|\d{1,3},\d{3})\b(?! ?(?:(?:IU|units?)\b(?!\/)|days?\b))/giu,
    '$&, +hCG',
  ],
  [/(?<=\bED[DC] )(?:by|per) (?:LMP|US|U\/S|\w{1,10} (?:US|U\/S))\b:?/giu, ''],
  [
    /\b(?:HROB|high[- ]risk OB|(?:ROB|NOB|new OB|return OB|routine OB)(?= (?:visit|appt|appointment|exam|intake)))\b/gu,
    '$& prenatal visit',
  ],
  // Primary pulmonary hypertension and a procedure for prolapsing hemorrhoids are called so, too.
  [/(?<!\bhypertension,? \(?)\bPPH\b(?![^;]{0,20}\b(?:pulm|stapled|ha?emorrhoid))/gu, 'postpartum hemorrhage'],
  // `PPD 1` may be packs of cigarettes, and `PPD #1` the first of two tests of the skin.
  [
    new RegExp(
      String.raw`(?<!\b(?:TB|[Tt]ubercul\w{1,4}|step)\b[^;]{0,20})\bPPD ?# ?\d{1,2}\b(?! ?(?:\d{1,2} ?mm|mm|placed|planted|read|given|administered|applied|neg|pos|to (?:be )?read|[LR] (?:fore)?arm)\w{0,5})|\bPPD \d{1,2}(?= (?:s\/p|after|from)\b)|\bPP (?:day|d|week|wk) ?#?\d{1,2}\b|\b\d{1,2} ?(?:d|days?|w|wks?|weeks?) PP\b(?! ?glucose)|\b(?:POD ?# ?\d{1,2}|POD \d{1,2}|\d{1,2} (?:d|days?) |[1-6] (?:wks?|weeks?)) ?(?:s\/p|after|post) (?:\w{1,10} )?${birth}(?![\p{L}\p{N}])|\bs\/p (?:\w{1,10} )?${birth} (?:\d{1,2} days?|[1-6] (?:wks?|weeks?)) ago\b`,
      'gu',
    ),
    '$& postpartum',
  ],
  [
    /\bEBF\b|\bexclusive(?:ly)? BF\b|\b(?:low|over-?) ?supply of (?:breast )?milk\b|\boversupply of (?:breast )?milk\b|\blow (?:breast )?milk supply\b/giu,
    'breastfeeding',
  ],
]

export const specialistTerms: readonly (readonly [RegExp, string])[] = [
  ...ofHeart,
  ...ofArteries,
  ...ofPressure,
  ...ofBlood,
  ...ofNerves,
  ...ofWomen,
]
