/**
 * What orders and nursing instructions say of care: what is watched for, whose policy holds, where the patient waits, under
 * which name a pump has it. It names sedation and other purposes and states none: it is taken out before purposes are looked
 * for. General knowledge.
 */

const without = (...patterns: readonly string[]): ((words: string) => string) => {
  const pattern = new RegExp(patterns.join('|'), 'giu')
  return (words) => words.replace(pattern, ' ')
}

const depth = String.raw`(?:(?:procedural|moderate|deep|conscious)\s+)?`
/** What begins another thought, or the drug that somebody is sedated with. */
const noDose = String.raw`(?!(?:give|use|start|begin|titrate|then|iv|ivp|push|bolus|ketamine|propofol|midazolam|versed|dexmedetomidine|precedex|fentanyl|ana?esth\w*)\b)`

/** Whoever comes to sedate, and when. */
const helpers = String.raw`(?:rt|respiratory|crnas?|picu|bedside|to|when|once|prior|ready|consent\w*|family|ortho\w*|oriented|given)`

/** Sedation that is watched for or may follow is no purpose, nor is a procedure in the sense of a house rule. */
export const withoutHouseWords = without(
  // All that is listed behind it.
  String.raw`\b(?:not\s+(?:(?:intended|meant|indicated|to be used)\s+)?for|do\s+not\s+use(?:\s+for)?)\b(?:(?!\bfor\b)[^.;]){1,60}`,
  String.raw`\bover[\s-]?sedation\b`,
  String.raw`\b(?:side|adverse) effects?\b[^.;]{0,60}?\bsedation\b`,
  // What it may bring about.
  String.raw`\b(?:may|can|might)\s+(?:cause|increase|produce|potentiate|experience|develop)\b[^.;]{0,40}?\bsedation\b`,
  String.raw`\bcaus(?:es|ing)\b[^.;]{0,40}?\bsedation\b`,
  String.raw`\bsedation\s+(?:may|can|might)\s+(?:occur|develop|increase)\b|\b(?:additive|unintended)\s+sedation\b|\bcaution\b:?\s+(?:(?:with|about|excessive|increased|additive|profound)\s+){0,2}sedation\b(?!\s+(?:dos(?:e|ing)|only)\b)`,
  String.raw`\b(?:(?:hold|stop|watch|monitor|assess|observe)(?:\s+${noDose}\w+){0,2}\s+for|monitor(?:ing)?|risk\s+of|avoid|excess(?:ive)?|not(?:\s+intended)?\s+for)\s+(?:(?:excessive|increas(?:ed|ing)|deep|procedural|level\s+of|depth\s+of)\s+)?sedation\b(?!\s+(?:vacation|holiday|interruption)\b)`,
  // Whom to tell, and what to do then: `notify MD for sedation`, `reduce rate by 50% for sedation`.
  String.raw`\b(?:notify|call|page|alert|report|contact)(?:\s+${noDose}(?!${helpers}\b)\w+){0,4}\s+for\s+(?:(?:excessive|increas(?:ed|ing)|deep)\s+)?sedation\b`,
  String.raw`\b(?:discontinue|pause|slow|reduce|decrease|lower)(?:\s+(?:the|rate|dose|infusion|drip|by|half|percent|\d+%?)){0,4}\s+for\s+(?:(?:excessive|increas(?:ed|ing)|deep)\s+)?sedation\b(?!\s+(?:in|vacation|holiday|interruption)\b)`,
  // Not sedation that does not suffice.
  String.raw`(?<!\b(?:use|give)\s)\bif\s+(?:(?:patient|pt|develops?|has|shows?|any|excessive|increas(?:ed|ing)|deep(?:er)?|moderate|significant|unintended)\s+){0,4}sedation\b(?=\s*(?:$|[.,;)>]|(?:is\s+)?(?:occurs?|occurring|develops?|noted|observed|present|excessive|increases?|worsens?|persists?|or|and)\b))`,
  // What is looked at beside it: `assess pain and sedation`, `observe for respiratory depression and sedation`.
  String.raw`\b(?:hold|stop|watch|monitor|assess|observe|be\s+(?:monitored|assessed|observed)|document|record|check)\b(?:(?!\b(?:after|before|during|give|in|per|prior|start|then|throughout|titrate|under|undergoing|until|use|when|while|with)\b)[^.;]){0,50}?(?:\b(?:and|or|for)|[,/])\s*sedation\b`,
  String.raw`\b(?:vitals?|vital signs|vs|spo2|etco2|rr|hr|bp)\b(?:(?!\b(?:for|during|under|with|stable|ok|normal|wnl)\b|\b\d)[^.;]){0,30}?(?:\b(?:and|or)|[,/&])\s*sedation\b(?=\s*(?:$|[.,;]|(?:q|every|and)\b|q\d))`,
  String.raw`(?:^|[.;,\/]\s*|\band\s)level of sedation\b`,
  String.raw`\b(?:notify|call|alert|contact|reduce|decrease|parameters)\b(?:(?!\b(?:ana?esth\w*|before|during|give|in|prior|start|then|titrate|under|until|use|when|while|with)\b)[^.;]){0,60}?(?:\b(?:and|or)|[,/:])\s*sedation\b(?!\s(?:(?:for|using|with|at|in)\b|w\/|\d))`,
  // What it is not.
  String.raw`\b(?:do\s+not|don't|not)\s+(?:(?:be|to\s+be|use|used|give|given|administer|administered|meant|ordered|chart|document|for|as|a|an|considered)\s+){0,5}${depth}sedation\b`,
  String.raw`\bno\s+(?:procedural|moderate|deep|conscious)\s+sedation\b|\b(?:(?:exempt|excluded)\s+from(?:\s+the)?|not\s+subject\s+to|not\s+(?:require|need|constitute|meet|fall|qualify)(?:\s+(?:under|as|the|a|any|definition|criteria|of|for)){0,4})\s+${depth}sedation\b(?!\s+(?:goals?|targets?)\b)`,
  String.raw`(?<!\b(?:procedural|moderate|deep|conscious)\s)\bsedation\s+(?:scores?|scales?|levels?|assessments?|monitoring|precautions?|checks?|privileges)\b`,
  // For it another order is written.
  String.raw`(?:(?<=(?:^|[.;])\s{0,3})(?:for|if)\s+${depth}sedation\b[^.;\d]{0,30}?\b(?:use|see|place)|\bfor\s+${depth}sedation\s+requires?)\s+(?:(?:a|the)\s+)?(?:separate|other|different|${depth}sedation)\s+order(?!s?(?:\s?(?:set|panel)s?)?\s+for\b)|\buse\s+(?:the\s+)?${depth}sedation\s+order\s?(?:set|panel)\s+instead\b`,
  // The rules that hold; those of procedures are followed in one, and those by which a drip is titrated sedate.
  String.raw`\b(?<!\b(?:titrat\w{1,4}|adjust|wean)\s[^.;]{0,30})(?:(?:moderate|deep|conscious)\s+)?(?<!\b(?:procedural|icu|vent(?:ilator)?)\s)sedation\s+(?:policy|policies|guidelines?|standards)\b|\bpolicy\s+(?:on|for)\s+sedation\b`,
  String.raw`\b(?:infusion|hospital|nursing|policy|standard(?:\s+operating)?|policy\s+(?:and|&))\s+procedure\b`,
)

const anesthesia = String.raw`ana?esth(?:esia|esiology|esiologists?|etics|etists?)`
/** Others who give it as well. */
const others = String.raw`(?:ed|er|emergency|icu|critical\s+care|intensive\s+care)`
const rooms = String.raw`(?:pacu|pre-?op|recovery\s+room|endoscopy|day\s+surgery)`
/** What ketamine may do to patients, where it stands at the beginning of a sentence and what is done about it right behind. */
const lead = String.raw`(?:for|if|with|any|new|severe|acute|excited|excessive|patient|pt|is|becomes|develops)`
const effect = String.raw`(?:agitat(?:ion|ed)|combative(?:\s+behaviou?r)?|delirium|hallucinat\w{1,5}|dysphoria|(?:chest|abdominal)\s+pain|sedation|respiratory\s+(?:depression|failure|distress)|bronchospasm|laryngospasm|suicidal\s+ideation|dyspn(?:o?ea)|apn(?:o?ea)|hypoxia|vomiting|rr\s*(?:<|below|less\s+than)\s*\d{1,2})`
const action = String.raw`(?:stop|hold|pause|discontinue|call|notify|alert|page|contact|activate|decrease|reduce|slow)`
/** Of another purpose than pain a pump's entry tells: its doses are others. */
const title = String.raw`["'(]?ketamine\b(?:(?!\b(?:sedat\w*|analgosedation|rsi|induct\w*|pca|${anesthesia}|status|depress\w*|mdd|trd|ect|suicid\w*|agitation|delirium|asthma|seizures?|burst|procedur\w*|dressing|burns?|(?:intra|peri|post)-?op(?:erative)?(?!\s+pain)|for)\b)[^.;,\d\n]){0,40}`
const device = String.raw`(?:pump|drug|alaris|guardrails)`

export const withoutCare = without(
  String.raw`\b${anesthesia}\s+(?:(?:department|dept|service)\s+)?(?:policy|policies|guidelines?|standards?)\b`,
  String.raw`(?<!\bfor\s+${depth})\b${depth}(?:sedation|${anesthesia}|(?:pre|post)-?op(?:erative)?|intubation|ventilator)(?:[\s-]+(?!(?:for|in|of|with|at|during|under|by|and|to)\b)[\w/]+(?:\.\d+)?){0,3}?\s+(?:(?:is|are)\s+)?(?:not\s+(?:required|needed|necessary|applicable|indicated)|n\/a|do(?:es)?\s+not\s+apply)(?![\p{L}\p{N}])`,
  String.raw`\b(?:hold|stop|pause)(?:\s+(?:the|infusion|drip|\d{1,2}|h|hr|hours?|min|minutes))*\s+(?:for|before|prior\s+to)\s+(?:procedures?|dressing\s+changes?|surgery)\b`,
  String.raw`\b(?:equipment|supplies|cart)\s+for\s+intubation\b`,
  // `By anesthesia or ED provider`, `by ED, ICU or anesthesia only`.
  String.raw`\b${anesthesia}(?:\s?\/\s?|\s(?:or|and)\s|,\s(?=[^.;]{0,30}\b(?:or|and)\b))${others}\b`,
  String.raw`\b(?:${others}|physicians?|providers?)(?:\s(?:physicians?|providers?|medicine))?(?:\s?[,/&]\s?|,?\s(?:or|and)\s)${anesthesia}\b(?:\s(?:use\s)?only\b)?`,
  String.raw`\bboard(?:ing|ed|ers?)(?:,?\s(?:currently|now))?\s+in\s+(?:the\s+)?${rooms}\b|\b${rooms}\s+\(?(?:(?:ed|er|icu|inpatient|floor)\s+)?board(?:ing|ers?)\b|\b${rooms}\s+(?:pyxis|omnicell|pharmacy|stock)\b|\b(?:ed|er|icu|inpatient|floor)\s+overflow(?:\s+patients?)?\s+in\s+(?:the\s+)?${rooms}\b`,
  String.raw`(?<=(?:^|[.;])\s{0,3})(?:${lead}\s+){0,5}${effect}(?:(?:\s*[,/]\s*|\s+)(?:(?:or|and|severe|occurs|develops)\b|${effect})){0,8}(?:\s*[:,-])?\s+${action}\b(?!\s(?:if|for|when|until|unless|once|after|at)\b)(?![^.;]{0,40}\b(?:if|when|until|unless|once|before|prior|after|as|each|every|repeat|further|additional|administration|give|giving|restraints|stimulation|ketamine|\d+\s?mg)\b)`,
  String.raw`\b(?:${device}[\s-]+(?:drug\s+)?(?:library|profile|entry|guardrails)\b(?:\s(?:entry|name|profile))?|alaris|guardrails)\s?(?:[:=-]|is\b)?\s?${title}`,
  String.raw`\bprogram(?:\s+the)?\s+pump\s+(?:as|for|to)\s+${title}`,
  String.raw`\b(?:select|choose|use)\s+${title}(?<=["')\s])(?:in|from)\s+(?:the\s+)?${device}\s+library\b`,
)

/** Precautions, advice and blocks of nerves need no ketamine. */
export const withoutCareOrders = without(
  String.raw`(?:\b[\w/]+\s+)?\b(?:status\s+epilepticus|fractures?|dislocations?)\s+precautions\b|\bprecautions\s?[:-]?\s?(?:for\s)?(?:status\s+epilepticus|fractures?|dislocations?)\b`,
  String.raw`\bcase\s+request\b(?!.*\b(?:cysto\w*|bladder|urethra\w*|egd|endoscop\w*|pylor\w*|esophag\w*|anal|sphincter|vocal|stimulator)\b)(?=.*\b(?:(?:occipital|supraorbital|trigeminal)\s+nerve\s+blocks?|g?onb|sphenopalatine|spg|botox|onabotulinum\w*|trigger[\s-]point)\b)`,
  String.raw`\b(?:(?:consult(?:ation)?|referral)\s+(?:(?:to|with)\s+)?${anesthesia}|${anesthesia}\s+consult(?:ation)?)(?=\s*$|\s+for\s.*\b(?:block|headache|migraine|ketamine)\b)`,
)
