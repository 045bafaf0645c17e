import fc from 'fast-check'
import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import {
  aBloodPressure,
  aCondition,
  aDose,
  aDrug,
  ago,
  aMedication,
  anAllergy,
  anEncounter,
  anIvKetamineOrder,
  anObservation,
  anOrder,
  aReason,
  facts,
  icd,
  type FactsDiffering,
  migraine,
  rx,
  words,
} from './builders.ts'
import { defaults } from './decisions.ts'

/** Silent, each for a reason of its own, whatever else is on the chart. */
const silent: Readonly<Record<string, FactsDiffering>> = {
  'another drug': { orders: [anOrder(rx('161', 'acetaminophen'))] },
  'another route': { orders: [anIvKetamineOrder({ dosages: [{ text: '50 mg IM' }] })] },
  'another reason': { orders: [anIvKetamineOrder({ reasons: [aReason(words('procedural sedation'))] })] },
  'a child': { patient: { birthDate: '2015-01-01' } },
  'do not perform': { orders: [anIvKetamineOrder({ doNotPerform: true })] },
  'a proposal': { orders: [anIvKetamineOrder({ intent: 'proposal' })] },
  'not under review': { orders: [anIvKetamineOrder({ underReview: false })] },
  'a paralysing drug': { orders: [anIvKetamineOrder(), anOrder(words('rocuronium'), { key: 'MedicationRequest/r' })] },
  'a topical mix': {
    orders: [anIvKetamineOrder({ drug: aDrug(words('ketamine / lidocaine topical cream')), dosages: [] })],
  },
  'no evidence': { orders: [anIvKetamineOrder({ reasons: [] })] },
  'an encounter for something else': {
    orders: [anIvKetamineOrder({ reasons: [] })],
    encounter: anEncounter({ reasons: [aReason(icd('S82.891A', 'Fracture of lower leg'))] }),
  },
}

const unrelated = {
  conditions: [
    aCondition(icd('E11.9', 'Type 2 diabetes mellitus')),
    aCondition(icd('I25.10', 'CAD')),
    aCondition(icd('O09.90', 'High-risk pregnancy')),
    aCondition(icd('N18.6')),
    aCondition(words('COPD')),
    aCondition(icd('Z82.0', 'Family history of migraine')),
  ],
  allergies: [anAllergy(words('Penicillin')), anAllergy(rx('1191', 'aspirin')), anAllergy(words('Latex'))],
  medications: [
    aMedication(rx('11289', 'warfarin')),
    aMedication(rx('8123', 'phenelzine')),
    aMedication(words('Study drug 17')),
    aMedication(rx('313161', 'sumatriptan 50 MG Oral Tablet'), { start: ago({ days: 40 }) }),
  ],
  administrations: [aDose(rx('35827', 'ketorolac'), { start: ago({ hours: 1 }) }), aDose(rx('6915', 'metoclopramide'))],
  observations: [aBloodPressure(200, 120), anObservation('98979-8', { value: 9, unit: 'mL/min' })],
} as const

const some = fc.record({
  conditions: fc.subarray([...unrelated.conditions]),
  allergies: fc.subarray([...unrelated.allergies]),
  medications: fc.subarray([...unrelated.medications]),
  administrations: fc.subarray([...unrelated.administrations]),
  observations: fc.subarray([...unrelated.observations]),
})

/** A failure names it. */
const random = Math.floor(Math.random() * 2 ** 31)

describe.each(Object.entries(silent))('silence about %s', (_, given) => {
  it('is there', () => expect(decide(facts(given), defaults).kind).toBe('silent'))
  it('does not depend on an unrelated resource', () => {
    const alone = decide(facts(given), defaults)
    fc.assert(
      fc.property(some, (more) => {
        expect(decide(facts({ ...given, ...more }), defaults)).toEqual(alone)
      }),
      { numRuns: 100, seed: random },
    )
  })
})

it('order and repetition of resources never change the decision, nor its words', () => {
  const noReason = { orders: [anIvKetamineOrder({ reasons: [] })] }
  const starts = [{}, noReason, ...Object.values(silent)]
  const onTheList = fc.subarray([aCondition(migraine), aCondition(icd('G43.719', 'Chronic migraine, intractable'))])
  fc.assert(
    fc.property(fc.constantFrom(...starts), onTheList, some, fc.infiniteStream(fc.nat()), (given, own, more, dice) => {
      const twice = <T>(all: readonly T[]): readonly T[] => {
        const throws = [...dice.take(all.length * 2)]
        return [...all, ...all]
          .map((one, n) => ({ one: structuredClone(one), at: throws[n] ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one)
      }
      const chart = { ...given, ...more, conditions: [...own, ...more.conditions] }
      const mixed = {
        ...given,
        conditions: twice(chart.conditions),
        allergies: twice(chart.allergies),
        medications: twice(chart.medications),
        administrations: twice(chart.administrations),
        observations: twice(chart.observations),
      }
      expect(decide(facts(mixed), defaults)).toEqual(decide(facts(chart), defaults))
    }),
    { numRuns: 300, seed: random },
  )
})
