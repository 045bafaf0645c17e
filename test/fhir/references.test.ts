import type { Resource } from '../../src/fhir/chart.ts'
import { Home, type Located, References, bareId } from '../../src/fhir/references.ts'

const medication = (id: string, differs: object = {}): Resource => ({ resourceType: 'Medication', id, ...differs })

const references = (drafts: readonly Located[], prefetched: readonly Located[] = [], base?: string): References =>
  new References(new Home(base), drafts, () => prefetched)

describe('a reference leads to its resource', () => {
  const urn = 'urn:uuid:1f7ba8f4-0000-4000-8000-000000000000'
  const found = medication('m1')
  const at = 'https://ehr.example.org/fhir'

  it.each<readonly [string, string, string | undefined]>([
    ['relative', 'Medication/m1', undefined],
    ['versioned', 'Medication/m1/_history/4', undefined],
    ['bare id', 'm1', undefined],
    ['urn', urn, undefined],
    ['absolute, no server named', 'https://anywhere.example.org/r4/Medication/m1', undefined],
    ['absolute, the request’s server', `${at}/Medication/m1`, at],
    ['absolute and versioned', `${at}/Medication/m1/_history/2`, `${at}/`],
    ['absolute, other spelling of the server', 'https://EHR.example.org:443/fhir/Medication/m1', at],
  ])('%s', (_, reference, base) => {
    const index = references([{ resource: found, fullUrl: urn }], [], base)
    // The first look-ups go through a list, those that follow through an index of it.
    for (let look = 0; look < 20; look++) expect(index.find(reference, undefined, 'Medication')?.resource).toBe(found)
  })

  it('of several that are called the same, to the first', () => {
    const elsewhere = medication('m2')
    const fullUrl = `${at}/Medication/m1`
    const index = references([{ resource: elsewhere, fullUrl }, { resource: found }], [], at)
    for (let look = 0; look < 20; look++) {
      expect(index.find('Medication/m1')?.resource).toBe(elsewhere)
      expect(index.find(fullUrl)?.resource).toBe(elsewhere)
    }
  })

  it('by a uuid in capital or small letters', () => {
    for (const [written, fullUrl] of [
      [urn.toUpperCase(), urn],
      [urn, urn.toUpperCase().replace('URN:UUID:', 'urn:uuid:')],
    ] as const) {
      const index = references([
        { resource: medication('m2'), fullUrl: 'urn:uuid:2' },
        { resource: found, fullUrl },
      ])
      for (let look = 0; look < 20; look++) expect(index.find(written)?.resource).toBe(found)
    }
  })

  it('of several whose ids differ by case, to the one that is meant', () => {
    const index = references([{ resource: medication('M1') }, { resource: found }])
    for (let look = 0; look < 20; look++) expect(index.find('Medication/m1')?.resource).toBe(found)
  })

  it('of several whose types or ids resemble each other, to the one that is meant', () => {
    const meant: Resource = { resourceType: 'Condition', id: '1' }
    const alike: readonly Located[] = [
      { resource: { resourceType: 'Encounter', id: '1' } },
      { resource: { resourceType: 'Condition', id: '21' } },
      { resource: { resourceType: 'Condition', id: '12' } },
      { resource: { resourceType: 'Condition', id: '13' }, fullUrl: `${at}/Condition/13` },
      { resource: { resourceType: 'Condition', id: '14' }, fullUrl: `https://other.example.org/fhir/Condition/1` },
    ]
    const [without, among] = [references(alike, [], at), references([...alike, { resource: meant }], [], at)]
    for (let look = 0; look < 20; look++) {
      expect(without.find('Condition/1')).toBeUndefined()
      expect(among.find('Condition/1')?.resource).toBe(meant)
      expect(references([{ resource: meant }], [], at).find('Condition/21')).toBeUndefined()
    }
  })

  it('that has no type to none of another type: an id alone is looked for as what it should be', () => {
    const index = references([{ resource: { resourceType: 'Encounter', id: 'm1' } }, { resource: found }])
    for (let look = 0; look < 20; look++) {
      expect(index.find('m1', undefined, 'Medication')?.resource).toBe(found)
      expect(index.find('m1')).toBeUndefined()
    }
  })

  it('not to the same id at another server', () => {
    const index = references([{ resource: found }], [], at)
    expect(index.find('https://other.example.org/fhir/Medication/m1')).toBeUndefined()
    expect(index.key('https://other.example.org/fhir/Medication/m1')).toBeUndefined()
  })

  it('not to the same id at a server that is called almost the same as the one met before', () => {
    const index = references([{ resource: found }], [], at)
    expect(index.key(`${at}/Medication/m1`)).toBe('Medication/m1')
    for (const other of ['https://ehr.example.org/fhix', `${at}x`, `${at}/x`, 'https://ehr.example.org'])
      expect(index.key(`${other}/Medication/m1`)).toBeUndefined()
  })

  it('to a resource of another server by its whole URL', () => {
    const fullUrl = 'https://other.example.org/fhir/Medication/m1'
    const index = references([{ resource: found, fullUrl }], [], at)
    expect(index.find(fullUrl)?.resource).toBe(found)
  })

  it('to a contained resource of the resource that holds it, with or without # in its id', () => {
    const owner = { resourceType: 'MedicationRequest', contained: [medication('a'), medication('#b')] }
    const index = references([])
    expect(index.find('#a', owner)).toEqual({ resource: owner.contained[0], owner })
    expect(index.find('#b', owner)?.resource).toBe(owner.contained[1])
    expect(index.find('#c', owner)).toBeUndefined()
    expect(index.find('#a')).toBeUndefined()
  })
})

it('drafts come before prefetch, and prefetch before what was read', () => {
  const [drafted, supplied, read] = [medication('m1'), medication('m1'), medication('m1')]
  const all = references([{ resource: drafted }], [{ resource: supplied }])
  all.add(read)
  expect(all.find('Medication/m1')?.resource).toBe(drafted)
  const without = references([], [{ resource: supplied }])
  without.add(read)
  expect(without.find('Medication/m1')?.resource).toBe(supplied)
  const last = references([])
  last.add(read)
  expect(last.find('Medication/m1')?.resource).toBe(read)
})

it('does not look into the prefetch for what the drafts hold', () => {
  let looked = 0
  const index = new References(new Home(undefined), [{ resource: medication('m1') }], () => {
    looked += 1
    return []
  })
  index.find('Medication/m1')
  expect(looked).toBe(0)
  index.find('Medication/m2')
  index.find('Medication/m3')
  expect(looked).toBe(1)
})

it('finds what the server gave after many were looked for in vain', () => {
  const index = references([])
  for (let look = 0; look < 20; look++) expect(index.find(`Medication/m${look}`)).toBeUndefined()
  const read = [medication('m1'), medication('m2')] as const
  index.add(read[0])
  expect(index.find('Medication/m1')?.resource).toBe(read[0])
  index.add(read[1])
  expect(index.find('Medication/m2')?.resource).toBe(read[1])
  for (let look = 0; look < 20; look++) expect(index.find('urn:uuid:3')).toBeUndefined()
  const merged = medication('m4')
  index.add(merged, 'urn:uuid:3')
  expect(index.find('urn:uuid:3')?.resource).toBe(merged)
})

it('works an answer out once, and anew when more was read', () => {
  const found = { resource: medication('m1'), owner: medication('m1') }
  const index = references([{ resource: found.resource }])
  let asked = 0
  const question = (): boolean => {
    asked += 1
    return index.find('Medication/m2') !== undefined
  }
  expect([index.ask(question, found), index.ask(question, found), asked]).toEqual([false, false, 1])
  index.add(medication('m2'))
  expect([index.ask(question, found), index.ask(question, found), asked]).toEqual([true, true, 2])
})

it('finds a merged resource under the id that was asked for', () => {
  const index = references([])
  const merged = medication('new')
  index.add(merged, 'Medication/old')
  expect(index.find('Medication/old')?.resource).toBe(merged)
})

it('gives up on references of senseless length at once', () => {
  const started = performance.now()
  expect(references([]).find(`https://${'A/'.repeat(2_000_000)}`)).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(500)
})

it('reads an id with or without its type', () => {
  expect([
    bareId('1', 'Patient'),
    bareId('Patient/1', 'Patient'),
    bareId('https://x.org/fhir/Patient/1', 'Patient'),
  ]).toEqual(['1', '1', '1'])
})
