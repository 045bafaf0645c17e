import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Guidance } from '../../cards/guidance.ts'
import { cards } from '../../cards/index.ts'
import type { ValueSets } from '../../cards/terminology.ts'
import { agents, strengthSources } from '../../cards/iv-ketamine-for-migraine/agents.ts'
import { citations, recommendation } from '../../cards/iv-ketamine-for-migraine/recommendation.ts'
import { rules } from '../../cards/iv-ketamine-for-migraine/rules.ts'
import { sources } from '../../cards/iv-ketamine-for-migraine/sources.ts'
import { facts } from './iv-ketamine-for-migraine/builders.ts'
import { spoken } from './iv-ketamine-for-migraine/decisions.ts'

const root = join(__dirname, '../../cards')
const today = new Date().toISOString().slice(0, 10)
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
const files = folders
  .map(({ name }) => join(root, name, 'codes'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))

describe.each(cards)('the content of $id', ({ about, topic, version }) => {
  it('has not passed its review date', () => {
    // Told while there is time: this test fails from one day to the next.
    if (inDays(60) > about.reviewBy) process.emitWarning(`review is due on ${about.reviewBy}`)
    expect(today <= about.reviewBy).toBe(true)
  })
  it('was reviewed, and is due again after that', () => {
    expect(about.reviewedOn <= today).toBe(true)
    expect(about.reviewedOn <= about.reviewBy).toBe(true)
  })
  it('has a semantic version and a topic that clients can hold on to', () => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(topic.code).toMatch(/^[A-Za-z0-9]{1,100}$/)
  })
  it('cites each source with how it was verified, and links only what was verified', () => {
    for (const citation of about.citations) {
      expect(citation.verification).toMatch(/^(verified|secondary|recalled|policy)$/)
      if (citation.url !== undefined) expect([citation.id, citation.verification]).toEqual([citation.id, 'verified'])
    }
  })
})

describe('several recommendations', () => {
  const [ketamine] = cards
  const both = (differs: object): readonly Guidance[] => [
    ...cards,
    { ...ketamine, id: 'another', ...differs } as Guidance,
  ]
  const topic = { ...ketamine?.topic, code: 'Another' }

  /** What one name stands for in two ways, where clients, sites or statistics go by the name. */
  const ambiguous = (all: readonly Guidance[]): readonly string[] => {
    const meanings = all.flatMap(
      ({ id, topic: { system, code }, alternatives = [], overrideReasonSystem, overrideReasons }) => [
        [`topic ${system}|${code.toLowerCase()}`, id] as const,
        ...alternatives.map((one) => [`alternative ${one.id}`, one.label] as const),
        ...overrideReasons.map((one) => [`reason ${overrideReasonSystem}|${one.code}`, one.display] as const),
      ],
    )
    return [...Map.groupBy(meanings, ([name]) => name)].flatMap(([name, some]) =>
      new Set(some.map(([, meaning]) => meaning)).size > 1 ? name : [],
    )
  }

  it('give no two meanings to a topic, the id of an alternative or the code of a reason', () => {
    expect(ambiguous(cards)).toEqual([])
  })

  it.each([
    ['a topic, by which EHRs keep overridden cards away', { alternatives: [], overrideReasons: [] }, 'topic'],
    [
      'an alternative, which a site maps once',
      { topic, alternatives: [{ id: 'aac', label: '1 tablet' }] },
      'alternative aac',
    ],
    ['a reason', { topic, overrideReasons: [{ code: 'protocol', display: 'Other' }] }, 'reason'],
  ])('would be told to share %s', (_, differs, name) => {
    expect(ambiguous(both(differs))).toEqual([expect.stringContaining(name)])
    expect(ambiguous(both({ topic }))).toEqual([])
  })
})

describe.each(files)('%s', (file) => {
  const bundle = JSON.parse(readFileSync(file, 'utf8')) as {
    entry: { resource: ValueSets['entry'][number]['resource'] & { copyright?: string } }[]
  }
  it('holds FHIR R4 value sets, each with title, source and date', () => {
    for (const { resource } of bundle.entry) {
      expect(resource).toMatchObject({
        resourceType: 'ValueSet',
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/Sources?: /),
        date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      })
    }
  })
  it.each([
    ['http://snomed.info/sct', 'SNOMED International'],
    ['http://loinc.org', 'LOINC'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', 'National Library of Medicine'],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'ICD-10-CM'],
    ['http://hl7.org/fhir/sid/icd-9-cm', 'ICD-9-CM'],
    ['http://www.whocc.no/atc', 'WHO Collaborating Centre'],
    ['http://standardterms.edqm.eu', 'EDQM'],
  ])('carries the notice of %s wherever its codes stand', (system, notice) => {
    const using = bundle.entry.filter(({ resource }) => resource.compose.include.some((part) => part.system === system))
    expect(using.filter(({ resource }) => resource.copyright?.includes(notice) !== true)).toEqual([])
  })
  it('names the World Health Organization wherever codes of its own edition of ICD-10 stand', () => {
    const using = bundle.entry.filter(({ resource }) => /-who"|-german"|\(WHO/.test(JSON.stringify(resource.compose)))
    expect(using.filter(({ resource }) => resource.copyright?.includes('World Health Organization') !== true)).toEqual(
      [],
    )
  })
})

describe('every statement', () => {
  it('has a source that says what was read', () => {
    const keys = [...agents, ...rules, strengthSources].flatMap((one) => one.sources)
    expect(keys.filter((key) => !Object.hasOwn(sources, key))).toEqual([])
    expect(Object.keys(sources).filter((key) => !keys.includes(key))).toEqual([])
  })
  it('links, on a card, to a verified DOI', () => {
    const verified = Object.values(citations).flatMap((citation) =>
      'url' in citation && citation.verification === 'verified' ? [citation.url] : [],
    )
    const { card } = spoken(facts())
    for (const url of [card.source.url, ...card.links.map((link) => link.url)]) expect(verified).toContain(url)
  })
  it('is as strong as what was read: the recommendation itself is known at second hand, and says so', () => {
    expect(citations.cpg.verification).toBe('secondary')
    expect(recommendation.limits[0]).toContain('were not read')
  })
})
