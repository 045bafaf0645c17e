import { allergyOf } from '../../src/fhir/facts-allergies.ts'
import { dosagesOf } from '../../src/fhir/facts-dosage.ts'
import { observationOf } from '../../src/fhir/facts-observations.ts'
import { observedReason } from '../../src/fhir/facts-reasons.ts'
import { date, dose, number, ratio, text, token } from '../../src/fhir/facts-values.ts'
import { growthOf } from '../tools/growth.ts'

/** What a client writes is read at its whole length: in time that grows with it. */

const fragments = [
  '1',
  ' ',
  '1.',
  ',000',
  ' per ',
  '.a-1',
  'a.',
  'mg/',
  '(',
  '< 1',
  '1 mm ',
  '1/',
  '2026-01-01T',
  'drug ',
  'x',
]

const readers: Readonly<Record<string, (words: string) => unknown>> = {
  dosage: (words) =>
    dosagesOf({
      resourceType: 'MedicationRequest',
      dosageInstruction: [
        {
          text: words,
          doseAndRate: [{ doseQuantity: { value: words, unit: words } }],
          timing: { code: { text: words }, repeat: { frequency: words, period: 1, periodUnit: words } },
        },
      ],
    }),
  observation: (words) =>
    observationOf({
      resourceType: 'Observation',
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
      valueString: words,
      effectiveDateTime: words,
      component: [{ valueQuantity: { value: words, unit: words } }],
    }),
  reason: (words) =>
    ['Chief complaint', words].map((asked) =>
      observedReason({ resourceType: 'Observation', code: { text: asked }, valueString: words }),
    ),
  allergy: (words) =>
    allergyOf({
      resourceType: 'AllergyIntolerance',
      code: { text: `unspecified ${words}` },
      reaction: [{ substance: { text: words } }, { substance: { text: `${words}b` } }],
    }),
  value: (words) => [
    text(` ${words} `),
    date(words),
    number(words),
    token({ coding: [{ system: words, code: words }], text: words }),
    dose({ value: 1, unit: words }),
    ratio({ numerator: { value: 1, unit: words }, denominator: { value: 1, unit: words } }),
  ],
}

describe.each(Object.entries(readers))('takes time that grows with the length of the words: %s', (_, read) => {
  it.each(fragments)('%j', (part) => {
    const work = (size: number) => {
      const words = Array.from({ length: 20 }, (_word, n) => `${part.repeat(size).slice(0, size)}${n}`)
      return () => void words.map(read)
    }
    expect(growthOf(work, 2000, 20_000)).toBeLessThan(1.5)
  })
})
