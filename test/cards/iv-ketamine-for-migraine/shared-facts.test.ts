import { decide } from '../../../cards/iv-ketamine-for-migraine/decide.ts'
import { briefly, drugsWritten } from '../../../cards/iv-ketamine-for-migraine/written.ts'
import type { Concept, Facts } from '../../../cards/facts.ts'
import { aDrug, aMedication, anIvKetamineOrder, anOrder, aReason, facts, migraine, read, words } from './builders.ts'
import { defaults, ordered } from './decisions.ts'

/** What thousands refer to may be as long as a body: it is written out a few times, not with each comparison. */

const many = 300
const repeated = <T>(make: (n: number) => T): readonly T[] => Array.from({ length: many }, (_, n) => make(n))

/** A concept that counts how often it is written out whole. */
function watched(concept: Concept): { readonly concept: Concept; readonly writings: () => number } {
  let writings = 0
  const ownKeys = (target: Concept): (string | symbol)[] => {
    writings += 1
    return Reflect.ownKeys(target)
  }
  return { concept: new Proxy(concept, { ownKeys }), writings: () => writings }
}

it.each<readonly [string, Concept, (shared: Concept) => Facts]>([
  [
    'the name of what the patient takes',
    words('ibuprofen 200 mg'),
    (shared) =>
      ordered({}, { medications: read(...repeated((n) => aMedication(shared, { key: `MedicationRequest/${n}` }))) }),
  ],
  [
    'an ingredient of what the patient takes',
    words('acetaminophen 325 mg'),
    (shared) => {
      const drug = aDrug(words('a mix'), { ingredients: [shared] })
      return ordered(
        {},
        { medications: read(...repeated((n) => aMedication(drug, { key: `MedicationRequest/${n}` }))) },
      )
    },
  ],
  [
    'the reason of many ketamine orders',
    words('chronic migraine'),
    (shared) => facts({ orders: repeated(() => anIvKetamineOrder({ reasons: [aReason(shared)] })) }),
  ],
  [
    'the reason of many other orders',
    words('subarachnoid hemorrhage'),
    (shared) =>
      facts({
        orders: [
          anIvKetamineOrder({ reasons: [aReason(migraine)] }),
          ...repeated(() => anOrder(words('acetaminophen 325 mg'), { reasons: [aReason(shared)] })),
        ],
      }),
  ],
])('%s', (_, concept, make) => {
  const shared = watched(concept)
  expect(decide(make(shared.concept), defaults).kind).toBe('speaks')
  expect(shared.writings()).toBeLessThan(20)
})

describe('briefly', () => {
  it('says the same of what says the same, whichever objects say it', () => {
    const written = briefly()
    const use = (text: string, dose: string): object => ({ drug: aDrug(words(text)), dosages: [{ text: dose }] })
    expect(written(use('a', 'x'))).toBe(written(use('a', 'x')))
    expect(written(use('a', 'x'))).not.toBe(written(use('b', 'x')))
    expect(written(use('a', 'x'))).not.toBe(written(use('a', 'y')))
  })
})

describe('drugsWritten', () => {
  it('follows from what the drugs say, not from their order', () => {
    const [a, b] = [aDrug(words('a'), { ingredients: [words('c')] }), aDrug(words('b'), { form: words('tablet') })]
    expect([a, b].map(drugsWritten([a, b]))).toEqual([a, b].map(drugsWritten([b, a])))
    expect(drugsWritten([a, b])(a)).not.toBe(drugsWritten([a, b])(b))
  })
})
