import fc from 'fast-check'
import type { Concept, Condition, Facts, Order } from '../../../cards/facts.ts'
import type { Speaks } from '../../../cards/guidance.ts'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  aCondition,
  ago,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  aReason,
  facts,
  icd,
  intravenous,
  read,
  sct,
  words,
} from './builders.ts'
import { at, defaults, noReason, onTheList, ordered, reason, spoken, verdict } from './decisions.ts'

const unspecified = icd('G43.909', 'Migraine, unspecified')
const aura = icd('G43.109', 'Migraine with aura')
const withAura = sct('4473006', 'Migraine with aura')
const migraineOfSnomed = sct('37796009', 'Migraine')
const chronic = icd('G43.709', 'Chronic migraine without aura')
const intractable = icd('G43.919', 'Migraine, unspecified, intractable')
const chronicIntractable = icd('G43.719', 'Chronic migraine without aura, intractable')
const status = icd('G43.901', 'Migraine, unspecified, with status migrainosus')
const refractory = { ...icd('G43.009'), text: 'Refractory migraine' }

/** The code on which the card rests, as the evidence and the first line of the detail tell it. */
function quoted({ evidence, card }: Speaks): string | undefined {
  const [line = ''] = card.detail.split('\n')
  const code = evidence[0]?.code
  return code !== undefined && line.includes(code) ? code : `"${line}"`
}

it('quotes of several codings the one by which it is migraine', () => {
  const [abdominal] = icd('G43.D0', 'Abdominal migraine, not intractable').codes
  const both = { codes: [abdominal, ...unspecified.codes].filter((code) => code !== undefined) }
  const said = spoken(ordered(reason(both)))
  expect(quoted(said)).toBe('G43.909')
  expect(said.mattered).toContain('Reason on the order: Migraine, unspecified')
})

/** From the most to the least that a code says. */
const ranked = [
  status,
  chronicIntractable,
  refractory,
  chronic,
  intractable,
  aura,
  withAura,
  unspecified,
  icd('G43.90', 'Migraine, unspecified, not intractable'),
  icd('G43', 'Migraine'),
  migraineOfSnomed,
]
const pairs = ranked.flatMap((more, n) =>
  ranked
    .slice(n + 1)
    .map((less) => [`${more.codes[0]?.code} ${more.text}`, `${less.codes[0]?.code}`, more, less] as const),
)

describe('of several migraines the card quotes the one that says most', () => {
  it.each(pairs)('%s before %s', (_, __, more, less) => {
    const code = more.codes[0]?.code
    for (const both of [
      [more, less],
      [less, more],
    ]) {
      expect(quoted(spoken(ordered(noReason, onTheList(...both))))).toBe(code)
      expect(quoted(spoken(ordered(reason(icd('R51.9')), onTheList(...both))))).toBe(code)
      const here = both.map((concept) => aCondition(concept, { ofThisEncounter: true }))
      expect(quoted(spoken(ordered(noReason, { conditions: read(...here) })))).toBe(code)
      const drafts = both.map((concept, n) =>
        anIvKetamineOrder({ key: `MedicationRequest/${n}`, reasons: [aReason(concept)] }),
      )
      expect(quoted(spoken(facts({ orders: drafts })))).toBe(code)
    }
  })
  it('by its words where the codes are the same, so that the same words are quoted whichever comes first', () => {
    const one = icd('G43.909', 'Migraine')
    const other = icd('G43.909', 'Migraines since childhood')
    const told = (...all: readonly Concept[]): Speaks => spoken(ordered(noReason, onTheList(...all)))
    expect(told(one, other)).toEqual(told(other, one))
  })
  it('a coded one before one in words alone', () => {
    const inWords = words('refractory migraine')
    const here = (...all: readonly Concept[]): Facts =>
      ordered(noReason, {
        conditions: read(...all.map((concept) => aCondition(concept, { ofThisEncounter: true }))),
      })
    expect(spoken(here(unspecified, inWords)).evidence).toEqual(spoken(here(inWords, unspecified)).evidence)
  })
})

describe('what the sender has put in order stays so', () => {
  it('the reasons of a draft', () => {
    expect(quoted(spoken(ordered(reason(unspecified, status))))).toBe('G43.909')
    expect(quoted(spoken(ordered(reason(status, unspecified))))).toBe('G43.901')
  })
  it('the codings of a reason', () => {
    const both = { codes: [...unspecified.codes, ...status.codes] }
    expect(quoted(spoken(ordered(reason(both))))).toBe('G43.909')
  })
  it('the reasons of an encounter, which come before its diagnoses', () => {
    const here = (...all: readonly Concept[]): Facts =>
      ordered(noReason, { ...at(...all), conditions: read(aCondition(chronicIntractable, { ofThisEncounter: true })) })
    expect(quoted(spoken(here(unspecified, aura)))).toBe('G43.909')
    expect(quoted(spoken(here(aura, unspecified)))).toBe('G43.109')
  })
})

describe('the row and the silence', () => {
  const inpatient = read(anEncounter({ class: 'IMP' }))
  it('do not depend on which migraine comes first', () => {
    for (const both of [
      [chronic, refractory],
      [refractory, chronic],
    ])
      expect(verdict(ordered(reason(icd('R51.9')), { encounter: inpatient, ...onTheList(...both) }))).toBe('row 4')
  })
  it('of several silent drafts the one that came furthest tells why, in whatever order they are sent', () => {
    const drafts = [
      anIvKetamineOrder({ key: 'MedicationRequest/a', underReview: false }),
      anIvKetamineOrder({ key: 'MedicationRequest/b', dosages: [{ text: '20 mg IM' }] }),
      anIvKetamineOrder({ key: 'MedicationRequest/c', ...reason(icd('G44.009')) }),
    ]
    expect(verdict(facts({ orders: drafts }))).toBe('other-reason-on-order')
    expect(verdict(facts({ orders: drafts.toReversed() }))).toBe('other-reason-on-order')
  })
})

describe('the order of the chart', () => {
  const migraines = [...ranked, icd('346.90', 'Migraine'), words('migraine')]
  const condition = fc
    .record({
      concept: fc.constantFrom(...migraines, icd('R51.9'), icd('I25.10', 'CAD'), icd('Z34.80'), icd('F33.2')),
      verificationStatus: fc.constantFrom('confirmed', 'provisional', 'refuted'),
      encounterDiagnosis: fc.boolean(),
      recorded: fc.constantFrom('2026-11-20', '2026-11', '2019-13-01', '2026-11-19T20:00:00-08:00'),
    })
    .map(({ concept, ...over }): Condition => aCondition(concept, over))
  const when = fc.constantFrom(ago({ hours: 3 }), '2026-11-20', '2026-11', '2026-11-19T23:00:00-08:00', '2024-13-45')
  const observation = fc.oneof(
    fc
      .tuple(when, fc.constantFrom('Positive', 'Negative'))
      .map(([date, said]) => anObservation('2106-3', undefined, { valueConcept: words(said), when: date })),
    fc
      .tuple(when, fc.constantFrom(60, 90, 110))
      .map(([date, value]) => anObservation('29463-7', { value, unit: 'kg' }, { when: date })),
    fc
      .tuple(when, fc.constantFrom(20, 90))
      .map(([date, value]) => anObservation('98979-8', { value, unit: 'mL/min' }, { when: date })),
  )
  const own = fc.constantFrom<Partial<Order>>(noReason, reason(icd('R51.9')), reason(unspecified, chronic))
  const shuffled = <T>(all: readonly T[]): fc.Arbitrary<readonly T[]> =>
    fc.shuffledSubarray([...all], { minLength: all.length })

  it('never changes the decision', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.array(condition, { maxLength: 5 }), fc.array(observation, { maxLength: 5 }))
          .chain(([conditions, observations]) =>
            fc.tuple(
              fc.constant([conditions, observations] as const),
              fc.tuple(shuffled(conditions), shuffled(observations)),
            ),
          ),
        own,
        ([before, after], draft) => {
          const [one, other] = [before, after].map(([conditions, observations]) =>
            decide(
              ordered(
                { ...draft, dosages: [{ route: intravenous, dose: { value: 100, unit: 'mg' } }] },
                {
                  patient: read({ birthDate: '1990-01-01', sex: 'female' }),
                  encounter: read(anEncounter({ class: 'IMP' })),
                  conditions: read(...conditions),
                  observations: read(...observations),
                },
              ),
              defaults,
            ),
          )
          expect(other).toEqual(one)
        },
      ),
      { numRuns: 300 },
    )
  })
})
