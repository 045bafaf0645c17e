import type { Code, Quantity } from '../facts.ts'
import type { DoseLimit, Verification } from '../guidance.ts'
import { rxnorm, snomed } from '../terminology.ts'

/** Classes as a card shows them: one suggestion each, unless only non-oral forms serve. */
export type AgentClass = 'triptan' | 'aac' | 'nsaid' | 'acetaminophen' | 'gepant'

export type AgentId =
  | 'sumatriptan-po'
  | 'sumatriptan-sc'
  | 'sumatriptan-nasal'
  | 'zolmitriptan-po'
  | 'zolmitriptan-nasal'
  | 'rizatriptan'
  | 'eletriptan'
  | 'frovatriptan'
  | 'sumatriptan-naproxen'
  | 'aac'
  | 'ibuprofen'
  | 'naproxen'
  | 'aspirin'
  | 'acetaminophen'
  | 'rimegepant'
  | 'ubrogepant'

/** What is ordered: a rule may replace any of it for a patient. */
export interface Form {
  /** RxNorm clinical drug. */
  readonly orderable: Code
  readonly dose: Quantity
  /** The dose and route in a label: `50 mg PO once`. */
  readonly doseWords: string
  readonly sig: string
  readonly limit?: DoseLimit
}

/** An alternative that a clinician can order with one click. */
export interface Agent extends Form {
  readonly id: AgentId
  readonly name: string
  /** Ingredient names as RxNorm writes them. */
  readonly ingredients: readonly string[]
  readonly shownAs: AgentClass
  /** Classes whose exclusions apply to it: a combination counts in the class of each of its parts. */
  readonly counts: readonly AgentClass[]
  readonly route: Code
  /** VA/DoD 2023, for this agent by this route; absent: not graded. */
  readonly strength?: 'Strong for' | 'Weak for'
  /** 0 is quickest. Injection before spray before tablet; from the labels' onset or peak times. */
  readonly speed: number
  /** Offered only where the site opts in. */
  readonly byPolicy?: true
  /** Keys of the references for dose and limits; the strength rests on `strengthSources`. */
  readonly sources: readonly string[]
  readonly verification: Verification
}

/** Secondary pages that agree on the strengths: the guideline's own text could not be read. */
export const strengthSources = { sources: ['G4', 'G5', 'G8'], verification: 'secondary' as Verification }

/** Routes: SNOMED CT, as in `codes/routes.json`. */
export const oral: Code = { system: snomed, code: '26643006', display: 'Oral route' }
export const subcutaneous: Code = { system: snomed, code: '34206005', display: 'Subcutaneous route' }
const nasal: Code = { system: snomed, code: '46713006', display: 'Nasal route' }

/** A clinical drug of RxNorm. */
export const drug = (code: string, display: string): Code => ({ system: rxnorm, code, display })
export const mg = (value: number): Quantity => ({ value, unit: 'mg' })
const tablets = (value: number): Quantity => ({ value, unit: '{tablet}' })
export const daily = (dose: Quantity): DoseLimit => ({ dose, hours: 24 })

const triptan = { shownAs: 'triptan', counts: ['triptan'], route: oral } as const
const nsaid = { shownAs: 'nsaid', counts: ['nsaid'], route: oral } as const
const gepant = { shownAs: 'gepant', counts: ['gepant'], route: oral } as const

export const agents: readonly Agent[] = [
  {
    ...triptan,
    id: 'sumatriptan-po',
    name: 'Sumatriptan',
    ingredients: ['sumatriptan'],
    strength: 'Strong for',
    orderable: drug('313161', 'sumatriptan 50 MG Oral Tablet'),
    dose: mg(50),
    doseWords: '50 mg PO once',
    sig: '50 mg (1 tablet) by mouth once for migraine. May be repeated once after 2 hours or more. Up to 200 mg in 24 hours.',
    limit: daily(mg(200)),
    speed: 3,
    sources: ['L1', 'L27'],
    verification: 'verified',
  },
  {
    ...triptan,
    id: 'sumatriptan-sc',
    name: 'Sumatriptan',
    ingredients: ['sumatriptan'],
    strength: 'Strong for',
    route: subcutaneous,
    orderable: drug('1657151', '0.5 ML sumatriptan 12 MG/ML Auto-Injector'),
    dose: mg(6),
    doseWords: '6 mg SC once',
    sig: '6 mg (1 autoinjector) under the skin once for migraine. May be repeated once after 1 hour or more if the first dose gave some relief. Up to 12 mg in 24 hours.',
    limit: daily(mg(12)),
    speed: 0,
    sources: ['L2', 'L27'],
    verification: 'verified',
  },
  {
    ...triptan,
    id: 'sumatriptan-nasal',
    name: 'Sumatriptan',
    ingredients: ['sumatriptan'],
    route: nasal,
    orderable: drug('314227', 'sumatriptan 20 MG/ACTUAT Nasal Spray'),
    dose: mg(20),
    doseWords: '20 mg nasal once',
    sig: '20 mg (1 spray) into one nostril once for migraine. May be repeated once after 2 hours or more. Up to 40 mg in 24 hours.',
    limit: daily(mg(40)),
    speed: 1,
    sources: ['L3', 'L27'],
    verification: 'secondary',
  },
  {
    ...triptan,
    id: 'rizatriptan',
    name: 'Rizatriptan',
    ingredients: ['rizatriptan'],
    strength: 'Strong for',
    orderable: drug('314209', 'rizatriptan 10 MG Oral Tablet'),
    dose: mg(10),
    doseWords: '10 mg PO once',
    sig: '10 mg (1 tablet) by mouth once for migraine. May be repeated after 2 hours or more. Up to 30 mg in 24 hours.',
    limit: daily(mg(30)),
    speed: 3,
    sources: ['L5', 'L27'],
    verification: 'secondary',
  },
  {
    ...triptan,
    id: 'zolmitriptan-po',
    name: 'Zolmitriptan',
    ingredients: ['zolmitriptan'],
    strength: 'Strong for',
    // The tablet, not the orodispersible one: that one cannot be halved.
    orderable: drug('200193', 'zolmitriptan 2.5 MG Oral Tablet'),
    dose: mg(2.5),
    doseWords: '2.5 mg PO once',
    sig: '2.5 mg (1 tablet) by mouth once for migraine. May be repeated after 2 hours or more. Up to 10 mg in 24 hours.',
    limit: daily(mg(10)),
    speed: 4,
    sources: ['L6', 'L27'],
    verification: 'verified',
  },
  {
    ...triptan,
    id: 'zolmitriptan-nasal',
    name: 'Zolmitriptan',
    ingredients: ['zolmitriptan'],
    strength: 'Strong for',
    route: nasal,
    orderable: drug('1483677', 'zolmitriptan 2.5 MG/ACTUAT Nasal Spray'),
    dose: mg(2.5),
    doseWords: '2.5 mg nasal once',
    sig: '2.5 mg (1 spray) into one nostril once for migraine. May be repeated after 2 hours or more. Up to 10 mg in 24 hours.',
    limit: daily(mg(10)),
    speed: 1,
    sources: ['L7'],
    verification: 'verified',
  },
  {
    ...triptan,
    id: 'eletriptan',
    name: 'Eletriptan',
    ingredients: ['eletriptan'],
    strength: 'Strong for',
    orderable: drug('359494', 'eletriptan 40 MG Oral Tablet'),
    dose: mg(40),
    doseWords: '40 mg PO once',
    sig: '40 mg (1 tablet) by mouth once for migraine. May be repeated once after 2 hours or more if the first dose gave some relief. Up to 80 mg in 24 hours.',
    limit: daily(mg(80)),
    speed: 5,
    sources: ['L8'],
    verification: 'verified',
  },
  {
    ...triptan,
    id: 'frovatriptan',
    name: 'Frovatriptan',
    ingredients: ['frovatriptan'],
    strength: 'Strong for',
    orderable: drug('349462', 'frovatriptan 2.5 MG Oral Tablet'),
    dose: mg(2.5),
    doseWords: '2.5 mg PO once',
    sig: '2.5 mg (1 tablet) by mouth once for migraine. May be repeated after 2 hours or more if the headache comes back. Up to 7.5 mg in 24 hours.',
    limit: daily(mg(7.5)),
    speed: 7,
    sources: ['L9', 'L27'],
    verification: 'verified',
  },
  {
    ...triptan,
    id: 'sumatriptan-naproxen',
    name: 'Sumatriptan-naproxen',
    ingredients: ['sumatriptan', 'naproxen'],
    counts: ['triptan', 'nsaid'],
    strength: 'Strong for',
    orderable: drug('849450', 'naproxen sodium 500 MG / sumatriptan 85 MG Oral Tablet'),
    dose: tablets(1),
    doseWords: '85/500 mg PO once',
    sig: '1 tablet (sumatriptan 85 mg, naproxen sodium 500 mg) by mouth once for migraine. May be repeated once after 2 hours or more. Up to 2 tablets in 24 hours.',
    limit: daily(tablets(2)),
    speed: 4,
    sources: ['L4'],
    verification: 'secondary',
  },
  {
    id: 'aac',
    name: 'Aspirin-acetaminophen-caffeine',
    ingredients: ['aspirin', 'acetaminophen', 'caffeine'],
    shownAs: 'aac',
    counts: ['aac', 'nsaid', 'acetaminophen'],
    route: oral,
    strength: 'Strong for',
    orderable: drug('308297', 'acetaminophen 250 MG / aspirin 250 MG / caffeine 65 MG Oral Tablet'),
    dose: tablets(2),
    doseWords: '2 tablets PO once',
    sig: '2 tablets (each aspirin 250 mg, acetaminophen 250 mg, caffeine 65 mg) by mouth once for migraine. Up to 2 tablets in 24 hours.',
    limit: daily(tablets(2)),
    speed: 2,
    sources: ['L16'],
    verification: 'verified',
  },
  {
    ...nsaid,
    id: 'ibuprofen',
    name: 'Ibuprofen',
    ingredients: ['ibuprofen'],
    strength: 'Weak for',
    orderable: drug('197805', 'ibuprofen 400 MG Oral Tablet'),
    dose: mg(400),
    doseWords: '400 mg PO once',
    sig: '400 mg (1 tablet) by mouth once for migraine. Up to 1,200 mg in 24 hours.',
    limit: daily(mg(1200)),
    speed: 3,
    sources: ['L12'],
    verification: 'verified',
  },
  {
    ...nsaid,
    id: 'naproxen',
    name: 'Naproxen sodium',
    ingredients: ['naproxen'],
    strength: 'Weak for',
    orderable: drug('849431', 'naproxen sodium 550 MG Oral Tablet'),
    dose: mg(550),
    doseWords: '550 mg PO once',
    sig: '550 mg (1 tablet) by mouth once for migraine. Up to 1,375 mg on the first day.',
    limit: daily(mg(1375)),
    speed: 4,
    sources: ['L13'],
    verification: 'secondary',
  },
  {
    ...nsaid,
    id: 'aspirin',
    name: 'Aspirin',
    ingredients: ['aspirin'],
    strength: 'Weak for',
    byPolicy: true,
    orderable: drug('198471', 'aspirin 500 MG Oral Tablet'),
    dose: mg(1000),
    doseWords: '1,000 mg PO once',
    sig: '1,000 mg (2 tablets) by mouth once for migraine.',
    speed: 3,
    sources: ['droracle.ai/articles/603476', 'droracle.ai/articles/666126'],
    verification: 'secondary',
  },
  {
    id: 'acetaminophen',
    name: 'Acetaminophen',
    ingredients: ['acetaminophen'],
    shownAs: 'acetaminophen',
    counts: ['acetaminophen'],
    route: oral,
    strength: 'Weak for',
    orderable: drug('198440', 'acetaminophen 500 MG Oral Tablet'),
    dose: mg(1000),
    doseWords: '1,000 mg PO once',
    sig: '1,000 mg (2 tablets) by mouth once for migraine. Up to 3,000 mg (6 tablets) in 24 hours, counting acetaminophen from all products.',
    // The 500-mg product's own limit (6 caplets), under the 4,000 mg of the label's warning.
    limit: daily(mg(3000)),
    speed: 3,
    sources: ['L15'],
    verification: 'verified',
  },
  {
    ...gepant,
    id: 'rimegepant',
    name: 'Rimegepant ODT',
    ingredients: ['rimegepant'],
    strength: 'Weak for',
    orderable: drug('2282313', 'rimegepant 75 MG Disintegrating Oral Tablet'),
    dose: mg(75),
    doseWords: '75 mg PO once',
    sig: '75 mg (1 orally disintegrating tablet) by mouth once for migraine. Up to 75 mg in 24 hours.',
    limit: daily(mg(75)),
    speed: 5,
    sources: ['L10'],
    verification: 'verified',
  },
  {
    ...gepant,
    id: 'ubrogepant',
    name: 'Ubrogepant',
    ingredients: ['ubrogepant'],
    strength: 'Weak for',
    orderable: drug('2268229', 'ubrogepant 50 MG Oral Tablet'),
    dose: mg(50),
    doseWords: '50 mg PO once',
    sig: '50 mg (1 tablet) by mouth once for migraine. May be repeated once after 2 hours or more. Up to 200 mg in 24 hours.',
    limit: daily(mg(200)),
    speed: 5,
    sources: ['L11'],
    verification: 'verified',
  },
]

export const agentIds: readonly AgentId[] = agents.map(({ id }) => id)

/** The agents that count in a class. */
export const inClass = (name: AgentClass): readonly AgentId[] =>
  agents.filter(({ counts }) => counts.includes(name)).map(({ id }) => id)

/** The agents that hold an ingredient. */
export const holding = (ingredient: string): readonly AgentId[] =>
  agents.filter(({ ingredients }) => ingredients.includes(ingredient)).map(({ id }) => id)

export const nonOralAgents: readonly AgentId[] = agents.filter(({ route }) => route !== oral).map(({ id }) => id)
