import type { Guidance } from '../../cards/guidance.ts'
import { mappingGaps } from '../../src/wire/mapping.ts'

const published = [
  {
    alternatives: [
      { id: 'one', label: 'One 1 mg' },
      { id: 'two', label: 'Two 2 mg' },
    ],
  },
] as unknown as readonly Guidance[]
const code = { system: 'urn:x', code: '1' }

describe("a site's mapping", () => {
  it('lists the alternatives that a client which needs a mapping lacks', () => {
    const found = mappingGaps([{ id: 'site', dialect: 'epic', mapping: { one: code } }], published)
    expect(found).toEqual([expect.stringContaining('site: two has no mapping (Two 2 mg)')])
  })

  it('lists a mapping that names no alternative', () => {
    const found = mappingGaps(
      [{ id: 'site', dialect: 'epic', mapping: { one: code, two: code, tow: code } }],
      published,
    )
    expect(found).toEqual([expect.stringContaining('tow is mapped')])
  })

  it('asks no mapping of a client that applies RxNorm', () => {
    expect(
      mappingGaps(
        [
          { id: 'a', dialect: 'spec' },
          { id: 'b', dialect: 'text-only' },
        ],
        published,
      ),
    ).toEqual([])
  })

  it('tells of a mapping that a client does not use', () => {
    const found = mappingGaps([{ id: 'a', dialect: 'spec', mapping: { one: code } }], published)
    expect(found).toEqual(['a: its mapping is not used by the dialect spec'])
  })
})
