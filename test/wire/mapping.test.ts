import { Services } from '../../src/services.ts'
import { mappingGaps } from '../../src/wire/mapping.ts'
import { aGuidance } from '../routes/a-guidance.ts'

const alternatives = [
  { id: 'one', label: 'One 1 mg' },
  { id: 'two', label: 'Two 2 mg' },
]
const { all: published } = new Services([aGuidance({ id: 'a', alternatives })], 'distinct')
const code = { system: 'urn:x', code: '1' }

describe("a site's mapping", () => {
  it('lists the alternatives that a client which needs a mapping lacks', () => {
    const found = mappingGaps([{ id: 'site', dialect: 'epic', mapping: { one: code } }], published)
    expect(found).toEqual([expect.stringContaining('site: two has no mapping (Two 2 mg)')])
  })

  it('lists each alternative once, and only those of the services that the client may call', () => {
    const both = [alternatives.slice(1), [...alternatives, { id: 'three', label: 'Three 3 mg' }]]
    const guidances = both.map((some, at) => aGuidance({ id: `a-${at}`, alternatives: some }))
    const { all } = new Services(guidances, 'distinct')
    const site = { id: 'site', dialect: 'epic' } as const
    expect(mappingGaps([{ ...site, services: ['a-0-order-sign'] }], all)).toEqual([
      expect.stringContaining('two has no'),
    ])
    expect(mappingGaps([site], all)).toHaveLength(3)
    expect(mappingGaps([{ ...site, services: ['a-0-order-sign'], mapping: { two: code, three: code } }], all)).toEqual(
      [],
    )
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
