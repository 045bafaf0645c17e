import contraindications from '../../cards/iv-ketamine-for-migraine/codes/contraindications.json' with { type: 'json' }
import { CodeIndex, icd10cm, type ValueSets } from '../../cards/terminology.ts'

const index = new CodeIndex([contraindications as unknown as ValueSets])

describe('a code of a branch', () => {
  it('is found by the branch, however long it is', () => {
    expect(index.idsOf({ system: icd10cm, code: 'I25.10' })).toEqual(['ischemic-heart-disease'])
    expect(index.idsOf({ system: icd10cm, code: `I25.1${'0'.repeat(50)}` })).toEqual(['ischemic-heart-disease'])
  })
  it('is not looked for letter by letter: a request has room for many of sixteen thousand', () => {
    const before = performance.now()
    for (let n = 0; n < 100; n++) {
      const code = `I25.1${String(n).padStart(16_000, '0')}`
      expect(index.idsOf({ system: icd10cm, code })).toEqual(['ischemic-heart-disease'])
    }
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
