import fc from 'fast-check'
import contraindications from '../../../cards/iv-ketamine-for-migraine/codes/contraindications.json' with { type: 'json' }
import { listedCodes, snomed, type ValueSets } from '../../../cards/terminology.ts'
import type { Allergy, Concept, Condition, Facts, MedicationUse, Observation } from '../../../cards/facts.ts'
import {
  aBloodPressure,
  aCondition,
  aDose,
  ago,
  anAllergy,
  anEncounter,
  anObservation,
  aMedication,
  aReason,
  aReaction,
  facts,
  icd,
  migraine,
  rx,
  sct,
  words,
} from './builders.ts'
import { gepants, nsaids, offered, fitting, screening, triptans } from './screened.ts'

// What each fact excludes, written by hand from the labels and the decision table, not from the rules.

const acetaminophens = ['acetaminophen', 'aac']
const sumatriptans = ['sumatriptan-po', 'sumatriptan-sc', 'sumatriptan-nasal', 'sumatriptan-naproxen']

type Fact =
  | { readonly conditions: Condition }
  | { readonly allergies: Allergy }
  | { readonly medications: MedicationUse }
  | { readonly administrations: MedicationUse }
  | { readonly observations: Observation }

interface Excluding {
  readonly fact: Fact
  readonly excludes: readonly string[]
}

const has = (concept: Concept, excludes: readonly string[], over: Partial<Condition> = {}): Excluding => ({
  fact: { conditions: aCondition(concept, over) },
  excludes,
})
const takes = (drug: Concept, excludes: readonly string[], over: Partial<MedicationUse> = {}): Excluding => ({
  fact: { medications: aMedication(drug, { start: ago({ days: 40 }), ofThisEncounter: false, ...over }) },
  excludes,
})
const got = (drug: Concept, hours: number, excludes: readonly string[]): Excluding => ({
  fact: { administrations: aDose(drug, { start: ago({ hours }) }) },
  excludes,
})
const reacts = (concept: Concept, excludes: readonly string[], over: Partial<Allergy> = {}): Excluding => ({
  fact: { allergies: anAllergy(concept, over) },
  excludes,
})
const measured = (observations: Observation, excludes: readonly string[]): Excluding => ({
  fact: { observations },
  excludes,
})
const ended = (days: number): Partial<MedicationUse> => ({ status: 'stopped', end: ago({ days }) })

const oracle: readonly Excluding[] = [
  has(icd('I20.9', 'Angina pectoris'), triptans),
  has(icd('I2510'), triptans),
  has(icd('Z95.5'), triptans, { clinicalStatus: 'resolved' }),
  has(sct('53741008'), triptans),
  has(words('CAD'), triptans),
  has(icd('I21.4'), [...triptans, ...nsaids]),
  has(icd('I21.4'), [...triptans, ...nsaids], { onset: ago({ days: 200 }) }),
  has(icd('I63.9'), [...triptans, ...nsaids], { onset: '2026-06' }),
  has(icd('I61.9'), [...triptans, ...nsaids], { onset: '2010', clinicalStatus: 'resolved' }),
  has(icd('Z86.73'), triptans),
  has(icd('G43.419'), triptans),
  has(sct('83351003'), triptans, { clinicalStatus: 'inactive' }),
  has(icd('I73.9'), triptans),
  has(icd('K55.1'), triptans),
  has(icd('I16.1'), triptans),
  has(icd('I45.6'), triptans),
  has(icd('K72.10'), [...triptans, ...nsaids, ...acetaminophens, 'rimegepant']),
  has(icd('N18.4'), nsaids),
  has(icd('N18.6'), [...nsaids, ...gepants]),
  has(icd('N17.9'), nsaids),
  has(icd('K25.4'), nsaids),
  has(icd('K92.1'), nsaids, { clinicalStatus: 'resolved', abated: ago({ days: 100 }) }),
  has(icd('I50.22'), nsaids),
  has(icd('D66'), nsaids),
  has(sct('10692681000119108'), nsaids),
  has(icd('Z95.1'), [...triptans, ...nsaids]),
  has(sct('293619005', 'Ibuprofen allergy'), nsaids),
  takes(rx('11289'), nsaids),
  takes(words('Eliquis 5 mg tablet'), nsaids),
  takes(rx('32968', 'clopidogrel'), nsaids),
  takes(rx('6448', 'lithium'), nsaids),
  takes(rx('41493', 'meloxicam'), nsaids),
  takes(rx('8123'), triptans),
  takes(words('Parnate'), triptans, ended(5)),
  takes(rx('190376', 'linezolid'), triptans, ended(13)),
  takes(rx('3418', 'dihydroergotamine'), triptans),
  takes(rx('21212', 'clarithromycin'), ['eletriptan', ...gepants]),
  takes(rx('28031'), ['eletriptan'], ended(2)),
  takes(words('nirmatrelvir / ritonavir'), ['eletriptan', ...gepants]),
  takes(rx('2002', 'carbamazepine'), gepants),
  takes(rx('30125', 'modafinil'), ['rimegepant']),
  takes(rx('2571813', 'atogepant'), gepants),
  takes(rx('313161', 'sumatriptan 50 MG Oral Tablet'), triptans, { ofThisEncounter: true }),
  takes(rx('161', 'acetaminophen'), acetaminophens, { dosages: [{ dose: { value: 1000, unit: 'mg' }, perDay: 4 }] }),
  got(rx('88014', 'rizatriptan'), 20, triptans),
  got(rx('35827', 'ketorolac'), 1, nsaids),
  got(rx('161', 'acetaminophen'), 5, acetaminophens),
  got(rx('308297'), 8, ['aac', 'ibuprofen', 'naproxen', 'acetaminophen']),
  reacts(rx('1191', 'aspirin'), nsaids),
  reacts(words('NSAIDs'), nsaids, { reactions: [aReaction('Hives')] }),
  reacts(rx('37418'), sumatriptans),
  reacts(rx('231049', 'eletriptan'), triptans, { reactions: [aReaction('Anaphylaxis')] }),
  reacts(words('Tylenol'), acetaminophens, { type: 'intolerance' }),
  reacts(rx('2282307', 'rimegepant'), ['rimegepant']),
  measured(anObservation('98979-8', { value: 22, unit: 'mL/min' }), nsaids),
  measured(anObservation('48642-3', { value: 9, unit: 'mL/min' }), [...nsaids, ...gepants]),
  measured(aBloodPressure(200, 90), triptans),
  measured(anObservation('8462-4', { value: 121, unit: 'mm[Hg]' }), triptans),
  measured(anObservation('777-3', { value: 31, unit: '10*3/uL' }), nsaids),
]

/** Facts that exclude nothing: noise around the others. */
const harmless: readonly Fact[] = [
  { conditions: aCondition(icd('E11.9', 'Type 2 diabetes mellitus')) },
  { conditions: aCondition(icd('I25.10', 'CAD'), { verificationStatus: 'refuted' }) },
  { conditions: aCondition(icd('Z82.49', 'Family history of ischemic heart disease')) },
  { conditions: aCondition(migraine) },
  { medications: aMedication(rx('860975', 'metformin hydrochloride 500 MG Oral Tablet')) },
  { medications: aMedication(rx('11289', 'warfarin'), { status: 'entered-in-error' }) },
  { medications: aMedication(rx('312940', 'sertraline 50 MG Oral Tablet'), { start: ago({ days: 40 }) }) },
  { medications: aMedication(words('Study drug 17')) },
  { allergies: anAllergy(words('Penicillin')) },
  { allergies: anAllergy(rx('5640', 'ibuprofen'), { verificationStatus: 'refuted' }) },
  { administrations: aDose(rx('6915', 'metoclopramide')) },
  { observations: anObservation('8867-4', { value: 88, unit: '/min' }) },
]

const settings = [
  {},
  { encounter: anEncounter({ class: 'EMER' }) },
  { encounter: anEncounter({ class: 'IMP', reasons: [aReason(migraine)] }) },
  { patient: { birthDate: '1950-02-03', sex: 'female' as const } },
  { encounter: anEncounter({ reasons: [aReason(icd('R11.10', 'Vomiting'))] }) },
] as const

function chart(found: readonly Fact[], setting: (typeof settings)[number] = {}): Facts {
  const of = (key: string): readonly never[] =>
    found.flatMap((fact) => (key in fact ? [(fact as unknown as Record<string, never>)[key] as never] : []))
  return facts({
    ...setting,
    conditions: of('conditions'),
    allergies: of('allergies'),
    medications: of('medications'),
    administrations: of('administrations'),
    observations: of('observations'),
  })
}

const excluding = fc.subarray([...oracle], { maxLength: 5 })
const noise = fc.subarray([...harmless])
const setting = fc.constantFrom(...settings)

const factsOf = (found: readonly Excluding[]): readonly Fact[] => found.map(({ fact }) => fact)

const runs = { numRuns: 150 }
const random = Math.floor(Math.random() * 2 ** 31)

describe.each([
  ['a fixed seed', 20231130],
  [`the random seed ${random}`, random],
])('with %s', (_, seed) => {
  it('no patient is offered an agent that one of the facts excludes', () => {
    fc.assert(
      fc.property(excluding, noise, setting, (found, around, place) => {
        const result = screening(chart([...factsOf(found), ...around], place))
        const out = new Set(found.flatMap(({ excludes }) => excludes))
        expect([...offered(result), ...fitting(result)].filter((id) => out.has(id))).toEqual([])
      }),
      { ...runs, seed },
    )
  })

  it('an excluding fact never adds an agent that fits', () => {
    fc.assert(
      fc.property(excluding, fc.constantFrom(...oracle), noise, setting, (found, more, around, place) => {
        const before = fitting(screening(chart([...factsOf(found), ...around], place)))
        const after = fitting(screening(chart([...factsOf(found), more.fact, ...around], place)))
        expect(after.filter((id) => !before.includes(id))).toEqual([])
      }),
      { ...runs, seed },
    )
  })

  it('order and repetition of resources never change the result', () => {
    fc.assert(
      fc.property(excluding, noise, setting, fc.infiniteStream(fc.nat()), (found, around, place, dice) => {
        const all = [...factsOf(found), ...around]
        const throws = [...dice.take(all.length * 2)]
        const shuffled = [...all, ...all.filter((__, n) => (throws[n] ?? 0) % 2 === 0)]
          .map((fact, n) => ({ fact, at: throws[n] ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ fact }) => structuredClone(fact))
        expect(screening(chart(shuffled, place))).toEqual(screening(chart(all, place)))
      }),
      { ...runs, seed },
    )
  })

  it('offers are at most three, at most one is recommended, and a warned agent never is', () => {
    fc.assert(
      fc.property(excluding, noise, setting, (found, around, place) => {
        const { offers, options, unclassified } = screening(chart([...factsOf(found), ...around], place))
        expect(offers.length).toBeLessThanOrEqual(3)
        const chosen = options.filter(({ recommended }) => recommended)
        expect(chosen.length).toBeLessThanOrEqual(unclassified.length > 0 ? 0 : 1)
        expect(chosen.flatMap(({ remarks }) => remarks).filter(({ effect }) => effect === 'warned')).toEqual([])
        for (const { label } of offers) expect(label.length).toBeLessThanOrEqual(80)
      }),
      { ...runs, seed },
    )
  })

  it('never throws and never changes the facts, whatever the words are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 6 }),
        fc.date(),
        (texts, date) => {
          const when = Number.isNaN(date.getTime()) ? 'yesterday' : date.toISOString()
          const given = facts({
            conditions: texts.map((text) => aCondition(words(text), { onset: when })),
            medications: texts.map((text) => aMedication(words(text), { start: when })),
            allergies: texts.map((text) => anAllergy(words(text))),
          })
          const before = structuredClone(given)
          screening(given)
          expect(given).toEqual(before)
        },
      ),
      { numRuns: 100, seed },
    )
  })
})

describe('the oracle', () => {
  it.each(oracle.map((one) => [JSON.stringify(one.fact).slice(0, 110), one] as const))(
    '%s',
    (_, { fact, excludes }) => {
      const result = screening(chart([fact]))
      expect(fitting(result).filter((id) => excludes.includes(id))).toEqual([])
      // An oracle that excludes everything would prove nothing.
      expect(fitting(result).length).toBeGreaterThan(0)
    },
  )
})

describe('a problem in the words of its code', () => {
  const ofProblems = /^(?!.*(?:drug|allergen|class|reaction|allergy|pregnancy|lactation)-)/
  const named = listedCodes([contraindications as unknown as ValueSets]).filter(
    ({ set, system, display }) => system === snomed && ofProblems.test(`${set}-`) && display !== '',
  )
  it('fits no more agents than the code does', () => {
    expect(named.length).toBeGreaterThan(250)
    const freed = named.filter(({ system, code, display }) => {
      const coded = fitting(screening(chart([{ conditions: aCondition({ codes: [{ system, code }] }) }])))
      const worded = fitting(screening(chart([{ conditions: aCondition(words(display)) }])))
      return worded.some((id) => !coded.includes(id))
    })
    expect(freed.map(({ display }) => display)).toEqual([])
  })
})
